//! Text into words, the same way for keywords and for papers.
//!
//! Letters and digits make words; hyphens, slashes, TeX and all other punctuation part them. `+` and `#` directly after a
//! letter or digit belong to the word (`C++`, `C#`), `&` between letters does (`R&D`), and a possessive `'s` is dropped.

use frostem::{Algorithm, Stemmer};

/// A word of a term, in the forms it is compared in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// In lower case.
    lower: String,
    /// The Snowball English stem of the lower case.
    stem: String,
    /// For a word all in capitals and digits: itself without a plural `s` (`LLMs` is `LLM`).
    acronym: Option<String>,
}

impl Token {
    pub(super) fn new(word: &str) -> Self {
        let lower = word.to_lowercase();
        Self { stem: stem(&lower).into_owned(), lower, acronym: acronym(word).map(str::to_owned) }
    }

    /// Whether a word of a text is the same but for case.
    pub(super) fn same_letters(&self, word: &str) -> bool {
        self.begins_like(word) && self.lower == word.to_lowercase()
    }

    /// Whether it has the same stem.
    pub(super) fn same_stem(&self, word: &str) -> bool {
        self.begins_like(word) && self.stem == stem(&word.to_lowercase())
    }

    /// Whether it is the same acronym or, if this is none, has the same stem.
    pub(super) fn same_sense(&self, word: &str) -> bool {
        match &self.acronym {
            Some(own) => acronym(word) == Some(own),
            None => self.same_stem(word),
        }
    }

    /// Stems keep the first letter of their word, and stemming is slow: nine words in ten are told apart without.
    fn begins_like(&self, word: &str) -> bool {
        let first = word.chars().next().and_then(|first| first.to_lowercase().next());
        self.lower.chars().next() == first
    }
}

fn stem(lower: &str) -> std::borrow::Cow<'_, str> {
    Stemmer::new(Algorithm::English).stem(lower)
}

/// The words of a text as they are written, in order.
pub fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = None;
    let mut last = ' ';
    let mut rest = text.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        let next = rest.peek().map(|(_, c)| *c);
        let inside = is_word(c)
            || start.is_some()
                && match c {
                    '+' | '#' => is_word(last) || last == c,
                    '&' => last.is_alphabetic() && next.is_some_and(char::is_alphabetic),
                    _ => false,
                };
        // After `C++` or `C#` a letter begins a new word.
        let parted = !inside || is_word(c) && matches!(last, '+' | '#');
        if parted && let Some(from) = start.take() {
            words.push(&text[from..at]);
        }
        if inside && start.is_none() {
            start = Some(at);
        }
        if matches!(c, '\'' | '’') && is_word(last) && possessive(&text[at + c.len_utf8()..]) {
            rest.next();
        }
        last = c;
    }
    words.extend(start.map(|from| &text[from..]));
    words
}

/// Whether the text after an apostrophe is an `s` that ends a word.
fn possessive(after: &str) -> bool {
    let mut after = after.chars();
    after.next() == Some('s') && !after.next().is_some_and(is_word)
}

/// Letters, digits, and the accents that Unicode keeps apart from their letter.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}')
}

/// The acronym a word is, without its plural `s`: capitals and digits only, at least one capital.
fn acronym(word: &str) -> Option<&str> {
    let singular = word.strip_suffix('s').filter(|rest| rest.chars().nth(1).is_some()).unwrap_or(word);
    let all = |fits: fn(char) -> bool| !singular.chars().any(|c| c.is_alphabetic() && !fits(c));
    (all(char::is_uppercase) && singular.chars().any(char::is_uppercase)).then_some(singular)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn punctuation_parts_words() {
        for (text, expected) in [
            ("FX-DARTS: a/b (c)", "FX DARTS a b c"),
            (r"$\beta$-DARTS and L$^{2}$NAS", "beta DARTS and L 2 NAS"),
            ("HW_NAS–Bench…x", "HW NAS Bench x"),
            ("Schrödinger’s cat's NAS's", "Schrödinger cat NAS"),
            ("O'Brien's d'Alembert", "O Brien d Alembert"),
            ("e\u{301}tale", "e\u{301}tale"),
            ("神经 搜索", "神经 搜索"),
            ("", ""),
        ] {
            assert_eq!(words(text).join(" "), expected, "{text}");
        }
    }

    #[test]
    fn plus_sharp_and_ampersand_belong_to_their_word() {
        for (text, expected) in [
            ("C++, C# and R&D", "C++ C# and R&D"),
            ("C++11 in F#.", "C++ 11 in F#"),
            ("a + b # c & d", "a b c d"),
            ("#1 +x &y z&", "1 x y z"),
            ("DARTS+: x", "DARTS+ x"),
            ("AT&T&2", "AT&T 2"),
        ] {
            assert_eq!(words(text).join(" "), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn stems_keep_the_first_letter(text in "[A-Za-z' ]{1,20}|\\PC{1,20}") {
            for word in words(&text) {
                let lower = word.to_lowercase();
                prop_assert_eq!(stem(&lower).chars().next(), lower.chars().next());
            }
        }
    }

    #[test]
    fn acronyms() {
        for (word, expected) in [
            ("DARTS", Some("DARTS")),
            ("LLMs", Some("LLM")),
            ("3D", Some("3D")),
            ("R&D", Some("R&D")),
            ("C++", Some("C++")),
            ("A", Some("A")),
            ("As", None),
            ("2025", None),
            ("2025s", None),
            ("LaTeX", None),
            ("ResNets", None),
            ("darts", None),
            ("神经", None),
        ] {
            assert_eq!(acronym(word), expected, "{word}");
        }
    }
}
