//! What arXiv is asked for a term: the phrases that its index keeps apart and the rule does not.
//!
//! arXiv's index has runs of letters and digits in lowercase, stemmed by Porter. So the term alone finds its regular
//! plurals. What else is asked for brought papers when it was measured on 20,000 of them; all other joined forms together
//! brought three.

use super::fold;
use super::forms;
use super::matching::SMALL_WORDS;
use super::term::{Kind, Term, TermWord};
use super::tokens::Gap;

/// At most this many phrases for a term.
const MAX_PHRASES: usize = 8;

/// First parts of words that are also written as one with the next: pre-training, pretraining.
#[rustfmt::skip]
const FIRST_PARTS: &[&str] = &[
    "anti", "auto", "bi", "bio", "co", "cross", "data", "electro", "few", "fine", "geo", "hyper", "inter", "intra", "key", "macro",
    "meta", "micro", "multi", "nano", "non", "omni", "opto", "over", "photo", "point", "poly", "post", "pre", "proto", "pseudo",
    "quasi", "re", "self", "semi", "spatio", "spin", "sub", "super", "time", "trans", "tri", "ultra", "un", "under", "uni", "wave",
    "work", "zero",
];

/// First parts of words that are also written apart: dataset, data set.
const SPLIT_AFTER: &[&str] = &[
    "cross", "data", "hyper", "key", "micro", "multi", "nano", "non", "point", "pseudo", "quasi", "self",
    "semi", "spatio", "time",
];

/// Words that only begin like those.
const NOT_SPLIT: &[&str] = &[
    "crossing",
    "datasheet",
    "hyperbolic",
    "keyboard",
    "keynote",
    "keystone",
    "microscop",
    "multipl",
    "multitude",
    "nonce",
    "pointer",
    "pointing",
    "pointwise",
    "selfie",
    "timeline",
];

/// Words in `-ise` that are never written with a `z`, by what is in them.
#[rustfmt::skip]
const ALWAYS_ISE: &[&str] = &[
    "advis", "appris", "arisen", "compris", "compromis", "concis", "crisis", "demis", "despis", "devis", "disguis", "enterpris",
    "exercis", "expertis", "franchis", "improvis", "merchandis", "nois", "otherwis", "precis", "premis", "promis", "rais", "revis",
    "supervis", "surpris", "televis", "wise",
];

impl Term {
    /// The term as typed, as a phrase for arXiv.
    pub fn phrase(&self) -> String {
        runs(self.typed())
    }

    /// The phrases to ask arXiv for, the term as it is first. They have letters, digits and spaces alone, so nothing in
    /// them can change the structure of a query.
    pub fn phrases(&self, exact: bool) -> Vec<String> {
        let mut phrases = vec![self.plain_phrase()];
        let mut add = |phrase: String| {
            let phrase = runs(&phrase);
            let is_new = |other: &String| other.to_lowercase() != phrase.to_lowercase();
            if !phrase.is_empty() && phrases.len() < MAX_PHRASES && phrases.iter().all(is_new) {
                phrases.push(phrase);
            }
        };
        if !exact {
            self.joined().into_iter().for_each(&mut add);
        }
        if self.words.iter().any(|word| word.token.text.starts_with(fold::is_cjk)) {
            add(self.phrase());
            return phrases;
        }
        let among_others = self.words.len() > 1;
        let choices: Vec<Vec<String>> =
            self.words.iter().map(|word| spellings(word, among_others, exact)).collect();
        product(&choices).into_iter().for_each(&mut add);
        // Without its ∞, a term would be about much else.
        if !self.typed().contains('∞') {
            add(self.phrase());
        }
        add(runs(&self.typed().chars().map(greek_apart).collect::<String>()));
        if let [word] = self.words.as_slice()
            && !exact
            && self.typed().is_ascii()
            && asks_for_versions(word)
        {
            for version in [2, 3] {
                add(format!("{}{version}", word.token.text));
            }
        }
        phrases
    }

    /// The words to ask for each alone, if the term has a prefix: no phrase can have a `*`. They are in lowercase, so that
    /// none is an operator.
    pub fn prefixes(&self) -> Option<Vec<String>> {
        let is_prefix = |word: &&TermWord| word.kind == Kind::Prefix;
        self.words.iter().any(|word| is_prefix(&word)).then(|| {
            let asked = self
                .words
                .iter()
                .filter(|word| is_prefix(word) || !SMALL_WORDS.contains(&word.token.lower()));
            let words = asked.flat_map(|word| {
                let star = if is_prefix(&word) { "*" } else { "" };
                let runs = runs(word.token.lower());
                runs.split(' ').map(|run| format!("{run}{star}")).collect::<Vec<_>>()
            });
            words.collect()
        })
    }

    fn plain_phrase(&self) -> String {
        let mut phrase = String::new();
        for TermWord { token, .. } in &self.words {
            let joins = token.gap == Gap::Nothing && token.text.starts_with(fold::is_cjk);
            if !phrase.is_empty() && !joins {
                phrase.push(' ');
            }
            phrase.push_str(&runs(&token.text));
        }
        phrase
    }

    /// The term with two words in one, where that is usual: `pretraining` for `pre-training`.
    fn joined(&self) -> Vec<String> {
        let is_first_part = |word: &TermWord| {
            matches!(word.kind, Kind::Letter { .. }) && !SMALL_WORDS.contains(&word.token.lower())
                || FIRST_PARTS.contains(&word.token.lower())
        };
        let joins = |pair: &[TermWord]| {
            let [first, second] = pair else { return false };
            // A letter belongs to the next word only if a hyphen joins them.
            let apart = second.token.gap == Gap::Space && matches!(first.kind, Kind::Letter { .. });
            is_first_part(first) && second.token.gap.joins() && !apart
        };
        let at = self.words.windows(2).position(joins);
        at.map(|at| {
            let words = self.words.iter().enumerate().map(|(index, word)| {
                let space = if index == 0 || index == at + 1 { "" } else { " " };
                format!("{space}{}", runs(&word.token.text))
            });
            words.collect()
        })
        .into_iter()
        .collect()
    }
}

/// The runs of letters and digits in a text, with spaces between.
fn runs(text: &str) -> String {
    let belongs = |c: char| c.is_alphanumeric() || fold::is_accent(c);
    let runs = text.split(|c| !belongs(c)).filter(|run| run.contains(char::is_alphanumeric));
    runs.collect::<Vec<_>>().join(" ")
}

/// The ways in which a word of a term is written in arXiv's index; itself first.
fn spellings(word: &TermWord, among_others: bool, exact: bool) -> Vec<String> {
    let plain = runs(&word.token.text);
    let mut ways = vec![plain.clone()];
    let digits_apart = digits_apart(&plain);
    if digits_apart != plain && plain.chars().filter(|c| c.is_alphabetic()).count() > 1 {
        ways.push(digits_apart);
    }
    if exact {
        return ways;
    }
    if word.kind != Kind::Prefix {
        ways.extend(split_compound(word));
    }
    if matches!(word.kind, Kind::Word | Kind::GreekName) {
        let lower = word.token.lower();
        ways.extend(forms::irregular_singulars(lower));
        ways.extend(forms::irregular_plurals(lower));
        match lower {
            "medium" if among_others => ways.push("media".to_owned()),
            "media" if among_others => ways.push("medium".to_owned()),
            _ => (),
        }
        if forms::has_plural_in_ses(lower) {
            ways.push(format!("{lower}es"));
        } else if let Some(singular) = lower.strip_suffix("es").filter(|word| forms::has_plural_in_ses(word))
        {
            ways.push(singular.to_owned());
        }
        if !ALWAYS_ISE.iter().any(|part| lower.contains(part)) {
            let american = forms::american(lower);
            if american != lower {
                ways.push(american);
            }
            ways.extend(forms::british(lower));
        }
    }
    ways
}

/// A word written apart: `data set`, `U Net`, `Flash Attention`.
fn split_compound(word: &TermWord) -> Option<String> {
    const MIN_REST: usize = 3;
    let (text, lower) = (&word.token.text, word.token.lower());
    let capitals: Vec<usize> = text.match_indices(char::is_uppercase).map(|(at, _)| at).collect();
    if matches!(word.kind, Kind::Name { of_words: true, .. }) || capitals == [0, 1] && word.kind == Kind::Word
    {
        let starts = capitals.iter().copied().chain([text.len()]).collect::<Vec<_>>();
        let words: Vec<&str> = starts.windows(2).map(|ends| &text[ends[0]..ends[1]]).collect();
        return Some(words.join(" "));
    }
    if word.kind != Kind::Word || NOT_SPLIT.iter().any(|other| lower.starts_with(other)) {
        return None;
    }
    let first = SPLIT_AFTER
        .iter()
        .find(|first| lower.starts_with(*first) && lower.len() >= first.len() + MIN_REST)?;
    Some(format!("{first} {}", &lower[first.len()..]))
}

/// A word with spaces where letters and digits meet: `NbSe 2`.
fn digits_apart(word: &str) -> String {
    let mut out = String::new();
    for c in word.chars() {
        let meets = out.chars().next_back().is_some_and(|last| {
            last.is_alphanumeric() && c.is_alphanumeric() && last.is_numeric() != c.is_numeric()
        });
        if meets {
            out.push(' ');
        }
        out.push(c);
    }
    out
}

/// A Greek letter as its name, apart from what follows; `∞` as TeX has it.
fn greek_apart(c: char) -> String {
    if c == '∞' {
        return " infty ".to_owned();
    }
    fold::greek(c).map_or_else(|| c.to_string(), |letter| format!("{} ", fold::greek_name(letter)))
}

/// Whether papers name versions of it: acronyms and names with a capital inside.
fn asks_for_versions(word: &TermWord) -> bool {
    const MIN_LETTERS: usize = 3;
    word.takes_version && word.kind != Kind::Word && word.token.text.chars().count() >= MIN_LETTERS
}

/// All ways to choose one of each, up to a bound.
fn product(choices: &[Vec<String>]) -> Vec<String> {
    let mut all = vec![String::new()];
    for choice in choices {
        let longer = choice.iter().flat_map(|word| {
            all.iter()
                .map(move |start| if start.is_empty() { word.clone() } else { format!("{start} {word}") })
        });
        all = longer.take(MAX_PHRASES * 2).collect();
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_that_arxiv_keeps_apart_are_asked_for() {
        for (term, expected) in [
            ("Transformer", "Transformer"),
            ("Large Language Model", "Large Language Model"),
            ("pre-training", "pre training|pretraining"),
            ("Dataset", "Dataset|data set"),
            ("NbSe2", "NbSe2|NbSe 2"),
            ("matrix", "matrix|matrices"),
            ("bias", "bias|biases"),
            ("behavior cloning", "behavior cloning|behaviour cloning"),
            ("localisation", "localisation|localization"),
            ("Supervised", "Supervised"),
            ("Schrödinger equation", "Schrodinger equation|Schrödinger equation"),
            ("ΛCDM", "LambdaCDM|ΛCDM|Lambda CDM"),
            ("FlashAttention", "FlashAttention|Flash Attention|FlashAttention2|FlashAttention3"),
            ("UNet", "UNet|U Net"),
            ("U-Net", "U Net|UNet"),
            ("SAM", "SAM|SAM2|SAM3"),
            (r#"a" OR all:b \"#, "a OR all b"),
            ("C++", "C"),
            ("R&D (x)", "R D x"),
            ("Schrödinger's", "Schrodinger|Schrödinger"),
            ("superconduct*", "superconduct"),
            ("图神经网络", "图神经网络"),
            ("porous medium", "porous medium|porous media"),
            ("medium", "medium"),
            ("presheaf", "presheaf|presheaves"),
            ("∞-category", "infinity category|infty category"),
            (r"$A_\infty$-algebra", "Ainfinity algebra|A infty algebra"),
        ] {
            assert_eq!(Term::parse(term).unwrap().phrases(false).join("|"), expected, "{term}");
        }
    }

    #[test]
    fn a_prefix_is_asked_for_outside_of_phrases() {
        assert_eq!(Term::parse("superconduct*").unwrap().prefixes().unwrap(), ["superconduct*"]);
        assert_eq!(Term::parse("trajectory plan*").unwrap().prefixes().unwrap(), ["trajectory", "plan*"]);
        assert_eq!(Term::parse("a* search").unwrap().prefixes(), None);
    }

    #[test]
    fn exact_matching_asks_for_less() {
        assert_eq!(Term::parse("pre-training matrices").unwrap().phrases(true), ["pre training matrices"]);
    }
}
