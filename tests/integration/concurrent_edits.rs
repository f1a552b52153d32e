//! What someone else does between a run's reading and its writing, in whole runs: nothing of theirs is lost, the page has the
//! news all the same, and the next run is quiet.

use std::process::Command;
use std::time::Duration;

use daily_papers::error::Exit;
use daily_papers::state::State;
use fakes::github::{BranchEdit, Edit, Fault, GitHub, Kind};

use crate::test_env::{TestEnv, papers, record};

const README: &str = "# Lab\n\n<!-- daily-papers:start -->\n<!-- daily-papers:end -->\n\nBye.\n";
const DATA: &str = ".github/daily-papers.json";
const UPDATE: &str = "daily-papers/update";
const MARKERS: [&str; 2] = ["<!-- daily-papers:start -->", "<!-- daily-papers:end -->"];

/// Where something is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    /// On the branch that is committed to.
    Main,
    /// The same, by a commit that one mutation cannot carry: the README is executable.
    Built,
    /// In pull request mode, on the branch of the pull request, which is open.
    Update,
    /// In pull request mode, on the branch that it is for.
    Base,
}
use At::{Base, Built, Main, Update};

const EVERYWHERE: &[At] = &[Main, Built, Update, Base];
/// Where what was done is what the run builds upon.
const BELOW: &[At] = &[Main, Built, Update];

impl At {
    fn mode(self) -> &'static str {
        if matches!(self, Main | Built) { "commit" } else { "pull-request" }
    }

    fn branch(self) -> &'static str {
        if self == Update { UPDATE } else { "main" }
    }
}

/// An edit of the branch by someone else, and how a run ends that it interrupts.
struct Case {
    what: &'static str,
    at: &'static [At],
    /// From README and data file as they are.
    edit: fn(&str, &str) -> BranchEdit,
    inputs: &'static [(&'static str, &'static str)],
    exit: Exit,
    /// The output `new-papers`.
    new: fn(At) -> &'static str,
    /// What is said of it, if the run fails.
    says: &'static str,
}

/// A run that takes it in its stride, with its one new paper.
const FINE: Case = Case {
    what: "",
    at: EVERYWHERE,
    edit: |_, _| BranchEdit::Delete,
    inputs: &[],
    exit: Exit::Done,
    new: |_| "1",
    says: "",
};

const WITHOUT_MARKERS: fn(&str, &str) -> BranchEdit = |readme, _| {
    let readme = MARKERS.iter().fold(readme.to_owned(), |readme, marker| readme.replace(marker, "theirs"));
    BranchEdit::Commit(vec![Edit::file("README.md", readme)])
};

const CASES: &[Case] = &[
    Case {
        what: "commits another file",
        edit: |_, _| BranchEdit::Commit(vec![Edit::file("theirs.txt", "theirs")]),
        ..FINE
    },
    Case {
        what: "edits the README around the section",
        edit: |readme, _| {
            let readme = readme.replace("# Lab", "# Our lab").replace("Bye.\n", "Bye, and thanks.");
            BranchEdit::Commit(vec![Edit::file("README.md", readme)])
        },
        ..FINE
    },
    Case {
        what: "edits the README inside the section",
        edit: |readme, _| {
            BranchEdit::Commit(vec![Edit::file("README.md", readme.replace("number 1", "theirs"))])
        },
        ..FINE
    },
    Case { what: "deletes the markers", edit: WITHOUT_MARKERS, ..FINE },
    Case {
        what: "deletes the markers, `replace`",
        at: BELOW,
        edit: WITHOUT_MARKERS,
        inputs: &[("on-missing-marker", "replace")],
        ..FINE
    },
    Case {
        what: "deletes the markers, `fail`",
        at: BELOW,
        edit: WITHOUT_MARKERS,
        inputs: &[("on-missing-marker", "fail")],
        exit: Exit::Failed,
        says: "README.md has no markers",
        ..FINE
    },
    Case {
        what: "deletes the README",
        edit: |_, _| BranchEdit::Commit(vec![Edit::delete("README.md")]),
        ..FINE
    },
    Case {
        what: "edits the data file",
        edit: |_, data| BranchEdit::Commit(vec![Edit::file(DATA, data.replace("number 1", "theirs"))]),
        ..FINE
    },
    Case {
        what: "breaks the data file",
        at: BELOW,
        edit: |_, data| BranchEdit::Commit(vec![Edit::file(DATA, data.replace('}', ""))]),
        exit: Exit::Failed,
        says: "start again by deleting it",
        ..FINE
    },
    Case {
        what: "deletes the data file",
        edit: |_, _| BranchEdit::Commit(vec![Edit::delete(DATA)]),
        // As on a first run; what the branch of the pull request still has is known.
        new: |at| if at == Base { "1" } else { "0" },
        ..FINE
    },
    Case {
        what: "pushes with force",
        edit: |_, _| BranchEdit::ForcePush(vec![Edit::file("theirs.txt", "theirs")]),
        // On the branch of the pull request, the news of its first commit is lost with it.
        new: |at| if at == Update { "2" } else { "1" },
        ..FINE
    },
    Case { what: "takes the last commit back", edit: |_, _| BranchEdit::TakeBack, ..FINE },
    Case { what: "renames the branch", edit: |_, _| BranchEdit::Rename("trunk".to_owned()), ..FINE },
    Case {
        what: "renames the branch, which is named",
        at: &[Main, Built],
        edit: |_, _| BranchEdit::Rename("trunk".to_owned()),
        inputs: &[("branch", "main")],
        exit: Exit::Failed,
        says: "the branch main of octo/papers was renamed",
        ..FINE
    },
    Case { what: "deletes the branch", at: &[Update], ..FINE },
];

/// Yesterday's page, and a commit of someone's since; in pull request mode an open pull request.
fn yesterday(at: At) -> TestEnv {
    let mode = at.mode();
    let github = GitHub::with_files(&[("tools/lint.sh", b"#!/bin/sh\n")]);
    let readme =
        if at == Built { Edit::executable("README.md", README) } else { Edit::file("README.md", README) };
    github.commit_edits("main", &[readme], "a page");
    let mut env = TestEnv::over(github, papers("graph networks", 3), "graph networks");
    env.run().expect(Exit::Done);
    env.github.commit(&[("draft.txt", Some(b"draft"))], "a draft");
    env.input("mode", mode).input("issue", "new").later(1);
    env.publish(news(1));
    if mode == "pull-request" {
        env.run().expect(Exit::Done);
        env.later(1).publish(news(2));
    }
    env
}

fn news(days: u32) -> Vec<fakes::arxiv::Record> {
    let mut records = papers("graph networks", 3);
    for day in 1..=days {
        let id = format!("2611.{}", 30_000 + day);
        let updated = format!("2026-11-{}T09:00:00Z", 23 + day);
        records.push(record(&id, 1, &format!("Fresh graph networks {day}"), &updated));
    }
    records
}

fn read(env: &TestEnv, branch: &str, path: &str) -> Option<String> {
    env.github.read_at(branch, path).map(|bytes| String::from_utf8(bytes).unwrap())
}

/// Every file but the section's two, with its mode and the id of its bytes.
fn others(env: &TestEnv, commit: &str) -> Vec<String> {
    let mut git = Command::new("git");
    let listed = git.arg("-C").arg(env.github.path()).args(["ls-tree", "-r", commit]).output().unwrap();
    assert!(listed.status.success(), "{listed:?}");
    let lines = String::from_utf8(listed.stdout).unwrap();
    let others = |line: &&str| !["README.md", DATA].iter().any(|path| line.ends_with(&format!("\t{path}")));
    let others: Vec<String> = lines.lines().filter(others).map(str::to_owned).collect();
    assert!(!others.is_empty(), "{lines}");
    others
}

/// What is before and after the section.
fn around(readme: &str) -> Option<(&str, &str)> {
    let (before, rest) = readme.split_once(MARKERS[0])?;
    Some((before, rest.split_once(MARKERS[1])?.1))
}

/// One case in one place.
fn judge(case: &Case, at: At) {
    let mut env = yesterday(at);
    for (name, value) in case.inputs {
        env.input(name, value);
    }
    let branch = at.branch();
    let old = env.github.log_of(branch);
    let (old, below) = (old[0].oid.clone(), old[1].oid.clone());
    let file = |path| read(&env, branch, path).unwrap();
    let data = file(DATA);
    let edit = (case.edit)(&file("README.md"), &data);
    env.github.meanwhile(branch, edit.clone());
    let asked = env.arxiv.requests().len();
    let ran = env.run().expect(case.exit);
    assert_eq!(ran.outputs["new-papers"], (case.new)(at), "{ran:#?}");
    assert!(ran.annotations("error").concat().contains(case.says), "{ran:#?}");

    // The branch they did it to, and its head as they left it.
    let now = if let BranchEdit::Rename(name) = &edit { name } else { branch };
    let log = env.github.log_of(now);
    let theirs = match &edit {
        BranchEdit::Commit(_) | BranchEdit::ForcePush(_) => {
            let theirs: Vec<_> =
                log.iter().filter(|commit| commit.message.trim() == "someone was faster").collect();
            assert_eq!(theirs.len(), 1, "{log:#?}");
            Some(theirs[0].oid.clone())
        }
        BranchEdit::TakeBack => Some(below),
        BranchEdit::Rename(_) => Some(old.clone()),
        BranchEdit::Delete => None,
    };
    assert_eq!(
        log.iter().any(|commit| commit.oid == old),
        matches!(edit, BranchEdit::Commit(_) | BranchEdit::Rename(_))
    );
    if at == Base || theirs.as_ref().is_some_and(|oid| read(&env, oid, DATA).as_ref() == Some(&data)) {
        assert_eq!(env.arxiv.requests().len(), asked + 1, "arXiv is not asked again");
    }
    let theirs_stays = at == Base || case.exit != Exit::Done || (at, now) == (Update, "trunk");
    if theirs_stays {
        assert_eq!(env.github.head_of(now), theirs, "nothing is written there");
    } else if let Some(theirs) = theirs {
        assert_eq!(others(&env, now), others(&env, &theirs));
        assert!(env.github.log_of(now).iter().any(|commit| commit.oid == theirs), "{log:#?}");
        keeps_their_readme(case, &read(&env, now, "README.md").unwrap(), read(&env, &theirs, "README.md"));
    }
    if case.exit == Exit::Done {
        let written = if at.mode() == "commit" { now } else { UPDATE };
        has_the_news(&env, at, written, if at.mode() == "commit" { 4 } else { 5 });
    }
    is_quiet(&env, case.exit, [now, UPDATE, "main"]);
}

/// Outside the section their README is as they left it, byte for byte, as far as they left one.
fn keeps_their_readme(case: &Case, readme: &str, theirs: Option<String>) {
    let Some(theirs) = theirs else { return assert!(readme.starts_with("# Daily Papers\n"), "{readme}") };
    if let Some(around_theirs) = around(&theirs) {
        assert_eq!(around(readme).unwrap(), around_theirs);
    } else if case.inputs.is_empty() {
        assert!(readme.starts_with(&theirs), "appended: {readme}");
    } else {
        assert!(readme.starts_with("# Daily Papers\n"), "replaced, as was asked for: {readme}");
    }
}

/// The page is whole, with the paper of the day; so is the data file.
fn has_the_news(env: &TestEnv, at: At, branch: &str, papers: usize) {
    let readme = read(env, branch, "README.md").unwrap();
    let section = readme.split_once(MARKERS[0]).unwrap().1.split_once(MARKERS[1]).unwrap().0;
    let days = if at.mode() == "commit" { 1 } else { 2 };
    let fresh = format!("Fresh graph networks {days}");
    for title in ["graph networks number 0", "graph networks number 1", &fresh] {
        assert_eq!(section.matches(&format!("**[{title}](")).count(), 1, "{readme}");
    }
    for marker in MARKERS {
        assert_eq!(readme.matches(marker).count(), 1, "{readme}");
    }
    let data = State::parse(&env.github.read_at(branch, DATA).unwrap(), DATA, "daily-papers").unwrap();
    assert_eq!(data.papers.len(), papers);
    let open: Vec<_> = env.github.pulls().into_iter().filter(|pull| pull.open).collect();
    assert_eq!(open.len(), usize::from(at.mode() != "commit"), "{open:#?}");
}

/// Nothing happens to these branches on another run, and nothing is reported; what failed fails again.
fn is_quiet(env: &TestEnv, exit: Exit, branches: [&str; 3]) {
    let heads = || branches.map(|branch| env.github.head_of(branch));
    let (before, threads) = (heads(), env.github.threads().len());
    let ran = env.run().expect(exit);
    assert_eq!(ran.outputs["changed"], "false");
    assert_eq!((heads(), env.github.threads().len()), (before, threads));
}

fn all(at: At) {
    let cases: Vec<&Case> = CASES.iter().filter(|case| case.at.contains(&at)).collect();
    for case in &cases {
        let judged = std::panic::catch_unwind(|| judge(case, at));
        assert!(judged.is_ok(), "{at:?}: someone {}", case.what);
    }
    assert!(cases.len() >= 6);
}

#[test]
fn on_the_branch_that_is_committed_to() {
    all(Main);
}

#[test]
fn on_the_branch_of_a_built_commit() {
    all(Built);
}

#[test]
fn on_the_branch_of_the_pull_request() {
    all(Update);
}

#[test]
fn on_the_base_of_the_pull_request() {
    all(Base);
}

/// The answer to a commit is lost, and someone edits the section on top of it before the run looks again.
#[test]
fn lost_answer_never_doubles_a_commit() {
    let mut env = yesterday(Main);
    env.timing.github_retry = Duration::from_millis(100);
    env.github.fault(Fault { on: "graphql commit", kind: Kind::CloseAfter, times: 1 });
    let before = env.github.log().len();
    let ran = std::thread::scope(|scope| {
        let run = scope.spawn(|| env.run());
        while env.github.log().len() == before {
            std::thread::sleep(Duration::from_millis(2));
        }
        let readme = env.readme().replace("number 1", "theirs");
        env.github.commit(&[("README.md", Some(readme.as_bytes()))], "theirs");
        run.join().unwrap().expect(Exit::Done)
    });
    let log = env.github.log();
    assert_eq!((log.len(), log[0].message.trim()), (before + 2, "theirs"), "{log:#?}");
    assert_eq!((&ran.outputs["commit-sha"], ran.outputs["new-papers"].as_str()), (&log[1].oid, "1"));
    assert_eq!(env.github.issues().len(), 1);
}

/// Another run was faster, and arXiv gave it a paper that it did not give us.
#[test]
fn newer_list_of_another_run_stays() {
    let env = yesterday(Main);
    let further = yesterday(Main);
    let mut records = news(1);
    records.push(record("2611.30009", 1, "Fresh graph networks 9", "2026-11-24T10:00:00Z"));
    further.publish(records);
    further.run().expect(Exit::Done);
    let theirs = ["README.md", DATA].map(|path| Edit::file(path, further.github.read(path).unwrap()));
    env.github.meanwhile("main", BranchEdit::Commit(theirs.to_vec()));
    env.run().expect(Exit::Done);
    has_the_news(&further, Main, "main", 5);
    has_the_news(&env, Main, "main", 5);
    assert!(env.readme().contains("**[Fresh graph networks 9]("), "{}", env.readme());
}

/// There was no branch when it was looked for.
#[test]
fn branch_that_someone_else_makes_is_refused() {
    let mut env = TestEnv::new(&[("README.md", README)], papers("graph networks", 3), "graph networks");
    env.input("mode", "pull-request");
    env.github.meanwhile(UPDATE, BranchEdit::Commit(vec![Edit::file("theirs.txt", "theirs")]));
    let ran = env.run().expect(Exit::Failed);
    assert!(ran.annotations("error").concat().contains("daily-papers did not create it"), "{ran:#?}");
    assert_eq!(read(&env, UPDATE, "theirs.txt").unwrap(), "theirs");
    assert_eq!(env.github.pulls(), []);
}

/// The branch of the pull request is made when its base gets another name.
#[test]
fn renamed_base_is_found_by_next_run() {
    let mut env = TestEnv::new(&[("README.md", README)], papers("graph networks", 3), "graph networks");
    env.input("mode", "pull-request");
    env.github.meanwhile("main", BranchEdit::Rename("trunk".to_owned()));
    let ran = env.run().expect(Exit::Failed);
    assert!(ran.annotations("error").concat().contains("branch is up to date"), "{ran:#?}");
    assert_eq!(env.run().expect(Exit::Done).outputs["pull-request-number"], "1");
    let pulls = env.github.pulls();
    assert_eq!((pulls.len(), pulls[0].pull.clone().unwrap().base.as_str()), (1, "trunk"));
    is_quiet(&env, Exit::Done, [UPDATE, "trunk", "main"]);
}
