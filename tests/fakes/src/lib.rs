//! arXiv and GitHub on loopback, for the tests and the demo of daily-papers.

pub mod arxiv;
pub mod github;
pub mod hostile;
mod listener;
pub mod shared;
