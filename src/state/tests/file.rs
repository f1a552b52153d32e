//! The file: its layout, and what is refused.

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
        good.lines().filter(|line| !line.starts_with(r#"{"id":"2611.00002"#)).collect::<Vec<_>>().join("\n"),
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
    (1_u32..99_999, 1_u32..9, ".{1,20}", proptest::collection::vec(".{0,8}", 0..4), ".{0,20}", 0_i64..1 << 40)
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
