//! Where a run reads and writes: all that must be known before the configuration file can be read.

use super::error::{Origin, Problem, Source, Wrong};
use super::extra_files::publications;
use super::file::File;
use super::inputs::Input;
use super::raw::{Instead, Settings};
use super::validate::Check;
use super::value::{self, Parsed};
use super::{Config, Mode, Template};
use crate::env::Env;
use crate::repo::{RepoName, RepoPath, encoded};
use crate::secret::Secret;

/// Where a run reads and writes.
#[derive(Clone, Debug)]
pub struct Place {
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
    pub instead: Option<Instead>,
}

impl Place {
    /// Checks the inputs that cannot stand in the configuration file. Only if one of them is wrong, the others are checked
    /// too, as far as they are known: all problems are said in one go, and the file cannot be had.
    pub fn resolve(settings: &Settings, env: &Env) -> Result<Self, Wrong> {
        let unread = File::default();
        let mut check = Check::new(settings, &unread);
        let given = check.value("mode", value::mode);
        // Who wants to see something wants nothing written.
        let mode = if settings.instead.is_some() && given != Mode::Local { Mode::DryRun } else { given };
        let token = if mode == Mode::Local { None } else { token(&mut check, env) };
        let publishes = matches!(mode, Mode::Commit | Mode::PullRequest);
        if token.is_none() && publishes && !check.is_wrong("token") && !check.is_wrong("mode") {
            let wrong = "is missing: `mode: commit` and `mode: pull-request` need one; on the command line, set `GITHUB_TOKEN`, or write to the \
                         working directory with `--mode local`";
            check.wrong_input("token", wrong.to_owned());
        }
        let mut repository = check.optional("repository", value::repository);
        if repository.is_none() && !check.is_wrong("repository") {
            repository =
                from_environment(&mut check, env, ("repository", "GITHUB_REPOSITORY"), value::repository);
            if repository.is_none() && token.is_some() && !check.is_wrong("repository") {
                check.wrong_input("repository", "is missing: name one as `owner/name`");
            }
        }
        let mut url = |name, default: &str| {
            let url = from_environment(&mut check, env, (name, name), value::github_url);
            url.unwrap_or_else(|| default.to_owned())
        };
        let place = Self {
            mode,
            repository,
            token,
            api_url: url("GITHUB_API_URL", "https://api.github.com"),
            graphql_url: url("GITHUB_GRAPHQL_URL", "https://api.github.com/graphql"),
            server_url: url("GITHUB_SERVER_URL", "https://github.com"),
            branch: check.optional("branch", value::branch),
            arxiv_url: check.value("arxiv-url", value::arxiv_url),
            config: check.value("config", value::path),
            config_named: check.given("config").is_some(),
            instead: settings.instead.clone(),
        };
        if check.problems.is_empty() {
            return Ok(place);
        }
        Config::check(&mut check, &place);
        Err(Wrong::Inputs(check.problems))
    }

    /// The address of a file's page on GitHub, at the branch, or at whatever is the default branch; empty if no repository
    /// is named.
    pub fn page_url(&self, path: &RepoPath) -> String {
        self.url("blob", path)
    }

    /// The address of a file itself.
    pub fn raw_url(&self, path: &RepoPath) -> String {
        self.url("raw", path)
    }

    fn url(&self, what: &str, path: &RepoPath) -> String {
        let Some(repository) = &self.repository else { return String::new() };
        let branch = encoded(self.branch.as_deref().unwrap_or("HEAD"));
        format!("{}/{repository}/{what}/{branch}/{}", self.server_url, encoded(path.as_str()))
    }

    /// The paths worth asking for in the first query, as far as flags, inputs and defaults tell: the configuration file,
    /// and what it may name otherwise.
    pub fn paths_guess(&self, settings: &Settings) -> Vec<RepoPath> {
        let word = |name| settings.word(name).or_else(|| Input::named(name)?.default()).unwrap_or_default();
        let data = match settings.word("data") {
            Some("none") => None,
            Some(path) => RepoPath::parse(path).ok(),
            None => RepoPath::parse(&format!(".github/{}.json", word("section"))).ok(),
        };
        let template = match value::template(word("template")) {
            Ok(Template::File(path)) => Some(path),
            _ => None,
        };
        let issue = settings.word("issue-template").and_then(|path| RepoPath::parse(path).ok());
        let paths = [Some(self.config.clone()), RepoPath::parse(word("readme")).ok(), data, template, issue];
        let mut paths: Vec<_> = paths.into_iter().flatten().collect();
        let unread = File::default();
        for file in publications(&mut Check::new(settings, &unread), self) {
            paths.extend(file.layout.source().cloned());
            paths.push(file.path);
        }
        paths.sort();
        paths.dedup();
        paths
    }
}

/// The token that was given, if it can be one. Its value is in no message.
fn token(check: &mut Check<'_>, env: &Env) -> Option<Secret> {
    let (token, source) = check.settings.token(env)?;
    if token.expose().bytes().all(|byte| byte.is_ascii_graphic()) {
        return Some(token);
    }
    check.problems.push(Problem {
        input: "token".to_owned(),
        keyword: None,
        origin: Some(Origin { source, line: None }),
        value: None,
        wrong: "holds blanks or other characters that no token has".to_owned(),
    });
    None
}

/// A value from one of GitHub's own variables.
fn from_environment<T>(
    check: &mut Check<'_>,
    env: &Env,
    (input, variable): (&'static str, &'static str),
    parse: impl Fn(&str) -> Parsed<T>,
) -> Option<T> {
    let text = env.get(variable)?;
    let problem = |wrong| Problem {
        input: input.to_owned(),
        keyword: None,
        origin: Some(Origin { source: Source::Environment(variable), line: None }),
        value: Some(text.to_owned()),
        wrong,
    };
    parse(text).map_err(|wrong| check.problems.push(problem(wrong))).ok()
}
