//! phi and phi' without branches, so that a compiler puts one neuron in each SIMD lane: the same code in f32 and in f64.
//!
//! All rest on e^y = 2^k (1 + p), y = k log 2 + r, p = e^r - 1 from a polynomial. Choices are selections between two numbers that are both
//! computed, written so that a NaN stays one.

use multiversion::multiversion;

use super::kernels::{LANES, Lanes, Row};
use super::real::Arithmetic;

/// An activation as a pair of functions of one number.
pub trait Phi {
    /// phi(a) and phi'(a).
    fn value_and_slope<R: Arithmetic>(a: R) -> (R, R);
}

/// phi and phi', entry by entry.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma"))]
pub(super) fn fill<P: Phi, R: Arithmetic>(a: &[Lanes<R>], value: &mut [Row<R>], slope: &mut [Row<R>]) {
    for ((a, value), slope) in a.iter().zip(value).zip(slope) {
        for lane in 0..LANES {
            (value.0[lane], slope.0[lane]) = P::value_and_slope(a[lane]);
        }
    }
}

/// phi, entry by entry.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma"))]
pub(super) fn fill_values<P: Phi, R: Arithmetic>(a: &[Lanes<R>], value: &mut [Lanes<R>]) {
    for (a, value) in a.iter().zip(value) {
        for lane in 0..LANES {
            value[lane] = P::value_and_slope(a[lane]).0;
        }
    }
}

/// phi(a) = a, for features that are there already.
pub(super) struct Identity;

impl Phi for Identity {
    #[inline(always)]
    fn value_and_slope<R: Arithmetic>(a: R) -> (R, R) {
        (a, R::of(1.0))
    }
}

/// tanh(a): see [`Arithmetic::tanh`].
pub(super) struct Tanh;

impl Phi for Tanh {
    #[inline(always)]
    fn value_and_slope<R: Arithmetic>(a: R) -> (R, R) {
        R::tanh(a)
    }
}

/// tanh and its slope: with E = e^{2|a|} - 1, tanh|a| = E/(E + 2).
#[inline(always)]
pub(super) fn tanh_by_exp<R: Arithmetic>(a: R) -> (R, R) {
    let one = R::of(1.0);
    // Beyond 20, tanh is 1 to the last bit of double precision.
    let x = at_most(a.abs(), R::of(20.0));
    let (power, p) = exp_parts(x + x);
    // For k = 0 the second term is 0 and nothing cancels.
    let e = power.mul_add(p, power - one);
    let value = (e / (e + R::of(2.0))).copysign(a);
    (value, (one - value) * (one + value))
}

/// x + x S(x^2) up to 1, and 1 - erfc(x) beyond.
pub(super) struct Erf;

impl Phi for Erf {
    #[inline(always)]
    fn value_and_slope<R: Arithmetic>(a: R) -> (R, R) {
        let one = R::of(1.0);
        // Beyond 28 both 1 - erf and its slope are 0 in double precision.
        let x = at_most(a.abs(), R::of(28.0));
        let near = x.mul_add(R::erf_tail(at_most(x * x, one)), x);
        let density = exp_of_minus_square(x, one);
        let far = one - density * scaled_erfc(x);
        let value = if x > one { far } else { near };
        (value.copysign(a), R::of(std::f64::consts::FRAC_2_SQRT_PI) * density)
    }
}

/// max(a, 0) + log(1 + e^{-|a|}).
pub(super) struct Softplus;

impl Phi for Softplus {
    #[inline(always)]
    fn value_and_slope<R: Arithmetic>(a: R) -> (R, R) {
        let (zero, one) = (R::of(0.0), R::of(1.0));
        let small = exp_of_negative(-a.abs());
        let inverse = one / (one + small);
        let slope = if a < zero { small * inverse } else { inverse };
        let positive = if a > zero { a } else { zero };
        (positive + log_of_one_plus(small), slope)
    }
}

/// a P(N <= a), with P(N <= -x) = e^{-x^2/2} times the scaled erfc.
pub(super) struct Gelu;

impl Phi for Gelu {
    #[inline(always)]
    fn value_and_slope<R: Arithmetic>(a: R) -> (R, R) {
        let half = R::of(0.5);
        // Beyond 40 the tail is 0 in double precision.
        let x = at_most(a.abs(), R::of(40.0));
        let exponential = exp_of_minus_square(x, half);
        let tail = half * exponential * scaled_erfc(x * R::of(std::f64::consts::FRAC_1_SQRT_2));
        let below = if a < R::of(0.0) { tail } else { R::of(1.0) - tail };
        let density = R::of(FRAC_1_SQRT_2PI) * exponential;
        (a * below, x.copysign(a).mul_add(density, below))
    }
}

/// max(a, 0).
pub(super) struct Relu;

impl Phi for Relu {
    #[inline(always)]
    fn value_and_slope<R: Arithmetic>(a: R) -> (R, R) {
        let (zero, one) = (R::of(0.0), R::of(1.0));
        (if a < zero { zero } else { a }, if a > zero { one } else { zero })
    }
}

/// 1 / sqrt(2 pi).
const FRAC_1_SQRT_2PI: f64 = 0.398_942_280_401_432_7;

/// The smaller number, or x where it is a NaN.
#[inline(always)]
fn at_most<R: Arithmetic>(x: R, bound: R) -> R {
    if x > bound { bound } else { x }
}

/// 2^k and p with e^y = 2^k (1 + p).
#[inline(always)]
fn exp_parts<R: Arithmetic>(y: R) -> (R, R) {
    let round = R::of(R::ROUND);
    let k = y.mul_add(R::of(std::f64::consts::LOG2_E), round) - round;
    let r = k.mul_add(R::of(-R::LN_2[1]), k.mul_add(R::of(-R::LN_2[0]), y));
    (R::power_of_two(k), (r * r).mul_add(R::expm1_tail(r), r))
}

/// e^y for y <= 0; 0 where it would not be a normal number.
#[inline(always)]
fn exp_of_negative<R: Arithmetic>(y: R) -> R {
    let lowest = R::of(-R::EXP_RANGE);
    let (power, p) = exp_parts(if y < lowest { lowest } else { y });
    if y < lowest { R::of(0.0) } else { power.mul_add(p, power) }
}

/// e^{-c x^2} for c = 1 or 1/2, with x^2 in two parts: its rounding error alone would be x^2 units in the last place.
#[inline(always)]
fn exp_of_minus_square<R: Arithmetic>(x: R, c: R) -> R {
    let square = x * x;
    let rest = x.mul_add(x, -square);
    let e = exp_of_negative(-(c * square));
    e.mul_add(-(c * rest), e)
}

/// e^{x^2} erfc(x) for x >= 0.
#[inline(always)]
fn scaled_erfc<R: Arithmetic>(x: R) -> R {
    let centre = R::of(R::ERFC_CENTRE);
    R::scaled_erfc((x - centre) / (x + centre)) / (x + x + R::of(1.0))
}

/// log(1 + x) for 0 <= x <= 1, as 2 atanh(s), s = f/(2 + f), for 1 + x = (1 + f) or 2 (1 + f).
#[inline(always)]
fn log_of_one_plus<R: Arithmetic>(x: R) -> R {
    let large = x > R::of(std::f64::consts::SQRT_2 - 1.0);
    let f = if large { R::of(0.5) * (x - R::of(1.0)) } else { x };
    let s = f / (f + R::of(2.0));
    let square = s * s;
    // 2s = f - s f, so the leading term f is exact.
    let log = f - s * (f - square * R::atanh_tail(square));
    if large { log + R::of(std::f64::consts::LN_2) } else { log }
}
