//! A study on a device, and what a device does not measure.

use candle_core::Device;

use super::schedule::{Run, whole};
use super::watch::Counter;
use super::{Cell, Evidence, Inputs, Study};
use crate::error::{Error, Result};
use crate::model::{OutputWeights, TensorNetwork, Workers};
use crate::observe::Observable;

/// Runs every cell on `device`, `workers` drawing the initial weights, and calls `finished` after each; nothing is kept on the disk. `inputs` is what
/// [`Study::load`] gave.
///
/// # Errors
/// Where the device fails, or has too little memory: there is no evidence then.
pub fn run_on(
    study: &Study<'_>,
    inputs: &[Inputs],
    device: &Device,
    workers: &dyn Workers,
    finished: &(dyn Fn(&Cell) + Sync),
) -> Result<Evidence> {
    let run = Run { study, inputs, shelf: None, watch: &Counter(finished) };
    Ok(whole(run.on_device(&study.cells(), device, workers)?).expect("nobody interrupts"))
}

/// Refuses a study that measures what exists on the processor alone.
///
/// # Errors
/// Names the flag, the theorem and the observable.
pub fn check_on_device(study: &Study<'_>) -> Result<()> {
    if let Some(setting) = study.settings.iter().find(|setting| setting.held != OutputWeights::Free) {
        let problem = format!(
            "{} holds W orthonormal in setting {}, which exists on the processor alone; name other theorems, or leave it out",
            study.theorem.id(),
            setting.id
        );
        return Err(Error::flag("--device", problem));
    }
    let measured = study.settings.iter().flat_map(|setting| study.measured(setting.id));
    let Some((observable, _)) = measured.into_iter().find(|(observable, _)| !is_on_device(*observable)) else { return Ok(()) };
    let problem =
        format!("{} measures {observable}, which exists on the processor alone; name other theorems, or leave it out", study.theorem.id());
    Err(Error::flag("--device", problem))
}

/// Whether a device measures it. A departure is made of the drift.
fn is_on_device(observable: Observable) -> bool {
    Observable::BASIC.contains(&observable) || observable.departure().is_some()
}

/// Memory of a device that one training run takes at a width, in bytes: as [`Study::bytes`], but no features are kept there.
pub fn device_bytes(study: &Study<'_>, width: usize) -> usize {
    study.bytes_with(width, |_| 0)
}

/// Bytes of a device's memory that a run of any width takes beside [`device_bytes`]: the matrices of one chunk of neurons, of which the pairs of
/// evaluated inputs take most.
pub fn device_scratch(study: &Study<'_>) -> usize {
    // Changes, middles and products of pairs, and what they are made of; features, slopes and gradients at the inputs.
    let neuron = |evaluated: usize| 10 * evaluated * (evaluated + 1) / 2 + 6 * 3 * evaluated;
    let most = study.settings.iter().map(|setting| neuron(setting.triplets)).max().unwrap_or(0);
    most * TensorNetwork::CHUNK * study.precision.bytes()
}
