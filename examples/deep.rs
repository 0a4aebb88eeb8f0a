//! The NTK of a deep network changes like 1/M under the squared loss. A theorem with a network of its own, which candle computes.
//! # Statement
//! For three layers in the NTK scaling, gradient descent and a fixed t, $\max |K(t) - K(0)| = \Theta(1/M)$.
//! # Source
//! Dyer and Gur-Ari, ICLR 2020; Huang and Yau, ICML 2020.
//! # Assumptions
//! The entries of all weights are N(0, 1), phi is smooth, outputs have a factor M^(-1/2), the step size does not depend on M.
//! # Kind and range
//! Upper rate, at t = 6: O(M^(-1/2)), below which the exact one lies; and that the drift falls at all.
//! # Derivation
//! None here.
//! # Observable
//! The sup-drift of the NTK, J J^T by candle's backward passes.
//! # Must fail
//! - *The network without its factor M^(-1/2)*: a step moves every feature by O(1).
//! - *A drift of order 1*.
//! # Reading the result
//! The ladder is short: a layer of M neurons has M^2 weights.

use std::sync::Arc;

use asymptest::error::Result;
use asymptest::experiment::{CellRun, Stop};
use asymptest::loss::{Layout, Squared};
use asymptest::model::CandleNetwork;
use asymptest::observe::{KernelDrift, WeightMovement};
use asymptest::prelude::*;
use asymptest::random::Stream;
use asymptest::train::{Data, Dataset, Descent, Inputs};
use asymptest::trained::Trained;
use candle_core::{Device, Tensor, Var};
use faer::Mat;

/// Points of a circle, labelled by a function of the angle.
#[derive(Debug)]
struct Circle;

const POINTS: usize = 4;

impl Dataset for Circle {
    fn key(&self) -> String {
        format!("circle({POINTS})")
    }
    fn describe(&self) -> String {
        format!("{POINTS} points of a circle, labelled by sin(angle)")
    }
    fn rows(&self) -> usize {
        POINTS
    }
    fn load(&self, _: &mut Stream) -> Result<Inputs> {
        let angle = |point: usize| 0.3 + 1.3 * point as f64;
        let inputs = Mat::from_fn(POINTS, 2, |point, axis| if axis == 0 { angle(point).cos() } else { angle(point).sin() });
        Ok(Inputs { inputs, layout: Layout::single(POINTS), labels: (0..POINTS).map(|point| angle(point).sin()).collect() })
    }
}

/// W^T phi(H phi(V x) / sqrt(M)) times M^(-`power`), of N(0, 1) weights.
fn three_layers(cell: &CellRun<'_>, data: &Data, power: f64) -> Result<CandleNetwork, Stop> {
    let (mut random, width, root) = (cell.stream(), cell.at, (cell.at as f64).sqrt());
    let mut gaussian = |rows: usize, columns: usize| -> candle_core::Result<Var> {
        let numbers: Vec<f64> = (0..rows * columns).map(|_| random.normal()).collect();
        Var::from_tensor(&Tensor::from_vec(numbers, (rows, columns), &Device::Cpu)?)
    };
    let (v, h, w) = (gaussian(2, width)?, gaussian(width, width)?, gaussian(width, 1)?);
    let inputs = data.inputs.as_ref().ok_or_else(|| Stop::Failed("X is not there".into()))?;
    let x = asymptest::model::tensor_of(inputs, candle_core::DType::F64, &Device::Cpu)?;
    let variables = vec![("V".into(), v.clone()), ("H".into(), h.clone()), ("W".into(), w.clone())];
    let factor = (width as f64).powf(-power);
    Ok(CandleNetwork::new(width, variables, x, move |x| {
        let hidden = (x.matmul(v.as_tensor())?.tanh()?.matmul(h.as_tensor())? / root)?.tanh()?;
        hidden.matmul(w.as_tensor())? * factor
    })?)
}

fn arm(id: &'static str, key: &str, power: f64, holds: &[Assumption]) -> Trained<CandleNetwork> {
    let draw = move |cell: &CellRun<'_>, data: &Data| three_layers(cell, data, power);
    Trained::new((id, key), (Arc::new(Circle), Arc::new(Squared)), ("descent", Descent), draw)
        .step_size(0.3)
        .measure(KernelDrift)
        .measure(WeightMovement)
        .holds(holds)
}

/// A deep network.
pub(crate) struct Deep;

const NTK_SCALING: Assumption = Assumption { name: "ntk_scaling", says: "outputs have a factor M^(-1/2)", implied_by: &[] };
const NEEDS: &[Assumption] = &[STANDARD_WEIGHTS, SMOOTH_ACTIVATION, FIXED_STEP_SIZE, NTK_SCALING];
const FIXED: Horizon = Horizon::Fixed(6);

impl Theorem for Deep {
    asymptest::card!("deep");

    fn claims(&self) -> Vec<Claim> {
        vec![claim("kernel", "the kernel stays", "O(M^(-1/2))", NTK_DRIFT, FIXED, "ntk").needs(NEEDS).measured_only()]
    }

    fn design(&self, scale: Scale) -> Design {
        let widths = half_powers_of_two(7, scale.pick(12, 14, 16));
        let ntk = arm("ntk", "three layers; tanh; M^(-1/2)", 0.5, NEEDS);
        Design::new(vec![ntk], widths, scale.pick(24, 48, 48)).and(arm("no_factor", "three layers; tanh; 1", 0.0, &NEEDS[..3]))
    }

    fn must_fail(&self) -> Vec<MustFail> {
        vec![
            must_fail("no_factor", "kernel", "without 1/sqrt(M) a step moves every feature by O(1)").setting("no_factor"),
            must_fail("of_order_one", "kernel", "the kernel stays").bound("Omega(1)"),
        ]
    }
}

asymptest::main!(Deep);
