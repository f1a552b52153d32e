//! What was stored and what arXiv answered, made one: the lists of today, what is new in them, and whether anything changed.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::sync::Arc;

use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};

use super::{List, MAX_FILE_BYTES, State, definition_hash, short_hash};
use crate::keyword::{Keyword, PaperTokens, Verdict};
use crate::paper::{ArxivId, FIELDS, Field, Paper};
use crate::select::{news_from, order_and_cut};
use crate::text::truncate;

/// A whole answer to a keyword, as the state takes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FetchedList {
    /// The list: selected, in order, cut.
    pub papers: Vec<Arc<Paper>>,
    /// Stored papers the answer lacks: arXiv skips one now and then, and an answer reaches back only so far. They stay
    /// while there is room.
    pub missing: Vec<Arc<Paper>>,
    /// The newest `updated` among the papers read.
    pub through: Option<Timestamp>,
    /// Whether every hit was read.
    pub complete: bool,
    /// Whether it reaches back to what was known, so that no paper in between is missing.
    pub connected: bool,
    /// Every paper that matches, also those that were cut off.
    pub seen: Vec<Arc<Paper>>,
    /// The papers that arXiv returned and that do not match.
    pub rejected: Vec<Arc<Paper>>,
}

impl FetchedList {
    /// Leaves out papers, as if they had not been found.
    pub fn leave_out(&mut self, ids: &BTreeSet<ArxivId>) {
        for papers in [&mut self.papers, &mut self.missing, &mut self.seen, &mut self.rejected] {
            papers.retain(|paper| !ids.contains(&paper.id));
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merge {
    pub state: State,
    /// Whether a listed paper changed: then, and only then, the date of the page changes and there can be news.
    pub papers_changed: bool,
    /// Whether the new state is worth a commit of its own. What a run without news changes (when arXiv was read, and how
    /// far) is not.
    pub worth_writing: bool,
    /// To how many rows the lists had to be cut, if the data file would have been too large.
    pub max_rows: Option<usize>,
}

/// Merges the answers into what was stored. `fetched` has one element a keyword: `None` if it was not read wholly; its last
/// good list stays then.
pub fn merge(
    stored: Option<&State>,
    section: &str,
    keywords: &[Keyword],
    fetched: &[Option<FetchedList>],
    now: Timestamp,
) -> Merge {
    merge_within(MAX_FILE_BYTES, stored, section, keywords, fetched, now)
}

/// The merge with as many rows in each list as a data file of this size holds.
pub(super) fn merge_within(
    max_bytes: usize,
    stored: Option<&State>,
    section: &str,
    keywords: &[Keyword],
    fetched: &[Option<FetchedList>],
    now: Timestamp,
) -> Merge {
    let papers = pool(stored, fetched);
    let merged = |max_rows| {
        let today = TimeZone::UTC.to_datetime(now).date();
        Merger { stored, papers: &papers, now, today, max_rows }.merge(section, keywords, fetched)
    };
    let most = keywords.iter().map(|keyword| keyword.max_results).max().unwrap_or_default();
    let fitted = truncate::fit(most, max_bytes, |step| {
        let mut merge = merged(most - step);
        merge.max_rows = (step > 0).then_some(most - step);
        Ok::<_, Infallible>((merge.state.size(), merge))
    });
    fitted.unwrap_or_default().unwrap_or_else(|| merged(0))
}

/// Every paper at hand, in its highest version. Of equal versions the fetched one counts, with the
/// fields that only the stored one has.
fn pool(stored: Option<&State>, fetched: &[Option<FetchedList>]) -> BTreeMap<ArxivId, Arc<Paper>> {
    let mut pool = stored.map(|stored| stored.papers.clone()).unwrap_or_default();
    for paper in fetched.iter().flatten().flat_map(|fetched| &fetched.papers) {
        let known = pool.get(&paper.id);
        if known.is_none_or(|known| paper.version >= known.version) {
            let mut merged = Arc::clone(paper);
            if let Some(known) = known.filter(|known| known.version == paper.version) {
                let lost = |field: &&Field| (field.is_missing)(paper) && !(field.is_missing)(known);
                for field in FIELDS.iter().filter(lost) {
                    (field.copy)(Arc::make_mut(&mut merged), known);
                }
            }
            pool.insert(paper.id.clone(), merged);
        }
    }
    pool
}

impl Merge {
    /// Papers that are not shown are no news.
    pub fn forget_hidden(&mut self, hidden: &BTreeSet<ArxivId>) {
        if !self.papers_changed || hidden.is_empty() {
            return;
        }
        for list in &mut self.state.lists {
            list.new.retain(|id| !hidden.contains(id));
            list.revised.retain(|id| !hidden.contains(id));
        }
        self.state.digest = digest(self.state.changed, &self.state.lists);
    }
}

struct Merger<'a> {
    stored: Option<&'a State>,
    papers: &'a BTreeMap<ArxivId, Arc<Paper>>,
    now: Timestamp,
    today: Date,
    /// How many rows a list may have at most, so that the data file fits.
    max_rows: usize,
}

impl Merger<'_> {
    fn merge(&self, section: &str, keywords: &[Keyword], fetched: &[Option<FetchedList>]) -> Merge {
        let stored = self.stored;
        let pairs = keywords.iter().zip(fetched);
        let mut lists: Vec<List> =
            pairs.filter_map(|(keyword, fetched)| self.list(keyword, fetched.as_ref())).collect();
        let papers_changed = self.papers_changed(keywords, &lists);
        if !papers_changed {
            self.keep_marks(&mut lists);
        }
        let (changed, digest) = match stored {
            Some(stored) if !papers_changed => (stored.changed, stored.digest.clone()),
            _ => {
                let changed = Timestamp::from_second(self.now.as_second()).unwrap_or(self.now);
                (changed, digest(changed, &lists))
            }
        };
        let listed: BTreeSet<&ArxivId> =
            lists.iter().flat_map(|list| list.papers.iter().map(|(id, _)| id)).collect();
        let kept = self.papers.iter().filter(|(id, _)| listed.contains(*id));
        let papers = kept.map(|(id, paper)| (id.clone(), Arc::clone(paper))).collect();
        let state = State {
            section: section.to_owned(),
            changed,
            digest,
            lists,
            papers,
            ..stored.map(State::without_lists).unwrap_or_default()
        };
        let worth_writing = stored.is_none_or(|stored| !same_but_range(stored, &state));
        Merge { state, papers_changed, worth_writing, max_rows: None }
    }

    fn stored_list(&self, keyword: &str) -> Option<&List> {
        self.stored.and_then(|stored| stored.list(keyword))
    }

    fn list(&self, keyword: &Keyword, fetched: Option<&FetchedList>) -> Option<List> {
        let stored = self.stored_list(&keyword.name);
        let Some(fetched) = fetched else { return stored.map(|list| self.last_good(keyword, list)) };
        let ids = fetched.papers.iter().chain(&fetched.missing).map(|paper| &paper.id).collect();
        let rows = self.rows(keyword, ids);
        let mut list = List {
            keyword: keyword.name.clone(),
            definition: definition_hash(keyword),
            through: fetched.through.map(|through| through.min(self.now)),
            complete: fetched.complete,
            read: self.today,
            new: Vec::new(),
            revised: Vec::new(),
            left: self.departed(keyword, stored, &rows),
            papers: self.dated(stored, &rows),
        };
        // Nothing is new on a first run, or when the question changed.
        if let Some(stored) = stored.filter(|stored| stored.answers(keyword)) {
            self.mark(keyword, stored, &rows, &mut list);
        }
        Some(list)
    }

    /// The papers in order and cut.
    fn rows(&self, keyword: &Keyword, ids: BTreeSet<&ArxivId>) -> Vec<Arc<Paper>> {
        let papers = ids.into_iter().filter_map(|id| self.papers.get(id));
        let mut rows: Vec<Arc<Paper>> = papers.cloned().collect();
        order_and_cut(keyword, &mut rows, keyword.max_results.min(self.max_rows), self.now);
        rows
    }

    /// The rows, each with the day it was first seen.
    fn dated(&self, stored: Option<&List>, rows: &[Arc<Paper>]) -> Vec<(ArxivId, Date)> {
        let seen = stored.map(List::days).unwrap_or_default();
        rows.iter()
            .map(|paper| (paper.id.clone(), seen.get(&paper.id).copied().unwrap_or(self.today)))
            .collect()
    }

    /// The list of a keyword that was not read: as it was, less what its present definition would not let in. A list cut
    /// down like that answers no question: whatever is asked next, what it lost is not new when it comes back.
    fn last_good(&self, keyword: &Keyword, stored: &List) -> List {
        let same_question = stored.answers(keyword);
        let fits = |paper: &&Arc<Paper>| {
            same_question || keyword.evaluate(&PaperTokens::new(paper)) == Verdict::Kept
        };
        let known = stored.papers.iter().filter_map(|(id, _)| self.papers.get(id));
        let rows = self.rows(keyword, known.filter(fits).map(|paper| &paper.id).collect());
        List {
            definition: if same_question { stored.definition.clone() } else { String::new() },
            new: Vec::new(),
            revised: Vec::new(),
            left: self.departed(keyword, Some(stored), &rows),
            papers: self.dated(Some(stored), &rows),
            ..stored.clone()
        }
    }

    /// Marks what is new and what is revised, by the contract's definition.
    fn mark(&self, keyword: &Keyword, stored: &List, rows: &[Arc<Paper>], list: &mut List) {
        let Some(state) = self.stored else { return };
        let newest = state.papers_of(stored).map(|paper| keyword.sort.date(paper)).max();
        // An empty list has no newest paper; the last change of the page is the next best bound.
        let since = news_from(newest.unwrap_or(state.changed), self.now);
        let days = stored.days();
        for paper in rows {
            let listed = days.contains_key(&paper.id);
            let seen = listed || stored.left.contains_key(&paper.id);
            let higher = state.papers.get(&paper.id).is_some_and(|known| paper.version > known.version);
            if !seen && paper.submitted >= since {
                list.new.push(paper.id.clone());
            } else if !seen && paper.version > 1 || listed && higher {
                list.revised.push(paper.id.clone());
            }
        }
    }

    /// Papers that are no longer listed, as long as they could be taken for new if they came back.
    fn departed(
        &self,
        keyword: &Keyword,
        stored: Option<&List>,
        rows: &[Arc<Paper>],
    ) -> BTreeMap<ArxivId, Date> {
        let Some(stored) = stored else { return BTreeMap::new() };
        let newest = rows.iter().map(|paper| keyword.sort.date(paper)).max();
        let since = newest.map(|newest| TimeZone::UTC.to_datetime(news_from(newest, self.now)).date());
        let gone = stored.papers.iter().filter_map(|(id, _)| self.papers.get(id));
        let rows: BTreeSet<&ArxivId> = rows.iter().map(|paper| &paper.id).collect();
        let gone = gone.map(|paper| (paper.id.clone(), TimeZone::UTC.to_datetime(paper.submitted).date()));
        gone.chain(stored.left.clone())
            .filter(|(id, submitted)| since.is_none_or(|since| *submitted >= since) && !rows.contains(id))
            .collect()
    }

    /// Whether a listed paper changed. Where the question is the same, a list that differs is a change. Where it is another
    /// one, only a paper that is not on the page yet is: leaving papers out is a setting, not news.
    fn papers_changed(&self, keywords: &[Keyword], lists: &[List]) -> bool {
        let Some(state) = self.stored else { return true };
        let same_paper = |id: &ArxivId| state.papers.get(id) == self.papers.get(id);
        lists.iter().any(|list| {
            let differs = list.papers.iter().any(|(id, _)| !same_paper(id));
            let keyword = keywords.iter().find(|keyword| keyword.name == list.keyword);
            let same_question =
                self.stored_list(&list.keyword).filter(|stored| keyword.is_some_and(|k| stored.answers(k)));
            let other_rows = same_question.is_some_and(|stored| {
                !stored.papers.iter().map(|(id, _)| id).eq(list.papers.iter().map(|(id, _)| id))
            });
            differs || other_rows
        })
    }

    /// While the date does not change, the marks do not either: they belong to it.
    fn keep_marks(&self, lists: &mut [List]) {
        for list in lists {
            if let Some(stored) =
                self.stored_list(&list.keyword).filter(|stored| stored.definition == list.definition)
            {
                let listed = |id: &&ArxivId| list.papers.iter().any(|(row, _)| row == *id);
                list.new = stored.new.iter().filter(listed).cloned().collect();
                list.revised = stored.revised.iter().filter(listed).cloned().collect();
            }
        }
    }
}

/// Names a change by what was new in it; empty if nothing was.
fn digest(changed: Timestamp, lists: &[List]) -> String {
    let new: Vec<String> =
        lists.iter().flat_map(|list| list.new.iter().map(|id| format!("{}\n{id}", list.keyword))).collect();
    if new.is_empty() { String::new() } else { short_hash(&format!("{changed}\n{}", new.join("\n"))) }
}

/// Whether two archives differ at most in what a quiet day may change: when arXiv was read, and how far.
fn same_but_range(one: &State, other: &State) -> bool {
    let lists = |state: &State| {
        state
            .lists
            .iter()
            .map(|list| List { through: None, complete: false, read: Date::default(), ..list.clone() })
            .collect::<Vec<_>>()
    };
    let state = |state: &State| (state.changed, state.digest.clone());
    state(one) == state(other) && lists(one) == lists(other) && one.papers == other.papers
}
