//! One request: its parameters as the server checks them, and the hits in their order (`facts/arxiv-api.md` §2).

use super::atom::Problem;
use super::corpus::{Corpus, Record};
use super::matching::is_hit;
use super::query::{self, Query};

/// The key of the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SortBy {
    Relevance,
    LastUpdatedDate,
    SubmittedDate,
}

/// A request whose parameters were found good.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    pub(crate) query: Option<Query>,
    pub(crate) id_list: String,
    pub(crate) start: u64,
    pub(crate) max_results: u64,
    sort_by: SortBy,
    ascending: bool,
}

/// The value of the first parameter of this name.
pub(crate) fn parameter<'a>(parameters: &'a [(String, String)], name: &str) -> Option<&'a str> {
    parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

impl Ask {
    /// Checks decoded parameters, in the server's order.
    pub(crate) fn read(parameters: &[(String, String)]) -> Result<Self, Problem> {
        let get = |name| parameter(parameters, name);
        let id_list = get("id_list").unwrap_or_default();
        if let Some(wrong) = id_list.split(',').find(|id| !id_list.is_empty() && !is_identifier(id)) {
            let fragment = format!("incorrect_id_format_for_{wrong}");
            return Err(bad(format!("incorrect id format for {wrong}"), &fragment));
        }
        let max_results = number("max_results", get("max_results").unwrap_or("10"))?;
        let start = number("start", get("start").unwrap_or("0"))?;
        let sort_by = match get("sortBy") {
            None | Some("relevance") => SortBy::Relevance,
            Some("lastUpdatedDate") => SortBy::LastUpdatedDate,
            Some("submittedDate") => SortBy::SubmittedDate,
            Some(_) => return Err(bad("sortBy must be in: relevance, lastUpdatedDate, submittedDate", "")),
        };
        let ascending = match get("sortOrder") {
            None | Some("descending") => false,
            Some("ascending") => true,
            Some(_) => return Err(bad("sortOrder must be in: ascending, descending", "")),
        };
        let query = query::read(get("search_query").unwrap_or_default(), get("raw") == Some("1"))
            .map_err(|invalid| bad(format!("Invalid query string: '{}'", invalid.0), ""))?;
        if query.is_none() && id_list.is_empty() {
            return Err(bad("Either a search_query or id_list must be specified for the classic API.", ""));
        }
        let fails = query.as_ref().is_some_and(|query| query.expression.has_leading_wildcard());
        if fails || !fits_window(start, max_results) {
            return Err(internal());
        }
        Ok(Self { query, id_list: id_list.to_owned(), start, max_results, sort_by, ascending })
    }

    /// All hits in the order asked for; ties stay in the corpus' order.
    pub(crate) fn hits<'a>(&self, corpus: &'a Corpus) -> Vec<&'a Record> {
        let wanted = |record: &Record| {
            let version = format!("{}v{}", record.id, record.version);
            self.id_list.is_empty() || self.id_list.split(',').any(|id| id == record.id || id == version)
        };
        let found = corpus.documents().iter().filter(|document| {
            wanted(&document.record)
                && self.query.as_ref().is_none_or(|query| is_hit(&query.expression, document))
        });
        let mut hits: Vec<&Record> = found.map(|document| &document.record).collect();
        let key = |record: &Record| match self.sort_by {
            SortBy::Relevance => None,
            SortBy::LastUpdatedDate => Some(record.updated),
            SortBy::SubmittedDate => Some(record.submitted),
        };
        hits.sort_by(|a, b| if self.ascending { key(a).cmp(&key(b)) } else { key(b).cmp(&key(a)) });
        hits
    }
}

fn bad(message: impl Into<String>, fragment: &str) -> Problem {
    Problem { status: 400, message: message.into(), fragment: fragment.to_owned() }
}

fn internal() -> Problem {
    let message = "The server encountered an internal error and was unable to complete your request.";
    Problem { status: 500, message: message.to_owned(), fragment: String::new() }
}

fn number(name: &str, text: &str) -> Result<u64, Problem> {
    let wrong = |what: &str| {
        bad(format!("{name} must be {what}"), &format!("{name}_must_be_{}", what.replace(' ', "_")))
    };
    let number: i64 = text.trim().parse().map_err(|_| wrong("an integer"))?;
    u64::try_from(number).map_err(|_| wrong("non-negative"))
}

/// The server's own check, slips included: a page size of nothing divides by it, and the page number is rounded, half
/// to even, before it is compared.
fn fits_window(start: u64, size: u64) -> bool {
    if size == 0 {
        return false;
    }
    let (whole, rest) = (start / size, start % size);
    let up = rest * 2 > size || (rest * 2 == size && whole % 2 == 1);
    1 + whole + u64::from(up) <= 10_000 / size
}

/// An identifier of either scheme, with or without version.
fn is_identifier(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let (id, version) = text.split_once('v').map_or((text, None), |(id, version)| (id, Some(version)));
    let id_is_good = match (id.split_once('/'), id.split_once('.')) {
        (Some((archive, number)), _) => {
            let name =
                |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphabetic() || b == b'-');
            archive.splitn(2, '.').all(name) && number.len() == 7 && digits(number)
        }
        (None, Some((month, number))) => {
            month.len() == 4 && digits(month) && (4..=5).contains(&number.len()) && digits(number)
        }
        _ => false,
    };
    id_is_good && version.is_none_or(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Result<Ask, Problem> {
        let pairs = form_urlencoded::parse(query.as_bytes()).into_owned();
        Ask::read(&pairs.collect::<Vec<_>>())
    }

    #[test]
    fn wrong_parameters_are_named() {
        for (query, status, message) in [
            ("", 400, "Either a search_query or id_list must be specified"),
            ("search_query=ti:", 400, "Either a search_query or id_list must be specified"),
            ("id_list=abc", 400, "incorrect id format for abc"),
            ("id_list=2501.00001,x", 400, "incorrect id format for x"),
            ("search_query=a&max_results=many", 400, "max_results must be an integer"),
            ("search_query=a&max_results=-1", 400, "max_results must be non-negative"),
            ("search_query=a&start=1.5", 400, "start must be an integer"),
            ("search_query=a&start=-1", 400, "start must be non-negative"),
            ("search_query=a&sortBy=date", 400, "sortBy must be in: "),
            ("search_query=a&sortOrder=up", 400, "sortOrder must be in: "),
            ("search_query=(ti:a", 400, "Invalid query string: '(ti:a'"),
            ("search_query=all:*x", 500, "The server encountered"),
            ("search_query=a&max_results=0", 500, "The server encountered"),
            ("search_query=a&start=10000&max_results=100", 500, "The server encountered"),
            ("search_query=a&max_results=10001", 500, "The server encountered"),
        ] {
            let problem = read(query).expect_err(query);
            assert!(problem.status == status && problem.message.starts_with(message), "{query}: {problem:?}");
        }
    }

    #[test]
    fn good_parameters_have_their_defaults() {
        let ask = read("search_query=a").unwrap();
        assert_eq!(
            (ask.start, ask.max_results, ask.sort_by, ask.ascending),
            (0, 10, SortBy::Relevance, false)
        );
        for good in [
            "search_query=a&start=9900&max_results=100",
            "search_query=a&max_results=10000",
            "id_list=2501.00001v2,astro-ph/0601001,math.GT/0309136v1,0704.0001",
            "search_query=&id_list=2501.00001",
        ] {
            assert!(read(good).is_ok(), "{good}");
        }
    }
}
