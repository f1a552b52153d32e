//! The job summary: the report for a person, as Markdown.

use super::{KeywordReport, Report};
use crate::config::Template;
use crate::error::Error;
use crate::keyword::Sort;
use crate::render::Renderer;
use crate::render::context::{KeywordSummaryContext, PaperContext, SummaryContext};
use crate::summaries::Counts;
use crate::text::tex::Math;
use crate::text::{markdown, truncate};

/// New papers shown.
const MAX_NEW_PAPERS: usize = 200;

/// Characters of a diff that are shown.
const MAX_DIFF_CHARS: usize = 50_000;

/// Characters of an error in the first line, if the rest does not fit.
const MAX_REASON_CHARS: usize = 300;

impl Report {
    /// The job summary, Markdown, as much as the runner takes. If it is too long, the diff is left out first, then the
    /// oldest new papers.
    pub fn summary(&self, error: Option<&Error>) -> Result<String, crate::render::Error> {
        let renderer = Renderer::new(&Template::Table, None, Math::Text)?;
        let shown = self.new.len().min(MAX_NEW_PAPERS);
        let fitted = truncate::fit(shown + 1, truncate::MAX_SUMMARY_BYTES, |step| {
            let papers = shown.saturating_sub(step.saturating_sub(1));
            let text = self.summarize(&renderer, error, step > 0, papers)?;
            Ok::<_, crate::render::Error>((text.len(), text))
        })?;
        Ok(fitted.unwrap_or_else(|| self.first_line(error)))
    }

    /// All that is shown if nothing else fits: what kind of run it was, and why it failed.
    pub fn first_line(&self, error: Option<&Error>) -> String {
        let reason: String = error.map(ToString::to_string).unwrap_or_default();
        let reason: String =
            reason.lines().next().unwrap_or_default().chars().take(MAX_REASON_CHARS).collect();
        let text = format!("{} {reason}", self.headline(error));
        format!("**daily-papers: {}** {}", self.state(error), markdown::escaped(text.trim()))
    }

    /// The summary with this many of the new papers.
    fn summarize(
        &self,
        renderer: &Renderer,
        error: Option<&Error>,
        without_diff: bool,
        papers: usize,
    ) -> Result<String, crate::render::Error> {
        let message = error.map(|error| quoted(&error.to_string())).unwrap_or_default();
        let mut lines = message.lines().map(|line| line.trim_start_matches("- ").to_owned());
        let first = lines.next();
        // The table shows why each keyword failed.
        let error_details =
            if matches!(error, Some(Error::AllFailed(_))) { Vec::new() } else { lines.collect() };
        let summaries = self.summaries.as_ref().map(Counts::sentence);
        let new_papers = self.new.iter().take(papers);
        renderer.summary(&SummaryContext {
            state: self.state(error),
            headline: self.headline(error),
            links: self.links(),
            error: first,
            error_details,
            help: error.and_then(Error::help).map(|help| fenced("text", &help.replace(". ", ".\n"))),
            new_papers: new_papers.map(|new| PaperContext::new(&new.paper, Sort::Submitted)).collect(),
            left_out: self.new.len() - papers,
            keywords: self.keywords.iter().map(KeywordReport::summary).collect(),
            reasons: self
                .reasons(error)
                .iter()
                .chain(&summaries)
                .chain(&self.history)
                .map(|reason| quoted(reason))
                .collect(),
            warnings: &self.warnings.iter().map(|warning| quoted(warning)).collect::<Vec<_>>(),
            explanation: self.explanation.as_ref().map(|text| fenced("text", text)),
            diff: self.diff.as_ref().filter(|_| !without_diff).map(|diff| fenced("diff", diff)),
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
            newest: self.newest.as_deref().map(|paper| PaperContext::new(paper, Sort::Updated)),
            note: quoted(&if self.failed() { format!("failed: {}", self.note()) } else { self.note() }),
        }
    }
}

/// A message with quotation marks in place of backticks: a code span could not be escaped.
fn quoted(message: &str) -> String {
    let mut marks = ['\u{201c}', '\u{201d}'].into_iter().cycle();
    message.chars().map(|c| if c == '`' { marks.next().unwrap_or(c) } else { c }).collect()
}

/// A text as a code block that nothing in it can end.
fn fenced(language: &str, text: &str) -> String {
    let cut = text.char_indices().nth(MAX_DIFF_CHARS).map_or(text, |(at, _)| &text[..at]);
    let mut fence = "```".to_owned();
    while cut.contains(&fence) {
        fence.push('`');
    }
    let rest = if cut.len() < text.len() { "\n(cut here)" } else { "" };
    format!("{fence}{language}\n{}{rest}\n{fence}", cut.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arxiv::{self, error::RequestError};
    use crate::paper::Paper;
    use crate::report::NewPaper;
    use crate::samples::paper;

    fn failed(status: u16) -> arxiv::Error {
        arxiv::Error::Request { source: RequestError::Status(status), attempts: 6 }
    }

    fn keyword(outcome: Result<String, arxiv::Error>) -> KeywordReport {
        let newest = Some(paper("2611.00001", "2026-11-20").into());
        KeywordReport {
            name: "*graphs*".to_owned(),
            outcome,
            before: None,
            has_list: true,
            listed: 3,
            new: 0,
            revised: 0,
            newest,
        }
    }

    #[test]
    fn summary_fits_and_says_what_is_left_out() {
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
        assert!(summary.contains(&format!("and {} more", 250 - shown)));
        assert!(summary.contains("The diff is too large to show here"));
        report.new.truncate(3);
        let summary = report.summary(None).unwrap();
        assert!(summary.contains("```diff") && !summary.contains("too large") && !summary.contains(" more"));
        // Only the first line fits next to this.
        report.warnings.push("x".repeat(2_000_000));
        assert_eq!(report.summary(None).unwrap(), report.first_line(None));
    }

    #[test]
    fn first_line_names_the_kind_of_run() {
        let first = |report: &Report, error: Option<&Error>| {
            report.summary(error).unwrap().lines().next().unwrap().to_owned()
        };
        let mut report = Report::default();
        assert_eq!(first(&report, None), "**daily-papers: quiet** Nothing changed.");
        let error = Error::Cancelled;
        assert_eq!(
            first(&report, Some(&error)),
            "**daily-papers: failed** The run failed, and nothing was changed."
        );
        report.keywords = vec![keyword(Err(failed(503)))];
        assert_eq!(
            first(&report, None),
            "**daily-papers: failed** 1 of 1 keyword failed. Its last good list stays. Nothing changed."
        );
        report.keywords = vec![keyword(Ok("searched all 3 hits".to_owned()))];
        (report.changed, report.papers_changed, report.total) = (true, true, 3);
        assert_eq!(first(&report, None), "**daily-papers: news** 3 papers listed, 0 new, 0 revised.");
        report.total = 0;
        assert_eq!(first(&report, None), "**daily-papers: quiet** 0 papers listed, 0 new, 0 revised.");
    }

    #[test]
    fn every_message_is_shown_once() {
        let error = Error::AllFailed(vec![("*graphs*".to_owned(), failed(403))]);
        let keywords = vec![keyword(Err(failed(403)))];
        let report = Report { keywords, warnings: vec!["odd".to_owned()], ..Report::default() };
        let summary = report.summary(Some(&error)).unwrap();
        for text in ["answered no keyword", "&#42;graphs", "answered 403", "still refuses", "odd"] {
            assert_eq!(summary.matches(text).count(), 1, "{text}: {summary}");
        }
        assert!(summary.contains("\n```text\ncheck `arxiv-url`"), "help is a code block: {summary}");
    }
}
