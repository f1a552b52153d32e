//! From raw to checked values: finds where a value was given, reads it, and collects problems instead of stopping at the
//! first.

use super::error::{InvalidInput, Origin, Source};
use super::file::File;
use super::inputs::Input;
use super::raw::{RawInputs, RawValue};
use super::value::Parsed;
use super::yaml::{Kind, Node};

/// The inputs, with the problems and warnings so far.
pub(super) struct Validator<'a> {
    pub(super) inputs: &'a RawInputs,
    pub(super) file: &'a File,
    pub(super) problems: Vec<InvalidInput>,
    pub(super) warnings: Vec<String>,
}

/// What a value belongs to.
#[derive(Clone)]
pub(super) struct FieldContext<'a> {
    pub(super) input: &'a str,
    pub(super) keyword: Option<String>,
    pub(super) source: &'a Source,
}

/// How one text is split into the items of a list.
#[derive(Clone, Copy)]
pub(super) enum Separator {
    /// At line breaks.
    Lines,
    /// At commas and line breaks.
    Commas,
    /// At spaces, commas and line breaks.
    Words,
}

impl<'a> Validator<'a> {
    pub(super) fn new(inputs: &'a RawInputs, file: &'a File) -> Self {
        Self { inputs, file, problems: vec![], warnings: vec![] }
    }

    /// What was given for an input: by flag, by the action's input, or by the file.
    pub(super) fn given(&self, name: &str) -> Option<&'a RawValue> {
        let file = || self.file.get(name).filter(|given| !given.node.is_blank());
        self.inputs.get(name).or_else(file)
    }

    /// The value of an input that has a default.
    pub(super) fn value<T>(&mut self, name: &'static str, parse: impl Fn(&str) -> Parsed<T>) -> T {
        self.optional(name, &parse).unwrap_or_else(|| default(name, parse))
    }

    /// The value of an input that may be missing. An invalid one is reported and counts as missing.
    pub(super) fn optional<T>(&mut self, name: &'static str, parse: impl Fn(&str) -> Parsed<T>) -> Option<T> {
        let given = self.given(name)?;
        self.one(&FieldContext::new(name, given), &given.node, parse)
    }

    /// The items of an input that is a list; empty if it is missing.
    pub(super) fn list<T>(
        &mut self,
        name: &'static str,
        parting: Separator,
        parse: impl Fn(&str) -> Parsed<T>,
    ) -> Vec<T> {
        let Some(given) = self.given(name) else { return vec![] };
        self.many(&FieldContext::new(name, given), &given.node, parting, parse)
    }

    /// Reads a node that must be one value.
    pub(super) fn one<T>(
        &mut self,
        context: &FieldContext<'_>,
        node: &Node,
        parse: impl Fn(&str) -> Parsed<T>,
    ) -> Option<T> {
        let Kind::Scalar { text, .. } = &node.kind else {
            self.reject(context, node.line, None, "must be one value, not a list or a map");
            return None;
        };
        let text = text.trim();
        parse(text).map_err(|reason| self.reject(context, node.line, Some(text), reason)).ok()
    }

    /// Reads a node that must be a list, or a text that is split into one.
    pub(super) fn many<T>(
        &mut self,
        context: &FieldContext<'_>,
        node: &Node,
        parting: Separator,
        parse: impl Fn(&str) -> Parsed<T>,
    ) -> Vec<T> {
        match &node.kind {
            Kind::Scalar { text, .. } => {
                let items: Vec<&str> = match parting {
                    Separator::Lines => text.lines().collect(),
                    Separator::Commas => text.split([',', '\n']).collect(),
                    Separator::Words => text.split(|c: char| c == ',' || c.is_whitespace()).collect(),
                };
                let items = items.into_iter().map(str::trim).filter(|item| !item.is_empty());
                items
                    .filter_map(|item| {
                        parse(item).map_err(|reason| self.reject(context, node.line, Some(item), reason)).ok()
                    })
                    .collect()
            }
            Kind::List(items) => items.iter().filter_map(|item| self.one(context, item, &parse)).collect(),
            Kind::Map(_) => {
                self.reject(context, node.line, None, "must be a list or a text, not a map");
                vec![]
            }
        }
    }

    pub(super) fn reject(
        &mut self,
        context: &FieldContext<'_>,
        line: Option<usize>,
        value: Option<&str>,
        reason: impl Into<String>,
    ) {
        self.problems.push(InvalidInput {
            input: context.input.to_owned(),
            keyword: context.keyword.clone(),
            origin: Some(Origin { source: context.source.clone(), line }),
            value: value.map(str::to_owned),
            reason: reason.into(),
        });
    }

    /// Reports a problem with an input as a whole: it is missing, or does not go with another.
    pub(super) fn reject_input(&mut self, name: &'static str, reason: impl Into<String>) {
        let origin = self.given(name).map(RawValue::origin);
        let reason = reason.into();
        self.problems.push(InvalidInput {
            input: name.to_owned(),
            keyword: None,
            origin,
            value: None,
            reason,
        });
    }

    /// Whether a problem with this input was reported.
    pub(super) fn is_invalid(&self, name: &str) -> bool {
        self.problems.iter().any(|problem| problem.input == name)
    }
}

impl<'a> FieldContext<'a> {
    fn new(input: &'a str, given: &'a RawValue) -> Self {
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
