//! A design: what a theorem's study runs, fixed before any data exist.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::Experiment;
use crate::data::Source;

/// How much of a study is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scale {
    /// Seconds: enough for `cargo test` to exercise every path.
    Smoke,
    /// Under a minute: the default.
    Quick,
    /// The evidence that is worth citing.
    Full,
}

impl Scale {
    /// All of them, the smallest first.
    pub const ALL: [Self; 3] = [Self::Smoke, Self::Quick, Self::Full];

    /// The scale with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scale| scale.name() == name)
    }

    /// The data that it is run on where a user names none: three kinds where the evidence is worth citing.
    pub fn sources(self) -> Vec<Source> {
        match self {
            Self::Smoke | Self::Quick => vec![Source::Mnist],
            Self::Full => vec![Source::Mnist, Source::GAUSSIAN, Source::Digits],
        }
    }

    /// The one of three values that is for this scale.
    pub fn pick<T>(self, smoke: T, quick: T, full: T) -> T {
        match self {
            Self::Smoke => smoke,
            Self::Quick => quick,
            Self::Full => full,
        }
    }

    /// The name on the command line and in the evidence.
    pub fn name(self) -> &'static str {
        match self {
            Self::Smoke => "smoke",
            Self::Quick => "quick",
            Self::Full => "full",
        }
    }
}

/// What grows. Claims and horizons write it as M, whatever its symbol is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Axis {
    /// Its symbol, for axes and tables.
    pub symbol: &'static str,
    /// What it is.
    pub says: &'static str,
}

impl Axis {
    /// The width M of a network.
    pub const WIDTH: Self = Self { symbol: "M", says: "width" };
}

/// How many runs there are at each experiment and value of the axis, each from its own draws.
#[derive(Debug, Clone, Copy)]
pub enum Replicates {
    /// The same number everywhere.
    Same(usize),
    /// A number that depends on the value: more where runs are cheap.
    By(fn(usize) -> usize),
    /// As many as there are: rows that were measured elsewhere follow no plan of ours, so that none of them is missing.
    AsFound,
}

impl Replicates {
    /// The number at a value of the axis.
    pub fn at(self, value: usize) -> usize {
        match self {
            Self::Same(count) => count,
            Self::By(count) => count(value),
            Self::AsFound => 0,
        }
    }
}

impl From<usize> for Replicates {
    fn from(count: usize) -> Self {
        Self::Same(count)
    }
}

/// What a theorem's study runs at one scale.
#[derive(Clone)]
pub struct Design {
    /// What grows.
    pub axis: Axis,
    /// The grid's columns.
    pub settings: Vec<Arc<dyn Experiment>>,
    /// The ladder: values of the axis, increasing.
    pub widths: Vec<usize>,
    /// Runs at each experiment and value.
    pub replicates: Replicates,
}

impl Design {
    /// Experiments over a ladder of widths M.
    pub fn new(settings: Vec<impl Experiment + 'static>, widths: Vec<usize>, replicates: usize) -> Self {
        let settings = settings.into_iter().map(|setting| Arc::new(setting) as Arc<dyn Experiment>).collect();
        Self { axis: Axis::WIDTH, settings, widths, replicates: Replicates::Same(replicates) }
    }

    /// The same with one more experiment, which may be of another kind.
    #[must_use]
    pub fn and(mut self, setting: impl Experiment + 'static) -> Self {
        self.settings.push(Arc::new(setting));
        self
    }

    /// The same over another axis.
    #[must_use]
    pub fn over(self, axis: Axis) -> Self {
        Self { axis, ..self }
    }

    /// The same with another number of replicates.
    #[must_use]
    pub fn replicates(self, replicates: impl Into<Replicates>) -> Self {
        Self { replicates: replicates.into(), ..self }
    }

    /// How many runs there are of each experiment at each value of the axis.
    pub fn counts(&self) -> BTreeMap<usize, usize> {
        self.widths.iter().map(|&value| (value, self.replicates.at(value))).collect()
    }

    /// The experiment with this id.
    pub fn setting(&self, id: &str) -> Option<&Arc<dyn Experiment>> {
        self.settings.iter().find(|setting| setting.id() == id)
    }
}

impl fmt::Debug for Design {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Design")
            .field("axis", &self.axis)
            .field("settings", &self.settings)
            .field("widths", &self.widths)
            .finish_non_exhaustive()
    }
}

/// 2^(low/2), ..., 2^(high/2) in half-doublings, rounded to whole numbers: `half_powers_of_two(10, 14)` is 32, 45, 64, 91, 128.
pub fn half_powers_of_two(low: u32, high: u32) -> Vec<usize> {
    (low..=high).map(|power| 2f64.powf(f64::from(power) / 2.0).round() as usize).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_doublings_are_rounded_powers() {
        assert_eq!(half_powers_of_two(10, 14), [32, 45, 64, 91, 128]);
    }

    #[test]
    fn replicates_may_follow_the_axis() {
        assert_eq!([Replicates::from(3).at(9), Replicates::By(|m| 100 / m).at(9)], [3, 11]);
    }
}
