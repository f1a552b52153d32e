//! Summaries by a language model of the user's choice, for listed papers that have none.
//!
//! Whatever fails here is a warning. Summaries that were paid for are kept until a commit holds them.

mod client;
mod prompt;

pub use client::Failure;
pub use prompt::Prompt;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

use crate::config::SummaryConfig;
use crate::http::Timing;
use crate::notes::{Notes, Source};
use crate::paper::{ArxivId, Paper};
use crate::state::State;
use client::{Answer, Endpoint};

/// After this many failures in a row, the run asks for no more summaries.
const MAX_FAILURES: u32 = 3;

/// What was asked for, and what it cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub asked: usize,
    pub kept: usize,
    /// Answers that are not kept: empty, refused, cut off or too long.
    pub refused: usize,
    /// Requests without an answer.
    pub failed: usize,
    /// Tokens of the prompts, as far as the answers say.
    pub tokens_in: u64,
    /// Tokens of the answers, as far as they say.
    pub tokens_out: u64,
    /// Papers that still need a summary.
    pub left: usize,
}

/// The summaries of a run. They outlive an attempt to commit, so that none is paid for twice.
#[derive(Debug)]
pub struct Summaries<'a> {
    endpoint: Endpoint<'a>,
    prompt: Prompt,
    max: usize,
    /// Time for all requests.
    time: Duration,
    /// The end of the run's time budget.
    budget_end: Instant,
    /// When to stop; known once the first summary is asked for.
    deadline: Option<Instant>,
    answers: BTreeMap<ArxivId, (String, Source)>,
    tried: BTreeSet<ArxivId>,
    failures: u32,
    stopped: bool,
    counts: Counts,
    /// What went wrong, each kind once.
    warnings: Vec<String>,
}

impl<'a> Summaries<'a> {
    /// Asks for nothing yet.
    pub fn new(
        config: &'a SummaryConfig,
        prompt: Prompt,
        http: reqwest::Client,
        (timing, budget): (&Timing, Duration),
        now: Timestamp,
    ) -> Self {
        Self {
            endpoint: Endpoint::new(config, http, timing, now),
            prompt,
            max: config.max,
            time: timing.summaries_time,
            budget_end: Instant::now() + budget,
            deadline: None,
            answers: BTreeMap::new(),
            tried: BTreeSet::new(),
            failures: 0,
            stopped: false,
            counts: Counts::default(),
            warnings: Vec::new(),
        }
    }

    pub fn counts(&self) -> Counts {
        self.counts
    }

    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// Asks for the summaries that listed papers lack, newest first, and adds them to the notes. Returns whether there are any.
    pub async fn add_to(&mut self, notes: &mut Notes, state: &State) -> bool {
        if !notes.is_writable() {
            self.warn("no summary was asked for, because the notes file cannot be read".to_owned());
            return false;
        }
        let mut missing: Vec<&Paper> = state.papers.values().map(AsRef::as_ref).collect();
        missing.retain(|paper| notes.needs_summary(paper, self.prompt.digest()));
        missing.sort_by(|a, b| (b.updated, &b.id).cmp(&(a.updated, &a.id)));
        self.ask(&missing).await;
        let mut added = 0;
        for paper in &missing {
            let Some((summary, source)) = self.answers.get(&paper.id) else { continue };
            if notes.add_summary(paper.id.as_str(), summary, source) {
                added += 1;
            } else {
                self.warn("a summary was not kept, because the notes file is full".to_owned());
            }
        }
        self.counts.left = missing.len() - added;
        added > 0
    }

    /// Gives up all answers, if there are any: one of them may be why GitHub refused a commit.
    pub fn give_up(&mut self) -> bool {
        let any = !self.answers.is_empty();
        self.answers.clear();
        self.stopped = true;
        self.counts.kept = 0;
        any
    }

    /// Asks about these papers, as far as they were not asked about before, and as far as maximum, time and failures allow.
    async fn ask(&mut self, papers: &[&Paper]) {
        let papers: Vec<_> = papers.iter().filter(|paper| !self.tried.contains(&paper.id)).collect();
        let max = self.max.saturating_sub(self.counts.asked).min(papers.len());
        if max > 0 && !self.stopped {
            tracing::info!("asking {} for up to {max} summaries", self.endpoint.model());
        }
        // Two at a time.
        for pair in papers[..max].chunks(2) {
            if self.stopped {
                return;
            }
            let deadline = self.deadline();
            let first = self.request(pair.first(), deadline);
            let second = self.request(pair.get(1), deadline);
            let (first, second) = tokio::join!(first, second);
            for (paper, result) in pair.iter().zip([first, second].into_iter().flatten()) {
                self.take(paper, result);
            }
        }
    }

    fn deadline(&mut self) -> Instant {
        let end = (Instant::now() + self.time).min(self.budget_end);
        *self.deadline.get_or_insert(end)
    }

    async fn request(&self, paper: Option<&&&Paper>, deadline: Instant) -> Option<Result<Answer, Failure>> {
        Some(match self.prompt.messages(paper?) {
            Ok(messages) => self.endpoint.ask(&messages, deadline).await,
            Err(error) => Err(Failure::Prompt(error)),
        })
    }

    fn take(&mut self, paper: &Paper, result: Result<Answer, Failure>) {
        self.tried.insert(paper.id.clone());
        self.counts.asked += 1;
        match result {
            Ok(Answer { summary, tokens_in, tokens_out }) => {
                self.failures = 0;
                self.counts.tokens_in = self.counts.tokens_in.saturating_add(tokens_in);
                self.counts.tokens_out = self.counts.tokens_out.saturating_add(tokens_out);
                match summary {
                    Ok(summary) => {
                        self.counts.kept += 1;
                        let source = Source::new(self.endpoint.model(), paper.version, self.prompt.digest());
                        self.answers.insert(paper.id.clone(), (summary, source));
                    }
                    Err(reason) => {
                        self.counts.refused += 1;
                        self.warn(format!("a summary was not kept, because {reason}"));
                    }
                }
            }
            Err(failure) => {
                self.failures += 1;
                self.counts.failed += 1;
                self.stopped |= failure.is_final() || self.failures >= MAX_FAILURES;
                self.warn(format!("a summary is missing: {failure}"));
            }
        }
    }

    fn warn(&mut self, warning: String) {
        if !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }
}

impl Counts {
    /// The counts in a sentence.
    pub fn sentence(&self) -> String {
        let Self { asked, kept, refused, failed, tokens_in, tokens_out, left } = self;
        let tokens = if *tokens_in + *tokens_out > 0 {
            format!(" {tokens_in} tokens in, {tokens_out} out.")
        } else {
            String::new()
        };
        format!(
            "Summaries: {asked} asked for, {kept} kept, {refused} refused, {failed} failed.{tokens} Left for the next run: {left}."
        )
    }
}
