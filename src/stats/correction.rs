//! One correction to scaling: z = c0 + s x + log(1 + c exp(-w (x - x_min))), on one design.

use super::least_squares::dot;

/// Number of rates w and of sizes c in the grid.
const RATES: usize = 14;
const SIZES: usize = 24;
/// The fastest correction, as a power of M.
const FASTEST: f64 = 2.0;
/// At the smallest width a correction may halve y, at the largest it adds at most this fraction.
const LARGEST_LEFT: f64 = 0.5;

/// A correction in the unit coordinates of its class: `size` in \[0, 1\] between the smallest and the largest log(1 + c)
/// that the rate w allows, and the rate w in \[1/L, 2\].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Correction {
    size: f64,
    rate: f64,
}

/// The widths and weights of a fit, with the grid of corrections worked out: it serves every data set of one design.
#[derive(Debug, Clone)]
pub struct Design {
    distance: Vec<f64>,
    weight: Vec<f64>,
    total: f64,
    span: f64,
    centred_x: Vec<f64>,
    xx: f64,
    cells: Vec<Cell>,
}

#[derive(Debug, Clone)]
struct Cell {
    correction: Correction,
    weighted: Vec<f64>,
    gg: f64,
    gx: f64,
}

/// Data on a design: cross products with every cell of the grid.
#[derive(Debug, Clone)]
pub struct Fit<'a> {
    design: &'a Design,
    z: Vec<f64>,
    zz: f64,
    zx: f64,
    gz: Vec<f64>,
    unit: f64,
    /// The least weighted residual sum of squares.
    pub residual: f64,
    /// The exponent at which it is reached.
    pub exponent: f64,
    best: Correction,
}

impl Design {
    /// The design with these log widths and inverse variances.
    pub fn new(x: &[f64], weight: &[f64]) -> Self {
        let first = x.first().copied().unwrap_or(0.0);
        let distance: Vec<f64> = x.iter().map(|x| x - first).collect();
        let total: f64 = weight.iter().sum();
        let span = distance.last().copied().unwrap_or(0.0);
        let centred_x = centred(&distance, weight, total);
        let xx = weighted_dot(&centred_x, &centred_x, weight);
        let mut design = Self { distance, weight: weight.to_vec(), total, span, centred_x, xx, cells: Vec::new() };
        design.cells = design.grid();
        design
    }

    fn grid(&self) -> Vec<Cell> {
        let slowest = 1.0 / self.span;
        let fastest = FASTEST.max(slowest);
        let mut corrections = vec![self.none()];
        for i in 0..RATES {
            let rate = slowest * (fastest / slowest).powf(i as f64 / (RATES - 1) as f64);
            corrections.extend((0..SIZES).map(|j| Correction { size: j as f64 / (SIZES - 1) as f64, rate }));
        }
        corrections
            .into_iter()
            .map(|correction| {
                let g = centred(&self.curve(correction), &self.weight, self.total);
                let gg = weighted_dot(&g, &g, &self.weight);
                let gx = weighted_dot(&g, &self.centred_x, &self.weight);
                let weighted = g.iter().zip(&self.weight).map(|(g, w)| g * w).collect();
                Cell { correction, weighted, gg, gx }
            })
            .collect()
    }

    /// No correction at all, written at the slowest rate.
    fn none(&self) -> Correction {
        let rate = 1.0 / self.span;
        let (low, high) = self.size_range(rate);
        Correction { size: -low / (high - low), rate }
    }

    /// The range of log(1 + c) at a rate.
    fn size_range(&self, rate: f64) -> (f64, f64) {
        (0.5f64.ln(), (LARGEST_LEFT * (rate * self.span).exp()).ln_1p())
    }

    /// log(1 + c exp(-w d)) at every width.
    fn curve(&self, correction: Correction) -> Vec<f64> {
        let (low, high) = self.size_range(correction.rate);
        let c = (low + correction.size * (high - low)).exp_m1();
        self.distance.iter().map(|d| (c * (-correction.rate * d).exp()).ln_1p()).collect()
    }

    /// Fits the data. `unit` is the size of residual sum of squares that matters: the noise variance in units of the weights.
    pub fn fit(&self, z: &[f64], unit: f64) -> Fit<'_> {
        let z = centred(z, &self.weight, self.total);
        let zz = weighted_dot(&z, &z, &self.weight);
        let zx = weighted_dot(&z, &self.centred_x, &self.weight);
        let gz = self.cells.iter().map(|cell| dot(&cell.weighted, &z)).collect();
        let mut fit = Fit { design: self, z, zz, zx, gz, unit, residual: f64::INFINITY, exponent: 0.0, best: self.none() };
        let starts = fit.best_cells(|fit, i| {
            let slope = fit.zx - fit.design.cells[i].gx;
            fit.rss_without_slope(i) - slope * slope / fit.design.xx
        });
        for start in starts {
            let (residual, correction) = fit.descend(start, None);
            if residual < fit.residual {
                (fit.residual, fit.best) = (residual, correction);
            }
        }
        let g = centred(&self.curve(fit.best), &self.weight, self.total);
        fit.exponent = (fit.zx - weighted_dot(&g, &self.centred_x, &self.weight)) / self.xx;
        fit
    }
}

impl Fit<'_> {
    /// The least residual with the exponent held at `s`, and where.
    pub fn residual_at(&self, s: f64) -> f64 {
        self.profile(s, None).0
    }

    /// The least residual over exponents at or below `s` (`sign` = 1) or at or above it (-1): what a test that the
    /// exponent lies on that side compares with [`Fit::residual`].
    pub fn residual_beyond(&self, s: f64, sign: f64) -> f64 {
        if sign * (self.exponent - s) <= 0.0 {
            return self.residual;
        }
        let design = self.design;
        let beyond = (0..design.cells.len())
            .map(|i| {
                let free = (self.zx - design.cells[i].gx) / design.xx;
                let held = if sign * (free - s) > 0.0 { s } else { free };
                self.cell_rss(i, held)
            })
            .fold(f64::INFINITY, f64::min);
        beyond.min(self.residual_at(s))
    }

    /// The end of the set of exponents whose profile stays within `excess` of the least residual: the upper end
    /// (`sign` = 1) or the lower one (-1).
    pub fn end(&self, excess: f64, sign: f64) -> f64 {
        if excess.is_nan() || excess.is_infinite() {
            return sign * f64::INFINITY;
        }
        let design = self.design;
        let target = self.residual + excess;
        let (mut inside, mut warm) = (self.exponent, self.best);
        for (i, cell) in design.cells.iter().enumerate() {
            let free = (self.zx - cell.gx) / design.xx;
            let room = (target - self.cell_rss(i, free)) / design.xx;
            if room >= 0.0 && sign * (free + sign * room.sqrt() - inside) > 0.0 {
                (inside, warm) = (free + sign * room.sqrt(), cell.correction);
            }
        }
        let mut step = (excess.max(1e-12) / design.xx).sqrt().max(1e-9);
        let mut outside = inside + sign * step;
        for _ in 0..60 {
            let (residual, correction) = self.profile(outside, Some(warm));
            if residual > target {
                break;
            }
            (inside, warm) = (outside, correction);
            step *= 2.0;
            outside = inside + sign * step;
        }
        while (outside - inside).abs() > 1e-6 * (1.0 + inside.abs()) {
            let middle = 0.5 * (inside + outside);
            let (residual, correction) = self.profile(middle, Some(warm));
            if residual > target {
                outside = middle;
            } else {
                (inside, warm) = (middle, correction);
            }
        }
        inside
    }

    /// The fraction by which the best correction raises (or, below 0, lowers) y at the smallest width.
    pub fn correction_at_start(&self) -> f64 {
        self.design.curve(self.best).first().map_or(0.0, |g| g.exp_m1())
    }

    /// The rate w of the best correction.
    pub fn correction_rate(&self) -> f64 {
        self.best.rate
    }

    fn profile(&self, s: f64, warm: Option<Correction>) -> (f64, Correction) {
        let starts = self.best_cells(|fit, i| fit.cell_rss(i, s));
        starts
            .into_iter()
            .chain(warm)
            .map(|start| self.descend(start, Some(s)))
            .min_by(|a, b| a.0.total_cmp(&b.0))
            .unwrap_or((self.residual, self.best))
    }

    fn rss_without_slope(&self, i: usize) -> f64 {
        self.zz + self.design.cells[i].gg - 2.0 * self.gz[i]
    }

    fn cell_rss(&self, i: usize, s: f64) -> f64 {
        let design = self.design;
        self.rss_without_slope(i) + s * s * design.xx - 2.0 * s * (self.zx - design.cells[i].gx)
    }

    /// The best cell of those that raise the small widths and the best of those that lower them: the profile has a
    /// minimum on either side.
    fn best_cells(&self, score: impl Fn(&Self, usize) -> f64) -> Vec<Correction> {
        let mut best = [(f64::INFINITY, None); 2];
        for (i, cell) in self.design.cells.iter().enumerate() {
            let value = score(self, i);
            let side = &mut best[usize::from(cell.gx < 0.0)];
            if value < side.0 {
                *side = (value, Some(cell.correction));
            }
        }
        best.into_iter().filter_map(|(_, correction)| correction).collect()
    }

    /// Levenberg-Marquardt over (size, rate) inside their box, the offset (and the exponent where it is not held)
    /// projected out at every step.
    fn descend(&self, start: Correction, held: Option<f64>) -> (f64, Correction) {
        let design = self.design;
        let slowest = 1.0 / design.span;
        let fastest = FASTEST.max(slowest);
        let mut here = start;
        let (mut rss, mut gradient, mut hessian) = self.expand(here, held);
        let mut damping = 1e-3;
        for _ in 0..40 {
            let free = [
                !(here.size <= 0.0 && gradient[0] > 0.0 || here.size >= 1.0 && gradient[0] < 0.0),
                !(here.rate <= slowest && gradient[1] > 0.0 || here.rate >= fastest && gradient[1] < 0.0),
            ];
            let step = damped_step(&gradient, &hessian, damping, free);
            let next = Correction { size: (here.size + step[0]).clamp(0.0, 1.0), rate: (here.rate + step[1]).clamp(slowest, fastest) };
            if next == here {
                break;
            }
            let (next_rss, next_gradient, next_hessian) = self.expand(next, held);
            if next_rss < rss {
                let gain = rss - next_rss;
                (here, rss, gradient, hessian) = (next, next_rss, next_gradient, next_hessian);
                damping = (damping * 0.2).max(1e-9);
                if gain < 1e-6 * (self.unit + 0.1 * rss) {
                    break;
                }
            } else {
                damping *= 8.0;
                if damping > 1e9 {
                    break;
                }
            }
        }
        (rss, here)
    }

    /// Residual sum of squares, half its gradient and half its Gauss-Newton matrix in (size, rate).
    fn expand(&self, at: Correction, held: Option<f64>) -> (f64, [f64; 2], [f64; 3]) {
        let design = self.design;
        let (low, high) = design.size_range(at.rate);
        let u = low + at.size * (high - low);
        let (c, one_plus) = (u.exp_m1(), u.exp());
        let growth = LARGEST_LEFT * (at.rate * design.span).exp();
        let high_slope = design.span * growth / (1.0 + growth);
        let n = design.distance.len();
        let (mut residual, mut by_size, mut by_rate) = (vec![0.0; n], vec![0.0; n], vec![0.0; n]);
        for i in 0..n {
            let d = design.distance[i];
            let decay = (-at.rate * d).exp();
            let by_u = one_plus * decay / (1.0 + c * decay);
            residual[i] = self.z[i] - (c * decay).ln_1p();
            by_size[i] = by_u * (high - low);
            by_rate[i] = -c * d * decay / (1.0 + c * decay) + by_u * at.size * high_slope;
        }
        for vector in [&mut residual, &mut by_size, &mut by_rate] {
            let mean = dot(vector, &design.weight) / design.total;
            vector.iter_mut().for_each(|v| *v -= mean);
        }
        match held {
            Some(s) => residual.iter_mut().zip(&design.centred_x).for_each(|(r, x)| *r -= s * x),
            None => {
                for vector in [&mut residual, &mut by_size, &mut by_rate] {
                    let slope = weighted_dot(vector, &design.centred_x, &design.weight) / design.xx;
                    vector.iter_mut().zip(&design.centred_x).for_each(|(v, x)| *v -= slope * x);
                }
            }
        }
        let product = |a: &[f64], b: &[f64]| weighted_dot(a, b, &design.weight);
        (
            product(&residual, &residual),
            [-product(&residual, &by_size), -product(&residual, &by_rate)],
            [product(&by_size, &by_size), product(&by_size, &by_rate), product(&by_rate, &by_rate)],
        )
    }
}

/// The damped Gauss-Newton step over the coordinates that are free to move.
fn damped_step(gradient: &[f64; 2], hessian: &[f64; 3], damping: f64, free: [bool; 2]) -> [f64; 2] {
    let [a, b, d] = *hessian;
    let floor = 1e-12 * (a + d) + f64::MIN_POSITIVE;
    let (a, d) = (a * (1.0 + damping) + floor, d * (1.0 + damping) + floor);
    match free {
        [true, true] => {
            let det = (a * d - b * b).max(f64::MIN_POSITIVE);
            [-(d * gradient[0] - b * gradient[1]) / det, -(a * gradient[1] - b * gradient[0]) / det]
        }
        [true, false] => [-gradient[0] / a, 0.0],
        [false, true] => [0.0, -gradient[1] / d],
        [false, false] => [0.0, 0.0],
    }
}

fn weighted_dot(a: &[f64], b: &[f64], weight: &[f64]) -> f64 {
    (0..a.len()).map(|i| a[i] * b[i] * weight[i]).sum()
}

fn centred(values: &[f64], weight: &[f64], total: f64) -> Vec<f64> {
    let mean = dot(values, weight) / total;
    values.iter().map(|v| v - mean).collect()
}

#[cfg(test)]
mod tests;
