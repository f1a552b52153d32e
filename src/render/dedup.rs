//! A paper under several keywords, shown once: under the first of them, with the names of the others. For
//! `duplicates: first`. Pure.

use std::collections::HashMap;

use super::context::PaperContext;

/// What a paper has in lists that come later.
#[derive(Default)]
struct Later<'a> {
    names: Vec<&'a str>,
    new: bool,
    revised: bool,
}

/// Leaves each paper in the first of the lists that has it, with the names of the others. There it is new if it is new in
/// any of them, else revised if it is that in any: so there are as many marks as papers that are counted. Returns how many
/// papers each list lost.
pub(super) fn deduplicate<'a>(lists: &mut [(&'a str, &mut Vec<PaperContext<'a>>)]) -> Vec<usize> {
    let mut shown: HashMap<&'a str, Later<'a>> = HashMap::new();
    let mut lost = Vec::with_capacity(lists.len());
    for (name, papers) in lists.iter_mut() {
        let before = papers.len();
        papers.retain(|paper| {
            let earlier = shown.get_mut(paper.id);
            let is_first = earlier.is_none();
            if let Some(later) = earlier {
                later.names.push(*name);
                later.new |= paper.new;
                later.revised |= paper.revised;
            } else {
                shown.insert(paper.id, Later::default());
            }
            is_first
        });
        lost.push(before - papers.len());
    }
    for paper in lists.iter_mut().flat_map(|(_, papers)| papers.iter_mut()) {
        let later = shown.remove(paper.id).unwrap_or_default();
        paper.new |= later.new;
        paper.revised = (paper.revised || later.revised) && !paper.new;
        paper.also_in = later.names;
    }
    lost
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keyword::Sort;
    use crate::samples::paper;

    #[test]
    fn the_first_list_keeps_a_paper_and_gets_names_and_marks_of_the_others() {
        let papers = [1, 2, 3].map(|number| paper(&format!("2611.0000{number}"), "2026-11-20"));
        let row = |number: usize, new: bool, revised: bool| PaperContext {
            new,
            revised,
            ..PaperContext::new(&papers[number - 1], Sort::Updated)
        };
        let mut graphs = vec![row(2, false, true), row(1, false, false)];
        let mut zebras = vec![row(3, false, false), row(2, true, false), row(1, false, true)];
        let mut darts = vec![row(2, false, true), row(1, false, false)];
        let mut lists = [("graphs", &mut graphs), ("zebras", &mut zebras), ("DARTS", &mut darts)];
        assert_eq!(deduplicate(&mut lists), [0, 2, 2]);
        let seen = |papers: &[PaperContext<'_>]| {
            papers
                .iter()
                .map(|paper| {
                    format!("{} {} {} {}", paper.id, paper.also_in.join("+"), paper.new, paper.revised)
                })
                .collect::<Vec<_>>()
        };
        // New somewhere is new; and nothing is both.
        assert_eq!(
            seen(&graphs),
            ["2611.00002 zebras+DARTS true false", "2611.00001 zebras+DARTS false true"]
        );
        assert_eq!(seen(&zebras), ["2611.00003  false false"]);
        assert!(darts.is_empty());
    }
}
