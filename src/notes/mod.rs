//! Notes: words about papers in a JSON file of the user's repository, which a person, a script or a model may write.
//!
//! Nothing in this file can make a page worse: what cannot be read is a warning, and every text is bounded and escaped like
//! one of arXiv's.

mod bounds;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::paper::Paper;
use crate::state::hash;
use crate::text::credential;

/// The largest file that is read or written.
pub const MAX_FILE_BYTES: usize = 5_000_000;

/// The longest summary that is kept.
pub const MAX_SUMMARY_CHARS: usize = 600;

const SUMMARY: &str = "summary";

/// The key that says where a summary of a model comes from.
const SUMMARY_BY: &str = "summary-by";

/// Mistakes in the file that are named; the others are only counted.
const MAX_NAMED_MISTAKES: usize = 3;

/// What templates see of the notes on a paper. Every text is one line of bounded length.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Note {
    /// A summary; may be empty.
    pub summary: String,
    /// A remark; may be empty.
    pub note: String,
    /// Tags, each once.
    pub tags: Vec<String>,
    /// Other keys.
    #[serde(flatten)]
    pub other: BTreeMap<String, Value>,
}

/// A paper without notes.
pub static EMPTY: Note =
    Note { summary: String::new(), note: String::new(), tags: Vec::new(), other: BTreeMap::new() };

/// Where a summary comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The model.
    pub model: String,
    /// The version of the paper.
    pub version: u32,
    /// A digest of the prompt.
    pub prompt: String,
    /// A digest of the summary. If it differs, the user has edited the summary.
    #[serde(default)]
    text: String,
}

impl Source {
    /// A summary of a version of a paper by a model.
    pub fn new(model: &str, version: u32, prompt: &str) -> Self {
        Self { model: model.to_owned(), version, prompt: prompt.to_owned(), text: String::new() }
    }
}

/// The notes file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Notes {
    /// The document, including keys that are not an identifier.
    entries: Map<String, Value>,
    /// What templates see.
    by_id: BTreeMap<String, Note>,
    /// Whether a file exists that could not be read, and so must not be overwritten.
    broken: bool,
    /// Whether summaries were added.
    changed: bool,
    /// At most so many bytes are written.
    bytes: usize,
}

/// At most so many bytes are written for a summary besides its text.
const SUMMARY_BYTES: usize = 1_000;

impl Notes {
    /// Reads a file, and says what is wrong with it. A missing file is empty, and so is one that cannot be read.
    pub fn read(content: Option<&[u8]>, path: &str) -> (Self, Vec<String>) {
        let Some(content) = content else { return Default::default() };
        let broken = |reason: &str| Self::unreadable(path, reason);
        if content.len() > MAX_FILE_BYTES {
            return broken(&format!("the file has more than {} MB", MAX_FILE_BYTES / 1_000_000));
        }
        let content = content.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(content);
        if content.trim_ascii().is_empty() {
            return Default::default();
        }
        let entries: Map<String, Value> = match serde_json::from_slice(content) {
            Ok(entries) => entries,
            Err(error) => return broken(&format!("it must be a JSON object ({error})")),
        };
        let (mut by_id, mut mistakes) = (BTreeMap::new(), Vec::new());
        for (id, entry) in &entries {
            if let Some(note) = bounds::note(id, entry, &mut mistakes) {
                by_id.insert(id.clone(), note);
            }
        }
        let warning = (!mistakes.is_empty()).then(|| {
            let more = mistakes.len().saturating_sub(MAX_NAMED_MISTAKES);
            let more = if more > 0 { format!("; and {more} more") } else { String::new() };
            mistakes.truncate(MAX_NAMED_MISTAKES);
            format!("{path}: some notes are not shown: {}{more}", mistakes.join("; "))
        });
        let mut read = Self { entries, by_id, ..Self::default() };
        read.bytes = read.to_text().len();
        (read, warning.into_iter().collect())
    }

    /// Notes that cannot be read, for this reason.
    pub fn unreadable(path: &str, reason: &str) -> (Self, Vec<String>) {
        let warning = format!("{path}: the notes cannot be read: {reason}. The page is shown without them");
        (Self { broken: true, ..Self::default() }, vec![warning])
    }

    /// The notes on a paper.
    pub fn of(&self, id: &str) -> &Note {
        self.by_id.get(id).unwrap_or(&EMPTY)
    }

    /// Whether the file may be written.
    pub fn is_writable(&self) -> bool {
        !self.broken
    }

    /// Whether a model is to be asked for a summary: there is none, or it is a model's and for an older version or another
    /// prompt. A summary that the user wrote or edited, even to nothing, stays.
    pub fn needs_summary(&self, paper: &Paper, prompt: &str) -> bool {
        match self.entries.get(paper.id.as_str()) {
            None => true,
            Some(Value::Object(entry)) => match (has_summary(entry), source(entry)) {
                (false, _) => true,
                (true, Some(source)) => source.version < paper.version || source.prompt != prompt,
                (true, None) => false,
            },
            Some(_) => false,
        }
    }

    /// Adds the summary of a model. Returns whether there was room for it.
    pub fn add_summary(&mut self, id: &str, summary: &str, source: &Source) -> bool {
        // A character is escaped with at most six.
        let bytes = 6 * summary.len() + SUMMARY_BYTES;
        if self.bytes + bytes > MAX_FILE_BYTES {
            return false;
        }
        let entry = self.entries.entry(id).or_insert_with(|| Value::Object(Map::new()));
        let Some(entry) = entry.as_object_mut() else { return false };
        let source = Source { text: digest(summary), ..source.clone() };
        entry.insert(SUMMARY.to_owned(), summary.into());
        entry.insert(SUMMARY_BY.to_owned(), serde_json::to_value(source).unwrap_or_default());
        let note = bounds::note(id, &Value::Object(entry.clone()), &mut Vec::new());
        self.by_id.extend(note.map(|note| (id.to_owned(), note)));
        self.bytes += bytes;
        self.changed = true;
        true
    }

    /// The new text of the file, if summaries were added.
    pub fn changed_text(&self) -> Option<String> {
        self.changed.then(|| self.to_text())
    }

    /// One paper per line, so that a diff shows the papers of that day.
    fn to_text(&self) -> String {
        let line = |(id, entry): (&String, &Value)| {
            credential::broken_up_in_json(&format!("{}: {entry}", Value::from(id.as_str()))).into_owned()
        };
        let lines: Vec<String> = self.entries.iter().map(line).collect();
        format!("{{\n{}\n}}\n", lines.join(",\n"))
    }
}

/// The notes of a base, with the summaries that a branch on top of it has and the base lacks. `None` if either cannot be read.
pub fn with_summaries_from(base: Option<&[u8]>, branch: &[u8]) -> Option<Vec<u8>> {
    let ((mut notes, _), (theirs, _)) = (Notes::read(base, ""), Notes::read(Some(branch), ""));
    if notes.broken || theirs.broken {
        return None;
    }
    for (id, entry) in theirs.entries.iter().filter_map(|(id, entry)| Some((id, entry.as_object()?))) {
        let ours = notes.entries.get(id).and_then(Value::as_object);
        let is_free = ours.is_none_or(|ours| !has_summary(ours) || source(ours).is_some());
        if let (true, Some(source), Some(summary)) = (is_free, source(entry), entry.get(SUMMARY)) {
            notes.add_summary(id, summary.as_str().unwrap_or_default(), &source);
        }
    }
    let unchanged = || base.map(<[u8]>::to_vec);
    notes.changed_text().map(String::into_bytes).or_else(unchanged)
}

/// Whether an entry has a summary, even an empty one.
fn has_summary(entry: &Map<String, Value>) -> bool {
    entry.get(SUMMARY).is_some_and(|summary| !summary.is_null())
}

/// Where the summary of an entry comes from; `None` if the user wrote or edited it.
fn source(entry: &Map<String, Value>) -> Option<Source> {
    let source: Source = Source::deserialize(entry.get(SUMMARY_BY)?).ok()?;
    (source.text == digest(entry.get(SUMMARY)?.as_str()?)).then_some(source)
}

/// Names a text: the same text always gives the same.
pub fn digest(text: &str) -> String {
    format!("{:016x}", hash(text))
}

#[cfg(test)]
mod tests;
