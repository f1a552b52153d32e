//! What an answer says about the files of a commit.

use std::collections::BTreeMap;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde_json::{Map, Value};

use super::paths::{Paths, parents};
use crate::git::{FileChange, Oid, TreeEntry};
use crate::repo::RepoPath;

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
    use serde_json::json;

    use super::*;

    fn path(text: &str) -> RepoPath {
        RepoPath::parse(text).unwrap()
    }

    fn entry(mode: u32, oid: &Oid, text: Option<&str>) -> Value {
        json!({ "mode": mode, "oid": oid.0, "object": { "text": text } })
    }

    #[test]
    fn text_counts_only_if_it_hashes_correctly() {
        let oid = Oid::from_blob("ü\r\n".as_bytes());
        let paths = Paths::with_parents(&[path("a")]);
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
