//! phi and phi' without branches, so that a compiler puts one neuron in each SIMD lane: the same code in f32 and in f64.
//!
//! All rest on e^y = 2^k (1 + p), y = k log 2 + r, p = e^r - 1 from a polynomial. Choices are selections between two numbers that are both
//! computed, written so that a NaN stays one.

use multiversion::multiversion;

use super::kernels::{LANES, Row};
use super::real::Arithmetic;

/// An activation as a pair of functions of one number.
pub(super) trait Phi {
    /// phi(a) and phi'(a).
    fn value_and_slope<R: Arithmetic>(a: R) -> (R, R);
}

/// phi and phi', entry by entry.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma"))]
pub(super) fn fill<P: Phi, R: Arithmetic>(a: &[Row<R>], value: &mut [Row<R>], slope: &mut [Row<R>]) {
    for ((a, value), slope) in a.iter().zip(value).zip(slope) {
        for lane in 0..LANES {
            (value.0[lane], slope.0[lane]) = P::value_and_slope(a.0[lane]);
        }
    }
}

/// phi, entry by entry.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma"))]
pub(super) fn fill_values<P: Phi, R: Arithmetic>(a: &[Row<R>], value: &mut [Row<R>]) {
    for (a, value) in a.iter().zip(value) {
        for lane in 0..LANES {
            value.0[lane] = P::value_and_slope(a.0[lane]).0;
        }
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
    (value, (-value).mul_add(value, one))
}

/// x + x S(x^2) up to 1, and 1 - 2 P(N > sqrt(2) x) beyond.
pub(super) struct Erf;

impl Phi for Erf {
    #[inline(always)]
    fn value_and_slope<R: Arithmetic>(a: R) -> (R, R) {
        let one = R::of(1.0);
        // Beyond 28 both 1 - erf and its slope are 0 in double precision.
        let x = at_most(a.abs(), R::of(28.0));
        let near = x.mul_add(R::erf_tail(at_most(x * x, one)), x);
        let (power, p) = gaussian_parts(x, one);
        let y = R::of(std::f64::consts::SQRT_2) * x;
        let inverse = one / (y + R::of(TAIL_CENTRE));
        let q = inverse.mul_add(R::of(-2.0 * TAIL_CENTRE), one);
        let tail = times_gaussian(power, p, R::of(2.0) * inverse * R::scaled_tail(q));
        let value = if x > one { one - tail } else { near };
        (value.copysign(a), times_gaussian(power, p, R::of(std::f64::consts::FRAC_2_SQRT_PI)))
    }
}

/// max(a, 0) + log(1 + e^{-|a|}).
pub(super) struct Softplus;

impl Phi for Softplus {
    #[inline(always)]
    fn value_and_slope<R: Arithmetic>(a: R) -> (R, R) {
        let (zero, one) = (R::of(0.0), R::of(1.0));
        let small = exp_of_negative(-a.abs());
        let slope = (if a < zero { small } else { one }) / (one + small);
        let positive = if a > zero { a } else { zero };
        (positive + log_of_one_plus(small), slope)
    }
}

/// a P(N <= a) = max(a, 0) - T(|a|) and its slope, with T(x) = x P(N > x) and P(N > x) = e^{-x^2/2} F(x)/(x + c), F a polynomial.
pub(super) struct Gelu;

impl Phi for Gelu {
    #[inline(always)]
    fn value_and_slope<R: Arithmetic>(a: R) -> (R, R) {
        let (zero, one, centre) = (R::of(0.0), R::of(1.0), R::of(TAIL_CENTRE));
        // Beyond 40 the tail is 0 in double precision.
        let x = at_most(a.abs(), R::of(40.0));
        let (power, p) = gaussian_parts(x, R::of(0.5));
        // s = x/(x + c), and what the rounding of the sum and of the quotient took from it.
        let sum = x + centre;
        let (large, small) = if x > centre { (x, centre) } else { (centre, x) };
        let rest = small - (sum - large);
        let s = x / sum;
        let inverse = (one - s) * R::of(1.0 / TAIL_CENTRE);
        let s_rest = (-s).mul_add(rest, (-s).mul_add(sum, x)) * inverse;
        let f = R::scaled_tail((s + s) - one);
        // x F/(x + c), in two parts.
        let product = s * f;
        let product_rest = s_rest.mul_add(f, s.mul_add(f, -product));
        let tail = power * (product + product.mul_add(p, product_rest));
        let positive = if a < zero { zero } else { a };
        let outer = times_gaussian(power, p, x.mul_add(R::of(-FRAC_1_SQRT_2PI), f * inverse));
        (positive - tail, if a < zero { outer } else { one - outer })
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

/// c in the map x -> (x - c)/(x + c) of [`Arithmetic::scaled_tail`].
const TAIL_CENTRE: f64 = 4.0;

/// The smaller number, or x where it is a NaN.
#[inline(always)]
fn at_most<R: Arithmetic>(x: R, bound: R) -> R {
    if x > bound { bound } else { x }
}

/// 2^k and p with e^y = 2^k (1 + p). r lies between -log(2)/4 and 3 log(2)/4, so that 2^k (1 + p) - 1 cancels little where k = 1.
#[inline(always)]
fn exp_parts<R: Arithmetic>(y: R) -> (R, R) {
    let round = R::of(R::ROUND);
    let k = (y.mul_add(R::of(std::f64::consts::LOG2_E), R::of(-0.25)) + round) - round;
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

/// 2^k and p with e^{-c x^2} = 2^k (1 + p), for c = 1 or 1/2; the power is 0 where the whole would not be a normal number. x^2 is taken in two parts:
/// its rounding error alone would be x^2 units in the last place.
#[inline(always)]
fn gaussian_parts<R: Arithmetic>(x: R, c: R) -> (R, R) {
    let square = x * x;
    let rest = c * x.mul_add(x, -square);
    let (y, lowest) = (-(c * square), R::of(-R::EXP_RANGE));
    let (power, p) = exp_parts(if y < lowest { lowest } else { y });
    (if y < lowest { R::of(0.0) } else { power }, (-rest).mul_add(p, p - rest))
}

/// 2^k (1 + p) x, rounded once (and for p).
#[inline(always)]
fn times_gaussian<R: Arithmetic>(power: R, p: R, x: R) -> R {
    power * x.mul_add(p, x)
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
