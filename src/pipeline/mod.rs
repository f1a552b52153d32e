//! A run whose configuration is known: ask arXiv, write, notify; and start over from what the repository has now whenever
//! another commit came first.

mod ask;
mod backfill;
mod like;
mod notify;
mod summaries;
mod write;

use std::collections::BTreeSet;
use std::iter;
use std::sync::Arc;

use jiff::Timestamp;

use crate::actions::log_lines;
use crate::arxiv::client::Client;
use crate::arxiv::query::Request;
use crate::config::{Config, Input, IssueWhen, SummaryConfig};
use crate::error::Error;
use crate::explain::explain;
use crate::http::Timing;
use crate::log::Console;
use crate::notify::github::Notifier;
use crate::notify::issue::IssueWriter;
use crate::notify::pull_request;
use crate::paper::ArxivId;
use crate::progress::Progress;
use crate::render;
use crate::render::context::{CountsContext, date};
use crate::repo::{FileUrls, RepoPath};
use crate::report::Report;
use crate::state::State;
use crate::store::{Snapshot, Store};
use crate::update::{CurrentState, Update};
use write::Published;

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
}
