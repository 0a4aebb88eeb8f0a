//! Training with what is measured on the way.

use std::collections::{BTreeMap, BTreeSet};

use super::{Data, Measure, Network, Now, Rule, Sampler, Shared, Start, Watch};
use crate::claim::{Quantity, Sign};
use crate::experiment::{CellRun, Outcome, Reading, Stop};
use crate::loss::{Batch, Layout, Loss};
use crate::random::Stream;

/// How a network is trained, and what can be measured of it.
#[derive(Debug)]
pub struct Training<'a, N> {
    /// The data.
    pub data: &'a Data,
    /// L.
    pub loss: &'a dyn Loss,
    /// How weights follow the gradient.
    pub rule: &'a dyn Rule<N>,
    /// Which data a step sees.
    pub sampler: &'a dyn Sampler,
    /// eta.
    pub step_size: f64,
    /// Measures; those that nobody asks for cost nothing.
    pub measures: Vec<&'a dyn Measure<N>>,
}

/// What no supremum of a quantity is below.
fn least(quantity: Quantity) -> Reading {
    Reading::exact(if quantity.sign == Sign::Size { 0.0 } else { f64::NEG_INFINITY })
}

/// Trains `network` and records what the cell asks for. Training ends when nothing is left to record: at the last step, or once every first passage that it was
/// for has been seen. Where numbers are no longer finite it ends there, and the outcome says so.
///
/// # Errors
/// Where the cell is to be left, or the network cannot be trained.
pub fn train<N: Network>(training: &Training<'_, N>, mut network: N, cell: &mut CellRun<'_>) -> Result<(), Stop> {
    let (found, needed) = (network.outputs().len(), training.data.layout.rows() * network.output_dimension());
    if found != needed {
        return Err(Stop::Failed(format!("the network has {found} outputs, and the layout of its data needs {needed}")));
    }
    let mut stepper = training.rule.begin(&mut network)?;
    let mut watches = begin(training, &network, cell)?;
    let mut largest: BTreeMap<Quantity, Reading> =
        watches.keys().filter(|quantity| quantity.is_supremum()).map(|&quantity| (quantity, least(quantity))).collect();
    let recorded: Vec<(usize, Quantity)> =
        cell.recorded.iter().flat_map(|(&step, quantities)| quantities.iter().map(move |&quantity| (step, quantity))).collect();
    let passages: Vec<(usize, Quantity)> = recorded.iter().copied().filter(|(_, quantity)| quantity.is_first_passage()).collect();
    let mut random = cell.stream().apart().apart();
    let mut gradient = vec![0.0; network.outputs().len()];
    for step in 0..=cell.last() {
        cell.ask()?;
        let loss = training.loss.value_and_gradient(network.outputs(), &training.data.batch(network.output_dimension()), &mut gradient);
        if !loss.is_finite() || network.outputs().iter().any(|u| !u.is_finite()) {
            cell.outcome.diverged_at = Some(step);
            return Ok(());
        }
        let shared = Shared::default();
        let now = Now { network: &network, step, loss, shared: &shared };
        let waiting: Vec<(usize, Quantity)> = passages
            .iter()
            .copied()
            .filter(|&(until, quantity)| step <= until && !cell.outcome.seen.contains_key(&(until, quantity)))
            .collect();
        for &(until, quantity) in &waiting {
            let reading = read(&mut watches, quantity, &now, &shared)?;
            if reading.value.is_finite() {
                cell.record(quantity, until, reading);
            }
        }
        // Suprema over the steps up to t, not over the recorded ones alone; every step counts while something is waited for.
        let here = cell.recorded.get(&step).cloned().unwrap_or_default();
        let watched = !waiting.is_empty() || cell.watched.contains(&step);
        let mut so_far = largest.clone();
        if watched || !here.is_empty() {
            for (&quantity, largest) in &mut so_far {
                *largest = largest.larger(read(&mut watches, quantity, &now, &shared)?);
            }
        }
        if watched {
            largest.clone_from(&so_far);
        }
        for quantity in here.into_iter().filter(|quantity| !quantity.is_first_passage()) {
            let reading = match so_far.get(&quantity) {
                Some(&largest) => largest,
                None => read(&mut watches, quantity, &now, &shared)?,
            };
            cell.record(quantity, step, reading);
        }
        if recorded.iter().filter(|(at, _)| *at > step).all(|record| cell.outcome.seen.contains_key(record)) {
            break;
        }
        if let Some(groups) = training.sampler.batch(training.data.layout.groups, step, &mut random) {
            of_batch(training, &network, &groups, &mut gradient);
        }
        stepper.step(&mut network, &gradient, training.step_size)?;
    }
    Ok(())
}

impl<N: Network> Training<'_, N> {
    /// Trains `network` outside of any study, and records these quantities at these steps.
    ///
    /// # Errors
    /// Where the network cannot be trained.
    pub fn record(&self, network: N, recorded: BTreeMap<usize, BTreeSet<Quantity>>) -> Result<Outcome, Stop> {
        let mut cell = CellRun::alone(("alone", 0), (network.width(), 0), recorded);
        train(self, network, &mut cell)?;
        Ok(cell.outcome)
    }
}

type Watches<N> = BTreeMap<Quantity, Box<dyn Watch<N>>>;

/// The measures that the cell asks for, from the network at t = 0 on.
fn begin<N>(training: &Training<'_, N>, network: &N, cell: &CellRun<'_>) -> Result<Watches<N>, Stop> {
    let (shared, stream): (Shared, Stream) = (Shared::default(), cell.stream().apart());
    let start = Start { network, data: training.data, step_size: training.step_size, stream: &stream, shared: &shared };
    let mut watches = Watches::new();
    for measure in &training.measures {
        let quantity = measure.quantity();
        if cell.wants(&quantity) && !watches.contains_key(&quantity) {
            watches.insert(quantity, measure.since(&start)?);
        }
    }
    Ok(watches)
}

/// What a step has of a quantity; NaN where nothing measures it. A reading is made once a step.
fn read<N>(watches: &mut Watches<N>, quantity: Quantity, now: &Now<'_, N>, shared: &Shared) -> Result<Reading, Stop> {
    let readings = shared.get_or_make(|| std::sync::Mutex::new(BTreeMap::<Quantity, Reading>::new()));
    if let Some(&known) = readings.lock().expect("one thread reads").get(&quantity) {
        return Ok(known);
    }
    let reading = watches.get_mut(&quantity).map_or(Ok(Reading::exact(f64::NAN)), |watch| watch.read(now))?;
    readings.lock().expect("one thread reads").insert(quantity, reading);
    Ok(reading)
}

/// dL/dU of the loss on some groups of the data: 0 in all other rows.
fn of_batch<N: Network>(training: &Training<'_, N>, network: &N, groups: &[usize], gradient: &mut [f64]) {
    let (data, z) = (training.data, network.output_dimension());
    let rows = data.layout.rows_of(groups);
    let outputs: Vec<f64> = rows.iter().flat_map(|row| network.outputs()[row * z..][..z].iter().copied()).collect();
    let whole = data.batch(z);
    let labels: Vec<f64> = groups.iter().flat_map(|&group| whole.labels_of(group).iter().copied()).collect();
    let batch = Batch { layout: Layout { groups: groups.len(), ..data.layout }, outputs: z, labels: &labels };
    let mut of_rows = vec![0.0; outputs.len()];
    training.loss.value_and_gradient(&outputs, &batch, &mut of_rows);
    gradient.fill(0.0);
    for (row, of_row) in rows.into_iter().zip(of_rows.chunks_exact(z)) {
        gradient[row * z..][..z].copy_from_slice(of_row);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Augmentation, Source};
    use crate::loss::{Objective, Similarity, TripletLoss};
    use crate::model::{Activation, InitialWeights, OutputScale, ReducedNetwork};
    use crate::train::{Descent, LOSS, LossValue, Minibatch, OfOutputs, Whole};

    const LARGEST: Quantity = Quantity::size("largest", "largest output");

    /// The loss and the largest output after some steps on batches that `sampler` chooses of four triplets.
    fn trained(sampler: &dyn Sampler) -> [f64; 2] {
        let inputs = Source::Gaussian(9).load(0, "sampler", 4, &Augmentation::STANDARD).unwrap().inputs;
        let data = Data::of(inputs, Layout::triplets(4), Vec::new());
        let stream = Stream::of_cell(0, "sampler", 70, 0);
        let weights = InitialWeights::draw(70, 2, data.gram.rank(), OutputScale::Unit, &stream);
        let network = ReducedNetwork::<f64>::from_coordinates(&weights, &data.gram, Activation::TANH);
        let loss = Objective { similarity: Similarity::cosine(0.1), loss: TripletLoss::Linear };
        let largest = OfOutputs(LARGEST, |outputs, _| outputs.iter().fold(0.0, |most: f64, output| most.max(output.abs())));
        let measures: Vec<&dyn Measure<ReducedNetwork<f64>>> = vec![&LossValue, &largest];
        let training = Training { data: &data, loss: &loss, rule: &Descent, sampler, step_size: 0.5, measures };
        let outcome = training.record(network, [(6, [LOSS, LARGEST].into())].into()).unwrap();
        [LOSS, LARGEST].map(|quantity| outcome.seen[&(6, quantity)].value)
    }

    #[test]
    fn a_batch_of_all_groups_is_the_whole_and_a_smaller_one_is_another_path() {
        let ([loss, largest], all, some) = (trained(&Whole), trained(&Minibatch(4)), trained(&Minibatch(1)));
        assert!((all[0] - loss).abs() < 1e-12 && (all[1] - largest).abs() < 1e-12, "{all:?} and {loss}, {largest}");
        assert!((some[0] - loss).abs() > 1e-3, "{some:?} and {loss}");
        assert_eq!(some, trained(&Minibatch(1)), "its draws are the cell's");
    }

    /// The largest value so far of one that is -1, of a network on `inputs` triplets with data of three.
    fn supremum(inputs: usize) -> Result<f64, String> {
        let of = |triplets| Source::Gaussian(9).load(0, "rows", triplets, &Augmentation::STANDARD).unwrap().inputs;
        let data = |triplets| Data::of(of(triplets), Layout::triplets(triplets), Vec::new());
        let (data, own) = (data(3), data(inputs));
        let weights = InitialWeights::draw(70, 2, own.gram.rank(), OutputScale::Unit, &Stream::of_cell(0, "rows", 70, 0));
        let network = ReducedNetwork::<f64>::from_coordinates(&weights, &own.gram, Activation::TANH);
        let loss = Objective { similarity: Similarity::cosine(0.1), loss: TripletLoss::Linear };
        let below = LARGEST.signed().supremum();
        let negative = OfOutputs(below, |_, _| -1.0);
        let measures: Vec<&dyn Measure<ReducedNetwork<f64>>> = vec![&negative];
        let training = Training { data: &data, loss: &loss, rule: &Descent, sampler: &Whole, step_size: 0.5, measures };
        let outcome = training.record(network, [(2, [below].into())].into()).map_err(|stop| format!("{stop:?}"))?;
        Ok(outcome.seen[&(2, below)].value)
    }

    #[test]
    fn a_largest_value_may_be_negative_and_other_rows_than_those_of_the_data_are_refused() {
        assert_eq!(supremum(3), Ok(-1.0));
        assert!(supremum(2).unwrap_err().contains("the network has 12 outputs, and the layout of its data needs 18"));
    }
}
