//! Branches: where they point, how they are created and moved, and what one has that another has not.

use http::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use super::client::{Client, RetryPolicy, encode_segment};
use super::error::{Error, ErrorKind};
use super::issues::User;
use super::response::parsed;
use crate::git::Oid;
use crate::repo::encoded;

const MOVE: &str =
    "mutation Move($input: UpdateRefsInput!) {\nupdateRefs(input: $input) { clientMutationId }\n}";

#[derive(Debug, Deserialize)]
pub(super) struct Object {
    pub(super) sha: String,
}

#[derive(Debug, Deserialize)]
struct Reference {
    object: Object,
}

/// What a branch has that its base has not.
#[derive(Debug, Deserialize)]
pub struct Comparison {
    pub ahead_by: usize,
    pub commits: Vec<ComparedCommit>,
    #[serde(default)]
    pub files: Vec<ComparedFile>,
}

/// A commit that only the branch has.
#[derive(Debug, Deserialize)]
pub struct ComparedCommit {
    author: Option<Value>,
}

impl ComparedCommit {
    /// Its author's account. GitHub answers `null` or `{}` if the author has no account.
    pub fn author(&self) -> Option<User> {
        self.author.clone().and_then(|author| serde_json::from_value(author).ok())
    }
}

#[derive(Debug, Deserialize)]
pub struct ComparedFile {
    pub filename: String,
}

impl Client {
    pub async fn default_branch(&self) -> Result<String, Error> {
        let repository: Value = self.get_as("").await?;
        Ok(repository["default_branch"].as_str().unwrap_or("main").to_owned())
    }

    /// The commit that a branch points to; `None` if there is no such branch.
    pub async fn branch_head(&self, branch: &str) -> Result<Option<Oid>, Error> {
        match self.get_as::<Reference>(&format!("/git/ref/heads/{}", encoded(branch))).await {
            Ok(reference) => Ok(Some(Oid(reference.object.sha))),
            Err(error) if error.kind == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Whether a branch that does not exist had this name before it was renamed.
    pub async fn branch_was_renamed(&self, branch: &str) -> Result<bool, Error> {
        match self.get_as::<Value>(&format!("/branches/{}", encode_segment(branch))).await {
            // It was created a moment ago; the commit will show that.
            Ok(_) => Ok(false),
            Err(error) if error.kind == ErrorKind::NotFound => Ok(false),
            Err(error) if error.kind == ErrorKind::Moved => Ok(true),
            Err(error) => Err(error),
        }
    }

    /// Creates a branch; a conflict if there is one of that name by now.
    pub async fn create_branch(&self, branch: &str, commit: &Oid) -> Result<(), Error> {
        let body = json!({ "ref": format!("refs/heads/{branch}"), "sha": commit.0 });
        let answer = self.call(Method::POST, "/git/refs", Some(body), RetryPolicy::IfNotSent).await?;
        let reference: Reference =
            parsed(answer).map_err(|_| Error::unusable("an answer that names no commit"))?;
        if reference.object.sha == commit.0 {
            Ok(())
        } else {
            Err(Error::unusable("an answer that names another commit"))
        }
    }

    /// Moves a branch from one commit to another; a conflict if it points elsewhere by now. With `force`, the new commit
    /// need not be on top of the old one. `repository` is GraphQL's id of it.
    ///
    /// The REST API has no such condition: with it, a branch that someone moved back may go forward again.
    pub async fn compare_and_swap_ref(
        &self,
        repository: &str,
        branch: &str,
        (from, to): (&Oid, &Oid),
        force: bool,
    ) -> Result<(), Error> {
        let update = json!({ "name": format!("refs/heads/{branch}"), "beforeOid": from.0, "afterOid": to.0, "force": force });
        let input = json!({ "repositoryId": repository, "refUpdates": [update] });
        let moved = self.graphql(MOVE, &json!({ "input": input }), RetryPolicy::IfNotSent).await;
        // GitHub does not document how it says that a branch has moved.
        moved.map(drop).map_err(|error| error.or_conflict(&[ErrorKind::Refused, ErrorKind::NotFound]))
    }

    pub async fn compare(&self, base: &str, branch: &str) -> Result<Comparison, Error> {
        self.get_as(&format!("/compare/{}...{}", encode_segment(base), encode_segment(branch))).await
    }
}
