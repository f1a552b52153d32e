//! Pull requests, comparisons and branches through the REST API.

use serde_json::{Value, json};

use super::answer::Answer;
use super::issues::{too_long, validation};
use super::threads::{Pull, Thread, in_state, login, page, user};
use super::{Access, State, lock};

/// Answers what concerns pull requests.
pub(super) fn answer(
    state: &State,
    method: &str,
    path: &[&str],
    query: &[(String, String)],
    body: &Value,
) -> Answer {
    let (access, archived) = {
        let settings = lock(&state.settings);
        (settings.pulls, settings.archived)
    };
    let read = method == "GET";
    if access < if read { Access::Read } else { Access::Write } {
        return Answer::forbidden(if read { "pull_requests=read" } else { "pull_requests=write" });
    }
    if archived && !read {
        return Answer::error(403, "Repository was archived so is read-only.");
    }
    match (method, path) {
        ("GET", ["pulls"]) => list(state, query),
        ("POST", ["pulls"]) => post(state, body),
        ("PATCH", ["pulls", number]) => {
            let mut threads = lock(&state.threads);
            let Some(thread) = threads.get(number).filter(|thread| thread.pull.is_some()) else {
                return Answer::not_found();
            };
            State::patch_thread(thread, body);
            Answer::json(200, &json(state, thread))
        }
        _ => Answer::not_found(),
    }
}

fn json(state: &State, thread: &Thread) -> Value {
    let mut json = state.thread_json(thread);
    let Some(pull) = &thread.pull else { return json };
    let repository = json!({ "full_name": state.setup.repository });
    json["head"] = json!({ "ref": pull.head, "sha": pull.sha, "repo": repository });
    json["base"] = json!({ "ref": pull.base, "repo": repository });
    json["merged_at"] = if pull.merged { json!(thread.created.to_string()) } else { Value::Null };
    json
}

/// Newest first; `head` is `owner:branch`.
fn list(state: &State, query: &[(String, String)]) -> Answer {
    let owner = state.setup.repository.split('/').next().unwrap_or_default();
    let asked = |name: &str| query.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
    let (head, base) = (asked("head"), asked("base"));
    let threads = lock(&state.threads);
    let fits = |thread: &&Thread| {
        thread.pull.as_ref().is_some_and(|pull| {
            head.as_ref().is_none_or(|head| *head == format!("{owner}:{}", pull.head))
                && base.as_ref().is_none_or(|base| *base == pull.base)
                && in_state(thread, query)
        })
    };
    let list: Vec<Value> = threads.all.iter().rev().filter(fits).map(|thread| json(state, thread)).collect();
    Answer::json(200, &page(list, query).into())
}

fn post(state: &State, body: &Value) -> Answer {
    if !lock(&state.settings).actions_may_open_pulls {
        return Answer::error(403, "GitHub Actions is not permitted to create or approve pull requests.");
    }
    if let Some(answer) = too_long(body, "PullRequest") {
        return answer;
    }
    let text = |name: &str| body[name].as_str().unwrap_or_default();
    let git = &state.repository;
    let Some(sha) = git.head(text("head")) else {
        return validation("PullRequest", "head", "head is invalid");
    };
    let Some(base) = git.head(text("base")) else {
        return validation("PullRequest", "base", "base is invalid");
    };
    if git.is_ancestor(&sha, &base) {
        let message = format!("No commits between {} and {}", text("base"), text("head"));
        return validation("PullRequest", "head", &message);
    }
    let mut threads = lock(&state.threads);
    let same = |thread: &Thread| {
        let pull = thread.pull.as_ref().filter(|_| thread.open);
        pull.is_some_and(|pull| pull.head == text("head") && pull.base == text("base"))
    };
    if threads.all.iter().any(same) {
        let owner = state.setup.repository.split('/').next().unwrap_or_default();
        let message = format!("A pull request already exists for {owner}:{}.", text("head"));
        return validation("PullRequest", "head", &message);
    }
    let pull = Pull { head: text("head").into(), base: text("base").into(), sha, merged: false };
    let number = threads.open(Thread { pull: Some(pull), ..state.thread(body) });
    let made = threads.get(&number.to_string()).map(|thread| json(state, thread));
    Answer::json(201, &made.unwrap_or_default())
}

/// `base...head`: the commits that only the head has, oldest first, and the files in which it differs from where they diverged.
pub(super) fn compare(state: &State, basehead: &str) -> Answer {
    let git = &state.repository;
    let heads = basehead.split_once("...").and_then(|(base, head)| {
        let commit = |name: &str| git.head(name).or_else(|| git.commit(name).map(|commit| commit.oid));
        Some((commit(base)?, commit(head)?))
    });
    let Some((base, head)) = heads else { return Answer::not_found() };
    let hidden = lock(&state.settings).compared_author.clone();
    let commits: Vec<Value> = git
        .between(&base, &head)
        .iter()
        .filter_map(|oid| git.commit(oid))
        .map(|commit| {
            let author = hidden.clone().unwrap_or_else(|| user(login(&commit.author)));
            json!({ "sha": commit.oid, "author": author,
                    "commit": { "message": commit.message } })
        })
        .collect();
    let files: Vec<Value> =
        git.differs(&base, &head).iter().map(|path| json!({ "filename": path })).collect();
    let body = json!({ "ahead_by": commits.len(), "behind_by": git.between(&head, &base).len(),
                       "commits": commits, "files": files });
    Answer::json(200, &body)
}

/// A branch; one that was renamed answers with where it is now.
pub(super) fn branch(state: &State, name: &str) -> Answer {
    if let Some(oid) = state.repository.head(name) {
        return Answer::json(200, &json!({ "name": name, "commit": { "sha": oid } }));
    }
    let renamed = lock(&state.settings).renamed.get(name).cloned();
    let Some(now) = renamed else { return Answer::error(404, "Branch not found") };
    let url = format!("http://{}/repos/{}/branches/{now}", state.address, state.setup.repository);
    let mut answer = Answer::json(301, &json!({ "message": "Moved Permanently", "url": url }));
    answer.headers.push(("location", url));
    answer
}
