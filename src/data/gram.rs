//! The Gram matrix of the inputs and a square root of it.

use faer::Mat;

/// G = X X^T with a factor R, G = R^T R.
///
/// The factor comes from the QR decomposition of X^T rather than from a Cholesky decomposition of G, so it exists and is accurate for
/// dependent inputs too: V X^T = (V Q) R, and V Q has i.i.d. N(0, 1) entries when V has.
#[derive(Debug, Clone)]
pub struct Gram {
    /// G (n x n).
    pub matrix: Mat<f64>,
    /// R (r x n), r = min(n, d).
    pub root: Mat<f64>,
    /// Pseudo-inverse of G (n x n), singular values below 1e-12 of the largest taken as 0.
    pub inverse: Mat<f64>,
}

/// Squared singular values of R below this share of the largest count as 0 in the pseudo-inverse.
const RANK_TOLERANCE: f64 = 1e-12;

impl Gram {
    /// The Gram matrix of the rows of `inputs` (n x d).
    pub fn of(inputs: &Mat<f64>) -> Self {
        // faer's bits change with the number of threads unless it runs on one; on matrices of this size one is faster too.
        faer::set_global_parallelism(faer::Par::Seq);
        let n = inputs.nrows();
        let mut matrix = Mat::zeros(n, n);
        for i in 0..n {
            for j in 0..=i {
                // Summed in the order of the columns, so that G has the same bits wherever it is computed.
                let product: f64 = (0..inputs.ncols()).map(|k| inputs[(i, k)] * inputs[(j, k)]).sum();
                matrix[(i, j)] = product;
                matrix[(j, i)] = product;
            }
        }
        let root = inputs.transpose().to_owned().qr().thin_R().to_owned();
        let inverse = pseudo_inverse(&root);
        Self { matrix, root, inverse }
    }

    /// n, the number of inputs.
    pub fn count(&self) -> usize {
        self.matrix.nrows()
    }

    /// Dimension in which A(0) is drawn: r = min(n, d).
    pub fn rank(&self) -> usize {
        self.root.nrows()
    }
}

/// (R^T R)^+ from the singular values of R, whose condition number is the square root of that of R^T R.
fn pseudo_inverse(root: &Mat<f64>) -> Mat<f64> {
    let svd = root.thin_svd().expect("the SVD of a finite matrix converges");
    let singular = svd.S().column_vector();
    let largest = (0..singular.nrows()).map(|k| singular[k]).fold(0.0, f64::max);
    let v = svd.V();
    let weight = |k: usize| {
        let square = singular[k] * singular[k];
        if square > RANK_TOLERANCE * largest * largest { 1.0 / square } else { 0.0 }
    };
    let scaled = Mat::from_fn(v.nrows(), v.ncols(), |i, k| v[(i, k)] * weight(k));
    &scaled * v.transpose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Augmentation, Source};
    use crate::random::Stream;

    fn largest_difference(a: &Mat<f64>, b: &Mat<f64>) -> f64 {
        (a - b).norm_max()
    }

    #[test]
    fn root_and_inverse_belong_to_the_gram_matrix() {
        let gram = Gram::of(&Source::Mnist.load(0, "test", 20, &Augmentation::STANDARD).unwrap().inputs);
        assert!(largest_difference(&(gram.root.transpose() * &gram.root), &gram.matrix) < 1e-13);
        assert!(largest_difference(&(&gram.matrix * &gram.inverse), &Mat::identity(60, 60)) < 1e-9);
    }

    #[test]
    fn dependent_inputs_have_a_root_and_a_pseudo_inverse() {
        let mut random = Stream::of_study(0, "test", "dependent");
        let x = Mat::from_fn(9, 4, |_, _| random.normal());
        let gram = Gram::of(&x);
        assert_eq!(gram.rank(), 4);
        assert!(largest_difference(&(gram.root.transpose() * &gram.root), &gram.matrix) < 1e-13);
        let g = &gram.matrix;
        assert!(largest_difference(&(g * &gram.inverse * g), g) < 1e-11);
    }
}
