//! The singular values of W and of U as quantities.

use std::sync::Arc;

use super::{Nth, output_rank, rank_of, weight_spectrum};
use crate::claim::Quantity;
use crate::experiment::{Reading, Stop};
use crate::model::{Real, ReducedNetwork};
use crate::train::{Measure, Now, Start, Watch, watch};

/// sup over steps up to t of the rank of W(t): [`super::weight_rank`].
pub const WEIGHT_RANK: Quantity = Quantity::size("weight_rank", "rank of W(t)").supremum();
/// sup over steps up to t of the smallest singular value of W(t), over that of W(0).
pub const WEIGHT_GROWTH: Quantity = Quantity::size("weight_growth", "smallest singular value of W(t) over that of W(0)").supremum();
/// sup over steps up to t of the effective rank of U(t): [`output_rank`].
pub const OUTPUT_RANK: Quantity = Quantity::size("output_rank", "effective rank of U(t)").supremum();

/// A singular value of W(t), which has min(M, Z) of them.
pub const fn singular_value(nth: Nth) -> Quantity {
    match nth {
        Nth::First => Quantity::size("singular_value_1", "largest singular value of W(t)"),
        Nth::Second => Quantity::size("singular_value_2", "second singular value of W(t)"),
        Nth::Third => Quantity::size("singular_value_3", "third singular value of W(t)"),
        Nth::Fourth => Quantity::size("singular_value_4", "fourth singular value of W(t)"),
    }
}

/// The spectrum of W(t), largest first, as far as there are places: followed where its rank or its smallest value is measured.
pub const SPECTRUM: [Quantity; 4] =
    [singular_value(Nth::First), singular_value(Nth::Second), singular_value(Nth::Third), singular_value(Nth::Fourth)];

/// The quantities of this file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpectrumMeasure {
    /// [`WEIGHT_RANK`]
    Rank,
    /// [`singular_value`]
    Value(Nth),
    /// [`WEIGHT_GROWTH`]
    Growth,
    /// [`OUTPUT_RANK`]
    OutputRank,
}

impl SpectrumMeasure {
    pub(super) const ALL: [Self; 7] = [
        Self::Rank,
        Self::Value(Nth::First),
        Self::Value(Nth::Second),
        Self::Value(Nth::Third),
        Self::Value(Nth::Fourth),
        Self::Growth,
        Self::OutputRank,
    ];
}

/// The singular values of W at one step, descending; none where W is not finite.
struct Spectrum(Vec<f64>);

impl Spectrum {
    /// Measured once a step, whoever asks.
    fn at<R: Real>(now: &Now<'_, ReducedNetwork<R>>) -> Arc<Self> {
        now.shared(|| Self(weight_spectrum(now.network).unwrap_or_default()))
    }
}

impl<R: Real> Measure<ReducedNetwork<R>> for SpectrumMeasure {
    fn quantity(&self) -> Quantity {
        match self {
            Self::Rank => WEIGHT_RANK,
            Self::Value(nth) => singular_value(*nth),
            Self::Growth => WEIGHT_GROWTH,
            Self::OutputRank => OUTPUT_RANK,
        }
    }

    fn since(&self, start: &Start<'_, ReducedNetwork<R>>) -> Result<Box<dyn Watch<ReducedNetwork<R>>>, Stop> {
        let of = *self;
        let smallest = |spectrum: &[f64]| spectrum.last().copied().unwrap_or(f64::NAN);
        let then = if of == Self::Growth { smallest(&weight_spectrum(start.network).unwrap_or_default()) } else { f64::NAN };
        Ok(watch(move |now: &Now<'_, ReducedNetwork<R>>| {
            Ok(Reading::exact(match of {
                Self::Rank => rank_of::<R>(&Spectrum::at(now).0).map_or(f64::NAN, |rank| rank as f64),
                Self::Value(nth) => Spectrum::at(now).0.get(nth as usize).copied().unwrap_or(f64::NAN),
                Self::Growth => smallest(&Spectrum::at(now).0) / then,
                Self::OutputRank => output_rank(now.network).unwrap_or(f64::NAN),
            }))
        }))
    }
}
