//! Which format a text has, and the reader that it goes to.

use super::by_cells::by_cells;
use super::grid::Table;
use super::lines::{Lines, comment};
use super::refusal::{Read, refuse};
use super::separated::Body;
use super::{bars, extra_p, json, latex};

/// Reads a text in any of the formats. `file` tells two formats apart only where the content does not.
pub(super) fn recognised(file: &str, text: &str) -> Read<Table> {
    if text.trim().is_empty() {
        return refuse(0, "the file is empty; it needs a line of column names and one line per measurement");
    }
    if text.trim_start().starts_with(['{', '[']) {
        return json::read(file, text);
    }
    if latex::is_one(text) {
        return latex::read(file, text);
    }
    let (body, declared) = begin(text);
    if extra_p::is_one(body.text) {
        return extra_p::read(body);
    }
    if declared.is_none() && bars::is_one(text) {
        return bars::read(file, text);
    }
    by_cells(file, body, declared)
}

/// The text from the first line that is no comment, and the separator that Excel declares there.
fn begin(text: &str) -> (Body<'_>, Option<u8>) {
    let (mut said, mut declared) = ("", None);
    for (line, row) in Lines::of(text, 1) {
        let place = row.as_ptr() as usize - text.as_ptr() as usize;
        match (comment(row), row.trim().strip_prefix("sep=").map(str::as_bytes)) {
            (Some(comment), _) => said = comment,
            (None, Some([separator])) if declared.is_none() => declared = Some(*separator),
            (None, _) if row.trim().is_empty() => said = "",
            (None, _) => return (Body { text: &text[place..], line, comment: said }, declared),
        }
    }
    (Body { text: "", line: 1, comment: said }, declared)
}
