//! What a day changes, and what stays.

use super::*;

#[test]
fn quiet_day_changes_no_byte() {
    let mut days = Days::new();
    days.day(&keyword("graphs"), &some());
    days.day(&keyword("graphs"), &with(some(), paper("2611.00004", "2026-11-25")));
    let (before, text) = (days.stored().unwrap(), days.text.clone());
    // A paper was revised far down that is not listed: only how far arXiv was read changes.
    let mut fetched = answer(&keyword("graphs"), &with(some(), paper("2611.00004", "2026-11-25")));
    fetched.as_mut().unwrap().through = Some(at("2026-11-26"));
    let merged = days.run(&[keyword("graphs")], &[fetched]);
    assert!(!merged.papers_changed && !merged.worth_writing);
    assert_eq!(merged.state.lists[0].read, before.lists[0].read.tomorrow().unwrap());
    assert_eq!(merged.state.lists[0].new, before.lists[0].new, "the marks stay with the date");
    assert_eq!((merged.state.changed, &merged.state.digest), (before.changed, &before.digest));
    assert_eq!(days.text, text);
}

#[test]
fn the_marks_go_with_the_next_change() {
    let mut days = Days::new();
    days.day(&keyword("graphs"), &some());
    let four = with(some(), paper("2611.00004", "2026-11-25"));
    days.day(&keyword("graphs"), &four);
    let merged = days.day(&keyword("graphs"), &with(four, paper("2611.00005", "2026-11-26")));
    assert_news(&merged, &["2611.00005"], &[]);
}

#[test]
fn edited_comment_moves_date_without_news() {
    let mut days = Days::new();
    days.day(&keyword("graphs"), &some());
    let edited = Paper { comment: "12 pages".to_owned(), ..some()[1].clone() };
    let merged = days.day(&keyword("graphs"), &with(some(), edited));
    assert!(merged.papers_changed && merged.worth_writing);
    assert_news(&merged, &[], &[]);
    assert_eq!(merged.state.digest, "");
    assert_eq!(merged.state.papers[&id("2611.00002")].comment, "12 pages");
}

#[test]
fn first_seen_dates_stay() {
    let mut days = Days::new();
    days.day(&keyword("graphs"), &some());
    let papers = with(with(some(), paper("2611.00004", "2026-11-25")), version(&some()[0], 2, "2026-11-25"));
    let merged = days.day(&keyword("graphs"), &papers);
    let days: Vec<String> =
        merged.state.lists[0].papers.iter().map(|(id, day)| format!("{id} {day}")).collect();
    let expected =
        ["2611.00004 2026-11-26", "2611.00003 2026-11-25", "2611.00002 2026-11-25", "2611.00001 2026-11-25"];
    assert_eq!(days, expected);
}

#[test]
fn stored_papers_missing_from_answer_keep_their_place() {
    let mut days = Days::new();
    days.day(&keyword("graphs"), &some());
    let mut fetched = answer(&keyword("graphs"), &[some()[0].clone(), some()[2].clone()]);
    fetched.as_mut().unwrap().missing = vec![Arc::new(some()[1].clone())];
    let merged = days.run(&[keyword("graphs")], &[fetched]);
    assert!(!merged.papers_changed && !merged.worth_writing);
    assert_eq!(rows(&merged, "graphs").len(), 3);
}

#[test]
fn failed_keyword_keeps_list_and_marks() {
    let mut days = Days::new();
    days.day(&keyword("graphs"), &some());
    let four = with(some(), paper("2611.00004", "2026-11-25"));
    days.day(&keyword("graphs"), &four);
    let text = days.text.clone();
    let merged = days.failure(&keyword("graphs"));
    assert!(!merged.papers_changed && !merged.worth_writing);
    assert_eq!(Some(merged.state.to_text()), text);
    // The paper it missed is new when it is read again.
    let merged = days.day(&keyword("graphs"), &with(four, paper("2611.00005", "2026-11-26")));
    assert_news(&merged, &["2611.00005"], &[]);
}

#[test]
fn a_failed_keyword_was_not_read_that_day() {
    let keywords = [keyword("graphs"), keyword("study")];
    let mut days = Days::new();
    let first = days.run(&keywords, &[answer(&keywords[0], &some()), answer(&keywords[1], &some())]);
    let more = with(some(), paper("2611.00004", "2026-11-25"));
    let merged = days.run(&keywords, &[answer(&keywords[0], &more), None]);
    let read: Vec<Date> = merged.state.lists.iter().map(|list| list.read).collect();
    let day = first.state.lists[0].read;
    assert_eq!(read, [day.tomorrow().unwrap(), day]);
}

#[test]
fn answer_must_hold_what_still_matches() {
    let zebras = Paper { title: "Zebra graphs".to_owned(), ..paper("2611.00008", "2026-11-21") };
    let mut days = Days::new();
    let state = days.day(&keyword("graphs"), &with(some(), zebras)).state;
    let expected = |keyword: &Keyword| state.expected(keyword).len();
    let excluding = Keyword { exclude: vec![Term::parse("zebra").unwrap()], ..keyword("graphs") };
    assert_eq!((expected(&keyword("graphs")), expected(&excluding)), (4, 3));
    assert_eq!(expected(&Keyword { max_results: 2, ..keyword("graphs") }), 4);
    // It is not known what these would hold.
    let query = Keyword { query: Query::Raw("all:x".to_owned()), ..keyword("graphs") };
    let trusting = Keyword { match_mode: MatchMode::Arxiv, ..keyword("graphs") };
    assert_eq!((expected(&query), expected(&trusting), expected(&keyword("new"))), (0, 0, 0));
}

#[test]
fn failed_keyword_shows_highest_known_version() {
    let keywords = [keyword("graphs"), keyword("study")];
    let mut days = Days::new();
    days.run(&keywords, &[answer(&keywords[0], &some()), answer(&keywords[1], &some())]);
    let more = with(some(), version(&some()[2], 2, "2026-11-25"));
    let merged = days.run(&keywords, &[answer(&keywords[0], &more), None]);
    assert!(merged.papers_changed);
    assert_eq!(rows(&merged, "study"), ["2611.00001", "2611.00003", "2611.00002"]);
    assert_eq!(news(&merged, "study"), (vec![], vec![]));
}

#[test]
fn failed_keyword_drops_what_no_longer_matches() {
    let zebras = Paper { title: "Zebra graphs".to_owned(), ..paper("2611.00008", "2026-11-21") };
    let all = with(some(), zebras);
    let narrower = Keyword { exclude: vec![Term::parse("zebra").unwrap()], ..keyword("graphs") };
    // Whatever the next definition is, the answer to it brings no news.
    for next in [keyword("graphs"), narrower.clone(), Keyword { max_results: 50, ..keyword("graphs") }] {
        let mut days = Days::new();
        let first = days.day(&keyword("graphs"), &all);
        let merged = days.failure(&narrower);
        assert_eq!(rows(&merged, "graphs"), ["2611.00003", "2611.00002", "2611.00001"]);
        assert!(!merged.papers_changed);
        assert_eq!(merged.state.changed, first.state.changed);
        assert_eq!(days.failure(&narrower).state, merged.state);
        let answered: Vec<Paper> =
            if next == narrower { some() } else { with(all.clone(), paper("2611.00009", "2026-11-25")) };
        let merged = days.day(&next, &answered);
        assert_news(&merged, &[], &[]);
    }
}

#[test]
fn keyword_without_answer_has_no_list() {
    let keywords = [keyword("graphs"), keyword("study")];
    let mut days = Days::new();
    let merged = days.run(&keywords, &[answer(&keywords[0], &some()), None]);
    assert!(merged.state.list("study").is_none());
    let merged = days.run(&keywords, &[answer(&keywords[0], &some()), answer(&keywords[1], &some())]);
    assert!(!merged.papers_changed, "every paper is on the page already");
    assert!(merged.worth_writing);
    assert_eq!(news(&merged, "study"), (vec![], vec![]));
}

#[test]
fn removed_reordered_and_renamed_keywords_are_settings() {
    let keywords = [keyword("graphs"), keyword("study")];
    let other = [paper("2611.00007", "2026-11-10")];
    let mut days = Days::new();
    let first = days.run(&keywords, &[answer(&keywords[0], &some()), answer(&keywords[1], &other)]);

    let turned = [keyword("study"), keyword("graphs")];
    let merged = days.run(&turned, &[answer(&turned[0], &other), answer(&turned[1], &some())]);
    assert!(!merged.papers_changed && merged.worth_writing);
    assert_eq!(merged.state.lists[0].keyword, "study");

    let merged = days.run(&turned[1..], &[answer(&turned[1], &some())]);
    assert!(!merged.papers_changed && merged.worth_writing);
    assert_eq!(merged.state.changed, first.state.changed);
    assert_eq!(merged.state.papers.len(), 3, "its papers go with it");

    let renamed = Keyword { name: "Graph theory".to_owned(), ..keyword("graphs") };
    let merged = days.day(&renamed, &with(some(), paper("2611.00004", "2026-11-25")));
    assert_eq!(news(&merged, "Graph theory"), (vec![], vec![]), "its first run");
    assert!(merged.state.list("graphs").is_none());
}

proptest! {
    /// Whatever was read before: the same answer a day later is a quiet day.
    #[test]
    fn the_same_answer_again_is_quiet(
        days_of in proptest::collection::vec(proptest::collection::vec((0_u32..12, 1_u32..4), 0..8), 1..6),
        most in 1_usize..6,
    ) {
        let keywords = [Keyword { max_results: most, ..keyword("graphs") }, keyword("study")];
        let mut days = Days::new();
        let mut last = Vec::new();
        for papers in days_of {
            let papers: Vec<Paper> = papers
                .into_iter()
                .map(|(n, v)| {
                    let first = paper(&format!("2611.{n:05}"), &format!("2026-10-{:02}", 1 + 2 * n));
                    version(&first, v, &format!("2026-11-{:02}", v + n))
                })
                .collect();
            last = papers.clone();
            let half = &papers[papers.len() / 2..];
            days.run(&keywords, &[answer(&keywords[0], &papers), answer(&keywords[1], half)]);
        }
        let half = &last[last.len() / 2..];
        let text = days.text.clone();
        let merged = days.run(&keywords, &[answer(&keywords[0], &last), answer(&keywords[1], half)]);
        prop_assert!(!merged.papers_changed && !merged.worth_writing);
        prop_assert_eq!(&text, &days.text);
    }
}

/// An identifier of a far date moves nothing beyond now.
#[test]
fn future_date_hides_no_news() {
    let mut days = Days::new();
    let keyword = keyword("graphs");
    days.day(&keyword, &some());
    days.day(&keyword, &with(some(), paper("2611.00009", "2036-01-01")));
    let mut fetched = answer(
        &keyword,
        &with(with(some(), paper("2611.00009", "2036-01-01")), paper("2611.00010", "2026-11-25")),
    );
    fetched.as_mut().unwrap().through = Some(at("2036-01-01"));
    let merged = days.run(std::slice::from_ref(&keyword), &[fetched]);
    assert_eq!(news(&merged, "graphs").0, ["2611.00010"]);
    assert!(merged.state.lists[0].through.unwrap() <= at("2026-11-30"));
}

#[test]
fn a_lost_field_of_an_unchanged_version_stays() {
    let mut days = Days::new();
    let keyword = keyword("graphs");
    let papers: Vec<Paper> =
        some().into_iter().map(|paper| Paper { comment: "12 pages".to_owned(), ..paper }).collect();
    days.day(&keyword, &papers);
    let without = |paper: &Paper| Paper { comment: String::new(), abstract_: String::new(), ..paper.clone() };
    let merged = days.day(&keyword, &papers.iter().map(without).collect::<Vec<_>>());
    assert!(!merged.papers_changed && !merged.worth_writing);
    assert!(
        merged.state.papers.values().all(|paper| paper.comment == "12 pages" && !paper.abstract_.is_empty())
    );
}

#[test]
fn large_data_file_keeps_the_newest() {
    let keyword = keyword("graphs");
    let papers: Vec<Paper> =
        (1..=28).map(|day| paper(&format!("2611.000{day:02}"), &format!("2026-11-{day:02}"))).collect();
    let keywords = std::slice::from_ref(&keyword);
    let fetched = [answer(&keyword, &papers)];
    let within = |max, stored: Option<&State>| {
        merge::merge_within(max, stored, "s", keywords, &fetched, at("2026-11-28"))
    };
    let whole = within(1_000_000, None);
    assert_eq!((whole.max_rows, whole.state.papers.len()), (None, 28));
    let half = whole.state.to_text().len() / 2;
    let cut = within(half, None);
    let rows = cut.max_rows.unwrap();
    assert!((10..14).contains(&rows) && cut.state.to_text().len() <= half, "{rows}");
    assert_eq!(rows, cut.state.lists[0].papers.len());
    assert_eq!(cut.state.lists[0].papers[0].0.as_str(), "2611.00028");
    // The same answer once more: nothing to write, and what was left out is no news.
    let again = within(half, Some(&cut.state));
    assert!(!again.worth_writing && again.state.digest.is_empty());
}

#[test]
fn warns_before_data_file_is_full() {
    let keywords = |count: usize| {
        let one = |n: usize| Keyword { max_results: 1_000, ..keyword(&format!("k{n}")) };
        (0..count).map(one).collect::<Vec<_>>()
    };
    assert_eq!(size_warning(&keywords(23)), None);
    assert!(size_warning(&keywords(30)).unwrap().contains("up to 30000 papers"));
}
