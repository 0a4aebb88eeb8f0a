//! The precision of a network's state: f32 or f64, with what the inner loops need of it.

use std::fmt::{Debug, Display};
use std::ops::{Add, Div, Mul, Neg, Sub};

use candle_core::{CpuStorage, Result, WithDType};

use super::activation::elementary::{at_most, tanh_by_exp};
use super::kernels::Kernels;

/// The precision in which the state of a network is kept: `f32` or `f64`. Sums over many neurons are `f64` either way.
pub trait Real: Kernels + WithDType {
    /// The name in tables.
    const NAME: &'static str;
    /// The spacing of numbers above 1.
    const EPSILON: f64;

    /// The numbers of a tensor's storage, for an in-place operation.
    ///
    /// # Errors
    /// Storage in another precision.
    fn slice_mut(storage: &mut CpuStorage) -> Result<&mut [Self]>;
}

impl Real for f32 {
    const NAME: &'static str = "f32";
    const EPSILON: f64 = f32::EPSILON as f64;

    fn slice_mut(storage: &mut CpuStorage) -> Result<&mut [Self]> {
        match storage {
            CpuStorage::F32(numbers) => Ok(numbers),
            _ => candle_core::bail!("the storage is not f32"),
        }
    }
}

impl Real for f64 {
    const NAME: &'static str = "f64";
    const EPSILON: f64 = f64::EPSILON;

    fn slice_mut(storage: &mut CpuStorage) -> Result<&mut [Self]> {
        match storage {
            CpuStorage::F64(numbers) => Ok(numbers),
            _ => candle_core::bail!("the storage is not f64"),
        }
    }
}

/// The larger of two numbers; NaN where one is.
pub fn larger(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() { f64::NAN } else { a.max(b) }
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
    /// tanh(a).
    fn tanh(a: Self) -> Self;
    /// (e^r - 1 - r) / r^2 for -log(2)/4 <= r <= 3 log(2)/4.
    fn expm1_tail(r: Self) -> Self;
    /// (2 atanh(s) - 2s) / s^3 as a function of t = s^2, for s up to (sqrt 2 - 1)/(sqrt 2 + 1).
    fn atanh_tail(t: Self) -> Self;
    /// erf(x)/x - 1 as a function of t = x^2 <= 1.
    fn erf_tail(t: Self) -> Self;
    /// (x + 4) e^{x^2/2} P(N > x) as a function of q = (x - 4)/(x + 4), for x >= 0 as far as P(N > x) is a normal number; as
    /// (l, c) with the value l q + c, so that the last rounding can be accounted for.
    fn scaled_tail(q: Self) -> (Self, Self);
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

// The polynomials, computed with 50 digits, interpolate at Chebyshev points or fit there by least squares, each coefficient rounded before the next is
// fitted; those of tanh have the least largest error, by linear programming. tests/activations.rs measures what comes of them.
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

    /// tanh(x/2) = m/q with polynomials m = x p(x^2) and q = 2p + d, d = x^2 (..), so that tanh(x) = 2mq/(q^2 + m^2); within 0.12 units of the last place up to
    /// x = 9.02, where tanh(x) is 1. To keep the rounding errors small, it is computed as b (1 - s) with b = min(x, 1) and s = (q e + m^2)/(q^2 + m^2), where
    /// e = d for x <= 1 and e = q - 2m beyond, the smaller of both: s is at most 0.24, and of its relative error at most a third counts.
    #[inline(always)]
    fn tanh(a: Self) -> Self {
        let x = at_most(a.abs(), 9.02);
        let base = at_most(x, 1.0);
        let square = x * x;
        let p = horner(square, [46.484, 12114.749, 406906.0]);
        // The first coefficient is 1: a sum is enough.
        let d = square * (square + 888.85925).mul_add(square, 67817.64);
        let (q, m) = ((p + p) + d, x * p);
        let m_square = m * m;
        let short = q.mul_add(at_most(q - (m + m), d), m_square) / q.mul_add(q, m_square);
        (-base).mul_add(short, base).copysign(a)
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
    fn scaled_tail(q: Self) -> (Self, Self) {
        (
            horner(
                q,
                [
                    -0.000122326979,
                    0.000198979382,
                    0.00157462293,
                    -0.00352364127,
                    -0.00752975978,
                    0.0604061559,
                    -0.186522618,
                    0.387136668,
                    -0.607896626,
                ],
            ),
            0.75528514,
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
    fn tanh(a: Self) -> Self {
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
    fn scaled_tail(q: Self) -> (Self, Self) {
        (
            horner(
                q,
                [
                    -1.1917147773981549e-09,
                    -2.984422012923846e-10,
                    1.4663264973263788e-08,
                    1.594666124058472e-08,
                    -7.740042340305928e-08,
                    -1.5644143010546573e-07,
                    2.6446114268849987e-07,
                    1.0217628349675223e-06,
                    -6.254996424596698e-07,
                    -5.9199820201359146e-06,
                    7.151225285775626e-07,
                    3.5144567608792786e-05,
                    -1.907894613044691e-06,
                    -0.00023109490511409012,
                    0.00013334425956259397,
                    0.0016308184537210764,
                    -0.003479692363069091,
                    -0.007540188966487198,
                    0.060396574890773894,
                    -0.18652185795966295,
                    0.3871374007422158,
                    -0.6078966419718921,
                ],
            ),
            0.7552851304157515,
        )
    }
}
