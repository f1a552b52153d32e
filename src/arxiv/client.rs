//! The polite client: one request at a time, at least three seconds after the end of the last answer. Retries and redirects
//! count as requests.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{self, ACCEPT, DATE, LOCATION, RETRY_AFTER};
use reqwest::{Response, StatusCode, Url};
use tokio::time::{Instant, sleep_until, timeout_at};

use super::error::{Error, RequestError};
use super::feed::{self, Feed};
use super::query::Request;
use super::retry;
use crate::http::{self, Timing, USER_AGENT};
use crate::progress::Progress;

/// The largest response that is read, unpacked: 500 entries are about 1.5 MB.
const MAX_RESPONSE_BYTES: usize = 32 << 20;

/// What has been requested from arXiv so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RequestStats {
    /// Requests sent, retries and redirects included.
    pub requests: u32,
    /// Bytes of the responses, unpacked.
    pub bytes: u64,
}

/// arXiv's search endpoint, and when it may be asked next.
#[derive(Debug)]
pub struct Client<'a> {
    http: reqwest::Client,
    settings: Settings,
    user_agent: String,
    started: Instant,
    /// No request is sent before: the interval, or what `Retry-After` asked for.
    not_before: Instant,
    /// The last refusal of access.
    refusal: Option<RequestError>,
    /// Why nothing is requested any more.
    stopped: Option<Error>,
    stats: RequestStats,
    progress: &'a Progress,
}

#[derive(Clone, Debug)]
pub struct Settings {
    /// `https://export.arxiv.org/api/query`, or a fake.
    pub endpoint: Url,
    /// Added to the User-Agent, for arXiv to reach the user.
    pub contact: Option<String>,
    pub timing: Timing,
    /// For all of arXiv, from now.
    pub budget: Duration,
    pub now: Timestamp,
}

/// A request that failed, and how long arXiv asked to wait.
#[derive(Debug)]
struct Failure {
    error: RequestError,
    retry_after: Option<Duration>,
}

pub fn endpoint(url: &str) -> Result<Url, http::Error> {
    Url::parse(url).map_err(|error| http::Error::Build(format!("{url}: {error}")))
}

impl<'a> Client<'a> {
    /// A client whose time budget starts now.
    pub fn new(http: reqwest::Client, settings: Settings, progress: &'a Progress) -> Self {
        let user_agent = match &settings.contact {
            Some(contact) => format!("{USER_AGENT} ({contact})"),
            None => USER_AGENT.to_owned(),
        };
        let started = Instant::now();
        let (not_before, stats) = (started, RequestStats::default());
        Self {
            http,
            settings,
            user_agent,
            started,
            not_before,
            refusal: None,
            stopped: None,
            stats,
            progress,
        }
    }

    pub fn stats(&self) -> RequestStats {
        self.stats
    }

    fn deadline(&self) -> Instant {
        self.started + self.settings.budget
    }

    /// Requests one feed, as often as the failure is worth it and the budget allows. `user_query`: the user wrote the query.
    pub async fn ask(&mut self, request: &Request, user_query: bool) -> Result<Feed, Error> {
        if let Some(stopped) = &self.stopped {
            return Err(stopped.clone());
        }
        let url = request.url(&self.settings.endpoint);
        let (mut attempts, mut last) = (0, None);
        loop {
            let Some(result) = self.attempt(&url).await else { return Err(Error::OutOfTime { last }) };
            let Failure { error, retry_after } = match result {
                Ok(feed) => return Ok(feed),
                Err(failure) => failure,
            };
            attempts += 1;
            if let Some(wait) = retry_after {
                self.honour(wait, &error)?;
            }
            if !retry::should_retry(&error, attempts, user_query) {
                self.count_refusal(&error);
                return Err(Error::Request { source: error, attempts });
            }
            let wait = retry::back_off(attempts, self.settings.timing.arxiv_retry, fastrand::f64());
            let until = self.not_before.max(Instant::now() + wait);
            if until >= self.deadline() {
                return Err(Error::OutOfTime { last: Some(error) });
            }
            let seconds = until.saturating_duration_since(Instant::now()).as_secs_f64().ceil();
            tracing::info!("{error}; trying again in {seconds} s");
            self.pause(until, "waiting to ask arXiv again").await;
            last = Some(error);
        }
    }

    /// Waits as long as arXiv asked for before any other request; if there is no time for that, nothing is requested any more.
    fn honour(&mut self, wait: Duration, error: &RequestError) -> Result<(), Error> {
        self.not_before = self.not_before.max(Instant::now() + wait);
        if self.not_before >= self.deadline() {
            let stopped = Error::WaitTooLong { source: error.clone(), wait };
            self.stopped = Some(stopped.clone());
            return Err(stopped);
        }
        Ok(())
    }

    /// After the same refusal of access twice, nothing is requested any more: going on would count as an attack.
    fn count_refusal(&mut self, error: &RequestError) {
        let same = match (&self.refusal, error) {
            (Some(RequestError::Redirect(_)), RequestError::Redirect(_)) => true,
            (before, now) => before.as_ref() == Some(now),
        };
        if error.is_refusal() && same {
            self.stopped = Some(Error::Refused { source: error.clone() });
        }
        if error.is_refusal() {
            self.refusal = Some(error.clone());
        }
    }

    /// One try, with the one redirect it may follow, after the wait that the redirect asks for, if there is time for it; `None`
    /// when the budget ends first.
    async fn attempt(&mut self, url: &Url) -> Option<Result<Feed, Failure>> {
        let result = self.send(url).await?;
        let target = match &result {
            Err(Failure { error: error @ RequestError::Redirect(to), retry_after }) => {
                let waits = retry_after.is_none_or(|wait| self.honour(wait, error).is_ok());
                self.followed(to).filter(|_| waits)
            }
            _ => None,
        };
        match target {
            Some(target) => self.send(&target).await,
            None => Some(result),
        }
    }

    /// A redirect is followed to the same host, over https (or as the endpoint itself, which on loopback is http).
    fn followed(&self, to: &str) -> Option<Url> {
        let endpoint = &self.settings.endpoint;
        let is_same = |to: &Url| {
            to.host() == endpoint.host() && (to.scheme() == "https" || to.origin() == endpoint.origin())
        };
        Url::parse(to).ok().filter(is_same)
    }

    async fn send(&mut self, url: &Url) -> Option<Result<Feed, Failure>> {
        self.pause(self.not_before.min(self.deadline()), "keeping arXiv's interval").await;
        if Instant::now() >= self.deadline() {
            return None;
        }
        tracing::debug!("GET {url}");
        self.stats.requests += 1;
        let mut body = Vec::new();
        let result = timeout_at(self.deadline(), self.exchange(url, &mut body)).await;
        self.stats.bytes += body.len() as u64;
        self.not_before = Instant::now() + self.settings.timing.min_interval;
        result.ok()
    }

    /// Sends a request and reads its response into `body`.
    async fn exchange(&self, url: &Url, body: &mut Vec<u8>) -> Result<Feed, Failure> {
        let request = self.http.get(url.clone()).header(header::USER_AGENT, &self.user_agent);
        let transport =
            |error| Failure { error: RequestError::Transport(http::cause(&error)), retry_after: None };
        let mut response =
            request.header(ACCEPT, "application/atom+xml, */*").send().await.map_err(transport)?;
        let retry_after = self.retry_after(&response);
        let failure = |error| Failure { error, retry_after };
        let status = response.status();
        if let (true, Some(location)) = (status.is_redirection(), text(&response, &LOCATION)) {
            let to = url.join(location).map_or_else(|_| location.to_owned(), Into::into);
            return Err(failure(RequestError::Redirect(to)));
        }
        while let Some(chunk) = response.chunk().await.map_err(transport)? {
            if body.len() + chunk.len() > MAX_RESPONSE_BYTES {
                return Err(failure(RequestError::TooLarge(MAX_RESPONSE_BYTES >> 20)));
            }
            body.extend_from_slice(&chunk);
        }
        read(status, body).map_err(failure)
    }

    fn retry_after(&self, response: &Response) -> Option<Duration> {
        let elapsed = self.started.elapsed();
        http::retry_after(text(response, &RETRY_AFTER)?, text(response, &DATE), self.settings.now + elapsed)
    }

    async fn pause(&self, until: Instant, why: &str) {
        self.progress.waiting(until.saturating_duration_since(Instant::now()), why);
        sleep_until(until).await;
        self.progress.waited();
    }
}

fn text<'r>(response: &'r Response, name: &header::HeaderName) -> Option<&'r str> {
    response.headers().get(name).and_then(|value| value.to_str().ok())
}

/// Reads a whole response. An error feed is believed with status 400, and with 200, with which the legacy server sent them.
/// With any other status the status decides.
fn read(status: StatusCode, body: &[u8]) -> Result<Feed, RequestError> {
    match (status.as_u16(), feed::parse(body)) {
        (200, result) => result,
        (400, Err(rejected @ RequestError::Rejected(_))) => Err(rejected),
        (status, _) => Err(RequestError::Status(status)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_and_body_are_read_together() {
        let error_feed = br#"<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>https://arxiv.org/api/errors#x</id><summary>Invalid query string: 'x('</summary></entry></feed>"#;
        let read = |status, body: &[u8]| read(StatusCode::from_u16(status).unwrap(), body);
        for status in [200, 400] {
            assert!(
                matches!(read(status, error_feed), Err(RequestError::Rejected(message)) if message.contains("x("))
            );
        }
        assert_eq!(read(500, error_feed), Err(RequestError::Status(500)));
        assert_eq!(read(429, b"Rate exceeded."), Err(RequestError::Status(429)));
        assert!(matches!(read(200, b"Rate exceeded."), Err(RequestError::NotXml(_))));
        assert_eq!(read(204, b""), Err(RequestError::Status(204)));
        let feed = br#"<feed xmlns="http://www.w3.org/2005/Atom" xmlns:o="http://a9.com/-/spec/opensearch/1.1/"><o:totalResults>0</o:totalResults><o:startIndex>0</o:startIndex></feed>"#;
        assert!(read(200, feed).is_ok());
        for status in [203, 206, 304, 400, 429, 500, 503] {
            assert_eq!(read(status, feed), Err(RequestError::Status(status)));
        }
    }
}
