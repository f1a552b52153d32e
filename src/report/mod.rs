//! What a run did, for the steps that follow (outputs), for people (summary and messages) and for the runner (exit code).

mod headline;
mod outputs;
mod summary;

pub use outputs::Outputs;

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::arxiv;
use crate::arxiv::plan::{Answer, Before};
use crate::config::{Config, FailOn, IssueWhen};
use crate::error::{Error, Exit};
use crate::git::Commit;
use crate::keyword::{Keyword, Sort};
use crate::notify::ThreadRef;
use crate::paper::Paper;
use crate::render::context::date;
use crate::select::{OtherForms, RejectionCounts};
use crate::state::State;
use crate::summaries::{Counts, Summaries};

/// What a run did. It is filled in during the run, so that a run that fails reports what it knows.
#[derive(Debug, Default)]
pub struct Report {
    pub fail_on: FailOn,
    pub issue_when: IssueWhen,
    pub keywords: Vec<KeywordReport>,
    /// New papers, newest first.
    pub new: Vec<NewPaper>,
    /// How many papers have a new version.
    pub revised: usize,
    pub total: usize,
    /// Whether the lists changed, not only how they are shown.
    pub papers_changed: bool,
    /// When the lists last changed.
    pub last_change: Option<Timestamp>,
    /// Whether files were written, or in a dry run would have been.
    pub changed: bool,
    pub commit: Option<Commit>,
    /// The pull request that was opened or updated.
    pub pull_request: Option<ThreadRef>,
    pub issue: Option<ThreadRef>,
    /// What a dry run would have written.
    pub diff: Option<String>,
    /// How far the history is filled in, if earlier months are wanted.
    pub history: Option<String>,
    /// Why a paper is listed or not, if that was the question.
    pub explanation: Option<String>,
    /// What is odd, but did no harm.
    pub warnings: Vec<String>,
    /// What was asked of a model; `None` if summaries are not wanted.
    pub summaries: Option<Counts>,
}

#[derive(Clone, Debug)]
pub struct KeywordReport {
    pub name: String,
    /// How it was searched for, or why there is no answer.
    pub outcome: Result<String, arxiv::Error>,
    /// What the data file had on it before, if it was answered.
    pub before: Option<Before>,
    /// Whether it has a list, of this run or of an earlier one.
    pub has_list: bool,
    pub listed: usize,
    pub new: usize,
    /// How many of them have a new version.
    pub revised: usize,
    pub newest: Option<Arc<Paper>>,
}

/// A new paper and where it is listed.
#[derive(Clone, Debug)]
pub struct NewPaper {
    pub paper: Arc<Paper>,
    /// The keywords it is new under.
    pub keywords: Vec<String>,
}

impl Report {
    /// Takes the settings that decide how a run is reported.
    pub fn configure(&mut self, config: &Config) {
        (self.fail_on, self.issue_when) = (config.run.fail_on, config.notify.when);
    }

    /// Logs a warning and keeps it for the summary; once, however often it is made.
    pub fn warn(&mut self, warning: String) {
        if !self.warnings.contains(&warning) {
            tracing::warn!("{warning}");
            self.warnings.push(warning);
        }
    }

    pub fn arxiv(&mut self, keywords: &[Keyword], answers: &[Result<Answer, arxiv::Error>]) {
        self.keywords.clear();
        for (keyword, answer) in keywords.iter().zip(answers) {
            answer
                .iter()
                .filter_map(|answer| nothing_found(keyword, answer))
                .for_each(|text| self.warn(text));
            self.keywords.push(KeywordReport::new(keyword, answer));
        }
    }

    /// Takes the keywords of a run that asks arXiv for nothing.
    pub fn offline(&mut self, keywords: &[Keyword]) {
        let report =
            |keyword: &Keyword| KeywordReport::without_search(keyword, Ok("not searched".to_owned()));
        self.keywords = keywords.iter().map(report).collect();
    }

    /// Takes the lists and, if their papers changed, what is new in them.
    pub fn lists(&mut self, state: &State, papers_changed: bool) {
        (self.total, self.papers_changed) = (state.papers.len(), papers_changed);
        self.last_change = Some(state.changed);
        let mut new: Vec<NewPaper> = Vec::new();
        let mut revised = std::collections::BTreeSet::new();
        for list in &state.lists {
            let Some(report) = self.keywords.iter_mut().find(|report| report.name == list.keyword) else {
                continue;
            };
            (report.has_list, report.listed) = (true, list.papers.len());
            (report.new, report.revised) =
                if papers_changed { (list.new.len(), list.revised.len()) } else { (0, 0) };
            report.newest = state.papers_of(list).max_by_key(|paper| (paper.updated, &paper.id)).cloned();
            for id in list.new.iter().filter(|_| papers_changed) {
                match new.iter_mut().find(|new| new.paper.id == *id) {
                    Some(known) => known.keywords.push(list.keyword.clone()),
                    None => new.extend(state.papers.get(id).map(|paper| NewPaper {
                        paper: Arc::clone(paper),
                        keywords: vec![list.keyword.clone()],
                    })),
                }
            }
            revised.extend(list.revised.iter().filter(|_| papers_changed));
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
        let rejected = self.keywords.iter().any(KeywordReport::rejected);
        let failed = self.keywords.iter().any(KeywordReport::failed);
        let exit = match error {
            Some(error) => error.exit(),
            None if rejected || failed && self.fail_on == FailOn::Partial => Exit::Partial,
            None => Exit::Done,
        };
        if self.fail_on == FailOn::Never && exit != Exit::WrongInput { Exit::Done } else { exit }
    }

    /// Takes what came of the summaries.
    pub fn summaries(&mut self, summaries: &Summaries<'_>) {
        summaries.warnings().iter().for_each(|warning| self.warn(warning.clone()));
        // On most days there is nothing to ask for.
        self.summaries = Some(summaries.counts()).filter(|counts| counts.asked + counts.left > 0);
    }

    pub fn outputs(&self) -> Outputs {
        Outputs::new(self)
    }
}

/// An error with its help, for the log.
pub fn message(error: &Error) -> String {
    match error.help() {
        Some(help) => format!("{error}\nhelp: {help}"),
        None => error.to_string(),
    }
}

impl KeywordReport {
    fn new(keyword: &Keyword, answer: &Result<Answer, arxiv::Error>) -> Self {
        let outcome = answer.as_ref().map(searched).map_err(Clone::clone);
        let before = answer.as_ref().ok().map(|answer| answer.before);
        Self { before, ..Self::without_search(keyword, outcome) }
    }

    fn without_search(keyword: &Keyword, outcome: Result<String, arxiv::Error>) -> Self {
        Self {
            name: keyword.name.clone(),
            outcome,
            before: None,
            has_list: false,
            listed: 0,
            new: 0,
            revised: 0,
            newest: None,
        }
    }

    /// Its name and why it has no answer, if it has none.
    pub fn failure(&self) -> Option<(&str, &arxiv::Error)> {
        self.outcome.as_ref().err().map(|error| (self.name.as_str(), error))
    }

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
}

/// How a keyword was searched for, and which rules dropped papers.
fn searched(answer: &Answer) -> String {
    let Answer { hits, read, shared, unconfirmed, removed, short_form, unreadable, .. } = answer;
    let mut parts = vec![match shared {
        Some((since, keywords)) => {
            let since = date(*since, &TimeZone::UTC);
            format!(
                "searched papers since {since}, together with {}",
                count(keywords - 1, "keyword", "keywords")
            )
        }
        None if read < hits => format!("searched the newest {read} of {hits} hits"),
        None if *hits == 0 => "arXiv has no hits".to_owned(),
        None if *hits == 1 => "searched the only hit".to_owned(),
        None => format!("searched all {hits} hits"),
    }];
    // A shared answer also contains the papers of other keywords.
    let dropped = dropped(&answer.rejected, shared.is_none());
    if !dropped.is_empty() {
        parts.push(format!("dropped {dropped}"));
    }
    if *removed > 0 {
        parts.push(format!("removed {} that no longer match", count(*removed, "paper", "papers")));
    }
    if *unconfirmed > 0 {
        parts.push(format!(
            "kept {} that arXiv did not return",
            count(*unconfirmed, "listed paper", "listed papers")
        ));
    }
    if let Some((form, papers)) = short_form {
        let listed = answer.fetched.papers.len();
        parts.push(format!("{papers} of {listed} papers introduce the short form {form}: add it to `any` to list those that only say {form}"));
    }
    if let Some(first) = unreadable.first() {
        let entries = count(unreadable.len(), "entry", "entries");
        parts.push(format!("could not read {entries}; the first: {first}"));
    }
    parts.join("; ")
}

/// What the rules dropped, by rule.
fn dropped(rejected: &RejectionCounts, alone: bool) -> String {
    let rules = [
        (rejected.terms, alone, "without the terms (`match`, `fields`)"),
        (rejected.category, alone, "in other categories (`categories`)"),
        (rejected.authors, alone, "by other authors (`authors`)"),
        (rejected.venues, alone, "at other venues or none (`venues`)"),
        (rejected.excluded, true, "with an excluded term (`exclude`)"),
        (rejected.withdrawn, true, "withdrawn (`withdrawn`)"),
    ];
    let rules = rules.into_iter().filter(|(papers, shown, _)| *papers > 0 && *shown);
    let mut parts: Vec<String> = rules.map(|(papers, _, rule)| format!("{papers} {rule}")).collect();
    if let Some(OtherForms { commonest, write }) = rejected.other_forms.as_ref().filter(|_| alone) {
        let forms: Vec<String> =
            commonest.iter().map(|(form, papers)| format!("{papers} say \"{form}\"")).collect();
        parts.push(format!(
            "most for another form of the word ({}): write `{write}` to list them",
            forms.join(", ")
        ));
    }
    parts.join(", ")
}

/// A warning if the first search for a keyword, or for its new definition, lists no paper.
fn nothing_found(keyword: &Keyword, answer: &Answer) -> Option<String> {
    if answer.before == Before::List
        || !answer.fetched.papers.is_empty()
        || !answer.fetched.missing.is_empty()
    {
        return None;
    }
    let Keyword { name, .. } = keyword;
    let Answer { query, read, .. } = answer;
    Some(if *read > 0 {
        format!(
            "{name}: arXiv returned {}, but none is listed. Dropped: {}. Loosen that rule if you expected papers. The query was: {query}",
            count(usize::try_from(*read).unwrap_or(usize::MAX), "paper", "papers"),
            dropped(&answer.rejected, true)
        )
    } else if keyword.filters_locally() {
        format!(
            "{name}: arXiv has no paper with these words. Check the spelling, use fewer words, and write one keyword per line. \
             Write alternatives as a list under `any`. The query was: {query}"
        )
    } else {
        format!("{name}: arXiv has no paper for this query. Check its spelling, fields and quotes: {query}")
    })
}

fn count(number: usize, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}
