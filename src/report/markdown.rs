//! The report of one theorem, and the table of all: markdown.

use std::fmt::Write;

use super::counts::{Counts, theorem_verdict};
use super::derivation::{DerivedRates, derivation_table, derived_rates};
use super::finding::finding;
use super::format::{capitalised, exponent, interval, judged_cases, judged_within, number, power, tightness, verdict};
use super::provenance::Provenance;
use super::theorem_figure::Figure;
use crate::claim::{Horizon, TAU};
use crate::data::Source;
use crate::experiment::Scale;
use crate::model::Precision;
use crate::study::{ClaimResult, Evidence, TableFacts, TheoremResult};
use crate::theorem::Theorem;
use crate::verdict::{Judgement, Verdict};

/// The report of one theorem. Everything in it comes from the theorem's file and from the evidence, so the same CSV gives the same bytes; but for one line, on how
/// that was made, where it is known.
pub fn theorem_report(
    theorem: &dyn Theorem,
    result: &TheoremResult,
    evidence: &Evidence,
    figures: &[Figure],
    made_by: Option<&Provenance>,
) -> String {
    let card = theorem.card();
    let mut text = String::new();
    let mut line = |part: String| {
        text.push_str(&part);
        text.push('\n');
    };
    line(format!("# {}\n", card.title));
    line(format!("{}\n", finding(result)));
    line(format!("**{}.** {}\n", capitalised(theorem_verdict(result)), in_short(result)));
    line("![Measurements, fits and trajectories](figure.svg)\n".into());
    for heading in ["Statement", "Source", "Assumptions", "Kind and range"] {
        // A suite says what it has to say, and no more.
        if !card.section(heading).is_empty() {
            line(format!("## {heading}\n\n{}\n", card.section(heading)));
        }
    }
    if !(card.section("Derivation").is_empty() && theorem.derivation().is_empty()) {
        line(format!("## Derivation\n\n{}\n\n{}", card.section("Derivation"), derivation_table(theorem)));
    }
    line(format!("## Claims\n\n{}", claims_table(&result.claims, &derived_rates(theorem))));
    let claims = result.claims.iter().chain(result.controls.iter().map(|control| &control.result));
    if claims.map(|claim| claim.claim.horizon).any(|horizon| matches!(horizon, Horizon::Departure { .. })) {
        line(format!("Here {TAU}.\n"));
    }
    if let Some(claim) = result.claims.iter().find(|claim| claim.claim.bound.rate().is_some()) {
        line(format!("The interval of the exponent allows for {}.\n", claim.judgement.correction_class));
    }
    for claim in &result.claims {
        line(claim_paragraph(claim));
    }
    line(limits(&result.claims));
    line(format!("## Controls\n\nFalse claims that the same code has to refute.\n\n{}", controls_table(result)));
    line(format!("## Further figures\n\n{}", further(theorem, result, figures)));
    if !card.section("Reading the result").is_empty() {
        line(format!("## Reading the result\n\n{}\n", card.section("Reading the result")));
    }
    line(format!("## How it was measured\n\n{}\n\n{}", card.section("Observable"), provenance(theorem, evidence, made_by)));
    text
}

/// The table of verdicts, one line a theorem with its headline, the first claim that was tested, on the first data set that it was tried on; verdicts on other data stand
/// beside it. What README shows. `reports` are the links to the results' reports, in the same order.
pub fn verdict_table(registry: &[&dyn Theorem], results: &[TheoremResult], reports: &[String]) -> String {
    let mut text = String::from(
        "| theorem | verdict | on other data | headline claim | its exponent of M | its tightness | claims that hold exactly | supported | untestable here | other | controls refuted |\n\
         |---|---|---|---|---|---|---|---|---|---|---|\n",
    );
    let all: Vec<(&TheoremResult, &String)> = results.iter().zip(reports).collect();
    for (index, (result, report)) in all.iter().enumerate() {
        if all[..index].iter().any(|(earlier, _)| earlier.id == result.id) {
            continue;
        }
        let others = all[index + 1..].iter().filter(|(other, _)| other.id == result.id);
        let others: Vec<String> = others.map(|(other, report)| format!("[{}]({report}): {}", other.data, theorem_verdict(other))).collect();
        let others = others.join(", ");
        let title = registry.iter().find(|theorem| theorem.id() == result.id).map_or(result.id.into(), |theorem| theorem.card().title);
        let first = result.headline().map_or(String::from(" | | "), |first| {
            let (claim, judgement) = (&first.claim, &first.judgement);
            format!("`{}`, {} | {} | {}", first.bound(), claim.horizon, exponent(judgement), tightness(judgement))
        });
        let (verdict, counts) = (theorem_verdict(result), Counts::of_result(result));
        let Counts { exactly, supported, untestable, .. } = counts;
        let (other, refuted, controls) = (counts.others(), result.controls_refuted(), result.controls.len());
        let _ = writeln!(
            text,
            "| [{title}]({report}) | {verdict} | {others} | {first} | {exactly} | {supported} | {untestable} | {other} | {refuted} of {controls} |"
        );
    }
    let all = Counts::of(results.iter().flat_map(|result| &result.claims).map(|claim| &claim.judgement));
    let _ = writeln!(text, "\nThe counts are those of the first data set. Over all data sets: {}", all.sentence());
    text
}

/// What was found, in a sentence, and in another one the first claim with its numbers.
pub(super) fn in_short(result: &TheoremResult) -> String {
    let counts = Counts::of_result(result);
    let refuted = result.controls_refuted();
    let as_expected = if result.as_expected() { "as expected" } else { "**not as expected**" };
    format!(
        "Of {} claims {}; {refuted} of {} controls refuted; {as_expected}.{}",
        counts.claims,
        counts.in_words(),
        result.controls.len(),
        result.headline().map_or(String::new(), first_claim)
    )
}

/// The headline claim, with its numbers.
fn first_claim(first: &ClaimResult) -> String {
    let (claim, judgement) = (&first.claim, &first.judgement);
    let exponent =
        if judgement.cases.is_some() { judged_cases(judgement) } else { format!("exponent of M {}", interval(&judgement.exponent)) };
    let tightness = match tightness(judgement).as_str() {
        "unknown" => String::new(),
        known => format!(", {known}"),
    };
    format!(" First of all `{}` {}: {}, {exponent}{tightness}.", first.bound(), claim.horizon.phrase(), judged_within(judgement))
}

fn claims_table(claims: &[ClaimResult], rates: &[DerivedRates]) -> String {
    let mut text = String::from(
        "Exponents are powers of M, the claim's own logs divided out, with 95 % intervals: in the limit (over all families of curves that fit), and as \
         the slope over the widths measured. *Our reconstruction* is an argument that we made up from the source's statements, since we do not hold its proofs; \
         *best derived* is by any steps.\n\n| claim | says | bound | at | by our reconstruction | best derived | verdict | tightness | exponent | slope over the range |\n\
         |---|---|---|---|---|---|---|---|---|---|\n",
    );
    for result in claims {
        let (claim, judgement) = (&result.claim, &result.judgement);
        let (verdict, tightness) = (judged_within(judgement), tightness(judgement));
        let range = if judgement.cases.is_some() { String::new() } else { interval(&judgement.range) };
        let exponent = exponent(judgement);
        let rates = rates.iter().find(|rates| rates.claim.id == claim.id);
        let (source, best) = rates.map_or(("", ""), |rates| (&rates.reconstructed, &rates.best));
        let _ = writeln!(
            text,
            "| {} | {} | `{}` | {} | {source} | {best} | {verdict} | {tightness} | {exponent} | {range} |",
            claim.id,
            claim.says,
            result.bound(),
            claim.horizon
        );
    }
    text
}

fn limits(claims: &[ClaimResult]) -> String {
    let list: String = limits_of(claims).iter().map(|limit| format!("- {limit}\n")).collect();
    format!("## What these data cannot show\n\n{list}")
}

/// What no method could have seen on these data, each limit once with the claims that it applies to.
pub(super) fn limits_of(claims: &[ClaimResult]) -> Vec<String> {
    let mut found: Vec<(&str, Vec<&str>)> = Vec::new();
    for claim in claims {
        for limit in &claim.judgement.limits {
            match found.iter_mut().find(|(known, _)| known == limit) {
                Some((_, ids)) => ids.push(claim.claim.id),
                None => found.push((limit, vec![claim.claim.id])),
            }
        }
    }
    let sentence = |(limit, ids): (&str, Vec<&str>)| {
        let whose = if ids.len() == claims.len() { "all claims".into() } else { ids.join(", ") };
        format!("{} ({whose}).", capitalised(limit.trim_end_matches('.')))
    };
    found.into_iter().map(sentence).collect()
}

/// Figures of controls, trajectories and horizons; that of a claim stands with it.
fn further(theorem: &dyn Theorem, result: &TheoremResult, figures: &[Figure]) -> String {
    let is_of_claim = |figure: &Figure| result.claims.iter().any(|claim| claim.claim.id == figure.name);
    let images: String = figures.iter().filter(|figure| !is_of_claim(figure)).map(|figure| image(&figure.name)).collect();
    format!("`{} report` draws them, and those of the claims, where they are missing.\n\n{images}", theorem.program())
}

fn image(name: &str) -> String {
    format!("![{name}](figures/{name}.svg)\n")
}

fn claim_paragraph(result: &ClaimResult) -> String {
    let points: String = points(&result.judgement).iter().map(|point| format!("- {point}\n")).collect();
    format!("### {}\n\n{}.\n\n{points}\n{}", result.claim.id, capitalised(&result.judgement.reason), image(result.claim.id))
}

/// What a referee asks of a verdict beside its reason, a line each: the window, the power, p-values, slopes, warnings.
pub(super) fn points(judgement: &Judgement) -> Vec<String> {
    let window = &judgement.window;
    let mut points = vec![
        format!("Window: {} widths from {} to {}, {} measurements.", window.widths, window.from, window.to, window.replicates),
        format!("Could this run have refuted it? {}.", capitalised(&power(judgement))),
    ];
    if judgement.cases.is_some() {
        points.push(format!("{}.", capitalised(&tightness(judgement))));
    } else {
        let adjusted = judgement.p_adjusted.map_or("not adjusted".into(), |p| format!("{p:.3} over the claims of this theorem (Holm)"));
        if judgement.p_value.is_finite() {
            points.push(format!("p-value of a refutation: {:.3}, {adjusted}.", judgement.p_value));
        }
        if matches!(judgement.verdict, Verdict::Inconclusive | Verdict::Untestable) && !judgement.settle.is_empty() {
            points.push(format!("What would settle it: {}.", judgement.settle));
        }
        let near = &judgement.near_misses;
        for (what, rates) in [("Told apart from", &near.told_apart), ("Not told apart from", &near.not_told_apart)] {
            if !rates.is_empty() {
                points.push(format!("{what}: {}.", rates.join(", ")));
            }
        }
        let slopes: Vec<String> = judgement.local_slopes.iter().map(|slope| number(slope.slope)).collect();
        points.push(format!("Local slopes, from the narrowest widths to the widest: {}.", slopes.join(", ")));
    }
    points.extend(judgement.warnings.iter().map(|warning| format!("{} (`{}`)", capitalised(&warning.text), warning.code)));
    points
}

fn controls_table(result: &TheoremResult) -> String {
    let mut text = String::from(
        "| control | the false claim | bound | at | must fail because | verdict | exponent | power | as expected |\n|---|---|---|---|---|---|---|---|---|\n",
    );
    for control in &result.controls {
        let (claim, judgement) = (&control.control.claim, &control.result.judgement);
        let as_expected = if control.as_expected() { "yes" } else { "**no**" };
        let (verdict, exponent) = (verdict(judgement.verdict), exponent(judgement));
        let _ = writeln!(
            text,
            "| {} | {} | `{}` | {} | {} | {verdict} | {exponent} | {} | {as_expected} |",
            claim.id,
            claim.says,
            control.result.bound(),
            claim.horizon,
            control.control.because,
            power(judgement)
        );
    }
    text
}

fn provenance(theorem: &dyn Theorem, evidence: &Evidence, made_by: Option<&Provenance>) -> String {
    // A name in the evidence that names nothing is shown as it stands.
    let own = if evidence.run.table.is_none() { Source::named(evidence.data()).ok() } else { None };
    let data = own.map_or_else(|| evidence.data().to_owned(), |source| source.describe());
    let mut text = format!("Data: {}. Settings:\n\n", one_line(&data));
    for setting in &theorem.design(Scale::Quick).settings {
        let _ = writeln!(text, "- `{}`: {}", setting.id(), setting.describe());
    }
    if evidence.run.are_known() {
        let _ = writeln!(
            text,
            "\nEvidence: [cells.csv](cells.csv), {} rows. Made by\n\n```\n{}\n```\n",
            evidence.rows.len(),
            command(theorem, evidence)
        );
    } else {
        let said = measured_elsewhere(evidence.run.table.as_ref());
        let _ = writeln!(text, "\nEvidence: [cells.csv](cells.csv), {} rows. **{MEASURED_ELSEWHERE}**{said}\n", evidence.rows.len());
        for note in evidence.run.table.iter().flat_map(|table| &table.notes) {
            let _ = writeln!(text, "- {note}");
        }
    }
    if let Some(made_by) = made_by {
        let _ = writeln!(text, "with {}\n", made_by.in_words());
    }
    let _ = writeln!(text, "`{} report` judges the CSV again without training anything.", theorem.program());
    text
}

/// How a report marks evidence that this program did not make.
pub(super) const MEASURED_ELSEWHERE: &str = "Measured elsewhere";

/// The mark of evidence that has no entry in a manifest, or of the table that it was read from.
pub(super) fn measured_elsewhere(table: Option<&TableFacts>) -> String {
    match table {
        None => ": no manifest says that this program made it, so that nothing vouches for how the numbers came about.".into(),
        Some(TableFacts { file, digest, suite, suite_digest, .. }) => format!(
            ": the rows are those of {file} (BLAKE3 {digest}), judged by {suite} (BLAKE3 {suite_digest}). Nothing vouches for how the numbers came about."
        ),
    }
}

/// The command that makes this evidence: what differs from the theorem's design is on it.
pub fn command(theorem: &dyn Theorem, evidence: &Evidence) -> String {
    let run = &evidence.run;
    let mut command =
        format!("{} verify {} --scale {} --seed {} --data {}", theorem.program(), named(theorem), run.scale, run.seed, quoted(&run.data));
    let (widths, replicates) = (evidence.widths(), evidence.replicates());
    let design = Scale::named(&run.scale).map(|scale| theorem.design(scale));
    if design.as_ref().is_none_or(|design| !widths.iter().eq(&design.widths)) {
        let list: Vec<String> = widths.iter().map(usize::to_string).collect();
        let _ = write!(command, " --widths {}", list.join(","));
    }
    let designed = |(width, count): (&usize, &usize)| design.as_ref().is_some_and(|design| design.replicates.at(*width) == *count);
    if !replicates.iter().all(designed) {
        let _ = write!(command, " --seeds {}", replicates.values().max().unwrap_or(&0));
    }
    if run.precision != Precision::default() {
        let _ = write!(command, " --precision {}", run.precision.name());
    }
    command
}

/// How a command names the theorem: a study by its file, which is called like it where nothing else is known.
fn named(theorem: &dyn Theorem) -> String {
    let file = theorem.file().map_or_else(|| format!("{}.toml", theorem.id()), str::to_owned);
    if theorem.kept().is_some() { quoted(&file) } else { theorem.id().into() }
}

/// A word of a shell command. What would end the code block or the line that it stands in is left out.
fn quoted(word: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || "_-./,:+=@%".contains(letter);
    let word = one_line(word);
    if !word.is_empty() && word.chars().all(plain) { word } else { format!("'{}'", word.replace('\'', "'\\''")) }
}

/// Text from a file without what markdown or HTML would take for its own.
fn one_line(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control() && !"`<>|".contains(*letter)).collect()
}
