//! What a run saw of papers, and which months of the history lack it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use crate::config::Config;
use crate::history::{Filled, Month};
use crate::paper::{ArxivId, Paper};
use crate::state::{FetchedList, State};

/// The papers that a run saw, each with the keywords that it matches.
#[derive(Debug, Default)]
pub(super) struct Seen<'r> {
    pub(super) papers: BTreeMap<&'r ArxivId, (&'r Arc<Paper>, BTreeSet<&'r str>)>,
    /// What matches no keyword.
    pub(super) others: BTreeMap<&'r ArxivId, &'r Arc<Paper>>,
    /// The months that lack something.
    pub(super) months: BTreeSet<Month>,
    /// The months that are filled in.
    pub(super) earlier: BTreeSet<Month>,
    /// Papers that are dated after now.
    pub(super) future: usize,
}

impl<'r> Seen<'r> {
    /// What a run saw. A paper that is listed as it was is in the history already, if `in_step`.
    pub(super) fn new(
        config: &'r Config,
        state: Option<&'r State>,
        fetched: &'r [Option<FetchedList>],
        in_step: bool,
        now: Timestamp,
    ) -> Self {
        let mut seen = Self::default();
        for (keyword, fetched) in config.keywords.iter().zip(fetched) {
            let list = state.and_then(|state| Some((state, state.list(&keyword.name)?)));
            let listed: BTreeMap<_, _> = list
                .into_iter()
                .flat_map(|(state, list)| state.papers_of(list).map(|paper| (&paper.id, paper)))
                .collect();
            let stored = listed.values().copied().filter(|_| fetched.is_none());
            let found =
                fetched.iter().flat_map(|list| list.papers.iter().chain(&list.missing).chain(&list.seen));
            for paper in stored.chain(found) {
                if !in_step || listed.get(&paper.id).is_none_or(|known| *known != paper) {
                    seen.touch(paper, now);
                }
                seen.record(paper, &keyword.name);
            }
            for paper in fetched.iter().flat_map(|list| &list.rejected) {
                if listed.contains_key(&paper.id) {
                    seen.touch(paper, now);
                }
                seen.others.insert(&paper.id, paper);
            }
        }
        seen
    }

    /// Adds what was found in earlier months.
    pub(super) fn fill(&mut self, filled: &'r Filled, now: Timestamp) {
        for paper in &filled.papers {
            self.earlier.extend(Month::of_paper(paper, now));
            self.record(paper, &filled.keyword);
        }
    }

    fn record(&mut self, paper: &'r Arc<Paper>, keyword: &'r str) {
        let (newest, keywords) = self.papers.entry(&paper.id).or_insert((paper, BTreeSet::new()));
        if paper.version > newest.version {
            *newest = paper;
        }
        keywords.insert(keyword);
    }

    /// The months that a run reads.
    pub(super) fn all_months(&self) -> BTreeSet<Month> {
        self.months.union(&self.earlier).copied().collect()
    }

    fn touch(&mut self, paper: &Paper, now: Timestamp) {
        match Month::of_paper(paper, now) {
            Some(month) => _ = self.months.insert(month),
            None => self.future += 1,
        }
    }
}
