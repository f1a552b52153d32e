//! Opens an issue or a pull request on GitHub, exactly once, even if an answer is lost or a run dies.
//!
//! An issue is recognized by a marker in its body and by its author: anyone may copy a marker. The list of issues shows a
//! new one at once (the search does not) on most days, so it is read before an issue is opened, and again after an answer
//! was lost.

use std::rc::Rc;

use serde_json::json;

use super::pull_request::Marker;
use super::{NewIssue, PullRequestText, ThreadRef};
use crate::git::Commit;
use crate::github::{self, Client, ErrorKind, ISSUES_PER_PAGE, Issue};
use crate::store::pull_request::newest;
use crate::store::{Action, Error, PullRequestRef, PullRequestState, Snapshot};

/// How many pages of issues are searched.
const MAX_PAGES: usize = 10;

/// How often opening a pull request is tried.
const MAX_TRIES: u32 = 3;

/// After how many seconds the list is read after an answer was lost: it has been seen to lag behind.
const LOOK_AGAIN: [u32; 3] = [2, 5, 10];

#[derive(Clone, Debug)]
pub(crate) struct Notifier {
    client: Rc<Client>,
    pull_request_branch: String,
}

enum Found {
    Issue(Issue),
    Nothing,
    /// There are more issues than are searched.
    Unclear,
}

impl Notifier {
    pub(crate) fn new(client: Rc<Client>, pull_request_branch: String) -> Self {
        Self { client, pull_request_branch }
    }

    fn issue_error(&self, error: github::Error) -> Error {
        Error::from_github(&self.client, error, Action::Issue)
    }

    fn pull_request_error(&self, error: github::Error) -> Error {
        Error::from_github(&self.client, error, Action::PullRequest)
    }

    /// Makes sure that there is exactly one such issue. `None` if that cannot be known.
    pub(crate) async fn ensure_issue(&self, new: &NewIssue) -> Result<Option<ThreadRef>, Error> {
        let (issue, created) = match self.find_issue(new).await? {
            Found::Issue(issue) => (issue, false),
            // No issue is better than a second one.
            Found::Unclear => return Ok(None),
            Found::Nothing => {
                for label in &new.labels {
                    self.client.ensure_label(label).await.map_err(|error| self.issue_error(error))?;
                }
                (self.open_issue(new).await?, true)
            }
        };
        let lost: Vec<&str> =
            new.labels.iter().filter(|name| !issue.has_label(name)).map(String::as_str).collect();
        let mut warnings = Vec::new();
        if created && !lost.is_empty() {
            warnings.push(format!("GitHub did not put these labels on the issue: {}", lost.join(", ")));
        }
        if new.close_previous {
            self.close_previous(&issue, &new.marker_prefix).await.map_err(|error| self.issue_error(error))?;
        }
        Ok(Some(ThreadRef { number: issue.number, url: issue.html_url, created, warnings }))
    }

    /// Searches the issues that were opened since this one could have been.
    async fn find_issue(&self, new: &NewIssue) -> Result<Found, Error> {
        let mut viewer = None;
        for page in 1..=MAX_PAGES {
            let issues = self.client.list_issues("all", page).await;
            let issues = issues.map_err(|error| self.issue_error(error))?;
            let last =
                issues.len() < ISSUES_PER_PAGE || issues.iter().any(|issue| issue.created_at < new.since);
            for issue in issues.into_iter().filter(|issue| issue.contains(&new.marker)) {
                if viewer.is_none() {
                    let id = self.client.viewer_id().await;
                    viewer = Some(id.map_err(|error| self.issue_error(error))?);
                }
                if issue.user.as_ref().map(|user| Some(user.id)) == viewer {
                    return Ok(Found::Issue(issue));
                }
            }
            if last {
                return Ok(Found::Nothing);
            }
        }
        Ok(Found::Unclear)
    }

    /// Opens the issue; after a lost answer the list shows whether it was opened.
    async fn open_issue(&self, new: &NewIssue) -> Result<Issue, Error> {
        let mut tried_again = false;
        loop {
            let error = match self.client.create_issue(&new.title, &new.body, &new.labels).await {
                Ok(issue) => return Ok(issue),
                Err(error) => error,
            };
            if error.kind != ErrorKind::Transient {
                return Err(self.issue_error(error));
            }
            for seconds in LOOK_AGAIN {
                self.client.wait(seconds).await;
                if let Found::Issue(issue) = self.find_issue(new).await? {
                    return Ok(issue);
                }
            }
            if tried_again {
                return Err(self.issue_error(error));
            }
            tried_again = true;
        }
    }

    /// Closes the section's earlier issues that the same author opened.
    async fn close_previous(&self, issue: &Issue, marker_prefix: &str) -> Result<(), github::Error> {
        let mut earlier = Vec::new();
        for page in 1..=MAX_PAGES {
            let issues = self.client.list_issues("open", page).await?;
            let last = issues.len() < ISSUES_PER_PAGE;
            let ours = |other: &Issue| {
                other.number < issue.number && other.contains(marker_prefix) && other.user == issue.user
            };
            earlier.extend(issues.into_iter().filter(ours).map(|issue| issue.number));
            if last {
                break;
            }
        }
        for number in earlier {
            self.client.close_issue(number).await?;
        }
        Ok(())
    }

    /// Makes sure that one pull request proposes what is on the branch, and that it says so in words that are current,
    /// unless a person changed them. One that has nothing left to propose is closed.
    ///
    /// `written` says whether this run wrote to the branch, and as which commit. `None` if there is nothing to propose.
    pub(crate) async fn ensure_pull_request(
        &self,
        base: &Snapshot,
        (written, commit): (bool, Option<&Commit>),
        text: &PullRequestText,
    ) -> Result<Option<ThreadRef>, Error> {
        let Some(state) = &base.pull_request else { return Ok(None) };
        let (pull, created) = match &state.open {
            Some(open) if !written && state.nothing_left => {
                self.update(open, json!({ "state": "closed" })).await?;
                tracing::info!("closed pull request #{}: {} has all of it", open.number, base.branch);
                return Ok(None);
            }
            Some(open) => {
                let fields = Marker::update(open, text);
                if fields.as_object().is_some_and(serde_json::Map::is_empty) {
                    (open.clone(), written)
                } else {
                    (self.update(open, fields).await?, true)
                }
            }
            None if written || state.unproposed => (self.open(&base.branch, text).await?, true),
            None => return Ok(None),
        };
        let warnings = if written { self.warnings(base, state, &pull, commit) } else { Vec::new() };
        Ok(Some(ThreadRef { number: pull.number, url: pull.url, created, warnings }))
    }

    async fn update(
        &self,
        open: &PullRequestRef,
        fields: serde_json::Value,
    ) -> Result<PullRequestRef, Error> {
        let updated = self.client.update_pull_request(open.number, fields).await;
        updated.map(|pull| PullRequestRef::from(&pull)).map_err(|error| self.pull_request_error(error))
    }

    /// Opens the pull request; after a lost answer the list shows whether it was opened.
    async fn open(&self, base: &str, text: &PullRequestText) -> Result<PullRequestRef, Error> {
        let branch = &self.pull_request_branch;
        let body = Marker::new(text).body(&text.text);
        let mut tries = 1;
        loop {
            let opened = self.client.create_pull_request((branch, base), &text.title, &body).await;
            let error = match opened {
                Ok(pull) => return Ok(PullRequestRef::from(&pull)),
                Err(error) => error,
            };
            match error.kind {
                ErrorKind::Transient => self.client.wait(tries * tries).await,
                ErrorKind::Exists => {}
                _ => return Err(self.pull_request_error(error)),
            }
            let pulls = self.client.list_pull_requests(branch).await;
            let pulls = pulls.map_err(|error| self.pull_request_error(error))?;
            if let Some(open) = newest(&pulls, base).filter(|pull| pull.is_open()) {
                return Ok(PullRequestRef::from(open));
            }
            if tries == MAX_TRIES {
                return Err(self.pull_request_error(error));
            }
            tries += 1;
        }
    }

    fn warnings(
        &self,
        base: &Snapshot,
        state: &PullRequestState,
        pull: &PullRequestRef,
        commit: Option<&Commit>,
    ) -> Vec<String> {
        let mut warnings = Vec::new();
        if state.has_foreign_commits {
            warnings.push(format!(
                "the branch {} has commits of others: this run's commit is on top of them, and the pull request proposes \
                 them all",
                self.pull_request_branch
            ));
        }
        if pull.base != base.branch {
            warnings.push(format!(
                "pull request #{} is to be merged into {}, not into {}: close it, and the next run opens another",
                pull.number, pull.base, base.branch
            ));
        }
        if commit.is_some_and(|commit| !commit.signed) {
            warnings.push(
                "the commit is not signed: through this API GitHub signs commits of a workflow's or App's token, but not of a \
                 personal access token"
                    .to_owned(),
            );
        }
        warnings
    }
}
