//! Every registered theorem as checks of its own name, and the snapshots of their cards and smoke reports.
//!
//! `cargo test --test suite thm_13` runs those of one. Snapshots are reviewed with `cargo insta review`, or by hand in snapshots/. Reports round exponents
//! to two or three decimals, which is far above what another machine changes; raw measurements are not in any snapshot.

use std::collections::BTreeSet;
use std::path::Path;

use asymptest::check::{self, Text};
use asymptest::theorems::REGISTRY;

use crate::snapshots;

/// The snapshots beside cards and smoke reports: of crates/judge and tests/suite/symbolic.
const OTHERS: [&str; 7] =
    ["judgements", "judgements_above_floors", "judgements_in_time", "judgements_of_field", "plans", "proofs", "settings"];

/// The checks of theorems as tests of their names.
macro_rules! theorems {
    ($($id:ident)*) => {
        const TESTED: &[&str] = &[$(stringify!($id)),*];

        $(checks!($id: card derivation claims_are_judged_by_the_design experiments smoke);)*
    };
}

/// Checks of one theorem as tests.
macro_rules! checks {
    ($id:ident: $($what:ident)*) => {
        mod $id {
            $(#[test]
            fn $what() {
                super::passes(stringify!($id), stringify!($what));
            })*
        }
    };
}

theorems! {
    lemma_07_hessian_bound
    lemma_08_kernel_change
    prop_10_dot_product_departure
    thm_13_cosine_constancy
    sec_4_trace_identity
    lemma_16_pair_matrix_drift
    lemma_17_pca_stability
    sec_4_trained_against_pca
    prop_18_column_collapse
    ours_rank_law
    ours_reduction
}

/// What is checked of each theorem by [`theorems!`].
const OF_EACH: usize = 5;

fn passes(theorem: &str, what: &str) {
    let name = format!("{theorem}::{what}");
    let check = check::theorems(REGISTRY, snapshot).into_iter().find(|check| check.name() == name);
    if let Err(problem) = check.unwrap_or_else(|| panic!("no check {name}")).run() {
        panic!("{problem}");
    }
}

#[test]
fn every_check_is_a_test() {
    let registered: Vec<&str> = REGISTRY.iter().map(|theorem| theorem.id()).collect();
    assert_eq!(TESTED, registered);
    let checks = check::theorems(REGISTRY, snapshot);
    let (names, others): (Vec<&str>, Vec<&str>) =
        checks.iter().map(|check| check.name()).partition(|name| TESTED.iter().any(|id| name.starts_with(&format!("{id}::"))));
    assert_eq!((names.len(), others), (OF_EACH * TESTED.len(), vec!["registry::names_are_unique"]));
}

#[test]
fn names_are_unique() {
    passes("registry", "names_are_unique");
}

/// Every snapshot in the folder belongs to a check above, or to another test.
#[test]
fn no_snapshot_is_unreferenced() {
    let mut expected: BTreeSet<String> = check::text_names(REGISTRY).iter().map(|name| format!("{name}.snap")).collect();
    expected.extend(OTHERS.map(|name| format!("{name}.snap")));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots");
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        if name.ends_with(".snap") {
            found.insert(name);
        }
    }
    assert_eq!(found, expected, "snapshots/ against what the checks need");
}

fn snapshot(text: &Text) -> Result<(), String> {
    let mut settings = snapshots::settings();
    settings.set_info(&text.info);
    settings.bind(|| insta::assert_snapshot!(text.name.as_str(), text.text));
    Ok(())
}
