//! The paths that a GraphQL document asks for.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::git::FileChange;
use crate::repo::{RepoName, RepoPath};

/// The paths of one GraphQL document, each with its own variable `$p0`, `$p1` … and alias `f0`, `f1` …
pub(super) struct Paths(Vec<String>);

impl Paths {
    /// The paths, and the directories above them: a symlink among those would be replaced by a commit.
    pub(super) fn with_parents(paths: &[RepoPath]) -> Self {
        let mut all = BTreeSet::new();
        for path in paths {
            all.insert(path.as_str().to_owned());
            all.extend(parents(path.as_str()).map(str::to_owned));
        }
        Self(all.into_iter().collect())
    }

    pub(super) fn from_changes(changes: &[FileChange]) -> Self {
        Self(changes.iter().map(|change| change.path.to_string()).collect())
    }

    /// `, $p0: String!, …`
    pub(super) fn declarations(&self) -> String {
        (0..self.0.len()).fold(String::new(), |mut text, n| {
            let _ = write!(text, ", $p{n}: String!");
            text
        })
    }

    /// `f0: file(path: $p0) { … }`, …
    pub(super) fn fields(&self, selection: &str) -> String {
        (0..self.0.len()).fold(String::new(), |mut text, n| {
            let _ = writeln!(text, "f{n}: file(path: $p{n}) {selection}");
            text
        })
    }

    pub(super) fn variables(&self, repository: &RepoName) -> Value {
        let mut variables = json!({ "owner": repository.owner, "name": repository.name });
        for (n, path) in self.0.iter().enumerate() {
            variables[format!("p{n}")] = json!(path);
        }
        variables
    }

    pub(super) fn position(&self, path: &str) -> Option<usize> {
        self.0.iter().position(|known| known == path)
    }
}

/// The directories above a path: `a/b/c` gives `a`, `a/b`.
pub(super) fn parents(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}
