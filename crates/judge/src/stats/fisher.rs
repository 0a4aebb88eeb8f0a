//! Fisher's F: is a scatter larger than the noise explains?

use statrs::distribution::{ContinuousCDF, FisherSnedecor};

/// Above this many degrees of freedom the denominator is taken as known.
const KNOWN_FROM: f64 = 1e6;

/// The probability that F exceeds `value`; 1 where it has no degrees of freedom.
pub fn f_exceeds(value: f64, numerator: f64, denominator: f64) -> f64 {
    if value.is_nan() {
        return 1.0;
    }
    FisherSnedecor::new(numerator, denominator.min(KNOWN_FROM)).map_or(1.0, |f| f.sf(value.clamp(0.0, 1e12)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Published critical values of F at 5 % and 1 %.
    #[test]
    fn f_has_its_tabulated_quantiles() {
        for (value, numerator, denominator, p) in [(4.96, 1.0, 10.0, 0.05), (3.10, 3.0, 20.0, 0.05), (5.64, 5.0, 10.0, 0.01)] {
            assert!((f_exceeds(value, numerator, denominator) - p).abs() < 3e-4, "{value}");
        }
        assert_eq!((f_exceeds(0.0, 3.0, 5.0), f_exceeds(f64::NAN, 3.0, 5.0), f_exceeds(1.0, 0.0, 5.0)), (1.0, 1.0, 1.0));
    }
}
