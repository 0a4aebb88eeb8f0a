//! Lemma 7. The Hessian of every output is of the order 1/sqrt(M) in a ball around the start.
//!
//! # Statement
//! For all $\theta$ with $|\theta - \theta(0)| \le R$, every output i and input x, as stated,
//! $$|H^{(i)}(x; \theta)|_2 \le \alpha_1 R + \alpha_2 / \sqrt{M},$$
//! and in our reading, which is smaller by up to $\sqrt{M}$ and implies it with the same constants,
//! $$|H^{(i)}(x; \theta)|_2 \le (\alpha_1 R + \alpha_2) / \sqrt{M}.$$
//! Both are judged. The factor $M^{-1/2}$ is in f, and H is of one output.
//!
//! # Source
//! "When can we Approximate Wide Contrastive Models with Neural Tangent Kernels and Principal Component Analysis?", arXiv 2403.08673,
//! Lemma 7. We hold its statement, not its full text, and not its constants. That the square root divides both terms is *our reading*, for which the
//! block formula
//! below is the reason. The constants (*ours*, from the norm of a neuron's block): alpha_1 = L2 |x|^2 and
//! alpha_2 = L1 |x| + L2 |x|^2 max_m |W_mi(0)|, with L1 = sup |phi'|, L2 = sup |phi''|.
//!
//! # Assumptions
//! - The entries of W(0) and V(0) are i.i.d. N(0, 1): max_m,i |W_mi(0)| <= sqrt(2 log(2 M Z / p)) with probability 1 - p; here p = 1e-6 a network.
//! - phi is twice differentiable with bounded derivatives. ReLU is out of scope.
//! - For the rate along training: the gradient of the loss in the outputs is bounded and the step size does not depend on M, so that R(t) = O(t).
//!
//! # Kind and range
//! Pointwise: the ratio of the two sides is at most 1, at every step looked at and in balls of several radii; 1e-9 is allowed for rounding. And upper rates:
//! M^(-1/2) (log M)^(1/2) at R = 0 and R = 1. As stated the bound is O(1) at R = 1 and O(M) at R = M; in our reading it is smaller by sqrt(M) at both.
//! That the norm
//! grows like R^1, no slower and no faster, is judged at R = M, where it is Theta(M^(1/2)) (*ours*).
//!
//! # Derivation
//! H is block diagonal over neurons; a block has norm (|c| + sqrt(c^2 + 4 b^2))/2 with b = phi'(a)|x|/sqrt(M) and c = W_mi phi''(a)|x|^2/sqrt(M). The largest
//! weight is O(R + sqrt(log M)).
//!
//! # Observable
//! The Hessian norm from the block formula, its largest over outputs and anchors: a maximum over neurons, exact. Its supremum over a ball by branch and bound,
//! to one part in a million, attained from below. Ratios to the bound: along training (every step up to 8, one in every quarter later), and over balls of
//! radius 0, 1/2, 2 and 8.
//!
//! # Must fail
//! - *No factor 1/sqrt(M)*: W(0) scaled by M^(1/2) is the network without it. The norm is O(sqrt(log M)) instead, and leaves both the rate and the inequality.
//! - *Growth like the root of R*: at R = M that would be O(1).
//!
//! # Reading the result
//! The inequality is proved, so that a violation would be an error in the program; its largest ratio is the slack. Along training the slack is in the largest
//! weight, which the bound has to allow for at p = 1e-6, and in |phi'| and |phi''| being largest at different places. In large balls the bound is nearly
//! attained: all of R is spent on one neuron. A case in which our reading holds is one in which the bound as stated holds, with room of up to sqrt(M). The
//! rates are tight where the log is: the norm itself is what it is bounded by, up to the constant.

use crate::prelude::*;

/// Lemma 7.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HessianInBall;

const START: Horizon = Horizon::Fixed(0);
const SIXTH_ROOT: Horizon = Horizon::power(4.0, 1, 6);
const DEPARTURE: Horizon = Horizon::Departure { multiple: 1.0 };
const PROVED: &[Assumption] = &[STANDARD_WEIGHTS, SMOOTH_ACTIVATION];
const IN_TIME: &[Assumption] = &[STANDARD_WEIGHTS, SMOOTH_ACTIVATION, BOUNDED_GRADIENT, FIXED_STEP_SIZE];

fn settings() -> Vec<Setting> {
    let cosine = Setting::cosine(10);
    let with = |id, activation| Setting { id, activation, ..cosine.clone() };
    vec![
        cosine.clone(),
        Setting { id: "dot", loss: linear(Similarity::DOT), ..cosine.clone() },
        with("erf", Activation::ERF),
        with("softplus", Activation::SOFTPLUS),
        with("gelu", Activation::GELU),
        Setting { id: "no_factor", output_scale: OutputScale::RootWidth, ..cosine.clone() },
    ]
}

impl Theorem for HessianInBall {
    crate::card!("lemma_07_hessian_bound");

    fn claims(&self) -> Vec<Claim> {
        let one = || Form::at_most(1.0, 1e-9);
        vec![
            claim("rate_at_the_start", "R = 0", "O(M^(-1/2) log(M)^(1/2))", HESSIAN_NORM, START, "cosine").needs(IN_TIME),
            claim("rate_in_the_unit_ball", "R = 1, in our reading", "O(M^(-1/2) log(M)^(1/2))", HESSIAN_IN_UNIT_BALL, START, "cosine")
                .needs(IN_TIME),
            claim(
                "as_stated_in_the_unit_ball",
                "R = 1, as stated: alpha_1 R + alpha_2/sqrt(M)",
                "O(1)",
                HESSIAN_IN_UNIT_BALL,
                START,
                "cosine",
            )
            .needs(IN_TIME),
            claim("as_stated_in_the_wide_ball", "R = M, as stated", "O(M)", HESSIAN_IN_WIDE_BALL, START, "cosine").needs(IN_TIME),
            claim(
                "growth_in_the_radius",
                "R = M: linear growth in R, in our reading (ours)",
                "Theta(M^(1/2))",
                HESSIAN_IN_WIDE_BALL,
                START,
                "cosine",
            )
            .needs(IN_TIME),
            claim("inequality_on_the_way", "the inequality, on the way of Theorem 13", one(), HESSIAN_RATIO, SIXTH_ROOT, "cosine")
                .needs(PROVED),
            claim("inequality_dot", "the same where the kernel leaves its start", one(), HESSIAN_RATIO, DEPARTURE, "dot").needs(PROVED),
            claim("inequality_in_balls", "the supremum over balls", one(), HESSIAN_BALL_RATIO, START, "cosine").needs(PROVED),
            claim("inequality_erf", "the same for erf", one(), HESSIAN_BALL_RATIO, START, "erf").needs(PROVED),
            claim("inequality_softplus", "the same for softplus", one(), HESSIAN_BALL_RATIO, START, "softplus").needs(PROVED),
            claim("inequality_gelu", "the same for GELU", one(), HESSIAN_BALL_RATIO, START, "gelu").needs(PROVED),
        ]
    }

    fn derivation(&self) -> Vec<Step> {
        vec![
            step("start", "gaussian_maximum", &[], "max_m |W_m(0)| = O(log(M)^(1/2))"),
            step("ball", "largest_in_ball", &["start"], "max_m |W_m| = O(R + log(M)^(1/2))"),
            step("hessian", "hessian_block", &["ball"], "|H| = O(R M^(-1/2) + M^(-1/2) log(M)^(1/2))"),
            step("bounded", "bounded_output_gradient", &[], "|dL/dU| = O(delta^(-1))"),
            step("push", "fixed_constants", &["bounded"], "|dL/dU| = O(1)"),
            step("gradient", "lemma_08_kernel_change.gradient", &[], "|grad f| = O(1 + R M^(-1/2))"),
            step("step", "descent", &["push", "gradient"], "dR = O(1 + R M^(-1/2))"),
            step("movement", "gronwall", &["step"], "R = O(t) for t = O(M^(1/2))"),
            step("in time", "substitute", &["hessian", "movement"], "|H| = O(t M^(-1/2) + M^(-1/2) log(M)^(1/2)) for t = O(M^(1/2))"),
            step("at fixed t", "horizon", &["in time"], "|H| = O(M^(-1/2) log(M)^(1/2)) at fixed t"),
        ]
    }

    /// As stated, and in our reading: (alpha_1 R + alpha_2) / sqrt(M), with the largest of M Gaussian weights in alpha_2.
    fn said(&self) -> Vec<Said> {
        vec![source("|H| = O(R + M^(-1/2) log(M)^(1/2))", PROVED), ours("|H| = O(R M^(-1/2) + M^(-1/2) log(M)^(1/2))", PROVED)]
    }

    fn design(&self, scale: Scale) -> Design {
        let widths = scale.pick(powers_of_two(6, 11), powers_of_two(7, 14), powers_of_two(7, 17));
        Design::new(settings(), widths, scale.pick(12, 16, 20))
    }

    fn must_fail(&self) -> Vec<MustFail> {
        vec![
            must_fail("no_factor_rate", "rate_at_the_start", "without 1/sqrt(M) the norm does not decay").setting("no_factor"),
            must_fail("no_factor_inequality", "inequality_on_the_way", "without 1/sqrt(M) the norm is sqrt(M) times as large")
                .setting("no_factor")
                .horizon(START),
            must_fail("growth_like_the_root", "growth_in_the_radius", "the norm grows like R: all of it can be spent on one neuron")
                .says("growth like sqrt(R)")
                .bound("O(1)"),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::symbolic::certified::constants;

    #[test]
    fn the_constants_are_just_above_the_certified_enclosures() {
        for setting in settings() {
            let smooth = setting.activation.smooth().unwrap();
            let (certified, (l1, l2)) = (constants(setting.activation).unwrap(), smooth.largest());
            for (enclosure, constant) in [(certified.first, l1), (certified.second, l2)] {
                assert!(enclosure.is_below(constant) && !enclosure.is_below(constant - 1e-14), "{}: {constant}", setting.id);
            }
        }
    }

    #[test]
    fn only_the_network_without_its_factor_is_out_of_scope() {
        assert_eq!(outside(&HessianInBall, "inequality_on_the_way"), ["no_factor"]);
    }
}
