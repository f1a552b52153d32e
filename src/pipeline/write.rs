//! Writes the files of a run, and starts over from what the repository has now whenever another commit came first.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;

use super::like::LookedUp;
use super::{Pipeline, paths};
use crate::actions::log_json;
use crate::arxiv::backfill::Backfill;
use crate::arxiv::client::Client;
use crate::arxiv::plan::Plan;
use crate::diff;
use crate::error::Error;
use crate::notes::Notes;
use crate::notify::issue::IssueWriter;
use crate::paper::ArxivId;
use crate::progress::Progress;
use crate::rank::Ranking;
use crate::report::Report;
use crate::state::State;
use crate::store::{Snapshot, Store, WriteOutcome};
use crate::summaries::Summaries;
use crate::update::{Answers, CurrentState, Update};

const MAX_COMMIT_ATTEMPTS: u32 = 5;

/// After this many days without a change the summary warns of what GitHub does after 60.
const SCHEDULE_WARNING_DAYS: i64 = 45;

/// What one attempt to write leaves to the next, so that nothing is asked for twice.
pub(super) struct Carried<'c> {
    pub(super) plan: Option<Plan<'c>>,
    pub(super) backfill: Option<Backfill<'c>>,
    pub(super) looked_up: LookedUp,
    pub(super) summaries: Option<Summaries<'c>>,
    /// Papers that may be why GitHub refused a commit.
    pub(super) left_out: BTreeSet<ArxivId>,
    pending: Option<Pending>,
}

impl<'c> Carried<'c> {
    fn new(summaries: Option<Summaries<'c>>) -> Self {
        let (plan, backfill, looked_up, pending) = (None, None, None, None);
        Self { plan, backfill, looked_up, summaries, left_out: BTreeSet::new(), pending }
    }
}

/// An update that was sent and may or may not have arrived.
struct Pending {
    base: Snapshot,
    update: Update,
}

pub(super) struct Published {
    /// The lists as they are shown.
    pub(super) state: State,
    pub(super) ranking: Ranking,
    pub(super) notes: Notes,
    pub(super) base: Snapshot,
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
    /// Writes the files, starting over whenever another commit came first.
    pub(super) async fn write(
        &self,
        mut snapshot: Snapshot,
        writer: Option<&IssueWriter<'_>>,
        arxiv: &mut Client<'_>,
        progress: &Progress,
        report: &mut Report,
    ) -> Result<Option<Published>, Error> {
        let mut carried = Carried::new(self.summaries(&snapshot, report));
        let mut last = String::new();
        for attempt in 1..=MAX_COMMIT_ATTEMPTS {
            if attempt > 1 {
                self.back_off(attempt).await;
                if self.landed(carried.pending.as_ref(), report).await? {
                    return Ok(carried.pending.map(Published::from));
                }
                snapshot = self.store.read(&paths(self.config), None).await?;
            }
            let written = if snapshot.is_unborn() && !self.dry_run && !self.context && !self.offline {
                self.begin(&snapshot).await?
            } else {
                let update =
                    Box::pin(self.ask(&mut snapshot, &mut carried, (arxiv, progress), report)).await?;
                if self.context {
                    self.console.print(&log_json(&update.context(self.config)));
                    return Ok(None);
                }
                if update.changes.is_empty() {
                    // What was sent may have arrived after all.
                    if !self.landed(carried.pending.as_ref(), report).await? {
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
                let written = self.commit(&snapshot, &update, &mut carried, report).await?;
                if let WriteOutcome::Done(commit) = written {
                    (report.changed, report.commit) = (true, commit);
                    return Ok(Some(Published::new(update, snapshot)));
                }
                if let WriteOutcome::Indeterminate(_) = written {
                    carried.pending = Some(Pending { base: snapshot.clone(), update });
                }
                written
            };
            last = why_not_committed(written);
            tracing::info!("not committed yet ({last}); reading again");
        }
        if self.landed(carried.pending.as_ref(), report).await? {
            return Ok(carried.pending.map(Published::from));
        }
        Err(Error::NotCommitted { attempts: MAX_COMMIT_ATTEMPTS, last })
    }

    /// Commits an update. If GitHub detects a secret in it, the summaries of this run are left out of the next attempt, then
    /// the papers that may be the cause. A later run tries them again.
    async fn commit(
        &self,
        base: &Snapshot,
        update: &Update,
        carried: &mut Carried<'_>,
        report: &mut Report,
    ) -> Result<WriteOutcome, Error> {
        let message = self.message_for(base, update, report)?;
        let error = match self.store.write(base, &update.changes, &message).await {
            Err(error) if error.is_secret() && carried.left_out.is_empty() => error,
            written => return Ok(written?),
        };
        if carried.summaries.as_mut().is_some_and(Summaries::give_up) {
            report.warn(format!("{error}. The summaries of this run are left out"));
            return Ok(WriteOutcome::Conflict(error.to_string()));
        }
        let page = &self.config.page;
        let data = base.content(&page.data_file);
        let before = data.and_then(|data| State::parse(data, page.data_file.as_str(), &page.section).ok());
        carried.left_out = update.suspects(before.as_ref());
        if carried.left_out.is_empty() {
            return Err(error.into());
        }
        let ids: Vec<&str> = carried.left_out.iter().map(ArxivId::as_str).collect();
        report.warn(format!("{error}. These papers are left out: {}", ids.join(", ")));
        Ok(WriteOutcome::Conflict(error.to_string()))
    }

    /// An empty repository first gets an empty page: GitHub has no way to commit two files to it at once.
    async fn begin(&self, snapshot: &Snapshot) -> Result<WriteOutcome, Error> {
        let current = CurrentState::read(self.config, snapshot)?;
        let nothing = vec![None; self.config.keywords.len()];
        let answers = Answers { fetched: &nothing, filled: &[] };
        let mut update = Update::new(self.config, &self.urls, &current, answers, self.now)?;
        update.changes.truncate(1);
        Ok(self.store.write(snapshot, &update.changes, "Start the page of papers").await?)
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
}
