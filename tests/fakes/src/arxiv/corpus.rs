//! The papers that the fake knows.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::matching::Words;

/// A paper's current version, in the shape of `examples/corpus.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Identifier without version: `2504.20079`, `astro-ph/0601001`.
    pub id: String,
    /// Version, from 1.
    pub version: u32,
    /// Title.
    pub title: String,
    /// Authors' names, in order.
    pub authors: Vec<String>,
    /// Abstract.
    #[serde(rename = "abstract")]
    pub abstract_: String,
    /// The authors' comment; empty if there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub comment: String,
    /// Journal reference; empty if there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub journal_ref: String,
    /// DOIs, without `https://doi.org/`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dois: Vec<String>,
    /// Categories, the primary one first.
    pub categories: Vec<String>,
    /// Submission of the first version.
    pub submitted: Timestamp,
    /// Submission of this version.
    pub updated: Timestamp,
}

/// A record with its texts cut into words once, as arXiv's index holds it.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    pub(crate) record: Record,
    pub(crate) title: Words,
    pub(crate) abstract_: Words,
    pub(crate) comment: Words,
    pub(crate) journal_ref: Words,
    pub(crate) authors: Vec<Words>,
    /// Categories, DOIs and identifier, for `all:`.
    pub(crate) rest: Vec<Words>,
}

impl Document {
    fn new(record: Record) -> Self {
        let identifiers = [record.id.clone(), format!("{}v{}", record.id, record.version)];
        let rest = record.categories.iter().chain(&record.dois).chain(&identifiers);
        Self {
            title: Words::of(&record.title),
            abstract_: Words::of(&record.abstract_),
            comment: Words::of(&record.comment),
            journal_ref: Words::of(&record.journal_ref),
            authors: record.authors.iter().map(|name| Words::of(name)).collect(),
            rest: rest.map(|text| Words::of(text)).collect(),
            record,
        }
    }
}

/// The papers that the fake knows: of each its current version, for arXiv's search returns no other.
#[derive(Clone, Debug, Default)]
pub struct Corpus {
    documents: Vec<Document>,
}

impl Corpus {
    /// Takes records; of several versions of a paper the highest stays.
    pub fn new(records: impl IntoIterator<Item = Record>) -> Self {
        let mut records: Vec<Record> = records.into_iter().collect();
        records.sort_by(|a, b| (&a.id, b.version).cmp(&(&b.id, a.version)));
        records.dedup_by(|later, kept| later.id == kept.id);
        // Any fixed order that is not the identifiers': arXiv breaks ties of its sort keys by none.
        records.sort_by_cached_key(|record| fingerprint(&record.id));
        Self { documents: records.into_iter().map(Document::new).collect() }
    }

    /// Reads a JSON array of records.
    pub fn from_json(json: &str) -> Result<Self, serde_json::Error> {
        Ok(Self::new(serde_json::from_str::<Vec<Record>>(json)?))
    }

    /// The records, in the order that stands for relevance.
    pub fn records(&self) -> impl Iterator<Item = &Record> {
        self.documents.iter().map(|document| &document.record)
    }

    pub(crate) fn documents(&self) -> &[Document] {
        &self.documents
    }
}

/// FNV-1a: <http://www.isthe.com/chongo/tech/comp/fnv/>.
fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(id: &str, version: u32) -> Record {
        let json = serde_json::json!({
            "id": id, "version": version, "title": "T", "authors": [], "abstract": "A", "categories": ["cs.LG"],
            "submitted": "2025-01-01T00:00:00Z", "updated": "2025-01-01T00:00:00Z",
        });
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn only_the_current_version_stays() {
        let corpus = Corpus::new([record("2501.00001", 1), record("2501.00001", 3), record("2501.00001", 2)]);
        assert_eq!(corpus.records().map(|record| record.version).collect::<Vec<_>>(), [3]);
    }

    #[test]
    fn the_order_of_ties_is_not_the_identifiers() {
        let corpus = Corpus::new((0..9).map(|n| record(&format!("2501.0000{n}"), 1)));
        let ids: Vec<_> = corpus.records().map(|record| &record.id).collect();
        assert!(!ids.is_sorted() && !ids.iter().rev().is_sorted(), "{ids:?}");
    }
}
