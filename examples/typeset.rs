//! What the program makes of texts, for `docs/text.md` and the scripts `cmark`, `formulas` and `typeset` in `tests`: reads JSON from standard
//! input, and writes what the filters and the escaper make of every string in it, except keys.

use std::collections::BTreeMap;
use std::error::Error;
use std::io;

use daily_papers::text::tex::{self, Math};
use daily_papers::text::{bibtex, link, markdown, truncate, venue};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let mut texts = BTreeMap::new();
    collect(serde_json::from_reader(io::stdin().lock())?, &mut texts);
    serde_json::to_writer(io::stdout().lock(), &texts)?;
    Ok(())
}

fn collect(value: Value, texts: &mut BTreeMap<String, Value>) {
    match value {
        Value::String(text) => {
            let typeset = typeset(&text);
            texts.insert(text, typeset);
        }
        Value::Array(values) => values.into_iter().for_each(|value| collect(value, texts)),
        Value::Object(map) => map.into_iter().for_each(|(_, value)| collect(value, texts)),
        _ => {}
    }
}

/// `markdown` and `escaped` are Markdown; `plain` has no sentinels, the others may have some. `label` is for a folded comment.
fn typeset(text: &str) -> Value {
    let keep = tex::to_page(text, Math::Keep);
    let linked = link::mark(&keep);
    let venue = venue::venue("", text);
    let short = |text: &str| truncate::shorten(&tex::to_page(text, Math::Text), 25).into_owned();
    json!({
        "plain": tex::to_text(text, Math::Text),
        "escaped": markdown::escaped(text),
        "markdown": markdown::escaped(&linked),
        "keep": keep,
        "linked": linked,
        "bibtex_title": bibtex::title(text),
        "bibtex_authors": bibtex::authors(&[text]),
        "unfolded": tex::to_page(text, Math::Text),
        "short": short(text),
        "label": short(if venue.is_empty() { text } else { venue }),
    })
}
