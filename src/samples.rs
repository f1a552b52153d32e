//! Papers, keywords and a configuration for tests, with defaults for everything that a test is not about.

use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::config::{
    Column, Config, Duplicates, FailOn, IssueWhen, LikeConfig, NotesConfig, NotifyConfig, OnMissingMarker,
    PageConfig, RunConfig, Template,
};
use crate::keyword::{Keyword, Query, Reading, Term};
use crate::paper::{ArxivId, Category, Paper};
use crate::repo::{FileUrls, RepoName, RepoPath};
use crate::text::tex::Math;

/// An instant. A date alone means noon.
pub(crate) fn at(text: &str) -> Timestamp {
    let text = if text.contains('T') { text.to_owned() } else { format!("{text}T12:00:00Z") };
    text.parse().unwrap()
}

pub(crate) fn id(text: &str) -> ArxivId {
    ArxivId::parse(text).unwrap()
}

/// A first version about graphs.
pub(crate) fn paper(number: &str, submitted: &str) -> Paper {
    Paper {
        id: id(number),
        version: 1,
        title: format!("Graphs {number}"),
        authors: vec!["Ada Lovelace".to_owned()],
        abstract_: "We study graphs.".to_owned(),
        comment: String::new(),
        journal_ref: String::new(),
        dois: Vec::new(),
        categories: vec![Category::new("cs.LG")],
        submitted: at(submitted),
        updated: at(submitted),
    }
}

/// The same paper in another version.
pub(crate) fn version(paper: &Paper, version: u32, updated: &str) -> Paper {
    Paper { version, updated: at(updated), ..paper.clone() }
}

/// The words of a text, as keywords are compared with them.
pub(crate) fn words(text: &str) -> String {
    Reading::of(text).words().map(|(word, ..)| word.to_owned()).collect::<Vec<_>>().join(" ")
}

/// A keyword of one term, by its name.
pub(crate) fn keyword(name: &str) -> Keyword {
    Keyword::new(name, Query::Terms { any: vec![Term::parse(name).unwrap()], all: Vec::new() })
}

/// The defaults, for these keywords.
pub(crate) fn config(keywords: Vec<Keyword>) -> Config {
    Config {
        keywords,
        page: PageConfig {
            readme: RepoPath::new_readme(),
            readme_named: false,
            section: "daily-papers".to_owned(),
            data_file: RepoPath::parse(".github/daily-papers.json").unwrap(),
            timezone: TimeZone::UTC,
            on_missing_marker: OnMissingMarker::Append,
            duplicates: Duplicates::All,
            template: Template::Table,
            columns: vec![Column::Title, Column::Date, Column::Abstract, Column::Comment],
            math: Math::Keep,
        },
        extra_files: Vec::new(),
        notes: NotesConfig::default(),
        like: LikeConfig::default(),
        history: None,
        notify: NotifyConfig {
            when: IssueWhen::None,
            title: "New papers: {{ new_count }} ({{ date }})".to_owned(),
            labels: Vec::new(),
            max_results: 15,
            template: None,
            close_previous: false,
        },
        run: RunConfig {
            commit_message: "m".to_owned(),
            pull_request_branch: "daily-papers/update".to_owned(),
            fail_on: FailOn::Error,
            time_budget: Duration::from_secs(60),
            contact: None,
        },
        warnings: Vec::new(),
    }
}

/// The same configuration with a change.
pub(crate) fn with(mut config: Config, change: impl FnOnce(&mut Config)) -> Config {
    change(&mut config);
    config
}

/// The files of a repository on GitHub.
pub(crate) fn urls() -> FileUrls {
    FileUrls::new("https://github.com", RepoName::parse("o/r").as_ref(), None)
}
