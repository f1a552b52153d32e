//! What a history asks arXiv for besides the run's own work: earlier papers, one month of one keyword at a time, the newest
//! month first. Pure, like [`plan`](super::plan).
//!
//! Each request covers the part of a month that is not known yet, and takes its first page. What the page does not reach is
//! left for the next request. So a run can end after any request, and arXiv's limit of 10,000 rows is never met.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::error::{Error, Implausible};
use super::feed::Feed;
use super::plan::Search;
use super::query::Request;
use crate::history::{Filled, Month};
use crate::keyword::{Keyword, Query};

/// Requests of a run. At arXiv's pace they take two to three minutes.
const MAX_REQUESTS: usize = 24;
/// After so many failures a run stops asking. One may be about a single keyword.
const MAX_FAILURES: usize = 2;
/// arXiv's search takes dates to the minute.
const MINUTE: SignedDuration = SignedDuration::from_mins(1);

/// The requests of a run and their answers.
#[derive(Debug)]
pub struct Backfill<'k> {
    keywords: &'k [Keyword],
    /// The first month wanted, and that of the run.
    first: Month,
    last: Month,
    /// From where on all papers of each keyword are known; `None` if nothing is.
    since: Vec<Option<Timestamp>>,
    /// Keywords that failed in this run.
    failed: Vec<usize>,
    /// Whether the next request repeats one that was not believed.
    second_time: bool,
    requests: usize,
    /// Months that were filled by this run.
    months: usize,
    failure: Option<Error>,
    answers: Vec<Filled>,
}

/// A request, and the range that it covers.
#[derive(Debug)]
pub struct Range<'k> {
    index: usize,
    keyword: &'k Keyword,
    from: Timestamp,
    to: Timestamp,
}

impl Range<'_> {
    /// For the log.
    pub fn describe(&self) -> String {
        format!("{} in {}", self.keyword.name, Month::now(self.from).name())
    }

    /// Whether a user wrote the query.
    pub fn is_user_query(&self) -> bool {
        matches!(self.keyword.query, Query::Raw(_))
    }
}

impl<'k> Backfill<'k> {
    /// A backfill from a month on. `since` has one element a keyword.
    pub fn new(keywords: &'k [Keyword], first: Month, since: Vec<Option<Timestamp>>, now: Timestamp) -> Self {
        Self {
            keywords,
            first,
            last: Month::now(now),
            since: since.into_iter().map(|since| since.map(|since| since.min(now))).collect(),
            failed: Vec::new(),
            second_time: false,
            requests: 0,
            months: 0,
            failure: None,
            answers: Vec::new(),
        }
    }

    /// The next range; `None` when this run asks for nothing more.
    pub fn next_range(&self) -> Option<Range<'k>> {
        let ended = self.failure.as_ref().is_some_and(Error::ends_run);
        if ended || self.failed.len() >= MAX_FAILURES || self.requests >= MAX_REQUESTS {
            return None;
        }
        let wanted = self.since.iter().enumerate().filter(|(index, _)| !self.failed.contains(index));
        let wanted = wanted.filter_map(|(index, since)| Some((index, (*since)?)));
        // The newest month first, and in it the keywords in their order.
        let (index, to) = wanted
            .filter(|(_, since)| *since > self.first.begin())
            .max_by_key(|(index, since)| (month_before(*since), std::cmp::Reverse(*index)))?;
        let from = month_before(to).begin();
        Some(Range { index, keyword: &self.keywords[index], from, to })
    }

    /// The search for a range.
    pub fn search(range: &Range<'k>) -> (Search<'k>, Request) {
        let search = Search::submitted(range.keyword, range.from, range.to);
        let request = Request::Page(search.request());
        (search, request)
    }

    /// Takes the answer for a range.
    pub fn take(&mut self, range: &Range<'k>, mut search: Search<'k>, answer: Result<Feed, Error>) {
        self.requests += 1;
        let feed = match answer {
            Ok(feed) => feed,
            Err(error) => return self.fail(range, error),
        };
        let again = std::mem::take(&mut self.second_time);
        // arXiv sometimes answers with an empty page. If there is no paper, it says so twice.
        if feed.hits == 0 && !again {
            self.second_time = true;
            return;
        }
        if let Err(implausible) = take(&mut search, range, feed) {
            tracing::info!("{}: {implausible}", range.describe());
            self.second_time = !again;
            if again {
                self.fail(range, Error::Implausible(implausible));
            }
            return;
        }
        let from = search.oldest_unless_complete().map_or(range.from, |oldest| reached(oldest, range.to));
        self.since[range.index] = Some(from);
        self.months += usize::from(from == range.from);
        let (papers, _) = search.matches();
        let keyword = range.keyword.name.clone();
        self.answers.push(Filled { keyword, from, to: range.to, papers });
    }

    fn fail(&mut self, range: &Range<'k>, error: Error) {
        self.failed.push(range.index);
        self.failure = Some(error);
    }

    /// What was found.
    pub fn answers(&self) -> &[Filled] {
        &self.answers
    }

    /// Why the run stopped early or left out a keyword, unless only its time was over.
    pub fn failure(&self) -> Option<&Error> {
        self.failure.as_ref().filter(|error| !matches!(error, Error::OutOfTime { last: None }))
    }

    /// How far the backfill is, and how many more runs it will take; `None` if there was nothing to do.
    pub fn progress(&self) -> Option<String> {
        let first = self.first;
        let all = first.through(self.last).count();
        let left = |since| first.through(month_before(since)).count();
        // A keyword that was never answered lacks every month.
        let missing: usize = self.since.iter().map(|since| since.map_or(all, left)).sum();
        if missing == 0 {
            let complete = format!("The history is complete from {first} on.");
            return Some(complete).filter(|_| self.requests > 0);
        }
        let months = all * self.keywords.len();
        let more = match missing.div_ceil(self.months.max(1)) {
            _ if self.months == 0 => "This run filled in none.".to_owned(),
            1 => "About one more run is needed.".to_owned(),
            runs => format!("About {runs} more runs are needed."),
        };
        let done = months - missing;
        Some(format!(
            "The history from {first} on: {done} of {months} months are filled in, counted by keyword. {more}"
        ))
    }
}

/// Checks an answer and takes its papers.
fn take(search: &mut Search<'_>, range: &Range<'_>, feed: Feed) -> Result<(), Implausible> {
    let day = SignedDuration::from_hours(24);
    let outside =
        |paper: &&crate::paper::Paper| paper.submitted < range.from - day || paper.submitted > range.to + day;
    if let Some(paper) = feed.papers.iter().find(outside) {
        return Err(Implausible::OutOfRange(paper.id.clone()));
    }
    search.take(&search.request(), feed)
}

/// From where on a range is known, if its oldest paper is of this instant: other papers of the same minute may be missing.
fn reached(oldest: Timestamp, to: Timestamp) -> Timestamp {
    let minute = oldest.as_second().div_euclid(60) * 60;
    let next = Timestamp::from_second(minute).unwrap_or(oldest) + MINUTE;
    // More papers in a minute than on a page are not read, so that each request leads on.
    if next < to { next } else { to - MINUTE }
}

/// The month of the instant before.
fn month_before(since: Timestamp) -> Month {
    let before = since.checked_sub(SignedDuration::from_secs(1)).unwrap_or(since);
    Month::of(TimeZone::UTC.to_datetime(before).date())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::arxiv::error::RequestError;
    use crate::keyword::Sort;
    use crate::paper::Paper;
    use crate::samples::{at, keyword, paper};

    /// 30 papers a day in the first half of each month of 2026.
    fn corpus() -> Vec<Paper> {
        let days = (1..=9).flat_map(|month| (1..=15).map(move |day| format!("2026-{month:02}-{day:02}")));
        let times =
            days.flat_map(|day| (0..40).map(move |n| format!("{day}T{:02}:{:02}:30Z", n / 2, 7 * (n % 2))));
        times.enumerate().map(|(n, time)| paper(&format!("2601.{n:05}"), &time)).collect()
    }

    fn first() -> Month {
        Month::parse("2026-03").unwrap()
    }

    fn backfill(keywords: &[Keyword]) -> Backfill<'_> {
        let since = vec![Some(at("2026-07-10T12:34:56Z")); keywords.len()];
        Backfill::new(keywords, first(), since, at("2026-09-20"))
    }

    /// What arXiv answers.
    fn feed(corpus: &[Paper], range: &Range<'_>) -> Feed {
        let to = range.to + MINUTE;
        let mut papers: Vec<Paper> = corpus
            .iter()
            .filter(|paper| paper.submitted >= range.from && paper.submitted < to)
            .cloned()
            .collect();
        papers.sort_by_key(|paper| std::cmp::Reverse(paper.submitted));
        let hits = papers.len() as u64;
        papers.truncate(500);
        Feed { hits, start: 0, papers, unreadable: Vec::new() }
    }

    /// One request; `false` if there is none.
    fn step(backfill: &mut Backfill<'_>, answer: impl Fn(&Range<'_>) -> Result<Feed, Error>) -> bool {
        let Some(range) = backfill.next_range() else { return false };
        let (search, _) = Backfill::search(&range);
        let answer = answer(&range);
        backfill.take(&range, search, answer);
        true
    }

    #[test]
    fn every_earlier_paper_is_found_in_small_ranges() {
        let (keywords, corpus) = ([keyword("graphs")], corpus());
        let mut backfill = backfill(&keywords);
        while step(&mut backfill, |range| Ok(feed(&corpus, range))) {}
        let found: BTreeSet<_> =
            backfill.answers().iter().flat_map(|filled| &filled.papers).map(|paper| &paper.id).collect();
        let wanted = corpus.iter().filter(|paper| {
            paper.submitted >= first().begin() && paper.submitted < at("2026-07-10T12:34:56Z")
        });
        let wanted: BTreeSet<_> = wanted.map(|paper| &paper.id).collect();
        assert!(wanted.is_subset(&found) && wanted.len() > 2_000, "{} {}", wanted.len(), found.len());
        for pair in backfill.answers().windows(2) {
            assert_eq!(pair[0].from, pair[1].to, "no gap");
            assert!(pair[1].papers.len() <= 500);
        }
        assert_eq!(backfill.answers().last().unwrap().from, first().begin());
        assert_eq!(backfill.progress().unwrap(), "The history is complete from 2026-03 on.");
        let done = Backfill::new(&keywords, first(), vec![Some(first().begin())], at("2026-09-20"));
        assert_eq!(done.progress(), None, "nothing to do");
    }

    #[test]
    fn newest_month_of_all_keywords_comes_first() {
        let keywords = [keyword("graphs"), keyword("number")];
        let mut backfill = backfill(&keywords);
        backfill.since[1] = Some(at("2026-08-01T00:00:00Z"));
        let mut order = Vec::new();
        while let Some(range) = backfill.next_range() {
            order.push(range.describe());
            step(&mut backfill, |range| Ok(feed(&corpus()[..40], range)));
        }
        order.dedup();
        assert_eq!(
            order[..4],
            ["graphs in July 2026", "number in July 2026", "graphs in June 2026", "number in June 2026"]
        );
        assert!(backfill.requests == 20 && backfill.answers.len() == 10, "empty months are asked for twice");
    }

    #[test]
    fn run_makes_a_few_requests_and_reports_progress() {
        let keywords: Vec<_> = (0..9).map(|n| keyword(&format!("k{n}"))).collect();
        let mut backfill = backfill(&keywords);
        assert!(
            backfill
                .progress()
                .unwrap()
                .ends_with("18 of 63 months are filled in, counted by keyword. This run filled in none.")
        );
        let corpus: Vec<_> = corpus().into_iter().step_by(40).collect();
        while step(&mut backfill, |range| Ok(feed(&corpus, range))) {}
        assert_eq!((backfill.requests, backfill.months), (24, 24));
        assert!(
            backfill.progress().unwrap().ends_with(
                "42 of 63 months are filled in, counted by keyword. About one more run is needed."
            )
        );
    }

    #[test]
    fn failures_leave_out_a_keyword_and_then_stop() {
        let keywords = [keyword("graphs"), keyword("number"), keyword("m")];
        let error = |code| Error::Request { source: RequestError::Status(code), attempts: 1 };
        let mut backfill = backfill(&keywords);
        assert!(step(&mut backfill, |_| Err(error(500))));
        assert_eq!(backfill.next_range().unwrap().keyword.name, "number");
        assert!(step(&mut backfill, |_| Err(error(503))));
        assert!(backfill.next_range().is_none());
        assert_eq!(backfill.failure(), Some(&error(503)));

        let mut late = self::backfill(&keywords);
        assert!(step(&mut late, |_| Err(Error::OutOfTime { last: None })));
        assert!(late.next_range().is_none() && late.failure().is_none());
    }

    #[test]
    fn implausible_answers_are_asked_for_once_more() {
        let keywords = [keyword("graphs")];
        let corpus = corpus();
        let cut = |range: &Range<'_>| {
            let mut feed = feed(&corpus, range);
            feed.papers.truncate(3);
            Ok(feed)
        };
        let elsewhere = |range: &Range<'_>| {
            let other = Range { from: at("2026-08-01"), to: at("2026-09-01"), ..*range };
            Ok(feed(&corpus, &other))
        };
        let mut backfill = backfill(&keywords);
        assert!(step(&mut backfill, cut) && step(&mut backfill, elsewhere));
        assert!(matches!(backfill.failure(), Some(Error::Implausible(Implausible::OutOfRange(_)))));
        assert!(backfill.answers().is_empty() && backfill.next_range().is_none());
        let mut backfill = self::backfill(&keywords);
        assert!(step(&mut backfill, cut) && step(&mut backfill, |range| Ok(feed(&corpus, range))));
        assert_eq!(backfill.answers().len(), 1);
    }

    #[test]
    fn request_names_the_range_to_the_minute() {
        let keywords = [Keyword { query: Query::Raw("a OR b".to_owned()), ..keyword("graphs") }];
        let range = backfill(&keywords).next_range().unwrap();
        let (_, Request::Page(page)) = Backfill::search(&range) else { panic!() };
        assert_eq!(page.query, "(a OR b) AND submittedDate:[202607010000 TO 202607101234]");
        assert_eq!((page.sort, page.start, page.size), (Sort::Submitted, 0, 500));
        assert!(range.is_user_query());
    }

    #[test]
    fn each_request_leads_on() {
        assert_eq!(reached(at("2026-07-01T10:00:59Z"), at("2026-07-02")), at("2026-07-01T10:01:00Z"));
        let minute = at("2026-07-01T10:01:00Z");
        assert_eq!(reached(at("2026-07-01T10:00:59Z"), minute), at("2026-07-01T10:00:00Z"));
    }
}
