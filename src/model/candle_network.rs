//! A network that candle computes: any forward pass over variables.

use candle_core::{DType, Result, Tensor, Var};

/// A forward pass: inputs, n x d, to outputs, n x Z.
type Forward = dyn Fn(&Tensor) -> Result<Tensor> + Send;

/// Variables by name, with a forward pass over them; its outputs at the inputs of training are kept.
pub struct CandleNetwork {
    width: usize,
    variables: Vec<(String, Var)>,
    forward: Box<Forward>,
    inputs: Tensor,
    /// U, n x Z, row by row.
    outputs: Vec<f64>,
    output_dimension: usize,
}

impl std::fmt::Debug for CandleNetwork {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CandleNetwork").field("width", &self.width).field("variables", &self.names()).finish_non_exhaustive()
    }
}

impl CandleNetwork {
    /// The network of this width with these variables; `forward` takes inputs (n x d) to outputs (n x Z) and is a function of the variables.
    ///
    /// # Errors
    /// Where candle fails; an output that is no matrix; a variable on which no output depends, which would seem to be frozen.
    pub fn new(
        width: usize,
        variables: Vec<(String, Var)>,
        inputs: Tensor,
        forward: impl Fn(&Tensor) -> Result<Tensor> + Send + 'static,
    ) -> Result<Self> {
        let mut network = Self { width, variables, forward: Box::new(forward), inputs, outputs: Vec::new(), output_dimension: 0 };
        network.refresh()?;
        // Some operations of candle have no backward pass, and say nothing.
        let ones = Tensor::ones_like(&network.output_tensor()?)?;
        network.gradients(&ones)?;
        Ok(network)
    }

    /// M.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Z.
    pub fn output_dimension(&self) -> usize {
        self.output_dimension
    }

    /// U, n x Z, row by row.
    pub fn outputs(&self) -> &[f64] {
        &self.outputs
    }

    /// The variables by name.
    pub fn variables(&self) -> &[(String, Var)] {
        &self.variables
    }

    fn names(&self) -> Vec<&str> {
        self.variables.iter().map(|(name, _)| name.as_str()).collect()
    }

    /// U as a tensor that knows how it was computed.
    fn output_tensor(&self) -> Result<Tensor> {
        (self.forward)(&self.inputs)
    }

    fn refresh(&mut self) -> Result<()> {
        let outputs = self.output_tensor()?;
        let (rows, z) = outputs.dims2()?;
        if rows != self.inputs.dim(0)? {
            candle_core::bail!("the forward pass gives {rows} rows for {} inputs", self.inputs.dim(0)?);
        }
        self.output_dimension = z;
        self.outputs = outputs.to_dtype(DType::F64)?.flatten_all()?.to_vec1()?;
        Ok(())
    }

    /// The gradient of sum_xi g_xi U_xi in every variable, in their order: candle's backward pass, seeded with g.
    fn gradients(&self, seed: &Tensor) -> Result<Vec<Tensor>> {
        let store = (self.output_tensor()? * seed)?.sum_all()?.backward()?;
        let of = |(name, variable): &(String, Var)| match store.get(variable) {
            Some(gradient) => Ok(gradient.clone()),
            None => candle_core::bail!("no output depends on the variable {name}, or an operation on its way has no backward pass"),
        };
        self.variables.iter().map(of).collect()
    }

    /// One step of gradient descent, where `gradient` is dL/dU, n x Z row by row.
    ///
    /// # Errors
    /// Where candle fails.
    pub fn follow(&mut self, gradient: &[f64], step_size: f64) -> Result<()> {
        let seed = self.seed(gradient)?;
        for ((_, variable), gradient) in self.variables.iter().zip(self.gradients(&seed)?) {
            variable.set(&(variable.as_tensor() - (gradient * step_size)?)?)?;
        }
        self.refresh()
    }

    fn seed(&self, gradient: &[f64]) -> Result<Tensor> {
        let shape = (self.outputs.len() / self.output_dimension, self.output_dimension);
        Tensor::from_slice(gradient, shape, self.inputs.device())?.to_dtype(self.inputs.dtype())
    }

    /// The gradients of the outputs at the first `evaluated` inputs, a row for each output (x, i) at index x Z + i, all variables one after the other, in f64.
    ///
    /// # Errors
    /// Where candle fails.
    pub fn jacobian(&self, evaluated: usize) -> Result<Tensor> {
        let mut rows = Vec::new();
        for index in 0..evaluated * self.output_dimension {
            let mut seed = vec![0.0; self.outputs.len()];
            seed[index] = 1.0;
            let flat = |gradient: &Tensor| gradient.flatten_all()?.to_dtype(DType::F64);
            let parts = self.gradients(&self.seed(&seed)?)?.iter().map(flat).collect::<Result<Vec<_>>>()?;
            rows.push(Tensor::cat(&parts, 0)?);
        }
        Tensor::stack(&rows, 0)
    }

    /// All variables one after the other, in f64.
    ///
    /// # Errors
    /// Where candle fails.
    pub fn weights(&self) -> Result<Tensor> {
        let flat = |(_, variable): &(String, Var)| variable.flatten_all()?.to_dtype(DType::F64);
        Tensor::cat(&self.variables.iter().map(flat).collect::<Result<Vec<_>>>()?, 0)
    }
}

#[cfg(test)]
mod tests {
    use candle_core::Device;

    use super::*;

    fn inputs() -> Tensor {
        Tensor::new(&[[1.0, 0.0], [0.6, 0.8], [0.0, 1.0]], &Device::Cpu).unwrap()
    }

    fn linear(start: f64) -> (Var, CandleNetwork) {
        let w = Var::new(&[[start], [start]], &Device::Cpu).unwrap();
        let inner = w.clone();
        let network = CandleNetwork::new(2, vec![("w".into(), w.clone())], inputs(), move |x| x.matmul(inner.as_tensor())).unwrap();
        (w, network)
    }

    #[test]
    fn a_step_is_that_of_the_chain_rule_and_the_jacobian_of_a_linear_map_is_its_input() {
        let (w, mut network) = linear(1.0);
        assert_eq!(network.outputs(), [1.0, 1.4, 1.0]);
        assert_eq!(network.jacobian(3).unwrap().to_vec2::<f64>().unwrap(), [[1.0, 0.0], [0.6, 0.8], [0.0, 1.0]]);
        network.follow(&[1.0, 10.0, 100.0], 0.1).unwrap();
        let moved: Vec<f64> = w.flatten_all().unwrap().to_vec1().unwrap();
        // w - eta X^T g.
        assert!((moved[0] - (1.0 - 0.1 * 7.0)).abs() < 1e-12 && (moved[1] - (1.0 - 0.1 * 108.0)).abs() < 1e-12, "{moved:?}");
        assert!((network.outputs()[0] - moved[0]).abs() < 1e-12);
    }

    #[test]
    fn a_variable_without_a_gradient_and_a_wrong_shape_are_refused_before_training() {
        let (w, frozen) = (Var::new(&[[1.0], [1.0]], &Device::Cpu).unwrap(), Var::new(&[1.0], &Device::Cpu).unwrap());
        let variables = vec![("w".into(), w.clone()), ("bias".into(), frozen)];
        let refused = CandleNetwork::new(2, variables, inputs(), {
            let w = w.clone();
            move |x| x.matmul(w.as_tensor())
        });
        assert!(refused.unwrap_err().to_string().contains("the variable bias"));
        let refused = CandleNetwork::new(2, vec![("w".into(), w.clone())], inputs(), move |x| x.matmul(w.as_tensor())?.narrow(0, 0, 2));
        assert!(refused.unwrap_err().to_string().contains("gives 2 rows for 3 inputs"));
    }
}
