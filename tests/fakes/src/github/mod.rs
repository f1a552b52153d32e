//! A fake GitHub: its GraphQL and REST API on loopback, over a real git repository in a temporary directory.
//!
//! One repository, one token. What it serves is checked against GitHub's own descriptions of its API where they are at
//! hand (see [`contract`]): a request that GitHub would not understand fails the test. A test can look into the
//! repository, commit to it behind the client's back, and program [`Fault`]s.
//!
//! Facts about answers and messages: measured shapes, gathered from GitHub's documentation and public issue threads.

#![expect(clippy::expect_used, reason = "a fake that breaks fails the test it serves")]
#![expect(clippy::missing_panics_doc, reason = "for the same reason")]

mod answer;
mod commit;
pub mod contract;
mod edits;
mod execute;
mod faults;
mod graphql;
mod issues;
mod objects;
mod openapi;
mod pulls;
mod reader;
mod repository;
mod rest;
mod server;
mod threads;
mod tls;

use std::collections::{BTreeMap, VecDeque};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

use crate::listener::Gate;

pub use self::commit::Rule;
pub use self::edits::BranchEdit;
pub use self::faults::{Fault, Kind};
use self::repository::{By, Repository};
pub use self::repository::{Edit, LoggedCommit};
pub use self::threads::{Pull, Thread};

/// How a fake is set up.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The repository's `owner/name`.
    pub repository: String,
    /// Its default branch.
    pub branch: String,
    /// The one token that is accepted.
    pub token: String,
    /// Whether the API has the paths of an Enterprise server: `/api/v3` and `/api/graphql`.
    pub enterprise: bool,
    /// Whether it is served over TLS, with a certificate of an authority of its own.
    pub tls: bool,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            repository: "octo/papers".to_owned(),
            branch: "main".to_owned(),
            token: "ghs_standInToken0123456789".to_owned(),
            enterprise: false,
            tls: false,
        }
    }
}

/// What the token may do with the repository's contents, its issues, or its pull requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    /// Nothing.
    None,
    /// Read them.
    Read,
    /// Write them too.
    Write,
}

/// A request that came in.
#[derive(Clone, Debug)]
pub struct Request {
    /// `graphql read` (by the operation's name), `graphql commit`, or a method and what it goes to below the
    /// repository: `PATCH git/refs`, `PUT contents`, `GET repository`.
    pub name: String,
    /// The HTTP method.
    pub method: String,
    /// Path and query, as sent.
    pub path: String,
    /// Headers, as sent, but for the token.
    pub headers: Vec<(String, String)>,
    /// The body, if it is JSON.
    pub body: serde_json::Value,
    /// When it had come in.
    pub at: std::time::Instant,
}

/// What a test can change while the server runs.
struct Settings {
    contents: Access,
    issues: Access,
    pulls: Access,
    /// A setting of the repository, on which `GITHUB_TOKEN` depends.
    actions_may_open_pulls: bool,
    issues_enabled: bool,
    archived: bool,
    /// What refuses commits, by branch.
    rules: BTreeMap<String, Rule>,
    /// Branches that have another name now, by the old one.
    renamed: BTreeMap<String, String>,
    /// GitHub's number of the repository: a copy has another.
    repository_id: i32,
    /// How often the list of issues is one behind after an issue was opened.
    issue_list_lag: usize,
    /// What comparisons show in place of each commit's author.
    compared_author: Option<serde_json::Value>,
    /// The time at which issues are opened.
    now: Timestamp,
    /// What someone else does right before the client's next writes, and to which branch if not to the same.
    races: VecDeque<(Option<String>, BranchEdit)>,
}

/// What the server and the test share.
struct State {
    setup: Setup,
    address: SocketAddr,
    identity: Option<tls::Identity>,
    repository: Repository,
    settings: Mutex<Settings>,
    threads: Mutex<threads::Threads>,
    requests: Mutex<Vec<Request>>,
    violations: Mutex<Vec<String>>,
    faults: faults::Faults,
    gate: Arc<Gate>,
}

/// A poisoned lock is used like any other: the test that panicked has failed already.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The fake. Dropped, it stops and removes its repository, and fails the test if a request was none that GitHub
/// understands.
pub struct GitHub {
    state: Arc<State>,
    /// Dropped, it ends the server.
    running: Option<tokio::sync::oneshot::Sender<()>>,
    server: Option<std::thread::JoinHandle<()>>,
}

impl std::fmt::Debug for GitHub {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GitHub").field("address", &self.state.address).finish_non_exhaustive()
    }
}

impl GitHub {
    /// Starts one with a repository that has no commit. It runs on a thread of its own.
    pub fn start(setup: Setup) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback can be listened on");
        listener.set_nonblocking(true).expect("a socket can be set up");
        let address = listener.local_addr().expect("a listener has an address");
        let repository = Repository::create(&setup.branch).expect("git makes a repository");
        let identity = setup.tls.then(tls::Identity::new);
        let settings = Settings {
            contents: Access::Write,
            issues: Access::Write,
            pulls: Access::Write,
            actions_may_open_pulls: true,
            issues_enabled: true,
            archived: false,
            rules: BTreeMap::new(),
            renamed: BTreeMap::new(),
            repository_id: 4_711,
            issue_list_lag: 0,
            compared_author: None,
            now: Timestamp::UNIX_EPOCH,
            races: VecDeque::new(),
        };
        let state = Arc::new(State {
            setup,
            address,
            identity,
            repository,
            settings: Mutex::new(settings),
            threads: Mutex::default(),
            requests: Mutex::default(),
            violations: Mutex::default(),
            faults: faults::Faults::default(),
            gate: Arc::new(Gate::new(address)),
        });
        let (running, ended) = tokio::sync::oneshot::channel();
        let shared = Arc::clone(&state);
        let server = std::thread::spawn(move || server::run(listener, shared, ended));
        Self { state, running: Some(running), server: Some(server) }
    }

    /// Starts one with these files in one commit on the default branch.
    pub fn with_files(files: &[(&str, &[u8])]) -> Self {
        let github = Self::start(Setup::default());
        let files: Vec<_> = files.iter().map(|(path, content)| (*path, Some(*content))).collect();
        github.commit(&files, "first");
        github
    }

    /// What `GITHUB_API_URL` would be.
    pub fn api_url(&self) -> String {
        format!(
            "{}://{}{}",
            self.scheme(),
            self.state.address,
            if self.state.setup.enterprise { "/api/v3" } else { "" }
        )
    }

    /// What `GITHUB_GRAPHQL_URL` would be.
    pub fn graphql_url(&self) -> String {
        let prefix = if self.state.setup.enterprise { "/api" } else { "" };
        format!("{}://{}{prefix}/graphql", self.scheme(), self.state.address)
    }

    fn scheme(&self) -> &'static str {
        if self.state.setup.tls { "https" } else { "http" }
    }

    /// The certificate of its authority, as PEM; empty without TLS.
    pub fn authority(&self) -> String {
        self.state.identity.as_ref().map(|identity| identity.authority.clone()).unwrap_or_default()
    }

    /// How it was set up.
    pub fn setup(&self) -> &Setup {
        &self.state.setup
    }

    /// The bare repository's directory.
    pub fn path(&self) -> &Path {
        self.state.repository.path()
    }

    /// Takes permissions away from the token, or gives them back.
    pub fn set_contents(&self, access: Access) {
        lock(&self.state.settings).contents = access;
    }

    /// The same for issues.
    pub fn set_issues(&self, access: Access) {
        lock(&self.state.settings).issues = access;
    }

    /// The same for pull requests.
    pub fn set_pulls(&self, access: Access) {
        lock(&self.state.settings).pulls = access;
    }

    /// Whether the repository's settings let `GITHUB_TOKEN` open pull requests.
    pub fn let_actions_open_pulls(&self, allowed: bool) {
        lock(&self.state.settings).actions_may_open_pulls = allowed;
    }

    /// Switches issues off, as they are on a fork.
    pub fn disable_issues(&self) {
        lock(&self.state.settings).issues_enabled = false;
    }

    /// Says that the default branch had another name before.
    pub fn renamed_from(&self, old: &str) {
        let now = self.state.repository.default_branch();
        lock(&self.state.settings).renamed.insert(old.to_owned(), now);
    }

    /// A person opens a pull request; its number.
    pub fn open_pull_request(&self, author: &str, head: &str, base: &str, title: &str, body: &str) -> u64 {
        let sha = self.state.repository.head(head).expect("the branch exists");
        let pull = Pull { head: head.to_owned(), base: base.to_owned(), sha, merged: false };
        let number = self.open_issue(author, title, body);
        self.edit_thread(number, |thread| thread.pull = Some(pull));
        number
    }

    /// A person changes an issue or a pull request.
    pub fn edit_thread(&self, number: u64, edit: impl FnOnce(&mut Thread)) {
        let mut threads = lock(&self.state.threads);
        edit(threads.get(&number.to_string()).expect("the thread exists"));
    }

    /// A person deletes an issue.
    pub fn delete_issue(&self, number: u64) {
        lock(&self.state.threads).all.retain(|thread| thread.number != number);
    }

    /// From now on a new issue is missing from this many answers of the list.
    pub fn let_issue_list_lag(&self, answers: usize) {
        lock(&self.state.settings).issue_list_lag = answers;
    }

    /// From now on comparisons show this in place of each commit's author: `null`, `{}`.
    pub fn hide_authors(&self, author: &str) {
        let author = serde_json::from_str(author).expect("an author is JSON");
        lock(&self.state.settings).compared_author = Some(author);
    }

    /// From now on it is another repository, such as a copy of the one that was.
    pub fn set_repository_id(&self, id: i32) {
        lock(&self.state.settings).repository_id = id;
    }

    /// Sets the clock.
    pub fn set_time(&self, now: Timestamp) {
        lock(&self.state.settings).now = now;
    }

    /// Archives the repository.
    pub fn archive(&self) {
        lock(&self.state.settings).archived = true;
    }

    /// Lets a ruleset refuse every commit to the default branch, with a text such as `Changes must be made through a
    /// pull request.`
    pub fn protect(&self, rule: &str) {
        self.protect_branch(&self.state.repository.default_branch(), Rule::Ruleset(rule.to_owned()));
    }

    /// Lets a rule refuse every commit to a branch.
    pub fn protect_branch(&self, branch: &str, rule: Rule) {
        lock(&self.state.settings).rules.insert(branch.to_owned(), rule);
    }

    /// Lets the client die at the request after this many more: it is not answered, and none after it; whether that one is
    /// still done is the question.
    pub fn die_after(&self, requests: usize, acted: bool) {
        self.state.faults.die(requests, acted);
    }

    /// Makes the request after this many more fail; and, if it is to go on forever, all later ones of its name.
    pub fn strike(&self, requests: usize, forever: bool, kind: Kind) {
        self.state.faults.strike(requests, forever, kind);
    }

    /// Refuses every connection after this many requests, for a time or until all faults end.
    pub fn refuse(&self, after: usize, time: Option<Duration>) {
        if after > 0 {
            return self.state.faults.refuse(after, time);
        }
        self.state.gate.shut_blocking();
        Arc::clone(&self.state.gate).open_after(time);
    }

    /// Forgets every fault that is still to come.
    pub fn clear_faults(&self) {
        self.state.faults.clear();
    }

    /// Answers again.
    pub fn heal(&self) {
        self.state.faults.heal();
        self.state.gate.open_blocking();
    }

    /// Every issue and pull request, in the order of their numbers.
    pub fn threads(&self) -> Vec<Thread> {
        lock(&self.state.threads).all.clone()
    }

    /// The issues among them.
    pub fn issues(&self) -> Vec<Thread> {
        self.threads().into_iter().filter(|thread| thread.pull.is_none()).collect()
    }

    /// The pull requests among them.
    pub fn pulls(&self) -> Vec<Thread> {
        self.threads().into_iter().filter(|thread| thread.pull.is_some()).collect()
    }

    /// The repository's labels.
    pub fn labels(&self) -> Vec<String> {
        lock(&self.state.threads).labels.clone()
    }

    /// Opens an issue as someone else; its number.
    pub fn open_issue(&self, author: &str, title: &str, body: &str) -> u64 {
        let thread = self.state.thread(&serde_json::json!({ "title": title, "body": body }));
        lock(&self.state.threads).open(Thread { author: author.to_owned(), ..thread })
    }

    /// Merges a pull request as one commit, as someone pressing the button does.
    pub fn merge(&self, number: u64) {
        let mut threads = lock(&self.state.threads);
        let thread = threads.get(&number.to_string()).expect("there is such a pull request");
        let pull = thread.pull.as_mut().expect("it is a pull request");
        let git = &self.state.repository;
        let base = git.head(&pull.base).expect("the base is there");
        let tree = git.merged(&base, &pull.sha).expect("it can be merged");
        let commit = git.commit_tree(&tree, &[&base], &thread.title, By::Someone).expect("git commits");
        git.move_branch(&pull.base, &commit, Some(&base)).expect("the base moves");
        (thread.open, pull.merged) = (false, true);
    }

    /// Closes an issue or pull request as someone else.
    pub fn close(&self, number: u64) {
        let mut threads = lock(&self.state.threads);
        threads.get(&number.to_string()).expect("there is such a number").open = false;
    }

    /// Opens one again as someone else.
    pub fn reopen(&self, number: u64) {
        let mut threads = lock(&self.state.threads);
        let thread = threads.get(&number.to_string()).expect("there is such a number");
        thread.open = true;
        if let Some(pull) = &mut thread.pull {
            pull.sha = self.state.repository.head(&pull.head).expect("its branch is there");
        }
    }

    /// Deletes a branch as someone else.
    pub fn delete_branch(&self, name: &str) {
        self.state.repository.delete_branch(name).expect("there is such a branch");
        self.state.branch_moved(name);
    }

    /// Programs a fault.
    pub fn fault(&self, fault: Fault) {
        self.state.faults.add(fault);
    }

    /// Lets someone else commit right before the client's next commit; called twice, before the next two.
    pub fn race(&self, edits: &[Edit]) {
        lock(&self.state.settings).races.push_back((None, BranchEdit::Commit(edits.to_vec())));
    }

    /// Lets someone else do something to a branch right before the client's next write to any.
    pub fn meanwhile(&self, branch: &str, edit: BranchEdit) {
        lock(&self.state.settings).races.push_back((Some(branch.to_owned()), edit));
    }

    /// Commits as someone else, on the default branch; `None` deletes. Returns the commit's id.
    pub fn commit(&self, files: &[(&str, Option<&[u8]>)], message: &str) -> String {
        let edit = |(path, content): &(&str, Option<&[u8]>)| match content {
            Some(content) => Edit::file(path, *content),
            None => Edit::delete(path),
        };
        self.commit_edits(
            &self.state.repository.default_branch(),
            &files.iter().map(edit).collect::<Vec<_>>(),
            message,
        )
    }

    /// Commits as someone else, on any branch, which is made from nothing if there is none.
    pub fn commit_edits(&self, branch: &str, edits: &[Edit], message: &str) -> String {
        let repository = &self.state.repository;
        let _moving = lock(&repository.moving);
        let commit = repository.append(branch, edits, message, By::Someone).expect("git commits");
        self.state.branch_moved(branch);
        commit
    }

    /// Commits as the token's owner, but by hand.
    pub fn commit_as_owner(&self, branch: &str, edits: &[Edit], message: &str) {
        let repository = &self.state.repository;
        let _moving = lock(&repository.moving);
        repository.append(branch, edits, message, By::Bot).expect("git commits");
        self.state.branch_moved(branch);
    }

    /// Points a new branch to a commit.
    pub fn branch(&self, name: &str, commit: &str) {
        self.state.repository.move_branch(name, commit, None).expect("the branch is new");
    }

    /// The default branch's head.
    pub fn head(&self) -> Option<String> {
        self.state.repository.head(&self.state.repository.default_branch())
    }

    /// A branch's head.
    pub fn head_of(&self, branch: &str) -> Option<String> {
        self.state.repository.head(branch)
    }

    /// A file's bytes at a branch's head, or in a commit.
    pub fn read_at(&self, commit: &str, path: &str) -> Option<Vec<u8>> {
        let repository = &self.state.repository;
        let head = repository.head(commit).unwrap_or_else(|| commit.to_owned());
        repository.blob(&repository.entry(&head, path)?.oid)
    }

    /// The commits that a branch has and another has not, oldest first.
    pub fn between(&self, base: &str, branch: &str) -> Vec<LoggedCommit> {
        let repository = &self.state.repository;
        let range = (repository.head(base), repository.head(branch));
        let (Some(base), Some(head)) = range else { return Vec::new() };
        repository.between(&base, &head).iter().filter_map(|oid| repository.commit(oid)).collect()
    }

    /// A file's bytes at the default branch's head.
    pub fn read(&self, path: &str) -> Option<Vec<u8>> {
        self.state.repository.blob(&self.entry(path)?.oid)
    }

    /// A path's mode at the default branch's head, such as `0o100644`.
    pub fn mode(&self, path: &str) -> Option<u32> {
        self.entry(path).map(|entry| entry.mode)
    }

    fn entry(&self, path: &str) -> Option<repository::TreeEntry> {
        self.state.repository.entry(&self.head()?, path)
    }

    /// The default branch's commits, newest first.
    pub fn log(&self) -> Vec<LoggedCommit> {
        self.log_of(&self.state.repository.default_branch())
    }

    /// A branch's commits, newest first.
    pub fn log_of(&self, branch: &str) -> Vec<LoggedCommit> {
        let repository = &self.state.repository;
        let history = repository.head(branch).map(|head| repository.history(&head, 1000)).unwrap_or_default();
        history.iter().filter_map(|oid| repository.commit(oid)).collect()
    }

    /// Every request so far.
    pub fn requests(&self) -> Vec<Request> {
        lock(&self.state.requests).clone()
    }

    /// The names of every request so far.
    pub fn names(&self) -> Vec<String> {
        lock(&self.state.requests).iter().map(|request| request.name.clone()).collect()
    }

    /// Takes what GitHub would not have understood, for a test that expects it.
    pub fn take_violations(&self) -> Vec<String> {
        std::mem::take(&mut lock(&self.state.violations))
    }
}

impl Drop for GitHub {
    fn drop(&mut self) {
        self.running.take();
        if let Some(server) = self.server.take() {
            // It fails only if the server itself panicked, and then so did the test.
            let _ = server.join();
        }
        let violations = self.take_violations();
        let fine = violations.is_empty() || std::thread::panicking();
        assert!(fine, "GitHub would not have understood:\n{}", violations.join("\n"));
    }
}
