//! Elementary functions of one number without branches, of which activations are built: the same code in f32 and in f64, for a compiler that puts one neuron in
//! each SIMD lane.
//!
//! All but tanh in f32, which is rational, rest on e^y = 2^k (1 + p), y = k log 2 + r, p = e^r - 1 from a polynomial. Choices are selections between
//! two numbers that are both computed, written so that a NaN stays one.

use crate::model::real::Arithmetic;

/// tanh: with E = e^{2|a|} - 1, tanh|a| = E/(E + 2).
#[inline(always)]
pub(in crate::model) fn tanh_by_exp<R: Arithmetic>(a: R) -> R {
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

/// c in the map x -> (x - c)/(x + c) of [`Arithmetic::scaled_tail`].
pub(super) const TAIL_CENTRE: f64 = 4.0;

/// The smaller number, or x where it is a NaN.
#[inline(always)]
pub fn at_most<R: Arithmetic>(x: R, bound: R) -> R {
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
pub fn exp_of_negative<R: Arithmetic>(y: R) -> R {
    let lowest = R::of(-R::EXP_RANGE);
    let (power, p) = exp_parts(if y < lowest { lowest } else { y });
    if y < lowest { R::of(0.0) } else { power.mul_add(p, power) }
}

/// The product of two numbers in two parts, in two parts.
#[inline(always)]
pub(super) fn product_of<R: Arithmetic>(x: (R, R), y: (R, R)) -> (R, R) {
    let product = x.0 * y.0;
    (product, x.1.mul_add(y.0, x.0.mul_add(y.1, x.0.mul_add(y.0, -product))))
}

/// e^{-c x^2} = 2^k (1 + p + rest) for c = 1 or 1/2; the power is 0 where the whole would not be a normal number. x^2 is taken in two parts: its
/// rounding error alone would be x^2 units in the last place.
pub(super) struct Gaussian<R> {
    power: R,
    p: R,
    rest: R,
}

impl<R: Arithmetic> Gaussian<R> {
    #[inline(always)]
    pub(super) fn new(x: R, c: R) -> Self {
        let square = x * x;
        let square_rest = c * x.mul_add(x, -square);
        let (y, lowest) = (-(c * square), R::of(-R::EXP_RANGE));
        let (power, p) = exp_parts(if y < lowest { lowest } else { y });
        Self { power: if y < lowest { R::of(0.0) } else { power }, p, rest: (-square_rest).mul_add(p, -square_rest) }
    }

    /// The product with x + rest.
    #[inline(always)]
    pub(super) fn times(&self, x: R, rest: R) -> R {
        self.power * (x + x.mul_add(self.p, x.mul_add(self.rest, rest.mul_add(self.p, rest))))
    }
}

/// log(1 + x) for 0 <= x <= 1, as 2 atanh(s), s = f/(2 + f), for 1 + x = (1 + f) or 2 (1 + f).
#[inline(always)]
pub fn log_of_one_plus<R: Arithmetic>(x: R) -> R {
    let large = x > R::of(std::f64::consts::SQRT_2 - 1.0);
    let f = if large { R::of(0.5) * (x - R::of(1.0)) } else { x };
    let s = f / (f + R::of(2.0));
    let square = s * s;
    // 2s = f - s f, so the leading term f is exact.
    let log = f - s * (f - square * R::atanh_tail(square));
    if large { log + R::of(std::f64::consts::LN_2) } else { log }
}
