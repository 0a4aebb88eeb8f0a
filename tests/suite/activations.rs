//! The activations against double-double arithmetic (106 bits), and in f32 also, far more densely, against libm in f64: the largest errors over the
//! whole range.

use asymptest::model::{Activation, Real};

/// An unevaluated sum of two doubles.
#[derive(Clone, Copy)]
struct Double(f64, f64);

impl Double {
    fn of(x: f64) -> Self {
        Self(x, 0.0)
    }

    fn sum(a: f64, b: f64) -> Self {
        let s = a + b;
        let t = s - a;
        Self(s, (a - (s - t)) + (b - t))
    }

    fn add(self, b: Self) -> Self {
        let (s, t) = (Self::sum(self.0, b.0), Self::sum(self.1, b.1));
        let s = Self::sum(s.0, s.1 + t.0);
        Self::sum(s.0, s.1 + t.1)
    }

    fn times(self, b: Self) -> Self {
        let p = self.0 * b.0;
        let e = self.0.mul_add(b.0, -p) + (self.0 * b.1 + self.1 * b.0);
        Self::sum(p, e)
    }

    fn over(self, b: Self) -> Self {
        let q = self.0 / b.0;
        let rest = self.add(b.times(Self::of(-q)));
        let next = rest.0 / b.0;
        let rest = rest.add(b.times(Self::of(-next)));
        Self::sum(q, next).add(Self::of(rest.0 / b.0))
    }

    fn minus(self) -> Self {
        Self(-self.0, -self.1)
    }

    /// e^x by the series of e^{x/1024}, squared ten times.
    fn exp(self) -> Self {
        if self.0 < -705.0 {
            // The inverse below would be infinite; this is below the normal numbers.
            return Self::of(0.0);
        }
        if self.0 < 0.0 {
            // The squares below would end near -1, and 1 + p would cancel.
            return one().over(self.minus().exp());
        }
        let x = Self(self.0 / 1024.0, self.1 / 1024.0);
        // e^x - 1 = p, and (1 + p)^2 - 1 = p (2 + p), so that nothing is lost to the 1.
        let mut p = (2..18).rev().fold(Self::of(0.0), |sum, k| sum.add(Self::of(1.0)).times(x).over(Self::of(f64::from(k))));
        p = p.add(Self::of(1.0)).times(x);
        for _ in 0..10 {
            p = p.times(p.add(Self::of(2.0)));
        }
        p.add(Self::of(1.0))
    }

    /// log(1 + x) for 0 <= x <= 1 by Newton's method on e^y = 1 + x.
    fn log_of_one_plus(self) -> Self {
        let mut y = Self::of(self.0.ln_1p());
        for _ in 0..2 {
            // y + (1 + x - e^y) e^{-y}
            let rest = self.add(Self::of(1.0)).add(y.exp().minus());
            y = y.add(rest.times(y.minus().exp()));
        }
        y
    }
}

fn one() -> Double {
    Double::of(1.0)
}

/// erf(x) by its series of positive terms, 2/sqrt(pi) e^{-x^2} x sum (2x^2)^k / (1 3 5 ...), for |x| <= 3.
fn erf_near(x: Double) -> Double {
    let square = x.times(x);
    let (mut term, mut sum) = (x, x);
    for k in 1..200 {
        term = term.times(square).times(Double::of(2.0)).over(Double::of(f64::from(2 * k + 1)));
        sum = sum.add(term);
    }
    sum.times(square.minus().exp()).times(Double(std::f64::consts::FRAC_2_SQRT_PI, 1.533_545_961_316_588e-17))
}

/// erfc(x) by its continued fraction, for x >= 3.
fn erfc_far(x: Double) -> Double {
    let fraction = (1..300).rev().fold(x, |f, k| x.add(Double::of(f64::from(k) / 2.0).over(f)));
    let root_pi = Double(1.772_453_850_905_516, -7.666_586_499_825_799e-17);
    x.times(x).minus().exp().over(root_pi.times(fraction))
}

fn erfc(x: Double) -> Double {
    match x.0 {
        x0 if x0 >= 3.0 => erfc_far(x),
        x0 if x0 <= -3.0 => Double::of(2.0).add(erfc_far(x.minus()).minus()),
        _ => one().add(erf_near(x).minus()),
    }
}

/// phi and phi', and the size of the largest term of phi' where terms cancel.
fn reference(activation: Activation, a: f64) -> (Double, Double, f64) {
    let x = Double::of(a);
    let (value, slope, scale) = match activation.key() {
        "tanh" => {
            // With p = e^{-2|a|}: (1 - p)/(1 + p), by the series where 1 - p cancels.
            let p = Double::of(-2.0 * a.abs()).exp();
            let t = one().add(p.minus()).over(one().add(p));
            let t = if a.abs() < 1e-5 { Double::of(a.abs()).add(Double::of(-a.abs().powi(3) / 3.0)) } else { t };
            let t = if a < 0.0 { t.minus() } else { t };
            (t, one().add(t.times(t).minus()), one())
        }
        "erf" => {
            let value = match a.abs() {
                small if small < 3.0 => erf_near(x),
                large => {
                    let v = one().add(erfc_far(Double::of(large)).minus());
                    if a < 0.0 { v.minus() } else { v }
                }
            };
            let slope = x.times(x).minus().exp().times(Double(std::f64::consts::FRAC_2_SQRT_PI, 1.533_545_961_316_588e-17));
            (value, slope, slope)
        }
        "softplus" => {
            let small = Double::of(-a.abs()).exp();
            let slope = if a < 0.0 { small.over(one().add(small)) } else { one().over(one().add(small)) };
            let log = if small.0 < 1e-17 { small } else { small.log_of_one_plus() };
            (Double::of(a.max(0.0)).add(log), slope, slope)
        }
        "gelu" => {
            let root_half = Double(std::f64::consts::FRAC_1_SQRT_2, -4.833_646_656_726_457e-17);
            let below = Double::of(0.5).times(erfc(x.minus().times(root_half)));
            let density = Double::of(-0.5).times(x.times(x)).exp().times(Double(0.398_942_280_401_432_7, -2.492_327_202_277_73e-17));
            let other = x.times(density);
            (x.times(below), below.add(other), Double::of(below.0.abs().max(other.0.abs())))
        }
        "identity" => (x, one(), one()),
        "relu" => (Double::of(a.max(0.0)), Double::of(if a > 0.0 { 1.0 } else { 0.0 }), one()),
        other => panic!("no reference for {other}"),
    };
    (value, slope, scale.0)
}

/// Arguments of both signs: evenly over where the functions bend, at random there, on both sides of where the code changes its way, geometrically
/// down to tiny ones, and far out.
fn arguments() -> Vec<f64> {
    let even = (1..=6000).map(|k| f64::from(k) * 0.0011 + 1e-7);
    let random = (1..=8000u64).map(|k| (k.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 11) as f64 / (1u64 << 53) as f64 * 8.0);
    let far = (1..=1500).map(|k| 6.6 + f64::from(k) * 0.0131);
    let tiny = (1..=120).map(|k| 0.7f64.powi(k));
    let turns = [0.25, 0.5, 1.0, 2.0, 4.0, 9.02, 20.0, -f64::ln(std::f64::consts::SQRT_2 - 1.0)];
    let steps = (0..40).map(|k| (f64::from(k) + 0.75) * std::f64::consts::LN_2);
    let near_turns =
        turns.into_iter().chain(steps).flat_map(|a| (-4..=4).flat_map(move |k| [1e-15, 1e-7].map(|h| a * (1.0 + f64::from(k) * h))));
    let mut all: Vec<f64> = even.chain(random).chain(far).chain(tiny).chain(near_turns).flat_map(|a| [a, -a]).collect();
    all.push(0.0);
    all
}

/// The unit in the last place at a number of this size: epsilon times the power of two below it. Below a few times the smallest normal number a
/// function may be 0.
fn unit<R: Real>(scale: f64) -> f64 {
    let smallest = if R::EPSILON == f64::EPSILON { f64::MIN_POSITIVE } else { f64::from(f32::MIN_POSITIVE) };
    if scale.abs() < 32.0 * smallest { 32.0 * smallest } else { f64::from_bits(scale.to_bits() & 0x7ff0_0000_0000_0000) * R::EPSILON }
}

/// The largest errors of phi and phi', in units of the last place.
fn largest_errors<R: Real>(
    activation: Activation,
    arguments: &[f64],
    reference: fn(Activation, f64) -> (Double, Double, f64),
) -> (f64, f64) {
    let error = |ours: R, exact: Double, scale: f64| ((ours.double() - exact.0) - exact.1).abs() / unit::<R>(scale);
    let rows: Vec<R> = arguments.iter().map(|&a| R::of(a)).collect();
    let (mut values, mut slopes) = (rows.clone(), rows.clone());
    activation.fill(&rows, &mut values, &mut slopes);
    let mut largest = (0.0f64, 0.0f64);
    for ((a, value), slope) in rows.iter().zip(&values).zip(&slopes) {
        let (v, s, scale) = reference(activation, a.double());
        let errors = (error(*value, v, v.0), error(*slope, s, scale));
        assert!(errors.0.is_finite() && errors.1.is_finite(), "{activation:?} at {a}");
        largest = (largest.0.max(errors.0), largest.1.max(errors.1));
    }
    largest
}

/// As [`reference`], from libm: right to some 1e-14, enough for f32.
fn libm_reference(activation: Activation, a: f64) -> (Double, Double, f64) {
    let (value, slope, scale) = match activation.key() {
        "tanh" => (libm::tanh(a), 1.0 / libm::cosh(a.clamp(-300.0, 300.0)).powi(2), 1.0),
        "erf" => {
            let slope = std::f64::consts::FRAC_2_SQRT_PI * libm::exp(-a * a);
            (libm::erf(a), slope, slope)
        }
        "softplus" => {
            let small = libm::exp(-a.abs());
            let slope = if a < 0.0 { small } else { 1.0 } / (1.0 + small);
            (a.max(0.0) + libm::log1p(small), slope, slope)
        }
        "gelu" => {
            let below = 0.5 * libm::erfc(-a * std::f64::consts::FRAC_1_SQRT_2);
            let other = a * 0.398_942_280_401_432_7 * libm::exp(-0.5 * a * a);
            (a * below, below + other, below.abs().max(other.abs()))
        }
        "identity" => (a, 1.0, 1.0),
        "relu" => (a.max(0.0), if a > 0.0 { 1.0 } else { 0.0 }, 1.0),
        other => panic!("no reference for {other}"),
    };
    (Double::of(value), Double::of(slope), scale)
}

/// Every 97th f32 between 2^-7 and 128, and every 65537th of all the others, denormal ones too; both signs.
fn single_arguments() -> Vec<f64> {
    let (from, to) = (0.007_812_5f32.to_bits(), 128f32.to_bits());
    let outer = (0..from).chain(to..f32::MAX.to_bits()).step_by(65537);
    (from..to).step_by(97).chain(outer).map(|bits| f64::from(f32::from_bits(bits))).flat_map(|a| [a, -a]).collect()
}

/// Bounds on phi and phi' in f64 and in f32. The slope of tanh is held to units of 1, its largest value, and that of GELU to those of the larger of
/// its two terms; all else to units of the function itself.
const BOUNDS: [(Activation, [f64; 4]); 6] = [
    (Activation::TANH, [1.7, 1.7, 1.7, 1.6]),
    (Activation::ERF, [1.5, 1.6, 1.6, 1.7]),
    (Activation::SOFTPLUS, [2.2, 1.7, 1.8, 1.8]),
    (Activation::GELU, [2.0, 2.1, 1.8, 2.1]),
    (Activation::LINEAR, [0.0, 0.0, 0.0, 0.0]),
    (Activation::RELU, [0.0, 0.0, 0.0, 0.0]),
];

#[test]
fn errors_are_a_few_units_in_the_last_place() {
    for (activation, [value64, slope64, value32, slope32]) in BOUNDS {
        let double = largest_errors::<f64>(activation, &arguments(), reference);
        let single = largest_errors::<f32>(activation, &arguments(), reference);
        assert!(double.0 <= value64 && double.1 <= slope64, "{activation:?} in f64: {double:?}");
        assert!(single.0 <= value32 && single.1 <= slope32, "{activation:?} in f32: {single:?}");
    }
}

#[test]
fn errors_in_f32_over_all_exponents() {
    for (activation, [_, _, value, slope]) in BOUNDS {
        let largest = largest_errors::<f32>(activation, &single_arguments(), libm_reference);
        assert!(largest.0 <= value && largest.1 <= slope, "{activation:?} in f32: {largest:?}");
    }
}

#[test]
fn tanh_stays_within_one_and_its_slope_above_zero() {
    let a: Vec<f32> = single_arguments().into_iter().map(|a| a as f32).collect();
    let (mut value, mut slope) = (a.clone(), a.clone());
    Activation::TANH.fill(&a, &mut value, &mut slope);
    for ((a, value), slope) in a.iter().zip(value).zip(slope) {
        assert!(value.abs() <= 1.0 && (0.0..=1.0).contains(&slope), "tanh({a}) = {value}, slope {slope}");
    }
}

#[test]
fn the_reference_agrees_with_another_library() {
    for a in arguments().into_iter().filter(|a| a.abs() < 26.0) {
        let (erf, _, _) = reference(Activation::ERF, a);
        let (tanh, _, _) = reference(Activation::TANH, a);
        let (erf, tanh) = (erf.0, tanh.0);
        assert!((erf - libm::erf(a)).abs() <= 2.0 * f64::EPSILON * erf.abs(), "erf({a})");
        assert!((tanh - libm::tanh(a)).abs() <= 4.0 * f64::EPSILON * tanh.abs(), "tanh({a})");
        let tail = erfc(Double::of(a)).0;
        assert!((tail - libm::erfc(a)).abs() <= 4.0 * f64::EPSILON * tail, "erfc({a}): {tail:e} {:e}", libm::erfc(a));
    }
}

/// The dispatched loops against the same code compiled for any processor, where a fused product is a call: bit for bit.
#[test]
fn vectors_do_not_change_bits() {
    fn check<R: Real>(activation: Activation) {
        let a: Vec<R> = arguments().into_iter().map(R::of).collect();
        let (mut value, mut slope) = (a.clone(), a.clone());
        activation.fill(&a, &mut value, &mut slope);
        for i in 0..a.len() {
            assert_eq!((value[i], slope[i]), activation.value_and_slope(a[i]), "{activation:?} at {}", a[i]);
        }
    }
    for activation in Activation::ALL {
        check::<f32>(activation);
        check::<f64>(activation);
    }
}
