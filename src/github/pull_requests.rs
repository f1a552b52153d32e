//! Pull requests.

use http::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use super::client::{Client, RetryPolicy, encode_segment};
use super::error::Error;
use super::issues::User;
use super::refs::Object;
use super::response::parsed;

/// A pull request as the list has it.
#[derive(Debug, Deserialize)]
pub struct PullRequest {
    pub number: u64,
    pub html_url: String,
    #[serde(default)]
    pub title: String,
    pub body: Option<String>,
    pub user: Option<User>,
    state: String,
    merged_at: Option<String>,
    head: Object,
    base: Base,
}

#[derive(Debug, Deserialize)]
struct Base {
    #[serde(rename = "ref")]
    branch: String,
}

impl PullRequest {
    pub fn is_open(&self) -> bool {
        self.state == "open"
    }

    /// Whether it was closed without being merged.
    pub fn was_rejected(&self) -> bool {
        !self.is_open() && self.merged_at.is_none()
    }

    /// The last commit that it had.
    pub fn head(&self) -> &str {
        &self.head.sha
    }

    /// The branch that it is to be merged into.
    pub fn base(&self) -> &str {
        &self.base.branch
    }
}

impl Client {
    /// The newest pull requests from a branch of this repository, open and closed, with any base.
    pub async fn list_pull_requests(&self, branch: &str) -> Result<Vec<PullRequest>, Error> {
        let head = format!("{}:{}", encode_segment(&self.repository.owner), encode_segment(branch));
        let route = format!("/pulls?head={head}&state=all&sort=created&direction=desc&per_page=30");
        self.get_as(&route).await
    }

    /// Opens a pull request. It is not repeated: a lost answer may mean that it was opened.
    pub async fn create_pull_request(
        &self,
        (branch, base): (&str, &str),
        title: &str,
        body: &str,
    ) -> Result<PullRequest, Error> {
        let body = json!({ "title": title, "body": body, "head": branch, "base": base });
        parsed(self.call(Method::POST, "/pulls", Some(body), RetryPolicy::IfNotSent).await?)
    }

    /// Changes fields of a pull request: `title`, `body`, `state`.
    pub async fn update_pull_request(&self, number: u64, fields: Value) -> Result<PullRequest, Error> {
        let route = format!("/pulls/{number}");
        parsed(self.call(Method::PATCH, &route, Some(fields), RetryPolicy::Always).await?)
    }
}
