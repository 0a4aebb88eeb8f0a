//! Results as markdown and as CSV.

use std::fmt::Write;

use crate::verdict::Estimate;

use super::format::interval;
use super::result_row::{ResultGroup, ResultRow};

/// The columns of [`results_csv`], in their order.
pub const RESULTS_HEADER: [&str; 15] = [
    "of",
    "name",
    "claim",
    "verdict",
    "tightness",
    "slope",
    "slope_low",
    "slope_high",
    "limit",
    "limit_low",
    "limit_high",
    "from",
    "to",
    "sizes",
    "runs",
];

/// The rows as a markdown table a group, under its title.
pub fn markdown_table(groups: &[ResultGroup]) -> String {
    let tables: Vec<String> = groups.iter().map(table).collect();
    tables.join("\n")
}

fn table(group: &ResultGroup) -> String {
    let mut text = if group.title.is_empty() { String::new() } else { format!("### {}\n\n", cell(&group.title)) };
    text.push_str("| claim | verdict | slope | limit | tightness | sizes | runs |\n|---|---|---|---|---|---|---|\n");
    for row in &group.rows {
        let name = if row.name.is_empty() { String::new() } else { format!("{}: ", cell(&row.name)) };
        let exponent = |estimate: Option<Estimate>| estimate.map_or_else(|| "none".to_owned(), |estimate| interval(&estimate));
        let sizes = row.range.map_or_else(|| "none".to_owned(), |(from, to)| format!("{} in {from} to {to}", row.sizes));
        let (claim, verdict, tightness) = (cell(&row.claim.to_string()), cell(&row.verdict), cell(&row.tightness));
        let (slope, limit, runs) = (exponent(row.slope), exponent(row.limit), row.runs);
        // Writing to a string does not fail.
        let _ = writeln!(text, "| {name}`{claim}` | {verdict} | {slope} | {limit} | {tightness} | {sizes} | {runs} |");
    }
    text
}

/// A text as a cell of a table holds it.
fn cell(text: &str) -> String {
    let one_line: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    one_line.replace('|', "\\|").replace('`', "'")
}

/// The rows as CSV. Numbers have the fewest digits that read back the same; a number that is not known is empty.
pub fn results_csv(groups: &[ResultGroup]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut write = |record: &[String]| writer.write_record(record).expect("writing to memory does not fail");
    write(&RESULTS_HEADER.map(String::from));
    for group in groups {
        group.rows.iter().for_each(|row| write(&record(&group.title, row)));
    }
    String::from_utf8_lossy(&writer.into_inner().expect("writing to memory does not fail")).into_owned()
}

fn record(of: &str, row: &ResultRow) -> [String; 15] {
    let [slope, limit] = [row.slope, row.limit]
        .map(|estimate| estimate.map_or_else(Default::default, |estimate| [estimate.estimate, estimate.low, estimate.high].map(number)));
    let [from, to] = row.range.map_or_else(Default::default, |(from, to)| [from, to].map(number));
    let ([a, b, c], [d, e, f]) = (slope, limit);
    let (claim, sizes, runs) = (row.claim.to_string(), row.sizes.to_string(), row.runs.to_string());
    [of.into(), row.name.clone(), claim, row.verdict.clone(), row.tightness.clone(), a, b, c, d, e, f, from, to, sizes, runs]
}

fn number(value: f64) -> String {
    if value.is_finite() { format!("{value:?}").trim_end_matches(".0").into() } else { String::new() }
}
