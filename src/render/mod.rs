//! Renders the built-in templates and the user's with Tera. Every text is escaped.
//!
//! The templates of `templates/` are compiled in. A user's template is one more file, and may include them. [`context`] is
//! what templates see.

mod chart;
pub mod context;
mod dedup;
mod error;
pub mod extra_file;
mod filters;
pub mod history;
pub mod issue;
mod output;
pub mod shrink;

use std::borrow::Cow;
use std::io::{self, Write};
use std::sync::Arc;

use tera::{Context, Tera, Value};

use crate::config::{Config, ExtraFile, FileTemplate, OutputFormat, Template};
use crate::history::Index;
use crate::repo::RepoPath;
use crate::state::State;
use crate::text::tex::Math;
use crate::text::{bibtex, credential, formula_limit, json, markdown, mention, xml};
pub use error::Error;

use chart::Chart;
use context::{CountsContext, PageContext, SummaryContext};
use error::{failure, whole};
use extra_file::ExtraFileContext;
use history::{IndexContext, MonthContext};
use issue::IssueContext;

/// The built-in templates, by the name under which another template includes them.
pub const BUILT_IN: &[(&str, &str)] = &[
    ("table.md", include_str!("../../templates/table.md")),
    ("list.md", include_str!("../../templates/list.md")),
    ("compact.md", include_str!("../../templates/compact.md")),
    ("contents.md", include_str!("../../templates/contents.md")),
    ("elsewhere.md", include_str!("../../templates/elsewhere.md")),
    ("authors.md", include_str!("../../templates/authors.md")),
    ("marks.md", include_str!("../../templates/marks.md")),
    ("issue.md", include_str!("../../templates/issue.md")),
    ("page.md", include_str!("../../templates/page.md")),
    ("summary.md", include_str!("../../templates/summary.md")),
    ("history-month.md", include_str!("../../templates/history-month.md")),
    ("history-index.md", include_str!("../../templates/history-index.md")),
];

/// The built-in templates of extra files. Templates of one format may include each other.
pub const BUILT_IN_FILES: &[(OutputFormat, &str, &str)] = &[
    (OutputFormat::Xml, "atom.xml", include_str!("../../templates/atom.xml")),
    (OutputFormat::Xml, "chart.svg", include_str!("../../templates/chart.svg")),
    (OutputFormat::Json, "feed.json", include_str!("../../templates/feed.json")),
    (OutputFormat::Bibtex, "bibtex.bib", include_str!("../../templates/bibtex.bib")),
    (OutputFormat::Html, "page.html", include_str!("../../templates/page.html")),
    (OutputFormat::Html, "page.css", include_str!("../../templates/page.css")),
    (OutputFormat::Html, "page-search.js", include_str!("../../templates/page-search.js")),
    (OutputFormat::Html, "page-card.js", include_str!("../../templates/page-card.js")),
    (OutputFormat::Html, "page-visits.js", include_str!("../../templates/page-visits.js")),
    (OutputFormat::Html, "page-history.js", include_str!("../../templates/page-history.js")),
    (OutputFormat::Html, "page.js", include_str!("../../templates/page.js")),
];

/// A set of templates, parsed once.
#[derive(Debug)]
pub struct Renderer {
    tera: Arc<Tera>,
    section: String,
    format: OutputFormat,
}

impl Renderer {
    /// Parses the built-in templates and, if `template` names a file, its bytes `source`. `math` is what becomes of formulas.
    pub fn new(template: &Template, source: Option<&[u8]>, math: Math) -> Result<Self, Error> {
        let mut tera = built_in(OutputFormat::Markdown, markdown::escape, math)?;
        let section: &str = match template {
            Template::Table => "table.md",
            Template::List => "list.md",
            Template::Compact => "compact.md",
            Template::File(path) => &add(&mut tera, "template", path, source)?,
        };
        Ok(Self { section: section.to_owned(), tera: tera.into(), format: OutputFormat::Markdown })
    }

    /// The same for issues, where mentions and references are neutralized: the built-in template, or the one at a path.
    pub fn for_issues(path: Option<&RepoPath>, source: Option<&[u8]>) -> Result<Self, Error> {
        let mut tera = built_in(
            OutputFormat::Markdown,
            |text, out| markdown::escape(&mention::neutralize(text), out),
            Math::Text,
        )?;
        let section = match path {
            None => "issue.md".to_owned(),
            Some(path) => add(&mut tera, "issue-template", path, source)?,
        };
        Ok(Self { tera: tera.into(), section, format: OutputFormat::Markdown })
    }

    /// The same for the pages of a history: the built-in template of a month, or the one at a path.
    pub fn for_history(path: Option<&RepoPath>, source: Option<&[u8]>, math: Math) -> Result<Self, Error> {
        let mut tera = built_in(OutputFormat::Markdown, markdown::escape, math)?;
        let section = match path {
            None => "history-month.md".to_owned(),
            Some(path) => add(&mut tera, "history-template", path, source)?,
        };
        Ok(Self { tera: tera.into(), section, format: OutputFormat::Markdown })
    }

    /// The page of a month.
    pub fn month(&self, month: &MonthContext<'_>) -> Result<String, Error> {
        Ok(with_line_feeds(self.render(&self.section, month)?))
    }

    /// The page with the index of all months.
    pub fn history_index(&self, index: &IndexContext<'_>) -> Result<String, Error> {
        self.render("history-index.md", index)
    }

    /// The chart of a history.
    pub fn history_chart(state: &State, config: &Config, index: &Index) -> Result<String, Error> {
        let renderer = built_in(OutputFormat::Xml, xml::escape, Math::Text)?;
        let chart = Chart::new(chart::Source { state, config, index: Some(index) }, None);
        let renderer =
            Self { tera: renderer.into(), section: "chart.svg".to_owned(), format: OutputFormat::Xml };
        let mut context = Context::new();
        context.insert("picture", &chart);
        renderer.write(&renderer.section, context)
    }

    /// The same for a file beside the README; `source` are the bytes of its template, if that is the user's.
    pub fn for_extra_file(extra_file: &ExtraFile, source: Option<&[u8]>) -> Result<Self, Error> {
        let (escape, math): (Escape, Math) = match extra_file.format {
            OutputFormat::Markdown => (markdown::escape, Math::Keep),
            OutputFormat::Html | OutputFormat::Xml => (xml::escape, Math::Text),
            OutputFormat::Bibtex => (bibtex::escape, Math::Keep),
            OutputFormat::Json => (json::escape, Math::Text),
            OutputFormat::Text => {
                (|text, out| out.write_all(markdown::one_line(text).as_bytes()), Math::Text)
            }
        };
        let mut tera = built_in(extra_file.format, escape, math)?;
        let section = match &extra_file.template {
            FileTemplate::Atom => "atom.xml".to_owned(),
            FileTemplate::Bibtex => "bibtex.bib".to_owned(),
            FileTemplate::Chart => "chart.svg".to_owned(),
            FileTemplate::Json => "feed.json".to_owned(),
            FileTemplate::Page => "page.html".to_owned(),
            FileTemplate::File(path) => add(&mut tera, "extra-files", path, source)?,
        };
        Ok(Self { tera: tera.into(), section, format: extra_file.format })
    }

    pub fn file(&self, page: &ExtraFileContext<'_>, extra_file: &ExtraFile) -> Result<String, Error> {
        let mut context = as_context(&self.section, page)?;
        let url = page.urls.raw(&extra_file.path);
        context.insert("id", &extra_file::id(&url, extra_file, page.page.section));
        context.insert("url", &url);
        context.insert("title", extra_file.title.as_deref().unwrap_or_default());
        context.insert("feed", &page.link(&extra_file.path, &FileTemplate::Atom));
        context.insert("bibliography", &page.link(&extra_file.path, &FileTemplate::Bibtex));
        match extra_file.format {
            OutputFormat::Html => {
                context.insert_value("papers_json", Value::safe_string(&page.papers_json()));
                context.insert_value("months_json", Value::safe_string(&page.months_json(&extra_file.path)));
            }
            OutputFormat::Xml => context.insert("picture", &Chart::new(page.chart, extra_file.weeks)),
            _ => {}
        }
        Ok(with_line_feeds(self.write(&self.section, context)?))
    }

    pub fn issue(&self, page: &IssueContext<'_>) -> Result<String, Error> {
        Ok(with_line_feeds(self.render(&self.section, page)?))
    }

    /// The section: what is between the markers. Its lines end in `\n`, whatever the template's line endings are.
    pub fn section(&self, page: &PageContext<'_>) -> Result<String, Error> {
        Ok(with_line_feeds(self.render(&self.section, page)?))
    }

    /// A whole new README around a section that has its markers.
    pub fn page(&self, page: &PageContext<'_>, section: &str) -> Result<String, Error> {
        let mut context = Context::new();
        context.insert("watch", &page.watch);
        context.insert("chart", &page.chart);
        context.insert("content", section);
        // The section has been searched for credentials.
        output::render(&self.tera, "page.md", context, output::MAX_TIME)
    }

    pub fn summary(&self, summary: &SummaryContext<'_>) -> Result<String, Error> {
        self.render("summary.md", summary)
    }

    fn render<T: serde::Serialize>(&self, name: &str, value: &T) -> Result<String, Error> {
        self.write(name, as_context(name, value)?)
    }

    fn write(&self, name: &str, context: Context) -> Result<String, Error> {
        let mut text = output::render(&self.tera, name, context, output::MAX_TIME)?;
        if self.format == OutputFormat::Markdown {
            text = formula_limit::within_limit(text);
        }
        let broken_up = match self.format {
            OutputFormat::Markdown | OutputFormat::Html | OutputFormat::Xml => {
                credential::broken_up_in_markup(&text)
            }
            OutputFormat::Json => credential::broken_up_in_json(&text),
            OutputFormat::Bibtex => credential::broken_up_in_bibtex(&text),
            OutputFormat::Text => credential::broken_up_in_text(&text),
        };
        Ok(match broken_up {
            Cow::Borrowed(_) => text,
            Cow::Owned(broken_up) => broken_up,
        })
    }
}

fn with_line_feeds(text: String) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
}

/// Writes a text so that it stays text.
type Escape = fn(&str, &mut dyn Write) -> io::Result<()>;

/// The built-in templates of one format, with every text escaped.
fn built_in(format: OutputFormat, escape: Escape, math: Math) -> Result<Tera, Error> {
    let mut tera = Tera::new();
    // Escapes in every template, whatever its name ends with.
    tera.autoescape_on([""]);
    tera.set_escape_fn(escape);
    filters::register(&mut tera, math);
    let sections = BUILT_IN.iter().copied().filter(|_| format == OutputFormat::Markdown);
    let files =
        BUILT_IN_FILES.iter().filter(|(of, ..)| *of == format).map(|(_, name, source)| (*name, *source));
    let built_in: Vec<_> = sections.chain(files).collect();
    tera.add_raw_templates(built_in).map_err(|error| failure(&error, "built-in templates"))?;
    Ok(tera)
}

/// Renders an input that is itself a template, such as `commit-message`. Its context has no text of a paper, so nothing is
/// escaped.
pub fn line(input: &str, template: &str, counts: &CountsContext<'_>) -> Result<String, Error> {
    plain(input, template, counts)
}

/// Renders a template without escaping: `name` is for messages.
pub fn plain<T: serde::Serialize>(name: &str, template: &str, value: &T) -> Result<String, Error> {
    let mut tera = Tera::new();
    tera.autoescape_on(Vec::<&str>::new());
    tera.add_raw_template(name, template).map_err(|error| failure(&error, name))?;
    let text = output::render(&tera.into(), name, as_context(name, value)?, output::MAX_TIME)?;
    let text = text.trim();
    if text.is_empty() { Err(whole(name, "is empty once rendered")) } else { Ok(text.to_owned()) }
}

/// A template as a whole is wrong.
pub fn wrong(name: &str, reason: &str) -> Error {
    whole(name, reason)
}

/// Adds the user's template, which an input names, and returns its name in the set. It does not replace a built-in template
/// of the same name.
fn add(tera: &mut Tera, input: &str, path: &RepoPath, source: Option<&[u8]>) -> Result<String, Error> {
    let missing = || whole(path.as_str(), format!("the template that `{input}` names does not exist"));
    let source = source.ok_or_else(missing)?;
    let source =
        std::str::from_utf8(source).map_err(|_| whole(path.as_str(), "the template is not UTF-8 text"))?;
    let source = source.trim_start_matches('\u{feff}');
    let taken = tera.get_template_names().any(|name| name == path.as_str());
    let name = if taken { format!("./{path}") } else { path.to_string() };
    tera.add_raw_template(&name, source).map_err(|error| failure(&error, &name))?;
    Ok(name)
}

fn as_context<T: serde::Serialize>(name: &str, value: &T) -> Result<Context, Error> {
    Context::from_serialize(value).map_err(|error| failure(&error, name))
}

#[cfg(test)]
mod tests;
