//! Weighted linear least squares as an explicit linear map from data to coefficients.

use faer::{Mat, linalg::solvers::SolveLstsq};

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
        let design = Mat::from_fn(rows, terms, |i, j| columns[j][i] * root[i]);
        let inverse = design.qr().solve_lstsq(Mat::<f64>::identity(rows, rows));
        let influence = (0..terms).map(|j| (0..rows).map(|i| inverse[(j, i)] * root[i]).collect()).collect();
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

    /// The weighted residual sum of squares.
    pub fn residual(&self, y: &[f64]) -> f64 {
        let beta = self.coefficients(y);
        (0..y.len())
            .map(|i| {
                let fitted: f64 = self.columns.iter().zip(&beta).map(|(column, b)| column[i] * b).sum();
                self.weights[i] * (y[i] - fitted).powi(2)
            })
            .sum()
    }
}

/// The inner product.
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
