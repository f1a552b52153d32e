//! Reading files: one GraphQL document for any number of paths, at a branch's head or at a commit.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde_json::{Map, Value, json};

use super::client::{Client, RAW};
use super::error::{Error, ErrorKind};
use crate::git::{FileChange, Oid, TreeEntry};
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

    fn position(&self, path: &str) -> Option<usize> {
        self.0.iter().position(|known| known == path)
    }
}

/// The directories above a path: `a/b/c` gives `a`, `a/b`.
fn parents(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
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

/// A commit and what it holds, by alias.
#[derive(Debug)]
pub(super) struct Files {
    pub(super) oid: String,
    files: BTreeMap<String, Option<File>>,
}

/// By hand, since `#[serde(flatten)]` copies every text on its way.
impl<'de> Deserialize<'de> for Files {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut fields = Map::deserialize(deserializer)?;
        let Some(Value::String(oid)) = fields.remove("oid") else {
            return Err(D::Error::missing_field("oid"));
        };
        let file = |(alias, value)| Ok((alias, serde_json::from_value(value).map_err(D::Error::custom)?));
        Ok(Self { oid, files: fields.into_iter().map(file).collect::<Result<_, D::Error>>()? })
    }
}

#[derive(Debug, serde::Deserialize)]
pub(super) struct File {
    /// `0o100644` and the like, as a number.
    mode: u32,
    oid: String,
    #[serde(default)]
    object: Option<Object>,
}

#[derive(Debug, serde::Deserialize)]
struct Object {
    #[serde(default)]
    text: Option<String>,
}

/// What an answer says about a path.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// All there is to know.
    Entry(TreeEntry),
    /// A file whose bytes the answer does not hold, or not exactly: they are a blob to be fetched.
    Blob { oid: Oid, executable: bool },
}

impl Files {
    /// What is at a path that was asked for; its text is handed over, so each is asked for once.
    pub(super) fn at(&mut self, paths: &Paths, path: &RepoPath) -> Found {
        for parent in parents(path.as_str()) {
            let what = match self.get(paths, parent).map(|file| file.mode & TYPE) {
                None | Some(DIRECTORY) => continue,
                Some(SYMLINK) => "behind a symlink",
                Some(SUBMODULE) => "inside a submodule",
                Some(_) => "below a file",
            };
            return Found::Entry(TreeEntry::Other(what));
        }
        let file = paths.position(path.as_str()).and_then(|n| self.files.get_mut(&format!("f{n}"))?.as_mut());
        file.map_or(Found::Entry(TreeEntry::Absent), found)
    }

    pub(super) fn get(&self, paths: &Paths, path: &str) -> Option<&File> {
        self.files.get(&format!("f{}", paths.position(path)?))?.as_ref()
    }
}

/// The bits of a mode that distinguish files from directories, as in `stat`.
const TYPE: u32 = 0o170_000;
const DIRECTORY: u32 = 0o040_000;
const SYMLINK: u32 = 0o120_000;
const SUBMODULE: u32 = 0o160_000;

/// A text counts only if it is the blob's, byte by byte: GitHub cuts long ones, and omits what it takes for binary.
fn found(file: &mut File) -> Found {
    match file.mode & TYPE {
        SYMLINK => return Found::Entry(TreeEntry::Other("a symlink")),
        DIRECTORY => return Found::Entry(TreeEntry::Other("a directory")),
        SUBMODULE => return Found::Entry(TreeEntry::Other("a submodule")),
        _ => {}
    }
    let executable = file.mode & 0o111 != 0;
    let oid = Oid(file.oid.clone());
    match file.object.take().and_then(|object| object.text) {
        Some(text) if Oid::from_blob(text.as_bytes()) == oid => {
            Found::Entry(TreeEntry::from_file(text.into_bytes(), executable))
        }
        _ => Found::Blob { oid, executable },
    }
}

impl File {
    /// Whether it is exactly the file that a change wants.
    pub(super) fn is(&self, change: &FileChange) -> bool {
        self.oid == Oid::from_blob(&change.content).0 && (self.mode & 0o111 != 0) == change.executable
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> RepoPath {
        RepoPath::parse(text).unwrap()
    }

    fn entry(mode: u32, oid: &Oid, text: Option<&str>) -> Value {
        json!({ "mode": mode, "oid": oid.0, "object": { "text": text } })
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

    #[test]
    fn text_counts_only_if_it_hashes_correctly() {
        let oid = Oid::from_blob("ü\r\n".as_bytes());
        let paths = Paths(vec!["a".into()]);
        let at = |value| {
            let mut files: Files = serde_json::from_value(json!({ "oid": "1", "f0": value })).unwrap();
            files.at(&paths, &path("a"))
        };
        let file = |executable| Found::Entry(TreeEntry::File { content: "ü\r\n".into(), executable });
        assert_eq!(at(entry(0o100_644, &oid, Some("ü\r\n"))), file(false));
        assert_eq!(at(entry(0o100_755, &oid, Some("ü\r\n"))), file(true));
        let blob = |executable| Found::Blob { oid: oid.clone(), executable };
        assert_eq!(at(entry(0o100_644, &oid, Some("ü\n"))), blob(false));
        assert_eq!(at(entry(0o100_755, &oid, None)), blob(true));
        assert_eq!(at(Value::Null), Found::Entry(TreeEntry::Absent));
        for (mode, what) in [(SYMLINK, "a symlink"), (DIRECTORY, "a directory"), (SUBMODULE, "a submodule")] {
            assert_eq!(at(entry(mode, &oid, Some("ü\r\n"))), Found::Entry(TreeEntry::Other(what)));
        }
    }

    #[test]
    fn nothing_is_read_through_a_link() {
        let oid = Oid::from_blob(b"x");
        let paths = Paths::with_parents(&[path("a/b/c")]);
        for (mode, found) in [
            (DIRECTORY, TreeEntry::Absent),
            (SYMLINK, TreeEntry::Other("behind a symlink")),
            (SUBMODULE, TreeEntry::Other("inside a submodule")),
            (0o100_644, TreeEntry::Other("below a file")),
        ] {
            let files = json!({ "oid": "1", "f0": entry(mode, &oid, None), "f1": null, "f2": null });
            let mut files: Files = serde_json::from_value(files).unwrap();
            assert_eq!(files.at(&paths, &path("a/b/c")), Found::Entry(found));
        }
    }
}
