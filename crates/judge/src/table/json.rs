//! JSON: an array of objects, an object of arrays, what pandas writes in its orients, and JSON lines.

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::assembly::{Assembly, with_rows};
use super::grid::Table;
use super::json_rows::{Pairs, objects, pairs, scalar, shape};
use super::lines::Counter;
use super::refusal::{Read, Refusal, clip, refuse, shell};

/// The texts of the values of an array or of the lines of JSON, with the number of the line.
pub(super) type Values<'a> = Vec<(u64, &'a RawValue)>;

const SHAPES: &str = "it may be an array of objects [{\"width\": 64, \"value\": 0.5}, ...], an object of arrays of one length {\"width\": [...], \"value\": [...]}, or one object a line";

/// Reads a text that begins with a brace or a bracket.
pub(super) fn read(file: &str, text: &str) -> Read<Table> {
    let text = &*quoted_constants(text);
    let mut counter = Counter::of(text, 1);
    let mut values: Values<'_> = Vec::new();
    for value in serde_json::Deserializer::from_str(text).into_iter::<&RawValue>() {
        match value {
            Ok(value) => values.push((line(&mut counter, text, value), value)),
            Err(error) => return refuse(error.line() as u64, damaged(text, &error)),
        }
    }
    match values.as_slice() {
        [(_, value)] if value.get().starts_with('[') => rows(&elements(text, value)?, text.len()),
        [(first, value)] => object(file, text, *first, value),
        _ => rows(&values, text.len()),
    }
}

fn line(counter: &mut Counter<'_>, text: &str, value: &RawValue) -> u64 {
    counter.line((value.get().as_ptr() as usize).saturating_sub(text.as_ptr() as usize))
}

fn damaged(text: &str, error: &serde_json::Error) -> String {
    let said = error.to_string();
    let said = said.split(" at line ").next().unwrap_or_default();
    let start = text.trim_start();
    if start.starts_with("[{'") || start.starts_with("{'") {
        return "the file is a print of Python, not JSON; write it with json.dump(rows, file)".to_owned();
    }
    if start.starts_with("[[") && !start.get(..200).unwrap_or(start).contains(',') {
        return "the file is a print of NumPy, not JSON; write it with numpy.savetxt(\"runs.csv\", array, delimiter=\",\")".to_owned();
    }
    let cut = if error.is_eof() { "; the end of the file may be missing" } else { "" };
    format!("the file begins as JSON and is damaged here: {said}{cut}")
}

/// The values of an array with their lines.
fn elements<'a>(text: &'a str, array: &'a RawValue) -> Read<Values<'a>> {
    let mut counter = Counter::of(text, 1);
    let values: Vec<&RawValue> = parsed(&mut counter, text, array)?;
    Ok(values.into_iter().map(|value| (line(&mut counter, text, value), value)).collect())
}

fn parsed<'a, T: serde::Deserialize<'a>>(counter: &mut Counter<'_>, text: &str, value: &'a RawValue) -> Read<T> {
    serde_json::from_str(value.get()).map_err(|error| Refusal { line: line(counter, text, value), problem: error.to_string() })
}

/// A table of objects or of arrays, one a row.
fn rows(values: &Values<'_>, bytes: usize) -> Read<Table> {
    let Some((first_line, first)) = values.first() else {
        return refuse(0, "the file is JSON and holds nothing; it needs one object a measurement");
    };
    let kind = shape(first);
    if let Some((line, other)) = values.iter().find(|(_, value)| shape(value) != kind) {
        return refuse(
            *line,
            format!("`{}` is not of the kind of the first row; a table in JSON has rows of one kind: {SHAPES}", clip(other.get())),
        );
    }
    match kind {
        '{' => objects(values, bytes),
        '[' => arrays(values),
        _ => refuse(*first_line, format!("`{}` is no row of a table; {SHAPES}", clip(first.get()))),
    }
}

fn arrays(values: &Values<'_>) -> Read<Table> {
    let mut assembly = Assembly::new("");
    for (line, value) in values {
        let cells = cells(*line, value)?;
        assembly.push(*line, cells.iter().map(|cell| &**cell))?;
    }
    assembly.finish()
}

fn cells<'a>(line: u64, array: &'a RawValue) -> Read<Vec<Cow<'a, str>>> {
    let values: Vec<&RawValue> = serde_json::from_str(array.get()).map_err(|error| Refusal { line, problem: error.to_string() })?;
    values.into_iter().map(|value| scalar(line, value)).collect()
}

/// One object: columns, rows under a name, or a single row.
fn object(file: &str, text: &str, first: u64, value: &RawValue) -> Read<Table> {
    let members = pairs(first, value)?;
    let of_shape = |kind: char| members.iter().filter(move |(_, value)| shape(value) == kind);
    let member = |name: &str| members.iter().find(|(key, value)| key == name && shape(value) == '[').map(|(_, value)| *value);
    if let (Some(columns), Some(data)) = (member("columns"), member("data")) {
        let names = cells(first, columns)?.into_iter().map(Cow::into_owned).collect();
        return split(text, names, data);
    }
    let is_list_of_rows = |value: &RawValue| value.get()[1..].trim_start().starts_with('{');
    let lists: Vec<_> = of_shape('[').filter(|(_, value)| is_list_of_rows(value)).collect();
    match (lists.as_slice(), of_shape('[').count(), of_shape('{').count()) {
        // Such as what Google Benchmark and hyperfine write: the rows are under a name.
        ([(_, list)], ..) => rows(&elements(text, list)?, text.len()),
        ([first_list, second, ..], ..) => refuse(
            first,
            format!(
                "`{}` and `{}` are both lists of rows; give one: jq {} {} | asymptest fit -",
                clip(&first_list.0),
                clip(&second.0),
                shell(&format!(".[\"{}\"]", first_list.0)),
                shell(file)
            ),
        ),
        ([], 0, objects) if objects == members.len() && objects > 0 => nested(text, first, &members),
        ([], 0, _) => objects(&[(first, value)], text.len()),
        ([], ..) => columns(first, &members),
    }
}

/// `to_json(orient="split")` of pandas.
fn split(text: &str, names: Vec<String>, data: &RawValue) -> Read<Table> {
    let columns = names.len();
    let mut table = Table::new(names);
    for (line, row) in elements(text, data)? {
        let cells = cells(line, row)?;
        if cells.len() != columns {
            return refuse(line, format!("{} values in this row, {columns} columns", cells.len()));
        }
        table.push(line, cells.iter().map(|cell| &**cell));
    }
    with_rows(table)
}

/// An object of arrays; what is not in an array describes the whole table and is no column.
fn columns(first: u64, members: &Pairs<'_>) -> Read<Table> {
    let mut names: Vec<String> = Vec::new();
    let mut columns: Vec<Vec<Cow<'_, str>>> = Vec::new();
    for (name, value) in members.iter().filter(|(_, value)| shape(value) == '[') {
        names.push(name.to_string());
        columns.push(cells(first, value)?);
    }
    let length = columns[0].len();
    if let Some(other) = columns.iter().position(|column| column.len() != length) {
        return refuse(
            first,
            format!(
                "`{}` has {length} values and `{}` has {}; columns have one length",
                clip(&names[0]),
                clip(&names[other]),
                columns[other].len()
            ),
        );
    }
    let mut table = Table::new(names);
    for row in 0..length {
        table.push(first, columns.iter().map(|column| &*column[row]));
    }
    with_rows(table)
}

/// An object of objects: columns by row (`to_json()` of pandas), or rows by name (`orient="index"`).
fn nested(text: &str, first: u64, members: &Pairs<'_>) -> Read<Table> {
    let is_index = |key: &str| key.parse::<u64>().is_ok();
    let inner: Vec<Pairs<'_>> = members.iter().map(|(_, value)| pairs(first, value)).collect::<Read<_>>()?;
    let outer_is_index = members.iter().all(|(key, _)| is_index(key));
    let inner_is_index = inner.iter().flatten().all(|(key, _)| is_index(key));
    match (outer_is_index, inner_is_index) {
        (true, false) => rows(&members.iter().map(|(_, value)| (first, *value)).collect(), text.len()),
        (false, true) => {
            let index: Vec<&str> = inner[0].iter().map(|(key, _)| &**key).collect();
            let is_like_first = |column: &Pairs<'_>| column.iter().map(|(key, _)| &**key).eq(index.iter().copied());
            if let Some(other) = inner.iter().position(|column| !is_like_first(column)) {
                return refuse(
                    first,
                    format!("`{}` has other rows than `{}`; columns have one length", clip(&members[other].0), clip(&members[0].0)),
                );
            }
            let mut table = Table::new(members.iter().map(|(name, _)| name.to_string()).collect());
            for row in 0..index.len() {
                let cells: Vec<Cow<'_, str>> = inner.iter().map(|column| scalar(first, column[row].1)).collect::<Read<_>>()?;
                table.push(first, cells.iter().map(|cell| &**cell));
            }
            with_rows(table)
        }
        _ => refuse(
            first,
            format!("objects within an object may be rows or columns; write df.to_json(FILE, orient=\"records\"), or else: {SHAPES}"),
        ),
    }
}

/// JSON as Python writes it has NaN and Infinity as bare words: here they become strings.
fn quoted_constants(text: &str) -> Cow<'_, str> {
    const WORDS: [&str; 3] = ["NaN", "-Infinity", "Infinity"];
    if !WORDS.iter().any(|word| text.contains(word)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut rest = text;
    while let Some(place) = rest.find(['"', 'N', 'I', '-']) {
        let (before, from) = rest.split_at(place);
        out.push_str(before);
        let word = WORDS.iter().find(|word| from.starts_with(**word));
        let length = match word {
            Some(word) => {
                out.extend(["\"", word, "\""]);
                rest = &from[word.len()..];
                continue;
            }
            None if from.starts_with('"') => end_of_string(from),
            None => 1,
        };
        out.push_str(&from[..length]);
        rest = &from[length..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Bytes of the string that a text begins with, its quotes included.
fn end_of_string(text: &str) -> usize {
    let mut is_escaped = false;
    for (place, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return place + 1,
            _ => {}
        }
    }
    text.len()
}
