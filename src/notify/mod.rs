//! What is told to people on GitHub: the texts of issues and pull requests. Pure; `publish` sends them.

pub mod issue;
pub mod pull_request;
pub mod truncate;
