//! Names of authors, and whether two of them are names of the same person.
//!
//! A name is compared as words without case and accents. `Müller` is `Muller`, but not `Mueller`, which is a name of its own.

use super::tokens::{Gap, Reading, is_capitals};
use crate::text::authors::is_group;

/// Words in lowercase before a family name that belong to it.
#[rustfmt::skip]
const PARTICLES: &[&str] = &[
    "af", "al", "ap", "av", "bin", "binti", "da", "das", "de", "degli", "dei", "del", "della", "den", "der", "di", "do", "dos", "du",
    "el", "ibn", "la", "le", "les", "lo", "los", "st", "ten", "ter", "van", "vom", "von", "zu", "zum", "zur",
];

/// Words after a name that do not belong to it.
const SUFFIXES: &[&str] = &["jr", "sr", "ii", "iii", "iv"];

/// An author that a user follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    text: String,
    name: Name,
}

/// A name in parts.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Name {
    given: Vec<Word>,
    /// Particles included.
    family: Vec<Word>,
    is_group: bool,
}

/// A word of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Word {
    /// What is between its hyphens and apostrophes, without case and accents.
    parts: Vec<String>,
    /// The same with accents, separated by spaces.
    typed: String,
}

impl Author {
    /// Reads `Ada Lovelace`, `A. Lovelace` or `Lovelace, Ada`. `None` if the text has no letter.
    pub fn parse(text: &str) -> Option<Self> {
        let name = Name::parse(text)?;
        Some(Self { text: text.to_owned(), name })
    }

    /// The name as the user wrote it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the name has only one word, so that it matches only authors who have no other.
    pub fn is_one_word(&self) -> bool {
        self.name.given.is_empty() && self.name.family.len() == 1
    }

    /// Whether an author of a paper has this name.
    pub fn matches(&self, author: &str) -> bool {
        Self::any_matches(&[self], author)
    }

    /// Whether an author of a paper has one of these names.
    pub fn any_matches(followed: &[&Self], author: &str) -> bool {
        !followed.is_empty()
            && Name::parse(author).is_some_and(|name| followed.iter().any(|one| one.name.is_of(&name)))
    }

    /// The phrases to ask arXiv for: of each list one must be found. arXiv's index has whole words, so an initial does not
    /// find a name, and the family name is all that can be asked for.
    pub fn phrases(&self) -> Vec<Vec<String>> {
        let Name { given, family, is_group } = &self.name;
        let spellings = |words: &[Word]| {
            let plain = words.iter().map(|word| word.parts.join(" ")).collect::<Vec<_>>().join(" ");
            let typed = words.iter().map(|word| word.typed.as_str()).collect::<Vec<_>>().join(" ");
            if typed.to_lowercase() == plain { vec![plain] } else { vec![plain, typed] }
        };
        if *is_group {
            return vec![spellings(&[given.as_slice(), family].concat())];
        }
        let mut phrases = vec![spellings(family)];
        if let Some(first) = given.first().filter(|first| !first.is_initials()) {
            let mut alternatives = spellings(std::slice::from_ref(first));
            if first.parts.len() > 1 {
                alternatives.push(first.joined());
            }
            alternatives.extend(first.initials().next().map(String::from));
            phrases.push(alternatives);
        }
        phrases
    }
}

impl Word {
    fn joined(&self) -> String {
        self.parts.concat()
    }

    fn initials(&self) -> impl Iterator<Item = char> {
        self.parts.iter().filter_map(|part| part.chars().next())
    }

    fn is_initials(&self) -> bool {
        self.parts.iter().all(|part| part.chars().count() == 1)
    }

    /// Whether it is a particle, which a family name of its own may look like: `Van Nguyen`.
    fn is_particle(&self) -> bool {
        matches!(&self.parts[..], [part] if PARTICLES.contains(&part.as_str()))
    }

    fn is_lowercase_particle(&self) -> bool {
        self.is_particle() && self.typed.starts_with(char::is_lowercase)
    }

    fn is_suffix(&self) -> bool {
        SUFFIXES.contains(&self.joined().as_str())
    }

    /// Whether both can be the same given name: they are the same, or one has the other's initials.
    fn agrees(&self, other: &Self) -> bool {
        let has_initials = self.is_initials() || other.is_initials();
        self.joined() == other.joined()
            || has_initials && self.initials().zip(other.initials()).all(|(a, b)| a == b)
    }
}

fn joined(words: &[Word]) -> String {
    words.iter().map(Word::joined).collect()
}

/// Whether no given name of one list speaks against the other. Middle names may be missing.
fn given_agree(one: &[Word], other: &[Word]) -> bool {
    if one.is_empty() || other.is_empty() {
        return one.is_empty() && other.is_empty();
    }
    if [one, other].iter().any(|given| given.iter().all(Word::is_initials)) {
        let initials = |given: &[Word]| given.iter().flat_map(Word::initials).collect::<Vec<_>>();
        return initials(one).iter().zip(initials(other)).all(|(a, b)| *a == b);
    }
    joined(one) == joined(other) || one.iter().zip(other).all(|(a, b)| a.agrees(b))
}

impl Name {
    fn parse(text: &str) -> Option<Self> {
        let is_group = is_group(text);
        let the = text.get(..4).filter(|the| is_group && the.eq_ignore_ascii_case("the "));
        let text = the.map_or(text, |the| &text[the.len()..]);
        let (before, after) = text.split_once(',').unwrap_or((text, ""));
        let (mut given, mut family) = (words(after), words(before));
        given.retain(|word| !word.is_suffix());
        if family.len() > 1 && family.last().is_some_and(Word::is_suffix) {
            family.pop();
        }
        if given.is_empty() {
            let own = family_from(&family);
            given = std::mem::take(&mut family);
            family = given.split_off(own);
        } else {
            // As bibliographies have it: `Maaten, Laurens van der`.
            let own = given.iter().rposition(|word| !word.is_lowercase_particle()).map_or(0, |last| last + 1);
            family.splice(0..0, given.split_off(own));
        }
        (!family.is_empty()).then_some(Self { given, family, is_group })
    }

    /// Whether both may be names of one person: the family name is the same, and no given name speaks against it.
    fn is_of(&self, other: &Self) -> bool {
        if self.is_group || other.is_group {
            let whole = |name: &Self| joined(&name.given) + &joined(&name.family);
            return whole(self) == whole(other);
        }
        self.given_before_family(other).is_some_and(|given| given_agree(&self.given, given))
            || other.given_before_family(self).is_some_and(|given| given_agree(given, &other.given))
    }

    /// The given names of another name that ends with this one's family name, which may be more than its last word:
    /// `García Márquez, Gabriel`.
    fn given_before_family<'o>(&self, other: &'o Self) -> Option<&'o [Word]> {
        let (family, theirs) = (joined(&self.family), joined(&other.family));
        (0..=other.given.len())
            .rev()
            .find(|at| joined(&other.given[*at..]) + &theirs == family)
            .map(|at| &other.given[..at])
    }
}

/// Where the family name begins: at the last word, or the particles before it.
fn family_from(words: &[Word]) -> usize {
    let mut at = words.len().saturating_sub(1);
    while at > 1 && words[at - 1].is_particle() {
        at -= 1;
    }
    if at == 1 && words[0].is_lowercase_particle() { 0 } else { at }
}

/// The words of a name. Two or three capitals are initials (`JM Smith`), unless all of the name is in capitals.
fn words(text: &str) -> Vec<Word> {
    let reading = Reading::of_term(text);
    let tokens = reading.tokens();
    let all_capitals = !tokens.iter().any(|token| token.text.contains(char::is_lowercase));
    let mut words: Vec<Word> = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let typed = reading.excerpt(index..index + 1);
        let before = if index > 0 { reading.excerpt(index - 1..index + 1) } else { "" };
        let is_joined =
            token.gap == Gap::Hyphen && !before.contains(' ') || before.contains(['\'', '’', '`']);
        let is_initials = is_capitals(&token.text)
            && token.lower().len() <= 3
            && !all_capitals
            && !SUFFIXES.contains(&token.lower());
        match words.last_mut() {
            _ if is_initials => words.extend(
                token.lower().chars().map(|c| Word { parts: vec![c.to_string()], typed: c.to_string() }),
            ),
            Some(last) if is_joined => {
                last.parts.push(token.lower().to_owned());
                last.typed = format!("{} {typed}", last.typed);
            }
            _ => words.push(Word { parts: vec![token.lower().to_owned()], typed: typed.to_owned() }),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A followed author, an author of a paper, and whether they match.
    #[rustfmt::skip]
    const PAIRS: &[(&str, &str, bool)] = &[
        // Orders.
        ("Ada Lovelace", "Ada Lovelace", true),
        ("Lovelace, Ada", "Ada Lovelace", true),
        ("Ada Lovelace", "Lovelace, Ada", true),
        ("ADA LOVELACE", "Ada Lovelace", true),
        ("ada lovelace", "Ada Lovelace", true),
        ("Lovelace Ada", "Ada Lovelace", false),
        ("Wei Li", "Li Wei", false),
        ("Ada Lovelace", "Ada Loveless", false),
        ("Ada Lovelace", "Grace Hopper", false),
        // Initials.
        ("Y. LeCun", "Yann LeCun", true),
        ("Yann LeCun", "Y. LeCun", true),
        ("Yann LeCun", "Yi LeCun", false),
        ("LeCun, Y.", "Yann LeCun", true),
        ("Y LeCun", "Yann LeCun", true),
        ("G. Hopper", "Grace Hopper", true),
        ("G. Hopper", "Ada Hopper", false),
        ("Geoffrey E. Hinton", "Geoffrey Hinton", true),
        ("Geoffrey Hinton", "Geoffrey E. Hinton", true),
        ("Geoffrey Hinton", "G. E. Hinton", true),
        ("G. E. Hinton", "Geoffrey Hinton", true),
        ("GE Hinton", "Geoffrey Everest Hinton", true),
        ("G.E. Hinton", "Geoffrey Everest Hinton", true),
        ("Geoffrey E. Hinton", "Geoffrey F. Hinton", false),
        ("Geoffrey Everest Hinton", "Geoffrey E. Hinton", true),
        ("Geoffrey Hinton", "Geoff Hinton", false),
        ("J. Paul Smith", "Paul Smith", false),
        ("John Smith", "Jane Smith", false),
        ("John Smith", "J. Smith", true),
        ("M. I. Jordan", "Michael I. Jordan", true),
        ("Michael I. Jordan", "Mark I. Jordan", false),
        // Hyphens.
        ("Fei-Fei Li", "Feifei Li", true),
        ("Fei-Fei Li", "Fei Fei Li", true),
        ("Fei-Fei Li", "F. Li", true),
        ("Fei-Fei Li", "F.-F. Li", true),
        ("Fei-Fei Li", "Fei Li", false),
        ("Jean-Pierre Serre", "J.-P. Serre", true),
        ("J.-P. Serre", "Jean-Pierre Serre", true),
        ("Jean-Pierre Serre", "J. P. Serre", true),
        ("Jean-Pierre Serre", "J. L. Serre", false),
        ("Jean-Pierre Serre", "Jean Serre", false),
        ("Hector Garcia-Molina", "Hector Garcia Molina", true),
        ("Xiao-Ming Wang", "Xiaoming Wang", true),
        ("X. M. Wang", "Xiaoming Wang", true),
        // Accents.
        ("Jürgen Müller", "Jurgen Muller", true),
        ("Jurgen Muller", "Jürgen Müller", true),
        ("Jürgen Müller", "Jürgen Mueller", false),
        ("Paul Erdős", "Paul Erd\\H{o}s", true),
        ("Søren Kierkegaard", "Soren Kierkegaard", true),
        ("Łukasz Kaiser", "Lukasz Kaiser", true),
        ("José García", "J. Garcia", true),
        ("Kurt Gödel", "Kurt Godel", true),
        // Particles and family names of several words.
        ("Laurens van der Maaten", "Laurens van der Maaten", true),
        ("Laurens van der Maaten", "L. Van der Maaten", true),
        ("van der Maaten, Laurens", "Laurens van der Maaten", true),
        ("Maaten, Laurens van der", "Laurens van der Maaten", true),
        ("Laurens Maaten", "Laurens van der Maaten", false),
        ("Luc Van Gool", "Luc van Gool", true),
        ("Luc Van Gool", "Luc Gool", false),
        ("Yann Le Cun", "Yann LeCun", true),
        ("Gabriel García Márquez", "Gabriel Garcia Marquez", true),
        ("García Márquez, Gabriel", "Gabriel García Márquez", true),
        ("Gabriel García Márquez", "Gabriel García", false),
        ("Van Nguyen", "V. Nguyen", true),
        ("John von Neumann", "J. von Neumann", true),
        ("John Neumann", "John von Neumann", false),
        // Apostrophes and suffixes.
        ("Pat O'Brien", "Pat O’Brien", true),
        ("O'Brien, Pat", "P. O'Brien", true),
        ("Pat O'Brien", "Pat Brien", false),
        ("Bruno D'Amico", "Bruno DAmico", true),
        ("Guy Steele Jr.", "Guy Steele", true),
        ("Steele, Guy, Jr.", "Guy Steele", true),
        ("Steele Jr., Guy L.", "Guy Steele", true),
        ("Henry Smith III", "Henry Smith", true),
        // Groups and single words.
        ("ATLAS Collaboration", "The ATLAS Collaboration", true),
        ("the ATLAS collaboration", "ATLAS Collaboration:", true),
        ("ATLAS Collaboration", "A. Collaboration", false),
        ("CMS Collaboration", "ATLAS Collaboration", false),
        ("Qwen Team", "Qwen Team", true),
        ("OpenAI", "OpenAI", true),
        ("Hinton", "Geoffrey Hinton", false),
        ("Geoffrey Hinton", "Hinton", false),
        // Other scripts.
        ("山田 太郎", "山田 太郎", true),
        ("Иван Петров", "И. Петров", true),
    ];

    #[test]
    fn names_match_as_people_write_them() {
        assert!(PAIRS.len() >= 60);
        let wrong: Vec<_> = PAIRS
            .iter()
            .filter(|(followed, author, expected)| {
                Author::parse(followed).unwrap().matches(author) != *expected
            })
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn examples_of_the_docs_hold() {
        let quoted = |cell: &str| cell.split('"').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
        let rows = include_str!("../../docs/interest.md").lines().filter(|line| line.starts_with("| `"));
        let mut seen = 0;
        for row in rows {
            let cells: Vec<&str> = row.split('|').map(str::trim).collect();
            let author = Author::parse(cells[1].trim_matches('`')).unwrap();
            for (cell, expected) in [(cells[2], true), (cells[3], false)] {
                for name in quoted(cell) {
                    assert_eq!(author.matches(&name), expected, "{row}: {name}");
                    seen += 1;
                }
            }
        }
        assert!(seen >= 20, "{seen}");
    }

    #[test]
    fn names_need_a_word() {
        for text in ["", "  ", "…", ",", "()"] {
            assert_eq!(Author::parse(text), None, "{text:?}");
        }
        assert!(Author::parse("Hinton").unwrap().is_one_word());
        assert!(Author::parse("OpenAI").unwrap().is_one_word());
        assert!(!Author::parse("G. Hinton").unwrap().is_one_word());
    }

    #[test]
    fn phrases_have_family_and_given_names() {
        for (text, expected) in [
            ("Ada Lovelace", vec![vec!["lovelace"], vec!["ada", "a"]]),
            ("G. Hopper", vec![vec!["hopper"]]),
            ("Fei-Fei Li", vec![vec!["li"], vec!["fei fei", "feifei", "f"]]),
            ("Jürgen Müller", vec![vec!["muller", "Müller"], vec!["jurgen", "Jürgen", "j"]]),
            ("Laurens van der Maaten", vec![vec!["van der maaten"], vec!["laurens", "l"]]),
            ("ATLAS Collaboration", vec![vec!["atlas collaboration"]]),
        ] {
            assert_eq!(Author::parse(text).unwrap().phrases(), expected, "{text}");
        }
    }
}
