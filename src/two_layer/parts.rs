//! What a setting is made of beside data and loss: rules and measures that serve the reduced network in either precision.

use crate::claim::{Assumption, Broken, Unknown, assumption};
use crate::model::{ReducedNetwork, TensorNetwork};
use crate::train::{ByLayer, Descent, Measure, Momentum, Rule, WeightDecay};

/// A rule for two-layer networks, in either precision.
pub trait TwoLayerRule: Rule<ReducedNetwork<f32>> + Rule<ReducedNetwork<f64>> {
    /// Canonical text for all that determines its numbers; empty for plain descent.
    fn key(&self) -> String;

    /// The rule in words; empty for plain descent.
    fn describe(&self) -> String;

    /// The same rule on a device; nothing where it exists on the processor alone.
    fn on_device(&self) -> Option<&dyn Rule<TensorNetwork>> {
        None
    }

    /// Whether V moves along the data alone, as R(t), the bounds in it and probes take for granted; where it does not, they are not measured.
    fn moves_along_the_data(&self) -> bool {
        true
    }

    /// Why an assumption does not hold under this rule, or nothing where it does. As it is, a rule moves weights by gradients alone.
    ///
    /// # Errors
    /// Where the rule does not know.
    fn broken(&self, asked: &Assumption) -> Broken {
        match *asked {
            assumption::GRADIENTS_ALONE => Ok(None),
            assumption::DECAYING_WEIGHTS => Ok(Some("weights do not decay".into())),
            _ => Err(Unknown),
        }
    }
}

/// A measure of two-layer networks, in either precision: anything that implements [`Measure`] for both.
pub trait TwoLayerMeasure: Measure<ReducedNetwork<f32>> + Measure<ReducedNetwork<f64>> {}

impl<T: Measure<ReducedNetwork<f32>> + Measure<ReducedNetwork<f64>>> TwoLayerMeasure for T {}

impl TwoLayerRule for Descent {
    fn key(&self) -> String {
        String::new()
    }

    fn describe(&self) -> String {
        String::new()
    }

    fn on_device(&self) -> Option<&dyn Rule<TensorNetwork>> {
        Some(self)
    }
}

impl TwoLayerRule for Momentum {
    fn key(&self) -> String {
        match self {
            Self::HeavyBall { momentum } => format!("momentum({momentum})"),
            Self::Nesterov { momentum } => format!("nesterov({momentum})"),
        }
    }

    fn describe(&self) -> String {
        match self {
            Self::HeavyBall { momentum } => format!("momentum {momentum}"),
            Self::Nesterov { momentum } => format!("Nesterov momentum {momentum}"),
        }
    }
}

impl TwoLayerRule for ByLayer {
    fn key(&self) -> String {
        format!("layers(V={}, W={})", self.input, self.output)
    }

    fn describe(&self) -> String {
        format!("step sizes of V and W times {} and {}", self.input, self.output)
    }
}

impl<T: TwoLayerRule> TwoLayerRule for WeightDecay<T> {
    fn key(&self) -> String {
        let inner = self.of.key();
        format!("decay({}){}{inner}", self.decay, if inner.is_empty() { "" } else { " of " })
    }

    fn describe(&self) -> String {
        let inner = self.of.describe();
        format!("{inner}{}weight decay {}", if inner.is_empty() { "" } else { ", " }, self.decay)
    }

    /// V(0) shrinks off the data too.
    fn moves_along_the_data(&self) -> bool {
        false
    }

    fn broken(&self, asked: &Assumption) -> Broken {
        match *asked {
            assumption::GRADIENTS_ALONE => Ok(Some("weights decay".into())),
            assumption::DECAYING_WEIGHTS => Ok(None),
            _ => self.of.broken(asked),
        }
    }
}
