//! Lemma 8. The NTK changes by no more than the Hessian bound lets it.
//!
//! # Statement
//! For all $\theta$ with $|\theta - \theta(0)| \le R$, all outputs i, j and inputs x, y,
//! $$|K_{ij}(x, y; \theta) - K_{ij}(x, y; \theta(0))| \le R h (|\nabla f_i(x; \theta)| + |\nabla f_j(y; \theta(0))|),$$
//! where h bounds the Hessian norms $|H^{(i)}(x; \theta)|_2$ in that ball (Lemma 7). The factor $M^{-1/2}$ is in f, and the ratio of the sides has no normalisation.
//!
//! # Source
//! "When can we Approximate Wide Contrastive Models with Neural Tangent Kernels and Principal Component Analysis?", arXiv 2403.08673,
//! Lemma 8. We do not hold its full text: the formula above is *our reconstruction* of the bound, from the two gradients whose product K is. The constants in h are
//! ours (Lemma 7), and so is the ball taken here, that of radius R(t) = |theta(t) - theta(0)|.
//!
//! # Assumptions
//! - The entries of W(0) and V(0) are i.i.d. N(0, 1); inputs have unit norm. The inequality itself asks neither; its rate does.
//! - phi is twice differentiable with bounded derivatives. ReLU is out of scope.
//! - For the rate at fixed t: the gradient of the loss in the outputs is bounded and the step size does not depend on M, so that R(t) = O(t).
//!
//! # Kind and range
//! Pointwise: the ratio of the two sides is at most 1 at every step looked at of every run; 1e-9 is allowed for rounding. And an upper rate at fixed t.
//!
//! # Derivation
//! K is a product of two gradients; each changes by at most R h along the segment from theta(0) to theta, and the change of the product is
//! (change of one) times (the other), twice. With Lemma 7 for h and O(1 + R / sqrt(M)) for gradients the rate follows.
//!
//! # Observable
//! The ratio |K(t) - K(0)| / (R(t) h (|grad f(t)| + |grad f(0)|)), its largest over outputs, pairs of anchors, and the steps up to the horizon (every one
//! up to 8, one in every quarter later), with h = (alpha_1 R(t) + alpha_2)/sqrt(M), max_m |W_mi(0)| as drawn. And the sup-drift of the NTK itself.
//!
//! # Must fail
//! - *ReLU with a small step*, with h as if phi'' were 0 everywhere, as it is almost everywhere: a neuron that crosses its kink changes its slope by 1
//!   however short the step was, and the right side is as short as the step.
//! - *The rate* under cosine similarity with delta = 0 and W(0) scaled by M^(-1/2): the first step moves W by O(1) in every entry, so that R is of the
//!   order sqrt(M) and no fixed ball holds theta(t).
//!
//! # Reading the result
//! The largest ratio is the lemma's slack: at 0.05 the bound is twenty times the change. The bound takes the worst direction in the ball for every
//! pair, and training takes one direction for all; the rate is loose for the reason given in Theorem 13. A violation would be an error in the program, since the
//! inequality is proved: what is tested is that statement, constants and code agree.

use crate::prelude::*;

/// Lemma 8.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KernelChange;

const FIXED: Horizon = Horizon::Fixed(8);
const SIXTH_ROOT: Horizon = Horizon::power(4.0, 1, 6);
/// Until the kernel has left its start, and not beyond, where training is chaotic.
const DEPARTURE: Horizon = Horizon::Departure { multiple: 1.0 };
const PROVED: &[Assumption] = &[SMOOTH_ACTIVATION];
const IN_TIME: &[Assumption] = &[STANDARD_WEIGHTS, SMOOTH_ACTIVATION, BOUNDED_GRADIENT, FIXED_STEP_SIZE];

fn settings() -> Vec<Setting> {
    let cosine = Setting::cosine(10);
    let softened = softmax(Similarity::cosine(0.01), 0.5);
    vec![
        cosine.clone(),
        Setting { id: "dot", loss: linear(Similarity::DOT), ..cosine.clone() },
        Setting { id: "softplus", activation: Activation::SOFTPLUS, loss: softened, ..cosine.clone() },
        Setting { id: "gelu", activation: Activation::GELU, ..cosine.clone() },
        // Few neurons cross, and each makes a large ratio: small enough that a crossing stands out, large enough that some run has one.
        Setting { id: "relu_small_step", activation: Activation::RELU, step_size: 0.004, triplets: 20, ..cosine.clone() },
        Setting {
            id: "small_outputs",
            loss: linear(Similarity::cosine(0.0)),
            output_scale: OutputScale::InverseRootWidth,
            step_size: 4.0,
            triplets: 5,
            outputs: 16,
            ..cosine
        },
    ]
}

impl Theorem for KernelChange {
    crate::card!("lemma_08_kernel_change");

    fn claims(&self) -> Vec<Claim> {
        let one = || Form::at_most(1.0, 1e-9);
        vec![
            claim("inequality", "the inequality, on the way of Theorem 13", one(), KERNEL_RATIO, SIXTH_ROOT, "cosine").needs(PROVED),
            claim("inequality_dot", "the same where the kernel leaves its start", one(), KERNEL_RATIO, DEPARTURE, "dot").needs(PROVED),
            claim("inequality_softplus", "the same for another phi", one(), KERNEL_RATIO, FIXED, "softplus").needs(PROVED),
            claim("inequality_gelu", "the same for a phi that is not monotone", one(), KERNEL_RATIO, FIXED, "gelu").needs(PROVED),
            claim("rate_at_fixed_time", "what follows for the drift at fixed t", "O(M^(-1/2) log(M)^(1/2))", NTK_DRIFT, FIXED, "cosine")
                .needs(IN_TIME),
        ]
    }

    fn derivation(&self) -> Vec<Step> {
        vec![
            step("features start", "features_at_start", &[], "|Phi(0)|_F = O(M^(1/2))"),
            step("features", "features_in_ball", &["features start"], "|Phi|_F = O(M^(1/2) + R)"),
            step("weights start", "weights_at_start", &[], "|W(0)|_F = O(M^(1/2))"),
            step("weights", "weights_in_ball", &["weights start"], "|W|_F = O(M^(1/2) + R)"),
            step("gradient", "gradient_norm", &["features", "weights"], "|grad f| = O(1 + R M^(-1/2))"),
            step("hessian", "lemma_07_hessian_bound.hessian", &[], "|H| = O(R M^(-1/2) + M^(-1/2) log(M)^(1/2))"),
            step("kernel", "lemma_8", &["hessian", "gradient"], "|K(t) - K(0)| = O(R^2 M^(-1/2) + R M^(-1/2) log(M)^(1/2) + R^3 M^(-1))"),
            step("bounded", "bounded_output_gradient", &[], "|dL/dU| = O(delta^(-1))"),
            step("push", "fixed_constants", &["bounded"], "|dL/dU| = O(1)"),
            step("step", "descent", &["push", "gradient"], "dR = O(1 + R M^(-1/2))"),
            step("movement", "gronwall", &["step"], "R = O(t) for t = O(M^(1/2))"),
            step(
                "in time",
                "substitute",
                &["kernel", "movement"],
                "|K(t) - K(0)| = O(t^2 M^(-1/2) + t M^(-1/2) log(M)^(1/2)) for t = O(M^(1/2))",
            ),
            step("at fixed t", "horizon", &["in time"], "|K(t) - K(0)| = O(M^(-1/2) log(M)^(1/2)) at fixed t"),
        ]
    }

    fn design(&self, scale: Scale) -> Design {
        let widths = scale.pick(powers_of_two(5, 10), powers_of_two(6, 12), powers_of_two(6, 15));
        Design::new(settings(), widths, scale.pick(10, 10, 20))
    }

    fn must_fail(&self) -> Vec<MustFail> {
        vec![
            must_fail("relu", "inequality", "a neuron that crosses its kink changes its slope by 1 however short the step")
                .setting("relu_small_step")
                .horizon(FIXED),
            must_fail("small_outputs_without_delta", "rate_at_fixed_time", "R is of the order sqrt(M): no fixed ball holds theta(t)")
                .setting("small_outputs"),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inequalities_are_in_scope_and_relu_is_not() {
        assert_eq!(outside(&KernelChange, "inequality"), ["relu_small_step"]);
        assert_eq!(outside(&KernelChange, "rate_at_fixed_time"), ["dot", "relu_small_step", "small_outputs"]);
    }
}
