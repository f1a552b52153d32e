//! The step's outputs: a field for each, so that none can be forgotten.

use serde::Serialize;

use super::{KeywordReport, NewPaper, Report};
use crate::notify::ThreadRef;
use crate::paper::ArxivId;
use crate::render::context::date;
use crate::text;

/// The largest `papers` output.
const MAX_PAPERS_BYTES: usize = 100_000;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outputs {
    pub changed: bool,
    pub new_papers: usize,
    /// How many papers have a new version.
    pub revised_papers: usize,
    pub total_papers: usize,
    /// The new papers, a JSON array.
    pub papers: String,
    /// Whether `papers` lacks some of them.
    pub papers_truncated: bool,
    /// The names of the keywords that failed, a JSON array.
    pub failed_keywords: String,
    /// The commit, or empty.
    pub commit_sha: String,
    /// The commit's address, or empty.
    pub commit_url: String,
    /// The issue that was opened, or empty.
    pub issue_number: String,
    /// The issue's address, or empty.
    pub issue_url: String,
    /// The pull request that was opened or updated, or empty.
    pub pull_request_number: String,
    /// The pull request's address, or empty.
    pub pull_request_url: String,
}

/// A paper in the `papers` output.
#[derive(Serialize)]
struct PaperOutput<'a> {
    id: &'a ArxivId,
    title: &'a str,
    authors: &'a [String],
    url: String,
    keywords: &'a [String],
    submitted: String,
    updated: String,
}

impl Outputs {
    pub fn new(report: &Report) -> Self {
        let (papers, papers_truncated) = papers(&report.new);
        let failed: Vec<&str> =
            report.keywords.iter().filter_map(KeywordReport::failure).map(|(name, _)| name).collect();
        let (issue_number, issue_url) = thread(report.issue.as_ref());
        let (pull_request_number, pull_request_url) = thread(report.pull_request.as_ref());
        let commit = report.commit.as_ref();
        Self {
            changed: report.changed,
            new_papers: report.new.len(),
            revised_papers: report.revised,
            total_papers: report.total,
            papers,
            papers_truncated,
            failed_keywords: serde_json::to_string(&failed).map(text::json::visible).unwrap_or_default(),
            commit_sha: commit.map(|commit| commit.oid.to_string()).unwrap_or_default(),
            commit_url: commit.map(|commit| commit.url.clone()).unwrap_or_default(),
            issue_number,
            issue_url,
            pull_request_number,
            pull_request_url,
        }
    }

    /// Names and values, in the contract's order.
    pub fn into_pairs(self) -> Vec<(&'static str, String)> {
        // Without `..`: a field that is not used below is an error.
        let Self {
            changed,
            new_papers,
            revised_papers,
            total_papers,
            papers,
            papers_truncated,
            failed_keywords,
            commit_sha,
            commit_url,
            issue_number,
            issue_url,
            pull_request_number,
            pull_request_url,
        } = self;
        vec![
            ("changed", changed.to_string()),
            ("new-papers", new_papers.to_string()),
            ("revised-papers", revised_papers.to_string()),
            ("total-papers", total_papers.to_string()),
            ("papers", papers),
            ("papers-truncated", papers_truncated.to_string()),
            ("failed-keywords", failed_keywords),
            ("commit-sha", commit_sha),
            ("commit-url", commit_url),
            ("issue-number", issue_number),
            ("issue-url", issue_url),
            ("pull-request-number", pull_request_number),
            ("pull-request-url", pull_request_url),
        ]
    }
}

fn thread(thread: Option<&ThreadRef>) -> (String, String) {
    thread.map(|thread| (thread.number.to_string(), thread.url.clone())).unwrap_or_default()
}

/// The new papers as JSON, as many whole elements as fit; and whether some had to be left out.
fn papers(new: &[NewPaper]) -> (String, bool) {
    let mut json = String::from("[");
    for (index, NewPaper { paper, keywords }) in new.iter().enumerate() {
        let utc = jiff::tz::TimeZone::UTC;
        let element = serde_json::to_string(&PaperOutput {
            id: &paper.id,
            title: &paper.title,
            authors: &paper.authors,
            url: paper.abs_url(),
            keywords,
            submitted: date(paper.submitted, &utc),
            updated: date(paper.updated, &utc),
        })
        .map(text::json::visible)
        .unwrap_or_default();
        if json.len() + element.len() + 2 > MAX_PAPERS_BYTES {
            return (json + "]", true);
        }
        if index > 0 {
            json.push(',');
        }
        json.push_str(&element);
    }
    (json + "]", false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::OUTPUTS;
    use crate::git::{Commit, Oid};
    use crate::samples::paper;

    #[test]
    fn outputs_are_those_of_the_contract() {
        let names: Vec<&str> = Outputs::default().into_pairs().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, OUTPUTS.iter().map(|output| output.name).collect::<Vec<_>>());
    }

    #[test]
    fn every_output_has_its_value() {
        let thread = |number| ThreadRef {
            number,
            url: format!("https://github.com/o/r/{number}"),
            created: true,
            warnings: Vec::new(),
        };
        let report = Report {
            changed: true,
            revised: 2,
            total: 9,
            new: vec![NewPaper {
                paper: paper("2611.00001", "2026-11-20").into(),
                keywords: vec!["graphs".to_owned()],
            }],
            commit: Some(Commit {
                oid: Oid("abc".to_owned()),
                url: "https://github.com/o/r/abc".to_owned(),
                signed: true,
            }),
            issue: Some(thread(5)),
            pull_request: Some(thread(6)),
            ..Report::default()
        };
        let pairs = Outputs::new(&report).into_pairs();
        let value = |name: &str| pairs.iter().find(|(one, _)| *one == name).unwrap().1.as_str();
        assert_eq!((value("changed"), value("new-papers"), value("revised-papers")), ("true", "1", "2"));
        assert_eq!((value("total-papers"), value("papers-truncated")), ("9", "false"));
        assert!(value("papers").starts_with("[{\"id\":\"2611.00001\"") && value("papers").ends_with("}]"));
        assert_eq!(value("failed-keywords"), "[]");
        assert_eq!((value("commit-sha"), value("commit-url")), ("abc", "https://github.com/o/r/abc"));
        assert_eq!((value("issue-number"), value("issue-url")), ("5", "https://github.com/o/r/5"));
        let pull = (value("pull-request-number"), value("pull-request-url"));
        assert_eq!(pull, ("6", "https://github.com/o/r/6"));
    }

    #[test]
    fn overlong_paper_list_ends_with_a_whole_element() {
        let new = |n: usize| NewPaper {
            paper: paper(&format!("2611.{n:05}"), "2026-11-20").into(),
            keywords: vec!["k".repeat(200)],
        };
        let (json, truncated) = papers(&(1..=1_000).map(new).collect::<Vec<_>>());
        let elements: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
        assert!(truncated && json.len() <= MAX_PAPERS_BYTES && elements.len() > 100, "{}", elements.len());
    }
}
