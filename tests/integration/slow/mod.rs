//! The slow tier: every fault at every request, crashes, races, kills, hostile texts and answers, months of simulated days.
//! All of it is ignored by `cargo test`; `cargo test --workspace slow:: -- --ignored` runs it.

mod backfill;
mod crash_recovery;
mod faults;
mod hostile_feeds;
mod hostile_texts;
mod races;
mod requests;
mod simulation;
