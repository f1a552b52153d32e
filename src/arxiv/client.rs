//! The polite client: one request at a time, three seconds after the end of the last answer, retries and redirects included.

use std::time::Duration;

use reqwest::header::{self, ACCEPT, LOCATION, RETRY_AFTER};
use reqwest::{StatusCode, Url};
use tokio::time::{Instant, sleep_until, timeout_at};

use super::feed::{self, Feed};
use super::plan::Failure;
use super::query::Request;
use super::retry::{self, RequestError};
use crate::http::{Timing, USER_AGENT};
use crate::progress::Progress;

/// A larger body than this, unpacked, is no answer: 500 entries are about 1.5 MB.
const MAX_RESPONSE_BYTES: usize = 32 << 20;

/// What an answer with a hundred papers has about, in bytes: growing to it would copy it.
const TYPICAL_RESPONSE_BYTES: usize = 256 << 10;

/// Why a page could not be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Whoever wrote the query: arXiv's own words.
    #[error("arXiv rejected the query: {0}")]
    Rejected(String),
    /// arXiv, or the way to it: the last failure, after the retries it was worth.
    #[error("{last} ({})", tries(*attempts))]
    Failed {
        /// The last failure.
        last: String,
        /// Requests sent for this page.
        attempts: u32,
    },
    /// The time budget ended; what was wrong until then, if anything.
    #[error("the time budget was used up{}", last.as_ref().map(|last| format!("; last, {last}")).unwrap_or_default())]
    OutOfTime {
        /// The last failure of this page.
        last: Option<String>,
    },
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Rejected(message) => Self::Rejected(message),
            Error::Failed { .. } => Self::Unanswered(error.to_string()),
            Error::OutOfTime { .. } => Self::OutOfTime(error.to_string()),
        }
    }
}

fn tries(attempts: u32) -> String {
    if attempts == 1 { "not worth another try".to_owned() } else { format!("after {attempts} tries") }
}

/// What has been asked of arXiv so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RequestStats {
    /// Requests sent, retries and redirects included.
    pub requests: u32,
    /// Bytes of the answers, unpacked.
    pub bytes: u64,
}

/// arXiv's search endpoint, and when it may be asked next.
#[derive(Debug)]
pub struct Client<'a> {
    http: reqwest::Client,
    endpoint: Url,
    user_agent: String,
    timing: Timing,
    deadline: Instant,
    last_answer: Option<Instant>,
    stats: RequestStats,
    progress: &'a Progress,
}

/// How the client is to behave.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `https://export.arxiv.org/api/query`, or a fake.
    pub endpoint: Url,
    /// Added to the User-Agent, for arXiv to reach somebody.
    pub contact: Option<String>,
    /// The gap and the waits.
    pub timing: Timing,
    /// For all of arXiv, from now.
    pub budget: Duration,
}

/// The endpoint's address.
pub fn endpoint(url: &str) -> Result<Url, crate::http::Error> {
    Url::parse(url).map_err(|error| crate::http::Error::Build(format!("{url}: {error}")))
}

impl<'a> Client<'a> {
    /// A client whose time budget starts now.
    pub fn new(http: reqwest::Client, settings: Settings, progress: &'a Progress) -> Self {
        let user_agent = match &settings.contact {
            Some(contact) => format!("{USER_AGENT} ({contact})"),
            None => USER_AGENT.to_owned(),
        };
        Self {
            http,
            endpoint: settings.endpoint,
            user_agent,
            timing: settings.timing,
            deadline: Instant::now() + settings.budget,
            last_answer: None,
            stats: RequestStats::default(),
            progress,
        }
    }

    /// What has been asked so far.
    pub fn stats(&self) -> RequestStats {
        self.stats
    }

    /// Asks for one answer, again as often as the failure is worth it and the budget allows.
    pub async fn ask(&mut self, request: &Request) -> Result<Feed, Error> {
        let url = request.url(&self.endpoint);
        let mut last: Option<String> = None;
        for attempts in 1.. {
            let Some(answer) = self.attempt(&url).await else { return Err(Error::OutOfTime { last }) };
            let (error, retry_after) = match answer {
                Answer::Feed(feed) => return Ok(feed),
                Answer::Rejected(message) => return Err(Error::Rejected(message)),
                Answer::Error(error, retry_after) => (error, retry_after),
            };
            if !retry::should_retry(&error, attempts) {
                return Err(Error::Failed { last: error.to_string(), attempts });
            }
            let wait = retry::wait(attempts, self.timing.arxiv_retry, retry_after, jitter());
            if Instant::now() + wait >= self.deadline {
                return Err(Error::OutOfTime { last: Some(error.to_string()) });
            }
            tracing::info!("{error}; asking again in {} s", wait.as_secs_f64().ceil());
            self.pause(Instant::now() + wait, "waiting to ask arXiv again").await;
            last = Some(error.to_string());
        }
        unreachable!("attempts are bounded by retry::should_retry")
    }

    /// One try, with the one redirect it may follow; `None` when the budget ends first.
    async fn attempt(&mut self, url: &Url) -> Option<Answer> {
        match self.send(url).await? {
            Answer::Error(RequestError::Redirect(to), _) if self.follows(&to) => match Url::parse(&to) {
                Ok(target) => self.send(&target).await,
                Err(_) => Some(Answer::Error(RequestError::Redirect(to), None)),
            },
            answer => Some(answer),
        }
    }

    /// A redirect is followed to the same host, over https (or as the endpoint itself, which on loopback is http).
    fn follows(&self, to: &str) -> bool {
        Url::parse(to).is_ok_and(|to| {
            to.host() == self.endpoint.host()
                && (to.scheme() == "https" || to.origin() == self.endpoint.origin())
        })
    }

    async fn send(&mut self, url: &Url) -> Option<Answer> {
        if let Some(last) = self.last_answer {
            self.pause((last + self.timing.min_interval).min(self.deadline), "keeping arXiv's three seconds")
                .await;
        }
        if Instant::now() >= self.deadline {
            return None;
        }
        tracing::debug!("GET {url}");
        self.stats.requests += 1;
        let answer = timeout_at(self.deadline, self.exchange(url)).await;
        self.last_answer = Some(Instant::now());
        let (answer, bytes) = answer.ok()?;
        self.stats.bytes += bytes;
        Some(answer)
    }

    /// Sends, reads within bounds, and tells what came; with the bytes read.
    async fn exchange(&self, url: &Url) -> (Answer, u64) {
        let request = self.http.get(url.clone()).header(header::USER_AGENT, &self.user_agent);
        let mut response = match request.header(ACCEPT, "application/atom+xml, */*").send().await {
            Ok(response) => response,
            Err(error) => return (Answer::Error(RequestError::Transport(cause(&error)), None), 0),
        };
        let status = response.status();
        let header =
            |name| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let retry_after =
            header(RETRY_AFTER).and_then(|text| text.trim().parse().ok()).map(Duration::from_secs);
        if let (true, Some(location)) = (status.is_redirection(), header(LOCATION)) {
            let to = url.join(&location).map_or(location, Into::into);
            return (Answer::Error(RequestError::Redirect(to), None), 0);
        }
        let mut body = Vec::with_capacity(TYPICAL_RESPONSE_BYTES);
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if body.len() + chunk.len() > MAX_RESPONSE_BYTES => {
                    let what = format!("the answer is larger than {} MB", MAX_RESPONSE_BYTES >> 20);
                    return (Answer::Error(RequestError::Unreadable(what), None), body.len() as u64);
                }
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Ok(None) => break,
                Err(error) => {
                    return (Answer::Error(RequestError::Transport(cause(&error)), None), body.len() as u64);
                }
            }
        }
        (read(status, retry_after, &body), body.len() as u64)
    }

    async fn pause(&self, until: Instant, why: &str) {
        self.progress.waiting(until.saturating_duration_since(Instant::now()), why);
        sleep_until(until).await;
        self.progress.waited();
    }
}

/// What came of one request.
#[derive(Debug)]
enum Answer {
    Feed(Feed),
    Rejected(String),
    Error(RequestError, Option<Duration>),
}

/// Reads a whole answer. An error feed is believed with 400, and with 200 (the legacy server sent those); under another
/// status the status speaks.
fn read(status: StatusCode, retry_after: Option<Duration>, body: &[u8]) -> Answer {
    match (status.as_u16(), feed::parse(body)) {
        (200, Ok(feed)) => Answer::Feed(feed),
        (200 | 400, Err(feed::Error::Rejected(message))) => Answer::Rejected(message),
        (200, Err(error)) => Answer::Error(RequestError::Unreadable(error.to_string()), retry_after),
        (status, _) => Answer::Error(RequestError::Status(status), retry_after),
    }
}

/// The innermost reason of a failed exchange: reqwest's own words repeat the URL.
fn cause(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "no answer in time".to_owned();
    }
    let mut source: &dyn std::error::Error = error;
    while let Some(inner) = source.source() {
        source = inner;
    }
    source.to_string()
}

/// Between 0 and 1, different in each process and call.
fn jitter() -> f64 {
    use std::hash::{BuildHasher as _, RandomState};
    f64::from(u16::try_from(RandomState::new().hash_one(()) % 1000).unwrap_or(0)) / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_and_bodies_are_read_together() {
        let error_feed = br#"<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>https://arxiv.org/api/errors#x</id><summary>Invalid query string: 'x('</summary></entry></feed>"#;
        let read = |status, body: &[u8]| read(StatusCode::from_u16(status).unwrap(), None, body);
        for status in [200, 400] {
            assert!(matches!(read(status, error_feed), Answer::Rejected(message) if message.contains("x(")));
        }
        assert!(matches!(read(500, error_feed), Answer::Error(RequestError::Status(500), _)));
        assert!(matches!(read(429, b"Rate exceeded."), Answer::Error(RequestError::Status(429), _)));
        assert!(matches!(read(200, b"Rate exceeded."), Answer::Error(RequestError::Unreadable(_), _)));
        assert!(matches!(read(204, b""), Answer::Error(RequestError::Status(204), _)));
        let feed = br#"<feed xmlns="http://www.w3.org/2005/Atom" xmlns:o="http://a9.com/-/spec/opensearch/1.1/"><o:totalResults>0</o:totalResults><o:startIndex>0</o:startIndex></feed>"#;
        assert!(matches!(read(200, feed), Answer::Feed(_)));
        for status in [203, 206, 304, 400, 429, 500, 503] {
            assert!(matches!(read(status, feed), Answer::Error(RequestError::Status(_), _)), "{status}");
        }
    }

    #[test]
    fn jitter_stays_between_nought_and_one() {
        assert!((0..100).all(|_| (0.0..=1.0).contains(&jitter())));
    }
}
