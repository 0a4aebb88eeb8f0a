//! Weighted linear least squares as an explicit linear map from data to coefficients.

use nalgebra::DMatrix;

/// A linear model fitted with known weights. The map from data to coefficients is kept, so that any assumed
/// variance of the data carries over to the coefficients (a sandwich), and so that many data sets of one
/// design cost one factorisation.
#[derive(Debug, Clone)]
pub struct LinearFit {
    columns: Vec<Vec<f64>>,
    weights: Vec<f64>,
    influence: Vec<Vec<f64>>,
}

impl LinearFit {
    /// The model `y = sum_j beta_j columns[j]` with weights (inverse variances up to a factor). There are at
    /// least as many data as columns and the columns are linearly independent.
    pub fn new(columns: Vec<Vec<f64>>, weights: &[f64]) -> Self {
        let (rows, terms) = (weights.len(), columns.len());
        let root: Vec<f64> = weights.iter().map(|w| w.sqrt()).collect();
        let (q, r) = DMatrix::from_fn(rows, terms, |i, j| columns[j][i] * root[i]).qr().unpack();
        // Column i of R^-1 Q^T by back substitution, times the root of the weight.
        let mut influence = vec![vec![0.0; rows]; terms];
        for i in 0..rows {
            for j in (0..terms).rev() {
                let known: f64 = (j + 1..terms).map(|l| r[(j, l)] * influence[l][i]).sum();
                influence[j][i] = (q[(i, j)] - known) / r[(j, j)];
            }
        }
        for row in &mut influence {
            row.iter_mut().zip(&root).for_each(|(a, root)| *a *= root);
        }
        Self { columns, weights: weights.to_vec(), influence }
    }

    /// A polynomial of the degree in `x - origin`, lowest power first.
    pub fn polynomial(x: &[f64], origin: f64, degree: i32, weights: &[f64]) -> Self {
        let columns = (0..=degree).map(|power| x.iter().map(|x| (x - origin).powi(power)).collect()).collect();
        Self::new(columns, weights)
    }

    /// The coefficients for the data `y`.
    pub fn coefficients(&self, y: &[f64]) -> Vec<f64> {
        self.influence.iter().map(|row| dot(row, y)).collect()
    }

    /// The coefficient of one column.
    pub fn coefficient(&self, column: usize, y: &[f64]) -> f64 {
        dot(&self.influence[column], y)
    }

    /// The variance of one coefficient when datum i has variance `variances[i]`, whatever the weights were.
    pub fn variance(&self, column: usize, variances: &[f64]) -> f64 {
        self.influence[column].iter().zip(variances).map(|(a, v)| a * a * v).sum()
    }

    /// What each datum adds to [`Self::variance`].
    pub fn variance_parts(&self, column: usize, variances: &[f64]) -> Vec<f64> {
        self.influence[column].iter().zip(variances).map(|(a, v)| a * a * v).collect()
    }

    /// What the fit leaves of the data.
    pub fn residuals(&self, y: &[f64]) -> Vec<f64> {
        let beta = self.coefficients(y);
        let fitted = |i: usize| self.columns.iter().zip(&beta).map(|(column, b)| column[i] * b).sum::<f64>();
        (0..y.len()).map(|i| y[i] - fitted(i)).collect()
    }

    /// The weighted residual sum of squares.
    pub fn residual(&self, y: &[f64]) -> f64 {
        self.residuals(y).iter().zip(&self.weights).map(|(r, w)| w * r * r).sum()
    }

    /// The weights.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// By how much each datum moves one coefficient.
    pub fn influence(&self, column: usize) -> &[f64] {
        &self.influence[column]
    }
}

/// The inner product.
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
