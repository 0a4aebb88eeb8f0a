//! Results as a LaTeX table with the rules of the package booktabs.

use std::fmt::Write;

use crate::claim::{Bound, Form, Growth, Rate, Symbol};
use crate::verdict::Estimate;

use super::format::number;
use super::result_row::{ResultGroup, ResultRow};

/// Columns of the table.
const COLUMNS: usize = 7;
/// Comments for a reader of the LaTeX source.
const HEAD: &str = "\
% Written by asymptest. Needs \\usepackage{booktabs}.
% slope: of log(value) in log(size) over the sizes, the claim's own logarithms divided out, with its 95 % interval.
% limit: the exponent in the limit, likewise; ? is an end that the data leave open.
\\begin{tabular}{llllllr}
\\toprule
claim & verdict & slope & limit & tightness & sizes & runs \\\\
";

/// The rows as a `tabular`. A group with a title has it in a line of its own; a name stands before its claim.
pub fn latex_table(groups: &[ResultGroup]) -> String {
    let mut text = HEAD.to_owned();
    for group in groups {
        text.push_str("\\midrule\n");
        if !group.title.is_empty() {
            // Writing to a string does not fail.
            let _ = writeln!(text, "\\multicolumn{{{COLUMNS}}}{{l}}{{{}}} \\\\", latex_text(&group.title));
        }
        group.rows.iter().for_each(|one| text.push_str(&row(one)));
    }
    text.push_str("\\bottomrule\n\\end{tabular}\n");
    text
}

fn row(row: &ResultRow) -> String {
    let name = if row.name.is_empty() { String::new() } else { format!("{}: ", latex_text(&row.name)) };
    let cells = [
        format!("{name}{}", latex_claim(&row.claim)),
        latex_text(&row.verdict),
        row.slope.map_or_else(|| "--".into(), estimate),
        row.limit.map_or_else(|| "--".into(), estimate),
        tightness(&row.tightness),
        row.range.map_or_else(|| "--".into(), |(from, to)| format!("{} in {from}--{to}", row.sizes)),
        row.runs.to_string(),
    ];
    format!("{} \\\\\n", cells.join(" & "))
}

fn estimate(estimate: Estimate) -> String {
    format!("${}$ $[{}, {}]$", number(estimate.estimate), number(estimate.low), number(estimate.high))
}

/// A power in words has its exponent raised.
fn tightness(words: &str) -> String {
    match words.split_once("M^") {
        Some((before, power)) => format!("{}$M^{{{}}}$", latex_text(before), latex_text(power)),
        None => latex_text(words),
    }
}

/// A claim in LaTeX: a rate in the usual notation, a ceiling as an inequality.
pub fn latex_claim(claim: &Form) -> String {
    match claim {
        Form::Rate(bound) => format!("${}$", latex_bound(bound)),
        Form::Pointwise(ceiling) => match ceiling.rounding {
            0.0 => format!("$\\le {}$", ceiling.largest),
            rounding => format!("$\\le {}$, up to rounding ({})", ceiling.largest, power_of_ten(rounding)),
        },
        other => latex_text(&other.to_string()),
    }
}

/// A bound in LaTeX, for use between dollar signs: `O(M^{-1/6} (\\log M)^{3})`.
pub fn latex_bound(bound: &Bound) -> String {
    let side = match bound.growth {
        Growth::AtMost => "O",
        Growth::AtLeast => "\\Omega",
        Growth::Exactly => "\\Theta",
        Growth::Below => "o",
    };
    format!("{side}({})", rate(&bound.rate, &bound.variable))
}

fn rate(rate: &Rate, variable: &str) -> String {
    if rate.is_one() {
        return "1".into();
    }
    let power = |(symbol, exponent): (Symbol, &crate::claim::Exponent)| {
        let base = match symbol {
            Symbol::M => variable.to_owned(),
            Symbol::LogM => format!("\\log {variable}"),
            Symbol::T => "t".to_owned(),
            other => format!("\\mathrm{{{}}}", latex_text(other.name())),
        };
        match (symbol, *exponent == crate::claim::Exponent::one()) {
            (_, true) => base,
            (Symbol::LogM, _) => format!("({base})^{{{exponent}}}"),
            _ => format!("{base}^{{{exponent}}}"),
        }
    };
    rate.powers().map(power).collect::<Vec<_>>().join(" ")
}

fn power_of_ten(value: f64) -> String {
    let text = format!("{value:e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let digits: f64 = mantissa.parse().unwrap_or(value);
    let mantissa = format!("{digits:.2}");
    format!("${} \\cdot 10^{{{exponent}}}$", mantissa.trim_end_matches('0').trim_end_matches('.'))
}

/// A text as LaTeX prints it, letter by letter. Control characters become spaces.
pub fn latex_text(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' => safe.push_str("\\textbackslash{}"),
            '~' => safe.push_str("\\textasciitilde{}"),
            '^' => safe.push_str("\\textasciicircum{}"),
            '<' => safe.push_str("\\textless{}"),
            '>' => safe.push_str("\\textgreater{}"),
            '|' => safe.push_str("\\textbar{}"),
            '"' => safe.push_str("\\textquotedbl{}"),
            '#' | '$' | '%' | '&' | '_' | '{' | '}' => safe.extend(['\\', letter]),
            '−' => safe.push_str("$-$"),
            '×' => safe.push_str("$\\times$"),
            '·' => safe.push_str("$\\cdot$"),
            letter if letter.is_control() => safe.push(' '),
            letter => safe.push(letter),
        }
    }
    safe
}
