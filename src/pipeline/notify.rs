//! The issue and the pull request of a run, and the issue that an earlier run could not open.

use jiff::SignedDuration;

use super::Pipeline;
use crate::actions::log_lines;
use crate::config::IssueWhen;
use crate::error::Error;
use crate::notes::Notes;
use crate::notify::issue::IssueWriter;
use crate::notify::pull_request;
use crate::rank::Ranking;
use crate::report::Report;
use crate::state::State;
use crate::store::{Snapshot, Store};
use crate::update;

/// For how long after its commit an issue that could not be opened is opened by a later run. After that, one that is
/// missing was deleted by a person.
const CATCH_UP: SignedDuration = SignedDuration::from_hours(36);

impl<S: Store> Pipeline<'_, S> {
    /// In pull request mode: makes sure that there is one pull request for what is on the branch.
    pub(super) async fn ensure_pull_request(
        &self,
        base: &Snapshot,
        state: &State,
        report: &mut Report,
    ) -> Result<(), Error> {
        let Some(notifier) = self.notifier.as_ref().filter(|_| base.pull_request.is_some() && !self.dry_run)
        else {
            return Ok(());
        };
        let previous = self.previous_state(base);
        let message = self.pull_request_title(state, previous.as_ref())?;
        let text = pull_request::text(&message, state, previous.as_ref(), self.config);
        let written = (report.changed, report.commit.as_ref());
        let pull_request = notifier.ensure_pull_request(base, written, &text).await;
        let pull_request = pull_request.map_err(Error::PullRequest)?;
        for warning in pull_request.iter().flat_map(|thread| &thread.warnings) {
            report.warn(warning.clone());
        }
        report.pull_request = pull_request.filter(|thread| thread.created);
        Ok(())
    }

    /// In pull request mode: the lists that the base has, if any.
    pub(super) fn previous_state(&self, base: &Snapshot) -> Option<State> {
        let data = base.pull_request.as_ref()?.base_data.as_ref()?;
        State::parse(data, "", &self.config.page.section).ok()
    }

    /// Opens the issue that an earlier run could not open; the digest that it is about.
    pub(super) async fn open_missed_issue(
        &self,
        writer: Option<&IssueWriter<'_>>,
        snapshot: &Snapshot,
        report: &mut Report,
    ) -> (String, Result<(), Error>) {
        let stored = || {
            let path =
                Some(&self.config.page.data_file).filter(|_| self.config.notify.when == IssueWhen::New)?;
            let file = update::file(snapshot, path).ok()??;
            // One that cannot be read is reported by those who need it.
            State::parse(file.content, path.as_str(), &self.config.page.section).ok()
        };
        let may_be_missing = |state: &State| {
            let age = self.now.duration_since(state.changed).abs();
            !self.dry_run && age <= CATCH_UP && !state.is_of_another(&snapshot.repository_id())
        };
        let Some(stored) = stored().filter(may_be_missing) else { return (String::new(), Ok(())) };
        let (notes, _) = update::read_notes(self.config, snapshot);
        let liked = update::read_liked(self.config, snapshot).unwrap_or_default().0;
        let ranking = Ranking::new(&stored, &liked);
        let view = ranking.view(&stored, &self.config.keywords, self.config.like.min_relevance);
        let notified = self.notify(writer, (&view, &notes, &ranking), report).await;
        (stored.digest, notified)
    }

    /// Makes sure that there is one issue about a data file, if it has news.
    pub(super) async fn notify(
        &self,
        writer: Option<&IssueWriter<'_>>,
        (state, notes, ranking): (&State, &Notes, &Ranking),
        report: &mut Report,
    ) -> Result<(), Error> {
        let Some(issue) = writer.map(|writer| writer.write(state, notes, ranking)).transpose()?.flatten()
        else {
            return Ok(());
        };
        if self.dry_run {
            let text = format!("An issue would be opened: {}\n\n{}", issue.title, issue.body);
            self.console.print(&(log_lines(&text) + "\n"));
            return Ok(());
        }
        let Some(notifier) = &self.notifier else { return Ok(()) };
        let thread = notifier.ensure_issue(&issue).await.map_err(Error::Issue)?;
        for warning in thread.iter().flat_map(|thread| &thread.warnings) {
            report.warn(warning.clone());
        }
        report.issue = thread.filter(|thread| thread.created).or(report.issue.take());
        Ok(())
    }
}
