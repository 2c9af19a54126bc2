//! Signals that would end the program without a word.

use std::sync::Arc;

/// Lets a write beyond the largest file that the system allows (`ulimit -f`) be an
/// error like any other. A program that is started has its own way back.
pub(super) fn survive() {
    #[cfg(unix)]
    {
        // Without it such a write ends the program, as it would any other.
        let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, Arc::default());
    }
}
