//! The network with a polynomial activation and rational weights: outputs, loss, gradients and steps, all exact.
//!
//! M is a square, so that M^{-1/2} is rational. The formulas are those of the engine: a disagreement is an error of a formula, not a rounding.

use super::{Dual, Matrix, Similarity};

/// Everything that the objective needs: f(x) = M^{-1/2} W^T phi(V x) on n = 3N inputs.
#[derive(Debug, Clone)]
pub struct Network {
    /// W, M x Z.
    pub output: Matrix,
    /// V, M x d.
    pub input: Matrix,
    /// X, n x d: N anchors, N positives, N negatives.
    pub inputs: Matrix,
    /// The coefficients of phi, from the constant on.
    pub activation: Vec<Dual>,
    /// s.
    pub similarity: Similarity,
    /// l as a function of the margin m = s- - s+: its coefficients of m and m^2.
    pub loss: [Dual; 2],
}

/// The step size of the steps here.
fn step_size() -> Dual {
    Dual::ratio(1, 3)
}

fn polynomial(coefficients: &[Dual], a: &Dual) -> Dual {
    coefficients.iter().rev().fold(Dual::zero(), |sum, coefficient| &sum * a + coefficient)
}

impl Network {
    /// M^{-1/2}.
    fn root(&self) -> Dual {
        let width = self.output.rows() as i64;
        Dual::ratio(1, width.isqrt())
    }

    /// A = V X^T, M x n.
    pub fn preactivations(&self) -> Matrix {
        self.input.times(&self.inputs.transposed())
    }

    /// phi(A).
    pub fn features(&self, preactivations: &Matrix) -> Matrix {
        preactivations.map(|a| polynomial(&self.activation, a))
    }

    /// phi'(A).
    fn slopes(&self, preactivations: &Matrix) -> Matrix {
        let derivative: Vec<Dual> =
            self.activation.iter().enumerate().skip(1).map(|(power, coefficient)| &Dual::ratio(power as i64, 1) * coefficient).collect();
        preactivations.map(|a| polynomial(&derivative, a))
    }

    /// U = M^{-1/2} Phi^T W, n x Z.
    pub fn outputs(&self, preactivations: &Matrix) -> Matrix {
        self.features(preactivations).transposed().times(&self.output).scaled(&self.root())
    }

    /// (1/N) sum_n l(s(u_n, u_n-) - s(u_n, u_n+)), from the triplets.
    pub fn objective(&self, outputs: &Matrix) -> Dual {
        let count = outputs.rows() / 3;
        let total: Dual = (0..count).map(|n| self.loss_of(&self.margin(outputs, n))).sum();
        &total * &Dual::ratio(1, count as i64)
    }

    fn loss_of(&self, margin: &Dual) -> Dual {
        let [linear, square] = &self.loss;
        linear * margin + &(square * &(margin * margin))
    }

    /// s- - s+ of triplet n.
    fn margin(&self, outputs: &Matrix, n: usize) -> Dual {
        let [anchor, positive, negative] = triplet(outputs, n);
        self.similarity.value(anchor, negative) - &self.similarity.value(anchor, positive)
    }

    /// dL/dU, n x Z, in closed form.
    pub fn output_gradient(&self, outputs: &Matrix) -> Matrix {
        let count = outputs.rows() / 3;
        let [linear, square] = &self.loss;
        let rows: Vec<Vec<Dual>> = (0..outputs.rows())
            .map(|i| {
                let n = i % count;
                let double = square.clone() + square;
                let slope = &(&double * &self.margin(outputs, n) + linear) * &Dual::ratio(1, count as i64);
                let [anchor, positive, negative] = triplet(outputs, n);
                let of_margin = match i / count {
                    0 => {
                        let (away, towards) = (self.similarity.gradient(anchor, negative), self.similarity.gradient(anchor, positive));
                        away.into_iter().zip(&towards).map(|(away, towards)| away - towards).collect()
                    }
                    1 => self.similarity.gradient(positive, anchor).iter().map(|entry| Dual::zero() - entry).collect(),
                    _ => self.similarity.gradient(negative, anchor),
                };
                of_margin.iter().map(|entry| &slope * entry).collect()
            })
            .collect();
        Matrix::new(outputs.rows(), outputs.columns(), |i, z| rows[i][z].clone())
    }

    /// dL/dW = M^{-1/2} Phi Gm and dL/dA = M^{-1/2} (W Gm^T) o D, at pre-activations A.
    pub fn gradients(&self, preactivations: &Matrix) -> (Matrix, Matrix) {
        let gradient = self.output_gradient(&self.outputs(preactivations));
        let of_output = self.features(preactivations).times(&gradient).scaled(&self.root());
        let back = self.output.times(&gradient.transposed()).entrywise(&self.slopes(preactivations)).scaled(&self.root());
        (of_output, back)
    }

    /// A step of gradient descent on W and V.
    #[must_use]
    pub fn direct_step(&self) -> Self {
        let (of_output, back) = self.gradients(&self.preactivations());
        let output = self.output.less(&of_output.scaled(&step_size()));
        let input = self.input.less(&back.times(&self.inputs).scaled(&step_size()));
        Self { output, input, ..self.clone() }
    }

    /// The same step on W and A, with G = X X^T in the place of V: A(t+1) = A(t) - eta (dL/dA) G. Returns the new A and the network with the new W.
    pub fn reduced_step(&self, preactivations: &Matrix, gram: &Matrix) -> (Matrix, Self) {
        let (of_output, back) = self.gradients(preactivations);
        let moved = preactivations.less(&back.times(gram).scaled(&step_size()));
        (moved, Self { output: self.output.less(&of_output.scaled(&step_size())), ..self.clone() })
    }

    /// C_V = M^{-1} Phi B Phi^T, M x M.
    pub fn pair_matrix(&self, pairs: &Matrix) -> Matrix {
        let features = self.features(&self.preactivations());
        features.times(pairs).times(&features.transposed()).scaled(&(&self.root() * &self.root()))
    }
}

/// The outputs at the anchor, the positive and the negative of triplet n.
fn triplet(outputs: &Matrix, n: usize) -> [&[Dual]; 3] {
    let count = outputs.rows() / 3;
    [n, count + n, 2 * count + n].map(|row| outputs.row(row))
}

/// B for N triplets: +1/(2N) for anchor and negative, -1/(2N) for anchor and positive.
pub fn pairs(count: usize) -> Matrix {
    let entry = Dual::ratio(1, 2 * count as i64);
    Matrix::new(3 * count, 3 * count, |i, j| {
        let (low, high) = (i.min(j), i.max(j));
        match (low < count, high.checked_sub(low)) {
            (true, Some(gap)) if gap == 2 * count => entry.clone(),
            (true, Some(gap)) if gap == count => Dual::zero() - &entry,
            _ => Dual::zero(),
        }
    })
}
