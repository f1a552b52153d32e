//! The table of inputs and the table of outputs: what the flags, `action.yml`, the configuration file's keys and
//! `docs/inputs.md` are made of.

use DefaultValue::{Described, Literal, Unset};

/// One input: a flag, an input of the action and, unless it says otherwise, a key of the configuration file.
#[derive(Debug)]
pub struct Input {
    /// Its name: `max-results` is the flag `--max-results`, the variable `INPUT_MAX-RESULTS`, the key `max-results`.
    pub name: &'static str,
    /// What holds when it is not given.
    pub default_value: DefaultValue,
    /// What it is for and what it takes; the default is added by those who show it.
    pub help: &'static str,
    /// Whether the configuration file may hold it.
    pub in_file: bool,
}

/// What holds when an input is not given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DefaultValue {
    /// Unset.
    Unset,
    /// This value, as if it had been written.
    Literal(&'static str),
    /// What these words say.
    Described(&'static str),
}

/// Inputs that had another name before the first release: the old name and the new one.
pub(super) const RENAMED: &[(&str, &str)] = &[("data", "data-file"), ("files", "extra-files")];

/// What is wrong with an old name.
pub(super) fn renamed(name: &str) -> Option<String> {
    let (_, new) = RENAMED.iter().find(|(old, _)| *old == name)?;
    Some(format!("is not an input any more; its name is `{new}`"))
}

/// One output of the action.
#[derive(Debug)]
pub struct Output {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub help: &'static str,
}

impl Input {
    /// The whole description: help and default.
    pub fn description(&self) -> String {
        let default = match self.default_value {
            Unset => String::new(),
            Literal(value) => format!(" Default: `{value}`."),
            Described(words) => format!(" Default: {words}."),
        };
        format!("{}{default}", self.help)
    }

    /// The default, if it is a value.
    pub fn default(&self) -> Option<&'static str> {
        match self.default_value {
            Literal(value) => Some(value),
            Unset | Described(_) => None,
        }
    }

    /// The input of that name.
    pub fn named(name: &str) -> Option<&'static Self> {
        INPUTS.iter().find(|input| input.name == name)
    }

    const fn new(name: &'static str, default_value: DefaultValue, help: &'static str) -> Self {
        Self { name, default_value, help, in_file: true }
    }

    const fn not_in_file(mut self) -> Self {
        self.in_file = false;
        self
    }
}

/// Every input, in the order in which they are shown.
pub const INPUTS: &[Input] = &[
    Input::new(
        "keywords",
        Unset,
        "What to look for: one keyword a line, or a YAML list (a text that starts with `- ` or `[`) whose items may say \
         more. Required, here or in the configuration file.",
    ),
    Input::new(
        "config",
        Literal(".github/daily-papers.yml"),
        "Path of the configuration file (YAML), read from `repository` at the head of `branch`, or from the working \
         directory in `local` mode. The default path may be missing, a named one may not.",
    )
    .not_in_file(),
    Input::new(
        "categories",
        Described("all"),
        "arXiv categories to keep, parted by blanks, commas or newlines: `cs.LG`, or `cs.*` for a whole archive. \
         Cross-listed papers count.",
    ),
    Input::new("exclude", Unset, "Terms, one a line: a paper with one of them in title or abstract is dropped."),
    Input::new(
        "fields",
        Literal("title-or-abstract"),
        "Where a keyword must stand: `title-or-abstract`, `title`, `abstract`, `title-and-abstract`, or `all` (title, \
         abstract, authors, comment, journal reference).",
    ),
    Input::new(
        "match",
        Literal("smart"),
        "How words are compared: `smart` (acronyms in their case, other words by their stem), `exact` (the same words, \
         without case) or `arxiv` (whatever arXiv returned).",
    ),
    Input::new("max-results", Literal("100"), "Rows kept per keyword, after all filters: 1 to 1000."),
    Input::new(
        "sort",
        Literal("updated"),
        "Newest first by the date of the latest version (`updated`) or of the first one (`submitted`).",
    ),
    Input::new(
        "withdrawn",
        Literal("mark"),
        "Papers whose comment or abstract says that they are withdrawn: `mark` them, or `drop` them from the lists.",
    ),
    Input::new(
        "duplicates",
        Literal("all"),
        "A paper under several keywords: show it under `all` of them, or under the `first` that lists it, with the names \
         of the others. The lists in the data file stay whole.",
    ),
    Input::new("readme", Literal("README.md"), "Path of the file that gets the section."),
    Input::new(
        "section",
        Literal("daily-papers"),
        "Name in the markers that enclose the section, `<!-- daily-papers:start -->` and `<!-- daily-papers:end -->`: \
         small letters, digits and hyphens.",
    ),
    Input::new(
        "on-missing-marker",
        Literal("append"),
        "What to do with a file without markers: `append` a section at its end, `replace` the whole file with the \
         built-in page (markers included, so this happens once), or `fail`. A missing or empty file is always written \
         from the built-in page.",
    ),
    Input::new(
        "template",
        Literal("table"),
        "How the section looks: `table`, `list`, `compact`, or the path of a Tera template in the repository.",
    ),
    Input::new(
        "columns",
        Literal("title, date, abstract, comment"),
        "Columns of the `table` template, in order, parted by blanks, commas or newlines: `title`, `date`, `abstract`, \
         `comment`, `authors`, `categories`, `venue`.",
    ),
    Input::new(
        "math",
        Literal("keep"),
        "What becomes of mathematics in titles and abstracts: `keep` it for GitHub to render, where that is safe, or make \
         plain characters of it (`text`).",
    ),
    Input::new(
        "extra-files",
        Unset,
        "Files to write beside the README, in the same commit: a YAML list of items with a `path` and a `template`, which is \
         `atom` (a feed), `bibtex` (a bibliography), `page` (one searchable HTML file), `chart` (papers per week, as SVG) or \
         the path of a Tera template in the repository.",
    ),
    Input::new(
        "data-file",
        Described("`.github/<section>.json`"),
        "Path of the JSON file that keeps the lists. A run compares with it to find new papers, and keeps the last good list of a \
         keyword that fails.",
    ),
    Input::new(
        "timezone",
        Literal("UTC"),
        "IANA name of the time zone for the date of the run, such as `Asia/Shanghai`. The dates of papers are UTC, as on \
         arXiv.",
    ),
    Input::new(
        "mode",
        Literal("commit"),
        "What to do with the result: `commit` it to the branch, open a `pull-request` or update it, write it to the working directory (`local`, no token needed), or only show the difference (`dry-run`).",
    )
    .not_in_file(),
    Input::new(
        "token",
        Described("the workflow's own token; on the command line, `GITHUB_TOKEN`"),
        "GitHub token. It needs `contents: write`; `issues: write` for issues, `pull-requests: write` for pull requests.",
    )
    .not_in_file(),
    Input::new(
        "repository",
        Described("the workflow's own (`GITHUB_REPOSITORY`)"),
        "Repository to read from and write to, as `owner/name`.",
    )
    .not_in_file(),
    Input::new(
        "branch",
        Described("the repository's default branch"),
        "Branch to read from and write to; one that does not exist is made from the default branch.",
    )
    .not_in_file(),
    Input::new(
        "commit-message",
        Literal("Update papers: {{ new_count }} new, {{ revised_count }} revised"),
        "Message of the commit: a Tera template that sees counts and dates, never a word from a paper.",
    ),
    Input::new(
        "pull-request-branch",
        Described("`<section>/update`"),
        "Branch of the pull request under `mode: pull-request`, updated in place.",
    ),
    Input::new(
        "issue",
        Literal("none"),
        "Whether to open an issue, which GitHub mails to those who watch the repository: `none`, `new` (when a run brought \
         new papers, with those) or `always` (one a date, with the latest of each keyword). It needs the data file.",
    ),
    Input::new(
        "issue-title",
        Literal("New papers: {{ new_count }} ({{ date }})"),
        "Title of the issue: a Tera template that sees counts and dates, never a word from a paper.",
    ),
    Input::new(
        "issue-labels",
        Unset,
        "Labels of the issue, parted by commas or newlines; missing ones are created.",
    ),
    Input::new("issue-max-results", Literal("15"), "Rows per keyword in the issue: 1 to 1000."),
    Input::new(
        "issue-template",
        Described("built in"),
        "Path of a Tera template in the repository for the body of the issue.",
    ),
    Input::new(
        "close-previous-issues",
        Literal("false"),
        "Whether to close the earlier issues that this section opened, once there is a new one: `true` or `false`.",
    ),
    Input::new(
        "fail-on",
        Literal("error"),
        "What makes the step fail besides a wrong input: `error` (every keyword failed, arXiv rejected one, or \
         publishing failed), `partial` (also when any keyword failed) or `never` (failures are only annotated).",
    ),
    Input::new(
        "time-budget",
        Literal("20m"),
        "Time for arXiv, waiting and retries included: a duration from 10s to 6h, such as `90s`, `20m` or `1h30m`.",
    ),
    Input::new(
        "contact",
        Unset,
        "An e-mail address or URL by which arXiv can reach you; it is added to the User-Agent header.",
    ),
    Input::new(
        "arxiv-url",
        Literal("https://export.arxiv.org/api/query"),
        "Address of arXiv's API or of a mirror of it: https (or http on this machine itself), without query or fragment.",
    )
    .not_in_file(),
];

/// Every output, in the order in which they are shown.
pub const OUTPUTS: &[Output] = &[
    Output { name: "changed", help: "`true` if this run changed something, else `false`." },
    Output { name: "new-papers", help: "How many papers are new." },
    Output { name: "revised-papers", help: "How many listed papers have a new version." },
    Output { name: "total-papers", help: "How many papers are listed." },
    Output {
        name: "papers",
        help: "The new papers as a JSON array of objects (id, title, authors, url, keywords, dates), newest first: whole \
               elements, at most 100,000 bytes.",
    },
    Output {
        name: "papers-truncated",
        help: "`true` if `papers` does not hold all new papers, else `false`.",
    },
    Output { name: "failed-keywords", help: "The names of the keywords that failed, as a JSON array." },
    Output { name: "commit-sha", help: "The commit that was made; empty if none was." },
    Output { name: "commit-url", help: "The address of that commit." },
    Output { name: "issue-number", help: "The issue that was opened; empty if none was." },
    Output { name: "issue-url", help: "The address of that issue." },
    Output {
        name: "pull-request-number",
        help: "The pull request that was opened or updated; empty if none was.",
    },
    Output { name: "pull-request-url", help: "The address of that pull request." },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_are_what_the_runner_and_the_environment_allow() {
        let names = INPUTS.iter().map(|input| input.name).chain(OUTPUTS.iter().map(|output| output.name));
        let mut seen = std::collections::BTreeSet::new();
        for name in names {
            assert!(seen.insert(name), "{name} twice");
            assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{name}");
        }
    }

    /// The runner evaluates `${{ … }}` in a description, and then refuses the action.
    #[test]
    fn no_description_holds_an_expression() {
        for text in INPUTS.iter().map(Input::description).chain(OUTPUTS.iter().map(|o| o.help.to_owned())) {
            assert!(!text.contains("${{"), "{text}");
        }
    }

    #[test]
    fn a_description_says_its_default() {
        let description = |name| Input::named(name).unwrap().description();
        assert!(description("max-results").ends_with("1 to 1000. Default: `100`."));
        assert!(description("issue-title").ends_with("Default: `New papers: {{ new_count }} ({{ date }})`."));
        assert!(description("branch").ends_with("Default: the repository's default branch."));
        assert!(!description("contact").contains("Default"));
    }
}
