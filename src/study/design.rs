//! A design: what a theorem's study runs, fixed before any data exist.

use super::Setting;
use crate::data::Source;

/// How much of a study is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scale {
    /// Seconds: enough for `cargo test` to exercise every path.
    Smoke,
    /// Under a minute: the default.
    Quick,
    /// The evidence that is worth citing.
    Full,
}

impl Scale {
    /// All of them, the smallest first.
    pub const ALL: [Self; 3] = [Self::Smoke, Self::Quick, Self::Full];

    /// The scale with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scale| scale.name() == name)
    }

    /// The data that it is run on where a user names none: three kinds where the evidence is worth citing.
    pub fn sources(self) -> Vec<Source> {
        match self {
            Self::Smoke | Self::Quick => vec![Source::Mnist],
            Self::Full => vec![Source::Mnist, Source::GAUSSIAN, Source::Digits],
        }
    }

    /// The name on the command line and in the evidence.
    pub fn name(self) -> &'static str {
        match self {
            Self::Smoke => "smoke",
            Self::Quick => "quick",
            Self::Full => "full",
        }
    }
}

/// What a theorem's study runs at one scale.
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    /// The grid.
    pub settings: Vec<Setting>,
    /// The ladder of widths M, increasing.
    pub widths: Vec<usize>,
    /// Training runs at each setting and width, each from its own initial weights.
    pub replicates: usize,
}
