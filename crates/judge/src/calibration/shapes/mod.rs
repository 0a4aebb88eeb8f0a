//! Truths that no family of the procedure contains, to measure how often its verdicts are wrong.
//!
//! A kind is a noise-free curve with a known limit, a design and a way to draw data from it.

mod corrections;
mod curves;
mod dependence;
mod designs;
mod ladders;
mod logarithms;
mod missing;
mod noise;
mod offsets;
mod oscillations;
mod regimes;
mod samples;
mod slow;
#[cfg(test)]
mod tests;

use crate::random::Stream;

/// The property of a kind that lies outside the families.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Several corrections to a power law, or one of another form.
    Corrections,
    /// Constants added to a law: offsets and floors.
    Offsets,
    /// Several laws, one after another.
    Regimes,
    /// Oscillations in log M that do not decay.
    Oscillations,
    /// Powers of log M, and corrections in them.
    Logarithms,
    /// Errors that several runs share.
    Dependence,
    /// Runs that are lost, counted or rounded.
    Missing,
    /// Noise that is not normal or not of one level.
    Noise,
    /// Extreme exponents, few digits, single values and uneven sizes.
    Designs,
}

/// A kind of truth that no family of the procedure contains.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// The kind in plain words; no two kinds share a name.
    pub name: &'static str,
    /// The property that lies outside the families.
    pub group: Group,
    /// a of the limit M^a (log M)^b: numerator and denominator.
    pub power: (i64, i64),
    /// b of the limit M^a (log M)^b: numerator and denominator.
    ///
    /// The kinds "log log M" and "M^a log log M" have a further factor log log M, which a and b
    /// leave out: O(M^a) is false for them.
    pub log: (i64, i64),
    /// True if no method can see the limit over these sizes.
    pub undecidable: bool,
    /// The sizes M, in increasing order.
    pub sizes: &'static [u64],
    /// Runs at each size, before any of them is lost.
    pub replicates: usize,
    /// Noise-free log y as a function of log M.
    pub curve: fn(f64) -> f64,
    /// Draws one data set.
    pub draw: fn(&Kind, &mut Stream) -> Data,
}

/// One simulated data set.
///
/// Lost values are absent or NaN, as in a user's file; counts and rounded values may be 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// Size, label of the replicate, and value.
    pub rows: Vec<(u64, u64, f64)>,
}

/// All kinds, group by group.
pub fn kinds() -> Vec<Kind> {
    let groups = [
        corrections::KINDS,
        offsets::KINDS,
        regimes::KINDS,
        oscillations::KINDS,
        logarithms::KINDS,
        slow::KINDS,
        dependence::KINDS,
        missing::KINDS,
        noise::KINDS,
        designs::KINDS,
    ];
    groups.concat()
}
