//! From what was read and what arXiv answered to the files to write. Pure: the same inputs give the same bytes.

use std::borrow::Cow;
use std::ops::Range;

use jiff::Timestamp;

use crate::config::{Config, IssueWhen, OnMissingMarker, Publication, Template};
use crate::markers;
use crate::render::context::Page;
use crate::render::extra_file::FilePage;
use crate::render::{self, Engine};
use crate::repo::RepoPath;
use crate::state::{self, Archive, Fresh, Merge};
use crate::store::{FileChange, Snapshot, TreeEntry};
use crate::text::truncate;

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
    /// GitHub would not show the whole page.
    #[error("{path} has no room for its section: {problem}")]
    Room {
        /// Its path.
        path: RepoPath,
        /// How much there is, and how much is needed.
        problem: String,
    },
    /// The data file.
    #[error(transparent)]
    Archive(#[from] state::Error),
    /// The template.
    #[error(transparent)]
    Template(#[from] render::Error),
}

/// What the repository held: the last edition.
#[derive(Debug)]
pub struct Before<'s> {
    /// The README; `None` if it is missing.
    pub readme: Option<Readme<'s>>,
    /// The data file; `None` if it is missing, or not wanted.
    pub data: Option<File<'s>>,
    /// What the data file says.
    pub archive: Option<Archive>,
    /// The templates.
    pub engine: Engine,
    /// The files beside the README, in the order of the configuration.
    pub files: Vec<Published<'s>>,
}

/// A file beside the README.
#[derive(Debug)]
pub struct Published<'s> {
    /// As it is; `None` if it is missing.
    old: Option<File<'s>>,
    /// Its template.
    engine: Engine,
}

/// A file as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct File<'s> {
    /// Its contents.
    pub content: &'s [u8],
    /// Whether it is executable.
    pub executable: bool,
}

/// The README as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readme<'s> {
    file: File<'s>,
    text: &'s str,
    /// Where the section's content stands; `None` if there are no markers, which is as good as empty or to be mended.
    section: Option<Range<usize>>,
}

/// What is to be written.
#[derive(Debug)]
pub struct Edition {
    /// Files whose bytes differ from what is there; none on a quiet day.
    pub changes: Vec<FileChange>,
    /// The lists, and whether they changed.
    pub merge: Merge,
    /// What is left out for the page to fit; `None` if all is on it.
    pub left_out: Option<LeftOut>,
}

/// What is left out of a page that would be larger than what GitHub shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The whole page would have about so many bytes.
    pub bytes: usize,
    /// Abstracts that are shortened.
    pub shortened: usize,
    /// Abstracts that are left out.
    pub without_abstract: usize,
    /// Rows that are left out.
    pub rows: usize,
}

impl std::fmt::Display for LeftOut {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { bytes, shortened, without_abstract, rows } = self;
        write!(
            f,
            "the page would have about {} bytes, and GitHub shows {}: of the oldest papers {shortened} abstracts are shortened, \
             {without_abstract} left out, and {rows} rows; lower `max-results`, or use `template: compact`",
            bytes / 1_000 * 1_000,
            truncate::README_BYTES
        )
    }
}

impl<'s> Before<'s> {
    /// Takes the parts out of a snapshot and checks them, before arXiv is asked for anything.
    pub fn read(config: &Config, snapshot: &'s Snapshot) -> Result<Self, Error> {
        let template = match &config.template {
            Template::File(path) => file(snapshot, path)?,
            _ => None,
        };
        let engine = Engine::new(&config.template, template.map(|file| file.content))?.with_math(config.math);
        let readme = file(snapshot, &config.readme)?.map(|file| Readme::read(config, file)).transpose()?;
        let (mut data, mut archive) = (None, None);
        if let Some(path) = &config.data {
            data = file(snapshot, path)?;
            let parse = |file: File<'_>| Archive::parse(file.content, path.as_str(), &config.section);
            archive = data.map(parse).transpose()?;
        }
        let published = |publication: &Publication| {
            let old = file(snapshot, &publication.path)?;
            let source = publication.layout.source().map(|path| file(snapshot, path)).transpose()?.flatten();
            let engine = Engine::of_file(publication, source.map(|file| file.content))?;
            Ok::<_, Error>(Published { old, engine })
        };
        let files = config.files.iter().map(published).collect::<Result<_, _>>()?;
        Ok(Self { readme, data, archive, engine, files })
    }
}

impl<'s> Readme<'s> {
    fn read(config: &Config, file: File<'s>) -> Result<Self, Error> {
        let wrong = |error: &markers::Error| readme_error(&config.readme, error);
        let text = markers::text(file.content).map_err(|error| wrong(&error))?;
        let section = match markers::find(text, &config.section) {
            Ok(section) => Some(section),
            Err(_) if is_empty(text) => None,
            Err(markers::Error::Missing(_)) if config.on_missing_marker != OnMissingMarker::Fail => None,
            Err(error) => return Err(wrong(&error)),
        };
        Ok(Self { file, text, section })
    }
}

impl Edition {
    /// Makes the edition. `fresh` has one element a keyword, `None` if it was not read wholly.
    pub fn new(
        config: &Config,
        before: &Before<'_>,
        fresh: &[Option<Fresh>],
        now: Timestamp,
    ) -> Result<Self, Error> {
        let mut merge = state::merge(before.archive.as_ref(), &config.section, &config.keywords, fresh, now);
        if merge.moved && config.issue.when != IssueWhen::New {
            // There is no issue that would have to be known again.
            merge.archive.digest.clear();
        }
        if config.data.is_none() {
            // Without memory there is no last change: the page shows the newest paper's date.
            let newest = merge.archive.papers.values().map(|paper| paper.updated).max();
            merge.archive.changed = newest.unwrap_or(merge.archive.changed);
        }
        let page = page(config, &merge.archive);
        let (readme, left_out) = fitting(config, before, &page)?;
        let mut changes = Vec::new();
        let mut write = |path: &RepoPath, file: Option<File<'_>>, text: String| {
            if file.is_none_or(|file| file.content != text.as_bytes()) {
                let executable = file.is_some_and(|file| file.executable);
                changes.push(FileChange { path: path.clone(), content: text.into_bytes(), executable });
            }
            changes.len()
        };
        let mut differ = write(&config.readme, before.readme.as_ref().map(|readme| readme.file), readme);
        if !config.files.is_empty() {
            let page = FilePage::new(&merge.archive, config, &page);
            for (publication, Published { old, engine }) in config.files.iter().zip(&before.files) {
                differ = write(&publication.path, *old, engine.file(&page, publication)?);
            }
        }
        if let Some(path) = &config.data
            && (differ > 0 || merge.worth_writing)
        {
            write(path, before.data, merge.archive.to_text());
        }
        Ok(Self { changes, merge, left_out })
    }

    /// What the template saw, before anything was left out, as JSON.
    pub fn context(&self, config: &Config) -> String {
        serde_json::to_string_pretty(&page(config, &self.merge.archive)).unwrap_or_default() + "\n"
    }
}

/// What the templates see of the lists.
pub fn page<'a>(config: &'a Config, archive: &'a Archive) -> Page<'a> {
    let mut page = Page::new(archive, config);
    if config.data.is_none() && archive.papers.is_empty() {
        // Today's would be another every day.
        page.date.clear();
    }
    page
}

/// The README with as much of the page as GitHub shows.
fn fitting(
    config: &Config,
    before: &Before<'_>,
    page: &Page<'_>,
) -> Result<(String, Option<LeftOut>), Error> {
    let no_room = |problem| Error::Room { path: config.readme.clone(), problem };
    let around = readme(config, before, page, "")?.len();
    let room = truncate::README_BYTES.saturating_sub(around);
    if room < truncate::LEAST_SECTION_BYTES {
        return Err(no_room(format!(
            "what stands outside the markers has {around} bytes, and GitHub shows {}",
            truncate::README_BYTES
        )));
    }
    let size = |page: &Page<'_>| Ok::<_, Error>(around + before.engine.section(page)?.len());
    // A template may count on rows that a part of the page does not have.
    let foreseen = if page.bytes() > room { page.foreseen(size).unwrap_or_default() } else { None };
    let mut bytes = foreseen.as_ref().map_or(0, |sizes| sizes[0]);
    let (mut least, mut best) = (usize::MAX, None);
    let measure = |step| {
        let reduced = if step == 0 { Cow::Borrowed(page) } else { Cow::Owned(page.reduced(step)) };
        let section = before.engine.section(&reduced)?;
        let readme = readme(config, before, page, &section)?;
        let length = readme.len();
        if step == 0 {
            bytes = length;
        }
        least = length.min(least);
        if length <= truncate::README_BYTES {
            let left_out = LeftOut {
                bytes,
                shortened: reduced.shortened_count,
                without_abstract: reduced.without_abstract_count,
                rows: reduced.left_out_count,
            };
            // Of those that fit the last one measured is the fullest.
            best = Some((readme, section, (step > 0).then_some(left_out)));
        }
        Ok::<_, Error>(length)
    };
    truncate::fit(truncate::README_BYTES, foreseen.as_deref(), || page.estimates(), measure)?;
    let Some((readme, section, left_out)) = best else {
        return Err(no_room(format!(
            "even without a paper it has {} bytes, and there is room for {room}",
            least.saturating_sub(around)
        )));
    };
    check(config, before, &readme, &section)?;
    Ok((readme, left_out))
}

/// The README with the section in it.
fn readme(config: &Config, before: &Before<'_>, page: &Page<'_>, section: &str) -> Result<String, Error> {
    let name = &config.section;
    let new_page = || before.engine.page(page, &markers::wrapped(name, section));
    let old = before.readme.as_ref().filter(|readme| !is_empty(readme.text));
    Ok(match old {
        None => new_page()?,
        Some(Readme { text, section: Some(inside), .. }) => markers::replace(text, inside, section),
        Some(_) if config.on_missing_marker == OnMissingMarker::Replace => new_page()?,
        Some(Readme { text, .. }) => markers::append(text, name, section),
    })
}

/// The next run must find the section again: a fence left open, by the file or by a template, would hide its markers.
fn check(config: &Config, before: &Before<'_>, readme: &str, section: &str) -> Result<(), Error> {
    if before.readme.as_ref().is_some_and(|old| old.text == readme) {
        return Ok(());
    }
    let same = |inside: Range<usize>| {
        one_kind_of_line_ending(readme[inside].trim()) == one_kind_of_line_ending(section.trim())
    };
    if markers::find(readme, &config.section).is_ok_and(same) {
        return Ok(());
    }
    Err(Error::Readme {
        path: config.readme.clone(),
        problem: "would hide the markers of its section, or hold others within".to_owned(),
        help: "close every code block and comment that the file or the template opens, and leave markers to daily-papers"
            .to_owned(),
    })
}

fn one_kind_of_line_ending(text: &str) -> Cow<'_, str> {
    if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n")) } else { Cow::Borrowed(text) }
}

fn is_empty(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim().is_empty()
}

fn readme_error(path: &RepoPath, error: &markers::Error) -> Error {
    let help = match error {
        markers::Error::NotUtf8(_) => "save it as UTF-8".to_owned(),
        markers::Error::Missing(_) => {
            "add them where the papers are to stand, or set `on-missing-marker: append`".to_owned()
        }
        _ => "leave one start marker and, below it, one end marker of each section".to_owned(),
    };
    Error::Readme { path: path.clone(), problem: error.to_string(), help }
}

/// A file of a snapshot; `None` if it is missing.
pub fn file<'s>(snapshot: &'s Snapshot, path: &RepoPath) -> Result<Option<File<'s>>, Error> {
    match snapshot.entries.get(path) {
        None | Some(TreeEntry::Absent) => Ok(None),
        Some(TreeEntry::File { content, executable }) => Ok(Some(File { content, executable: *executable })),
        Some(TreeEntry::Other(what)) => Err(Error::NotAFile { path: path.clone(), what }),
    }
}

impl Error {
    /// What to type to mend it.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Readme { help, .. } => Some(help.clone()),
            Self::Room { .. } => {
                Some("give the section a file of its own with `readme`, or write less around it".to_owned())
            }
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
