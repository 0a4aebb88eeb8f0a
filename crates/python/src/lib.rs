//! The native part of the Python package: crates/judge, asked in the words of its command line.
//!
//! Python turns a frame into columns and keywords into flags; everything else is the command line's own: what is refused and in which words, the
//! numbers, the text, the JSON, tables and figures. The package thus has no statistics and no defaults of its own.
//! - `table`: columns of Python's values to a table of text cells.
//! - `answers`: `fit`. `simulation`: `plan-study` and `calibrate`. `error`: what a user can mend, as an exception.

mod answers;
mod error;
mod simulation;
mod table;

use std::path::PathBuf;

use asymptest_judge::claim::{Symbol, Written};
use asymptest_judge::cli::figure::write_figure;
use asymptest_judge::error::Error;
use asymptest_judge::files::write_all_atomically;
use pyo3::prelude::*;

/// A claim in its canonical text, its variable, and whether it has t.
#[pyfunction]
fn parse(py: Python<'_>, text: &str) -> PyResult<(String, String, bool)> {
    let Written { bound, .. } = Written::read(text).map_err(|refused| error::raised(py, Error::Claim(refused)))?;
    Ok((bound.to_string(), bound.variable.to_string(), bound.rate.mentions(Symbol::T)))
}

/// Writes texts that belong together: all of them, or none.
#[pyfunction]
fn write_files(py: Python<'_>, files: Vec<(PathBuf, String)>) -> PyResult<()> {
    let files: Vec<_> = files.iter().map(|(path, text)| (path.as_path(), text.as_bytes())).collect();
    write_all_atomically(&files).map_err(|refused| error::raised(py, refused))
}

/// Writes a figure, given as SVG, in the form that the extension says.
#[pyfunction]
fn save_figure(py: Python<'_>, path: PathBuf, svg: &str) -> PyResult<()> {
    write_figure(&path, svg).map_err(|refused| error::raised(py, refused))
}

/// The native part of the package asymptest.
#[pymodule]
fn _asymptest(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add("Error", module.py().get_type::<error::Error>())?;
    module.add_class::<table::Table>()?;
    module.add_class::<answers::Answers>()?;
    module.add_class::<simulation::Simulation>()?;
    module.add_function(wrap_pyfunction!(parse, module)?)?;
    module.add_function(wrap_pyfunction!(write_files, module)?)?;
    module.add_function(wrap_pyfunction!(save_figure, module)?)?;
    module.add_function(wrap_pyfunction!(answers::fit, module)?)?;
    module.add_function(wrap_pyfunction!(simulation::plan_study, module)?)?;
    module.add_function(wrap_pyfunction!(simulation::calibrate, module)?)?;
    Ok(())
}
