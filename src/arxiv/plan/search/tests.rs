//! Searches read page by page, believed or not, and what they say of a list.

use super::*;
use crate::arxiv::plan::KeywordState;
use crate::keyword::Sort;
use crate::samples::{at, keyword, paper, version};

type Spoil = fn(&mut Feed);

/// `count` hits, the newest first, one an hour: numbers from `count` down to 1.
fn hits(count: u32) -> Vec<Paper> {
    let hour = |n: u32| at("2026-01-01") + jiff::SignedDuration::from_hours(i64::from(n));
    (1..=count).rev().map(|n| paper(&format!("2601.{n:05}"), &hour(n).to_string())).collect()
}

/// The same, but nothing in them matches a keyword of these tests.
fn strangers(count: u32) -> Vec<Paper> {
    let strange = |paper| Paper { title: "Z".to_owned(), abstract_: "Z".to_owned(), ..paper };
    hits(count).into_iter().map(strange).collect()
}

/// The page asked for, out of these hits.
fn page(hits: &[Paper], asked: &PageRequest) -> Feed {
    let rows = hits.iter().skip(usize::try_from(asked.start).unwrap());
    let papers = rows.take(usize::try_from(asked.size).unwrap()).cloned().collect();
    Feed { hits: hits.len() as u64, start: asked.start, papers, unreadable: Vec::new() }
}

/// Reads to the end; the pages asked for.
fn read<'k>(keyword: &'k Keyword, hits: &[Paper]) -> (Search<'k>, Vec<(u64, u64)>) {
    let mut search = Search::alone(keyword);
    let mut pages = Vec::new();
    while let Next::Ask(asked) = search.next() {
        search.take(&asked, page(hits, &asked)).unwrap();
        pages.push((asked.start, asked.size));
    }
    (search, pages)
}

/// One page read out of 300 hits, and the request for the next.
fn one_page_read(keyword: &Keyword) -> (Search<'_>, PageRequest) {
    let mut search = Search::alone(keyword);
    let asked = due(&search);
    search.take(&asked, page(&strangers(300), &asked)).unwrap();
    let next = due(&search);
    assert_eq!((next.start, next.size), (100, 100));
    (search, next)
}

fn shared(papers: &[Paper]) -> Vec<Arc<Paper>> {
    papers.iter().cloned().map(Arc::new).collect()
}

fn known(papers: &[Paper]) -> KeywordState {
    KeywordState { papers: shared(papers), ..KeywordState::default() }
}

fn due(search: &Search<'_>) -> PageRequest {
    match search.next() {
        Next::Ask(asked) => asked,
        other => panic!("{other:?}"),
    }
}

#[test]
fn paging_stops_when_nothing_more_is_needed() {
    let wanted = |rows| Keyword { max_results: rows, ..keyword("graphs") };
    let pages = |rows, hits: &[Paper]| {
        let keyword = wanted(rows);
        let (search, pages) = read(&keyword, hits);
        let last = pages.last().copied().unwrap();
        assert_eq!(search.next(), Next::Done);
        (pages.len(), last)
    };
    assert_eq!(pages(100, &hits(0)), (1, (0, 100)), "no hits");
    assert_eq!(pages(100, &hits(99)), (1, (0, 100)));
    assert_eq!(pages(100, &hits(2_000)), (1, (0, 100)), "full after one page");
    assert_eq!(pages(1, &hits(2_000)), (1, (0, 100)));
    assert_eq!(pages(101, &hits(2_000)), (1, (0, 500)));
    assert_eq!(pages(1_000, &hits(2_000)), (2, (500, 500)));
    // Nothing is kept: to the end of the hits, or to the bound.
    assert_eq!(pages(100, &strangers(250)), (3, (200, 100)));
    assert_eq!(pages(100, &strangers(3_000)), (10, (900, 100)), "1,000 hits");
    assert_eq!(pages(5, &strangers(3_000)), (10, (900, 100)));
    assert_eq!(pages(200, &strangers(3_000)), (4, (1_500, 500)), "ten times the rows");
    assert_eq!(pages(1_000, &strangers(12_000)), (20, (9_500, 500)), "arXiv's window");
}

#[test]
fn every_start_is_a_multiple_of_the_size() {
    // It divides `start` by the size: a start between two pages would get another page.
    for rows in [1, 99, 100, 101, 333, 999, 1_000] {
        let keyword = Keyword { max_results: rows, ..keyword("graphs") };
        for (start, size) in read(&keyword, &strangers(10_400)).1 {
            assert!(start % size == 0 && start + size <= MAX_ROW, "{start} {size}");
        }
    }
}

#[test]
fn bounded_answer_says_how_far_it_reaches() {
    let (keyword, many) = (keyword("graphs"), strangers(3_000));
    let answer = read(&keyword, &many).0.finish(0, &KeywordState::default(), &LookedUp::new()).unwrap();
    assert_eq!((answer.read, answer.hits, answer.fetched.complete), (1_000, 3_000, false));
    assert_eq!(answer.rejected.terms, 1_000);
    assert_eq!(answer.fetched.through, Some(many[0].updated));
    let answer = read(&keyword, &hits(40)).0.finish(0, &KeywordState::default(), &LookedUp::new()).unwrap();
    assert_eq!((answer.read, answer.fetched.complete, answer.fetched.papers.len()), (40, true, 40));
}

#[test]
fn implausible_page_is_refused_as_a_whole() {
    let keyword = keyword("graphs");
    let all = strangers(300);
    let cases: [(&str, Spoil); 10] = [
        ("starts at row 0 instead of row 100", |feed| feed.start = 0),
        ("cut short: 99 of 100 rows", |feed| _ = feed.papers.pop()),
        ("cut short: 0 of 100 rows", |feed| feed.papers.clear()),
        ("cut short: 1 of 100 rows", |feed| feed.papers.truncate(1)),
        ("hit count fell from 300 to 0", |feed| (feed.hits, feed.papers) = (0, Vec::new())),
        ("hit count fell from 300 to 101", |feed| {
            feed.hits = 101;
            feed.papers.truncate(1);
        }),
        ("101 rows instead of 100", |feed| feed.papers.extend(hits(1))),
        ("out of order at 2601.00102", |feed| feed.papers.reverse()),
        ("51 of 100 entries of arXiv's response cannot be read", |feed| {
            feed.papers.truncate(49);
            feed.unreadable = vec!["x".to_owned(); 51];
        }),
        ("out of order at 2602.00001", |feed| {
            // Newer than the end of the first page, and not on it.
            feed.papers.insert(0, paper("2602.00001", "2026-02-01"));
            feed.papers.pop();
        }),
    ];
    for (message, spoil) in cases {
        let (mut search, asked) = one_page_read(&keyword);
        let mut feed = page(&all, &asked);
        spoil(&mut feed);
        let doubt = search.take(&asked, feed).unwrap_err().to_string();
        assert!(doubt.contains(message), "{doubt}");
        assert_eq!(due(&search), asked, "the same page is due");
        search.take(&asked, page(&all, &asked)).unwrap();
    }
}

#[test]
fn the_same_page_twice_is_refused() {
    let keyword = keyword("graphs");
    let (mut search, asked) = one_page_read(&keyword);
    let first = PageRequest { start: 0, ..asked.clone() };
    let feed = Feed { start: 100, ..page(&strangers(300), &first) };
    assert_eq!(search.take(&asked, feed).unwrap_err(), Implausible::SamePage);
}

#[test]
fn the_first_page_is_checked_too() {
    let keyword = keyword("graphs");
    let asked = due(&Search::alone(&keyword));
    let cases: [(&str, Spoil); 4] = [
        ("cut short: 0 of 80 rows", |feed| feed.papers.clear()),
        ("cut short: 1 of 80 rows", |feed| feed.papers.truncate(1)),
        ("80 rows instead of 0", |feed| feed.hits = 0),
        ("80 of 80 entries of arXiv's response cannot be read", |feed| {
            feed.papers.clear();
            feed.unreadable = vec!["x".to_owned(); 80];
        }),
    ];
    for (message, spoil) in cases {
        let mut feed = page(&hits(80), &asked);
        spoil(&mut feed);
        let doubt = Search::alone(&keyword).take(&asked, feed).unwrap_err().to_string();
        assert!(doubt.contains(message), "{doubt}");
    }
}

#[test]
fn papers_added_between_pages_do_no_harm() {
    for more in [1, 3, 99] {
        let keyword = keyword("graphs");
        let (mut search, asked) = one_page_read(&keyword);
        let shifted = strangers(300 + more);
        search.take(&asked, page(&shifted, &asked)).unwrap();
        while let Next::Ask(asked) = search.next() {
            search.take(&asked, page(&shifted, &asked)).unwrap();
        }
        let answer = search.finish(0, &KeywordState::default(), &LookedUp::new()).unwrap();
        assert_eq!((answer.read, answer.rejected.terms), (u64::from(300 + more), 300), "each evaluated once");
    }
}

#[test]
fn a_few_hits_fewer_are_believed() {
    let keyword = keyword("graphs");
    let (mut search, asked) = one_page_read(&keyword);
    let fewer: Vec<Paper> = strangers(300).into_iter().filter(|p| !p.id.as_str().ends_with('7')).collect();
    search.take(&asked, page(&fewer, &asked)).unwrap();
    let last = due(&search);
    search.take(&last, page(&fewer, &last)).unwrap();
    assert!(search.finish(0, &KeywordState::default(), &LookedUp::new()).unwrap().fetched.complete);
}

#[test]
fn unreadable_entries_count_as_rows() {
    let keyword = keyword("graphs");
    let mut search = Search::alone(&keyword);
    let asked = due(&search);
    let mut feed = page(&hits(80), &asked);
    feed.unreadable = vec![format!("{}v1 has no summary", feed.papers.pop().unwrap().id)];
    search.take(&asked, feed).unwrap();
    let all = hits(80);
    let answer = search.finish(0, &known(&all), &LookedUp::new()).unwrap();
    assert_eq!(answer.unreadable, ["2601.00001v1 has no summary"]);
    assert!(answer.fetched.complete);
    assert_eq!(answer.fetched.missing, shared(&all[79..]), "it stays as it is stored");
}

#[test]
fn empty_answer_is_refused_if_papers_are_listed() {
    let keyword = keyword("graphs");
    let (search, _) = read(&keyword, &[]);
    let doubt = search.finish(0, &known(&hits(1)), &LookedUp::new()).unwrap_err();
    assert_eq!(doubt, Implausible::Empty(1));
    assert!(
        search.finish(0, &KeywordState::default(), &LookedUp::new()).is_ok(),
        "a first run may find nothing"
    );
}

#[test]
fn answer_that_lacks_most_listed_papers_is_refused() {
    let keyword = keyword("graphs");
    let all = hits(80);
    for (found, believed) in [(80, true), (40, true), (39, false), (1, false)] {
        let (search, _) = read(&keyword, &all[80 - found..]);
        let finished = search.finish(0, &known(&all), &LookedUp::new());
        assert_eq!(finished.is_ok(), believed, "{found} of 80: {finished:?}");
        if let Ok(answer) = finished {
            assert_eq!(answer.fetched.missing, shared(&all[..80 - found]));
        }
    }
}

#[test]
fn older_papers_are_out_of_range() {
    let keyword = Keyword { max_results: 3, ..keyword("graphs") };
    let all = hits(400);
    // Full after the first page: rows 100 to 399 say nothing about what is stored there.
    let stored = [all[1].clone(), all[150].clone(), all[151].clone(), all[152].clone()];
    let (search, _) = read(&keyword, &all);
    let answer = search.finish(0, &known(&stored), &LookedUp::new()).unwrap();
    assert!(!answer.fetched.complete);
    assert_eq!(answer.unconfirmed, 0);
}

#[test]
fn ties_at_page_end_are_out_of_range() {
    let keyword = Keyword { max_results: 100, ..keyword("graphs") };
    let mut all = hits(150);
    let tie = all[99].updated;
    for paper in &mut all[97..110] {
        paper.updated = tie;
    }
    let (search, pages) = read(&keyword, &all);
    assert_eq!(pages.len(), 1);
    // The ten tied rows of the next page are stored; arXiv may put any of them on the first page.
    let answer = search.finish(0, &known(&all[100..110]), &LookedUp::new()).unwrap();
    assert_eq!(answer.unconfirmed, 0);
}

#[test]
fn listed_papers_out_of_range_stay() {
    let keyword = keyword("graphs");
    // Of 2,000 hits the newest 1,000 are read; none of them is kept.
    let newer = strangers(2_000);
    let old = [paper("2501.00001", "2025-01-01"), paper("2501.00002", "2025-01-02")];
    let answer = read(&keyword, &newer).0.finish(0, &known(&old), &LookedUp::new()).unwrap();
    assert_eq!((answer.fetched.missing.len(), answer.unconfirmed), (2, 0));
}

#[test]
fn listed_papers_that_no_longer_match_leave() {
    let keyword = keyword("graphs");
    let stored = hits(2);
    let reworded = strangers(2);
    let answer = read(&keyword, &reworded).0.finish(0, &known(&stored), &LookedUp::new()).unwrap();
    assert!(answer.fetched.papers.is_empty() && answer.fetched.missing.is_empty());
}

#[test]
fn order_is_checked_by_the_sort_date() {
    let by_submission = Keyword { sort: Sort::Submitted, ..keyword("graphs") };
    let mut papers = hits(3);
    papers[2] = version(&papers[2], 2, "2026-11-01");
    assert_eq!(
        read(&by_submission, &papers).0.finish(0, &KeywordState::default(), &LookedUp::new()).unwrap().read,
        3
    );
    let by_update = keyword("graphs");
    let mut search = Search::alone(&by_update);
    let asked = due(&search);
    assert!(matches!(search.take(&asked, page(&papers, &asked)), Err(Implausible::OutOfOrder(_))));
}
