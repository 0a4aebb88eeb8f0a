//! The departure of the kernel from its start: levels of its drift, and the time at which one is crossed.

use super::{FastestGrowth, KernelDrift};
use crate::claim::Quantity;
use crate::experiment::{Reading, Stop};
use crate::model::larger;
use crate::train::{Measure, Network, Now, Start, Watch};

/// A level c of the NTK's sup-drift whose first crossing is timed. Entries of K(0) are about 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// 1/16
    Sixteenth,
    /// 1/4
    Quarter,
    /// 1
    One,
}

impl Level {
    /// All of them, the smallest first.
    pub const ALL: [Self; 3] = [Self::Sixteenth, Self::Quarter, Self::One];

    /// c.
    pub fn drift(self) -> f64 {
        match self {
            Self::Sixteenth => 1.0 / 16.0,
            Self::Quarter => 0.25,
            Self::One => 1.0,
        }
    }

    /// tau, in steps, where the sup-drift crosses c between the step before `step`, where it is `before`, and `step`, where it is `after`: by interpolation
    /// in the logarithm of the drift, which grows exponentially, and linearly from a drift of 0.
    pub fn crossed(self, step: usize, before: f64, after: f64) -> Option<f64> {
        let level = self.drift();
        (before < level && level <= after).then(|| {
            let share = if before > 0.0 { (level / before).ln() / (after / before).ln() } else { level / after };
            step as f64 - 1.0 + share
        })
    }
}

/// tau(M; c), the time in steps at which the sup-drift of the NTK first reaches c; none where it does not by the horizon.
pub const fn departure_time(level: Level) -> Quantity {
    let (name, says) = match level {
        Level::Sixteenth => ("departure_time_16th", "steps until the NTK drifts by 1/16"),
        Level::Quarter => ("departure_time_4th", "steps until the NTK drifts by 1/4"),
        Level::One => ("departure_time_1", "steps until the NTK drifts by 1"),
    };
    Quantity::size(name, says).first_passage(level.not_reached()).derived_as("tau")
}

/// |w^T U(0)|^2 (1 + eta lambda)^(2 tau(M; c)): the part of the outputs along their fastest direction as the limit kernel lets it grow until tau, with
/// lambda and w of [`FastestGrowth`]. Squared.
pub const fn departure_outputs(level: Level) -> Quantity {
    let (name, says) = match level {
        Level::Sixteenth => ("departure_outputs_16th", "predicted |U|^2 when the NTK has drifted by 1/16"),
        Level::Quarter => ("departure_outputs_4th", "predicted |U|^2 when the NTK has drifted by 1/4"),
        Level::One => ("departure_outputs_1", "predicted |U|^2 when the NTK has drifted by 1"),
    };
    Quantity::size(name, says).first_passage(level.not_reached()).derived_as("exp(2 lambda tau)")
}

impl Level {
    const fn not_reached(self) -> &'static str {
        match self {
            Self::Sixteenth => "the NTK did not drift by 0.0625",
            Self::Quarter => "the NTK did not drift by 0.25",
            Self::One => "the NTK did not drift by 1",
        }
    }
}

/// What is read at the departure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Departure {
    /// [`departure_time`]
    Time(Level),
    /// [`departure_outputs`]
    Outputs(Level),
}

impl Departure {
    fn level(self) -> Level {
        let (Self::Time(level) | Self::Outputs(level)) = self;
        level
    }
}

/// A departure that is waited for.
struct Waiting<N> {
    of: Departure,
    drift: Box<dyn Watch<N>>,
    /// The sup-drift so far.
    largest: f64,
    /// |w^T U(0)|^2 and log(1 + eta lambda), NaN where the data have no such thing.
    at_start: f64,
    growth: f64,
}

impl<N: Network + 'static> Measure<N> for Departure
where
    KernelDrift: Measure<N>,
{
    fn quantity(&self) -> Quantity {
        match self {
            Self::Time(level) => departure_time(*level),
            Self::Outputs(level) => departure_outputs(*level),
        }
    }

    fn since(&self, start: &Start<'_, N>) -> Result<Box<dyn Watch<N>>, Stop> {
        let fastest = start.data.shared.get::<FastestGrowth>();
        let of_fastest = |of: &dyn Fn(&FastestGrowth) -> f64| fastest.as_deref().map_or(f64::NAN, of);
        Ok(Box::new(Waiting {
            of: *self,
            drift: KernelDrift.since(start)?,
            largest: 0.0,
            at_start: of_fastest(&|fastest| fastest.part_squared(start.network.outputs())),
            growth: of_fastest(&|fastest| (start.step_size * fastest.lambda).ln_1p()),
        }))
    }
}

impl<N> Watch<N> for Waiting<N> {
    fn read(&mut self, now: &Now<'_, N>) -> Result<Reading, Stop> {
        let before = self.largest;
        self.largest = larger(before, self.drift.read(now)?.value);
        let time = self.of.level().crossed(now.step, before, self.largest);
        let value = time.map_or(f64::NAN, |time| match self.of {
            Departure::Time(_) => time,
            Departure::Outputs(_) => self.at_start * (2.0 * self.growth * time).exp(),
        });
        Ok(Reading::exact(value))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn of_a_drift_that_grows_exponentially_the_crossing_is_exact(rate in 0.01..2.0f64, tau in 1.0..60.0f64) {
            let drift = |step: usize| 0.25 * (rate * (step as f64 - tau)).exp();
            let crossings: Vec<f64> = (1..80).filter_map(|step| Level::Quarter.crossed(step, drift(step - 1), drift(step))).collect();
            prop_assert_eq!(crossings.len(), 1);
            prop_assert!((crossings[0] - tau).abs() < 1e-9 * tau.max(1.0), "{} against {tau}", crossings[0]);
        }
    }

    #[test]
    fn a_level_is_crossed_where_it_is_reached_and_not_again() {
        let c = Level::One;
        assert_eq!([c.crossed(3, 0.5, 0.9), c.crossed(3, 1.0, 2.0), c.crossed(3, 0.5, f64::NAN)], [None; 3]);
        assert_eq!([c.crossed(3, 0.5, 1.0), c.crossed(1, 0.0, 4.0)], [Some(3.0), Some(0.25)]);
        assert!((c.crossed(3, 0.5, 2.0).unwrap() - 2.5).abs() < 1e-15);
    }
}
