//! What a run is to do, as checked values. Each consumer takes its part of [`Config`].

use std::time::Duration;

use jiff::tz::TimeZone;

use super::ExtraFile;
use crate::history;
use crate::keyword::{Author, Keyword};
use crate::paper::ArxivId;
use crate::repo::RepoPath;
use crate::secret::Secret;
use crate::text::tex::Math;

/// What a run is to do.
#[derive(Clone, Debug)]
pub struct Config {
    /// What to look for: at least one, with unique names.
    pub keywords: Vec<Keyword>,
    /// The section in the README, and the data file behind it.
    pub page: PageConfig,
    /// The extra files. Each has a path that nothing else uses.
    pub extra_files: Vec<ExtraFile>,
    /// Words about papers: a file of the repository, and summaries by a model.
    pub notes: NotesConfig,
    /// The papers that the user likes, by which the others are scored.
    pub like: LikeConfig,
    /// The history, if one is wanted.
    pub history: Option<HistoryConfig>,
    /// The issue about new papers.
    pub notify: NotifyConfig,
    pub run: RunConfig,
    /// What is allowed but probably a mistake.
    pub warnings: Vec<String>,
}

/// The section in the README, and the data file behind it.
#[derive(Clone, Debug)]
pub struct PageConfig {
    /// The file that gets the section.
    pub readme: RepoPath,
    /// Whether that path was given.
    pub readme_named: bool,
    /// The name in the markers.
    pub section: String,
    pub data_file: RepoPath,
    /// The zone of the run's date. It has an IANA name.
    pub timezone: TimeZone,
    /// What to do with a README without markers.
    pub on_missing_marker: OnMissingMarker,
    /// How often a paper under several keywords is shown.
    pub duplicates: Duplicates,
    pub template: Template,
    /// The columns of the table: at least one, each once.
    pub columns: Vec<Column>,
    pub math: Math,
}

/// Words about papers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NotesConfig {
    /// The notes file; `None` if there is none.
    pub path: Option<RepoPath>,
    /// Summaries by a model; `None` if none are wanted.
    pub summaries: Option<SummaryConfig>,
}

/// Summaries by a language model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SummaryConfig {
    /// The base address of an OpenAI-compatible API, without a slash at its end.
    pub url: String,
    /// The model.
    pub model: String,
    /// Sent to that address only.
    pub token: Option<Secret>,
    /// The prompt.
    pub prompt: PromptSource,
    /// The language of the summaries.
    pub language: String,
    /// Summaries to ask for in a run.
    pub max: usize,
}

/// Where the prompt comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PromptSource {
    /// The built-in prompt.
    BuiltIn,
    /// The user's instructions.
    Text(String),
    /// The user's own Tera template.
    File(RepoPath),
}

impl SummaryConfig {
    /// The path of the template of the prompt, if there is one.
    pub fn template(&self) -> Option<&RepoPath> {
        match &self.prompt {
            PromptSource::File(path) => Some(path),
            PromptSource::BuiltIn | PromptSource::Text(_) => None,
        }
    }
}

/// The papers that the user likes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LikeConfig {
    pub ids: Vec<ArxivId>,
    /// Bibliographies.
    pub files: Vec<RepoPath>,
    /// Rows below this score are not shown.
    pub min_relevance: u32,
}

impl LikeConfig {
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty() && self.files.is_empty()
    }
}

/// The monthly pages of every paper that ever matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryConfig {
    /// Where they are.
    pub files: history::Files,
    /// The first month wanted; `None` if earlier months are not filled in.
    pub from: Option<history::Month>,
    /// The user's own template of a month.
    pub template: Option<RepoPath>,
}

/// The issue about new papers. Everything is checked even if no issue is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotifyConfig {
    pub when: IssueWhen,
    /// The Tera template of its title.
    pub title: String,
    pub labels: Vec<String>,
    /// Rows per keyword.
    pub max_results: usize,
    /// The user's own template of the body.
    pub template: Option<RepoPath>,
    pub close_previous: bool,
}

#[derive(Clone, Debug)]
pub struct RunConfig {
    /// The Tera template of the commit message.
    pub commit_message: String,
    pub pull_request_branch: String,
    pub fail_on: FailOn,
    /// Time for arXiv, from 10 seconds to 6 hours.
    pub time_budget: Duration,
    /// How arXiv can reach the user. It goes into a header as it is.
    pub contact: Option<String>,
}

impl Config {
    /// The authors of all keywords.
    pub fn followed(&self) -> Vec<&Author> {
        self.keywords.iter().flat_map(|keyword| &keyword.authors).collect()
    }

    /// Whether issues are wanted.
    pub fn has_issue(&self) -> bool {
        self.notify.when != IssueWhen::None
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Commit to the branch through the API.
    Commit,
    /// Commit to a branch of its own and open a pull request.
    PullRequest,
    /// Write to the working directory.
    Local,
    /// Write nothing and show the difference.
    DryRun,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IssueWhen {
    #[default]
    None,
    /// When a run brought new papers.
    New,
    /// Once per date.
    Always,
}

/// What to do with a README without markers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnMissingMarker {
    Append,
    /// Replace the file with the built-in page.
    Replace,
    Fail,
}

/// How often a paper under several keywords is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duplicates {
    /// Under each of them.
    All,
    /// Under the first, in the order of the configuration.
    First,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Template {
    Table,
    /// A list with one item per paper.
    List,
    /// A list with one line per paper.
    Compact,
    /// The user's own Tera template.
    File(RepoPath),
}

impl Template {
    /// The path of the user's template, if it is one.
    pub fn source(&self) -> Option<&RepoPath> {
        match self {
            Self::File(path) => Some(path),
            Self::Table | Self::List | Self::Compact => None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    Title,
    Date,
    Abstract,
    Comment,
    Authors,
    Categories,
    Venue,
    Pdf,
    Code,
    Relevance,
    Summary,
    Note,
    Tags,
}

/// What makes the step fail, besides invalid inputs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FailOn {
    /// Every keyword failed, arXiv rejected one, or publishing failed.
    #[default]
    Error,
    /// The same, or any keyword failed.
    Partial,
    Never,
}
