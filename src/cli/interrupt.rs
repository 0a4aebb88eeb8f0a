//! Ctrl-C, and the signal by which schedulers end a process: the first one ends a run in order, the second one at once.

use std::sync::atomic::{AtomicBool, Ordering};

use super::INTERRUPTED;

static ASKED: AtomicBool = AtomicBool::new(false);

/// Begins to listen. What runs is to ask [`is_asked`] now and then.
pub(super) fn listen() {
    let handler = || {
        if ASKED.swap(true, Ordering::Relaxed) {
            std::process::exit(i32::from(INTERRUPTED));
        }
    };
    // Where a handler is set already, as by a program that calls this library, it stays: the run then ends as that program says.
    let _ = ctrlc::set_handler(handler);
}

/// Whether the run is to end.
pub(super) fn is_asked() -> bool {
    ASKED.load(Ordering::Relaxed)
}
