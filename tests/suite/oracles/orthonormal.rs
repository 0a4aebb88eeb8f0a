//! Descent with orthonormal output weights against the same step on dense matrices, and against what orthogonality alone must give.

use std::sync::Arc;

use asymptest::loss::{Objective, Similarity, TripletLoss};
use asymptest::model::{Activation, Alone, Columns, InitialLaw, OutputScale, Real, ReducedNetwork};
use asymptest::observe::{Frame, InnerProducts, When};
use asymptest::random::Stream;
use candle_core::DType;
use faer::{Mat, Scale, Side};

use super::{Data, features, neurons, pair, relative_difference};

const DOT: Objective = Objective { similarity: Similarity::DOT, loss: TripletLoss::Linear };
const COSINE: Objective = Objective { similarity: Similarity::cosine(0.05), loss: TripletLoss::Softmax { temperature: 0.5 } };
const OUTPUTS: usize = 3;

fn start(data: &Data, width: usize, activation: Activation) -> ReducedNetwork {
    let mut network = pair(data, width, OUTPUTS, activation, DType::F64).1;
    network.orthonormalise();
    network
}

fn principal(network: &ReducedNetwork) -> asymptest::observe::Principal {
    Frame::of(&InnerProducts::of(network)).unwrap().principal(When::Start, OUTPUTS).unwrap()
}

fn entries(matrix: &Mat<f64>) -> Vec<f64> {
    matrix.col_iter().flat_map(|column| column.iter().copied().collect::<Vec<_>>()).collect()
}

/// Q of the QR decomposition whose R has a positive diagonal.
fn orthonormal(matrix: &Mat<f64>) -> Mat<f64> {
    let decomposition = matrix.qr();
    let (q, r) = (decomposition.compute_thin_Q(), decomposition.thin_R());
    Mat::from_fn(q.nrows(), q.ncols(), |m, k| q[(m, k)] * r[(k, k)].signum())
}

/// A and W after one step of theory.md 7, everything dense: project, retract by QR; V by gradient descent.
fn dense_step(network: &ReducedNetwork, gram: &Mat<f64>, objective: &Objective, step_size: f64) -> (Mat<f64>, Mat<f64>) {
    let ((a, w), phi) = (neurons(network), features(network));
    let (n, z, scale) = (a.ncols(), w.ncols(), 1.0 / (a.nrows() as f64).sqrt());
    let outputs: Vec<f64> = entries(&(w.transpose() * &phi * Scale(scale)));
    let mut gradient = vec![0.0; n * z];
    objective.value_and_gradient(&outputs, z, &mut gradient);
    let gradient = Mat::from_fn(n, z, |x, i| gradient[x * z + i]);
    let of_w = &phi * &gradient * Scale(scale);
    let projected = &of_w - &w * (w.transpose() * &of_w);
    let slopes = Mat::from_fn(a.nrows(), n, |m, x| network.activation().value_and_slope(a[(m, x)]).1);
    let back = &w * gradient.transpose();
    let of_a = Mat::from_fn(a.nrows(), n, |m, x| back[(m, x)] * slopes[(m, x)] * scale);
    (a - of_a * gram * Scale(step_size), orthonormal(&(w - projected * Scale(step_size))))
}

#[test]
fn the_columns_become_orthonormal_and_keep_their_span() {
    let data = Data::mnist(4);
    for width in [40, 130, 5000] {
        let free = pair(&data, width, OUTPUTS, Activation::TANH, DType::F64).1;
        let held = start(&data, width, Activation::TANH);
        assert!(held.orthonormality_error() < 1e-14 && free.orthonormality_error() > 1.0);
        assert!(relative_difference(&entries(&neurons(&held).1), &entries(&orthonormal(&neurons(&free).1))) < 1e-13);
        assert_eq!(neurons(&held).0, neurons(&free).0);
    }
}

#[test]
fn a_step_is_the_dense_one() {
    let data = Data::mnist(4);
    for (objective, step_size) in [(DOT, 4.0), (COSINE, 0.5), (DOT, 40.0)] {
        for (activation, width) in [(Activation::TANH, 40), (Activation::SOFTPLUS, 75), (Activation::RELU, 130)] {
            let mut network = start(&data, width, activation);
            for step in 0..4 {
                let (a, w) = dense_step(&network, &data.gram.matrix, &objective, step_size);
                let loss = network.descend_orthonormal(&objective, step_size);
                let ours = neurons(&network);
                assert!(relative_difference(&entries(&ours.0), &entries(&a)) < 1e-12, "{activation:?}, step {step}: A");
                assert!(relative_difference(&entries(&ours.1), &entries(&w)) < 1e-11, "{activation:?}, step {step}: W");
                let outputs = entries(&(w.transpose() * features(&network) * Scale(1.0 / (width as f64).sqrt())));
                assert!(relative_difference(network.outputs(), &outputs) < 1e-11);
                assert!(loss.is_finite() && (step_size != 4.0 || network.loss(&objective) < loss));
            }
        }
    }
}

#[test]
fn orthogonality_holds_throughout_in_both_precisions() {
    let data = Data::mnist(4);
    fn largest<R: Real>(data: &Data, threads: Arc<dyn asymptest::model::Workers>) -> f64 {
        let stream = Stream::of_cell(0, "oracle", 5000, 0);
        let law = InitialLaw { outputs: OUTPUTS, scale: OutputScale::Unit, columns: Columns::Independent, stream: &stream };
        let mut network = ReducedNetwork::<R>::draw(5000, &law, &data.gram, Activation::TANH, threads);
        network.orthonormalise();
        let errors = (0..200).map(|_| {
            network.descend_orthonormal(&DOT, 4.0);
            network.orthonormality_error()
        });
        errors.fold(0.0, f64::max)
    }
    let single = largest::<f32>(&data, Arc::new(Alone));
    assert!(single < 1e-6 && single > 1e-10, "{single:e}");
    assert!(largest::<f64>(&data, Arc::new(Alone)) < 1e-13);
    assert_eq!(largest::<f32>(&data, Arc::new(asymptest::study::Threads(3))), single, "threads change no bit");
}

#[test]
fn principal_components_are_a_stationary_minimum_of_the_linear_dot_loss() {
    let data = Data::mnist(5);
    let mut network = start(&data, 150, Activation::TANH);
    let random = network.loss(&DOT);
    let of = principal(&network);
    network.set_output(&of.coefficients);
    network.orthonormalise();
    let least: f64 = of.eigenvalues[..OUTPUTS].iter().sum();
    assert!((network.loss(&DOT) - least).abs() < 1e-12 && least < random);
    // The span is that of dense eigenvectors.
    let phi = features(&network);
    let c = &phi * asymptest::observe::pair_weights(5) * phi.transpose() * Scale(1.0 / 150.0);
    let lowest = c.self_adjoint_eigen(Side::Lower).unwrap().U().subcols(0, OUTPUTS).to_owned();
    let w = neurons(&network).1;
    assert!((&w - &lowest * (lowest.transpose() * &w)).norm_max() < 1e-8);
    network.descend_orthonormal(&DOT, 4.0);
    assert!((neurons(&network).1 - w).norm_max() < 1e-9, "the projected gradient vanishes");
}

#[test]
fn dependent_columns_have_no_orthonormal_basis() {
    let data = Data::mnist(3);
    let (a, w) = neurons(&pair(&data, 40, OUTPUTS, Activation::TANH, DType::F64).1);
    let twice = Mat::from_fn(40, OUTPUTS, |m, k| if k == 0 { 0.0 } else { w[(m, k)] });
    let mut network = ReducedNetwork::<f64>::from_preactivations(&twice, &a, &data.gram, Activation::TANH);
    network.orthonormalise();
    assert!(network.outputs().iter().all(|u| u.is_nan()));
}
