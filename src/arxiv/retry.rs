//! Which failed requests are worth another try, and after how long. Pure.
//!
//! What arXiv does under load is not documented; the classes follow what its users report: 429 with a plain text body, 503,
//! 406 for a while to everybody, 403 once in a while, empty and cut-off bodies.

use std::time::Duration;

/// How often one page is asked for at most.
pub const MAX_ATTEMPTS: u32 = 6;

/// The longest wait, and the longest `Retry-After` that is honoured.
pub const MAX_WAIT: Duration = Duration::from_secs(300);

/// How one request failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestError {
    /// A status that is no success.
    Status(u16),
    /// No whole answer: connection, timeout, cut off.
    Transport(String),
    /// A success that is no feed.
    Unreadable(String),
    /// A redirect that is not followed.
    Redirect(String),
}

impl std::fmt::Display for RequestError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Status(429) => f.write_str("arXiv answered 429 (too many requests)"),
            Self::Status(414) => {
                f.write_str("arXiv answered 414 (too much in one search: part the keyword in two)")
            }
            Self::Status(status) => write!(f, "arXiv answered {status}"),
            Self::Transport(what) => write!(f, "arXiv could not be reached ({what})"),
            Self::Unreadable(what) => f.write_str(what),
            Self::Redirect(to) => write!(f, "arXiv redirects to {to}, which is not followed"),
        }
    }
}

/// Whether to try again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetryClass {
    /// Never: the same request would fail the same way.
    Never,
    /// One more time: it may be a refusal for good, and going on would count as an attack.
    Once,
    /// Up to [`MAX_ATTEMPTS`].
    Always,
}

/// The class of a failure.
pub fn retry_class(error: &RequestError) -> RetryClass {
    match error {
        RequestError::Transport(_)
        | RequestError::Unreadable(_)
        | RequestError::Status(406 | 408 | 425 | 429 | 500..=599) => RetryClass::Always,
        RequestError::Status(403) => RetryClass::Once,
        RequestError::Status(_) | RequestError::Redirect(_) => RetryClass::Never,
    }
}

/// Whether a request that failed `attempts` times, last in this way, is sent again.
pub fn should_retry(error: &RequestError, attempts: u32) -> bool {
    match retry_class(error) {
        RetryClass::Never => false,
        RetryClass::Once => attempts < 2,
        RetryClass::Always => attempts < MAX_ATTEMPTS,
    }
}

/// How long to wait after the given number of failures (from 1): `first`, doubled each time, up to a fifth more by `jitter`
/// (0 to 1) so that many runs do not come back in step. A longer `Retry-After` within reason is honoured; 0 occurs, and means
/// nothing.
pub fn wait(failures: u32, first: Duration, retry_after: Option<Duration>, jitter: f64) -> Duration {
    let doubled = first.saturating_mul(1 << failures.saturating_sub(1).min(10)).min(MAX_WAIT);
    let own = doubled.mul_f64(1.0 + jitter.clamp(0.0, 1.0) / 5.0);
    retry_after.filter(|asked| *asked <= MAX_WAIT).map_or(own, |asked| own.max(asked))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn load_is_waited_out_and_refusals_are_believed() {
        for (error, most) in [
            (RequestError::Status(400), 1),
            (RequestError::Status(404), 1),
            (RequestError::Status(414), 1),
            (RequestError::Status(403), 2),
            (RequestError::Status(406), 6),
            (RequestError::Status(408), 6),
            (RequestError::Status(425), 6),
            (RequestError::Status(429), 6),
            (RequestError::Status(500), 6),
            (RequestError::Status(503), 6),
            (RequestError::Transport("reset".to_owned()), 6),
            (RequestError::Unreadable("the answer is no XML".to_owned()), 6),
            (RequestError::Redirect("http://x".to_owned()), 1),
        ] {
            let attempts = (1..100).find(|attempts| !should_retry(&error, *attempts));
            assert_eq!(attempts, Some(most), "{error}");
        }
    }

    #[test]
    fn waits_double_up_to_five_minutes() {
        let first = Duration::from_secs(15);
        let waits: Vec<u64> = (1..=7).map(|n| wait(n, first, None, 0.0).as_secs()).collect();
        assert_eq!(waits, [15, 30, 60, 120, 240, 300, 300]);
        assert_eq!(wait(1, first, None, 1.0).as_secs(), 18);
        assert_eq!(wait(u32::MAX, first, None, 0.0), MAX_WAIT);
    }

    #[test]
    fn retry_after_counts_where_it_is_longer_and_reasonable() {
        let first = Duration::from_secs(15);
        let asked = |seconds| wait(1, first, Some(Duration::from_secs(seconds)), 0.0).as_secs();
        assert_eq!((asked(0), asked(60), asked(86_400)), (15, 60, 15));
    }
}
