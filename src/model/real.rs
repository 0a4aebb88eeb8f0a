//! The precision of a network's state: f32 or f64, with what the inner loops need of it.

use std::fmt::{Debug, Display};
use std::ops::{Add, Div, Mul, Neg, Sub};

use candle_core::{CpuStorage, Result, WithDType};

use super::elementary::tanh_by_exp;
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
    /// The centre of the map x -> (x - c)/(x + c) in [`Arithmetic::scaled_erfc`].
    const ERFC_CENTRE: f64;

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
    /// (e^r - 1 - r) / r^2 for |r| <= log(2)/2.
    fn expm1_tail(r: Self) -> Self;
    /// (2 atanh(s) - 2s) / s^3 as a function of t = s^2, for s up to (sqrt 2 - 1)/(sqrt 2 + 1).
    fn atanh_tail(t: Self) -> Self;
    /// erf(x)/x - 1 as a function of t = x^2 <= 1.
    fn erf_tail(t: Self) -> Self;
    /// (1 + 2x) e^{x^2} erfc(x) as a function of q = (x - c)/(x + c), for x >= 0 as far as erfc is a normal number.
    fn scaled_erfc(q: Self) -> Self;
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
    const ERFC_CENTRE: f64 = 2.0;

    arithmetic!(f32);

    #[inline(always)]
    fn power_of_two(k: Self) -> Self {
        // The sum's last bits hold k + 127, the biased exponent.
        Self::from_bits((k + 8_388_735.0).to_bits() << 23)
    }

    /// a P(a^2) / Q(a^2), fitted to tanh up to 9.02, where it is 1: half the work of the way by e^{2a}.
    #[inline(always)]
    fn tanh(a: Self) -> (Self, Self) {
        let largest = 9.02;
        let size = a.abs();
        let x = if size > largest { largest } else { size };
        let square = x * x;
        let numerator = horner(square, [1.3319546e-08, 2.0583862e-05, 0.0034940594, 0.13379739, 1.0]);
        let denominator = horner(square, [7.762225e-07, 0.00032831324, 0.02587117, 0.46713054, 1.0]);
        let ratio = x * numerator / denominator;
        let value = (if ratio > 1.0 { 1.0 } else { ratio }).copysign(a);
        (value, (1.0 - value) * (1.0 + value))
    }

    #[inline(always)]
    fn expm1_tail(r: Self) -> Self {
        horner(r, [0.0001989108, 0.0013933731, 0.0083333105, 0.041666463, 0.16666667, 0.5])
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
    fn scaled_erfc(q: Self) -> Self {
        horner(
            q,
            [
                -0.0004200623,
                -0.0012554139,
                0.0013300446,
                0.00865847,
                -0.008063874,
                -0.054213222,
                0.16405562,
                -0.16603047,
                -0.09276398,
                1.2769784,
            ],
        )
    }
}

impl Arithmetic for f64 {
    const ROUND: f64 = 6_755_399_441_055_744.0;
    const LN_2: [f64; 2] = [6.931_471_803_691_238e-1, 1.908_214_929_270_587_7e-10];
    const EXP_RANGE: f64 = 708.0;
    const ERFC_CENTRE: f64 = 3.0;

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
                2.09147553258932e-09,
                2.5105312729622103e-08,
                2.755727347871858e-07,
                2.755725517000089e-06,
                2.480158732567746e-05,
                0.0001984126987500228,
                0.0013888888888883711,
                0.008333333333326084,
                0.04166666666666667,
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
    fn scaled_erfc(q: Self) -> Self {
        horner(
            q,
            [
                -4.182582514492672e-09,
                -8.434001655651974e-09,
                3.287068163369429e-08,
                9.165163529845378e-08,
                -1.3113322169787245e-07,
                -6.047180034444154e-07,
                3.4908866785504095e-07,
                3.4637798916718807e-06,
                -7.2768869661579e-07,
                -2.0096529953503006e-05,
                4.94820186655648e-06,
                0.00012509812224376389,
                -0.00010515950712088183,
                -0.0007798320325464751,
                0.0018886903150891136,
                0.002529391787669092,
                -0.023770514914554265,
                0.06830802734584185,
                -0.1192736634155118,
                0.12964515870270443,
                -0.04756229435344671,
                -0.13562110612458067,
                1.2530080582697296,
            ],
        )
    }
}
