//! One reading of a curve: the families that fit, what they say of the limit, and slopes along the way.

use super::families::Profile;
use super::fits::{Fits, SCATTER_LEVEL};
use super::ladder::{Bend, Ladder, NoiseFrom, scaled};
use super::rates::rates;
use super::slope::Slope;
use super::student::t_exceeds;

/// A family is admitted if it fits at this level, or nearly as well as the best.
const ADMITTED_LEVEL: f64 = 0.05;
/// Nearly as well: a residual within this multiple of the scale.
const NEARLY: f64 = 4.0;

/// What a ladder shows of one curve u over x = log M.
#[derive(Debug, Clone)]
pub struct Reading {
    /// log M of the widths of the window.
    pub x: Vec<f64>,
    /// Weights of the widths.
    pub weight: Vec<f64>,
    /// The curve itself.
    pub u: Vec<f64>,
    /// Number of smallest widths that were dropped.
    pub dropped: usize,
    /// Slope over the window.
    pub range: Slope,
    /// Slope over the last half.
    pub half: Slope,
    /// Slope over the first third.
    pub begin: Slope,
    /// Slope at the largest width.
    pub end: Slope,
    /// Second derivative at the largest width.
    pub trend: Slope,
    /// Second derivative at the end of the first two thirds.
    pub early_trend: Slope,
    /// The families that are admitted.
    pub families: Vec<Profile>,
    /// Index of the best of them.
    pub best: usize,
    /// The variance of a location over what its weight states, dependence included.
    pub scale: f64,
    /// The same without dependence.
    pub scatter: f64,
    /// Degrees of freedom of the scale.
    pub degrees: f64,
    /// p-value of the pure power.
    pub pure_p: f64,
    /// p-value of the best family; 1 if residuals tell the noise.
    pub fit_p: f64,
    /// What tells the noise.
    pub noise: NoiseFrom,
    /// Whether replicates have slopes of their own.
    pub clustered: bool,
    /// Whether no family fits at any window.
    pub no_family_fits: bool,
}

impl Reading {
    /// Reads the curve `u` on a ladder, with `profiles` of it.
    pub fn new(ladder: &Ladder, u: &[f64], profiles: Vec<Profile>, dropped: usize, no_family_fits: bool) -> Self {
        let fits = Fits::new(ladder, u, &profiles);
        let inflation = fits.inflation(ladder, u);
        let clusters = ladder.clusters.filter(|_| matches!(ladder.noise, NoiseFrom::Replicates(_)));
        let own_slopes = clusters.map_or(1.0, |found| found.ratio.max(1.0));
        let scale = fits.scatter * inflation * inflation * own_slopes;
        let degrees = clusters.map_or(fits.degrees, |found| fits.degrees.min(found.replicates as f64 - 1.0));
        let slope = |pair| scaled(pair, scale, degrees);
        let (range, half) = (slope(ladder.range(u)), slope(ladder.half(u)));
        let end = ladder.end(u);
        let trend = |bend: Option<Bend>| bend.map(|bend| slope(bend.trend));
        let unknown = Slope { estimate: 0.0, error: f64::INFINITY, degrees };
        let end_trend = trend(end).unwrap_or(unknown);
        let pure_p = fits.pure_p(ladder, inflation * inflation * own_slopes);
        let (families, best) = admitted(ladder, profiles, &fits, scale);
        Self {
            x: ladder.line.x.clone(),
            weight: ladder.line.weight.clone(),
            u: u.to_vec(),
            dropped,
            range,
            half,
            begin: slope(ladder.begin(u)),
            end: end.map_or(half, |bend| slope(bend.slope)),
            trend: end_trend,
            early_trend: trend(ladder.early(u)).unwrap_or(end_trend),
            families,
            best,
            scale,
            scatter: fits.scatter,
            degrees,
            pure_p,
            fit_p: fits.best_p,
            noise: ladder.noise,
            clustered: clusters.is_some(),
            no_family_fits,
        }
    }

    /// Number of widths.
    pub fn widths(&self) -> usize {
        self.x.len()
    }

    /// L = log(M_max / M_min).
    pub fn span(&self) -> f64 {
        self.x[self.x.len() - 1] - self.x[0]
    }

    /// Whether each width has one value alone, so that residuals tell the noise.
    pub fn is_single(&self) -> bool {
        self.noise == NoiseFrom::Residuals
    }

    /// Whether the widths scatter about every family by more than replicates explain, at 5 %.
    pub fn scatters(&self) -> bool {
        !self.is_single() && self.fit_p < SCATTER_LEVEL
    }

    /// The two-sided p-value of an increase of a profile.
    pub fn p_of_excess(&self, excess: f64) -> f64 {
        if excess.is_infinite() {
            return 0.0;
        }
        (2.0 * t_exceeds((excess.max(0.0) / self.scale).sqrt(), self.degrees)).min(1.0)
    }

    /// Slopes between neighbouring widths.
    pub fn local(&self) -> Vec<f64> {
        rates(&self.x, &self.u)
    }
}

fn admitted(ladder: &Ladder, profiles: Vec<Profile>, fits: &Fits, scale: f64) -> (Vec<Profile>, usize) {
    let least = profiles.iter().map(|profile| profile.rss).fold(f64::INFINITY, f64::min);
    let fits_by_level = |p: f64| matches!(ladder.noise, NoiseFrom::Replicates(_)) && p >= ADMITTED_LEVEL;
    let k = ladder.widths();
    let kept: Vec<Profile> = (profiles.into_iter().zip(&fits.p))
        .filter(|(profile, p)| fits_by_level(**p) || profile.rss - least <= NEARLY * scale)
        .map(|(profile, _)| profile)
        .collect();
    let ratio = |profile: &Profile| profile.rss / k.saturating_sub(profile.parameters).max(1) as f64;
    let best = (0..kept.len()).min_by(|a, b| ratio(&kept[*a]).total_cmp(&ratio(&kept[*b]))).unwrap_or(0);
    (kept, best)
}
