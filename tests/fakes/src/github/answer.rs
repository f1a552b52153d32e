//! An answer before it is HTTP.

use serde_json::{Value, json};

/// Status, headers and body.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Vec<u8>,
}

impl Answer {
    pub(super) fn json(status: u16, body: &Value) -> Self {
        let headers = vec![("content-type", "application/json; charset=utf-8".to_owned())];
        Self { status, headers, body: body.to_string().into_bytes() }
    }

    /// The body every REST error has.
    pub(super) fn error(status: u16, message: &str) -> Self {
        let docs = "https://docs.github.com/rest";
        let body = json!({ "message": message, "documentation_url": docs, "status": status.to_string() });
        Self::json(status, &body)
    }

    pub(super) fn not_found() -> Self {
        Self::error(404, "Not Found")
    }

    pub(super) fn invalid(message: &str) -> Self {
        Self::error(422, message)
    }

    /// What a token without a permission gets; the header names what it takes.
    pub(super) fn forbidden(needed: &str) -> Self {
        let mut answer = Self::error(403, "Resource not accessible by integration");
        answer.headers.push(("x-accepted-github-permissions", needed.to_owned()));
        answer
    }
}
