//! Several claims in one run: Holm's correction.

use super::{Judgement, Verdict, Warning};

/// Holm's step-down adjusted p-values (Holm 1979), in the order given.
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|&a, &b| p_values[a].total_cmp(&p_values[b]));
    let mut adjusted = vec![0.0; p_values.len()];
    let mut largest = 0.0f64;
    for (rank, &i) in order.iter().enumerate() {
        largest = largest.max((p_values.len() - rank) as f64 * p_values[i]).min(1.0);
        adjusted[i] = largest;
    }
    adjusted
}

/// Writes Holm's adjusted p-value into every judgement of a run, with a warning where a refutation does not outlive it.
/// Verdicts stay as they are: they answer for one claim each.
pub fn adjust(judgements: &mut [&mut Judgement]) {
    let raw: Vec<f64> = judgements.iter().map(|j| j.p_value).collect();
    for (judgement, p) in judgements.iter_mut().zip(holm(&raw)) {
        judgement.p_adjusted = Some(p);
        let level = 1.0 - judgement.range.confidence;
        if judgement.verdict == Verdict::Refuted && p >= level {
            judgement.warnings.push(Warning {
                code: "not_significant_after_holm",
                text: format!(
                    "over the {} claims of this run the p-value is {p:.3}: repeat this claim with fresh seeds before publishing the refutation",
                    raw.len()
                ),
            });
        }
    }
}
