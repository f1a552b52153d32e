//! Which requests a run sends to arXiv, in which order, and what they answer. Pure: the caller sends what
//! [`Plan::next_request`] returns and hands the answer to [`Plan::take`], until there is nothing left to request.
//!
//! Keywords whose terms are checked here share one search, from now back to where every paper of each is known. A keyword is
//! searched for alone if nothing is known yet, or if its papers cannot be distinguished from those of others. Every keyword is
//! searched for alone once in 14 days, because a search for what is recent misses papers that arXiv's moderators held back,
//! and changes of metadata.

mod grouping;
mod inspection;
mod keyword_state;
mod outcome;
mod search;

use std::collections::{BTreeSet, VecDeque};
use std::rc::Rc;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use grouping::order;
use inspection::Inspection;
pub use keyword_state::KeywordState;
pub use outcome::{Answer, Before};
pub use search::{LookedUp, Next, Search};

use super::error::{Error, Implausible};
use super::feed::Feed;
use super::query::Request;
use crate::keyword::{Keyword, Query};
use crate::paper::ArxivId;

/// Papers looked up in one request.
const MAX_LOOK_UPS: usize = 100;

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
    inspection: Inspection,
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
            inspection: Inspection::default(),
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
            self.inspection.inspect(&mut feed.papers, &self.known, self.now);
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

    /// What is odd about arXiv's answers.
    pub fn warnings(&self) -> Vec<String> {
        self.inspection.warnings()
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

#[cfg(test)]
mod tests;
