//! The index of a history: how many papers each month has, by keyword and day. Pages and charts are made from it, so that
//! a run need not read every month.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Coverage, FORMAT, Month, MonthFile, check_header};
use crate::state;

/// More papers than arXiv gets in a month: sums of these fit into every integer.
const MAX_COUNT: usize = 1_000_000;

/// What the index says of each month.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    /// Every month that has a file.
    pub months: BTreeMap<Month, MonthCounts>,
    /// By keyword, since when the months have every paper.
    pub covered: BTreeMap<String, Coverage>,
}

/// How many papers a month has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MonthCounts {
    /// The month.
    pub month: Month,
    /// Papers, each counted once.
    pub papers: usize,
    /// By keyword, papers on each day of the month; days without papers at the end are left out.
    pub days: BTreeMap<String, Vec<usize>>,
}

impl MonthCounts {
    /// Counts the papers of a month.
    pub fn new(month: Month, file: &MonthFile) -> Self {
        let mut days: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for row in file.rows.values() {
            let day = row.submitted.clamp(month.first_day(), month.last_day()).day();
            let day = usize::from(day.unsigned_abs());
            for keyword in &row.keywords {
                let counts = days.entry(keyword.clone()).or_default();
                counts.resize(counts.len().max(day), 0);
                counts[day - 1] += 1;
            }
        }
        Self { month, papers: file.rows.len(), days }
    }

    /// The papers of a keyword.
    pub fn of_keyword(&self, keyword: &str) -> usize {
        self.days.get(keyword).map(|days| days.iter().sum()).unwrap_or_default()
    }
}

/// The whole document, as [`Index::to_text`] lays it out.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    format: u32,
    section: String,
    #[serde(default)]
    covered: Vec<Coverage>,
    months: Vec<MonthCounts>,
}

impl Index {
    /// Reads an index. The error says what is wrong with it.
    pub fn parse(bytes: &[u8], section: &str) -> Result<Self, String> {
        let document: Document = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        check_header(document.format, &document.section, section)?;
        let is_wrong = |counts: &MonthCounts| {
            let mut days = counts.days.values();
            counts.papers > MAX_COUNT
                || days.any(|days| days.len() > 31 || days.iter().any(|papers| *papers > MAX_COUNT))
        };
        if let Some(counts) = document.months.iter().find(|counts| is_wrong(counts)) {
            return Err(format!("{} has more days or papers than a month can have", counts.month));
        }
        let covered = document.covered.into_iter();
        Ok(Self {
            months: document.months.into_iter().map(|counts| (counts.month, counts)).collect(),
            covered: covered.map(|covered| (covered.keyword.clone(), covered)).collect(),
        })
    }

    /// The file's text, one line a keyword and a month.
    pub fn to_text(&self, section: &str) -> String {
        let mut text = format!("{{\"format\":{FORMAT},\"section\":{},\"covered\":[", state::json(&section));
        state::lines(&mut text, self.covered.values());
        text.push_str("],\"months\":[");
        state::lines(&mut text, self.months.values());
        text.push_str("]}\n");
        text
    }
}
