//! Which failed requests are sent again, and after how long. Pure.
//!
//! arXiv does not document how it fails under load. The classes follow what its users report: 429 with a plain text body, 503,
//! 406 for everyone for a while, an occasional 403, and empty or cut-off bodies.

use std::time::Duration;

use super::error::RequestError;

/// How often one page is requested at most.
pub const MAX_ATTEMPTS: u32 = 6;

/// The same for a query that the user wrote and that arXiv's server answers with 500: it may be malformed.
const MAX_USER_QUERY_ATTEMPTS: u32 = 3;

/// The longest wait, unless `Retry-After` asks for more.
pub const MAX_BACK_OFF: Duration = Duration::from_secs(300);

/// How often to try again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetryClass {
    /// The same request would fail the same way.
    Never,
    /// It may be a permanent refusal, and going on would count as an attack.
    Once,
    /// Up to [`MAX_ATTEMPTS`].
    Always,
}

/// How often a request that failed like this is worth another try.
pub fn retry_class(error: &RequestError) -> RetryClass {
    match error {
        RequestError::Transport(_)
        | RequestError::TooLarge(_)
        | RequestError::NotXml(_)
        | RequestError::NotAFeed(_)
        | RequestError::Status(406 | 408 | 425 | 429 | 500..=599) => RetryClass::Always,
        RequestError::Status(403) => RetryClass::Once,
        RequestError::Status(_) | RequestError::Redirect(_) | RequestError::Rejected(_) => RetryClass::Never,
    }
}

/// Whether a request that failed `attempts` times, last in this way, is sent again. `user_query`: the user wrote the query.
pub fn should_retry(error: &RequestError, attempts: u32, user_query: bool) -> bool {
    let most = match retry_class(error) {
        RetryClass::Never => 1,
        RetryClass::Once => 2,
        RetryClass::Always if user_query && *error == RequestError::Status(500) => MAX_USER_QUERY_ATTEMPTS,
        RetryClass::Always => MAX_ATTEMPTS,
    };
    attempts < most
}

/// How long to wait after the given number of failures (from 1): `first`, doubled each time, and up to a fifth more by `jitter`
/// (0 to 1), so that many runs do not come back at the same moment.
pub fn back_off(failures: u32, first: Duration, jitter: f64) -> Duration {
    let doubled = first.saturating_mul(1 << failures.saturating_sub(1).min(10)).min(MAX_BACK_OFF);
    doubled.mul_f64(1.0 + jitter.clamp(0.0, 1.0) / 5.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overload_is_retried_and_refusals_are_not() {
        for (error, attempts, for_user_query) in [
            (RequestError::Status(400), 1, 1),
            (RequestError::Status(404), 1, 1),
            (RequestError::Status(414), 1, 1),
            (RequestError::Status(403), 2, 2),
            (RequestError::Status(406), 6, 6),
            (RequestError::Status(408), 6, 6),
            (RequestError::Status(425), 6, 6),
            (RequestError::Status(429), 6, 6),
            (RequestError::Status(500), 6, 3),
            (RequestError::Status(503), 6, 6),
            (RequestError::Transport("reset".to_owned()), 6, 6),
            (RequestError::NotXml("it is empty".to_owned()), 6, 6),
            (RequestError::NotAFeed("x"), 6, 6),
            (RequestError::TooLarge(32), 6, 6),
            (RequestError::Redirect("http://x".to_owned()), 1, 1),
            (RequestError::Rejected("x".to_owned()), 1, 1),
        ] {
            for (user_query, expected) in [(false, attempts), (true, for_user_query)] {
                let most = (1..100).find(|attempts| !should_retry(&error, *attempts, user_query));
                assert_eq!(most, Some(expected), "{error} {user_query}");
            }
        }
    }

    #[test]
    fn waits_double_up_to_five_minutes() {
        let first = Duration::from_secs(15);
        let waits: Vec<u64> = (1..=7).map(|n| back_off(n, first, 0.0).as_secs()).collect();
        assert_eq!(waits, [15, 30, 60, 120, 240, 300, 300]);
        assert_eq!(back_off(1, first, 1.0).as_secs(), 18);
        assert_eq!(back_off(u32::MAX, first, 0.0), MAX_BACK_OFF);
    }
}
