//! The quantities that derivations speak of, with the spelling that steps use.

use std::fmt;

use crate::claim::Symbol;

/// A quantity. N, Z and the step size are constants throughout; norms of matrices are spectral where nothing else is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Quantity {
    /// |dL/dU|_F, the gradient of the loss in the outputs.
    OutputGradient,
    /// |grad f_i(x)|, the gradient of an output in all weights; the largest over outputs and inputs.
    Gradient,
    /// |grad f_i(x; t) - grad f_i(x; 0)|, the largest over outputs and inputs.
    GradientChange,
    /// R(t + 1) - R(t) at most: the length of one step of gradient descent.
    Move,
    /// R(t) = |theta(t) - theta(0)|.
    Movement,
    /// rho(t + 1) - rho(t) at most, for rho the largest movement of one neuron against its scale s_m = 1 + max_x |a_m(x; 0)| + |W_m(0)|.
    NeuronMove,
    /// rho(t) = max_m |theta_m(t) - theta_m(0)| / s_m.
    NeuronMovement,
    /// |s|_2, the root of the sum of squares of the neurons' scales.
    ScaleTwo,
    /// |s|_4^2, the root of the sum of fourth powers of the neurons' scales.
    ScaleFour,
    /// max_m |W_m(0)|.
    LargestStart,
    /// max_m |W_m|, over the ball of radius R.
    LargestWeight,
    /// |W(0)|_F.
    WeightsStart,
    /// |W|_F.
    Weights,
    /// |W|, the spectral norm.
    WeightsNorm,
    /// |phi(V(0) x)|, the largest over inputs; of the order of |Phi(0)|_F.
    FeaturesStart,
    /// |phi(V x)|, the largest over inputs; of the order of |Phi|_F.
    Features,
    /// E(t + 1) - E(t) at most.
    FeatureMove,
    /// E(t) = |Phi(t) - Phi(0)|_F.
    FeatureMovement,
    /// The norm of the Hessian of an output, the largest over outputs and inputs.
    Hessian,
    /// The largest |K_ij(x, y; t) - K_ij(x, y; 0)|; its supremum over the steps up to t, where a bound rises with t.
    KernelChange,
    /// |U|_F.
    Outputs,
    /// The time of departure: the first t at which the kernel's change is a given constant.
    DepartureTime,
    /// e^{2 lambda tau}, the square of the outputs' growth until the time of departure.
    DepartureGrowth,
    /// |C_V(t) - C_V(0)|_F.
    PairMatrixChange,
    /// 1 / gap_Z, the inverse gap between the Z-th and the next eigenvalue of C_V(0).
    InverseGap,
    /// The sine of the largest principal angle between the spans of the Z lowest eigenvectors of C_V(t) and C_V(0).
    SpanAngle,
}

impl Quantity {
    /// All of them.
    pub const ALL: [Self; 26] = [
        Self::OutputGradient,
        Self::Gradient,
        Self::GradientChange,
        Self::Move,
        Self::Movement,
        Self::NeuronMove,
        Self::NeuronMovement,
        Self::ScaleTwo,
        Self::ScaleFour,
        Self::LargestStart,
        Self::LargestWeight,
        Self::WeightsStart,
        Self::Weights,
        Self::WeightsNorm,
        Self::FeaturesStart,
        Self::Features,
        Self::FeatureMove,
        Self::FeatureMovement,
        Self::Hessian,
        Self::KernelChange,
        Self::Outputs,
        Self::DepartureTime,
        Self::DepartureGrowth,
        Self::PairMatrixChange,
        Self::InverseGap,
        Self::SpanAngle,
    ];

    /// The spelling in steps.
    pub fn name(self) -> &'static str {
        match self {
            Self::OutputGradient => "|dL/dU|",
            Self::Gradient => "|grad f|",
            Self::GradientChange => "|grad f(t) - grad f(0)|",
            Self::Move => "dR",
            Self::Movement => "R",
            Self::NeuronMove => "drho",
            Self::NeuronMovement => "rho",
            Self::ScaleTwo => "|s|_2",
            Self::ScaleFour => "|s|_4^2",
            Self::LargestStart => "max_m |W_m(0)|",
            Self::LargestWeight => "max_m |W_m|",
            Self::WeightsStart => "|W(0)|_F",
            Self::Weights => "|W|_F",
            Self::WeightsNorm => "|W|",
            Self::FeaturesStart => "|Phi(0)|_F",
            Self::Features => "|Phi|_F",
            Self::FeatureMove => "dE",
            Self::FeatureMovement => "E",
            Self::Hessian => "|H|",
            Self::KernelChange => "|K(t) - K(0)|",
            Self::Outputs => "|U|_F",
            Self::DepartureTime => "tau",
            Self::DepartureGrowth => "exp(2 lambda tau)",
            Self::PairMatrixChange => "|C_V(t) - C_V(0)|_F",
            Self::InverseGap => "1/gap_Z",
            Self::SpanAngle => "sin(angle)",
        }
    }

    /// The quantity that is spelled so.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|quantity| quantity.name() == name)
    }

    /// The symbol that stands for this quantity in a rate.
    pub fn symbol(self) -> Option<Symbol> {
        match self {
            Self::Movement => Some(Symbol::R),
            Self::NeuronMovement => Some(Symbol::Rho),
            Self::FeatureMovement => Some(Symbol::E),
            _ => None,
        }
    }

    /// The quantity of which this is the increment in one step.
    pub fn accumulates(self) -> Option<Self> {
        match self {
            Self::Move => Some(Self::Movement),
            Self::NeuronMove => Some(Self::NeuronMovement),
            Self::FeatureMove => Some(Self::FeatureMovement),
            _ => None,
        }
    }

    /// The quantity that is measured so; nothing where no derivation speaks of it.
    pub fn measured_by(measured: &crate::claim::Quantity) -> Option<Self> {
        measured.derived_as.and_then(Self::named)
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observe::of_reduced;

    #[test]
    fn what_a_measure_names_is_a_quantity_of_derivations() {
        let measured: Vec<_> = of_reduced::<f64>().iter().map(|measure| measure.quantity()).collect();
        let named: Vec<Quantity> = measured.iter().filter_map(Quantity::measured_by).collect();
        assert!(named.len() >= 10, "{named:?}");
        for quantity in measured.iter().filter(|quantity| quantity.derived_as.is_some()) {
            assert!(Quantity::measured_by(quantity).is_some(), "{quantity}: {:?}", quantity.derived_as);
        }
    }
}
