//! A term: words that must stand in a row, and the rules they are compared by.

use super::MatchMode;
use super::tokens::{TermTokens, words};

/// A word or phrase to look for. Two terms are equal if they are written the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    text: String,
    words: Vec<TermTokens>,
    /// Several words, all in capitals: then capitals say nothing about the words.
    capitals: bool,
}

/// Why a text is no term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TermError {
    /// There is nothing to look for in it.
    #[error("has no letter or digit to look for")]
    NoAlphanumeric,
}

impl Term {
    /// Reads a term; it may hold any character.
    pub fn parse(text: &str) -> Result<Self, TermError> {
        let words = words(text);
        // The name of a TeX command has letters, and is no word.
        if !words.iter().any(|word| word.contains(char::is_alphanumeric)) {
            return Err(TermError::NoAlphanumeric);
        }
        let words: Vec<TermTokens> = words.into_iter().map(TermTokens::new).collect();
        let capitals = words.len() > 1
            && text.chars().any(char::is_uppercase)
            && !text.chars().any(|c| c.is_alphabetic() && !c.is_uppercase());
        Ok(Self { text: text.to_owned(), words, capitals })
    }

    /// The term as written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The term's letters and digits as a phrase for arXiv, whose index parts words at everything else. Nothing in it can
    /// change the structure of a query.
    pub fn phrase(&self) -> String {
        let parts = words(&self.text).into_iter().flat_map(|word| word.split(['+', '#', '&']));
        parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// Whether the term stands in a text. [`MatchMode::Arxiv`] leaves the judgement to arXiv, and so always says yes.
    pub fn matches(&self, text: &[&str], match_mode: MatchMode) -> bool {
        let same = match match_mode {
            MatchMode::Arxiv => return true,
            MatchMode::Exact => TermTokens::matches_exact,
            MatchMode::Smart if self.capitals => TermTokens::matches_stem,
            MatchMode::Smart => TermTokens::matches_smart,
        };
        let mut rows = text.windows(self.words.len());
        rows.any(|row| self.words.iter().zip(row).all(|(wanted, word)| same(wanted, word)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(term: &str, text: &str, match_mode: MatchMode) -> bool {
        Term::parse(term).unwrap().matches(&words(text), match_mode)
    }

    #[test]
    fn smart_matching_minds_the_case_of_acronyms_only() {
        for (term, text, expected) in [
            ("DARTS", "FX-DARTS: Designing", true),
            ("DARTS", "Solving the Game of Darts", false),
            ("DARTS", "the DART hand", false),
            ("LLM", "many LLMs here", true),
            ("LLMs", "an LLM's fault", true),
            ("3D", "in 3d", false),
            ("NAS", "A nA-Range reference", false),
            ("Neural Architecture Search", "on neural-architecture searches", true),
            ("Neural Architecture Search", "neural network architecture search", false),
            ("NEURAL ARCHITECTURE SEARCH", "Neural architecture search", true),
            ("Graph Neural Networks", "a GRAPH NEURAL NETWORK", true),
            ("C++", "C and C# code", false),
            ("C++", "in C++17", true),
            ("R&D", "R and D", false),
            ("R&D", "for R&D.", true),
            ("graph", "graphics", false),
            ("Schrödinger equation", "the SCHRÖDINGER equations", true),
        ] {
            assert_eq!(found(term, text, MatchMode::Smart), expected, "{term} in {text}");
        }
    }

    #[test]
    fn exact_matching_minds_neither_case_nor_stem() {
        assert!(found("darts", "DARTS+ and DARTS", MatchMode::Exact));
        assert!(!found("network", "networks", MatchMode::Exact));
        assert!(found("network", "networks", MatchMode::Arxiv));
        assert!(found("ΣΑΣ", "ΣΑΣ and σας", MatchMode::Exact) && found("ΣΑΣ", "σας", MatchMode::Exact));
    }

    #[test]
    fn a_term_needs_something_to_look_for() {
        for wordless in ["", "  ", "++", "\"'`\\", "—", "🙂", "\u{301}", r"\em", r"\textbf{}"] {
            assert_eq!(Term::parse(wordless), Err(TermError::NoAlphanumeric), "{wordless}");
        }
    }

    #[test]
    fn phrases_hold_letters_digits_and_blanks_alone() {
        for (term, phrase) in [
            (r#"a" OR all:b \"#, "a OR all b"),
            ("C++", "C"),
            ("R&D (x)", "R D x"),
            ("graph-neural", "graph neural"),
            ("Schrödinger's", "Schrödinger"),
        ] {
            assert_eq!(Term::parse(term).unwrap().phrase(), phrase);
        }
    }

    /// Surroundings that do not touch a term: what stands before it ends, and what follows begins, with a character that
    /// neither belongs to words nor makes another one of them (as `\\` before letters or `+` after them do).
    fn surroundings() -> impl Strategy<Value = (String, String)> {
        let before = "(\\PC{0,12}|[a-zA-Z'\\\\{}$+#& -]{0,12})[ ,.;:!?(\\[{$/\"~_*-]|\\\\[a-z]{1,6}\\{|";
        let after = "([ ,.;:!?)\\]}$/\"~_*'’-](\\PC{0,12}|[a-zA-Z'\\\\{}$+#& -]{0,12}))?";
        (before, after)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]

        #[test]
        fn a_term_stands_in_any_text_around_itself(
            term in prop_oneof![
                "[A-Za-z][A-Za-z+#&/'-]{0,8}( [A-Za-z0-9+#&/'-]{1,8}){0,3}",
                "\\PC{0,6}[a-zA-Z0-9]\\PC{0,6}",
                "[α-ωΑ-Ωà-ÿÀ-Ýа-яА-Яßıİ]{1,8}",
                "\\\\?[a-z]{1,5}(\\{[A-Za-z ]{1,6}\\}|\\$\\^[0-9]\\$|-)[A-Za-z]{1,5}",
            ],
            (before, after) in surroundings(),
        ) {
            let Ok(wanted) = Term::parse(&term) else { return Ok(()) };
            let text = format!("{before}{term}{after}");
            for match_mode in [MatchMode::Smart, MatchMode::Exact] {
                prop_assert!(wanted.matches(&words(&text), match_mode), "{:?} in {:?}, {:?}", term, text, match_mode);
            }
        }
    }
}
