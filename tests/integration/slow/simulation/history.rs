//! Sixty days of a made-up arXiv with a history: each run reads a few months and adds to them, and in the end they are what
//! they would be if all answers had come at once.

use std::collections::{BTreeMap, BTreeSet};

use daily_papers::arxiv::error::Error;
use daily_papers::arxiv::feed;
use daily_papers::arxiv::plan::{KeywordState, Plan};
use daily_papers::config::{Config, Invocation, RunTarget};
use daily_papers::env::Env;
use daily_papers::history::{Index, Month, MonthCounts, MonthFile};
use daily_papers::repo::{FileUrls, RepoPath};
use daily_papers::state::FetchedList;
use daily_papers::store::{Snapshot, TreeEntry};
use daily_papers::update::{self, Answers, CurrentState, Update};
use fakes::arxiv::{Corpus, FaultKind, answer};
use jiff::Timestamp;

use super::sixty_days::{DAYS, FakeArxiv, at, keywords};

const SECTION: &str = "daily-papers";
const FILES: [&str; 5] =
    ["README.md", ".github/daily-papers.json", "papers/months.json", "papers/README.md", "papers/chart.svg"];

pub(super) fn config() -> Config {
    let variables = [("INPUT_KEYWORDS", "zebras"), ("INPUT_HISTORY", "papers"), ("INPUT_MODE", "local")];
    let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let env = Env::new(variables);
    let Ok(Invocation::Run(inputs)) = Invocation::read(&env) else { unreachable!("the inputs are valid") };
    let run_target = RunTarget::resolve(&inputs, &env).unwrap();
    Config { keywords: keywords(), ..Config::resolve(&inputs, None, &run_target).unwrap() }
}

fn path(path: &str) -> RepoPath {
    RepoPath::parse(path).unwrap()
}

/// A repository that is run once a day, and everything that its runs were answered.
struct Repository {
    config: Config,
    files: BTreeMap<RepoPath, Vec<u8>>,
    answers: Vec<(Timestamp, Vec<Option<FetchedList>>)>,
    /// Months read by each run.
    read: Vec<usize>,
}

impl Repository {
    /// These files, as they are now.
    fn read(&self, paths: &[RepoPath]) -> BTreeMap<RepoPath, TreeEntry> {
        let entry = |path: &RepoPath| match self.files.get(path) {
            Some(content) => TreeEntry::File { content: content.clone(), executable: false },
            None => TreeEntry::Absent,
        };
        paths.iter().map(|path| (path.clone(), entry(path))).collect()
    }

    fn first_read(&self) -> Snapshot {
        Snapshot { entries: self.read(&FILES.map(path)), ..Snapshot::default() }
    }

    /// What arXiv answers; the fault strikes this many requests.
    fn ask(
        &self,
        corpus: &Corpus,
        now: Timestamp,
        fault: Option<(&FaultKind, usize)>,
    ) -> Vec<Option<FetchedList>> {
        let snapshot = self.first_read();
        let current = CurrentState::read(&self.config, &snapshot).unwrap();
        let known = self.config.keywords.iter();
        let known = known.map(|keyword| KeywordState::new(current.state.as_ref(), keyword)).collect();
        let mut plan = Plan::new(&self.config.keywords, SECTION, known, now);
        let mut asked = 0;
        while let Some(request) = plan.next_request() {
            let url = request.url(&"https://export.arxiv.org/api/query".parse().unwrap());
            let fault = fault.filter(|(_, times)| asked < *times).map(|(fault, _)| fault);
            let body = answer(corpus, url.query().unwrap(), fault);
            plan.take(&request, feed::parse(&body).map_err(|source| Error::Request { source, attempts: 1 }));
            asked += 1;
        }
        plan.answers().into_iter().map(|answer| answer.ok().map(|answer| answer.fetched)).collect()
    }

    /// Makes the update of these answers.
    fn update(&mut self, fetched: &[Option<FetchedList>], now: Timestamp) -> Update {
        let mut snapshot = self.first_read();
        let answers = Answers { fetched, filled: &[] };
        let more = {
            let current = CurrentState::read(&self.config, &snapshot).unwrap();
            update::history_paths(&self.config, &current, answers, now)
        };
        self.read.push(more.len() / 2);
        snapshot.entries.extend(self.read(&more));
        let current = CurrentState::read(&self.config, &snapshot).unwrap();
        Update::new(&self.config, &FileUrls::default(), &current, answers, now).unwrap()
    }

    /// A run. If there is a race, another commit comes first.
    fn run(&mut self, corpus: &Corpus, now: Timestamp, fault: Option<(&FaultKind, usize)>, race: bool) {
        let fetched = self.ask(corpus, now, fault);
        if fetched.iter().all(Option::is_none) {
            return;
        }
        let mut update = self.update(&fetched, now);
        if race {
            let page = self.files.keys().rfind(|path| path.as_str().ends_with("-10.md")).cloned();
            if let Some(page) = page {
                self.files.remove(&page);
            }
            self.files.insert(path("papers/notes.md"), b"mine".to_vec());
            update = self.update(&fetched, now);
        }
        self.files.extend(update.changes.into_iter().map(|change| (change.path, change.content)));
        self.answers.push((now, fetched));
    }

    /// The months as they are if all answers come at once.
    fn at_once(&self) -> BTreeMap<Month, MonthFile> {
        let mut months: BTreeMap<Month, MonthFile> = BTreeMap::new();
        for (now, fetched) in &self.answers {
            let answered =
                || self.config.keywords.iter().zip(fetched).filter_map(|(k, list)| Some((k, list.as_ref()?)));
            for (keyword, list) in answered() {
                for paper in list.papers.iter().chain(&list.missing).chain(&list.seen) {
                    let month = Month::of_paper(paper, *now).unwrap();
                    months.entry(month).or_default().record(paper, &BTreeSet::from([keyword.name.as_str()]));
                }
            }
            for (_, list) in answered() {
                for paper in &list.rejected {
                    let month = Month::of_paper(paper, *now).unwrap();
                    months.entry(month).or_default().update(paper);
                }
            }
        }
        months.retain(|_, file| !file.rows.is_empty());
        months
    }
}

#[test]
#[ignore = "slow"]
fn history_of_sixty_days_equals_one_made_at_once() {
    let mut arxiv = FakeArxiv::new();
    let mut repository =
        Repository { config: config(), files: BTreeMap::new(), answers: Vec::new(), read: Vec::new() };
    let faults = [
        FaultKind::SortIgnored,
        FaultKind::NoRows,
        FaultKind::EmptyFeed,
        FaultKind::ShortPage(2),
        FaultKind::Stale(at(0, 0)),
    ];
    for day in 0..DAYS {
        arxiv.day(day);
        let now = at(day + 1, 60);
        let number = usize::try_from(day).unwrap();
        // Each fault once, and then all day long.
        let fault = (number % 4 == 3).then(|| {
            let fault = &faults[number / 8 % faults.len()];
            (fault, if number / 4 % 2 == 0 { 1 } else { usize::MAX })
        });
        repository.run(&arxiv.corpus(now), now, fault, number % 5 == 2);
    }
    let months = repository.at_once();
    let papers: usize = months.values().map(|file| file.rows.len()).sum();
    assert!(months.len() >= 4 && papers > 600, "{} months, {papers} papers", months.len());
    let withdrawn = months.values().flat_map(|file| file.rows.values()).filter(|row| row.withdrawn).count();
    assert!(withdrawn > 20 && repository.answers.len() < 60, "{withdrawn} withdrawn");
    let index = Index::parse(&repository.files[&path("papers/months.json")], SECTION).unwrap();
    assert_eq!(index.months.keys().collect::<Vec<_>>(), months.keys().collect::<Vec<_>>());
    for (month, file) in &months {
        let found = &repository.files[&path(&format!("papers/{month}.json"))];
        assert_eq!(String::from_utf8_lossy(found), file.to_text(SECTION, *month));
        assert_eq!(index.months[month], MonthCounts::new(*month, file));
    }
    assert_eq!(repository.files[&path("papers/notes.md")], b"mine");
    let read: usize = repository.read.iter().sum();
    assert!(read < 4 * repository.read.len(), "{read} months are read in {} runs", repository.read.len());
}
