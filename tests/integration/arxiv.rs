//! Everything that can go wrong with arXiv, once and on every request: the run recovers, or keeps the last good list. It sends
//! one request at a time, keeps the interval, and repeats no request that was answered.

use std::time::Duration;

use daily_papers::error::Exit;
use fakes::arxiv::{Arxiv, Corpus, Fault, FaultKind, Record, Request};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::test_env::{TestEnv, papers, record, shipped};

/// The second is looked for everywhere, so that neither has another to share a search with.
const KEYWORDS: &str = "- name: graphs\n  any: [graph networks]\n  match: exact\n  max-results: 30\n- name: zebras\n  \
                        fields: all\n";

/// Long enough to be measured on a busy machine.
const GAP: Duration = Duration::from_millis(30);

/// What the parameters of the first and of the second page of `graphs` hold.
const FIRST: &str = "abs:\"graph networks\")&start=0&";
const SECOND: &str = "abs:\"graph networks\")&start=100&";

/// What arXiv holds after this many days: each brings a paper of each keyword. Under `graphs` come 120 that are not kept (the
/// wording is another, though arXiv's stem is the same), then 100 that are: so it is read in two pages, and stops there.
fn corpus(days: u32) -> Vec<Record> {
    let mut records = papers("graph network", 120);
    for (n, mut record) in papers("graph networks", 100).into_iter().enumerate() {
        record.id = format!("2610.{n:05}");
        record.submitted -= jiff::SignedDuration::from_hours(1_000);
        record.updated = record.submitted;
        records.push(record);
    }
    for day in 1..=days {
        let at = format!("2026-11-24T{:02}:{:02}:00Z", day / 60, day % 60);
        records.push(record(&format!("2611.3{day:04}"), 1, &format!("Fresh graph networks {day}."), &at));
        records.push(record(&format!("2611.4{day:04}"), 1, &format!("Fresh zebras {day}."), &at));
    }
    records
}

/// A repository whose page lists what there was before the first day; without GitHub, which is not the matter here.
struct Days {
    env: TestEnv,
    days: u32,
}

impl Days {
    fn new() -> Self {
        let mut env = TestEnv::new(&[], corpus(0), KEYWORDS);
        env.input("mode", "local");
        env.timing.min_interval = GAP;
        std::fs::create_dir(env.workspace().join(".git")).unwrap();
        env.run().expect(Exit::Done);
        Self { env, days: 0 }
    }

    fn readme(&self) -> String {
        std::fs::read_to_string(self.env.workspace().join("README.md")).unwrap()
    }

    /// Whether the page lists the day's paper of `graphs`, and that of `zebras`.
    fn lists_today(&self) -> (bool, bool) {
        let readme = self.readme();
        let has = |subject: &str| readme.contains(&format!("Fresh {subject} {}.", self.days));
        (has("graph networks"), has("zebras"))
    }

    /// A day with its papers and a fault: how the run ended, what it says of `graphs`, and what was asked.
    fn day(&mut self, fault: Fault) -> Day {
        self.days += 1;
        self.env.later(1).publish(corpus(self.days));
        self.env.arxiv.clear_faults();
        self.env.arxiv.fault(fault);
        let asked = self.env.arxiv.requests().len();
        let ran = self.env.run();
        let note = ran.summary.lines().find(|line| line.starts_with("| graphs |")).unwrap_or_default();
        let requests = self.env.arxiv.requests().split_off(asked);
        Day {
            exit: ran.exit,
            failed: ran.outputs["failed-keywords"].clone(),
            note: note.to_owned(),
            requests,
        }
    }
}

#[derive(Debug)]
struct Day {
    exit: Exit,
    failed: String,
    note: String,
    requests: Vec<Request>,
}

impl Day {
    /// How often each page was asked for: the first of `graphs`, its second, the one of `zebras`.
    fn pages(&self) -> (usize, usize, usize) {
        let count = |subject: &str, start: u64| {
            self.requests.iter().filter(|r| r.query.contains(subject) && r.start == start).count()
        };
        (count("graph networks", 0), count("graph networks", 100), count("zebras", 0))
    }

    fn assert_polite(&self, name: &str) {
        for pair in self.requests.windows(2) {
            // From arrival to arrival: the fake may note the end of an answer long after the client has read it.
            let gap = pair[1].arrived - pair[0].arrived;
            assert!(gap >= GAP, "{name}: {gap:?} before {:?}", pair[1]);
        }
        for request in &self.requests {
            assert_eq!(request.open_requests, 1, "{name}: nothing is asked in parallel");
            assert!(request.header("user-agent").starts_with("daily-papers/"), "{name}");
        }
    }
}

/// A fault, how often the page is requested if it never ends, and what the summary then says.
type Case = (FaultKind, usize, &'static str);

/// Strikes the page once, then forever.
fn strike(page: &str, cases: Vec<Case>) {
    let mut days = Days::new();
    for (kind, tries, reason) in cases {
        let name = format!("{kind:?} on {page}");
        let expected = |asked| if page == FIRST { (asked, 1, 1) } else { (1, asked, 1) };

        let day = days.day(Fault::once(kind.clone()).matching(page));
        assert_eq!((day.exit, day.failed.as_str()), (Exit::Done, "[]"), "{name}: {day:?}");
        assert_eq!(day.pages(), expected(2), "{name}");
        assert_eq!(days.lists_today(), (true, true), "{name}");
        day.assert_polite(&name);

        let before = graphs(&days.readme());
        let day = days.day(Fault::forever(kind).matching(page));
        assert_eq!((day.exit, day.failed.as_str()), (Exit::Done, r#"["graphs"]"#), "{name}: {day:?}");
        let (first, second, zebras) = expected(tries);
        let second = if page == FIRST { 0 } else { second };
        assert_eq!(day.pages(), (first, second, zebras), "{name}: {}", day.note);
        assert!(day.note.contains(reason), "{name}: {}", day.note);
        assert_eq!(days.lists_today(), (false, true), "{name}");
        assert_eq!(graphs(&days.readme()), before, "{name}: the last good list stays");
        day.assert_polite(&name);
    }
}

/// The rows under `graphs`, less the mark of what is new, which goes when another list changes.
fn graphs(readme: &str) -> Vec<String> {
    let (_, from) = readme.split_once("## graphs\n").unwrap();
    let (list, _) = from.split_once("## zebras\n").unwrap();
    let rows = list.lines().filter(|line| line.starts_with("| **["));
    let rows: Vec<String> = rows.map(|row| row.replace(" <sup>new</sup>", "")).collect();
    assert_eq!(rows.len(), 30);
    rows
}

fn statuses() -> Vec<Case> {
    let status = |code| FaultKind::status(code, "No.");
    vec![
        (FaultKind::rate_exceeded(), 6, "arXiv answered 429 (too many requests) (after 6 attempts)"),
        (FaultKind::unavailable(), 6, "arXiv answered 503 (after 6 attempts)"),
        (FaultKind::not_acceptable(), 6, "arXiv answered 406"),
        (FaultKind::internal(), 6, "arXiv answered 500"),
        (status(408), 6, "arXiv answered 408"),
        (status(425), 6, "arXiv answered 425"),
        (status(502), 6, "arXiv answered 502"),
        (FaultKind::denied(), 2, "arXiv answered 403 (after 2 attempts)"),
    ]
}

fn broken_bodies() -> Vec<Case> {
    vec![
        (FaultKind::EmptyBody, 6, "it is empty"),
        (FaultKind::HalfBody, 6, "arXiv's response is not valid XML"),
        (FaultKind::Html, 6, "arXiv's response is not"),
        (FaultKind::Garbage, 6, "arXiv's response is not valid XML (it is not UTF-8)"),
        (FaultKind::InvalidUtf8, 6, "arXiv's response is not valid XML (it is not UTF-8)"),
        (FaultKind::TwoFeeds, 6, "arXiv's response is not valid XML"),
        (FaultKind::CloseBefore, 6, "arXiv could not be reached"),
        (FaultKind::CloseMiddle, 6, "arXiv could not be reached"),
    ]
}

#[test]
fn statuses_on_the_first_page() {
    strike(FIRST, statuses());
}

#[test]
fn statuses_on_a_later_page() {
    strike(SECOND, statuses());
}

#[test]
fn broken_bodies_on_the_first_page() {
    strike(FIRST, broken_bodies());
}

#[test]
fn broken_bodies_on_a_later_page() {
    strike(SECOND, broken_bodies());
}

#[test]
fn wrong_rows_on_the_first_page() {
    // Of all that is stored, the feed of that day has five.
    let stale = FaultKind::Stale("2026-10-08T20:00:00Z".parse().unwrap());
    strike(
        FIRST,
        vec![
            (
                FaultKind::EmptyFeed,
                2,
                "arXiv's response is empty, but the list has 30 papers (requested twice)",
            ),
            (FaultKind::NoRows, 2, "cut short: 0 of 100 rows (requested twice)"),
            (FaultKind::OneRow, 2, "cut short: 1 of 100 rows"),
            (FaultKind::ShortPage(1), 2, "cut short: 99 of 100 rows"),
            (FaultKind::SortIgnored, 2, "out of order"),
            (stale, 2, "lacks 30 of the 30 listed papers"),
        ],
    );
}

#[test]
fn wrong_rows_on_a_later_page() {
    strike(
        SECOND,
        vec![
            (FaultKind::EmptyFeed, 2, "hit count fell"),
            (FaultKind::NoRows, 2, "cut short: 0 of 100 rows (requested twice)"),
            (FaultKind::OneRow, 2, "cut short: 1 of 100 rows"),
            (FaultKind::ShortPage(1), 2, "cut short: 99 of 100 rows"),
            (FaultKind::SortIgnored, 2, "out of order"),
            (FaultKind::WrongPage, 2, "the same page twice (requested twice)"),
        ],
    );
}

#[test]
fn slow_responses_are_given_up() {
    let mut days = Days::new();
    days.env.timing.request_timeout = Duration::from_millis(300);
    let slow = FaultKind::Slow(Duration::from_millis(600));
    let day = days.day(Fault::once(slow.clone()).matching(FIRST));
    assert_eq!((day.exit, day.failed.as_str(), day.pages()), (Exit::Done, "[]", (2, 1, 1)), "{day:?}");
    let day = days.day(Fault::forever(slow).matching(SECOND));
    assert_eq!((day.failed.as_str(), day.pages()), (r#"["graphs"]"#, (1, 6, 1)), "{day:?}");
    assert!(day.note.contains("no response in time"), "{}", day.note);
    assert_eq!(days.lists_today(), (false, true));
}

#[test]
fn endless_bodies_are_given_up() {
    let mut days = Days::new();
    for kind in [FaultKind::Huge(40 << 20), FaultKind::GzipBomb(1 << 30)] {
        let day = days.day(Fault::once(kind.clone()).matching(FIRST));
        assert_eq!((day.exit, day.failed.as_str(), day.pages()), (Exit::Done, "[]", (2, 1, 1)), "{day:?}");
        assert_eq!(days.lists_today(), (true, true), "{kind:?}");
    }
    let day = days.day(Fault::forever(FaultKind::GzipBomb(1 << 30)).matching(SECOND));
    assert_eq!((day.failed.as_str(), day.pages()), (r#"["graphs"]"#, (1, 6, 1)), "{day:?}");
    assert!(day.note.contains("larger than 32 MB"), "{}", day.note);
}

#[test]
fn odd_but_correct_responses_are_believed() {
    let mut days = Days::new();
    for kind in [FaultKind::WrongContentType, FaultKind::Huge(1 << 20), FaultKind::GzipBomb(1 << 20)] {
        let day = days.day(Fault::forever(kind));
        assert_eq!((day.exit, day.failed.as_str(), day.pages()), (Exit::Done, "[]", (1, 1, 1)), "{day:?}");
        assert_eq!(days.lists_today(), (true, true));
        day.assert_polite("odd");
    }
    days.env.arxiv.set_legacy(true);
    let day = days.day(Fault::forever(FaultKind::internal()).matching("no query holds this"));
    assert_eq!((day.failed.as_str(), days.lists_today()), ("[]", (true, true)), "{day:?}");
}

#[test]
fn refusals_are_not_retried() {
    let message = || "Invalid query string: 'x('".to_owned();
    for (kind, exit, reason) in [
        (FaultKind::ErrorFeed400(message()), Exit::Partial, "arXiv rejected the query: Invalid query string"),
        (FaultKind::ErrorFeed200(message()), Exit::Partial, "arXiv rejected the query: Invalid query string"),
        (FaultKind::status(400, "Bad Request"), Exit::Done, "arXiv answered 400"),
        (FaultKind::status(404, "Not Found"), Exit::Done, "arXiv answered 404"),
        (FaultKind::status(414, "URI Too Long"), Exit::Done, "arXiv answered 414"),
        (FaultKind::status(204, ""), Exit::Done, "arXiv answered 204"),
    ] {
        let mut days = Days::new();
        let day = days.day(Fault::forever(kind).matching(FIRST));
        assert_eq!((day.exit, day.failed.as_str()), (exit, r#"["graphs"]"#), "{day:?}");
        assert_eq!(day.pages(), (1, 0, 1), "{}", day.note);
        assert!(day.note.contains(reason), "{}", day.note);
        assert_eq!(days.lists_today(), (false, true));
        day.assert_polite(reason);
    }
}

/// The address of the first page of `graphs`.
fn first_page(arxiv: &Arxiv) -> String {
    let requests = arxiv.requests();
    let request = requests.iter().find(|r| r.query.contains("graph networks") && r.start == 0).unwrap();
    let encoded = |value| utf8_percent_encode(value, NON_ALPHANUMERIC);
    let pairs = request.parameters.iter().map(|(name, value)| format!("{name}={}", encoded(value)));
    format!("{}?{}", arxiv.url(), pairs.collect::<Vec<_>>().join("&"))
}

#[test]
fn one_redirect_to_the_same_host_is_followed() {
    for code in [301, 302, 307, 308] {
        let mut days = Days::new();
        let to = first_page(&days.env.arxiv);
        let day = days.day(Fault::once(FaultKind::Redirect(code, to)).matching(FIRST));
        assert_eq!((day.failed.as_str(), day.pages()), ("[]", (2, 1, 1)), "{day:?}");
        assert_eq!(days.lists_today(), (true, true));
        day.assert_polite("redirect");
    }
}

#[test]
fn other_redirects_are_not_followed() {
    let mut days = Days::new();
    let here = first_page(&days.env.arxiv);
    for (to, asked) in [
        (here.as_str(), 2),
        ("https://evil.example/api/query", 1),
        // Another server on the same host.
        ("http://127.0.0.1:9/api/query", 1),
        ("ftp://127.0.0.1/", 1),
        ("//[", 1),
    ] {
        let day = days.day(Fault::forever(FaultKind::Redirect(301, to.to_owned())).matching(FIRST));
        assert_eq!((day.failed.as_str(), day.pages()), (r#"["graphs"]"#, (asked, 0, 1)), "{to}: {day:?}");
        assert!(day.note.contains("which is not followed"), "{}", day.note);
        day.assert_polite(to);
    }
}

#[test]
fn empty_answer_after_changed_setting_keeps_list() {
    let mut days = Days::new();
    days.env.input("keywords", &KEYWORDS.replace("30", "29"));
    let day = days.day(Fault::forever(FaultKind::EmptyFeed).matching(FIRST));
    assert_eq!(day.failed, r#"["graphs"]"#);
    assert!(days.readme().contains("graph networks number 28"), "{}", days.readme());
    // Another wording may well have no hits.
    days.env.input("keywords", &KEYWORDS.replace("graph networks", "no such words"));
    let day = days.day(Fault::once(FaultKind::internal()).matching("no query holds this"));
    assert_eq!(day.failed, "[]");
    assert!(days.readme().contains("## graphs\n\nNo papers yet.\n"), "{}", days.readme());
}

#[test]
fn keywords_without_a_list_are_read_first() {
    let mut days = Days::new();
    days.env.input("keywords", &format!("{KEYWORDS}- name: lions\n"));
    let day = days.day(Fault::once(FaultKind::internal()).matching("no query holds this"));
    assert!(day.requests[0].query.contains("lions"), "{:?}", day.requests[0]);
}

#[test]
fn hostile_keywords_change_no_query() {
    let keywords = [
        r#"graph networks") OR all:(x"#,
        r#"graph networks" ANDNOT "x"#,
        r"graph networks \",
        "graph* networks? (x) [y TO z] ^2 ~",
        "AND OR ANDNOT",
        "ti:graph cat:cs.*",
        "C++ & R&D + #x",
        "日本語 ünïcødé",
        "%22 &start=5 %26",
    ];
    let list: Vec<String> =
        keywords.iter().map(|k| format!("- {}", serde_json::to_string(k).unwrap())).collect();
    let mut env = TestEnv::new(&[], corpus(0), &list.join("\n"));
    env.input("mode", "local");
    std::fs::create_dir(env.workspace().join(".git")).unwrap();
    let ran = env.run().expect(Exit::Done);
    assert_eq!(ran.outputs["failed-keywords"], "[]", "{}", ran.summary);
    let requests = env.arxiv.requests();
    assert_eq!(requests.len(), keywords.len());
    for request in requests {
        assert_eq!(request.query.matches('"').count() % 4, 0, "{}", request.query);
        assert_eq!(request.parameters.len(), 5, "{:?}", request.parameters);
    }
}

/// The program with little memory and a response without an end.
#[test]
fn an_endless_response_needs_little_memory() {
    let servers = tokio::runtime::Runtime::new().unwrap();
    for kind in [FaultKind::Huge(4 << 30), FaultKind::GzipBomb(4 << 30)] {
        let arxiv = servers.block_on(Arxiv::start(Corpus::new(papers("graph networks", 3)))).unwrap();
        arxiv.fault(Fault::forever(kind));
        let directory = tempfile::tempdir().unwrap();
        let output = shipped(&arxiv, directory.path(), "ulimit -v 400000 &&")
            .args(["--time-budget", "10s"])
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("larger than 32 MB"), "{said}");
    }
}
