//! Theorem 13: under cosine similarity the kernel moves by O(M^(-1/6)) within M^(1/6) steps by the source's lemmas, and by O(M^(-1/3)) neuron by neuron (*ours*).

use crate::claim::{Step, step};

/// The chain.
pub const STEPS: &[Step] = &[
    step("bounded", "bounded_output_gradient", &[], "|dL/dU| = O(delta^(-1))"),
    step("push", "fixed_constants", &["bounded"], "|dL/dU| = O(1)"),
    step("gradient", "lemma_08_kernel_change.gradient", &[], "|grad f| = O(1 + R M^(-1/2))"),
    step("step", "descent", &["push", "gradient"], "dR = O(1 + R M^(-1/2))"),
    step("movement", "gronwall", &["step"], "R = O(t) for t = O(M^(1/2))"),
    step("ball", "lemma_08_kernel_change.kernel", &[], "|K(t) - K(0)| = O(R^2 M^(-1/2) + R M^(-1/2) log(M)^(1/2) + R^3 M^(-1))"),
    step("drift", "substitute", &["ball", "movement"], "|K(t) - K(0)| = O(t^2 M^(-1/2) + t M^(-1/2) log(M)^(1/2)) for t = O(M^(1/2))"),
    step("at fixed t", "horizon", &["drift"], "|K(t) - K(0)| = O(M^(-1/2) log(M)^(1/2)) at fixed t"),
    step("at M^(1/6)", "horizon", &["drift"], "|K(t) - K(0)| = O(M^(-1/6)) at t = M^(1/6)"),
    step("at log M", "horizon", &["drift"], "|K(t) - K(0)| = O(M^(-1/2) log(M)^2) at t = log(M)"),
    step("horizons", "vanishing", &["drift"], "|K(t) - K(0)| -> 0 at t = M^a for a < 1/4"),
    step("by neurons", "ours_neuron_by_neuron.drift", &[], "|K(t) - K(0)| = O(t M^(-1/2)) for t = O(M^(1/2))"),
    step("by neurons, at fixed t", "horizon", &["by neurons"], "|K(t) - K(0)| = O(M^(-1/2)) at fixed t"),
    step("its horizons", "vanishing", &["by neurons"], "|K(t) - K(0)| -> 0 at t = M^a for a < 1/2"),
];
