//! One reading of a text as words, shared by keywords and papers, matching and `explain`.
//!
//! TeX is read as text, web addresses are left out, accents do not count, small digits belong to what they index, and Greek
//! letters are their names. Letters and digits make words; hyphens, slashes and other punctuation separate them.

use std::cell::OnceCell;
use std::ops::Range;

use super::address::without_addresses;
use super::scanner::Scanner;
use super::{fold, forms};
use crate::text::tex::{self, Math};

/// A text as it is compared.
#[derive(Clone, Debug)]
pub struct Reading {
    /// What the tokens' ranges are of.
    text: String,
    tokens: Vec<Token>,
}

/// What is between a word and the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    /// Nothing, as before the `17` of `C++17`.
    Nothing,
    Space,
    Hyphen,
    /// Other punctuation, or the beginning of the text.
    Other,
}

impl Gap {
    /// Whether two parts of a word may be joined across it.
    pub(super) fn joins(self) -> bool {
        self != Self::Other
    }
}

#[derive(Clone, Debug)]
pub(super) struct Token {
    /// The word folded, in its case.
    pub(super) text: String,
    /// The same in lowercase, if that may be another text.
    lower: Option<String>,
    pub(super) gap: Gap,
    pub(super) range: Range<usize>,
    /// It ends with a digit that was above or below the line.
    pub(super) ends_small: bool,
    /// It is a Greek letter, and not its name.
    pub(super) is_symbol: bool,
    /// A `*` follows: in a term of three letters or more, any ending may.
    pub(super) has_star: bool,
    forms: OnceCell<Vec<String>>,
}

impl Token {
    pub(super) fn new(text: String, gap: Gap, range: Range<usize>) -> Self {
        let is_lower = text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        let lower = (!is_lower).then(|| fold::lower(&text));
        let forms = OnceCell::new();
        Self { text, lower, gap, range, ends_small: false, is_symbol: false, has_star: false, forms }
    }

    /// The word in lowercase.
    pub(super) fn lower(&self) -> &str {
        self.lower.as_deref().unwrap_or(&self.text)
    }

    /// The forms of the word (`forms`), in view of its case: `GPUs` is the plural of `GPU` and nothing else.
    pub(super) fn forms(&self) -> &[String] {
        self.forms.get_or_init(|| word_forms(&self.text))
    }

    /// The letter that all forms of the word begin with.
    pub(super) fn initial(&self) -> Option<char> {
        initial(self.lower())
    }
}

/// The forms of a word that is written like this in a [`Reading`].
pub fn word_forms(text: &str) -> Vec<String> {
    match acronym_of_plural(text) {
        Some(acronym) => vec![fold::lower(acronym)],
        None if is_capitals(text) => forms::forms_of_capitals(&fold::lower(text)),
        None => forms::forms(&fold::lower(text)),
    }
}

/// The letter that all forms of a word begin with; British words may begin with `ae` or `oe`.
pub(super) fn initial(lower: &str) -> Option<char> {
    let short = lower.strip_prefix(['a', 'o']).filter(|rest| rest.starts_with('e'));
    short.unwrap_or(lower).chars().next()
}

/// Whether a word has two letters or more, all in capitals.
pub(super) fn is_capitals(word: &str) -> bool {
    word.chars().filter(|c| c.is_uppercase()).count() >= 2 && !word.chars().any(char::is_lowercase)
}

/// The acronym that a word is the plural of: capitals and a small `s`.
pub(super) fn acronym_of_plural(word: &str) -> Option<&str> {
    word.strip_suffix('s').filter(|word| is_capitals(word))
}

impl Reading {
    pub fn of(text: &str) -> Self {
        Self::new(without_addresses(&tex::to_text(text, Math::Text)))
    }

    /// A term, in which nothing is left out.
    pub(super) fn of_term(text: &str) -> Self {
        Self::new(tex::to_text(text, Math::Text).into_owned())
    }

    fn new(text: String) -> Self {
        let tokens = Scanner::new(&text).run();
        Self { text, tokens }
    }

    pub(super) fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// The words in order: each in its case and in lowercase, and whether no punctuation separates it from the word before.
    pub fn words(&self) -> impl Iterator<Item = (&str, &str, bool)> {
        self.tokens.iter().map(|token| (token.text.as_str(), token.lower(), token.gap.joins()))
    }

    /// What follows a range of tokens.
    pub(super) fn after(&self, tokens: Range<usize>) -> &str {
        let last = tokens.end.checked_sub(1).and_then(|last| self.tokens.get(last));
        last.and_then(|last| self.text.get(last.range.end..)).unwrap_or_default()
    }

    /// The words of a range of tokens, as the text has them.
    pub(super) fn excerpt(&self, tokens: Range<usize>) -> &str {
        let ends = self
            .tokens
            .get(tokens.start)
            .zip(tokens.end.checked_sub(1).and_then(|last| self.tokens.get(last)));
        ends.and_then(|(first, last)| self.text.get(first.range.start..last.range.end)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_as_written() {
        let reading = Reading::of("The Schr\\\"odinger-Poisson system");
        assert_eq!(reading.excerpt(1..3), "Schrödinger-Poisson");
        assert_eq!(reading.excerpt(3..3), "");
    }
}
