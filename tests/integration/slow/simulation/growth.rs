//! How much larger a repository is after some months with a history than after the same months without: 5 runs a week, 5
//! keywords, 60 papers a day and a few revisions, in a real git repository after `git gc`. The nightly workflow takes a whole
//! year, 250 runs, by the variable `DAILY_PAPERS_GROWTH_RUNS`.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use daily_papers::config::Config;
use daily_papers::keyword::{Keyword, Query, Sort, Term};
use daily_papers::paper::{ArxivId, Category, Paper};
use daily_papers::repo::{FileUrls, RepoPath};
use daily_papers::state::FetchedList;
use daily_papers::store::{Snapshot, TreeEntry};
use daily_papers::update::{self, Answers, CurrentState, Update};
use jiff::{SignedDuration, Timestamp};

use super::history::config;
use super::sixty_days::{Rng, keywords};

/// Five weeks.
const RUNS: u64 = 25;
const PAPERS_A_DAY: u64 = 60;
const REVISIONS_A_DAY: u64 = 5;
/// What the history may add.
const MAX_RATIO: f64 = 1.3;

/// Words in an order like that of our own documents, so that they compress as English does.
struct Writer {
    words: Vec<String>,
    after: BTreeMap<String, Vec<usize>>,
    rng: Rng,
}

impl Writer {
    fn new() -> Self {
        let docs = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs")).unwrap();
        let mut paths: Vec<_> = docs.map(|file| file.unwrap().path()).collect();
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
        paths.sort();
        let text: String = paths.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
        let is_word = |word: &&str| word.chars().all(|c| c.is_alphabetic() || ",.".contains(c));
        let words: Vec<String> = text.split_whitespace().filter(is_word).map(str::to_owned).collect();
        let mut after: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (place, word) in words.iter().enumerate().take(words.len() - 1) {
            after.entry(word.clone()).or_default().push(place + 1);
        }
        Self { words, after, rng: Rng(11) }
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.rng.below(end as u64)).unwrap()
    }

    fn text(&mut self, words: usize) -> String {
        let mut place = self.below(self.words.len() - 1);
        let mut text = Vec::new();
        for _ in 0..words {
            let word = self.words[place].clone();
            let next = self.after.get(&word).map_or(0, Vec::len);
            place = if next == 0 {
                0
            } else {
                let n = self.below(next);
                self.after[&word][n]
            };
            text.push(word);
        }
        text.join(" ")
    }

    fn name(&mut self) -> String {
        let mut part = || {
            let letters: String = (0..3)
                .map(|_| {
                    ["ka", "ri", "ne", "so", "lu", "zhang", "mo", "ber", "vi", "ta", "ing", "el"]
                        [self.below(12)]
                })
                .collect();
            letters[..1].to_uppercase() + &letters[1..]
        };
        format!("{} {}", part(), part())
    }

    fn paper(&mut self, number: usize, keyword: &str, submitted: Timestamp) -> Paper {
        let (title, authors) = (5 + self.below(9), 1 + self.below(8));
        let comment = if self.below(2) == 0 {
            format!("{} pages, {} figures", self.below(40), self.below(12))
        } else {
            String::new()
        };
        let month = submitted.strftime("%y%m");
        let words = 130 + self.below(80);
        Paper {
            id: ArxivId::parse(&format!("{month}.{:05}", number % 100_000)).unwrap(),
            version: 1,
            title: format!("{} {keyword}", self.text(title)),
            authors: (0..authors).map(|_| self.name()).collect(),
            abstract_: self.text(words),
            comment,
            journal_ref: String::new(),
            dois: Vec::new(),
            categories: vec![Category::new("cs.LG"), Category::new("stat.ML")],
            submitted,
            updated: submitted,
        }
    }
}

/// What a year brings: for each run its instant, and each keyword's newest papers.
fn year(keywords: &[Keyword]) -> Vec<(Timestamp, Vec<Option<FetchedList>>)> {
    let mut writer = Writer::new();
    let start: Timestamp = "2025-11-03T00:00:00Z".parse().unwrap();
    let mut papers: Vec<(usize, Paper)> = Vec::new();
    let mut runs = Vec::new();
    for run in 0..option_env!("DAILY_PAPERS_GROWTH_RUNS").map_or(RUNS, |runs| runs.parse().unwrap()) {
        // Five runs a week.
        let day = start + SignedDuration::from_hours(24 * i64::try_from(run / 5 * 7 + run % 5).unwrap());
        for n in 0..PAPERS_A_DAY {
            let keyword = writer.below(keywords.len());
            let submitted = day + SignedDuration::from_mins(20 * i64::try_from(n).unwrap());
            let paper = writer.paper(papers.len(), &keywords[keyword].name, submitted);
            papers.push((keyword, paper));
        }
        for n in 0..REVISIONS_A_DAY {
            let back = writer.below(papers.len().min(6_000));
            let place = papers.len() - 1 - back;
            let paper = &mut papers[place].1;
            paper.version += 1;
            paper.updated =
                day + SignedDuration::from_hours(21) + SignedDuration::from_mins(i64::try_from(n).unwrap());
        }
        let newest = |(index, keyword): (usize, &Keyword)| {
            let mut found: Vec<&Paper> =
                papers.iter().filter(|(of, _)| *of == index).map(|(_, paper)| paper).collect();
            found.sort_by_key(|paper| std::cmp::Reverse((paper.updated, paper.id.clone())));
            let found: Vec<_> = found.into_iter().take(keyword.max_results).cloned().map(Arc::new).collect();
            let through = found.first().map(|paper| paper.updated);
            Some(FetchedList {
                seen: found.clone(),
                papers: found,
                through,
                connected: run > 0,
                ..FetchedList::default()
            })
        };
        runs.push((day + SignedDuration::from_hours(30), keywords.iter().enumerate().map(newest).collect()));
    }
    runs
}

/// Five keywords of 50 papers, so that nothing is left out of the README; everything else by default.
fn configured(history: bool) -> Config {
    let keywords = keywords().into_iter().map(|keyword| Keyword {
        max_results: 50,
        sort: Sort::Updated,
        query: Query::Terms { any: vec![Term::parse(&keyword.name).unwrap()], all: Vec::new() },
        categories: Vec::new(),
        ..keyword
    });
    let config = Config { keywords: keywords.collect(), ..config() };
    if history { config } else { Config { history: None, ..config } }
}

/// The bytes of the repository's objects after these runs and `git gc`.
fn size(history: bool, runs: &[(Timestamp, Vec<Option<FetchedList>>)]) -> u64 {
    let config = &configured(history);
    let directory = tempfile::tempdir().unwrap();
    let git = |arguments: &[&str]| {
        let status = Command::new("git").arg("-C").arg(directory.path()).args(arguments).status().unwrap();
        assert!(status.success(), "{arguments:?}");
    };
    git(&["init", "-q", "--bare", "."]);
    let mut import = Command::new("git")
        .arg("-C")
        .arg(directory.path())
        // Objects come one by one, as from GitHub's API.
        .args(["-c", "fastimport.unpackLimit=1000000", "fast-import", "--quiet"])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stream = import.stdin.take().unwrap();
    let mut files: BTreeMap<RepoPath, Vec<u8>> = BTreeMap::new();
    for (now, fetched) in runs {
        let answers = Answers { fetched, filled: &[] };
        let entry = |path: &RepoPath| match files.get(path) {
            Some(content) => TreeEntry::File { content: content.clone(), executable: false },
            None => TreeEntry::Absent,
        };
        let all = files.keys().map(|path| (path.clone(), entry(path))).collect();
        let snapshot = Snapshot { entries: all, ..Snapshot::default() };
        let current = CurrentState::read(config, &snapshot).unwrap();
        let missing = update::history_paths(config, &current, answers, *now);
        assert!(missing.len() < 8, "every other file is there: {missing:?}");
        let update = Update::new(config, &FileUrls::default(), &current, answers, *now).unwrap();
        write!(stream, "commit refs/heads/main\ncommitter a <a> {} +0000\ndata 6\nPapers", now.as_second())
            .unwrap();
        for change in update.changes {
            write!(stream, "\nM 100644 inline {}\ndata {}\n", change.path, change.content.len()).unwrap();
            stream.write_all(&change.content).unwrap();
            files.insert(change.path, change.content);
        }
        writeln!(stream, "\n").unwrap();
    }
    drop(stream);
    assert!(import.wait().unwrap().success());
    git(&["gc", "-q", "--prune=now"]);
    let packs = std::fs::read_dir(directory.path().join("objects/pack")).unwrap();
    packs
        .map(|file| file.unwrap())
        .filter(|file| file.file_name().to_string_lossy().ends_with(".pack"))
        .map(|file| file.metadata().unwrap().len())
        .sum()
}

#[test]
#[ignore = "slow"]
fn history_adds_at_most_a_third() {
    let runs = year(&configured(true).keywords);
    let (with, without) = std::thread::scope(|threads| {
        let with = threads.spawn(|| size(true, &runs));
        let without = size(false, &runs);
        (with.join().unwrap(), without)
    });
    #[expect(clippy::cast_precision_loss, reason = "megabytes")]
    let ratio = with as f64 / without as f64;
    println!("{} runs: {without} bytes without a history, {with} with one: {ratio:.2} times", runs.len());
    assert!(without > 1_000_000, "{without}");
    assert!(ratio <= MAX_RATIO, "{with} bytes with a history, {without} without: {ratio:.2} times");
}
