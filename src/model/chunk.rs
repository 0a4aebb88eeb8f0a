//! A chunk of neurons: the unit of work of a thread, and of a sum.
//!
//! Its state is one candle tensor, and a step is an in-place operation on it. candle's storage is one flat vector, so a block of neurons is a
//! contiguous piece of it: n rows of A^T, then Z rows of W^T, one neuron in each lane. The features phi(A), which a step needs twice, are kept beside it.

use std::ops::Deref;
use std::sync::Mutex;

use candle_core::{CpuStorage, Device, InplaceOp1, Layout, Storage, Tensor};

use super::activation::Activation;
use super::kernels::{Activated, FEW, LANES, Lanes, Panels, Row, Sum, descend_many, fold};
use super::real::Real;

/// Neurons in a chunk; the last may hold fewer. It does not depend on the number of threads, and so neither does any sum.
pub(super) const CHUNK: usize = 4096;

/// Blocks that are updated before their share of the next U is added: a store to the running sums serves them all, and they are still in cache.
const BATCH: usize = 4;

/// Batches whose shares of U are summed in the state's precision before they go into the sum in f64.
const BATCHES: usize = 8;

/// The state of up to [`CHUNK`] neurons. Lanes beyond the last neuron have weight 0.
#[derive(Debug)]
pub struct Chunk<R> {
    /// Number of neurons.
    neurons: usize,
    /// n and Z.
    rows: (usize, usize),
    /// blocks x (n + Z) x [`LANES`]: of each block A^T and then W^T.
    state: Tensor,
    /// phi(A)^T, block after block: it belongs to the state, from which it could be computed anew.
    features: Vec<Lanes<R>>,
}

/// A chunk's neurons, while nobody changes them.
pub struct Neurons<'a, R> {
    chunk: &'a Chunk<R>,
    storage: Box<dyn Deref<Target = Storage> + 'a>,
}

/// The state of up to [`LANES`] neurons.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Block<'a, R> {
    /// Number of neurons.
    pub neurons: usize,
    /// A^T, n rows.
    pub preactivations: &'a [Lanes<R>],
    /// phi(A)^T, n rows.
    pub features: &'a [Lanes<R>],
    /// W^T, Z rows.
    pub output: &'a [Lanes<R>],
}

/// What a step does to every neuron.
pub(super) struct Descent<'a, R> {
    pub(super) activation: Activation,
    /// G.
    pub(super) gram: &'a Panels<R>,
    /// -eta / sqrt(M) dL/dU, n x Z, in groups of [`FEW`] outputs.
    pub(super) gradient: &'a [[R; FEW]],
}

impl<R: Real> Chunk<R> {
    /// `neurons` neurons at n = `rows.0` inputs with Z = `rows.1` outputs, whose features are not set yet. `fill(first, preactivations, output)` sets
    /// the block whose first neuron is `first`, counted in this chunk; rows are zeros beforehand.
    pub(super) fn new(neurons: usize, rows: (usize, usize), mut fill: impl FnMut(usize, &mut [Lanes<R>], &mut [Lanes<R>])) -> Self {
        let (blocks, height) = (neurons.div_ceil(LANES), rows.0 + rows.1);
        let mut state = vec![R::default(); blocks * height * LANES];
        for (index, block) in lanes_mut(&mut state).chunks_exact_mut(height).enumerate() {
            let (a, w) = block.split_at_mut(rows.0);
            fill(index * LANES, a, w);
        }
        let state = Tensor::from_vec(state, (blocks, height, LANES), &Device::Cpu).expect("so many numbers were set above");
        Self { neurons, rows, state, features: vec![[R::default(); LANES]; blocks * rows.0] }
    }

    /// The neurons. A step waits until this is dropped.
    pub fn neurons(&self) -> Neurons<'_, R> {
        Neurons { chunk: self, storage: Box::new(self.state.storage_and_layout().0) }
    }

    /// The tensor that holds the state: blocks x (n + Z) x [`LANES`], of each block A^T and then W^T. It is the state itself and not a copy:
    /// training changes it in place. Who changes it otherwise leaves the features behind.
    pub fn state(&self) -> &Tensor {
        &self.state
    }

    /// Takes this state, in the order of [`Chunk::state`], for its own; the features are not set yet.
    pub(super) fn set_state(&mut self, state: Vec<R>) {
        self.state = Tensor::from_vec(state, self.state.shape(), &Device::Cpu).expect("as many numbers as there were");
    }

    /// Sets the features; returns this chunk's share of sqrt(M) U.
    pub(super) fn set_features(&mut self, activation: Activation) -> Vec<f64> {
        let (n, z) = self.rows;
        let mut features = std::mem::take(&mut self.features);
        let mut share = Share::new(self.rows);
        for (batch, features) in self.neurons().lanes().chunks(BATCH * (n + z)).zip(features.chunks_mut(BATCH * n)) {
            share.add_anew(activation, batch, features);
        }
        self.features = features;
        share.finish()
    }

    /// This chunk's share of sqrt(M) U.
    pub(super) fn outputs(&self) -> Vec<f64> {
        let (n, z) = self.rows;
        let mut share = Share::new(self.rows);
        for (batch, features) in self.neurons().lanes().chunks(BATCH * (n + z)).zip(self.features.chunks(BATCH * n)) {
            share.add(batch, features);
        }
        share.finish()
    }

    /// One step of gradient descent: updates every block and at once adds its share of the next sqrt(M) U, which is returned.
    pub(super) fn descend(&mut self, descent: &Descent<'_, R>) -> Vec<f64> {
        let features_and_share = Mutex::new((&mut self.features[..], Vec::new()));
        let step = Step { neurons: self.neurons, rows: self.rows, descent, features_and_share };
        self.state.inplace_op1(&step).expect("the state lies on the processor, in this precision");
        step.features_and_share.into_inner().expect("the step has ended").1
    }

    /// Changes the output weights: `change(block, features, output)` for every block, counted in this chunk.
    pub(super) fn change_output(&mut self, change: impl Fn(usize, &[Lanes<R>], &mut [Lanes<R>])) {
        let operation = OutputChange { neurons: self.neurons, rows: self.rows, features: &self.features, change };
        self.state.inplace_op1(&operation).expect("the state lies on the processor, in this precision");
    }
}

/// candle's clones share their storage, and a step writes in place: a copy has storage of its own.
impl<R: Clone> Clone for Chunk<R> {
    fn clone(&self) -> Self {
        let state = self.state.copy().expect("a tensor on the processor can be copied");
        Self { neurons: self.neurons, rows: self.rows, state, features: self.features.clone() }
    }
}

impl<R: Real> Neurons<'_, R> {
    /// The neurons, block after block.
    pub fn blocks(&self) -> impl ExactSizeIterator<Item = Block<'_, R>> {
        let (neurons, (n, z)) = (self.chunk.neurons, self.chunk.rows);
        let features = self.chunk.features.chunks_exact(n);
        self.lanes().chunks_exact(n + z).zip(features).enumerate().map(move |(index, (block, features))| Block {
            neurons: (neurons - index * LANES).min(LANES),
            preactivations: &block[..n],
            features,
            output: &block[n..],
        })
    }

    /// A^T and then W^T of every block, as [`Chunk::state`] has them.
    pub(crate) fn lanes(&self) -> &[Lanes<R>] {
        let Storage::Cpu(storage) = &**self.storage else { unreachable!("the state lies on the processor") };
        storage.as_slice::<R>().expect("the state is in this precision").as_chunks().0
    }
}

/// A step as an in-place operation of candle.
struct Step<'a, R> {
    neurons: usize,
    rows: (usize, usize),
    descent: &'a Descent<'a, R>,
    /// The features, and the operation's result: this chunk's share of the next sqrt(M) U.
    features_and_share: Mutex<(&'a mut [Lanes<R>], Vec<f64>)>,
}

impl<R: Real> InplaceOp1 for Step<'_, R> {
    fn name(&self) -> &'static str {
        "descend"
    }

    fn cpu_fwd(&self, storage: &mut CpuStorage, layout: &Layout) -> candle_core::Result<()> {
        let (features, share) = &mut *self.features_and_share.lock().expect("nobody else holds them");
        *share = self.sweep(lanes_mut(contiguous(storage, layout)?), features);
        Ok(())
    }
}

/// A change of the output weights as an in-place operation of candle.
struct OutputChange<'a, F, R> {
    neurons: usize,
    rows: (usize, usize),
    features: &'a [Lanes<R>],
    change: F,
}

impl<R: Real, F: Fn(usize, &[Lanes<R>], &mut [Lanes<R>])> InplaceOp1 for OutputChange<'_, F, R> {
    fn name(&self) -> &'static str {
        "change_output"
    }

    fn cpu_fwd(&self, storage: &mut CpuStorage, layout: &Layout) -> candle_core::Result<()> {
        let (n, z) = self.rows;
        let blocks = lanes_mut(contiguous(storage, layout)?).chunks_exact_mut(n + z).zip(self.features.chunks_exact(n));
        for (index, (block, features)) in blocks.enumerate() {
            let w = &mut block[n..];
            (self.change)(index, features, w);
            clear_empty(w, self.neurons - index * LANES);
        }
        Ok(())
    }
}

/// The state in its storage.
fn contiguous<'a, R: Real>(storage: &'a mut CpuStorage, layout: &Layout) -> candle_core::Result<&'a mut [R]> {
    let Some((start, end)) = layout.contiguous_offsets() else { candle_core::bail!("the state is not contiguous") };
    Ok(&mut R::slice_mut(storage)?[start..end])
}

/// A lane without a neuron keeps weight 0, and so never counts; `neurons` are left from this block on.
fn clear_empty<R: Real>(output: &mut [Lanes<R>], neurons: usize) {
    let lanes = neurons.min(LANES);
    output.iter_mut().for_each(|row| row[lanes..].fill(R::of(0.0)));
}

impl<R: Real> Step<'_, R> {
    fn sweep(&self, state: &mut [Lanes<R>], features: &mut [Lanes<R>]) -> Vec<f64> {
        let Self { rows: (n, z), descent, .. } = *self;
        let (height, activation) = (n + z, descent.activation);
        let mut h = vec![Row::default(); n];
        let mut share = Share::new(self.rows);
        let blocks = features.len() / n;
        for first in (0..blocks).step_by(BATCH) {
            let batch = first..blocks.min(first + BATCH);
            for index in batch.clone() {
                let (block, next) = state[index * height..].split_at_mut(height);
                let (a, w) = block.split_at_mut(n);
                let (of_block, of_next) = features[index * n..].split_at(n);
                if z <= FEW {
                    activation.descend_few(Activated { preactivations: a, features: of_block }, descent.gradient, w, &mut h);
                } else {
                    activation.fill_slopes(a, of_block, &mut h);
                    descend_many(of_block, descent.gradient, w, &mut h);
                }
                R::add_product(descent.gram, &h, a, [first_of(of_next, n), first_of(next, height)]);
                clear_empty(w, self.neurons - index * LANES);
            }
            share.add_anew(activation, &state[batch.start * height..batch.end * height], &mut features[batch.start * n..batch.end * n]);
        }
        share.finish()
    }
}

/// As many of the first rows as there are, up to `count`.
fn first_of<R>(rows: &[Lanes<R>], count: usize) -> &[Lanes<R>] {
    &rows[..count.min(rows.len())]
}

fn lanes_mut<R>(state: &mut [R]) -> &mut [Lanes<R>] {
    state.as_chunks_mut().0
}

/// A sum over blocks of features times weights: lanes in [`SUM_LANES`] running sums, [`BATCHES`] batches in the state's
/// precision, those in f64, and the running sums at the end.
struct Share<R> {
    rows: (usize, usize),
    batches: usize,
    /// One for each block of a batch.
    weights: Vec<[Row<R>; FEW]>,
    /// Group of outputs after group, input after input.
    sums: Vec<[Sum<R>; FEW]>,
    total: Vec<[Sum<f64>; FEW]>,
}

impl<R: Real> Share<R> {
    fn new(rows: (usize, usize)) -> Self {
        let entries = rows.0 * rows.1.div_ceil(FEW);
        Self {
            rows,
            batches: 0,
            weights: vec![[Row::default(); FEW]; BATCH],
            sums: vec![Default::default(); entries],
            total: vec![Default::default(); entries],
        }
    }

    /// Sets the features of up to [`BATCH`] blocks and adds their share.
    fn add_anew(&mut self, activation: Activation, batch: &[Lanes<R>], features: &mut [Lanes<R>]) {
        let (n, z) = self.rows;
        self.take_weights(batch, 0);
        let blocks = features.len() / n;
        activation.add_outputs((batch, n + z), features, &self.weights[..blocks], &mut self.sums[..n]);
        self.add_groups(1, batch, features);
    }

    /// Adds the share of up to [`BATCH`] blocks.
    fn add(&mut self, batch: &[Lanes<R>], features: &[Lanes<R>]) {
        self.add_groups(0, batch, features);
    }

    /// Adds the outputs from this group of them on, and ends the batch.
    fn add_groups(&mut self, first: usize, batch: &[Lanes<R>], features: &[Lanes<R>]) {
        let n = self.rows.0;
        for group in first..self.sums.len() / n {
            self.take_weights(batch, group);
            R::add_features(features, &self.weights[..features.len() / n], &mut self.sums[group * n..][..n]);
        }
        self.batches += 1;
        if self.batches.is_multiple_of(BATCHES) {
            self.fold();
        }
    }

    /// The weights of a group of outputs.
    fn take_weights(&mut self, batch: &[Lanes<R>], group: usize) {
        let (n, z) = self.rows;
        for (block, weights) in batch.chunks_exact(n + z).zip(&mut self.weights) {
            for (weights, row) in weights.iter_mut().zip(&block[n + group * FEW..]) {
                weights.0 = *row;
            }
            // Outputs that are not there have weight 0.
            weights[(z - group * FEW).min(FEW)..].fill(Row::default());
        }
    }

    fn fold(&mut self) {
        fold(self.sums.as_flattened_mut(), self.total.as_flattened_mut());
    }

    /// The sums, n x Z.
    fn finish(mut self) -> Vec<f64> {
        self.fold();
        let (n, z) = self.rows;
        let entry = |j: usize, z: usize| self.total[z / FEW * n + j][z % FEW].total();
        (0..n).flat_map(|j| (0..z).map(move |z| (j, z))).map(|(j, z)| entry(j, z)).collect()
    }
}
