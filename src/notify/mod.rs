//! What people on GitHub are notified with: issues and pull requests. `issue` and `pull_request` write their texts, without a
//! network; `github` sees to it that each exists once.

pub(crate) mod github;
pub(crate) mod issue;
pub(crate) mod pull_request;
pub(crate) mod truncate;

use jiff::Timestamp;

/// An issue that is to exist, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NewIssue {
    pub title: String,
    /// Its body, with the marker in it.
    pub body: String,
    /// Its labels; missing ones are created.
    pub labels: Vec<String>,
    /// A text in the body of this issue, and of no other.
    pub marker: String,
    /// How the marker of each issue of the section begins.
    pub marker_prefix: String,
    /// The issue was not opened before this instant.
    pub since: Timestamp,
    /// Whether the section's earlier ones are closed.
    pub close_previous: bool,
}

/// What a pull request is to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PullRequestText {
    pub section: String,
    pub title: String,
    /// Its text, without a marker.
    pub text: String,
}

/// An issue or pull request that exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThreadRef {
    pub number: u64,
    /// Its page.
    pub url: String,
    /// Whether this run opened or updated it.
    pub created: bool,
    pub warnings: Vec<String>,
}
