//! phi' and phi'' of the smooth activations as interval functions, and the enclosures of their suprema.
//!
//! tanh and softplus are polynomials of their own slope's variable, t = tanh(a) in [-1, 1] and q = 1/(1 + e^-a) in [0, 1], so that a compact domain covers
//! the line. erf and GELU are searched for |a| <= 6; beyond, e^-y <= 6/y^3 bounds what is left, far below the maximum.

use super::{Enclosure, Interval, maximum};
use crate::model::Activation;

/// The constants of an activation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Constants {
    /// L1 = sup |phi'|.
    pub first: Enclosure,
    /// L2 = sup |phi''|.
    pub second: Enclosure,
    /// |phi(0)|: by the mean value theorem |phi(a)| <= |phi(0)| + L1 |a|.
    pub at_zero: Enclosure,
    /// Intervals that were looked at.
    pub intervals: usize,
}

/// Beyond this |a| the tails are bounded by hand.
const CUT: i64 = 6;

/// The constants of `activation`, or nothing where it has no second derivative.
///
/// # Errors
/// An enclosure that is not found, or a tail that is not below the maximum.
pub fn constants(activation: Activation) -> Option<Result<Constants, String>> {
    let (least, largest, functions): (i64, i64, [Function; 2]) = match activation {
        // Even or odd: half the domain has all sizes.
        Activation::Tanh => (0, 1, [tanh_first, tanh_second]),
        Activation::Softplus => (0, 1, [softplus_first, softplus_second]),
        Activation::Erf => (0, CUT, [erf_first, erf_second]),
        Activation::Gelu => (-CUT, CUT, [gelu_first, gelu_second]),
        Activation::Relu => return None,
    };
    let at_zero = if activation == Activation::Softplus { Interval::integer(2).ln() } else { Interval::integer(0) };
    let scales = &Scales::new();
    let tails = tails(activation, scales);
    let domain = Interval::integer(least).to(&Interval::integer(largest));
    Some(enclose(&domain, functions.map(|function| move |x: &Interval| function(scales, x)), tails, &at_zero))
}

/// What the densities are scaled by.
struct Scales {
    /// 2 / sqrt(pi).
    erf: Interval,
    /// 1 / sqrt(2 pi).
    normal: Interval,
}

impl Scales {
    fn new() -> Self {
        let two = Interval::integer(2);
        Self { erf: two.times(&Interval::pi().sqrt().inverse()), normal: Interval::pi().times(&two).sqrt().inverse() }
    }
}

type Function = fn(&Scales, &Interval) -> Interval;

fn enclose<F: Fn(&Interval) -> Interval>(
    domain: &Interval,
    functions: [F; 2],
    tails: [Interval; 2],
    at_zero: &Interval,
) -> Result<Constants, String> {
    let mut intervals = 0;
    let mut enclosures = Vec::new();
    for (function, tail) in functions.into_iter().zip(tails) {
        let (found, looked) = maximum(domain, function)?;
        if Enclosure::of(&tail).high > Enclosure::of(&found).low {
            return Err("the tail is not below the maximum".into());
        }
        intervals += looked;
        enclosures.push(Enclosure::of(&found));
    }
    let [first, second] = enclosures.try_into().expect("two functions");
    Ok(Constants { first, second, at_zero: Enclosure::of(at_zero), intervals })
}

/// Bounds of |phi'| and |phi''| outside the domain. At |a| = c: e^(-a^2) <= 6/a^6 and e^(-a^2/2) <= 48/a^6, and what is bounded falls with |a|.
fn tails(activation: Activation, scales: &Scales) -> [Interval; 2] {
    let fraction = |n: i64, power: u32| Interval::ratio(n, CUT.pow(power));
    match activation {
        Activation::Erf => [scales.erf.times(&fraction(6, 6)), scales.erf.times(&fraction(12, 5))],
        // P(N <= a) <= 1, and |2 - a^2| <= a^2.
        Activation::Gelu => [Interval::integer(1).plus(&scales.normal.times(&fraction(48, 5))), scales.normal.times(&fraction(48, 4))],
        // The domain covers the line.
        _ => [Interval::integer(0), Interval::integer(0)],
    }
}

/// tanh' = 1 - t^2.
fn tanh_first(_: &Scales, t: &Interval) -> Interval {
    Interval::integer(1).less(&t.square())
}

/// tanh'' = -2 t (1 - t^2).
fn tanh_second(scales: &Scales, t: &Interval) -> Interval {
    Interval::integer(-2).times(t).times(&tanh_first(scales, t))
}

/// softplus' = q.
fn softplus_first(_: &Scales, q: &Interval) -> Interval {
    q.clone()
}

/// softplus'' = q (1 - q).
fn softplus_second(_: &Scales, q: &Interval) -> Interval {
    q.times(&Interval::integer(1).less(q))
}

/// erf' = 2/sqrt(pi) e^(-a^2).
fn erf_first(scales: &Scales, a: &Interval) -> Interval {
    scales.erf.times(&a.square().negative().exp())
}

/// erf'' = -2 a erf'.
fn erf_second(scales: &Scales, a: &Interval) -> Interval {
    Interval::integer(-2).times(a).times(&erf_first(scales, a))
}

/// n(a), the density of N(0, 1).
fn density(scales: &Scales, a: &Interval) -> Interval {
    scales.normal.times(&a.square().over(2).negative().exp())
}

/// P(N <= a), which rises: from its values at the ends.
fn distribution(scales: &Scales, a: &Interval) -> Interval {
    let [low, high] = a.ends().map(|end| distribution_at(scales, &end));
    low.to(&high)
}

/// At a point a >= 0: 1/2 + n(a) (a + a^3/3 + a^5/(3 5) + ...), terms of one sign. Once the ratio a^2/(2k + 3) of terms is below 1/2, what is left out is at most
/// twice its first term. For a < 0 by P(N <= a) = 1 - P(N <= -a).
fn distribution_at(scales: &Scales, a: &Interval) -> Interval {
    if a.low < Interval::integer(0).low {
        return Interval::integer(1).less(&distribution_at(scales, &a.negative()));
    }
    let square = a.square();
    let small = Interval::ratio(1, 1 << 40);
    let (mut term, mut sum, mut odd) = (a.clone(), Interval::integer(0), 1);
    while term.high > small.high || Interval::integer(odd).low < square.plus(&square).low {
        sum = sum.plus(&term);
        odd += 2;
        term = term.times(&square).over(odd);
    }
    let rest = Interval::integer(0).to(&term.plus(&term));
    Interval::ratio(1, 2).plus(&density(scales, a).times(&sum.plus(&rest)))
}

/// GELU' = P(N <= a) + a n(a).
fn gelu_first(scales: &Scales, a: &Interval) -> Interval {
    distribution(scales, a).plus(&a.times(&density(scales, a)))
}

/// GELU'' = (2 - a^2) n(a).
fn gelu_second(scales: &Scales, a: &Interval) -> Interval {
    Interval::integer(2).less(&a.square()).times(&density(scales, a))
}
