//! One item of a list of maps: a keyword or an extra file, with keys that must be known and appear once.

use super::error::shown;
use super::validate::{FieldContext, Separator, Validator};
use super::value::{Parsed, did_you_mean};
use super::yaml::{self, Entry, Node};

pub(super) struct ItemKind {
    /// As messages name it.
    pub(super) name: &'static str,
    pub(super) keys: &'static [&'static str],
    /// Keys of other programs, and the key that means the same here.
    pub(super) synonyms: &'static [(&'static str, &'static str)],
    /// Advice on an item without any known key.
    pub(super) unlike: &'static str,
}

/// An item while it is read.
pub(super) struct Item<'a, 'b> {
    pub(super) validator: &'b mut Validator<'a>,
    pub(super) context: FieldContext<'b>,
    kind: &'static ItemKind,
    line: Option<usize>,
    entries: &'b [Entry],
}

impl<'a, 'b> Item<'a, 'b> {
    /// Begins to read an item. Unknown and repeated keys are reported.
    pub(super) fn new(
        validator: &'b mut Validator<'a>,
        context: FieldContext<'b>,
        kind: &'static ItemKind,
        line: Option<usize>,
        entries: &'b [Entry],
    ) -> Self {
        let known = |entry: &Entry| kind.keys.contains(&entry.key.as_str());
        let any_known = entries.iter().any(known);
        for (index, entry) in entries.iter().enumerate() {
            let reason = if !known(entry) {
                let synonym = kind.synonyms.iter().find(|(other, _)| *other == entry.key);
                let advice = match (synonym, did_you_mean(&entry.key, kind.keys)) {
                    (Some((_, key)), _) => format!("; did you mean `{key}`?"),
                    (None, advice) if advice.is_empty() && !any_known => kind.unlike.to_owned(),
                    (None, advice) => advice,
                };
                format!("is not a key of a {}{advice} (its keys are {})", kind.name, kind.keys.join(", "))
            } else if let Some(first) = yaml::earlier(entries, index) {
                yaml::duplicate(first)
            } else {
                continue;
            };
            let context = FieldContext { input: &entry.key, ..context.clone() };
            validator.reject(&context, Some(entry.line), None, reason);
        }
        Self { validator, context, kind, line, entries }
    }

    /// From now on messages name the item by this.
    pub(super) fn set_name(&mut self, name: &str) {
        self.context.keyword = Some(format!("{} `{}`", self.kind.name, shown(name)));
    }

    pub(super) fn name(&self) -> String {
        self.context.keyword.clone().unwrap_or_default()
    }

    /// The value of a key. An empty value counts as unset.
    pub(super) fn get(&self, key: &str) -> Option<&'b Node> {
        let entry = self.entries.iter().find(|entry| entry.key == key)?;
        Some(&entry.value).filter(|value| !value.is_blank())
    }

    /// The value of a key that may be missing.
    pub(super) fn one<T>(&mut self, key: &'static str, parse: impl Fn(&str) -> Parsed<T>) -> Option<T> {
        let context = self.context_of(key);
        self.validator.one(&context, self.get(key)?, parse)
    }

    /// The value of a key that must be there.
    pub(super) fn required<T>(&mut self, key: &'static str, parse: impl Fn(&str) -> Parsed<T>) -> Option<T> {
        if self.get(key).is_none() {
            self.reject(key, self.line, None, "is missing");
        }
        self.one(key, parse)
    }

    /// The items of a key that takes a list.
    pub(super) fn many<T>(
        &mut self,
        key: &'static str,
        separator: Separator,
        parse: impl Fn(&str) -> Parsed<T>,
    ) -> Vec<T> {
        let context = self.context_of(key);
        self.get(key).map_or_else(Vec::new, |node| self.validator.many(&context, node, separator, parse))
    }

    pub(super) fn reject(
        &mut self,
        key: &'static str,
        line: Option<usize>,
        value: Option<&str>,
        reason: impl Into<String>,
    ) {
        let context = self.context_of(key);
        self.validator.reject(&context, line, value, reason);
    }

    fn context_of(&self, key: &'static str) -> FieldContext<'b> {
        FieldContext { input: key, ..self.context.clone() }
    }
}
