//! What a theorem file needs: `use asymptest::prelude::*;`.

pub use crate::claim::assumption::{
    BOUNDED_ACTIVATION, BOUNDED_GRADIENT, DECAYING_WEIGHTS, DEPENDENT_COLUMNS, EQUAL_COLUMNS, FIXED_STEP_SIZE, GRADIENTS_ALONE,
    ORTHONORMAL_WEIGHTS, PRINCIPAL_WEIGHTS, QUADRATIC_LOSS, ROTATION_INVARIANCE, SMOOTH_ACTIVATION, SPECTRAL_GAP, STANDARD_INPUT_WEIGHTS,
    STANDARD_WEIGHTS,
};
pub use crate::claim::{Assumption, Claim, Control, Form, Horizon, MustFail, Quantity, Said, Step, claim, must_fail, ours, source, step};
pub use crate::experiment::{Design, Scale, half_powers_of_two, powers_of_two};
pub use crate::loss::{Objective, Similarity, TripletLoss, linear, softmax, triplet};
pub use crate::model::{Activation, Columns, OutputScale, OutputWeights};
pub use crate::observe::{
    BELOW_MINIMUM, CKA_DISTANCE, COLUMN_GAP, HESSIAN_BALL_RATIO, HESSIAN_IN_UNIT_BALL, HESSIAN_IN_WIDE_BALL, HESSIAN_NORM, HESSIAN_RATIO,
    INVERSE_GAP, KERNEL_RATIO, MINIMUM_GAP, NTK_DRIFT, ORTHONORMALITY_ERROR, OUTPUT_RANK, PAIR_MATRIX_DRIFT, PAIR_SUM_DRIFT,
    PRINCIPAL_ANGLE, PRINCIPAL_RATIO, PROBE_GAP, TRACE_ERROR, WEIGHT_GROWTH, WEIGHT_MOVEMENT, WEIGHT_PRESENT_ANGLE, WEIGHT_PRINCIPAL_ANGLE,
    WEIGHT_PRINCIPAL_RATIO, WEIGHT_RANK, WEIGHT_SPAN_DRIFT, departure_outputs, departure_time,
};
pub use crate::theorem::{Theorem, outside};
pub use crate::train::LOSS;
pub use crate::two_layer::{Setting, StepGrowth};
pub use crate::verdict::Verdict;
