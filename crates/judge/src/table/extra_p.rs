//! The text format of Extra-P: parameters, points, and one line of repetitions a point.

use super::grid::Table;
use super::lines::{Lines, comment};
use super::refusal::{Read, clip, count, refuse};
use super::separated::Body;

/// A table may take so many times the bytes of its text, for names are repeated in every row.
const RATIO: usize = 24;
/// Small tables may take more.
const MOST_BYTES: usize = 1 << 20;

/// Whether a text begins as this format does.
pub(super) fn is_one(text: &str) -> bool {
    text.trim_start().starts_with("PARAMETER") && Lines::of(text, 1).take(1000).any(|(_, line)| line.trim_start().starts_with("POINTS"))
}

/// One row a repetition: the parameters, `replicate`, `region`, `metric`, `value`.
pub(super) fn read(body: Body<'_>) -> Read<Table> {
    let mut parameters: Vec<String> = Vec::new();
    let mut points: Vec<Vec<&str>> = Vec::new();
    let (mut region, mut metric) = ("", "");
    let mut next = 0;
    let mut table: Option<Table> = None;
    let most = MOST_BYTES.max(RATIO.saturating_mul(body.text.len()));
    for (number, line) in Lines::of(body.text, body.line) {
        let line = line.trim();
        if line.is_empty() || comment(line).is_some() {
            continue;
        }
        let (word, rest) = line.split_once(char::is_whitespace).map_or((line, ""), |(word, rest)| (word, rest.trim()));
        if matches!(word, "PARAMETER" | "POINTS") && table.is_some() {
            return refuse(number, format!("{word} after DATA; put the measurements of other points into another file"));
        }
        match word {
            "PARAMETER" => parameters.extend(rest.split_whitespace().map(str::to_owned)),
            "POINTS" => points.extend(of_points(rest, parameters.len()).or_else(|problem| refuse(number, problem))?),
            "REGION" => (region, next) = (rest, 0),
            "METRIC" => (metric, next) = (rest, 0),
            "EXPERIMENT" => {}
            "DATA" => {
                let Some(point) = points.get(next) else {
                    let all = count(points.len(), "point");
                    return refuse(
                        number,
                        format!("there are {all} and this is one DATA line more; begin other measurements with REGION or METRIC"),
                    );
                };
                next += 1;
                let table = table.get_or_insert_with(|| {
                    let others = ["replicate", "region", "metric", "value"].map(str::to_owned);
                    Table::new(parameters.iter().cloned().chain(others).collect())
                });
                for (replicate, value) in rest.split_whitespace().enumerate() {
                    if table.bytes() > most {
                        return refuse(
                            number,
                            "the names of regions and metrics are too long to be repeated for every value; shorten them",
                        );
                    }
                    let replicate = replicate.to_string();
                    table.push(number, point.iter().copied().chain([&replicate, region, metric, value]));
                }
            }
            other => {
                return refuse(
                    number,
                    format!("`{}` is not a word of Extra-P's text format; it has PARAMETER, POINTS, REGION, METRIC and DATA", clip(other)),
                );
            }
        }
    }
    match table {
        Some(table) if !table.is_empty() => Ok(table),
        _ => refuse(0, "the file has points in Extra-P's text format but no DATA"),
    }
}

/// `(4) (8)`, `( 4 1 ) ( 8 1 )`, or numbers alone if there is one parameter.
fn of_points(text: &str, parameters: usize) -> Result<Vec<Vec<&str>>, String> {
    let points: Vec<Vec<&str>> = if text.contains('(') {
        text.split('(').skip(1).map(|point| point.split([')', ',', ' ', '\t']).filter(|part| !part.is_empty()).collect()).collect()
    } else {
        text.split_whitespace().map(|point| vec![point]).collect()
    };
    match points.iter().find(|point| point.len() != parameters) {
        Some(point) => Err(format!(
            "the point ({}) has {}, there are {}",
            clip(&point.join(" ")),
            count(point.len(), "number"),
            count(parameters, "parameter")
        )),
        None => Ok(points),
    }
}
