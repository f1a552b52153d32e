//! The HTTP client: reqwest over rustls (ring), with compiled-in root certificates so that the image needs no files.

use std::time::Duration;

use jiff::Timestamp;
use rustls::pki_types::pem::PemObject as _;

use crate::env::Env;

/// `daily-papers/VERSION`, the beginning of every User-Agent that this program sends.
pub const USER_AGENT: &str = concat!("daily-papers/", env!("CARGO_PKG_VERSION"));

/// Intervals and timeouts. The program uses the default; tests pass shorter ones.
#[derive(Clone, Copy, Debug)]
pub struct Timing {
    /// From the end of one response of arXiv to the next request: at least three seconds, redirects and retries included
    /// (<https://info.arxiv.org/help/api/tou.html>).
    pub min_interval: Duration,
    /// Before the first retry at arXiv. Each further retry waits twice as long.
    pub arxiv_retry: Duration,
    /// Before the first retry at GitHub. Later ones wait 4 and 9 times as long.
    pub github_retry: Duration,
    /// From the end of one write at GitHub to the next
    /// (<https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api>).
    pub github_write: Duration,
    pub connect_timeout: Duration,
    /// For a whole response. arXiv has been seen to give up after 183 s.
    pub request_timeout: Duration,
    /// For a whole answer of GitHub, which ends requests by itself after 10 s.
    pub github_timeout: Duration,
    /// For the answer of a model about one paper.
    pub summary_timeout: Duration,
    /// For all summaries of a run.
    pub summaries_time: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            // More than three seconds, because client and server do not see the end of a response at the same instant.
            min_interval: Duration::from_millis(3_100),
            arxiv_retry: Duration::from_secs(15),
            github_retry: Duration::from_secs(1),
            github_write: Duration::from_secs(1),
            connect_timeout: Duration::from_secs(15),
            request_timeout: Duration::from_secs(200),
            github_timeout: Duration::from_secs(60),
            summary_timeout: Duration::from_secs(60),
            summaries_time: Duration::from_secs(600),
        }
    }
}

/// Why the client could not be built.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A proxy variable is not a URL.
    #[error("{variable} is not the URL of a proxy")]
    Proxy {
        /// The variable's name. Its value may contain a password and is not shown.
        variable: &'static str,
    },
    /// `SSL_CERT_FILE` cannot be read, or contains no certificate.
    #[error("could not read certificates from SSL_CERT_FILE ({path}): {reason}")]
    Certificates { path: String, reason: String },
    /// An address is invalid, or (a bug) the TLS library refused its settings.
    #[error("could not build the HTTP client: {0}")]
    Build(String),
}

/// Builds the client for arXiv and GitHub: one idle connection per host, no automatic redirects, gzip, and the environment's
/// proxies and additional root certificates.
pub fn client(env: &Env, timing: &Timing) -> Result<reqwest::Client, Error> {
    let mut builder = reqwest::Client::builder()
        .tls_backend_preconfigured(tls(env)?)
        .redirect(reqwest::redirect::Policy::none())
        .pool_max_idle_per_host(1)
        .connect_timeout(timing.connect_timeout)
        .timeout(timing.request_timeout)
        .no_proxy();
    let exempt = env.get("NO_PROXY").and_then(reqwest::NoProxy::from_string);
    let proxies = [
        ("HTTPS_PROXY", env.get("HTTPS_PROXY").map(reqwest::Proxy::https::<&str>)),
        ("HTTP_PROXY", env.get("HTTP_PROXY").map(reqwest::Proxy::http::<&str>)),
    ];
    for (variable, proxy) in proxies {
        if let Some(proxy) = proxy {
            let proxy = proxy.map_err(|_| Error::Proxy { variable })?;
            builder = builder.proxy(proxy.no_proxy(exempt.clone()));
        }
    }
    builder.build().map_err(|error| Error::Build(error.to_string()))
}

fn tls(env: &Env) -> Result<rustls::ClientConfig, Error> {
    let mut roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    if let Some(path) = env.get("SSL_CERT_FILE") {
        let wrong = |reason: String| Error::Certificates { path: path.to_owned(), reason };
        let certificates = rustls::pki_types::CertificateDer::pem_file_iter(path)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(|error| wrong(error.to_string()))?;
        let (added, _) = roots.add_parsable_certificates(certificates);
        if added == 0 {
            return Err(wrong("it contains no certificate".to_owned()));
        }
    }
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::Build(error.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(config)
}

/// A longer `Retry-After` counts as this: no run waits that long, and an instant so far off may not exist.
const MAX_WAIT: Duration = Duration::from_secs(366 * 24 * 60 * 60);

/// Reads `Retry-After`: seconds, or a date (<https://www.rfc-editor.org/rfc/rfc9110#field.retry-after>), which counts from
/// the response's own `Date` or, without one, from `now`.
pub fn retry_after(value: &str, date: Option<&str>, now: Timestamp) -> Option<Duration> {
    let value = value.trim();
    let wait = if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // More than fits is still a number.
        Duration::from_secs(value.parse().unwrap_or(u64::MAX))
    } else {
        let from = date.and_then(http_date).unwrap_or(now);
        Duration::try_from(http_date(value)?.duration_since(from)).unwrap_or_default()
    };
    Some(wait.min(MAX_WAIT))
}

fn http_date(text: &str) -> Option<Timestamp> {
    jiff::fmt::rfc2822::parse(text.trim()).ok().map(|date| date.timestamp())
}

/// The innermost reason of a failed exchange: reqwest's own message repeats the URL.
pub fn cause(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "no response in time".to_owned();
    }
    let mut source: &dyn std::error::Error = error;
    while let Some(inner) = source.source() {
        source = inner;
    }
    source.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: &str, value: &str) -> Result<reqwest::Client, Error> {
        client(&Env::new([(name.to_owned(), value.to_owned())]), &Timing::default())
    }

    /// A rustls of another version than reqwest's would fail only at run time.
    #[test]
    fn the_client_is_built() {
        assert!(with("GITHUB_ACTIONS", "true").is_ok());
        assert!(with("HTTPS_PROXY", "http://user:pass@proxy.example:3128").is_ok());
    }

    #[test]
    fn invalid_settings_are_named_without_passwords() {
        let error = with("HTTPS_PROXY", "http://user:pa ss@[").unwrap_err().to_string();
        assert!(error.contains("HTTPS_PROXY") && !error.contains("pa ss"), "{error}");
        let error = with("SSL_CERT_FILE", "/nowhere.pem").unwrap_err().to_string();
        assert!(error.contains("SSL_CERT_FILE") && error.contains("/nowhere.pem"), "{error}");
    }

    #[test]
    fn retry_after_is_read_in_both_forms() {
        let now = "2026-11-24T06:37:00Z".parse().unwrap();
        let seconds = |value, date| retry_after(value, date, now).map(|wait| wait.as_secs());
        assert_eq!(seconds("0", None), Some(0));
        assert_eq!(seconds(" 600 ", None), Some(600));
        assert_eq!(seconds("18446744073709551615", None), Some(MAX_WAIT.as_secs()));
        assert_eq!(seconds("99999999999999999999", None), Some(MAX_WAIT.as_secs()), "more than 64 bits");
        assert_eq!(seconds("Fri, 24 Nov 9026 06:47:00 GMT", None), Some(MAX_WAIT.as_secs()));
        assert_eq!(seconds("Tue, 24 Nov 2026 06:47:00 GMT", None), Some(600));
        assert_eq!(seconds("Tue, 24 Nov 2026 06:47:00 GMT", Some("Tue, 24 Nov 2026 06:46:30 GMT")), Some(30));
        assert_eq!(seconds("Tue, 24 Nov 2026 06:00:00 GMT", None), Some(0), "it is over");
        for unreadable in ["", "soon", "-1", "+1", "1.5", "1, 2", "2026-11-24"] {
            assert_eq!(seconds(unreadable, None), None, "{unreadable}");
        }
    }
}
