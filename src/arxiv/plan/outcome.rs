//! What comes of a keyword: a whole answer, or the reason why there is none.

use jiff::Timestamp;

use crate::select::RejectionCounts;
use crate::state::FetchedList;

/// A whole answer to a keyword, and how it came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What the data file takes.
    pub fetched: FetchedList,
    /// How many hits arXiv has for the search.
    pub hits: u64,
    /// How many of them were read, newest first.
    pub read: u64,
    /// How far back the search went and how many keywords shared it, if it was shared.
    pub shared: Option<(Timestamp, usize)>,
    /// How many stored papers it lacks though they lie in the range it covers, and that could not be found. They are kept.
    pub unconfirmed: usize,
    /// How many it lacks because they do not belong under the keyword any more. They are dropped.
    pub removed: usize,
    /// What the keyword's rules dropped.
    pub rejected: RejectionCounts,
    /// Entries that could not be read.
    pub unreadable: Vec<String>,
}

/// Why a keyword has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// arXiv said that the query itself is wrong, in these words.
    #[error("arXiv rejected the query: {0}")]
    Rejected(String),
    /// A page could not be had.
    #[error("{0}")]
    Unanswered(String),
    /// Nor could a page be had of anything that is asked later.
    #[error("{0}")]
    OutOfTime(String),
    /// The answer was not believed, twice.
    #[error("{0}, twice")]
    Implausible(String),
}
