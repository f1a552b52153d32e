//! Keys of a bibliography. They are kept in the data file, because people cite them: a key stays once it is written, and never
//! passes to another paper.

use std::collections::{BTreeMap, BTreeSet};

use crate::paper::{ArxivId, Paper};
use crate::state::State;
use crate::text::bibtex;

/// The keys that were written before, and one for each paper that has none yet.
pub fn keys(state: &State) -> BTreeMap<ArxivId, String> {
    let mut keys = state.keys.clone();
    let mut taken: BTreeSet<String> = keys.values().cloned().collect();
    for (id, paper) in &state.papers {
        if !keys.contains_key(id) {
            let mut key = key(paper);
            if taken.contains(&key) {
                key += &bibtex::ascii(id.as_str());
            }
            taken.insert(key.clone());
            keys.insert(id.clone(), key);
        }
    }
    keys
}

fn key(paper: &Paper) -> String {
    let first = paper.authors.first().map_or("", String::as_str);
    let year = &paper.submitted.to_string()[..4];
    bibtex::key(first, year, &paper.title, paper.id.as_str())
}
