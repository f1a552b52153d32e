//! What the template of an issue sees: a promise like [`context`](super::context), listed beside it.

use serde::Serialize;

use super::context::{PaperContext, date};
use super::dedup::deduplicate;
use crate::config::{Config, Duplicates, IssueWhen};
use crate::keyword::Keyword;
use crate::state::State;
use crate::text::slug::anchors;

/// What an issue is made of.
#[derive(Clone, Debug, Serialize)]
pub struct IssueContext<'a> {
    /// The section's name.
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

/// A keyword in an issue.
#[derive(Clone, Debug, Serialize)]
pub struct IssueKeywordContext<'a> {
    /// The heading.
    pub name: &'a str,
    /// The address of that heading on the page.
    pub url: String,
    /// Papers that are new under it; under `duplicates: first` those marked here.
    pub new_count: usize,
    /// How many of its papers stand under an earlier keyword of the issue, under `duplicates: first`.
    pub elsewhere: usize,
    /// Papers that there was no room for.
    pub more: usize,
    /// The papers, newest first.
    pub papers: Vec<PaperContext<'a>>,
}

impl<'a> IssueContext<'a> {
    /// The issue on a data file, at a date; `page_url` is the address of the page.
    pub fn new(state: &'a State, config: &'a Config, date_of_issue: String, page_url: &str) -> Self {
        let always = config.issue.when == IssueWhen::Always;
        // What was new on another day is none of this day's news.
        let news = !always || date(state.changed, &config.timezone) == date_of_issue;
        let names: Vec<&str> = config.keywords.iter().map(|keyword| keyword.name.as_str()).collect();
        let keyword = |(keyword, anchor): (&'a Keyword, String)| {
            let list = state.list(&keyword.name)?;
            let new = if news { &list.new[..] } else { &[] };
            let papers = state.papers_of(list).filter(|paper| always || new.contains(&paper.id));
            let papers = papers.map(|paper| PaperContext {
                new: new.contains(&paper.id),
                revised: news && list.revised.contains(&paper.id),
                ..PaperContext::new(paper, keyword.sort)
            });
            Some(IssueKeywordContext {
                name: &keyword.name,
                url: format!("{page_url}#{anchor}"),
                new_count: new.len(),
                elsewhere: 0,
                more: 0,
                papers: papers.collect(),
            })
        };
        let keywords = config.keywords.iter().zip(anchors(&names)).filter_map(keyword);
        let (new, revised) = if news { state.news() } else { Default::default() };
        let mut page = Self {
            section: &config.section,
            new_count: new.len(),
            revised_count: revised.len(),
            total_count: state.papers.len(),
            page_url: page_url.to_owned(),
            always,
            keywords: keywords.collect(),
            date: date_of_issue,
        };
        page.cut(config);
        page
    }

    /// Leaves out what there is no room for and, if so configured, what stands there already.
    fn cut(&mut self, config: &Config) {
        let most = config.issue.max_results;
        if self.always {
            // The latest of each keyword, whatever the others have.
            self.keywords.iter_mut().for_each(|keyword| keyword.papers.truncate(most));
        }
        if config.duplicates == Duplicates::First {
            self.deduplicate();
        }
        if !self.always {
            for keyword in &mut self.keywords {
                keyword.more = keyword.papers.len().saturating_sub(most);
                keyword.papers.truncate(most);
            }
            self.keywords.retain(|keyword| !keyword.papers.is_empty());
        }
    }

    fn deduplicate(&mut self) {
        let lists = self.keywords.iter_mut().map(|keyword| (keyword.name, &mut keyword.papers));
        let elsewhere = deduplicate(&mut lists.collect::<Vec<_>>());
        for (keyword, elsewhere) in self.keywords.iter_mut().zip(elsewhere) {
            keyword.elsewhere = elsewhere;
            keyword.new_count = keyword.papers.iter().filter(|paper| paper.new).count();
        }
    }
}
