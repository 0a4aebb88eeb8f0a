//! Margins of a claim, fixed by the claim and the widths before any value is read.

use serde::Serialize;

use super::Protocol;
use crate::stats::families::LEAST_LOG;
use crate::stats::line::Line;
use crate::stats::view::LEAST_VIOLATION;

/// Two rates further apart than 1.22 margins cannot both be supported, since support asks for a one-sided 95 % bound within the
/// margin and for the claim inside the 99 % interval. Powers of log M that are a quarter apart differ by 0.25 of its slope.
const STEP_OF_LOG: f64 = 0.25 / 1.22;
/// The margin of the limit, at most.
const LARGEST: f64 = 0.15;

/// The margins of a judgement, as powers of M.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Margins {
    /// The largest violation of the slope over the window that support leaves open.
    pub range: f64,
    /// The same for the limit.
    pub asymptotic: f64,
    /// The same for the limit if it is the only evidence.
    pub limit_alone: f64,
    /// The violation of the limit that a refutation exceeds.
    pub least_violation: f64,
    /// The largest power of M in y that passes for the logarithm, for claims log(M)^b with b > 0.
    pub logarithm: Option<f64>,
}

impl Margins {
    /// A judgement without margins.
    pub(super) fn none() -> Self {
        let unset = f64::NAN;
        Self { range: unset, asymptotic: unset, limit_alone: unset, least_violation: unset, logarithm: None }
    }

    /// The margins of a claim M^a on widths with these log M.
    pub(super) fn new(a: f64, x: &[f64], protocol: &Protocol) -> Self {
        let alone = if a == 0.0 { protocol.margin } else { protocol.margin.min(a.abs() / 8.0) };
        let limit = if a == 0.0 { LARGEST } else { LARGEST.min(a.abs() / 2.0) };
        Self {
            range: alone.min(STEP_OF_LOG * slope_of_log(x)),
            asymptotic: alone.max(limit),
            limit_alone: alone,
            least_violation: LEAST_VIOLATION,
            logarithm: None,
        }
    }
}

/// Least-squares slope of log log M on log M: the power of M that a factor log M passes for on these widths.
pub(super) fn slope_of_log(x: &[f64]) -> f64 {
    let x: Vec<f64> = x.iter().copied().filter(|x| *x > LEAST_LOG).collect();
    if x.len() < 2 {
        return f64::INFINITY;
    }
    Line::new(&x, &vec![1.0; x.len()]).project(&x.iter().map(|x| x.ln()).collect::<Vec<_>>()).slope
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn margins_follow_the_exponent_and_the_range() {
        let wide: Vec<f64> = (7..=16).map(|k| f64::from(k) * 2f64.ln()).collect();
        let of = |a| Margins::new(a, &wide, &Protocol::default());
        let half = of(-0.5);
        assert!((half.range - STEP_OF_LOG * slope_of_log(&wide)).abs() < 1e-12 && half.range < 0.05);
        assert_eq!((half.limit_alone, half.asymptotic), (0.05, 0.15));
        assert_eq!((of(0.0).limit_alone, of(0.0).asymptotic), (0.05, 0.15));
        assert_eq!((of(0.1).limit_alone, of(0.1).asymptotic), (0.0125, 0.05));
        // A factor log M is worth about 1 / log M of a power.
        assert!((slope_of_log(&wide) - 0.128).abs() < 0.01, "{}", slope_of_log(&wide));
        assert_eq!(slope_of_log(&[0.0]), f64::INFINITY);
    }
}
