//! Which pages to ask for, in which order, when to stop, and whether to believe what came. Pure.

use jiff::Timestamp;

use super::feed::Feed;
use super::query::{self, PageRequest};
use crate::archive::Fresh;
use crate::keyword::Keyword;
use crate::paper::Paper;
use crate::select::{Dropped, Selection};

/// Rows a page; lists of more than [`LONG_LIST`] rows are read in larger ones.
const PAGE: u64 = 100;
const LONG_LIST: usize = 100;
const LARGE_PAGE: u64 = 500;

/// arXiv's server fails on windows that end beyond this.
const WINDOW: u64 = 10_000;

/// A whole answer to a keyword, and how it came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What the data file takes.
    pub fresh: Fresh,
    /// How many hits arXiv has.
    pub hits: u64,
    /// How many of them were read, newest first.
    pub read: u64,
    /// What the keyword's rules dropped.
    pub dropped: Dropped,
    /// Entries that could not be read.
    pub unreadable: Vec<String>,
}

/// What is known of a keyword before it is read: its stored list, if it is of the same definition.
#[derive(Clone, Debug, Default)]
pub struct Known<'a> {
    /// The stored list, in order.
    pub papers: Vec<&'a Paper>,
    /// The newest `updated` that its last whole answer covered; `None` without one.
    pub through: Option<Timestamp>,
}

/// The order in which keywords are read: those without a list first, then those read longest ago, so that a short time
/// budget starves none.
pub fn order(known: &[Known<'_>]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..known.len()).collect();
    order.sort_by_key(|index| known[*index].through);
    order
}

/// A keyword being read, page by page.
#[derive(Debug)]
pub struct Reading<'k> {
    keyword: &'k Keyword,
    selection: Selection<'k>,
    next: u64,
    hits: Option<u64>,
    through: Option<Timestamp>,
    /// The sort date of the last row read: what is newer is covered.
    last: Option<Timestamp>,
    unreadable: Vec<String>,
}

impl<'k> Reading<'k> {
    /// Nothing read yet.
    pub fn new(keyword: &'k Keyword) -> Self {
        let selection = Selection::new(keyword);
        Self { keyword, selection, next: 0, hits: None, through: None, last: None, unreadable: Vec::new() }
    }

    /// The next page to ask for; `None` once the list is full, every hit is read, or the bound is reached: at most 1,000 or
    /// ten times the wanted rows, and never beyond arXiv's window.
    pub fn next(&self) -> Option<PageRequest> {
        let rows = self.keyword.max_results;
        let bound = (10 * rows as u64).clamp(1_000, WINDOW).min(self.hits.unwrap_or(WINDOW));
        let full = self.selection.kept() >= rows;
        let size = if rows > LONG_LIST { LARGE_PAGE } else { PAGE };
        (!full && (self.next < bound || self.hits.is_none())).then(|| PageRequest {
            query: query::expression(self.keyword),
            sort: self.keyword.sort,
            start: self.next,
            size: size.min(WINDOW - self.next),
        })
    }

    /// Takes the answer to [`Self::next`]. The error says why it is not believed; nothing is taken then.
    pub fn take(&mut self, asked: &PageRequest, feed: Feed) -> Result<(), String> {
        self.check(asked, &feed)?;
        for paper in &feed.papers {
            self.through = self.through.max(Some(paper.updated));
            self.last = Some(self.keyword.sort.date(paper));
            self.selection.propose(paper);
        }
        self.next = asked.start + feed.rows() as u64;
        self.hits = Some(feed.hits);
        self.unreadable.extend(feed.unreadable);
        Ok(())
    }

    fn check(&self, asked: &PageRequest, feed: &Feed) -> Result<(), String> {
        let rows = feed.rows() as u64;
        if feed.start != asked.start {
            return Err(format!(
                "arXiv answered from row {} when asked from row {}",
                feed.start, asked.start
            ));
        }
        let expected = asked.size.min(feed.hits.saturating_sub(asked.start));
        let due = if asked.start > 0 { expected.max(1) } else { expected };
        if rows < due {
            return Err(format!("arXiv's answer is cut short: {rows} rows of {due}"));
        }
        if rows > asked.size {
            return Err(format!("arXiv answered {rows} rows when asked for {}", asked.size));
        }
        let mut newest = self.last;
        for paper in &feed.papers {
            let date = self.keyword.sort.date(paper);
            if newest.is_some_and(|newest| date > newest) {
                return Err(format!("arXiv's answer is out of order at {}", paper.id));
            }
            newest = Some(date);
        }
        let again = |paper: &Paper| self.selection.has_seen(&paper.id);
        if asked.start > 0 && !feed.papers.is_empty() && feed.papers.iter().all(again) {
            return Err("arXiv answered the same page twice".to_owned());
        }
        Ok(())
    }

    /// The whole answer, checked against what is stored. The error says why it is not believed.
    pub fn finish(&self, known: &Known<'_>) -> Result<Answer, String> {
        let hits = self.hits.unwrap_or(0);
        let complete = self.next >= hits;
        if self.selection.kept() == 0 && !known.papers.is_empty() {
            return Err(format!(
                "arXiv's answer has no paper for the list, which has {}",
                known.papers.len()
            ));
        }
        let covered =
            |paper: &&&Paper| complete || self.last.is_some_and(|last| self.keyword.sort.date(paper) > last);
        let covered: Vec<&Paper> = known.papers.iter().filter(covered).copied().collect();
        let missing: Vec<Paper> = covered
            .iter()
            .filter(|paper| !self.selection.has_seen(&paper.id))
            .map(|p| (*p).clone())
            .collect();
        if 2 * missing.len() > covered.len() {
            let (missing, covered) = (missing.len(), covered.len());
            return Err(format!(
                "arXiv's answer lacks {missing} of the {covered} stored papers in the range it covers"
            ));
        }
        let fresh = Fresh { papers: self.selection.list(), missing, through: self.through, complete };
        let (dropped, unreadable) = (self.selection.dropped(), self.unreadable.clone());
        Ok(Answer { fresh, hits, read: self.next, dropped, unreadable })
    }
}
