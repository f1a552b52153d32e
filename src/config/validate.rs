//! From given to checked: looks up who gave a value, reads it, and collects what is wrong instead of stopping at it.

use super::error::{Origin, Problem, Source};
use super::file::File;
use super::inputs::Input;
use super::raw::{Given, Settings};
use super::value::Parsed;
use super::yaml::{Kind, Node};

/// The inputs, and what was found wrong or odd with them so far.
pub(super) struct Check<'a> {
    pub(super) settings: &'a Settings,
    pub(super) file: &'a File,
    pub(super) problems: Vec<Problem>,
    pub(super) warnings: Vec<String>,
}

/// What a value is for: so much of a [`Problem`] as does not change from value to value.
#[derive(Clone)]
pub(super) struct Subject<'a> {
    pub(super) input: &'a str,
    pub(super) keyword: Option<String>,
    pub(super) source: &'a Source,
}

/// How one text that stands for a list is parted into items.
#[derive(Clone, Copy)]
pub(super) enum Parting {
    /// At line breaks.
    Lines,
    /// At commas and line breaks.
    Commas,
    /// At blanks, commas and line breaks.
    Words,
}

impl<'a> Check<'a> {
    pub(super) fn new(settings: &'a Settings, file: &'a File) -> Self {
        Self { settings, file, problems: vec![], warnings: vec![] }
    }

    /// What was given for an input: by flag, by the action's input, by the file. Blank is not given.
    pub(super) fn given(&self, name: &str) -> Option<&'a Given> {
        let file = || self.file.get(name).filter(|given| !given.node.is_blank());
        self.settings.get(name).or_else(file)
    }

    /// The value of an input that has a default.
    pub(super) fn value<T>(&mut self, name: &'static str, parse: impl Fn(&str) -> Parsed<T>) -> T {
        self.optional(name, &parse).unwrap_or_else(|| default(name, parse))
    }

    /// The value of an input that may be missing. A wrong one counts as missing, once it is reported.
    pub(super) fn optional<T>(&mut self, name: &'static str, parse: impl Fn(&str) -> Parsed<T>) -> Option<T> {
        let given = self.given(name)?;
        self.one(&Subject::of(name, given), &given.node, parse)
    }

    /// The items of an input that is a list; empty if it is missing.
    pub(super) fn list<T>(
        &mut self,
        name: &'static str,
        parting: Parting,
        parse: impl Fn(&str) -> Parsed<T>,
    ) -> Vec<T> {
        let Some(given) = self.given(name) else { return vec![] };
        self.many(&Subject::of(name, given), &given.node, parting, parse)
    }

    /// Reads a node that is to be one value.
    pub(super) fn one<T>(
        &mut self,
        subject: &Subject<'_>,
        node: &Node,
        parse: impl Fn(&str) -> Parsed<T>,
    ) -> Option<T> {
        let Kind::Scalar { text, .. } = &node.kind else {
            self.wrong(subject, node.line, None, "takes one value, not a list or map");
            return None;
        };
        let text = text.trim();
        parse(text).map_err(|wrong| self.wrong(subject, node.line, Some(text), wrong)).ok()
    }

    /// Reads a node that is to be a list, or one text that stands for a list.
    pub(super) fn many<T>(
        &mut self,
        subject: &Subject<'_>,
        node: &Node,
        parting: Parting,
        parse: impl Fn(&str) -> Parsed<T>,
    ) -> Vec<T> {
        match &node.kind {
            Kind::Scalar { text, .. } => {
                let items: Vec<&str> = match parting {
                    Parting::Lines => text.lines().collect(),
                    Parting::Commas => text.split([',', '\n']).collect(),
                    Parting::Words => text.split(|c: char| c == ',' || c.is_whitespace()).collect(),
                };
                let items = items.into_iter().map(str::trim).filter(|item| !item.is_empty());
                items
                    .filter_map(|item| {
                        parse(item).map_err(|wrong| self.wrong(subject, node.line, Some(item), wrong)).ok()
                    })
                    .collect()
            }
            Kind::List(items) => items.iter().filter_map(|item| self.one(subject, item, &parse)).collect(),
            Kind::Map(_) => {
                self.wrong(subject, node.line, None, "takes a list or a text, not a map");
                vec![]
            }
        }
    }

    /// Notes a problem.
    pub(super) fn wrong(
        &mut self,
        subject: &Subject<'_>,
        line: Option<usize>,
        value: Option<&str>,
        wrong: impl Into<String>,
    ) {
        self.problems.push(Problem {
            input: subject.input.to_owned(),
            keyword: subject.keyword.clone(),
            origin: Some(Origin { source: subject.source.clone(), line }),
            value: value.map(str::to_owned),
            wrong: wrong.into(),
        });
    }

    /// Notes a problem with an input as a whole: one that is missing, or does not go with another.
    pub(super) fn wrong_input(&mut self, name: &'static str, wrong: impl Into<String>) {
        let origin = self.given(name).map(Given::origin);
        let wrong = wrong.into();
        self.problems.push(Problem { input: name.to_owned(), keyword: None, origin, value: None, wrong });
    }

    /// Whether a problem with this input has been noted.
    pub(super) fn is_wrong(&self, name: &str) -> bool {
        self.problems.iter().any(|problem| problem.input == name)
    }
}

impl<'a> Subject<'a> {
    fn of(input: &'a str, given: &'a Given) -> Self {
        Self { input, keyword: None, source: &given.source }
    }
}

/// The default of an input, from the table.
#[expect(clippy::panic, reason = "a test reads every default, so this is never reached")]
pub(super) fn default<T>(name: &str, parse: impl Fn(&str) -> Parsed<T>) -> T {
    if let Some(text) = Input::named(name).and_then(Input::default)
        && let Ok(value) = parse(text)
    {
        return value;
    }
    panic!("the default of {name} cannot be read")
}
