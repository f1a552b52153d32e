//! From raw inputs and the configuration file to a [`Config`], with every problem reported at once.

use super::error::{Error, InvalidInput};
use super::file::File;
use super::raw::{RawInputs, RawValue};
use super::run_target::RunTarget;
use super::validate::{self, Separator, Validator};
use super::{Column, Config, HistoryConfig, Mode, NotesConfig, NotifyConfig, PageConfig, RunConfig};
use super::{extra_files, keywords, like, notes, paths, value};
use crate::history::{Files, Month};
use crate::repo::RepoPath;

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
        if validator.problems.is_empty() {
            return Ok(config);
        }
        Err(Error::Inputs { problems: validator.problems, docs: inputs.docs.clone() })
    }

    /// Checks everything that is known. The result counts only if the validator has no problems.
    pub(super) fn check(validator: &mut Validator<'_>, run_target: &RunTarget) -> Self {
        let mut config = Self {
            keywords: keywords::keywords(validator),
            page: page(validator, run_target),
            extra_files: extra_files::extra_files(validator),
            notes: NotesConfig::default(),
            like: like::like(validator),
            history: history(validator),
            notify: notify(validator),
            run: run(validator),
            warnings: vec![],
        };
        config.notes = notes::notes(validator, &config.page.section);
        if config.run.pull_request_branch.is_empty() {
            config.run.pull_request_branch = format!("{}/update", config.page.section);
        }
        paths::check_paths(validator, &config, &run_target.config);
        like::check(validator, &config);
        check_combinations(validator, &config, run_target);
        config.warnings = std::mem::take(&mut validator.warnings);
        config
    }
}

impl Config {
    /// An error if the history is to begin after the month of the run.
    pub fn ensure_history_begins_by(&self, now: Month, inputs: &RawInputs) -> Result<(), Error> {
        let Some(from) = self.history.as_ref().and_then(|history| history.from).filter(|from| *from > now)
        else {
            return Ok(());
        };
        let problem = InvalidInput {
            input: "history-from".to_owned(),
            keyword: None,
            origin: inputs.get("history-from").map(RawValue::origin),
            value: Some(from.to_string()),
            reason: format!("is in the future; it is {now} now"),
        };
        Err(Error::Inputs { problems: vec![problem], docs: inputs.docs.clone() })
    }
}

fn page(validator: &mut Validator<'_>, run_target: &RunTarget) -> PageConfig {
    let readme = validator.optional("readme", value::written_path);
    let section: String = validator.value("section", value::section);
    let data_file = validator.optional("data-file", value::data_file);
    PageConfig {
        readme: readme.unwrap_or_else(|| run_target.readme.clone()),
        readme_named: validator.given("readme").is_some(),
        data_file: data_file.unwrap_or_else(|| paths::default_data_file(&section)),
        section,
        timezone: validator.value("timezone", value::timezone),
        on_missing_marker: validator.value("on-missing-marker", value::on_missing_marker),
        duplicates: validator.value("duplicates", value::duplicates),
        template: validator.value("template", value::template),
        columns: columns(validator),
        math: validator.value("math", value::math),
    }
}

/// The history. Its template is checked even if there is none.
fn history(validator: &mut Validator<'_>) -> Option<HistoryConfig> {
    let directory = validator.value("history", value::directory);
    let template = validator.optional("history-template", value::path);
    let from = validator.optional("history-from", value::month);
    if directory.is_none() && from.is_some() {
        validator.reject_input("history-from", "needs `history`, the directory of the months");
    }
    if directory.is_none() && template.is_some() {
        validator.warnings.push("`history-template` has no effect without `history`".to_owned());
    }
    directory.map(|directory| HistoryConfig { files: Files { directory }, from, template })
}

fn notify(validator: &mut Validator<'_>) -> NotifyConfig {
    NotifyConfig {
        when: validator.value("issue", value::issue),
        title: validator.value("issue-title", |text| Ok(text.to_owned())),
        labels: validator.list("issue-labels", Separator::Commas, value::label),
        max_results: validator.value("issue-max-results", value::max_results),
        template: validator.optional("issue-template", value::path),
        close_previous: validator.value("close-previous-issues", value::boolean),
    }
}

fn run(validator: &mut Validator<'_>) -> RunConfig {
    RunConfig {
        commit_message: validator.value("commit-message", |text| Ok(text.to_owned())),
        pull_request_branch: validator.optional("pull-request-branch", value::branch).unwrap_or_default(),
        fail_on: validator.value("fail-on", value::fail_on),
        time_budget: validator.value("time-budget", value::time_budget),
        contact: validator.optional("contact", value::contact),
    }
}

/// The columns of the table, each once.
fn columns(validator: &mut Validator<'_>) -> Vec<Column> {
    let columns = validator.list("columns", Separator::Words, value::column);
    if columns.is_empty() {
        if validator.given("columns").is_some() && !validator.is_invalid("columns") {
            validator.reject_input("columns", "has no column");
        }
        return validate::default("columns", |text| text.split(", ").map(value::column).collect());
    }
    let twice = |(index, column): (usize, &Column)| columns[..index].contains(column);
    if columns.iter().enumerate().any(twice) {
        validator.reject_input("columns", "has a column twice");
    }
    columns
}

/// Inputs that do not go together.
fn check_combinations(validator: &mut Validator<'_>, config: &Config, run_target: &RunTarget) {
    if run_target.mode == Mode::PullRequest
        && run_target.branch.as_ref() == Some(&config.run.pull_request_branch)
        && !validator.is_invalid("pull-request-branch")
    {
        let reason =
            "is the base branch of the pull request. Name another branch, or remove `pull-request-branch`";
        validator.reject_input("pull-request-branch", reason);
    }
    if config.has_issue() && run_target.mode == Mode::Local {
        validator.warnings.push("`issue` has no effect under `mode: local`".to_owned());
    }
}

/// The problem with a configuration file that was named and does not exist.
fn missing(inputs: &RawInputs, path: &RepoPath) -> InvalidInput {
    InvalidInput {
        input: "config".to_owned(),
        keyword: None,
        origin: inputs.get("config").map(RawValue::origin),
        value: Some(path.to_string()),
        reason: "does not exist".to_owned(),
    }
}
