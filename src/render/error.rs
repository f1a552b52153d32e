//! Why a template cannot be used.

use tera::ErrorKind;

/// Why a template cannot be used. Its author has to fix it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The template is wrong at a place.
    #[error("{file}:{line}:{column}: {message}")]
    InTemplate {
        /// The template's path, or the input's name.
        file: String,
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
        message: String,
    },
    /// The template is wrong as a whole.
    #[error("{file}: {message}")]
    WholeTemplate {
        /// The template's path, or the input's name.
        file: String,
        message: String,
    },
}

impl Error {
    pub fn help(&self) -> &'static str {
        "docs/templates.md lists what a template sees; `--mode dry-run` or `--mode local` shows what it writes"
    }
}

pub(super) fn whole(file: &str, message: impl Into<String>) -> Error {
    Error::WholeTemplate { file: file.to_owned(), message: message.into() }
}

/// Tera's report, of which the place and the message are kept.
pub(super) fn failure(error: &tera::Error, name: &str) -> Error {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => Error::InTemplate {
            file: report.filename().to_owned(),
            line: report.span().start_line,
            column: report.span().start_col + 1,
            message: match name_of(&error.to_string()) {
                Some(field) if report.message().contains("undefined") => format!("`{field}` is not defined"),
                _ => report.message().to_owned(),
            },
        },
        // What Tera says of it is its kind; the reason is the buffer's.
        ErrorKind::Io(_) => {
            let reason = std::error::Error::source(error).map(ToString::to_string);
            whole(name, reason.unwrap_or_else(|| error.to_string()))
        }
        _ => from_text(&error.to_string()).unwrap_or_else(|| whole(name, error.to_string())),
    }
}

/// What Tera's drawn report underlines: the line below the source is `  |   ^^^^^`. Of `paper.link` that is `paper`, though the
/// field is meant: so the fields that follow are part of the name.
fn name_of(report: &str) -> Option<&str> {
    let lines: Vec<&str> = report.lines().collect();
    let at = lines.iter().position(|line| line.contains('^'))?;
    let (source, marks) = (lines.get(at.checked_sub(1)?)?, lines[at]);
    let (start, end) = (marks.find('^')?, marks.rfind('^')? + 1);
    let fields = source.get(end..)?.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.'));
    source.get(start..fields.map_or(source.len(), |fields| end + fields))
}

/// Unknown filters, functions, and templates come as reports drawn in text: `error: MESSAGE`, a line with
/// `--> FILE:LINE:COLUMN`, and so on. The first counts.
fn from_text(report: &str) -> Option<Error> {
    let (message, rest) = report.split_once("error: ")?.1.split_once('\n')?;
    let (_, place) = rest.lines().next()?.split_once("--> ")?;
    let mut place = place.rsplitn(3, ':');
    let (column, line) = (place.next()?.parse().ok()?, place.next()?.parse().ok()?);
    Some(Error::InTemplate { file: place.next()?.to_owned(), line, column, message: message.to_owned() })
}
