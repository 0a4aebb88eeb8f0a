//! The Hessian norm as a quantity: at t, in balls around t, and against the bound of Lemma 7.

use super::movement::Moved;
use super::{HessianBound, Movement, hessian_norm, hessian_norm_in_ball, larger};
use crate::claim::Quantity;
use crate::data::Gram;
use crate::experiment::{Reading, Stop};
use crate::model::{Real, ReducedNetwork};
use crate::train::{Measure, Now, Start, Watch, watch};

/// max over outputs i and inputs x of |H^(i)(x; theta(t))|_2.
pub const HESSIAN_NORM: Quantity = Quantity::size("hessian_norm", "Hessian norm, max |H|").derived_as("|H|");
/// The same, its supremum over the ball of radius 1 around theta(t).
pub const HESSIAN_IN_UNIT_BALL: Quantity = Quantity::size("hessian_in_unit_ball", "sup |H| in the ball R = 1");
/// The same, its supremum over the ball of radius M around theta(t).
pub const HESSIAN_IN_WIDE_BALL: Quantity = Quantity::size("hessian_in_wide_ball", "sup |H| in the ball R = M");
/// sup over steps up to t of the ratio of the Hessian norm to the bound of Lemma 7: [`HessianBound::likely`].
pub const HESSIAN_RATIO: Quantity = Quantity::size("hessian_ratio", "|H(t)| over the bound of Lemma 7").supremum();
/// The largest ratio of sup |H| in a ball around theta(t) to the bound of Lemma 7, over the radii 0, 1/2, 2 and 8.
pub const HESSIAN_BALL_RATIO: Quantity = Quantity::size("hessian_ball_ratio", "sup |H| in balls over the bound of Lemma 7");

/// The radii at which [`HESSIAN_BALL_RATIO`] looks.
const BALLS: [f64; 4] = [0.0, 0.5, 2.0, 8.0];

/// The quantities of this file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HessianMeasure {
    /// [`HESSIAN_NORM`]
    Norm,
    /// [`HESSIAN_IN_UNIT_BALL`]
    InUnitBall,
    /// [`HESSIAN_IN_WIDE_BALL`]
    InWideBall,
    /// [`HESSIAN_RATIO`]
    Ratio,
    /// [`HESSIAN_BALL_RATIO`]
    BallRatio,
}

impl HessianMeasure {
    pub(super) const ALL: [Self; 5] = [Self::Norm, Self::InUnitBall, Self::InWideBall, Self::Ratio, Self::BallRatio];
}

impl<R: Real> Measure<ReducedNetwork<R>> for HessianMeasure {
    fn quantity(&self) -> Quantity {
        match self {
            Self::Norm => HESSIAN_NORM,
            Self::InUnitBall => HESSIAN_IN_UNIT_BALL,
            Self::InWideBall => HESSIAN_IN_WIDE_BALL,
            Self::Ratio => HESSIAN_RATIO,
            Self::BallRatio => HESSIAN_BALL_RATIO,
        }
    }

    fn since(&self, start: &Start<'_, ReducedNetwork<R>>) -> Result<Box<dyn Watch<ReducedNetwork<R>>>, Stop> {
        let (of, gram, evaluated): (Self, Gram, usize) = (*self, start.data.gram.clone(), start.data.evaluated);
        let bound = HessianBound::likely(start.network, &gram, evaluated);
        let movement = (of == Self::Ratio).then(|| start.shared(|| Movement::since(start.network, &gram)));
        Ok(watch(move |now: &Now<'_, ReducedNetwork<R>>| {
            let network = now.network;
            let norm = || hessian_norm(network, &gram, evaluated).map_or(f64::NAN, |norm| norm.value);
            let in_ball = |radius: f64| hessian_norm_in_ball(network, &gram, evaluated, radius).map_or(f64::NAN, |norm| norm.value);
            Ok(Reading::exact(match of {
                Self::Norm => norm(),
                Self::InUnitBall => in_ball(1.0),
                Self::InWideBall => in_ball(network.width() as f64),
                Self::Ratio => norm() / bound.at(movement.as_deref().map_or(f64::NAN, |movement| Moved::at(now, movement))),
                Self::BallRatio => BALLS.iter().map(|&radius| in_ball(radius) / bound.at(radius)).fold(0.0, larger),
            }))
        }))
    }
}
