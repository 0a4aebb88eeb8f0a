//! Every registered theorem as checks of its own name, and the snapshots of their cards and smoke reports.
//!
//! `cargo test --test theorems thm_13` runs one. Snapshots are reviewed with `cargo insta review`, or by hand in snapshots/. Reports round exponents
//! to two or three decimals, which is far above what another machine changes; raw measurements are not in any snapshot.

use std::collections::BTreeSet;
use std::path::Path;

use asymptest::check::{self, Text};
use asymptest::theorems::REGISTRY;
use libtest_mimic::{Arguments, Failed, Trial};

mod snapshots;

/// The snapshots beside cards and smoke reports: of crates/judge and tests/suite/symbolic.
const OTHERS: [&str; 6] = ["judgements", "judgements_above_floors", "judgements_in_time", "judgements_of_field", "plans", "proofs"];

fn main() {
    let arguments = Arguments::from_args();
    let checks = check::theorems(REGISTRY, snapshot);
    let mut trials: Vec<Trial> =
        checks.into_iter().map(|check| Trial::test(check.name().to_owned(), || check.run().map_err(Failed::from))).collect();
    trials.push(Trial::test("snapshots::none_is_unreferenced", none_is_unreferenced));
    libtest_mimic::run(&arguments, trials).exit();
}

/// Every snapshot in the folder belongs to a check above, or to another test.
fn none_is_unreferenced() -> Result<(), Failed> {
    let mut expected: BTreeSet<String> = check::text_names(REGISTRY).iter().map(|name| format!("{name}.snap")).collect();
    expected.extend(OTHERS.map(|name| format!("{name}.snap")));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots");
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".snap") {
            found.insert(name);
        }
    }
    if found == expected { Ok(()) } else { Err(format!("snapshots/ holds {found:?}, the checks need {expected:?}").into()) }
}

fn snapshot(text: &Text) -> Result<(), String> {
    let mut settings = snapshots::settings();
    settings.set_info(&text.info);
    settings.bind(|| insta::assert_snapshot!(text.name.as_str(), text.text));
    Ok(())
}
