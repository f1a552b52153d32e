//! Terms that look like expressions of arXiv's or another query language. They are looked for word by word, which is hardly
//! what was meant.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// arXiv's field prefixes, and names that people take for them.
const FIELDS: &[&str] =
    &["abs", "abstract", "all", "au", "author", "cat", "category", "co", "id", "jr", "rn", "ti", "title"];

/// What to write in place of a term that looks like an expression.
pub fn advice(term: &str) -> Option<String> {
    let term = term.trim();
    let say = |what: &str, write: &str| Some(format!("looks like {what}; {write}"));
    if term.starts_with("RAW:") || has_field(term) {
        return say(
            "a query of arXiv's, and is looked for as words",
            "write it as `query:` of a keyword with a `name`",
        );
    }
    if let Some(operator) = operator(term) {
        let write = match operator {
            "AND" => "write the terms as a list under `all:`",
            "OR" => "write the terms as a list under `any:`",
            _ => "write what is to be left out under `exclude:`",
        };
        return say("an expression, and is looked for as words", write);
    }
    if term.contains(" | ") || term.contains("||") {
        return say(
            "alternatives, and is looked for as one phrase",
            "write the terms as a list under `any:`",
        );
    }
    if term.contains(" && ") {
        return say("an expression, and is looked for as words", "write the terms as a list under `all:`");
    }
    if let Some(rest) = without_number(term) {
        return say("an item of a list", &format!("write `{rest}`"));
    }
    if let Some(inside) = term.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'))
        && !inside.trim().is_empty()
    {
        return say("a quotation", &format!("terms need no quotes: write `{}`", inside.replace('"', "")));
    }
    is_list(term).then(|| "looks like several terms, and is looked for as one phrase; write one per line, or a list under `any:`".to_owned())
}

/// Whether a field of arXiv's and a colon are right before a word.
fn has_field(term: &str) -> bool {
    term.match_indices(':').any(|(at, _)| {
        let name = term[..at].rsplit(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
        let before = term[..at - name.len()].chars().next_back();
        let follows = term[at + 1..].starts_with(|c: char| c.is_alphanumeric() || "\"([".contains(c));
        FIELDS.contains(&name) && follows && before.is_none_or(|c| c == '(' || c.is_whitespace())
    })
}

/// An operator in capitals between other words, of which one at least is not in capitals or is short: SEARCH AND RESCUE is a
/// name, LLM AND RAG is not.
fn operator(term: &str) -> Option<&'static str> {
    const OPERATORS: [&str; 4] = ["ANDNOT", "AND", "OR", "NOT"];
    const MAX_ACRONYM: usize = 4;
    let words: Vec<&str> = term
        .split(|c: char| c.is_whitespace() || "()\"".contains(c))
        .filter(|word| !word.is_empty())
        .collect();
    let is_operator = |word: &&str| OPERATORS.contains(word);
    let others = || words.iter().filter(|word| !is_operator(word));
    let shouted =
        !term.contains(char::is_lowercase) && others().any(|word| word.chars().count() > MAX_ACRONYM);
    let inside = words.get(1..words.len().saturating_sub(1))?;
    let at = inside.iter().position(|word| is_operator(word) && !shouted)?;
    let between_words = !is_operator(&words[at]) && others().count() >= 2;
    OPERATORS.into_iter().find(|operator| *operator == inside[at]).filter(|_| between_words)
}

/// What follows the number or bullet of a list's item.
fn without_number(term: &str) -> Option<&str> {
    let digits = term.bytes().take_while(u8::is_ascii_digit).count();
    let rest = if (1..=3).contains(&digits) {
        term[digits..].strip_prefix(['.', ')'])?
    } else {
        term.strip_prefix(['-', '*', '•', '–'])?
    };
    let word = rest.trim_start();
    (rest.starts_with(' ') && word.starts_with(char::is_alphabetic)).then_some(word)
}

/// Whether a term is several, separated by semicolons or commas.
fn is_list(term: &str) -> bool {
    const MAX_WORDS: usize = 4;
    let parts = |separator: char| {
        let parts: Vec<&str> = term.split(separator).map(str::trim).filter(|part| !part.is_empty()).collect();
        let short = parts.iter().all(|part| part.split_whitespace().count() <= MAX_WORDS);
        (parts, short)
    };
    let (semicolons, _) = parts(';');
    let (commas, short) = parts(',');
    // "Fast, accurate detection" and "Vision, Language and Action" are phrases.
    let enumerates = ["and", "or", "&"]
        .iter()
        .any(|last| commas.last().is_some_and(|part| part.split(' ').any(|word| word == *last)));
    let capital = |part: &&str| part.starts_with(char::is_uppercase);
    let alike = commas.iter().all(capital) || commas.iter().all(|part| !part.contains(' '));
    semicolons.len() > 1 || commas.len() > 2 && short || commas.len() == 2 && short && alike && !enumerates
}

/// A query as it was meant: one that was copied from an address is decoded.
pub fn decode_query(query: &str) -> Cow<'_, str> {
    let copied = query.rsplit_once("search_query=").map_or(query, |(_, query)| query);
    let from_address = copied.len() < query.len();
    let copied = if from_address { copied.split('&').next().unwrap_or(copied) } else { copied };
    let is_encoded =
        ["%20", "%22", "%28", "%29", "%3A", "%3a", "%2B", "%5B"].iter().any(|code| copied.contains(code));
    let has_operator =
        ["+AND+", "+OR+", "+ANDNOT+", "+NOT+"].iter().any(|operator| copied.contains(operator));
    if !(from_address || is_encoded || has_operator) {
        return Cow::Borrowed(query);
    }
    let spaced = if copied.contains(' ') { copied.to_owned() } else { copied.replace('+', " ") };
    Cow::Owned(percent_decode_str(&spaced).decode_utf8_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_named() {
        for (term, part) in [
            ("LLM AND robot", "`all:`"),
            ("LLM AND RAG", "`all:`"),
            ("(\"Active Learning\" OR \"Bayesian Optimization\") AND chemistry", "`any:`"),
            ("robot NOT drone", "`exclude:`"),
            ("robot ANDNOT drone", "`exclude:`"),
            ("ti:mamba", "`query:`"),
            ("cat:cs.RO", "`query:`"),
            ("graphs au:\"Ada Lovelace\"", "`query:`"),
            ("RAW:(\"a\" OR b)", "`query:`"),
            ("a | b", "`any:`"),
            ("a || b", "`any:`"),
            ("1. Diffusion", "`Diffusion`"),
            ("- Diffusion", "`Diffusion`"),
            ("\"Diffusion Model\"", "`Diffusion Model`"),
            ("LLM; robot", "`any:`"),
            ("LLM, RAG", "`any:`"),
            ("diffusion, flow matching, score matching", "`any:`"),
        ] {
            let advice = advice(term).unwrap_or_default();
            assert!(advice.contains(part), "{term}: {advice}");
        }
    }

    #[test]
    fn sensible_phrases_are_not_named() {
        for term in [
            "R&D",
            "Search and Rescue",
            "SEARCH AND RESCUE",
            "AND-Inverter Graph",
            "C++",
            "Vision: a view",
            "AND",
            "NOT gate",
            "AND gate",
            "P(x|y)",
            "3D",
            "2.5D",
            "Fast, accurate detection",
            "Reaction, Synthesis & Catalysis",
            "Imitation Learning & SFT",
            "-omics",
            "a*",
            "t-t'-J",
            "O(n)",
            "La_4Ni_3O_\\{10\\}",
            "exclude_keywords",
            "Vision, Language and Action",
            "d'Alembert",
            "all: or nothing",
        ] {
            assert_eq!(advice(term), None, "{term}");
        }
    }

    #[test]
    fn a_copied_query_is_decoded() {
        for (query, decoded) in [
            ("ti:%22diffusion+model%22+AND+cat:cs.CV", "ti:\"diffusion model\" AND cat:cs.CV"),
            ("all:electron+AND+all:proton", "all:electron AND all:proton"),
            ("https://export.arxiv.org/api/query?search_query=ti:%22a+b%22&start=0", "ti:\"a b\""),
            ("ti:\"C++\"", "ti:\"C++\""),
            ("ti:\"100% sure\" AND abs:x", "ti:\"100% sure\" AND abs:x"),
            ("ti:\"diffusion model\" ANDNOT cat:eess.IV", "ti:\"diffusion model\" ANDNOT cat:eess.IV"),
        ] {
            assert_eq!(decode_query(query), decoded);
        }
    }
}
