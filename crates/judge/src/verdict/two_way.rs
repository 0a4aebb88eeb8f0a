//! Claims in M and t: each exponent at the other fixed, and both together.

use serde::Serialize;

use super::judge::estimate;
use super::several::{adjust, write_adjusted};
use super::timed::{log_rows, runs_in_width, samples_in_time, thinned};
use super::{Estimate, Judgement, Protocol, TimedRow, Verdict, holm, judge};
use crate::claim::{Bound, Growth, Rate, Symbol};
use crate::stats::clusters::{joint_slopes, mean_slope};
use crate::stats::slope::Slope;

/// The power of M at one time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AtTime {
    /// The time.
    pub time: f64,
    /// The claim's part in M and log M, judged at this time.
    pub judgement: Judgement,
}

/// The power of t at one width.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct AtWidth {
    /// The width.
    pub width: f64,
    /// Mean of the runs' own slopes; unbounded with fewer than two runs.
    pub exponent: Estimate,
    /// The claim's power of t against it.
    pub verdict: Verdict,
}

/// The judgement of a claim in M and t.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TwoWay {
    /// Refuted if one part is, at Holm's level over all parts; supported if every part is; untestable if every part agrees and the last time, whose power
    /// is simulated, is untestable.
    pub verdict: Verdict,
    /// Number of times that were measured.
    pub times: usize,
    /// Powers of M, time by time: at most [`super::MOST_TIMES`] of them, evenly apart in log t.
    pub at_time: Vec<AtTime>,
    /// Powers of t, width by width.
    pub at_width: Vec<AtWidth>,
    /// Power of M, fitted together with that of t, the claim's logs divided out; absent with fewer than four runs.
    pub joint_width: Option<Estimate>,
    /// Power of t, fitted together with that of M.
    pub joint_time: Option<Estimate>,
}

/// Judges a bound in M, log M and t: the part in M at every time (as [`judge`] does), the power of t at every width from
/// one slope a run, and both powers together.
pub fn judge_two_way(bound: &Bound, rows: &[TimedRow], protocol: &Protocol) -> TwoWay {
    let of = |symbol| bound.rate.exponent(symbol);
    let in_width = bound.with_rate(Rate::power(Symbol::M, of(Symbol::M)).times(Symbol::LogM, of(Symbol::LogM)));
    let (power_of_time, power_of_log) = (of(Symbol::T).to_f64(), of(Symbol::LogM).to_f64());

    let (times, mut at_time) = at_times(&in_width, rows, protocol);
    let slopes: Vec<(f64, Option<Slope>)> = runs_in_width(rows).into_iter().map(|(width, runs)| (width, mean_slope(&runs))).collect();
    // One family: every time and every width asks a question of the same runs.
    let p_values: Vec<f64> = (at_time.iter().map(|at| at.judgement.p_value))
        .chain(slopes.iter().map(|(_, slope)| slope.map_or(1.0, |s| time_p_value(bound.growth, s, power_of_time))))
        .collect();
    let adjusted = holm(&p_values);
    let (of_times, of_widths) = adjusted.split_at(at_time.len());
    at_time.iter_mut().zip(of_times).for_each(|(at, p)| write_adjusted(&mut at.judgement, *p, adjusted.len()));
    let at_width: Vec<AtWidth> = slopes
        .into_iter()
        .zip(of_widths)
        .map(|((width, slope), p)| AtWidth {
            width,
            exponent: interval(slope, protocol),
            verdict: slope.map_or(Verdict::Inconclusive, |s| time_verdict(bound.growth, s, power_of_time, *p, protocol)),
        })
        .collect();

    let joint = joint_slopes(&log_rows(rows, power_of_log));
    let refuted = at_time.iter().any(|t| t.judgement.verdict == Verdict::Refuted) || at_width.iter().any(|w| w.verdict == Verdict::Refuted);
    let agrees = at_time.iter().all(|t| t.judgement.verdict.agrees())
        && at_width.iter().all(|w| w.verdict == Verdict::Supported)
        && !rows.is_empty();
    let untestable = at_time.iter().any(|t| t.judgement.verdict == Verdict::Untestable);
    let verdict = match Verdict::of(agrees, refuted) {
        Verdict::Supported if untestable => Verdict::Untestable,
        verdict => verdict,
    };
    TwoWay {
        verdict,
        times,
        at_time,
        at_width,
        joint_width: joint.map(|[width, _]| interval(Some(width), protocol)),
        joint_time: joint.map(|[_, time]| interval(Some(time), protocol)),
    }
}

/// Judges a bound in M alone at every time, t = 0 included: supported where it is at each, refuted where it is at one, at Holm's level over all times.
pub fn judge_each_time(bound: &Bound, rows: &[TimedRow], protocol: &Protocol) -> TwoWay {
    let (times, mut at_time) = at_times(bound, rows, protocol);
    adjust(&mut at_time.iter_mut().map(|at| &mut at.judgement).collect::<Vec<_>>());
    let is = |verdict: Verdict| at_time.iter().map(move |at| at.judgement.verdict == verdict);
    let verdict = Verdict::of(!at_time.is_empty() && is(Verdict::Supported).all(|is| is), is(Verdict::Refuted).any(|is| is));
    TwoWay { verdict, times, at_time, at_width: Vec::new(), joint_width: None, joint_time: None }
}

/// The number of times, and the judgement of a bound in M at each, or at [`super::MOST_TIMES`] of them.
fn at_times(bound: &Bound, rows: &[TimedRow], protocol: &Protocol) -> (usize, Vec<AtTime>) {
    let samples = samples_in_time(rows);
    let times = samples.len();
    let samples = thinned(samples);
    let last = samples.len().saturating_sub(1);
    let judged = samples.into_iter().enumerate().map(|(index, (time, sample))| {
        // What the design could have seen is said once, at the last time.
        let power_trials = if index == last { protocol.power_trials } else { 0 };
        AtTime { time, judgement: judge(bound, &sample, &Protocol { power_trials, ..*protocol }) }
    });
    (times, judged.collect())
}

/// p-value of a refutation by the power of t.
fn time_p_value(growth: Growth, slope: Slope, claimed: f64) -> f64 {
    let of = |sign: f64| (2.0 * slope.p_beyond(claimed, sign)).min(1.0);
    match growth {
        Growth::AtMost | Growth::Below => of(1.0),
        Growth::AtLeast => of(-1.0),
        Growth::Exactly => of(1.0).min(of(-1.0)),
    }
}

/// The power of t at one width: refuted beyond the margin by the adjusted p-value, supported within it.
fn time_verdict(growth: Growth, slope: Slope, claimed: f64, p_adjusted: f64, protocol: &Protocol) -> Verdict {
    let refutes = |sign: f64| p_adjusted < protocol.level() && sign * (slope.estimate - claimed) > 0.0;
    let within = |sign: f64| sign * (slope.bound(sign, protocol.confidence) - claimed) < protocol.margin;
    let beyond = |sign: f64| refutes(sign) && !within(sign);
    // A strict bound in M and t may be strict in M alone: in t it asks no more than an upper bound.
    let (refuted, supported) = match growth {
        Growth::AtMost | Growth::Below => (beyond(1.0), within(1.0)),
        Growth::AtLeast => (beyond(-1.0), within(-1.0)),
        Growth::Exactly => (beyond(1.0) || beyond(-1.0), within(1.0) && within(-1.0)),
    };
    Verdict::of(supported, refuted)
}

fn interval(slope: Option<Slope>, protocol: &Protocol) -> Estimate {
    slope.map_or(Estimate::unknown(protocol.confidence), |s| estimate(s, protocol))
}

#[cfg(test)]
mod tests {
    use Growth::{AtLeast, AtMost, Below, Exactly};
    use Verdict::{Inconclusive, Refuted, Supported};

    use super::*;

    #[test]
    fn the_power_of_t_is_within_the_margin_on_every_side_that_is_claimed() {
        let of = |growth, estimate, error, p| {
            time_verdict(growth, Slope { estimate, error, degrees: 30.0 }, 1.0, p, &Protocol { power_trials: 0, ..Protocol::default() })
        };
        let all = |estimate, error, p| [AtMost, Below, AtLeast, Exactly].map(|growth| of(growth, estimate, error, p));
        assert_eq!(all(1.0, 0.01, 1.0), [Supported; 4]);
        assert_eq!(all(1.5, 0.01, 1e-6), [Refuted, Refuted, Supported, Refuted]);
        assert_eq!(all(0.5, 0.01, 1e-6), [Supported, Supported, Refuted, Refuted]);
        // Significant, and within the margin: no violation of a size that counts.
        assert_eq!(all(1.02, 0.005, 1e-6), [Supported; 4]);
        // Beyond the margin, and as well explained by chance.
        assert_eq!(all(1.5, 0.5, 0.3), [Inconclusive, Inconclusive, Inconclusive, Inconclusive]);
        // Within the margin on one side alone.
        assert_eq!(all(1.02, 0.03, 0.5), [Inconclusive, Inconclusive, Supported, Inconclusive]);
        assert_eq!(all(0.98, 0.03, 0.5), [Supported, Supported, Inconclusive, Inconclusive]);
    }
}
