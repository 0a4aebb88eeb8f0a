//! The matrix C_V = M^{-1} Phi B Phi^T, whose quadratic form is the dot-product loss, and how far it has moved: norms without the M x M matrix.
//!
//! With E = Phi(t) - Phi(0) and the middle F = Phi(0) + E/2, M (C_V(t) - C_V(0)) = E B F^T + F B E^T exactly, so
//! M^2 |C_V(t) - C_V(0)|_F^2 = 2 tr(F^T F B E^T E B) + 2 tr(F^T E B F^T E B) (docs/theory.md, section 7; the middle form is ours).

use faer::{Mat, MatRef};

use super::{InnerProducts, larger};

/// B for N triplets, 3N x 3N: +1/(2N) for anchor and negative, -1/(2N) for anchor and positive. Linear loss of dot products is tr(U^T B U).
pub fn pair_weights(count: usize) -> Mat<f64> {
    let entry = 1.0 / (2 * count) as f64;
    let mut pairs = Mat::zeros(3 * count, 3 * count);
    for n in 0..count {
        for (part, sign) in [(1, -1.0), (2, 1.0)] {
            pairs[(n, part * count + n)] = sign * entry;
            pairs[(part * count + n, n)] = sign * entry;
        }
    }
    pairs
}

/// What stands before Phi B Phi^T.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Normalisation {
    /// C_V = M^{-1} Phi B Phi^T, |C_V(0)|_F = Theta(1): the form used throughout.
    PerNeuron,
    /// C_V = Phi B Phi^T.
    Sum,
}

impl Normalisation {
    /// What norms and eigenvalues of C_V are multiplied with.
    pub fn factor(self, width: usize) -> f64 {
        match self {
            Self::PerNeuron => 1.0,
            Self::Sum => width as f64,
        }
    }
}

/// Frobenius norms of C_V and of its change, normalised per neuron.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairNorms {
    /// |C_V(0)|_F.
    pub start: f64,
    /// |C_V(t)|_F.
    pub now: f64,
    /// |C_V(t) - C_V(0)|_F.
    pub change: f64,
}

impl PairNorms {
    /// The norms for the first 3N = n inputs, N triplets. Costs O(n^3), whatever M.
    pub fn of(products: &InnerProducts) -> Self {
        let [middles, mixed, changes] = products.of_features();
        let pairs = pair_weights(products.inputs / 3);
        let (mixed, transposed) = (mixed.to_owned(), mixed.transpose().to_owned());
        // Phi^T Phi = F^T F -+ (F^T E + E^T F)/2 + E^T E/4 at the start and now.
        let features = |half: f64| middles + (&mixed + &transposed) * faer::Scale(half) + changes * faer::Scale(0.25);
        // A NaN stays one.
        let norm = |square: f64| larger(square, 0.0).sqrt() / products.width as f64;
        let whole = |half: f64| {
            let product = features(half) * &pairs;
            norm(trace(product.as_ref(), product.as_ref()))
        };
        let (middles, changes, mixed) = (middles * &pairs, changes * &pairs, &mixed * &pairs);
        let change = 2.0 * trace(middles.as_ref(), changes.as_ref()) + 2.0 * trace(mixed.as_ref(), mixed.as_ref());
        Self { start: whole(-0.5), now: whole(0.5), change: norm(change) }
    }
}

/// tr(a b)
fn trace(a: MatRef<'_, f64>, b: MatRef<'_, f64>) -> f64 {
    (0..a.nrows()).flat_map(|i| (0..a.ncols()).map(move |j| (i, j))).map(|(i, j)| a[(i, j)] * b[(j, i)]).sum()
}
