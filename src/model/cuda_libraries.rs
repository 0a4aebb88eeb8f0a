//! The libraries of CUDA, loaded when a device is asked for: a program built where there is no driver is linked to none of them, and starts without.
#![allow(unsafe_code)]

use candle_core::cuda_backend::cudarc::driver::sys::CUDA_VERSION;

/// Makes the symbols of the libraries known to the whole program. Where it was linked to them, this finds them loaded.
///
/// # Errors
/// The first library that does not load.
#[cfg(unix)]
pub(super) fn load() -> Result<(), libloading::Error> {
    use libloading::os::unix::{Library, RTLD_GLOBAL, RTLD_NOW};
    let major = CUDA_VERSION / 1000;
    // Each after those that it needs.
    for name in ["libcuda.so.1", &format!("libcublasLt.so.{major}"), &format!("libcublas.so.{major}"), "libcurand.so.10"] {
        // SAFETY: initialisers of NVIDIA's own libraries run, as they do in a program that is linked to them.
        let library = unsafe { Library::open(Some(name), RTLD_NOW | RTLD_GLOBAL) }?;
        // It stays for as long as the program runs.
        std::mem::forget(library);
    }
    Ok(())
}

/// The linker has seen to it.
#[cfg(not(unix))]
pub(super) fn load() -> Result<(), std::convert::Infallible> {
    Ok(())
}
