//! What can go wrong with arXiv, on demand. Each kind was seen or is feared (`facts/arxiv-api.md` §2 to §4).

use std::time::Duration;

use jiff::Timestamp;

use super::corpus::Record;

/// How often a fault strikes that never stops.
pub const FOREVER: usize = usize::MAX;

/// A fault, and the requests it strikes.
#[derive(Clone, Debug)]
pub struct Fault {
    /// Let this many requests pass first.
    pub skip: usize,
    /// Then strike this many, or [`FOREVER`].
    pub times: usize,
    /// Only requests whose decoded parameters hold this, such as `ti:"DARTS"` or `start=100&`; every parameter ends in `&`.
    pub matching: Option<String>,
    /// What goes wrong.
    pub kind: FaultKind,
}

impl Fault {
    /// Strikes the next request.
    pub fn once(kind: FaultKind) -> Self {
        Self { skip: 0, times: 1, matching: None, kind }
    }

    /// Strikes every request from now on.
    pub fn forever(kind: FaultKind) -> Self {
        Self { times: FOREVER, ..Self::once(kind) }
    }

    /// Lets this many requests pass first.
    #[must_use]
    pub fn after(self, skip: usize) -> Self {
        Self { skip, ..self }
    }

    /// Strikes this many requests.
    #[must_use]
    pub fn times(self, times: usize) -> Self {
        Self { times, ..self }
    }

    /// Strikes only requests whose decoded parameters hold `part`.
    #[must_use]
    pub fn matching(self, part: impl Into<String>) -> Self {
        Self { matching: Some(part.into()), ..self }
    }
}

/// What goes wrong.
#[derive(Clone, Debug)]
pub enum FaultKind {
    /// This status, body and headers instead of a feed.
    Status {
        /// The status code.
        code: u16,
        /// The body.
        body: String,
        /// Headers, such as `("Retry-After", "0")`.
        headers: Vec<(String, String)>,
    },
    /// An error feed with status 400 and this message.
    ErrorFeed400(String),
    /// An error feed with status 200 and this message, as the legacy server sent.
    ErrorFeed200(String),
    /// No entries and `totalResults` 0, for any query.
    EmptyFeed,
    /// The right `totalResults`, but no entries.
    NoRows,
    /// The right `totalResults`, but one entry.
    OneRow,
    /// The last this many entries of the page are missing.
    ShortPage(usize),
    /// Old papers first, in any order asked for.
    SortIgnored,
    /// The entries of the first page again, under the `startIndex` that was asked for.
    WrongPage,
    /// Papers updated after this instant are not there yet.
    Stale(Timestamp),
    /// Status 200, nothing in it.
    EmptyBody,
    /// The first half of the feed, as if it were whole.
    HalfBody,
    /// The connection is reset before an answer.
    CloseBefore,
    /// The connection is closed when half of the declared length is sent.
    CloseMiddle,
    /// The right answer, but only after this time.
    Slow(Duration),
    /// The right answer; then no one gets in for so long, or until all faults end.
    Last(Option<Duration>),
    /// Status 200 with a web page.
    Html,
    /// The right feed, called `text/plain`.
    WrongContentType,
    /// A redirect with this status, to this address.
    Redirect(u16, String),
    /// The feed twice in one body.
    TwoFeeds,
    /// Bytes that mean nothing.
    Garbage,
    /// The feed with bytes in it that are not UTF-8.
    InvalidUtf8,
    /// The feed, this many bytes larger than needed, and gzipped to very little, whether gzip was accepted or not.
    GzipBomb(u64),
    /// The feed, this many bytes larger than needed, of no declared length.
    Huge(u64),
}

impl FaultKind {
    /// A status and nothing else of note.
    pub fn status(code: u16, body: &str) -> Self {
        Self::Status { code, body: body.to_owned(), headers: Vec::new() }
    }

    /// 429 as recorded: the 14 bytes `Rate exceeded.`, no `Retry-After`.
    pub fn rate_exceeded() -> Self {
        Self::status(429, "Rate exceeded.")
    }

    /// 503 of the cache in front, with the `Retry-After: 0` that was seen.
    pub fn unavailable() -> Self {
        Self::status(503, "first byte timeout").with_header("Retry-After", "0")
    }

    /// 406: load shedding, for any accepted type.
    pub fn not_acceptable() -> Self {
        Self::status(406, "Not Acceptable")
    }

    /// 500.
    pub fn internal() -> Self {
        Self::status(500, "Internal Server Error")
    }

    /// 403: access denied for abuse.
    pub fn denied() -> Self {
        Self::status(403, "Access denied")
    }

    /// Adds a header to a [`FaultKind::Status`]; other kinds stay as they are.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        if let Self::Status { headers, .. } = &mut self {
            headers.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    /// What happens to all hits, in the order asked for.
    pub(crate) fn spoil_hits(&self, hits: &mut Vec<&Record>) {
        match self {
            Self::EmptyFeed => hits.clear(),
            Self::SortIgnored => hits.sort_by_key(|record| record.updated),
            Self::Stale(instant) => hits.retain(|record| record.updated <= *instant),
            _ => {}
        }
    }

    /// What happens to a page's rows.
    pub(crate) fn spoil_rows(&self, rows: &mut Vec<&Record>) {
        match self {
            Self::NoRows => rows.clear(),
            Self::OneRow => rows.truncate(1),
            Self::ShortPage(missing) => rows.truncate(rows.len().saturating_sub(*missing)),
            _ => {}
        }
    }
}

/// The faults to come, with the number of requests each has seen.
#[derive(Debug, Default)]
pub(crate) struct Schedule {
    faults: Vec<(Fault, usize)>,
    /// How often one struck.
    struck: usize,
}

impl Schedule {
    pub(crate) fn add(&mut self, fault: Fault) {
        self.faults.push((fault, 0));
    }

    pub(crate) fn clear(&mut self) {
        self.faults.clear();
    }

    pub(crate) fn struck(&self) -> usize {
        self.struck
    }

    /// The fault that strikes this request. Faults are asked in the order they were added, and those after the one that
    /// strikes do not see the request: two of them strike one after the other.
    pub(crate) fn next(&mut self, parameters: &str) -> Option<FaultKind> {
        for (fault, seen) in &mut self.faults {
            let matches = fault.matching.as_ref().is_none_or(|part| parameters.contains(part));
            if !matches {
                continue;
            }
            let before = *seen;
            *seen = before.saturating_add(1);
            if before >= fault.skip && before - fault.skip < fault.times {
                self.struck += 1;
                return Some(fault.kind.clone());
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(faults: Vec<Fault>, requests: &[&str]) -> Vec<u16> {
        let mut schedule = Schedule::default();
        for fault in faults {
            schedule.add(fault);
        }
        let code = |kind| if let Some(FaultKind::Status { code, .. }) = kind { code } else { 200 };
        requests.iter().map(|request| code(schedule.next(request))).collect()
    }

    #[test]
    fn faults_strike_when_they_should() {
        let later = Fault::once(FaultKind::internal()).after(1).times(2);
        assert_eq!(codes(vec![later], &["a", "a", "a", "a"]), [200, 500, 500, 200]);
        let matching = Fault::forever(FaultKind::internal()).matching("b");
        assert_eq!(codes(vec![matching], &["a", "b", "a", "cb"]), [200, 500, 200, 500]);
        let one_after_the_other = vec![Fault::once(FaultKind::internal()), Fault::once(FaultKind::denied())];
        assert_eq!(codes(one_after_the_other, &["a", "a", "a"]), [500, 403, 200]);
    }
}
