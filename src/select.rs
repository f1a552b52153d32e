//! Which of the papers that arXiv proposed stand under a keyword: filtered, each once, newest first, cut last.

use std::collections::{BTreeMap, BTreeSet};

use crate::keyword::{Keyword, PaperWords, Verdict};
use crate::paper::{ArxivId, Paper};

/// How many proposed papers each rule dropped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dropped {
    /// In none of the keyword's categories.
    pub category: usize,
    /// An excluded term in title or abstract.
    pub excluded: usize,
    /// The wording does not stand where it must.
    pub wording: usize,
}

/// A list in the making.
#[derive(Debug)]
pub struct Selection<'k> {
    keyword: &'k Keyword,
    kept: BTreeMap<ArxivId, Paper>,
    proposed: BTreeSet<ArxivId>,
    dropped: Dropped,
}

impl<'k> Selection<'k> {
    /// Nothing proposed yet.
    pub fn new(keyword: &'k Keyword) -> Self {
        Self { keyword, kept: BTreeMap::new(), proposed: BTreeSet::new(), dropped: Dropped::default() }
    }

    /// Judges a paper. Pages may repeat one: the highest version counts.
    pub fn propose(&mut self, paper: &Paper) {
        let known = !self.proposed.insert(paper.id.clone());
        if known && self.kept.get(&paper.id).is_none_or(|kept| kept.version >= paper.version) {
            return;
        }
        match self.keyword.judge(&PaperWords::new(paper)) {
            Verdict::Kept => _ = self.kept.insert(paper.id.clone(), paper.clone()),
            Verdict::Category => self.dropped.category += 1,
            Verdict::Excluded(_) => self.dropped.excluded += 1,
            Verdict::Wording => self.dropped.wording += 1,
        }
    }

    /// How many were kept so far.
    pub fn kept(&self) -> usize {
        self.kept.len()
    }

    /// The rows' identifiers that arXiv proposed, kept or not.
    pub fn proposed(&self) -> &BTreeSet<ArxivId> {
        &self.proposed
    }

    /// The list, in order and cut.
    pub fn list(&self) -> Vec<Paper> {
        let mut papers: Vec<&Paper> = self.kept.values().collect();
        self.keyword.sort.order(&mut papers);
        papers.into_iter().take(self.keyword.max_results).cloned().collect()
    }

    /// What was dropped.
    pub fn dropped(&self) -> Dropped {
        self.dropped
    }
}
