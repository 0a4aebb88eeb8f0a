//! Spans of vectors in R^M and the angles between them.

use faer::{Mat, MatRef, Scale};

/// Singular values below this share of the largest count as 0 in the dimension of a span: inner products have half of the digits.
const RANK_TOLERANCE: f64 = 1e-7;

/// A subspace of R^M, in the coordinates of one [`Frame`](super::Frame).
#[derive(Debug, Clone)]
pub struct Span {
    /// An orthonormal basis, one column a vector.
    pub(super) basis: Mat<f64>,
}

impl Span {
    /// The span of the columns.
    pub(super) fn of(columns: MatRef<'_, f64>) -> Self {
        let svd = columns.thin_svd().expect("the SVD of a finite matrix converges");
        let singular = svd.S().column_vector();
        let largest = singular.iter().copied().fold(0.0, f64::max);
        let rank = singular.iter().filter(|&&value| value > RANK_TOLERANCE * largest).count();
        Self { basis: svd.U().subcols(0, rank).to_owned() }
    }

    /// The dimension.
    pub fn dimension(&self) -> usize {
        self.basis.ncols()
    }

    /// The sines of the principal angles to another span of the same frame, ascending, as many as the smaller dimension. They are singular values of
    /// what the larger span leaves of a basis of the smaller one, so that small angles keep their digits, which the arccosine of a number
    /// near 1 would lose.
    pub fn sines(&self, other: &Self) -> Vec<f64> {
        let (small, large) = if self.dimension() <= other.dimension() { (self, other) } else { (other, self) };
        let rest = &small.basis - &large.basis * (large.basis.transpose() * &small.basis);
        let mut sines = rest.singular_values().expect("the SVD of a finite matrix converges");
        sines.sort_by(f64::total_cmp);
        sines.into_iter().map(|sine| sine.clamp(0.0, 1.0)).collect()
    }

    /// The sin-theta distance: the largest sine, which is |P - P'|_2 of the two projections where dimensions are equal.
    pub fn distance(&self, other: &Self) -> f64 {
        self.sines(other).last().copied().unwrap_or(0.0)
    }
}

/// Linear CKA (Kornblith, Norouzi, Lee and Hinton, 2019) of two representations of the same inputs, one input a row:
/// <K, L>/(|K|_F |L|_F) with K = X X^T, L = Y Y^T of centred columns. It is 1 where the two are equal up to rotation and scale.
/// `None` where a representation is the same for every input.
pub fn linear_cka(x: MatRef<'_, f64>, y: MatRef<'_, f64>) -> Option<f64> {
    let kernel = |x: MatRef<'_, f64>| {
        let count = x.nrows() as f64;
        let means: Vec<f64> = x.col_iter().map(|column| column.iter().sum::<f64>() / count).collect();
        let centred = Mat::from_fn(x.nrows(), x.ncols(), |i, j| x[(i, j)] - means[j]);
        let kernel = &centred * centred.transpose();
        let norm = kernel.norm_l2();
        (norm > 0.0).then(|| kernel * Scale(1.0 / norm))
    };
    // <K, L> = 1 - |K - L|^2/2 for unit K and L.
    let distance = (kernel(x)? - kernel(y)?).norm_l2();
    Some(1.0 - 0.5 * distance * distance)
}
