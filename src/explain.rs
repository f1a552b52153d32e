//! Why a paper stands under a keyword or not: the rule that let it in or kept it out. What `--explain` prints. Pure.

use std::fmt::Write as _;

use crate::config::Config;
use crate::keyword::{Keyword, PaperTokens, Query, Verdict};
use crate::paper::{ArxivId, Category, Paper};
use crate::render::context::date;
use crate::state::State;

/// What there is to say of a paper: as arXiv has it now (`None` if it does not have it), under every keyword.
pub fn explain(config: &Config, state: Option<&State>, id: &ArxivId, paper: Option<&Paper>) -> String {
    let Some(paper) = paper else {
        return format!("arXiv has no paper {id}, or does not show it yet.\n");
    };
    let utc = jiff::tz::TimeZone::UTC;
    let categories: Vec<&str> = paper.categories.iter().map(Category::as_str).collect();
    let mut text = format!(
        "{id}v{} {}\n{} · submitted {} · updated {}\n\n",
        paper.version,
        paper.title,
        categories.join(" "),
        date(paper.submitted, &utc),
        date(paper.updated, &utc)
    );
    for keyword in &config.keywords {
        let _ = writeln!(text, "{}: {}; {}", keyword.name, rule(keyword, paper), row(keyword, state, id));
    }
    text
}

/// The rule that decides.
fn rule(keyword: &Keyword, paper: &Paper) -> String {
    let fields = keyword.fields.name();
    match (keyword.evaluate(&PaperTokens::new(paper)), &keyword.query) {
        (Verdict::Category, _) => {
            let allowed: Vec<String> = keyword.categories.iter().map(ToString::to_string).collect();
            format!("out, none of its categories is in `categories` ({})", allowed.join(" "))
        }
        (Verdict::Excluded(term), _) => {
            format!("out, the excluded term `{term}` stands in its title or abstract (`exclude`)")
        }
        (Verdict::Withdrawn, _) => {
            "out, its comment or abstract says that it is withdrawn (`withdrawn: drop`)".to_owned()
        }
        (Verdict::Terms, Query::Terms { any, all }) => {
            let lacks = |term: &&crate::keyword::Term| !keyword.matches_term(term, paper);
            match all.iter().find(lacks) {
                Some(term) => {
                    format!("out, `{}` (`all`) does not stand where it must ({fields})", term.text())
                }
                None => {
                    let terms: Vec<String> = any.iter().map(|term| format!("`{}`", term.text())).collect();
                    let verb = if terms.len() == 1 { "does not stand" } else { "do not stand" };
                    format!(
                        "out, {} {verb} where it must ({fields}, match {})",
                        terms.join(", "),
                        keyword.match_mode.name()
                    )
                }
            }
        }
        (Verdict::Kept, Query::Terms { any, .. }) if keyword.filters_locally() => {
            let term = any.iter().find(|term| keyword.matches_term(term, paper));
            let term = term.map_or_else(String::new, |term| format!(", `{}` stands in it", term.text()));
            format!("in{term} ({fields})")
        }
        _ => "in if arXiv's search finds it (`match: arxiv`, or a `query` of arXiv's)".to_owned(),
    }
}

/// Where it is listed, as the data file has it.
fn row(keyword: &Keyword, state: Option<&State>, id: &ArxivId) -> String {
    let Some(list) = state.and_then(|state| state.list(&keyword.name)) else {
        return "there is no list yet".to_owned();
    };
    let rows = list.papers.len();
    match list.papers.iter().position(|(listed, _)| listed == id) {
        Some(row) => format!("listed in row {} of {rows}", row + 1),
        None if rows >= keyword.max_results => {
            format!("not listed (if it belongs here, it is older than the last of {rows} rows)")
        }
        None => format!("not among the {rows} rows"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keyword::{CategoryPattern, MatchMode, Term, Withdrawn};
    use crate::samples::{config, id, keyword, paper};

    #[test]
    fn every_rule_is_named() {
        let terms = |texts: &[&str]| texts.iter().map(|text| Term::parse(text).unwrap()).collect::<Vec<_>>();
        let keywords = vec![
            keyword("graphs"),
            keyword("DARTS"),
            Keyword { exclude: terms(&["study"]), ..keyword("graph") },
            Keyword { categories: vec![CategoryPattern::parse("math.*").unwrap()], ..keyword("Graph") },
            Keyword {
                query: Query::Terms { any: terms(&["graph"]), all: terms(&["zebras"]) },
                ..keyword("k")
            },
            Keyword { match_mode: MatchMode::Arxiv, ..keyword("anything") },
            Keyword { withdrawn: Withdrawn::Drop, ..keyword("Graphs") },
        ];
        let paper = Paper { comment: "Withdrawn".to_owned(), ..paper("2611.00001", "2026-11-01") };
        let text = explain(&config(keywords), None, &paper.id, Some(&paper));
        let said = [
            "2611.00001v1 Graphs 2611.00001",
            "cs.LG · submitted 2026-11-01 · updated 2026-11-01",
            "",
            "graphs: in, `graphs` stands in it (title-or-abstract); there is no list yet",
            "DARTS: out, `DARTS` does not stand where it must (title-or-abstract, match smart); there is no list yet",
            "graph: out, the excluded term `study` stands in its title or abstract (`exclude`); there is no list yet",
            "Graph: out, none of its categories is in `categories` (math.*); there is no list yet",
            "k: out, `zebras` (`all`) does not stand where it must (title-or-abstract); there is no list yet",
            "anything: in if arXiv's search finds it (`match: arxiv`, or a `query` of arXiv's); there is no list yet",
            "Graphs: out, its comment or abstract says that it is withdrawn (`withdrawn: drop`); there is no list yet",
        ];
        assert_eq!(text.lines().collect::<Vec<_>>(), said);
        let unknown = explain(&config(Vec::new()), None, &id("2611.00002"), None);
        assert_eq!(unknown, "arXiv has no paper 2611.00002, or does not show it yet.\n");
    }
}
