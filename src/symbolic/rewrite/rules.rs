//! The rules of rewriting, in families. Each is an axiom: tests evaluate both sides on random numbers.

use super::Rewriting;

pub(super) const fn rule(name: &'static str, from: &'static str, to: &'static str) -> Rewriting {
    Rewriting { name, from, to }
}

/// Products and sums of scalars.
pub const SCALARS: &[Rewriting] = &[
    rule("+ commutes", "(+ ?a ?b)", "(+ ?b ?a)"),
    rule("* commutes", "(* ?a ?b)", "(* ?b ?a)"),
    rule("* associates", "(* ?a (* ?b ?c))", "(* (* ?a ?b) ?c)"),
    rule("* associates back", "(* (* ?a ?b) ?c)", "(* ?a (* ?b ?c))"),
    rule("0 is neutral", "(+ ?a 0)", "?a"),
    rule("0 absorbs", "(* ?a 0)", "0"),
    rule("1 is neutral", "(* ?a 1)", "?a"),
];

/// Sums under a product, and differences.
pub const SUMS: &[Rewriting] = &[
    rule("* distributes", "(* ?a (+ ?b ?c))", "(+ (* ?a ?b) (* ?a ?c))"),
    rule("* is taken out", "(+ (* ?a ?b) (* ?a ?c))", "(* ?a (+ ?b ?c))"),
    rule("+ associates", "(+ ?a (+ ?b ?c))", "(+ (+ ?a ?b) ?c)"),
    rule("+ associates back", "(+ (+ ?a ?b) ?c)", "(+ ?a (+ ?b ?c))"),
    rule("a less a", "(+ ?a (neg ?a))", "0"),
];

/// Signs.
pub const SIGNS: &[Rewriting] =
    &[rule("neg of a product", "(neg (* ?a ?b))", "(* (neg ?a) ?b)"), rule("neg is taken out", "(* (neg ?a) ?b)", "(neg (* ?a ?b))")];

/// Quotients; what is divided by is not 0.
pub const QUOTIENTS: &[Rewriting] = &[
    rule("inv of a product", "(inv (* ?a ?b))", "(* (inv ?a) (inv ?b))"),
    rule("inv cancels", "(* ?a (inv ?a))", "1"),
    rule("a half of 2", "(* 2 half)", "1"),
];

/// Derivatives in a scalar, or along a direction.
pub const DERIVATIVES: &[Rewriting] = &[
    rule("d of itself", "(d ?y ?y)", "1"),
    rule("d of a sum", "(d ?y (+ ?a ?b))", "(+ (d ?y ?a) (d ?y ?b))"),
    rule("d of a product", "(d ?y (* ?a ?b))", "(+ (* ?a (d ?y ?b)) (* ?b (d ?y ?a)))"),
    rule("d of phi", "(d ?y (phi ?a))", "(* (phi1 ?a) (d ?y ?a))"),
    rule("d of phi'", "(d ?y (phi1 ?a))", "(* (phi2 ?a) (d ?y ?a))"),
    rule("d of exp", "(d ?y (exp ?a))", "(* (exp ?a) (d ?y ?a))"),
    rule("d of log", "(d ?y (log ?a))", "(* (inv ?a) (d ?y ?a))"),
];

/// Gradients in a vector.
pub const GRADIENTS: &[Rewriting] = &[
    rule("grad of a sum", "(grad ?y (+ ?a ?b))", "(vadd (grad ?y ?a) (grad ?y ?b))"),
    rule("grad of a product", "(grad ?y (* ?a ?b))", "(vadd (scale ?a (grad ?y ?b)) (scale ?b (grad ?y ?a)))"),
    rule("grad of neg", "(grad ?y (neg ?a))", "(scale (neg 1) (grad ?y ?a))"),
    rule("grad of phi", "(grad ?y (phi ?a))", "(scale (phi1 ?a) (grad ?y ?a))"),
    rule("grad of a square", "(grad ?y (ip ?y ?y))", "(scale 2 ?y)"),
    rule("grad of inv", "(grad ?y (inv ?a))", "(scale (neg (* (inv ?a) (inv ?a))) (grad ?y ?a))"),
    rule("grad of sqrt", "(grad ?y (sqrt ?a))", "(scale (* half (inv (sqrt ?a))) (grad ?y ?a))"),
];

/// Vectors and matrices as a linear space.
pub const VECTORS: &[Rewriting] = &[
    rule("vadd commutes", "(vadd ?x ?y)", "(vadd ?y ?x)"),
    rule("vzero is neutral", "(vadd ?x vzero)", "?x"),
    rule("vzero scaled", "(scale ?a vzero)", "vzero"),
    rule("scaled by 1", "(scale 1 ?x)", "?x"),
    rule("scaled twice", "(scale ?a (scale ?b ?x))", "(scale (* ?a ?b) ?x)"),
];

/// Scaled sums.
pub const SPANS: &[Rewriting] = &[rule("scale distributes", "(scale ?a (vadd ?x ?y))", "(vadd (scale ?a ?x) (scale ?a ?y))")];

/// The inner product.
pub const PRODUCTS: &[Rewriting] =
    &[rule("ip commutes", "(ip ?x ?y)", "(ip ?y ?x)"), rule("ip of a scaled", "(ip (scale ?a ?x) ?y)", "(* ?a (ip ?x ?y))")];

/// The inner product of a sum.
pub const SUM_PRODUCTS: &[Rewriting] = &[rule("ip of a sum", "(ip (vadd ?x ?y) ?z)", "(+ (ip ?x ?z) (ip ?y ?z))")];

/// Matrices.
pub const MATRICES: &[Rewriting] = &[
    rule("mm associates", "(mm ?x (mm ?y ?z))", "(mm (mm ?x ?y) ?z)"),
    rule("mm associates back", "(mm (mm ?x ?y) ?z)", "(mm ?x (mm ?y ?z))"),
    rule("mm of a sum", "(mm (vadd ?x ?y) ?z)", "(vadd (mm ?x ?z) (mm ?y ?z))"),
    rule("mm with a sum", "(mm ?x (vadd ?y ?z))", "(vadd (mm ?x ?y) (mm ?x ?z))"),
    rule("mm of a scaled", "(mm (scale ?a ?x) ?y)", "(scale ?a (mm ?x ?y))"),
    rule("mm with a scaled", "(mm ?x (scale ?a ?y))", "(scale ?a (mm ?x ?y))"),
    rule("t of a product", "(t (mm ?x ?y))", "(mm (t ?y) (t ?x))"),
    rule("t of a scaled", "(t (scale ?a ?x))", "(scale ?a (t ?x))"),
    rule("t of a sum", "(t (vadd ?x ?y))", "(vadd (t ?x) (t ?y))"),
    rule("t twice", "(t (t ?x))", "?x"),
    rule("vadd associates", "(vadd ?x (vadd ?y ?z))", "(vadd (vadd ?x ?y) ?z)"),
    rule("vadd associates back", "(vadd (vadd ?x ?y) ?z)", "(vadd ?x (vadd ?y ?z))"),
    rule("x and x", "(vadd ?x ?x)", "(scale 2 ?x)"),
    rule("x less x", "(vadd ?x (scale (neg 1) ?x))", "vzero"),
];

/// All families with their names.
pub const FAMILIES: &[(&str, &[Rewriting])] = &[
    ("scalars", SCALARS),
    ("sums", SUMS),
    ("signs", SIGNS),
    ("quotients", QUOTIENTS),
    ("derivatives", DERIVATIVES),
    ("gradients", GRADIENTS),
    ("vectors", VECTORS),
    ("spans", SPANS),
    ("products", PRODUCTS),
    ("sum products", SUM_PRODUCTS),
    ("matrices", MATRICES),
];
