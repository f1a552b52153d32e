//! From what was read and what arXiv answered to the files to write. Pure: the same inputs give the same bytes.

use std::borrow::Cow;
use std::ops::Range;

use jiff::Timestamp;

use crate::config::{Config, ExtraFile, IssueWhen, OnMissingMarker, Template};
use crate::markers;
use crate::render::context::PageContext;
use crate::render::extra_file::ExtraFileContext;
use crate::render::{self, Renderer};
use crate::repo::RepoPath;
use crate::state::{self, FetchedList, Merge, State};
use crate::store::{FileChange, Snapshot, TreeEntry};
use crate::text::truncate;

/// Why there is no update; nothing is written then.
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
    State(#[from] state::Error),
    /// The template.
    #[error(transparent)]
    Template(#[from] render::Error),
}

/// What the repository held: the last update.
#[derive(Debug)]
pub struct CurrentState<'s> {
    /// The README; `None` if it is missing.
    pub readme: Option<Readme<'s>>,
    /// The data file; `None` if it is missing, or not wanted.
    pub data: Option<CurrentFile<'s>>,
    /// What the data file says.
    pub state: Option<State>,
    /// The templates.
    pub renderer: Renderer,
    /// The files beside the README, in the order of the configuration.
    pub files: Vec<CurrentExtraFile<'s>>,
}

/// A file beside the README.
#[derive(Debug)]
pub struct CurrentExtraFile<'s> {
    /// As it is; `None` if it is missing.
    old: Option<CurrentFile<'s>>,
    /// Its template.
    renderer: Renderer,
}

/// A file as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CurrentFile<'s> {
    /// Its contents.
    pub content: &'s [u8],
    /// Whether it is executable.
    pub executable: bool,
}

/// The README as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readme<'s> {
    file: CurrentFile<'s>,
    text: &'s str,
    /// Where the section's content stands; `None` if there are no markers, which is as good as empty or to be mended.
    section: Option<Range<usize>>,
}

/// What is to be written.
#[derive(Debug)]
pub struct Update {
    /// Files whose bytes differ from what is there; none on a quiet day.
    pub changes: Vec<FileChange>,
    /// The lists, and whether they changed.
    pub merge: Merge,
    /// What is left out for the page to fit; `None` if all is on it.
    pub truncation: Option<Truncation>,
}

/// What is left out of a page that would be larger than what GitHub shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Truncation {
    /// The whole page would have about so many bytes.
    pub bytes: usize,
    /// Abstracts that are shortened.
    pub shortened: usize,
    /// Abstracts that are left out.
    pub without_abstract: usize,
    /// Rows that are left out.
    pub rows: usize,
}

impl std::fmt::Display for Truncation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { bytes, shortened, without_abstract, rows } = self;
        write!(
            f,
            "the page would have about {} bytes, and GitHub shows {}: of the oldest papers {shortened} abstracts are shortened, \
             {without_abstract} left out, and {rows} rows; lower `max-results`, or use `template: compact`",
            bytes / 1_000 * 1_000,
            truncate::MAX_README_BYTES
        )
    }
}

impl<'s> CurrentState<'s> {
    /// Takes the parts out of a snapshot and checks them, before arXiv is asked for anything.
    pub fn read(config: &Config, snapshot: &'s Snapshot) -> Result<Self, Error> {
        let template = match &config.template {
            Template::File(path) => file(snapshot, path)?,
            _ => None,
        };
        let renderer =
            Renderer::new(&config.template, template.map(|file| file.content))?.with_math(config.math);
        let readme = file(snapshot, &config.readme)?.map(|file| Readme::read(config, file)).transpose()?;
        let (mut data, mut state) = (None, None);
        if let Some(path) = &config.data {
            data = file(snapshot, path)?;
            let parse = |file: CurrentFile<'_>| State::parse(file.content, path.as_str(), &config.section);
            state = data.map(parse).transpose()?;
        }
        let published = |extra_file: &ExtraFile| {
            let old = file(snapshot, &extra_file.path)?;
            let source = extra_file.template.source().map(|path| file(snapshot, path)).transpose()?.flatten();
            let renderer = Renderer::for_extra_file(extra_file, source.map(|file| file.content))?;
            Ok::<_, Error>(CurrentExtraFile { old, renderer })
        };
        let files = config.files.iter().map(published).collect::<Result<_, _>>()?;
        Ok(Self { readme, data, state, renderer, files })
    }
}

impl<'s> Readme<'s> {
    fn read(config: &Config, file: CurrentFile<'s>) -> Result<Self, Error> {
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

impl Update {
    /// Makes the update. `fetched` has one element a keyword, `None` if it was not read wholly.
    pub fn new(
        config: &Config,
        current: &CurrentState<'_>,
        fetched: &[Option<FetchedList>],
        now: Timestamp,
    ) -> Result<Self, Error> {
        let mut merge = state::merge(current.state.as_ref(), &config.section, &config.keywords, fetched, now);
        if merge.papers_changed && config.issue.when != IssueWhen::New {
            // There is no issue that would have to be known again.
            merge.state.digest.clear();
        }
        if config.data.is_none() {
            // Without memory there is no last change: the page shows the newest paper's date.
            let newest = merge.state.papers.values().map(|paper| paper.updated).max();
            merge.state.changed = newest.unwrap_or(merge.state.changed);
        }
        let page = page(config, &merge.state);
        let (readme, truncation) = render_to_fit(config, current, &page)?;
        let mut changes = Vec::new();
        let mut write = |path: &RepoPath, file: Option<CurrentFile<'_>>, text: String| {
            if file.is_none_or(|file| file.content != text.as_bytes()) {
                let executable = file.is_some_and(|file| file.executable);
                changes.push(FileChange { path: path.clone(), content: text.into_bytes(), executable });
            }
            changes.len()
        };
        let mut differ = write(&config.readme, current.readme.as_ref().map(|readme| readme.file), readme);
        if !config.files.is_empty() {
            let page = ExtraFileContext::new(&merge.state, config, &page);
            for (extra_file, CurrentExtraFile { old, renderer }) in config.files.iter().zip(&current.files) {
                differ = write(&extra_file.path, *old, renderer.file(&page, extra_file)?);
            }
        }
        if let Some(path) = &config.data
            && (differ > 0 || merge.worth_writing)
        {
            write(path, current.data, merge.state.to_text());
        }
        Ok(Self { changes, merge, truncation })
    }

    /// What the template saw, before anything was left out, as JSON.
    pub fn context(&self, config: &Config) -> String {
        serde_json::to_string_pretty(&page(config, &self.merge.state)).unwrap_or_default() + "\n"
    }
}

/// What the templates see of the lists.
pub fn page<'a>(config: &'a Config, state: &'a State) -> PageContext<'a> {
    let mut page = PageContext::new(state, config);
    if config.data.is_none() && state.papers.is_empty() {
        // Today's would be another every day.
        page.date.clear();
    }
    page
}

/// The README with as much of the page as GitHub shows.
fn render_to_fit(
    config: &Config,
    current: &CurrentState<'_>,
    page: &PageContext<'_>,
) -> Result<(String, Option<Truncation>), Error> {
    let no_room = |problem| Error::Room { path: config.readme.clone(), problem };
    let around = readme(config, current, page, "")?.len();
    let room = truncate::MAX_README_BYTES.saturating_sub(around);
    if room < truncate::MIN_SECTION_BYTES {
        return Err(no_room(format!(
            "what stands outside the markers has {around} bytes, and GitHub shows {}",
            truncate::MAX_README_BYTES
        )));
    }
    let size = |page: &PageContext<'_>| Ok::<_, Error>(around + current.renderer.section(page)?.len());
    // A template may count on rows that a part of the page does not have.
    let foreseen = if page.bytes() > room { page.foreseen(size).unwrap_or_default() } else { None };
    let mut bytes = foreseen.as_ref().map_or(0, |sizes| sizes[0]);
    let (mut least, mut best) = (usize::MAX, None);
    let measure = |step| {
        let reduced = if step == 0 { Cow::Borrowed(page) } else { Cow::Owned(page.reduced(step)) };
        let section = current.renderer.section(&reduced)?;
        let readme = readme(config, current, page, &section)?;
        let length = readme.len();
        if step == 0 {
            bytes = length;
        }
        least = length.min(least);
        if length <= truncate::MAX_README_BYTES {
            let truncation = Truncation {
                bytes,
                shortened: reduced.shortened_count,
                without_abstract: reduced.without_abstract_count,
                rows: reduced.left_out_count,
            };
            // Of those that fit the last one measured is the fullest.
            best = Some((readme, section, (step > 0).then_some(truncation)));
        }
        Ok::<_, Error>(length)
    };
    truncate::fit(truncate::MAX_README_BYTES, foreseen.as_deref(), || page.estimates(), measure)?;
    let Some((readme, section, truncation)) = best else {
        return Err(no_room(format!(
            "even without a paper it has {} bytes, and there is room for {room}",
            least.saturating_sub(around)
        )));
    };
    check(config, current, &readme, &section)?;
    Ok((readme, truncation))
}

/// The README with the section in it.
fn readme(
    config: &Config,
    current: &CurrentState<'_>,
    page: &PageContext<'_>,
    section: &str,
) -> Result<String, Error> {
    let name = &config.section;
    let new_page = || current.renderer.page(page, &markers::with_markers(name, section));
    let old = current.readme.as_ref().filter(|readme| !is_empty(readme.text));
    Ok(match old {
        None => new_page()?,
        Some(Readme { text, section: Some(inside), .. }) => markers::replace(text, inside, section),
        Some(_) if config.on_missing_marker == OnMissingMarker::Replace => new_page()?,
        Some(Readme { text, .. }) => markers::append(text, name, section),
    })
}

/// The next run must find the section again: a fence left open, by the file or by a template, would hide its markers.
fn check(config: &Config, current: &CurrentState<'_>, readme: &str, section: &str) -> Result<(), Error> {
    if current.readme.as_ref().is_some_and(|old| old.text == readme) {
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
pub fn file<'s>(snapshot: &'s Snapshot, path: &RepoPath) -> Result<Option<CurrentFile<'s>>, Error> {
    match snapshot.entries.get(path) {
        None | Some(TreeEntry::Absent) => Ok(None),
        Some(TreeEntry::File { content, executable }) => {
            Ok(Some(CurrentFile { content, executable: *executable }))
        }
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
            Self::State(error) => Some(error.help()),
            Self::Template(error) => Some(error.help().to_owned()),
        }
    }
}

#[cfg(test)]
mod tests;
