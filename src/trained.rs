//! Networks of any kind in training, as an experiment: a theorem file brings what draws the network, and the rest is put together.

use std::fmt;
use std::sync::Arc;

use crate::claim::{Assumption, Broken, Quantity, Unknown};
use crate::error::{Error, Result};
use crate::experiment::{Axis, CellRun, Cost, Experiment, Loaded, Plan, Room, Stop};
use crate::loss::{Loss, gradient_is_right};
use crate::random::Stream;
use crate::train::{Data, Dataset, Inputs, Measure, Network, Rule, Sampler, Training, Whole, train};

/// What makes a network at t = 0 of a cell - its axis value, its stream - and the data.
type Draw<N> = dyn Fn(&CellRun<'_>, &Data) -> Result<N, Stop> + Send + Sync;

/// Networks in training: what draws them, their data, loss, rule and measures.
pub struct Trained<N> {
    id: &'static str,
    /// What determines the networks' numbers beside what is named elsewhere, as canonical text.
    network: String,
    draw: Box<Draw<N>>,
    data: Arc<dyn Dataset>,
    loss: Arc<dyn Loss>,
    /// The rule with its key.
    rule: (String, Arc<dyn Rule<N>>),
    sampler: Arc<dyn Sampler>,
    step_size: f64,
    measures: Vec<Box<dyn Measure<N>>>,
    holds: Vec<Assumption>,
    cost: fn(&Room<'_>) -> Cost,
}

impl<N: Network> Trained<N> {
    /// Networks that `draw` makes, trained on a loss of these data by a rule whose key this is, at eta = 1. `network` is canonical text for what determines
    /// their numbers: `mlp(3 layers, tanh, ntk)`.
    pub fn new(
        (id, network): (&'static str, &str),
        (data, loss): (Arc<dyn Dataset>, Arc<dyn Loss>),
        (key, rule): (&str, impl Rule<N> + 'static),
        draw: impl Fn(&CellRun<'_>, &Data) -> Result<N, Stop> + Send + Sync + 'static,
    ) -> Self {
        Self {
            id,
            network: network.into(),
            draw: Box::new(draw),
            data,
            loss,
            rule: (key.into(), Arc::new(rule)),
            sampler: Arc::new(Whole),
            step_size: 1.0,
            measures: Vec::new(),
            holds: Vec::new(),
            cost: |room| Cost { work: room.at.saturating_mul(room.steps() + 1), bytes: 1_000_000 },
        }
    }

    /// With this eta.
    #[must_use]
    pub fn step_size(self, step_size: f64) -> Self {
        Self { step_size, ..self }
    }

    /// With each step on what this sampler draws.
    #[must_use]
    pub fn sampler(self, sampler: impl Sampler + 'static) -> Self {
        Self { sampler: Arc::new(sampler), ..self }
    }

    /// What is said of the sampler; nothing where it takes all data.
    fn sampling(&self) -> String {
        Some(self.sampler.key()).filter(|key| !key.is_empty()).map_or_else(String::new, |key| format!("; {key}"))
    }

    /// With this measure beside those that are there.
    #[must_use]
    pub fn measure(mut self, measure: impl Measure<N> + 'static) -> Self {
        self.measures.push(Box::new(measure));
        self
    }

    /// Where these assumptions hold, whatever else is not known.
    #[must_use]
    pub fn holds(self, holds: &[Assumption]) -> Self {
        Self { holds: holds.to_vec(), ..self }
    }

    /// With this work and memory of a cell.
    #[must_use]
    pub fn costs(self, cost: fn(&Room<'_>) -> Cost) -> Self {
        Self { cost, ..self }
    }
}

impl<N> fmt::Debug for Trained<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Trained").field("id", &self.id).field("network", &self.network).finish_non_exhaustive()
    }
}

impl<N: Network + Send> Experiment for Trained<N> {
    fn id(&self) -> &'static str {
        self.id
    }

    fn key(&self) -> String {
        let (network, loss, data, rule) = (&self.network, self.loss.key(), self.data.key(), &self.rule.0);
        format!("{network}; {loss}; eta={}; data={data}; {rule}{}", self.step_size, self.sampling())
    }

    fn describe(&self) -> String {
        let (network, loss, data, rule) = (&self.network, self.loss.describe(), self.data.describe(), &self.rule.0);
        format!("{network}, {loss}, eta = {}, {rule}{}, {data}", self.step_size, self.sampling())
    }

    fn engine(&self) -> (&'static str, u32) {
        ("trained", 1)
    }

    fn quantities(&self) -> Vec<Quantity> {
        self.measures.iter().map(|measure| measure.quantity()).collect()
    }

    fn broken(&self, assumption: &Assumption) -> Broken {
        if assumption.is_among(&self.holds) { Ok(None) } else { self.loss.broken(assumption).or(Err(Unknown)) }
    }

    fn refuses(&self, _: &Axis) -> Option<String> {
        // What draws the network knows what the axis is.
        None
    }

    fn trial(&self) -> Vec<(String, Result<(), String>)> {
        let gradient = || {
            let random = &mut Stream::of_study(0, "gradient", "triplets");
            let Inputs { layout, labels, .. } = Inputs::of(&*self.data, self.id, random).map_err(|error| error.to_string())?;
            self.loss.suits(layout)?;
            // A loss of labels has as many outputs as there are labels of each group.
            let each = labels.len() / layout.groups;
            gradient_is_right(&*self.loss, layout, if each == 0 { 2 } else { each }, each)
        };
        let says = "dL/dU is the derivative of L, by central differences";
        let mut tried = vec![(says.into(), gradient())];
        tried.extend(self.loss.trial());
        tried
    }

    fn cost(&self, room: &Room<'_>) -> Cost {
        (self.cost)(room)
    }

    fn load<'a>(&'a self, plan: &Plan<'a>) -> Result<Box<dyn Loaded + 'a>> {
        let Inputs { inputs, layout, labels } = Inputs::of(&*self.data, self.id, &mut Stream::of_study(plan.seed, plan.study, "triplets"))?;
        self.loss.suits(layout).map_err(|problem| Error::Data { file: format!("setting {}", self.id), problem })?;
        Ok(Box::new(LoadedTraining { of: self, data: Data::of(inputs, layout, labels) }))
    }
}

struct LoadedTraining<'a, N> {
    of: &'a Trained<N>,
    data: Data,
}

impl<N: Network + Send> Loaded for LoadedTraining<'_, N> {
    fn run(&self, cell: &mut CellRun<'_>) -> Result<(), Stop> {
        let of = self.of;
        let network = (of.draw)(cell, &self.data)?;
        let training = Training {
            data: &self.data,
            loss: &*of.loss,
            rule: &*of.rule.1,
            sampler: &*of.sampler,
            step_size: of.step_size,
            measures: of.measures.iter().map(|measure| &**measure).collect(),
        };
        train(&training, network, cell)
    }
}
