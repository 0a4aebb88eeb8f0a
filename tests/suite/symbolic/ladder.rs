//! The exponents of the laws: [`Law::apply`] on numbers, over a ladder of widths and for every smooth activation. The two sides of a law may not drift apart in
//! the wrong direction as M grows; and every exponent of every elementary law is as small as it can be, so that a law with a smaller one is seen to be false in
//! some scene.

use std::collections::BTreeMap;

use asymptest::claim::assumption::{BOUNDED_ACTIVATION, BOUNDED_GRADIENT, FIXED_STEP_SIZE, QUADRATIC_LOSS, SMOOTH_ACTIVATION};
use asymptest::claim::{Exponent, Rate, Symbol};
use asymptest::loss::Similarity;
use asymptest::model::Activation;
use asymptest::random::Stream;
use asymptest::symbolic::laws::{LAWS, named};
use asymptest::symbolic::{Basis, Law, Order, Quantity, Term};
use faer::Mat;

use super::network::{
    DIMENSION, INPUTS, Measured, OUTPUTS, Phi, State, TRIPLETS, map, measure, normal, on_the_way, span_angle, unit_inputs,
};

const WIDTHS: [usize; 3] = [128, 1024, 8192];
const REPLICATES: usize = 4;
/// A power of M that noise may fake over these widths; half the smallest change of an exponent that has to be seen.
const NOISE: f64 = 1.0 / 8.0;

/// What is measured in a scene.
struct Seen {
    similarity: Similarity,
    delta: f64,
    measured: Measured,
    /// The same for laws of the kernel's change.
    on_the_way: Measured,
}

/// The random numbers of a network. Inputs are the same at every width, so that widths differ in what is asked alone.
struct Draw {
    width: usize,
    inputs: Mat<f64>,
    weights: Stream,
}

impl Draw {
    fn new(width: usize, replicate: usize) -> Self {
        let inputs = unit_inputs(&mut Stream::of_cell(3, "ladder", 0, replicate));
        Self { width, inputs, weights: Stream::of_cell(3, "ladder", width, replicate) }
    }
}

/// One way to move weights: each makes some terms of some laws as large as they get.
type Scene = fn(Phi, Draw) -> Seen;

const SCENES: [(&str, Scene); 11] = [
    ("training, dot", |phi, draw| trained(phi, Similarity::DOT, draw)),
    ("training, cosine", |phi, draw| trained(phi, Similarity::cosine(DELTA), draw)),
    ("small outputs", small_outputs),
    ("large W", |phi, draw| {
        moved(phi, draw, |start, random| {
            (&start.w + normal(start.width(), OUTPUTS, random) * faer::Scale((start.width() as f64).sqrt()), start.v.clone())
        })
    }),
    ("one neuron", |phi, draw| {
        moved(phi, draw, |start, _| {
            let one = Mat::from_fn(start.width(), OUTPUTS, |m, i| if (m, i) == (0, 0) { start.width() as f64 } else { 0.0 });
            (&start.w + one, start.v.clone())
        })
    }),
    ("coherent", coherent),
    ("in proportion", |phi, draw| {
        moved(phi, draw, |start, random| {
            let (w, v) = (normal(start.width(), OUTPUTS, random), normal(start.width(), DIMENSION, random));
            let scales = start.scales().into_iter().enumerate();
            let length: Vec<f64> = scales.map(|(m, scale)| 0.3 * scale / w.row(m).norm_l2().hypot(v.row(m).norm_l2())).collect();
            let scaled = |a: &Mat<f64>| Mat::from_fn(a.nrows(), a.ncols(), |m, k| length[m] * a[(m, k)]);
            (&start.w + scaled(&w), &start.v + scaled(&v))
        })
    }),
    ("large V", |phi, draw| {
        let (start, x) = gaussian(phi, draw);
        seen(&start, &far(&start, &x), Similarity::DOT, &x)
    }),
    ("back from large V", |phi, draw| {
        let (start, x) = gaussian(phi, draw);
        seen(&far(&start, &x), &start, Similarity::DOT, &x)
    }),
    ("W along Phi", |phi, draw| {
        moved(phi, draw, |start, _| (start.features.subcols(0, OUTPUTS).to_owned() * faer::Scale(start.root()), start.v.clone()))
    }),
    ("spans", |_, draw| spans(draw.width)),
];

const DELTA: f64 = 0.5;

fn seen(start: &State, now: &State, similarity: Similarity, x: &Mat<f64>) -> Seen {
    let measured = measure(start, now, similarity, x);
    Seen { similarity, delta: DELTA, on_the_way: on_the_way(start, &measured, x), measured }
}

fn gaussian(phi: Phi, mut draw: Draw) -> (State, Mat<f64>) {
    let (w, v) = (normal(draw.width, OUTPUTS, &mut draw.weights), normal(draw.width, DIMENSION, &mut draw.weights));
    (State::new(phi, w, v, &draw.inputs), draw.inputs)
}

/// A Gaussian start, and W and V from it.
fn moved(phi: Phi, draw: Draw, to: impl Fn(&State, &mut Stream) -> (Mat<f64>, Mat<f64>)) -> Seen {
    let mut random = Stream::of_cell(4, "ladder", draw.width, 0);
    let (start, x) = gaussian(phi, draw);
    let (w, v) = to(&start, &mut random);
    seen(&start, &State::new(phi, w, v, &x), Similarity::DOT, &x)
}

fn trained(phi: Phi, similarity: Similarity, draw: Draw) -> Seen {
    let (start, x) = gaussian(phi, draw);
    let now = start.next(&start.push(similarity), &x);
    seen(&start, &now, similarity, &x)
}

/// W and delta of the order M^(-1/2), so that outputs are of the order delta, where the gradient of the cosine is largest.
fn small_outputs(phi: Phi, draw: Draw) -> Seen {
    let (start, x) = gaussian(phi, draw);
    let scaled = |factor: f64| State::new(phi, &start.w * faer::Scale(factor * start.root()), start.v.clone(), &x);
    let similarity = Similarity::cosine(start.root());
    Seen { delta: start.root(), ..seen(&scaled(1.0), &scaled(1.001), similarity, &x) }
}

/// W of signs, and every neuron moved so that what it adds to the change of K(x, x) at the first input has one sign.
fn coherent(phi: Phi, draw: Draw) -> Seen {
    let (start, x) = gaussian(phi, draw);
    let start = State::new(phi, map(&start.w, f64::signum), start.v, &x);
    let along = Mat::from_fn(start.width(), DIMENSION, |m, k| 0.3 * (start.slope[(m, 0)] * start.curvature[(m, 0)]).signum() * x[(0, k)]);
    seen(&start, &State::new(phi, start.w.clone(), &start.v + along, &x), Similarity::DOT, &x)
}

/// Every neuron moved by M along the sum of the first anchor and its negative, so that no features cancel in C_V.
fn far(start: &State, x: &Mat<f64>) -> State {
    let along = Mat::from_fn(start.width(), DIMENSION, |_, k| start.width() as f64 * (x[(0, k)] + x[(2 * TRIPLETS, k)]));
    State::new(start.phi, start.w.clone(), &start.v + along, x)
}

/// A gap of M^(-1/4), and a change of M^(-1/2) that turns the eigenvector below it towards the one above.
fn spans(width: usize) -> Seen {
    let (gap, change) = ((width as f64).powf(-0.25), 0.1 * (width as f64).powf(-0.5));
    let c = Mat::from_fn(5, 5, |i, j| if i == j { [-1.0, 0.0, gap, 2.0, 3.0][i] } else { 0.0 });
    let e = Mat::from_fn(5, 5, |i, j| if (i.min(j), i.max(j)) == (1, 2) { change } else { 0.0 });
    let (sine, found) = span_angle(&c, &e);
    let measured = [(Quantity::SpanAngle, sine), (Quantity::PairMatrixChange, e.norm_l2()), (Quantity::InverseGap, 1.0 / found)];
    Seen { similarity: Similarity::DOT, delta: DELTA, measured: measured.into(), on_the_way: Measured::new() }
}

/// Whether the law may be asked in this scene.
fn applies(law: &Law, phi: Phi, seen: &Seen) -> bool {
    law.needs.iter().all(|need| match *need {
        SMOOTH_ACTIVATION | FIXED_STEP_SIZE => true,
        BOUNDED_ACTIVATION => phi.is_bounded(),
        BOUNDED_GRADIENT => seen.similarity != Similarity::DOT,
        QUADRATIC_LOSS => seen.similarity == Similarity::DOT,
        other => panic!("{}: say where {other:?} holds", law.name),
    })
}

/// A number as a power of M, to a millionth.
fn power_of(width: usize, value: f64) -> Order {
    Rate::power(Symbol::M, Exponent::ratio((value.ln() / (width as f64).ln() * 1e6).round() as i64, 1_000_000)).into()
}

/// ln of the right side of a law, without its constant; `None` where something that it speaks of is not measured, or is 0.
fn ln_right(law: &Law, width: usize, delta: f64, measured: &Measured) -> Option<f64> {
    let known = |quantity| measured.get(&quantity).copied().filter(|value| *value > 0.0);
    let factors: BTreeMap<Quantity, f64> =
        law.quantities().into_iter().map(|quantity| Some((quantity, known(quantity)?))).collect::<Option<_>>()?;
    let order = law.apply(|quantity| power_of(width, factors[&quantity]));
    let ln_m = (width as f64).ln();
    let value = |term: &Rate| {
        term.ln_value(|symbol| match symbol {
            Symbol::M => ln_m,
            Symbol::LogM => ln_m.ln(),
            Symbol::Delta => delta.ln(),
            Symbol::R => known(Quantity::Movement).map_or(f64::NAN, f64::ln),
            Symbol::Rho => known(Quantity::NeuronMovement).map_or(f64::NAN, f64::ln),
            Symbol::E => known(Quantity::FeatureMovement).map_or(f64::NAN, f64::ln),
            Symbol::Exp => 0.0,
            Symbol::T | Symbol::Z => f64::NAN,
        })
    };
    let values: Vec<f64> = order.terms().iter().map(value).collect();
    values.iter().all(|value| !value.is_nan()).then(|| values.into_iter().fold(f64::NEG_INFINITY, f64::max))
}

/// ln(left/right) of a law in a scene.
fn ln_ratio(law: &Law, phi: Phi, width: usize, seen: &Seen) -> Option<f64> {
    let measured = if law.of == Quantity::KernelChange { &seen.on_the_way } else { &seen.measured };
    let left = measured.get(&law.of).copied().filter(|value| *value > 0.0)?;
    applies(law, phi, seen).then(|| ln_right(law, width, seen.delta, measured)).flatten().map(|right| left.ln() - right)
}

/// What was seen in one scene with one activation: for each width, its replicates.
struct Ladder {
    scene: &'static str,
    phi: Phi,
    rungs: Vec<(usize, Vec<Seen>)>,
}

impl Ladder {
    fn of(scene: &'static str, phi: Phi, play: Scene) -> Self {
        let once = |width, replicate| play(phi, Draw::new(width, replicate));
        let rung = |width| (width, (0..REPLICATES).map(|replicate| once(width, replicate)).collect());
        Self { scene, phi, rungs: WIDTHS.map(rung).into() }
    }

    /// The power of M with which the largest left/right of the replicates grows; `None` where the law is not asked here.
    fn slope(&self, law: &Law) -> Option<f64> {
        let mut points = Vec::new();
        for (width, replicates) in &self.rungs {
            let ratios = replicates.iter().map(|seen| ln_ratio(law, self.phi, *width, seen)).collect::<Option<Vec<f64>>>()?;
            points.push(((*width as f64).ln(), ratios.into_iter().fold(f64::NEG_INFINITY, f64::max)));
        }
        let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / points.len() as f64;
        let (x, y) = (mean(|point| point.0), mean(|point| point.1));
        let sum = |of: &dyn Fn(f64, f64) -> f64| points.iter().map(|point| of(point.0 - x, point.1 - y)).sum::<f64>();
        Some(sum(&|x, y| x * y) / sum(&|x, _| x * x))
    }
}

fn ladders() -> Vec<Ladder> {
    let of_scene = |&(scene, play): &(&'static str, Scene)| Phi::all().into_iter().map(move |phi| Ladder::of(scene, phi, play));
    SCENES.iter().flat_map(of_scene).collect()
}

/// The law with one exponent of one term changed so that it says more: M^(-1/4) times as much, or s^(-1/2) for another symbol s that occurs.
fn sharpened(law: &Law) -> Vec<(String, Law)> {
    let mut found = Vec::new();
    for (place, term) in law.terms.iter().enumerate() {
        let order: Order = term.order.parse().unwrap();
        for symbol in Symbol::ALL.into_iter().filter(|&symbol| symbol == Symbol::M || order.mentions(symbol)) {
            // delta is below 1.
            let by = match symbol {
                Symbol::M => Exponent::ratio(-1, 4),
                Symbol::Delta => Exponent::ratio(1, 2),
                _ => Exponent::ratio(-1, 2),
            };
            let text: &'static str = order.times(&Rate::power(symbol, by).into()).to_string().leak();
            let mut terms = law.terms.to_vec();
            terms[place] = Term { order: text, ..*term };
            found.push((format!("{}: {:?} {text} for {}", law.name, term.factors, term.order), Law { terms: terms.leak(), ..*law }));
        }
    }
    found
}

#[test]
fn every_exponent_of_every_elementary_law_is_right() {
    let ladders = ladders();
    let (mut problems, mut sharp) = (Vec::new(), 0);
    for law in LAWS.iter().filter(|law| law.basis == Basis::Elementary) {
        let slopes: Vec<(f64, &Ladder)> = ladders.iter().filter_map(|ladder| Some((ladder.slope(law)?, ladder))).collect();
        assert!(!slopes.is_empty(), "{} is never asked", law.name);
        for (slope, ladder) in slopes.iter().filter(|(slope, _)| *slope > NOISE) {
            problems.push(format!("{}: left/right grows like M^{slope:.3} in {}, {:?}", law.name, ladder.scene, ladder.phi.activation));
        }
        for (what, wrong) in sharpened(law) {
            let worst = ladders.iter().filter_map(|ladder| ladder.slope(&wrong)).fold(f64::NEG_INFINITY, f64::max);
            if worst <= NOISE {
                problems.push(format!("{what} would hold: left/right grows like M^{worst:.3} at most"));
            }
            sharp += 1;
        }
    }
    assert!(problems.is_empty(), "{problems:#?}");
    assert!(sharp > 30, "{sharp}");
}

/// ln of the bound that a law without premises gives at a width.
fn ln_bound(law: &Law, width: usize) -> f64 {
    ln_right(law, width, DELTA, &Measured::new()).expect("it has no premises")
}

#[test]
fn the_facts_of_probability_hold_at_large_widths() {
    let once = |width: usize, replicate: usize| -> Vec<(&'static str, f64)> {
        let mut random = Stream::of_cell(2, "laws", width, replicate);
        let w: Vec<[f64; OUTPUTS]> = (0..width).map(|_| std::array::from_fn(|_| random.normal())).collect();
        let a: Vec<[f64; INPUTS]> = (0..width).map(|_| std::array::from_fn(|_| random.normal())).collect();
        let row = |m: usize| w[m].iter().map(|x| x * x).sum::<f64>().sqrt();
        let scale = |m: usize| 1.0 + a[m].iter().map(|x| x.abs()).fold(0.0, f64::max) + row(m);
        let root = |f: &dyn Fn(usize) -> f64| (0..width).map(f).sum::<f64>().sqrt();
        // ReLU as well: what is needed of phi is that it grows at most linearly.
        let features = Activation::ALL.map(|phi| ("features_at_start", root(&|m| phi.value_and_slope(a[m][0]).0.powi(2))));
        let others = [
            ("gaussian_maximum", w.iter().map(|row| row[0].abs()).fold(0.0, f64::max)),
            ("weights_at_start", root(&|m| row(m).powi(2))),
            ("scales_squared", root(&|m| scale(m).powi(2))),
            ("scales_to_the_fourth", root(&|m| scale(m).powi(4))),
        ];
        [&features[..], &others].concat()
    };
    let norms = |width: usize| {
        let runs: Vec<_> = (0..8).map(|replicate| once(width, replicate)).collect();
        let mean = |place: usize| runs.iter().map(|run| run[place].1).sum::<f64>() / runs.len() as f64;
        runs[0].iter().enumerate().map(|(place, (law, _))| (*law, mean(place))).collect::<Vec<_>>()
    };
    // The growth is that of the law's own order: 16 times for M^(1/2), and sqrt(18/10) times for the largest of M Gaussians.
    let (narrow, wide) = (1 << 10, 1 << 18);
    for ((law, least), (_, largest)) in norms(narrow).into_iter().zip(norms(wide)) {
        let known = named(law).unwrap();
        let expected = (ln_bound(known, wide) - ln_bound(known, narrow)).exp();
        assert!((largest / least / expected - 1.0).abs() < 0.15, "{law}: grows {} times, not {expected}", largest / least);
    }
    let measured: Vec<&str> = once(1 << 4, 0).into_iter().map(|(law, _)| law).collect();
    assert!(LAWS.iter().filter(|law| law.basis == Basis::Probability).all(|law| measured.contains(&law.name)));
    // The constant that the law states, for p = 1e-6.
    let limit = (2.0 * (2.0 * f64::from(1 << 18) / 1e-6).ln()).sqrt();
    let maximum = |replicate: usize| once(1 << 18, replicate).into_iter().find(|(law, _)| *law == "gaussian_maximum").unwrap().1;
    assert!((0..8).all(|replicate| maximum(replicate) < limit));
}

/// The two laws that are argued and not proved: at a fixed number of steps of dot-product training outputs are of order one whatever M is, and the kernel's
/// change is M^(-1) times their square, on both sides; a power of M^(1/4) would be seen.
#[test]
fn the_heuristic_laws_have_the_right_power_of_the_width() {
    const RUNS: usize = 20;
    for phi in Phi::all() {
        let runs = [256, 4096].map(|width| {
            let run = |replicate: usize| {
                let (start, x) = gaussian(phi, Draw::new(width, replicate));
                let now = (0..6).fold(start.clone(), |now, _| now.next(&now.push(Similarity::DOT), &x));
                measure(&start, &now, Similarity::DOT, &x)
            };
            (width, (0..RUNS).map(run).collect::<Vec<_>>())
        });
        for law in LAWS.iter().filter(|law| law.basis == Basis::Heuristic) {
            let ratio = |width: usize, measured: &Measured| measured[&law.of].ln() - ln_right(law, width, DELTA, measured).unwrap();
            let [narrow, wide] = [0, 1].map(|at| runs[at].1.iter().map(|measured| ratio(runs[at].0, measured)).sum::<f64>() / RUNS as f64);
            let slope = (wide - narrow) / 16f64.ln();
            assert!(slope.abs() < 0.2, "{} with {:?}: M^{slope:.3} is left", law.name, phi.activation);
        }
    }
}
