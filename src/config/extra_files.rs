//! The items of `extra-files`: more files to write, and the template of each.

use super::item::{Item, ItemKind};
use super::list::list_items;
use super::validate::{FieldContext, Validator};
use super::value::{self, Parsed, did_you_mean, quoted};
use super::yaml::Kind;
use crate::repo::RepoPath;

/// A file that is written besides the README.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtraFile {
    pub path: RepoPath,
    pub template: FileTemplate,
    pub format: OutputFormat,
    /// What a page or a feed is called; `None` is the template's own title.
    pub title: Option<String>,
    /// How many weeks a chart has; `None` is the default.
    pub weeks: Option<usize>,
}

/// What an extra file is made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileTemplate {
    Atom,
    Bibtex,
    /// A chart of papers per week.
    Chart,
    /// A JSON Feed.
    Json,
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

/// The format of a file, which decides how texts are escaped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutputFormat {
    Markdown,
    Html,
    Xml,
    Bibtex,
    Json,
    /// Plain characters.
    Text,
}

impl OutputFormat {
    /// The extensions by which the format of a user's template is known.
    pub const EXTENSIONS: &[(Self, &[&str])] = &[
        (Self::Markdown, &["md", "markdown"]),
        (Self::Html, &["html", "htm"]),
        (Self::Xml, &["xml", "atom", "rss", "opml", "svg"]),
        (Self::Bibtex, &["bib"]),
        (Self::Json, &["json"]),
        (Self::Text, &["txt"]),
    ];

    /// The format of a file of this path. There is no default, because text escaped for one format is not safe in another.
    pub fn of(path: &RepoPath) -> Option<Self> {
        let (_, extension) = path.as_str().rsplit_once('.')?;
        let extension = extension.to_ascii_lowercase();
        Self::EXTENSIONS
            .iter()
            .find(|(_, extensions)| extensions.contains(&extension.as_str()))
            .map(|(format, _)| *format)
    }
}

/// More files than anyone keeps.
const MAX_FILES: usize = 50;

pub(super) const EXTRA_FILE: ItemKind =
    ItemKind { name: "extra file", keys: &["path", "template", "title", "weeks"], synonyms: &[], unlike: "" };

pub(super) fn extra_files(validator: &mut Validator<'_>) -> Vec<ExtraFile> {
    let Some(given) = validator.given("extra-files") else { return vec![] };
    let context = FieldContext { input: "extra-files", keyword: None, source: &given.source };
    let items = list_items(validator, &context, &given.node).unwrap_or_default();
    if items.len() > MAX_FILES {
        let reason = format!("has {} files; allowed are at most {MAX_FILES}", items.len());
        validator.reject(&context, given.node.line, None, reason);
        return vec![];
    }
    let mut extra_files = vec![];
    for (index, item) in items.iter().enumerate() {
        let context = FieldContext { keyword: Some(format!("extra file {}", index + 1)), ..context.clone() };
        let Kind::Map(entries) = &item.kind else {
            validator.reject(&context, item.line, None, "must have a `path: …` and a `template: …`");
            continue;
        };
        extra_files.extend(read_item(Item::new(validator, context, &EXTRA_FILE, item.line, entries)));
    }
    extra_files
}

fn read_item(mut item: Item<'_, '_>) -> Option<ExtraFile> {
    let path = item.required("path", value::written_path);
    if let Some(path) = &path {
        item.set_name(path.as_str());
    }
    let template = item.required("template", file_template);
    let title = item.one("title", value::name);
    let weeks = item.one("weeks", value::weeks);
    let (path, template) = (path?, template?);
    if let Some(weeks) = weeks
        && template != FileTemplate::Chart
    {
        let line = item.get("weeks").and_then(|node| node.line);
        let reason = "is only for the template `chart`; remove it here";
        item.reject("weeks", line, Some(&weeks.to_string()), reason);
    }
    if let Some(title) = &title
        && !matches!(template, FileTemplate::Atom | FileTemplate::Json | FileTemplate::Page)
    {
        let line = item.get("title").and_then(|node| node.line);
        item.reject(
            "title",
            line,
            Some(title),
            "is only for the templates `atom`, `json` and `page`; remove it here",
        );
    }
    let format = match &template {
        FileTemplate::Atom | FileTemplate::Chart => OutputFormat::Xml,
        FileTemplate::Bibtex => OutputFormat::Bibtex,
        FileTemplate::Json => OutputFormat::Json,
        FileTemplate::Page => OutputFormat::Html,
        FileTemplate::File(_) => match OutputFormat::of(&path) {
            Some(format) => format,
            None => {
                let line = item.get("path").and_then(|node| node.line);
                let extensions = OutputFormat::EXTENSIONS.iter().flat_map(|(_, extensions)| *extensions);
                let extensions: Vec<_> = extensions.map(|extension| format!("`.{extension}`")).collect();
                let reason =
                    format!("must end in one of {}, which say how to escape texts", extensions.join(", "));
                item.reject("path", line, Some(path.as_str()), reason);
                return None;
            }
        },
    };
    Some(ExtraFile { path, template, format, title, weeks })
}

pub(super) const BUILT_IN: &[(&str, FileTemplate)] = &[
    ("atom", FileTemplate::Atom),
    ("bibtex", FileTemplate::Bibtex),
    ("chart", FileTemplate::Chart),
    ("json", FileTemplate::Json),
    ("page", FileTemplate::Page),
];

/// A built-in template, or the path of the user's own.
fn file_template(text: &str) -> Parsed<FileTemplate> {
    if let Some((_, template)) = BUILT_IN.iter().find(|(word, _)| *word == text) {
        return Ok(template.clone());
    }
    if !text.contains(['.', '/']) {
        let words: Vec<&str> = BUILT_IN.iter().map(|(word, _)| *word).collect();
        let advice = did_you_mean(text, &words);
        return Err(format!("must be one of {}, or the path of a template{advice}", quoted(&words)));
    }
    value::path(text).map(FileTemplate::File)
}
