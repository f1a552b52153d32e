//! The words of a text that come nearest to a term which it does not have, and what to write to match them.

use std::ops::Range;

use super::fold;
use super::matching::{find, matches};
use super::term::{Kind, Term, TermWord};
use super::tokens::{Gap, Token, acronym_of_plural};

/// Where a text has all words of a term but one, and a word near to that one; and what to write to match it.
pub(super) fn nearest_miss(term: &Term, text: &[Token]) -> Option<(Range<usize>, String)> {
    let among_others = term.words.len() > 1;
    let windows = text.windows(term.words.len()).enumerate();
    let misses = windows.filter_map(|(start, window)| {
        let is_last = |at: usize| among_others && at + 1 == term.words.len();
        let mut differing = (0..window.len())
            .filter(|at| matches(&term.words[*at], &window[*at], among_others, is_last(*at)).is_none());
        let at = differing.next().filter(|_| differing.next().is_none())?;
        let (nearness, write) = near(&term.words[at], &window[at])?;
        let write = with_word(term, at, &write);
        // What is advised must do.
        find(&Term::parse(&write).ok()?, window, false)?;
        Some((nearness, start..start + window.len(), write))
    });
    let nearest = misses.reduce(|one, other| if other.0 > one.0 { other } else { one });
    nearest.map(|(_, range, write)| (range, write))
}

/// The term with another word in the place of one.
fn with_word(term: &Term, at: usize, write: &str) -> String {
    let words = term.words.iter().enumerate().map(|(index, word)| {
        let before = match word.token.gap {
            _ if index == 0 => "",
            Gap::Nothing => "",
            Gap::Hyphen => "-",
            Gap::Space | Gap::Other => " ",
        };
        format!("{before}{}", if index == at { write } else { &word.token.text })
    });
    words.collect()
}

/// How near a word is to a term's, and what to write for both.
fn near(wanted: &TermWord, token: &Token) -> Option<(usize, String)> {
    const MIN_COMMON: usize = 3;
    let (one, other) = (wanted.token.lower(), token.lower());
    if matches!(wanted.kind, Kind::GreekName) && token.is_symbol && one == other {
        return Some((usize::MAX, format!("${}$", fold::symbol(one)?)));
    }
    let base = without_version(one);
    if base.len() > 1 && base == without_version(other) && one != other {
        // A formula is no version of a shorter one.
        let write = if token.ends_small { &token.text } else { wanted.token.text.get(..base.len())? };
        return Some((usize::MAX, write.to_owned()));
    }
    match wanted.kind {
        Kind::Word => {
            let common: String =
                one.chars().zip(other.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a).collect();
            let length = common.chars().count();
            let enough = length >= MIN_COMMON && length * 2 >= one.chars().count();
            (enough && common.chars().all(char::is_alphabetic)).then(|| (length, format!("{common}*")))
        }
        Kind::Acronym(_) | Kind::Name { .. } => {
            let same = other.strip_suffix('s').unwrap_or(other) == one.strip_suffix('s').unwrap_or(one);
            let write = match acronym_of_plural(&token.text) {
                Some(acronym) => acronym,
                None if one == other => one,
                None => &token.text,
            };
            same.then(|| (usize::MAX, write.to_owned()))
        }
        Kind::Letter { any_case: false } if one == other => Some((usize::MAX, other.to_owned())),
        _ => None,
    }
}

/// A word in lowercase without the version number attached to it.
fn without_version(word: &str) -> &str {
    let base = word.trim_end_matches(|c: char| c.is_ascii_digit());
    base.strip_suffix('v').filter(|short| short.len() > 1 && base.len() < word.len()).unwrap_or(base)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keyword::Reading;

    #[test]
    fn the_nearest_miss_says_what_to_write() {
        for (term, text, words, write) in [
            ("Transformer", "We transform and transfer samples", "transform", "transform*"),
            ("superconduct", "On superconductivity", "superconductivity", "superconduct*"),
            ("DARTS", "a game of darts", "darts", "darts"),
            ("DARTS", "The DART mission", "DART", "DART"),
            ("GPS", "GPs for regression", "GPs", "GP"),
            ("SAM2", "SAM and SAM3", "SAM", "SAM"),
            ("YOLOv8", "YOLOv5 on boats", "YOLOv5", "YOLO"),
            ("CO", "CO$_2$ taxes", "CO₂", "CO2"),
            ("Phi", "at $\\phi$", "ϕ", "$φ$"),
            ("A Survey", "Robots: a survey", "a survey", "a Survey"),
            ("pre-training", "A pre-trained model", "pre-trained", "pre-train*"),
            ("trajectory plan", "a trajectory planner", "trajectory planner", "trajectory plan*"),
            ("Relativity", "Graphs", "", ""),
        ] {
            let reading = Reading::of(text);
            let miss = nearest_miss(&Term::parse(term).unwrap(), reading.tokens());
            let miss = miss.map(|(range, write)| (reading.excerpt(range).to_owned(), write));
            assert_eq!(miss.unwrap_or_default(), (words.to_owned(), write.to_owned()), "{term}");
        }
    }
}
