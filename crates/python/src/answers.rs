//! `fit`: claims judged on a table.

use std::path::Path;

use asymptest_judge::cli;
use asymptest_judge::cli::args::from_words;
use asymptest_judge::cli::fit::{FitArguments, judge};
use asymptest_judge::error::{Error, Result};
use asymptest_judge::report::{ResultGroup, latex_table, markdown_table, results_csv};
use asymptest_judge::table;
use pyo3::exceptions::PyIndexError;
use pyo3::prelude::*;

use super::error::raised;
use super::table::Table;

/// The answers of `fit`: claims on series.
#[pyclass(frozen)]
pub(crate) struct Answers {
    answers: cli::Answers,
}

/// Judges what the words of a command line ask, on a table or on the file that they name.
#[pyfunction]
#[pyo3(signature = (words, table=None))]
pub(crate) fn fit(py: Python<'_>, words: Vec<String>, table: Option<&Bound<'_, Table>>) -> PyResult<Answers> {
    let table = table.map(Bound::get);
    let judged = py.detach(|| judge(&from_words::<FitArguments>(&words)?, |path| read(path, table)));
    judged.map(|answers| Answers { answers }).map_err(|error| raised(py, error))
}

/// The table that Python gave, or the one in the file.
pub(crate) fn read(path: &Path, table: Option<&Table>) -> Result<table::Table, Error> {
    table.map_or_else(|| cli::table::table(path), |table| Ok(table.table.clone()))
}

#[pymethods]
impl Answers {
    fn __len__(&self) -> usize {
        self.answers.each().count()
    }

    /// The verdict on all.
    fn verdict(&self) -> String {
        word(self.answers.verdict())
    }

    /// All answers in prose.
    fn text(&self) -> String {
        self.answers.text()
    }

    /// The text of `fit --format json`.
    fn json(&self) -> String {
        self.answers.json()
    }

    /// The text of `fit --format latex`, or the table of one answer.
    #[pyo3(signature = (index=None))]
    fn latex(&self, index: Option<usize>) -> PyResult<String> {
        Ok(latex_table(&self.groups(index)?))
    }

    /// The text of `fit --format markdown`, or the table of one answer.
    #[pyo3(signature = (index=None))]
    fn markdown(&self, index: Option<usize>) -> PyResult<String> {
        Ok(markdown_table(&self.groups(index)?))
    }

    /// The text of `fit --format csv`, or the table of one answer.
    #[pyo3(signature = (index=None))]
    fn csv(&self, index: Option<usize>) -> PyResult<String> {
        Ok(results_csv(&self.groups(index)?))
    }

    /// The columns that keep the series of one answer apart, with their values.
    fn key(&self, index: usize) -> PyResult<Vec<(String, String)>> {
        Ok(self.one(index)?.0.key.clone())
    }

    /// One answer in prose.
    fn text_of(&self, index: usize) -> PyResult<String> {
        Ok(self.one(index)?.1.text())
    }

    /// One answer as it stands among the claims of the JSON.
    fn json_of(&self, index: usize) -> PyResult<String> {
        Ok(self.one(index)?.1.json())
    }

    /// The notes on how the series of one answer was read: a name and a sentence each.
    fn notes(&self, index: usize) -> PyResult<Vec<(&'static str, String)>> {
        Ok(self.one(index)?.0.notes.iter().map(|note| (note.code, note.text.clone())).collect())
    }

    /// The figure of one answer, as SVG.
    fn figure(&self, index: usize) -> PyResult<String> {
        let (series, judged) = self.one(index)?;
        Ok(judged.figure(&series.y))
    }
}

impl Answers {
    fn one(&self, index: usize) -> PyResult<(&asymptest_judge::series::Series, &cli::Judged)> {
        self.answers.each().nth(index).ok_or_else(|| PyIndexError::new_err("there is no such judgement"))
    }

    fn groups(&self, index: Option<usize>) -> PyResult<Vec<ResultGroup>> {
        let Some(index) = index else { return Ok(self.answers.groups()) };
        let (series, judged) = self.one(index)?;
        Ok(vec![ResultGroup { title: series.title(), rows: judged.rows() }])
    }
}

/// A verdict as JSON writes it.
fn word(verdict: asymptest_judge::verdict::Verdict) -> String {
    serde_json::to_value(verdict).ok().and_then(|value| value.as_str().map(String::from)).unwrap_or_default()
}
