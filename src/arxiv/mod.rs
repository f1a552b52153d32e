//! arXiv: what to ask for, how to ask politely, and how to read the answer.
//!
//! `query` and `feed` are pure functions: from keywords to an address, and from XML to papers. `plan` decides which pages to
//! request and whether to believe them. `client` is the only part that waits and connects; `retry` decides how long.

pub mod client;
pub mod error;
pub mod feed;
pub mod plan;
pub mod query;
pub mod retry;

use crate::progress::Progress;
use client::Client;
use plan::Plan;

pub use error::Error;

/// Requests everything the plan asks for.
pub async fn ask(client: &mut Client<'_>, plan: &mut Plan<'_>, progress: &Progress) {
    while let Some(request) = plan.next_request() {
        progress.asking(&plan.describe(&request));
        let answer = client.ask(&request, plan.asks_user_query()).await;
        plan.take(&request, answer);
        progress.done(plan.answered());
    }
    progress.done(plan.answered());
}
