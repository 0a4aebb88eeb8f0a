//! The Hessian norm as a maximum over neurons against dense Hessians, and its supremum in a ball against search.

use asymptest::data::Gram;
use asymptest::loss::{Objective, Similarity, TripletLoss};
use asymptest::model::{Activation, DirectNetwork, InitialWeights, OutputScale, ReducedNetwork, matrix_of, tensor_of};
use asymptest::observe::{BALL_TOLERANCE, HessianBound, HessianNorm, gradient_norms, hessian_norm, hessian_norm_in_ball, ntk};
use asymptest::random::Stream;
use candle_core::{DType, Device, Module, Tensor, Var};
use faer::{Mat, Scale, Side};

use super::{Data, neurons, pair, permuted};

const SMOOTH: [Activation; 4] = [Activation::TANH, Activation::ERF, Activation::SOFTPLUS, Activation::GELU];
const OBJECTIVE: Objective = Objective { similarity: Similarity::cosine(0.05), loss: TripletLoss::Linear };

/// Inputs of different lengths in three dimensions, and weights.
fn small(width: usize, outputs: usize) -> (Data, InitialWeights) {
    let mut random = Stream::of_study(0, "oracle", "hessian");
    let inputs = Mat::from_fn(4, 3, |_, _| random.normal());
    let weights = InitialWeights::draw(width, outputs, 3, OutputScale::Unit, &Stream::of_cell(0, "hessian", width, 0));
    (Data { gram: Gram::of(&inputs), inputs }, weights)
}

fn reduced(data: &Data, weights: &InitialWeights, activation: Activation) -> ReducedNetwork {
    ReducedNetwork::from_preactivations(&weights.output, &(&weights.input * data.inputs.transpose()), &data.gram, activation)
}

/// A number with two first-order parts and their product: second derivatives exact to rounding (Fike and Alonso, 2011).
#[derive(Clone, Copy)]
struct HyperDual([f64; 4]);

impl HyperDual {
    fn of(x: f64) -> Self {
        Self([x, 0.0, 0.0, 0.0])
    }

    fn add(self, b: Self) -> Self {
        Self(std::array::from_fn(|k| self.0[k] + b.0[k]))
    }

    fn times(self, b: Self) -> Self {
        let ([a0, a1, a2, a3], [b0, b1, b2, b3]) = (self.0, b.0);
        Self([a0 * b0, a0 * b1 + a1 * b0, a0 * b2 + a2 * b0, a0 * b3 + a3 * b0 + a1 * b2 + a2 * b1])
    }

    /// A function with this value and these first two derivatives.
    fn apply(self, [value, first, second]: [f64; 3]) -> Self {
        let [_, a1, a2, a3] = self.0;
        Self([value, first * a1, first * a2, first * a3 + second * a1 * a2])
    }

    fn exp(self) -> Self {
        self.apply([self.0[0].exp(); 3])
    }

    fn ln(self) -> Self {
        let x = self.0[0];
        self.apply([x.ln(), 1.0 / x, -1.0 / (x * x)])
    }

    fn inverse(self) -> Self {
        let x = self.0[0];
        self.apply([1.0 / x, -1.0 / (x * x), 2.0 / (x * x * x)])
    }

    fn erf(self) -> Self {
        let x = self.0[0];
        let slope = std::f64::consts::FRAC_2_SQRT_PI * (-x * x).exp();
        self.apply([libm::erf(x), slope, -2.0 * x * slope])
    }

    fn phi(self, activation: Activation) -> Self {
        let one = Self::of(1.0);
        match activation.key() {
            // 1 - 2/(e^{2a} + 1)
            "tanh" => one.add(Self::of(-2.0).times(self.add(self).exp().add(one).inverse())),
            "erf" => self.erf(),
            "softplus" => one.add(self.exp()).ln(),
            "gelu" => self.times(Self::of(0.5)).times(one.add(self.times(Self::of(std::f64::consts::FRAC_1_SQRT_2)).erf())),
            "identity" => self,
            other => unreachable!("{other} has no second derivative here"),
        }
    }
}

/// The Hessian of f_i(x) in all of W and V, by hyper-dual numbers.
fn hessian_by_dual_numbers(data: &Data, weights: &InitialWeights, activation: Activation, output: usize, input: usize) -> Mat<f64> {
    let (width, outputs, d) = (weights.output.nrows(), weights.output.ncols(), weights.input.ncols());
    let parameters = width * (outputs + d);
    Mat::from_fn(parameters, parameters, |row, column| {
        let number = |index: usize, x: f64| HyperDual([x, f64::from(u8::from(index == row)), f64::from(u8::from(index == column)), 0.0]);
        let mut sum = HyperDual::of(0.0);
        for m in 0..width {
            let weight = number(m * outputs + output, weights.output[(m, output)]);
            let preactivation = (0..d).fold(HyperDual::of(0.0), |a, k| {
                a.add(number(width * outputs + m * d + k, weights.input[(m, k)]).times(HyperDual::of(data.inputs[(input, k)])))
            });
            sum = sum.add(weight.times(preactivation.phi(activation)));
        }
        sum.0[3] / (width as f64).sqrt()
    })
}

/// The same by central differences of the gradient from candle's autograd.
fn hessian_by_differences(data: &Data, weights: &InitialWeights, activation: Activation, output: usize, input: usize) -> Mat<f64> {
    let network = DirectNetwork::new(weights, activation, DType::F64, &Device::Cpu).unwrap();
    let inputs = tensor_of(&data.inputs, DType::F64, &Device::Cpu).unwrap();
    let flat = |tensor: &Tensor| tensor.flatten_all().unwrap().to_vec1::<f64>().unwrap();
    let gradient = || {
        let gradients = network.forward(&inputs).unwrap().get(input).unwrap().get(output).unwrap().backward().unwrap();
        [flat(gradients.get(&network.output).unwrap()), flat(gradients.get(&network.input).unwrap())].concat()
    };
    let step = 1e-5;
    let mut columns = Vec::new();
    for variable in [&network.output, &network.input] {
        let start = flat(variable);
        for k in 0..start.len() {
            let at = |change: f64| {
                let mut moved = start.clone();
                moved[k] += change;
                set(variable, &moved);
                gradient()
            };
            let (above, below) = (at(step), at(-step));
            columns.push(above.iter().zip(&below).map(|(a, b)| (a - b) / (2.0 * step)).collect::<Vec<_>>());
            set(variable, &start);
        }
    }
    Mat::from_fn(columns.len(), columns.len(), |i, j| columns[j][i])
}

fn set(variable: &Var, values: &[f64]) {
    variable.set(&Tensor::from_slice(values, variable.shape(), &Device::Cpu).unwrap()).unwrap();
}

fn operator_norm(matrix: &Mat<f64>) -> f64 {
    matrix.self_adjoint_eigenvalues(Side::Lower).unwrap().iter().fold(0.0, |largest, value| largest.max(value.abs()))
}

/// The largest norm of dense Hessians over outputs and inputs.
fn largest_of(hessian: impl Fn(usize, usize) -> Mat<f64>, outputs: usize, inputs: usize) -> HessianNorm {
    let all = (0..outputs).flat_map(|output| (0..inputs).map(move |input| (output, input)));
    let norms = all.map(|(output, input)| HessianNorm { value: operator_norm(&hessian(output, input)), neuron: 0, output, input });
    norms.max_by(|a, b| a.value.total_cmp(&b.value)).unwrap()
}

#[test]
fn the_maximum_over_neurons_is_the_norm_of_the_dense_hessian() {
    let (data, weights) = small(5, 2);
    for activation in SMOOTH {
        let ours = hessian_norm(&reduced(&data, &weights, activation), &data.gram, 4).unwrap();
        let exact = largest_of(|output, input| hessian_by_dual_numbers(&data, &weights, activation, output, input), 2, 4);
        assert!((ours.value / exact.value - 1.0).abs() < 1e-13, "{activation:?}: {ours:?} against {exact:?}");
        assert_eq!((ours.output, ours.input), (exact.output, exact.input), "{activation:?}");
        let autograd = largest_of(|output, input| hessian_by_differences(&data, &weights, activation, output, input), 2, 4);
        assert!((ours.value / autograd.value - 1.0).abs() < 1e-8, "{activation:?}: {ours:?} against {autograd:?}");
    }
    assert_eq!(hessian_norm(&reduced(&data, &weights, Activation::RELU), &data.gram, 4), None);
}

/// All neurons of a linear network have the same block, of norm |x|/sqrt(M), so that only the value is compared.
#[test]
fn the_hessian_of_a_linear_network_is_that_of_a_product() {
    let (data, weights) = small(5, 2);
    let ours = hessian_norm(&reduced(&data, &weights, Activation::LINEAR), &data.gram, 4).unwrap();
    let exact = largest_of(|output, input| hessian_by_dual_numbers(&data, &weights, Activation::LINEAR, output, input), 2, 4);
    let longest = (0..4).map(|x| data.gram.matrix[(x, x)].sqrt()).fold(0.0, f64::max);
    assert!((ours.value / exact.value - 1.0).abs() < 1e-13 && (ours.value * 5f64.sqrt() - longest).abs() < 1e-13);
}

/// The norm and the place by looking at every neuron, output and input.
fn by_looking_everywhere(network: &ReducedNetwork, gram: &Gram) -> HessianNorm {
    let (preactivations, output) = neurons(network);
    let smooth = network.activation().smooth().unwrap();
    let mut largest = HessianNorm { value: 0.0, neuron: 0, output: 0, input: 0 };
    for neuron in 0..output.nrows() {
        for i in 0..output.ncols() {
            for input in 0..preactivations.ncols() {
                let (slope, curvature) = smooth.slope_and_curvature(preactivations[(neuron, input)]);
                let square = gram.matrix[(input, input)] / network.width() as f64;
                let (b, c) = (slope * square.sqrt(), output[(neuron, i)] * curvature * square * (network.width() as f64).sqrt());
                let value = operator_norm(&Mat::from_fn(2, 2, |row, column| if row != column { b } else { c * row as f64 }));
                if value > largest.value {
                    largest = HessianNorm { value, neuron, output: i, input };
                }
            }
        }
    }
    largest
}

#[test]
fn training_and_several_chunks_change_nothing_in_that() {
    let data = Data::mnist(3);
    for (width, activation) in [(33, Activation::SOFTPLUS), (70, Activation::GELU), (5000, Activation::TANH), (9001, Activation::ERF)] {
        let (_, mut network) = pair(&data, width, 3, activation, DType::F64);
        for _ in 0..2 {
            (0..4).for_each(|_| {
                network.descend(&OBJECTIVE, 0.5);
            });
            let (ours, expected) = (hessian_norm(&network, &data.gram, 9).unwrap(), by_looking_everywhere(&network, &data.gram));
            assert!((ours.value / expected.value - 1.0).abs() < 1e-12, "{activation:?}");
            assert_eq!((ours.neuron, ours.output, ours.input), (expected.neuron, expected.output, expected.input), "{activation:?}");
        }
        let order: Vec<usize> = (0..width).rev().collect();
        let reversed = hessian_norm(&permuted(&network, &data.gram, &order), &data.gram, 9).unwrap();
        let ours = hessian_norm(&network, &data.gram, 9).unwrap();
        assert!((reversed.value / ours.value - 1.0).abs() < 1e-13, "{activation:?}");
        assert_eq!((reversed.neuron, reversed.input), (width - 1 - ours.neuron, ours.input));
    }
}

#[test]
fn weights_that_are_not_finite_are_seen() {
    let data = Data::mnist(2);
    let (_, network) = pair(&data, 300, 2, Activation::TANH, DType::F64);
    let (preactivations, output) = neurons(&network);
    for bad in [f64::NAN, f64::INFINITY] {
        let mut broken = output.clone();
        broken[(200, 0)] = bad;
        let network = ReducedNetwork::<f64>::from_preactivations(&broken, &preactivations, &data.gram, Activation::TANH);
        assert!(hessian_norm(&network, &data.gram, 6).unwrap().value.is_nan(), "{bad}");
        let mut broken = preactivations.clone();
        broken[(299, 3)] = bad;
        let network = ReducedNetwork::<f64>::from_preactivations(&output, &broken, &data.gram, Activation::GELU);
        assert!(hessian_norm(&network, &data.gram, 6).unwrap().value.is_nan(), "{bad}");
    }
}

/// Weights at a distance of `radius`, anywhere.
fn anywhere(weights: &InitialWeights, radius: f64, random: &mut Stream) -> InitialWeights {
    let mut draw = |matrix: &Mat<f64>| Mat::from_fn(matrix.nrows(), matrix.ncols(), |_, _| random.normal());
    let (output, input) = (draw(&weights.output), draw(&weights.input));
    let scale = Scale(radius / output.norm_l2().hypot(input.norm_l2()));
    InitialWeights { output: &weights.output + output * scale, input: &weights.input + input * scale }
}

/// Weights at a distance of `radius`, all of it on one neuron: on one output weight and along one input.
fn on_one_neuron(data: &Data, weights: &InitialWeights, radius: f64, place: [usize; 3], angle: f64) -> InitialWeights {
    let [neuron, output, input] = place;
    let mut moved = weights.clone();
    moved.output[(neuron, output)] += radius * angle.cos();
    for k in 0..weights.input.ncols() {
        moved.input[(neuron, k)] += radius * angle.sin() * data.inputs[(input, k)] / data.gram.matrix[(input, input)].sqrt();
    }
    moved
}

#[test]
fn nothing_in_the_ball_is_larger_than_the_supremum_and_something_comes_close() {
    let (data, weights) = small(4, 2);
    let mut random = Stream::of_study(0, "oracle", "ball");
    for activation in SMOOTH {
        let norm = |weights: &InitialWeights| hessian_norm(&reduced(&data, weights, activation), &data.gram, 4).unwrap().value;
        for radius in [0.0, 0.1, 1.0, 4.0] {
            let supremum = hessian_norm_in_ball(&reduced(&data, &weights, activation), &data.gram, 4, radius).unwrap();
            let mut found = 0.0f64;
            for _ in 0..1000 {
                let random_place = [4, 2, 4].map(|count| random.integer(0, count - 1) as usize);
                let (here, there) = (random.normal() * 2.0, random.normal() * 2.0);
                let place = [supremum.neuron, supremum.output, supremum.input];
                found = found.max(norm(&anywhere(&weights, radius, &mut random)));
                found = found.max(norm(&on_one_neuron(&data, &weights, radius, random_place, there)));
                found = found.max(norm(&on_one_neuron(&data, &weights, radius, place, here)));
            }
            assert!(found <= supremum.value * (1.0 + BALL_TOLERANCE), "{activation:?}, R = {radius}: {found} above {supremum:?}");
            assert!(found > 0.999 * supremum.value, "{activation:?}, R = {radius}: only {found} of {supremum:?} found");
        }
    }
}

#[test]
fn lemma_7_bounds_the_supremum_and_is_not_idle() {
    let data = Data::mnist(3);
    for activation in SMOOTH {
        let (_, network) = pair(&data, 6000, 3, activation, DType::F64);
        let smooth = activation.smooth().unwrap();
        let bound = HessianBound::around(&network, &data.gram, 9, smooth.largest());
        let here = hessian_norm(&network, &data.gram, 9).unwrap();
        let at_zero = hessian_norm_in_ball(&network, &data.gram, 9, 0.0).unwrap();
        assert!((at_zero.value / here.value - 1.0).abs() < 2.0 * BALL_TOLERANCE, "{activation:?}: {at_zero:?} against {here:?}");
        let mut before = here.value;
        for radius in [0.0, 0.3, 1.0, 3.0, 10.0, 100.0] {
            let supremum = hessian_norm_in_ball(&network, &data.gram, 9, radius).unwrap().value;
            assert!(supremum >= before * (1.0 - BALL_TOLERANCE) && supremum * (1.0 + BALL_TOLERANCE) <= bound.at(radius), "{activation:?}");
            assert!(supremum > 0.4 * bound.at(radius), "{activation:?}, R = {radius}: {supremum} of {}", bound.at(radius));
            before = supremum;
        }
        // Too small a constant is caught.
        let (l1, l2) = smooth.largest();
        assert!(HessianBound::around(&network, &data.gram, 9, (l1, 0.4 * l2)).at(100.0) < before, "{activation:?}");
    }
    let (_, relu) = pair(&data, 40, 3, Activation::RELU, DType::F64);
    assert_eq!(hessian_norm_in_ball(&relu, &data.gram, 9, 1.0), None);
}

#[test]
fn the_gradient_norm_is_that_of_autograd() {
    let data = Data::mnist(2);
    let (direct, reduced) = pair(&data, 50, 2, Activation::GELU, DType::F64);
    let norms = gradient_norms(&ntk(&reduced, &data.gram, 6));
    let values = direct.forward(&data.tensor(DType::F64)).unwrap();
    for (row, norm) in norms.iter().enumerate() {
        let gradients = values.get(row / 2).unwrap().get(row % 2).unwrap().backward().unwrap();
        let square = |variable: &Var| matrix_of(gradients.get(variable).unwrap()).unwrap().squared_norm_l2();
        let expected = (square(&direct.output) + square(&direct.input)).sqrt();
        assert!((norm / expected - 1.0).abs() < 1e-12, "{norm} against {expected}");
    }
}
