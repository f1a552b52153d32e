//! Where files are read from and written to: a GitHub repository through its API, or the working directory.
//!
//! One trait, two targets. What a run read is a [`Snapshot`] of one commit; what it writes becomes one commit on top of
//! exactly that commit, or nothing does.

pub mod github;
pub mod local;
mod notice;

pub use notice::{NewIssue, Notice, Proposal, Pull, PullText};

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
pub enum Entry {
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
    pub entries: BTreeMap<RepoPath, Entry>,
    /// Whether the branch is still to be made, from `head`.
    pub unmade: bool,
    /// In pull request mode: the pull request. `head` is the commit to build on, and the files of the section are as the
    /// pull request has them.
    pub proposal: Option<Proposal>,
}

impl Snapshot {
    /// Whether it is of a repository that has no commit yet.
    pub fn is_unborn(&self) -> bool {
        self.head.is_none() && !self.branch.is_empty()
    }
}

/// A file to write, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
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
pub enum Written {
    /// One commit holds all changes; `None` in a directory, which has no commits.
    Done(Option<Commit>),
    /// The repository had no commit, and now has its first, with the first change only: there is no way to commit
    /// several files to an empty repository at once. Read again, and write the rest.
    Started,
    /// Nothing was written: the branch moved since the snapshot (the text says how the other side put it). Read again.
    Conflict(String),
    /// It is not known whether it was written: the connection broke, or the answer was a server error. Read again, then
    /// ask [`Target::landed`].
    Unknown(String),
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
        changes: &[Change],
        message: &str,
    ) -> impl Future<Output = Result<Written, Error>>;

    /// After [`Written::Unknown`]: the commit directly on top of `base` in the branch's recent history, if it holds
    /// exactly these changes.
    fn landed(
        &self,
        base: &Snapshot,
        changes: &[Change],
    ) -> impl Future<Output = Result<Option<Commit>, Error>>;

    /// Sees to it that there is exactly one such issue; `None` where there are none, or where it cannot be told whether
    /// there is one.
    fn ensure_issue(&self, issue: &NewIssue) -> impl Future<Output = Result<Option<Notice>, Error>>;

    /// In pull request mode: sees to it that what is on the branch is proposed, by one pull request that says this.
    /// `written` tells whether this run wrote to the branch. `None` if there is nothing to propose.
    fn propose(
        &self,
        base: &Snapshot,
        written: bool,
        text: &PullText,
    ) -> impl Future<Output = Result<Option<Notice>, Error>>;
}

/// Reading or writing failed for good. Each variant says whose it is to mend.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The user: the token is wrong or expired (401).
    #[error("GitHub does not accept the token: {message}")]
    BadToken {
        /// GitHub's words.
        message: String,
    },
    /// The user: the workflow's token lacks a permission (403, FORBIDDEN).
    #[error("the token may not {action} {what}: {message}")]
    Permission {
        /// `read`, `commit to`, `open an issue in`.
        action: &'static str,
        /// The repository.
        what: String,
        /// GitHub's words.
        message: String,
        /// What it takes, as in `permissions:` of a workflow, e.g. `contents: write`.
        needed: String,
    },
    /// The user: the repository does not exist, or the token cannot see it (GitHub answers 404 to both).
    #[error("there is no repository {repository}, or the token may not see it")]
    NoRepository {
        /// `owner/name`.
        repository: String,
    },
    /// The user: the branch has another name now.
    #[error("the branch {branch} of {repository} was renamed")]
    BranchRenamed {
        /// `owner/name`.
        repository: String,
        /// As given.
        branch: String,
    },
    /// The user: the repository is archived, and takes no commits.
    #[error("{repository} is archived, and takes no commits")]
    Archived {
        /// `owner/name`.
        repository: String,
    },
    /// The user: a setting keeps the workflow's token from opening pull requests.
    #[error("{repository} does not let workflows open pull requests: {message}")]
    PullsForbidden {
        /// `owner/name`.
        repository: String,
        /// GitHub's words.
        message: String,
    },
    /// The user: the repository has no issues.
    #[error("{repository} has its issues switched off")]
    IssuesDisabled {
        /// `owner/name`.
        repository: String,
    },
    /// The user: a protection rule of the branch refuses the commit.
    #[error("a rule of the branch {branch} refuses the commit: {message}")]
    Protected {
        /// The branch.
        branch: String,
        /// GitHub's words.
        message: String,
    },
    /// The world: GitHub's rate limit, beyond what a run waits for.
    #[error("GitHub's rate limit is used up: {message}")]
    RateLimit {
        /// GitHub's words.
        message: String,
    },
    /// The world: GitHub cannot be reached, or answers with errors, after retries.
    #[error("GitHub could not be reached to {action}: {message}")]
    Unreachable {
        /// `read the repository`, `commit`.
        action: &'static str,
        /// The last failure.
        message: String,
    },
    /// The user: a path that is to be written is no regular file.
    #[error("{path} is {what}, not a file")]
    NotAFile {
        /// The path.
        path: String,
        /// As in [`Entry::Other`].
        what: &'static str,
    },
    /// The user: the environment names an API that cannot be one.
    #[error("{variable} is not the URL of an API: {url}")]
    BadUrl {
        /// `GITHUB_API_URL`, `GITHUB_GRAPHQL_URL`.
        variable: &'static str,
        /// Its value.
        url: String,
    },
    /// A bug, or a GitHub that changed: an answer that was not expected.
    #[error("GitHub refused to {action}: {message}")]
    Refused {
        /// `read the repository`, `commit`.
        action: &'static str,
        /// GitHub's words.
        message: String,
    },
    /// The user or the machine: the working directory cannot be read or written.
    #[error("{path} cannot be {action}: {source}")]
    Directory {
        /// The path, relative to the directory.
        path: String,
        /// `read`, `written`.
        action: &'static str,
        /// The system's words.
        source: std::io::Error,
    },
    /// The user: `mode: local` in a job whose workspace holds no checkout.
    #[error("the working directory holds no git work tree to write to")]
    NoWorkTree,
}

impl Error {
    /// What to type to mend it.
    pub fn help(&self) -> Option<String> {
        Some(match self {
            Self::BadToken { .. } => {
                "leave `token` out to use the workflow's own, or renew the secret it comes from".to_owned()
            }
            Self::Permission { needed, message, .. } if message.contains("personal access token") => {
                format!("give the personal access token the repository permission `{needed}`")
            }
            // Whatever a `permissions:` does not name, the token may not do any more.
            Self::Permission { needed, .. } if !needed.contains("contents:") => format!(
                "add these lines to the workflow's job, beside those that are there:\npermissions:\n  contents: write\n  {needed}"
            ),
            Self::Permission { needed, .. } => {
                format!("add these lines to the workflow's job:\npermissions:\n  {needed}")
            }
            Self::PullsForbidden { .. } => {
                "tick Settings, Actions, General, \"Allow GitHub Actions to create and approve pull requests\" (an \
                 organisation has the same setting, and the stricter one counts), or pass the token of a GitHub App"
                    .to_owned()
            }
            Self::IssuesDisabled { .. } => {
                "switch them on (Settings, General, Features, Issues; a fork has them off), or leave `issue` out".to_owned()
            }
            Self::NoRepository { .. } => {
                "check `repository`; another repository than the workflow's own needs a token that may see it"
                    .to_owned()
            }
            Self::BranchRenamed { .. } => {
                "give its present name as `branch`, or leave `branch` out for the default branch".to_owned()
            }
            Self::Archived { .. } => "unarchive it, or name another `repository`".to_owned(),
            Self::Protected { .. } => {
                "set `mode: pull-request`, or let the rule be bypassed by a GitHub App whose token you pass as `token`: \
                 Settings, Rules (or Branches)"
                    .to_owned()
            }
            Self::RateLimit { .. } => "the next scheduled run makes up for it".to_owned(),
            Self::Unreachable { .. } => {
                "see https://www.githubstatus.com; the next run makes up for it".to_owned()
            }
            Self::NotAFile { .. } => "name a regular file, or move what is there out of the way".to_owned(),
            Self::BadUrl { variable, .. } => format!("leave {variable} out for github.com"),
            Self::Refused { .. } | Self::Directory { .. } => return None,
            Self::NoWorkTree => "add actions/checkout before this step".to_owned(),
        })
    }
}

/// The first change to a path that is no file in the snapshot.
fn not_a_file(base: &Snapshot, changes: &[Change]) -> Option<Error> {
    changes.iter().find_map(|change| match base.entries.get(&change.path) {
        Some(Entry::Other(what)) => Some(Error::NotAFile { path: change.path.to_string(), what }),
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

    #[test]
    fn a_missing_permission_is_given_to_the_job_or_to_the_token() {
        let error = |message: &str| Error::Permission {
            action: "commit to",
            what: "o/r".to_owned(),
            message: message.to_owned(),
            needed: "contents: write".to_owned(),
        };
        let help = error("Resource not accessible by integration").help().unwrap();
        assert!(help.ends_with("permissions:\n  contents: write"), "{help}");
        let help = error("Resource not accessible by personal access token").help().unwrap();
        assert!(help.contains("personal access token the repository permission `contents: write`"), "{help}");
    }
}
