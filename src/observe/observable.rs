//! The names of what is measured.

use std::fmt;

use super::{Level, Nth};

/// What is measured on a training run. A ratio is that of the two sides of an inequality, which holds where it is at most 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Observable {
    /// sup over steps up to t of the largest entry of |K(theta(t)) - K(theta(0))|, measured at the steps of [`crate::train::watched_steps`].
    NtkDrift,
    /// R(t) = |theta(t) - theta(0)|.
    WeightMovement,
    /// L(t).
    Loss,
    /// sup over steps up to t of the largest ratio of the two sides of Lemma 8, over outputs i, j and inputs x, y: [`crate::observe::KernelBound`].
    KernelRatio,
    /// max over outputs i and inputs x of |H^(i)(x; theta(t))|_2.
    HessianNorm,
    /// The same, its supremum over the ball of radius 1 around theta(t).
    HessianInUnitBall,
    /// The same, its supremum over the ball of radius M around theta(t).
    HessianInWideBall,
    /// sup over steps up to t of the ratio of the Hessian norm to the bound of Lemma 7: [`crate::observe::HessianBound::likely`].
    HessianRatio,
    /// The largest ratio of sup |H| in a ball around theta(t) to the bound of Lemma 7, over the radii 0, 1/2, 2 and 8.
    HessianBallRatio,
    /// tau(M; c), the time in steps at which the sup-drift of the NTK first reaches c; none where it does not by the horizon.
    DepartureTime(Level),
    /// |w^T U(0)|^2 (1 + eta lambda)^(2 tau(M; c)): the part of the outputs along their fastest direction as the limit kernel lets it grow until tau, with
    /// lambda and w of [`crate::observe::FastestGrowth`]. Squared.
    DepartureOutputs(Level),
    /// |C_V(t) - C_V(0)|_F, C_V = M^{-1} Phi B Phi^T.
    PairMatrixDrift,
    /// The same without the factor M^{-1}: [`crate::observe::Normalisation::Sum`].
    PairSumDrift,
    /// 1 / gap_Z of C_V(0), the gap being the distance from its Z-th lowest eigenvalue to the next.
    InverseGap,
    /// The sin-theta distance of the spans of the Z lowest eigenvectors of C_V(t) and of C_V(0).
    PrincipalAngle,
    /// The ratio of that distance to 2 |C_V(t) - C_V(0)|_F / gap_Z, the gap being that of C_V(0).
    PrincipalRatio,
    /// The ratio of [`Observable::WeightPrincipalAngle`] to the same.
    WeightPrincipalRatio,
    /// The sin-theta distance of the spans of W(t) and of W(0).
    WeightSpanDrift,
    /// The largest sine of the principal angles between the span of W(t) and the Z lowest eigenvectors of C_V(0).
    WeightPrincipalAngle,
    /// The same with the Z lowest eigenvectors of C_V(t): how far W is from where it would end if C_V stood still.
    WeightPresentAngle,
    /// 1 - CKA of the outputs of an orthonormal basis of the span of W(t) and of those of the Z lowest eigenvectors of C_V(0) at features Phi(0).
    CkaDistance,
    /// The share of held-out labels that a linear probe on the outputs at t gets wrong: [`crate::observe::probe_error`].
    ProbeError,
    /// The same on the outputs of the Z lowest eigenvectors of C_V(0) at features Phi(0).
    PrincipalProbeError,
    /// How far the two are apart.
    ProbeGap,
    /// sup over steps up to t of the largest entry of |W(t)^T W(t) - I|.
    OrthonormalityError,
    /// sup over steps up to t of max_m |W_m1(t) - W_mZ(t)|, first column against last.
    ColumnGap,
    /// sup over steps up to t of the rank of W(t): [`crate::observe::weight_rank`].
    WeightRank,
    /// A singular value of W(t), which has min(M, Z) of them.
    SingularValue(Nth),
    /// sup over steps up to t of the smallest singular value of W(t), over that of W(0).
    WeightGrowth,
    /// sup over steps up to t of the effective rank of U(t): [`crate::observe::output_rank`].
    OutputRank,
    /// sup over steps up to t of |L - tr(W^T C_V W)|, as a share of the sizes of its terms: [`crate::observe::TraceForm`]. In units of rounding, the spacing
    /// of the state's precision above 1, as are those that follow.
    TraceError,
    /// How far L(t) is from the sum of the Z lowest eigenvalues of C_V(t), as a share of the sizes of all.
    MinimumGap,
    /// sup over steps up to t of how far L is below that sum, as the same share.
    BelowMinimum,
    /// sup over steps up to t of the largest difference between the outputs of the reduced and of the direct network, as a share of the largest output.
    ReducedOutputs,
    /// The largest difference between the changes K(t) - K(0) of the two, as a share of the largest entry of K(0).
    ReducedKernel,
    /// The difference between the movements R(t) of the two, as a share of R(t).
    ReducedMovement,
    /// As [`Observable::ReducedOutputs`], for reduced training that leaves G out: A(t+1) = A(t) - eta dL/dA.
    OutputsWithoutGram,
}

/// What an observable is called in the evidence, what it is for axes and tables, and whether it is a supremum over steps.
type Facts = (&'static str, &'static str, bool);

impl Observable {
    /// All of them.
    pub const ALL: &[Self] = &[
        Self::NtkDrift,
        Self::WeightMovement,
        Self::Loss,
        Self::KernelRatio,
        Self::HessianNorm,
        Self::HessianInUnitBall,
        Self::HessianInWideBall,
        Self::HessianRatio,
        Self::HessianBallRatio,
        Self::DepartureTime(Level::Sixteenth),
        Self::DepartureTime(Level::Quarter),
        Self::DepartureTime(Level::One),
        Self::DepartureOutputs(Level::Sixteenth),
        Self::DepartureOutputs(Level::Quarter),
        Self::DepartureOutputs(Level::One),
        Self::PairMatrixDrift,
        Self::PairSumDrift,
        Self::InverseGap,
        Self::PrincipalAngle,
        Self::PrincipalRatio,
        Self::WeightPrincipalRatio,
        Self::WeightSpanDrift,
        Self::WeightPrincipalAngle,
        Self::WeightPresentAngle,
        Self::CkaDistance,
        Self::ProbeError,
        Self::PrincipalProbeError,
        Self::ProbeGap,
        Self::OrthonormalityError,
        Self::ColumnGap,
        Self::WeightRank,
        Self::SingularValue(Nth::First),
        Self::SingularValue(Nth::Second),
        Self::SingularValue(Nth::Third),
        Self::SingularValue(Nth::Fourth),
        Self::WeightGrowth,
        Self::OutputRank,
        Self::TraceError,
        Self::MinimumGap,
        Self::BelowMinimum,
        Self::ReducedOutputs,
        Self::ReducedKernel,
        Self::ReducedMovement,
        Self::OutputsWithoutGram,
    ];

    /// What every trajectory has. These exist on every device.
    pub const BASIC: [Self; 3] = [Self::NtkDrift, Self::WeightMovement, Self::Loss];

    /// What is followed where a probe is measured.
    pub const PROBES: [Self; 3] = [Self::ProbeError, Self::PrincipalProbeError, Self::ProbeGap];

    /// The spectrum of W(t), largest first, as far as there are places: followed where its rank or its smallest value is measured.
    pub const SPECTRUM: [Self; 4] = [
        Self::SingularValue(Nth::First),
        Self::SingularValue(Nth::Second),
        Self::SingularValue(Nth::Third),
        Self::SingularValue(Nth::Fourth),
    ];

    fn facts(self) -> Facts {
        match self {
            Self::NtkDrift => ("ntk_drift", "sup-drift of the NTK, max |K(t) - K(0)|", true),
            Self::WeightMovement => ("weight_movement", "weight movement R(t)", false),
            Self::Loss => ("loss", "loss L(t)", false),
            Self::KernelRatio => ("kernel_ratio", "|K(t) - K(0)| over the bound of Lemma 8", true),
            Self::HessianNorm => ("hessian_norm", "Hessian norm, max |H|", false),
            Self::HessianInUnitBall => ("hessian_in_unit_ball", "sup |H| in the ball R = 1", false),
            Self::HessianInWideBall => ("hessian_in_wide_ball", "sup |H| in the ball R = M", false),
            Self::HessianRatio => ("hessian_ratio", "|H(t)| over the bound of Lemma 7", true),
            Self::HessianBallRatio => ("hessian_ball_ratio", "sup |H| in balls over the bound of Lemma 7", false),
            Self::DepartureTime(Level::Sixteenth) => ("departure_time_16th", "steps until the NTK drifts by 1/16", false),
            Self::DepartureTime(Level::Quarter) => ("departure_time_4th", "steps until the NTK drifts by 1/4", false),
            Self::DepartureTime(Level::One) => ("departure_time_1", "steps until the NTK drifts by 1", false),
            Self::DepartureOutputs(Level::Sixteenth) => {
                ("departure_outputs_16th", "predicted |U|^2 when the NTK has drifted by 1/16", false)
            }
            Self::DepartureOutputs(Level::Quarter) => ("departure_outputs_4th", "predicted |U|^2 when the NTK has drifted by 1/4", false),
            Self::DepartureOutputs(Level::One) => ("departure_outputs_1", "predicted |U|^2 when the NTK has drifted by 1", false),
            Self::PairMatrixDrift => ("pair_matrix_drift", "|C_V(t) - C_V(0)|_F", false),
            Self::PairSumDrift => ("pair_sum_drift", "M |C_V(t) - C_V(0)|_F", false),
            Self::InverseGap => ("inverse_gap", "1 / gap_Z of C_V(0)", false),
            Self::PrincipalAngle => ("principal_angle", "sine between PCA of C_V(t) and C_V(0)", false),
            Self::PrincipalRatio => ("principal_ratio", "sine between PCA of C_V(t) and C_V(0), over 2 |dC_V|_F / gap_Z", false),
            Self::WeightPrincipalRatio => ("weight_principal_ratio", "sine between W(t) and PCA of C_V(0), over 2 |dC_V|_F / gap_Z", false),
            Self::WeightSpanDrift => ("weight_span_drift", "sine between W(t) and W(0)", false),
            Self::WeightPrincipalAngle => ("weight_principal_angle", "sine between W(t) and PCA of C_V(0)", false),
            Self::WeightPresentAngle => ("weight_present_angle", "sine between W(t) and PCA of C_V(t)", false),
            Self::CkaDistance => ("cka_distance", "1 - CKA of W(t) and PCA of C_V(0)", false),
            Self::ProbeError => ("probe_error", "share of errors of a linear probe on f(t)", false),
            Self::PrincipalProbeError => ("principal_probe_error", "share of errors of a linear probe on PCA of C_V(0)", false),
            Self::ProbeGap => ("probe_gap", "errors of linear probes on f(t) and PCA of C_V(0), apart", false),
            Self::OrthonormalityError => ("orthonormality_error", "sup of max |W(t)^T W(t) - I|", true),
            Self::ColumnGap => ("column_gap", "max |W_1(t) - W_Z(t)|, first and last column", true),
            Self::WeightRank => ("weight_rank", "rank of W(t)", true),
            Self::SingularValue(Nth::First) => ("singular_value_1", "largest singular value of W(t)", false),
            Self::SingularValue(Nth::Second) => ("singular_value_2", "second singular value of W(t)", false),
            Self::SingularValue(Nth::Third) => ("singular_value_3", "third singular value of W(t)", false),
            Self::SingularValue(Nth::Fourth) => ("singular_value_4", "fourth singular value of W(t)", false),
            Self::WeightGrowth => ("weight_growth", "smallest singular value of W(t) over that of W(0)", true),
            Self::OutputRank => ("output_rank", "effective rank of U(t)", true),
            Self::TraceError => ("trace_error", "|L - tr(W^T C_V W)|, relative, in units of rounding", true),
            Self::MinimumGap => ("minimum_gap", "|L(t) - its minimum|, relative, in units of rounding", false),
            Self::BelowMinimum => ("below_minimum", "L(t) below the minimum, relative, in units of rounding", true),
            Self::ReducedOutputs => ("reduced_outputs", "outputs, reduced and direct, apart in units of rounding", true),
            Self::ReducedKernel => ("reduced_kernel", "NTK changes, reduced and direct, apart in units of rounding", false),
            Self::ReducedMovement => ("reduced_movement", "R(t), reduced and direct, apart in units of rounding", false),
            Self::OutputsWithoutGram => ("outputs_without_gram", "outputs, without G and direct, apart in units of rounding", true),
        }
    }

    /// The name in the evidence.
    pub fn name(self) -> &'static str {
        self.facts().0
    }

    /// The observable with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|observable| observable.name() == name)
    }

    /// What it is, for axes and tables.
    pub fn describe(self) -> &'static str {
        self.facts().1
    }

    /// Whether it is a supremum over the steps up to t.
    pub fn is_supremum(self) -> bool {
        self.facts().2
    }

    /// The level of drift whose crossing it is about, where it is about one.
    pub fn departure(self) -> Option<Level> {
        match self {
            Self::DepartureTime(level) | Self::DepartureOutputs(level) => Some(level),
            _ => None,
        }
    }

    /// Whether it compares the loss with its trace form.
    pub fn is_of_trace(self) -> bool {
        matches!(self, Self::TraceError | Self::MinimumGap | Self::BelowMinimum)
    }

    /// Whether it compares the reduced network with a direct one that is trained beside it.
    pub fn is_of_both_forms(self) -> bool {
        matches!(self, Self::ReducedOutputs | Self::ReducedKernel | Self::ReducedMovement | Self::OutputsWithoutGram)
    }

    /// Whether it is of a linear probe, which needs held-out inputs with labels.
    pub fn is_of_probe(self) -> bool {
        Self::PROBES.contains(&self)
    }

    /// Whether it is read off the singular values of W, so that these are followed where it is measured.
    pub fn is_of_spectrum(self) -> bool {
        matches!(self, Self::SingularValue(_) | Self::WeightRank | Self::WeightGrowth)
    }

    /// Whether it is of C_V and the span of W, and counts from features and weights at the start.
    pub fn is_of_pairs(self) -> bool {
        matches!(
            self,
            Self::PairMatrixDrift
                | Self::PairSumDrift
                | Self::InverseGap
                | Self::PrincipalAngle
                | Self::PrincipalRatio
                | Self::WeightPrincipalRatio
                | Self::WeightSpanDrift
                | Self::WeightPrincipalAngle
                | Self::WeightPresentAngle
                | Self::CkaDistance
        )
    }
}

impl fmt::Display for Observable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
