//! The keywords: each item of the list, read by the rules that hold for all of them or by its own.

use super::error::shown;
use super::file::duplicate;
use super::list::items;
use super::validate::{FieldContext, Separator, Validator};
use super::value::{self, Parsed, did_you_mean};
use super::yaml::{self, Entry, Kind, Node};
use crate::keyword::{CategoryPattern, Fields, Keyword, MatchMode, Query, Sort, Term, Withdrawn, expression};

/// More keywords than one page can show.
const MOST: usize = 200;

/// The keys of an item that says more than its term.
const KEYS: &[&str] = &[
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
];

/// What decides, besides the wording, which papers stand under a keyword.
#[derive(Clone)]
struct Rules {
    exclude: Vec<Term>,
    categories: Vec<CategoryPattern>,
    max_results: usize,
    match_mode: MatchMode,
    fields: Fields,
    sort: Sort,
    withdrawn: Withdrawn,
}

impl Rules {
    /// The rules for every keyword that does not say otherwise: the inputs of the same names.
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
        }
    }

    fn keyword(self, name: String, query: Query) -> Keyword {
        let Self { exclude, categories, max_results, match_mode, fields, sort, withdrawn } = self;
        Keyword { name, query, exclude, categories, max_results, match_mode, fields, sort, withdrawn }
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
                "is missing: say what to look for, one keyword a line, here or in the configuration file",
            );
        }
        return vec![];
    };
    let context = FieldContext { input: "keywords", keyword: None, source: &given.source };
    let Some(items) = items(validator, &context, &given.node) else { return vec![] };
    if items.is_empty() || items.len() > MOST {
        let reason = format!("holds {} keywords, not 1 to {MOST}", items.len());
        validator.reject(&context, given.node.line, None, reason);
        return vec![];
    }
    let mut keywords: Vec<Keyword> = vec![];
    for (index, item) in items.iter().enumerate() {
        let context = FieldContext { keyword: Some(format!("keyword {}", index + 1)), ..context.clone() };
        let Some(keyword) = keyword(validator, &context, item, &rules) else { continue };
        if keywords.iter().any(|other| other.name == keyword.name) {
            validator.reject(
                &context,
                item.line,
                Some(&keyword.name),
                "is the name of an earlier keyword too",
            );
        }
        warn_of_expressions(validator, &keyword);
        keywords.push(keyword);
    }
    keywords
}

fn warn_of_expressions(validator: &mut Validator<'_>, keyword: &Keyword) {
    let Query::Terms { any, all } = &keyword.query else { return };
    for term in any.iter().chain(all).chain(&keyword.exclude) {
        if let Some(advice) = expression::advice(term.text()) {
            validator.warnings.push(format!("{}: the term `{}` {advice}", keyword.name, term.text()));
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
            validator.reject(context, item.line, None, "is a list in the list");
            None
        }
        Kind::Map(entries) => {
            check_keys(validator, context, entries);
            Item { validator, context: context.clone(), entries }.keyword(item.line, rules.clone())
        }
    }
}

/// A name that is the only term.
fn only_term(name: &str) -> Parsed<Query> {
    Ok(Query::Terms { any: vec![value::term(name)?], all: vec![] })
}

/// Every key must be known and stand once.
fn check_keys(validator: &mut Validator<'_>, context: &FieldContext<'_>, entries: &[Entry]) {
    let is_map = entries.iter().any(|entry| KEYS.contains(&entry.key.as_str()));
    for (index, entry) in entries.iter().enumerate() {
        let context = FieldContext { input: &entry.key, ..context.clone() };
        if !KEYS.contains(&entry.key.as_str()) {
            let advice = match did_you_mean(&entry.key, KEYS) {
                nothing if nothing.is_empty() && !is_map => {
                    "; a keyword that holds `: ` needs quotes".to_owned()
                }
                advice => advice,
            };
            let reason = format!("is no key of a keyword{advice} (they are {})", KEYS.join(", "));
            validator.reject(&context, Some(entry.line), None, reason);
        } else if let Some(first) = yaml::earlier(entries, index) {
            validator.reject(&context, Some(entry.line), None, duplicate(first));
        }
    }
}

/// An item that is a map, while it is read.
struct Item<'a, 'b> {
    validator: &'b mut Validator<'a>,
    context: FieldContext<'b>,
    entries: &'b [Entry],
}

impl<'b> Item<'_, 'b> {
    fn keyword(mut self, line: Option<usize>, mut rules: Rules) -> Option<Keyword> {
        let name = self.one("name", value::name);
        if let Some(name) = &name {
            self.context.keyword = Some(format!("keyword `{}`", shown(name)));
        } else if self.get("name").is_none() {
            self.validator.reject(&self.context_of("name"), line, None, "is missing");
        }
        let query = self.query(name.is_some());
        rules.exclude.extend(self.many("exclude", Separator::Lines, value::term));
        if self.get("categories").is_some() {
            rules.categories = self.many("categories", Separator::Words, value::category);
            let whose = self.context.keyword.clone().unwrap_or_default();
            warn_of_unknown(self.validator, &whose, &rules.categories);
        }
        rules.max_results = self.one("max-results", value::max_results).unwrap_or(rules.max_results);
        rules.match_mode = self.one("match", value::match_mode).unwrap_or(rules.match_mode);
        rules.fields = self.one("fields", value::fields).unwrap_or(rules.fields);
        rules.sort = self.one("sort", value::sort).unwrap_or(rules.sort);
        rules.withdrawn = self.one("withdrawn", value::withdrawn).unwrap_or(rules.withdrawn);
        Some(rules.keyword(name?, query?))
    }

    /// What the keyword asks for: a query, terms, or its name (if it has a good one) as the only term.
    fn query(&mut self, has_name: bool) -> Option<Query> {
        let terms_given = self.get("any").or_else(|| self.get("all")).is_some();
        if let Some(query) = self.get("query") {
            if terms_given {
                let context = self.context_of("query");
                self.validator.reject(&context, query.line, None, "cannot stand beside `any` or `all`");
            }
            if self.get("match").or_else(|| self.get("fields")).is_some() {
                let whose = self.context.keyword.clone().unwrap_or_default();
                let warning = format!("{whose}: `match` and `fields` have no effect beside `query`");
                self.validator.warnings.push(warning);
            }
            return self.one("query", value::query).map(Query::Raw);
        }
        if terms_given {
            let any = self.many("any", Separator::Lines, value::term);
            let all = self.many("all", Separator::Lines, value::term);
            return Some(Query::Terms { any, all });
        }
        let name = self.get("name").filter(|_| has_name)?;
        self.validator.one(&self.context, name, only_term)
    }

    /// The value of a key; blank is not given.
    fn get(&self, key: &str) -> Option<&'b Node> {
        let entry = self.entries.iter().find(|entry| entry.key == key)?;
        Some(&entry.value).filter(|value| !value.is_blank())
    }

    fn one<T>(&mut self, key: &'b str, parse: impl Fn(&str) -> Parsed<T>) -> Option<T> {
        let context = self.context_of(key);
        self.validator.one(&context, self.get(key)?, parse)
    }

    fn many<T>(&mut self, key: &'b str, parting: Separator, parse: impl Fn(&str) -> Parsed<T>) -> Vec<T> {
        let context = self.context_of(key);
        self.get(key).map_or_else(Vec::new, |node| self.validator.many(&context, node, parting, parse))
    }

    fn context_of(&self, key: &'b str) -> FieldContext<'b> {
        FieldContext { input: key, ..self.context.clone() }
    }
}

fn warn_of_unknown(validator: &mut Validator<'_>, whose: &str, categories: &[CategoryPattern]) {
    for category in categories.iter().filter(|category| !category.is_known()) {
        validator
            .warnings
            .push(format!("{whose}: arXiv has no category `{category}` that this version knows of"));
    }
}
