//! A pull request instead of a commit to the branch: one branch of its own with one commit, replaced when there is news, and
//! one pull request from it.
//!
//! The branch is moved only from where it was read: a person who pushes to it in between is never overwritten, and what
//! people pushed before is kept, by building on top of it. While the pull request is open, and after it was closed without
//! being merged, the section's state is read from it, so that nothing is proposed twice.

use std::cell::Cell;
use std::collections::BTreeMap;

use http::Method;
use serde::Deserialize;
use serde_json::json;

use super::api::{Failure, Repeat};
use super::classify::Class;
use super::issues::User;
use super::read::{self, History, Paths};
use super::{Action, Repository, encode, encode_segment};
use crate::archive;
use crate::config::{Config, OnMissingMarker};
use crate::publish::{
    Change, Commit, Entry, Error, NewIssue, Notice, Oid, Proposal, Pull, PullText, Snapshot, Target, Written,
    not_a_file,
};
use crate::repo::RepoPath;
use crate::splice;

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
    pub data: Option<RepoPath>,
    /// Whether a file without markers gets the section at its end.
    pub may_append: bool,
}

impl From<&Config> for Section {
    fn from(config: &Config) -> Self {
        Self {
            branch: config.pull_request_branch.clone(),
            name: config.section.clone(),
            readme: config.readme.clone(),
            data: config.data.clone(),
            may_append: config.on_missing_marker == OnMissingMarker::Append,
        }
    }
}

/// A repository whose branch is changed by pull requests only.
#[derive(Debug)]
pub struct PullRequest {
    repository: Repository,
    section: Section,
    /// Whether GitHub left a commit of this run unsigned.
    unsigned: Cell<bool>,
}

/// A pull request as the list has it.
#[derive(Debug, Deserialize)]
struct Listed {
    number: u64,
    html_url: String,
    state: String,
    merged_at: Option<String>,
    body: Option<String>,
    user: Option<User>,
    head: Head,
}

#[derive(Debug, Deserialize)]
struct Head {
    sha: String,
}

#[derive(Debug, Deserialize)]
struct Reference {
    object: Head,
}

/// What a branch has that its base has not.
#[derive(Debug, Deserialize)]
struct Comparison {
    ahead_by: usize,
    commits: Vec<Compared>,
    #[serde(default)]
    files: Vec<ComparedFile>,
}

#[derive(Debug, Deserialize)]
struct Compared {
    author: Option<User>,
}

#[derive(Debug, Deserialize)]
struct ComparedFile {
    filename: String,
}

impl Listed {
    fn is_open(&self) -> bool {
        self.state == "open"
    }

    fn pull(self) -> Pull {
        Pull { number: self.number, url: self.html_url, body: self.body.unwrap_or_default() }
    }
}

impl PullRequest {
    /// Proposes changes to a repository instead of committing them.
    pub fn new(repository: Repository, section: Section) -> Self {
        Self { repository, section, unsigned: Cell::new(false) }
    }

    /// The files of the section.
    fn files(&self) -> impl Iterator<Item = &RepoPath> {
        [Some(&self.section.readme), self.section.data.as_ref()].into_iter().flatten()
    }

    /// Puts what the pull request holds over what the base does.
    pub async fn over(&self, mut snapshot: Snapshot) -> Result<Snapshot, Error> {
        if snapshot.head.is_none() {
            return Ok(snapshot);
        }
        let base_data =
            self.section.data.as_ref().and_then(|path| content(&snapshot, path)).map(<[u8]>::to_vec);
        let last = self.last_pull(&snapshot.branch).await?;
        let head = self.branch_head().await?;
        let open = last.as_ref().filter(|last| last.is_open());
        let known =
            last.as_ref().is_some_and(|last| head.as_ref().is_some_and(|head| head.0 == last.head.sha));
        let mut proposal = Proposal { head, base_data, ..Proposal::default() };
        let mut source = None;
        if let Some(head) = proposal.head.as_ref().filter(|_| open.is_some() || !known) {
            let comparison = self.compare(&snapshot.branch).await?;
            if comparison.ahead_by > 0 {
                source = Some(head.clone());
                proposal.unproposed = open.is_none();
                proposal.on_top = self.has_others(&comparison, last.as_ref());
            }
        }
        if source.is_none() {
            // Closed without being merged: what was turned down is not proposed again.
            let closed = last.as_ref().filter(|last| !last.is_open() && last.merged_at.is_none());
            source = closed.map(|last| Oid(last.head.sha.clone()));
        }
        if let Some(source) = source {
            self.take_over(&mut snapshot, &source, proposal.on_top).await?;
        }
        proposal.open = last.filter(Listed::is_open).map(Listed::pull);
        snapshot.proposal = Some(proposal);
        Ok(snapshot)
    }

    /// Whether anybody else has a part in the branch: it holds more than one commit, other files, or a commit of another
    /// than who opened the last pull request; if there was none, of a person.
    fn has_others(&self, comparison: &Comparison, last: Option<&Listed>) -> bool {
        let others_file = |file: &ComparedFile| !self.files().any(|path| path.as_str() == file.filename);
        let others_commit = |commit: &Compared| match (&commit.author, last) {
            (Some(author), Some(last)) => last.user.as_ref().is_none_or(|user| user.login != author.login),
            (Some(author), None) => author.kind != "Bot",
            (None, _) => true,
        };
        comparison.ahead_by > 1
            || comparison.files.iter().any(others_file)
            || comparison.commits.iter().any(others_commit)
    }

    /// Reads the section's files from a commit. Those of one that is built upon are taken as they are; else the page stays
    /// that of the base, but for the section.
    async fn take_over(&self, snapshot: &mut Snapshot, source: &Oid, on_top: bool) -> Result<(), Error> {
        let mut theirs = Snapshot {
            head: Some(source.clone()),
            branch: String::new(),
            archived: false,
            entries: BTreeMap::new(),
            unmade: false,
            proposal: None,
        };
        let files: Vec<RepoPath> = self.files().cloned().collect();
        self.repository.read_more(&mut theirs, &files).await?;
        let changed = |of: &Snapshot| archive::changed(content(of, self.section.data.as_ref()?)?);
        if !on_top && changed(snapshot) > changed(&theirs) {
            // The base went on without it.
            return Ok(());
        }
        let Section { readme, name, may_append, .. } = &self.section;
        if on_top {
            snapshot.head = Some(source.clone());
        } else {
            let text = |of| std::str::from_utf8(content(of, readme)?).ok();
            let page = text(snapshot).zip(text(&theirs));
            let page = page.and_then(|(ours, theirs)| splice::transplanted(ours, theirs, name, *may_append));
            let executable =
                matches!(snapshot.entries.get(readme), Some(Entry::File { executable: true, .. }));
            if let Some(page) = page {
                theirs.entries.insert(readme.clone(), Entry::File { content: page.into_bytes(), executable });
            }
        }
        snapshot.entries.append(&mut theirs.entries);
        Ok(())
    }

    /// The newest pull request from the branch to the base.
    async fn last_pull(&self, base: &str) -> Result<Option<Listed>, Error> {
        let (owner, branch) = (&self.repository.name.owner, &self.section.branch);
        let route = format!(
            "/pulls?head={}:{}&base={}&state=all&sort=created&direction=desc&per_page=1",
            encode_segment(owner),
            encode_segment(branch),
            encode_segment(base)
        );
        let pulls: Vec<Listed> = self.repository.get_as(&route, Action::Pull).await?;
        Ok(pulls.into_iter().next())
    }

    /// The commit that the branch points to; `None` if there is no such branch.
    async fn branch_head(&self) -> Result<Option<Oid>, Error> {
        let route = self.repository.route(&format!("/git/ref/heads/{}", encode(&self.section.branch)));
        match self.repository.api.get_json(&route).await {
            Ok(answer) => {
                let reference: Reference = self.repository.parsed(answer, Action::Read)?;
                Ok(Some(Oid(reference.object.sha)))
            }
            Err(failure) if failure.class == Class::NotFound => Ok(None),
            Err(failure) => Err(self.repository.error(failure, Action::Read)),
        }
    }

    async fn compare(&self, base: &str) -> Result<Comparison, Error> {
        let heads = format!("{}...{}", encode_segment(base), encode_segment(&self.section.branch));
        self.repository.get_as(&format!("/compare/{heads}"), Action::Read).await
    }

    /// Builds the commit, and points the branch to it unless it moved.
    async fn push(
        &self,
        base: &Snapshot,
        proposal: &Proposal,
        changes: &[Change],
        message: &str,
    ) -> Result<Written, Failure> {
        let Some(parent) = &base.head else { return Ok(Written::Conflict("there is no base".to_owned())) };
        if base.unmade {
            self.repository.make_branch(&base.branch, parent).await?;
        }
        let built = self.repository.build(parent, changes, message).await?;
        self.unsigned.set(!built.signed);
        let commit = built.commit;
        let branch = &self.section.branch;
        match &proposal.head {
            None => self.repository.make_branch(branch, &commit.oid).await?,
            Some(head) => self.repository.move_from(branch, head, &commit.oid, !proposal.on_top).await?,
        }
        Ok(Written::Done(Some(commit)))
    }

    /// The section's files as the commit is to have them: the base has older ones, if any.
    fn whole(&self, base: &Snapshot, changes: &[Change]) -> Vec<Change> {
        let unchanged = self.files().filter(|path| !changes.iter().any(|change| change.path == **path));
        let unchanged = unchanged.filter_map(|path| match base.entries.get(path) {
            Some(Entry::File { content, executable }) => {
                Some(Change { path: path.clone(), content: content.clone(), executable: *executable })
            }
            _ => None,
        });
        changes.iter().cloned().chain(unchanged).collect()
    }

    /// Opens the pull request; when the answer is lost, the list tells whether it was opened.
    async fn open(&self, base: &str, text: &PullText) -> Result<Option<Pull>, Error> {
        let body =
            json!({ "title": text.title, "body": text.body, "head": self.section.branch, "base": base });
        let repository = &self.repository;
        for tries in 1..=3 {
            let answer = repository
                .api
                .call(Method::POST, &repository.route("/pulls"), Some(&body), Repeat::Never)
                .await;
            let failure = match answer {
                Ok(pull) => {
                    return repository.parsed(pull, Action::Pull).map(|pull: Listed| Some(pull.pull()));
                }
                Err(failure) => failure,
            };
            match failure.class {
                Class::Transient => repository.api.wait(tries).await,
                Class::Exists => {}
                // Somebody merged it by hand in the meantime.
                Class::NothingToMerge => return Ok(None),
                _ => return Err(repository.error(failure, Action::Pull)),
            }
            if let Some(open) = self.last_pull(base).await?.filter(Listed::is_open) {
                return Ok(Some(open.pull()));
            }
            if tries == 3 {
                return Err(repository.error(failure, Action::Pull));
            }
        }
        Ok(None)
    }

    fn remarks(&self, proposal: &Proposal) -> Vec<String> {
        let mut remarks = Vec::new();
        if proposal.on_top {
            remarks.push(format!(
                "the branch {} holds commits of others: this run's is on top of them, and the pull request proposes them all",
                self.section.branch
            ));
        }
        if self.unsigned.get() {
            remarks.push(
                "the commit is not signed: through this API GitHub signs what the token of an App or of a workflow commits, \
                 but not a personal access token"
                    .to_owned(),
            );
        }
        remarks
    }
}

/// A file's bytes, if it is there.
fn content<'s>(snapshot: &'s Snapshot, path: &RepoPath) -> Option<&'s [u8]> {
    match snapshot.entries.get(path) {
        Some(Entry::File { content, .. }) => Some(content),
        _ => None,
    }
}

impl Target for PullRequest {
    async fn read(&self, paths: &[RepoPath]) -> Result<Snapshot, Error> {
        let snapshot = self.repository.read(paths).await?;
        self.over(snapshot).await
    }

    async fn read_more(&self, snapshot: &mut Snapshot, paths: &[RepoPath]) -> Result<(), Error> {
        self.repository.read_more(snapshot, paths).await
    }

    async fn write(&self, base: &Snapshot, changes: &[Change], message: &str) -> Result<Written, Error> {
        let Some(proposal) = &base.proposal else {
            // An empty repository has nothing to propose changes to.
            return self.repository.write(base, changes, message).await;
        };
        if let Some(error) = not_a_file(base, changes) {
            return Err(error);
        }
        let whole = self.whole(base, changes);
        self.push(base, proposal, &whole, message)
            .await
            .or_else(|failure| self.repository.not_written(failure, &self.section.branch))
    }

    async fn landed(&self, base: &Snapshot, changes: &[Change]) -> Result<Option<Commit>, Error> {
        let paths = Paths::of(changes);
        let document = read::history(&self.repository.name, &self.section.branch, &paths);
        let history: History = self.repository.query(document).await?;
        Ok(history.landed(base, changes, &paths))
    }

    async fn ensure_issue(&self, issue: &NewIssue) -> Result<Option<Notice>, Error> {
        self.repository.ensure_issue(issue).await
    }

    async fn propose(
        &self,
        base: &Snapshot,
        written: bool,
        text: &PullText,
    ) -> Result<Option<Notice>, Error> {
        let Some(proposal) = &base.proposal else { return Ok(None) };
        let (pull, fresh) = match &proposal.open {
            Some(open) if open.body.contains(&text.marker) => (Some(open.clone()), written),
            Some(open) => {
                let route = self.repository.route(&format!("/pulls/{}", open.number));
                let body = json!({ "title": text.title, "body": text.body });
                let answer = self.repository.api.call(Method::PATCH, &route, Some(&body), Repeat::Safe).await;
                answer.map_err(|failure| self.repository.error(failure, Action::Pull))?;
                (Some(open.clone()), true)
            }
            None if written || proposal.unproposed => (self.open(&base.branch, text).await?, true),
            None => (None, false),
        };
        let remarks = if written { self.remarks(proposal) } else { Vec::new() };
        Ok(pull.map(|Pull { number, url, .. }| Notice { number, url, fresh, remarks }))
    }
}
