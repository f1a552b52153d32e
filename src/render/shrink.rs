//! A page with less on it, step by step, for one that does not fit.

use std::borrow::Cow;
use std::cmp::Reverse;

use super::context::{KeywordContext, PageContext, PaperContext};
use crate::text::truncate;

/// An abstract that is shortened keeps its first sentences up to this many characters.
pub const SHORT_ABSTRACT: usize = 300;

impl<'a> PageContext<'a> {
    /// What is thought of the page's size after each step of [`reduce`]: bytes of texts before they are escaped.
    pub fn estimates(&self) -> Vec<usize> {
        // What a row has besides its texts, an abstract around it, and one that is shortened, mostly.
        const ROW: usize = 100;
        const AROUND: usize = 50;
        const SHORTENED: usize = SHORT_ABSTRACT * 4 / 5;
        let lists: Vec<_> = self.keywords.iter().map(|keyword| keyword.papers.as_slice()).collect();
        let rows = oldest_first(&lists);
        let papers = rows.iter().map(|(list, row)| &lists[*list][*row]);
        let short = |paper: &PaperContext<'_>| paper.abstract_.len().min(SHORTENED);
        let first = papers.clone().map(|paper| paper.abstract_.len() - short(paper));
        let second = papers.clone().map(|paper| short(paper) + AROUND);
        let third = papers.map(|paper| paper.title.len() + paper.comment.len() + ROW);
        let mut estimates: Vec<usize> = first.chain(second).chain(third).collect();
        // From what each step takes away to what is left.
        let mut left = 0;
        for estimate in estimates.iter_mut().rev() {
            left += *estimate;
            *estimate = left;
        }
        estimates.push(0);
        estimates
    }

    /// The page with so many rows of each list, the newest.
    #[must_use]
    pub fn newest(&self, rows: usize) -> Self {
        let keyword = |whole: &KeywordContext<'a>| {
            let papers = whole.papers.iter().take(rows).cloned().collect();
            KeywordContext { papers, anchor: whole.anchor.clone(), ..*whole }
        };
        let keywords = self.keywords.iter().map(keyword).collect();
        let (columns, date, chart) = (self.columns.clone(), self.date.clone(), self.chart.clone());
        Self { date, columns, keywords, chart, ..*self }
    }

    /// How many bytes of texts it has, before they are escaped.
    pub fn bytes(&self) -> usize {
        let papers = self.keywords.iter().flat_map(|keyword| &keyword.papers);
        papers.map(|paper| paper.title.len() + paper.abstract_.len() + paper.comment.len()).sum()
    }

    /// How many rows it has.
    pub fn rows(&self) -> usize {
        self.keywords.iter().map(|keyword| keyword.papers.len()).sum()
    }

    /// The sizes after each step of [`reduce`], foreseen from those of a few rows: with their texts, with shortened abstracts,
    /// and without any row. `None` where the page is small, or the template shows too little of abstracts to tell.
    ///
    /// A row's size is taken for a constant, and so many bytes for each byte of its texts.
    pub fn foreseen<E>(&self, size: impl Fn(&Self) -> Result<usize, E>) -> Result<Option<Vec<usize>>, E> {
        // Of each list; one row in ten is seldom off by more than a hundredth.
        const SAMPLE: usize = 10;
        let few = self.newest(self.rows().div_ceil(SAMPLE * self.keywords.len().max(1)));
        let (rows, all) = (few.rows(), self.rows());
        if rows < SAMPLE {
            return Ok(None);
        }
        let texts = few.estimates();
        let (whole, short, bare) = (size(&few)?, size(&few.reduced(rows))?, size(&self.newest(0))?);
        let (shown, thought) = (whole.saturating_sub(short), texts[0] - texts[rows]);
        if thought == 0 || 2 * shown < thought {
            return Ok(None);
        }
        let scaled = |bytes: usize| bytes * shown / thought;
        let sizes = self.estimates().into_iter().enumerate().map(|(step, estimate)| {
            let left = all - step.saturating_sub(2 * all).min(all);
            (bare + scaled(estimate) + whole * left / rows)
                .saturating_sub((bare + scaled(texts[0])) * left / rows)
        });
        Ok(Some(sizes.collect()))
    }

    /// The page after some steps of [`reduce`].
    #[must_use]
    pub fn reduced(&self, step: usize) -> Self {
        let mut page = self.clone();
        let mut lists: Vec<_> = page.keywords.iter_mut().map(|keyword| &mut keyword.papers).collect();
        let cut = reduce(&mut lists, step);
        for (keyword, whole) in page.keywords.iter_mut().zip(&self.keywords) {
            keyword.left_out = whole.papers.len() - keyword.papers.len();
        }
        page.shortened_count = cut.shortened;
        page.without_abstract_count = cut.bare;
        page.left_out_count = cut.dropped;
        page
    }
}

/// What was taken from lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cut {
    /// Abstracts that are shortened.
    pub shortened: usize,
    /// Papers whose abstract is left out.
    pub bare: usize,
    /// Papers that are left out.
    pub dropped: usize,
}

/// Takes from lists, newest row first in each, step by step. Each step takes from the oldest row that has something left:
/// first from every row its abstract but for a few sentences, then the whole abstract, then the row. Each list's newest row
/// comes last.
pub fn reduce(lists: &mut [&mut Vec<PaperContext<'_>>], step: usize) -> Cut {
    let rows = oldest_first(&lists.iter().map(|list| list.as_slice()).collect::<Vec<_>>());
    let steps = |stage: usize| step.saturating_sub(stage * rows.len()).min(rows.len());
    let (shortened, bare, dropped) = (steps(0), steps(1), steps(2));
    let mut cut = Cut { dropped, ..Cut::default() };
    for (index, (list, row)) in rows.iter().enumerate().take(shortened).skip(dropped) {
        let abstract_ = &mut lists[*list][*row].abstract_;
        if index < bare {
            cut.bare += usize::from(!abstract_.is_empty());
            *abstract_ = Cow::Borrowed("");
        } else if let Cow::Owned(short) = truncate::shorten(abstract_, SHORT_ABSTRACT) {
            cut.shortened += 1;
            *abstract_ = Cow::Owned(short);
        }
    }
    // Within a list the oldest rows are its last.
    for (list, _) in &rows[..dropped] {
        lists[*list].pop();
    }
    cut
}

/// Every row, as number of its list and of itself, oldest first.
fn oldest_first(lists: &[&[PaperContext<'_>]]) -> Vec<(usize, usize)> {
    let rows =
        lists.iter().enumerate().flat_map(|(list, papers)| (0..papers.len()).map(move |row| (list, row)));
    let mut rows: Vec<_> = rows.collect();
    rows.sort_by_key(|&(list, row)| (row == 0, lists[list][row].date, Reverse(row), list));
    rows
}
