//! A term: words that must be next to each other in a text.

use super::matching::{self, Found};
use super::tokens::{Gap, Reading, Token, acronym_of_plural, is_capitals};
use super::{MatchMode, forms};

/// A word or phrase to look for. Two terms are equal if they are written the same.
#[derive(Clone, Debug)]
pub struct Term {
    text: String,
    /// The text as it was read, TeX as text.
    typed: String,
    pub(super) words: Vec<TermWord>,
}

#[derive(Clone, Debug)]
pub(super) struct TermWord {
    pub(super) token: Token,
    pub(super) kind: Kind,
    /// The word's forms, without regard to its case, which says nothing in a term.
    pub(super) forms: Vec<String>,
    /// It may have a version number attached in a text.
    pub(super) takes_version: bool,
}

/// The rule that a word of a term is compared by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Without case, in all forms of the word.
    Word,
    /// As [`Kind::Word`], but the name of a Greek letter, which its symbol does not match.
    GreekName,
    /// Capitals and digits, without the plural `s`.
    Acronym(String),
    /// A capital inside, without the plural `s`; whether it is made of words (`FlashAttention`).
    Name { base: String, of_words: bool },
    /// A single letter, in its case or in either.
    Letter { any_case: bool },
    /// At most one letter, with digits or signs: without case.
    Plain,
    /// What a word begins with.
    Prefix,
}

/// Why a text is not a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TermError {
    /// There is nothing to look for in it.
    #[error("has no letter or digit to look for")]
    NoAlphanumeric,
}

impl PartialEq for Term {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Term {}

impl Term {
    /// Reads a term; it may hold any character.
    pub fn parse(text: &str) -> Result<Self, TermError> {
        let reading = Reading::of_term(text);
        let tokens = reading.tokens().to_vec();
        if !tokens.iter().any(|token| token.text.contains(char::is_alphanumeric)) {
            return Err(TermError::NoAlphanumeric);
        }
        // A term in capitals says nothing about its words.
        let shouted = tokens.len() > 1
            && tokens.iter().any(|token| is_capitals(&token.text))
            && !tokens.iter().any(|token| token.text.contains(char::is_lowercase));
        let kinds: Vec<Kind> = (0..tokens.len()).map(|at| kind(&tokens, at, shouted)).collect();
        let alone = tokens.len() == 1;
        let words = tokens.into_iter().zip(kinds).map(|(token, kind)| {
            let takes_version = takes_version(&token.text, &kind, alone);
            let forms = forms::forms(token.lower());
            TermWord { token, kind, forms, takes_version }
        });
        let typed = reading.excerpt(0..words.len()).to_owned();
        Ok(Self { text: text.to_owned(), typed, words: words.collect() })
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// The term as written, TeX as text, without what is around its words.
    pub(super) fn typed(&self) -> &str {
        &self.typed
    }

    /// Whether the term is in a text. [`MatchMode::Arxiv`] leaves that to arXiv, and so always says yes.
    pub fn matches(&self, text: &Reading, match_mode: MatchMode) -> bool {
        match_mode == MatchMode::Arxiv || self.find(text, match_mode).is_some()
    }

    /// Where the term is in a text, and by which rule.
    pub(super) fn find(&self, text: &Reading, match_mode: MatchMode) -> Option<Found> {
        matching::find(self, text.tokens(), match_mode == MatchMode::Exact)
    }
}

fn kind(tokens: &[Token], at: usize, shouted: bool) -> Kind {
    const MIN_PREFIX_LETTERS: usize = 3;
    let Token { text, has_star, is_symbol, gap, .. } = &tokens[at];
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    if *has_star && letters >= MIN_PREFIX_LETTERS {
        return Kind::Prefix;
    }
    if letters < 2 && text.starts_with(super::fold::is_cjk) {
        return Kind::Plain;
    }
    if letters == 1 && text.chars().count() == 1 {
        let hyphens =
            at > 0 && *gap == Gap::Hyphen || tokens.get(at + 1).is_some_and(|next| next.gap == Gap::Hyphen);
        let small = tokens.len() > 1 && text.chars().all(char::is_lowercase);
        return Kind::Letter { any_case: hyphens || small };
    }
    if letters < 2 {
        return Kind::Plain;
    }
    if tokens.len() == 1 && !is_symbol && super::fold::symbol(tokens[at].lower()).is_some() {
        return Kind::GreekName;
    }
    if shouted || *is_symbol {
        return Kind::Word;
    }
    if is_capitals(text) {
        return Kind::Acronym(text.clone());
    }
    if let Some(acronym) = acronym_of_plural(text) {
        return Kind::Acronym(acronym.to_owned());
    }
    if text.chars().skip(1).any(char::is_uppercase) && !is_letter_and_word(text) {
        let base =
            text.strip_suffix('s').filter(|base| base.len() > 3 && !base.ends_with('s')).unwrap_or(text);
        return Kind::Name { base: base.to_owned(), of_words: is_of_words(base) };
    }
    Kind::Word
}

/// `UNet`: a letter and a word, which are written in many ways.
fn is_letter_and_word(word: &str) -> bool {
    let mut chars = word.chars();
    let capitals =
        chars.next().is_some_and(char::is_uppercase) && chars.next().is_some_and(char::is_uppercase);
    capitals && chars.clone().count() >= 2 && chars.all(char::is_lowercase)
}

/// `FlashAttention`: words of three letters or more, each with a capital.
fn is_of_words(name: &str) -> bool {
    let capitals = name.match_indices(char::is_uppercase).map(|(at, _)| at);
    let starts: Vec<usize> = capitals.chain([name.len()]).collect();
    starts.first() == Some(&0)
        && starts.len() > 2
        && starts.windows(2).all(|word| word[1] - word[0] >= 3)
        && name.chars().all(char::is_alphabetic)
}

fn takes_version(text: &str, kind: &Kind, alone: bool) -> bool {
    /// With a digit these are chemical formulas, or sizes of dust.
    const FORMULAS: [&str; 11] = ["CO", "NO", "SO", "CH", "NH", "OH", "H", "O", "N", "PM", "MoS"];
    let named = match kind {
        Kind::Acronym(_) | Kind::Name { .. } => true,
        Kind::Word => alone && text.starts_with(char::is_uppercase),
        _ => false,
    };
    named && !FORMULAS.contains(&text) && !text.contains(|c: char| c.is_ascii_digit())
}
