//! The numerical floors of the Hessian norm and of what is seen of C_V: f32 and f64 from the same draw disagree by less.

use std::sync::Arc;

use asymptest::data::{Augmentation, Gram, Source};
use asymptest::loss::{Objective, Similarity, TripletLoss};
use asymptest::model::{Activation, Alone, Columns, InitialLaw, OutputScale, Real, ReducedNetwork};
use asymptest::observe::{
    FeatureChange, Frame, InnerProducts, PairChange, PairMeasure, PairNorms, When, floor, hessian_norm, hessian_norm_in_ball, linear_cka,
};
use asymptest::random::Stream;
use asymptest::study::Threads;
use faer::Mat;

const OBJECTIVE: Objective = Objective { similarity: Similarity::cosine(0.05), loss: TripletLoss::Linear };
const SMOOTH: [Activation; 4] = [Activation::TANH, Activation::ERF, Activation::SOFTPLUS, Activation::GELU];
const OUTPUTS: usize = 3;

fn gram() -> Gram {
    Gram::of(&Source::Mnist.load(0, "engine", 4, &Augmentation::STANDARD).expect("bundled data").inputs)
}

/// A design: M, steps, step size.
type Run = (usize, usize, f64);

struct Seen {
    norms: PairNorms,
    operator: f64,
    eigenvalues: Vec<f64>,
    gap: f64,
    then_gap: f64,
    span_drift: f64,
    weight_drift: f64,
    weight_sines: [f64; 2],
    cka: f64,
    hessian: f64,
    in_ball: f64,
}

/// Everything after the steps of a run, on one thread or on several.
fn seen<R: Real>((width, steps, step_size): Run, activation: Activation, threads: usize) -> Seen {
    let gram = gram();
    let stream = Stream::of_cell(0, "engine", width, 0);
    let law = InitialLaw { outputs: OUTPUTS, scale: OutputScale::Unit, columns: Columns::Independent, stream: &stream };
    let mut network: ReducedNetwork<R> = match threads {
        1 => ReducedNetwork::draw(width, &law, &gram, activation, Arc::new(Alone)),
        threads => ReducedNetwork::draw(width, &law, &gram, activation, Arc::new(Threads(threads))),
    };
    let change = FeatureChange::since(&network);
    let in_ball = hessian_norm_in_ball(&network, &gram, 4, 1.0).expect("a smooth activation").value;
    for _ in 0..steps {
        network.descend(&OBJECTIVE, step_size);
    }
    let products = change.products(&network);
    let frame = Frame::of(&products).expect("finite products");
    let [then, now] = [When::Start, When::Now].map(|when| frame.principal(when, OUTPUTS).expect("negative eigenvalues"));
    let last = |sines: Vec<f64>| *sines.last().expect("W is not 0");
    let (trained, planned) = (frame.outputs(When::Now, &frame.weights(When::Now)), frame.outputs(When::Start, &then.span));
    Seen {
        norms: PairNorms::of(&products),
        operator: frame.operator_change(),
        gap: then.gap.min(now.gap),
        then_gap: then.gap,
        span_drift: then.span.distance(&now.span),
        weight_drift: frame.weights(When::Start).distance(&frame.weights(When::Now)),
        weight_sines: [(When::Start, &then), (When::Now, &now)]
            .map(|(when, principal)| last(change.weight_sines(&network, when, principal))),
        cka: linear_cka(trained.as_ref(), planned.as_ref()).expect("outputs differ"),
        hessian: hessian_norm(&network, &gram, 4).expect("a smooth activation").value,
        in_ball,
        eigenvalues: now.eigenvalues,
    }
}

impl Seen {
    /// The numbers under their names, in one order.
    fn named(&self) -> Vec<(&'static str, f64)> {
        let mut named = vec![
            ("|C_V(0)|", self.norms.start),
            ("|C_V(t)|", self.norms.now),
            ("change of C_V", self.norms.change),
            ("operator norm of the change", self.operator),
            ("span drift", self.span_drift),
            ("weight span drift", self.weight_drift),
            ("weights against the span at the start", self.weight_sines[0]),
            ("weights against the span now", self.weight_sines[1]),
            ("CKA", self.cka),
            ("Hessian norm", self.hessian),
            ("Hessian norm in a ball", self.in_ball),
        ];
        named.extend(self.eigenvalues.iter().map(|&value| ("eigenvalue", value)));
        named
    }

    /// Their floors in single precision, in the same order.
    fn floors<R: Real>(&self) -> Vec<f64> {
        let (norm, gap) = (self.norms.start, self.gap);
        let mut floors = vec![floor::pair_norm::<R>(norm); 2];
        floors.extend([floor::pair_change::<R>(norm); 2]);
        floors.extend([floor::span_drift::<R>(norm, gap), floor::weight_span_drift::<R>()]);
        floors.extend([floor::weight_sine::<R>(norm, gap); 2]);
        floors.extend([floor::cka::<R>(norm, gap), floor::hessian_norm::<R>(self.hessian)]);
        // The search stops at a relative error of its own.
        floors.push(floor::hessian_norm::<R>(self.in_ball) + 2.0 * asymptest::observe::BALL_TOLERANCE * self.in_ball);
        floors.extend(self.eigenvalues.iter().map(|_| floor::pair_norm::<R>(norm)));
        floors
    }
}

#[test]
fn single_precision_disagrees_with_double_by_less_than_the_stated_floor() {
    let runs: [Run; 8] = [
        (128, 8, 0.7),
        (1024, 8, 0.7),
        (8192, 1, 1e-4),
        (8192, 32, 1e-3),
        (8192, 8, 0.7),
        (8192, 64, 0.7),
        (32_768, 1, 1e-3),
        (32_768, 8, 0.7),
    ];
    let mut closest = 0.0f64;
    for activation in SMOOTH {
        for run in runs {
            let (single, double) = (seen::<f32>(run, activation, 1), seen::<f64>(run, activation, 1));
            for (((name, ours), (_, exact)), floor) in single.named().into_iter().zip(double.named()).zip(double.floors::<f32>()) {
                let share = (ours - exact).abs() / floor;
                assert!(share < 1.0, "{name}, {activation:?}, {run:?}: {ours} against {exact}, {share} of the floor");
                closest = closest.max(share);
            }
        }
    }
    assert!(closest > 0.1, "the floors are far too high: {closest}");
}

#[test]
fn most_of_what_is_seen_stands_well_above_its_floor() {
    for activation in SMOOTH {
        let seen = seen::<f32>((32_768, 8, 0.7), activation, 1);
        for ((name, value), floor) in seen.named().into_iter().zip(seen.floors::<f32>()).filter(|((name, _), _)| *name != "eigenvalue") {
            assert!(value > 10.0 * floor, "{name}, {activation:?}: {value:e} with a floor of {floor:e}");
        }
    }
}

#[test]
fn threads_change_no_bit() {
    // Three chunks, the last of them not full.
    let run = (10_001, 5, 0.7);
    let (single, double) = (seen::<f32>(run, Activation::TANH, 1), seen::<f64>(run, Activation::TANH, 1));
    for threads in [2, 3, 7] {
        assert_eq!(single.named(), seen::<f32>(run, Activation::TANH, threads).named());
        assert_eq!(double.named(), seen::<f64>(run, Activation::TANH, threads).named());
    }
    assert_ne!(single.named(), double.named());
}

/// W in the span of the lowest eigenvectors: the largest sine, |C_V|_F and the gap.
fn in_the_span<R: Real>(width: usize, activation: Activation) -> (f64, f64, f64) {
    let gram = gram();
    let mut random = Stream::of_study(0, "floors", "planted");
    let coordinates = Mat::from_fn(width, gram.rank(), |_, _| random.normal());
    // Rounded first, so that both precisions have the same features to plant in.
    let exact = coordinates * &gram.root;
    let rounded = Mat::from_fn(width, gram.count(), |m, x| f64::from(exact[(m, x)] as f32));
    let features = Mat::from_fn(width, gram.count(), |m, x| activation.value_and_slope(rounded[(m, x)]).0);
    let network = |output: &Mat<f64>| ReducedNetwork::<f64>::from_preactivations(output, &rounded, &gram, activation);
    let principal =
        |products: &InnerProducts| Frame::of(products).and_then(|frame| frame.principal(When::Now, OUTPUTS)).expect("eigenvectors");
    let span = principal(&InnerProducts::of(&network(&Mat::full(width, OUTPUTS, 1.0))));
    let output = features * span.coefficients * faer::Scale((width as f64).sqrt());
    let planted = ReducedNetwork::<R>::from_preactivations(&output, &rounded, &gram, activation);
    let (change, products) = (FeatureChange::since(&planted), InnerProducts::of(&planted));
    let now = principal(&products);
    (change.weight_sines(&planted, When::Now, &now)[OUTPUTS - 1], PairNorms::of(&products).now, now.gap)
}

#[test]
fn weights_in_the_span_are_found_there_to_the_floor() {
    for activation in SMOOTH {
        for width in [128, 1024, 8192] {
            let (single, norm, gap) = in_the_span::<f32>(width, activation);
            assert!(single < floor::weight_sine::<f32>(norm, gap), "{activation:?}, M = {width}: {single:e}");
            let (double, norm, gap) = in_the_span::<f64>(width, activation);
            assert!(double < floor::weight_sine::<f64>(norm, gap), "{activation:?}, M = {width}: {double:e}");
        }
    }
}

/// What [`PairChange`] says of a run in single precision against the same numbers by their own functions in double precision, and against its own floor.
#[test]
fn readings_carry_the_floor_that_marks_what_is_not_resolved() {
    let run = |step_size: f64| (1024, 8, step_size);
    let reading = |step_size: f64, of: PairMeasure| {
        let gram = gram();
        let stream = Stream::of_cell(0, "engine", 1024, 0);
        let law = InitialLaw { outputs: OUTPUTS, scale: OutputScale::Unit, columns: Columns::Independent, stream: &stream };
        let mut network: ReducedNetwork<f32> = ReducedNetwork::draw(1024, &law, &gram, Activation::TANH, Arc::new(Alone));
        let start = FeatureChange::since(&network);
        (0..8).for_each(|_| {
            network.descend(&OBJECTIVE, step_size);
        });
        PairChange::of(&network, &start).measure(of, &network, &start)
    };
    let double = seen::<f64>(run(0.7), Activation::TANH, 1);
    let bound = 2.0 * double.norms.change / double.then_gap;
    for (of, expected) in [
        (PairMeasure::MatrixDrift, double.norms.change),
        (PairMeasure::SumDrift, 1024.0 * double.norms.change),
        (PairMeasure::PrincipalAngle, double.span_drift),
        (PairMeasure::PrincipalRatio, double.span_drift / bound),
        (PairMeasure::WeightPrincipalRatio, double.weight_sines[0] / bound),
        (PairMeasure::WeightSpanDrift, double.weight_drift),
        (PairMeasure::WeightPrincipalAngle, double.weight_sines[0]),
        (PairMeasure::WeightPresentAngle, double.weight_sines[1]),
        (PairMeasure::CkaDistance, 1.0 - double.cka),
        (PairMeasure::InverseGap, 1.0 / double.then_gap),
    ] {
        let single = reading(0.7, of);
        assert!((single.value / expected - 1.0).abs() < 1e-3, "{of:?}: {} against {expected}", single.value);
        assert!(single.floor.is_none_or(|floor| single.value > floor::RESOLVED * floor), "{of:?} is resolved");
        assert!(reading(f64::NAN, of).value.is_nan(), "{of:?} of a state that is not finite");
        if matches!(of, PairMeasure::MatrixDrift | PairMeasure::SumDrift | PairMeasure::PrincipalAngle) {
            let small = reading(1e-7, of);
            assert!(small.floor.is_some_and(|floor| small.value < floor::RESOLVED * floor), "{of:?}: {small:?}");
        }
    }
    assert_eq!(reading(0.0, PairMeasure::PrincipalRatio).value, 0.0, "where nothing moves there is no ratio");
}
