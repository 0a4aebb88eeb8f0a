//! Logarithm or small power: y^(1/b) = A + B BoxCox_lambda(M) with a free offset A.

use super::least_squares::dot;
use super::student::t_quantile;
use super::summary::{LEAST_DEVIATION, Summary};

/// Beyond this size the interval of lambda is called unbounded.
const FARTHEST: f64 = 4.0;

/// The power lambda with which y^(1/b) grows: 0 is a logarithm, above 0 a power, below 0 growth that ends.
#[derive(Debug, Clone)]
pub struct GrowthFit {
    shape: Shape,
    /// The best lambda.
    pub lambda: f64,
    residual: f64,
    scatter: f64,
    degrees: f64,
}

#[derive(Debug, Clone)]
struct Shape {
    distance: Vec<f64>,
    weight: Vec<f64>,
    total: f64,
    /// log y / b, centred.
    level: Vec<f64>,
    power: f64,
}

impl GrowthFit {
    /// Fits `locations` of log y for the power `b` > 0 of the logarithm. `quadratic` is the weighted residual of a
    /// smooth fit that bounds the scatter.
    pub fn new(summary: &Summary, locations: &[f64], b: f64, smooth_residual: f64) -> Self {
        let x = summary.x();
        let weight: Vec<f64> = summary.points.iter().map(|p| p.weight).collect();
        let total = weight.iter().sum();
        let first = x.first().copied().unwrap_or(0.0);
        let mean = dot(locations, &weight) / total;
        let shape = Shape {
            distance: x.iter().map(|x| x - first).collect(),
            level: locations.iter().map(|l| (l - mean) / b).collect(),
            weight,
            total,
            power: b,
        };
        let (lambda, residual) = shape.best();
        let spare = x.len().saturating_sub(3) as f64;
        let misfit = residual.min(smooth_residual);
        let (scatter, degrees) = match summary.degrees {
            Some(degrees) => {
                let scatter = if spare > 0.0 { (misfit / spare).max(1.0) } else { 1.0 };
                (scatter, scatter.powi(2) / (1.0 / degrees + (scatter - 1.0).powi(2) / spare.max(1.0)))
            }
            None => ((misfit / spare).max(LEAST_DEVIATION.powi(2)), spare),
        };
        Self { shape, lambda, residual, scatter, degrees }
    }

    /// Degrees of freedom of the scale.
    pub fn degrees(&self) -> f64 {
        self.degrees
    }

    /// The power b of the logarithm.
    pub fn power(&self) -> f64 {
        self.shape.power
    }

    /// The bound of lambda from above (`sign` = 1) or below (-1) with this one-sided confidence; infinite beyond 4.
    pub fn bound(&self, sign: f64, one_sided: f64) -> f64 {
        self.end(t_quantile(one_sided, self.degrees).powi(2) * self.scatter, sign)
    }

    /// The end of the set of lambda whose residual stays within `excess` of the least: the upper end (`sign` = 1) or the lower one
    /// (-1); infinite beyond 4.
    pub fn end(&self, excess: f64, sign: f64) -> f64 {
        let target = self.residual + excess;
        let inside = |lambda: f64| self.shape.residual(lambda) <= target;
        let steps = 80;
        let last = (0..=steps)
            .map(|i| sign * FARTHEST * (1.0 - 2.0 * f64::from(i) / f64::from(steps)))
            .find(|&lambda| sign * (lambda - self.lambda) >= 0.0 && inside(lambda))
            .unwrap_or(self.lambda);
        if last.abs() >= FARTHEST {
            return sign * f64::INFINITY;
        }
        let (mut low, mut high) = (last, last + sign * 2.0 * FARTHEST / f64::from(steps));
        while (high - low).abs() > 1e-6 {
            let middle = 0.5 * (low + high);
            if inside(middle) { low = middle } else { high = middle }
        }
        low
    }

    /// Whether the data tell y = (A + B log M)^`other`, with the same free offset, from what the claim allows, at this one-sided
    /// confidence. `allowed` are the powers of the logarithm that it allows, and `sign` the side of lambda that it bounds.
    pub fn excludes_logarithm(&self, other: f64, allowed: &[f64], sign: f64, one_sided: f64) -> bool {
        let bounded = if sign * self.lambda <= 0.0 { self.residual } else { f64::INFINITY };
        let fits = allowed.iter().map(|&power| self.shape.logarithm(power)).fold(bounded, f64::min);
        let threshold = t_quantile(one_sided, self.degrees).powi(2) * self.scatter;
        self.shape.logarithm(other) - fits > threshold
    }

    /// The one-sided p-value of "lambda is at most `value`" (`sign` = 1) or "at least" (-1).
    pub fn p_beyond(&self, value: f64, sign: f64) -> f64 {
        if sign * (self.lambda - value) <= 0.0 {
            return 1.0;
        }
        let excess = (self.shape.residual(value) - self.residual).max(0.0);
        super::student::t_exceeds((excess / self.scatter).sqrt(), self.degrees)
    }
}

impl Shape {
    /// The least weighted residual of (A + B log M)^power.
    fn logarithm(&self, power: f64) -> f64 {
        let level = self.level.iter().map(|l| l * self.power / power).collect();
        Self { level, power, ..self.clone() }.residual(0.0)
    }

    fn best(&self) -> (f64, f64) {
        let steps = 64;
        let at = |i: usize| FARTHEST * (2.0 * i as f64 / steps as f64 - 1.0);
        let values: Vec<f64> = (0..=steps).map(|i| self.residual(at(i))).collect();
        let best = (0..=steps).min_by(|&a, &b| values[a].total_cmp(&values[b])).unwrap_or(steps / 2);
        let (mut low, mut high) = (at(best.saturating_sub(1)), at((best + 1).min(steps)));
        let golden = 0.5 * (5f64.sqrt() - 1.0);
        while high - low > 1e-7 {
            let (a, b) = (high - golden * (high - low), low + golden * (high - low));
            if self.residual(a) <= self.residual(b) { high = b } else { low = a }
        }
        let lambda = 0.5 * (low + high);
        (lambda, self.residual(lambda))
    }

    /// The least weighted residual at this lambda over offset and size: with f = BoxCox of M/M_min the model is
    /// log y = const + b log(1 + r f), so r is the only parameter that is not linear.
    fn residual(&self, lambda: f64) -> f64 {
        let f: Vec<f64> =
            self.distance.iter().map(|d| if (lambda * d).abs() < 1e-9 { *d } else { (lambda * d).exp_m1() / lambda }).collect();
        let mut r = self.start(&f);
        let (mut rss, mut gradient, mut curvature) = self.expand(&f, r);
        let mut damping = 1e-3;
        for _ in 0..60 {
            let step = -gradient / (curvature * (1.0 + damping) + f64::MIN_POSITIVE);
            // Stay where 1 + r f > 0 at the largest width.
            let floor = -1.0 / f.last().copied().unwrap_or(1.0);
            let next = if r + step <= floor { 0.5 * (r + floor) } else { r + step };
            let trial = self.expand(&f, next);
            if trial.0 < rss {
                let gain = rss - trial.0;
                (rss, gradient, curvature) = trial;
                r = next;
                damping = (damping * 0.2).max(1e-9);
                if gain < 1e-9 * rss {
                    break;
                }
            } else {
                damping *= 8.0;
                if damping > 1e8 {
                    break;
                }
            }
        }
        rss
    }

    /// r from the straight line of y^(1/b) on f, weighted by relative errors.
    fn start(&self, f: &[f64]) -> f64 {
        let y: Vec<f64> = self.level.iter().map(|l| l.exp()).collect();
        let weight: Vec<f64> = self.weight.iter().zip(&y).map(|(w, y)| w / (y * y)).collect();
        let total: f64 = weight.iter().sum();
        let (mean_f, mean_y) = (dot(f, &weight) / total, dot(&y, &weight) / total);
        let (mut ff, mut fy) = (0.0, 0.0);
        for i in 0..f.len() {
            ff += weight[i] * (f[i] - mean_f).powi(2);
            fy += weight[i] * (f[i] - mean_f) * (y[i] - mean_y);
        }
        let slope = fy / ff;
        let offset = mean_y - slope * mean_f;
        let floor = -1.0 / f.last().copied().unwrap_or(1.0);
        match (slope > 0.0, offset > 0.0) {
            (_, true) if slope / offset > floor => slope / offset,
            (true, _) => -10.0 / (floor * f.len() as f64),
            (false, _) => 0.9 * floor,
        }
    }

    /// Residual, half its gradient and half its curvature in r.
    fn expand(&self, f: &[f64], r: f64) -> (f64, f64, f64) {
        let b2 = self.power * self.power;
        let mut residual: Vec<f64> = self.level.iter().zip(f).map(|(l, f)| l - (r * f).ln_1p()).collect();
        let mut slope: Vec<f64> = f.iter().map(|f| f / (1.0 + r * f)).collect();
        for vector in [&mut residual, &mut slope] {
            let mean = dot(vector, &self.weight) / self.total;
            vector.iter_mut().for_each(|v| *v -= mean);
        }
        let product = |a: &[f64], b: &[f64]| (0..a.len()).map(|i| a[i] * b[i] * self.weight[i]).sum::<f64>();
        (b2 * product(&residual, &residual), -b2 * product(&residual, &slope), b2 * product(&slope, &slope))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(level: Vec<f64>, power: f64) -> Shape {
        let weight = vec![1.0, 2.0, 1.5, 1.0, 0.5, 1.0, 2.0, 1.0];
        Shape { distance: (0..8).map(|i| 0.7 * f64::from(i)).collect(), total: weight.iter().sum(), weight, level, power }
    }

    /// log y / b for y = (1 + r f)^b at lambda = 0, where f is the distance, and some noise that is always the same.
    fn grown(r: f64, noise: f64) -> Vec<f64> {
        (0..8).map(|i| (r * 0.7 * f64::from(i)).ln_1p() + noise * (7.0 * f64::from(i)).sin()).collect()
    }

    fn near(a: f64, b: f64, tolerance: f64) {
        assert!((a - b).abs() <= tolerance * (1.0 + b.abs()), "{a} and {b}");
    }

    #[test]
    fn residual_gradient_and_curvature_are_those_of_finite_differences() {
        for (power, r) in [(1.0, 0.4), (2.0, 1.5), (0.5, -0.1)] {
            let noisy = shape(grown(0.8, 0.1), power);
            let (f, step) = (noisy.distance.clone(), 1e-5);
            let (rss, gradient, _) = noisy.expand(&f, r);
            let rest: Vec<f64> = noisy.level.iter().zip(&f).map(|(l, f)| power * (l - (1.0 + r * f).ln())).collect();
            let mean = dot(&rest, &noisy.weight) / noisy.total;
            near(rss, rest.iter().zip(&noisy.weight).map(|(rest, w)| w * (rest - mean).powi(2)).sum(), 1e-12);
            near(gradient, (noisy.expand(&f, r + step).0 - noisy.expand(&f, r - step).0) / (4.0 * step), 1e-6);
            let exact = shape(grown(r, 0.0), power);
            let (rss, _, curvature) = exact.expand(&f, r);
            near(rss, 0.0, 1e-20);
            near(curvature, (exact.expand(&f, r + 1e-4).0 + exact.expand(&f, r - 1e-4).0) / 2e-8, 1e-4);
        }
    }

    #[test]
    fn the_start_is_the_straight_line_and_stays_where_the_model_is_positive() {
        for r in [0.05, 0.8, 6.0, -0.1, -0.19] {
            let exact = shape(grown(r, 0.0), 1.0);
            near(exact.start(&exact.distance), r, 1e-9);
        }
        // Of a line that falls below 0 before the last width, and of one that starts below 0, where the width there hardly counts: at every width 1 + r f is above 0.
        let last = 4.9;
        let y = |i: i32| if i < 7 { 5.0 - 1.1 * 0.7 * f64::from(i) } else { 0.1 };
        let mut falling = shape((0..8).map(|i| y(i).ln()).collect(), 1.0);
        falling.weight[7] = 1e-12;
        near(falling.start(&falling.distance), -0.9 / last, 1e-12);
        let y = |i: i32| if i > 0 { 0.7 * f64::from(i) - 0.5 } else { 0.1 };
        let mut rising = shape((0..8).map(|i| y(i).ln()).collect(), 1.0);
        rising.weight[0] = 1e-12;
        near(rising.start(&rising.distance), 10.0 * last / 8.0, 1e-12);
    }

    #[test]
    fn a_fit_leaves_no_more_than_the_best_of_a_fine_grid() {
        for (lambda, noise) in [-1.0, -0.2, 0.0, 0.3, 1.0].into_iter().flat_map(|lambda| [0.01, 0.2].map(|noise| (lambda, noise))) {
            let noisy = shape(grown(0.8, noise), 2.0);
            let f: Vec<f64> = noisy.distance.iter().map(|d| if lambda == 0.0 { *d } else { ((lambda * d).exp() - 1.0) / lambda }).collect();
            let least = -1.0 / f[7];
            let grid = (1..4000).map(|k| least * (1.0 - f64::from(k) / 4000.0)).chain((0..4000).map(|k| 1e-4 * 1.005f64.powi(k)));
            let best = grid.map(|r| noisy.expand(&f, r).0).fold(f64::INFINITY, f64::min);
            let found = noisy.residual(lambda);
            assert!(found <= best * (1.0 + 1e-6) + 1e-12, "{found} and {best} at {lambda} with noise {noise}");
            assert!(found >= best * (1.0 - 1e-2), "{found} and {best} at {lambda} with noise {noise}");
        }
    }

    /// At a finite end of the interval the residual is the least one and `excess`, and no lambda beyond it has less.
    #[test]
    fn ends_are_where_the_residual_has_risen_by_the_excess() {
        for (r, noise) in [(0.8, 0.02), (0.3, 0.1), (3.0, 0.05)] {
            let shape = shape(grown(r, noise), 1.0);
            let (lambda, residual) = shape.best();
            let fit = GrowthFit { shape, lambda, residual, scatter: 1.0, degrees: 5.0 };
            let mut reached = 0.0f64;
            for excess in [1e-4, 1e-3, 1e-2, 0.1, 0.3, 1.0, 3.0, 100.0] {
                for sign in [1.0, -1.0] {
                    let end = fit.end(excess, sign);
                    let beyond = (1..=400).map(|i| end + sign * 0.01 * f64::from(i)).filter(|lambda| lambda.abs() <= FARTHEST);
                    if end.is_finite() {
                        reached = reached.max(end.abs());
                        near(fit.shape.residual(end), residual + excess, 1e-3);
                        beyond.for_each(|lambda| assert!(fit.shape.residual(lambda) > residual + excess, "{lambda} beyond {end}"));
                    } else {
                        assert!(end == sign * f64::INFINITY && fit.shape.residual(sign * FARTHEST) <= residual + excess);
                    }
                }
            }
            assert!(reached > 0.5, "{reached}");
        }
    }
}
