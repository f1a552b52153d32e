//! Extra files.

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
        assert_eq!(User::new().flag("extra-files", &files).config().extra_files[0].format, format, "{path}");
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
        ("`path` of extra file 1 (in .github/daily-papers.yml, line 2): `../x` ", "a path in the repository"),
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
        ("`extra-files` (in .github/daily-papers.yml, line 2): `README.md` is also the path of `readme`", ""),
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
    let title = |files: &str| User::new().flag("extra-files", files).config().extra_files[0].title.clone();
    assert_eq!(title("- {path: a.html, template: page, title: Our papers}").as_deref(), Some("Our papers"));
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
        User::new().flag("extra-files", &many).problem().ends_with("has 51 files; allowed are at most 50")
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
