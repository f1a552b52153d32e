//! A keyword: what to look for, where, and how its wording is matched. Used by the query, the plan and the selection
//! alike, so that they cannot disagree.

mod category;
mod term;
mod tokens;

pub use category::{CategoryPattern, WrongCategory};
pub use term::{Term, WrongTerm};
pub use tokens::{Text, Token, tokenize};

use crate::paper::Paper;

/// One heading of the page, with everything that decides which papers stand under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keyword {
    /// The heading; unique.
    pub name: String,
    /// What arXiv is asked for.
    pub wanted: Wanted,
    /// Papers with one of these in title or abstract are dropped.
    pub exclude: Vec<Term>,
    /// Papers in none of these are dropped; empty allows all. Cross-lists count.
    pub categories: Vec<CategoryPattern>,
    /// Rows kept, 1 to 1,000.
    pub max_results: usize,
    /// How terms are compared with text.
    pub matching: Matching,
    /// Where a term must stand.
    pub fields: Fields,
    /// The order of the list.
    pub sort: Sort,
}

/// What a keyword asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// One of `any`, and each of `all`.
    Terms {
        /// Alternatives; empty only if `all` is not.
        any: Vec<Term>,
        /// Each of these too.
        all: Vec<Term>,
    },
    /// An expression in arXiv's own query language, sent as it stands; the wording is not checked again.
    Query(String),
}

/// How a term is compared with text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Matching {
    /// Words in a row; acronyms in their case, other words without case and by their stem.
    #[default]
    Smart,
    /// The same words in a row, without case, no stems.
    Exact,
    /// Whatever arXiv returned.
    Arxiv,
}

/// Where a term must stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fields {
    /// In one of the two.
    #[default]
    TitleOrAbstract,
    /// In the title.
    Title,
    /// In the abstract.
    Abstract,
    /// In both.
    TitleAndAbstract,
    /// In title, abstract, authors, comment or journal reference.
    All,
}

/// The order of a list: newest first by this date, ties by identifier, descending.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// The date of the latest version.
    #[default]
    Updated,
    /// The date of the first version.
    Submitted,
}
