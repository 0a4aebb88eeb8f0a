//! Keys: the name of a cell is a hash of all that determines its rows.

use std::fmt;
use std::str::FromStr;

use crate::error::Result;
use crate::experiment::Experiment;
use crate::study::{Cell, Study};

/// Where a cell is trained: a device rounds differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// On a processor of this kind.
    Processor(Processor),
    /// On a CUDA device. Which one is not said, for who plans or collects need not have it: a store of CUDA cells is for devices of one model.
    Cuda,
}

/// Kinds of processors: within one all give the same bits (README, *Reproducibility*).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Processor {
    /// x86-64 with AVX2 and FMA, for which the kernels are compiled.
    Fused,
    /// x86-64 without.
    Plain,
    /// 64-bit Arm.
    Arm,
    /// Any other: they share a store at their own risk.
    Other,
}

impl Processor {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Fused, Self::Plain, Self::Arm, Self::Other];

    /// The one that this program runs on.
    #[cfg(target_arch = "x86_64")]
    pub fn here() -> Self {
        let has_both = std::is_x86_feature_detected!("avx2") && std::is_x86_feature_detected!("fma");
        if has_both { Self::Fused } else { Self::Plain }
    }

    /// The one that this program runs on.
    #[cfg(not(target_arch = "x86_64"))]
    pub fn here() -> Self {
        if cfg!(target_arch = "aarch64") { Self::Arm } else { Self::Other }
    }
}

impl Place {
    /// This processor.
    pub fn here() -> Self {
        Self::Processor(Processor::here())
    }

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Processor(_) => "cpu",
            Self::Cuda => "cuda",
        }
    }
}

/// The name of a cell: 32 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(String);

const DIGITS: usize = 32;

impl Key {
    /// The name of the cell's file.
    pub fn file(&self) -> String {
        format!("{}.cell", self.0)
    }
}

/// The keys of all cells of a study, in their order.
///
/// The scale of the run is not in them: a cell that quick and full runs have in common is one cell. Nor is the name of a file of data. The kind of processor is.
///
/// # Errors
/// Where the data are a file that cannot be read.
pub fn keys(study: &Study<'_>, place: Place) -> Result<Vec<(Cell, Key)>> {
    let data = study.source.fingerprint()?;
    let of_setting = |setting: &dyn Experiment| {
        let (engine, version) = setting.engine();
        let measured: Vec<String> =
            study.measured(setting.id()).iter().map(|(quantity, horizon)| format!("{quantity} at {horizon}")).collect();
        format!(
            "asymptest {} {engine} {version}\n{}\nseed {}\n{data}\n{}\n{place:?}\n{} = {}\n{}\n",
            env!("CARGO_PKG_VERSION"),
            study.theorem.id(),
            study.seed,
            study.precision.name(),
            setting.id(),
            setting.key(),
            measured.join(", "),
        )
    };
    let settings: Vec<String> = study.settings.iter().map(|setting| of_setting(&**setting)).collect();
    let key = |cell: Cell| {
        let text = format!("{}{} = {}, replicate {}", settings[cell.setting], study.axis.symbol, cell.width, cell.replicate);
        (cell, Key(blake3::hash(text.as_bytes()).to_hex()[..DIGITS].to_owned()))
    };
    Ok(study.cells().into_iter().map(key).collect())
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Key {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let is_digit = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
        if text.len() == DIGITS && text.chars().all(is_digit) {
            Ok(Self(text.into()))
        } else {
            Err(format!("`{text}` is no id of a cell: {DIGITS} digits of 0-9 and a-f; `asymptest plan` prints them"))
        }
    }
}
