//! The direct network: V of full size, gradients by candle's autograd. The ground truth that the reduced network is held to.

use candle_core::{DType, Device, Module, Result, Tensor, Var};
use candle_nn::{Optimizer, SGD};
use faer::Mat;

use super::{Activation, InitialWeights};
use crate::loss::Objective;

/// f(x) = M^{-1/2} W^T phi(V x), with W (M x Z) and V (M x d) as candle variables.
#[derive(Debug, Clone)]
pub struct DirectNetwork {
    /// W, M x Z.
    pub output: Var,
    /// V, M x d.
    pub input: Var,
    /// phi.
    pub activation: Activation,
}

impl DirectNetwork {
    /// The network with these weights, on `device` in precision `precision`.
    pub fn new(weights: &InitialWeights, activation: Activation, precision: DType, device: &Device) -> Result<Self> {
        let variable = |matrix: &Mat<f64>| Var::from_tensor(&tensor_of(matrix, precision, device)?);
        Ok(Self { output: variable(&weights.output)?, input: variable(&weights.input)?, activation })
    }

    /// One step of gradient descent on L(f(X)) with step size `step_size`; returns L before the step. `inputs` is X, n x d.
    pub fn descend(&mut self, inputs: &Tensor, objective: &Objective, step_size: f64) -> Result<Tensor> {
        let loss = objective.forward(&self.forward(inputs)?)?;
        let mut optimizer = SGD::new(vec![self.output.clone(), self.input.clone()], step_size)?;
        optimizer.backward_step(&loss)?;
        Ok(loss)
    }

    /// The NTK at the first `evaluated` inputs by autograd, J J^T with one backward pass for each output of each input: rows and columns (x, i) at
    /// index x Z + i. The products are taken in f64. `inputs` is X, n x d.
    pub fn kernel(&self, inputs: &Tensor, evaluated: usize) -> Result<Mat<f64>> {
        let outputs = self.forward(inputs)?;
        let mut rows = Vec::new();
        for x in 0..evaluated {
            for i in 0..outputs.dim(1)? {
                let gradients = outputs.get(x)?.get(i)?.backward()?;
                let of = |weights: &Var| match gradients.get(weights) {
                    Some(gradient) => gradient.flatten_all()?.to_dtype(DType::F64),
                    None => candle_core::bail!("an output does not depend on all weights"),
                };
                rows.push(Tensor::cat(&[of(&self.output)?, of(&self.input)?], 0)?);
            }
        }
        let jacobian = Tensor::stack(&rows, 0)?;
        matrix_of(&jacobian.matmul(&jacobian.t()?)?)
    }
}

impl Module for DirectNetwork {
    /// U = M^{-1/2} phi(X V^T) W: n x d in, n x Z out.
    fn forward(&self, inputs: &Tensor) -> Result<Tensor> {
        let width = self.output.dim(0)? as f64;
        let features = self.activation.forward(&inputs.matmul(&self.input.t()?)?)?;
        features.matmul(&self.output)? / width.sqrt()
    }
}

/// A matrix as a candle tensor of the same shape.
pub fn tensor_of(matrix: &Mat<f64>, precision: DType, device: &Device) -> Result<Tensor> {
    let (rows, columns) = (matrix.nrows(), matrix.ncols());
    let row_major: Vec<f64> = (0..rows).flat_map(|i| (0..columns).map(move |j| matrix[(i, j)])).collect();
    Tensor::from_vec(row_major, (rows, columns), device)?.to_dtype(precision)
}

/// A candle matrix as a matrix of doubles.
pub fn matrix_of(tensor: &Tensor) -> Result<Mat<f64>> {
    let rows = tensor.to_dtype(DType::F64)?.to_vec2::<f64>()?;
    Ok(Mat::from_fn(rows.len(), rows.first().map_or(0, Vec::len), |i, j| rows[i][j]))
}
