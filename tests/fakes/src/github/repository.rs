//! A bare git repository in a temporary directory, driven through the `git` command: object ids, trees and heads are real.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use tempfile::TempDir;

use super::reader::{self, Reader};

/// What git (or the lack of it) had to say.
pub(super) type Result<T> = std::result::Result<T, String>;

/// The mode of a regular file.
const FILE: &str = "100644";
/// The object id that stands for "none" in `update-ref` and `update-index`.
const NONE: &str = "0000000000000000000000000000000000000000";

/// One change to a tree.
#[derive(Clone, Debug)]
pub struct Edit {
    pub(super) path: String,
    pub(super) mode: String,
    pub(super) source: Source,
}

/// What an edit puts at its path.
#[derive(Clone, Debug)]
pub(super) enum Source {
    Bytes(Vec<u8>),
    Object(String),
    Nothing,
}

impl Edit {
    /// A regular file.
    pub fn file(path: &str, content: impl Into<Vec<u8>>) -> Self {
        Self::new(path, FILE, Source::Bytes(content.into()))
    }

    /// An executable file.
    pub fn executable(path: &str, content: impl Into<Vec<u8>>) -> Self {
        Self::new(path, "100755", Source::Bytes(content.into()))
    }

    /// A symbolic link.
    pub fn symlink(path: &str, target: &str) -> Self {
        Self::new(path, "120000", Source::Bytes(target.into()))
    }

    /// A submodule, at a commit that is nowhere.
    pub fn submodule(path: &str) -> Self {
        Self::new(path, "160000", Source::Object("1".repeat(40)))
    }

    /// No file at this path any more.
    pub fn delete(path: &str) -> Self {
        Self::new(path, "0", Source::Nothing)
    }

    pub(super) fn new(path: &str, mode: &str, source: Source) -> Self {
        Self { path: path.to_owned(), mode: mode.to_owned(), source }
    }
}

/// What is at a path of a commit.
#[derive(Clone, Debug)]
pub(super) struct TreeEntry {
    pub(super) path: String,
    pub(super) mode: u32,
    pub(super) kind: String,
    pub(super) oid: String,
}

/// A commit, as `git cat-file` prints it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoggedCommit {
    /// Its object id.
    pub oid: String,
    /// Its tree.
    pub tree: String,
    /// Its parents, first parent first.
    pub parents: Vec<String>,
    /// `name <mail>`, without the time.
    pub author: String,
    /// The whole message, as given.
    pub message: String,
}

/// Who makes a commit.
#[derive(Clone, Copy, Debug)]
pub(super) enum By {
    /// The API, for the token of a workflow run.
    Bot,
    /// Someone else.
    Someone,
}

impl By {
    pub(super) fn author(self) -> (&'static str, &'static str) {
        match self {
            Self::Bot => ("github-actions[bot]", "41898282+github-actions[bot]@users.noreply.github.com"),
            Self::Someone => ("someone", "someone@example.org"),
        }
    }
}

/// The repository.
pub(super) struct Repository {
    directory: TempDir,
    /// Seconds, one more with every commit: the same steps give the same object ids.
    clock: AtomicU64,
    /// The one who holds it moves branches.
    pub(super) moving: Mutex<()>,
    /// Started when it is first needed.
    reader: Mutex<Option<Reader>>,
}

fn is_oid(name: &str) -> bool {
    name.len() == NONE.len() && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

impl Repository {
    /// An empty one.
    pub(super) fn create(branch: &str) -> Result<Self> {
        let directory = tempfile::tempdir().map_err(|error| error.to_string())?;
        let clock = AtomicU64::new(1_767_225_600);
        let repository = Self { directory, clock, moving: Mutex::default(), reader: Mutex::default() };
        repository.git(&["init", "--quiet", "--bare", "--initial-branch", branch], &[])?;
        Ok(repository)
    }

    /// The bare repository's directory.
    pub(super) fn path(&self) -> &Path {
        self.directory.path()
    }

    /// Runs git on the repository, apart from the machine's configuration.
    fn git(&self, arguments: &[&str], input: &[u8]) -> Result<Vec<u8>> {
        self.run(Command::new("git").args(arguments), input)
    }

    /// Sets a command up so.
    fn apart<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        for inherited in
            ["GIT_WORK_TREE", "GIT_OBJECT_DIRECTORY", "GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS"]
        {
            command.env_remove(inherited);
        }
        command
            .env("GIT_DIR", self.path())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_LITERAL_PATHSPECS", "1")
            .env("LC_ALL", "C")
    }

    fn run(&self, command: &mut Command, input: &[u8]) -> Result<Vec<u8>> {
        let mut child = self
            .apart(command)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("git cannot be run: {error}"))?;
        if let Some(mut stdin) = child.stdin.take() {
            // A command that reads nothing closes its end early: its exit status counts.
            let _ = stdin.write_all(input);
        }
        let output = child.wait_with_output().map_err(|error| error.to_string())?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        Err(String::from_utf8_lossy(&output.stderr).trim().to_owned())
    }

    fn line(&self, arguments: &[&str], input: &[u8]) -> Result<String> {
        let output = self.git(arguments, input)?;
        Ok(String::from_utf8_lossy(&output).trim_end().to_owned())
    }

    /// Its default branch.
    pub(super) fn default_branch(&self) -> String {
        let head = fs::read_to_string(self.path().join("HEAD")).unwrap_or_default();
        head.trim().trim_start_matches("ref: refs/heads/").to_owned()
    }

    fn lines(&self, arguments: &[&str]) -> Vec<String> {
        let output = self.git(arguments, &[]).unwrap_or_default();
        String::from_utf8_lossy(&output).lines().map(str::to_owned).collect()
    }

    /// An object by any name: what it is, and its bytes.
    fn object(&self, name: &str) -> Option<(String, Vec<u8>)> {
        let mut reader = super::lock(&self.reader);
        if reader.is_none() {
            *reader = Reader::start(self.apart(&mut Command::new("git")));
        }
        reader.as_mut()?.object(name)
    }

    /// The commit a branch points to.
    pub(super) fn head(&self, branch: &str) -> Option<String> {
        let loose = fs::read_to_string(self.path().join("refs/heads").join(branch));
        if let Some(oid) = loose.ok().map(|text| text.trim().to_owned()).filter(|text| is_oid(text)) {
            return Some(oid);
        }
        self.line(&["rev-parse", "--verify", "--quiet", &format!("refs/heads/{branch}^{{commit}}")], &[]).ok()
    }

    /// Whether there is no commit on any branch.
    pub(super) fn is_empty(&self) -> bool {
        self.head(&self.default_branch()).is_none()
            && self.line(&["for-each-ref", "--count=1", "refs/heads"], &[]).is_ok_and(|refs| refs.is_empty())
    }

    /// `blob`, `tree`, `commit`, or nothing if there is no such object.
    pub(super) fn kind(&self, oid: &str) -> Option<String> {
        self.object(oid).map(|(kind, _)| kind)
    }

    /// A blob's bytes.
    pub(super) fn blob(&self, oid: &str) -> Option<Vec<u8>> {
        self.object(oid).filter(|(kind, _)| kind == "blob").map(|(_, bytes)| bytes)
    }

    /// What is at a path of a commit or tree.
    pub(super) fn entry(&self, tree: &str, path: &str) -> Option<TreeEntry> {
        let path = path.trim_end_matches('/');
        let (directory, name) = path.rsplit_once('/').unwrap_or(("", path));
        self.entries(&format!("{tree}:{directory}"))
            .into_iter()
            .find_map(|entry| (entry.path == name).then(|| TreeEntry { path: path.to_owned(), ..entry }))
    }

    /// What is directly in a tree, with paths from there.
    pub(super) fn entries(&self, tree: &str) -> Vec<TreeEntry> {
        let Some((_, bytes)) = self.object(tree) else { return Vec::new() };
        let entry = |(mode, name, oid): (u32, &str, String)| {
            let kind = match mode {
                0o040_000 => "tree",
                0o160_000 => "commit",
                _ => "blob",
            };
            TreeEntry { path: name.to_owned(), mode, kind: kind.to_owned(), oid }
        };
        reader::entries(&bytes).map(entry).collect()
    }

    /// Stores a blob.
    pub(super) fn store(&self, content: &[u8]) -> Result<String> {
        self.line(&["hash-object", "-w", "--stdin"], content)
    }

    /// Stores the tree that the edits make of another one (or of none).
    pub(super) fn tree(&self, base: Option<&str>, edits: &[Edit]) -> Result<String> {
        let directory = tempfile::tempdir().map_err(|error| error.to_string())?;
        let index = directory.path().join("index");
        let git = |arguments: &[&str], input: &[u8]| {
            self.run(Command::new("git").args(arguments).env("GIT_INDEX_FILE", &index), input)
        };
        git(&["read-tree", base.unwrap_or("--empty")], &[])?;
        let mut lines = Vec::new();
        for Edit { path, mode, source } in edits {
            let oid = match source {
                Source::Bytes(content) => self.store(content)?,
                Source::Object(oid) => oid.clone(),
                Source::Nothing => NONE.to_owned(),
            };
            lines.extend_from_slice(format!("{mode} {oid}\t{path}\0").as_bytes());
        }
        git(&["update-index", "--replace", "-z", "--index-info"], &lines)?;
        let tree = git(&["write-tree", "--missing-ok"], &[])?;
        Ok(String::from_utf8_lossy(&tree).trim_end().to_owned())
    }

    /// Stores a commit; no branch moves.
    pub(super) fn commit_tree(&self, tree: &str, parents: &[&str], message: &str, by: By) -> Result<String> {
        let time = format!("{} +0000", self.clock.fetch_add(1, Ordering::Relaxed));
        let (name, mail) = by.author();
        let mut command = Command::new("git");
        command.args(["commit-tree", tree, "-F", "-"]);
        for parent in parents {
            command.args(["-p", parent]);
        }
        command.env("GIT_AUTHOR_NAME", name).env("GIT_AUTHOR_EMAIL", mail).env("GIT_AUTHOR_DATE", &time);
        command
            .env("GIT_COMMITTER_NAME", name)
            .env("GIT_COMMITTER_EMAIL", mail)
            .env("GIT_COMMITTER_DATE", &time);
        let oid = self.run(&mut command, message.as_bytes())?;
        Ok(String::from_utf8_lossy(&oid).trim_end().to_owned())
    }

    /// Moves a branch if it is where it is said to be (`None`: if there is none).
    pub(super) fn move_branch(&self, branch: &str, to: &str, from: Option<&str>) -> Result<()> {
        self.git(&["update-ref", &format!("refs/heads/{branch}"), to, from.unwrap_or(NONE)], &[]).map(drop)
    }

    /// Whether one commit is an ancestor of another (or the same).
    pub(super) fn is_ancestor(&self, older: &str, newer: &str) -> bool {
        self.git(&["merge-base", "--is-ancestor", older, newer], &[]).is_ok()
    }

    /// The commits from this one backwards.
    pub(super) fn history(&self, oid: &str, most: usize) -> Vec<String> {
        self.lines(&["rev-list", "-n", &most.to_string(), oid])
    }

    /// The commits that only the second has, oldest first.
    pub(super) fn between(&self, base: &str, head: &str) -> Vec<String> {
        self.lines(&["rev-list", "--reverse", &format!("{base}..{head}")])
    }

    /// The paths in which the second differs from where the two diverged.
    pub(super) fn differs(&self, base: &str, head: &str) -> Vec<String> {
        let range = format!("{base}...{head}");
        let list = self.git(&["diff", "--name-only", "-z", &range], &[]).unwrap_or_default();
        let list = String::from_utf8_lossy(&list);
        list.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect()
    }

    /// The paths of files in a tree that another one (or none) does not have so.
    pub(super) fn changed(&self, base: Option<&str>, tree: &str) -> Vec<String> {
        // git's own empty tree.
        const EMPTY: &str = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
        let arguments = ["diff-tree", "-r", "--name-only", "-z", base.unwrap_or(EMPTY), tree];
        let list = self.git(&arguments, &[]).unwrap_or_default();
        String::from_utf8_lossy(&list)
            .split('\0')
            .filter(|path| !path.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// The tree of a merge; the branch's side of what both changed wins, as anyone who resolves a conflict in its favour has it.
    pub(super) fn merged(&self, base: &str, head: &str) -> Result<String> {
        self.line(&["merge-tree", "--write-tree", "-X", "theirs", base, head], &[])
    }

    /// Removes a branch.
    pub(super) fn delete_branch(&self, branch: &str) -> Result<()> {
        self.git(&["update-ref", "-d", &format!("refs/heads/{branch}")], &[]).map(drop)
    }

    /// Gives a branch another name; the default branch stays the default.
    pub(super) fn rename_branch(&self, old: &str, new: &str) -> Result<()> {
        self.git(&["branch", "-m", old, new], &[]).map(drop)
    }

    /// A commit's own facts.
    pub(super) fn commit(&self, oid: &str) -> Option<LoggedCommit> {
        let (_, text) = self.object(oid).filter(|(kind, _)| kind == "commit")?;
        let text = String::from_utf8_lossy(&text).trim_end().to_owned();
        let (header, message) = text.split_once("\n\n").unwrap_or((&text, ""));
        let fields = |name: &'static str| header.lines().filter_map(move |line| line.strip_prefix(name));
        let author = fields("author ").next()?;
        Some(LoggedCommit {
            oid: oid.to_owned(),
            tree: fields("tree ").next()?.to_owned(),
            parents: fields("parent ").map(str::to_owned).collect(),
            author: author.split_inclusive('>').next()?.to_owned(),
            message: message.to_owned(),
        })
    }

    /// Commits edits on top of a branch's head, and makes the branch if there is none.
    pub(super) fn append(&self, branch: &str, edits: &[Edit], message: &str, by: By) -> Result<String> {
        let head = self.head(branch);
        let tree = self.tree(head.as_deref(), edits)?;
        let parents: Vec<&str> = head.as_deref().into_iter().collect();
        let oid = self.commit_tree(&tree, &parents, message, by)?;
        self.move_branch(branch, &oid, head.as_deref())?;
        Ok(oid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_become_commits_with_given_modes() {
        let git = Repository::create("main").unwrap();
        assert!(git.is_empty() && git.head("main").is_none());
        let edits = [
            Edit::file("a b/ü#.md", b"\xEF\xBB\xBFx\r\n".to_vec()),
            Edit::executable("run", "#!"),
            Edit::symlink("link", "a b"),
            Edit::submodule("module"),
        ];
        let first = git.append("main", &edits, "one\n\nbody\n", By::Someone).unwrap();
        let entry = git.entry(&first, "a b/ü#.md").unwrap();
        assert_eq!((entry.mode, entry.kind.as_str()), (0o100_644, "blob"));
        assert_eq!(git.blob(&entry.oid).unwrap(), b"\xEF\xBB\xBFx\r\n");
        let mode = |path| git.entry(&first, path).map(|entry| entry.mode);
        let modes = ["run", "link", "module", "a b", "*"].map(mode);
        assert_eq!(modes, [Some(0o100_755), Some(0o120_000), Some(0o160_000), Some(0o040_000), None]);

        let second = git.append("main", &[Edit::delete("run")], "two", By::Bot).unwrap();
        assert!(git.entry(&second, "run").is_none() && git.entry(&second, "link").is_some());
        assert_eq!(git.history("main", 9), [second.clone(), first.clone()]);
        let commit = git.commit(&second).unwrap();
        assert_eq!(commit.parents, std::slice::from_ref(&first));
        assert!(commit.author.starts_with("github-actions[bot] <"), "{}", commit.author);
        assert!(git.is_ancestor(&first, &second) && !git.is_ancestor(&second, &first));
    }

    #[test]
    fn branch_moves_only_from_its_expected_head() {
        let git = Repository::create("trunk").unwrap();
        let first = git.append("trunk", &[Edit::file("a", "1")], "one", By::Bot).unwrap();
        let second = git.append("trunk", &[Edit::file("a", "2")], "two", By::Bot).unwrap();
        assert!(git.move_branch("trunk", &first, Some(&first)).is_err());
        assert!(git.move_branch("trunk", &first, None).is_err());
        assert_eq!(git.head("trunk"), Some(second));
    }
}
