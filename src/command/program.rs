//! A program as a study's file states it, and what is checked of it before anything runs.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::template::{self, Values};
use super::{Limits, RowsFrom, memory};

/// A program that is run for every cell, in plain fields.
///
/// Placeholders in its words and its environment are `{width}` (also by the axis' symbol, as `{n}`), `{replicate}`, `{seed}`, `{steps}` (the last step that is
/// asked for), `{out}` (a path for a file or a folder of the cell's own, which is removed afterwards), `{setting}` and each name in [`Program::values`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Program {
    /// The program and its arguments. No shell runs them: `["sh", "-c", "..."]` asks for one. [`super::split`] makes them of one line.
    pub words: Vec<String>,
    /// Where it runs: the folder of the study's file. Files are named relative to it.
    pub folder: PathBuf,
    /// Where its rows are.
    pub rows: RowsFrom,
    /// Values of the setting, by names that are placeholders.
    pub values: BTreeMap<String, String>,
    /// Variables of its environment, beside those of this process and those that every cell has: `ASYMPTEST_WIDTH`, `ASYMPTEST_OUT` and so on for each
    /// placeholder.
    pub environment: BTreeMap<String, String>,
    /// Threads of its numerical libraries (`OMP_NUM_THREADS` and its kind); 1 where this is `None`, so that as many cells as `--jobs` says fill the machine.
    pub threads: Option<usize>,
    /// Files and folders that determine its numbers, beside every file that one of its words names.
    pub files: Vec<String>,
    /// A command that prints its version, such as `python3 --version`; empty where there is none.
    pub version: Vec<String>,
    /// Limits of a cell.
    pub limits: Limits,
}

/// Placeholders of every cell. The axis' symbol is one more.
pub(super) const PLACEHOLDERS: [&str; 6] = ["width", "replicate", "seed", "steps", "out", "setting"];

/// Variables by which numerical libraries are told how many threads they have.
const THREADS: [&str; 7] = [
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "RAYON_NUM_THREADS",
    "JULIA_NUM_THREADS",
];

impl Program {
    /// The reason why the program cannot be run, known before anything runs.
    pub(super) fn problem(&self, symbol: &str) -> Option<String> {
        let Some(first) = self.words.first() else {
            return Some(
                "has an empty command; write the program and its arguments, as in [\"python3\", \"train.py\", \"{width}\"]".into(),
            );
        };
        let is_taken = |name: &str| name == symbol || PLACEHOLDERS.contains(&name);
        if let Some(name) = self.values.keys().find(|name| !template::is_name(name) || is_taken(name)) {
            return Some(format!(
                "has a value called `{name}`; use another name, of letters, digits and `_`, that is none of {}",
                PLACEHOLDERS.join(", ")
            ));
        }
        if self.threads == Some(0) {
            return Some("has 0 threads; give 1 or more".into());
        }
        if let Some(name) = self.environment.keys().find(|name| name.is_empty() || name.contains(['=', '\0'])) {
            return Some(format!("sets the variable `{name}`, which is not a name; use letters, digits and `_`"));
        }
        if self.limits.memory.is_some() && !memory::IS_KNOWN {
            return Some("has a limit of memory, and the memory of a program can be watched on Linux alone; leave it out here".into());
        }
        let mut known = self.values.clone();
        known.extend(PLACEHOLDERS.into_iter().chain([symbol]).map(|name| (name.to_owned(), String::new())));
        let filled = self.words.iter().chain(self.environment.values()).map(|text| template::fill(text, &known));
        // The program is the same in every cell of a setting.
        let of_setting = self.version.iter().chain([first]).map(|text| template::fill(text, &self.values));
        let problem = of_setting.chain(filled).find_map(Result::err).map(|problem| format!("cannot be run: {problem}"));
        problem.or_else(|| self.words.iter().any(|word| word.contains('\0')).then(|| "has a word with a zero byte".into()))
    }

    /// The program to start: one that is named by a path is relative to the folder, any other is looked for on the path of the system.
    pub(super) fn start(&self, first: &str) -> String {
        let is_inside = first.contains(std::path::MAIN_SEPARATOR) && Path::new(first).is_relative();
        if is_inside { self.folder.join(first).to_string_lossy().into_owned() } else { first.to_owned() }
    }

    /// Files that determine the numbers: those that are listed, and those that words name, alone or after `=`.
    pub(super) fn files(&self) -> Vec<String> {
        // A word that differs from cell to cell is none that can be known before.
        let words = self.words.iter().filter_map(|word| template::fill(word, &self.values).ok());
        let named =
            words.map(|word| word.split_once('=').filter(|_| word.starts_with('-')).map_or(word.clone(), |(_, file)| file.to_owned()));
        let files = named.filter(|word| !word.is_empty() && self.folder.join(word).is_file());
        self.files.iter().cloned().chain(files).collect()
    }

    /// The variables of a cell with these values of placeholders.
    pub(super) fn environment(&self, values: &Values) -> Result<BTreeMap<String, String>, String> {
        let threads = self.threads.unwrap_or(1).to_string();
        let mut environment: BTreeMap<String, String> = THREADS.map(|name| (name.to_owned(), threads.clone())).into();
        // Python orders sets and dictionaries of strings by a hash that is drawn anew in each run.
        environment.insert("PYTHONHASHSEED".into(), "0".into());
        environment.extend(values.iter().map(|(name, value)| (format!("ASYMPTEST_{}", name.to_uppercase()), value.clone())));
        for (name, value) in &self.environment {
            environment.insert(name.clone(), template::fill(value, values)?);
        }
        Ok(environment)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn program(words: &[&str]) -> Program {
        let values = [("depth".to_owned(), "3".to_owned())].into();
        Program { words: words.iter().map(|word| (*word).to_owned()).collect(), values, ..Program::default() }
    }

    #[test]
    fn what_cannot_be_run_is_refused_with_a_remedy() {
        let good =
            program(&["python3", "train.py", "--m={n}", "{width}", "{seed}", "{out}", "{steps}", "{replicate}", "{setting}", "{depth}"]);
        assert_eq!(good.problem("n"), None);
        let values = |name: &str| [(name.to_owned(), "1".to_owned())].into();
        let sets = |name: &str, value: &str| [(name.to_owned(), value.to_owned())].into();
        for (bad, expected) in [
            (program(&[]), "has an empty command"),
            (program(&["python3", "{widht}"]), "asks for {widht}, which has no value; there is {depth}, {n}, {out},"),
            (program(&["./{width}"]), "`./{width}` asks for {width}, which has no value; there is {depth}; write"),
            (Program { values: values("seed"), ..good.clone() }, "a value called `seed`"),
            (Program { values: values("n"), ..good.clone() }, "a value called `n`"),
            (Program { values: values("learning rate"), ..good.clone() }, "a value called `learning rate`"),
            (Program { threads: Some(0), ..good.clone() }, "has 0 threads"),
            (Program { environment: sets("A", "{nothing}"), ..good.clone() }, "asks for {nothing}"),
            (Program { environment: sets("A=B", ""), ..good.clone() }, "which is not a name"),
        ] {
            let problem = bad.problem("n").unwrap();
            assert!(problem.contains(expected), "{expected}: {problem}");
        }
        assert!(program(&["train{depth}"]).problem("M").is_none());
    }

    #[test]
    fn threads_and_placeholders_are_variables_and_ones_own_come_last() {
        let mut program = program(&["x"]);
        program.environment =
            [("MKL_NUM_THREADS", "4"), ("DEPTH", "d{depth}")].map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let found = program.environment(&program.values).unwrap();
        let of = |name: &str| found.get(name).map(String::as_str);
        assert_eq!(
            [of("OMP_NUM_THREADS"), of("MKL_NUM_THREADS"), of("ASYMPTEST_DEPTH"), of("DEPTH")],
            [Some("1"), Some("4"), Some("3"), Some("d3")]
        );
    }
}
