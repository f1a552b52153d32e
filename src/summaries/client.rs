//! One request to an OpenAI-compatible API, as OpenAI, Ollama, vLLM, llama.cpp's server, OpenRouter, DeepSeek and Gemini take
//! it: `POST {summary-url}/chat/completions`.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{CONTENT_TYPE, DATE, HeaderName, RETRY_AFTER, USER_AGENT};
use serde::Deserialize;
use serde_json::Value;
use tokio::time::{Instant, sleep, timeout_at};

use super::prompt::Message;
use crate::config::SummaryConfig;
use crate::http::{self, Timing};
use crate::notes::MAX_SUMMARY_CHARS;
use crate::render;

/// A summary and the JSON around it have a few kilobytes.
const MAX_RESPONSE_BYTES: usize = 1 << 20;

/// How often a request is sent at most. It is sent again only if the server says when (`Retry-After`).
const MAX_ATTEMPTS: u32 = 3;

/// Characters of an error message of the server that are shown.
const MAX_MESSAGE_CHARS: usize = 200;

/// Where to ask.
pub(super) struct Endpoint<'a> {
    config: &'a SummaryConfig,
    http: reqwest::Client,
    timeout: Duration,
    /// The time of the run, and when it was read.
    now: (Timestamp, Instant),
}

impl std::fmt::Debug for Endpoint<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Endpoint").field("config", self.config).finish_non_exhaustive()
    }
}

/// An answer.
#[derive(Debug)]
pub(super) struct Answer {
    /// The summary, or why it is not kept.
    pub(super) summary: Result<String, &'static str>,
    pub(super) tokens_in: u64,
    pub(super) tokens_out: u64,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The server answered with an error.
    #[error("the server of `summary-url` answered {status}{message}")]
    Status {
        /// The status.
        status: u16,
        /// What the server says, after `: `; may be empty.
        message: String,
    },
    /// The server asks to wait for longer than there is time.
    #[error("the server of `summary-url` answered {status} and asked to wait {} s", wait.as_secs())]
    Wait {
        /// The status.
        status: u16,
        /// How long.
        wait: Duration,
    },
    /// The exchange failed.
    #[error("the server of `summary-url` cannot be reached: {0}")]
    Transport(String),
    /// The answer took too long.
    #[error("the server of `summary-url` did not answer in time")]
    TimedOut,
    /// The time for all summaries is over.
    #[error("the time for summaries is over")]
    Deadline,
    /// The answer is something else.
    #[error(
        "the server of `summary-url` did not answer like an OpenAI-compatible API. Check the address: it often ends in `/v1`"
    )]
    Malformed,
    /// The template of the prompt fails.
    #[error("the template of `summary-prompt` fails: {0}")]
    Prompt(render::Error),
}

impl Failure {
    /// Whether every other request would fail the same way.
    pub fn is_final(&self) -> bool {
        match self {
            Self::Status { status, .. } => matches!(status, 300..=399 | 401..=404),
            Self::Wait { .. } | Self::Deadline | Self::Prompt(_) => true,
            Self::Transport(_) | Self::TimedOut | Self::Malformed => false,
        }
    }
}

/// The part of a chat completion that matters. Servers add fields of their own.
#[derive(Deserialize)]
struct Completion {
    choices: Vec<Choice>,
    #[serde(default)]
    usage: Value,
}

#[derive(Deserialize)]
struct Choice {
    message: Reply,
    #[serde(default)]
    finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Reply {
    #[serde(default)]
    content: Option<String>,
    #[serde(default)]
    refusal: Option<String>,
}

/// One try.
enum Attempt {
    Answer(Answer),
    /// To be sent again after this time.
    Again(u16, Duration),
}

impl<'a> Endpoint<'a> {
    pub(super) fn new(
        config: &'a SummaryConfig,
        http: reqwest::Client,
        timing: &Timing,
        now: Timestamp,
    ) -> Self {
        Self { config, http, timeout: timing.summary_timeout, now: (now, Instant::now()) }
    }

    pub(super) fn model(&self) -> &str {
        &self.config.model
    }

    /// Asks once, and again if the server asks to wait and there is time.
    pub(super) async fn ask(&self, messages: &[Message], deadline: Instant) -> Result<Answer, Failure> {
        let mut attempts = 0;
        loop {
            let end = deadline.min(Instant::now() + self.timeout);
            let attempt = match timeout_at(end, self.exchange(messages)).await {
                Ok(attempt) => attempt?,
                Err(_) if Instant::now() >= deadline => return Err(Failure::Deadline),
                Err(_) => return Err(Failure::TimedOut),
            };
            attempts += 1;
            match attempt {
                Attempt::Answer(answer) => return Ok(answer),
                Attempt::Again(status, wait) if Instant::now() + wait >= deadline => {
                    return Err(Failure::Wait { status, wait });
                }
                Attempt::Again(status, _) if attempts == MAX_ATTEMPTS => {
                    return Err(Failure::Status { status, message: String::new() });
                }
                Attempt::Again(_, wait) => sleep(wait).await,
            }
        }
    }

    async fn exchange(&self, messages: &[Message]) -> Result<Attempt, Failure> {
        let url = format!("{}/chat/completions", self.config.url);
        let body = serde_json::json!({ "model": self.config.model, "messages": messages }).to_string();
        let request = self.http.post(url).header(USER_AGENT, http::USER_AGENT);
        let mut request = request.header(CONTENT_TYPE, "application/json").body(body);
        if let Some(token) = &self.config.token {
            request = request.bearer_auth(token.expose());
        }
        let failed = |error: reqwest::Error| Failure::Transport(http::cause(&error));
        let mut response = request.send().await.map_err(failed)?;
        let status = response.status().as_u16();
        let header = |name: &HeaderName| response.headers().get(name)?.to_str().ok();
        let now = self.now.0 + self.now.1.elapsed();
        let wait = header(&RETRY_AFTER).and_then(|value| http::retry_after(value, header(&DATE), now));
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            if body.len() + chunk.len() > MAX_RESPONSE_BYTES {
                return Err(Failure::Malformed);
            }
            body.extend_from_slice(&chunk);
        }
        match (status, wait) {
            // Some servers send an error with status 200.
            (200, _) if message(&body).is_empty() => answer(&body).map(Attempt::Answer),
            (429 | 500..=599, Some(wait)) => Ok(Attempt::Again(status, wait)),
            _ => Err(Failure::Status { status, message: message(&body) }),
        }
    }
}

/// Reads a chat completion.
fn answer(body: &[u8]) -> Result<Answer, Failure> {
    let completion: Completion = serde_json::from_slice(body).map_err(|_| Failure::Malformed)?;
    let tokens = |name: &str| completion.usage[name].as_u64().unwrap_or_default();
    Ok(Answer {
        summary: summary(completion.choices.into_iter().next()),
        tokens_in: tokens("prompt_tokens"),
        tokens_out: tokens("completion_tokens"),
    })
}

/// The text to keep: one line.
fn summary(choice: Option<Choice>) -> Result<String, &'static str> {
    let choice = choice.ok_or("the answer is empty")?;
    match choice.finish_reason.as_deref() {
        Some("length") => return Err("the answer is cut off"),
        Some("content_filter") => return Err("the model refused"),
        _ if choice.message.refusal.is_some_and(|refusal| !refusal.is_empty()) => {
            return Err("the model refused");
        }
        _ => {}
    }
    let text = choice.message.content.unwrap_or_default();
    // Some servers leave the thoughts of a model in front of its answer.
    let text = text.trim_start();
    let text = text
        .strip_prefix("<think>")
        .and_then(|text| text.split_once("</think>"))
        .map_or(text, |(_, text)| text);
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let line = words.collect::<Vec<_>>().join(" ");
    if line.is_empty() {
        Err("the answer is empty")
    } else if line.chars().count() > MAX_SUMMARY_CHARS {
        Err("the answer is longer than 600 characters")
    } else {
        Ok(line)
    }
}

/// What a server says about an error, for the end of a message.
fn message(body: &[u8]) -> String {
    #[derive(Deserialize)]
    struct Document {
        error: Detail,
    }
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Detail {
        Object { message: String },
        Text(String),
    }
    match serde_json::from_slice(body) {
        Ok(Document { error: Detail::Object { message: text } | Detail::Text(text) })
            if !text.trim().is_empty() =>
        {
            format!(": {}", text.trim().chars().take(MAX_MESSAGE_CHARS).collect::<String>())
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(content: &str, finish: &str) -> Result<String, &'static str> {
        let body = serde_json::json!({
            "choices": [{ "message": { "content": content }, "finish_reason": finish }],
            "usage": { "prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10 },
        });
        let answer = answer(body.to_string().as_bytes()).unwrap();
        assert_eq!((answer.tokens_in, answer.tokens_out), (7, 3));
        answer.summary
    }

    #[test]
    fn summary_is_one_line_of_bounded_length() {
        assert_eq!(read(" A\n\n  sum.\u{7} ", "stop").unwrap(), "A sum.");
        assert_eq!(read("<think>hm\n</think>\n\nA sum.", "stop").unwrap(), "A sum.");
        assert_eq!(read(&"ü".repeat(600), "stop").unwrap().chars().count(), 600);
        assert!(read(&"ü".repeat(601), "stop").is_err());
    }

    #[test]
    fn empty_cut_and_refused_answers_are_not_kept() {
        assert!(read(" \n", "stop").is_err());
        assert!(read("A s", "length").is_err());
        assert!(read("", "content_filter").is_err());
        for body in [
            r#"{"choices": []}"#,
            r#"{"choices": [{"message": {"content": null, "refusal": "No."}, "finish_reason": "stop"}]}"#,
            r#"{"choices": [{"message": {"content": null}}]}"#,
            r#"{"choices": [{"message": {}}], "usage": {"prompt_tokens": null, "completion_tokens": -1.5}}"#,
        ] {
            assert!(answer(body.as_bytes()).unwrap().summary.is_err(), "{body}");
        }
        for body in ["", "<html>", "{}", "[]", r#"{"choices": [{}]}"#] {
            assert!(matches!(answer(body.as_bytes()), Err(Failure::Malformed)), "{body}");
        }
    }

    #[test]
    fn message_of_the_server_is_shown_in_part() {
        assert_eq!(
            message(br#"{"error": {"message": "model 'x' not found", "type": "t"}}"#),
            ": model 'x' not found"
        );
        assert_eq!(message(br#"{"error": "no"}"#), ": no");
        assert_eq!(message(b"<html>"), "");
        let long = format!(r#"{{"error": "{}"}}"#, "x".repeat(9_000));
        assert_eq!(message(long.as_bytes()).len(), 202);
    }
}
