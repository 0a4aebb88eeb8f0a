//! What is to be run: the flags that `verify`, `plan` and `collect` have in common.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::args::PrecisionName;
use super::config::{self, Config};
use super::device::DeviceName;
use super::{folder, theorems};
use crate::data::Source;
use crate::error::{Error, Result};
use crate::experiment::Scale;
use crate::study::store::Place;
use crate::study::{Study, parse_widths};
use crate::theorem::Theorem;

/// Theorems, and how they are run.
#[derive(Debug, Args)]
pub(super) struct Selection {
    /// Names of theorems, or unique starts of them, or files of studies (.toml); all theorems where none is given.
    theorems: Vec<String>,
    /// How much to run: seconds, some minutes at most, or the evidence worth citing. [default: quick]
    #[arg(long, value_enum)]
    scale: Option<ScaleName>,
    /// Where to train. [default: cpu]
    #[arg(long, value_enum)]
    device: Option<DeviceName>,
    /// The precision of the networks' state. [default: f64]
    #[arg(long, value_enum)]
    precision: Option<PrecisionName>,
    /// Replicates at each width, each from its own initial weights. [default: the design's]
    #[arg(long, value_name = "N")]
    seeds: Option<usize>,
    /// Widths: doublings `128..16384`, or a list `128,300,1000`. [default: the design's]
    #[arg(long)]
    widths: Option<String>,
    /// `mnist`, `digits`, `gaussian`, `gaussian:D` for another dimension D, or the path of an IDX file of images; or several, with commas: the first
    /// data set's evidence goes into the folder itself, that of each further one into a folder there of its name.
    /// [default: mnist; at full scale mnist,gaussian,digits]
    #[arg(long)]
    data: Option<String>,
    /// The seed of all randomness. [default: 0]
    #[arg(long)]
    seed: Option<u64>,
    /// The folder for the evidence. [default: out]
    #[arg(long)]
    out: Option<PathBuf>,
    /// A TOML file with any options under the same names; the command line goes first. [default: asymptest.toml in this folder or the next above that has one]
    #[arg(long)]
    config: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ScaleName {
    /// Seconds: exercises every path.
    Smoke,
    /// Some minutes at most.
    Quick,
    /// The evidence worth citing.
    Full,
}

/// More replicates than this are taken for a slip of the hand.
pub(super) const MOST_REPLICATES: usize = 100_000;

/// The run as meant.
pub(super) struct Selected<'a> {
    pub(super) studies: Vec<Planned<'a>>,
    /// Where to train.
    pub(super) device: DeviceName,
    /// The folder for the evidence.
    pub(super) out: PathBuf,
    /// The rest of the configuration file.
    pub(super) file: Config,
}

/// A study with the folder that its evidence goes into.
pub(super) struct Planned<'a> {
    pub(super) study: Study<'a>,
    pub(super) out: PathBuf,
}

impl Selection {
    /// The theorems as named.
    pub(super) fn theorems(&self) -> &[String] {
        &self.theorems
    }

    /// The seed of all randomness, if it is given.
    pub(super) fn seed(&self) -> Option<u64> {
        self.seed
    }

    /// The first flag given that `verify --check` has no use for: the evidence says how it was made.
    pub(super) fn of_no_use_to_check(&self) -> Option<&'static str> {
        let given = [
            ("--scale", self.scale.is_some()),
            ("--device", self.device.is_some()),
            ("--precision", self.precision.is_some()),
            ("--seeds", self.seeds.is_some()),
            ("--widths", self.widths.is_some()),
            ("--data", self.data.is_some()),
            ("--out", self.out.is_some()),
            ("--config", self.config.is_some()),
        ];
        given.into_iter().find(|(_, is_given)| *is_given).map(|(flag, _)| flag)
    }

    /// What it selects, nothing of which is loaded or written yet.
    pub(super) fn of<'a>(&self, registry: &[&'a dyn Theorem]) -> Result<Selected<'a>> {
        let mut file = config::given_or_found(self.config.as_deref())?;
        let names = if self.theorems.is_empty() { file.theorems.take().unwrap_or_default() } else { self.theorems.clone() };
        let scale = match self.scale.or(file.scale).unwrap_or(ScaleName::Quick) {
            ScaleName::Smoke => Scale::Smoke,
            ScaleName::Quick => Scale::Quick,
            ScaleName::Full => Scale::Full,
        };
        let precision = self.precision.or(file.precision);
        let seed = self.seed.or(file.seed).unwrap_or(0);
        let named = self.data.as_ref().or(file.data.as_ref()).map(|names| names.split(',').map(|name| Source::named(name.trim())));
        let sources = named.map_or_else(|| Ok(scale.sources()), Iterator::collect::<Result<_>>)?;
        let widths = self.widths.as_ref().or(file.widths.as_ref());
        let widths = widths.map(|text| parse_widths(text).map_err(|problem| Error::flag("--widths", problem))).transpose()?;
        let replicates = self.seeds.or(file.seeds);
        if replicates.is_some_and(|replicates| !(1..=MOST_REPLICATES).contains(&replicates)) {
            return Err(Error::flag("--seeds", format!("give a number of replicates from 1 to {MOST_REPLICATES}")));
        }
        let theorems = theorems::find_all(registry, &names)?;
        let out = self.out.clone().or(file.out.take()).unwrap_or_else(|| "out".into());
        let mut studies = Vec::new();
        for (place, (source, out)) in sources.iter().zip(folder::of_sources(&out, &sources, registry)?).enumerate() {
            // The program of a study brings its own data: it is run once.
            for &theorem in theorems.iter().filter(|theorem| place == 0 || theorem.file().is_none()) {
                let source = if theorem.file().is_some() { Source::Own } else { source.clone() };
                let mut study = Study::designed(theorem, scale, seed, source);
                study.widths = widths.clone().unwrap_or(study.widths);
                study.replicates = replicates.map_or(study.replicates, Into::into);
                study.precision = precision.map_or(study.precision, Into::into);
                studies.push(Planned { study, out: out.clone() });
            }
        }
        Ok(Selected { studies, device: self.device.or(file.device).unwrap_or(DeviceName::Cpu), out, file })
    }
}

impl From<DeviceName> for Place {
    fn from(name: DeviceName) -> Self {
        match name {
            DeviceName::Cpu => Self::here(),
            DeviceName::Cuda => Self::Cuda,
        }
    }
}
