//! What arXiv has answered in a run: kept when the run begins again, asked for only where it is missing.

use jiff::civil::Date;

use crate::arxiv::client::Client;
use crate::arxiv::plan::{self, Answer, Known, Reading};
use crate::arxiv::{self, Failure};
use crate::config::Config;
use crate::log::Progress;

/// What arXiv has answered so far, an element a keyword.
pub(super) struct Readings<'k>(Vec<Option<Result<Reading<'k>, Failure>>>);

impl<'k> Readings<'k> {
    pub(super) fn new(config: &'k Config) -> Self {
        Self(config.keywords.iter().map(|_| None).collect())
    }

    /// Reads every keyword that has no answer yet, or whose answer does not go with what is stored now.
    pub(super) async fn complete(
        &mut self,
        config: &'k Config,
        known: &[Known],
        today: Date,
        arxiv: &mut Client<'_>,
        progress: &Progress,
    ) {
        for index in plan::order(known, today) {
            let answered = match &self.0[index] {
                None => false,
                Some(Ok(reading)) => reading.doubt(&known[index]).is_none(),
                Some(Err(_)) => true,
            };
            if !answered {
                let answer = arxiv::read(arxiv, &config.keywords[index], &known[index], progress).await;
                self.0[index] = Some(answer);
                progress.done();
            }
        }
    }

    pub(super) fn answers(&self, known: &[Known]) -> Vec<Result<Answer, Failure>> {
        let answer = |(reading, known): (&Option<Result<Reading<'_>, Failure>>, &Known)| match reading {
            Some(Ok(reading)) => reading.finish(known).map_err(Failure::Unsound),
            Some(Err(failure)) => Err(failure.clone()),
            None => Err(Failure::Unsound("it was not read".to_owned())),
        };
        self.0.iter().zip(known).map(answer).collect()
    }
}
