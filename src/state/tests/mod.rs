//! The state as a whole: days follow each other, and each time the file is written, read back, and merged again.

mod change;
mod file;
mod marks;

use jiff::civil::Date;
use proptest::prelude::*;

use super::*;
use crate::keyword::{MatchMode, Query, Sort, Term};
use crate::samples::{at, id, keyword, paper, version};

const PATH: &str = ".github/daily-papers.json";

/// A whole answer with these papers.
#[expect(clippy::unnecessary_wraps, reason = "`merge` takes an option a keyword")]
fn answer(keyword: &Keyword, papers: &[Paper]) -> Option<FetchedList> {
    let mut papers: Vec<_> = papers.iter().cloned().map(Arc::new).collect();
    keyword.sort.order(&mut papers);
    papers.truncate(keyword.max_results);
    let through = papers.iter().map(|paper| paper.updated).max();
    Some(FetchedList { papers, through, complete: true, ..FetchedList::default() })
}

/// The days of one repository: what was written stays.
struct Days {
    text: Option<String>,
    today: Date,
}

impl Days {
    fn new() -> Self {
        Self { text: None, today: Date::constant(2026, 11, 24) }
    }

    fn stored(&self) -> Option<State> {
        let text = self.text.as_ref()?;
        Some(State::parse(text.as_bytes(), PATH, "s").unwrap())
    }

    /// One run, a day after the last; it must give the same twice.
    fn run(&mut self, keywords: &[Keyword], fetched: &[Option<FetchedList>]) -> Merge {
        self.today = self.today.tomorrow().unwrap();
        let now = at(&self.today.to_string());
        let stored = self.stored();
        let merged = merge(stored.as_ref(), "s", keywords, fetched, now);
        assert_eq!(merged, merge(stored.as_ref(), "s", keywords, fetched, now));
        let text = merged.state.to_text();
        assert_eq!(State::parse(text.as_bytes(), PATH, "s").unwrap(), merged.state);
        if merged.worth_writing {
            self.text = Some(text);
        }
        merged
    }

    /// One run of one keyword that is answered.
    fn day(&mut self, keyword: &Keyword, papers: &[Paper]) -> Merge {
        self.run(std::slice::from_ref(keyword), &[answer(keyword, papers)])
    }

    /// One run of one keyword that fails.
    fn failure(&mut self, keyword: &Keyword) -> Merge {
        self.run(std::slice::from_ref(keyword), &[None])
    }
}

fn ids<'a>(ids: impl IntoIterator<Item = &'a ArxivId>) -> Vec<&'a str> {
    ids.into_iter().map(ArxivId::as_str).collect()
}

fn rows(merge: &Merge, keyword: &str) -> Vec<String> {
    merge.state.list(keyword).unwrap().papers.iter().map(|(id, _)| id.to_string()).collect()
}

/// What is new and what is revised under a keyword, if the date moved.
fn news(merge: &Merge, keyword: &str) -> (Vec<String>, Vec<String>) {
    let owned = |ids: &[ArxivId]| ids.iter().map(ToString::to_string).collect::<Vec<_>>();
    match merge.state.list(keyword) {
        Some(list) if merge.papers_changed => (owned(&list.new), owned(&list.revised)),
        _ => (Vec::new(), Vec::new()),
    }
}

fn assert_news(merge: &Merge, new: &[&str], revised: &[&str]) {
    let (found_new, found_revised) = news(merge, "graphs");
    assert_eq!(
        (found_new.as_slice(), found_revised.as_slice()),
        (&to_owned(new)[..], &to_owned(revised)[..])
    );
}

fn to_owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn some() -> Vec<Paper> {
    vec![
        paper("2611.00003", "2026-11-20"),
        paper("2611.00002", "2026-11-19"),
        paper("2611.00001", "2026-11-18"),
    ]
}

fn with(mut papers: Vec<Paper>, more: Paper) -> Vec<Paper> {
    papers.retain(|paper| paper.id != more.id);
    papers.push(more);
    papers
}
