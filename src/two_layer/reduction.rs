//! A setting whose network is trained in both forms, side by side.

use std::sync::Arc;

use super::load::{followed, growth};
use super::{BothForms, ENGINE, Setting};
use crate::claim::{Assumption, Broken, Quantity};
use crate::error::Result;
use crate::experiment::{CellRun, Cost, Experiment, Loaded, Plan, Room, Stop};
use crate::loss::{Layout, Objective};
use crate::model::{InitialWeights, OutputWeights, Precision, Real};
use crate::train::{Data, Descent, Training, Whole, train};

/// The network of a setting with weights that are free, trained reduced and directly on an [`Objective`].
#[derive(Debug, Clone)]
pub struct BesideDirect {
    /// What is trained. Its loss is `objective`, whatever the setting says.
    pub setting: Setting,
    /// L, of which both forms take their gradients: the one in closed form, the other by autograd.
    pub objective: Objective,
}

impl BesideDirect {
    /// The setting, trained on `objective` in both forms.
    pub fn new(setting: Setting, objective: Objective) -> Self {
        Self { setting: Setting { loss: Arc::new(objective), ..setting }, objective }
    }

    fn forms(&self) -> Vec<Quantity> {
        super::of_both_forms::<f64>().into_iter().map(|measure| measure.quantity()).collect()
    }
}

impl Experiment for BesideDirect {
    fn id(&self) -> &'static str {
        self.setting.id
    }

    fn key(&self) -> String {
        format!("both forms; {}", self.setting.canonical())
    }

    fn describe(&self) -> String {
        self.setting.in_words()
    }

    fn engine(&self) -> (&'static str, u32) {
        ("two_layer", ENGINE)
    }

    fn quantities(&self) -> Vec<Quantity> {
        self.forms()
    }

    fn followed(&self, measured: &[Quantity]) -> Vec<Quantity> {
        followed(measured, self.setting.outputs, &self.forms())
    }

    fn broken(&self, assumption: &Assumption) -> Broken {
        self.setting.breaks(assumption)
    }

    fn cost(&self, room: &Room<'_>) -> Cost {
        // V, its start and its gradient, and a row of the Jacobian for every output. The dimension of a file is not known before it is read.
        let dimension = room.source.dimension().unwrap_or(0);
        self.setting.cost_with(room, dimension * (self.setting.triplets * self.setting.outputs + 5))
    }

    fn cost_on_device(&self, room: &Room<'_>) -> Result<Cost, String> {
        let measured = room.measured.first().map_or_else(String::new, |(quantity, _)| format!("measures {quantity}, which"));
        Err(format!("{measured} exists on the processor alone"))
    }

    fn load<'a>(&'a self, plan: &Plan<'a>) -> Result<Box<dyn Loaded + 'a>> {
        if self.setting.loss.key() != crate::loss::Loss::key(&self.objective) {
            let problem = "trains both forms on another loss than its setting names; make `objective` and `loss` agree".into();
            return Err(self.setting.refused(problem));
        }
        let Setting { held, rule, sampler, .. } = &self.setting;
        if *held != OutputWeights::Free || !rule.key().is_empty() || !sampler.key().is_empty() {
            let problem = "trains both forms by plain descent on all data; leave `held`, `rule` and `sampler` as they are".into();
            return Err(self.setting.refused(problem));
        }
        let data = self.setting.data(plan)?;
        if data.layout != Layout::triplets(data.layout.groups) {
            let problem = "trains both forms on triplets; leave `negatives` at 1, and take data whose layout is one of triplets".into();
            return Err(self.setting.refused(problem));
        }
        Ok(Box::new(LoadedForms { both: self, growth: growth(&self.setting, &data), data }))
    }
}

struct LoadedForms<'a> {
    both: &'a BesideDirect,
    /// With X, on which the direct network is trained.
    data: Data,
    growth: Option<f64>,
}

impl Loaded for LoadedForms<'_> {
    fn growth(&self) -> Option<f64> {
        self.growth
    }

    fn run(&self, cell: &mut CellRun<'_>) -> Result<(), Stop> {
        match cell.precision {
            Precision::F32 => self.run_in::<f32>(cell),
            Precision::F64 => self.run_in::<f64>(cell),
        }
    }
}

impl LoadedForms<'_> {
    fn run_in<R: Real>(&self, cell: &mut CellRun<'_>) -> Result<(), Stop> {
        let (setting, stream) = (&self.both.setting, cell.stream());
        let inputs = self.data.inputs.as_ref().expect("they are kept for the direct network");
        let weights = InitialWeights::by(&setting.law(&stream), cell.at, inputs.ncols());
        let network = BothForms::<R>::new(&weights, &self.data, setting.activation, self.both.objective)?;
        let measures = super::of_both_forms::<R>();
        let training = Training {
            data: &self.data,
            loss: &self.both.objective,
            rule: &Descent,
            sampler: &Whole,
            step_size: setting.step_size_at(cell.at),
            measures: measures.iter().map(|measure| &**measure).collect(),
        };
        train(&training, network, cell)
    }
}
