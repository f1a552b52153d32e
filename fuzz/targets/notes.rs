//! Whatever is in the notes file: notes, or a warning. A summary that is added is read back, and every other entry stays.
#![no_main]

use daily_papers::notes::{self, Notes, Source};
use libfuzzer_sys::fuzz_target;
use serde_json::{Map, Value};

/// Whether two values are the same. The last digit of an unusual number may change: serde_json reads it without its feature
/// `float_roundtrip`.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            let (one, other) = (one.as_f64().unwrap_or_default(), other.as_f64().unwrap_or_default());
            (one - other).abs() <= one.abs() * 1e-15
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let in_other = |(key, one)| other.get(key).is_some_and(|other| same(one, other));
            one.len() == other.len() && one.iter().all(in_other)
        }
        _ => one == other,
    }
}

const ID: &str = "2504.20079";

fuzz_target!(|bytes: &[u8]| {
    let (mut notes, _) = Notes::read(Some(bytes), "notes.json");
    for text in [&notes.of(ID).summary, &notes.of(ID).note].into_iter().chain(&notes.of(ID).tags) {
        assert!(!text.contains(char::is_control) && text.chars().count() <= 2_001, "{text:?}");
    }
    let _ = notes::with_summaries_from(Some(bytes), br#"{"2504.20079": {"summary": "a"}}"#);
    if !notes.is_writable() || !notes.add_summary(ID, "In short.", &Source::new("model", 1, "prompt")) {
        return;
    }
    let text = notes.changed_text().unwrap_or_default();
    let (again, _) = Notes::read(Some(text.as_bytes()), "notes.json");
    assert_eq!(again.of(ID).summary, "In short.");
    assert_eq!(again.of(ID).note, notes.of(ID).note);
    let entries = |bytes: &[u8]| serde_json::from_slice::<Map<String, Value>>(bytes).unwrap_or_default();
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let (before, after) = (entries(bytes), entries(text.as_bytes()));
    for (id, entry) in before.iter().filter(|(id, _)| *id != ID) {
        assert!(after.get(id).is_some_and(|after| same(entry, after)), "{id}: {text}");
    }
});
