//! Arguments that several commands share.

use clap::{Args, Command, ValueEnum};

use crate::error::{Error, Result};

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Prose for people.
    Text,
    /// One JSON object.
    Json,
}

/// How judgements are printed: for people, for programs, and as tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ResultFormat {
    /// Prose for people.
    Text,
    /// One JSON object.
    Json,
    /// A table for a page or a pull request.
    Markdown,
    /// A table for a paper, with the rules of booktabs.
    Latex,
    /// A table for a program, a row a claim.
    Csv,
}

/// The arguments in the words of a program that has no command line: no variable of the environment is read.
///
/// # Errors
/// The first line of what a command line would say of them.
pub fn from_words<A: Args>(words: &[String]) -> Result<A> {
    let matches = A::augment_args(Command::new("asymptest")).no_binary_name(true).try_get_matches_from(words);
    matches.and_then(|matches| A::from_arg_matches(&matches)).map_err(|error| {
        let text = error.to_string();
        let first = text.lines().next().unwrap_or_default();
        Error::Elsewhere(first.strip_prefix("error: ").unwrap_or(first).into())
    })
}

/// A number of a flag as an error repeats it, in few digits whatever its size.
pub fn shown(value: f64) -> String {
    let plain = value == 0.0 || !value.is_finite() || (1e-6..1e6).contains(&value.abs());
    if plain { value.to_string() } else { format!("{value:e}") }
}

/// A path as a shell takes it.
pub(super) fn quoted_path(path: &std::path::Path) -> String {
    crate::series::shell(&path.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::fit::{FitArguments, judge};
    use crate::table::read_table;

    #[test]
    fn a_program_asks_in_the_words_of_the_command_line() {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let asked = words(&["frame", "--claim=O(1/M)", "--y=loss"]);
        let rows: String = (4..10).map(|power| format!("{0},{1}\n", 1 << power, 3.0 / f64::from(1 << power))).collect();
        let table = read_table("frame", format!("width,loss\n{rows}").as_bytes()).expect("a table");
        let answers = judge(&from_words::<FitArguments>(&asked).expect("arguments"), |_| Ok(table)).expect("answers");
        assert_eq!(answers.each().count(), 1);
        assert!(answers.json().contains("\"claim\": \"O(M^(-1))\"") && answers.text().starts_with("O("), "{}", answers.json());
        let refused = |asked: &[&str]| from_words::<FitArguments>(&words(asked)).expect_err("refused").to_string();
        assert_eq!(
            refused(&["frame", "--claim=O(1)", "--margin=wide"]),
            "invalid value 'wide' for '--margin <POWER>': invalid float literal"
        );
        assert!(refused(&["frame", "--claim=O(1)", "--colour=red"]).contains("--colour"));
    }
}
