//! Integration tests: the library and the program against a fake arXiv and a fake GitHub.
#![expect(
    clippy::unwrap_used,
    reason = "a test that fails may panic; clippy.toml knows only `#[test]` functions"
)]

mod any_keyword;
mod arxiv;
mod arxiv_limits;
mod backfill;
mod bad_input;
mod cli;
mod concurrent_edits;
mod contract;
mod fixtures;
mod history;
mod interest;
mod issues;
mod layers;
mod migrate;
mod no_false_news;
mod notes;
mod publications;
mod publish;
mod pulls;
mod readme;
mod recordings;
mod rendered;
mod runner;
mod runs;
mod seed_lists;
mod slow;
mod summaries;
mod summary;
mod test_env;
mod tiers;
mod words;
