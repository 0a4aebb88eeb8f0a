//! Wide tables: columns that are one run each, turned into one row a measurement.

use std::str::FromStr;

use super::refusal::{Refusal, listed};
use crate::table::{Table, value as number};

/// The columns that are one run each: names with `*` for any text, `{width}` for a size, `{replicate}` for a replicate and `{time}` for a time.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Pattern {
    text: String,
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Piece {
    Text(String),
    Any,
    Width,
    Replicate,
    Time,
}

/// The size, replicate and time in the name of one column.
#[derive(Debug, Clone, PartialEq, Default)]
struct Named {
    width: Option<String>,
    replicate: Option<String>,
    time: Option<String>,
}

/// A table with one row a measurement, and the columns that a pattern made.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Long {
    pub(super) table: Table,
    pub(super) width: Option<usize>,
    pub(super) replicate: Option<usize>,
    pub(super) time: Option<usize>,
    pub(super) value: usize,
    /// Cells of runs that are empty: they were left out.
    pub(super) empty: usize,
}

impl Pattern {
    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    fn named(&self, name: &str) -> Option<Named> {
        matched(&self.pieces, name.trim())
    }

    /// Whether a name matches.
    pub(super) fn is_of(&self, name: &str) -> bool {
        self.named(name).is_some()
    }

    fn has(&self, piece: &Piece) -> bool {
        self.pieces.contains(piece)
    }

    /// The table with one row for each cell that is not empty in a column that matches.
    pub(super) fn lengthen(&self, table: &Table) -> Result<Long, Refusal> {
        let names = table.names();
        let runs: Vec<(usize, Named)> = names.iter().enumerate().filter_map(|(i, name)| Some((i, self.named(name)?))).collect();
        if runs.is_empty() {
            let columns = listed(names.iter().map(String::as_str), 12);
            return Err(Refusal::whole(format!("no column is like `{}` of --wide; the columns are {columns}", self.text)));
        }
        let kept: Vec<usize> = (0..names.len()).filter(|i| runs.iter().all(|(run, _)| run != i)).collect();
        let mut all: Vec<String> = kept.iter().map(|i| names[*i].clone()).collect();
        let mut add = |name: &str| {
            let taken = all.iter().any(|other| other.trim() == name);
            all.push(if taken { format!("{name} of {}", self.text) } else { name.to_owned() });
            all.len() - 1
        };
        let width = self.has(&Piece::Width).then(|| add("width"));
        // Without a size in their names, columns are replicates.
        let replicate = (self.has(&Piece::Replicate) || width.is_none()).then(|| add("replicate"));
        let time = self.has(&Piece::Time).then(|| add("time"));
        let value = add("value");
        let (mut long, mut empty) = (Table::new(all), 0);
        for row in table.rows() {
            for (run, named) in &runs {
                let cell = row.cell(*run);
                if cell.trim().is_empty() {
                    empty += 1;
                    continue;
                }
                let made = [
                    width.and(named.width.as_deref()),
                    replicate.map(|_| named.replicate.as_deref().unwrap_or(names[*run].trim())),
                    time.and(named.time.as_deref()),
                    Some(cell),
                ];
                long.push(row.line(), kept.iter().map(|i| row.cell(*i)).chain(made.into_iter().flatten()));
            }
        }
        Ok(Long { table: long, width, replicate, time, value, empty })
    }
}

/// The parts of a name that the pieces take, the longest text first.
fn matched(pieces: &[Piece], name: &str) -> Option<Named> {
    let Some((piece, rest)) = pieces.split_first() else {
        return name.is_empty().then(Named::default);
    };
    if let Piece::Text(text) = piece {
        return matched(rest, name.strip_prefix(text.as_str())?);
    }
    let mut ends: Vec<usize> = name.char_indices().map(|(at, _)| at).chain([name.len()]).collect();
    ends.reverse();
    for end in ends {
        let (taken, left) = name.split_at(end);
        let is_number = number(taken).is_some_and(f64::is_finite) && taken.starts_with(|c: char| c.is_ascii_digit() || c == '.');
        let fits = match piece {
            Piece::Width | Piece::Time => is_number,
            Piece::Replicate => !taken.is_empty(),
            Piece::Any | Piece::Text(_) => true,
        };
        if !fits {
            continue;
        }
        if let Some(mut named) = matched(rest, left) {
            match piece {
                Piece::Width => named.width = Some(taken.to_owned()),
                Piece::Replicate => named.replicate = Some(taken.to_owned()),
                Piece::Time => named.time = Some(taken.to_owned()),
                Piece::Any | Piece::Text(_) => {}
            }
            return Some(named);
        }
    }
    None
}

impl FromStr for Pattern {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut pieces = Vec::new();
        let mut rest = text.trim();
        while !rest.is_empty() {
            let known = [("*", Piece::Any), ("{width}", Piece::Width), ("{replicate}", Piece::Replicate), ("{time}", Piece::Time)];
            if let Some((word, piece)) = known.into_iter().find(|(word, _)| rest.starts_with(word)) {
                let twice = piece != Piece::Any && pieces.contains(&piece);
                if twice || pieces.len() > 20 {
                    return Err(format!("`{text}` has {word} too often"));
                }
                pieces.push(piece);
                rest = &rest[word.len()..];
            } else if rest.starts_with('{') {
                return Err(format!("`{text}`: a pattern has *, {{width}}, {{replicate}} and {{time}}, and no other braces"));
            } else {
                let mut marks = rest.char_indices().skip(1).filter(|(_, c)| matches!(c, '*' | '{'));
                let end = marks.next().map_or(rest.len(), |(at, _)| at);
                pieces.push(Piece::Text(rest[..end].to_owned()));
                rest = &rest[end..];
            }
        }
        if pieces.is_empty() {
            return Err("an empty pattern matches no column; write one such as rep* or w{width}-s{replicate}".into());
        }
        Ok(Self { text: text.trim().to_owned(), pieces })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(pattern: &str, name: &str) -> Option<(Option<String>, Option<String>)> {
        pattern.parse::<Pattern>().expect(pattern).named(name).map(|named| (named.width, named.replicate))
    }

    #[test]
    fn names_are_matched_as_a_whole() {
        let text = |width: &str, replicate: &str| Some((Some(width.to_owned()), Some(replicate.to_owned())));
        let pattern = "w{width}-s{replicate} - val/loss";
        assert_eq!(named(pattern, "w128-s0 - val/loss"), text("128", "0"));
        assert_eq!(named(pattern, "w128-s0 - val/loss__MIN"), None);
        assert_eq!(named(pattern, "wide-s0 - val/loss"), None);
        assert_eq!(named("{width}", "1e3"), Some((Some("1e3".into()), None)));
        assert_eq!(["inf", "nan", "-3", "x"].map(|name| named("{width}", name)), [const { None }; 4]);
        assert_eq!(named("rep*", "rep10"), Some((None, None)));
        assert_eq!((named("rep*", "report"), named("rep{replicate}", "rep")), (Some((None, None)), None));
        assert_eq!(named("é*", "éa"), Some((None, None)));
        for fault in ["", "{size}", "{width}{width}"] {
            assert!(fault.parse::<Pattern>().is_err(), "{fault}");
        }
    }

    #[test]
    fn a_run_a_column_is_a_row_a_measurement() {
        let mut table = Table::new(["p", "rep1", "rep2", "note"].map(String::from).to_vec());
        table.push(2, ["4", "1", "2", "a"]);
        table.push(3, ["8", "3", " ", "b"]);
        let long = "rep*".parse::<Pattern>().expect("a pattern").lengthen(&table).expect("two runs");
        assert_eq!(long.table.names(), ["p", "note", "replicate", "value"]);
        let rows: Vec<(u64, &str, &str, &str)> = long.table.rows().map(|r| (r.line(), r.cell(0), r.cell(2), r.cell(3))).collect();
        assert_eq!(rows, [(2, "4", "rep1", "1"), (2, "4", "rep2", "2"), (3, "8", "rep1", "3")]);
        assert_eq!((long.width, long.replicate, long.value, long.empty), (None, Some(2), 3, 1));
        let refusal = "x*".parse::<Pattern>().expect("a pattern").lengthen(&table).expect_err("no such column");
        assert!(refusal.problem.contains("the columns are p, rep1, rep2, note"), "{}", refusal.problem);
    }
}
