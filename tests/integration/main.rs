//! Tests that need somebody to talk to: the library and the program against the stand-ins.
#![expect(
    clippy::unwrap_used,
    reason = "a test that fails may panic; clippy.toml knows only `#[test]` functions"
)]

mod any_keyword;
mod arxiv;
mod bad_input;
mod cli;
mod contract;
mod deaths;
mod faults;
mod floods;
mod hostile_feeds;
mod hostile_texts;
mod issues;
mod layers;
mod meanwhile;
mod migrate;
mod month;
mod publications;
mod publish;
mod pulls;
mod races;
mod recordings;
mod rendered;
mod requests;
mod runner;
mod runs;
mod seed_lists;
mod sixty_days;
mod world;
