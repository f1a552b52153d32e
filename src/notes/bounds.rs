//! From an entry of the notes file to what templates see: texts of one line and bounded length, and a bounded number of keys.

use serde_json::{Map, Value};

use super::{Note, SUMMARY, SUMMARY_BY};
use crate::paper::ArxivId;
use crate::text::{sentinels, truncate};

/// Characters of a text.
const MAX_CHARS: usize = 2_000;

/// Keys of a paper, tags of a paper, and members of any list or object in it.
const MAX_KEYS: usize = 50;

/// Characters of a key or a tag.
const MAX_NAME_CHARS: usize = 100;

/// Lists and objects inside each other.
const MAX_DEPTH: usize = 4;

/// The notes on a paper. What cannot be shown is left out and reported.
pub(super) fn note(id: &str, entry: &Value, mistakes: &mut Vec<String>) -> Option<Note> {
    if ArxivId::parse(id).is_none() {
        // A key of another kind, such as a comment at the top, is not a mistake.
        if id.starts_with(|c: char| c.is_ascii_digit()) {
            mistakes.push(format!("`{}` is not an arXiv identifier without version", name(id)));
        }
        return None;
    }
    let Value::Object(entry) = entry else {
        mistakes.push(format!("`{id}` must be an object such as {{\"note\": \"…\"}}"));
        return None;
    };
    if entry.len() > MAX_KEYS {
        mistakes.push(format!("`{id}` has more than {MAX_KEYS} keys"));
    }
    let mut note = Note::default();
    for (key, value) in entry {
        match (key.as_str(), value) {
            (SUMMARY_BY, _) | (_, Value::Null) => {}
            (SUMMARY, Value::String(value)) => note.summary = text(value),
            ("note", Value::String(value)) => note.note = text(value),
            ("tags", Value::Array(tags)) if tags.iter().all(Value::is_string) => note.tags = unique(tags),
            (SUMMARY | "note", _) => mistakes.push(format!("`{key}` of `{id}` must be a text")),
            ("tags", _) => mistakes.push(format!("`tags` of `{id}` must be a list of texts")),
            _ if note.other.len() == MAX_KEYS => {}
            (_, value) => _ = note.other.insert(name(key), bounded(value, MAX_DEPTH)),
        }
    }
    Some(note)
}

fn unique(tags: &[Value]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for tag in tags.iter().filter_map(Value::as_str).map(name) {
        if !tag.is_empty() && !found.contains(&tag) && found.len() < MAX_KEYS {
            found.push(tag);
        }
    }
    found
}

fn bounded(value: &Value, depth: usize) -> Value {
    match value {
        Value::String(value) => text(value).into(),
        Value::Array(_) | Value::Object(_) if depth == 0 => Value::Null,
        Value::Array(values) => values.iter().take(MAX_KEYS).map(|value| bounded(value, depth - 1)).collect(),
        Value::Object(map) => {
            let members = map.iter().take(MAX_KEYS);
            Value::Object(
                members.map(|(key, value)| (name(key), bounded(value, depth - 1))).collect::<Map<_, _>>(),
            )
        }
        value => value.clone(),
    }
}

fn text(text: &str) -> String {
    limited(text, MAX_CHARS)
}

fn name(text: &str) -> String {
    limited(text, MAX_NAME_CHARS)
}

/// One line, without control characters and the characters that mark formulas and links.
fn limited(text: &str, max_chars: usize) -> String {
    let line = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let line: String = line.collect::<Vec<_>>().join(" ");
    truncate::limited(&sentinels::strip(&line), max_chars).into_owned()
}
