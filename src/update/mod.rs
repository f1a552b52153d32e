//! Makes the files to write from what was read and what arXiv answered. Pure: the same inputs give the same bytes.

mod current;
mod error;
mod fit;
mod history;
mod readme;

pub use current::{
    CurrentExtraFile, CurrentFile, CurrentState, Readme, ensure_section_moved, file, headings_above,
    read_liked, read_notes,
};
pub use error::Error;
pub use fit::Truncation;
pub use readme::shown_readme;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::config::{Config, ExtraFile, FileTemplate, IssueWhen};
use crate::history::{Coverage, Filled};
use crate::notes::Notes;
use crate::paper::ArxivId;
use crate::rank::Ranking;
use crate::render::Renderer;
use crate::render::context::PageContext;
use crate::render::extra_file::{self, ExtraFileContext};
use crate::repo::{FileUrls, RepoPath};
use crate::state::{self, FetchedList, Merge, State};
use crate::store::FileChange;
use crate::text::credential;
use fit::render_to_fit;
use history::{CurrentHistory, HistoryUpdate};

/// What arXiv answered.
#[derive(Clone, Copy, Debug)]
pub struct Answers<'a> {
    /// One element per keyword, `None` if its answer is missing or incomplete.
    pub fetched: &'a [Option<FetchedList>],
    /// Earlier papers for the history.
    pub filled: &'a [Filled],
}

/// What is to be written.
#[derive(Debug)]
pub struct Update {
    /// Files whose bytes change; empty without news.
    pub changes: Vec<FileChange>,
    /// The lists as the data file keeps them, and whether they changed.
    pub merge: Merge,
    /// The lists as they are shown.
    pub view: State,
    pub ranking: Ranking,
    pub notes: Notes,
    /// What is left out so that the page fits; `None` if nothing is.
    pub truncation: Option<Truncation>,
    /// Papers that the history adds or changes.
    recorded: Vec<ArxivId>,
    /// Whether the history has more than before.
    history_grew: bool,
    /// What the user should know.
    pub warnings: Vec<String>,
}

impl Update {
    /// Makes the update.
    pub fn new(
        config: &Config,
        urls: &FileUrls,
        current: &CurrentState<'_>,
        answers: Answers<'_>,
        now: Timestamp,
    ) -> Result<Self, Error> {
        let (mut merge, ranking) = merged(config, current, answers.fetched, now);
        let history = history_update(config, current, (answers, &merge.state), now)?;
        merge.state.history.clear();
        if let (true, Some(files)) = (history.complete, &config.history) {
            files.files.directory.as_str().clone_into(&mut merge.state.history);
        }
        let view = ranking.view(&merge.state, &config.keywords, config.like.min_relevance);
        let page = PageContext::new(&view, config)
            .below(&current.headings)
            .with_notes(&current.notes)
            .with_ranking(&ranking);
        let (readme, truncation) = render_to_fit(config, current, &page)?;
        let (mut changes, mut too_large) = (Vec::new(), Vec::new());
        let mut write = |path: &RepoPath, file: Option<CurrentFile<'_>>, text: String| {
            if file.is_none_or(|file| file.content != text.as_bytes()) {
                let executable = file.is_some_and(|file| file.executable);
                changes.push(FileChange { path: path.clone(), content: text.into_bytes(), executable });
            }
            changes.len()
        };
        let mut differ =
            write(&config.page.readme, current.readme.as_ref().map(|readme| readme.file), readme);
        if !config.extra_files.is_empty() {
            let page = ExtraFileContext::new(&view, config, urls, &page)
                .with_notes(&current.notes)
                .with_ranking(&ranking)
                .with_history(history.index.as_ref());
            for (extra_file, CurrentExtraFile { old, renderer }) in
                config.extra_files.iter().zip(&current.files)
            {
                let (text, warning) = extra_file_to_fit(renderer, &page, extra_file)?;
                differ = write(&extra_file.path, *old, text);
                too_large.extend(warning);
            }
        }
        if let (Some(path), Some(text)) = (&config.notes.path, current.notes.changed_text()) {
            differ = write(path, current.notes_file, text);
        }
        for (path, text) in history.files {
            let old = current.history.as_ref().and_then(|history| history.old(&path));
            differ = write(&path, old, text);
        }
        let kept_liked = current.state.as_ref().map(|state| &state.liked) == Some(&merge.state.liked);
        if differ > 0 || merge.worth_writing || !kept_liked {
            write(&config.page.data_file, current.data, merge.state.to_text());
        }
        let mut warnings = warnings(config, current, (&merge, &view), truncation.as_ref());
        warnings.extend(too_large);
        warnings.extend(history.warnings);
        Ok(Self {
            changes,
            merge,
            view,
            ranking,
            notes: current.notes.clone(),
            truncation,
            history_grew: !history.recorded.is_empty() || !answers.filled.is_empty(),
            recorded: history.recorded,
            warnings,
        })
    }

    /// Rows of the history that this update adds or changes, if it changes nothing else but what is known of the history.
    pub fn history_rows(&self) -> Option<usize> {
        (!self.merge.papers_changed && self.history_grew).then_some(self.recorded.len())
    }

    /// Papers that this update adds or changes and that may hold a credential, or all that it adds or changes if none may.
    /// If GitHub refuses a commit because it detected a secret, one of these is the cause.
    pub fn suspects(&self, before: Option<&State>) -> BTreeSet<ArxivId> {
        let papers = self.merge.state.papers.values();
        let changed =
            papers.filter(|paper| before.and_then(|before| before.papers.get(&paper.id)) != Some(*paper));
        let (suspicious, others): (Vec<_>, Vec<_>) = changed.partition(|paper| {
            let texts = [&paper.title, &paper.abstract_, &paper.comment, &paper.journal_ref];
            let texts = texts.into_iter().chain(&paper.authors).chain(&paper.dois);
            texts.into_iter().any(|text| credential::is_suspicious(text))
        });
        if suspicious.is_empty() {
            let others = others.into_iter().map(|paper| &paper.id);
            return others.chain(&self.recorded).cloned().collect();
        }
        suspicious.into_iter().map(|paper| paper.id.clone()).collect()
    }

    /// The context of the template as JSON, with nothing left out.
    pub fn context(&self, config: &Config) -> String {
        let page = PageContext::new(&self.view, config).with_notes(&self.notes).with_ranking(&self.ranking);
        serde_json::to_string_pretty(&page).unwrap_or_default() + "\n"
    }
}

/// The lists of today, and the scores of their papers.
fn merged(
    config: &Config,
    current: &CurrentState<'_>,
    fetched: &[Option<FetchedList>],
    now: Timestamp,
) -> (Merge, Ranking) {
    let mut merge =
        state::merge(current.state.as_ref(), &config.page.section, &config.keywords, fetched, now);
    let ranking = rank(config, current, &mut merge);
    if merge.papers_changed && config.notify.when != IssueWhen::New {
        // No issue needs to be recognized later.
        merge.state.digest.clear();
    }
    if current.is_copy() {
        merge.state.forget_news();
    }
    if !current.repository.is_empty() {
        merge.state.repository.clone_from(&current.repository);
    }
    merge.state.readme = config.page.readme.to_string();
    if config.extra_files.iter().any(may_hold_keys) {
        merge.state.keys = extra_file::keys(&merge.state);
    }
    (merge, ranking)
}

/// Scores the papers. What is hidden for its score is not new.
fn rank(config: &Config, current: &CurrentState<'_>, merge: &mut Merge) -> Ranking {
    merge.state.liked = current.liked.kept(&merge.state, current.state.as_ref(), &current.looked_up);
    let ranking = Ranking::new(&merge.state, &current.liked);
    if ranking.has_scores() {
        merge.forget_hidden(&ranking.below(config.like.min_relevance));
    }
    ranking
}

/// What the user should know, the history aside.
fn warnings(
    config: &Config,
    current: &CurrentState<'_>,
    (merge, view): (&Merge, &State),
    truncation: Option<&Truncation>,
) -> Vec<String> {
    let mut warnings = current.warnings.clone();
    if view.papers.is_empty() && !merge.state.papers.is_empty() {
        let (least, papers) = (config.like.min_relevance, merge.state.papers.len());
        warnings.push(format!("`min-relevance: {least}` hides all {papers} listed papers. Lower it"));
    }
    warnings.extend(state::size_warning(&config.keywords));
    warnings.extend(merge.max_rows.map(|rows| {
        format!(
            "{}: the data file would be too large for GitHub; only the newest {rows} papers of each keyword are kept. \
             Lower `max-results`",
            config.page.data_file
        )
    }));
    warnings.extend(truncation.map(|truncation| format!("{}: {truncation}", config.page.readme)));
    warnings
}

/// An extra file as GitHub's API takes it, and a warning if it had to be shortened for that.
fn extra_file_to_fit(
    renderer: &Renderer,
    page: &ExtraFileContext<'_>,
    extra_file: &ExtraFile,
) -> Result<(String, Option<String>), Error> {
    let path = &extra_file.path;
    let Some((text, left_out)) = renderer.file_within(state::MAX_FILE_BYTES, page, extra_file)? else {
        return Err(Error::File {
            path: path.clone(),
            problem: format!("has more than {} MB even without papers", state::MAX_FILE_BYTES / 1_000_000),
            help: "write less in its template".to_owned(),
        });
    };
    let warning = (left_out > 0).then(|| {
        format!("{path} would be too large for GitHub: the oldest {left_out} papers are left out. Lower `max-results`")
    });
    Ok((text, warning))
}

/// The history with what a run saw.
fn history_update(
    config: &Config,
    current: &CurrentState<'_>,
    (answers, merged): (Answers<'_>, &State),
    now: Timestamp,
) -> Result<HistoryUpdate, Error> {
    match history_run(config, current, answers, now) {
        Some((run, history)) => Ok(run.update(history, merged)?),
        None => Ok(HistoryUpdate::default()),
    }
}

fn history_run<'r, 's>(
    config: &'r Config,
    current: &'r CurrentState<'s>,
    answers: Answers<'r>,
    now: Timestamp,
) -> Option<(history::Run<'r>, &'r CurrentHistory<'s>)> {
    let (history, current_history) = (config.history.as_ref()?, current.history.as_ref()?);
    Some((history::Run { config, history, state: current.state.as_ref(), answers, now }, current_history))
}

/// What a run must read besides, once arXiv has answered: the months of the papers that it saw.
pub fn history_paths(
    config: &Config,
    current: &CurrentState<'_>,
    answers: Answers<'_>,
    now: Timestamp,
) -> Vec<RepoPath> {
    history_run(config, current, answers, now).map(|(run, history)| run.paths(history)).unwrap_or_default()
}

/// By keyword, since when the history will have every paper, before earlier months are filled in.
pub fn history_coverage(
    config: &Config,
    current: &CurrentState<'_>,
    fetched: &[Option<FetchedList>],
    now: Timestamp,
) -> BTreeMap<String, Coverage> {
    let answers = Answers { fetched, filled: &[] };
    history_run(config, current, answers, now).map(|(run, history)| run.coverage(history)).unwrap_or_default()
}

/// Whether a file may show the keys of papers.
fn may_hold_keys(file: &ExtraFile) -> bool {
    matches!(file.template, FileTemplate::Bibtex | FileTemplate::File(_))
}

#[cfg(test)]
mod tests;
