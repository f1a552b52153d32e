//! The update of a run, with the summaries that its papers lack.

use super::Pipeline;
use crate::error::Error;
use crate::report::Report;
use crate::store::{Snapshot, Store};
use crate::summaries::{Prompt, Summaries};
use crate::update::{Answers, CurrentState, Update};

impl<S: Store> Pipeline<'_, S> {
    /// The summaries of this run; `None` if it asks for none. A prompt that cannot be read is a warning.
    pub(super) fn summaries(&self, snapshot: &Snapshot, report: &mut Report) -> Option<Summaries<'_>> {
        let config = self.config.notes.summaries.as_ref()?;
        if self.dry_run || self.context || self.offline {
            return None;
        }
        let template = config.template().and_then(|path| snapshot.content(path));
        match Prompt::new(config, template) {
            Ok(prompt) => {
                let limits = (&self.timing, self.config.run.time_budget);
                Some(Summaries::new(config, prompt, self.http.clone(), limits, self.now))
            }
            Err(error) => {
                report.warn(format!("no summary was asked for: {error}"));
                None
            }
        }
    }

    /// Makes the update of all answers. Then asks for summaries of what it lists, and makes it again with them.
    pub(super) async fn update(
        &self,
        current: &mut CurrentState<'_>,
        answers: Answers<'_>,
        summaries: Option<&mut Summaries<'_>>,
        report: &mut Report,
    ) -> Result<Update, Error> {
        let make =
            |current: &CurrentState<'_>| Update::new(self.config, &self.urls, current, answers, self.now);
        let mut update = make(current)?;
        if let Some(summaries) = summaries {
            if summaries.add_to(&mut current.notes, &update.view).await {
                update = make(current)?;
            }
            report.summaries(summaries);
        }
        report.lists(&update.view, update.merge.papers_changed);
        update.warnings.iter().for_each(|warning| report.warn(warning.clone()));
        Ok(update)
    }
}
