//! Sixty days of a made-up arXiv, with everything that happens there: keywords that share their searches must have the lists
//! that each would have alone. What escapes a search for what is recent is found within fourteen days.

use std::collections::{BTreeMap, BTreeSet};

use daily_papers::arxiv::error::Error;
use daily_papers::arxiv::feed;
use daily_papers::arxiv::plan::{KeywordState, Plan};
use daily_papers::keyword::{CategoryPattern, Fields, Keyword, MatchMode, Query, Sort, Term, Withdrawn};
use daily_papers::state::{self, State};
use fakes::arxiv::{Corpus, FaultKind, Record, answer};
use jiff::{SignedDuration, Timestamp};

pub(super) const DAYS: i64 = 60;
const TOPICS: [&str; 5] = ["zebras", "graph networks", "DARTS", "quantum codes", "protein folding"];

pub(super) fn keywords() -> Vec<Keyword> {
    let keyword = |(index, topic): (usize, &&str)| Keyword {
        name: (*topic).to_owned(),
        query: Query::Terms { any: vec![Term::parse(topic).unwrap()], all: Vec::new() },
        exclude: Vec::new(),
        // The last but one wants a category, which a cross-list may bring.
        categories: if index == 3 { vec![CategoryPattern::parse("quant-ph").unwrap()] } else { Vec::new() },
        max_results: [40, 100, 20, 30, 500][index],
        match_mode: MatchMode::Smart,
        fields: Fields::TitleOrAbstract,
        sort: if index == 2 { Sort::Submitted } else { Sort::Updated },
        by_relevance: false,
        // Some leave withdrawn papers out: their full lists lose rows, and others move up.
        withdrawn: if [0, 2, 3].contains(&index) { Withdrawn::Drop } else { Withdrawn::Mark },
        cross_lists: true,
        authors: Vec::new(),
        venues: Vec::new(),
    };
    TOPICS.iter().enumerate().map(keyword).collect()
}

/// A small generator, the same on every machine.
pub(super) struct Rng(pub(super) u64);

impl Rng {
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

/// arXiv: what it holds, and from when on its search shows each version.
pub(super) struct FakeArxiv {
    shown: Vec<(Timestamp, Record)>,
    rng: Rng,
    count: u32,
    /// Papers that something happened to which a search for what is recent cannot see, with the last such day.
    escaped: BTreeMap<String, i64>,
}

pub(super) fn at(day: i64, minutes: u64) -> Timestamp {
    let start: Timestamp = "2026-09-01T00:00:00Z".parse().unwrap();
    start + SignedDuration::from_hours(24 * day) + SignedDuration::from_mins(i64::try_from(minutes).unwrap())
}

impl FakeArxiv {
    pub(super) fn new() -> Self {
        let mut arxiv = Self { shown: Vec::new(), rng: Rng(7), count: 0, escaped: BTreeMap::new() };
        for day in -60..0 {
            arxiv.submissions(day);
        }
        arxiv
    }

    fn submit(&mut self, topic: &str, submitted: Timestamp, shown: Timestamp) {
        self.count += 1;
        // Every third has the words in the abstract only, every seventh is not about the topic but nearly.
        let title =
            if self.count.is_multiple_of(3) { "On something".to_owned() } else { format!("On {topic}") };
        let near = if self.count.is_multiple_of(7) { "zebra, graph, network, dart" } else { topic };
        let record = Record {
            id: format!("26{:02}.{:05}", 1 + self.count % 12, self.count),
            version: 1,
            title: if self.count.is_multiple_of(7) { "On what is near".to_owned() } else { title },
            authors: vec!["Ada Lovelace".to_owned()],
            abstract_: format!("We study {near}."),
            comment: String::new(),
            journal_ref: String::new(),
            dois: Vec::new(),
            categories: vec![if self.count.is_multiple_of(2) { "quant-ph" } else { "cs.LG" }.to_owned()],
            submitted,
            updated: submitted,
        };
        self.shown.push((shown, record));
    }

    fn submissions(&mut self, day: i64) {
        for topic in TOPICS {
            for _ in 0..self.rng.below(4) {
                let minutes = self.rng.below(1_400);
                self.submit(topic, at(day, minutes), at(day, minutes));
            }
        }
    }

    /// A change of a paper, shown from then on.
    fn change(&mut self, index: usize, shown: Timestamp, change: impl FnOnce(&mut Record)) {
        let mut record = self.shown[index].1.clone();
        change(&mut record);
        self.shown.push((shown, record));
    }

    /// A paper that has not been changed yet, of the newest `back`.
    fn some(&mut self, back: u64) -> usize {
        loop {
            let back = usize::try_from(self.rng.below(back)).unwrap();
            let index = self.shown.len().saturating_sub(1 + back);
            let record = &self.shown[index].1;
            let changed = self.shown.iter().filter(|(_, other)| other.id == record.id).count() > 1;
            if !changed {
                return index;
            }
        }
    }

    /// What a day brings.
    pub(super) fn day(&mut self, day: i64) {
        self.submissions(day);
        let now = at(day, 1_401);
        let version = |record: &mut Record| {
            record.version += 1;
            record.updated = now;
        };
        // Revisions: of a recent paper, and of an old one.
        for back in [30, 400] {
            let index = self.some(back);
            self.change(index, now, version);
        }
        // A cross-list comes without a version; with one it is seen.
        let index = self.some(100);
        self.change(index, now, |record| {
            version(record);
            record.categories.push("quant-ph".to_owned());
        });
        // A withdrawal is a version with a comment. Now and then more papers go than come.
        for _ in 0..if day % 5 == 2 { 8 } else { 1 } {
            let index = self.some(100);
            self.change(index, now, |record| {
                version(record);
                "This paper has been withdrawn by the authors".clone_into(&mut record.comment);
            });
        }
        // The index lags: shown up to three days later.
        let lag = SignedDuration::from_hours(i64::try_from(self.rng.below(72)).unwrap());
        self.submit(TOPICS[usize::try_from(day).unwrap() % 5], now, now + lag);
        if (10..36).contains(&day) && day % 3 == 0 {
            self.escape(day, now, version);
        }
    }

    /// What a search for what is recent cannot see.
    fn escape(&mut self, day: i64, now: Timestamp, version: impl Fn(&mut Record)) {
        // Held back by moderators: submitted long before it is shown.
        self.submit(TOPICS[usize::try_from(day).unwrap() % 5], at(day - 12, 0), now);
        self.escaped.insert(self.shown.last().unwrap().1.id.clone(), day);
        // A version that has lost its words, and a change of metadata without a version.
        let index = self.some(200);
        self.escaped.insert(self.shown[index].1.id.clone(), day);
        self.change(index, now, |record| {
            version(record);
            "On nothing".clone_into(&mut record.title);
            "We study nothing.".clone_into(&mut record.abstract_);
        });
        let index = self.some(200);
        self.escaped.insert(self.shown[index].1.id.clone(), day);
        self.change(index, now, |record| "On protein folding, renamed".clone_into(&mut record.title));
    }

    /// What the search shows at an instant.
    pub(super) fn corpus(&self, now: Timestamp) -> Corpus {
        let mut newest: BTreeMap<&str, &Record> = BTreeMap::new();
        for (_, record) in self.shown.iter().filter(|(shown, _)| *shown <= now) {
            newest.insert(&record.id, record);
        }
        Corpus::new(newest.into_values().cloned())
    }
}

/// A repository that is run once a day.
struct Reader {
    keywords: Vec<Keyword>,
    state: Option<State>,
    together: bool,
    requests: usize,
}

impl Reader {
    fn new(together: bool) -> Self {
        Self { keywords: keywords(), state: None, together, requests: 0 }
    }

    /// A run; the fault strikes this many requests. Returns the keywords that failed.
    fn run(&mut self, corpus: &Corpus, now: Timestamp, fault: Option<(&FaultKind, usize)>) -> usize {
        let known = |keyword: &Keyword| {
            let known = KeywordState::new(self.state.as_ref(), keyword);
            // Without it, each is read alone.
            if self.together { known } else { KeywordState { through: None, ..known } }
        };
        let known = self.keywords.iter().map(known).collect();
        let mut plan = Plan::new(&self.keywords, "daily-papers", known, now);
        let mut asked = 0;
        while let Some(request) = plan.next_request() {
            let endpoint = "https://export.arxiv.org/api/query".parse().unwrap();
            let url = request.url(&endpoint);
            assert!(url.as_str().len() < 2_000, "{url}");
            let fault = fault.filter(|(_, times)| asked < *times).map(|(fault, _)| fault);
            let body = answer(corpus, url.query().unwrap(), fault);
            plan.take(&request, feed::parse(&body).map_err(|source| Error::Request { source, attempts: 1 }));
            asked += 1;
            assert!(asked < 60, "it ends");
        }
        self.requests += asked;
        let answers = plan.answers();
        let failed = answers.iter().filter(|answer| answer.is_err()).count();
        let fetched: Vec<_> =
            answers.into_iter().map(|answer| answer.ok().map(|answer| answer.fetched)).collect();
        let merge = state::merge(self.state.as_ref(), "daily-papers", &self.keywords, &fetched, now);
        if self.state.is_none() || merge.worth_writing {
            self.state = Some(merge.state);
        }
        failed
    }

    /// A list as it is shown: identifiers with versions.
    fn list(&self, keyword: &str) -> Vec<String> {
        let state = self.state.as_ref().unwrap();
        let papers = state.papers_of(state.list(keyword).unwrap());
        papers.map(|paper| format!("{}v{}", paper.id, paper.version)).collect()
    }
}

#[test]
#[ignore = "slow"]
fn shared_searches_give_the_same_lists() {
    let mut arxiv = FakeArxiv::new();
    let (mut together, mut alone) = (Reader::new(true), Reader::new(false));
    let faults = [
        FaultKind::SortIgnored,
        FaultKind::NoRows,
        FaultKind::EmptyFeed,
        FaultKind::OneRow,
        FaultKind::ShortPage(2),
        FaultKind::EmptyBody,
        FaultKind::Stale(at(0, 0)),
    ];
    let (mut different, mut failed_days) = (BTreeSet::new(), 0);
    for day in 0..DAYS {
        arxiv.day(day);
        let now = at(day + 1, 60);
        let corpus = arxiv.corpus(now);
        // Each fault once, and then all day long.
        let fault = usize::try_from(day).ok().filter(|day| day % 4 == 3).map(|day| {
            let number = day / 4;
            (&faults[number / 2 % faults.len()], if number % 2 == 0 { 1 } else { usize::MAX })
        });
        let before = (together.requests, alone.requests);
        let failed = together.run(&corpus, now, fault);
        alone.run(&corpus, now, fault);
        let (ours, theirs) = (together.requests - before.0, alone.requests - before.1);
        assert!(fault.is_some() || ours <= theirs, "day {day}: {ours} requests and {theirs}");
        failed_days += usize::from(failed > 0);
        if let Some((fault, 1)) = fault {
            assert_eq!(failed, 0, "day {day}: {fault:?} once is asked for once more");
        }
        // A day on which arXiv was not itself says nothing about the two.
        if fault.is_some() {
            continue;
        }
        let mut all_the_same = true;
        for topic in TOPICS {
            let (ours, theirs) = (together.list(topic), alone.list(topic));
            let recent = |id: &str| {
                let id = id.split_once('v').unwrap().0;
                arxiv.escaped.get(id).is_some_and(|escaped| day - escaped <= 14)
            };
            let less = |list: &[String]| list.iter().filter(|id| !recent(id)).cloned().collect::<Vec<_>>();
            let (ours_less, theirs_less) = (less(&ours), less(&theirs));
            // A paper too many or too few moves the cut; one that both have does not.
            let rows = ours_less.len().min(theirs_less.len());
            let moved = ours_less.len().abs_diff(theirs_less.len());
            let lack = |one: &[String], other: &[String]| {
                one.iter().filter(|id| recent(id) && !other.contains(id)).count()
            };
            let excused = lack(&ours, &theirs) + lack(&theirs, &ours);
            assert!(moved <= excused, "day {day}, {topic}: {ours:?} {theirs:?}");
            assert_eq!(ours_less[..rows], theirs_less[..rows], "day {day}, {topic}");
            all_the_same &= ours == theirs;
        }
        if !all_the_same {
            different.insert(day);
        }
    }
    // Something did escape, and was found later.
    assert!(!different.is_empty() && different.iter().all(|day| (10..50).contains(day)), "{different:?}");
    assert!(failed_days >= 3, "{failed_days} days were broken");
    // Many lists are filled up, for many papers go.
    assert!(together.requests * 3 < alone.requests * 2, "{} and {}", together.requests, alone.requests);
}
