//! What a run reads and what becomes of what it writes, as values.

use std::collections::BTreeMap;

use crate::git::{Commit, FileChange, Oid, TreeEntry};
use crate::github::RepositoryId;
use crate::repo::RepoPath;

use super::Error;

/// What a run read, all of one commit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// The branch's head; `None` in a repository without commits, and in a plain directory.
    pub head: Option<Oid>,
    /// The branch's name; empty in a plain directory.
    pub branch: String,
    /// The name of the repository's default branch, if it has commits.
    pub default_branch: Option<String>,
    /// GitHub's id of the repository; `None` in a plain directory.
    pub repository: Option<RepositoryId>,
    /// Whether the repository is archived: writing fails.
    pub archived: bool,
    /// Every path that was asked for.
    pub entries: BTreeMap<RepoPath, TreeEntry>,
    /// The files in the root, in `.github` and in `docs`, where GitHub looks for a README.
    pub files: Vec<RepoPath>,
    /// Whether the branch is still to be created, from `head`.
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

    /// GitHub's number of the repository, as the data file keeps it; empty in a plain directory.
    pub fn repository_id(&self) -> String {
        let number = self.repository.as_ref().and_then(|repository| repository.number);
        number.map(|number| number.to_string()).unwrap_or_default()
    }

    /// A file's bytes, if it exists.
    pub fn content(&self, path: &RepoPath) -> Option<&[u8]> {
        self.entries.get(path).and_then(TreeEntry::content)
    }

    /// An error if a change is to a path that is something else than a file.
    pub(super) fn check_files(&self, changes: &[FileChange]) -> Result<(), Error> {
        match changes.iter().find_map(|change| Some((&change.path, self.entries.get(&change.path)?))) {
            Some((path, TreeEntry::Other(what))) => Err(Error::NotAFile { path: path.to_string(), what }),
            _ => Ok(()),
        }
    }
}

/// What a run in pull request mode read besides the files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PullRequestState {
    /// The commit that the branch of the pull request points to.
    pub head: Option<Oid>,
    /// Whether others committed to the branch: then the next commit goes on top of theirs instead of replacing its own.
    pub has_foreign_commits: bool,
    pub open: Option<PullRequestRef>,
    /// Whether the branch has something that no pull request has proposed yet.
    pub unproposed: bool,
    /// Whether the base has all that the pull request would bring.
    pub nothing_left: bool,
    /// The commit that the files of the section were read from, if that is not `Snapshot::head`.
    pub source: Option<Oid>,
    /// The data file as the base has it.
    pub base_data: Option<Vec<u8>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PullRequestRef {
    pub number: u64,
    /// Its page.
    pub url: String,
    pub title: String,
    pub body: String,
    /// The branch that it is to be merged into.
    pub base: String,
}

/// What became of a write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WriteOutcome {
    /// One commit holds all changes; `None` in a directory, which has no commits.
    Done(Option<Commit>),
    /// The repository had no commit, and now has its first, with the first change only: GitHub has no way to commit
    /// several files to an empty repository at once. Read again, and write the rest.
    Initialized,
    /// Nothing was written: the branch moved since the snapshot (the text is GitHub's). Read again.
    Conflict(String),
    /// It is not known whether it was written: the connection broke, or the answer was a server error. Read again, then
    /// ask [`super::Store::find_commit`].
    Indeterminate(String),
}
