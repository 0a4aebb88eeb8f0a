//! `asymptest cite`: BibTeX of what a text that uses results should name.

use std::path::{Path, PathBuf};

use clap::Args;

use super::folder::{self, Found};
use super::{Outcome, args, output};
use crate::error::{Error, Result};
use crate::report::{Cited, CitedEvidence, bibtex};
use crate::theorem::Theorem;

/// Prints BibTeX of the program, of the paper under test, and of a folder of evidence.
///
/// The entry of the evidence has one digest of all its numbers: BLAKE3 of a line `PLACE DIGEST` for each seal. Evidence that was changed since it was
/// sealed is refused. Without DIR, the entry of the evidence is that of ./reports, if there is some.
#[derive(Debug, Args)]
pub(super) struct CiteArguments {
    /// The folder with the evidence. [default: reports, if it holds evidence]
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

pub(super) fn run(arguments: &CiteArguments, registry: &[&dyn Theorem]) -> Result<Outcome> {
    let evidence = match &arguments.folder {
        None => cited(Path::new("reports"), registry)?,
        Some(folder) => cited(folder, registry)?,
    };
    if let (Some(folder), []) = (&arguments.folder, &evidence[..]) {
        let problem = "holds no evidence (<theorem>/cells.csv); run `asymptest verify` first, or leave the folder out".into();
        return Err(Error::Data { file: folder.display().to_string(), problem });
    }
    let program = Cited { version: env!("CARGO_PKG_VERSION"), revision: args::REVISION };
    output::print(&bibtex(program, registry, &evidence))?;
    Ok(Outcome::AsExpected)
}

/// All evidence of a folder, held against its seals.
fn cited(folder: &Path, registry: &[&dyn Theorem]) -> Result<Vec<CitedEvidence>> {
    let (manifest, all) = folder::snapshot(folder, registry)?;
    all.iter()
        .map(|Found { theorem, part, stored }| {
            let (place, evidence) = (folder::place(folder, part, *theorem), stored.evidence()?);
            manifest.check(&place, &evidence, &stored.file)?;
            let made_by = manifest.made_by(&place);
            Ok(CitedEvidence::of(place, &evidence, made_by))
        })
        .collect()
}
