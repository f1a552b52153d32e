//! A month of an ordinary arXiv, and what it takes to follow it: keywords that are read each day, together or one by one.
//! `benches/pipeline.rs` measures with it, too.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use daily_papers::arxiv::feed::Feed;
use daily_papers::arxiv::plan::{KeywordState, Plan};
use daily_papers::arxiv::query::{PageRequest, Request};
use daily_papers::keyword::{Keyword, Query, Term};
use daily_papers::state::{self, State};
use fakes::arxiv::{Record, subject};
use jiff::{SignedDuration, Timestamp};

/// The first run, the day after it, and four weeks, in which each keyword has its turn to be read alone twice.
const DAYS: i64 = 30;

/// The first day of the four weeks.
pub(crate) const FIRST: usize = 2;

/// What a day took.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Day {
    pub(crate) requests: u32,
    /// Of arXiv's answers.
    pub(crate) bytes: u32,
    /// What this machine had to do.
    pub(crate) work: Duration,
}

/// A page of arXiv's: the records, and how many hits there are.
pub(crate) struct Page<'a> {
    pub(crate) asked: &'a PageRequest,
    pub(crate) records: Vec<Record>,
    pub(crate) hits: u64,
}

/// arXiv: of each keyword's papers the present version.
struct FakeArxiv {
    papers: Vec<BTreeMap<String, Record>>,
    text: String,
}

fn at(day: i64, minutes: i64) -> Timestamp {
    let start: Timestamp = "2026-09-01T00:00:00Z".parse().unwrap();
    start + SignedDuration::from_mins(24 * 60 * day + minutes)
}

fn keyword(number: u32) -> Keyword {
    let name = subject(number);
    Keyword::new(&name, Query::Terms { any: vec![Term::parse(&name).unwrap()], all: Vec::new() })
}

impl FakeArxiv {
    /// The papers of the months before.
    fn new(keywords: u32, text: &str) -> Self {
        let papers = vec![BTreeMap::new(); keywords as usize];
        let mut arxiv = Self { papers, text: text.to_owned() };
        (-90..0).for_each(|day| arxiv.day(day));
        arxiv
    }

    /// A keyword has from two papers a week to three a day, and every other day a new version of one.
    fn day(&mut self, day: i64) {
        for (number, papers) in (0_u32..).zip(&mut self.papers) {
            let count = match number % 5 {
                0 => i64::from(day.rem_euclid(7) < 2),
                1 => 1,
                2 => 1 + day.rem_euclid(2),
                3 => 2,
                _ => 3,
            };
            for n in 0..count {
                let submitted = at(day, 300 * n + i64::from(number));
                let id = format!(
                    "{:04}.{:05}",
                    2600 + day.rem_euclid(90) / 10,
                    number * 500 + u32::try_from(papers.len()).unwrap()
                );
                let record = Record {
                    id: id.clone(),
                    version: 1,
                    title: format!("On {} and more", subject(number)),
                    authors: vec!["Ada Lovelace".to_owned(), "Alan Turing".to_owned()],
                    abstract_: self.text.clone(),
                    comment: "12 pages, 5 figures".to_owned(),
                    journal_ref: String::new(),
                    dois: Vec::new(),
                    categories: vec!["cs.LG".to_owned(), "stat.ML".to_owned()],
                    submitted,
                    updated: submitted,
                };
                papers.insert(id, record);
            }
            if day % 2 == 0 {
                let back = usize::try_from(7 * day.rem_euclid(5)).unwrap();
                if let Some(revised) = papers.values_mut().rev().nth(back) {
                    revised.version += 1;
                    revised.updated = at(day, 1_400) + SignedDuration::from_secs(number.into());
                }
            }
        }
    }

    /// The newest hits of the keywords whose terms the query holds.
    fn page<'a>(&self, asked: &'a PageRequest) -> Page<'a> {
        let named = |number: &u32| asked.query.contains(&format!("\"{}\"", subject(*number)));
        let found = (0_u32..).zip(&self.papers).filter(|(number, _)| named(number));
        let mut hits: Vec<&Record> = found.flat_map(|(_, papers)| papers.values()).collect();
        hits.sort_by_key(|record| std::cmp::Reverse(record.updated));
        let rows = hits.iter().skip(usize::try_from(asked.start).unwrap());
        let records = rows.take(usize::try_from(asked.size).unwrap()).copied().cloned().collect();
        Page { asked, records, hits: hits.len() as u64 }
    }
}

/// Follows a month: `together` as the program does, else with one search for each keyword. `read` makes of a page what the
/// program gets, and says how many bytes it had. Papers have this text as their abstract.
pub(crate) fn follow(
    keywords: u32,
    together: bool,
    text: &str,
    read: impl Fn(&Page<'_>) -> (Feed, u32),
) -> Vec<Day> {
    let mut arxiv = FakeArxiv::new(keywords, text);
    let keywords: Vec<Keyword> = (0..keywords).map(keyword).collect();
    let mut state: Option<State> = None;
    let mut days = Vec::new();
    for day in 0..DAYS {
        arxiv.day(day);
        let now = at(day + 1, 60);
        let mut took = Day::default();
        let begun = Instant::now();
        let known = keywords.iter().map(|keyword| {
            let known = KeywordState::new(state.as_ref(), keyword);
            if together { known } else { KeywordState { through: None, ..known } }
        });
        let mut plan = Plan::new(&keywords, "daily-papers", known.collect(), now);
        let mut waited = Duration::ZERO;
        while let Some(request) = plan.next_request() {
            let Request::Page(asked) = &request else { unreachable!("every stored paper is found") };
            let away = Instant::now();
            let page = arxiv.page(asked);
            waited += away.elapsed();
            let (feed, bytes) = read(&page);
            plan.take(&request, Ok(feed));
            took.requests += 1;
            took.bytes += bytes;
        }
        let fetched: Vec<_> =
            plan.answers().into_iter().map(|answer| Some(answer.unwrap().fetched)).collect();
        let merge = state::merge(state.as_ref(), "daily-papers", &keywords, &fetched, now);
        took.work = begun.elapsed().saturating_sub(waited);
        let missed = |(keyword, papers): (&Keyword, &BTreeMap<String, Record>)| {
            let newest = papers.values().max_by_key(|record| record.updated).unwrap();
            merge.state.list(&keyword.name).unwrap().papers[0].0.as_str() != newest.id
        };
        assert_eq!(keywords.iter().zip(&arxiv.papers).filter(|pair| missed(*pair)).count(), 0, "day {day}");
        state = Some(merge.state);
        days.push(took);
    }
    days
}
