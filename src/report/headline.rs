//! The run in a sentence, and why it did not commit or open an issue.

use super::{KeywordReport, Report, count};
use crate::arxiv::plan::Before;
use crate::config::IssueWhen;
use crate::error::Error;
use crate::render::context::{LinkContext, date};

impl Report {
    /// `quiet`, `news` or `failed`.
    pub fn state(&self, error: Option<&Error>) -> &'static str {
        if error.is_some() || self.keywords.iter().any(KeywordReport::failed) {
            "failed"
        } else if self.changed && self.papers_changed && self.total > 0 {
            "news"
        } else {
            "quiet"
        }
    }

    /// The run in a sentence or two. The message of an error is not repeated here.
    pub fn headline(&self, error: Option<&Error>) -> String {
        let counts = format!(
            "{} listed, {} new, {} revised",
            count(self.total, "paper", "papers"),
            self.new.len(),
            self.revised
        );
        let done = match (self.changed, self.diff.is_some()) {
            (true, true) => format!("{counts}. This was a dry run: nothing was written."),
            (true, false) => format!("{counts}."),
            (false, _) => "Nothing changed.".to_owned(),
        };
        match error {
            // A panic loses what was done before.
            Some(Error::Bug(_)) => {
                "The run ended with an internal error. A commit may have been made before.".to_owned()
            }
            Some(_) if self.changed && self.diff.is_none() => format!("{counts}. Then the run failed."),
            Some(_) => "The run failed, and nothing was changed.".to_owned(),
            None => self.failures().map_or(done.clone(), |failures| format!("{failures} {done}")),
        }
    }

    /// How many keywords failed, and what became of their lists.
    fn failures(&self) -> Option<String> {
        let failed: Vec<_> = self.keywords.iter().filter(|keyword| keyword.failed()).collect();
        let without = failed.iter().filter(|keyword| !keyword.has_list).count();
        let kept = match (failed.len(), without) {
            (0, _) => return None,
            (1, 0) => "Its last good list stays.".to_owned(),
            (_, 0) => "Their last good lists stay.".to_owned(),
            (1, _) => "It has no list yet.".to_owned(),
            (failed, without) if failed == without => "They have no list yet.".to_owned(),
            (_, without) => format!(
                "Their last good lists stay; {} no list yet.",
                count(without, "keyword has", "keywords have")
            ),
        };
        Some(format!(
            "{} of {} failed. {kept}",
            failed.len(),
            count(self.keywords.len(), "keyword", "keywords")
        ))
    }

    /// The pages of what was made.
    pub fn links(&self) -> Vec<LinkContext> {
        let commit = self.commit.as_ref().map(|commit| LinkContext {
            label: "Commit",
            text: commit.oid.0.get(..7).unwrap_or(&commit.oid.0).to_owned(),
            url: commit.url.clone(),
        });
        let threads = [("Pull request", &self.pull_request), ("Issue", &self.issue)];
        let threads = threads.into_iter().filter_map(|(label, thread)| {
            let thread = thread.as_ref()?;
            Some(LinkContext { label, text: format!("#{}", thread.number), url: thread.url.clone() })
        });
        commit.into_iter().chain(threads).collect()
    }

    /// Why there is no commit and no issue, for a person who expected one.
    pub fn reasons(&self, error: Option<&Error>) -> Vec<String> {
        if error.is_some() || self.keywords.is_empty() {
            return Vec::new();
        }
        [self.why_no_commit(), self.why_no_issue()].into_iter().flatten().collect()
    }

    fn why_no_commit(&self) -> Option<String> {
        let since = self.last_change.filter(|_| !self.changed)?;
        let since = date(since, &jiff::tz::TimeZone::UTC);
        Some(format!(
            "No commit, because no listed paper is new or has a new version. The lists last changed on {since}."
        ))
    }

    fn why_no_issue(&self) -> Option<String> {
        let names = |before: Before| {
            let names = self.keywords.iter().filter(|keyword| keyword.before == Some(before));
            names.map(|keyword| keyword.name.as_str()).collect::<Vec<_>>().join(", ")
        };
        let (first, redefined) = (names(Before::Nothing), names(Before::OtherDefinition));
        match self.issue_when {
            _ if self.issue.is_some() || self.diff.is_some() => None,
            IssueWhen::None if self.changed && self.papers_changed => Some(
                "No issue, and so no email, because `issue` is `none`. Set `issue: new` for an issue when there are new papers."
                    .to_owned(),
            ),
            IssueWhen::New if !self.new.is_empty() => None,
            IssueWhen::New if !first.is_empty() => Some(format!(
                "No issue: nothing counts as new on the first run of a keyword ({first}). The next new paper opens one."
            )),
            IssueWhen::New if !redefined.is_empty() => Some(format!(
                "No issue: nothing counts as new on the first run after a keyword was changed ({redefined}). The next new \
                 paper opens one."
            )),
            IssueWhen::New => Some("No issue, because there is no new paper.".to_owned()),
            IssueWhen::None | IssueWhen::Always => None,
        }
    }
}
