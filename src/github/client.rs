//! Requests to GitHub: octocrab over our own client, retries of what may be repeated, and failures judged.
//!
//! octocrab's ready-made client is not used: it sends two User-Agents, repeats writes at once, and its `graphql` drops
//! the errors' types. Routes stay relative, or octocrab would not send the token.

use std::cell::Cell;
use std::error::Error as _;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use base64_simd::AsOut as _;
use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue};
use http::{Method, Uri};
use http_body_util::{BodyExt, Limited};
use octocrab::service::middleware::base_uri::BaseUriLayer;
use octocrab::service::middleware::extra_headers::ExtraHeadersLayer;
use octocrab::service::middleware::reqwest_connector::ReqwestConnector;
use octocrab::{AuthState, Octocrab, OctocrabBuilder};
use serde::Serialize;
use serde_json::Value;
use serde_json::ser::{Formatter, Serializer};
use tokio::time::Instant;

use super::Connection;
use super::error::{ErrorKind, ErrorResponse, classify, permission_lines};
use crate::http::USER_AGENT;
use crate::secret::Secret;
use crate::store::Error;
use crate::text::sentinels;

const JSON: &str = "application/vnd.github+json";
/// The version of the REST API this is written for (<https://docs.github.com/en/rest/about-the-rest-api/api-versions>).
const VERSION: (&str, &str) = ("x-github-api-version", "2022-11-28");
/// The media type for a blob's bytes as they are.
pub(super) const RAW: &str = "application/vnd.github.raw+json";

/// How long after the first, second and third failure a request is sent again, in units of `Timing::github_retry`.
const WAITS: [u32; 3] = [1, 4, 9];
/// The most bytes of an answer: GitHub keeps no larger file (100 MB, as it counts them).
const MAX_RESPONSE_BYTES: usize = 100 << 20;
/// The longest wait for a rate limit, in the same unit.
const MAX_WAIT: u32 = 300;

/// Whether a request may be sent again when it is not known what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RetryPolicy {
    /// It changes nothing that anybody sees.
    Always,
    /// Sent once, it may have been done.
    IfNotSent,
}

/// A request that failed, after retries.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) class: ErrorKind,
    /// GitHub's words, or those of the network; on one line, without the token.
    pub(super) message: String,
    /// The permissions GitHub says it takes.
    pub(super) needed: Option<String>,
    /// Whether it may have reached GitHub.
    pub(super) sent: bool,
}

/// An answer with a status below 400.
struct Answer {
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
}

/// GitHub's two APIs.
pub(super) struct Api {
    rest: Octocrab,
    graphql: Octocrab,
    token: Secret,
    second: Duration,
    /// From one write to the next.
    apart: Duration,
    last_write: Cell<Option<Instant>>,
}

/// A GraphQL request. What it holds is borrowed: a commit's files are large.
#[derive(Serialize)]
struct Operation<'a, V> {
    query: &'a str,
    variables: &'a V,
}

impl Api {
    /// Sets both up. Must be called on a tokio runtime, where octocrab puts a task.
    pub(super) fn new(client: &reqwest::Client, settings: &Connection) -> Result<Self, Error> {
        let bad_url = |variable, url: &str| Error::BadUrl { variable, url: url.to_owned() };
        let parse = |variable, url: &str, base: &str| {
            let uri =
                base.parse::<Uri>().ok().filter(|uri| uri.scheme().is_some() && uri.authority().is_some());
            uri.ok_or_else(|| bad_url(variable, url))
        };
        // octocrab adds `/graphql` to its base, which on an Enterprise server is not that of the REST API.
        let graphql = settings.graphql_url.trim_end_matches('/');
        let graphql = graphql.strip_suffix("/graphql").unwrap_or_default();
        let token = &settings.token;
        if HeaderValue::from_str(token.expose()).is_err() {
            let message = "it holds a character that no token has, such as a line break".to_owned();
            return Err(Error::BadToken { message });
        }
        let build_client = |base| build_client(client, base, token);
        Ok(Self {
            rest: build_client(parse("GITHUB_API_URL", &settings.api_url, &settings.api_url)?),
            graphql: build_client(parse("GITHUB_GRAPHQL_URL", &settings.graphql_url, graphql)?),
            token: token.clone(),
            second: settings.timing.github_retry,
            apart: settings.timing.github_write,
            last_write: Cell::new(None),
        })
    }

    /// Runs a GraphQL document and returns its `data`. `size` is about how many bytes the variables have, if they are large.
    ///
    /// An error anywhere fails a read: the null in its place must not be taken for a missing file. A write counts if it
    /// is there, whatever else went wrong.
    pub(super) async fn graphql(
        &self,
        query: &str,
        variables: &impl Serialize,
        size: usize,
        repeat: RetryPolicy,
    ) -> Result<Value, Failure> {
        let body = encoded(&Operation { query, variables }, size);
        self.repeated(repeat, async || {
            let send = self.send(&self.graphql, Method::POST, "/graphql", JSON, Some(body.clone()));
            let mut answer = self.throttle_writes(repeat == RetryPolicy::IfNotSent, send).await?;
            let mut document = json(&answer)?;
            // As large as the files in it.
            answer.body = Vec::new();
            // Indexed, what is no object would panic.
            let data = document.get_mut("data").map(Value::take).unwrap_or_default();
            let errors = document["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
            let done = data.as_object().is_some_and(|data| data.values().all(|value| !value.is_null()));
            match errors.first() {
                None if done => Ok(data),
                None => Err(unusable("an answer without data")),
                Some(_) if done && repeat == RetryPolicy::IfNotSent => Ok(data),
                Some(error) => {
                    let messages = errors.iter().filter_map(|error| error["message"].as_str());
                    let messages = messages.collect::<Vec<_>>().join("; ");
                    Err(self.failure(&answer, error["type"].as_str().unwrap_or_default(), &messages))
                }
            }
        })
        .await
    }

    /// Reads a resource's bytes, until they are whole.
    pub(super) async fn get(
        &self,
        route: &str,
        accept: &'static str,
        is_whole: impl Fn(&[u8]) -> bool,
    ) -> Result<Vec<u8>, Failure> {
        let get = async || {
            let answer = self.send(&self.rest, Method::GET, route, accept, None).await?;
            if is_whole(&answer.body) {
                return Ok(answer.body);
            }
            Err(unusable(&format!("{route} arrived damaged ({} bytes)", answer.body.len())))
        };
        self.repeated(RetryPolicy::Always, get).await
    }

    /// Reads a resource as JSON.
    pub(super) async fn get_json(&self, route: &str) -> Result<Value, Failure> {
        self.call(Method::GET, route, None, RetryPolicy::Always).await
    }

    /// Sends JSON, and reads JSON.
    pub(super) async fn call(
        &self,
        method: Method,
        route: &str,
        body: Option<&Value>,
        repeat: RetryPolicy,
    ) -> Result<Value, Failure> {
        let body = body.map(|body| encoded(body, 0));
        let call = async || {
            let send = self.send(&self.rest, method.clone(), route, JSON, body.clone());
            json(&self.throttle_writes(method != Method::GET, send).await?)
        };
        self.repeated(repeat, call).await
    }

    /// Waits before the next try at something whose answer was lost; longer each time, from 1.
    pub(super) async fn wait(&self, tries: u32) {
        tokio::time::sleep(self.second * tries * tries).await;
    }

    /// Sends a request until it succeeds, fails for good, or has failed four times.
    async fn repeated<T>(
        &self,
        repeat: RetryPolicy,
        request: impl AsyncFn() -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let mut waits = WAITS.into_iter();
        loop {
            let failure = match request().await {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            let Some(wait) = waits.next() else { return Err(failure) };
            let wait = match failure.class {
                // GitHub refused, so nothing was done.
                ErrorKind::RateLimit(Some(seconds)) if seconds <= MAX_WAIT => seconds,
                ErrorKind::Transient if repeat == RetryPolicy::Always || !failure.sent => wait,
                _ => return Err(failure),
            };
            tracing::debug!("GitHub: {}; asking again in {wait}", failure.message);
            tokio::time::sleep(self.second * wait).await;
        }
    }

    /// Sends what writes when the last write is long enough ago.
    async fn throttle_writes<T>(&self, writes: bool, send: impl Future<Output = T>) -> T {
        if let (true, Some(last)) = (writes, self.last_write.get()) {
            tokio::time::sleep_until(last + self.apart).await;
        }
        let answer = send.await;
        if writes {
            self.last_write.set(Some(Instant::now()));
        }
        answer
    }

    /// Sends a request and reads the whole answer.
    async fn send(
        &self,
        octocrab: &Octocrab,
        method: Method,
        route: &str,
        accept: &'static str,
        body: Option<Bytes>,
    ) -> Result<Answer, Failure> {
        let request = http::Request::builder().method(method).uri(route).header(ACCEPT, accept);
        let request = request.header(VERSION.0, VERSION.1);
        let request = match body {
            // octocrab's own `build_request` would copy it, as large as the page.
            Some(body) => request.header(CONTENT_TYPE, "application/json").body(body),
            None => request.body(Bytes::new()),
        };
        let request = request.map_err(|error| self.not_sent(&error))?;
        let response = octocrab.execute(request).await.map_err(|error| self.broken(&error))?;
        let (parts, body) = response.into_parts();
        let body = in_one_piece(Limited::new(body, MAX_RESPONSE_BYTES)).await;
        let body = body.map_err(|error| match error.downcast_ref() {
            Some(error) => self.broken(error),
            None => unusable(&format!("an answer larger than {} MB", MAX_RESPONSE_BYTES >> 20)),
        })?;
        let answer = Answer { status: parts.status.as_u16(), headers: parts.headers, body };
        if parts.status.is_success() { Ok(answer) } else { Err(self.failure(&answer, "", &words(&answer))) }
    }

    /// Judges an answer.
    fn failure(&self, answer: &Answer, kind: &str, message: &str) -> Failure {
        let header = |name: &str| answer.headers.get(name).and_then(|value| value.to_str().ok());
        let retry_after = header("retry-after").and_then(|seconds| seconds.parse().ok());
        let used_up = header("x-ratelimit-remaining") == Some("0");
        let evidence = ErrorResponse { status: answer.status, kind, message, retry_after, used_up };
        let mut class = classify(evidence);
        let mut message = self.clean(message);
        if let (ErrorKind::RateLimit(None), true, Some(reset)) =
            (class, used_up, header("x-ratelimit-reset").and_then(reset))
        {
            message = format!("{message} (it is renewed at {reset})");
            class = ErrorKind::RateLimit(header("date").and_then(|now| seconds_until(reset, now)));
        }
        let needed = header("x-accepted-github-permissions").and_then(permission_lines);
        Failure { class, message, needed, sent: true }
    }

    /// The network failed. When not even a connection was made, nothing was sent.
    fn broken(&self, error: &octocrab::Error) -> Failure {
        let mut message = "the connection broke".to_owned();
        let mut sent = true;
        let mut cause = error.source();
        while let Some(error) = cause {
            message = error.to_string();
            sent &= !error.downcast_ref::<reqwest::Error>().is_some_and(reqwest::Error::is_connect);
            cause = error.source();
        }
        Failure { class: ErrorKind::Transient, message: self.clean(&message), needed: None, sent }
    }

    /// The request itself is none: a bug.
    fn not_sent(&self, error: &http::Error) -> Failure {
        let message = self.clean(&error.to_string());
        Failure { class: ErrorKind::Refused, message, needed: None, sent: false }
    }

    /// One line, not too long, without this program's own marks, and without the token should anything have echoed it.
    fn clean(&self, text: &str) -> String {
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        sentinels::strip(&line.replace(self.token.expose(), "***")).chars().take(500).collect()
    }
}

/// A body whose pieces are let go as they come: kept until the last one is there, they would take its size once more.
async fn in_one_piece<B: BodyExt<Data = Bytes> + Unpin>(mut body: B) -> Result<Vec<u8>, B::Error> {
    let foreseen = body.size_hint().lower();
    let mut bytes = Vec::with_capacity(usize::try_from(foreseen).unwrap_or_default().min(MAX_RESPONSE_BYTES));
    while let Some(frame) = body.frame().await {
        bytes.extend_from_slice(frame?.data_ref().unwrap_or(&Bytes::new()));
    }
    Ok(bytes)
}

/// JSON in which bytes are base64, the form in which GitHub takes files. It goes straight into the body, for none of it has to
/// be escaped.
struct FilesAsBase64;

impl Formatter for FilesAsBase64 {
    fn write_byte_array<W: io::Write + ?Sized>(&mut self, writer: &mut W, value: &[u8]) -> io::Result<()> {
        // In pieces of whole groups of three bytes, of which only the last may need padding.
        let mut buffer = [0; 4_096];
        writer.write_all(b"\"")?;
        for piece in value.chunks(buffer.len() / 4 * 3) {
            writer.write_all(base64_simd::STANDARD.encode(piece, buffer[..].as_out()))?;
        }
        writer.write_all(b"\"")
    }
}

/// A body as JSON, in memory for `size` bytes and a little more: growing to a page's size would take twice as much.
#[expect(
    clippy::expect_used,
    reason = "texts and numbers always serialise, and memory takes all that is written"
)]
fn encoded(body: &impl Serialize, size: usize) -> Bytes {
    let mut bytes = Vec::with_capacity(size + 1_000);
    body.serialize(&mut Serializer::with_formatter(&mut bytes, FilesAsBase64)).expect("plain data");
    bytes.into()
}

fn json(answer: &Answer) -> Result<Value, Failure> {
    serde_json::from_slice(&answer.body).map_err(|_| unusable("an answer that is not JSON"))
}

/// An answer that says success, but does not say what came of it.
pub(super) fn unusable(message: &str) -> Failure {
    Failure { class: ErrorKind::Transient, message: message.to_owned(), needed: None, sent: true }
}

/// GitHub's words in a REST error, or the status.
fn words(answer: &Answer) -> String {
    if (300..400).contains(&answer.status) {
        return "it has moved: give the repository's present name".to_owned();
    }
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let details = body["errors"].as_array().into_iter().flatten();
    let details =
        details.filter_map(|error| error["message"].as_str().or(error.as_str()).or(error["code"].as_str()));
    let words: Vec<&str> = body["message"].as_str().into_iter().chain(details).collect();
    if words.is_empty() { format!("HTTP {}", answer.status) } else { words.join("; ") }
}

/// The time of `x-ratelimit-reset`, in seconds since 1970.
fn reset(header: &str) -> Option<jiff::Timestamp> {
    header.parse().ok().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok())
}

/// How long it is until an instant by GitHub's own clock, the header `date`; a second more, for both are rounded.
fn seconds_until(reset: jiff::Timestamp, date: &str) -> Option<u32> {
    let now = jiff::fmt::rfc2822::parse(date).ok()?.timestamp();
    u32::try_from(reset.duration_since(now).as_secs().max(0) + 1).ok()
}

/// octocrab over our client: a base, one User-Agent, the token.
fn build_client(client: &reqwest::Client, base: Uri, token: &Secret) -> Octocrab {
    let agent = (http::header::USER_AGENT, HeaderValue::from_static(USER_AGENT));
    let token = token.expose().to_owned().into();
    let built = OctocrabBuilder::new_empty()
        .with_service(ReqwestConnector::new(client.clone()))
        .with_layer(&BaseUriLayer::new(base))
        .with_layer(&ExtraHeadersLayer::new(Arc::new(vec![agent])))
        .with_auth(AuthState::AccessToken { token })
        .build();
    match built {
        Ok(octocrab) => octocrab,
        Err(never) => match never {},
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;
    use base64::prelude::BASE64_STANDARD;

    #[test]
    fn bytes_are_sent_as_base64_of_any_length() {
        struct File(Vec<u8>);
        impl Serialize for File {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_bytes(&self.0)
            }
        }
        for length in [0, 1, 2, 3, 3_071, 3_072, 3_073, 3_074, 6_144, 10_000] {
            let file = File((0..length).map(|n| u8::try_from(n * 7 % 256).unwrap()).collect());
            let expected = format!("\"{}\"", BASE64_STANDARD.encode(&file.0));
            assert_eq!(encoded(&file, 0), expected, "{length}");
        }
    }
}
