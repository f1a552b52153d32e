//! Making an issue fit: what is left out, in which order, and how that is said. Pure.
//!
//! Oldest papers first: abstracts are shortened at the end of a sentence, then left out; then whole rows are.

use crate::render;
use crate::render::issue::IssueContext;
use crate::render::shrink::{Cut, reduce};
use crate::text::truncate;

/// The most an issue's body may have, in UTF-16 units: GitHub refuses more than 65,536 characters, and says nowhere how it
/// counts them.
pub(crate) const MAX_BODY_UNITS: usize = 60_000;

/// What was left out, as a sentence; `None` if nothing was.
pub(crate) fn note(cut: Cut, page_url: &str) -> Option<String> {
    let count = |number: usize, one: &str, many: &str| match number {
        0 => None,
        1 => Some(format!("1 {one}")),
        _ => Some(format!("{number} {many}")),
    };
    let parts: Vec<String> = [
        count(cut.shortened, "abstract is shortened", "abstracts are shortened"),
        count(cut.without_abstract, "abstract is left out", "abstracts are left out"),
        count(cut.left_out, "paper is left out", "papers are left out"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let all = format!("[The page]({page_url}) has them all.");
    (!parts.is_empty()).then(|| {
        format!(
            "*An issue holds {MAX_BODY_UNITS} characters: of the oldest papers {}. {all}*",
            parts.join(", ")
        )
    })
}

/// Writes the page, with as little left out as makes it fit. `write` makes the whole body of a page and what was cut from it.
///
/// Returns `None` if it does not fit even without papers.
pub(crate) fn fit(
    page: &IssueContext<'_>,
    write: impl Fn(&IssueContext<'_>, Cut) -> Result<String, render::Error>,
) -> Result<Option<String>, render::Error> {
    let whole = fit_without(page, &[], &write)?;
    if let Some((body, Cut { left_out: 0, .. })) = whole {
        return Ok(Some(body));
    }
    let too_long = too_long(page, &write)?;
    let fitted = if too_long.is_empty() { whole } else { fit_without(page, &too_long, &write)? };
    Ok(fitted.map(|(body, _)| body))
}

/// The same without some papers.
fn fit_without(
    page: &IssueContext<'_>,
    too_long: &[&str],
    write: &impl Fn(&IssueContext<'_>, Cut) -> Result<String, render::Error>,
) -> Result<Option<(String, Cut)>, render::Error> {
    let (page, without) = only(page, |id| !too_long.contains(&id));
    let rows: usize = page.keywords.iter().map(|keyword| keyword.papers.len()).sum();
    truncate::fit(3 * rows, MAX_BODY_UNITS, |step| {
        let (page, mut cut) = reduced(&page, step);
        cut.left_out += without;
        let body = write(&page, cut)?;
        Ok((body.encode_utf16().count(), (body, cut)))
    })
}

/// Papers whose row is too long even without its abstract and with no other row: they must not take the place of all others.
fn too_long<'a>(
    page: &IssueContext<'a>,
    write: &impl Fn(&IssueContext<'_>, Cut) -> Result<String, render::Error>,
) -> Result<Vec<&'a str>, render::Error> {
    let mut ids: Vec<&str> = page.keywords.iter().flat_map(|k| &k.papers).map(|paper| paper.id).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut too_long = Vec::new();
    for id in ids {
        let (alone, _) = only(page, |other| other == id);
        let rows: usize = alone.keywords.iter().map(|keyword| keyword.papers.len()).sum();
        let (alone, cut) = reduced(&alone, 2 * rows);
        if write(&alone, cut)?.encode_utf16().count() > MAX_BODY_UNITS {
            too_long.push(id);
        }
    }
    Ok(too_long)
}

/// The issue with the papers whose identifier passes, and how many do not.
fn only<'a>(page: &IssueContext<'a>, keep: impl Fn(&str) -> bool) -> (IssueContext<'a>, usize) {
    let (mut less, mut gone) = (page.clone(), 0);
    for keyword in &mut less.keywords {
        let before = keyword.papers.len();
        keyword.papers.retain(|paper| keep(paper.id));
        keyword.more += before - keyword.papers.len();
        gone += before - keyword.papers.len();
    }
    (less, gone)
}

/// The page after some steps of [`reduce`].
fn reduced<'a>(page: &IssueContext<'a>, step: usize) -> (IssueContext<'a>, Cut) {
    let mut less = page.clone();
    let mut lists: Vec<_> = less.keywords.iter_mut().map(|keyword| &mut keyword.papers).collect();
    let cut = reduce(&mut lists, step);
    for (keyword, whole) in less.keywords.iter_mut().zip(&page.keywords) {
        keyword.more += whole.papers.len() - keyword.papers.len();
    }
    (less, cut)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, IssueWhen};
    use crate::paper::Paper;
    use crate::render::shrink::SHORT_ABSTRACT as SHORT;
    use crate::samples::{at, config, id, keyword, paper};
    use crate::state::{List, State};

    const SENTENCES: &str = "One sentence of some length. ";

    fn settings() -> Config {
        let mut config = config(vec![keyword("graphs")]);
        (config.notify.when, config.notify.max_results) = (IssueWhen::New, 10_000);
        config
    }

    /// New papers, the newest first, each with an abstract of about this many bytes.
    fn state(count: u32, bytes: usize) -> State {
        let paper = |n: u32| Paper {
            abstract_: SENTENCES.repeat(bytes / SENTENCES.len()),
            ..paper(&format!("2611.{:05}", 90_000 - n), &format!("2026-11-{:02}", 28 - n % 28))
        };
        let mut papers: Vec<Paper> = (0..count).map(paper).collect();
        papers.sort_by(|a, b| b.updated.cmp(&a.updated).then_with(|| b.id.cmp(&a.id)));
        let list = List {
            keyword: "graphs".to_owned(),
            definition: String::new(),
            through: None,
            complete: true,
            read: "2026-11-24".parse().unwrap(),
            new: papers.iter().map(|paper| paper.id.clone()).collect(),
            revised: Vec::new(),
            left: [].into(),
            papers: papers.iter().map(|paper| (paper.id.clone(), "2026-11-24".parse().unwrap())).collect(),
        };
        State {
            section: "daily-papers".to_owned(),
            changed: at("2026-11-24"),
            digest: "1".to_owned(),
            lists: vec![list],
            papers: papers.into_iter().map(|paper| (paper.id.clone(), paper.into())).collect(),
            ..State::default()
        }
    }

    /// The fitted page as rows of identifier and abstract's length, what was cut, and the length of the whole.
    fn fitted(count: u32, bytes: usize) -> (Vec<(String, usize)>, Cut, usize) {
        let (state, config) = (state(count, bytes), settings());
        let page = IssueContext::new(&state, &config, "2026-11-24".to_owned(), "u", &[]);
        let seen = std::cell::RefCell::new(Vec::new());
        let write = |page: &IssueContext<'_>, cut: Cut| {
            let papers = &page.keywords[0].papers;
            let rows: Vec<_> = papers.iter().map(|row| (row.id.to_owned(), row.abstract_.len())).collect();
            let body: String =
                papers.iter().map(|row| [&row.title, " ", &row.abstract_, "\n"].concat()).collect();
            seen.borrow_mut().push((rows, cut, body.clone()));
            Ok(body)
        };
        let body = fit(&page, write).unwrap().unwrap();
        let seen = seen.into_inner();
        let (rows, cut, body) = seen.into_iter().find(|(_, _, known)| *known == body).unwrap();
        assert_eq!(cut.left_out + rows.len(), count as usize);
        (rows, cut, body.len())
    }

    #[test]
    fn short_text_is_unchanged() {
        let (rows, cut, _) = fitted(50, 900);
        assert_eq!((rows.len(), cut), (50, Cut::default()));
        assert_eq!(note(cut, "u"), None);
    }

    /// First the oldest abstracts get shorter, then the oldest go, then the oldest papers do.
    #[test]
    fn oldest_go_first_and_only_as_needed() {
        let (rows, cut, length) = fitted(90, 900);
        assert!(cut.shortened > 0 && (cut.without_abstract, cut.left_out) == (0, 0), "{cut:?}");
        assert!(rows[0].1 > 800 && rows[89].1 <= SHORT, "{rows:?}");
        assert!(rows.is_sorted_by(|newer, older| newer.1 >= older.1), "{rows:?}");
        let full = |length| (MAX_BODY_UNITS - MAX_BODY_UNITS / 64..=MAX_BODY_UNITS).contains(&length);
        assert!(full(length), "{length}");

        let (rows, cut, length) = fitted(400, 900);
        assert!(
            cut.without_abstract > 0 && cut.left_out == 0 && cut.shortened + cut.without_abstract == 400,
            "{cut:?}"
        );
        assert!(rows[0].1 > 200 && rows[399].1 == 0, "{rows:?}");
        // In bytes, of which each `…` has three.
        assert!(length >= MAX_BODY_UNITS - MAX_BODY_UNITS / 64, "{length}");

        let (rows, cut, length) = fitted(5000, 900);
        assert!(cut.left_out > 0 && cut.without_abstract == rows.len() && cut.shortened == 0, "{cut:?}");
        assert!(full(length), "{length}");
        assert_eq!(rows[0].0, "2611.90000", "the newest stays");
        let note = note(cut, "u").unwrap();
        assert!(note.ends_with("papers are left out. [The page](u) has them all.*"), "{note}");
    }

    #[test]
    fn none_if_too_long_without_papers() {
        let (state, config) = (state(3, 0), settings());
        let page = IssueContext::new(&state, &config, String::new(), "u", &[]);
        assert_eq!(fit(&page, |_, _| Ok("x".repeat(MAX_BODY_UNITS + 1))).unwrap(), None);
        // Characters beyond the basic plane count twice.
        assert_eq!(fit(&page, |_, _| Ok("\u{1d538}".repeat(MAX_BODY_UNITS / 2 + 1))).unwrap(), None);
        assert!(fit(&page, |_, _| Ok("é".repeat(MAX_BODY_UNITS))).unwrap().is_some());
        assert_eq!(page.keywords[0].papers[0].id, id("2611.90000").as_str());
    }
}
