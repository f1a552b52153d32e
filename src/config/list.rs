//! The items of `keywords` and `extra-files`, whichever way they were given: a list of the file, a text that is a YAML list, or
//! (of `keywords`) lines.

use super::error::shown;
use super::validate::{FieldContext, Validator};
use super::yaml::{self, Kind, Node, TextStyle};

/// The items as a YAML list, whichever way they were given. `None`, once reported, if they are none.
pub(super) fn items(
    validator: &mut Validator<'_>,
    context: &FieldContext<'_>,
    node: &Node,
) -> Option<Vec<Node>> {
    match &node.kind {
        Kind::List(items) => Some(items.clone()),
        Kind::Map(_) => {
            validator.reject(context, node.line, None, "takes a list or a text, not a map");
            None
        }
        Kind::Scalar { text, .. } if is_list(text) => listed(validator, context, node),
        Kind::Scalar { text, style } => {
            warn_of_one_line(validator, text, *style);
            Some(lines(validator, text, |index| line_of(node, index)))
        }
    }
}

/// The line of the file that a line of a text is: only a literal text in a file, or one that is not from a file, has lines of
/// its own.
fn line_of(node: &Node, index: usize) -> usize {
    match (node.line, &node.kind) {
        (Some(first), Kind::Scalar { style: TextStyle::Folded | TextStyle::Other, .. }) => first,
        (first, _) => first.unwrap_or(1) + index,
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

/// The items of a text that must be a YAML list. `None`, once reported, if it is none.
pub(super) fn listed(
    validator: &mut Validator<'_>,
    context: &FieldContext<'_>,
    node: &Node,
) -> Option<Vec<Node>> {
    let Kind::Scalar { text, .. } = &node.kind else { return None };
    let line = |index| line_of(node, index);
    if !is_list(text) {
        let reason = "is no YAML list: a text that starts with `- ` or `[`";
        validator.reject(context, node.line, Some(text), reason);
        return None;
    }
    match yaml::parse(text) {
        Ok(Some(Node { kind: Kind::List(mut items), .. })) => {
            for item in &mut items {
                move_lines(item, &line);
            }
            Some(items)
        }
        Ok(_) => {
            validator.reject(context, Some(line(0)), None, "starts like a YAML list, but is none");
            None
        }
        Err(error) => {
            let quotes = "; a keyword that starts with `[` needs quotes";
            let lines = context.input == "keywords" && text.trim_start().starts_with('[');
            let quotes = if lines { quotes } else { "" };
            let reason = format!("starts like a YAML list, but {}{quotes}", error.reason);
            validator.reject(context, Some(line(error.line.saturating_sub(1))), None, reason);
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

/// Warns of what was probably meant to be several keywords, and is one.
fn warn_of_one_line(validator: &mut Validator<'_>, text: &str, style: TextStyle) {
    let text = text.trim();
    let why = match style {
        _ if text.contains('\n') => return,
        TextStyle::Folded => {
            "since YAML makes one line of these; keywords stand one a line below `keywords: |`"
        }
        _ if text.contains(',') => "commas and all; keywords stand one a line, or in a list, as `- …`",
        _ => return,
    };
    validator.warnings.push(format!("`keywords`: `{}` is taken as one keyword, {why}", shown(text)));
}

/// The items of a text with one keyword a line.
fn lines(validator: &mut Validator<'_>, text: &str, line: impl Fn(usize) -> usize) -> Vec<Node> {
    let mut items = vec![];
    for (index, text) in text.lines().enumerate().filter(|(_, text)| !text.trim().is_empty()) {
        let text = text.trim();
        if text.starts_with("- ") || text.starts_with("# ") {
            let text = shown(text);
            validator.warnings.push(format!(
                "`keywords`: the line `{text}` is taken as a keyword, since the text does not start as a YAML list"
            ));
        }
        items.push(Node { line: Some(line(index)), ..Node::text(text) });
    }
    items
}
