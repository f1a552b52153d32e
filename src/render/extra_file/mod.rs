//! What the template of an extra file sees: what the section's template sees, and every paper once. As with
//! [`context`](super::context), users' templates depend on it.

mod fit;
mod id;
mod json;
mod keys;

pub(super) use id::id;
pub use keys::keys;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;

use super::chart;
use super::context::{PageContext, PaperContext};
use crate::config::{Config, ExtraFile, FileTemplate};
use crate::history::Index;
use crate::keyword::Sort;
use crate::notes::Notes;
use crate::paper::{ArxivId, Paper};
use crate::rank::Ranking;
use crate::repo::{FileUrls, RepoPath};
use crate::state::State;

/// What an extra file is made from.
#[derive(Clone, Debug, Serialize)]
pub struct ExtraFileContext<'a> {
    /// What the section's template sees, with nothing left out.
    #[serde(flatten)]
    pub page: &'a PageContext<'a>,
    /// The instant of the last change: `2026-11-24T06:37:00Z`.
    pub changed: String,
    /// The README's address on GitHub; empty if no repository is named.
    pub page_url: String,
    /// Every paper once, by the date of its version, newest first.
    pub papers: Vec<ExtraFilePaperContext<'a>>,
    /// For the addresses of the files themselves: no promise.
    #[serde(skip)]
    pub(super) urls: &'a FileUrls,
    /// All extra files, which a page links to: no promise.
    #[serde(skip)]
    extra_files: &'a [ExtraFile],
    /// For `chart.svg`: no promise.
    #[serde(skip)]
    pub(super) chart: chart::Source<'a>,
}

/// A paper of an extra file.
#[derive(Clone, Debug, Serialize)]
pub struct ExtraFilePaperContext<'a> {
    /// The paper, `new` or `revised` if it is so under any keyword.
    #[serde(flatten)]
    pub paper: PaperContext<'a>,
    /// The names of the keywords it is listed under.
    pub keywords: Vec<&'a str>,
    /// Submission of the first version, to the second, UTC.
    pub submitted_at: String,
    /// Submission of this version, to the second, UTC.
    pub updated_at: String,
    /// A key for BibTeX, of this paper only.
    pub key: String,
}

impl<'a> ExtraFileContext<'a> {
    /// The context made from the lists; `page` is the context of the section.
    pub fn new(state: &'a State, config: &'a Config, urls: &'a FileUrls, page: &'a PageContext<'a>) -> Self {
        let mut keywords: BTreeMap<&ArxivId, Vec<&'a str>> = BTreeMap::new();
        for (name, list) in
            config.keywords.iter().filter_map(|keyword| Some((&keyword.name, state.list(&keyword.name)?)))
        {
            for (id, _) in &list.papers {
                keywords.entry(id).or_default().push(name);
            }
        }
        let followed = config.followed();
        let (new, revised) = state.news();
        let mut keys = keys(state);
        let mut listed: Vec<&Paper> = state
            .papers
            .values()
            .map(AsRef::as_ref)
            .filter(|paper| keywords.contains_key(&paper.id))
            .collect();
        listed.sort_by_key(|paper| Reverse((paper.updated, &paper.id)));
        let papers = listed.into_iter().map(|paper| ExtraFilePaperContext {
            paper: PaperContext {
                new: new.contains(&paper.id),
                revised: revised.contains(&paper.id),
                ..PaperContext::new(paper, Sort::Updated).with_followed(&followed)
            },
            keywords: keywords.remove(&paper.id).unwrap_or_default(),
            submitted_at: paper.submitted.to_string(),
            updated_at: paper.updated.to_string(),
            key: keys.remove(&paper.id).unwrap_or_default(),
        });
        Self {
            page,
            changed: state.changed.to_string(),
            page_url: urls.page(&config.page.readme),
            urls,
            extra_files: &config.extra_files,
            papers: papers.collect(),
            chart: chart::Source { state, config, index: None },
        }
    }

    /// The address by which a file links to the first extra file of a built-in template; empty if there is none. Only what is
    /// in the directory of the file, or below, is sure to be on the same web site.
    pub(super) fn link(&self, from: &RepoPath, template: &FileTemplate) -> String {
        let Some(to) = self.extra_files.iter().find(|file| file.template == *template) else {
            return String::new();
        };
        let relative = to.path.relative_to(from);
        let raw = self.urls.raw(&to.path);
        if relative.starts_with("../") && !raw.is_empty() { raw } else { relative }
    }

    /// The same with a history to count papers from.
    #[must_use]
    pub fn with_history(mut self, index: Option<&'a Index>) -> Self {
        self.chart.index = index;
        self
    }

    /// The same with the scores of the papers.
    #[must_use]
    pub fn with_ranking(mut self, ranking: &Ranking) -> Self {
        self.papers.iter_mut().for_each(|paper| paper.paper.rank(ranking));
        self
    }

    /// The same with what the notes file has on the papers.
    #[must_use]
    pub fn with_notes(mut self, notes: &'a Notes) -> Self {
        self.papers
            .iter_mut()
            .for_each(|ExtraFilePaperContext { paper, .. }| paper.notes = notes.of(paper.id));
        self
    }
}

#[cfg(test)]
mod tests;
