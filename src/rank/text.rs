//! The words of a paper that say what it is about.

use std::collections::{HashMap, HashSet};

use crate::keyword::{Reading, word_forms};

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
    /// In its case.
    text: String,
    /// Whether the word before it in the text is the one before it here.
    follows: bool,
}

impl Text {
    /// Reads TeX as text, by the rules that keywords are compared by.
    pub(super) fn read(title: &str, abstract_: &str) -> Self {
        let mut words = Vec::new();
        for text in [title, abstract_] {
            let mut follows = false;
            for (text, lower, joined) in Reading::of(text).words() {
                let says_something = lower.chars().nth(1).is_some()
                    && lower.contains(char::is_alphabetic)
                    && STOP_WORDS.binary_search(&lower).is_err();
                if says_something {
                    words.push(Word { text: text.to_owned(), follows: follows && joined });
                }
                follows = says_something;
            }
        }
        Self { words }
    }

    /// The terms to compare: words, and pairs of neighbouring words.
    pub(super) fn terms(&self, vocabulary: &Vocabulary) -> Vec<String> {
        let mut terms: Vec<String> = Vec::with_capacity(2 * self.words.len());
        let mut before: Option<&str> = None;
        for word in &self.words {
            let term = vocabulary.form_of(&word.text);
            if let Some(before) = before.filter(|_| word.follows) {
                terms.push(format!("{before} {term}"));
            }
            terms.push(term.to_owned());
            before = Some(term);
        }
        terms
    }
}

/// The form by which each word of some texts is compared.
#[derive(Debug, Default)]
pub(super) struct Vocabulary(HashMap<String, String>);

impl Vocabulary {
    /// A plural is compared as its singular if a text has that.
    pub(super) fn new(texts: &[Text]) -> Self {
        let mut forms: HashMap<&str, Vec<String>> = HashMap::new();
        for word in texts.iter().flat_map(|text| &text.words) {
            forms.entry(&word.text).or_insert_with(|| word_forms(&word.text));
        }
        // The first form is the word itself, in American spelling. Its possible singulars follow.
        let known: HashSet<&String> = forms.values().filter_map(|forms| forms.first()).collect();
        let one_form = |(word, forms): (&&str, &Vec<String>)| {
            let singular = forms.iter().skip(1).find(|form| known.contains(form));
            Some(((*word).to_owned(), singular.or(forms.first())?.clone()))
        };
        Self(forms.iter().filter_map(one_form).collect())
    }

    fn form_of<'w>(&'w self, word: &'w str) -> &'w str {
        self.0.get(word).map_or(word, String::as_str)
    }
}

#[cfg(test)]
impl Text {
    /// Every word as it is written, in lowercase: what a score is compared with.
    pub(super) fn plain(title: &str, abstract_: &str) -> Self {
        let text = format!("{title} {abstract_}").to_lowercase();
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        Self { words: words.map(|word| Word { text: word.to_owned(), follows: false }).collect() }
    }

    /// The text without some words.
    pub(super) fn without(&self, left_out: impl Fn(&str) -> bool) -> Self {
        let mut words: Vec<Word> = Vec::new();
        let mut gap = false;
        for word in &self.words {
            let is_left_out = left_out(&word.text.to_lowercase());
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
        let terms = text.terms(&Vocabulary::new(std::slice::from_ref(&text)));
        // No pair across a comma or a word that is left out. `nets` stays, because no text has `net`.
        assert_eq!(terms, ["kernel", "alpha", "alpha nets", "nets", "kernel", "nets", "nets"]);
    }
}
