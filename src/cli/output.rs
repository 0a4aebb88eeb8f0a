//! The only place that prints.

use std::io::{ErrorKind, Write};

use crate::error::{Error, Result};

/// Prints to standard output. A reader that has gone away (`asymptest ... | head`) is no error.
pub(super) fn print(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(source) if source.kind() != ErrorKind::BrokenPipe => Err(Error::Write { path: "standard output".into(), source }),
        _ => Ok(()),
    }
}

/// Prints an error as one line, and below it the claim with a caret where the error is in a claim.
pub(super) fn complain(error: &Error) {
    let mut err = std::io::stderr().lock();
    // There is nowhere left to report a failure to.
    let _ = writeln!(err, "error: {error}");
    if let Error::Claim(claim) = error {
        let _ = writeln!(err, "{}", claim.pointer());
    }
}

/// Prints one JSON object.
pub(super) fn print_json(value: &serde_json::Value) -> Result<()> {
    print(&format!("{value:#}\n"))
}

/// Prints a line on standard error, for people to read beside the result.
pub(super) fn note(text: &str) {
    // There is nowhere to report a failure to.
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}
