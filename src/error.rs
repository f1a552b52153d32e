//! Everything that can end a run, with what to type to mend it and the exit code.

use crate::{config, http, render, state, store, update};

/// Why a run ended without doing what it was asked for.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The user: an input is wrong.
    #[error(transparent)]
    Inputs(#[from] config::Error),
    /// The user: a template given as an input is wrong.
    #[error(transparent)]
    Template(#[from] render::Error),
    /// The user: proxy or certificates.
    #[error(transparent)]
    Http(#[from] http::Error),
    /// Reading or writing the repository.
    #[error(transparent)]
    Publish(#[from] store::Error),
    /// The page is published, but nobody could be told.
    #[error("the page is as it should be, but the issue is not: {0}")]
    Issue(store::Error),
    /// The branch is written, but there is no pull request from it.
    #[error("the branch is as it should be, but the pull request is not: {0}")]
    PullRequest(store::Error),
    /// What the repository holds does not go together with what is to be written.
    #[error(transparent)]
    Update(update::Error),
    /// arXiv, or the way to it: no keyword was read.
    #[error("no keyword could be read; the page stays as it is\n{}", .reasons.join("\n"))]
    AllFailed {
        /// Each keyword with its failure.
        reasons: Vec<String>,
        /// Whether arXiv said of one that its query is wrong: then no other day will help it.
        rejected: bool,
    },
    /// The same, of a paper that was asked for.
    #[error("the paper could not be read: {0}")]
    Unanswered(String),
    /// The runner, or a person: the run was cancelled.
    #[error("the run was told to stop; a commit that was on its way may still have been made, whole")]
    Stopped,
    /// This program: where it panicked, and with what.
    #[error("the program has a fault: {0}")]
    Bug(String),
    /// Others committed faster, or answers were lost, again and again.
    #[error("nothing could be committed in {times} attempts; the last: {last}")]
    NotCommitted {
        /// Attempts made.
        times: u32,
        /// The last failure.
        last: String,
    },
}

impl From<update::Error> for Error {
    fn from(error: update::Error) -> Self {
        match error {
            update::Error::Template(error) => Self::Template(error),
            error => Self::Update(error),
        }
    }
}

/// How the process ends. The contract's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Done, changed or not.
    Done = 0,
    /// Failed.
    Failed = 1,
    /// An input is wrong.
    WrongInput = 2,
    /// Published, but not all of it.
    Partial = 3,
}

impl Error {
    /// What to type to mend it.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Inputs(error) => Some(error.help().to_owned()),
            Self::Template(error) => Some(error.help().to_owned()),
            Self::Http(_) => Some("correct the variable, or unset it".to_owned()),
            Self::Publish(error) | Self::Issue(error) | Self::PullRequest(error) => error.help(),
            Self::Update(error) => error.help(),
            Self::AllFailed { rejected: true, .. } => Some(
                "correct the query that arXiv rejected: https://info.arxiv.org/help/api/user-manual.html#query_details"
                    .to_owned(),
            ),
            Self::AllFailed { .. } | Self::Unanswered(_) => Some("arXiv has such days; the next run makes up for it".to_owned()),
            Self::Stopped => Some("the next run makes up for it".to_owned()),
            Self::Bug(_) => {
                Some("report it with this message and the inputs of the step; run it again, it goes on where it ended".to_owned())
            }
            Self::NotCommitted { .. } => Some(
                "give the workflow a `concurrency` group, or another time of day; see also https://www.githubstatus.com"
                    .to_owned(),
            ),
        }
    }

    /// The exit code it means.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Inputs(_)
            | Self::Template(_)
            | Self::Update(update::Error::State(state::Error::Section { .. })) => Exit::WrongInput,
            _ => Exit::Failed,
        }
    }
}
