//! tr(W^T C_V W) and its minimum from the frame against the M x M matrix.

use asymptest::loss::{Objective, Similarity, TripletLoss};
use asymptest::model::{Activation, ReducedNetwork};
use asymptest::observe::TraceForm;
use candle_core::DType;
use faer::Side;

use super::pair_matrix::{OBJECTIVE, dense};
use super::{Data, features, neurons, pair};

const DOT: Objective = Objective { similarity: Similarity::DOT, loss: TripletLoss::Linear };

#[test]
fn the_trace_form_is_that_of_the_dense_matrix() {
    let data = Data::mnist(4);
    for (width, activation) in [(15, Activation::TANH), (70, Activation::RELU), (130, Activation::GELU), (300, Activation::SOFTPLUS)] {
        let (_, mut network) = pair(&data, width, 3, activation, DType::F64);
        for _ in 0..5 {
            network.descend(&DOT, 0.3);
        }
        let (matrix, (_, w)) = (dense(&features(&network)), neurons(&network));
        let form = TraceForm::of(&network).unwrap();
        let product = w.transpose() * &matrix * &w;
        let trace: f64 = (0..3).map(|i| product[(i, i)]).sum();
        assert!((form.trace - trace).abs() < 1e-11 * form.size, "M = {width}");
        assert!(form.apart(network.loss(&DOT)) < 1e-11 && form.size >= trace.abs());
        let eigenvalues = matrix.self_adjoint_eigenvalues(Side::Lower).unwrap();
        assert!((form.least - eigenvalues[..3].iter().sum::<f64>()).abs() < 1e-11 * form.nuclear);
        assert!((form.nuclear - eigenvalues.iter().map(|value| value.abs()).sum::<f64>()).abs() < 1e-11 * form.nuclear);
        // Another loss is not this form.
        assert!(form.apart(network.loss(&OBJECTIVE)) > 1e-3);
    }
}

#[test]
fn the_lowest_eigenvectors_attain_the_minimum_and_the_highest_do_not() {
    let data = Data::mnist(4);
    let (_, network) = pair(&data, 70, 3, Activation::TANH, DType::F64);
    let (matrix, (a, _)) = (dense(&features(&network)), neurons(&network));
    let eigen = matrix.self_adjoint_eigen(Side::Lower).unwrap();
    let above = |first: usize| {
        let columns = eigen.U().subcols(first, 3).to_owned();
        let network = ReducedNetwork::<f64>::from_preactivations(&columns, &a, &data.gram, Activation::TANH);
        TraceForm::of(&network).unwrap().above_minimum(network.loss(&DOT))
    };
    assert!(above(0).abs() < 1e-12 && above(1) > 1e-4, "another eigenvector in the place of the lowest is seen");
    // The highest are as far above 0 as the lowest are below it, or nearly.
    assert!(above(67) > 0.3);
}

#[test]
fn narrow_networks_have_no_minimum_to_compare_with() {
    let data = Data::mnist(4);
    assert!(TraceForm::of(&pair(&data, 14, 3, Activation::TANH, DType::F64).1).is_none());
    assert!(TraceForm::of(&pair(&data, 15, 3, Activation::TANH, DType::F64).1).is_some());
}
