//! What the templates of the history see: a month, and the index of all months. A promise like
//! [`context`](super::context), listed beside it.

use std::collections::{BTreeMap, BTreeSet};
use std::iter;

use serde::Serialize;

use super::context::PaperContext;
use crate::config::{Config, Duplicates};
use crate::history::{INDEX_PAGE, Index, Month, MonthFile, Row};
use crate::keyword::Sort;
use crate::paper::Paper;
use crate::text::slug;

/// A month.
#[derive(Clone, Debug, Serialize)]
pub struct MonthContext<'a> {
    /// The section's name.
    pub section: &'a str,
    /// `2026-11`.
    pub month: String,
    /// `November 2026`.
    pub name: String,
    /// Papers of the month, each counted once.
    pub total_count: usize,
    /// Rows that are left out, so that the page fits.
    pub left_out_count: usize,
    /// Where the index of all months is, for a link.
    pub index: &'a str,
    /// The keywords that have papers: first those of the configuration, in its order, then those of earlier runs.
    pub keywords: Vec<MonthKeywordContext<'a>>,
}

/// A keyword in a month.
#[derive(Clone, Debug, Serialize)]
pub struct MonthKeywordContext<'a> {
    /// The heading.
    pub name: &'a str,
    /// The heading's anchor on GitHub.
    pub anchor: String,
    /// Its papers in this month.
    pub count: usize,
    /// How many of its oldest papers are left out, so that the page fits.
    pub left_out: usize,
    /// Its papers, the newest submission first. They have no abstract.
    pub papers: Vec<PaperContext<'a>>,
}

/// The index of all months.
#[derive(Clone, Debug, Serialize)]
pub struct IndexContext<'a> {
    /// Papers of all months.
    pub total_count: usize,
    /// Where the chart is, for a link; empty if there is none.
    pub chart: &'a str,
    /// The years, the newest first.
    pub years: Vec<YearContext<'a>>,
}

/// A year of the index.
#[derive(Clone, Debug, Serialize)]
pub struct YearContext<'a> {
    /// `2026`.
    pub year: i16,
    /// Its months, the newest first.
    pub months: Vec<IndexMonthContext<'a>>,
}

/// A month of the index.
#[derive(Clone, Debug, Serialize)]
pub struct IndexMonthContext<'a> {
    /// `November 2026`.
    pub name: String,
    /// `2026-11.md`.
    pub file: String,
    /// Its papers, each counted once.
    pub count: usize,
    /// Its keywords.
    pub keywords: Vec<KeywordCountContext<'a>>,
}

/// How many papers a keyword has.
#[derive(Clone, Debug, Serialize)]
pub struct KeywordCountContext<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its papers.
    pub count: usize,
}

/// Names of keywords: first those of the configuration, in its order, then the others.
fn in_order<'n>(config: &Config, names: BTreeSet<&'n str>) -> Vec<&'n str> {
    let place = |name: &str| config.keywords.iter().position(|keyword| keyword.name == name);
    let mut names: Vec<&str> = names.into_iter().collect();
    names.sort_by_key(|name| (place(name).unwrap_or(usize::MAX), *name));
    names
}

/// The papers of a month as templates take them, the newest submission first.
pub fn papers(file: &MonthFile) -> Vec<Paper> {
    let mut papers: Vec<Paper> = file.rows.values().map(Row::to_paper).collect();
    papers.sort_by(|one, other| (other.submitted, &other.id).cmp(&(one.submitted, &one.id)));
    papers
}

impl<'a> MonthContext<'a> {
    /// A month. `papers` are those of [`papers`]; only the first `shown` of them are shown.
    pub fn new(
        config: &'a Config,
        month: Month,
        file: &'a MonthFile,
        papers: &'a [Paper],
        shown: usize,
    ) -> Self {
        let mut lists: BTreeMap<&str, Vec<PaperContext<'a>>> = BTreeMap::new();
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        let rows = papers.iter().filter_map(|paper| Some((paper, file.rows.get(&paper.id)?)));
        for (index, (paper, row)) in rows.enumerate() {
            let mut names = in_order(config, row.keywords.iter().map(String::as_str).collect());
            let others = match config.page.duplicates {
                Duplicates::All => Vec::new(),
                Duplicates::First => names.split_off(names.len().min(1)),
            };
            for name in names {
                *counts.entry(name).or_default() += 1;
                let list = lists.entry(name).or_default();
                if index < shown {
                    let paper = PaperContext::new(paper, Sort::Submitted);
                    list.push(PaperContext { withdrawn: row.withdrawn, also_in: others.clone(), ..paper });
                }
            }
        }
        let names = in_order(config, lists.keys().copied().collect());
        let headings = iter::once(month.name()).collect::<Vec<_>>();
        let keywords = names.iter().zip(slug::anchors(&headings, &names)).map(|(name, anchor)| {
            let (papers, count) = (lists.remove(name).unwrap_or_default(), counts[name]);
            MonthKeywordContext { name, anchor, count, left_out: count - papers.len(), papers }
        });
        Self {
            section: &config.page.section,
            month: month.to_string(),
            name: month.name(),
            total_count: papers.len(),
            left_out_count: papers.len().saturating_sub(shown),
            index: INDEX_PAGE,
            keywords: keywords.collect(),
        }
    }
}

impl<'a> IndexContext<'a> {
    /// The index.
    pub fn new(config: &'a Config, index: &'a Index, chart: &'a str) -> Self {
        let mut years: Vec<YearContext<'a>> = Vec::new();
        for counts in index.months.values().rev() {
            let year = counts.month.first_day().year();
            if years.last().is_none_or(|last| last.year != year) {
                years.push(YearContext { year, months: Vec::new() });
            }
            let names = in_order(config, counts.days.keys().map(String::as_str).collect());
            let count = |name| KeywordCountContext { name, count: counts.of_keyword(name) };
            let month = IndexMonthContext {
                name: counts.month.name(),
                file: format!("{}.md", counts.month),
                count: counts.papers,
                keywords: names.into_iter().map(count).collect(),
            };
            years.last_mut().into_iter().for_each(|year| year.months.push(month.clone()));
        }
        let total_count = index.months.values().map(|counts| counts.papers).sum();
        Self { total_count, chart, years }
    }
}
