//! `asymptest convert`: brings evidence of the older form, in which every row repeats what is the whole run's, into the present one.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;

use super::manifest::{self, Manifest};
use super::{Outcome, folder, output};
use crate::error::{Error, Result};
use crate::experiment::Scale;
use crate::files;
use crate::model::Precision;
use crate::study::{Evidence, RunFacts, rows_from_csv};
use crate::theorem::Theorem;

/// Brings evidence of the older form into the present one: columns that are the same in every row go into manifest.json, once.
///
/// Every number stays as it is; the seal of the old file is checked. Evidence of a setting that is described otherwise than today's is refused.
#[derive(Debug, Args)]
pub(super) struct ConvertArguments {
    /// The folder with the evidence.
    #[arg(default_value = "reports")]
    folder: PathBuf,
}

/// The columns of the older form.
const OLD: [&str; 15] = [
    "scale",
    "seed",
    "data",
    "precision",
    "setting",
    "trained",
    "width",
    "replicate",
    "observable",
    "horizon",
    "step",
    "value",
    "floor",
    "status",
    "reason",
];
/// Those of them that the present form has, in its order.
const KEPT: [usize; 10] = [4, 6, 7, 8, 9, 10, 11, 12, 13, 14];

pub(super) fn run(arguments: &ConvertArguments, registry: &[&dyn Theorem]) -> Result<Outcome> {
    let root = &arguments.folder;
    let _held = Manifest::lock(root)?;
    let (mut converted, mut rows) = (Vec::new(), 0);
    for part in folder::parts(root, registry)? {
        for &theorem in registry {
            let path = part.join(theorem.id()).join("cells.csv");
            if !path.is_file() {
                continue;
            }
            let (file, bytes) = (path.display().to_string(), files::read(&path)?);
            let place = folder::place(root, &part, theorem);
            if let Some((facts, csv)) = present(theorem, &file, &bytes)? {
                manifest::check_old_seal(root, &place, &bytes, &file)?;
                let evidence = Evidence { rows: rows_from_csv(&file, &csv)?, run: facts };
                rows += evidence.rows.len();
                converted.push((place, path, evidence));
            }
        }
    }
    if converted.is_empty() {
        output::print(&format!("{} holds nothing of the older form\n", root.display()))?;
        return Ok(Outcome::AsExpected);
    }
    let manifest = manifest::with_converted(root, converted.iter().map(|(place, _, evidence)| (place.as_str(), evidence)))?;
    let csv: Vec<(&Path, Vec<u8>)> = converted.iter().map(|(_, path, evidence)| (path.as_path(), evidence.to_csv())).collect();
    let all = csv.iter().map(|(path, bytes)| (*path, &bytes[..])).chain([(manifest.0.as_path(), &manifest.1[..])]);
    files::write_all_atomically(&all.collect::<Vec<_>>())?;
    output::print(&format!("{} files with {rows} rows brought into the present form; no number changed\n", converted.len()))?;
    Ok(Outcome::AsExpected)
}

/// What is the run's and the rows in the present form; nothing where the file has it already.
fn present(theorem: &dyn Theorem, file: &str, bytes: &[u8]) -> Result<Option<(RunFacts, Vec<u8>)>> {
    let fail = |line: u64, problem: String| Error::Table { file: file.into(), line, problem };
    let mut reader = csv::Reader::from_reader(bytes);
    let headers = reader.headers().map_err(|error| fail(1, error.to_string()))?.clone();
    if headers.iter().ne(OLD) {
        return Ok(None);
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    let names = KEPT.map(|column| if OLD[column] == "observable" { "quantity" } else { OLD[column] });
    writer.write_record(names).expect("writing to memory does not fail");
    let (mut run, mut described): (Option<[String; 4]>, BTreeMap<String, String>) = (None, BTreeMap::new());
    for record in reader.records() {
        let record = record.map_err(|error| fail(error.position().map_or(0, csv::Position::line), error.to_string()))?;
        let line = record.position().map_or(0, csv::Position::line);
        let of_run = [0, 1, 2, 3].map(|column| record[column].to_owned());
        if *run.get_or_insert_with(|| of_run.clone()) != of_run {
            return Err(fail(line, "is not of the run of line 2; one file holds one run".into()));
        }
        let known = described.entry(record[4].to_owned()).or_insert_with(|| record[5].to_owned());
        if *known != record[5] {
            return Err(fail(line, format!("describes setting {} otherwise than before", &record[4])));
        }
        writer.write_record(KEPT.map(|column| &record[column])).expect("writing to memory does not fail");
    }
    let Some([scale, seed, data, precision]) = run else { return Err(fail(0, "holds no measurements".into())) };
    let bad = |what: &str, value: &str| fail(2, format!("column {what}: `{value}` is none"));
    let designed = theorem.design(Scale::named(&scale).ok_or_else(|| bad("scale", &scale))?);
    let mut settings = BTreeMap::new();
    for (id, words) in described {
        match designed.setting(&id).filter(|setting| setting.describe() == words) {
            Some(setting) => settings.insert(id, setting.key()),
            None => return Err(fail(0, format!("has setting {id} with `{words}`, which the design does not have; run `verify` again"))),
        };
    }
    let facts = RunFacts {
        seed: seed.parse().map_err(|_| bad("seed", &seed))?,
        precision: Precision::named(&precision).ok_or_else(|| bad("precision", &precision))?,
        axis: designed.axis.symbol.into(),
        scale,
        data,
        settings,
        table: None,
    };
    Ok(Some((facts, writer.into_inner().expect("writing to memory does not fail"))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theorems::REGISTRY;

    /// A file of the older form with these rows of a setting, described as the design has it.
    fn old(values: &[&str]) -> (&'static dyn Theorem, String) {
        let theorem = REGISTRY[0];
        let setting = theorem.design(Scale::Smoke).settings[0].clone();
        let mut text = format!("{}\n", OLD.join(","));
        for (replicate, value) in values.iter().enumerate() {
            let words = setting.describe();
            text += &format!("smoke,3,mnist,f64,{},\"{words}\",64,{replicate},hessian_norm,t = 0,0,{value},,ok,\n", setting.id());
        }
        (theorem, text)
    }

    #[test]
    fn numbers_stay_and_what_is_the_runs_is_said_once() {
        let (theorem, text) = old(&["1e-1", "2.5e-2"]);
        let (facts, csv) = present(theorem, "cells.csv", text.as_bytes()).unwrap().unwrap();
        assert_eq!((facts.scale.as_str(), facts.seed, facts.data.as_str(), facts.axis.as_str()), ("smoke", 3, "mnist", "M"));
        assert_eq!(facts.settings["cosine"], theorem.design(Scale::Smoke).settings[0].key());
        let rows = rows_from_csv("cells.csv", &csv).unwrap();
        assert_eq!(rows.iter().map(|row| row.value).collect::<Vec<_>>(), [Some(0.1), Some(0.025)]);
        assert_eq!(rows[1].quantity, "hessian_norm");
        // What has the present form is left alone.
        assert!(present(theorem, "cells.csv", &csv).unwrap().is_none());
    }

    #[test]
    fn what_today_is_run_otherwise_is_refused() {
        let (theorem, text) = old(&["1e-1"]);
        let problem = |text: &str| present(theorem, "cells.csv", text.as_bytes()).unwrap_err().to_string();
        assert!(problem(&text.replace("eta = 1", "eta = 2")).contains("which the design does not have"));
        assert!(problem(&text.replace("smoke", "huge")).contains("column scale: `huge` is none"));
        let two = old(&["1e-1", "1e-1"]).1;
        assert!(problem(&two.replacen("smoke,3", "smoke,4", 1)).contains("line 3: is not of the run of line 2"));
    }
}
