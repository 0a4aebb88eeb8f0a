//! Which assumptions hold in a setting.

use super::{Setting, StepGrowth};
use crate::claim::{Assumption, Broken, assumption};
use crate::model::{Columns, OutputScale, OutputWeights};

impl Setting {
    /// Why an assumption does not hold in this setting, or nothing where it does. What neither network nor data decide is asked of the loss and of the rule.
    pub(super) fn breaks(&self, asked: &Assumption) -> Broken {
        let unless = |holds: bool, why: String| Ok((!holds).then_some(why));
        let free = self.held == OutputWeights::Free;
        match *asked {
            assumption::SMOOTH_ACTIVATION => {
                unless(self.activation.is_smooth(), format!("{} has no second derivative", self.activation.name()))
            }
            assumption::BOUNDED_ACTIVATION => {
                unless(self.activation.bound().is_some(), format!("{} is not bounded", self.activation.name()))
            }
            assumption::ORTHONORMAL_WEIGHTS => unless(!free, "W is trained without the constraint W^T W = I".into()),
            assumption::PRINCIPAL_WEIGHTS => unless(self.held == OutputWeights::Principal, "W(0) is not the PCA of C_V(0)".into()),
            assumption::FIXED_STEP_SIZE => unless(self.step_growth == StepGrowth::Constant, "the step size grows with M".into()),
            assumption::STANDARD_WEIGHTS if !free => Ok(Some("W(0) is orthonormal, and not N(0, 1)".into())),
            assumption::STANDARD_WEIGHTS => {
                unless(self.output_scale == OutputScale::Unit && self.columns == Columns::Independent, "W(0) is not N(0, 1)".into())
            }
            assumption::EQUAL_COLUMNS => unless(self.columns == Columns::Duplicate && free, "no two columns of W(0) are equal".into()),
            assumption::DEPENDENT_COLUMNS => {
                unless(self.columns.are_dependent(self.outputs) && free, "the columns of W(0) are linearly independent".into())
            }
            // V(0) is drawn so in every setting, and the gap is a matter of the data.
            assumption::STANDARD_INPUT_WEIGHTS | assumption::SPECTRAL_GAP => Ok(None),
            _ => self.loss.broken(asked).or_else(|_| self.rule.broken(asked)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::{Unknown, assumption::*};
    use crate::loss::{Similarity, linear, softmax};
    use crate::model::Activation;

    #[test]
    fn every_assumption_that_a_setting_decides_is_broken_in_one_and_holds_in_another() {
        let cosine = Setting::cosine(4);
        let dot =
            Setting { loss: linear(Similarity::DOT), held: OutputWeights::Orthonormal, activation: Activation::ERF, ..cosine.clone() };
        let odd = Setting {
            activation: Activation::RELU,
            loss: softmax(Similarity::cosine(0.0), 1.0),
            step_growth: StepGrowth::LikeWidth,
            output_scale: OutputScale::RootWidth,
            columns: Columns::Duplicate,
            rule: std::sync::Arc::new(crate::train::WeightDecay { decay: 0.1, of: crate::train::Descent }),
            ..cosine.clone()
        };
        let holds = |assumption: Assumption| [&cosine, &dot, &odd].map(|setting| setting.breaks(&assumption).unwrap().is_none());
        for (assumption, expected) in [
            (SMOOTH_ACTIVATION, [true, true, false]),
            (BOUNDED_ACTIVATION, [true, true, false]),
            (BOUNDED_GRADIENT, [true, false, false]),
            (QUADRATIC_LOSS, [false, true, false]),
            (STANDARD_WEIGHTS, [true, false, false]),
            (ORTHONORMAL_WEIGHTS, [false, true, false]),
            (PRINCIPAL_WEIGHTS, [false, false, false]),
            (FIXED_STEP_SIZE, [true, true, false]),
            (EQUAL_COLUMNS, [false, false, true]),
            (DEPENDENT_COLUMNS, [false, false, true]),
            (STANDARD_INPUT_WEIGHTS, [true, true, true]),
            (SPECTRAL_GAP, [true, true, true]),
            (GRADIENTS_ALONE, [true, true, false]),
            (DECAYING_WEIGHTS, [false, false, true]),
        ] {
            assert_eq!(holds(assumption), expected, "{assumption}");
        }
        let other = Assumption { name: "convex", says: "L is convex", implied_by: &[] };
        assert_eq!(cosine.breaks(&other), Err(Unknown), "what nobody decides is not taken to hold");
    }
}
