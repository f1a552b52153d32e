//! Reading files: one GraphQL document for any number of paths, at a branch's head or at a commit.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::client::{Client, RAW};
use super::error::{Error, ErrorKind};
use super::files::{Files, Found};
use super::paths::Paths;
use crate::git::{Oid, TreeEntry};
use crate::repo::{RepoName, RepoPath};

/// A repository, and what it holds at the paths that were asked for.
#[derive(Debug)]
pub struct Repository {
    /// GitHub's id of it, which outlives a new name; a copy has another.
    pub id: RepositoryId,
    /// Whether it is archived, and takes no commits.
    pub archived: bool,
    /// Whether it has no commits.
    pub empty: bool,
    /// The name of its default branch, if that exists.
    pub default_branch: Option<String>,
    /// The branch; `None` if there is no such branch.
    pub branch: Option<Branch>,
}

/// GitHub's ids of a repository: for GraphQL, and the number that every API shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepositoryId {
    /// As GraphQL's mutations want it.
    pub node: String,
    pub number: Option<u64>,
}

/// A branch's head.
#[derive(Debug)]
pub struct Branch {
    pub name: String,
    pub head: Oid,
    /// Every path that was asked for.
    pub entries: BTreeMap<RepoPath, TreeEntry>,
    /// The files in the root, in `.github` and in `docs`, where GitHub looks for a README.
    pub files: Vec<RepoPath>,
}

impl Client {
    /// Reads paths at the head of a branch, or of the default branch.
    pub async fn read_branch(&self, branch: Option<&str>, paths: &[RepoPath]) -> Result<Repository, Error> {
        let asked = Paths::with_parents(paths);
        let Document { text, variables } = at_head(&self.repository, branch, &asked);
        let data: HeadData = self.query(&text, &variables).await?;
        let HeadRepository { id, database_id, is_archived, is_empty, default_branch, head } = data.repository;
        let branch = match head {
            None => None,
            Some(HeadBranch { name, mut target, directories }) => {
                let entries = self.entries(&mut target, &asked, paths).await?;
                Some(Branch { name, head: Oid(target.oid), entries, files: directories.files() })
            }
        };
        let id = RepositoryId { node: id, number: database_id };
        let default_branch = default_branch.map(|branch| branch.name);
        Ok(Repository { id, archived: is_archived, empty: is_empty, default_branch, branch })
    }

    pub async fn read_commit(
        &self,
        commit: &Oid,
        paths: &[RepoPath],
    ) -> Result<BTreeMap<RepoPath, TreeEntry>, Error> {
        let asked = Paths::with_parents(paths);
        let Document { text, variables } = at_commit(&self.repository, commit, &asked);
        let data: CommitData = self.query(&text, &variables).await?;
        let mut files = data.repository.object.ok_or_else(|| Error {
            kind: ErrorKind::Refused,
            message: format!("the commit {commit} is gone"),
            needed: None,
            sent: true,
        })?;
        self.entries(&mut files, &asked, paths).await
    }

    /// What an answer says about the paths; blobs that it does not hold are fetched.
    async fn entries(
        &self,
        files: &mut Files,
        asked: &Paths,
        paths: &[RepoPath],
    ) -> Result<BTreeMap<RepoPath, TreeEntry>, Error> {
        let mut entries = BTreeMap::new();
        for path in paths {
            let entry = match files.at(asked, path) {
                Found::Entry(entry) => entry,
                Found::Blob { oid, executable } => TreeEntry::from_file(self.blob(&oid).await?, executable),
            };
            entries.insert(path.clone(), entry);
        }
        Ok(entries)
    }

    async fn blob(&self, oid: &Oid) -> Result<Vec<u8>, Error> {
        let route = self.route(&format!("/git/blobs/{oid}"));
        self.get(&route, RAW, |content| Oid::from_blob(content) == *oid).await
    }
}

struct Document {
    text: String,
    variables: Value,
}

const ENTRY: &str = "{ mode oid object { ... on Blob { text } } }";

/// The names in the directories where GitHub looks for a README.
const DIRECTORIES: &str = r#"directories: target { ... on Commit {
root: tree { ...names }
github: file(path: ".github") { object { ...names } }
docs: file(path: "docs") { object { ...names } }
} }"#;

const NAMES: &str = "fragment names on Tree { entries { name type } }";

/// Reads paths at the head of a branch, or of the default branch.
fn at_head(repository: &RepoName, branch: Option<&str>, paths: &Paths) -> Document {
    let mut variables = paths.variables(repository);
    let (declaration, head) = match branch {
        Some(branch) => {
            variables["branch"] = json!(format!("refs/heads/{branch}"));
            (", $branch: String!", "ref(qualifiedName: $branch)")
        }
        None => ("", "defaultBranchRef"),
    };
    let text = format!(
        "query Read($owner: String!, $name: String!{declaration}{}) {{\n\
         repository(owner: $owner, name: $name) {{ id databaseId isArchived isEmpty defaultBranch: defaultBranchRef {{ name }} head: {head} {{ name target {{ ...files }} {DIRECTORIES} }} }}\n\
         }}\n{NAMES}\nfragment files on Commit {{ oid {} }}",
        paths.declarations(),
        paths.fields(ENTRY)
    );
    Document { text, variables }
}

fn at_commit(repository: &RepoName, commit: &Oid, paths: &Paths) -> Document {
    let mut variables = paths.variables(repository);
    variables["commit"] = json!(commit.0);
    let text = format!(
        "query ReadMore($owner: String!, $name: String!, $commit: GitObjectID!{}) {{\n\
         repository(owner: $owner, name: $name) {{ object(oid: $commit) {{ ...files }} }}\n\
         }}\nfragment files on Commit {{ oid {} }}",
        paths.declarations(),
        paths.fields(ENTRY)
    );
    Document { text, variables }
}

/// `data` of [`at_head`].
#[derive(Debug, serde::Deserialize)]
struct HeadData {
    repository: HeadRepository,
}

#[derive(Debug, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct HeadRepository {
    id: String,
    database_id: Option<u64>,
    is_archived: bool,
    is_empty: bool,
    default_branch: Option<BranchName>,
    head: Option<HeadBranch>,
}

#[derive(Debug, serde::Deserialize)]
struct BranchName {
    name: String,
}

#[derive(Debug, serde::Deserialize)]
struct HeadBranch {
    name: String,
    target: Files,
    directories: Directories,
}

#[derive(Debug, serde::Deserialize)]
struct Directories {
    root: Directory,
    github: Option<DirectoryEntry>,
    docs: Option<DirectoryEntry>,
}

/// What is at the path of a directory.
#[derive(Debug, serde::Deserialize)]
struct DirectoryEntry {
    object: Option<Directory>,
}

/// Without entries if it is no directory.
#[derive(Debug, serde::Deserialize)]
struct Directory {
    entries: Option<Vec<Name>>,
}

#[derive(Debug, serde::Deserialize)]
struct Name {
    name: String,
    r#type: String,
}

impl Directories {
    fn files(self) -> Vec<RepoPath> {
        let below = |entry: Option<DirectoryEntry>| entry.and_then(|entry| entry.object);
        let directories =
            [("", Some(self.root)), (".github/", below(self.github)), ("docs/", below(self.docs))];
        let mut files = Vec::new();
        for (prefix, directory) in directories {
            let entries = directory.and_then(|directory| directory.entries).unwrap_or_default();
            let blobs = entries.iter().filter(|entry| entry.r#type == "blob");
            files.extend(blobs.filter_map(|entry| RepoPath::parse(&format!("{prefix}{}", entry.name)).ok()));
        }
        files
    }
}

/// `data` of [`at_commit`].
#[derive(Debug, serde::Deserialize)]
struct CommitData {
    repository: CommitRepository,
}

#[derive(Debug, serde::Deserialize)]
struct CommitRepository {
    object: Option<Files>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> RepoPath {
        RepoPath::parse(text).unwrap()
    }

    #[test]
    fn paths_travel_as_variables() {
        let paths = Paths::with_parents(&[path("a \"b/c#.md"), path("README.md")]);
        let repository = RepoName::parse("o/r").unwrap();
        let document = at_head(&repository, Some("main"), &paths);
        assert!(!document.text.contains("README") && !document.text.contains('#'), "{}", document.text);
        assert_eq!(document.variables["p0"], "README.md");
        assert_eq!(document.variables["p1"], "a \"b");
        assert_eq!(document.variables["p2"], "a \"b/c#.md");
        assert_eq!(document.variables["branch"], "refs/heads/main");
    }
}
