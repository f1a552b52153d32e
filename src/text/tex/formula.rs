//! Formulas in the text: what is between dollars, whether it is mathematics, and how it is written.

use super::{Converter, Target, github};
use crate::text::sentinels;

/// Whether the text between two dollars is mathematics, and not prose between two prices. `before` and `after` are the
/// characters around the dollars.
fn is_math(content: &str, before: Option<char>, after: Option<char>) -> bool {
    let trimmed = content.trim();
    if trimmed.is_empty() {
        return false;
    }
    // An address is a command's argument in mathematics (`\href{https:`), or all that is between the dollars.
    if trimmed.contains("://") && trimmed.contains(' ') && !trimmed.contains("{http") {
        return false;
    }
    let tex = content.contains(['\\', '^', '_', '{', '=', '<', '>']);
    let edges = (content.starts_with(' '), content.ends_with(' '));
    let words = trimmed.split(' ').filter(|word| is_word(word)).count();
    if trimmed.starts_with(|c: char| c.is_ascii_digit()) && !tex {
        if edges == (true, true) && words == 0 && before.is_none_or(|c| !c.is_alphabetic()) {
            return true;
        }
        let another_price = after.is_some_and(|c| c.is_ascii_digit());
        let goes_on = content.ends_with([' ', ',', '(']) || content.contains(", ") || content.contains("; ");
        // A number may have a unit: `$30 FPS$`.
        let unit = trimmed.split(' ').count() == 2 && words == 1 && !after.is_some_and(char::is_alphanumeric);
        return !another_price && !goes_on && (words == 0 || unit && !edges.0);
    }
    let separated = edges.0 || edges.1;
    // Some write words in italics so: `$ab initio$`.
    let italics = words > 1
        && trimmed.split(' ').all(is_word)
        && ![before, after].iter().flatten().any(|c| c.is_alphanumeric());
    // Edges and the like have short names: `$ab, bc, cd$`.
    let names = trimmed
        .split(", ")
        .all(|name| name.len() < 4 && name.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    tex || words == 0 || (words == 1 || italics || names) && !separated
}

fn is_word(word: &str) -> bool {
    let word = word.trim_end_matches([',', '.', ';', ':']);
    word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_alphabetic())
}

impl Converter<'_> {
    /// Writes what is between dollars, or the dollar.
    pub(super) fn dollar(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        let sign = if rest.starts_with("$$") { "$$" } else { "$" };
        let content = &rest[sign.len()..];
        let mut escaped = false;
        let close = content.bytes().enumerate().find_map(|(at, byte)| {
            let found = byte == b'$' && !escaped && content[at..].starts_with(sign);
            escaped = byte == b'\\' && !escaped;
            found.then_some(at)
        });
        self.steps += close.unwrap_or(content.len());
        let after = close.and_then(|close| content[close + sign.len()..].chars().next());
        let before = self.text[..at].chars().next_back();
        match close {
            Some(close) if is_math(&content[..close], before, after) => {
                self.steps += close;
                let begin = at + sign.len();
                let next = begin + close + sign.len();
                self.span(begin, begin + close, next);
                next
            }
            _ => {
                self.out.push_str(sign);
                at + sign.len()
            }
        }
    }

    /// Writes what is between `\(` and `\)`, or `\[` and `\]`; the opening has been read.
    pub(super) fn formula(&mut self, begin: usize, display: bool) -> usize {
        let close = if display { "\\]" } else { "\\)" };
        let unclosed = &mut self.unclosed[usize::from(display)];
        let length = if *unclosed { None } else { self.text[begin..].find(close) };
        self.steps += length.unwrap_or(if *unclosed { 0 } else { self.text.len() - begin });
        *unclosed = length.is_none();
        let Some(length) = length else {
            self.out.push_str(&self.text[begin - 2..begin]);
            return begin;
        };
        let next = begin + length + close.len();
        self.span(begin, begin + length, next);
        next
    }

    /// Writes mathematics: marked as a formula where it can be one, else in plain characters. `next` is where the text goes on.
    fn span(&mut self, begin: usize, end: usize, next: usize) {
        self.steps += end - begin;
        if let Some(formula) = self.kept(begin, end, next) {
            self.out.push(sentinels::MATH.0);
            self.out.push_str(&formula);
            self.out.push(sentinels::MATH.1);
        } else {
            let trimmed = self.text[begin..end].trim_start();
            let begin = end - trimmed.len();
            self.formula_at = self.out.len();
            self.math(begin, begin + trimmed.trim_end().len(), 0);
        }
    }

    /// The formula as the target shows it; `None` if it does not.
    fn kept(&self, begin: usize, end: usize, next: usize) -> Option<String> {
        // GitHub takes `` $`x`$ `` for mathematics unless a letter is before it (github/markup#1742); a digit, or either after
        // it, is as bad with other renderers.
        let separates =
            |c: char| !c.is_alphanumeric() && !matches!(c, '$' | '`' | '\\') && !sentinels::is_sentinel(c);
        let after = self.text[next..].trim_start_matches('}');
        let space = after.strip_prefix('\\').is_some_and(|name| name.starts_with([' ', ',', ';', ':']));
        let alone = self.out.chars().next_back().is_none_or(separates)
            && (space || after.chars().next().is_none_or(separates));
        if self.text[begin..end].contains("://") {
            return None;
        }
        match self.target {
            // A script alone belongs to the text before it: `(CN)$_2$`.
            Target::GitHub if self.text[begin..end].trim_start().starts_with(['^', '_']) => None,
            Target::GitHub if alone => github::for_github(&self.text[begin..end]),
            Target::Bibtex => github::for_github(&self.text[begin..end]),
            _ => None,
        }
    }
}
