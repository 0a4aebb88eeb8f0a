//! A setting behind the seam: its data, and a cell of it.

use std::sync::Arc;

use super::{ENGINE, Grassmannian, Setting, TwoLayerMeasure};
use crate::claim::{Assumption, Broken, Horizon, Quantity};
use crate::error::{Error, Result};
use crate::experiment::{CellRun, Cost, Experiment, Loaded, Plan, Room, Stop};
use crate::loss::{Layout, gradient_is_right};
use crate::model::{InitialLaw, OutputWeights, Precision, Real, ReducedNetwork, TensorNetwork, activation_is_right};
use crate::observe::{
    BASIC, FastestGrowth, HESSIAN_RATIO, KERNEL_RATIO, LimitKernel, PROBE_ERROR, PROBE_GAP, PairMeasure, ProbeInputs, ProbeMeasure,
    SPECTRUM, WEIGHT_GROWTH, WEIGHT_MOVEMENT, WEIGHT_RANK, of_reduced, of_tensors,
};
use crate::random::Stream;
use crate::train::{Data, Inputs, Measure, Rule, Training, train};

/// What takes for granted that V moves along the data alone: off them V would have to be there to be measured.
const ALONG_THE_DATA: [&str; 5] = [WEIGHT_MOVEMENT.name, KERNEL_RATIO.name, HESSIAN_RATIO.name, PROBE_ERROR.name, PROBE_GAP.name];

/// Held-out inputs of a probe: half of them to fit it on, and half to test it on, where one of them is half a percent.
const HELD_OUT: usize = 400;

impl Experiment for Setting {
    fn id(&self) -> &'static str {
        self.id
    }

    fn key(&self) -> String {
        self.canonical()
    }

    fn describe(&self) -> String {
        self.in_words()
    }

    fn engine(&self) -> (&'static str, u32) {
        ("two_layer", ENGINE)
    }

    fn quantities(&self) -> Vec<Quantity> {
        let built_in = of_reduced::<f64>().into_iter().map(|measure| measure.quantity());
        let all = built_in.chain(self.measures.iter().map(|measure| own_quantity(&**measure)));
        all.filter(|quantity| self.rule.moves_along_the_data() || !ALONG_THE_DATA.contains(&quantity.name)).collect()
    }

    fn followed(&self, measured: &[Quantity]) -> Vec<Quantity> {
        followed(measured, self.outputs, &self.quantities())
    }

    fn broken(&self, assumption: &Assumption) -> Broken {
        self.breaks(assumption)
    }

    fn trial(&self) -> Vec<(String, Result<(), String>)> {
        let mut tried = vec![
            ("dL/dU is the derivative of L, by central differences".into(), self.gradient()),
            (format!("phi = {} agrees with its derivatives and with candle", self.activation.name()), activation_is_right(self.activation)),
        ];
        tried.extend(self.loss.trial());
        tried
    }

    fn cost(&self, room: &Room<'_>) -> Cost {
        self.cost_with(room, 0)
    }

    fn cost_on_device(&self, room: &Room<'_>) -> Result<Cost, String> {
        if self.held != OutputWeights::Free {
            return Err(format!("holds W orthonormal in setting {}, which exists on the processor alone", self.id));
        }
        if self.rule.on_device().is_none() {
            return Err(format!("trains with {} in setting {}, which exists on the processor alone", self.rule.describe(), self.id));
        }
        let there: Vec<Quantity> = of_tensors().into_iter().map(|measure| measure.quantity()).collect();
        match room.measured.iter().find(|(quantity, _)| !there.contains(quantity)) {
            Some((quantity, _)) => Err(format!("measures {quantity}, which exists on the processor alone")),
            None => Ok(self.cost_there(room)),
        }
    }

    fn load<'a>(&'a self, plan: &Plan<'a>) -> Result<Box<dyn Loaded + 'a>> {
        if self.held != OutputWeights::Free && !self.rule.key().is_empty() {
            let problem =
                format!("holds W orthonormal, which has a rule of its own, and names {} beside it; leave one out", self.rule.describe());
            return Err(self.refused(problem));
        }
        let data = self.data(plan)?;
        let growth = growth(self, &data);
        // X may be large; a measure of the setting's own may need it.
        let data = if self.measures.is_empty() { data.without_inputs() } else { data };
        Ok(Box::new(LoadedSetting { setting: self, growth, data }))
    }
}

/// What a measure of a setting's own measures.
fn own_quantity(measure: &dyn TwoLayerMeasure) -> Quantity {
    let measure: &dyn Measure<ReducedNetwork<f64>> = measure;
    measure.quantity()
}

/// What is followed along a trajectory: suprema and what is cheap; what is dear and speaks of one step is measured there alone.
pub(super) fn followed(measured: &[Quantity], outputs: usize, all: &[Quantity]) -> Vec<Quantity> {
    let is_pair = |quantity: &Quantity| PairMeasure::ALL.into_iter().any(|pair| PairMeasure::quantity(pair) == *quantity);
    let has_probe = ProbeMeasure::ALL.into_iter().any(|probe| measured.contains(&ProbeMeasure::quantity(probe)));
    let has_spectrum = measured.iter().any(|quantity| SPECTRUM.contains(quantity) || [WEIGHT_RANK, WEIGHT_GROWTH].contains(quantity));
    let mut followed: Vec<Quantity> = measured
        .iter()
        .copied()
        .filter(|quantity| quantity.is_supremum() || is_pair(quantity))
        .chain(BASIC)
        .chain(ProbeMeasure::ALL.map(ProbeMeasure::quantity).into_iter().filter(|_| has_probe))
        .chain(SPECTRUM.into_iter().take(outputs).filter(|_| has_spectrum))
        .filter(|quantity| all.contains(quantity))
        .collect();
    followed.sort();
    followed.dedup();
    followed
}

/// log(1 + eta lambda), where the data have a fastest growth.
pub(super) fn growth(setting: &Setting, data: &Data) -> Option<f64> {
    data.shared.get::<FastestGrowth>().map(|fastest| (setting.step_size * fastest.lambda).ln_1p())
}

impl Setting {
    /// Its loss against finite differences, on a few groups of the layout and the labels that its data have.
    fn gradient(&self) -> Result<(), String> {
        const GROUPS: usize = 3;
        let (layout, labels) = match &self.data {
            None => (Layout { groups: GROUPS, positives: 1, negatives: self.negatives }, 0),
            Some(own) => {
                let random = &mut Stream::of_study(0, "gradient", "triplets");
                let inputs = Inputs::of(&**own, self.id, random).map_err(|error| error.to_string())?;
                let groups = inputs.layout.groups;
                (Layout { groups: GROUPS.min(groups), ..inputs.layout }, inputs.labels.len() / groups)
            }
        };
        gradient_is_right(&*self.loss, layout, self.outputs, labels)
    }

    /// The error for a setting that is not to be run.
    pub(super) fn refused(&self, problem: String) -> Error {
        Error::Data { file: format!("setting {}", self.id), problem }
    }

    /// The data, with what its measures need of them.
    pub(super) fn data(&self, plan: &Plan<'_>) -> Result<Data> {
        let Inputs { inputs, layout, labels } = self.inputs(plan)?;
        self.loss.suits(layout).map_err(|problem| self.refused(format!("has the loss {}: {problem}", self.loss.key())))?;
        let data = Data::of(inputs, layout, labels);
        let departs =
            |(quantity, horizon): &(Quantity, Horizon)| matches!(horizon, Horizon::Departure { .. }) || quantity.is_first_passage();
        if layout == Layout::triplets(layout.groups) && plan.measured.iter().any(departs) {
            data.shared.put(FastestGrowth::of(&LimitKernel::of(&data.gram, self.activation)));
        }
        let probes =
            |(quantity, _): &(Quantity, Horizon)| ProbeMeasure::ALL.into_iter().any(|probe| ProbeMeasure::quantity(probe) == *quantity);
        if self.data.is_none() && plan.measured.iter().any(probes) {
            let labelled = plan.source.labelled(plan.seed, plan.study, self.triplets, HELD_OUT)?;
            let inputs = data.inputs.as_ref().expect("they are left out after this");
            if let Some(labelled) = labelled {
                data.shared.put(ProbeInputs::of(inputs, &data.gram, &labelled));
            }
        }
        Ok(data)
    }

    /// The setting's own data, or those that the user named.
    fn inputs(&self, plan: &Plan<'_>) -> Result<Inputs> {
        if let Some(own) = &self.data {
            return Inputs::of(&**own, self.id, &mut Stream::of_study(plan.seed, plan.study, "triplets"));
        }
        let layout = Layout { groups: self.triplets, positives: 1, negatives: self.negatives };
        // Every negative is another input: of as many triplets as there are negatives, the first N lend their anchors and positives.
        let all = self.triplets * self.negatives.max(1);
        let inputs = plan.source.load(plan.seed, plan.study, all, &self.augmentation)?.inputs;
        if self.negatives == 1 {
            return Ok(Inputs { inputs, layout, labels: Vec::new() });
        }
        let groups = self.triplets;
        let rows: Vec<usize> = (0..groups).chain(all..all + groups).chain(2 * all..2 * all + groups * self.negatives).collect();
        Ok(Inputs { inputs: faer::Mat::from_fn(rows.len(), inputs.ncols(), |i, j| inputs[(rows[i], j)]), layout, labels: Vec::new() })
    }

    /// How the weights are drawn in a cell.
    pub(super) fn law<'a>(&self, stream: &'a Stream) -> InitialLaw<'a> {
        InitialLaw { outputs: self.outputs, scale: self.output_scale, columns: self.columns, stream }
    }
}

struct LoadedSetting<'a> {
    setting: &'a Setting,
    data: Data,
    growth: Option<f64>,
}

impl Loaded for LoadedSetting<'_> {
    fn growth(&self) -> Option<f64> {
        self.growth
    }

    fn run(&self, cell: &mut CellRun<'_>) -> Result<(), Stop> {
        let setting = self.setting;
        match (cell.device, cell.precision) {
            (Some(_), _) => self.on_device(cell),
            (None, Precision::F32) => {
                let own = setting.measures.iter().map(|measure| &**measure as &dyn Measure<ReducedNetwork<f32>>).collect();
                self.on_processor::<f32>(&*setting.rule, own, cell)
            }
            (None, Precision::F64) => {
                let own = setting.measures.iter().map(|measure| &**measure as &dyn Measure<ReducedNetwork<f64>>).collect();
                self.on_processor::<f64>(&*setting.rule, own, cell)
            }
        }
    }
}

impl LoadedSetting<'_> {
    fn on_processor<R: Real>(
        &self,
        rule: &dyn Rule<ReducedNetwork<R>>,
        own: Vec<&dyn Measure<ReducedNetwork<R>>>,
        cell: &mut CellRun<'_>,
    ) -> Result<(), Stop> {
        let (setting, stream) = (self.setting, cell.stream());
        let held = Grassmannian::of(setting.held);
        let built_in = of_reduced::<R>();
        let network =
            ReducedNetwork::<R>::draw(cell.at, &setting.law(&stream), &self.data.gram, setting.activation, Arc::clone(&cell.workers));
        let training = Training {
            data: &self.data,
            loss: &*setting.loss,
            rule: held.as_ref().map_or(rule, |held| held),
            sampler: &*setting.sampler,
            step_size: setting.step_size_at(cell.at),
            measures: built_in.iter().map(|measure| &**measure).chain(own).collect(),
        };
        train(&training, network, cell)
    }

    fn on_device(&self, cell: &mut CellRun<'_>) -> Result<(), Stop> {
        let (setting, stream) = (self.setting, cell.stream());
        let (Some(device), Some(rule)) = (cell.device, setting.rule.on_device()) else {
            return Err(Stop::Failed("its rule exists on the processor alone".into()));
        };
        let place = (device, cell.precision.of_tensors());
        let network = TensorNetwork::draw(cell.at, &setting.law(&stream), &self.data.gram, setting.activation, &*cell.workers, place)?;
        let built_in = of_tensors();
        let training = Training {
            data: &self.data,
            loss: &*setting.loss,
            rule,
            sampler: &*setting.sampler,
            step_size: setting.step_size_at(cell.at),
            measures: built_in.iter().map(|measure| &**measure).collect(),
        };
        train(&training, network, cell)
    }
}
