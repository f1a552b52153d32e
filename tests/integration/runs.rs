//! Whole runs against the fakes: the promises of the contract.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use daily_papers::error::Exit;
use fakes::arxiv::{Fault, FaultKind};
use fakes::github::{self, Edit, GitHub, Kind, Setup};

use crate::test_env::{TestEnv, papers, record, reveals};

const README: &str = "# Lab\n\n<!-- daily-papers:start -->\n<!-- daily-papers:end -->\n\nBye.\n";
const DATA: &str = ".github/daily-papers.json";

/// A page of three papers, a first run ago.
fn yesterday() -> TestEnv {
    let mut env = TestEnv::new(&[("README.md", README)], papers("graph networks", 3), "graph networks");
    env.run().expect(Exit::Done);
    env.later(1);
    env
}

/// What is found today: one paper more, and another version of the newest.
fn news() -> Vec<fakes::arxiv::Record> {
    let mut records = papers("graph networks", 3);
    records[0].version = 2;
    records[0].updated = "2026-11-24T10:00:00Z".parse().unwrap();
    records.push(record("2611.30001", 1, "Fresh graph networks", "2026-11-24T09:00:00Z"));
    records
}

#[test]
fn second_run_is_quiet() {
    let env = TestEnv::new(&[("README.md", README)], papers("graph networks", 3), "graph networks");
    let first = env.run().expect(Exit::Done);
    assert_eq!(first.outputs["changed"], "true");
    assert_eq!(first.outputs["total-papers"], "3");
    assert_eq!(first.outputs["new-papers"], "0");
    assert_eq!(first.outputs["commit-sha"], env.github.head().unwrap());
    assert!(first.summary.starts_with("**daily-papers: news** 3 papers listed"), "{}", first.summary);
    assert_eq!(env.github.names(), ["graphql read", "graphql commit"]);
    assert_eq!(env.github.log().len(), 2);

    let second = env.run().expect(Exit::Done);
    assert_eq!(second.outputs["changed"], "false");
    assert_eq!(second.outputs["commit-sha"], "");
    assert_eq!(env.github.log().len(), 2);
    assert!(second.summary.starts_with("**daily-papers: quiet**"), "{}", second.summary);
    assert_eq!(second.outputs.len(), daily_papers::config::OUTPUTS.len());
}

#[test]
fn news_are_counted_listed_and_committed_at_once() {
    let env = yesterday();
    env.publish(news());
    let ran = env.run().expect(Exit::Done);
    let head = env.github.head().unwrap();
    assert_eq!((ran.outputs["new-papers"].as_str(), ran.outputs["revised-papers"].as_str()), ("1", "1"));
    let papers: serde_json::Value = serde_json::from_str(&ran.outputs["papers"]).unwrap();
    assert_eq!(papers[0]["id"], "2611.30001");
    assert_eq!(papers[0]["keywords"][0], "graph networks");
    assert_eq!(papers[0]["url"], "https://arxiv.org/abs/2611.30001v1");
    let summary = format!(
        "**daily-papers: news** 4 papers listed, 1 new, 1 revised. Commit: [{}]({}).\n\n\
         **New papers**\n\n\
         - 2026-11-24 [Fresh graph networks](https://arxiv.org/abs/2611.30001v1)\n\n\
         | Keyword | Papers | New | Revised | Newest paper | Search |\n\
         | --- | ---: | ---: | ---: | --- | --- |\n\
         | graph networks | 4 | 1 | 1 | 2026-11-24 [graph networks number 0](https://arxiv.org/abs/2611.20000v2) | searched all 4 hits |\n\n\
         No issue, and so no email, because “issue” is “none”. Set “issue: new” for an issue when there are new papers.\n",
        &head[..7],
        ran.outputs["commit-url"],
    );
    assert_eq!(ran.summary, summary);
    let commit = &env.github.log()[0];
    assert_eq!(commit.message.trim(), "Update papers: 1 new, 1 revised");
    let readme = env.readme();
    assert!(
        readme.starts_with("# Lab\n\n<!-- daily-papers:start -->\n\nLast update: 2026-11-25\n"),
        "{readme}"
    );
    assert!(readme.ends_with("<!-- daily-papers:end -->\n\nBye.\n"), "{readme}");
    let rows: Vec<&str> = readme.lines().filter(|line| line.starts_with("| **[")).collect();
    assert_eq!(rows.len(), 4);
    assert!(
        rows[0].starts_with(
            "| **[graph networks number 0](https://arxiv.org/abs/2611.20000v2)** <sup>revised</sup> | 2026-11-24 (submitted 2026-11-23) |"
        )
    );
}

#[test]
fn changed_setting_commits_with_old_date() {
    let mut env = yesterday();
    env.input("columns", "date, title").later(3);
    let ran = env.run().expect(Exit::Done);
    assert_eq!((ran.outputs["changed"].as_str(), ran.outputs["new-papers"].as_str()), ("true", "0"));
    assert!(env.readme().contains("Last update: 2026-11-24\n"), "{}", env.readme());
    assert!(
        env.readme().contains("**Date**&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp; | **Title** |\n"),
        "{}",
        env.readme()
    );
    env.run().expect(Exit::Done);
    assert_eq!(env.github.log().len(), 3);
}

#[test]
fn bytes_outside_the_markers_stay() {
    let before = "\u{feff}# Lab\r\n\r\n```\r\n<!-- daily-papers:start -->\r\n```\r\n";
    let readme = format!("{before}<!--daily-papers:start--><!-- daily-papers:end -->\r\n\ttail  ");
    let github = GitHub::with_files(&[("a.txt", b"a")]);
    github.commit_edits("main", &[Edit::executable("README.md", readme)], "readme");
    let env = TestEnv::over(github, papers("graph networks", 3), "graph networks");
    env.run().expect(Exit::Done);
    let now = env.readme();
    assert!(now.starts_with(&format!("{before}<!--daily-papers:start-->\r\n\r\nLast update: ")), "{now:?}");
    assert!(now.ends_with("\r\n<!-- daily-papers:end -->\r\n\ttail  "), "{now:?}");
    assert!(!now.replace("\r\n", "").contains('\n'), "one kind of line ending: {now:?}");
    assert_eq!(env.github.mode("README.md"), Some(0o100_755));
    assert_eq!(env.github.read("a.txt").unwrap(), b"a");
}

#[test]
fn gives_up_if_branch_keeps_moving() {
    let mut env = yesterday();
    env.publish(news());
    for n in 0..6 {
        env.github.race(&[Edit::file("busy.txt", format!("{n}"))]);
    }
    env.timing.github_retry = Duration::from_millis(5);
    let begun = Instant::now();
    let ran = env.run().expect(Exit::Failed);
    // It gave way for 4, 8, 16 and 16 of them.
    assert!(begun.elapsed() >= 44 * env.timing.github_retry, "{:?}", begun.elapsed());
    assert_eq!(ran.annotations("error").len(), 1, "{}", ran.out);
    assert!(ran.annotations("error")[0].contains("5 attempts"), "{}", ran.out);
    assert!(!env.readme().contains("Fresh"));
    assert_eq!(env.github.read("busy.txt").unwrap(), b"4");
}

#[test]
fn commit_with_lost_answer_is_made_once() {
    let env = yesterday();
    env.publish(news());
    env.github.fault(github::Fault { on: "graphql commit", kind: Kind::CloseAfter, times: 1 });
    let ran = env.run().expect(Exit::Done);
    assert_eq!((ran.outputs["new-papers"].as_str(), ran.outputs["changed"].as_str()), ("1", "true"));
    assert_eq!(ran.outputs["commit-sha"], env.github.head().unwrap());
    assert_eq!(env.github.log().len(), 3);
}

#[test]
fn commit_that_did_not_arrive_is_repeated() {
    let env = yesterday();
    env.publish(news());
    env.github.fault(github::Fault { on: "graphql commit", kind: Kind::Close, times: 2 });
    let ran = env.run().expect(Exit::Done);
    assert_eq!(ran.outputs["new-papers"], "1");
    assert_eq!(env.github.log().len(), 3);
}

#[test]
fn empty_repository_gets_page_then_papers() {
    let env = TestEnv::over(GitHub::start(Setup::default()), papers("graph networks", 3), "graph networks");
    let ran = env.run().expect(Exit::Done);
    assert_eq!(ran.outputs["total-papers"], "3");
    let log = env.github.log();
    assert_eq!(log.len(), 2);
    assert!(env.readme().starts_with("# Daily Papers\n"), "{}", env.readme());
    assert!(env.readme().contains("graph networks number 2"));
    assert!(env.github.read(DATA).is_some());
    assert_eq!(env.run().expect(Exit::Done).outputs["changed"], "false");
}

#[test]
fn an_enterprise_server_works_the_same() {
    let github = GitHub::start(Setup { enterprise: true, ..Setup::default() });
    github.commit(&[("README.md", Some(README.as_bytes()))], "begin");
    let env = TestEnv::over(github, papers("graph networks", 3), "graph networks");
    env.run().expect(Exit::Done);
    assert!(env.readme().contains("graph networks number 2"));
}

#[test]
fn failed_keyword_keeps_its_last_list() {
    let mut env = yesterday();
    env.input("keywords", "graph networks\ntransformers");
    let mut records = papers("graph networks", 3);
    records.push(record("2611.30002", 1, "Small transformers", "2026-11-24T09:00:00Z"));
    env.publish(records);
    let broken = || Fault::forever(FaultKind::EmptyFeed).matching("graph networks");
    env.arxiv.fault(broken());
    let ran = env.run().expect(Exit::Done);
    assert_eq!(ran.outputs["failed-keywords"], r#"["graph networks"]"#);
    assert_eq!(ran.outputs["total-papers"], "4");
    assert!(ran.summary.starts_with("**daily-papers: failed** 1 of 2 keywords"), "{}", ran.summary);
    assert!(env.readme().contains("graph networks number 2") && env.readme().contains("Small transformers"));
    assert!(!env.readme().contains("failed"), "a failure never shows in the README");

    env.input("fail-on", "partial");
    env.arxiv.clear_faults();
    env.arxiv.fault(broken());
    env.run().expect(Exit::Partial);
    env.input("fail-on", "never");
    env.run().expect(Exit::Done);
}

#[test]
fn failed_new_keyword_has_no_list_yet() {
    let mut env = yesterday();
    env.input("keywords", "graph networks\ntransformers");
    env.arxiv.fault(Fault::forever(FaultKind::denied()).matching("transformers"));
    let ran = env.run().expect(Exit::Done);
    assert!(env.readme().contains("## transformers\n\nNot read yet.\n"), "{}", env.readme());
    assert!(
        ran.summary.contains("1 of 2 keywords failed. It has no list yet.")
            && ran.summary.contains("| transformers | 0 | 0 | 0 |  | failed: arXiv answered 403"),
        "{}",
        ran.summary
    );
    env.input("keywords", "graph networks\ntransformers\nzebras");
    env.arxiv.clear_faults();
    env.arxiv.fault(Fault::forever(FaultKind::EmptyFeed).matching("graph networks"));
    env.arxiv.fault(Fault::forever(FaultKind::denied()).matching("transformers"));
    let ran = env.later(1).run().expect(Exit::Done);
    let says = "2 of 3 keywords failed. Their last good lists stay; 1 keyword has no list yet.";
    assert!(ran.summary.contains(says), "{}", ran.summary);
}

#[test]
fn arxiv_outage_leaves_the_page_alone() {
    let mut env = yesterday();
    env.input("columns", "title");
    env.arxiv.fault(Fault::forever(FaultKind::unavailable()));
    let ran = env.run().expect(Exit::Failed);
    assert_eq!(ran.annotations("error").len(), 1);
    assert!(ran.annotations("error")[0].contains("arXiv answered 503"), "{}", ran.out);
    assert_eq!(ran.outputs["failed-keywords"], r#"["graph networks"]"#);
    assert_eq!(ran.outputs["changed"], "false");
    assert_eq!(env.github.log().len(), 2);
    // What is listed stays listed, and is counted.
    assert_eq!(ran.outputs["total-papers"], "3");
    let row = "| graph networks | 3 | 0 | 0 | 2026-11-23 [graph networks number 0](https://arxiv.org/abs/2611.20000v1) | failed: ";
    assert!(ran.summary.contains(row), "{}", ran.summary);
    assert!(ran.summary.contains("\n```text\nnothing needs to be done"), "{}", ran.summary);
}

#[test]
fn invalid_query_says_correct_the_query() {
    let env = TestEnv::new(
        &[("README.md", README)],
        papers("graph networks", 3),
        "- name: raw\n  query: 'ti:x AND OR'",
    );
    let ran = env.run().expect(Exit::Failed);
    let error = ran.annotations("error")[0];
    assert!(error.contains("correct the query") && !error.contains("such days"), "{error}");
}

#[test]
fn rejected_query_shows_arxivs_message_and_exits_3() {
    let mut env = yesterday();
    env.input("keywords", "- graph networks\n- name: raw\n  query: 'ti:x AND OR'");
    let ran = env.run().expect(Exit::Partial);
    assert!(ran.annotations("error")[0].contains("Invalid query string"), "{}", ran.out);
    assert!(env.readme().contains("graph networks number 2"));
}

#[test]
fn dry_run_shows_difference_and_writes_nothing() {
    let mut env = yesterday();
    env.publish(news());
    env.input("mode", "dry-run");
    let ran = env.run().expect(Exit::Done);
    assert!(ran.out.contains("+++ b/README.md\n"), "{}", ran.out);
    assert!(
        ran.out.contains("+| **[Fresh graph networks](https://arxiv.org/abs/2611.30001v1)**"),
        "{}",
        ran.out
    );
    assert!(ran.summary.contains("```diff\n--- a/README.md"), "{}", ran.summary);
    assert_eq!(env.github.log().len(), 2);

    env.variables.remove("GITHUB_ACTIONS");
    let ran = env.run().expect(Exit::Done);
    assert!(ran.out.contains("--- /dev/null\n+++ b/README.md\n"), "the workspace is empty: {}", ran.out);
    assert!(std::fs::read_dir(env.workspace()).unwrap().next().is_none());
}

#[test]
fn local_mode_needs_and_writes_a_checkout() {
    let mut env = TestEnv::new(&[], papers("graph networks", 3), "graph networks");
    env.input("mode", "local");
    env.variables.remove("INPUT_TOKEN");
    let ran = env.run().expect(Exit::Failed);
    assert!(ran.annotations("error")[0].contains("add actions/checkout before this step"), "{}", ran.out);

    std::fs::create_dir(env.workspace().join(".git")).unwrap();
    std::fs::write(env.workspace().join("README.md"), README).unwrap();
    let ran = env.run().expect(Exit::Done);
    assert_eq!((ran.outputs["changed"].as_str(), ran.outputs["commit-sha"].as_str()), ("true", ""));
    let readme = std::fs::read_to_string(env.workspace().join("README.md")).unwrap();
    assert!(readme.contains("graph networks number 2") && readme.ends_with("Bye.\n"));
    assert!(env.workspace().join(DATA).exists());
    assert_eq!(env.run().expect(Exit::Done).outputs["changed"], "false");
    assert!(env.github.names().is_empty(), "GitHub is not asked");
}

#[test]
fn configuration_file_is_read_in_first_query() {
    let config = "keywords: [graph networks]\nreadme: docs/papers.md\ntemplate: .github/mine.md\ntimezone: Asia/Shanghai\n";
    let template = "{{ date }}{% for keyword in keywords %}{% for paper in keyword.papers %}\n* {{ paper.title }}{% endfor %}{% endfor %}\n";
    let files = [(".github/daily-papers.yml", config), (".github/mine.md", template), ("docs/papers.md", "")];
    let mut env = TestEnv::new(&files, papers("graph networks", 2), "");
    env.now = "2026-11-24T20:00:00Z".parse().unwrap();
    env.run().expect(Exit::Done);
    assert_eq!(env.github.names(), ["graphql read", "graphql readmore", "graphql commit"]);
    let page = String::from_utf8(env.github.read("docs/papers.md").unwrap()).unwrap();
    assert!(page.contains("2026-11-25\n* graph networks number 0\n* graph networks number 1\n"), "{page}");
}

#[test]
fn the_token_is_never_shown() {
    let mut env = yesterday();
    let token = env.github.setup().token.clone();
    env.variables.insert("RUNNER_DEBUG".to_owned(), "1".to_owned());
    env.publish(news());
    let faults = [
        Kind::rest_error(403, &format!("token {token} is bad")),
        Kind::graphql_error("FORBIDDEN", &format!("Resource not accessible by integration {token}")),
        Kind::bad_gateway(),
    ];
    for kind in faults {
        for on in ["graphql read", "graphql commit"] {
            env.github.fault(github::Fault { on, kind: kind.clone(), times: 9 });
            let ran = env.run();
            for text in [&ran.out, &ran.err, &ran.summary, &format!("{:?}", ran.outputs)] {
                assert!(!reveals(&token, text), "{text}");
            }
            env.github.clear_faults();
        }
    }
    // Nor is it where someone has put it by mistake.
    let mut env = yesterday();
    env.input("keywords", &format!("- graph networks\n- {{name: {token}, query: \"ti:zebras\"}}"));
    env.arxiv.fault(
        Fault::forever(FaultKind::ErrorFeed400("no such field".to_owned())).matching("ti:zebras".to_owned()),
    );
    let ran = env.run().expect(Exit::Partial);
    assert_eq!(ran.outputs["failed-keywords"], "[\"***\"]");
    for text in [&ran.out, &ran.err, &ran.summary, &format!("{:?}", ran.outputs)] {
        assert!(!reveals(&token, text), "{text}");
    }
}

#[test]
fn delimiter_of_outputs_cannot_be_guessed() {
    let mut env = yesterday();
    let path = env.workspace().join("outputs");
    env.variables.insert("GITHUB_OUTPUT".to_owned(), path.to_str().unwrap().to_owned());
    env.run().expect(Exit::Done);
    env.run().expect(Exit::Done);
    let file = std::fs::read_to_string(path).unwrap();
    let ends: BTreeSet<&str> = file.lines().filter_map(|line| Some(line.split_once("<<")?.1)).collect();
    assert_eq!(ends.len(), 2, "one a run: {ends:?}");
    assert!(ends.iter().all(|end| end.len() >= 32), "{ends:?}");
}

#[test]
fn warns_before_schedule_is_disabled() {
    let mut env = yesterday();
    let ran = env.later(43).run().expect(Exit::Done);
    assert!(!ran.summary.contains("schedules"), "{}", ran.summary);
    let ran = env.later(1).run().expect(Exit::Done);
    assert!(ran.summary.starts_with("**daily-papers: quiet**"), "{}", ran.summary);
    assert!(
        ran.summary.contains("nothing has changed for 45 days") && ran.summary.contains("Enable workflow")
    );
    assert_eq!(ran.annotations("warning").len(), 1);
}

/// Issue 19: the section was appended to the pointer.
#[test]
fn git_lfs_pointer_is_refused() {
    let pointer =
        format!("version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize 9\n", "0".repeat(64));
    // As an editor may have saved it.
    let saved = format!("\u{feff}{}", pointer.replace('\n', "\r\n"));
    let paths =
        ["README.md", ".github/daily-papers.json", "papers.bib", "own.html", ".github/daily-papers.yml"];
    for (path, pointer) in paths.into_iter().flat_map(|path| [(path, &pointer), (path, &saved)]) {
        let files = [("README.md", README), ("own.html", "{{ total_count }}"), (path, pointer.as_str())];
        let mut env = TestEnv::new(&files, papers("graph networks", 3), "graph networks");
        let own = "- {path: papers.bib, template: bibtex}\n- {path: papers.html, template: own.html}";
        let ran = env.input("extra-files", own).run().expect(Exit::Failed);
        let error = ran.annotations("error").concat();
        assert!(error.contains(&format!("{path} is a Git LFS pointer, not a file")), "{error}");
        assert_eq!(env.github.read(path).unwrap(), pointer.as_bytes());
    }
}

#[test]
fn first_commit_says_how_many_papers() {
    for (papers_found, message) in [(3, "Add 3 papers"), (1, "Add 1 paper")] {
        let env = TestEnv::new(
            &[("README.md", "# Lab\n")],
            papers("graph networks", papers_found),
            "graph networks",
        );
        env.run().expect(Exit::Done);
        assert_eq!(env.github.log()[0].message.trim(), message);
    }
    let mut env = TestEnv::new(&[("README.md", "# Lab\n")], papers("graph networks", 3), "graph networks");
    env.input("commit-message", "Mine: {{ new_count }} of {{ total_count }}").run().expect(Exit::Done);
    assert_eq!(env.github.log()[0].message.trim(), "Mine: 0 of 3");
}

/// Issue 19: a string that looks like a secret stopped every commit.
#[test]
fn papers_like_secrets_are_omitted_once() {
    const SECRET: &str = "zq4f8a7b6c5d4e3f2a1b0c9d";
    let mut env = TestEnv::new(&[("README.md", README)], papers("graph networks", 3), "graph networks");
    env.run().expect(Exit::Done);
    let mut records = papers("graph networks", 3);
    records.push(record("2611.30001", 1, "Fresh graph networks", "2026-11-24T09:00:00Z"));
    let leak = format!("Graph networks leak {SECRET}");
    records.push(record("2611.30002", 1, &leak, "2026-11-24T10:00:00Z"));
    env.later(1).publish(records.clone());
    env.github.protect_branch("main", github::Rule::Secret(SECRET.to_owned()));
    let ran = env.run().expect(Exit::Done);
    let warning = ran.annotations("warning").concat();
    assert!(warning.contains("Secret detected") && warning.contains("left out: 2611.30002"), "{warning}");
    assert!(env.readme().contains("Fresh graph networks") && !env.readme().contains(SECRET));
    // Refused for another reason too: it is said, with advice that fits.
    env.github.protect_branch("main", github::Rule::Ruleset("Secret detected in content".to_owned()));
    records.push(record("2611.30003", 1, "Other graph networks", "2026-11-25T09:00:00Z"));
    env.later(1).publish(records);
    let error = env.run().expect(Exit::Failed).annotations("error").concat();
    assert!(error.contains("push protection") && !error.contains("mode: pull-request"), "{error}");
}

/// The same wherever GitHub notices: in one mutation, in a blob, in a commit, or when the branch is to move. A pull request and
/// a file that is executable go through blobs.
#[test]
fn papers_like_secrets_are_omitted_at_each_step() {
    const SECRET: &str = "zq4f8a7b6c5d4e3f2a1b0c9d";
    let rules = [github::Rule::Secret, github::Rule::SecretInCommit, github::Rule::SecretOnBranch];
    let modes = [
        ("commit", "main", false, "graphql commit"),
        ("commit", "main", true, "POST git/blobs"),
        ("pull-request", "daily-papers/update", false, "POST git/blobs"),
    ];
    for (rule, (mode, branch, executable, request)) in
        rules.into_iter().flat_map(|rule| modes.map(|mode| (rule(SECRET.to_owned()), mode)))
    {
        let case = format!("{rule:?} {mode} {executable}");
        let mut env = TestEnv::new(&[("README.md", README)], papers("graph networks", 3), "graph networks");
        if executable {
            env.github.commit_edits("main", &[Edit::executable("README.md", README)], "executable");
        }
        env.input("mode", mode).run().expect(Exit::Done);
        let mut records = papers("graph networks", 3);
        records.push(record("2611.30001", 1, "Fresh graph networks", "2026-11-24T09:00:00Z"));
        let leak = format!("Graph networks leak {SECRET}");
        records.push(record("2611.30002", 1, &leak, "2026-11-24T10:00:00Z"));
        env.later(1).publish(records);
        env.github.protect_branch(branch, rule);
        let before = env.github.names().len();
        let ran = env.run().expect(Exit::Done);
        let warning = ran.annotations("warning").concat();
        assert!(
            warning.contains("Secret detected") && warning.contains("left out: 2611.30002"),
            "{case}: {warning}"
        );
        let names = env.github.names().split_off(before);
        assert!(names.iter().any(|name| name == request), "{case}: {names:?}");
        let readme = String::from_utf8(env.github.read_at(branch, "README.md").unwrap()).unwrap();
        assert!(readme.contains("Fresh graph networks") && !readme.contains(SECRET), "{case}");
        assert_eq!(ran.outputs["new-papers"], "1", "{case}");
    }
}

/// The first run on a branch that is not there yet, and the first file of an empty repository, whose page names the keyword.
#[test]
fn secrets_are_noticed_in_first_commits() {
    const SECRET: &str = "zq4f8a7b6c5d4e3f2a1b0c9d";
    for rule in [github::Rule::Secret, github::Rule::SecretInCommit, github::Rule::SecretOnBranch] {
        let rule = rule(SECRET.to_owned());
        let mut records = papers("graph networks", 3);
        records.push(record("2611.30002", 1, &format!("Graph networks {SECRET}"), "2026-11-23T10:00:00Z"));
        let mut env = TestEnv::new(&[("README.md", README)], records, "graph networks");
        env.github.protect_branch("papers", rule.clone());
        let ran = env.input("branch", "papers").run().expect(Exit::Done);
        let warning = ran.annotations("warning").concat();
        assert!(warning.contains("left out: 2611.30002"), "{rule:?}: {warning}");
        let readme = String::from_utf8(env.github.read_at("papers", "README.md").unwrap()).unwrap();
        assert!(readme.contains("graph networks number 2") && !readme.contains(SECRET), "{rule:?}");

        let empty = GitHub::start(Setup::default());
        let keywords = format!("- {{name: Graphs {SECRET}, any: [graph networks]}}");
        let env = TestEnv::over(empty, papers("graph networks", 3), &keywords);
        env.github.protect_branch("main", rule.clone());
        let error = env.run().expect(Exit::Failed).annotations("error").concat();
        assert!(
            error.contains("push protection") && !error.contains("mode: pull-request"),
            "{rule:?}: {error}"
        );
        assert_eq!(env.github.head(), None, "{rule:?}");
    }
}
