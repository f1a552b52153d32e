//! Earlier papers for the history, after the run's own work.

use super::Pipeline;
use crate::arxiv;
use crate::arxiv::backfill::Backfill;
use crate::arxiv::client::Client;
use crate::history::Filled;
use crate::progress::Progress;
use crate::report::Report;
use crate::state::FetchedList;
use crate::store::Store;
use crate::update::{self, CurrentState};

impl<S: Store> Pipeline<'_, S> {
    /// Asks arXiv for earlier papers, if the history wants any. Another attempt to commit uses the same answers.
    pub(super) async fn fill_history<'c>(
        &'c self,
        (current, fetched): (&CurrentState<'_>, &[Option<FetchedList>]),
        backfill: &mut Option<Backfill<'c>>,
        (arxiv, progress): (&mut Client<'_>, &Progress),
        report: &mut Report,
    ) -> Vec<Filled> {
        let first = self.config.history.as_ref().and_then(|history| history.from);
        let (Some(first), false) = (first, self.offline || self.dry_run || self.context) else {
            return Vec::new();
        };
        if let Some(backfill) = backfill {
            return backfill.answers().to_vec();
        }
        let covered = update::history_coverage(self.config, current, fetched, self.now);
        let since = self.config.keywords.iter().map(|keyword| covered.get(&keyword.name));
        let since = since.map(|covered| covered.map(|covered| covered.since)).collect();
        let backfill = backfill.insert(Backfill::new(&self.config.keywords, first, since, self.now));
        arxiv::fill(arxiv, backfill, progress).await;
        if let Some(error) = backfill.failure() {
            report.warn(format!(
                "the history is not filled in further in this run: {error}. A later run goes on"
            ));
        }
        if let Some(progress) = backfill.progress() {
            tracing::info!("{progress}");
            report.history = Some(progress);
        }
        backfill.answers().to_vec()
    }
}
