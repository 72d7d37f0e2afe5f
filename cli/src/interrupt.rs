//! A stop that is asked for while a command works: Ctrl-C (SIGINT), or SIGTERM.
//!
//! A command that can keep what it has done calls [`install`] before its work and looks at [`is_asked`] between the
//! parts of it. The first signal then only asks; the second ends the process at once, with exit code 130. A command
//! that does not install this ends at the first signal, as any program does.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, Once};

/// The exit code of a command that was stopped by Ctrl-C, as shells have it: 128 + SIGINT.
pub const EXIT_CODE: u8 = 130;

static ASKED: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);
static INSTALLED: Once = Once::new();

/// Makes the first SIGINT or SIGTERM a request, which [`is_asked`] tells, and the second an end with exit code
/// [`EXIT_CODE`]. More calls change nothing. Where the system refuses handlers, signals end the process as before.
pub fn install() {
    INSTALLED.call_once(|| {
        for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
            // The order matters: handlers run in the order of their registration, and the first must not see its own
            // request.
            let ends =
                signal_hook::flag::register_conditional_shutdown(signal, i32::from(EXIT_CODE), Arc::clone(&ASKED));
            if ends.is_ok() {
                let _ = signal_hook::flag::register(signal, Arc::clone(&ASKED));
            }
        }
    });
}

/// Whether a stop was asked for since [`install`].
pub fn is_asked() -> bool {
    ASKED.load(Ordering::Relaxed)
}
