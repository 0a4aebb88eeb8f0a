//! A study on a device, and what does not run there.

use std::sync::Arc;

use candle_core::Device;

use super::schedule::{Run, whole};
use super::watch::Counter;
use super::{Cell, Evidence, Loading, Study};
use crate::error::Result;
use crate::model::Workers;

/// Runs every cell on `device`, `workers` drawing the initial weights, and calls `finished` after each; nothing is kept on the disk. `loaded` is what
/// [`Study::load`] gave.
///
/// # Errors
/// Where the device fails, or has too little memory: there is no evidence then.
pub fn run_on(
    study: &Study<'_>,
    loaded: &[Loading<'_>],
    device: &Device,
    workers: &Arc<dyn Workers>,
    finished: &(dyn Fn(&Cell) + Sync),
) -> Result<Evidence> {
    let run = Run { study, loaded, shelf: None, watch: &Counter(finished) };
    Ok(whole(study, run.on_device(&study.cells(), device, workers)?).expect("nobody interrupts"))
}

/// Refuses a study that runs on the processor alone.
///
/// # Errors
/// Names the flag, the theorem and what does not run on a device.
pub fn check_on_device(study: &Study<'_>) -> Result<()> {
    let width = study.widths.first().copied().unwrap_or(2);
    study.settings.iter().try_for_each(|setting| study.cost_on_device(&**setting, width).map(drop))
}

/// Memory of a device that one run takes at a width at most, in bytes.
pub fn device_bytes(study: &Study<'_>, width: usize) -> usize {
    study.settings.iter().filter_map(|setting| Some(study.cost_on_device(&**setting, width).ok()?.bytes)).max().unwrap_or(0)
}
