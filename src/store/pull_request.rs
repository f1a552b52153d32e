//! A pull request instead of a commit to the branch: a branch of its own with one commit, which is replaced when there is
//! news.
//!
//! Only a branch that this program made is touched. It is moved only from where it was read, and what others committed to
//! it is kept, by building on top of it. While the pull request is open, and after it was closed without being merged, the
//! section's files are read from it, so that nothing is proposed twice.

use std::collections::BTreeSet;

use super::repository::Repository;
use super::snapshot::{PullRequestRef, PullRequestState};
use super::{Action, Error, Snapshot, Store, WriteOutcome};
use crate::git::{Commit, FileChange, Oid, TreeEntry};
use crate::github::{self, ComparedCommit, ComparedFile, Comparison, PullRequest, User};
use crate::history::Files;
use crate::markers;
use crate::notes;
use crate::repo::RepoPath;
use crate::state;

/// The branch of the pull request, and which files belong to the section.
#[derive(Clone, Debug)]
pub struct Section {
    pub branch: String,
    pub name: String,
    /// The file that has the section.
    pub readme: RepoPath,
    pub data: RepoPath,
    /// The extra files, and the index of the history.
    pub files: Vec<RepoPath>,
    /// The history, if there is one. Its months are read when they are needed.
    pub history: Option<Files>,
    /// The notes file, if runs write it.
    pub notes: Option<RepoPath>,
    /// Whether a README without markers gets the section at its end.
    pub may_append: bool,
}

/// A branch that is changed by pull requests only.
#[derive(Debug)]
pub struct PullRequestStore {
    repository: Repository,
    section: Section,
}

/// How the marker begins that every pull request of a section has in its text.
pub fn marker_prefix(section: &str) -> String {
    format!("<!-- daily-papers:pull-request section={section} ")
}

/// The newest pull request of the list that counts for a base: the open one, even if someone retargeted it to another
/// branch (GitHub allows several open ones with different bases), else the newest.
pub fn newest<'l>(list: &'l [PullRequest], base: &str) -> Option<&'l PullRequest> {
    let has_base = |pull: &&PullRequest| pull.base() == base;
    let open = || list.iter().filter(|pull| pull.is_open());
    open().find(has_base).or_else(|| open().next()).or_else(|| list.iter().find(has_base))
}

impl From<&PullRequest> for PullRequestRef {
    fn from(pull: &PullRequest) -> Self {
        Self {
            number: pull.number,
            url: pull.html_url.clone(),
            title: pull.title.clone(),
            body: pull.body.clone().unwrap_or_default(),
            base: pull.base().to_owned(),
        }
    }
}

impl PullRequestStore {
    /// Proposes changes to a repository instead of committing them.
    pub fn new(repository: Repository, section: Section) -> Self {
        Self { repository, section }
    }

    /// The files of the section.
    fn files(&self) -> impl Iterator<Item = &RepoPath> {
        let Section { readme, data, files, notes, .. } = &self.section;
        [readme, data].into_iter().chain(files).chain(notes)
    }

    fn is_history(&self, path: &RepoPath) -> bool {
        self.section.history.as_ref().is_some_and(|history| history.uses(path))
    }

    /// The files of the history that a comparison shows.
    fn changed_history(&self, comparison: &Comparison) -> Vec<RepoPath> {
        let paths = comparison.files.iter().filter_map(|file| RepoPath::parse(&file.filename).ok());
        paths.filter(|path| self.is_history(path)).collect()
    }

    /// The data file's bytes.
    fn data<'s>(&self, snapshot: &'s Snapshot) -> Option<&'s [u8]> {
        snapshot.content(&self.section.data)
    }

    fn error(&self, error: github::Error) -> Error {
        self.repository.error(error, Action::Read)
    }

    /// Puts what the pull request has over what the base has.
    pub async fn overlay(&self, mut snapshot: Snapshot) -> Result<Snapshot, Error> {
        let branch = &self.section.branch;
        if *branch == snapshot.branch || Some(branch) == snapshot.default_branch.as_ref() {
            return Err(Error::PullRequestBranchIsBase { branch: branch.clone() });
        }
        if snapshot.head.is_none() {
            return Ok(snapshot);
        }
        let client = self.repository.client();
        let pulls = client.list_pull_requests(branch).await;
        let pulls = pulls.map_err(|error| self.repository.error(error, Action::PullRequest))?;
        let last = newest(&pulls, &snapshot.branch);
        let open = last.filter(|last| last.is_open());
        let base_data = self.data(&snapshot).map(<[u8]>::to_vec);
        let head = client.branch_head(branch).await.map_err(|error| self.error(error))?;
        let mut state = PullRequestState { head, base_data, ..PullRequestState::default() };
        let (mut source, mut months) = (None, Vec::new());
        if let Some(head) = &state.head {
            let ours = self.has_our_pull_request(&pulls).await?;
            // What a closed pull request proposed is known already.
            let is_known = ours && open.is_none() && last.is_some_and(|last| last.head() == head.0);
            if !is_known {
                let comparison = client.compare(&snapshot.branch, branch).await;
                let comparison = comparison.map_err(|error| self.error(error))?;
                if !ours && !self.is_left_behind(&comparison).await? {
                    return Err(Error::ForeignBranch { branch: branch.clone() });
                }
                if comparison.ahead_by > 0 {
                    source = Some(head.clone());
                    months = self.changed_history(&comparison);
                    state.unproposed = open.is_none();
                    state.has_foreign_commits = self.has_foreign_commits(&comparison, last);
                }
            }
        }
        if source.is_none() {
            // What was rejected is not proposed again.
            let rejected = last.filter(|last| last.was_rejected());
            source = rejected.map(|last| Oid(last.head().to_owned()));
            if let Some(source) = source.as_ref().filter(|_| self.section.history.is_some()) {
                let comparison = client.compare(&snapshot.branch, &source.0).await;
                months = self.changed_history(&comparison.map_err(|error| self.error(error))?);
            }
        }
        if !months.is_empty() {
            snapshot = self.repository.read(&months, Some(snapshot)).await?;
        }
        let base = snapshot.entries.clone();
        if let Some(source) = source {
            let merged =
                self.merge_branch_files(&mut snapshot, &source, &months, state.has_foreign_commits).await?;
            state.source = Some(source).filter(|_| merged);
        }
        let same = self.files().chain(&months).all(|path| base.get(path) == snapshot.entries.get(path));
        state.nothing_left = same && !state.has_foreign_commits;
        state.open = open.map(PullRequestRef::from);
        snapshot.pull_request = Some(state);
        Ok(snapshot)
    }

    /// Whether this program opened a pull request for the section from the branch: anyone may copy its marker.
    async fn has_our_pull_request(&self, pulls: &[PullRequest]) -> Result<bool, Error> {
        let prefix = marker_prefix(&self.section.name);
        let is_marked = |pull: &&PullRequest| pull.body.as_ref().is_some_and(|body| body.contains(&prefix));
        let users: Vec<User> = pulls.iter().filter(is_marked).filter_map(|pull| pull.user.clone()).collect();
        self.is_any_ours(&users).await
    }

    /// Whether a branch without a pull request is what a run left that died before it opened one: it has the data file, and a
    /// commit that is not a person's.
    async fn is_left_behind(&self, comparison: &Comparison) -> Result<bool, Error> {
        let is_data = |file: &ComparedFile| file.filename == self.section.data.as_str();
        if comparison.ahead_by == 0 || !comparison.files.iter().any(is_data) {
            return Ok(false);
        }
        let users: Vec<User> = comparison.commits.iter().filter_map(ComparedCommit::author).collect();
        self.is_any_ours(&users).await
    }

    /// Whether one of these accounts is the token's own, or a bot: before, the token may have been that of another App.
    async fn is_any_ours(&self, users: &[User]) -> Result<bool, Error> {
        if users.is_empty() || users.iter().any(|user| user.kind == "Bot") {
            return Ok(!users.is_empty());
        }
        let viewer = self.repository.client().viewer_id().await.map_err(|error| self.error(error))?;
        Ok(users.iter().any(|user| Some(user.id) == viewer))
    }

    /// Whether others have a part in the branch: it has more than one commit, other files, or a commit by someone else than
    /// who opened the last pull request; if there was no pull request, by a person.
    fn has_foreign_commits(&self, comparison: &Comparison, last: Option<&PullRequest>) -> bool {
        let foreign_file = |file: &ComparedFile| {
            !self.files().any(|path| path.as_str() == file.filename)
                && !RepoPath::parse(&file.filename).is_ok_and(|path| self.is_history(&path))
        };
        let foreign_commit = |commit: &ComparedCommit| match (commit.author(), last) {
            (Some(author), Some(last)) => last.user.as_ref().is_none_or(|user| user.login != author.login),
            (Some(author), None) => author.kind != "Bot",
            (None, _) => true,
        };
        comparison.ahead_by > 1
            || comparison.files.iter().any(foreign_file)
            || comparison.commits.iter().any(foreign_commit)
    }

    /// Reads the section's files from a commit of the branch. If the next commit goes on top of it, they are taken as they
    /// are. Otherwise the README stays that of the base, except for the section. Returns whether they count.
    async fn merge_branch_files(
        &self,
        snapshot: &mut Snapshot,
        source: &Oid,
        months: &[RepoPath],
        on_top: bool,
    ) -> Result<bool, Error> {
        let files: Vec<RepoPath> = self.files().chain(months).cloned().collect();
        let at_source = Snapshot { head: Some(source.clone()), ..Snapshot::default() };
        let mut theirs = self.repository.read(&files, Some(at_source)).await?;
        let Section { readme, name, may_append, .. } = &self.section;
        let changed = |of: &Snapshot| state::changed(self.data(of)?);
        if !on_top && changed(snapshot) > changed(&theirs) {
            // The base has newer lists.
            return Ok(false);
        }
        if on_top {
            snapshot.head = Some(source.clone());
        } else {
            let text = |of: &Snapshot| String::from_utf8(of.content(readme)?.to_vec()).ok();
            let page = text(snapshot).zip(text(&theirs));
            let page =
                page.and_then(|(ours, theirs)| markers::with_section_from(&ours, &theirs, name, *may_append));
            let executable =
                matches!(snapshot.entries.get(readme), Some(TreeEntry::File { executable: true, .. }));
            if let Some(page) = page {
                let entry = TreeEntry::File { content: page.into_bytes(), executable };
                theirs.entries.insert(readme.clone(), entry);
            }
        }
        // What the base has on papers is the user's; only summaries come from the branch.
        if let Some(path) = self.section.notes.as_ref().filter(|_| !on_top)
            && let Some(branch) = theirs.content(path)
        {
            let merged = notes::with_summaries_from(snapshot.content(path), branch);
            let entry = match merged {
                Some(content) => Some(TreeEntry::File { content, executable: false }),
                None => snapshot.entries.get(path).cloned(),
            };
            theirs.entries.extend(entry.map(|entry| (path.clone(), entry)));
        } else if let Some(path) = self.section.notes.as_ref().filter(|_| !on_top) {
            theirs.entries.remove(path);
        }
        snapshot.entries.append(&mut theirs.entries);
        Ok(true)
    }

    /// Reads more files: those of the history from the pull request, like the rest of the section.
    async fn read_more(&self, paths: &[RepoPath], snapshot: Snapshot) -> Result<Snapshot, Error> {
        let Some(source) = snapshot.pull_request.as_ref().and_then(|state| state.source.clone()) else {
            return self.repository.read(paths, Some(snapshot)).await;
        };
        let (history, others): (Vec<_>, Vec<_>) =
            paths.iter().cloned().partition(|path| self.is_history(path));
        let mut snapshot = snapshot;
        if !others.is_empty() {
            snapshot = self.repository.read(&others, Some(snapshot)).await?;
        }
        let at_source = Snapshot { head: Some(source), ..Snapshot::default() };
        let mut theirs = self.repository.read(&history, Some(at_source)).await?;
        snapshot.entries.append(&mut theirs.entries);
        Ok(snapshot)
    }

    /// Creates the commit, and points the branch to it unless it moved.
    async fn push(
        &self,
        base: &Snapshot,
        (state, parent): (&PullRequestState, &Oid),
        changes: &[FileChange],
        message: &str,
    ) -> Result<Option<Commit>, github::Error> {
        let client = self.repository.client();
        if base.branch_missing {
            client.create_branch(&base.branch, parent).await?;
        }
        let commit = client.create_commit(parent, changes, message).await?;
        let branch = (self.section.branch.as_str(), state.head.as_ref());
        self.repository.update_ref(base, branch, &commit.oid, !state.has_foreign_commits).await?;
        Ok(Some(commit))
    }

    /// The section's files as the commit is to have them: the base has older ones, if any.
    fn all_files(&self, base: &Snapshot, changes: &[FileChange]) -> Vec<FileChange> {
        let history = base.entries.keys().filter(|path| self.is_history(path));
        let files: BTreeSet<&RepoPath> = self.files().chain(history).collect();
        let unchanged = files.into_iter().filter(|path| !changes.iter().any(|change| change.path == **path));
        let unchanged = unchanged.filter_map(|path| match base.entries.get(path) {
            Some(TreeEntry::File { content, executable }) => {
                Some(FileChange { path: path.clone(), content: content.clone(), executable: *executable })
            }
            _ => None,
        });
        changes.iter().cloned().chain(unchanged).collect()
    }
}

impl Store for PullRequestStore {
    async fn read(&self, paths: &[RepoPath], into: Option<Snapshot>) -> Result<Snapshot, Error> {
        match into {
            Some(snapshot) => self.read_more(paths, snapshot).await,
            None => self.overlay(self.repository.read(paths, None).await?).await,
        }
    }

    async fn write(
        &self,
        base: &Snapshot,
        changes: &[FileChange],
        message: &str,
    ) -> Result<WriteOutcome, Error> {
        let (Some(state), Some(parent)) = (&base.pull_request, &base.head) else {
            // An empty repository has nothing to propose changes to.
            return self.repository.write(base, changes, message).await;
        };
        base.check_files(changes)?;
        let files = self.all_files(base, changes);
        let pushed = self.push(base, (state, parent), &files, message).await;
        self.repository.outcome(pushed, &self.section.branch, true)
    }

    async fn find_commit(&self, base: &Snapshot, changes: &[FileChange]) -> Result<Option<Commit>, Error> {
        let client = self.repository.client();
        let found = client.find_commit(&self.section.branch, base.head.as_ref(), changes).await;
        found.map_err(|error| self.error(error))
    }
}
