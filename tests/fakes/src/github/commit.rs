//! Commits through the API: what refuses them, who gets in between, and the GraphQL mutation. One at a time.

use serde::Deserialize;

use super::repository::{By, Edit};
use super::{Access, State, lock};

/// A rule that refuses commits to a branch, in the words GitHub has for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Of a ruleset: `Changes must be made through a pull request.`
    Ruleset(String),
    /// Of the older branch protection: `Required status check "ci" is expected.`
    Protection(String),
    /// Push protection, which refuses files with this text as soon as they arrive.
    Secret(String),
    /// The same, but noticed only when they are committed.
    SecretInCommit(String),
    /// The same, but noticed only when a branch is to point to the commit.
    SecretOnBranch(String),
}

/// How far files with a secret have come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    /// They were sent.
    Content,
    /// They are in a commit.
    Commit,
    /// A branch is to point to them.
    Branch,
}

impl Rule {
    /// The text that push protection refuses, and from when on.
    fn secret(&self) -> Option<(&str, Stage)> {
        match self {
            Self::Secret(secret) => Some((secret, Stage::Content)),
            Self::SecretInCommit(secret) => Some((secret, Stage::Commit)),
            Self::SecretOnBranch(secret) => Some((secret, Stage::Branch)),
            Self::Ruleset(_) | Self::Protection(_) => None,
        }
    }
}

/// Why a commit is refused.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The token may not.
    Forbidden,
    /// The repository is archived.
    Archived,
    /// A rule of the branch forbids it.
    Rule(Rule),
}

impl Refusal {
    pub(super) fn message(&self) -> String {
        match self {
            Self::Forbidden => "Resource not accessible by integration".to_owned(),
            Self::Archived => "Repository was archived so is read-only.".to_owned(),
            Self::Rule(Rule::Ruleset(rule)) => format!("Repository rule violations found\n\n{rule}\n\n"),
            Self::Rule(Rule::Protection(rule)) => rule.clone(),
            Self::Rule(Rule::Secret(_) | Rule::SecretInCommit(_) | Rule::SecretOnBranch(_)) => {
                "Repository rule violations found\n\nSecret detected in content".to_owned()
            }
        }
    }
}

/// The input of `createCommitOnBranch`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CommitInput {
    branch: CommittableBranch,
    expected_head_oid: String,
    #[serde(default)]
    file_changes: FileChanges,
    message: Message,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CommittableBranch {
    branch_name: Option<String>,
    repository_name_with_owner: Option<String>,
}

#[derive(Default, Deserialize)]
struct FileChanges {
    #[serde(default)]
    additions: Vec<Addition>,
    #[serde(default)]
    deletions: Vec<Deletion>,
}

#[derive(Deserialize)]
struct Addition {
    path: String,
    contents: String,
}

#[derive(Deserialize)]
struct Deletion {
    path: String,
}

#[derive(Deserialize)]
struct Message {
    headline: String,
    body: Option<String>,
}

/// A GraphQL error: its type and message.
pub(super) type Failure = (&'static str, String);

impl State {
    /// What is in the way of any commit.
    pub(super) fn refusal(&self) -> Option<Refusal> {
        let settings = lock(&self.settings);
        if settings.contents < Access::Write {
            return Some(Refusal::Forbidden);
        }
        settings.archived.then_some(Refusal::Archived)
    }

    /// What is in the way of a commit to a branch.
    pub(super) fn refusal_on(&self, branch: &str) -> Option<Refusal> {
        let rule = || lock(&self.settings).rules.get(branch).cloned();
        let rule = || rule().filter(|rule| rule.secret().is_none()).map(Refusal::Rule);
        self.refusal().or_else(rule)
    }

    /// Push protection looks at the bytes of files, at any branch: not at paths and messages.
    pub(super) fn secret_in(&self, content: &[u8], stage: Stage) -> Option<Refusal> {
        let text = String::from_utf8_lossy(content);
        let detects =
            |rule: &&Rule| rule.secret().is_some_and(|(secret, from)| from <= stage && text.contains(secret));
        lock(&self.settings).rules.values().find(detects).cloned().map(Refusal::Rule)
    }

    /// The same for the files of a tree that another one lacks.
    pub(super) fn secret_in_tree(&self, base: Option<&str>, tree: &str, stage: Stage) -> Option<Refusal> {
        let has_rule = lock(&self.settings).rules.values().any(|rule| rule.secret().is_some());
        let paths = if has_rule { self.repository.changed(base, tree) } else { Vec::new() };
        let contents = paths.iter().filter_map(|path| self.repository.entry(tree, path));
        let contents = contents.filter_map(|entry| self.repository.blob(&entry.oid));
        contents.into_iter().find_map(|content| self.secret_in(&content, stage))
    }

    /// `createCommitOnBranch`: the new commit's id. See
    /// <https://docs.github.com/en/graphql/reference/mutations#createcommitonbranch>.
    pub(super) fn create_commit(&self, input: &CommitInput) -> Result<(String, String), Failure> {
        let unprocessable = |text: String| ("UNPROCESSABLE", text);
        let name = input.branch.repository_name_with_owner.as_deref().unwrap_or_default();
        if !name.eq_ignore_ascii_case(&self.setup.repository) {
            let text = format!("Could not resolve to a Repository with the name '{name}'.");
            return Err(("NOT_FOUND", text));
        }
        let branch = input.branch.branch_name.as_deref().unwrap_or_default();
        let branch = branch.strip_prefix("refs/heads/").unwrap_or(branch);
        let contents =
            input.file_changes.additions.iter().filter_map(|file| super::rest::decode(&file.contents));
        let secret = contents.into_iter().find_map(|content| self.secret_in(&content, Stage::Branch));
        match self.refusal_on(branch).or(secret) {
            Some(refusal @ Refusal::Rule(Rule::Protection(_))) => {
                return Err(("BRANCH_PROTECTION_RULE_VIOLATION", refusal.message()));
            }
            Some(refusal @ Refusal::Rule(_)) => return Err(unprocessable(refusal.message())),
            Some(refusal) => return Err(("FORBIDDEN", refusal.message())),
            None => {}
        }
        let git = &self.repository;
        let _moving = lock(&git.moving);
        self.lose_a_race(branch);
        let Some(head) = git.head(branch) else {
            return Err(("NOT_FOUND", format!("A branch named '{branch}' could not be found.")));
        };
        let expected = &input.expected_head_oid;
        if head != *expected {
            let text =
                format!("Expected branch to point to \"{expected}\" but it did not.  Pull and try again.");
            return Err(("STALE_DATA", text));
        }
        let edits = edits(&input.file_changes).map_err(unprocessable)?;
        for Deletion { path } in &input.file_changes.deletions {
            if git.entry(&head, path).is_none() {
                return Err(unprocessable(format!(
                    "{path} does not exist at {head}, and cannot be deleted."
                )));
            }
        }
        let message = match &input.message.body {
            Some(body) if !body.is_empty() => format!("{}\n\n{body}", input.message.headline),
            _ => input.message.headline.clone(),
        };
        let made = git.tree(Some(&head), &edits).and_then(|tree| {
            let oid = git.commit_tree(&tree, &[&head], &message, By::Bot)?;
            git.move_branch(branch, &oid, Some(&head)).map(|()| oid)
        });
        self.branch_moved(branch);
        made.map(|oid| (oid, branch.to_owned())).map_err(unprocessable)
    }
}

/// The input of `updateRefs`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RefsInput {
    repository_id: String,
    ref_updates: Vec<RefUpdate>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RefUpdate {
    name: String,
    after_oid: String,
    before_oid: Option<String>,
    #[serde(default)]
    force: bool,
}

impl State {
    /// The repository's node id.
    pub(super) fn node_id(&self) -> String {
        format!("R_{}", self.setup.repository.replace('/', "_"))
    }

    /// `updateRefs`, one at a time: <https://docs.github.com/en/graphql/reference/mutations#updaterefs>.
    pub(super) fn update_refs(&self, input: &RefsInput) -> Result<(), Failure> {
        let unprocessable = |text: &str| ("UNPROCESSABLE", text.to_owned());
        if input.repository_id != self.node_id() {
            return Err((
                "NOT_FOUND",
                format!("Could not resolve to a node with the global id of '{}'", input.repository_id),
            ));
        }
        let git = &self.repository;
        let _moving = lock(&git.moving);
        for RefUpdate { name, after_oid, before_oid, force } in &input.ref_updates {
            let branch = name.strip_prefix("refs/heads/").ok_or_else(|| unprocessable("invalid ref name"))?;
            match self.refusal_on(branch) {
                Some(refusal @ Refusal::Rule(_)) => return Err(unprocessable(&refusal.message())),
                Some(refusal) => return Err(("FORBIDDEN", refusal.message())),
                None => {}
            }
            self.lose_a_race(branch);
            let head = git.head(branch);
            if before_oid.is_some() && *before_oid != head {
                return Err(unprocessable("A ref update failed: the reference is not at its expected value"));
            }
            let Some(commit) = git.commit(after_oid) else {
                return Err(unprocessable("Object does not exist"));
            };
            let parent = commit.parents.first().map(String::as_str);
            if let Some(refusal) = self.secret_in_tree(parent, after_oid, Stage::Branch) {
                return Err(unprocessable(&refusal.message()));
            }
            if !force && head.as_ref().is_some_and(|head| !git.is_ancestor(head, after_oid)) {
                return Err(unprocessable("Update is not a fast forward"));
            }
            git.move_branch(branch, after_oid, head.as_deref()).map_err(|text| unprocessable(&text))?;
            self.branch_moved(branch);
        }
        Ok(())
    }
}

/// The mutation knows no modes: what it writes is a regular file.
fn edits(changes: &FileChanges) -> Result<Vec<Edit>, String> {
    let mut edits = Vec::new();
    for Addition { path, contents } in &changes.additions {
        let bytes = super::rest::decode(contents).ok_or_else(|| format!("{path}: contents is not base64"))?;
        edits.push(Edit::file(path, bytes));
    }
    edits.extend(changes.deletions.iter().map(|Deletion { path }| Edit::delete(path)));
    let mut seen = std::collections::BTreeSet::new();
    for Edit { path, .. } in &edits {
        if !seen.insert(path) {
            return Err(format!("{path} is named twice"));
        }
        if let Some(reason) = wrong_path(path) {
            return Err(format!("{path:?} {reason}"));
        }
    }
    Ok(edits)
}

/// What is wrong with a path, if anything.
pub(super) fn wrong_path(path: &str) -> Option<&'static str> {
    if path.is_empty() || path.starts_with('/') || path.ends_with('/') {
        return Some("must not be empty, nor start or end with a slash");
    }
    let bad = |segment: &str| matches!(segment, "" | "." | "..") || segment.eq_ignore_ascii_case(".git");
    path.split('/').any(bad).then_some("contains a malformed path component")
}
