//! Which records at the begin of a table are names, types or units, and which are rows.

use super::assembly::Record;
use super::number::value;
use super::number_problem::is_missing;
use super::refusal::{Read, clip, refuse};

/// The names of a table, and where its rows begin.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// The names of the columns.
    pub(super) names: Names,
    /// The place of the first row.
    pub(super) rows_from: usize,
}

/// The names of the columns.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Names {
    /// Those of the file.
    Written(Vec<String>),
    /// So many columns, for the file has no names.
    Numbered(usize),
}

/// The kind of the cells of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Blank,
    Number,
    Text,
}

/// Tells names from values. `comment` may have the names of a table without any.
pub(super) fn head(records: &[Record], comment: &str) -> Read<Head> {
    let (first_line, first) = &records[0];
    let body = &records[1..];
    let widest = |rows: &[Record]| rows.iter().map(|(_, cells)| filled(cells)).max().unwrap_or(0);
    let rows_from = if is_second_header(body, widest(body).max(first.len())) { 2 } else { 1 };
    let rows = &records[rows_from..];
    let longest = widest(rows);
    if first.iter().any(|cell| stands_for_others(cell)) {
        return refuse(*first_line, "`...` stands for columns that are left out; write the whole table, such as with to_csv");
    }
    // R and pandas print no name above the names of the rows.
    let rows_are_named = first.len() + 1 == longest && rows.iter().all(|(_, cells)| cells.len() >= longest);
    if !rows_are_named && is_row_of_numbers(first, body) {
        return Ok(Head { names: commented(comment, filled(first).max(1)), rows_from: 0 });
    }
    let mut names: Vec<String> = first.clone();
    if rows_are_named {
        names.insert(0, "row".to_owned());
    }
    if !rows_are_named && looks_like_a_row(first, rows) {
        // A word that stands below too is a value.
        if first
            .iter()
            .enumerate()
            .any(|(place, cell)| kind(cell) == Kind::Text && rows.iter().any(|(_, cells)| cells.get(place) == Some(cell)))
        {
            return Ok(Head { names: commented(comment, filled(first).max(1)), rows_from: 0 });
        }
        let number = first.iter().find(|cell| kind(cell) == Kind::Number).map_or("", String::as_str);
        return refuse(
            *first_line,
            format!(
                "the first line may hold names or values: `{}` is a number as in the rows below; put a line of column names above it, \
                 or begin the name with a letter",
                clip(number)
            ),
        );
    }
    // A column without a name and without content is a separator at the end of the lines.
    while names.len() > 1
        && names.last().is_some_and(String::is_empty)
        && rows.iter().all(|(_, cells)| cells.get(names.len() - 1).is_none_or(|cell| cell.is_empty()))
    {
        names.pop();
    }
    for (place, name) in names.iter_mut().enumerate() {
        if name.is_empty() {
            *name = (place + 1).to_string();
        }
    }
    Ok(Head { names: Names::Written(names), rows_from })
}

/// Whether a cell is the dots that a shortened print has in the place of rows or columns.
pub(super) fn stands_for_others(cell: &str) -> bool {
    matches!(cell, "..." | "…" | ".." | "⋮" | "⋱" | "⋯" | ":")
}

/// Number of cells without the empty ones at the end.
fn filled(cells: &[String]) -> usize {
    cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1)
}

fn kind(cell: &str) -> Kind {
    if is_missing(cell) || stands_for_others(cell) {
        Kind::Blank
    } else if is_number(cell) {
        Kind::Number
    } else {
        Kind::Text
    }
}

/// Whether the text is a number, with a decimal comma too.
pub(super) fn is_number(cell: &str) -> bool {
    value(cell).is_some() || (cell.contains(',') && value(&cell.replacen(',', ".", 1)).is_some())
}

/// Whether the first record has numbers and nothing else: the table has no names.
fn is_row_of_numbers(first: &[String], body: &[Record]) -> bool {
    let kinds: Vec<Kind> = first.iter().map(|cell| kind(cell)).collect();
    // A table turned by 90 degrees has no name above those of its rows.
    let has_corner = first[0].is_empty() && body.iter().any(|(_, cells)| cells.first().is_some_and(|cell| !cell.is_empty()));
    !has_corner && kinds.contains(&Kind::Number) && !kinds.contains(&Kind::Text)
}

/// Whether the first record has numbers where the rows have numbers, and words where they have words.
fn looks_like_a_row(first: &[String], rows: &[Record]) -> bool {
    if first.first().is_none_or(|cell| cell.is_empty()) || rows.is_empty() {
        return false;
    }
    let is_like = |place: usize, cell: &String| match kind(cell) {
        Kind::Blank => true,
        own => of_column(rows, place) == own,
    };
    first.iter().any(|cell| kind(cell) == Kind::Number) && first.iter().enumerate().all(|(place, cell)| is_like(place, cell))
}

/// The kind of a column: text if any cell is.
fn of_column(rows: &[Record], place: usize) -> Kind {
    rows.iter().filter_map(|(_, cells)| cells.get(place)).map(|cell| kind(cell)).fold(Kind::Blank, |column, cell| match (column, cell) {
        (Kind::Text, _) | (_, Kind::Text) => Kind::Text,
        (Kind::Number, _) | (_, Kind::Number) => Kind::Number,
        _ => Kind::Blank,
    })
}

/// Whether the record below the names has types or units, and is no row.
fn is_second_header(body: &[Record], columns: usize) -> bool {
    let Some(((_, second), rows)) = body.split_first() else { return false };
    let shift = columns.saturating_sub(second.len());
    let said: Vec<usize> = (0..second.len()).filter(|place| !second[*place].is_empty()).collect();
    let all = said.iter().all(|place| is_type(&second[*place]) || is_unit(&second[*place]));
    shift <= 1 && all && said.iter().any(|place| of_column(rows, place + shift) == Kind::Number && kind(&second[*place]) == Kind::Text)
}

/// Types as Julia, R, polars and databases print them.
fn is_type(cell: &str) -> bool {
    const TYPES: [&str; 22] = [
        "int", "int8", "int16", "int32", "int64", "float", "float16", "float32", "float64", "i8", "i16", "i32", "i64", "u8", "u32", "u64",
        "f32", "f64", "str", "string", "bool", "any",
    ];
    const OF_R: [&str; 8] = ["dbl", "int", "chr", "lgl", "fct", "num", "double", "character"];
    let lower = cell.to_ascii_lowercase();
    let bare = lower.trim_end_matches('?');
    // Julia shortens long types.
    let is_short = bare.ends_with('…') && bare.chars().all(|letter| letter.is_alphanumeric() || "…{}, ".contains(letter));
    let in_angles = bare.strip_prefix('<').and_then(|bare| bare.strip_suffix('>'));
    let is_string = bare.starts_with("string") && bare.len() < 9;
    TYPES.contains(&bare) || is_short || is_string || in_angles.is_some_and(|bare| OF_R.contains(&bare))
}

/// Units in brackets, or one of those that stand alone.
fn is_unit(cell: &str) -> bool {
    const UNITS: [&str; 22] = [
        "s", "ms", "us", "µs", "ns", "min", "h", "b", "kb", "mb", "gb", "kib", "mib", "gib", "%", "m", "mm", "hz", "1", "-", "--", "flops",
    ];
    let in_brackets = (cell.starts_with('[') && cell.ends_with(']')) || (cell.starts_with('(') && cell.ends_with(')'));
    in_brackets || UNITS.contains(&cell.to_ascii_lowercase().as_str())
}

/// The words of a comment if there are as many as columns and they are no numbers.
fn commented(comment: &str, columns: usize) -> Names {
    let by = |split: Vec<&str>| -> Option<Vec<String>> {
        let words: Vec<String> = split.into_iter().map(|word| word.trim().trim_matches('"').to_owned()).collect();
        let are_names = words.len() == columns && words.iter().all(|word| !word.is_empty() && value(word).is_none());
        are_names.then_some(words)
    };
    let found = [',', ';', '\t', '|']
        .into_iter()
        .find_map(|separator| comment.contains(separator).then(|| by(comment.split(separator).collect()))?);
    // Where a name has a space, more than one stands between the names.
    let found = found.or_else(|| by(comment.split_whitespace().collect()));
    let wide = || by(comment.split("  ").filter(|word| !word.trim().is_empty()).collect());
    found.or_else(wide).map_or(Names::Numbered(columns), Names::Written)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, comment: &str) -> Read<Head> {
        let records: Vec<Record> =
            text.lines().zip(1..).map(|(line, number)| (number, line.split(',').map(str::to_owned).collect())).collect();
        head(&records, comment)
    }

    fn written(names: &[&str], rows_from: usize) -> Read<Head> {
        Ok(Head { names: Names::Written(names.iter().map(|name| (*name).to_owned()).collect()), rows_from })
    }

    #[test]
    fn names_types_units_and_rows_are_told_apart() {
        assert_eq!(of("a,b\n1,2", ""), written(&["a", "b"], 1));
        assert_eq!(of("a,b\nInt64,Float64?\n1,2", ""), written(&["a", "b"], 2));
        assert_eq!(of("n,time\n,(ms)\n1,2", ""), written(&["n", "time"], 2));
        assert_eq!(of("n,time\n-,s\n1,2", ""), written(&["n", "time"], 2));
        assert_eq!(of("a,b\nx,s\ny,ms", ""), written(&["a", "b"], 1), "a column of units is no header");
        assert_eq!(of("1,2\n3,4", ""), Ok(Head { names: Names::Numbered(2), rows_from: 0 }));
        assert_eq!(of("1,2\n3,4", "n error"), Ok(Head { rows_from: 0, ..written(&["n", "error"], 0).expect("names") }));
        assert_eq!(of("1,2\n3,4", "5 6"), Ok(Head { names: Names::Numbered(2), rows_from: 0 }));
        assert_eq!(of("1,2\n3,4", "made by a script"), Ok(Head { names: Names::Numbered(2), rows_from: 0 }));
        assert_eq!(of("a,b\n0,1,2\n1,3,4", ""), written(&["row", "a", "b"], 1));
        assert_eq!(of("64,128\n0,1,2\n1,3,4", ""), written(&["row", "64", "128"], 1));
        assert_eq!(of(",64,128\n0,1,2\n1,3,4", ""), written(&["1", "64", "128"], 1));
        assert_eq!(of("a,b,\n1,2,\n3,4,", ""), written(&["a", "b"], 1));
        assert_eq!(of("p,1,2\n4,8,9", ""), written(&["p", "1", "2"], 1));
    }

    #[test]
    fn a_first_line_that_may_be_a_row_is_refused() {
        let problem = of("adam,64,0.5\nsgd,64,0.4", "").expect_err("names or values").problem;
        assert!(problem.contains("`64` is a number as in the rows below; put a line of column names above it"), "{problem}");
        let repeated = of("sgd,64,0.5\nsgd,128,0.4", "");
        assert_eq!(repeated, Ok(Head { names: Names::Numbered(3), rows_from: 0 }), "a word that stands below too is a value");
        assert!(of("a,...,b\n1,...,2", "").is_err());
    }
}
