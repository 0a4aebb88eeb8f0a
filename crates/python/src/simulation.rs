//! `plan-study` and `calibrate`: what a study will be able to see.

use asymptest_judge::cli::args::from_words;
use asymptest_judge::cli::calibrate::{CalibrateArguments, calibrated};
use asymptest_judge::cli::plan_study::{PlanStudyArguments, planned};
use pyo3::prelude::*;

use super::answers::read;
use super::error::raised;
use super::table::Table;

/// The results of a command that simulates.
#[pyclass(frozen)]
pub(crate) struct Simulation {
    text: String,
    json: String,
}

#[pymethods]
impl Simulation {
    /// The text that the command prints for people.
    fn text(&self) -> &str {
        &self.text
    }

    /// The text that the command prints with `--format json`.
    fn json(&self) -> &str {
        &self.json
    }
}

/// Plans what the words of a command line ask, with the noise of a table or of the file that they name.
#[pyfunction]
#[pyo3(signature = (words, table=None))]
pub(crate) fn plan_study(py: Python<'_>, words: Vec<String>, table: Option<&Bound<'_, Table>>) -> PyResult<Simulation> {
    let table = table.map(Bound::get);
    let plans = py.detach(|| planned(&from_words::<PlanStudyArguments>(&words)?, |path| read(path, table)));
    plans.map(|plans| Simulation { text: plans.text(), json: plans.json() }).map_err(|error| raised(py, error))
}

/// Simulates what the words of a command line ask, with the design and the noise of a table or of the file that they name.
#[pyfunction]
#[pyo3(signature = (words, table=None))]
pub(crate) fn calibrate(py: Python<'_>, words: Vec<String>, table: Option<&Bound<'_, Table>>) -> PyResult<Simulation> {
    let table = table.map(Bound::get);
    let found = py.detach(|| calibrated(&from_words::<CalibrateArguments>(&words)?, |path| read(path, table)));
    found.map(|found| Simulation { text: found.text(), json: found.json() }).map_err(|error| raised(py, error))
}
