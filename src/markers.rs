//! The section between its two markers in a Markdown file: found, replaced, appended. Every byte outside stays.
//!
//! A marker is an HTML comment of its own: one in a code block or span is text about markers, and does not count.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Why a file has no section to replace.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The file is not text.
    #[error("is not UTF-8 text (byte {0})")]
    NotUtf8(usize),
    #[error("has no markers `{}` and `{}`", marker(.0, MarkerKind::Start), marker(.0, MarkerKind::End))]
    Missing(String),
    /// A marker occurs more than once.
    #[error("has the marker `{marker}` more than once: lines {first} and {second}")]
    Duplicate {
        marker: String,
        /// Its first line, from 1.
        first: usize,
        /// Its second.
        second: usize,
    },
    /// One marker is there, the other is not.
    #[error("has the marker `{there}` (line {line}) but not `{missing}`")]
    Unpaired {
        there: String,
        /// Its line, from 1.
        line: usize,
        missing: String,
    },
    /// The end marker is before the start marker.
    #[error(
        "has `{}` (line {end}) before `{}` (line {start})",
        marker(section, MarkerKind::End),
        marker(section, MarkerKind::Start)
    )]
    Reversed {
        section: String,
        /// Line of the start marker, from 1.
        start: usize,
        end: usize,
    },
    /// Another section's marker is inside.
    #[error("has `{inner}` (line {line}) inside the section `{section}`")]
    Nested {
        section: String,
        inner: String,
        /// Its line, from 1.
        line: usize,
    },
}

/// Which of the two markers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum MarkerKind {
    Start,
    End,
}

/// The marker as it is written.
fn marker(section: &str, kind: MarkerKind) -> String {
    match kind {
        MarkerKind::Start => format!("<!-- {section}:start -->"),
        MarkerKind::End => format!("<!-- {section}:end -->"),
    }
}

/// A marker found in a file.
#[derive(Clone, Debug)]
struct Marker {
    section: String,
    kind: MarkerKind,
    range: Range<usize>,
}

/// Text of a file, with its byte-order mark left where it is.
pub fn text(bytes: &[u8]) -> Result<&str, Error> {
    std::str::from_utf8(bytes).map_err(|error| Error::NotUtf8(error.valid_up_to()))
}

/// Replaces what is between the markers, at the place that [`find`] returned. The new content gets the file's line endings
/// and an empty line on either side, without which a table would run into the marker.
pub fn replace(text: &str, inside: &Range<usize>, content: &str) -> String {
    let eol = line_ending(text);
    let content = with_line_ending(content.trim_matches('\n'), eol);
    [&text[..inside.start], eol, eol, &content, eol, eol, &text[inside.end..]].concat()
}

/// Appends the section to a file without markers.
pub fn append(text: &str, name: &str, content: &str) -> String {
    let gap = match text {
        "" | "\u{feff}" => "",
        _ if text.ends_with("\n\n") || text.ends_with("\n\r\n") => "",
        _ if text.ends_with('\n') => "\n",
        _ => "\n\n",
    };
    let section = format!("{gap}{}\n", with_markers(name, content));
    // As the next run will see it: with the gap, a carriage return at the end becomes half of a line ending.
    let eol = line_ending(&format!("{text}{gap}"));
    format!("{text}{}", with_line_ending(&section, eol))
}

/// The text with the section as another text has it: in its place or, if `may_append`, at the end. `None` if the other has no
/// such section, or the text no place for it.
pub fn with_section_from(text: &str, other: &str, name: &str, may_append: bool) -> Option<String> {
    let content = other[find(other, name).ok()?].replace("\r\n", "\n");
    match find(text, name) {
        Ok(inside) => Some(replace(text, &inside, &content)),
        Err(Error::Missing(_)) if may_append => Some(append(text, name, &content)),
        Err(_) => None,
    }
}

/// The section with its markers.
pub fn with_markers(name: &str, content: &str) -> String {
    format!(
        "{}\n\n{}\n\n{}",
        marker(name, MarkerKind::Start),
        content.trim_matches('\n'),
        marker(name, MarkerKind::End)
    )
}

/// The byte range between the two markers, or why there is none.
pub fn find(text: &str, name: &str) -> Result<Range<usize>, Error> {
    let found = markers(text);
    let line = |marker: &Marker| 1 + text[..marker.range.start].matches('\n').count();
    let one = |kind| {
        let mut these = found.iter().filter(|found| found.section == name && found.kind == kind);
        match (these.next(), these.next()) {
            (Some(first), Some(second)) => {
                Err(Error::Duplicate { marker: marker(name, kind), first: line(first), second: line(second) })
            }
            (one, _) => Ok(one),
        }
    };
    let unpaired = |there: &Marker, missing| Error::Unpaired {
        there: marker(name, there.kind),
        line: line(there),
        missing: marker(name, missing),
    };
    let (start, end) = match (one(MarkerKind::Start)?, one(MarkerKind::End)?) {
        (Some(start), Some(end)) => (start, end),
        (Some(start), None) => return Err(unpaired(start, MarkerKind::End)),
        (None, Some(end)) => return Err(unpaired(end, MarkerKind::Start)),
        (None, None) => return Err(Error::Missing(name.to_owned())),
    };
    if end.range.start < start.range.end {
        return Err(Error::Reversed { section: name.to_owned(), start: line(start), end: line(end) });
    }
    let inside = start.range.end..end.range.start;
    if let Some(inner) = found.iter().find(|found| inside.contains(&found.range.start)) {
        let (section, inner_marker) = (name.to_owned(), marker(&inner.section, inner.kind));
        return Err(Error::Nested { section, inner: inner_marker, line: line(inner) });
    }
    Ok(inside)
}

/// Comments that look like a marker of the section but are none, and markers of other sections: what may explain that the
/// section is missing. Each with its line, from 1.
pub fn similar(text: &str, name: &str) -> (Vec<(usize, String)>, Vec<String>) {
    let letters = |text: &str| {
        let text: String =
            text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        text.replace("begin", "start").replace("stop", "end")
    };
    let known = [MarkerKind::Start, MarkerKind::End].map(|kind| letters(&marker(name, kind)));
    let (mut lookalikes, mut others) = (Vec::new(), Vec::new());
    for (range, words) in comments(text) {
        if known.iter().any(|known| strsim::damerau_levenshtein(known, &letters(words)) <= MAX_TYPOS) {
            lookalikes.push((1 + text[..range.start].matches('\n').count(), text[range].to_owned()));
        } else if let Some((section, MarkerKind::Start)) = parsed(words) {
            others.push(section.to_owned());
        }
    }
    (lookalikes, others)
}

/// So many wrong letters are a typing mistake.
const MAX_TYPOS: usize = 2;

/// The headings of a Markdown text, as text.
pub fn headings(text: &str) -> Vec<String> {
    let mut headings = Vec::new();
    let mut heading: Option<String> = None;
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => headings.extend(heading.take()),
            Event::Text(text) | Event::Code(text) => {
                if let Some(heading) = &mut heading {
                    heading.push_str(&text);
                }
            }
            _ => {}
        }
    }
    headings
}

/// Every section marker of a file, in order.
fn markers(text: &str) -> Vec<Marker> {
    let marker = |(range, words)| {
        let (section, kind) = parsed(words)?;
        Some(Marker { section: section.to_owned(), kind, range })
    };
    comments(text).into_iter().filter_map(marker).collect()
}

/// The section and kind of a marker, from the words of its comment.
fn parsed(words: &str) -> Option<(&str, MarkerKind)> {
    let (section, kind) = words.split_once(':')?;
    let kind = match kind {
        "start" => MarkerKind::Start,
        "end" => MarkerKind::End,
        _ => return None,
    };
    let named = section.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    (named && !section.is_empty()).then_some((section, kind))
}

/// The HTML comments of a file, as a Markdown reader sees them, with their words.
fn comments(text: &str) -> Vec<(Range<usize>, &str)> {
    let mut found = Vec::new();
    for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
        // A block as a whole: a comment may begin lines above.
        if matches!(event, Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_)) {
            comments_in(text, range, &mut found);
        }
    }
    found
}

/// The comments in a piece of HTML.
fn comments_in<'t>(text: &'t str, html: Range<usize>, found: &mut Vec<(Range<usize>, &'t str)>) {
    let mut at = html.start;
    while let Some(open) = text[at..html.end].find("<!--").map(|open| at + open) {
        // `<!-->` and `<!--->` are whole comments.
        let begin = open + "<!".len();
        let Some(close) = text[begin..html.end].find("-->").map(|close| begin + close) else { return };
        at = close + "-->".len();
        found.push((open..at, text.get(open + "<!--".len()..close).unwrap_or_default().trim()));
    }
}

/// The file's line ending: that of its first line.
fn line_ending(text: &str) -> &'static str {
    match text.find('\n') {
        Some(at) if text[..at].ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

fn with_line_ending<'t>(text: &'t str, eol: &str) -> Cow<'t, str> {
    if eol == "\n" { Cow::Borrowed(text) } else { Cow::Owned(text.replace("\r\n", "\n").replace('\n', eol)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const S: &str = "<!-- p:start -->";
    const E: &str = "<!-- p:end -->";

    fn put(text: &str, name: &str, content: &str) -> Result<String, Error> {
        Ok(replace(text, &find(text, name)?, content))
    }

    fn content<'t>(text: &'t str, name: &str) -> Result<&'t str, Error> {
        Ok(&text[find(text, name)?])
    }

    #[test]
    fn the_shortest_comments_are_comments() {
        for comment in ["<!-->", "<!--->", "<!---->", "a <!--> b", "<!-->\n<!-- x -->"] {
            let text = format!("{comment}\n\n{S}\nold\n{E}\n");
            assert_eq!(content(&text, "p").unwrap().trim(), "old", "{comment}");
        }
    }

    #[test]
    fn what_is_outside_stays() {
        let file = format!("\u{feff}# T\r\n\r\n{S}\r\nold\r\n{E}\r\n\r\nend  ");
        let new = put(&file, "p", "new\nlines\n").unwrap();
        assert_eq!(new, format!("\u{feff}# T\r\n\r\n{S}\r\n\r\nnew\r\nlines\r\n\r\n{E}\r\n\r\nend  "));
        assert_eq!(put(&new, "p", "new\nlines").unwrap(), new);
        assert_eq!(content(&new, "p").unwrap(), "\r\n\r\nnew\r\nlines\r\n\r\n");
    }

    #[test]
    fn markers_may_have_other_spaces() {
        assert_eq!(
            put("<!--p:start--><!--  p:end  -->", "p", "x").unwrap(),
            "<!--p:start-->\n\nx\n\n<!--  p:end  -->"
        );
        assert_eq!(put(&format!("a {S} b {E} c"), "p", "x").unwrap(), format!("a {S}\n\nx\n\n{E} c"));
    }

    #[test]
    fn markers_in_code_are_text() {
        for code in [
            format!("```html\n{S}\n{E}\n```\n"),
            format!("~~~\n{S}\n~~~\n"),
            format!("    {S}\n    {E}\n"),
            format!("Use `{S}` and `{E}`.\n"),
            format!("- item\n\n  ```\n  {S}\n  ```\n"),
        ] {
            assert_eq!(put(&code, "p", "x"), Err(Error::Missing("p".to_owned())), "{code}");
            let file = format!("{code}\n{S}\n{E}\n");
            assert_eq!(put(&file, "p", "x").unwrap(), format!("{code}\n{S}\n\nx\n\n{E}\n"));
        }
    }

    #[test]
    fn markers_inside_a_comment_are_part_of_it() {
        for file in [
            format!("<!-- not yet\n\n{S}\nx\n"),
            format!("<!--\n{S}\n"),
            format!("<div>\n<!-- a\n{S}\n</div>\n"),
        ] {
            assert_eq!(put(&file, "p", "x"), Err(Error::Missing("p".to_owned())), "{file}");
        }
        let file = format!("<div><!-- a -->\n{S}\n<b>old</b>\n{E}\n</div>");
        assert_eq!(content(&file, "p").unwrap(), "\n<b>old</b>\n");
    }

    #[test]
    fn wrong_markers_are_named_with_their_lines() {
        for (file, message) in [
            (format!("{S}\n{S}\n{E}"), "has the marker `<!-- p:start -->` more than once: lines 1 and 2"),
            (format!("{S}\n{E}\n\n{E}"), "has the marker `<!-- p:end -->` more than once: lines 2 and 4"),
            (format!("a\n\n{E}\n{S}"), "has `<!-- p:end -->` (line 3) before `<!-- p:start -->` (line 4)"),
            (S.to_owned(), "has the marker `<!-- p:start -->` (line 1) but not `<!-- p:end -->`"),
            (E.to_owned(), "has the marker `<!-- p:end -->` (line 1) but not `<!-- p:start -->`"),
            (String::new(), "has no markers `<!-- p:start -->` and `<!-- p:end -->`"),
            (format!("{S}\n<!-- q:start -->\n{E}"), "has `<!-- q:start -->` (line 2) inside the section `p`"),
        ] {
            assert_eq!(put(&file, "p", "x").unwrap_err().to_string(), message);
        }
        assert_eq!(text(b"ab\xff").unwrap_err().to_string(), "is not UTF-8 text (byte 2)");
    }

    #[test]
    fn mistyped_markers_and_other_sections_are_found() {
        let text = "# T\n\n<!-- daily-papers:begin -->\n<!-- Daily papers: End-->\n<!-- x:start -->\n<!-- other -->\n\n```\n\
                    <!-- daily_papers:start -->\n```\n";
        let (lookalikes, others) = similar(text, "daily-papers");
        let lookalikes: Vec<(usize, &str)> =
            lookalikes.iter().map(|(line, text)| (*line, text.as_str())).collect();
        assert_eq!(lookalikes, [(3, "<!-- daily-papers:begin -->"), (4, "<!-- Daily papers: End-->")]);
        assert_eq!(others, ["x"]);
    }

    #[test]
    fn headings_are_texts() {
        let text = "# A `b` [c](d)\n\n```\n# no\n```\n\nE\n---\n\n| # x |\n| --- |\n";
        assert_eq!(headings(text), ["A b c", "E"]);
    }

    #[test]
    fn sections_live_side_by_side() {
        let file = format!("{S}\n{E}\n<!-- q-2:start -->\nq\n<!-- q-2:end -->\n");
        assert!(put(&file, "p", "x").unwrap().ends_with("<!-- q-2:start -->\nq\n<!-- q-2:end -->\n"));
    }

    #[test]
    fn appending_keeps_what_was_there() {
        for (file, expected) in [
            ("", "<!-- p:start -->\n\nx\n\n<!-- p:end -->\n"),
            ("a", "a\n\n<!-- p:start -->\n\nx\n\n<!-- p:end -->\n"),
            ("a\n", "a\n\n<!-- p:start -->\n\nx\n\n<!-- p:end -->\n"),
            ("a\r\n\r\n", "a\r\n\r\n<!-- p:start -->\r\n\r\nx\r\n\r\n<!-- p:end -->\r\n"),
        ] {
            assert_eq!(append(file, "p", "x\n"), expected);
        }
    }

    proptest! {
        #[test]
        fn appended_then_replaced_is_the_same(text in "[a-z#>\\-|. \n]{0,60}", content in "[a-z|# \n]{0,40}") {
            let once = append(&text, "p", &content);
            prop_assert!(once.starts_with(&text));
            // An unclosed construct of the file itself can swallow the markers; then it says so.
            if find(&once, "p").is_ok() {
                prop_assert_eq!(put(&once, "p", &content).unwrap(), once);
            }
        }
    }

    #[test]
    fn section_moves_to_another_file_unchanged() {
        let page = |name: &str, content: &str| append(&format!("# {name}\n\n"), "s", content);
        let (ours, theirs) = (page("ours", "old"), page("theirs", "| a |\n| --- |"));
        let there = with_section_from(&ours, &theirs, "s", false).unwrap();
        assert_eq!(there, page("ours", "| a |\n| --- |"));
        let windows = ours.replace('\n', "\r\n");
        assert_eq!(with_section_from(&windows, &theirs, "s", false).unwrap(), there.replace('\n', "\r\n"));
        assert_eq!(with_section_from(&ours, &theirs.replace('\n', "\r\n"), "s", false).unwrap(), there);
        assert_eq!(with_section_from("# ours\n", &theirs, "s", true).unwrap(), there);
        assert_eq!(with_section_from("# ours\n", &theirs, "s", false), None);
        assert_eq!(with_section_from(&ours, "no section", "s", true), None);
    }
}
