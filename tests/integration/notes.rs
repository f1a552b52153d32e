//! Words about papers in a file of the repository: where they are shown, and that they can do no harm.

use daily_papers::error::Exit;
use daily_papers::text::tex::{self, Math};
use fakes::hostile::TEXTS;
use serde_json::{Value, json};

use crate::test_env::{TestEnv, papers};

const README: &str = "# Lab\n\n<!-- daily-papers:start -->\n<!-- daily-papers:end -->\n";
const NOTES: &str = "notes.json";
const FILES: &str =
    "[{path: p.html, template: page}, {path: p.xml, template: atom}, {path: p.json, template: json}]";

/// A repository with notes, and columns for them.
fn env(notes: &str) -> TestEnv {
    let files = [("README.md", README), (NOTES, notes)];
    let mut env = TestEnv::new(&files, papers("graph networks", 3), "graph networks");
    env.input("notes", NOTES).input("columns", "title, summary, note, tags").input("extra-files", FILES);
    env
}

fn read(env: &TestEnv, path: &str) -> String {
    String::from_utf8(env.github.read(path).unwrap()).unwrap()
}

#[test]
fn page_feed_and_html_show_notes() {
    let notes = json!({
        "2611.20000": {"summary": "A sum.", "note": "Read *this*.", "tags": ["survey", "robots"]},
        "1706.03762": {"note": "not listed"},
    })
    .to_string();
    let env = env(&notes);
    let ran = env.run().expect(Exit::Done);
    assert!(ran.annotations("warning").is_empty(), "{ran:#?}");
    let row = "number 0](https://arxiv.org/abs/2611.20000v1)** | A sum. | Read &#42;this&#42;. | survey, robots |\n";
    assert!(env.readme().contains(row), "{}", env.readme());
    assert!(!env.readme().contains("not listed"));
    assert!(read(&env, "p.xml").contains("<p>A sum.</p><p>Read *this*.</p>"));
    assert!(
        read(&env, "p.html")
            .contains(r#""summary":"A sum.","note":"Read *this*.","tags":["survey","robots"]"#)
    );
    let feed: Value = serde_json::from_str(&read(&env, "p.json")).unwrap();
    let item = &feed["items"][0];
    assert_eq!((&item["summary"], &item["_arxiv"]["note"]), (&json!("A sum."), &json!("Read *this*.")));
    let text = "A sum.\n\nRead *this*.\n\nWe study graph networks number 0.";
    assert_eq!(
        (&item["content_text"], &item["_arxiv"]["tags"]),
        (&json!(text), &json!(["survey", "robots"]))
    );
    assert_eq!(item["tags"], json!(["graph networks", "cs.LG", "survey", "robots"]));
    assert_eq!(feed["items"][1]["content_text"], "We study graph networks number 1.");
    assert_eq!(feed["items"][1].get("summary"), None);
    assert_eq!(read(&env, NOTES), notes, "a note for a paper that is not listed stays");
}

#[test]
fn changed_note_is_a_commit_without_news() {
    let mut env = env("{}");
    env.input("issue", "new").run().expect(Exit::Done);
    let before = env.readme();
    env.github.commit(&[(NOTES, Some(br#"{"2611.19999": {"note": "later"}}"#))], "note");
    let ran = env.later(1).run().expect(Exit::Done);
    assert_eq!((ran.outputs["changed"].as_str(), ran.outputs["issue-number"].as_str()), ("true", ""));
    assert_eq!(
        env.readme(),
        before.replacen(
            " number 1](https://arxiv.org/abs/2611.19999v1)** |  |  |",
            " number 1](https://arxiv.org/abs/2611.19999v1)** |  | later |",
            1
        )
    );
    let ran = env.later(1).run().expect(Exit::Done);
    assert_eq!(ran.outputs["changed"], "false");
}

#[test]
fn broken_notes_are_a_warning_and_no_more() {
    let without = {
        let env = env("{}");
        env.run().expect(Exit::Done);
        env.readme()
    };
    for notes in
        ["{", "[]", "5", "\u{0}", "{\"2611.20000\": 5}", "{\"2611.20000\": {\"note\": [], \"tags\": \"x\"}}"]
    {
        let env = env(notes);
        let ran = env.run().expect(Exit::Done);
        let warnings = ran.annotations("warning");
        assert!(warnings.len() == 1 && warnings[0].contains("notes.json: "), "{notes}: {warnings:?}");
        assert_eq!(env.readme(), without, "{notes}");
        assert_eq!(read(&env, NOTES), notes);
    }
    let files = [("README.md", README), ("notes.json/x", "")];
    let mut env = TestEnv::new(&files, papers("graph networks", 3), "graph networks");
    env.input("notes", NOTES).input("columns", "title, summary, note, tags").input("extra-files", FILES);
    assert_eq!(env.run().expect(Exit::Done).annotations("warning").len(), 1);
    assert_eq!(env.readme(), without);
}

#[test]
fn issue_shows_notes_and_notifies_no_one() {
    let mut env = env("{}");
    env.input("issue", "new");
    env.publish(papers("graph networks", 3).split_off(1));
    env.run().expect(Exit::Done);
    let notes = json!({ "2611.20000": {"summary": "@octocat fixes #1", "note": "o/r#2", "tags": ["@x"]} });
    env.github.commit(&[(NOTES, Some(notes.to_string().as_bytes()))], "note");
    env.later(1).publish(papers("graph networks", 3));
    env.run().expect(Exit::Done);
    let issue = env.github.issues().pop().unwrap();
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    assert!(letters(&issue.body).contains("octocatfixes"), "{}", issue.body);
    for live in ["@octocat", "fixes #1", "o/r#2", "@x"] {
        assert!(!issue.body.contains(live), "{live}: {}", issue.body);
    }
}

#[test]
fn every_hostile_note_is_text_in_every_output() {
    let many: Vec<Value> = TEXTS.iter().map(|text| json!(text)).collect();
    let papers = papers("graph networks", u32::try_from(TEXTS.len()).unwrap());
    let mut notes = serde_json::Map::new();
    for (number, (paper, text)) in papers.iter().zip(TEXTS).enumerate() {
        let tags = [TEXTS[number], TEXTS[(number + 1) % TEXTS.len()]];
        notes.insert((*text).to_owned(), json!({ "note": text }));
        let note = json!({"summary": text, "note": text, "tags": tags, *text: many});
        notes.insert(paper.id.clone(), note);
    }
    let notes = Value::from(notes).to_string();
    for template in ["table", "list", "compact"] {
        let files = [("README.md", README), (NOTES, notes.as_str())];
        let mut env = TestEnv::new(&files, papers.clone(), "{name: graph networks, max-results: 1000}");
        env.input("keywords", "- {name: graph networks, max-results: 1000}");
        env.input("notes", NOTES).input("columns", "title, summary, note, tags").input("extra-files", FILES);
        let ran = env.input("template", template).run().expect(Exit::Done);
        for annotation in ran.out.lines().filter(|line| line.starts_with("::")) {
            assert!(annotation.starts_with("::warning title=daily-papers::"), "{annotation}");
        }
        let (readme, html, feed) = (env.readme(), read(&env, "p.html"), read(&env, "p.xml"));
        assert_eq!(readme.matches("<!-- daily-papers:").count(), 2, "{readme}");
        assert_eq!(html.matches("<script").count(), 2, "{html}");
        assert!(roxmltree::Document::parse(&feed).is_ok(), "{feed}");
        let shown = html.split_once("id=\"papers\">").unwrap().1.split_once("</script>").unwrap().0;
        let shown: Vec<Value> = serde_json::from_str(shown).unwrap();
        assert_eq!(shown.len(), TEXTS.len());
        let letters = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
        let feed: Value = serde_json::from_str(&read(&env, "p.json")).unwrap();
        for ((paper, item), text) in shown.iter().zip(feed["items"].as_array().unwrap()).zip(TEXTS) {
            for note in [&paper["note"], &item["_arxiv"]["note"]] {
                let note = note.as_str().unwrap_or_default();
                assert_eq!(letters(note), letters(&tex::to_text(text, Math::Text)), "{text:?}");
            }
        }
    }
}

#[test]
fn offline_renders_notes_again_without_arxiv() {
    let mut env = env("{}");
    env.run().expect(Exit::Done);
    let (before, asked) = (env.readme(), env.arxiv.requests().len());
    env.github.commit(&[(NOTES, Some(br#"{"2611.20000": {"tags": ["new"]}}"#))], "note");
    env.publish(papers("graph networks", 5));
    let ran = env.input("offline", "true").later(1).run().expect(Exit::Done);
    assert_eq!((ran.outputs["changed"].as_str(), ran.outputs["total-papers"].as_str()), ("true", "3"));
    assert_eq!(env.arxiv.requests().len(), asked);
    assert_eq!(env.readme(), before.replacen(" |  |  |  |", " |  |  | new |", 1));
    let ran = env.later(1).run().expect(Exit::Done);
    assert_eq!(ran.outputs["changed"], "false");
    assert!(ran.summary.starts_with("**daily-papers: quiet**"), "{}", ran.summary);
}

#[test]
fn offline_needs_a_data_file() {
    let mut env = env("{}");
    let ran = env.input("offline", "true").run().expect(Exit::Failed);
    assert!(ran.annotations("error")[0].contains("daily-papers.json does not exist"), "{ran:#?}");
    assert_eq!((env.readme().as_str(), env.arxiv.requests().len()), (README, 0));
}
