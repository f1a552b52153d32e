//! Pull request mode: one branch with one commit, one pull request, and nothing of anyone's lost.

use daily_papers::error::Exit;
use fakes::arxiv::Record;
use fakes::github::{Access, Edit, Fault, GitHub, Kind, Rule, Setup, Thread};

use crate::test_env::{RunOutput, TestEnv, papers, record};

const README: &str = "# Lab\n\n<!-- daily-papers:start -->\n<!-- daily-papers:end -->\n\nBye.\n";
const DATA: &str = ".github/daily-papers.json";
const BRANCH: &str = "daily-papers/update";

fn env() -> TestEnv {
    let mut env = TestEnv::new(&[("README.md", README)], papers("graph networks", 3), "graph networks");
    env.input("mode", "pull-request");
    env
}

/// An environment whose first pull request is open.
fn proposed() -> TestEnv {
    let env = env();
    env.run().expect(Exit::Done);
    env
}

fn with(numbers: &[u32]) -> Vec<Record> {
    let mut records = papers("graph networks", 3);
    let paper = |n: &u32| {
        let id = format!("2611.{}", 30_000 + n);
        record(&id, 1, &format!("Fresh graph networks {n}"), &format!("2026-11-24T{n:02}:00:00Z"))
    };
    records.extend(numbers.iter().map(paper));
    records
}

/// The pull request, of which there is one.
fn pull(env: &TestEnv) -> Thread {
    let pulls = env.github.pulls();
    assert_eq!(pulls.len(), 1, "{pulls:#?}");
    pulls[0].clone()
}

fn proposed_readme(env: &TestEnv) -> String {
    String::from_utf8(env.github.read_at(BRANCH, "README.md").unwrap()).unwrap()
}

/// Messages of the branch's own commits.
fn commits(env: &TestEnv) -> Vec<String> {
    let commits = env.github.between("main", BRANCH);
    commits.iter().map(|commit| commit.message.trim().to_owned()).collect()
}

fn changed(ran: &RunOutput) -> (&str, &str) {
    (&ran.outputs["changed"], &ran.outputs["pull-request-number"])
}

#[test]
fn second_run_leaves_pull_request_alone() {
    let env = env();
    let main = env.github.head();
    let ran = env.run().expect(Exit::Done);
    assert_eq!(changed(&ran), ("true", "1"));
    assert!(ran.outputs["pull-request-url"].ends_with("/octo/papers/pull/1"), "{ran:?}");
    assert_eq!(Some(&ran.outputs["commit-sha"]), env.github.head_of(BRANCH).as_ref());
    assert_eq!(env.github.head(), main, "the base stays");
    assert_eq!(commits(&env), ["Add 3 papers"]);
    let log = env.github.between("main", BRANCH);
    assert_eq!(log[0].parents, [main.unwrap()]);
    assert!(log[0].author.starts_with("github-actions[bot]"), "{log:?}");
    let readme = proposed_readme(&env);
    assert!(readme.contains("graph networks number 2") && readme.ends_with("Bye.\n"), "{readme}");
    assert!(env.github.read_at(BRANCH, DATA).is_some());
    let pull = pull(&env);
    assert_eq!(pull.title, "Add 3 papers");
    assert!(
        pull.body.starts_with("3 papers as of 2026-11-24; 3 of them are not on the page yet.\n"),
        "{pull:?}"
    );
    assert!(pull.body.contains("Required checks do not start") && pull.body.contains("GITHUB_TOKEN"));
    assert!(!pull.body.contains("graph"), "no word of a paper: {}", pull.body);
    let details = pull.pull.unwrap();
    assert_eq!((details.head.as_str(), details.base.as_str()), (BRANCH, "main"));

    let before = env.github.names().len();
    let ran = env.run().expect(Exit::Done);
    assert_eq!(changed(&ran), ("false", ""));
    assert_eq!(
        env.github.names()[before..],
        ["graphql read", "GET pulls", "GET git/ref", "GET compare", "graphql readmore"],
        "nothing is written"
    );
}

#[test]
fn news_updates_the_open_pull_request() {
    let mut env = proposed();
    env.later(1).publish(with(&[1]));
    // The base goes on meanwhile.
    let theirs = README.replace("Bye.", "Bye, and thanks.");
    let main = env.github.commit(&[("README.md", Some(theirs.as_bytes())), ("a.txt", Some(b"a"))], "theirs");
    let ran = env.run().expect(Exit::Done);
    assert_eq!((changed(&ran), ran.outputs["new-papers"].as_str()), (("true", "1"), "1"));
    assert_eq!(commits(&env), ["Update papers: 1 new, 0 revised"], "one commit");
    assert_eq!(env.github.between("main", BRANCH)[0].parents, [main], "on the base's head");
    let readme = proposed_readme(&env);
    assert!(readme.contains("Fresh graph networks 1") && readme.ends_with("Bye, and thanks.\n"), "{readme}");
    assert_eq!(env.github.read_at(BRANCH, "a.txt").unwrap(), b"a");
    assert_eq!(pull(&env).title, "Update papers: 1 new, 0 revised");
    assert!(pull(&env).body.starts_with("4 papers as of 2026-11-25; 4 of"), "{}", pull(&env).body);

    let ran = env.run().expect(Exit::Done);
    assert_eq!((changed(&ran), ran.outputs["new-papers"].as_str()), (("false", ""), "0"));
    env.later(1).publish(with(&[1, 2]));
    assert_eq!(env.run().expect(Exit::Done).outputs["new-papers"], "1", "only the newest");
    assert_eq!(commits(&env).len(), 1);
    pull(&env);
}

#[test]
fn quiet_day_ignores_a_moved_base() {
    let env = proposed();
    let theirs = README.replace("Bye.", "Bye, and thanks.");
    env.github.commit(&[("README.md", Some(theirs.as_bytes()))], "theirs");
    let before = env.github.head_of(BRANCH);
    assert_eq!(changed(&env.run().expect(Exit::Done)), ("false", ""));
    assert_eq!(env.github.head_of(BRANCH), before);
}

#[test]
fn after_a_merge_only_news_opens_another() {
    for delete in [false, true] {
        let mut env = proposed();
        env.github.merge(1);
        if delete {
            env.github.delete_branch(BRANCH);
        }
        assert!(env.readme().contains("graph networks number 2"));
        assert_eq!(changed(&env.run().expect(Exit::Done)), ("false", ""));
        pull(&env);
        env.later(1).publish(with(&[1]));
        let ran = env.run().expect(Exit::Done);
        assert_eq!((changed(&ran), ran.outputs["new-papers"].as_str()), (("true", "2"), "1"));
        assert_eq!(commits(&env).last().unwrap(), "Update papers: 1 new, 0 revised");
        let pulls = env.github.pulls();
        assert!(pulls.len() == 2 && pulls[1].open, "{pulls:?}");
        assert!(pulls[1].body.starts_with("4 papers as of 2026-11-25; 1 of"), "{}", pulls[1].body);
    }
}

#[test]
fn closed_pull_request_stays_closed_until_news() {
    for delete in [false, true] {
        let mut env = proposed();
        env.github.close(1);
        if delete {
            env.github.delete_branch(BRANCH);
        }
        // The base may well go on.
        let theirs = README.replace("Bye.", "Bye, and thanks.");
        env.github.commit(&[("README.md", Some(theirs.as_bytes()))], "theirs");
        assert_eq!(changed(&env.later(1).run().expect(Exit::Done)), ("false", ""));
        pull(&env);
        env.publish(with(&[1]));
        let ran = env.run().expect(Exit::Done);
        assert_eq!((changed(&ran), ran.outputs["new-papers"].as_str()), (("true", "2"), "1"));
        assert_eq!(commits(&env), ["Update papers: 1 new, 0 revised"]);
        assert!(proposed_readme(&env).ends_with("Bye, and thanks.\n"));
    }
}

#[test]
fn reopened_pull_request_is_updated() {
    let mut env = proposed();
    env.github.close(1);
    env.later(1).publish(with(&[1]));
    assert_eq!(changed(&env.run().expect(Exit::Done)), ("true", "2"));
    env.github.close(2);
    env.github.reopen(1);
    env.publish(with(&[1, 2]));
    assert_eq!(changed(&env.run().expect(Exit::Done)), ("true", "1"));
    let open: Vec<u64> = env.github.pulls().iter().filter(|pull| pull.open).map(|pull| pull.number).collect();
    assert_eq!((open, env.github.pulls().len()), (vec![1], 2));
    assert!(proposed_readme(&env).contains("Fresh graph networks 2"));
}

#[test]
fn commits_of_others_on_the_branch_are_kept() {
    let edited = |env: &TestEnv| {
        let readme = proposed_readme(env).replace("# Lab", "# Our lab");
        [Edit::file("README.md", readme)]
    };
    let mut env = proposed();
    let theirs = env.github.commit_edits(BRANCH, &edited(&env), "theirs");
    assert_eq!(changed(&env.run().expect(Exit::Done)), ("false", ""));
    env.later(1).publish(with(&[1]));
    let ran = env.run().expect(Exit::Done);
    let warning = ran.annotations("warning").concat();
    assert!(warning.contains("commits of others") && warning.contains(BRANCH), "{warning}");
    assert!(ran.summary.contains("commits of others"), "{}", ran.summary);
    assert_eq!(commits(&env).len(), 3);
    assert_eq!(env.github.between("main", BRANCH)[2].parents, [theirs]);
    let readme = proposed_readme(&env);
    assert!(readme.starts_with("# Our lab\n") && readme.contains("Fresh graph networks 1"), "{readme}");

    // A second commit of the token's owner, who is a person then.
    let mut env = proposed();
    env.github.commit_as_owner(BRANCH, &edited(&env), "by hand");
    env.later(1).publish(with(&[1]));
    env.run().expect(Exit::Done);
    assert_eq!(commits(&env)[1..], ["by hand", "Update papers: 1 new, 0 revised"]);

    // One commit that is another's: our own was replaced.
    let mut env = proposed();
    let edits = edited(&env);
    env.github.delete_branch(BRANCH);
    env.github.branch(BRANCH, &env.github.head().unwrap());
    env.github.commit_edits(BRANCH, &edits, "theirs");
    env.later(1).publish(with(&[1]));
    env.run().expect(Exit::Done);
    assert!(commits(&env).contains(&"theirs".to_owned()), "{:?}", commits(&env));
}

/// Issue 19: `pull-request-branch: main` committed straight to main.
#[test]
fn base_and_default_branch_are_refused() {
    let mut env = env();
    let main = env.github.head();
    for (base, branch) in [("", "main"), ("release", "main"), ("release", "release")] {
        env.input("branch", base).input("pull-request-branch", branch);
        let ran = env.run().expect(Exit::WrongInput);
        let error = ran.annotations("error").concat();
        assert!(error.contains("`pull-request-branch"), "{error}");
    }
    assert_eq!((env.github.head(), env.github.pulls()), (main, vec![]));
    assert_eq!(env.github.head_of("release"), None);
}

/// Issue 19: an existing branch behind main was moved by force onto main's commits.
#[test]
fn branch_of_someone_else_is_refused() {
    let behind: fn(&TestEnv) = |env| {
        env.github.branch(BRANCH, &env.github.head().unwrap());
        env.github.commit(&[("more", Some(b"more"))], "main goes on");
    };
    let ahead: fn(&TestEnv) = |env| {
        env.github.branch(BRANCH, &env.github.head().unwrap());
        env.github.commit_edits(BRANCH, &[Edit::file("README.md", "theirs")], "theirs");
    };
    let proposed: fn(&TestEnv) = |env| {
        env.github.branch(BRANCH, &env.github.head().unwrap());
        env.github.commit_edits(BRANCH, &[Edit::file("theirs.txt", "theirs")], "theirs");
        env.github.open_pull_request("alice", BRANCH, "main", "Mine", "Not by a program.");
    };
    for make in [behind, ahead, proposed] {
        let env = env();
        make(&env);
        let before = (env.github.head_of(BRANCH), env.github.pulls());
        let ran = env.run().expect(Exit::Failed);
        let error = ran.annotations("error").concat();
        assert!(
            error.contains("daily-papers did not create it") && error.contains("delete the branch"),
            "{error}"
        );
        assert_eq!((env.github.head_of(BRANCH), env.github.pulls()), before);
    }
}

/// A person's pull request with the text of ours, and a person's branch with the data file.
#[test]
fn branch_with_copied_signs_is_refused() {
    let copied: fn(&TestEnv) = |env| {
        let body = "As usual. <!-- daily-papers:pull-request section=daily-papers title=1 text=2 -->";
        env.github.commit_edits(BRANCH, &[Edit::file("theirs.txt", "theirs")], "theirs");
        env.github.open_pull_request("alice", BRANCH, "main", "Mine", body);
    };
    let data: fn(&TestEnv) = |env| {
        let data = String::from_utf8(env.github.read(DATA).unwrap()).unwrap();
        env.github.commit_edits(BRANCH, &[Edit::file(DATA, data.replace("T06:37", "T06:38"))], "theirs");
    };
    for make in [copied, data] {
        let mut env = TestEnv::new(&[("README.md", README)], papers("graph networks", 3), "graph networks");
        env.run().expect(Exit::Done);
        env.github.branch(BRANCH, &env.github.head().unwrap());
        make(&env);
        let before = (env.github.head_of(BRANCH), env.github.pulls());
        env.later(1).publish(with(&[1]));
        let ran = env.input("mode", "pull-request").run().expect(Exit::Failed);
        let error = ran.annotations("error").concat();
        assert!(error.contains("daily-papers did not create it"), "{error}");
        assert_eq!((env.github.head_of(BRANCH), env.github.pulls()), before);
    }
}

/// GitHub answers so for a commit whose author has no account.
#[test]
fn author_without_account_is_read() {
    for author in ["null", "{}"] {
        let mut env = proposed();
        env.github.hide_authors(author);
        env.later(1).publish(with(&[1]));
        assert_eq!(changed(&env.run().expect(Exit::Done)), ("true", "1"), "{author}");
        assert!(proposed_readme(&env).contains("Fresh graph networks 1"));
    }
}

#[test]
fn words_of_a_person_are_kept() {
    let mut env = proposed();
    let number = pull(&env).number;
    env.github.edit_thread(number, |thread| {
        thread.title = "My title".to_owned();
        thread.body = "My words".to_owned();
    });
    env.later(1).run().expect(Exit::Done);
    env.later(1).publish(with(&[1]));
    assert_eq!(changed(&env.run().expect(Exit::Done)), ("true", "1"));
    let pull = pull(&env);
    assert_eq!((pull.title.as_str(), pull.body.as_str()), ("My title", "My words"));
}

#[test]
fn retargeted_pull_request_gets_no_twin() {
    let mut env = proposed();
    env.github.branch("next", &env.github.head().unwrap());
    env.github.edit_thread(1, |thread| thread.pull.as_mut().unwrap().base = "next".to_owned());
    env.later(1).run().expect(Exit::Done);
    env.later(1).publish(with(&[1]));
    let ran = env.run().expect(Exit::Done);
    assert_eq!(changed(&ran), ("true", "1"));
    assert!(ran.annotations("warning").concat().contains("is to be merged into next, not into main"));
    assert_eq!(pull(&env).pull.unwrap().base, "next");
}

#[test]
fn pull_request_with_nothing_left_is_closed() {
    let mut env = proposed();
    let file = |path: &str| env.github.read_at(BRANCH, path).unwrap();
    let (readme, data) = (file("README.md"), file(DATA));
    // A person took the files over to the base by hand.
    env.github.commit(&[("README.md", Some(&readme)), (DATA, Some(&data))], "by hand");
    assert_eq!(changed(&env.later(1).run().expect(Exit::Done)), ("false", ""));
    assert!(!pull(&env).open);
    env.later(1).publish(with(&[1]));
    assert_eq!(changed(&env.run().expect(Exit::Done)), ("true", "2"));
}

#[test]
fn lost_answers_make_no_second_pull_request() {
    for on in ["POST git/refs", "POST pulls"] {
        for kind in [Kind::CloseAfter, Kind::Close, Kind::bad_gateway()] {
            let env = env();
            env.github.fault(Fault { on, kind: kind.clone(), times: 1 });
            let ran = env.run().expect(Exit::Done);
            assert_eq!(changed(&ran), ("true", "1"), "{on} {kind:?}");
            assert_eq!(commits(&env).len(), 1, "{on} {kind:?}");
            pull(&env);
        }
    }
    let mut env = proposed();
    env.later(1).publish(with(&[1]));
    env.github.fault(Fault { on: "graphql move", kind: Kind::CloseAfter, times: 1 });
    env.github.fault(Fault { on: "PATCH pulls", kind: Kind::CloseAfter, times: 1 });
    assert_eq!(changed(&env.run().expect(Exit::Done)), ("true", "1"));
    assert_eq!((commits(&env).len(), pull(&env).title.as_str()), (1, "Update papers: 1 new, 0 revised"));
}

#[test]
fn what_keeps_it_from_being_opened_is_said() {
    type Change = fn(&TestEnv);
    let cases: [(Change, &[&str]); 4] = [
        (
            |env| env.github.let_actions_open_pulls(false),
            &[
                "does not let workflows open pull requests",
                "Settings → Actions → General",
                "Its branch is up to date",
            ],
        ),
        (
            |env| env.github.set_pulls(Access::Read),
            &["permissions:%0A  contents: write%0A  pull-requests: write"],
        ),
        (
            |env| env.github.set_pulls(Access::None),
            &["may not open a pull request in octo/papers", "pull-requests: write"],
        ),
        (
            |env| env.github.protect_branch(BRANCH, Rule::Ruleset("Cannot create ref.".to_owned())),
            &["a rule of the branch daily-papers/update refuses the commit"],
        ),
    ];
    for (change, says) in cases {
        let env = env();
        change(&env);
        let ran = env.run().expect(Exit::Failed);
        let error = ran.annotations("error").concat();
        assert!(says.iter().all(|words| error.contains(words)), "{error}");
        assert_eq!(env.github.pulls(), []);
        // Once it is fixed, the next run proposes what is there.
        if error.contains("Its branch is up to date") {
            env.github.let_actions_open_pulls(true);
            env.github.set_pulls(Access::Write);
            assert_eq!(changed(&env.run().expect(Exit::Done)), ("false", "1"));
            assert_eq!(commits(&env).len(), 1);
            pull(&env);
        }
    }
}

#[test]
fn works_with_a_protected_base() {
    let env = env();
    env.github.protect("Changes must be made through a pull request.");
    env.run().expect(Exit::Done);
    pull(&env);
}

#[test]
fn warns_that_personal_token_commits_are_unsigned() {
    for (token, says) in [("ghp_0123456789abcdef", true), ("ghs_0123456789abcdef", false)] {
        let github = GitHub::start(Setup { token: token.to_owned(), ..Setup::default() });
        github.commit(&[("README.md", Some(README.as_bytes()))], "first");
        let mut env = TestEnv::over(github, papers("graph networks", 3), "graph networks");
        env.input("mode", "pull-request");
        let ran = env.run().expect(Exit::Done);
        assert_eq!(ran.summary.contains("the commit is not signed"), says, "{}", ran.summary);
    }
}

#[test]
fn issue_is_opened_with_the_pull_request() {
    let mut env = env();
    env.input("issue", "new").run().expect(Exit::Done);
    env.later(1).publish(with(&[1]));
    let ran = env.run().expect(Exit::Done);
    assert_eq!((changed(&ran), ran.outputs["issue-number"].as_str()), (("true", "1"), "2"));
    env.run().expect(Exit::Done);
    assert_eq!((env.github.issues().len(), env.github.pulls().len()), (1, 1));
}

#[test]
fn missing_readme_or_markers_are_proposed_once() {
    for (readme, replace) in [(Some("# Lab\n"), false), (Some("# Lab\n"), true), (None, false)] {
        let files = [("README.md", readme.unwrap_or("x"))];
        let mut env = TestEnv::new(&files, papers("graph networks", 3), "graph networks");
        if readme.is_none() {
            env.github.commit(&[("README.md", None), ("a", Some(b"a"))], "no readme");
        }
        env.input("mode", "pull-request");
        if replace {
            env.input("on-missing-marker", "replace");
        }
        env.run().expect(Exit::Done);
        assert_eq!(changed(&env.later(1).run().expect(Exit::Done)), ("false", ""), "{readme:?} {replace}");
        env.publish(with(&[1]));
        env.run().expect(Exit::Done);
        assert_eq!(commits(&env).len(), 1);
        let readme = proposed_readme(&env);
        assert_eq!(readme.matches("<!-- daily-papers:start -->").count(), 1, "{readme}");
        assert!(readme.contains("Fresh graph networks 1"), "{readme}");
    }
}

#[test]
fn empty_repository_gets_page_then_pull_request() {
    let mut env =
        TestEnv::over(GitHub::start(Setup::default()), papers("graph networks", 3), "graph networks");
    env.input("mode", "pull-request").run().expect(Exit::Done);
    assert!(env.readme().starts_with("# Daily Papers\n") && !env.readme().contains("number 2"));
    assert!(proposed_readme(&env).contains("graph networks number 2"));
    pull(&env);
}

#[test]
fn a_branch_and_section_of_ones_own() {
    let mut env = env();
    env.github.branch("papers#1", &env.github.head().unwrap());
    env.input("branch", "papers#1").input("pull-request-branch", "up/date");
    env.run().expect(Exit::Done);
    let details = pull(&env).pull.unwrap();
    assert_eq!((details.head.as_str(), details.base.as_str()), ("up/date", "papers#1"));
    assert_eq!(changed(&env.run().expect(Exit::Done)), ("false", ""));
}
