//! The items of `keywords` and `extra-files`: a list in the file, a text that is a YAML list, or (keywords only) lines.

use super::error::shown;
use super::validate::{FieldContext, Validator};
use super::yaml::{self, Kind, Node, TextStyle};

/// The items of a list or of lines. `None`, once reported, if it is neither.
pub(super) fn items(
    validator: &mut Validator<'_>,
    context: &FieldContext<'_>,
    node: &Node,
) -> Option<Vec<Node>> {
    match &node.kind {
        Kind::Scalar { text, style } if !is_list(text) => {
            warn_of_one_line(validator, text, *style);
            Some(lines(validator, text, |index| line_of(node, index)))
        }
        _ => list_items(validator, context, node),
    }
}

/// The items of a list. `None`, once reported, if it is not one.
pub(super) fn list_items(
    validator: &mut Validator<'_>,
    context: &FieldContext<'_>,
    node: &Node,
) -> Option<Vec<Node>> {
    let text = match &node.kind {
        Kind::List(items) => return Some(items.clone()),
        Kind::Map(_) => {
            validator.reject(context, node.line, None, "must be a list, not a map");
            return None;
        }
        Kind::Scalar { text, .. } => text,
    };
    let line = |index| line_of(node, index);
    if !is_list(text) {
        let reason = "is not a YAML list, which starts with `- ` or `[`";
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
            validator.reject(context, Some(line(0)), None, "starts like a YAML list but is not one");
            None
        }
        Err(error) => {
            let is_bracket = context.input == "keywords" && text.trim_start().starts_with('[');
            let advice = if is_bracket { "; a keyword that starts with `[` needs quotes" } else { "" };
            let reason = format!("starts like a YAML list, but {}{advice}", error.reason);
            validator.reject(context, Some(line(error.line.saturating_sub(1))), None, reason);
            None
        }
    }
}

/// The line of the file for a line of a text. Only a literal text in a file, or a text from elsewhere, has lines of its own.
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

/// Turns lines of the text into lines of the file that holds it.
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

/// Warns of lines that YAML joined to one keyword.
fn warn_of_one_line(validator: &mut Validator<'_>, text: &str, style: TextStyle) {
    let text = text.trim();
    if style == TextStyle::Folded && !text.contains('\n') {
        validator.warnings.push(format!(
            "`keywords`: `{}` is read as one keyword, because YAML joins these lines. Write `keywords: |` and one keyword \
             per line",
            shown(text)
        ));
    }
}

/// The items of a text with one keyword per line.
fn lines(validator: &mut Validator<'_>, text: &str, line: impl Fn(usize) -> usize) -> Vec<Node> {
    let mut items = vec![];
    for (index, text) in text.lines().enumerate().filter(|(_, text)| !text.trim().is_empty()) {
        let text = text.trim();
        if text.starts_with("# ") {
            validator.warnings.push(format!(
                "`keywords`: the line `{}` is read as a keyword, not as a comment",
                shown(text)
            ));
        }
        items.push(Node { line: Some(line(index)), ..Node::text(text) });
    }
    items
}
