//! What was stored and what arXiv answered, made one: the lists of today, what is new in them, and whether anything changed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use super::{List, State, definition_hash, short_hash};
use crate::keyword::{Keyword, PaperTokens, Verdict};
use crate::paper::{ArxivId, Paper};

/// A paper first submitted longer than this before the newest of its list is no news, however late it appears.
const MAX_NEWS_AGE: SignedDuration = SignedDuration::from_hours(30 * 24);

/// From when on a submission is news, in a list whose newest paper is of this instant.
fn news_from(newest: Timestamp) -> Timestamp {
    newest.checked_sub(MAX_NEWS_AGE).unwrap_or(Timestamp::MIN)
}

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
}

/// The state after a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merge {
    /// The new state.
    pub state: State,
    /// Whether a listed paper changed: then, and only then, the date papers_changed and there can be news.
    pub papers_changed: bool,
    /// Whether the new state is worth a commit of its own. What a quiet day changes (when arXiv was read, and how far) is not.
    pub worth_writing: bool,
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
    let papers = pool(stored, fetched);
    let merger = Merger { stored, papers: &papers, today: TimeZone::UTC.to_datetime(now).date() };
    let pairs = keywords.iter().zip(fetched);
    let mut lists: Vec<List> =
        pairs.filter_map(|(keyword, fetched)| merger.list(keyword, fetched.as_ref())).collect();

    let papers_changed = merger.papers_changed(keywords, &lists);
    if !papers_changed {
        merger.keep_marks(&mut lists);
    }
    let changed = match stored {
        Some(stored) if !papers_changed => stored.changed,
        _ => Timestamp::from_second(now.as_second()).unwrap_or(now),
    };
    let digest = match stored {
        Some(stored) if !papers_changed => stored.digest.clone(),
        _ => digest(changed, &lists),
    };
    let listed: BTreeSet<&ArxivId> =
        lists.iter().flat_map(|list| list.papers.iter().map(|(id, _)| id)).collect();
    let kept = papers.iter().filter(|(id, _)| listed.contains(*id));
    let papers = kept.map(|(id, paper)| ((*id).clone(), Arc::clone(paper))).collect();
    let keys = stored.map(|stored| stored.keys.clone()).unwrap_or_default();
    let state = State { section: section.to_owned(), changed, digest, lists, keys, papers };
    let worth_writing = stored.is_none_or(|stored| !same_but_range(stored, &state));
    Merge { state, papers_changed, worth_writing }
}

/// Every paper at hand, in its highest version; of equal ones the fetched one.
fn pool<'a>(
    stored: Option<&'a State>,
    fetched: &'a [Option<FetchedList>],
) -> BTreeMap<&'a ArxivId, &'a Arc<Paper>> {
    let mut pool: BTreeMap<&ArxivId, &Arc<Paper>> = BTreeMap::new();
    let stored = stored.into_iter().flat_map(|stored| stored.papers.values());
    for paper in stored.chain(fetched.iter().flatten().flat_map(|fetched| &fetched.papers)) {
        let known = pool.entry(&paper.id).or_insert(paper);
        if paper.version >= known.version {
            *known = paper;
        }
    }
    pool
}

struct Merger<'a> {
    stored: Option<&'a State>,
    papers: &'a BTreeMap<&'a ArxivId, &'a Arc<Paper>>,
    today: Date,
}

impl Merger<'_> {
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
            through: fetched.through,
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
        let papers = ids.into_iter().filter_map(|id| self.papers.get(id).copied());
        let mut rows: Vec<Arc<Paper>> = papers.cloned().collect();
        keyword.sort.order(&mut rows);
        rows.truncate(keyword.max_results);
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
        let known = stored.papers.iter().filter_map(|(id, _)| self.papers.get(id).copied());
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
        let since = news_from(newest.unwrap_or(state.changed));
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
        let since = newest.map(|newest| TimeZone::UTC.to_datetime(news_from(newest)).date());
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
        let same_paper = |id: &ArxivId| state.papers.get(id) == self.papers.get(id).copied();
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

    /// While the date stands still, so do the marks: they belong to it.
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
