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

/// The activations whose constants are enclosed.
pub const ACTIVATIONS: [Activation; 5] = [Activation::TANH, Activation::ERF, Activation::SOFTPLUS, Activation::GELU, Activation::LINEAR];

/// How the suprema of an activation are enclosed.
struct Search {
    activation: Activation,
    /// Where they are searched. Even or odd functions have all their sizes on half the domain.
    domain: [i64; 2],
    /// phi' and phi'', each with its slope.
    functions: [[Function; 2]; 2],
    /// Bounds of |phi'| and |phi''| outside the domain. At |a| = c: e^(-a^2) <= 6/a^6 and e^(-a^2/2) <= 48/a^6, and what is bounded falls with |a|.
    tails: fn(&Scales) -> [Interval; 2],
}

const SEARCHES: [Search; 4] = [
    Search {
        activation: Activation::TANH,
        domain: [0, 1],
        functions: [[tanh_first, tanh_first_slope], [tanh_second, tanh_second_slope]],
        tails: no_tails,
    },
    Search {
        activation: Activation::SOFTPLUS,
        domain: [0, 1],
        functions: [[softplus_first, softplus_first_slope], [softplus_second, softplus_second_slope]],
        tails: no_tails,
    },
    Search {
        activation: Activation::ERF,
        domain: [0, CUT],
        functions: [[erf_first, erf_second], [erf_second, erf_third]],
        tails: |scales| [scales.erf.times(&over_cut(6, 6)), scales.erf.times(&over_cut(12, 5))],
    },
    Search {
        activation: Activation::GELU,
        domain: [-CUT, CUT],
        functions: [[gelu_first, gelu_second], [gelu_second, gelu_third]],
        // P(N <= a) <= 1, and |2 - a^2| <= a^2.
        tails: |scales| [Interval::integer(1).plus(&scales.normal.times(&over_cut(48, 5))), scales.normal.times(&over_cut(48, 4))],
    },
];

/// n/c^power at c = [`CUT`].
fn over_cut(n: i64, power: u32) -> Interval {
    Interval::ratio(n, CUT.pow(power))
}

/// The domain covers the line.
fn no_tails(_: &Scales) -> [Interval; 2] {
    [Interval::integer(0), Interval::integer(0)]
}

/// The constants of one of [`ACTIVATIONS`].
///
/// # Errors
/// Another activation, an enclosure that is not found, or a tail that is not below the maximum.
pub fn constants(activation: Activation) -> Result<Constants, String> {
    if activation == Activation::LINEAR {
        let exactly = |n| Enclosure::of(&Interval::integer(n));
        return Ok(Constants { first: exactly(1), second: exactly(0), at_zero: exactly(0), intervals: 0 });
    }
    let Some(search) = SEARCHES.iter().find(|search| search.activation == activation) else {
        return Err(format!("no constants of {} are enclosed", activation.name()));
    };
    let at_zero = if activation == Activation::SOFTPLUS { Interval::integer(2).ln() } else { Interval::integer(0) };
    let scales = &Scales::new();
    let domain = Interval::integer(search.domain[0]).to(&Interval::integer(search.domain[1]));
    let mut intervals = 0;
    let mut enclosures = Vec::new();
    for ([function, slope], tail) in search.functions.into_iter().zip((search.tails)(scales)) {
        let (found, looked) = maximum(&domain, |x| function(scales, x), |x| slope(scales, x))?;
        if Enclosure::of(&tail).high > Enclosure::of(&found).low {
            return Err("the tail is not below the maximum".into());
        }
        intervals += looked;
        enclosures.push(Enclosure::of(&found));
    }
    let [first, second] = enclosures.try_into().expect("two functions");
    Ok(Constants { first, second, at_zero: Enclosure::of(&at_zero), intervals })
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

/// tanh' = 1 - t^2.
fn tanh_first(_: &Scales, t: &Interval) -> Interval {
    Interval::integer(1).less(&t.square())
}

/// Its derivative in t.
fn tanh_first_slope(_: &Scales, t: &Interval) -> Interval {
    Interval::integer(-2).times(t)
}

/// tanh'' = -2 t (1 - t^2).
fn tanh_second(scales: &Scales, t: &Interval) -> Interval {
    Interval::integer(-2).times(t).times(&tanh_first(scales, t))
}

/// Its derivative in t, 6 t^2 - 2.
fn tanh_second_slope(_: &Scales, t: &Interval) -> Interval {
    Interval::integer(6).times(&t.square()).less(&Interval::integer(2))
}

/// softplus' = q.
fn softplus_first(_: &Scales, q: &Interval) -> Interval {
    q.clone()
}

/// Its derivative in q.
fn softplus_first_slope(_: &Scales, _: &Interval) -> Interval {
    Interval::integer(1)
}

/// softplus'' = q (1 - q).
fn softplus_second(_: &Scales, q: &Interval) -> Interval {
    q.times(&Interval::integer(1).less(q))
}

/// Its derivative in q, 1 - 2 q.
fn softplus_second_slope(_: &Scales, q: &Interval) -> Interval {
    Interval::integer(1).less(&q.plus(q))
}

/// erf' = 2/sqrt(pi) e^(-a^2).
fn erf_first(scales: &Scales, a: &Interval) -> Interval {
    scales.erf.times(&a.square().negative().exp())
}

/// erf'' = -2 a erf'.
fn erf_second(scales: &Scales, a: &Interval) -> Interval {
    Interval::integer(-2).times(a).times(&erf_first(scales, a))
}

/// erf''' = (4 a^2 - 2) erf'.
fn erf_third(scales: &Scales, a: &Interval) -> Interval {
    Interval::integer(4).times(&a.square()).less(&Interval::integer(2)).times(&erf_first(scales, a))
}

/// n(a), the density of N(0, 1).
fn density(scales: &Scales, a: &Interval) -> Interval {
    scales.normal.times(&a.square().over(2).negative().exp())
}

/// P(N <= a) at a point a >= 0: 1/2 + n(a) (a + a^3/3 + a^5/(3 5) + ...), terms of one sign. Once the ratio a^2/(2k + 3) of terms is below 1/2, what is left out is at most
/// twice its first term. For a < 0 by P(N <= a) = 1 - P(N <= -a).
fn distribution(scales: &Scales, a: &Interval) -> Interval {
    if a.low < Interval::integer(0).low {
        return Interval::integer(1).less(&distribution(scales, &a.negative()));
    }
    let square = a.square();
    let small = Interval::ratio(1, 1 << 60);
    let (mut term, mut sum, mut odd) = (a.clone(), Interval::integer(0), 1);
    while term.high > small.high || Interval::integer(odd).low < square.plus(&square).low {
        sum = sum.plus(&term);
        odd += 2;
        term = term.times(&square).over(odd);
    }
    let rest = Interval::integer(0).to(&term.plus(&term));
    Interval::ratio(1, 2).plus(&density(scales, a).times(&sum.plus(&rest)))
}

/// GELU' = P(N <= a) + a n(a), at a point.
fn gelu_first(scales: &Scales, a: &Interval) -> Interval {
    distribution(scales, a).plus(&a.times(&density(scales, a)))
}

/// GELU'' = (2 - a^2) n(a).
fn gelu_second(scales: &Scales, a: &Interval) -> Interval {
    Interval::integer(2).less(&a.square()).times(&density(scales, a))
}

/// GELU''' = (a^3 - 4 a) n(a).
fn gelu_third(scales: &Scales, a: &Interval) -> Interval {
    a.times(&a.square().less(&Interval::integer(4))).times(&density(scales, a))
}

#[cfg(test)]
mod tests {
    use dashu_float::round::mode::Up;

    use super::*;

    /// At the end of the domain and further out both are below what is said of the tails, where the domain does not cover the line.
    #[test]
    fn tails_bound_what_is_beyond_the_domain() {
        let scales = Scales::new();
        for Search { activation, functions, tails, .. } in SEARCHES.into_iter().filter(|search| search.domain[1] == CUT) {
            for (bound, [function, _]) in tails(&scales).iter().zip(functions) {
                for beyond in [CUT, CUT + 1, 2 * CUT].map(|a| Interval::ratio(a, 1)) {
                    assert!(function(&scales, &beyond).size().high < bound.low.clone().with_rounding::<Up>(), "{activation:?}");
                }
            }
        }
    }

    #[test]
    fn an_activation_without_constants_is_named() {
        assert!(constants(Activation::RELU).unwrap_err().contains("ReLU"));
    }

    /// By the mean value theorem f(b) - f(a) lies in f'([a, b]) (b - a): each slope is that of its function, with its sign.
    #[test]
    fn slopes_are_those_of_their_functions() {
        let pairs: [(Function, Function); 7] = [
            (tanh_first, tanh_first_slope),
            (tanh_second, tanh_second_slope),
            (softplus_first, softplus_first_slope),
            (softplus_second, softplus_second_slope),
            (erf_first, erf_second),
            (erf_second, erf_third),
            (gelu_second, gelu_third),
        ];
        let (scales, zero) = (Scales::new(), Interval::integer(0));
        let holds = |difference: Interval| difference.low <= zero.low && difference.high >= zero.high;
        let check = |name: String, f: Function, slope: Function, a: &Interval, b: &Interval| {
            let rise = f(&scales, b).less(&f(&scales, a));
            assert!(holds(rise.less(&slope(&scales, &a.to(b)).times(&b.less(a)))), "{name}");
        };
        for eighth in -20..20 {
            let [a, b] = [Interval::ratio(64 * eighth + 1, 512), Interval::ratio(64 * eighth + 2, 512)];
            for (index, (f, slope)) in pairs.into_iter().enumerate() {
                check(format!("{index} at {eighth}/8"), f, slope, &a, &b);
            }
            check(format!("GELU at {eighth}/8"), gelu_first, gelu_second, &a, &b);
        }
    }
}
