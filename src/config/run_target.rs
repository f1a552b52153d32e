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
    /// What is done with the result.
    pub mode: Mode,
    /// The repository; always there when there is a token.
    pub repository: Option<RepoName>,
    /// The branch; `None` is the repository's default branch.
    pub branch: Option<String>,
    /// The token; never in local mode, always in commit and pull request mode.
    pub token: Option<Secret>,
    /// GitHub's REST API, without a slash at its end.
    pub api_url: String,
    /// GitHub's GraphQL API.
    pub graphql_url: String,
    /// GitHub's pages, without a slash at the end.
    pub server_url: String,
    /// arXiv's API.
    pub arxiv_url: String,
    /// The configuration file's path.
    pub config: RepoPath,
    /// Whether that path was given: then the file must exist.
    pub config_named: bool,
    /// What is to be printed, and nothing written.
    pub command: Command,
}

impl RunTarget {
    /// Checks the inputs that cannot stand in the configuration file. Only if one of them is wrong, the others are checked
    /// too, as far as they are known: all problems are said in one go, and the file cannot be had.
    pub fn resolve(inputs: &RawInputs, env: &Env) -> Result<Self, Error> {
        let unread = File::default();
        let mut validator = Validator::new(inputs, &unread);
        let given = validator.value("mode", value::mode);
        // Who wants to see something wants nothing written.
        let mode = if inputs.command != Command::Run && given != Mode::Local { Mode::DryRun } else { given };
        let token = if mode == Mode::Local { None } else { token(&mut validator, env) };
        let publishes = matches!(mode, Mode::Commit | Mode::PullRequest);
        if token.is_none() && publishes && !validator.is_invalid("token") && !validator.is_invalid("mode") {
            let reason = "is missing: `mode: commit` and `mode: pull-request` need one; on the command line, set `GITHUB_TOKEN`, or write to the \
                         working directory with `--mode local`";
            validator.reject_input("token", reason.to_owned());
        }
        let mut repository = validator.optional("repository", value::repository);
        if repository.is_none() && !validator.is_invalid("repository") {
            repository =
                from_environment(&mut validator, env, ("repository", "GITHUB_REPOSITORY"), value::repository);
            if repository.is_none() && token.is_some() && !validator.is_invalid("repository") {
                validator.reject_input("repository", "is missing: name one as `owner/name`");
            }
        }
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
            command: inputs.command.clone(),
        };
        if validator.problems.is_empty() {
            return Ok(run_target);
        }
        Config::check(&mut validator, &run_target);
        Err(Error::Inputs(validator.problems))
    }

    /// Where GitHub shows the files of the branch, or of the default branch.
    pub fn file_urls(&self) -> FileUrls {
        FileUrls::new(&self.server_url, self.repository.as_ref(), self.branch.as_deref())
    }

    /// The paths worth asking for in the first query, as far as flags, inputs and defaults tell: the configuration file,
    /// and what it may name otherwise.
    pub fn candidate_paths(&self, inputs: &RawInputs) -> Vec<RepoPath> {
        let word = |name| inputs.word(name).or_else(|| Input::named(name)?.default()).unwrap_or_default();
        let data_file = match inputs.word("data-file") {
            Some(path) => RepoPath::parse(path).ok(),
            None => Some(paths::default_data_file(word("section"))),
        };
        let template = value::template(word("template")).ok();
        let template = template.as_ref().and_then(Template::source).cloned();
        let issue = inputs.word("issue-template").and_then(|path| RepoPath::parse(path).ok());
        let paths =
            [Some(self.config.clone()), RepoPath::parse(word("readme")).ok(), data_file, template, issue];
        let mut paths: Vec<_> = paths.into_iter().flatten().collect();
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
        reason: "holds blanks or other characters that no token has".to_owned(),
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
