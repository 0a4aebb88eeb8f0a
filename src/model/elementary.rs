//! phi and phi' without branches, so that a compiler puts one neuron in each SIMD lane: the same code in f32 and in f64.
//!
//! All but tanh in f32, which is rational, rest on e^y = 2^k (1 + p), y = k log 2 + r, p = e^r - 1 from a polynomial. Choices are selections between
//! two numbers that are both computed, written so that a NaN stays one.

use multiversion::multiversion;

use super::kernels::{Lanes, Row, in_lanes, lanes_of, row_by_row};
use super::real::Arithmetic;

/// An activation as a pair of functions of one number.
pub trait Phi {
    /// phi(a) and phi'(a).
    fn value_and_slope<R: Arithmetic>(a: R) -> (R, R);

    /// phi'(a), the same number, where phi(a) is known.
    #[inline(always)]
    fn slope<R: Arithmetic>(a: R, _value: R) -> R {
        Self::value_and_slope(a).1
    }
}

/// phi and phi', entry by entry.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma"))]
pub(super) fn fill<P: Phi, R: Arithmetic>(a: &[Lanes<R>], value: &mut [Row<R>], slope: &mut [Row<R>]) {
    for ((a, value), slope) in a.iter().zip(value).zip(slope) {
        row_by_row();
        (value.0, slope.0) = in_lanes(|lane| P::value_and_slope(a[lane]));
    }
}

/// phi, entry by entry.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma"))]
pub(super) fn fill_values<P: Phi, R: Arithmetic>(a: &[Lanes<R>], value: &mut [Lanes<R>]) {
    for (a, value) in a.iter().zip(value) {
        row_by_row();
        *value = lanes_of(|lane| P::value_and_slope(a[lane]).0);
    }
}

/// phi', entry by entry, where phi is known.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma"))]
pub(super) fn fill_slopes<P: Phi, R: Arithmetic>(a: &[Lanes<R>], value: &[Lanes<R>], slope: &mut [Row<R>]) {
    for ((a, value), slope) in a.iter().zip(value).zip(slope) {
        row_by_row();
        slope.0 = lanes_of(|lane| P::slope(a[lane], value[lane]));
    }
}

/// phi(a) = a: the linear network.
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
        let value = R::tanh(a);
        (value, Self::slope(a, value))
    }

    #[inline(always)]
    fn slope<R: Arithmetic>(_a: R, value: R) -> R {
        (-value).mul_add(value, R::of(1.0))
    }
}

/// tanh: with E = e^{2|a|} - 1, tanh|a| = E/(E + 2).
#[inline(always)]
pub(super) fn tanh_by_exp<R: Arithmetic>(a: R) -> R {
    let one = R::of(1.0);
    // Beyond 20, tanh is 1 to the last bit of double precision.
    let x = at_most(a.abs(), R::of(20.0));
    let (power, p) = exp_parts(x + x);
    // For k = 0 the second term is 0 and nothing cancels.
    let e = power.mul_add(p, power - one);
    let ratio = e / (e + R::of(2.0));
    // e/2 - (e/2) ratio is the same number, and the rounding of e + 2 does not count where e is small.
    let half = R::of(0.5) * e;
    (if e < one { (-half).mul_add(ratio, half) } else { ratio }).copysign(a)
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
        let constant = R::of(std::f64::consts::FRAC_2_SQRT_PI);
        let constant_rest = R::of((std::f64::consts::FRAC_2_SQRT_PI - constant.double()) + 1.533_545_961_316_588e-17);
        let slope = Gaussian::new(x, one).times(constant, constant_rest);
        let y = R::of(std::f64::consts::SQRT_2) * x;
        let inverse = one / (y + R::of(TAIL_CENTRE));
        let q = inverse.mul_add(R::of(-2.0 * TAIL_CENTRE), one);
        let (linear, constant) = R::scaled_tail(q);
        let tail = slope * (R::of(SQRT_PI) * inverse * linear.mul_add(q, constant));
        let value = if x > one { one - tail } else { near };
        (value.copysign(a), slope)
    }
}

/// max(a, 0) + log(1 + e^{-|a|}).
pub(super) struct Softplus;

impl Phi for Softplus {
    #[inline(always)]
    fn value_and_slope<R: Arithmetic>(a: R) -> (R, R) {
        let (zero, one) = (R::of(0.0), R::of(1.0));
        let small = exp_of_negative(-a.abs());
        // P = small/(1 + small) = small - small P; the rounding of 1 + small does not count where small is.
        let other = small / (one + small);
        let slope = if a < zero { (-small).mul_add(other, small) } else { one - other };
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
        let gaussian = Gaussian::new(x, R::of(0.5));
        // s = x/(x + c), and what the rounding of the sum and of the quotient took from it; so too 1/(x + c) = (1 - s)/c.
        let sum = x + centre;
        let (large, small) = if x > centre { (x, centre) } else { (centre, x) };
        let sum_rest = small - (sum - large);
        let s = x / sum;
        let other = one - s;
        let s_rest = (-s).mul_add(sum_rest, (-s).mul_add(sum, x)) * (other * R::of(1.0 / TAIL_CENTRE));
        let other_rest = ((one - other) - s) - s_rest;
        // The polynomial F = constant + linear q at q = 2s - 1, and its rest; linear is near enough to F' for that.
        let q = (s + s) - one;
        let q_rest = s_rest.mul_add(R::of(2.0), (s + s) - (q + one));
        let (linear, constant) = R::scaled_tail(q);
        let f = linear.mul_add(q, constant);
        let f_rest = linear.mul_add(q_rest, linear.mul_add(q, constant - f));
        let (product, product_rest) = product_of((s, s_rest), (f, f_rest));
        let (below, below_rest) = product_of((other, other_rest), (f, f_rest));
        let tail = gaussian.times(product, product_rest);
        let quarter = R::of(1.0 / TAIL_CENTRE);
        // P(N > x) - x times the density, with the density's constant in two parts.
        let factor = R::of(FRAC_1_SQRT_2PI);
        let factor_rest = R::of((FRAC_1_SQRT_2PI - factor.double()) - 2.492_327_202_277_73e-17);
        let outer = gaussian.times(x.mul_add(-factor, below * quarter), x.mul_add(-factor_rest, below_rest * quarter));
        let positive = if a < zero { zero } else { a };
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

/// sqrt(pi).
const SQRT_PI: f64 = 1.772_453_850_905_516;
/// 1 / sqrt(2 pi).
const FRAC_1_SQRT_2PI: f64 = 0.398_942_280_401_432_7;

/// c in the map x -> (x - c)/(x + c) of [`Arithmetic::scaled_tail`].
const TAIL_CENTRE: f64 = 4.0;

/// The smaller number, or x where it is a NaN.
#[inline(always)]
pub(super) fn at_most<R: Arithmetic>(x: R, bound: R) -> R {
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

/// The product of two numbers in two parts, in two parts.
#[inline(always)]
fn product_of<R: Arithmetic>(x: (R, R), y: (R, R)) -> (R, R) {
    let product = x.0 * y.0;
    (product, x.1.mul_add(y.0, x.0.mul_add(y.1, x.0.mul_add(y.0, -product))))
}

/// e^{-c x^2} = 2^k (1 + p + rest) for c = 1 or 1/2; the power is 0 where the whole would not be a normal number. x^2 is taken in two parts: its
/// rounding error alone would be x^2 units in the last place.
struct Gaussian<R> {
    power: R,
    p: R,
    rest: R,
}

impl<R: Arithmetic> Gaussian<R> {
    #[inline(always)]
    fn new(x: R, c: R) -> Self {
        let square = x * x;
        let square_rest = c * x.mul_add(x, -square);
        let (y, lowest) = (-(c * square), R::of(-R::EXP_RANGE));
        let (power, p) = exp_parts(if y < lowest { lowest } else { y });
        Self { power: if y < lowest { R::of(0.0) } else { power }, p, rest: (-square_rest).mul_add(p, -square_rest) }
    }

    /// The product with x + rest.
    #[inline(always)]
    fn times(&self, x: R, rest: R) -> R {
        self.power * (x + x.mul_add(self.p, x.mul_add(self.rest, rest.mul_add(self.p, rest))))
    }
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
