//! A table of text cells from columns of Python's values.

use asymptest_judge::table;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyFloat, PyInt, PyList, PyString};

/// The line of the first row: the names of the columns are line 1.
const FIRST: u64 = 2;

/// Rows of text cells under column names.
#[pyclass(frozen)]
pub(crate) struct Table {
    pub(crate) table: table::Table,
}

#[pymethods]
impl Table {
    /// Columns as lists of one length. The floats of a column in `single` have single precision: they are written with the digits that tell them
    /// apart there.
    #[new]
    fn new(names: Vec<String>, columns: Vec<Bound<'_, PyList>>, single: Vec<bool>) -> PyResult<Self> {
        let rows = columns.first().map_or(0, |column| column.len());
        if columns.len() != names.len() || single.len() != names.len() || columns.iter().any(|column| column.len() != rows) {
            return Err(PyValueError::new_err("columns, names and precisions do not match"));
        }
        let columns: Vec<Vec<String>> = columns
            .iter()
            .zip(&single)
            .map(|(column, single)| column.iter().map(|value| cell(&value, *single)).collect())
            .collect::<PyResult<_>>()?;
        let mut table = table::Table::new(names);
        for row in 0..rows {
            table.push(FIRST + row as u64, columns.iter().map(|column| column[row].as_str()));
        }
        Ok(Self { table })
    }

    fn __len__(&self) -> usize {
        self.table.len()
    }
}

/// A value as a table of text has it: floats with the fewest digits that read back the same, nothing for what is missing.
fn cell(value: &Bound<'_, PyAny>, single: bool) -> PyResult<String> {
    if value.is_none() || ["NAType", "NaTType"].iter().any(|missing| value.get_type().name().is_ok_and(|name| name == *missing)) {
        return Ok(String::new());
    }
    if let Ok(text) = value.cast::<PyString>() {
        return Ok(text.to_string());
    }
    if let Ok(number) = value.cast::<PyFloat>() {
        let number = number.value();
        return Ok(if single { format!("{:?}", number as f32) } else { format!("{number:?}") });
    }
    let text = value.str()?.to_string();
    let is_plain = value.is_instance_of::<PyInt>() || value.is_instance_of::<PyBool>() || text.parse::<f64>().is_ok();
    // A tensor of one number says more than the number.
    match value.getattr("item") {
        Ok(item) if !is_plain => item.call0().and_then(|item| if item.is(value) { Ok(text) } else { cell(&item, single) }),
        _ => Ok(text),
    }
}
