//! BibTeX of the program, of the paper under test, and of a folder of evidence.

use std::collections::BTreeSet;

use super::Provenance;
use super::format::count;
use crate::study::{Evidence, Seal};
use crate::theorem::Theorem;

/// The number of the paper on arXiv, by which theorem files name it.
const PAPER: &str = "2403.08673";
/// The paper's entry.
const PAPER_ENTRY: &str = "\
@misc{anil2024wide,
  title = {When can we Approximate Wide Contrastive Models with Neural Tangent Kernels and Principal Component Analysis?},
  author = {Anil, Gautham Govind and Esser, Pascal and Ghoshdastidar, Debarghya},
  year = {2024},
  eprint = {2403.08673},
  archiveprefix = {arXiv},
  primaryclass = {cs.LG}
}
";

/// The program as it is cited.
#[derive(Debug, Clone, Copy)]
pub struct Cited<'a> {
    /// Its version.
    pub version: &'a str,
    /// The revision that it was built from.
    pub revision: &'a str,
}

/// The evidence of one theorem on one data set, with its place in the folder.
#[derive(Debug, Clone)]
pub struct CitedEvidence {
    /// The place below the folder, such as `gaussian/thm_13_cosine_constancy`.
    pub place: String,
    /// The evidence's digest, that of its seal.
    pub digest: String,
    /// Its rows.
    pub rows: usize,
    /// How it came about; `None` if the manifest does not know it.
    pub made_by: Option<Provenance>,
}

impl CitedEvidence {
    /// Evidence at a place.
    pub fn of(place: String, evidence: &Evidence, made_by: Option<Provenance>) -> Self {
        Self { place, digest: Seal::of(evidence).digest().to_owned(), rows: evidence.rows.len(), made_by }
    }
}

/// The entry of the program; that of the paper, if a theorem is from it; and that of the evidence, if there is some.
pub fn bibtex(program: Cited<'_>, registry: &[&dyn Theorem], evidence: &[CitedEvidence]) -> String {
    let Cited { version, revision } = program;
    let mut text = format!(
        "@software{{asymptest,\n  title = {{asymptest: tests of asymptotic claims against measurements}},\n  \
         author = {{{{the asymptest developers}}}},\n  version = {{{version}}},\n  note = {{revision {revision}}}\n}}\n"
    );
    if registry.iter().any(|theorem| theorem.source_text().contains(PAPER)) {
        text.push('\n');
        text.push_str(PAPER_ENTRY);
    }
    if !evidence.is_empty() {
        text.push('\n');
        text.push_str(&of_evidence(evidence));
    }
    text
}

/// One digest for a folder of evidence: BLAKE3 of a line `PLACE DIGEST` a study, in the order of the places.
pub fn folder_digest(evidence: &[CitedEvidence]) -> String {
    let lines: BTreeSet<String> = evidence.iter().map(|one| format!("{} {}\n", one.place, one.digest)).collect();
    let mut hasher = blake3::Hasher::new();
    for line in &lines {
        hasher.update(line.as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

fn of_evidence(evidence: &[CitedEvidence]) -> String {
    let digest = folder_digest(evidence);
    let rows: usize = evidence.iter().map(|one| one.rows).sum();
    let programs: BTreeSet<String> = evidence.iter().map(|one| made_by(one.made_by.as_ref())).collect();
    let programs: Vec<String> = programs.into_iter().collect();
    format!(
        "@misc{{asymptest-evidence-{},\n  title = {{Evidence of asymptest: {}, {}}},\n  \
         author = {{{{the asymptest developers}}}},\n  note = {{BLAKE3 {digest}; {}}}\n}}\n",
        &digest[..12],
        if evidence.len() == 1 { "1 study".into() } else { format!("{} studies", evidence.len()) },
        count(rows, "row"),
        programs.join("; ")
    )
}

fn made_by(made_by: Option<&Provenance>) -> String {
    made_by.map_or_else(|| "measured elsewhere".into(), |by| format!("asymptest {}, revision {}", by.version, by.revision))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::{Row, RunFacts};
    use crate::theorems::REGISTRY;

    const PROGRAM: Cited<'_> = Cited { version: "0.1.0", revision: "0123456789ab" };

    fn cited(place: &str, value: f64) -> CitedEvidence {
        let row = Row { value: Some(value), ..Row::example() };
        CitedEvidence::of(place.into(), &Evidence { run: RunFacts::unknown(), rows: vec![row] }, None)
    }

    #[test]
    fn a_suite_without_the_paper_does_not_cite_it() {
        assert!(bibtex(PROGRAM, REGISTRY, &[]).contains("eprint = {2403.08673}"));
        assert!(!bibtex(PROGRAM, &[], &[]).contains("@misc"));
    }

    #[test]
    fn a_digest_knows_the_numbers_and_their_places_and_not_their_order() {
        let digest = |one: (&str, f64), other: (&str, f64)| folder_digest(&[cited(one.0, one.1), cited(other.0, other.1)]);
        let first = digest(("a", 1.0), ("b", 2.0));
        assert_eq!(first, digest(("b", 2.0), ("a", 1.0)));
        assert_ne!(first, digest(("a", 2.0), ("b", 1.0)));
        assert_ne!(first, digest(("a", 1.0), ("b", 2.5)));
        let text = bibtex(PROGRAM, &[], &[cited("a", 1.0), cited("b", 2.0)]);
        assert!(text.contains("2 studies, 2 rows") && text.contains(&first) && text.contains("measured elsewhere"), "{text}");
    }
}
