//! An orthonormal frame of the features and output weights at two times: M-dimensional vectors as their 2n + 2Z coordinates.
//!
//! The frame is known by inner products alone: if [F, E, ...] has the inner products K^T K, then the columns of K are its coordinates in some
//! orthonormal frame. Changes are scaled to the size of the middles before the factor is taken, so small ones keep their relative accuracy.
//! Eigenvalues of C_V of size l are relatively accurate to the rounding of the inner products times (|Phi|^2 |B| / (M l))^2.

use faer::{Mat, MatRef, Scale, Side};

use super::pair_matrix::pair_weights;
use super::{InnerProducts, Span};

/// One of the two times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum When {
    /// The start, t = 0.
    Start,
    /// The present, t.
    Now,
}

impl When {
    /// How much of the change stands between the middle and this time.
    fn share(self) -> f64 {
        match self {
            Self::Start => -0.5,
            Self::Now => 0.5,
        }
    }
}

/// Features and weights at two times in one orthonormal frame. What is made of two frames must not be compared.
#[derive(Debug, Clone)]
pub struct Frame {
    width: usize,
    /// Middle and change of Phi, (2n + 2Z) x n each.
    features: [Mat<f64>; 2],
    /// Middle and change of W, (2n + 2Z) x Z each.
    weights: [Mat<f64>; 2],
    /// B.
    pairs: Mat<f64>,
}

/// The lowest eigenvectors of C_V, its "principal components".
#[derive(Debug, Clone)]
pub struct Principal {
    /// The n eigenvalues of C_V that need not be 0, ascending; the other M - n are 0.
    pub eigenvalues: Vec<f64>,
    /// gap_Z: the distance from the Z-th lowest eigenvalue to the next.
    pub gap: f64,
    /// The span of the eigenvectors.
    pub span: Span,
    /// The eigenvectors as Phi times these coefficients, n x Z; each has length 1.
    pub coefficients: Mat<f64>,
    /// The projection of the present W onto the span as Phi times these coefficients, n x Z.
    pub projection: Mat<f64>,
}

/// Phi = Q R, C_V = Q (R B R^T/M) Q^T, and the eigenvalues, ascending, and eigenvectors of R B R^T/M.
struct Eigen {
    q: Mat<f64>,
    r: Mat<f64>,
    matrix: Mat<f64>,
    eigenvalues: Vec<f64>,
    vectors: Mat<f64>,
}

impl Frame {
    /// The frame of these inner products. Costs O((n + Z)^3), whatever M. `None` where a product is not finite.
    pub fn of(products: &InnerProducts) -> Option<Self> {
        let (n, z) = (products.inputs, products.outputs);
        if products.matrix.col_iter().any(|column| column.iter().any(|product| !product.is_finite())) {
            return None;
        }
        let families = [(0, n), (n, n), (2 * n, z), (2 * n + z, z)];
        let sizes = families.map(|(first, count)| (first..first + count).map(|i| products.matrix[(i, i)]).sum::<f64>().sqrt());
        let family = |i: usize| families.iter().position(|&(first, count)| i < first + count).expect("an index within the matrix");
        let total = 2 * n + 2 * z;
        // A family of zeros is left as it is, and so are its coordinates.
        let scale = |i: usize| if sizes[family(i)] == 0.0 { 1.0 } else { 1.0 / sizes[family(i)] };
        let scaled = Mat::from_fn(total, total, |i, j| products.matrix[(i, j)] * (scale(i) * scale(j)));
        let factor = root(scaled.as_ref())?;
        let part = |index: usize| factor.subcols(families[index].0, families[index].1) * Scale(sizes[index]);
        Some(Self { width: products.width, features: [part(0), part(1)], weights: [part(2), part(3)], pairs: pair_weights(n / 3) })
    }

    /// The span of the Z columns of W; its dimension is the rank of W. Its angles to a span of eigenvectors are known to the square root of the
    /// rounding error; [`FeatureChange::weight_sines`](super::FeatureChange::weight_sines) knows them better.
    pub fn weights(&self, when: When) -> Span {
        Span::of(at(&self.weights, when).as_ref())
    }

    /// The `outputs` lowest eigenvectors of C_V; `None` where C_V has fewer negative eigenvalues, so that they are not determined.
    pub fn principal(&self, when: When, outputs: usize) -> Option<Principal> {
        let features = at(&self.features, when);
        let n = features.ncols();
        let Eigen { q, r, matrix, eigenvalues, vectors } = self.eigen(&features)?;
        let highest = *eigenvalues.get(outputs.checked_sub(1)?)?;
        // Without outputs < n there is no other eigenvalue but 0.
        let next = eigenvalues.get(outputs).map_or(0.0, |next| next.min(0.0));
        let resolved = highest < -f64::EPSILON * n as f64 * matrix.norm_l2();
        if !resolved {
            return None;
        }
        let vectors = vectors.subcols(0, outputs);
        // Phi v = q with C_V q = l q, so v = B Phi^T q / (M l): no inverse of an ill-conditioned matrix.
        let onto = &self.pairs * r.transpose() * vectors;
        let coefficients = Mat::from_fn(n, outputs, |i, k| onto[(i, k)] / (self.width as f64 * eigenvalues[k]));
        let basis = q * vectors;
        let projection = &coefficients * (basis.transpose() * at(&self.weights, When::Now));
        Some(Principal { gap: next - highest, eigenvalues, span: Span { basis }, coefficients, projection })
    }

    /// The n eigenvalues of C_V that need not be 0, ascending, each with the squared length of the projection of W onto its eigenvector.
    pub fn spectrum(&self, when: When) -> Option<Vec<(f64, f64)>> {
        let Eigen { q, eigenvalues, vectors, .. } = self.eigen(&at(&self.features, when))?;
        let onto = vectors.transpose() * (q.transpose() * at(&self.weights, when));
        let square = |k: usize| onto.row(k).iter().map(|x| x * x).sum();
        Some(eigenvalues.into_iter().enumerate().map(|(k, eigenvalue)| (eigenvalue, square(k))).collect())
    }

    /// C_V of these features in the basis of their QR decomposition, with its eigenvalues and eigenvectors.
    fn eigen(&self, features: &Mat<f64>) -> Option<Eigen> {
        let decomposition = features.qr();
        let (q, r) = (decomposition.compute_thin_Q(), decomposition.thin_R().to_owned());
        let matrix = &r * &self.pairs * r.transpose() * Scale(1.0 / self.width as f64);
        let eigen = symmetric(&matrix).self_adjoint_eigen(Side::Lower).ok()?;
        let eigenvalues = eigen.S().column_vector().iter().copied().collect();
        Some(Eigen { q, r, matrix, eigenvalues, vectors: eigen.U().to_owned() })
    }

    /// The operator norm of C_V(t) - C_V(0).
    pub fn operator_change(&self) -> f64 {
        let [middle, change] = &self.features;
        let half = change * &self.pairs * middle.transpose() * Scale(1.0 / self.width as f64);
        let values = (&half + half.transpose()).self_adjoint_eigenvalues(Side::Lower).expect("the frame is finite");
        values.iter().fold(0.0, |largest, value| largest.max(value.abs()))
    }

    /// The outputs M^{-1/2} Phi^T Q, n x dimension, of the network whose W is an orthonormal basis Q of the span: determined up to a rotation.
    pub fn outputs(&self, when: When, span: &Span) -> Mat<f64> {
        at(&self.features, when).transpose() * &span.basis * Scale(1.0 / (self.width as f64).sqrt())
    }
}

/// What a middle and a change are at a time.
fn at([middle, change]: &[Mat<f64>; 2], when: When) -> Mat<f64> {
    middle + change * Scale(when.share())
}

/// K with K^T K equal to a positive semidefinite matrix.
fn root(matrix: MatRef<'_, f64>) -> Option<Mat<f64>> {
    let eigen = matrix.self_adjoint_eigen(Side::Lower).ok()?;
    let (values, vectors) = (eigen.S().column_vector(), eigen.U());
    let factor = Mat::from_fn(matrix.nrows(), matrix.nrows(), |k, i| values[k].max(0.0).sqrt() * vectors[(i, k)]);
    Some(factor)
}

fn symmetric(matrix: &Mat<f64>) -> Mat<f64> {
    (matrix + matrix.transpose()) * Scale(0.5)
}
