//! What the template of an issue sees: a promise like [`context`](super::context), listed beside it.

use serde::Serialize;

use super::context::{PaperContext, date};
use super::dedup::{Row, deduplicate};
use crate::config::{Config, Duplicates, IssueWhen};
use crate::keyword::Keyword;
use crate::notes::Notes;
use crate::paper::ArxivId;
use crate::rank::Ranking;
use crate::state::State;
use crate::text::slug::anchors;

#[derive(Clone, Debug, Serialize)]
pub struct IssueContext<'a> {
    pub section: &'a str,
    /// The date of the news; under `issue: always` that of the run. In the zone of `timezone`.
    pub date: String,
    /// Papers that are new, each counted once.
    pub new_count: usize,
    /// Papers in a new version, and that are new nowhere.
    pub revised_count: usize,
    /// Papers on the page.
    pub total_count: usize,
    /// The page's address on GitHub.
    pub page_url: String,
    /// Whether this is `issue: always`, where not all papers are new.
    pub always: bool,
    /// The keywords; without `issue: always` only those with new papers.
    pub keywords: Vec<IssueKeywordContext<'a>>,
}

#[derive(Clone, Debug, Serialize)]
pub struct IssueKeywordContext<'a> {
    pub name: &'a str,
    /// The address of that heading on the page.
    pub url: String,
    /// Papers that are new under it; under `duplicates: first` those marked here.
    pub new_count: usize,
    /// How many of its papers are listed under an earlier keyword of the issue, with `duplicates: first`.
    pub elsewhere: usize,
    /// Papers that there was no room for.
    pub more: usize,
    /// The papers, newest first.
    pub papers: Vec<PaperContext<'a>>,
}

impl<'a> IssueContext<'a> {
    /// The issue with what the notes file has on its papers.
    #[must_use]
    pub fn with_notes(mut self, notes: &'a Notes) -> Self {
        let papers = self.keywords.iter_mut().flat_map(|keyword| &mut keyword.papers);
        papers.for_each(|paper| paper.notes = notes.of(paper.id));
        self
    }

    /// The issue with the scores of its papers.
    #[must_use]
    pub fn with_ranking(mut self, ranking: &Ranking) -> Self {
        self.keywords
            .iter_mut()
            .flat_map(|keyword| &mut keyword.papers)
            .for_each(|paper| paper.rank(ranking));
        self
    }

    /// The issue about a data file, at a date; `page_url` is the address of the page, `headings_above` are those that come
    /// before the section there.
    pub fn new(
        state: &'a State,
        config: &'a Config,
        date_of_issue: String,
        page_url: &str,
        headings_above: &[String],
    ) -> Self {
        let (always, max) = (config.notify.when == IssueWhen::Always, config.notify.max_results);
        // What was new on another date is not news of this one.
        let news = !always || date(state.changed, &config.page.timezone) == date_of_issue;
        let names: Vec<&str> = config.keywords.iter().map(|keyword| keyword.name.as_str()).collect();
        let read = config.keywords.iter().zip(anchors(headings_above, &names));
        let read: Vec<_> = read.filter(|(keyword, _)| state.list(&keyword.name).is_some()).collect();
        let mut lists: Vec<_> = read.iter().map(|(keyword, _)| rows(state, keyword, always, news)).collect();
        if always {
            // The latest of each keyword, whatever the others have.
            for (_, rows) in &mut lists {
                rows.truncate(max);
            }
        }
        let new_counts: Vec<usize> =
            read.iter().map(|(keyword, _)| new(state, keyword, news).len()).collect();
        let (elsewhere, new_counts) = match config.page.duplicates {
            Duplicates::All => (vec![0; lists.len()], new_counts),
            Duplicates::First => {
                let lost = deduplicate(&mut lists);
                (lost, lists.iter().map(|(_, rows)| rows.iter().filter(|row| row.new).count()).collect())
            }
        };
        let followed = config.followed();
        let mut keywords = Vec::with_capacity(lists.len());
        for ((((keyword, anchor), (name, mut rows)), elsewhere), new_count) in
            read.into_iter().zip(lists).zip(elsewhere).zip(new_counts)
        {
            if rows.is_empty() && !always {
                continue;
            }
            let more = rows.len().saturating_sub(max);
            rows.truncate(max);
            let papers = rows
                .into_iter()
                .map(|row| PaperContext::from_row(row, keyword.sort).with_followed(&followed));
            let papers = papers.collect();
            let url = format!("{page_url}#{anchor}");
            keywords.push(IssueKeywordContext { name, url, new_count, elsewhere, more, papers });
        }
        let (new, revised) = if news { state.news() } else { Default::default() };
        Self {
            section: &config.page.section,
            new_count: new.len(),
            revised_count: revised.len(),
            total_count: state.papers.len(),
            page_url: page_url.to_owned(),
            always,
            keywords,
            date: date_of_issue,
        }
    }
}

/// What is new under a keyword, if the issue is about its news.
fn new<'a>(state: &'a State, keyword: &Keyword, news: bool) -> &'a [ArxivId] {
    state.list(&keyword.name).filter(|_| news).map_or(&[], |list| &list.new)
}

/// A keyword's name and its rows: all of them, or the new ones.
fn rows<'a>(state: &'a State, keyword: &'a Keyword, all: bool, news: bool) -> (&'a str, Vec<Row<'a>>) {
    let new = new(state, keyword, news);
    let rows = state.list(&keyword.name).into_iter().flat_map(|list| {
        let papers = state.papers_of(list).filter(|paper| all || new.contains(&paper.id));
        papers.map(|paper| Row {
            paper,
            new: new.contains(&paper.id),
            revised: news && list.revised.contains(&paper.id),
            also_in: Vec::new(),
        })
    });
    (&keyword.name, rows.collect())
}
