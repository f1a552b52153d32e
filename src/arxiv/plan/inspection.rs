//! What is odd about the papers that arXiv sends: dates after today, and fields that vanished.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::KeywordState;
use crate::paper::{ArxivId, FIELDS, Paper};

/// A paper may be dated this much after the run's clock before that is worth a warning.
const CLOCK_SKEW: SignedDuration = SignedDuration::from_hours(24);
/// A field that fewer papers lack is not worth a warning.
const MIN_LOST_FIELDS: usize = 3;

/// How many papers lack a field that they should have.
#[derive(Clone, Copy, Debug, Default)]
struct FieldCount {
    missing: usize,
    expected: usize,
}

/// What was noticed in the answers of a run.
#[derive(Debug, Default)]
pub(super) struct Inspection {
    /// Papers dated after now.
    future: BTreeSet<ArxivId>,
    /// By the order of [`FIELDS`].
    fields: [FieldCount; FIELDS.len()],
}

impl Inspection {
    /// Notes papers dated after now, and copies fields that vanished from an unchanged version from the data file.
    pub(super) fn inspect(&mut self, papers: &mut [Paper], known: &[KeywordState], now: Timestamp) {
        let stored: BTreeMap<&ArxivId, &Arc<Paper>> =
            known.iter().flat_map(|known| &known.papers).map(|paper| (&paper.id, paper)).collect();
        for paper in papers {
            if paper.updated.max(paper.submitted) > now + CLOCK_SKEW {
                self.future.insert(paper.id.clone());
            }
            let stored = stored.get(&paper.id).filter(|stored| stored.version == paper.version);
            for (field, count) in FIELDS.iter().zip(&mut self.fields) {
                let before = stored.filter(|stored| !(field.is_missing)(stored));
                if !field.required && before.is_none() {
                    continue;
                }
                count.expected += 1;
                if (field.is_missing)(paper) {
                    count.missing += 1;
                    if let Some(stored) = before {
                        (field.copy)(paper, stored);
                    }
                }
            }
        }
    }

    /// What is odd about arXiv's answers.
    pub(super) fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        if let Some(first) = self.future.first() {
            warnings.push(format!(
                "arXiv dates {} after today, such as {first}. Such a date counts as today.",
                papers(self.future.len())
            ));
        }
        for (field, FieldCount { missing, expected }) in FIELDS.iter().zip(self.fields) {
            if missing >= MIN_LOST_FIELDS && 2 * missing >= expected {
                warnings.push(format!(
                    "arXiv's answers lack the {} of {missing} of {expected} papers. Known values are kept; new papers \
                     are listed without.",
                    field.name
                ));
            }
        }
        warnings
    }
}

fn papers(count: usize) -> String {
    if count == 1 { "1 paper".to_owned() } else { format!("{count} papers") }
}
