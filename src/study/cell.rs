//! One cell: one training run at one setting, width and replicate.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use candle_core::Device;
use faer::Mat;

use super::{Ask, Row, Setting, Status, Stop, Study};
use crate::data::{Gram, Source};
use crate::error::{Error, Result};
use crate::model::{InitialLaw, InitialWeights, OutputWeights, Precision, Real, ReducedNetwork, TensorNetwork, Workers};
use crate::observe::{FastestGrowth, LimitKernel, Observable, ProbeInputs, floor};
use crate::random::Stream;
use crate::train::{BothForms, Horizon, OnDevice, Outcome, Training, watched_steps};

/// What all cells of a setting share: the data, and what follows from them.
#[derive(Debug)]
pub struct Inputs {
    gram: Gram,
    /// log(1 + eta lambda): see [`Horizon::Departure`].
    growth: f64,
    fastest: FastestGrowth,
    /// Held-out inputs, where a probe is measured and the data have labels.
    probe: Option<Arc<ProbeInputs>>,
    /// X, where a direct network is trained on it.
    direct: Option<Mat<f64>>,
}

/// Held-out inputs of a probe: half of them to fit it on, and half to test it on, where one of them is half a percent.
const HELD_OUT: usize = 400;

/// A run of more steps is refused: it would not end.
const MOST_STEPS: usize = 1_000_000;

impl Inputs {
    /// Loads the triplets of a setting.
    pub fn load(source: &Source, seed: u64, study: &str, setting: &Setting) -> Result<Self> {
        let inputs = source.load(seed, study, setting.triplets, &setting.augmentation)?.inputs;
        let gram = Gram::of(&inputs);
        let fastest = FastestGrowth::of(&LimitKernel::of(&gram, setting.activation));
        let growth = (setting.step_size * fastest.lambda).ln_1p();
        Ok(Self { gram, growth, fastest, probe: None, direct: Some(inputs) })
    }

    /// The same with held-out inputs, where the data have labels.
    pub fn with_probe(self, source: &Source, seed: u64, study: &str, setting: &Setting) -> Result<Self> {
        let labelled = source.labelled(seed, study, setting.triplets, HELD_OUT)?;
        let inputs = self.direct.as_ref().expect("they are left out after this");
        let probe = labelled.map(|labelled| Arc::new(ProbeInputs::of(inputs, &self.gram, &labelled)));
        Ok(Self { probe, ..self })
    }

    /// The same where no direct network is trained: without X, which may be large.
    pub fn without_inputs(self) -> Self {
        Self { direct: None, ..self }
    }

    /// Refuses a horizon that training would not reach.
    pub fn check(&self, setting: &Setting, horizon: Horizon, width: usize) -> Result<()> {
        let steps = horizon.steps(width, self.growth);
        if steps <= MOST_STEPS {
            return Ok(());
        }
        let problem = format!(
            "gives setting {} a growth of {:.1e} a step, which puts {horizon} at M = {width} beyond {MOST_STEPS} steps; use other data",
            setting.id, self.growth
        );
        Err(Error::flag("--data", problem))
    }
}

/// One training run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cell {
    /// Index of the setting in the design.
    pub setting: usize,
    /// M.
    pub width: usize,
    /// From 0.
    pub replicate: usize,
}

impl Cell {
    /// Trains on the processor, measures, and files what was seen: a row for each observable and horizon that a claim on this setting names, and, for
    /// replicate 0, the trajectory. `workers` run the parts of the network; `ask` is asked before every step.
    ///
    /// # Errors
    /// What `ask` answered.
    pub fn run(&self, study: &Study<'_>, inputs: &Inputs, workers: &Arc<dyn Workers>, ask: &Ask<'_>) -> Result<Vec<Row>, Stop> {
        match study.precision {
            Precision::F32 => self.run_in::<f32>(study, inputs, workers, ask),
            Precision::F64 => self.run_in::<f64>(study, inputs, workers, ask),
        }
    }

    fn run_in<R: Real>(&self, study: &Study<'_>, inputs: &Inputs, workers: &Arc<dyn Workers>, ask: &Ask<'_>) -> Result<Vec<Row>, Stop> {
        let activation = study.settings[self.setting].activation;
        let rows = self.rows(study, inputs, ask, |training, law, leave| match &inputs.direct {
            Some(x) => {
                let weights = InitialWeights::by(law, self.width, x.ncols());
                training.watch_until(BothForms::<R>::new(&weights, (x, &inputs.gram), activation, training)?, leave)
            }
            None => {
                let network = ReducedNetwork::<R>::draw(self.width, law, &inputs.gram, activation, Arc::clone(workers));
                Ok(training.run_until(network, &inputs.gram, leave))
            }
        });
        rows.expect("candle does not fail on the processor, and the design of no theorem holds the W of a direct network")
    }

    /// The same on `device`, from the same initial weights, which `workers` draw.
    ///
    /// # Errors
    /// Where the device fails, or has too little memory; within, what `ask` answered.
    pub fn run_on(
        &self,
        study: &Study<'_>,
        inputs: &Inputs,
        (device, workers): (&Device, &dyn Workers),
        ask: &Ask<'_>,
    ) -> candle_core::Result<Result<Vec<Row>, Stop>> {
        let activation = study.settings[self.setting].activation;
        self.rows(study, inputs, ask, |training, law, leave| {
            if training.held != OutputWeights::Free {
                candle_core::bail!("W is held orthonormal on the processor alone");
            }
            let network = TensorNetwork::draw(self.width, law, &inputs.gram, activation, workers, (device, study.precision.of_tensors()))?;
            training.watch_until(OnDevice::new(network, &inputs.gram, training.evaluated)?, leave)
        })
    }

    /// What was seen in the training run that `train` makes of a plan and a law of initial weights.
    fn rows<E>(
        &self,
        study: &Study<'_>,
        inputs: &Inputs,
        ask: &Ask<'_>,
        train: impl FnOnce(&Training, &InitialLaw<'_>, &dyn Fn() -> bool) -> Result<Outcome, E>,
    ) -> Result<Result<Vec<Row>, Stop>, E> {
        let setting = &study.settings[self.setting];
        let asked = self.asked(study, inputs);
        let stream = Stream::of_cell(study.seed, study.theorem.id(), self.width, self.replicate);
        let law = InitialLaw { outputs: setting.outputs, scale: setting.output_scale, columns: setting.columns, stream: &stream };
        let mut recorded: BTreeMap<usize, BTreeSet<Observable>> = BTreeMap::new();
        for (observable, step) in asked.at_horizons.iter().map(|&(observable, _, step)| (observable, step)).chain(asked.on_the_way.clone())
        {
            recorded.entry(step).or_default().insert(observable);
        }
        // The NTK is evaluated at the anchors.
        let training = Training {
            objective: setting.objective(),
            step_size: setting.step_size_at(self.width),
            fastest: Some(inputs.fastest.clone()),
            held: setting.held,
            probe: inputs.probe.clone().map(|probe| (probe, stream.apart())),
            evaluated: setting.triplets,
            recorded,
            watched: watched_steps(asked.last()),
        };
        let answer = OnceCell::new();
        let leave = || ask().is_some_and(|stop| answer.set(stop).is_ok());
        let outcome = train(&training, &law, &leave)?;
        Ok(answer.into_inner().map_or_else(|| Ok(self.filed(study, &asked, Ok(&outcome))), Err))
    }

    /// The rows of a cell that gives no numbers for a reason that lies in the run and not in the network.
    pub(super) fn failed(&self, study: &Study<'_>, inputs: &Inputs, reason: &str) -> Vec<Row> {
        self.filed(study, &self.asked(study, inputs), Err(reason))
    }

    fn asked(&self, study: &Study<'_>, inputs: &Inputs) -> Asked {
        let measured = study.measured(study.settings[self.setting].id);
        let at_horizons: Vec<(Observable, Horizon, usize)> =
            measured.iter().map(|&(observable, horizon)| (observable, horizon, horizon.steps(self.width, inputs.growth))).collect();
        let mut asked = Asked { at_horizons, on_the_way: Vec::new() };
        let trajectory = if self.replicate == 0 { trajectory_steps(asked.last()) } else { BTreeSet::new() };
        let any = |wanted: fn(Observable) -> bool| measured.iter().any(|&(observable, _)| wanted(observable));
        let (has_probe, has_spectrum) = (any(Observable::is_of_probe), any(Observable::is_of_spectrum));
        let places = study.settings[self.setting].outputs.min(self.width);
        // What is dear and speaks of one step is measured there alone.
        let followed: BTreeSet<Observable> = measured
            .iter()
            .map(|&(observable, _)| observable)
            .filter(|observable| observable.is_supremum() || observable.is_of_pairs())
            .chain(Observable::BASIC)
            .chain(Observable::PROBES.into_iter().filter(|_| has_probe))
            .chain(Observable::SPECTRUM.into_iter().take(places).filter(|_| has_spectrum))
            .collect();
        asked.on_the_way = followed.into_iter().flat_map(|observable| trajectory.iter().map(move |&step| (observable, step))).collect();
        asked
    }

    fn filed(&self, study: &Study<'_>, asked: &Asked, outcome: Result<&Outcome, &str>) -> Vec<Row> {
        let at_horizons =
            asked.at_horizons.iter().map(|&(observable, horizon, step)| self.row(study, observable, horizon.to_string(), step, outcome));
        let on_the_way = asked.on_the_way.iter().map(|&(observable, step)| self.row(study, observable, String::new(), step, outcome));
        at_horizons.chain(on_the_way).collect()
    }

    fn row(&self, study: &Study<'_>, observable: Observable, horizon: String, step: usize, outcome: Result<&Outcome, &str>) -> Row {
        let setting = &study.settings[self.setting];
        let seen = outcome.ok().and_then(|outcome| outcome.seen.get(&(step, observable)));
        let reading = seen.filter(|reading| reading.value.is_finite());
        let (value, floor) = (reading.map(|reading| reading.value), reading.and_then(|reading| reading.floor));
        // At the start every change is 0, and exactly so.
        let unresolved = |value: f64| (step > 0 || value != 0.0) && floor.is_some_and(|floor| value < floor::RESOLVED * floor);
        let (status, reason) = match (value, outcome.map(|outcome| outcome.diverged_at)) {
            (_, Err(reason)) => (Status::Failed, reason.into()),
            (Some(value), _) if unresolved(value) => (Status::Unresolved, "below 10 times the numerical floor".into()),
            (Some(_), _) => (Status::Ok, String::new()),
            (None, Ok(Some(at))) => (Status::Diverged, format!("the loss, an output or the kernel is not finite at step {at}")),
            (None, Ok(None)) if let Some(level) = observable.departure() => {
                (Status::Diverged, format!("the NTK did not drift by {} up to step {step}", level.drift()))
            }
            (None, Ok(None)) => (Status::Diverged, format!("the observable is not finite at step {step}")),
        };
        Row {
            scale: study.scale.name().into(),
            seed: study.seed,
            data: study.source.name(),
            precision: study.precision,
            setting: setting.id.into(),
            trained: setting.describe(),
            width: self.width,
            replicate: self.replicate,
            observable,
            horizon,
            step,
            value,
            floor,
            status,
            reason,
        }
    }
}

/// What is asked of a training run.
struct Asked {
    /// What claims and controls name, with the steps of the horizon.
    at_horizons: Vec<(Observable, Horizon, usize)>,
    /// Points of the trajectory.
    on_the_way: Vec<(Observable, usize)>,
}

impl Asked {
    fn last(&self) -> usize {
        self.at_horizons.iter().map(|&(_, _, step)| step).max().unwrap_or(0)
    }
}

/// Steps 0, 1, 2, 3, 4, 6, 8, 12, ... up to and including `last`.
fn trajectory_steps(last: usize) -> BTreeSet<usize> {
    let powers = std::iter::successors(Some(2usize), |step| Some(step * 2)).take_while(|&step| step <= last);
    let halfway = powers.clone().map(|step| step + step / 2).filter(|&step| step <= last);
    [0, 1.min(last), last].into_iter().chain(powers).chain(halfway).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trajectories_are_recorded_geometrically() {
        assert_eq!(trajectory_steps(20).into_iter().collect::<Vec<_>>(), [0, 1, 2, 3, 4, 6, 8, 12, 16, 20]);
        assert_eq!(trajectory_steps(0).into_iter().collect::<Vec<_>>(), [0]);
    }
}
