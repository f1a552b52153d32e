//! Inputs that take one of a few words.

use super::{Parsed, did_you_mean};
use crate::config::{Column, Duplicates, FailOn, IssueWhen, Mode, OnMissingMarker};
use crate::keyword::{Fields, MatchMode, Sort, Withdrawn};
use crate::text::tex::Math;

/// The words of an input that takes one of a few.
type Choices<T> = [(&'static str, T)];

pub(in crate::config) fn fields(text: &str) -> Parsed<Fields> {
    choice(text, Fields::NAMES)
}

pub(in crate::config) fn match_mode(text: &str) -> Parsed<MatchMode> {
    choice(text, MatchMode::NAMES)
}

/// By which date the newest papers are kept, and whether they are shown by relevance.
pub(in crate::config) fn sort(text: &str) -> Parsed<(Sort, bool)> {
    const CHOICES: &Choices<(Sort, bool)> = &[
        ("updated", (Sort::Updated, false)),
        ("submitted", (Sort::Submitted, false)),
        ("relevance", (Sort::Updated, true)),
    ];
    choice(text, CHOICES)
}

pub(in crate::config) fn withdrawn(text: &str) -> Parsed<Withdrawn> {
    choice(text, Withdrawn::NAMES)
}

pub(in crate::config) fn duplicates(text: &str) -> Parsed<Duplicates> {
    choice(text, &[("all", Duplicates::All), ("first", Duplicates::First)])
}

pub(in crate::config) fn on_missing_marker(text: &str) -> Parsed<OnMissingMarker> {
    const CHOICES: &Choices<OnMissingMarker> = &[
        ("append", OnMissingMarker::Append),
        ("replace", OnMissingMarker::Replace),
        ("fail", OnMissingMarker::Fail),
    ];
    choice(text, CHOICES)
}

pub(in crate::config) fn fail_on(text: &str) -> Parsed<FailOn> {
    choice(text, &[("error", FailOn::Error), ("partial", FailOn::Partial), ("never", FailOn::Never)])
}

pub(in crate::config) fn math(text: &str) -> Parsed<Math> {
    choice(text, &[("keep", Math::Keep), ("text", Math::Text)])
}

pub(in crate::config) fn mode(text: &str) -> Parsed<Mode> {
    const CHOICES: &Choices<Mode> = &[
        ("commit", Mode::Commit),
        ("pull-request", Mode::PullRequest),
        ("local", Mode::Local),
        ("dry-run", Mode::DryRun),
    ];
    choice(text, CHOICES)
}

pub(in crate::config) fn issue(text: &str) -> Parsed<IssueWhen> {
    choice(text, &[("none", IssueWhen::None), ("new", IssueWhen::New), ("always", IssueWhen::Always)])
}

pub(in crate::config) fn boolean(text: &str) -> Parsed<bool> {
    choice(text, &[("true", true), ("false", false)])
}

pub(in crate::config) fn column(text: &str) -> Parsed<Column> {
    const CHOICES: &Choices<Column> = &[
        ("title", Column::Title),
        ("date", Column::Date),
        ("abstract", Column::Abstract),
        ("comment", Column::Comment),
        ("authors", Column::Authors),
        ("categories", Column::Categories),
        ("venue", Column::Venue),
        ("pdf", Column::Pdf),
        ("code", Column::Code),
        ("relevance", Column::Relevance),
        ("summary", Column::Summary),
        ("note", Column::Note),
        ("tags", Column::Tags),
    ];
    choice(text, CHOICES)
}

fn choice<T: Copy>(text: &str, choices: &Choices<T>) -> Parsed<T> {
    if let Some((_, value)) = choices.iter().find(|(word, _)| *word == text) {
        return Ok(*value);
    }
    let words: Vec<_> = choices.iter().map(|(word, _)| *word).collect();
    Err(format!("must be one of {}{}", quoted(&words), did_you_mean(text, &words)))
}

/// Words in a message.
pub(in crate::config) fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
