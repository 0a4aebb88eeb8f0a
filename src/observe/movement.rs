//! The weight movement R(t) = |theta(t) - theta(0)|.

use faer::Mat;

use crate::data::Gram;
use crate::model::ReducedNetwork;

/// The weight movement of a network from the state in which this was made.
///
/// |V(t) - V(0)|_F^2 = tr(S G S^T) with A(t) - A(0) = -S G (theory: ours), so it is sum_m da_m^T G^+ da_m over the neurons' changes da_m of
/// pre-activation: V itself is not needed.
#[derive(Debug)]
pub struct Movement<'a> {
    gram: &'a Gram,
    /// A(0) and W(0), block after block.
    start: Vec<(Vec<f64>, Vec<f64>)>,
}

impl<'a> Movement<'a> {
    /// Takes the network's present state as the start.
    pub fn since(network: &ReducedNetwork, gram: &'a Gram) -> Self {
        Self { gram, start: network.blocks().map(|block| (block.preactivations.to_vec(), block.output.to_vec())).collect() }
    }

    /// R(t) = sqrt(|W(t) - W(0)|_F^2 + |V(t) - V(0)|_F^2).
    pub fn distance(&self, network: &ReducedNetwork) -> f64 {
        let n = self.gram.count();
        let mut of_output = 0.0;
        // dA^T dA, summed over neurons.
        let mut products = Mat::<f64>::zeros(n, n);
        for (block, (preactivations, output)) in network.blocks().zip(&self.start) {
            of_output += block.output.iter().zip(output).map(|(now, then)| (now - then) * (now - then)).sum::<f64>();
            let change: Vec<f64> = block.preactivations.iter().zip(preactivations).map(|(now, then)| now - then).collect();
            let change = faer::MatRef::from_row_major_slice(&change, n, block.lanes);
            faer::linalg::matmul::matmul(products.as_mut(), faer::Accum::Add, change, change.transpose(), 1.0, faer::Par::Seq);
        }
        let of_input: f64 =
            (0..n).flat_map(|i| (0..n).map(move |j| (i, j))).map(|(i, j)| self.gram.inverse[(i, j)] * products[(i, j)]).sum();
        (of_output + of_input.max(0.0)).sqrt()
    }
}
