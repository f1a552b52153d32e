//! The objects of `served.graphql`, resolved over the git repository.

use serde_json::{Value, json};

use super::commit::{CommitInput, RefsInput};
use super::execute::{FieldError, ResolveInfo, ResolvedValue};
use super::repository::{By, TreeEntry};
use super::threads::account_id;
use super::{Access, State, lock};

/// How many bytes of a text GitHub puts into an answer is documented nowhere; this is the fake's number.
const TEXT: usize = 512_000;

/// An object of a GraphQL type.
#[derive(Clone)]
pub(super) enum Object<'s> {
    Query(&'s State),
    Viewer,
    Mutation(&'s State),
    Repository(&'s State),
    Ref(&'s State, String),
    Commit(&'s State, String),
    /// Parents, or a history.
    Commits(&'s State, &'static str, Vec<String>),
    Tree(&'s State, String),
    Blob(String, Vec<u8>),
    TreeEntry(&'s State, TreeEntry),
    Signature,
    Payload(&'s State, String, String),
    RefsUpdated,
}

type Resolved<'a> = Result<ResolvedValue<'a>, FieldError>;

impl Object<'_> {
    pub(super) fn type_name(&self) -> &'static str {
        match self {
            Self::Query(_) => "Query",
            Self::Viewer => "User",
            Self::Mutation(_) => "Mutation",
            Self::Repository(_) => "Repository",
            Self::Ref(..) => "Ref",
            Self::Commit(..) => "Commit",
            Self::Commits(_, name, _) => name,
            Self::Tree(..) => "Tree",
            Self::Blob(..) => "Blob",
            Self::TreeEntry(..) => "TreeEntry",
            Self::Signature => "GpgSignature",
            Self::Payload(..) => "CreateCommitOnBranchPayload",
            Self::RefsUpdated => "UpdateRefsPayload",
        }
    }

    /// Whether a fragment on this type is for the object.
    pub(super) fn is(&self, type_name: &str) -> bool {
        let interface = match self {
            Self::Commit(..) | Self::Tree(..) | Self::Blob(..) => "GitObject",
            Self::Signature => "GitSignature",
            _ => "",
        };
        type_name == self.type_name() || type_name == interface
    }

    pub(super) fn resolve_field<'a>(&'a self, info: &'a ResolveInfo) -> Resolved<'a> {
        let resolved = match self {
            Self::Query(_) if info.field_name() == "viewer" => Some(ResolvedValue::object(Object::Viewer)),
            Self::Query(state) => return repository(state, info),
            Self::Viewer => viewer_field(info),
            Self::Mutation(state) if info.field_name() == "updateRefs" => return update_refs(state, info),
            Self::Mutation(state) => return create_commit(state, info),
            Self::Repository(state) => return repository_field(state, info),
            Self::Ref(state, name) => ref_field(state, name, info),
            Self::Commit(state, oid) => commit_field(state, oid, info),
            Self::Commits(state, _, oids) => commits_field(state, oids, info),
            Self::Tree(state, oid) => tree_field(state, oid, info),
            Self::Blob(oid, content) => blob_field(oid, content, info),
            Self::TreeEntry(state, entry) => entry_field(state, entry, info),
            Self::Signature => Some(leaf(true)),
            Self::RefsUpdated => Some(ResolvedValue::null()),
            Self::Payload(state, oid, branch) => match info.field_name() {
                "commit" => Some(ResolvedValue::object(Object::Commit(state, oid.clone()))),
                "ref" => Some(ResolvedValue::object(Object::Ref(state, branch.clone()))),
                _ => Some(ResolvedValue::null()),
            },
        };
        resolved.ok_or_else(|| {
            FieldError::Unknown(format!("{} has no field {}", self.type_name(), info.field_name()))
        })
    }
}

fn leaf<'a>(value: impl Into<Value>) -> ResolvedValue<'a> {
    ResolvedValue::leaf(value)
}

/// An error of GitHub's: a type, and a message.
fn error(kind: &str, message: &str) -> FieldError {
    FieldError::GitHub { kind: kind.to_owned(), message: message.to_owned() }
}

fn argument<'a>(info: &'a ResolveInfo, name: &str) -> Option<&'a str> {
    info.arguments().get(name).and_then(Value::as_str)
}

fn first(info: &ResolveInfo) -> usize {
    let first = info.arguments().get("first").and_then(Value::as_i64);
    first.and_then(|first| usize::try_from(first).ok()).unwrap_or(100)
}

/// The token's own account. REST does not return it for a GitHub App.
fn viewer_field<'a>(info: &ResolveInfo) -> Option<ResolvedValue<'a>> {
    let login = By::Bot.author().0;
    match info.field_name() {
        "login" => Some(leaf(login)),
        "databaseId" => Some(leaf(account_id(login))),
        _ => None,
    }
}

fn repository<'a>(state: &'a State, info: &'a ResolveInfo) -> Resolved<'a> {
    let text = |name| argument(info, name).unwrap_or_default();
    let name = format!("{}/{}", text("owner"), text("name"));
    if name.eq_ignore_ascii_case(&state.setup.repository) {
        return Ok(ResolvedValue::object(Object::Repository(state)));
    }
    Err(error("NOT_FOUND", &format!("Could not resolve to a Repository with the name '{name}'.")))
}

fn create_commit<'a>(state: &'a State, info: &'a ResolveInfo) -> Resolved<'a> {
    let input = info.arguments().get("input").map(|input| json!(input)).unwrap_or_default();
    let input: CommitInput =
        serde_json::from_value(input).map_err(|reason| error("ARGUMENT_ERROR", &reason.to_string()))?;
    let (oid, branch) = state.create_commit(&input).map_err(|(kind, text)| error(kind, &text))?;
    Ok(ResolvedValue::object(Object::Payload(state, oid, branch)))
}

fn update_refs<'a>(state: &'a State, info: &'a ResolveInfo) -> Resolved<'a> {
    let input = info.arguments().get("input").map(|input| json!(input)).unwrap_or_default();
    let input: RefsInput =
        serde_json::from_value(input).map_err(|reason| error("ARGUMENT_ERROR", &reason.to_string()))?;
    state.update_refs(&input).map_err(|(kind, text)| error(kind, &text))?;
    Ok(ResolvedValue::object(Object::RefsUpdated))
}

fn repository_field<'a>(state: &'a State, info: &'a ResolveInfo) -> Resolved<'a> {
    let git = &state.repository;
    let (contents, archived) = {
        let settings = lock(&state.settings);
        (settings.contents, settings.archived)
    };
    let of_branch = |name: &str| {
        let there = git.head(name).is_some();
        ResolvedValue::nullable_object(there.then(|| Object::Ref(state, name.to_owned())))
    };
    let field = info.field_name();
    if contents == Access::None && matches!(field, "defaultBranchRef" | "ref" | "object") {
        return Err(error("FORBIDDEN", "Resource not accessible by integration"));
    }
    Ok(match field {
        "id" => leaf(state.node_id()),
        "databaseId" => leaf(lock(&state.settings).repository_id),
        "nameWithOwner" => leaf(state.setup.repository.as_str()),
        "url" => leaf(state.page("")),
        "isArchived" => leaf(archived),
        "isDisabled" => leaf(false),
        "isEmpty" => leaf(git.is_empty()),
        "defaultBranchRef" => of_branch(&git.default_branch()),
        "ref" => {
            let name = argument(info, "qualifiedName").unwrap_or_default();
            of_branch(name.strip_prefix("refs/heads/").unwrap_or(name))
        }
        _ => {
            let oid = argument(info, "oid").or(argument(info, "expression")).unwrap_or_default();
            ResolvedValue::nullable_object(object(state, oid))
        }
    })
}

/// The object of an id, if there is one.
fn object<'s>(state: &'s State, oid: &str) -> Option<Object<'s>> {
    let oid = oid.to_owned();
    match state.repository.kind(&oid)?.as_str() {
        "commit" => Some(Object::Commit(state, oid)),
        "tree" => Some(Object::Tree(state, oid)),
        "blob" => state.repository.blob(&oid).map(|content| Object::Blob(oid, content)),
        _ => None,
    }
}

fn ref_field<'a>(state: &'a State, name: &str, info: &ResolveInfo) -> Option<ResolvedValue<'a>> {
    Some(match info.field_name() {
        "name" => leaf(name),
        "prefix" => leaf("refs/heads/"),
        "target" => {
            let head = state.repository.head(name);
            ResolvedValue::nullable_object(head.map(|oid| Object::Commit(state, oid)))
        }
        _ => return None,
    })
}

fn commit_field<'a>(state: &'a State, oid: &str, info: &ResolveInfo) -> Option<ResolvedValue<'a>> {
    let git = &state.repository;
    let commit = git.commit(oid)?;
    let (headline, body) = commit.message.split_once("\n\n").unwrap_or((&commit.message, ""));
    Some(match info.field_name() {
        "oid" => leaf(oid),
        "url" => leaf(state.page(&format!("/commit/{oid}"))),
        "message" => leaf(commit.message.as_str()),
        "messageHeadline" => leaf(headline),
        "messageBody" => leaf(body),
        "tree" => ResolvedValue::object(Object::Tree(state, commit.tree)),
        "signature" => {
            let signed = commit.author.starts_with("github-actions[bot] ");
            ResolvedValue::nullable_object(signed.then_some(Object::Signature))
        }
        "file" => {
            let entry = git.entry(oid, argument(info, "path").unwrap_or_default());
            ResolvedValue::nullable_object(entry.map(|entry| Object::TreeEntry(state, entry)))
        }
        "history" => {
            let commits = git.history(oid, first(info));
            ResolvedValue::object(Object::Commits(state, "CommitHistoryConnection", commits))
        }
        "parents" => {
            let parents = commit.parents.into_iter().take(first(info)).collect();
            ResolvedValue::object(Object::Commits(state, "CommitConnection", parents))
        }
        _ => return None,
    })
}

fn commits_field<'a>(state: &'a State, oids: &'a [String], info: &ResolveInfo) -> Option<ResolvedValue<'a>> {
    Some(match info.field_name() {
        "nodes" => ResolvedValue::List(oids.iter().map(|oid| Object::Commit(state, oid.clone())).collect()),
        "totalCount" => leaf(i64::try_from(oids.len()).ok()?),
        _ => return None,
    })
}

fn tree_field<'a>(state: &'a State, oid: &str, info: &ResolveInfo) -> Option<ResolvedValue<'a>> {
    Some(match info.field_name() {
        "oid" => leaf(oid),
        "entries" => {
            let entries = state.repository.entries(oid).into_iter();
            ResolvedValue::List(entries.map(|entry| Object::TreeEntry(state, entry)).collect())
        }
        _ => return None,
    })
}

/// A blob's text is null if it is binary, and cut if it is long.
fn blob_field<'a>(oid: &str, content: &[u8], info: &ResolveInfo) -> Option<ResolvedValue<'a>> {
    let binary = content.contains(&0);
    Some(match info.field_name() {
        "oid" => leaf(oid),
        "byteSize" => leaf(i64::try_from(content.len()).ok()?),
        "isBinary" => leaf(binary),
        "isTruncated" => leaf(content.len() > TEXT),
        "text" if binary => ResolvedValue::null(),
        "text" => leaf(String::from_utf8_lossy(&content[..content.len().min(TEXT)]).into_owned()),
        _ => return None,
    })
}

fn entry_field<'a>(state: &'a State, entry: &TreeEntry, info: &ResolveInfo) -> Option<ResolvedValue<'a>> {
    Some(match info.field_name() {
        "mode" => leaf(i64::from(entry.mode)),
        "type" => leaf(entry.kind.as_str()),
        "oid" => leaf(entry.oid.as_str()),
        "path" => leaf(entry.path.as_str()),
        "name" => leaf(entry.path.rsplit('/').next().unwrap_or_default()),
        "object" => ResolvedValue::nullable_object(object(state, &entry.oid)),
        _ => return None,
    })
}

impl State {
    /// The address of a page of the repository, as for people.
    pub(super) fn page(&self, below: &str) -> String {
        format!("http://{}/{}{below}", self.address, self.setup.repository)
    }
}
