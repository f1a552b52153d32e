//! Reading in pull request mode: what the pull request holds in place of what the base does, and who has a part in it.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::error::ErrorKind;
use super::issues::User;
use super::pulls::{PullRequest, Section};
use super::{Action, encode, encode_segment};
use crate::markers;
use crate::repo::RepoPath;
use crate::state;
use crate::store::{Error, Oid, PullRequestRef, PullRequestState, Snapshot, Target as _, TreeEntry};

/// A pull request as the list has it.
#[derive(Debug, Deserialize)]
pub(super) struct Listed {
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
    pub(super) fn is_open(&self) -> bool {
        self.state == "open"
    }

    pub(super) fn pull(self) -> PullRequestRef {
        PullRequestRef { number: self.number, url: self.html_url, body: self.body.unwrap_or_default() }
    }
}

impl PullRequest {
    /// Puts what the pull request holds over what the base does.
    pub async fn overlay_pull_request(&self, mut snapshot: Snapshot) -> Result<Snapshot, Error> {
        if snapshot.head.is_none() {
            return Ok(snapshot);
        }
        let base_data = content(&snapshot, &self.section.data).map(<[u8]>::to_vec);
        let last = self.last_pull(&snapshot.branch).await?;
        let head = self.branch_head().await?;
        let open = last.as_ref().filter(|last| last.is_open());
        let known =
            last.as_ref().is_some_and(|last| head.as_ref().is_some_and(|head| head.0 == last.head.sha));
        let mut pull_request = PullRequestState { head, base_data, ..PullRequestState::default() };
        let mut source = None;
        if let Some(head) = pull_request.head.as_ref().filter(|_| open.is_some() || !known) {
            let comparison = self.compare(&snapshot.branch).await?;
            if comparison.ahead_by > 0 {
                source = Some(head.clone());
                pull_request.unproposed = open.is_none();
                pull_request.on_top = self.has_foreign_commits(&comparison, last.as_ref());
            }
        }
        if source.is_none() {
            // Closed without being merged: what was turned down is not proposed again.
            let closed = last.as_ref().filter(|last| !last.is_open() && last.merged_at.is_none());
            source = closed.map(|last| Oid(last.head.sha.clone()));
        }
        if let Some(source) = source {
            self.merge_branch_files(&mut snapshot, &source, pull_request.on_top).await?;
        }
        pull_request.open = last.filter(Listed::is_open).map(Listed::pull);
        snapshot.pull_request = Some(pull_request);
        Ok(snapshot)
    }

    /// Whether anybody else has a part in the branch: it holds more than one commit, other files, or a commit of another
    /// than who opened the last pull request; if there was none, of a person.
    fn has_foreign_commits(&self, comparison: &Comparison, last: Option<&Listed>) -> bool {
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
    async fn merge_branch_files(
        &self,
        snapshot: &mut Snapshot,
        source: &Oid,
        on_top: bool,
    ) -> Result<(), Error> {
        let mut theirs = Snapshot {
            head: Some(source.clone()),
            branch: String::new(),
            archived: false,
            entries: BTreeMap::new(),
            branch_missing: false,
            pull_request: None,
        };
        let files: Vec<RepoPath> = self.files().cloned().collect();
        self.repository.read_more(&mut theirs, &files).await?;
        let changed = |of: &Snapshot| state::changed(content(of, &self.section.data)?);
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
            let page =
                page.and_then(|(ours, theirs)| markers::with_section_from(ours, theirs, name, *may_append));
            let executable =
                matches!(snapshot.entries.get(readme), Some(TreeEntry::File { executable: true, .. }));
            if let Some(page) = page {
                theirs
                    .entries
                    .insert(readme.clone(), TreeEntry::File { content: page.into_bytes(), executable });
            }
        }
        snapshot.entries.append(&mut theirs.entries);
        Ok(())
    }

    /// The open pull request from the branch to the base, of which GitHub allows one; else the newest. The open one may be
    /// older: somebody opened it again.
    pub(super) async fn last_pull(&self, base: &str) -> Result<Option<Listed>, Error> {
        let (owner, branch) = (&self.repository.name.owner, &self.section.branch);
        let route = format!(
            "/pulls?head={}:{}&base={}&state=all&sort=created&direction=desc&per_page=10",
            encode_segment(owner),
            encode_segment(branch),
            encode_segment(base)
        );
        let mut pulls: Vec<Listed> = self.repository.get_as(&route, Action::PullRequest).await?;
        let last = pulls.iter().position(Listed::is_open).unwrap_or(0);
        Ok((last < pulls.len()).then(|| pulls.swap_remove(last)))
    }

    /// The commit that the branch points to; `None` if there is no such branch.
    async fn branch_head(&self) -> Result<Option<Oid>, Error> {
        let route = self.repository.route(&format!("/git/ref/heads/{}", encode(&self.section.branch)));
        match self.repository.api.get_json(&route).await {
            Ok(answer) => {
                let reference: Reference = self.repository.parsed(answer, Action::Read)?;
                Ok(Some(Oid(reference.object.sha)))
            }
            Err(failure) if failure.class == ErrorKind::NotFound => Ok(None),
            Err(failure) => Err(self.repository.error(failure, Action::Read)),
        }
    }

    async fn compare(&self, base: &str) -> Result<Comparison, Error> {
        let heads = format!("{}...{}", encode_segment(base), encode_segment(&self.section.branch));
        self.repository.get_as(&format!("/compare/{heads}"), Action::Read).await
    }
}

/// A file's bytes, if it is there.
fn content<'s>(snapshot: &'s Snapshot, path: &RepoPath) -> Option<&'s [u8]> {
    match snapshot.entries.get(path) {
        Some(TreeEntry::File { content, .. }) => Some(content),
        _ => None,
    }
}
