//! The limit of a sequence of rates between sizes that need not be evenly apart.

/// From this ratio of differences on, rates are not settled.
pub(super) const UNSETTLED: f64 = 0.95;
/// Rates that differ by less than this are equal: floating-point numbers hold no more.
const EQUAL: f64 = 1e-12;

/// By how much rounding of the rates moves their extrapolated limit: the limit is p_3 + d_2 q/(1 - q), q = d_2/d_1.
pub(super) fn blur(rates: &[f64], error: f64, ratio: f64) -> f64 {
    let (first, second) = (rates[1] - rates[0], rates[2] - rates[1]);
    if !(0.0..UNSETTLED).contains(&ratio) {
        return 0.0;
    }
    if first.abs() <= EQUAL {
        return f64::INFINITY;
    }
    let of_ratio = 2.0 * error * (1.0 + ratio) / first.abs();
    error * (1.0 + 2.0 * ratio / (1.0 - ratio)) + second.abs() * of_ratio / (1.0 - ratio).powi(2)
}

/// The limit of three rates between four sizes, and by what factor their distance from it falls at the last. With y = C M^s (1 + c M^-w), to first
/// order in c, a rate is off its limit by the mean of a decay e^(-w x) over its own step: w follows from the ratio of differences. Equal steps give
/// Aitken's limit (1926).
pub(super) fn extrapolate(x: &[f64], rates: &[f64], rounding: f64) -> (f64, f64) {
    let (first, second) = (rates[1] - rates[0], rates[2] - rates[1]);
    if second.abs() <= EQUAL {
        return (rates[2], 0.0);
    }
    if second.abs() <= 2.0 * rounding {
        // Settled to the digits given.
        return (rates[2] + second, 0.5);
    }
    let ratio = if first == 0.0 { 9.0 } else { second / first };
    if ratio < -UNSETTLED {
        return (0.5 * (rates[1] + rates[2]), ratio);
    }
    if ratio <= 0.0 {
        return (rates[2] + second * ratio / (1.0 - ratio), ratio);
    }
    match decay_of(x, ratio) {
        Some(decay) => {
            let [_, middle, last] = means(x, decay);
            let falls = last / middle;
            if falls >= UNSETTLED { (rates[2] + 20.0 * second, falls) } else { (rates[2] + second * falls / (1.0 - falls), falls) }
        }
        None => (rates[2] + 20.0 * second, ratio.max(1.0)),
    }
}

/// The means of e^(-w (x - x_1)) over three steps.
fn means(x: &[f64], decay: f64) -> [f64; 3] {
    [0, 1, 2].map(|i| {
        let step = x[i + 1] - x[i];
        (-decay * (x[i] - x[0])).exp() * -(-decay * step).exp_m1() / (decay * step)
    })
}

/// The decay w whose means have this ratio of differences: it falls as w grows, so bisection finds it. `None` if even the slowest decay falls faster.
fn decay_of(x: &[f64], ratio: f64) -> Option<f64> {
    let of = |decay: f64| {
        let [first, middle, last] = means(x, decay);
        (last - middle) / (middle - first)
    };
    let span = x[3] - x[0];
    let (mut low, mut high) = (1e-4 / span, 200.0 / span);
    if of(low) <= ratio {
        return None;
    }
    for _ in 0..80 {
        let middle = 0.5 * (low + high);
        if of(middle) > ratio { low = middle } else { high = middle }
    }
    Some(low)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Aitken's limit of a geometric sequence is exact, and equal steps give it.
    #[test]
    fn geometric_sequences_have_their_limit() {
        let x = [0.0, 1.0, 2.0, 3.0];
        let (limit, ratio) = extrapolate(&x, &[1.0 + 0.5, 1.0 + 0.25, 1.0 + 0.125], 0.0);
        assert!((limit - 1.0).abs() < 1e-9 && (ratio - 0.5).abs() < 1e-9, "{limit} {ratio}");
        assert_eq!(extrapolate(&x, &[2.0, 1.9, 1.9], 0.0), (1.9, 0.0));
        // Settled to the digits given: one step more.
        assert_eq!(extrapolate(&x, &[2.0, 1.5, 1.75], 0.125), (2.0, 0.5));
        assert!(extrapolate(&x, &[1.0, 1.1, 1.21], 0.0).1 > UNSETTLED);
        // Differences that turn: Aitken's limit, and the mean of the last two where they do not fall.
        assert!((extrapolate(&x, &[2.0, 1.0, 1.5], 0.0).0 - (1.5 - 0.5 / 3.0)).abs() < 1e-12);
        assert_eq!(extrapolate(&x, &[2.0, 1.0, 2.0], 0.0), (1.5, -1.0));
    }

    /// Steps of different sizes, as in meshes of 16, 24, 32, 48, 64 cells: the first-order model is solved exactly, Aitken's formula is not its limit.
    #[test]
    fn uneven_steps_have_their_limit_too() {
        let x = [16.0f64, 24.0, 32.0, 48.0].map(f64::ln);
        let rates = means(&x, 1.3).map(|mean| -2.0 + 0.7 * mean);
        let (limit, _) = extrapolate(&x, &rates, 0.0);
        assert!((limit + 2.0).abs() < 1e-9, "{limit}");
        let ratio = (rates[2] - rates[1]) / (rates[1] - rates[0]);
        assert!((rates[2] + (rates[2] - rates[1]) * ratio / (1.0 - ratio) + 2.0).abs() > 0.01);
    }
}
