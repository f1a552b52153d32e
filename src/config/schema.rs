//! The JSON Schema of the configuration file, made from the table of inputs. Editors complete and check the file with it.

use serde_json::{Map, Value, json};

use super::extra_files::BUILT_IN;
use super::inputs::{INPUTS, Input, Takes};
use super::keywords::KEYWORD;

pub fn schema() -> String {
    let properties: Map<String, Value> = INPUTS
        .iter()
        .filter(|input| input.in_file)
        .map(|input| (input.name.to_owned(), described(property(input.takes), &input.description())))
        .collect();
    let schema = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$comment": "Made by `cargo run --example write-reference` from src/config/inputs.rs.",
        "title": "Configuration of daily-papers",
        "type": ["object", "null"],
        "additionalProperties": false,
        "properties": properties,
        "definitions": {
            // Scalars are taken as written: `NO` and `2025` are words.
            "text": { "type": ["string", "number", "boolean"] },
            "texts": { "anyOf": [
                { "$ref": "#/definitions/text" },
                { "type": "array", "items": { "$ref": "#/definitions/text" } },
            ] },
            "keyword": keyword(),
            "extra-file": extra_file(),
        },
    });
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}

fn text() -> Value {
    json!({ "$ref": "#/definitions/text" })
}

fn texts() -> Value {
    json!({ "$ref": "#/definitions/texts" })
}

fn described(mut schema: Value, description: &str) -> Value {
    // Keywords next to `$ref` are ignored in this draft.
    if schema.get("$ref").is_some() {
        schema = json!({ "allOf": [schema] });
    }
    schema["description"] = json!(description);
    schema
}

fn property(takes: Takes) -> Value {
    match takes {
        Takes::Text(_) => text(),
        Takes::Number(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
        Takes::Choice(["true", "false"]) => json!({ "type": "boolean" }),
        Takes::Choice(words) => json!({ "enum": words }),
        Takes::ChoiceOr(words, _) => json!({ "anyOf": [{ "enum": words }, text()] }),
        Takes::Choices(words) => json!({ "anyOf": [
            { "type": "array", "items": { "enum": words }, "minItems": 1, "uniqueItems": true },
            { "type": "string" },
        ] }),
        Takes::List(_) => texts(),
        Takes::Keywords => json!({ "anyOf": [
            { "type": "array", "minItems": 1, "items": { "anyOf": [text(), { "$ref": "#/definitions/keyword" }] } },
            text(),
        ] }),
        Takes::ExtraFiles => json!({ "anyOf": [
            { "type": "array", "items": { "$ref": "#/definitions/extra-file" } },
            { "type": "string" },
        ] }),
    }
}

/// A keyword that says more than its term: `name`, its terms, and rules of its own, which are inputs too.
fn keyword() -> Value {
    let own = |key: &str| match key {
        "name" => described(text(), "Heading, unique; also the term if no other is given."),
        "any" => described(texts(), "Terms: one of them must match."),
        "all" => described(texts(), "Terms: each of them must match."),
        "query" => described(
            json!({ "type": "string" }),
            "Expression in arXiv's query language, sent as written. Not together with `any` or `all`.",
        ),
        "authors" => described(texts(), "Names: a paper must be by one of these people."),
        "venues" => described(
            texts(),
            "Venues: comment or journal reference must name one of these. `any`: any known venue.",
        ),
        _ => Input::named(key).map_or_else(text, |input| {
            described(property(input.takes), &format!("As the input `{}`.", input.name))
        }),
    };
    let properties: Map<String, Value> =
        KEYWORD.keys.iter().map(|key| ((*key).to_owned(), own(key))).collect();
    json!({
        "type": "object",
        "required": ["name"],
        "additionalProperties": false,
        "properties": properties,
        "not": { "required": ["query"], "anyOf": [{ "required": ["any"] }, { "required": ["all"] }] },
    })
}

fn extra_file() -> Value {
    let built_in: Vec<&str> = BUILT_IN.iter().map(|(word, _)| *word).collect();
    json!({
        "type": "object",
        "required": ["path", "template"],
        "additionalProperties": false,
        "properties": {
            "path": described(json!({ "type": "string" }), "Path of the file in the repository."),
            "template": described(
                json!({ "anyOf": [{ "enum": built_in }, { "type": "string", "pattern": "[./]" }] }),
                "A built-in template, or the path of a Tera template in the repository.",
            ),
            "title": described(text(), "Title of a `page`, `atom` or `json`."),
            "weeks": described(
                json!({ "type": "integer", "minimum": 4, "maximum": 520 }),
                "Weeks that a `chart` shows. Default: 26, with a history 52.",
            ),
        },
    })
}
