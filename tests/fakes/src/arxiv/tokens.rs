//! Queries as tokens, and the liberties the server takes with them before it parses: bare words get `all:`, missing
//! operators become OR, doubled ones the last. Rules: `facts/arxiv-api.md` §2.

use super::query::{Field, Operator};

/// A piece of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    Prefix(Field),
    Open,
    Close,
    Operator(Operator),
    /// A word, or a phrase with its quotes.
    Text(String),
}

const PREFIXES: [(&str, Field); 12] = [
    ("abs:", Field::Abstract),
    ("all:", Field::All),
    ("au:", Field::Author),
    ("cat:", Field::Category),
    ("co:", Field::Comment),
    ("doi:", Field::Doi),
    ("id:", Field::Id),
    ("jr:", Field::JournalRef),
    ("rn:", Field::ReportNumber),
    ("submittedDate:", Field::SubmittedDate),
    ("ti:", Field::Title),
    ("title:", Field::Title),
];

const OPERATORS: [(&str, Operator); 4] =
    [("ANDNOT", Operator::AndNot), ("AND", Operator::And), ("NOT", Operator::AndNot), ("OR", Operator::Or)];

impl Field {
    pub(crate) fn prefix(self) -> &'static str {
        PREFIXES.iter().find(|(_, field)| *field == self).map_or("", |(prefix, _)| prefix)
    }
}

impl Operator {
    pub(crate) fn as_str(self) -> &'static str {
        OPERATORS.iter().find(|(_, operator)| *operator == self).map_or("", |(name, _)| name)
    }
}

/// Splits a query and puts it in order.
pub(crate) fn put_in_order(text: &str) -> Vec<Token> {
    let text = text.replace(['\r', '\n'], " ").replace("lastUpdatedDate:", "submittedDate:");
    let tokens = split(&complete_dates(&text));
    let tokens = insert_operators(collapse_operators(add_missing_prefixes(spread_prefixes(tokens))));
    drop_empty_prefixes(author_underscores(tokens))
}

/// A query's tokens. A quote without a partner is left out.
pub(crate) fn split(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, length) = match first {
            '(' => (Some(Token::Open), 1),
            ')' => (Some(Token::Close), 1),
            '"' => match rest[1..].find('"') {
                Some(end) => (Some(Token::Text(rest[..end + 2].to_owned())), end + 2),
                None => (None, 1),
            },
            _ => word(rest),
        };
        tokens.extend(token);
        rest = rest[length..].trim_start();
    }
    tokens
}

fn word(rest: &str) -> (Option<Token>, usize) {
    let ends =
        |at: usize| rest[at..].chars().next().is_none_or(|next| "()".contains(next) || next.is_whitespace());
    if let Some((name, operator)) =
        OPERATORS.iter().find(|(name, _)| rest.starts_with(name) && ends(name.len()))
    {
        return (Some(Token::Operator(*operator)), name.len());
    }
    if let Some((prefix, field)) = PREFIXES.iter().find(|(prefix, _)| rest.starts_with(prefix)) {
        return (Some(Token::Prefix(*field)), prefix.len());
    }
    let length = rest.find(|c: char| "()\"".contains(c) || c.is_whitespace()).unwrap_or(rest.len());
    (Some(Token::Text(rest[..length].to_owned())), length)
}

/// Makes `submittedDate:[2023 TO 2024]` a phrase with all its digits. Anything else stays unchanged.
fn complete_dates(text: &str) -> String {
    let start = "submittedDate:[";
    let Some((before, after)) = text.split_once(start) else {
        return text.to_owned();
    };
    let range = after.split_once(']').and_then(|(range, rest)| Some((range.split_once(" TO ")?, rest)));
    match range {
        Some(((from, to), rest)) if is_date(from) && is_date(to) => {
            let (from, to) = (fill_up(from, ["0101", "01", "0000"]), fill_up(to, ["1231", "", "2359"]));
            format!("{before}submittedDate:\"{from} TO {to}\"{}", complete_dates(rest))
        }
        _ => format!("{before}{start}{}", complete_dates(after)),
    }
}

fn is_date(text: &str) -> bool {
    (4..=14).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Fills a year, month or day up to a minute. An empty `day` stands for the month's last.
fn fill_up(date: &str, [month_and_day, day, time]: [&str; 3]) -> String {
    let day_of = |month: &str| match (day, last_day(month)) {
        ("", Some(last)) => last,
        _ => day.to_owned(),
    };
    match date.len() {
        4 => format!("{date}{month_and_day}{time}"),
        6 => format!("{date}{}{time}", day_of(date)),
        8 => format!("{date}{time}"),
        _ => date.chars().take(12).collect(),
    }
}

fn last_day(month: &str) -> Option<String> {
    let first = jiff::civil::Date::new(month[..4].parse().ok()?, month[4..].parse().ok()?, 1).ok()?;
    Some(first.days_in_month().to_string())
}

/// `ti:(a b)` is `(ti:a ti:b)`.
fn spread_prefixes(tokens: Vec<Token>) -> Vec<Token> {
    let mut spread: Vec<Token> = Vec::new();
    let mut outer: Option<(Field, usize)> = None;
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match (&token, &mut outer) {
            (Token::Prefix(field), None) if tokens.peek() == Some(&Token::Open) => {
                outer = Some((*field, 0));
                continue;
            }
            (Token::Open, Some((_, depth))) => *depth += 1,
            (Token::Close, Some((_, 1))) => outer = None,
            (Token::Close, Some((_, depth))) => *depth -= 1,
            (Token::Text(_), Some((field, _))) if !matches!(spread.last(), Some(Token::Prefix(_))) => {
                spread.push(Token::Prefix(*field));
            }
            _ => {}
        }
        spread.push(token);
    }
    spread
}

/// Goes through the tokens with the one before each, and puts another between where `between` says so.
fn insert(tokens: Vec<Token>, between: impl Fn(Option<&Token>, &Token) -> Option<Token>) -> Vec<Token> {
    let mut result: Vec<Token> = Vec::new();
    for token in tokens {
        result.extend(between(result.last(), &token));
        result.push(token);
    }
    result
}

fn add_missing_prefixes(tokens: Vec<Token>) -> Vec<Token> {
    insert(tokens, |before, token| match (before, token) {
        (Some(Token::Prefix(_)), _) => None,
        (_, Token::Text(_)) => Some(Token::Prefix(Field::All)),
        _ => None,
    })
}

fn insert_operators(tokens: Vec<Token>) -> Vec<Token> {
    insert(tokens, |before, token| match (before, token) {
        (Some(Token::Close | Token::Text(_)), Token::Prefix(_) | Token::Open | Token::Text(_))
        | (Some(Token::Prefix(_)), Token::Prefix(_)) => Some(Token::Operator(Operator::Or)),
        _ => None,
    })
}

/// Of several operators in a row the last counts: so `AND NOT` is `ANDNOT`.
fn collapse_operators(mut tokens: Vec<Token>) -> Vec<Token> {
    tokens.dedup_by(|later, earlier| match (&later, &earlier) {
        (Token::Operator(last), Token::Operator(_)) => {
            *earlier = Token::Operator(*last);
            true
        }
        _ => false,
    });
    tokens
}

/// `au:del_maestro` is `au:"del maestro"`, as a query's first term only: a slip of the server's.
fn author_underscores(mut tokens: Vec<Token>) -> Vec<Token> {
    if let [Token::Prefix(Field::Author), Token::Text(name), ..] = tokens.as_mut_slice()
        && name.contains('_')
    {
        *name = format!("\"{}\"", name.replace('_', " ").trim_matches('"'));
    }
    tokens
}

fn drop_empty_prefixes(tokens: Vec<Token>) -> Vec<Token> {
    let mut kept = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        if !matches!(token, Token::Prefix(_)) || matches!(tokens.peek(), Some(Token::Text(_))) {
            kept.push(token);
        }
    }
    kept
}

/// The tokens as the server writes them, a space between two brackets of a kind included.
pub(crate) fn join(tokens: &[Token]) -> String {
    let mut text = String::new();
    let mut before: Option<&Token> = None;
    for token in tokens {
        let close_up = matches!(
            (before, token),
            (None, _)
                | (Some(Token::Open), Token::Prefix(_))
                | (Some(Token::Text(_)), Token::Close)
                | (Some(Token::Prefix(_)), Token::Text(_))
        );
        if !close_up {
            text.push(' ');
        }
        text.push_str(match token {
            Token::Prefix(field) => field.prefix(),
            Token::Open => "(",
            Token::Close => ")",
            Token::Operator(operator) => operator.as_str(),
            Token::Text(word) => word,
        });
        before = Some(token);
    }
    text
}
