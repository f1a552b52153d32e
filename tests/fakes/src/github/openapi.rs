//! Checks a REST request against GitHub's `OpenAPI` description: path, method, query, and the body's properties.

use serde_json::Value;

/// What is wrong with a request, if anything. `segments` is the decoded path.
pub(super) fn check(
    api: &Value,
    method: &str,
    segments: &[String],
    query: &[String],
    body: &[u8],
) -> Result<(), String> {
    let path = segments.join("/");
    let (_, operations) = api["paths"]
        .as_object()
        .and_then(|paths| paths.iter().find(|(template, _)| fits(template, segments)))
        .ok_or_else(|| format!("GitHub's description has no path for /{path}"))?;
    let operation = &operations[method.to_lowercase()];
    if operation.is_null() {
        return Err(format!("GitHub's description has no {method} for /{path}"));
    }
    for name in query {
        let known = operation["parameters"].as_array().into_iter().flatten();
        let known = known.map(|parameter| resolve(api, parameter)).filter(|known| known["in"] == "query");
        if !known.into_iter().any(|known| known["name"] == name.as_str()) {
            return Err(format!("{method} /{path} has no query parameter {name}"));
        }
    }
    let request = resolve(api, &operation["requestBody"]);
    let schema = &request["content"]["application/json"]["schema"];
    if body.is_empty() {
        let required = request["required"] == true;
        return if required { Err(format!("{method} /{path} needs a body")) } else { Ok(()) };
    }
    if schema.is_null() {
        return Err(format!("{method} /{path} takes no body"));
    }
    let body = serde_json::from_slice(body).map_err(|error| format!("{method} /{path}: {error}"))?;
    value(api, schema, &body, "body").map_err(|reason| format!("{method} /{path}: {reason}"))
}

/// Whether a path is of a template. A reference or path at its end may hold slashes.
fn fits(template: &str, segments: &[String]) -> bool {
    let template: Vec<&str> = template.trim_start_matches('/').split('/').collect();
    let long = matches!(template.last(), Some(&("{ref}" | "{path}")));
    if segments.len() < template.len() || (segments.len() > template.len() && !long) {
        return false;
    }
    template.iter().zip(segments).all(|(part, segment)| part.starts_with('{') || part == segment)
}

fn resolve<'a>(api: &'a Value, value: &'a Value) -> &'a Value {
    let reference = value["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
    reference.and_then(|pointer| api.pointer(pointer)).unwrap_or(value)
}

/// Checks a value against a schema, as far as request bodies need it.
fn value(api: &Value, schema: &Value, given: &Value, at: &str) -> Result<(), String> {
    let schema = resolve(api, schema);
    if given.is_null() && schema["nullable"] == true {
        return Ok(());
    }
    for choice in ["oneOf", "anyOf"] {
        if let Some(choices) = schema[choice].as_array() {
            let fitting = choices.iter().any(|schema| value(api, schema, given, at).is_ok());
            return if fitting { Ok(()) } else { Err(format!("{at} fits none of its forms")) };
        }
    }
    let fits = match schema["type"].as_str() {
        Some("object") => given.is_object(),
        Some("array") => given.is_array(),
        Some("string") => given.is_string(),
        Some("boolean") => given.is_boolean(),
        Some("integer") => given.is_i64() || given.is_u64(),
        _ => true,
    };
    if !fits {
        return Err(format!("{at} is not of type {}", schema["type"]));
    }
    if let Some(allowed) = schema["enum"].as_array()
        && !allowed.contains(given)
    {
        return Err(format!("{at} is not one of {allowed:?}"));
    }
    for (index, item) in given.as_array().into_iter().flatten().enumerate() {
        value(api, &schema["items"], item, &format!("{at}[{index}]"))?;
    }
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if given.get(name).is_none() {
            return Err(format!("{at} lacks {name}"));
        }
    }
    for (name, given) in given.as_object().into_iter().flatten() {
        match schema["properties"].get(name) {
            Some(schema) => value(api, schema, given, &format!("{at}.{name}"))?,
            None if schema["additionalProperties"] == true || schema["properties"].is_null() => {}
            None => return Err(format!("{at} has no property {name}")),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::contract::openapi;

    #[test]
    fn what_github_does_not_know_is_caught() {
        let api = openapi();
        let check = |line: &str, body: &str| {
            let (method, path) = line.split_once(" /repos/o/r/").unwrap();
            let (path, query) = path.split_once('?').unwrap_or((path, ""));
            let segments = ["repos", "o", "r"].into_iter().chain(path.split('/')).map(str::to_owned);
            let query: Vec<_> = query.split('&').filter(|name| !name.is_empty()).map(str::to_owned).collect();
            super::check(api, method, &segments.collect::<Vec<_>>(), &query, body.as_bytes())
        };
        for (line, body) in [
            ("GET /repos/o/r/git/ref/heads/a/b", ""),
            ("GET /repos/o/r/git/blobs/123", ""),
            ("GET /repos/o/r/contents/a/b.md?ref", ""),
            ("POST /repos/o/r/git/blobs", r#"{"content": "eA==", "encoding": "base64"}"#),
            ("POST /repos/o/r/git/trees", r#"{"tree": [{"path": "a", "mode": "100644", "sha": null}]}"#),
            ("PATCH /repos/o/r/git/refs/heads/main", r#"{"sha": "1", "force": false}"#),
        ] {
            assert_eq!(check(line, body), Ok(()), "{line}");
        }
        for (line, body, word) in [
            ("GET /repos/o/r/git/blob/123", "", "no path"),
            ("PUT /repos/o/r/git/blobs", "{}", "no PUT"),
            ("GET /repos/o/r/contents/a?reff", "", "no query parameter reff"),
            ("POST /repos/o/r/git/blobs", "", "needs a body"),
            ("POST /repos/o/r/git/blobs", "{}", "lacks content"),
            ("POST /repos/o/r/git/blobs", r#"{"content": 1}"#, "not of type"),
            ("POST /repos/o/r/git/blobs", r#"{"content": "", "encodin": "x"}"#, "no property encodin"),
            ("POST /repos/o/r/git/trees", r#"{"tree": [{"mode": "100600"}]}"#, "not one of"),
            ("PUT /repos/o/r/contents/a", r#"{"message": "m", "content": "", "commiter": {}}"#, "commiter"),
        ] {
            let error = check(line, body).expect_err(line);
            assert!(error.contains(word), "{line}: {error}");
        }
    }
}
