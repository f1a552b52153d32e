//! The README with as many papers as GitHub shows of a file: the oldest are shortened first, then left out.

use std::borrow::Cow;
use std::ops::Range;

use super::current::{CurrentState, Readme, is_empty};
use super::error::Error;
use crate::config::{Config, OnMissingMarker};
use crate::markers;
use crate::render::context::PageContext;
use crate::text::truncate::{self, MAX_README_BYTES, MIN_SECTION_BYTES};

/// What is left out of a page that would be larger than what GitHub shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Truncation {
    /// The size of the whole page.
    pub bytes: usize,
    pub shortened: usize,
    pub without_abstract: usize,
    pub rows: usize,
    /// Papers that do not fit even alone.
    pub too_long: Vec<String>,
}

impl std::fmt::Display for Truncation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { bytes, shortened, without_abstract, rows, too_long } = self;
        write!(
            f,
            "the page would have {bytes} bytes, and GitHub shows {MAX_README_BYTES}. Of the oldest papers, {shortened} \
             abstracts are shortened, {without_abstract} abstracts and {rows} rows are left out. Lower `max-results`, or \
             use `template: compact`"
        )?;
        if !too_long.is_empty() {
            write!(f, ". Not shown, because a single row is too long: {}", too_long.join(", "))?;
        }
        Ok(())
    }
}

/// A section with which the README fits.
struct Fitted {
    section: String,
    truncation: Option<Truncation>,
    /// Whether a keyword has papers and shows none.
    empties_list: bool,
}

/// The README with as much of the page as GitHub shows.
pub(super) fn render_to_fit(
    config: &Config,
    current: &CurrentState<'_>,
    page: &PageContext<'_>,
) -> Result<(String, Option<Truncation>), Error> {
    let no_room = |problem| Error::Room { path: config.page.readme.clone(), problem };
    let frame = Frame::new(config, current, page)?;
    let around = frame.with("").len();
    let room = MAX_README_BYTES.saturating_sub(around);
    if room < MIN_SECTION_BYTES {
        return Err(no_room(format!(
            "the text outside the markers has {around} bytes, and GitHub shows {MAX_README_BYTES}"
        )));
    }
    let mut fitted = fit(&frame, current, page, &[])?;
    if fitted.as_ref().is_none_or(|fitted| fitted.empties_list) {
        let too_long = too_long(&frame, current, page)?;
        if !too_long.is_empty() {
            fitted = fit(&frame, current, page, &too_long)?;
        }
    }
    let Some(Fitted { section, truncation, .. }) = fitted else {
        let least = current.renderer.section(&page.reduced(page.steps()))?.len();
        return Err(no_room(format!(
            "without any paper it has {least} bytes, and at most {room} bytes are left"
        )));
    };
    let readme = frame.with(&section);
    check(config, current, &readme, &section)?;
    Ok((readme, truncation))
}

/// The README without the papers that are too long, and with as many of the others as fit.
fn fit(
    frame: &Frame<'_>,
    current: &CurrentState<'_>,
    page: &PageContext<'_>,
    too_long: &[&str],
) -> Result<Option<Fitted>, Error> {
    let page = if too_long.is_empty() {
        Cow::Borrowed(page)
    } else {
        Cow::Owned(page.only(|id| !too_long.contains(&id)))
    };
    let mut bytes = 0;
    truncate::fit(page.steps(), MAX_README_BYTES, |step| {
        let reduced = if step == 0 { Cow::Borrowed(&*page) } else { Cow::Owned(page.reduced(step)) };
        let section = current.renderer.section(&reduced)?;
        let size = frame.with(&section).len();
        bytes = size.max(bytes);
        let truncation = (step > 0 || !too_long.is_empty()).then(|| Truncation {
            bytes,
            shortened: reduced.shortened_count,
            without_abstract: reduced.without_abstract_count,
            rows: reduced.left_out_count,
            too_long: too_long.iter().map(|id| (*id).to_owned()).collect(),
        });
        let mut keywords = reduced.keywords.iter();
        let empties_list = keywords.any(|keyword| keyword.papers.is_empty() && keyword.left_out > 0);
        Ok((size, Fitted { section, truncation, empties_list }))
    })
}

/// Papers whose row is too long for the page even without its abstract and with no other row.
fn too_long<'a>(
    frame: &Frame<'_>,
    current: &CurrentState<'_>,
    page: &PageContext<'a>,
) -> Result<Vec<&'a str>, Error> {
    let mut ids: Vec<&str> = page.keywords.iter().flat_map(|k| &k.papers).map(|paper| paper.id).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut too_long = Vec::new();
    for id in ids {
        let alone = page.only(|other| other == id);
        let alone = alone.reduced(2 * alone.steps() / 3);
        if frame.with(&current.renderer.section(&alone)?).len() > MAX_README_BYTES {
            too_long.push(id);
        }
    }
    Ok(too_long)
}

/// The README around its section.
struct Frame<'r> {
    text: Cow<'r, str>,
    /// Where the section's content goes.
    inside: Range<usize>,
}

impl<'r> Frame<'r> {
    fn new(config: &Config, current: &CurrentState<'r>, page: &PageContext<'_>) -> Result<Self, Error> {
        let name = &config.page.section;
        let old = current.readme.as_ref().filter(|readme| !is_empty(readme.text));
        let text = match old {
            Some(Readme { text, section: Some(inside), .. }) => {
                return Ok(Self { text: Cow::Borrowed(text), inside: inside.clone() });
            }
            Some(Readme { text, .. }) if config.page.on_missing_marker != OnMissingMarker::Replace => {
                markers::append(text, name, "")
            }
            _ => current.renderer.page(page, &markers::with_markers(name, ""))?,
        };
        let inside = markers::find(&text, name).map_err(|_| hidden_markers(config))?;
        Ok(Self { text: Cow::Owned(text), inside })
    }

    /// The README with a section in it.
    fn with(&self, section: &str) -> String {
        markers::replace(&self.text, &self.inside, section)
    }
}

/// The next run must find the section again: a fence left open, by the file or by a template, would hide its markers.
fn check(config: &Config, current: &CurrentState<'_>, readme: &str, section: &str) -> Result<(), Error> {
    if current.readme.as_ref().is_some_and(|old| old.text == readme) {
        return Ok(());
    }
    let same = |inside: Range<usize>| {
        one_kind_of_line_ending(readme[inside].trim()) == one_kind_of_line_ending(section.trim())
    };
    if markers::find(readme, &config.page.section).is_ok_and(same) {
        return Ok(());
    }
    Err(hidden_markers(config))
}

fn hidden_markers(config: &Config) -> Error {
    Error::File {
        path: config.page.readme.clone(),
        problem: "would hide the markers of its section, or hold others within".to_owned(),
        help: "close every code block and comment that the file or the template opens, and leave markers to daily-papers"
            .to_owned(),
    }
}

fn one_kind_of_line_ending(text: &str) -> Cow<'_, str> {
    if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n")) } else { Cow::Borrowed(text) }
}
