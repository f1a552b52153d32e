//! Where a run reads and writes: all that must be known before the configuration file can be read.

use super::error::{Error, InvalidInput, Origin, Source};
use super::extra_files::extra_files;
use super::file::File;
use super::inputs::Input;
use super::raw::{Command, RawInputs};
use super::validate::Validator;
use super::value::{self, Parsed};
use super::{Config, Mode, Template, paths};
use crate::env::Env;
use crate::repo::{FileUrls, RepoName, RepoPath};
use crate::secret::Secret;

/// Where a run reads and writes.
#[derive(Clone, Debug)]
pub struct RunTarget {
    pub mode: Mode,
    /// The repository; always known if there is a token.
    pub repository: Option<RepoName>,
    /// The branch; `None` is the repository's default branch.
    pub branch: Option<String>,
    /// The token; `None` if the working directory is read.
    pub token: Option<Secret>,
    /// GitHub's REST API, without a slash at its end.
    pub api_url: String,
    pub graphql_url: String,
    /// GitHub's pages, without a slash at the end.
    pub server_url: String,
    pub arxiv_url: String,
    pub config: RepoPath,
    /// Whether that path was given. Then the file must exist.
    pub config_named: bool,
    /// The file that gets the section unless `readme` names one: known once the repository is read.
    pub readme: RepoPath,
    pub command: Command,
    /// Whether arXiv is asked for nothing.
    pub offline: bool,
}

impl RunTarget {
    /// Checks the inputs that the configuration file cannot hold. If one of them is invalid, the file cannot be read; the
    /// other inputs are then checked without it, so that all problems are reported at once.
    pub fn resolve(inputs: &RawInputs, env: &Env) -> Result<Self, Error> {
        let unread = File::default();
        let mut validator = Validator::new(inputs, &unread);
        let mode = validator.value("mode", value::mode);
        // `explain` and `context` write nothing.
        let mode = if inputs.command != Command::Run && mode != Mode::Local { Mode::DryRun } else { mode };
        let (repository, token) = repository_and_token(&mut validator, env, mode);
        let mut url = |name, default: &str| {
            let url = from_environment(&mut validator, env, (name, name), value::github_url);
            url.unwrap_or_else(|| default.to_owned())
        };
        let run_target = Self {
            mode,
            repository,
            token,
            api_url: url("GITHUB_API_URL", "https://api.github.com"),
            graphql_url: url("GITHUB_GRAPHQL_URL", "https://api.github.com/graphql"),
            server_url: url("GITHUB_SERVER_URL", "https://github.com"),
            branch: validator.optional("branch", value::branch),
            arxiv_url: validator.value("arxiv-url", value::arxiv_url),
            config: validator.value("config", value::path),
            config_named: validator.given("config").is_some(),
            readme: RepoPath::new_readme(),
            offline: validator.value("offline", value::boolean),
            command: inputs.command.clone(),
        };
        if validator.problems.is_empty() {
            return Ok(run_target);
        }
        Config::check(&mut validator, &run_target);
        Err(Error::Inputs { problems: validator.problems, docs: inputs.docs.clone() })
    }

    /// What is read, in words.
    pub fn source(&self) -> String {
        match (&self.repository, &self.token) {
            (Some(repository), Some(_)) => {
                let branch =
                    self.branch.as_ref().map_or("its default branch".to_owned(), |b| format!("branch {b}"));
                format!("{repository}, {branch}")
            }
            _ => "the working directory".to_owned(),
        }
    }

    /// The paths where the configuration file may be: the first that exists is read.
    pub fn config_paths(&self) -> Vec<RepoPath> {
        let mut paths = vec![self.config.clone()];
        if !self.config_named {
            paths.push(RepoPath::in_github_directory("daily-papers.yaml"));
        }
        paths
    }

    /// Files with the name of the configuration file that are not read, unless the user named one.
    pub fn other_configs<'f>(&self, files: &'f [RepoPath]) -> impl Iterator<Item = &'f RepoPath> {
        let is_other = |path: &&RepoPath| {
            let name = path.as_str().rsplit('/').next().unwrap_or_default();
            let name = name.to_ascii_lowercase().replace('_', "-");
            let stem = name.trim_start_matches('.').rsplit_once('.');
            !self.config_named
                && **path != self.config
                && matches!(stem, Some(("daily-papers", "yml" | "yaml" | "toml")))
        };
        files.iter().filter(is_other)
    }

    /// Where GitHub shows the files of the branch, or of the default branch.
    pub fn file_urls(&self) -> FileUrls {
        FileUrls::new(&self.server_url, self.repository.as_ref(), self.branch.as_deref())
    }

    /// The paths for the first query, as far as flags, inputs and defaults name them. The configuration file may name others.
    pub fn candidate_paths(&self, inputs: &RawInputs) -> Vec<RepoPath> {
        let word = |name| inputs.word(name).or_else(|| Input::named(name)?.default()).unwrap_or_default();
        let data_file = match inputs.word("data-file") {
            Some(path) => RepoPath::parse(path).ok(),
            None => Some(paths::default_data_file(word("section"))),
        };
        let template = value::template(word("template")).ok();
        let template = template.as_ref().and_then(Template::source).cloned();
        let issue = inputs.word("issue-template").and_then(|path| RepoPath::parse(path).ok());
        let notes = inputs.word("notes").and_then(|path| RepoPath::parse(path).ok());
        let readme = inputs.word("readme").map_or_else(|| Ok(self.readme.clone()), RepoPath::parse).ok();
        let mut paths = self.config_paths();
        paths.extend([readme, data_file, template, issue, notes].into_iter().flatten());
        let unread = File::default();
        for file in extra_files(&mut Validator::new(inputs, &unread)) {
            paths.extend(file.template.source().cloned());
            paths.push(file.path);
        }
        paths.sort();
        paths.dedup();
        paths
    }
}

/// The repository, and a token for it; no token if the working directory is read.
fn repository_and_token(
    validator: &mut Validator<'_>,
    env: &Env,
    mode: Mode,
) -> (Option<RepoName>, Option<Secret>) {
    let named = validator.given("repository").is_some();
    // An exported token alone does not turn a look at the working directory into a look at GitHub.
    let in_directory = mode == Mode::Local || mode == Mode::DryRun && !named && !env.in_actions();
    let mut repository = validator.optional("repository", value::repository);
    if !named && (mode != Mode::DryRun || env.in_actions()) {
        let variable = ("repository", "GITHUB_REPOSITORY");
        repository = from_environment(validator, env, variable, value::repository);
    }
    if in_directory || validator.is_invalid("repository") || validator.is_invalid("mode") {
        return (repository, None);
    }
    let Some(repository) = repository else {
        let reason = "is missing. Name a repository as `owner/name`, or use `--mode local` to write to the working directory \
                      or `--mode dry-run` to look at it";
        validator.reject_input("repository", reason);
        return (None, None);
    };
    let token = token(validator, env);
    if token.is_none() && !validator.is_invalid("token") {
        let reason = if env.in_actions() {
            "is empty. The secret behind it is empty or misspelled, or this event gets no secrets (a pull request from a fork)"
                .to_owned()
        } else {
            format!(
                "is missing, and {repository} cannot be read without one. Set the environment variable `GITHUB_TOKEN`"
            )
        };
        validator.reject_input("token", reason);
    }
    (Some(repository), token)
}

/// The token that was given, if it can be one. Its value is in no message.
fn token(validator: &mut Validator<'_>, env: &Env) -> Option<Secret> {
    let (token, source) = validator.inputs.token(env)?;
    if token.expose().bytes().all(|byte| byte.is_ascii_graphic()) {
        return Some(token);
    }
    validator.problems.push(InvalidInput {
        input: "token".to_owned(),
        keyword: None,
        origin: Some(Origin { source, line: None }),
        value: None,
        reason: "contains spaces or other characters that no token has".to_owned(),
    });
    None
}

/// A value from one of GitHub's own variables.
fn from_environment<T>(
    validator: &mut Validator<'_>,
    env: &Env,
    (input, variable): (&'static str, &'static str),
    parse: impl Fn(&str) -> Parsed<T>,
) -> Option<T> {
    let text = env.get(variable)?;
    let problem = |reason| InvalidInput {
        input: input.to_owned(),
        keyword: None,
        origin: Some(Origin { source: Source::Environment(variable), line: None }),
        value: Some(text.to_owned()),
        reason,
    };
    parse(text).map_err(|reason| validator.problems.push(problem(reason))).ok()
}
