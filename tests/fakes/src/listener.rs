//! A listening socket that can be shut for a while: anyone who comes then is refused.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// A moment, for what cannot be waited for.
const MOMENT: Duration = Duration::from_millis(2);

/// Who shuts and opens it.
#[derive(Debug)]
pub(crate) struct Gate {
    address: SocketAddr,
    wanted: watch::Sender<bool>,
    open: watch::Sender<bool>,
}

impl Gate {
    /// The listener at this address, open.
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self { address, wanted: watch::Sender::new(true), open: watch::Sender::new(true) }
    }

    /// Where it is.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The next connection. While it is shut there is no listener.
    pub(crate) async fn accept(&self, listener: &mut Option<TcpListener>) -> TcpStream {
        let mut wanted = self.wanted.subscribe();
        loop {
            if !*wanted.borrow_and_update() {
                *listener = None;
                self.open.send_replace(false);
                // The sender lives in `self`.
                let _ = wanted.wait_for(|wanted| *wanted).await;
            }
            let Some(open) = listener else {
                // Someone's own end of a connection may have the port for a while.
                *listener = TcpListener::bind(self.address).await.ok();
                tokio::time::sleep(if listener.is_some() { Duration::ZERO } else { MOMENT }).await;
                self.open.send_replace(listener.is_some());
                continue;
            };
            tokio::select! {
                accepted = open.accept() => match accepted {
                    Ok((stream, _)) => return stream,
                    // Out of file descriptors: some will close.
                    Err(_) => tokio::time::sleep(MOMENT).await,
                },
                _ = wanted.changed() => {}
            }
        }
    }

    /// Shuts it. From then on no one gets in.
    pub(crate) async fn shut(&self) {
        let mut open = self.open.subscribe();
        self.wanted.send_replace(false);
        let _ = open.wait_for(|open| !*open).await;
    }

    /// The same, from a thread that is not the listener's.
    pub(crate) fn shut_blocking(&self) {
        self.wanted.send_replace(false);
        self.becomes(false);
    }

    /// Opens it. From then on everyone gets in. Not from the listener's thread.
    pub(crate) fn open_blocking(&self) {
        self.wanted.send_replace(true);
        self.becomes(true);
    }

    /// Opens it after a while, unless someone opens it before. Without a time it stays shut.
    pub(crate) fn open_after(self: Arc<Self>, time: Option<Duration>) {
        let Some(time) = time else { return };
        let wanted = self.wanted.subscribe();
        std::thread::spawn(move || {
            std::thread::sleep(time);
            if wanted.has_changed().is_ok_and(|changed| !changed) {
                self.wanted.send_replace(true);
            }
        });
    }

    fn becomes(&self, open: bool) {
        while *self.open.borrow() != open {
            std::thread::sleep(MOMENT);
        }
    }
}
