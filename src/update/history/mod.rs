//! The files of the history: which months a run must read, and what becomes of them.
//!
//! A file that this program did not make, or that is broken, is left alone, and a warning names it.

mod seen;
mod written;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use seen::Seen;
pub(super) use written::HistoryUpdate;

use super::Answers;
use super::current::CurrentFile;
use crate::config::{Config, HistoryConfig};
use crate::history::{CHART, Coverage, Files, Index, Month, MonthCounts, MonthFile};
use crate::paper::{ArxivId, Paper};
use crate::render::history::{IndexContext, MonthContext, papers};
use crate::render::{self, Renderer};
use crate::repo::RepoPath;
use crate::state::State;
use crate::store::{Snapshot, TreeEntry};
use crate::text::truncate::{self, MAX_README_BYTES};

/// What the repository has of the history.
#[derive(Debug)]
pub(super) struct CurrentHistory<'s> {
    snapshot: &'s Snapshot,
    /// The index; `None` if it is missing, an error if it cannot be used.
    index: Result<Option<Index>, String>,
    renderer: Renderer,
}

/// How the chart begins. A section's name may hold what an XML comment may not.
const CHART_MARKER: &str = "<!-- daily-papers:history -->\n";

/// How a page begins, so that no other file is overwritten.
fn marker(section: &str) -> String {
    format!("<!-- daily-papers:history section={section} -->\n")
}

impl<'s> CurrentHistory<'s> {
    /// What was read of it so far.
    pub(super) fn read(
        config: &Config,
        history: &HistoryConfig,
        snapshot: &'s Snapshot,
    ) -> Result<Self, render::Error> {
        let source = history.template.as_ref().and_then(|path| snapshot.content(path));
        let renderer = Renderer::for_history(history.template.as_ref(), source, config.page.math)?;
        let index = content(snapshot, &history.files.index())
            .and_then(|bytes| bytes.map(|bytes| Index::parse(bytes, &config.page.section)).transpose());
        Ok(Self { snapshot, index, renderer })
    }

    /// The file that a change replaces.
    pub(super) fn old(&self, path: &RepoPath) -> Option<CurrentFile<'s>> {
        match self.snapshot.entries.get(path) {
            Some(TreeEntry::File { content, executable }) => {
                Some(CurrentFile { content, executable: *executable })
            }
            _ => None,
        }
    }

    /// A month; `None` if it has no file yet.
    fn month(&self, config: &Config, files: &Files, month: Month) -> Result<Option<MonthFile>, String> {
        let bytes = content(self.snapshot, &files.month(month))?;
        bytes.map(|bytes| MonthFile::parse(bytes, &config.page.section, month)).transpose()
    }
}

/// The bytes of a file; `None` if it is missing.
fn content<'s>(snapshot: &'s Snapshot, path: &RepoPath) -> Result<Option<&'s [u8]>, String> {
    match snapshot.entries.get(path) {
        None | Some(TreeEntry::Absent) => Ok(None),
        Some(TreeEntry::File { content, .. }) => Ok(Some(content)),
        Some(TreeEntry::Other(what)) => Err(format!("it is {what}, not a file")),
    }
}

/// What decides which months a run needs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run<'r> {
    pub(super) config: &'r Config,
    pub(super) history: &'r HistoryConfig,
    pub(super) state: Option<&'r State>,
    pub(super) answers: Answers<'r>,
    pub(super) now: Timestamp,
}

impl<'r> Run<'r> {
    fn seen(&self, current: &CurrentHistory<'_>) -> Seen<'r> {
        let fetched = self.answers.fetched;
        let mut seen = Seen::new(self.config, self.state, fetched, self.in_step(current), self.now);
        for filled in self.answers.filled {
            seen.fill(filled, self.now);
        }
        seen
    }

    /// Whether the history has every paper that is listed.
    fn in_step(&self, current: &CurrentHistory<'_>) -> bool {
        let directory = self.history.files.directory.as_str();
        let has_all = self.state.is_some_and(|state| state.history == directory);
        has_all && matches!(current.index, Ok(Some(_)))
    }

    /// Since when the history has every paper of each keyword, before earlier months are filled in.
    pub(super) fn coverage(&self, current: &CurrentHistory<'_>) -> BTreeMap<String, Coverage> {
        let Ok(index) = &current.index else { return BTreeMap::new() };
        let before = index.as_ref().filter(|_| self.in_step(current));
        let covered =
            self.config.keywords.iter().zip(self.answers.fetched).filter_map(|(keyword, fetched)| {
                let before = before.and_then(|index| index.covered.get(&keyword.name));
                match fetched {
                    Some(fetched) => Coverage::after(before, keyword, fetched),
                    None => before.cloned(),
                }
            });
        covered.map(|covered| (covered.keyword.clone(), covered)).collect()
    }

    /// The months whose papers an index must count that does not exist yet: it is not known which have files.
    fn unindexed(&self, current: &CurrentHistory<'_>, months: &BTreeSet<Month>) -> BTreeSet<Month> {
        let first = months.first().filter(|_| matches!(current.index, Ok(None)));
        first.into_iter().flat_map(|first| first.through(Month::now(self.now))).collect()
    }

    /// The files that a run needs once arXiv has answered.
    pub(super) fn paths(&self, current: &CurrentHistory<'_>) -> Vec<RepoPath> {
        let files = &self.history.files;
        let months = self.seen(current).all_months();
        let pages = months.iter().map(|month| files.month_page(*month));
        let data = self.unindexed(current, &months).into_iter().chain(months.iter().copied());
        let paths: BTreeSet<RepoPath> = data.map(|month| files.month(month)).chain(pages).collect();
        paths.into_iter().filter(|path| !current.snapshot.entries.contains_key(path)).collect()
    }

    /// The files as they are to be.
    pub(super) fn update(
        &self,
        current: &CurrentHistory<'_>,
        merged: &State,
    ) -> Result<HistoryUpdate, render::Error> {
        let seen = self.seen(current);
        let mut update = HistoryUpdate { complete: seen.future == 0, ..HistoryUpdate::default() };
        if seen.future > 0 {
            update.warn(format!(
                "{} papers are dated after the month of this run and are not in the history yet. Check the clock of the \
                 runner; a later run adds them",
                seen.future
            ));
        }
        let mut index = match &current.index {
            Ok(index) => index.clone().unwrap_or_default(),
            Err(reason) => {
                update.complete = false;
                update.leave(&self.history.files.index(), reason);
                Index::default()
            }
        };
        let broken = self.update_months(current, &seen, &mut index, &mut update)?;
        if current.index.is_ok() && !index.months.is_empty() {
            index.covered = self.coverage(current);
            self.extend_coverage(&mut index, &broken);
            self.write_index(current, (&index, merged), &mut update)?;
            update.index = Some(index);
        }
        Ok(update)
    }

    /// Writes the months and counts them; those that cannot be read.
    fn update_months(
        &self,
        current: &CurrentHistory<'_>,
        seen: &Seen<'_>,
        index: &mut Index,
        update: &mut HistoryUpdate,
    ) -> Result<BTreeSet<Month>, render::Error> {
        let (files, months) = (&self.history.files, seen.all_months());
        let mut broken = BTreeSet::new();
        for month in self.unindexed(current, &months).difference(&months) {
            if let Ok(Some(file)) = current.month(self.config, files, *month) {
                index.months.insert(*month, MonthCounts::new(*month, &file));
            }
        }
        for month in months {
            match current.month(self.config, files, month) {
                Ok(file) => {
                    let file = self.record(month, file, seen, &mut update.recorded);
                    index.months.insert(month, MonthCounts::new(month, &file));
                    self.write_month(current, month, &file, update)?;
                }
                Err(reason) => {
                    update.complete &= !seen.months.contains(&month);
                    update.leave(&files.month(month), &reason);
                    broken.insert(month);
                }
            }
        }
        Ok(broken)
    }

    /// Adds the ranges that were filled in, up to a month that could not be read.
    fn extend_coverage(&self, index: &mut Index, broken: &BTreeSet<Month>) {
        for filled in self.answers.filled {
            let mut months = filled.papers.iter().filter_map(|paper| Month::of_paper(paper, self.now));
            if let (false, Some(covered)) =
                (months.any(|month| broken.contains(&month)), index.covered.get_mut(&filled.keyword))
            {
                covered.extend(filled);
            }
        }
    }

    /// A month with what this run saw of it.
    fn record(
        &self,
        month: Month,
        file: Option<MonthFile>,
        seen: &Seen<'_>,
        recorded: &mut Vec<ArxivId>,
    ) -> MonthFile {
        let before = file.unwrap_or_default();
        let mut file = before.clone();
        let belongs = |paper: &Paper| Month::of_paper(paper, self.now) == Some(month);
        for (paper, keywords) in seen.papers.values().filter(|(paper, _)| belongs(paper)) {
            file.record(paper, keywords);
        }
        for paper in seen.others.values().filter(|paper| belongs(paper)) {
            file.update(paper);
        }
        let changed = file.rows.iter().filter(|(id, row)| before.rows.get(*id) != Some(*row));
        recorded.extend(changed.map(|(id, _)| id.clone()));
        file
    }

    fn write_month(
        &self,
        current: &CurrentHistory<'_>,
        month: Month,
        file: &MonthFile,
        update: &mut HistoryUpdate,
    ) -> Result<(), render::Error> {
        let (files, section) = (&self.history.files, &self.config.page.section);
        update.files.push((files.month(month), file.to_text(section, month)));
        let papers = papers(file);
        let mut bytes = 0;
        let page = truncate::fit(papers.len(), MAX_README_BYTES, |step| {
            let shown = papers.len() - step;
            let context = MonthContext::new(self.config, month, file, &papers, shown);
            let text = marker(section) + &current.renderer.month(&context)?;
            bytes = bytes.max(text.len());
            Ok::<_, render::Error>((text.len(), (text, step)))
        })?;
        let path = files.month_page(month);
        let Some((text, left_out)) = page else {
            update.warn(format!(
                "{path} has no room for its papers, and is not written: shorten `history-template`"
            ));
            return Ok(());
        };
        if left_out > 0 {
            update.warn(format!(
                "{path} would have {bytes} bytes, and GitHub shows {MAX_README_BYTES}: its {left_out} oldest papers are not \
                 on the page. {} has them all",
                files.month(month)
            ));
        }
        update.write_page(current, &marker(section), path, text);
        Ok(())
    }

    fn write_index(
        &self,
        current: &CurrentHistory<'_>,
        (index, merged): (&Index, &State),
        update: &mut HistoryUpdate,
    ) -> Result<(), render::Error> {
        let (files, section) = (&self.history.files, &self.config.page.section);
        update.files.push((files.index(), index.to_text(section)));
        let chart = CHART_MARKER.to_owned() + &Renderer::history_chart(merged, self.config, index)?;
        let has_chart = update.write_page(current, CHART_MARKER, files.chart(), chart);
        let chart = if has_chart { CHART } else { "" };
        let text = current.renderer.history_index(&IndexContext::new(self.config, index, chart))?;
        let marker = marker(section);
        update.write_page(current, &marker, files.index_page(), marker.clone() + &text);
        Ok(())
    }
}
