//! Cells between separators: `,`, `;`, tabs and `|`, with quotes.

use csv::{ReaderBuilder, StringRecord};

use super::assembly::Assembly;
use super::grid::Table;
use super::lines::{Counter, comment};
use super::refusal::{Read, refuse};

/// A part of a text that begins with the first record of the table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Body<'a> {
    /// From the first record to the end.
    pub(super) text: &'a str,
    /// The line of the first record.
    pub(super) line: u64,
    /// The text of the comment directly above it.
    pub(super) comment: &'a str,
}

/// Reads cells between separators.
pub(super) fn separated(body: Body<'_>, separator: u8) -> Read<Table> {
    let mut assembly = Assembly::new(body.comment);
    each(body, separator, |line, record| assembly.push(line, record.iter()).map(|()| true))?;
    assembly.finish()
}

/// Calls `take` with the line and the cells of every record that is no comment, until it says `false`.
pub(super) fn each(body: Body<'_>, separator: u8, mut take: impl FnMut(u64, &StringRecord) -> Read<bool>) -> Read<()> {
    let mut reader = ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(body.text.as_bytes());
    let mut counter = Counter::of(body.text, body.line);
    let mut record = StringRecord::new();
    loop {
        let start = reader.position().byte() as usize;
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => return Ok(()),
            // Reading text from memory with uneven rows allowed has no other failure.
            Err(error) => return refuse(counter.line(start), error.to_string()),
        }
        // The library begins a record that follows blank lines at the first of them.
        let rest = &body.text.as_bytes()[start..];
        let blank = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let line = counter.line(start + blank);
        let raw = &rest[..(reader.position().byte() as usize).saturating_sub(start).min(rest.len())];
        let has_lines = || record.iter().any(|cell| cell.contains(['\n', '\r']));
        if raw.contains(&b'"') && has_lines() && raw.iter().filter(|byte| **byte == b'"').count() % 2 == 1 {
            return refuse(line, "a quote that begins in this row is not closed; close it, or double a quote that belongs to a text");
        }
        let is_blank = record.iter().all(|cell| cell.trim().is_empty());
        let is_comment = record.get(0).is_some_and(|cell| rest.get(blank) != Some(&b'"') && comment(cell).is_some());
        if !is_blank && !is_comment && !take(line, &record)? {
            return Ok(());
        }
    }
}
