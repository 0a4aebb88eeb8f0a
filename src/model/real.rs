//! The precision of a network's state: f32 or f64, with what the inner loops need of it.

use std::fmt::{Debug, Display};
use std::ops::{Add, Div, Mul, Neg, Sub};

use super::elementary::tanh_by_exp;
use super::kernels::Kernels;

/// The precision in which the state of a network is kept: `f32` or `f64`. Sums over many neurons are `f64` either way.
pub trait Real: Kernels {
    /// The name in tables.
    const NAME: &'static str;
    /// The spacing of numbers above 1.
    const EPSILON: f64;
}

impl Real for f32 {
    const NAME: &'static str = "f32";
    const EPSILON: f64 = f32::EPSILON as f64;
}

impl Real for f64 {
    const NAME: &'static str = "f64";
    const EPSILON: f64 = f64::EPSILON;
}

/// Arithmetic, and the constants of the elementary functions. Every operation is a correctly rounded one, so results have the same bits on every
/// processor.
pub trait Arithmetic:
    Copy
    + Debug
    + Default
    + Display
    + PartialOrd
    + Send
    + Sync
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + 'static
{
    /// Adding and taking away 1.5 times the first number without a fraction rounds to the nearest integer.
    const ROUND: f64;
    /// log 2 in two parts; a small integer times the first is exact.
    const LN_2: [f64; 2];
    /// e^y is a normal number, and its inverse too, for |y| up to this.
    const EXP_RANGE: f64;

    /// The nearest number of this type.
    fn of(x: f64) -> Self;
    /// The same number in double precision.
    fn double(self) -> f64;
    /// `self * a + b`, rounded once.
    fn mul_add(self, a: Self, b: Self) -> Self;
    /// |self|
    fn abs(self) -> Self;
    /// |self| with the sign of `sign`.
    fn copysign(self, sign: Self) -> Self;
    /// 2^k for an integer k within the exponents of normal numbers.
    fn power_of_two(k: Self) -> Self;
    /// tanh(a) and its slope.
    fn tanh(a: Self) -> (Self, Self);
    /// (e^r - 1 - r) / r^2 for -log(2)/4 <= r <= 3 log(2)/4.
    fn expm1_tail(r: Self) -> Self;
    /// (2 atanh(s) - 2s) / s^3 as a function of t = s^2, for s up to (sqrt 2 - 1)/(sqrt 2 + 1).
    fn atanh_tail(t: Self) -> Self;
    /// erf(x)/x - 1 as a function of t = x^2 <= 1.
    fn erf_tail(t: Self) -> Self;
    /// (x + 4) e^{x^2/2} P(N > x) as a function of q = (x - 4)/(x + 4), for x >= 0 as far as P(N > x) is a normal number.
    fn scaled_tail(q: Self) -> Self;
}

/// The polynomial with these coefficients, the highest first.
#[inline(always)]
fn horner<R: Arithmetic, const N: usize>(x: R, coefficients: [f64; N]) -> R {
    let mut sum = R::of(coefficients[0]);
    for &coefficient in &coefficients[1..] {
        sum = sum.mul_add(x, R::of(coefficient));
    }
    sum
}

macro_rules! arithmetic {
    ($type:ty) => {
        #[inline(always)]
        fn of(x: f64) -> Self {
            x as $type
        }

        #[inline(always)]
        fn double(self) -> f64 {
            self as f64
        }

        #[inline(always)]
        fn mul_add(self, a: Self, b: Self) -> Self {
            <$type>::mul_add(self, a, b)
        }

        #[inline(always)]
        fn abs(self) -> Self {
            <$type>::abs(self)
        }

        #[inline(always)]
        fn copysign(self, sign: Self) -> Self {
            <$type>::copysign(self, sign)
        }
    };
}

// The polynomials interpolate at Chebyshev points, computed with 50 digits; their relative errors are below 0.6 units of the last place's half.
impl Arithmetic for f32 {
    const ROUND: f64 = 12_582_912.0;
    const LN_2: [f64; 2] = [0.693_359_375, -2.121_944_400_546_905_8e-4];
    const EXP_RANGE: f64 = 87.0;

    arithmetic!(f32);

    #[inline(always)]
    fn power_of_two(k: Self) -> Self {
        // The sum's last bits hold k + 127, the biased exponent.
        Self::from_bits((k + 8_388_735.0).to_bits() << 23)
    }

    /// 2h/(1 + h^2) with h = tanh(a/2) = m/q, m = a P(a^2) and q = Q(a^2) fitted up to 9.02, where tanh(a) is 1: half the work of the way by e^{2a}.
    /// The nearer tanh(a) is to 1, the less the errors of m and q count.
    #[inline(always)]
    fn tanh(a: Self) -> (Self, Self) {
        let largest = 9.02;
        let x = if a > largest { largest } else { a };
        let x = if x < -largest { -largest } else { x };
        let square = x * x;
        let m = x.mul_add(horner(square, [9.8254728e-05, 0.025589978, -0.140625]), x);
        let q = horner(square, [2.1152271e-06, 0.0020744100, 0.19440906, 1.71875]);
        let value = (m + m) * q / q.mul_add(q, m * m);
        (value, (-value).mul_add(value, 1.0))
    }

    #[inline(always)]
    fn expm1_tail(r: Self) -> Self {
        horner(r, [0.000226594871, 0.00138131389, 0.00833276566, 0.0416669697, 0.166666672, 0.5])
    }

    #[inline(always)]
    fn atanh_tail(t: Self) -> Self {
        horner(t, [0.23331614, 0.2855078, 0.40000123, 0.6666667])
    }

    #[inline(always)]
    fn erf_tail(t: Self) -> Self {
        horner(t, [7.875875e-05, -0.00080168643, 0.0051890872, -0.026854211, 0.11283594, -0.37612626, 0.12837917])
    }

    #[inline(always)]
    fn scaled_tail(q: Self) -> Self {
        horner(
            q,
            [
                -0.000115843635,
                0.000211579289,
                0.00157770922,
                -0.00352976029,
                -0.00753252115,
                0.0604068488,
                -0.186522201,
                0.387136698,
                -0.607896626,
                0.755285144,
            ],
        )
    }
}

impl Arithmetic for f64 {
    const ROUND: f64 = 6_755_399_441_055_744.0;
    const LN_2: [f64; 2] = [6.931_471_803_691_238e-1, 1.908_214_929_270_587_7e-10];
    const EXP_RANGE: f64 = 708.0;

    arithmetic!(f64);

    #[inline(always)]
    fn power_of_two(k: Self) -> Self {
        // The sum's last bits hold k + 1023, the biased exponent.
        Self::from_bits((k + 4_503_599_627_371_519.0).to_bits() << 52)
    }

    #[inline(always)]
    fn tanh(a: Self) -> (Self, Self) {
        tanh_by_exp(a)
    }

    #[inline(always)]
    fn expm1_tail(r: Self) -> Self {
        horner(
            r,
            [
                2.4221347167442983e-09,
                2.481336376684998e-08,
                2.7563620960983223e-07,
                2.7557355590595922e-06,
                2.4801582842048566e-05,
                0.00019841269879644809,
                0.0013888888889765137,
                0.008333333333323345,
                0.04166666666666607,
                0.1666666666666667,
                0.5,
            ],
        )
    }

    #[inline(always)]
    fn atanh_tail(t: Self) -> Self {
        horner(
            t,
            [
                0.1308803485097477,
                0.1326863836926161,
                0.15386244737621896,
                0.18181795547521132,
                0.22222222392581045,
                0.28571428570799784,
                0.40000000000000885,
                0.6666666666666666,
            ],
        )
    }

    #[inline(always)]
    fn erf_tail(t: Self) -> Self {
        horner(
            t,
            [
                5.957176147746114e-11,
                -1.1372848856789924e-09,
                1.4659775274046955e-08,
                -1.6350312701054618e-07,
                1.6461000484121361e-06,
                -1.4925595266831182e-05,
                0.0001205533111164271,
                -0.000854832698083379,
                0.0052239776248180145,
                -0.026866170645076792,
                0.11283791670954879,
                -0.3761263890318375,
                0.1283791670955126,
            ],
        )
    }

    #[inline(always)]
    fn scaled_tail(q: Self) -> Self {
        horner(
            q,
            [
                -9.477368974439335e-10,
                1.1660189389916543e-10,
                1.3898426358965393e-08,
                1.4440596737565945e-08,
                -7.640321370182641e-08,
                -1.5407940794820628e-07,
                2.6376041120315607e-07,
                1.0196697115447649e-06,
                -6.252087747162907e-07,
                -5.91883283352621e-06,
                7.150454528727902e-07,
                3.5144164745639955e-05,
                -1.9078787060319294e-06,
                -0.00023109481557576683,
                0.0001333442562254617,
                0.0016308184416241192,
                -0.003479692362468853,
                -0.007540188965579496,
                0.06039657489071114,
                -0.18652185795969445,
                0.38713740074221864,
                -0.6078966419718917,
                0.7552851304157515,
            ],
        )
    }
}
