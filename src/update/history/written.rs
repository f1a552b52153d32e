//! What is to be written of the history.

use super::{CurrentHistory, content};
use crate::history::Index;
use crate::paper::ArxivId;
use crate::repo::RepoPath;

/// What is to be written.
#[derive(Debug, Default)]
pub(in crate::update) struct HistoryUpdate {
    /// The index as it is now; `None` if there is none, or if it cannot be read.
    pub(in crate::update) index: Option<Index>,
    /// The new bytes of each file; many are as they were.
    pub(in crate::update) files: Vec<(RepoPath, String)>,
    /// What the user should know.
    pub(in crate::update) warnings: Vec<String>,
    /// Papers that are added or changed.
    pub(in crate::update) recorded: Vec<ArxivId>,
    /// Whether the history now has every listed paper.
    pub(in crate::update) complete: bool,
}

impl HistoryUpdate {
    pub(super) fn warn(&mut self, warning: String) {
        self.warnings.push(warning);
    }

    /// A file that cannot be used is left alone.
    pub(super) fn leave(&mut self, path: &RepoPath, reason: &str) {
        self.warn(format!(
            "{path} is left as it is, because it cannot be read: {reason}. Restore it from the repository's history, or \
             delete it to start it again"
        ));
    }

    /// Writes a page, unless the file there is another's.
    pub(super) fn write_page(
        &mut self,
        current: &CurrentHistory<'_>,
        marker: &str,
        path: RepoPath,
        text: String,
    ) -> bool {
        let marker = marker.trim_end();
        let problem = match content(current.snapshot, &path) {
            Ok(Some(old)) if !old.starts_with(marker.as_bytes()) => format!(
                ", because it does not begin with `{marker}`: it is not a page of this history. Move it, or name another \
                 directory in `history`"
            ),
            Err(what) => format!(": {what}"),
            Ok(_) => {
                self.files.push((path, text));
                return true;
            }
        };
        self.warn(format!("{path} is left as it is{problem}"));
        false
    }
}
