//! The NTK of a two-layer network changes like 1/M in regression. A theorem with data and labels of its own.
//! # Statement
//! For the squared loss to labels and a fixed step size, $|K(t) - K(0)| = \Theta(1/M)$ at every fixed t.
//! # Source
//! Dyer and Gur-Ari, ICLR 2020, for networks of one hidden layer; Huang and Yau, ICML 2020.
//! # Assumptions
//! The entries of W(0) and V(0) are N(0, 1), phi is smooth, the step size does not depend on M.
//! # Kind and range
//! Exact rate in M at t = 8; measured only, on both sides.
//! # Derivation
//! None here: to first order the change of the kernel is a sum over neurons whose terms have mean 0, of order 1/M, as are those of second order.
//! # Observable
//! The sup-drift of the NTK, at points of a circle.
//! # Must fail
//! - *A step size that grows like M*: a step moves every neuron by M times as much.
//! - *The rate M^(-1/2)*: what the sum would be of terms whose mean is not 0.
//! # Reading the result
//! The rate is exact: the kernel moves no less than 1/M either.

use std::sync::Arc;

use asymptest::error::Result;
use asymptest::loss::{Layout, Squared};
use asymptest::prelude::*;
use asymptest::random::Stream;
use asymptest::train::{Dataset, Inputs};
use faer::Mat;

/// Points at equal distances on a circle, labelled by a function of the angle.
#[derive(Debug)]
struct Circle {
    points: usize,
}

impl Dataset for Circle {
    fn key(&self) -> String {
        format!("circle({})", self.points)
    }

    fn describe(&self) -> String {
        format!("{} points of a circle, labelled by sin(2 angle)", self.points)
    }

    fn rows(&self) -> usize {
        self.points
    }

    fn load(&self, _: &mut Stream) -> Result<Inputs> {
        let angle = |point: usize| std::f64::consts::TAU * point as f64 / self.points as f64;
        let inputs = Mat::from_fn(self.points, 2, |point, axis| if axis == 0 { angle(point).cos() } else { angle(point).sin() });
        let labels = (0..self.points).map(|point| (2.0 * angle(point)).sin()).collect();
        Ok(Inputs { inputs, layout: Layout::single(self.points), labels })
    }
}

/// The NTK in regression.
pub(crate) struct Regression;

const NEEDS: &[Assumption] = &[STANDARD_WEIGHTS, SMOOTH_ACTIVATION, FIXED_STEP_SIZE];
const FIXED: Horizon = Horizon::Fixed(8);

impl Theorem for Regression {
    asymptest::card!("regression");

    fn claims(&self) -> Vec<Claim> {
        vec![claim("kernel", "the NTK changes like 1/M", "Theta(1/M)", NTK_DRIFT, FIXED, "squared").needs(NEEDS).measured_only()]
    }

    fn design(&self, scale: Scale) -> Design {
        let (loss, data) = (Arc::new(Squared), Arc::new(Circle { points: 7 }));
        let squared = Setting { id: "squared", loss, data: Some(data), outputs: 1, ..Setting::cosine(7) };
        let large = Setting { id: "large_steps", step_size: 0.01, step_growth: StepGrowth::LikeWidth, ..squared.clone() };
        let widths = scale.pick(powers_of_two(6, 12), powers_of_two(7, 14), powers_of_two(7, 16));
        Design::new(vec![squared, large], widths, scale.pick(96, 192, 192))
    }

    fn must_fail(&self) -> Vec<MustFail> {
        vec![
            must_fail("large_steps", "kernel", "a step moves every neuron by M times as much").setting("large_steps"),
            must_fail("as_the_root", "kernel", "the terms of first order have mean 0").bound("Theta(M^(-1/2))"),
        ]
    }
}

asymptest::main!(Regression);
