//! The job summary: the report for the person who looks, as Markdown that fits.

use super::{KeywordReport, Report, message};
use crate::config::Template;
use crate::error::Error;
use crate::keyword::Sort;
use crate::render::Renderer;
use crate::render::context::{KeywordSummaryContext, PaperContext, SummaryContext};
use crate::text::{markdown, truncate};

/// The summary shows at most so many new papers.
const MAX_NEW_PAPERS: usize = 200;

/// A difference in the summary is cut to this.
const MAX_DIFF_CHARS: usize = 200_000;

impl Report {
    /// The job summary, Markdown: as much of it as the runner takes. The difference goes first, then the oldest new papers.
    pub fn summary(&self, error: Option<&Error>) -> Result<String, crate::render::Error> {
        let renderer = Renderer::new(&Template::Table, None)?;
        let shown = self.new.len().min(MAX_NEW_PAPERS);
        let fitted = truncate::fit(shown + 1, |step| {
            let papers = shown.saturating_sub(step.saturating_sub(1));
            let text = self.summarised(&renderer, error, step > 0, papers)?;
            Ok::<_, crate::render::Error>((text.len() <= truncate::MAX_SUMMARY_BYTES).then_some(text))
        })?;
        Ok(fitted.unwrap_or_else(|| self.first_line(error)))
    }

    /// What the summary begins with, whatever else there is room for: which kind of day it was, and why.
    pub fn first_line(&self, error: Option<&Error>) -> String {
        format!("**daily-papers: {}** {}", self.day(error), markdown::escaped(&self.headline(error)))
    }

    /// The summary with so many of the new papers.
    fn summarised(
        &self,
        renderer: &Renderer,
        error: Option<&Error>,
        without_diff: bool,
        papers: usize,
    ) -> Result<String, crate::render::Error> {
        let problems = error.map(message).unwrap_or_default();
        // An error that says several things has a line for each.
        let problems: Vec<String> =
            problems.lines().map(|line| line.trim_start_matches("- ").to_owned()).collect();
        let new_papers = self.new.iter().take(papers);
        renderer.summary(&SummaryContext {
            day: self.day(error),
            headline: self.headline(error),
            problems: &problems,
            remarks: &self.warnings,
            keywords: self.keywords.iter().map(KeywordReport::summary).collect(),
            new_papers: new_papers.map(|new| PaperContext::new(&new.paper, Sort::Submitted)).collect(),
            left_out: self.new.len() - papers,
            commit_url: self.commit.as_ref().map(|commit| commit.url.as_str()),
            diff: self.diff.as_ref().filter(|_| !without_diff).map(|diff| fenced(diff)),
            diff_left_out: without_diff && self.diff.is_some(),
        })
    }
}

impl KeywordReport {
    fn summary(&self) -> KeywordSummaryContext<'_> {
        KeywordSummaryContext {
            name: &self.name,
            listed: self.listed,
            new_count: self.new,
            revised_count: self.revised,
            note: if self.failed() { format!("failed: {}", self.note()) } else { self.note() },
        }
    }
}

/// A difference as a code block that nothing in it can end.
fn fenced(diff: &str) -> String {
    let cut = diff.char_indices().nth(MAX_DIFF_CHARS / 4).map_or(diff, |(at, _)| &diff[..at]);
    let mut fence = "```".to_owned();
    while cut.contains(&fence) {
        fence.push('`');
    }
    let rest = if cut.len() < diff.len() { "\n(cut here)" } else { "" };
    format!("{fence}diff\n{}{rest}\n{fence}", cut.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arxiv::{self, error::RequestError};
    use crate::paper::Paper;
    use crate::report::NewPaper;
    use crate::samples::paper;

    #[test]
    fn a_summary_stays_within_what_the_runner_takes_and_says_what_is_left_out() {
        let new = |number: usize| NewPaper {
            paper: Paper { title: "*".repeat(2_000), ..paper(&format!("2611.{number:05}"), "2026-11-20") }
                .into(),
            keywords: Vec::new(),
        };
        let warnings = vec!["x".repeat(700_000)];
        let mut report = Report {
            warnings,
            new: (1..=250).map(new).collect(),
            diff: Some("+ a\n".repeat(9)),
            ..Report::default()
        };
        let summary = report.summary(None).unwrap();
        assert!((980_000..=1_000_000).contains(&summary.len()), "{}", summary.len());
        let shown = summary.matches("](https://arxiv.org/abs/").count();
        assert!(
            (90..130).contains(&shown) && summary.contains("(https://arxiv.org/abs/2611.00001v1)"),
            "{shown}"
        );
        assert!(
            summary.contains(&format!("and {} more", 250 - shown)),
            "{}",
            &summary[summary.len() - 300..]
        );
        assert!(summary.contains("the difference is left out"));
        report.new.truncate(3);
        let summary = report.summary(None).unwrap();
        assert!(summary.contains("```diff") && !summary.contains("left out") && !summary.contains(" more"));
        // Nothing but the headline fits beside this.
        report.warnings.push("x".repeat(2_000_000));
        assert_eq!(report.summary(None).unwrap(), report.first_line(None));
    }

    #[test]
    fn the_first_line_says_which_day_it_was_and_why() {
        let first = |report: &Report, error: Option<&Error>| {
            let summary = report.summary(error).unwrap();
            let first = summary.lines().next().unwrap().to_owned();
            assert_eq!(first, report.first_line(error));
            first
        };
        let mut report = Report::default();
        assert_eq!(first(&report, None), "**daily-papers: quiet** nothing changed, nothing was written");
        let failed = |status| arxiv::Error::Request { source: RequestError::Status(status), attempts: 6 };
        let error = Error::AllFailed(vec![("graphs".to_owned(), failed(503)), ("b".to_owned(), failed(500))]);
        assert_eq!(
            first(&report, Some(&error)),
            "**daily-papers: broken** the run failed, nothing was written: arXiv answered no keyword, so nothing was changed: graphs: arXiv answered 503 (after 6 attempts)"
        );
        report.keywords = vec![KeywordReport {
            name: "*graphs*".to_owned(),
            outcome: Err(arxiv::Error::Request {
                source: RequestError::Transport("x".repeat(1_000)),
                attempts: 1,
            }),
            has_list: true,
            listed: 0,
            new: 0,
            revised: 0,
            newest: None,
        }];
        let said = first(&report, None);
        assert!(
            said.starts_with(
                "**daily-papers: broken** 1 of 1 keywords could not be read and keep their last good list (&#42;graphs&#42;: arXiv could not be reached (xxx"
            ) && said.ends_with("x…); nothing changed, nothing was written"),
            "{said}"
        );
    }
}
