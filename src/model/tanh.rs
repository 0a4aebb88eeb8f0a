//! tanh in double precision, branch-free, so that a compiler puts one neuron in each SIMD lane.
//!
//! With y = 2|a|: tanh|a| = E / (E + 2), E = e^y - 1. E is computed as 2^k p(r) + (2^k - 1), y = k log 2 + r, |r| <= log(2)/2, with p the
//! Taylor polynomial of e^r - 1 to degree 13 (remainder below 2e-18). For k = 0 the second term is 0 and nothing cancels, so the relative
//! error stays at a few units in the last place down to the smallest a. Every operation is a correctly rounded one (`mul_add` included), so
//! the bits are the same on every processor.

use multiversion::multiversion;

/// tanh(a).
#[inline(always)]
pub(super) fn tanh(a: f64) -> f64 {
    // Beyond 20, tanh is 1 to the last bit. NaN passes: `min` with NaN on the left would lose it, so it is put back at the end.
    let y = 2.0 * a.abs().min(20.0);
    let k = (y * std::f64::consts::LOG2_E + ROUND) - ROUND;
    let r = k.mul_add(-LN_2_LOW, k.mul_add(-LN_2_HIGH, y));
    let mut p = TAYLOR[0];
    for &coefficient in &TAYLOR[1..] {
        p = p.mul_add(r, coefficient);
    }
    let p = p * r;
    let power = f64::from_bits(((k + ROUND_BITS).to_bits()) << 52);
    let e = power.mul_add(p, power - 1.0);
    let t = (e / (e + 2.0)).copysign(a);
    if a.is_nan() { a } else { t }
}

/// 1 - tanh^2 from the value of tanh.
#[inline(always)]
pub(super) fn slope_of_tanh(value: f64) -> f64 {
    (1.0 - value) * (1.0 + value)
}

/// tanh and its slope, entry by entry.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma"))]
pub(super) fn fill(a: &[f64], value: &mut [f64], slope: &mut [f64]) {
    for ((&a, value), slope) in a.iter().zip(value).zip(slope) {
        *value = tanh(a);
        *slope = slope_of_tanh(*value);
    }
}

/// Adding and taking away 1.5 * 2^52 rounds to the nearest integer.
const ROUND: f64 = 6_755_399_441_055_744.0;
/// 2^52 + 1023: adding an integer k puts k + 1023, the biased exponent of 2^k, into the low bits.
const ROUND_BITS: f64 = 4_503_599_627_371_519.0;
/// log 2 in two parts, the high one with 21 trailing zero bits, so that k times it is exact.
const LN_2_HIGH: f64 = 6.931_471_803_691_238e-1;
const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;
/// 1/13!, ..., 1/2!, 1/1!.
const TAYLOR: [f64; 13] = [
    1.0 / 6_227_020_800.0,
    1.0 / 479_001_600.0,
    1.0 / 39_916_800.0,
    1.0 / 3_628_800.0,
    1.0 / 362_880.0,
    1.0 / 40_320.0,
    1.0 / 5_040.0,
    1.0 / 720.0,
    1.0 / 120.0,
    1.0 / 24.0,
    1.0 / 6.0,
    1.0 / 2.0,
    1.0,
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn agrees_with_an_independent_implementation(a in prop_oneof![-20.0..20.0f64, -1.0..1.0f64, -1e-6..1e-6f64, -1e3..1e3f64, any::<f64>()]) {
            let (ours, theirs) = (tanh(a), libm::tanh(a));
            prop_assert!(ours == theirs || (ours - theirs).abs() <= 6.0 * f64::EPSILON * theirs.abs() || (ours.is_nan() && a.is_nan()), "{a}: {ours} {theirs}");
            prop_assert!(a.is_nan() || ours.abs() <= 1.0);
            prop_assert_eq!(tanh(-a).to_bits() ^ ours.to_bits(), 1 << 63, "odd, bit for bit");
        }
    }
}
