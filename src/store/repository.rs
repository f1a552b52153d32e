//! A branch of a repository on GitHub, through its API: no checkout.
//!
//! A run takes two requests: one GraphQL query reads everything at the branch's head, one mutation commits everything on
//! top of exactly that head.

use std::rc::Rc;

use super::{Action, Error, Snapshot, Store, WriteOutcome};
use crate::git::{Commit, FileChange, Oid, TreeEntry};
use crate::github::{self, Client, ErrorKind, fits_mutation};
use crate::repo::RepoPath;

#[derive(Clone, Debug)]
pub struct Repository {
    client: Rc<Client>,
    /// `None` is the default branch.
    branch: Option<String>,
}

impl Repository {
    /// The branch, or the default branch.
    pub fn new(client: Rc<Client>, branch: Option<String>) -> Self {
        Self { client, branch }
    }

    pub fn client(&self) -> &Rc<Client> {
        &self.client
    }

    pub(super) fn error(&self, error: github::Error, action: Action<'_>) -> Error {
        Error::from_github(&self.client, error, action)
    }

    /// Reads paths at the head of a branch, or of the default branch.
    async fn read_head(&self, branch: Option<&str>, paths: &[RepoPath]) -> Result<Snapshot, Error> {
        let read = self.client.read_branch(branch, paths).await;
        let repository = read.map_err(|error| self.error(error, Action::Read))?;
        let mut snapshot = Snapshot {
            repository: Some(repository.id),
            archived: repository.archived,
            default_branch: repository.default_branch,
            ..Snapshot::default()
        };
        match (repository.branch, &self.branch) {
            (Some(branch), _) => {
                (snapshot.head, snapshot.branch) = (Some(branch.head), branch.name);
                (snapshot.entries, snapshot.files) = (branch.entries, branch.files);
                Ok(snapshot)
            }
            (None, Some(missing)) if !repository.empty && branch.is_some() => {
                self.missing_branch(missing, paths).await
            }
            (None, _) => {
                // The first commit of a repository is on its default branch; another branch is created from that.
                let branch = self.client.default_branch().await;
                snapshot.branch = branch.map_err(|error| self.error(error, Action::Read))?;
                snapshot.entries = paths.iter().map(|path| (path.clone(), TreeEntry::Absent)).collect();
                Ok(snapshot)
            }
        }
    }

    /// A branch that does not exist is as the default branch until it is created. One that was renamed is not created again.
    async fn missing_branch(&self, branch: &str, paths: &[RepoPath]) -> Result<Snapshot, Error> {
        let renamed = self.client.branch_was_renamed(branch).await;
        if renamed.map_err(|error| self.error(error, Action::Read))? {
            let repository = self.client.repository().to_string();
            return Err(Error::BranchRenamed { repository, branch: branch.to_owned() });
        }
        let mut snapshot = Box::pin(self.read_head(None, paths)).await?;
        (snapshot.branch, snapshot.branch_missing) = (branch.to_owned(), snapshot.head.is_some());
        Ok(snapshot)
    }

    /// Commits on top of a head.
    async fn commit(
        &self,
        base: &Snapshot,
        head: &Oid,
        changes: &[FileChange],
        message: &str,
    ) -> Result<WriteOutcome, Error> {
        if fits_mutation(changes) && !base.branch_missing {
            let commit = self.client.commit_with_graphql(&base.branch, head, changes, message).await;
            return self.outcome(commit.map(Some), &base.branch, false);
        }
        let created = self.client.create_commit(head, changes, message).await;
        let action = Action::Commit { branch: &base.branch, pull_request: false };
        let commit = created.map_err(|error| self.error(error, action))?;
        // Not to lose other commits is not enough: one that someone took back would come back below this one.
        let moved = self.update_ref(base, (&base.branch, Some(head)), &commit.oid, false).await;
        self.outcome(moved.map(|()| Some(commit)), &base.branch, false)
    }

    /// Points a branch to a commit, unless it moved since it was read; creates it if it is missing.
    pub(super) async fn update_ref(
        &self,
        base: &Snapshot,
        (branch, head): (&str, Option<&Oid>),
        commit: &Oid,
        force: bool,
    ) -> Result<(), github::Error> {
        match head.filter(|_| !(base.branch_missing && branch == base.branch)) {
            None => self.client.create_branch(branch, commit).await,
            Some(head) => {
                let id = base.repository.as_ref().map_or("", |repository| repository.node.as_str());
                self.client.compare_and_swap_ref(id, branch, (head, commit), force).await
            }
        }
    }

    /// What a write's success or failure means for the caller.
    pub(super) fn outcome(
        &self,
        written: Result<Option<Commit>, github::Error>,
        branch: &str,
        pull_request: bool,
    ) -> Result<WriteOutcome, Error> {
        match written {
            Ok(commit) => Ok(WriteOutcome::Done(commit)),
            Err(error) if error.kind == ErrorKind::Conflict => Ok(WriteOutcome::Conflict(error.message)),
            Err(error) if error.kind == ErrorKind::Transient && error.sent => {
                Ok(WriteOutcome::Indeterminate(error.message))
            }
            Err(error) => Err(self.error(error, Action::Commit { branch, pull_request })),
        }
    }
}

impl Store for Repository {
    async fn read(&self, paths: &[RepoPath], into: Option<Snapshot>) -> Result<Snapshot, Error> {
        let Some(mut snapshot) = into else { return self.read_head(self.branch.as_deref(), paths).await };
        let entries = match &snapshot.head {
            Some(head) => self.client.read_commit(head, paths).await,
            None => Ok(paths.iter().map(|path| (path.clone(), TreeEntry::Absent)).collect()),
        };
        snapshot.entries.extend(entries.map_err(|error| self.error(error, Action::Read))?);
        Ok(snapshot)
    }

    async fn write(
        &self,
        base: &Snapshot,
        changes: &[FileChange],
        message: &str,
    ) -> Result<WriteOutcome, Error> {
        if base.archived {
            return Err(Error::Archived { repository: self.client.repository().to_string() });
        }
        base.check_files(changes)?;
        // Without changes GitHub would make an empty commit.
        let Some(first) = changes.first() else { return Ok(WriteOutcome::Done(None)) };
        if let Some(head) = &base.head {
            return self.commit(base, head, changes, message).await;
        }
        match self.client.create_first_file(first, message).await {
            Ok(()) => Ok(WriteOutcome::Initialized),
            Err(error) => self.outcome(Err(error), &base.branch, false),
        }
    }

    async fn find_commit(&self, base: &Snapshot, changes: &[FileChange]) -> Result<Option<Commit>, Error> {
        let found = self.client.find_commit(&base.branch, base.head.as_ref(), changes).await;
        found.map_err(|error| self.error(error, Action::Read))
    }
}
