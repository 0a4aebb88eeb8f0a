//! Rows that a program gives for its cell: readings of quantities at steps.

use std::collections::BTreeMap;

use super::records::{self, Record, RowsFrom};
use crate::claim::Quantity;
use crate::experiment::Reading;

/// Facts of a cell that are known before its rows are read.
pub(super) struct Asked<'a> {
    /// The quantities of the experiment: rows of others are passed over.
    pub(super) quantities: &'a [Quantity],
    /// The steps of horizons by their text.
    pub(super) horizons: BTreeMap<String, usize>,
    /// Columns that name the cell, with its values: a row of another cell is refused.
    pub(super) cell: [(&'a str, usize); 3],
}

/// A quantity at a step.
type Place = (usize, Quantity);

/// Readings by step and quantity.
pub(super) type Readings = BTreeMap<Place, Reading>;

/// Reads the rows of one cell. A row names its `quantity` and `value`, or has quantities as fields; `step` (0 where there is none), `horizon` and `floor` are
/// optional. A number alone is that of the one quantity.
///
/// # Errors
/// The fault, as the rest of a sentence that starts with the program.
pub(super) fn read(text: &str, from: RowsFrom, asked: &Asked<'_>) -> Result<Readings, String> {
    if let Ok(value) = text.trim().parse::<f64>() {
        return match asked.quantities {
            [quantity] => Ok([((0, *quantity), Reading::exact(value))].into()),
            all => Err(format!(
                "gave a number alone, and may measure {}; name it: {{\"quantity\": \"{}\", \"value\": {value}}}",
                names(all),
                all[0]
            )),
        };
    }
    let mut readings = Readings::new();
    for (line, record) in records::of(text, from, |names| is_header(names, asked))? {
        let at_line = |problem: String| format!("gave a row that cannot be used, line {line}: {problem}");
        for (key, reading) in of_record(&record, asked).map_err(at_line)? {
            if readings.insert(key, reading).is_some() {
                return Err(at_line(format!("{} at step {} is there twice", key.1, key.0)));
            }
        }
    }
    if readings.is_empty() {
        return Err(format!("gave no row of {}", names(asked.quantities)));
    }
    Ok(readings)
}

fn names(quantities: &[Quantity]) -> String {
    quantities.iter().map(|quantity| quantity.name).collect::<Vec<_>>().join(", ")
}

fn is_header(names: &[&str], asked: &Asked<'_>) -> bool {
    (names.contains(&QUANTITY) && names.contains(&VALUE))
        || names.iter().any(|name| asked.quantities.iter().any(|known| known.name == *name))
}

const QUANTITY: &str = "quantity";
const VALUE: &str = "value";

/// The readings of a record; none where it is no row of the experiment's quantities.
fn of_record(record: &Record, asked: &Asked<'_>) -> Result<Vec<(Place, Reading)>, String> {
    let known = |name: &str| asked.quantities.iter().copied().find(|quantity| quantity.name == name);
    let values: Vec<(Quantity, &String)> = match record.get(QUANTITY) {
        Some(name) => {
            let Some(quantity) = known(name) else { return Ok(Vec::new()) };
            vec![(quantity, record.get(VALUE).ok_or_else(|| format!("it names the quantity {name} and has no value"))?)]
        }
        None => record.iter().filter_map(|(name, value)| Some((known(name)?, value))).collect(),
    };
    if values.is_empty() {
        return Ok(Vec::new());
    }
    for (name, own) in asked.cell {
        if let Some(given) = record.get(name).filter(|given| !given.is_empty() && given.parse() != Ok(own as f64)) {
            return Err(format!("it is of {name} = {given}, and the cell is of {name} = {own}"));
        }
    }
    let Some(step) = step(record, asked)? else { return Ok(Vec::new()) };
    let floor =
        record.get("floor").map(String::as_str).filter(|floor| !floor.is_empty()).map(|floor| number("floor", floor)).transpose()?;
    // An empty field is no measurement.
    let given = values.into_iter().filter(|(_, value)| !value.is_empty());
    given.map(|(quantity, value)| Ok(((step, quantity), Reading { value: number(quantity.name, value)?, floor }))).collect()
}

/// The step of a record; `None` if it is of a horizon that nobody asks for.
fn step(record: &Record, asked: &Asked<'_>) -> Result<Option<usize>, String> {
    let field = |name: &str| record.get(name).map(String::as_str).filter(|text| !text.is_empty());
    match (field("step"), field("horizon")) {
        (Some(step), _) => {
            // pandas writes whole numbers of a column with holes as 3.0.
            let whole = step.parse().ok().filter(|step: &f64| step.fract() == 0.0 && (0.0..9e15).contains(step));
            whole.map(|step| Some(step as usize)).ok_or_else(|| format!("its step `{step}` is not a whole number from 0 on"))
        }
        (None, Some(horizon)) => Ok(asked.horizons.get(horizon).copied()),
        (None, None) => Ok(Some(0)),
    }
}

fn number(name: &str, text: &str) -> Result<f64, String> {
    text.parse().map_err(|_| format!("{name} is `{text}`, which is not a number"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRIFT: Quantity = Quantity::size("drift", "a drift");
    const LOSS: Quantity = Quantity::size("loss", "a loss");

    fn of(text: &str, quantities: &[Quantity]) -> Result<Vec<(usize, &'static str, f64)>, String> {
        let horizons = [("t = 5".to_owned(), 5)].into();
        let asked = Asked { quantities, horizons, cell: [("width", 64), ("M", 64), ("replicate", 1)] };
        let readings = read(text, RowsFrom::Stdout, &asked)?;
        Ok(readings.into_iter().map(|((step, quantity), reading)| (step, quantity.name, reading.value)).collect())
    }

    #[test]
    fn rows_are_read_long_and_wide_with_steps_and_horizons() {
        let both = &[DRIFT, LOSS];
        for (text, expected) in [
            ("quantity,value\ndrift,0.5\nother,1\n", vec![(0, "drift", 0.5)]),
            ("quantity,value,step\ndrift,0.5,3.0\nloss,1,0\n", vec![(0, "loss", 1.0), (3, "drift", 0.5)]),
            ("{\"quantity\": \"drift\", \"value\": 2, \"horizon\": \"t = 5\"}", vec![(5, "drift", 2.0)]),
            ("step,drift,loss,lr\n0,1,2,x\n1,3,,x\n", vec![(0, "drift", 1.0), (0, "loss", 2.0), (1, "drift", 3.0)]),
            ("{\"lr\": 0.1}\n{\"drift\": 0.25, \"width\": 64, \"replicate\": 1}\n", vec![(0, "drift", 0.25)]),
            ("drift\n0.25\n", vec![(0, "drift", 0.25)]),
        ] {
            assert_eq!(of(text, both).as_deref(), Ok(&expected[..]), "{text}");
        }
        assert_eq!(of(" 1e-3\n", &[DRIFT]).unwrap(), [(0, "drift", 1e-3)]);
        assert!(of("nan", &[DRIFT]).unwrap()[0].2.is_nan() && of("{\"drift\": Infinity}", both).unwrap()[0].2.is_infinite());
    }

    #[test]
    fn a_row_that_is_not_one_says_why() {
        for (text, expected) in [
            ("0.5", "gave a number alone, and may measure drift, loss; name it: {\"quantity\": \"drift\", \"value\": 0.5}"),
            ("{\"quantity\": \"drift\"}", "line 1: it names the quantity drift and has no value"),
            ("drift\n1\n2\n", "line 3: drift at step 0 is there twice"),
            ("drift\nmuch\n", "line 2: drift is `much`, which is not a number"),
            ("drift,step\n1,0.5\n", "its step `0.5` is not a whole number"),
            ("drift,width\n1,128\n", "it is of width = 128, and the cell is of width = 64"),
            ("{\"M\": 32, \"drift\": 1}", "it is of M = 32"),
            ("{\"other\": 1}", "gave no row of drift, loss"),
            ("{\"drift\": null}", "gave no row of drift, loss"),
            ("{\"drift\": 1, \"horizon\": \"t = 6\"}", "gave no row of drift, loss"),
            ("{\"drift\": 1, \"floor\": \"low\"}", "floor is `low`, which is not a number"),
        ] {
            let problem = of(text, &[DRIFT, LOSS]).unwrap_err();
            assert!(problem.contains(expected), "{text}: {problem}");
        }
    }
}
