//! The NTK of the infinitely wide network, and the growth rate that it gives to dot-product training.
//!
//! As M grows, K_ij(x, y) -> delta_ij Theta(x, y), Theta(x, y) = E[phi(a) phi(b)] + (x.y) E[phi'(a) phi'(b)], (a, b) ~ N(0, [[x.x, x.y], [x.y, y.y]]).

use faer::{Mat, Side};

use super::pair_matrix::pair_weights;
use crate::data::Gram;
use crate::model::Activation;

/// Nodes of the Gauss-Hermite rule in each of two dimensions. For the smooth activations the rule is exact to about 1e-10 on unit inputs.
const NODES: usize = 64;

/// Theta at the inputs, n x n.
#[derive(Debug, Clone)]
pub struct LimitKernel {
    /// Theta.
    pub matrix: Mat<f64>,
}

impl LimitKernel {
    /// Theta of an activation at the inputs with Gram matrix `gram`.
    pub fn of(gram: &Gram, activation: Activation) -> Self {
        let rule = gauss_hermite(NODES);
        let n = gram.count();
        let mut matrix = Mat::zeros(n, n);
        for i in 0..n {
            for j in 0..=i {
                let covariance = [gram.matrix[(i, i)], gram.matrix[(i, j)], gram.matrix[(j, j)]];
                let closed = activation.expectations(covariance);
                let (features, slopes) = closed.unwrap_or_else(|| expectations(covariance, activation, &rule));
                matrix[(i, j)] = features + covariance[1] * slopes;
                matrix[(j, i)] = matrix[(i, j)];
            }
        }
        Self { matrix }
    }
}

/// The fastest growth of outputs under dot-product training with linear loss, in the limit (docs/theory.md: ours): L = tr(U^T B U) with B the symmetric pair matrix
/// of n = 3N inputs, +1/(2N) for anchor and negative, -1/(2N) for anchor and positive, and while the kernel stays near its limit U' = -2 Theta B U.
#[derive(Debug, Clone)]
pub struct FastestGrowth {
    /// lambda, the largest eigenvalue of -2 Theta^{1/2} B Theta^{1/2}: outputs grow like e^{lambda t} in gradient-flow time t.
    pub lambda: f64,
    /// w in R^n, the left eigenvector of -2 Theta B: w^T U grows by itself. The part of U along the fastest direction has norm |w^T U|.
    pub direction: Vec<f64>,
}

impl FastestGrowth {
    /// The fastest growth that this kernel gives.
    pub fn of(kernel: &LimitKernel) -> Self {
        let theta = &kernel.matrix;
        let n = theta.nrows();
        let eigen = theta.self_adjoint_eigen(Side::Lower).expect("the eigenvalues of a finite symmetric matrix converge");
        let (values, vectors) = (eigen.S().column_vector(), eigen.U());
        let half = Mat::from_fn(n, n, |i, k| vectors[(i, k)] * values[k].max(0.0).sqrt());
        let pairs = pair_weights(n / 3);
        let product = half.transpose() * &pairs * &half;
        // The matrix is -(product + product^T), which is symmetric to the last bit; eigenvalues come in increasing order.
        let symmetric = -(&product + product.transpose());
        let eigen = symmetric.self_adjoint_eigen(Side::Lower).expect("as above");
        let lambda = eigen.S().column_vector()[n - 1];
        // The right eigenvector r = Theta^{1/2} q, and the left one B r up to a factor, which makes w^T r = |r|.
        let right = &half * eigen.U().submatrix(0, n - 1, n, 1);
        let left = &pairs * &right;
        let factor = right.norm_l2() / (left.transpose() * &right)[(0, 0)];
        Self { lambda, direction: (0..n).map(|x| left[(x, 0)] * factor).collect() }
    }

    /// |w^T U|^2 of outputs U, n x Z row by row.
    pub fn part_squared(&self, outputs: &[f64]) -> f64 {
        let z = outputs.len() / self.direction.len();
        let part = |i: usize| self.direction.iter().zip(outputs.iter().skip(i).step_by(z)).map(|(w, u)| w * u).sum::<f64>();
        (0..z).map(|i| part(i).powi(2)).sum()
    }
}

/// E[phi(a) phi(b)] and E[phi'(a) phi'(b)] by the two-dimensional rule on a = sx z1, b = (c/sx) z1 + rest z2.
fn expectations([xx, xy, yy]: [f64; 3], activation: Activation, rule: &[(f64, f64)]) -> (f64, f64) {
    let along = xy / xx.sqrt();
    let rest = (yy - along * along).max(0.0).sqrt();
    let evaluate = |a: Vec<f64>| -> Vec<(f64, f64)> {
        let (mut value, mut slope) = (vec![0.0; a.len()], vec![0.0; a.len()]);
        activation.fill(&a, &mut value, &mut slope);
        value.into_iter().zip(slope).collect()
    };
    let first = evaluate(rule.iter().map(|(node, _)| xx.sqrt() * node).collect());
    let second = evaluate(rule.iter().flat_map(|(first, _)| rule.iter().map(move |(second, _)| along * first + rest * second)).collect());
    let (mut features, mut slopes) = (0.0, 0.0);
    for ((&(phi_a, slope_a), (_, weight_a)), second) in first.iter().zip(rule).zip(second.chunks_exact(rule.len())) {
        for (&(phi_b, slope_b), (_, weight_b)) in second.iter().zip(rule) {
            features += weight_a * weight_b * phi_a * phi_b;
            slopes += weight_a * weight_b * slope_a * slope_b;
        }
    }
    (features, slopes)
}

/// Nodes and weights of the Gauss rule for N(0, 1), from the eigenvalues of the Jacobi matrix of the Hermite polynomials (Golub and Welsch, 1969).
fn gauss_hermite(nodes: usize) -> Vec<(f64, f64)> {
    let jacobi = Mat::from_fn(nodes, nodes, |i, j| if i.abs_diff(j) == 1 { (i.max(j) as f64).sqrt() } else { 0.0 });
    let eigen = jacobi.self_adjoint_eigen(Side::Lower).expect("the eigenvalues of a finite symmetric matrix converge");
    (0..nodes).map(|k| (eigen.S().column_vector()[k], eigen.U()[(0, k)] * eigen.U()[(0, k)])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Augmentation, Source};
    use crate::model::{InitialWeights, OutputScale, ReducedNetwork};
    use crate::random::Stream;

    #[test]
    fn the_rule_integrates_the_moments_of_the_normal_law() {
        let rule = gauss_hermite(NODES);
        for (power, moment) in [(0, 1.0), (1, 0.0), (2, 1.0), (4, 3.0), (6, 15.0), (8, 105.0)] {
            let sum: f64 = rule.iter().map(|(node, weight)| weight * node.powi(power)).sum();
            assert!((sum - moment).abs() < 1e-10 * (1.0 + moment), "moment {power}: {sum}");
        }
    }

    #[test]
    fn erf_has_its_closed_form() {
        // Williams (1998): E[erf(a) erf(b)] = (2/pi) asin(2 xy / sqrt((1 + 2 xx)(1 + 2 yy))), and its slopes' counterpart.
        let rule = gauss_hermite(NODES);
        for covariance in [[1.0, 0.3, 1.0], [1.0, -0.8, 1.0], [0.5, 0.2, 2.0], [1.0, 1.0, 1.0]] {
            let [xx, xy, yy] = covariance;
            let (features, slopes) = expectations(covariance, Activation::ERF, &rule);
            let pi = std::f64::consts::PI;
            let both = (1.0 + 2.0 * xx) * (1.0 + 2.0 * yy);
            assert!((features - 2.0 / pi * (2.0 * xy / both.sqrt()).asin()).abs() < 1e-8, "{covariance:?}");
            assert!((slopes - 4.0 / pi / (both - 4.0 * xy * xy).sqrt()).abs() < 1e-8, "{covariance:?}");
        }
    }

    #[test]
    fn a_wide_network_is_near_its_limit() {
        let gram = Gram::of(&Source::Mnist.load(0, "test", 4, &Augmentation::STANDARD).unwrap().inputs);
        let width = 1 << 15;
        for activation in Activation::ALL {
            let weights = InitialWeights::draw(width, 2, gram.rank(), OutputScale::Unit, &Stream::of_cell(0, "limit", width, 0));
            let kernel = super::super::ntk(&ReducedNetwork::<f64>::from_coordinates(&weights, &gram, activation), &gram, 12);
            let limit = LimitKernel::of(&gram, activation);
            for x in 0..12 {
                for y in 0..12 {
                    // The standard error is about 2 / sqrt(M) = 0.011.
                    assert!((kernel[(2 * x, 2 * y)] - limit.matrix[(x, y)]).abs() < 0.06, "{activation:?} at {x}, {y}");
                    assert!(kernel[(2 * x, 2 * y + 1)].abs() < 0.06);
                }
            }
        }
    }

    #[test]
    fn outputs_grow_at_the_predicted_rate() {
        let gram = Gram::of(&Source::Mnist.load(0, "test", 4, &Augmentation::STANDARD).unwrap().inputs);
        let FastestGrowth { lambda: growth, direction } = FastestGrowth::of(&LimitKernel::of(&gram, Activation::TANH));
        // Power iteration on -2 Theta B, an independent route to its largest eigenvalue (the spectrum is symmetric enough to need the shift).
        let step = LimitKernel::of(&gram, Activation::TANH).matrix * pair_weights(4);
        let shifted = Mat::<f64>::identity(12, 12) - 0.5 * &step;
        let mut vector = Mat::from_fn(12, 1, |i, _| 1.0 + i as f64 * 0.1);
        let mut ratio = 0.0;
        for _ in 0..20_000 {
            let next = &shifted * &vector;
            ratio = next.norm_l2() / vector.norm_l2();
            vector = &next * faer::Scale(1.0 / next.norm_l2());
        }
        assert!((4.0 * (ratio - 1.0) - growth).abs() < 1e-6, "{} against {growth}", 4.0 * (ratio - 1.0));
        assert!(growth > 0.0);
        // w is its own image, from the left: w^T (-2 Theta B) = lambda w^T; and w^T r = |r| for the right eigenvector, which the iteration found.
        let left = Mat::from_fn(12, 1, |i, _| direction[i]);
        let image = -2.0 * step.transpose() * &left;
        assert!((&image - growth * &left).norm_l2() < 1e-9 * left.norm_l2());
        assert!(((left.transpose() * &vector)[(0, 0)].abs() - 1.0).abs() < 1e-4);
    }
}
