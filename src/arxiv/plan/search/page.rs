//! Whether to believe a page of a search.

use jiff::Timestamp;

use super::Search;
use crate::arxiv::error::Implausible;
use crate::arxiv::feed::Feed;
use crate::arxiv::query::PageRequest;
use crate::paper::Paper;

impl Search<'_> {
    pub(super) fn check(&self, asked: &PageRequest, feed: &Feed) -> Result<(), Implausible> {
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
}
