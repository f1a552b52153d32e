//! Bad input: each gets one clear message with what to do, the right exit code, and leaves the repository untouched.

use daily_papers::error::Exit;
use fakes::arxiv::{Fault, FaultKind};
use fakes::github::{Access, Edit, GitHub};

use crate::test_env::{TestEnv, papers};

const CONFIG: &str = ".github/daily-papers.yml";
const DATA: &str = ".github/daily-papers.json";
const README: &str = "# Lab\n\n<!-- daily-papers:start -->\n<!-- daily-papers:end -->\n";

/// A case: the files besides the README, how the environment differs, and what is said.
struct Case {
    name: &'static str,
    files: &'static [(&'static str, &'static str)],
    change: fn(&mut TestEnv),
    exit: Exit,
    says: &'static [&'static str],
}

fn nothing(_: &mut TestEnv) {}

const CASES: &[Case] = &[
    Case {
        name: "no keywords",
        files: &[],
        change: |env| _ = env.input("keywords", ""),
        exit: Exit::WrongInput,
        says: &["`keywords`", "missing"],
    },
    Case {
        name: "unknown key",
        files: &[(CONFIG, "max-results: 5\nkeyword: x\n")],
        change: nothing,
        exit: Exit::WrongInput,
        says: &["`keyword`", "line 2", "keywords"],
    },
    Case {
        name: "forbidden key",
        files: &[(CONFIG, "mode: commit\n")],
        change: nothing,
        exit: Exit::WrongInput,
        says: &["`mode`", "line 1"],
    },
    Case {
        name: "token in the file",
        files: &[(CONFIG, "token: ghp_0123456789abcdefghijABCDEFGHIJ012345\n")],
        change: nothing,
        exit: Exit::WrongInput,
        says: &["`token`", "line 1", "Revoke"],
    },
    Case {
        name: "broken YAML",
        files: &[(CONFIG, "keywords: [a\nmax-results: 5\n")],
        change: nothing,
        exit: Exit::WrongInput,
        says: &[CONFIG, "line"],
    },
    Case {
        name: "several at once, in all places",
        files: &[(CONFIG, "sort: best\n")],
        change: |env| _ = env.input("max-results", "0").input("fields", "body"),
        exit: Exit::WrongInput,
        says: &["3 inputs", "`max-results`", "`0`", "`fields`", "`body`", "`sort`", "`best`"],
    },
    Case {
        name: "bad category",
        files: &[],
        change: |env| _ = env.input("categories", "cs"),
        exit: Exit::WrongInput,
        says: &["`categories`", "`cs`", "`cs.*`"],
    },
    Case {
        name: "summaries over an open line",
        files: &[],
        change: |env| _ = env.input("summary-url", "http://api.example.org/v1").input("summary-model", "m"),
        exit: Exit::WrongInput,
        says: &["`summary-url`", "`http://api.example.org/v1`", "http only to a private address"],
    },
    Case {
        name: "token over an open line",
        files: &[],
        change: |env| {
            env.input("summary-url", "http://10.0.0.1/v1").input("summary-model", "m");
            _ = env.input("summary-token", "sk-1");
        },
        exit: Exit::WrongInput,
        says: &["`summary-token`", "without encryption", "https"],
    },
    Case {
        name: "summaries without model and file",
        files: &[],
        change: |env| _ = env.input("summary-url", "https://api.example.org/v1").input("notes", "none"),
        exit: Exit::WrongInput,
        says: &["2 inputs", "`summary-model`", "is missing", "`notes`", "summaries need a file"],
    },
    Case {
        name: "bad zone",
        files: &[],
        change: |env| _ = env.input("timezone", "Mars/Olympus"),
        exit: Exit::WrongInput,
        says: &["`timezone`", "Mars/Olympus"],
    },
    Case {
        name: "no data file",
        files: &[],
        change: |env| _ = env.input("data-file", "none"),
        exit: Exit::WrongInput,
        says: &["`data-file`", "`none`", "cannot be turned off"],
    },
    Case {
        name: "old name of an input",
        files: &[],
        change: |env| _ = env.input("data", "papers.json"),
        exit: Exit::WrongInput,
        says: &["`data`", "`data-file`"],
    },
    Case {
        name: "named configuration missing",
        files: &[],
        change: |env| _ = env.input("config", "papers.yml"),
        exit: Exit::WrongInput,
        says: &["`config`", "papers.yml", "does not exist"],
    },
    Case {
        name: "template missing",
        files: &[],
        change: |env| _ = env.input("template", "mine.md"),
        exit: Exit::WrongInput,
        says: &["mine.md", "`template`", "does not exist"],
    },
    Case {
        name: "template broken",
        files: &[("mine.md", "a\n{% for x in %}\n")],
        change: |env| _ = env.input("template", "mine.md"),
        exit: Exit::WrongInput,
        says: &["mine.md:2:", "help:"],
    },
    Case {
        name: "template fails at render",
        files: &[("mine.md", "a\n  {{ nothing.here }}\n")],
        change: |env| _ = env.input("template", "mine.md"),
        exit: Exit::WrongInput,
        says: &["mine.md:2:6", "nothing"],
    },
    Case {
        name: "template that writes markers",
        files: &[("mine.md", "<!-- daily-papers:end -->\n")],
        change: |env| _ = env.input("template", "mine.md"),
        exit: Exit::Failed,
        says: &["README.md", "markers"],
    },
    Case {
        name: "a file's path and template wrong",
        files: &[(CONFIG, "extra-files:\n- path: /x\n  template: atom\n- {path: a.svg, template: graph}\n")],
        change: nothing,
        exit: Exit::WrongInput,
        says: &[
            "2 inputs",
            "`path` of extra file 1",
            "line 2",
            "`template` of extra file `a.svg`",
            "line 4",
            "`chart`",
        ],
    },
    Case {
        name: "a file in the place of the README",
        files: &[],
        change: |env| _ = env.input("extra-files", "- {path: README.md, template: atom}"),
        exit: Exit::WrongInput,
        says: &["`extra-files`", "`README.md` is also the path of `readme`"],
    },
    Case {
        name: "a file's template missing",
        files: &[],
        change: |env| _ = env.input("extra-files", "- {path: a.html, template: mine.html}"),
        exit: Exit::WrongInput,
        says: &["mine.html", "`extra-files`", "does not exist"],
    },
    Case {
        name: "a file's template fails at render",
        files: &[("mine.html", "a\n  {{ nothing.here }}\n")],
        change: |env| _ = env.input("extra-files", "- {path: a.html, template: mine.html}"),
        exit: Exit::WrongInput,
        says: &["mine.html:2:6", "nothing"],
    },
    Case {
        name: "a file is a symlink",
        files: &[],
        change: |env| {
            env.input("extra-files", "- {path: a.atom, template: atom}");
            _ = env.github.commit_edits("main", &[Edit::symlink("a.atom", "README.md")], "link");
        },
        exit: Exit::Failed,
        says: &["a.atom", "a symlink"],
    },
    Case {
        name: "commit message broken",
        files: &[],
        change: |env| _ = env.input("commit-message", "{{ title }}"),
        exit: Exit::WrongInput,
        says: &["commit-message:1:", "title"],
    },
    Case {
        name: "markers doubled",
        files: &[(
            "README.md",
            "<!-- daily-papers:start -->\n<!-- daily-papers:start -->\n<!-- daily-papers:end -->\n",
        )],
        change: nothing,
        exit: Exit::Failed,
        says: &["README.md", "more than once", "lines 1 and 2"],
    },
    Case {
        name: "markers reversed",
        files: &[("README.md", "<!-- daily-papers:end -->\n<!-- daily-papers:start -->\n")],
        change: nothing,
        exit: Exit::Failed,
        says: &["README.md", "before"],
    },
    Case {
        name: "markers nested",
        files: &[(
            "README.md",
            "<!-- daily-papers:start -->\n<!-- other:start -->\n<!-- daily-papers:end -->\n",
        )],
        change: nothing,
        exit: Exit::Failed,
        says: &["other:start", "inside"],
    },
    Case {
        name: "no markers, and that is to fail",
        files: &[("README.md", "# Lab\n")],
        change: |env| _ = env.input("on-missing-marker", "fail"),
        exit: Exit::Failed,
        says: &["has no markers", "on-missing-marker"],
    },
    Case {
        name: "README in Latin-1",
        files: &[],
        change: |env| _ = env.github.commit(&[("README.md", Some(b"caf\xe9"))], "latin"),
        exit: Exit::Failed,
        says: &["README.md", "UTF-8"],
    },
    Case {
        name: "README is a symlink",
        files: &[],
        change: |env| {
            _ = env.github.commit_edits("main", &[Edit::symlink("README.md", "docs/README.md")], "link");
        },
        exit: Exit::Failed,
        says: &["README.md", "a symlink"],
    },
    Case {
        name: "README is a directory",
        files: &[("docs/a.md", "x")],
        change: |env| _ = env.input("readme", "docs"),
        exit: Exit::Failed,
        says: &["docs", "a directory"],
    },
    Case {
        name: "token missing",
        files: &[],
        change: |env| _ = env.variables.remove("INPUT_TOKEN"),
        exit: Exit::WrongInput,
        says: &["`token`", "is empty. The secret behind it"],
    },
    Case {
        name: "token wrong",
        files: &[],
        change: |env| _ = env.input("token", "ghs_another"),
        exit: Exit::Failed,
        says: &["does not accept the token", "Bad credentials"],
    },
    Case {
        name: "token may not write",
        files: &[],
        change: |env| env.github.set_contents(Access::Read),
        exit: Exit::Failed,
        says: &["permissions:", "contents: write"],
    },
    Case {
        name: "repository does not exist",
        files: &[],
        change: |env| _ = env.input("repository", "octo/nowhere"),
        exit: Exit::Failed,
        says: &["octo/nowhere", "repository"],
    },
    Case {
        name: "branch was renamed",
        files: &[],
        change: |env| {
            env.github.renamed_from("master");
            env.input("branch", "master");
        },
        exit: Exit::Failed,
        says: &["the branch master of octo/papers was renamed", "leave `branch` out"],
    },
    Case {
        name: "repository is archived, for a pull request",
        files: &[],
        change: |env| {
            env.github.archive();
            env.input("mode", "pull-request");
        },
        exit: Exit::Failed,
        says: &["octo/papers is archived", "unarchive it"],
    },
    Case {
        name: "repository is archived",
        files: &[],
        change: |env| env.github.archive(),
        exit: Exit::Failed,
        says: &["octo/papers is archived", "unarchive it"],
    },
    Case {
        name: "branch is protected",
        files: &[],
        change: |env| env.github.protect("Changes must be made through a pull request."),
        exit: Exit::Failed,
        says: &["rule", "through a pull request"],
    },
    Case {
        name: "arXiv down for the whole budget",
        files: &[],
        change: |env| env.arxiv.fault(Fault::forever(FaultKind::rate_exceeded())),
        exit: Exit::Failed,
        says: &["429", "arXiv answered no keyword"],
    },
    Case {
        name: "data file broken",
        files: &[(DATA, "{\"format\":1,\"section\":\"daily-papers\",\n")],
        change: nothing,
        exit: Exit::Failed,
        says: &[DATA, "line 2", "git rm"],
    },
    Case {
        name: "data file of another section",
        files: &[(
            DATA,
            r#"{"format":1,"section":"other","changed":"2026-11-20T00:00:00Z","digest":"","keywords":[],"papers":[]}"#,
        )],
        change: nothing,
        exit: Exit::WrongInput,
        says: &[DATA, "`other`"],
    },
    Case {
        name: "data file of another program",
        files: &[(DATA, r#"{"papers": ["2504.20079"], "theme": "dark"}"#)],
        change: nothing,
        exit: Exit::WrongInput,
        says: &[DATA, "is not a data file of daily-papers", "`data-file`", "stays as it is"],
    },
    Case {
        name: "data file of a newer format",
        files: &[(DATA, "{\"format\":2,\"section\":\"daily-papers\",\"more\":1}")],
        change: nothing,
        exit: Exit::Failed,
        says: &[DATA, "format 2", "newer version"],
    },
    Case {
        name: "certificates missing",
        files: &[],
        change: |env| _ = env.variables.insert("SSL_CERT_FILE".to_owned(), "/nowhere.pem".to_owned()),
        exit: Exit::Failed,
        says: &["SSL_CERT_FILE", "/nowhere.pem"],
    },
];

#[test]
fn bad_input_gets_one_message_and_no_change() {
    for case in CASES {
        let github = GitHub::with_files(&[("README.md", README.as_bytes())]);
        for (path, text) in case.files {
            github.commit(&[(path, Some(text.as_bytes()))], "a file");
        }
        let mut env = TestEnv::over(github, papers("graph networks", 2), "graph networks");
        (case.change)(&mut env);
        let head = env.github.head();
        let ran = env.run();
        let context = format!("{}: {ran:#?}", case.name);
        assert_eq!(ran.exit, case.exit, "{context}");
        let errors = ran.annotations("error");
        assert_eq!(errors.len(), 1, "{context}");
        for words in case.says {
            assert!(errors[0].contains(words), "{words:?} is not said. {context}");
        }
        assert_eq!(env.github.head(), head, "{context}");
        assert_eq!(ran.outputs["changed"], "false", "{context}");
        assert!(ran.summary.starts_with("**daily-papers: failed**"), "{context}");
        let asked = !env.arxiv.requests().is_empty();
        let only_known_later = ["at render", "markers", "may not write", "protected", "whole budget"]
            .iter()
            .any(|part| case.name.contains(part));
        assert!(!asked || only_known_later, "arXiv is not asked for nothing. {context}");
    }
}

/// A mistake of a first-time user, and what is said about it: what is wrong, why, and what to do.
struct Mistake {
    name: &'static str,
    file: &'static str,
    inputs: &'static [(&'static str, &'static str)],
    exit: Exit,
    what: &'static str,
    why: &'static str,
    next: &'static str,
}

impl Mistake {
    const fn new(name: &'static str, exit: Exit, [what, why, next]: [&'static str; 3]) -> Self {
        Self { name, file: "", inputs: &[], exit, what, why, next }
    }

    const fn file(mut self, text: &'static str) -> Self {
        self.file = text;
        self
    }

    const fn inputs(mut self, inputs: &'static [(&'static str, &'static str)]) -> Self {
        self.inputs = inputs;
        self
    }
}

#[rustfmt::skip]
const MISTAKES: &[Mistake] = &[
    Mistake::new("no keywords", Exit::WrongInput, ["`keywords`", "is missing", "one keyword per line"])
        .inputs(&[("keywords", "")]),
    Mistake::new("commas", Exit::Done, ["`graphs, DARTS`", "looks like several terms", "write one per line"])
        .inputs(&[("keywords", "graphs, DARTS")]),
    Mistake::new("city without continent", Exit::WrongInput, ["`Berlin`", "is not an IANA time zone", "did you mean `Europe/Berlin`?"])
        .inputs(&[("timezone", "Berlin")]),
    Mistake::new("indentation", Exit::WrongInput, ["line 3", "is not valid YAML", "begin in the same column"])
        .file("exclude:\n  - b\n - c\n"),
    Mistake::new("tab", Exit::WrongInput, ["line 2", "indented with a tab", "Use spaces"])
        .file("exclude:\n\t- b\n"),
    Mistake::new("underscore", Exit::WrongInput, ["`max_results`", "is not an input", "did you mean `max-results`?"])
        .file("max_results: 5\n"),
    Mistake::new("colon in a keyword", Exit::WrongInput, ["`GNN` of keyword 1", "is not a key of a keyword", "needs quotes"])
        .file("keywords:\n- GNN: theory\n").inputs(&[("keywords", "")]),
    Mistake::new("misspelled template", Exit::WrongInput, ["`bib`", "must be one of", "did you mean `bibtex`?"])
        .inputs(&[("extra-files", "- {path: a.bib, template: bib}")]),
    Mistake::new("filters", Exit::WrongInput, ["line 1", "cv-arxiv-daily", "`- {name: SLAM, any: [SLAM, …]}`"])
        .file("keywords:\n  SLAM:\n    filters: [SLAM]\n").inputs(&[("keywords", "")]),
    Mistake::new("OR", Exit::Done, ["`LLM agent OR robot`", "looks like an expression", "under `any:`"])
        .inputs(&[("keywords", "LLM agent OR robot")]),
    Mistake::new("column in capitals", Exit::WrongInput, ["`PDF`", "must be one of", "did you mean `pdf`?"])
        .inputs(&[("columns", "title, PDF")]),
    Mistake::new("unbalanced query", Exit::WrongInput, ["`query` of keyword `a`", "opening parenthesis", "without a closing one"])
        .inputs(&[("keywords", "- name: a\n  query: (ti:b OR abs:c")]),
    Mistake::new("misspelled branch", Exit::Done,
        ["`branch: mian`", "does not exist, so it is created from the default branch", "Did you mean `main`?"])
        .inputs(&[("branch", "mian")]),
    Mistake::new("empty secret", Exit::WrongInput, ["`token`", "is empty", "misspelled"])
        .inputs(&[("token", "")]),
    Mistake::new("base as pull request branch", Exit::WrongInput, ["`pull-request-branch`", "is the base branch", "Name another branch"])
        .inputs(&[("mode", "pull-request"), ("branch", "main"), ("pull-request-branch", "main")]),
    Mistake::new("mode in the file", Exit::WrongInput, ["`mode`", "must not be in the file", "input of the action"])
        .file("mode: commit\n"),
    Mistake::new("short mode", Exit::WrongInput, ["`pr`", "must be one of", "did you mean `pull-request`?"])
        .inputs(&[("mode", "pr")]),
    Mistake::new("category without archive", Exit::WrongInput, ["`CV`", "is not an arXiv category", "did you mean `cs.CV`"])
        .inputs(&[("categories", "CV")]),
    Mistake::new("two spellings", Exit::Done, ["`graphs` and `Graphs`", "differ only in case", "remove one"])
        .inputs(&[("keywords", "graphs\nGraphs")]),
    Mistake::new("keywords in both places", Exit::Done, ["input `keywords`", "replaces the keywords in", "remove one"])
        .file("keywords: graphs\n"),
    Mistake::new("not an identifier", Exit::WrongInput, ["`foo`", "is not an arXiv identifier", "looks like 2504.20079"])
        .inputs(&[("explain", "foo")]),
];

#[test]
fn common_mistakes_have_clear_messages() {
    for Mistake { name, file, inputs, exit, what, why, next } in MISTAKES {
        let github = GitHub::with_files(&[("README.md", README.as_bytes()), (CONFIG, file.as_bytes())]);
        let mut env = TestEnv::over(github, papers("graph networks", 2), "graph networks");
        for (input, value) in *inputs {
            env.input(input, value);
        }
        let ran = env.run().expect(*exit);
        let messages = [ran.annotations("error"), ran.annotations("warning")].concat();
        let reports = |words: &str| messages.iter().any(|message| message.contains(words));
        assert!(reports(what) && reports(why) && reports(next), "{name}: {messages:#?}");
    }
}

#[test]
fn configuration_may_end_in_yaml() {
    let path = ".github/daily-papers.yaml";
    let github = GitHub::with_files(&[("README.md", README.as_bytes()), (path, b"readme: papers.md\n")]);
    let env = TestEnv::over(github, papers("graph networks", 2), "graph networks");
    env.run().expect(Exit::Done);
    assert!(env.github.read("papers.md").is_some());
}

/// A file that looks like the configuration was ignored in silence.
#[test]
fn configuration_that_is_not_read_is_warned_of() {
    let read = ".github/daily-papers.yml";
    for (files, other) in [
        (&["daily-papers.yml"][..], "daily-papers.yml"),
        (&[".daily-papers.yaml"], ".daily-papers.yaml"),
        (&["docs/daily-papers.yml"], "docs/daily-papers.yml"),
        (&[".github/Daily-Papers.yml"], ".github/Daily-Papers.yml"),
        (&[".github/daily_papers.YML"], ".github/daily_papers.YML"),
        (&[".github/daily-papers.toml"], ".github/daily-papers.toml"),
        (&[read, ".github/daily-papers.yaml"], ".github/daily-papers.yaml"),
    ] {
        let mut all = vec![("README.md", README)];
        all.extend(files.iter().map(|path| (*path, "max-results: 1\n")));
        let mut env = TestEnv::new(&all, papers("graph networks", 2), "graph networks");
        let warning = env.run().expect(Exit::Done).annotations("warning").concat();
        assert!(
            warning.contains(&format!("{other} is not read: the configuration file is {read}")),
            "{warning}"
        );
        // Also where it is the reason why something is missing.
        env.variables.remove("INPUT_KEYWORDS");
        assert!(env.run().expect(Exit::WrongInput).out.contains(&format!("{other} is not read")));
        // Not where the user named one: that one may be another step's.
        env.input("keywords", "graph networks").input("config", "mine.yml");
        env.github.commit(&[("mine.yml", Some(b"max-results: 1\n"))], "named");
        assert!(!env.run().expect(Exit::Done).out.contains("is not read"), "{other}");
    }
    for path in [read, ".github/daily-papers.yaml", ".github/workflows/daily-papers.yml", "daily-papers.txt"]
    {
        let files = [("README.md", README), (path, "max-results: 1\n")];
        let env = TestEnv::new(&files, papers("graph networks", 2), "graph networks");
        assert!(!env.run().expect(Exit::Done).out.contains("is not read"), "{path}");
    }
}

#[test]
fn help_links_to_the_actions_version() {
    let mut env = TestEnv::new(&[], papers("graph networks", 2), "graph networks");
    env.input("max-results", "0");
    for (name, value) in [("GITHUB_ACTION_REPOSITORY", "octo/daily-papers"), ("GITHUB_ACTION_REF", "v1")] {
        env.variables.insert(name.to_owned(), value.to_owned());
    }
    let ran = env.run().expect(Exit::WrongInput);
    let address = "https://github.com/octo/daily-papers/blob/v1/docs/inputs.md#max-results";
    assert!(ran.annotations("error")[0].contains(address), "{}", ran.out);
}
