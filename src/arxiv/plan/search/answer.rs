//! What the pages of a search say of one of its keywords, beside what is listed under it.

use std::sync::Arc;

use jiff::Timestamp;

use super::{LookedUp, Search};
use crate::arxiv::error::Implausible;
use crate::arxiv::plan::{Answer, KeywordState};
use crate::keyword::{Keyword, PaperTokens, Verdict};
use crate::paper::Paper;
use crate::select::{self, order_and_cut};
use crate::state::FetchedList;

impl Search<'_> {
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
