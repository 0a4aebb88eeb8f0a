//! Tables pasted from LaTeX: cells between `&`, rows before `\\`.

use super::assembly::Assembly;
use super::grid::Table;
use super::header::is_number;
use super::latex_cell::{Cell, cells};
use super::lines::Counter;
use super::number_problem::is_missing;
use super::refusal::{Read, part, refuse};

/// Environments of tables.
const BEGINS: [&str; 6] =
    ["\\begin{tabular", "\\begin{longtable", "\\begin{array", "\\begin{booktabs", "\\begin{tblr", "\\begin{NiceTabular"];

/// Whether a text has a table of LaTeX, or rows of one.
pub(super) fn is_one(text: &str) -> bool {
    BEGINS.iter().any(|begin| text.contains(begin)) || has_rows(text)
}

/// Rows without their environment: every second line has `&` and ends a row.
fn has_rows(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty()).take(40).peekable();
    let first = lines.peek().is_some_and(|line| line.contains('&') || line.starts_with('\\'));
    let (rows, all) = lines.fold((0, 0), |(rows, all), line| (rows + usize::from(line.contains('&') && line.contains("\\\\")), all + 1));
    first && rows > 0 && 2 * rows >= all
}

/// Reads the one table of a text.
pub(super) fn read(file: &str, text: &str) -> Read<Table> {
    let (start, end) = inner(file, text)?;
    let mut counter = Counter::of(text, 1);
    let mut heads: Vec<Vec<Cell>> = Vec::new();
    let mut assembly = Assembly::new("");
    let mut is_begun = false;
    for (place, row) in rows(text, start, end) {
        let cells = cells(&row);
        if cells.iter().all(|cell| cell.text.is_empty()) {
            continue;
        }
        let line = counter.line(place);
        if is_begun {
            assembly.push(line, spread(&cells).iter().map(|cell| &**cell))?;
            continue;
        }
        let has_number = cells.iter().any(|cell| is_number(&cell.text));
        if !has_number && cells.iter().any(|cell| !is_missing(&cell.text)) && heads.len() < 4 {
            heads.push(cells);
            continue;
        }
        if !heads.is_empty() {
            let names = joined(&heads);
            assembly.push(line, names.iter().map(String::as_str))?;
        }
        assembly.push(line, spread(&cells).iter().map(|cell| &**cell))?;
        is_begun = true;
    }
    assembly.finish()
}

/// From behind the begin of the table to its end.
fn inner(file: &str, text: &str) -> Read<(usize, usize)> {
    let Some(begin) = BEGINS.iter().filter_map(|begin| text.find(begin)).min() else { return Ok((0, text.len())) };
    let environment = text[begin + "\\begin{".len()..].split('}').next().unwrap_or_default();
    let after = begin + "\\begin{".len() + (environment.len() + 1).min(text.len() - begin - "\\begin{".len());
    let end = text[after..].find(&format!("\\end{{{environment}}}")).map_or(text.len(), |place| after + place);
    if let Some(second) = BEGINS.iter().filter_map(|begin| text[end..].find(begin)).min() {
        let mut counter = Counter::of(text, 1);
        let [first, last, second] = [begin, end, end + second].map(|place| counter.line(place));
        return refuse(second, format!("a second table begins here; give one, such as the first: {}", part(file, first, last)));
    }
    // The arguments: where the table stands, how wide it is, and how its columns are set.
    let mut start = after;
    while let Some(length) = argument(&text[start..end]) {
        start += length;
    }
    Ok((start, end))
}

/// The length of an argument in brackets or braces that a text begins with.
fn argument(text: &str) -> Option<usize> {
    let blank = text.len() - text.trim_start_matches([' ', '\t']).len();
    let close = match text[blank..].chars().next()? {
        '{' => '}',
        '[' => ']',
        _ => return None,
    };
    let open = if close == '}' { '{' } else { '[' };
    let mut depth = 0_usize;
    for (place, letter) in text[blank..].char_indices() {
        if letter == open {
            depth += 1;
        } else if letter == close {
            depth -= 1;
            if depth == 0 {
                return Some(blank + place + 1);
            }
        }
    }
    None
}

/// The rows with the place where each begins, without comments.
fn rows(text: &str, start: usize, end: usize) -> Vec<(usize, String)> {
    let mut rows = Vec::new();
    let mut row = String::new();
    let mut begin = None;
    // Whether the row has a cell behind a `&`, and whether it begins with a command: asked of a long row at each of its lines.
    let (mut has_cells, mut is_command) = (false, false);
    let mut letters = text[start..end].char_indices().peekable();
    while let Some((place, letter)) = letters.next() {
        let next = letters.peek().map(|(_, letter)| *letter);
        match (letter, next) {
            ('\\', Some('\\')) => {
                letters.next();
                rows.push((begin.take().unwrap_or(start + place), std::mem::take(&mut row)));
                (has_cells, is_command) = (false, false);
            }
            ('\\', Some(escaped)) => {
                letters.next();
                row.extend(['\\', escaped]);
                is_command |= begin.is_none();
                begin.get_or_insert(start + place);
            }
            ('%', _) => while letters.next_if(|(_, letter)| !matches!(letter, '\n' | '\r')).is_some() {},
            (letter, _) => {
                // A row begins with what it holds, and not with the rule above it.
                if !letter.is_whitespace() {
                    has_cells |= letter == '&';
                    begin.get_or_insert(start + place);
                } else if matches!(letter, '\n' | '\r') && !has_cells && is_command {
                    (begin, is_command) = (None, false);
                }
                row.push(letter);
            }
        }
    }
    rows.push((begin.unwrap_or(end), row));
    rows
}

/// The cells with those that a cell covers: they are empty.
fn spread(cells: &[Cell]) -> Vec<&str> {
    cells.iter().flat_map(|cell| std::iter::once(&*cell.text).chain(std::iter::repeat_n("", cell.columns - 1))).collect()
}

/// Names in several lines, joined: what covers several columns names each of them that has a name of its own.
fn joined(heads: &[Vec<Cell>]) -> Vec<String> {
    let columns = heads.iter().map(|head| head.iter().map(|cell| cell.columns).sum::<usize>()).max().unwrap_or(0);
    let mut names = vec![String::new(); columns];
    for (place, head) in heads.iter().enumerate() {
        let is_last = place + 1 == heads.len();
        let mut column = 0;
        for cell in head {
            for covered in 0..cell.columns {
                let said = if is_last && covered > 0 { "" } else { &*cell.text };
                if let Some(name) = names.get_mut(column)
                    && !said.is_empty()
                {
                    let space = if name.is_empty() { "" } else { " " };
                    name.push_str(space);
                    name.push_str(said);
                }
                column += 1;
            }
        }
    }
    names
}
