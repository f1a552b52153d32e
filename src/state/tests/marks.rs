//! What is new and what is revised.

use super::*;

#[test]
fn nothing_is_new_on_a_first_run() {
    let merged = Days::new().day(&keyword("graphs"), &some());
    assert!(merged.papers_changed && merged.worth_writing);
    assert_news(&merged, &[], &[]);
    assert_eq!(merged.state.digest, "");
    assert_eq!(rows(&merged, "graphs"), ["2611.00003", "2611.00002", "2611.00001"]);
}

#[test]
fn unseen_is_new_and_higher_version_revised() {
    let mut days = Days::new();
    days.day(&keyword("graphs"), &some());
    let papers = with(with(some(), paper("2611.00004", "2026-11-25")), version(&some()[2], 2, "2026-11-25"));
    let merged = days.day(&keyword("graphs"), &papers);
    assert_news(&merged, &["2611.00004"], &["2611.00001"]);
    assert_ne!(merged.state.digest, "");
    assert_eq!(merged.state.changed, at("2026-11-26"));
}

#[test]
fn unseen_paper_is_new_within_thirty_days() {
    let newest = "2026-11-20T12:00:00Z";
    for (submitted, version, new, revised) in [
        ("2026-10-21T12:00:00Z", 1, true, false),
        ("2026-10-21T11:59:59Z", 1, false, false),
        ("2026-10-21T11:59:59Z", 2, false, true),
        // In the bounds it is new, whatever its version.
        ("2026-10-21T12:00:00Z", 2, true, false),
    ] {
        let mut days = Days::new();
        days.day(&keyword("graphs"), &[paper("2611.00003", newest)]);
        let late = Paper { version, updated: at("2026-11-23"), ..paper("2610.00001", submitted) };
        let merged = days.day(&keyword("graphs"), &[paper("2611.00003", newest), late]);
        let marks = |marked: bool| if marked { &["2610.00001"][..] } else { &[] };
        assert_news(&merged, marks(new), marks(revised));
        assert!(rows(&merged, "graphs").contains(&"2610.00001".to_owned()));
        assert!(merged.papers_changed);
    }
}

#[test]
fn list_by_submission_is_dated_by_submission() {
    let by_submission = Keyword { sort: Sort::Submitted, ..keyword("graphs") };
    let mut days = Days::new();
    // Updated lately, submitted long ago.
    let old = version(&paper("2601.00001", "2026-01-10"), 3, "2026-11-20");
    days.day(&by_submission, std::slice::from_ref(&old));
    let merged = days.day(&by_submission, &[old, paper("2602.00001", "2026-02-10")]);
    assert_news(&merged, &["2602.00001"], &[]);
    assert_eq!(rows(&merged, "graphs"), ["2602.00001", "2601.00001"]);
}

#[test]
fn no_date_is_too_far_away() {
    for instant in [Timestamp::MIN, Timestamp::MAX] {
        let far = paper("2611.00009", &instant.to_string());
        let mut days = Days::new();
        days.day(&keyword("graphs"), std::slice::from_ref(&far));
        let merged = days.day(&keyword("graphs"), &[paper("2611.00008", "2026-11-20")]);
        assert_eq!(rows(&merged, "graphs"), ["2611.00008"]);
    }
}

#[test]
fn empty_list_is_bounded_by_last_change() {
    let mut days = Days::new();
    days.day(&keyword("graphs"), &[]);
    let found = [paper("2611.00009", "2026-11-26"), paper("2601.00001", "2026-01-01")];
    let merged = days.day(&keyword("graphs"), &found);
    assert_news(&merged, &["2611.00009"], &[]);
}

#[test]
fn nothing_is_new_after_the_definition_changed() {
    let wider = Keyword {
        query: Query::Terms {
            any: vec![Term::parse("graphs").unwrap(), Term::parse("study").unwrap()],
            all: vec![],
        },
        ..keyword("graphs")
    };
    let mut days = Days::new();
    days.day(&keyword("graphs"), &some());
    let papers = with(some(), paper("2611.00004", "2026-11-25"));
    let merged = days.day(&wider, &papers);
    assert_news(&merged, &[], &[]);
    assert!(merged.worth_writing);
    let merged = days.day(&wider, &with(papers, paper("2611.00005", "2026-11-26")));
    assert_news(&merged, &["2611.00005"], &[]);
}

#[test]
fn a_changed_definition_without_visible_effect_is_written() {
    let narrower = Keyword { exclude: vec![Term::parse("zebra").unwrap()], ..keyword("graphs") };
    let mut days = Days::new();
    let first = days.day(&keyword("graphs"), &some());
    let merged = days.day(&narrower, &some());
    assert!(!merged.papers_changed && merged.worth_writing);
    assert_eq!(merged.state.changed, first.state.changed);
    let merged = days.day(&narrower, &with(some(), paper("2611.00004", "2026-11-25")));
    assert_news(&merged, &["2611.00004"], &[]);
}

#[test]
fn raising_max_results_brings_rows_but_no_news() {
    let short = Keyword { max_results: 2, ..keyword("graphs") };
    let mut days = Days::new();
    days.day(&short, &some());
    let merged = days.day(&keyword("graphs"), &some());
    assert_news(&merged, &[], &[]);
    assert_eq!(rows(&merged, "graphs").len(), 3);
    let merged = days.day(&short, &some());
    assert!(!merged.papers_changed, "leaving papers out is a setting");
}

#[test]
fn returning_paper_is_not_new() {
    let mut days = Days::new();
    let short = Keyword { max_results: 2, ..keyword("graphs") };
    days.day(&short, &some()[1..]);
    let merged = days.day(&short, &some());
    assert_news(&merged, &["2611.00003"], &[]);
    assert_eq!(ids(merged.state.list("graphs").unwrap().left.keys()), ["2611.00001"]);
    // The newest is withdrawn from the search, and the row below moves up again.
    let merged = days.day(&short, &some()[1..]);
    assert_news(&merged, &[], &[]);
    assert_eq!(rows(&merged, "graphs"), ["2611.00002", "2611.00001"]);
}

#[test]
fn unseen_row_that_moves_up_follows_rules() {
    let short = Keyword { max_results: 1, ..keyword("graphs") };
    for (submitted, new) in [("2026-11-01", &["2611.00001"][..]), ("2026-09-01", &[])] {
        let mut days = Days::new();
        let (newest, below) = (paper("2611.00003", "2026-11-20"), paper("2611.00001", submitted));
        days.day(&short, &[newest, below.clone()]);
        let merged = days.day(&short, &[below]);
        assert_news(&merged, new, &[]);
    }
}

#[test]
fn removed_papers_are_forgotten_in_time() {
    let short = Keyword { max_results: 1, ..keyword("graphs") };
    let mut days = Days::new();
    days.day(&short, &some());
    days.day(&short, &with(some(), paper("2611.00004", "2026-11-25")));
    assert_eq!(ids(days.stored().unwrap().list("graphs").unwrap().left.keys()), ["2611.00003"]);
    let far = with(some(), paper("2701.00001", "2027-01-05"));
    days.today = "2027-01-05".parse().unwrap();
    days.day(&short, &far);
    assert!(days.stored().unwrap().list("graphs").unwrap().left.is_empty());
    // It is old by then: were it to come back, it would join the list without being news.
    let merged = days.day(&Keyword { max_results: 1, ..keyword("graphs") }, &far);
    assert!(!merged.papers_changed && !merged.worth_writing);
}

#[test]
fn paper_under_two_keywords_is_stored_once() {
    let keywords = [keyword("graphs"), keyword("study")];
    let mut days = Days::new();
    days.run(&keywords, &[answer(&keywords[0], &some()), answer(&keywords[1], &some()[..1])]);
    let more = with(some(), version(&some()[0], 2, "2026-11-25"));
    let merged = days.run(&keywords, &[answer(&keywords[0], &more), answer(&keywords[1], &more)]);
    // Version 2 is a listed paper in a higher version under both; the other two are unseen under one.
    assert_eq!(news(&merged, "graphs"), (vec![], to_owned(&["2611.00003"])));
    assert_eq!(news(&merged, "study"), (to_owned(&["2611.00002", "2611.00001"]), to_owned(&["2611.00003"])));
    assert_eq!(merged.state.papers.len(), 3);
    assert_eq!(merged.state.to_text().matches("\"title\":\"Graphs 2611.00003\"").count(), 1);
}

#[derive(Clone, Debug)]
enum Day {
    Answered(Vec<u32>),
    Failed,
    /// From now on with this bound.
    Changed(usize),
}

fn a_day() -> impl Strategy<Value = Day> {
    prop_oneof![
        4 => proptest::collection::vec(0_u32..9, 0..6).prop_map(Day::Answered),
        1 => Just(Day::Failed),
        1 => (1_usize..4).prop_map(Day::Changed),
    ]
}

proptest! {
    /// Within thirty days: whatever answers, failures and settings follow each other, what was ever listed is not new.
    #[test]
    fn nothing_that_was_seen_is_new(script in proptest::collection::vec(a_day(), 1..12)) {
        let mut keyword = Keyword { max_results: 3, ..keyword("graphs") };
        let (mut days, mut seen) = (Days::new(), BTreeSet::new());
        for day in script {
            let merged = match day {
                Day::Changed(most) => {
                    keyword.max_results = most;
                    continue;
                }
                Day::Failed => days.failure(&keyword),
                Day::Answered(numbers) => {
                    let numbers: BTreeSet<u32> = numbers.into_iter().collect();
                    let papers: Vec<Paper> = numbers
                        .into_iter()
                        .map(|n| paper(&format!("2611.{n:05}"), &format!("2026-11-{:02}", 1 + n)))
                        .collect();
                    days.day(&keyword, &papers)
                }
            };
            let (new, _) = news(&merged, "graphs");
            prop_assert!(new.iter().all(|id| !seen.contains(id)), "{:?}", new);
            if merged.state.list("graphs").is_some() {
                seen.extend(rows(&merged, "graphs"));
            }
        }
    }
}

#[test]
fn a_lower_version_than_stored_is_not_believed() {
    let mut days = Days::new();
    days.day(&keyword("graphs"), &[version(&some()[0], 2, "2026-11-21")]);
    let merged = days.day(&keyword("graphs"), &some()[..1]);
    assert_eq!(merged.state.papers[&id("2611.00003")].version, 2);
    assert!(!merged.papers_changed && !merged.worth_writing);
}
