//! The only place that prints.

use std::io::{ErrorKind, IsTerminal, Write};
use std::sync::OnceLock;

use clap::Args;

use super::look::{ColorChoice, Look, Place};
use crate::error::{Error, Result};

/// How much is told beside results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Loudness {
    /// Results, warnings and errors alone.
    Quiet,
    /// How a run goes on, too.
    #[default]
    Usual,
    /// Also the files and settings that a command took.
    Verbose,
}

/// The flags that say how much is told.
#[derive(Debug, Clone, Copy, Args)]
pub struct Telling {
    /// Print results, warnings and errors alone.
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Also print which files and settings are taken.
    #[arg(short, long, global = true)]
    verbose: bool,
}

impl From<Telling> for Loudness {
    fn from(telling: Telling) -> Self {
        match (telling.quiet, telling.verbose) {
            (true, _) => Self::Quiet,
            (_, true) => Self::Verbose,
            _ => Self::Usual,
        }
    }
}

/// How much is told: chosen once, by the command line.
static LOUDNESS: OnceLock<Loudness> = OnceLock::new();

/// Decides how much is told; the first decision counts.
pub fn speak(loudness: Loudness) {
    LOUDNESS.get_or_init(|| loudness);
}

/// How much is told.
pub fn loudness() -> Loudness {
    LOUDNESS.get().copied().unwrap_or_default()
}

/// The look of standard output: a fact about the process, found once.
static LOOK: OnceLock<Look> = OnceLock::new();

/// Finds out how text is to look on standard output, as the user chose; what is printed before looks as it is chosen for them.
pub fn dress_for(choice: ColorChoice) {
    let out = std::io::stdout();
    let columns = || console::Term::stdout().size_checked().map_or(80, |(_, columns)| columns);
    let value = |name| std::env::var_os(name).map(|value| value.to_string_lossy().into_owned());
    let place = Place { terminal: out.is_terminal().then(columns), no_color: value("NO_COLOR"), term: value("TERM") };
    LOOK.get_or_init(|| Look::of(choice, &place));
}

/// How text looks on standard output.
pub fn look() -> Look {
    dress_for(ColorChoice::Auto);
    *LOOK.get().expect("set on the line above")
}

/// Prints text for people, in the look of the place.
pub fn show(text: &str) -> Result<()> {
    print(&look().dress(text))
}

/// Prints to standard output. A reader that has gone away (`asymptest ... | head`) is no error.
pub fn print(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(source) if source.kind() != ErrorKind::BrokenPipe => Err(Error::Write { path: "standard output".into(), source }),
        _ => Ok(()),
    }
}

/// Prints an error as one line, and below it the claim with a caret where the error is in a claim.
pub fn complain(error: &Error) {
    let mut err = std::io::stderr().lock();
    // There is nowhere left to report a failure to.
    let _ = writeln!(err, "error: {error}");
    if let Error::Claim(claim) = error {
        let _ = writeln!(err, "{}", claim.pointer());
    }
}

/// The version of the form of every JSON object that is printed: it changes when a key is renamed or removed. schemas/ describes the forms.
pub const SCHEMA: u32 = 1;

/// Prints one JSON object, with the version of its form.
pub fn print_json(value: &serde_json::Value) -> Result<()> {
    print(&json_text(value))
}

/// The text of one JSON object, with the version of its form.
pub fn json_text(value: &serde_json::Value) -> String {
    let mut value = value.clone();
    if let Some(object) = value.as_object_mut() {
        object.insert("schema".to_owned(), SCHEMA.into());
    }
    format!("{value:#}\n")
}

/// Prints a line on standard error that says how a run goes on; `--quiet` leaves it out.
pub fn note(text: &str) {
    if loudness() >= Loudness::Usual {
        warn(text);
    }
}

/// Prints a line on standard error that says what a command took; only `--verbose` has it.
pub fn detail(text: &str) {
    if loudness() >= Loudness::Verbose {
        warn(text);
    }
}

/// Prints a line on standard error that a user has to see, however quiet.
pub fn warn(text: &str) {
    // There is nowhere to report a failure to.
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}
