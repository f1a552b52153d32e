//! From a connection to an answer: recording, faults, authentication, the contract, then GraphQL or REST.

use std::convert::Infallible;
use std::net::TcpListener;
use std::sync::Arc;

use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt as _, Full, StreamBody};
use hyper::body::{Bytes, Frame, Incoming};
use hyper_util::rt::TokioIo;
use percent_encoding::percent_decode_str;
use tokio::sync::oneshot;

use super::answer::Answer;
use super::faults::{Kind, Refusal};
use super::{Request, State, contract, graphql, lock, openapi, rest};

/// The connection is to be closed without an answer.
#[derive(Debug)]
struct Closed;

impl std::fmt::Display for Closed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("closed on purpose")
    }
}

impl std::error::Error for Closed {}

type Body = BoxBody<Bytes, Closed>;

/// Serves until the test drops its end, then closes everything.
pub(super) fn run(listener: TcpListener, state: Arc<State>, ended: oneshot::Receiver<()>) {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime starts");
    runtime.block_on(async {
        tokio::select! {
            () = serve(listener, state) => {}
            _ = ended => {}
        }
    });
}

async fn serve(listener: TcpListener, state: Arc<State>) {
    let mut listener = Some(tokio::net::TcpListener::from_std(listener).expect("a socket can be used"));
    loop {
        let stream = state.gate.accept(&mut listener).await;
        let (state, shared) = (Arc::clone(&state), &state);
        let service = hyper::service::service_fn(move |request| handle(Arc::clone(&state), request));
        let http = hyper::server::conn::http1::Builder::new();
        match &shared.identity {
            None => drop(tokio::spawn(http.serve_connection(TokioIo::new(stream), service))),
            Some(identity) => {
                let acceptor = tokio_rustls::TlsAcceptor::from(Arc::clone(&identity.server));
                tokio::spawn(async move {
                    // A client that does not trust the certificate hangs up here.
                    if let Ok(stream) = acceptor.accept(stream).await {
                        let _ = http.serve_connection(TokioIo::new(stream), service).await;
                    }
                });
            }
        }
    }
}

async fn handle(
    state: Arc<State>,
    request: hyper::Request<Incoming>,
) -> Result<hyper::Response<Body>, Closed> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.map_err(|_| Closed)?.to_bytes();
    let call = Call::new(&state, &parts, body);
    let kind = state.faults.next(&call.name);
    lock(&state.requests).push(call.record(&parts));
    let last = state.faults.last();
    let mut answer = answered(&state, call, kind).await;
    if let Some(Refusal { time, .. }) = last {
        state.gate.shut().await;
        Arc::clone(&state.gate).open_after(time);
        if let Ok(answer) = &mut answer {
            answer.headers_mut().insert("connection", hyper::header::HeaderValue::from_static("close"));
        }
    }
    answer
}

/// The answer to a call that is befallen by a fault, or by none.
async fn answered(
    state: &Arc<State>,
    call: Call,
    kind: Option<Kind>,
) -> Result<hyper::Response<Body>, Closed> {
    match &kind {
        Some(Kind::Close) => return Err(Closed),
        Some(Kind::Answer { status, headers, body }) => {
            let answer =
                Answer { status: *status, headers: headers.clone(), body: body.clone().into_bytes() };
            return Ok(respond(state, answer, None));
        }
        _ => {}
    }
    let worker = Arc::clone(state);
    let mut answer = tokio::task::spawn_blocking(move || call.answer(&worker)).await.map_err(|_| Closed)?;
    match kind {
        Some(Kind::CloseAfter) => Err(Closed),
        Some(Kind::AnswerAfter { status, body }) => {
            Ok(respond(state, Answer { status, headers: Vec::new(), body: body.into_bytes() }, None))
        }
        Some(Kind::Cut) => {
            let half = answer.body.len() / 2;
            Ok(respond(state, answer, Some(half)))
        }
        Some(Kind::Half) => {
            answer.body.truncate(answer.body.len() / 2);
            Ok(respond(state, answer, None))
        }
        Some(Kind::PlainText) => {
            answer.headers.retain(|(name, _)| *name != "content-type");
            answer.headers.push(("content-type", "text/plain".to_owned()));
            Ok(respond(state, answer, None))
        }
        Some(Kind::Slow(time)) => {
            tokio::time::sleep(time).await;
            Ok(respond(state, answer, None))
        }
        _ => Ok(respond(state, answer, None)),
    }
}

/// A request, taken apart.
struct Call {
    name: String,
    method: String,
    /// Decoded; without the Enterprise prefix. `None` if it is outside the API.
    segments: Option<Vec<String>>,
    /// The query's parameters, decoded.
    query: Vec<(String, String)>,
    /// `accept` and what is needed to let the request in.
    headers: hyper::HeaderMap,
    body: Bytes,
}

impl Call {
    fn new(state: &State, parts: &hyper::http::request::Parts, body: Bytes) -> Self {
        let path = parts.uri.path();
        let path = match (state.setup.enterprise, path.strip_prefix("/api/v3/")) {
            (true, Some(rest)) => Some(rest),
            (true, None) => (path == "/api/graphql").then_some("graphql"),
            (false, _) => Some(path.trim_start_matches('/')),
        };
        let decode = |segment: &str| percent_decode_str(segment).decode_utf8_lossy().into_owned();
        let segments: Option<Vec<String>> = path.map(|path| path.split('/').map(decode).collect());
        let query = parts.uri.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
        let query = query.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        let query = query.map(|(name, value)| (decode(name), decode(value))).collect();
        let method = parts.method.to_string();
        let name = match segments.as_deref() {
            Some([graphql]) if graphql == "graphql" => {
                graphql::name(&serde_json::from_slice(&body).unwrap_or_default())
            }
            Some([repos, _, _]) if repos == "repos" => format!("{method} repository"),
            Some([repos, _, _, git, kind, ..]) if repos == "repos" && git == "git" => {
                format!("{method} git/{kind}")
            }
            Some([repos, _, _, kind, ..]) if repos == "repos" => format!("{method} {kind}"),
            _ => format!("{method} {}", parts.uri.path()),
        };
        Self { name, method, segments, query, headers: parts.headers.clone(), body }
    }

    fn record(&self, parts: &hyper::http::request::Parts) -> Request {
        let headers = parts.headers.iter().filter(|(name, _)| *name != "authorization");
        let text =
            |value: &hyper::header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        Request {
            name: self.name.clone(),
            method: self.method.clone(),
            path: parts.uri.to_string(),
            headers: headers.map(|(name, value)| (name.to_string(), text(value))).collect(),
            body: serde_json::from_slice(&self.body).unwrap_or_default(),
            at: std::time::Instant::now(),
        }
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    fn answer(&self, state: &State) -> Answer {
        if self.header("user-agent").is_empty() {
            let text = "Request forbidden by administrative rules. Please make sure your request has a User-Agent header";
            return Answer::error(403, text);
        }
        for once in ["user-agent", "x-github-api-version", "authorization", "content-type"] {
            if self.headers.get_all(once).iter().count() > 1 {
                return state.violation(&format!("{}: the header {once} is sent twice", self.name));
            }
        }
        let token = &state.setup.token;
        if ![format!("Bearer {token}"), format!("token {token}")]
            .iter()
            .any(|good| good == self.header("authorization"))
        {
            return Answer::error(401, "Bad credentials");
        }
        let Some(segments) = &self.segments else { return Answer::not_found() };
        if segments == &["graphql"] {
            return match self.method.as_str() {
                "POST" => graphql::answer(state, &self.body),
                _ => Answer::not_found(),
            };
        }
        let names: Vec<String> = self.query.iter().map(|(name, _)| name.clone()).collect();
        let checked = openapi::check(contract::openapi(), &self.method, segments, &names, &self.body);
        if let Err(reason) = checked {
            return state.violation(&reason);
        }
        let raw = self.header("accept").contains("raw");
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        let body = serde_json::from_slice(&self.body).unwrap_or_default();
        rest::answer(state, &self.method, &segments, &self.query, &body, raw)
    }
}

/// Makes it HTTP, whole or cut after some bytes.
fn respond(state: &State, answer: Answer, cut: Option<usize>) -> hyper::Response<Body> {
    // Each thousand in an hour of its own.
    let used = lock(&state.requests).len() % 1000;
    let mut response = hyper::Response::builder()
        .status(answer.status)
        .header("x-ratelimit-limit", 1000)
        .header("x-ratelimit-used", used)
        .header("x-ratelimit-resource", "core");
    let usual = [
        ("x-ratelimit-remaining", (1000 - used).to_string()),
        ("x-ratelimit-reset", "1893456000".to_owned()),
    ];
    for (name, value) in usual {
        if !answer.headers.iter().any(|(given, _)| *given == name) {
            response = response.header(name, value);
        }
    }
    for (name, value) in &answer.headers {
        response = response.header(*name, value);
    }
    let whole = Bytes::from(answer.body);
    let body = match cut {
        None => Full::new(whole).map_err(|never: Infallible| match never {}).boxed(),
        Some(half) => {
            response = response.header("content-length", whole.len());
            StreamBody::new(Broken(Some(whole.slice(..half)))).boxed()
        }
    };
    response.body(body).expect("the parts make a response")
}

/// A body that breaks after its first bytes.
struct Broken(Option<Bytes>);

impl futures_core::Stream for Broken {
    type Item = Result<Frame<Bytes>, Closed>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(Some(self.0.take().map(Frame::data).ok_or(Closed)))
    }
}
