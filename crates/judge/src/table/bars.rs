//! Tables with drawn lines: markdown, org-mode, psql and MySQL, and those that rich, polars and DataFrames print.

use super::assembly::Assembly;
use super::by_cells::by_cells;
use super::grid::Table;
use super::lines::{Lines, ends_of_lines, is_rule};
use super::refusal::{Read, clip, part, refuse};
use super::separated::Body;

/// Lines between columns. `|` is one only where it is not escaped.
const BARS: [char; 9] = ['|', '│', '┃', '║', '┆', '┊', '╎', '╏', '❘'];

/// Whether a text has a table with drawn lines: a rule between lines with bars, or lines that begin with a bar.
pub(super) fn is_one(text: &str) -> bool {
    let mut has_rule = false;
    let mut has_bars = false;
    for (_, line) in Lines::of(text, 1).take(400) {
        let line = line.trim();
        let bars = line.matches(BARS).count();
        if line.starts_with(BARS) && bars > 1 && !is_rule(line) {
            return true;
        }
        has_rule |= is_rule(line) && line.contains(['+', '|', '┼', '╪', '╇', '┬', '┴']);
        has_bars |= bars > 0 && !is_rule(line);
    }
    has_rule && has_bars
}

/// Consecutive lines with bars, and the rules between them.
#[derive(Debug, Clone, Copy)]
struct Block<'a> {
    text: &'a str,
    line: u64,
    last: u64,
    rows: usize,
}

/// Reads the one table with drawn lines that a text has. Lines without bars are titles and notes.
pub(super) fn read(file: &str, text: &str) -> Read<Table> {
    if let Some((line, said)) = Lines::of(text, 1).find(|(_, line)| is_left_out(line.trim())) {
        return refuse(
            line,
            format!("`{}` stands for rows that are left out; write the whole table, such as with CSV.write", clip(said.trim())),
        );
    }
    let blocks: Vec<Block<'_>> = blocks(text);
    match blocks.as_slice() {
        [] => refuse(0, "the file has bars, but no table of names and rows"),
        [block] => table(*block),
        [first, second, ..] => refuse(
            second.line,
            format!("a second table begins here, the first is in line {}; give one: {}", first.line, part(file, second.line, second.last)),
        ),
    }
}

/// Whether a line stands for others, in a print that was shortened.
fn is_left_out(line: &str) -> bool {
    matches!(line, "..." | "…" | "⋮") || line.ends_with("rows omitted") || line.ends_with("columns omitted")
}

fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut open: Option<(usize, u64, usize)> = None;
    let mut end = 0;
    let mut close = |open: Option<(usize, u64, usize)>, end: usize| {
        if let Some((start, line, rows)) = open
            && rows > 1
        {
            blocks.push(Block { text: &text[start..end], line, last: line + ends_of_lines(&text.as_bytes()[start..end]), rows });
        }
    };
    for (number, line) in Lines::of(text, 1) {
        let start = line.as_ptr() as usize - text.as_ptr() as usize;
        let rule = is_rule(line);
        if !rule && !has_bar(line) {
            close(open.take(), end);
            continue;
        }
        let (begin, first, rows) = open.unwrap_or((start, number, 0));
        open = Some((begin, first, rows + usize::from(!rule)));
        end = start + line.len();
    }
    close(open, end);
    blocks
}

fn has_bar(line: &str) -> bool {
    line.contains(BARS)
}

fn table(block: Block<'_>) -> Read<Table> {
    let lines = || Lines::of(block.text, block.line).filter(|(_, line)| !is_rule(line));
    // DataFrames of Julia have one line, behind the numbers of the rows, and spaces between the columns.
    if block.rows > 1
        && lines().all(|(_, line)| line.matches('│').count() == 1 && !line.contains('|'))
        && lines().all(|(_, line)| words(line) > 1)
    {
        let text = block.text.replace('│', " ");
        return by_cells("", Body { text: &text, line: block.line, comment: "" }, None);
    }
    let mut assembly = Assembly::new("");
    for (place, (number, line)) in lines().enumerate() {
        let cells = cells(line);
        // A rule of markdown may have one dash in a cell.
        let is_rule = place == 1 && cells.iter().all(|cell| matches!(cell.as_str(), "-" | ":-" | "-:" | ":-:"));
        if !is_rule {
            assembly.push(number, cells.iter().map(String::as_str))?;
        }
    }
    assembly.finish()
}

fn words(line: &str) -> usize {
    line.rsplit('│').next().map_or(0, |part| part.split_whitespace().count())
}

/// The cells of a line, without the bars around it.
fn cells(line: &str) -> Vec<String> {
    let line = line.trim();
    let line = line.strip_prefix(BARS).unwrap_or(line);
    let mut cells = vec![String::new()];
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match (letter, letters.peek()) {
            ('\\', Some('|')) => {
                letters.next();
                push(&mut cells, '|');
            }
            (bar, None) if BARS.contains(&bar) => {}
            (bar, _) if BARS.contains(&bar) => cells.push(String::new()),
            (letter, _) => push(&mut cells, letter),
        }
    }
    cells.iter_mut().for_each(|cell| *cell = cell.trim().to_owned());
    cells
}

fn push(cells: &mut [String], letter: char) {
    if let Some(cell) = cells.last_mut() {
        cell.push(letter);
    }
}
