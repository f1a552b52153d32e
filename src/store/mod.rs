//! Where files are read from and written to: a GitHub repository through its API, or the working directory.
//!
//! One trait, two targets. What a run read is a [`Snapshot`] of one commit; what it writes becomes one commit on top of
//! exactly that commit, or nothing does.

mod error;

pub mod directory;
mod thread;

pub use error::Error;
pub use thread::{NewIssue, PullRequestRef, PullRequestState, PullRequestText, ThreadRef};

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sha1::Digest as _;

use crate::repo::RepoPath;

/// A commit's or a blob's object id: 40 (or 64) lower-case hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Oid(pub String);

impl Oid {
    /// The id git gives a blob of these bytes (<https://git-scm.com/book/en/v2/Git-Internals-Git-Objects>).
    pub fn of_blob(content: &[u8]) -> Self {
        let header = format!("blob {}\0", content.len());
        let hash = sha1::Sha1::new().chain_update(header).chain_update(content).finalize();
        Self(hash.iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        }))
    }
}

impl std::fmt::Display for Oid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// What stands at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TreeEntry {
    /// Nothing.
    Absent,
    /// A regular file.
    File {
        /// Its bytes.
        content: Vec<u8>,
        /// Whether it is executable (mode 100755), which a commit must keep.
        executable: bool,
    },
    /// Something that cannot be read or written as a file: `a symlink`, `a folder`, `a submodule`, or a path
    /// `behind` one.
    Other(&'static str),
}

/// What a run read, all of one commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The branch's head; `None` in a repository without commits, and in a plain directory.
    pub head: Option<Oid>,
    /// The branch's name; empty in a plain directory.
    pub branch: String,
    /// Whether the repository is archived: [`Target::write`] refuses.
    pub archived: bool,
    /// Every path that was asked for.
    pub entries: BTreeMap<RepoPath, TreeEntry>,
    /// Whether the branch is still to be made, from `head`.
    pub branch_missing: bool,
    /// In pull request mode: the pull request. `head` is the commit to build on, and the files of the section are as the
    /// pull request has them.
    pub pull_request: Option<PullRequestState>,
}

impl Snapshot {
    /// Whether it is of a repository that has no commit yet.
    pub fn is_unborn(&self) -> bool {
        self.head.is_none() && !self.branch.is_empty()
    }
}

/// A file to write, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    /// Where.
    pub path: RepoPath,
    /// Its new bytes.
    pub content: Vec<u8>,
    /// The mode to keep.
    pub executable: bool,
}

/// A commit that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// Its object id.
    pub oid: Oid,
    /// Its page.
    pub url: String,
}

/// What became of a write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WriteOutcome {
    /// One commit holds all changes; `None` in a directory, which has no commits.
    Done(Option<Commit>),
    /// The repository had no commit, and now has its first, with the first change only: there is no way to commit
    /// several files to an empty repository at once. Read again, and write the rest.
    Initialized,
    /// Nothing was written: the branch moved since the snapshot (the text says how the other side put it). Read again.
    Conflict(String),
    /// It is not known whether it was written: the connection broke, or the answer was a server error. Read again, then
    /// ask [`Target::find_commit`].
    Indeterminate(String),
}

/// Somewhere to read files from and write them to.
pub trait Target {
    /// Reads the paths at the branch's present head.
    fn read(&self, paths: &[RepoPath]) -> impl Future<Output = Result<Snapshot, Error>>;

    /// Reads more paths into a snapshot, at the same commit.
    fn read_more(
        &self,
        snapshot: &mut Snapshot,
        paths: &[RepoPath],
    ) -> impl Future<Output = Result<(), Error>>;

    /// Writes all changes on top of the snapshot, as one commit. `message` is one line, or a line, a blank line and a body.
    fn write(
        &self,
        base: &Snapshot,
        changes: &[FileChange],
        message: &str,
    ) -> impl Future<Output = Result<WriteOutcome, Error>>;

    /// After [`WriteOutcome::Indeterminate`]: the commit directly on top of `base` in the branch's recent history, if it holds
    /// exactly these changes.
    fn find_commit(
        &self,
        base: &Snapshot,
        changes: &[FileChange],
    ) -> impl Future<Output = Result<Option<Commit>, Error>>;

    /// Sees to it that there is exactly one such issue; `None` where there are none, or where it cannot be told whether
    /// there is one.
    fn ensure_issue(&self, issue: &NewIssue) -> impl Future<Output = Result<Option<ThreadRef>, Error>>;

    /// In pull request mode: sees to it that what is on the branch is proposed, by one pull request that says this.
    /// `written` tells whether this run wrote to the branch. `None` if there is nothing to propose.
    fn ensure_pull_request(
        &self,
        base: &Snapshot,
        written: bool,
        text: &PullRequestText,
    ) -> impl Future<Output = Result<Option<ThreadRef>, Error>>;
}

/// The first change to a path that is no file in the snapshot.
pub(crate) fn not_a_file(base: &Snapshot, changes: &[FileChange]) -> Option<Error> {
    changes.iter().find_map(|change| match base.entries.get(&change.path) {
        Some(TreeEntry::Other(what)) => Some(Error::NotAFile { path: change.path.to_string(), what }),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `git hash-object` says.
    #[test]
    fn blobs_are_named_as_git_names_them() {
        assert_eq!(Oid::of_blob(b"").0, "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
        assert_eq!(Oid::of_blob(b"what is up, doc?").0, "bd9dbf5aae1a3862dd1526723246b20206e5fc37");
    }
}
