//! Refusals of a table, and how they quote what they refuse.

/// Where a table is refused (0 for the file as a whole), and what is wrong there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) line: u64,
    pub(super) problem: String,
}

/// The result of reading.
pub(super) type Read<T> = std::result::Result<T, Refusal>;

/// A refusal as the result of reading.
pub(super) fn refuse<T>(line: u64, problem: impl Into<String>) -> Read<T> {
    Err(Refusal { line, problem: problem.into() })
}

/// A text short enough for an error, on one line.
pub(super) fn clip(text: &str) -> String {
    const LONGEST: usize = 40;
    let clipped: String = text.chars().take(LONGEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().count() > LONGEST { format!("{clipped}...") } else { clipped }
}

/// A number of things.
pub(super) fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// A text as one word of a POSIX shell.
pub(super) fn shell(text: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "._-/+:@%".contains(letter);
    if !text.is_empty() && text.chars().all(is_plain) && !text.starts_with('-') {
        return text.to_owned();
    }
    let guard = if text.starts_with('-') { "./" } else { "" };
    format!("'{guard}{}'", text.replace('\'', "'\\''"))
}

/// The command that judges some lines of a file alone.
pub(super) fn part(file: &str, first: u64, last: u64) -> String {
    format!("sed -n '{first},{last}p' {} | asymptest fit -", shell(file))
}
