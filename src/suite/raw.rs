//! The keys of a suite's or a study's file, as TOML has them.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::{Spanned, Value};

use crate::command::RowsFrom;

type Text = Spanned<String>;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Raw {
    pub(super) id: Option<Text>,
    pub(super) title: String,
    pub(super) x: Text,
    pub(super) symbol: Option<Text>,
    pub(super) replicate: Option<Text>,
    pub(super) time: Option<Text>,
    pub(super) rows: Option<String>,
    pub(super) statement: Option<String>,
    pub(super) source: Option<String>,
    pub(super) assumptions: Option<String>,
    pub(super) reading: Option<String>,
    #[serde(default)]
    pub(super) claim: Vec<Spanned<RawClaim>>,
    #[serde(default)]
    pub(super) control: Vec<Spanned<RawControl>>,
    pub(super) design: Option<Spanned<RawDesign>>,
    pub(super) run: Option<Spanned<RawRun>>,
    #[serde(default)]
    pub(super) setting: Vec<Spanned<RawSetting>>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawClaim {
    pub(super) id: Text,
    pub(super) says: Option<String>,
    pub(super) quantity: Text,
    #[serde(rename = "where", default)]
    pub(super) filter: BTreeMap<Text, Spanned<Value>>,
    pub(super) bound: Text,
    #[serde(alias = "time")]
    pub(super) horizon: Option<Spanned<Value>>,
    pub(super) floor: Option<Spanned<Value>>,
    pub(super) margin: Option<Spanned<f64>>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawControl {
    pub(super) id: Text,
    pub(super) of: Option<Text>,
    pub(super) says: Option<String>,
    pub(super) quantity: Option<Text>,
    #[serde(rename = "where")]
    pub(super) filter: Option<BTreeMap<Text, Spanned<Value>>>,
    pub(super) bound: Option<Text>,
    #[serde(alias = "time")]
    pub(super) horizon: Option<Spanned<Value>>,
    pub(super) floor: Option<Spanned<Value>>,
    pub(super) margin: Option<Spanned<f64>>,
    pub(super) because: String,
}

/// The values of x at which the program is run, and how often.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawDesign {
    pub(super) widths: Spanned<Value>,
    pub(super) replicates: Spanned<Value>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRun {
    pub(super) command: Vec<Text>,
    #[serde(default)]
    pub(super) rows: RowsFrom,
    pub(super) time: Option<Text>,
    pub(super) memory: Option<Text>,
    #[serde(default)]
    pub(super) files: Vec<String>,
    #[serde(default)]
    pub(super) version: Vec<String>,
    #[serde(default)]
    pub(super) environment: BTreeMap<String, String>,
    pub(super) threads: Option<usize>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSetting {
    pub(super) id: Text,
    pub(super) says: Option<String>,
    #[serde(default)]
    pub(super) values: BTreeMap<Text, Spanned<Value>>,
}
