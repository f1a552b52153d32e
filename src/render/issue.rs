//! What the template of an issue sees: a promise like [`context`](super::context), listed beside it.

use std::collections::BTreeSet;

use serde::Serialize;

use super::context::{PaperContext, date};
use crate::archive::{Archive, List};
use crate::config::{Config, IssueWhen};
use crate::keyword::Keyword;
use crate::text::slug::anchors;

/// What an issue is made of.
#[derive(Clone, Debug, Serialize)]
pub struct IssuePage<'a> {
    /// The section's name.
    pub section: &'a str,
    /// The date of the news; under `issue: always` that of the run. In the zone of `timezone`.
    pub date: String,
    /// Papers that are new, each counted once.
    pub new_count: usize,
    /// Papers in a new version.
    pub revised_count: usize,
    /// Papers on the page.
    pub total_count: usize,
    /// The page's address on GitHub.
    pub page_url: String,
    /// Whether this is `issue: always`, where not all papers are new.
    pub always: bool,
    /// The keywords; without `issue: always` only those with new papers.
    pub keywords: Vec<IssueKeyword<'a>>,
}

/// A keyword in an issue.
#[derive(Clone, Debug, Serialize)]
pub struct IssueKeyword<'a> {
    /// The heading.
    pub name: &'a str,
    /// The address of that heading on the page.
    pub url: String,
    /// Papers that are new under it.
    pub new_count: usize,
    /// Papers that there was no room for.
    pub more: usize,
    /// The papers, newest first.
    pub papers: Vec<PaperContext<'a>>,
}

impl<'a> IssuePage<'a> {
    /// The issue on an archive, at a date; `page_url` is the address of the page.
    pub fn new(archive: &'a Archive, config: &'a Config, date_of_issue: String, page_url: &str) -> Self {
        let always = config.issue.when == IssueWhen::Always;
        // What was new on another day is none of this day's news.
        let news = !always || date(archive.changed, &config.timezone) == date_of_issue;
        let names: Vec<&str> = config.keywords.iter().map(|keyword| keyword.name.as_str()).collect();
        let keyword = |(keyword, anchor): (&'a Keyword, String)| {
            let list = archive.list(&keyword.name)?;
            let new = if news { &list.new[..] } else { &[] };
            if !always && new.is_empty() {
                return None;
            }
            let papers = archive.papers_of(list).filter(|paper| always || new.contains(&paper.id));
            let papers: Vec<_> = papers
                .map(|paper| PaperContext {
                    new: new.contains(&paper.id),
                    revised: news && list.revised.contains(&paper.id),
                    ..PaperContext::new(paper, keyword.sort)
                })
                .collect();
            let more = papers.len().saturating_sub(config.issue.max_results);
            Some(IssueKeyword {
                name: &keyword.name,
                url: format!("{page_url}#{anchor}"),
                new_count: new.len(),
                more: if always { 0 } else { more },
                papers: papers.into_iter().take(config.issue.max_results).collect(),
            })
        };
        let count = |of: fn(&List) -> &Vec<_>| {
            if news { archive.lists.iter().flat_map(of).collect::<BTreeSet<_>>().len() } else { 0 }
        };
        Self {
            section: &config.section,
            new_count: count(|list| &list.new),
            revised_count: count(|list| &list.revised),
            total_count: archive.papers.len(),
            page_url: page_url.to_owned(),
            always,
            keywords: config.keywords.iter().zip(anchors(&names)).filter_map(keyword).collect(),
            date: date_of_issue,
        }
    }
}
