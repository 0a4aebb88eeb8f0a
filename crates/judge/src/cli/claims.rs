//! The claims of a command line, in one variable, and the sizes that they are about.

use crate::claim::{Bound, Symbol, Toward, Written};
use crate::error::{Error, Result};
use crate::series::{Limit, Note, Question, Series, series};
use crate::table::Table;

/// Claims in one variable.
pub(super) struct Claims {
    written: Vec<Written>,
    variable: String,
    toward: Toward,
}

/// A claim as it is printed, and as it is judged: in M, which grows.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) claim: Bound,
    pub(super) judged: Bound,
}

/// The claims with the series that they are asked of.
pub(super) struct Case {
    pub(super) claims: Vec<Asked>,
    pub(super) series: Vec<Series>,
}

impl Claims {
    /// Reads claims.
    ///
    /// # Errors
    /// A claim that does not parse; claims in several variables.
    pub(super) fn read(texts: &[String]) -> Result<Self> {
        let written = texts.iter().map(|text| Written::read(text)).collect::<Result<Vec<_>, _>>()?;
        let in_width = |written: &&Written| [Symbol::M, Symbol::LogM].iter().any(|symbol| written.bound.rate.mentions(*symbol));
        let first = written.iter().find(in_width).or(written.first());
        let Some(first) = first else { return Err(Error::flag("--claim", "give a claim, such as 'O(1/M)'")) };
        let (variable, toward) = (first.bound.variable.to_string(), first.toward);
        if let Some(other) = written.iter().filter(in_width).find(|other| *other.bound.variable != variable || other.toward != toward) {
            let problem = format!("`{}` and `{}` are not in one variable; judge them apart", first.bound, other.bound);
            return Err(Error::flag("--claim", problem));
        }
        Ok(Self { written, variable, toward })
    }

    /// Whether a claim has t.
    pub(super) fn mention_time(&self) -> bool {
        self.written.iter().any(|written| written.bound.rate.mentions(Symbol::T))
    }

    /// The series of a table that answer a question, with the claims as they are judged there.
    pub(super) fn ask(&self, file: &str, table: &Table, question: Question) -> Result<Case> {
        let has_variable = table.names().iter().any(|name| name.trim() == self.variable);
        let x = question.x.clone().or_else(|| has_variable.then(|| self.variable.as_str().into()));
        let question = Question { x, ..question };
        let text: String = question.x.as_ref().map_or("", |x| x.text()).chars().filter(|c| !c.is_whitespace() && *c != '`').collect();
        match self.toward {
            Toward::Infinity => {
                let found = series(file, table, &question)?;
                let notes = self.below_one(&found);
                Ok(self.growing(found, notes))
            }
            _ if text == format!("1/{}", self.variable) => Ok(self.reciprocal(series(file, table, &question)?, "the sizes are")),
            toward => {
                let found = series(file, table, &Question { limit: Limit::Zero, ..question.clone() })?;
                let above_one = found.iter().all(|series| series.measurements.iter().all(|row| row.width < 1.0));
                if toward == Toward::Zero || !above_one {
                    return Ok(self.reciprocal(found, "the sizes are taken as"));
                }
                if text != self.variable {
                    let problem = format!(
                        "`{}` is about a {} that tends to 0, and the sizes of `{}` grow; claim a rate in M, or write '{} as {} -> 0'",
                        self.written[0].bound, self.variable, found[0].x, self.written[0].bound, self.variable
                    );
                    return Err(Error::flag("--claim", problem));
                }
                let text = format!(
                    "all {0} are above 1: {0} is taken to grow; write '{1} as {0} -> 0' if it tends to 0",
                    self.variable, self.written[0].bound
                );
                Ok(self.growing(series(file, table, &question)?, vec![Note::new("direction", text)]))
            }
        }
    }

    fn growing(&self, series: Vec<Series>, notes: Vec<Note>) -> Case {
        let asked = |written: &Written| Asked { claim: written.bound.clone(), judged: written.bound.clone() };
        self.case(series, asked, notes)
    }

    fn reciprocal(&self, series: Vec<Series>, are: &str) -> Case {
        let asked = |written: &Written| Asked { claim: written.bound.clone(), judged: written.bound.of_reciprocal() };
        let judged: Vec<String> = self.written.iter().map(|written| asked(written).judged.to_string()).collect();
        let text = format!("{0} tends to 0: {are} M = 1/{0}, and the claim is judged as {1}", self.variable, judged.join(" and "));
        self.case(series, asked, vec![Note::new("small_parameter", text)])
    }

    fn case(&self, mut series: Vec<Series>, asked: impl Fn(&Written) -> Asked, notes: Vec<Note>) -> Case {
        let read = self.written.iter().flat_map(|written| &written.notes).map(|text| Note::new("claim_read", text.clone()));
        let notes: Vec<Note> = read.chain(notes).collect();
        series.iter_mut().for_each(|series| series.notes.extend(notes.iter().cloned()));
        Case { claims: self.written.iter().map(asked).collect(), series }
    }

    /// A claim in M about sizes that are all below 1 may mean 1/h.
    fn below_one(&self, found: &[Series]) -> Vec<Note> {
        let all_below = found.iter().all(|series| series.measurements.iter().all(|row| row.width <= 1.0));
        let about_size = self.written.iter().any(|written| written.bound.rate.mentions(Symbol::M));
        match (found.first(), all_below && about_size) {
            (Some(series), true) => {
                let x = &series.x;
                let text = format!(
                    "all sizes of `{x}` are at most 1, and the claim is about sizes that grow: if `{x}` tends to 0, ask for --x '1/{x}'"
                );
                vec![Note::new("small_sizes", text)]
            }
            _ => Vec::new(),
        }
    }
}
