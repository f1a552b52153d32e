//! The listener: it counts connections, notes when an answer's last byte went out, and can reset a connection.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

use super::log::Log;
use crate::listener::Gate;

/// What a handler knows of its connection.
#[derive(Clone, Debug)]
pub(crate) struct Wire(Arc<WireState>);

#[derive(Debug)]
struct WireState {
    /// Number of the connection, from 0.
    number: usize,
    /// Number of the request being answered; past the end before the first.
    request: AtomicUsize,
    broken: AtomicBool,
    log: Arc<Log>,
}

impl Wire {
    pub(crate) fn number(&self) -> usize {
        self.0.number
    }

    /// From now on bytes belong to the answer to this request.
    pub(crate) fn answers(&self, request: usize) {
        self.0.request.store(request, Ordering::SeqCst);
    }

    /// Whatever is written next, the client gets a reset instead.
    pub(crate) fn reset(&self) {
        self.0.broken.store(true, Ordering::SeqCst);
    }

    fn is_broken(&self) -> bool {
        self.0.broken.load(Ordering::SeqCst) || self.0.log.is_stopped()
    }

    fn note_end(&self, again: bool) {
        self.0.log.ended(self.0.request.load(Ordering::SeqCst), again);
    }
}

impl Connected<IncomingStream<'_, Loopback>> for Wire {
    fn connect_info(stream: IncomingStream<'_, Loopback>) -> Self {
        stream.io().wire.clone()
    }
}

/// A listener on loopback.
#[derive(Debug)]
pub(crate) struct Loopback {
    pub(crate) listener: Option<TcpListener>,
    pub(crate) gate: Arc<Gate>,
    pub(crate) log: Arc<Log>,
}

impl Listener for Loopback {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        let stream = self.gate.accept(&mut self.listener).await;
        let _ = stream.set_nodelay(true);
        let state = WireState {
            number: self.log.connected(),
            request: AtomicUsize::new(usize::MAX),
            broken: AtomicBool::new(false),
            log: Arc::clone(&self.log),
        };
        (Connection { stream, wire: Wire(Arc::new(state)) }, self.gate.address())
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.gate.address())
    }
}

/// A connection that notes its writes.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: TcpStream,
    wire: Wire,
}

impl Connection {
    fn stream(&mut self) -> io::Result<Pin<&mut TcpStream>> {
        if self.wire.is_broken() {
            self.stream.set_zero_linger()?; // so that closing sends a reset
            return Err(io::ErrorKind::ConnectionReset.into());
        }
        Ok(Pin::new(&mut self.stream))
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.stream()?.poll_read(cx, buf)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = self.stream()?.poll_write(cx, bytes);
        if let Poll::Ready(Ok(_)) = written {
            self.wire.note_end(true);
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream()?.poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream()?.poll_shutdown(cx)
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.wire.note_end(false);
        self.wire.0.log.disconnected();
    }
}
