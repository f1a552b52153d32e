//! What a run learned about a keyword.

use jiff::Timestamp;

use crate::select::RejectionCounts;
use crate::state::FetchedList;

/// A whole answer to a keyword, and how it came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub fetched: FetchedList,
    pub query: String,
    /// How many hits arXiv has for the search.
    pub hits: u64,
    /// How many of them were read, newest first.
    pub read: u64,
    /// How far back the search went and how many keywords shared it, if it was shared.
    pub shared: Option<(Timestamp, usize)>,
    /// Listed papers that the answer lacks in its range, and that could not be looked up. They are kept.
    pub unconfirmed: usize,
    /// Listed papers that do not match the keyword any more. They are removed.
    pub removed: usize,
    pub rejected: RejectionCounts,
    /// A short form of the keyword that listed papers introduce and no term matches, and how many do.
    pub short_form: Option<(String, usize)>,
    /// Entries that could not be read.
    pub unreadable: Vec<String>,
    /// What the data file had on the keyword before.
    pub before: Before,
}

/// What the data file has on a keyword before it is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Before {
    /// No list: nothing counts as new.
    #[default]
    Nothing,
    /// The list of another definition: nothing counts as new.
    OtherDefinition,
    /// A list to compare with.
    List,
}
