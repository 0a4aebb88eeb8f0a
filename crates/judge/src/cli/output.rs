//! The only place that prints.

use std::io::{ErrorKind, IsTerminal, Write};
use std::sync::OnceLock;

use super::look::{ColorChoice, Look, Place};
use crate::error::{Error, Result};

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

/// Prints one JSON object.
pub fn print_json(value: &serde_json::Value) -> Result<()> {
    print(&format!("{value:#}\n"))
}

/// Prints a line on standard error, for people to read beside the result.
pub fn note(text: &str) {
    // There is nowhere to report a failure to.
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}
