//! Issues: exactly one for the news of a run, and no text in it becomes a mention or markup.

use daily_papers::error::Exit;
use fakes::arxiv::Record;
use fakes::github::{Access, Fault, GitHub, Kind, Setup, Thread};

use crate::test_env::{TestEnv, papers, record};

const README: &str = "# Lab\n\n<!-- daily-papers:start -->\n<!-- daily-papers:end -->\n";
const DATA: &str = ".github/daily-papers.json";

/// A page of three papers, a first run ago, in a step that asks for issues.
fn yesterday() -> TestEnv {
    with_inputs(&[])
}

/// The same with more inputs.
fn with_inputs(inputs: &[(&str, &str)]) -> TestEnv {
    let mut env = TestEnv::new(&[("README.md", README)], papers("graph networks", 3), "graph networks");
    env.input("issue", "new");
    for (name, value) in inputs {
        env.input(name, value);
    }
    env.run().expect(Exit::Done);
    env.later(1);
    env
}

/// The papers of yesterday, and these.
fn with(more: Vec<Record>) -> Vec<Record> {
    let mut records = papers("graph networks", 3);
    records.extend(more);
    records
}

/// One paper more.
fn news() -> Vec<Record> {
    with(vec![record("2611.30001", 1, "Fresh graph networks", "2026-11-24T09:00:00Z")])
}

/// The one issue there is.
fn issue(env: &TestEnv) -> Thread {
    let issues = env.github.issues();
    assert_eq!(issues.len(), 1, "{issues:#?}");
    issues[0].clone()
}

fn requests(env: &TestEnv, name: &str) -> usize {
    env.github.names().iter().filter(|known| *known == name).count()
}

#[test]
fn news_open_one_issue_after_the_commit() {
    let env = yesterday();
    assert_eq!(env.github.issues(), [], "nothing is new on a first run");
    assert!(!env.run().expect(Exit::Done).outputs["changed"].contains("true"));
    env.publish(news());
    let before = env.github.names().len();
    let ran = env.run().expect(Exit::Done);
    assert_eq!(
        env.github.names()[before..],
        ["graphql read", "graphql commit", "GET issues", "POST issues"],
        "after the commit"
    );
    let issue = issue(&env);
    assert_eq!(issue.title, "New papers: 1 (2026-11-25)");
    let data: serde_json::Value = serde_json::from_slice(&env.github.read(DATA).unwrap()).unwrap();
    let digest = data["digest"].as_str().unwrap();
    assert_eq!(digest.len(), 16);
    assert_eq!(
        issue.body,
        format!(
            "1 new paper. [The README](https://github.com/octo/papers/blob/HEAD/README.md) lists 4 in total.\n\n\
             ## [graph networks](https://github.com/octo/papers/blob/HEAD/README.md#graph-networks)\n\n\
             - **[Fresh graph networks](https://arxiv.org/abs/2611.30001v1)**<br>\n  \
             Ada Lovelace, Alan Turing · 2026-11-24 · cs.LG\n  \
             <details><summary>Abstract</summary>We study Fresh graph networks.</details>\n\n\
             <!-- daily-papers:issue section=daily-papers digest={digest} -->\n"
        )
    );
    assert_eq!(ran.outputs["issue-number"], "1");
    assert!(ran.outputs["issue-url"].ends_with("/octo/papers/issues/1"), "{ran:?}");
    assert!(ran.summary.contains(" Issue: [&#35;1]("), "{}", ran.summary);

    let again = env.run().expect(Exit::Done);
    assert_eq!((again.outputs["issue-number"].as_str(), env.github.issues().len()), ("", 1));
}

#[test]
fn revisions_and_settings_are_no_news() {
    let mut env = yesterday();
    let mut records = papers("graph networks", 3);
    records[0].version = 2;
    records[0].updated = "2026-11-24T10:00:00Z".parse().unwrap();
    env.publish(records);
    assert_eq!(env.run().expect(Exit::Done).outputs["revised-papers"], "1");
    env.input("columns", "title");
    assert_eq!(env.run().expect(Exit::Done).outputs["changed"], "true");
    assert_eq!(env.github.issues(), []);
}

#[test]
fn enabling_issues_announces_no_old_papers() {
    let mut env = yesterday();
    env.input("issue", "none").publish(news());
    assert_eq!(env.run().expect(Exit::Done).outputs["new-papers"], "1");
    env.input("issue", "new").run().expect(Exit::Done);
    assert_eq!(env.github.issues(), []);
}

#[test]
fn page_mentions_watching_only_with_issues() {
    for (issue, says) in [("none", false), ("new", true), ("always", true)] {
        let mut env = TestEnv::new(&[("README.md", "")], papers("graph networks", 1), "graph networks");
        env.input("issue", issue).run().expect(Exit::Done);
        assert_eq!(env.readme().contains("Watch this repository"), says, "{issue}");
    }
}

#[test]
fn issue_whose_answer_was_lost_opens_once() {
    let gateway = Kind::AnswerAfter { status: 502, body: "<html>502</html>".to_owned() };
    for (kind, posts) in [(Kind::CloseAfter, 1), (gateway, 1), (Kind::Close, 2), (Kind::bad_gateway(), 2)] {
        let env = yesterday();
        env.publish(news());
        env.github.fault(Fault { on: "POST issues", kind: kind.clone(), times: 1 });
        let ran = env.run().expect(Exit::Done);
        issue(&env);
        assert_eq!(ran.outputs["issue-number"], "1", "{kind:?}");
        assert_eq!(requests(&env, "POST issues"), posts, "{kind:?}");
    }
}

#[test]
fn missed_issue_is_opened_by_next_run() {
    // On the same day, on a later one, and when the next run has news of its own.
    for (days, more) in [(0, false), (1, false), (1, true)] {
        let mut env = yesterday();
        env.publish(news());
        env.github.fault(Fault { on: "GET issues", kind: Kind::Close, times: 99 });
        let ran = env.run().expect(Exit::Failed);
        assert_eq!(ran.outputs["commit-sha"], env.github.head().unwrap(), "the commit stays");
        env.github.clear_faults();
        if more {
            let second = record("2611.30002", 1, "More graph networks", "2026-11-25T09:00:00Z");
            let mut records = news();
            records.push(second);
            env.publish(records);
        }
        let ran = env.later(days).run().expect(Exit::Done);
        let issues = env.github.issues();
        assert_eq!(issues[0].title, "New papers: 1 (2026-11-25)");
        assert!(issues[0].body.contains("Fresh graph networks") && !issues[0].body.contains("More graph"));
        assert_eq!(issues.len(), if more { 2 } else { 1 }, "{issues:#?}");
        assert_eq!(ran.outputs["issue-number"], issues.len().to_string());
        if more {
            assert!(issues[1].body.contains("More graph") && !issues[1].body.contains("Fresh graph"));
        }
        env.run().expect(Exit::Done);
        assert_eq!(env.github.issues().len(), issues.len());
    }
}

#[test]
fn always_opens_one_issue_per_date() {
    let mut env = yesterday();
    env.input("issue", "always").input("issue-max-results", "2").input("timezone", "Asia/Shanghai");
    env.run().expect(Exit::Done);
    env.run().expect(Exit::Done);
    let first = issue(&env);
    assert_eq!(first.title, "New papers: 0 (2026-11-25)");
    assert!(first.body.starts_with("0 new papers. "), "{}", first.body);
    assert_eq!(first.body.matches("https://arxiv.org/abs/").count(), 2);
    assert!(!first.body.contains("<sup>new</sup>"), "{}", first.body);

    // The same instant, another date: it is past midnight in Shanghai.
    env.now = "2026-11-25T16:30:00Z".parse().unwrap();
    env.publish(news());
    env.run().expect(Exit::Done);
    let issues = env.github.issues();
    assert_eq!((issues.len(), issues[1].title.as_str()), (2, "New papers: 1 (2026-11-26)"));
    assert!(
        issues[1].body.contains("(https://arxiv.org/abs/2611.30001v1)** <sup>new</sup><br>"),
        "{}",
        issues[1].body
    );
    assert_eq!(issues[1].body.matches("<sup>new</sup>").count(), 1);

    // What was new the day before is not new today.
    env.later(1).run().expect(Exit::Done);
    let issues = env.github.issues();
    assert_eq!((issues.len(), issues[2].body.contains("<sup>new</sup>")), (3, false));
    assert!(issues[2].body.contains("digest=2026-11-27 -->"), "{}", issues[2].body);
}

#[test]
fn labels_are_created_when_missing() {
    let mut env = yesterday();
    env.input("issue-labels", "papers, good first read\na/b#").publish(news());
    env.run().expect(Exit::Done);
    assert_eq!(env.github.labels(), ["papers", "good first read", "a/b#"]);
    assert_eq!(issue(&env).labels, ["papers", "good first read", "a/b#"]);

    let mut records = news();
    records.push(record("2611.30002", 1, "More graph networks", "2026-11-25T09:00:00Z"));
    env.later(1).publish(records);
    env.run().expect(Exit::Done);
    assert_eq!(env.github.issues()[1].labels.len(), 3);
    assert_eq!(requests(&env, "POST labels"), 3, "those that are there are left alone");
}

#[test]
fn label_created_meanwhile_is_used() {
    let mut env = yesterday();
    env.input("issue-labels", "papers").publish(news());
    // It is made, but the answer is lost: the second try hears that it is there.
    env.github.fault(Fault { on: "POST labels", kind: Kind::CloseAfter, times: 1 });
    env.run().expect(Exit::Done);
    assert_eq!(issue(&env).labels, ["papers"]);
}

#[test]
fn only_earlier_issues_of_section_are_closed() {
    let mut env = yesterday();
    env.input("close-previous-issues", "true").publish(news());
    let body = |section: &str| format!("x\n<!-- daily-papers:issue section={section} digest=1 -->");
    let ours = env.github.open_issue("github-actions[bot]", "ours", &body("daily-papers"));
    let others = [
        env.github.open_issue("github-actions[bot]", "another section's", &body("daily-papers-2")),
        env.github.open_issue("octocat", "a person's, with the marker", &body("daily-papers")),
        env.github.open_issue("github-actions[bot]", "another workflow's", "no marker"),
    ];
    env.run().expect(Exit::Done);
    let issues = env.github.issues();
    for issue in &issues {
        assert_eq!(issue.open, issue.number != ours, "{issue:#?}");
    }
    assert_eq!(issues[0].reason.as_deref(), Some("completed"));
    assert_eq!(issues.len(), others.len() + 2);
}

/// GitHub has answered 200 without having acted: what was asked for is then done by a later run.
#[test]
fn empty_answer_is_an_error() {
    let mut env = yesterday();
    let body = "x\n<!-- daily-papers:issue section=daily-papers digest=1 -->";
    let earlier = env.github.open_issue("github-actions[bot]", "ours", body);
    env.input("close-previous-issues", "true").input("issue-labels", "papers").publish(news());
    for on in ["POST labels", "PATCH issues"] {
        let kind = Kind::Answer { status: 200, headers: Vec::new(), body: "{}".to_owned() };
        env.github.fault(Fault { on, kind, times: 1 });
        env.run().expect(Exit::Failed);
    }
    env.run().expect(Exit::Done);
    let issues = env.github.issues();
    assert_eq!(issues.len(), 2);
    for issue in &issues {
        assert_eq!(issue.open, issue.number != earlier, "{issue:#?}");
    }
    assert_eq!(issues[1].labels, ["papers"]);
}

#[test]
fn a_title_and_template_of_ones_own() {
    let mut env = yesterday();
    let template = "{% for k in keywords %}{{ k.name }}: {% for p in k.papers %}{{ p.title }} @octo/team{% endfor %}{% endfor %}";
    env.github.commit(&[("i.md", Some(template.as_bytes()))], "template");
    env.input("issue-template", "i.md")
        .input("issue-title", "{{ section }}:\n{{ new_count }}/{{ total_count }}");
    env.publish(news());
    env.run().expect(Exit::Done);
    let issue = issue(&env);
    assert_eq!(issue.title, "daily-papers: 1/4");
    assert!(
        issue.body.starts_with("graph networks: Fresh graph networks @octo/team\n\n<!-- "),
        "{}",
        issue.body
    );
}

#[test]
fn invalid_template_is_reported_before_writing() {
    for (template, title, says) in [
        ("{{ nothing }}", "x", "i.md:1:"),
        ("{% for k in keywords %}{{ k.nothing }}{% endfor %}", "x", "i.md:1:"),
        ("x", "{{ paper }}", "issue-title:1:"),
    ] {
        let mut env = yesterday();
        env.github.commit(&[("i.md", Some(template.as_bytes()))], "template");
        env.input("issue-template", "i.md").input("issue-title", title).publish(news());
        let head = env.github.head();
        let ran = env.run().expect(Exit::WrongInput);
        assert!(ran.out.contains(says), "{}", ran.out);
        assert_eq!((env.github.head(), env.github.issues()), (head, Vec::new()));
    }
}

#[test]
fn disabled_or_forbidden_issues_leave_the_commit() {
    type Change = fn(&TestEnv);
    let cases: [(Change, &str); 4] = [
        (|env| env.github.disable_issues(), "Settings → General → Features → Issues"),
        (|env| env.github.set_issues(Access::None), "permissions:%0A  contents: write%0A  issues: write"),
        (|env| env.github.set_issues(Access::Read), "permissions:%0A  contents: write%0A  issues: write"),
        (
            |env| {
                let on = "POST issues";
                env.github.fault(Fault { on, kind: Kind::rest_error(404, "Not Found"), times: 1 });
            },
            "permissions:%0A  contents: write%0A  issues: write",
        ),
    ];
    for (change, says) in cases {
        let env = yesterday();
        env.publish(news());
        change(&env);
        let ran = env.run().expect(Exit::Failed);
        let error = ran.annotations("error").concat();
        assert!(error.contains("could not open the issue"), "{error}");
        assert!(error.contains(says), "{error}");
        assert_eq!(ran.outputs["commit-sha"], env.github.head().unwrap());
        assert_eq!((ran.outputs["changed"].as_str(), ran.outputs["issue-number"].as_str()), ("true", ""));
        assert!(
            ran.summary.contains("4 papers listed, 1 new, 0 revised. Then the run failed."),
            "{}",
            ran.summary
        );
        assert!(env.readme().contains("Fresh graph networks"));
    }
}

#[test]
fn a_dry_run_shows_the_issue() {
    let mut env = yesterday();
    env.input("mode", "dry-run").publish(news());
    let ran = env.run().expect(Exit::Done);
    assert!(ran.out.contains("An issue would be opened: New papers: 1 (2026-11-25)"), "{}", ran.out);
    assert_eq!(env.github.issues(), []);
}

#[test]
fn long_issue_says_what_is_omitted() {
    let env = with_inputs(&[("issue-max-results", "1000"), ("max-results", "1000")]);
    let long = "A first sentence of it. ".repeat(60);
    let many = |n: u32| {
        let id = format!("2611.{}", 30_000 + n);
        let mut record = record(
            &id,
            1,
            &format!("Graph networks {n}"),
            &format!("2026-11-24T{:02}:{:02}:00Z", n / 60, n % 60),
        );
        record.abstract_ = format!("Graph networks. {long}");
        record
    };
    env.publish(with((0..600).map(many).collect()));
    env.run().expect(Exit::Done);
    let body = issue(&env).body;
    let length = body.encode_utf16().count();
    assert!((59_000..=60_000).contains(&length), "{length}");
    let note = body.lines().find(|line| line.starts_with("*An issue holds")).unwrap();
    assert!(note.contains("abstracts are left out") && note.contains("papers are left out"), "{note}");
    assert!(
        body.contains("Graph networks 599]") && !body.contains("Graph networks 0]"),
        "the oldest go first"
    );
    let shown = body.matches("- **[").count();
    assert!(body.contains(&format!("[{} more](", 600 - shown)), "{note}");
}

/// One paper by 5,000 collaborations, and one whose row alone is longer than an issue, by a template of the user's.
#[test]
fn one_long_row_leaves_the_others_in_the_issue() {
    let mut records = with(
        (0..40)
            .map(|n| {
                let at = format!("2026-11-24T{:02}:{:02}:00Z", n / 60, n % 60);
                record(&format!("2611.{}", 30_000 + n), 1, &format!("Graph networks {n}"), &at)
            })
            .collect(),
    );
    records[33].authors = (0..5_000).map(|n| format!("Number{n} Collaboration")).collect();
    let env = with_inputs(&[("issue-max-results", "100")]);
    env.publish(records.clone());
    env.run().expect(Exit::Done);
    assert_eq!(issue(&env).body.matches("https://arxiv.org/abs/").count(), 40);

    let template = "{% for k in keywords %}{% for p in k.papers %}- {{ p.id }}: {{ p.authors | join(sep=\", \") }}\n{% endfor %}{% endfor %}";
    let mut env = with_inputs(&[("issue-max-results", "100")]);
    env.github.commit(&[("i.md", Some(template.as_bytes()))], "template");
    env.input("issue-template", "i.md").publish(records);
    env.run().expect(Exit::Done);
    let body = issue(&env).body;
    assert_eq!(body.lines().filter(|line| line.starts_with("- 2611.30")).count(), 39, "{body}");
    assert!(body.contains("1 paper is left out"), "{body}");
}

#[test]
fn a_limit_on_opening_issues_is_waited_for() {
    let limited = Kind::Answer {
        status: 403,
        headers: vec![("retry-after", "30".to_owned())],
        body: r#"{"message": "You have exceeded a secondary rate limit and have been temporarily blocked from content creation."}"#
            .to_owned(),
    };
    let env = yesterday();
    env.publish(news());
    env.github.fault(Fault { on: "POST issues", kind: limited, times: 2 });
    assert_eq!(env.run().expect(Exit::Done).outputs["issue-number"], "1");
    assert_eq!((requests(&env, "POST issues"), issue(&env).number), (3, 1));
}

#[test]
fn no_second_issue_in_a_busy_repository() {
    let env = yesterday();
    env.publish(news());
    env.run().expect(Exit::Done);
    let busy = |count: usize| {
        for n in 0..count {
            env.github.open_issue("octocat", &format!("issue {n}"), "");
        }
    };
    // On the third page.
    busy(250);
    assert_eq!(env.run().expect(Exit::Done).outputs["issue-number"], "");
    assert_eq!(env.github.issues().len(), 251);
    // Beyond the last that is looked at.
    busy(900);
    assert_eq!(env.run().expect(Exit::Done).outputs["issue-number"], "");
    assert_eq!(env.github.issues().len(), 1151);
}

#[test]
fn enterprise_server_has_issues_and_pull_requests() {
    let github = GitHub::start(Setup { enterprise: true, ..Setup::default() });
    github.commit(&[("README.md", Some(README.as_bytes()))], "begin");
    let mut env = TestEnv::over(github, papers("graph networks", 3), "graph networks");
    env.input("issue", "new").input("mode", "pull-request").input("issue-labels", "a/b");
    env.run().expect(Exit::Done);
    env.later(1).publish(news());
    env.run().expect(Exit::Done);
    let threads = env.github.threads();
    assert_eq!(threads.len(), 2);
    assert_eq!(threads[1].labels, ["a/b"]);
}

/// Issue 19: anyone could stop issues by opening one with the predictable marker.
#[test]
fn marker_in_a_strangers_issue_is_ignored() {
    for when in ["new", "always"] {
        let env = with_inputs(&[("issue", when)]);
        let known = env.github.issues().len();
        env.publish(news());
        // What this run will write: a stranger knows the section and the date, and can see the data file.
        let copy = with_inputs(&[("issue", when)]);
        copy.publish(news());
        copy.run().expect(Exit::Done);
        let body = copy.github.issues().pop().unwrap().body;
        env.github.open_issue("mallory", "hello", &body);
        env.github.close(env.github.issues().last().unwrap().number);
        env.run().expect(Exit::Done);
        assert_eq!(env.github.issues().len(), known + 2, "{when}");
        // Its own counts.
        env.run().expect(Exit::Done);
        assert_eq!(env.github.issues().len(), known + 2, "{when}");
    }
}

/// Issue 19: what was in the data file went into the issue as it was.
#[test]
fn digest_in_data_file_must_be_a_hash() {
    let env = yesterday();
    let data = String::from_utf8(env.github.read(DATA).unwrap()).unwrap();
    let hostile = data.replace("\"digest\":\"\"", "\"digest\":\"--> @everyone <img src=x>\"");
    assert_ne!(hostile, data);
    env.github.commit(&[(DATA, Some(hostile.as_bytes()))], "theirs");
    let ran = env.run().expect(Exit::Failed);
    assert!(ran.annotations("error").concat().contains("`digest` is not a hash"), "{}", ran.out);
    assert_eq!(env.github.issues(), []);
}

/// Keys of a bibliography are its structure.
#[test]
fn keys_in_data_file_must_be_keys() {
    for (key, says) in [
        ("x,\\n note = {\\\\input{secret}},\\n y", "is no key of a bibliography"),
        ("", "is no key of a bibliography"),
        ("lovelace2026graphnetworksnumber1", "two papers have the key"),
    ] {
        let env = with_inputs(&[("extra-files", "- {path: papers.bib, template: bibtex}")]);
        let data = String::from_utf8(env.github.read(DATA).unwrap()).unwrap();
        let hostile = data.replace("\"lovelace2026graphnetworksnumber0\"", &format!("\"{key}\""));
        assert_ne!(hostile, data);
        env.github.commit(&[(DATA, Some(hostile.as_bytes()))], "theirs");
        let head = env.github.head();
        let error = env.run().expect(Exit::Failed).annotations("error").concat();
        assert!(error.contains(says), "{error}");
        assert_eq!(env.github.head(), head, "{key}");
    }
}

/// Issue 19: a repository made from a template, with its data file, announced the template owner's news.
#[test]
fn copy_of_a_repository_announces_nothing_old() {
    let more = |number: &str| record(number, 1, "Fresher graph networks", "2026-11-24T10:00:00Z");
    for quiet in [true, false] {
        let mut env = yesterday();
        env.publish(news());
        env.run().expect(Exit::Done);
        env.github.delete_issue(issue(&env).number);
        env.github.set_repository_id(4_712);
        let mut papers = news();
        if !quiet {
            papers.push(more("2611.30002"));
        }
        env.publish(papers.clone());
        let ran = env.run().expect(Exit::Done);
        assert_eq!((env.github.issues(), ran.outputs["new-papers"].as_str()), (vec![], "0"));
        assert!(!env.run().expect(Exit::Done).outputs["changed"].contains("true"));
        papers.push(more("2611.30003"));
        env.later(1).publish(papers);
        assert_eq!(env.run().expect(Exit::Done).outputs["new-papers"], "1");
        assert_eq!(env.github.issues().len(), 1, "its own news are announced");
    }
}

#[test]
fn missed_issue_is_opened_for_36_hours() {
    for (days, opened) in [(1, 1), (2, 0)] {
        let mut env = yesterday();
        env.publish(news());
        env.github.set_issues(Access::None);
        env.run().expect(Exit::Failed);
        env.github.set_issues(Access::Write);
        env.later(days).run().expect(Exit::Done);
        assert_eq!(env.github.issues().len(), opened, "after {days} days");
    }
}

/// Issue 19: a lost answer and a list that is one behind opened two issues.
#[test]
fn list_that_lags_behind_opens_no_second_issue() {
    for lag in [1, 2] {
        let env = yesterday();
        env.publish(news());
        env.github.let_issue_list_lag(lag);
        env.github.fault(Fault { on: "POST issues", kind: Kind::CloseAfter, times: 1 });
        env.run().expect(Exit::Done);
        assert_eq!(requests(&env, "POST issues"), 1, "{lag}");
        issue(&env);
    }
}
