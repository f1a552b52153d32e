//! The items of `keywords`, whichever way they were given: a list of the file, a text that is a YAML list, or lines.

use super::check::{Check, Subject};
use super::wrong::shown;
use super::yaml::{self, Kind, Node};

/// The items as a YAML list, whichever way they were given. `None`, once reported, if they are none.
pub(super) fn items(check: &mut Check<'_>, subject: &Subject<'_>, node: &Node) -> Option<Vec<Node>> {
    match &node.kind {
        Kind::List(items) => Some(items.clone()),
        Kind::Map(_) => {
            check.wrong(subject, node.line, None, "takes a list or a text, not a map");
            None
        }
        Kind::Scalar { text, literal } => {
            // Only a literal text in a file, or one that is not from a file, has lines of its own.
            let line = |index: usize| match node.line {
                Some(first) if !literal => first,
                first => first.unwrap_or(1) + index,
            };
            if is_list(text) { listed(check, subject, text, line) } else { Some(lines(check, text, line)) }
        }
    }
}

/// Whether a text is a YAML list rather than lines.
fn is_list(text: &str) -> bool {
    let mut chars = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}').chars();
    match chars.next() {
        Some('[') => true,
        Some('-') => chars.next().is_none_or(char::is_whitespace),
        _ => false,
    }
}

/// The items of a text that is a YAML list.
fn listed(
    check: &mut Check<'_>,
    subject: &Subject<'_>,
    text: &str,
    line: impl Fn(usize) -> usize,
) -> Option<Vec<Node>> {
    match yaml::parse(text) {
        Ok(Some(Node { kind: Kind::List(mut items), .. })) => {
            for item in &mut items {
                move_lines(item, &line);
            }
            Some(items)
        }
        Ok(_) => {
            check.wrong(subject, Some(line(0)), None, "starts like a YAML list, but is none");
            None
        }
        Err(flaw) => {
            let quotes = "; a keyword that starts with `[` needs quotes";
            let quotes = if text.trim_start().starts_with('[') { quotes } else { "" };
            let wrong = format!("starts like a YAML list, but {}{quotes}", flaw.wrong);
            check.wrong(subject, Some(line(flaw.line.saturating_sub(1))), None, wrong);
            None
        }
    }
}

/// Turns lines of the text into lines of what it stands in.
fn move_lines(node: &mut Node, to: &impl Fn(usize) -> usize) {
    node.line = node.line.map(|line| to(line.saturating_sub(1)));
    match &mut node.kind {
        Kind::Scalar { .. } => {}
        Kind::List(items) => {
            for item in items {
                move_lines(item, to);
            }
        }
        Kind::Map(entries) => {
            for entry in entries {
                entry.line = to(entry.line.saturating_sub(1));
                move_lines(&mut entry.value, to);
            }
        }
    }
}

/// The items of a text with one keyword a line.
fn lines(check: &mut Check<'_>, text: &str, line: impl Fn(usize) -> usize) -> Vec<Node> {
    let mut items = vec![];
    for (index, text) in text.lines().enumerate().filter(|(_, text)| !text.trim().is_empty()) {
        let text = text.trim();
        if text.starts_with("- ") || text.starts_with("# ") {
            let text = shown(text);
            check.warnings.push(format!(
                "`keywords`: the line `{text}` is taken as a keyword, since the text does not start as a YAML list"
            ));
        }
        items.push(Node { line: Some(line(index)), ..Node::text(text) });
    }
    items
}
