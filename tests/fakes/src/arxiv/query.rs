//! arXiv's query language as its server reads it: first the words are put in order, then they are parsed, without
//! precedence and from the right. Rules: `facts/arxiv-api.md` §2.

use std::fmt;

use jiff::Timestamp;

use super::tokens::{self, Token};

/// What a term looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Abstract,
    All,
    Author,
    Category,
    Comment,
    Doi,
    Id,
    JournalRef,
    ReportNumber,
    SubmittedDate,
    Title,
}

/// How two expressions are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    And,
    Or,
    AndNot,
}

/// One `field:text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Term {
    pub(crate) field: Field,
    /// Without its quotes.
    pub(crate) text: String,
    pub(crate) quoted: bool,
    /// From and to, of a `submittedDate`.
    pub(crate) range: Option<(Timestamp, Timestamp)>,
}

/// A parsed query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Expression {
    Term(Term),
    /// `ANDNOT x` with nothing before it.
    Not(Box<Expression>),
    Both {
        left: Box<Expression>,
        operator: Operator,
        right: Box<Expression>,
    },
}

/// A query as the server understood it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Query {
    /// The words in order: what the feed's title shows.
    pub(crate) canonical: String,
    pub(crate) expression: Expression,
}

/// The query, put in order, that cannot be parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Invalid(pub(crate) String);

/// Reads a decoded `search_query`; `None` if nothing is left of it. With `raw` the words are not put in order.
pub(crate) fn read(text: &str, raw: bool) -> Result<Option<Query>, Invalid> {
    let tokens = if raw { tokens::split(text) } else { tokens::put_in_order(text) };
    if tokens.is_empty() {
        return Ok(None);
    }
    let canonical = if raw { text.to_owned() } else { tokens::join(&tokens) };
    let mut rest = tokens.as_slice();
    match expression(&mut rest) {
        Some(expression) if rest.is_empty() => Ok(Some(Query { canonical, expression })),
        _ => Err(Invalid(canonical)),
    }
}

/// `expression = "ANDNOT" expression | operand [operator expression]`
fn expression(rest: &mut &[Token]) -> Option<Expression> {
    if let [Token::Operator(Operator::AndNot), after @ ..] = rest {
        *rest = after;
        return Some(Expression::Not(Box::new(expression(rest)?)));
    }
    let left = operand(rest)?;
    let [Token::Operator(operator), after @ ..] = rest else {
        return Some(left);
    };
    let operator = *operator;
    *rest = after;
    let right = expression(rest)?;
    Some(Expression::Both { left: Box::new(left), operator, right: Box::new(right) })
}

/// `operand = "(" expression ")" | prefix text`
fn operand(rest: &mut &[Token]) -> Option<Expression> {
    match rest {
        [Token::Open, after @ ..] => {
            *rest = after;
            let inner = expression(rest)?;
            let [Token::Close, after @ ..] = rest else { return None };
            *rest = after;
            Some(inner)
        }
        [Token::Prefix(field), Token::Text(text), after @ ..] => {
            let term = term(*field, text)?;
            *rest = after;
            Some(Expression::Term(term))
        }
        _ => None,
    }
}

fn term(field: Field, text: &str) -> Option<Term> {
    let (text, quoted) = match text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
        Some(inside) => (inside, true),
        None => (text, false),
    };
    if quoted && text.ends_with('\\') {
        return None; // the parser takes `\"` for a quote inside the phrase, which then has no end
    }
    let range = if field == Field::SubmittedDate { Some(range(text)?) } else { None };
    Some(Term { field, text: text.trim().to_owned(), quoted, range })
}

/// `202301010000 TO 202401012359`, the last minute included.
fn range(text: &str) -> Option<(Timestamp, Timestamp)> {
    let (from, to) = text.split_once(" TO ")?;
    Some((minute(from, "00")?, minute(to, "59")?))
}

fn minute(digits: &str, seconds: &str) -> Option<Timestamp> {
    if digits.len() != 12 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let [year, month, day, hour, minute] = [0..4, 4..6, 6..8, 8..10, 10..12].map(|part| &digits[part]);
    format!("{year}-{month}-{day}T{hour}:{minute}:{seconds}Z").parse().ok()
}

impl Expression {
    /// Whether an unquoted term starts with a wildcard, which makes the server fail.
    pub(crate) fn has_leading_wildcard(&self) -> bool {
        match self {
            Self::Term(term) => {
                !term.quoted && term.field != Field::Category && term.text.starts_with(['*', '?'])
            }
            Self::Not(inner) => inner.has_leading_wildcard(),
            Self::Both { left, right, .. } => left.has_leading_wildcard() || right.has_leading_wildcard(),
        }
    }
}

impl fmt::Display for Expression {
    /// With the brackets as parsed, the outermost left out: what the feed's link shows.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = |side: &Self| match side {
            Self::Both { .. } => format!("({side})"),
            _ => side.to_string(),
        };
        match self {
            Self::Term(term) => {
                let quote = if term.quoted { "\"" } else { "" };
                write!(f, "{}{quote}{}{quote}", term.field.prefix(), term.text)
            }
            Self::Not(side) => write!(f, "ANDNOT {}", inner(side)),
            Self::Both { left, operator, right } => {
                write!(f, "{} {} {}", inner(left), operator.as_str(), inner(right))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> String {
        read(text, false).unwrap().unwrap().expression.to_string()
    }

    #[test]
    fn queries_are_read_as_the_facts_say() {
        for (sent, understood) in [
            ("graph neural network", "all:graph OR (all:neural OR all:network)"),
            ("ti:graph neural network", "ti:graph OR (all:neural OR all:network)"),
            ("ti:\"graph neural network\"", "ti:\"graph neural network\""),
            ("ti:(a b)", "ti:a OR ti:b"),
            ("ti:((a AND b) c)", "(ti:a AND ti:b) OR ti:c"),
            ("cat:cs.LG AND ti:\"a\" OR abs:\"a\"", "cat:cs.LG AND (ti:\"a\" OR abs:\"a\")"),
            ("ti:\"a\" OR abs:\"a\" AND cat:cs.LG", "ti:\"a\" OR (abs:\"a\" AND cat:cs.LG)"),
            ("(ti:\"a\" OR abs:\"a\") AND cat:cs.LG", "(ti:\"a\" OR abs:\"a\") AND cat:cs.LG"),
            ("ti:\"a\" ANDNOT ti:\"b\" AND ti:\"c\"", "ti:\"a\" ANDNOT (ti:\"b\" AND ti:\"c\")"),
            ("a and b", "all:a OR (all:and OR all:b)"),
            ("ti:a AND NOT ti:b", "ti:a ANDNOT ti:b"),
            ("ti:a NOT ti:b", "ti:a ANDNOT ti:b"),
            ("ti:a OR AND ti:b", "ti:a AND ti:b"),
            ("ANDNOT ti:\"b\"", "ANDNOT ti:\"b\""),
            ("title:a", "ti:a"),
            ("msc:53D10", "all:msc:53D10"),
            ("au:a_b", "au:\"a b\""),
            ("ti:\"a ? * : ( ) + - / b\"", "ti:\"a ? * : ( ) + - / b\""),
            ("ti:a\nti:b", "ti:a OR ti:b"),
            ("\"a", "all:a"),
            ("a ORR b", "all:a OR (all:ORR OR all:b)"),
        ] {
            assert_eq!(parsed(sent), understood, "{sent}");
        }
    }

    #[test]
    fn dates_are_filled_up() {
        for (sent, understood) in [
            ("submittedDate:[20230101 TO 20240101]", "submittedDate:\"202301010000 TO 202401012359\""),
            ("lastUpdatedDate:[2023 TO 2024]", "submittedDate:\"202301010000 TO 202412312359\""),
            ("submittedDate:[202302 TO 202402]", "submittedDate:\"202302010000 TO 202402292359\""),
            (
                "submittedDate:[20230101123045 TO 202301011230]",
                "submittedDate:\"202301011230 TO 202301011230\"",
            ),
        ] {
            assert_eq!(parsed(sent), understood, "{sent}");
        }
    }

    #[test]
    fn title_shows_words_without_the_parsers_brackets() {
        let query = read("a b  c", false).unwrap().unwrap();
        assert_eq!(query.canonical, "all:a OR all:b OR all:c");
        let query = read("((ti:a OR ti:b) AND cat:cs.*)", false).unwrap().unwrap();
        assert_eq!(query.canonical, "( (ti:a OR ti:b) AND cat:cs.*)");
    }

    #[test]
    fn malformed_queries_are_refused() {
        for bad in [
            "(ti:a",
            "ti:a)",
            "ti:a AND",
            "AND ti:a",
            "ti:\"x\\\"",
            "all:AND",
            "all:ti:\"x\"",
            "()",
            "submittedDate:[20230101 TO *]",
            "submittedDate:2007*",
            "submittedDate:[20231301 TO 20240101]",
            "ti:a AND au: OR ti:b",
        ] {
            assert!(read(bad, false).is_err(), "{bad}");
        }
        assert!(read("graph", true).is_err(), "raw words have no prefix");
        assert_eq!(read("", false), Ok(None));
        assert_eq!(read("ti:", false), Ok(None));
    }

    #[test]
    fn leading_wildcards_are_detected() {
        let fails = |text| read(text, false).unwrap().unwrap().expression.has_leading_wildcard();
        assert!(fails("all:*x") && fails("ti:a OR ?b"));
        assert!(!fails("ti:\"*x\"") && !fails("cat:*.LG") && !fails("ti:x*"));
    }
}
