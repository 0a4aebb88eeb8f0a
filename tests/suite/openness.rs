//! Theorems that are stated outside of this crate: each brings what it needs - a loss, data, a quantity, an experiment, a rule, an activation - in its own file in examples/.

use asymptest::check::{self, Check};
use asymptest::theorem::Theorem;

#[allow(dead_code)]
#[path = "../../examples/deep.rs"]
mod deep;
#[allow(dead_code)]
#[path = "../../examples/features_at_start.rs"]
mod features_at_start;
#[allow(dead_code)]
#[path = "../../examples/infonce.rs"]
mod infonce;
#[allow(dead_code)]
#[path = "../../examples/lazy_training.rs"]
mod lazy_training;
#[allow(dead_code)]
#[path = "../../examples/momentum.rs"]
mod momentum;
#[allow(dead_code)]
#[path = "../../examples/regression.rs"]
mod regression;
#[allow(dead_code)]
#[path = "../../examples/serpentine.rs"]
mod serpentine;

pub(crate) const REGISTRY: &[&dyn Theorem] = &[
    &regression::Regression,
    &infonce::Negatives,
    &lazy_training::Lazy,
    &features_at_start::AtStart,
    &momentum::Rules,
    &deep::Deep,
    &serpentine::Serpentines,
];

/// Runs the checks of one theorem: its card, its derivation, its design, its experiments, and its study at smoke scale, in which every control is refuted.
fn passes(theorem: &str) {
    let checks: Vec<Check> =
        check::theorems(REGISTRY, check::unrecorded).into_iter().filter(|check| check.name().starts_with(theorem)).collect();
    assert_eq!(checks.len(), 5, "{theorem}");
    for check in checks {
        let name = check.name().to_owned();
        check.run().unwrap_or_else(|problem| panic!("{name}: {problem}"));
    }
}

#[test]
fn regression_with_data_and_labels_of_its_own() {
    passes("regression");
}

#[test]
fn a_loss_with_any_number_of_negatives() {
    passes("infonce");
}

#[test]
fn quantities_of_its_own() {
    passes("lazy_training");
}

#[test]
fn an_experiment_that_trains_nothing() {
    passes("features_at_start");
}

#[test]
fn rules_beside_descent() {
    passes("momentum");
}

#[test]
fn an_activation_and_a_similarity_of_its_own() {
    passes("serpentine");
}

#[test]
fn a_network_of_its_own() {
    passes("deep");
}
