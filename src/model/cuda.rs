//! CUDA: opening the device, or why there is none.

use candle_core::Device;

/// Why there is no device, or why it failed.
#[derive(Debug, thiserror::Error)]
pub enum DeviceError {
    /// The program was built for the processor alone.
    #[error(
        "no CUDA in this program; build it with `cargo build --release --features cuda` where the CUDA toolkit is installed, or say --device cpu"
    )]
    NotBuilt,
    /// No device can be opened.
    #[error("no CUDA device: {0}; install NVIDIA's driver and the libraries of CUDA, or say --device cpu")]
    NotThere(String),
    /// An operation on the device failed.
    #[error("the device failed: {0}; if it is out of memory, give smaller widths")]
    Failed(String),
}

impl From<DeviceError> for crate::error::Error {
    fn from(error: DeviceError) -> Self {
        Self::Elsewhere(format!("--device cuda: {error}").into())
    }
}

impl From<candle_core::Error> for DeviceError {
    fn from(error: candle_core::Error) -> Self {
        Self::Failed(first_line(&error))
    }
}

/// What can be told of a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceFacts {
    /// The name that its driver gives it.
    pub name: String,
    /// Bytes of its memory that are free.
    pub free: usize,
}

/// Opens the first CUDA device.
///
/// # Errors
/// Where the program was built without the feature `cuda`, or there is no driver, library or device.
pub fn cuda() -> Result<(Device, DeviceFacts), DeviceError> {
    #[cfg(not(feature = "cuda"))]
    return Err(DeviceError::NotBuilt);
    #[cfg(feature = "cuda")]
    {
        super::cuda_libraries::load().map_err(|error| DeviceError::NotThere(first_line(&error)))?;
        let device = Device::new_cuda(0).map_err(|error| DeviceError::NotThere(first_line(&error)))?;
        let context = device.as_cuda_device()?.cuda_stream().context().clone();
        let failed = |error| DeviceError::Failed(first_line(&error));
        let facts = DeviceFacts { name: context.name().map_err(failed)?, free: context.mem_get_info().map_err(failed)?.0 };
        Ok((device, facts))
    }
}

/// An error in one line: candle's carry a backtrace where one is asked for.
fn first_line(error: &impl std::fmt::Display) -> String {
    error.to_string().lines().next().unwrap_or_default().to_string()
}
