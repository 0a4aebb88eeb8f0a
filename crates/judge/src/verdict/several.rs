//! Several claims in one run: Holm's correction.

use super::{Judgement, Verdict, Warning};

/// Holm's step-down adjusted p-values (Holm 1979), in the order given. A verdict without a statistical level has no p-value (NaN): it is none of the
/// questions that share the level.
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).filter(|i| !p_values[*i].is_nan()).collect();
    let asked = order.len();
    order.sort_by(|&a, &b| p_values[a].total_cmp(&p_values[b]));
    let mut adjusted = vec![f64::NAN; p_values.len()];
    let mut largest = 0.0f64;
    for (rank, &i) in order.iter().enumerate() {
        largest = largest.max((asked - rank) as f64 * p_values[i]).min(1.0);
        adjusted[i] = largest;
    }
    adjusted
}

/// Writes Holm's adjusted p-value into every judgement of a run. A refutation that does not outlive it becomes inconclusive, with
/// a warning: wherever several questions are asked of one run, the adjusted p-value decides.
pub fn adjust(judgements: &mut [&mut Judgement]) {
    let adjusted = holm(&judgements.iter().map(|j| j.p_value).collect::<Vec<_>>());
    for (judgement, p) in judgements.iter_mut().zip(&adjusted) {
        write_adjusted(judgement, *p, adjusted.len());
    }
}

/// Writes one adjusted p-value among `questions`.
pub(super) fn write_adjusted(judgement: &mut Judgement, p: f64, questions: usize) {
    judgement.p_adjusted = (!p.is_nan()).then_some(p);
    let level = 1.0 - judgement.range.confidence;
    if judgement.verdict != Verdict::Refuted || p.is_nan() || p < level {
        return;
    }
    judgement.verdict = Verdict::Inconclusive;
    judgement.reason = format!("refuted on its own, but not among the {questions} questions that this run was asked: {}", judgement.reason);
    judgement.settle = "the same claim alone, on fresh seeds".to_owned();
    judgement.warnings.push(Warning {
        code: "not_significant_after_holm",
        text: format!("over the {questions} questions that this run was asked the p-value of a refutation is {p:.3}"),
    });
}
