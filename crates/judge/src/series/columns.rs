//! Which columns a question is about: those that it names, and those that need no name.

use super::expression::{Fault, Formula};
use super::guess;
use super::note::Note;
use super::refusal::{Refusal, clip, listed};
use super::wide::Long;
use super::wide_names::runs;
use super::{Expression, Filter, Question};
use crate::table::Table;

/// Whether a column was asked for, or has a usual name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trust {
    Asked,
    Guessed,
}

/// The columns that a question is about.
#[derive(Debug, Clone)]
pub(super) struct Columns<'a> {
    pub(super) x: (String, Formula),
    pub(super) y: (String, Formula),
    pub(super) replicate: Option<(usize, Trust)>,
    pub(super) time: Option<usize>,
    pub(super) error: Option<(String, Formula)>,
    pub(super) by: Vec<usize>,
    pub(super) pool: Vec<usize>,
    pub(super) filters: Vec<(usize, &'a Filter)>,
    /// The column that says which runs failed, in a table of evidence of this program.
    pub(super) status: Option<usize>,
    pub(super) notes: Vec<Note>,
}

/// The columns by which a table of evidence of this program shows.
const EVIDENCE: [&str; 5] = ["setting", "width", "quantity", "value", "status"];

impl<'a> Columns<'a> {
    /// The columns of `question` in `table`, which a pattern may have made.
    pub(super) fn find(table: &Table, question: &'a Question, long: Option<&Long>) -> Result<Self, Refusal> {
        let finder = Finder { table, question, long };
        finder.has_names()?;
        finder.is_not_wide()?;
        let mut notes = Vec::new();
        let named = finder.named();
        let filters = finder.filters()?;
        let by = finder.all(&question.by, "--by")?;
        let pool = finder.all(&question.pool, "--pool")?;
        let error = finder.error()?;
        let y = finder.given(question.y.as_ref(), "--y")?;
        let mut taken: Vec<usize> = [&by[..], &pool, &named].concat();
        taken.extend(error.iter().chain(&y).flat_map(|(_, formula)| formula.columns()));
        let x = finder.x(&taken, &mut notes)?;
        taken.extend(x.1.columns());
        let time = finder.time(&taken, &mut notes)?;
        taken.extend(time);
        let asked = question.replicate.as_ref().map(|name| Ok((finder.place(name, "--replicate-column")?, Trust::Asked))).transpose()?;
        let replicate = asked.or_else(|| finder.usual_replicate(&taken, &mut notes));
        taken.extend(replicate.map(|(column, _)| column));
        taken.extend(filters.iter().map(|(column, _)| *column));
        let y = y.map_or_else(|| finder.y(&x, &taken, &mut notes), Ok)?;
        let columns = Self { status: finder.status(), x, y, replicate, time, error, by, pool, filters, notes };
        columns.are_apart(table)?;
        Ok(columns)
    }

    /// A column that two parts of the question name alone is refused.
    fn are_apart(&self, table: &Table) -> Result<(), Refusal> {
        let mut used: Vec<usize> =
            [self.x.1.column(), self.y.1.column(), self.replicate.map(|(column, _)| column), self.time].into_iter().flatten().collect();
        used.extend(&self.by);
        used.sort_unstable();
        match used.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => Err(Refusal::at(1, format!("column `{}` is asked to be two things at once", clip(&table.names()[pair[0]])))),
            None => Ok(()),
        }
    }

    /// The columns that the question has a use for.
    pub(super) fn used(&self) -> Vec<usize> {
        let mut used = [&self.by[..], &self.pool].concat();
        used.extend(self.x.1.columns().into_iter().chain(self.y.1.columns()));
        used.extend(self.error.iter().flat_map(|(_, formula)| formula.columns()));
        used.extend(self.replicate.map(|(column, _)| column).into_iter().chain(self.time));
        used
    }

    /// The fault of a cell or a formula, as the sentence of an error.
    pub(super) fn fault(fault: &Fault, table: &Table, cell: impl Fn(usize) -> String, text: &str) -> String {
        match fault {
            Fault::Empty(column) => {
                format!("{} is empty; leave out the rows of missing measurements", clip(&table.names()[*column]))
            }
            Fault::NotANumber(column) => {
                let name = clip(&table.names()[*column]);
                match crate::table::number(&cell(*column)) {
                    Err(problem) => format!("{name} {problem}"),
                    Ok(value) => format!("{name} {value} cannot be used here"),
                }
            }
            Fault::Undefined => format!("`{}` has no finite value in this row", clip(text)),
        }
    }
}

struct Finder<'a, 'b> {
    table: &'b Table,
    question: &'a Question,
    long: Option<&'b Long>,
}

impl<'a> Finder<'a, '_> {
    fn name(&self, column: usize) -> &str {
        self.table.names()[column].trim()
    }

    fn listed(&self) -> String {
        listed(self.table.names().iter().map(String::as_str), 12)
    }

    fn has_names(&self) -> Result<(), Refusal> {
        let all_numbers = self.table.names().iter().all(|name| crate::table::value(name).is_some());
        match all_numbers && self.long.is_none() {
            true => Err(Refusal::at(1, "the first line holds numbers; put a line of column names above it")),
            false => Ok(()),
        }
    }

    /// The column with this name.
    fn place(&self, name: &str, flag: &str) -> Result<usize, Refusal> {
        let mut found = (0..self.table.names().len()).filter(|column| self.name(*column) == name.trim());
        match (found.next(), found.next()) {
            (Some(column), None) => Ok(column),
            (Some(_), Some(_)) => Err(Refusal::at(1, format!("column `{}` occurs twice", clip(name)))),
            (None, _) => Err(Refusal::at(
                1,
                format!("no column `{}`; the columns are {}; name the right one with {flag}", clip(name), self.listed()),
            )),
        }
    }

    fn all(&self, names: &[String], flag: &str) -> Result<Vec<usize>, Refusal> {
        let mut columns = names.iter().map(|name| self.place(name, flag)).collect::<Result<Vec<_>, _>>()?;
        columns.dedup();
        Ok(columns)
    }

    /// The columns that are named for a purpose of their own, of those that there are.
    fn named(&self) -> Vec<usize> {
        self.question.columns().filter_map(|name| self.place(name, "").ok()).collect()
    }

    fn filters(&self) -> Result<Vec<(usize, &'a Filter)>, Refusal> {
        let found = |filter: &'a Filter| {
            if !filter.is_sound() {
                return Err(Refusal::whole(format!("--where {filter}: `{}` is not a number to compare with", clip(&filter.value))));
            }
            Ok((self.place(&filter.column, "--where")?, filter))
        };
        self.question.filters.iter().map(found).collect()
    }

    fn given(&self, expression: Option<&Expression>, flag: &str) -> Result<Option<(String, Formula)>, Refusal> {
        let Some(expression) = expression else { return Ok(None) };
        let formula = expression.over(self.table.names());
        let formula = formula
            .map_err(|problem| Refusal::at(1, format!("{problem}; the columns are {}; name the right one with {flag}", self.listed())))?;
        Ok(Some((expression.text().trim().to_owned(), formula)))
    }

    fn error(&self) -> Result<Option<(String, Formula)>, Refusal> {
        self.given(self.question.error.as_ref(), "--error")
    }

    /// A table with one column a run has no column of values.
    fn is_not_wide(&self) -> Result<(), Refusal> {
        let has_value = self.question.y.is_none() && self.table.names().iter().any(|name| name.trim() == "value");
        if self.long.is_some() || has_value {
            return Ok(());
        }
        let Some(runs) = runs(self.table.names()) else { return Ok(()) };
        let y = self.question.y.as_ref().map(|y| y.text().trim());
        if y.is_some_and(|y| runs.columns.iter().all(|column| self.name(*column) != y)) {
            return Ok(());
        }
        let shown = listed(runs.columns.iter().map(|column| self.name(*column)).collect::<Vec<_>>().into_iter(), 4);
        let pattern = runs.pattern.text().to_owned();
        let problem = format!(
            "this is a wide table: {shown} are one column a run, and a measurement needs a row of its own; read it with --wide '{pattern}'"
        );
        let of_run =
            |name: &Option<String>| name.as_ref().is_some_and(|name| runs.columns.iter().any(|column| self.name(*column) == name.trim()));
        let replicate = self.question.replicate.clone().filter(|_| !of_run(&self.question.replicate));
        let remedy = Question { wide: Some(runs.pattern), y: None, replicate, ..self.question.clone() };
        Err(Refusal::at(1, problem).or(vec![remedy]))
    }

    fn x(&self, taken: &[usize], notes: &mut Vec<Note>) -> Result<(String, Formula), Refusal> {
        let (usual, others) = guess::sizes(self.table, taken);
        let candidates = || usual.iter().chain(&others).copied();
        if let Some(x) = &self.question.x {
            let given = self.given(Some(x), "--x").map_err(|refusal| refusal.or(self.with_x(candidates())))?;
            return given.ok_or_else(|| Refusal::whole("--x is empty"));
        }
        if let Some(width) = self.long.and_then(|long| long.width) {
            return Ok((self.name(width).to_owned(), Formula::Column(width)));
        }
        if self.table.names().iter().any(|name| name.trim() == "width") {
            let width = self.place("width", "--x")?;
            return Ok(("width".to_owned(), Formula::Column(width)));
        }
        if let [only] = usual[..] {
            let name = self.name(only).to_owned();
            notes.push(Note::new(
                "column_guessed",
                format!("the sizes are those of `{name}`, the only column with a usual name for them; --x names another"),
            ));
            return Ok((name, Formula::Column(only)));
        }
        let which = match usual[..] {
            [] => String::new(),
            _ => {
                format!("; {} may hold the sizes", listed(usual.iter().map(|column| self.name(*column)).collect::<Vec<_>>().into_iter(), 6))
            }
        };
        let problem = format!("no column `width`; the columns are {}{which}; name the right one with --x", self.listed());
        Err(Refusal::at(1, problem).or(self.with_x(candidates())))
    }

    /// The question with other sizes.
    fn with_x(&self, columns: impl Iterator<Item = usize>) -> Vec<Question> {
        columns.map(|column| Question { x: Some(self.name(column).into()), ..self.question.clone() }).collect()
    }

    fn y(&self, x: &(String, Formula), taken: &[usize], notes: &mut Vec<Note>) -> Result<(String, Formula), Refusal> {
        if let Some(long) = self.long {
            return Ok((self.name(long.value).to_owned(), Formula::Column(long.value)));
        }
        if self.table.names().iter().any(|name| name.trim() == "value") {
            let value = self.place("value", "--y")?;
            return Ok(("value".to_owned(), Formula::Column(value)));
        }
        let taken = [taken, &x.1.columns()].concat();
        let (usual, others) = guess::values(self.table, &taken);
        let only = match (&usual[..], &others[..]) {
            ([only], _) | ([], [only]) => Some(*only),
            _ => None,
        };
        if let Some(only) = only {
            let name = self.name(only).to_owned();
            notes.push(Note::new(
                "column_guessed",
                format!("the values are those of `{name}`, the only column that can hold them; --y names another"),
            ));
            return Ok((name, Formula::Column(only)));
        }
        let problem = format!("no column `value`; the columns are {}; name the right one with --y", self.listed());
        let with = |column: &usize| Question { x: Some(x.0.as_str().into()), y: Some(self.name(*column).into()), ..self.question.clone() };
        Err(Refusal::at(1, problem).or(usual.iter().chain(&others).map(with).collect()))
    }

    fn time(&self, taken: &[usize], notes: &mut Vec<Note>) -> Result<Option<usize>, Refusal> {
        if let Some(name) = &self.question.time {
            return self.place(name, "--time-column").map(Some);
        }
        let Some(long) = self.long else { return Ok(None) };
        if long.time.is_some() || long.width.is_none() {
            return Ok(long.time);
        }
        let time = guess::time(self.table, taken);
        if let Some(time) = time {
            let name = self.name(time);
            notes.push(Note::new("column_guessed", format!("the times are those of `{name}`; --time-column names another")));
        }
        Ok(time)
    }

    fn usual_replicate(&self, taken: &[usize], notes: &mut Vec<Note>) -> Option<(usize, Trust)> {
        if let Some(replicate) = self.long.and_then(|long| long.replicate) {
            return Some((replicate, Trust::Guessed));
        }
        let column = guess::replicate(self.table, taken)?;
        if self.name(column) == "replicate" {
            return Some((column, Trust::Asked));
        }
        notes.push(Note::new(
            "column_guessed",
            format!("replicates are told apart by `{}`; --replicate-column names another", self.name(column)),
        ));
        Some((column, Trust::Guessed))
    }

    fn status(&self) -> Option<usize> {
        let place = |wanted: &str| self.table.names().iter().position(|name| name.trim() == wanted);
        EVIDENCE.iter().all(|name| place(name).is_some()).then(|| place("status")).flatten()
    }
}
