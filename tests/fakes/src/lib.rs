//! arXiv, GitHub and the API of a language model on loopback, for the tests and the demo of daily-papers.

pub mod arxiv;
pub mod github;
pub mod hostile;
mod listener;
pub mod model;
pub mod shared;
