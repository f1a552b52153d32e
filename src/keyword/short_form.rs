//! The short form that a paper introduces for a keyword's term: `large language models (LLMs)`.

use super::tokens::Reading;
use super::{Fields, Keyword, MatchMode, PaperTokens, Query, Term};
use crate::paper::Paper;

impl Keyword {
    /// The short form that a paper introduces for one of the alternatives, if none of them matches it. It is made of the
    /// initials of the words before it, so that there is no doubt what it means.
    pub fn short_form(&self, paper: &PaperTokens<'_>) -> Option<String> {
        let Query::Terms { any, .. } = &self.query else { return None };
        // Reading a text takes longest, and many have no capitals in brackets.
        let Paper { title, abstract_, .. } = paper.paper;
        let in_brackets = |text: &String| text.split('(').skip(1).any(begins_with_capitals);
        if ![title, abstract_].into_iter().any(in_brackets) && self.fields != Fields::All {
            return None;
        }
        let texts = self.texts(paper);
        let introduced = |term| texts.iter().find_map(|text| introduced(term, text, self.match_mode));
        let form = any.iter().find_map(introduced)?;
        let alone = Reading::of_term(&form);
        (!any.iter().any(|term| term.matches(&alone, self.match_mode))).then_some(form)
    }
}

fn begins_with_capitals(inside: &str) -> bool {
    let form = inside.split([')', ',', ';']).next().unwrap_or_default();
    form.chars().filter(char::is_ascii_uppercase).count() > 1
}

fn introduced(term: &Term, text: &Reading, match_mode: MatchMode) -> Option<String> {
    let tokens = term.find(text, match_mode)?.tokens;
    let initials: String =
        text.tokens()[tokens.clone()].iter().filter_map(|token| token.lower().chars().next()).collect();
    let inside = text.after(tokens).trim_start().strip_prefix('(')?;
    let form = inside.split([')', ',', ';']).next()?.trim();
    let singular = form.strip_suffix('s').unwrap_or(form);
    (begins_with_capitals(inside) && singular.to_lowercase() == initials).then(|| singular.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{keyword, paper};

    #[test]
    fn short_forms_are_initials_in_brackets() {
        for (term, text, expected) in [
            ("large language model", "We train Large Language Models (LLMs) on text", Some("LLM")),
            ("Internet of Things", "for the internet of things (IoT), where", Some("IoT")),
            ("spatio-temporal graph", "A Spatio-Temporal Graph (STG; see below)", Some("STG")),
            ("large language model", "Large Language Models (a survey)", None),
            ("large language model", "Large Language Models (GPT)", None),
            ("large language model", "Large Language Models need LLMs", None),
            ("diffusion", "Diffusion (D) models", None),
        ] {
            let paper = Paper { abstract_: text.to_owned(), ..paper("2611.00001", "2026-11-20") };
            let found = keyword(term).short_form(&PaperTokens::new(&paper));
            assert_eq!(found.as_deref(), expected, "{term}: {text}");
        }
    }

    #[test]
    fn form_that_an_alternative_matches_is_none() {
        let terms = ["large language model", "LLM"].map(|term| Term::parse(term).unwrap());
        let keyword = Keyword { query: Query::Terms { any: terms.into(), all: Vec::new() }, ..keyword("k") };
        let paper = Paper {
            abstract_: "Large Language Models (LLMs)".to_owned(),
            ..paper("2611.00001", "2026-11-20")
        };
        assert_eq!(keyword.short_form(&PaperTokens::new(&paper)), None);
    }
}
