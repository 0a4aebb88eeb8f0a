//! The NTK in closed form against the Jacobian from autograd, and its drift against differences.

use asymptest::loss::{Objective, Similarity, TripletLoss};
use asymptest::model::{Activation, ReducedNetwork};
use asymptest::observe::{NtkDrift, ntk};
use candle_core::DType;

use super::{Data, pair};

const OBJECTIVE: Objective = Objective { similarity: Similarity::cosine(0.05), loss: TripletLoss::Linear };

fn after(steps: usize, mut network: ReducedNetwork, step_size: f64) -> ReducedNetwork {
    for _ in 0..steps {
        network.descend(&OBJECTIVE, step_size);
    }
    network
}

#[test]
fn the_closed_form_is_the_product_of_jacobians() {
    let data = Data::mnist(2);
    for activation in Activation::ALL {
        let (direct, reduced) = pair(&data, 70, 3, activation, DType::F64);
        let by_autograd = direct.kernel(&data.tensor(DType::F64), 6).unwrap();
        let difference = (ntk(&reduced, &data.gram, 6) - by_autograd).norm_max();
        assert!(difference < 1e-12, "{activation:?}: {difference:e}");
    }
}

#[test]
fn the_change_is_the_difference_of_two_kernels() {
    let data = Data::mnist(3);
    for activation in Activation::ALL {
        let (_, start) = pair(&data, 130, 3, activation, DType::F64);
        let drift = NtkDrift::since(&start, &data.gram, 9);
        let end = after(8, start.clone(), 0.5);
        let difference = ntk(&end, &data.gram, 9) - ntk(&start, &data.gram, 9);
        let change = drift.change(&end);
        assert!((&change - &difference).norm_max() < 1e-13 && difference.norm_max() > 1e-3, "{activation:?}");
        assert_eq!(drift.drift(&end), change.norm_max());
        assert_eq!(drift.drift(&start), 0.0);
    }
}

#[test]
fn differences_first_resolve_a_drift_that_differences_last_lose() {
    let data = Data::mnist(3);
    let (_, start) = pair(&data, 130, 3, Activation::TANH, DType::F64);
    let drift = NtkDrift::since(&start, &data.gram, 9);
    // One step of size eta moves the kernel by eta times a constant.
    let per_step_size = |step_size: f64| drift.drift(&after(1, start.clone(), step_size)) / step_size;
    let reference = per_step_size(1e-5);
    let tiny = 1e-12;
    let end = after(1, start.clone(), tiny);
    let error = |drift: f64| (drift / tiny / reference - 1.0).abs();
    let (first, last) = (error(drift.drift(&end)), error((ntk(&end, &data.gram, 9) - ntk(&start, &data.gram, 9)).norm_max()));
    // The state itself is rounded, to 1e-4 of its change, and so independently in every neuron.
    assert!(first < 5e-5 && last > 5.0 * first, "differences first: {first:e}, last: {last:e}");
}
