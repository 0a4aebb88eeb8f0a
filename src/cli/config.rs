//! The configuration file of `verify`: its options, under the same names, in TOML.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::args::PrecisionName;
use super::device::DeviceName;
use super::selection::ScaleName;
use crate::error::{Error, Result};

/// Every key is optional; a key that is not one of these is refused.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Config {
    pub(super) theorems: Option<Vec<String>>,
    pub(super) scale: Option<ScaleName>,
    pub(super) device: Option<DeviceName>,
    pub(super) precision: Option<PrecisionName>,
    pub(super) seeds: Option<usize>,
    pub(super) widths: Option<String>,
    pub(super) data: Option<String>,
    pub(super) seed: Option<u64>,
    pub(super) jobs: Option<usize>,
    pub(super) memory: Option<String>,
    pub(super) limit: Option<f64>,
    pub(super) out: Option<PathBuf>,
}

/// Reads a configuration file.
pub(super) fn read(path: &Path) -> Result<Config> {
    let text = std::fs::read_to_string(path).map_err(|source| Error::Read { path: path.into(), source })?;
    toml::from_str(&text).map_err(|error| {
        let line = error.span().map_or(0, |span| text[..span.start].matches('\n').count() as u64 + 1);
        Error::Table { file: path.display().to_string(), line, problem: error.message().replace('\n', " ") }
    })
}
