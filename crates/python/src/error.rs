//! Errors that a user can cause and mend, as Python's exceptions.

use asymptest_judge::error::Error as Judged;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::{PyErr, create_exception};

create_exception!(
    asymptest,
    Error,
    PyValueError,
    "What cannot be judged as it was asked: what is wrong, where, and how to mend it, as the command line says it.\n\n\
     `line` counts the lines of the table from 1, the line of column names included; None if no line is at fault.\n\
     `row` is the row of a frame that this line is, from 0. `help` is a command or a call that works, if one was found."
);

/// The exception of an error, with the line and the command that helps.
pub(crate) fn raised(py: Python<'_>, error: Judged) -> PyErr {
    let message = match &error {
        Judged::Claim(claim) => format!("{error}\n{}", claim.pointer()),
        _ => error.to_string(),
    };
    let (line, help) = match error {
        Judged::Table { line, .. } => (Some(line), None),
        Judged::Question { line, help, .. } => (Some(line), help),
        _ => (None, None),
    };
    let line = line.filter(|line| *line > 0);
    let raised = Error::new_err(message);
    let value = raised.value(py);
    let dressed = value.setattr("line", line).and_then(|()| value.setattr("row", None::<u64>)).and_then(|()| value.setattr("help", help));
    dressed.err().unwrap_or(raised)
}
