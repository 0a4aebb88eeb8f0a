//! A network in training together with what is measured of it, wherever its state lies.

use std::convert::Infallible;

use faer::Mat;

use super::Training;
use crate::data::Gram;
use crate::model::{Objective, OutputWeights, Precision, Real, ReducedNetwork, TensorNetwork};
use crate::observe::{
    FeatureChange, HessianBound, KernelBound, Movement, NtkDrift, Observable, PairChange, Probe, Reading, TensorMovement, TensorNtkDrift,
    TraceForm, column_gap, floor, hessian_norm, hessian_norm_in_ball, larger, output_rank, weight_rank, weight_singular_value,
    weight_spectrum,
};

/// The radii R at which [`Observable::HessianBallRatio`] looks.
const BALLS: [f64; 4] = [0.0, 0.5, 2.0, 8.0];

/// A network in training. What is measured counts from the state in which the learner was made.
pub trait Learner {
    /// How the place where the state lies can fail.
    type Error;

    /// L at the current outputs.
    fn loss(&self, objective: &Objective) -> f64;

    /// U, n x Z, row by row.
    fn outputs(&self) -> &[f64];

    /// One step of gradient descent with step size `step_size`.
    ///
    /// # Errors
    /// Where the device fails.
    fn descend(&mut self, objective: &Objective, step_size: f64) -> Result<(), Self::Error>;

    /// An observable other than the loss at this step: of a supremum over steps, what this step has. NaN where the activation has no such thing.
    ///
    /// # Errors
    /// Where the device fails, or does not measure this.
    fn measure(&self, observable: Observable) -> Result<Reading, Self::Error>;
}

/// The reduced network on the processor.
#[derive(Debug)]
pub struct OnProcessor<'a, R> {
    network: ReducedNetwork<R>,
    gram: &'a Gram,
    evaluated: usize,
    drift: NtkDrift<'a, R>,
    movement: Movement<'a, R>,
    kernel: KernelBound,
    hessian: HessianBound,
    /// Features and weights at the start, where C_V or a span is measured.
    features: Option<FeatureChange<R>>,
    /// The smallest singular value of W at the start, where its growth is measured.
    weakest: Option<f64>,
    /// Where a probe is measured.
    probe: Option<Probe>,
    held: OutputWeights,
    objective: Objective,
}

impl<'a, R: Real> OnProcessor<'a, R> {
    /// The network from its present state on, as `training` will look at it.
    pub fn new(network: ReducedNetwork<R>, gram: &'a Gram, training: &Training) -> Self {
        let evaluated = training.evaluated;
        let of_pairs = training.recorded.values().flatten().any(|observable| observable.is_of_pairs());
        let grows = training.recorded.values().flatten().any(|&observable| observable == Observable::WeightGrowth);
        Self {
            // First, because a second network is there meanwhile.
            probe: training.probe.clone().map(|(inputs, stream)| Probe::since(&network, inputs, stream)),
            features: of_pairs.then(|| FeatureChange::since(&network)),
            weakest: grows.then(|| weakest(&network)),
            held: training.held,
            objective: training.objective,
            drift: NtkDrift::since(&network, gram, evaluated),
            movement: Movement::since(&network, gram),
            kernel: KernelBound::around(&network, gram, evaluated),
            hessian: HessianBound::likely(&network, gram, evaluated),
            gram,
            evaluated,
            network,
        }
    }

    /// sup |H| in the ball of this radius around the present weights.
    fn in_ball(&self, radius: f64) -> f64 {
        hessian_norm_in_ball(&self.network, self.gram, self.evaluated, radius).map_or(f64::NAN, |norm| norm.value)
    }

    /// What the loss is to its trace form, in units of rounding.
    fn in_rounding(&self, of: fn(&TraceForm, f64) -> f64) -> f64 {
        let loss = self.network.loss(&self.objective);
        TraceForm::of(&self.network).map_or(f64::NAN, |form| of(&form, loss) / R::EPSILON)
    }

    /// The errors of the linear probes on the outputs as they are and on the principal components at the start.
    fn probe_errors(&self) -> [f64; 2] {
        self.probe.as_ref().map_or([f64::NAN; 2], |probe| [probe.error(&self.network), probe.planned_error()])
    }

    /// The network.
    pub(super) fn network(&self) -> &ReducedNetwork<R> {
        &self.network
    }

    /// K(t) - K(0) at the evaluated inputs.
    pub(super) fn kernel_change(&self) -> Mat<f64> {
        self.drift.change(&self.network)
    }

    /// R(t).
    pub(super) fn moved(&self) -> f64 {
        self.movement.distance(&self.network)
    }

    fn hessian(&self) -> f64 {
        hessian_norm(&self.network, self.gram, self.evaluated).map_or(f64::NAN, |norm| norm.value)
    }
}

impl<R: Real> Learner for OnProcessor<'_, R> {
    type Error = Infallible;

    fn loss(&self, objective: &Objective) -> f64 {
        self.network.loss(objective)
    }

    fn outputs(&self) -> &[f64] {
        self.network.outputs()
    }

    fn descend(&mut self, objective: &Objective, step_size: f64) -> Result<(), Infallible> {
        match self.held {
            OutputWeights::Free => self.network.descend(objective, step_size),
            OutputWeights::Orthonormal | OutputWeights::Principal => self.network.descend_orthonormal(objective, step_size),
        };
        Ok(())
    }

    fn measure(&self, observable: Observable) -> Result<Reading, Infallible> {
        let (width, moved) = (self.network.width(), || self.moved());
        Ok(Reading::exact(match observable {
            Observable::NtkDrift => {
                return Ok(Reading { value: self.drift.drift(&self.network), floor: Some(floor::ntk_drift::<R>(width)) });
            }
            Observable::WeightMovement => return Ok(Reading { value: moved(), floor: Some(floor::movement::<R>(width)) }),
            Observable::TraceError => self.in_rounding(TraceForm::apart),
            Observable::MinimumGap => self.in_rounding(TraceForm::above_minimum).abs(),
            Observable::BelowMinimum => -self.in_rounding(TraceForm::above_minimum),
            Observable::ColumnGap => column_gap(&self.network),
            Observable::WeightRank => weight_rank(&self.network).map_or(f64::NAN, |rank| rank as f64),
            Observable::SingularValue(nth) => weight_singular_value(&self.network, nth).unwrap_or(f64::NAN),
            Observable::WeightGrowth => weakest(&self.network) / self.weakest.expect("it is kept where its growth is recorded"),
            Observable::OutputRank => output_rank(&self.network).unwrap_or(f64::NAN),
            Observable::ProbeError => self.probe_errors()[0],
            Observable::PrincipalProbeError => self.probe.as_ref().map_or(f64::NAN, Probe::planned_error),
            Observable::ProbeGap => {
                let [now, planned] = self.probe_errors();
                (now - planned).abs()
            }
            Observable::OrthonormalityError => self.network.orthonormality_error(),
            observable if observable.is_of_pairs() => {
                let start = self.features.as_ref().expect("the start is kept where such an observable is recorded");
                return Ok(PairChange::of(&self.network, start).measure(observable));
            }
            Observable::KernelRatio => self.kernel.ratio(&self.kernel_change(), moved()),
            Observable::HessianNorm => self.hessian(),
            Observable::HessianInUnitBall => self.in_ball(1.0),
            Observable::HessianInWideBall => self.in_ball(width as f64),
            Observable::HessianRatio => self.hessian() / self.hessian.at(moved()),
            Observable::HessianBallRatio => BALLS.iter().map(|&radius| self.in_ball(radius) / self.hessian.at(radius)).fold(0.0, larger),
            _ => f64::NAN,
        }))
    }
}

/// The smallest singular value of W.
fn weakest<R: Real>(network: &ReducedNetwork<R>) -> f64 {
    weight_spectrum(network).and_then(|spectrum| spectrum.last().copied()).unwrap_or(f64::NAN)
}

/// The reduced network as tensors on a device.
#[derive(Debug)]
pub struct OnDevice<'a> {
    network: TensorNetwork,
    drift: TensorNtkDrift<'a>,
    movement: TensorMovement<'a>,
}

impl<'a> OnDevice<'a> {
    /// The network from its present state on; the NTK is evaluated at the first `evaluated` inputs.
    ///
    /// # Errors
    /// Where the device fails, or has too little memory.
    pub fn new(network: TensorNetwork, gram: &'a Gram, evaluated: usize) -> candle_core::Result<Self> {
        Ok(Self { drift: TensorNtkDrift::since(&network, gram, evaluated)?, movement: TensorMovement::since(&network, gram), network })
    }
}

impl Learner for OnDevice<'_> {
    type Error = candle_core::Error;

    fn loss(&self, objective: &Objective) -> f64 {
        self.network.loss(objective)
    }

    fn outputs(&self) -> &[f64] {
        self.network.outputs()
    }

    fn descend(&mut self, objective: &Objective, step_size: f64) -> candle_core::Result<()> {
        self.network.descend(objective, step_size)?;
        Ok(())
    }

    fn measure(&self, observable: Observable) -> candle_core::Result<Reading> {
        let width = self.network.width();
        let (value, floor) = match (observable, self.network.precision()) {
            (Observable::NtkDrift, Precision::F32) => (self.drift.drift(&self.network)?, floor::ntk_drift::<f32>(width)),
            (Observable::NtkDrift, Precision::F64) => (self.drift.drift(&self.network)?, floor::ntk_drift::<f64>(width)),
            (Observable::WeightMovement, Precision::F32) => (self.movement.distance(&self.network)?, floor::movement::<f32>(width)),
            (Observable::WeightMovement, Precision::F64) => (self.movement.distance(&self.network)?, floor::movement::<f64>(width)),
            _ => candle_core::bail!("{observable} is measured on the processor alone"),
        };
        Ok(Reading { value, floor: Some(floor) })
    }
}
