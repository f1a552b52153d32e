//! The configuration file: a map from inputs to values, each with its line.

use std::collections::BTreeMap;

use super::error::{InvalidInput, Origin, Source, shown};
use super::inputs::{INPUTS, Input, renamed};
use super::raw::RawValue;
use super::value::did_you_mean;
use super::yaml::{self, Entry, Kind, Node};
use crate::repo::RepoPath;

#[derive(Debug, Default)]
pub(super) struct File {
    values: BTreeMap<&'static str, RawValue>,
    /// Whether this is all that the file says; otherwise it was not read, or cannot be.
    pub(super) whole: bool,
}

impl File {
    pub(super) fn empty() -> Self {
        Self { values: BTreeMap::new(), whole: true }
    }

    /// Reads the file. What is invalid about it as a whole, or about its keys, is added to the problems.
    pub(super) fn read(bytes: &[u8], path: &RepoPath, problems: &mut Vec<InvalidInput>) -> Self {
        let source = Source::File(path.clone());
        let mut broken = |line, reason: String| {
            let origin = Some(Origin { source: source.clone(), line: Some(line) });
            problems.push(InvalidInput {
                input: "config".to_owned(),
                keyword: None,
                origin,
                value: None,
                reason,
            });
            Self::default()
        };
        let root = match std::str::from_utf8(bytes) {
            Ok(text) => yaml::parse(text),
            Err(error) => {
                let valid = &bytes[..error.valid_up_to()];
                let line = valid.split(|byte| *byte == b'\n').count();
                return broken(line, "is not UTF-8. Save the file as UTF-8".to_owned());
            }
        };
        match root {
            Err(error) => broken(error.line, error.reason),
            Ok(None) => Self::empty(),
            Ok(Some(root)) if root.is_blank() => Self::empty(),
            Ok(Some(Node { kind: Kind::Map(entries), .. })) => {
                if let Some((line, reason)) = cv_arxiv_daily(&entries) {
                    return broken(line, reason);
                }
                Self::from_entries(&entries, &source, problems)
            }
            Ok(Some(Node { line, .. })) => broken(
                line.unwrap_or(1),
                "has no `input: value` lines, such as `max-results: 50` (with a space after the colon)"
                    .to_owned(),
            ),
        }
    }

    /// What the file says about an input.
    pub(super) fn get(&self, name: &str) -> Option<&RawValue> {
        self.values.get(name)
    }

    fn from_entries(entries: &[Entry], source: &Source, problems: &mut Vec<InvalidInput>) -> Self {
        let mut values = BTreeMap::new();
        for (index, Entry { key, line, value }) in entries.iter().enumerate() {
            let reason = match (Input::named(key), yaml::earlier(entries, index)) {
                (Some(input), _) if !input.in_file => not_in_file(input.name),
                (Some(_), Some(first)) => yaml::duplicate(first),
                (Some(input), None) => {
                    let mut node = value.clone();
                    // A text begins below its key, so the line of the key is the one to look at. Lists of keywords and
                    // extra files have lines of their own.
                    if !matches!(input.name, "keywords" | "extra-files") {
                        node.line = Some(*line);
                    }
                    values.insert(input.name, RawValue { node, source: source.clone() });
                    continue;
                }
                (None, _) if renamed(key).is_some() => renamed(key).unwrap_or_default(),
                (None, _) => {
                    let names = INPUTS.iter().filter(|input| input.in_file).map(|input| input.name);
                    format!("is not an input{}", did_you_mean(key, &names.collect::<Vec<_>>()))
                }
            };
            let origin = Some(Origin { source: source.clone(), line: Some(*line) });
            problems.push(InvalidInput { input: key.clone(), keyword: None, origin, value: None, reason });
        }
        Self { values, whole: true }
    }
}

fn not_in_file(name: &str) -> String {
    match name {
        "token" => "must not be in a file, because everyone who can read the file can read it. Revoke it, remove the line, and \
                    pass a new one as the action's input or in `GITHUB_TOKEN`"
            .to_owned(),
        "summary-token" => "must not be in a file, because everyone who can read the file can read it. Revoke it, remove the \
                            line, and pass a new one as the action's input"
            .to_owned(),
        _ => "must not be in the file. Give it as an input of the action or as a flag".to_owned(),
    }
}

/// The configuration of cv-arxiv-daily, with the form that is right here: `keywords` is a map whose items have `filters`.
fn cv_arxiv_daily(entries: &[Entry]) -> Option<(usize, String)> {
    let keywords = entries.iter().find(|entry| entry.key == "keywords")?;
    let Kind::Map(topics) = &keywords.value.kind else { return None };
    let filters = |topic: &Entry| match &topic.value.kind {
        Kind::Map(keys) => keys.iter().any(|key| key.key == "filters"),
        _ => false,
    };
    let topic = topics.iter().find(|topic| filters(topic))?;
    let name = shown(&topic.key);
    Some((
        keywords.line,
        format!(
            "looks like the configuration of cv-arxiv-daily. Here `keywords` is a list: `- {{name: {name}, any: [{name}, …]}}`, \
             with the terms of `filters` in `any`. Remove the other keys; docs/migrate.md has a table of them"
        ),
    ))
}
