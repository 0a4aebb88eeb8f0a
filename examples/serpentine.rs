//! The kernel stays with an activation and a similarity of one's own. The fast engine trains both as it does those that it has.
//! # Statement
//! For $\phi(a) = a/(1 + a^2)$ and the similarity $s(u, v) = \exp(-|u - v|^2 / (2 h^2))$ with linear loss, $|K(t) - K(0)| = O(M^{-1/2})$ at every fixed t.
//! # Source
//! Ours: Theorem 13 asks for a smooth activation and a bounded gradient in the outputs, and not for tanh and a cosine.
//! # Assumptions
//! The entries of W(0) and V(0) are N(0, 1), phi'' is bounded, the gradient in the outputs is bounded, the step size does not depend on M.
//! # Kind and range
//! Upper rate in M at t = 8.
//! # Derivation
//! Theorem 13's: |ds/du| <= e^(-1/2)/h, and |phi'| <= 1, |phi''| <= 1.46.
//! # Observable
//! The sup-drift of the NTK.
//! # Must fail
//! - *A step size that grows like M*: the first step moves the features by O(1).
//! - *The rate M^(-2)*: the drift falls like 1/M at most.
//! # Reading the result
//! The test below compares the fast engine with a network of full size and candle's gradients, number for number.

use asymptest::loss::Pairing;
use asymptest::model::{Arithmetic, Curved, Phi, Smooth};
use asymptest::prelude::*;
use candle_core::{D, Result, Tensor};

/// a/(1 + a^2), Newton's serpentine.
struct Serpentine;

/// With q = 1/(1 + a^2): phi = a q and phi' = (1 - a^2) q^2 = q (2q - 1), where nothing overflows.
impl Phi for Serpentine {
    const NAME: &'static str = "serpentine";
    const KEY: &'static str = "serpentine";
    const BOUND: Option<f64> = Some(0.5);
    const SMOOTH: Option<Smooth> = Some(Smooth::of::<Self>());

    #[inline(always)]
    fn value_and_slope<R: Arithmetic>(a: R) -> (R, R) {
        let q = R::of(1.0) / a.mul_add(a, R::of(1.0));
        (a * q, q * (q + q - R::of(1.0)))
    }

    fn forward(a: &Tensor) -> Result<Tensor> {
        a / (a.sqr()? + 1.0)?
    }

    fn forward_slope(a: &Tensor, _: &Tensor) -> Result<Tensor> {
        let q = (a.sqr()? + 1.0)?.recip()?;
        &q * q.affine(2.0, -1.0)?
    }
}

/// phi'' = 2a (a^2 - 3) q^3 = 2a q^2 (1 - 4q), and phi''' = -6 (a^4 - 6 a^2 + 1) q^4 is 0 at a^2 = 3 +- sqrt 8, which is (sqrt 2 +- 1)^2.
impl Curved for Serpentine {
    const STEEPEST: &'static [f64] = &[-1.732_050_807_568_877_2, 0.0, 1.732_050_807_568_877_2];
    const MOST_CURVED: &'static [f64] = &[-ROOT - 1.0, 1.0 - ROOT, ROOT - 1.0, ROOT + 1.0];

    #[inline(always)]
    fn slope_and_curvature<R: Arithmetic>(a: R) -> (R, R) {
        let (one, q) = (R::of(1.0), R::of(1.0) / a.mul_add(a, R::of(1.0)));
        (q * (q + q - one), (a + a) * q * q * (one - R::of(4.0) * q))
    }
}

const ROOT: f64 = std::f64::consts::SQRT_2;
const SERPENTINE: Activation = Activation::of::<Serpentine>();

/// exp(-|u - v|^2 / (2 h^2)).
struct Gaussian;

impl Pairing for Gaussian {
    fn name(&self, h: f64) -> String {
        format!("Gaussian, h {h}")
    }

    fn key(&self, h: f64) -> String {
        format!("gaussian(h={h})")
    }

    fn is_rotation_invariant(&self) -> bool {
        true
    }

    fn has_bounded_gradient(&self, h: f64) -> bool {
        h > 0.0
    }

    fn value(&self, h: f64, u: &[f64], v: &[f64]) -> f64 {
        (-0.5 * u.iter().zip(v).map(|(u, v)| (u - v) * (u - v)).sum::<f64>() / (h * h)).exp()
    }

    fn accumulate(&self, h: f64, [u, v]: [&[f64]; 2], weight: f64, [du, dv]: [&mut [f64]; 2]) {
        let scale = weight * self.value(h, u, v) / (h * h);
        for z in 0..u.len() {
            du[z] -= scale * (u[z] - v[z]);
            dv[z] += scale * (u[z] - v[z]);
        }
    }

    fn forward(&self, h: f64, u: &Tensor, v: &Tensor) -> Result<Tensor> {
        ((u - v)?.sqr()?.sum(D::Minus1)? * (-0.5 / (h * h)))?.exp()
    }
}

const GAUSSIAN: Similarity = Similarity::of(&Gaussian, 0.5);

/// Both in training.
pub(crate) struct Serpentines;

const NEEDS: &[Assumption] = &[STANDARD_WEIGHTS, SMOOTH_ACTIVATION, BOUNDED_GRADIENT, FIXED_STEP_SIZE];
const FIXED: Horizon = Horizon::Fixed(8);

impl Theorem for Serpentines {
    asymptest::card!("serpentine");

    fn claims(&self) -> Vec<Claim> {
        vec![claim("kernel", "the NTK stays", "O(M^(-1/2))", NTK_DRIFT, FIXED, "gaussian").needs(NEEDS)]
    }

    fn derivation(&self) -> Vec<Step> {
        let drift = step("drift", "thm_13_cosine_constancy.by neurons", &[], "|K(t) - K(0)| = O(t M^(-1/2)) for t = O(M^(1/2))");
        vec![drift, step("at fixed t", "horizon", &["drift"], "|K(t) - K(0)| = O(M^(-1/2)) at fixed t")]
    }

    fn design(&self, scale: Scale) -> Design {
        let gaussian = Setting { id: "gaussian", activation: SERPENTINE, loss: linear(GAUSSIAN), ..Setting::cosine(5) };
        let large = Setting { id: "large_steps", step_growth: StepGrowth::LikeWidth, ..gaussian.clone() };
        let widths = scale.pick(powers_of_two(6, 12), powers_of_two(7, 14), powers_of_two(7, 16));
        Design::new(vec![gaussian, large], widths, scale.pick(12, 16, 20))
    }

    fn must_fail(&self) -> Vec<MustFail> {
        vec![
            must_fail("large_steps", "kernel", "the first step moves the features by O(1)").setting("large_steps"),
            must_fail("too_fast", "kernel", "it falls like 1/M at most").bound("O(M^(-2))"),
        ]
    }
}

asymptest::main!(Serpentines);

#[cfg(test)]
mod tests {
    use asymptest::data::{Augmentation, Gram, Source};
    use asymptest::loss::similarity_is_right;
    use asymptest::model::{DirectNetwork, InitialWeights, Real, ReducedNetwork, activation_is_right, matrix_of, tensor_of};
    use asymptest::random::Stream;
    use candle_core::{DType, Device, Module};

    use super::*;

    const OBJECTIVE: Objective = Objective { similarity: GAUSSIAN, loss: TripletLoss::Linear };
    const ETA: f64 = 0.5;

    #[test]
    fn functions_agree_with_one_another() {
        assert_eq!(activation_is_right(SERPENTINE), Ok(()));
        assert_eq!(similarity_is_right(GAUSSIAN), Ok(()));
        assert!(SERPENTINE.smooth().unwrap().largest().1 < 1.46);
    }

    /// The largest difference between the outputs of the fast engine in this precision and of the direct network by candle's gradients with phi = `activation`.
    fn apart<R: Real>(activation: Activation, precision: DType) -> f64 {
        let inputs = Source::Gaussian(9).load(0, "serpentine", 4, &Augmentation::STANDARD).unwrap().inputs;
        let weights = InitialWeights::draw(70, 3, 9, OutputScale::Unit, &Stream::of_cell(0, "serpentine", 70, 0));
        let preactivations = &weights.input * inputs.transpose();
        let mut reduced = ReducedNetwork::<R>::from_preactivations(&weights.output, &preactivations, &Gram::of(&inputs), SERPENTINE);
        let mut direct = DirectNetwork::new(&weights, activation, precision, &Device::Cpu).unwrap();
        let x = tensor_of(&inputs, precision, &Device::Cpu).unwrap();
        for _ in 0..6 {
            reduced.descend(&OBJECTIVE, ETA);
            direct.descend(&x, &OBJECTIVE, ETA).unwrap();
        }
        let expected = matrix_of(&direct.forward(&x).unwrap()).unwrap();
        let difference = |index: usize| (reduced.outputs()[index] - expected[(index / 3, index % 3)]).abs();
        (0..reduced.outputs().len()).map(difference).fold(0.0, f64::max)
    }

    #[test]
    fn the_fast_engine_is_the_direct_network_number_for_number() {
        let (double, single) = (apart::<f64>(SERPENTINE, DType::F64), apart::<f32>(SERPENTINE, DType::F32));
        assert!(double < 1e-12 && single < 1e-4, "{double:e}, {single:e}");
        // The check can fail: tanh is another network.
        assert!(apart::<f64>(Activation::TANH, DType::F64) > 1e-2);
    }
}
