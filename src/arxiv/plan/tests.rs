//! What a run requests, and what it makes of the answers.

use jiff::SignedDuration;
use jiff::civil::Date;

use super::grouping::{MAX_URL_BYTES, RECHECK_DAYS};
use super::*;
use crate::arxiv::error::RequestError;
use crate::keyword::{Fields, MatchMode};
use crate::paper::Paper;
use crate::samples::{at, id, keyword, paper, version};
use crate::state;

const NOW: &str = "2026-11-24";

/// The state of a keyword that was answered a day ago.
fn yesterday(papers: &[Paper]) -> KeywordState {
    KeywordState {
        papers: papers.iter().cloned().map(Arc::new).collect(),
        read: Some(Date::constant(2026, 11, 23)),
        through: Some(at("2026-11-23")),
        complete: true,
        before: Before::List,
    }
}

/// A request that failed once.
fn failed(source: RequestError) -> Error {
    Error::Request { source, attempts: 1 }
}

/// A feed of these papers.
fn all(papers: &[Paper]) -> Feed {
    Feed { hits: papers.len() as u64, start: 0, papers: papers.to_vec(), unreadable: Vec::new() }
}

/// Keywords that are not read alone today.
fn ordinary(count: usize) -> Vec<Keyword> {
    let day = at(NOW).as_second().unsigned_abs() / 86_400;
    let names = (0..).map(|n| format!("Neural Architecture Search {n}"));
    let others = names.filter(|name| {
        !(day + state::hash(&format!("s\n{name}")) % RECHECK_DAYS).is_multiple_of(RECHECK_DAYS)
    });
    others.take(count).map(|name| keyword(&name)).collect()
}

/// Every search of a plan: the indices of its keywords.
fn searches(plan: &Plan<'_>) -> Vec<Vec<usize>> {
    plan.searches.iter().map(|search| search.keywords.clone()).collect()
}

#[test]
fn keywords_read_longest_ago_come_first() {
    let read = |day: &str| KeywordState { read: Some(day.parse().unwrap()), ..KeywordState::default() };
    let known = [read("2026-11-23"), read("2026-11-20"), KeywordState::default(), read("2026-11-22")];
    for day in 1..9 {
        assert_eq!(order(&known, Date::constant(2026, 11, day)), [2, 1, 3, 0]);
    }
    assert!(order(&[], Date::constant(2026, 11, 24)).is_empty());
}

#[test]
fn among_equals_each_has_its_day() {
    let known = vec![KeywordState { read: Some(Date::constant(2026, 11, 20)), ..KeywordState::default() }; 3];
    let first = |day| order(&known, Date::constant(2026, 11, day))[0];
    let mut firsts: Vec<usize> = (21..24).map(first).collect();
    firsts.sort_unstable();
    assert_eq!(firsts, [0, 1, 2]);
    assert_eq!(first(21), first(24));
}

#[test]
fn keywords_share_a_search_where_possible() {
    let mut keywords = ordinary(9);
    keywords[2].fields = Fields::All;
    keywords[3].match_mode = MatchMode::Arxiv;
    keywords[4].query = Query::Raw("au:\"Ada Lovelace\"".to_owned());
    let mut known = vec![yesterday(&[]); 9];
    known[5] = KeywordState::default();
    known[6].through = None;
    (known[7].read, known[7].through) = (Some(Date::constant(2026, 10, 24)), Some(at("2026-10-23")));
    let mut alone: Vec<usize> = Vec::new();
    let mut shared = Vec::new();
    for search in searches(&Plan::new(&keywords, "s", known, at(NOW))) {
        if search.len() == 1 { alone.extend(search) } else { shared.push(search) }
    }
    alone.sort_unstable();
    assert_eq!(alone, [2, 3, 4, 5, 6, 7]);
    assert_eq!(shared.len(), 1);
    shared[0].sort_unstable();
    assert_eq!(shared, [[0, 1, 8]]);
}

#[test]
fn each_keyword_is_read_alone_every_14_days() {
    let keywords = [keyword("graphs"), keyword("zebras"), keyword("DARTS")];
    let mut days = [0; 3];
    for day in 0..28 {
        let now = at("2026-11-24") + SignedDuration::from_hours(24 * day);
        let seen = KeywordState { through: Some(now), ..yesterday(&[]) };
        for search in searches(&Plan::new(&keywords, "s", vec![seen; 3], now)) {
            if let [index] = search[..] {
                days[index] += 1;
            }
        }
    }
    assert_eq!(days, [2; 3]);
}

#[test]
fn twenty_ordinary_keywords_fit_one_address() {
    let endpoint = "https://export.arxiv.org/api/query".parse().unwrap();
    for (count, searches) in [(20, 1), (100, 5)] {
        let keywords = ordinary(count);
        let mut plan = Plan::new(&keywords, "s", vec![yesterday(&[]); count], at(NOW));
        assert_eq!(plan.searches.len(), searches, "{count}");
        for _ in 0..searches {
            let request = plan.next_request().unwrap();
            let url = request.url(&endpoint);
            assert!(url.as_str().len() < MAX_URL_BYTES, "{url}");
            plan.take(&request, Ok(all(&[])));
        }
        assert_eq!((plan.next_request(), plan.answered()), (None, count));
    }
}

#[test]
fn search_with_too_many_pages_is_not_shared() {
    let keywords = ordinary(2);
    let busy: Vec<Paper> = (0..600).map(|n| paper(&format!("2611.{n:05}"), "2026-11-23")).collect();
    let plan = Plan::new(&keywords, "s", vec![yesterday(&busy); 2], at(NOW));
    assert_eq!(searches(&plan).len(), 2);
}

#[test]
fn a_failed_shared_search_is_split() {
    let keywords = ordinary(3);
    let stored = yesterday(&[paper("2611.00001", "2026-11-20")]);
    let broken: [fn() -> Result<Feed, Error>; 3] = [
        || Err(failed(RequestError::Rejected("Invalid query string".to_owned()))),
        || Err(failed(RequestError::Status(500))),
        || Ok(all(&[])),
    ];
    for answer in broken {
        let mut plan = Plan::new(&keywords, "s", vec![stored.clone(); 3], at(NOW));
        let request = plan.next_request().unwrap();
        plan.take(&request, answer());
        plan.next_request();
        let mut alone = searches(&plan);
        alone.sort();
        assert_eq!(alone, [[0], [1], [2]]);
    }
    let mut plan = Plan::new(&keywords, "s", vec![stored; 3], at(NOW));
    let request = plan.next_request().unwrap();
    plan.take(&request, Err(Error::OutOfTime { last: None }));
    assert_eq!((plan.next_request(), plan.answered()), (None, 3));
    assert!(plan.answers().iter().all(|answer| matches!(answer, Err(Error::OutOfTime { .. }))));
}

#[test]
fn listed_papers_missing_from_answer_are_looked_up() {
    let keywords = [keyword("graphs")];
    let stored: Vec<Paper> = (1..=8).map(|n| paper(&format!("2611.0000{n}"), "2026-11-20")).collect();
    let mut plan =
        Plan::new(&keywords, "s", vec![KeywordState { through: None, ..yesterday(&stored) }], at(NOW));
    let request = plan.next_request().unwrap();
    plan.take(&request, Ok(all(&stored[..5])));
    let request = plan.next_request().unwrap();
    assert_eq!(request, Request::Papers(vec![id("2611.00006"), id("2611.00007"), id("2611.00008")]));
    // One is there and fits, one is there and does not, one is not there.
    let fits = version(&stored[5], 2, "2026-11-24");
    let strays =
        Paper { title: "Z".to_owned(), abstract_: "Z".to_owned(), ..version(&stored[6], 2, "2026-11-24") };
    plan.take(&request, Ok(all(&[strays, fits.clone()])));
    assert_eq!(plan.next_request(), None, "nothing is looked up twice");
    let answer = plan.answers().remove(0).unwrap();
    assert_eq!((answer.removed, answer.unconfirmed), (1, 1));
    assert!(answer.fetched.papers.contains(&Arc::new(fits)));
    assert_eq!(answer.fetched.missing, [Arc::new(stored[7].clone())]);
    // A look-up without an answer removes nothing.
    let mut plan =
        Plan::new(&keywords, "s", vec![KeywordState { through: None, ..yesterday(&stored) }], at(NOW));
    for answer in [Ok(all(&stored[..5])), Err(failed(RequestError::Status(500)))] {
        let request = plan.next_request().unwrap();
        plan.take(&request, answer);
    }
    assert_eq!(plan.next_request(), None);
    assert_eq!(plan.answers().remove(0).unwrap().fetched.missing.len(), 3);
}

/// Where arXiv alone decides about the terms, it decided again: a new version that its search did not find does not match.
#[test]
fn version_that_arxiv_did_not_find_is_removed() {
    let keywords = [Keyword { match_mode: MatchMode::Arxiv, ..keyword("graphs") }];
    let stored: Vec<Paper> = (1..=5).map(|n| paper(&format!("2611.0000{n}"), "2026-11-20")).collect();
    let mut plan = Plan::new(&keywords, "s", vec![yesterday(&stored)], at(NOW));
    let found = [stored[3].clone(), version(&stored[4], 2, "2026-11-24")];
    for answer in [all(&stored[..3]), all(&found)] {
        let request = plan.next_request().unwrap();
        plan.take(&request, Ok(answer));
    }
    let answer = plan.answers().remove(0).unwrap();
    assert_eq!((answer.removed, answer.fetched.papers.len()), (1, 4));
}

/// A search for recent papers does not know what comes after the last row of a list.
#[test]
fn full_list_that_loses_a_row_is_refilled() {
    let keywords: Vec<Keyword> =
        ordinary(2).into_iter().map(|keyword| Keyword { max_results: 3, ..keyword }).collect();
    let about = |paper: Paper| Paper { title: keywords[0].name.clone(), ..paper };
    let stored: Vec<Paper> = (1..=3).map(|n| about(paper(&format!("2611.0000{n}"), "2026-11-20"))).collect();
    let astray = Paper { title: "Z".to_owned(), ..version(&stored[2], 2, "2026-11-24") };
    let older = about(paper("2610.00001", "2026-10-01"));
    let first = [astray.clone(), stored[1].clone(), stored[0].clone()];
    let rows = |plan: &Plan<'_>| plan.answers().remove(0).unwrap().fetched.papers.len();
    let known = |stored| vec![yesterday(stored), yesterday(&[])];

    let mut plan = Plan::new(&keywords, "s", known(&stored), at(NOW));
    let request = plan.next_request().unwrap();
    plan.take(&request, Ok(all(&first)));
    let request = plan.next_request().unwrap();
    assert_eq!(searches(&plan), [[0]], "the other was not full");
    plan.take(&request, Ok(all(&[&first[..], &[older]].concat())));
    assert_eq!((plan.next_request(), rows(&plan)), (None, 3));

    // If that fails, the shared answer counts.
    for failure in [failed(RequestError::Status(500)), Error::OutOfTime { last: None }] {
        let mut plan = Plan::new(&keywords, "s", known(&stored), at(NOW));
        for answer in [Ok(all(&first)), Err(failure)] {
            let request = plan.next_request().unwrap();
            plan.take(&request, answer);
        }
        assert_eq!((plan.next_request(), rows(&plan)), (None, 2));
    }

    // For a list that was not full there is no older paper.
    let mut plan = Plan::new(&keywords, "s", known(&stored[1..]), at(NOW));
    let request = plan.next_request().unwrap();
    plan.take(&request, Ok(all(&first)));
    assert_eq!((plan.next_request(), rows(&plan)), (None, 2));
}

/// One paper dated in the future must not make everything before it look known.
#[test]
fn a_date_after_now_is_not_reached() {
    let keywords = ordinary(2);
    let mut known = vec![yesterday(&[]); 2];
    known[0].through = Some(at("2036-01-01"));
    assert_eq!(known[0].reach(at(NOW)), Some(at("2026-11-23T00:00:00Z")));
    let future = paper("2611.00001", "2036-01-01");
    let about = Paper { title: keywords[0].name.clone(), ..future };
    let mut plan = Plan::new(&keywords, "s", known, at(NOW));
    let request = plan.next_request().unwrap();
    plan.take(&request, Ok(all(&[about])));
    assert_eq!(plan.next_request(), None);
    assert_eq!(plan.answers()[0].as_ref().unwrap().fetched.through, Some(at("2036-01-01").min(at(NOW))));
    assert_eq!(plan.warnings().len(), 1, "{:?}", plan.warnings());
}

#[test]
fn server_error_on_one_user_query_is_explained() {
    let mut keywords = ordinary(2);
    keywords[1].query = Query::Raw("ti:(x".to_owned());
    let mut plan = Plan::new(&keywords, "s", vec![yesterday(&[]); 2], at(NOW));
    while let Some(request) = plan.next_request() {
        let answer =
            if plan.asks_user_query() { Err(failed(RequestError::Status(500))) } else { Ok(all(&[])) };
        plan.take(&request, answer);
    }
    assert!(matches!(plan.answers()[1], Err(Error::OneQuery { .. })));
}

fakes::tests_over_shared!(forms_of_real_keywords_take_few_more_requests);

/// A day's requests for real keywords, with the forms that are asked for, against the terms as typed.
fn forms_of_real_keywords_take_few_more_requests() {
    let texts: Vec<String> = serde_json::from_slice(&fakes::shared::read("relevance/keywords.json")).unwrap();
    let texts = texts.iter().filter(|text| crate::keyword::expression::advice(text).is_none());
    // Neighbours in the alphabet are alike: keywords that are far apart make a configuration.
    let texts: Vec<&String> = texts.collect();
    let requests = |configuration: usize, count: usize, match_mode| {
        let chosen = (0..count).map(|n| texts[(configuration * 37 + n * 101) % texts.len()]);
        let keywords: Vec<Keyword> = chosen.map(|text| Keyword { match_mode, ..keyword(text) }).collect();
        let days = [0, 1].map(|day| {
            let now = at(NOW) + SignedDuration::from_hours(24 * day);
            let known =
                KeywordState { through: Some(now - SignedDuration::from_hours(24)), ..yesterday(&[]) };
            Plan::new(&keywords, "s", vec![known; count], now).searches.len()
        });
        days.iter().sum::<usize>()
    };
    for (count, max_ratio) in [(5, 1.0), (20, 1.05), (100, 1.4)] {
        let total = |match_mode| (0..200 / count).map(|n| requests(n, count, match_mode)).sum::<usize>();
        let (forms, typed) = (total(MatchMode::Smart), total(MatchMode::Exact));
        #[expect(clippy::cast_precision_loss, reason = "small numbers")]
        let ratio = forms as f64 / typed as f64;
        assert!(ratio <= max_ratio, "{count} keywords: {forms} requests and {typed}");
    }
}
