//! How text looks where it is printed: colours where they are wanted, plain characters on a dumb terminal, and the width of a table.
//!
//! Text is made with its symbols and without colour; this file dresses it, character for character, so that no table changes its shape.

use clap::ValueEnum;

/// `--color`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    /// On a terminal that has colours, unless NO_COLOR is set (<https://no-color.org>).
    Auto,
    /// Everywhere.
    Always,
    /// Nowhere.
    Never,
}

/// What is known of the place that is printed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// The columns of the terminal; none where it is no terminal.
    pub terminal: Option<u16>,
    /// The value of NO_COLOR, where it is set.
    pub no_color: Option<String>,
    /// The value of TERM, where it is set.
    pub term: Option<String>,
}

/// How text is to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    paint: Paint,
    glyphs: Glyphs,
    terminal: Option<u16>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Paint {
    None,
    Ansi,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Glyphs {
    Unicode,
    Ascii,
}

const GREEN: &str = "\x1b[32m";
const RED: &str = "\x1b[1;31m";
const YELLOW: &str = "\x1b[33m";
const DIM: &str = "\x1b[2m";
const RESET: &str = "\x1b[0m";

/// Marks of a verdict, their colour, and what stands for them on a dumb terminal.
const MARKS: [(char, &str, char); 5] = [('✔', GREEN, '+'), ('✘', RED, 'x'), ('○', YELLOW, '?'), ('◌', DIM, '-'), ('◇', YELLOW, '~')];
/// What a reader must not miss.
const ALARMS: [&str; 4] = ["NOT AS EXPECTED", "MUST BE REFUTED", "FAILED", "CHANGED"];

impl Look {
    /// The look at a place, as the user chose.
    pub(super) fn of(choice: ColorChoice, place: &Place) -> Self {
        let is_dumb = place.term.as_deref() == Some("dumb");
        let forbidden = place.no_color.as_ref().is_some_and(|value| !value.is_empty());
        let paint = match choice {
            ColorChoice::Always => Paint::Ansi,
            ColorChoice::Auto if place.terminal.is_some() && !is_dumb && !forbidden => Paint::Ansi,
            ColorChoice::Auto | ColorChoice::Never => Paint::None,
        };
        let glyphs = if is_dumb { Glyphs::Ascii } else { Glyphs::Unicode };
        Self { paint, glyphs, terminal: place.terminal }
    }

    /// The columns of the terminal; none where it is no terminal, and tables may be as wide as they are.
    pub fn columns(self) -> Option<u16> {
        self.terminal
    }

    /// `text` as it is to look.
    pub fn dress(self, text: &str) -> String {
        let text = match self.glyphs {
            Glyphs::Unicode => text.to_owned(),
            Glyphs::Ascii => text.chars().map(plain).collect(),
        };
        match self.paint {
            Paint::None => text,
            Paint::Ansi => text.split_inclusive('\n').map(painted).collect(),
        }
    }
}

/// A character of seven bits for a mark or a line of a table.
fn plain(letter: char) -> char {
    if let Some((_, _, plain)) = MARKS.iter().find(|(mark, ..)| *mark == letter) {
        return *plain;
    }
    match letter {
        '─' | '═' | '╌' | '┄' => '-',
        '│' | '┆' | '║' => '|',
        '┌' | '┐' | '└' | '┘' | '├' | '┤' | '┬' | '┴' | '┼' | '╞' | '╡' | '╪' => '+',
        other => other,
    }
}

/// A line in colour: marks with the words behind them, and alarms.
fn painted(line: &str) -> String {
    let mut text = String::with_capacity(line.len() + 32);
    let mut rest = line;
    while let Some(start) = rest.find(|letter| colour_of(letter).is_some()) {
        let (before, marked) = rest.split_at(start);
        let colour = marked.chars().next().and_then(colour_of).unwrap_or(RESET);
        // The words end where the cell does.
        let end = marked.find("  ").or_else(|| marked.find(" │")).unwrap_or(marked.trim_end().len());
        let end = marked.find(" │").map_or(end, |bar| bar.min(end));
        text.push_str(before);
        text.push_str(&format!("{colour}{}{RESET}", &marked[..end]));
        rest = &marked[end..];
    }
    text.push_str(rest);
    ALARMS.iter().fold(text, |text, alarm| text.replace(alarm, &format!("{RED}{alarm}{RESET}")))
}

fn colour_of(letter: char) -> Option<&'static str> {
    // On a dumb terminal marks are plain characters, which stand in words too: there nothing but alarms is painted.
    MARKS.iter().find(|(mark, ..)| *mark == letter).map(|(_, colour, _)| *colour)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(terminal: Option<u16>, no_color: Option<&str>, term: Option<&str>) -> Place {
        Place { terminal, no_color: no_color.map(String::from), term: term.map(String::from) }
    }

    const TEXT: &str = "│ a   ✔ supported   1 │\n│ b ✘ refuted │ NOT AS EXPECTED\n";

    fn is_coloured(choice: ColorChoice, place: &Place) -> bool {
        Look::of(choice, place).dress(TEXT).contains('\x1b')
    }

    #[test]
    fn colours_are_for_terminals_that_want_them() {
        use ColorChoice::{Always, Auto, Never};
        let terminal = place(Some(100), None, Some("xterm-256color"));
        let pipe = place(None, None, Some("xterm-256color"));
        let refused = place(Some(100), Some("1"), None);
        let dumb = place(Some(100), None, Some("dumb"));
        assert_eq!([&terminal, &pipe, &refused, &dumb].map(|place| is_coloured(Auto, place)), [true, false, false, false]);
        assert_eq!([&terminal, &pipe, &refused, &dumb].map(|place| is_coloured(Always, place)), [true; 4]);
        assert_eq!([&terminal, &pipe, &refused, &dumb].map(|place| is_coloured(Never, place)), [false; 4]);
        // Set and empty is not set.
        assert!(is_coloured(Auto, &place(Some(100), Some(""), None)));
    }

    #[test]
    fn a_colour_covers_the_mark_and_its_words() {
        let look = Look::of(ColorChoice::Always, &place(None, None, None));
        assert_eq!(
            look.dress(TEXT),
            "│ a   \x1b[32m✔ supported\x1b[0m   1 │\n│ b \x1b[1;31m✘ refuted\x1b[0m │ \x1b[1;31mNOT AS EXPECTED\x1b[0m\n"
        );
    }

    #[test]
    fn a_dumb_terminal_gets_plain_characters_and_the_same_shape() {
        let look = Look::of(ColorChoice::Auto, &place(Some(80), None, Some("dumb")));
        let text = look.dress(TEXT);
        assert!(text.is_ascii());
        assert_eq!(text, "| a   + supported   1 |\n| b x refuted | NOT AS EXPECTED\n");
        assert_eq!(text.chars().count(), TEXT.chars().count());
    }
}
