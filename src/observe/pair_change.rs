//! What is measured of C_V and of the span of W at one step, each with its floor.

use std::sync::Arc;

use super::floor::{self, RESOLVED};
use super::{FeatureChange, Frame, InnerProducts, Normalisation, PairNorms, Principal, When, linear_cka};
use crate::claim::Quantity;
use crate::experiment::{Reading, Stop};
use crate::model::{Real, ReducedNetwork};
use crate::train::{Measure, Now, Start, Watch, watch};

/// |C_V(t) - C_V(0)|_F, C_V = M^{-1} Phi B Phi^T.
pub const PAIR_MATRIX_DRIFT: Quantity = Quantity::size("pair_matrix_drift", "|C_V(t) - C_V(0)|_F").derived_as("|C_V(t) - C_V(0)|_F");
/// The same without the factor M^{-1}: [`Normalisation::Sum`].
pub const PAIR_SUM_DRIFT: Quantity = Quantity::size("pair_sum_drift", "M |C_V(t) - C_V(0)|_F");
/// 1 / gap_Z of C_V(0), the gap being the distance from its Z-th lowest eigenvalue to the next.
pub const INVERSE_GAP: Quantity = Quantity::size("inverse_gap", "1 / gap_Z of C_V(0)");
/// The sin-theta distance of the spans of the Z lowest eigenvectors of C_V(t) and of C_V(0).
pub const PRINCIPAL_ANGLE: Quantity = Quantity::size("principal_angle", "sine between PCA of C_V(t) and C_V(0)").derived_as("sin(angle)");
/// The ratio of that distance to 2 |C_V(t) - C_V(0)|_F / gap_Z, the gap being that of C_V(0).
pub const PRINCIPAL_RATIO: Quantity = Quantity::size("principal_ratio", "sine between PCA of C_V(t) and C_V(0), over 2 |dC_V|_F / gap_Z");
/// The ratio of [`WEIGHT_PRINCIPAL_ANGLE`] to the same.
pub const WEIGHT_PRINCIPAL_RATIO: Quantity =
    Quantity::size("weight_principal_ratio", "sine between W(t) and PCA of C_V(0), over 2 |dC_V|_F / gap_Z");
/// The sin-theta distance of the spans of W(t) and of W(0).
pub const WEIGHT_SPAN_DRIFT: Quantity = Quantity::size("weight_span_drift", "sine between W(t) and W(0)");
/// The largest sine of the principal angles between the span of W(t) and the Z lowest eigenvectors of C_V(0).
pub const WEIGHT_PRINCIPAL_ANGLE: Quantity = Quantity::size("weight_principal_angle", "sine between W(t) and PCA of C_V(0)");
/// The same with the Z lowest eigenvectors of C_V(t): how far W is from where it would end if C_V stood still.
pub const WEIGHT_PRESENT_ANGLE: Quantity = Quantity::size("weight_present_angle", "sine between W(t) and PCA of C_V(t)");
/// 1 - CKA of the outputs of an orthonormal basis of the span of W(t) and of those of the Z lowest eigenvectors of C_V(0) at features Phi(0).
pub const CKA_DISTANCE: Quantity = Quantity::size("cka_distance", "1 - CKA of W(t) and PCA of C_V(0)");

/// The quantities of this file, which count from features and weights at the start. NaN where one is not determined: where C_V has fewer than Z negative
/// eigenvalues, or a state is not finite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PairMeasure {
    /// [`PAIR_MATRIX_DRIFT`]
    MatrixDrift,
    /// [`PAIR_SUM_DRIFT`]
    SumDrift,
    /// [`INVERSE_GAP`]
    InverseGap,
    /// [`PRINCIPAL_ANGLE`]
    PrincipalAngle,
    /// [`PRINCIPAL_RATIO`]
    PrincipalRatio,
    /// [`WEIGHT_PRINCIPAL_RATIO`]
    WeightPrincipalRatio,
    /// [`WEIGHT_SPAN_DRIFT`]
    WeightSpanDrift,
    /// [`WEIGHT_PRINCIPAL_ANGLE`]
    WeightPrincipalAngle,
    /// [`WEIGHT_PRESENT_ANGLE`]
    WeightPresentAngle,
    /// [`CKA_DISTANCE`]
    CkaDistance,
}

impl PairMeasure {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::MatrixDrift,
        Self::SumDrift,
        Self::InverseGap,
        Self::PrincipalAngle,
        Self::PrincipalRatio,
        Self::WeightPrincipalRatio,
        Self::WeightSpanDrift,
        Self::WeightPrincipalAngle,
        Self::WeightPresentAngle,
        Self::CkaDistance,
    ];

    /// What it measures.
    pub const fn quantity(self) -> Quantity {
        match self {
            Self::MatrixDrift => PAIR_MATRIX_DRIFT,
            Self::SumDrift => PAIR_SUM_DRIFT,
            Self::InverseGap => INVERSE_GAP,
            Self::PrincipalAngle => PRINCIPAL_ANGLE,
            Self::PrincipalRatio => PRINCIPAL_RATIO,
            Self::WeightPrincipalRatio => WEIGHT_PRINCIPAL_RATIO,
            Self::WeightSpanDrift => WEIGHT_SPAN_DRIFT,
            Self::WeightPrincipalAngle => WEIGHT_PRINCIPAL_ANGLE,
            Self::WeightPresentAngle => WEIGHT_PRESENT_ANGLE,
            Self::CkaDistance => CKA_DISTANCE,
        }
    }
}

impl<R: Real> Measure<ReducedNetwork<R>> for PairMeasure {
    fn quantity(&self) -> Quantity {
        (*self).quantity()
    }

    fn since(&self, start: &Start<'_, ReducedNetwork<R>>) -> Result<Box<dyn Watch<ReducedNetwork<R>>>, Stop> {
        let (of, then) = (*self, start.shared(|| FeatureChange::since(start.network)));
        Ok(watch(move |now: &Now<'_, ReducedNetwork<R>>| {
            let change: Arc<PairChange> = now.shared(|| PairChange::of(now.network, &then));
            Ok(change.measure(of, now.network, &then))
        }))
    }
}

/// C_V and the span of W at one step, beside those at the start.
#[derive(Debug)]
pub struct PairChange {
    norms: PairNorms,
    frame: Option<Frame>,
}

impl PairChange {
    /// Sums over the neurons once; the rest costs O((n + Z)^3) whatever M.
    pub fn of<R: Real>(network: &ReducedNetwork<R>, start: &FeatureChange<R>) -> Self {
        let products: InnerProducts = start.products(network);
        Self { norms: PairNorms::of(&products), frame: Frame::of(&products) }
    }

    /// One of the quantities of C_V and of the span of W, of the network and the start that this is of.
    pub fn measure<R: Real>(&self, of: PairMeasure, network: &ReducedNetwork<R>, start: &FeatureChange<R>) -> Reading {
        self.reading(of, network, start).unwrap_or(Reading::exact(f64::NAN))
    }

    fn reading<R: Real>(&self, of: PairMeasure, network: &ReducedNetwork<R>, start: &FeatureChange<R>) -> Option<Reading> {
        let with_floor = |value: f64, floor: f64| Some(Reading { value, floor: Some(floor) });
        let principal = |when: When| self.frame.as_ref()?.principal(when, network.output_dimension());
        let norm = self.norms.start;
        Some(match of {
            PairMeasure::MatrixDrift => return with_floor(self.norms.change, floor::pair_change::<R>(norm)),
            PairMeasure::SumDrift => {
                let factor = Normalisation::Sum.factor(network.width());
                return with_floor(factor * self.norms.change, factor * floor::pair_change::<R>(norm));
            }
            PairMeasure::InverseGap => Reading::exact(1.0 / principal(When::Start)?.gap),
            PairMeasure::PrincipalAngle => {
                let (then, now) = (principal(When::Start)?, principal(When::Now)?);
                return with_floor(then.span.distance(&now.span), floor::span_drift::<R>(norm, then.gap.min(now.gap)));
            }
            PairMeasure::PrincipalRatio => {
                let angle = self.reading(PairMeasure::PrincipalAngle, network, start)?;
                self.to_the_bound::<R>(angle, &principal(When::Start)?)
            }
            PairMeasure::WeightPrincipalRatio => {
                let angle = self.reading(PairMeasure::WeightPrincipalAngle, network, start)?;
                self.to_the_bound::<R>(angle, &principal(When::Start)?)
            }
            PairMeasure::WeightSpanDrift => {
                let frame = self.frame.as_ref()?;
                let distance = frame.weights(When::Start).distance(&frame.weights(When::Now));
                return with_floor(distance, floor::weight_span_drift::<R>());
            }
            PairMeasure::WeightPrincipalAngle | PairMeasure::WeightPresentAngle => {
                let when = if of == PairMeasure::WeightPrincipalAngle { When::Start } else { When::Now };
                let principal = principal(when)?;
                let sines = start.weight_sines(network, when, &principal);
                return with_floor(*sines.last()?, floor::weight_sine::<R>(norm, principal.gap));
            }
            PairMeasure::CkaDistance => {
                let (frame, then) = (self.frame.as_ref()?, principal(When::Start)?);
                let trained = frame.outputs(When::Now, &frame.weights(When::Now));
                let planned = frame.outputs(When::Start, &then.span);
                return with_floor(1.0 - linear_cka(trained.as_ref(), planned.as_ref())?, floor::cka::<R>(norm, then.gap));
            }
        })
    }

    /// The ratio of a sine to Davis and Kahan's bound. Where both are below their floors the ratio is one of rounding errors, and lies at its floor: it is not
    /// resolved.
    fn to_the_bound<R: Real>(&self, sine: Reading, start: &Principal) -> Reading {
        let below = |value: f64, floor: f64| value < RESOLVED * floor;
        let rounding = sine.floor.is_some_and(|floor| below(sine.value, floor));
        let ratio = sine.value * start.gap / (2.0 * self.norms.change);
        let value = if rounding && self.norms.change == 0.0 { 0.0 } else { ratio };
        let unresolved = rounding && below(self.norms.change, floor::pair_change::<R>(self.norms.start));
        Reading { value, floor: unresolved.then_some(value.max(f64::MIN_POSITIVE)) }
    }
}
