//! The process environment as a value: the one file that touches it.
//!
//! What may be read is listed in [`READ`]; nothing else is kept, so a secret in another variable can never be
//! shown.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal as _};
use std::path::PathBuf;

/// The variables that may be read, besides `INPUT_*`.
pub const READ: &[&str] = &[
    "GITHUB_ACTIONS",
    "GITHUB_ACTION_REF",
    "GITHUB_ACTION_REPOSITORY",
    "GITHUB_API_URL",
    "GITHUB_GRAPHQL_URL",
    "GITHUB_OUTPUT",
    "GITHUB_REPOSITORY",
    "GITHUB_SERVER_URL",
    "GITHUB_STEP_SUMMARY",
    "GITHUB_TOKEN",
    "GITHUB_WORKSPACE",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "NO_COLOR",
    "NO_PROXY",
    "RUNNER_DEBUG",
    "SSL_CERT_FILE",
];

/// An immutable copy of the environment.
#[derive(Clone, Default)]
pub struct Env {
    /// The arguments, without the program's name.
    pub args: Vec<String>,
    pub directory: PathBuf,
    pub stdout_is_terminal: bool,
    pub stderr_is_terminal: bool,
    variables: BTreeMap<String, String>,
}

impl Env {
    /// Copies the environment of this process. Bytes that are not UTF-8 are replaced, and so fail validation later.
    #[expect(clippy::disallowed_methods, reason = "this is the one place")]
    pub fn capture() -> Self {
        let lossy = |text: std::ffi::OsString| text.to_string_lossy().into_owned();
        let mut env = Self::new(std::env::vars_os().map(|(name, value)| (lossy(name), lossy(value))));
        env.args = std::env::args_os().skip(1).map(lossy).collect();
        env.directory = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("."));
        env.stdout_is_terminal = io::stdout().is_terminal();
        env.stderr_is_terminal = io::stderr().is_terminal();
        env
    }

    /// An environment of the given variables, of which only the known ones are kept.
    pub fn new(variables: impl IntoIterator<Item = (String, String)>) -> Self {
        let known = |name: &str| READ.contains(&name) || name.starts_with("INPUT_");
        let variables = variables.into_iter().filter(|(name, _)| known(name)).collect();
        Self { variables, ..Self::default() }
    }

    /// A variable's value; empty and unset are the same.
    pub fn get(&self, name: &str) -> Option<&str> {
        debug_assert!(READ.contains(&name) || name.starts_with("INPUT_"), "{name} is not listed in READ");
        self.variables.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The value the runner passes for an action input: `max-results` is `INPUT_MAX-RESULTS` (the runner keeps the
    /// hyphen) or `INPUT_MAX_RESULTS`.
    pub fn input(&self, name: &str) -> Option<&str> {
        let name = format!("INPUT_{}", name.to_ascii_uppercase());
        self.get(&name).or_else(|| self.get(&name.replace('-', "_")))
    }

    /// Whether a GitHub Actions runner started this process.
    pub fn in_actions(&self) -> bool {
        self.get("GITHUB_ACTIONS") == Some("true")
    }

    /// The address of a page of the documentation, at the version of the action that runs; `None` if it is not known.
    pub fn docs_url(&self, page: &str) -> Option<String> {
        let server = self.get("GITHUB_SERVER_URL").unwrap_or("https://github.com").trim_end_matches('/');
        let (repository, version) = (self.get("GITHUB_ACTION_REPOSITORY")?, self.get("GITHUB_ACTION_REF")?);
        Some(format!("{server}/{repository}/blob/{version}/docs/{page}"))
    }

    /// Whether the workflow was run with debug logging.
    pub fn debug(&self) -> bool {
        self.get("RUNNER_DEBUG") == Some("1")
    }

    /// Whether standard output takes colour (<https://no-color.org>).
    pub fn color(&self) -> bool {
        self.stdout_is_terminal && self.get("NO_COLOR").is_none()
    }
}

impl std::fmt::Debug for Env {
    /// Names only: values may be secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Env").field("variables", &self.variables.keys()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(pairs: &[(&str, &str)]) -> Env {
        Env::new(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
    }

    #[test]
    fn both_spellings_are_read_and_empty_is_unset() {
        assert_eq!(env(&[("INPUT_MAX-RESULTS", "5")]).input("max-results"), Some("5"));
        assert_eq!(env(&[("INPUT_MAX_RESULTS", "6")]).input("max-results"), Some("6"));
        assert_eq!(
            env(&[("INPUT_MAX-RESULTS", ""), ("INPUT_MAX_RESULTS", "6")]).input("max-results"),
            Some("6")
        );
        assert_eq!(env(&[("INPUT_BRANCH", "")]).input("branch"), None);
    }

    #[test]
    fn documentation_has_address_if_action_is_known() {
        let known = env(&[("GITHUB_ACTION_REPOSITORY", "o/daily-papers"), ("GITHUB_ACTION_REF", "v1")]);
        let url = known.docs_url("inputs.md").unwrap();
        assert_eq!(url, "https://github.com/o/daily-papers/blob/v1/docs/inputs.md");
        assert_eq!(env(&[("GITHUB_ACTION_REF", "v1")]).docs_url("inputs.md"), None);
    }

    #[test]
    fn other_variables_are_not_kept() {
        let env = env(&[("AWS_SECRET_ACCESS_KEY", "s3cret"), ("GITHUB_TOKEN", "t0ken")]);
        assert_eq!(env.variables.len(), 1);
        assert!(!format!("{env:?}").contains("t0ken"));
    }
}
