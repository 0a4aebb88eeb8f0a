//! An activation's functions against one another: what is tried of one before it is trusted.

use candle_core::{Device, Tensor, Var};

use super::Activation;
use crate::model::kernels::{LANES, Lanes, Row};

/// Where an activation is tried: on both sides of 0, at no point where a kink may be expected.
fn points() -> impl Iterator<Item = f64> {
    (0..600).map(|k| (f64::from(k) - 300.0) * 0.0431 + 0.0077)
}

/// Checks that phi' is the derivative of phi and phi'' that of phi', by central differences; that both precisions, the loops and candle's operations with their gradients
/// compute the same; and that bounds hold.
///
/// # Errors
/// The function that is wrong, with the point.
pub fn activation_is_right(activation: Activation) -> Result<(), String> {
    points().try_for_each(|a| at(activation, a).map_err(|problem| format!("{} at a = {a}: {problem}", activation.name())))?;
    in_candle(activation)?;
    let kept = |a: f64| activation.value_and_slope(a).0.is_nan();
    if kept(f64::NAN) { Ok(()) } else { Err(format!("{} of NaN is a number", activation.name())) }
}

/// The functions of one number.
fn at(activation: Activation, a: f64) -> Result<(), String> {
    let (value, slope) = activation.value_and_slope(a);
    if !(value.is_finite() && slope.is_finite()) {
        return Err(format!("phi = {value} and phi' = {slope} are not finite"));
    }
    near("phi'", slope, "central differences", difference(|a| activation.value_and_slope(a).0, a), 1e-6)?;
    let single = activation.value_and_slope(a as f32);
    near("phi", value, "single precision", single.0.into(), 1e-4)?;
    near("phi'", slope, "single precision", single.1.into(), 1e-4)?;
    let (row, mut known): ([Lanes<f64>; 1], _) = ([[a; LANES]], [Row::default()]);
    activation.fill_slopes(&row, &[[value; LANES]], &mut known);
    if known[0].0[0].to_bits() != slope.to_bits() {
        return Err(format!("phi' is {slope:e}, and {:e} where phi is known: they differ in bits", known[0].0[0]));
    }
    if activation.bound().is_some_and(|bound| value.abs() > bound) {
        return Err(format!("|phi| = {:e} is larger than its bound", value.abs()));
    }
    let Some(smooth) = activation.smooth() else { return Ok(()) };
    let (of_smooth, curvature) = smooth.slope_and_curvature(a);
    near("phi'", slope, "the smooth form", of_smooth, 1e-14)?;
    near("phi''", curvature, "central differences", difference(|a| activation.value_and_slope(a).1, a), 1e-6)?;
    let (steepest, most_curved) = smooth.largest();
    if slope.abs() > steepest || curvature.abs() > most_curved {
        return Err(format!(
            "|phi'| or |phi''| is larger than {steepest:e} or {most_curved:e}, their largest at the points that are given"
        ));
    }
    Ok(())
}

/// candle's operations, with their gradient.
fn in_candle(activation: Activation) -> Result<(), String> {
    let name = activation.name();
    let points: Vec<f64> = points().collect();
    let computed = || -> candle_core::Result<[Vec<f64>; 3]> {
        let a = Var::from_slice(&points, points.len(), &Device::Cpu)?;
        let value = activation.forward(&a)?;
        let slope = activation.forward_slope(&a, &value)?;
        let gradients = value.sum_all()?.backward()?;
        let gradient = gradients.get(&a).map_or_else(|| a.zeros_like(), |gradient| Ok(gradient.clone()))?;
        let flat = |tensor: &Tensor| tensor.to_vec1::<f64>();
        Ok([flat(&value)?, flat(&slope)?, flat(&gradient)?])
    };
    let [values, slopes, gradients] = computed().map_err(|error| format!("{name}: candle says: {error}"))?;
    for (index, &a) in points.iter().enumerate() {
        let (value, slope) = activation.value_and_slope(a);
        near("phi", value, "candle", values[index], 1e-12)
            .and_then(|()| near("phi'", slope, "candle", slopes[index], 1e-12))
            .and_then(|()| near("phi'", slope, "candle's gradient", gradients[index], 1e-10))
            .map_err(|problem| format!("{name} at a = {a}: {problem}"))?;
    }
    Ok(())
}

fn difference(f: impl Fn(f64) -> f64, a: f64) -> f64 {
    const H: f64 = 1e-5;
    (f(a + H) - f(a - H)) / (2.0 * H)
}

fn near(what: &str, ours: f64, by: &str, theirs: f64, tolerance: f64) -> Result<(), String> {
    // A NaN is near nothing.
    let agrees = (ours - theirs).abs() <= tolerance * (1.0 + ours.abs());
    if agrees { Ok(()) } else { Err(format!("{what} is {ours:e}, and {theirs:e} by {by}")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Arithmetic, Curved, Phi, Smooth};

    #[test]
    fn those_of_this_crate_are_right() {
        for activation in Activation::ALL {
            assert_eq!(activation_is_right(activation), Ok(()));
        }
    }

    /// a/(1 + a^2), but for one fault.
    struct Faulty<const FAULT: usize>;

    impl<const FAULT: usize> Phi for Faulty<FAULT> {
        const NAME: &'static str = "faulty";
        const KEY: &'static str = "faulty";
        const BOUND: Option<f64> = Some(if FAULT == 1 { 0.4 } else { 0.5 });
        const SMOOTH: Option<Smooth> = Some(Smooth::of::<Self>());

        fn value_and_slope<R: Arithmetic>(a: R) -> (R, R) {
            let q = R::of(1.0) / a.mul_add(a, R::of(1.0));
            let slope = q * (q + q - R::of(1.0));
            (if FAULT == 2 && a.partial_cmp(&a).is_none() { R::of(0.0) } else { a * q }, if FAULT == 3 { q } else { slope })
        }

        fn slope<R: Arithmetic>(a: R, value: R) -> R {
            let slope = Self::value_and_slope(a).1;
            if FAULT == 4 { slope + value * R::of(1e-15) } else { slope }
        }

        fn forward(a: &Tensor) -> candle_core::Result<Tensor> {
            let value = (a / (a.sqr()? + 1.0)?)?;
            if FAULT == 5 { value.detach().affine(1.0, 0.0) } else { value.affine(1.0, if FAULT == 6 { 1e-6 } else { 0.0 }) }
        }

        fn forward_slope(a: &Tensor, _: &Tensor) -> candle_core::Result<Tensor> {
            let q = (a.sqr()? + 1.0)?.recip()?;
            let slope = (&q * q.affine(2.0, -1.0)?)?;
            if FAULT == 7 { slope.neg() } else { Ok(slope) }
        }
    }

    impl<const FAULT: usize> Curved for Faulty<FAULT> {
        const STEEPEST: &'static [f64] = if FAULT == 8 { &[] } else { &[0.0] };
        const MOST_CURVED: &'static [f64] = &[-2.414_213_562_373_095, -0.414_213_562_373_095, 0.414_213_562_373_095, 2.414_213_562_373_095];

        fn slope_and_curvature<R: Arithmetic>(a: R) -> (R, R) {
            let q = R::of(1.0) / a.mul_add(a, R::of(1.0));
            let curvature = (a + a) * q * q * (R::of(1.0) - R::of(4.0) * q);
            (Self::value_and_slope(a).1, if FAULT == 9 { -curvature } else { curvature })
        }
    }

    #[test]
    fn every_fault_is_named() {
        let said = |result: Result<(), String>, words: &str| {
            let problem = result.unwrap_err();
            assert!(problem.contains(words), "{problem}");
        };
        assert_eq!(activation_is_right(Activation::of::<Faulty<0>>()), Ok(()));
        said(activation_is_right(Activation::of::<Faulty<1>>()), "larger than its bound");
        said(activation_is_right(Activation::of::<Faulty<2>>()), "of NaN is a number");
        said(activation_is_right(Activation::of::<Faulty<3>>()), "phi' is");
        said(activation_is_right(Activation::of::<Faulty<4>>()), "where phi is known");
        said(activation_is_right(Activation::of::<Faulty<5>>()), "by candle's gradient");
        said(activation_is_right(Activation::of::<Faulty<6>>()), "by candle");
        said(activation_is_right(Activation::of::<Faulty<7>>()), "by candle");
        said(activation_is_right(Activation::of::<Faulty<8>>()), "|phi'| or |phi''| is larger");
        said(activation_is_right(Activation::of::<Faulty<9>>()), "phi'' is");
    }
}
