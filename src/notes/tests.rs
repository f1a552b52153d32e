//! Tests of the notes file: what is read, what is bounded, and what stays.

use serde_json::json;

use super::*;
use crate::samples::{paper, version};
use crate::text::sentinels::is_sentinel;

const PATH: &str = "notes.json";

fn read(document: &Value) -> (Notes, Vec<String>) {
    Notes::read(Some(document.to_string().as_bytes()), PATH)
}

fn reread(notes: &Notes) -> Notes {
    Notes::read(notes.changed_text().as_ref().map(String::as_bytes), PATH).0
}

#[test]
fn reads_summary_note_tags_and_other_keys() {
    let (notes, warnings) = read(&json!({
        "2504.20079": {"summary": "A\n sum", "note": "n", "tags": ["a", "b", "a", " "], "code": "https://x", "rating": 4},
        "_comment": "mine",
    }));
    assert_eq!(warnings, [""; 0]);
    let note = notes.of("2504.20079");
    assert_eq!((note.summary.as_str(), note.note.as_str()), ("A sum", "n"));
    assert_eq!(note.tags, ["a", "b"]);
    assert_eq!(
        serde_json::to_value(note).unwrap(),
        json!({"summary": "A sum", "note": "n", "tags": ["a", "b"], "code": "https://x", "rating": 4})
    );
    assert_eq!(notes.of("2504.20080"), &EMPTY);
}

#[test]
fn broken_file_is_empty_with_a_warning() {
    let large = vec![b' '; MAX_FILE_BYTES + 1];
    let deep = "[".repeat(100_000);
    for content in [b"{".as_slice(), b"[]", b"\xff", &large, deep.as_bytes()] {
        let (notes, warnings) = Notes::read(Some(content), PATH);
        assert_eq!(warnings.len(), 1, "{warnings:?}");
        assert!(warnings[0].starts_with("notes.json: the notes cannot be read: "), "{warnings:?}");
        assert!(!notes.is_writable());
        assert_eq!(notes.of("2504.20079"), &EMPTY);
    }
    for content in [None, Some(b"".as_slice()), Some(b"\xEF\xBB\xBF{}")] {
        let (notes, warnings) = Notes::read(content, PATH);
        assert!(warnings.is_empty() && notes.is_writable());
    }
}

#[test]
fn wrong_entries_are_named_and_others_read() {
    let (notes, warnings) = read(&json!({
        "2504.20079": {"note": "kept", "tags": "survey", "summary": 5},
        "2504.20080v2": {"note": "n"},
        "2504.20081": "n",
    }));
    assert_eq!(notes.of("2504.20079").note, "kept");
    assert_eq!(
        warnings,
        [
            "notes.json: some notes are not shown: `summary` of `2504.20079` must be a text; `tags` of `2504.20079` must be a list \
          of texts; `2504.20080v2` is not an arXiv identifier without version; and 1 more"
        ]
    );
}

#[test]
fn texts_and_keys_are_bounded() {
    let mut entry: Map<String, Value> = (0..80).map(|n| (format!("k{n:03}"), json!(n))).collect();
    entry.insert("a".to_owned(), json!("x".repeat(5_000)));
    entry.insert("b".to_owned(), json!([[[[["deep"]]]]]));
    let (notes, warnings) = read(&json!({ "2504.20079": entry }));
    let other = &notes.of("2504.20079").other;
    assert_eq!(other.len(), 50);
    let length = other["a"].as_str().unwrap().chars().count();
    assert!((1_990..=2_000).contains(&length), "{length}");
    assert_eq!(other["b"], json!([[[[null]]]]));
    assert_eq!(warnings, ["notes.json: some notes are not shown: `2504.20079` has more than 50 keys"]);
}

#[test]
fn control_characters_and_sentinels_are_removed() {
    let (notes, _) = read(&json!({ "2504.20079": {"note": "a\u{1b}[2J\u{fdd0}b\r\n::error::c\u{fdd7}"} }));
    let note = &notes.of("2504.20079").note;
    assert!(!note.contains(|c: char| c.is_control() || is_sentinel(c)), "{note:?}");
}

#[test]
fn new_version_or_prompt_renews_the_summary() {
    let first = paper("2611.00001", "2026-11-20");
    let mut notes = Notes::default();
    assert!(notes.needs_summary(&first, "p"));
    assert!(notes.add_summary("2611.00001", "One.", &Source::new("m", 1, "p")));
    let notes = reread(&notes);
    assert_eq!(notes.of("2611.00001").summary, "One.");
    assert!(!notes.needs_summary(&first, "p"));
    assert!(notes.needs_summary(&first, "q"));
    assert!(notes.needs_summary(&version(&first, 2, "2026-11-21"), "p"));
}

#[test]
fn summary_of_the_user_is_never_asked_again() {
    let first = paper("2611.00001", "2026-11-20");
    let second = version(&first, 2, "2026-11-21");
    for entry in [json!({"summary": "Mine."}), json!({"summary": ""}), json!("odd")] {
        let (notes, _) = read(&json!({ "2611.00001": entry }));
        assert!(!notes.needs_summary(&second, "q"), "{entry}");
    }
    let mut notes = Notes::default();
    notes.add_summary("2611.00001", "One.", &Source::new("m", 1, "p"));
    let edited = notes.changed_text().unwrap().replace("One.", "One, edited.");
    let (notes, _) = Notes::read(Some(edited.as_bytes()), PATH);
    assert!(!notes.needs_summary(&second, "q"));
}

#[test]
fn adding_a_summary_keeps_other_entries() {
    let (mut notes, _) = read(&json!({
        "_comment": "mine",
        "1706.03762": {"note": "not listed", "tags": 5},
        "2611.00001": {"note": "n", "x": {"y": [1.5, null]}},
    }));
    assert_eq!(notes.changed_text(), None);
    notes.add_summary("2611.00001", "One.", &Source::new("m", 1, "p"));
    let written: Value = serde_json::from_str(&notes.changed_text().unwrap()).unwrap();
    assert_eq!(written["_comment"], "mine");
    assert_eq!(written["1706.03762"], json!({"note": "not listed", "tags": 5}));
    assert_eq!(written["2611.00001"]["x"], json!({"y": [1.5, null]}));
    assert_eq!(written["2611.00001"]["note"], "n");
    assert_eq!(notes.changed_text().unwrap().lines().count(), 5, "one paper per line");
}

#[test]
fn summary_without_room_is_not_added() {
    let (mut notes, _) = read(&json!({ "_": "x".repeat(MAX_FILE_BYTES - 100) }));
    assert!(!notes.add_summary("2611.00001", &"y".repeat(200), &Source::new("m", 1, "p")));
    assert_eq!(notes.changed_text(), None);
    assert_eq!(notes.of("2611.00001"), &EMPTY);
}

#[test]
fn summaries_of_a_branch_go_into_the_base() {
    let mut branch = Notes::default();
    for id in ["2611.00001", "2611.00002"] {
        branch.add_summary(id, "Model's.", &Source::new("m", 1, "p"));
    }
    let branch = branch.changed_text().unwrap();
    let base = json!({ "2611.00001": {"summary": "Mine."}, "2611.00003": {"note": "n"} }).to_string();
    let merged = with_summaries_from(Some(base.as_bytes()), branch.as_bytes()).unwrap();
    let (merged, _) = Notes::read(Some(&merged), PATH);
    assert_eq!(merged.of("2611.00001").summary, "Mine.");
    assert_eq!(merged.of("2611.00002").summary, "Model's.");
    assert_eq!(merged.of("2611.00003").note, "n");
    assert_eq!(with_summaries_from(Some(base.as_bytes()), b"{}").unwrap(), base.as_bytes());
    assert_eq!(with_summaries_from(Some(b"{"), branch.as_bytes()), None);
}
