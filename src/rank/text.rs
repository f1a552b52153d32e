//! The words of a paper that say what it is about.

use std::collections::BTreeSet;

use crate::keyword::Reading;

/// Words that papers on anything have.
#[rustfmt::skip]
const STOP_WORDS: &[&str] = &[
    "a", "about", "above", "across", "after", "all", "also", "although", "an", "and", "any", "are", "as", "at", "be", "because", "been",
    "before", "being", "between", "both", "but", "by", "can", "cannot", "could", "did", "do", "does", "due", "during", "each", "either",
    "et", "etc", "even", "for", "from", "further", "furthermore", "had", "has", "have", "having", "hence", "here", "how", "however", "if",
    "in", "into", "is", "it", "its", "itself", "may", "might", "more", "moreover", "most", "much", "must", "nor", "not", "of", "on",
    "only", "onto", "or", "other", "others", "our", "out", "over", "per", "rather", "same", "several", "should", "since", "so", "some",
    "still", "such", "than", "that", "the", "their", "them", "themselves", "then", "there", "therefore", "these", "they", "this", "those",
    "through", "thus", "to", "too", "toward", "towards", "under", "until", "up", "upon", "us", "very", "via", "was", "we", "were", "what",
    "when", "where", "whereas", "whether", "which", "while", "who", "whose", "why", "will", "with", "within", "without", "would", "yet",
];

/// A title and an abstract as words, stop words left out.
#[derive(Clone, Debug)]
pub(super) struct Text {
    words: Vec<Word>,
}

#[derive(Clone, Debug)]
struct Word {
    /// The word as an American writes it, and its possible singulars.
    forms: Vec<String>,
    /// Whether the word before it in the text is the one before it here.
    follows: bool,
}

impl Text {
    /// Reads TeX as text, by the rules that keywords are compared by.
    pub(super) fn read(title: &str, abstract_: &str) -> Self {
        let mut words = Vec::new();
        for text in [title, abstract_] {
            let mut follows = false;
            for (lower, forms, joined) in Reading::of(text).words() {
                let says_something = lower.chars().nth(1).is_some()
                    && lower.contains(char::is_alphabetic)
                    && STOP_WORDS.binary_search(&lower).is_err();
                if says_something {
                    words.push(Word { forms: forms.to_vec(), follows: follows && joined });
                }
                follows = says_something;
            }
        }
        Self { words }
    }

    /// Every word as it was written, for [`Self::terms`].
    pub(super) fn vocabulary(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(|word| word.forms[0].as_str())
    }

    /// The terms to compare: words, and pairs of neighbouring words. A plural is its singular if some text has that.
    pub(super) fn terms(&self, vocabulary: &BTreeSet<&str>) -> Vec<String> {
        let singular = |word: &Word| {
            let known = word.forms[1..].iter().find(|form| vocabulary.contains(form.as_str()));
            known.unwrap_or(&word.forms[0]).clone()
        };
        let mut terms: Vec<String> = Vec::with_capacity(2 * self.words.len());
        let mut before: Option<String> = None;
        for word in &self.words {
            let term = singular(word);
            if let Some(before) = before.filter(|_| word.follows) {
                terms.push(format!("{before} {term}"));
            }
            terms.push(term.clone());
            before = Some(term);
        }
        terms
    }
}

#[cfg(test)]
impl Text {
    /// Every word as it is written, in lowercase: what a score is compared with.
    pub(super) fn plain(title: &str, abstract_: &str) -> Self {
        let text = format!("{title} {abstract_}").to_lowercase();
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        Self { words: words.map(|word| Word { forms: vec![word.to_owned()], follows: false }).collect() }
    }

    /// The text without some words.
    pub(super) fn without(&self, left_out: impl Fn(&str) -> bool) -> Self {
        let mut words: Vec<Word> = Vec::new();
        let mut gap = false;
        for word in &self.words {
            let is_left_out = left_out(&word.forms[0]);
            if !is_left_out {
                words.push(Word { follows: word.follows && !gap, ..word.clone() });
            }
            gap = is_left_out;
        }
        Self { words }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_say_something_are_terms() {
        assert!(STOP_WORDS.is_sorted());
        let text = Text::read("On the Kernels of $\\alpha$-Nets", "A kernel, nets; 17 m of nets");
        let vocabulary = text.vocabulary().collect();
        let terms = text.terms(&vocabulary);
        // No pair across a comma or a word that is left out. `nets` stays, because no text has `net`.
        assert_eq!(terms, ["kernel", "alpha", "alpha nets", "nets", "kernel", "nets", "nets"]);
    }
}
