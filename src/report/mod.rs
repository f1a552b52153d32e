//! What a run did, for the three who want to know: the steps that follow (outputs), the person who looks (summary, messages)
//! and the runner (exit code).

mod summary;

use std::sync::Arc;

use serde::Serialize;

use crate::arxiv;
use crate::arxiv::plan::Answer;
use crate::config::{Config, FailOn, OUTPUTS};
use crate::error::{Error, Exit};
use crate::git::Commit;
use crate::keyword::{Keyword, Sort};
use crate::notify::ThreadRef;
use crate::paper::{ArxivId, Paper};
use crate::render::context::date;
use crate::state::State;

/// The `papers` output holds at most this many bytes.
const MAX_PAPERS_OUTPUT_BYTES: usize = 100_000;

/// What a run did, filled in as it goes: whatever happens, what is known is told.
#[derive(Debug, Default)]
pub struct Report {
    /// The configuration, once it is known.
    pub config: Option<Config>,
    /// A line a keyword.
    pub keywords: Vec<KeywordReport>,
    /// New papers, newest first.
    pub new: Vec<NewPaper>,
    /// Papers in a new version.
    pub revised: usize,
    /// Papers on the page.
    pub total: usize,
    /// Whether files were written, or in a dry run would have been.
    pub changed: bool,
    /// The commit.
    pub commit: Option<Commit>,
    /// The pull request that was opened or updated.
    pub pull_request: Option<ThreadRef>,
    /// The issue that was opened.
    pub issue: Option<ThreadRef>,
    /// What a dry run would have written.
    pub diff: Option<String>,
    /// What is odd but did no harm.
    pub warnings: Vec<String>,
}

/// What happened to a keyword.
#[derive(Clone, Debug)]
pub struct KeywordReport {
    /// Its name.
    pub name: String,
    /// How it was searched for, or why there is no answer.
    pub outcome: Result<String, arxiv::Error>,
    /// Whether it has a list, of this run or of an earlier one.
    pub has_list: bool,
    /// Papers listed.
    pub listed: usize,
    /// New papers.
    pub new: usize,
    /// Papers in a new version.
    pub revised: usize,
    /// The newest paper of the list.
    pub newest: Option<Arc<Paper>>,
}

/// A new paper and where it is listed.
#[derive(Clone, Debug)]
pub struct NewPaper {
    /// The paper.
    pub paper: Arc<Paper>,
    /// The keywords it is new under.
    pub keywords: Vec<String>,
}

/// A new paper in the `papers` output.
#[derive(Serialize)]
struct PaperOutput<'a> {
    id: &'a ArxivId,
    title: &'a str,
    authors: &'a [String],
    url: String,
    keywords: &'a [String],
    submitted: String,
    updated: String,
}

impl Report {
    /// Takes a warning, and says it; once, however often it is made.
    pub fn warn(&mut self, warning: String) {
        if !self.warnings.contains(&warning) {
            tracing::warn!("{warning}");
            self.warnings.push(warning);
        }
    }

    /// Takes what arXiv answered.
    pub fn arxiv(&mut self, keywords: &[Keyword], answers: &[Result<Answer, arxiv::Error>]) {
        let pairs = keywords.iter().zip(answers);
        self.keywords = pairs.map(|(keyword, answer)| KeywordReport::new(keyword, answer)).collect();
    }

    /// Takes the lists, and the news if the lists brought any.
    pub fn lists(&mut self, state: &State, moved: bool) {
        self.total = state.papers.len();
        let mut new: Vec<NewPaper> = Vec::new();
        let mut revised = std::collections::BTreeSet::new();
        for list in &state.lists {
            let Some(report) = self.keywords.iter_mut().find(|report| report.name == list.keyword) else {
                continue;
            };
            (report.has_list, report.listed) = (true, list.papers.len());
            (report.new, report.revised) = if moved { (list.new.len(), list.revised.len()) } else { (0, 0) };
            for id in list.new.iter().filter(|_| moved) {
                match new.iter_mut().find(|new| new.paper.id == *id) {
                    Some(known) => known.keywords.push(list.keyword.clone()),
                    None => new.extend(state.papers.get(id).map(|paper| NewPaper {
                        paper: Arc::clone(paper),
                        keywords: vec![list.keyword.clone()],
                    })),
                }
            }
            revised.extend(list.revised.iter().filter(|_| moved));
        }
        let sort = Sort::Submitted;
        new.sort_by(|a, b| {
            sort.date(&b.paper).cmp(&sort.date(&a.paper)).then_with(|| b.paper.id.cmp(&a.paper.id))
        });
        self.revised = revised.into_iter().filter(|id| !new.iter().any(|new| new.paper.id == **id)).count();
        self.new = new;
    }

    /// The exit code: that of the error, else what the keywords and `fail-on` make of it.
    pub fn exit(&self, error: Option<&Error>) -> Exit {
        let fail_on = self.config.as_ref().map_or(FailOn::Error, |config| config.run.fail_on);
        let rejected = self.keywords.iter().any(|keyword| keyword.rejected());
        let failed = self.keywords.iter().any(|keyword| keyword.failed());
        let exit = match error {
            Some(error) => error.exit(),
            None if rejected || failed && fail_on == FailOn::Partial => Exit::Partial,
            None => Exit::Done,
        };
        if fail_on == FailOn::Never && exit != Exit::WrongInput { Exit::Done } else { exit }
    }

    /// Every output, in the contract's order.
    pub fn outputs(&self) -> Vec<(&'static str, String)> {
        let (papers, truncated) = self.papers();
        let failed: Vec<&str> = self
            .keywords
            .iter()
            .filter(|keyword| keyword.failed())
            .map(|keyword| keyword.name.as_str())
            .collect();
        let commit = self.commit.as_ref();
        let number =
            |notice: Option<&ThreadRef>| notice.map(|notice| notice.number.to_string()).unwrap_or_default();
        let url = |notice: Option<&ThreadRef>| notice.map(|notice| notice.url.clone()).unwrap_or_default();
        let value = |name: &str| match name {
            "changed" => self.changed.to_string(),
            "new-papers" => self.new.len().to_string(),
            "revised-papers" => self.revised.to_string(),
            "total-papers" => self.total.to_string(),
            "papers" => papers.clone(),
            "papers-truncated" => truncated.to_string(),
            "failed-keywords" => serde_json::to_string(&failed).unwrap_or_default(),
            "commit-sha" => commit.map(|commit| commit.oid.to_string()).unwrap_or_default(),
            "commit-url" => commit.map(|commit| commit.url.clone()).unwrap_or_default(),
            "issue-number" => number(self.issue.as_ref()),
            "issue-url" => url(self.issue.as_ref()),
            "pull-request-number" => number(self.pull_request.as_ref()),
            "pull-request-url" => url(self.pull_request.as_ref()),
            _ => String::new(),
        };
        OUTPUTS.iter().map(|output| (output.name, value(output.name))).collect()
    }

    /// The new papers as JSON, whole elements up to the limit; and whether some had to be left out.
    fn papers(&self) -> (String, bool) {
        let mut json = String::from("[");
        for (index, NewPaper { paper, keywords }) in self.new.iter().enumerate() {
            let utc = jiff::tz::TimeZone::UTC;
            let element = serde_json::to_string(&PaperOutput {
                id: &paper.id,
                title: &paper.title,
                authors: &paper.authors,
                url: paper.abs_url(),
                keywords,
                submitted: date(paper.submitted, &utc),
                updated: date(paper.updated, &utc),
            })
            .unwrap_or_default();
            if json.len() + element.len() + 2 > MAX_PAPERS_OUTPUT_BYTES {
                return (json + "]", true);
            }
            if index > 0 {
                json.push(',');
            }
            json.push_str(&element);
        }
        (json + "]", false)
    }

    /// Whether the day was quiet, had news, or was broken.
    fn day(&self, error: Option<&Error>) -> &'static str {
        if error.is_some() || self.keywords.iter().any(|keyword| keyword.failed()) {
            "broken"
        } else if self.changed {
            "news"
        } else {
            "quiet"
        }
    }

    /// The day in a sentence.
    pub fn headline(&self, error: Option<&Error>) -> String {
        let failed = self.keywords.iter().filter(|keyword| keyword.failed()).count();
        let counts =
            format!("{} papers listed, {} new, {} revised", self.total, self.new.len(), self.revised);
        let done = match (&self.commit, self.changed, self.diff.is_some()) {
            (_, true, true) => format!("{counts}; a dry run, nothing was written"),
            (Some(commit), true, _) => {
                format!("{counts}, committed as {}", &commit.oid.0.get(..7).unwrap_or_default())
            }
            (None, true, _) => format!("{counts}, written"),
            (_, false, _) => "nothing changed, nothing was written".to_owned(),
        };
        let notices = [("pull request", &self.pull_request), ("issue", &self.issue)];
        let notices =
            notices.into_iter().filter_map(|(kind, notice)| notice.as_ref().map(|it| (kind, it.number)));
        let done = notices.fold(done, |done, (kind, number)| format!("{done}; {kind} {number}"));
        match (error, failed) {
            // How far it had come is lost with it.
            (Some(error @ Error::Bug(_)), _) => {
                format!(
                    "the run broke off; a commit may have been made before, whole: {}",
                    why(&error.to_string())
                )
            }
            (Some(error), _) if self.changed && self.diff.is_none() => {
                format!("the run failed after this: {done}; why: {}", why(&error.to_string()))
            }
            (Some(error), _) => format!("the run failed, nothing was written: {}", why(&error.to_string())),
            (None, 0) => done,
            (None, failed) => {
                let all = self.keywords.len();
                let first = self.keywords.iter().find(|keyword| keyword.failed()).map(KeywordReport::said);
                let why = why(&first.unwrap_or_default());
                let without =
                    self.keywords.iter().filter(|keyword| keyword.failed() && !keyword.has_list).count();
                let kept = match without {
                    0 => "and keep their last good list".to_owned(),
                    _ if without == failed => "and have no list yet".to_owned(),
                    _ => format!("and keep their last good list, but for {without} without one"),
                };
                format!("{failed} of {all} keywords could not be read {kept} ({why}); {done}")
            }
        }
    }
}

/// The reason in a line: the first two of a message, of which the second names the first of what is wrong.
fn why(message: &str) -> String {
    const LONGEST: usize = 300;
    let lines = message.lines().map(|line| line.trim_start_matches("- ").trim_end_matches(':'));
    let why = lines.take(2).collect::<Vec<_>>().join(": ");
    let cut = why.char_indices().nth(LONGEST).map_or(why.as_str(), |(at, _)| &why[..at]);
    if cut.len() < why.len() { format!("{cut}…") } else { why }
}

/// An error with its advice.
pub fn message(error: &Error) -> String {
    match error.help() {
        Some(help) => format!("{error}\nhelp: {help}"),
        None => error.to_string(),
    }
}

impl KeywordReport {
    fn new(keyword: &Keyword, answer: &Result<Answer, arxiv::Error>) -> Self {
        let outcome = answer.as_ref().map(|answer| searched(keyword, answer)).map_err(Clone::clone);
        let (name, newest) = (keyword.name.clone(), None);
        Self { name, outcome, has_list: false, listed: 0, new: 0, revised: 0, newest }
    }

    /// Its name and why it has no answer, if it has none.
    pub fn failure(&self) -> Option<(&str, &arxiv::Error)> {
        self.outcome.as_ref().err().map(|error| (self.name.as_str(), error))
    }

    /// Whether it has no answer.
    pub fn failed(&self) -> bool {
        self.outcome.is_err()
    }

    /// Whether arXiv said that its query is wrong.
    pub fn rejected(&self) -> bool {
        self.outcome.as_ref().is_err_and(arxiv::Error::is_rejected)
    }

    /// How it was searched for, or why there is no answer.
    pub fn note(&self) -> String {
        self.outcome.as_ref().map_or_else(ToString::to_string, Clone::clone)
    }

    /// What happened, and to which.
    fn said(&self) -> String {
        format!("{}: {}", self.name, self.note())
    }
}

/// How a keyword was searched, and why nothing was found if nothing was.
fn searched(keyword: &Keyword, answer: &Answer) -> String {
    let Answer { fetched, hits, read, shared, unconfirmed, removed, rejected, unreadable, .. } = answer;
    let mut note = match shared {
        Some((since, keywords)) => {
            let since = date(*since, &jiff::tz::TimeZone::UTC);
            format!("searched what is new since {since}, in one search for {keywords} keywords")
        }
        None if read < hits => format!("searched the newest {read} of {hits} hits"),
        None if *hits == 0 => "arXiv has no hits".to_owned(),
        None if *hits == 1 => "searched the only hit".to_owned(),
        None => format!("searched all {hits} hits"),
    };
    if shared.is_none() && fetched.papers.is_empty() && *hits > 0 {
        let rules = [
            (rejected.terms, "the wording does not stand where it must (`match`, `fields`)"),
            (rejected.category, "other categories (`categories`)"),
            (rejected.excluded, "an excluded term (`exclude`)"),
            (rejected.withdrawn, "withdrawn (`withdrawn`)"),
        ];
        let rules =
            rules.iter().filter(|(count, _)| *count > 0).map(|(count, rule)| format!("{count}: {rule}"));
        note = format!("{note}; none was kept: {}", rules.collect::<Vec<_>>().join("; "));
    }
    if *hits == 0 && !keyword.filters_locally() {
        note.push_str("; check the wording of the query");
    }
    if *removed > 0 {
        note = format!("{note}; {removed} stored papers do not belong here any more and left");
    }
    if *unconfirmed > 0 {
        note = format!("{note}; {unconfirmed} stored papers were not in the answer and are kept");
    }
    if !unreadable.is_empty() {
        note =
            format!("{note}; {} entries could not be read, the first: {}", unreadable.len(), unreadable[0]);
    }
    note
}
