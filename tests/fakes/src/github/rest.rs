//! The REST API, as far as it is used. Issues, labels and pull requests have files of their own.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use super::answer::Answer;
use super::commit::{Refusal, Rule, Stage, wrong_path};
use super::repository::{By, Edit, LoggedCommit, Source};
use super::{Access, State, issues, lock, pulls};

/// Base64, with or without line breaks.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let text: String = text.split_ascii_whitespace().collect();
    BASE64_STANDARD.decode(text).ok()
}

/// Answers a request that is allowed in and known to GitHub.
pub(super) fn answer(
    state: &State,
    method: &str,
    path: &[&str],
    query: &[(String, String)],
    body: &Value,
    raw: bool,
) -> Answer {
    let ["repos", owner, name, path @ ..] = path else { return Answer::not_found() };
    if !format!("{owner}/{name}").eq_ignore_ascii_case(&state.setup.repository) {
        return Answer::not_found();
    }
    if path.is_empty() && method == "GET" {
        return repository(state);
    }
    match path {
        ["issues" | "labels", ..] => return issues::answer(state, method, path, query, body),
        ["pulls", ..] => return pulls::answer(state, method, path, query, body),
        _ => {}
    }
    if method == "GET" && lock(&state.settings).contents == Access::None {
        return Answer::forbidden("contents=read");
    }
    if method != "GET" {
        // Objects may be made; it is the branch that does not move.
        let refusal = match (method, path) {
            ("PATCH", ["git", "refs", "heads", branch @ ..]) => state.refusal_on(&branch.join("/")),
            ("POST", ["git", "refs"]) => {
                let name = body["ref"].as_str().unwrap_or_default();
                state.refusal_on(name.trim_start_matches("refs/heads/"))
            }
            ("PUT", _) => {
                let default = state.repository.default_branch();
                state.refusal_on(body["branch"].as_str().unwrap_or(&default))
            }
            _ => state.refusal(),
        };
        match refusal {
            Some(Refusal::Forbidden) => return Answer::forbidden("contents=write"),
            Some(refusal @ Refusal::Archived) => return Answer::error(403, &refusal.message()),
            Some(refusal @ Refusal::Rule(Rule::Protection(_))) if method == "PUT" => {
                return Answer::error(409, &format!("Could not update file: {}", refusal.message()));
            }
            Some(refusal) => {
                return Answer::error(if method == "PUT" { 409 } else { 422 }, &refusal.message());
            }
            None => {}
        }
    }
    if path.first() == Some(&"git") && state.repository.is_empty() {
        return Answer::error(409, "Git Repository is empty.");
    }
    match (method, path) {
        ("GET", ["git", "ref", "heads", branch @ ..]) => get_ref(state, &branch.join("/")),
        ("GET", ["git", "blobs", oid]) => get_blob(state, oid, raw),
        ("GET", ["git", "commits", oid]) => match state.repository.commit(oid) {
            Some(commit) => Answer::json(200, &commit_json(state, &commit)),
            None => Answer::not_found(),
        },
        ("GET", ["compare", basehead]) => pulls::compare(state, basehead),
        ("GET", ["branches", name]) => pulls::branch(state, name),
        ("POST", ["git", "blobs"]) => post_blob(state, body),
        ("POST", ["git", "trees"]) => post_tree(state, body),
        ("POST", ["git", "commits"]) => post_commit(state, body),
        ("POST", ["git", "refs"]) => post_ref(state, body),
        ("PATCH", ["git", "refs", "heads", branch @ ..]) => patch_ref(state, &branch.join("/"), body),
        ("PUT", ["contents", path @ ..]) => put_contents(state, &path.join("/"), body),
        _ => Answer::not_found(),
    }
}

fn repository(state: &State) -> Answer {
    let name = &state.setup.repository;
    let (archived, issues) = {
        let settings = lock(&state.settings);
        (settings.archived, settings.issues_enabled)
    };
    let body = json!({ "full_name": name, "has_issues": issues, "node_id": state.node_id(), "default_branch": state.repository.default_branch(), "archived": archived,
                       "disabled": false, "html_url": state.page("") });
    Answer::json(200, &body)
}

impl State {
    /// GitHub signs what the token of an app makes under its own name, but through this API not what a person's makes.
    fn verification(&self, commit: &LoggedCommit) -> Value {
        let person = ["ghp_", "github_pat_"].iter().any(|start| self.setup.token.starts_with(start));
        let signed = !person && commit.author.starts_with(By::Bot.author().0);
        json!({ "verified": signed, "reason": if signed { "valid" } else { "unsigned" } })
    }
}

fn get_ref(state: &State, branch: &str) -> Answer {
    match state.repository.head(branch) {
        Some(oid) => Answer::json(200, &ref_json(branch, &oid)),
        None => Answer::not_found(),
    }
}

fn ref_json(branch: &str, oid: &str) -> Value {
    json!({ "ref": format!("refs/heads/{branch}"), "object": { "type": "commit", "sha": oid } })
}

fn commit_json(state: &State, commit: &LoggedCommit) -> Value {
    let parents: Vec<_> = commit.parents.iter().map(|oid| json!({ "sha": oid })).collect();
    json!({ "sha": commit.oid, "tree": { "sha": commit.tree }, "parents": parents, "message": commit.message,
            "html_url": state.page(&format!("/commit/{}", commit.oid)), "verification": state.verification(commit) })
}

fn get_blob(state: &State, oid: &str, raw: bool) -> Answer {
    let Some(content) = state.repository.blob(oid) else { return Answer::not_found() };
    if raw {
        let headers = vec![("content-type", "application/vnd.github.raw+json; charset=utf-8".to_owned())];
        return Answer { status: 200, headers, body: content };
    }
    let encoded = BASE64_STANDARD.encode(&content);
    let lines: String =
        encoded.as_bytes().chunks(60).map(|line| String::from_utf8_lossy(line) + "\n").collect();
    let body = json!({ "sha": oid, "size": content.len(), "encoding": "base64", "content": lines });
    Answer::json(200, &body)
}

fn post_blob(state: &State, body: &Value) -> Answer {
    let content = body["content"].as_str().unwrap_or_default();
    let content = match body["encoding"].as_str() {
        Some("base64") => decode(content),
        _ => Some(content.as_bytes().to_vec()),
    };
    let Some(content) = content else { return Answer::invalid("content is not valid Base64") };
    if let Some(refusal) = state.secret_in(&content, Stage::Content) {
        return Answer::error(422, &refusal.message());
    }
    created(state.repository.store(&content).map(|oid| json!({ "sha": oid })))
}

fn created(made: Result<Value, String>) -> Answer {
    match made {
        Ok(body) => Answer::json(201, &body),
        Err(reason) => Answer::invalid(&reason),
    }
}

fn post_tree(state: &State, body: &Value) -> Answer {
    let git = &state.repository;
    let base = body["base_tree"].as_str();
    if base.is_some_and(|base| git.kind(base).is_none_or(|kind| kind == "blob")) {
        return Answer::invalid("base_tree is not a valid tree oid");
    }
    let mut edits = Vec::new();
    for entry in body["tree"].as_array().into_iter().flatten() {
        let (path, mode) =
            (entry["path"].as_str().unwrap_or_default(), entry["mode"].as_str().unwrap_or_default());
        if wrong_path(path).is_some() || mode.is_empty() {
            return Answer::invalid("tree.path contains a malformed path component");
        }
        edits.push(match (entry.get("sha"), entry["content"].as_str()) {
            (Some(Value::Null), None) => Edit::delete(path),
            (Some(Value::String(oid)), None) if git.kind(oid).as_deref() == Some("blob") => {
                Edit::new(path, mode, Source::Object(oid.clone()))
            }
            (None, Some(content)) => Edit::new(path, mode, Source::Bytes(content.into())),
            _ => return Answer::invalid(&format!("tree.sha of {path} is not a valid blob")),
        });
    }
    let tree = git.tree(base, &edits);
    // Contents within the request itself.
    if let Some(refusal) = tree.iter().find_map(|tree| state.secret_in_tree(base, tree, Stage::Content)) {
        return Answer::error(422, &refusal.message());
    }
    created(tree.map(|oid| json!({ "sha": oid })))
}

fn post_commit(state: &State, body: &Value) -> Answer {
    let git = &state.repository;
    let tree = body["tree"].as_str().unwrap_or_default();
    if git.kind(tree).as_deref() != Some("tree") {
        return Answer::invalid("Tree SHA does not exist");
    }
    let parents: Vec<&str> =
        body["parents"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    if parents.iter().any(|parent| git.commit(parent).is_none()) {
        return Answer::invalid("Parent SHA does not exist or is not a commit object");
    }
    if let Some(refusal) = state.secret_in_tree(parents.first().copied(), tree, Stage::Commit) {
        return Answer::error(422, &refusal.message());
    }
    // A name of one's own costs the signature; here, the bot's name.
    let by = if body.get("author").or(body.get("committer")).is_some() { By::Someone } else { By::Bot };
    let oid = git.commit_tree(tree, &parents, body["message"].as_str().unwrap_or_default(), by);
    created(oid.map(|oid| git.commit(&oid).map(|commit| commit_json(state, &commit)).unwrap_or_default()))
}

/// Why no branch may point to a commit.
fn refused_commit(state: &State, oid: &str) -> Option<Answer> {
    let Some(commit) = state.repository.commit(oid) else {
        return Some(Answer::invalid("Object does not exist"));
    };
    let parent = commit.parents.first().map(String::as_str);
    let refusal = state.secret_in_tree(parent, oid, Stage::Branch)?;
    Some(Answer::error(422, &refusal.message()))
}

fn post_ref(state: &State, body: &Value) -> Answer {
    let Some(branch) = body["ref"].as_str().and_then(|name| name.strip_prefix("refs/heads/")) else {
        return Answer::invalid("Reference name must start with 'refs/'");
    };
    let oid = body["sha"].as_str().unwrap_or_default();
    if let Some(refused) = refused_commit(state, oid) {
        return refused;
    }
    let _moving = lock(&state.repository.moving);
    state.lose_a_race(branch);
    match state.repository.move_branch(branch, oid, None) {
        Ok(()) => Answer::json(201, &ref_json(branch, oid)),
        Err(_) => Answer::invalid("Reference already exists"),
    }
}

fn patch_ref(state: &State, branch: &str, body: &Value) -> Answer {
    let git = &state.repository;
    let _moving = lock(&git.moving);
    state.lose_a_race(branch);
    let Some(head) = git.head(branch) else { return Answer::invalid("Reference does not exist") };
    let oid = body["sha"].as_str().unwrap_or_default();
    if let Some(refused) = refused_commit(state, oid) {
        return refused;
    }
    if body["force"] != true && !git.is_ancestor(&head, oid) {
        return Answer::invalid("Update is not a fast forward");
    }
    match git.move_branch(branch, oid, Some(&head)) {
        Ok(()) => {
            state.branch_moved(branch);
            Answer::json(200, &ref_json(branch, oid))
        }
        Err(reason) => Answer::invalid(&reason),
    }
}

/// Creates or replaces one file; in an empty repository, the first commit with it.
fn put_contents(state: &State, path: &str, body: &Value) -> Answer {
    let git = &state.repository;
    if wrong_path(path).is_some() {
        return Answer::invalid("path contains a malformed path component");
    }
    let Some(content) = body["content"].as_str().and_then(decode) else {
        return Answer::invalid("content is not valid Base64");
    };
    if let Some(refusal) = state.secret_in(&content, Stage::Branch) {
        return Answer::error(409, &refusal.message());
    }
    let default = git.default_branch();
    let branch = body["branch"].as_str().unwrap_or(&default);
    let _moving = lock(&git.moving);
    state.lose_a_race(branch);
    let head = git.head(branch);
    if head.is_none() && !(git.is_empty() && branch == default) {
        return Answer::error(404, &format!("Branch {branch} not found"));
    }
    let old = head.as_deref().and_then(|head| git.entry(head, path)).map(|entry| entry.oid);
    match (&old, body["sha"].as_str()) {
        (Some(_), None) => return Answer::invalid("Invalid request.\n\n\"sha\" wasn't supplied."),
        (Some(old), Some(given)) if old != given => {
            return Answer::error(409, &format!("{path} does not match {given}"));
        }
        _ => {}
    }
    let message = body["message"].as_str().unwrap_or_default();
    match git.append(branch, &[Edit::file(path, content)], message, By::Bot) {
        Ok(oid) => {
            let commit = git.commit(&oid).map(|commit| commit_json(state, &commit));
            let body = json!({ "content": { "path": path }, "commit": commit });
            Answer::json(if old.is_some() { 200 } else { 201 }, &body)
        }
        Err(reason) => Answer::error(409, &reason),
    }
}
