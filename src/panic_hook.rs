//! A panic is a bug: it is reported like an error, and ends the process.

use std::io;

use crate::env::Env;
use crate::error::Error;
use crate::log::Console;
use crate::report::Report;

/// From now on a panic in any thread is reported like an error: escaped for the log, redacted, with outputs and a summary.
/// Then the process exits. It does not abort: the first process of a container does not die of its own signal.
pub fn install_panic_hook(env: Env) {
    std::panic::set_hook(Box::new(move |panic| {
        // Not the run's console: the thread that panicked may hold its lock.
        let console = Console::new(&env, Box::new(io::stdout()), Box::new(io::stderr()));
        let _guard = tracing::subscriber::set_default(console.subscriber());
        let error = Error::Bug(panic.to_string());
        let exit = crate::report_outcome(&env, &console, &Report::default(), Some(&error));
        #[expect(clippy::exit, clippy::disallowed_methods, reason = "there is nothing to return to")]
        std::process::exit(exit as i32)
    }));
}
