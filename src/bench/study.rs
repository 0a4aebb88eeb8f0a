//! A whole study as the peers run it: the NTK's drift at t = 8, 32 and round(4 M^(1/6)), recorded there only, over a ladder of widths and some seeds.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::work::{OBJECTIVE, OUTPUTS, STEP_SIZE, TRIPLETS};
use crate::data::Gram;
use crate::model::{Activation, Alone, Columns, InitialLaw, OutputScale, Precision, Real, ReducedNetwork, Workers, map};
use crate::observe::NtkDrift;
use crate::random::Stream;
use crate::stats::least_squares::LinearFit;
use crate::study::WIDE;

/// Names of the horizons.
const HORIZONS: [&str; 3] = ["t = 8", "t = 32", "t = round(4 M^(1/6))"];

/// The study: tanh, cosine similarity with delta = 0.01, linear loss, eta = 1, 20 triplets, Z = 4; the NTK at the anchors.
pub struct StudyBenchmark<'a, 'g> {
    /// Seconds since some fixed moment.
    pub clock: &'a (dyn Fn() -> f64 + Sync),
    /// Who runs the cells, or the parts of a wide network.
    pub workers: Arc<dyn Workers>,
    /// Threads that `workers` have.
    pub threads: usize,
    /// The inputs (see [`super::gram`]).
    pub gram: &'g Gram,
}

/// What the study found and what it took.
#[derive(Debug, Clone, PartialEq)]
pub struct StudyTimes {
    /// M.
    pub widths: Vec<usize>,
    /// The drift at each horizon.
    pub drifts: Vec<DriftAt>,
    /// What the cells took, all threads together.
    pub spent: Spent,
}

/// The drift at one horizon.
#[derive(Debug, Clone, PartialEq)]
pub struct DriftAt {
    /// The horizon in words.
    pub horizon: &'static str,
    /// Geometric means over the seeds, in the order of the widths.
    pub means: Vec<f64>,
    /// The slope of log drift over log M by least squares, if there are two widths.
    pub slope: Option<f64>,
}

/// Seconds of threads.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Spent {
    /// Drawing initial weights.
    pub drawing: f64,
    /// Training.
    pub steps: f64,
    /// Recording, the start of the drift included.
    pub recording: f64,
}

impl StudyBenchmark<'_, '_> {
    /// Bytes that the widest network takes, with the start of the drift; where networks are trained side by side, each thread has one.
    pub fn bytes(&self, precision: Precision, width: usize) -> usize {
        let neuron = (2 * 3 * TRIPLETS + OUTPUTS + 2 * TRIPLETS + OUTPUTS) * precision.bytes();
        let side_by_side = width.min(WIDE - 1).saturating_mul(neuron * self.threads);
        side_by_side.max(width.saturating_mul(neuron))
    }

    /// Trains `seeds` networks of each width.
    pub fn run<R: Real>(&self, widths: &[usize], seeds: usize) -> StudyTimes {
        let cells = || widths.iter().rev().flat_map(|&width| (0..seeds).map(move |seed| (width, seed)));
        let wide = cells().filter(|cell| cell.0 >= WIDE).map(|cell| self.cell::<R>(cell, &self.workers, self.threads));
        let mut seen: Vec<Seen> = wide.collect();
        let alone: Arc<dyn Workers> = Arc::new(Alone);
        // The longest first, so that no thread is left with one at the end.
        seen.extend(map(&*self.workers, cells().filter(|cell| cell.0 < WIDE), |cell| self.cell::<R>(cell, &alone, 1)));
        let spent = seen.iter().fold(Spent::default(), |sum, seen| sum.plus(seen.spent, 1.0));
        let drift_at = |(index, horizon): (usize, &'static str)| {
            let mean = |&width: &usize| {
                let logs: Vec<f64> = seen.iter().filter(|seen| seen.width == width).map(|seen| seen.drifts[index].ln()).collect();
                (logs.iter().sum::<f64>() / logs.len() as f64).exp()
            };
            let means: Vec<f64> = widths.iter().map(mean).collect();
            DriftAt { horizon, slope: slope(widths, &means), means }
        };
        StudyTimes { widths: widths.to_vec(), drifts: HORIZONS.into_iter().enumerate().map(drift_at).collect(), spent }
    }

    /// One training run on `threads` threads of `workers`.
    fn cell<R: Real>(&self, (width, seed): (usize, usize), workers: &Arc<dyn Workers>, threads: usize) -> Seen {
        let stream = Stream::of_cell(0, "bench", width, seed);
        let law = InitialLaw { outputs: OUTPUTS, scale: OutputScale::Unit, columns: Columns::Independent, stream: &stream };
        let begin = (self.clock)();
        let mut network = ReducedNetwork::<R>::draw(width, &law, self.gram, Activation::TANH, Arc::clone(workers));
        let drawn = (self.clock)();
        let drift = NtkDrift::since(&network, self.gram, TRIPLETS);
        let mut last = (self.clock)();
        let mut spent = Spent { drawing: drawn - begin, steps: 0.0, recording: last - drawn };
        let horizons = horizons(width);
        let (mut t, mut drifts) = (0, BTreeMap::new());
        for horizon in BTreeSet::from(horizons) {
            for _ in t..horizon {
                network.descend(&OBJECTIVE, STEP_SIZE);
            }
            let trained = (self.clock)();
            drifts.insert(horizon, drift.drift(&network));
            let recorded = (self.clock)();
            spent = Spent { steps: spent.steps + trained - last, recording: spent.recording + recorded - trained, ..spent };
            (t, last) = (horizon, recorded);
        }
        Seen { width, drifts: horizons.map(|horizon| drifts[&horizon]), spent: Spent::default().plus(spent, threads as f64) }
    }
}

/// What one training run gave.
struct Seen {
    width: usize,
    drifts: [f64; 3],
    spent: Spent,
}

impl Spent {
    /// Drawing, steps and recording together.
    pub fn total(self) -> f64 {
        self.drawing + self.steps + self.recording
    }

    fn plus(self, other: Self, times: f64) -> Self {
        Self {
            drawing: self.drawing + times * other.drawing,
            steps: self.steps + times * other.steps,
            recording: self.recording + times * other.recording,
        }
    }
}

fn horizons(width: usize) -> [usize; 3] {
    [8, 32, (4.0 * (width as f64).powf(1.0 / 6.0)).round() as usize]
}

fn slope(widths: &[usize], means: &[f64]) -> Option<f64> {
    let x: Vec<f64> = widths.iter().map(|&width| (width as f64).ln()).collect();
    let y: Vec<f64> = means.iter().map(|mean| mean.ln()).collect();
    (x.len() > 1).then(|| LinearFit::polynomial(&x, x[0], 1, &vec![1.0; x.len()]).coefficient(1, &y))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;
    use crate::bench::gram;
    use crate::data::Source;
    use crate::observe::ntk;

    #[test]
    fn horizons_are_those_of_the_peers() {
        assert_eq!([1 << 7, 1 << 14, 1 << 18].map(horizons), [[8, 32, 9], [8, 32, 20], [8, 32, 32]]);
    }

    #[test]
    fn the_slope_of_a_power_is_its_exponent() {
        assert!((slope(&[4, 16, 100], &[4.0, 16.0, 100.0].map(|m: f64| 3.0 / m)).unwrap() + 1.0).abs() < 1e-12);
        assert_eq!(slope(&[4], &[1.0]), None);
    }

    #[test]
    fn the_drift_is_that_of_two_kernels_and_the_times_are_added_up() {
        let gram = gram(&Source::Mnist).unwrap();
        let looks = AtomicU32::new(0);
        // Every look at the clock takes a second.
        let clock = || f64::from(looks.fetch_add(1, Ordering::Relaxed));
        let study = StudyBenchmark { clock: &clock, workers: Arc::new(Alone), threads: 1, gram: &gram };
        let times = study.run::<f64>(&[16, 40], 2);
        // Four cells: one second of drawing; of training three; of recording three and the start.
        assert_eq!(times.spent, Spent { drawing: 4.0, steps: 12.0, recording: 16.0 });
        for (place, width) in [16, 40].into_iter().enumerate() {
            let of_seed = |seed: usize| {
                let stream = Stream::of_cell(0, "bench", width, seed);
                let law = InitialLaw { outputs: OUTPUTS, scale: OutputScale::Unit, columns: Columns::Independent, stream: &stream };
                let mut network = ReducedNetwork::<f64>::draw(width, &law, &gram, Activation::TANH, Arc::new(Alone));
                let start = ntk(&network, &gram, TRIPLETS);
                (0..8).for_each(|_| {
                    network.descend(&OBJECTIVE, STEP_SIZE);
                });
                (ntk(&network, &gram, TRIPLETS) - start).norm_max()
            };
            let mean = (of_seed(0) * of_seed(1)).sqrt();
            assert!((times.drifts[0].means[place] / mean - 1.0).abs() < 1e-9);
        }
    }
}
