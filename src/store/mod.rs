//! Where files are read from and written to: a branch of a GitHub repository, a pull request, or the working directory.
//!
//! What a run reads is a [`Snapshot`] of one commit; what it writes becomes one commit on top of exactly that commit, or
//! nothing does.

pub mod directory;
mod error;
pub mod pull_request;
pub mod repository;
mod snapshot;

pub use crate::git::{Commit, FileChange, Oid, TreeEntry};
pub use error::{Action, Error};
pub use snapshot::{PullRequestRef, PullRequestState, Snapshot, WriteOutcome};

use crate::repo::RepoPath;

/// Something that files are read from and written to.
pub trait Store {
    /// Reads paths at the branch's head. With a snapshot, reads them into it, at its commit.
    fn read(
        &self,
        paths: &[RepoPath],
        into: Option<Snapshot>,
    ) -> impl Future<Output = Result<Snapshot, Error>>;

    /// Writes all changes on top of the snapshot, as one commit. `message` is one line, or a line, an empty line and a body.
    fn write(
        &self,
        base: &Snapshot,
        changes: &[FileChange],
        message: &str,
    ) -> impl Future<Output = Result<WriteOutcome, Error>>;

    /// After [`WriteOutcome::Indeterminate`]: the commit directly on top of `base` in the branch's recent history, if it
    /// has exactly these changes.
    fn find_commit(
        &self,
        base: &Snapshot,
        changes: &[FileChange],
    ) -> impl Future<Output = Result<Option<Commit>, Error>>;
}
