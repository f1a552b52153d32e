//! arXiv: what to ask for, how to ask politely, and how to read the answer.
//!
//! `query` and `feed` are pure functions: from keywords to an address, and from XML to papers. `plan` decides which pages to
//! request and whether to believe them. `client` is the only part that waits and connects; `retry` decides how long.

pub mod backfill;
pub mod client;
pub mod error;
pub mod feed;
pub mod plan;
pub mod query;
pub mod retry;

use crate::progress::Progress;
use backfill::Backfill;
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

/// Requests earlier papers for a history.
pub async fn fill(client: &mut Client<'_>, backfill: &mut Backfill<'_>, progress: &Progress) {
    while let Some(range) = backfill.next_range() {
        progress.asking(&range.describe());
        let (search, request) = Backfill::search(&range);
        let answer = client.ask(&request, range.is_user_query()).await;
        backfill.take(&range, search, answer);
    }
}
