//! Being asked to stop.

use std::thread;
use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal as on};

/// Ends when the runner cancels the job (SIGTERM) or a person presses Ctrl-C.
pub(crate) async fn signal() {
    match (on(SignalKind::terminate()), on(SignalKind::interrupt())) {
        (Ok(mut terminate), Ok(mut interrupt)) => {
            tokio::select! { _ = terminate.recv() => (), _ = interrupt.recv() => () }
        }
        // Without handlers the signals do what they do by default.
        _ => std::future::pending().await,
    }
}

/// How long a run has to report that it was cancelled. GitHub kills a job ten seconds after it asked it to stop.
const GRACE_PERIOD: Duration = Duration::from_secs(2);

/// Ends the process soon after it was asked to stop, even if it is busy. A template in a loop keeps the run's own
/// thread from noticing the signal.
pub fn install_shutdown_watchdog() {
    thread::spawn(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let Ok(runtime) = runtime else { return };
        runtime.block_on(signal());
        thread::sleep(GRACE_PERIOD);
        #[expect(clippy::exit, clippy::disallowed_methods, reason = "the run does not return in time")]
        std::process::exit(crate::error::Exit::Failed as i32)
    });
}
