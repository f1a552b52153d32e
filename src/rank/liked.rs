//! The papers that a user likes, and where their texts come from.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::paper::{ArxivId, Paper};
use crate::state::State;

/// A liked paper. Its texts are empty if only its identifier is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LikedPaper {
    pub id: Option<ArxivId>,
    /// Its identifier, or its key in a bibliography.
    pub name: String,
    pub title: String,
    pub abstract_: String,
}

impl From<&ArxivId> for LikedPaper {
    fn from(id: &ArxivId) -> Self {
        Self { id: Some(id.clone()), name: id.to_string(), title: String::new(), abstract_: String::new() }
    }
}

/// The liked papers, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Liked {
    papers: Vec<LikedPaper>,
}

impl Liked {
    /// Takes each identifier and each title once, with the first that has an abstract.
    pub fn new(papers: impl IntoIterator<Item = LikedPaper>) -> Self {
        let (mut with, mut without): (Vec<_>, Vec<_>) =
            papers.into_iter().partition(|paper: &LikedPaper| !paper.abstract_.is_empty());
        with.append(&mut without);
        let (mut ids, mut titles) = (BTreeSet::new(), BTreeSet::new());
        with.retain(|paper| {
            let is_new_id = paper.id.as_ref().is_none_or(|id| ids.insert(id.clone()));
            let is_new_title = paper.title.is_empty() || titles.insert(paper.title.to_lowercase());
            is_new_id && is_new_title
        });
        Self { papers: with }
    }

    /// The identifiers of papers whose abstract arXiv has and this does not.
    fn ids(&self) -> impl Iterator<Item = &ArxivId> {
        self.papers.iter().filter(|paper| paper.abstract_.is_empty()).filter_map(|paper| paper.id.as_ref())
    }

    /// The papers that have to be looked up, because the data file does not have their texts.
    pub fn unknown(&self, state: Option<&State>) -> Vec<ArxivId> {
        let known = |id: &ArxivId| {
            state.is_some_and(|state| state.papers.contains_key(id) || state.liked.contains_key(id))
        };
        self.ids().filter(|id| !known(id)).cloned().collect()
    }

    /// What the data file keeps for the next run: the texts that were looked up, and those of papers that left the lists.
    pub fn kept(
        &self,
        state: &State,
        stored: Option<&State>,
        looked_up: &BTreeMap<ArxivId, Arc<Paper>>,
    ) -> BTreeMap<ArxivId, Arc<Paper>> {
        let find = |id: &ArxivId| {
            let stored = stored.and_then(|stored| stored.liked.get(id).or_else(|| stored.papers.get(id)));
            stored.or_else(|| looked_up.get(id)).cloned()
        };
        let ids = self.ids().filter(|id| !state.papers.contains_key(*id));
        ids.filter_map(|id| Some((id.clone(), find(id)?))).collect()
    }

    /// The liked papers with the texts that the data file has. Those without a text are left out.
    pub(super) fn known(&self, state: &State) -> Vec<LikedPaper> {
        let with_texts = |liked: &LikedPaper| {
            let id = liked.id.as_ref().filter(|_| liked.abstract_.is_empty());
            let paper = id.and_then(|id| state.papers.get(id).or_else(|| state.liked.get(id)));
            match paper {
                Some(paper) => LikedPaper {
                    title: paper.title.clone(),
                    abstract_: paper.abstract_.clone(),
                    ..liked.clone()
                },
                None => liked.clone(),
            }
        };
        self.papers.iter().map(with_texts).filter(|paper| !paper.title.is_empty()).collect()
    }
}
