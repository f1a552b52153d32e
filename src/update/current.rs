//! What the repository holds: README, data file, templates and extra files, read and checked before arXiv is asked.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::error::{Error, readme_error};
use super::history::CurrentHistory;
use crate::config::{Config, ExtraFile, OnMissingMarker};
use crate::markers;
use crate::notes::Notes;
use crate::paper::{ArxivId, Paper};
use crate::rank::{Bibliography, Liked, LikedPaper, MAX_BIBLIOGRAPHY_BYTES};
use crate::render::Renderer;
use crate::repo::RepoPath;
use crate::state::State;
use crate::store::{Snapshot, TreeEntry};

/// What the repository held: the last update.
#[derive(Debug)]
pub struct CurrentState<'s> {
    /// The README; `None` if it is missing.
    pub readme: Option<Readme<'s>>,
    /// The data file; `None` if it is missing, or not wanted.
    pub data: Option<CurrentFile<'s>>,
    pub state: Option<State>,
    /// GitHub's id of the repository; empty if it is not known.
    pub repository: String,
    pub renderer: Renderer,
    /// The files beside the README, in the order of the configuration.
    pub files: Vec<CurrentExtraFile<'s>>,
    pub notes: Notes,
    /// The notes file; `None` if it is missing.
    pub(super) notes_file: Option<CurrentFile<'s>>,
    /// The papers that the user likes.
    pub liked: Liked,
    /// Those of them that this run looked up.
    pub looked_up: BTreeMap<ArxivId, Arc<Paper>>,
    /// The history, if one is wanted.
    pub(super) history: Option<CurrentHistory<'s>>,
    /// The headings above the section.
    pub(super) headings: Vec<String>,
    /// What the user should know.
    pub(super) warnings: Vec<String>,
}

/// A file beside the README.
#[derive(Debug)]
pub struct CurrentExtraFile<'s> {
    /// As it is; `None` if it is missing.
    pub(super) old: Option<CurrentFile<'s>>,
    pub(super) renderer: Renderer,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CurrentFile<'s> {
    pub content: &'s [u8],
    pub executable: bool,
}

/// The README as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readme<'s> {
    pub(super) file: CurrentFile<'s>,
    pub(super) text: &'s str,
    /// Where the section's content is; `None` if there are no markers.
    pub(super) section: Option<Range<usize>>,
}

impl<'s> CurrentState<'s> {
    /// Takes the parts out of a snapshot and checks them, before arXiv is asked for anything.
    pub fn read(config: &Config, snapshot: &'s Snapshot) -> Result<Self, Error> {
        let template = config.page.template.source().map(|path| file(snapshot, path)).transpose()?.flatten();
        let renderer =
            Renderer::new(&config.page.template, template.map(|file| file.content), config.page.math)?;
        let readme =
            file(snapshot, &config.page.readme)?.map(|file| Readme::read(config, file)).transpose()?;
        let path = &config.page.data_file;
        let data = file(snapshot, path)?;
        let parse = |file: CurrentFile<'_>| State::parse(file.content, path.as_str(), &config.page.section);
        let state = data.map(parse).transpose()?;
        let published = |extra_file: &ExtraFile| {
            let old = file(snapshot, &extra_file.path)?;
            let source = extra_file.template.source().map(|path| file(snapshot, path)).transpose()?.flatten();
            let renderer = Renderer::for_extra_file(extra_file, source.map(|file| file.content))?;
            Ok::<_, Error>(CurrentExtraFile { old, renderer })
        };
        let files = config.extra_files.iter().map(published).collect::<Result<_, _>>()?;
        let history = config.history.as_ref();
        let history = history.map(|history| CurrentHistory::read(config, history, snapshot)).transpose()?;
        let repository = snapshot.repository_id();
        let headings = above(config, readme.as_ref());
        let (notes, mut warnings) = read_notes(config, snapshot);
        let (liked, unread) = read_liked(config, snapshot)?;
        warnings.extend(unread);
        warnings.extend(readme.iter().flat_map(|readme| readme.warnings(config)));
        let notes_file = config.notes.path.as_ref().and_then(|path| file(snapshot, path).ok()?);
        Ok(Self {
            readme,
            data,
            state,
            repository,
            renderer,
            files,
            notes,
            notes_file,
            liked,
            looked_up: BTreeMap::new(),
            history,
            headings,
            warnings,
        })
    }

    /// The file that had the section when the data file was written, if it is another one now.
    pub fn previous_readme(&self, config: &Config) -> Option<RepoPath> {
        let path = RepoPath::parse(&self.state.as_ref()?.readme).ok()?;
        (path != config.page.readme).then_some(path)
    }

    /// Whether the data file was written for another repository, of which this one is a copy: its news are old here.
    pub fn is_copy(&self) -> bool {
        self.state.as_ref().is_some_and(|state| state.is_of_another(&self.repository))
    }
}

impl<'s> Readme<'s> {
    fn read(config: &Config, file: CurrentFile<'s>) -> Result<Self, Error> {
        let wrong = |error: &markers::Error| readme_error(&config.page.readme, error);
        let text = markers::text(file.content).map_err(|error| wrong(&error))?;
        let section = match markers::find(text, &config.page.section) {
            Ok(section) => Some(section),
            Err(_) if is_empty(text) => None,
            Err(markers::Error::Missing(_)) if config.page.on_missing_marker != OnMissingMarker::Fail => None,
            Err(error) => return Err(wrong(&error)),
        };
        Ok(Self { file, text, section })
    }

    /// Why the section may be missing, if it is.
    fn warnings(&self, config: &Config) -> Vec<String> {
        if self.section.is_some() || is_empty(self.text) {
            return Vec::new();
        }
        let (readme, section) = (&config.page.readme, &config.page.section);
        let (lookalikes, others) = markers::similar(self.text, section);
        let mut warnings: Vec<String> = lookalikes
            .into_iter()
            .map(|(line, comment)| {
                format!(
                    "{readme}:{line}: `{comment}` looks like a marker and is none, so a new section is written. The markers \
                     are `<!-- {section}:start -->` and `<!-- {section}:end -->`"
                )
            })
            .collect();
        if !others.is_empty() {
            warnings.push(format!(
                "{readme} has the section `{}` and gets a new one, `{section}`. If you renamed the section, delete the old \
                 one with its markers and its data file",
                others.join("`, `")
            ));
        }
        warnings
    }
}

/// The heading of `page.md`.
const PAGE_HEADING: &str = "Daily Papers";

/// The headings above the section: GitHub numbers an anchor that a heading above has already.
pub fn headings_above(config: &Config, snapshot: &Snapshot) -> Vec<String> {
    let readme = file(snapshot, &config.page.readme).ok().flatten();
    above(config, readme.and_then(|file| Readme::read(config, file).ok()).as_ref())
}

fn above(config: &Config, readme: Option<&Readme<'_>>) -> Vec<String> {
    match readme.filter(|readme| !is_empty(readme.text)) {
        Some(Readme { text, section: Some(section), .. }) => markers::headings(&text[..section.start]),
        Some(readme) if config.page.on_missing_marker != OnMissingMarker::Replace => {
            markers::headings(readme.text)
        }
        _ => vec![PAGE_HEADING.to_owned()],
    }
}

/// The notes on papers, and what is wrong with them.
pub fn read_notes(config: &Config, snapshot: &Snapshot) -> (Notes, Vec<String>) {
    let Some(path) = &config.notes.path else { return Default::default() };
    match file(snapshot, path) {
        Ok(file) => Notes::read(file.map(|file| file.content), path.as_str()),
        Err(Error::NotAFile { what, .. }) => {
            Notes::unreadable(path.as_str(), &format!("it is {what}, not a file"))
        }
        Err(error) => Notes::unreadable(path.as_str(), &error.to_string()),
    }
}

/// The papers that the user likes, and what cannot be read of them.
pub fn read_liked(config: &Config, snapshot: &Snapshot) -> Result<(Liked, Vec<String>), Error> {
    let mut papers: Vec<LikedPaper> = config.like.ids.iter().map(LikedPaper::from).collect();
    let mut warnings = Vec::new();
    for path in &config.like.files {
        let wrong = |problem: String| Error::Liked { path: path.clone(), problem };
        let Some(CurrentFile { content, .. }) = file(snapshot, path)? else {
            return Err(wrong("does not exist".to_owned()));
        };
        if content.len() > MAX_BIBLIOGRAPHY_BYTES {
            return Err(wrong(format!(
                "has {} bytes, and at most {MAX_BIBLIOGRAPHY_BYTES} are read",
                content.len()
            )));
        }
        let Bibliography { papers: mut read, skipped } = Bibliography::read(content);
        if skipped > 0 {
            let entries = if skipped == 1 { "entry" } else { "entries" };
            warnings.push(format!("{path}: {skipped} {entries} cannot be read, and the others are used"));
        }
        if read.is_empty() {
            warnings.push(format!(
                "{path}: no entry has a title or an arXiv identifier, so no paper is liked for it"
            ));
        }
        papers.append(&mut read);
    }
    Ok((Liked::new(papers), warnings))
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

/// An error if the section is still in the file that had it before: then another step writes it there, or its papers would
/// be in two files, and one of them would never be updated.
pub fn ensure_section_moved(config: &Config, snapshot: &Snapshot, previous: &RepoPath) -> Result<(), Error> {
    let (readme, section, data) = (&config.page.readme, &config.page.section, &config.page.data_file);
    let text = snapshot.content(previous).and_then(|content| std::str::from_utf8(content).ok());
    if matches!(markers::find(text.unwrap_or_default(), section), Err(markers::Error::Missing(_))) {
        return Ok(());
    }
    Err(Error::File {
        path: previous.clone(),
        problem: format!("has the section `{section}`, whose lists are in {data}, so {readme} cannot get it"),
        help: format!(
            "give each step a `section` of its own; or, if the section is to move to {readme}, delete its markers and all \
             between them from {previous}, and close the open pull request, if there is one"
        ),
    })
}

/// Whether a README is as good as missing.
pub(super) fn is_empty(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim().is_empty()
}
