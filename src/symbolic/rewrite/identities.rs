//! The identities that the engine and the lemmas rely on. r stands for M^{-1/2}, one neuron for all: the network is a sum over neurons.

use super::rules::{DERIVATIVES, GRADIENTS, MATRICES, PRODUCTS, QUOTIENTS, SCALARS, SIGNS, SPANS, SUM_PRODUCTS, SUMS, VECTORS, rule};
use super::{Identity, Rewriting};

/// r w phi(v.x), a neuron's share of an output.
macro_rules! share {
    () => {
        "(* r (* w (phi (ip v x))))"
    };
}

/// What does not depend on w or v, and v.x along a direction.
const NEURON: &[Rewriting] = &[
    rule("r is constant in w", "(d w r)", "0"),
    rule("v.x is constant in w", "(d w (ip v x))", "0"),
    rule("r is constant in v", "(grad v r)", "vzero"),
    rule("w is constant in v", "(grad v w)", "vzero"),
    rule("grad v.x", "(grad v (ip v x))", "x"),
    rule("r is constant along y", "(d (dir v y) r)", "0"),
    rule("w is constant along y", "(d (dir v y) w)", "0"),
    rule("v.x along y", "(d (dir v y) (ip v x))", "(ip y x)"),
    rule("y.x is constant along z", "(d (dir v z) (ip y x))", "0"),
    rule("r is constant along z", "(d (dir v z) r)", "0"),
    rule("w is constant along z", "(d (dir v z) w)", "0"),
    rule("v.x along z", "(d (dir v z) (ip v x))", "(ip z x)"),
];

/// What does not depend on u: v, its norms, delta; and p = u.v, su = sqrt(|u|^2 + delta^2), sv.
const SMOOTH: &[Rewriting] = &[
    rule("grad u.v", "(grad u (ip u v))", "v"),
    rule("delta is constant in u", "(grad u delta)", "vzero"),
    rule("delta^2 is constant in u", "(grad u (* delta delta))", "vzero"),
    rule("sv is constant in u", "(grad u sv)", "vzero"),
    rule("grad su, proved as norm_gradient", "(grad u su)", "(scale (inv su) u)"),
    rule("grad |u|, proved as norm_gradient", "(grad u nu)", "(scale (inv nu) u)"),
    rule("|v| is constant in u", "(grad u nv)", "vzero"),
];

/// What does not depend on v or on a row W of the output weights.
const KERNEL: &[Rewriting] = &[
    rule("r is constant in v", "(grad v r)", "vzero"),
    rule("r is constant in W", "(grad W r)", "vzero"),
    rule("grad v.x", "(grad v (ip v x))", "x"),
    rule("grad v.y", "(grad v (ip v y))", "y"),
    rule("W_i is constant in v", "(grad v (ip W i))", "vzero"),
    rule("W_j is constant in v", "(grad v (ip W j))", "vzero"),
    rule("grad W_i", "(grad W (ip W i))", "i"),
    rule("grad W_j", "(grad W (ip W j))", "j"),
    rule("phi(v.x) is constant in W", "(grad W (phi (ip v x)))", "vzero"),
    rule("phi(v.y) is constant in W", "(grad W (phi (ip v y)))", "vzero"),
];

const SCALAR_CALCULUS: &[&[Rewriting]] = &[SCALARS, DERIVATIVES];
const VECTOR_CALCULUS: &[&[Rewriting]] = &[SCALARS, DERIVATIVES, GRADIENTS, VECTORS];
const QUOTIENT_CALCULUS: &[&[Rewriting]] = &[SCALARS, SIGNS, QUOTIENTS, GRADIENTS, VECTORS, SPANS];
const LINEAR_ALGEBRA: &[&[Rewriting]] = &[SCALARS, VECTORS, SPANS, MATRICES];

/// All identities; one may name what an earlier one proved.
pub const IDENTITIES: &[Identity] = &[
    Identity {
        name: "gradient_in_w",
        about: "lemma_07_hessian_bound",
        says: "df/dw = M^(-1/2) phi(v.x)",
        left: concat!("(d w ", share!(), ")"),
        right: "(* r (phi (ip v x)))",
        rules: SCALAR_CALCULUS,
        given: NEURON,
    },
    Identity {
        name: "gradient_in_v",
        about: "lemma_07_hessian_bound",
        says: "df/dv = M^(-1/2) w phi'(v.x) x",
        left: concat!("(grad v ", share!(), ")"),
        right: "(scale (* r (* w (phi1 (ip v x)))) x)",
        rules: VECTOR_CALCULUS,
        given: NEURON,
    },
    Identity {
        name: "hessian_ww",
        about: "lemma_07_hessian_bound",
        says: "d^2 f / dw^2 = 0",
        left: concat!("(d w (d w ", share!(), "))"),
        right: "0",
        rules: SCALAR_CALCULUS,
        given: &[
            rule("r is constant in w", "(d w r)", "0"),
            rule("v.x is constant in w", "(d w (ip v x))", "0"),
            rule("phi(v.x) is constant in w", "(d w (phi (ip v x)))", "0"),
        ],
    },
    Identity {
        name: "hessian_wv",
        about: "lemma_07_hessian_bound",
        says: "d^2 f / dw dv = M^(-1/2) phi'(v.x) x: the entry b of the block",
        left: concat!("(grad v (d w ", share!(), "))"),
        right: "(scale (* r (phi1 (ip v x))) x)",
        rules: VECTOR_CALCULUS,
        given: NEURON,
    },
    Identity {
        name: "hessian_vv",
        about: "lemma_07_hessian_bound",
        says: "d^2 f / dv dv = M^(-1/2) w phi''(v.x) x x^T: the entry c of the block, and 0 across x",
        left: concat!("(d (dir v z) (d (dir v y) ", share!(), "))"),
        right: "(* (* r (* w (phi2 (ip v x)))) (* (ip y x) (ip z x)))",
        rules: SCALAR_CALCULUS,
        given: NEURON,
    },
    Identity {
        name: "kernel",
        about: "lemma_08_kernel_change",
        says: "<grad f_i(x), grad f_j(y)> = M^(-1) (delta_ij phi(v.x) phi(v.y) + (x.y) W_i W_j phi'(v.x) phi'(v.y)) for one neuron",
        left: "(+ (ip (grad W (* r (* (ip W i) (phi (ip v x))))) (grad W (* r (* (ip W j) (phi (ip v y)))))) \
                  (ip (grad v (* r (* (ip W i) (phi (ip v x))))) (grad v (* r (* (ip W j) (phi (ip v y)))))))",
        right: "(* (* r r) (+ (* (ip i j) (* (phi (ip v x)) (phi (ip v y)))) \
                  (* (ip x y) (* (* (ip W i) (ip W j)) (* (phi1 (ip v x)) (phi1 (ip v y)))))))",
        rules: &[SCALARS, SUMS, GRADIENTS, VECTORS, PRODUCTS],
        given: KERNEL,
    },
    Identity {
        name: "kernel_change",
        about: "lemma_08_kernel_change",
        says: "<g, h> - <g0, h0> = <g - g0, h> + <g0, h - h0>",
        left: "(+ (ip (vadd g (scale (neg 1) g0)) h) (ip g0 (vadd h (scale (neg 1) h0))))",
        right: "(+ (ip g h) (neg (ip g0 h0)))",
        rules: &[SCALARS, SUMS, SIGNS, PRODUCTS, SUM_PRODUCTS],
        given: &[],
    },
    Identity {
        name: "dot_gradient",
        about: "prop_10_dot_product_departure",
        says: "dl(u.n - u.p)/du = l' (n - p), for any loss l: phi stands for l",
        left: "(grad u (phi (+ (ip u n) (neg (ip u p)))))",
        right: "(scale (phi1 (+ (ip u n) (neg (ip u p)))) (vadd n (scale (neg 1) p)))",
        rules: VECTOR_CALCULUS,
        given: &[rule("grad u.n", "(grad u (ip u n))", "n"), rule("grad u.p", "(grad u (ip u p))", "p")],
    },
    Identity {
        name: "norm_gradient",
        about: "thm_13_cosine_constancy",
        says: "d sqrt(|u|^2 + delta^2)/du = u / sqrt(|u|^2 + delta^2)",
        left: "(grad u (sqrt (+ (ip u u) (* delta delta))))",
        right: "(scale (inv (sqrt (+ (ip u u) (* delta delta)))) u)",
        rules: QUOTIENT_CALCULUS,
        given: SMOOTH,
    },
    Identity {
        name: "smooth_cosine_gradient",
        about: "thm_13_cosine_constancy",
        says: "s = p/q, q = su sv: ds/du = v/q - (p/q^2) (sv/su) u",
        left: "(grad u (* (ip u v) (inv (* su sv))))",
        right: "(vadd (scale (inv (* su sv)) v) \
                  (scale (neg (* (* (ip u v) (* (inv (* su sv)) (inv (* su sv)))) (* sv (inv su)))) u))",
        rules: QUOTIENT_CALCULUS,
        given: SMOOTH,
    },
    Identity {
        name: "sum_cosine_gradient",
        about: "thm_13_cosine_constancy",
        says: "s = p/q, q = |u||v| + delta: ds/du = v/q - (p/q^2) (|v|/|u|) u",
        left: "(grad u (* (ip u v) (inv (+ (* nu nv) delta))))",
        right: "(vadd (scale (inv (+ (* nu nv) delta)) v) \
                  (scale (neg (* (* (ip u v) (* (inv (+ (* nu nv) delta)) (inv (+ (* nu nv) delta)))) (* nv (inv nu)))) u))",
        rules: QUOTIENT_CALCULUS,
        given: SMOOTH,
    },
    Identity {
        name: "max_cosine_gradient",
        about: "thm_13_cosine_constancy",
        says: "s = p/q, q = max(|u||v|, delta): where |u||v| < delta, ds/du = v/delta (and where it is larger, q is that of delta = 0 above)",
        left: "(grad u (* (ip u v) (inv delta)))",
        right: "(scale (inv delta) v)",
        rules: QUOTIENT_CALCULUS,
        given: SMOOTH,
    },
    Identity {
        name: "softmax_slope",
        about: "thm_13_cosine_constancy",
        says: "d log(1 + e^(m/T))/dm = e^(m/T) / (1 + e^(m/T)) / T",
        left: "(d m (log (+ 1 (exp (* m (inv T))))))",
        right: "(* (* (exp (* m (inv T))) (inv (+ 1 (exp (* m (inv T)))))) (inv T))",
        rules: SCALAR_CALCULUS,
        given: &[rule("1 is constant in m", "(d m 1)", "0"), rule("T is constant in m", "(d m (inv T))", "0")],
    },
    Identity {
        name: "triplet_gradient",
        about: "thm_13_cosine_constancy",
        says: "dl(s- - s+)/du = l'(s- - s+) (ds-/du - ds+/du), for any loss l: phi stands for l",
        left: "(grad u (phi (+ sm (neg sp))))",
        right: "(scale (phi1 (+ sm (neg sp))) (vadd (grad u sm) (scale (neg 1) (grad u sp))))",
        rules: VECTOR_CALCULUS,
        given: &[],
    },
    Identity {
        name: "output_flow",
        about: "prop_10_dot_product_departure",
        says: "U' = J theta', theta' = -J^T dL/dU and L = tr(U^T B U) give U' = -2 Theta B U, with Theta = J J^T",
        left: "(mm J (scale (neg 1) (mm (t J) (grad U (tr (mm (t U) (mm B U)))))))",
        right: "(scale (* (neg 1) 2) (mm Theta (mm B U)))",
        rules: LINEAR_ALGEBRA,
        given: &[
            rule("gradient of a quadratic form", "(grad U (tr (mm (t U) (mm B U))))", "(mm (vadd B (t B)) U)"),
            rule("B is symmetric", "(t B)", "B"),
            rule("Theta is the kernel", "(mm J (t J))", "Theta"),
        ],
    },
    Identity {
        name: "trace_identity",
        about: "sec_4_trace_identity",
        says: "tr(U^T B U) = tr(W^T C_V W), with U = M^(-1/2) Phi^T W and C_V = M^(-1) Phi B Phi^T",
        left: "(tr (mm (t (scale r (mm (t Phi) W))) (mm B (scale r (mm (t Phi) W)))))",
        right: "(tr (mm (t W) (mm (scale (* r r) (mm Phi (mm B (t Phi)))) W)))",
        rules: LINEAR_ALGEBRA,
        given: &[],
    },
    Identity {
        name: "pair_matrix_change",
        about: "lemma_16_pair_matrix_drift",
        says: "Phi_t B Phi_t^T - Phi_0 B Phi_0^T = E B Phi_t^T + Phi_0 B E^T, with Phi_t = Phi_0 + E",
        left: "(mm (vadd Phi0 E) (mm B (t (vadd Phi0 E))))",
        right: "(vadd (mm Phi0 (mm B (t Phi0))) (vadd (mm E (mm B (t (vadd Phi0 E)))) (mm Phi0 (mm B (t E)))))",
        rules: LINEAR_ALGEBRA,
        given: &[],
    },
];
