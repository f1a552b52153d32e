//! Telling people: the issue and the pull request of a run, and what an earlier run did not come to.

use super::Pipeline;
use crate::actions::log_lines;
use crate::config::IssueWhen;
use crate::error::Error;
use crate::notify::issue::IssueWriter;
use crate::notify::pull_request;
use crate::report::Report;
use crate::state::State;
use crate::store::{Snapshot, Target};
use crate::update;

impl<T: Target> Pipeline<'_, T> {
    /// In pull request mode: sees to it that there is one pull request for what the branch holds.
    pub(super) async fn ensure_pull_request(
        &self,
        base: &Snapshot,
        state: &State,
        report: &mut Report,
    ) -> Result<(), Error> {
        if base.pull_request.is_none() || self.dry_run {
            return Ok(());
        }
        let below = self.previous_state(base);
        let message = self.line(&pull_request::counts(state, below.as_ref(), self.config))?;
        let text = pull_request::text(&message, state, below.as_ref(), self.config);
        let notice =
            self.target.ensure_pull_request(base, report.changed, &text).await.map_err(Error::PullRequest)?;
        for remark in notice.iter().flat_map(|notice| &notice.warnings) {
            report.warn(remark.clone());
        }
        report.pull_request = notice.filter(|notice| notice.created);
        Ok(())
    }

    /// In pull request mode: the lists of the base, if it has some.
    pub(super) fn previous_state(&self, base: &Snapshot) -> Option<State> {
        let data = base.pull_request.as_ref()?.base_data.as_ref()?;
        State::parse(data, "", &self.config.page.section).ok()
    }

    /// Opens the issue that an earlier run died before; the digest it is of.
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
        let Some(stored) = stored().filter(|_| !self.dry_run) else { return (String::new(), Ok(())) };
        let told = self.notify(writer, &stored, report).await;
        (stored.digest, told)
    }

    /// Sees to it that there is one issue about a data file, if there is anything to tell.
    pub(super) async fn notify(
        &self,
        writer: Option<&IssueWriter<'_>>,
        state: &State,
        report: &mut Report,
    ) -> Result<(), Error> {
        let Some(issue) = writer.map(|writer| writer.write(state)).transpose()?.flatten() else {
            return Ok(());
        };
        if self.dry_run {
            let text = format!("An issue would be opened: {}\n\n{}", issue.title, issue.body);
            self.console.print(&(log_lines(&text) + "\n"));
            return Ok(());
        }
        let notice = self.target.ensure_issue(&issue).await.map_err(Error::Issue)?;
        for remark in notice.iter().flat_map(|notice| &notice.warnings) {
            report.warn(remark.clone());
        }
        report.issue = notice.filter(|notice| notice.created).or(report.issue.take());
        Ok(())
    }
}
