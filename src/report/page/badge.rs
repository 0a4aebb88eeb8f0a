//! A verdict as the page shows it: a mark, a word, and a colour that says no more than the mark does.

use maud::{Markup, html};

use crate::claim::TAU;
use crate::report::counts::theorem_verdict;
use crate::report::format::{judged, mark};
use crate::study::TheoremResult;
use crate::verdict::{Judgement, Verdict};

/// What the marks mean.
const MARKS: [(char, &str); 5] = [
    ('✔', "as expected"),
    ('✘', "not as expected"),
    ('○', "the data do not decide"),
    ('◌', "out of scope: an assumption does not hold"),
    ('◇', "untestable here: the run could hardly have refuted the claim"),
];

/// The verdict on a claim or a control.
pub(super) fn of_claim(judgement: &Judgement, expected: Verdict) -> Markup {
    badge(mark(judgement.verdict, judgement.verdict == expected), judged(judgement))
}

/// The verdict on a theorem.
pub(super) fn of_theorem(result: &TheoremResult) -> Markup {
    let (found, as_expected) = (result.verdict(), result.as_expected());
    let words = theorem_verdict(result);
    badge(mark(found, as_expected), &if as_expected { words.into() } else { format!("{words}, not as expected") })
}

/// The words by which the filter finds a claim or, with `kind`, a control.
pub(super) fn words(kind: &str, judgement: &Judgement, is_expected: bool) -> String {
    let as_expected = if is_expected { "" } else { " unexpected" };
    let verdict = judged(judgement).replace(' ', "-");
    if kind == "control" { format!("control{as_expected}") } else { format!("{verdict}{as_expected}") }
}

fn badge(mark: char, words: &str) -> Markup {
    let class = match mark {
        '✔' => "good",
        '✘' => "bad",
        '○' | '◇' => "open",
        _ => "outside",
    };
    html! { span class={ "badge " (class) } { span aria-hidden="true" { (mark) } " " (words) } }
}

/// What marks and words mean.
pub(super) fn legend() -> Markup {
    html! {
        details class="legend" {
            summary { "How to read a verdict" }
            dl {
                @for (mark, means) in MARKS { dt { span aria-hidden="true" { (mark) } " mark" } dd { (means) } }
                dt { "holds exactly" } dd { "an identity or an inequality, checked case by case, without a violation beyond rounding" }
                dt { "supported" } dd { "a rate: a violation larger than the margin is excluded, at 95 % confidence, and a run like this could have refuted it" }
                dt { "refuted" } dd { "the claim is excluded by more than the margin; what every control must be" }
                dt { "inconclusive" } dd { "neither; the claim's own lines say what would settle it" }
                dt { "untestable here" } dd { "the data agree, but less than half of such runs would refute even the simplest rival: no support" }
                dt { "tau(M)" } dd { (TAU) }
                dt { "tight, loose by" } dd { "whether the quantity also stays above the claimed rate, or by which power of M it is smaller" }
            }
        }
    }
}
