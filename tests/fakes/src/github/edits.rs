//! What someone else does to a branch right before one of the client's writes.

use super::repository::{By, Edit};
use super::{State, lock};

/// The message of someone else's commits.
const MESSAGE: &str = "someone was faster";

/// Something done to a branch.
#[derive(Clone, Debug)]
pub enum BranchEdit {
    /// A commit on top of it; if there is no such branch, it is made from the default one.
    Commit(Vec<Edit>),
    /// A push with force: its last commit is gone, and another is in its place.
    ForcePush(Vec<Edit>),
    /// A push with force that takes the last commit back, and puts nothing in its place.
    TakeBack,
    /// Another name.
    Rename(String),
    /// Its end.
    Delete,
}

impl State {
    /// Lets someone else be first, if the test wants that; on the branch the client writes to by default. The
    /// caller holds the lock for moving branches.
    pub(super) fn lose_a_race(&self, branch: &str) {
        let Some((other, edit)) = lock(&self.settings).races.pop_front() else { return };
        let branch = other.as_deref().unwrap_or(branch);
        self.commit_edit(branch, &edit).expect("git commits the edit");
        self.branch_moved(branch);
    }

    fn commit_edit(&self, branch: &str, edit: &BranchEdit) -> Result<(), String> {
        let git = &self.repository;
        let head = git.head(branch);
        match edit {
            BranchEdit::Commit(edits) => {
                if let (None, Some(start)) = (&head, git.head(&git.default_branch())) {
                    git.move_branch(branch, &start, None)?;
                }
                git.append(branch, edits, MESSAGE, By::Someone).map(drop)
            }
            BranchEdit::ForcePush(edits) => {
                let parents = head.as_ref().and_then(|head| git.commit(head)).unwrap_or_default().parents;
                let tree = git.tree(parents.first().map(String::as_str), edits)?;
                let parents: Vec<&str> = parents.iter().map(String::as_str).collect();
                let commit = git.commit_tree(&tree, &parents, MESSAGE, By::Someone)?;
                git.move_branch(branch, &commit, head.as_deref())
            }
            BranchEdit::TakeBack => {
                let commit = head.as_ref().and_then(|head| git.commit(head)).unwrap_or_default();
                let parent = commit.parents.first().ok_or("it is the first commit")?;
                git.move_branch(branch, parent, head.as_deref())
            }
            BranchEdit::Rename(name) => {
                git.rename_branch(branch, name)?;
                lock(&self.settings).renamed.insert(branch.to_owned(), name.clone());
                // Pull requests for a branch follow it; one from it is closed.
                let mut threads = lock(&self.threads);
                let pulls = threads.all.iter_mut().filter_map(|thread| thread.pull.as_mut());
                pulls.filter(|pull| pull.base == branch).for_each(|pull| name.clone_into(&mut pull.base));
                Ok(())
            }
            BranchEdit::Delete => git.delete_branch(branch),
        }
    }
}
