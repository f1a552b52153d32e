//! Writing: one `createCommitOnBranch`; for what it cannot carry, blobs, a tree, a commit and a moved branch; for an
//! empty repository, its first commit.
//!
//! None names an author: GitHub then signs the commit as the token's owner, and shows it as Verified.

use base64_simd::STANDARD as BASE64;
use http::Method;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::client::{Failure, RetryPolicy, unusable};
use super::error::ErrorKind;
use super::{Action, Repository, encode};
use crate::store::{Commit, Error, FileChange, Oid, Snapshot, WriteOutcome};

/// The most bytes that go into one GraphQL request, before base64. GitHub names no limit, but ends requests after 10 s.
const MAX_MUTATION_BYTES: usize = 4_000_000;

const COMMIT: &str = "mutation Commit($input: CreateCommitOnBranchInput!) {\n\
                      createCommitOnBranch(input: $input) { commit { oid url } }\n}";

const MOVE: &str =
    "mutation Move($input: UpdateRefsInput!) {\nupdateRefs(input: $input) { clientMutationId }\n}";

/// A commit that no branch points to yet.
pub(super) struct UnreferencedCommit {
    pub(super) commit: Commit,
    /// Whether GitHub signed it, or does not say.
    pub(super) signed: bool,
}

/// `CreateCommitOnBranchInput`, as far as it is used. The contents become base64 only on their way out.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Input<'a> {
    branch: Value,
    expected_head_oid: &'a str,
    message: Value,
    file_changes: FileChanges<'a>,
}

#[derive(Serialize)]
struct Variables<'a> {
    input: Input<'a>,
}

#[derive(Serialize)]
struct FileChanges<'a> {
    additions: Vec<Addition<'a>>,
}

#[derive(Serialize)]
struct Addition<'a> {
    path: &'a str,
    #[serde(serialize_with = "as_bytes")]
    contents: &'a [u8],
}

impl<'a> Addition<'a> {
    fn of(change: &'a FileChange) -> Self {
        Self { path: change.path.as_str(), contents: &change.content }
    }
}

fn as_bytes<S: Serializer>(content: &&[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_bytes(content)
}

/// Whether one mutation can carry the changes: it knows no modes, and takes no large requests.
fn fits_mutation(changes: &[FileChange]) -> bool {
    let bytes: usize = changes.iter().map(|change| change.content.len()).sum();
    bytes < MAX_MUTATION_BYTES && changes.iter().all(|change| !change.executable)
}

/// A message's first line, and the rest without the blank line between them.
fn headline_and_body(message: &str) -> (&str, &str) {
    let (headline, body) = message.trim().split_once('\n').unwrap_or((message.trim(), ""));
    (headline.trim_end(), body.trim_start_matches(['\r', '\n']))
}

impl Repository {
    /// Writes changes on top of a snapshot.
    pub(super) async fn commit(
        &self,
        base: &Snapshot,
        changes: &[FileChange],
        message: &str,
    ) -> Result<WriteOutcome, Error> {
        let outcome = match &base.head {
            None => self.start(changes, message).await,
            Some(head) if fits_mutation(changes) && !base.branch_missing => {
                self.commit_with_graphql(base, head, changes, message).await
            }
            Some(head) => {
                let built = self.build(head, changes, message).await;
                let built = built.map_err(|failure| self.error(failure, Action::Commit(&base.branch)))?;
                self.update_ref(base, head, built.commit).await
            }
        };
        outcome.or_else(|failure| self.not_written(failure, &base.branch))
    }

    /// What a failure to write to a branch means for whoever wanted it written.
    pub(super) fn not_written(&self, failure: Failure, branch: &str) -> Result<WriteOutcome, Error> {
        match failure.class {
            ErrorKind::Conflict => Ok(WriteOutcome::Conflict(failure.message)),
            ErrorKind::Transient if failure.sent => Ok(WriteOutcome::Indeterminate(failure.message)),
            _ => Err(self.error(failure, Action::Commit(branch))),
        }
    }

    /// Commits, if the branch still is where it was read.
    async fn commit_with_graphql(
        &self,
        base: &Snapshot,
        head: &Oid,
        changes: &[FileChange],
        message: &str,
    ) -> Result<WriteOutcome, Failure> {
        let (headline, body) = headline_and_body(message);
        let size = changes.iter().map(|change| change.content.len().div_ceil(3) * 4).sum();
        let input = Input {
            branch: json!({ "repositoryNameWithOwner": self.name.to_string(), "branchName": base.branch }),
            expected_head_oid: &head.0,
            message: json!({ "headline": headline, "body": body }),
            file_changes: FileChanges { additions: changes.iter().map(Addition::of).collect() },
        };
        let answer = self.api.graphql(COMMIT, &Variables { input }, size, RetryPolicy::IfNotSent).await;
        // The branch or the repository went away after it was read: reading again tells which.
        let moved = |failure: Failure| match failure.class {
            ErrorKind::NotFound => Failure { class: ErrorKind::Conflict, ..failure },
            _ => failure,
        };
        let data = answer.map_err(moved)?;
        let commit = &data["createCommitOnBranch"]["commit"];
        Ok(WriteOutcome::Done(Some(Commit { oid: Oid(name(&commit["oid"])?), url: text(&commit["url"]) })))
    }

    /// Builds a commit that no branch points to yet, so that every step may be repeated.
    pub(super) async fn build(
        &self,
        head: &Oid,
        changes: &[FileChange],
        message: &str,
    ) -> Result<UnreferencedCommit, Failure> {
        let post = async |route: &str, body: Value| {
            self.api.call(Method::POST, &self.route(route), Some(&body), RetryPolicy::Always).await
        };
        let parent = self.api.get_json(&self.route(&format!("/git/commits/{head}"))).await?;
        // Without `base_tree` every other file would be gone.
        let base_tree = name(&parent["tree"]["sha"])?;
        let mut entries = Vec::new();
        for change in changes {
            let content = BASE64.encode_to_string(&change.content);
            let blob = post("/git/blobs", json!({ "content": content, "encoding": "base64" })).await?;
            if text(&blob["sha"]) != Oid::of_blob(&change.content).0 {
                let message = format!("{} arrived with other bytes", change.path);
                return Err(Failure { class: ErrorKind::Refused, message, needed: None, sent: true });
            }
            let mode = if change.executable { "100755" } else { "100644" };
            entries.push(
                json!({ "path": change.path.as_str(), "mode": mode, "type": "blob", "sha": blob["sha"] }),
            );
        }
        let tree = post("/git/trees", json!({ "base_tree": base_tree, "tree": entries })).await?;
        let commit = json!({ "message": message.trim(), "tree": name(&tree["sha"])?, "parents": [head.0] });
        let commit = post("/git/commits", commit).await?;
        let signed = commit["verification"]["verified"] != false;
        let commit = Commit { oid: Oid(name(&commit["sha"])?), url: text(&commit["html_url"]) };
        Ok(UnreferencedCommit { commit, signed })
    }

    /// Points the branch to a commit, unless it moved since it was read; makes it if it is not there.
    async fn update_ref(&self, base: &Snapshot, head: &Oid, commit: Commit) -> Result<WriteOutcome, Failure> {
        if base.branch_missing {
            self.make_branch(&base.branch, &commit.oid).await?;
        } else {
            // Not to lose other commits is not enough: one that somebody took back would come back below this one.
            self.compare_and_swap_ref(&base.branch, head, &commit.oid, false).await?;
        }
        Ok(WriteOutcome::Done(Some(commit)))
    }

    /// Makes a branch; a conflict if there is one of that name by now.
    pub(super) async fn make_branch(&self, branch: &str, commit: &Oid) -> Result<(), Failure> {
        let body = json!({ "ref": format!("refs/heads/{branch}"), "sha": commit.0 });
        points_to(
            &self
                .api
                .call(Method::POST, &self.route("/git/refs"), Some(&body), RetryPolicy::IfNotSent)
                .await?,
            commit,
        )
    }

    /// Moves a branch from one commit to another, whatever the latter's history if `force`; a conflict if it points
    /// elsewhere by now. The REST API has no such condition: to it, a branch that somebody moved back may go forward again.
    pub(super) async fn compare_and_swap_ref(
        &self,
        branch: &str,
        from: &Oid,
        to: &Oid,
        force: bool,
    ) -> Result<(), Failure> {
        let update = json!({ "name": format!("refs/heads/{branch}"), "beforeOid": from.0, "afterOid": to.0, "force": force });
        let input = json!({ "repositoryId": *self.id.borrow(), "refUpdates": [update] });
        let moved = self.api.graphql(MOVE, &json!({ "input": input }), 0, RetryPolicy::IfNotSent).await;
        // GitHub does not document how it says that a branch is no longer where it was: reading again tells.
        moved.map(drop).map_err(|failure| match failure.class {
            ErrorKind::Refused | ErrorKind::NotFound => Failure { class: ErrorKind::Conflict, ..failure },
            _ => failure,
        })
    }

    /// Gives an empty repository its first commit, with the first change: the git data API answers 409 until then.
    async fn start(&self, changes: &[FileChange], message: &str) -> Result<WriteOutcome, Failure> {
        let Some(first) = changes.first() else { return Ok(WriteOutcome::Done(None)) };
        let route = self.route(&format!("/contents/{}", encode(first.path.as_str())));
        let body = json!({ "message": message.trim(), "content": BASE64.encode_to_string(&first.content) });
        self.api.call(Method::PUT, &route, Some(&body), RetryPolicy::IfNotSent).await?;
        Ok(WriteOutcome::Initialized)
    }
}

/// Whether GitHub's answer says that the ref is where it was to be: one that says nothing is no success.
fn points_to(answer: &Value, commit: &Oid) -> Result<(), Failure> {
    if answer["object"]["sha"] == commit.0.as_str() {
        Ok(())
    } else {
        Err(unusable("an answer that does not name the commit"))
    }
}

/// The id of an object that an answer is to name: one that is not there must not be taken for an empty one.
fn name(value: &Value) -> Result<String, Failure> {
    value.as_str().map(str::to_owned).ok_or_else(|| unusable("an answer that names no object"))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repo::RepoPath;

    #[test]
    fn messages_are_a_headline_and_a_body() {
        assert_eq!(headline_and_body("one line"), ("one line", ""));
        assert_eq!(headline_and_body("one\n\nbody\nmore\n"), ("one", "body\nmore"));
        assert_eq!(headline_and_body("one\r\n\r\nbody"), ("one", "body"));
    }

    #[test]
    fn what_one_mutation_cannot_carry_goes_another_way() {
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
