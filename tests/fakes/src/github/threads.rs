//! Issues and pull requests: one row of numbers, as on GitHub, and the labels of the repository.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::repository::By;
use super::{State, lock};

/// An issue, or a pull request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thread {
    /// Its number, from 1.
    pub number: u64,
    /// Its title.
    pub title: String,
    /// Its body, as it was sent.
    pub body: String,
    /// The login of who opened it.
    pub author: String,
    /// Whether it is open.
    pub open: bool,
    /// Why it was closed, if it was: `completed`.
    pub reason: Option<String>,
    /// The names of its labels.
    pub labels: Vec<String>,
    /// When it was opened.
    pub created: Timestamp,
    /// What makes it a pull request.
    pub pull: Option<Pull>,
}

/// What makes a thread a pull request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pull {
    /// The branch with the changes.
    pub head: String,
    /// The branch they are for.
    pub base: String,
    /// The last commit that `head` had while the pull request was open.
    pub sha: String,
    /// Whether it was merged.
    pub merged: bool,
}

/// Everything with a number, and the labels.
#[derive(Default)]
pub(super) struct Threads {
    pub(super) all: Vec<Thread>,
    pub(super) labels: Vec<String>,
    /// The list's next answers that do not have the newest issue yet.
    pub(super) lagging: usize,
}

impl Threads {
    /// Opens a thread; its number.
    pub(super) fn open(&mut self, thread: Thread) -> u64 {
        let number = self.all.last().map_or(0, |thread| thread.number) + 1;
        self.all.push(Thread { number, ..thread });
        number
    }

    pub(super) fn get(&mut self, number: &str) -> Option<&mut Thread> {
        let number: u64 = number.parse().ok()?;
        self.all.iter_mut().find(|thread| thread.number == number)
    }
}

/// Who it was, as the REST API shows it.
pub(super) fn user(login: &str) -> Value {
    json!({ "login": login, "id": account_id(login), "type": if login.ends_with("[bot]") { "Bot" } else { "User" } })
}

/// An account's number: the same login has the same.
pub(super) fn account_id(login: &str) -> i32 {
    login.bytes().fold(17, |id: i32, byte| id.wrapping_mul(31).wrapping_add(i32::from(byte)) & 0x0fff_ffff)
}

/// The login that goes with a commit's author.
pub(super) fn login(author: &str) -> &str {
    author.split(" <").next().unwrap_or_default()
}

impl State {
    /// A thread of the token's owner, as it is opened now.
    pub(super) fn thread(&self, body: &Value) -> Thread {
        let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        Thread {
            number: 0,
            title: text("title"),
            body: text("body"),
            author: By::Bot.author().0.to_owned(),
            open: true,
            reason: None,
            labels: Vec::new(),
            created: lock(&self.settings).now,
            pull: None,
        }
    }

    /// Changes title, body and state of a thread.
    pub(super) fn patch_thread(thread: &mut Thread, body: &Value) {
        if let Some(title) = body["title"].as_str() {
            title.clone_into(&mut thread.title);
        }
        if let Some(text) = body["body"].as_str() {
            text.clone_into(&mut thread.body);
        }
        match body["state"].as_str() {
            Some("closed") if thread.open => {
                thread.open = false;
                thread.reason = Some(body["state_reason"].as_str().unwrap_or("completed").to_owned());
            }
            Some("open") => (thread.open, thread.reason) = (true, None),
            _ => {}
        }
    }

    /// What issues and pull requests have in common, as the REST API shows it.
    pub(super) fn thread_json(&self, thread: &Thread) -> Value {
        let kind = if thread.pull.is_some() { "pull" } else { "issues" };
        let labels: Vec<_> = thread.labels.iter().map(|name| json!({ "name": name })).collect();
        json!({ "number": thread.number, "title": thread.title, "body": thread.body, "labels": labels,
                "state": if thread.open { "open" } else { "closed" }, "state_reason": thread.reason,
                "user": user(&thread.author), "created_at": thread.created.to_string(),
                "html_url": self.page(&format!("/{kind}/{}", thread.number)) })
    }

    /// What follows when a branch points elsewhere: pull requests that are open follow it, and those that have nothing
    /// to merge any more are closed.
    pub(super) fn branch_moved(&self, branch: &str) {
        let git = &self.repository;
        for thread in &mut lock(&self.threads).all {
            let Some(pull) = thread.pull.as_mut().filter(|pull| thread.open && pull.head == branch) else {
                continue;
            };
            match (git.head(&pull.head), git.head(&pull.base)) {
                (Some(head), Some(base)) if !git.is_ancestor(&head, &base) => pull.sha = head,
                _ => thread.open = false,
            }
        }
    }
}

/// A page of a list: `per_page` elements (30 by default), the `page`-th from 1.
pub(super) fn page<T>(list: Vec<T>, query: &[(String, String)]) -> Vec<T> {
    let number = |name: &str, default: usize| {
        let value = query.iter().find(|(known, _)| known == name).and_then(|(_, value)| value.parse().ok());
        value.unwrap_or(default)
    };
    let size = number("per_page", 30).min(100);
    list.into_iter().skip(size * (number("page", 1).max(1) - 1)).take(size).collect()
}

/// Whether a thread is in the state asked for: `open` by default, `closed`, `all`.
pub(super) fn in_state(thread: &Thread, query: &[(String, String)]) -> bool {
    match query.iter().find(|(name, _)| name == "state").map(|(_, state)| state.as_str()) {
        Some("all") => true,
        Some("closed") => !thread.open,
        _ => thread.open,
    }
}
