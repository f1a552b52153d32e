//! What can be wrong with the inputs, and how that is said: all of it in one go.

use std::fmt;

use crate::repo::RepoPath;

/// The inputs are wrong: the user's to mend, exit code 2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// The command line does not parse; clap's words.
    CommandLine(String),
    /// These inputs hold what they must not, or are missing.
    Inputs(Vec<InvalidInput>),
}

/// What is wrong with one input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidInput {
    /// The input's name; an unknown key of the configuration file is named as it stands there.
    pub input: String,
    /// The keyword or file that it is about, if it is about one in particular: `keyword 3`, or the keyword's own name.
    pub keyword: Option<String>,
    /// Where it was given; `None` for one that is missing.
    pub origin: Option<Origin>,
    /// The value; `None` if there is none, or if it is secret.
    pub value: Option<String>,
    /// A phrase that says what is wrong and what is allowed.
    pub reason: String,
}

/// Where a value was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// By whom.
    pub source: Source,
    /// The line in the configuration file, or in a text of several lines.
    pub line: Option<usize>,
}

/// Who gave a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A flag on the command line.
    Flag,
    /// An input of the workflow's step (`INPUT_*`).
    Input,
    /// The configuration file.
    File(RepoPath),
    /// Another variable of the environment.
    Environment(&'static str),
}

impl Error {
    /// What to type to mend it.
    pub fn help(&self) -> &'static str {
        "`daily-papers --help` and docs/inputs.md say what each input takes"
    }
}

impl std::error::Error for Error {}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CommandLine(words) => f.write_str(&without_tokens(words)),
            Self::Inputs(problems) => {
                if let [problem] = problems.as_slice() {
                    return problem.fmt(f);
                }
                write!(f, "{} inputs are wrong:", problems.len())?;
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

/// How GitHub's tokens start
/// (<https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/>).
const TOKENS: &[&str] = &["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"];

/// A value as a message shows it: one line, not long, and nothing that looks like a token put in the wrong place.
pub(super) fn shown(value: &str) -> String {
    const LONGEST: usize = 80;
    let value = without_user(&without_tokens(value.trim()));
    let mut shown = String::new();
    for c in value.chars().take(LONGEST) {
        if c.is_control() { shown.extend(c.escape_default()) } else { shown.push(c) }
    }
    if value.chars().nth(LONGEST).is_some() { shown + "…" } else { shown }
}

/// An address without the user and password in it.
fn without_user(text: &str) -> String {
    let parts = text.split_once("://").and_then(|(scheme, rest)| Some((scheme, rest.rsplit_once('@')?.1)));
    parts.map_or_else(|| text.to_owned(), |(scheme, host)| format!("{scheme}://***@{host}"))
}

/// The text with every word that looks like a token starred out.
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
            reason: "is not between 1 and 1000".to_owned(),
        }
    }

    #[test]
    fn a_problem_names_input_place_value_and_what_is_allowed() {
        assert_eq!(
            problem(Some(3)).to_string(),
            "`max-results` (in .github/daily-papers.yml, line 3): `0` is not between 1 and 1000"
        );
        let flag = Origin { source: Source::Flag, line: None };
        let of_keyword =
            InvalidInput { keyword: Some("keyword `DARTS`".to_owned()), origin: Some(flag), ..problem(None) };
        assert_eq!(
            of_keyword.to_string(),
            "`max-results` of keyword `DARTS` (flag): `0` is not between 1 and 1000"
        );
    }

    #[test]
    fn several_problems_are_a_list() {
        let text = Error::Inputs(vec![problem(Some(3)), problem(Some(4))]).to_string();
        assert_eq!(text.lines().count(), 3);
        assert!(text.starts_with("2 inputs are wrong:\n- `max-results` (in "), "{text}");
    }

    #[test]
    fn values_are_shown_on_one_line_shortened_and_without_tokens() {
        assert_eq!(shown("a\nb\u{1b}"), "a\\nb\\u{1b}");
        assert_eq!(shown(&"ü".repeat(81)), "ü".repeat(80) + "…");
        assert_eq!(shown(&"ü".repeat(80)), "ü".repeat(80));
        assert_eq!(shown("x ghp_abc123 and github_pat_a_b!"), "x *** and ***!");
        assert_eq!(shown("https://me:p@ss@a.org/x"), "https://***@a.org/x");
        let line = Error::CommandLine("unexpected argument 'ghs_secret' found".to_owned());
        assert_eq!(line.to_string(), "unexpected argument '***' found");
    }
}
