//! One search, page by page, for one keyword or for several that share it: what to request next, when to stop, whether to
//! believe what came, and what it says of each keyword.

mod answer;
mod page;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use crate::arxiv::error::Implausible;
use crate::arxiv::feed::Feed;
use crate::arxiv::query::{self, PageRequest};
use crate::keyword::{Keyword, PaperTokens, Sort};
use crate::paper::{ArxivId, Paper};
use crate::select::Selection;

/// Rows of a page. Lists of more than [`LONG_LIST`] rows are read in larger pages.
const PAGE: u64 = 100;
const LONG_LIST: usize = 100;
pub(super) const LARGE_PAGE: u64 = 500;

/// arXiv's server fails on pages that end beyond this row.
const MAX_ROW: u64 = 10_000;

/// A search and what was read of it so far.
#[derive(Debug)]
pub struct Search<'k> {
    /// The keywords it answers. Each evaluates every paper.
    members: Vec<Selection<'k>>,
    /// How far back a shared search goes, by the date of the latest version. A search for one keyword ends when its list is
    /// full.
    since: Option<Timestamp>,
    query: String,
    sort: Sort,
    size: u64,
    next: u64,
    hits: Option<u64>,
    through: Option<Timestamp>,
    /// The sort date of the last row read: what is newer is covered.
    last: Option<Timestamp>,
    unreadable: Vec<String>,
    /// Papers that an earlier search of this run returned, and that no longer match.
    rejected_before: BTreeSet<ArxivId>,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Next {
    Ask(PageRequest),
    /// Everything that is needed was read.
    Done,
    /// It takes more pages than its keywords would alone.
    TooLong,
}

/// Papers that were requested by their identifiers; `None` if arXiv does not have one.
pub type LookedUp = BTreeMap<ArxivId, Option<Arc<Paper>>>;

impl<'k> Search<'k> {
    /// A search for one keyword.
    pub fn alone(keyword: &'k Keyword) -> Self {
        let size = if keyword.max_results > LONG_LIST { LARGE_PAGE } else { PAGE };
        Self::new(vec![Selection::new(keyword)], None, query::expression(keyword), keyword.sort, size)
    }

    /// A search for several keywords, back to an instant, in pages of this size.
    pub fn shared(keywords: &[&'k Keyword], since: Timestamp, size: u64) -> Self {
        let members = keywords.iter().map(|keyword| Selection::new(keyword)).collect();
        Self::new(members, Some(since), query::any_of(keywords), Sort::Updated, size)
    }

    /// A search for what a keyword has between two dates of submission, to the minute.
    pub fn submitted(keyword: &'k Keyword, from: Timestamp, to: Timestamp) -> Self {
        let minute = |instant: Timestamp| instant.strftime("%Y%m%d%H%M");
        let range = format!("submittedDate:[{} TO {}]", minute(from), minute(to));
        let query = format!("({}) AND {range}", query::expression(keyword));
        Self::new(vec![Selection::new(keyword)], None, query, Sort::Submitted, LARGE_PAGE)
    }

    fn new(
        members: Vec<Selection<'k>>,
        since: Option<Timestamp>,
        query: String,
        sort: Sort,
        size: u64,
    ) -> Self {
        let (next, hits, through, last, unreadable) = (0, None, None, None, Vec::new());
        let rejected_before = BTreeSet::new();
        Self { members, since, query, sort, size, next, hits, through, last, unreadable, rejected_before }
    }

    /// A search for one keyword of a shared search, which need not find again what that one rejected.
    pub fn alone_after(keyword: &'k Keyword, shared: &Self, member: usize) -> Self {
        Self { rejected_before: shared.members[member].rejected_ids(), ..Self::alone(keyword) }
    }

    /// The next page to request. For one keyword: until its list is full, every hit is read, or a bound is reached (1,000 rows
    /// or ten times the list, and never beyond [`MAX_ROW`]). Shared: back to the instant, or to the last hit.
    pub fn next(&self) -> Next {
        let more = self.next < self.hits.unwrap_or(MAX_ROW) || self.hits.is_none();
        if let Some(since) = self.since {
            let reached = self.last.is_some_and(|last| last < since);
            let pages = self.next.div_ceil(self.size);
            return match more && !reached {
                true if pages < self.members.len() as u64 => Next::Ask(self.request()),
                true => Next::TooLong,
                false => Next::Done,
            };
        }
        let rows = self.members[0].keyword().max_results;
        let within = self.next < (10 * rows as u64).clamp(1_000, MAX_ROW);
        let full = self.members[0].kept() >= rows;
        if more && within && !full { Next::Ask(self.request()) } else { Next::Done }
    }

    /// The next page.
    pub fn request(&self) -> PageRequest {
        let size = self.size.min(MAX_ROW - self.next);
        PageRequest { query: self.query.clone(), sort: self.sort, start: self.next, size }
    }

    pub fn is_shared(&self) -> bool {
        self.since.is_some()
    }

    /// Takes the answer to [`Self::next`], unless it is not believed.
    pub fn take(&mut self, asked: &PageRequest, feed: Feed) -> Result<(), Implausible> {
        self.check(asked, &feed)?;
        self.next = asked.start + feed.rows() as u64;
        for paper in feed.papers {
            self.through = self.through.max(Some(paper.updated));
            self.last = Some(self.sort.date(&paper));
            let paper = Arc::new(paper);
            let words = PaperTokens::new(&paper);
            let alone = !self.is_shared();
            for member in &mut self.members {
                member.propose(&paper, &words);
                if alone {
                    member.count_miss(&words);
                }
            }
        }
        self.hits = Some(feed.hits);
        self.unreadable.extend(feed.unreadable);
        Ok(())
    }

    fn has_seen(&self, id: &ArxivId) -> bool {
        self.members[0].has_seen(id)
    }

    /// Whether a search of this run returned a paper.
    fn is_decided(&self, id: &ArxivId) -> bool {
        self.has_seen(id) || self.rejected_before.contains(id)
    }

    /// What matches its first keyword, and what does not.
    pub fn matches(&self) -> (Vec<Arc<Paper>>, Vec<Arc<Paper>>) {
        self.members[0].seen()
    }

    /// Whether every hit was read.
    fn is_complete(&self) -> bool {
        self.next >= self.hits.unwrap_or(0)
    }

    /// The date of the last row, unless every hit was read.
    pub fn oldest_unless_complete(&self) -> Option<Timestamp> {
        self.last.filter(|_| !self.is_complete())
    }
}

#[cfg(test)]
mod tests;
