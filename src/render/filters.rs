//! The filters that templates have in addition to Tera's. A test runs the examples of `docs/templates.md`.

use jiff::civil::Date;
use tera::value::{Key, Map};
use tera::{ArgFromValue, Error, Kwargs, State, Tera, TeraResult, Value};

use crate::text::authors::{self, Style};
use crate::text::tex::{self, Math};
use crate::text::{bibtex, json, link, slug, truncate, xml};

/// Adds the filters. `math` is the default of the filter `tex`.
pub(super) fn register(tera: &mut Tera, math: Math) {
    tera.register_filter("authors", move |names: Vec<Value>, kwargs: Kwargs, _: &State<'_>| {
        authors(&names, &kwargs, math)
    });
    tera.register_filter("bibtex_authors", bibtex_authors);
    tera.register_filter("bibtex_title", |text: &str, _: Kwargs, _: &State<'_>| {
        Value::safe_string(&bibtex::title(text))
    });
    tera.register_filter("bibtex_verbatim", |text: &str, _: Kwargs, _: &State<'_>| {
        Value::safe_string(&bibtex::verbatim(text))
    });
    tera.register_filter("date", date);
    tera.register_filter("group_by", group_by);
    tera.register_filter("html", |text: &str, _: Kwargs, _: &State<'_>| {
        Value::safe_string(&xml::with_scripts(text))
    });
    tera.register_filter("json", to_json);
    tera.register_filter("links", |text: &str, _: Kwargs, _: &State<'_>| link::mark(text));
    tera.register_filter("safe", |value: Value, _: Kwargs, _: &State<'_>| {
        defined(value).map(|value| Value::safe_string(&value.to_string()))
    });
    tera.register_filter("short_authors", short_authors);
    tera.register_filter("shorten", shorten);
    tera.register_filter("slug", |text: &str, _: Kwargs, _: &State<'_>| slug::slug(text));
    tera.register_filter("str", |value: Value, _: Kwargs, _: &State<'_>| {
        defined(value).map(|value| value.to_string())
    });
    tera.register_filter("tex", move |text: &str, kwargs: Kwargs, _: &State<'_>| {
        to_text(text, &kwargs, math)
    });
}

/// The value, if it exists. Tera's own `safe` and `str` turn an undefined field into an empty text without an error.
fn defined(value: Value) -> TeraResult<Value> {
    if value.is_undefined() {
        // This error names the place of the field.
        <&str>::from_value(&value)?;
    }
    Ok(value)
}

/// TeX into text. `math` is `text`, or `keep` for the page's own setting.
fn to_text(text: &str, kwargs: &Kwargs, math: Math) -> TeraResult<String> {
    let math = match kwargs.get::<&str>("math")? {
        None | Some("keep") => math,
        Some("text") => Math::Text,
        Some(other) => {
            return Err(Error::message(format!("`tex` takes math=\"text\" or math=\"keep\", not {other:?}")));
        }
    };
    Ok(tex::to_page(text, math).into_owned())
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of a Tera filter")]
fn shorten(text: &str, kwargs: Kwargs, _: &State<'_>) -> TeraResult<String> {
    let length = kwargs.get::<usize>("length")?.unwrap_or(300);
    Ok(truncate::shorten(text, length).into_owned())
}

/// The names as one text; `math` is what becomes of formulas in them.
fn authors(names: &[Value], kwargs: &Kwargs, math: Math) -> TeraResult<String> {
    let most = kwargs.get::<usize>("most")?.unwrap_or(3);
    let style = match kwargs.get::<&str>("style")? {
        None | Some("last") => Style::FirstAndLast,
        Some("et al") => Style::EtAl,
        Some(other) => {
            return Err(Error::message(format!(
                "`authors` takes style=\"last\" or style=\"et al\", not {other:?}"
            )));
        }
    };
    // Each alone: a dollar of one name must not make a formula with that of another.
    let names = names.iter().filter_map(Value::as_str).map(|name| tex::to_page(name, math));
    let names: Vec<_> = names.collect();
    Ok(authors::authors(&names.iter().map(AsRef::as_ref).collect::<Vec<_>>(), most, style))
}

/// The names to show, as a list; `keep` are names that must be among them.
#[expect(clippy::needless_pass_by_value, reason = "the shape of a Tera filter")]
fn short_authors(names: Vec<Value>, kwargs: Kwargs, _: &State<'_>) -> TeraResult<Vec<String>> {
    let keep = kwargs.get::<Vec<Value>>("keep")?.unwrap_or_default();
    let keep: Vec<&str> = keep.iter().filter_map(Value::as_str).collect();
    let names: Vec<&str> = names.iter().filter_map(Value::as_str).collect();
    Ok(authors::short_authors(&names, &keep).into_iter().map(str::to_owned).collect())
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of a Tera filter")]
fn bibtex_authors(names: Vec<Value>, _: Kwargs, _: &State<'_>) -> Value {
    Value::safe_string(&bibtex::authors(&names.iter().filter_map(Value::as_str).collect::<Vec<_>>()))
}

/// Any value as JSON, safe in a script element of HTML.
fn to_json(value: Value, _: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    let json = serde_json::to_string(&defined(value)?).map_err(Error::message)?;
    Ok(Value::safe_string(&json::neutralize(&json)))
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of a Tera filter")]
fn date(text: &str, kwargs: Kwargs, _: &State<'_>) -> TeraResult<String> {
    let format = kwargs.get::<&str>("format")?.unwrap_or("%-d %B %Y");
    let date: Date =
        text.parse().map_err(|_| Error::message(format!("{text:?} is not a date like 2026-11-24")))?;
    jiff::fmt::strtime::format(format, date)
        .map_err(|error| Error::message(format!("the format {format:?}: {error}")))
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of a Tera filter")]
/// Tera's `group_by`, with groups in the order of their first member. Tera's own order changes from run to run.
fn group_by(values: &[Value], kwargs: Kwargs, _: &State<'_>) -> TeraResult<Map> {
    let attribute = kwargs.must_get::<&str>("attribute")?;
    let mut groups: Vec<(Key<'static>, Vec<Value>)> = Vec::new();
    for value in values {
        let found = value.get_from_path(attribute).filter(|found| !found.is_none());
        let Some(found) = found else { continue };
        let key = Key::from(found.as_str().map_or_else(|| found.to_string(), str::to_owned));
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, group)) => group.push(value.clone()),
            None => groups.push((key, vec![value.clone()])),
        }
    }
    Ok(groups.into_iter().map(|(key, group)| (key, Value::from(group))).collect())
}
