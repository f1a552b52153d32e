//! arXiv: what to ask, asking politely, and reading the answer.
//!
//! `query` and `feed` are the two ends of the wire as pure functions; `plan` decides which pages to ask for and whether to
//! believe them; `client` is the only part that waits and connects; `retry` tells it how long.

pub mod client;
pub mod feed;
pub mod plan;
pub mod query;
pub mod retry;

use crate::keyword::Keyword;
use crate::log::Progress;
use client::Client;
use plan::{Known, Reading};

/// Why a keyword has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// A page could not be had.
    #[error(transparent)]
    Client(#[from] client::Error),
    /// The answer was not believed, twice.
    #[error("{0}, twice")]
    Unsound(String),
}

impl Failure {
    /// Whether arXiv said that the query itself is wrong.
    pub fn is_rejection(&self) -> bool {
        matches!(self, Self::Client(client::Error::Rejected(_)))
    }
}

/// Reads a keyword, page by page. What is not believed is asked for once more: a page, or, if only the whole looks wrong,
/// all of it.
pub async fn read<'k>(
    client: &mut Client<'_>,
    keyword: &'k Keyword,
    known: &Known,
    progress: &Progress,
) -> Result<Reading<'k>, Failure> {
    let mut reading = Reading::new(keyword);
    let mut second_time = false;
    loop {
        let doubt = match reading.next() {
            Some(request) => {
                progress.asking(&keyword.name, request.start);
                let feed = client.page(&request).await?;
                reading.take(&request, feed).err()
            }
            None => match reading.doubt(known) {
                None => return Ok(reading),
                Some(doubt) => {
                    reading = Reading::new(keyword);
                    Some(doubt)
                }
            },
        };
        let Some(doubt) = doubt else { continue };
        if second_time {
            return Err(Failure::Unsound(doubt));
        }
        tracing::info!("{}: {doubt}; asking once more", keyword.name);
        second_time = true;
    }
}
