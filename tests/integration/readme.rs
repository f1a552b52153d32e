//! Which file gets the section: the README that GitHub shows, or the one that the user names.

use daily_papers::error::Exit;
use fakes::github::GitHub;

use crate::test_env::{TestEnv, papers};

const TEXT: &str = "# Lab\n\nOur papers.\n";

fn env(files: &[(&str, &str)]) -> TestEnv {
    TestEnv::new(files, papers("graph networks", 2), "graph networks")
}

fn text(github: &GitHub, branch: &str, path: &str) -> Option<String> {
    Some(String::from_utf8(github.read_at(branch, path)?).unwrap())
}

/// Issue 19: `readme.md` got a second `README.md` next to it.
#[test]
fn section_goes_into_the_readme_that_github_shows() {
    for path in ["readme.md", "README.markdown", ".github/README.md", "docs/readme.md"] {
        for (mode, branch) in [("commit", "main"), ("pull-request", "daily-papers/update")] {
            let mut env = env(&[(path, TEXT), ("docs/guide.md", "x")]);
            env.input("mode", mode).run().expect(Exit::Done);
            let page = text(&env.github, branch, path).unwrap();
            assert!(
                page.starts_with(TEXT) && page.contains("graph networks number 1"),
                "{mode} {path}: {page}"
            );
            assert_eq!((path, text(&env.github, branch, "README.md")), (path, None), "{mode}");
            let ran = env.later(1).run().expect(Exit::Done);
            assert_eq!((path, ran.outputs["changed"].as_str()), (path, "false"), "{mode}");
            assert_eq!(env.github.take_violations(), [""; 0]);
        }
    }
}

#[test]
fn workspace_has_the_same_readme() {
    let mut env = env(&[]);
    let workspace = env.workspace();
    std::fs::create_dir_all(workspace.join(".git")).unwrap();
    std::fs::create_dir_all(workspace.join("docs")).unwrap();
    std::fs::write(workspace.join("docs/readme.md"), TEXT).unwrap();
    env.input("mode", "local").run().expect(Exit::Done);
    let page = std::fs::read_to_string(workspace.join("docs/readme.md")).unwrap();
    assert!(page.starts_with(TEXT) && page.contains("graph networks number 1"), "{page}");
    assert!(!workspace.join("README.md").exists());
}

#[test]
fn readme_of_another_format_gets_no_rival() {
    for mode in ["commit", "pull-request"] {
        let mut env = env(&[("README.rst", "Lab\n===\n")]);
        let head = env.github.head();
        let error = env.input("mode", mode).run().expect(Exit::Failed).annotations("error").concat();
        assert!(error.contains("README.rst") && error.contains("`readme: papers.md`"), "{error}");
        assert_eq!((env.github.head(), env.arxiv.requests().len()), (head, 0));
    }
    let mut env = env(&[("README.rst", "Lab\n===\n")]);
    env.input("readme", "README.md").run().expect(Exit::Done);
    assert!(env.readme().contains("graph networks number 1"));
}

#[test]
fn named_readme_is_taken_as_it_is_written() {
    let mut env = env(&[("readme.md", TEXT)]);
    env.input("readme", "README.md").run().expect(Exit::Done);
    assert!(env.readme().contains("graph networks number 1"));
    assert_eq!(text(&env.github, "main", "readme.md").as_deref(), Some(TEXT));
}

/// Issue 19: two steps with one section and two files overwrote each other's lists for ever.
#[test]
fn section_is_in_one_file_only() {
    for (mode, branch) in [("commit", "main"), ("pull-request", "daily-papers/update")] {
        let mut env = env(&[("README.md", TEXT), ("papers.md", "# Papers\n")]);
        env.input("mode", mode).run().expect(Exit::Done);
        let head = env.github.head_of(branch).unwrap();
        let error = env.input("readme", "papers.md").run().expect(Exit::Failed).annotations("error").concat();
        for says in ["README.md", "`daily-papers`", ".github/daily-papers.json", "papers.md", "`section`"] {
            assert!(error.contains(says), "{says}: {error}");
        }
        assert_eq!(env.github.head_of(branch), Some(head.clone()), "{mode}");
        // The user moves the section.
        env.github.commit(&[("README.md", Some(TEXT.as_bytes()))], "move the section");
        if mode == "commit" {
            env.run().expect(Exit::Done);
            let page = text(&env.github, branch, "papers.md").unwrap();
            assert!(page.contains("graph networks number 1"), "{page}");
            assert_eq!(env.readme(), TEXT);
        }
    }
}
