//! The look-up of liked papers whose texts are not known yet.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Pipeline;
use crate::arxiv::client::Client;
use crate::arxiv::query::Request;
use crate::paper::{ArxivId, Paper};
use crate::report::Report;
use crate::store::Store;
use crate::update::CurrentState;

/// Papers of one look-up. There is one in a run, whose answer has some hundred kilobytes.
const MAX_PAPERS: usize = 200;

/// What a run looked up; `None` if it has not yet.
pub(super) type LookedUp = Option<BTreeMap<ArxivId, Arc<Paper>>>;

impl<S: Store> Pipeline<'_, S> {
    /// Asks arXiv, once in a run and after everything else, for liked papers that the data file does not have. Without an
    /// answer the scores do without them.
    pub(super) async fn look_up_liked(
        &self,
        current: &mut CurrentState<'_>,
        looked_up: &mut LookedUp,
        arxiv: &mut Client<'_>,
        report: &mut Report,
    ) {
        if looked_up.is_none() && !self.offline {
            let mut ids = current.liked.unknown(current.state.as_ref());
            ids.truncate(MAX_PAPERS);
            *looked_up = Some(if ids.is_empty() { BTreeMap::new() } else { ask(ids, arxiv, report).await });
        }
        current.looked_up = looked_up.clone().unwrap_or_default();
    }
}

async fn ask(
    ids: Vec<ArxivId>,
    arxiv: &mut Client<'_>,
    report: &mut Report,
) -> BTreeMap<ArxivId, Arc<Paper>> {
    let papers = match arxiv.ask(&Request::Papers(ids.clone()), false).await {
        Ok(feed) => feed.papers,
        Err(error) => {
            let papers = if ids.len() == 1 { "paper" } else { "papers" };
            report.warn(format!(
                "`like`: {} {papers} could not be looked up: {error}. The scores do without them, and the next run asks again",
                ids.len()
            ));
            return BTreeMap::new();
        }
    };
    let found: BTreeMap<_, _> = papers.into_iter().map(|paper| (paper.id.clone(), Arc::new(paper))).collect();
    let missing: Vec<&str> = ids.iter().filter(|id| !found.contains_key(*id)).map(ArxivId::as_str).collect();
    if !missing.is_empty() {
        report.warn(format!("`like`: arXiv has no paper {}. Correct or remove it", missing.join(", ")));
    }
    found
}
