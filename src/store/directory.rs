//! The working directory: for the command line, and for `mode: local` in a job with a checkout.
//!
//! A file system has no commits. All new files are first written next to the old ones, then moved into place one after the
//! other, so that a full disk or a missing permission is found before anything changed.

use std::collections::BTreeMap;
use std::fs::{self, Metadata, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::{Error, Snapshot, Store, WriteOutcome};
use crate::git::{Commit, FileChange, TreeEntry};
use crate::repo::RepoPath;

#[derive(Clone, Debug)]
pub struct Directory {
    /// Where it is; all paths are relative to it.
    pub root: PathBuf,
}

impl Directory {
    /// Whether a directory is in a git work tree.
    pub fn work_tree(root: &Path) -> bool {
        let root = root.canonicalize();
        // `.git` is a file in a worktree or submodule.
        root.is_ok_and(|root| root.ancestors().any(|directory| directory.join(".git").exists()))
    }

    /// What is at a path. No symlink is followed, not even above it: GitHub does not follow them either.
    fn entry(&self, path: &RepoPath) -> io::Result<TreeEntry> {
        let mut place = self.root.clone();
        let segments: Vec<&str> = path.as_str().split('/').collect();
        let (name, parents) = segments.split_last().map_or(("", &[][..]), |(name, parents)| (*name, parents));
        for parent in parents {
            place.push(parent);
            match metadata(&place)? {
                None => return Ok(TreeEntry::Absent),
                Some(metadata) if metadata.is_dir() => {}
                Some(metadata) if metadata.is_symlink() => return Ok(TreeEntry::Other("behind a symlink")),
                Some(_) => return Ok(TreeEntry::Other("below a file")),
            }
        }
        place.push(name);
        Ok(match metadata(&place)? {
            None => TreeEntry::Absent,
            Some(metadata) if metadata.is_symlink() => TreeEntry::Other("a symlink"),
            Some(metadata) if metadata.is_dir() => TreeEntry::Other("a directory"),
            Some(metadata) if metadata.is_file() => {
                TreeEntry::from_file(fs::read(&place)?, metadata.mode() & 0o111 != 0)
            }
            Some(_) => TreeEntry::Other("a device, socket or pipe"),
        })
    }

    fn entries(&self, paths: &[RepoPath]) -> Result<BTreeMap<RepoPath, TreeEntry>, Error> {
        let entry = |path: &RepoPath| {
            Ok((path.clone(), self.entry(path).map_err(|source| cannot(path, "read", source))?))
        };
        paths.iter().map(entry).collect()
    }

    /// The files in the directories where GitHub looks for a README.
    fn files(&self) -> Vec<RepoPath> {
        let mut files = Vec::new();
        for (prefix, directory) in [
            ("", self.root.clone()),
            (".github/", self.root.join(".github")),
            ("docs/", self.root.join("docs")),
        ] {
            // What cannot be listed may still be read: then it is as if it were empty.
            let is_directory = !directory.is_symlink() || prefix.is_empty();
            let entries = fs::read_dir(directory).into_iter().flatten().flatten().filter(|_| is_directory);
            let names = entries.filter(|entry| entry.file_type().is_ok_and(|kind| !kind.is_dir()));
            let names = names.filter_map(|entry| entry.file_name().into_string().ok());
            files.extend(names.filter_map(|name| RepoPath::parse(&format!("{prefix}{name}")).ok()));
        }
        files
    }

    /// Writes a file's new bytes next to it.
    fn prepare(&self, change: &FileChange) -> io::Result<(NamedTempFile, PathBuf)> {
        let place = self.root.join(change.path.as_str());
        let parent = place.parent().unwrap_or(&self.root);
        create_directories(parent)?;
        // Less the umask, as for any new file.
        let mode = Permissions::from_mode(if change.executable { 0o777 } else { 0o666 });
        let mut names = tempfile::Builder::new();
        let mut file = names.prefix(".daily-papers-").suffix(".tmp").permissions(mode).tempfile_in(parent)?;
        file.write_all(&change.content)?;
        let old = metadata(&place)?;
        if let Some(old) = &old {
            fs::set_permissions(file.path(), old.permissions())?;
        }
        chown_like(file.path(), &old.map_or_else(|| fs::metadata(parent), Ok)?)?;
        file.as_file().sync_all()?;
        Ok((file, place))
    }
}

/// Facts about a path itself; `None` if there is nothing.
fn metadata(path: &Path) -> io::Result<Option<Metadata>> {
    match fs::symlink_metadata(path) {
        Ok(metadata) => Ok(Some(metadata)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Creates a directory and its parents, each with the owner of the one it is created in.
fn create_directories(directory: &Path) -> io::Result<()> {
    if directory.is_dir() {
        return Ok(());
    }
    let above = directory.parent().ok_or(io::ErrorKind::NotFound)?;
    create_directories(above)?;
    fs::create_dir(directory)?;
    chown_like(directory, &fs::metadata(above)?)
}

/// Gives a new file the owner of another: in a container we are root, but later steps of the job are not.
fn chown_like(path: &Path, like: &Metadata) -> io::Result<()> {
    let own = fs::metadata(path)?;
    if own.uid() == like.uid() && own.gid() == like.gid() {
        return Ok(());
    }
    match std::os::unix::fs::chown(path, Some(like.uid()), Some(like.gid())) {
        // Only root may give a file away.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(()),
        result => result,
    }
}

fn cannot(path: &RepoPath, action: &'static str, source: io::Error) -> Error {
    Error::Directory { path: path.to_string(), action, source }
}

impl Store for Directory {
    async fn read(&self, paths: &[RepoPath], into: Option<Snapshot>) -> Result<Snapshot, Error> {
        let mut snapshot = into.unwrap_or_else(|| Snapshot { files: self.files(), ..Snapshot::default() });
        snapshot.entries.extend(self.entries(paths)?);
        Ok(snapshot)
    }

    async fn write(
        &self,
        base: &Snapshot,
        changes: &[FileChange],
        _message: &str,
    ) -> Result<WriteOutcome, Error> {
        base.check_files(changes)?;
        for FileChange { path, .. } in changes {
            let present = self.entry(path).map_err(|source| cannot(path, "read", source))?;
            if base.entries.get(path).is_some_and(|read| *read != present) {
                return Ok(WriteOutcome::Conflict(format!("{path} changed since it was read")));
            }
        }
        let mut prepared = Vec::new();
        for change in changes {
            let file = self.prepare(change).map_err(|source| cannot(&change.path, "written", source))?;
            prepared.push((&change.path, file));
        }
        for (path, (file, place)) in prepared {
            file.persist(&place).map_err(|error| cannot(path, "written", error.error))?;
        }
        Ok(WriteOutcome::Done(None))
    }

    async fn find_commit(&self, _base: &Snapshot, _changes: &[FileChange]) -> Result<Option<Commit>, Error> {
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    fn path(text: &str) -> RepoPath {
        RepoPath::parse(text).unwrap()
    }

    fn change(text: &str, content: &str) -> FileChange {
        FileChange { path: path(text), content: content.into(), executable: false }
    }

    fn run<T>(future: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
    }

    fn directory() -> (tempfile::TempDir, Directory) {
        let temp = tempfile::tempdir().unwrap();
        let directory = Directory { root: temp.path().to_owned() };
        (temp, directory)
    }

    fn names(temp: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(temp)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn files_are_read_and_links_are_not_followed() {
        let (temp, directory) = directory();
        let root = temp.path();
        fs::write(root.join("a b#.md"), "x\r\n").unwrap();
        fs::create_dir(root.join("docs")).unwrap();
        symlink("a b#.md", root.join("link")).unwrap();
        symlink("/etc", root.join("out")).unwrap();
        let all = ["a b#.md", "no", "docs", "link", "out/passwd", "docs/no", "a b#.md/x"].map(path);
        let snapshot = run(directory.read(&all, None)).unwrap();
        let entries: Vec<_> = all.iter().map(|path| snapshot.entries[path].clone()).collect();
        let expected = [
            TreeEntry::File { content: b"x\r\n".to_vec(), executable: false },
            TreeEntry::Absent,
            TreeEntry::Other("a directory"),
            TreeEntry::Other("a symlink"),
            TreeEntry::Other("behind a symlink"),
            TreeEntry::Absent,
            TreeEntry::Other("below a file"),
        ];
        assert_eq!(entries, expected);
        let error = run(directory.write(&snapshot, &[change("out/passwd", "x")], "")).unwrap_err();
        assert_eq!(error.to_string(), "out/passwd is behind a symlink, not a file");
    }

    #[test]
    fn replaces_files_and_keeps_their_mode() {
        let (temp, directory) = directory();
        let old = temp.path().join("README.md");
        fs::write(&old, "old").unwrap();
        fs::set_permissions(&old, Permissions::from_mode(0o640)).unwrap();
        let snapshot = run(directory.read(&[path("README.md"), path(".github/d/p.json")], None)).unwrap();
        let changes = [change("README.md", "new"), change(".github/d/p.json", "{}")];
        assert_eq!(run(directory.write(&snapshot, &changes, "")).unwrap(), WriteOutcome::Done(None));
        assert_eq!(fs::read_to_string(&old).unwrap(), "new");
        assert_eq!(fs::metadata(&old).unwrap().mode() & 0o777, 0o640);
        let data = temp.path().join(".github/d/p.json");
        assert_eq!(fs::metadata(&data).unwrap().mode() & 0o600, 0o600);
        assert_eq!(fs::metadata(&data).unwrap().mode() & 0o111, 0);
        assert_eq!(names(temp.path()), [".github", "README.md"]);
        assert_eq!(names(&temp.path().join(".github/d")), ["p.json"]);
    }

    /// A reader sees the old file or the new one, even after a run that was killed.
    #[test]
    fn replaces_files_instead_of_writing_into_them() {
        let (temp, directory) = directory();
        let place = temp.path().join("README.md");
        fs::write(&place, "old").unwrap();
        let (open, old) = (fs::File::open(&place).unwrap(), fs::metadata(&place).unwrap().ino());
        let snapshot = run(directory.read(&[path("README.md")], None)).unwrap();
        run(directory.write(&snapshot, &[change("README.md", "new")], "")).unwrap();
        assert_eq!(io::read_to_string(open).unwrap(), "old");
        assert_ne!(fs::metadata(&place).unwrap().ino(), old);
        assert_eq!(fs::read_to_string(&place).unwrap(), "new");
    }

    fakes::tests_as_root!(new_files_belong_to_the_owner_of_their_directory);

    /// As in the container, where we are root and the checkout is another user's.
    fn new_files_belong_to_the_owner_of_their_directory() {
        let (temp, directory) = directory();
        let chown = |path: &Path, id| std::os::unix::fs::chown(path, Some(id), Some(id)).unwrap();
        chown(temp.path(), 1001);
        fs::write(temp.path().join("old"), "").unwrap();
        chown(&temp.path().join("old"), 1002);
        let snapshot = run(directory.read(&[], None)).unwrap();
        run(directory.write(&snapshot, &[change("old", "x"), change("d/new", "x")], "")).unwrap();
        let owner = |path: &str| fs::metadata(temp.path().join(path)).unwrap().uid();
        assert_eq!(["old", "d", "d/new"].map(owner), [1002, 1001, 1001]);
    }

    #[test]
    fn changed_file_is_a_conflict() {
        let (temp, directory) = directory();
        fs::write(temp.path().join("b"), "old").unwrap();
        let snapshot = run(directory.read(&[path("a"), path("b")], None)).unwrap();
        fs::write(temp.path().join("b"), "theirs").unwrap();
        let written = run(directory.write(&snapshot, &[change("a", "1"), change("b", "2")], "")).unwrap();
        assert_eq!(written, WriteOutcome::Conflict("b changed since it was read".to_owned()));
        assert_eq!(fs::read_to_string(temp.path().join("b")).unwrap(), "theirs");
        assert_eq!(names(temp.path()), ["b"]);
    }

    #[test]
    fn unwritable_path_changes_nothing() {
        let (temp, directory) = directory();
        fs::write(temp.path().join("a"), "old").unwrap();
        // A name no file system takes.
        let long = "n".repeat(300) + "/b";
        let snapshot = run(directory.read(&[path("a")], None)).unwrap();
        let changes = [change("a", "new"), change(&long, "x")];
        let error = run(directory.write(&snapshot, &changes, "")).unwrap_err();
        assert!(matches!(error, Error::Directory { .. }), "{error}");
        assert_eq!(fs::read_to_string(temp.path().join("a")).unwrap(), "old");
        assert_eq!(names(temp.path()), ["a"]);
    }

    #[test]
    fn finds_git_work_tree() {
        let temp = tempfile::tempdir().unwrap();
        let below = temp.path().join("a/b");
        fs::create_dir_all(&below).unwrap();
        assert!(!Directory::work_tree(&below));
        fs::write(temp.path().join("a/.git"), "gitdir: elsewhere").unwrap();
        assert!(Directory::work_tree(&below) && !Directory::work_tree(temp.path()));
        assert!(!Directory::work_tree(&below.join("nowhere")));
    }
}
