//! The working directory as a target: for the command line, and for `mode: local` in a job with a checkout.
//!
//! A file system has no commits. All new files are first written beside the old ones, then put in their places one after
//! the other, so that a full disk or a missing permission is found before anything changed. What a run that was killed left
//! beside them, a later one clears away.

use std::collections::BTreeMap;
use std::fs::{self, Metadata, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use tempfile::NamedTempFile;

use super::{
    Commit, Error, FileChange, NewIssue, PullRequestText, Snapshot, Target, ThreadRef, TreeEntry,
    WriteOutcome,
};
use crate::repo::RepoPath;

/// What the name of a temporary file begins and ends with; between them are six letters and digits.
const TEMPORARY: (&str, &str) = (".daily-papers-", ".tmp");

/// A temporary file of this age is nobody's any more: writing takes seconds.
const STALE_AFTER: Duration = Duration::from_secs(60 * 60);

/// A directory.
#[derive(Clone, Debug)]
pub struct Directory {
    /// Where it is; all paths are below it.
    pub root: PathBuf,
}

impl Directory {
    /// Whether a directory lies in a git work tree.
    pub fn work_tree(root: &Path) -> bool {
        let root = root.canonicalize();
        // `.git` is a file in a worktree or submodule.
        root.is_ok_and(|root| root.ancestors().any(|folder| folder.join(".git").exists()))
    }

    /// What stands at a path. No symlink is followed, not even above it: GitHub follows none.
    fn entry(&self, path: &RepoPath) -> io::Result<TreeEntry> {
        let mut place = self.root.clone();
        let segments: Vec<&str> = path.as_str().split('/').collect();
        let (name, folders) = segments.split_last().map_or(("", &[][..]), |(name, folders)| (*name, folders));
        for folder in folders {
            place.push(folder);
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
            Some(metadata) if metadata.is_dir() => TreeEntry::Other("a folder"),
            Some(metadata) if metadata.is_file() => {
                TreeEntry::File { content: fs::read(&place)?, executable: metadata.mode() & 0o111 != 0 }
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

    /// Writes a file's new bytes beside it.
    fn prepare(&self, change: &FileChange) -> io::Result<(NamedTempFile, PathBuf)> {
        let place = self.root.join(change.path.as_str());
        let folder = place.parent().unwrap_or(&self.root);
        make_folders(folder)?;
        // Less the umask, as for any new file.
        let mode = Permissions::from_mode(if change.executable { 0o777 } else { 0o666 });
        let mut names = tempfile::Builder::new();
        names.prefix(TEMPORARY.0).suffix(TEMPORARY.1).rand_bytes(6);
        let mut file = names.permissions(mode).tempfile_in(folder)?;
        file.write_all(&change.content)?;
        let old = metadata(&place)?;
        if let Some(old) = &old {
            fs::set_permissions(file.path(), old.permissions())?;
        }
        chown_like(file.path(), &old.map_or_else(|| fs::metadata(folder), Ok)?)?;
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

/// Removes the temporary files that runs which were killed left in a folder, an hour and more before `now`. One that cannot
/// be removed does no harm.
fn remove_stale_temp_files(folder: &Path, now: SystemTime) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let abandoned = |metadata: Metadata| {
            let age = metadata.modified().ok().and_then(|then| now.duration_since(then).ok());
            metadata.is_file() && age.is_some_and(|age| age >= STALE_AFTER)
        };
        // Of the entry itself, not of what a link leads to.
        if is_temporary(&entry.file_name().to_string_lossy()) && entry.metadata().is_ok_and(abandoned) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Whether a file's name is one that [`Directory::prepare`] gives.
fn is_temporary(name: &str) -> bool {
    let random = name.strip_prefix(TEMPORARY.0).and_then(|rest| rest.strip_suffix(TEMPORARY.1));
    random.is_some_and(|random| random.len() == 6 && random.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// Makes a folder and those above it, each owned as the one it is made in.
fn make_folders(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let above = folder.parent().ok_or(io::ErrorKind::NotFound)?;
    make_folders(above)?;
    fs::create_dir(folder)?;
    chown_like(folder, &fs::metadata(above)?)
}

/// Gives a new file the owner of another one: in a container we are root, and later steps of the job are not.
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

impl Target for Directory {
    async fn read(&self, paths: &[RepoPath]) -> Result<Snapshot, Error> {
        let entries = self.entries(paths)?;
        Ok(Snapshot {
            head: None,
            branch: String::new(),
            archived: false,
            entries,
            branch_missing: false,
            pull_request: None,
        })
    }

    async fn read_more(&self, snapshot: &mut Snapshot, paths: &[RepoPath]) -> Result<(), Error> {
        snapshot.entries.extend(self.entries(paths)?);
        Ok(())
    }

    async fn write(
        &self,
        base: &Snapshot,
        changes: &[FileChange],
        _message: &str,
    ) -> Result<WriteOutcome, Error> {
        if let Some(error) = super::not_a_file(base, changes) {
            return Err(error);
        }
        for FileChange { path, .. } in changes {
            let present = self.entry(path).map_err(|source| cannot(path, "read", source))?;
            if base.entries.get(path).is_some_and(|read| *read != present) {
                return Ok(WriteOutcome::Conflict(format!("{path} was changed by somebody else")));
            }
        }
        let mut prepared = Vec::new();
        for change in changes {
            let file = self.prepare(change).map_err(|source| cannot(&change.path, "written", source))?;
            prepared.push((&change.path, file));
        }
        let mut folders = BTreeMap::new();
        for (path, (file, place)) in prepared {
            // The file system's clock, which need not be this machine's.
            let now = file.as_file().metadata().and_then(|metadata| metadata.modified());
            file.persist(&place).map_err(|error| cannot(path, "written", error.error))?;
            folders.extend(place.parent().map(Path::to_owned).zip(now.ok()));
        }
        for (folder, now) in folders {
            remove_stale_temp_files(&folder, now);
        }
        Ok(WriteOutcome::Done(None))
    }

    async fn find_commit(&self, _base: &Snapshot, _changes: &[FileChange]) -> Result<Option<Commit>, Error> {
        Ok(None)
    }

    async fn ensure_issue(&self, _issue: &NewIssue) -> Result<Option<ThreadRef>, Error> {
        Ok(None)
    }

    async fn ensure_pull_request(
        &self,
        _: &Snapshot,
        _: bool,
        _: &PullRequestText,
    ) -> Result<Option<ThreadRef>, Error> {
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
        let folder = tempfile::tempdir().unwrap();
        let directory = Directory { root: folder.path().to_owned() };
        (folder, directory)
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn files_are_read_and_links_are_not_followed() {
        let (folder, directory) = directory();
        let root = folder.path();
        fs::write(root.join("a b#.md"), "x\r\n").unwrap();
        fs::create_dir(root.join("docs")).unwrap();
        symlink("a b#.md", root.join("link")).unwrap();
        symlink("/etc", root.join("out")).unwrap();
        let all = ["a b#.md", "no", "docs", "link", "out/passwd", "docs/no", "a b#.md/x"].map(path);
        let snapshot = run(directory.read(&all)).unwrap();
        let entries: Vec<_> = all.iter().map(|path| snapshot.entries[path].clone()).collect();
        let expected = [
            TreeEntry::File { content: b"x\r\n".to_vec(), executable: false },
            TreeEntry::Absent,
            TreeEntry::Other("a folder"),
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
    fn files_are_replaced_with_their_mode_and_nothing_else_is_left() {
        let (folder, directory) = directory();
        let old = folder.path().join("README.md");
        fs::write(&old, "old").unwrap();
        fs::set_permissions(&old, Permissions::from_mode(0o640)).unwrap();
        let snapshot = run(directory.read(&[path("README.md"), path(".github/d/p.json")])).unwrap();
        let changes = [change("README.md", "new"), change(".github/d/p.json", "{}")];
        assert_eq!(run(directory.write(&snapshot, &changes, "")).unwrap(), WriteOutcome::Done(None));
        assert_eq!(fs::read_to_string(&old).unwrap(), "new");
        assert_eq!(fs::metadata(&old).unwrap().mode() & 0o777, 0o640);
        let data = folder.path().join(".github/d/p.json");
        assert_eq!(fs::metadata(&data).unwrap().mode() & 0o600, 0o600);
        assert_eq!(fs::metadata(&data).unwrap().mode() & 0o111, 0);
        assert_eq!(names(folder.path()), [".github", "README.md"]);
        assert_eq!(names(&folder.path().join(".github/d")), ["p.json"]);
    }

    /// Whoever reads while a file is written has one of the two, and so has whoever comes after a run that was killed.
    #[test]
    fn a_file_that_is_written_anew_is_another_file() {
        let (folder, directory) = directory();
        let place = folder.path().join("README.md");
        fs::write(&place, "old").unwrap();
        let (open, old) = (fs::File::open(&place).unwrap(), fs::metadata(&place).unwrap().ino());
        let snapshot = run(directory.read(&[path("README.md")])).unwrap();
        run(directory.write(&snapshot, &[change("README.md", "new")], "")).unwrap();
        assert_eq!(io::read_to_string(open).unwrap(), "old");
        assert_ne!(fs::metadata(&place).unwrap().ino(), old);
        assert_eq!(fs::read_to_string(&place).unwrap(), "new");
    }

    #[test]
    fn what_killed_runs_left_is_cleared_and_nothing_else() {
        let (folder, directory) = directory();
        let root = folder.path();
        fs::create_dir(root.join("elsewhere")).unwrap();
        let old = |name: &str| {
            fs::write(root.join(name), name).unwrap();
            let file = fs::File::options().write(true).open(root.join(name)).unwrap();
            file.set_modified(SystemTime::now() - STALE_AFTER - Duration::from_secs(1)).unwrap();
        };
        // A folder that is not written to, names that are not quite ours.
        let others = [
            "elsewhere/.daily-papers-abc123.tmp",
            ".daily-papers-abc12.tmp",
            ".daily-papers-abc-12.tmp",
            ".daily-papers-abc123",
            "x.daily-papers-abc123.tmp",
            "notes.tmp",
        ];
        for name in others {
            old(name);
        }
        old(".daily-papers-abc123.tmp");
        // Being written right now; a link to somebody's file, and a folder, which are as old.
        fs::write(root.join(".daily-papers-abc124.tmp"), "").unwrap();
        symlink("notes.tmp", root.join(".daily-papers-abc125.tmp")).unwrap();
        fs::create_dir(root.join(".daily-papers-abc126.tmp")).unwrap();
        let mut touch = std::process::Command::new("touch");
        touch.args(["-h", "-d", "2 hours ago", ".daily-papers-abc125.tmp", ".daily-papers-abc126.tmp"]);
        assert!(touch.current_dir(root).status().unwrap().success());
        let before = names(root);
        let snapshot = run(directory.read(&[path("README.md")])).unwrap();
        assert_eq!(names(root), before, "reading clears nothing");
        run(directory.write(&snapshot, &[change("README.md", "new")], "")).unwrap();
        let mut expected = before;
        expected.retain(|name| name != ".daily-papers-abc123.tmp");
        expected.push("README.md".to_owned());
        expected.sort();
        assert_eq!(names(root), expected);
        assert!(others.iter().all(|name| fs::read_to_string(root.join(name)).unwrap() == *name));
    }

    fakes::tests_as_root!(new_files_belong_to_the_owner_of_their_directory);

    /// As in the container, where we are root and the checkout is another user's.
    fn new_files_belong_to_the_owner_of_their_directory() {
        let (folder, directory) = directory();
        let chown = |path: &Path, id| std::os::unix::fs::chown(path, Some(id), Some(id)).unwrap();
        chown(folder.path(), 1001);
        fs::write(folder.path().join("old"), "").unwrap();
        chown(&folder.path().join("old"), 1002);
        let snapshot = run(directory.read(&[])).unwrap();
        run(directory.write(&snapshot, &[change("old", "x"), change("d/new", "x")], "")).unwrap();
        let owner = |path: &str| fs::metadata(folder.path().join(path)).unwrap().uid();
        assert_eq!(["old", "d", "d/new"].map(owner), [1002, 1001, 1001]);
    }

    #[test]
    fn a_file_changed_since_it_was_read_is_a_conflict_and_no_file_changes() {
        let (folder, directory) = directory();
        fs::write(folder.path().join("b"), "old").unwrap();
        let snapshot = run(directory.read(&[path("a"), path("b")])).unwrap();
        fs::write(folder.path().join("b"), "theirs").unwrap();
        let written = run(directory.write(&snapshot, &[change("a", "1"), change("b", "2")], "")).unwrap();
        assert_eq!(written, WriteOutcome::Conflict("b was changed by somebody else".to_owned()));
        assert_eq!(fs::read_to_string(folder.path().join("b")).unwrap(), "theirs");
        assert_eq!(names(folder.path()), ["b"]);
    }

    #[test]
    fn what_cannot_be_written_is_found_before_anything_changed() {
        let (folder, directory) = directory();
        fs::write(folder.path().join("a"), "old").unwrap();
        // A name no file system takes.
        let long = "n".repeat(300) + "/b";
        let snapshot = run(directory.read(&[path("a")])).unwrap();
        let changes = [change("a", "new"), change(&long, "x")];
        let error = run(directory.write(&snapshot, &changes, "")).unwrap_err();
        assert!(matches!(error, Error::Directory { .. }), "{error}");
        assert_eq!(fs::read_to_string(folder.path().join("a")).unwrap(), "old");
        assert_eq!(names(folder.path()), ["a"]);
    }

    #[test]
    fn a_work_tree_is_told_by_its_git_folder_or_file() {
        let folder = tempfile::tempdir().unwrap();
        let below = folder.path().join("a/b");
        fs::create_dir_all(&below).unwrap();
        assert!(!Directory::work_tree(&below));
        fs::write(folder.path().join("a/.git"), "gitdir: elsewhere").unwrap();
        assert!(Directory::work_tree(&below) && !Directory::work_tree(folder.path()));
        assert!(!Directory::work_tree(&below.join("nowhere")));
    }
}
