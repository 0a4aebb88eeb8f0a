//! `--device`: where networks are trained.

use candle_core::Device;
use clap::ValueEnum;

use crate::error::Result;
use crate::model::{DeviceFacts, cuda};
use crate::study::store::Place;

/// The flag as typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum DeviceName {
    /// The processor.
    Cpu,
    /// The first CUDA device.
    Cuda,
}

impl DeviceName {
    /// The one with this name.
    pub(super) fn named(name: &str) -> Option<Self> {
        [Self::Cpu, Self::Cuda].into_iter().find(|device| Place::from(*device).name() == name)
    }
}

/// The device beside the processor that is to be used, if one is.
pub(super) fn open(name: Option<DeviceName>) -> Result<Option<(Device, DeviceFacts)>> {
    match name {
        None | Some(DeviceName::Cpu) => Ok(None),
        Some(DeviceName::Cuda) => Ok(Some(cuda()?)),
    }
}
