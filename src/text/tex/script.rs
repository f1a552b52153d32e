//! Subscripts, superscripts, brackets and accents around what was written.

use icu_normalizer::properties::CanonicalCompositionBorrowed;

use super::math::MAX_DEPTH;
use super::{Converter, symbols};
use crate::text::sentinels;

impl Converter<'_> {
    /// Writes a superscript or subscript; `sign` is `^` or `_`, and has been read.
    pub(super) fn script(&mut self, sign: char, at: usize, end: usize, depth: usize) -> usize {
        let Some((inside, next)) = self.argument(at, end).filter(|_| depth < MAX_DEPTH) else {
            self.out.push(sign);
            return at;
        };
        self.write_script(sign, inside, next, depth);
        next
    }

    pub(super) fn write_script(&mut self, sign: char, inside: (usize, usize), next: usize, depth: usize) {
        let start = self.out.len();
        let outer = std::mem::replace(&mut self.in_script, true);
        self.math(inside.0, inside.1, depth + 1);
        self.in_script = outer;
        self.raise(start, sign, next);
    }

    /// Raises or lowers what was written from a place on: with characters if Unicode has them all, else with sentinels, else
    /// after a sign. `next` is where the text goes on.
    pub(super) fn raise(&mut self, start: usize, sign: char, next: usize) {
        let text = self.cut(start);
        let text = text.trim();
        let map = if sign == '^' { symbols::superscript } else { symbols::subscript };
        if let Some(mapped) = text.chars().filter(|c| *c != ' ').map(map).collect::<Option<String>>() {
            self.out.push_str(&mapped);
        } else if self.scripts && !self.in_script {
            let (open, close) = if sign == '^' { sentinels::SUPERSCRIPT } else { sentinels::SUBSCRIPT };
            self.out.push(open);
            self.out.push_str(text);
            self.out.push(close);
        } else {
            self.out.push(sign);
            let start = self.out.len();
            self.out.push_str(text);
            // What follows at once would be taken for a part of it.
            let after = self.text[next..].trim_start_matches(['$', '}']);
            let runs_on = after.starts_with(|c: char| c.is_alphanumeric() || "\\{".contains(c));
            if runs_on && !text.starts_with('(') {
                self.out.insert(start, '(');
                self.out.push(')');
            } else {
                self.enclose(start);
            }
        }
    }

    /// Puts what was written from a place on into brackets, unless it is a single item.
    pub(super) fn enclose(&mut self, start: usize) {
        let text = self.cut(start);
        let simple =
            text.chars().all(|c| c.is_alphanumeric() || !c.is_ascii() && !c.is_whitespace() || c == '.');
        let enclosed = text.starts_with('(') && text.find(')') == Some(text.len() - 1);
        let digits_then_letters = text.starts_with(|c: char| c.is_ascii_digit())
            && text.contains(|c: char| c.is_alphabetic())
            && !self.out.is_empty();
        if simple && !digits_then_letters || enclosed {
            self.out.push_str(&text);
        } else {
            self.out.push('(');
            self.out.push_str(&text);
            self.out.push(')');
        }
    }

    /// Takes away what was written from a place on.
    pub(super) fn cut(&mut self, start: usize) -> String {
        self.steps += self.out.len() - start;
        self.out.split_off(start)
    }

    /// Puts a combining character on what was written from a place on, if that is one character.
    pub(super) fn combine(&mut self, start: usize, mark: char) {
        let text = self.cut(start);
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (Some(letter), None) => {
                let composed = CanonicalCompositionBorrowed::new().compose(letter, mark);
                self.out.push(composed.unwrap_or(letter));
                if composed.is_none() {
                    self.out.push(mark);
                }
            }
            _ => self.out.push_str(&text),
        }
    }
}
