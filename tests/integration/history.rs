//! The history in whole runs: what it keeps, what it leaves alone, and that it goes with everything else.

use std::collections::BTreeSet;

use daily_papers::error::Exit;
use fakes::arxiv::Record;
use fakes::github::Edit;

use crate::test_env::{RunOutput, TestEnv, papers, record};

const README: &str = "# Lab\n\n<!-- daily-papers:start -->\n<!-- daily-papers:end -->\n";
const INDEX: &str = "docs/history/README.md";
const DATA: &str = "docs/history/months.json";

fn env(records: Vec<Record>, keywords: &str) -> TestEnv {
    let mut env = TestEnv::new(&[("README.md", README)], records, keywords);
    env.input("history", "docs/history/");
    env
}

fn month(month: &str, kind: &str) -> String {
    format!("docs/history/{month}.{kind}")
}

fn read(env: &TestEnv, path: &str) -> String {
    String::from_utf8(env.github.read(path).unwrap_or_default()).unwrap()
}

/// The identifiers in the file of a month.
fn ids(env: &TestEnv, name: &str) -> BTreeSet<String> {
    let text = read(env, &month(name, "json"));
    let document: serde_json::Value = serde_json::from_str(&text).unwrap();
    let papers = document["papers"].as_array().unwrap();
    papers.iter().map(|paper| paper["id"].as_str().unwrap().to_owned()).collect()
}

fn quiet(env: &TestEnv) -> RunOutput {
    let commits = env.github.log().len();
    let ran = env.run().expect(Exit::Done);
    assert_eq!((ran.outputs["changed"].as_str(), env.github.log().len()), ("false", commits), "{}", ran.out);
    ran
}

#[test]
fn papers_that_leave_the_list_stay_in_history() {
    let mut env = env(papers("graph networks", 3), "graph networks");
    env.input("max-results", "2");
    env.run().expect(Exit::Done);
    assert_eq!(env.github.log().len(), 2, "one commit with everything");
    assert_eq!(ids(&env, "2026-11").len(), 3, "what the list cut off is there too");
    assert!(read(&env, &month("2026-11", "md")).contains("graph networks number 2"));
    assert!(read(&env, INDEX).contains("| [November&nbsp;2026](2026-11.md) | 3 | graph networks&nbsp;3 |"));
    quiet(&env);

    env.later(1).publish(vec![record("2611.30001", 1, "Fresh graph networks", "2026-11-24T09:00:00Z")]);
    let ran = env.run();
    assert_eq!(ids(&env, "2026-11").len(), if ran.outputs["changed"] == "true" { 4 } else { 3 });

    let mut all = papers("graph networks", 3);
    all.push(record("2611.30001", 1, "Fresh graph networks", "2026-11-24T09:00:00Z"));
    env.later(1).publish(all);
    env.run().expect(Exit::Done);
    assert_eq!(ids(&env, "2026-11").len(), 4);
    quiet(env.later(1));
}

#[test]
fn only_months_of_news_are_read() {
    let mut records = papers("graph networks", 3);
    records.push(record("2609.00001", 1, "Old graph networks", "2026-09-10T09:00:00Z"));
    let mut env = env(records.clone(), "graph networks");
    env.run().expect(Exit::Done);
    let older = read(&env, &month("2026-09", "json"));
    assert!(older.contains("2609.00001"));

    // A run reads what its configuration names, and then the months that it needs.
    let reads = |env: &TestEnv| env.github.names().iter().filter(|name| **name == "graphql readmore").count();
    let first = reads(&env);
    quiet(&env);
    let other = reads(&env) - first;
    assert_eq!(other, first - 1, "a run without news reads no month");
    records.push(record("2611.30001", 1, "Fresh graph networks", "2026-11-24T09:00:00Z"));
    env.later(1).publish(records);
    env.run().expect(Exit::Done);
    assert_eq!(reads(&env), first + other + first);
    assert_eq!(read(&env, &month("2026-09", "json")), older);
    assert!(ids(&env, "2026-11").contains("2611.30001"));
    assert!(
        read(&env, INDEX).contains("| [September&nbsp;2026](2026-09.md) | 1 |"),
        "counted without being read"
    );
}

#[test]
fn new_version_updates_its_row_and_withdrawal_is_marked() {
    let mut env = env(papers("graph networks", 3), "graph networks");
    env.input("withdrawn", "drop");
    env.run().expect(Exit::Done);
    let mut records = papers("graph networks", 3);
    let (id, submitted) = (records[1].id.clone(), records[1].submitted);
    records[1] = record(&id, 2, "Withdrawn graph networks", "2026-11-24T09:00:00Z");
    (records[1].submitted, records[1].comment) = (submitted, "This paper has been withdrawn".to_owned());
    env.later(1).publish(records);
    env.run().expect(Exit::Done);
    assert!(!env.readme().contains("Withdrawn graph networks"), "the list drops it");
    assert_eq!(ids(&env, "2026-11").len(), 3);
    let page = read(&env, &month("2026-11", "md"));
    assert!(page.contains("Withdrawn graph networks") && page.contains("<sup>withdrawn</sup>"), "{page}");
    assert!(page.contains("(v2, 2026-11-24)"), "{page}");
    quiet(env.later(1));
}

#[test]
fn paper_under_two_keywords_is_stored_once() {
    let records = vec![record("2611.00001", 1, "Graph networks and trees", "2026-11-20T09:00:00Z")];
    let env = env(records, "graph networks\ntrees");
    env.run().expect(Exit::Done);
    let text = read(&env, &month("2026-11", "json"));
    assert_eq!(text.matches("2611.00001").count(), 1);
    assert!(text.contains(r#""keywords":["graph networks","trees"]"#), "{text}");
    assert!(
        read(&env, INDEX).contains("| 1 | graph networks&nbsp;1 · trees&nbsp;1 |"),
        "{}",
        read(&env, INDEX)
    );
}

#[test]
fn history_turned_on_later_has_every_listed_paper() {
    let mut env = env(papers("graph networks", 3), "graph networks");
    env.input("history", "none").run().expect(Exit::Done);
    assert!(env.github.read(INDEX).is_none());
    env.input("history", "docs/history").later(1).run().expect(Exit::Done);
    assert_eq!(ids(&env, "2026-11").len(), 3);
    // Off while a paper comes, and on again.
    let mut records = papers("graph networks", 3);
    records.push(record("2611.30001", 1, "Fresh graph networks", "2026-11-24T09:00:00Z"));
    env.publish(records);
    env.input("history", "none").later(1).run().expect(Exit::Done);
    assert_eq!(ids(&env, "2026-11").len(), 3);
    env.input("history", "docs/history").later(1).run().expect(Exit::Done);
    assert_eq!(ids(&env, "2026-11").len(), 4);
}

#[test]
fn broken_month_is_left_alone_and_completed_later() {
    let mut env = env(papers("graph networks", 3), "graph networks");
    env.run().expect(Exit::Done);
    let path = month("2026-11", "json");
    let good = read(&env, &path);
    env.github.commit(&[(path.as_str(), Some(b"<<<<<<< HEAD"))], "merged badly");
    let mut records = papers("graph networks", 3);
    records.push(record("2611.30001", 1, "Fresh graph networks", "2026-11-24T09:00:00Z"));
    records.push(record("2610.30001", 1, "Earlier graph networks", "2026-10-24T09:00:00Z"));
    env.later(1).publish(records);
    let ran = env.run().expect(Exit::Done);
    assert_eq!(read(&env, &path), "<<<<<<< HEAD");
    assert!(env.readme().contains("Fresh graph networks"), "the rest of the run goes on");
    assert!(ids(&env, "2026-10").contains("2610.30001"));
    let warned = ran.annotations("warning");
    assert!(warned.iter().any(|text| text.contains("2026-11.json is left as it is")), "{warned:?}");

    env.github.commit(&[(path.as_str(), Some(good.as_bytes()))], "restored");
    env.later(1).run().expect(Exit::Done);
    assert!(ids(&env, "2026-11").contains("2611.30001"), "what it missed is added");
    assert!(read(&env, &month("2026-11", "md")).contains("Fresh graph networks"));
    quiet(env.later(1));
}

#[test]
fn files_of_others_are_left_alone() {
    let theirs =
        [(INDEX, "# Mine\n"), ("docs/history/notes.md", "mine"), ("docs/history/2026-11.md", "mine")];
    let files: Vec<(&str, &str)> = theirs.iter().copied().chain([("README.md", README)]).collect();
    let mut env = TestEnv::new(&files, papers("graph networks", 3), "graph networks");
    env.input("history", "docs/history");
    let ran = env.run().expect(Exit::Done);
    for (path, text) in theirs {
        assert_eq!(read(&env, path), text, "{path}");
    }
    assert_eq!(ids(&env, "2026-11").len(), 3);
    let warned = ran.annotations("warning").join("\n");
    assert!(
        warned.contains("docs/history/README.md is left") && warned.contains("2026-11.md is left"),
        "{warned}"
    );
}

#[test]
fn lost_index_is_counted_again() {
    let mut records = papers("graph networks", 3);
    records.push(record("2609.00001", 1, "Old graph networks", "2026-09-10T09:00:00Z"));
    let env = env(records, "graph networks");
    env.run().expect(Exit::Done);
    let (data, page) = (read(&env, DATA), read(&env, INDEX));
    env.github.commit_edits("main", &[Edit::delete(DATA), Edit::delete(INDEX)], "oops");
    env.run().expect(Exit::Done);
    assert_eq!((read(&env, DATA), read(&env, INDEX)), (data, page));
}

#[test]
fn commit_of_someone_else_in_between_loses_nothing() {
    let mut env = env(papers("graph networks", 3), "graph networks");
    env.run().expect(Exit::Done);
    let mut records = papers("graph networks", 3);
    records.push(record("2611.30001", 1, "Fresh graph networks", "2026-11-24T09:00:00Z"));
    env.later(1).publish(records);
    env.github.race(&[Edit::file("new.txt", "theirs"), Edit::file(&month("2026-11", "md"), "broken")]);
    env.run().expect(Exit::Done);
    assert_eq!(read(&env, "new.txt"), "theirs");
    assert_eq!(ids(&env, "2026-11").len(), 4);
}

#[test]
fn wrong_clock_writes_no_month_of_its_own() {
    let mut env = env(papers("graph networks", 3), "graph networks");
    env.now = "2020-01-05T06:00:00Z".parse().unwrap();
    let ran = env.run().expect(Exit::Done);
    assert!(env.github.read(&month("2020-01", "json")).is_none());
    assert!(ran.annotations("warning").join("\n").contains("Check the clock"), "{}", ran.out);
    env.now = "2026-11-24T06:00:00Z".parse().unwrap();
    env.run().expect(Exit::Done);
    assert_eq!(ids(&env, "2026-11").len(), 3);
}

#[test]
fn index_counts_what_the_months_have() {
    let mut records = papers("graph networks", 8);
    for (number, day) in [(1, "2026-09-10"), (2, "2026-09-30"), (3, "2025-12-31")] {
        let day = format!("{day}T23:59:59Z");
        records.push(record(&format!("2609.0000{number}"), 1, "Old graph networks and trees", &day));
    }
    let mut env = env(records.clone(), "graph networks\ntrees");
    env.input("max-results", "5").run().expect(Exit::Done);
    records.push(record("2611.30001", 1, "Fresh graph networks", "2026-11-24T09:00:00Z"));
    env.later(1).publish(records);
    env.run().expect(Exit::Done);
    let data: serde_json::Value = serde_json::from_str(&read(&env, DATA)).unwrap();
    let months = data["months"].as_array().unwrap();
    assert_eq!(months.len(), 3);
    for month in months {
        let month_name = month["month"].as_str().unwrap().to_owned();
        let file: serde_json::Value =
            serde_json::from_str(&read(&env, &self::month(&month_name, "json"))).unwrap();
        let mut counts = serde_json::json!({});
        for paper in file["papers"].as_array().unwrap() {
            let day: usize = paper["submitted"].as_str().unwrap()[8..].parse().unwrap();
            for keyword in paper["keywords"].as_array().unwrap() {
                let days = counts.as_object_mut().unwrap();
                let days = days.entry(keyword.as_str().unwrap()).or_insert_with(|| serde_json::json!([]));
                let days = days.as_array_mut().unwrap();
                days.resize(days.len().max(day), serde_json::json!(0));
                days[day - 1] = serde_json::json!(days[day - 1].as_u64().unwrap() + 1);
            }
        }
        assert_eq!(month["days"], counts, "{month_name}");
        assert_eq!(month["papers"], file["papers"].as_array().unwrap().len());
    }
}

#[test]
fn chart_counts_from_the_history() {
    let mut env = env(papers("graph networks", 9), "graph networks");
    env.input("max-results", "5").input("extra-files", "- {path: weeks.svg, template: chart, weeks: 8}");
    env.run().expect(Exit::Done);
    assert!(read(&env, INDEX).contains("](chart.svg)"));
    let chart = read(&env, "docs/history/chart.svg");
    assert!(
        chart.contains("2025-11-26 to 2026-11-24") && chart.contains("graph networks: at least 9 papers"),
        "{chart}"
    );
    let weeks = read(&env, "weeks.svg");
    assert!(weeks.contains("2026-09-30 to 2026-11-24") && weeks.contains("9 papers"), "{weeks}");
    quiet(&env);
    let foreign = [Edit::file("docs/history/chart.svg", "mine"), Edit::delete(INDEX)];
    env.github.commit_edits("main", &foreign, "edited");
    let ran = env.run().expect(Exit::Done);
    assert_eq!(read(&env, "docs/history/chart.svg"), "mine");
    assert!(!read(&env, INDEX).contains("chart.svg"), "{}", ran.out);
}

#[test]
fn large_month_page_is_shortened_and_says_so() {
    let mut records = papers("graph networks", 300);
    for paper in &mut records {
        paper.title = format!("{} {}", "Graph networks of everything ".repeat(16), paper.id);
        paper.comment = "Words ".repeat(100);
        paper.submitted = "2026-11-20T00:00:00Z".parse().unwrap();
        paper.updated = paper.submitted;
    }
    let mut env = env(records, "graph networks\ngraph\nnetworks\neverything");
    env.input("max-results", "1000").input("template", "compact");
    let ran = env.run().expect(Exit::Done);
    let page = read(&env, &month("2026-11", "md"));
    assert!(page.len() <= 512_000 && page.len() > 400_000, "{}", page.len());
    assert!(page.contains("are not shown, because GitHub does not show larger pages"));
    assert_eq!(ids(&env, "2026-11").len(), 300);
    assert!(ran.annotations("warning").join("\n").contains("2026-11.md would have"), "{}", ran.out);
    quiet(&env);
}

#[test]
fn own_template_makes_the_page_of_a_month() {
    let template = "{{ name }}: {% for keyword in keywords %}{% for paper in keyword.papers %}{{ paper.title }};{% endfor %}{% endfor %}";
    let files = [("README.md", README), ("month.md", template)];
    let records = vec![record("2611.00001", 1, "Graph <networks>", "2026-11-20T09:00:00Z")];
    let mut env = TestEnv::new(&files, records, "graph networks");
    env.input("history", "docs/history").input("history-template", "month.md");
    env.run().expect(Exit::Done);
    let page = read(&env, &month("2026-11", "md"));
    assert!(page.ends_with("November 2026: Graph &lt;networks&gt;;"), "{page}");
}

#[test]
fn path_that_collides_is_an_invalid_input() {
    for (input, value, directory) in [
        ("readme", "docs/README.md", "docs"),
        ("data-file", "docs/2026-11.json", "docs"),
        ("data-file", "docs", "docs"),
        ("extra-files", "- {path: docs/months.json, template: a.json}", "docs"),
        ("readme", "docs", "docs/history"),
        ("history-template", "docs/2026-01.md", "docs"),
    ] {
        let mut env = TestEnv::new(&[], papers("graph networks", 1), "graph networks");
        let ran = env.input("history", directory).input(input, value).run().expect(Exit::WrongInput);
        assert!(ran.out.contains("history"), "{}", ran.out);
        assert!(env.arxiv.requests().is_empty());
    }
    for directory in ["../up", ".github", "docs/history.md", ".github/workflows/x", "/docs"] {
        let mut env = TestEnv::new(&[], papers("graph networks", 1), "graph networks");
        env.input("history", directory).run().expect(Exit::WrongInput);
    }
}

#[test]
fn pull_request_carries_every_month_of_earlier_runs() {
    let mut env = env(papers("graph networks", 3), "graph networks");
    env.input("mode", "pull-request").run().expect(Exit::Done);
    let branch = "daily-papers/update";
    let on_branch = |env: &TestEnv, path: &str| {
        String::from_utf8(env.github.read_at(branch, path).unwrap_or_default()).unwrap()
    };
    let mut records = papers("graph networks", 3);
    records.push(record("2610.00001", 1, "Fresh graph networks", "2026-10-24T09:00:00Z"));
    env.later(1).publish(records);
    env.run().expect(Exit::Done);
    assert!(on_branch(&env, &month("2026-10", "json")).contains("2610.00001"));
    assert!(on_branch(&env, &month("2026-11", "json")).contains("2611.20000"), "of the first run");
    assert!(on_branch(&env, INDEX).contains("November&nbsp;2026"));
    let ran = env.later(1).run().expect(Exit::Done);
    assert_eq!(ran.outputs["changed"], "false");
}
