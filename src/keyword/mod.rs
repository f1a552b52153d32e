//! A keyword: what to look for, where, and how its wording is matched. Used by the query, the plan and the selection
//! alike, so that they cannot disagree.

mod address;
mod author;
mod category;
pub mod expression;
mod fold;
mod forms;
mod matching;
mod near_miss;
mod phrases;
mod scanner;
mod short_form;
mod tables;
mod term;
mod tokens;
mod venue;
mod venues;

pub use author::Author;
pub use category::{CategoryError, CategoryPattern};
pub use matching::Rule;
pub use term::{Term, TermError};
pub use tokens::{Reading, word_forms};
pub use venue::Venue;

use std::cell::OnceCell;

use jiff::Timestamp;

use crate::paper::Paper;
use crate::text::withdrawn::is_withdrawn;

/// The version of the rule that terms are compared by. When it changes, lists are rebuilt and nothing counts as new.
const RULE_VERSION: u32 = 2;

/// One heading of the page, with everything that decides which papers are listed under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keyword {
    /// The heading; unique.
    pub name: String,
    pub query: Query,
    /// Papers with one of these in title or abstract are dropped.
    pub exclude: Vec<Term>,
    /// Papers in none of these are dropped; empty allows all.
    pub categories: Vec<CategoryPattern>,
    /// Rows kept, 1 to 1,000.
    pub max_results: usize,
    pub match_mode: MatchMode,
    /// Where a term must match.
    pub fields: Fields,
    /// By which date the newest papers are kept.
    pub sort: Sort,
    /// Whether they are shown by relevance instead. It does not decide which papers are listed, so it is not part of the
    /// definition.
    pub by_relevance: bool,
    pub withdrawn: Withdrawn,
    /// Whether a category counts that a paper is only cross-listed in.
    pub cross_lists: bool,
    /// Papers by none of these are dropped; empty allows all.
    pub authors: Vec<Author>,
    /// Papers that name none of these are dropped; empty allows all.
    pub venues: Vec<Venue>,
}

/// What a keyword asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Query {
    /// One of `any`, and each of `all`.
    Terms {
        /// Alternatives; empty only if `all` is not.
        any: Vec<Term>,
        /// Each of these too.
        all: Vec<Term>,
    },
    /// An expression in arXiv's own query language, sent as written; titles and abstracts are not checked again.
    Raw(String),
}

/// How a term is compared with text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MatchMode {
    /// Words in a row; acronyms in their case, other words without case and by their stem.
    #[default]
    Smart,
    /// The same words in a row, without case, no stems.
    Exact,
    /// Whatever arXiv returned.
    Arxiv,
}

impl MatchMode {
    /// What each is called in the configuration.
    pub const NAMES: &[(&str, Self)] =
        &[("smart", Self::Smart), ("exact", Self::Exact), ("arxiv", Self::Arxiv)];

    /// What it is called in the configuration.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, one)| *one == self).map_or("", |(name, _)| name)
    }
}

/// Where a term must match.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fields {
    #[default]
    TitleOrAbstract,
    Title,
    Abstract,
    TitleAndAbstract,
    /// In title, abstract, authors, comment or journal reference.
    All,
}

impl Fields {
    /// What each is called in the configuration.
    pub const NAMES: &[(&str, Self)] = &[
        ("title-or-abstract", Self::TitleOrAbstract),
        ("title", Self::Title),
        ("abstract", Self::Abstract),
        ("title-and-abstract", Self::TitleAndAbstract),
        ("all", Self::All),
    ];

    /// What it is called in the configuration.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, one)| *one == self).map_or("", |(name, _)| name)
    }
}

/// What becomes of papers whose comment or abstract says that they are withdrawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Withdrawn {
    /// They are listed, with a mark.
    #[default]
    Mark,
    Drop,
}

impl Withdrawn {
    /// What each is called in the configuration.
    pub const NAMES: &[(&str, Self)] = &[("mark", Self::Mark), ("drop", Self::Drop)];
}

/// The order of a list: newest first by this date, ties by identifier, descending.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// The date of the latest version.
    #[default]
    Updated,
    /// The date of the first version.
    Submitted,
}

impl Sort {
    /// What each is called in the configuration.
    pub const NAMES: &[(&str, Self)] = &[("updated", Self::Updated), ("submitted", Self::Submitted)];

    /// What it is called in the configuration.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, one)| *one == self).map_or("", |(name, _)| name)
    }

    /// The date of a paper that this order goes by.
    pub fn date(self, paper: &Paper) -> Timestamp {
        match self {
            Self::Updated => paper.updated,
            Self::Submitted => paper.submitted,
        }
    }

    /// Puts papers in order: newest first, ties by identifier, descending.
    pub fn order<P: std::borrow::Borrow<Paper>>(self, papers: &mut [P]) {
        papers.sort_by(|a, b| {
            let (a, b) = (a.borrow(), b.borrow());
            self.date(b).cmp(&self.date(a)).then_with(|| b.id.cmp(&a.id))
        });
    }
}

impl Keyword {
    /// With the defaults of every setting.
    pub fn new(name: &str, query: Query) -> Self {
        Self {
            name: name.to_owned(),
            query,
            exclude: Vec::new(),
            categories: Vec::new(),
            max_results: 100,
            match_mode: MatchMode::Smart,
            fields: Fields::TitleOrAbstract,
            sort: Sort::Updated,
            by_relevance: false,
            withdrawn: Withdrawn::Mark,
            cross_lists: true,
            authors: Vec::new(),
            venues: Vec::new(),
        }
    }

    /// Everything that decides which papers are listed under the keyword, as a text. The data file keeps a hash of it, to
    /// notice when a list answers another question than before. So it changes with [`RULE_VERSION`], and with nothing else of
    /// this program.
    pub fn definition(&self) -> String {
        let texts =
            |terms: &[Term]| terms.iter().map(|term| term.text().to_owned()).collect::<Vec<_>>().join("\n");
        let query = match &self.query {
            Query::Terms { any, all } => format!("any\n{}\n\nall\n{}", texts(any), texts(all)),
            Query::Raw(query) => format!("query\n{query}"),
        };
        let categories: Vec<String> = self.categories.iter().map(ToString::to_string).collect();
        // Data files that are older than these settings have lists that answer their defaults.
        let cross_lists = if self.cross_lists { "" } else { "\ncross-lists false" };
        let named = |key: &str, names: Vec<&str>| {
            if names.is_empty() { String::new() } else { format!("\n{key}\n{}\n", names.join("\n")) }
        };
        let authors = named("authors", self.authors.iter().map(Author::text).collect());
        let venues = named("venues", self.venues.iter().map(Venue::text).collect());
        let withdrawn = if self.withdrawn == Withdrawn::Drop { "\nwithdrawn drop" } else { "" };
        let terms_decide = self.filters_locally() || !self.exclude.is_empty();
        let rule = if terms_decide { format!("\nrule {RULE_VERSION}") } else { String::new() };
        format!(
            "{query}\n\nexclude\n{}\n\ncategories {}\nmax-results {}\nmatch {}\nfields {}\nsort {}{withdrawn}{cross_lists}{authors}{venues}\
             {rule}",
            texts(&self.exclude),
            categories.join(" "),
            self.max_results,
            self.match_mode.name(),
            self.fields.name(),
            self.sort.name(),
        )
    }
}

/// A paper's words, by field, made when they are first looked at: one paper is compared with many terms.
#[derive(Debug)]
pub struct PaperTokens<'a> {
    paper: &'a Paper,
    title: OnceCell<Reading>,
    abstract_: OnceCell<Reading>,
    rest: OnceCell<Vec<Reading>>,
}

impl<'a> PaperTokens<'a> {
    pub fn new(paper: &'a Paper) -> Self {
        Self { paper, title: OnceCell::new(), abstract_: OnceCell::new(), rest: OnceCell::new() }
    }

    fn title(&self) -> &Reading {
        self.title.get_or_init(|| Reading::of(&self.paper.title))
    }

    fn abstract_(&self) -> &Reading {
        self.abstract_.get_or_init(|| Reading::of(&self.paper.abstract_))
    }

    /// Each author, the comment, the journal reference: a phrase does not reach from one into the next.
    fn rest(&self) -> &[Reading] {
        self.rest.get_or_init(|| {
            let texts = self.paper.authors.iter().chain([&self.paper.comment, &self.paper.journal_ref]);
            texts.map(|text| Reading::of(text)).collect()
        })
    }
}

/// Whether a paper belongs under a keyword, and if not, by which rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Kept,
    /// None of its categories is among the keyword's.
    Category,
    /// It has this excluded term in title or abstract.
    Excluded(String),
    /// No term matches in the chosen fields.
    Terms,
    /// It is by none of the keyword's authors.
    Authors,
    /// It names none of the keyword's venues.
    Venues,
    Withdrawn,
}

impl Keyword {
    /// Whether the wording is checked here, rather than left to arXiv.
    pub fn filters_locally(&self) -> bool {
        matches!(self.query, Query::Terms { .. }) && self.match_mode != MatchMode::Arxiv
    }

    /// Applies the keyword's rules to a paper that arXiv proposed for it.
    pub fn evaluate(&self, words: &PaperTokens<'_>) -> Verdict {
        let categories = &words.paper.categories;
        let allowed = |category| self.categories.iter().any(|pattern| pattern.matches(category));
        let counted = if self.cross_lists { categories.len() } else { 1 };
        if !self.categories.is_empty() && !categories.iter().take(counted).any(allowed) {
            return Verdict::Category;
        }
        let followed: Vec<&Author> = self.authors.iter().collect();
        let is_followed = |name: &String| Author::any_matches(&followed, name);
        if !followed.is_empty() && !words.paper.authors.iter().any(is_followed) {
            return Verdict::Authors;
        }
        if !self.venues.is_empty() && !self.venues.iter().any(|venue| venue.is_named_by(words.paper)) {
            return Verdict::Venues;
        }
        if !self.terms_match(words) {
            return Verdict::Terms;
        }
        // What arXiv is trusted to find is still dropped by our own reading.
        let match_mode =
            if self.match_mode == MatchMode::Exact { MatchMode::Exact } else { MatchMode::Smart };
        let excluded = self.exclude.iter().find(|term| {
            term.matches(words.title(), match_mode) || term.matches(words.abstract_(), match_mode)
        });
        if let Some(term) = excluded {
            return Verdict::Excluded(term.text().to_owned());
        }
        let Paper { comment, abstract_, .. } = words.paper;
        let dropped = self.withdrawn == Withdrawn::Drop && is_withdrawn(comment, abstract_);
        if dropped { Verdict::Withdrawn } else { Verdict::Kept }
    }

    /// Whether one of the keyword's terms is in a paper, in the required fields.
    pub fn matches_term(&self, term: &Term, paper: &PaperTokens<'_>) -> bool {
        self.matches_in(term, paper)
    }

    /// The words of a paper that match a term, and by which rule.
    pub fn found<'p>(&self, term: &Term, paper: &'p PaperTokens<'_>) -> Option<(&'p str, Rule)> {
        self.texts(paper).into_iter().find_map(|text| {
            let found = term.find(text, self.match_mode)?;
            Some((text.excerpt(found.tokens), found.rule))
        })
    }

    /// Words of a paper that come near to a term which it does not have, and what to write to match them.
    pub fn nearest_miss<'p>(&self, term: &Term, paper: &'p PaperTokens<'_>) -> Option<(&'p str, String)> {
        self.texts(paper).into_iter().find_map(|text| {
            let (tokens, write) = near_miss::nearest_miss(term, text.tokens())?;
            Some((text.excerpt(tokens), write))
        })
    }

    /// The texts of a paper that the keyword looks at.
    fn texts<'p>(&self, paper: &'p PaperTokens<'_>) -> Vec<&'p Reading> {
        match self.fields {
            Fields::Title => vec![paper.title()],
            Fields::Abstract => vec![paper.abstract_()],
            Fields::TitleOrAbstract | Fields::TitleAndAbstract => vec![paper.title(), paper.abstract_()],
            Fields::All => [paper.title(), paper.abstract_()].into_iter().chain(paper.rest()).collect(),
        }
    }

    fn terms_match(&self, words: &PaperTokens<'_>) -> bool {
        let Query::Terms { any, all } = &self.query else { return true };
        let found = |term: &Term| self.matches_in(term, words);
        (any.is_empty() || any.iter().any(found)) && all.iter().all(found)
    }

    fn matches_in(&self, term: &Term, words: &PaperTokens<'_>) -> bool {
        let title = || term.matches(words.title(), self.match_mode);
        let abstract_ = || term.matches(words.abstract_(), self.match_mode);
        let rest = || words.rest().iter().any(|text| term.matches(text, self.match_mode));
        match self.fields {
            Fields::TitleOrAbstract => title() || abstract_(),
            Fields::Title => title(),
            Fields::Abstract => abstract_(),
            Fields::TitleAndAbstract => title() && abstract_(),
            Fields::All => title() || abstract_() || rest(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::keyword;

    /// Data files keep hashes of it: what is written here must stay.
    #[test]
    fn definition_changes_with_the_rule_alone() {
        let before = "any\ngraphs\n\nall\n\n\nexclude\n\n\ncategories \nmax-results 100\nmatch smart\nfields \
                      title-or-abstract\nsort updated";
        assert_eq!(keyword("graphs").definition(), format!("{before}\nrule 2"));
        let dropping = Keyword { withdrawn: Withdrawn::Drop, ..keyword("graphs") };
        assert_eq!(dropping.definition(), format!("{before}\nwithdrawn drop\nrule 2"));
        let primary = Keyword { cross_lists: false, ..keyword("graphs") };
        assert_eq!(primary.definition(), format!("{before}\ncross-lists false\nrule 2"));
        let people = Keyword {
            authors: vec![Author::parse("G. Hopper").unwrap(), Author::parse("Ada Lovelace").unwrap()],
            venues: vec![Venue::parse("ICML").unwrap()],
            ..keyword("graphs")
        };
        let expected = "\nauthors\nG. Hopper\nAda Lovelace\n\nvenues\nICML\n\nrule 2";
        assert_eq!(people.definition(), format!("{before}{expected}"));
        let arxiv = Keyword { match_mode: MatchMode::Arxiv, ..keyword("graphs") };
        assert_eq!(arxiv.definition(), before.replace("match smart", "match arxiv"));
    }
}
