//! What was measured of one piece of work at one width.

use super::limits::Limits;
use super::timing::median;
use super::work::{OUTPUTS, TRIPLETS};

/// A piece of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// A training step.
    Step,
    /// The NTK at the anchors.
    Ntk,
    /// The NTK's drift at the anchors.
    NtkDrift,
    /// R(t).
    WeightMovement,
    /// The largest Hessian norm at the anchors.
    HessianNorm,
    /// The sweep over neurons behind the norms of C_V, and the norms.
    PairNorms,
}

/// The times of one piece of work at one width.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// What was done.
    pub work: Work,
    /// M.
    pub width: usize,
    /// Seconds, one run after the other; one at least.
    pub times: Vec<f64>,
    /// What the machine could do, where the work's flop are all in the state's precision.
    pub bound: Option<Bound>,
}

/// What one run of a piece of work takes of a machine.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bound {
    /// Flop; tanh is not counted.
    pub flop: f64,
    /// The least seconds that the machine's rates allow: product and tanh, or memory, whichever is longer.
    pub seconds: f64,
}

impl Work {
    /// The key in JSON.
    pub fn key(self) -> &'static str {
        match self {
            Self::Step => "step",
            Self::Ntk => "ntk",
            Self::NtkDrift => "ntk_drift",
            Self::WeightMovement => "weight_movement",
            Self::HessianNorm => "hessian_norm",
            Self::PairNorms => "pair_norms",
        }
    }

    /// The name in tables.
    pub fn describe(self) -> &'static str {
        match self {
            Self::Step => "step",
            Self::Ntk => "NTK",
            Self::NtkDrift => "NTK drift",
            Self::WeightMovement => "weight movement",
            Self::HessianNorm => "Hessian norm",
            Self::PairNorms => "norms of C_V",
        }
    }

    /// What a neuron costs: flop, tanh, and numbers read or written; `None` where not all flop are in the state's precision, or most are neither.
    fn per_neuron(self) -> Option<[f64; 3]> {
        let (n, z, e) = ((3 * TRIPLETS) as f64, OUTPUTS as f64, TRIPLETS as f64);
        // Products of features and of pairs; the drift has two products of pairs.
        let pairs = z * (z + 1.0) / 2.0 * e * (e + 1.0) / 2.0;
        match self {
            // The state and its features are read and written; tanh once for each pre-activation.
            Self::Step => Some([2.0 * n * n + 6.0 * n * z + 4.0 * n, n, 2.0 * (2.0 * n + z)]),
            // Features and weights are read, where features are kept; slopes follow from features.
            Self::Ntk => Some([2.0 * (e * e + pairs), 0.0, e + z]),
            // The start is read too, with its slopes.
            Self::NtkDrift => Some([2.0 * (e * e + 2.0 * pairs), 0.0, 3.0 * e + 2.0 * z]),
            Self::WeightMovement | Self::HessianNorm | Self::PairNorms => None,
        }
    }
}

impl Measured {
    /// The times, and the bound that follows from the limits; `number` is the seconds that memory takes for one number.
    pub(super) fn new(work: Work, width: usize, times: Vec<f64>, limits: &Limits, number: f64) -> Self {
        let neurons = width as f64;
        let bound = work.per_neuron().map(|[flop, tanh, numbers]| Bound {
            flop: neurons * flop,
            seconds: neurons * (flop / limits.product + tanh / limits.tanh).max(numbers * number),
        });
        Self { work, width, times, bound }
    }

    /// The median time in seconds.
    pub fn seconds(&self) -> f64 {
        median(&self.times)
    }

    /// The bound over the time: 1 where the work runs at the machine's limit.
    pub fn share_of_limit(&self) -> Option<f64> {
        self.bound.map(|bound| bound.seconds / self.seconds())
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Holds measurements that took a second each, 64 neurons of limits 8880 flop and 60 tanh a second, to what they must be.
    pub(in crate::bench) fn assert_bounds(measured: &[Measured], works: &[Work]) {
        assert_eq!(measured.iter().map(|seen| seen.work).collect::<Vec<_>>(), works);
        let flop = |seen: &Measured| seen.bound.map(|bound| bound.flop);
        assert_eq!([&measured[0], &measured[1], &measured[2]].map(flop), [8880.0, 5000.0, 9200.0].map(|flop| Some(64.0 * flop)));
        // Each neuron has one second of product and one of tanh in a step.
        assert_eq!((measured[0].seconds(), measured[0].share_of_limit()), (1.0, Some(128.0)));
        // And the NTK has no tanh of its own.
        assert_eq!(measured[1].share_of_limit().map(|share| share / 64.0), Some(5000.0 / 8880.0));
        assert!(measured[3..].iter().all(|seen| seen.bound.is_none() && seen.seconds() == 1.0));
    }

    #[test]
    fn memory_bounds_where_it_is_slower() {
        let limits = Limits { product: 8880.0, tanh: 60.0 };
        let bound = |number: f64| Measured::new(Work::Step, 2, vec![1.0], &limits, number).bound.unwrap().seconds;
        // 248 numbers a neuron.
        assert_eq!((bound(1.0 / 248.0), bound(1.0)), (4.0, 496.0));
    }
}
