//! Measures: how a quantity is read off a kind of network.

use std::any::Any;
use std::fmt::Debug;
use std::sync::Arc;

use super::{Data, Network, Shared};
use crate::claim::Quantity;
use crate::experiment::{Reading, Stop};
use crate::model::{Real, ReducedNetwork};
use crate::random::Stream;

/// How a quantity is measured on networks of one kind; the same quantity may have a measure for each kind.
pub trait Measure<N>: Debug + Send + Sync {
    /// What it measures.
    fn quantity(&self) -> Quantity;

    /// Sees the network at t = 0, and returns what reads it later.
    ///
    /// # Errors
    /// Where the network cannot be looked at.
    fn since(&self, start: &Start<'_, N>) -> Result<Box<dyn Watch<N>>, Stop>;
}

/// A measure in one run.
pub trait Watch<N> {
    /// The quantity at this step: of a supremum over the steps, what this step has; of a first passage, the time where it happens now, and NaN where it does not.
    ///
    /// # Errors
    /// Where the network cannot be looked at.
    fn read(&mut self, now: &Now<'_, N>) -> Result<Reading, Stop>;
}

/// The network at t = 0, as a measure sees it.
#[derive(Debug)]
pub struct Start<'a, N> {
    /// The network.
    pub network: &'a N,
    /// The data.
    pub data: &'a Data,
    /// eta.
    pub step_size: f64,
    /// Draws of the cell for measures, apart from those of the weights.
    pub stream: &'a Stream,
    pub(crate) shared: &'a Shared,
}

/// The network at a step, as a measure sees it.
#[derive(Debug)]
pub struct Now<'a, N> {
    /// The network.
    pub network: &'a N,
    /// t.
    pub step: usize,
    /// L(t), on all data.
    pub loss: f64,
    pub(crate) shared: &'a Shared,
}

impl<N> Start<'_, N> {
    /// What several measures keep of the start, made once: the one of this type, or else what `make` makes.
    pub fn shared<T: Any + Send + Sync>(&self, make: impl FnOnce() -> T) -> Arc<T> {
        self.shared.get_or_make(make)
    }
}

impl<N> Now<'_, N> {
    /// What several measures make of this step, made once: the one of this type, or else what `make` makes.
    pub fn shared<T: Any + Send + Sync>(&self, make: impl FnOnce() -> T) -> Arc<T> {
        self.shared.get_or_make(make)
    }
}

/// A function as a measure in one run.
pub fn watch<N, F: FnMut(&Now<'_, N>) -> Result<Reading, Stop> + 'static>(read: F) -> Box<dyn Watch<N>> {
    Box::new(Read(read))
}

struct Read<F>(F);

impl<N, F: FnMut(&Now<'_, N>) -> Result<Reading, Stop>> Watch<N> for Read<F> {
    fn read(&mut self, now: &Now<'_, N>) -> Result<Reading, Stop> {
        self.0(now)
    }
}

/// L(t).
pub const LOSS: Quantity = Quantity::size("loss", "loss L(t)").signed();

/// The loss, of any network.
#[derive(Debug, Clone, Copy)]
pub struct LossValue;

impl<N> Measure<N> for LossValue {
    fn quantity(&self) -> Quantity {
        LOSS
    }

    fn since(&self, _: &Start<'_, N>) -> Result<Box<dyn Watch<N>>, Stop> {
        Ok(watch(|now: &Now<'_, N>| Ok(Reading::exact(now.loss))))
    }
}

/// A function of the outputs U (n x Z row by row) and of Z, of any network: an observable in a line.
/// ```
/// use asymptest::claim::Quantity;
/// use asymptest::train::OfOutputs;
///
/// let largest = OfOutputs(Quantity::size("largest_output", "max |U(t)|"), |u, _| u.iter().fold(0.0, |most: f64, u| most.max(u.abs())));
/// ```
#[derive(Debug, Clone, Copy)]
pub struct OfOutputs(pub Quantity, pub fn(&[f64], usize) -> f64);

impl<N: Network> Measure<N> for OfOutputs {
    fn quantity(&self) -> Quantity {
        self.0
    }

    fn since(&self, _: &Start<'_, N>) -> Result<Box<dyn Watch<N>>, Stop> {
        let of = self.1;
        Ok(watch(move |now: &Now<'_, N>| Ok(Reading::exact(of(now.network.outputs(), now.network.output_dimension())))))
    }
}

/// A number that is read off the reduced network at a step, in either precision.
pub trait OfReduced: Debug + Copy + Send + Sync + 'static {
    /// What it measures.
    fn quantity(&self) -> Quantity;

    /// The number; NaN where there is none.
    fn value<R: Real>(&self, now: &Now<'_, ReducedNetwork<R>>) -> f64;
}

impl<R: Real, T: OfReduced> Measure<ReducedNetwork<R>> for T {
    fn quantity(&self) -> Quantity {
        OfReduced::quantity(self)
    }

    fn since(&self, _: &Start<'_, ReducedNetwork<R>>) -> Result<Box<dyn Watch<ReducedNetwork<R>>>, Stop> {
        let measure = *self;
        Ok(watch(move |now: &Now<'_, ReducedNetwork<R>>| Ok(Reading::exact(measure.value(now)))))
    }
}
