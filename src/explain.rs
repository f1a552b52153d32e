//! Why a paper is listed under a keyword or not: the words and the rule that decided. What `--explain` prints. Pure.

use std::fmt::Write as _;
use std::sync::Arc;

use jiff::Timestamp;

use crate::config::Config;
use crate::keyword::{Author, Keyword, PaperTokens, Query, Term, Venue, Verdict};
use crate::paper::{ArxivId, Category, Paper};
use crate::rank::{Liked, Ranking};
use crate::render::context::date;
use crate::select::order_and_cut;
use crate::state::State;

/// Shared words and liked papers that are named.
const MAX_NAMED: usize = 8;

/// What there is to say of a paper: as arXiv has it now (`None` if it does not have it), under every keyword, and as close
/// to liked papers as it is.
pub(crate) fn explain(
    config: &Config,
    (state, liked): (Option<&State>, &Liked),
    id: &ArxivId,
    paper: Option<&Arc<Paper>>,
    now: Timestamp,
) -> String {
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
    let mut known = state.cloned().unwrap_or_default();
    known.papers.entry(id.clone()).or_insert_with(|| Arc::clone(paper));
    let ranking = Ranking::new(&known, liked);
    let shown = state.map(|state| ranking.view(state, &config.keywords, config.like.min_relevance));
    let is_hidden = ranking.has_scores() && ranking.below(config.like.min_relevance).contains(id);
    for keyword in &config.keywords {
        let row = match state.and_then(|state| state.list(&keyword.name)) {
            Some(list) if is_hidden && list.papers.iter().any(|(listed, _)| listed == id) => {
                format!(
                    "not shown, because its score is below `min-relevance: {}`",
                    config.like.min_relevance
                )
            }
            _ => row(keyword, shown.as_ref(), paper, now),
        };
        let _ = writeln!(text, "{}: {}; {row}", keyword.name, rule(keyword, paper));
    }
    if !config.like.is_empty() {
        text.push_str(&score(&ranking, id));
    }
    text
}

/// The score, with the words that make it and the closest liked papers.
fn score(ranking: &Ranking, id: &ArxivId) -> String {
    if !ranking.has_scores() {
        return "\nNo score: the text of no paper of `like` is known yet. The next run looks them up.\n"
            .to_owned();
    }
    let id = id.as_str();
    let named = |items: Vec<(&str, f64)>| {
        let items = items.into_iter().filter(|(_, points)| *points > 0.0).take(MAX_NAMED);
        let items: Vec<String> = items.map(|(name, points)| format!("{name} {points:.1}")).collect();
        if items.is_empty() { "none".to_owned() } else { items.join(", ") }
    };
    format!(
        "\nScore {:.1} of 100\nShared words, with what each adds: {}\nClosest liked papers, each with its score alone: {}\n",
        ranking.score(id),
        named(ranking.shared_terms(id)),
        named(ranking.nearest(id))
    )
}

/// The rule that decides.
fn rule(keyword: &Keyword, paper: &Paper) -> String {
    let paper = &PaperTokens::new(paper);
    let fields = keyword.fields.name();
    match (keyword.evaluate(paper), &keyword.query) {
        (Verdict::Category, _) => {
            let allowed: Vec<String> = keyword.categories.iter().map(ToString::to_string).collect();
            let which =
                if keyword.cross_lists { "none of its categories" } else { "its primary category is not" };
            let is = if keyword.cross_lists { " is" } else { "" };
            format!("out, {which}{is} in `categories` ({})", allowed.join(" "))
        }
        (Verdict::Authors, _) => {
            let names: Vec<&str> = keyword.authors.iter().map(Author::text).collect();
            format!("out, it is by none of `authors` ({})", names.join("; "))
        }
        (Verdict::Venues, _) => {
            let names: Vec<&str> = keyword.venues.iter().map(Venue::text).collect();
            format!("out, its comment and journal reference name none of `venues` ({})", names.join("; "))
        }
        (Verdict::Excluded(term), _) => {
            format!("out, its title or abstract has the excluded term `{term}` (`exclude`)")
        }
        (Verdict::Withdrawn, _) => {
            "out, its comment or abstract says that it is withdrawn (`withdrawn: drop`)".to_owned()
        }
        (Verdict::Terms, Query::Terms { any, all }) => {
            let lacking = all.iter().find(|term| !keyword.matches_term(term, paper));
            let terms = lacking.map_or(any.as_slice(), std::slice::from_ref);
            let names: Vec<String> = terms.iter().map(|term| format!("`{}`", term.text())).collect();
            let list = if lacking.is_some() { " (`all`)" } else { "" };
            let mode = keyword.match_mode.name();
            format!(
                "out, no match for {}{list} ({fields}, match {mode}){}",
                names.join(", "),
                miss(keyword, terms, paper)
            )
        }
        (Verdict::Kept, Query::Terms { any, all }) if any.is_empty() && all.is_empty() => {
            "in, it is by one of `authors`".to_owned()
        }
        (Verdict::Kept, Query::Terms { any, all }) if keyword.filters_locally() => {
            let found = any.iter().chain(all).find_map(|term| Some((term, keyword.found(term, paper)?)));
            let found = found.map_or_else(String::new, |(term, (words, rule))| {
                let rule = if rule.name().is_empty() { String::new() } else { format!("{}; ", rule.name()) };
                format!(", `{}` matches \"{words}\" ({rule}{fields})", term.text())
            });
            format!("in{found}")
        }
        _ => "in if arXiv's search finds it (`match: arxiv`, or a `query` of arXiv's)".to_owned(),
    }
}

/// The words that come nearest to one of the terms, and what to write to match them.
fn miss(keyword: &Keyword, terms: &[Term], paper: &PaperTokens<'_>) -> String {
    let miss = terms.iter().find_map(|term| Some((term, keyword.nearest_miss(term, paper)?)));
    miss.map_or_else(String::new, |(term, (words, write))| {
        let term = term.text();
        format!(", it has \"{words}\", which `{term}` does not match and `{write}` would")
    })
}

/// Where it is listed, as the data file has it; else why not, if it belongs here.
fn row(keyword: &Keyword, state: Option<&State>, paper: &Arc<Paper>, now: Timestamp) -> String {
    let Some((state, list)) = state.and_then(|state| Some((state, state.list(&keyword.name)?))) else {
        return "there is no list yet".to_owned();
    };
    let rows = list.papers.len();
    let row = list.papers.iter().position(|(listed, _)| *listed == paper.id);
    let belongs = keyword.evaluate(&PaperTokens::new(paper)) == Verdict::Kept;
    match row.map(|row| row + 1) {
        Some(row) if belongs => return format!("listed in row {row} of {rows}"),
        Some(row) => {
            return format!("still listed in row {row} of {rows}, until a run searches for it again");
        }
        None if !belongs => return "not listed".to_owned(),
        None => {}
    }
    let mut listed: Vec<_> = state.papers_of(list).chain([paper]).cloned().collect();
    order_and_cut(keyword, &mut listed, keyword.max_results, now);
    if !listed.iter().any(|listed| listed.id == paper.id) {
        let newer = if rows == 1 { "paper fills" } else { "papers fill" };
        return format!("not listed, because {rows} newer {newer} `max-results: {}`", keyword.max_results);
    }
    if keyword.filters_locally() { "not listed yet: the next run adds it" } else { "not listed" }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keyword::{CategoryPattern, MatchMode, Withdrawn};
    use crate::samples::{at, config, id, keyword, paper};

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
            Keyword { authors: vec![Author::parse("G. Hopper").unwrap()], ..keyword("Hopper") },
            Keyword { venues: vec![Venue::parse("ICML").unwrap()], ..keyword("graphs at ICML") },
            Keyword {
                query: Query::Terms { any: Vec::new(), all: Vec::new() },
                authors: vec![Author::parse("A. Lovelace").unwrap()],
                ..keyword("Lovelace")
            },
        ];
        let paper: Arc<Paper> =
            Paper { comment: "Withdrawn".to_owned(), ..paper("2611.00001", "2026-11-01") }.into();
        let text =
            explain(&config(keywords), (None, &Liked::default()), &paper.id, Some(&paper), at("2026-11-24"));
        let said = [
            "2611.00001v1 Graphs 2611.00001",
            "cs.LG · submitted 2026-11-01 · updated 2026-11-01",
            "",
            "graphs: in, `graphs` matches \"Graphs\" (case; title-or-abstract); there is no list yet",
            "DARTS: out, no match for `DARTS` (title-or-abstract, match smart); there is no list yet",
            "graph: out, its title or abstract has the excluded term `study` (`exclude`); there is no list yet",
            "Graph: out, none of its categories is in `categories` (math.*); there is no list yet",
            "k: out, no match for `zebras` (`all`) (title-or-abstract, match smart); there is no list yet",
            "anything: in if arXiv's search finds it (`match: arxiv`, or a `query` of arXiv's); there is no list yet",
            "Graphs: out, its comment or abstract says that it is withdrawn (`withdrawn: drop`); there is no list yet",
            "Hopper: out, it is by none of `authors` (G. Hopper); there is no list yet",
            "graphs at ICML: out, its comment and journal reference name none of `venues` (ICML); there is no list yet",
            "Lovelace: in, it is by one of `authors`; there is no list yet",
        ];
        assert_eq!(text.lines().collect::<Vec<_>>(), said);
        let unknown = explain(
            &config(Vec::new()),
            (None, &Liked::default()),
            &id("2611.00002"),
            None,
            at("2026-11-24"),
        );
        assert_eq!(unknown, "arXiv has no paper 2611.00002, or does not show it yet.\n");
    }
}
