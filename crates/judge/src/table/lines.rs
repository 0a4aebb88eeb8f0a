//! Lines of a text with their numbers, and which of them are comments.

/// How many lines end in `bytes`, by LF, CR LF or CR.
pub(super) fn ends_of_lines(bytes: &[u8]) -> u64 {
    let ends = bytes.iter().enumerate().filter(|(i, b)| match b {
        b'\n' => true,
        b'\r' => bytes.get(i + 1) != Some(&b'\n'),
        _ => false,
    });
    ends.count() as u64
}

/// The lines of a text with their numbers, without their ends.
#[derive(Debug, Clone)]
pub(super) struct Lines<'a> {
    rest: Option<&'a str>,
    next: u64,
}

impl<'a> Lines<'a> {
    /// Lines numbered from `first`.
    pub(super) fn of(text: &'a str, first: u64) -> Self {
        Self { rest: Some(text), next: first }
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = (u64, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let text = self.rest?;
        let number = self.next;
        self.next += 1;
        let Some(end) = text.bytes().position(|byte| matches!(byte, b'\n' | b'\r')) else {
            self.rest = None;
            return (!text.is_empty()).then_some((number, text));
        };
        let after = if text[end..].starts_with("\r\n") { end + 2 } else { end + 1 };
        self.rest = Some(&text[after..]);
        Some((number, &text[..end]))
    }
}

/// Line numbers of places that only grow.
#[derive(Debug)]
pub(super) struct Counter<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u64,
}

impl<'a> Counter<'a> {
    /// Begins at the begin of the text, whose first line has the number `first`.
    pub(super) fn of(text: &'a str, first: u64) -> Self {
        Self { bytes: text.as_bytes(), at: 0, line: first }
    }

    /// The line of a place that is not before the last one.
    pub(super) fn line(&mut self, place: usize) -> u64 {
        let place = place.clamp(self.at, self.bytes.len());
        self.line += ends_of_lines(&self.bytes[self.at..place]);
        self.at = place;
        self.line
    }
}

/// The text of a comment, if the line is one.
pub(super) fn comment(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let said = ["#", "%", "//", "\\\\", "!"].iter().find_map(|mark| line.strip_prefix(mark))?;
    Some(said.trim_start_matches(['#', '%', '!']).trim())
}

/// Whether a line only draws: it separates rows and holds nothing.
pub(super) fn is_rule(line: &str) -> bool {
    let is_stroke = |letter: char| matches!(letter, '-' | '=' | '_' | '\u{2500}'..='\u{257f}');
    let is_between = |letter: char| matches!(letter, '+' | '|' | ':' | ' ' | '\t');
    let mut previous = ' ';
    let mut is_drawn = false;
    for letter in line.chars() {
        if !is_stroke(letter) && !is_between(letter) {
            return false;
        }
        is_drawn |= is_stroke(letter) && letter == previous;
        previous = letter;
    }
    is_drawn
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_in_three_ways() {
        let lines: Vec<_> = Lines::of("a\r\nb\rc\n\nd", 1).collect();
        assert_eq!(lines, [(1, "a"), (2, "b"), (3, "c"), (4, ""), (5, "d")]);
        assert_eq!(Lines::of("a\n", 3).collect::<Vec<_>>(), [(3, "a")]);
        assert_eq!(Lines::of("", 1).count(), 0);
    }

    #[test]
    fn rules_hold_nothing() {
        for rule in ["---", "|---|:--:|", "+----+", "─────┼───", "==== ====", "├─┼──┤", "-----+-----", "│ --- ┆ --- │"]
        {
            assert!(is_rule(rule), "{rule}");
        }
        for line in ["", "-", "| - | - |", "-1", "--x", "- -", "a"] {
            assert!(!is_rule(line), "{line}");
        }
    }
}
