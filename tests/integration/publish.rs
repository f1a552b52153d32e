//! Reading and writing a repository through GitHub's API, as the fake serves it over a real git repository.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::{Duration, Instant};

use daily_papers::env::Env;
use daily_papers::github::{Client, Connection};
use daily_papers::http::{self, Timing, USER_AGENT};
use daily_papers::repo::{RepoName, RepoPath};
use daily_papers::secret::Secret;
use daily_papers::store::repository::Repository;
use daily_papers::store::{Error, FileChange, Oid, Snapshot, Store as _, TreeEntry, WriteOutcome};
use fakes::github::{Access, BranchEdit, Edit, Fault, GitHub, Kind, Rule, Setup};

const BOM_CRLF: &[u8] = b"\xEF\xBB\xBF# Papers\r\n\r\nno newline at the end";

fn connection(github: &GitHub) -> Connection {
    let Setup { repository, token, .. } = github.setup();
    Connection {
        api_url: github.api_url(),
        graphql_url: github.graphql_url(),
        repository: RepoName::parse(repository).unwrap(),
        token: Secret::new(token.as_str()),
        timing: Timing {
            github_retry: Duration::from_millis(10),
            github_write: Duration::from_millis(1),
            ..Timing::default()
        },
    }
}

fn connect(connection: Connection) -> Repository {
    connect_to(connection, None)
}

fn connect_to(connection: Connection, branch: Option<&str>) -> Repository {
    let client = http::client(&Env::default(), &connection.timing).unwrap();
    let client = Client::new(&client, connection).unwrap();
    Repository::new(Rc::new(client), branch.map(str::to_owned))
}

fn target(github: &GitHub) -> Repository {
    connect(connection(github))
}

fn paths(texts: &[&str]) -> Vec<RepoPath> {
    texts.iter().map(|text| RepoPath::parse(text).unwrap()).collect()
}

fn change(path: &str, content: impl Into<Vec<u8>>) -> FileChange {
    FileChange { path: RepoPath::parse(path).unwrap(), content: content.into(), executable: false }
}

fn file(content: impl Into<Vec<u8>>) -> TreeEntry {
    TreeEntry::File { content: content.into(), executable: false }
}

fn entry<'a>(snapshot: &'a Snapshot, path: &str) -> &'a TreeEntry {
    &snapshot.entries[&RepoPath::parse(path).unwrap()]
}

fn fault(on: &'static str, kind: Kind, times: usize) -> Fault {
    Fault { on, kind, times }
}

#[tokio::test]
async fn one_commit_holds_all_files_byte_for_byte() {
    let github = GitHub::with_files(&[("README.md", BOM_CRLF), ("keep", b"kept")]);
    let target = target(&github);
    let odd = "docs/a b#?%c/ü \"q\".md";
    let snapshot = target.read(&paths(&["README.md", odd]), None).await.unwrap();
    assert_eq!(snapshot.head, github.head().map(Oid));
    assert_eq!((snapshot.branch.as_str(), snapshot.archived), ("main", false));
    assert_eq!(entry(&snapshot, "README.md"), &file(BOM_CRLF));
    assert_eq!(entry(&snapshot, odd), &TreeEntry::Absent);

    let new = [BOM_CRLF, b"\r\n- more\r\n"].concat();
    let changes = [change("README.md", new.as_slice()), change(odd, "\0binary")];
    let written = target.write(&snapshot, &changes, "Update papers: 1 new\n\nby a run\n").await.unwrap();
    let WriteOutcome::Done(Some(commit)) = written else { panic!("{written:?}") };

    assert_eq!(github.head(), Some(commit.oid.0.clone()));
    assert!(commit.url.ends_with(&format!("/octo/papers/commit/{}", commit.oid)), "{}", commit.url);
    assert_eq!(github.read("README.md").unwrap(), new);
    assert_eq!(github.read(odd).unwrap(), b"\0binary");
    assert_eq!(github.read("keep").unwrap(), b"kept");
    let log = github.log();
    assert_eq!(log.len(), 2);
    assert_eq!(log[0].message, "Update papers: 1 new\n\nby a run");
    assert!(log[0].author.starts_with("github-actions[bot]"));
    assert_eq!(github.names(), ["graphql read", "graphql commit"]);
}

#[tokio::test]
async fn requests_have_user_agent_and_api_version() {
    let github = GitHub::with_files(&[("a", b"\0")]);
    target(&github).read(&paths(&["a"]), None).await.unwrap();
    let requests = github.requests();
    assert_eq!(github.names(), ["graphql read", "GET git/blobs"]);
    for request in requests {
        let values = |name: &str| -> Vec<String> {
            let of_name = request.headers.iter().filter(|(header, _)| header == name);
            of_name.map(|(_, value)| value.clone()).collect()
        };
        assert_eq!(values("user-agent"), [USER_AGENT]);
        assert_eq!(values("x-github-api-version"), ["2022-11-28"]);
    }
}

#[tokio::test]
async fn another_commit_is_a_conflict_never_lost() {
    let github = GitHub::with_files(&[("README.md", b"old")]);
    let target = target(&github);
    // The mutation and the moved branch: each loses its race once.
    for executable in [false, true] {
        let snapshot = target.read(&paths(&["README.md"]), None).await.unwrap();
        let theirs = format!("theirs {executable}");
        github.race(&[Edit::file("THEIRS.md", theirs.as_str())]);
        let ours = FileChange { executable, ..change("README.md", format!("ours {executable}")) };
        let changes = std::slice::from_ref(&ours);
        let written = target.write(&snapshot, changes, "m").await.unwrap();
        assert!(matches!(written, WriteOutcome::Conflict(_)), "{written:?}");
        assert_ne!(github.read("README.md").unwrap(), ours.content);
        assert_eq!(github.read("THEIRS.md").unwrap(), theirs.as_bytes());

        let snapshot = target.read(&paths(&["README.md"]), None).await.unwrap();
        let written = target.write(&snapshot, changes, "m").await.unwrap();
        assert!(matches!(written, WriteOutcome::Done(Some(_))), "{written:?}");
        assert_eq!(github.read("README.md").unwrap(), ours.content);
        assert_eq!(github.read("THEIRS.md").unwrap(), theirs.as_bytes());
    }
    assert_eq!(github.log().len(), 5);
}

#[tokio::test]
async fn write_is_not_repeated_after_lost_answer() {
    for kind in [
        Kind::CloseAfter,
        Kind::Cut,
        Kind::AnswerAfter { status: 502, body: "<html>502</html>".to_owned() },
        Kind::AnswerAfter { status: 200, body: r#"{"data":{"createCommitOnBranch":null}}"#.to_owned() },
        // It was made, and could not be shown.
        Kind::AnswerAfter {
            status: 200,
            body: r#"{"data":{"createCommitOnBranch":{"commit":null}},"errors":[{"message":"x"}]}"#
                .to_owned(),
        },
    ] {
        let github = GitHub::with_files(&[("README.md", b"old")]);
        let target = target(&github);
        let snapshot = target.read(&paths(&["README.md", "d.json"]), None).await.unwrap();
        let changes = [change("README.md", "new"), change("d.json", "{}")];
        github.fault(fault("graphql commit", kind.clone(), 1));
        let written = target.write(&snapshot, &changes, "m").await.unwrap();
        assert!(matches!(written, WriteOutcome::Indeterminate(_)), "{kind:?}: {written:?}");
        let ours = github.head().unwrap();
        // Someone may build on it before we look.
        github.commit(&[("other", Some(b"x"))], "theirs");
        let find_commit = target.find_commit(&snapshot, &changes).await.unwrap().unwrap();
        assert_eq!(find_commit.oid.0, ours, "{kind:?}");
        assert!(find_commit.url.ends_with(&ours));
        // Other bytes, or fewer of them, are another commit.
        assert_eq!(target.find_commit(&snapshot, &[change("README.md", "newer")]).await.unwrap(), None);
        let commits = github.names().into_iter().filter(|name| name == "graphql commit").count();
        assert_eq!((commits, github.log().len()), (1, 3));
    }
}

#[tokio::test]
async fn write_is_found_after_a_timeout() {
    let github = GitHub::with_files(&[("a", b"old")]);
    let connection = connection(&github);
    let impatient = Timing { github_timeout: Duration::from_millis(400), ..connection.timing };
    let target = connect(Connection { timing: impatient, ..connection });
    let snapshot = target.read(&paths(&["a"]), None).await.unwrap();
    let changes = [change("a", "new")];
    github.fault(fault("graphql commit", Kind::Slow(Duration::from_secs(9)), 1));
    let written = target.write(&snapshot, &changes, "m").await.unwrap();
    assert!(matches!(written, WriteOutcome::Indeterminate(_)), "{written:?}");
    assert!(target.find_commit(&snapshot, &changes).await.unwrap().is_some());
}

#[tokio::test]
async fn write_lost_before_github_is_indeterminate() {
    let error =
        "Something went wrong while executing your query. Please include `A1B2` when reporting this issue.";
    let broken = Kind::Answer {
        status: 200,
        headers: Vec::new(),
        body: serde_json::json!({ "data": null, "errors": [{ "message": error }] }).to_string(),
    };
    for kind in [Kind::Close, Kind::bad_gateway(), broken] {
        let github = GitHub::with_files(&[("README.md", b"old")]);
        let target = target(&github);
        let snapshot = target.read(&paths(&["README.md"]), None).await.unwrap();
        let changes = [change("README.md", "new")];
        github.fault(fault("graphql commit", kind.clone(), 1));
        let written = target.write(&snapshot, &changes, "m").await.unwrap();
        assert!(matches!(written, WriteOutcome::Indeterminate(_)), "{kind:?}: {written:?}");
        assert_eq!(target.find_commit(&snapshot, &changes).await.unwrap(), None);
        assert_eq!(github.log().len(), 1);
        let written = target.write(&snapshot, &changes, "m").await.unwrap();
        assert!(matches!(written, WriteOutcome::Done(Some(_))), "{kind:?}: {written:?}");
    }
}

#[tokio::test]
async fn moved_branch_is_found_after_lost_answer() {
    let github = GitHub::start(Setup::default());
    github.commit_edits("main", &[Edit::executable("run", "old"), Edit::file("keep", "kept")], "first");
    let target = target(&github);
    let snapshot = target.read(&paths(&["run"]), None).await.unwrap();
    let changes = [FileChange { executable: true, ..change("run", "new") }];
    github.fault(fault("graphql move", Kind::CloseAfter, 1));
    let written = target.write(&snapshot, &changes, "m").await.unwrap();
    assert!(matches!(written, WriteOutcome::Indeterminate(_)), "{written:?}");
    assert_eq!(target.find_commit(&snapshot, &changes).await.unwrap().unwrap().oid.0, github.head().unwrap());
    assert_eq!(github.log().len(), 2);
}

#[tokio::test]
async fn unmoved_branch_is_detected_despite_success_status() {
    for body in ["{}", "null", r#"{"object":{"sha":"0000000000000000000000000000000000000000"}}"#] {
        let github = GitHub::with_files(&[("README.md", b"old")]);
        let target = connect_to(connection(&github), Some("papers"));
        let snapshot = target.read(&paths(&["README.md"]), None).await.unwrap();
        let changes = [change("README.md", "new")];
        let kind = Kind::Answer { status: 200, headers: Vec::new(), body: body.to_owned() };
        github.fault(fault("POST git/refs", kind, 1));
        let written = target.write(&snapshot, &changes, "m").await.unwrap();
        assert!(matches!(written, WriteOutcome::Indeterminate(_)), "{body}: {written:?}");
        assert_eq!(target.find_commit(&snapshot, &changes).await.unwrap(), None, "{body}");
        assert_eq!(github.head_of("papers"), None);
    }
}

/// To a ref that may only go forward, the commit would be one more on top of what was taken back.
#[tokio::test]
async fn reverted_commit_does_not_come_back() {
    for executable in [false, true] {
        let github = GitHub::with_files(&[("README.md", b"old")]);
        let first = github.head().unwrap();
        github.commit(&[("secret.txt", Some(b"hunter2"))], "a slip");
        let target = target(&github);
        let snapshot = target.read(&paths(&["README.md"]), None).await.unwrap();
        github.meanwhile("main", BranchEdit::TakeBack);
        let changes = [FileChange { executable, ..change("README.md", "new") }];
        let written = target.write(&snapshot, &changes, "m").await.unwrap();
        assert!(matches!(written, WriteOutcome::Conflict(_)), "{written:?}");
        assert_eq!(github.head().unwrap(), first, "nothing was written");

        let snapshot = target.read(&paths(&["README.md"]), None).await.unwrap();
        target.write(&snapshot, &changes, "m").await.unwrap();
        assert_eq!(github.read("README.md").unwrap(), b"new");
        assert_eq!((github.log().len(), github.read("secret.txt")), (2, None));
    }
}

#[tokio::test]
async fn blob_with_other_bytes_is_not_used() {
    let github = GitHub::start(Setup::default());
    github.commit_edits("main", &[Edit::executable("run", "old")], "first");
    let target = target(&github);
    let snapshot = target.read(&paths(&["run"]), None).await.unwrap();
    let body = format!("{{\"sha\":\"{}\"}}", Oid::from_blob(b"old"));
    github.fault(fault("POST git/blobs", Kind::AnswerAfter { status: 201, body }, 1));
    let changes = [FileChange { executable: true, ..change("run", "new") }];
    let error = target.write(&snapshot, &changes, "m").await.unwrap_err().to_string();
    assert!(error.contains("run arrived with other bytes"), "{error}");
    assert_eq!(github.log().len(), 1);
}

/// An answer without the id of an object must not be taken for one with an empty id: without a base, a tree has no other
/// file in it.
#[tokio::test]
async fn object_without_id_is_not_used() {
    for step in ["GET git/commits", "POST git/trees", "POST git/commits"] {
        for body in ["{}", r#"{"sha":null,"tree":{"sha":null}}"#] {
            let github = GitHub::start(Setup::default());
            github.commit_edits(
                "main",
                &[Edit::executable("run", "old"), Edit::file("keep", "kept")],
                "first",
            );
            let target = target(&github);
            let snapshot = target.read(&paths(&["run"]), None).await.unwrap();
            let changes = [FileChange { executable: true, ..change("run", "new") }];
            let kind = Kind::Answer { status: 200, headers: Vec::new(), body: body.to_owned() };
            github.fault(fault(step, kind, 1));
            let error = target.write(&snapshot, &changes, "m").await.unwrap_err().to_string();
            assert!(error.contains("an answer that names no object"), "{step}: {error}");
            assert_eq!(github.names().last().unwrap(), step, "nothing is made of it");
            assert_eq!(github.log().len(), 1);
        }
    }
}

#[tokio::test]
async fn large_changes_go_as_blobs_and_a_tree() {
    let github = GitHub::with_files(&[("README.md", b"old"), ("keep", b"kept")]);
    let target = target(&github);
    let snapshot = target.read(&paths(&["README.md"]), None).await.unwrap();
    let large: Vec<u8> = (0..4_500_000_u32).map(|n| u8::try_from(n % 251).unwrap()).collect();
    let changes = [change("README.md", "new"), change("d/p#.json", large.clone())];
    // What no branch points to may be made twice.
    github.fault(fault("POST git/blobs", Kind::CloseAfter, 1));
    github.fault(fault("POST git/commits", Kind::bad_gateway(), 1));
    let written = target.write(&snapshot, &changes, "one\n\nbody").await.unwrap();
    let WriteOutcome::Done(Some(commit)) = written else { panic!("{written:?}") };
    assert_eq!(github.head(), Some(commit.oid.0));
    assert!(github.read("d/p#.json").unwrap() == large);
    assert_eq!(github.read("README.md").unwrap(), b"new");
    assert_eq!(github.read("keep").unwrap(), b"kept");
    let log = github.log();
    assert_eq!((log.len(), log[0].message.as_str()), (2, "one\n\nbody"));
    assert!(log[0].author.starts_with("github-actions[bot]"), "no author of our own: {}", log[0].author);
    assert!(!github.names().contains(&"graphql commit".to_owned()));
}

#[tokio::test]
async fn an_executable_file_stays_one() {
    let github = GitHub::start(Setup::default());
    github.commit_edits("main", &[Edit::executable("run", "#!old"), Edit::file("plain", "old")], "first");
    let target = target(&github);
    let snapshot = target.read(&paths(&["run", "plain"]), None).await.unwrap();
    assert_eq!(entry(&snapshot, "run"), &TreeEntry::File { content: b"#!old".to_vec(), executable: true });
    let changes = [FileChange { executable: true, ..change("run", "#!new") }, change("plain", "new")];
    target.write(&snapshot, &changes, "m").await.unwrap();
    assert_eq!((github.mode("run"), github.mode("plain")), (Some(0o100_755), Some(0o100_644)));
    assert_eq!(github.read("run").unwrap(), b"#!new");
}

#[tokio::test]
async fn binary_files_are_fetched_as_blobs() {
    let long = "ü-line\n".repeat(100_000);
    let files: [(&str, &[u8]); 5] = [
        ("text.md", BOM_CRLF),
        ("empty", b""),
        ("latin 1#.md", b"caf\xE9\n"),
        ("binary", b"a\0b"),
        ("long.md", long.as_bytes()),
    ];
    let github = GitHub::with_files(&files);
    let asked = paths(&files.map(|(path, _)| path));
    let snapshot = target(&github).read(&asked, None).await.unwrap();
    for (path, content) in files {
        assert!(entry(&snapshot, path) == &file(content), "{path}");
    }
    assert_eq!(github.names(), ["graphql read", "GET git/blobs", "GET git/blobs", "GET git/blobs"]);
}

#[tokio::test]
async fn a_blob_that_arrives_damaged_is_not_taken() {
    let github = GitHub::with_files(&[("binary", b"a\0b")]);
    let damaged = || Kind::Answer { status: 200, headers: Vec::new(), body: "a".to_owned() };
    github.fault(fault("GET git/blobs", damaged(), 4));
    let error = target(&github).read(&paths(&["binary"]), None).await.unwrap_err();
    assert!(matches!(&error, Error::Unreachable { message, .. } if message.contains("damaged")), "{error:?}");
    github.fault(fault("GET git/blobs", damaged(), 1));
    let snapshot = target(&github).read(&paths(&["binary"]), None).await.unwrap();
    assert_eq!(snapshot.entries.into_values().collect::<Vec<_>>(), [file("a\0b")]);
}

#[tokio::test]
async fn more_is_read_at_the_same_commit() {
    let github = GitHub::with_files(&[("a", b"1"), ("b", b"old")]);
    let target = target(&github);
    let snapshot = target.read(&paths(&["a"]), None).await.unwrap();
    github.commit(&[("b", Some(b"new")), ("c", Some(b"new"))], "theirs");
    let snapshot = target.read(&paths(&["b", "c"]), Some(snapshot)).await.unwrap();
    let entries: BTreeMap<_, _> =
        snapshot.entries.iter().map(|(path, entry)| (path.as_str(), entry)).collect();
    let expected = [("a", &file("1")), ("b", &file("old")), ("c", &TreeEntry::Absent)];
    assert_eq!(entries, BTreeMap::from(expected));
}

#[tokio::test]
async fn links_and_directories_are_never_written() {
    let github = GitHub::start(Setup::default());
    let edits = [
        Edit::symlink("link.md", "docs/a.md"),
        Edit::symlink("linked", "docs"),
        Edit::file("docs/a.md", "a"),
        Edit::submodule("module"),
    ];
    let head = github.commit_edits("main", &edits, "first");
    let target = target(&github);
    let asked = ["link.md", "linked/a.md", "docs", "module", "docs/a.md/b", "docs/a.md"];
    let snapshot = target.read(&paths(&asked), None).await.unwrap();
    for (path, what) in [
        ("link.md", "a symlink"),
        ("linked/a.md", "behind a symlink"),
        ("docs", "a directory"),
        ("module", "a submodule"),
        ("docs/a.md/b", "below a file"),
    ] {
        assert_eq!(entry(&snapshot, path), &TreeEntry::Other(what), "{path}");
        let error = target.write(&snapshot, &[change(path, "x")], "m").await.unwrap_err();
        assert_eq!(error.to_string(), format!("{path} is {what}, not a file"));
    }
    assert_eq!(entry(&snapshot, "docs/a.md"), &file("a"));
    assert_eq!(github.head(), Some(head));
}

#[tokio::test]
async fn nothing_to_write_makes_no_commit() {
    let github = GitHub::with_files(&[("a", b"1")]);
    let target = target(&github);
    let snapshot = target.read(&paths(&["a"]), None).await.unwrap();
    assert_eq!(target.write(&snapshot, &[], "m").await.unwrap(), WriteOutcome::Done(None));
    assert_eq!(github.log().len(), 1);
}

#[tokio::test]
async fn a_named_branch_is_read_and_written() {
    let github = GitHub::with_files(&[("a", b"1")]);
    github.branch("feature/x#ü", &github.head().unwrap());
    for executable in [false, true] {
        let target = connect_to(connection(&github), Some("feature/x#ü"));
        let snapshot = target.read(&paths(&["a"]), None).await.unwrap();
        assert_eq!(snapshot.branch, "feature/x#ü");
        let changes = [FileChange { executable, ..change("a", format!("{executable}")) }];
        let written = target.write(&snapshot, &changes, "m").await.unwrap();
        let WriteOutcome::Done(Some(commit)) = written else { panic!("{written:?}") };
        let find_commit = target.find_commit(&snapshot, &changes).await.unwrap();
        assert_eq!(find_commit.map(|find_commit| find_commit.oid), Some(commit.oid));
    }
    assert_eq!(github.read("a").unwrap(), b"1", "the default branch stays");
}

#[tokio::test]
async fn missing_branch_starts_at_the_default_branch() {
    for (bytes, executable) in [(1, false), (1, true), (4_500_000, false)] {
        let github = GitHub::with_files(&[("a", b"1"), ("keep", b"kept")]);
        let target = connect_to(connection(&github), Some("new/x#"));
        let main = github.head().unwrap();
        let snapshot = target.read(&paths(&["a"]), None).await.unwrap();
        assert_eq!((snapshot.branch.as_str(), snapshot.branch_missing), ("new/x#", true));
        assert_eq!(entry(&snapshot, "a"), &file("1"));
        assert_eq!(github.head_of("new/x#"), None, "reading makes nothing");
        let changes = [FileChange { executable, ..change("a", vec![b'2'; bytes]) }];
        let written = target.write(&snapshot, &changes, "m").await.unwrap();
        let WriteOutcome::Done(Some(commit)) = written else { panic!("{written:?}") };
        assert_eq!(github.head_of("new/x#"), Some(commit.oid.0), "with the commit, at once");
        assert_eq!(github.read_at("new/x#", "keep").unwrap(), b"kept");
        assert_eq!(github.head(), Some(main));
        // Someone else made it meanwhile.
        let written = target.write(&snapshot, &changes, "m").await.unwrap();
        assert!(matches!(written, WriteOutcome::Conflict(_)), "{written:?}");
        assert!(!target.read(&paths(&["a"]), None).await.unwrap().branch_missing);
    }
}

#[tokio::test]
async fn renamed_branch_is_reported_not_recreated() {
    let github = GitHub::start(Setup { branch: "trunk".to_owned(), ..Setup::default() });
    github.commit(&[("a", Some(b"1"))], "first");
    github.renamed_from("main");
    // Anyone who names no branch does not notice.
    assert_eq!(target(&github).read(&paths(&["a"]), None).await.unwrap().branch, "trunk");
    let error = connect_to(connection(&github), Some("main")).read(&paths(&["a"]), None).await.unwrap_err();
    assert_eq!(error.to_string(), "the branch main of octo/papers was renamed");
    assert!(error.help().unwrap().contains("leave `branch` out"), "{error:?}");
}

#[tokio::test]
async fn rules_are_recognised_by_all_their_answers() {
    let elsewhere = "`mode: pull-request`";
    for (rule, says, advice) in [
        (
            Rule::Ruleset("Changes must be made through a pull request.".to_owned()),
            "through a pull request",
            elsewhere,
        ),
        (
            Rule::Ruleset("Commits must have verified signatures.".to_owned()),
            "verified signatures",
            "GitHub signs",
        ),
        (Rule::Protection("Required status check \"ci\" is expected.".to_owned()), "status check", elsewhere),
        (
            Rule::Protection(
                "At least 1 approving review is required by reviewers with write access.".to_owned(),
            ),
            "approving review",
            elsewhere,
        ),
        (
            Rule::Protection("You're not authorized to push to this branch.".to_owned()),
            "not authorized",
            elsewhere,
        ),
        (
            Rule::Protection("Protected branch update failed for refs/heads/main.".to_owned()),
            "Protected",
            elsewhere,
        ),
    ] {
        let github = GitHub::with_files(&[("a", b"1")]);
        let target = target(&github);
        let snapshot = target.read(&paths(&["a"]), None).await.unwrap();
        github.protect_branch("main", rule.clone());
        // By the mutation, and by the branch that is to move.
        for executable in [false, true] {
            let changes = [FileChange { executable, ..change("a", "2") }];
            let error = target.write(&snapshot, &changes, "m").await.unwrap_err();
            assert!(matches!(error, Error::Rule { .. }), "{rule:?}: {error:?}");
            let shown = shown(&error);
            assert!(shown.contains(says) && shown.contains(advice), "{shown}");
        }
        assert_eq!(github.log().len(), 1);
    }
}

#[tokio::test]
async fn writes_keep_their_distance() {
    let github = GitHub::with_files(&[("a", b"1")]);
    let apart = Duration::from_millis(150);
    let mut slow = connection(&github);
    slow.timing.github_write = apart;
    let target = connect(slow);
    let snapshot = target.read(&paths(&["a"]), None).await.unwrap();
    let changes = [FileChange { executable: true, ..change("a", "2") }];
    let start = Instant::now();
    target.write(&snapshot, &changes, "m").await.unwrap();
    // Blob, tree, commit, branch: three gaps. The reads in between wait for nothing.
    assert!(start.elapsed() >= apart * 3, "{:?}", start.elapsed());
    let writes: Vec<Instant> = github
        .requests()
        .into_iter()
        .filter(|request| request.method != "GET" && request.name != "graphql read")
        .map(|request| request.at)
        .collect();
    assert_eq!(writes.len(), 4);
    assert!(writes.windows(2).all(|two| two[1] - two[0] >= apart), "{writes:?}");
}

#[test]
fn github_writes_default_to_a_second_apart() {
    assert!(Timing::default().github_write >= Duration::from_secs(1));
}

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "the fake's answers bear the time of day")]
async fn a_limit_that_ends_soon_is_waited_for() {
    let github = GitHub::with_files(&[("a", b"1")]);
    let now = jiff::Timestamp::now().as_second();
    let used_up = |reset: i64| Kind::Answer {
        status: 403,
        headers: vec![("x-ratelimit-remaining", "0".to_owned()), ("x-ratelimit-reset", reset.to_string())],
        body: r#"{"message": "API rate limit exceeded for installation ID 1."}"#.to_owned(),
    };
    github.fault(fault("graphql read", used_up(now + 20), 1));
    let start = Instant::now();
    target(&github).read(&paths(&["a"]), None).await.unwrap();
    // A second of GitHub's is 10 ms here.
    assert!(start.elapsed() >= Duration::from_millis(180), "{:?}", start.elapsed());
    github.fault(fault("graphql read", used_up(now + 3600), 1));
    let error = target(&github).read(&paths(&["a"]), None).await.unwrap_err();
    assert!(matches!(error, Error::RateLimit { .. }) && error.to_string().contains("renewed at"), "{error}");
}

#[tokio::test]
async fn named_certificate_authority_is_trusted() {
    let github = GitHub::start(Setup { enterprise: true, tls: true, ..Setup::default() });
    github.commit(&[("a", Some(b"\0"))], "first");
    assert!(github.api_url().starts_with("https://"), "{}", github.api_url());
    let read = async |env: &Env| {
        let client = http::client(
            env,
            &Timing { connect_timeout: Duration::from_secs(5), ..connection(&github).timing },
        );
        let client = Client::new(&client.unwrap(), connection(&github)).unwrap();
        let target = Repository::new(Rc::new(client), None);
        target.read(&paths(&["a"]), None).await
    };
    let error = read(&Env::default()).await.unwrap_err();
    assert!(error.to_string().contains("certificate"), "{error}");
    let directory = tempfile::tempdir().unwrap();
    let file_name = directory.path().join("ca.pem");
    std::fs::write(&file_name, github.authority()).unwrap();
    let named = ("SSL_CERT_FILE".to_owned(), file_name.to_str().unwrap().to_owned());
    let snapshot = read(&Env::new([named])).await.unwrap();
    assert_eq!(entry(&snapshot, "a"), &file("\0"), "by GraphQL, and by REST");
}

#[tokio::test]
async fn an_enterprise_server_has_its_apis_elsewhere() {
    let github = GitHub::start(Setup { enterprise: true, ..Setup::default() });
    github.commit_edits("main", &[Edit::executable("run", "\0")], "first");
    let target = target(&github);
    let snapshot = target.read(&paths(&["run", "a"]), None).await.unwrap();
    let changes = [FileChange { executable: true, ..change("run", "\0new") }];
    assert!(matches!(target.write(&snapshot, &changes, "m").await.unwrap(), WriteOutcome::Done(Some(_))));
    let snapshot = target.read(&paths(&["a"]), None).await.unwrap();
    let written = target.write(&snapshot, &[change("a", "1")], "m").await.unwrap();
    assert!(matches!(written, WriteOutcome::Done(Some(_))));
    let paths: Vec<_> = github.requests().into_iter().map(|request| request.path).collect();
    assert_eq!(paths[0], "/api/graphql");
    assert!(paths[1].starts_with("/api/v3/repos/octo/papers/git/blobs/"), "{paths:?}");
}

#[tokio::test]
async fn empty_repository_gets_two_commits() {
    let github = GitHub::start(Setup { branch: "trunk".to_owned(), ..Setup::default() });
    let target = target(&github);
    let asked = paths(&["docs/a b#.md", "d.json"]);
    let snapshot = target.read(&asked, None).await.unwrap();
    assert_eq!((snapshot.head.as_ref(), snapshot.branch.as_str()), (None, "trunk"));
    let snapshot = target.read(&paths(&["more"]), Some(snapshot)).await.unwrap();
    assert_eq!(snapshot.entries.len(), 3);
    assert!(snapshot.entries.values().all(|entry| *entry == TreeEntry::Absent));

    let changes = [change("docs/a b#.md", "page"), change("d.json", "{}")];
    assert_eq!(target.write(&snapshot, &changes, "first").await.unwrap(), WriteOutcome::Initialized);
    assert_eq!(github.read("docs/a b#.md").unwrap(), b"page");
    // The other side was as quick: the file is there by now.
    assert!(matches!(target.write(&snapshot, &changes, "m").await.unwrap(), WriteOutcome::Conflict(_)));

    let snapshot = target.read(&asked, None).await.unwrap();
    assert_eq!(entry(&snapshot, "docs/a b#.md"), &file("page"));
    assert!(matches!(
        target.write(&snapshot, &changes[1..], "m").await.unwrap(),
        WriteOutcome::Done(Some(_))
    ));
    assert_eq!(github.read("d.json").unwrap(), b"{}");
    assert_eq!(github.log().len(), 2);
}

#[tokio::test]
async fn first_commit_is_found_after_lost_answer() {
    let github = GitHub::start(Setup::default());
    let target = target(&github);
    let snapshot = target.read(&paths(&["a"]), None).await.unwrap();
    let changes = [change("a", "1")];
    github.fault(fault("PUT contents", Kind::CloseAfter, 1));
    let written = target.write(&snapshot, &changes, "m").await.unwrap();
    assert!(matches!(written, WriteOutcome::Indeterminate(_)), "{written:?}");
    assert_eq!(target.find_commit(&snapshot, &changes).await.unwrap().unwrap().oid.0, github.head().unwrap());
}

#[tokio::test]
async fn reads_are_repeated_after_failures_of_the_moment() {
    let broken = Kind::graphql_error("INTERNAL", "Something went wrong while executing your query.");
    let html = Kind::Answer { status: 200, headers: Vec::new(), body: "<html>".to_owned() };
    let partial = Kind::Answer {
        status: 200,
        headers: Vec::new(),
        body: r#"{"data":{"repository":{"isArchived":false,"isEmpty":false,"head":{"name":"main","target":{"oid":"1",
                 "f0":null}}}},"errors":[{"message":"Something went wrong while executing your query."}]}"#
            .to_owned(),
    };
    for kind in [Kind::Close, Kind::Cut, Kind::bad_gateway(), broken, html, partial] {
        let github = GitHub::with_files(&[("a", b"1")]);
        github.fault(fault("graphql read", kind.clone(), 3));
        let snapshot = target(&github).read(&paths(&["a"]), None).await.unwrap();
        assert_eq!(entry(&snapshot, "a"), &file("1"), "{kind:?}");
        assert_eq!(github.names().len(), 4, "{kind:?}");

        github.fault(fault("graphql read", kind, 9));
        let error = target(&github).read(&paths(&["a"]), None).await.unwrap_err();
        assert!(matches!(error, Error::Unreachable { .. }), "{error:?}");
        assert_eq!(github.names().len(), 8);
    }
}

#[tokio::test]
async fn too_large_answer_is_not_kept() {
    let github = GitHub::with_files(&[("README.md", b"# Papers\n")]);
    let body = format!("{{\"data\": \"{}\"}}", "x".repeat(100 << 20));
    github.fault(fault("graphql read", Kind::Answer { status: 200, headers: Vec::new(), body }, 9));
    let error = target(&github).read(&paths(&["README.md"]), None).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "GitHub could not be reached to read the repository: an answer larger than 100 MB"
    );
    assert_eq!(github.names(), ["graphql read"; 4]);
}

#[tokio::test]
async fn waits_for_short_rate_limits() {
    let limit = |seconds: &str| Kind::Answer {
        status: 403,
        headers: vec![("retry-after", seconds.to_owned())],
        body: r#"{"message": "You have exceeded a secondary rate limit. Please wait a few minutes."}"#
            .to_owned(),
    };
    let github = GitHub::with_files(&[("a", b"1")]);
    let target = target(&github);
    let start = Instant::now();
    github.fault(fault("graphql read", limit("20"), 1));
    let snapshot = target.read(&paths(&["a"]), None).await.unwrap();
    // A second of GitHub's is 10 ms here.
    assert!(start.elapsed() >= Duration::from_millis(200), "{:?}", start.elapsed());
    github.fault(fault("graphql commit", limit("2"), 1));
    let written = target.write(&snapshot, &[change("a", "2")], "m").await.unwrap();
    assert!(matches!(written, WriteOutcome::Done(Some(_))), "refused is not done: {written:?}");

    github.fault(fault("graphql read", limit("301"), 1));
    let error = target.read(&paths(&["a"]), None).await.unwrap_err();
    assert!(error.to_string().contains("secondary rate limit"), "{error}");
    let used_up = Kind::Answer {
        status: 200,
        headers: vec![("x-ratelimit-remaining", "0".to_owned())],
        body: r#"{"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded."}]}"#.to_owned(),
    };
    github.fault(fault("graphql read", used_up, 1));
    let error = target.read(&paths(&["a"]), None).await.unwrap_err();
    assert!(matches!(error, Error::RateLimit { .. }), "{error:?}");
    assert!(error.to_string().contains("renewed at 2030-01-01T00:00:00Z"), "{error}");
}

#[tokio::test]
async fn moved_repository_is_reported() {
    let github = GitHub::with_files(&[("a", b"\0")]);
    github.fault(fault("GET git/blobs", Kind::rest_error(301, "Moved Permanently"), 1));
    let error = target(&github).read(&paths(&["a"]), None).await.unwrap_err();
    assert!(error.to_string().contains("use the repository's current name"), "{error}");
}

/// Message and advice, as they are shown.
fn shown(error: &Error) -> String {
    format!("{error}\n{}", error.help().unwrap_or_default())
}

#[tokio::test]
async fn errors_say_problem_and_fix() {
    let github = GitHub::with_files(&[("a", b"1")]);
    let read = async |connection| connect(connection).read(&paths(&["a"]), None).await.unwrap_err();

    let error = read(Connection { token: Secret::new("ghp_expired"), ..connection(&github) }).await;
    assert!(
        matches!(error, Error::BadToken { .. }) && shown(&error).contains("Bad credentials"),
        "{error:?}"
    );

    let elsewhere = RepoName::parse("octo/nowhere").unwrap();
    let error = read(Connection { repository: elsewhere, ..connection(&github) }).await;
    assert_eq!(error.to_string(), "there is no repository octo/nowhere, or the token cannot see it");

    github.set_contents(Access::None);
    let error = read(connection(&github)).await;
    assert!(shown(&error).contains("may not read octo/papers: Resource not accessible"), "{}", shown(&error));
    assert!(shown(&error).ends_with("permissions:\n  contents: read"), "{}", shown(&error));
    github.set_contents(Access::Write);
}

#[tokio::test]
async fn refused_commits_say_why() {
    let github = GitHub::with_files(&[("a", b"1")]);
    let target = target(&github);
    let snapshot = target.read(&paths(&["a"]), None).await.unwrap();
    // By the mutation, and by the branch that is to move.
    let write = async |executable| {
        let changes = [FileChange { executable, ..change("a", "2") }];
        target.write(&snapshot, &changes, "m").await.unwrap_err()
    };
    for executable in [false, true] {
        github.set_contents(Access::Read);
        let error = write(executable).await;
        assert!(matches!(error, Error::Permission { .. }), "{error:?}");
        assert!(shown(&error).starts_with("the token may not commit to octo/papers: "), "{}", shown(&error));
        assert!(shown(&error).ends_with("permissions:\n  contents: write"), "{}", shown(&error));
        github.set_contents(Access::Write);
    }
    github.protect("Changes must be made through a pull request.");
    for executable in [false, true] {
        let error = write(executable).await;
        assert!(matches!(error, Error::Rule { .. }), "{error:?}");
        assert!(
            shown(&error)
                .contains("the branch main refuses the commit: Repository rule violations found Changes")
        );
    }
    github.archive();
    for executable in [false, true] {
        let error = write(executable).await;
        assert_eq!(error.to_string(), "octo/papers is archived, and takes no commits");
    }
    let requests = github.names().len();
    let archived = target.read(&paths(&["a"]), None).await.unwrap();
    assert!(archived.archived);
    let error = target.write(&archived, &[change("a", "2")], "m").await.unwrap_err();
    assert!(matches!(error, Error::Archived { .. }));
    assert_eq!(github.names().len(), requests + 1, "nothing is sent to an archived repository");
    assert_eq!(github.log().len(), 1);
}

#[tokio::test]
async fn a_branch_that_went_away_is_read_again() {
    let github = GitHub::with_files(&[("a", b"1")]);
    let target = target(&github);
    let mut snapshot = target.read(&paths(&["a"]), None).await.unwrap();
    "gone".clone_into(&mut snapshot.branch);
    for executable in [false, true] {
        let changes = [FileChange { executable, ..change("a", "2") }];
        let written = target.write(&snapshot, &changes, "m").await.unwrap();
        assert!(matches!(written, WriteOutcome::Conflict(_)), "{written:?}");
    }
    assert_eq!(target.find_commit(&snapshot, &[change("a", "1")]).await.unwrap(), None);
}

#[tokio::test]
async fn unsent_write_is_not_indeterminate() {
    let github = GitHub::with_files(&[("a", b"1")]);
    let connection = connection(&github);
    let target = connect(connection.clone());
    let snapshot = target.read(&paths(&["a"]), None).await.unwrap();
    drop(github);
    // A client of its own: a pooled connection may be found dead only after the request was written to it.
    let error = connect(connection).write(&snapshot, &[change("a", "2")], "m").await.unwrap_err();
    assert!(matches!(error, Error::Unreachable { action: "commit", .. }), "{error:?}");
    assert!(error.to_string().to_lowercase().contains("refused"), "{error}");
}

#[tokio::test]
async fn invalid_settings_are_reported_before_any_request() {
    let github = GitHub::start(Setup::default());
    let new = |connection: Connection| {
        let client = http::client(&Env::default(), &connection.timing).unwrap();
        Error::from(Client::new(&client, connection).unwrap_err())
    };
    let error = new(Connection { token: Secret::new("ghs_a\nb"), ..connection(&github) });
    assert!(matches!(error, Error::BadToken { .. }) && !format!("{error:?}").contains("ghs_a"), "{error:?}");
    let error = new(Connection { api_url: "api.github.com".to_owned(), ..connection(&github) });
    assert!(error.to_string().starts_with("GITHUB_API_URL is not the URL of an API"), "{error}");
    let error = new(Connection { graphql_url: "https://x/graph".to_owned(), ..connection(&github) });
    assert!(error.to_string().starts_with("GITHUB_GRAPHQL_URL is not the URL of an API"), "{error}");
    assert_eq!(github.names(), Vec::<String>::new());
}

/// Of the fake itself: what GitHub would not understand is answered with 500, and fails the test that sent it.
#[tokio::test]
async fn a_request_github_does_not_know_is_caught() {
    let github = GitHub::with_files(&[("a", b"1")]);
    let client = http::client(&Env::default(), &Timing::default()).unwrap();
    let token = github.setup().token.clone();
    let post = async |url: String, body: &'static str| {
        let request = client.post(url).header("user-agent", "test").bearer_auth(&token).body(body);
        request.send().await.unwrap().status().as_u16()
    };
    let unknown = r#"{"query": "{ repository(owner: \"octo\", name: \"papers\") { isEmty } }"}"#;
    assert_eq!(post(github.graphql_url(), unknown).await, 500);
    let blobs = format!("{}/repos/octo/papers/git/blobs", github.api_url());
    assert_eq!(post(format!("{blobs}s"), "{}").await, 500);
    assert_eq!(post(blobs, r#"{"content": "x", "typo": 1}"#).await, 500);
    let violations = github.take_violations();
    assert!(violations[0].contains("isEmty"), "{violations:?}");
    assert_eq!(violations.len(), 3);

    post(github.graphql_url(), unknown).await;
    let dropped = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| drop(github)));
    assert!(dropped.is_err(), "the test fails");
}

/// Whatever a proxy or GitHub might echo.
#[tokio::test]
async fn token_is_never_in_errors_or_debug() {
    let github = GitHub::with_files(&[("a", b"1")]);
    let token = github.setup().token.clone();
    let target = target(&github);
    let snapshot = target.read(&paths(&["a"]), None).await.unwrap();
    let mut texts = vec![format!("{target:?}"), format!("{:?}", connection(&github))];
    for status in [400, 401, 403, 404, 409, 422, 429, 500] {
        let echo = format!("not with Bearer {token}: no");
        // These two are asked for again.
        let times = if [429, 500].contains(&status) { 4 } else { 1 };
        github.fault(fault("graphql read", Kind::rest_error(status, &echo), times));
        let error = target.read(&paths(&["a"]), None).await.unwrap_err();
        texts.push(format!("{error:?} {}", shown(&error)));
        let times = if status == 429 { 4 } else { 1 };
        github.fault(fault("graphql commit", Kind::rest_error(status, &echo), times));
        texts.push(format!("{:?}", target.write(&snapshot, &[change("a", "2")], "m").await));
    }
    for kind in ["FORBIDDEN", "NOT_FOUND", "STALE_DATA", "RATE_LIMITED", "X"] {
        github.fault(fault("graphql commit", Kind::graphql_error(kind, &token), 1));
        texts.push(format!("{:?}", target.write(&snapshot, &[change("a", "2")], "m").await));
    }
    assert_eq!(github.log().len(), 1, "every fault hit");
    for text in texts {
        assert!(!text.contains(&token), "{text}");
    }
}
