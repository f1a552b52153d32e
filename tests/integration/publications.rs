//! Files beside the README, in whole runs: one commit holds them all, and a day without news leaves them alone.

use daily_papers::error::Exit;
use fakes::github::{Edit, GitHub, Setup};

use crate::world::{World, papers, record};

const README: &str = "# Lab\n\n<!-- daily-papers:start -->\n<!-- daily-papers:end -->\n\nBye.\n";
const CONFIG: &str = ".github/daily-papers.yml";
const DATA: &str = ".github/daily-papers.json";
const MINE: &str = ".github/mine.html";
const FILES: &str = "\
- {path: papers.atom, template: atom}
- {path: docs/papers.bib, template: bibtex}
- {path: docs/papers.html, template: page}
- {path: papers.svg, template: chart}
- {path: mine/list.html, template: .github/mine.html}
";
const PATHS: [&str; 5] =
    ["papers.atom", "docs/papers.bib", "docs/papers.html", "papers.svg", "mine/list.html"];

/// A repository with a template, and a step with every kind of file.
fn world() -> World {
    let mine = "<ul>{% for paper in papers %}<li>{{ paper.title }}</li>{% endfor %}</ul>\n";
    let files = [("README.md", README), (MINE, mine)];
    let mut world = World::new(&files, papers("graph networks", 3), "graph networks");
    world.input("files", FILES);
    world
}

fn news() -> Vec<fakes::arxiv::Record> {
    let mut records = papers("graph networks", 3);
    records.push(record("2611.30001", 1, "Fresh <graph> networks", "2026-11-24T09:00:00Z"));
    records
}

fn read(world: &World, path: &str) -> String {
    String::from_utf8(world.github.read(path).unwrap()).unwrap()
}

#[test]
fn all_files_are_in_one_commit_and_a_quiet_day_makes_none() {
    let mut world = world();
    world.run().expect(Exit::Done);
    assert_eq!(world.github.names(), ["graphql read", "graphql commit"], "all is read at once");
    assert_eq!(world.github.log().len(), 2);
    for path in PATHS {
        assert!(read(&world, path).contains("raph networks"), "{path}");
    }
    assert!(
        read(&world, "papers.atom").contains("href=\"https://github.com/octo/papers/raw/HEAD/papers.atom\"")
    );
    for _ in 0..3 {
        let ran = world.later(10).run().expect(Exit::Done);
        assert_eq!(ran.outputs["changed"], "false");
    }
    assert_eq!(world.github.log().len(), 2);

    world.publish(news());
    let ran = world.run().expect(Exit::Done);
    assert_eq!((ran.outputs["new-papers"].as_str(), world.github.log().len()), ("1", 3));
    assert!(read(&world, "papers.atom").contains("<title>Fresh &lt;graph&gt; networks</title>"));
    assert!(read(&world, "docs/papers.bib").contains("{Fresh \\textless{}graph\\textgreater{} networks}"));
    assert_eq!(read(&world, "mine/list.html").matches("<li>").count(), 4);
    assert!(read(&world, "mine/list.html").contains("<li>Fresh &lt;graph&gt; networks</li>"));
    assert!(read(&world, "papers.svg").contains(" to 24 December 2026<"), "the day of the last change");
}

#[test]
fn files_of_the_configuration_are_read_at_the_head_that_it_was_read_at() {
    let mut world = world();
    world.input("files", "");
    let indented = FILES.replace("- {", "  - {");
    world.github.commit(&[(CONFIG, Some(format!("files:\n{indented}").as_bytes()))], "files");
    world.run().expect(Exit::Done);
    assert_eq!(world.github.names(), ["graphql read", "graphql readmore", "graphql commit"]);
    assert!(PATHS.iter().all(|path| world.github.read(path).is_some()));
    assert_eq!(world.run().expect(Exit::Done).outputs["changed"], "false");
}

#[test]
fn what_somebody_changed_is_put_right_with_the_old_date() {
    let mut world = world();
    world.run().expect(Exit::Done);
    let (feed, data) = (read(&world, "papers.atom"), read(&world, DATA));
    world.github.commit_edits(
        "main",
        &[Edit::executable("papers.atom", "mine"), Edit::delete("papers.svg")],
        "oops",
    );
    let ran = world.later(2).run().expect(Exit::Done);
    assert_eq!((ran.outputs["changed"].as_str(), ran.outputs["new-papers"].as_str()), ("true", "0"));
    assert_eq!(read(&world, "papers.atom"), feed);
    assert_eq!(world.github.mode("papers.atom"), Some(0o100_755), "its mode is kept");
    assert!(world.github.read("papers.svg").is_some());
    assert_eq!(read(&world, DATA).lines().next(), data.lines().next(), "the date of the last change stays");
    assert_eq!(world.run().expect(Exit::Done).outputs["changed"], "false");
}

#[test]
fn somebody_elses_commit_in_between_loses_nothing() {
    let mut world = world();
    world.run().expect(Exit::Done);
    world.later(1).publish(news());
    world.github.race(&[Edit::file("docs/papers.bib", "theirs"), Edit::file("new.txt", "theirs")]);
    world.run().expect(Exit::Done);
    assert_eq!(world.github.log().len(), 4);
    assert!(
        read(&world, "docs/papers.bib").contains("2611.30001")
            && read(&world, "papers.atom").contains("2611.30001")
    );
    assert_eq!(read(&world, "new.txt"), "theirs");
}

#[test]
fn a_page_that_is_cut_leaves_the_files_whole() {
    let mut records = papers("graph networks", 400);
    for paper in &mut records {
        paper.abstract_ =
            format!("{} The end of {}.", "We study graph networks again. ".repeat(50), paper.id);
    }
    let mut world = World::new(&[("README.md", README)], records, "graph networks");
    world.input("files", FILES.lines().take(1).collect::<String>().as_str()).input("max-results", "1000");
    let ran = world.run().expect(Exit::Done);
    assert!(ran.summary.contains("GitHub shows 512000"), "{}", ran.summary);
    assert!(!world.readme().contains("The end of 2611.19601"), "the oldest abstract is not on the page");
    let feed = read(&world, "papers.atom");
    assert_eq!((feed.matches("<entry>").count(), feed.matches(" The end of 2611.").count()), (400, 400));
}

#[test]
fn a_dry_run_shows_them_and_local_mode_writes_them() {
    let mut world = world();
    world.input("mode", "dry-run");
    let ran = world.run().expect(Exit::Done);
    for path in PATHS {
        assert!(ran.out.contains(&format!("--- /dev/null\n+++ b/{path}\n")), "{path}: {}", ran.out);
    }
    assert_eq!(world.github.log().len(), 1);

    std::fs::create_dir(world.workspace().join(".git")).unwrap();
    std::fs::create_dir(world.workspace().join(".github")).unwrap();
    std::fs::write(world.workspace().join(MINE), "{{ total_count }}").unwrap();
    world.input("mode", "local");
    world.run().expect(Exit::Done);
    for path in PATHS {
        assert!(world.workspace().join(path).exists(), "{path}");
    }
    assert_eq!(std::fs::read_to_string(world.workspace().join("mine/list.html")).unwrap(), "3");
    assert_eq!(world.later(1).run().expect(Exit::Done).outputs["changed"], "false");
}

#[test]
fn a_pull_request_holds_them_in_its_one_commit() {
    const BRANCH: &str = "daily-papers/update";
    let mut world = world();
    world.input("mode", "pull-request");
    world.run().expect(Exit::Done);
    let at_branch = |path: &str| String::from_utf8(world.github.read_at(BRANCH, path).unwrap()).unwrap();
    assert!(PATHS.iter().all(|path| at_branch(path).contains("raph networks")));
    assert_eq!(world.run().expect(Exit::Done).outputs["changed"], "false");

    // The base goes on, with news: one commit on its head, with every file, whether it differs from the last one or not.
    world.github.commit(&[("a.txt", Some(b"a"))], "theirs");
    world.publish(news());
    world.run().expect(Exit::Done);
    let commits = world.github.between("main", BRANCH);
    assert_eq!(commits.len(), 1, "{commits:#?}");
    assert_eq!(world.github.pulls().len(), 1);
    let at_branch = |path: &str| String::from_utf8(world.github.read_at(BRANCH, path).unwrap()).unwrap();
    assert!(PATHS.iter().all(|path| at_branch(path).contains("raph networks")));
    assert!(at_branch("papers.atom").contains("2611.30001"));
    assert_eq!(at_branch("a.txt"), "a");
    assert_eq!(world.run().expect(Exit::Done).outputs["changed"], "false");
}

#[test]
fn without_a_data_file_no_day_writes_anything_new() {
    for records in [papers("graph networks", 3), Vec::new()] {
        let mut world = world();
        world.publish(records);
        world.input("data", "none");
        world.run().expect(Exit::Done);
        assert_eq!(world.github.log().len(), 2);
        assert_eq!(world.later(9).run().expect(Exit::Done).outputs["changed"], "false");
    }
}

#[test]
fn an_empty_repository_gets_the_page_with_its_chart_and_then_the_files() {
    let mut world =
        World::over(GitHub::start(Setup::default()), papers("graph networks", 3), "graph networks");
    world.input("readme", "docs/README.md").input("files", "- {path: img/per week.svg, template: chart}");
    world.run().expect(Exit::Done);
    let page = read(&world, "docs/README.md");
    assert!(page.contains("\n![Papers per week](../img/per%20week.svg)\n"), "{page}");
    assert!(read(&world, "img/per week.svg").starts_with("<svg "));
    assert_eq!(world.github.log().len(), 2);
    assert_eq!(world.later(1).run().expect(Exit::Done).outputs["changed"], "false");
}

/// A file that was there before and is written for the first time brings the data file with it.
#[test]
fn a_new_file_is_a_setting_that_changed() {
    let mut world = world();
    world.input("files", "");
    world.run().expect(Exit::Done);
    world.later(3).input("files", FILES);
    let ran = world.run().expect(Exit::Done);
    assert_eq!((ran.outputs["changed"].as_str(), ran.outputs["new-papers"].as_str()), ("true", "0"));
    assert_eq!(world.github.log()[0].message.trim(), "Update papers: 0 new, 0 revised");
    assert!(read(&world, "papers.atom").contains("<updated>2026-11-24T06:37:00Z</updated>\n  <author>"));
}
