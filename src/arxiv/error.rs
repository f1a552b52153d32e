//! Everything that can go wrong between a request to arXiv and a list that is believed. Formatted here, and nowhere else.

use std::time::Duration;

use crate::paper::ArxivId;

/// Why a keyword has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A request failed, and so did every retry that it was worth.
    #[error("{source}{}", after(*attempts))]
    Request { source: RequestError, attempts: u32 },
    /// arXiv's server fails on a query that the user wrote, and answers other queries.
    #[error("{source}{}, but answered other queries. This query may be malformed", after(*attempts))]
    OneQuery { source: RequestError, attempts: u32 },
    /// There was no time left for this keyword.
    #[error("the time budget was used up{}", last.as_ref().map(|last| format!("; {last}")).unwrap_or_default())]
    OutOfTime {
        /// How the last attempt failed, if there was one.
        #[source]
        last: Option<RequestError>,
    },
    /// arXiv refused access to two keywords, so the others are not asked for.
    #[error("not requested, because {source} for other keywords")]
    Refused { source: RequestError },
    /// arXiv asked for a longer wait than the run has time for.
    #[error("{source} and asked for a wait of {}, which is longer than the rest of the time budget", human(*wait))]
    WaitTooLong {
        /// What came with the `Retry-After` header.
        source: RequestError,
        wait: Duration,
    },
    /// The answer was not believed, twice.
    #[error("{0} (requested twice)")]
    Implausible(#[source] Implausible),
}

impl Error {
    /// Whether arXiv said that the query itself is wrong.
    pub fn is_rejected(&self) -> bool {
        matches!(self, Self::Request { source: RequestError::Rejected(_), .. })
    }

    /// Whether nothing else of this run will be answered either.
    pub fn ends_run(&self) -> bool {
        matches!(self, Self::OutOfTime { .. } | Self::Refused { .. } | Self::WaitTooLong { .. })
    }

    /// Whether arXiv refused access, rather than failed.
    pub fn is_refusal(&self) -> bool {
        match self {
            Self::Request { source, .. } | Self::Refused { source } => source.is_refusal(),
            _ => false,
        }
    }
}

/// How one request failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// An error feed, with arXiv's own words on what is wrong with the query.
    #[error("arXiv rejected the query: {0}")]
    Rejected(String),
    /// A status other than success.
    #[error("arXiv answered {}{}", .0, meaning(*.0))]
    Status(u16),
    /// No connection, no response in time, or one that was cut off.
    #[error("arXiv could not be reached ({0})")]
    Transport(String),
    /// A response larger than this many megabytes.
    #[error("arXiv's response is larger than {0} MB")]
    TooLarge(usize),
    /// The response is not well-formed XML, or beyond what the parser is given.
    #[error("arXiv's response is not valid XML ({0})")]
    NotXml(String),
    /// The response is XML, but not a feed of the search API.
    #[error("arXiv's response is not a search feed ({0})")]
    NotAFeed(&'static str),
    /// A redirect to another host, or a second one.
    #[error("arXiv redirected to {0}, which is not followed")]
    Redirect(String),
}

impl RequestError {
    /// Whether it refuses access to anything, not only to one query.
    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::Status(403 | 404 | 410) | Self::Redirect(_))
    }

    /// Whether arXiv's server itself failed.
    pub fn is_server_error(&self) -> bool {
        matches!(self, Self::Status(500..=599))
    }
}

/// Why an answer is not believed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Implausible {
    /// It starts elsewhere.
    #[error("arXiv's response starts at row {found} instead of row {asked}")]
    WrongStart { asked: u64, found: u64 },
    /// Hits were lost between two pages.
    #[error("arXiv's hit count fell from {before} to {now} between two pages")]
    FewerHits { before: u64, now: u64 },
    /// Fewer rows than its own hit count promises.
    #[error("arXiv's response is cut short: {rows} of {expected} rows")]
    CutShort { rows: u64, expected: u64 },
    /// More rows than were asked for.
    #[error("arXiv's response has {rows} rows instead of {expected}")]
    TooManyRows { rows: u64, expected: u64 },
    /// Most of its entries are not papers.
    #[error("{count} of {rows} entries of arXiv's response cannot be read; the first: {first}")]
    UnreadableEntries {
        count: usize,
        rows: u64,
        /// What is wrong with the first.
        first: String,
    },
    /// The second page repeats the first.
    #[error("arXiv sent the same page twice")]
    SamePage,
    /// The papers are not sorted as asked for.
    #[error("arXiv's response is out of order at {0}")]
    OutOfOrder(ArxivId),
    /// A paper of another date than was asked for.
    #[error("arXiv's response has {0}, which was not submitted in the range that was asked for")]
    OutOfRange(ArxivId),
    /// Nothing, where there were papers.
    #[error("arXiv's response is empty, but the list has {0} papers")]
    Empty(usize),
    /// Most of what is listed is missing.
    #[error("arXiv's response lacks {absent} of the {in_range} listed papers in its range")]
    Incomplete { absent: usize, in_range: usize },
}

fn after(attempts: u32) -> String {
    if attempts > 1 { format!(" (after {attempts} attempts)") } else { String::new() }
}

fn meaning(status: u16) -> &'static str {
    match status {
        414 => " (the query is too long: split the keyword in two)",
        429 => " (too many requests)",
        _ => "",
    }
}

/// A wait in the unit that a person would use.
fn human(wait: Duration) -> String {
    match wait.as_secs() {
        seconds @ 0..120 => format!("{seconds} s"),
        seconds @ 120..7_200 => format!("{} min", seconds / 60),
        seconds => format!("{} h", seconds / 3_600),
    }
}
