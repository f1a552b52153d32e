//! Names inside a GitHub repository, checked once: a path in it, and its own `owner/name`.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// A file's path in a repository: relative, `/` between segments, no way out of it. Its segments are encoded where they
/// become part of a URL, so any other character is fine.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RepoPath(String);

impl RepoPath {
    /// Checks a path; the error is a phrase that says what is wrong with it. A leading `./` is dropped.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let path = text.strip_prefix("./").unwrap_or(text);
        if path.is_empty() {
            return Err("is empty");
        }
        if path.starts_with('/') {
            return Err("must be relative to the repository's root");
        }
        if path.contains(|c: char| c == '\\' || c.is_control()) {
            return Err("has a backslash or control character");
        }
        for segment in path.split('/') {
            match segment {
                "" => return Err("has an empty segment"),
                "." | ".." => return Err("must not contain `.` or `..` segments"),
                _ if segment.eq_ignore_ascii_case(".git") => return Err("must not reach into `.git`"),
                _ => {}
            }
        }
        Ok(Self(path.to_owned()))
    }

    /// A file in `.github`, whose name is known to be valid.
    pub(crate) fn in_github_directory(name: &str) -> Self {
        Self(format!(".github/{name}"))
    }

    /// The README of a repository that has none.
    pub(crate) fn new_readme() -> Self {
        Self("README.md".to_owned())
    }

    /// A path inside this directory; the name is known to be valid.
    pub(crate) fn join(&self, name: &str) -> Self {
        Self(format!("{}/{name}", self.0))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is in a directory of that name.
    pub fn is_inside(&self, other: &Self) -> bool {
        self.0.strip_prefix(&other.0).is_some_and(|rest| rest.starts_with('/'))
    }

    /// How a file of one path links to another: `../img/a.svg`, encoded as in a URL.
    pub fn relative_to(&self, from: &Self) -> String {
        let here: Vec<&str> = from.0.split('/').collect();
        let there: Vec<&str> = self.0.split('/').collect();
        let directories = here.len().min(there.len()) - 1;
        let shared =
            here.iter().zip(&there).take(directories).take_while(|(here, there)| here == there).count();
        let up = "../".repeat(here.len() - 1 - shared);
        up + &encoded(&there[shared..].join("/"))
    }

    /// Whether this is a workflow: the token of a workflow run may not write those.
    pub fn is_workflow(&self) -> bool {
        self.0.starts_with(".github/workflows/")
    }
}

impl fmt::Display for RepoPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What stays as it is in a segment of a URL's path.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// The segments of a path or branch as a URL has them; slashes between them are kept.
pub fn encoded(path: &str) -> String {
    utf8_percent_encode(path, PLAIN).to_string()
}

/// A repository's `owner/name`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepoName {
    /// The user or organisation.
    pub owner: String,
    pub name: String,
}

impl RepoName {
    /// Checks `owner/name`; `None` if it is not of that form.
    pub fn parse(text: &str) -> Option<Self> {
        let (owner, name) = text.split_once('/')?;
        let fits = |part: &str| {
            !matches!(part, "" | "." | "..")
                && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
        };
        (fits(owner) && fits(name)).then(|| Self { owner: owner.to_owned(), name: name.to_owned() })
    }
}

impl fmt::Display for RepoName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.owner, self.name)
    }
}

/// Where GitHub shows the files of a branch. Every address is empty if no repository is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileUrls {
    /// The address of the repository, and the branch as it is written in an address.
    base: Option<(String, String)>,
}

impl FileUrls {
    /// The files of a branch; `None` is the default branch.
    pub fn new(server_url: &str, repository: Option<&RepoName>, branch: Option<&str>) -> Self {
        let base = repository
            .map(|repository| (format!("{server_url}/{repository}"), encoded(branch.unwrap_or("HEAD"))));
        Self { base }
    }

    /// The page that shows a file.
    pub fn page(&self, path: &RepoPath) -> String {
        self.url("blob", path)
    }

    pub fn raw(&self, path: &RepoPath) -> String {
        self.url("raw", path)
    }

    fn url(&self, view: &str, path: &RepoPath) -> String {
        self.base.as_ref().map_or_else(String::new, |(repository, branch)| {
            format!("{repository}/{view}/{branch}/{}", encoded(path.as_str()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_are_encoded_and_slashes_stay() {
        assert_eq!(encoded("docs/a b#?%c.md"), "docs/a%20b%23%3F%25c.md");
        assert_eq!(encoded("ü/x_y-z~"), "%C3%BC/x_y-z~");
    }

    #[test]
    fn files_have_addresses_where_a_repository_is_known() {
        let path = RepoPath::parse("docs/a b.md").unwrap();
        let repository = RepoName::parse("o/r");
        let urls = FileUrls::new("https://github.com", repository.as_ref(), None);
        assert_eq!(urls.page(&path), "https://github.com/o/r/blob/HEAD/docs/a%20b.md");
        let urls = FileUrls::new("https://ghes.example", repository.as_ref(), Some("a#b/c"));
        assert_eq!(urls.raw(&path), "https://ghes.example/o/r/raw/a%23b/c/docs/a%20b.md");
        assert_eq!(FileUrls::new("https://github.com", None, Some("main")).page(&path), "");
    }

    #[test]
    fn paths_stay_inside_the_repository() {
        for good in ["README.md", "./docs/a b#c.md", ".github/papers.json", "…/ü.md", "a..b/c.md"] {
            assert!(RepoPath::parse(good).is_ok(), "{good}");
        }
        for bad in
            ["", "/etc/passwd", "a/../b", "..", "a//b", "a\\b", ".git/config", "x/.GIT/y", "a\nb", "./"]
        {
            assert!(RepoPath::parse(bad).is_err(), "{bad}");
        }
        assert_eq!(RepoPath::parse("./README.md").unwrap().as_str(), "README.md");
    }

    #[test]
    fn paths_lead_to_each_other() {
        let path = |text| RepoPath::parse(text).unwrap();
        for (from, to, link) in [
            ("README.md", "chart.svg", "chart.svg"),
            ("README.md", "docs/a b.svg", "docs/a%20b.svg"),
            ("docs/README.md", "chart.svg", "../chart.svg"),
            ("docs/a/README.md", "docs/img/chart.svg", "../img/chart.svg"),
            ("docs/README.md", "docs/chart.svg", "chart.svg"),
        ] {
            assert_eq!(path(to).relative_to(&path(from)), link, "{from} {to}");
        }
        assert!(path("a/b").is_inside(&path("a")) && path("a/b/c").is_inside(&path("a")));
        assert!(!path("ab").is_inside(&path("a")) && !path("a").is_inside(&path("a")));
    }

    #[test]
    fn repository_names() {
        assert_eq!(RepoName::parse("a-b/c.d").unwrap().to_string(), "a-b/c.d");
        for bad in ["a", "a/", "/b", "a/b/c", "a/..", "a b/c", "https://github.com/a/b"] {
            assert!(RepoName::parse(bad).is_none(), "{bad}");
        }
    }
}
