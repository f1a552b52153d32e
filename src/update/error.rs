//! Why an update cannot be made, and what to do about it.

use crate::markers;
use crate::render;
use crate::repo::RepoPath;
use crate::state;

/// Why there is no update. Nothing is written then.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file cannot be written as it should be.
    #[error("{path} {problem}")]
    File { path: RepoPath, problem: String, help: String },
    /// A path that must be a file is something else.
    #[error("{path} is {what}, not a file")]
    NotAFile {
        path: RepoPath,
        /// As in [`TreeEntry::Other`](crate::git::TreeEntry::Other).
        what: &'static str,
    },
    /// A bibliography that `like` names cannot be used.
    #[error("{path}, which `like` names, {problem}")]
    Liked { path: RepoPath, problem: String },
    /// GitHub would not show the whole page.
    #[error("{path} has no room for its section: {problem}")]
    Room {
        path: RepoPath,
        /// How large the page is, and the limit.
        problem: String,
    },
    #[error(transparent)]
    State(#[from] state::Error),
    #[error(transparent)]
    Template(#[from] render::Error),
}

impl Error {
    pub fn help(&self) -> Option<String> {
        match self {
            Self::File { help, .. } => Some(help.clone()),
            Self::Room { .. } => {
                Some("give the section a file of its own with `readme`, or write less around it".to_owned())
            }
            Self::Liked { .. } => Some(
                "name the path of a `.bib` file in the repository, or export a smaller one with the papers that you like"
                    .to_owned(),
            ),
            Self::NotAFile { path, .. } => {
                Some(format!("put a regular file at {path}, or name another path"))
            }
            Self::State(error) => Some(error.help()),
            Self::Template(error) => Some(error.help().to_owned()),
        }
    }
}

pub(super) fn readme_error(path: &RepoPath, error: &markers::Error) -> Error {
    let help = match error {
        markers::Error::NotUtf8(_) => "save it as UTF-8".to_owned(),
        markers::Error::Missing(_) => {
            "add them where the papers belong, or set `on-missing-marker: append`".to_owned()
        }
        _ => "keep one start marker and, below it, one end marker of each section".to_owned(),
    };
    Error::File { path: path.clone(), problem: error.to_string(), help }
}
