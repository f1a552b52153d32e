//! What keeps a repository or directory from being read or written, and what to do about it.

use crate::github::{self, Barrier, Client, ErrorKind, Rule, TokenKind};

/// What a request was for, in errors.
#[derive(Clone, Copy, Debug)]
pub enum Action<'a> {
    Read,
    Commit {
        branch: &'a str,
        /// Whether that is the branch of a pull request.
        pull_request: bool,
    },
    Issue,
    PullRequest,
}

/// Reading or writing failed, after all retries.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The token is wrong or expired (401).
    #[error("GitHub does not accept the token: {message}")]
    BadToken { message: String },
    /// The token lacks a permission (403, FORBIDDEN).
    #[error("the token may not {action} {repository}: {message}")]
    Permission {
        /// `read`, `commit to`, `open an issue in`.
        action: &'static str,
        /// `owner/name`.
        repository: String,
        message: String,
        /// What is needed, as in `permissions:` of a workflow, e.g. `contents: write`.
        needed: String,
        /// What kind of token it is.
        token: TokenKind,
    },
    /// Something besides a permission keeps the token out.
    #[error("GitHub refuses the token access to {repository}: {message}")]
    Barrier {
        /// `owner/name`.
        repository: String,
        barrier: Barrier,
        message: String,
    },
    /// The repository does not exist, or the token cannot see it (GitHub answers 404 to both).
    #[error("there is no repository {repository}, or the token cannot see it")]
    NoRepository {
        /// `owner/name`.
        repository: String,
    },
    /// The branch has another name now.
    #[error("the branch {branch} of {repository} was renamed")]
    BranchRenamed {
        /// `owner/name`.
        repository: String,
        branch: String,
    },
    #[error("{repository} is archived, and takes no commits")]
    Archived {
        /// `owner/name`.
        repository: String,
    },
    /// The branch of the pull request is the one it is to be merged into, or the default branch.
    #[error("`pull-request-branch: {branch}` names the branch to merge into, or the default branch")]
    PullRequestBranchIsBase { branch: String },
    /// The branch of the pull request exists, and this program did not make it.
    #[error("the branch {branch} exists, and daily-papers did not create it, so it is left alone")]
    ForeignBranch { branch: String },
    /// A setting keeps workflows from opening pull requests.
    #[error("{repository} does not let workflows open pull requests: {message}")]
    PullRequestsForbidden {
        /// `owner/name`.
        repository: String,
        message: String,
    },
    #[error("issues are disabled in {repository}")]
    IssuesDisabled {
        /// `owner/name`.
        repository: String,
    },
    /// A rule of the repository refuses the commit.
    #[error("a rule of the branch {branch} refuses the commit: {message}")]
    Rule {
        branch: String,
        rule: Rule,
        message: String,
        /// Whether it is the branch of a pull request.
        pull_request: bool,
    },
    /// GitHub's rate limit, beyond what a run waits for.
    #[error("GitHub's rate limit is used up: {message}")]
    RateLimit { message: String },
    /// GitHub cannot be reached, or answers with errors, after retries.
    #[error("GitHub could not be reached to {action}: {message}")]
    Unreachable {
        /// `read the repository`, `commit`.
        action: &'static str,
        message: String,
    },
    /// A path that is to be written is not a regular file.
    #[error("{path} is {what}, not a file")]
    NotAFile {
        path: String,
        /// As in [`TreeEntry::Other`](crate::git::TreeEntry::Other).
        what: &'static str,
    },
    /// The environment names an API that cannot be one.
    #[error("{variable} is not the URL of an API: {url}")]
    BadUrl {
        /// `GITHUB_API_URL`, `GITHUB_GRAPHQL_URL`.
        variable: &'static str,
        url: String,
    },
    /// A bug, or a GitHub that changed: an answer that was not expected.
    #[error("GitHub refused to {action}: {message}")]
    Refused {
        /// `read the repository`, `commit`.
        action: &'static str,
        message: String,
    },
    /// The working directory cannot be read or written.
    #[error("{path} cannot be {action}: {source}")]
    Directory {
        /// The path, relative to the directory.
        path: String,
        /// `read`, `written`.
        action: &'static str,
        source: std::io::Error,
    },
    /// `mode: local` in a job whose workspace has no checkout.
    #[error("the working directory is not in a git work tree, so nothing can be written to it")]
    NoWorkTree,
}

/// A client that cannot be set up.
impl From<github::Error> for Error {
    fn from(error: github::Error) -> Self {
        match error.kind {
            ErrorKind::BadUrl(variable) => Self::BadUrl { variable, url: error.message },
            _ => Self::BadToken { message: error.message },
        }
    }
}

impl Error {
    /// A failed request, as an error that says what it was for.
    pub fn from_github(client: &Client, error: github::Error, action: Action<'_>) -> Self {
        let github::Error { kind, message, needed, .. } = error;
        let (verb, doing, access) = match action {
            Action::Read => ("read", "read the repository", "contents: read"),
            Action::Commit { .. } => ("commit to", "commit", "contents: write"),
            Action::PullRequest => {
                ("open a pull request in", "open the pull request", "pull-requests: write")
            }
            Action::Issue => ("open an issue in", "open the issue", "issues: write"),
        };
        let repository = client.repository().to_string();
        // A token that cannot even look for an issue cannot open one either: everything that is needed is said at once.
        let enough = |needed: &String| !access.ends_with("write") || !needed.ends_with("read");
        let needed = needed.filter(enough).unwrap_or_else(|| access.to_owned());
        match (kind, action) {
            (ErrorKind::BadToken, _) => Self::BadToken { message },
            (ErrorKind::BadUrl(variable), _) => Self::BadUrl { variable, url: message },
            (ErrorKind::Barrier(barrier), _) => Self::Barrier { repository, barrier, message },
            (ErrorKind::PullRequestsForbidden, _) => Self::PullRequestsForbidden { repository, message },
            (ErrorKind::NotFound, Action::Read) => Self::NoRepository { repository },
            // What could be read a moment ago exists: GitHub answers 404 to some tokens that may not write.
            (ErrorKind::Permission | ErrorKind::NotFound, _) => {
                Self::Permission { action: verb, repository, message, needed, token: client.token_kind() }
            }
            (ErrorKind::IssuesDisabled, _) => Self::IssuesDisabled { repository },
            (ErrorKind::Archived, _) => Self::Archived { repository },
            (ErrorKind::Rule(rule), Action::Commit { branch, pull_request }) => {
                Self::Rule { branch: branch.to_owned(), rule, message, pull_request }
            }
            (ErrorKind::RateLimit(_), _) => Self::RateLimit { message },
            (ErrorKind::Transient, _) => Self::Unreachable { action: doing, message },
            (
                ErrorKind::Conflict
                | ErrorKind::Refused
                | ErrorKind::Rule(_)
                | ErrorKind::Exists
                | ErrorKind::Moved,
                _,
            ) => Self::Refused { action: doing, message },
        }
    }

    /// Whether GitHub takes something in the commit for a secret.
    pub fn is_secret(&self) -> bool {
        matches!(self, Self::Rule { rule: Rule::Secret, .. })
    }

    pub fn help(&self) -> Option<String> {
        let help = match self {
            Self::BadToken { .. } => {
                "leave `token` out to use the workflow's own, or renew the secret that it comes from"
            }
            Self::Permission { needed, token, .. } => return Some(permission_help(needed, *token)),
            Self::Barrier { barrier, .. } => barrier_help(*barrier),
            Self::PullRequestsForbidden { .. } => {
                "tick Settings → Actions → General → \"Allow GitHub Actions to create and approve pull requests\" (an \
                 organization has the same setting, and the stricter one counts), or pass the token of a GitHub App"
            }
            Self::IssuesDisabled { .. } => {
                "enable them in Settings → General → Features → Issues (in a fork they are off), or remove the `issue` input"
            }
            Self::NoRepository { .. } => {
                "check `repository`; for a repository other than the workflow's own, pass a token that can see it"
            }
            Self::BranchRenamed { .. } => {
                "give its current name as `branch`, or leave `branch` out for the default branch"
            }
            Self::Archived { .. } => "unarchive it, or name another `repository`",
            Self::PullRequestBranchIsBase { .. } => {
                "give a name that no branch has, or leave `pull-request-branch` out"
            }
            Self::ForeignBranch { .. } => {
                "set `pull-request-branch` to a name that no branch has; or, if nothing on it is needed, delete the branch"
            }
            Self::Rule { branch, rule, pull_request, .. } => {
                return Some(rule_help(*rule, branch, *pull_request));
            }
            Self::RateLimit { .. } => "wait: the next scheduled run continues",
            Self::Unreachable { .. } => "see https://www.githubstatus.com; the next run continues",
            Self::NotAFile { .. } => "name a regular file, or move what is there",
            Self::BadUrl { variable, .. } => return Some(format!("unset {variable} for github.com")),
            Self::Refused { .. } | Self::Directory { .. } => return None,
            Self::NoWorkTree => "add actions/checkout before this step",
        };
        Some(help.to_owned())
    }
}

/// Where a permission is given depends on the kind of token.
fn permission_help(needed: &str, token: TokenKind) -> String {
    match token {
        TokenKind::FineGrained => {
            let list: Vec<String> = needed.lines().map(|line| format!("`{}`", line.trim())).collect();
            format!("give the personal access token the repository permission {}", list.join(", "))
        }
        TokenKind::Classic => {
            "give the token the scope `repo` (`public_repo` is enough for a public repository)".to_owned()
        }
        TokenKind::Installation | TokenKind::Unknown => {
            // Whatever `permissions:` does not name, the workflow's token may not do any more.
            let contents = if needed.contains("contents:") { "" } else { "contents: write\n  " };
            format!(
                "if it is a GitHub App's token, give the App this permission; if it is the workflow's own, add to the job:\n\
                 permissions:\n  {contents}{needed}"
            )
        }
    }
}

fn barrier_help(barrier: Barrier) -> &'static str {
    match barrier {
        Barrier::Saml => {
            "authorize the token for the organization (Settings → Developer settings → the token → Configure SSO), or use \
             the workflow's own token"
        }
        Barrier::IpAllowList => {
            "run on a runner whose address is on the organization's IP allow list, or ask an owner to add it"
        }
        Barrier::Suspended => {
            "use the token of an account or App that is not suspended, or ask GitHub Support to lift it"
        }
        Barrier::Locked => {
            "wait until the repository is unlocked (a migration locks it), or ask its owner or GitHub Support"
        }
    }
}

fn rule_help(rule: Rule, branch: &str, pull_request: bool) -> String {
    let help = match (rule, pull_request) {
        (Rule::Secret, _) => {
            "open the address in GitHub's message to allow the text, or exclude the paper with `exclude`: push protection \
             takes something in it for a secret"
        }
        (Rule::WorkflowFile, true) => {
            "delete the branch, and the next run creates it from the current base: with this token the branches may not \
             differ in workflow files"
        }
        (Rule::WorkflowFile, false) => {
            "name no file in .github/workflows, or pass a token with the permission `workflows: write`"
        }
        (Rule::LockedBranch, _) => "unlock the branch (Settings → Branches → Lock branch), or name another",
        (Rule::Signature, _) => {
            "use the workflow's own token or a GitHub App's, whose commits GitHub signs, not a personal access token"
        }
        (Rule::Files, _) => {
            "name paths that the rule allows, lower `max-results` if a file is too large, or exempt the token's account from \
             the rule"
        }
        (Rule::Metadata, _) => {
            "set `commit-message` to a text that the rule allows, or exempt the token's account from the rule"
        }
        (Rule::MergeQueue | Rule::PullRequest, true) => {
            return format!(
                "let the rule not apply to the branch {branch} (Settings → Rules or Branches), or set another \
                 `pull-request-branch`"
            );
        }
        (Rule::MergeQueue | Rule::PullRequest, false) => {
            "set `mode: pull-request`, or let a GitHub App bypass the rule (Settings → Rules or Branches) and pass its \
             token as `token`"
        }
    };
    help.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn permission(token: TokenKind, needed: &str) -> String {
        let error = Error::Permission {
            action: "commit to",
            repository: "o/r".to_owned(),
            message: "Resource not accessible by integration".to_owned(),
            needed: needed.to_owned(),
            token,
        };
        error.help().unwrap()
    }

    #[test]
    fn permission_advice_fits_the_token() {
        let help = permission(TokenKind::Installation, "contents: write");
        assert!(help.ends_with("permissions:\n  contents: write") && help.contains("GitHub App"), "{help}");
        let help = permission(TokenKind::Installation, "issues: write");
        assert!(help.ends_with("permissions:\n  contents: write\n  issues: write"), "{help}");
        let help = permission(TokenKind::FineGrained, "contents: write");
        assert!(help.ends_with("the repository permission `contents: write`"), "{help}");
        let help = permission(TokenKind::FineGrained, "pull-requests: write\n  contents: read");
        assert!(help.ends_with("`pull-requests: write`, `contents: read`"), "{help}");
        assert!(permission(TokenKind::Classic, "contents: write").contains("scope `repo`"));
    }

    #[test]
    fn rule_advice_fits_the_mode() {
        let help = |rule, pull_request| rule_help(rule, "papers", pull_request);
        for rule in [Rule::PullRequest, Rule::MergeQueue] {
            assert!(help(rule, false).contains("`mode: pull-request`"));
            assert!(help(rule, true).contains("branch papers") && !help(rule, true).contains("mode:"));
        }
        let others = [
            Rule::Secret,
            Rule::WorkflowFile,
            Rule::LockedBranch,
            Rule::Signature,
            Rule::Files,
            Rule::Metadata,
        ];
        for (rule, says) in others.into_iter().zip([
            "push protection",
            "workflow",
            "unlock",
            "GitHub signs",
            "name paths",
            "commit-message",
        ]) {
            for pull_request in [false, true] {
                let help = help(rule, pull_request);
                assert!(help.contains(says) && !help.contains("mode: pull-request"), "{help}");
            }
        }
    }
}
