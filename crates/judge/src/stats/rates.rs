//! Tables without noise, one value a size: rates between neighbouring sizes, and the limit that they settle at.

use super::extrapolate::{UNSETTLED, blur, extrapolate};

/// Rates that are settled from some size on.
#[derive(Debug, Clone, PartialEq)]
pub struct Settled {
    /// Where the settled part starts: the index of its first size.
    pub start: usize,
    /// The accelerated limit of the rates.
    pub limit: f64,
    /// Half width about the limit: how far accelerations disagree.
    pub half: f64,
    /// The last rate.
    pub last: f64,
    /// The factor by which the distance from the limit falls at the last rate.
    pub ratio: f64,
}

/// What the rates of a table show.
#[derive(Debug, Clone, PartialEq)]
pub enum Rates {
    /// They settle.
    Settled(Settled),
    /// The last rate breaks a settled sequence: rounding, or a floor.
    Floor,
    /// They do not: the noise path is asked.
    Rough,
}

/// What differences of rates may be off besides rounding.
const SLACK: f64 = 0.002;
/// A difference may be larger than the one before it by this factor.
const GROWTH: f64 = 1.15;
/// The part of the way from the last rate to the limit that is left open, with four rates and with three.
const OPEN: (f64, f64) = (0.6, 1.0);
/// The least half width.
const LEAST_HALF: f64 = 0.01;
/// The last rate breaks a tail if it moves by more than this many times the step before it, and this much more.
const BREAK: (f64, f64) = (3.0, 0.02);

impl Settled {
    /// The interval that is printed: the limit with its half width, and the last rate.
    pub fn interval(&self) -> (f64, f64) {
        ((self.limit - self.half).min(self.last), (self.limit + self.half).max(self.last))
    }

    /// Whether the differences fall fast enough to have a limit.
    pub fn is_settled(&self) -> bool {
        self.ratio < 0.9
    }
}

/// Rates between neighbours of the curve `u` over x = log M.
pub fn rates(x: &[f64], u: &[f64]) -> Vec<f64> {
    x.windows(2).zip(u.windows(2)).map(|(x, u)| (u[1] - u[0]) / (x[1] - x[0])).collect()
}

/// Reads the rates of `u`, whose values were printed with `digits` significant digits.
pub fn settle(x: &[f64], u: &[f64], digits: u32) -> Rates {
    let rates = rates(x, u);
    let rounding = (0.5 * 10f64.powi(1 - digits.min(30) as i32)).max(1e-13);
    let errors: Vec<f64> = x.windows(2).map(|pair| 2.0 * rounding / (pair[1] - pair[0])).collect();
    let start = tail(&rates, &errors);
    let count = rates.len();
    if count - start < 3 && count >= 4 {
        let before = tail(&rates[..count - 1], &errors[..count - 1]);
        let (step, previous) = (rates[count - 1] - rates[count - 2], rates[count - 2] - rates[count - 3]);
        if count - 1 - before >= 3 && step.abs() > BREAK.0 * previous.abs() + BREAK.1 {
            return Rates::Floor;
        }
    }
    let needed = if x.len() <= 6 { 3 } else { 5.min((x.len() - 1) / 2) };
    if count < start + needed.max(3) {
        return Rates::Rough;
    }
    Rates::Settled(accelerate(start, &x[start..], &rates[start..], &errors[start..]))
}

/// The first rate of the tail in which differences keep their sign and do not grow.
fn tail(rates: &[f64], errors: &[f64]) -> usize {
    let last = rates.len().saturating_sub(1);
    let mut start = last;
    while start > 0 {
        if start < last {
            let (next, here) = (rates[start + 1] - rates[start], rates[start] - rates[start - 1]);
            let slack = 2.0 * (errors[start - 1] + errors[start] + errors[start + 1]) + SLACK;
            let turns = next * here < 0.0 && next.abs().min(here.abs()) > slack;
            if turns || next.abs() > GROWTH * here.abs() + slack {
                break;
            }
        }
        start -= 1;
    }
    start
}

fn accelerate(start: usize, x: &[f64], rates: &[f64], errors: &[f64]) -> Settled {
    let count = rates.len();
    let rounding = errors.iter().copied().fold(0.0, f64::max);
    let last = rates[count - 1];
    let (limit, ratio) = extrapolate(&x[count - 3..], &rates[count - 3..], rounding);
    let before = if count >= 4 { extrapolate(&x[count - 4..count], &rates[count - 4..count - 1], rounding).0 } else { last };
    // Two accelerations that differ by no more than the digits allow are measurements of one limit.
    let blurred = count >= 4 && (limit - before).abs() <= blur(&rates[count - 3..], errors[count - 1], ratio);
    let limit = if blurred { 0.5 * (limit + before) } else { limit };
    let damping = if (0.0..UNSETTLED).contains(&ratio) { (ratio / (1.0 - ratio)).clamp(0.1, 1.0) } else { 1.0 };
    let open = if count >= 4 { OPEN.0 } else { OPEN.1 };
    let digits = 2.0 * errors[count - 3..].iter().copied().fold(0.0, f64::max);
    let half = [(limit - before).abs() * damping, open * (limit - last).abs(), digits, LEAST_HALF];
    Settled { start, limit, half: half.into_iter().fold(0.0, f64::max), last, ratio }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(value: impl Fn(f64) -> f64, rows: i32) -> (Vec<f64>, Vec<f64>) {
        let x: Vec<f64> = (2..2 + rows).map(|k| f64::from(k) * 2f64.ln()).collect();
        let u = x.iter().map(|x| value(*x)).collect();
        (x, u)
    }

    #[test]
    fn rates_of_a_corrected_law_settle_at_its_power() {
        // Second order with a correction of the next order: the differences of the rates halve.
        let (x, u) = table(|x| -2.0 * x + (1.0 - 0.7 * (-x).exp()).ln(), 7);
        let Rates::Settled(settled) = settle(&x, &u, 12) else { panic!("not settled") };
        assert!((settled.limit + 2.0).abs() < 0.01 && settled.is_settled(), "{settled:?}");
        assert!(settled.interval().0 < -2.0 && settled.interval().1 > -2.0, "{settled:?}");
        assert_eq!(settled.start, 0);
    }

    #[test]
    fn a_last_row_at_its_floor_is_seen_and_noise_is_rough() {
        let (x, mut u) = table(|x| -2.0 * x, 7);
        u[6] += 0.9;
        assert_eq!(settle(&x, &u, 12), Rates::Floor);
        let (x, u) = table(|x| -2.0 * x + 0.3 * (7.0 * x).sin(), 9);
        assert_eq!(settle(&x, &u, 12), Rates::Rough);
    }
}
