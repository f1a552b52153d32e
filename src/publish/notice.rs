//! What is told to people beside the files: issues and pull requests, as values.

use jiff::Timestamp;

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
    pub series: String,
    /// The issue was not opened before this instant.
    pub since: Timestamp,
    /// Whether the section's earlier ones are closed.
    pub close_previous: bool,
}

/// An issue or pull request that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its number.
    pub number: u64,
    /// Its page.
    pub url: String,
    /// Whether this run opened or updated it.
    pub fresh: bool,
    /// What is odd about it.
    pub remarks: Vec<String>,
}
