//! What a pull request says: counts and dates, never a word from a paper, for in a pull request those could close issues.

use std::collections::BTreeSet;

use crate::config::Config;
use crate::render::context::{CountsContext, date};
use crate::state::State;
use crate::store::{Oid, PullRequestText};

/// The counts for the commit message and the title: those of the last change, if the base does not have that yet.
pub fn counts<'a>(state: &State, base: Option<&State>, config: &'a Config) -> CountsContext<'a> {
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
pub fn text(message: &str, state: &State, base: Option<&State>, config: &Config) -> PullRequestText {
    let title = message.lines().next().unwrap_or_default().chars().take(250).collect();
    let known = |state: &State| state.papers.keys().cloned().collect::<BTreeSet<_>>();
    let before = base.map(known).unwrap_or_default();
    let more = state.papers.keys().filter(|id| !before.contains(*id)).count();
    let (total, day, section) =
        (state.papers.len(), date(state.changed, &config.page.timezone), &config.page.section);
    let text = format!(
        "{total} papers as of {day}; {more} of them are not on the page yet.\n\n\
         Made by daily-papers for the section `{section}`. Until this pull request is merged or closed, later runs update it: \
         they replace its one commit, or, if others have committed to the branch, add to theirs.\n\n\
         Required checks do not start for a pull request that the workflow's own `GITHUB_TOKEN` opened or updated: they need \
         the token of a GitHub App as `token`.\n"
    );
    let hash: String = Oid::of_blob(format!("{title}\n{text}").as_bytes()).0.chars().take(16).collect();
    let marker = format!("<!-- daily-papers:pull-request section={section} text={hash} -->");
    PullRequestText { title, body: format!("{text}\n{marker}\n"), marker }
}

#[cfg(test)]
mod tests {
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
    fn counts_are_those_that_the_base_does_not_have() {
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
    fn a_text_holds_counts_and_dates_and_a_marker_that_changes_with_them() {
        let config = config(vec![keyword("graphs")]);
        let base = state("2026-11-20", &["2611.00001"], &[], &[]);
        let now = state("2026-11-24", &["2611.00001", "2611.00002"], &["2611.00002"], &[]);
        let one = text("Update papers\n\nbody", &now, Some(&base), &config);
        assert_eq!(one.title, "Update papers");
        assert!(one.body.starts_with("2 papers as of 2026-11-24; 1 of them are not on the page yet.\n"));
        assert!(
            one.body.ends_with(&format!("{}\n", one.marker)) && !one.body.contains("Graphs"),
            "{}",
            one.body
        );
        assert_eq!(one, text("Update papers", &now, Some(&base), &config));
        assert_ne!(one.marker, text("Other", &now, Some(&base), &config).marker);
        assert_ne!(one.marker, text("Update papers", &now, Some(&now), &config).marker);
    }
}
