//! The laws that derivations use. Constants that do not depend on M are left out of the bounds; `says` has them.

use super::law::{Basis, Law, Term};
use super::quantity::Quantity::{self, *};
use crate::claim::Assumption;
use crate::claim::Growth;
use crate::claim::Origin;
use crate::claim::assumption::{
    BOUNDED_ACTIVATION, BOUNDED_GRADIENT, FIXED_STEP_SIZE, ORTHONORMAL_WEIGHTS, QUADRATIC_LOSS, SMOOTH_ACTIVATION, SPECTRAL_GAP,
    STANDARD_INPUT_WEIGHTS, STANDARD_WEIGHTS,
};

const fn law(
    name: &'static str,
    of: Quantity,
    terms: &'static [Term],
    basis: Basis,
    needs: &'static [Assumption],
    says: &'static str,
) -> Law {
    Law { name, says, basis, origin: Origin::Source, needs, of, growth: Growth::AtMost, terms }
}

/// The same law as one of ours.
const fn ours(law: Law) -> Law {
    Law { origin: Origin::Ours, ..law }
}

/// The same law with a bound of both sides.
const fn exact(law: Law) -> Law {
    Law { growth: Growth::Exactly, ..law }
}

const fn term(factors: &'static [Quantity], order: &'static str) -> Term {
    Term { factors, order }
}

/// The law of this name.
pub fn named(name: &str) -> Option<&'static Law> {
    LAWS.iter().find(|law| law.name == name)
}

/// All laws.
pub const LAWS: &[Law] = &[
    law(
        "bounded_output_gradient",
        OutputGradient,
        &[term(&[], "delta^(-1)")],
        Basis::Elementary,
        &[BOUNDED_GRADIENT],
        "|dl/ds| <= max(1, 1/T), and the smooth cosine has |ds/du| <= 1/delta",
    ),
    law(
        "gaussian_maximum",
        LargestStart,
        &[term(&[], "log(M)^(1/2)")],
        Basis::Probability,
        &[STANDARD_WEIGHTS],
        "max_m |W_m(0)| <= sqrt(2 log(2 M/p)) an output, with probability 1 - p",
    ),
    law(
        "weights_at_start",
        WeightsStart,
        &[term(&[], "M^(1/2)")],
        Basis::Probability,
        &[STANDARD_WEIGHTS],
        "|W(0)|_F^2 / M -> Z, by the law of large numbers",
    ),
    law(
        "features_at_start",
        FeaturesStart,
        &[term(&[], "M^(1/2)")],
        Basis::Probability,
        &[STANDARD_INPUT_WEIGHTS],
        "|phi(V(0) x)|^2 / M -> E phi(N)^2, finite because phi grows at most linearly",
    ),
    ours(law(
        "scales_squared",
        ScaleTwo,
        &[term(&[], "M^(1/2)")],
        Basis::Probability,
        &[STANDARD_WEIGHTS],
        "s_m = 1 + max_x |a_m(x; 0)| + |W_m(0)| are i.i.d. with all moments: sum_m s_m^2 / M converges",
    )),
    ours(law(
        "scales_to_the_fourth",
        ScaleFour,
        &[term(&[], "M^(1/2)")],
        Basis::Probability,
        &[STANDARD_WEIGHTS],
        "the same: sum_m s_m^4 / M converges",
    )),
    law("weights_in_ball", Weights, &[term(&[WeightsStart], "1"), term(&[], "R")], Basis::Elementary, &[], "|W|_F <= |W(0)|_F + R"),
    law(
        "features_in_ball",
        Features,
        &[term(&[FeaturesStart], "1"), term(&[], "R")],
        Basis::Elementary,
        &[SMOOTH_ACTIVATION],
        "|phi(V x)| <= |phi(V(0) x)| + L1 |x| R",
    ),
    law("largest_in_ball", LargestWeight, &[term(&[LargestStart], "1"), term(&[], "R")], Basis::Elementary, &[], "|W_m| <= |W_m(0)| + R"),
    law(
        "gradient_norm",
        Gradient,
        &[term(&[Features], "M^(-1/2)"), term(&[Weights], "M^(-1/2)")],
        Basis::Elementary,
        &[SMOOTH_ACTIVATION],
        "|grad f_i(x)|^2 = M^(-1) (|phi(V x)|^2 + |x|^2 sum_m W_mi^2 phi'(a_m)^2), so |grad f| <= M^(-1/2) (|Phi|_F + L1 |x| |W|_F)",
    ),
    law(
        "hessian_block",
        Hessian,
        &[term(&[LargestWeight], "M^(-1/2)"), term(&[], "M^(-1/2)")],
        Basis::Elementary,
        &[SMOOTH_ACTIVATION],
        "the Hessian is block diagonal over neurons; a block has norm (|c| + sqrt(c^2 + 4 b^2))/2 <= |c| + |b| with |b| <= L1 |x| M^(-1/2) and \
         |c| <= L2 |x|^2 |W_m| M^(-1/2)",
    ),
    law(
        "descent",
        Move,
        &[term(&[OutputGradient, Gradient], "1")],
        Basis::Elementary,
        &[FIXED_STEP_SIZE],
        "a step has length eta |grad L| <= eta sqrt(n Z) |dL/dU|_F |grad f|",
    ),
    law(
        "lemma_8",
        KernelChange,
        &[term(&[Hessian, Gradient], "R")],
        Basis::Elementary,
        &[],
        "|K_ij(x, y; t) - K_ij(x, y; 0)| <= R |H| (|grad f_i(x; t)| + |grad f_j(y; 0)|), by the mean value theorem on each gradient",
    ),
    ours(law(
        "neuron_descent",
        NeuronMove,
        &[term(&[OutputGradient], "M^(-1/2)"), term(&[OutputGradient], "M^(-1/2) rho")],
        Basis::Elementary,
        &[SMOOTH_ACTIVATION, FIXED_STEP_SIZE],
        "a step moves neuron m by at most eta M^(-1/2) |dL/dU| (|phi(a_m)| + L1 |W_m|) <= C M^(-1/2) |dL/dU| s_m (1 + rho)",
    )),
    ours(law(
        "sum_over_neurons",
        Movement,
        &[term(&[NeuronMovement, ScaleTwo], "1")],
        Basis::Elementary,
        &[],
        "R^2 = sum_m |theta_m(t) - theta_m(0)|^2 <= rho^2 sum_m s_m^2",
    )),
    ours(law(
        "gradient_by_neurons",
        GradientChange,
        &[term(&[NeuronMovement, ScaleFour], "M^(-1/2)")],
        Basis::Elementary,
        &[SMOOTH_ACTIVATION],
        "neuron m changes grad f by at most M^(-1/2) (2 L1 + L2 |W_m(0)|) |theta_m(t) - theta_m(0)| <= C M^(-1/2) rho s_m^2",
    )),
    ours(law(
        "two_gradients",
        KernelChange,
        &[term(&[GradientChange, Gradient], "1")],
        Basis::Elementary,
        &[],
        "K(t) - K(0) = <g(t) - g(0), g(t)> + <g(0), g(t) - g(0)>",
    )),
    ours(exact(law(
        "outputs_grow",
        Outputs,
        &[term(&[], "exp(lambda t)")],
        Basis::Heuristic,
        &[QUADRATIC_LOSS, STANDARD_WEIGHTS, FIXED_STEP_SIZE],
        "while K is near its limit, U' = -2 Theta B U, and U(0) has a part along the fastest direction; lambda is the largest eigenvalue",
    ))),
    ours(exact(law(
        "kernel_follows_outputs",
        KernelChange,
        &[term(&[Outputs, Outputs], "M^(-1)")],
        Basis::Heuristic,
        &[STANDARD_WEIGHTS],
        "a neuron's weights move by M^(-1/2) |U|; to first order the changes of the kernel average to zero by the symmetry W -> -W, to second they add up",
    ))),
    law("orthonormal_weights", WeightsNorm, &[term(&[], "1")], Basis::Condition, &[ORTHONORMAL_WEIGHTS], "W^T W = I, so that |W| = 1"),
    law(
        "features_bounded",
        Features,
        &[term(&[], "M^(1/2)")],
        Basis::Elementary,
        &[BOUNDED_ACTIVATION],
        "|Phi|_F <= sqrt(n M) sup |phi|, whatever the weights are",
    ),
    law("features_moved", Features, &[term(&[FeaturesStart], "1"), term(&[], "E")], Basis::Elementary, &[], "|Phi|_F <= |Phi(0)|_F + E"),
    law("outputs_by_features", Outputs, &[term(&[Features, WeightsNorm], "M^(-1/2)")], Basis::Elementary, &[], "U = M^(-1/2) Phi^T W"),
    law(
        "dot_gradient",
        OutputGradient,
        &[term(&[Outputs], "1")],
        Basis::Elementary,
        &[QUADRATIC_LOSS],
        "L = tr(U^T B U) gives dL/dU = 2 B U",
    ),
    ours(law(
        "feature_descent",
        FeatureMove,
        &[term(&[OutputGradient, WeightsNorm], "M^(-1/2)")],
        Basis::Elementary,
        &[SMOOTH_ACTIVATION, FIXED_STEP_SIZE],
        "a step moves A by eta |dL/dA G|_F <= eta M^(-1/2) L1 |W| |dL/dU|_F |G|, and Phi by at most L1 times that",
    )),
    ours(law(
        "pair_matrix_by_features",
        PairMatrixChange,
        &[term(&[FeatureMovement, Features], "M^(-1)"), term(&[FeatureMovement, FeaturesStart], "M^(-1)")],
        Basis::Elementary,
        &[],
        "C_V(t) - C_V(0) = M^(-1) ((Phi(t) - Phi(0)) B Phi(t)^T + Phi(0) B (Phi(t) - Phi(0))^T)",
    )),
    law(
        "gap_of_order_one",
        InverseGap,
        &[term(&[], "1")],
        Basis::Condition,
        &[SPECTRAL_GAP],
        "gap_Z of C_V(0) stays away from 0 as M grows",
    ),
    law(
        "davis_kahan",
        SpanAngle,
        &[term(&[PairMatrixChange, InverseGap], "1")],
        Basis::Elementary,
        &[],
        "sin(angle) <= 2 |C_V(t) - C_V(0)|_F / gap_Z (Davis and Kahan)",
    ),
];
