//! Everything that can end a run, with what to do about it and the exit code.

use crate::repo::RepoPath;
use crate::{arxiv, config, http, render, state, store, update};

/// Why a run ended without doing what it was asked for.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Inputs(#[from] config::Error),
    /// A template given as an input is invalid.
    #[error(transparent)]
    Template(#[from] render::Error),
    /// The proxy or certificate settings are invalid.
    #[error(transparent)]
    Http(#[from] http::Error),
    /// Reading or writing the repository failed.
    #[error(transparent)]
    Publish(#[from] store::Error),
    /// Everything was published, but the issue that was asked for could not be opened.
    #[error("could not open the issue: {0}. The README is up to date")]
    Issue(#[source] store::Error),
    /// The branch was written, but it has no pull request.
    #[error("could not open or update the pull request: {0}. Its branch is up to date")]
    PullRequest(#[source] store::Error),
    /// A file in the repository cannot be updated.
    #[error(transparent)]
    Update(update::Error),
    /// No keyword was answered.
    #[error("arXiv answered no keyword\n{}", lines(.0))]
    AllFailed(Vec<(String, arxiv::Error)>),
    /// There is no data file to render again.
    #[error("{0} does not exist, and `offline: true` renders what it holds")]
    NothingStored(RepoPath),
    /// The paper to explain could not be requested.
    #[error("could not request the paper: {0}")]
    Unanswered(#[source] arxiv::Error),
    /// The runner or a person cancelled the run.
    #[error("cancelled. A commit in progress may have completed")]
    Cancelled,
    /// A bug: where the program panicked, and with what message.
    #[error("internal error: {0}")]
    Bug(String),
    /// Other commits came first, or GitHub's answers were lost, again and again.
    #[error("could not commit in {attempts} attempts: {last}")]
    NotCommitted { attempts: u32, last: String },
}

impl From<update::Error> for Error {
    fn from(error: update::Error) -> Self {
        match error {
            update::Error::Template(error) => Self::Template(error),
            error => Self::Update(error),
        }
    }
}

/// How the process ends, with the numbers of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Done, with or without a change.
    Done = 0,
    Failed = 1,
    WrongInput = 2,
    /// Published, but not everything.
    Partial = 3,
}

impl Error {
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Inputs(error) => Some(error.help()),
            Self::Template(error) => Some(error.help().to_owned()),
            Self::Http(_) => Some("correct the environment variable, or unset it".to_owned()),
            Self::Publish(error) | Self::Issue(error) | Self::PullRequest(error) => error.help(),
            Self::Update(error) => error.help(),
            Self::AllFailed(keywords) => {
                let errors: Vec<&arxiv::Error> = keywords.iter().map(|(_, error)| error).collect();
                Some(arxiv_help(&errors).to_owned())
            }
            Self::NothingStored(_) => Some("run once without `offline`".to_owned()),
            Self::Unanswered(error) => Some(arxiv_help(&[error]).to_owned()),
            Self::Cancelled => Some("run it again; it continues where it stopped".to_owned()),
            Self::Bug(_) => Some(
                "this is a bug. Report it with this message and the step's inputs, and run again: the run continues where it \
                 stopped"
                    .to_owned(),
            ),
            Self::NotCommitted { .. } => Some(
                "give the workflow a `concurrency` group, or run it at another time. See also https://www.githubstatus.com"
                    .to_owned(),
            ),
        }
    }

    pub fn exit(&self) -> Exit {
        match self {
            Self::Inputs(_)
            | Self::Template(_)
            | Self::Publish(store::Error::PullRequestBranchIsBase { .. })
            | Self::Update(
                update::Error::Liked { .. }
                | update::Error::State(state::Error::Section { .. } | state::Error::Foreign { .. }),
            ) => Exit::WrongInput,
            _ => Exit::Failed,
        }
    }
}

/// What to do about failures of arXiv, by the one that can be helped most.
fn arxiv_help(errors: &[&arxiv::Error]) -> &'static str {
    if errors.iter().any(|error| error.is_rejected()) {
        "correct the query that arXiv rejected: https://info.arxiv.org/help/api/user-manual.html#query_details"
    } else if errors.iter().any(|error| error.is_refusal()) {
        "check `arxiv-url` if it is set. Otherwise wait a day before the next run, and if arXiv still refuses, ask there: \
         https://info.arxiv.org/help/contact.html"
    } else {
        "nothing needs to be done: the next run catches up. arXiv's status: https://status.arxiv.org"
    }
}

/// A line for each keyword.
fn lines(keywords: &[(String, arxiv::Error)]) -> String {
    keywords.iter().map(|(name, error)| format!("{name}: {error}")).collect::<Vec<_>>().join("\n")
}
