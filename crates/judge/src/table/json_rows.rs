//! Objects of JSON as rows: the names are those of all objects, and names within names are joined by points.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::grid::Table;
use super::refusal::{Read, Refusal, clip, refuse};

/// Objects within objects beyond this are cells.
const DEEPEST: usize = 8;
/// A table may have so many cells for a byte of its file. More have objects that share no names.
const CELLS_PER_BYTE: usize = 1;
/// Small tables may have more.
const SMALL: usize = 1 << 14;

/// The members of an object in their order.
pub(super) type Pairs<'a> = Vec<(Cow<'a, str>, &'a RawValue)>;

/// The first sign of a value: a brace, a bracket, a quote, or that of a number or a word.
pub(super) fn shape(value: &RawValue) -> char {
    value.get().chars().next().unwrap_or(' ')
}

/// The members of an object.
pub(super) fn pairs(line: u64, object: &RawValue) -> Read<Pairs<'_>> {
    let Members(pairs) = serde_json::from_str(object.get()).map_err(|error| Refusal { line, problem: error.to_string() })?;
    Ok(pairs)
}

/// The text of a cell: that of a string, and the JSON of anything else.
pub(super) fn scalar(line: u64, value: &RawValue) -> Read<Cow<'_, str>> {
    let json = value.get();
    match json.strip_prefix('"').and_then(|inner| inner.strip_suffix('"')) {
        None => Ok(Cow::Borrowed(json)),
        Some(inner) if !inner.contains('\\') => Ok(Cow::Borrowed(inner.trim())),
        Some(_) => match serde_json::from_str::<String>(json) {
            Ok(text) => Ok(Cow::Owned(text.trim().to_owned())),
            Err(error) => refuse(line, error.to_string()),
        },
    }
}

/// A table of objects, one a row. A name that an object does not have is an empty cell.
pub(super) fn objects(values: &[(u64, &RawValue)], bytes: usize) -> Read<Table> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut names: Vec<String> = Vec::new();
    for (line, value) in values {
        each(*line, value, "", 0, &mut |name, _| {
            if !places.contains_key(name) {
                places.insert(name.to_owned(), names.len());
                names.push(name.to_owned());
            }
            Ok(())
        })?;
        if names.len().saturating_mul(values.len()) > SMALL.max(CELLS_PER_BYTE * bytes) {
            return refuse(
                *line,
                format!("`{}` is one name too many: the objects have too few names in common to be a table", clip(&names[names.len() - 1])),
            );
        }
    }
    if names.is_empty() {
        return refuse(0, "the file is JSON without a name; it needs one object a measurement");
    }
    let mut row: Vec<Option<Cow<'_, str>>> = vec![None; names.len()];
    let mut table = Table::new(names);
    for (line, value) in values {
        row.fill(None);
        each(*line, value, "", 0, &mut |name, value| {
            let Some(place) = places.get(name) else { return Ok(()) };
            match row[*place].replace(scalar(*line, value)?) {
                Some(_) => refuse(*line, format!("`{}` occurs twice in one object", clip(name))),
                None => Ok(()),
            }
        })?;
        table.push(*line, row.iter().map(|cell| cell.as_deref().unwrap_or_default()));
    }
    Ok(table)
}

/// Calls `take` with every name and value of an object and of those within it.
fn each<'a>(
    line: u64,
    object: &'a RawValue,
    within: &str,
    depth: usize,
    take: &mut impl FnMut(&str, &'a RawValue) -> Read<()>,
) -> Read<()> {
    for (name, value) in pairs(line, object)? {
        let name = if within.is_empty() { name } else { Cow::Owned(format!("{within}.{name}")) };
        if shape(value) == '{' && depth < DEEPEST {
            each(line, value, &name, depth + 1, take)?;
        } else {
            take(name.trim(), value)?;
        }
    }
    Ok(())
}

/// An object that keeps the order of its members and the text of their values.
struct Members<'a>(Pairs<'a>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Take;
        impl<'de> Visitor<'de> for Take {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some((Name(name), value)) = map.next_entry::<Name<'de>, &'de RawValue>()? {
                    members.push((name, value));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Take)
    }
}

/// A name that borrows from the text where it has no escapes.
#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);
