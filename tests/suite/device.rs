//! The reduced network as tensors on a device against the engine of the processor, from the same initial weights; and its gradient against autograd.
//!
//! Every check runs on candle's processor backend, and again on a CUDA device where the program is built with the feature `cuda` and there is one.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Once};

use asymptest::data::{Augmentation, Gram, Source};
use asymptest::experiment::{Outcome, Scale};
use asymptest::loss::{Layout, Objective, Similarity, TripletLoss};
use asymptest::model::{Activation, Alone, Columns, InitialLaw, OutputScale, Real, ReducedNetwork, TensorNetwork, Workers, cuda};
use asymptest::observe::{BASIC, Movement, NtkDrift, TensorMovement, TensorNtkDrift, floor, ntk, of_reduced, of_tensors, tensor_ntk};
use asymptest::random::Stream;
use asymptest::study::{self, Row, Study, Threads};
use asymptest::theorems::REGISTRY;
use asymptest::train::{Data, Descent, Measure, Network, Rule, Training, Whole};
use candle_core::{DType, Device, Tensor, Var};
use faer::Mat;

const OUTPUTS: usize = 3;
const STEPS: usize = 20;
const STEP_SIZE: f64 = 0.7;
const OBJECTIVE: Objective = Objective { similarity: Similarity::cosine(0.05), loss: TripletLoss::Linear };

type Check = fn(&Device) -> Result<(), Failed>;
type Failed = Box<dyn std::error::Error>;

/// Checks as tests of their names, on the processor's backend and on a CUDA device.
macro_rules! on_both {
    ($($name:ident = $check:path;)*) => {
        mod processor {
            $(#[test]
            fn $name() {
                super::passes($check, &super::Device::Cpu);
            })*
        }

        mod cuda {
            $(#[test]
            fn $name() {
                super::on_cuda($check);
            })*
        }
    };
}

on_both! {
    every_activation_similarity_and_loss_trains_as_on_the_engine = super::trains_the_same;
    chunks_of_every_kind_train_as_on_the_engine = super::chunks_train_the_same;
    single_precision_trains_as_on_the_engine = super::single_precision;
    single_precision_keeps_to_the_stated_floors = super::floors;
    the_kernel_is_that_of_the_engine = super::kernel;
    the_gradient_is_that_of_autograd = super::gradient;
    recording_sees_the_same = super::recording;
    a_study_gives_the_same_evidence = super::study;
}

fn passes(check: Check, device: &Device) {
    if let Err(problem) = check(device) {
        panic!("{problem}");
    }
}

/// On the CUDA device, if there is one. Each check opens it for itself: a handle is not for several threads.
fn on_cuda(check: Check) {
    static SAID: Once = Once::new();
    let opened = cuda();
    SAID.call_once(|| {
        let found = opened.as_ref().map_or("no CUDA device: skipped".to_owned(), |(_, facts)| format!("CUDA device: {}", facts.name));
        crate::say(&found);
    });
    if let Ok((device, _)) = opened {
        passes(check, &device);
    }
}

fn gram(triplets: usize) -> Gram {
    Gram::of(&inputs(triplets))
}

/// X, 3N x d.
fn inputs(triplets: usize) -> Mat<f64> {
    Source::Mnist.load(0, "device", triplets, &Augmentation::STANDARD).expect("bundled data").inputs
}

/// The same network twice: by the engine and on the device.
fn pair<R: Real>(width: usize, gram: &Gram, activation: Activation, device: &Device) -> (ReducedNetwork<R>, TensorNetwork) {
    let stream = Stream::of_cell(0, "device", width, 0);
    let law = InitialLaw { outputs: OUTPUTS, scale: OutputScale::Unit, columns: Columns::Independent, stream: &stream };
    let precision = if R::NAME == f32::NAME { DType::F32 } else { DType::F64 };
    let tensors = TensorNetwork::draw(width, &law, gram, activation, &Threads(2), (device, precision)).expect("it fits");
    (ReducedNetwork::draw(width, &law, gram, activation, Arc::new(Alone)), tensors)
}

/// The larger number; NaN where one is.
fn larger(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() { f64::NAN } else { a.max(b) }
}

/// The largest difference between two lists of numbers, relative to the largest number.
fn difference(a: &[f64], b: &[f64]) -> f64 {
    assert_eq!(a.len(), b.len());
    let scale = a.iter().chain(b).fold(f64::MIN_POSITIVE, |scale: f64, x| scale.max(x.abs()));
    a.iter().zip(b).fold(0.0, |largest, (x, y)| larger(largest, (x - y).abs())) / scale
}

/// The largest relative difference of what is seen of both networks in f64: outputs and losses at every step, and drift and movement at the end.
struct Differences {
    outputs: f64,
    drift: f64,
    movement: f64,
}

impl Differences {
    fn of(width: usize, gram: &Gram, (activation, objective, step_size): (Activation, &Objective, f64), device: &Device) -> Self {
        let evaluated = gram.count() / 3;
        let (mut engine, mut tensors) = pair::<f64>(width, gram, activation, device);
        let (drift, movement) = (NtkDrift::since(&engine, gram, evaluated), Movement::since(&engine, gram));
        let (tensor_drift, tensor_movement) =
            (TensorNtkDrift::since(&tensors, gram, evaluated).unwrap(), TensorMovement::since(&tensors, gram));
        let mut outputs = difference(engine.outputs(), tensors.outputs());
        for _ in 0..STEPS {
            let losses = [engine.descend(objective, step_size), tensors.descend(objective, step_size).unwrap()];
            outputs = larger(outputs, (losses[0] - losses[1]).abs() / (1.0 + losses[0].abs()));
            outputs = larger(outputs, difference(engine.outputs(), tensors.outputs()));
        }
        Self {
            outputs,
            drift: difference(&[drift.drift(&engine)], &[tensor_drift.drift(&tensors).unwrap()]),
            movement: difference(&[movement.distance(&engine)], &[tensor_movement.distance(&tensors).unwrap()]),
        }
    }

    fn below(&self, bounds: [f64; 3], what: &str) -> Result<(), Failed> {
        let seen = [self.outputs, self.drift, self.movement];
        let within = seen.iter().zip(bounds).all(|(seen, bound)| *seen < bound);
        if within { Ok(()) } else { Err(format!("{what}: outputs, drift, movement differ by {seen:?}, bounds {bounds:?}").into()) }
    }
}

fn objectives() -> Vec<Objective> {
    let similarities = [Similarity::DOT, Similarity::cosine(0.05), Similarity::cosine_sum(0.05), Similarity::cosine_max(0.05)];
    let losses = [TripletLoss::Linear, TripletLoss::Softmax { temperature: 0.5 }];
    similarities.iter().flat_map(|&similarity| losses.map(|loss| Objective { similarity, loss })).collect()
}

fn trains_the_same(device: &Device) -> Result<(), Failed> {
    let gram = gram(4);
    for activation in Activation::ALL {
        for objective in objectives() {
            // The steps end before the dot product's outputs reach sqrt(M): beyond, training is chaotic and any rounding grows tenfold a step.
            // With linear phi W and V feed each other, and the outputs are there sooner.
            let step_size = match (objective.similarity == Similarity::DOT, activation == Activation::LINEAR) {
                (true, true) => 0.05,
                (true, false) => 0.3,
                _ => STEP_SIZE,
            };
            let seen = Differences::of(300, &gram, (activation, &objective, step_size), device);
            seen.below([1e-10; 3], &format!("{activation:?}, {objective:?}"))?;
        }
    }
    Ok(())
}

fn chunks_train_the_same(device: &Device) -> Result<(), Failed> {
    let gram = gram(2);
    // One neuron; less than a block; a block; a chunk of whole blocks, another, and what is left.
    for width in [1, 4095, 4096, TensorNetwork::CHUNK + 2 * 4096 + 368] {
        Differences::of(width, &gram, (Activation::SOFTPLUS, &OBJECTIVE, STEP_SIZE), device).below([1e-10; 3], &format!("M = {width}"))?;
    }
    Ok(())
}

/// f32 on the device is as far from the f64 engine as the f32 engine is: some activations amplify a rounding on the way, whoever makes it.
fn single_precision(device: &Device) -> Result<(), Failed> {
    let gram = gram(4);
    for activation in Activation::ALL {
        let (mut engine, mut tensors) = pair::<f32>(5000, &gram, activation, device);
        let (mut double, _) = pair::<f64>(5000, &gram, activation, &Device::Cpu);
        let (mut of_engine, mut of_device) = (0.0f64, 0.0f64);
        for _ in 0..=STEPS {
            of_engine = of_engine.max(difference(engine.outputs(), double.outputs()));
            of_device = larger(of_device, difference(tensors.outputs(), double.outputs()));
            engine.descend(&OBJECTIVE, STEP_SIZE);
            double.descend(&OBJECTIVE, STEP_SIZE);
            tensors.descend(&OBJECTIVE, STEP_SIZE)?;
        }
        if !(of_device < 16.0 * of_engine + 1e-6 && of_device > 1e-9) {
            return Err(format!("{activation:?}: outputs differ from f64 by {of_device:e}, those of the engine by {of_engine:e}").into());
        }
    }
    Ok(())
}

/// The f32 network on the device against the f64 engine, by the floors that the f32 engine keeps.
fn floors(device: &Device) -> Result<(), Failed> {
    let gram = gram(4);
    for activation in [Activation::TANH, Activation::ERF, Activation::SOFTPLUS, Activation::GELU] {
        for width in [1024, 8192] {
            let (_, mut single) = pair::<f32>(width, &gram, activation, device);
            let (mut double, _) = pair::<f64>(width, &gram, activation, &Device::Cpu);
            let drifts = (TensorNtkDrift::since(&single, &gram, 4)?, NtkDrift::since(&double, &gram, 4));
            let movements = (TensorMovement::since(&single, &gram), Movement::since(&double, &gram));
            for _ in 0..8 {
                single.descend(&OBJECTIVE, STEP_SIZE)?;
                double.descend(&OBJECTIVE, STEP_SIZE);
            }
            let drift = (drifts.0.drift(&single)? - drifts.1.drift(&double)).abs();
            let movement = (movements.0.distance(&single)? - movements.1.distance(&double)).abs();
            if !(drift < floor::ntk_drift::<f32>(width) && movement < floor::movement::<f32>(width)) {
                return Err(format!("{activation:?}, M = {width}: drift differs by {drift:e}, movement by {movement:e}").into());
            }
        }
    }
    Ok(())
}

fn kernel(device: &Device) -> Result<(), Failed> {
    let gram = gram(3);
    for activation in Activation::ALL {
        let (mut engine, mut tensors) = pair::<f64>(5000, &gram, activation, device);
        let (start, tensor_start) = (NtkDrift::since(&engine, &gram, 9), TensorNtkDrift::since(&tensors, &gram, 9)?);
        for _ in 0..3 {
            engine.descend(&OBJECTIVE, STEP_SIZE);
            tensors.descend(&OBJECTIVE, STEP_SIZE)?;
        }
        let of_kernel = (ntk(&engine, &gram, 9) - tensor_ntk(&tensors, &gram, 9)?).norm_max();
        let change = start.change(&engine);
        let of_change = (&change - tensor_start.change(&tensors)?).norm_max() / change.norm_max();
        if !(of_kernel < 1e-12 && of_change < 1e-10) {
            return Err(format!("{activation:?}: the kernel differs by {of_kernel:e}, its change by {of_change:e} of itself").into());
        }
    }
    Ok(())
}

/// All of A or of W, one neuron a row.
fn state(network: &TensorNetwork, part: fn(&asymptest::model::TensorChunk) -> &Tensor) -> Result<Tensor, Failed> {
    let chunks: Vec<&Tensor> = network.chunks().iter().map(part).collect();
    Ok(Tensor::cat(&chunks, 0)?)
}

fn gradient(device: &Device) -> Result<(), Failed> {
    let gram = gram(3);
    let gram_entries: Vec<f64> = (0..9).flat_map(|i| (0..9).map(move |j| (i, j))).map(|(i, j)| gram.matrix[(i, j)]).collect();
    let g = Tensor::from_vec(gram_entries, (9, 9), device)?;
    let width = 4096 + 100;
    for activation in Activation::ALL {
        for objective in objectives() {
            let (_, mut network) = pair::<f64>(width, &gram, activation, device);
            let a = Var::from_tensor(&state(&network, |chunk| &chunk.preactivations)?)?;
            let w = Var::from_tensor(&state(&network, |chunk| &chunk.output)?)?;
            let outputs = (activation.forward(&a)?.t()?.matmul(&w)? / (width as f64).sqrt())?;
            let gradients = objective.forward(&outputs)?.backward()?;
            let of = |variable: &Var| gradients.get(variable).ok_or("no gradient");
            // A moves along G, because V moves along the data.
            let a = (a.as_tensor() - (of(&a)?.matmul(&g)? * STEP_SIZE)?)?;
            let w = (w.as_tensor() - (of(&w)? * STEP_SIZE)?)?;
            network.descend(&objective, STEP_SIZE)?;
            let flat = |tensor: &Tensor| tensor.flatten_all()?.to_vec1::<f64>();
            let of_a = difference(&flat(&a)?, &flat(&state(&network, |chunk| &chunk.preactivations)?)?);
            let of_w = difference(&flat(&w)?, &flat(&state(&network, |chunk| &chunk.output)?)?);
            if !(of_a < 1e-12 && of_w < 1e-12) {
                return Err(format!("{activation:?}, {objective:?}: A differs by {of_a:e}, W by {of_w:e}").into());
            }
        }
    }
    Ok(())
}

/// What is recorded at steps 0, 2 and 7 of a network, by these measures.
fn recorded<N: Network>(
    data: &Data,
    (objective, step_size): (Objective, f64),
    network: N,
    measures: &[Box<dyn Measure<N>>],
) -> Result<Outcome, Failed>
where
    Descent: Rule<N>,
{
    let training = Training {
        data,
        loss: &objective,
        rule: &Descent,
        sampler: &Whole,
        step_size,
        measures: measures.iter().map(|measure| &**measure).collect(),
    };
    training.record(network, [0, 2, 7].map(|step| (step, BASIC.into())).into()).map_err(|stop| format!("{stop:?}").into())
}

fn recording(device: &Device) -> Result<(), Failed> {
    let data = Data::of(inputs(3), Layout::triplets(3), Vec::new());
    let (engine, tensors) = pair::<f64>(200, &data.gram, Activation::TANH, device);
    let there = of_tensors();
    let other = recorded(&data, (OBJECTIVE, STEP_SIZE * 1.001), tensors.clone(), &there)?;
    let seen = recorded(&data, (OBJECTIVE, STEP_SIZE), tensors, &there)?;
    let expected = recorded(&data, (OBJECTIVE, STEP_SIZE), engine, &of_reduced::<f64>())?;
    let numbers = |outcome: &Outcome| -> Vec<f64> { outcome.seen.values().map(|reading| reading.value).collect() };
    let largest = difference(&numbers(&expected), &numbers(&seen));
    if !(seen.seen.len() == 9 && largest < 1e-10 && seen.diverged_at.is_none()) {
        return Err(format!("the records differ by {largest:e}").into());
    }
    if difference(&numbers(&other), &numbers(&seen)) < 1e-6 {
        return Err("a thousandth more step size must be seen".into());
    }
    // A step size that is too large is seen to diverge.
    let (_, tensors) = pair::<f64>(200, &data.gram, Activation::SOFTPLUS, device);
    let wild = (Objective { similarity: Similarity::DOT, loss: TripletLoss::Linear }, 1e200);
    if recorded(&data, wild, tensors, &there)?.diverged_at.is_none() {
        return Err("divergence was not seen".into());
    }
    Ok(())
}

fn study(device: &Device) -> Result<(), Failed> {
    let mut study = Study::designed(
        *REGISTRY.iter().find(|theorem| theorem.id() == "thm_13_cosine_constancy").expect("it is registered"),
        Scale::Smoke,
        0,
        Source::Mnist,
    );
    (study.widths, study.replicates) = (vec![64, 200], 1.into());
    let loaded = study.load()?;
    let expected = study::run(&study, &loaded, 2, &|_| ());
    let finished = AtomicUsize::new(0);
    let seen = study::run_on(&study, &loaded, device, &(Arc::new(Alone) as Arc<dyn Workers>), &|_| {
        finished.fetch_add(1, Ordering::Relaxed);
    })?;
    if seen.rows.len() != expected.rows.len() || finished.into_inner() != study.cells().len() {
        return Err("other rows or cells".into());
    }
    for (seen, expected) in seen.rows.iter().zip(&expected.rows) {
        if (Row { value: None, ..seen.clone() }) != (Row { value: None, ..expected.clone() }) {
            return Err(format!("{seen:?} is not a row for {expected:?}").into());
        }
        // Beyond its departure a control is chaotic.
        let values = [seen.value.unwrap_or(f64::NAN), expected.value.unwrap_or(f64::NAN)];
        if seen.step <= 8 && (values[0] - values[1]).abs() > 1e-8 * (1e-6 + values[1].abs()) {
            return Err(format!("{seen:?}, where the engine has {}", values[1]).into());
        }
    }
    Ok(())
}
