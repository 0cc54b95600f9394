//! Ctrl-C and SIGTERM during long work: it ends where nothing is left half done. A second one ends
//! the program at once; the database takes back what was not committed.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use crate::error::exit;

static ASKED: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

/// From now on they only ask. Where they cannot be caught they end the program, as ever.
pub(super) fn heed() {
    for signal in [SIGINT, SIGTERM] {
        let status = i32::from(exit::STOPPED);
        drop(flag::register_conditional_shutdown(
            signal,
            status,
            ASKED.clone(),
        ));
        drop(flag::register(signal, ASKED.clone()));
    }
}

/// Whether one came.
pub(super) fn asked() -> bool {
    ASKED.load(Ordering::Relaxed)
}
