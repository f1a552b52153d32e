//! A page with less on it, step by step, for one that does not fit.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::context::{PageContext, PaperContext};
use crate::text::truncate;

/// An abstract that is shortened keeps its first sentences up to this many characters.
pub const SHORT_ABSTRACT: usize = 300;

impl PageContext<'_> {
    /// How many steps of [`reduce`] leave no row.
    pub fn steps(&self) -> usize {
        3 * self.keywords.iter().map(|keyword| keyword.papers.len()).sum::<usize>()
    }

    /// The page with the papers whose identifier passes.
    #[must_use]
    pub fn only(&self, keep: impl Fn(&str) -> bool) -> Self {
        let mut page = self.clone();
        for keyword in &mut page.keywords {
            let before = keyword.papers.len();
            keyword.papers.retain(|paper| keep(paper.id));
            keyword.left_out += before - keyword.papers.len();
            page.left_out_count += before - keyword.papers.len();
        }
        page
    }

    /// The page after some steps of [`reduce`].
    #[must_use]
    pub fn reduced(&self, step: usize) -> Self {
        let mut page = self.clone();
        let mut lists: Vec<_> = page.keywords.iter_mut().map(|keyword| &mut keyword.papers).collect();
        let cut = reduce(&mut lists, step);
        for (keyword, whole) in page.keywords.iter_mut().zip(&self.keywords) {
            keyword.left_out += whole.papers.len() - keyword.papers.len();
        }
        page.shortened_count = cut.shortened;
        page.without_abstract_count = cut.without_abstract;
        page.left_out_count += cut.left_out;
        page
    }
}

/// What was taken from lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cut {
    pub shortened: usize,
    pub without_abstract: usize,
    pub left_out: usize,
}

/// Takes from lists, newest row first in each, step by step. Each step takes from the oldest row that has something left:
/// first from every row its abstract but for a few sentences, then the whole abstract, then the row. Each list's newest row
/// comes last.
pub fn reduce(lists: &mut [&mut Vec<PaperContext<'_>>], step: usize) -> Cut {
    let rows = oldest_first(&lists.iter().map(|list| list.as_slice()).collect::<Vec<_>>());
    let steps = |stage: usize| step.saturating_sub(stage * rows.len()).min(rows.len());
    let (shortened, without_abstract, left_out) = (steps(0), steps(1), steps(2));
    let mut cut = Cut { left_out, ..Cut::default() };
    for (index, (list, row)) in rows.iter().enumerate().take(shortened).skip(left_out) {
        let abstract_ = &mut lists[*list][*row].abstract_;
        if index < without_abstract {
            cut.without_abstract += usize::from(!abstract_.is_empty());
            *abstract_ = Cow::Borrowed("");
        } else if let Cow::Owned(short) = truncate::shorten(abstract_, SHORT_ABSTRACT) {
            cut.shortened += 1;
            *abstract_ = Cow::Owned(short);
        }
    }
    let gone: BTreeSet<&(usize, usize)> = rows[..left_out].iter().collect();
    for (list, papers) in lists.iter_mut().enumerate() {
        let mut row = 0..;
        papers.retain(|_| row.next().is_none_or(|row| !gone.contains(&(list, row))));
    }
    cut
}

/// Every row, as number of its list and of itself, oldest first. Lists may be in order of relevance.
fn oldest_first(lists: &[&[PaperContext<'_>]]) -> Vec<(usize, usize)> {
    let mut rows = Vec::new();
    for (list, papers) in lists.iter().enumerate() {
        let newest = (0..papers.len()).max_by_key(|row| (papers[*row].date, Reverse(*row)));
        rows.extend((0..papers.len()).map(|row| (newest == Some(row), papers[row].date, Reverse(row), list)));
    }
    rows.sort_unstable();
    rows.into_iter().map(|(_, _, Reverse(row), list)| (list, row)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keyword::Sort;
    use crate::samples::paper;

    #[test]
    fn oldest_rows_go_first_in_any_order() {
        // In order of relevance, the newest paper is neither the first nor the last.
        let dates = ["2026-11-03", "2026-11-09", "2026-11-01", "2026-11-05"];
        let papers = dates.map(|date| paper("2611.00001", date));
        for left_out in 0..=4 {
            let mut rows: Vec<_> =
                papers.iter().map(|paper| PaperContext::new(paper, Sort::Updated)).collect();
            assert_eq!(reduce(&mut [&mut rows], 8 + left_out).left_out, left_out);
            let days: Vec<i8> = rows.iter().map(|row| row.date.day()).collect();
            let gone = &[1, 3, 5, 9][..left_out];
            let left: Vec<i8> = [3, 9, 1, 5].into_iter().filter(|day| !gone.contains(day)).collect();
            assert_eq!(days, left);
        }
    }
}
