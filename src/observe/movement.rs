//! The weight movement R(t) = |theta(t) - theta(0)|.

use super::floor;
use super::panel::{Products, add_up, blocks, padded};
use crate::claim::Quantity;
use crate::data::Gram;
use crate::experiment::{Reading, Stop};
use crate::model::{Chunk, Entries, Lanes, Real, ReducedNetwork, Row, map};
use crate::train::{Measure, Now, Start, Watch, watch};

/// R(t) = |theta(t) - theta(0)|.
pub const WEIGHT_MOVEMENT: Quantity = Quantity::size("weight_movement", "weight movement R(t)").derived_as("R");

/// [`WEIGHT_MOVEMENT`], of networks on the processor and on a device.
#[derive(Debug, Clone, Copy)]
pub struct WeightMovement;

/// R(t) at one step.
pub(super) struct Moved(pub(super) f64);

impl Moved {
    /// Measured once a step, whoever asks.
    pub(super) fn at<R: Real>(now: &Now<'_, ReducedNetwork<R>>, since: &Movement<R>) -> f64 {
        now.shared(|| Self(since.distance(now.network))).0
    }
}

impl<R: Real> Measure<ReducedNetwork<R>> for WeightMovement {
    fn quantity(&self) -> Quantity {
        WEIGHT_MOVEMENT
    }

    fn since(&self, start: &Start<'_, ReducedNetwork<R>>) -> Result<Box<dyn Watch<ReducedNetwork<R>>>, Stop> {
        let movement = start.shared(|| Movement::since(start.network, &start.data.gram));
        Ok(watch(move |now: &Now<'_, ReducedNetwork<R>>| {
            Ok(Reading { value: Moved::at(now, &movement), floor: Some(floor::movement::<R>(now.network.width())) })
        }))
    }
}

/// The weight movement of a network from the state in which this was made.
///
/// |V(t) - V(0)|_F^2 = tr(S G S^T) with A(t) - A(0) = -S G (docs/theory.md: ours), so it is sum_m da_m^T G^+ da_m over the neurons' changes da_m of
/// pre-activation: V itself is not needed.
#[derive(Debug)]
pub struct Movement<R = f64> {
    gram: Gram,
    /// A^T and W^T of every chunk, block after block.
    start: Vec<Vec<Lanes<R>>>,
}

impl<R: Real> Movement<R> {
    /// Takes the network's present state as the start.
    pub fn since(network: &ReducedNetwork<R>, gram: &Gram) -> Self {
        Self { gram: gram.clone(), start: map(network.workers(), network.chunks(), |chunk| chunk.neurons().lanes().to_vec()) }
    }

    /// R(t) = sqrt(|W(t) - W(0)|_F^2 + |V(t) - V(0)|_F^2).
    pub fn distance(&self, network: &ReducedNetwork<R>) -> f64 {
        let (n, z) = (self.gram.count(), network.output_dimension());
        let sums = add_up(map(network.workers(), network.chunks().iter().zip(&self.start), |(now, then)| sums(now, then, (n, z))));
        let Some((of_output, products)) = sums.split_last() else { return 0.0 };
        distance(&self.gram, *of_output, |i, j| products[i.min(j) * padded(n) + i.max(j)])
    }
}

/// R from |W(t) - W(0)|_F^2 and the entries of dA^T dA.
pub(super) fn distance(gram: &Gram, of_output: f64, entry: impl Fn(usize, usize) -> f64) -> f64 {
    let n = gram.count();
    let of_input: f64 = (0..n).flat_map(|i| (0..n).map(move |j| (i, j))).map(|(i, j)| gram.inverse[(i, j)] * entry(i, j)).sum();
    // Rounding may leave it just below 0; a NaN stays one.
    (of_output + if of_input < 0.0 { 0.0 } else { of_input }).sqrt()
}

/// The upper half of dA^T dA and, last, |dW|_F^2 of one chunk. Differences are taken in the state's precision, where they are exact or nearly so,
/// and products in f64, because G^+ may be large.
fn sums<R: Real>(now: &Chunk<R>, then: &[Lanes<R>], (n, z): (usize, usize)) -> Vec<f64> {
    let rows = padded(n);
    let mut products = Products::new((rows, rows), Entries::Upper);
    let mut panel = vec![Row::<f64>::default(); rows * blocks::<f64>()];
    let mut of_output = 0.0;
    let mut filled = 0;
    for (now, then) in now.neurons().blocks().zip(then.chunks_exact(n + z)) {
        let (preactivations, output) = then.split_at(n);
        for ((now, then), change) in now.preactivations.iter().zip(preactivations).zip(&mut panel[filled * rows..]) {
            *change = difference(now, then);
        }
        for (now, then) in now.output.iter().zip(output) {
            of_output += difference(now, then).0.iter().map(|change| change * change).sum::<f64>();
        }
        filled += 1;
        if filled == blocks::<f64>() {
            products.add(&panel, &panel);
            filled = 0;
        }
    }
    products.add(&panel[..filled * rows], &panel[..filled * rows]);
    let mut sums = products.totals();
    sums.push(of_output);
    sums
}

fn difference<R: Real>(now: &Lanes<R>, then: &Lanes<R>) -> Row<f64> {
    Row(std::array::from_fn(|lane| (now[lane] - then[lane]).double()))
}
