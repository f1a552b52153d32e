//! Venues that a paper names in its journal reference or comment, by any of their usual names.

use std::sync::LazyLock;

use super::tokens::Reading;
use super::venues::VENUES;
use crate::paper::Paper;

/// What a comment says of a paper that was not accepted, in lowercase.
const NOT_ACCEPTED: &[&str] = &[
    "submitted",
    "submission",
    "under review",
    "in review",
    "under consideration",
    "under revision",
    "rejected",
    "not accepted",
    "template",
    "style file",
    "extended version of",
    "to be submitted",
    "will be submitted",
    "target",
];

/// Venues whose name is an ordinary word: it counts only with its capital, and where nothing but these words comes before.
const ORDINARY_WORDS: &[(&str, &str)] = &[("nature", "Nature"), ("science", "Science"), ("cell", "Cell")];
#[rustfmt::skip]
const INTRODUCTION: &[&str] = &[
    "accepted", "appear", "appeared", "appears", "at", "by", "for", "in", "published", "publication", "to", "journal",
];

/// The table as words.
static TABLE: LazyLock<Vec<Vec<Vec<String>>>> =
    LazyLock::new(|| VENUES.iter().map(|names| names.iter().map(|name| words(name)).collect()).collect());

/// A venue that a user wants papers of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Venue {
    text: String,
    kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    /// Any venue of the table.
    Any,
    /// One of these names.
    Names(Vec<Vec<String>>),
}

impl Venue {
    /// Reads the name of a venue, or `any`. `None` if the text has no letter or digit.
    pub fn parse(text: &str) -> Option<Self> {
        let name = words(text);
        if name.is_empty() {
            return None;
        }
        let kind = match TABLE.iter().find(|names| names.contains(&name)) {
            _ if text.trim() == "any" => Kind::Any,
            Some(names) => Kind::Names(names.clone()),
            None => Kind::Names(vec![name]),
        };
        Some(Self { text: text.trim().to_owned(), kind })
    }

    /// The name as the user wrote it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether a paper names the venue. A workshop at a conference is not the conference, unless the user's own name has the
    /// word.
    pub fn is_named_by(&self, paper: &Paper) -> bool {
        let mut clauses = clauses(&paper.comment).chain(std::iter::once(paper.journal_ref.as_str()));
        clauses.any(|text| {
            let clause = words(text);
            match &self.kind {
                Kind::Any => TABLE.iter().flatten().any(|name| find(text, &clause, name).is_some()),
                Kind::Names(names) => names.iter().any(|name| names_venue(text, &clause, name)),
            }
        })
    }
}

/// The parts of a comment that may name where the paper was accepted.
fn clauses(comment: &str) -> impl Iterator<Item = &str> {
    comment.split([';', '(', ')']).flat_map(|part| part.split(". ")).filter(|clause| {
        let clause = clause.to_lowercase();
        !NOT_ACCEPTED.iter().any(|phrase| clause.contains(phrase))
    })
}

/// Whether a clause names a venue, rather than one with a longer name or a workshop there.
fn names_venue(text: &str, clause: &[String], name: &[String]) -> bool {
    let Some(at) = find(text, clause, name) else { return false };
    let is_workshop = |word: &String| matches!(word.as_str(), "workshop" | "workshops");
    let is_longer =
        |other: &&Vec<String>| other.len() > name.len() && other.windows(name.len()).any(|part| part == name);
    let longer =
        TABLE.iter().flatten().filter(is_longer).any(|other| {
            find(text, clause, other).is_some_and(|from| (from..from + other.len()).contains(&at))
        });
    !longer && (!clause.iter().any(is_workshop) || name.iter().any(is_workshop))
}

/// Where the words of a name follow each other. The last may have a year attached: `ICML'25`, `ICML2025`.
fn find(text: &str, clause: &[String], name: &[String]) -> Option<usize> {
    let fits = |(index, (word, wanted)): (usize, (&String, &String))| {
        let rest = word.strip_prefix(wanted.as_str());
        let may_have_year = index + 1 == name.len();
        rest.is_some_and(|rest| {
            rest.is_empty()
                || may_have_year && rest.len() <= 4 && rest.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    let at = clause.windows(name.len()).position(|window| window.iter().zip(name).enumerate().all(fits))?;
    let ordinary = ORDINARY_WORDS.iter().find(|(word, _)| matches!(name, [only] if only == word));
    let is_introduced = || clause[..at].iter().all(|word| INTRODUCTION.contains(&word.as_str()));
    ordinary.is_none_or(|(_, capital)| text.contains(capital) && is_introduced()).then_some(at)
}

/// The words of a text in lowercase, without those that some leave out.
fn words(text: &str) -> Vec<String> {
    let reading = Reading::of(text);
    let words = reading.tokens().iter().map(|token| token.lower().to_owned());
    words.filter(|word| !matches!(word.as_str(), "and" | "&" | "of" | "the")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::paper;

    fn names(venue: &str, comment: &str, journal_ref: &str) -> bool {
        let paper = Paper {
            comment: comment.to_owned(),
            journal_ref: journal_ref.to_owned(),
            ..paper("2611.00001", "2026-11-01")
        };
        Venue::parse(venue).unwrap().is_named_by(&paper)
    }

    #[test]
    fn comments_name_venues_by_any_of_their_names() {
        for (venue, comment, expected) in [
            ("NeurIPS", "Accepted at NeurIPS 2024", true),
            ("NeurIPS", "NIPS 2017", true),
            ("NIPS", "38th Conference on Neural Information Processing Systems (NeurIPS 2024)", true),
            ("Neural Information Processing Systems", "neurips'24 spotlight", true),
            ("ICML", "12 pages, ICML2025", true),
            ("ICML", "International Conference on Machine Learning", true),
            ("ICML", "ICMLA 2025", false),
            ("ICML", "Submitted to ICML 2025", false),
            ("ICML", "Under review at ICML", false),
            ("ICML", "Submitted to X. Accepted at ICML 2025", true),
            ("ICML", "Accepted at the ICML 2025 Workshop on Sets", false),
            ("ICML Workshop", "Accepted at the ICML Workshop on Sets", true),
            ("ACL", "Findings of ACL 2025", true),
            ("ACL", "NAACL 2025", false),
            ("CVPR", "Accepted to CVPR-2026 (oral)", true),
            ("ECCV", "CVPR 2026", false),
            ("Nature", "Accepted in Nature", true),
            ("Nature", "On the nature of things", false),
            ("Nature", "Published in Nature Communications", false),
            ("Nature Communications", "Published in Nature Communications", true),
            ("Science", "School of Computer Science, 12 pages", false),
            ("TMLR", "Transactions on Machine Learning Research, 2025", true),
            ("any", "Accepted at ICLR 2025 Workshop", true),
            ("any", "12 pages", false),
            ("any", "Submitted to ICLR", false),
            ("Nature", "The nature of things", false),
            ("My Symposium on Zebras", "Accepted at my symposium on zebras 2026", true),
            ("Symposium of Zebras", "Accepted at the Symposium of Quaggas", false),
        ] {
            assert_eq!(names(venue, comment, ""), expected, "{venue}: {comment}");
        }
    }

    #[test]
    fn journal_references_name_venues() {
        for (venue, journal_ref, expected) in [
            ("PRL", "Phys. Rev. Lett. 130, 1 (2023)", true),
            ("Physical Review Letters", "Phys. Rev. Lett. 130, 1 (2023)", true),
            ("Phys. Rev. D", "Phys.Rev.D 109 (2024) 1", true),
            ("Phys. Rev. D", "Phys. Rev. B 109", false),
            ("Nature", "Nature 600, 70 (2021)", true),
            ("Nature", "Nature Physics 17 (2021)", false),
            ("JMLR", "Journal of Machine Learning Research 25 (2024)", true),
            ("JHEP", "JHEP 05 (2024) 100", true),
            ("ICML", "Proceedings of the 41st International Conference on Machine Learning, 2024", true),
        ] {
            assert_eq!(names(venue, "", journal_ref), expected, "{venue}: {journal_ref}");
        }
    }

    #[test]
    fn the_table_has_each_name_once() {
        assert!(VENUES.len() >= 60, "{}", VENUES.len());
        let mut seen = std::collections::BTreeSet::new();
        for name in VENUES.iter().flat_map(|names| names.iter()) {
            assert!(seen.insert(words(name)), "{name}");
        }
        assert_eq!(Venue::parse("…"), None);
    }
}
