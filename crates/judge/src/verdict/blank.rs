//! A judgement that says nothing yet.

use super::{Checked, Estimate, Judgement, Margins, NearMisses, Over, Path, Protocol, Tightness, Verdict, Window};

/// The curves that an interval of the limit allows for.
const CURVES: &str = "a power; one correction (M/M_min)^-w with 1/log(M_max/M_min) <= w <= 2, which leaves at least 2 % of y at the smallest width \
and adds at most 50 % at the largest; a correction in 1/log M; a plateau, and then a law; two regimes that cross in the first half; growth with a \
free offset";

impl Judgement {
    /// Inconclusive, with every number unknown.
    pub(crate) fn blank(window: Window, protocol: &Protocol) -> Self {
        let unknown = Estimate::unknown(protocol.confidence);
        Self {
            verdict: Verdict::Inconclusive,
            kind: Checked::Rate,
            tightness: Tightness::Unknown,
            exponent: unknown,
            range: unknown,
            normalised: unknown,
            window,
            power: None,
            reason: String::new(),
            settle: String::new(),
            loose_by: None,
            p_value: 1.0,
            p_adjusted: None,
            functional: protocol.functional,
            scatter: f64::NAN,
            local_slopes: Vec::new(),
            correction_class: CURVES,
            path: Path::None,
            over_the_range: Over::Open,
            families: Vec::new(),
            reached_at: None,
            near_misses: NearMisses::default(),
            rival: None,
            floor: None,
            growth: None,
            without_logs: None,
            margins: Margins::none(),
            cases: None,
            limits: Vec::new(),
            warnings: Vec::new(),
        }
    }
}
