//! What a design could have seen: minimum detectable deviation, and how often it refutes the weakest rival.

use serde::Serialize;

use super::judge::Claim;
use super::side::{Evidence, LOWER, UPPER, judge_growth_side, lone_quantile, side_fails};
use super::{Judgement, Protocol};
use crate::claim::{Bound, Growth};
use crate::random::Stream;
use crate::stats::growth::GrowthFit;
use crate::stats::student::t_quantile;
use crate::stats::summary::Summary;
use crate::stats::trend::{Ladder, Reading};

/// The share of runs in which a minimum detectable deviation is detected.
const DETECTION: f64 = 0.8;

/// What a run could have seen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Power {
    /// The violation of the claim, as a power of M over the range and in the limit, that four runs in five of this design would
    /// refute because range slope and asymptotic exponent both exclude the claim; of claims log(M)^b, by the growth exponent.
    pub minimum_detectable_deviation: f64,
    /// Half the width of the asymptotic interval.
    pub asymptotic_half_width: f64,
    /// The weakest rival a reader would name, in words.
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
    /// The weakest rival a reader would name: M^0 where that violates the claim, else a power a quarter beyond it.
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

    /// Whether a reading refutes the claim.
    fn refuted_by(&self, evidence: &Evidence<'_>, protocol: &Protocol) -> bool {
        let by = |sign| side_fails(evidence, protocol, protocol.asymptotic_margin(self.a), sign);
        match self.growth {
            Growth::AtMost => by(UPPER),
            Growth::AtLeast => by(LOWER),
            Growth::Exactly => by(UPPER) || by(LOWER),
            Growth::Below => by(UPPER) || super::judge::decay_is_excluded(evidence.reading, protocol),
        }
    }
}

/// The power that a design with this summary (its locations are not read) is expected to have for a claim.
pub fn expected_power(bound: &Bound, summary: &Summary, protocol: &Protocol) -> Power {
    let claim = Claim::new(bound);
    let ladder = Ladder::new(summary);
    // The rate itself without noise: whatever is left is the width of the intervals.
    let curve: Vec<f64> = claim.divide(&ladder.x, &vec![0.0; ladder.x.len()]).iter().map(|z| -z).collect();
    let reading = ladder.read(&claim.divide(&ladder.x, &curve));
    let one_sided = 1.0 - protocol.level() / 2.0;
    let half_width = if claim.is_pure_log() {
        let fit = GrowthFit::new(summary, &curve, claim.b, 0.0);
        0.5 * claim.b * (fit.bound(UPPER, one_sided) - fit.bound(LOWER, one_sided))
    } else {
        0.5 * (reading.bound(UPPER, one_sided) - reading.bound(LOWER, one_sided))
    };
    power(&claim, summary, &ladder, &reading, half_width, protocol)
}

/// The power of a run with this summary, ladder and scatter.
pub(super) fn power(
    claim: &Claim,
    summary: &Summary,
    ladder: &Ladder,
    reading: &Reading<'_>,
    half_width: f64,
    protocol: &Protocol,
) -> Power {
    let rival = claim.rival();
    let detectable = if claim.is_pure_log() {
        detectable_growth(claim, summary, reading.scatter.max(ladder.usual_scatter()), protocol)
    } else {
        detectable(claim, ladder, reading, protocol)
    };
    let trials = if claim.is_pure_log() { protocol.power_trials.div_ceil(4) } else { protocol.power_trials };
    let curve: Vec<f64> = ladder.x.iter().map(|x| rival.exponent * x).collect();
    let deviations: Vec<f64> = ladder.variance.iter().map(|v| (v * reading.scatter).sqrt()).collect();
    let mut random = Stream::of_study(protocol.seed, "power", "rival");
    let mut refuted = 0;
    for _ in 0..trials {
        let locations: Vec<f64> = curve.iter().zip(&deviations).map(|(l, d)| l + d * random.normal()).collect();
        refuted += usize::from(simulated_refutation(claim, summary, ladder, &locations, protocol));
    }
    Power {
        minimum_detectable_deviation: detectable,
        asymptotic_half_width: half_width,
        rival: rival.words.to_string(),
        rival_exponent: rival.exponent,
        rival_refuted: (trials > 0).then(|| refuted as f64 / trials as f64),
        trials,
    }
}

/// The least power of M off the claim whose noise-free curve is excluded with room for the luck of four runs in five: over the range,
/// and in the limit by more than the least violation. Both intervals move with the power, so those of a flat curve tell.
fn detectable(claim: &Claim, ladder: &Ladder, reading: &Reading<'_>, protocol: &Protocol) -> f64 {
    let reach = |degrees| t_quantile(1.0 - protocol.level() / 2.0, degrees) + t_quantile(DETECTION, degrees);
    // The next run has a scatter of its own, which widens its intervals where it comes out above 1.
    let scatter = reading.scatter.max(ladder.usual_scatter());
    let range = reach(reading.range.degrees) * reading.range.error * (scatter / reading.scatter).sqrt();
    let flat = ladder.read(&vec![0.0; ladder.x.len()]);
    let excess = reach(reading.degrees).powi(2) * scatter;
    let beyond = |sign: f64| protocol.least_violation + flat.reach(excess, -sign);
    let asymptote = match claim.growth {
        Growth::AtMost | Growth::Below => beyond(UPPER),
        Growth::AtLeast => beyond(LOWER),
        Growth::Exactly => beyond(UPPER).max(beyond(LOWER)),
    };
    range.max(asymptote)
}

/// The same for log(M)^b: the power of M in y whose lambda excludes the logarithm and leaves its margin. The noise-free curve is the
/// claim's own.
fn detectable_growth(claim: &Claim, summary: &Summary, scatter: f64, protocol: &Protocol) -> f64 {
    let curve: Vec<f64> = summary.points.iter().map(|point| claim.b * point.x.ln()).collect();
    let fit = GrowthFit::new(summary, &curve, claim.b, 0.0);
    let reach = lone_quantile(protocol, fit.degrees()) + t_quantile(DETECTION, fit.degrees());
    let beyond = |sign: f64| sign * claim.b * fit.end(reach.powi(2) * scatter, sign);
    let off = match claim.growth {
        Growth::AtMost | Growth::Below => beyond(UPPER),
        Growth::AtLeast => beyond(LOWER),
        Growth::Exactly => beyond(UPPER).max(beyond(LOWER)),
    };
    off.max(protocol.log_margin)
}

fn simulated_refutation(claim: &Claim, summary: &Summary, ladder: &Ladder, locations: &[f64], protocol: &Protocol) -> bool {
    let raw = ladder.read(locations);
    if !claim.is_pure_log() {
        let divided = ladder.read(&claim.divide(&ladder.x, locations));
        let evidence = Evidence { reading: &divided, offset: claim.offset(summary, ladder, &raw, locations, protocol) };
        return claim.refuted_by(&evidence, protocol);
    }
    let growth = GrowthFit::new(summary, locations, claim.b, raw.misfit());
    let by = |sign| judge_growth_side(&growth, &raw, protocol, sign).fails();
    match claim.growth {
        Growth::AtMost => by(UPPER),
        Growth::Below => by(UPPER) || super::judge::decay_is_excluded(&ladder.read(&claim.divide(&ladder.x, locations)), protocol),
        Growth::AtLeast => by(LOWER),
        Growth::Exactly => by(UPPER) || by(LOWER),
    }
}

/// The sentence that says whether a run could have refuted the claim.
pub(super) fn power_sentence(judgement: &Judgement) -> Option<String> {
    let power = judgement.power.as_ref()?;
    let share = power.rival_refuted?;
    Some(format!(
        "were the truth {} (exponent {:.3}), runs of this design would refute the claim {:.0} % of the time",
        power.rival,
        power.rival_exponent,
        100.0 * share
    ))
}
