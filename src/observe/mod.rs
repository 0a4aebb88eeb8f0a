//! What is measured on a network.

mod ball;
mod candle_measures;
mod column_gap;
mod departure;
pub mod floor;
mod frame;
mod hessian;
mod hessian_bound;
mod hessian_measures;
mod inner_products;
mod kernel_bound;
mod kernel_drift;
mod limit_kernel;
mod measures;
mod movement;
mod ntk;
mod orthonormality;
mod pair_change;
mod pair_matrix;
mod panel;
mod probe;
mod probe_measures;
mod residual;
mod span;
mod spectrum;
mod spectrum_measures;
mod tensor_movement;
mod tensor_ntk;
mod trace_form;

pub use crate::model::larger;
pub use ball::{BALL_TOLERANCE, hessian_norm_in_ball};
pub use column_gap::{COLUMN_GAP, ColumnGap, column_gap};
pub use departure::{Departure, Level, departure_outputs, departure_time};
pub use frame::{Frame, Principal, When};
pub use hessian::{HessianNorm, hessian_norm};
pub use hessian_bound::HessianBound;
pub use hessian_measures::{HESSIAN_BALL_RATIO, HESSIAN_IN_UNIT_BALL, HESSIAN_IN_WIDE_BALL, HESSIAN_NORM, HESSIAN_RATIO, HessianMeasure};
pub use inner_products::{FeatureChange, InnerProducts};
pub use kernel_bound::{KERNEL_RATIO, KernelBound, KernelRatio};
pub(crate) use kernel_drift::KernelChange;
pub use kernel_drift::{KernelDrift, NTK_DRIFT};
pub use limit_kernel::{FastestGrowth, LimitKernel};
pub use measures::{BASIC, of_reduced, of_tensors};
pub use movement::{Movement, WEIGHT_MOVEMENT, WeightMovement};
pub(crate) use ntk::largest_entry;
pub use ntk::{NtkDrift, gradient_norms, ntk};
pub use orthonormality::{ORTHONORMALITY_ERROR, OrthonormalityError};
pub use pair_change::{
    CKA_DISTANCE, INVERSE_GAP, PAIR_MATRIX_DRIFT, PAIR_SUM_DRIFT, PRINCIPAL_ANGLE, PRINCIPAL_RATIO, PairChange, PairMeasure,
    WEIGHT_PRESENT_ANGLE, WEIGHT_PRINCIPAL_ANGLE, WEIGHT_PRINCIPAL_RATIO, WEIGHT_SPAN_DRIFT,
};
pub use pair_matrix::{Normalisation, PairNorms, pair_weights};
pub use probe::{Probe, ProbeInputs, held_out_outputs, probe_error};
pub use probe_measures::{PRINCIPAL_PROBE_ERROR, PROBE_ERROR, PROBE_GAP, ProbeMeasure};
pub use span::{Span, linear_cka};
pub(crate) use spectrum::rank_of;
pub use spectrum::{Nth, RANK_TOLERANCE, output_rank, weight_rank, weight_singular_value, weight_spectrum};
pub use spectrum_measures::{OUTPUT_RANK, SPECTRUM, SpectrumMeasure, WEIGHT_GROWTH, WEIGHT_RANK, singular_value};
pub use tensor_movement::TensorMovement;
pub use tensor_ntk::{TensorNtkDrift, tensor_ntk};
pub use trace_form::{BELOW_MINIMUM, MINIMUM_GAP, TRACE_ERROR, TraceForm, TraceMeasure};
