//! One reading of a text as words, shared by keywords and papers, matching and `explain`.
//!
//! TeX is read as text, web addresses are left out, accents do not count, small digits belong to what they index, and Greek
//! letters are their names. Letters and digits make words; hyphens, slashes and other punctuation separate them.

use std::cell::OnceCell;
use std::iter::Peekable;
use std::ops::Range;
use std::str::CharIndices;

use super::fold;
use super::forms;
use crate::text::link;
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
    pub(super) lower: String,
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
        let lower = fold::lower(&text);
        let forms = OnceCell::new();
        Self { text, lower, gap, range, ends_small: false, is_symbol: false, has_star: false, forms }
    }

    /// The forms of the word (`forms`), in view of its case: `GPUs` is the plural of `GPU` and nothing else.
    pub(super) fn forms(&self) -> &[String] {
        self.forms.get_or_init(|| word_forms(&self.text))
    }

    /// The letter that all forms of the word begin with.
    pub(super) fn initial(&self) -> Option<char> {
        initial(&self.lower)
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
        self.tokens.iter().map(|token| (token.text.as_str(), token.lower.as_str(), token.gap.joins()))
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

/// The text with a space in place of each web address.
fn without_addresses(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for piece in text.split_inclusive(char::is_whitespace) {
        match address(piece) {
            Some(range) => {
                out.push_str(&piece[..range.start]);
                out.push(' ');
                out.push_str(&piece[range.end..]);
            }
            None => out.push_str(piece),
        }
    }
    out
}

/// Where a web address is in a piece of text without spaces: with a scheme, or a host and a path.
fn address(piece: &str) -> Option<Range<usize>> {
    const SITES: [&str; 3] = [".github.io", ".gitlab.io", ".readthedocs.io"];
    let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let to_end = |start: usize| start..start + link::length(&piece[start..]).max(1);
    // Most pieces are words.
    if !piece.trim_end().trim_end_matches('.').contains(['.', '/']) {
        return None;
    }
    if let Some(at) = piece.find("://") {
        let scheme = piece[..at].bytes().rev().take_while(u8::is_ascii_alphabetic).count();
        return Some(to_end(at - scheme));
    }
    let start = piece.find(char::is_alphanumeric)?;
    let host: &str = &piece[start..];
    let host = &host[..host.find(|c| !is_host(c)).unwrap_or(host.len())];
    let (name, top) = host.trim_end_matches('.').rsplit_once('.')?;
    let is_top = (2..=6).contains(&top.len()) && top.bytes().all(|byte| byte.is_ascii_lowercase());
    let has_path = piece[start + host.len()..].starts_with('/') && name.len() >= 2;
    let known = SITES.iter().any(|site| host.ends_with(site)) || host.starts_with("www.");
    (is_top && (has_path || known)).then(|| to_end(start))
}

/// Reads a text from left to right.
struct Scanner<'t> {
    text: &'t str,
    chars: Peekable<CharIndices<'t>>,
    tokens: Vec<Token>,
    /// The word being read, and where it begins.
    word: String,
    start: usize,
    end: usize,
    gap: Gap,
    ends_small: bool,
    /// All of the word is the names of Greek letters.
    is_symbol: bool,
    /// A `+` or `#` was read: a letter begins a new word.
    is_complete: bool,
}

impl<'t> Scanner<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            chars: text.char_indices().peekable(),
            tokens: Vec::with_capacity(text.len() / 6),
            word: String::new(),
            start: 0,
            end: 0,
            gap: Gap::Other,
            ends_small: false,
            is_symbol: true,
            is_complete: false,
        }
    }

    fn run(mut self) -> Vec<Token> {
        while let Some((at, c)) = self.chars.next() {
            self.read(at, c);
        }
        self.end_word();
        self.tokens
    }

    fn read(&mut self, at: usize, c: char) {
        let rest = &self.text[at + c.len_utf8()..];
        match c {
            _ if c.is_ascii_alphanumeric() => self.push(at, c),
            // The soft hyphen and characters without width.
            '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => (),
            _ if fold::is_accent(c) => (),
            '+' if !self.word.is_empty()
                && !rest.trim_start_matches('+').starts_with(char::is_alphabetic) =>
            {
                self.sign(at, c);
            }
            '#' if !self.word.is_empty() => self.sign(at, c),
            '*' if is_letter(&self.word) => self.sign(at, c),
            '*' if !self.word.is_empty() => {
                self.end_word();
                self.tokens.iter_mut().last().into_iter().for_each(|token| token.has_star = true);
                self.separate(Gap::Other);
            }
            '&' if self.word.ends_with(char::is_alphabetic) && rest.starts_with(char::is_alphabetic) => {
                self.push(at, c);
            }
            '_' | '^' if self.index(rest) => (),
            '\'' | '’' | '′' if self.apostrophe(rest) => (),
            c if c.is_whitespace() => self.separate(Gap::Space),
            '-' | '\u{2010}'..='\u{2013}' | '−' => self.separate(Gap::Hyphen),
            '⁻' => self.negative_power(),
            c if fold::greek(c).is_some() => self.greek(at, c),
            c if fold::is_cjk(c) && c.is_alphanumeric() => {
                self.end_word();
                self.push(at, c);
                self.end_word();
            }
            c if c.is_alphanumeric() => self.push(at, c),
            // Marks of scripts that are not ours to take apart.
            c if !self.word.is_empty() && is_mark(c) => self.push(at, c),
            _ => self.separate(Gap::Other),
        }
    }

    fn push(&mut self, at: usize, c: char) {
        if self.is_complete {
            self.end_word();
        }
        self.begin(at);
        let small = fold::is_small_digit(c);
        self.ends_small = small || self.ends_small && c.is_ascii_digit();
        self.is_symbol = false;
        fold::push_folded(c, &mut self.word);
        self.end = at + c.len_utf8();
    }

    fn begin(&mut self, at: usize) {
        if self.word.is_empty() {
            self.start = at;
            (self.ends_small, self.is_symbol, self.is_complete) = (false, true, false);
        }
    }

    fn sign(&mut self, at: usize, c: char) {
        self.word.push(c);
        self.end = at + c.len_utf8();
        self.is_complete = true;
    }

    /// Whether `_` or `^` joins what follows to the word: a digit to anything, a letter to a letter.
    fn index(&mut self, rest: &str) -> bool {
        if self.word.is_empty() || self.is_complete {
            return false;
        }
        let bracket = rest.starts_with(['{', '(']);
        let index = if bracket { &rest[1..] } else { rest };
        if index.starts_with(|c: char| c.is_ascii_digit()) {
            if bracket {
                self.chars.next();
            }
            self.ends_small = true;
            return true;
        }
        let length = rest.chars().take_while(|c| c.is_alphanumeric()).count();
        is_letter(&self.word) && length == 1 && rest.starts_with(char::is_alphabetic)
    }

    /// Reads the digits of a negative power, to which no letter belongs: `h⁻¹Mpc` has the word `Mpc`.
    fn negative_power(&mut self) {
        self.separate(Gap::Other);
        while let Some((at, c)) = self.chars.next_if(|(_, c)| fold::is_small_digit(*c)) {
            self.push(at, c);
        }
        self.end_word();
    }

    /// Whether an apostrophe is only the end of a word: a possessive, which is left out, or a prime.
    fn apostrophe(&mut self, rest: &str) -> bool {
        if self.word.is_empty() {
            return false;
        }
        if let Some(after) = rest.strip_prefix('s')
            && !after.starts_with(char::is_alphanumeric)
        {
            self.chars.next();
            return true;
        }
        !rest.starts_with(char::is_alphanumeric)
    }

    /// Adds Greek letters: one or two are symbols with names, more are a Greek word.
    fn greek(&mut self, at: usize, first: char) {
        let mut letters = vec![first];
        let mut end = at + first.len_utf8();
        while let Some((at, c)) = self.chars.next_if(|(_, c)| fold::greek(*c).is_some()) {
            letters.push(c);
            end = at + c.len_utf8();
        }
        let plain: Vec<char> = letters.iter().filter_map(|c| fold::greek(*c)).collect();
        let stands_alone = self.word.is_empty() || self.word.bytes().all(|byte| byte.is_ascii_digit());
        if plain == ['μ'] && stands_alone && is_unit(&self.text[end..]) {
            return;
        }
        if self.is_complete {
            self.end_word();
        }
        self.begin(at);
        if plain.len() > 2 {
            self.is_symbol = false;
            self.word.extend(plain);
        } else {
            for c in plain {
                self.word.push_str(fold::greek_name(c));
            }
        }
        self.ends_small = false;
        self.end = end;
    }

    fn separate(&mut self, gap: Gap) {
        self.end_word();
        self.gap = match (self.gap, gap) {
            (Gap::Nothing, gap) => gap,
            (Gap::Space, Gap::Space) => Gap::Space,
            _ => Gap::Other,
        };
    }

    fn end_word(&mut self) {
        if self.word.is_empty() {
            return;
        }
        let mut token = Token::new(std::mem::take(&mut self.word), self.gap, self.start..self.end);
        (token.ends_small, token.is_symbol) = (self.ends_small, self.is_symbol);
        self.tokens.push(token);
        self.gap = Gap::Nothing;
        self.is_complete = false;
    }
}

fn is_letter(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
}

/// Combining marks beyond the accents, such as the vowel signs of Indian scripts.
fn is_mark(c: char) -> bool {
    let classes = icu_normalizer::properties::CanonicalCombiningClassMapBorrowed::new();
    classes.get_u8(c) != 0
}

/// Whether a text begins with a unit that takes a μ.
fn is_unit(text: &str) -> bool {
    const UNITS: [&str; 23] = [
        "m", "s", "g", "l", "L", "W", "A", "V", "F", "J", "T", "K", "N", "M", "C", "H", "Hz", "eV", "Pa",
        "as", "rad", "mol", "Gy",
    ];
    let length = text.bytes().take_while(u8::is_ascii_alphanumeric).count();
    UNITS.contains(&&text[..length])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> String {
        Reading::of(text).tokens().iter().map(|token| token.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn punctuation_separates_words() {
        for (text, expected) in [
            ("FX-DARTS: a/b (c)", "FX DARTS a b c"),
            (r"a \textbf{fast} {\em neural} search, $\mathcal{O}(\log n)$", "a fast neural search O log n"),
            ("HW_NAS–Bench…x", "HW NAS Bench x"),
            ("Schrödinger’s cat's NAS's", "Schrodinger cat NAS"),
            ("O'Brien's d'Alembert", "O Brien d Alembert"),
            ("e\u{301}tale", "etale"),
            ("神经 搜索", "神 经 搜 索"),
            ("neu\u{ad}ral multi‑agent", "neural multi agent"),
            ("", ""),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn signs_belong_to_their_word() {
        for (text, expected) in [
            ("C++, C# and R&D", "C++ C# and R&D"),
            ("C++11 in F#.", "C++ 11 in F#"),
            ("BERT+LoRA", "BERT LoRA"),
            ("a + b # c & d", "a b c d"),
            ("#1 +x &y z&", "1 x y z"),
            ("DARTS+: x", "DARTS+ x"),
            ("AT&T&2", "AT&T 2"),
            ("routes by A* and $D^*$, **bold**", "routes by A* and D* bold"),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn formulas_are_words() {
        for (text, expected) in [
            (r"La$_3$Ni$_2$O$_{7-\delta}$ and La_4Ni_3O_\{10\}", "La3Ni2O7 delta and La4Ni3O10"),
            (r"$\beta$-VAE, $\Lambda$CDM, Ly$\alpha$", "beta VAE LambdaCDM Lyalpha"),
            (r"$t$-$t^\prime$-$J$, $T_c$, $T_j$, k_B", "t t J Tc Tj kB"),
            (r"5 $\mu$m, $\mu$SR, 3 μs", "5 m muSR 3 s"),
            (r"8 $h^{-1}$Mpc, $10^{-3}$eV, $^{13}$CO", "8 h 1 Mpc 10 3 eV 13CO"),
            ("Μηχανική μάθηση", "Μηχανικη μαθηση"),
            ("autonomous_driving", "autonomous driving"),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn addresses_are_left_out() {
        for (text, expected) in [
            ("Code at https://github.com/ICL-LAB/tool.", "Code at"),
            ("see (github.com/EIT-NLP/x), or x.github.io", "see or"),
            ("e.g. and/or v1.5/v2.0, U.S./China", "e g and or v1 5 v2 0 U S China"),
            ("www.univa.online", ""),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn an_excerpt_is_as_written() {
        let reading = Reading::of("The Schr\\\"odinger-Poisson system");
        assert_eq!(reading.excerpt(1..3), "Schrödinger-Poisson");
        assert_eq!(reading.excerpt(3..3), "");
    }
}
