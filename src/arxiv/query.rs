//! A keyword as an expression in arXiv's query language, and a page request as a URL.
//!
//! The expression finds a superset: [`Keyword::evaluate`] decides what stays. arXiv reads operators right to left without
//! precedence, so everything is bracketed; phrases hold letters, digits and spaces alone, so that no keyword can change the
//! structure. See <https://info.arxiv.org/help/api/user-manual.html#query_details>.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Url;

use crate::keyword::{Author, Fields, Keyword, MatchMode, Query, Sort, Term};
use crate::paper::ArxivId;

/// What is encoded in a query; the rest may be in an address unchanged, which keeps long ones short.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b' ')
    .remove(b'(')
    .remove(b')')
    .remove(b':')
    .remove(b'.')
    .remove(b'-')
    .remove(b'_')
    .remove(b'*');

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    Page(PageRequest),
    Papers(Vec<ArxivId>),
}

impl Request {
    /// The request's URL at the given endpoint.
    pub fn url(&self, endpoint: &Url) -> Url {
        match self {
            Self::Page(page) => page.url(endpoint),
            Self::Papers(ids) => {
                let mut url = endpoint.clone();
                let list = ids.iter().map(ArxivId::as_str).collect::<Vec<_>>().join(",");
                url.set_query(Some(&format!("id_list={list}&max_results={}", ids.len())));
                url
            }
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRequest {
    /// The expression, not yet encoded.
    pub query: String,
    /// By which date, newest first.
    pub sort: Sort,
    /// Index of the first row wanted, from 0.
    pub start: u64,
    pub size: u64,
}

impl PageRequest {
    /// The request's URL at the given endpoint.
    pub fn url(&self, endpoint: &Url) -> Url {
        let sort = match self.sort {
            Sort::Updated => "lastUpdatedDate",
            Sort::Submitted => "submittedDate",
        };
        let (query, start, size) = (encoded(&self.query), self.start, self.size);
        let mut url = endpoint.clone();
        url.set_query(Some(&format!(
            "search_query={query}&start={start}&max_results={size}&sortBy={sort}&sortOrder=descending"
        )));
        url
    }
}

/// A query as it is in an address.
fn encoded(query: &str) -> String {
    utf8_percent_encode(query, ENCODED).to_string().replace(' ', "+")
}

/// The bytes of an address with this query, the endpoint and the rest taken at their longest.
pub fn length(query: &str) -> usize {
    160 + encoded(query).len()
}

/// An expression that finds what any of the keywords' finds.
pub fn any_of(keywords: &[&Keyword]) -> String {
    one_of(keywords.iter().map(|keyword| format!("({})", expression(keyword))))
}

/// The expression for a keyword: its terms in its fields, and its categories.
pub fn expression(keyword: &Keyword) -> String {
    let (any, all) = match &keyword.query {
        Query::Raw(query) => return query.clone(),
        Query::Terms { any, all } => (any, all),
    };
    let mut conditions = Vec::new();
    if !any.is_empty() {
        conditions.push(one_of(any.iter().map(|term| term_in(term, keyword))));
    }
    conditions.extend(all.iter().map(|term| term_in(term, keyword)));
    if !keyword.authors.is_empty() {
        conditions.push(one_of(keyword.authors.iter().map(by_author)));
    }
    if !keyword.categories.is_empty() {
        conditions.push(one_of(keyword.categories.iter().map(|category| format!("cat:{category}"))));
    }
    conditions.join(" AND ")
}

/// Papers by an author, and by others of a similar name.
fn by_author(author: &Author) -> String {
    let conditions: Vec<String> = author
        .phrases()
        .iter()
        .map(|phrases| one_of(phrases.iter().map(|phrase| format!("au:\"{phrase}\""))))
        .collect();
    if let [only] = &conditions[..] { only.clone() } else { format!("({})", conditions.join(" AND ")) }
}

/// A term in the fields where it must match. The title is not asked for where the abstract must have the term anyway:
/// arXiv does not find a hyphenated word before a colon (`FX-DARTS: …`) in a title. But if nothing is filtered here, it is
/// asked for what is wanted.
fn term_in(term: &Term, keyword: &Keyword) -> String {
    if keyword.match_mode == MatchMode::Arxiv {
        // Nothing is filtered here, so arXiv is asked for the term and nothing else.
        let phrase = term.phrase();
        if keyword.fields == Fields::TitleAndAbstract {
            return format!("(ti:\"{phrase}\" AND abs:\"{phrase}\")");
        }
        return one_of(prefixes(keyword).iter().map(|prefix| format!("{prefix}:\"{phrase}\"")));
    }
    let phrases = term.phrases(keyword.match_mode == MatchMode::Exact);
    let fields = prefixes(keyword).iter();
    let phrases =
        fields.clone().flat_map(|field| phrases.iter().map(move |phrase| format!("{field}:\"{phrase}\"")));
    let with_star = term.prefixes();
    let starred = fields.filter_map(|field| {
        let words = with_star.as_ref()?.iter().map(|word| format!("{field}:{word}")).collect::<Vec<_>>();
        Some(if words.len() == 1 { words.concat() } else { format!("({})", words.join(" AND ")) })
    });
    one_of(phrases.chain(starred))
}

fn prefixes(keyword: &Keyword) -> &'static [&'static str] {
    match keyword.fields {
        Fields::TitleOrAbstract => &["ti", "abs"],
        Fields::Title => &["ti"],
        Fields::TitleAndAbstract if keyword.match_mode == MatchMode::Arxiv => &["ti", "abs"],
        Fields::Abstract | Fields::TitleAndAbstract => &["abs"],
        Fields::All => &["all"],
    }
}

/// Alternatives as one bracketed condition.
fn one_of(alternatives: impl Iterator<Item = String>) -> String {
    let mut alternatives: Vec<String> = alternatives.collect();
    match alternatives.len() {
        1 => alternatives.remove(0),
        _ => format!("({})", alternatives.join(" OR ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keyword::CategoryPattern;
    use proptest::prelude::*;

    fn keyword(any: &[&str], all: &[&str], categories: &[&str], fields: Fields) -> Keyword {
        let terms = |texts: &[&str]| texts.iter().map(|text| Term::parse(text).unwrap()).collect();
        let exclude = terms(&["dropped here, not there"]);
        let categories = categories.iter().map(|text| CategoryPattern::parse(text).unwrap()).collect();
        let query = Query::Terms { any: terms(any), all: terms(all) };
        Keyword { exclude, categories, fields, ..Keyword::new("k", query) }
    }

    #[test]
    fn everything_is_bracketed() {
        for (keyword, expected) in [
            (keyword(&["Darts"], &[], &[], Fields::TitleOrAbstract), r#"(ti:"Darts" OR abs:"Darts")"#),
            (
                keyword(&["pre-training"], &[], &[], Fields::Abstract),
                r#"(abs:"pre training" OR abs:"pretraining")"#,
            ),
            (
                keyword(&["superconduct*", "path plan*"], &[], &[], Fields::Title),
                r#"((ti:"superconduct" OR ti:superconduct*) OR (ti:"path plan" OR (ti:path AND ti:plan*)))"#,
            ),
            (
                keyword(&["a b", "C++"], &["x"], &["cs.LG", "math.*"], Fields::TitleOrAbstract),
                r#"((ti:"a b" OR abs:"a b") OR (ti:"C" OR abs:"C")) AND (ti:"x" OR abs:"x") AND (cat:cs.LG OR cat:math.*)"#,
            ),
            (keyword(&["a"], &[], &["hep-th"], Fields::All), r#"all:"a" AND cat:hep-th"#),
            (keyword(&[], &["a", "b"], &[], Fields::TitleAndAbstract), r#"abs:"a" AND abs:"b""#),
            (keyword(&["a"], &[], &[], Fields::Title), r#"ti:"a""#),
        ] {
            assert_eq!(expression(&keyword), expected);
        }
    }

    #[test]
    fn authors_are_asked_for_by_their_names() {
        let by = |names: &[&str]| names.iter().map(|name| Author::parse(name).unwrap()).collect::<Vec<_>>();
        let people = Keyword { authors: by(&["Ada Lovelace"]), ..keyword(&[], &[], &[], Fields::Title) };
        assert_eq!(expression(&people), r#"(au:"lovelace" AND (au:"ada" OR au:"a"))"#);
        let with_terms = Keyword {
            authors: by(&["G. Hopper", "Jürgen Müller"]),
            ..keyword(&["x"], &[], &["cs.*"], Fields::Title)
        };
        assert_eq!(
            expression(&with_terms),
            "ti:\"x\" AND (au:\"hopper\" OR ((au:\"muller\" OR au:\"Müller\") AND (au:\"jurgen\" OR au:\"Jürgen\" OR \
             au:\"j\"))) AND cat:cs.*"
        );
        let hostile =
            Keyword { authors: by(&[r#"x") OR all:* (""#]), ..keyword(&[], &[], &[], Fields::Title) };
        assert!(!expression(&hostile).contains("all:"), "{}", expression(&hostile));
    }

    #[test]
    fn arxiv_match_mode_searches_both_fields() {
        let mut keyword = keyword(&["Darts"], &[], &["cs.*"], Fields::TitleAndAbstract);
        assert_eq!(expression(&keyword), r#"abs:"Darts" AND cat:cs.*"#);
        keyword.match_mode = MatchMode::Arxiv;
        assert_eq!(expression(&keyword), r#"(ti:"Darts" AND abs:"Darts") AND cat:cs.*"#);
    }

    #[test]
    fn no_term_changes_the_structure() {
        let hostile = r#"x") OR all:* ANDNOT (ti:"\"#;
        assert_eq!(expression(&keyword(&[hostile], &[], &[], Fields::Title)), r#"ti:"x OR all ANDNOT ti""#);
    }

    #[test]
    fn raw_query_is_sent_unchanged() {
        let mut raw = keyword(&["a"], &[], &["cs.LG"], Fields::Title);
        raw.query = Query::Raw("ti:\"x\" ANDNOT cat:eess.IV".to_owned());
        assert_eq!(expression(&raw), "ti:\"x\" ANDNOT cat:eess.IV");
    }

    #[test]
    fn the_url_is_encoded_once() {
        let request =
            PageRequest {
                query: r#"ti:"R&D #+ é""#.to_owned(), sort: Sort::Submitted, start: 100, size: 50
            };
        let url = request.url(&Url::parse("https://export.arxiv.org/api/query").unwrap());
        assert_eq!(
            url.as_str(),
            "https://export.arxiv.org/api/query?search_query=ti:%22R%26D+%23%2B+%C3%A9%22&start=100&max_results=50\
             &sortBy=submittedDate&sortOrder=descending"
        );
    }

    #[test]
    fn ordinary_keywords_make_ordinary_addresses() {
        let endpoint = Url::parse("https://export.arxiv.org/api/query").unwrap();
        let long = "Differentiable Neural Architecture Search for Large Vision Language Models";
        let keyword =
            keyword(&[long; 5], &[long; 2], &["cs.LG", "cs.CV", "stat.ML"], Fields::TitleOrAbstract);
        let request =
            PageRequest { query: expression(&keyword), sort: Sort::Updated, start: 9_500, size: 500 };
        // Servers take 8,000 bytes and more.
        let length = request.url(&endpoint).as_str().len();
        assert!(length < 2_000, "{length}");
    }

    /// What is left of an expression without its phrases, where a term has as many phrases as it may.
    fn skeleton(expression: &str) -> String {
        let mut skeleton = expression.split('"').step_by(2).collect::<Vec<_>>().join("\"");
        loop {
            let before = skeleton.clone();
            for field in ["ti", "abs", "all"] {
                skeleton = skeleton.replace(&format!("{field}:\" OR {field}:\""), &format!("{field}:\""));
                skeleton = skeleton.replace(&format!("({field}:\")"), &format!("{field}:\""));
            }
            if skeleton == before {
                return skeleton;
            }
        }
    }

    proptest! {
        /// Terms of any text: the structure is that of plain terms, and phrases hold words and spaces alone.
        #[test]
        fn no_text_changes_the_structure(
            texts in proptest::collection::vec(".{0,12}[a-zA-Z0-9\\PC].{0,12}|[a-z ()\"\\\\*?:+-]{0,16}x", 1..4),
            fields in proptest::sample::select(Fields::NAMES),
        ) {
            let texts: Vec<&str> = texts.iter().map(String::as_str).filter(|text| Term::parse(text).is_ok_and(|term| term.prefixes().is_none())).collect();
            prop_assume!(!texts.is_empty());
            let plain = vec!["plain"; texts.len()];
            let made = expression(&keyword(&texts, &texts[..1], &["cs.LG"], fields.1));
            prop_assert_eq!(skeleton(&made), skeleton(&expression(&keyword(&plain, &plain[..1], &["cs.LG"], fields.1))));
            for phrase in made.split('"').skip(1).step_by(2) {
                prop_assert!(phrase.contains(char::is_alphanumeric), "{:?}", made);
                let accent = |c: char| matches!(c, '\u{300}'..='\u{36f}' | '\u{20d0}'..='\u{20ff}');
                let word = |c: char| c.is_alphanumeric() || c == ' ' || accent(c);
                prop_assert!(phrase.chars().all(word), "{:?}", made);
            }
        }
    }
}
