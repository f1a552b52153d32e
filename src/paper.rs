//! A paper as arXiv describes it: identifier, version, texts, authors, categories, dates.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// An arXiv identifier without version: `2504.20079`, or `astro-ph/0601001` before April 2007
/// (<https://info.arxiv.org/help/arxiv_identifier.html>). Ordered as text, which within either scheme is by month and number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ArxivId(String);

impl ArxivId {
    /// Checks an identifier without version.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let valid = if let Some((archive, number)) = text.split_once('/') {
            let (archive, class) = archive.split_once('.').map_or((archive, None), |(a, c)| (a, Some(c)));
            let name =
                |part: &str| part.len() >= 2 && part.bytes().all(|b| b.is_ascii_alphabetic() || b == b'-');
            name(archive) && class.is_none_or(name) && number.len() == 7 && digits(number)
        } else {
            text.split_once('.').is_some_and(|(month, number)| {
                month.len() == 4 && digits(month) && (4..=6).contains(&number.len()) && digits(number)
            })
        };
        valid.then(|| Self(text.to_owned()))
    }

    /// Reads an identifier as people copy it: with a version, with `arXiv:`, or in an address.
    pub fn parse_as_copied(text: &str) -> Option<Self> {
        let prefixes = ["arxiv.org/abs/", "arxiv.org/pdf/", "arxiv.org/html/", "arXiv:"];
        let name =
            prefixes.iter().find_map(|prefix| text.split_once(prefix)).map_or(text, |(_, name)| name).trim();
        let name = name.strip_suffix(".pdf").unwrap_or(name);
        let (id, version) = name.rsplit_once('v').unwrap_or((name, ""));
        Self::parse(if version.bytes().all(|byte| byte.is_ascii_digit()) { id } else { name })
    }

    /// Reads an identifier and its version out of an entry's id, an abs URL (`http://arxiv.org/abs/2504.20079v1`).
    pub fn parse_abs_url(url: &str) -> Option<(Self, u32)> {
        let (_, path) = url.split_once("://arxiv.org/abs/")?;
        let (id, version) = path.rsplit_once('v')?;
        let version: u32 = version.parse().ok().filter(|version| *version > 0)?;
        Some((Self::parse(id)?, version))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ArxivId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for ArxivId {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("`{text}` is not an arXiv identifier"))
    }
}

impl From<ArxivId> for String {
    fn from(id: ArxivId) -> Self {
        id.0
    }
}

/// A category of a paper, as arXiv names it: `cs.LG`, `hep-th`; legacy answers also hold MSC and ACM classes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Category(String);

impl Category {
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The current version of a paper. Every text is one line, with single spaces, and otherwise as arXiv has it, TeX included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    pub id: ArxivId,
    /// Version, from 1.
    pub version: u32,
    pub title: String,
    /// Authors' names, in order; a collaboration is one of them.
    pub authors: Vec<String>,
    #[serde(rename = "abstract")]
    pub abstract_: String,
    /// The authors' comment (pages, venue); empty if there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub comment: String,
    /// The journal reference; empty if there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub journal_ref: String,
    /// DOIs, without `https://doi.org/`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dois: Vec<String>,
    /// Categories: the primary one first, then the cross-lists.
    pub categories: Vec<Category>,
    /// Submission of the first version, UTC.
    pub submitted: Timestamp,
    /// Submission of this version, UTC.
    pub updated: Timestamp,
}

impl Paper {
    /// The page of this version. It is built from the identifier, because feeds have lacked their links (November 2025).
    pub fn abs_url(&self) -> String {
        format!("https://arxiv.org/abs/{}v{}", self.id, self.version)
    }

    /// The PDF of this version.
    pub fn pdf_url(&self) -> String {
        format!("https://arxiv.org/pdf/{}v{}", self.id, self.version)
    }

    /// This version as a web page: arXiv makes one of papers submitted as TeX since December 2023
    /// (<https://info.arxiv.org/about/accessible_HTML.html>).
    pub fn html_url(&self) -> Option<String> {
        let since = Timestamp::constant(1_701_388_800, 0);
        (self.updated >= since).then(|| format!("https://arxiv.org/html/{}v{}", self.id, self.version))
    }
}

/// A field that a feed may lack.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// What it is called in messages.
    pub name: &'static str,
    pub required: bool,
    pub is_missing: fn(&Paper) -> bool,
    /// Copies it from another description of the same version.
    pub copy: fn(&mut Paper, &Paper),
}

/// Every field that a feed may lack.
pub const FIELDS: [Field; 6] = [
    Field {
        name: "abstract",
        required: true,
        is_missing: |paper| paper.abstract_.is_empty(),
        copy: |paper, from| paper.abstract_.clone_from(&from.abstract_),
    },
    Field {
        name: "authors",
        required: true,
        is_missing: |paper| paper.authors.is_empty(),
        copy: |paper, from| paper.authors.clone_from(&from.authors),
    },
    Field {
        name: "categories",
        required: true,
        is_missing: |paper| paper.categories.is_empty(),
        copy: |paper, from| paper.categories.clone_from(&from.categories),
    },
    Field {
        name: "comment",
        required: false,
        is_missing: |paper| paper.comment.is_empty(),
        copy: |paper, from| paper.comment.clone_from(&from.comment),
    },
    Field {
        name: "journal reference",
        required: false,
        is_missing: |paper| paper.journal_ref.is_empty(),
        copy: |paper, from| paper.journal_ref.clone_from(&from.journal_ref),
    },
    Field {
        name: "DOI",
        required: false,
        is_missing: |paper| paper.dois.is_empty(),
        copy: |paper, from| paper.dois.clone_from(&from.dois),
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_of_both_schemes() {
        for good in [
            "0704.0001",
            "2504.20079",
            "2701.000001",
            "astro-ph/0601001",
            "math.GT/0309136",
            "q-bio.NC/0703001",
        ] {
            assert!(ArxivId::parse(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "2504",
            "2504.200",
            "2504.20079v1",
            "../0601001",
            "a/../b",
            "math.GT/030913",
            "2504.2007٩",
            "math.GT.X/0309136",
        ] {
            assert!(ArxivId::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn a_web_page_is_there_since_december_2023() {
        let paper = crate::samples::paper("2611.00001", "2023-12-01");
        assert_eq!(paper.html_url().unwrap(), "https://arxiv.org/html/2611.00001v1");
        assert_eq!(crate::samples::paper("astro-ph/0601001", "2023-11-30").html_url(), None);
    }

    #[test]
    fn an_entry_id_has_a_version() {
        let (id, version) = ArxivId::parse_abs_url("http://arxiv.org/abs/astro-ph/0601001v12").unwrap();
        assert_eq!((id.as_str(), version), ("astro-ph/0601001", 12));
        assert!(ArxivId::parse_abs_url("https://arxiv.org/abs/2504.20079v1").is_some());
        for bad in [
            "http://arxiv.org/abs/2504.20079",
            "http://arxiv.org/abs/2504.20079v0",
            "oai:arXiv.org:2508.13426v1",
            "http://arxiv.org/pdf/2504.20079v1",
        ] {
            assert!(ArxivId::parse_abs_url(bad).is_none(), "{bad}");
        }
    }
}
