//! A run whose configuration is known: ask arXiv, write, notify; and start over from what the repository has now whenever
//! another commit came first.

mod backfill;
mod like;
mod notify;
mod summaries;

use std::collections::BTreeSet;
use std::iter;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use crate::actions::{log_json, log_lines};
use crate::arxiv;
use crate::arxiv::backfill::Backfill;
use crate::arxiv::client::Client;
use crate::arxiv::plan::{KeywordState, Plan};
use crate::arxiv::query::Request;
use crate::config::{Config, Input, IssueWhen, SummaryConfig};
use crate::diff;
use crate::error::Error;
use crate::explain::explain;
use crate::http::Timing;
use crate::log::Console;
use crate::notes::Notes;
use crate::notify::github::Notifier;
use crate::notify::issue::IssueWriter;
use crate::notify::pull_request;
use crate::paper::ArxivId;
use crate::progress::Progress;
use crate::rank::Ranking;
use crate::render;
use crate::render::context::{CountsContext, date};
use crate::repo::{FileUrls, RepoPath};
use crate::report::{KeywordReport, Report};
use crate::state::{FetchedList, State};
use crate::store::{Snapshot, Store, WriteOutcome};
use crate::summaries::Summaries;
use crate::update::{self, Answers, CurrentState, Update};

const MAX_COMMIT_ATTEMPTS: u32 = 5;

/// Files that are read in one request.
const MAX_PATHS: usize = 100;

/// After this many days without a change the summary warns of what GitHub does after 60.
const SCHEDULE_WARNING_DAYS: i64 = 45;

/// A run whose configuration is known.
pub(crate) struct Pipeline<'a, S> {
    pub(crate) store: &'a S,
    /// `None` in a plain directory.
    pub(crate) notifier: Option<Notifier>,
    pub(crate) config: &'a Config,
    pub(crate) urls: FileUrls,
    pub(crate) console: &'a Console,
    pub(crate) timing: Timing,
    pub(crate) now: Timestamp,
    pub(crate) dry_run: bool,
    pub(crate) context: bool,
    pub(crate) offline: bool,
    pub(crate) http: reqwest::Client,
}

/// An update that was sent and may or may not have arrived.
struct Pending {
    base: Snapshot,
    update: Update,
}

pub(crate) fn paths(config: &Config) -> Vec<RepoPath> {
    let issue = config.notify.template.as_ref().filter(|_| config.has_issue());
    let page = &config.page;
    let notes = config.notes.path.as_ref();
    let prompt = config.notes.summaries.as_ref().and_then(SummaryConfig::template);
    let paths = [Some(&page.readme), Some(&page.data_file), page.template.source(), issue, notes, prompt];
    let paths = paths.into_iter().flatten().chain(&config.like.files);
    let files =
        config.extra_files.iter().flat_map(|file| iter::once(&file.path).chain(file.template.source()));
    let history = config.history.iter().flat_map(|history| {
        let files = [history.files.index(), history.files.index_page(), history.files.chart()];
        files.into_iter().chain(history.template.clone())
    });
    // Two files may share a template.
    paths.chain(files).cloned().chain(history).collect::<BTreeSet<_>>().into_iter().collect()
}

struct Published {
    /// The lists as they are shown.
    state: State,
    ranking: Ranking,
    notes: Notes,
    base: Snapshot,
}

impl Published {
    fn new(update: Update, base: Snapshot) -> Self {
        Self { state: update.view, ranking: update.ranking, notes: update.notes, base }
    }
}

impl From<Pending> for Published {
    fn from(Pending { base, update }: Pending) -> Self {
        Self::new(update, base)
    }
}

/// Why a write needs another attempt.
fn why_not_committed(written: WriteOutcome) -> String {
    match written {
        WriteOutcome::Done(_) => "there was nothing to do".to_owned(),
        WriteOutcome::Initialized => "the repository was empty".to_owned(),
        WriteOutcome::Conflict(why) | WriteOutcome::Indeterminate(why) => why,
    }
}

impl<S: Store> Pipeline<'_, S> {
    /// The whole run, from a first snapshot on: the files, then issue and pull request.
    pub(crate) async fn publish(
        &self,
        snapshot: Snapshot,
        arxiv: &mut Client<'_>,
        progress: &Progress,
        report: &mut Report,
    ) -> Result<(), Error> {
        let writer =
            IssueWriter::new(self.config, &snapshot, self.urls.page(&self.config.page.readme), self.now)?;
        // Before the data file forgets what an earlier run could not announce.
        let (announced, earlier) = self.open_missed_issue(writer.as_ref(), &snapshot, report).await;
        let published = self.write(snapshot, writer.as_ref(), arxiv, progress, report).await?;
        let Some(Published { state, ranking, notes, base }) = published else { return earlier };
        self.ensure_pull_request(&base, &state, report).await?;
        let always = self.config.notify.when == IssueWhen::Always;
        if always || report.changed && state.digest != announced {
            self.notify(writer.as_ref(), (&state, &notes, &ranking), report).await?;
        }
        earlier
    }

    /// Writes the files, starting over whenever another commit came first.
    async fn write(
        &self,
        mut snapshot: Snapshot,
        writer: Option<&IssueWriter<'_>>,
        arxiv: &mut Client<'_>,
        progress: &Progress,
        report: &mut Report,
    ) -> Result<Option<Published>, Error> {
        let (mut plan, mut pending): (Option<Plan<'_>>, Option<Pending>) = (None, None);
        let mut backfill: Option<Backfill<'_>> = None;
        let mut last = String::new();
        let mut left_out = BTreeSet::new();
        let mut looked_up = None;
        let mut summaries = self.summaries(&snapshot, report);
        for attempt in 1..=MAX_COMMIT_ATTEMPTS {
            if attempt > 1 {
                self.back_off(attempt).await;
                if self.landed(pending.as_ref(), report).await? {
                    return Ok(pending.map(Published::from));
                }
                snapshot = self.store.read(&paths(self.config), None).await?;
            }
            let mut current = CurrentState::read(self.config, &snapshot)?;
            self.ensure_section_moved(&current, &snapshot).await?;
            let written = if snapshot.is_unborn() && !self.dry_run && !self.context && !self.offline {
                self.begin(&current, &snapshot).await?
            } else {
                let fetched = self.fetch((&current, &left_out), &mut plan, arxiv, progress, report).await?;
                let asked = (&current, fetched.as_slice());
                let mut filled = self.fill_history(asked, &mut backfill, (arxiv, progress), report).await;
                if !left_out.is_empty() {
                    // The paper that GitHub refuses may be among these.
                    filled.clear();
                }
                let answers = Answers { fetched: &fetched, filled: &filled };
                let more = update::history_paths(self.config, &current, answers, self.now);
                if !more.is_empty() {
                    snapshot = self.read_more(snapshot, &more).await?;
                    current = CurrentState::read(self.config, &snapshot)?;
                }
                Box::pin(self.look_up_liked(&mut current, &mut looked_up, arxiv, report)).await;
                let update = self.update(&mut current, answers, summaries.as_mut(), report).await?;
                if self.context {
                    self.console.print(&log_json(&update.context(self.config)));
                    return Ok(None);
                }
                if update.changes.is_empty() {
                    // What was sent may have arrived after all.
                    if !self.landed(pending.as_ref(), report).await? {
                        self.warn_before_schedule_is_disabled(update.merge.state.changed, report);
                    }
                    return Ok(Some(Published::new(update, snapshot)));
                }
                // A template that fails over these papers does so before anything is written.
                writer
                    .map(|writer| writer.write(&update.view, &update.notes, &update.ranking))
                    .transpose()?;
                if self.dry_run {
                    self.show(&snapshot, &update, report);
                    return Ok(Some(Published::new(update, snapshot)));
                }
                let update_from = (&update, current.state.as_ref());
                let doubtful = (&mut left_out, summaries.as_mut());
                let written = self.commit(&snapshot, update_from, doubtful, report).await?;
                if let WriteOutcome::Done(commit) = written {
                    (report.changed, report.commit) = (true, commit);
                    return Ok(Some(Published::new(update, snapshot)));
                }
                if let WriteOutcome::Indeterminate(_) = written {
                    pending = Some(Pending { base: snapshot.clone(), update });
                }
                written
            };
            last = why_not_committed(written);
            tracing::info!("not committed yet ({last}); reading again");
        }
        if self.landed(pending.as_ref(), report).await? {
            return Ok(pending.map(Published::from));
        }
        Err(Error::NotCommitted { attempts: MAX_COMMIT_ATTEMPTS, last })
    }

    /// An error if the file that had the section before still has it.
    async fn ensure_section_moved(
        &self,
        current: &CurrentState<'_>,
        snapshot: &Snapshot,
    ) -> Result<(), Error> {
        let Some(previous) = current.previous_readme(self.config) else { return Ok(()) };
        // The lists may be those of an open pull request: then so is the section.
        let data = snapshot.content(&self.config.page.data_file);
        let pull_request = snapshot.pull_request.as_ref().filter(|pull| pull.base_data.as_deref() != data);
        let head = pull_request.and_then(|pull| pull.head.clone()).or_else(|| snapshot.head.clone());
        let at_head = Snapshot { head, ..Snapshot::default() };
        let at_head = self.store.read(std::slice::from_ref(&previous), Some(at_head)).await?;
        Ok(update::ensure_section_moved(self.config, &at_head, &previous)?)
    }

    /// Commits an update. If GitHub detects a secret in it, the summaries of this run are left out of the next attempt, then
    /// the papers that may be the cause. A later run tries them again.
    async fn commit(
        &self,
        base: &Snapshot,
        (update, before): (&Update, Option<&State>),
        (left_out, summaries): (&mut BTreeSet<ArxivId>, Option<&mut Summaries<'_>>),
        report: &mut Report,
    ) -> Result<WriteOutcome, Error> {
        let message = self.message_for(base, update, report)?;
        let error = match self.store.write(base, &update.changes, &message).await {
            Err(error) if error.is_secret() && left_out.is_empty() => error,
            written => return Ok(written?),
        };
        if summaries.is_some_and(Summaries::give_up) {
            report.warn(format!("{error}. The summaries of this run are left out"));
            return Ok(WriteOutcome::Conflict(error.to_string()));
        }
        *left_out = update.suspects(before);
        if left_out.is_empty() {
            return Err(error.into());
        }
        let ids: Vec<&str> = left_out.iter().map(ArxivId::as_str).collect();
        report.warn(format!("{error}. These papers are left out: {}", ids.join(", ")));
        Ok(WriteOutcome::Conflict(error.to_string()))
    }

    /// Says why a paper is listed or not, in log and summary, and does nothing else.
    pub(crate) async fn explain(
        &self,
        snapshot: &Snapshot,
        arxiv: &mut Client<'_>,
        id: &ArxivId,
        report: &mut Report,
    ) -> Result<(), Error> {
        let current = CurrentState::read(self.config, snapshot)?;
        let answer = arxiv.ask(&Request::Papers(vec![id.clone()]), false).await;
        let papers = answer.map_err(Error::Unanswered)?.papers;
        let paper = papers.into_iter().find(|paper| paper.id == *id).map(Arc::new);
        let text =
            explain(self.config, (current.state.as_ref(), &current.liked), id, paper.as_ref(), self.now);
        self.console.print(&(log_lines(&text) + "\n"));
        report.explanation = Some(text);
        Ok(())
    }

    /// Renders the commit message, to find mistakes in its template.
    pub(crate) fn message(&self, report: &Report) -> Result<String, Error> {
        let counts = CountsContext {
            section: &self.config.page.section,
            date: date(self.now, &self.config.page.timezone),
            new_count: report.new.len(),
            revised_count: report.revised,
            total_count: report.total,
        };
        self.line(&counts)
    }

    /// The message of a commit on top of a snapshot: on the branch of a pull request it counts all that it brings.
    fn message_for(&self, base: &Snapshot, update: &Update, report: &Report) -> Result<String, Error> {
        let state = &update.view;
        if base.pull_request.is_some() {
            return self.pull_request_title(state, self.previous_state(base).as_ref());
        }
        if base.content(&self.config.page.data_file).is_none() {
            return self.first_message(state);
        }
        if let Some(rows) = update.history_rows().filter(|_| self.has_default_message()) {
            return Ok(match rows {
                0 => "Update the history".to_owned(),
                1 => "Update 1 paper in the history".to_owned(),
                _ => format!("Update {rows} papers in the history"),
            });
        }
        self.message(report)
    }

    fn has_default_message(&self) -> bool {
        let default = Input::named("commit-message").and_then(Input::default);
        default == Some(self.config.run.commit_message.as_str())
    }

    /// The title of a pull request, and the message of its commit.
    fn pull_request_title(&self, state: &State, base: Option<&State>) -> Result<String, Error> {
        match base {
            None if state.news() == Default::default() => self.first_message(state),
            _ => self.line(&pull_request::counts(state, base, self.config)),
        }
    }

    /// The message of the commit that adds the data file: nothing is new or revised yet, so the default one would count to
    /// zero.
    fn first_message(&self, state: &State) -> Result<String, Error> {
        if self.has_default_message() {
            let total = state.papers.len();
            return Ok(format!("Add {total} {}", if total == 1 { "paper" } else { "papers" }));
        }
        self.line(&pull_request::counts(state, None, self.config))
    }

    fn line(&self, counts: &CountsContext<'_>) -> Result<String, Error> {
        Ok(render::line("commit-message", &self.config.run.commit_message, counts)?)
    }

    /// An empty repository first gets an empty page: GitHub has no way to commit two files to it at once.
    async fn begin(&self, current: &CurrentState<'_>, snapshot: &Snapshot) -> Result<WriteOutcome, Error> {
        let nothing = vec![None; self.config.keywords.len()];
        let answers = Answers { fetched: &nothing, filled: &[] };
        let mut update = Update::new(self.config, &self.urls, current, answers, self.now)?;
        update.changes.truncate(1);
        Ok(self.store.write(snapshot, &update.changes, "Start the page of papers").await?)
    }

    /// Asks arXiv for what is not answered yet. The answers have one element a keyword, `None` if it was not read wholly.
    async fn fetch<'c>(
        &'c self,
        (current, left_out): (&CurrentState<'_>, &BTreeSet<ArxivId>),
        plan: &mut Option<Plan<'c>>,
        arxiv: &mut Client<'_>,
        progress: &Progress,
        report: &mut Report,
    ) -> Result<Vec<Option<FetchedList>>, Error> {
        if self.offline {
            return self.no_answers(current, report);
        }
        let keywords = &self.config.keywords;
        let known =
            keywords.iter().map(|keyword| KeywordState::new(current.state.as_ref(), keyword)).collect();
        let plan = match plan {
            Some(plan) => {
                plan.refresh(known);
                plan
            }
            None => plan.insert(Plan::new(keywords, &self.config.page.section, known, self.now)),
        };
        arxiv::ask(arxiv, plan, progress).await;
        let answers = plan.answers();
        report.arxiv(&self.config.keywords, &answers);
        plan.warnings().into_iter().for_each(|warning| report.warn(warning));
        // What is on the page, should this be all.
        current.state.iter().for_each(|state| report.lists(state, false));
        Self::ensure_any_keyword_succeeded(report)?;
        let mut fetched: Vec<_> =
            answers.into_iter().map(|answer| answer.ok().map(|answer| answer.fetched)).collect();
        fetched.iter_mut().flatten().for_each(|list| list.leave_out(left_out));
        Ok(fetched)
    }

    /// Reads more files of the same commit.
    async fn read_more(&self, mut snapshot: Snapshot, paths: &[RepoPath]) -> Result<Snapshot, Error> {
        for paths in paths.chunks(MAX_PATHS) {
            snapshot = self.store.read(paths, Some(snapshot)).await?;
        }
        Ok(snapshot)
    }

    /// Without arXiv there is no answer: the lists stay as they are stored.
    fn no_answers(
        &self,
        current: &CurrentState<'_>,
        report: &mut Report,
    ) -> Result<Vec<Option<FetchedList>>, Error> {
        if current.data.is_none() {
            return Err(Error::NothingStored(self.config.page.data_file.clone()));
        }
        report.offline(&self.config.keywords);
        Ok(vec![None; self.config.keywords.len()])
    }

    /// A run that read nothing changes nothing.
    fn ensure_any_keyword_succeeded(report: &Report) -> Result<(), Error> {
        let failed = report.keywords.iter().filter_map(KeywordReport::failure);
        let failed: Vec<_> = failed.map(|(name, error)| (name.to_owned(), error.clone())).collect();
        if failed.len() == report.keywords.len() {
            return Err(Error::AllFailed(failed));
        }
        Ok(())
    }

    /// Shows what a dry run would have written.
    fn show(&self, snapshot: &Snapshot, update: &Update, report: &mut Report) {
        report.changed = true;
        report.diff = Some(diff::unified(snapshot, &update.changes, false));
        self.console.print(&diff::unified(snapshot, &update.changes, self.console.color()));
    }

    /// GitHub disables the schedule of a repository after 60 days without activity, and notifies only the person who last
    /// edited it (<https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule>).
    fn warn_before_schedule_is_disabled(&self, changed: Timestamp, report: &mut Report) {
        let days = self.now.duration_since(changed).as_hours() / 24;
        if days >= SCHEDULE_WARNING_DAYS {
            report.warn(format!(
                "nothing has changed for {days} days, and GitHub switches schedules off after 60 days without activity in \
                 the repository: any commit of yours prevents that; to switch it on again, open Actions, choose the \
                 workflow, and press \u{201c}Enable workflow\u{201d}"
            ));
        }
    }

    /// Whether what was sent without an answer arrived; then this run made that commit, and reports its news.
    async fn landed(&self, pending: Option<&Pending>, report: &mut Report) -> Result<bool, Error> {
        let Some(Pending { base, update }) = pending else { return Ok(false) };
        let commit = self.store.find_commit(base, &update.changes).await?;
        if commit.is_some() {
            report.lists(&update.view, update.merge.papers_changed);
            (report.changed, report.commit) = (true, commit);
        }
        Ok(report.changed)
    }

    /// Waits a while before another attempt, longer each time.
    async fn back_off(&self, attempt: u32) {
        let wait = self.timing.github_retry.saturating_mul(1 << attempt.min(4));
        tokio::time::sleep(wait.min(Duration::from_secs(15))).await;
    }
}
