//! arXiv and GitHub on loopback, for the tests and the demo of daily-papers.

pub mod arxiv;
mod door;
pub mod github;
pub mod hostile;
