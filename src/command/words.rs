//! Words of programs: a command line as a shell splits it, and printed text as a part of one line.

/// Splits a command line as a shell does. No shell runs it: `*`, `|` and `$HOME` stay as they are.
///
/// # Errors
/// A quote that is not closed.
///
/// ```
/// let words = asymptest::command::split("python3 train.py --name 'two words'");
/// assert_eq!(words.unwrap(), ["python3", "train.py", "--name", "two words"]);
/// ```
pub fn split(line: &str) -> Result<Vec<String>, String> {
    shlex::split(line).ok_or_else(|| format!("`{line}` has a quote that is not closed; close it, or give a list of words"))
}

/// Characters that a message quotes of a program at most.
const MOST: usize = 300;

/// The last lines that a program printed, as a part of one line.
pub(super) fn end_of(text: &str, lines: usize) -> String {
    let all = printed_lines(text);
    let joined = all[all.len().saturating_sub(lines)..].join(" / ");
    let count = joined.chars().count();
    if count <= MOST { joined } else { format!("[...] {}", joined.chars().skip(count - MOST).collect::<String>()) }
}

/// The first lines that a program printed, as a part of one line.
pub(super) fn start_of(text: &str, lines: usize) -> String {
    let all = printed_lines(text);
    let joined = all[..all.len().min(lines)].join(" / ");
    let is_all = all.len() <= lines && joined.chars().count() <= MOST;
    if is_all { joined } else { format!("{} [...]", joined.chars().take(MOST).collect::<String>()) }
}

/// Lines that are not blank, without colours and other control characters; a progress bar that overwrites itself becomes lines.
fn printed_lines(text: &str) -> Vec<String> {
    let plain = console::strip_ansi_codes(text);
    let shown = |letter: char| match letter {
        '\n' | '\r' => '\n',
        letter if letter.is_control() => ' ',
        letter => letter,
    };
    let clean: String = plain.chars().map(shown).collect();
    clean.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_text_is_clipped_and_cleaned() {
        assert_eq!(end_of("one\ntwo\n\n\u{1b}[31mred\u{1b}[0m \u{7}end\r\n", 2), "two / red  end");
        assert_eq!(start_of("10%\r50%\r100%\nrows", 3), "10% / 50% / 100% [...]");
        assert_eq!((start_of("a\nb", 3).as_str(), end_of("", 3).as_str()), ("a / b", ""));
        let long = end_of(&"é".repeat(10_000), 3);
        assert!(long.chars().count() == MOST + 6 && long.starts_with("[...] é"));
        assert_eq!(start_of(&"é".repeat(10_000), 3).chars().count(), MOST + 6);
    }

    #[test]
    fn a_line_is_split_as_a_shell_does_and_an_open_quote_is_refused() {
        assert_eq!(split(r#"a "b c" d\ e '$x *'"#).unwrap(), ["a", "b c", "d e", "$x *"]);
        assert!(split("a 'b").unwrap_err().contains("a quote that is not closed"));
    }
}
