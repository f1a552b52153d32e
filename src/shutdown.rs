//! Being asked to stop.

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
