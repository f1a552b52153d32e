//! What the rules make of the papers of a real page (`../shared/seed`), found through the fake arXiv, which matches as
//! the real one was seen to (`../shared/facts/search-matching.md`): no paper without the word, and every paper with it that
//! arXiv's search can find. `docs/keywords.md` has the figures.

use std::collections::BTreeSet;

use daily_papers::arxiv::error::Error;
use daily_papers::arxiv::feed;
use daily_papers::arxiv::plan::{KeywordState, Plan};
use daily_papers::keyword::{Fields, Keyword, MatchMode, Query, Reading, Term};
use fakes::arxiv::{Corpus, Record, answer};

fakes::tests_over_shared!(darts_and_nas_hold_what_has_the_word);

fn keyword(term: &str, fields: Fields, match_mode: MatchMode) -> Keyword {
    let query = Query::Terms { any: vec![Term::parse(term).unwrap()], all: Vec::new() };
    Keyword { max_results: 500, match_mode, fields, ..Keyword::new(term, query) }
}

/// The identifiers listed under a keyword.
fn listed(corpus: &Corpus, keyword: Keyword) -> BTreeSet<String> {
    let keywords = [keyword];
    let now = "2025-07-01T00:00:00Z".parse().unwrap();
    let mut plan = Plan::new(&keywords, "daily-papers", vec![KeywordState::default()], now);
    while let Some(request) = plan.next_request() {
        let url = request.url(&"https://export.arxiv.org/api/query".parse().unwrap());
        let body = answer(corpus, url.query().unwrap(), None);
        plan.take(&request, feed::parse(&body).map_err(|source| Error::Request { source, attempts: 1 }));
    }
    let answer = plan.answers().remove(0).unwrap();
    answer.fetched.papers.iter().map(|paper| paper.id.to_string()).collect()
}

fn darts_and_nas_hold_what_has_the_word() {
    let papers = fakes::shared::read("seed/papers.json");
    let corpus = Corpus::from_seed(&String::from_utf8(papers).unwrap()).unwrap();
    // Rows by the page's rule, and those among them with the word; papers with the word, and those that arXiv never finds.
    for (term, rows, with_the_word, relevant, lost) in
        // 89 papers say DARTS; one more speaks of the plural of DART, and its "DARTs" has the same letters.
        [("DARTS", 54, 23, 90, &[][..]), ("NAS", 35, 33, 153, &["2010.15336"])]
    {
        let wanted = Term::parse(term).unwrap();
        let has = |record: &&Record| {
            let texts = [&record.title, &record.abstract_];
            texts.iter().any(|text| wanted.matches(&Reading::of(text), MatchMode::Smart))
        };
        let all: BTreeSet<String> = corpus.records().filter(has).map(|record| record.id.clone()).collect();
        let before = listed(&corpus, keyword(term, Fields::TitleAndAbstract, MatchMode::Arxiv));
        let now = listed(&corpus, keyword(term, Fields::TitleOrAbstract, MatchMode::Smart));
        assert_eq!(
            (before.len(), before.intersection(&all).count(), all.len()),
            (rows, with_the_word, relevant)
        );
        assert!(now.is_subset(&all), "{term}: {:?}", now.difference(&all));
        assert_eq!(all.difference(&now).collect::<Vec<_>>(), lost, "{term}");
    }
}
