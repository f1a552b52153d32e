//! Tests of the months and their index.

use std::sync::Arc;

use super::*;
use crate::keyword::{Keyword, Sort};
use crate::samples::{at, keyword, paper, version};
use crate::state::FetchedList;

const SECTION: &str = "daily-papers";

fn november() -> Month {
    Month::parse("2026-11").unwrap()
}

fn keywords<'k>(names: &[&'k str]) -> BTreeSet<&'k str> {
    names.iter().copied().collect()
}

fn recorded(papers: &[(Paper, &[&str])]) -> MonthFile {
    let mut file = MonthFile::default();
    for (paper, names) in papers {
        file.record(paper, &keywords(names));
    }
    file
}

#[test]
fn month_is_read_back_as_it_was_written() {
    let one = Paper { comment: "Accepted".to_owned(), ..paper("2611.00001", "2026-11-01") };
    let file = recorded(&[(paper("2611.00002", "2026-11-02"), &["trees", "graphs"]), (one, &["graphs"])]);
    let text = file.to_text(SECTION, november());
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 4, "{text}");
    assert_eq!(lines[0], r#"{"format":1,"section":"daily-papers","month":"2026-11","papers":["#);
    assert!(lines[1].starts_with(r#"{"id":"2611.00001","version":1,"#), "sorted by identifier: {text}");
    assert!(lines[2].ends_with(r#""keywords":["graphs","trees"]}"#), "{text}");
    assert_eq!(MonthFile::parse(text.as_bytes(), SECTION, november()), Ok(file));
}

#[test]
fn row_has_about_300_bytes() {
    let long = Paper {
        title: "A title of the usual length, that is about eighty characters of plain text".to_owned(),
        abstract_: "Long. ".repeat(300),
        authors: (0..3_000).map(|n| format!("Author Number{n}")).collect(),
        comment: "12 pages, 5 figures, accepted at ICML 2026".to_owned(),
        ..paper("2611.00001", "2026-11-01")
    };
    let text = recorded(&[(long, &["graphs"])]).to_text(SECTION, november());
    let row = text.lines().nth(1).unwrap();
    assert!((200..400).contains(&row.len()), "{} bytes: {row}", row.len());
    assert!(row.contains("Number0") && row.contains("Number2999"), "the first and the last author: {row}");
}

#[test]
fn newest_version_wins_whatever_the_order() {
    let first = paper("2611.00001", "2026-11-01");
    let second = Paper { title: "Better graphs".to_owned(), ..version(&first, 2, "2026-11-20") };
    for papers in [[first.clone(), second.clone()], [second, first]] {
        let [one, other] = papers;
        let file = recorded(&[(one, &["graphs"]), (other, &["trees"])]);
        let row = file.rows.values().next().unwrap();
        assert_eq!((file.rows.len(), row.version, row.title.as_str()), (1, 2, "Better graphs"));
        assert_eq!(
            (row.submitted.to_string(), row.updated.to_string()),
            ("2026-11-01".into(), "2026-11-20".into())
        );
        assert_eq!(row.keywords.len(), 2);
    }
}

#[test]
fn vanished_field_of_same_version_stays() {
    let full = Paper { comment: "Accepted".to_owned(), ..paper("2611.00001", "2026-11-01") };
    let bare = Paper { comment: String::new(), authors: Vec::new(), ..full.clone() };
    let file = recorded(&[(full.clone(), &["graphs"]), (bare.clone(), &["graphs"])]);
    let row = &file.rows[&full.id];
    assert_eq!((row.comment.as_str(), row.authors.len()), ("Accepted", 1));
    let next = recorded(&[(full.clone(), &["graphs"]), (version(&bare, 2, "2026-11-05"), &["graphs"])]);
    assert_eq!(next.rows[&full.id].comment, "", "a new version may have none");
}

#[test]
fn withdrawn_paper_is_marked_though_it_matches_no_more() {
    let first = paper("2611.00001", "2026-11-01");
    let gone =
        Paper { comment: "This paper has been withdrawn".to_owned(), ..version(&first, 2, "2026-11-05") };
    let mut file = recorded(&[(first.clone(), &["graphs"])]);
    file.update(&gone);
    file.update(&paper("2611.00009", "2026-11-09"));
    assert_eq!(file.rows.len(), 1, "what never matched gets no row");
    assert!(file.rows[&first.id].withdrawn && file.rows[&first.id].keywords.contains("graphs"));
}

#[test]
fn unusable_file_is_named_and_not_read() {
    let text = recorded(&[(paper("2611.00001", "2026-11-01"), &["graphs"])]).to_text(SECTION, november());
    let twice = text.replace("]}\n]}", "]},\n{}]}").replace("{}", text.lines().nth(1).unwrap());
    for (bytes, reason) in [
        ("", "EOF"),
        ("<<<<<<< HEAD", "expected value"),
        (&text[..text.len() / 2], "EOF"),
        (&text.replace("\"format\":1", "\"format\":2"), "format 2"),
        (&text.replace("daily-papers", "other"), "belongs to the section `other`"),
        (&text.replace("2026-11\",\"papers", "2026-10\",\"papers"), "it is of 2026-10"),
        (&twice, "a paper twice"),
    ] {
        let error = MonthFile::parse(bytes.as_bytes(), SECTION, november()).unwrap_err();
        assert!(error.contains(reason), "{error}");
    }
    assert!(Index::parse(b"{}", SECTION).is_err());
}

#[test]
fn index_counts_by_keyword_and_day() {
    let file = recorded(&[
        (paper("2611.00001", "2026-11-01"), &["graphs"]),
        (paper("2611.00002", "2026-11-03"), &["graphs", "trees"]),
        (paper("2611.00003", "2031-01-01"), &["trees"]),
    ]);
    let counts = MonthCounts::new(november(), &file);
    assert_eq!((counts.papers, counts.of_keyword("graphs"), counts.of_keyword("none")), (3, 2, 0));
    assert_eq!(counts.days["graphs"], [1, 0, 1]);
    assert_eq!(
        (counts.days["trees"].len(), counts.days["trees"][29]),
        (30, 1),
        "a later date counts as the last day"
    );
    let covered =
        Coverage { keyword: "graphs".to_owned(), definition: "0123".to_owned(), since: at("2026-10-01") };
    let index = Index {
        months: BTreeMap::from([(november(), counts)]),
        covered: BTreeMap::from([("graphs".to_owned(), covered)]),
    };
    let text = index.to_text(SECTION);
    assert_eq!(Index::parse(text.as_bytes(), SECTION), Ok(index));
    for (from, to) in
        [("\"papers\":3", "\"papers\":9999999999"), ("[1,0,1]", &format!("[{}1]", "0,".repeat(31)))]
    {
        assert!(text.contains(from), "{text}");
        let error = Index::parse(text.replace(from, to).as_bytes(), SECTION).unwrap_err();
        assert!(error.contains("2026-11 has more"), "{error}");
    }
}

#[test]
fn coverage_begins_with_the_oldest_paper_known() {
    let graphs = keyword("graphs");
    let papers = |days: &[&str]| -> Vec<_> {
        days.iter().enumerate().map(|(n, day)| Arc::new(paper(&format!("2611.{n:05}"), day))).collect()
    };
    let fetched = |days: &[&str], complete, connected| FetchedList {
        papers: papers(days),
        missing: papers(&["2026-01-01"]),
        complete,
        connected,
        ..FetchedList::default()
    };
    let after = |before, fetched: &FetchedList| Coverage::after(before, &graphs, fetched);
    let first = after(None, &fetched(&["2026-11-24", "2026-11-03"], false, false)).unwrap();
    assert_eq!(first.since, at("2026-11-03"));
    let next = fetched(&["2026-11-25", "2026-11-24"], false, true);
    assert_eq!(after(Some(&first), &next), Some(first.clone()), "it stays");
    assert_eq!(after(None, &next).unwrap().since, at("2026-01-01"), "the list reaches back so far");
    let gap = fetched(&["2026-12-25", "2026-12-24"], false, false);
    assert_eq!(after(Some(&first), &gap).unwrap().since, at("2026-12-24"), "what is before is not known");
    let whole = fetched(&["2026-11-24"], true, true);
    assert_eq!(after(None, &whole).unwrap().since, BEGIN);
    assert_eq!(after(None, &FetchedList::default()), None);

    let other = keyword("trees");
    assert_eq!(Coverage::after(Some(&first), &other, &next).unwrap().since, at("2026-01-01"));
    let more = Keyword { max_results: 7, sort: Sort::Submitted, ..graphs.clone() };
    assert_eq!(Coverage::after(Some(&first), &more, &next), Some(first), "the same papers match");
}

#[test]
fn only_own_paths_are_used() {
    let files = Files { directory: RepoPath::parse("docs/history").unwrap() };
    for (path, used) in [
        ("docs/history/months.json", true),
        ("docs/history/README.md", true),
        ("docs/history/chart.svg", true),
        ("docs/history/2026-11.md", true),
        ("docs/history/2026-11.json", true),
        ("docs/history/2026-13.md", false),
        ("docs/history/notes.md", false),
        ("docs/history/a/2026-11.md", false),
        ("docs/historyx/2026-11.md", false),
        ("2026-11.md", false),
    ] {
        assert_eq!(files.uses(&RepoPath::parse(path).unwrap()), used, "{path}");
    }
}
