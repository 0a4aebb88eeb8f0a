//! Replicate counts that differ between widths: planned so, or because runs are missing by their value?

use statrs::function::gamma::digamma;

use super::Sample;
use super::flag::Flag;
use super::line::Line;
use super::robust::median;

/// Fewer replicates than this at the fullest width tell nothing about counts.
const FEWEST_REPLICATES: usize = 8;
/// Widths with a smaller share of the fullest width's replicates are short.
const SHORT: f64 = 0.85;
/// Widths with at least this share are full.
const FULL: f64 = 0.95;
/// From this rank correlation on, counts follow the width.
const FOLLOWS: f64 = 0.5;
/// Standard deviation of the logarithm of a variance estimate is this over sqrt(degrees / 2): noise need not be normal.
const SPREAD_OF_VARIANCE: f64 = 1.3;
/// A spread that falls with the number of runs by more than this many standard errors shows that runs are missing by their value: where replicates
/// have gaps, and where their numbers look planned.
const SHRINKS_WITH_GAPS: f64 = 2.0;
const SHRINKS_AS_PLANNED: f64 = 3.0;
/// Extremes that agree within this many standard deviations pile up.
const PILED: f64 = 0.35;
/// A standard deviation of log y below this shows no pile-up.
const LEAST_SPREAD: f64 = 0.02;

/// Replicate counts that differ between widths, with what the replicates look like.
pub(super) struct Counts {
    counts: Vec<f64>,
    logs: Vec<Vec<f64>>,
    most: f64,
    /// Whether the replicates' numbers have no gaps.
    planned: bool,
}

impl Counts {
    /// `None` if every width has about as many replicates, or too few to tell.
    pub(super) fn of(sample: &Sample) -> Option<Self> {
        let logs: Vec<Vec<f64>> = sample.measured().iter().map(|group| group.values.iter().map(|v| v.ln()).collect()).collect();
        let counts: Vec<f64> = logs.iter().map(|values| values.len() as f64).collect();
        let most = counts.iter().copied().fold(0.0, f64::max);
        let mut usable: Vec<f64> = counts.iter().copied().filter(|n| *n >= 3.0).collect();
        let widths = usable.len();
        usable.sort_by(f64::total_cmp);
        usable.dedup();
        let differs = usable.len() > 1 && counts.iter().any(|n| *n < SHORT * most);
        (most >= FEWEST_REPLICATES as f64 && widths >= 4 && differs).then(|| Self { counts, logs, most, planned: sample.is_planned() })
    }

    fn is_short(&self, width: usize) -> bool {
        self.counts[width] < SHORT * self.most
    }

    /// Runs that vanish by their value take the spread with them: widths with fewer runs spread less.
    pub(super) fn missing_by_value(&self) -> Option<Flag> {
        (self.shrinks() && rank_correlation(&self.counts).abs() > FOLLOWS).then(|| Flag {
            code: "missing_not_at_random",
            text: "widths with fewer runs also spread less, so runs are missing by their value".to_owned(),
        })
    }

    /// Whether the spread falls with the number of runs by more than chance.
    pub(super) fn shrinks(&self) -> bool {
        let usable: Vec<usize> = (0..self.counts.len()).filter(|i| self.counts[*i] >= 3.0).collect();
        let of = |value: &dyn Fn(usize) -> f64| usable.iter().map(|i| value(*i)).collect::<Vec<f64>>();
        let count = of(&|i| self.counts[i].ln());
        let weight = of(&|i| (self.counts[i] - 1.0) / 2.0);
        let spread = of(&|i| variance(&self.logs[i]).max(1e-30).ln() - bias_of_log_variance(self.counts[i] - 1.0));
        let line = Line::new(&count, &weight);
        let curve = line.project(&spread);
        // Outliers and heavy tails scatter the spreads more: the widths themselves tell by how much.
        let scatter = (curve.rss() / (usable.len() - 2) as f64).sqrt();
        let errors = if self.planned { SHRINKS_AS_PLANNED } else { SHRINKS_WITH_GAPS };
        curve.slope > errors * SPREAD_OF_VARIANCE.max(scatter) * line.variance().sqrt()
    }

    /// The extremes of the short widths agree although their locations do not: a common limit.
    pub(super) fn piled(&self, sign: f64, word: &str) -> Option<Flag> {
        let short: Vec<usize> = (0..self.counts.len()).filter(|i| self.is_short(*i)).collect();
        let full: Vec<usize> = (0..self.counts.len()).filter(|i| !self.is_short(*i)).collect();
        let variances: Vec<f64> = full.iter().filter(|i| self.counts[**i] > 1.0).map(|i| variance(&self.logs[*i])).collect();
        let spread = (variances.iter().sum::<f64>() / variances.len().max(1) as f64).sqrt();
        let extreme = |i: usize| sign * self.logs[i].iter().map(|v| sign * v).fold(f64::NEG_INFINITY, f64::max);
        let extremes = range(short.iter().map(|i| extreme(*i)));
        let locations = range((0..self.logs.len()).map(|i| median(&self.logs[i])));
        (short.len() >= 2 && spread > LEAST_SPREAD && extremes < PILED * spread && locations > spread).then(|| Flag {
            code: "pile_up",
            text: format!("the {word} values of the widths with fewer runs agree, as at a detection limit"),
        })
    }
}

/// Whether the number of runs follows the width while the curve bends: `bends` says so of the end of the curve; else the widths with fewer
/// runs have to leave the straight line through the others. `curve` is log(value / rate) at every width, with its weights.
pub fn counts_follow_width(counts: &[usize], x: &[f64], curve: &[f64], weight: &[f64], bends: bool) -> Option<Flag> {
    let numbers: Vec<f64> = counts.iter().map(|n| *n as f64).collect();
    let most = numbers.iter().copied().fold(0.0, f64::max);
    let least = numbers.iter().copied().fold(f64::INFINITY, f64::min);
    if counts.len() < 5 || most < FEWEST_REPLICATES as f64 || least >= SHORT * most || rank_correlation(&numbers).abs() <= FOLLOWS {
        return None;
    }
    let (full, rest): (Vec<usize>, Vec<usize>) = (0..counts.len()).partition(|i| numbers[*i] >= FULL * most);
    let leaves = full.len() >= 3 && !rest.is_empty() && {
        let of = |values: &[f64], which: &[usize]| which.iter().map(|i| values[*i]).collect::<Vec<f64>>();
        let line = Line::new(&of(x, &full), &of(weight, &full));
        let whole: f64 = of(weight, &rest).iter().sum();
        let mean = rest.iter().map(|i| weight[*i] * curve[*i]).sum::<f64>() / whole;
        let at = of(x, &rest).iter().sum::<f64>() / rest.len() as f64;
        let difference = mean - line.value(&of(curve, &full), at);
        difference.abs() > 2.0 * (line.variance_at(at) + whole.recip()).sqrt()
    };
    (bends || leaves).then(|| Flag {
        code: "counts_follow_width",
        text: format!(
            "the number of runs changes with the width ({most} to {least}) and the curve bends, so runs may be missing by their value"
        ),
    })
}

/// The mean of log(chi^2 / degrees): few runs seem to spread less, though they do not.
fn bias_of_log_variance(degrees: f64) -> f64 {
    digamma(degrees / 2.0) - (degrees / 2.0).ln()
}

/// The sample variance.
fn variance(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    if n < 2.0 { 0.0 } else { values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0) }
}

pub(super) fn range(values: impl Iterator<Item = f64>) -> f64 {
    let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
    if low > high { f64::INFINITY } else { high - low }
}

/// Correlation of the ranks of `values` (equal ones share the mean rank) with their places.
fn rank_correlation(values: &[f64]) -> f64 {
    let rank = |value: f64| {
        let below = values.iter().filter(|other| **other < value).count() as f64;
        let equal = values.iter().filter(|other| **other == value).count() as f64;
        below + 0.5 * (equal + 1.0)
    };
    let ranks: Vec<f64> = values.iter().map(|value| rank(*value)).collect();
    let centre = (values.len() as f64 + 1.0) / 2.0;
    let sum = |of: &dyn Fn(usize, f64) -> f64| ranks.iter().enumerate().map(|(i, rank)| of(i, rank - centre)).sum::<f64>();
    let place = |i: usize| i as f64 + 1.0 - centre;
    let (both, of_ranks, of_places) = (sum(&|i, r| r * place(i)), sum(&|_, r| r * r), sum(&|i, _| place(i).powi(2)));
    if of_ranks == 0.0 { 0.0 } else { both / (of_ranks * of_places).sqrt() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::WidthGroup;

    /// Spearman's correlations with the places, by hand: ranks 3, 1, 2; two equal values share the rank 1.5.
    #[test]
    fn ranks_are_correlated_with_places() {
        assert!((rank_correlation(&[2.0, 3.0, 5.0, 9.0]) - 1.0).abs() < 1e-12);
        assert!((rank_correlation(&[3.0, 1.0, 2.0]) + 0.5).abs() < 1e-12);
        assert!((rank_correlation(&[1.0, 1.0, 2.0]) - 0.75f64.sqrt()).abs() < 1e-12);
        assert_eq!(rank_correlation(&[4.0, 4.0, 4.0]), 0.0);
    }

    /// E log(chi^2_2 / 2) is minus Euler's constant, and that of many degrees is near -1/degrees.
    #[test]
    fn few_runs_seem_to_spread_less() {
        assert!((bias_of_log_variance(2.0) + 0.577_215_664_901_532_9).abs() < 1e-12);
        assert!((bias_of_log_variance(1000.0) + 0.001).abs() < 1e-5);
        assert_eq!((variance(&[5.0]), variance(&[1.0, 4.0]), variance(&[1.0, 2.0, 6.0])), (0.0, 4.5, 7.0));
    }

    /// Counts are asked where one width has 8 runs and another 15 % fewer, over at least four widths.
    #[test]
    fn counts_are_asked_where_they_could_tell() {
        let asked = |counts: &[usize]| {
            let group = |(place, count): (usize, &usize)| WidthGroup::new(2f64.powi(place as i32 + 5), vec![1.0; *count]);
            Counts::of(&Sample::new(counts.iter().enumerate().map(group).collect())).is_some()
        };
        assert!(asked(&[8, 8, 8, 6]) && asked(&[3, 8, 8, 8]));
        assert!(!asked(&[8, 8, 6]) && !asked(&[7, 7, 7, 4]) && !asked(&[8, 8, 8, 7]) && !asked(&[8, 8, 8, 8]));
    }
}
