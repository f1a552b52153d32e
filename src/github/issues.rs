//! Issues, their labels, and whose token this is.

use http::Method;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use super::client::{Client, RetryPolicy, encode_segment};
use super::error::{Error, ErrorKind};
use super::response::parsed;

/// How many issues a page of the list has.
pub const ISSUES_PER_PAGE: usize = 100;

/// An issue as the list has it; pull requests are in the list too.
#[derive(Debug, Deserialize)]
pub struct Issue {
    pub number: u64,
    pub html_url: String,
    pub body: Option<String>,
    pub user: Option<User>,
    pub created_at: Timestamp,
    #[serde(default)]
    labels: Vec<Label>,
    pull_request: Option<Value>,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct User {
    pub login: String,
    /// Its number, which no other account ever has.
    #[serde(default)]
    pub id: u64,
    /// `User`, `Bot`.
    #[serde(rename = "type", default)]
    pub kind: String,
}

/// GitHub writes a label as an object or as its name alone.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Label {
    Object { name: String },
    Name(String),
}

impl Issue {
    /// Whether its body contains a text. A pull request is not an issue.
    pub fn contains(&self, text: &str) -> bool {
        self.pull_request.is_none() && self.body.as_ref().is_some_and(|body| body.contains(text))
    }

    /// Whether it has a label, ignoring case.
    pub fn has_label(&self, name: &str) -> bool {
        let has_name = |label: &Label| match label {
            Label::Object { name: label } | Label::Name(label) => label.eq_ignore_ascii_case(name),
        };
        self.labels.iter().any(has_name)
    }
}

impl Client {
    /// A page of issues, the newest first; pages are counted from 1. `state` is `open` or `all`.
    pub async fn list_issues(&self, state: &str, page: usize) -> Result<Vec<Issue>, Error> {
        let sort = "sort=created&direction=desc";
        self.get_as(&format!("/issues?state={state}&{sort}&per_page={ISSUES_PER_PAGE}&page={page}")).await
    }

    /// Opens an issue. It is not repeated: a lost answer may mean that it was opened.
    pub async fn create_issue(&self, title: &str, body: &str, labels: &[String]) -> Result<Issue, Error> {
        let body = json!({ "title": title, "body": body, "labels": labels });
        parsed(self.call(Method::POST, "/issues", Some(body), RetryPolicy::IfNotSent).await?)
    }

    /// Closes an issue as completed.
    pub async fn close_issue(&self, number: u64) -> Result<(), Error> {
        let body = json!({ "state": "closed", "state_reason": "completed" });
        let issue =
            self.call(Method::PATCH, &format!("/issues/{number}"), Some(body), RetryPolicy::Always).await?;
        if issue["state"] == "closed" {
            Ok(())
        } else {
            Err(Error::unusable("an answer that does not say that the issue is closed"))
        }
    }

    /// Creates a label unless it exists.
    pub async fn ensure_label(&self, name: &str) -> Result<(), Error> {
        match self.get_as::<Value>(&format!("/labels/{}", encode_segment(name))).await {
            Ok(label) if label["name"].is_string() => return Ok(()),
            // Creating one that exists does no harm.
            Ok(_) => {}
            Err(error) if error.kind == ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        let body = json!({ "name": name });
        match self.call(Method::POST, "/labels", Some(body), RetryPolicy::Always).await {
            Ok(label) if label["name"].is_string() => Ok(()),
            Ok(_) => Err(Error::unusable("an answer that does not name the label")),
            Err(error) if error.kind == ErrorKind::Exists => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// The number of the account that the token acts as. Only GraphQL says it for a GitHub App's token.
    pub async fn viewer_id(&self) -> Result<Option<u64>, Error> {
        let data: Value = self.query("query Viewer { viewer { databaseId } }", &json!({})).await?;
        Ok(data["viewer"]["databaseId"].as_u64())
    }
}
