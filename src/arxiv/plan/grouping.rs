//! Which keywords share a search, and in which order keywords are searched for.

use std::collections::VecDeque;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::search::{LARGE_PAGE, Search};
use super::{KeywordState, Plan, PlannedSearch};
use crate::arxiv::query;
use crate::keyword::{Fields, Keyword};
use crate::state;

/// How far back a shared search goes beyond what is known: arXiv's index lags, and its moderators hold papers back for days.
const LOOK_BACK: SignedDuration = SignedDuration::from_hours(7 * 24);
/// A keyword whose list is older than this is searched for alone.
const LAG: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How many days apart a keyword is searched for alone.
pub(super) const RECHECK_DAYS: u64 = 14;
/// Bytes of an address.
pub(super) const MAX_URL_BYTES: usize = 2_000;

impl<'k> Plan<'k> {
    /// The searches for these keywords, shared where possible.
    pub(super) fn searches_for(&self, indices: &[usize]) -> VecDeque<PlannedSearch<'k>> {
        let mut searches = VecDeque::new();
        let mut group = Vec::new();
        for &index in indices {
            if !self.may_share(index) {
                searches.push_back(self.alone(index, false));
                continue;
            }
            group.push(index);
            if group.len() > 1 && self.shared(&group).0 > MAX_URL_BYTES {
                group.pop();
                searches.extend(self.grouped(&std::mem::replace(&mut group, vec![index])));
            }
        }
        searches.extend(self.grouped(&group));
        searches
    }

    /// One search for all of a group, unless that takes more pages than one for each.
    fn grouped(&self, group: &[usize]) -> Vec<PlannedSearch<'k>> {
        if group.len() > 1 {
            let (_, pages, search) = self.shared(group);
            if pages <= group.len() as u64 {
                return vec![search];
            }
        }
        group.iter().map(|index| self.alone(*index, false)).collect()
    }

    pub(super) fn alone(&self, index: usize, second_time: bool) -> PlannedSearch<'k> {
        PlannedSearch { search: Search::alone(&self.keywords[index]), keywords: vec![index], second_time }
    }

    /// A search for a group, with the bytes of its address and the pages it may take.
    fn shared(&self, group: &[usize]) -> (usize, u64, PlannedSearch<'k>) {
        let keywords: Vec<&Keyword> = group.iter().map(|index| &self.keywords[*index]).collect();
        let reached = group.iter().filter_map(|index| self.known[*index].reach(self.now)).min();
        let since = reached.and_then(|reached| reached.checked_sub(LOOK_BACK).ok()).unwrap_or(self.now);
        let hits: u64 = group.iter().map(|index| self.known[*index].hits_since(since, self.now)).sum();
        let size = hits.next_multiple_of(50).clamp(100, LARGE_PAGE);
        let search = Search::shared(&keywords, since, size);
        let search = PlannedSearch { search, keywords: group.to_vec(), second_time: false };
        (query::length(&query::any_of(&keywords)), hits.div_ceil(size), search)
    }

    /// Whether a keyword's papers can be distinguished from those of others, and what came before is known.
    fn may_share(&self, index: usize) -> bool {
        let keyword = &self.keywords[index];
        let recent = |reach: Timestamp| self.now.duration_since(reach) <= LAG;
        let day = self.now.as_second().max(0).unsigned_abs() / 86_400;
        let turn = state::hash(&format!("{}\n{}", self.section, keyword.name));
        keyword.filters_locally()
            && keyword.fields != Fields::All
            && self.known[index].reach(self.now).is_some_and(recent)
            && !(day % RECHECK_DAYS + turn % RECHECK_DAYS).is_multiple_of(RECHECK_DAYS)
    }
}

/// The order in which keywords are searched for: those without a list first, then those read longest ago. Among equals a
/// different one comes first each day, so that a short time budget never leaves out the same one: on quiet days nothing is
/// written down.
pub(super) fn order(known: &[KeywordState], today: Date) -> Vec<usize> {
    let count = known.len().max(1);
    let days = today.duration_since(Date::default()).as_hours() / 24;
    let first = usize::try_from(days).unwrap_or_default() % count;
    let mut order: Vec<usize> = (0..known.len()).collect();
    order.sort_by_key(|index| (known[*index].read, (index + count - first) % count));
    order
}
