//! How evidence came about: what of it is not in the rows.

use serde::{Deserialize, Serialize};

/// The program, the machine and the time that evidence took.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// The version of asymptest.
    pub version: String,
    /// The commit that it was built from; "with changes" where sources had some that were in none.
    pub revision: String,
    /// Features that it was built with.
    pub features: Vec<String>,
    /// The operating system and the architecture.
    pub system: String,
    /// The name of the processor, with the vector instructions that the engine looks for.
    pub processor: String,
    /// Where cells were trained.
    pub device: String,
    /// How they were.
    pub run: RunRecord,
}

/// A run that gave evidence.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RunRecord {
    /// Threads.
    pub threads: usize,
    /// Cells.
    pub cells: usize,
    /// Those of them that were trained in it.
    pub trained: usize,
    /// Those that came to no end; the others were in a store.
    #[serde(default)]
    pub failed: usize,
    /// Wall time, in seconds.
    pub seconds: f64,
}

impl Provenance {
    /// All of it in two sentences.
    pub fn in_words(&self) -> String {
        let features: String = self.features.iter().map(|feature| format!(" with feature {feature}")).collect();
        format!(
            "asymptest {}{features}, revision {}, on {} ({}, {}). {}",
            self.version,
            self.revision,
            self.processor,
            self.system,
            self.device,
            self.run.in_words()
        )
    }
}

impl RunRecord {
    fn in_words(self) -> String {
        let Self { threads, cells, trained, failed, seconds } = self;
        let stored = cells - trained - failed;
        if stored == cells {
            return format!("Collected {cells} finished cells from a store in {seconds:.1} s.");
        }
        let threads = if threads == 1 { "1 thread".into() } else { format!("{threads} threads") };
        let others = [(stored, "in the store"), (failed, "without an end")];
        let others: Vec<String> = others.iter().filter(|(count, _)| *count > 0).map(|(count, words)| format!("{count} {words}")).collect();
        let others = if others.is_empty() { String::new() } else { format!(" ({})", others.join(", ")) };
        format!("Trained {trained} of {cells} cells{others} on {threads} in {seconds:.1} s.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_trained_elsewhere_or_failed_is_said() {
        let run = RunRecord { threads: 2, cells: 40, trained: 40, failed: 0, seconds: 1.25 };
        let [version, revision, system, processor, device] =
            ["0.1.0", "0123456789ab with changes", "linux x86_64", "A 5, avx2", "cpu"].map(String::from);
        let made = Provenance { version, revision, features: vec![], system, processor, device, run };
        let head = "asymptest 0.1.0, revision 0123456789ab with changes, on A 5, avx2 (linux x86_64, cpu).";
        assert_eq!(made.in_words(), format!("{head} Trained 40 of 40 cells on 2 threads in 1.2 s."));
        let with = |threads, trained, failed| RunRecord { threads, trained, failed, ..run }.in_words();
        assert_eq!(with(1, 3, 0), "Trained 3 of 40 cells (37 in the store) on 1 thread in 1.2 s.");
        assert_eq!(with(1, 0, 40), "Trained 0 of 40 cells (40 without an end) on 1 thread in 1.2 s.");
        assert_eq!(with(1, 1, 2), "Trained 1 of 40 cells (37 in the store, 2 without an end) on 1 thread in 1.2 s.");
        assert_eq!(with(1, 0, 0), "Collected 40 finished cells from a store in 1.2 s.");
        let cuda = Provenance { features: vec!["cuda".into()], ..made };
        assert!(cuda.in_words().starts_with("asymptest 0.1.0 with feature cuda, "));
    }
}
