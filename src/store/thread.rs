//! What is told to people beside the files: issues and pull requests, as values.

use jiff::Timestamp;

use super::Oid;

/// An issue that is to be there, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewIssue {
    /// Its title.
    pub title: String,
    /// Its body, with the marker in it.
    pub body: String,
    /// Its labels; missing ones are created.
    pub labels: Vec<String>,
    /// Stands in the body of this issue, and of no other.
    pub marker: String,
    /// Stands in the body of each issue of the section: how its marker begins.
    pub marker_prefix: String,
    /// The issue was not opened before this instant.
    pub since: Timestamp,
    /// Whether the section's earlier ones are closed.
    pub close_previous: bool,
}

/// An issue or pull request that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThreadRef {
    /// Its number.
    pub number: u64,
    /// Its page.
    pub url: String,
    /// Whether this run opened or updated it.
    pub created: bool,
    /// What is odd about it.
    pub warnings: Vec<String>,
}

/// What a run in pull request mode read beside the files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PullRequestState {
    /// The commit that the branch of the pull request points to.
    pub head: Option<Oid>,
    /// Whether the next commit goes on top of that one, which others have a part in, instead of taking its place.
    pub on_top: bool,
    /// The pull request that is open.
    pub open: Option<PullRequestRef>,
    /// Whether the branch holds what no pull request has proposed yet.
    pub unproposed: bool,
    /// The data file as the base has it.
    pub base_data: Option<Vec<u8>>,
}

/// An open pull request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PullRequestRef {
    /// Its number.
    pub number: u64,
    /// Its page.
    pub url: String,
    /// Its body.
    pub body: String,
}

/// What a pull request is to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PullRequestText {
    /// Its title.
    pub title: String,
    /// Its body, with the marker in it.
    pub body: String,
    /// Stands in the body of a pull request that says this.
    pub marker: String,
}
