//! The angles between W and a span of eigenvectors of C_V, from what the span leaves of W at every neuron: inner products alone know a small angle
//! to the square root of their rounding error only.

use faer::{Mat, Scale, Side};

use super::inner_products::{FeatureChange, features};
use super::ntk::weights;
use super::panel::{Products, add_up, blocks, padded};
use super::{Principal, When};
use crate::model::{Chunk, Entries, LANES, Panels, Real, ReducedNetwork, Row, map};

impl<R: Real> FeatureChange<R> {
    /// The sines of the principal angles between the columns of the present W and the span of the lowest eigenvectors of C_V at the time `when`, ascending,
    /// as many as the rank of W. `principal` is of a frame of this change and this network at that time.
    pub fn weight_sines(&self, network: &ReducedNetwork<R>, when: When, principal: &Principal) -> Vec<f64> {
        let (n, z) = (principal.projection.nrows(), network.output_dimension());
        let minus_projection = Panels::new(n, z, |x, i| -principal.projection[(x, i)]);
        let parts = network.chunks().iter().zip(&self.start);
        let sums = add_up(map(network.workers(), parts, |(chunk, start)| {
            let then = (when == When::Start).then_some(&start.feature[..]);
            of_chunk(chunk, then, &minus_projection, (n, z))
        }));
        let block = |first: usize| Mat::from_fn(z, z, |i, j| sums[(first + i.min(j)) * padded(2 * z) + first + i.max(j)]);
        sines(&block(0), &block(z), 64.0 * R::EPSILON)
    }
}

/// R^T R and W^T W of one chunk, the upper half in padded rows, with R = W - Phi times the coefficients of its projection. `then` holds Phi at the start;
/// without it Phi is as it is.
fn of_chunk<R: Real>(chunk: &Chunk<R>, then: Option<&[Row<R>]>, minus_projection: &Panels<R>, (n, z): (usize, usize)) -> Vec<f64> {
    let rows = padded(2 * z);
    let mut products = Products::new((rows, rows), Entries::Upper);
    let mut panel = vec![Row::default(); rows * blocks::<R>()];
    let mut now = vec![Row::default(); n];
    let mut remainder = vec![[R::default(); LANES]; z];
    let mut filled = 0;
    for (index, block) in chunk.neurons().blocks().enumerate() {
        let feature = match then {
            Some(then) => &then[index * n..][..n],
            None => {
                features(&block, &mut now);
                &now[..]
            }
        };
        let (rest, output) = panel[filled * rows..][..2 * z].split_at_mut(z);
        remainder.copy_from_slice(block.output);
        R::add_product(minus_projection, feature, &mut remainder, [&[]; 2]);
        rest.iter_mut().zip(&remainder).for_each(|(row, lanes)| row.0 = *lanes);
        weights(&block, output);
        filled += 1;
        if filled == blocks::<R>() {
            products.add(&panel, &panel);
            filled = 0;
        }
    }
    products.add(&panel[..filled * rows], &panel[..filled * rows]);
    products.totals()
}

/// Square roots of the eigenvalues of R^T R in a basis in which W^T W is the identity; directions in which it is below `tolerance` of the largest are not
/// in the span of W.
fn sines(rest: &Mat<f64>, whole: &Mat<f64>, tolerance: f64) -> Vec<f64> {
    let eigen = whole.self_adjoint_eigen(Side::Lower).expect("the eigenvalues of a finite symmetric matrix converge");
    let (values, vectors) = (eigen.S().column_vector(), eigen.U());
    let largest = values.iter().copied().fold(0.0, f64::max);
    let kept: Vec<usize> = (0..values.nrows()).filter(|&k| values[k] > tolerance * largest).collect();
    let basis = Mat::from_fn(whole.nrows(), kept.len(), |i, k| vectors[(i, kept[k])] / values[kept[k]].sqrt());
    let squares = basis.transpose() * rest * &basis;
    let squares = (&squares + squares.transpose()) * Scale(0.5);
    let squares = squares.self_adjoint_eigenvalues(Side::Lower).expect("as above");
    squares.into_iter().map(|square| square.clamp(0.0, 1.0).sqrt()).collect()
}
