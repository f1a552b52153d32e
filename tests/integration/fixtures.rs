//! Answers of arXiv in its present and its former format, one for each oddity, through the parser (`tests/fixtures/arxiv`).
//! `recordings` does the same with real answers.
#![expect(clippy::panic, reason = "a test that fails may; clippy.toml knows only `#[test]` functions")]

use daily_papers::arxiv::feed::{Feed, parse};
use daily_papers::keyword::Sort;
use daily_papers::paper::Paper;
use daily_papers::text::withdrawn::is_withdrawn;

fn bytes(file: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/fixtures/arxiv/{file}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn feed(file: &str) -> Feed {
    parse(&bytes(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn paper<'a>(feed: &'a Feed, id: &str) -> &'a Paper {
    feed.papers.iter().find(|paper| paper.id.as_str() == id).unwrap()
}

#[test]
fn every_entry_is_read() {
    for (file, entries, hits, start) in [
        ("present.xml", 6, 412_374, 0),
        ("next-page.xml", 2, 412_371, 4),
        ("no-hits.xml", 0, 0, 0),
        ("legacy.xml", 1, 110_995, 0),
    ] {
        let feed = feed(file);
        assert_eq!((feed.papers.len(), feed.hits, feed.start), (entries, hits, start), "{file}");
        assert!(feed.unreadable.is_empty(), "{file}: {:?}", feed.unreadable);
    }
}

#[test]
fn what_is_not_an_answer_is_refused() {
    let reason = |file: &str| parse(&bytes(file)).map(|feed| feed.papers.len()).unwrap_err().to_string();
    assert!(reason("error.xml").contains("incorrect id format for abc"), "{}", reason("error.xml"));
    for file in ["rate-exceeded.txt", "two-feeds.xml", "announcements.rss", "announcements-empty.xml"] {
        assert!(!reason(file).is_empty() && !reason(file).contains("incorrect id"), "{file}");
    }
}

#[test]
fn every_text_is_one_line() {
    for file in ["present.xml", "legacy.xml"] {
        for paper in &feed(file).papers {
            let texts = [&paper.title, &paper.abstract_, &paper.comment, &paper.journal_ref];
            for text in texts.into_iter().chain(&paper.authors).chain(&paper.dois) {
                assert_eq!(
                    *text,
                    text.split_whitespace().collect::<Vec<_>>().join(" "),
                    "{file}: {}",
                    paper.id
                );
            }
            assert!(!paper.title.is_empty() && !paper.abstract_.is_empty() && !paper.authors.is_empty());
        }
    }
}

#[test]
fn names_come_without_affiliations() {
    let present = feed("present.xml");
    let jupiters = paper(&present, "astro-ph/0601001");
    assert_eq!(jupiters.authors, ["Andrew Gould", "Susan Dorsher", "B. Scott Gaudi", "Andrzej Udalski"]);
    assert_eq!(jupiters.abs_url(), "https://arxiv.org/abs/astro-ph/0601001v1");
    assert_eq!(paper(&present, "2611.00007").authors, ["Mononym", "The Example Collaboration"]);
    assert_eq!(feed("legacy.xml").papers[0].authors, ["David Prendergast", "M. Nolan"]);
}

#[test]
fn dois_are_bare() {
    assert_eq!(paper(&feed("present.xml"), "2611.00007").dois, ["10.1000/182", "10.1000/one.two(3)"]);
    assert_eq!(feed("legacy.xml").papers[0].dois, ["10.1063/1.1383585"]);
}

#[test]
fn only_categories_of_arxiv_are_kept() {
    let names = |paper: &Paper| -> Vec<String> {
        paper.categories.iter().map(|category| category.as_str().to_owned()).collect()
    };
    assert_eq!(names(&feed("legacy.xml").papers[0]), ["cond-mat.str-el"]);
    assert_eq!(names(paper(&feed("present.xml"), "2611.00007")), ["math.NT", "cs.LG"]);
}

#[test]
fn versions_have_dates_of_their_own() {
    let present = feed("present.xml");
    let attention = paper(&present, "1706.03762");
    assert_eq!((attention.version, attention.abs_url().as_str()), (7, "https://arxiv.org/abs/1706.03762v7"));
    assert_eq!(attention.submitted.to_string(), "2017-06-12T17:57:34Z");
    assert_eq!(attention.updated.to_string(), "2023-08-02T00:41:18Z");
}

#[test]
fn texts_keep_what_their_authors_wrote() {
    let present = feed("present.xml");
    let hard = paper(&present, "2611.00007");
    assert_eq!(
        hard.title,
        r"A $\mathrm{GL}_2(\mathbb{F}_q)$-equivariant $ω$Test with | * _ `pipes` [1] @ 95%"
    );
    assert_eq!(hard.abstract_, "The first paragraph ends here. The second one begins on a line of its own.");
    assert_eq!(
        (hard.comment.as_str(), hard.journal_ref.as_str()),
        ("Workshop @ ICML 2026", r#"J. Ex. "Quotes" 7 (2026) 1-2"#)
    );
    let start = r"How often planets pass before their stars, from $V_{\max}<17.5$ & a model";
    assert!(paper(&present, "astro-ph/0601001").abstract_.starts_with(start));
    assert_eq!(paper(&present, "2104.12255").title, "0");
    let legacy = &feed("legacy.xml").papers[0];
    assert_eq!(legacy.title, "Impact of Electron-Electron Cusp on Configuration Interaction Energies");
    assert_eq!(legacy.comment, "11 pages, 6 figures");
}

#[test]
fn papers_of_one_second_have_one_order() {
    let mut papers = feed("present.xml").papers;
    let order = |papers: &mut Vec<Paper>| -> Vec<String> {
        Sort::Submitted.order(papers);
        let tied = papers.iter().filter(|paper| paper.submitted.to_string() == "2026-11-19T17:59:34Z");
        tied.map(|paper| paper.id.to_string()).collect()
    };
    assert_eq!(order(&mut papers), ["2611.00005", "2104.12255"]);
    papers.reverse();
    assert_eq!(order(&mut papers), ["2611.00005", "2104.12255"]);
}

#[test]
fn a_withdrawal_is_seen_in_the_comment() {
    let present = feed("present.xml");
    let withdrawn: Vec<&str> = present
        .papers
        .iter()
        .filter(|paper| is_withdrawn(&paper.comment, &paper.abstract_))
        .map(|paper| paper.id.as_str())
        .collect();
    assert_eq!(withdrawn, ["2611.00003"]);
}
