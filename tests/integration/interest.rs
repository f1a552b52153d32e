//! Papers by people and at venues, and lists by what a user likes: whole runs.

use daily_papers::error::Exit;
use fakes::arxiv::Record;

use crate::test_env::{TestEnv, papers};

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
        record.abstract_ = "Networks on large graphs.".to_owned();
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
