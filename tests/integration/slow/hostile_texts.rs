//! Texts that want to be more than text, in every field and through every output of whole runs, each output judged by the
//! rules of anyone who reads it: GitHub's Markdown, the runner, git, JSON.
//!
//! What single templates make of single texts, exactly, is in `src/render/tests` and `src/render/extra_file/tests.rs`; what
//! a browser makes of the page, in `tests/browser`. Nothing that is written is YAML.

use std::collections::{BTreeMap, BTreeSet};

use daily_papers::config::OUTPUTS;
use daily_papers::error::Exit;
use daily_papers::keyword::CategoryPattern;
use daily_papers::repo::RepoPath;
use daily_papers::state::State;
use daily_papers::text::tex::{self, Math};
use fakes::arxiv::{self, FaultKind, Record};
use fakes::github::{Edit, Fault, Kind};
use fakes::hostile::{self, TEXTS};
use serde_json::{Value, json};

use crate::rendered::{Rendered, elements, text};
use crate::runner::commands;
use crate::test_env::{RunOutput, TestEnv, papers, record};

const README: &str = "# Lab\n\n<!-- daily-papers:start -->\n<!-- daily-papers:end -->\n";
const DATA: &str = ".github/daily-papers.json";
const UPDATE: &str = "daily-papers/update";
const SUBJECT: &str = "graph networks";
const ALL: &str = "title, date, authors, abstract, comment, categories, venue";

/// What the templates of pages and issues are written with.
const PAGE: &[&str] = &[
    "h1", "h2", "p", "a", "br", "ul", "li", "strong", "sub", "sup", "details", "summary", "table", "thead",
    "tbody", "tr", "th", "td", "code", "span",
];
/// What that of the summary is.
const SUMMARY: &[&str] = &[
    "p", "a", "ul", "li", "strong", "sub", "sup", "table", "thead", "tbody", "tr", "th", "td", "code", "pre",
    "span",
];

/// The characters that make words: what every consumer shows of a text, however it writes the others.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// A text as a name or path may hold it: without control characters.
fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect::<String>().trim().to_owned()
}

/// What XML can carry of a text, on one line, without the marks that are this program's own.
fn carried(text: &str) -> String {
    let carried = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}' | '\u{10000}'..);
    let text: String = text.chars().filter(carried).collect();
    text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

/// Some of the texts.
type Texts = &'static [&'static str];

/// All of them, in as many days as an issue has room for; each with names of keywords like those of papers, and without.
fn days() -> impl Iterator<Item = (Texts, bool)> {
    TEXTS.chunks(TEXTS.len().div_ceil(2)).flat_map(|texts| [(texts, false), (texts, true)])
}

/// The hostile papers of a day, by identifier.
fn hostile_papers(texts: Texts) -> BTreeMap<String, Record> {
    hostile::papers_of(texts, SUBJECT).into_iter().map(|paper| (paper.id.clone(), paper)).collect()
}

/// An environment whose runner logs all there is.
fn logging(records: Vec<Record>, keywords: &str) -> TestEnv {
    let mut env = TestEnv::new(&[("README.md", README)], records, keywords);
    env.variables.insert("RUNNER_DEBUG".to_owned(), "1".to_owned());
    env
}

/// A day on which every hostile paper is new, under a keyword; and, if so wanted, under as many keywords of hostile names.
fn good_day(texts: Texts, named: bool, inputs: &[(&str, &str)]) -> TestEnv {
    let mut keywords = vec![json!({ "name": SUBJECT, "max-results": 200 })];
    if named {
        let printable: BTreeSet<String> = texts.iter().map(|text| printable(text)).collect();
        let shown = printable.iter().filter(|name| !name.is_empty());
        keywords.extend(shown.map(|name| json!({ "name": name, "any": [SUBJECT], "max-results": 4 })));
        assert!(keywords.len() > texts.len() - 5);
    }
    // What JSON writes is YAML.
    let keywords = Value::from(keywords).to_string();
    let mut env = logging(papers(SUBJECT, 3), &keywords);
    // With so many keywords an issue has room for a paper each.
    let issue = if named { "1" } else { "200" };
    for (name, value) in [("columns", ALL), ("issue-max-results", issue)].iter().chain(inputs) {
        env.input(name, value);
    }
    if inputs.contains(&("mode", "local")) {
        std::fs::create_dir(env.workspace().join(".git")).unwrap();
        std::fs::write(env.workspace().join("README.md"), README).unwrap();
    }
    let dry = inputs.contains(&("mode", "dry-run"));
    if dry {
        env.input("mode", "commit");
    }
    env.run().expect(Exit::Done);
    if dry {
        env.input("mode", "dry-run");
    }
    env.later(1).publish(papers(SUBJECT, 3).into_iter().chain(hostile_papers(texts).into_values()).collect());
    env
}

/// Whatever a run says on either stream: as many annotations as it should, no other command, and nothing but plain lines.
/// Returns the annotations as people read them.
fn judge_log(ran: &RunOutput, errors: usize, warnings: usize) -> String {
    let log = format!("{}\n{}", ran.out, ran.err);
    let found = commands(&log);
    for command in &found {
        let expected = match command.name.as_str() {
            "error" | "warning" => "title=daily-papers",
            "debug" => "",
            _ => "none of these",
        };
        assert_eq!(command.properties, expected, "{command:#?}");
    }
    let count = |name: &str| found.iter().filter(|command| command.name == name).count();
    assert_eq!((count("error"), count("warning")), (errors, warnings), "{found:#?}");
    // Not even one that the runner does not know: the next version may.
    let begun = log.split(['\n', '\r']).filter(|line| line.trim_start().starts_with("::")).count();
    assert_eq!((begun, log.contains("##[")), (found.len(), false));
    plain(&log);
    let said = found.iter().filter(|command| command.name != "debug");
    let said: Vec<&str> = said.map(|command| command.data.as_str()).collect();
    for said in &said {
        plain(said);
    }
    said.join("\n")
}

/// No escapes for a terminal, no other control characters but line feeds, none that reorder what is read.
fn plain(text: &str) {
    let odd = |c: char| {
        c.is_control() && c != '\n'
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let found = text.lines().find(|line| line.contains(odd));
    assert_eq!(found, None);
}

/// The job summary, as GitHub renders it.
fn judge_summary(ran: &RunOutput) -> Rendered {
    let rendered = Rendered::of(&ran.summary);
    let ours =
        |href: &str| href.starts_with("https://arxiv.org/abs/") || href.starts_with("http://127.0.0.1:");
    rendered.holds_only(SUMMARY, ours);
    assert_eq!(rendered.comments(), Vec::<String>::new());
    plain(&ran.summary);
    let document = rendered.document();
    for row in elements(document.root_element(), "tr") {
        assert_eq!(row.children().filter(roxmltree::Node::is_element).count(), 6, "{}", text(row));
    }
    assert!(text(document.root_element()).trim_start().starts_with("daily-papers: "), "{}", ran.summary);
    rendered
}

/// The outputs: those that were declared, each of its kind. The new papers hold what arXiv said.
fn judge_outputs(texts: Texts, ran: &RunOutput) {
    let declared: BTreeSet<&str> = OUTPUTS.iter().map(|output| output.name).collect();
    assert_eq!(ran.outputs.keys().map(String::as_str).collect::<BTreeSet<_>>(), declared);
    let hostile = hostile_papers(texts);
    for (name, value) in &ran.outputs {
        let number = || value.parse::<u32>().is_ok();
        let url = || value.starts_with("http://127.0.0.1:") && !value.contains(char::is_whitespace);
        let fine = match name.as_str() {
            "changed" | "papers-truncated" => ["true", "false"].contains(&value.as_str()),
            "new-papers" | "revised-papers" | "total-papers" => number(),
            "papers" | "failed-keywords" => {
                serde_json::from_str::<Vec<Value>>(value).is_ok() && !value.contains('\n')
            }
            "commit-sha" => {
                value.is_empty() || value.len() == 40 && value.bytes().all(|b| b.is_ascii_hexdigit())
            }
            name if name.ends_with("-number") => value.is_empty() || number(),
            _ => value.is_empty() || url(),
        };
        assert!(fine, "{name}={value}");
    }
    for paper in serde_json::from_str::<Vec<Value>>(&ran.outputs["papers"]).unwrap() {
        let Some(record) = hostile.get(paper["id"].as_str().unwrap()) else { continue };
        assert_eq!(paper["title"], carried(&record.title));
        let authors: Vec<String> =
            record.authors.iter().map(|name| carried(name)).filter(|name| !name.is_empty()).collect();
        assert_eq!(paper["authors"], json!(authors));
    }
}

/// A message of a commit: a headline of counts, by which no one is mentioned, no issue closed, no workflow skipped.
fn judge_message(message: &str) {
    let message = message.trim();
    let words: Vec<&str> = message.split(' ').collect();
    assert!(matches!(words[..], ["Update", "papers:", _, "new,", _, "revised"]), "{message}");
    let counts = [words[2], words[4]];
    assert!(counts.iter().all(|count| count.parse::<u32>().is_ok()), "{message}");
    assert!(!message.contains(['\n', '\r', '@', '#', '[']), "{message}");
}

/// The letters of each second heading.
fn headings(page: &roxmltree::Document<'_>) -> Vec<String> {
    elements(page.root_element(), "h2").map(|heading| letters(&text(heading))).collect()
}

/// A README: every hostile paper in a row of its own, whole, under headings that are the keywords' names.
fn judge_readme(texts: Texts, readme: &str, keywords: &[String]) -> usize {
    let rendered = Rendered::of(readme);
    rendered.holds_only(PAGE, |href| href.starts_with("https://arxiv.org/") || href.starts_with('#'));
    assert_eq!(rendered.comments(), ["daily-papers:start", "daily-papers:end"]);
    plain(readme);
    assert!(
        !readme.contains("{{") && !readme.contains("{%"),
        "Jekyll makes a page of it, with Liquid: {readme}"
    );
    let document = rendered.document();
    assert_eq!(headings(&document), keywords.iter().map(|name| letters(name)).collect::<Vec<_>>());
    let mut found = 0;
    let hostile = hostile_papers(texts);
    for row in elements(document.root_element(), "tr") {
        let cells: Vec<String> = elements(row, "td").map(|cell| letters(&text(cell))).collect();
        let link = elements(row, "td").next().and_then(|cell| elements(cell, "a").next());
        let Some(link) = link.and_then(|link| link.attribute("href")) else { continue };
        assert_eq!(cells.len(), 7, "{cells:?}");
        let id = link.trim_start_matches("https://arxiv.org/abs/").trim_end_matches("v1");
        let Some(paper) = hostile.get(id) else { continue };
        found += 1;
        for (column, of) in [
            (0, &paper.title),
            (2, &paper.authors[0]),
            (2, &paper.authors[1]),
            (3, &paper.abstract_),
            (4, &paper.comment),
            (6, &paper.journal_ref),
        ] {
            // GitHub renders no formula in the text of a link, as titles are.
            let math = if column == 0 { Math::Text } else { Math::Keep };
            let wanted = letters(&tex::to_text(&carried(of), math));
            assert!(cells[column].contains(&wanted), "{of:?}: {cells:?}");
        }
        let other = carried(&paper.categories[1]);
        let other = CategoryPattern::parse(&other).map(|_| letters(&other)).unwrap_or_default();
        assert_eq!(cells[5], format!("csLG{other}"), "what is not a category is left out");
    }
    found
}

/// The body of an issue: hostile papers, each an item of its own, whole, and no one mentioned; how many.
fn judge_issue(texts: Texts, title: &str, body: &str, keywords: &[String]) -> usize {
    assert_eq!(title, format!("New papers: {} (2026-11-25)", texts.len()));
    let rendered = Rendered::of(body);
    let ours = |href: &str| {
        href.starts_with("https://arxiv.org/")
            || href.starts_with("https://github.com/octo/papers/blob/HEAD/")
    };
    rendered.holds_only(PAGE, ours).mentions_nobody();
    plain(body);
    let comments = rendered.comments();
    assert!(
        comments.len() == 1 && comments[0].starts_with("daily-papers:issue section=daily-papers digest=")
    );
    let document = rendered.document();
    assert_eq!(headings(&document), keywords.iter().map(|name| letters(name)).collect::<Vec<_>>());
    let mut found = 0;
    let hostile = hostile_papers(texts);
    for item in elements(document.root_element(), "li") {
        let link = elements(item, "a").next().and_then(|link| link.attribute("href")).unwrap();
        let id = link.trim_start_matches("https://arxiv.org/abs/").trim_end_matches("v1");
        let Some(paper) = hostile.get(id) else { continue };
        found += 1;
        let shown = letters(&text(item));
        for of in [&paper.title, &paper.authors[0], &paper.comment, &paper.abstract_] {
            let wanted = letters(&tex::to_text(&carried(of), Math::Text));
            assert!(shown.contains(&wanted), "{of:?}: {shown}");
        }
    }
    found
}

/// The data file: JSON that comes back the same, and holds every hostile paper as arXiv gave it.
fn judge_data(texts: Texts, data: &[u8]) {
    serde_json::from_slice::<Value>(data).unwrap();
    let state = State::parse(data, DATA, "daily-papers").unwrap();
    assert_eq!(state.to_text().as_bytes(), data);
    let hostile = hostile_papers(texts);
    let held: Vec<_> =
        state.papers.values().filter(|paper| hostile.contains_key(paper.id.as_str())).collect();
    assert_eq!(held.len(), texts.len());
    for paper in held {
        let record = &hostile[paper.id.as_str()];
        let pairs = [
            (&paper.title, &record.title),
            (&paper.abstract_, &record.abstract_),
            (&paper.comment, &record.comment),
            (&paper.journal_ref, &record.journal_ref),
        ];
        assert!(pairs.iter().all(|(held, given)| **held == carried(given)), "{pairs:?}");
    }
}

/// The names of an environment's keywords, in order.
fn names(env: &TestEnv) -> Vec<String> {
    let keywords: Vec<Value> = serde_json::from_str(&env.variables["INPUT_KEYWORDS"]).unwrap();
    keywords.iter().map(|keyword| keyword["name"].as_str().unwrap().to_owned()).collect()
}

/// What every good day has in common.
fn judge_good(texts: Texts, ran: &RunOutput) {
    judge_log(ran, 0, 0);
    judge_outputs(texts, ran);
    let summary = judge_summary(ran);
    let shown = letters(&text(summary.document().root_element()));
    for paper in hostile_papers(texts).values() {
        let wanted = letters(&tex::to_text(&carried(&paper.title), Math::Text));
        assert!(shown.contains(&wanted), "{:?}", paper.title);
    }
    assert_eq!(ran.outputs["new-papers"], texts.len().to_string());
}

/// How many rows and items there are, with all keywords.
fn rows(texts: Texts, keywords: &[String]) -> usize {
    texts.len() + keywords.len() - 1
}

#[test]
#[ignore = "slow"]
fn committed_with_an_issue_of_the_news() {
    for (texts, named) in days() {
        let env = good_day(texts, named, &[("issue", "new")]);
        let (ran, keywords) = (env.run().expect(Exit::Done), names(&env));
        judge_good(texts, &ran);
        judge_message(&env.github.log()[0].message);
        assert_eq!(judge_readme(texts, &env.readme(), &keywords), rows(texts, &keywords));
        judge_data(texts, &env.github.read(DATA).unwrap());
        let issues = env.github.issues();
        assert_eq!(issues.len(), 1);
        let items = judge_issue(texts, &issues[0].title, &issues[0].body, &keywords);
        assert_eq!(items, if named { keywords.len() } else { texts.len() });
        assert_eq!(env.run().expect(Exit::Done).outputs["changed"], "false");
    }
}

#[test]
#[ignore = "slow"]
fn proposed_with_an_issue_of_what_is_there() {
    for (texts, named) in days() {
        let env = good_day(texts, named, &[("issue", "always"), ("mode", "pull-request")]);
        let (ran, keywords) = (env.run().expect(Exit::Done), names(&env));
        judge_good(texts, &ran);
        let commits = env.github.between("main", UPDATE);
        assert_eq!(commits.len(), 1);
        judge_message(&commits[0].message);
        let proposed = |path| env.github.read_at(UPDATE, path).unwrap();
        assert_eq!(
            judge_readme(texts, &String::from_utf8(proposed("README.md")).unwrap(), &keywords),
            rows(texts, &keywords)
        );
        judge_data(texts, &proposed(DATA));
        let pulls = env.github.pulls();
        assert_eq!((pulls.len(), pulls[0].title.as_str()), (1, commits[0].message.trim()));
        let body = Rendered::of(&pulls[0].body);
        body.holds_only(&["p", "code"], |_| false).mentions_nobody();
        assert!(body.comments().len() == 1 && body.comments()[0].starts_with("daily-papers:pull-request "));
        let issues = env.github.issues();
        // Under so many names there is room for the newest paper alone, which is harmless.
        let items = judge_issue(texts, &issues[1].title, &issues[1].body, &keywords);
        assert_eq!(items, if named { 0 } else { texts.len() });
        assert_eq!(env.run().expect(Exit::Done).outputs["changed"], "false");
    }
}

#[test]
#[ignore = "slow"]
fn written_to_a_directory_and_shown_on_terminal() {
    for (texts, named) in days() {
        let mut env = good_day(texts, named, &[("mode", "local")]);
        let keywords = names(&env);
        // What `context` and `explain` print is for people and for scripts.
        env.args = vec!["context".to_owned()];
        let ran = env.run().expect(Exit::Done);
        judge_log(&ran, 0, 0);
        let json: Vec<&str> =
            ran.out.lines().skip_while(|line| *line != "{").take_while(|line| *line != "}").collect();
        let context: Value = serde_json::from_str(&(json.join("\n") + "}")).unwrap();
        assert_eq!(context["keywords"].as_array().unwrap().len(), keywords.len());
        for id in hostile_papers(texts).keys().filter(|_| !named) {
            env.args = vec!["explain".to_owned(), id.clone()];
            judge_log(&env.run().expect(Exit::Done), 0, 0);
        }
        env.args.clear();

        env.variables.remove("GITHUB_ACTIONS");
        let ran = env.run().expect(Exit::Done);
        judge_good(texts, &ran);
        let read = |path: &str| std::fs::read(env.workspace().join(path)).unwrap();
        assert_eq!(
            judge_readme(texts, &String::from_utf8(read("README.md")).unwrap(), &keywords),
            rows(texts, &keywords)
        );
        judge_data(texts, &read(DATA));
        assert_eq!(env.run().expect(Exit::Done).outputs["changed"], "false");
    }
}

#[test]
#[ignore = "slow"]
fn shown_before_anything_is_written() {
    for (texts, named) in days() {
        let mut env = good_day(texts, named, &[("issue", "new"), ("mode", "dry-run")]);
        let ran = env.run().expect(Exit::Done);
        judge_good(texts, &ran);
        assert!(ran.out.contains("\n+| **["), "the difference is in the log: {}", ran.out);
        assert!(ran.out.contains("An issue would be opened: New papers: "), "{}", ran.out);
        assert!(ran.summary.contains("\n+| **["), "and in the summary");
        // Outside Actions a dry run looks at a repository that is named.
        env.variables.remove("GITHUB_ACTIONS");
        env.input("repository", "octo/papers");
        judge_good(texts, &env.run().expect(Exit::Done));
    }
}

/// A user's own templates of the page and of the issue, in which every field is written unchanged.
#[test]
#[ignore = "slow"]
fn in_templates_of_ones_own() {
    let template = "{% for keyword in keywords %}{% for paper in keyword.papers %}\n- [{{ paper.title }}]({{ paper.url }}) \
                    {{ paper.title }} {{ paper.authors | join(sep=\", \") }} {{ paper.abstract }} {{ paper.comment }} \
                    {{ paper.venue }} {{ paper.doi }} {{ keyword.name }}{% endfor %}{% endfor %}\n";
    // An issue has room for so many.
    for texts in TEXTS.chunks(TEXTS.len().div_ceil(3)) {
        let mut env = good_day(texts, false, &[("issue", "new")]);
        let files = ["page.md", "issue.md"].map(|path| (path, Some(template.as_bytes())));
        env.github.commit(&files, "templates");
        env.input("template", "page.md").input("issue-template", "issue.md");
        judge_good(texts, &env.run().expect(Exit::Done));
        let page = Rendered::of(&env.readme());
        let ours = |href: &str| href.starts_with("https://arxiv.org/abs/");
        page.holds_only(&["h1", "ul", "li", "a", "p", "span"], ours);
        let issues = env.github.issues();
        let issue = Rendered::of(&issues[0].body);
        issue.holds_only(&["ul", "li", "a", "span"], ours).mentions_nobody();
        let hostile = hostile_papers(texts);
        for (rendered, more) in [(page, 3), (issue, 0)] {
            let document = rendered.document();
            let items: Vec<_> = elements(document.root_element(), "li").collect();
            assert_eq!(items.len(), texts.len() + more);
            for item in items {
                let link = elements(item, "a").next().and_then(|link| link.attribute("href")).unwrap();
                let id = link.trim_start_matches("https://arxiv.org/abs/").trim_end_matches("v1");
                let Some(paper) = hostile.get(id) else { continue };
                let shown = letters(&text(item));
                for of in [&paper.title, &paper.authors[1], &paper.abstract_, &paper.comment, &paper.dois[0]]
                {
                    assert!(shown.contains(&letters(&carried(of))), "{of:?}: {shown}");
                }
            }
        }
    }
}

/// Texts that are long, as many a day as a page has room for. An issue shows what it can.
#[test]
#[ignore = "slow"]
fn that_are_long() {
    let files = [("papers.atom", "atom"), ("papers.bib", "bibtex"), ("papers.html", "page")];
    let files = files.map(|(path, template)| json!({ "path": path, "template": template }));
    for texts in hostile::long().chunks(3) {
        let long = hostile::papers_of(texts, SUBJECT);
        let mut env = logging(papers(SUBJECT, 3), SUBJECT);
        env.input("extra-files", &json!(files).to_string()).input("issue", "new");
        env.input("columns", "title, date, abstract, comment");
        env.run().expect(Exit::Done);
        env.later(1).publish(papers(SUBJECT, 3).into_iter().chain(long.iter().cloned()).collect());
        let ran = env.run().expect(Exit::Done);
        assert_eq!(ran.outputs["new-papers"], long.len().to_string());
        judge_log(&ran, 0, 0);
        judge_summary(&ran);

        let page = env.readme();
        assert!(!page.contains("{{") && !page.contains("{%"), "Jekyll makes a page of it, with Liquid");
        let page = Rendered::of(&page);
        page.holds_only(PAGE, |href| href.starts_with("https://arxiv.org/"));
        assert_eq!(page.comments(), ["daily-papers:start", "daily-papers:end"]);
        let document = page.document();
        let rows = elements(document.root_element(), "tr").map(|row| letters(&text(row)));
        let rows: Vec<String> = rows.collect();
        for paper in &long {
            // A title is cut at 500 characters, at the end of a word if there is one.
            let start: String = carried(&paper.title).chars().take(450).collect();
            let wanted = letters(&tex::to_text(&start, Math::Keep));
            assert!(rows.iter().any(|row| row.contains(&wanted)), "{:.99}", paper.title);
        }
        let issues = env.github.issues();
        let ours = |href: &str| {
            href.starts_with("https://arxiv.org/")
                || href.starts_with("https://github.com/octo/papers/blob/HEAD/")
        };
        Rendered::of(&issues[0].body).holds_only(&[PAGE, &["em"]].concat(), ours).mentions_nobody();

        let read = |path| String::from_utf8(env.github.read(path).unwrap()).unwrap();
        roxmltree::Document::parse(&read("papers.atom")).unwrap();
        assert_eq!(biblatex::Bibliography::parse(&read("papers.bib")).unwrap().len(), 3 + long.len());
        let html = read("papers.html");
        assert_eq!(html.matches("<script").count(), html.matches("</script").count());
        assert_eq!(env.run().expect(Exit::Done).outputs["changed"], "false");
    }
}

/// arXiv rejects a query with each text as its reason, and sends an entry with each text as its identifier.
#[test]
#[ignore = "slow"]
fn said_by_arxiv() {
    // A run has at most two hundred keywords.
    for texts in TEXTS.chunks(90) {
        let reasons = (0..).zip(texts).map(|(n, text)| {
            json!({ "name": format!("{} rejected", printable(text)), "query": format!("ti:alpha{n}x") })
        });
        let entries = (0..).zip(texts).map(|(n, text)| {
            json!({ "name": format!("{} unreadable", printable(text)), "any": [format!("beta{n}x")] })
        });
        let keywords: Vec<Value> = reasons.chain(entries).chain([json!(SUBJECT)]).collect();
        let of_entries = (0..).zip(texts).flat_map(|(n, text)| {
            // One that cannot be read does not hide the others.
            let ids =
                (0..3).map(|other| format!("2611.{}", 40_000 + 3 * n + other)).chain([(*text).to_owned()]);
            let paper = |id: String| record(&id, 1, &format!("A beta{n}x"), "2026-11-23T09:00:00Z");
            ids.map(paper).collect::<Vec<_>>()
        });
        let records = papers(SUBJECT, 3).into_iter().chain(of_entries).collect();
        let env = logging(records, &Value::from(keywords).to_string());
        for (n, text) in (0..).zip(texts) {
            let reason = FaultKind::ErrorFeed400((*text).to_owned());
            env.arxiv.fault(arxiv::Fault::forever(reason).matching(format!("ti:alpha{n}x")));
        }
        let ran = env.run().expect(Exit::Partial);
        let said = letters(&judge_log(&ran, texts.len(), 0));
        judge_outputs(TEXTS, &ran);
        let shown = letters(&text(judge_summary(&ran).document().root_element()));
        for of in texts {
            let reason = letters(&carried(of));
            assert!(said.contains(&format!("rejectedthequery{reason}")), "{of:?}: {said}");
            assert!(shown.contains(&format!("rejectedthequery{reason}")), "{of:?}: {shown}");
            assert!(shown.contains(&format!("withaversionhttparxivorgabs{reason}v1")), "{of:?}: {shown}");
        }
    }
}

/// Judges a run that a text brought to fail: one error that says it, and so does the summary.
fn judge_failed(ran: &RunOutput, of: &str) {
    let said = letters(&judge_log(ran, 1, 0));
    judge_outputs(TEXTS, ran);
    let shown = letters(&text(judge_summary(ran).document().root_element()));
    assert!(said.contains(&letters(of)) && shown.contains(&letters(of)), "{of:?}: {said}\n{shown}");
}

/// A paper more for each text.
fn another(n: usize) -> Vec<Record> {
    let fresh = |n: usize| {
        let id = format!("2611.{}", 30_001 + n);
        record(&id, 1, &format!("Fresh graph networks {n}"), "2026-11-24T09:00:00Z")
    };
    papers(SUBJECT, 3).into_iter().chain((0..=n).map(fresh)).collect()
}

/// GitHub refuses the first request with each text as its reason, and the others in turn with several texts in one.
#[test]
#[ignore = "slow"]
fn said_by_github() {
    let committing = ["graphql commit", "GET issues", "POST issues"];
    let proposing = ["GET pulls", "GET compare", "POST git/commits", "graphql move", "PATCH pulls"];
    for (mode, requests) in [("commit", &committing[..]), ("pull-request", &proposing[..])] {
        let mut env = logging(papers(SUBJECT, 3), SUBJECT);
        env.input("mode", mode).input("issue", if mode == "commit" { "new" } else { "none" });
        env.run().expect(Exit::Done);
        let refused = |on: &'static str, of: &str| {
            let kind = match on.strip_prefix("graphql ") {
                Some(_) => Kind::graphql_error("UNPROCESSABLE", of),
                None => Kind::rest_error(422, of),
            };
            env.github.fault(Fault { on, kind, times: 9 });
            judge_failed(&env.run().expect(Exit::Failed), of);
            env.github.clear_faults();
        };
        TEXTS.iter().filter(|_| mode == "commit").for_each(|of| refused("graphql read", of));
        // As many as a message is shown of.
        for ((n, texts), on) in TEXTS.chunks(7).enumerate().zip(requests.iter().cycle()) {
            env.publish(another(n));
            let all = texts.join(" ");
            refused(on, &all.chars().take(480).collect::<String>());
        }
    }
}

/// Inputs that hold each text where a word of a few is wanted, and a configuration file whose keys they are.
#[test]
#[ignore = "slow"]
fn given_as_inputs() {
    let mut env = logging(papers(SUBJECT, 3), SUBJECT);
    let inputs =
        ["fields", "sort", "max-results", "timezone", "duplicates", "repository", "time-budget", "fail-on"];
    for of in TEXTS {
        for input in inputs {
            env.input(input, of);
        }
        for actions in ["true", ""] {
            env.variables.insert("GITHUB_ACTIONS".to_owned(), actions.to_owned());
            let ran = env.run().expect(Exit::WrongInput);
            let said = if actions.is_empty() { ran.err.clone() } else { judge_log(&ran, 1, 0) };
            judge_log(&ran, usize::from(!actions.is_empty()), 0);
            judge_outputs(TEXTS, &ran);
            let shown = text(judge_summary(&ran).document().root_element());
            for (said, names) in [(&said, 8), (&shown, 8)] {
                assert_eq!(
                    inputs.iter().filter(|input| said.contains(**input)).count(),
                    names,
                    "{of:?}: {said}"
                );
            }
        }
    }
    for input in inputs {
        env.input(input, "");
    }
    let keys: serde_json::Map<String, Value> = TEXTS.iter().map(|of| ((*of).to_owned(), json!(of))).collect();
    let file = Value::from(keys).to_string();
    env.github.commit(&[(".github/daily-papers.yml", Some(file.as_bytes()))], "keys");
    env.variables.insert("GITHUB_ACTIONS".to_owned(), "true".to_owned());
    let ran = env.run().expect(Exit::WrongInput);
    let shown = letters(&text(judge_summary(&ran).document().root_element()));
    assert!(judge_log(&ran, 1, 0).contains(&format!("{} inputs are invalid", TEXTS.len())), "{}", ran.out);
    // What may be a password in an address is not shown.
    for of in TEXTS.iter().filter(|of| !of.contains("://") || !of.contains('@')) {
        // A message shows the first eighty characters, and escapes for what no one could see.
        let start: String = of.chars().take(80).take_while(|c| !c.is_control()).collect();
        assert!(shown.contains(&letters(&start)), "{of:?}: {shown}");
    }
}

/// Paths that are made of the texts: of a template that is not there, of the page, of files; and names of branches.
#[test]
#[ignore = "slow"]
fn in_paths_and_branches() {
    let path = |of: &str| RepoPath::parse(&format!("{}.md", printable(of).replace('\\', ""))).ok();
    let all: Vec<RepoPath> = TEXTS.iter().filter_map(|of| path(of)).collect();
    assert!(all.len() > TEXTS.len() / 2, "{} paths", all.len());
    let mut env = logging(papers(SUBJECT, 3), SUBJECT);
    for path in &all {
        env.input("template", path.as_str());
        judge_failed(&env.run().expect(Exit::WrongInput), path.as_str());
    }
    for (n, paths) in all.chunks(all.len().div_ceil(3)).enumerate() {
        let mut env = TestEnv::new(
            &[("README.md", README), ("t.md", "{{ total_count }}")],
            papers(SUBJECT, 3),
            SUBJECT,
        );
        let files: Vec<Value> =
            paths[1..].iter().map(|path| json!({ "path": path.as_str(), "template": "t.md" })).collect();
        env.input("extra-files", &Value::from(files).to_string()).input("readme", paths[0].as_str());
        env.input("issue", "always").input("mode", "dry-run");
        let ran = env.run().expect(Exit::Done);
        judge_log(&ran, 0, 0);
        judge_summary(&ran);
        let said = letters(&ran.out);
        assert!(paths.iter().all(|path| said.contains(&letters(path.as_str()))), "{said}");

        // What may be in the name of a branch, as much as git takes.
        let allowed = |c: &char| !c.is_whitespace() && !"~^:?*[\\./{".contains(*c);
        let branch: String = paths.iter().flat_map(|path| path.as_str().chars()).filter(allowed).collect();
        let branch: String = branch.trim_start_matches('-').chars().skip(n).take(60).collect();
        env.input("mode", "pull-request").input("pull-request-branch", &branch);
        env.github.branch(&branch, &env.github.head().unwrap());
        env.github.commit_edits(&branch, &[Edit::file("theirs.txt", "theirs")], "theirs");
        judge_failed(&env.run().expect(Exit::Failed), &branch);
        env.github.delete_branch(&branch);
        let ran = env.run().expect(Exit::Done);
        judge_log(&ran, 0, 0);
        judge_outputs(TEXTS, &ran);
        judge_summary(&ran);
        for path in paths {
            assert!(env.github.read_at(&branch, path.as_str()).is_some(), "{path}");
        }
        let threads = env.github.threads();
        assert_eq!(threads.len(), 2);
        for thread in threads {
            let ours = |href: &str| {
                href.starts_with("https://arxiv.org/") || href.starts_with("https://github.com/octo/")
            };
            Rendered::of(&thread.body).holds_only(PAGE, ours).mentions_nobody();
        }
    }
}
