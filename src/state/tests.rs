//! The state as a whole: days follow each other, and each time the file is written, read back, and merged again.

use jiff::civil::Date;
use proptest::prelude::*;

use super::*;
use crate::keyword::{MatchMode, Query, Sort, Term};
use crate::samples::{at, id, keyword, paper, version};

const PATH: &str = ".github/daily-papers.json";

/// A whole answer with these papers.
#[expect(clippy::unnecessary_wraps, reason = "`merge` takes an option a keyword")]
fn answer(keyword: &Keyword, papers: &[Paper]) -> Option<FetchedList> {
    let mut papers: Vec<_> = papers.iter().cloned().map(Arc::new).collect();
    keyword.sort.order(&mut papers);
    papers.truncate(keyword.max_results);
    let through = papers.iter().map(|paper| paper.updated).max();
    Some(FetchedList { papers, through, complete: true, ..FetchedList::default() })
}

/// The days of one repository: what was written stays.
struct Days {
    text: Option<String>,
    today: Date,
}

impl Days {
    fn new() -> Self {
        Self { text: None, today: Date::constant(2026, 11, 24) }
    }

    fn stored(&self) -> Option<State> {
        let text = self.text.as_ref()?;
        Some(State::parse(text.as_bytes(), PATH, "s").unwrap())
    }

    /// One run, a day after the last; it must give the same twice.
    fn run(&mut self, keywords: &[Keyword], fetched: &[Option<FetchedList>]) -> Merge {
        self.today = self.today.tomorrow().unwrap();
        let now = at(&self.today.to_string());
        let stored = self.stored();
        let merged = merge(stored.as_ref(), "s", keywords, fetched, now);
        assert_eq!(merged, merge(stored.as_ref(), "s", keywords, fetched, now));
        let text = merged.state.to_text();
        assert_eq!(State::parse(text.as_bytes(), PATH, "s").unwrap(), merged.state);
        if merged.worth_writing {
            self.text = Some(text);
        }
        merged
    }

    /// One run of one keyword that is answered.
    fn day(&mut self, keyword: &Keyword, papers: &[Paper]) -> Merge {
        self.run(std::slice::from_ref(keyword), &[answer(keyword, papers)])
    }

    /// One run of one keyword that fails.
    fn failure(&mut self, keyword: &Keyword) -> Merge {
        self.run(std::slice::from_ref(keyword), &[None])
    }
}

fn ids<'a>(ids: impl IntoIterator<Item = &'a ArxivId>) -> Vec<&'a str> {
    ids.into_iter().map(ArxivId::as_str).collect()
}

fn rows(merge: &Merge, keyword: &str) -> Vec<String> {
    merge.state.list(keyword).unwrap().papers.iter().map(|(id, _)| id.to_string()).collect()
}

/// What is new and what is revised under a keyword, if the date moved.
fn news(merge: &Merge, keyword: &str) -> (Vec<String>, Vec<String>) {
    let owned = |ids: &[ArxivId]| ids.iter().map(ToString::to_string).collect::<Vec<_>>();
    match merge.state.list(keyword) {
        Some(list) if merge.papers_changed => (owned(&list.new), owned(&list.revised)),
        _ => (Vec::new(), Vec::new()),
    }
}

fn assert_news(merge: &Merge, new: &[&str], revised: &[&str]) {
    let (found_new, found_revised) = news(merge, "graphs");
    assert_eq!(
        (found_new.as_slice(), found_revised.as_slice()),
        (&to_owned(new)[..], &to_owned(revised)[..])
    );
}

fn to_owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn some() -> Vec<Paper> {
    vec![
        paper("2611.00003", "2026-11-20"),
        paper("2611.00002", "2026-11-19"),
        paper("2611.00001", "2026-11-18"),
    ]
}

fn with(mut papers: Vec<Paper>, more: Paper) -> Vec<Paper> {
    papers.retain(|paper| paper.id != more.id);
    papers.push(more);
    papers
}

mod file {
    use super::*;

    #[test]
    fn is_one_json_document_laid_out_in_lines() {
        let mut days = Days::new();
        days.run(
            &[keyword("graphs"), keyword("study")],
            &[answer(&keyword("graphs"), &some()), answer(&keyword("study"), &some()[1..])],
        );
        let text = days.text.unwrap();
        let document: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(document["format"], 1);
        let lines: Vec<&str> = text.lines().collect();
        assert!(
            lines[0].starts_with(
                r#"{"format":1,"section":"s","readme":"","repository":"","changed":"2026-11-25T12:00:00Z","#
            ),
            "{text}"
        );
        assert!(
            lines[1].starts_with(r#"{"keyword":"graphs","#) && lines[2].starts_with(r#"{"keyword":"study","#)
        );
        let papers: Vec<&str> = lines[4..lines.len() - 1].iter().map(|line| &line[..17]).collect();
        assert_eq!(papers, [r#"{"id":"2611.00001"#, r#"{"id":"2611.00002"#, r#"{"id":"2611.00003"#]);
        assert!(text.ends_with("\n]}\n"));
    }

    #[test]
    fn an_empty_one_is_a_document_too() {
        let merged = merge(None, "s", &[keyword("graphs")], &[None], at("2026-11-24"));
        let text = merged.state.to_text();
        assert_eq!(State::parse(text.as_bytes(), PATH, "s").unwrap(), merged.state);
    }

    #[test]
    fn a_days_diff_is_the_days_papers() {
        let mut days = Days::new();
        days.day(&keyword("graphs"), &some());
        let before = days.text.clone().unwrap();
        days.day(&keyword("graphs"), &with(some(), paper("2611.00004", "2026-11-24")));
        let after = days.text.unwrap();
        let same = after
            .lines()
            .filter(|line| before.lines().any(|old| old.trim_end_matches(',') == line.trim_end_matches(',')))
            .count();
        assert_eq!(after.lines().count() - same, 3, "the state, the list, the paper:\n{before}\n{after}");
    }

    fn refused(text: &str) -> Error {
        State::parse(text.as_bytes(), PATH, "s").unwrap_err()
    }

    #[test]
    fn what_cannot_be_used_is_refused() {
        let mut days = Days::new();
        days.day(&keyword("graphs"), &some());
        let good = days.text.unwrap();
        for broken in [
            String::new(),
            "{}".to_owned(),
            format!("<<<<<<< HEAD\n{good}"),
            format!("\u{feff}{good}"),
            good[..good.len() / 2].to_owned(),
            format!("{good}{good}"),
            good.replace("\"digest\":\"\",", ""),
            good.replace("\"format\":1", "\"format\":\"1\""),
            good.replace("\"format\":1", "\"format\":1,\"more\":2"),
            good.replace("2611.00003\",\"version", "26110.00003\",\"version"),
            good.replace("],\"papers\":[\n", "],\"papers\":[\n<<<<<<< HEAD\n"),
            // A line lost in a merge: its paper is listed and has no line.
            good.lines()
                .filter(|line| !line.starts_with(r#"{"id":"2611.00002"#))
                .collect::<Vec<_>>()
                .join("\n"),
        ] {
            let error = refused(&broken);
            assert!(matches!(error, Error::Broken { .. }), "{error}\n{broken}");
            assert!(error.to_string().contains(PATH) && error.help().contains("git log"), "{error}");
        }
        for foreign in ["null", "[]", r#"[{"a":1}]"#, "id,title\n1,a", r#"{"a":1}"#, r#"{"format":"v1"}"#] {
            let error = refused(foreign);
            assert!(
                matches!(error, Error::Foreign { .. }) && !error.help().contains("git rm"),
                "{foreign}: {error}"
            );
        }
        let newer = refused(&good.replace("\"format\":1", "\"format\":2,\"more\":{}"));
        assert!(matches!(newer, Error::Newer { found: 2, .. }), "{newer}");
        let others = refused(&good.replace("\"section\":\"s\"", "\"section\":\"t\""));
        assert!(matches!(&others, Error::Section { found, .. } if found == "t"), "{others}");
    }

    fn a_paper() -> impl Strategy<Value = Paper> {
        (
            1_u32..99_999,
            1_u32..9,
            ".{1,20}",
            proptest::collection::vec(".{0,8}", 0..4),
            ".{0,20}",
            0_i64..1 << 40,
        )
            .prop_map(|(number, version, title, authors, comment, seconds)| Paper {
                version,
                title,
                comment: comment.clone(),
                journal_ref: comment,
                dois: authors.clone(),
                authors,
                updated: Timestamp::from_second(seconds % 253_402_207_200).unwrap(),
                ..paper(&format!("2611.{number:05}"), "2026-11-01")
            })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(papers in proptest::collection::vec(a_paper(), 0..8), name in "[a-z].{0,12}") {
            let keyword = keyword(&name);
            let mut days = Days::new();
            days.day(&keyword, &papers);
            days.day(&keyword, &papers[papers.len() / 2..]);
            let text = days.text.clone().unwrap();
            prop_assert_eq!(days.stored().unwrap().to_text(), text);
        }
    }
}

mod marks {
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
        let papers =
            with(with(some(), paper("2611.00004", "2026-11-25")), version(&some()[2], 2, "2026-11-25"));
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
        assert_eq!(
            news(&merged, "study"),
            (to_owned(&["2611.00002", "2611.00001"]), to_owned(&["2611.00003"]))
        );
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
}

mod change {
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
        let papers =
            with(with(some(), paper("2611.00004", "2026-11-25")), version(&some()[0], 2, "2026-11-25"));
        let merged = days.day(&keyword("graphs"), &papers);
        let days: Vec<String> =
            merged.state.lists[0].papers.iter().map(|(id, day)| format!("{id} {day}")).collect();
        let expected = [
            "2611.00004 2026-11-26",
            "2611.00003 2026-11-25",
            "2611.00002 2026-11-25",
            "2611.00001 2026-11-25",
        ];
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
        let without =
            |paper: &Paper| Paper { comment: String::new(), abstract_: String::new(), ..paper.clone() };
        let merged = days.day(&keyword, &papers.iter().map(without).collect::<Vec<_>>());
        assert!(!merged.papers_changed && !merged.worth_writing);
        assert!(
            merged
                .state
                .papers
                .values()
                .all(|paper| paper.comment == "12 pages" && !paper.abstract_.is_empty())
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
}
