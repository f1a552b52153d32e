//! From what was read and what arXiv answered to the files to write. Pure: the same inputs give the same bytes.

use jiff::Timestamp;

use crate::archive::{self, Archive, Fresh, Merge};
use crate::config::{Config, OnMissingMarker};
use crate::publish::{Change, Entry, Snapshot};
use crate::render::context::Page;
use crate::render::{self, Engine};
use crate::repo::RepoPath;
use crate::splice;

/// Why there is no edition; nothing is written then.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The README cannot take a section.
    #[error("{path} {problem}")]
    Readme {
        /// Its path.
        path: RepoPath,
        /// What is wrong with it.
        problem: String,
        /// What to do about it.
        help: String,
    },
    /// A file that is read is none.
    #[error("{path} is {what}, not a file")]
    NotAFile {
        /// Its path.
        path: RepoPath,
        /// `a symlink`, `a folder`.
        what: &'static str,
    },
    /// The data file.
    #[error(transparent)]
    Archive(#[from] archive::Error),
    /// The template.
    #[error(transparent)]
    Template(#[from] render::Error),
}

/// What the repository held: the last edition.
#[derive(Debug)]
pub struct Before {
    /// The README's text; `None` if it is missing.
    pub readme: Option<File>,
    /// The data file; `None` if it is missing, or not wanted.
    pub data: Option<File>,
    /// What the data file says.
    pub archive: Option<Archive>,
    /// The templates.
    pub engine: Engine,
}

/// A text file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its contents.
    pub text: String,
    /// Whether it is executable.
    pub executable: bool,
}

/// What is to be written.
#[derive(Debug)]
pub struct Edition {
    /// Files whose bytes differ from what is there; none on a quiet day.
    pub changes: Vec<Change>,
    /// The lists, and whether they changed.
    pub merge: Merge,
    /// The README's new size in bytes.
    pub readme_bytes: usize,
}

impl Before {
    /// Takes the parts out of a snapshot and checks them, before arXiv is asked for anything.
    pub fn read(config: &Config, snapshot: &Snapshot) -> Result<Self, Error> {
        let template = match &config.template {
            crate::config::Template::File(path) => bytes(snapshot, path)?,
            _ => None,
        };
        let engine = Engine::new(&config.template, template.map(|(bytes, _)| bytes))?;
        let file = |path: &RepoPath| -> Result<Option<File>, Error> {
            let Some((bytes, executable)) = bytes(snapshot, path)? else { return Ok(None) };
            let text = splice::text(bytes).map_err(|error| readme_error(path, &error))?;
            Ok(Some(File { text: text.to_owned(), executable }))
        };
        let readme = file(&config.readme)?;
        if let Some(File { text, .. }) = readme.as_ref().filter(|file| !is_empty(&file.text)) {
            match splice::section(text, &config.section) {
                Err(splice::Error::Missing(_)) if config.on_missing_marker != OnMissingMarker::Fail => {}
                found => _ = found.map_err(|error| readme_error(&config.readme, &error))?,
            }
        }
        let (mut data, mut archive) = (None, None);
        if let Some(path) = &config.data
            && let Some((bytes, executable)) = bytes(snapshot, path)?
        {
            archive = Some(Archive::parse(bytes, path.as_str(), &config.section)?);
            data = Some(File { text: String::from_utf8_lossy(bytes).into_owned(), executable });
        }
        Ok(Self { readme, data, archive, engine })
    }
}

impl Edition {
    /// Makes the edition. `fresh` has one element a keyword, `None` if it was not read wholly.
    pub fn new(
        config: &Config,
        before: &Before,
        fresh: &[Option<Fresh>],
        now: Timestamp,
    ) -> Result<Self, Error> {
        let mut merge =
            archive::merge(before.archive.as_ref(), &config.section, &config.keywords, fresh, now);
        if config.data.is_none() {
            // Without memory there is no last change: the page shows the newest paper's date.
            let newest = merge.archive.papers.values().map(|paper| paper.updated).max();
            merge.archive.changed = newest.unwrap_or(merge.archive.changed);
        }
        let mut page = Page::new(&merge.archive, config);
        if config.data.is_none() && merge.archive.papers.is_empty() {
            // Today's would be another every day.
            page.date.clear();
        }
        let section = before.engine.section(&page)?;
        let readme = readme(config, before, &page, &section)?;
        let readme_bytes = readme.len();
        let mut changes = Vec::new();
        let mut write = |path: &RepoPath, file: Option<&File>, text: String| {
            let differs = file.is_none_or(|file| file.text != text);
            if differs {
                let executable = file.is_some_and(|file| file.executable);
                changes.push(Change { path: path.clone(), content: text.into_bytes(), executable });
            }
            differs
        };
        let readme_differs = write(&config.readme, before.readme.as_ref(), readme);
        if let Some(path) = &config.data
            && (readme_differs || merge.worth_writing)
        {
            write(path, before.data.as_ref(), merge.archive.to_text());
        }
        Ok(Self { changes, merge, readme_bytes })
    }
}

/// The README with the section in it.
fn readme(config: &Config, before: &Before, page: &Page<'_>, section: &str) -> Result<String, Error> {
    let name = &config.section;
    let error = |error: &splice::Error| readme_error(&config.readme, error);
    let new_page = || before.engine.page(page, &splice::wrapped(name, section));
    let readme = match before.readme.as_ref().map(|file| file.text.as_str()).filter(|text| !is_empty(text)) {
        None => new_page()?,
        Some(text) => match (splice::replace(text, name, section), config.on_missing_marker) {
            (Ok(replaced), _) => replaced,
            (Err(splice::Error::Missing(_)), OnMissingMarker::Append) => splice::append(text, name, section),
            (Err(splice::Error::Missing(_)), OnMissingMarker::Replace) => new_page()?,
            (Err(wrong), _) => return Err(error(&wrong)),
        },
    };
    // The next run must find the section again: a fence left open, by the file or by a template, would hide its markers.
    match splice::section(&readme, name) {
        Ok(found) if found.trim().replace("\r\n", "\n") == section.trim() => Ok(readme),
        _ => Err(Error::Readme {
            path: config.readme.clone(),
            problem: "would hide the markers of its section, or hold others within".to_owned(),
            help: "close every code block and comment that the file or the template opens, and leave markers to \
                   daily-papers"
                .to_owned(),
        }),
    }
}

fn is_empty(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim().is_empty()
}

fn readme_error(path: &RepoPath, error: &splice::Error) -> Error {
    let help = match error {
        splice::Error::NotUtf8(_) => "save it as UTF-8".to_owned(),
        splice::Error::Missing(_) => {
            "add them where the papers are to stand, or set `on-missing-marker: append`".to_owned()
        }
        _ => "leave one start marker and, below it, one end marker of each section".to_owned(),
    };
    Error::Readme { path: path.clone(), problem: error.to_string(), help }
}

/// A file's bytes, and whether it is executable; `None` if it is missing.
pub fn bytes<'s>(snapshot: &'s Snapshot, path: &RepoPath) -> Result<Option<(&'s [u8], bool)>, Error> {
    match snapshot.entries.get(path) {
        None | Some(Entry::Absent) => Ok(None),
        Some(Entry::File { content, executable }) => Ok(Some((content, *executable))),
        Some(Entry::Other(what)) => Err(Error::NotAFile { path: path.clone(), what }),
    }
}

impl Error {
    /// What to type to mend it.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Readme { help, .. } => Some(help.clone()),
            Self::NotAFile { path, .. } => {
                Some(format!("put a regular file at {path}, or name another path"))
            }
            Self::Archive(error) => Some(error.help()),
            Self::Template(error) => Some(error.help().to_owned()),
        }
    }
}

#[cfg(test)]
mod tests;
