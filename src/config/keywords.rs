//! Keywords: each item of the list, with the rules for all keywords or its own.

use super::error::{Source, shown};
use super::item::{Item, ItemKind};
use super::list::items;
use super::validate::{FieldContext, Separator, Validator};
use super::value::{self, Parsed};
use super::yaml::{Kind, Node};
use crate::keyword::{
    Author, CategoryPattern, Fields, Keyword, MatchMode, Query, Sort, Term, Venue, Withdrawn, expression,
};

/// More keywords than one page can show.
const MAX_KEYWORDS: usize = 200;

/// An item that says more than its term.
pub(super) const KEYWORD: ItemKind = ItemKind {
    name: "keyword",
    keys: &[
        "name",
        "any",
        "all",
        "exclude",
        "query",
        "categories",
        "max-results",
        "match",
        "fields",
        "sort",
        "withdrawn",
        "cross-lists",
        "authors",
        "venues",
    ],
    synonyms: &[("filters", "any")],
    unlike: "; a keyword that contains `: ` needs quotes",
};

/// What decides, besides the terms, which papers a keyword lists.
#[derive(Clone)]
struct Rules {
    exclude: Vec<Term>,
    categories: Vec<CategoryPattern>,
    max_results: usize,
    match_mode: MatchMode,
    fields: Fields,
    sort: (Sort, bool),
    withdrawn: Withdrawn,
    cross_lists: bool,
    authors: Vec<Author>,
    venues: Vec<Venue>,
}

impl Rules {
    /// The rules for every keyword without rules of its own: the inputs of the same names.
    fn read(validator: &mut Validator<'_>) -> Self {
        let categories = validator.list("categories", Separator::Words, value::category);
        warn_of_unknown(validator, "`categories`", &categories);
        Self {
            exclude: validator.list("exclude", Separator::Lines, value::term),
            categories,
            max_results: validator.value("max-results", value::max_results),
            match_mode: validator.value("match", value::match_mode),
            fields: validator.value("fields", value::fields),
            sort: validator.value("sort", value::sort),
            withdrawn: validator.value("withdrawn", value::withdrawn),
            cross_lists: validator.value("cross-lists", value::boolean),
            authors: vec![],
            venues: vec![],
        }
    }

    fn keyword(self, name: String, query: Query) -> Keyword {
        let Self { exclude, categories, max_results, match_mode, fields, withdrawn, .. } = self;
        let (sort, by_relevance) = self.sort;
        let Self { cross_lists, authors, venues, .. } = self;
        Keyword {
            name,
            query,
            exclude,
            categories,
            max_results,
            match_mode,
            fields,
            sort,
            by_relevance,
            withdrawn,
            cross_lists,
            authors,
            venues,
        }
    }
}

/// Reads the keywords and the inputs that hold for all of them. Keywords are required, unless there is a file that may
/// hold them and could not be read.
pub(super) fn keywords(validator: &mut Validator<'_>) -> Vec<Keyword> {
    let rules = Rules::read(validator);
    let Some(given) = validator.given("keywords") else {
        if validator.file.whole {
            validator.reject_input(
                "keywords",
                "is missing. Give one keyword per line, in this input (`--keywords` on the command line) or in the configuration \
                 file, such as `.github/daily-papers.yml`",
            );
        }
        return vec![];
    };
    warn_of_replaced(validator);
    let context = FieldContext { input: "keywords", keyword: None, source: &given.source };
    let Some(items) = items(validator, &context, &given.node) else { return vec![] };
    if items.is_empty() || items.len() > MAX_KEYWORDS {
        let reason = format!("has {} keywords; allowed are 1 to {MAX_KEYWORDS}", items.len());
        validator.reject(&context, given.node.line, None, reason);
        return vec![];
    }
    let mut keywords: Vec<Keyword> = vec![];
    for (index, item) in items.iter().enumerate() {
        let context = FieldContext { keyword: Some(format!("keyword {}", index + 1)), ..context.clone() };
        let Some(keyword) = keyword(validator, &context, item, &rules) else { continue };
        let same = |other: &&Keyword| other.name.to_lowercase() == keyword.name.to_lowercase();
        match keywords.iter().find(same) {
            Some(other) if other.name == keyword.name => {
                validator.reject(&context, item.line, Some(&keyword.name), "is already the name of a keyword");
            }
            Some(other) => validator.warnings.push(format!(
                "the keywords `{}` and `{}` differ only in case, so they may list the same papers; remove one",
                shown(&other.name),
                shown(&keyword.name)
            )),
            None => {}
        }
        warn_of_expressions(validator, &keyword);
        keywords.push(keyword);
    }
    keywords
}

/// Warns of terms that look like an expression or like several terms.
fn warn_of_expressions(validator: &mut Validator<'_>, keyword: &Keyword) {
    let Query::Terms { any, all } = &keyword.query else { return };
    for term in any.iter().chain(all).chain(&keyword.exclude) {
        if let Some(advice) = expression::advice(term.text()) {
            let (name, term) = (shown(&keyword.name), shown(term.text()));
            validator.warnings.push(format!("keyword `{name}`: the term `{term}` {advice}"));
        }
    }
}

fn keyword(
    validator: &mut Validator<'_>,
    context: &FieldContext<'_>,
    item: &Node,
    rules: &Rules,
) -> Option<Keyword> {
    match &item.kind {
        Kind::Scalar { .. } => {
            let name = validator.one(context, item, value::name)?;
            let query = validator.one(context, item, only_term)?;
            Some(rules.clone().keyword(name, query))
        }
        Kind::List(_) => {
            validator.reject(context, item.line, None, "is a list inside the list");
            None
        }
        Kind::Map(entries) => {
            let mut item = Item::new(validator, context.clone(), &KEYWORD, item.line, entries);
            read_item(&mut item, rules.clone())
        }
    }
}

/// A name that is the only term.
fn only_term(name: &str) -> Parsed<Query> {
    Ok(Query::Terms { any: vec![value::term(name)?], all: vec![] })
}

fn read_item(item: &mut Item<'_, '_>, mut rules: Rules) -> Option<Keyword> {
    let name = item.required("name", value::name);
    if let Some(name) = &name {
        item.set_name(name);
    }
    let query = query(item, name.is_some());
    rules.exclude.extend(item.many("exclude", Separator::Lines, value::term));
    if item.get("categories").is_some() {
        rules.categories = item.many("categories", Separator::Words, value::category);
        let name = item.name();
        warn_of_unknown(item.validator, &name, &rules.categories);
    }
    rules.max_results = item.one("max-results", value::max_results).unwrap_or(rules.max_results);
    rules.match_mode = item.one("match", value::match_mode).unwrap_or(rules.match_mode);
    rules.fields = item.one("fields", value::fields).unwrap_or(rules.fields);
    rules.sort = item.one("sort", value::sort).unwrap_or(rules.sort);
    rules.withdrawn = item.one("withdrawn", value::withdrawn).unwrap_or(rules.withdrawn);
    rules.cross_lists = item.one("cross-lists", value::boolean).unwrap_or(rules.cross_lists);
    rules.authors = item.many("authors", Separator::Lines, value::author);
    rules.venues = item.many("venues", Separator::Commas, value::venue);
    warn_of_names(item, &rules);
    Some(rules.keyword(name?, query?))
}

/// What the keyword asks for: a query, terms, or its name as the only term.
fn query(item: &mut Item<'_, '_>, has_name: bool) -> Option<Query> {
    let has_terms = item.get("any").or_else(|| item.get("all")).is_some();
    if let Some(query) = item.get("query") {
        if has_terms {
            item.reject("query", query.line, None, "cannot be combined with `any` or `all`");
        }
        if item.get("match").or_else(|| item.get("fields")).is_some() {
            let warning = format!("{}: `match` and `fields` have no effect on a `query`", item.name());
            item.validator.warnings.push(warning);
        }
        return item.one("query", value::query).map(Query::Raw);
    }
    if has_terms {
        let any = item.many("any", Separator::Lines, value::term);
        let all = item.many("all", Separator::Lines, value::term);
        return Some(Query::Terms { any, all });
    }
    if item.get("authors").is_some() {
        return Some(Query::Terms { any: vec![], all: vec![] });
    }
    let name = item.get("name").filter(|_| has_name)?;
    item.validator.one(&item.context, name, only_term)
}

fn warn_of_names(item: &mut Item<'_, '_>, rules: &Rules) {
    let name = item.name();
    for author in rules.authors.iter().filter(|author| author.is_one_word()) {
        let author = author.text();
        item.validator.warnings.push(format!(
            "{name}: the author `{author}` matches only authors who have no other name. Add a given name or an initial, such \
             as `A. {author}`"
        ));
    }
    if item.get("cross-lists").is_some() && !rules.cross_lists && rules.categories.is_empty() {
        item.validator
            .warnings
            .push(format!("{name}: `cross-lists: false` has no effect without `categories`"));
    }
}

fn warn_of_unknown(validator: &mut Validator<'_>, place: &str, categories: &[CategoryPattern]) {
    for category in categories.iter().filter(|category| !category.is_known()) {
        validator
            .warnings
            .push(format!("{place}: `{category}` is not an arXiv category known to this version"));
    }
}

/// Warns of keywords in the file that the workflow or the command line replaces.
fn warn_of_replaced(validator: &mut Validator<'_>) {
    let Some(Source::File(path)) = validator.file.get("keywords").map(|value| value.source.clone()) else {
        return;
    };
    let by = match validator.inputs.get("keywords").map(|value| &value.source) {
        Some(Source::Flag) => "the flag `--keywords`",
        Some(_) => "the input `keywords` of the workflow",
        None => return,
    };
    validator.warnings.push(format!("{by} replaces the keywords in {path}; remove one of them"));
}
