//! GitHub and arXiv on loopback, for the tests and the demo of daily-papers.

pub mod github;
