//! Issues and labels through the REST API.

use serde_json::{Value, json};

use super::answer::Answer;
use super::threads::{in_state, page};
use super::{Access, State, lock};

/// The longest body, in characters (<https://docs.github.com/en/rest/issues/issues> does not say; the message does).
const MAX_BODY_UNITS: usize = 65_536;
const MAX_TITLE_UNITS: usize = 256;

/// Answers what concerns issues and labels.
pub(super) fn answer(
    state: &State,
    method: &str,
    path: &[&str],
    query: &[(String, String)],
    body: &Value,
) -> Answer {
    let (access, archived, enabled) = {
        let settings = lock(&state.settings);
        (settings.issues, settings.archived, settings.issues_enabled)
    };
    let read = method == "GET";
    if access < if read { Access::Read } else { Access::Write } {
        return Answer::forbidden(if read { "issues=read" } else { "issues=write" });
    }
    if archived && !read {
        return Answer::error(403, "Repository was archived so is read-only.");
    }
    match (method, path) {
        ("GET", ["issues"]) => list(state, query),
        ("POST" | "PATCH", ["issues", ..]) if !enabled => {
            Answer::error(410, "Issues has been disabled in this repository.")
        }
        ("POST", ["issues"]) => post(state, body),
        ("PATCH", ["issues", number]) => patch(state, number, body),
        ("GET", ["labels", name]) => {
            if lock(&state.threads).labels.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                Answer::json(200, &json!({ "name": name }))
            } else {
                Answer::not_found()
            }
        }
        ("POST", ["labels"]) => post_label(state, body["name"].as_str().unwrap_or_default()),
        _ => Answer::not_found(),
    }
}

/// Newest first; pull requests are issues too.
fn list(state: &State, query: &[(String, String)]) -> Answer {
    let mut threads = lock(&state.threads);
    let behind = threads.lagging > 0;
    threads.lagging = threads.lagging.saturating_sub(1);
    let asked =
        threads.all.iter().rev().skip(usize::from(behind)).filter(|thread| in_state(thread, query)).map(
            |thread| {
                let mut json = state.thread_json(thread);
                if thread.pull.is_some() {
                    json["pull_request"] = json!({ "url": json["html_url"] });
                }
                json
            },
        );
    Answer::json(200, &page(asked.collect(), query).into())
}

fn post(state: &State, body: &Value) -> Answer {
    if let Some(answer) = too_long(body, "Issue") {
        return answer;
    }
    let mut thread = state.thread(body);
    if thread.title.trim().is_empty() {
        return validation("Issue", "title", "title can't be blank");
    }
    let mut threads = lock(&state.threads);
    // Labels that do not exist are silently dropped.
    let wanted = body["labels"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let known = |name: &&str| threads.labels.iter().any(|known| known.eq_ignore_ascii_case(name));
    thread.labels = wanted.filter(known).map(str::to_owned).collect();
    let number = threads.open(thread);
    threads.lagging = lock(&state.settings).issue_list_lag;
    let made = threads.get(&number.to_string()).map(|thread| state.thread_json(thread));
    Answer::json(201, &made.unwrap_or_default())
}

fn patch(state: &State, number: &str, body: &Value) -> Answer {
    if let Some(answer) = too_long(body, "Issue") {
        return answer;
    }
    let mut threads = lock(&state.threads);
    let Some(thread) = threads.get(number) else { return Answer::not_found() };
    State::patch_thread(thread, body);
    Answer::json(200, &state.thread_json(thread))
}

fn post_label(state: &State, name: &str) -> Answer {
    let mut threads = lock(&state.threads);
    if name.is_empty() || name.chars().count() > 50 {
        return validation("Label", "name", "name is too long (maximum is 50 characters)");
    }
    if threads.labels.iter().any(|known| known.eq_ignore_ascii_case(name)) {
        let error = json!({ "resource": "Label", "code": "already_exists", "field": "name" });
        let body = json!({ "message": "Validation Failed", "errors": [error], "status": "422" });
        return Answer::json(422, &body);
    }
    threads.labels.push(name.to_owned());
    Answer::json(201, &json!({ "name": name }))
}

/// What GitHub says to a title or body beyond its limits.
pub(super) fn too_long(body: &Value, resource: &str) -> Option<Answer> {
    let longer = |name: &str, most: usize| {
        let units = body[name].as_str().unwrap_or_default().encode_utf16().count();
        (units > most).then(|| {
            validation(resource, name, &format!("{name} is too long (maximum is {most} characters)"))
        })
    };
    longer("body", MAX_BODY_UNITS).or_else(|| longer("title", MAX_TITLE_UNITS))
}

pub(super) fn validation(resource: &str, field: &str, message: &str) -> Answer {
    let error = json!({ "resource": resource, "code": "custom", "field": field, "message": message });
    Answer::json(422, &json!({ "message": "Validation Failed", "errors": [error], "status": "422" }))
}
