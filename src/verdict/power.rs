//! What a design could have seen: minimum detectable deviation, and how often it refutes the weakest rival.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};
use serde::Serialize;

use super::judge::Claim;
use super::side::{Evidence, LOWER, UPPER, growth_refutation, is_growing, no_growth_p, refutation};
use super::{Judgement, Protocol};
use crate::claim::Growth;
use crate::stats::growth::GrowthFit;
use crate::stats::student::t_quantile;
use crate::stats::summary::Summary;
use crate::stats::trend::{Ladder, Reading};

/// The share of runs in which a minimum detectable deviation is detected.
const DETECTION: f64 = 0.8;

/// What a run could have seen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Power {
    /// The deviation of the range slope that four runs in five would have told from the claim.
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
        let constant = Rival { exponent: 0.0, words: "no dependence on the width at all, M^0" };
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
        let by = |sign| refutation(evidence, protocol, sign).holds(protocol.level());
        match self.growth {
            Growth::AtMost => by(UPPER),
            Growth::AtLeast => by(LOWER),
            Growth::Exactly => by(UPPER) || by(LOWER),
            Growth::Below => by(UPPER) || super::judge::decay_is_excluded(evidence.reading, protocol),
        }
    }
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
    let level = protocol.level();
    let range = reading.range;
    let detectable = (t_quantile(1.0 - level / 2.0, range.degrees) + t_quantile(DETECTION, range.degrees)) * range.error;
    let trials = if claim.is_pure_log() { protocol.power_trials.div_ceil(4) } else { protocol.power_trials };
    let curve: Vec<f64> = ladder.x.iter().map(|x| rival.exponent * x).collect();
    let deviations: Vec<f64> = ladder.variance.iter().map(|v| (v * reading.scatter).sqrt()).collect();
    let mut random = ChaCha8Rng::seed_from_u64(protocol.seed);
    let mut refuted = 0;
    for _ in 0..trials {
        let locations: Vec<f64> = curve
            .iter()
            .zip(&deviations)
            .map(|(l, d)| {
                let draw: f64 = StandardNormal.sample(&mut random);
                l + d * draw
            })
            .collect();
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

fn simulated_refutation(claim: &Claim, summary: &Summary, ladder: &Ladder, locations: &[f64], protocol: &Protocol) -> bool {
    let raw = ladder.read(locations);
    if !claim.is_pure_log() {
        let divided = ladder.read(&claim.divide(&ladder.x, locations));
        let evidence = Evidence { reading: &divided, offset: claim.offset(summary, ladder, &raw, locations, protocol) };
        return claim.refuted_by(&evidence, protocol);
    }
    let grows = is_growing(&raw, protocol);
    let growth = GrowthFit::new(summary, locations, claim.b, raw.misfit());
    let by = |sign| grows && growth_refutation(&growth, protocol, sign).0;
    match claim.growth {
        Growth::AtMost | Growth::Below => by(UPPER),
        Growth::AtLeast => by(LOWER) || !grows && no_growth_p(&raw, protocol) < protocol.level(),
        Growth::Exactly => by(UPPER) || by(LOWER) || !grows && no_growth_p(&raw, protocol) < protocol.level(),
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
