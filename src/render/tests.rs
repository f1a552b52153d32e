//! The built-in templates over hostile texts, read back by a Markdown renderer; and what users' templates may get wrong.

use std::collections::BTreeMap;
use std::sync::Arc;

use comrak::{Options, markdown_to_html};
use fakes::hostile::TEXTS;
use proptest::prelude::*;

use super::context::{KeywordSummaryContext, PaperContext};
use super::*;
use crate::config::{Column, Config, Duplicates, IssueWhen};
use crate::keyword::{Keyword, Sort};
use crate::markers;
use crate::notes::Notes;
use crate::paper::Paper;
use crate::samples::{at, config, keyword, paper, with};
use crate::state::{List, State};
use crate::text::tex::{self, Math};
use crate::text::{authors, link, sentinels, truncate};

fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.autolink = true;
    options.extension.strikethrough = true;
    options.extension.footnotes = true;
    options.extension.tasklist = true;
    options.render.r#unsafe = true;
    options
}

/// A page as HTML, in which one text looks the same however it was written: in raw HTML references stay as they are.
fn html(markdown: &str) -> String {
    let html = markdown_to_html(markdown, &options())
        .replace("<!-- -->", "")
        .replace("<span>$</span>", "$")
        .replace("&quot;", "\"");
    let mut plain = String::new();
    let mut rest = html.as_str();
    while let Some((before, after)) = rest.split_once("&#") {
        let (number, after) = after.split_once(';').unwrap();
        plain.push_str(before);
        plain.extend(char::from_u32(number.parse().unwrap()));
        rest = after;
    }
    collapse(&(plain + rest))
}

fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace("> ", ">").replace(" <", "<")
}

/// A text as [`html`] shows it.
fn shown(text: &str) -> String {
    collapse(&markdown::one_line(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"))
}

/// A text after the filter `tex`, and if so `links`, as [`html`] shows it.
fn typeset(text: &str, math: Math, links: bool) -> String {
    let text = tex::to_page(text, math);
    marked(&if links { link::mark(&text) } else { text.into_owned() })
}

/// A text with sentinels, as [`html`] shows it.
fn marked(text: &str) -> String {
    let mut html = String::new();
    for part in text.split_inclusive(sentinels::is_sentinel) {
        let (plain, mark) = match part.char_indices().next_back() {
            Some((at, mark)) if sentinels::is_sentinel(mark) => (&part[..at], mark),
            _ => (part, ' '),
        };
        let escaped =
            markdown::one_line(plain).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        if mark == sentinels::LINK.1 {
            html.extend(["<a href=\"", &escaped, "\">"]);
        }
        html.push_str(&escaped);
        html.push_str(match mark {
            mark if mark == sentinels::MATH.0 => "$<code>",
            mark if mark == sentinels::MATH.1 => "</code>$",
            mark if mark == sentinels::LINK.1 => "</a>",
            mark if mark == sentinels::SUBSCRIPT.0 => "<sub>",
            mark if mark == sentinels::SUBSCRIPT.1 => "</sub>",
            mark if mark == sentinels::SUPERSCRIPT.0 => "<sup>",
            mark if mark == sentinels::SUPERSCRIPT.1 => "</sup>",
            _ => "",
        });
    }
    collapse(&html)
}

/// As the text of a link, in which GitHub renders no formula.
fn title(text: &str) -> String {
    typeset(text, Math::Text, false)
}

fn venue(text: &str) -> String {
    typeset(text, Math::Keep, false)
}

fn prose(text: &str) -> String {
    typeset(text, Math::Keep, true)
}

/// A paper all of whose texts are hostile.
fn hostile(text: &str) -> Paper {
    Paper {
        title: text.to_owned(),
        abstract_: format!("{text} and {text}"),
        comment: text.to_owned(),
        authors: vec![text.to_owned(), format!("{text} Jr."), "Ada".to_owned(), "Bob".to_owned()],
        journal_ref: text.to_owned(),
        ..paper("2611.00001", "2026-11-20")
    }
}

fn state(keyword: &str, papers: &[Paper]) -> State {
    let list = List {
        keyword: keyword.to_owned(),
        definition: String::new(),
        through: None,
        complete: true,
        read: jiff::civil::Date::default(),
        new: Vec::new(),
        revised: Vec::new(),
        left: BTreeMap::new(),
        papers: papers.iter().map(|paper| (paper.id.clone(), jiff::civil::Date::default())).collect(),
    };
    State {
        section: "daily-papers".to_owned(),
        changed: at("2026-11-24"),
        digest: String::new(),
        lists: vec![list],
        papers: papers.iter().map(|paper| (paper.id.clone(), Arc::new(paper.clone()))).collect(),
        ..State::default()
    }
}

fn written(config: &Config, state: &State) -> String {
    noted(config, state, &Notes::default())
}

/// A section with notes.
fn noted(config: &Config, state: &State, notes: &Notes) -> String {
    let renderer = Renderer::new(&config.page.template, None, config.page.math).unwrap();
    renderer.section(&PageContext::new(state, config).with_notes(notes)).unwrap()
}

/// A keyword whose name is this text.
fn named(text: &str) -> Keyword {
    Keyword { name: text.to_owned(), ..keyword("graphs") }
}

const ALL_COLUMNS: [Column; 11] = [
    Column::Title,
    Column::Date,
    Column::Abstract,
    Column::Comment,
    Column::Authors,
    Column::Categories,
    Column::Venue,
    Column::Pdf,
    Column::Summary,
    Column::Note,
    Column::Tags,
];

fn details(summary: &str, text: &str) -> String {
    format!("<details><summary>{summary}</summary><p>{text}</p></details>")
}

/// What a cell of the table is to show.
fn cell(column: Column, paper: &Paper, notes: &Notes) -> String {
    let comment = tex::to_page(&paper.comment, Math::Text);
    match column {
        Column::Title => {
            format!("<strong><a href=\"{}\">{}</a></strong>", paper.abs_url(), title(&paper.title))
        }
        Column::Date => "2026-11-20".to_owned(),
        Column::Abstract => details("Show", &prose(&paper.abstract_)),
        Column::Comment if comment.chars().count() > 20 => {
            let venue = tex::to_page(&paper.journal_ref, Math::Text);
            details(&marked(&truncate::shorten(&venue, 25)), &prose(&paper.comment))
        }
        Column::Comment => prose(&paper.comment),
        Column::Authors => authors(paper, 3, authors::Style::FirstAndLast),
        Column::Categories => "cs.LG".to_owned(),
        Column::Venue => venue(&paper.journal_ref),
        Column::Pdf => format!("<a href=\"{}\">PDF</a>", paper.pdf_url()),
        Column::Code => String::new(),
        Column::Relevance => "0.0".to_owned(),
        Column::Summary => prose(&notes.of(paper.id.as_str()).summary),
        Column::Note => prose(&notes.of(paper.id.as_str()).note),
        Column::Tags => marked(&notes.of(paper.id.as_str()).tags.join(", ")),
    }
}

/// Notes all of whose texts are hostile.
fn hostile_notes(text: &str) -> Notes {
    let long = format!("{text} and {text}");
    let document =
        serde_json::json!({ "2611.00001": {"summary": long, "note": text, "tags": [text, "survey"]} });
    Notes::read(Some(document.to_string().as_bytes()), "notes.json").0
}

fn authors(paper: &Paper, most: usize, style: authors::Style) -> String {
    let names: Vec<_> = paper.authors.iter().map(|name| tex::to_page(name, Math::Keep)).collect();
    marked(&authors::authors(&names.iter().map(AsRef::as_ref).collect::<Vec<_>>(), most, style))
}

/// A text as the name of a keyword, or as words of arXiv's or GitHub's: marks were taken out of it before.
fn unmarked(text: &str) -> String {
    sentinels::strip(text).into_owned()
}

fn check_table(text: &str, columns: &[Column]) -> Result<(), TestCaseError> {
    let (paper, name) = (hostile(text), unmarked(text));
    let config = with(config(vec![named(&name)]), |config| config.page.columns = columns.to_vec());
    let notes = hostile_notes(text);
    let section = noted(&config, &state(&name, std::slice::from_ref(&paper)), &notes);
    let cells: Vec<String> =
        columns.iter().map(|column| format!("<td>{}</td>", cell(*column, &paper, &notes))).collect();
    let cells = cells.concat();
    let html = html(&section);
    prop_assert!(html.contains(&format!("<h2>{}</h2>", shown(text))), "{html}\n{section}");
    prop_assert!(
        html.ends_with(&format!("<tbody><tr>{}</tr></tbody></table>", collapse(&cells))),
        "{html}\n{section}\n{cells}"
    );
    Ok(())
}

fn check_lists(text: &str) -> Result<(), TestCaseError> {
    let (paper, name) = (hostile(text), unmarked(text));
    let state = state(&name, &[paper.clone(), crate::samples::paper("2611.00002", "2026-11-19")]);
    let config = |template| with(config(vec![named(&name)]), |config| config.page.template = template);
    let section = written(&config(Template::Compact), &state);
    let mut links = format!(
        "<a href=\"{}\">PDF</a> · <a href=\"{}\">HTML</a>",
        paper.pdf_url(),
        paper.html_url().unwrap()
    );
    let code = link::resources(&paper.comment, &paper.abstract_).code;
    if !code.is_empty() {
        links = format!("{links} · <a href=\"{code}\">Code</a>");
    }
    let item = format!(
        "<li>2026-11-20 <a href=\"{}\">{}</a> · {} · {links}</li>",
        paper.abs_url(),
        title(text),
        authors(&paper, 1, authors::Style::EtAl),
    );
    let list = collapse(&format!("<h2>{}</h2><ul>{item}", shown(text)));
    prop_assert!(html(&section).contains(&list), "{}\n{list}\n{section}", html(&section));

    let section = written(&config(Template::List), &state);
    let item = format!(
        "<li><strong><a href=\"{}\">{}</a></strong><br>{} · 2026-11-20 · cs.LG · {}<br>{}<br><a href=\"{}\">abs</a> · {links} \
         <details><summary>Abstract</summary>{}</details></li>",
        paper.abs_url(),
        title(text),
        authors(&paper, 3, authors::Style::FirstAndLast),
        venue(text),
        prose(text),
        paper.abs_url(),
        prose(&paper.abstract_),
    );
    let (html, item) = (html(&section), collapse(&item));
    prop_assert!(html.contains(&item), "{html}\n{item}\n{section}");
    Ok(())
}

#[test]
fn dollars_of_two_names_are_no_formula() {
    let authors = ["A$x Lee", "B$ Kim"].map(str::to_owned).to_vec();
    let state = state("k", &[Paper { authors, ..paper("2611.00001", "2026-11-01") }]);
    for template in [Template::List, Template::Compact] {
        let config = with(config(vec![named("k")]), |config| config.page.template = template);
        let section = written(&config, &state);
        assert!(section.contains("A<span>$</span>x Lee"), "{section}");
    }
}

#[test]
fn lists_show_notes_as_text() {
    for text in TEXTS {
        let notes = hostile_notes(text);
        let note = notes.of("2611.00001");
        let papers = [paper("2611.00001", "2026-11-20"), paper("2611.00002", "2026-11-19")];
        let tags = marked(&note.tags.join(", "));
        let mut words = format!("<br>{}", prose(&note.summary));
        if !note.note.is_empty() {
            words.push_str("<br>Note: ");
            words.push_str(&prose(&note.note));
        }
        let compact = format!(" · {tags}{words}</li>");
        let list = format!("{words}<br>Tags: {tags}<br>");
        for (template, expected) in [(Template::Compact, compact), (Template::List, list)] {
            let config = with(config(vec![keyword("graphs")]), |config| config.page.template = template);
            let section = noted(&config, &state("graphs", &papers), &notes);
            let (html, expected) = (html(&section), collapse(&expected));
            assert!(html.contains(&expected), "{html}\n{expected}\n{section}");
            assert_eq!(html.matches("<li>").count(), 2, "{section}");
        }
    }
}

#[test]
fn no_hostile_text_leaves_its_cell() {
    for (number, text) in TEXTS.iter().enumerate() {
        for turn in 0..ALL_COLUMNS.len() {
            let mut columns = ALL_COLUMNS;
            columns.rotate_left(turn);
            check_table(text, &columns[..1]).unwrap();
            if number % ALL_COLUMNS.len() == turn {
                check_table(text, &columns).unwrap();
            }
        }
    }
}

#[test]
fn no_hostile_text_leaves_its_item() {
    for text in TEXTS {
        check_lists(text).unwrap();
    }
}

proptest! {
    #[test]
    fn any_text_stays_in_its_place(text in "\\PC{1,30}|[-a1 w.:/@#!*_~`|<>&;\\[\\](){}\\\\\"'^=+$%xhtps\n]{1,30}") {
        let text = text.trim();
        prop_assume!(!text.is_empty());
        let shown = tex::to_page(text, Math::Text);
        prop_assume!(!shown.is_empty());
        // How characters of several code points are counted is another test; TeX's accents make some (`\=h`).
        let columns: Vec<Column> =
            ALL_COLUMNS.into_iter().filter(|column| shown.is_ascii() || *column != Column::Comment).collect();
        check_table(text, &columns)?;
        check_lists(text)?;
    }
}

#[test]
fn the_table_looks_like_the_seed() {
    let papers = [
        Paper { comment: "12 pages, 3 figures, 2 tables".to_owned(), ..paper("2611.00003", "2026-11-20") },
        Paper { comment: "exactly 20 character".to_owned(), ..paper("2611.00002", "2026-11-19") },
        paper("2611.00001", "2026-11-18"),
    ];
    let config = config(vec![keyword("graphs"), keyword("zebras")]);
    let section = written(&config, &state("graphs", &papers));
    let expected = "Last update: 2026-11-24\n\n\
        - [graphs](#graphs) (3)\n\
        - [zebras](#zebras)\n\n\
        ## graphs\n\n\
        | **Title** | &nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;**Date**&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp; | **Abstract** | **Comment** |\n\
        | --- | --- | --- | --- |\n\
        | **[Graphs 2611.00003](https://arxiv.org/abs/2611.00003v1)** | 2026-11-20 | <details><summary>Show</summary><p>We \
        study graphs.</p></details> | <details><summary>12 pages, 3 figures, 2 …</summary><p>12 pages, 3 figures, 2 tables</p></details> |\n\
        | **[Graphs 2611.00002](https://arxiv.org/abs/2611.00002v1)** | 2026-11-19 | <details><summary>Show</summary><p>We \
        study graphs.</p></details> | exactly 20 character |\n\
        | **[Graphs 2611.00001](https://arxiv.org/abs/2611.00001v1)** | 2026-11-18 | <details><summary>Show</summary><p>We \
        study graphs.</p></details> |  |\n\n\
        ## zebras\n\n\
        Not read yet.\n\n";
    assert_eq!(section.trim_end(), expected.trim_end());
}

#[test]
fn new_papers_are_counted_and_marked() {
    let papers = [
        Paper {
            comment: "Code: https://github.com/a/b; project page https://a.github.io/b".to_owned(),
            authors: vec!["ATLAS Collaboration".to_owned(), "A".to_owned(), "B".to_owned(), "C".to_owned()],
            ..paper("2611.00002", "2026-11-20")
        },
        paper("hep-ph/0601001", "2006-01-19"),
    ];
    let mut state = state("graphs", &papers);
    state.lists[0].new = vec![papers[0].id.clone()];
    state.lists[0].revised = vec![papers[1].id.clone()];
    let written = |template| {
        let config = with(config(vec![keyword("graphs"), keyword("C++"), keyword("C#")]), |config| {
            config.page.template = template;
        });
        written(&config, &state)
    };
    let contents = "\n- [graphs](#graphs) (2, 1 new)\n- [C++](#c)\n- [C#](#c-1)\n";
    for template in [Template::Table, Template::List, Template::Compact] {
        let section = written(template);
        assert!(section.contains(contents), "{section}");
    }
    let list = written(Template::List);
    assert!(list.contains("\n  ATLAS Collaboration · 2026-11-20 · cs.LG<br>\n"), "{list}");
    assert!(list.contains("[HTML](https://arxiv.org/html/2611.00002v1) · [Code](https://github.com/a/b) · [Project](https://a.github.io/b)"));
    assert!(list.contains("[abs](https://arxiv.org/abs/hep-ph/0601001v1) · [PDF](https://arxiv.org/pdf/hep-ph/0601001v1) <details>"));
    let marked = [
        "[Graphs 2611.00002](https://arxiv.org/abs/2611.00002v1)** <sup>new</sup>",
        "[Graphs hep-ph/0601001](https://arxiv.org/abs/hep-ph/0601001v1)** <sup>revised</sup>",
    ];
    for (template, after) in [(Template::Table, " |"), (Template::List, "<br>\n"), (Template::Compact, " · ")]
    {
        let section = written(template.clone());
        for mark in marked {
            let mark = if template == Template::Compact { mark.replace("**", "") } else { mark.to_owned() };
            assert!(section.contains(&format!("{mark}{after}")), "{mark}{after}\n{section}");
        }
        assert_eq!(section.matches("<sup>").count(), 2, "{section}");
    }
}

/// Two lists that share a paper, which is new in the second and withdrawn; the third has nothing else.
fn shared() -> State {
    let gone = Paper {
        comment: "This paper has been withdrawn by the authors".to_owned(),
        ..paper("2611.00001", "2026-11-18")
    };
    let papers = [paper("2611.00003", "2026-11-20"), gone, paper("2611.00002", "2026-11-19")];
    let mut state = state("graphs", &papers[..2]);
    let list = state.lists[0].clone();
    let rows =
        |papers: &[Paper]| papers.iter().map(|paper| (paper.id.clone(), list.read)).collect::<Vec<_>>();
    let new = vec![papers[1].id.clone()];
    let second = List { keyword: "A*B".to_owned(), new, papers: rows(&papers[1..]), ..list.clone() };
    state.lists.push(second);
    state.lists.push(List { keyword: "C++".to_owned(), papers: rows(&papers[1..2]), ..list.clone() });
    let revised =
        List { keyword: "D".to_owned(), revised: vec![papers[1].id.clone()], ..state.lists[2].clone() };
    state.lists.push(revised);
    state.papers = papers.into_iter().map(|paper| (paper.id.clone(), Arc::new(paper))).collect();
    state
}

#[test]
fn duplicates_are_shown_under_all_or_first() {
    let state = shared();
    let keywords = || vec![keyword("graphs"), named("A*B"), keyword("C++"), keyword("D")];
    let url = "(https://arxiv.org/abs/2611.00001v1)";
    for template in [Template::Table, Template::List, Template::Compact] {
        let all = with(config(keywords()), |config| config.page.template = template.clone());
        let section = written(&all, &state);
        assert_eq!(section.matches(url).count(), if template == Template::List { 8 } else { 4 }, "{section}");
        assert_eq!(section.matches("<sup>withdrawn</sup>").count(), 4);
        assert!(section.contains("(2)\n- [A&#42;B](#ab) (2, 1 new)\n"), "{section}");
        assert!(!section.contains("also in") && !section.contains("above"));

        let first = with(all, |config| config.page.duplicates = Duplicates::First);
        let section = written(&first, &state);
        assert_eq!(section.matches(url).count(), if template == Template::List { 2 } else { 1 }, "{section}");
        let marks = " <sup>new</sup> <sup>withdrawn</sup> <sup>also in A&#42;B, C++, D</sup>";
        assert!(section.contains(marks), "{section}");
        let contents =
            "- [graphs](#graphs) (2, 1 new)\n- [A&#42;B](#ab) (1)\n- [C++](#c) (0)\n- [D](#d) (0)\n";
        assert!(section.contains(contents), "{section}");
        let html = html(&section);
        assert!(html.contains("<sup>also in A*B, C++, D</sup>"), "{html}");
        // A keyword whose papers are all listed above does not say that it has none.
        assert!(
            html.contains("<h2>C++</h2><p>1 paper is listed under a keyword above.</p><h2>D</h2>"),
            "{html}"
        );
    }
}

#[test]
fn counts_follow_lists_or_shown_papers() {
    let state = shared();
    let keywords = vec![keyword("graphs"), named("A*B"), keyword("C++"), keyword("D")];
    for (duplicates, expected) in [
        (Duplicates::All, [(0, 0, 0, 2), (1, 0, 0, 2), (0, 0, 0, 1), (0, 1, 0, 1)]),
        (Duplicates::First, [(1, 0, 0, 2), (0, 0, 1, 1), (0, 0, 1, 0), (0, 0, 1, 0)]),
    ] {
        let config = with(config(keywords.clone()), |config| config.page.duplicates = duplicates);
        let page = PageContext::new(&state, &config);
        // Each paper counts once, and as new rather than revised.
        assert_eq!((page.new_count, page.revised_count, page.total_count), (1, 0, 3));
        let counts = page.keywords.iter().map(|keyword| {
            (keyword.new_count, keyword.revised_count, keyword.elsewhere, keyword.papers.len())
        });
        assert_eq!(counts.collect::<Vec<_>>(), expected);
    }
}

#[test]
fn issue_marks_and_removes_duplicates() {
    let mut state = shared();
    let new = state.lists[1].new.clone();
    state.lists[2].new = new;
    let keywords = || vec![keyword("graphs"), named("A*B"), keyword("C++"), keyword("D")];
    let issue = |when, duplicates| {
        let mut config = with(config(keywords()), |config| config.page.duplicates = duplicates);
        (config.notify.when, config.notify.max_results) = (when, 1);
        let page = IssueContext::new(&state, &config, "2026-11-24".to_owned(), "https://p", &[]);
        Renderer::for_issues(None, None).unwrap().issue(&page).unwrap()
    };
    let url = "(https://arxiv.org/abs/2611.00001v1)**";
    // Under `new` all are, and the first of those where it is new shows it.
    let new = issue(IssueWhen::New, Duplicates::All);
    assert_eq!(new.matches(&format!("{url} <sup>withdrawn</sup><br>")).count(), 2, "{new}");
    let new = issue(IssueWhen::New, Duplicates::First);
    assert!(new.contains(&format!("{url} <sup>withdrawn</sup> <sup>also in C++</sup><br>")), "{new}");
    assert_eq!((new.matches("\n## ").count(), new.matches(url).count()), (1, 1), "{new}");
    // Under `always` the latest of each: the first keyword has room for another one only.
    let always = issue(IssueWhen::Always, Duplicates::First);
    let marks = " <sup>new</sup> <sup>withdrawn</sup> <sup>also in C++, D</sup><br>";
    assert!(always.contains(&format!("{url}{marks}")), "{always}");
    assert_eq!((always.matches("\n## ").count(), always.matches(url).count()), (4, 1), "{always}");
    assert_eq!(always.matches("1 paper is listed under a keyword above.").count(), 2, "{always}");
    assert!(!always.contains("No papers yet."));
}

#[test]
fn input_decides_whether_formulas_are_kept() {
    let text = "On $x_i^2$".to_owned();
    let paper = Paper { title: text.clone(), abstract_: text, ..paper("2611.00002", "2026-11-20") };
    let state = state("graphs", &[paper]);
    for (math, shown) in [(Math::Keep, "<p>On $`x_i^2`$</p>"), (Math::Text, "<p>On xᵢ²</p>")] {
        let section =
            written(&with(config(vec![keyword("graphs")]), |config| config.page.math = math), &state);
        assert!(section.contains("[On xᵢ²](") && section.contains(shown), "{section}");
    }
}

#[test]
fn page_has_no_more_formulas_than_github_renders() {
    let abstract_ = "a $x_{i}^{2}$ b ".repeat(240);
    let papers = ["1", "2", "3"].map(|number| Paper {
        abstract_: abstract_.clone(),
        ..paper(&format!("2611.0000{number}"), "2026-11-20")
    });
    let section = written(&config(vec![keyword("graphs")]), &state("graphs", &papers));
    // Each costs three of two thousand.
    assert_eq!((section.matches("$`").count(), section.matches("xᵢ²").count()), (666, 54));
}

#[test]
fn empty_lists_say_so() {
    for template in [Template::Table, Template::List, Template::Compact] {
        let config = with(config(vec![keyword("graphs"), keyword("zebras")]), |config| {
            config.page.template = template;
        });
        let html = html(&written(&config, &state("graphs", &[])));
        let expected = "<p>Last update: 2026-11-24</p><ul><li><a href=\"#graphs\">graphs</a>(0)</li><li>\
             <a href=\"#zebras\">zebras</a></li></ul><h2>graphs</h2><p>No papers yet.</p><h2>zebras</h2><p>Not read yet.</p>";
        assert_eq!(html, expected);
    }
}

#[test]
fn characters_are_counted_as_people_count_them() {
    // A letter and its accent are one, and are not separated.
    let accented = "e\u{301}".repeat(21);
    let label = format!("{}…", "e\u{301}".repeat(12));
    for (comment, summary) in [
        (
            "日本語の論文、十二ページ、図が三つあります。".to_owned(),
            Some("日本語の論文、十二ページ、図が三つあります。"),
        ),
        (accented[..60].to_owned(), None),
        (accented.clone(), Some(label.as_str())),
    ] {
        let paper = Paper { comment, ..paper("2611.00001", "2026-11-20") };
        let section = written(&config(vec![keyword("graphs")]), &state("graphs", &[paper]));
        assert_eq!(section.matches("<summary>").count(), if summary.is_some() { 2 } else { 1 }, "{section}");
        assert!(
            summary.is_none_or(|summary| section.contains(&format!("<summary>{summary}</summary>"))),
            "{section}"
        );
    }
}

#[test]
fn the_built_in_page_frames_the_section() {
    let config = config(vec![keyword("graphs")]);
    let state = state("graphs", &[hostile("<!-- daily-papers:end -->")]);
    let renderer = Renderer::new(&Template::Table, None, Math::Text).unwrap();
    let page = PageContext::new(&state, &config);
    let section = renderer.section(&page).unwrap();
    let text = renderer.page(&page, &markers::with_markers("daily-papers", &section)).unwrap();
    assert!(text.starts_with("# Daily Papers\n\n") && text.ends_with("interoperability.\n"), "{text}");
    assert!(!text.contains("Watch"), "{text}");
    assert_eq!(text[markers::find(&text, "daily-papers").unwrap()].trim(), section.trim());
    let watched = renderer.page(&PageContext { watch: true, ..page }, "x").unwrap();
    assert!(watched.contains("\n\nWatch this repository"), "{watched}");
}

#[test]
fn the_summary_shows_every_text_as_text() {
    for text in TEXTS {
        let (paper, words) = (hostile(text), unmarked(text));
        let texts = [words.clone(), "another".to_owned()];
        let row = KeywordSummaryContext {
            name: &words,
            listed: 3,
            new_count: 1,
            revised_count: 0,
            newest: Some(PaperContext::new(&paper, Sort::Updated)),
            note: words.clone(),
        };
        let summary = SummaryContext {
            state: "news",
            headline: "h".to_owned(),
            error: Some(words.clone()),
            error_details: vec![words.clone()],
            help: None,
            reasons: vec![words.clone()],
            warnings: &texts,
            keywords: vec![row],
            new_papers: vec![PaperContext::new(&paper, Sort::Submitted)],
            left_out: 0,
            diff_left_out: false,
            links: Vec::new(),
            explanation: None,
            diff: None,
        };
        let html =
            html(&Renderer::new(&Template::Table, None, Math::Text).unwrap().summary(&summary).unwrap());
        let shown = shown(text);
        let link =
            format!("2026-11-20<a href=\"{}\">{}</a>", paper.abs_url(), typeset(text, Math::Text, false));
        for part in [
            format!("<p>{shown}</p><ul><li>{shown}</li></ul>"),
            collapse(&format!(
                "<td>{shown}</td><td align=\"right\">3</td><td align=\"right\">1</td><td align=\"right\">0</td><td>{link}</td><td>{shown}</td></tr>"
            )),
            format!("<li>{link}</li></ul>"),
            format!("</table><p>{shown}</p>"),
            format!("<p><strong>Warnings</strong></p><ul><li>{shown}</li>"),
        ] {
            assert!(html.contains(&part), "{part}\n{html}");
        }
    }
}

/// What a user's template writes for one hostile paper.
fn user(source: &str) -> Result<String, Error> {
    let path = RepoPath::parse(".github/papers.md").unwrap();
    let config = config(vec![keyword("graphs")]);
    let papers = [hostile("a|*b*"), paper("2611.00002", "2026-11-19"), paper("2611.00003", "2026-11-20")];
    let renderer = Renderer::new(&Template::File(path), Some(source.as_bytes()), Math::Text)?;
    renderer.section(&PageContext::new(&state("graphs", &papers), &config))
}

#[test]
fn text_is_escaped_exactly_once() {
    let of = |expression: &str| {
        let source = format!("{{% set p = keywords[0].papers[0] %}}{{{{ {expression} }}}}");
        user(&source).unwrap_or_else(|error| panic!("{expression}: {error}"))
    };
    for (expression, expected) in [
        ("p.title", "a&#124;&#42;b&#42;"),
        ("p.authors[:2] | join(sep=\", \")", "a&#124;&#42;b&#42;, a&#124;&#42;b&#42; Jr."),
        ("p.authors | first", "a&#124;&#42;b&#42;"),
        ("p.title | upper", "A&#124;&#42;B&#42;"),
        ("p.title ~ p.title", "a&#124;&#42;b&#42;a&#124;&#42;b&#42;"),
        ("p.title | safe", "a|*b*"),
        ("\"<b>\"", "&lt;b&gt;"),
        ("p.title | truncate(length=2)", "a&#124;…"),
        ("p.title | replace(from=\"b\", to=\"<\")", "a&#124;&#42;&lt;&#42;"),
        ("p.version", "1"),
        ("p.new", "false"),
    ] {
        assert_eq!(of(expression), expected, "{expression}");
    }
}

#[test]
fn user_template_never_replaces_a_built_in_one() {
    let config = config(vec![keyword("graphs")]);
    let state = state("graphs", &[paper("2611.00001", "2026-11-20")]);
    for (name, source) in [("page.md", "mine"), ("table.md", "mine{% include \"table.md\" %}")] {
        let template = Template::File(RepoPath::parse(name).unwrap());
        let renderer = Renderer::new(&template, Some(source.as_bytes()), Math::Text).unwrap();
        let page = PageContext::new(&state, &config);
        assert!(renderer.section(&page).unwrap().starts_with("mine"));
        assert!(renderer.page(&page, "x").unwrap().starts_with("# Daily Papers\n"));
        let error = Renderer::new(&template, Some(b"{{"), Math::Text).unwrap_err().to_string();
        assert!(error.contains(&format!("{name}:1:")), "{error}");
    }
}

#[test]
fn an_include_and_a_loop_are_escaped_too() {
    let section = user("{% include \"compact.md\" %}").unwrap();
    assert!(section.contains("[a&#124;&#42;b&#42;](https://arxiv.org/abs/2611.00001v1)"), "{section}");
    assert_eq!(
        user("{% for a in keywords[0].papers[0].authors %}{{ a }};{% endfor %}").unwrap(),
        "a&#124;&#42;b&#42;;a&#124;&#42;b&#42; Jr.;Ada;Bob;"
    );
    assert_eq!(
        user("{% set x %}{{ keywords[0].papers[0].title }}{% endset %}{{ x }}").unwrap(),
        "a&#124;&#42;b&#42;"
    );
}

#[test]
fn groups_are_ordered_by_first_member() {
    let source = "{% for date, papers in keywords[0].papers | group_by(attribute=\"date\") %}{{ date }}: \
        {% for paper in papers %}{{ paper.id }} {% endfor %};{% endfor %}";
    for _ in 0..9 {
        assert_eq!(user(source).unwrap(), "2026-11-20: 2611.00001 2611.00003 ;2026-11-19: 2611.00002 ;");
    }
    let by_category = "{% for c, papers in keywords[0].papers | group_by(attribute=\"primary_category\") %}{{ c }}{% endfor %}";
    assert_eq!(user(by_category).unwrap(), "cs.LG");
    let by_number =
        "{% for v, papers in keywords[0].papers | group_by(attribute=\"version\") %}{{ v }}{% endfor %}";
    assert_eq!(user(by_number).unwrap(), "1");
    assert!(user("{{ keywords | group_by }}").is_err());
}

#[test]
fn template_error_has_line_and_column() {
    for (source, place) in [
        ("a\n{% if %}", ".github/papers.md:2:"),
        ("a\nb {{ nothing }}", ".github/papers.md:2:6: "),
        ("{{ keywords[0].nothing }}", ".github/papers.md:1:"),
        ("\n\n  {{ date | nothing }}", ".github/papers.md:3:"),
        ("{% for k in keywords %}", ".github/papers.md:1:"),
        ("x\n{{ date + 1 }}", ".github/papers.md:2:4: "),
        ("{% include \"other.md\" %}", ".github/papers.md:1:"),
        ("a\n {{ now() }}", ".github/papers.md:2:5: Unknown function `now`"),
        ("{% if date is strange %}{% endif %}", ".github/papers.md:1:"),
        ("{{ x | b }}\n{{ y | a }}", ".github/papers.md:1:8: "),
        ("{{ 1 / 0 }}", ".github/papers.md:1:"),
        ("{{ throw(message=\"x\") }}", ".github/papers.md:1:"),
        ("\n{{ date | tex(math=\"no\") }}", ".github/papers.md:2:"),
        ("\n{{ section | date }}", ".github/papers.md:2:"),
        ("\n{{ date | date(format=\"%!\") }}", ".github/papers.md:2:"),
        ("\n{{ keywords | authors(style=\"no\") }}", ".github/papers.md:2:"),
        ("\n{{ date | shorten(length=\"many\") }}", ".github/papers.md:2:"),
    ] {
        let error = user(source).unwrap_err().to_string();
        assert!(error.starts_with(place), "{source}: {error}");
        assert!(!error.contains('\n'), "{error}");
    }
    let missing =
        Renderer::new(&Template::File(RepoPath::parse("no.md").unwrap()), None, Math::Text).unwrap_err();
    assert_eq!(missing.to_string(), "no.md: the template that `template` names does not exist");
}

#[test]
fn a_template_that_never_ends_is_ended() {
    let endless = "{% for a in range(end=100000) %}{% for b in range(end=100000) %}0123456789012345678901234567890123456789\
        0123456789012345678901234567890123456789{% endfor %}{% endfor %}";
    let error = user(endless).unwrap_err().to_string();
    assert!(error.contains("more than 64 MB"), "{error}");
}

#[test]
fn looping_template_is_ended() {
    let source = "{% for a in range(end=100000) %}{% for b in range(end=100000) %}{% for c in range(end=100000) %}{% endfor %}\
                  {% endfor %}{% endfor %}";
    let mut tera = Tera::new();
    tera.add_raw_template("t", source).unwrap();
    let error = output::render(&tera.into(), "t", Context::new(), std::time::Duration::from_millis(50));
    assert!(error.unwrap_err().to_string().starts_with("t: the template takes longer than 0.05 seconds"));
}

#[test]
fn undefined_field_is_named_before_any_filter() {
    for filters in
        ["", " | safe", " | str", " | json", " | tex", " | upper", " | tex | safe", " | truncate(length=3)"]
    {
        let error = user(&format!("a\n{{{{ keywords[0].link{filters} }}}}")).unwrap_err().to_string();
        assert_eq!(error, ".github/papers.md:2:16: `link` is not defined", "{filters}");
    }
    for filters in ["", " | safe", " | tex"] {
        let source = format!("{{% for k in keywords %}}{{{{ k.link{filters} }}}}{{% endfor %}}");
        let error = user(&source).unwrap_err().to_string();
        assert!(error.contains("link` is not defined"), "{filters}: {error}");
    }
    assert_eq!(user("{{ keywords[0].link | default(value='none') | safe }}").unwrap(), "none");
}

#[test]
fn a_template_cannot_reach_outside() {
    for source in [
        "{{ get_env(name=\"HOME\") }}",
        "{% include \"/etc/passwd\" %}",
        "{% include \"../secret\" %}",
        "{{ now() }}",
    ] {
        assert!(user(source).is_err(), "{source}");
    }
}

#[test]
fn message_is_one_line_of_counts_and_dates() {
    let counts = CountsContext {
        section: "daily-papers",
        date: "2026-11-24".to_owned(),
        new_count: 2,
        revised_count: 1,
        total_count: 30,
    };
    let message =
        |template: &str| line("commit-message", template, &counts).map_err(|error| error.to_string());
    assert_eq!(
        message("Update papers: {{ new_count }} new, {{ revised_count }} revised").unwrap(),
        "Update papers: 2 new, 1 revised"
    );
    assert_eq!(
        message(" {{ section }}: {{ total_count }} & <{{ date }}>\n").unwrap(),
        "daily-papers: 30 & <2026-11-24>"
    );
    assert_eq!(message("{% if new_count > 1 %}many{% endif %}").unwrap(), "many");
    for (template, place) in [
        ("{{ title }}", "commit-message:1:4: "),
        ("{{ keywords }}", "commit-message:1:4: "),
        ("{{", "commit-message:1:"),
        ("{% if false %}x{% endif %}", "commit-message: is empty once rendered"),
    ] {
        let error = message(template).unwrap_err();
        assert!(error.starts_with(place), "{template}: {error}");
    }
}

#[test]
fn code_column_links_the_repository_of_a_paper() {
    let with_code = Paper {
        abstract_: "Code: https://github.com/o/graphs.".to_owned(),
        ..paper("2611.00001", "2026-11-20")
    };
    let without = paper("2611.00002", "2026-11-19");
    let config = with(config(vec![keyword("graphs")]), |config| config.page.columns = vec![Column::Code]);
    let section = written(&config, &state("graphs", &[with_code, without]));
    assert!(
        section.contains("| **Code** |\n| --- |\n| [Code](https://github.com/o/graphs) |\n|  |\n"),
        "{section}"
    );
}
