//! A run that dies at any of its requests to GitHub, and is run again: it ends as if nothing had happened.

use daily_papers::error::Exit;
use fakes::arxiv::Record;
use fakes::github::{GitHub, Setup, Thread};

use crate::test_env::{TestEnv, papers, record};

const README: &str = "# Lab\n\n<!-- daily-papers:start -->\n<!-- daily-papers:end -->\n";
const DATA: &str = ".github/daily-papers.json";
const BRANCH: &str = "daily-papers/update";

/// Everything that a run leaves on GitHub: files and messages of both branches (ids depend on times, so trees do), issues
/// and pull requests, labels.
#[derive(Debug, PartialEq)]
struct Left {
    trees: Vec<(String, String)>,
    proposed: Vec<(String, String)>,
    threads: Vec<Thread>,
    labels: Vec<String>,
}

fn left(github: &GitHub) -> Left {
    let log = |commits: Vec<fakes::github::LoggedCommit>| {
        commits.into_iter().map(|commit| (commit.tree, commit.message)).collect()
    };
    let mut threads = github.threads();
    for thread in &mut threads {
        if let Some(pull) = &mut thread.pull {
            pull.sha.clear();
        }
    }
    Left {
        trees: log(github.log()),
        proposed: log(github.between("main", BRANCH)),
        threads,
        labels: github.labels(),
    }
}

fn news() -> Vec<Record> {
    let mut records = papers("graph networks", 3);
    records.push(record("2611.30001", 1, "Fresh graph networks", "2026-11-24T09:00:00Z"));
    records
}

/// Runs in the environment that `begin` makes, dying at each request in turn, before and after it was acted upon, and again
/// without dying. How many requests a run has that lives.
fn die_at_every_request(begin: fn() -> TestEnv) -> usize {
    let whole = begin();
    let before = whole.github.requests().len();
    whole.run().expect(Exit::Done);
    let steps = whole.github.requests().len() - before;
    let expected = left(&whole.github);
    for step in 0..steps {
        for acted in [false, true] {
            let env = begin();
            env.github.die_after(step, acted);
            let ran = env.run();
            // After the last request has been acted upon, no one sees the difference but the one who waits for the answer.
            assert_ne!(ran.exit, Exit::Done, "step {step}, acted {acted}: it did not die");
            env.github.heal();
            env.run().expect(Exit::Done);
            assert_eq!(left(&env.github), expected, "step {step}, acted {acted}");
            // And once more: nothing is left to do.
            env.run().expect(Exit::Done);
            assert_eq!(left(&env.github), expected, "step {step}, acted {acted}, run twice");
        }
    }
    steps
}

/// A page of three papers, a first run and a day ago; then there is a fourth.
fn next_day(inputs: &[(&str, &str)]) -> TestEnv {
    let mut env = TestEnv::new(&[("README.md", README)], papers("graph networks", 3), "graph networks");
    for (name, value) in inputs {
        env.input(name, value);
    }
    // Dying is quicker without patience.
    env.timing.github_retry = std::time::Duration::ZERO;
    env.run().expect(Exit::Done);
    env.later(1).publish(news());
    env
}

#[test]
#[ignore = "slow"]
fn in_commit_mode_with_an_issue() {
    let steps = die_at_every_request(|| {
        let env =
            next_day(&[("issue", "new"), ("issue-labels", "papers"), ("close-previous-issues", "true")]);
        let marker = "<!-- daily-papers:issue section=daily-papers digest=earlier -->";
        env.github.open_issue("github-actions[bot]", "earlier", marker);
        env
    });
    // Read, commit, look for the issue, look for the label, make it, open the issue, look for earlier ones, close one.
    assert_eq!(steps, 8);
}

#[test]
#[ignore = "slow"]
fn commit_mode_ends_with_one_commit_and_issue() {
    let env = next_day(&[("issue", "new")]);
    env.github.die_after(1, true);
    assert_eq!(env.run().exit, Exit::Failed);
    assert!(env.github.log().len() == 3 && env.github.issues().is_empty(), "it died between the two");
    env.github.heal();
    env.run().expect(Exit::Done);
    env.run().expect(Exit::Done);
    assert_eq!((env.github.log().len(), env.github.issues().len()), (3, 1));
}

#[test]
#[ignore = "slow"]
fn on_a_first_run() {
    let steps = die_at_every_request(|| {
        let mut env = TestEnv::new(&[("README.md", README)], papers("graph networks", 3), "graph networks");
        env.timing.github_retry = std::time::Duration::ZERO;
        env.input("issue", "always");
        env
    });
    assert_eq!(steps, 4);
}

#[test]
#[ignore = "slow"]
fn in_an_empty_repository() {
    let steps = die_at_every_request(|| {
        let github = GitHub::start(Setup::default());
        let mut env = TestEnv::over(github, papers("graph networks", 3), "graph networks");
        env.timing.github_retry = std::time::Duration::ZERO;
        env
    });
    // Read, ask for the default branch, first commit, read, second commit.
    assert_eq!(steps, 5);
}

#[test]
#[ignore = "slow"]
fn on_a_branch_that_is_not_there() {
    let steps = die_at_every_request(|| {
        let mut env = TestEnv::new(&[("README.md", README)], papers("graph networks", 3), "graph networks");
        env.timing.github_retry = std::time::Duration::ZERO;
        env.input("branch", BRANCH).input("issue", "always");
        env
    });
    // Read, was it renamed, read, parent, two blobs, tree, commit, branch, look for the issue, open it.
    assert_eq!(steps, 11);
}

#[test]
#[ignore = "slow"]
fn in_pull_request_mode_when_it_is_opened() {
    let steps = die_at_every_request(|| {
        let mut env = TestEnv::new(&[("README.md", README)], papers("graph networks", 3), "graph networks");
        env.timing.github_retry = std::time::Duration::ZERO;
        env.input("mode", "pull-request");
        env
    });
    // Read, pull request, branch, parent, two blobs, tree, commit, branch, pull request.
    assert_eq!(steps, 10);
}

#[test]
#[ignore = "slow"]
fn in_pull_request_mode_on_update_with_issue() {
    let steps = die_at_every_request(|| next_day(&[("mode", "pull-request"), ("issue", "new")]));
    // The same, with what the pull request holds (a comparison, and its files), and an issue (looked for, opened).
    assert_eq!(steps, 14);
    let env = next_day(&[("mode", "pull-request"), ("issue", "new")]);
    env.run().expect(Exit::Done);
    let left = left(&env.github);
    assert_eq!((left.proposed.len(), left.threads.len()), (1, 2), "one commit, one pull request, one issue");
    assert!(env.github.read_at(BRANCH, DATA).is_some());
}
