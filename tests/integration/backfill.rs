//! Earlier months of the history: filled in a few at a time, whatever stops a run.

use std::collections::BTreeMap;

use daily_papers::error::Exit;
use fakes::arxiv::{Fault, FaultKind, Record};

use crate::test_env::{RunOutput, TestEnv, papers, record};

const README: &str = "# Lab\n\n<!-- daily-papers:start -->\n<!-- daily-papers:end -->\n";
/// What only a request of the backfill contains.
pub(crate) const RANGE: &str = "submittedDate:[";

/// Recent papers, and a few in each month from 2025-12 on.
fn corpus() -> Vec<Record> {
    // More than a page, so that the first search does not find all there is.
    let mut records = papers("graph networks and trees", 110);
    for (month, prefix) in
        [("2025-12", "2512"), ("2026-01", "2601"), ("2026-06", "2606"), ("2026-10", "2610")]
    {
        for n in 1..=9 {
            let subject = if n % 3 == 0 { "trees and graph networks" } else { "graph networks" };
            let day = format!("{month}-{:02}T1{n}:00:00Z", 3 * n);
            records.push(record(&format!("{prefix}.{n:05}"), 1, &format!("{subject} of {month}"), &day));
        }
    }
    records
}

pub(crate) fn env(keywords: &str) -> TestEnv {
    let mut env = TestEnv::new(&[("README.md", README)], corpus(), keywords);
    env.input("history", "papers").input("history-from", "2026-01").input("max-results", "5");
    env
}

/// The files of the history.
pub(crate) fn files(env: &TestEnv) -> BTreeMap<String, String> {
    let names = ["README.md", "months.json", "chart.svg"].map(str::to_owned).into_iter();
    let months = (1..=12).flat_map(|month| ["2025", "2026"].map(move |year| format!("{year}-{month:02}")));
    let months = months.flat_map(|month| [format!("{month}.json"), format!("{month}.md")]);
    let read = |name: String| {
        let bytes = env.github.read(&format!("papers/{name}"))?;
        Some((name, String::from_utf8(bytes).unwrap()))
    };
    names.chain(months).filter_map(read).collect()
}

pub(crate) fn ranges(env: &TestEnv) -> usize {
    env.arxiv.requests().iter().filter(|request| request.query.contains(RANGE)).count()
}

/// Runs until the history is complete; how many runs that took.
pub(crate) fn complete(env: &TestEnv) -> usize {
    (1..60).find(|_| env.run().summary.contains("The history is complete")).unwrap()
}

pub(crate) fn at_once() -> BTreeMap<String, String> {
    let env = env("graph networks\ntrees");
    assert_eq!(complete(&env), 2, "the first month of the run, and ten more of two keywords");
    files(&env)
}

#[test]
fn earlier_months_are_filled_in_and_are_no_news() {
    let mut env = env("graph networks");
    env.input("issue", "new").input("time-budget", "60s");
    let ran = env.run().expect(Exit::Done);
    let readme = env.readme();
    assert!(ran.summary.contains("The history is complete from 2026-01 on."), "{}", ran.summary);
    let files = files(&env);
    assert!(files.contains_key("2026-01.json") && files["2026-06.json"].contains("2606.00009"));
    assert!(!files.contains_key("2025-12.json"), "not wanted");
    assert!(files["README.md"].contains("| [January&nbsp;2026](2026-01.md) | 9 |"));
    assert!(files["chart.svg"].contains("graph networks: at least 137 papers"), "{}", files["chart.svg"]);
    assert!(!readme.contains("2606.0") && ran.outputs["new-papers"] == "0");
    let (commits, asked) = (env.github.log().len(), ranges(&env));
    let ran = env.later(1).run().expect(Exit::Done);
    assert_eq!((ran.outputs["changed"].as_str(), env.github.log().len()), ("false", commits));
    assert_eq!(ranges(&env), asked, "what is done is not asked for again");
    assert!(env.github.issues().is_empty());
}

#[test]
fn later_run_commits_filled_months_without_news() {
    let mut env = env("graph networks");
    env.arxiv.fault(Fault::forever(FaultKind::unavailable()).matching(RANGE));
    env.input("issue", "new").run().expect(Exit::Done);
    env.arxiv.clear_faults();
    let (readme, commits) = (env.readme(), env.github.log().len());
    let ran = env.later(1).run().expect(Exit::Done);
    assert_eq!((ran.outputs["changed"].as_str(), ran.outputs["new-papers"].as_str()), ("true", "0"));
    assert_eq!((env.github.log().len(), env.readme()), (commits + 1, readme));
    assert_eq!(env.github.log()[0].message, "Update 37 papers in the history");
    assert!(env.github.issues().is_empty());
}

#[test]
fn one_request_a_run_completes_too() {
    let expected = at_once();
    let env = env("graph networks\ntrees");
    let runs = (1..80).find(|_| {
        env.arxiv.clear_faults();
        // An empty month is asked for twice.
        env.arxiv.fault(Fault::forever(FaultKind::unavailable()).matching(RANGE).after(2));
        env.run().expect(Exit::Done).summary.contains("The history is complete")
    });
    assert!(runs.is_some_and(|runs| runs >= 12), "{runs:?}");
    assert_eq!(files(&env), expected);
}

#[test]
fn the_work_of_the_run_comes_first() {
    let env = env("graph networks\ntrees");
    env.run().expect(Exit::Done);
    let requests = env.arxiv.requests();
    let first = requests.iter().position(|request| request.query.contains(RANGE)).unwrap();
    let last = requests.iter().rposition(|request| !request.query.contains(RANGE)).unwrap();
    assert!(last < first, "{first} {last}");
    assert_eq!(requests.len() - first, 24, "a few in each run");
}

#[test]
fn broken_earlier_month_stops_the_backfill_there() {
    let mut env = env("graph networks");
    env.github.commit(&[("papers/2026-06.json", Some(b"<<<<<<< HEAD"))], "merged badly");
    for _ in 0..3 {
        let ran = env.later(1).run().expect(Exit::Done);
        assert!(ran.annotations("warning").join("\n").contains("papers/2026-06.json is left as it is"));
        assert_eq!(files(&env)["2026-06.json"], "<<<<<<< HEAD");
    }
    env.github.commit_edits("main", &[fakes::github::Edit::delete("papers/2026-06.json")], "start again");
    complete(&env);
    assert!(files(&env)["2026-06.json"].contains("2606.00009"));
}

#[test]
fn commit_in_between_does_not_ask_again() {
    let env = env("graph networks");
    env.github.race(&[fakes::github::Edit::file("new.txt", "theirs")]);
    let ran = env.run().expect(Exit::Done);
    assert!(ran.summary.contains("The history is complete"));
    assert!(files(&env)["2026-06.json"].contains("2606.00009") && ranges(&env) < 24);
}

#[test]
fn pull_request_goes_on_from_its_branch() {
    let mut env = env("graph networks\ntrees");
    env.input("mode", "pull-request").run().expect(Exit::Done);
    let asked = ranges(&env);
    let ran = env.later(1).run().expect(Exit::Done);
    assert!(ran.summary.contains("The history is complete"), "{}", ran.summary);
    let branch = "daily-papers/update";
    for month in ["2026-01", "2026-06", "2026-10", "2026-11"] {
        assert!(env.github.read_at(branch, &format!("papers/{month}.json")).is_some(), "{month}");
    }
    assert!(asked == 24 && ranges(&env) < 48, "{} requests", ranges(&env));
    assert_eq!(env.later(1).run().expect(Exit::Done).outputs["changed"], "false");
}

#[test]
fn dry_run_and_offline_fill_in_nothing() {
    let mut env = env("graph networks");
    env.input("mode", "dry-run").run().expect(Exit::Done);
    assert_eq!(ranges(&env), 0);
    env.input("mode", "commit").input("history-from", "").run().expect(Exit::Done);
    env.input("history-from", "2026-01").input("offline", "true").run().expect(Exit::Done);
    assert_eq!(ranges(&env), 0);
}

#[test]
fn impossible_month_is_an_invalid_input() {
    let run = |history: &str, from: &str| -> RunOutput {
        let mut env = env("graph networks");
        env.input("history", history).input("history-from", from).run()
    };
    for (history, from, reason) in [
        ("papers", "2024-13", "is not a month such as"),
        ("papers", "2024", "is not a month such as"),
        ("papers", "2026-12", "is in the future"),
        ("papers", "1980-01", "is before arXiv began"),
        ("none", "2024-01", "needs `history`"),
    ] {
        let ran = run(history, from).expect(Exit::WrongInput);
        assert!(ran.out.contains(reason) && ran.out.contains("history-from"), "{}", ran.out);
    }
    run("papers", "2026-11").expect(Exit::Done);
}
