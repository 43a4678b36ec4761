//! Ctrl-C: what was started is ended, and what was made for it is deleted, before the program ends.
//!
//! Does not know what runs; `process` looks here while it waits.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

static STOP: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// From now on a signal that asks to end makes every running program end, and lets no further one start. A second
/// one ends us at once.
pub fn on_signals() {
    let stop = Arc::clone(STOP.get_or_init(Arc::default));
    #[cfg(unix)]
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM, signal_hook::consts::SIGHUP] {
        // The order counts: the second signal finds the flag that the first one set. Where a handler cannot be had,
        // the signal does what it always does.
        let _ = signal_hook::flag::register_conditional_shutdown(signal, 130, Arc::clone(&stop));
        let _ = signal_hook::flag::register(signal, Arc::clone(&stop));
    }
}

/// Such a signal came.
pub fn is_wanted() -> bool {
    STOP.get().is_some_and(|stop| stop.load(Ordering::Relaxed))
}
