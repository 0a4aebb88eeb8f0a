//! The calibration suite as CSV, markdown and SVG.

use std::fmt::Write;

use crate::calibration::{Cell, Rates};

use super::field::{FieldRow, field_section};
use super::figure::{Chart, Dash, Ink, Layer, Marker, Scale, Shape, Sheet, Stack, drawn};

/// One line a cell, counts and not shares.
pub fn calibration_csv(cells: &[Cell]) -> Vec<u8> {
    let mut text = String::from(
        "kind,truth,claim,holds,design,noise,planned,decidable,trials,supported,refuted,range_asked,range_covered,asymptote_asked,asymptote_covered\n",
    );
    for cell in cells {
        let rates = &cell.rates;
        // Neither names nor claims hold a comma or a quote.
        let _ = writeln!(
            text,
            "{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}",
            cell.case.kind,
            cell.case.truth,
            cell.case.bound,
            cell.case.holds,
            cell.design,
            cell.noise,
            cell.planned && cell.separated,
            cell.decidable,
            rates.trials,
            rates.supported,
            rates.refuted,
            rates.range_asked,
            rates.range_covered,
            rates.asymptote_asked,
            rates.asymptote_covered
        );
    }
    text.into_bytes()
}

/// What the suite found, as markdown. `command` is the command that made it.
pub fn calibration_report(field: &[FieldRow<'_>], cells: &[Cell], command: &str) -> String {
    let trials: usize = cells.iter().map(|c| c.rates.trials).sum();
    let away = field_section(field);
    let mut text = format!(
        "# Calibration of the verdicts\n\n\
         Made by `{command}`.\n\n\
         {away}\
         ## Inside the families\n\n\
         {trials} simulated samples in {} cells (a truth and a claim, a design, a noise on log y), each judged like measurements.\n\
         Right, wrong and inconclusive are shares of all verdicts; false supports are shares of the samples in which the claim fails, false\n\
         refutations of those in which it holds. Coverage is of the 95 % intervals: of the range slope on pure laws, and of the asymptotic exponent\n\
         where the truth has the claim's own logs. *Planned* cells are those on well-planned designs (ten widths or more over a factor of 512,\n\
         standard error at most 0.03 a width) whose claim holds or is violated by at least 0.1; *quiet* ones have a standard error of at most 0.01.\n\
         *Decidable* cells are those that the design decides in four runs of five: without noise, with the standard errors that the design is to have\n\
         and at a confidence of 99.5 %, the claim is given the right verdict. No simulated value enters either definition.\n\n\
         Every correction here lies in a family that the intervals allow for: truths outside are those above.\n\
         A power of M smaller than 1/12 may pass for a logarithm (*small power against a logarithm*): that margin is by design.\n\n\
         ![Coverage of the asymptotic interval, wrong and right verdicts against the noise, one curve a design](figure.svg)\n\n",
        cells.len()
    );
    let planned = |c: &&Cell| c.planned && c.separated;
    let decidable = |c: &&Cell| c.decidable;
    table(
        &mut text,
        "Pooled",
        "cells",
        vec![
            ("all", pooled(cells.iter())),
            ("planned", pooled(cells.iter().filter(planned))),
            ("planned and quiet", pooled(cells.iter().filter(planned).filter(|c| c.error_a_width <= 0.01))),
            ("decidable", pooled(cells.iter().filter(decidable))),
        ],
    );
    table(&mut text, "By kind, decidable cells", "kind", by(cells.iter().filter(decidable), |c| c.case.kind));
    table(&mut text, "By kind, planned cells", "kind", by(cells.iter().filter(planned), |c| c.case.kind));
    table(&mut text, "By kind, all cells", "kind", by(cells.iter(), |c| c.case.kind));
    table(&mut text, "By design", "design", by(cells.iter(), |c| c.design));
    table(&mut text, "By noise", "noise on log y", by(cells.iter(), |c| c.noise));
    let _ = writeln!(text, "## Worst cells\n\n| truth | claim | design | noise | trials | wrong % |\n|---|---|---|---|---|---|");
    let mut worst: Vec<&Cell> = cells.iter().filter(|c| c.rates.wrong() > 0.0).collect();
    worst.sort_by(|a, b| b.rates.wrong().total_cmp(&a.rates.wrong()));
    for cell in worst.iter().take(12) {
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} | {:.1} |",
            cell.case.truth,
            cell.case.bound,
            cell.design,
            cell.noise,
            cell.rates.trials,
            100.0 * cell.rates.wrong()
        );
    }
    text
}

/// Coverage, wrong verdicts and right verdicts against the noise, one curve a design.
pub fn calibration_figure(cells: &[Cell]) -> String {
    let normal = |c: &&Cell| c.noise.starts_with("normal") && c.separated;
    let designs = by(cells.iter().filter(normal), |c| c.design);
    let all: fn(&&Cell) -> bool = |_| true;
    let decidable: fn(&&Cell) -> bool = |cell| cell.decidable;
    let panel = |title: &str, (note, of_cells): (&str, fn(&&Cell) -> bool), y_label: &str, of: fn(&Rates) -> f64| {
        let mut layers = Vec::new();
        for (index, (design, _)) in designs.iter().enumerate() {
            let noises = by(cells.iter().filter(normal).filter(of_cells).filter(|c| c.design == *design), |c| c.noise);
            let sigma = |name: &str| name.rsplit(' ').next().and_then(|s| s.parse().ok()).unwrap_or(f64::NAN);
            let points: Vec<[f64; 2]> = noises.iter().map(|(noise, rates)| [sigma(noise), 100.0 * of(rates)]).collect();
            let ink = Ink::Step(index, designs.len());
            layers.push(Layer::new(*design, ink, Shape::Line(Dash::of(index), points.clone())));
            layers.push(Layer::new(*design, ink, Shape::Points(Marker::of(index), points)));
        }
        let x_label = "standard deviation of log y, one replicate".to_owned();
        let chart = Chart { x_label, y_label: y_label.to_owned(), x_scale: Scale::Log, layers, ..Chart::default() };
        Stack { title: title.to_owned(), note: format!("simulated, {note} pooled"), charts: vec![chart] }
    };
    let separated = ("all separated cases", all);
    let stacks = vec![
        panel("Coverage of the asymptotic interval", separated, "coverage (%), nominal 95", Rates::asymptote_coverage),
        panel("Wrong verdicts", separated, "wrong (% of all)", Rates::wrong),
        panel("Right verdicts", separated, "right (% of all), the rest mostly inconclusive", Rates::accuracy),
        panel("Right verdicts where the design decides", ("decidable cases", decidable), "right (% of all)", Rates::accuracy),
    ];
    drawn(&Sheet { stacks })
}

fn pooled<'a>(cells: impl Iterator<Item = &'a Cell>) -> Rates {
    cells.fold(Rates::default(), |sum, cell| sum.plus(cell.rates))
}

/// Pooled by a name, in order of first appearance.
fn by<'a>(cells: impl Iterator<Item = &'a Cell>, name: fn(&Cell) -> &'static str) -> Vec<(&'static str, Rates)> {
    let mut groups: Vec<(&'static str, Rates)> = Vec::new();
    for cell in cells {
        match groups.iter_mut().find(|(known, _)| *known == name(cell)) {
            Some((_, rates)) => *rates = rates.plus(cell.rates),
            None => groups.push((name(cell), cell.rates)),
        }
    }
    groups
}

fn table(text: &mut String, title: &str, first: &str, rows: Vec<(&'static str, Rates)>) {
    let _ = writeln!(
        text,
        "## {title}\n\n| {first} | verdicts | right % | inconclusive % | wrong % | false supports % | false refutations % | range coverage % | asymptote coverage % |\n|---|---|---|---|---|---|---|---|---|"
    );
    // Nothing to be counted is an empty cell, never 0.
    let percent = |share: f64| if share.is_finite() { format!("{:.1}", 100.0 * share) } else { String::new() };
    for (name, r) in rows {
        let shares = [
            r.accuracy(),
            r.inconclusive(),
            r.wrong(),
            r.false_support(),
            r.false_refutation(),
            r.range_coverage(),
            r.asymptote_coverage(),
        ];
        let _ = writeln!(text, "| {name} | {} | {} |", r.trials, shares.map(percent).join(" | "));
    }
    text.push('\n');
}
