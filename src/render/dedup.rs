//! A paper under several keywords, shown once: under the first of them, with the names of the others. For
//! `duplicates: first`.

use std::collections::HashMap;

use crate::paper::{ArxivId, Paper};

#[derive(Clone, Debug)]
pub(super) struct Row<'a> {
    pub(super) paper: &'a Paper,
    pub(super) new: bool,
    pub(super) revised: bool,
    /// The other keywords that list the paper, if it is shown once.
    pub(super) also_in: Vec<&'a str>,
}

/// What a paper has in lists that come later.
#[derive(Default)]
struct Later<'a> {
    names: Vec<&'a str>,
    new: bool,
    revised: bool,
}

/// Leaves each paper in the first of the named lists that has it, with the names of the others. There it is new if it is
/// new in any of them, else revised if it is revised in any: so there are as many marks as papers that are counted. Returns
/// how many papers each list lost.
pub(super) fn deduplicate<'a>(lists: &mut [(&'a str, Vec<Row<'a>>)]) -> Vec<usize> {
    let mut shown: HashMap<&'a ArxivId, Later<'a>> = HashMap::new();
    let mut lost = Vec::with_capacity(lists.len());
    for (name, rows) in lists.iter_mut() {
        let before = rows.len();
        rows.retain(|row| {
            let earlier = shown.get_mut(&row.paper.id);
            let is_first = earlier.is_none();
            if let Some(later) = earlier {
                later.names.push(*name);
                later.new |= row.new;
                later.revised |= row.revised;
            } else {
                shown.insert(&row.paper.id, Later::default());
            }
            is_first
        });
        lost.push(before - rows.len());
    }
    for row in lists.iter_mut().flat_map(|(_, rows)| rows.iter_mut()) {
        let later = shown.remove(&row.paper.id).unwrap_or_default();
        row.new |= later.new;
        row.revised = (row.revised || later.revised) && !row.new;
        row.also_in = later.names;
    }
    lost
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::paper;

    #[test]
    fn first_list_gets_names_and_marks_of_others() {
        let papers = [1, 2, 3].map(|number| paper(&format!("2611.0000{number}"), "2026-11-20"));
        let row = |number: usize, new: bool, revised: bool| Row {
            paper: &papers[number - 1],
            new,
            revised,
            also_in: Vec::new(),
        };
        let mut lists = [
            ("graphs", vec![row(2, false, true), row(1, false, false)]),
            ("zebras", vec![row(3, false, false), row(2, true, false), row(1, false, true)]),
            ("DARTS", vec![row(2, false, true), row(1, false, false)]),
        ];
        assert_eq!(deduplicate(&mut lists), [0, 2, 2]);
        let seen = |(_, rows): &(&str, Vec<Row<'_>>)| {
            let text = |row: &Row<'_>| {
                format!("{} {} {} {}", row.paper.id, row.also_in.join("+"), row.new, row.revised)
            };
            rows.iter().map(text).collect::<Vec<_>>()
        };
        // New somewhere is new; and nothing is both.
        assert_eq!(
            seen(&lists[0]),
            ["2611.00002 zebras+DARTS true false", "2611.00001 zebras+DARTS false true"]
        );
        assert_eq!(seen(&lists[1]), ["2611.00003  false false"]);
        assert!(lists[2].1.is_empty());
    }
}
