//! Requests to one repository: octocrab over our own HTTP client, retries of what may be repeated, failures classified.
//!
//! octocrab's ready-made client is not used: it sends two User-Agents, repeats writes at once, and its `graphql` drops
//! the errors' types. Routes stay relative, or octocrab would not send the token.

use std::cell::Cell;
use std::error::Error as _;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{self, ACCEPT, CONTENT_TYPE, HeaderValue};
use http::{Method, Uri};
use http_body_util::{BodyExt, Limited};
use octocrab::service::middleware::base_uri::BaseUriLayer;
use octocrab::service::middleware::extra_headers::ExtraHeadersLayer;
use octocrab::service::middleware::reqwest_connector::ReqwestConnector;
use octocrab::{AuthState, Octocrab, OctocrabBuilder};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::Instant;

use super::error::{Error, ErrorKind, ErrorResponse, classify, permission_lines};
use super::response::{Answer, json, parsed, reset, seconds_until, words};
use super::token::TokenKind;
use crate::http::{Timing, USER_AGENT};
use crate::repo::{RepoName, encoded};
use crate::secret::Secret;
use crate::text::sentinels;

const JSON: &str = "application/vnd.github+json";
/// The version of the REST API this is written for (<https://docs.github.com/en/rest/about-the-rest-api/api-versions>).
const VERSION: (&str, &str) = ("x-github-api-version", "2022-11-28");
/// The media type for a blob's bytes as they are.
pub(super) const RAW: &str = "application/vnd.github.raw+json";

/// How long after the first, second and third failure a request is sent again, in units of `Timing::github_retry`.
const WAITS: [u32; 3] = [1, 4, 9];
/// The maximum size of an answer: GitHub keeps no larger file (100 MB).
const MAX_RESPONSE_BYTES: usize = 100 << 20;
/// The longest rate limit that is waited for, in the same unit.
const MAX_WAIT: u32 = 300;

/// Which repository, and how to reach it.
#[derive(Clone, Debug)]
pub struct Connection {
    /// `GITHUB_API_URL`, e.g. `https://api.github.com`.
    pub api_url: String,
    /// `GITHUB_GRAPHQL_URL`, e.g. `https://api.github.com/graphql`.
    pub graphql_url: String,
    pub repository: RepoName,
    pub token: Secret,
    /// `github_retry` is the second in which retries are counted.
    pub timing: Timing,
}

/// Whether a request may be sent again when its outcome is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RetryPolicy {
    /// Sending it twice does no harm.
    Always,
    /// It may have taken effect: only if it certainly did not reach GitHub.
    IfNotSent,
}

#[derive(Serialize)]
struct GraphqlRequest<'a, V> {
    query: &'a str,
    variables: &'a V,
}

/// GitHub's two APIs, for one repository.
pub struct Client {
    pub(super) repository: RepoName,
    rest: Octocrab,
    graphql: Octocrab,
    token: Secret,
    timing: Timing,
    last_write: Cell<Option<Instant>>,
}

impl std::fmt::Debug for Client {
    /// Without the connections, which hold the token.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("repository", &self.repository).finish_non_exhaustive()
    }
}

impl Client {
    /// Sets both APIs up; nothing is sent yet. Must be called on a tokio runtime, where octocrab puts a task.
    pub fn new(client: &reqwest::Client, connection: Connection) -> Result<Self, Error> {
        let Connection { api_url, graphql_url, repository, token, timing } = connection;
        let parse = |variable, url: &str, base: &str| {
            let uri =
                base.parse::<Uri>().ok().filter(|uri| uri.scheme().is_some() && uri.authority().is_some());
            uri.ok_or_else(|| Error::not_sent(ErrorKind::BadUrl(variable), url.to_owned()))
        };
        // octocrab adds `/graphql` to its base, which on an Enterprise server is not that of the REST API.
        let graphql = graphql_url.trim_end_matches('/').strip_suffix("/graphql").unwrap_or_default();
        if HeaderValue::from_str(token.expose()).is_err() {
            let message = "it contains a character that no token has, such as a line break".to_owned();
            return Err(Error::not_sent(ErrorKind::BadToken, message));
        }
        let rest = build_client(client, parse("GITHUB_API_URL", &api_url, &api_url)?, &token);
        let graphql = build_client(client, parse("GITHUB_GRAPHQL_URL", &graphql_url, graphql)?, &token);
        Ok(Self { repository, rest, graphql, token, timing, last_write: Cell::new(None) })
    }

    pub fn repository(&self) -> &RepoName {
        &self.repository
    }

    pub fn token_kind(&self) -> TokenKind {
        TokenKind::from_prefix(self.token.expose())
    }

    /// A route within the repository.
    pub(super) fn route(&self, rest: &str) -> String {
        format!("/repos/{}/{}{rest}", encoded(&self.repository.owner), encoded(&self.repository.name))
    }

    pub(super) async fn query<T: DeserializeOwned>(&self, text: &str, variables: &Value) -> Result<T, Error> {
        parsed(self.graphql(text, variables, RetryPolicy::Always).await?)
    }

    /// Runs a GraphQL document and returns its `data`.
    ///
    /// An error anywhere fails a read: the null in its place must not be taken for a missing file. A write counts if it
    /// is there, even if something else failed.
    pub(super) async fn graphql(
        &self,
        query: &str,
        variables: &impl Serialize,
        retry: RetryPolicy,
    ) -> Result<Value, Error> {
        let body = serde_json::to_vec(&GraphqlRequest { query, variables });
        let body =
            Bytes::from(body.map_err(|error| {
                Error::not_sent(ErrorKind::Refused, format!("cannot be written: {error}"))
            })?);
        self.repeated(retry, async || {
            let send = self.send(&self.graphql, Method::POST, "/graphql", JSON, Some(body.clone()));
            let answer = self.throttle_writes(retry == RetryPolicy::IfNotSent, send).await?;
            let mut document = json(&answer)?;
            // Indexing what is not an object would panic.
            let data = document.get_mut("data").map(Value::take).unwrap_or_default();
            let errors = document["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
            let done = data.as_object().is_some_and(|data| data.values().all(|value| !value.is_null()));
            match errors.first() {
                None if done => Ok(data),
                None => Err(Error::unusable("an answer without data")),
                Some(_) if done && retry == RetryPolicy::IfNotSent => Ok(data),
                Some(error) => {
                    let messages = errors.iter().filter_map(|error| error["message"].as_str());
                    let messages = messages.collect::<Vec<_>>().join("; ");
                    let saml = error["extensions"]["saml_failure"] == true;
                    Err(self.error(&answer, error["type"].as_str().unwrap_or_default(), &messages, saml))
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
    ) -> Result<Vec<u8>, Error> {
        let get = async || {
            let answer = self.send(&self.rest, Method::GET, route, accept, None).await?;
            if is_whole(&answer.body) {
                return Ok(answer.body);
            }
            Err(Error::unusable(&format!("{route} arrived damaged ({} bytes)", answer.body.len())))
        };
        self.repeated(RetryPolicy::Always, get).await
    }

    pub(super) async fn get_as<T: DeserializeOwned>(&self, rest: &str) -> Result<T, Error> {
        parsed(self.call(Method::GET, rest, None, RetryPolicy::Always).await?)
    }

    /// Sends JSON to a route of the repository, and reads JSON.
    pub(super) async fn call(
        &self,
        method: Method,
        rest: &str,
        body: Option<Value>,
        retry: RetryPolicy,
    ) -> Result<Value, Error> {
        let body = body.map(|body| Bytes::from(body.to_string()));
        let route = self.route(rest);
        let call = async || {
            let send = self.send(&self.rest, method.clone(), &route, JSON, body.clone());
            json(&self.throttle_writes(method != Method::GET, send).await?)
        };
        self.repeated(retry, call).await
    }

    /// Waits for this many seconds, as [`Timing::github_retry`] counts them.
    pub async fn wait(&self, seconds: u32) {
        tokio::time::sleep(self.timing.github_retry * seconds).await;
    }

    /// Sends a request until it succeeds, fails permanently, or has failed four times.
    async fn repeated<T>(
        &self,
        retry: RetryPolicy,
        request: impl AsyncFn() -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut waits = WAITS.into_iter();
        loop {
            let error = match request().await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            let Some(wait) = waits.next() else { return Err(error) };
            let wait = match error.kind {
                // GitHub refused, so nothing was done.
                ErrorKind::RateLimit(Some(seconds)) if seconds <= MAX_WAIT => seconds,
                ErrorKind::Transient if retry == RetryPolicy::Always || !error.sent => wait,
                _ => return Err(error),
            };
            tracing::debug!("GitHub: {}; asking again in {wait} s", error.message);
            self.wait(wait).await;
        }
    }

    /// Delays a write until the last one is long enough ago.
    async fn throttle_writes<T>(&self, writes: bool, send: impl Future<Output = T>) -> T {
        if let (true, Some(last)) = (writes, self.last_write.get()) {
            tokio::time::sleep_until(last + self.timing.github_write).await;
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
    ) -> Result<Answer, Error> {
        let limit = self.timing.github_timeout;
        let send = self.send_without_limit(octocrab, method, route, accept, body);
        match tokio::time::timeout(limit, send).await {
            Ok(answer) => answer,
            Err(_) => Err(Error::unusable(&format!("no answer within {} s", limit.as_secs_f32()))),
        }
    }

    async fn send_without_limit(
        &self,
        octocrab: &Octocrab,
        method: Method,
        route: &str,
        accept: &'static str,
        body: Option<Bytes>,
    ) -> Result<Answer, Error> {
        let request = http::Request::builder().method(method).uri(route).header(ACCEPT, accept);
        let request = request.header(VERSION.0, VERSION.1);
        let request = match body {
            Some(body) => request.header(CONTENT_TYPE, "application/json").body(body),
            None => request.body(Bytes::new()),
        };
        // A request that cannot be built is a bug.
        let request =
            request.map_err(|error| Error::not_sent(ErrorKind::Refused, self.clean(&error.to_string())))?;
        let response = octocrab.execute(request).await.map_err(|error| self.broken(&error))?;
        let (parts, body) = response.into_parts();
        let body = Limited::new(body, MAX_RESPONSE_BYTES).collect().await;
        let body = body.map_err(|error| match error.downcast_ref() {
            Some(error) => self.broken(error),
            None => Error::unusable(&format!("an answer larger than {} MB", MAX_RESPONSE_BYTES >> 20)),
        })?;
        let body = body.to_bytes().into();
        let answer = Answer { status: parts.status.as_u16(), headers: parts.headers, body };
        if parts.status.is_success() {
            return Ok(answer);
        }
        let saml = answer.headers.contains_key("x-github-sso");
        Err(self.error(&answer, "", &words(&answer), saml))
    }

    fn error(&self, answer: &Answer, graphql_type: &str, message: &str, saml: bool) -> Error {
        let header = |name: &str| answer.headers.get(name).and_then(|value| value.to_str().ok());
        let retry_after = header("retry-after").and_then(|seconds| seconds.parse().ok());
        let quota_used_up = header("x-ratelimit-remaining") == Some("0");
        let status = answer.status;
        let response = ErrorResponse { status, graphql_type, message, retry_after, quota_used_up, saml };
        let mut kind = classify(response);
        let mut message = self.clean(message);
        if let (ErrorKind::RateLimit(None), true, Some(reset)) =
            (kind, quota_used_up, header("x-ratelimit-reset").and_then(reset))
        {
            message = format!("{message} (it is renewed at {reset})");
            kind = ErrorKind::RateLimit(header("date").and_then(|now| seconds_until(reset, now)));
        }
        let needed = header("x-accepted-github-permissions").and_then(permission_lines);
        Error { kind, message, needed, sent: true }
    }

    /// The network failed. When not even a connection was made, nothing was sent.
    fn broken(&self, error: &octocrab::Error) -> Error {
        let mut message = "the connection broke".to_owned();
        let mut sent = true;
        let mut cause = error.source();
        while let Some(error) = cause {
            message = error.to_string();
            sent &= !error.downcast_ref::<reqwest::Error>().is_some_and(reqwest::Error::is_connect);
            cause = error.source();
        }
        Error { kind: ErrorKind::Transient, message: self.clean(&message), needed: None, sent }
    }

    /// One line, not too long, without the sentinels of this program's templates, and without the token, should anything
    /// have echoed it.
    fn clean(&self, text: &str) -> String {
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let line = line.trim_end_matches('.');
        sentinels::strip(&line.replace(self.token.expose(), "***")).chars().take(500).collect()
    }
}

/// A name as one segment of a URL: octocrab would send `a#b` as `a`.
pub(super) fn encode_segment(name: &str) -> String {
    encoded(name).replace('/', "%2F")
}

/// octocrab over our client: a base, one User-Agent, the token.
fn build_client(client: &reqwest::Client, base: Uri, token: &Secret) -> Octocrab {
    let agent = (header::USER_AGENT, HeaderValue::from_static(USER_AGENT));
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
