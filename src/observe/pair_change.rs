//! What is measured of C_V and of the span of W at one step, each with its floor.

use super::floor::{self, RESOLVED};
use super::{FeatureChange, Frame, InnerProducts, Normalisation, Observable, PairNorms, Principal, Reading, When, linear_cka};
use crate::model::{Real, ReducedNetwork};

/// C_V and the span of W at one step, beside those at the start.
#[derive(Debug)]
pub struct PairChange<'a, R> {
    network: &'a ReducedNetwork<R>,
    start: &'a FeatureChange<R>,
    norms: PairNorms,
    frame: Option<Frame>,
}

impl<'a, R: Real> PairChange<'a, R> {
    /// Sums over the neurons once; the rest costs O((n + Z)^3) whatever M.
    pub fn of(network: &'a ReducedNetwork<R>, start: &'a FeatureChange<R>) -> Self {
        let products: InnerProducts = start.products(network);
        Self { network, start, norms: PairNorms::of(&products), frame: Frame::of(&products) }
    }

    /// One of the observables of C_V and of the span of W; NaN where it is not determined: where C_V has fewer than Z negative eigenvalues, or a state is
    /// not finite.
    pub fn measure(&self, observable: Observable) -> Reading {
        self.reading(observable).unwrap_or(Reading::exact(f64::NAN))
    }

    fn reading(&self, observable: Observable) -> Option<Reading> {
        let with_floor = |value: f64, floor: f64| Some(Reading { value, floor: Some(floor) });
        let norm = self.norms.start;
        Some(match observable {
            Observable::PairMatrixDrift => return with_floor(self.norms.change, floor::pair_change::<R>(norm)),
            Observable::PairSumDrift => {
                let factor = Normalisation::Sum.factor(self.network.width());
                return with_floor(factor * self.norms.change, factor * floor::pair_change::<R>(norm));
            }
            Observable::InverseGap => Reading::exact(1.0 / self.principal(When::Start)?.gap),
            Observable::PrincipalAngle => {
                let (then, now) = (self.principal(When::Start)?, self.principal(When::Now)?);
                return with_floor(then.span.distance(&now.span), floor::span_drift::<R>(norm, then.gap.min(now.gap)));
            }
            Observable::PrincipalRatio => {
                let angle = self.reading(Observable::PrincipalAngle)?;
                self.to_the_bound(angle)?
            }
            Observable::WeightPrincipalRatio => {
                let angle = self.reading(Observable::WeightPrincipalAngle)?;
                self.to_the_bound(angle)?
            }
            Observable::WeightSpanDrift => {
                let frame = self.frame.as_ref()?;
                let distance = frame.weights(When::Start).distance(&frame.weights(When::Now));
                return with_floor(distance, floor::weight_span_drift::<R>());
            }
            Observable::WeightPrincipalAngle => return self.weight_angle(When::Start),
            Observable::WeightPresentAngle => return self.weight_angle(When::Now),
            Observable::CkaDistance => {
                let (frame, then) = (self.frame.as_ref()?, self.principal(When::Start)?);
                let trained = frame.outputs(When::Now, &frame.weights(When::Now));
                let planned = frame.outputs(When::Start, &then.span);
                return with_floor(1.0 - linear_cka(trained.as_ref(), planned.as_ref())?, floor::cka::<R>(norm, then.gap));
            }
            _ => return None,
        })
    }

    /// The ratio of a sine to Davis and Kahan's bound. Where both are below their floors the ratio is one of rounding errors, and lies at its floor: it is not
    /// resolved.
    fn to_the_bound(&self, sine: Reading) -> Option<Reading> {
        let below = |value: f64, floor: f64| value < RESOLVED * floor;
        let rounding = sine.floor.is_some_and(|floor| below(sine.value, floor));
        let ratio = sine.value * self.principal(When::Start)?.gap / (2.0 * self.norms.change);
        let value = if rounding && self.norms.change == 0.0 { 0.0 } else { ratio };
        let unresolved = rounding && below(self.norms.change, floor::pair_change::<R>(self.norms.start));
        Some(Reading { value, floor: unresolved.then_some(value.max(f64::MIN_POSITIVE)) })
    }

    fn weight_angle(&self, when: When) -> Option<Reading> {
        let principal = self.principal(when)?;
        let sines = self.start.weight_sines(self.network, when, &principal);
        Some(Reading { value: *sines.last()?, floor: Some(floor::weight_sine::<R>(self.norms.start, principal.gap)) })
    }

    fn principal(&self, when: When) -> Option<Principal> {
        self.frame.as_ref()?.principal(when, self.network.output_dimension())
    }
}
