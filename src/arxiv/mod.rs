//! arXiv: what to ask, asking politely, and reading the answer.
//!
//! `query` and `feed` are the two ends of the wire as pure functions; `plan` decides which pages to ask for and whether to
//! believe them; `client` is the only part that waits and connects; `retry` tells it how long.

pub mod client;
pub mod feed;
pub mod plan;
pub mod query;
pub mod retry;
