//! Records in the text that a program gives: JSON lines, JSON, CSV. A record is fields with names; which of them are rows is said in src/command/rows.rs.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::words::start_of;

/// Fields by their names, as text: numbers keep the digits that were written.
pub(super) type Record = BTreeMap<String, String>;

/// Where the text comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RowsFrom {
    /// Standard output. Lines that do not begin with `{` are passed over where others are rows in JSON: progress and warnings may be among them.
    #[default]
    Stdout,
    /// The file `{out}`, which holds rows and nothing else.
    File,
}

/// The records of a text with the lines that they are on. `is_header` tells whether names of columns are those of rows.
///
/// # Errors
/// Why it holds no records, with what it begins with.
pub(super) fn of(text: &str, from: RowsFrom, is_header: impl Fn(&[&str]) -> bool) -> Result<Vec<(usize, Record)>, String> {
    let text = text.trim_start_matches('\u{feff}').trim_end();
    if let Some(records) = whole(text) {
        return Ok(records.into_iter().map(|record| (1, record)).collect());
    }
    if text.lines().any(is_marked) {
        return lines(text, from);
    }
    if let Some(separator) = [b',', b'\t', b';'].into_iter().find(|&separator| is_table(text, separator, &is_header)) {
        return table(text, separator);
    }
    let given = if from == RowsFrom::Stdout { "printed" } else { "wrote" };
    Err(match start_of(text, 3) {
        start if start.is_empty() => format!("{given} no rows"),
        start => format!("{given} `{start}`, which is neither rows in JSON nor CSV with a header of them"),
    })
}

/// Whether a line is meant as a row in JSON.
fn is_marked(line: &str) -> bool {
    line.trim_start().starts_with('{')
}

/// One object, or an array of objects, and nothing else.
fn whole(text: &str) -> Option<Vec<Record>> {
    let text = with_words_for_numbers(text);
    let objects: Vec<BTreeMap<String, Box<RawValue>>> =
        serde_json::from_str(&text).or_else(|_| serde_json::from_str(&text).map(|object| vec![object])).ok()?;
    Some(objects.iter().map(record).collect())
}

fn lines(text: &str, from: RowsFrom) -> Result<Vec<(usize, Record)>, String> {
    let mut records = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        if !is_marked(line) {
            if from == RowsFrom::File && !line.trim().is_empty() {
                return Err(format!("line {number} of its file is `{}`, where the others are rows in JSON", start_of(line, 1)));
            }
            continue;
        }
        let object = serde_json::from_str(&with_words_for_numbers(line));
        let object =
            object.map_err(|error| format!("line {number} begins as a row in JSON, `{}`, and is not JSON: {error}", start_of(line, 1)))?;
        records.push((number, record(&object)));
    }
    Ok(records)
}

fn record(object: &BTreeMap<String, Box<RawValue>>) -> Record {
    let text = |value: &RawValue| match value.get() {
        "null" => String::new(),
        raw => serde_json::from_str::<String>(raw).unwrap_or_else(|_| raw.to_owned()),
    };
    object.iter().map(|(name, value)| (name.clone(), text(value))).collect()
}

/// Numbers that are not finite, which Python writes as bare words, as strings.
fn with_words_for_numbers(text: &str) -> String {
    let (mut written, mut rest, mut in_string) = (String::with_capacity(text.len()), text, false);
    while let Some(letter) = rest.chars().next() {
        let word = ["NaN", "-Infinity", "Infinity"].into_iter().find(|word| !in_string && rest.starts_with(word));
        let length = match (word, letter) {
            (Some(word), _) => {
                written.extend(["\"", word, "\""]);
                rest = &rest[word.len()..];
                continue;
            }
            (None, '\\') if in_string => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            (None, letter) => letter.len_utf8(),
        };
        in_string ^= letter == '"';
        written.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    written
}

fn reader(text: &str, separator: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().delimiter(separator).trim(csv::Trim::All).from_reader(text.as_bytes())
}

fn is_table(text: &str, separator: u8, is_header: impl Fn(&[&str]) -> bool) -> bool {
    reader(text, separator).headers().is_ok_and(|names| is_header(&names.iter().collect::<Vec<_>>()))
}

fn table(text: &str, separator: u8) -> Result<Vec<(usize, Record)>, String> {
    let mut reader = reader(text, separator);
    let names = reader.headers().map_err(|error| error.to_string())?.clone();
    let mut records = Vec::new();
    for fields in reader.records() {
        let fields = fields.map_err(|error| match error.kind() {
            csv::ErrorKind::UnequalLengths { pos, expected_len, len } => {
                let line = pos.as_ref().map_or(0, csv::Position::line);
                format!("line {line} of its table has {len} cells where the header has {expected_len}")
            }
            _ => format!("its table cannot be read: {error}"),
        })?;
        let line = fields.position().map_or(0, csv::Position::line) as usize;
        records.push((line, names.iter().zip(&fields).map(|(name, field)| (name.to_owned(), field.to_owned())).collect()));
    }
    Ok(records)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str, from: RowsFrom) -> Result<Vec<(usize, Record)>, String> {
        of(text, from, |names| names.contains(&"value"))
    }

    fn record(fields: &[(&str, &str)]) -> Record {
        fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn one_record_is_read_in_every_form() {
        let expected = record(&[("quantity", "a"), ("value", "0.1")]);
        for text in [
            "{\"quantity\": \"a\", \"value\": 0.1}",
            "\u{feff}[{\"quantity\": \"a\", \"value\": 0.1}]\n",
            "{\n  \"quantity\": \"a\",\n  \"value\": 0.1\n}\n",
            "quantity,value\na,0.1\n",
            "quantity; value\r\na; 0.1\r\n",
            "value\tquantity\n0.1\ta",
        ] {
            for from in [RowsFrom::Stdout, RowsFrom::File] {
                let found: Vec<Record> = read(text, from).unwrap().into_iter().map(|(_, record)| record).collect();
                assert_eq!(found, std::slice::from_ref(&expected), "{text}");
            }
        }
    }

    #[test]
    fn progress_is_passed_over_among_printed_rows_in_json_and_nowhere_else() {
        let text = "[###   ] 10%\n{\"value\": 1}\nepoch 3\n{\"value\": 2}\n";
        let found = read(text, RowsFrom::Stdout).unwrap();
        assert_eq!(found, [(2, record(&[("value", "1")])), (4, record(&[("value", "2")]))]);
        assert!(read(text, RowsFrom::File).unwrap_err().contains("line 1 of its file is `[###   ] 10%`"));
        for (text, expected) in [
            ("", "printed no rows"),
            ("hello\nworld\nthree\nfour", "printed `hello / world / three [...]`, which is neither rows in JSON nor CSV"),
            ("{\"value\": 1}\n{\"value\": ", "line 2 begins as a row in JSON, `{\"value\":`, and is not JSON"),
            ("{'value': 1}", "line 1 begins as a row in JSON"),
            ("value,quantity\n1\n", "line 2 of its table has 1 cells where the header has 2"),
            ("loading\nvalue\n1\n", "neither rows in JSON nor CSV"),
        ] {
            let problem = read(text, RowsFrom::Stdout).unwrap_err();
            assert!(problem.contains(expected), "{text}: {problem}");
        }
    }

    #[test]
    fn numbers_that_are_not_finite_are_words_and_strings_stay() {
        let text = r#"{"value": NaN, "low": -Infinity, "a \" NaN": "Infinity NaN", "none": null, "many": [1, 2]}"#;
        let expected = [("value", "NaN"), ("low", "-Infinity"), ("a \" NaN", "Infinity NaN"), ("none", ""), ("many", "[1, 2]")];
        assert_eq!(read(text, RowsFrom::Stdout).unwrap(), [(1, record(&expected))]);
    }

    proptest! {
        #[test]
        fn numbers_keep_their_digits(values in prop::collection::vec(any::<f64>(), 1..20)) {
            let json: String = values.iter().map(|value| format!("{{\"value\": {}}}\n", python(*value))).collect();
            let table = format!("value\n{}", values.iter().map(|value| format!("{value:e}\n")).collect::<String>());
            for text in [json, table] {
                let found = read(&text, RowsFrom::File).unwrap();
                let bits = |value: f64| if value.is_nan() { f64::NAN.to_bits() } else { value.to_bits() };
                let read: Vec<u64> = found.iter().map(|(_, record)| bits(record["value"].parse().unwrap())).collect();
                prop_assert_eq!(read, values.iter().map(|value| bits(*value)).collect::<Vec<_>>());
            }
        }

        #[test]
        fn no_text_panics(text in "[{}\\[\\]\":,a-eN\n\\\\é 0-9]{0,40}") {
            let _ = read(&text, RowsFrom::Stdout);
            let _ = read(&text, RowsFrom::File);
        }
    }

    /// As Python's json module writes numbers.
    fn python(value: f64) -> String {
        match value {
            value if value.is_nan() => "NaN".into(),
            value if value.is_infinite() => {
                if value > 0.0 {
                    "Infinity".into()
                } else {
                    "-Infinity".into()
                }
            }
            value => format!("{value:e}"),
        }
    }
}
