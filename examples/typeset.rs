//! What becomes of texts, for `tests/cmark` and `docs/text.md`: reads JSON from standard input, and writes for every string in
//! it, keys aside, what the filters and the escaper make of it.

use std::collections::BTreeMap;
use std::error::Error;
use std::io;

use daily_papers::text::tex::{self, Math};
use daily_papers::text::{link, markdown};
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

/// `keep` and `linked` hold marks, `plain` holds none; the others are Markdown.
fn typeset(text: &str) -> Value {
    let keep = tex::to_text(text, Math::Keep);
    let linked = link::mark(&keep);
    json!({
        "plain": tex::to_text(text, Math::Text),
        "escaped": markdown::escaped(text),
        "markdown": markdown::escaped(&linked),
        "keep": keep,
        "linked": linked,
    })
}
