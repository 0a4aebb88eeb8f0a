//! How well families fit a curve, and what that says of the noise.

use super::families::Profile;
use super::fisher::f_exceeds;
use super::ladder::{Ladder, NoiseFrom};

/// The level at which scatter between widths is taken seriously.
pub(crate) const SCATTER_LEVEL: f64 = 0.05;
/// The autocorrelation of lag 1 of ten independent residuals about a quadratic.
const BIAS_OF_LAG: f64 = 0.25;
/// By how much errors grow for each unit of autocorrelation, and at most: what a random walk over widths needs.
const INFLATION: f64 = 4.0;
/// The least residual variance of single values: they do not hold more digits.
const LEAST_SCALE: f64 = 1e-30;

/// How well the families fit.
pub(super) struct Fits {
    /// Residual variance of each family, over its spare widths.
    ratios: Vec<f64>,
    spares: Vec<f64>,
    pub(super) p: Vec<f64>,
    pub(super) best_p: f64,
    pub(super) scatter: f64,
    pub(super) degrees: f64,
}

impl Fits {
    pub(super) fn new(ladder: &Ladder, u: &[f64], profiles: &[Profile]) -> Self {
        let k = ladder.widths();
        let spares: Vec<f64> = profiles.iter().map(|profile| k.saturating_sub(profile.parameters).max(1) as f64).collect();
        let ratios: Vec<f64> = profiles.iter().zip(&spares).map(|(profile, spare)| profile.rss / spare).collect();
        let curved: f64 = ladder.curved_residuals(u).iter().map(|r| r * r).sum();
        let least = (0..ratios.len()).min_by(|a, b| ratios[*a].total_cmp(&ratios[*b])).unwrap_or(0);
        match ladder.noise {
            NoiseFrom::Replicates(own) => {
                let scatter = ratios[least].min(curved / k.saturating_sub(3).max(1) as f64).max(1.0);
                let degrees = mixed_degrees(scatter, own, spares[least]);
                let p: Vec<f64> = ratios.iter().zip(&spares).map(|(ratio, spare)| f_exceeds(*ratio, *spare, own)).collect();
                let best_p = p.iter().copied().fold(0.0, f64::max);
                Self { ratios, spares, p, best_p, scatter, degrees }
            }
            NoiseFrom::Residuals => {
                let enough = profiles.iter().filter(|profile| k >= profile.parameters + 2);
                let families = enough.map(|profile| (profile.rss / (k - profile.parameters) as f64, (k - profile.parameters) as f64));
                let quadratic = (k >= 5).then(|| (curved / (k - 3) as f64, (k - 3) as f64));
                let (scatter, degrees) = families.chain(quadratic).min_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or((ratios[0], 1.0));
                let p = vec![1.0; ratios.len()];
                Self { ratios, spares, p, best_p: 1.0, scatter: scatter.max(LEAST_SCALE), degrees }
            }
        }
    }

    /// Scatter between widths is taken for dependence where residuals of neighbours agree.
    pub(super) fn inflation(&self, ladder: &Ladder, u: &[f64]) -> f64 {
        if ladder.noise == NoiseFrom::Residuals || self.best_p >= SCATTER_LEVEL {
            return 1.0;
        }
        dependence(&ladder.curved_residuals(u))
    }

    /// The first family is the pure power.
    pub(super) fn pure_p(&self, ladder: &Ladder, dependence: f64) -> f64 {
        match ladder.noise {
            NoiseFrom::Replicates(own) => f_exceeds(self.ratios[0] / dependence, self.spares[0], own),
            NoiseFrom::Residuals => {
                f_exceeds(self.ratios[0] / self.scatter, self.spares[0], ladder.widths().saturating_sub(3).max(1) as f64)
            }
        }
    }
}

/// Degrees of freedom of two sources of error, the replicate variance and the scatter beyond it (Satterthwaite 1946).
pub(crate) fn mixed_degrees(scatter: f64, own: f64, spare: f64) -> f64 {
    if scatter == 1.0 {
        return own;
    }
    (scatter.powi(2) / (own.recip() + (scatter - 1.0).powi(2) / spare)).max(spare).min(own)
}

/// By how much errors grow if residuals of neighbouring widths agree.
pub(crate) fn dependence(residuals: &[f64]) -> f64 {
    (1.0 + INFLATION * (lag(residuals) + BIAS_OF_LAG)).clamp(1.0, INFLATION)
}

/// Autocorrelation of lag 1.
fn lag(residuals: &[f64]) -> f64 {
    let mean = residuals.iter().sum::<f64>() / residuals.len() as f64;
    let centred: Vec<f64> = residuals.iter().map(|r| r - mean).collect();
    let squares: f64 = centred.iter().map(|r| r * r).sum();
    centred.windows(2).map(|pair| pair[0] * pair[1]).sum::<f64>() / squares.max(1e-300)
}
