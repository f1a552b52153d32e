//! The items of `extra-files`: what is written beside the README, and from which template.

use super::error::shown;
use super::file::duplicate;
use super::list::listed;
use super::validate::{FieldContext, Validator};
use super::value::{self, Parsed, did_you_mean};
use super::yaml::{self, Entry, Kind, Node};
use crate::repo::RepoPath;

/// A file beside the README.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtraFile {
    /// Where it is written.
    pub path: RepoPath,
    /// What it is made from.
    pub template: FileTemplate,
    /// What it is written in.
    pub format: OutputFormat,
}

/// What a file beside the README is made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileTemplate {
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

impl FileTemplate {
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
pub enum OutputFormat {
    Markdown,
    Html,
    Xml,
    Bibtex,
    Json,
    /// Nothing but characters.
    Text,
}

impl OutputFormat {
    /// The endings of paths that tell what a user's template writes.
    pub const EXTENSIONS: &[(Self, &[&str])] = &[
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
        Self::EXTENSIONS
            .iter()
            .find(|(_, endings)| endings.contains(&ending.as_str()))
            .map(|(format, _)| *format)
    }
}

/// More files than anybody keeps.
const MAX_FILES: usize = 50;

/// The keys of an item.
const KEYS: &[&str] = &["path", "template"];

/// Reads the files.
pub(super) fn extra_files(validator: &mut Validator<'_>) -> Vec<ExtraFile> {
    let Some(given) = validator.given("extra-files") else { return vec![] };
    let context = FieldContext { input: "extra-files", keyword: None, source: &given.source };
    let items = match &given.node.kind {
        Kind::List(items) => Some(items.clone()),
        Kind::Scalar { .. } => listed(validator, &context, &given.node),
        Kind::Map(_) => {
            validator.reject(&context, given.node.line, None, "takes a list, not a map");
            None
        }
    };
    let items = items.unwrap_or_default();
    if items.len() > MAX_FILES {
        validator.reject(
            &context,
            given.node.line,
            None,
            format!("holds {} files, not 1 to {MAX_FILES}", items.len()),
        );
        return vec![];
    }
    let mut extra_files = vec![];
    for (index, item) in items.iter().enumerate() {
        let context = FieldContext { keyword: Some(format!("file {}", index + 1)), ..context.clone() };
        extra_files.extend(extra_file(validator, &context, item));
    }
    extra_files
}

fn extra_file(validator: &mut Validator<'_>, context: &FieldContext<'_>, item: &Node) -> Option<ExtraFile> {
    let Kind::Map(entries) = &item.kind else {
        validator.reject(context, item.line, None, "is no `path: …` with a `template: …`");
        return None;
    };
    check_keys(validator, context, entries);
    let path = one(validator, context, item, entries, "path", value::written_path);
    let context = match &path {
        Some(path) => {
            FieldContext { keyword: Some(format!("file `{}`", shown(path.as_str()))), ..context.clone() }
        }
        None => context.clone(),
    };
    let template = one(validator, &context, item, entries, "template", file_template);
    let (path, template) = (path?, template?);
    let format = match &template {
        FileTemplate::Atom | FileTemplate::Chart => Some(OutputFormat::Xml),
        FileTemplate::Bibtex => Some(OutputFormat::Bibtex),
        FileTemplate::Page => Some(OutputFormat::Html),
        FileTemplate::File(_) => OutputFormat::of(&path),
    };
    let Some(format) = format else {
        let line = entries.iter().find(|entry| entry.key == "path").map(|entry| entry.line);
        let endings: Vec<_> = OutputFormat::EXTENSIONS
            .iter()
            .flat_map(|(_, endings)| *endings)
            .map(|end| format!("`.{end}`"))
            .collect();
        let reason =
            format!("does not tell by its ending how texts are escaped in it: {}", endings.join(", "));
        validator.reject(&FieldContext { input: "path", ..context }, line, Some(path.as_str()), reason);
        return None;
    };
    Some(ExtraFile { path, template, format })
}

/// Every key must be known and stand once.
fn check_keys(validator: &mut Validator<'_>, context: &FieldContext<'_>, entries: &[Entry]) {
    for (index, entry) in entries.iter().enumerate() {
        let context = FieldContext { input: &entry.key, ..context.clone() };
        if !KEYS.contains(&entry.key.as_str()) {
            let advice = did_you_mean(&entry.key, KEYS);
            let reason = format!("is no key of a file{advice} (they are {})", KEYS.join(", "));
            validator.reject(&context, Some(entry.line), None, reason);
        } else if let Some(first) = yaml::earlier(entries, index) {
            validator.reject(&context, Some(entry.line), None, duplicate(first));
        }
    }
}

/// The value of a key that must be there.
fn one<T>(
    validator: &mut Validator<'_>,
    context: &FieldContext<'_>,
    item: &Node,
    entries: &[Entry],
    key: &'static str,
    parse: impl Fn(&str) -> Parsed<T>,
) -> Option<T> {
    let context = FieldContext { input: key, ..context.clone() };
    let entry = entries.iter().find(|entry| entry.key == key && !entry.value.is_blank());
    let Some(entry) = entry else {
        validator.reject(&context, item.line, None, "is missing");
        return None;
    };
    validator.one(&context, &entry.value, parse)
}

/// A built-in template, or the path of the user's own.
fn file_template(text: &str) -> Parsed<FileTemplate> {
    const BUILT_IN: [(&str, FileTemplate); 4] = [
        ("atom", FileTemplate::Atom),
        ("bibtex", FileTemplate::Bibtex),
        ("chart", FileTemplate::Chart),
        ("page", FileTemplate::Page),
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
    value::path(text).map(FileTemplate::File)
}
