//! The covariance of features at initialisation is off its limit by M^(-1/2). An experiment that trains nothing.
//! # Statement
//! For two layers of M neurons with N(0, 1) weights and phi = erf, $|M^{-1} \phi(h_2)\cdot\phi(h_2') - \Sigma_2| = \Theta(M^{-1/2})$ in the root mean square.
//! # Source
//! Neal, 1996, for the limit; Matthews et al., ICLR 2018, and Lee et al., ICLR 2018, for two layers; the closed form for erf is Williams, NeurIPS 1996.
//! # Assumptions
//! The entries of all weights are i.i.d. N(0, 1), scaled by the root of the number of inputs of their layer.
//! # Kind and range
//! Exact rate in M; measured only.
//! # Derivation
//! None here: the covariance is a mean of M terms that are independent given the layer before, whose covariance is one itself.
//! # Observable
//! The root mean square over draws of the distance of the largest covariance entry from its limit.
//! # Must fail
//! - *The rate 1/M*: a mean of M terms does not come so near.
//! - *Two layers against the limit of one*: another number, by O(1).
//! # Reading the result
//! The rate is that of the central limit theorem, at every depth.

use asymptest::claim::{Broken, Unknown};
use asymptest::error::Result;
use asymptest::experiment::{CellRun, Cost, Experiment, Loaded, Plan, Room, Stop};
use asymptest::prelude::*;
use asymptest::random::Stream;

const GAP: Quantity = Quantity::size("covariance_gap", "root mean square distance of the features' covariance from its limit");
/// Draws of a cell, whose squared distances are averaged.
const DRAWS: usize = 16;
/// |x|^2 and x.y of the two inputs, of dimension 2.
const INPUTS: [[f64; 2]; 2] = [[1.0, 0.0], [0.6, 0.8]];

/// Covariances xx, xy, yy.
type Covariance = [f64; 3];

/// E[erf(a) erf(b)] for (a, b) of this covariance.
fn through_erf([xx, xy, yy]: Covariance) -> Covariance {
    let of = |p: f64, q: f64, r: f64| std::f64::consts::FRAC_2_PI * (2.0 * r / ((1.0 + 2.0 * p) * (1.0 + 2.0 * q)).sqrt()).asin();
    [of(xx, xx, xx), of(xx, yy, xy), of(yy, yy, yy)]
}

fn dot(x: &[f64], y: &[f64]) -> f64 {
    x.iter().zip(y).map(|(x, y)| x * y).sum()
}

/// Features of two inputs at the start, held against the limit of `limit` layers.
#[derive(Debug)]
struct Features {
    id: &'static str,
    limit: usize,
}

impl Features {
    fn limit(&self) -> Covariance {
        let start = [dot(&INPUTS[0], &INPUTS[0]), dot(&INPUTS[0], &INPUTS[1]), dot(&INPUTS[1], &INPUTS[1])];
        (0..self.limit).fold(start, |covariance, _| through_erf(covariance))
    }

    /// phi(H x / sqrt(inputs)) of a layer that is drawn, for both inputs; the first layer has no factor.
    fn layer(x: &[Vec<f64>; 2], width: usize, scale: f64, random: &mut Stream) -> [Vec<f64>; 2] {
        let mut features = [Vec::with_capacity(width), Vec::with_capacity(width)];
        for _ in 0..width {
            let weights: Vec<f64> = (0..x[0].len()).map(|_| random.normal() * scale).collect();
            features.iter_mut().zip(x).for_each(|(features, x)| features.push(libm::erf(dot(&weights, x))));
        }
        features
    }
}

impl Experiment for Features {
    fn id(&self) -> &'static str {
        self.id
    }

    fn key(&self) -> String {
        format!("features at start; erf; layers=2; limit={}; draws={DRAWS}", self.limit)
    }

    fn describe(&self) -> String {
        format!("two layers of erf features of two inputs, {DRAWS} draws, against the limit of {} layers", self.limit)
    }

    fn engine(&self) -> (&'static str, u32) {
        ("features_at_start", 1)
    }

    fn quantities(&self) -> Vec<Quantity> {
        vec![GAP]
    }

    fn broken(&self, assumption: &Assumption) -> Broken {
        match *assumption {
            STANDARD_WEIGHTS => Ok(None),
            OWN_LIMIT => Ok((self.limit != 2).then(|| "it is the limit of one layer".into())),
            _ => Err(Unknown),
        }
    }

    fn cost(&self, room: &Room<'_>) -> Cost {
        Cost { work: DRAWS * room.at * (room.at + 2), bytes: 6 * 8 * room.at }
    }

    fn load<'a>(&'a self, _: &Plan<'a>) -> Result<Box<dyn Loaded + 'a>> {
        Ok(Box::new(Against(self.limit())))
    }
}

/// A limit.
struct Against(Covariance);

impl Loaded for Against {
    fn run(&self, cell: &mut CellRun<'_>) -> Result<(), Stop> {
        let (mut random, mut squares, width) = (cell.stream(), 0.0, cell.at);
        for _ in 0..DRAWS {
            cell.ask()?;
            let first = Features::layer(&INPUTS.map(Vec::from), width, 1.0, &mut random);
            let [x, y] = Features::layer(&first, width, 1.0 / (width as f64).sqrt(), &mut random);
            let found = [dot(&x, &x), dot(&x, &y), dot(&y, &y)].map(|sum| sum / width as f64);
            squares += found.iter().zip(self.0).map(|(found, limit)| (found - limit).powi(2)).sum::<f64>();
        }
        cell.record_throughout(GAP, (squares / DRAWS as f64).sqrt());
        Ok(())
    }
}

/// Covariances are held against the limit of networks as deep.
const OWN_LIMIT: Assumption = Assumption { name: "own_limit", says: "the limit is that of as many layers", implied_by: &[] };

/// Features at the start.
pub(crate) struct AtStart;

impl Theorem for AtStart {
    asymptest::card!("features_at_start");

    fn claims(&self) -> Vec<Claim> {
        vec![
            claim("two_layers", "the covariance is off by M^(-1/2)", "Theta(M^(-1/2))", GAP, Horizon::Fixed(0), "two_layers")
                .needs(&[STANDARD_WEIGHTS, OWN_LIMIT])
                .measured_only(),
        ]
    }

    fn design(&self, scale: Scale) -> Design {
        let widths = half_powers_of_two(10, scale.pick(18, 20, 22));
        let design = Design::new(vec![Features { id: "two_layers", limit: 2 }], widths, scale.pick(8, 12, 16));
        // Narrow networks cost little.
        design
            .and(Features { id: "limit_of_one", limit: 1 })
            .replicates(asymptest::experiment::Replicates::By(|width| (4096 / width).clamp(8, 48)))
    }

    fn must_fail(&self) -> Vec<MustFail> {
        vec![
            must_fail("faster", "two_layers", "a mean of M terms").bound("O(1/M)"),
            must_fail("limit_of_one_layer", "two_layers", "the limit of one layer is another number").setting("limit_of_one"),
        ]
    }
}

asymptest::main!(AtStart);
