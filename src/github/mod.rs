//! A typed client of GitHub's API (or an Enterprise server's) for one repository: files, commits, branches, issues, pull
//! requests. It knows nothing of what they are used for; `store` and `notify` do.

mod client;
mod commits;
mod contents;
mod error;
mod files;
mod issues;
mod paths;
mod pull_requests;
mod refs;
mod response;
mod token;

pub use client::{Client, Connection};
pub use commits::fits_mutation;
pub use contents::{Branch, Repository, RepositoryId};
pub use error::{Barrier, Error, ErrorKind, Rule};
pub use issues::{ISSUES_PER_PAGE, Issue, User};
pub use pull_requests::PullRequest;
pub use refs::{ComparedCommit, ComparedFile, Comparison};
pub use token::TokenKind;
