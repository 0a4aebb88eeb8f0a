//! Robust location and scale: median, Huber's location, pairwise scale, modified z-scores.

/// Huber's corner, in units of the scale (Huber 1964; 96 % efficient for normal noise).
pub const HUBER_CORNER: f64 = 1.5;

/// The 0.75 quantile of the standard normal: median |N(0,1)|.
const NORMAL_MAD: f64 = 0.674_489_750_196_081_7;

/// The most pairs of one group that [`pairwise_scale`] looks at.
const PAIRS: usize = 2016;

/// The median; 0 of nothing.
pub fn median(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    let n = values.len();
    if n == 0 {
        return 0.0;
    }
    let (below, &mut middle, _) = values.select_nth_unstable_by(n / 2, f64::total_cmp);
    if n % 2 == 1 {
        return middle;
    }
    let lower = below.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    0.5 * (lower + middle)
}

/// Huber's M-estimate of location with a known scale, iterated from `start` by the one-step formula with the
/// fraction of unclipped values as slope. A scale of 0 returns the start.
pub fn huber_location(values: &[f64], scale: f64, start: f64) -> f64 {
    let clip = HUBER_CORNER * scale;
    if clip.is_nan() || clip <= 0.0 {
        return start;
    }
    let mut location = start;
    for _ in 0..60 {
        let (mut sum, mut inside) = (0.0, 0usize);
        for &value in values {
            let residual = value - location;
            inside += usize::from(residual.abs() <= clip);
            sum += residual.clamp(-clip, clip);
        }
        let step = sum / inside.max(1) as f64;
        location += step;
        if step.abs() <= 1e-9 * scale {
            break;
        }
    }
    location
}

/// A scale that is sigma for normal noise whatever the locations: median |difference of two values of one
/// group| / (sqrt 2 * 0.6745), over all pairs of small groups and 2016 spread pairs of large ones.
pub fn pairwise_scale(groups: &[Vec<f64>]) -> f64 {
    let mut differences = Vec::new();
    for group in groups {
        let n = group.len();
        if n * n.saturating_sub(1) / 2 <= PAIRS {
            for i in 0..n {
                differences.extend(group[..i].iter().map(|other| (group[i] - other).abs()));
            }
        } else {
            differences.extend((0..PAIRS).map(|p| {
                let first = p * n / PAIRS;
                let lag = 1 + (p * 7919) % (n - 1);
                (group[first] - group[(first + lag) % n]).abs()
            }));
        }
    }
    median(&differences) / (std::f64::consts::SQRT_2 * NORMAL_MAD)
}

/// Modified z-scores, 0.6745 (y - median) / MAD; above 3.5 in size is an outlier (Iglewicz and Hoaglin 1993).
/// All 0 where the MAD is 0.
pub fn modified_z_scores(values: &[f64]) -> Vec<f64> {
    let centre = median(values);
    let deviations: Vec<f64> = values.iter().map(|v| (v - centre).abs()).collect();
    let mad = median(&deviations);
    values.iter().map(|v| if mad > 0.0 { NORMAL_MAD * (v - centre) / mad } else { 0.0 }).collect()
}
