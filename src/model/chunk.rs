//! A chunk of neurons: the unit of work of a thread, and of a sum.
//!
//! Its state is one candle tensor, and a step is an in-place operation on it. candle's storage is one flat vector, so a block of neurons is a
//! contiguous piece of it: n rows of A^T, then Z rows of W^T, one neuron in each lane.

use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Mutex;

use candle_core::{CpuStorage, Device, InplaceOp1, Layout, Storage, Tensor};

use super::activation::Activation;
use super::elementary::Identity;
use super::kernels::{FEW, LANES, Lanes, Panels, Row, Sum, descend_many, fold};
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
    precision: PhantomData<R>,
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
    /// W^T, Z rows.
    pub output: &'a [Lanes<R>],
}

/// What a step does to every neuron.
pub(super) struct Descent<'a, R> {
    pub(super) activation: Activation,
    /// G.
    pub(super) gram: &'a Panels<R>,
    /// dL/dU, n x Z, in groups of [`FEW`] outputs.
    pub(super) gradient: &'a [[R; FEW]],
    /// -eta / sqrt(M)
    pub(super) factor: R,
}

impl<R: Real> Chunk<R> {
    /// `neurons` neurons at n = `rows.0` inputs with Z = `rows.1` outputs. `fill(first, preactivations, output)` sets the block whose first neuron
    /// is `first`, counted in this chunk; rows are zeros beforehand.
    pub(super) fn new(neurons: usize, rows: (usize, usize), mut fill: impl FnMut(usize, &mut [Lanes<R>], &mut [Lanes<R>])) -> Self {
        let (blocks, height) = (neurons.div_ceil(LANES), rows.0 + rows.1);
        let mut state = vec![R::default(); blocks * height * LANES];
        for (index, block) in lanes_mut(&mut state).chunks_exact_mut(height).enumerate() {
            let (a, w) = block.split_at_mut(rows.0);
            fill(index * LANES, a, w);
        }
        let state = Tensor::from_vec(state, (blocks, height, LANES), &Device::Cpu).expect("so many numbers were set above");
        Self { neurons, rows, state, precision: PhantomData }
    }

    /// The neurons. A step waits until this is dropped.
    pub fn neurons(&self) -> Neurons<'_, R> {
        Neurons { chunk: self, storage: Box::new(self.state.storage_and_layout().0) }
    }

    /// The tensor that holds the state: blocks x (n + Z) x [`LANES`], of each block A^T and then W^T. It is the state itself and not a copy:
    /// training changes it in place.
    pub fn state(&self) -> &Tensor {
        &self.state
    }

    /// This chunk's share of sqrt(M) U.
    pub(super) fn outputs(&self, activation: Activation) -> Vec<f64> {
        let neurons = self.neurons();
        let mut share = Share::new(self.rows, activation);
        neurons.lanes().chunks(BATCH * (self.rows.0 + self.rows.1)).for_each(|batch| share.add(batch));
        share.finish()
    }

    /// One step of gradient descent: updates every block and at once adds its share of the next sqrt(M) U, which is returned.
    pub(super) fn descend(&mut self, descent: &Descent<'_, R>) -> Vec<f64> {
        let step = Step { neurons: self.neurons, rows: self.rows, descent, share: Mutex::default() };
        self.state.inplace_op1(&step).expect("the state lies on the processor, in this precision");
        step.share.into_inner().expect("the step has ended")
    }

    /// Changes the output weights: `change(block, preactivations, output)` for every block, counted in this chunk.
    pub(super) fn change_output(&mut self, change: impl Fn(usize, &[Lanes<R>], &mut [Lanes<R>])) {
        let operation = OutputChange { neurons: self.neurons, rows: self.rows, change, precision: PhantomData };
        self.state.inplace_op1(&operation).expect("the state lies on the processor, in this precision");
    }
}

/// candle's clones share their storage, and a step writes in place: a copy has storage of its own.
impl<R> Clone for Chunk<R> {
    fn clone(&self) -> Self {
        let state = self.state.copy().expect("a tensor on the processor can be copied");
        Self { neurons: self.neurons, rows: self.rows, state, precision: PhantomData }
    }
}

impl<R: Real> Neurons<'_, R> {
    /// The neurons, block after block.
    pub fn blocks(&self) -> impl ExactSizeIterator<Item = Block<'_, R>> {
        let (neurons, (n, z)) = (self.chunk.neurons, self.chunk.rows);
        self.lanes().chunks_exact(n + z).enumerate().map(move |(index, block)| Block {
            neurons: (neurons - index * LANES).min(LANES),
            preactivations: &block[..n],
            output: &block[n..],
        })
    }

    fn lanes(&self) -> &[Lanes<R>] {
        let Storage::Cpu(storage) = &**self.storage else { unreachable!("the state lies on the processor") };
        storage.as_slice::<R>().expect("the state is in this precision").as_chunks().0
    }
}

/// A step as an in-place operation of candle.
struct Step<'a, R> {
    neurons: usize,
    rows: (usize, usize),
    descent: &'a Descent<'a, R>,
    /// The operation's result: this chunk's share of the next sqrt(M) U.
    share: Mutex<Vec<f64>>,
}

impl<R: Real> InplaceOp1 for Step<'_, R> {
    fn name(&self) -> &'static str {
        "descend"
    }

    fn cpu_fwd(&self, storage: &mut CpuStorage, layout: &Layout) -> candle_core::Result<()> {
        let share = self.sweep(contiguous(storage, layout)?);
        *self.share.lock().expect("nobody else holds the result") = share;
        Ok(())
    }
}

/// A change of the output weights as an in-place operation of candle.
struct OutputChange<F, R> {
    neurons: usize,
    rows: (usize, usize),
    change: F,
    precision: PhantomData<R>,
}

impl<R: Real, F: Fn(usize, &[Lanes<R>], &mut [Lanes<R>])> InplaceOp1 for OutputChange<F, R> {
    fn name(&self) -> &'static str {
        "change_output"
    }

    fn cpu_fwd(&self, storage: &mut CpuStorage, layout: &Layout) -> candle_core::Result<()> {
        let (n, z) = self.rows;
        for (index, block) in lanes_mut(contiguous(storage, layout)?).chunks_exact_mut(n + z).enumerate() {
            let (a, w) = block.split_at_mut(n);
            (self.change)(index, a, w);
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
    fn sweep(&self, state: &mut [R]) -> Vec<f64> {
        let Self { rows: (n, z), descent, .. } = *self;
        let (mut feature, mut h) = (vec![Row::default(); n], vec![Row::default(); n]);
        let mut share = Share::new(self.rows, descent.activation);
        for (batch, first) in lanes_mut(state).chunks_mut(BATCH * (n + z)).zip((0..self.neurons).step_by(BATCH * LANES)) {
            for (block, first) in batch.chunks_exact_mut(n + z).zip((first..).step_by(LANES)) {
                let (a, w) = block.split_at_mut(n);
                if z <= FEW {
                    descent.activation.descend_few(a, descent.gradient, descent.factor, w, &mut h);
                } else {
                    descent.activation.fill_rows(a, &mut feature, &mut h);
                    descend_many(&feature, descent.gradient, descent.factor, w, &mut h);
                }
                R::add_product(descent.gram, &h, descent.factor, a);
                clear_empty(w, self.neurons - first);
            }
            share.add(batch);
        }
        share.finish()
    }
}

fn lanes_mut<R>(state: &mut [R]) -> &mut [Lanes<R>] {
    state.as_chunks_mut().0
}

/// A sum over blocks of features times weights: lanes in [`SUM_LANES`] running sums, [`BATCHES`] batches in the state's
/// precision, those in f64, and the running sums at the end.
struct Share<R> {
    rows: (usize, usize),
    activation: Activation,
    batches: usize,
    /// Features of a batch, where they serve more than one group of outputs.
    feature: Vec<Lanes<R>>,
    /// One for each block of a batch.
    weights: Vec<[Row<R>; FEW]>,
    /// Group of outputs after group, input after input.
    sums: Vec<[Sum<R>; FEW]>,
    total: Vec<[Sum<f64>; FEW]>,
}

impl<R: Real> Share<R> {
    fn new(rows: (usize, usize), activation: Activation) -> Self {
        let (n, groups) = (rows.0, rows.1.div_ceil(FEW));
        let entries = n * groups;
        Self {
            rows,
            activation,
            batches: 0,
            feature: vec![[R::default(); LANES]; if groups > 1 { BATCH * n } else { 0 }],
            weights: vec![[Row::default(); FEW]; BATCH],
            sums: vec![Default::default(); entries],
            total: vec![Default::default(); entries],
        }
    }

    /// Adds the share of up to [`BATCH`] blocks.
    fn add(&mut self, batch: &[Lanes<R>]) {
        let (n, z) = self.rows;
        let height = n + z;
        let few = z <= FEW;
        if !few {
            for (block, feature) in batch.chunks_exact(height).zip(self.feature.chunks_exact_mut(n)) {
                self.activation.fill_values(&block[..n], feature);
            }
        }
        for (group, sums) in (0..z).step_by(FEW).zip(self.sums.chunks_exact_mut(n)) {
            let blocks = batch.len() / height;
            for (block, weights) in batch.chunks_exact(height).zip(&mut self.weights) {
                for (weights, row) in weights.iter_mut().zip(&block[n + group..]) {
                    weights.0 = *row;
                }
                // Outputs that are not there have weight 0.
                weights[(z - group).min(FEW)..].fill(Row::default());
            }
            let weights = &self.weights[..blocks];
            if few {
                self.activation.add_outputs(batch, height, weights, sums);
            } else {
                R::add_outputs::<Identity>(&self.feature[..blocks * n], n, weights, sums);
            }
        }
        self.batches += 1;
        if self.batches.is_multiple_of(BATCHES) {
            self.fold();
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
