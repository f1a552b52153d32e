//! Reading: GraphQL documents for any number of paths, and their answers as entries.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde_json::{Map, Value, json};

use crate::repo::{RepoName, RepoPath};
use crate::store::{Commit, FileChange, Oid, Snapshot, TreeEntry};

/// The paths of one GraphQL document, each with its own variable `$p0`, `$p1` … and alias `f0`, `f1` …
pub(super) struct Paths(Vec<String>);

impl Paths {
    /// The paths, and the folders above them: a symlink among those would be replaced by a commit.
    pub(super) fn with_parents(paths: &[RepoPath]) -> Self {
        let mut all = BTreeSet::new();
        for path in paths {
            all.insert(path.as_str().to_owned());
            all.extend(parents(path.as_str()).map(str::to_owned));
        }
        Self(all.into_iter().collect())
    }

    /// The paths of changes.
    pub(super) fn of(changes: &[FileChange]) -> Self {
        Self(changes.iter().map(|change| change.path.to_string()).collect())
    }

    /// `, $p0: String!, …`
    fn declarations(&self) -> String {
        (0..self.0.len()).fold(String::new(), |mut text, n| {
            let _ = write!(text, ", $p{n}: String!");
            text
        })
    }

    /// `f0: file(path: $p0) { … }`, …
    fn fields(&self, selection: &str) -> String {
        (0..self.0.len()).fold(String::new(), |mut text, n| {
            let _ = writeln!(text, "f{n}: file(path: $p{n}) {selection}");
            text
        })
    }

    fn variables(&self, repository: &RepoName) -> Value {
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

/// The folders above a path: `a/b/c` gives `a`, `a/b`.
fn parents(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

/// A document and its variables.
pub(super) struct Document {
    pub(super) text: String,
    pub(super) variables: Value,
}

const ENTRY: &str = "{ mode oid object { ... on Blob { text } } }";

/// Reads paths at the head of a branch, or of the default branch.
pub(super) fn at_head(repository: &RepoName, branch: Option<&str>, paths: &Paths) -> Document {
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
         repository(owner: $owner, name: $name) {{ id isArchived isEmpty head: {head} {{ name target {{ ...files }} }} }}\n\
         }}\nfragment files on Commit {{ oid {} }}",
        paths.declarations(),
        paths.fields(ENTRY)
    );
    Document { text, variables }
}

/// Reads paths at a commit.
pub(super) fn at_commit(repository: &RepoName, commit: &Oid, paths: &Paths) -> Document {
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

/// Reads a branch's last commits, and what they hold at the paths.
pub(super) fn history(repository: &RepoName, branch: &str, paths: &Paths) -> Document {
    let mut variables = paths.variables(repository);
    variables["branch"] = json!(format!("refs/heads/{branch}"));
    let text = format!(
        "query History($owner: String!, $name: String!, $branch: String!{}) {{\n\
         repository(owner: $owner, name: $name) {{ head: ref(qualifiedName: $branch) {{ target {{ ...commits }} }} }}\n\
         }}\nfragment commits on Commit {{ history(first: 20) {{ nodes {{\n\
         oid url parents(first: 1) {{ nodes {{ oid }} }}\n{}}} }} }}",
        paths.declarations(),
        paths.fields("{ mode oid }")
    );
    Document { text, variables }
}

/// `data` of [`at_head`].
#[derive(Debug, serde::Deserialize)]
pub(super) struct Head {
    pub(super) repository: HeadRepository,
}

#[derive(Debug, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct HeadRepository {
    pub(super) id: String,
    pub(super) is_archived: bool,
    pub(super) is_empty: bool,
    pub(super) head: Option<Branch>,
}

#[derive(Debug, serde::Deserialize)]
pub(super) struct Branch {
    pub(super) name: String,
    pub(super) target: Files,
}

/// `data` of [`at_commit`].
#[derive(Debug, serde::Deserialize)]
pub(super) struct More {
    pub(super) repository: MoreRepository,
}

#[derive(Debug, serde::Deserialize)]
pub(super) struct MoreRepository {
    pub(super) object: Option<Files>,
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
struct File {
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
    TreeEntry(TreeEntry),
    /// A file whose bytes the answer does not hold, or not exactly: they are a blob to be fetched.
    Blob { oid: Oid, executable: bool },
}

impl Files {
    /// What stands at a path that was asked for; its text is handed over, so each is asked for once.
    pub(super) fn at(&mut self, paths: &Paths, path: &RepoPath) -> Found {
        for parent in parents(path.as_str()) {
            let what = match self.get(paths, parent).map(|file| file.mode & TYPE) {
                None | Some(DIRECTORY) => continue,
                Some(SYMLINK) => "behind a symlink",
                Some(SUBMODULE) => "inside a submodule",
                Some(_) => "below a file",
            };
            return Found::TreeEntry(TreeEntry::Other(what));
        }
        let file = paths.position(path.as_str()).and_then(|n| self.files.get_mut(&format!("f{n}"))?.as_mut());
        file.map_or(Found::TreeEntry(TreeEntry::Absent), found)
    }

    fn get(&self, paths: &Paths, path: &str) -> Option<&File> {
        self.files.get(&format!("f{}", paths.position(path)?))?.as_ref()
    }
}

/// The bits of a mode that tell files from folders, as in `stat`.
const TYPE: u32 = 0o170_000;
const DIRECTORY: u32 = 0o040_000;
const SYMLINK: u32 = 0o120_000;
const SUBMODULE: u32 = 0o160_000;

/// A text counts only if it is the blob's, byte by byte: GitHub cuts long ones, and has none of what it takes for binary.
fn found(file: &mut File) -> Found {
    match file.mode & TYPE {
        SYMLINK => return Found::TreeEntry(TreeEntry::Other("a symlink")),
        DIRECTORY => return Found::TreeEntry(TreeEntry::Other("a folder")),
        SUBMODULE => return Found::TreeEntry(TreeEntry::Other("a submodule")),
        _ => {}
    }
    let executable = file.mode & 0o111 != 0;
    let oid = Oid(file.oid.clone());
    match file.object.take().and_then(|object| object.text) {
        Some(text) if Oid::of_blob(text.as_bytes()) == oid => {
            Found::TreeEntry(TreeEntry::File { content: text.into_bytes(), executable })
        }
        _ => Found::Blob { oid, executable },
    }
}

/// `data` of [`history`].
#[derive(Debug, serde::Deserialize)]
pub(super) struct History {
    repository: HistoryRepository,
}

#[derive(Debug, serde::Deserialize)]
struct HistoryRepository {
    head: Option<HistoryBranch>,
}

#[derive(Debug, serde::Deserialize)]
struct HistoryBranch {
    target: HistoryTarget,
}

#[derive(Debug, serde::Deserialize)]
struct HistoryTarget {
    history: Nodes<HistoryCommit>,
}

#[derive(Debug, serde::Deserialize)]
struct Nodes<T> {
    nodes: Vec<T>,
}

#[derive(Debug, serde::Deserialize)]
struct HistoryCommit {
    url: String,
    parents: Nodes<Parent>,
    #[serde(flatten)]
    files: Files,
}

#[derive(Debug, serde::Deserialize)]
struct Parent {
    oid: String,
}

impl History {
    /// The commit directly on top of the snapshot that holds exactly the changes.
    pub(super) fn find_commit(
        self,
        base: &Snapshot,
        changes: &[FileChange],
        paths: &Paths,
    ) -> Option<Commit> {
        let commits = self.repository.head?.target.history.nodes;
        let base = base.head.as_ref().map(|head| head.0.as_str());
        let find_commit = commits.into_iter().find(|commit| {
            let parent = commit.parents.nodes.first().map(|parent| parent.oid.as_str());
            parent == base && changes.iter().all(|change| holds(&commit.files, paths, change))
        })?;
        Some(Commit { oid: Oid(find_commit.files.oid), url: find_commit.url })
    }
}

fn holds(files: &Files, paths: &Paths, change: &FileChange) -> bool {
    files.get(paths, change.path.as_str()).is_some_and(|file| {
        let executable = file.mode & 0o111 != 0;
        file.oid == Oid::of_blob(&change.content).0 && executable == change.executable
    })
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
    fn a_text_counts_only_if_it_is_the_blobs() {
        let oid = Oid::of_blob("ü\r\n".as_bytes());
        let paths = Paths(vec!["a".into()]);
        let at = |value| {
            let mut files: Files = serde_json::from_value(json!({ "oid": "1", "f0": value })).unwrap();
            files.at(&paths, &path("a"))
        };
        let file = |executable| Found::TreeEntry(TreeEntry::File { content: "ü\r\n".into(), executable });
        assert_eq!(at(entry(0o100_644, &oid, Some("ü\r\n"))), file(false));
        assert_eq!(at(entry(0o100_755, &oid, Some("ü\r\n"))), file(true));
        let blob = |executable| Found::Blob { oid: oid.clone(), executable };
        assert_eq!(at(entry(0o100_644, &oid, Some("ü\n"))), blob(false));
        assert_eq!(at(entry(0o100_755, &oid, None)), blob(true));
        assert_eq!(at(Value::Null), Found::TreeEntry(TreeEntry::Absent));
        for (mode, what) in [(SYMLINK, "a symlink"), (DIRECTORY, "a folder"), (SUBMODULE, "a submodule")] {
            assert_eq!(at(entry(mode, &oid, Some("ü\r\n"))), Found::TreeEntry(TreeEntry::Other(what)));
        }
    }

    #[test]
    fn nothing_is_read_through_a_link() {
        let oid = Oid::of_blob(b"x");
        let paths = Paths::with_parents(&[path("a/b/c")]);
        for (mode, found) in [
            (DIRECTORY, TreeEntry::Absent),
            (SYMLINK, TreeEntry::Other("behind a symlink")),
            (SUBMODULE, TreeEntry::Other("inside a submodule")),
            (0o100_644, TreeEntry::Other("below a file")),
        ] {
            let files = json!({ "oid": "1", "f0": entry(mode, &oid, None), "f1": null, "f2": null });
            let mut files: Files = serde_json::from_value(files).unwrap();
            assert_eq!(files.at(&paths, &path("a/b/c")), Found::TreeEntry(found));
        }
    }
}
