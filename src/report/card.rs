//! A theorem's card as text.

use std::fmt::Write;

use super::{DerivedRates, derivation_text, derived_rates, said_text};
use crate::experiment::{Design, Scale};
use crate::theorem::Theorem;

/// What `explain` prints: the theorem's documentation, its derivation step by step, its claims and its controls.
pub fn card_text(theorem: &dyn Theorem) -> String {
    let card = theorem.card();
    let mut text = format!("{}\n{}\n", card.title, "=".repeat(card.title.chars().count()));
    for (heading, body) in &card.sections {
        let _ = write!(text, "\n{heading}\n{}\n{body}\n", "-".repeat(heading.chars().count()));
        if heading == "Derivation" {
            text.push('\n');
            text.push_str(&derivation_text(theorem));
            text.push_str(&said_text(theorem));
        }
        if heading == "Must fail" {
            text.push('\n');
            for control in theorem.controls() {
                let claim = &control.claim;
                let _ = writeln!(
                    text,
                    "  {}: {} is {}, {}, in setting {}\n       must fail: {}",
                    claim.id, claim.quantity, claim.bound, claim.horizon, claim.setting, control.because
                );
            }
        }
    }
    text.push_str("\nClaims\n------\n");
    for DerivedRates { claim, reconstructed, best } in derived_rates(theorem) {
        let derived = if best == reconstructed { best } else { format!("{best}; by our reconstruction: {reconstructed}") };
        let _ = writeln!(
            text,
            "  {}: {} is {}, {}, in setting {}\n       {}; derived: {derived}",
            claim.id, claim.quantity, claim.bound, claim.horizon, claim.setting, claim.says
        );
    }
    text.push_str("\nSettings\n--------\n");
    for setting in &theorem.design(Scale::Quick).settings {
        let _ = writeln!(text, "  {}: {}", setting.id(), setting.describe());
    }
    for scale in Scale::ALL {
        let design = theorem.design(scale);
        let (first, last) = (design.widths.first().copied().unwrap_or(0), design.widths.last().copied().unwrap_or(0));
        let _ = writeln!(
            text,
            "  scale {}: {} widths from {first} to {last}, {} replicates",
            scale.name(),
            design.widths.len(),
            replicates_in_words(&design)
        );
    }
    text
}

/// How many replicates there are: a number, or from where to where.
fn replicates_in_words(design: &Design) -> String {
    let counts = design.counts();
    let (least, most) = (counts.values().min().copied().unwrap_or(0), counts.values().max().copied().unwrap_or(0));
    if least == most { most.to_string() } else { format!("{least} to {most}") }
}
