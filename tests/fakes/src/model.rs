//! The API of a language model on loopback: chat completions as OpenAI and compatible servers offer them, and how they fail.
//!
//! It accepts `model` and `messages` and nothing else, so that a request that passes here passes everywhere.

use std::collections::BTreeMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, LOCATION, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, Response};
use axum::routing::post;
use futures_util::stream;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The only model that it has.
pub const MODEL: &str = "tiny";

/// A way to fail.
#[derive(Clone, Debug)]
pub enum Fault {
    /// An error with this status, and `Retry-After` in seconds.
    Status(u16, Option<u64>),
    /// The answer, after this time.
    Slow(Duration),
    /// The connection breaks in the middle of the answer.
    Cut,
    /// Status 200 and a page of HTML.
    Html,
    /// Status 200 and JSON of another kind.
    WrongJson,
    /// Status 200 and an error.
    HiddenError,
    /// No choice.
    NoChoice,
    /// A choice without a text.
    NoText,
    /// This text.
    Text(String),
    /// `finish_reason` is `length`.
    Length,
    /// The model refuses.
    Refusal,
    /// The provider's filter strikes.
    Filtered,
    /// A redirect to this address.
    Redirect(String),
    /// More than 2 MB.
    Large,
}

impl Fault {
    /// The fault of this name, for those who are not Rust.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "no-text" => Self::NoText,
            "length" => Self::Length,
            "refusal" => Self::Refusal,
            "filtered" => Self::Filtered,
            "overloaded" => Self::Status(429, Some(1)),
            _ => return None,
        })
    }
}

/// A request, as it arrived.
#[derive(Clone, Debug)]
pub struct Request {
    pub authorization: Option<String>,
    pub body: Value,
    /// Requests that were open when it arrived, itself included.
    pub open: usize,
}

impl Request {
    /// The messages, one after the other.
    pub fn text(&self) -> String {
        let messages = self.body["messages"].as_array().into_iter().flatten();
        messages.filter_map(|message| message["content"].as_str()).collect::<Vec<_>>().join("\n")
    }
}

/// A running fake. It stops when dropped.
#[derive(Debug)]
pub struct Model {
    address: SocketAddr,
    shared: Arc<Shared>,
    server: JoinHandle<io::Result<()>>,
}

#[derive(Debug, Default)]
struct Shared(Mutex<Content>);

#[derive(Debug, Default)]
struct Content {
    token: Option<String>,
    always: Option<Fault>,
    faults: BTreeMap<usize, Fault>,
    requests: Vec<Request>,
    open: usize,
}

impl Shared {
    fn content(&self) -> MutexGuard<'_, Content> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Model {
    /// Starts on a free port of 127.0.0.1.
    pub async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let shared = Arc::<Shared>::default();
        let router = axum::Router::new()
            .route("/v1/chat/completions", post(complete))
            .fallback(|| async { error(404, "Not Found", None) })
            .with_state(Arc::clone(&shared));
        let server = tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self { address, shared, server })
    }

    /// The value of `summary-url`.
    pub fn url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// Demands this token from now on.
    pub fn set_token(&self, token: &str) {
        self.shared.content().token = Some(token.to_owned());
    }

    /// Spoils one request: 0 is the next.
    pub fn fault(&self, request: usize, fault: Fault) {
        let mut content = self.shared.content();
        let number = content.requests.len() + request;
        content.faults.insert(number, fault);
    }

    /// Spoils every request from now on that has no fault of its own; `None` ends all faults.
    pub fn always(&self, fault: Option<Fault>) {
        let mut content = self.shared.content();
        if fault.is_none() {
            content.faults.clear();
        }
        content.always = fault;
    }

    /// Every request so far, in the order of arrival.
    pub fn requests(&self) -> Vec<Request> {
        self.shared.content().requests.clone()
    }
}

impl Drop for Model {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// The summary of a title, unless a fault says otherwise.
pub fn summary(title: &str) -> String {
    format!("In short: {title}.")
}

async fn complete(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response<Body> {
    let authorization = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let (fault, token) = {
        let mut content = shared.content();
        let fault = content.faults.get(&content.requests.len()).or(content.always.as_ref()).cloned();
        content.open += 1;
        let request =
            Request { authorization: authorization.clone(), body: body.clone(), open: content.open };
        content.requests.push(request);
        (fault, content.token.clone())
    };
    if let Some(Fault::Slow(time)) = fault {
        tokio::time::sleep(time).await;
    } else {
        // So that a second request, if there is one, arrives meanwhile.
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let is_json = headers.get(CONTENT_TYPE).is_some_and(|kind| kind == "application/json");
    let response = match wrong(&body).filter(|_| fault.is_none()) {
        _ if !is_json => error(415, "The content type must be application/json", None),
        _ if token.is_some_and(|token| authorization != Some(format!("Bearer {token}"))) => {
            error(401, "Incorrect API key provided", None)
        }
        Some((status, reason)) => error(status, reason, None),
        None => answer(&body, fault),
    };
    shared.content().open -= 1;
    response
}

/// What is wrong with a request.
fn wrong(body: &Value) -> Option<(u16, &'static str)> {
    let Some(body) = body.as_object() else { return Some((400, "The body must be a JSON object")) };
    if body.keys().any(|key| !["model", "messages"].contains(&key.as_str())) {
        return Some((400, "Unrecognized request argument"));
    }
    if body.get("model").and_then(Value::as_str) != Some(MODEL) {
        return Some((404, "The model does not exist"));
    }
    let messages = body.get("messages").and_then(Value::as_array).filter(|messages| !messages.is_empty());
    let is_message = |message: &Value| {
        matches!(message["role"].as_str(), Some("system" | "user")) && message["content"].is_string()
    };
    if messages.is_none_or(|messages| !messages.iter().all(is_message)) {
        return Some((400, "`messages` must be a list of messages"));
    }
    None
}

fn answer(body: &Value, fault: Option<Fault>) -> Response<Body> {
    let messages = body["messages"].as_array().into_iter().flatten();
    let question = messages.filter_map(|message| message["content"].as_str()).next_back().unwrap_or_default();
    let title = question.lines().find_map(|line| line.strip_prefix("Title: ")).unwrap_or_default();
    let good = completion(Some(&summary(title)), None, "stop");
    match fault {
        None | Some(Fault::Slow(_)) => respond(200, &good),
        Some(Fault::Status(status, wait)) => error(status, "It failed", wait),
        Some(Fault::Cut) => cut(&good),
        Some(Fault::Html) => html(),
        Some(Fault::WrongJson) => respond(200, &json!({"object": "list", "data": []})),
        Some(Fault::HiddenError) => respond(200, &json!({"error": {"message": "No credit", "code": 402}})),
        Some(Fault::NoChoice) => {
            let mut body = good;
            body["choices"] = json!([]);
            respond(200, &body)
        }
        Some(Fault::NoText) => respond(200, &completion(Some(""), None, "stop")),
        Some(Fault::Text(text)) => respond(200, &completion(Some(&text), None, "stop")),
        Some(Fault::Length) => respond(200, &completion(Some("In short, this"), None, "length")),
        Some(Fault::Refusal) => respond(200, &completion(None, Some("I cannot help with that."), "stop")),
        Some(Fault::Filtered) => respond(200, &completion(None, None, "content_filter")),
        Some(Fault::Redirect(to)) => {
            let mut response = error(307, "Moved", None);
            response.headers_mut().extend(to.parse().map(|to| (LOCATION, to)));
            response
        }
        Some(Fault::Large) => respond(200, &completion(Some(&"a".repeat(2_100_000)), None, "stop")),
    }
}

/// A chat completion with every field that the protocol demands.
fn completion(content: Option<&str>, refusal: Option<&str>, finish_reason: &str) -> Value {
    json!({
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_795_000_000,
        "model": MODEL,
        "choices": [{
            "index": 0,
            "message": {"role": "assistant", "content": content, "refusal": refusal},
            "logprobs": null,
            "finish_reason": finish_reason,
        }],
        "usage": {"prompt_tokens": 120, "completion_tokens": 30, "total_tokens": 150},
    })
}

fn respond(status: u16, body: &Value) -> Response<Body> {
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status.try_into().unwrap_or_default();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

fn error(status: u16, message: &str, wait: Option<u64>) -> Response<Body> {
    let error = json!({"message": message, "type": "invalid_request_error", "param": null, "code": null});
    let mut response = respond(status, &json!({ "error": error }));
    response.headers_mut().extend(wait.map(|wait| (RETRY_AFTER, wait.into())));
    response
}

fn html() -> Response<Body> {
    Response::new(Body::from("<!doctype html><title>Sign in</title>"))
}

/// The first half, then the end of the connection.
fn cut(body: &Value) -> Response<Body> {
    let text = body.to_string();
    let half = Bytes::copy_from_slice(&text.as_bytes()[..text.len() / 2]);
    let parts = [Ok(half), Err(io::Error::from(io::ErrorKind::ConnectionReset))];
    Response::new(Body::from_stream(stream::iter(parts)))
}
