//! What GitHub answers: a status, headers, and JSON.

use http::HeaderMap;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::error::{Error, ErrorKind};

/// An answer, whatever its status.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

pub(super) fn json(answer: &Answer) -> Result<Value, Error> {
    serde_json::from_slice(&answer.body).map_err(|_| Error::unusable("an answer that is not JSON"))
}

pub(super) fn parsed<T: DeserializeOwned>(answer: Value) -> Result<T, Error> {
    serde_json::from_value(answer).map_err(|error| Error {
        kind: ErrorKind::Refused,
        message: format!("unexpected answer: {error}"),
        needed: None,
        sent: true,
    })
}

/// GitHub's words in a REST error, or the status.
pub(super) fn words(answer: &Answer) -> String {
    if (300..400).contains(&answer.status) {
        return "it has moved: use the repository's current name".to_owned();
    }
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let details = body["errors"].as_array().into_iter().flatten();
    let details =
        details.filter_map(|error| error["message"].as_str().or(error.as_str()).or(error["code"].as_str()));
    let words: Vec<&str> = body["message"].as_str().into_iter().chain(details).collect();
    if words.is_empty() { format!("HTTP {}", answer.status) } else { words.join("; ") }
}

/// The time of `x-ratelimit-reset`, in seconds since 1970.
pub(super) fn reset(header: &str) -> Option<jiff::Timestamp> {
    header.parse().ok().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok())
}

/// How long it is until an instant by GitHub's own clock, the header `date`; a second more, for both are rounded.
pub(super) fn seconds_until(reset: jiff::Timestamp, date: &str) -> Option<u32> {
    let now = jiff::fmt::rfc2822::parse(date).ok()?.timestamp();
    u32::try_from(reset.duration_since(now).as_secs().max(0) + 1).ok()
}
