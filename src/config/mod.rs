//! The configuration: flags, `INPUT_*` variables and the YAML file, checked once, into values that need no further
//! checking. After this nothing reads the environment.
//!
//! The file lies in the repository, so this takes two steps: [`Place`] says where to read, [`Config`] what to do.

mod error;
mod extra_files;
mod file;
mod flags;
mod inputs;
mod keywords;
mod list;
mod raw;
mod reference;
mod run_target;
mod validate;
mod value;
mod yaml;

use std::time::Duration;

use jiff::tz::TimeZone;

use crate::keyword::Keyword;
use crate::repo::RepoPath;
use crate::text::tex::Math;

use file::File;
use validate::{Check, Parting};

pub use error::{Origin, Problem, Source, Wrong};
pub use extra_files::{Layout, Markup, Publication};
pub use flags::Invocation;
pub use inputs::{Fallback, INPUTS, Input, OUTPUTS, Output};
pub use raw::{Instead, Settings};
pub use reference::{action_yml, reference};
pub use run_target::Place;

/// What a run is to do.
#[derive(Clone, Debug)]
pub struct Config {
    /// What to look for, at least one; their names are unique.
    pub keywords: Vec<Keyword>,
    /// The file that gets the section.
    pub readme: RepoPath,
    /// The name in the markers.
    pub section: String,
    /// What to do with a file without markers.
    pub on_missing_marker: OnMissingMarker,
    /// How often a paper under several keywords is shown.
    pub duplicates: Duplicates,
    /// How the section looks.
    pub template: Template,
    /// The columns of the table, at least one, each once.
    pub columns: Vec<Column>,
    /// What becomes of mathematics on the page.
    pub math: Math,
    /// The files beside the README; their paths are unique, and no other input's.
    pub files: Vec<Publication>,
    /// The file that keeps the papers; `None` if none is wanted.
    pub data: Option<RepoPath>,
    /// The zone of the run's date; it has an IANA name.
    pub timezone: TimeZone,
    /// The Tera template of the commit's message.
    pub commit_message: String,
    /// The branch of the pull request.
    pub pull_request_branch: String,
    /// The issue that tells watchers.
    pub issue: Issue,
    /// What makes the step fail.
    pub fail_on: FailOn,
    /// Time for arXiv, 10 seconds to 6 hours.
    pub time_budget: Duration,
    /// How arXiv can reach the user: goes into a header as it stands.
    pub contact: Option<String>,
    /// The page's address on GitHub; empty if no repository is named.
    pub page_url: String,
    /// What is odd, but not wrong.
    pub warnings: Vec<String>,
}

/// What is done with the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Commit to the branch, through the API.
    Commit,
    /// Commit to a branch of its own, and open a pull request.
    PullRequest,
    /// Write to the working directory.
    Local,
    /// Write nothing, show the difference.
    DryRun,
}

/// When watchers are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IssueWhen {
    /// Never.
    None,
    /// When a run brought new papers.
    New,
    /// Once a date.
    Always,
}

/// How watchers are told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// Whether there is one.
    pub when: IssueWhen,
    /// The Tera template of its title.
    pub title: String,
    /// Its labels.
    pub labels: Vec<String>,
    /// Rows per keyword.
    pub max_results: usize,
    /// The user's own template of the body.
    pub template: Option<RepoPath>,
    /// Whether earlier ones are closed.
    pub close_previous: bool,
}

/// What to do with a file without markers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnMissingMarker {
    /// Append a section.
    Append,
    /// Replace the file with the built-in page.
    Replace,
    /// Fail.
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

/// How the section looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Template {
    /// A table with columns.
    Table,
    /// A list, a paper an item.
    List,
    /// A list, a paper a line.
    Compact,
    /// The user's own Tera template.
    File(RepoPath),
}

/// A column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Column {
    Title,
    Date,
    Abstract,
    Comment,
    Authors,
    Categories,
    Venue,
}

/// What makes the step fail, besides wrong inputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailOn {
    /// Every keyword failed, arXiv rejected one, or publishing failed.
    Error,
    /// The same, or any keyword failed.
    Partial,
    /// Nothing.
    Never,
}

impl Config {
    /// Checks everything, with the bytes of the configuration file; `None` if there is no file.
    pub fn resolve(settings: &Settings, file: Option<&[u8]>, place: &Place) -> Result<Self, Wrong> {
        let mut problems = vec![];
        let file = match file {
            Some(bytes) => File::read(bytes, &place.config, &mut problems),
            None if place.config_named => {
                problems.push(missing(settings, &place.config));
                File::default()
            }
            None => File::empty(),
        };
        let mut check = Check::new(settings, &file);
        check.problems = problems;
        let config = Self::check(&mut check, place);
        if check.problems.is_empty() { Ok(config) } else { Err(Wrong::Inputs(check.problems)) }
    }

    /// The same over what is known, into the list of problems. The result counts only if there are none.
    fn check(check: &mut Check<'_>, place: &Place) -> Self {
        let section: String = check.value("section", value::section);
        let data = check.optional("data", value::data);
        let mut config = Self {
            keywords: keywords::keywords(check),
            readme: check.value("readme", value::written_path),
            on_missing_marker: check.value("on-missing-marker", value::on_missing_marker),
            duplicates: check.value("duplicates", value::duplicates),
            template: check.value("template", value::template),
            columns: columns(check),
            math: check.value("math", value::math),
            files: extra_files::publications(check, place),
            data: data.unwrap_or_else(|| RepoPath::parse(&format!(".github/{section}.json")).ok()),
            timezone: check.value("timezone", value::timezone),
            commit_message: check.value("commit-message", |text| Ok(text.to_owned())),
            pull_request_branch: check
                .optional("pull-request-branch", value::branch)
                .unwrap_or_else(|| format!("{section}/update")),
            issue: issue(check),
            section,
            fail_on: check.value("fail-on", value::fail_on),
            time_budget: check.value("time-budget", value::time_budget),
            contact: check.optional("contact", value::contact),
            page_url: String::new(),
            warnings: std::mem::take(&mut check.warnings),
        };
        config.page_url = place.page_url(&config.readme);
        config.check_paths(check, place);
        config.check_company(check, place);
        config.warnings.append(&mut check.warnings);
        config
    }

    /// No file may serve two purposes: one would overwrite the other.
    fn check_paths(&self, check: &mut Check<'_>, place: &Place) {
        let template = match &self.template {
            Template::File(path) => Some(path),
            Template::Table | Template::List | Template::Compact => None,
        };
        let paths = [
            ("config", Some(&place.config)),
            ("readme", Some(&self.readme)),
            ("data", self.data.as_ref()),
            ("template", template),
            ("issue-template", self.issue.template.as_ref()),
        ];
        for (index, (name, path)) in paths.iter().enumerate() {
            let Some(path) = path.filter(|_| !check.is_wrong(name)) else { continue };
            let others = paths[..index].iter().filter(|(other, _)| !check.is_wrong(other));
            let wrong =
                others.filter_map(|(name, other)| Some((name, (*other)?))).find_map(|(name, other)| {
                    if path == other {
                        return Some(format!("`{path}` is the path of `{name}` too"));
                    }
                    let nested = path.is_below(other) || other.is_below(path);
                    nested.then(|| {
                        format!("`{path}` and `{other}`, the path of `{name}`, cannot both be files")
                    })
                });
            if let Some(wrong) = wrong {
                check.wrong_input(name, wrong);
            }
        }
        let paths: Vec<_> = paths.iter().filter_map(|(name, path)| Some((*name, (*path)?))).collect();
        extra_files::check_paths(check, &self.files, &paths);
    }
}

impl Config {
    /// Whether watchers are told at all.
    pub fn has_issue(&self) -> bool {
        self.issue.when != IssueWhen::None
    }

    /// What goes together, and what does not.
    fn check_company(&self, check: &mut Check<'_>, place: &Place) {
        if self.has_issue() && self.data.is_none() && !check.is_wrong("issue") && !check.is_wrong("data") {
            let wrong = "needs the data file, which says what is new: leave `data: none` out, or `issue`";
            check.wrong_input("issue", wrong);
        }
        if place.mode == Mode::PullRequest
            && place.branch.as_ref() == Some(&self.pull_request_branch)
            && !check.is_wrong("pull-request-branch")
        {
            let wrong = "is the branch that the pull request is for";
            check.wrong_input("pull-request-branch", wrong);
        }
        if self.has_issue() && place.mode == Mode::Local {
            check.warnings.push("`issue` has no effect under `mode: local`".to_owned());
        }
    }
}

/// How watchers are told: everything about it is checked, even if they are not.
fn issue(check: &mut Check<'_>) -> Issue {
    Issue {
        when: check.value("issue", value::issue),
        title: check.value("issue-title", |text| Ok(text.to_owned())),
        labels: check.list("issue-labels", Parting::Commas, value::label),
        max_results: check.value("issue-max-results", value::max_results),
        template: check.optional("issue-template", value::path),
        close_previous: check.value("close-previous-issues", value::boolean),
    }
}

/// The problem with a configuration file that was named and is not there.
fn missing(settings: &Settings, path: &RepoPath) -> Problem {
    Problem {
        input: "config".to_owned(),
        keyword: None,
        origin: settings.get("config").map(raw::Given::origin),
        value: Some(path.to_string()),
        wrong: "does not exist".to_owned(),
    }
}

/// The columns of the table, each once.
fn columns(check: &mut Check<'_>) -> Vec<Column> {
    let columns = check.list("columns", Parting::Words, value::column);
    if columns.is_empty() {
        let given = check.given("columns").is_some();
        if given && !check.is_wrong("columns") {
            check.wrong_input("columns", "holds no column");
        }
        let default = validate::default("columns", |text| text.split(", ").map(value::column).collect());
        return default;
    }
    let twice = |(index, column): (usize, &Column)| columns[..index].contains(column);
    if columns.iter().enumerate().any(twice) {
        check.wrong_input("columns", "holds a column twice");
    }
    columns
}

#[cfg(test)]
mod tests;
