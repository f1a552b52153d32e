//! Since when the history has every paper of a keyword.

use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::keyword::{Keyword, Sort};
use crate::paper::Paper;
use crate::state::{self, FetchedList};

/// Before arXiv's first paper.
pub const BEGIN: Timestamp = Timestamp::constant(681_264_000, 0);

/// From when on, by first submission, a history has every paper of a keyword.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coverage {
    /// Its name.
    pub keyword: String,
    /// A hash of what decides which papers match.
    pub definition: String,
    /// Papers submitted from here on are in the history.
    pub since: Timestamp,
}

impl Coverage {
    /// The coverage after a run. `before` counts only if the keyword is the same and the answer reaches back to what was known.
    pub fn after(before: Option<&Self>, keyword: &Keyword, fetched: &FetchedList) -> Option<Self> {
        let definition = definition(keyword);
        let before = before.filter(|before| before.definition == definition && fetched.connected);
        let since = before.map(|before| before.since).or_else(|| reach(keyword, fetched))?;
        Some(Self { keyword: keyword.name.clone(), definition, since })
    }

    /// Adds a range. It counts only if it reaches up to what is known.
    pub fn extend(&mut self, filled: &Filled) {
        if self.since <= filled.to {
            self.since = self.since.min(filled.from);
        }
    }
}

/// What a keyword has in a range of submission dates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    /// Its name.
    pub keyword: String,
    /// Papers submitted from here on are among these,
    pub from: Timestamp,
    /// up to where the history had them already.
    pub to: Timestamp,
    /// Those that match.
    pub papers: Vec<Arc<Paper>>,
}

/// How far back an answer has every paper; `None` if it has none. A paper is never updated before it is submitted, so either
/// date will do.
fn reach(keyword: &Keyword, fetched: &FetchedList) -> Option<Timestamp> {
    let FetchedList { papers, missing, seen, complete, connected, .. } = fetched;
    // What an answer that is not connected lacks is older than a gap.
    let missing = missing.iter().filter(|_| *connected);
    if *complete && papers.len() + missing.clone().count() < keyword.max_results {
        return Some(BEGIN);
    }
    papers.iter().chain(missing).chain(seen).map(|paper| keyword.sort.date(paper)).min()
}

/// A hash of what decides which papers match: how many are listed, and in which order, does not matter.
fn definition(keyword: &Keyword) -> String {
    let keyword = Keyword { max_results: 0, sort: Sort::Updated, ..keyword.clone() };
    state::short_hash(&keyword.definition())
}
