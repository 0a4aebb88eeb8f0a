//! Cells between spaces: by single words, by two spaces and more, or in columns of fixed width.

use super::assembly::Assembly;
use super::grid::Table;
use super::lines::{Lines, comment, is_rule};
use super::refusal::Read;
use super::separated::Body;

/// How spaces separate cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Spacing {
    /// Any white space.
    Words,
    /// Two spaces or more, or a tab: cells may have single ones.
    Wide,
    /// Columns begin at these places, in letters.
    Fixed(Vec<usize>),
}

/// More letters than this have no line of a table in columns.
const LONGEST: usize = 4000;

impl Spacing {
    /// The cells of a line.
    pub(super) fn split<'a>(&self, line: &'a str) -> Vec<&'a str> {
        match self {
            Self::Words => words(line),
            Self::Wide => {
                line.trim().split("  ").flat_map(|part| part.split('\t')).map(str::trim).filter(|part| !part.is_empty()).collect()
            }
            Self::Fixed(starts) => fixed(line, starts),
        }
    }

    /// Columns of fixed width, if all lines leave the same places blank and some are padded: without, a short line lacks a cell.
    pub(super) fn fixed(body: Body<'_>) -> Option<Self> {
        let mut blank: Vec<bool> = Vec::new();
        let mut is_padded = false;
        for (_, line) in rows(body) {
            is_padded |= line.trim().contains("  ");
            for (place, letter) in line.chars().enumerate() {
                match blank.get_mut(place) {
                    Some(is_blank) => *is_blank &= letter == ' ',
                    None if place >= LONGEST || letter == '\t' => return None,
                    None => blank.push(letter == ' '),
                }
            }
        }
        let starts: Vec<usize> = (0..blank.len()).filter(|place| !blank[*place] && (*place == 0 || blank[place - 1])).collect();
        is_padded.then_some(Self::Fixed(starts))
    }
}

/// Reads cells between spaces.
pub(super) fn spaced(body: Body<'_>, spacing: &Spacing) -> Read<Table> {
    let mut assembly = Assembly::new(body.comment);
    for (line, text) in rows(body) {
        assembly.push(line, spacing.split(text).into_iter())?;
    }
    assembly.finish()
}

/// The lines that hold cells.
pub(super) fn rows(body: Body<'_>) -> impl Iterator<Item = (u64, &str)> {
    Lines::of(body.text, body.line).filter(|(_, line)| !line.trim().is_empty() && comment(line).is_none() && !is_rule(line))
}

/// Words between white space; a quote at the begin of a word goes on to the next one.
fn words(line: &str) -> Vec<&str> {
    if !line.contains('"') {
        return line.split_whitespace().collect();
    }
    let mut words = Vec::new();
    let mut rest = line.trim_start();
    while !rest.is_empty() {
        let quoted = rest.strip_prefix('"').and_then(|inner| inner.split_once('"'));
        let (word, after) = match quoted {
            Some((word, after)) if after.is_empty() || after.starts_with(char::is_whitespace) => (word, after),
            _ => rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len())),
        };
        words.push(word);
        rest = after.trim_start();
    }
    words
}

fn fixed<'a>(line: &'a str, starts: &[usize]) -> Vec<&'a str> {
    let mut places = line.char_indices().map(|(place, _)| place).enumerate();
    let mut bytes: Vec<usize> =
        starts.iter().map(|start| places.find(|(letter, _)| letter == start).map_or(line.len(), |(_, place)| place)).collect();
    bytes.push(line.len());
    bytes.windows(2).map(|pair| line[pair[0]..pair[1]].trim()).collect()
}
