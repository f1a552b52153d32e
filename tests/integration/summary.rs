//! What the job summary answers: why there is no paper, no commit and no issue, and what a dry run would write.

use daily_papers::error::Exit;
use fakes::arxiv::Record;

use crate::test_env::{RunOutput, TestEnv, papers, record};

const README: &str = "# Lab\n\n<!-- daily-papers:start -->\n<!-- daily-papers:end -->\n";

fn env(records: Vec<Record>, keywords: &str) -> TestEnv {
    TestEnv::new(&[("README.md", README)], records, keywords)
}

fn assert_says(ran: &RunOutput, text: &str) {
    assert!(ran.summary.contains(text), "{text}: {}", ran.summary);
}

#[test]
fn first_search_without_a_paper_is_a_warning() {
    let mut env = env(papers("graph networks", 3), "grpah netwroks");
    let ran = env.run().expect(Exit::Done);
    let warnings = ran.annotations("warning").join("\n");
    assert!(warnings.contains("arXiv has no paper with these words") && warnings.contains("grpah netwroks"));
    assert!(warnings.contains("The query was: ("), "{warnings}");
    assert!(ran.summary.starts_with("**daily-papers: quiet** 0 papers listed"), "{}", ran.summary);
    // The empty list is committed once, and then its first paper is news.
    assert_eq!(ran.outputs["changed"], "true");
    let ran = env.later(1).run().expect(Exit::Done);
    assert_eq!(ran.outputs["changed"], "false", "{}", ran.summary);
    assert!(ran.annotations("warning").is_empty(), "{}", ran.out);
    env.later(1).publish(vec![record("2611.30001", 1, "Grpah netwroks", "2026-11-25T09:00:00Z")]);
    assert_eq!(env.run().expect(Exit::Done).outputs["new-papers"], "1");
}

#[test]
fn explanation_is_in_log_and_summary() {
    let mut records = papers("graph networks", 4);
    records[3].abstract_ = "We study `ls`.\n```\n::error::x".to_owned();
    records[3].title = "Graph networks ```` :: number 3".to_owned();
    let ids: Vec<String> = records.iter().map(|record| record.id.clone()).collect();
    let mut env = env(records, "graph networks\nDARTS");
    env.input("max-results", "2").run().expect(Exit::Done);
    let (head, requests) = (env.github.head(), env.github.names().len());
    for (id, says) in [
        (&ids[1], "listed in row 2 of 2"),
        (&ids[2], "not listed, because 2 newer papers fill `max-results: 2`"),
        (&ids[3], "not listed, because 2 newer papers fill `max-results: 2`"),
    ] {
        let ran = env.input("explain", id).run().expect(Exit::Done);
        assert!(ran.out.contains("\ngraph networks: in, ") && ran.out.contains(says), "{}", ran.out);
        assert_says(&ran, &format!("text\n{id}v1 "));
        assert_says(&ran, says);
        assert_says(&ran, "\nDARTS: out, no match for `DARTS`");
        assert_says(&ran, "; not listed\n");
        assert_eq!(ran.annotations("error"), [""; 0]);
    }
    // More rows: what belongs here comes with the next run.
    let ran = env.input("max-results", "3").input("explain", &ids[2]).run().expect(Exit::Done);
    assert_says(&ran, "not listed yet: the next run adds it");
    assert_eq!(env.github.head(), head, "nothing is written");
    assert!(env.github.names()[requests..].iter().all(|name| name == "graphql read"));
}

#[test]
fn dropped_papers_are_counted_by_rule() {
    let mut records = papers("graph networks", 5);
    records[1].abstract_ = "A survey.".to_owned();
    records[2].comment = "This paper has been withdrawn".to_owned();
    let mut env = env(records, "graph networks");
    env.input("exclude", "survey").input("withdrawn", "drop");
    let ran = env.run().expect(Exit::Done);
    assert_says(&ran, "dropped 1 with an excluded term");
    assert_says(&ran, "1 withdrawn");
    env.input("exclude", "graph");
    let ran = env.later(1).run().expect(Exit::Done);
    assert_says(&ran, "| graph networks | 0 |");
}

#[test]
fn explains_missing_commit_and_issue() {
    let mut env = env(papers("graph networks", 3), "graph networks");
    let ran = env.run().expect(Exit::Done);
    assert_says(&ran, "No issue, and so no email, because");
    env.input("issue", "new").input("keywords", "graph networks\nzebras");
    let ran = env.later(1).run().expect(Exit::Done);
    assert_says(&ran, "No issue: nothing counts as new on the first run of a keyword (zebras).");
    let ran = env.later(1).run().expect(Exit::Done);
    assert_says(&ran, "No commit, because no listed paper is new or has a new version.");
    assert_says(&ran, "The lists last changed on 2026-11-24.");
    assert_says(&ran, "No issue, because there is no new paper.");
    assert_says(&ran, "| 2026-11-23 [graph networks number 0](https://arxiv.org/abs/2611.20000v1) |");
    env.input("keywords", "- name: graph networks\n  any: [graph networks, zebra]\n- zebras");
    let ran = env.later(1).run().expect(Exit::Done);
    assert_says(
        &ran,
        "No issue: nothing counts as new on the first run after a keyword was changed (graph networks).",
    );
}

#[test]
fn dry_run_shows_its_diff() {
    let mut env = env(papers("graph networks", 3), "graph networks");
    env.input("mode", "dry-run");
    let ran = env.run().expect(Exit::Done);
    assert_says(&ran, "This was a dry run: nothing was written.");
    assert_says(&ran, "**What a run would write**\n\n```diff\n--- a/README.md\n");
}
