//! A study as a theorem whose settings a program measures.

use std::path::Path;
use std::sync::Arc;

use super::limits;
use super::place::Placed;
use super::stated::{Measured, Stated, of_study};
use super::study_file::StudyFile;
use crate::command::{Command, Limits, Program};
use crate::error::{Error, Result};
use crate::experiment::{Axis, Experiment};

/// The theorem that a study's file states, run by its program in `folder`, that of the file. It stays to the end of the program, as a suite does.
///
/// # Errors
/// Limits that are none, a command that cannot be run in any cell, files that cannot be read: with the line of the study's file.
pub fn studied(study: &StudyFile, folder: &Path) -> Result<&'static Stated> {
    let limits = limits_of(study)?;
    let axis = Axis { symbol: study.suite.symbol, says: "a size that the study names" };
    let experiment = |measured: &Measured| {
        let setting = study.setting(measured.id);
        let program = Program {
            words: study.run.command.value.clone(),
            folder: folder.to_owned(),
            rows: study.run.rows,
            values: setting.values.clone(),
            environment: study.run.environment.clone(),
            threads: study.run.threads,
            files: study.run.files.clone(),
            version: study.run.version.clone(),
            limits,
        };
        let command = Command::new((measured.id, &setting.says), axis, measured.quantities.clone(), program);
        match command {
            Ok(command) => Ok(Arc::new(command) as Arc<dyn Experiment>),
            // A file that cannot be read is named by its own path.
            Err(Error::Data { file, problem }) => study.suite.refuse(study.run.command.line, format!("{file} {problem}")),
            Err(error) => Err(error),
        }
    };
    Ok(Box::leak(Box::new(of_study(study, experiment)?.in_file(&study.suite.file))))
}

fn limits_of(study: &StudyFile) -> Result<Limits> {
    fn read<T>(study: &StudyFile, text: Option<&Placed<String>>, of: fn(&str) -> std::result::Result<T, String>) -> Result<Option<T>> {
        text.map(|text| of(&text.value).or_else(|problem| study.suite.refuse(text.line, problem))).transpose()
    }
    Ok(Limits {
        time: read(study, study.run.time.as_ref(), limits::time)?,
        memory: read(study, study.run.memory.as_ref(), limits::memory)?,
    })
}
