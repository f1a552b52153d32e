//! The issue that notifies watchers of new papers: its title, its body, and the marker by which later runs recognize it.

use jiff::{SignedDuration, Timestamp};

use super::NewIssue;
use super::truncate::{self, MAX_BODY_UNITS};
use crate::config::{Config, IssueWhen};
use crate::notes::Notes;
use crate::rank::Ranking;
use crate::render::context::{CountsContext, date};
use crate::render::issue::IssueContext;
use crate::render::{self, Renderer};
use crate::state::State;
use crate::store::Snapshot;
use crate::update;

/// The longest title; GitHub takes 256 characters.
const MAX_TITLE_CHARS: usize = 250;

/// How much earlier than this machine GitHub may believe it to be.
const CLOCK_TOLERANCE: SignedDuration = SignedDuration::from_hours(24);

#[derive(Debug)]
pub(crate) struct IssueWriter<'c> {
    config: &'c Config,
    renderer: Renderer,
    page_url: String,
    headings_above: Vec<String>,
    now: Timestamp,
}

impl<'c> IssueWriter<'c> {
    /// Parses the template; `None` if no issues are wanted.
    pub(crate) fn new(
        config: &'c Config,
        snapshot: &Snapshot,
        page_url: String,
        now: Timestamp,
    ) -> Result<Option<Self>, update::Error> {
        if !config.has_issue() {
            return Ok(None);
        }
        let path = config.notify.template.as_ref();
        let source = path.map(|path| update::file(snapshot, path)).transpose()?.flatten();
        let renderer = Renderer::for_issues(path, source.map(|file| file.content))?;
        let headings_above = update::headings_above(config, snapshot);
        let writer = Self { config, renderer, page_url, headings_above, now };
        // A title that fails is found out now. It may take the date apart.
        writer
            .title(&CountsContext { date: date(now, &config.page.timezone), ..CountsContext::default() })?;
        Ok(Some(writer))
    }

    /// The issue about a data file; `None` if there is no news.
    ///
    /// It depends on nothing but the lists as they are shown, the notes, the scores and, under `issue: always`, on the date: whichever run writes it, it is the same.
    pub(crate) fn write(
        &self,
        state: &State,
        notes: &Notes,
        ranking: &Ranking,
    ) -> Result<Option<NewIssue>, render::Error> {
        let always = self.config.notify.when == IssueWhen::Always;
        let of = if always { self.now } else { state.changed };
        let day = date(of, &self.config.page.timezone);
        let page = IssueContext::new(state, self.config, day, &self.page_url, &self.headings_above);
        let page = page.with_notes(notes).with_ranking(ranking);
        if !always && (state.digest.is_empty() || page.keywords.is_empty()) {
            return Ok(None);
        }
        let marker_prefix = format!("<!-- daily-papers:issue section={} digest=", self.config.page.section);
        let digest = if always { &page.date } else { &state.digest };
        let marker = format!("{marker_prefix}{digest} -->");
        let title = self.title(&CountsContext {
            section: page.section,
            date: page.date.clone(),
            new_count: page.new_count,
            revised_count: page.revised_count,
            total_count: page.total_count,
        })?;
        let body = truncate::fit(&page, |page, cut| {
            let text = self.renderer.issue(page)?;
            let note =
                truncate::note(cut, &self.page_url).map(|note| format!("\n\n{note}")).unwrap_or_default();
            Ok(format!("{}{note}\n\n{marker}\n", text.trim()))
        })?;
        let body = body.ok_or_else(|| render::Error::WholeTemplate {
            file: self.config.notify.template.as_ref().map_or("issue.md".to_owned(), ToString::to_string),
            message: format!("even without papers it writes more than {MAX_BODY_UNITS} characters"),
        })?;
        let labels = self.config.notify.labels.clone();
        let since = of.checked_sub(CLOCK_TOLERANCE).unwrap_or(of);
        let close_previous = self.config.notify.close_previous;
        Ok(Some(NewIssue { title, body, labels, marker, marker_prefix, since, close_previous }))
    }

    fn title(&self, counts: &CountsContext<'_>) -> Result<String, render::Error> {
        let title = render::line("issue-title", &self.config.notify.title, counts)?;
        let title: Vec<&str> = title.split_whitespace().collect();
        Ok(title.join(" ").chars().take(MAX_TITLE_CHARS).collect())
    }
}
