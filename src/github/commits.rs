//! Commits: one `createCommitOnBranch`; for what it cannot carry, blobs, a tree and a commit; for an empty repository, its
//! first file.
//!
//! None names an author: GitHub then signs the commit as the token's owner, and shows it as Verified.

use base64::Engine as _;
use base64::display::Base64Display;
use base64::prelude::BASE64_STANDARD;
use http::Method;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Value, json};

use super::client::{Client, RetryPolicy};
use super::error::{Error, ErrorKind};
use super::files::Files;
use super::paths::Paths;
use crate::git::{Commit, FileChange, Oid};
use crate::repo::encoded;

/// The maximum of bytes in one mutation, before base64. GitHub names no limit, but ends requests after 10 s.
const MAX_MUTATION_BYTES: usize = 4_000_000;

const COMMIT: &str = "mutation Commit($input: CreateCommitOnBranchInput!) {\n\
                      createCommitOnBranch(input: $input) { commit { oid url } }\n}";

/// Whether one mutation can carry the changes: it knows no modes, and takes no large requests.
pub fn fits_mutation(changes: &[FileChange]) -> bool {
    let bytes: usize = changes.iter().map(|change| change.content.len()).sum();
    bytes < MAX_MUTATION_BYTES && changes.iter().all(|change| !change.executable)
}

impl Client {
    /// Commits to a branch with one mutation; a conflict if its head is another by now.
    pub async fn commit_with_graphql(
        &self,
        branch: &str,
        head: &Oid,
        changes: &[FileChange],
        message: &str,
    ) -> Result<Commit, Error> {
        let (headline, body) = headline_and_body(message);
        let additions =
            changes.iter().map(|change| Addition { path: change.path.as_str(), contents: &change.content });
        let input = CommitInput {
            branch: json!({ "repositoryNameWithOwner": self.repository.to_string(), "branchName": branch }),
            expected_head_oid: &head.0,
            message: json!({ "headline": headline, "body": body }),
            file_changes: FileChanges { additions: additions.collect() },
        };
        let data = self.graphql(COMMIT, &Variables { input }, RetryPolicy::IfNotSent).await;
        let data = data.map_err(|error| error.or_conflict(&[ErrorKind::NotFound]))?;
        let commit = &data["createCommitOnBranch"]["commit"];
        Ok(Commit { oid: Oid(object_id(&commit["oid"])?), url: text(&commit["url"]), signed: true })
    }

    /// Creates a commit that no branch points to yet, so every step may be repeated.
    pub async fn create_commit(
        &self,
        parent: &Oid,
        changes: &[FileChange],
        message: &str,
    ) -> Result<Commit, Error> {
        let post = async |route: &str, body: Value| {
            self.call(Method::POST, route, Some(body), RetryPolicy::Always).await
        };
        let commit: Value = self.get_as(&format!("/git/commits/{parent}")).await?;
        // Without `base_tree` every other file would be gone.
        let base_tree = object_id(&commit["tree"]["sha"])?;
        let mut entries = Vec::new();
        for change in changes {
            let content = BASE64_STANDARD.encode(&change.content);
            let blob = post("/git/blobs", json!({ "content": content, "encoding": "base64" })).await?;
            if text(&blob["sha"]) != Oid::from_blob(&change.content).0 {
                let message = format!("{} arrived with other bytes", change.path);
                return Err(Error { kind: ErrorKind::Refused, message, needed: None, sent: true });
            }
            let mode = if change.executable { "100755" } else { "100644" };
            entries.push(
                json!({ "path": change.path.as_str(), "mode": mode, "type": "blob", "sha": blob["sha"] }),
            );
        }
        let tree = post("/git/trees", json!({ "base_tree": base_tree, "tree": entries })).await?;
        let commit =
            json!({ "message": message.trim(), "tree": object_id(&tree["sha"])?, "parents": [parent.0] });
        let commit = post("/git/commits", commit).await?;
        let signed = commit["verification"]["verified"] != false;
        Ok(Commit { oid: Oid(object_id(&commit["sha"])?), url: text(&commit["html_url"]), signed })
    }

    /// Gives an empty repository its first commit, with one file: the git data API answers 409 until then.
    pub async fn create_first_file(&self, file: &FileChange, message: &str) -> Result<(), Error> {
        let route = format!("/contents/{}", encoded(file.path.as_str()));
        let body = json!({ "message": message.trim(), "content": BASE64_STANDARD.encode(&file.content) });
        self.call(Method::PUT, &route, Some(body), RetryPolicy::IfNotSent).await.map(drop)
    }

    /// The commit directly on top of `base` in a branch's recent history, if it has exactly these files.
    pub async fn find_commit(
        &self,
        branch: &str,
        base: Option<&Oid>,
        changes: &[FileChange],
    ) -> Result<Option<Commit>, Error> {
        let paths = Paths::from_changes(changes);
        let mut variables = paths.variables(&self.repository);
        variables["branch"] = json!(format!("refs/heads/{branch}"));
        let text = format!(
            "query History($owner: String!, $name: String!, $branch: String!{}) {{\n\
             repository(owner: $owner, name: $name) {{ head: ref(qualifiedName: $branch) {{ target {{ ...commits }} }} }}\n\
             }}\nfragment commits on Commit {{ history(first: 20) {{ nodes {{\n\
             oid url parents(first: 1) {{ nodes {{ oid }} }}\n{}}} }} }}",
            paths.declarations(),
            paths.fields("{ mode oid }")
        );
        let data: HistoryData = self.query(&text, &variables).await?;
        let Some(head) = data.repository.head else { return Ok(None) };
        let found = head.target.history.nodes.into_iter().find(|commit| {
            let parent = commit.parents.nodes.first().map(|parent| parent.oid.as_str());
            let has = |change: &FileChange| {
                commit.files.get(&paths, change.path.as_str()).is_some_and(|file| file.is(change))
            };
            parent == base.map(|base| base.0.as_str()) && changes.iter().all(has)
        });
        Ok(found.map(|commit| Commit { oid: Oid(commit.files.oid), url: commit.url, signed: true }))
    }
}

/// The variables of [`COMMIT`]: structures, so that large files are copied once, into the request.
#[derive(Serialize)]
struct Variables<'a> {
    input: CommitInput<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CommitInput<'a> {
    branch: Value,
    expected_head_oid: &'a str,
    message: Value,
    file_changes: FileChanges<'a>,
}

#[derive(Serialize)]
struct FileChanges<'a> {
    additions: Vec<Addition<'a>>,
}

#[derive(Serialize)]
struct Addition<'a> {
    path: &'a str,
    #[serde(serialize_with = "in_base64")]
    contents: &'a [u8],
}

fn in_base64<S: Serializer>(bytes: &impl AsRef<[u8]>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&Base64Display::new(bytes.as_ref(), &BASE64_STANDARD))
}

/// A message's first line, and the rest without the empty line between them.
fn headline_and_body(message: &str) -> (&str, &str) {
    let (headline, body) = message.trim().split_once('\n').unwrap_or((message.trim(), ""));
    (headline.trim_end(), body.trim_start_matches(['\r', '\n']))
}

/// The id of an object that an answer must name: a missing one must not be taken for an empty one.
fn object_id(value: &Value) -> Result<String, Error> {
    value.as_str().map(str::to_owned).ok_or_else(|| Error::unusable("an answer that names no object"))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// `data` of the history query.
#[derive(Debug, Deserialize)]
struct HistoryData {
    repository: HistoryRepository,
}

#[derive(Debug, Deserialize)]
struct HistoryRepository {
    head: Option<HistoryBranch>,
}

#[derive(Debug, Deserialize)]
struct HistoryBranch {
    target: HistoryTarget,
}

#[derive(Debug, Deserialize)]
struct HistoryTarget {
    history: Nodes<HistoryCommit>,
}

#[derive(Debug, Deserialize)]
struct Nodes<T> {
    nodes: Vec<T>,
}

#[derive(Debug, Deserialize)]
struct HistoryCommit {
    url: String,
    parents: Nodes<Parent>,
    #[serde(flatten)]
    files: Files,
}

#[derive(Debug, Deserialize)]
struct Parent {
    oid: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repo::RepoPath;

    #[test]
    fn message_has_headline_and_body() {
        assert_eq!(headline_and_body("one line"), ("one line", ""));
        assert_eq!(headline_and_body("one\n\nbody\nmore\n"), ("one", "body\nmore"));
        assert_eq!(headline_and_body("one\r\n\r\nbody"), ("one", "body"));
    }

    #[test]
    fn large_and_executable_files_need_git_objects() {
        let change = |bytes: usize, executable| FileChange {
            path: RepoPath::parse("a").unwrap(),
            content: vec![b'x'; bytes],
            executable,
        };
        assert!(fits_mutation(&[change(3_999_999, false)]));
        assert!(!fits_mutation(&[change(2_000_000, false), change(2_000_000, false)]));
        assert!(!fits_mutation(&[change(1, false), change(1, true)]));
    }
}
