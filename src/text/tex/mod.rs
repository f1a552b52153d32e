//! TeX as it stands in titles and abstracts into text that people read.
//!
//! Nobody compiles an abstract: commands are used as far as arXiv's authors remember them, beside prices, shell words and
//! Markdown. So this is no TeX: one look from left to right, which takes away what is surely a command, and leaves what is
//! not. Every byte is looked at a bounded number of times, whatever the text (`steps` counts, a test holds it to that).
//!
//! `docs/text.md` says what is done to what, and which crates were looked at.

mod command;
mod formula;
mod math;
mod prose;
mod symbols;

use std::borrow::Cow;

use super::{has_byte, link, sentinels};

/// What becomes of mathematics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Math {
    /// It is marked for GitHub to render, where that is safe; else as [`Math::Text`].
    Keep,
    /// It becomes plain characters: `$\alpha^2$` is α².
    Text,
}

/// The bytes at which text may be TeX, or an address.
const SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    let bytes = b"\\${}`~-'\"^_:";
    let mut at = 0;
    while at < bytes.len() {
        special[bytes[at] as usize] = true;
        at += 1;
    }
    special
};

/// The text without TeX.
pub fn to_text(text: &str, math: Math) -> Cow<'_, str> {
    let is_tex = |byte| matches!(byte, b'\\' | b'$' | b'{' | b'}' | b'`' | b'~');
    let is_dash = |at| text.as_bytes().get(at + 1) == Some(&b'-');
    if !has_byte(text, is_tex) && !memchr::memchr_iter(b'-', text.as_bytes()).any(is_dash) {
        return sentinels::strip(text);
    }
    Cow::Owned(convert(text, math).0)
}

/// The text, and how many steps it took.
fn convert(text: &str, math: Math) -> (String, usize) {
    let text = sentinels::strip(text);
    let mut converter = Converter::new(&text, math);
    let mut at = 0;
    while at < text.len() {
        at = converter.next(at);
    }
    let (out, steps) = (converter.out, converter.steps);
    (if out.ends_with(' ') || out.starts_with(' ') { out.trim().to_owned() } else { out }, steps)
}

/// The name of a command, after its backslash: letters, or one other character.
fn name(rest: &str) -> &str {
    let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    let length = if letters > 0 { letters } else { rest.chars().next().map_or(0, char::len_utf8) };
    &rest[..length]
}

/// A text being read, and what was written of it.
struct Converter<'t> {
    text: &'t str,
    /// Of each brace its partner.
    pairs: Vec<Option<usize>>,
    out: String,
    math: Math,
    /// Bytes looked at, each time.
    steps: usize,
    /// Where the last command ended: a brace there begins its argument.
    after_command: usize,
    /// What to write at closing braces.
    at_close: Vec<(usize, String)>,
    /// Whether a quotation was opened with two backquotes.
    quoted: bool,
    /// Where one that was opened with one backquote ends.
    quote_end: usize,
    /// Where the last formula begins in what was written.
    formula_at: usize,
    /// Whether nothing closes another `\(` or `\[`.
    unclosed: [bool; 2],
}

impl<'t> Converter<'t> {
    fn new(text: &'t str, math: Math) -> Self {
        let mut steps = 0;
        let mut pairs = Vec::new();
        if text.contains('{') {
            steps += text.len();
            pairs.resize(text.len(), None);
            let mut open = Vec::new();
            let mut escaped = false;
            for (at, byte) in text.bytes().enumerate() {
                match byte {
                    b'{' if !escaped => open.push(at),
                    b'}' if !escaped => {
                        if let Some(begin) = open.pop() {
                            pairs[begin] = Some(at);
                            pairs[at] = Some(begin);
                        }
                    }
                    _ => (),
                }
                escaped = byte == b'\\' && !escaped;
            }
        }
        let out = String::with_capacity(text.len());
        let at_close = Vec::new();
        Self {
            text,
            pairs,
            out,
            math,
            steps,
            after_command: 0,
            at_close,
            quoted: false,
            quote_end: 0,
            formula_at: 0,
            unclosed: [false; 2],
        }
    }

    fn pair(&self, at: usize) -> Option<usize> {
        self.pairs.get(at).copied().flatten()
    }

    fn char_at(&self, at: usize) -> char {
        self.text[at..].chars().next().unwrap_or(' ')
    }

    fn push_space(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with(' ') {
            self.out.push(' ');
        }
    }

    /// Goes on after a command that wrote nothing, or a blank.
    fn skip_space(&self, at: usize) -> usize {
        let begins = self.out.is_empty() || self.out.ends_with([' ', '(', '[', '"', '“', '-']);
        if begins && self.text[at..].starts_with(' ') { at + 1 } else { at }
    }

    /// Reads on at a place; where to go on.
    fn next(&mut self, at: usize) -> usize {
        let bytes = self.text.as_bytes();
        let plain =
            bytes[at..].iter().position(|byte| SPECIAL[usize::from(*byte)]).unwrap_or(bytes.len() - at);
        self.steps += plain + 1;
        self.out.push_str(&self.text[at..at + plain]);
        let at = at + plain;
        let Some(byte) = bytes.get(at) else { return at };
        match byte {
            b'\\' => self.command(at + 1),
            b'$' => self.dollar(at),
            b'{' => self.open(at),
            b'}' => self.close(at),
            b'^' | b'_' if self.pair(at + 1).is_some_and(|close| close > at) => {
                self.script(char::from(*byte), at + 1, self.text.len(), 0)
            }
            b':' => self.address(at),
            b'~' if self.is_tie(at) => {
                self.push_space();
                at + 1
            }
            b'-' => self.dash(at),
            b'`' | b'\'' | b'"' => self.quote(at),
            other => {
                self.out.push(char::from(*other));
                at + 1
            }
        }
    }

    /// What follows a scheme is an address, up to its end, and no TeX.
    fn address(&mut self, at: usize) -> usize {
        let end = if self.out.ends_with("http") || self.out.ends_with("https") {
            at + link::length(&self.text[at..])
        } else {
            at
        };
        let end = end.max(at + 1);
        self.steps += end - at;
        self.out.push_str(&self.text[at..end]);
        end
    }
}

#[cfg(test)]
mod tests;
