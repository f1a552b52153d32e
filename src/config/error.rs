//! Invalid inputs and how they are reported: all at once.

use std::fmt;

use super::inputs::Input;
use crate::repo::RepoPath;

/// The inputs are invalid. The user has to change them: exit code 2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    CommandLine(String),
    Inputs {
        problems: Vec<InvalidInput>,
        /// The address of the reference of inputs, if it is known.
        docs: Option<String>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidInput {
    /// The name of the input, or an unknown key as it is written.
    pub input: String,
    /// The keyword or extra file that it belongs to: its number or its name.
    pub keyword: Option<String>,
    /// Where it was given; `None` if it is missing.
    pub origin: Option<Origin>,
    /// The value; `None` if there is none, or if it is secret.
    pub value: Option<String>,
    /// A phrase that says why it is invalid and what is allowed.
    pub reason: String,
}

/// Where a value was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    pub source: Source,
    /// The line in the configuration file, or in a text of several lines.
    pub line: Option<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    Flag,
    /// An input of the workflow's step (`INPUT_*`).
    Input,
    File(RepoPath),
    /// Another variable of the environment.
    Environment(&'static str),
}

impl Error {
    /// Where to read what each input takes.
    pub fn help(&self) -> String {
        match self {
            Self::Inputs { problems, docs: Some(docs) } => {
                let name =
                    problems.first().filter(|first| problems.iter().all(|other| other.input == first.input));
                let anchor = name.and_then(|problem| Input::named(&problem.input));
                let anchor = anchor.map(|input| format!("#{}", input.name)).unwrap_or_default();
                format!("see {docs}{anchor}")
            }
            Self::CommandLine(_) | Self::Inputs { docs: None, .. } => {
                "see `daily-papers --help`, or docs/inputs.md".to_owned()
            }
        }
    }
}

impl std::error::Error for Error {}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CommandLine(words) => f.write_str(&without_tokens(words)),
            Self::Inputs { problems, .. } => {
                if let [problem] = problems.as_slice() {
                    return problem.fmt(f);
                }
                write!(f, "{} inputs are invalid:", problems.len())?;
                problems.iter().try_for_each(|problem| write!(f, "\n- {problem}"))
            }
        }
    }
}

impl fmt::Display for InvalidInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", shown(&self.input))?;
        if let Some(keyword) = &self.keyword {
            write!(f, " of {}", shown(keyword))?;
        }
        if let Some(origin) = &self.origin {
            write!(f, " ({origin})")?;
        }
        f.write_str(": ")?;
        if let Some(value) = &self.value {
            write!(f, "`{}` ", shown(value))?;
        }
        f.write_str(&self.reason)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.source {
            Source::Flag => f.write_str("flag")?,
            Source::Input => f.write_str("input")?,
            Source::File(path) => write!(f, "in {path}")?,
            Source::Environment(name) => write!(f, "from {name}")?,
        }
        self.line.map_or(Ok(()), |line| write!(f, ", line {line}"))
    }
}

/// How GitHub's tokens begin
/// (<https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/>).
const TOKENS: &[&str] = &["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"];

/// A value as a message shows it: one line, shortened, with anything that looks like a token redacted.
pub(super) fn shown(value: &str) -> String {
    const MAX_CHARS: usize = 80;
    let value = without_user(&without_tokens(value.trim()));
    let mut shown = String::new();
    for c in value.chars().take(MAX_CHARS) {
        if c.is_control() { shown.extend(c.escape_default()) } else { shown.push(c) }
    }
    if value.chars().nth(MAX_CHARS).is_some() { shown + "…" } else { shown }
}

/// An address without user and password.
fn without_user(text: &str) -> String {
    let parts = text.split_once("://").and_then(|(scheme, rest)| Some((scheme, rest.rsplit_once('@')?.1)));
    parts.map_or_else(|| text.to_owned(), |(scheme, host)| format!("{scheme}://***@{host}"))
}

/// The text with every word that looks like a token redacted.
fn without_tokens(text: &str) -> String {
    let mut rest = text;
    let mut clean = String::new();
    while let Some(start) = TOKENS.iter().filter_map(|token| rest.find(token)).min() {
        let (before, token) = rest.split_at(start);
        let end =
            token.find(|c: char| !c.is_ascii_alphanumeric() && !"_.-".contains(c)).unwrap_or(token.len());
        clean.push_str(before);
        clean.push_str("***");
        rest = &token[end..];
    }
    clean + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(line: Option<usize>) -> InvalidInput {
        let source = Source::File(RepoPath::parse(".github/daily-papers.yml").unwrap());
        InvalidInput {
            input: "max-results".to_owned(),
            keyword: None,
            origin: Some(Origin { source, line }),
            value: Some("0".to_owned()),
            reason: "is not a whole number from 1 to 1000".to_owned(),
        }
    }

    #[test]
    fn problem_names_input_origin_value_and_allowed_values() {
        assert_eq!(
            problem(Some(3)).to_string(),
            "`max-results` (in .github/daily-papers.yml, line 3): `0` is not a whole number from 1 to 1000"
        );
        let flag = Origin { source: Source::Flag, line: None };
        let of_keyword =
            InvalidInput { keyword: Some("keyword `DARTS`".to_owned()), origin: Some(flag), ..problem(None) };
        assert_eq!(
            of_keyword.to_string(),
            "`max-results` of keyword `DARTS` (flag): `0` is not a whole number from 1 to 1000"
        );
    }

    #[test]
    fn help_names_the_page_and_the_input() {
        let docs = Some("https://github.com/o/r/blob/v1/docs/inputs.md".to_owned());
        let one = Error::Inputs { problems: vec![problem(Some(3)), problem(Some(4))], docs: docs.clone() };
        assert_eq!(one.help(), "see https://github.com/o/r/blob/v1/docs/inputs.md#max-results");
        let other = InvalidInput { input: "sort".to_owned(), ..problem(None) };
        let two = Error::Inputs { problems: vec![problem(Some(3)), other], docs };
        assert_eq!(two.help(), "see https://github.com/o/r/blob/v1/docs/inputs.md");
    }

    #[test]
    fn several_problems_make_a_list() {
        let text =
            Error::Inputs { problems: vec![problem(Some(3)), problem(Some(4))], docs: None }.to_string();
        assert_eq!(text.lines().count(), 3);
        assert!(text.starts_with("2 inputs are invalid:\n- `max-results` (in "), "{text}");
    }

    #[test]
    fn values_are_shortened_and_redacted() {
        assert_eq!(shown("a\nb\u{1b}"), "a\\nb\\u{1b}");
        assert_eq!(shown(&"ü".repeat(81)), "ü".repeat(80) + "…");
        assert_eq!(shown(&"ü".repeat(80)), "ü".repeat(80));
        assert_eq!(shown("x ghp_abc123 and github_pat_a_b!"), "x *** and ***!");
        assert_eq!(shown("https://me:p@ss@a.org/x"), "https://***@a.org/x");
        let line = Error::CommandLine("unexpected argument 'ghs_secret' found".to_owned());
        assert_eq!(line.to_string(), "unexpected argument '***' found");
    }
}
