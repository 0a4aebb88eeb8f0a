//! Results of theorems as a JUnit file, which test servers read.
//!
//! A theorem on a data set is a suite, a claim or a control is a case. A case fails if its verdict is not as expected, and is skipped if its claim is out of
//! scope there.

use std::fmt::Write;

use super::figure::escaped;
use super::format::judged;
use crate::study::{ClaimResult, TheoremResult};
use crate::verdict::Verdict;

/// A case as it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Counted {
    Passed,
    Failed,
    Skipped,
}

/// The JUnit file of these results.
pub fn junit(results: &[TheoremResult]) -> String {
    let suites: Vec<(String, [usize; 3])> = results.iter().map(suite).collect();
    let sum = |place: usize| suites.iter().map(|(_, counts)| counts[place]).sum::<usize>();
    let (tests, failures, skipped) = (sum(0), sum(1), sum(2));
    let inner: String = suites.into_iter().map(|(suite, _)| suite).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <testsuites name=\"asymptest\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\">\n{inner}</testsuites>\n"
    )
}

/// A theorem's suite, with its numbers of cases, of failures and of cases left out.
fn suite(result: &TheoremResult) -> (String, [usize; 3]) {
    let claims = result.claims.iter().map(|claim| (claim.claim.id.to_owned(), claim, of_claim(result, claim), claim.claim.expected));
    let controls = result.controls.iter().map(|control| {
        let counted = if control.as_expected() { Counted::Passed } else { Counted::Failed };
        (format!("control {}", control.control.claim.id), &control.result, counted, Verdict::Refuted)
    });
    let cases: Vec<_> = claims.chain(controls).collect();
    let count = |wanted| cases.iter().filter(|case| case.2 == wanted).count();
    let counts = [cases.len(), count(Counted::Failed), count(Counted::Skipped)];
    let [tests, failures, skipped] = counts;
    let name = escaped(&format!("{} on {}", result.id, result.data));
    let mut text = format!("  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\">\n");
    for (id, claim, counted, expected) in &cases {
        // Writing to a string does not fail.
        let _ = writeln!(text, "{}", case(result.id, id, claim, *counted, *expected));
    }
    text.push_str("  </testsuite>\n");
    (text, counts)
}

fn of_claim(result: &TheoremResult, claim: &ClaimResult) -> Counted {
    match claim.judgement.verdict {
        _ if !result.is_expected(claim) => Counted::Failed,
        Verdict::OutOfScope => Counted::Skipped,
        _ => Counted::Passed,
    }
}

fn case(theorem: &str, id: &str, result: &ClaimResult, counted: Counted, expected: Verdict) -> String {
    let (claim, judgement) = (&result.claim, &result.judgement);
    let name = escaped(&format!("{id}: {}, {}", claim.bound, claim.horizon));
    let head = format!("    <testcase classname=\"{}\" name=\"{name}\"", escaped(theorem));
    let (found, reason) = (escaped(judged(judgement)), escaped(&judgement.reason));
    match counted {
        Counted::Passed => format!("{head}/>"),
        Counted::Skipped => format!("{head}><skipped message=\"{reason}\"/></testcase>"),
        Counted::Failed => {
            let wanted = super::format::verdict(expected);
            format!("{head}><failure message=\"{found}, expected {wanted}\" type=\"verdict\">{reason}</failure></testcase>")
        }
    }
}
