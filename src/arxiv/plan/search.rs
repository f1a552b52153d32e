//! One search, page by page, for one keyword or for several that share it: what to request next, when to stop, and whether
//! to believe what came.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use super::{Answer, KeywordState};
use crate::arxiv::error::Implausible;
use crate::arxiv::feed::Feed;
use crate::arxiv::query::{self, PageRequest};
use crate::keyword::{Keyword, PaperTokens, Sort, Verdict};
use crate::paper::{ArxivId, Paper};
use crate::select::{self, Selection, order_and_cut};
use crate::state::FetchedList;

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

    fn check(&self, asked: &PageRequest, feed: &Feed) -> Result<(), Implausible> {
        if feed.start != asked.start {
            return Err(Implausible::WrongStart { asked: asked.start, found: feed.start });
        }
        self.check_rows(asked, feed)?;
        self.check_order(feed)?;
        let again = |paper: &Paper| self.has_seen(&paper.id);
        if asked.start > 0 && !feed.papers.is_empty() && feed.papers.iter().all(again) {
            return Err(Implausible::SamePage);
        }
        Ok(())
    }

    /// As many rows as the page's own hit count promises, most of them readable, and about as many hits as before: a few may
    /// come or go between two pages.
    fn check_rows(&self, asked: &PageRequest, feed: &Feed) -> Result<(), Implausible> {
        let rows = feed.rows() as u64;
        if let Some(before) = self.hits.filter(|before| 10 * feed.hits < 9 * before) {
            return Err(Implausible::FewerHits { before, now: feed.hits });
        }
        let most = asked.size.min(feed.hits.saturating_sub(asked.start));
        let expected = if asked.start > 0 { most.max(1) } else { most };
        if rows < expected {
            return Err(Implausible::CutShort { rows, expected });
        }
        if rows > most {
            return Err(Implausible::TooManyRows { rows, expected: most });
        }
        match feed.unreadable.first() {
            Some(first) if 2 * feed.unreadable.len() > feed.rows() => {
                let count = feed.unreadable.len();
                Err(Implausible::UnreadableEntries { count, rows, first: first.clone() })
            }
            _ => Ok(()),
        }
    }

    /// Newest first, also from page to page. When papers are added between two requests, the second page begins with rows of
    /// the first.
    fn check_order(&self, feed: &Feed) -> Result<(), Implausible> {
        let mut before: Option<Timestamp> = None;
        for paper in &feed.papers {
            let date = self.sort.date(paper);
            let end = self.last.filter(|_| !self.has_seen(&paper.id));
            if [before, end].into_iter().flatten().any(|bound| date > bound) {
                return Err(Implausible::OutOfOrder(paper.id.clone()));
            }
            before = Some(date);
        }
        Ok(())
    }

    /// What matches its first keyword, and what does not.
    pub fn matches(&self) -> (Vec<Arc<Paper>>, Vec<Arc<Paper>>) {
        self.members[0].seen()
    }

    /// The date of the last row, unless every hit was read.
    pub fn oldest_unless_complete(&self) -> Option<Timestamp> {
        self.last.filter(|_| !self.is_complete())
    }

    /// Checks the whole answer against what is listed under one of its keywords.
    pub fn sanity_check(&self, member: usize, known: &KeywordState) -> Result<(), Implausible> {
        if self.members[member].is_empty() && !known.papers.is_empty() {
            return Err(Implausible::Empty(known.papers.len()));
        }
        let absent = self.absent(member, known).len();
        let in_range = known.papers.iter().filter(|paper| self.covers(member, paper)).count();
        if 2 * absent > in_range { Err(Implausible::Incomplete { absent, in_range }) } else { Ok(()) }
    }

    /// The listed papers that the answer lacks in the range it covers.
    pub fn absent<'p>(&self, member: usize, known: &'p KeywordState) -> Vec<&'p Arc<Paper>> {
        let lacks = |paper: &&Arc<Paper>| !self.is_decided(&paper.id) && self.covers(member, paper);
        known.papers.iter().filter(lacks).collect()
    }

    /// Whether the answer reaches back to a paper.
    fn covers(&self, member: usize, paper: &Paper) -> bool {
        let by_date = match self.since {
            Some(since) => paper.updated >= since,
            None => self.last.is_some_and(|last| self.members[member].keyword().sort.date(paper) > last),
        };
        by_date || self.is_complete()
    }

    /// Whether every hit was read.
    fn is_complete(&self) -> bool {
        self.next >= self.hits.unwrap_or(0)
    }

    /// Whether a full list loses rows by this answer, so that older papers move up. A search for what is recent does not know
    /// all of those.
    pub fn leaves_room(&self, member: usize, known: &KeywordState, looked_up: &LookedUp) -> bool {
        let Keyword { max_results, sort, .. } = *self.members[member].keyword();
        let last = known.papers.iter().map(|paper| sort.date(paper)).min();
        self.is_shared()
            && known.papers.len() >= max_results
            && self.finish(member, known, looked_up).is_ok_and(|answer| {
                let FetchedList { mut papers, missing, .. } = answer.fetched;
                papers.extend(missing);
                papers.iter().filter(|paper| Some(sort.date(paper)) >= last).count() < max_results
                    || self.may_lack_rows(member, known, papers)
            })
    }

    /// Whether the list may lack papers that earlier cuts left out. If all its rows were news, others may have been left out,
    /// and a row that is not news takes their place. Else revisions may have been left out for a row that was news and is not
    /// any more, unless it is newer than a revision that was kept.
    fn may_lack_rows(&self, member: usize, known: &KeywordState, mut papers: Vec<Arc<Paper>>) -> bool {
        let keyword = self.members[member].keyword();
        let sort = keyword.sort;
        let news_from = |papers: &[Arc<Paper>]| {
            let newest = papers.iter().map(|paper| sort.date(paper)).max();
            newest.map(|newest| select::news_from(newest, Timestamp::MAX))
        };
        order_and_cut(keyword, &mut papers, keyword.max_results, Timestamp::MAX);
        let (Some(before), Some(now)) = (news_from(&known.papers), news_from(&papers)) else { return false };
        let revisions = known.papers.iter().filter(|paper| paper.submitted < before);
        let oldest_revision = revisions.map(|paper| sort.date(paper)).min();
        papers.iter().filter(|paper| paper.submitted < now).any(|paper| match oldest_revision {
            None => true,
            Some(oldest) => paper.submitted >= before && sort.date(paper) < oldest,
        })
    }

    /// The whole answer for one of its keywords. A listed paper that it lacks was looked up: it still matches, or it is removed.
    /// If it was not found, it stays.
    pub fn finish(
        &self,
        member: usize,
        known: &KeywordState,
        looked_up: &LookedUp,
    ) -> Result<Answer, Implausible> {
        self.sanity_check(member, known)?;
        let selection = &self.members[member];
        let keyword = selection.keyword();
        let (mut papers, mut missing, mut unconfirmed, mut removed) = (selection.list(), Vec::new(), 0, 0);
        let short_form = selection.short_form(&papers);
        let (mut seen, mut rejected) = selection.seen();
        for stored in known.papers.iter().filter(|paper| !self.is_decided(&paper.id)) {
            let found = looked_up.get(&stored.id).filter(|_| self.covers(member, stored));
            match found.and_then(Option::as_ref) {
                Some(paper) if still_fits(keyword, stored, paper) => {
                    papers.push(Arc::clone(paper));
                    seen.push(Arc::clone(paper));
                }
                Some(paper) => {
                    rejected.push(Arc::clone(paper));
                    removed += 1;
                }
                None => {
                    unconfirmed += usize::from(self.covers(member, stored));
                    missing.push(Arc::clone(stored));
                }
            }
        }
        let complete = if self.is_shared() { known.complete } else { self.is_complete() };
        let connected =
            complete || self.is_shared() || known.papers.iter().any(|paper| self.covers(member, paper));
        let through = if self.is_shared() { self.through.max(known.through) } else { self.through };
        Ok(Answer {
            fetched: FetchedList { papers, missing, through, complete, connected, seen, rejected },
            query: self.query.clone(),
            hits: self.hits.unwrap_or(0),
            read: self.next,
            shared: self.since.map(|since| (since, self.members.len())),
            unconfirmed,
            removed,
            rejected: selection.rejected(),
            short_form,
            unreadable: self.unreadable.clone(),
            before: known.before,
        })
    }
}

/// Whether a paper that arXiv has, but did not return, still matches the keyword. Where arXiv alone decides about the terms,
/// another version than the stored one does not match: the search did not find it.
fn still_fits(keyword: &Keyword, stored: &Paper, now: &Paper) -> bool {
    (keyword.filters_locally() || now.version == stored.version)
        && keyword.evaluate(&PaperTokens::new(now)) == Verdict::Kept
}

#[cfg(test)]
mod tests {
    use super::*;
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
        let answer =
            read(&keyword, &hits(40)).0.finish(0, &KeywordState::default(), &LookedUp::new()).unwrap();
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
            assert_eq!(
                (answer.read, answer.rejected.terms),
                (u64::from(300 + more), 300),
                "each evaluated once"
            );
        }
    }

    #[test]
    fn a_few_hits_fewer_are_believed() {
        let keyword = keyword("graphs");
        let (mut search, asked) = one_page_read(&keyword);
        let fewer: Vec<Paper> =
            strangers(300).into_iter().filter(|p| !p.id.as_str().ends_with('7')).collect();
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
            read(&by_submission, &papers)
                .0
                .finish(0, &KeywordState::default(), &LookedUp::new())
                .unwrap()
                .read,
            3
        );
        let by_update = keyword("graphs");
        let mut search = Search::alone(&by_update);
        let asked = due(&search);
        assert!(matches!(search.take(&asked, page(&papers, &asked)), Err(Implausible::OutOfOrder(_))));
    }
}
