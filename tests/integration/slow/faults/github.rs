//! Every fault, at every request to GitHub.

use std::collections::BTreeSet;
use std::iter;
use std::time::{Duration, Instant};

use daily_papers::config::OUTPUTS;
use daily_papers::error::Exit;
use daily_papers::state::State;
use fakes::arxiv::Record;
use fakes::github::{Edit, Fault, GitHub, Kind, Setup};

use super::{MAX_DURATION, Outcome, REFUSED, Row, Step, compare, was_refused};
use crate::test_env::{RunOutput, TestEnv, papers, record, reveals};

const README: &str = "# Lab\n\n<!-- daily-papers:start -->\n<!-- daily-papers:end -->\n";
const DATA: &str = ".github/daily-papers.json";
const KEYWORDS: &str = "- name: graph networks\n  max-results: 3\n";
const BRANCH: &str = "daily-papers/update";

/// A run has no more requests to GitHub than this, in every case.
const MAX_REQUESTS: usize = 60;
/// The same with a history, which has more files.
const MAX_REQUESTS_WITH_HISTORY: usize = 150;

/// What kind of run, and what it leaves.
struct Scenario {
    title: &'static str,
    begin: fn() -> TestEnv,
    /// Makes ready for another day.
    dawn: fn(&mut TestEnv, u32),
    /// The branch on which the day's page is then to be.
    branch: fn(u32) -> String,
    /// What a day adds in every case.
    adds: Adds,
    /// Whether an environment is good for one day only.
    fresh: bool,
    /// How many papers are new on a day: none where there was no list.
    news: u32,
    /// The requests to strike though an earlier scenario has some of the same name, and what is different about them.
    again: &'static [(&'static str, &'static str)],
}

/// What a day leaves more of on GitHub.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Adds {
    /// Commits of the default branch.
    commits: usize,
    /// Issues, of which one is open then.
    issues: usize,
    labels: usize,
    pulls: usize,
}

/// What there is on GitHub.
#[derive(Clone, PartialEq, Eq)]
struct Left {
    /// The page and the data file on the branch, which hold the day's paper or do not.
    files: [Option<Vec<u8>>; 2],
    /// How many commits the branch has that the default branch has not.
    proposed: usize,
    counts: Adds,
    /// A file that does not belong to the section.
    other: Option<Vec<u8>>,
    /// The branch's head.
    head: Option<String>,
    /// The bodies of the open issues.
    open_issues: Vec<String>,
    /// The titles of the open pull requests.
    open_pulls: Vec<String>,
    labels: Vec<String>,
}

/// Without the bytes of the files.
impl std::fmt::Debug for Left {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { files, proposed, counts, head, open_pulls, .. } = self;
        let open_issues = self.open_issues.len();
        let sizes = files.each_ref().map(|file| file.as_ref().map(Vec::len));
        write!(
            f,
            "{sizes:?} bytes at {head:?}, {proposed} proposed, {counts:?}, open: {open_issues} and {open_pulls:?}"
        )
    }
}

impl Left {
    fn of(github: &GitHub, branch: &str) -> Self {
        let labels = github.labels();
        Self {
            files: ["README.md", DATA].map(|path| github.read_at(branch, path)),
            proposed: github.between("main", branch).len(),
            counts: Adds {
                commits: github.log().len(),
                issues: github.issues().len(),
                labels: labels.len(),
                pulls: github.pulls().len(),
            },
            other: github.read_at(branch, "a.txt"),
            head: github.head_of(branch),
            open_issues: {
                let issues = github.issues().into_iter();
                issues.filter(|issue| issue.open).map(|issue| issue.body).collect()
            },
            open_pulls: {
                let pulls = github.pulls().into_iter();
                pulls.filter(|pull| pull.open).map(|pull| pull.title).collect()
            },
            labels,
        }
    }
}

fn begin(inputs: &[(&str, &str)], files: &[Edit]) -> TestEnv {
    let github = GitHub::with_files(&[("a.txt", b"a")]);
    github.commit_edits("main", files, "files");
    let mut env = TestEnv::over(github, papers("graph networks", 10), KEYWORDS);
    for (name, value) in inputs {
        env.input(name, value);
    }
    prepared(env)
}

fn prepared(mut env: TestEnv) -> TestEnv {
    env.variables.insert("RUNNER_DEBUG".to_owned(), "1".to_owned());
    env.timing.min_interval = Duration::from_millis(1);
    env.timing.arxiv_retry = Duration::from_millis(1);
    env.timing.github_retry = Duration::from_micros(100);
    env.timing.github_write = Duration::from_micros(100);
    env
}

fn marked() -> Vec<Edit> {
    vec![Edit::file("README.md", README)]
}

/// A scenario like most.
const USUAL: Scenario = Scenario {
    title: "",
    begin: || begin(&[], &marked()),
    dawn: |_, _| {},
    branch: |_| "main".to_owned(),
    adds: Adds { commits: 1, ..NONE },
    fresh: false,
    news: 1,
    again: &[],
};

const NONE: Adds = Adds { commits: 0, issues: 0, labels: 0, pulls: 0 };

const SCENARIOS: &[Scenario] = &[
    Scenario {
        title: "A commit, an issue with a label of its own, and the earlier issue closed",
        begin: || {
            let env = begin(&[("issue", "new"), ("close-previous-issues", "true")], &marked());
            env.run().expect(Exit::Done);
            env
        },
        dawn: |env, day| _ = env.input("issue-labels", &format!("day-{day}")),
        adds: Adds { commits: 1, issues: 1, labels: 1, pulls: 0 },
        ..USUAL
    },
    Scenario {
        title: "A page that one mutation cannot carry (executable), of bytes that GraphQL does not show",
        begin: || {
            let readme = [README.as_bytes(), b"\0"].concat();
            let env = begin(&[], &[Edit::executable("README.md", readme)]);
            env.run().expect(Exit::Done);
            env
        },
        ..USUAL
    },
    Scenario {
        title: "A template and a bibliography, named in the configuration file",
        begin: || {
            let config = "keywords:\n- name: graph networks\n  max-results: 3\ntemplate: mine.md\nlike: refs.bib\n\
                          sort: relevance\n";
            let template = "{{ date }}{% for keyword in keywords %}{% for paper in keyword.papers %}\n* {{ paper.title }} ({{ paper.id }}){% endfor %}{% endfor %}\n";
            let mut files = marked();
            files.push(Edit::file(".github/daily-papers.yml", config));
            files.push(Edit::file("mine.md", template));
            files.push(Edit::file("refs.bib", "@article{a, title = {Graph networks of number 2}}"));
            let env = begin(&[("keywords", "")], &files);
            env.run().expect(Exit::Done);
            env
        },
        ..USUAL
    },
    Scenario {
        title: "A pull request that is opened, from a new branch",
        begin: || begin(&[("mode", "pull-request")], &marked()),
        dawn: |env, _| {
            if let Some(pull) = env.github.pulls().iter().find(|pull| pull.open) {
                env.github.merge(pull.number);
                env.github.delete_branch(BRANCH);
            }
        },
        branch: |_| BRANCH.to_owned(),
        adds: Adds { pulls: 1, ..NONE },
        ..USUAL
    },
    Scenario {
        title: "A pull request that is updated",
        begin: || {
            let env = begin(&[("mode", "pull-request")], &marked());
            env.run().expect(Exit::Done);
            env
        },
        dawn: |env, day| _ = env.input("commit-message", &format!("Papers of day {day}")),
        branch: |_| BRANCH.to_owned(),
        adds: NONE,
        again: &[("graphql move", "by force")],
        ..USUAL
    },
    Scenario {
        title: "A branch that is not there yet",
        dawn: |env, day| _ = env.input("branch", &format!("papers-{day}")),
        branch: |day| format!("papers-{day}"),
        adds: NONE,
        news: 0,
        ..USUAL
    },
    Scenario {
        title: "An empty repository",
        begin: || {
            let github = GitHub::start(Setup::default());
            prepared(TestEnv::over(github, papers("graph networks", 10), KEYWORDS))
        },
        adds: Adds { commits: 2, ..NONE },
        fresh: true,
        news: 0,
        ..USUAL
    },
    Scenario {
        title: "A commit whose answer was lost",
        begin: || {
            let env = begin(&[], &marked());
            env.run().expect(Exit::Done);
            env
        },
        dawn: |env, _| {
            let kind = Kind::CloseAfter;
            env.github.clear_faults();
            env.github.fault(Fault { on: "graphql commit", kind, times: 1 });
        },
        ..USUAL
    },
    Scenario {
        title: "An issue with a label that is there",
        begin: || {
            let env = begin(&[("issue", "new"), ("issue-labels", "papers")], &marked());
            env.run().expect(Exit::Done);
            env
        },
        dawn: |env, _| {
            // There is one open issue, that of the day.
            env.github.issues().iter().for_each(|issue| env.github.close(issue.number));
        },
        adds: Adds { commits: 1, issues: 1, ..NONE },
        again: &[("GET labels", "it is there")],
        ..USUAL
    },
];

/// An environment in its days.
struct Days<'s> {
    scenario: &'s Scenario,
    env: TestEnv,
    day: u32,
}

/// What became of a day.
#[derive(Debug)]
struct Day {
    number: u32,
    ran: RunOutput,
    /// The names of the faulty run's requests.
    requests: Vec<String>,
    /// The next run.
    repaired: RunOutput,
    before: Left,
    between: Left,
    after: Left,
}

impl<'s> Days<'s> {
    fn new(scenario: &'s Scenario) -> Self {
        Self { scenario, env: (scenario.begin)(), day: 0 }
    }

    /// An environment whose days are alike: the first differs from those that follow it.
    fn settled(scenario: &'s Scenario) -> Self {
        let mut days = Self::new(scenario);
        if !scenario.fresh {
            days.day(|_| {});
        }
        days
    }

    /// What arXiv holds on the day: more than is listed, so that the list loses a paper of which no one asks any more.
    fn records(&self) -> Vec<Record> {
        let fresh = |day: u32| {
            let at = format!("2026-11-24T{:02}:{:02}:00Z", day / 60, day % 60);
            record(&format!("2611.3{day:04}"), 1, &format!("Fresh graph networks {day}."), &at)
        };
        let days = self.day.saturating_sub(9).max(1)..=self.day;
        papers("graph networks", 10).into_iter().chain(days.map(fresh)).collect()
    }

    /// A day on which what `strike` does strikes.
    fn day(&mut self, strike: impl FnOnce(&mut TestEnv)) -> Day {
        if self.scenario.fresh && self.day > 0 {
            *self = Self::new(self.scenario);
        }
        self.day += 1;
        let timing = self.env.timing;
        (self.scenario.dawn)(&mut self.env, self.day);
        self.env.now += jiff::SignedDuration::from_mins(1);
        self.env.publish(self.records());
        let branch = (self.scenario.branch)(self.day);
        let left = |env: &TestEnv| Left::of(&env.github, &branch);
        let before = left(&self.env);
        let asked = self.env.github.names().len();
        strike(&mut self.env);
        let ran = self.env.run();
        let requests = self.env.github.names().split_off(asked);
        let between = left(&self.env);
        self.env.github.heal();
        self.env.github.clear_faults();
        self.env.timing = timing;
        let repaired = self.env.run();
        let after = left(&self.env);
        Day { number: self.day, ran, requests, repaired, before, between, after }
    }

    /// A day on which a request is struck: what became of it, and whether the run asked for more of its name afterwards.
    fn struck(
        &mut self,
        step: &Step,
        (fault, failing): (&str, Option<&Kind>),
        forever: bool,
        token: &str,
    ) -> (Result<Outcome, String>, bool) {
        // The listener may be open again before a slow run reaches it: then for longer.
        let mut shut = REFUSED;
        let (day, time) = loop {
            let begun = Instant::now();
            let day = self.day(|env| strike(env, failing, step.number, forever, shut));
            if failing.is_some() || forever || was_refused(&day.ran) || shut > 20 * REFUSED {
                break (day, begun.elapsed());
            }
            shut *= 4;
        };
        let outcome = judge(&day, self.scenario, fault, token).and_then(|outcome| {
            let struck = match failing {
                Some(_) => day.requests.get(step.number).is_some_and(|name| step.name.starts_with(name)),
                None => was_refused(&day.ran),
            };
            match time {
                time if time > MAX_DURATION => Err(format!("it took {time:?}")),
                _ if !struck => Err("the request was not made, or went well".to_owned()),
                _ => Ok(outcome),
            }
        });
        let outcome = outcome.map_err(|wrong| {
            *self = Self::settled(self.scenario);
            format!("{}: {wrong}\n{day:#?}", if forever { "forever" } else { "once" })
        });
        let mut later = day.requests.iter().skip(step.number + 1);
        let more = later.any(|request| *request == day.requests[step.number]);
        (outcome, more || failing.is_none())
    }
}

/// What GitHub may say, and what the way to it may do: of GraphQL's requests and of REST's. Every text also contains the token.
#[expect(clippy::too_many_lines, reason = "a table, a row a failing")]
#[expect(clippy::disallowed_methods, reason = "the header `date` that the fake sends is the real one")]
fn failings(token: &str) -> Vec<(&'static str, Which, Kind)> {
    use Which::{Both, ButIssues, GraphQl, Rest};
    let answer = |status, headers: &[(&'static str, &str)], body: String| {
        let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        Kind::Answer { status, headers, body }
    };
    let says = |status: u16, headers: &[(&'static str, &str)], message: &str| {
        let message = format!("{message} (of {token})");
        answer(
            status,
            headers,
            serde_json::json!({ "message": message, "status": status.to_string() }).to_string(),
        )
    };
    let graphql = |kind: &str, message: &str| Kind::graphql_error(kind, &format!("{message} (of {token})"));
    let json = ("content-type", "application/json; charset=utf-8");
    let html = ("content-type", "text/html");
    let page = || format!("<html><head><title>Unicorn!</title></head><body>{token}</body></html>");
    let secondary =
        "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
    let soon = (jiff::Timestamp::now().as_second() + 30).to_string();
    let rules = "Repository rule violations found\n\nChanges must be made through a pull request.\n\n";
    vec![
        ("reset before it acted", Both, Kind::Close),
        ("reset after it acted", Both, Kind::CloseAfter),
        ("slower than the timeout after it acted", Both, Kind::Slow(Duration::from_millis(1_600))),
        ("cut off after it acted", Both, Kind::Cut),
        ("half a body after it acted", Both, Kind::Half),
        ("502 after it acted", Both, Kind::AnswerAfter { status: 502, body: page() }),
        ("wrong content type", Both, Kind::PlainText),
        ("empty body", Both, answer(200, &[json], String::new())),
        ("`null`", Both, answer(200, &[json], "null".to_owned())),
        ("`{}`", Both, answer(200, &[json], "{}".to_owned())),
        ("`[]`", ButIssues, answer(200, &[json], "[]".to_owned())),
        ("a web page", Both, answer(200, &[html], page())),
        ("301", Both, says(301, &[("location", "/elsewhere")], "Moved Permanently")),
        ("400", Both, says(400, &[], "Bad Request")),
        ("401", Both, says(401, &[], "Bad credentials")),
        (
            "403 permission",
            Both,
            says(
                403,
                &[("x-accepted-github-permissions", "contents=write")],
                "Resource not accessible by integration",
            ),
        ),
        ("403 secondary limit", Both, says(403, &[], secondary)),
        ("403 secondary limit with `retry-after`", Both, says(403, &[("retry-after", "30")], secondary)),
        (
            "403 limit used up",
            Both,
            says(
                403,
                &[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", &soon)],
                "API rate limit exceeded for installation ID 1.",
            ),
        ),
        ("404", Both, says(404, &[], "Not Found")),
        ("406", Both, says(406, &[], "Not Acceptable")),
        ("408", Both, says(408, &[], "Request Timeout")),
        ("409 the branch moved", Rest, says(409, &[], "is at 1111111 but expected 2222222")),
        ("409 the file moved", Rest, says(409, &[], "README.md does not match 1111111")),
        ("409 empty repository", Rest, says(409, &[], "Git Repository is empty.")),
        (
            "409 protected",
            Rest,
            says(409, &[], "Could not update file: Changes must be made through a pull request."),
        ),
        ("410", Rest, says(410, &[], "Issues are disabled for this repo")),
        ("422 invalid", Rest, says(422, &[], "Validation Failed")),
        ("422 not a fast forward", Rest, says(422, &[], "Update is not a fast forward")),
        ("422 exists", Rest, says(422, &[], "Reference already exists")),
        ("422 does not exist", Rest, says(422, &[], "Reference does not exist")),
        ("422 no `sha`", Rest, says(422, &[], "Invalid request.\n\n\"sha\" wasn't supplied.")),
        ("422 update failed", Rest, says(422, &[], "Reference update failed")),
        ("422 rules", Rest, says(422, &[], rules)),
        ("422 nothing to merge", Rest, says(422, &[], "Validation Failed; No commits between main and x")),
        (
            "422 timed out",
            Rest,
            says(
                422,
                &[],
                "Sorry, your request timed out. It's likely that your input was too large to process.",
            ),
        ),
        ("429", Both, says(429, &[], "Too many requests")),
        ("429 with `retry-after`", Both, says(429, &[("retry-after", "20")], "Too many requests")),
        (
            "429 with a `retry-after` of a day",
            Both,
            says(429, &[("retry-after", "86400")], "Too many requests"),
        ),
        ("500", Both, says(500, &[], "Server Error")),
        ("502", Both, answer(502, &[html], page())),
        ("503", Both, answer(503, &[html], page())),
        ("504", Both, says(504, &[], "We couldn't respond to your request in time.")),
        ("null data", GraphQl, answer(200, &[json], r#"{"data":null}"#.to_owned())),
        (
            "null field",
            GraphQl,
            answer(
                200,
                &[json],
                r#"{"data":{"repository":null,"createCommitOnBranch":null,"updateRefs":null}}"#.to_owned(),
            ),
        ),
        (
            "STALE_DATA",
            GraphQl,
            graphql("STALE_DATA", "Expected branch to point to \"1\" but it did not.  Pull and try again."),
        ),
        ("FORBIDDEN", GraphQl, graphql("FORBIDDEN", "Resource not accessible by integration")),
        ("NOT_FOUND", GraphQl, graphql("NOT_FOUND", "Could not resolve to a Repository.")),
        ("RATE_LIMITED", GraphQl, graphql("RATE_LIMITED", "API rate limit exceeded for installation ID 1.")),
        ("secondary limit", GraphQl, graphql("", secondary)),
        ("UNPROCESSABLE by rules", GraphQl, graphql("UNPROCESSABLE", rules)),
        ("something went wrong", GraphQl, graphql("", "Something went wrong while executing your query.")),
        ("SERVICE_UNAVAILABLE", GraphQl, graphql("SERVICE_UNAVAILABLE", "try later")),
    ]
}

/// Whose requests can fail.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    Both,
    /// A list of issues that is empty is believed: nothing else shows what was opened.
    ButIssues,
    GraphQl,
    Rest,
}

impl Which {
    fn includes(self, request: &str) -> bool {
        match self {
            Self::Both => true,
            Self::ButIssues => !request.starts_with("GET issues"),
            Self::GraphQl => request.starts_with("graphql"),
            Self::Rest => !request.starts_with("graphql"),
        }
    }
}

/// Strikes the request of a number; `None`: it is refused, and all that follow while that lasts.
fn strike(env: &mut TestEnv, failing: Option<&Kind>, number: usize, forever: bool, shut: Duration) {
    if let Some(Kind::Slow(time)) = failing {
        env.timing.request_timeout = *time / 2;
    }
    if let Some(kind) = failing {
        env.github.strike(number, forever, kind.clone());
    } else {
        // Longer than the four units before a lost answer is looked for, shorter than the fourteen that a request is tried.
        env.timing.github_retry = shut / 8;
        env.github.refuse(number, (!forever).then_some(shut));
    }
}

/// The error that reports a fault, where it is the same for every request.
fn words(fault: &str) -> &'static str {
    match fault {
        "401" => "bad credentials",
        "403 permission" | "FORBIDDEN" => "not accessible by integration",
        fault if ["429", "limit", "RATE_LIMITED"].iter().any(|part| fault.contains(part)) => "rate limit",
        _ => "",
    }
}

fn holds(what: &str, good: bool) -> Result<(), String> {
    if good { Ok(()) } else { Err(what.to_owned()) }
}

/// What is there after the next run: everything of the day, once.
fn is_whole(day: &Day, scenario: &Scenario) -> Result<(), String> {
    let Day { number, before, after, .. } = day;
    let adds = scenario.adds;
    let expected = Adds {
        commits: before.counts.commits + adds.commits,
        issues: before.counts.issues + adds.issues,
        labels: before.counts.labels + adds.labels,
        pulls: before.counts.pulls + adds.pulls,
    };
    holds("the next run repairs everything, and nothing was sent twice", after.counts == expected)?;
    let paper = format!("2611.3{number:04}");
    let of_the_day = |file: &Option<Vec<u8>>| {
        file.as_ref().is_some_and(|bytes| String::from_utf8_lossy(bytes).contains(&paper))
    };
    holds("page and data file have the paper of the day", after.files.iter().all(of_the_day))?;
    let data = after.files[1].as_deref().unwrap_or_default();
    holds("the data file is whole", State::parse(data, DATA, "daily-papers").is_ok())?;
    let page = String::from_utf8_lossy(after.files[0].as_deref().unwrap_or_default()).into_owned();
    let once = |marker: &str| page.matches(marker).count() == 1;
    holds("the page is whole", once("<!-- daily-papers:start -->") && once("<!-- daily-papers:end -->"))?;
    holds("the other file is as it was", scenario.fresh || after.other.as_deref() == Some(b"a"))?;
    holds("one issue is open, of the day", {
        after.open_issues.len() == adds.issues && after.open_issues.iter().all(|body| body.contains(&paper))
    })?;
    holds("one pull request is open, with one commit", {
        let proposes = scenario.title.contains("pull request");
        after.open_pulls.len() == usize::from(proposes) && after.proposed <= 1
    })?;
    let labels: BTreeSet<_> = after.labels.iter().collect();
    holds("no label is there twice", labels.len() == after.labels.len())
}

/// What the run says it did is what it did.
fn says_what_it_did(day: &Day, scenario: &Scenario, outcome: Outcome) -> Result<(), String> {
    let Day { ran, before, between, .. } = day;
    let output = |name: &str| ran.outputs[name].as_str();
    let committed = output("changed") == "true" && Some(output("commit-sha")) == between.head.as_deref();
    match outcome {
        Outcome::Done => {
            holds("its commit is in the outputs", committed)?;
            holds("its news are counted", output("new-papers") == scenario.news.to_string())?;
            holds(
                "its issue is in the outputs",
                output("issue-number").is_empty() == (scenario.adds.issues == 0),
            )?;
            let pull = !output("pull-request-number").is_empty();
            holds("its pull request is in the outputs", pull != between.open_pulls.is_empty())
        }
        Outcome::Page => holds("its commit is in the outputs", committed),
        Outcome::Nothing => {
            holds("nothing is said to have changed", output("changed") == "false")?;
            // An empty repository has a first commit with the empty page.
            holds("everything is as before", between == before || scenario.fresh)
        }
        _ => Ok(()),
    }
}

/// The invariants, and what became of the run.
fn judge(day: &Day, scenario: &Scenario, fault: &str, token: &str) -> Result<Outcome, String> {
    let Day { ran, requests, repaired, before, between, after, .. } = day;
    holds("the next run is done", repaired.exit == Exit::Done)?;
    is_whole(day, scenario)?;
    // An empty repository has a first commit with the empty page.
    let begun = scenario.fresh && between.files[1].is_none();
    holds(
        "page and data file are of one run",
        between.files == before.files || between.files == after.files || begun,
    )?;
    let with_history = scenario.title.contains("history");
    let max_requests = if with_history { MAX_REQUESTS_WITH_HISTORY } else { MAX_REQUESTS };
    holds("it stays within bounds", requests.len() <= max_requests)?;
    let said = [&ran.out, &ran.err, &ran.summary, &format!("{:?}", ran.outputs)];
    holds("the token is not shown", !said.iter().any(|text| reveals(token, text)))?;
    holds("all outputs are written", ran.outputs.len() == OUTPUTS.len())?;
    let errors = ran.annotations("error");
    let first = ran.summary.lines().next().unwrap_or_default();
    let outcome = match ran.exit {
        Exit::Done => {
            holds("exit code 0: everything is done", between == after)?;
            holds("exit code 0: no error is said", errors.is_empty())?;
            holds("a good day looks good", first.starts_with("**daily-papers: news**"))?;
            Outcome::Done
        }
        Exit::Failed => {
            holds("one error is said", errors.len() == 1 && !errors[0].trim().is_empty())?;
            holds("it says what is wrong", errors[0].to_lowercase().contains(words(fault)))?;
            holds("a broken day looks broken", first.starts_with("**daily-papers: failed**"))?;
            if between == after {
                Outcome::Unsure
            } else if between.files == after.files && before.files != after.files {
                Outcome::Page
            } else {
                Outcome::Nothing
            }
        }
        other => return Err(format!("the exit code is {other:?}")),
    };
    says_what_it_did(day, scenario, outcome).map(|()| outcome)
}

/// The requests of a healthy day of each scenario that no earlier one has.
fn steps() -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for (scenario, what) in SCENARIOS.iter().enumerate() {
        let mut days = Days::settled(what);
        let requests = days.day(|_| {}).requests;
        for (number, request) in requests.iter().enumerate() {
            let nth = requests[..=number].iter().filter(|name| *name == request).count();
            let again = what.again.iter().find(|(name, _)| name == request);
            let name = match (nth, again) {
                (_, Some((_, difference))) => format!("{request} ({difference})"),
                (1, _) => request.clone(),
                _ => format!("{request} ({nth})"),
            };
            if !steps.iter().any(|step| step.name == name) {
                steps.push(Step { scenario, number, name });
            }
        }
    }
    steps
}

/// No connection is made.
const UNREACHABLE: &str = "refused";

/// Strikes one request in every way.
fn strike_all(step: &Step) -> Row {
    let scenario = &SCENARIOS[step.scenario];
    let mut days = Days::settled(scenario);
    let token = days.env.github.setup().token.clone();
    let mut row = Row::default();
    let mut strike = |name, failing| {
        let (once, more) = days.struck(step, (name, failing), false, &token);
        // What the run does not ask for again cannot fail again.
        let forever = if more { days.struck(step, (name, failing), true, &token).0 } else { once.clone() };
        row.note(step, name, [once, forever]);
    };
    strike(UNREACHABLE, None);
    for (name, _, failing) in failings(&token).iter().filter(|(_, which, _)| which.includes(&step.name)) {
        strike(name, Some(failing));
    }
    row
}

#[test]
#[ignore = "slow"]
fn every_request_to_github() {
    let titles: Vec<&str> = SCENARIOS.iter().map(|scenario| scenario.title).collect();
    let failings = failings("");
    let faults: Vec<&str> = iter::once(UNREACHABLE).chain(failings.iter().map(|(name, ..)| *name)).collect();
    compare("faults of github", &titles, &steps(), &faults, strike_all);
}

/// With a history: the months are read and written like the rest.
const WITH_HISTORY: [Scenario; 2] = [
    Scenario {
        title: "A commit with a history",
        begin: || {
            let env = begin(&[("history", "papers")], &marked());
            env.run().expect(Exit::Done);
            env
        },
        ..USUAL
    },
    Scenario {
        title: "A pull request with a history that is updated",
        begin: || {
            let env = begin(&[("history", "papers"), ("mode", "pull-request")], &marked());
            env.run().expect(Exit::Done);
            env
        },
        branch: |_| BRANCH.to_owned(),
        adds: NONE,
        ..USUAL
    },
];

/// The month has every paper of the days so far.
fn month_is_whole(days: &Days<'_>) -> Result<(), String> {
    let branch = (days.scenario.branch)(days.day);
    let month = days.env.github.read_at(&branch, "papers/2026-11.json").unwrap_or_default();
    let month = String::from_utf8_lossy(&month);
    let missing = (1..=days.day).find(|day| !month.contains(&format!("2611.3{day:04}")));
    missing.map_or(Ok(()), |day| Err(format!("the paper of day {day} is not in the history")))
}

#[test]
#[ignore = "slow"]
fn sample_of_the_faults_with_a_history() {
    let mut cells = 0;
    for (offset, scenario) in WITH_HISTORY.iter().enumerate() {
        let mut days = Days::settled(scenario);
        let token = days.env.github.setup().token.clone();
        let failings = failings(&token);
        let requests = days.day(|_| {}).requests;
        assert!(
            requests.iter().any(|request| request == "graphql readmore"),
            "months are read: {requests:?}"
        );
        for (number, request) in requests.iter().enumerate() {
            let name = request.clone();
            let step = Step { scenario: 0, number, name };
            let all = failings.iter().filter(|(_, which, _)| which.includes(request));
            for (fault, _, failing) in all.skip((number + offset) % 10).step_by(10) {
                let (once, more) = days.struck(&step, (fault, Some(failing)), false, &token);
                let result = once.and_then(|_| {
                    if more {
                        days.struck(&step, (fault, Some(failing)), true, &token).0
                    } else {
                        Ok(Outcome::Done)
                    }
                });
                let whole = result.and_then(|_| month_is_whole(&days));
                assert!(whole.is_ok(), "{request}, {fault}: {}", whole.unwrap_err());
                cells += 1;
            }
        }
    }
    assert!(cells >= 30, "{cells}");
}
