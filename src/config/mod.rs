//! The configuration: flags, `INPUT_*` variables and the YAML file, checked once, into values that need no further
//! checking. After this nothing reads the environment.
//!
//! The file lies in the repository, so this takes two steps: [`RunTarget`] says where to read, [`Config`] what to do.

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
use validate::{Separator, Validator};

pub use error::{Error, InvalidInput, Origin, Source};
pub use extra_files::{ExtraFile, FileTemplate, OutputFormat};
pub use flags::Invocation;
pub use inputs::{DefaultValue, INPUTS, Input, OUTPUTS, Output};
pub use raw::{Command, RawInputs};
pub use reference::{action_yml, reference};
pub use run_target::RunTarget;

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
    pub files: Vec<ExtraFile>,
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
    pub fn resolve(inputs: &RawInputs, file: Option<&[u8]>, run_target: &RunTarget) -> Result<Self, Error> {
        let mut problems = vec![];
        let file = match file {
            Some(bytes) => File::read(bytes, &run_target.config, &mut problems),
            None if run_target.config_named => {
                problems.push(missing(inputs, &run_target.config));
                File::default()
            }
            None => File::empty(),
        };
        let mut validator = Validator::new(inputs, &file);
        validator.problems = problems;
        let config = Self::check(&mut validator, run_target);
        if validator.problems.is_empty() { Ok(config) } else { Err(Error::Inputs(validator.problems)) }
    }

    /// The same over what is known, into the list of problems. The result counts only if there are none.
    fn check(validator: &mut Validator<'_>, run_target: &RunTarget) -> Self {
        let section: String = validator.value("section", value::section);
        let data = validator.optional("data", value::data);
        let mut config = Self {
            keywords: keywords::keywords(validator),
            readme: validator.value("readme", value::written_path),
            on_missing_marker: validator.value("on-missing-marker", value::on_missing_marker),
            duplicates: validator.value("duplicates", value::duplicates),
            template: validator.value("template", value::template),
            columns: columns(validator),
            math: validator.value("math", value::math),
            files: extra_files::extra_files(validator, run_target),
            data: data.unwrap_or_else(|| RepoPath::parse(&format!(".github/{section}.json")).ok()),
            timezone: validator.value("timezone", value::timezone),
            commit_message: validator.value("commit-message", |text| Ok(text.to_owned())),
            pull_request_branch: validator
                .optional("pull-request-branch", value::branch)
                .unwrap_or_else(|| format!("{section}/update")),
            issue: issue(validator),
            section,
            fail_on: validator.value("fail-on", value::fail_on),
            time_budget: validator.value("time-budget", value::time_budget),
            contact: validator.optional("contact", value::contact),
            page_url: String::new(),
            warnings: std::mem::take(&mut validator.warnings),
        };
        config.page_url = run_target.page_url(&config.readme);
        config.check_paths(validator, run_target);
        config.check_combinations(validator, run_target);
        config.warnings.append(&mut validator.warnings);
        config
    }

    /// No file may serve two purposes: one would overwrite the other.
    fn check_paths(&self, validator: &mut Validator<'_>, run_target: &RunTarget) {
        let template = match &self.template {
            Template::File(path) => Some(path),
            Template::Table | Template::List | Template::Compact => None,
        };
        let paths = [
            ("config", Some(&run_target.config)),
            ("readme", Some(&self.readme)),
            ("data", self.data.as_ref()),
            ("template", template),
            ("issue-template", self.issue.template.as_ref()),
        ];
        for (index, (name, path)) in paths.iter().enumerate() {
            let Some(path) = path.filter(|_| !validator.is_invalid(name)) else { continue };
            let others = paths[..index].iter().filter(|(other, _)| !validator.is_invalid(other));
            let reason =
                others.filter_map(|(name, other)| Some((name, (*other)?))).find_map(|(name, other)| {
                    if path == other {
                        return Some(format!("`{path}` is the path of `{name}` too"));
                    }
                    let nested = path.is_below(other) || other.is_below(path);
                    nested.then(|| {
                        format!("`{path}` and `{other}`, the path of `{name}`, cannot both be files")
                    })
                });
            if let Some(reason) = reason {
                validator.reject_input(name, reason);
            }
        }
        let paths: Vec<_> = paths.iter().filter_map(|(name, path)| Some((*name, (*path)?))).collect();
        extra_files::check_paths(validator, &self.files, &paths);
    }
}

impl Config {
    /// Whether watchers are told at all.
    pub fn has_issue(&self) -> bool {
        self.issue.when != IssueWhen::None
    }

    /// What goes together, and what does not.
    fn check_combinations(&self, validator: &mut Validator<'_>, run_target: &RunTarget) {
        if self.has_issue()
            && self.data.is_none()
            && !validator.is_invalid("issue")
            && !validator.is_invalid("data")
        {
            let reason = "needs the data file, which says what is new: leave `data: none` out, or `issue`";
            validator.reject_input("issue", reason);
        }
        if run_target.mode == Mode::PullRequest
            && run_target.branch.as_ref() == Some(&self.pull_request_branch)
            && !validator.is_invalid("pull-request-branch")
        {
            let reason = "is the branch that the pull request is for";
            validator.reject_input("pull-request-branch", reason);
        }
        if self.has_issue() && run_target.mode == Mode::Local {
            validator.warnings.push("`issue` has no effect under `mode: local`".to_owned());
        }
    }
}

/// How watchers are told: everything about it is checked, even if they are not.
fn issue(validator: &mut Validator<'_>) -> Issue {
    Issue {
        when: validator.value("issue", value::issue),
        title: validator.value("issue-title", |text| Ok(text.to_owned())),
        labels: validator.list("issue-labels", Separator::Commas, value::label),
        max_results: validator.value("issue-max-results", value::max_results),
        template: validator.optional("issue-template", value::path),
        close_previous: validator.value("close-previous-issues", value::boolean),
    }
}

/// The problem with a configuration file that was named and is not there.
fn missing(inputs: &RawInputs, path: &RepoPath) -> InvalidInput {
    InvalidInput {
        input: "config".to_owned(),
        keyword: None,
        origin: inputs.get("config").map(raw::RawValue::origin),
        value: Some(path.to_string()),
        reason: "does not exist".to_owned(),
    }
}

/// The columns of the table, each once.
fn columns(validator: &mut Validator<'_>) -> Vec<Column> {
    let columns = validator.list("columns", Separator::Words, value::column);
    if columns.is_empty() {
        let given = validator.given("columns").is_some();
        if given && !validator.is_invalid("columns") {
            validator.reject_input("columns", "holds no column");
        }
        let default = validate::default("columns", |text| text.split(", ").map(value::column).collect());
        return default;
    }
    let twice = |(index, column): (usize, &Column)| columns[..index].contains(column);
    if columns.iter().enumerate().any(twice) {
        validator.reject_input("columns", "holds a column twice");
    }
    columns
}

#[cfg(test)]
mod tests;
