//! Asks for everything that the files of a run need, and makes them.

use std::collections::BTreeSet;

use super::Pipeline;
use super::write::Carried;
use crate::arxiv;
use crate::arxiv::client::Client;
use crate::arxiv::plan::{KeywordState, Plan};
use crate::error::Error;
use crate::paper::ArxivId;
use crate::progress::Progress;
use crate::repo::RepoPath;
use crate::report::{KeywordReport, Report};
use crate::state::FetchedList;
use crate::store::{Snapshot, Store};
use crate::update::{self, Answers, CurrentState, Update};

/// Files that are read in one request.
const MAX_PATHS: usize = 100;

impl<S: Store> Pipeline<'_, S> {
    /// Asks for everything, and makes the update of it. Reads more files of the same commit if the answers need them.
    pub(super) async fn ask<'c>(
        &'c self,
        snapshot: &mut Snapshot,
        carried: &mut Carried<'c>,
        (arxiv, progress): (&mut Client<'_>, &Progress),
        report: &mut Report,
    ) -> Result<Update, Error> {
        let mut current = CurrentState::read(self.config, snapshot)?;
        self.ensure_section_moved(&current, snapshot).await?;
        let Carried { plan, backfill, looked_up, summaries, left_out, .. } = carried;
        let fetched = self.fetch((&current, left_out), plan, arxiv, progress, report).await?;
        let mut filled = self.fill_history((&current, &fetched), backfill, (arxiv, progress), report).await;
        if !left_out.is_empty() {
            // The paper that GitHub refuses may be among these.
            filled.clear();
        }
        let answers = Answers { fetched: &fetched, filled: &filled };
        let more = update::history_paths(self.config, &current, answers, self.now);
        if !more.is_empty() {
            *snapshot = self.read_more(std::mem::take(snapshot), &more).await?;
            current = CurrentState::read(self.config, snapshot)?;
        }
        self.look_up_liked(&mut current, looked_up, arxiv, report).await;
        self.update(&mut current, answers, summaries.as_mut(), report).await
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
}
