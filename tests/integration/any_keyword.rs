//! Whatever a keyword holds: arXiv can read the query, alone and together with others, and what the term is in is found.
//! The judge is the fake, which parses queries as arXiv's server does.

use std::fmt::Write as _;

use daily_papers::arxiv::feed;
use daily_papers::arxiv::query::{self, PageRequest, Request};
use daily_papers::keyword::{
    CategoryPattern, Fields, Keyword, MatchMode, PaperTokens, Query, Sort, Term, Verdict,
};
use fakes::arxiv::{Corpus, answer};
use proptest::prelude::*;

use crate::test_env::record;

fn keyword(
    any: &[String],
    all: &[String],
    categories: &[&str],
    fields: Fields,
    match_mode: MatchMode,
) -> Option<Keyword> {
    let terms =
        |texts: &[String]| texts.iter().map(|text| Term::parse(text).ok()).collect::<Option<Vec<_>>>();
    let query = Query::Terms { any: terms(any)?, all: terms(all)? };
    let categories = categories.iter().map(|text| CategoryPattern::parse(text).unwrap()).collect();
    Some(Keyword { categories, match_mode, fields, ..Keyword::new(&any[0], query) })
}

/// What arXiv answers to a query: papers, or the words with which it refuses.
fn ask(corpus: &Corpus, query: String) -> Result<feed::Feed, String> {
    let page = PageRequest { query, sort: Sort::Updated, start: 0, size: 100 };
    let url = Request::Page(page).url(&"https://export.arxiv.org/api/query".parse().unwrap());
    let body = answer(corpus, url.query().unwrap(), None);
    feed::parse(&body).map_err(|error| format!("{error}: {url}"))
}

/// A term that tries to be more than that.
fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,10}[a-zA-Z0-9]\\PC{0,10}",
        "[a-z ()\\[\\]\"'\\\\*?:+~^/!{}$%&#=;|<>-]{0,16}[a-z]",
        "(AND|OR|ANDNOT|NOT|TO|ti:|abs:|cat:|all:|au:|\\)|\\(|\"| |\\*|x){1,8}x",
        "\\\\[a-z]{1,4}\\{[A-Za-z ]{1,6}\\}",
    ]
}

proptest! {
    #[test]
    fn every_keyword_makes_a_valid_query(
        any in proptest::collection::vec(hostile(), 1..4),
        all in proptest::collection::vec(hostile(), 0..3),
        categories in proptest::sample::subsequence(vec!["cs.LG", "math.*", "hep-th", "q-bio.NC"], 0..3),
        fields in proptest::sample::select(Fields::NAMES),
        match_mode in proptest::sample::select(MatchMode::NAMES),
    ) {
        let Some(one) = keyword(&any, &all, &categories, fields.1, match_mode.1) else { return Ok(()) };
        let other = keyword(&["zebras".to_owned()], &[], &[], Fields::TitleOrAbstract, MatchMode::Smart).unwrap();
        // The other keyword finds this one next to any other: nothing cuts the query short or turns it round.
        let corpus = Corpus::new([record("2611.00001", 1, "On zebras", "2026-11-20T00:00:00Z")]);
        let alone = ask(&corpus, query::expression(&one));
        prop_assert!(alone.is_ok(), "{:?}", alone);
        for together in [[&one, &other], [&other, &one]] {
            let feed = ask(&corpus, query::any_of(&together));
            prop_assert!(feed.as_ref().is_ok_and(|feed| feed.hits == 1), "{:?}", feed);
        }
    }

    /// In the title or in the abstract, with words around it that do not touch it.
    #[test]
    fn papers_with_the_term_are_listed(
        term in "[A-Za-z]{2,9}([ -][A-Za-z0-9]{2,9}){0,2}",
        before in "([a-z]{1,8}[ ,;(]){0,4}",
        after in "([ ,;)][a-z]{1,8}){0,4}",
        in_title in any::<bool>(),
    ) {
        let keyword =
            keyword(std::slice::from_ref(&term), &[], &[], Fields::TitleOrAbstract, MatchMode::Smart).unwrap();
        let mut paper = record("2611.00001", 1, "Nothing", "2026-11-20T00:00:00Z");
        let text = if in_title { &mut paper.title } else { &mut paper.abstract_ };
        text.clear();
        write!(text, "{before}{term}{after}").unwrap();
        let feed = ask(&Corpus::new([paper]), query::expression(&keyword)).unwrap();
        prop_assert_eq!(feed.hits, 1, "{}", query::expression(&keyword));
        prop_assert_eq!(keyword.evaluate(&PaperTokens::new(&feed.papers[0])), Verdict::Kept);
    }
}
