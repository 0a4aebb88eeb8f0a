//! The bytes of a file of rows as a table.

use asymptest_judge::table::Table;

use crate::error::{Error, Result};

/// Reads a table with a line of column names. `file` is the name that errors show.
///
/// # Errors
/// Bytes that are no such table, with the line.
pub fn read_rows(file: &str, bytes: &[u8]) -> Result<Table> {
    let fail = |line: u64, problem: String| Error::Table { file: file.into(), line, problem };
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let refused = |error: csv::Error| {
        let line = error.position().map_or(1, csv::Position::line);
        match error.kind() {
            csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                fail(line, format!("has {len} cells where the header has {expected_len}; mend the row"))
            }
            csv::ErrorKind::Utf8 { .. } => fail(line, "is not UTF-8; save the table as UTF-8".into()),
            _ => fail(line, error.to_string()),
        }
    };
    let mut reader = csv::Reader::from_reader(bytes);
    let names: Vec<String> = reader.headers().map_err(refused)?.iter().map(|name| name.trim().to_owned()).collect();
    let mut table = Table::new(names);
    for record in reader.records() {
        let record = record.map_err(refused)?;
        table.push(record.position().map_or(0, csv::Position::line), record.iter());
    }
    if table.is_empty() {
        return Err(fail(0, "holds no rows; write a line of column names and a row a measurement".into()));
    }
    Ok(table)
}
