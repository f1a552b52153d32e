//! The paths of a configuration: no file may serve two purposes, or one would overwrite the other.

use super::validate::Validator;
use super::{Config, HistoryConfig};
use crate::history::Files;
use crate::repo::RepoPath;

/// Where the data file is unless the user says otherwise.
pub(super) fn default_data_file(section: &str) -> RepoPath {
    RepoPath::in_github_directory(&format!("{section}.json"))
}

/// Checks that every path is used once, and that no file would have to be a directory for another.
pub(super) fn check_paths(validator: &mut Validator<'_>, config: &Config, config_path: &RepoPath) {
    let named = [
        ("config", Some(config_path)),
        ("readme", Some(&config.page.readme)),
        ("data-file", Some(&config.page.data_file)),
        ("notes", config.notes.path.as_ref()),
        ("template", config.page.template.source()),
        ("issue-template", config.notify.template.as_ref()),
        ("history-template", config.history.as_ref().and_then(|history| history.template.as_ref())),
    ];
    let mut seen: Vec<(String, &RepoPath)> = vec![];
    for (input, path) in named {
        let Some(path) = path.filter(|_| !validator.is_invalid(input)) else { continue };
        if let Some(reason) = conflict(&seen, path) {
            validator.reject_input(input, reason);
        }
        seen.push((format!("`{input}`"), path));
    }
    for path in &config.like.files {
        if let Some(reason) = conflict(&seen, path) {
            validator.reject_input("like", reason);
        }
        seen.push(("`like`".to_owned(), path));
    }
    let templates = config.extra_files.iter().filter_map(|file| file.template.source());
    seen.extend(templates.map(|path| ("a template".to_owned(), path)));
    for file in &config.extra_files {
        if let Some(reason) = conflict(&seen, &file.path) {
            validator.reject_input("extra-files", reason);
        }
        seen.push(("another extra file".to_owned(), &file.path));
    }
    let Some(HistoryConfig { files, .. }) = &config.history else { return };
    if let Some(reason) = seen.iter().find_map(|(name, path)| history_conflict(files, name, path)) {
        validator.reject_input("history", reason);
    }
}

/// Why a path does not go with the files of the history.
fn history_conflict(files: &Files, name: &str, path: &RepoPath) -> Option<String> {
    let directory = &files.directory;
    if path == directory || directory.is_inside(path) {
        return Some(format!(
            "`{directory}` must be a directory, and `{path}`, the path of {name}, is a file"
        ));
    }
    let used = [files.index(), files.index_page(), files.chart()].iter().any(|used| path.is_inside(used))
        || files.uses(path);
    used.then(|| format!("`{path}`, the path of {name}, is a file of the history. Name another directory"))
}

fn conflict(seen: &[(String, &RepoPath)], path: &RepoPath) -> Option<String> {
    seen.iter().find_map(|(name, other)| {
        if path == *other {
            return Some(format!("`{path}` is also the path of {name}"));
        }
        let nested = path.is_inside(other) || other.is_inside(path);
        nested.then(|| format!("`{path}` and `{other}`, the path of {name}, cannot both be files"))
    })
}
