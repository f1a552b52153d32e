//! A page with less on it, step by step, for one that does not fit.

use std::borrow::Cow;
use std::cmp::Reverse;

use super::context::{Page, PaperContext};
use crate::text::limits;

/// An abstract that is shortened keeps its first sentences up to this many characters.
const SHORT_ABSTRACT: usize = 300;

impl Page<'_> {
    /// What is thought of the page's size after each step of [`Page::reduced`]: bytes of texts before they are escaped.
    pub fn estimates(&self) -> Vec<usize> {
        // What a row has besides its texts, and an abstract around it.
        const ROW: usize = 100;
        const AROUND: usize = 50;
        let rows = self.oldest_first();
        let papers = rows.iter().map(|(keyword, row)| &self.keywords[*keyword].papers[*row]);
        let short = |paper: &PaperContext<'_>| limits::shorten(&paper.abstract_, SHORT_ABSTRACT).len();
        let first =
            papers.clone().map(|paper| paper.abstract_.len() - short(paper).min(paper.abstract_.len()));
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

    /// The page after some steps. Each takes from the oldest row that has something left: first from every row its abstract
    /// but for a few sentences, then the whole abstract, then the row. Each keyword's newest row comes last, and no keyword
    /// is ever left out.
    #[must_use]
    pub fn reduced(&self, step: usize) -> Self {
        let rows = self.oldest_first();
        let (shortened, emptied) = (step.min(rows.len()), step.saturating_sub(rows.len()).min(rows.len()));
        let dropped = step.saturating_sub(2 * rows.len()).min(rows.len());
        let mut page = self.clone();
        for (index, (keyword, row)) in rows.iter().enumerate().take(shortened) {
            let abstract_ = &mut page.keywords[*keyword].papers[*row].abstract_;
            if index < emptied {
                page.without_abstract_count += usize::from(index >= dropped && !abstract_.is_empty());
                *abstract_ = Cow::Borrowed("");
            } else if let Cow::Owned(short) = limits::shorten(abstract_, SHORT_ABSTRACT) {
                page.shortened_count += 1;
                *abstract_ = Cow::Owned(short);
            }
        }
        // Within a keyword the oldest rows are its last.
        for (keyword, _) in &rows[..dropped] {
            page.keywords[*keyword].papers.pop();
            page.keywords[*keyword].left_out += 1;
        }
        page.left_out_count = dropped;
        page
    }

    /// Every row, as number of its keyword and of itself, oldest first.
    fn oldest_first(&self) -> Vec<(usize, usize)> {
        let mut rows: Vec<_> = self
            .keywords
            .iter()
            .enumerate()
            .flat_map(|(number, keyword)| (0..keyword.papers.len()).map(move |row| (number, row)))
            .collect();
        rows.sort_by_cached_key(|&(number, row)| {
            let paper = &self.keywords[number].papers[row];
            (row == 0, paper.date.clone(), Reverse(row), number)
        });
        rows
    }
}
