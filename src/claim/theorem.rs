//! A theorem: what a file in theorems/ states, derives and designs.

use super::{Card, Claim, Control, Step};
use crate::study::{Design, Scale, Setting};
use crate::symbolic::chains::Chain;

/// A theorem of the suite. An implementation states, derives, designs and names observables; it never trains, fits, draws random numbers,
/// reads or writes.
pub trait Theorem: Sync {
    /// The file's name without `.rs`.
    fn id(&self) -> &'static str;

    /// The text of the file itself (`include_str!`), whose module documentation is the theorem's card.
    fn source_text(&self) -> &'static str;

    /// What is claimed.
    fn claims(&self) -> Vec<Claim>;

    /// How the rates of the claims follow, step by step; none for a statement that is only measured. Checked by
    /// [`crate::symbolic::check_derivation`].
    fn derivation(&self) -> Vec<Step>;

    /// Chains that the derivation may cite beside those of this crate ([`crate::symbolic::chains::CHAINS`]), in the order in which they may cite one
    /// another; for a suite with lemmas of its own.
    fn chains(&self) -> &'static [Chain] {
        &[]
    }

    /// The program that runs it, as reports print it in commands; another suite names its own.
    fn program(&self) -> &'static str {
        "asymptest"
    }

    /// What is run.
    fn design(&self, scale: Scale) -> Design;

    /// False claims that the same code must refute.
    fn controls(&self) -> Vec<Control>;

    /// The setting of the design with this id, as claims and controls name it; `None` where the design has no such setting.
    fn setting(&self, id: &str) -> Option<Setting> {
        self.design(Scale::Quick).settings.into_iter().find(|setting| setting.id == id)
    }

    /// The card: the module documentation under its headings.
    fn card(&self) -> Card {
        Card::of(self.source_text())
    }
}
