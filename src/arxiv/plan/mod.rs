//! Which requests a run makes of arXiv, in which order, and what they answer. Pure: whoever drives it asks for what
//! [`Plan::next_request`] says and hands the answer to [`Plan::take`], until there is nothing left to ask.
//!
//! Keywords whose wording is checked here share one search, read from now back to what all of them have seen already. Alone
//! goes what has seen nothing yet, or cannot be told apart here; and each keyword once in fourteen days, because a paper
//! held back by arXiv's moderators, or a change of metadata, escapes a search for what is recent.

mod keyword_state;
mod outcome;
mod search;

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

pub use keyword_state::KeywordState;
pub use outcome::{Answer, Failure};
pub use search::{LookedUp, Next, Search};

use super::feed::Feed;
use super::query::{self, Request};
use crate::keyword::{Fields, Keyword};
use crate::paper::ArxivId;
use crate::state;

/// What is recent is read again this far: arXiv's index lags, and its moderators hold papers back for days.
const LOOK_BACK: SignedDuration = SignedDuration::from_hours(7 * 24);
/// A keyword that has seen nothing for longer is read alone.
const LAG: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Every so many days each keyword is read alone.
const RECHECK: u64 = 14;
/// The most bytes of an address.
const MAX_URL_BYTES: usize = 2_000;
/// The most papers looked up in a run, in one request.
const MAX_LOOK_UPS: usize = 100;

/// A search and whom it answers.
#[derive(Debug)]
struct PlannedSearch<'k> {
    reading: Search<'k>,
    /// Indices of its keywords, in the order of the reading's members.
    keywords: Vec<usize>,
    /// Whether it takes the place of one that was not believed, or had a page that was not.
    second_time: bool,
}

/// A keyword's outcome: its place in a search that is over, or why there is none.
type Outcome<'k> = Result<(Arc<Search<'k>>, usize), Failure>;

/// The requests of a run and their answers.
#[derive(Debug)]
pub struct Plan<'k> {
    keywords: &'k [Keyword],
    section: &'k str,
    now: Timestamp,
    known: Vec<KeywordState>,
    searches: VecDeque<PlannedSearch<'k>>,
    outcomes: Vec<Option<Outcome<'k>>>,
    looked_up: LookedUp,
    /// Keywords that were asked for alone because a shared answer left room in their lists.
    refilled: BTreeSet<usize>,
    /// Pages asked for so far.
    pages: usize,
}

impl<'k> Plan<'k> {
    /// The plan of a run that begins now. `known` has one element a keyword.
    pub fn new(keywords: &'k [Keyword], section: &'k str, known: Vec<KeywordState>, now: Timestamp) -> Self {
        let mut plan = Self {
            keywords,
            section,
            now,
            known: Vec::new(),
            searches: VecDeque::new(),
            outcomes: keywords.iter().map(|_| None).collect(),
            looked_up: LookedUp::new(),
            refilled: BTreeSet::new(),
            pages: 0,
        };
        plan.refresh(known);
        plan
    }

    /// Takes what is stored now, which somebody may have changed: what was answered and goes with it stays answered.
    pub fn refresh(&mut self, known: Vec<KeywordState>) {
        self.known = known;
        for (outcome, known) in self.outcomes.iter_mut().zip(&self.known) {
            let doubtful =
                |(reading, member): &(Arc<Search<'_>>, usize)| reading.sanity_check(*member, known).is_some();
            if outcome.as_ref().is_some_and(|outcome| outcome.as_ref().is_ok_and(doubtful)) {
                *outcome = None;
            }
        }
        let today = TimeZone::UTC.to_datetime(self.now).date();
        let unanswered =
            order(&self.known, today).into_iter().filter(|index| self.outcomes[*index].is_none());
        self.searches = self.searches_for(&unanswered.collect::<Vec<_>>());
    }

    /// Groups keywords: alone, or several to a search.
    fn searches_for(&self, indices: &[usize]) -> VecDeque<PlannedSearch<'k>> {
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

    fn alone(&self, index: usize, second_time: bool) -> PlannedSearch<'k> {
        PlannedSearch { reading: Search::alone(&self.keywords[index]), keywords: vec![index], second_time }
    }

    /// A search for a group, with the bytes of its address and the pages it may take.
    fn shared(&self, group: &[usize]) -> (usize, u64, PlannedSearch<'k>) {
        let keywords: Vec<&Keyword> = group.iter().map(|index| &self.keywords[*index]).collect();
        let reached = group.iter().filter_map(|index| self.known[*index].reach()).min();
        let since = reached.and_then(|reached| reached.checked_sub(LOOK_BACK).ok()).unwrap_or(self.now);
        let hits: u64 = group.iter().map(|index| self.known[*index].hits_since(since, self.now)).sum();
        let size = hits.next_multiple_of(50).clamp(100, search::LARGE_PAGE);
        let reading = Search::shared(&keywords, since, size);
        let search = PlannedSearch { reading, keywords: group.to_vec(), second_time: false };
        (query::length(&query::any_of(&keywords)), hits.div_ceil(size), search)
    }

    /// Whether a keyword can be told apart from others in one answer, and has seen what lies before it.
    fn may_share(&self, index: usize) -> bool {
        let keyword = &self.keywords[index];
        let recent = |reach: Timestamp| self.now.duration_since(reach) <= LAG;
        let day = self.now.as_second().max(0).unsigned_abs() / 86_400;
        let turn = state::hash(&format!("{}\n{}", self.section, keyword.name));
        keyword.filters_locally()
            && keyword.fields != Fields::All
            && self.known[index].reach().is_some_and(recent)
            && !(day % RECHECK + turn % RECHECK).is_multiple_of(RECHECK)
    }

    /// The next request; `None` when everything is answered that can be.
    pub fn next_request(&mut self) -> Option<Request> {
        loop {
            while let Some(search) = self.searches.front() {
                match search.reading.next() {
                    Next::Ask(page) => return Some(Request::Page(page)),
                    Next::Done => self.conclude(),
                    Next::TooLong => self.split("it takes more pages than its keywords would alone"),
                }
            }
            let unknown: Vec<ArxivId> = self.unknown().into_iter().take(MAX_LOOK_UPS).collect();
            if !unknown.is_empty() {
                return Some(Request::Papers(unknown));
            }
            let index = self.next_to_refill()?;
            self.refilled.insert(index);
            self.searches.push_back(self.alone(index, false));
        }
    }

    /// A keyword whose list was full and lost rows, while a search for what is recent knows none to move up. `None` if with
    /// another page the run would take more than one for each keyword.
    fn next_to_refill(&self) -> Option<usize> {
        if self.pages >= self.keywords.len() {
            return None;
        }
        let has_room = |index: &usize| match &self.outcomes[*index] {
            Some(Ok((reading, member))) => reading.leaves_room(*member, &self.known[*index], &self.looked_up),
            _ => false,
        };
        (0..self.keywords.len()).find(|index| !self.refilled.contains(index) && has_room(index))
    }

    /// What a request of [`Self::next_request`] asks for, for people.
    pub fn describe(&self, request: &Request) -> String {
        let names: Vec<&str> = match self.searches.front() {
            Some(search) => search.keywords.iter().map(|index| &*self.keywords[*index].name).collect(),
            None => Vec::new(),
        };
        match (request, &names[..]) {
            (Request::Papers(ids), _) => format!("{} stored papers that it did not list", ids.len()),
            (Request::Page(page), [name]) => format!("{name}, from row {}", page.start + 1),
            (Request::Page(page), names) => {
                format!("what is recent on {} keywords, from row {}", names.len(), page.start + 1)
            }
        }
    }

    /// How many keywords are answered, or given up.
    pub fn answered(&self) -> usize {
        self.outcomes.iter().flatten().count()
    }

    /// Takes the answer to [`Self::next_request`].
    pub fn take(&mut self, request: &Request, answer: Result<Feed, Failure>) {
        match request {
            Request::Page(page) => {
                self.pages += 1;
                let Some(search) = self.searches.front_mut() else { return };
                match answer.map(|feed| search.reading.take(page, feed)) {
                    Ok(Ok(())) => {}
                    Ok(Err(doubt)) => self.ask_once_more(&doubt),
                    Err(failure) => self.fail(&failure),
                }
            }
            Request::Papers(ids) => {
                // Without an answer nothing is known of them: they stay.
                let mut found = answer.map(|feed| feed.papers).unwrap_or_default();
                for id in ids {
                    let at = found.iter().position(|paper| paper.id == *id);
                    self.looked_up.insert(id.clone(), at.map(|at| Arc::new(found.swap_remove(at))));
                }
            }
        }
    }

    /// A page is not believed: it is asked for once more.
    fn ask_once_more(&mut self, doubt: &str) {
        let Some(search) = self.searches.front_mut() else { return };
        if std::mem::replace(&mut search.second_time, true) {
            self.fail(&Failure::Implausible(doubt.to_owned()));
        } else {
            tracing::info!("{doubt}; asking once more");
        }
    }

    /// A search is over without an answer. A shared one is no keyword's fault: each has another try alone, unless there is no
    /// time left.
    fn fail(&mut self, failure: &Failure) {
        let shared = self.searches.front().is_some_and(|search| search.reading.is_shared());
        if shared && !matches!(failure, Failure::OutOfTime(_)) {
            return self.split(&failure.to_string());
        }
        for index in self.searches.pop_front().into_iter().flat_map(|search| search.keywords) {
            self.give_up(index, failure.clone());
        }
    }

    /// A keyword has no answer, unless it had one and was only to be filled up.
    fn give_up(&mut self, index: usize, failure: Failure) {
        self.outcomes[index].get_or_insert(Err(failure));
    }

    /// Each keyword of a shared search goes alone.
    fn split(&mut self, why: &str) {
        let Some(search) = self.searches.pop_front() else { return };
        tracing::info!("{why}; asking for {} keywords one by one", search.keywords.len());
        for index in search.keywords.into_iter().rev() {
            self.searches.push_front(self.alone(index, false));
        }
    }

    /// A search was read wholly. What is not believed for a keyword is asked for once more, alone.
    fn conclude(&mut self) {
        let Some(PlannedSearch { reading, keywords, second_time }) = self.searches.pop_front() else {
            return;
        };
        let reading = Arc::new(reading);
        for (member, index) in keywords.into_iter().enumerate() {
            match reading.sanity_check(member, &self.known[index]) {
                None => self.outcomes[index] = Some(Ok((Arc::clone(&reading), member))),
                Some(doubt) if second_time => self.give_up(index, Failure::Implausible(doubt)),
                Some(doubt) => {
                    tracing::info!("{}: {doubt}; asking once more", self.keywords[index].name);
                    self.searches.push_front(self.alone(index, true));
                }
            }
        }
    }

    /// Stored papers that answers lack, and that were not looked up yet.
    fn unknown(&self) -> BTreeSet<ArxivId> {
        let answered = self.outcomes.iter().zip(&self.known);
        let answered =
            answered.filter_map(|(outcome, known)| Some((outcome.as_ref()?.as_ref().ok()?, known)));
        let unconfirmed = answered.flat_map(|((reading, member), known)| reading.absent(*member, known));
        unconfirmed.map(|paper| &paper.id).filter(|id| !self.looked_up.contains_key(*id)).cloned().collect()
    }

    /// What every keyword's answer comes to.
    pub fn answers(&self) -> Vec<Result<Answer, Failure>> {
        let answer = |(outcome, known): (&Option<Outcome<'_>>, &KeywordState)| match outcome {
            Some(Ok((reading, member))) => {
                reading.finish(*member, known, &self.looked_up).map_err(Failure::Implausible)
            }
            Some(Err(failure)) => Err(failure.clone()),
            None => Err(Failure::Unanswered("it was not read".to_owned())),
        };
        self.outcomes.iter().zip(&self.known).map(answer).collect()
    }
}

/// The order in which keywords are read: those without a list first, then those read longest ago. Among equals another one
/// comes first each day, for on quiet days nothing is written down: a short time budget starves none.
fn order(known: &[KeywordState], today: Date) -> Vec<usize> {
    let count = known.len().max(1);
    let days = today.duration_since(Date::default()).as_hours() / 24;
    let first = usize::try_from(days).unwrap_or_default() % count;
    let mut order: Vec<usize> = (0..known.len()).collect();
    order.sort_by_key(|index| (known[*index].read, (index + count - first) % count));
    order
}

#[cfg(test)]
mod tests;
