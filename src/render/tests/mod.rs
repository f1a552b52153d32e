//! The built-in templates over hostile texts, read back by a Markdown renderer.

mod lists;
mod user_templates;

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
