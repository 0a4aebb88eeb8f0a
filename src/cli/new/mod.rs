//! `asymptest new`: a file to start from.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Outcome, output};
use crate::error::{Error, Result};
use crate::files;

/// Writes a file to start from: a suite with a table beside it, a study with a program beside it, or a theorem. Nothing is overwritten.
#[derive(Debug, Args)]
pub(super) struct NewArguments {
    /// The name: letters, digits and `_`; a folder before it is where the files go.
    name: PathBuf,
    /// Claims on a table that you have: NAME.toml and NAME.csv, for `judge`.
    #[arg(long, group = "kind", required = true)]
    suite: bool,
    /// Claims on what a program measures: NAME.toml and NAME.py, for `verify`.
    #[arg(long, group = "kind")]
    study: bool,
    /// A theorem on networks that are trained here: NAME.rs, for a program of your own.
    #[arg(long, group = "kind")]
    theorem: bool,
}

/// A file to start from: how its name ends, and its text, in which [`NAME`] stands for the name.
type Template = (&'static str, &'static str);

const SUITE: [Template; 2] = [("toml", include_str!("suite.toml")), ("csv", include_str!("suite.csv"))];
const STUDY: [Template; 2] = [("toml", include_str!("study.toml")), ("py", include_str!("study.py"))];
const THEOREM: [Template; 1] = [("rs", include_str!("theorem.rs"))];
/// The placeholder of the name in a template. The theorem's is a file that compiles, so that it has a name of its own.
const NAME: &str = "my_name";
const OF_THEOREM: &str = "card!(\"theorem\")";

pub(super) fn run(arguments: &NewArguments, program: &str) -> Result<Outcome> {
    let name = arguments.name.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    if name.is_empty() || !name.chars().all(plain) || name.starts_with(|letter: char| letter.is_ascii_digit()) {
        let problem = format!("`{name}` is not a name; write letters, digits and `_`, a letter first, without an ending such as .toml");
        return Err(Error::flag("NAME", problem));
    }
    let (templates, next): (&[Template], String) = match () {
        () if arguments.suite => (&SUITE, format!("{program} judge {}", ending(&arguments.name, "toml").display())),
        () if arguments.study => (&STUDY, format!("{program} verify {}", ending(&arguments.name, "toml").display())),
        () => (&THEOREM, "its first lines say how it is run".into()),
    };
    let texts: Vec<(PathBuf, String)> = templates.iter().map(|(end, text)| (ending(&arguments.name, end), named(text, &name))).collect();
    if let Some((path, _)) = texts.iter().find(|(path, _)| path.symlink_metadata().is_ok()) {
        return Err(Error::Data {
            file: path.display().to_string(),
            problem: "is there already, and is not overwritten; give another name".into(),
        });
    }
    files::write_all_atomically(&texts.iter().map(|(path, text)| (path.as_path(), text.as_bytes())).collect::<Vec<_>>())?;
    let written: Vec<String> = texts.iter().map(|(path, _)| path.display().to_string()).collect();
    output::note(&format!("wrote {}; next: {next}", written.join(" and ")));
    Ok(Outcome::AsExpected)
}

fn ending(name: &Path, end: &str) -> PathBuf {
    name.with_extension(end)
}

fn named(text: &str, name: &str) -> String {
    text.replace(NAME, name).replace(OF_THEOREM, &format!("card!(\"{name}\")"))
}
