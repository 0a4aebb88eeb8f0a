//! Weighted straight lines over one ladder of sizes: the projection that every family starts from.

use super::least_squares::dot;

/// The sizes of a window as x = log M, with their weights.
#[derive(Debug, Clone)]
pub struct Line {
    /// log M, increasing.
    pub x: Vec<f64>,
    /// Inverse variances of the locations (relative ones if the noise is unknown).
    pub weight: Vec<f64>,
    root: Vec<f64>,
    total: f64,
    mean: f64,
    /// Weighted sum of squares of x about its mean.
    spread: f64,
    /// sqrt(weight) (x - mean) / sqrt(spread): a unit vector.
    direction: Vec<f64>,
}

/// A curve over the ladder, taken apart: in units of its standard errors.
#[derive(Debug, Clone)]
pub struct Curve {
    /// The curve less its weighted mean, times the root of the weights.
    pub centred: Vec<f64>,
    /// Slope of the weighted straight line.
    pub slope: f64,
    /// What the straight line leaves, times the root of the weights.
    pub residual: Vec<f64>,
}

/// A part of a curve that is taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The curve less its mean.
    Centred,
    /// What the straight line leaves.
    Residual,
}

impl Curve {
    /// One part of it.
    pub fn part(&self, part: Part) -> &[f64] {
        match part {
            Part::Centred => &self.centred,
            Part::Residual => &self.residual,
        }
    }

    /// The weighted residual sum of squares of the straight line.
    pub fn rss(&self) -> f64 {
        dot(&self.residual, &self.residual)
    }
}

impl Line {
    /// At least two different x.
    pub fn new(x: &[f64], weight: &[f64]) -> Self {
        let total: f64 = weight.iter().sum();
        let mean = dot(x, weight) / total;
        let spread: f64 = x.iter().zip(weight).map(|(x, w)| w * (x - mean).powi(2)).sum();
        let root: Vec<f64> = weight.iter().map(|w| w.sqrt()).collect();
        let direction = x.iter().zip(&root).map(|(x, root)| root * (x - mean) / spread.sqrt()).collect();
        Self { x: x.to_vec(), weight: weight.to_vec(), root, total, mean, spread, direction }
    }

    /// Number of sizes.
    pub fn sizes(&self) -> usize {
        self.x.len()
    }

    /// log of the largest size.
    pub fn last(&self) -> f64 {
        self.x[self.x.len() - 1]
    }

    /// L = log(M_max / M_min).
    pub fn span(&self) -> f64 {
        self.last() - self.x[0]
    }

    /// The variance of a slope if every location has the variance that its weight states.
    pub fn variance(&self) -> f64 {
        self.spread.recip()
    }

    /// The weighted mean of a curve.
    pub fn mean_of(&self, u: &[f64]) -> f64 {
        dot(u, &self.weight) / self.total
    }

    /// Takes a curve apart.
    pub fn project(&self, u: &[f64]) -> Curve {
        let mean = dot(u, &self.weight) / self.total;
        let centred: Vec<f64> = u.iter().zip(&self.root).map(|(u, root)| root * (u - mean)).collect();
        let along = dot(&centred, &self.direction);
        let residual = centred.iter().zip(&self.direction).map(|(c, d)| c - along * d).collect();
        Curve { centred, slope: along / self.spread.sqrt(), residual }
    }

    /// The same for one of many shapes, without memory of its own: appends the part to `out` and
    /// gives the slope.
    pub fn append(&self, u: &[f64], part: Part, out: &mut Vec<f64>) -> f64 {
        let mean = dot(u, &self.weight) / self.total;
        let start = out.len();
        out.extend(u.iter().zip(&self.root).map(|(u, root)| root * (u - mean)));
        let along = dot(&out[start..], &self.direction);
        if part == Part::Residual {
            out[start..].iter_mut().zip(&self.direction).for_each(|(c, d)| *c -= along * d);
        }
        along / self.spread.sqrt()
    }

    /// The fitted line at `at`.
    pub fn value(&self, u: &[f64], at: f64) -> f64 {
        dot(u, &self.weight) / self.total + self.project(u).slope * (at - self.mean)
    }

    /// The variance of the fitted line at `at`, in the units of [`Self::variance`].
    pub fn variance_at(&self, at: f64) -> f64 {
        self.total.recip() + (at - self.mean).powi(2) / self.spread
    }
}

#[cfg(test)]
mod tests {
    use super::super::least_squares::LinearFit;
    use super::*;

    /// The closed form against the QR factorisation.
    #[test]
    fn the_line_is_the_one_that_qr_finds() {
        let (x, weight) = ([1.0, 2.5, 3.0, 4.5, 7.0], [3.0, 1.0, 0.5, 2.0, 4.0]);
        let u = [0.3, -1.0, 2.0, 0.7, 1.1];
        let (line, fit) = (Line::new(&x, &weight), LinearFit::polynomial(&x, 0.0, 1, &weight));
        let curve = line.project(&u);
        assert!((curve.slope - fit.coefficient(1, &u)).abs() < 1e-12);
        assert!((curve.rss() - fit.residual(&u)).abs() < 1e-12);
        let variances = weight.map(|w: f64| w.recip());
        assert!((line.variance() - fit.variance(1, &variances)).abs() < 1e-12);
        assert!((line.value(&u, 2.0) - fit.coefficient(0, &u) - 2.0 * fit.coefficient(1, &u)).abs() < 1e-12);
        assert!((line.span() - 6.0).abs() < 1e-12 && line.sizes() == 5);
    }
}
