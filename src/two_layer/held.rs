//! Descent with orthonormal output weights, as a rule.

use faer::Mat;

use crate::experiment::Stop;
use crate::model::{OutputWeights, Real, ReducedNetwork};
use crate::observe::{Frame, InnerProducts, When};
use crate::train::{Rule, Stepper};

/// W on the Grassmann manifold, W^T W = I; V moves by gradient descent. Where C_V(0) does not determine Z principal components W is NaN, which the run reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grassmannian {
    /// From the span of the W that was drawn.
    Drawn,
    /// From the Z lowest eigenvectors of C_V(0), its "principal components".
    Principal,
}

impl Grassmannian {
    /// The rule for weights that are held so; nothing for free ones.
    pub fn of(held: OutputWeights) -> Option<Self> {
        match held {
            OutputWeights::Free => None,
            OutputWeights::Orthonormal => Some(Self::Drawn),
            OutputWeights::Principal => Some(Self::Principal),
        }
    }
}

impl<R: Real> Rule<ReducedNetwork<R>> for Grassmannian {
    fn begin(&self, network: &mut ReducedNetwork<R>) -> Result<Box<dyn Stepper<ReducedNetwork<R>>>, Stop> {
        if *self == Self::Principal {
            let (n, z) = (network.outputs().len() / network.output_dimension(), network.output_dimension());
            let principal = Frame::of(&InnerProducts::of(network)).and_then(|frame| frame.principal(When::Start, z));
            network.set_output(&principal.map_or_else(|| Mat::from_fn(n, z, |_, _| f64::NAN), |principal| principal.coefficients));
        }
        network.orthonormalise();
        Ok(Box::new(*self))
    }
}

impl<R: Real> Stepper<ReducedNetwork<R>> for Grassmannian {
    fn step(&mut self, network: &mut ReducedNetwork<R>, gradient: &[f64], step_size: f64) -> Result<(), Stop> {
        network.follow_orthonormal(gradient, step_size);
        Ok(())
    }
}
