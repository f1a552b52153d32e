//! What templates see. This is a promise to everybody who writes a template: `docs/templates.md` lists it, and a test
//! compares the two.

use std::borrow::Cow;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::dedup::{Row, deduplicate};
use crate::config::{Column, Config, Duplicates, FileTemplate};
use crate::keyword::{Author, Keyword, Sort};
use crate::notes::{self, Note, Notes};
use crate::paper::{Category, Paper};
use crate::rank::Ranking;
use crate::state::State;
use crate::text::withdrawn::is_withdrawn;
use crate::text::{link, sentinels, slug, truncate, venue};

// arXiv itself allows abstracts of 1,920 characters. Text beyond these limits is cut wherever it is shown, so that one
// paper cannot fill a page.
const MAX_TITLE_CHARS: usize = 500;
const MAX_NAME_CHARS: usize = 200;
const MAX_ABSTRACT_CHARS: usize = 5_000;
const MAX_COMMENT_CHARS: usize = 1_000;

const MAX_LIKE_WORDS: usize = 5;

/// What a page is made of.
#[derive(Clone, Debug, Serialize)]
pub struct PageContext<'a> {
    pub section: &'a str,
    /// The date of the last change, `2026-11-24`, in the zone of `timezone`.
    pub date: String,
    /// Papers the last change brought.
    pub new_count: usize,
    /// Papers it brought in a new version, and that are new nowhere.
    pub revised_count: usize,
    /// Papers listed, each counted once.
    pub total_count: usize,
    /// Abstracts that are shortened, so that the page fits.
    pub shortened_count: usize,
    /// Abstracts that are left out for that.
    pub without_abstract_count: usize,
    /// Rows that are left out for that.
    pub left_out_count: usize,
    /// The columns of the table, in order.
    pub columns: Vec<ColumnContext>,
    /// The keywords, in the order of the configuration.
    pub keywords: Vec<KeywordContext<'a>>,
    /// Whether an issue notifies watchers of new papers.
    pub watch: bool,
    /// Where the chart lies, for a link from the README; empty if `extra-files` has none.
    pub chart: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct ColumnContext {
    /// As in `columns`: `title`, `date`, …
    pub name: &'static str,
    pub heading: &'static str,
}

#[derive(Clone, Debug, Serialize)]
pub struct KeywordContext<'a> {
    pub name: &'a str,
    /// The heading's anchor on GitHub, if no other heading of the file is the same.
    pub anchor: String,
    /// Whether arXiv has answered for it yet; if not, there are no papers.
    pub read: bool,
    /// Papers the last change brought under it; under `duplicates: first` those marked here.
    pub new_count: usize,
    /// Papers it brought in a new version, counted likewise.
    pub revised_count: usize,
    /// How many of its papers are shown under an earlier keyword instead, under `duplicates: first`.
    pub elsewhere: usize,
    /// How many of its oldest papers are left out, so that the page fits.
    pub left_out: usize,
    /// The list, newest first.
    pub papers: Vec<PaperContext<'a>>,
}

#[derive(Clone, Debug, Serialize)]
pub struct PaperContext<'a> {
    /// `2504.20079`, or `astro-ph/0601001`.
    pub id: &'a str,
    /// From 1.
    pub version: u32,
    /// The page of this version on arXiv.
    pub url: String,
    pub pdf_url: String,
    /// It as a web page; empty where arXiv has none, before December 2023.
    pub html_url: String,
    /// The repository of its code, if comment or abstract name one.
    pub code_url: String,
    /// The project's page, if they name one.
    pub project_url: String,
    /// As on arXiv, TeX included.
    #[serde(serialize_with = "sentinels::serialize_stripped")]
    pub title: Cow<'a, str>,
    #[serde(serialize_with = "sentinels::serialize_all_stripped")]
    pub authors: Vec<Cow<'a, str>>,
    /// Those of them that a keyword's `authors` follow.
    #[serde(serialize_with = "sentinels::serialize_all_stripped")]
    pub followed: Vec<Cow<'a, str>>,
    /// As on arXiv, TeX included, on one line.
    #[serde(rename = "abstract", serialize_with = "sentinels::serialize_stripped")]
    pub abstract_: Cow<'a, str>,
    /// The authors' comment; may be empty.
    #[serde(serialize_with = "sentinels::serialize_stripped")]
    pub comment: Cow<'a, str>,
    /// May be empty.
    #[serde(serialize_with = "sentinels::serialize_stripped")]
    pub journal_ref: Cow<'a, str>,
    /// The first DOI; may be empty.
    #[serde(serialize_with = "sentinels::serialize_stripped")]
    pub doi: &'a str,
    /// Where it was published, by its journal reference or comment; may be empty.
    #[serde(serialize_with = "sentinels::serialize_stripped")]
    pub venue: Cow<'a, str>,
    /// `cs.LG`.
    pub primary_category: &'a str,
    /// The primary one first.
    pub categories: Vec<&'a str>,
    /// The date the list is sorted by, UTC: `2025-04-25`.
    pub date: Date,
    /// Submission of the first version, UTC.
    pub submitted: Date,
    /// Submission of this version, UTC.
    pub updated: Date,
    /// Whether the last change brought it.
    pub new: bool,
    /// Whether the last change brought it in a new version.
    pub revised: bool,
    /// Whether its comment or abstract says that it is withdrawn.
    pub withdrawn: bool,
    /// Under `duplicates: first`: the other keywords that list it, in the order of the configuration.
    pub also_in: Vec<&'a str>,
    /// How close it is to the papers of `like`, from 0 to 100; 0 without `like`.
    pub relevance: f64,
    /// The words that it shares with them, those that count most first.
    #[serde(serialize_with = "sentinels::serialize_all_stripped")]
    pub like_words: Vec<Cow<'a, str>>,
    /// What the notes file has on it.
    pub notes: &'a Note,
}

/// What commit messages and titles see: counts and dates, never a word from a paper.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CountsContext<'a> {
    pub section: &'a str,
    /// The date of the run, in the zone of `timezone`.
    pub date: String,
    /// New papers in this run.
    pub new_count: usize,
    /// Papers in a new version.
    pub revised_count: usize,
    /// Papers on the page.
    pub total_count: usize,
}

/// What the job summary sees.
#[derive(Clone, Debug, Serialize)]
pub struct SummaryContext<'a> {
    /// `quiet`, `news` or `failed`.
    pub state: &'static str,
    pub headline: String,
    /// Commit, pull request and issue.
    pub links: Vec<LinkContext>,
    /// The first line of the error.
    pub error: Option<String>,
    /// Its other lines.
    pub error_details: Vec<String>,
    /// What to do about it, a code block.
    pub help: Option<String>,
    /// New papers in this run, newest first.
    pub new_papers: Vec<PaperContext<'a>>,
    /// How many new papers are not shown.
    pub left_out: usize,
    pub keywords: Vec<KeywordSummaryContext<'a>>,
    /// Why there is no commit or no issue.
    pub reasons: Vec<String>,
    /// What is odd, but did no harm.
    pub warnings: &'a [String],
    /// Why a paper is listed or not, a code block.
    pub explanation: Option<String>,
    /// The diff of a dry run, a code block.
    pub diff: Option<String>,
    /// Whether there is a diff that is too large to show.
    pub diff_left_out: bool,
}

/// A commit, a pull request or an issue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LinkContext {
    pub label: &'static str,
    pub text: String,
    pub url: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct KeywordSummaryContext<'a> {
    pub name: &'a str,
    pub listed: usize,
    pub new_count: usize,
    /// How many of them have a new version.
    pub revised_count: usize,
    pub newest: Option<PaperContext<'a>>,
    /// What happened: `searched the newest 100 of 2,446 hits`, or why it failed.
    pub note: String,
}

impl<'a> PageContext<'a> {
    pub fn new(state: &'a State, config: &'a Config) -> Self {
        let mut lists: Vec<_> = config.keywords.iter().map(|keyword| rows(state, keyword)).collect();
        let elsewhere = match config.page.duplicates {
            Duplicates::All => vec![0; lists.len()],
            Duplicates::First => deduplicate(&mut lists),
        };
        let names: Vec<_> = config.keywords.iter().map(|keyword| keyword.name.as_str()).collect();
        let chart = config.extra_files.iter().find(|file| file.template == FileTemplate::Chart);
        let followed = config.followed();
        let (new, revised) = state.news();
        let mut page = Self {
            section: &config.page.section,
            date: date(state.changed, &config.page.timezone),
            new_count: new.len(),
            revised_count: revised.len(),
            total_count: state.papers.len(),
            shortened_count: 0,
            without_abstract_count: 0,
            left_out_count: 0,
            columns: config.page.columns.iter().map(|column| ColumnContext::new(*column)).collect(),
            keywords: Vec::with_capacity(lists.len()),
            watch: config.has_issue(),
            chart: chart.map(|chart| chart.path.relative_to(&config.page.readme)).unwrap_or_default(),
        };
        for (((keyword, anchor), (_, rows)), elsewhere) in
            config.keywords.iter().zip(slug::anchors(&[], &names)).zip(lists).zip(elsewhere)
        {
            page.keywords.push(KeywordContext {
                name: &keyword.name,
                anchor,
                read: state.list(&keyword.name).is_some(),
                new_count: rows.iter().filter(|row| row.new).count(),
                revised_count: rows.iter().filter(|row| row.revised).count(),
                elsewhere,
                left_out: 0,
                papers: rows
                    .into_iter()
                    .map(|row| PaperContext::from_row(row, keyword.sort).with_followed(&followed))
                    .collect(),
            });
        }
        page
    }
}

impl<'a> PageContext<'a> {
    /// The page with what the notes file has on its papers.
    #[must_use]
    pub fn with_notes(mut self, notes: &'a Notes) -> Self {
        let papers = self.keywords.iter_mut().flat_map(|keyword| &mut keyword.papers);
        papers.for_each(|paper| paper.notes = notes.of(paper.id));
        self
    }
}

impl PageContext<'_> {
    /// The page with the scores of its papers.
    #[must_use]
    pub fn with_ranking(mut self, ranking: &Ranking) -> Self {
        self.keywords
            .iter_mut()
            .flat_map(|keyword| &mut keyword.papers)
            .for_each(|paper| paper.rank(ranking));
        self
    }

    /// The page below other headings of the README.
    #[must_use]
    pub fn below(mut self, headings: &[String]) -> Self {
        let names: Vec<&str> = self.keywords.iter().map(|keyword| keyword.name).collect();
        let anchors = slug::anchors(headings, &names);
        self.keywords.iter_mut().zip(anchors).for_each(|(keyword, anchor)| keyword.anchor = anchor);
        self
    }
}

/// A keyword's name and its rows with their marks.
fn rows<'a>(state: &'a State, keyword: &'a Keyword) -> (&'a str, Vec<Row<'a>>) {
    let list = state.list(&keyword.name);
    let rows = list.into_iter().flat_map(|list| {
        state.papers_of(list).map(|paper| Row {
            paper,
            new: list.new.contains(&paper.id),
            revised: list.revised.contains(&paper.id),
            also_in: Vec::new(),
        })
    });
    (&keyword.name, rows.collect())
}

impl<'a> PaperContext<'a> {
    /// A row of a list of this order.
    pub(super) fn from_row(row: Row<'a>, sort: Sort) -> Self {
        let Row { paper, new, revised, also_in } = row;
        Self { new, revised, also_in, ..Self::new(paper, sort) }
    }

    /// The same with the authors that are followed.
    #[must_use]
    pub(super) fn with_followed(mut self, authors: &[&Author]) -> Self {
        let followed = |name: &&Cow<'_, str>| Author::any_matches(authors, name);
        self.followed = self.authors.iter().filter(followed).cloned().collect();
        self
    }

    /// A paper in a list of this order, not marked.
    pub fn new(paper: &'a Paper, sort: Sort) -> Self {
        let date = |instant| TimeZone::UTC.to_datetime(instant).date();
        let link::Resources { code, project } = link::resources(&paper.comment, &paper.abstract_);
        Self {
            id: paper.id.as_str(),
            version: paper.version,
            url: paper.abs_url(),
            pdf_url: paper.pdf_url(),
            html_url: paper.html_url().unwrap_or_default(),
            code_url: code,
            project_url: project,
            title: truncate::limited(&paper.title, MAX_TITLE_CHARS),
            authors: paper.authors.iter().map(|name| truncate::limited(name, MAX_NAME_CHARS)).collect(),
            followed: Vec::new(),
            abstract_: truncate::limited(&paper.abstract_, MAX_ABSTRACT_CHARS),
            comment: truncate::limited(&paper.comment, MAX_COMMENT_CHARS),
            journal_ref: truncate::limited(&paper.journal_ref, MAX_COMMENT_CHARS),
            doi: paper.dois.first().map_or("", String::as_str),
            venue: truncate::limited(venue::venue(&paper.journal_ref, &paper.comment), MAX_NAME_CHARS),
            primary_category: paper.categories.first().map_or("", |category| category.as_str()),
            categories: paper.categories.iter().map(Category::as_str).collect(),
            date: date(sort.date(paper)),
            submitted: date(paper.submitted),
            updated: date(paper.updated),
            new: false,
            revised: false,
            withdrawn: is_withdrawn(&paper.comment, &paper.abstract_),
            also_in: Vec::new(),
            relevance: 0.0,
            like_words: Vec::new(),
            notes: &notes::EMPTY,
        }
    }

    /// Takes the paper's score.
    pub(super) fn rank(&mut self, ranking: &Ranking) {
        self.relevance = ranking.score(self.id);
        let words = ranking.shared_terms(self.id).into_iter().take(MAX_LIKE_WORDS);
        self.like_words = words.map(|(word, _)| Cow::Owned(word.to_owned())).collect();
    }

    /// The paper with what the notes file has on it.
    #[must_use]
    pub fn with_notes(self, notes: &'a Notes) -> Self {
        Self { notes: notes.of(self.id), ..self }
    }
}

impl ColumnContext {
    fn new(column: Column) -> Self {
        let (name, heading) = match column {
            Column::Title => ("title", "Title"),
            Column::Date => ("date", "Date"),
            Column::Abstract => ("abstract", "Abstract"),
            Column::Comment => ("comment", "Comment"),
            Column::Authors => ("authors", "Authors"),
            Column::Categories => ("categories", "Categories"),
            Column::Venue => ("venue", "Venue"),
            Column::Pdf => ("pdf", "PDF"),
            Column::Code => ("code", "Code"),
            Column::Relevance => ("relevance", "Relevance"),
            Column::Summary => ("summary", "Summary"),
            Column::Note => ("note", "Note"),
            Column::Tags => ("tags", "Tags"),
        };
        Self { name, heading }
    }
}

/// A date as pages show it.
pub fn date(instant: jiff::Timestamp, zone: &TimeZone) -> String {
    zone.to_datetime(instant).date().to_string()
}
