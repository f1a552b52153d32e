//! What the data file has on a keyword: up to when every paper is known, and about how many papers to expect.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::Before;
use crate::keyword::Keyword;
use crate::paper::Paper;
use crate::state::State;

/// What is known of a keyword before it is asked for.
#[derive(Clone, Debug, Default)]
pub struct KeywordState {
    /// The listed papers that a whole answer contains, as far as it reaches back.
    pub papers: Vec<Arc<Paper>>,
    /// The day of its last whole answer that was written down; `None` without a list.
    pub read: Option<Date>,
    /// The newest `updated` which that answer covered; `None` if the keyword had another definition then.
    pub through: Option<Timestamp>,
    /// Whether that answer contained every hit.
    pub complete: bool,
    /// What there is to compare an answer with.
    pub before: Before,
}

impl KeywordState {
    /// What the data file has on a keyword.
    pub fn new(state: Option<&State>, keyword: &Keyword) -> Self {
        let Some((state, list)) = state.and_then(|state| Some((state, state.list(&keyword.name)?))) else {
            return Self::default();
        };
        let through = list.through.filter(|_| list.answers(keyword));
        let papers = state.expected(keyword);
        let before = if list.answers(keyword) { Before::List } else { Before::OtherDefinition };
        Self { papers, read: Some(list.read), through, complete: list.complete, before }
    }

    /// Up to when every paper is known, apart from the lag of arXiv's index. A date after now says nothing: one paper dated in
    /// the future must not make everything before it look known.
    pub(super) fn reach(&self, now: Timestamp) -> Option<Timestamp> {
        let day = TimeZone::UTC.to_timestamp(self.read?.to_datetime(jiff::civil::Time::midnight())).ok()?;
        self.through.map(|through| if through > now { day } else { through.max(day) })
    }

    /// An estimate of the hits since an instant: as many papers as are listed or, if the list does not go back so far, as many
    /// in proportion; and twice that, because arXiv finds more than is kept.
    pub(super) fn hits_since(&self, since: Timestamp, now: Timestamp) -> u64 {
        let dates = self.papers.iter().map(|paper| paper.updated);
        let count = dates.clone().filter(|date| *date >= since).count() as u64;
        let oldest = dates.min().filter(|oldest| !self.complete && *oldest > since);
        let hours = |from: Timestamp| now.duration_since(from).as_hours().max(1).unsigned_abs();
        2 * oldest.map_or(count, |oldest| count * hours(since) / hours(oldest))
    }
}
