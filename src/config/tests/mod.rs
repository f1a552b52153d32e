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

mod the_place;

mod the_file;

mod files;

mod the_files_of_a_run;

mod keywords;
