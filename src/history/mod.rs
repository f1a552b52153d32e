//! The history: every paper that ever matched, in a file for each month of first submission, and an index of the months.
//!
//! A run reads only the months of papers that it saw for the first time or in another version. It adds to them and never
//! removes anything. The JSON files are the state; the Markdown files are made from them.

mod coverage;
mod index;
mod month;

pub use coverage::{BEGIN, Coverage, Filled};
pub use index::{Index, MonthCounts};
pub use month::Month;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::paper::{ArxivId, Category, Paper};
use crate::repo::RepoPath;
use crate::state;
use crate::text::tex::{self, Math};
use crate::text::withdrawn::is_withdrawn;
use crate::text::{authors, truncate};

/// The format that this version writes, and the newest that it reads.
const FORMAT: u32 = 1;
/// The index of all months, as data.
const INDEX: &str = "months.json";
/// The chart that the index shows.
pub const CHART: &str = "chart.svg";
/// The index of all months, as a page.
pub const INDEX_PAGE: &str = "README.md";

const MAX_TITLE_CHARS: usize = 300;
const MAX_COMMENT_CHARS: usize = 200;
const MAX_AUTHORS: usize = 6;

/// Where the files of a history are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Files {
    /// The directory.
    pub directory: RepoPath,
}

impl Files {
    /// The index, as data.
    pub fn index(&self) -> RepoPath {
        self.directory.join(INDEX)
    }

    /// The index, as a page.
    pub fn index_page(&self) -> RepoPath {
        self.directory.join(INDEX_PAGE)
    }

    /// The chart.
    pub fn chart(&self) -> RepoPath {
        self.directory.join(CHART)
    }

    /// A month, as data.
    pub fn month(&self, month: Month) -> RepoPath {
        self.directory.join(&format!("{month}.json"))
    }

    /// A month, as a page.
    pub fn month_page(&self, month: Month) -> RepoPath {
        self.directory.join(&format!("{month}.md"))
    }

    /// Whether a path is one that the history uses now or may use in another month.
    pub fn uses(&self, path: &RepoPath) -> bool {
        let inside =
            path.as_str().strip_prefix(self.directory.as_str()).and_then(|rest| rest.strip_prefix('/'));
        inside.is_some_and(|name| {
            let month = name.strip_suffix(".json").or_else(|| name.strip_suffix(".md"));
            [INDEX, INDEX_PAGE, CHART].contains(&name)
                || month.is_some_and(|month| Month::parse(month).is_some())
        })
    }
}

/// A paper of a month. It has what a short row shows, and no abstract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Identifier.
    pub id: ArxivId,
    /// The newest version seen.
    pub version: u32,
    /// Title, shortened if it is very long.
    pub title: String,
    /// The title with TeX as text, for the searchable page; empty if it is the same.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub shown: String,
    /// The first authors, groups, and the last author.
    pub authors: Vec<String>,
    /// The authors' comment, shortened; empty if there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub comment: String,
    /// The journal reference, shortened; empty if there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub journal_ref: String,
    /// The primary category.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub category: String,
    /// The day of the first version, UTC.
    pub submitted: Date,
    /// The day of this version, UTC.
    pub updated: Date,
    /// Whether it is withdrawn.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withdrawn: bool,
    /// Every keyword that it ever matched, sorted.
    pub keywords: BTreeSet<String>,
}

impl Row {
    fn new(paper: &Paper) -> Self {
        let day = |instant| TimeZone::UTC.to_datetime(instant).date();
        let title = truncate::limited(&paper.title, MAX_TITLE_CHARS).into_owned();
        let shown = tex::to_text(&title, Math::Text).into_owned();
        Self {
            id: paper.id.clone(),
            version: paper.version,
            shown: if shown == title { String::new() } else { shown },
            title,
            authors: authors::most_important(&paper.authors, MAX_AUTHORS),
            comment: truncate::limited(&paper.comment, MAX_COMMENT_CHARS).into_owned(),
            journal_ref: truncate::limited(&paper.journal_ref, MAX_COMMENT_CHARS).into_owned(),
            category: paper
                .categories
                .first()
                .map(|category| category.as_str().to_owned())
                .unwrap_or_default(),
            submitted: day(paper.submitted),
            updated: day(paper.updated),
            withdrawn: is_withdrawn(&paper.comment, &paper.abstract_),
            keywords: BTreeSet::new(),
        }
    }

    /// Takes the newest version. A field that vanished from an unchanged version keeps its value.
    fn update(&mut self, paper: &Paper) {
        if paper.version < self.version {
            return;
        }
        let mut new = Self { keywords: std::mem::take(&mut self.keywords), ..Self::new(paper) };
        if new.version == self.version {
            let keep = |new: &mut String, old: &mut String| {
                if new.is_empty() {
                    *new = std::mem::take(old);
                }
            };
            if new.title.is_empty() {
                new.shown = std::mem::take(&mut self.shown);
            }
            keep(&mut new.title, &mut self.title);
            keep(&mut new.comment, &mut self.comment);
            keep(&mut new.journal_ref, &mut self.journal_ref);
            keep(&mut new.category, &mut self.category);
            if new.authors.is_empty() {
                new.authors = std::mem::take(&mut self.authors);
            }
            new.withdrawn |= self.withdrawn && paper.abstract_.is_empty();
        }
        // The month of a paper never changes, so neither does its day in it.
        new.submitted = self.submitted;
        *self = new;
    }

    /// The row as a paper without an abstract, for templates.
    pub fn to_paper(&self) -> Paper {
        let noon = |day: Date| {
            TimeZone::UTC.to_timestamp(day.at(12, 0, 0, 0)).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
        };
        Paper {
            id: self.id.clone(),
            version: self.version,
            title: self.title.clone(),
            authors: self.authors.clone(),
            abstract_: String::new(),
            comment: self.comment.clone(),
            journal_ref: self.journal_ref.clone(),
            dois: Vec::new(),
            categories: Some(&self.category)
                .filter(|name| !name.is_empty())
                .map(Category::new)
                .into_iter()
                .collect(),
            submitted: noon(self.submitted),
            updated: noon(self.updated),
        }
    }
}

/// The papers of a month.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MonthFile {
    /// By identifier.
    pub rows: BTreeMap<ArxivId, Row>,
}

/// The whole document, as [`MonthFile::to_text`] lays it out.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    format: u32,
    section: String,
    month: Month,
    papers: Vec<Row>,
}

/// Checks that a file belongs to this section and that this version can read it.
fn check_header(format: u32, found: &str, section: &str) -> Result<(), String> {
    if format > FORMAT {
        return Err(format!("it has format {format}, and this version reads up to format {FORMAT}"));
    }
    if found != section {
        return Err(format!("it belongs to the section `{found}`"));
    }
    Ok(())
}

impl MonthFile {
    /// Reads the file of a month. The error says what is wrong with it.
    pub fn parse(bytes: &[u8], section: &str, month: Month) -> Result<Self, String> {
        let document: Document = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        check_header(document.format, &document.section, section)?;
        if document.month != month {
            return Err(format!("it is of {}", document.month));
        }
        let count = document.papers.len();
        let rows: BTreeMap<_, _> = document.papers.into_iter().map(|row| (row.id.clone(), row)).collect();
        if rows.len() < count {
            return Err("it has a paper twice".to_owned());
        }
        Ok(Self { rows })
    }

    /// The file's text, one line a paper. The same papers always give the same text.
    pub fn to_text(&self, section: &str, month: Month) -> String {
        let section = state::json(&section);
        let mut text =
            format!("{{\"format\":{FORMAT},\"section\":{section},\"month\":\"{month}\",\"papers\":[");
        state::lines(&mut text, self.rows.values());
        text.push_str("]}\n");
        text
    }

    /// Adds a paper that matches these keywords, or updates its row.
    pub fn record(&mut self, paper: &Paper, keywords: &BTreeSet<&str>) {
        let row = self.rows.entry(paper.id.clone()).or_insert_with(|| Row::new(paper));
        row.update(paper);
        row.keywords.extend(keywords.iter().map(|keyword| (*keyword).to_owned()));
    }

    /// Updates the row of a paper that arXiv returned and that matches no keyword now. It gets no row if it has none.
    pub fn update(&mut self, paper: &Paper) {
        if let Some(row) = self.rows.get_mut(&paper.id) {
            row.update(paper);
        }
    }
}

#[cfg(test)]
mod tests;
