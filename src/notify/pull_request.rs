//! What a pull request says: counts and dates, never a word from a paper, which could close issues.
//!
//! A marker in its text holds hashes of the title and of the text as they were written: what a person changed since is left
//! alone.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::PullRequestText;
use crate::config::Config;
use crate::git::Oid;
use crate::render::context::{CountsContext, date};
use crate::state::State;
use crate::store::PullRequestRef;
use crate::store::pull_request::marker_prefix;

/// The counts for the commit message and the title: those of the last change, if the base does not have that yet.
pub(crate) fn counts<'a>(state: &State, base: Option<&State>, config: &'a Config) -> CountsContext<'a> {
    let unknown = base.is_none_or(|base| base.changed != state.changed);
    let (new, revised) = if unknown { state.news() } else { Default::default() };
    CountsContext {
        section: &config.page.section,
        date: date(state.changed, &config.page.timezone),
        new_count: new.len(),
        revised_count: revised.len(),
        total_count: state.papers.len(),
    }
}

/// The pull request on a data file: the same state and base always give the same.
pub(crate) fn text(message: &str, state: &State, base: Option<&State>, config: &Config) -> PullRequestText {
    let title = message.lines().next().unwrap_or_default().chars().take(250).collect();
    let known = |state: &State| state.papers.keys().cloned().collect::<BTreeSet<_>>();
    let before = base.map(known).unwrap_or_default();
    let more = state.papers.keys().filter(|id| !before.contains(*id)).count();
    let (total, day, section) =
        (state.papers.len(), date(state.changed, &config.page.timezone), &config.page.section);
    let text = format!(
        "{total} papers as of {day}; {more} of them are not on the page yet.\n\n\
         Made by daily-papers for the section `{section}`. Until this pull request is merged or closed, later runs update it: \
         they replace its one commit, or, if others have committed to the branch, add to theirs. Words that you change in \
         the title or here stay.\n\n\
         Required checks do not start for a pull request that the workflow's own `GITHUB_TOKEN` opened or updated: they need \
         the token of a GitHub App as `token`."
    );
    PullRequestText { section: section.clone(), title, text }
}

/// What the text of a pull request says about itself.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Marker {
    prefix: String,
    title: String,
    text: String,
}

impl Marker {
    pub(crate) fn new(new: &PullRequestText) -> Self {
        Self { prefix: marker_prefix(&new.section), title: hash(&new.title), text: hash(&new.text) }
    }

    pub(crate) fn body(&self, text: &str) -> String {
        format!("{text}\n\n{}\n", self.comment())
    }

    fn comment(&self) -> String {
        let Self { prefix, title, text } = self;
        format!("{prefix}title={title} text={text} -->")
    }

    /// The marker in a pull request's body, and the text without it.
    fn parse(body: &str, section: &str) -> Option<(Self, String)> {
        let prefix = marker_prefix(section);
        let (before, rest) = body.split_once(&prefix)?;
        let (values, after) = rest.split_once("-->")?;
        let value =
            |name| values.split_whitespace().find_map(|pair| pair.strip_prefix(name)).map(str::to_owned);
        let marker = Self { title: value("title=")?, text: value("text=")?, prefix };
        Some((marker, format!("{before}{after}")))
    }

    /// The fields of an open pull request that are to be written: those that are not current, and that no person changed.
    pub(crate) fn update(open: &PullRequestRef, new: &PullRequestText) -> Value {
        let mut fields = Map::new();
        let Some((old, text)) = Self::parse(&open.body, &new.section) else { return fields.into() };
        let wanted = Self::new(new);
        let (title_is_ours, text_is_ours) = (hash(&open.title) == old.title, hash(&text) == old.text);
        if title_is_ours && wanted.title != old.title {
            fields.insert("title".to_owned(), new.title.clone().into());
        }
        if (title_is_ours && wanted.title != old.title) || (text_is_ours && wanted.text != old.text) {
            // The marker must stay true of the title, also under a text that a person wrote.
            let title = if title_is_ours { wanted.title } else { old.title };
            let (text, shown) =
                if text_is_ours { (wanted.text, new.text.as_str()) } else { (old.text, text.trim()) };
            let marker = Self { prefix: wanted.prefix, title, text };
            fields.insert("body".to_owned(), marker.body(shown).into());
        }
        fields.into()
    }
}

/// Sixteen hexadecimal digits. GitHub's editor changes line endings, and the ends of a text.
fn hash(text: &str) -> String {
    let lines: Vec<&str> = text.trim().lines().map(str::trim_end).collect();
    Oid::from_blob(lines.join("\n").as_bytes()).0.chars().take(16).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::samples::{at, config, id, keyword, paper};
    use crate::state::List;

    fn state(changed: &str, papers: &[&str], new: &[&str], revised: &[&str]) -> State {
        let ids = |texts: &[&str]| texts.iter().map(|text| id(text)).collect::<Vec<_>>();
        let list = List {
            keyword: "graphs".to_owned(),
            definition: String::new(),
            through: None,
            complete: true,
            read: "2026-11-24".parse().unwrap(),
            new: ids(new),
            revised: ids(revised),
            left: [].into(),
            papers: Vec::new(),
        };
        let paper = |text: &&str| (id(text), paper(text, "2026-11-24").into());
        State {
            section: "daily-papers".to_owned(),
            changed: at(changed),
            digest: String::new(),
            lists: vec![list],
            papers: papers.iter().map(paper).collect(),
            ..State::default()
        }
    }

    #[test]
    fn counts_only_what_the_base_lacks() {
        let config = config(vec![keyword("graphs")]);
        let base = state("2026-11-20", &["2611.00001"], &["2611.00001"], &[]);
        let now = state(
            "2026-11-24",
            &["2611.00001", "2611.00002"],
            &["2611.00002"],
            &["2611.00001", "2611.00002"],
        );
        let seen = |state, base| {
            let counts = counts(state, base, &config);
            (counts.date, counts.new_count, counts.revised_count, counts.total_count)
        };
        assert_eq!(seen(&now, Some(&base)), ("2026-11-24".to_owned(), 1, 1, 2));
        assert_eq!(seen(&now, None), ("2026-11-24".to_owned(), 1, 1, 2));
        assert_eq!(seen(&base, Some(&base)), ("2026-11-20".to_owned(), 0, 0, 1));
    }

    #[test]
    fn text_has_counts_and_dates() {
        let config = config(vec![keyword("graphs")]);
        let base = state("2026-11-20", &["2611.00001"], &[], &[]);
        let now = state("2026-11-24", &["2611.00001", "2611.00002"], &["2611.00002"], &[]);
        let one = text("Update papers\n\nbody", &now, Some(&base), &config);
        assert_eq!(one.title, "Update papers");
        assert!(one.text.starts_with("2 papers as of 2026-11-24; 1 of them are not on the page yet.\n"));
        assert!(!one.text.contains("Graphs"), "{}", one.text);
        assert_eq!(one, text("Update papers", &now, Some(&base), &config));
        let marker = Marker::new(&one);
        assert_ne!(marker, Marker::new(&text("Other", &now, Some(&base), &config)));
        assert_ne!(marker, Marker::new(&text("Update papers", &now, Some(&now), &config)));
    }

    #[test]
    fn words_of_a_person_stay() {
        let new = |title: &str, text: &str| PullRequestText {
            section: "s".to_owned(),
            title: title.to_owned(),
            text: text.to_owned(),
        };
        let old = new("Old title", "Old text\n\nmore");
        let open = |title: &str, body: String| PullRequestRef {
            number: 1,
            url: String::new(),
            title: title.to_owned(),
            body,
            base: "main".to_owned(),
        };
        let untouched = Marker::new(&old).body(&old.text);
        let wanted = new("New title", "New text");
        let current = Marker::new(&wanted).body("New text");
        let update = |title: &str, body: &str| Marker::update(&open(title, body.to_owned()), &wanted);
        assert_eq!(update("Old title", &untouched), json!({ "title": "New title", "body": current }));
        // As GitHub's editor saves it.
        let windows = untouched.replace('\n', "\r\n");
        assert_eq!(update("Old title", windows.trim()), json!({ "title": "New title", "body": current }));
        assert_eq!(update("New title", &current), json!({}));
        // Edited: the title, the text, both, and a text without its marker.
        let body = update("My title", &untouched)["body"].as_str().unwrap().to_owned();
        assert!(body.starts_with("New text\n"), "{body}");
        assert_eq!(update("My title", &body), json!({}), "a second run changes nothing");
        let edited = untouched.replace("Old text", "My text");
        let fields = update("Old title", &edited);
        assert_eq!(fields["title"], "New title");
        let body = fields["body"].as_str().unwrap();
        assert!(body.starts_with("My text\n\nmore\n"), "{body}");
        assert_eq!(update("New title", body), json!({}), "a second run changes nothing");
        assert_eq!(update("My title", &edited), json!({}));
        assert_eq!(update("Old title", "My own words"), json!({}));
    }
}
