//! arXiv's API on loopback: its query language, matching, order, feeds, and every way it has of failing.
//!
//! ```no_run
//! # async fn example(corpus: fakes::arxiv::Corpus) -> std::io::Result<()> {
//! use fakes::arxiv::{Arxiv, Fault, FaultKind};
//!
//! let arxiv = Arxiv::start(corpus).await?;
//! arxiv.fault(Fault::once(FaultKind::rate_exceeded()).matching("start=100&"));
//! // ... let a client read `arxiv.url()` ...
//! assert!(arxiv.requests().iter().all(|request| request.open_connections == 1));
//! # Ok(())
//! # }
//! ```

mod answer;
mod atom;
mod connection;
mod corpus;
mod faults;
mod import;
mod legacy;
mod log;
mod matching;
mod padding;
mod query;
mod search;
mod synthetic;
mod tokens;

use std::io;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use axum::body::Body;
use axum::extract::{ConnectInfo, RawQuery, State};
use axum::http::header::CONNECTION;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use axum::routing::get;
use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use self::answer::Answer;
use self::atom::Problem;
use self::connection::{Loopback, Wire};
pub use self::corpus::{Corpus, Record};
use self::faults::Schedule;
pub use self::faults::{FOREVER, Fault, FaultKind};
pub use self::import::ImportError;
use self::log::{Log, Open};
pub use self::log::{Request, gaps};
pub use self::synthetic::{feed, subject, synthetic};
use crate::listener::Gate;

/// A running fake. It stops when dropped: new connections are refused, old ones reset at their next request.
#[derive(Debug)]
pub struct Arxiv {
    shared: Arc<Shared>,
    server: JoinHandle<io::Result<()>>,
}

#[derive(Debug)]
struct Shared {
    content: Mutex<Content>,
    log: Arc<Log>,
    gate: Arc<Gate>,
}

/// What may change between two requests.
#[derive(Debug, Default)]
struct Content {
    corpus: Arc<Corpus>,
    legacy: bool,
    schedule: Schedule,
}

impl Shared {
    fn content(&self) -> MutexGuard<'_, Content> {
        self.content.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Arxiv {
    /// Starts on a free port of 127.0.0.1. It serves the present layout without faults.
    pub async fn start(corpus: Corpus) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let gate = Arc::new(Gate::new(listener.local_addr()?));
        let content = Mutex::new(Content { corpus: Arc::new(corpus), ..Content::default() });
        let shared = Arc::new(Shared { content, log: Arc::default(), gate: Arc::clone(&gate) });
        let router = axum::Router::new()
            .route("/api/query", get(query))
            .fallback(|| async { refusal(404, "Not Found") })
            .method_not_allowed_fallback(|| async { refusal(405, "Method Not Allowed") })
            .with_state(Arc::clone(&shared));
        let listener = Loopback { listener: Some(listener), gate, log: Arc::clone(&shared.log) };
        let service = router.into_make_service_with_connect_info::<Wire>();
        let server = tokio::spawn(async move { axum::serve(listener, service).await });
        Ok(Self { shared, server })
    }

    /// Where to ask: `http://127.0.0.1:PORT/api/query`.
    pub fn url(&self) -> String {
        format!("http://{}/api/query", self.shared.gate.address())
    }

    /// Changes the papers: the next day.
    pub fn set_corpus(&self, corpus: Corpus) {
        self.shared.content().corpus = Arc::new(corpus);
    }

    /// Whether to write feeds in the layout of the server before November 2025.
    pub fn set_legacy(&self, legacy: bool) {
        self.shared.content().legacy = legacy;
    }

    /// Adds a fault. Several strike one after the other, in the order added.
    pub fn fault(&self, fault: Fault) {
        self.shared.content().schedule.add(fault);
    }

    /// How often a fault struck so far.
    pub fn struck(&self) -> usize {
        self.shared.content().schedule.struck()
    }

    /// Ends all faults.
    pub fn clear_faults(&self) {
        self.shared.content().schedule.clear();
        self.shared.gate.open_blocking();
    }

    /// Refuses every connection for so long, or until all faults end.
    pub fn refuse(&self, time: Option<Duration>) {
        self.shared.gate.shut_blocking();
        Arc::clone(&self.shared.gate).open_after(time);
    }

    /// Every request so far, in the order of arrival.
    pub fn requests(&self) -> Vec<Request> {
        self.shared.log.requests()
    }
}

impl Drop for Arxiv {
    fn drop(&mut self) {
        self.server.abort();
        self.shared.log.stop();
    }
}

/// The body of the answer to a query (what is behind the `?` of an address), without a server: for those who ask a
/// thousand times. A fault spoils it.
pub fn answer(corpus: &Corpus, query: &str, fault: Option<&FaultKind>) -> Vec<u8> {
    let parameters: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    Answer::to(&parameters, corpus, false, fault, now()).into_body()
}

async fn query(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(wire): ConnectInfo<Wire>,
    headers: HeaderMap,
    RawQuery(raw): RawQuery,
) -> Response<Body> {
    let parameters: Vec<(String, String)> =
        form_urlencoded::parse(raw.unwrap_or_default().as_bytes()).into_owned().collect();
    let accepts_gzip = headers
        .get_all("accept-encoding")
        .iter()
        .any(|value| value.to_str().is_ok_and(|value| value.contains("gzip")));
    let (number, open) = shared.log.arrived(parameters.clone(), headers, wire.number());
    wire.answers(number);
    let readable =
        parameters.iter().fold(String::new(), |text, (name, value)| text + name + "=" + value + "&");
    let (corpus, legacy, fault) = {
        let mut content = shared.content();
        (Arc::clone(&content.corpus), content.legacy, content.schedule.next(&readable))
    };
    match &fault {
        Some(FaultKind::Slow(time)) => tokio::time::sleep(*time).await,
        Some(FaultKind::CloseBefore) => wire.reset(),
        _ => {}
    }
    let answer = Answer::to(&parameters, &corpus, legacy, fault.as_ref(), now());
    let mut response = respond(answer, accepts_gzip, Some(open));
    if let Some(FaultKind::Last(time)) = fault {
        shared.gate.shut().await;
        Arc::clone(&shared.gate).open_after(time);
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

fn refusal(status: u16, message: &str) -> Response<Body> {
    let problem = Problem { status, message: message.to_owned(), fragment: String::new() };
    respond(Answer::problem(&problem, now()), false, None)
}

/// An answer that cannot be sent is a slip in a test's fault, such as a header with a line break: said with status 599.
fn respond(answer: Answer, accepts_gzip: bool, open: Option<Open>) -> Response<Body> {
    answer.into_response(accepts_gzip, open).unwrap_or_else(|error| {
        let mut response = Response::new(Body::from(format!("the fault cannot be sent: {error}")));
        *response.status_mut() = StatusCode::from_u16(599).unwrap_or_default();
        response
    })
}

fn now() -> Timestamp {
    Timestamp::try_from(SystemTime::now()).unwrap_or_default()
}
