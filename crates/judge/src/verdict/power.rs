//! What a design could have seen: minimum detectable deviation, and how often it refutes the simplest rival.

use serde::Serialize;

use super::claim::Claim;
use super::decide::with_enough_widths;
use super::inquiry::Inquiry;
use super::levels::Levels;
use super::logarithm::judge_growth;
use super::side::{LOWER, UPPER, is_refuted};
use super::{Margins, Protocol, Verdict};
use crate::claim::{Bound, Growth};
use crate::random::Stream;
use crate::stats::Sample;
use crate::stats::reading::Reading;
use crate::stats::student::t_quantile;
use crate::stats::summary::Summary;
use crate::stats::view::{LEAST_VIOLATION, View};
use crate::stats::window::grows;

/// The share of runs in which a minimum detectable deviation is detected.
const DETECTION: f64 = 0.8;

/// What a run could have seen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Power {
    /// The violation of the claim, as a power of M over the range and in the limit, that four runs in five of this design would
    /// refute.
    pub minimum_detectable_deviation: f64,
    /// Half the width of the interval of the limit.
    pub asymptotic_half_width: f64,
    /// The simplest rival, in words.
    pub rival: String,
    /// The rival's exponent of M.
    pub rival_exponent: f64,
    /// The share of simulated runs of the rival, on this run's own design and noise, in which the claim is refuted;
    /// absent where nothing was simulated.
    pub rival_refuted: Option<f64>,
    /// Number of simulated runs.
    pub trials: usize,
}

/// A rival of a claim: a pure power of M on the wrong side of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rival {
    pub(super) exponent: f64,
    pub(super) words: &'static str,
}

impl Claim {
    /// The simplest rival: M^0 where that violates the claim, else a power a quarter beyond it.
    pub(super) fn rival(&self) -> Rival {
        let constant = Rival { exponent: 0.0, words: "a constant (M^0)" };
        let faster = Rival { exponent: self.a + 0.25, words: "a power of M that is larger by 1/4 (M^0 satisfies the claim)" };
        let slower = Rival { exponent: self.a - 0.25, words: "a power of M that is smaller by 1/4 (M^0 satisfies the claim)" };
        // The sign of the rate's own growth: M^0 violates an upper bound that decays and a lower bound that grows.
        let grows = if self.a == 0.0 { self.b } else { self.a };
        match self.growth {
            Growth::AtMost if grows < 0.0 => constant,
            Growth::Below if grows <= 0.0 => constant,
            Growth::AtMost | Growth::Below => faster,
            Growth::AtLeast if grows > 0.0 => constant,
            Growth::AtLeast => slower,
            Growth::Exactly if self.a != 0.0 => constant,
            Growth::Exactly => faster,
        }
    }
}

/// The power that a design with this summary (its locations are not read) is expected to have for a claim.
pub fn expected_power(bound: &Bound, summary: &Summary, protocol: &Protocol) -> Power {
    let claim = Claim::new(bound);
    // The rate itself without noise: whatever is left is the width of the intervals.
    let mut exact = summary.clone();
    exact.points.iter_mut().for_each(|point| point.location = 0.0);
    let rate: Vec<f64> = claim.divide(&exact.x(), &vec![0.0; exact.points.len()]).iter().map(|z| -z).collect();
    exact.points.iter_mut().zip(&rate).for_each(|(point, rate)| point.location = *rate);
    let inquiry = Inquiry::new(&exact, &Sample::default(), protocol);
    match inquiry.reading(claim.b) {
        Some(reading) => power(&claim, &inquiry, &reading),
        None => Power {
            minimum_detectable_deviation: f64::INFINITY,
            asymptotic_half_width: f64::INFINITY,
            rival: claim.rival().words.to_owned(),
            rival_exponent: claim.rival().exponent,
            rival_refuted: None,
            trials: 0,
        },
    }
}

/// Half the width of the interval of the limit at this quantile.
fn half_width(claim: &Claim, inquiry: &Inquiry<'_>, reading: &Reading, quantile: f64) -> f64 {
    let (low, high) = if claim.is_pure_log() {
        let (low, high) = inquiry.growth(claim.b).interval(quantile);
        (claim.b * low, claim.b * high)
    } else {
        View::new(reading, claim.a, UPPER).hull(quantile)
    };
    0.5 * (high - low)
}

/// The power of a run with this reading.
pub(super) fn power(claim: &Claim, inquiry: &Inquiry<'_>, reading: &Reading) -> Power {
    let protocol = inquiry.protocol;
    let rival = claim.rival();
    let two_sided = t_quantile(1.0 - protocol.level() / 2.0, reading.degrees);
    let reach = two_sided + t_quantile(DETECTION, reading.degrees);
    let limit = half_width(claim, inquiry, reading, reach) + LEAST_VIOLATION;
    let trials = protocol.power_trials;
    let mut random = Stream::of_study(protocol.seed, "power", "rival");
    let refuted = (0..trials).filter(|_| simulated_refutation(claim, inquiry, reading, rival.exponent, &mut random)).count();
    Power {
        minimum_detectable_deviation: limit.max(reading.range.error * reach),
        asymptotic_half_width: half_width(claim, inquiry, reading, two_sided),
        rival: rival.words.to_string(),
        rival_exponent: rival.exponent,
        rival_refuted: (trials > 0).then(|| refuted as f64 / trials as f64),
        trials,
    }
}

/// Whether one simulated run of M^`exponent`, with the noise that the run itself shows, refutes the claim by the procedure itself. Families are
/// held to it on their first grids.
fn simulated_refutation(claim: &Claim, inquiry: &Inquiry<'_>, reading: &Reading, exponent: f64, random: &mut Stream) -> bool {
    let ladder = inquiry.windows.ladder(reading.dropped);
    let noise = |weight: &f64| (reading.scale / weight).sqrt();
    let locations: Vec<f64> =
        reading.x.iter().zip(&reading.weight).map(|(x, weight)| exponent * x + noise(weight) * random.normal()).collect();
    if claim.is_pure_log() {
        return growth_refutation(claim, inquiry, reading, &locations);
    }
    let u: Vec<f64> = Claim { a: 0.0, ..*claim }.divide(&reading.x, &locations);
    let profiles = ladder.glances(&u, claim.b == 0.0 && grows(ladder, &u));
    let simulated = Reading::new(ladder, &u, profiles, reading.dropped, false);
    let levels = Levels::new(inquiry.protocol, simulated.degrees);
    let margins = Margins::new(claim.a, &simulated.x, inquiry.protocol);
    let by = |sign| is_refuted(&View::new(&simulated, claim.a, sign), &levels, &margins);
    let refuted = match claim.growth {
        Growth::AtMost => by(UPPER),
        Growth::AtLeast => by(LOWER),
        Growth::Exactly => by(UPPER) || by(LOWER),
        Growth::Below => {
            by(UPPER) || super::decide::Sides::new(&simulated, claim.a, inquiry.protocol).verdict(Growth::Below) == Verdict::Refuted
        }
    };
    refuted && with_enough_widths(Verdict::Refuted, reading.widths()) == Verdict::Refuted
}

/// The same for a claim on a logarithm.
fn growth_refutation(claim: &Claim, inquiry: &Inquiry<'_>, reading: &Reading, locations: &[f64]) -> bool {
    judge_growth(&inquiry.simulated(reading.dropped, locations), claim.growth, claim.b).verdict == Verdict::Refuted
}
