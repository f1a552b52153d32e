//! The rule of `match: smart`: which words of a text are a term's. `docs/keywords.md` shows it by examples.

use std::ops::Range;

use super::forms;
use super::term::{Kind, Term, TermWord};
use super::tokens::{Gap, Token, acronym_of_plural, is_capitals};

/// Where a term is in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) tokens: Range<usize>,
    pub(super) rule: Rule,
}

/// How a word of a text matches: the rule that went furthest from the same letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// The same letters.
    Same,
    /// The same letters in another case.
    Case,
    /// Singular and plural.
    Plural,
    /// British and American.
    Spelling,
    /// The `-ing` noun of the last word, or back.
    Ing,
    /// A version number is attached.
    Version,
    /// Written as one word, with a hyphen, or apart.
    Compound,
    /// `transform*`.
    Prefix,
}

impl Rule {
    /// As `explain` names it; empty for the same letters.
    pub fn name(self) -> &'static str {
        match self {
            Self::Same => "",
            Self::Case => "case",
            Self::Plural => "singular and plural",
            Self::Spelling => "British and American spelling",
            Self::Ing => "-ing noun",
            Self::Version => "version number",
            Self::Compound => "compound",
            Self::Prefix => "prefix",
        }
    }
}

/// At most this many words of a text are parts of one word.
const MAX_PARTS: usize = 3;

/// A term written apart matches a word of at least this many letters.
const MIN_CLOSED: usize = 5;

/// Words that are not part of a compound when they are written apart: "a symmetric" is not "asymmetric".
#[rustfmt::skip]
pub(super) const SMALL_WORDS: &[&str] = &[
    "a", "about", "after", "all", "am", "an", "and", "any", "are", "as", "at", "away", "back", "be", "been", "before", "but", "by",
    "can", "co", "could", "de", "did", "do", "does", "down", "for", "from", "had", "has", "have", "he", "her", "him", "his", "how",
    "i", "if", "in", "into", "is", "it", "its", "may", "me", "might", "more", "must", "my", "no", "not", "of", "off", "on", "or",
    "our", "out", "over", "per", "re", "shall", "she", "should", "so", "some", "such", "than", "that", "the", "their", "them",
    "then", "there", "these", "they", "this", "those", "through", "to", "too", "under", "up", "us", "very", "was", "we", "were",
    "what", "when", "which", "while", "who", "will", "with", "would", "you", "your",
];

/// Forms with a meaning of their own, which no acronym in capitals matches.
#[rustfmt::skip]
const OWN_FORMS: &[&str] = &[
    "AdS", "GaAs", "GaN", "GeV", "GHz", "GPa", "InAs", "InP", "keV", "kHz", "kPa", "LoRa", "meV", "MeV", "MHz", "MoT", "MPa", "PeV",
    "PhD", "SiC", "SiN", "SoC", "TeV", "THz", "TiN",
];

/// The first place where a term is.
pub(super) fn find(term: &Term, text: &[Token], exact: bool) -> Option<Found> {
    let initial = term.words.first()?.token.initial();
    (0..text.len()).filter(|start| text[*start].initial() == initial).find_map(|start| {
        let matcher = Matcher { term: &term.words, text, exact };
        let (end, rule) = matcher.from(0, start)?;
        Some(Found { tokens: start..end, rule })
    })
}

struct Matcher<'t> {
    term: &'t [TermWord],
    text: &'t [Token],
    exact: bool,
}

impl Matcher<'_> {
    /// Matches the term from a word on with the text from a token on: where it ends.
    fn from(&self, word: usize, at: usize) -> Option<(usize, Rule)> {
        let Some(wanted) = self.term.get(word) else { return Some((at, Rule::Same)) };
        let token = self.text.get(at)?;
        if word > 0 && !self.gap_fits(word, at) {
            return None;
        }
        let rest = |words: usize, tokens: usize, rule: Rule| {
            let (end, other) = self.from(word + words, at + tokens)?;
            Some((end, rule.max(other)))
        };
        if self.exact {
            let is_prefix = wanted.kind == Kind::Prefix && token.lower().starts_with(wanted.token.lower());
            return (is_prefix || wanted.token.lower() == token.lower()).then(|| rest(1, 1, Rule::Same))?;
        }
        let is_last = self.term.len() > 1 && word + 1 == self.term.len();
        if let Some(found) =
            matches(wanted, token, self.term.len() > 1, is_last).and_then(|rule| rest(1, 1, rule))
        {
            return Some(found);
        }
        let split = (2..=MAX_PARTS)
            .filter(|parts| self.is_split(word, at, *parts))
            .find_map(|parts| rest(1, parts, Rule::Compound));
        split.or_else(|| {
            (2..=MAX_PARTS)
                .filter(|words| self.is_closed(word, at, *words))
                .find_map(|words| rest(words, 1, Rule::Compound))
        })
    }

    /// Single letters that a hyphen joins in the term are joined in the text: `t-J` is not "t. J".
    fn gap_fits(&self, word: usize, at: usize) -> bool {
        let is_letter = |word: &TermWord| matches!(word.kind, Kind::Letter { .. });
        let joined = self.term[word].token.gap == Gap::Hyphen
            && (is_letter(&self.term[word]) || is_letter(&self.term[word - 1]));
        !joined || self.text[at].gap.joins()
    }

    /// Whether some tokens are the parts of one word of the term.
    fn is_split(&self, word: usize, at: usize, parts: usize) -> bool {
        let wanted = &self.term[word];
        let Some(tokens) = self.text.get(at..at + parts) else { return false };
        if !wanted.token.lower().starts_with(tokens[0].lower()) && !has_british_start(tokens[0].lower()) {
            return false;
        }
        let gaps = || tokens[1..].iter().map(|token| token.gap);
        if !gaps().all(Gap::joins) || matches!(wanted.kind, Kind::Prefix | Kind::Letter { .. }) {
            return false;
        }
        let has_digit = wanted.token.text.contains(|c: char| c.is_ascii_digit());
        if gaps().any(|gap| gap == Gap::Space) {
            let is_small = |token: &Token| {
                let digits = token.text.bytes().all(|byte| byte.is_ascii_digit());
                SMALL_WORDS.contains(&token.lower()) || token.text.chars().count() == 1 && !digits
            };
            if tokens.iter().any(is_small) || matches!(wanted.kind, Kind::Acronym(_)) && !has_digit {
                return false;
            }
        }
        let joined: String = tokens.iter().map(|token| token.text.as_str()).collect();
        let joined = Token::new(joined, Gap::Other, 0..0);
        let of_words = matches!(wanted.kind, Kind::Name { of_words: true, .. });
        of_words && joined.forms().iter().any(|form| form == wanted.token.lower())
            || matches(wanted, &joined, self.term.len() > 1, false).is_some_and(|rule| rule != Rule::Version)
    }

    /// Whether a token is some words of the term, written as one.
    fn is_closed(&self, word: usize, at: usize, words: usize) -> bool {
        let (token, Some(parts)) = (&self.text[at], self.term.get(word..word + words)) else { return false };
        if !parts[1..].iter().all(|part| part.token.gap.joins()) {
            return false;
        }
        let apart = parts[1..].iter().any(|part| part.token.gap == Gap::Space);
        if apart && token.text.chars().count() < MIN_CLOSED || token.text.len() != token.lower().len() {
            return false;
        }
        let Some((last, before)) = parts.split_last() else { return false };
        if parts.iter().all(|part| matches!(part.kind, Kind::Letter { .. })) {
            return token.text == parts.iter().map(|part| part.token.text.as_str()).collect::<String>();
        }
        let mut rest = 0..token.text.len();
        for part in before {
            let end = rest.start + part.token.lower().len();
            // Most words differ here.
            if !token.lower()[rest.clone()].starts_with(part.token.lower()) || end >= rest.end {
                return false;
            }
            let piece = Token::new(token.text[rest.start..end].to_owned(), Gap::Other, 0..0);
            if matches!(part.kind, Kind::Acronym(_) | Kind::Name { .. }) && piece.text != part.token.text {
                return false;
            }
            rest.start = end;
        }
        let piece = Token::new(token.text[rest].to_owned(), Gap::Other, 0..0);
        let is_last = word + words == self.term.len();
        match &last.kind {
            Kind::Letter { .. } => piece.lower() == last.token.lower(),
            _ => matches(last, &piece, true, is_last).is_some_and(|rule| rule != Rule::Version),
        }
    }
}

/// Whether the first letter of a word is one that Americans leave out.
fn has_british_start(lower: &str) -> bool {
    lower.starts_with("ae") || lower.starts_with("oe")
}

/// Whether a word of a text is a word of a term.
pub(super) fn matches(wanted: &TermWord, token: &Token, among_others: bool, is_last: bool) -> Option<Rule> {
    let same = if wanted.token.text == token.text { Rule::Same } else { Rule::Case };
    let found = match &wanted.kind {
        Kind::Plain | Kind::Letter { any_case: true } => {
            (wanted.token.lower() == token.lower()).then_some(same)
        }
        Kind::Letter { any_case: false } => (wanted.token.text == token.text).then_some(Rule::Same),
        Kind::Prefix => is_prefix(wanted.token.lower(), token.lower()).then_some(Rule::Prefix),
        Kind::Acronym(acronym) => is_acronym(acronym, &token.text),
        Kind::Name { base, .. } => is_name(base, &token.text),
        Kind::GreekName if token.is_symbol => None,
        Kind::Word | Kind::GreekName => is_word(wanted, token, among_others, is_last),
    };
    found.or_else(|| is_version(wanted, token).then_some(Rule::Version))
}

fn is_prefix(prefix: &str, word: &str) -> bool {
    word.starts_with(prefix) || forms::american(word).starts_with(&forms::american(prefix))
}

/// Rule 1.
fn is_word(wanted: &TermWord, token: &Token, among_others: bool, is_last: bool) -> Option<Rule> {
    let (one, other) = (wanted.token.lower(), token.lower());
    if wanted.token.initial() != token.initial() {
        return None;
    }
    if one == other && acronym_of_plural(&token.text).is_none() {
        return Some(if wanted.token.text == token.text { Rule::Same } else { Rule::Case });
    }
    // "social media" is not a plural of "medium".
    let media = among_others && matches!((one, other), ("medium", "media") | ("media", "medium"));
    if media || wanted.forms.iter().any(|form| token.forms().contains(form)) {
        let spelling = forms::american(one) == forms::american(other);
        return Some(if spelling && one != other { Rule::Spelling } else { Rule::Plural });
    }
    (is_last && acronym_of_plural(&token.text).is_none() && forms::is_ing_noun_of(one, other))
        .then_some(Rule::Ing)
}

/// Rule 2: the same letters, in the text with the first and at least one more in capitals.
fn is_acronym(acronym: &str, text: &str) -> Option<Rule> {
    /// With fewer letters before it, a small `s` is not the capital of a term: "GPs" are not GPS.
    const MIN_BEFORE_S: usize = 3;
    if text == acronym {
        return Some(Rule::Same);
    }
    if text.strip_suffix('s') == Some(acronym) {
        return Some(Rule::Plural);
    }
    if OWN_FORMS.contains(&text) || OWN_FORMS.contains(&text.strip_suffix('s').unwrap_or(text)) {
        return None;
    }
    let matches = |text: &str| {
        text.len() == acronym.len()
            && text.eq_ignore_ascii_case(acronym)
            && text.starts_with(char::is_uppercase)
            && text.chars().filter(|c| c.is_uppercase()).count() >= 2
    };
    if matches(text) {
        let small_s = acronym_of_plural(text).is_some()
            && acronym.ends_with('S')
            && acronym.chars().count() <= MIN_BEFORE_S;
        return (!small_s).then_some(Rule::Case);
    }
    text.strip_suffix('s').is_some_and(matches).then_some(Rule::Plural)
}

/// Rule 3: the same case, or all in capitals.
fn is_name(base: &str, text: &str) -> Option<Rule> {
    const MIN_LETTERS: usize = 4;
    let singular = text.strip_suffix('s').unwrap_or(text);
    if text == base {
        return Some(Rule::Same);
    }
    if singular == base {
        return Some(Rule::Plural);
    }
    let letters = base.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = |text: &str| is_capitals(text) && text.eq_ignore_ascii_case(base);
    (letters >= MIN_LETTERS && (capitals(text) || capitals(singular))).then_some(Rule::Case)
}

/// Whether a version number is attached to the word: SAM2, `YOLOv8`.
fn is_version(wanted: &TermWord, token: &Token) -> bool {
    const MAX_DIGITS: usize = 4;
    let base = token.text.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = token.text.len() - base.len();
    if !wanted.takes_version || token.ends_small || !(1..=MAX_DIGITS).contains(&digits) {
        return false;
    }
    let same = |base: &str| match &wanted.kind {
        Kind::Acronym(acronym) => is_acronym(acronym, base).is_some_and(|rule| rule != Rule::Plural),
        Kind::Name { base: name, .. } => is_name(name, base).is_some_and(|rule| rule != Rule::Plural),
        _ => base.to_lowercase() == wanted.token.lower(),
    };
    same(base) || base.strip_suffix(['v', 'V']).is_some_and(same)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keyword::{MatchMode, Reading};
    use proptest::prelude::*;

    fn found(term: &str, text: &str, match_mode: MatchMode) -> bool {
        Term::parse(term).unwrap().matches(&Reading::of(text), match_mode)
    }

    fn rule(term: &str, text: &str) -> Option<Rule> {
        Term::parse(term).unwrap().find(&Reading::of(text), MatchMode::Smart).map(|found| found.rule)
    }

    #[test]
    fn a_match_names_its_rule() {
        for (term, text, expected) in [
            ("Neural Architecture Search", "Neural Architecture Search", Some(Rule::Same)),
            ("Neural Architecture Search", "neural architecture search", Some(Rule::Case)),
            ("Neural Architecture Search", "neural architecture searches", Some(Rule::Plural)),
            ("localization", "localisation", Some(Rule::Spelling)),
            ("KV Cache", "KV caching", Some(Rule::Ing)),
            ("SAM", "SAM2", Some(Rule::Version)),
            ("pre-training", "pretraining", Some(Rule::Compound)),
            ("transform*", "transformations", Some(Rule::Prefix)),
            ("SFM", "SfM", Some(Rule::Case)),
            ("Neural Architecture Search", "neural network architecture search", None),
        ] {
            assert_eq!(rule(term, text), expected, "{term} in {text}");
        }
    }

    #[test]
    fn exact_matching_minds_neither_case_nor_form() {
        assert!(found("darts", "DARTS and others", MatchMode::Exact));
        assert!(!found("network", "networks", MatchMode::Exact));
        assert!(!found("pretraining", "pre-training", MatchMode::Exact));
        assert!(found("network", "networks", MatchMode::Arxiv));
        assert!(found("ΣΑΣ", "ΣΑΣ and σας", MatchMode::Exact) && found("ΣΑΣ", "σας", MatchMode::Exact));
    }

    #[test]
    fn words_in_tables_are_unique() {
        let mut small: Vec<&str> = SMALL_WORDS.to_vec();
        small.dedup();
        assert!(small.is_sorted() && small.len() == SMALL_WORDS.len());
    }

    /// Surroundings that do not touch a term: what is before it ends, and what follows begins, with a character that
    /// neither belongs to words nor makes another one of them (as `\\` before letters or `+` after them do).
    fn surroundings() -> impl Strategy<Value = (String, String)> {
        let before = "([a-zA-Z' -]{0,12}[ ,;!?(\\[\"-])?";
        let after = "([ ,;!?)\\]\"-][a-zA-Z' -]{0,12})?";
        (before, after)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]

        #[test]
        fn a_term_is_in_any_text_around_itself(
            term in prop_oneof![
                "[A-Za-z][A-Za-z+#&/'-]{0,8}( [A-Za-z0-9+#&/'-]{1,8}){0,3}",
                "\\PC{0,6}[a-zA-Z0-9]\\PC{0,6}",
                "[α-ωΑ-Ωà-ÿÀ-Ýа-яА-Яßıİ]{1,8}",
            ],
            (before, after) in surroundings(),
        ) {
            let Ok(wanted) = Term::parse(&term) else { return Ok(()) };
            let text = format!("{before}{term}{after}");
            // What looks like an address is left out of a text, and not of a term; what follows a command is its argument.
            prop_assume!(!text.contains("://") && !term.contains(['/', '.', '\\', '$', '{', '}', '`', '_', '^', '~', '*']));
            for match_mode in [MatchMode::Smart, MatchMode::Exact] {
                prop_assert!(wanted.matches(&Reading::of(&text), match_mode), "{:?} in {:?}, {:?}", term, text, match_mode);
            }
        }
    }
}
