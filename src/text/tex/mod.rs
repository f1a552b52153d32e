//! TeX as titles and abstracts have it, into text that people read.
//!
//! No abstract is ever compiled: authors use the commands they remember, next to prices, shell words and Markdown. So this is
//! not TeX. It reads once from left to right, removes what is certainly a command, and leaves the rest. Every byte is looked at
//! a bounded number of times, whatever the text (`steps` counts; a test holds the bound).
//!
//! `docs/text.md` says what is done, and which crates were looked at.

mod command;
mod formula;
mod github;
mod math;
mod mathjax;
mod prose;
mod script;
mod symbols;
mod units;

use std::borrow::Cow;

use super::{link, sentinels};

/// What becomes of mathematics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Math {
    /// GitHub renders it, where that is safe; otherwise as [`Math::Text`].
    Keep,
    /// It becomes plain characters: `$\alpha^2$` is α².
    Text,
}

/// What is going to show the text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Target {
    /// GitHub: formulas are marked.
    GitHub,
    /// LaTeX by way of BibTeX: formulas are marked, next to letters too.
    Bibtex,
    /// Anything: no formulas.
    Plain,
}

/// The text without TeX. It has sentinels around formulas with [`Math::Keep`], and none with [`Math::Text`].
pub fn to_text(text: &str, math: Math) -> Cow<'_, str> {
    to_target(text, math.target(), false)
}

/// The text without TeX for a page: as [`to_text`], with sentinels around superscripts and subscripts that Unicode lacks.
pub fn to_page(text: &str, math: Math) -> Cow<'_, str> {
    to_target(text, math.target(), true)
}

/// The text without TeX for a bibliography, with sentinels around formulas, superscripts and subscripts.
pub fn to_bibtex(text: &str) -> Cow<'_, str> {
    to_target(text, Target::Bibtex, true)
}

impl Math {
    fn target(self) -> Target {
        if self == Self::Keep { Target::GitHub } else { Target::Plain }
    }
}

fn to_target(text: &str, target: Target, scripts: bool) -> Cow<'_, str> {
    let has = |one, two, three| memchr::memchr3(one, two, three, text.as_bytes()).is_some();
    if has(b'\\', b'$', b'{') || has(b'}', b'`', b'~') || text.contains("--") || text.contains("''") {
        Cow::Owned(convert(text, target, scripts).0)
    } else {
        sentinels::strip(text)
    }
}

/// The text, and how many steps it took.
fn convert(text: &str, target: Target, scripts: bool) -> (String, usize) {
    let text = sentinels::strip(text);
    let mut converter = Converter::new(&text, target, scripts);
    let mut at = 0;
    while at < text.len() {
        at = converter.next(at);
    }
    let (out, steps) = (converter.out, converter.steps);
    (if out.ends_with(' ') || out.starts_with(' ') { out.trim().to_owned() } else { out }, steps)
}

/// Whether a byte is text wherever it is. The others may begin TeX or an address.
fn is_text(byte: u8) -> bool {
    !matches!(byte, b'\\' | b'$' | b'{' | b'}' | b'^' | b'_' | b':' | b'~' | b'-' | b'`' | b'\'' | b'"')
}

/// The name of a command, after its backslash: letters, or one other character.
fn name(rest: &str) -> &str {
    let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    let length = if letters > 0 { letters } else { rest.chars().next().map_or(0, char::len_utf8) };
    &rest[..length]
}

/// Whether what is after a backslash begins with a command that LaTeX has as `MathJax` has it, and that does no more than set
/// type.
pub(super) fn is_in_latex(rest: &str) -> bool {
    let name = name(rest);
    let sign = name.len() == 1 && " !,/:;>\\_{|}".contains(name);
    sign || mathjax::sets_type(name) && symbols::is_in_latex(name)
}

/// The character of `\unicode`, whose argument is at the start of the text, and the argument's length.
fn unicode(rest: &str) -> Option<(char, usize)> {
    let number = rest.strip_prefix('{')?.split('}').next()?;
    let code = match number.strip_prefix(['x', 'X', '"']) {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
        None => number.parse().ok()?,
    };
    let symbol = char::from_u32(code).filter(|c| !c.is_control() && !sentinels::is_sentinel(*c))?;
    rest[1 + number.len()..].starts_with('}').then_some((symbol, number.len() + 2))
}

/// The length of the dimension that is at the start of the text: `-2mu`, ` 1.5em`, `{1em}`.
fn dimension(rest: &str) -> usize {
    let star = usize::from(rest.starts_with("*{"));
    if let Some(group) = rest[star..].strip_prefix('{') {
        let close = group.find(['{', '}']).filter(|at| group[*at..].starts_with('}'));
        return close.map_or(0, |at| star + at + 2);
    }
    let number =
        rest.trim_start_matches([' ', '+', '-']).trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let unit = number.trim_start();
    let known = ["bp", "cm", "em", "ex", "in", "mm", "mu", "pc", "pt", "px"]
        .iter()
        .any(|known| unit.starts_with(known));
    if known && number.len() < rest.len() { rest.len() - unit.len() + 2 } else { 0 }
}

/// A text being read, and what was written of it.
struct Converter<'t> {
    text: &'t str,
    /// Each brace that has a partner, and the partner, in the order of the text.
    pairs: Vec<(usize, usize)>,
    out: String,
    target: Target,
    /// Whether scripts that Unicode lacks are marked.
    scripts: bool,
    /// Whether a script is being written.
    in_script: bool,
    /// The formula's environments that are open: what ends each.
    environments: Vec<&'static str>,
    /// Bytes looked at, each time.
    steps: usize,
    /// Where the last command ended: a brace there begins its argument.
    after_command: usize,
    /// What to write at closing braces.
    at_close: Vec<(usize, String)>,
    /// Whether a quotation was opened with two backquotes or apostrophes.
    quoted: bool,
    /// Where one that was opened with one backquote ends.
    quote_end: usize,
    /// Where the last formula begins in what was written.
    formula_at: usize,
    /// Whether nothing closes another `\(` or `\[`.
    unclosed: [bool; 2],
}

impl<'t> Converter<'t> {
    fn new(text: &'t str, target: Target, scripts: bool) -> Self {
        let mut steps = 0;
        let mut pairs = Vec::new();
        if text.contains('{') {
            steps += text.len();
            let mut open = Vec::new();
            let mut escaped = None;
            for at in memchr::memchr3_iter(b'\\', b'{', b'}', text.as_bytes()) {
                match text.as_bytes()[at] {
                    _ if escaped == Some(at) => (),
                    b'\\' => escaped = Some(at + 1),
                    b'{' => open.push(at),
                    _ => {
                        if let Some(begin) = open.pop() {
                            pairs.extend([(begin, at), (at, begin)]);
                        }
                    }
                }
            }
            pairs.sort_unstable();
        }
        let out = String::with_capacity(text.len());
        let at_close = Vec::new();
        Self {
            text,
            pairs,
            out,
            target,
            scripts,
            in_script: false,
            environments: Vec::new(),
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
        let found = self.pairs.binary_search_by_key(&at, |(brace, _)| *brace).ok()?;
        Some(self.pairs[found].1)
    }

    fn char_at(&self, at: usize) -> char {
        self.text[at..].chars().next().unwrap_or(' ')
    }

    fn push_space(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with(' ') {
            self.out.push(' ');
        }
    }

    /// Where to go on after a command that wrote nothing, or a space.
    fn skip_space(&self, at: usize) -> usize {
        let begins = self.out.is_empty() || self.out.ends_with([' ', '(', '[', '"', '“', '-']);
        if begins && self.text[at..].starts_with(' ') { at + 1 } else { at }
    }

    /// Reads on at a place; where to go on.
    fn next(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        let plain = rest.bytes().position(|byte| !is_text(byte)).unwrap_or(rest.len());
        self.steps += plain + 1;
        self.out.push_str(&rest[..plain]);
        let at = at + plain;
        let Some(byte) = self.text.as_bytes().get(at) else { return at };
        match byte {
            b'\\' => self.command(at + 1),
            b'$' => self.dollar(at),
            b'{' => self.open(at),
            b'}' => self.close(at),
            b'^' | b'_' if self.pair(at + 1).is_some_and(|close| close > at) => {
                self.script(char::from(*byte), at + 1, self.text.len(), 0)
            }
            // `\mathrm{CO}_2`, and not the name of a file.
            b'^' | b'_' if self.after_group(at) => self.script(char::from(*byte), at + 1, self.text.len(), 0),
            b':' => self.address(at, self.text.len()),
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

    /// Whether the sign at a place is between a group of TeX's and a digit.
    fn after_group(&self, at: usize) -> bool {
        self.text[..at].ends_with('}')
            && self.pair(at - 1).is_some_and(|open| self.text[..open].ends_with(char::is_alphanumeric))
            && self.text[at + 1..].starts_with(|c: char| c.is_ascii_digit())
    }

    /// What follows a scheme is an address, up to its end, and no TeX.
    fn address(&mut self, at: usize, limit: usize) -> usize {
        let end = if self.out.ends_with("http") || self.out.ends_with("https") {
            at + link::length(&self.text[at..limit])
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
mod readable;
#[cfg(test)]
mod tests;
