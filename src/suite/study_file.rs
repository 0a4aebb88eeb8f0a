//! A study's file: a suite, the program that measures its rows, and the sizes at which it is run.

use std::collections::BTreeMap;

use toml::{Spanned, Value};

use super::claims::{id, one_line};
use super::place::{Placed, Text};
use super::raw::{Raw, RawDesign, RawRun, RawSetting};
use super::suite_file::{SuiteFile, raw};
use crate::command::RowsFrom;
use crate::error::Result;
use crate::experiment::Scale;

/// The contents of a study's file.
#[derive(Debug, Clone, PartialEq)]
pub struct StudyFile {
    /// Claims, controls and words.
    pub suite: SuiteFile,
    /// The values of what grows, increasing.
    pub widths: ByEffort<Vec<usize>>,
    /// Runs at each of them.
    pub replicates: ByEffort<usize>,
    /// The program.
    pub run: StudyRun,
    /// The settings in which it is run; one, `main`, where the file names none.
    pub settings: Vec<StudySetting>,
}

/// Something for each effort.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByEffort<T> {
    /// In seconds.
    pub smoke: T,
    /// In minutes.
    pub quick: T,
    /// The evidence worth citing.
    pub full: T,
}

/// A program with its arguments and limits, as the file writes them.
#[derive(Debug, Clone, PartialEq)]
pub struct StudyRun {
    /// The program and its arguments, with names in braces: `{width}`, `{replicate}`, `{seed}`, `{out}` and those of the settings' values.
    pub command: Placed<Vec<String>>,
    /// Where it leaves its rows.
    pub rows: RowsFrom,
    /// The time that a run may take, such as `10 min`.
    pub time: Option<Placed<String>>,
    /// The memory that a run may take, such as `2 GB`.
    pub memory: Option<Placed<String>>,
    /// Files, relative to the study's file, whose contents determine the numbers.
    pub files: Vec<String>,
    /// A command that prints the program's version; empty where there is none.
    pub version: Vec<String>,
    /// Variables of its environment.
    pub environment: BTreeMap<String, String>,
    /// Threads of its numerical libraries.
    pub threads: Option<usize>,
}

/// A setting in which a program is run.
#[derive(Debug, Clone, PartialEq)]
pub struct StudySetting {
    /// Its name, as claims have it: `where = { setting = "..." }`.
    pub id: String,
    /// The setting in words.
    pub says: String,
    /// Its values by name, for the command.
    pub values: BTreeMap<String, String>,
}

const MOST_REPLICATES: usize = 100_000;

impl<T> ByEffort<T> {
    /// The value of an effort.
    pub fn of(&self, scale: Scale) -> &T {
        scale.pick(&self.smoke, &self.quick, &self.full)
    }
}

impl StudyFile {
    /// The setting that claims of this name speak of: a study of one setting needs no name for it.
    pub(super) fn setting(&self, id: &str) -> &StudySetting {
        self.settings.iter().find(|setting| setting.id == id).unwrap_or(&self.settings[0])
    }

    /// Whether a text says what is run, so that it is a study's file and not a suite's. A text that cannot be read is neither.
    pub fn is_study(text: &str) -> bool {
        raw(&Text { file: "", text }).is_ok_and(|raw| raw.run.is_some() || raw.design.is_some())
    }

    /// Reads the text of a study's file; `id` is its name where it gives itself none.
    ///
    /// # Errors
    /// The file, the line, what is wrong there, and how to mend it.
    pub fn parse(file: &str, text: &str, id: &str) -> Result<Self> {
        let text = &Text { file, text };
        let raw = raw(text)?;
        let suite = SuiteFile::of(text, &raw, id)?;
        let (Some(design), Some(run)) = (&raw.design, &raw.run) else {
            let key = if raw.design.is_none() { "design" } else { "run" };
            return text.refuse(1, format!("a study needs a table [{key}]; `asymptest new NAME --study` writes one"));
        };
        let design = design.get_ref();
        let (widths, replicates) = of_design(text, design)?;
        let run = of_run(text, run.get_ref(), text.line_of(&run.span()), suite.symbol)?;
        let settings = settings(text, &raw, &run)?;
        for claim in suite.all() {
            let known = |id: &str| settings.iter().any(|setting| setting.id == id);
            let id = claim.filter.setting();
            let by_setting = matches!(&claim.filter.conditions[..], [only] if only.column == "setting");
            let is_named = if by_setting { known(&id) } else { claim.filter.conditions.is_empty() && settings.len() == 1 };
            if !is_named {
                let known: Vec<&str> = settings.iter().map(|setting| setting.id.as_str()).collect();
                let problem = format!(
                    "{}: a claim of a study names one of its settings, where = {{ setting = \"...\" }}; there are {}",
                    claim.id.value,
                    known.join(", ")
                );
                return text.refuse(claim.id.line, problem);
            }
        }
        Ok(Self { suite, widths, replicates, run, settings })
    }
}

fn of_design(text: &Text<'_>, raw: &RawDesign) -> Result<(ByEffort<Vec<usize>>, ByEffort<usize>)> {
    let (widths, replicates) = (text.line_of(&raw.widths.span()), text.line_of(&raw.replicates.span()));
    let number = |value: &Value| value.as_integer().and_then(|number| usize::try_from(number).ok());
    let ladder = |value: &Value| {
        let all: Option<Vec<usize>> = value.as_array()?.iter().map(number).collect();
        all.filter(|all| !all.is_empty() && all[0] >= 2 && all.is_sorted_by(|a, b| a < b))
    };
    let count = |value: &Value| number(value).filter(|count| (1..=MOST_REPLICATES).contains(count));
    let ladders = by_effort(raw.widths.get_ref(), ladder).map_or_else(
        || {
            let problem = "widths: write whole numbers of at least 2 that increase, widths = [64, 128, 256], or such a list for each effort, \
                           { smoke = [...], quick = [...], full = [...] }";
            text.refuse(widths, problem)
        },
        Ok,
    )?;
    let counts = by_effort(raw.replicates.get_ref(), count).map_or_else(
        || {
            let problem = format!(
                "replicates: write a number from 1 to {MOST_REPLICATES}, or one for each effort, {{ smoke = 2, quick = 4, full = 8 }}"
            );
            text.refuse(replicates, problem)
        },
        Ok,
    )?;
    Ok((ladders, counts))
}

/// One thing for all efforts, or a table of three.
fn by_effort<T: Clone>(value: &Value, read: impl Fn(&Value) -> Option<T>) -> Option<ByEffort<T>> {
    if let Some(table) = value.as_table() {
        let of = |effort: Scale| table.get(effort.name()).and_then(&read);
        let [smoke, quick, full] = [of(Scale::Smoke)?, of(Scale::Quick)?, of(Scale::Full)?];
        return (table.len() == 3).then_some(ByEffort { smoke, quick, full });
    }
    read(value).map(|all| ByEffort { smoke: all.clone(), quick: all.clone(), full: all })
}

fn of_run(text: &Text<'_>, raw: &RawRun, line: u64, symbol: &str) -> Result<StudyRun> {
    let words: Vec<String> = raw.command.iter().map(|word| word.get_ref().clone()).collect();
    if words.first().is_none_or(|program| program.trim().is_empty()) {
        let problem = "command is empty; write the program and its arguments, command = [\"python3\", \"train.py\", \"{width}\"]";
        return text.refuse(line, problem);
    }
    let line = text.line_of(&raw.command[0].span());
    let placed = |key: &Option<Spanned<String>>| key.as_ref().map(|key| text.placed(key));
    let run = StudyRun {
        command: Placed { value: words, line },
        rows: raw.rows,
        time: placed(&raw.time),
        memory: placed(&raw.memory),
        files: raw.files.clone(),
        version: raw.version.clone(),
        environment: raw.environment.clone(),
        threads: raw.threads,
    };
    if !run.asks_for("width") && !run.asks_for(symbol) {
        return text.refuse(line, "command has no {width}: it would measure the same at every size; add it as an argument");
    }
    if run.rows == RowsFrom::File && !run.asks_for("out") {
        return text.refuse(line, "command has no {out}, the file that rows = \"file\" are in; add it as an argument");
    }
    Ok(run)
}

impl StudyRun {
    /// Whether a name in braces is in its command or its environment.
    fn asks_for(&self, name: &str) -> bool {
        let name = format!("{{{name}}}");
        self.command.value.iter().chain(self.environment.values()).any(|word| word.contains(&name))
    }
}

fn settings(text: &Text<'_>, raw: &Raw, run: &StudyRun) -> Result<Vec<StudySetting>> {
    let mut settings: Vec<StudySetting> = Vec::new();
    for setting in &raw.setting {
        let line = text.line_of(&setting.get_ref().id.span());
        let found = setting_of(text, setting.get_ref())?;
        if settings.iter().any(|known| known.id == found.id) {
            return text.refuse(line, format!("setting `{}` is there twice; give each its own id", found.id));
        }
        if let Some(unused) = found.values.keys().find(|name| !run.asks_for(name)) {
            let problem = format!("setting {}: the command has no {{{unused}}}; add it there, or remove the value", found.id);
            return text.refuse(line, problem);
        }
        settings.push(found);
    }
    if settings.is_empty() {
        settings.push(StudySetting { id: "main".into(), says: "the command as it is".into(), values: BTreeMap::new() });
    }
    Ok(settings)
}

fn setting_of(text: &Text<'_>, raw: &RawSetting) -> Result<StudySetting> {
    let id = id(text, &raw.id)?.value;
    let mut values = BTreeMap::new();
    for (name, value) in &raw.values {
        let line = text.line_of(&value.span());
        let shown = match value.get_ref() {
            Value::String(text) => text.clone(),
            Value::Integer(number) => number.to_string(),
            Value::Float(number) => number.to_string(),
            Value::Boolean(word) => word.to_string(),
            _ => return text.refuse(line, format!("values: `{}` must be a text or a number", name.get_ref())),
        };
        values.insert(name.get_ref().clone(), shown);
    }
    let says = raw.says.as_deref().map_or_else(|| listed(&id, &values), one_line);
    Ok(StudySetting { id, says, values })
}

fn listed(id: &str, values: &BTreeMap<String, String>) -> String {
    let values: Vec<String> = values.iter().map(|(name, value)| format!("{name} = {value}")).collect();
    if values.is_empty() { id.to_owned() } else { one_line(&values.join(", ")) }
}
