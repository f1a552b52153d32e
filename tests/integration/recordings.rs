//! Real answers of arXiv through the parser, and a page of real papers through a Markdown renderer. Both lie in `../shared`,
//! next to the checkout, with their sources; without it these tests are ignored.
#![expect(clippy::panic, reason = "a test that fails may; clippy.toml knows only `#[test]` functions")]

use std::collections::{BTreeMap, BTreeSet};

use comrak::nodes::{Node, NodeValue};
use comrak::{Arena, Options, parse_document};
use daily_papers::arxiv::error::RequestError;
use daily_papers::arxiv::feed::{Feed, parse};
use daily_papers::error::Exit;
use daily_papers::keyword::{Keyword, MatchMode, Query, Sort, Term};
use daily_papers::paper::{Category, Paper};
use daily_papers::select::Selection;
use daily_papers::text::tex::{self, Math};
use daily_papers::text::{link, markdown, sentinels};
use fakes::arxiv::{Corpus, Record};

use crate::test_env::TestEnv;

fn recording(file: &str) -> Vec<u8> {
    fakes::shared::read(&format!("arxiv-feeds/recorded/{file}"))
}

fn feed(file: &str) -> Feed {
    parse(&recording(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fakes::tests_over_shared!(
    every_recording_gives_what_its_row_says,
    texts_are_trimmed_single_lines,
    names_are_names_alone,
    dois_of_either_layout_are_bare,
    classes_of_other_schemes_are_not_categories,
    wrapped_titles_are_on_one_line,
    versions_have_their_own_dates,
    papers_of_one_second_have_one_order,
    overlapping_pages_give_each_paper_once,
    the_seeds_papers_come_back_whole,
    every_shared_text_comes_back_the_same,
);

/// What a recording gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expected {
    /// Entries, hits, the first entry.
    Papers(usize, u64, &'static str),
    /// An error feed.
    Rejection,
    /// Something else than XML.
    NoXml,
    /// XML of another service.
    NoAnswer,
}

use Expected::{NoAnswer, NoXml, Papers, Rejection};

/// By `SOURCES.md`, next to the recordings.
const RECORDINGS: &[(&str, Expected)] = &[
    ("api-all-all-10-nov2025.xml", Papers(10, 412_374, "2511.16674v1")),
    ("api-attention-mechanism-3.xml", Papers(3, 314_000, "2002.00741v1")),
    ("api-error-400-bad-id.xml", Rejection),
    ("api-glacier-2.xml", Papers(2, 230, "1107.0825v1")),
    ("api-id-1706.03762.xml", Papers(1, 1, "1706.03762v7")),
    ("api-id-oldstyle-affiliations.xml", Papers(1, 1, "astro-ph/0601001v1")),
    ("api-id-unknown-zero-results.xml", Papers(0, 0, "")),
    ("api-idlist-one-missing.xml", Papers(1, 1, "1707.08567v1")),
    ("api-llm-or-agent-10.xml", Papers(10, 113_797, "2604.01221v1")),
    ("api-llm-or-agent-5-affiliation.xml", Papers(5, 112_006, "2603.19229v1")),
    ("api-math-day-0626.xml", Papers(5, 101_514, "2606.27362v1")),
    ("api-math-day-0627.xml", Papers(5, 101_514, "2606.27362v1")),
    ("api-math-day-0629.xml", Papers(5, 101_536, "2606.28256v1")),
    ("api-newest-ai-lg-cl-25.xml", Papers(25, 424_441, "2605.12495v1")),
    ("api-newest-cs-ai-50.xml", Papers(50, 173_560, "2604.19485v1")),
    ("api-newest-cs-lg-50.xml", Papers(50, 262_399, "2604.19485v1")),
    ("api-no-comments-5.xml", Papers(5, 40_555, "2605.22721v1")),
    ("api-or-chain-10-nov2025.xml", Papers(10, 901_830, "2308.13875v1")),
    ("api-phrase-llm-agent-5.xml", Papers(5, 2_446, "2603.29919v1")),
    ("api-phrase-quotes-dropped-nov2025.xml", Papers(1, 1, "2202.02884v2")),
    ("api-phrase-rsi-run1.xml", Papers(5, 33, "2604.06996v1")),
    ("api-phrase-rsi-run2.xml", Papers(5, 34, "2604.06996v1")),
    ("api-testing-start0-max10.xml", Papers(10, 214_881, "2202.12139v1")),
    ("api-testing-start0-max100.xml", Papers(100, 214_881, "2202.12139v1")),
    ("api-testing-start10-max10.xml", Papers(10, 214_881, "2403.16981v2")),
    ("api-testing-start20-max10.xml", Papers(10, 214_881, "2008.01944v1")),
    ("api-testing-start5-max15.xml", Papers(15, 214_881, "1202.4527v1")),
    ("api-ti-hyphen-zero-nov2025.xml", Papers(0, 0, "")),
    ("http429-rate-exceeded.xml", NoXml),
    ("legacy-cs-ro-2-oct2025.xml", Papers(2, 5_619, "2510.14968v1")),
    ("legacy-deep-dream-start0.xml", Papers(10, 24_617, "1611.09520v2")),
    ("legacy-deep-dream-start1.xml", Papers(10, 24_617, "1511.08339v2")),
    ("legacy-einstein-10-msc.xml", Papers(10, 28_637, "1801.05533v1")),
    ("legacy-electron-10-2016.xml", Papers(10, 110_995, "cond-mat/0102536v1")),
    ("legacy-idlist-2-2012.xml", Papers(2, 2, "1205.1001v1")),
    ("legacy-nlp-20-EDITED.xml", Papers(20, 21, "2008.11708v1")),
    ("malformed-two-feeds.xml", NoXml),
    ("rss-cs-ai-3-TRIMMED.xml", NoAnswer),
    ("rss-cs-cl-3-TRIMMED.xml", NoAnswer),
    ("rssatom-cs-ai-7-TRIMMED.xml", NoAnswer),
    ("rssatom-cs-empty-sunday.xml", NoAnswer),
];

fn every_recording_gives_what_its_row_says() {
    for (file, expected) in RECORDINGS {
        let body = recording(file);
        match (parse(&body), expected) {
            (Ok(feed), Papers(entries, hits, first)) => {
                let id = feed.papers.first().map(|paper| format!("{}v{}", paper.id, paper.version));
                let given = (feed.papers.len(), feed.hits, id.as_deref().unwrap_or_default());
                assert_eq!(given, (*entries, *hits, *first), "{file}");
                assert!(feed.unreadable.is_empty(), "{file}: {:?}", feed.unreadable);
            }
            (Err(RequestError::Rejected(message)), Rejection) => {
                assert_eq!(message, "incorrect id format for abc", "{file}");
            }
            (Err(RequestError::NotXml(_)), NoXml) | (Err(RequestError::NotAFeed(_)), NoAnswer) => {}
            (given, expected) => panic!("{file} gives {given:?}, not {expected:?}"),
        }
    }
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/arxiv-feeds/recorded");
    let there: BTreeSet<String> = std::fs::read_dir(directory)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(there.iter().eq(RECORDINGS.iter().map(|(file, _)| file)), "a recording has no row: {there:?}");
}

fn texts_are_trimmed_single_lines() {
    for (file, gives) in RECORDINGS {
        let Papers(..) = gives else { continue };
        let feed = feed(file);
        for paper in &feed.papers {
            let texts = [&paper.title, &paper.abstract_, &paper.comment, &paper.journal_ref];
            for text in texts.into_iter().chain(&paper.authors).chain(&paper.dois) {
                let words: Vec<&str> = text.split_whitespace().collect();
                assert_eq!(*text, words.join(" "), "{file}: {}", paper.id);
            }
            assert!(!paper.title.is_empty() && !paper.abstract_.is_empty() && !paper.authors.is_empty());
            // One has an edited date.
            assert!(paper.submitted <= paper.updated || file.contains("EDITED"), "{file}: {}", paper.id);
        }
    }
}

fn names_are_names_alone() {
    // Four affiliations in the present layout, then in the old one.
    let feed_ = feed("api-id-oldstyle-affiliations.xml");
    let paper = &feed_.papers[0];
    assert_eq!(paper.authors, ["Andrew Gould", "Susan Dorsher", "B. Scott Gaudi", "Andrzej Udalski"]);
    assert_eq!((paper.id.as_str(), paper.version), ("astro-ph/0601001", 1));
    assert_eq!(paper.abs_url(), "https://arxiv.org/abs/astro-ph/0601001v1");
    let electron = feed("legacy-electron-10-2016.xml");
    let names = ["David Prendergast", "M. Nolan", "Claudia Filippi", "Stephen Fahy", "J. C. Greer"];
    assert_eq!(electron.papers[0].authors, names);
    // A name with a space before it, as someone typed it.
    let agents = feed("api-phrase-llm-agent-5.xml");
    let names = || agents.papers.iter().flat_map(|paper| &paper.authors);
    assert!(names().any(|name| name == "Yuanyuanyuan"), "{:?}", names().collect::<Vec<_>>());
    assert_eq!(feed("api-idlist-one-missing.xml").papers[0].authors.len(), 34);
}

fn dois_of_either_layout_are_bare() {
    let electron = feed("legacy-electron-10-2016.xml");
    let dois: Vec<&str> = electron.papers.iter().flat_map(|paper| &paper.dois).map(String::as_str).collect();
    assert_eq!(dois.len(), 8);
    assert_eq!(&dois[..2], ["10.1063/1.1383585", "10.1103/PhysRevD.74.043004"]);
    let testing = feed("api-testing-start0-max10.xml");
    let dois: Vec<&String> = testing.papers.iter().flat_map(|paper| &paper.dois).collect();
    assert_eq!(dois.len(), 6);
    assert!(dois.iter().all(|doi| doi.starts_with("10.")), "{dois:?}");
    // No recording has an entry with two; in the feed they are elements of their own.
    let body = String::from_utf8(recording("legacy-electron-10-2016.xml")).unwrap();
    let first = "<arxiv:doi xmlns:arxiv=\"http://arxiv.org/schemas/atom\">10.1063/1.1383585</arxiv:doi>";
    let two = body.replacen(first, &format!("{first}{}", first.replace("1383585", "2")), 1);
    assert_eq!(parse(two.as_bytes()).unwrap().papers[0].dois, ["10.1063/1.1383585", "10.1063/1.2"]);
}

fn classes_of_other_schemes_are_not_categories() {
    let einstein = feed("legacy-einstein-10-msc.xml");
    let categories = einstein.papers.iter().flat_map(|paper| &paper.categories);
    let categories: BTreeSet<&str> = categories.map(Category::as_str).collect();
    assert_eq!(
        categories.into_iter().collect::<Vec<_>>(),
        ["math-ph", "math.AG", "math.DG", "math.MP", "physics.hist-ph"]
    );
    assert_eq!(einstein.papers[0].categories[0].as_str(), "math.DG");
}

fn wrapped_titles_are_on_one_line() {
    let robots = feed("legacy-cs-ro-2-oct2025.xml");
    let body = String::from_utf8(recording("legacy-cs-ro-2-oct2025.xml")).unwrap();
    let wrapped = robots.papers.iter().find(|paper| !body.contains(&paper.title)).unwrap();
    assert!(!wrapped.title.contains('\n'));
    assert!(body.split_whitespace().collect::<Vec<_>>().join(" ").contains(&wrapped.title));
    assert_eq!(robots.papers[0].updated.to_string(), "2025-10-16T17:59:37Z");
}

fn versions_have_their_own_dates() {
    let attention = feed("api-id-1706.03762.xml");
    let paper = &attention.papers[0];
    assert_eq!((paper.version, paper.abs_url().as_str()), (7, "https://arxiv.org/abs/1706.03762v7"));
    assert_eq!(paper.submitted.to_string(), "2017-06-12T17:57:34Z");
    assert!(paper.updated.to_string().as_str() > "2023");
}

fn papers_of_one_second_have_one_order() {
    let newest = feed("api-newest-ai-lg-cl-25.xml");
    let tied = |paper: &&Paper| paper.submitted.to_string() == "2026-05-12T17:59:34Z";
    let tie: Vec<&str> = newest.papers.iter().filter(tied).map(|paper| paper.id.as_str()).collect();
    assert_eq!(tie.len(), 2);
    let mut papers = newest.papers.clone();
    papers.reverse();
    Sort::Submitted.order(&mut papers);
    let place = |id: &str| papers.iter().position(|paper| paper.id.as_str() == id).unwrap();
    let (higher, lower) = if tie[0] > tie[1] { (tie[0], tie[1]) } else { (tie[1], tie[0]) };
    assert_eq!(place(higher) + 1, place(lower));
}

/// A keyword that takes what it is given.
fn anything() -> Keyword {
    let query = Query::Terms { any: vec![Term::parse("testing").unwrap()], all: Vec::new() };
    Keyword { max_results: 1_000, match_mode: MatchMode::Arxiv, ..Keyword::new("testing", query) }
}

fn overlapping_pages_give_each_paper_once() {
    for (files, expected) in [
        // Rows 0 to 29, and 5 to 19 again.
        (
            vec![
                "api-testing-start0-max10.xml",
                "api-testing-start10-max10.xml",
                "api-testing-start5-max15.xml",
                "api-testing-start20-max10.xml",
            ],
            30,
        ),
        (vec!["legacy-deep-dream-start0.xml", "legacy-deep-dream-start1.xml"], 11),
        (vec!["api-newest-cs-ai-50.xml", "api-newest-cs-lg-50.xml"], 88),
        (vec!["api-math-day-0626.xml", "api-math-day-0627.xml", "api-math-day-0629.xml"], 10),
    ] {
        let keyword = anything();
        let mut selection = Selection::new(&keyword);
        for file in &files {
            let feed = feed(file);
            for paper in feed.papers {
                let paper = std::sync::Arc::new(paper);
                selection.propose(&paper, &daily_papers::keyword::PaperTokens::new(&paper));
            }
        }
        let list = selection.list();
        let ids: BTreeSet<&str> = list.iter().map(|paper| paper.id.as_str()).collect();
        assert_eq!((list.len(), ids.len()), (expected, expected), "{files:?}");
    }
}

/// The seed page's headings, and how many rows each gets, at most 100. Counted with regular expressions: 95 of the 262 papers
/// have the first in title or abstract (6 more have "differential"), 181 the second, 89 the third (one more has "DARTs", the
/// plural of another acronym), and 153 the last.
const SEED_KEYWORDS: [(&str, usize); 4] = [
    ("Differentiable Architecture Search", 95),
    ("Neural Architecture Search", 100),
    ("DARTS", 90),
    ("NAS", 100),
];

/// The whole way of 262 real papers, from arXiv's search to a page that a Markdown reader understands.
fn the_seeds_papers_come_back_whole() {
    let json = fakes::shared::read("seed/papers.json");
    let corpus = Corpus::from_seed(std::str::from_utf8(&json).unwrap()).unwrap();
    let records: Vec<Record> = corpus.records().cloned().collect();
    assert_eq!(records.len(), 262);
    let names: Vec<&str> = SEED_KEYWORDS.iter().map(|(name, _)| *name).collect();
    let readme = "# Lab\n\n<!-- daily-papers:start -->\n<!-- daily-papers:end -->\n";
    let env = TestEnv::new(&[("README.md", readme)], records.clone(), &names.join("\n"));
    env.run().expect(Exit::Done);

    let by_url: BTreeMap<String, &Record> = records
        .iter()
        .map(|record| (format!("https://arxiv.org/abs/{}v{}", record.id, record.version), record))
        .collect();
    let page = env.readme();
    let arena = Arena::new();
    let tables = tables(parse_document(&arena, &page, &options()));
    let rows: Vec<usize> = tables.iter().map(Vec::len).collect();
    assert_eq!(rows, SEED_KEYWORDS.map(|(_, rows)| rows));
    let mut shortened = 0;
    for row in tables.iter().flatten() {
        let [title, date, abstract_, comment] = &row[..] else { panic!("not four cells: {row:?}") };
        let record = by_url[&title.link];
        assert_eq!((&title.shown, &title.hidden), (&without_formulas(&record.title), &String::new()));
        assert_eq!(date.shown, record.updated.strftime("%F").to_string());
        assert_eq!(abstract_.shown, "Show");
        // Four keywords are more than GitHub shows of a page: the oldest papers' abstracts end early.
        let whole = typeset(&record.abstract_);
        match abstract_.hidden.strip_suffix(" …") {
            Some(start) if abstract_.hidden != whole => {
                assert!(whole.starts_with(start), "{whole}");
                shortened += 1;
            }
            _ => assert_eq!(abstract_.hidden, whole),
        }
        let whole = typeset(&record.comment);
        if whole.chars().count() > 20 {
            // The venue, or the beginning.
            let label = comment.shown.strip_suffix(" …").unwrap_or(&comment.shown);
            assert!(whole.contains(label) && (1..=25).contains(&label.chars().count()), "{label} of {whole}");
            assert_eq!(comment.hidden, whole);
        } else {
            assert_eq!((&comment.shown, &comment.hidden), (&whole, &String::new()));
        }
    }
    assert!(
        (500_000..=512_000).contains(&page.len()) && (1..200).contains(&shortened),
        "{} {shortened}",
        page.len()
    );
}

/// Every title, abstract, author and comment, in every place a text can have, as it is and without TeX. `tests/cmark` does
/// the same with GitHub's own renderer.
fn every_shared_text_comes_back_the_same() {
    let mut texts = BTreeSet::new();
    for (file, gives) in RECORDINGS {
        let Papers(..) = gives else { continue };
        let feed = feed(file);
        for paper in feed.papers {
            texts.extend([paper.title, paper.abstract_, paper.comment]);
            texts.extend(paper.authors);
        }
    }
    let json = fakes::shared::read("seed/papers.json");
    for record in Corpus::from_seed(std::str::from_utf8(&json).unwrap()).unwrap().records() {
        texts.extend([record.title.clone(), record.abstract_.clone(), record.comment.clone()]);
    }
    texts.remove("");
    assert!(texts.len() > 2_500, "{}", texts.len());
    for text in &texts {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        comes_back(&markdown::escaped(&text), &text);
        comes_back(&markdown::escaped(&link::mark(&tex::to_text(&text, Math::Keep))), &typeset(&text));
    }
}

/// Whether the text is what is shown of a heading, an item, a cell, and what is folded in a cell.
fn comes_back(markdown: &str, text: &str) {
    let page = format!(
        "## {markdown}\n\n- {markdown}\n\n| a | b |\n| - | - |\n| {markdown} | <details><summary>Show</summary><p>{markdown}</p></details> |\n"
    );
    let arena = Arena::new();
    let root = parse_document(&arena, &page, &options());
    for node in root.children().take(2) {
        let shown = cell(if matches!(node.data.borrow().value, NodeValue::List(_)) {
            node.first_child().unwrap()
        } else {
            node
        });
        assert_eq!((shown.shown.as_str(), shown.hidden.as_str()), (text, ""));
    }
    let tables = tables(root);
    let [whole, folded] = &tables[0][0][..] else { panic!("not two cells: {markdown}") };
    assert_eq!((whole.shown.as_str(), folded.shown.as_str(), folded.hidden.as_str()), (text, "Show", text));
}

/// The text without TeX, formulas between dollars.
fn typeset(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    tex::to_text(&text, Math::Keep).replace([sentinels::MATH.0, sentinels::MATH.1], "$")
}

/// The text without TeX, as the text of a link.
fn without_formulas(text: &str) -> String {
    tex::to_page(text, Math::Text).replace(sentinels::is_sentinel, "")
}

/// GitHub's extensions.
fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.autolink = true;
    options.extension.strikethrough = true;
    options.extension.footnotes = true;
    options.extension.tasklist = true;
    options.extension.math_dollars = false;
    options
}

/// What a reader sees of a cell.
#[derive(Debug, Default)]
struct Cell {
    /// What its link goes to; empty without one.
    link: String,
    /// Its text, or if something is folded the text to press.
    shown: String,
    /// What is folded.
    hidden: String,
}

/// The rows of each table but for their headings.
fn tables(root: Node<'_>) -> Vec<Vec<Vec<Cell>>> {
    let is_table = |node: &Node<'_>| matches!(node.data.borrow().value, NodeValue::Table(_));
    let rows =
        |table: Node<'_>| table.children().skip(1).map(|row| row.children().map(cell).collect()).collect();
    root.descendants().filter(is_table).map(rows).collect()
}

/// Nothing may be in a cell but text, the title's link and bold, and the tags of what is folded.
fn cell(node: Node<'_>) -> Cell {
    let mut cell = Cell::default();
    let mut text = String::new();
    for node in node.descendants() {
        match &node.data.borrow().value {
            NodeValue::TableCell
            | NodeValue::Strong
            | NodeValue::Heading(_)
            | NodeValue::Item(_)
            | NodeValue::Paragraph => {}
            NodeValue::Text(part) => text.push_str(part),
            // A formula: `` $`…`$ ``.
            NodeValue::Code(formula) => text.push_str(&formula.literal),
            NodeValue::Link(link) if cell.link.is_empty() => cell.link.clone_from(&link.url),
            NodeValue::HtmlInline(tag) => match tag.as_str() {
                "<details>" | "<summary>" | "<p>" | "</details>" => assert_eq!(text, ""),
                "</summary>" => cell.shown = std::mem::take(&mut text),
                "</p>" => cell.hidden = std::mem::take(&mut text),
                // Parts what would be an address of e-mail; is a dollar that begins no formula; an address.
                "<!-- -->" | "<span>" | "</span>" | "</a>" => {}
                tag if tag.starts_with("<a href=\"https://") => {}
                other => panic!("{other} in a cell"),
            },
            other => panic!("{other:?} in a cell"),
        }
    }
    if cell.shown.is_empty() {
        cell.shown = text;
    } else {
        assert_eq!(text, "");
    }
    cell
}
