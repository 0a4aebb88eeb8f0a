//! The precision of a network's state, as a value.

use candle_core::DType;

use super::real::Real;

/// The precision in which the state of a network is kept; sums over many neurons are f64 either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// 32 bits: half the memory and time, where the observables stand well above their floors.
    F32,
    /// 64 bits.
    #[default]
    F64,
}

impl Precision {
    /// Both.
    pub const ALL: [Self; 2] = [Self::F32, Self::F64];

    /// The name on the command line and in the evidence.
    pub fn name(self) -> &'static str {
        match self {
            Self::F32 => f32::NAME,
            Self::F64 => f64::NAME,
        }
    }

    /// The precision with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|precision| precision.name() == name)
    }

    /// Bytes of one number.
    pub fn bytes(self) -> usize {
        self.of_tensors().size_in_bytes()
    }

    /// The spacing of numbers above 1.
    pub fn epsilon(self) -> f64 {
        match self {
            Self::F32 => <f32 as Real>::EPSILON,
            Self::F64 => <f64 as Real>::EPSILON,
        }
    }

    /// candle's name for it.
    pub fn of_tensors(self) -> DType {
        match self {
            Self::F32 => DType::F32,
            Self::F64 => DType::F64,
        }
    }
}
