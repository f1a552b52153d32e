//! A pull request instead of a commit to the branch: one branch of its own with one commit, replaced when there is news, and
//! one pull request from it.
//!
//! The branch is moved only from where it was read: a person who pushes to it in between is never overwritten, and what
//! people pushed before is kept, by building on top of it. While the pull request is open, and after it was closed without
//! being merged, the section's state is read from it, so that nothing is proposed twice.

use std::cell::Cell;

use http::Method;
use serde_json::json;

use super::client::{Failure, RetryPolicy};
use super::error::ErrorKind;
use super::proposal::Listed;
use super::read::{self, History, Paths};
use super::{Action, Repository};
use crate::config::{Config, OnMissingMarker};
use crate::repo::RepoPath;
use crate::store::{
    Commit, Error, FileChange, NewIssue, PullRequestRef, PullRequestState, PullRequestText, Snapshot, Target,
    ThreadRef, TreeEntry, WriteOutcome, not_a_file,
};

/// How often it is tried to open a pull request.
const MAX_TRIES: u32 = 3;

/// Which branch, and what of it belongs to the section.
#[derive(Clone, Debug)]
pub struct Section {
    /// The branch of the pull request.
    pub branch: String,
    /// The section's name.
    pub name: String,
    /// The file that has the section.
    pub readme: RepoPath,
    /// The data file.
    pub data: RepoPath,
    /// The files beside the README.
    pub files: Vec<RepoPath>,
    /// Whether a file without markers gets the section at its end.
    pub may_append: bool,
}

impl From<&Config> for Section {
    fn from(config: &Config) -> Self {
        Self {
            branch: config.run.pull_request_branch.clone(),
            name: config.page.section.clone(),
            readme: config.page.readme.clone(),
            data: config.page.data_file.clone(),
            files: config.extra_files.iter().map(|file| file.path.clone()).collect(),
            may_append: config.page.on_missing_marker == OnMissingMarker::Append,
        }
    }
}

/// A repository whose branch is changed by pull requests only.
#[derive(Debug)]
pub struct PullRequest {
    pub(super) repository: Repository,
    pub(super) section: Section,
    /// Whether GitHub left a commit of this run unsigned.
    unsigned: Cell<bool>,
}

impl PullRequest {
    /// Proposes changes to a repository instead of committing them.
    pub fn new(repository: Repository, section: Section) -> Self {
        Self { repository, section, unsigned: Cell::new(false) }
    }

    /// The files of the section.
    pub(super) fn files(&self) -> impl Iterator<Item = &RepoPath> {
        let Section { readme, data, files, .. } = &self.section;
        [readme, data].into_iter().chain(files)
    }

    /// Builds the commit, and points the branch to it unless it moved.
    async fn push(
        &self,
        base: &Snapshot,
        pull_request: &PullRequestState,
        changes: &[FileChange],
        message: &str,
    ) -> Result<WriteOutcome, Failure> {
        let Some(parent) = &base.head else {
            return Ok(WriteOutcome::Conflict("there is no base".to_owned()));
        };
        if base.branch_missing {
            self.repository.make_branch(&base.branch, parent).await?;
        }
        let built = self.repository.build(parent, changes, message).await?;
        self.unsigned.set(!built.signed);
        let commit = built.commit;
        let branch = &self.section.branch;
        match &pull_request.head {
            None => self.repository.make_branch(branch, &commit.oid).await?,
            Some(head) => {
                self.repository.compare_and_swap_ref(branch, head, &commit.oid, !pull_request.on_top).await?
            }
        }
        Ok(WriteOutcome::Done(Some(commit)))
    }

    /// The section's files as the commit is to have them: the base has older ones, if any.
    fn whole(&self, base: &Snapshot, changes: &[FileChange]) -> Vec<FileChange> {
        let unchanged = self.files().filter(|path| !changes.iter().any(|change| change.path == **path));
        let unchanged = unchanged.filter_map(|path| match base.entries.get(path) {
            Some(TreeEntry::File { content, executable }) => {
                Some(FileChange { path: path.clone(), content: content.clone(), executable: *executable })
            }
            _ => None,
        });
        changes.iter().cloned().chain(unchanged).collect()
    }

    /// Opens the pull request; when the answer is lost, the list tells whether it was opened.
    async fn open(&self, base: &str, text: &PullRequestText) -> Result<PullRequestRef, Error> {
        let body =
            json!({ "title": text.title, "body": text.body, "head": self.section.branch, "base": base });
        let repository = &self.repository;
        let mut tries = 1;
        loop {
            let answer = repository
                .api
                .call(Method::POST, &repository.route("/pulls"), Some(&body), RetryPolicy::IfNotSent)
                .await;
            let failure = match answer {
                Ok(pull) => return repository.parsed(pull, Action::PullRequest).map(Listed::pull),
                Err(failure) => failure,
            };
            match failure.class {
                ErrorKind::Transient => repository.api.wait(tries).await,
                ErrorKind::Exists => {}
                _ => return Err(repository.error(failure, Action::PullRequest)),
            }
            if let Some(open) = self.last_pull(base).await?.filter(Listed::is_open) {
                return Ok(open.pull());
            }
            if tries == MAX_TRIES {
                return Err(repository.error(failure, Action::PullRequest));
            }
            tries += 1;
        }
    }

    fn warnings(&self, pull_request: &PullRequestState) -> Vec<String> {
        let mut warnings = Vec::new();
        if pull_request.on_top {
            warnings.push(format!(
                "the branch {} holds commits of others: this run's is on top of them, and the pull request proposes them all",
                self.section.branch
            ));
        }
        if self.unsigned.get() {
            warnings.push(
                "the commit is not signed: through this API GitHub signs what the token of an App or of a workflow commits, \
                 but not a personal access token"
                    .to_owned(),
            );
        }
        warnings
    }
}

impl Target for PullRequest {
    async fn read(&self, paths: &[RepoPath]) -> Result<Snapshot, Error> {
        let snapshot = self.repository.read(paths).await?;
        self.overlay_pull_request(snapshot).await
    }

    async fn read_more(&self, snapshot: &mut Snapshot, paths: &[RepoPath]) -> Result<(), Error> {
        self.repository.read_more(snapshot, paths).await
    }

    async fn write(
        &self,
        base: &Snapshot,
        changes: &[FileChange],
        message: &str,
    ) -> Result<WriteOutcome, Error> {
        let Some(pull_request) = &base.pull_request else {
            // An empty repository has nothing to propose changes to.
            return self.repository.write(base, changes, message).await;
        };
        if let Some(error) = not_a_file(base, changes) {
            return Err(error);
        }
        let whole = self.whole(base, changes);
        self.push(base, pull_request, &whole, message)
            .await
            .or_else(|failure| self.repository.not_written(failure, &self.section.branch))
    }

    async fn find_commit(&self, base: &Snapshot, changes: &[FileChange]) -> Result<Option<Commit>, Error> {
        let paths = Paths::of(changes);
        let document = read::history(&self.repository.name, &self.section.branch, &paths);
        let history: History = self.repository.query(document).await?;
        Ok(history.find_commit(base, changes, &paths))
    }

    async fn ensure_issue(&self, issue: &NewIssue) -> Result<Option<ThreadRef>, Error> {
        self.repository.ensure_issue(issue).await
    }

    async fn ensure_pull_request(
        &self,
        base: &Snapshot,
        written: bool,
        text: &PullRequestText,
    ) -> Result<Option<ThreadRef>, Error> {
        let Some(pull_request) = &base.pull_request else { return Ok(None) };
        let (pull, created) = match &pull_request.open {
            Some(open) if open.body.contains(&text.marker) => (open.clone(), written),
            Some(open) => {
                let route = self.repository.route(&format!("/pulls/{}", open.number));
                let body = json!({ "title": text.title, "body": text.body });
                let answer =
                    self.repository.api.call(Method::PATCH, &route, Some(&body), RetryPolicy::Always).await;
                let pull = answer.map_err(|failure| self.repository.error(failure, Action::PullRequest))?;
                // One that is no pull request tells of no update.
                (self.repository.parsed(pull, Action::PullRequest).map(Listed::pull)?, true)
            }
            None if written || pull_request.unproposed => (self.open(&base.branch, text).await?, true),
            None => return Ok(None),
        };
        let warnings = if written { self.warnings(pull_request) } else { Vec::new() };
        Ok(Some(ThreadRef { number: pull.number, url: pull.url, created, warnings }))
    }
}
