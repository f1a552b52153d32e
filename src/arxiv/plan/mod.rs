//! Which requests a run sends to arXiv, in which order, and what they answer. Pure: the caller sends what
//! [`Plan::next_request`] returns and hands the answer to [`Plan::take`], until there is nothing left to request.
//!
//! Keywords whose terms are checked here share one search, from now back to where every paper of each is known. A keyword is
//! searched for alone if nothing is known yet, or if its papers cannot be distinguished from those of others. Every keyword is
//! searched for alone once in 14 days, because a search for what is recent misses papers that arXiv's moderators held back,
//! and changes of metadata.

mod keyword_state;
mod outcome;
mod search;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;
use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

pub use keyword_state::KeywordState;
pub use outcome::{Answer, Before};
pub use search::{LookedUp, Next, Search};

use super::error::{Error, Implausible};
use super::feed::Feed;
use super::query::{self, Request};
use crate::keyword::{Fields, Keyword, Query};
use crate::paper::{ArxivId, FIELDS, Paper};
use crate::state;

/// How far back a shared search goes beyond what is known: arXiv's index lags, and its moderators hold papers back for days.
const LOOK_BACK: SignedDuration = SignedDuration::from_hours(7 * 24);
/// A keyword whose list is older than this is searched for alone.
const LAG: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How many days apart a keyword is searched for alone.
const RECHECK_DAYS: u64 = 14;
/// Bytes of an address.
const MAX_URL_BYTES: usize = 2_000;
/// Papers looked up in one request.
const MAX_LOOK_UPS: usize = 100;
/// A paper may be dated this much after the run's clock before that is worth a warning.
const CLOCK_SKEW: SignedDuration = SignedDuration::from_hours(24);
/// A field that fewer papers lack is not worth a warning.
const MIN_LOST_FIELDS: usize = 3;

/// A search and the keywords that it answers.
#[derive(Debug)]
struct PlannedSearch<'k> {
    search: Search<'k>,
    /// Indices of its keywords, in the order of the search's members.
    keywords: Vec<usize>,
    /// Whether it repeats one that was not believed, or had a page that was not.
    second_time: bool,
}

/// A keyword's outcome: a search that was read and the keyword's place in it, or why there is none.
type Outcome<'k> = Result<(Rc<Search<'k>>, usize), Error>;

/// How many papers lack a field that they should have.
#[derive(Clone, Copy, Debug, Default)]
struct FieldCount {
    missing: usize,
    expected: usize,
}

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
    /// Keywords that were searched for alone because a shared search left their lists short.
    refilled: BTreeSet<usize>,
    /// Pages requested so far.
    pages: usize,
    /// Papers dated after now.
    future: BTreeSet<ArxivId>,
    /// By the order of [`FIELDS`].
    fields: [FieldCount; FIELDS.len()],
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
            future: BTreeSet::new(),
            fields: [FieldCount::default(); FIELDS.len()],
        };
        plan.refresh(known);
        plan
    }

    /// Takes what is stored now, which another commit may have changed. Answers that still agree with it are kept.
    pub fn refresh(&mut self, known: Vec<KeywordState>) {
        self.known = known;
        for (outcome, known) in self.outcomes.iter_mut().zip(&self.known) {
            if let Some(Ok((search, member))) = outcome
                && search.sanity_check(*member, known).is_err()
            {
                *outcome = None;
            }
        }
        let today = TimeZone::UTC.to_datetime(self.now).date();
        let unanswered =
            order(&self.known, today).into_iter().filter(|index| self.outcomes[*index].is_none());
        self.searches = self.searches_for(&unanswered.collect::<Vec<_>>());
    }

    /// The searches for these keywords, shared where possible.
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
        PlannedSearch { search: Search::alone(&self.keywords[index]), keywords: vec![index], second_time }
    }

    /// A search for a group, with the bytes of its address and the pages it may take.
    fn shared(&self, group: &[usize]) -> (usize, u64, PlannedSearch<'k>) {
        let keywords: Vec<&Keyword> = group.iter().map(|index| &self.keywords[*index]).collect();
        let reached = group.iter().filter_map(|index| self.known[*index].reach(self.now)).min();
        let since = reached.and_then(|reached| reached.checked_sub(LOOK_BACK).ok()).unwrap_or(self.now);
        let hits: u64 = group.iter().map(|index| self.known[*index].hits_since(since, self.now)).sum();
        let size = hits.next_multiple_of(50).clamp(100, search::LARGE_PAGE);
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

    /// The next request; `None` when there is nothing left to request.
    pub fn next_request(&mut self) -> Option<Request> {
        loop {
            while let Some(search) = self.searches.front() {
                match search.search.next() {
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
            let mut search = self.alone(index, false);
            if let Some(Ok((shared, member))) = &self.outcomes[index] {
                search.search = Search::alone_after(&self.keywords[index], shared, *member);
            }
            self.searches.push_back(search);
        }
    }

    /// A keyword whose full list lost rows to a shared search. `None` if the run would take more pages than it has keywords.
    fn next_to_refill(&self) -> Option<usize> {
        if self.pages >= self.keywords.len() {
            return None;
        }
        let has_room = |index: &usize| match &self.outcomes[*index] {
            Some(Ok((search, member))) => search.leaves_room(*member, &self.known[*index], &self.looked_up),
            _ => false,
        };
        (0..self.keywords.len()).find(|index| !self.refilled.contains(index) && has_room(index))
    }

    /// What a request of [`Self::next_request`] asks for, in words.
    pub fn describe(&self, request: &Request) -> String {
        let names: Vec<&str> = match self.searches.front() {
            Some(search) => search.keywords.iter().map(|index| &*self.keywords[*index].name).collect(),
            None => Vec::new(),
        };
        match (request, &names[..]) {
            (Request::Papers(ids), _) => format!("{} listed papers that it did not return", ids.len()),
            (Request::Page(page), [name]) => format!("{name}, from row {}", page.start + 1),
            (Request::Page(page), names) => {
                format!("recent papers of {} keywords, from row {}", names.len(), page.start + 1)
            }
        }
    }

    /// Whether the next request is a query that a user wrote, which may be malformed.
    pub fn asks_user_query(&self) -> bool {
        let mut keywords = self.searches.front().into_iter().flat_map(|search| &search.keywords);
        keywords.any(|index| self.is_user_query(*index))
    }

    fn is_user_query(&self, index: usize) -> bool {
        matches!(self.keywords[index].query, Query::Raw(_))
    }

    /// How many keywords have an outcome.
    pub fn answered(&self) -> usize {
        self.outcomes.iter().flatten().count()
    }

    /// Takes the answer to [`Self::next_request`].
    pub fn take(&mut self, request: &Request, answer: Result<Feed, Error>) {
        let answer = answer.map(|mut feed| {
            self.inspect(&mut feed.papers);
            feed
        });
        match request {
            Request::Page(page) => {
                self.pages += 1;
                let Some(search) = self.searches.front_mut() else { return };
                match answer.map(|feed| search.search.take(page, feed)) {
                    Ok(Ok(())) => {}
                    Ok(Err(implausible)) => self.ask_once_more(implausible),
                    Err(error) => self.fail(&error),
                }
            }
            Request::Papers(ids) => {
                // Without an answer nothing is known of them, and they stay.
                let mut found = answer.map(|feed| feed.papers).unwrap_or_default();
                for id in ids {
                    let at = found.iter().position(|paper| paper.id == *id);
                    self.looked_up.insert(id.clone(), at.map(|at| Arc::new(found.swap_remove(at))));
                }
            }
        }
    }

    /// Notes papers dated after now, and copies fields that vanished from an unchanged version from the data file.
    fn inspect(&mut self, papers: &mut [Paper]) {
        let stored: BTreeMap<&ArxivId, &Arc<Paper>> =
            self.known.iter().flat_map(|known| &known.papers).map(|paper| (&paper.id, paper)).collect();
        for paper in papers {
            if paper.updated.max(paper.submitted) > self.now + CLOCK_SKEW {
                self.future.insert(paper.id.clone());
            }
            let stored = stored.get(&paper.id).filter(|stored| stored.version == paper.version);
            for (field, count) in FIELDS.iter().zip(&mut self.fields) {
                let before = stored.filter(|stored| !(field.is_missing)(stored));
                if !field.required && before.is_none() {
                    continue;
                }
                count.expected += 1;
                if (field.is_missing)(paper) {
                    count.missing += 1;
                    if let Some(stored) = before {
                        (field.copy)(paper, stored);
                    }
                }
            }
        }
    }

    /// What is odd about arXiv's answers.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        if let Some(first) = self.future.first() {
            warnings.push(format!(
                "arXiv dates {} after today, such as {first}. Such a date counts as today.",
                papers(self.future.len())
            ));
        }
        for (field, FieldCount { missing, expected }) in FIELDS.iter().zip(self.fields) {
            if missing >= MIN_LOST_FIELDS && 2 * missing >= expected {
                warnings.push(format!(
                    "arXiv's answers lack the {} of {missing} of {expected} papers. Known values are kept; new papers \
                     are listed without.",
                    field.name
                ));
            }
        }
        warnings
    }

    /// A page is not believed: it is requested once more.
    fn ask_once_more(&mut self, implausible: Implausible) {
        let Some(search) = self.searches.front_mut() else { return };
        if std::mem::replace(&mut search.second_time, true) {
            self.fail(&Error::Implausible(implausible));
        } else {
            tracing::info!("{implausible}; requesting it once more");
        }
    }

    /// A search failed. The keywords of a shared one are tried one by one, unless nothing more will be answered.
    fn fail(&mut self, error: &Error) {
        let shared = self.searches.front().is_some_and(|search| search.search.is_shared());
        if shared && !error.ends_run() {
            return self.split(&error.to_string());
        }
        for index in self.searches.pop_front().into_iter().flat_map(|search| search.keywords) {
            self.give_up(index, error.clone());
        }
    }

    /// A keyword has no answer, unless it has one from a shared search.
    fn give_up(&mut self, index: usize, error: Error) {
        self.outcomes[index].get_or_insert(Err(error));
    }

    /// Searches for each keyword of a shared search alone.
    fn split(&mut self, why: &str) {
        let Some(search) = self.searches.pop_front() else { return };
        tracing::info!("{why}; searching for {} keywords one by one", search.keywords.len());
        for index in search.keywords.into_iter().rev() {
            self.searches.push_front(self.alone(index, false));
        }
    }

    /// A search was read to its end. A keyword whose answer is not believed is searched for once more, alone.
    fn conclude(&mut self) {
        let Some(PlannedSearch { search, keywords, second_time }) = self.searches.pop_front() else { return };
        let search = Rc::new(search);
        for (member, index) in keywords.into_iter().enumerate() {
            match search.sanity_check(member, &self.known[index]) {
                Ok(()) => self.outcomes[index] = Some(Ok((Rc::clone(&search), member))),
                Err(implausible) if second_time => self.give_up(index, Error::Implausible(implausible)),
                Err(implausible) => {
                    tracing::info!("{}: {implausible}; requesting it once more", self.keywords[index].name);
                    self.searches.push_front(self.alone(index, true));
                }
            }
        }
    }

    /// Listed papers that answers lack, and that were not looked up yet.
    fn unknown(&self) -> BTreeSet<ArxivId> {
        let answered = self.outcomes.iter().zip(&self.known);
        let answered =
            answered.filter_map(|(outcome, known)| Some((outcome.as_ref()?.as_ref().ok()?, known)));
        let absent = answered.flat_map(|((search, member), known)| search.absent(*member, known));
        absent.map(|paper| &paper.id).filter(|id| !self.looked_up.contains_key(*id)).cloned().collect()
    }

    pub fn answers(&self) -> Vec<Result<Answer, Error>> {
        (0..self.keywords.len()).map(|index| self.answer(index)).collect()
    }

    fn answer(&self, index: usize) -> Result<Answer, Error> {
        match &self.outcomes[index] {
            Some(Ok((search, member))) => {
                let answer = search.finish(*member, &self.known[index], &self.looked_up);
                let mut answer = answer.map_err(Error::Implausible)?;
                // A date from outside must not make what comes before it look known.
                answer.fetched.through = answer.fetched.through.map(|through| through.min(self.now));
                Ok(answer)
            }
            Some(Err(error)) => Err(self.explained(index, error)),
            None => Err(Error::OutOfTime { last: None }),
        }
    }

    /// A server error for a query that a user wrote is probably about the query if other queries were answered.
    fn explained(&self, index: usize, error: &Error) -> Error {
        let others_answered = || self.outcomes.iter().flatten().any(Result::is_ok);
        match error {
            Error::Request { source, attempts }
                if source.is_server_error() && self.is_user_query(index) && others_answered() =>
            {
                Error::OneQuery { source: source.clone(), attempts: *attempts }
            }
            error => error.clone(),
        }
    }
}

fn papers(count: usize) -> String {
    if count == 1 { "1 paper".to_owned() } else { format!("{count} papers") }
}

/// The order in which keywords are searched for: those without a list first, then those read longest ago. Among equals a
/// different one comes first each day, so that a short time budget never leaves out the same one: on quiet days nothing is
/// written down.
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
