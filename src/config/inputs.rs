//! The table of inputs: the source of the flags, of `action.yml`, of the configuration file's keys and its JSON Schema, and
//! of `docs/inputs.md`.

use DefaultValue::{Described, Literal, Unset};
use Takes::{Choice, ChoiceOr, Choices, ExtraFiles, Keywords, List, Number, Text};

/// One input: a flag, an input of the action and, unless it says otherwise, a key of the configuration file.
#[derive(Debug)]
pub struct Input {
    /// `max-results` is the flag `--max-results`, the variable `INPUT_MAX-RESULTS` and the key `max-results`.
    pub name: &'static str,
    pub group: Group,
    pub takes: Takes,
    pub default_value: DefaultValue,
    /// What it is for. Allowed values and default are shown in places of their own.
    pub help: &'static str,
    /// Whether the configuration file may hold it.
    pub in_file: bool,
}

/// Inputs that are shown together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    Search,
    Page,
    Files,
    Publish,
    Notify,
    Run,
    Summaries,
}

impl Group {
    pub const ALL: [Self; 7] =
        [Self::Search, Self::Page, Self::Files, Self::Publish, Self::Notify, Self::Run, Self::Summaries];

    pub fn title(self) -> &'static str {
        match self {
            Self::Search => "What to look for",
            Self::Page => "The section in the README",
            Self::Files => "Files",
            Self::Publish => "Publishing",
            Self::Notify => "Issues",
            Self::Run => "The run",
            Self::Summaries => "Summaries",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// One text; the name of the value.
    Text(&'static str),
    /// A whole number from the first to the second.
    Number(u32, u32),
    Choice(&'static [&'static str]),
    /// One of these words, or something else: the name of the value.
    ChoiceOr(&'static [&'static str], &'static str),
    Choices(&'static [&'static str]),
    /// A list; the name of the value.
    List(&'static str),
    Keywords,
    ExtraFiles,
}

impl Takes {
    /// The name of the value in the help.
    pub fn value_name(self) -> &'static str {
        match self {
            Text(name) | ChoiceOr(_, name) | List(name) => name,
            Number(..) => "N",
            Choice(["true", "false"]) => "BOOL",
            Choice(_) => "CHOICE",
            Choices(_) | ExtraFiles => "LIST",
            Keywords => "KEYWORDS",
        }
    }

    pub fn words(self) -> &'static [&'static str] {
        match self {
            Choice(words) | ChoiceOr(words, _) | Choices(words) => words,
            _ => &[],
        }
    }

    /// The allowed values in a phrase; empty if the help says it all.
    pub fn allowed(self) -> String {
        let words = || self.words().iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
        match self {
            Choice(_) | Choices(_) => words(),
            ChoiceOr(_, name) => format!("{}, or a {}", words(), name.to_ascii_lowercase()),
            Number(least, most) => format!("{least} to {most}"),
            Text(_) | List(_) | Keywords | ExtraFiles => String::new(),
        }
    }
}

/// What holds when an input is not given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DefaultValue {
    Unset,
    /// This value, as if it had been written.
    Literal(&'static str),
    /// What this phrase describes.
    Described(&'static str),
}

impl Input {
    /// Help, allowed values and default in sentences.
    pub fn description(&self) -> String {
        let allowed = self.takes.allowed();
        let allowed = if allowed.is_empty() { allowed } else { format!(" Allowed: {allowed}.") };
        let default = self.default_phrase().map(|phrase| format!(" Default: {phrase}.")).unwrap_or_default();
        format!("{}{allowed}{default}", self.help)
    }

    pub fn default_phrase(&self) -> Option<String> {
        match self.default_value {
            Unset => None,
            Literal(value) => Some(format!("`{value}`")),
            Described(phrase) => Some(phrase.to_owned()),
        }
    }

    /// The default, if it is a value.
    pub fn default(&self) -> Option<&'static str> {
        match self.default_value {
            Literal(value) => Some(value),
            Unset | Described(_) => None,
        }
    }

    pub fn named(name: &str) -> Option<&'static Self> {
        INPUTS.iter().find(|input| input.name == name)
    }

    const fn new(
        name: &'static str,
        group: Group,
        takes: Takes,
        default_value: DefaultValue,
        help: &'static str,
    ) -> Self {
        Self { name, group, takes, default_value, help, in_file: true }
    }

    const fn not_in_file(mut self) -> Self {
        self.in_file = false;
        self
    }
}

/// Inputs that had another name before the first release: the old name and the new one.
pub(super) const RENAMED: &[(&str, &str)] = &[("data", "data-file"), ("files", "extra-files")];

/// What is wrong with an old name.
pub(super) fn renamed(name: &str) -> Option<String> {
    let (_, new) = RENAMED.iter().find(|(old, _)| *old == name)?;
    Some(format!("is not an input any more; its name is `{new}`"))
}

/// Every input, in the order in which they are shown.
#[rustfmt::skip]
pub const INPUTS: &[Input] = &[
    Input::new("keywords", Group::Search, Keywords, Unset,
        "What to look for: one keyword per line, or a YAML list. Required, here or in the configuration file."),
    Input::new("categories", Group::Search, List("CATEGORIES"), Described("all"),
        "arXiv categories to keep, separated by spaces, commas or newlines. `cs.LG` is one category, `cs.*` a whole archive."),
    Input::new("exclude", Group::Search, List("TERMS"), Unset,
        "Terms to exclude, one per line. A paper with one of them in its title or abstract is dropped."),
    Input::new("cross-lists", Group::Search, Choice(&["true", "false"]), Literal("true"),
        "Whether a paper counts for a category that it is only cross-listed in. With `false`, its primary category must be \
         one of `categories`."),
    Input::new("fields", Group::Search,
        Choice(&["title-or-abstract", "title", "abstract", "title-and-abstract", "all"]), Literal("title-or-abstract"),
        "Where a keyword must match. `all` is title, abstract, authors, comment and journal reference."),
    Input::new("match", Group::Search, Choice(&["smart", "exact", "arxiv"]), Literal("smart"),
        "How words are compared. `smart` accepts other forms of a word and keeps the case of acronyms. `exact` accepts the \
         same words in any case. `arxiv` accepts whatever arXiv returned."),
    Input::new("max-results", Group::Search, Number(1, 1000), Literal("100"),
        "Rows to keep per keyword, after all filters."),
    Input::new("sort", Group::Search, Choice(&["updated", "submitted", "relevance"]), Literal("updated"),
        "Newest first, by the date of the latest version or of the first one. `relevance` keeps the same papers as `updated` \
         and shows the closest to `like` first."),
    Input::new("like", Group::Search, List("PAPERS"), Unset,
        "Papers that you like, one per line: arXiv identifiers, or paths of `.bib` files in the repository. Each listed paper \
         gets a score from 0 to 100, by how close its words are to theirs."),
    Input::new("min-relevance", Group::Search, Number(0, 100), Literal("0"),
        "Papers below this score are not shown. It needs `like`."),
    Input::new("withdrawn", Group::Search, Choice(&["mark", "drop"]), Literal("mark"),
        "What to do with papers whose comment or abstract says that they are withdrawn."),
    Input::new("duplicates", Group::Page, Choice(&["all", "first"]), Literal("all"),
        "Show a paper that several keywords list under all of them, or under the first only, with the names of the others."),
    Input::new("readme", Group::Page, Text("PATH"), Described("the README that GitHub shows"),
        "Path of the file that gets the section. By default it is the Markdown README in `.github`, in the root or in `docs`, \
         the first that exists, or a new `README.md`."),
    Input::new("section", Group::Page, Text("NAME"), Literal("daily-papers"),
        "Name in the markers around the section, `<!-- daily-papers:start -->` and `<!-- daily-papers:end -->`: lowercase \
         letters, digits and hyphens."),
    Input::new("on-missing-marker", Group::Page, Choice(&["append", "replace", "fail"]), Literal("append"),
        "What to do with a file without markers: append a section, replace the file with the built-in page once, or fail. \
         A missing or empty file is always written from the built-in page."),
    Input::new("template", Group::Page, ChoiceOr(&["table", "list", "compact"], "PATH"), Literal("table"),
        "How the section looks: a built-in template, or the path of a Tera template in the repository."),
    Input::new("columns", Group::Page,
        Choices(&["title", "date", "abstract", "comment", "authors", "categories", "venue", "pdf", "code", "relevance",
            "summary", "note", "tags"]),
        Literal("title, date, abstract, comment"),
        "Columns of the `table` template, in this order, separated by spaces, commas or newlines."),
    Input::new("math", Group::Page, Choice(&["keep", "text"]), Literal("keep"),
        "Keep formulas for GitHub to render, where that is safe, or write them as plain text."),
    Input::new("timezone", Group::Page, Text("ZONE"), Literal("UTC"),
        "IANA time zone for the date of the run, such as `Asia/Shanghai`. It does not change the schedule. Dates of papers \
         are in UTC, as on arXiv."),
    Input::new("extra-files", Group::Files, ExtraFiles, Unset,
        "More files to write in the same commit: a YAML list of items with a `path` and a `template`. A template is `atom` (a \
         feed), `json` (a feed as JSON), `bibtex` (a bibliography), `page` (a searchable HTML page), `chart` (papers per week as \
         SVG), or the path of a Tera template in the repository. A `page`, `atom` or `json` may have a `title`, and a `chart` a \
         number of `weeks`."),
    Input::new("history", Group::Files, ChoiceOr(&["none"], "DIRECTORY"), Literal("none"),
        "Directory for a page of every month, with every paper that ever matched a keyword, and an index of the months. A run \
         adds to them and never removes a paper."),
    Input::new("history-from", Group::Files, Text("YYYY-MM"), Described("the month of the first run"),
        "First month of the history. Runs fill in earlier months, a few in each run, after their own work."),
    Input::new("history-template", Group::Files, Text("PATH"), Described("built in"),
        "Path of a Tera template in the repository for the page of a month."),
    Input::new("data-file", Group::Files, Text("PATH"), Described("`.github/<section>.json`"),
        "Path of the JSON file that keeps the lists. A run compares with it to find new papers, and keeps the last good list \
         of a keyword that fails."),
    Input::new("notes", Group::Files, ChoiceOr(&["none"], "PATH"),
        Described("`none`; with summaries `.github/<section>-notes.json`"),
        "Path of a JSON file in the repository with your summaries, remarks and tags for papers: an object with arXiv \
         identifiers as keys and objects with `summary`, `note` and `tags` as values."),
    Input::new("config", Group::Files, Text("PATH"), Literal(".github/daily-papers.yml"),
        "Path of the configuration file (YAML) in the repository, or in the working directory in `local` mode. Only the \
         default path may be missing; `.github/daily-papers.yaml` is read then.").not_in_file(),
    Input::new("mode", Group::Publish, Choice(&["commit", "pull-request", "local", "dry-run"]), Literal("commit"),
        "What to do with the result: commit it to the branch, open or update a pull request, write to the working directory, \
         or only show the difference.").not_in_file(),
    Input::new("token", Group::Publish, Text("TOKEN"), Described("the token of the workflow"),
        "GitHub token. It needs `contents: write`, `issues: write` for issues, and `pull-requests: write` for pull requests. \
         On the command line, set the environment variable `GITHUB_TOKEN`; there is no flag.").not_in_file(),
    Input::new("repository", Group::Publish, Text("OWNER/NAME"), Described("the repository of the workflow"),
        "Repository to read from and write to. It needs a token. On the command line, the working directory is read if this \
         is not given.").not_in_file(),
    Input::new("branch", Group::Publish, Text("BRANCH"), Described("the repository's default branch"),
        "Branch to read from and write to. A branch that does not exist is created from the default branch.").not_in_file(),
    Input::new("commit-message", Group::Publish, Text("TEMPLATE"),
        Literal("Update papers: {{ new_count }} new, {{ revised_count }} revised"),
        "Commit message: a Tera template that sees counts and dates, but no text of a paper."),
    Input::new("pull-request-branch", Group::Publish, Text("BRANCH"), Described("`<section>/update`"),
        "Branch of the pull request in `mode: pull-request`. It is updated in place."),
    Input::new("issue", Group::Notify, Choice(&["none", "new", "always"]), Literal("none"),
        "When to open an issue, which GitHub sends by email to everyone who watches the repository: never, when a run finds \
         new papers, or once per date."),
    Input::new("issue-title", Group::Notify, Text("TEMPLATE"), Literal("New papers: {{ new_count }} ({{ date }})"),
        "Title of the issue: a Tera template that sees counts and dates, but no text of a paper."),
    Input::new("issue-labels", Group::Notify, List("LABELS"), Unset,
        "Labels of the issue, separated by commas or newlines. Missing labels are created."),
    Input::new("issue-max-results", Group::Notify, Number(1, 1000), Literal("15"), "Rows per keyword in the issue."),
    Input::new("issue-template", Group::Notify, Text("PATH"), Described("built in"),
        "Path of a Tera template in the repository for the body of the issue."),
    Input::new("close-previous-issues", Group::Notify, Choice(&["true", "false"]), Literal("false"),
        "Whether a new issue closes the earlier issues of this section."),
    Input::new("fail-on", Group::Run, Choice(&["error", "partial", "never"]), Literal("error"),
        "What makes the step fail besides an invalid input. `error`: every keyword failed, arXiv rejected a query, or \
         publishing failed. `partial`: any keyword failed. `never`: nothing; failures are only annotated."),
    Input::new("time-budget", Group::Run, Text("DURATION"), Literal("20m"),
        "Time for arXiv, waiting and retries included: from `10s` to `6h`, such as `90s` or `1h30m`."),
    Input::new("contact", Group::Run, Text("CONTACT"), Unset,
        "E-mail address or URL by which arXiv can reach you. It is added to the User-Agent header."),
    Input::new("explain", Group::Run, Text("ID"), Unset,
        "arXiv identifier of a paper. The run writes nothing and says why each keyword lists the paper or not. On the command \
         line: `daily-papers explain ID`.").not_in_file(),
    Input::new("offline", Group::Run, Choice(&["true", "false"]), Literal("false"),
        "Write the page again from the data file and the notes, without any request to arXiv.").not_in_file(),
    Input::new("arxiv-url", Group::Run, Text("URL"), Literal("https://export.arxiv.org/api/query"),
        "Address of arXiv's API or of a mirror: https (http only on the same machine), without query and fragment.")
        .not_in_file(),
    Input::new("summary-url", Group::Summaries, Text("URL"), Unset,
        "Base address of an OpenAI-compatible API, such as `https://models.github.ai/inference`: https, or http to a private \
         address. A run then asks it for summaries of listed papers, and keeps them in the notes file."),
    Input::new("summary-model", Group::Summaries, Text("MODEL"), Unset,
        "Name of the model, as the API knows it. Required with `summary-url`."),
    Input::new("summary-token", Group::Summaries, Text("TOKEN"), Unset,
        "Token for `summary-url`, which is sent nowhere else. It needs https, except on the same machine. On the command line, \
         set the environment variable `INPUT_SUMMARY_TOKEN`; there is no flag.").not_in_file(),
    Input::new("summary-prompt", Group::Summaries, Text("PROMPT"), Described("one sentence of at most 40 words"),
        "Instructions for the model, or the path of a Tera template in the repository. A change of it replaces the summaries \
         that the model wrote."),
    Input::new("summary-language", Group::Summaries, Text("LANGUAGE"), Literal("English"),
        "Language that the built-in prompt asks for. A template sees it as `language`."),
    Input::new("summary-max", Group::Summaries, Number(1, 1000), Literal("50"),
        "Maximum number of summaries to ask for in a run. Newest papers come first."),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_contiguous() {
        let groups: Vec<Group> = INPUTS.iter().map(|input| input.group).collect();
        let mut order = groups.clone();
        order.dedup();
        assert_eq!(order, Group::ALL);
    }

    /// The runner evaluates `${{ … }}` in a description, and then refuses the action.
    #[test]
    fn descriptions_hold_no_expression() {
        for input in INPUTS {
            assert!(!input.description().contains("${{"), "{}", input.name);
        }
    }

    #[test]
    fn description_names_allowed_values_and_default() {
        let description = |name| Input::named(name).unwrap().description();
        assert!(description("max-results").ends_with(" Allowed: 1 to 1000. Default: `100`."));
        assert!(
            description("sort")
                .ends_with(" Allowed: `updated`, `submitted`, `relevance`. Default: `updated`.")
        );
        assert!(description("branch").ends_with(" Default: the repository's default branch."));
        assert!(!description("contact").contains("Default"));
    }
}
