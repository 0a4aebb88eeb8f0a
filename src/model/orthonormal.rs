//! Output weights with orthonormal columns, W^T W = I: their start, and descent on the Grassmann manifold (docs/theory.md, section 7).
//!
//! A step goes along the projected gradient (I - W W^T) dL/dW and returns to the manifold by the R of a QR decomposition, which W^T W gives
//! (Cholesky). V moves by gradient descent as ever. With S = U^T dL/dU, which is Z x Z, W^T dL/dW = S, so that the projected step is the plain one
//! plus eta W S: no product over neurons is needed for it.

use faer::linalg::triangular_solve::solve_lower_triangular_in_place;
use faer::{Mat, Par, Side};

use super::chunk::Chunk;
use super::kernels::{LANES, Lanes, Panels, Row};
use super::workers::map;
use super::{Real, ReducedNetwork, larger};
use crate::loss::Objective;

/// How the output weights W are held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OutputWeights {
    /// Free: as drawn, trained by gradient descent.
    Free,
    /// Orthonormal columns with the span of the W that was drawn, trained by descent on the Grassmann manifold.
    Orthonormal,
    /// The same from the Z lowest eigenvectors of C_V(0), its "principal components".
    Principal,
}

impl OutputWeights {
    /// Canonical text; empty for free weights.
    pub fn key(self) -> &'static str {
        match self {
            Self::Free => "",
            Self::Orthonormal => "W orthonormal",
            Self::Principal => "W principal",
        }
    }
}

impl<R: Real> ReducedNetwork<R> {
    /// Makes the columns of W orthonormal; their span stays as it is. Entries become NaN where the columns are linearly dependent.
    pub fn orthonormalise(&mut self) {
        let back = inverse_factor(&self.weight_products(None));
        self.change_output(|_, _, output| mix(output, &[], &back, &back));
    }

    /// W = Phi times these coefficients (n x Z).
    pub fn set_output(&mut self, coefficients: &Mat<f64>) {
        let (n, z) = (coefficients.nrows(), coefficients.ncols());
        let panels = Panels::new(n, z, |x, i| coefficients[(x, i)]);
        self.change_output(|_, features, output| {
            let features: Vec<Row<R>> = features.iter().map(|&row| Row(row)).collect();
            output.fill([R::default(); LANES]);
            R::add_product(&panels, &features, output, [&[]; 2]);
        });
    }

    /// One step on the manifold of orthonormal W with step size `step_size`; returns L before the step.
    pub fn descend_orthonormal(&mut self, objective: &Objective, step_size: f64) -> f64 {
        let mut gradient = vec![0.0; self.outputs().len()];
        let loss = objective.value_and_gradient(self.outputs(), self.output_dimension(), &mut gradient);
        self.follow_orthonormal(&gradient, step_size);
        loss
    }

    /// One step on the manifold of orthonormal W with step size `step_size`, where `gradient` is dL/dU, n x Z row by row.
    pub fn follow_orthonormal(&mut self, gradient: &[f64], step_size: f64) {
        let z = self.output_dimension();
        let onto = Mat::from_fn(z, z, |i, k| {
            let products = self.outputs().chunks_exact(z).zip(gradient.chunks_exact(z)).map(|(output, gradient)| output[i] * gradient[k]);
            step_size * products.sum::<f64>()
        });
        let before: Vec<Vec<Lanes<R>>> =
            self.chunks().iter().map(|chunk| chunk.neurons().blocks().flat_map(|block| block.output.to_vec()).collect()).collect();
        self.follow(gradient, step_size);
        // W' = W_1 + W_0 eta S and W'^T W' from the products of the two; then W' R^{-1} at once.
        let products = self.weight_products(Some(&before));
        let combined = Mat::from_fn(2 * z, z, |i, k| if i < z { f64::from(i == k) } else { onto[(i - z, k)] });
        let back = inverse_factor(&(combined.transpose() * &products * &combined));
        let of_before = &onto * &back;
        self.change_output(|(chunk, block), _, output| {
            mix(output, &before[chunk][block * output.len()..][..output.len()], &back, &of_before);
        });
    }

    /// The largest entry of |W^T W - I|.
    pub fn orthonormality_error(&self) -> f64 {
        let products = self.weight_products(None);
        let error = |i: usize, k: usize| (products[(i, k)] - f64::from(i == k)).abs();
        let z = self.output_dimension();
        (0..z).flat_map(|i| (0..z).map(move |k| error(i, k))).fold(0.0, larger)
    }

    /// W^T W, Z x Z; or the products of the columns of W and then of `before`, 2Z x 2Z.
    fn weight_products(&self, before: Option<&[Vec<Lanes<R>>]>) -> Mat<f64> {
        let z = self.output_dimension();
        let columns = if before.is_some() { 2 * z } else { z };
        let parts = self.chunks().iter().enumerate();
        let sums = map(self.workers(), parts, |(index, chunk)| products_of(chunk, before.map(|before| &before[index][..]), (z, columns)));
        sums.into_iter().fold(Mat::zeros(columns, columns), |total, sum| total + sum)
    }
}

/// The products of the columns of one chunk's W, and of `before` where there is one: neuron after neuron in the lanes of running sums.
fn products_of<R: Real>(chunk: &Chunk<R>, before: Option<&[Lanes<R>]>, (z, columns): (usize, usize)) -> Mat<f64> {
    let mut sums = vec![[0.0; LANES]; columns * columns];
    for (index, block) in chunk.neurons().blocks().enumerate() {
        let then = before.map_or(&[][..], |before| &before[index * z..][..z]);
        let rows: Vec<[f64; LANES]> = block.output.iter().chain(then).map(|row| row.map(R::double)).collect();
        for (sums, left) in sums.chunks_exact_mut(columns).zip(&rows) {
            for (sum, right) in sums.iter_mut().zip(&rows) {
                for lane in 0..LANES {
                    sum[lane] = left[lane].mul_add(right[lane], sum[lane]);
                }
            }
        }
    }
    Mat::from_fn(columns, columns, |i, k| sums[i * columns + k].iter().sum())
}

/// R^{-1} for the upper triangular R with R^T R = `products`; NaN where there is none.
fn inverse_factor(products: &Mat<f64>) -> Mat<f64> {
    let z = products.nrows();
    match products.llt(Side::Lower) {
        Ok(factor) => {
            let mut inverse = Mat::<f64>::identity(z, z);
            solve_lower_triangular_in_place(factor.L(), inverse.as_mut(), Par::Seq);
            inverse.transpose().to_owned()
        }
        Err(_) => Mat::from_fn(z, z, |_, _| f64::NAN),
    }
}

/// `output` (one neuron a lane) times `now`, plus `before` times `then`; in f64, rounded once.
fn mix<R: Real>(output: &mut [Lanes<R>], before: &[Lanes<R>], now: &Mat<f64>, then: &Mat<f64>) {
    let double = |rows: &[Lanes<R>]| -> Vec<[f64; LANES]> { rows.iter().map(|row| row.map(R::double)).collect() };
    let (rows, before) = (double(output), double(before));
    for (k, row) in output.iter_mut().enumerate() {
        let mut sum = [0.0; LANES];
        for (factors, matrix) in [(&rows, now), (&before, then)] {
            for (i, factor) in factors.iter().enumerate() {
                for lane in 0..LANES {
                    sum[lane] = factor[lane].mul_add(matrix[(i, k)], sum[lane]);
                }
            }
        }
        *row = sum.map(R::of);
    }
}
