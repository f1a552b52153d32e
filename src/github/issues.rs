//! Issues: each opened once, whatever happens on the way.
//!
//! An issue is known by the marker in its body. The list of issues shows one at once (the search does not), so it is looked
//! for before it is opened, and again whenever the answer was lost.

use http::Method;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

use super::client::{RetryPolicy, unusable};
use super::error::ErrorKind;
use super::{Action, Repository, encode_segment};
use crate::store::{Error, NewIssue, ThreadRef};

/// How many pages of a hundred issues are looked through.
const MAX_PAGES: usize = 10;

/// How often it is tried to open an issue.
const MAX_TRIES: u32 = 3;

/// An issue as the list has it; pull requests are in the list too.
#[derive(Debug, Deserialize)]
struct Issue {
    number: u64,
    html_url: String,
    body: Option<String>,
    user: Option<User>,
    created_at: Timestamp,
    #[serde(default)]
    labels: Vec<Label>,
    pull_request: Option<serde_json::Value>,
}

#[derive(Debug, Deserialize, PartialEq, Eq)]
pub(super) struct User {
    pub(super) login: String,
    /// `User`, `Bot`.
    #[serde(rename = "type", default)]
    pub(super) kind: String,
}

#[derive(Debug, Deserialize)]
struct Label {
    name: String,
}

impl Issue {
    fn says(&self, marker: &str) -> bool {
        self.pull_request.is_none() && self.body.as_ref().is_some_and(|body| body.contains(marker))
    }
}

impl Repository {
    /// Sees to it that there is this issue.
    pub(super) async fn one_issue(&self, new: &NewIssue) -> Result<Option<ThreadRef>, Error> {
        let (issue, created) = match self.find_issue(new).await? {
            Found::Issue(issue) => (issue, false),
            // Rather none than a second one.
            Found::Unclear => return Ok(None),
            Found::None => {
                self.ensure_labels(&new.labels).await?;
                (self.open_issue(new).await?, true)
            }
        };
        let has = |name: &&String| issue.labels.iter().any(|label| label.name.eq_ignore_ascii_case(name));
        let lost: Vec<&str> = new.labels.iter().filter(|name| !has(name)).map(String::as_str).collect();
        let mut warnings = Vec::new();
        if created && !lost.is_empty() {
            warnings.push(format!("GitHub did not put these labels on the issue: {}", lost.join(", ")));
        }
        if new.close_previous {
            self.close_previous(&issue, &new.marker_prefix).await?;
        }
        Ok(Some(ThreadRef { number: issue.number, url: issue.html_url, created, warnings }))
    }

    /// Looks for the issue among those opened since it could have been.
    async fn find_issue(&self, new: &NewIssue) -> Result<Found, Error> {
        for page in 1..=MAX_PAGES {
            let issues = self.list_issues("all", page).await?;
            let last = issues.len() < 100 || issues.iter().any(|issue| issue.created_at < new.since);
            if let Some(issue) = issues.into_iter().find(|issue| issue.says(&new.marker)) {
                return Ok(Found::Issue(issue));
            }
            if last {
                return Ok(Found::None);
            }
        }
        Ok(Found::Unclear)
    }

    /// A page of a hundred issues, the newest first.
    async fn list_issues(&self, state: &str, page: usize) -> Result<Vec<Issue>, Error> {
        let query = format!("/issues?state={state}&sort=created&direction=desc&per_page=100&page={page}");
        self.get_as(&query, Action::Issue).await
    }

    /// Opens the issue; when an answer is lost, the list tells whether it was opened.
    async fn open_issue(&self, new: &NewIssue) -> Result<Issue, Error> {
        let body = json!({ "title": new.title, "body": new.body, "labels": new.labels });
        let mut tries = 1;
        loop {
            let answer = self
                .api
                .call(Method::POST, &self.route("/issues"), Some(&body), RetryPolicy::IfNotSent)
                .await;
            let failure = match answer {
                Ok(issue) => return self.parsed(issue, Action::Issue),
                Err(failure) => failure,
            };
            if failure.class != ErrorKind::Transient {
                return Err(self.error(failure, Action::Issue));
            }
            self.api.wait(tries).await;
            if let Found::Issue(issue) = self.find_issue(new).await? {
                return Ok(issue);
            }
            if tries == MAX_TRIES {
                return Err(self.error(failure, Action::Issue));
            }
            tries += 1;
        }
    }

    /// Creates the labels that are missing: an issue would silently go without them.
    async fn ensure_labels(&self, names: &[String]) -> Result<(), Error> {
        for name in names {
            let route = self.route(&format!("/labels/{}", encode_segment(name)));
            match self.api.get_json(&route).await {
                Ok(label) if label["name"].is_string() => continue,
                // Making one that is there does no harm.
                Ok(_) => {}
                Err(failure) if failure.class == ErrorKind::NotFound => {}
                Err(failure) => return Err(self.error(failure, Action::Issue)),
            }
            let body = json!({ "name": name });
            let made =
                self.api.call(Method::POST, &self.route("/labels"), Some(&body), RetryPolicy::Always).await;
            let failure = match made {
                Ok(label) if label["name"].is_string() => continue,
                Ok(_) => unusable("an answer that does not name the label"),
                Err(failure) if failure.class == ErrorKind::Exists => continue,
                Err(failure) => failure,
            };
            return Err(self.error(failure, Action::Issue));
        }
        Ok(())
    }

    /// Closes the earlier issues of the marker_prefix that the same author opened.
    async fn close_previous(&self, issue: &Issue, marker_prefix: &str) -> Result<(), Error> {
        let mut earlier = Vec::new();
        for page in 1..=MAX_PAGES {
            let issues = self.list_issues("open", page).await?;
            let last = issues.len() < 100;
            let ours = |other: &Issue| {
                other.number < issue.number && other.says(marker_prefix) && other.user == issue.user
            };
            earlier.extend(issues.into_iter().filter(ours).map(|issue| issue.number));
            if last {
                break;
            }
        }
        for number in earlier {
            let route = self.route(&format!("/issues/{number}"));
            let body = json!({ "state": "closed", "state_reason": "completed" });
            let closed = self.api.call(Method::PATCH, &route, Some(&body), RetryPolicy::Always).await;
            let failure = match closed {
                Ok(issue) if issue["state"] == "closed" => continue,
                Ok(_) => unusable("an answer that does not say that the issue is closed"),
                Err(failure) => failure,
            };
            return Err(self.error(failure, Action::Issue));
        }
        Ok(())
    }
}

enum Found {
    Issue(Issue),
    None,
    /// There are more issues than are looked through.
    Unclear,
}
