//! What keeps a repository or directory from being read or written, and what to do about it.

/// Reading or writing failed for good. Each variant says whose it is to mend.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The user: the token is wrong or expired (401).
    #[error("GitHub does not accept the token: {message}")]
    BadToken {
        /// GitHub's words.
        message: String,
    },
    /// The user: the workflow's token lacks a permission (403, FORBIDDEN).
    #[error("the token may not {action} {what}: {message}")]
    Permission {
        /// `read`, `commit to`, `open an issue in`.
        action: &'static str,
        /// The repository.
        what: String,
        /// GitHub's words.
        message: String,
        /// What it takes, as in `permissions:` of a workflow, e.g. `contents: write`.
        needed: String,
    },
    /// The user: the repository does not exist, or the token cannot see it (GitHub answers 404 to both).
    #[error("there is no repository {repository}, or the token may not see it")]
    NoRepository {
        /// `owner/name`.
        repository: String,
    },
    /// The user: the branch has another name now.
    #[error("the branch {branch} of {repository} was renamed")]
    BranchRenamed {
        /// `owner/name`.
        repository: String,
        /// As given.
        branch: String,
    },
    /// The user: the repository is archived, and takes no commits.
    #[error("{repository} is archived, and takes no commits")]
    Archived {
        /// `owner/name`.
        repository: String,
    },
    /// The user: a setting keeps the workflow's token from opening pull requests.
    #[error("{repository} does not let workflows open pull requests: {message}")]
    PullsForbidden {
        /// `owner/name`.
        repository: String,
        /// GitHub's words.
        message: String,
    },
    /// The user: the repository has no issues.
    #[error("{repository} has its issues switched off")]
    IssuesDisabled {
        /// `owner/name`.
        repository: String,
    },
    /// The user: a protection rule of the branch refuses the commit.
    #[error("a rule of the branch {branch} refuses the commit: {message}")]
    Protected {
        /// The branch.
        branch: String,
        /// GitHub's words.
        message: String,
    },
    /// The world: GitHub's rate limit, beyond what a run waits for.
    #[error("GitHub's rate limit is used up: {message}")]
    RateLimit {
        /// GitHub's words.
        message: String,
    },
    /// The world: GitHub cannot be reached, or answers with errors, after retries.
    #[error("GitHub could not be reached to {action}: {message}")]
    Unreachable {
        /// `read the repository`, `commit`.
        action: &'static str,
        /// The last failure.
        message: String,
    },
    /// The user: a path that is to be written is no regular file.
    #[error("{path} is {what}, not a file")]
    NotAFile {
        /// The path.
        path: String,
        /// As in [`TreeEntry::Other`](super::TreeEntry::Other).
        what: &'static str,
    },
    /// The user: the environment names an API that cannot be one.
    #[error("{variable} is not the URL of an API: {url}")]
    BadUrl {
        /// `GITHUB_API_URL`, `GITHUB_GRAPHQL_URL`.
        variable: &'static str,
        /// Its value.
        url: String,
    },
    /// A bug, or a GitHub that changed: an answer that was not expected.
    #[error("GitHub refused to {action}: {message}")]
    Refused {
        /// `read the repository`, `commit`.
        action: &'static str,
        /// GitHub's words.
        message: String,
    },
    /// The user or the machine: the working directory cannot be read or written.
    #[error("{path} cannot be {action}: {source}")]
    Directory {
        /// The path, relative to the directory.
        path: String,
        /// `read`, `written`.
        action: &'static str,
        /// The system's words.
        source: std::io::Error,
    },
    /// The user: `mode: local` in a job whose workspace holds no checkout.
    #[error("the working directory holds no git work tree to write to")]
    NoWorkTree,
}

impl Error {
    /// What to type to mend it.
    pub fn help(&self) -> Option<String> {
        Some(match self {
            Self::BadToken { .. } => {
                "leave `token` out to use the workflow's own, or renew the secret it comes from".to_owned()
            }
            Self::Permission { needed, message, .. } if message.contains("personal access token") => {
                format!("give the personal access token the repository permission `{needed}`")
            }
            // Whatever a `permissions:` does not name, the token may not do any more.
            Self::Permission { needed, .. } if !needed.contains("contents:") => format!(
                "add these lines to the workflow's job, beside those that are there:\npermissions:\n  contents: write\n  {needed}"
            ),
            Self::Permission { needed, .. } => {
                format!("add these lines to the workflow's job:\npermissions:\n  {needed}")
            }
            Self::PullsForbidden { .. } => {
                "tick Settings, Actions, General, \"Allow GitHub Actions to create and approve pull requests\" (an \
                 organisation has the same setting, and the stricter one counts), or pass the token of a GitHub App"
                    .to_owned()
            }
            Self::IssuesDisabled { .. } => {
                "switch them on (Settings, General, Features, Issues; a fork has them off), or leave `issue` out".to_owned()
            }
            Self::NoRepository { .. } => {
                "check `repository`; another repository than the workflow's own needs a token that may see it"
                    .to_owned()
            }
            Self::BranchRenamed { .. } => {
                "give its present name as `branch`, or leave `branch` out for the default branch".to_owned()
            }
            Self::Archived { .. } => "unarchive it, or name another `repository`".to_owned(),
            Self::Protected { .. } => {
                "set `mode: pull-request`, or let the rule be bypassed by a GitHub App whose token you pass as `token`: \
                 Settings, Rules (or Branches)"
                    .to_owned()
            }
            Self::RateLimit { .. } => "the next scheduled run makes up for it".to_owned(),
            Self::Unreachable { .. } => {
                "see https://www.githubstatus.com; the next run makes up for it".to_owned()
            }
            Self::NotAFile { .. } => "name a regular file, or move what is there out of the way".to_owned(),
            Self::BadUrl { variable, .. } => format!("leave {variable} out for github.com"),
            Self::Refused { .. } | Self::Directory { .. } => return None,
            Self::NoWorkTree => "add actions/checkout before this step".to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_permission_is_given_to_the_job_or_to_the_token() {
        let error = |message: &str| Error::Permission {
            action: "commit to",
            what: "o/r".to_owned(),
            message: message.to_owned(),
            needed: "contents: write".to_owned(),
        };
        let help = error("Resource not accessible by integration").help().unwrap();
        assert!(help.ends_with("permissions:\n  contents: write"), "{help}");
        let help = error("Resource not accessible by personal access token").help().unwrap();
        assert!(help.contains("personal access token the repository permission `contents: write`"), "{help}");
    }
}
