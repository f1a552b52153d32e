//! A repository on GitHub (or an Enterprise server), through its API: no checkout.
//!
//! A run takes two requests: one GraphQL query reads everything at the branch's head, one mutation commits everything on
//! top of exactly that head. `classify` tells what a failure means, `api` what may be repeated.

mod client;
mod error;
mod issues;
mod proposal;
mod pulls;
mod read;
mod write;

use std::cell::RefCell;

use serde::de::DeserializeOwned;
use serde_json::Value;

use self::client::{Api, Failure, RAW, RetryPolicy};
use self::error::ErrorKind;
use self::read::{Document, Files, Found, Head, History, More, Paths};
use crate::store::{
    Commit, Error, FileChange, NewIssue, Oid, PullRequestText, Snapshot, Target, ThreadRef, TreeEntry,
    WriteOutcome,
};

pub use self::pulls::{PullRequest, Section};
use crate::http::Timing;
use crate::repo::{RepoName, RepoPath, encoded as encode};
use crate::secret::Secret;

/// Which repository, and how to reach it.
#[derive(Clone, Debug)]
pub struct Connection {
    /// `GITHUB_API_URL`, e.g. `https://api.github.com`.
    pub api_url: String,
    /// `GITHUB_GRAPHQL_URL`, e.g. `https://api.github.com/graphql`.
    pub graphql_url: String,
    /// The repository.
    pub repository: RepoName,
    /// The branch; `None` is the default branch.
    pub branch: Option<String>,
    /// The token.
    pub token: Secret,
    /// `github_retry` is the second in which retries are counted.
    pub timing: Timing,
}

/// A repository on GitHub.
pub struct Repository {
    api: Api,
    name: RepoName,
    branch: Option<String>,
    /// The repository's node id, once it was read.
    id: RefCell<String>,
}

impl std::fmt::Debug for Repository {
    /// Without the connection, which holds the token.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { name, branch, .. } = self;
        f.debug_struct("Repository").field("name", name).field("branch", branch).finish_non_exhaustive()
    }
}

/// What was asked for, in errors.
#[derive(Clone, Copy, Debug)]
enum Action<'a> {
    Read,
    /// To a branch.
    Commit(&'a str),
    Issue,
    PullRequest,
}

impl Repository {
    /// Prepares a connection; nothing is sent yet. Must be called on a tokio runtime.
    pub fn new(client: &reqwest::Client, settings: Connection) -> Result<Self, Error> {
        let api = Api::new(client, &settings)?;
        Ok(Self { api, name: settings.repository, branch: settings.branch, id: RefCell::default() })
    }

    /// A route below the repository.
    fn route(&self, below: &str) -> String {
        format!("/repos/{}/{}{below}", encode(&self.name.owner), encode(&self.name.name))
    }

    async fn query<T: DeserializeOwned>(&self, document: Document) -> Result<T, Error> {
        let data = self.api.graphql(&document.text, &document.variables, 0, RetryPolicy::Always).await;
        let data = data.map_err(|failure| self.error(failure, Action::Read))?;
        serde_json::from_value(data).map_err(|error| Error::Refused {
            action: "read the repository",
            message: format!("an answer of another form: {error}"),
        })
    }

    /// Reads a resource as a value.
    async fn get_as<T: DeserializeOwned>(&self, route: &str, action: Action<'_>) -> Result<T, Error> {
        let answer = self.api.get_json(&self.route(route)).await;
        self.parsed(answer.map_err(|failure| self.error(failure, action))?, action)
    }

    /// An answer as a value.
    fn parsed<T: DeserializeOwned>(&self, answer: Value, action: Action<'_>) -> Result<T, Error> {
        serde_json::from_value(answer).map_err(|error| {
            let message = format!("an answer of another form: {error}");
            self.error(Failure { class: ErrorKind::Refused, message, needed: None, sent: true }, action)
        })
    }

    /// There is no head: of the repository, or of the branch that was named. That one is then to be made, and is as the
    /// default branch until it is.
    async fn headless(&self, archived: bool, empty: bool, paths: &[RepoPath]) -> Result<Snapshot, Error> {
        if let (Some(branch), false) = (&self.branch, empty) {
            self.not_renamed(branch).await?;
            let mut snapshot = self.read_at(None, paths).await?;
            (snapshot.branch, snapshot.branch_missing) = (branch.clone(), true);
            return Ok(snapshot);
        }
        let repository: Value = self.get_as("", Action::Read).await?;
        let default = repository["default_branch"].as_str().unwrap_or("main").to_owned();
        // The first commit of a repository is on its default branch; another is made from that.
        let entries = paths.iter().map(|path| (path.clone(), TreeEntry::Absent)).collect();
        Ok(Snapshot {
            head: None,
            branch: default,
            archived,
            entries,
            branch_missing: false,
            pull_request: None,
        })
    }

    /// Makes sure that a branch that is not there was not renamed: then to make it anew is not what is wanted.
    async fn not_renamed(&self, branch: &str) -> Result<(), Error> {
        let route = self.route(&format!("/branches/{}", encode_segment(branch)));
        match self.api.get_json(&route).await {
            // It came into being just now; the commit will tell.
            Ok(_) => Ok(()),
            Err(failure) if failure.class == ErrorKind::NotFound => Ok(()),
            Err(failure) if failure.class == ErrorKind::Moved => {
                Err(Error::BranchRenamed { repository: self.name.to_string(), branch: branch.to_owned() })
            }
            Err(failure) => Err(self.error(failure, Action::Read)),
        }
    }

    /// Reads paths at the head of a branch, or of the default branch.
    async fn read_at(&self, branch: Option<&str>, paths: &[RepoPath]) -> Result<Snapshot, Error> {
        let asked = Paths::with_parents(paths);
        let head: Head = self.query(read::at_head(&self.name, branch, &asked)).await?;
        let (archived, empty) = (head.repository.is_archived, head.repository.is_empty);
        self.id.replace(head.repository.id);
        let Some(mut at) = head.repository.head else {
            return Box::pin(self.headless(archived, empty || branch.is_none(), paths)).await;
        };
        let mut snapshot = Snapshot {
            head: Some(Oid(at.target.oid.clone())),
            branch: at.name,
            archived,
            entries: std::collections::BTreeMap::new(),
            branch_missing: false,
            pull_request: None,
        };
        self.fill(&mut snapshot, &mut at.target, &asked, paths).await?;
        Ok(snapshot)
    }

    /// Puts what an answer says about the paths into a snapshot, fetching the blobs it does not hold.
    async fn fill(
        &self,
        snapshot: &mut Snapshot,
        files: &mut Files,
        asked: &Paths,
        paths: &[RepoPath],
    ) -> Result<(), Error> {
        for path in paths {
            let entry = match files.at(asked, path) {
                Found::TreeEntry(entry) => entry,
                Found::Blob { oid, executable } => {
                    TreeEntry::File { content: self.blob(&oid).await?, executable }
                }
            };
            snapshot.entries.insert(path.clone(), entry);
        }
        Ok(())
    }

    async fn blob(&self, oid: &Oid) -> Result<Vec<u8>, Error> {
        let route = self.route(&format!("/git/blobs/{oid}"));
        let content = self.api.get(&route, RAW, |content| Oid::of_blob(content) == *oid).await;
        content.map_err(|failure| self.error(failure, Action::Read))
    }

    /// A failure as an error that says whose it is.
    fn error(&self, failure: Failure, action: Action<'_>) -> Error {
        let Failure { class, message, needed, .. } = failure;
        let (verb, doing, access) = match action {
            Action::Read => ("read", "read the repository", "contents: read"),
            Action::Commit(_) => ("commit to", "commit", "contents: write"),
            Action::PullRequest => {
                ("open a pull request in", "open the pull request", "pull-requests: write")
            }
            Action::Issue => ("open an issue in", "open the issue", "issues: write"),
        };
        let repository = self.name.to_string();
        // Whoever may not even look for an issue will not be able to open one: all it takes is said at once.
        let enough = |needed: &String| !access.ends_with("write") || !needed.ends_with("read");
        let needed = needed.filter(enough).unwrap_or_else(|| access.to_owned());
        match (class, action) {
            (ErrorKind::BadToken, _) => Error::BadToken { message },
            // What could be read a moment ago is there: GitHub answers 404 to some tokens that may not write.
            (ErrorKind::PullsForbidden, _) => Error::PullsForbidden { repository, message },
            (ErrorKind::Permission, _)
            | (ErrorKind::NotFound, Action::Commit(_) | Action::Issue | Action::PullRequest) => {
                Error::Permission { action: verb, what: repository, message, needed }
            }
            (ErrorKind::NotFound, Action::Read) => Error::NoRepository { repository },
            (ErrorKind::IssuesDisabled, _) => Error::IssuesDisabled { repository },
            (ErrorKind::Archived, _) => Error::Archived { repository },
            (ErrorKind::Protected, Action::Commit(branch)) => {
                Error::Protected { branch: branch.to_owned(), message }
            }
            (ErrorKind::RateLimit(_), _) => Error::RateLimit { message },
            (ErrorKind::Transient, _) => Error::Unreachable { action: doing, message },
            (
                ErrorKind::Conflict
                | ErrorKind::Refused
                | ErrorKind::Protected
                | ErrorKind::Exists
                | ErrorKind::Moved,
                _,
            ) => Error::Refused { action: doing, message },
        }
    }
}

impl Target for Repository {
    async fn read(&self, paths: &[RepoPath]) -> Result<Snapshot, Error> {
        self.read_at(self.branch.as_deref(), paths).await
    }

    async fn read_more(&self, snapshot: &mut Snapshot, paths: &[RepoPath]) -> Result<(), Error> {
        let Some(head) = &snapshot.head else {
            snapshot.entries.extend(paths.iter().map(|path| (path.clone(), TreeEntry::Absent)));
            return Ok(());
        };
        let asked = Paths::with_parents(paths);
        let more: More = self.query(read::at_commit(&self.name, head, &asked)).await?;
        let mut files = more.repository.object.ok_or_else(|| Error::Refused {
            action: "read the repository",
            message: format!("the commit {head} is gone"),
        })?;
        self.fill(snapshot, &mut files, &asked, paths).await
    }

    async fn write(
        &self,
        base: &Snapshot,
        changes: &[FileChange],
        message: &str,
    ) -> Result<WriteOutcome, Error> {
        if base.archived {
            return Err(Error::Archived { repository: self.name.to_string() });
        }
        if let Some(error) = crate::store::not_a_file(base, changes) {
            return Err(error);
        }
        if changes.is_empty() {
            // GitHub would make an empty commit.
            return Ok(WriteOutcome::Done(None));
        }
        self.commit(base, changes, message).await
    }

    async fn find_commit(&self, base: &Snapshot, changes: &[FileChange]) -> Result<Option<Commit>, Error> {
        let paths = Paths::of(changes);
        let history: History = self.query(read::history(&self.name, &base.branch, &paths)).await?;
        Ok(history.find_commit(base, changes, &paths))
    }

    async fn ensure_issue(&self, issue: &NewIssue) -> Result<Option<ThreadRef>, Error> {
        self.one_issue(issue).await
    }

    async fn ensure_pull_request(
        &self,
        _: &Snapshot,
        _: bool,
        _: &PullRequestText,
    ) -> Result<Option<ThreadRef>, Error> {
        Ok(None)
    }
}

/// A name as one segment of a URL, whatever it holds: octocrab would send `a#b` as `a`.
fn encode_segment(name: &str) -> String {
    encode(name).replace('/', "%2F")
}
