//! Every fault, at every request to arXiv.

use std::time::{Duration, Instant};

use daily_papers::error::Exit;
use fakes::arxiv::{Fault, FaultKind, Record, Request};

use super::{MAX_DURATION, Outcome, REFUSED, Row, Step, compare, was_refused};
use crate::test_env::{MORNING, RunOutput, TestEnv, papers, record, reveals};

/// A run has no more requests to arXiv than this, in every case.
const MAX_REQUESTS: usize = 40;

/// What only a look-up of papers has in it.
const LOOK_UP: &str = "id_list=";

/// An environment whose runs make certain requests.
struct Scenario {
    title: &'static str,
    keywords: &'static str,
    /// What arXiv has besides the papers of each day.
    records: fn() -> Vec<Record>,
    /// What it has lost by now.
    lost: &'static str,
    /// Whether the paper of each day is about something else on the next.
    fickle: bool,
    /// Whether the user likes another paper each day.
    likes: bool,
}

const SCENARIOS: &[Scenario] = &[
    Scenario {
        title: "Two keywords that share no search: `graphs` is read in two pages, `zebras` in one",
        keywords: "- name: graphs\n  any: [graph networks]\n  match: exact\n  max-results: 30\n- name: zebras\n  \
                   fields: all\n",
        records: || {
            // Found by arXiv's stems and not kept, so that a second page is needed.
            let others = papers("graph network", 120);
            let graphs = (0..100).zip(papers("graph networks", 100)).map(|(n, mut record)| {
                record.id = format!("2610.{n:05}");
                record.submitted -= jiff::SignedDuration::from_hours(1_000);
                record.updated = record.submitted;
                record
            });
            others.into_iter().chain(graphs).collect()
        },
        lost: "",
        fickle: false,
        likes: false,
    },
    Scenario {
        title: "Two keywords that share a search, and two listed papers that are not found and looked up",
        keywords: "- name: graphs\n  any: [graph networks]\n- name: zebras\n",
        records: || papers("graph networks", 5),
        lost: "2611.19998",
        fickle: true,
        likes: false,
    },
    Scenario {
        title: "A liked paper that is looked up",
        keywords: "- name: graphs\n  any: [graph networks]\n- name: zebras\n",
        records: || papers("graph networks", 5),
        lost: "",
        fickle: false,
        likes: true,
    },
];

/// A page and its data file, in `local` mode: GitHub is not the matter here.
struct Days {
    scenario: &'static Scenario,
    env: TestEnv,
    /// The number of the day.
    today: u32,
}

/// What became of a day.
#[derive(Debug)]
struct Day {
    ran: RunOutput,
    requests: Vec<Request>,
    /// How often the fault struck.
    struck: usize,
    before: Lists,
    between: Lists,
    repaired: RunOutput,
    after: Lists,
}

/// The rows under `graphs` and under `zebras`.
type Lists = [Vec<String>; 2];

impl Days {
    /// A page that lists what there was before the first day.
    fn new(scenario: &'static Scenario) -> Self {
        let mut env = TestEnv::new(&[], Vec::new(), scenario.keywords);
        env.input("mode", "local");
        env.variables.insert("RUNNER_DEBUG".to_owned(), "1".to_owned());
        env.now = MORNING.parse().unwrap();
        env.timing.min_interval = Duration::from_millis(1);
        env.timing.arxiv_retry = Duration::from_millis(1);
        std::fs::create_dir(env.workspace().join(".git")).unwrap();
        env.publish((scenario.records)());
        env.run().expect(Exit::Done);
        let mut days = Self { scenario, env, today: 0 };
        days.day(|_| {});
        days
    }

    /// What arXiv holds: each day brings a paper of each keyword.
    fn records(&self) -> Vec<Record> {
        let mut records = (self.scenario.records)();
        records.retain(|record| record.id != self.scenario.lost);
        for day in 0..=self.today {
            let at = format!("2026-11-24T{:02}:{:02}:00Z", day / 60, day % 60);
            let (version, title) = if self.scenario.fickle && day < self.today {
                (2, format!("Something else {day}."))
            } else {
                (1, format!("Fresh graph networks {day}."))
            };
            records.push(record(&format!("2611.3{day:04}"), version, &title, &at));
            records.push(record(&format!("2611.4{day:04}"), 1, &format!("Fresh zebras {day}."), &at));
        }
        records.push(record(&self.liked(), 1, "Liked sets", "2024-01-05T00:00:00Z"));
        records
    }

    /// The paper that the user likes today. No keyword finds it.
    fn liked(&self) -> String {
        format!("2401.{:05}", self.today + 1)
    }

    /// The lists on the page, less the marks of what is new, which go when another list changes.
    fn lists(&self) -> Lists {
        let page = std::fs::read_to_string(self.env.workspace().join("README.md")).unwrap();
        let page = page.replace(" <sup>new</sup>", "");
        let (graphs, zebras) = page.split_once("## zebras\n").unwrap();
        let rows =
            |list: &str| list.lines().filter(|line| line.starts_with("| **[")).map(str::to_owned).collect();
        [rows(graphs), rows(zebras)]
    }

    /// A day on which a request is struck that a healthy run makes as its n-th.
    fn day(&mut self, strike: impl FnOnce(&mut TestEnv)) -> Day {
        self.today += 1;
        self.env.now += jiff::SignedDuration::from_mins(1);
        self.env.publish(self.records());
        if self.scenario.likes {
            let liked = self.liked();
            self.env.input("like", &liked);
        }
        let timing = self.env.timing;
        let before = self.lists();
        let (asked, struck) = (self.env.arxiv.requests().len(), self.env.arxiv.struck());
        strike(&mut self.env);
        let ran = self.env.run();
        let struck = self.env.arxiv.struck() - struck;
        let requests = self.env.arxiv.requests().split_off(asked);
        let mut between = self.lists();
        self.env.arxiv.clear_faults();
        self.env.timing = timing;
        self.env.now += jiff::SignedDuration::from_mins(1);
        let repaired = self.env.run();
        let after = self.lists();
        if self.scenario.fickle && between[0] != before[0] {
            // What could not be looked up may stay, until it could.
            let fickle = format!("2611.3{:04}", self.today - 1);
            between[0].retain(|row| !row.contains(&fickle));
        }
        Day { ran, requests, struck, before, between, repaired, after }
    }
}

/// The requests of a healthy day, as `name=value&` each.
fn requests(scenario: &'static Scenario) -> Vec<String> {
    let day = Days::new(scenario).day(|_| {});
    day.requests.iter().map(text).collect()
}

fn text(request: &Request) -> String {
    request.parameters.iter().fold(String::new(), |text, (name, value)| text + name + "=" + value + "&")
}

/// What a request is called.
fn name(request: &str) -> String {
    let has = |what: &str| request.contains(what);
    let what = match (has(LOOK_UP), has("graph networks"), has("zebras")) {
        (true, ..) => return "look-up".to_owned(),
        (_, true, true) => "both",
        (_, true, false) => "graphs",
        (_, _, _) => "zebras",
    };
    let start = request.split('&').find_map(|pair| pair.strip_prefix("start=")).unwrap();
    format!("{what}, from row {}", start.parse::<u32>().unwrap() + 1)
}

fn steps() -> Vec<Step> {
    let mut steps = Vec::new();
    for (scenario, what) in SCENARIOS.iter().enumerate() {
        let all = requests(what);
        // What is not about liked papers is struck in the others.
        let all = all.iter().enumerate().filter(|(_, request)| !what.likes || request.contains(LOOK_UP));
        for (number, request) in all {
            steps.push(Step { scenario, number, name: name(request) });
        }
    }
    steps
}

/// What arXiv may answer, and what the way to it may do. Every text also contains the token.
fn failings(token: &str) -> Vec<(&'static str, FaultKind)> {
    let says = |code| FaultKind::status(code, &format!("No. {token}"));
    let invalid = || format!("Invalid query string: 'x(' {token}");
    let stale = FaultKind::Stale("2026-10-08T20:00:00Z".parse().unwrap());
    vec![
        ("refused", FaultKind::Last(None)),
        ("reset", FaultKind::CloseBefore),
        ("cut off", FaultKind::CloseMiddle),
        ("slower than the timeout", FaultKind::Slow(Duration::from_millis(1_600))),
        ("half a body", FaultKind::HalfBody),
        ("empty body", FaultKind::EmptyBody),
        ("a web page", FaultKind::Html),
        ("garbage", FaultKind::Garbage),
        ("wrong encoding", FaultKind::InvalidUtf8),
        ("two feeds in one", FaultKind::TwoFeeds),
        ("wrong content type", FaultKind::WrongContentType),
        ("40 MB", FaultKind::Huge(40 << 20)),
        ("no rows and no hits", FaultKind::EmptyFeed),
        ("hits and no rows", FaultKind::NoRows),
        ("one row where there were many", FaultKind::OneRow),
        ("a row too few", FaultKind::ShortPage(1)),
        ("another order", FaultKind::SortIgnored),
        ("the first page again", FaultKind::WrongPage),
        ("stale by weeks", stale),
        ("an error feed with status 400", FaultKind::ErrorFeed400(invalid())),
        ("an error feed with status 200", FaultKind::ErrorFeed200(invalid())),
        ("204", says(204)),
        ("301 to elsewhere", FaultKind::Redirect(301, format!("https://evil.example/{token}"))),
        ("400", says(400)),
        ("401", says(401)),
        ("403", FaultKind::denied()),
        ("404", says(404)),
        ("406", FaultKind::not_acceptable()),
        ("408", says(408)),
        ("429", FaultKind::rate_exceeded()),
        ("429 with `retry-after`", says(429).with_header("Retry-After", "0")),
        ("500", says(500)),
        ("502", says(502)),
        ("503 with `retry-after`", FaultKind::unavailable()),
    ]
}

/// Whether the request does not even come to be one.
fn refused(failing: &FaultKind) -> bool {
    matches!(failing, FaultKind::Last(_))
}

/// Strikes the request of a number; forever, that and all that ask for the same.
fn strike(env: &mut TestEnv, failing: &FaultKind, step: (usize, &str), forever: bool, shut: Duration) {
    let (number, request) = step;
    if let FaultKind::Slow(time) = failing {
        env.timing.request_timeout = *time / 2;
    }
    let once = |kind| Fault::once(kind).after(number);
    if refused(failing) {
        env.timing.arxiv_retry = shut;
        let time = (!forever).then_some(shut);
        match number.checked_sub(1) {
            Some(before) => env.arxiv.fault(Fault::once(FaultKind::Last(time)).after(before)),
            None => env.arxiv.refuse(time),
        }
    } else if forever {
        env.arxiv.fault(Fault::forever(failing.clone()).matching(request));
    } else {
        env.arxiv.fault(once(failing.clone()));
    }
}

/// The invariants, and what became of the run.
fn judge(day: &Day, failing: &FaultKind, token: &str) -> Result<Outcome, String> {
    let Day { ran, requests, before, between, repaired, after, .. } = day;
    let holds = |what: &str, good: bool| if good { Ok(()) } else { Err(what.to_owned()) };
    holds(
        "the next run is done",
        repaired.exit == Exit::Done && repaired.outputs["failed-keywords"] == "[]",
    )?;
    holds("the next run repairs everything", before[0] != after[0] && before[1] != after[1])?;
    holds("every list is of the day or of the day before", {
        (0..2).all(|list| between[list] == before[list] || between[list] == after[list])
    })?;
    holds("it stays within bounds", requests.len() <= MAX_REQUESTS)?;
    // A connection that was given up is open until the fake learns of it.
    let given_up = matches!(failing, FaultKind::Slow(_) | FaultKind::Huge(_));
    let alone = |request: &Request| request.open_requests == 1;
    holds("nothing is asked in parallel", given_up || requests.iter().all(alone))?;
    let said = [&ran.out, &ran.err, &ran.summary, &format!("{:?}", ran.outputs), &between.concat().concat()];
    holds("the token is not shown", !said.iter().any(|text| reveals(token, text)))?;
    let failed = |name: &str| ran.outputs["failed-keywords"].contains(name);
    holds("a keyword failed if its list is not of the day", {
        failed("graphs") == (between[0] != after[0]) && failed("zebras") == (between[1] != after[1])
    })?;
    let first = ran.summary.lines().next().unwrap_or_default();
    let broken = ran.exit != Exit::Done || failed("graphs") || failed("zebras");
    holds("a broken day looks broken, a good day good", {
        first.starts_with(if broken { "**daily-papers: failed**" } else { "**daily-papers: news**" })
    })?;
    let (errors, warnings) = (ran.annotations("error"), ran.annotations("warning"));
    let names =
        |name: &str| [&errors[..], &warnings].concat().iter().filter(|text| text.contains(name)).count();
    let said = match ran.exit {
        Exit::Failed => errors.len() == 1 && warnings.is_empty(),
        _ => ["graphs", "zebras"].iter().all(|name| names(name) == usize::from(failed(name))),
    };
    holds("what is wrong is said, once", said)?;
    match (ran.exit, broken) {
        (Exit::Done, false) => Ok(Outcome::Done),
        (Exit::Done, true) => Ok(Outcome::Kept),
        (Exit::Partial, true) => Ok(Outcome::Refused),
        (Exit::Failed, _) if between == before => Ok(Outcome::Nothing),
        (other, _) => Err(format!("the exit code is {other:?}")),
    }
}

/// Strikes one request in every way.
fn strike_all(step: &Step) -> Row {
    let scenario = &SCENARIOS[step.scenario];
    let request = &requests(scenario)[step.number];
    let mut days = Days::new(scenario);
    let token = days.env.github.setup().token.clone();
    let mut row = Row::default();
    for (name, failing) in failings(&token) {
        // Papers of many days would fill the first page.
        if days.today > 20 {
            days = Days::new(scenario);
        }
        let outcomes = [false, true].map(|forever| {
            // Other papers are looked up on another day.
            let request = if request.contains(LOOK_UP) { LOOK_UP } else { request };
            let mut shut = REFUSED;
            let (day, time) = loop {
                let begun = Instant::now();
                let day = days.day(|env| strike(env, &failing, (step.number, request), forever, shut));
                // The listener may be open again before a slow run reaches it: then for longer.
                if !refused(&failing) || forever || was_refused(&day.ran) || shut > 20 * REFUSED {
                    break (day, begun.elapsed());
                }
                shut *= 4;
            };
            let outcome = judge(&day, &failing, &token).and_then(|outcome| {
                let asked =
                    || day.requests.get(step.number).is_some_and(|asked| text(asked).contains(request));
                match time {
                    time if time > MAX_DURATION => Err(format!("it took {time:?}")),
                    _ if refused(&failing) && was_refused(&day.ran) => Ok(outcome),
                    _ if !refused(&failing) && asked() && day.struck > 0 => Ok(outcome),
                    _ => Err("the request was not made, or went well".to_owned()),
                }
            });
            outcome.map_err(|wrong| {
                days = Days::new(scenario);
                format!(
                    "{}: {wrong}\n{:#?}\n{:#?}",
                    if forever { "forever" } else { "once" },
                    day.ran,
                    day.repaired
                )
            })
        });
        row.note(step, name, outcomes);
    }
    row
}

#[test]
#[ignore = "slow"]
fn every_request_to_arxiv() {
    let titles: Vec<&str> = SCENARIOS.iter().map(|scenario| scenario.title).collect();
    let faults: Vec<&str> = failings("").into_iter().map(|(name, ..)| name).collect();
    compare("faults of arxiv", &titles, &steps(), &faults, strike_all);
}
