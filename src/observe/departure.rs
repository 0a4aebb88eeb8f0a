//! The departure of the kernel from its start: levels of its drift, and the time at which one is crossed.

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
