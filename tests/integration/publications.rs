//! Extra files, in whole runs: one commit holds them all, and a day without news leaves them alone.

use daily_papers::error::Exit;
use fakes::github::{Edit, GitHub, Setup};

use crate::test_env::{TestEnv, papers, record};

const README: &str = "# Lab\n\n<!-- daily-papers:start -->\n<!-- daily-papers:end -->\n\nBye.\n";
const CONFIG: &str = ".github/daily-papers.yml";
const DATA: &str = ".github/daily-papers.json";
const MINE: &str = ".github/mine.html";
const FILES: &str = "\
- {path: papers.atom, template: atom}
- {path: docs/papers.bib, template: bibtex}
- {path: docs/papers.html, template: page}
- {path: papers.svg, template: chart}
- {path: papers.json, template: json, title: Graphs}
- {path: mine/list.html, template: .github/mine.html}
";
const PATHS: [&str; 6] =
    ["papers.atom", "papers.json", "docs/papers.bib", "docs/papers.html", "papers.svg", "mine/list.html"];

/// A repository with a template, and a step with every kind of file.
fn env() -> TestEnv {
    let mine = "<ul>{% for paper in papers %}<li>{{ paper.title }}</li>{% endfor %}</ul>\n";
    let files = [("README.md", README), (MINE, mine)];
    let mut env = TestEnv::new(&files, papers("graph networks", 3), "graph networks");
    env.input("extra-files", FILES);
    env
}

fn news() -> Vec<fakes::arxiv::Record> {
    let mut records = papers("graph networks", 3);
    records.push(record("2611.30001", 1, "Fresh <graph> networks", "2026-11-24T09:00:00Z"));
    records
}

fn read(env: &TestEnv, path: &str) -> String {
    String::from_utf8(env.github.read(path).unwrap()).unwrap()
}

#[test]
fn all_files_are_in_one_commit() {
    let mut env = env();
    env.run().expect(Exit::Done);
    assert_eq!(env.github.names(), ["graphql read", "graphql commit"], "all is read at once");
    assert_eq!(env.github.log().len(), 2);
    for path in PATHS {
        assert!(read(&env, path).contains("raph networks"), "{path}");
    }
    assert!(
        read(&env, "papers.atom").contains("href=\"https://github.com/octo/papers/raw/HEAD/papers.atom\"")
    );
    for _ in 0..3 {
        let ran = env.later(10).run().expect(Exit::Done);
        assert_eq!(ran.outputs["changed"], "false");
    }
    assert_eq!(env.github.log().len(), 2);

    env.publish(news());
    let ran = env.run().expect(Exit::Done);
    assert_eq!((ran.outputs["new-papers"].as_str(), env.github.log().len()), ("1", 3));
    assert!(read(&env, "papers.atom").contains("<title>Fresh &lt;graph&gt; networks</title>"));
    assert!(read(&env, "docs/papers.bib").contains("{Fresh \\textless{}graph\\textgreater{} networks}"));
    assert_eq!(read(&env, "mine/list.html").matches("<li>").count(), 4);
    assert!(read(&env, "mine/list.html").contains("<li>Fresh &lt;graph&gt; networks</li>"));
    assert!(read(&env, "papers.svg").contains(" to 24 December 2026<"), "the day of the last change");
}

#[test]
fn configuration_and_files_come_from_one_head() {
    let mut env = env();
    env.input("extra-files", "");
    let indented = FILES.replace("- {", "  - {");
    env.github.commit(&[(CONFIG, Some(format!("extra-files:\n{indented}").as_bytes()))], "files");
    env.run().expect(Exit::Done);
    assert_eq!(env.github.names(), ["graphql read", "graphql readmore", "graphql commit"]);
    assert!(PATHS.iter().all(|path| env.github.read(path).is_some()));
    assert_eq!(env.run().expect(Exit::Done).outputs["changed"], "false");
}

#[test]
fn edited_file_is_restored_with_old_date() {
    let mut env = env();
    env.run().expect(Exit::Done);
    let (feed, data) = (read(&env, "papers.atom"), read(&env, DATA));
    env.github.commit_edits(
        "main",
        &[Edit::executable("papers.atom", "mine"), Edit::delete("papers.svg")],
        "oops",
    );
    let ran = env.later(2).run().expect(Exit::Done);
    assert_eq!((ran.outputs["changed"].as_str(), ran.outputs["new-papers"].as_str()), ("true", "0"));
    assert_eq!(read(&env, "papers.atom"), feed);
    assert_eq!(env.github.mode("papers.atom"), Some(0o100_755), "its mode is kept");
    assert!(env.github.read("papers.svg").is_some());
    assert_eq!(read(&env, DATA).lines().next(), data.lines().next(), "the date of the last change stays");
    assert_eq!(env.run().expect(Exit::Done).outputs["changed"], "false");
}

#[test]
fn another_commit_in_between_loses_nothing() {
    let mut env = env();
    env.run().expect(Exit::Done);
    env.later(1).publish(news());
    env.github.race(&[Edit::file("docs/papers.bib", "theirs"), Edit::file("new.txt", "theirs")]);
    env.run().expect(Exit::Done);
    assert_eq!(env.github.log().len(), 4);
    assert!(
        read(&env, "docs/papers.bib").contains("2611.30001")
            && read(&env, "papers.atom").contains("2611.30001")
    );
    assert_eq!(read(&env, "new.txt"), "theirs");
}

#[test]
fn shortened_page_leaves_files_complete() {
    let mut records = papers("graph networks", 400);
    for paper in &mut records {
        paper.abstract_ =
            format!("{} The end of {}.", "We study graph networks again. ".repeat(50), paper.id);
    }
    let mut env = TestEnv::new(&[("README.md", README)], records, "graph networks");
    env.input("extra-files", FILES.lines().take(1).collect::<String>().as_str()).input("max-results", "1000");
    let ran = env.run().expect(Exit::Done);
    assert!(ran.summary.contains("GitHub shows 512000"), "{}", ran.summary);
    assert!(!env.readme().contains("The end of 2611.19601"), "the oldest abstract is not on the page");
    let feed = read(&env, "papers.atom");
    assert_eq!((feed.matches("<entry>").count(), feed.matches(" The end of 2611.").count()), (400, 400));
}

#[test]
fn dry_run_shows_and_local_mode_writes() {
    let mut env = env();
    env.input("mode", "dry-run");
    let ran = env.run().expect(Exit::Done);
    for path in PATHS {
        assert!(ran.out.contains(&format!("--- /dev/null\n+++ b/{path}\n")), "{path}: {}", ran.out);
    }
    assert_eq!(env.github.log().len(), 1);

    std::fs::create_dir(env.workspace().join(".git")).unwrap();
    std::fs::create_dir(env.workspace().join(".github")).unwrap();
    std::fs::write(env.workspace().join(MINE), "{{ total_count }}").unwrap();
    env.input("mode", "local");
    env.run().expect(Exit::Done);
    for path in PATHS {
        assert!(env.workspace().join(path).exists(), "{path}");
    }
    assert_eq!(std::fs::read_to_string(env.workspace().join("mine/list.html")).unwrap(), "3");
    assert_eq!(env.later(1).run().expect(Exit::Done).outputs["changed"], "false");
}

#[test]
fn pull_request_holds_them_in_one_commit() {
    const BRANCH: &str = "daily-papers/update";
    let mut env = env();
    env.input("mode", "pull-request");
    env.run().expect(Exit::Done);
    let at_branch = |path: &str| String::from_utf8(env.github.read_at(BRANCH, path).unwrap()).unwrap();
    assert!(PATHS.iter().all(|path| at_branch(path).contains("raph networks")));
    assert_eq!(env.run().expect(Exit::Done).outputs["changed"], "false");

    // The base goes on, with news: one commit on its head, with every file, whether it differs from the last one or not.
    env.github.commit(&[("a.txt", Some(b"a"))], "theirs");
    env.publish(news());
    env.run().expect(Exit::Done);
    let commits = env.github.between("main", BRANCH);
    assert_eq!(commits.len(), 1, "{commits:#?}");
    assert_eq!(env.github.pulls().len(), 1);
    let at_branch = |path: &str| String::from_utf8(env.github.read_at(BRANCH, path).unwrap()).unwrap();
    assert!(PATHS.iter().all(|path| at_branch(path).contains("raph networks")));
    assert!(at_branch("papers.atom").contains("2611.30001"));
    assert_eq!(at_branch("a.txt"), "a");
    assert_eq!(env.run().expect(Exit::Done).outputs["changed"], "false");
}

#[test]
fn empty_repository_gets_page_then_files() {
    let mut env =
        TestEnv::over(GitHub::start(Setup::default()), papers("graph networks", 3), "graph networks");
    env.input("readme", "docs/README.md").input("extra-files", "- {path: img/per week.svg, template: chart}");
    env.run().expect(Exit::Done);
    let page = read(&env, "docs/README.md");
    assert!(page.contains("\n![Papers per week](../img/per%20week.svg)\n"), "{page}");
    assert!(read(&env, "img/per week.svg").starts_with("<svg "));
    assert_eq!(env.github.log().len(), 2);
    assert_eq!(env.later(1).run().expect(Exit::Done).outputs["changed"], "false");
}

/// A file that was there before and is written for the first time brings the data file with it.
#[test]
fn a_new_file_is_a_setting_that_changed() {
    let mut env = env();
    env.input("extra-files", "");
    env.run().expect(Exit::Done);
    env.later(3).input("extra-files", FILES);
    let ran = env.run().expect(Exit::Done);
    assert_eq!((ran.outputs["changed"].as_str(), ran.outputs["new-papers"].as_str()), ("true", "0"));
    assert_eq!(env.github.log()[0].message.trim(), "Update papers: 0 new, 0 revised");
    assert!(read(&env, "papers.atom").contains("<updated>2026-11-24T06:37:00Z</updated>\n  <author>"));
}

/// Issue 19: the page and JSON kept overrides of direction and C1 controls; the data file, the history and the outputs did too.
#[test]
fn no_file_has_overrides_or_controls() {
    let hostile = "a\u{202e}b\u{2066}c\u{9b}d\u{85}e\u{7f}f\u{2028}g\u{2069}h";
    let mut paper = record("2611.30001", 1, &format!("Graph networks {hostile}"), "2026-11-24T09:00:00Z");
    for text in [&mut paper.abstract_, &mut paper.comment, &mut paper.journal_ref] {
        *text = format!("{hostile} graph networks");
    }
    (paper.authors, paper.dois) = (vec![format!("{hostile} Ada")], vec![format!("10.1/{hostile}")]);
    let escaped: String = hostile
        .chars()
        .flat_map(|c| format!("\\u{:04x}", u32::from(c)).into_bytes())
        .map(char::from)
        .collect();
    let notes = format!(
        "{{\"2611.30001\":{{\"note\":\"{escaped}\",\"tags\":[\"{escaped}\"],\"summary\":\"{escaped}\"}}}}"
    );
    let mine =
        "{% for paper in papers %}{{ paper.title }}{{ paper.abstract }}{{ paper.notes.note }}{% endfor %}";
    let files = [("README.md", README), (MINE, mine), ("notes.json", &notes)];
    let keywords = "- {name: \"Graphs \\u202e\\u2066\", any: [graph networks]}";
    let mut env = TestEnv::new(&files, papers("graph networks", 3), keywords);
    let own: Vec<String> = ["md", "txt", "bib", "html", "xml", "json"]
        .iter()
        .map(|format| format!("- {{path: own.{format}, template: {MINE}}}\n"))
        .collect();
    env.input("extra-files", &format!("{FILES}{}", own.concat()))
        .input("columns", "title, authors, categories, abstract, comment, venue, summary, note, tags")
        .input("history", "history")
        .input("notes", "notes.json")
        .input("issue", "new");
    env.run().expect(Exit::Done);
    let mut records = papers("graph networks", 3);
    records.push(paper);
    env.later(1).publish(records);
    let ran = env.run().expect(Exit::Done);
    assert_eq!(ran.outputs["new-papers"], "1", "{ran:?}");
    let acts = |c: char| {
        c.is_control() && c != '\n' || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let months = ["history/2026-11.md", "history/2026-11.json", "history/README.md", "history/months.json"];
    let own = ["own.md", "own.txt", "own.bib", "own.html", "own.xml", "own.json"];
    for path in PATHS.iter().chain(&months).chain(&own).chain(&["README.md", DATA]) {
        let text = read(&env, path);
        let found = text.find(acts).map(|at| text[..at].chars().rev().take(40).collect::<Vec<_>>());
        assert_eq!(found, None, "{path}");
    }
    let issue = &env.github.issues()[0];
    for text in [&ran.out, &ran.summary, &ran.outputs["papers"], &issue.title, &issue.body] {
        assert!(!text.contains(acts), "{text:?}");
    }
    assert_eq!(env.later(1).run().expect(Exit::Done).outputs["changed"], "false");
}
