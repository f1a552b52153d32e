//! How many requests a month takes: as few as promised, and never more than one for each keyword.

use daily_papers::arxiv::feed::Feed;
use daily_papers::paper::{ArxivId, Category, Paper};
use fakes::arxiv::Record;

use super::simulation::month::{FIRST, Page, follow};

/// What the program reads from arXiv's bytes.
fn paper(record: &Record) -> Paper {
    let record = record.clone();
    Paper {
        id: ArxivId::parse(&record.id).unwrap(),
        version: record.version,
        title: record.title,
        authors: record.authors,
        abstract_: record.abstract_,
        comment: record.comment,
        journal_ref: record.journal_ref,
        dois: record.dois,
        categories: record.categories.into_iter().map(Category::new).collect(),
        submitted: record.submitted,
        updated: record.updated,
    }
}

fn read(page: &Page<'_>) -> (Feed, u32) {
    let papers = page.records.iter().map(paper).collect();
    (Feed { hits: page.hits, start: page.asked.start, papers, unreadable: Vec::new() }, 0)
}

#[test]
#[ignore = "slow"]
fn sharing_searches_bounds_the_requests() {
    for keywords in [1, 5, 20] {
        let requests = |together| -> Vec<u32> {
            follow(keywords, together, "We study it.", read).iter().map(|day| day.requests).collect()
        };
        let (together, alone) = (requests(true), requests(false));
        for (day, (together, alone)) in together.iter().zip(&alone).enumerate() {
            assert!(together <= alone, "{keywords} keywords, day {day}: {together} and {alone}");
        }
        let four_weeks: u32 = together[FIRST..].iter().sum();
        assert!(four_weeks <= 28 + 2 * keywords, "{keywords} keywords: {four_weeks} requests in 28 days");
    }
}
