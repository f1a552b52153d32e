//! Git's own words, as values: object ids, what a path holds, a file to write, a commit.

use std::fmt::Write as _;

use sha1::Digest as _;

use crate::repo::RepoPath;

/// A commit's or a blob's object id: 40 (or 64) lowercase hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Oid(pub String);

impl Oid {
    /// The id git gives a blob of these bytes (<https://git-scm.com/book/en/v2/Git-Internals-Git-Objects>).
    pub fn from_blob(content: &[u8]) -> Self {
        let header = format!("blob {}\0", content.len());
        let hash = sha1::Sha1::new().chain_update(header).chain_update(content).finalize();
        Self(hash.iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        }))
    }
}

impl std::fmt::Display for Oid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a path holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TreeEntry {
    Absent,
    File {
        content: Vec<u8>,
        /// Whether it is executable (mode 100755), which a commit must keep.
        executable: bool,
    },
    /// Something that cannot be read or written as a file: `a symlink`, `a directory`, `a submodule`, or a path
    /// `behind` one.
    Other(&'static str),
}

/// How a Git LFS pointer begins (<https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md>).
const LFS_POINTER: &str = "version https://git-lfs.github.com/spec/v1";

impl TreeEntry {
    /// A regular file. A Git LFS pointer is not the file itself: its text must not be taken for the file's, or be overwritten.
    pub fn from_file(content: Vec<u8>, executable: bool) -> Self {
        // An editor may have given it a byte order mark and other line endings.
        let text = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&content);
        let rest = text.strip_prefix(LFS_POINTER.as_bytes());
        if rest.is_some_and(|rest| rest.starts_with(b"\n") || rest.starts_with(b"\r\n")) {
            return Self::Other("a Git LFS pointer");
        }
        Self::File { content, executable }
    }

    /// The bytes of a regular file.
    pub fn content(&self) -> Option<&[u8]> {
        match self {
            Self::File { content, .. } => Some(content),
            Self::Absent | Self::Other(_) => None,
        }
    }
}

/// A file to write, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    pub path: RepoPath,
    pub content: Vec<u8>,
    /// The mode to keep.
    pub executable: bool,
}

/// A commit that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    pub oid: Oid,
    /// Its page.
    pub url: String,
    /// `false` if GitHub says that it did not sign it.
    pub signed: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `git hash-object` says.
    #[test]
    fn blob_ids_equal_gits() {
        assert_eq!(Oid::from_blob(b"").0, "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
        assert_eq!(Oid::from_blob(b"what is up, doc?").0, "bd9dbf5aae1a3862dd1526723246b20206e5fc37");
    }
}
