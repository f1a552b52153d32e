//! The contract's tables of inputs and keywords, sentence by sentence.

use proptest::prelude::*;

use super::*;
use crate::env::Env;
use crate::keyword::{Author, Keyword, Venue};
use crate::keyword::{Fields, MatchMode, Query, Sort, Term, Withdrawn};

/// What a user gave: flags, `INPUT_*` and other variables, the file.
#[derive(Clone, Default)]
struct User {
    args: Vec<String>,
    variables: Vec<(String, String)>,
    file: Option<Vec<u8>>,
}

impl User {
    /// Someone in a workflow, with one keyword.
    fn new() -> Self {
        Self::bare().input("keywords", "DARTS")
    }

    /// Someone in a workflow.
    fn bare() -> Self {
        Self::default()
            .variable("GITHUB_ACTIONS", "true")
            .variable("INPUT_TOKEN", "t0ken")
            .variable("GITHUB_REPOSITORY", "me/papers")
    }

    fn flag(mut self, name: &str, value: &str) -> Self {
        self.args.push(format!("--{name}={value}"));
        self
    }

    fn variable(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    fn input(self, name: &str, value: &str) -> Self {
        self.variable(&format!("INPUT_{}", name.to_uppercase()), value)
    }

    fn file(mut self, text: impl AsRef<[u8]>) -> Self {
        self.file = Some(text.as_ref().to_vec());
        self
    }

    fn inputs(&self) -> (RawInputs, Env) {
        let mut env = Env::new(self.variables.clone());
        env.args.clone_from(&self.args);
        match Invocation::read(&env).unwrap() {
            Invocation::Run(inputs) => (inputs, env),
            Invocation::Print(text) => panic!("{text}"),
        }
    }

    fn run_target(&self) -> Result<RunTarget, Error> {
        let (inputs, env) = self.inputs();
        RunTarget::resolve(&inputs, &env)
    }

    fn resolve(&self) -> Result<(Config, RunTarget), Error> {
        let run_target = self.run_target()?;
        let config = Config::resolve(&self.inputs().0, self.file.as_deref(), &run_target)?;
        Ok((config, run_target))
    }

    #[track_caller]
    fn config(&self) -> Config {
        self.resolve().unwrap_or_else(|reason| panic!("{reason}")).0
    }

    /// The problems, each as it is shown.
    #[track_caller]
    fn problems(&self) -> Vec<String> {
        match self.resolve() {
            Err(Error::Inputs { problems, .. }) => {
                let shown: Vec<_> = problems.iter().map(ToString::to_string).collect();
                assert!(!shown.concat().contains("t0ken"), "a secret is shown");
                shown
            }
            other => panic!("{other:?}"),
        }
    }

    #[track_caller]
    fn problem(&self) -> String {
        let problems = self.problems();
        let [problem] = problems.as_slice() else { panic!("{problems:#?}") };
        problem.clone()
    }
}

/// What became of an input, in words.
fn seen(name: &str, config: &Config, run_target: &RunTarget) -> String {
    let keyword = &config.keywords[0];
    let texts = |terms: &[Term]| terms.iter().map(Term::text).collect::<Vec<_>>().join(",");
    match name {
        "keywords" => keyword.name.clone(),
        "config" => run_target.config.to_string(),
        "categories" => keyword.categories.iter().map(ToString::to_string).collect::<Vec<_>>().join(","),
        "exclude" => texts(&keyword.exclude),
        "fields" => format!("{:?}", keyword.fields),
        "match" => format!("{:?}", keyword.match_mode),
        "max-results" => keyword.max_results.to_string(),
        "sort" if keyword.by_relevance => "relevance".to_owned(),
        "sort" => format!("{:?}", keyword.sort),
        "like" => {
            let ids = config.like.ids.iter().map(ToString::to_string);
            ids.chain(config.like.files.iter().map(ToString::to_string)).collect::<Vec<_>>().join(",")
        }
        "min-relevance" => config.like.min_relevance.to_string(),
        "cross-lists" => keyword.cross_lists.to_string(),
        "withdrawn" => format!("{:?}", keyword.withdrawn),
        "duplicates" => format!("{:?}", config.page.duplicates),
        "readme" => config.page.readme.to_string(),
        "section" => config.page.section.clone(),
        "on-missing-marker" => format!("{:?}", config.page.on_missing_marker),
        "template" => format!("{:?}", config.page.template),
        "columns" => format!("{:?}", config.page.columns),
        "math" => format!("{:?}", config.page.math),
        "extra-files" => {
            let file = |file: &ExtraFile| format!("{} {:?} {:?}", file.path, file.template, file.format);
            config.extra_files.iter().map(file).collect::<Vec<_>>().join(",")
        }
        "history" | "history-from" | "history-template" => seen_of_history(name, config),
        "data-file" => config.page.data_file.to_string(),
        "notes" => config.notes.path.as_ref().map(ToString::to_string).unwrap_or_default(),
        "timezone" => config.page.timezone.iana_name().unwrap().to_owned(),
        "mode" => format!("{:?}", run_target.mode),
        "explain" => match &run_target.command {
            Command::Explain(id) => id.as_str().to_owned(),
            _ => String::new(),
        },
        "token" => run_target.token.as_ref().map_or("none", |token| token.expose()).to_owned(),
        "repository" => run_target.repository.as_ref().unwrap().to_string(),
        "branch" => run_target.branch.clone().unwrap_or_default(),
        "commit-message" => config.run.commit_message.clone(),
        "pull-request-branch" => config.run.pull_request_branch.clone(),
        "issue" => format!("{:?}", config.notify.when),
        "issue-title" => config.notify.title.clone(),
        "issue-labels" => config.notify.labels.join(","),
        "issue-max-results" => config.notify.max_results.to_string(),
        "issue-template" => config.notify.template.as_ref().map(ToString::to_string).unwrap_or_default(),
        "close-previous-issues" => config.notify.close_previous.to_string(),
        "fail-on" => format!("{:?}", config.run.fail_on),
        "time-budget" => config.run.time_budget.as_secs().to_string(),
        "contact" => config.run.contact.clone().unwrap_or_default(),
        "offline" => run_target.offline.to_string(),
        "arxiv-url" => run_target.arxiv_url.clone(),
        other => seen_of_summaries(other, config.notes.summaries.as_ref()),
    }
}

fn seen_of_history(name: &str, config: &Config) -> String {
    let Some(history) = &config.history else { return String::new() };
    match name {
        "history" => history.files.directory.to_string(),
        "history-from" => history.from.map(|month| month.to_string()).unwrap_or_default(),
        _ => history.template.as_ref().map(ToString::to_string).unwrap_or_default(),
    }
}

fn seen_of_summaries(name: &str, summaries: Option<&SummaryConfig>) -> String {
    match name {
        "summary-url" => summaries.map(|it| it.url.clone()).unwrap_or_default(),
        "summary-model" => summaries.map(|it| it.model.clone()).unwrap_or_default(),
        "summary-token" => {
            let token = summaries.and_then(|it| it.token.as_ref());
            token.map_or("none", |token| token.expose()).to_owned()
        }
        "summary-prompt" => format!("{:?}", summaries.unwrap().prompt),
        "summary-language" => summaries.unwrap().language.clone(),
        "summary-max" => summaries.unwrap().max.to_string(),
        other => panic!("{other}"),
    }
}

/// Of every input: a value by flag, by `INPUT_*` and in the file (not †), and the default, each with what is seen of it.
type Row = (&'static str, [(&'static str, &'static str); 3], &'static str);

#[rustfmt::skip]
const ROWS: &[Row] = &[
    ("keywords", [("A", "A"), ("B", "B"), ("C", "C")], ""),
    ("categories", [("cs.LG, cs.CV", "cs.LG,cs.CV"), ("math.*", "math.*"), ("[hep-th, cs.AI]", "hep-th,cs.AI")], ""),
    ("exclude", [("a b\nc", "a b,c"), ("d", "d"), ("[e, 'f']", "e,f")], ""),
    ("cross-lists", [("false", "false"), ("true", "true"), ("false", "false")], "true"),
    ("fields", [("all", "All"), ("title", "Title"), ("abstract", "Abstract")], "TitleOrAbstract"),
    ("match", [("exact", "Exact"), ("arxiv", "Arxiv"), ("exact", "Exact")], "Smart"),
    ("max-results", [("1", "1"), ("1000", "1000"), ("7", "7")], "100"),
    ("sort", [("submitted", "Submitted"), ("updated", "Updated"), ("relevance", "relevance")], "Updated"),
    ("like", [("arXiv:2504.20079v2", "2504.20079"), ("refs.bib\nhttps://arxiv.org/abs/hep-th/9901001", "hep-th/9901001,refs.bib"),
        ("[a/b.bib, a/b.bib]", "a/b.bib")], ""),
    ("min-relevance", [("1", "1"), ("100", "100"), ("007", "7")], "0"),
    ("withdrawn", [("drop", "Drop"), ("mark", "Mark"), ("drop", "Drop")], "Mark"),
    ("duplicates", [("first", "First"), ("all", "All"), ("first", "First")], "All"),
    ("readme", [("a.md", "a.md"), ("./b.md", "b.md"), ("c d.md", "c d.md")], "README.md"),
    ("section", [("a", "a"), ("b-1", "b-1"), ("2025", "2025")], "daily-papers"),
    ("on-missing-marker", [("replace", "Replace"), ("fail", "Fail"), ("replace", "Replace")], "Append"),
    ("template", [("list", "List"), ("compact", "Compact"), ("a.md", "File(RepoPath(\"a.md\"))")], "Table"),
    ("columns", [("date,title", "[Date, Title]"), ("venue pdf code", "[Venue, Pdf, Code]"), ("[title, authors]", "[Title, Authors]")],
     "[Title, Date, Abstract, Comment]"),
    ("math", [("text", "Text"), ("keep", "Keep"), ("text", "Text")], "Keep"),
    ("timezone", [("Asia/Shanghai", "Asia/Shanghai"), ("utc", "UTC"), ("Europe/Paris", "Europe/Paris")], "UTC"),
    ("extra-files", [("- {path: a.atom, template: atom}", "a.atom Atom Xml"),
               ("[{path: b.txt, template: t.md}]", "b.txt File(RepoPath(\"t.md\")) Text"),
               ("\n- path: c.bib\n  template: bibtex\n- {path: d, template: page}", "c.bib Bibtex Bibtex,d Page Html")], ""),
    ("history", [("a", "a"), ("b/c/", "b/c"), ("none", "")], ""),
    ("history-from", [("2024-01", "2024-01"), ("1991-08", "1991-08"), ("2026-11", "2026-11")], ""),
    ("history-template", [("a.md", "a.md"), ("b.md", "b.md"), ("c.md", "c.md")], ""),
    ("data-file", [("a.json", "a.json"), ("b.json", "b.json"), ("c.json", "c.json")], ".github/daily-papers.json"),
    ("notes", [("a.json", "a.json"), ("none", ""), ("c.json", "c.json")], ""),
    ("config", [("a.yml", "a.yml"), ("b.yml", "b.yml"), ("", "")], ".github/daily-papers.yml"),
    ("mode", [("dry-run", "DryRun"), ("local", "Local"), ("", "")], "Commit"),
    ("token", [("", ""), ("input", "input"), ("", "")], "environment"),
    ("repository", [("a/b", "a/b"), ("c/d", "c/d"), ("", "")], "me/papers"),
    ("branch", [("a", "a"), ("b", "b"), ("", "")], ""),
    ("commit-message", [("a", "a"), ("b {{ date }}", "b {{ date }}"), ("c", "c")],
     "Update papers: {{ new_count }} new, {{ revised_count }} revised"),
    ("pull-request-branch", [("a", "a"), ("b/c", "b/c"), ("d", "d")], "daily-papers/update"),
    ("issue", [("new", "New"), ("always", "Always"), ("new", "New")], "None"),
    ("issue-title", [("a", "a"), ("b", "b"), ("c", "c")], "New papers: {{ new_count }} ({{ date }})"),
    ("issue-labels", [("a b, c", "a b,c"), ("a\nb", "a,b"), ("[a, 'b, c']", "a,b, c")], ""),
    ("issue-max-results", [("1", "1"), ("2", "2"), ("3", "3")], "15"),
    ("issue-template", [("a.md", "a.md"), ("b.md", "b.md"), ("c.md", "c.md")], ""),
    ("close-previous-issues", [("true", "true"), ("false", "false"), ("true", "true")], "false"),
    ("fail-on", [("partial", "Partial"), ("never", "Never"), ("partial", "Partial")], "Error"),
    ("time-budget", [("90s", "90"), ("1h", "3600"), ("1h30m", "5400")], "1200"),
    ("contact", [("a@b.org", "a@b.org"), ("https://c.org", "https://c.org"), ("d", "d")], ""),
    ("explain", [("2504.20079", "2504.20079"), ("2504.00001", "2504.00001"), ("", "")], ""),
    ("offline", [("true", "true"), ("true", "true"), ("", "")], "false"),
    ("arxiv-url", [("https://a.org/q", "https://a.org/q"), ("http://127.0.0.1:1/q", "http://127.0.0.1:1/q"), ("", "")],
     "https://export.arxiv.org/api/query"),
    ("summary-url", [("https://a.org/v1/", "https://a.org/v1"), ("http://10.0.0.1/v1", "http://10.0.0.1/v1"),
                     ("http://ollama:11434/v1", "http://ollama:11434/v1")], ""),
    ("summary-model", [("a", "a"), ("b/c:d", "b/c:d"), ("e", "e")], ""),
    ("summary-token", [("", ""), ("input", "input"), ("", "")], "none"),
    ("summary-prompt", [("One line.", "Text(\"One line.\")"), ("Short.\nPlease.", "Text(\"Short.\\nPlease.\")"),
                        ("p.md", "File(RepoPath(\"p.md\"))")], "BuiltIn"),
    ("summary-language", [("German", "German"), ("\u{4e2d}\u{6587}", "\u{4e2d}\u{6587}"), ("French", "French")], "English"),
    ("summary-max", [("1", "1"), ("2", "2"), ("3", "3")], "50"),
];

#[test]
fn flag_then_input_then_file_then_default() {
    let rows: Vec<_> = ROWS.iter().map(|row| row.0).collect();
    let all: Vec<_> = INPUTS.iter().map(|input| input.name).collect();
    assert_eq!(rows, all, "the table covers every input");
    for &(name, [flag, input, file], default) in ROWS {
        let mut user = User::default()
            .variable("GITHUB_TOKEN", "environment")
            .variable("GITHUB_REPOSITORY", "me/papers");
        // Summaries need an address and a model.
        if name.starts_with("summary-") && name != "summary-url" {
            user = user.input("summary-url", "https://a.org/v1");
        }
        if name.starts_with("summary-") && name != "summary-model" {
            user = user.input("summary-model", "m");
        }
        let check = |user: &User, expected: &str| {
            let (config, run_target) = user.resolve().unwrap_or_else(|reason| panic!("{name}: {reason}"));
            assert_eq!(seen(name, &config, &run_target), expected, "{name}");
        };
        if name != "keywords" {
            user = user.flag("keywords", "DARTS");
            if name != "summary-model" {
                check(&user, default);
            }
        }
        if ["sort", "min-relevance"].contains(&name) {
            user = user.flag("like", "refs.bib");
        }
        if ["history-template", "history-from"].contains(&name) {
            user = user.flag("history", "h");
        }
        if Input::named(name).unwrap().in_file {
            user = user.file(format!("{name}: {}\n", file.0));
            check(&user, file.1);
        } else {
            // A named configuration file must be there.
            user = user.file("");
        }
        user = user.input(name, input.0);
        check(&user, input.1);
        if name.ends_with("token") {
            continue;
        }
        check(&user.clone().flag(name, ""), input.1);
        check(&user.clone().flag(name, flag.0), flag.1);
    }
}

#[test]
fn every_allowed_value_of_the_table_is_accepted() {
    for input in INPUTS {
        let numbers = match input.takes {
            Takes::Number(least, most) => vec![least.to_string(), most.to_string()],
            _ => vec![],
        };
        for value in input.takes.words().iter().map(|word| (*word).to_owned()).chain(numbers) {
            let user = User::new().flag("like", "refs.bib").flag(input.name, &value);
            assert!(user.resolve().is_ok(), "{} {value}: {:?}", input.name, user.resolve());
        }
    }
}

#[test]
fn empty_values_in_the_file_are_unset() {
    let config =
        User::new().file("max-results:\nreadme: ''\ncategories: []\nexclude: |\n\ncolumns: \" \"\n").config();
    assert_eq!(config.keywords[0].max_results, 100);
    assert_eq!(config.page.readme.as_str(), "README.md");
    assert_eq!(config.page.columns.len(), 4);
}

/// Of every input that can be wrong: a value, and what is said to be allowed.
#[rustfmt::skip]
const WRONG: &[(&str, &str, &str)] = &[
    ("categories", "cs", "did you mean `cs.*`?"),
    ("categories", "cs.LG.X", "is not an arXiv category"),
    ("categories", "CV", "did you mean `cs.CV`"),
    ("exclude", "++", "no letter or digit"),
    ("cross-lists", "yes", "`true`, `false`"),
    ("fields", "summary", "`title-and-abstract`"),
    ("match", "fuzzy", "`smart`, `exact`, `arxiv`"),
    ("max-results", "0", "from 1 to 1000"),
    ("max-results", "1001", "from 1 to 1000"),
    ("max-results", "many", "from 1 to 1000"),
    ("sort", "date", "`updated`, `submitted`, `relevance`"),
    ("like", "refs", "arXiv identifier"),
    ("like", "../refs.bib", "a path in the repository"),
    ("min-relevance", "101", "from 0 to 100"),
    ("withdrawn", "hide", "`mark`, `drop`"),
    ("duplicates", "none", "`all`, `first`"),
    ("readme", "../x", "a path in the repository"),
    ("readme", ".github/workflows/x.yml", "workflow"),
    ("section", "Papers", "lowercase letters"),
    ("on-missing-marker", "ignore", "`append`, `replace`, `fail`"),
    ("template", "/x", "a path in the repository"),
    ("columns", "tltle", "`title`, `date`, `abstract`, `comment`, `authors`, `categories`, `venue`, `pdf`, `code`"),
    ("data-file", "/x", "a path in the repository"),
    ("data-file", "none", "cannot be turned off"),
    ("timezone", "Beijing", "IANA"),
    ("fail-on", "always", "`error`, `partial`, `never`"),
    ("time-budget", "7h", "`10s` to `6h`"),
    ("contact", "a (b)", "without parentheses"),
    ("config", "/x", "a path in the repository"),
    ("mode", "push", "`commit`, `pull-request`, `local`, `dry-run`"),
    ("repository", "papers", "`owner/name`"),
    ("branch", "a..b", "not a valid branch name"),
    ("arxiv-url", "http://arxiv.org/", "https"),
    ("issue", "daily", "`none`, `new`, `always`"),
    ("issue-labels", "012345678901234567890123456789012345678901234567890", "longer than 50"),
    ("issue-max-results", "0", "from 1 to 1000"),
    ("issue-template", "/x", "a path in the repository"),
    ("close-previous-issues", "yes", "`true`, `false`"),
    ("pull-request-branch", "a b", "not a valid branch name"),
];

#[test]
fn invalid_value_names_input_origin_and_allowed_values() {
    for &(name, value, allowed) in WRONG {
        let is = |user: User, origin: &str| {
            let problem = user.problem();
            assert!(problem.starts_with(&format!("`{name}` ({origin}): `{value}` ")), "{problem}");
            assert!(problem.contains(allowed), "{problem}");
        };
        is(User::new().flag(name, value), "flag");
        is(User::new().input(name, value), "input");
        if Input::named(name).unwrap().in_file {
            is(User::new().file(format!("# \n\n{name}: '{value}'\n")), "in .github/daily-papers.yml, line 3");
        }
    }
}

#[test]
fn inputs_that_do_not_go_together_are_refused() {
    let user = User::new().flag("mode", "pull-request").flag("branch", "a").flag("pull-request-branch", "a");
    let user = user.variable("GITHUB_TOKEN", "environment").variable("GITHUB_REPOSITORY", "me/papers");
    assert!(
        user.problem().contains("`pull-request-branch` (flag): is the base branch"),
        "{}",
        user.problem()
    );
    let user = User::new().flag("issue-template", "README.md");
    assert!(user.problem().ends_with("is also the path of `readme`"), "{}", user.problem());
    for (input, value) in [("sort", "relevance"), ("min-relevance", "20"), ("columns", "title, relevance")] {
        let problem = User::new().flag(input, value).problem();
        assert!(problem.starts_with(&format!("`{input}` (flag): ")), "{problem}");
        assert!(problem.contains("needs `like`. Add `like` with arXiv identifiers"), "{problem}");
    }
    let keyword = "keywords:\n- {name: a, sort: relevance}\n";
    assert!(User::bare().file(keyword).problem().contains("for the keyword `a`, which needs `like`"));
    let user = User::new().flag("like", "a.bib").flag("extra-files", "- {path: a.bib, template: bibtex}");
    assert!(user.problem().ends_with("`extra-files` (flag): `a.bib` is also the path of `like`"));
    let warnings = User::new().flag("issue", "new").flag("mode", "local").config().warnings;
    assert_eq!(warnings, ["`issue` has no effect under `mode: local`"]);
}

#[test]
fn all_wrong_inputs_are_named_in_one_go() {
    let file = "sort: up\nmax-result: 5\nkeywords:\n- name: a\n  fields: b\n- '!!'\n";
    let user = User::bare().flag("max-results", "0").input("timezone", "x").file(file);
    let problems = user.problems();
    let starts = [
        "`max-result` (in .github/daily-papers.yml, line 2): is not an input; did you mean `max-results`?",
        "`max-results` (flag): `0`",
        "`sort` (in .github/daily-papers.yml, line 1): `up`",
        "`fields` of keyword `a` (in .github/daily-papers.yml, line 5): `b`",
        "`keywords` of keyword 2 (in .github/daily-papers.yml, line 6): `!!`",
        "`timezone` (input): `x`",
    ];
    assert_eq!(problems.len(), starts.len(), "{problems:#?}");
    for (problem, start) in problems.iter().zip(starts) {
        assert!(problem.starts_with(start), "{problem}");
    }
    let text = user.resolve().unwrap_err().to_string();
    assert!(text.starts_with("6 inputs are invalid:\n- "), "{text}");
}

#[test]
fn rest_is_checked_when_file_is_missing() {
    let user = User::bare().flag("branch", "a b").flag("max-results", "0");
    let problems = user.problems();
    assert_eq!(problems.len(), 2, "the keywords may be in the file: {problems:#?}");
    assert!(matches!(user.run_target(), Err(Error::Inputs { .. })));
}

mod the_place {
    use super::*;

    #[test]
    fn has_githubs_addresses_by_default_and_by_environment() {
        let run_target = User::new().run_target().unwrap();
        assert_eq!(run_target.api_url, "https://api.github.com");
        assert_eq!(run_target.graphql_url, "https://api.github.com/graphql");
        assert_eq!(run_target.server_url, "https://github.com");
        let user = User::new()
            .variable("GITHUB_API_URL", "https://ghes.example/api/v3/")
            .variable("GITHUB_GRAPHQL_URL", "https://ghes.example/api/graphql")
            .variable("GITHUB_SERVER_URL", "https://ghes.example");
        let run_target = user.run_target().unwrap();
        assert_eq!(run_target.api_url, "https://ghes.example/api/v3");
        assert_eq!(run_target.graphql_url, "https://ghes.example/api/graphql");
        let problem = User::new().variable("GITHUB_API_URL", "api.github.com").problem();
        assert!(
            problem.starts_with("`GITHUB_API_URL` (from GITHUB_API_URL): `api.github.com` "),
            "{problem}"
        );
    }

    #[test]
    fn needs_a_token_where_a_repository_is_named() {
        let user = |mode| User::default().flag("keywords", "A").flag("mode", mode);
        for mode in ["commit", "pull-request", "dry-run"] {
            let problem = user(mode).flag("repository", "a/b").problem();
            assert!(problem.starts_with("`token`: is missing, and a/b cannot"), "{problem}");
            assert!(problem.contains("`GITHUB_TOKEN`"), "{problem}");
            let target = user(mode).flag("repository", "a/b").variable("GITHUB_TOKEN", "x").run_target();
            assert_eq!(target.unwrap().source(), "a/b, its default branch");
        }
        let problem = user("commit").variable("GITHUB_TOKEN", "x").problem();
        assert!(
            problem.starts_with("`repository`: is missing. Name a repository as `owner/name`"),
            "{problem}"
        );
        let problem = user("commit").problem();
        assert!(problem.contains("--mode local"), "{problem}");
        let problem = user("commit").variable("GITHUB_REPOSITORY", "x").problem();
        assert!(problem.starts_with("`repository` (from GITHUB_REPOSITORY): `x` is not"), "{problem}");
    }

    #[test]
    fn is_the_directory_outside_actions_by_default() {
        let user = User::default()
            .variable("GITHUB_TOKEN", "x")
            .variable("GITHUB_REPOSITORY", "a/b")
            .flag("keywords", "A");
        for mode in ["dry-run", "local"] {
            let target = user.clone().flag("mode", mode).run_target().unwrap();
            assert_eq!((target.source().as_str(), target.token.is_some()), ("the working directory", false));
        }
        let target = user.variable("GITHUB_ACTIONS", "true").flag("mode", "dry-run").flag("branch", "c");
        assert_eq!(target.run_target().unwrap().source(), "a/b, branch c");
    }

    #[test]
    fn says_that_a_workflows_secret_is_empty() {
        let user = User::default().variable("GITHUB_ACTIONS", "true").variable("GITHUB_REPOSITORY", "a/b");
        let problem = user.input("token", "").input("keywords", "A").problem();
        assert!(problem.starts_with("`token`: is empty. The secret behind it"), "{problem}");
    }

    #[test]
    fn never_shows_a_token() {
        let user = User::default()
            .variable("GITHUB_REPOSITORY", "a/b")
            .flag("keywords", "A")
            .input("token", "t0ken with space");
        let problem = user.problem();
        assert!(problem.starts_with("`token` (input): contains spaces"), "{problem}");
        let run_target = User::new().run_target().unwrap();
        assert!(!format!("{run_target:?}").contains("t0ken"));
        let problem = User::new().flag("repository", "ghp_abc").problem();
        assert!(problem.contains("`***` is not"), "{problem}");
    }

    #[test]
    fn guesses_the_paths_of_the_first_query() {
        let guess = |user: User| {
            let (inputs, env) = user.inputs();
            let paths = RunTarget::resolve(&inputs, &env).unwrap().candidate_paths(&inputs);
            paths.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(
            guess(User::new()),
            ".github/daily-papers.json .github/daily-papers.yaml .github/daily-papers.yml README.md"
        );
        let user = User::new()
            .flag("section", "ml")
            .flag("template", "t.md")
            .flag("readme", "a.md")
            .flag("config", "c.yml");
        assert_eq!(guess(user), ".github/ml.json a.md c.yml t.md");
        assert_eq!(
            guess(User::new().flag("data-file", "/y").flag("readme", "/x")),
            ".github/daily-papers.yaml .github/daily-papers.yml"
        );
    }
}

mod the_file {
    use super::*;

    #[test]
    fn may_be_missing_at_its_default_path_only() {
        User::new().config();
        let problem = User::new().flag("config", "papers.yml").problem();
        assert_eq!(problem, "`config` (flag): `papers.yml` does not exist");
        let user = User::bare().flag("config", "papers.yml").file("max-results: 0\nkeywords: A\n");
        assert!(user.problem().starts_with("`max-results` (in papers.yml, line 1): `0`"));
    }

    #[test]
    fn may_be_empty() {
        for text in ["", "# nothing\n", "---\n", "{}", "\u{feff}\n"] {
            assert_eq!(User::new().file(text).config().keywords[0].name, "DARTS", "{text}");
        }
    }

    #[test]
    fn may_have_windows_line_ends_and_a_mark() {
        let config = User::bare().file("\u{feff}max-results: 5\r\nkeywords: |\r\n  A b\r\n  C\r\n").config();
        assert_eq!(config.keywords.len(), 2);
        assert_eq!((config.keywords[0].name.as_str(), config.keywords[1].max_results), ("A b", 5));
    }

    #[test]
    fn holds_no_token_and_no_location() {
        for name in INPUTS.iter().filter(|input| !input.in_file).map(|input| input.name) {
            let problem = User::new().file(format!("max-results: 5\n{name}: t0ken\n")).problem();
            let start = format!("`{name}` (in .github/daily-papers.yml, line 2): must not be in ");
            assert!(problem.starts_with(&start), "{problem}");
            assert_eq!(problem.contains("Revoke"), name.ends_with("token"), "{problem}");
        }
    }

    #[test]
    fn names_unknown_and_repeated_keys_with_their_lines() {
        let problem = User::new().file("\n\nmax_results: 5\n").problem();
        assert_eq!(
            problem,
            "`max_results` (in .github/daily-papers.yml, line 3): is not an input; did you mean `max-results`?"
        );
        let problem = User::new().file("data: a.json\n").problem();
        assert!(problem.contains("line 1)") && problem.ends_with("its name is `data-file`"), "{problem}");
        let problem = User::new().file("zebra: 5\n").problem();
        assert!(problem.ends_with("is not an input"), "{problem}");
        let problem = User::bare().file("keywords:\n- a\nkeywords:\n- b\n").problem();
        assert!(problem.ends_with("line 3): is already in line 1"), "{problem}");
        let problem = User::new().file("sort: updated\nreadme: a.md\nsort: submitted\n").problem();
        assert_eq!(problem, "`sort` (in .github/daily-papers.yml, line 3): is already in line 1");
    }

    #[test]
    fn is_refused_as_a_whole_with_a_line() {
        for (text, line, says) in [
            (&b"readme: a\nsort: \xff\n"[..], 2, "is not UTF-8"),
            (b"\xff", 1, "is not UTF-8"),
            (b"readme: a\nexclude:\n\t- b\n", 3, "not valid YAML"),
            (b"readme: &a b\n", 1, "anchor"),
            (b"readme: !b c\n", 1, "tag"),
            (b"readme: a\n---\nreadme: b\n", 2, "second YAML document"),
            (b"- DARTS\n", 1, "has no `input: value` lines"),
            (b"max-results:5\n", 1, "with a space after the colon"),
            (b"max-results: 5: 6\n", 1, "not valid YAML"),
        ] {
            let text = [text, b""].concat();
            // The other inputs are checked all the same, but missing keywords are not reported, as they may be in the file.
            let problems = User::bare().flag("max-results", "0").file(&text).problems();
            assert_eq!(problems.len(), 2, "{problems:#?}");
            let start = format!("`config` (in .github/daily-papers.yml, line {line}): ");
            assert!(problems[0].starts_with(&start) && problems[0].contains(says), "{problems:#?}");
        }
    }

    #[test]
    fn gives_one_value_where_one_is_taken() {
        let problem = User::new().file("max-results: [1, 2]\n").problem();
        assert_eq!(
            problem,
            "`max-results` (in .github/daily-papers.yml, line 1): must be one value, not a list or a map"
        );
        let problem = User::new().file("categories:\n  cs: LG\n").problem();
        assert!(problem.contains("must be a list or a text, not a map"), "{problem}");
        let problem = User::new().file("exclude:\n- a\n- [b]\n").problem();
        assert!(problem.contains("line 3): must be one value"), "{problem}");
    }

    proptest! {
        #[test]
        fn of_any_words_gives_the_same_result_twice(
            parts in prop::collection::vec(prop::sample::select(&[
                "keywords:", "exclude: ", "name: ", "any: ", "max-results: ", "cs.LG", "A", "5", "- ", "\n", "\n  ",
                "\n    ", "[", "]", "{", "}", ", ", "|\n", ">\n", "#", "'", "\"", "token: ", "none", "\t",
            ][..]), 0..30),
        ) {
            let user = User::bare().file(parts.concat());
            let result = || user.resolve().map(|(config, _)| format!("{config:?}")).map_err(|error| error.to_string());
            prop_assert_eq!(result(), result());
        }
    }
}

mod files {
    use super::*;

    #[test]
    fn are_escaped_as_their_path_ends() {
        for (path, format) in [
            ("a.md", OutputFormat::Markdown),
            ("docs/A.HTML", OutputFormat::Html),
            ("a.b.rss", OutputFormat::Xml),
            ("a.bib", OutputFormat::Bibtex),
            ("a.json", OutputFormat::Json),
            ("a.txt", OutputFormat::Text),
        ] {
            let files = format!("- {{path: {path}, template: t/x}}");
            assert_eq!(
                User::new().flag("extra-files", &files).config().extra_files[0].format,
                format,
                "{path}"
            );
        }
    }

    /// All that is wrong is said at once, each with its line.
    #[test]
    fn are_wrong_in_one_go() {
        let text = "\
extra-files:
- path: ../x
  template: atom
- path: README.md
  template: atom
- path: a.atom
  template: rss
- path: a.rst
  template: mine.rst
- {path: b.svg, template: chart}
- {path: b.svg, templat: chart}
- c.atom
- path: .github/workflows/x.yml
";
        let problems = User::new().file(text).problems();
        let expected = [
            (
                "`path` of extra file 1 (in .github/daily-papers.yml, line 2): `../x` ",
                "a path in the repository",
            ),
            (
                "`template` of extra file `a.atom` (in .github/daily-papers.yml, line 7): `rss` ",
                "`atom`, `bibtex`, `chart`, `json`, `page`",
            ),
            ("`path` of extra file `a.rst` (in .github/daily-papers.yml, line 8): `a.rst` ", "`.html`"),
            (
                "`templat` of extra file 6 (in .github/daily-papers.yml, line 11): is not a key",
                "did you mean `template`?",
            ),
            ("`template` of extra file `b.svg` (in .github/daily-papers.yml, line 11): is missing", ""),
            ("`extra-files` of extra file 7", "must have a `path: …`"),
            ("`path` of extra file 8 (in .github/daily-papers.yml, line 13): ", "workflow"),
            ("`template` of extra file 8 (in .github/daily-papers.yml, line 13): is missing", ""),
            (
                "`extra-files` (in .github/daily-papers.yml, line 2): `README.md` is also the path of `readme`",
                "",
            ),
        ];
        assert_eq!(problems.len(), expected.len(), "{problems:#?}");
        for (problem, (start, says)) in problems.iter().zip(expected) {
            assert!(problem.starts_with(start) && problem.contains(says), "{problem}");
        }
    }

    #[test]
    fn do_not_get_in_each_others_way() {
        let says = |files: &str| User::new().flag("extra-files", files).problem();
        let twice = says("- {path: a.xml, template: atom}\n- {path: ./a.xml, template: chart}");
        assert_eq!(twice, "`extra-files` (flag): `a.xml` is also the path of another extra file");
        let data = says("- {path: .github/daily-papers.json, template: atom}");
        assert!(data.ends_with("is also the path of `data-file`"), "{data}");
        let template = says("- {path: a.html, template: b.html}\n- {path: b.html, template: page}");
        assert!(template.ends_with("is also the path of a template"), "{template}");
        let below = says("- {path: README.md/a.xml, template: atom}");
        assert!(
            below.ends_with("`README.md/a.xml` and `README.md`, the path of `readme`, cannot both be files"),
            "{below}"
        );
        User::new()
            .flag("extra-files", "- {path: a.html, template: t.x}\n- {path: b.html, template: t.x}")
            .config();
    }

    #[test]
    fn pages_and_feeds_may_have_a_title() {
        let title =
            |files: &str| User::new().flag("extra-files", files).config().extra_files[0].title.clone();
        assert_eq!(
            title("- {path: a.html, template: page, title: Our papers}").as_deref(),
            Some("Our papers")
        );
        assert_eq!(title("- {path: a.atom, template: atom}"), None);
        let problem = User::new().flag("extra-files", "- {path: a.svg, template: chart, title: x}").problem();
        assert!(problem.starts_with("`title` of extra file `a.svg` (flag"), "{problem}");
        assert!(
            problem.ends_with("`x` is only for the templates `atom`, `json` and `page`; remove it here"),
            "{problem}"
        );
    }

    #[test]
    fn are_a_list() {
        let problem = User::new().flag("extra-files", "papers.atom").problem();
        assert_eq!(
            problem,
            "`extra-files` (flag): `papers.atom` is not a YAML list, which starts with `- ` or `[`"
        );
        let problem = User::new().file("extra-files: {path: a, template: atom}").problem();
        assert!(problem.ends_with("line 1): must be a list, not a map"), "{problem}");
        let problem = User::new().flag("extra-files", "- [").problem();
        assert!(problem.contains("starts like a YAML list") && !problem.contains("keyword"), "{problem}");
        let many = "- {path: a, template: atom}\n".repeat(51);
        assert!(
            User::new()
                .flag("extra-files", &many)
                .problem()
                .ends_with("has 51 files; allowed are at most 50")
        );
    }

    #[test]
    fn are_read_in_first_query_if_known() {
        let (inputs, env) =
            User::new().flag("extra-files", "- {path: b.html, template: t.html}\n- {path: x").inputs();
        let run_target = RunTarget::resolve(&inputs, &env).unwrap();
        assert_eq!(run_target.candidate_paths(&inputs).len(), 4, "problems are reported elsewhere");
        let (inputs, env) = User::new().flag("extra-files", "- {path: b.html, template: t.html}").inputs();
        let run_target = RunTarget::resolve(&inputs, &env).unwrap();
        let paths: Vec<_> = run_target.candidate_paths(&inputs).iter().map(ToString::to_string).collect();
        assert_eq!(paths[3..], ["README.md", "b.html", "t.html"]);
    }
}

mod the_files_of_a_run {
    use super::*;

    #[test]
    fn data_file_is_next_to_configuration() {
        let data = |user: User| user.config().page.data_file.to_string();
        assert_eq!(data(User::new().flag("section", "ml")), ".github/ml.json");
    }

    #[test]
    fn are_not_the_same() {
        for (user, says) in [
            (
                User::new().flag("data-file", "README.md"),
                "`data-file` (flag): `README.md` is also the path of `readme`",
            ),
            (
                User::new().input("template", "./README.md"),
                "`template` (input): `README.md` is also the path of `readme`",
            ),
            (
                User::new().flag("data-file", ".github/daily-papers.yml"),
                "`data-file` (flag): `.github/daily-papers.yml` is also the path of `config`",
            ),
            (
                User::new().flag("readme", "docs").flag("data-file", "docs/papers.json"),
                "`data-file` (flag): `docs/papers.json` and `docs`, the path of `readme`, cannot both be files",
            ),
        ] {
            assert_eq!(user.problem(), says);
        }
    }

    #[test]
    fn columns_are_unique() {
        assert_eq!(
            User::new().flag("columns", "title date title").problem(),
            "`columns` (flag): has a column twice"
        );
        assert_eq!(User::new().flag("columns", ", ,").problem(), "`columns` (flag): has no column");
    }
}

mod keywords {
    use super::*;

    fn names(config: &Config) -> Vec<&str> {
        config.keywords.iter().map(|keyword| keyword.name.as_str()).collect()
    }

    fn terms(keyword: &Keyword) -> (Vec<&str>, Vec<&str>) {
        let Query::Terms { any, all } = &keyword.query else { panic!("{keyword:?}") };
        (any.iter().map(Term::text).collect(), all.iter().map(Term::text).collect())
    }

    fn indent(text: &str, by: &str) -> String {
        text.lines().flat_map(|line| [by, line, "\n"]).collect()
    }

    #[test]
    fn are_required() {
        let problem = User::bare().problem();
        assert!(
            problem.starts_with("`keywords`: is missing. ") && problem.contains("one keyword per line"),
            "{problem}"
        );
        User::bare().file("max-results: 5\n").problem();
    }

    #[test]
    fn are_lines() {
        let config =
            User::bare().input("keywords", "\n  Neural Architecture Search \r\n\n\tDARTS\n").config();
        assert_eq!(names(&config), ["Neural Architecture Search", "DARTS"]);
        assert_eq!(terms(&config.keywords[0]), (vec!["Neural Architecture Search"], vec![]));
        assert_eq!(config.warnings, [""; 0]);
    }

    #[test]
    fn may_hold_any_character() {
        let text = "C++ & C#\n\"quoted\" (or) x:y\n#hashtag\n-minus\n{{ x }}|`y` <z>\nü 3D 中文\nkey: value";
        let config = User::bare().input("keywords", text).config();
        assert_eq!(names(&config), text.lines().collect::<Vec<_>>());
        assert_eq!(config.warnings, [""; 0]);
    }

    #[test]
    fn like_an_expression_get_a_warning() {
        for text in
            ["LLM OR robot", "ti:mamba", "1. graphs", "graphs, DARTS", "- {name: a, all: [b, c OR d]}"]
        {
            let config = User::bare().input("keywords", text).config();
            let [warning] = &config.warnings[..] else { panic!("{text}: {:?}", config.warnings) };
            assert!(warning.starts_with("keyword `") && warning.contains("; "), "{warning}");
        }
    }

    #[test]
    fn of_workflow_replace_those_of_file_with_warning() {
        let user = User::bare().file("keywords: A\n").input("keywords", "B");
        let config = user.config();
        assert_eq!(names(&config), ["B"]);
        assert!(
            config.warnings[0].contains("input `keywords` of the workflow replaces"),
            "{:?}",
            config.warnings
        );
    }

    #[test]
    fn of_cv_arxiv_daily_get_the_right_form() {
        let file = "base_url: x\nuser_name: me\nkeywords:\n  \"SLAM\":\n    filters: [\"SLAM\", \"Visual Odometry\"]\n";
        let problem = User::bare().file(file).problem();
        assert!(
            problem.starts_with("`config` (in .github/daily-papers.yml, line 3): looks like"),
            "{problem}"
        );
        assert!(problem.contains("`- {name: SLAM, any: [SLAM, …]}`"), "{problem}");
    }

    #[test]
    fn warn_of_lines_like_lists_or_comments() {
        let config = User::bare().input("keywords", "# my words\nDARTS\n- name: x").config();
        assert_eq!(names(&config), ["# my words", "DARTS", "- name: x"]);
        assert_eq!(config.warnings.len(), 2, "{:?}", config.warnings);
    }

    #[test]
    fn are_warned_of_one_that_looks_like_several() {
        for (text, name, says) in [
            ("keywords:\n  graphs\n  DARTS\n", "graphs DARTS", "`keywords: |`"),
            ("keywords: >\n  graphs\n  DARTS\n", "graphs DARTS", "`keywords: |`"),
        ] {
            let config = User::bare().file(text).config();
            assert_eq!(names(&config), [name]);
            let [warning] = &config.warnings[..] else { panic!("{:?}", config.warnings) };
            assert!(warning.contains(&format!("`{name}` is read as one keyword")), "{warning}");
            assert!(warning.contains(says), "{warning}");
        }
        for text in ["keywords: |\n  a b\n  c\n", "keywords: >\n\n  a b\n"] {
            assert_eq!(User::bare().file(text).config().warnings, [""; 0], "{text}");
        }
    }

    #[test]
    fn explain_that_a_colon_needs_quotes() {
        let problems = User::bare().file("keywords:\n  - AI: a survey\n").problems();
        assert!(problems[0].contains("a keyword that contains `: ` needs quotes"), "{problems:?}");
        let problems = User::bare().file("keywords:\n  - {nam: a, any: b}\n").problems();
        assert!(problems[0].contains("did you mean `name`?"), "{problems:?}");
    }

    #[test]
    fn are_a_yaml_list_in_text_or_file() {
        let list = "- NO\n- 2025\n- 1.10\n- 'C#' # language\n- \"a: b\"\n- >-\n  folded\n  words\n";
        let expected = ["NO", "2025", "1.10", "C#", "a: b", "folded words"];
        let indented = indent(list, "  ");
        for user in [
            User::bare().input("keywords", list),
            User::bare().flag("keywords", &indented),
            User::bare().flag("keywords", &format!("\n{indented}")),
            User::bare().file(format!("keywords:\n{list}")),
            User::bare().file(format!("keywords: |\n{indented}")),
            User::bare().input("keywords", "[NO, 2025, 1.10, 'C#',\n 'a: b', folded words]"),
            User::bare().file("keywords: [NO, 2025, 1.10, 'C#', 'a: b', folded words]"),
            User::bare().file("keywords: '[NO, 2025, 1.10, C#, \"a: b\", folded words]'"),
        ] {
            assert_eq!(names(&user.config()), expected);
        }
    }

    /// The example of the contract.
    #[test]
    fn say_more_in_a_map() {
        let text = "\
- Neural Architecture Search
- name: DARTS                      # the heading
  any: [DARTS, Differentiable Architecture Search]
  all: [image classification]
  exclude: [dart game]
  categories: [cs.LG, cs.CV]
  max-results: 50
  match: exact
  fields: title
  sort: submitted
  withdrawn: drop
  cross-lists: false
- name: Diffusion
  query: 'ti:\"diffusion model\" ANDNOT cat:eess.IV'
- name: NAS
  max-results:
- name: People I follow
  authors: [Ada Lovelace, G. Hopper]
- name: At ICML
  any: [diffusion model]
  venues: [ICML, NeurIPS]
";
        let globals = "exclude: survey\ncategories: stat.ML\nmatch: arxiv\nfields: all\nmax-results: 7\n";
        for user in [User::bare().input("keywords", text), User::bare().flag("keywords", text)] {
            let config = user.file(globals).config();
            let [plain, darts, diffusion, nas, people, icml] = config.keywords.as_slice() else {
                panic!("{config:?}")
            };
            assert_eq!(terms(plain), (vec!["Neural Architecture Search"], vec![]));
            let any = vec!["DARTS", "Differentiable Architecture Search"];
            assert_eq!(terms(darts), (any, vec!["image classification"]));
            let excluded: Vec<_> = darts.exclude.iter().map(Term::text).collect();
            assert_eq!(excluded, ["survey", "dart game"], "adds to the global list");
            let categories: Vec<_> = darts.categories.iter().map(ToString::to_string).collect();
            assert_eq!(categories, ["cs.LG", "cs.CV"], "replaces the global list");
            assert_eq!((darts.max_results, darts.match_mode), (50, MatchMode::Exact));
            assert_eq!((darts.fields, darts.sort), (Fields::Title, Sort::Submitted));
            assert_eq!((darts.withdrawn, nas.withdrawn), (Withdrawn::Drop, Withdrawn::Mark));
            assert_eq!(diffusion.query, Query::Raw(r#"ti:"diffusion model" ANDNOT cat:eess.IV"#.to_owned()));
            assert_eq!(terms(nas), (vec!["NAS"], vec![]), "the name is the term where none is given");
            assert_eq!((darts.cross_lists, nas.cross_lists), (false, true));
            assert_eq!(terms(people), (vec![], vec![]), "no name of a keyword is a term beside authors");
            let authors: Vec<_> = people.authors.iter().map(Author::text).collect();
            assert_eq!(authors, ["Ada Lovelace", "G. Hopper"]);
            let venues: Vec<_> = icml.venues.iter().map(Venue::text).collect();
            assert_eq!((terms(icml), venues), ((vec!["diffusion model"], vec![]), vec!["ICML", "NeurIPS"]));
            for keyword in [plain, diffusion, nas] {
                assert_eq!(
                    (keyword.exclude.len(), keyword.categories[0].to_string()),
                    (1, "stat.ML".to_owned())
                );
                assert_eq!((keyword.max_results, keyword.fields), (7, Fields::All));
                assert_eq!(keyword.match_mode, MatchMode::Arxiv);
            }
        }
    }

    #[test]
    fn warns_of_useless_authors_and_cross_lists() {
        let text =
            "- name: a\n  authors: |\n    Hinton\n    Lovelace, Ada\n- name: b\n  cross-lists: false\n";
        let warnings = User::bare().input("keywords", text).config().warnings.join("\n");
        assert!(warnings.contains("`Hinton` matches only authors who have no other name"), "{warnings}");
        assert!(!warnings.contains("Lovelace"), "{warnings}");
        assert!(warnings.contains("`cross-lists: false` has no effect without `categories`"), "{warnings}");
    }

    #[test]
    fn take_one_scalar_for_a_list() {
        let text = "- name: a\n  any: |\n    x y\n    z\n  categories: cs.LG, cs.CV\n  exclude: u\n- name: '…'\n  all: v\n";
        let config = User::bare().input("keywords", text).config();
        assert_eq!(terms(&config.keywords[0]), (vec!["x y", "z"], vec![]));
        assert_eq!(config.keywords[0].categories.len(), 2);
        assert_eq!(
            terms(&config.keywords[1]),
            (vec![], vec!["v"]),
            "a name need not be a term where one is given"
        );
    }

    /// The text of the list, and the problem with it in the line counted from 1.
    #[rustfmt::skip]
    const WRONG: &[(&str, usize, &str, &str)] = &[
        ("- a\n- '++'", 2, "`keywords` of keyword 2", "`++` has no letter or digit"),
        ("- a\n-\n- b", 2, "`keywords` of keyword 2", "no letter or digit"),
        ("- a\n- [b]", 2, "`keywords` of keyword 2", "is a list inside the list"),
        ("- a\n- any: b", 2, "`name` of keyword 2", "is missing"),
        ("- a\n- name:\n  any: b", 2, "`name` of keyword 2", "is missing"),
        ("- name: [a]", 1, "`name` of keyword 1", "must be one value"),
        ("- name: \"a\\nb\"", 1, "`name` of keyword 1", "line break"),
        ("- name: '++'", 1, "`keywords` of keyword `++`", "no letter or digit"),
        ("- a\n- name: a", 2, "`keywords`", "`a` is already the name of a keyword"),
        ("- ' a '\n- a", 2, "`keywords`", "already the name"),
        ("- name: a\n  sort: x", 2, "`sort` of keyword `a`", "`x` must be one of `updated`, `submitted`"),
        ("- name: a\n  withdrawn: x", 2, "`withdrawn` of keyword `a`", "`mark`, `drop`"),
        ("- name: a\n  duplicates: first", 2, "`duplicates` of keyword 1", "is not a key of a keyword"),
        ("- name: a\n  authors: ['…']", 2, "`authors` of keyword `a`", "no letter"),
        ("- name: a\n  venues: ['…']", 2, "`venues` of keyword `a`", "no letter or digit"),
        ("- name: a\n  cross-lists: x", 2, "`cross-lists` of keyword `a`", "`true`, `false`"),
        ("- name: a\n  max-results: 0", 2, "`max-results` of keyword `a`", "from 1 to 1000"),
        ("- name: a\n  match: x", 2, "`match` of keyword `a`", "`smart`, `exact`, `arxiv`"),
        ("- name: a\n  fields: x", 2, "`fields` of keyword `a`", "`title-or-abstract`"),
        ("- name: a\n  categories: [cs.LG,\n   cs]", 3, "`categories` of keyword `a`", "did you mean `cs.*`?"),
        ("- name: a\n  exclude: [b,\n   '+']", 3, "`exclude` of keyword `a`", "no letter or digit"),
        ("- name: a\n  any: ['+']", 2, "`any` of keyword `a`", "no letter or digit"),
        ("- name: a\n  any: {b: c}", 2, "`any` of keyword `a`", "not a map"),
        ("- name: a\n  excludes: b", 2, "`excludes` of keyword 1", "is not a key of a keyword; did you mean `exclude`?"),
        ("- name: a\n  any: b\n  any: c", 3, "`any` of keyword 1", "is already in line "),
        ("- name: a\n  query: b\n  any: c", 2, "`query` of keyword `a`", "cannot be combined with `any` or `all`"),
        ("- name: a\n  query: b\n  all: c", 2, "`query` of keyword `a`", "cannot be combined with `any` or `all`"),
        ("- name: a\n  filters: [b]", 2, "`filters` of keyword 1", "did you mean `any`?"),
        ("- name: a\n  query: (b", 2, "`query` of keyword `a`", "opening parenthesis"),
        ("- name: a\n  query: \"b\\nc\"", 2, "`query` of keyword `a`", "line break"),
        ("[a, b]\nc", 2, "`keywords`", "a keyword that starts with `[` needs quotes"),
        ("[a] b", 1, "`keywords`", "a keyword that starts with `[` needs quotes"),
        ("- a\n- *b", 2, "`keywords`", "starts with `&` or `*` needs quotes"),
        ("- a\n- &b c", 2, "`keywords`", "starts with `&` or `*` needs quotes"),
        ("- a\n- b: c: d", 2, "`keywords`", "not valid YAML"),
    ];

    #[test]
    fn that_are_wrong_name_keyword_key_and_line() {
        for &(text, line, context, says) in WRONG {
            let check = |user: User, origin: String| {
                let problem = user.problem();
                let names = problem.starts_with(context) && problem.contains(&format!("({origin}): "));
                assert!(
                    names && problem.contains(says),
                    "{text:?}\n{problem}\n{context} ({origin}): … {says}"
                );
            };
            check(User::bare().input("keywords", text), format!("input, line {line}"));
            check(User::bare().flag("keywords", &format!("\n\n{text}")), format!("flag, line {}", line + 2));
            let indented = indent(text, "    ");
            let origin = |before| format!("in .github/daily-papers.yml, line {}", line + before);
            check(User::bare().file(format!("# c\nkeywords: |\n{indented}sort: updated\n")), origin(2));
        }
    }

    #[test]
    fn in_the_file_report_the_line() {
        let user = User::bare().file("keywords:\n- a\n- name: b\n  sort: x\n- '+'\n");
        let problems = user.problems();
        assert!(problems[0].starts_with("`sort` of keyword `b` (in .github/daily-papers.yml, line 4): `x`"));
        assert!(
            problems[1].starts_with("`keywords` of keyword 3 (in .github/daily-papers.yml, line 5): `+`")
        );
        let problem = User::bare().file("keywords:\n  a: b\n").problem();
        assert!(problem.contains("must be a list, not a map"), "{problem}");
        let problem = User::bare().file("keywords: \"a\\n+\"\n").problem();
        assert!(problem.contains("keyword 2 (in .github/daily-papers.yml, line 1)"), "{problem}");
        let problem = User::bare().file("sort: updated\nkeywords: |\n\n\n  a\n  +\n").problem();
        assert!(problem.contains("line 6)"), "{problem}");
        let problem = User::bare().file("keywords: >\n\n  - '+'\n").problem();
        assert!(problem.contains("of keyword 1 (in .github/daily-papers.yml, line "), "{problem}");
    }

    #[test]
    fn report_every_problem_at_once() {
        let text = "- sort: x\n  any: '+'\n- name: b\n  query: c\n  any: d\n  fields: y\n  max-results: z";
        let problems = User::bare().input("keywords", text).problems();
        assert_eq!(problems.len(), 6, "{problems:#?}");
    }

    #[test]
    fn number_is_limited() {
        let problem = User::bare().input("keywords", "[]").problem();
        assert!(problem.contains("has 0 keywords; allowed are 1 to 200"), "{problem}");
        let many = |n: usize| (0..n).map(|i| format!("k{i}")).collect::<Vec<_>>().join("\n");
        assert_eq!(User::bare().input("keywords", &many(200)).config().keywords.len(), 200);
        let problem = User::bare().input("keywords", &many(201)).problem();
        assert!(problem.contains("has 201 keywords"), "{problem}");
        let problem = User::bare().input("keywords", &"x".repeat(201)).problem();
        assert!(problem.contains("longer than 200 characters"), "{problem}");
    }

    #[test]
    fn differing_in_case_only_get_a_warning() {
        let config = User::bare().input("keywords", "DARTS\ndarts").config();
        assert_eq!(names(&config), ["DARTS", "darts"]);
        assert!(
            config.warnings[0].contains("`DARTS` and `darts` differ only in case"),
            "{:?}",
            config.warnings
        );
        let problem = User::bare().input("keywords", "DARTS\n DARTS ").problem();
        assert!(problem.contains("line 2): `DARTS` is already the name of a keyword"), "{problem}");
    }

    #[test]
    fn warn_of_unknown_categories_and_useless_rules() {
        let text = "- name: a\n  categories: cs.ZZ\n- name: b\n  query: c\n  match: exact\n";
        let config = User::bare().input("keywords", text).input("categories", "cs.LG xx.YY").config();
        assert_eq!(config.warnings.len(), 3, "{:?}", config.warnings);
        assert!(config.warnings[0].contains("`xx.YY`") && config.warnings[1].contains("keyword `a`"));
        assert!(config.warnings[2].contains("keyword `b`: `match` and `fields` have no effect"));
    }

    #[test]
    fn of_the_reference_are_as_it_says() {
        let page = reference();
        let examples: Vec<_> =
            page.split("```yaml\nkeywords").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
        assert_eq!(examples.len(), 2);
        let config = |example: &str| User::bare().file(format!("keywords{example}")).config();
        assert_eq!(names(&config(examples[0])), ["Neural Architecture Search", "DARTS"]);
        let config = config(examples[1]);
        assert_eq!(
            names(&config),
            ["Neural Architecture Search", "DARTS", "People I follow", "At ICML", "Diffusion"]
        );
    }

    proptest! {
        #[test]
        fn of_any_line_become_term_or_clear_error(line in "[^\n]{1,30}") {
            let first = line.trim().chars().next();
            prop_assume!(first.is_some_and(|c| c != '[' && c != '-'));
            match User::bare().input("keywords", &line).resolve() {
                Ok((config, _)) => {
                    prop_assert_eq!(names(&config), [line.trim()]);
                    prop_assert_eq!(terms(&config.keywords[0]), (vec![line.trim()], vec![]));
                }
                Err(reason) => {
                    let text = reason.to_string();
                    prop_assert!(text.starts_with("`keywords` of keyword 1 (input, line 1): "), "{}", text);
                    prop_assert!(!text.contains('\n'));
                }
            }
        }

        #[test]
        fn of_any_text_in_quotes_are_that_text(text in "[^\\p{C}\u{2028}\u{2029}]{1,30}") {
            prop_assume!(Term::parse(text.trim()).is_ok());
            let quoted = format!("- '{}'", text.replace('\'', "''"));
            let config = User::bare().input("keywords", &quoted).config();
            prop_assert_eq!(names(&config), [text.trim()]);
        }
    }
}
