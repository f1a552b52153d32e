//! What the CPU does in a run, waits and wires aside. `cargo bench --bench pipeline` takes about a minute.
//!
//! First the whole pass, from arXiv's bytes and the repository's bytes to the bytes to write: 10 and 100 keywords of 100
//! papers each, on a day that brings each keyword three papers and a revision. The cost per paper must stay the same within
//! [`FLAT`], or the bench fails. Then a month of arXiv for 5, 20 and 100 keywords, compared with one search for each keyword and
//! day, and what it takes to match a paper. Then the parts, each with a baseline where there is one.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a program of its own, which prints its figures and may panic"
)]

use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use daily_papers::arxiv::feed::{self, Feed};
use daily_papers::arxiv::plan::{KeywordState, LookedUp, Next, Search};
use daily_papers::config::{
    Column, Config, Duplicates, FailOn, IssueWhen, LikeConfig, NotesConfig, NotifyConfig, OnMissingMarker,
    PageConfig, RunConfig, Template,
};
use daily_papers::keyword::{Keyword, PaperTokens, Query, Term, Verdict};
use daily_papers::markers;
use daily_papers::rank::{Liked, LikedPaper, Ranking, Texts};
use daily_papers::repo::{FileUrls, RepoPath};
use daily_papers::state::State;
use daily_papers::store::{FileChange, Snapshot, TreeEntry};
use daily_papers::text::tex::{self, Math};
use daily_papers::text::{link, markdown};
use daily_papers::update::{Answers, CurrentState, Update};
use fakes::arxiv::{subject, synthetic};

#[path = "../tests/integration/slow/simulation/month.rs"]
mod month;

/// How much more a paper of 10,000 may cost than one of 1,000.
const FLAT: f64 = 1.3;

/// Rounds of the pass, sizes taking turns: machines are noisy, and their noise changes slowly.
const ROUNDS: usize = 15;

/// Rows a keyword.
const ROWS: u32 = 100;

const README: &str =
    "# Our lab\n\nWhat we read.\n\n<!-- daily-papers:start -->\n<!-- daily-papers:end -->\n\nBye.\n";

/// What TeX, links and escaping may take for [`ABSTRACT`], in microseconds.
const MAX_ABSTRACT_MICROS: f64 = 20.0;

/// What a paper may take to be matched with a keyword, at a hundred keywords, in microseconds.
const MAX_MATCH_MICROS: f64 = 10.0;

/// What 1,000 papers may take to be scored by 200 liked ones, in milliseconds.
const MAX_SCORING_MILLIS: f64 = 5.0;

/// Between two requests to arXiv.
const GAP: Duration = Duration::from_secs(3);

/// Of the median length of a real one (those of ../shared have 1,287 bytes), with as much TeX as one that has some.
const ABSTRACT: &str = concat!(
    r"Differentiable Architecture Search~(DARTS) has attracted much attention for the time it saves, but ",
    r"it is known to be unstable: as the search goes on, the architecture that it finds gets \emph{worse}. ",
    r"We give an explanation and a remedy. First, we show that the weights of operations without ",
    r"parameters, $\alpha_{\mathrm{skip}}$ above all, grow because they are easy to train and not because ",
    r"they are good; in the worst case the share of skip connections is $O(\sqrt{T})$ after $T$ steps. ",
    r"Second, we add a \textbf{regularisation} that keeps the variance of $\alpha$ bounded, $\|\alpha\|_2 ",
    r"\leq c$, and that costs next to nothing: a step takes 1.3\% longer. The method is called ",
    r"``R-DARTS'', has one parameter, and needs no change of the search space. On CIFAR-10 it reaches ",
    r"2.43\% test error with 3.4M parameters, on ImageNet 24.1\%, both after a search of $0.4$ GPU-days -- ",
    r"5$\times$ faster than what was best so far. Across four search spaces and three data sets its ",
    r"results vary less than those of any other method that we know of, and they do not depend on the ",
    r"number of epochs. We also prove that the bound on the variance is tight, up to a factor of $\log n$, ",
    r"where $n$ is the number of edges in a cell, and that without it no choice of the learning rate ",
    r"helps. The code, the architectures that were found, and the logs of all runs are available at ",
    r"\url{https://github.com/example/r-darts}, so that all of the tables and all of the figures in this ",
    r"paper can be made again with one command.",
);

fn main() -> ExitCode {
    // What cargo and criterion pass: options, and the name of what is to be measured alone.
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let measured = arguments.iter().any(|argument| argument == "--bench");
    let all = arguments.iter().all(|argument| argument.starts_with('-'));
    let flat = !measured || !all || pass_is_flat();
    let fast = !measured || texts_are_fast() & matching_is_fast() & scoring_is_fast();
    let few = !measured || !all || requests_are_few();
    parts();
    Criterion::default().configure_from_args().final_summary();
    if flat && fast && few { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// A run's inputs, as bytes.
struct Day {
    config: Config,
    snapshot: Snapshot,
    feeds: Vec<String>,
    now: Timestamp,
}

impl Day {
    /// The day after the first run for this many keywords.
    fn second(keywords: u32) -> Self {
        let feeds =
            |day| (0..keywords).map(|number| fakes::arxiv::feed(&synthetic(number, ROWS, day))).collect();
        let mut day = Self {
            config: config((0..keywords).map(|number| keyword(&subject(number))).collect()),
            snapshot: snapshot(vec![("README.md", README.as_bytes().to_vec())]),
            feeds: feeds(0),
            now: "2026-11-23T06:37:00Z".parse().unwrap(),
        };
        let written = day.pass().changes;
        let written = written.iter().map(|change| (change.path.as_str(), change.content.clone()));
        day.snapshot = snapshot(written.collect());
        day.feeds = feeds(1);
        day.now = "2026-11-24T06:37:00Z".parse().unwrap();
        day
    }

    /// Parse, select, merge, render, splice.
    fn pass(&self) -> Update {
        let current = CurrentState::read(&self.config, &self.snapshot).unwrap();
        let answer = |(keyword, body): (&'_ Keyword, &String)| {
            let mut search = Search::alone(keyword);
            let Next::Ask(request) = search.next() else {
                unreachable!("the first page is always asked for")
            };
            search.take(&request, feed::parse(body.as_bytes()).unwrap()).unwrap();
            let known = KeywordState::new(current.state.as_ref(), keyword);
            search.finish(0, &known, &LookedUp::new()).unwrap().fetched
        };
        let fetched: Vec<_> = self.config.keywords.iter().zip(&self.feeds).map(answer).map(Some).collect();
        Update::new(
            &self.config,
            &FileUrls::default(),
            &current,
            Answers { fetched: &fetched, filled: &[] },
            self.now,
        )
        .unwrap()
    }

    fn papers(&self) -> u32 {
        u32::try_from(self.feeds.len()).unwrap() * ROWS
    }

    /// One pass, in microseconds a paper.
    fn cost(&self) -> f64 {
        let begin = Instant::now();
        let update = black_box(self.pass());
        let time = begin.elapsed();
        let lists = &update.merge.state.lists;
        assert!(
            update.merge.papers_changed
                && lists.iter().all(|list| list.new.len() == 3 && list.revised.len() == 1)
        );
        time.as_secs_f64() * 1e6 / f64::from(self.papers())
    }
}

/// Measures the pass over 1,000 and over 10,000 papers.
fn pass_is_flat() -> bool {
    let (small, large) = (Day::second(10), Day::second(100));
    let costs: Vec<(f64, f64)> = (0..ROUNDS)
        // As much work on either side.
        .map(|_| (median((0..10).map(|_| small.cost())), large.cost()))
        .collect();
    let (small, large) = (median(costs.iter().map(|cost| cost.0)), median(costs.iter().map(|cost| cost.1)));
    let ratio = median(costs.iter().map(|cost| cost.1 / cost.0));
    println!("pass over  1,000 papers: {small:.1} µs a paper");
    println!("pass over 10,000 papers: {large:.1} µs a paper");
    let flat = ratio <= FLAT;
    println!(
        "{} ratio: {ratio:.2} (limit {FLAT}; medians of {ROUNDS} rounds)\n",
        if flat { "ok  " } else { "FAIL" }
    );
    flat
}

/// What the program gets of a page of arXiv's, by way of its bytes.
fn read(page: &month::Page<'_>) -> (Feed, u32) {
    let body = fakes::arxiv::feed(&page.records);
    let feed = feed::parse(body.as_bytes()).unwrap();
    (Feed { hits: page.hits, start: page.asked.start, ..feed }, u32::try_from(body.len()).unwrap())
}

/// An ordinary day of a month of arXiv: requests, megabytes, and seconds with the gaps.
fn ordinary(days: &[month::Day]) -> (f64, f64, f64) {
    let mean = |of: fn(&month::Day) -> f64| {
        days.iter().map(of).sum::<f64>() / f64::from(u32::try_from(days.len()).unwrap())
    };
    let requests = mean(|day| f64::from(day.requests));
    let seconds = mean(|day| day.work.as_secs_f64()) + requests * GAP.as_secs_f64();
    (requests, mean(|day| f64::from(day.bytes)) / 1e6, seconds)
}

/// Follows a month of arXiv, the first run aside: all keywords together, and one search for each keyword and day.
fn requests_are_few() -> bool {
    println!(
        "a day of a month              requests   limit     MB  seconds, with {} s a request",
        GAP.as_secs()
    );
    let mut few = true;
    for keywords in [5, 20, 100] {
        let follow = |together| month::follow(keywords, together, ABSTRACT, read).split_off(month::FIRST);
        let (together, alone) = (follow(true), follow(false));
        let (requests, megabytes, seconds) = ordinary(&together);
        // Beyond 20 keywords one address does not hold them.
        let limit = if keywords <= 20 { 1.0 + f64::from(keywords) / 14.0 } else { f64::from(keywords) };
        let never_more = together.iter().zip(&alone).all(|(one, other)| one.requests <= other.requests);
        let good = never_more && requests <= limit;
        few &= good;
        let verdict = if good { "ok  " } else { "FAIL" };
        println!(
            "{verdict} {keywords:>3} keywords, together   {requests:>7.2} {limit:>7.2} {megabytes:>6.2} {seconds:>8.2}"
        );
        let (requests, megabytes, seconds) = ordinary(&alone);
        println!(
            "     {keywords:>3} keywords, one by one {requests:>7.2}         {megabytes:>6.2} {seconds:>8.2}"
        );
    }
    println!();
    few
}

/// Measures how long it takes to find which of a hundred keywords a paper matches, its words made once.
fn matching_is_fast() -> bool {
    let units = 200.0 * 100.0;
    let keywords: Vec<Keyword> = (0..100).map(|number| keyword(&subject(number))).collect();
    let records: Vec<_> = (0..100).flat_map(|number| synthetic(number, 2, 0)).collect();
    let papers = feed::parse(fakes::arxiv::feed(&records).as_bytes()).unwrap().papers;
    assert_eq!((papers.len(), keywords.len()), (200, 100));
    let round = || {
        let begin = Instant::now();
        for paper in &papers {
            let words = PaperTokens::new(paper);
            let kept = keywords.iter().filter(|keyword| keyword.evaluate(&words) == Verdict::Kept).count();
            assert!(black_box(kept) >= 1);
        }
        begin.elapsed().as_secs_f64() * 1e6 / units
    };
    let cost = (0..30).map(|_| round()).fold(f64::INFINITY, f64::min);
    let fast = cost <= MAX_MATCH_MICROS;
    println!(
        "{} matching: {cost:.2} µs for a paper and a keyword of {} (limit {MAX_MATCH_MICROS})\n",
        if fast { "ok  " } else { "FAIL" },
        keywords.len()
    );
    fast
}

/// Measures how long it takes to score 1,000 papers by 200 liked ones, their texts read before.
fn scoring_is_fast() -> bool {
    let papers = |subjects: std::ops::Range<u32>, rows| {
        let records: Vec<_> = subjects.flat_map(|number| synthetic(number, rows, 0)).collect();
        feed::parse(fakes::arxiv::feed(&records).as_bytes()).unwrap().papers
    };
    let listed = papers(0..10, 100).into_iter().map(|paper| (paper.id.clone(), paper.into())).collect();
    let state = State { papers: listed, ..State::default() };
    let liked = papers(10..20, 20).into_iter().map(|paper| LikedPaper {
        id: None,
        name: paper.id.to_string(),
        title: paper.title,
        abstract_: paper.abstract_,
    });
    let liked = Liked::new(liked);
    let begin = Instant::now();
    let texts = Texts::read(&state, &liked);
    let reading = begin.elapsed().as_secs_f64() * 1e3;
    let round = || {
        let texts = texts.clone();
        let begin = Instant::now();
        assert!(black_box(Ranking::of(texts)).has_scores());
        begin.elapsed().as_secs_f64() * 1e3
    };
    let cost = (0..30).map(|_| round()).fold(f64::INFINITY, f64::min);
    let fast = cost <= MAX_SCORING_MILLIS;
    println!(
        "{} scoring: {cost:.2} ms for {} papers and 200 liked ones (limit {MAX_SCORING_MILLIS}), and {reading:.0} ms to read them\n",
        if fast { "ok  " } else { "FAIL" },
        state.papers.len()
    );
    fast
}

/// Everything a text goes through on its way to a page.
fn typeset(text: &str) -> String {
    markdown::escaped(&link::mark(&tex::to_text(text, Math::Keep)))
}

/// The least time of many rounds, in microseconds: noise only adds.
fn least_time(text: &str) -> f64 {
    let round = || {
        let begin = Instant::now();
        for _ in 0..20 {
            black_box(typeset(black_box(text)));
        }
        begin.elapsed().as_secs_f64() * 1e6 / 20.0
    };
    (0..60).map(|_| round()).fold(f64::INFINITY, f64::min)
}

/// Measures an abstract, and texts made to cost: none may take more than ten times as long, for its length.
fn texts_are_fast() -> bool {
    let usual = least_time(ABSTRACT);
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    let for_its_length = |text: &str| least_time(text) / text.len() as f64;
    let unit = for_its_length(ABSTRACT);
    let hard = [
        "{",
        "$x",
        "^{a",
        "\\frac{a}{",
        "$_{a}$",
        "\\b{",
        "`a",
        "~1",
        "https://",
        "[",
        "|",
        "\\(",
        "\\hat{a}",
        "-",
    ];
    let (worst, piece) = hard
        .into_iter()
        .map(|piece| (for_its_length(&piece.repeat(2_000)) / unit, piece))
        .fold((0.0, ""), |a, b| if b.0 > a.0 { b } else { a });
    let fast = usual <= MAX_ABSTRACT_MICROS && worst <= 10.0;
    let verdict = if fast { "ok  " } else { "FAIL" };
    println!(
        "{verdict} an abstract of {} bytes: {usual:.1} µs (limit {MAX_ABSTRACT_MICROS}); the hardest text, {piece:?}: {worst:.1} times as long for its length (limit 10)\n",
        ABSTRACT.len()
    );
    fast
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn parsing(criterion: &mut Criterion) {
    let body = fakes::arxiv::feed(&synthetic(0, 2_000, 0));
    let mut group = criterion.benchmark_group("a feed of 2,000 entries");
    group.throughput(Throughput::Elements(2_000));
    group.bench_function("roxmltree alone", |bencher| {
        bencher.iter(|| roxmltree::Document::parse(&body).unwrap().root_element().id());
    });
    group.bench_function("into papers", |bencher| {
        bencher.iter(|| feed::parse(body.as_bytes()).unwrap().rows());
    });
    group.finish();
}

fn splicing(criterion: &mut Criterion) {
    let readme = |change: FileChange| String::from_utf8(change.content).unwrap();
    let day = Day::second(4);
    let readme = readme(day.pass().changes.swap_remove(0));
    let section = &readme[markers::find(&readme, "daily-papers").unwrap()];
    // Whole lines, so that the table stays one.
    let section = &section[..section[..500_000].rfind('\n').unwrap()];
    let readme = markers::replace(README, &markers::find(README, "daily-papers").unwrap(), section);
    let inside = markers::find(&readme, "daily-papers").unwrap();
    let mut group = criterion.benchmark_group("a README of 500 kB");
    group.throughput(Throughput::Bytes(readme.len() as u64));
    group.bench_function("its markers found", |bencher| {
        bencher.iter(|| markers::find(&readme, "daily-papers").unwrap());
    });
    group.bench_function("its section replaced", |bencher| {
        bencher.iter(|| markers::replace(&readme, &inside, section).len());
    });
    group.finish();
}

fn texts(criterion: &mut Criterion) {
    let body = fakes::arxiv::feed(&synthetic(0, 100, 0));
    let mut papers = feed::parse(body.as_bytes()).unwrap().papers;
    papers.sort_by_key(|paper| paper.abstract_.len());
    let paper = &papers[papers.len() / 2];
    let mut group = criterion.benchmark_group("one paper");
    group.bench_function("its abstract escaped", |bencher| {
        bencher.iter(|| markdown::escaped(black_box(&paper.abstract_)));
    });
    group.bench_function("an abstract without TeX", |bencher| {
        bencher.iter(|| tex::to_text(black_box(ABSTRACT), Math::Keep).len());
    });
    group.bench_function("an abstract without TeX, with links, escaped", |bencher| {
        bencher.iter(|| typeset(black_box(ABSTRACT)));
    });
    // The subject is in the title; where it is not, the abstract is read to its end.
    for (name, verdict) in [(subject(0), Verdict::Kept), (subject(1), Verdict::Terms)] {
        let keyword = keyword(&name);
        let what = BenchmarkId::new("judged", format!("{verdict:?}"));
        group.bench_function(what, |bencher| {
            bencher.iter(|| assert_eq!(keyword.evaluate(&PaperTokens::new(black_box(paper))), verdict));
        });
    }
    group.finish();
}

criterion_group! {
    name = parts;
    config = Criterion::default()
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(3))
        .configure_from_args();
    targets = parsing, splicing, texts
}

fn keyword(name: &str) -> Keyword {
    let query = Query::Terms { any: vec![Term::parse(name).unwrap()], all: Vec::new() };
    Keyword { max_results: ROWS as usize, ..Keyword::new(name, query) }
}

fn config(keywords: Vec<Keyword>) -> Config {
    Config {
        keywords,
        page: PageConfig {
            readme: RepoPath::parse("README.md").unwrap(),
            readme_named: false,
            section: "daily-papers".to_owned(),
            data_file: RepoPath::parse(".github/daily-papers.json").unwrap(),
            timezone: TimeZone::UTC,
            on_missing_marker: OnMissingMarker::Fail,
            duplicates: Duplicates::All,
            template: Template::Table,
            columns: vec![Column::Title, Column::Date, Column::Abstract, Column::Comment],
            math: Math::Keep,
        },
        notes: NotesConfig::default(),
        like: LikeConfig::default(),
        extra_files: Vec::new(),
        history: None,
        notify: NotifyConfig {
            when: IssueWhen::None,
            title: String::new(),
            labels: Vec::new(),
            max_results: 15,
            template: None,
            close_previous: false,
        },
        run: RunConfig {
            commit_message: String::new(),
            pull_request_branch: "daily-papers/update".to_owned(),
            fail_on: FailOn::Error,
            time_budget: Duration::from_secs(60),
            contact: None,
        },
        warnings: Vec::new(),
    }
}

fn snapshot(files: Vec<(&str, Vec<u8>)>) -> Snapshot {
    let entry =
        |(path, content)| (RepoPath::parse(path).unwrap(), TreeEntry::File { content, executable: false });
    Snapshot { entries: files.into_iter().map(entry).collect(), ..Snapshot::default() }
}
