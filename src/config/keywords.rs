//! The keywords: each item of the list, read by the rules that hold for all of them or by its own.

use super::error::shown;
use super::file::duplicate;
use super::list::items;
use super::validate::{Check, Parting, Subject};
use super::value::{self, Parsed, did_you_mean};
use super::yaml::{self, Entry, Kind, Node};
use crate::keyword::{CategoryPattern, Fields, Keyword, MatchMode, Query, Sort, Term, Withdrawn};

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
    fn read(check: &mut Check<'_>) -> Self {
        let categories = check.list("categories", Parting::Words, value::category);
        warn_of_unknown(check, "`categories`", &categories);
        Self {
            exclude: check.list("exclude", Parting::Lines, value::term),
            categories,
            max_results: check.value("max-results", value::max_results),
            match_mode: check.value("match", value::match_mode),
            fields: check.value("fields", value::fields),
            sort: check.value("sort", value::sort),
            withdrawn: check.value("withdrawn", value::withdrawn),
        }
    }

    fn keyword(self, name: String, query: Query) -> Keyword {
        let Self { exclude, categories, max_results, match_mode, fields, sort, withdrawn } = self;
        Keyword { name, query, exclude, categories, max_results, match_mode, fields, sort, withdrawn }
    }
}

/// Reads the keywords and the inputs that hold for all of them. Keywords are required, unless there is a file that may
/// hold them and could not be read.
pub(super) fn keywords(check: &mut Check<'_>) -> Vec<Keyword> {
    let rules = Rules::read(check);
    let Some(given) = check.given("keywords") else {
        if check.file.whole {
            check.wrong_input(
                "keywords",
                "is missing: say what to look for, one keyword a line, here or in the configuration file",
            );
        }
        return vec![];
    };
    let subject = Subject { input: "keywords", keyword: None, source: &given.source };
    let Some(items) = items(check, &subject, &given.node) else { return vec![] };
    if items.is_empty() || items.len() > MOST {
        let wrong = format!("holds {} keywords, not 1 to {MOST}", items.len());
        check.wrong(&subject, given.node.line, None, wrong);
        return vec![];
    }
    let mut keywords: Vec<Keyword> = vec![];
    for (index, item) in items.iter().enumerate() {
        let subject = Subject { keyword: Some(format!("keyword {}", index + 1)), ..subject.clone() };
        let Some(keyword) = keyword(check, &subject, item, &rules) else { continue };
        if keywords.iter().any(|other| other.name == keyword.name) {
            check.wrong(&subject, item.line, Some(&keyword.name), "is the name of an earlier keyword too");
        }
        keywords.push(keyword);
    }
    keywords
}

fn keyword(check: &mut Check<'_>, subject: &Subject<'_>, item: &Node, rules: &Rules) -> Option<Keyword> {
    match &item.kind {
        Kind::Scalar { .. } => {
            let name = check.one(subject, item, value::name)?;
            let query = check.one(subject, item, only_term)?;
            Some(rules.clone().keyword(name, query))
        }
        Kind::List(_) => {
            check.wrong(subject, item.line, None, "is a list in the list");
            None
        }
        Kind::Map(entries) => {
            check_keys(check, subject, entries);
            Item { check, subject: subject.clone(), entries }.keyword(item.line, rules.clone())
        }
    }
}

/// A name that is the only term.
fn only_term(name: &str) -> Parsed<Query> {
    Ok(Query::Terms { any: vec![value::term(name)?], all: vec![] })
}

/// Every key must be known and stand once.
fn check_keys(check: &mut Check<'_>, subject: &Subject<'_>, entries: &[Entry]) {
    let is_map = entries.iter().any(|entry| KEYS.contains(&entry.key.as_str()));
    for (index, entry) in entries.iter().enumerate() {
        let subject = Subject { input: &entry.key, ..subject.clone() };
        if !KEYS.contains(&entry.key.as_str()) {
            let advice = match did_you_mean(&entry.key, KEYS) {
                nothing if nothing.is_empty() && !is_map => {
                    "; a keyword that holds `: ` needs quotes".to_owned()
                }
                advice => advice,
            };
            let wrong = format!("is no key of a keyword{advice} (they are {})", KEYS.join(", "));
            check.wrong(&subject, Some(entry.line), None, wrong);
        } else if let Some(first) = yaml::earlier(entries, index) {
            check.wrong(&subject, Some(entry.line), None, duplicate(first));
        }
    }
}

/// An item that is a map, while it is read.
struct Item<'a, 'b> {
    check: &'b mut Check<'a>,
    subject: Subject<'b>,
    entries: &'b [Entry],
}

impl<'b> Item<'_, 'b> {
    fn keyword(mut self, line: Option<usize>, mut rules: Rules) -> Option<Keyword> {
        let name = self.one("name", value::name);
        if let Some(name) = &name {
            self.subject.keyword = Some(format!("keyword `{}`", shown(name)));
        } else if self.get("name").is_none() {
            self.check.wrong(&self.subject_of("name"), line, None, "is missing");
        }
        let query = self.query(name.is_some());
        rules.exclude.extend(self.many("exclude", Parting::Lines, value::term));
        if self.get("categories").is_some() {
            rules.categories = self.many("categories", Parting::Words, value::category);
            let whose = self.subject.keyword.clone().unwrap_or_default();
            warn_of_unknown(self.check, &whose, &rules.categories);
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
                let subject = self.subject_of("query");
                self.check.wrong(&subject, query.line, None, "cannot stand beside `any` or `all`");
            }
            if self.get("match").or_else(|| self.get("fields")).is_some() {
                let whose = self.subject.keyword.clone().unwrap_or_default();
                let warning = format!("{whose}: `match` and `fields` have no effect beside `query`");
                self.check.warnings.push(warning);
            }
            return self.one("query", value::query).map(Query::Raw);
        }
        if terms_given {
            let any = self.many("any", Parting::Lines, value::term);
            let all = self.many("all", Parting::Lines, value::term);
            return Some(Query::Terms { any, all });
        }
        let name = self.get("name").filter(|_| has_name)?;
        self.check.one(&self.subject, name, only_term)
    }

    /// The value of a key; blank is not given.
    fn get(&self, key: &str) -> Option<&'b Node> {
        let entry = self.entries.iter().find(|entry| entry.key == key)?;
        Some(&entry.value).filter(|value| !value.is_blank())
    }

    fn one<T>(&mut self, key: &'b str, parse: impl Fn(&str) -> Parsed<T>) -> Option<T> {
        let subject = self.subject_of(key);
        self.check.one(&subject, self.get(key)?, parse)
    }

    fn many<T>(&mut self, key: &'b str, parting: Parting, parse: impl Fn(&str) -> Parsed<T>) -> Vec<T> {
        let subject = self.subject_of(key);
        self.get(key).map_or_else(Vec::new, |node| self.check.many(&subject, node, parting, parse))
    }

    fn subject_of(&self, key: &'b str) -> Subject<'b> {
        Subject { input: key, ..self.subject.clone() }
    }
}

fn warn_of_unknown(check: &mut Check<'_>, whose: &str, categories: &[CategoryPattern]) {
    for category in categories.iter().filter(|category| !category.is_known()) {
        check
            .warnings
            .push(format!("{whose}: arXiv has no category `{category}` that this version knows of"));
    }
}
