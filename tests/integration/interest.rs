//! Papers by people and at venues, and lists by what a user likes: whole runs.

use daily_papers::error::Exit;
use fakes::arxiv::{Fault, FaultKind, Record};
use fakes::github::GitHub;

use crate::test_env::{TestEnv, papers, record};

const README: &str = "# Lab\n\n<!-- daily-papers:start -->\n<!-- daily-papers:end -->\n";

#[test]
fn people_and_venues_make_lists() {
    let mut records = papers("graph networks", 6);
    let authors =
        ["Grace Hopper", "G. M. Hopper", "Ada Lovelace", "George Hopper", "Greta Hopper", "Jürgen Müller"];
    let comments =
        ["ICML 2026", "", "Accepted at NIPS", "Submitted to ICML", "ICML 2026 Workshop on Sets", ""];
    for ((record, author), comment) in records.iter_mut().zip(authors).zip(comments) {
        *record = Record { authors: vec![author.to_owned()], comment: comment.to_owned(), ..record.clone() };
    }
    let keywords = "- name: People\n  authors: [Grace Hopper, J. Müller]\n- name: Venues\n  any: graph networks\n  \
                    venues: [ICML, NeurIPS]\n- name: Both\n  any: graph\n  authors: G. Hopper\n  venues: any\n";
    let mut env = TestEnv::new(&[("README.md", README)], records, keywords);
    let ran = env.run().expect(Exit::Done);
    let readme = env.readme();
    let section = |name: &str| {
        let (_, rest) = readme.split_once(&format!("\n## {name}\n")).unwrap();
        let rows =
            rest.split("\n## ").next().unwrap().lines().filter_map(|line| line.split("number ").nth(1));
        rows.map(|row| row[..1].to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(section("People"), ["0", "1", "5"], "{readme}");
    assert_eq!(section("Venues"), ["0", "2"]);
    assert_eq!(section("Both"), ["0", "4"], "a workshop is some venue");
    assert!(ran.summary.contains("dropped 4 at other venues or none"), "{}", ran.summary);
    env.later(1);
    assert_eq!(env.run().expect(Exit::Done).outputs["changed"], "false");
}

#[test]
fn followed_authors_are_bold_everywhere() {
    let mut records = papers("graph networks", 2);
    let names = ["Ada Lovelace", "B", "Grace M. Hopper", "D", "E"].map(str::to_owned);
    records[0] = Record { authors: names.to_vec(), ..records[0].clone() };
    let keywords = "- graph networks\n- name: People\n  authors: G. Hopper\n";
    let mut env = TestEnv::new(&[("README.md", README)], records, keywords);
    env.input("extra-files", "- {path: docs/index.html, template: page}").input("template", "list");
    env.run().expect(Exit::Done);
    assert_eq!(
        env.readme().matches("  Ada Lovelace, …, **Grace M. Hopper**, …, E · ").count(),
        2,
        "{}",
        env.readme()
    );
    let page = String::from_utf8(env.github.read("docs/index.html").unwrap()).unwrap();
    assert!(page.contains(r#""followed":[2]"#), "{page}");
    env.input("template", "table").input("columns", "title, authors");
    env.later(1).run().expect(Exit::Done);
    assert_eq!(
        env.readme().matches("| Ada Lovelace, …, **Grace M. Hopper**, …, E |").count(),
        2,
        "{}",
        env.readme()
    );
}

/// Two papers about graphs, and an entry that cannot be read.
const BIBLIOGRAPHY: &str = "@article{a, title = {Spectral graph networks}, abstract = {Networks on graphs.}}\n\
                            @article{b, title = {Networks on large graphs}}\n@article{broken, title = {\n";

/// Papers about graphs: of numbers 1 and 3 the bibliography has more words.
fn mixed() -> Vec<Record> {
    let mut records = papers("graph galaxies", 4);
    for (number, record) in records.iter_mut().enumerate().filter(|(number, _)| number % 2 == 1) {
        record.title = format!("spectral graph networks number {number}");
        "Networks on large graphs.".clone_into(&mut record.abstract_);
    }
    records
}

/// The numbers of the papers in the order of a text.
fn numbers(text: &str) -> Vec<&str> {
    text.split("number ").skip(1).map(|rest| &rest[..1]).collect()
}

#[test]
fn liked_papers_order_the_lists() {
    let files = [("README.md", README), ("refs.bib", BIBLIOGRAPHY)];
    let mut env = TestEnv::new(&files, mixed(), "graph");
    env.input("columns", "title, relevance").input("sort", "relevance").input("like", "refs.bib");
    let ran = env.run().expect(Exit::Done);
    assert_eq!(ran.annotations("warning"), ["refs.bib: 1 entry cannot be read, and the others are used"]);
    assert_eq!(numbers(&env.readme()), ["1", "3", "0", "2"], "{}", env.readme());
    assert!(env.readme().contains("| **Title** | **Relevance** |"));
    // The same order from the same data.
    env.later(1);
    assert_eq!(env.run().expect(Exit::Done).outputs["changed"], "false");
    // The order is no part of what a list is: nothing is new when it changes, and the date stays.
    let before = env.readme();
    env.input("sort", "updated").run().expect(Exit::Done);
    assert_eq!(numbers(&env.readme()), ["0", "1", "2", "3"]);
    let ran = env.input("sort", "relevance").later(1).run().expect(Exit::Done);
    assert_eq!((env.readme(), ran.outputs["new-papers"].as_str()), (before, "0"));
}

/// How often arXiv was asked for papers by identifier.
fn look_ups(env: &TestEnv) -> usize {
    env.arxiv
        .requests()
        .iter()
        .filter(|request| request.parameters.iter().any(|(name, _)| name == "id_list"))
        .count()
}

#[test]
fn liked_identifiers_are_looked_up_once() {
    let mut records = mixed();
    let liked = Record {
        title: "Spectral networks".to_owned(),
        ..record("2401.00001", 1, "networks on graph theory", "2024-01-05T00:00:00Z")
    };
    // It does not match the keyword.
    let liked = Record { abstract_: "Spectral networks on large sets.".to_owned(), ..liked };
    records.push(liked.clone());
    let mut env = TestEnv::new(&[("README.md", README)], records.clone(), "graph");
    env.input("columns", "title")
        .input("sort", "relevance")
        .input("like", "arXiv:2401.00001v1\n2402.99999\n2611.19997");
    let ran = env.run().expect(Exit::Done);
    let missing = "`like`: arXiv has no paper 2402.99999. Correct or remove it";
    assert_eq!((ran.annotations("warning"), look_ups(&env)), (vec![missing], 1));
    assert_eq!(numbers(&env.readme()).len(), 4, "a liked paper is not listed for that: {}", env.readme());
    assert_eq!(numbers(&env.readme())[..2], ["1", "3"]);
    let data = || String::from_utf8(env.github.read(".github/daily-papers.json").unwrap()).unwrap();
    assert_eq!(data().matches("\"id\":\"2401.00001\"").count(), 1, "{}", data());
    // The text is kept; what arXiv does not have is asked for again.
    env.input("like", "2401.00001\n2611.19997").later(1);
    let ran = env.run().expect(Exit::Done);
    assert_eq!((ran.outputs["changed"].as_str(), look_ups(&env)), ("false", 1));
    // No longer liked, it leaves the data file.
    env.input("like", "2611.19997").later(1).run().expect(Exit::Done);
    let data = String::from_utf8(env.github.read(".github/daily-papers.json").unwrap()).unwrap();
    assert!(!data.contains("2401.00001"));
}

#[test]
fn failed_look_up_costs_only_scores() {
    let liked = record("2401.00001", 1, "Spectral networks on large sets", "2024-01-05T00:00:00Z");
    let mut records = mixed();
    records.push(liked);
    let mut env = TestEnv::new(&[("README.md", README)], records, "graph");
    env.input("columns", "title")
        .input("sort", "relevance")
        .input("min-relevance", "30")
        .input("like", "2401.00001");
    env.arxiv.fault(Fault::forever(FaultKind::unavailable()).matching("id_list="));
    let ran = env.run().expect(Exit::Done);
    let warnings = ran.annotations("warning");
    assert!(warnings[0].starts_with("`like`: 1 paper could not be looked up: "), "{warnings:?}");
    assert!(warnings[0].ends_with("The scores do without them, and the next run asks again"), "{warnings:?}");
    assert_eq!(numbers(&env.readme()), ["0", "1", "2", "3"], "nothing is hidden without a score");
    env.arxiv.clear_faults();
    env.later(1).run().expect(Exit::Done);
    assert_eq!(numbers(&env.readme()), ["1", "3"]);
}

#[test]
fn unusable_bibliographies_are_reported() {
    let large = "% a comment\n".repeat(20_000_000 / 12);
    let files: [(&str, &[u8]); 4] = [
        ("README.md", README.as_bytes()),
        ("empty.bib", b""),
        ("binary.bib", b"%PDF-1.7 \0\xff\xfe\n@\x80{"),
        ("large.bib", large.as_bytes()),
    ];
    let mut env = TestEnv::over(GitHub::with_files(&files), mixed(), "graph");
    env.input("columns", "title").input("sort", "relevance");
    for (path, problem) in [
        ("missing.bib", "missing.bib, which `like` names, does not exist"),
        ("large.bib", "large.bib, which `like` names, has 19999992 bytes, and at most 10000000 are read"),
    ] {
        let ran = env.input("like", path).run().expect(Exit::WrongInput);
        assert!(ran.annotations("error")[0].starts_with(problem), "{ran:#?}");
        assert!(env.arxiv.requests().is_empty(), "it is found out before arXiv is asked");
    }
    for path in ["empty.bib", "binary.bib"] {
        let ran = env.input("like", path).later(1).run().expect(Exit::Done);
        let none = "no entry has a title or an arXiv identifier, so no paper is liked for it";
        assert!(ran.annotations("warning").contains(&&*format!("{path}: {none}")), "{ran:#?}");
        assert_eq!(numbers(&env.readme()), ["0", "1", "2", "3"]);
    }
}

#[test]
fn papers_below_the_score_are_no_news() {
    let files = [("README.md", README), ("refs.bib", BIBLIOGRAPHY)];
    let mut env = TestEnv::new(&files, mixed(), "graph");
    env.input("like", "refs.bib").input("min-relevance", "30").input("issue", "new");
    env.input("extra-files", "[{path: a.json, template: json}, {path: page.html, template: page}]");
    env.run().expect(Exit::Done);
    assert_eq!(numbers(&env.readme()), ["1", "3"], "newest first without `sort: relevance`");
    // A paper on something else, then one that is close.
    let mut records = mixed();
    records.push(record("2611.21000", 1, "graph of stars", "2026-11-25T00:00:00Z"));
    env.publish(records.clone());
    let ran = env.later(1).run().expect(Exit::Done);
    assert_eq!((ran.outputs["new-papers"].as_str(), ran.outputs["total-papers"].as_str()), ("0", "2"));
    assert_eq!(ran.outputs["issue-number"], "");
    records.push(record("2611.22000", 1, "spectral graph networks number 9", "2026-11-26T00:00:00Z"));
    env.publish(records);
    let ran = env.later(1).run().expect(Exit::Done);
    assert_eq!((ran.outputs["new-papers"].as_str(), ran.outputs["total-papers"].as_str()), ("1", "3"));
    assert_ne!(ran.outputs["issue-number"], "");
    for file in ["README.md", "a.json", "page.html"] {
        let text = String::from_utf8(env.github.read(file).unwrap()).unwrap();
        assert!(text.contains("number 9") && !text.contains("stars") && !text.contains("galaxies"), "{text}");
    }
    let data = String::from_utf8(env.github.read(".github/daily-papers.json").unwrap()).unwrap();
    assert!(data.contains("graph of stars"), "the data file keeps it");
    // Shown later, it is not new.
    let ran = env.input("min-relevance", "0").run().expect(Exit::Done);
    assert_eq!((ran.outputs["new-papers"].as_str(), ran.outputs["total-papers"].as_str()), ("0", "6"));
}

#[test]
fn explains_score_with_words_and_liked_papers() {
    let files = [("README.md", README), ("refs.bib", BIBLIOGRAPHY)];
    let mut env = TestEnv::new(&files, mixed(), "graph");
    env.input("like", "refs.bib").input("min-relevance", "30").input("sort", "relevance");
    env.run().expect(Exit::Done);
    let ran = env.input("explain", "2611.19997").run().expect(Exit::Done);
    assert!(ran.out.contains("listed in row 2 of 2"), "{}", ran.out);
    let line =
        |start: &str| ran.out.lines().find(|line| line.starts_with(start)).unwrap_or_default().to_owned();
    assert!(line("Score ").ends_with(" of 100"), "{}", ran.out);
    assert!(line("Shared words").contains(": networks "), "{}", ran.out);
    assert!(line("Closest liked papers").contains(": a "), "{}", ran.out);
    let ran = env.input("explain", "2611.20000").run().expect(Exit::Done);
    assert!(ran.out.contains("not shown, because its score is below `min-relevance: 30`"), "{}", ran.out);
}

#[test]
fn issue_lists_closest_papers_first() {
    let files = [("README.md", README), ("refs.bib", BIBLIOGRAPHY)];
    let mut env = TestEnv::new(&files, papers("graph galaxies", 2), "graph");
    env.input("like", "refs.bib").input("sort", "relevance").input("issue", "new");
    env.run().expect(Exit::Done);
    let mut records = papers("graph galaxies", 2);
    records.push(record("2611.22000", 1, "graph of stars number 8", "2026-11-26T00:00:00Z"));
    records.push(record("2611.21000", 1, "spectral graph networks number 9", "2026-11-25T00:00:00Z"));
    env.publish(records);
    env.later(3).run().expect(Exit::Done);
    let body = env.github.issues()[0].body.clone();
    let rows: String = body.lines().filter(|line| line.starts_with("- **[")).collect();
    assert_eq!(numbers(&rows), ["9", "8"], "{body}");
    assert!(body.contains(" · relevance "), "{body}");
}

#[test]
fn pull_request_shows_papers_by_score() {
    let files = [("README.md", README), ("refs.bib", BIBLIOGRAPHY)];
    let mut env = TestEnv::new(&files, mixed(), "graph");
    env.input("columns", "title")
        .input("like", "refs.bib")
        .input("sort", "relevance")
        .input("min-relevance", "30");
    env.input("mode", "pull-request").run().expect(Exit::Done);
    let pull = &env.github.pulls()[0];
    assert_eq!((pull.title.as_str(), env.readme().as_str()), ("Add 2 papers", README));
    let ran = env.later(1).run().expect(Exit::Done);
    assert_eq!((ran.outputs["changed"].as_str(), ran.outputs["total-papers"].as_str()), ("false", "2"));
    env.github.merge(env.github.pulls()[0].number);
    assert_eq!(numbers(&env.readme()), ["1", "3"]);
    assert_eq!(env.later(1).run().expect(Exit::Done).outputs["changed"], "false");
}

#[test]
fn warns_if_every_paper_is_hidden() {
    let files = [("README.md", README), ("refs.bib", BIBLIOGRAPHY)];
    let mut env = TestEnv::new(&files, mixed(), "graph");
    let ran = env.input("like", "refs.bib").input("min-relevance", "100").run().expect(Exit::Done);
    let warning = "`min-relevance: 100` hides all 4 listed papers. Lower it";
    assert!(ran.annotations("warning").contains(&warning), "{ran:#?}");
}
