//! What was asked, when, and over how many connections: evidence for the three-second rule and the single connection
//! of <https://info.arxiv.org/help/api/tou.html>.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::http::HeaderMap;

use super::search::parameter;

/// A request as it arrived.
#[derive(Clone, Debug)]
pub struct Request {
    /// Every parameter, decoded, in the order sent.
    pub parameters: Vec<(String, String)>,
    /// `search_query`, decoded; empty if it was not sent.
    pub query: String,
    /// `start`: the first hit wanted, from 0. The default 0 if it was not sent or is not a number.
    pub start: u64,
    /// `max_results`: the hits wanted. The default 10 if it was not sent or is not a number.
    pub max_results: u64,
    /// `sortBy`; empty if it was not sent.
    pub sort_by: String,
    /// `sortOrder`; empty if it was not sent.
    pub sort_order: String,
    /// All headers.
    pub headers: HeaderMap,
    /// When it arrived.
    pub arrived: Instant,
    /// When the last byte of its answer so far was handed to the system, or its connection closed without any.
    pub ended: Option<Instant>,
    /// Number of its connection, from 0.
    pub connection: usize,
    /// Connections open when it arrived, its own included.
    pub open_connections: usize,
    /// Requests being answered when it arrived, itself included.
    pub open_requests: usize,
}

impl Request {
    /// A header as text; empty if it was not sent.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

/// The times from the end of each answer to the next request; zero where they overlap.
pub fn gaps(requests: &[Request]) -> Vec<Duration> {
    let gap = |pair: &[Request]| match pair {
        [Request { ended: Some(ended), .. }, next] => next.arrived.saturating_duration_since(*ended),
        _ => Duration::ZERO,
    };
    requests.windows(2).map(gap).collect()
}

/// The record of everything that came in.
#[derive(Debug, Default)]
pub(crate) struct Log {
    requests: Mutex<Vec<Request>>,
    connections: AtomicUsize,
    open_connections: AtomicUsize,
    open_requests: AtomicUsize,
    stopped: AtomicBool,
}

/// A request being answered, for as long as it lives.
#[derive(Debug)]
pub(crate) struct Open(Arc<Log>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.open_requests.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Log {
    fn lock(&self) -> MutexGuard<'_, Vec<Request>> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.lock().clone()
    }

    /// Notes a connection; its number.
    pub(crate) fn connected(&self) -> usize {
        self.open_connections.fetch_add(1, Ordering::SeqCst);
        self.connections.fetch_add(1, Ordering::SeqCst)
    }

    pub(crate) fn stop(&self) {
        self.stopped.store(true, Ordering::SeqCst);
    }

    pub(crate) fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::SeqCst)
    }

    pub(crate) fn disconnected(&self) {
        self.open_connections.fetch_sub(1, Ordering::SeqCst);
    }

    /// Notes a request; its number, and what says that it is being answered.
    pub(crate) fn arrived(
        self: &Arc<Self>,
        parameters: Vec<(String, String)>,
        headers: HeaderMap,
        connection: usize,
    ) -> (usize, Open) {
        let text = |name| parameter(&parameters, name).unwrap_or_default().to_owned();
        let number = |name, default| text(name).parse().unwrap_or(default);
        let request = Request {
            query: text("search_query"),
            start: number("start", 0),
            max_results: number("max_results", 10),
            sort_by: text("sortBy"),
            sort_order: text("sortOrder"),
            parameters,
            headers,
            arrived: Instant::now(),
            ended: None,
            connection,
            open_connections: self.open_connections.load(Ordering::SeqCst),
            open_requests: self.open_requests.fetch_add(1, Ordering::SeqCst) + 1,
        };
        let mut requests = self.lock();
        requests.push(request);
        (requests.len() - 1, Open(Arc::clone(self)))
    }

    /// Notes that the answer to a request ended now; `again`: even if it ended before.
    pub(crate) fn ended(&self, request: usize, again: bool) {
        if let Some(request) = self.lock().get_mut(request)
            && (again || request.ended.is_none())
        {
            request.ended = Some(Instant::now());
        }
    }
}
