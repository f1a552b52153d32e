//! What the data file knows of a keyword: how far back everything is seen, and about how much there is to see.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::keyword::Keyword;
use crate::paper::Paper;
use crate::state::State;

/// What is known of a keyword before it is read.
#[derive(Clone, Debug, Default)]
pub struct KeywordState {
    /// The stored papers that a sound answer holds, as far as it reaches back.
    pub papers: Vec<Arc<Paper>>,
    /// The day of its last whole answer, as far as it was written down; `None` without a list.
    pub read: Option<Date>,
    /// The newest `updated` which that answer covered; `None` if it answered another question than the present one.
    pub through: Option<Timestamp>,
    /// Whether that answer held every hit.
    pub complete: bool,
}

impl KeywordState {
    /// What the data file knows of a keyword.
    pub fn new(state: Option<&State>, keyword: &Keyword) -> Self {
        let Some((state, list)) = state.and_then(|state| Some((state, state.list(&keyword.name)?))) else {
            return Self::default();
        };
        let through = list.through.filter(|_| list.answers(keyword));
        let papers = state.expected(keyword);
        Self { papers, read: Some(list.read), through, complete: list.complete }
    }

    /// Until when everything is known, the lag of arXiv's index aside.
    pub(super) fn reach(&self) -> Option<Timestamp> {
        let day = TimeZone::UTC.to_timestamp(self.read?.to_datetime(jiff::civil::Time::midnight())).ok()?;
        self.through.map(|through| through.max(day))
    }

    /// About how many hits the keyword has had since an instant: as many as are stored, or, if the list does not go back so
    /// far, as many as it has in its own time. arXiv finds more than is kept.
    pub(super) fn hits_since(&self, since: Timestamp, now: Timestamp) -> u64 {
        let dates = self.papers.iter().map(|paper| paper.updated);
        let count = dates.clone().filter(|date| *date >= since).count() as u64;
        let oldest = dates.min().filter(|oldest| !self.complete && *oldest > since);
        let hours = |from: Timestamp| now.duration_since(from).as_hours().max(1).unsigned_abs();
        2 * oldest.map_or(count, |oldest| count * hours(since) / hours(oldest))
    }
}
