//! arXiv: what to ask, asking politely, and reading the answer.
//!
//! `query` and `feed` are the two ends of the wire as pure functions; `plan` decides which pages to ask for and whether to
//! believe them; `client` is the only part that waits and connects; `retry` tells it how long.

pub mod client;
pub mod feed;
pub mod plan;
pub mod query;
pub mod retry;

use crate::progress::Progress;
use client::Client;
use plan::Plan;

pub use plan::Failure;

/// Asks for everything the plan wants to know.
pub async fn ask(client: &mut Client<'_>, plan: &mut Plan<'_>, progress: &Progress) {
    while let Some(request) = plan.next_request() {
        progress.asking(&plan.describe(&request));
        let answer = client.ask(&request).await.map_err(Failure::from);
        plan.take(&request, answer);
        progress.done(plan.answered());
    }
    progress.done(plan.answered());
}
