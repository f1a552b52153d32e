//! The items of `files`: what is written beside the README, and from which template.

use super::error::shown;
use super::file::duplicate;
use super::list::listed;
use super::run_target::Place;
use super::validate::{Check, Subject};
use super::value::{self, Parsed, did_you_mean};
use super::yaml::{self, Entry, Kind, Node};
use crate::repo::RepoPath;

/// A file beside the README.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    /// Where it is written.
    pub path: RepoPath,
    /// What it is made from.
    pub layout: Layout,
    /// What it is written in.
    pub markup: Markup,
    /// Where GitHub hands it out as it is; empty if no repository is named.
    pub url: String,
}

/// What a file beside the README is made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Layout {
    /// A feed.
    Atom,
    /// A bibliography.
    Bibtex,
    /// A chart of papers per week.
    Chart,
    /// A page for a browser.
    Page,
    /// The user's own Tera template.
    File(RepoPath),
}

impl Layout {
    /// The user's template, if it is one.
    pub fn source(&self) -> Option<&RepoPath> {
        match self {
            Self::File(path) => Some(path),
            _ => None,
        }
    }
}

/// What a file is written in: it decides how texts are escaped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Markup {
    Markdown,
    Html,
    Xml,
    Bibtex,
    Json,
    /// Nothing but characters.
    Text,
}

impl Markup {
    /// The endings of paths that tell what a user's template writes.
    pub const ENDINGS: &[(Self, &[&str])] = &[
        (Self::Markdown, &["md", "markdown"]),
        (Self::Html, &["html", "htm"]),
        (Self::Xml, &["xml", "atom", "rss", "opml", "svg"]),
        (Self::Bibtex, &["bib"]),
        (Self::Json, &["json"]),
        (Self::Text, &["txt"]),
    ];

    /// What a file of this path is written in. There is no default: what is escaped for one is not for another.
    pub fn of(path: &RepoPath) -> Option<Self> {
        let (_, ending) = path.as_str().rsplit_once('.')?;
        let ending = ending.to_ascii_lowercase();
        Self::ENDINGS
            .iter()
            .find(|(_, endings)| endings.contains(&ending.as_str()))
            .map(|(markup, _)| *markup)
    }
}

/// More files than anybody keeps.
const MOST: usize = 50;

/// The keys of an item.
const KEYS: &[&str] = &["path", "template"];

/// Reads the files. `place` tells their addresses.
pub(super) fn publications(check: &mut Check<'_>, place: &Place) -> Vec<Publication> {
    let Some(given) = check.given("files") else { return vec![] };
    let subject = Subject { input: "files", keyword: None, source: &given.source };
    let items = match &given.node.kind {
        Kind::List(items) => Some(items.clone()),
        Kind::Scalar { .. } => listed(check, &subject, &given.node),
        Kind::Map(_) => {
            check.wrong(&subject, given.node.line, None, "takes a list, not a map");
            None
        }
    };
    let items = items.unwrap_or_default();
    if items.len() > MOST {
        check.wrong(&subject, given.node.line, None, format!("holds {} files, not 1 to {MOST}", items.len()));
        return vec![];
    }
    let mut publications = vec![];
    for (index, item) in items.iter().enumerate() {
        let subject = Subject { keyword: Some(format!("file {}", index + 1)), ..subject.clone() };
        publications.extend(publication(check, &subject, item, place));
    }
    publications
}

fn publication(
    check: &mut Check<'_>,
    subject: &Subject<'_>,
    item: &Node,
    place: &Place,
) -> Option<Publication> {
    let Kind::Map(entries) = &item.kind else {
        check.wrong(subject, item.line, None, "is no `path: …` with a `template: …`");
        return None;
    };
    check_keys(check, subject, entries);
    let path = one(check, subject, item, entries, "path", value::written_path);
    let subject = match &path {
        Some(path) => {
            Subject { keyword: Some(format!("file `{}`", shown(path.as_str()))), ..subject.clone() }
        }
        None => subject.clone(),
    };
    let layout = one(check, &subject, item, entries, "template", layout);
    let (path, layout) = (path?, layout?);
    let markup = match &layout {
        Layout::Atom | Layout::Chart => Some(Markup::Xml),
        Layout::Bibtex => Some(Markup::Bibtex),
        Layout::Page => Some(Markup::Html),
        Layout::File(_) => Markup::of(&path),
    };
    let Some(markup) = markup else {
        let line = entries.iter().find(|entry| entry.key == "path").map(|entry| entry.line);
        let endings: Vec<_> =
            Markup::ENDINGS.iter().flat_map(|(_, endings)| *endings).map(|end| format!("`.{end}`")).collect();
        let wrong =
            format!("does not tell by its ending how texts are escaped in it: {}", endings.join(", "));
        check.wrong(&Subject { input: "path", ..subject }, line, Some(path.as_str()), wrong);
        return None;
    };
    let url = place.raw_url(&path);
    Some(Publication { path, layout, markup, url })
}

/// Every key must be known and stand once.
fn check_keys(check: &mut Check<'_>, subject: &Subject<'_>, entries: &[Entry]) {
    for (index, entry) in entries.iter().enumerate() {
        let subject = Subject { input: &entry.key, ..subject.clone() };
        if !KEYS.contains(&entry.key.as_str()) {
            let advice = did_you_mean(&entry.key, KEYS);
            let wrong = format!("is no key of a file{advice} (they are {})", KEYS.join(", "));
            check.wrong(&subject, Some(entry.line), None, wrong);
        } else if let Some(first) = yaml::earlier(entries, index) {
            check.wrong(&subject, Some(entry.line), None, duplicate(first));
        }
    }
}

/// The value of a key that must be there.
fn one<T>(
    check: &mut Check<'_>,
    subject: &Subject<'_>,
    item: &Node,
    entries: &[Entry],
    key: &'static str,
    parse: impl Fn(&str) -> Parsed<T>,
) -> Option<T> {
    let subject = Subject { input: key, ..subject.clone() };
    let entry = entries.iter().find(|entry| entry.key == key && !entry.value.is_blank());
    let Some(entry) = entry else {
        check.wrong(&subject, item.line, None, "is missing");
        return None;
    };
    check.one(&subject, &entry.value, parse)
}

/// A built-in template, or the path of the user's own.
fn layout(text: &str) -> Parsed<Layout> {
    const BUILT_IN: [(&str, Layout); 4] = [
        ("atom", Layout::Atom),
        ("bibtex", Layout::Bibtex),
        ("chart", Layout::Chart),
        ("page", Layout::Page),
    ];
    if let Some((_, layout)) = BUILT_IN.into_iter().find(|(word, _)| *word == text) {
        return Ok(layout);
    }
    if !text.contains(['.', '/']) {
        let words = BUILT_IN.map(|(word, _)| word);
        let advice = did_you_mean(text, &words);
        let words = words.map(|word| format!("`{word}`")).join(", ");
        return Err(format!("is none of {words}, nor the path of a template{advice}"));
    }
    value::path(text).map(Layout::File)
}

/// Each file has a path of its own, which is not read or written for anything else, and is no folder of another's.
pub(super) fn check_paths(
    check: &mut Check<'_>,
    publications: &[Publication],
    others: &[(&'static str, &RepoPath)],
) {
    let others = others
        .iter()
        .filter(|(name, _)| !check.is_wrong(name))
        .map(|(name, path)| (format!("`{name}`"), *path));
    let templates = publications.iter().filter_map(|file| file.layout.source());
    let mut others: Vec<_> = others.chain(templates.map(|path| ("a template".to_owned(), path))).collect();
    for Publication { path, .. } in publications {
        let wrong = others.iter().find_map(|(name, other)| {
            if path == *other {
                return Some(format!("`{path}` is the path of {name} too"));
            }
            let nested = path.is_below(other) || other.is_below(path);
            nested.then(|| format!("`{path}` and `{other}`, the path of {name}, cannot both be files"))
        });
        if let Some(wrong) = wrong {
            check.wrong_input("files", wrong);
        }
        others.push(("another of them".to_owned(), path));
    }
}
