//! From a request's parameters to an answer, and from an answer to bytes on the wire.

use std::io::{self, Write as _};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderName, HeaderValue, Response, StatusCode};
use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::{StreamExt as _, stream};
use jiff::Timestamp;

use super::atom::{Feed, Problem};
use super::corpus::Corpus;
use super::faults::FaultKind;
use super::legacy;
use super::padding;
use super::search::Ask;

const ATOM: &str = "application/atom+xml; charset=utf-8";
const LEGACY_ATOM: &str = "application/atom+xml; charset=UTF-8";
const HTML: &str =
    "<!DOCTYPE html>\n<html><head><title>arXiv is down</title></head><body>Back soon.<br></body></html>\n";

/// How a body travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Delivery {
    /// Gzipped if the request accepts it.
    Feed,
    AsIs,
    /// Half of it; then the connection closes.
    Cut,
    /// With so many bytes of spaces before the feed's end.
    Padded {
        spaces: u64,
        gzip: bool,
    },
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    delivery: Delivery,
}

impl Answer {
    fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>, delivery: Delivery) -> Self {
        let headers = vec![(CONTENT_TYPE.to_string(), content_type.to_owned())];
        Self { status, headers, body: body.into(), delivery }
    }

    /// An answer that reports a problem.
    pub(crate) fn problem(problem: &Problem, now: Timestamp) -> Self {
        Self::new(problem.status, ATOM, problem.to_xml(now), Delivery::Feed)
    }

    /// The answer to decoded parameters, spoiled by a fault if there is one.
    pub(crate) fn to(
        parameters: &[(String, String)],
        corpus: &Corpus,
        legacy: bool,
        fault: Option<&FaultKind>,
        now: Timestamp,
    ) -> Self {
        if let Some(answer) = fault.and_then(|fault| instead(fault, now)) {
            return answer;
        }
        let ask = match Ask::read(parameters) {
            Ok(ask) => ask,
            Err(problem) => return Self::problem(&problem, now),
        };
        let feed = feed(&ask, corpus, fault, now);
        let answer = if legacy {
            Self::new(200, LEGACY_ATOM, legacy::to_xml(&feed), Delivery::Feed)
        } else {
            Self::new(200, ATOM, feed.to_xml(), Delivery::Feed)
        };
        match fault {
            Some(fault) => answer.spoiled(fault),
            None => answer,
        }
    }

    /// The bytes, as they are before they travel.
    pub(crate) fn into_body(self) -> Vec<u8> {
        self.body
    }

    /// What happens to the right feed's bytes.
    fn spoiled(mut self, fault: &FaultKind) -> Self {
        match fault {
            FaultKind::HalfBody => self.body.truncate(self.body.len() / 2),
            FaultKind::CloseMiddle => self.delivery = Delivery::Cut,
            FaultKind::WrongContentType => return Self::new(200, "text/plain", self.body, self.delivery),
            FaultKind::TwoFeeds => self.body.extend_from_within(..),
            FaultKind::InvalidUtf8 => {
                let title = self.body.windows(6).position(|bytes| bytes == b"Query:").unwrap_or_default();
                self.body.splice(title..title, [0xff, 0xfe, 0xc3]);
            }
            FaultKind::GzipBomb(spaces) => self.delivery = Delivery::Padded { spaces: *spaces, gzip: true },
            FaultKind::Huge(spaces) => self.delivery = Delivery::Padded { spaces: *spaces, gzip: false },
            _ => {}
        }
        self
    }

    /// The answer as a response. `open` is dropped when the last byte has been handed over.
    pub(crate) fn into_response(
        self,
        accepts_gzip: bool,
        open: impl Send + 'static,
    ) -> io::Result<Response<Body>> {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::from_u16(self.status).map_err(io::Error::other)?;
        for (name, value) in &self.headers {
            let name: HeaderName = name.parse().map_err(io::Error::other)?;
            response.headers_mut().append(name, HeaderValue::from_str(value).map_err(io::Error::other)?);
        }
        let gzip = HeaderValue::from_static("gzip");
        let mut body = self.body;
        if self.delivery == Delivery::Feed && accepts_gzip && !body.is_empty() {
            body = gzipped(&body)?;
            response.headers_mut().insert(CONTENT_ENCODING, gzip.clone());
        }
        if let Delivery::Padded { spaces, gzip: zipped } = self.delivery {
            *response.body_mut() = if zipped {
                response.headers_mut().insert(CONTENT_ENCODING, gzip);
                holding(stream::iter(padding::gzipped(&body, spaces)?), open)
            } else {
                holding(stream::iter(padding::plain(&body, spaces)), open)
            };
            return Ok(response);
        }
        response.headers_mut().insert(CONTENT_LENGTH, body.len().into());
        *response.body_mut() = if self.delivery == Delivery::Cut {
            body.truncate(body.len() / 2);
            // The pause lets the first half go out before the connection ends.
            let end = stream::once(async {
                tokio::time::sleep(Duration::from_millis(20)).await;
                Err(io::Error::from(io::ErrorKind::ConnectionAborted))
            });
            holding(stream::iter([Ok(Bytes::from(body))]).chain(end), open)
        } else {
            holding(stream::iter([Ok(Bytes::from(body))]), open)
        };
        Ok(response)
    }
}

/// The answer that a fault gives in place of any feed.
fn instead(fault: &FaultKind, now: Timestamp) -> Option<Answer> {
    let error = |status: u16, message: &String| {
        let problem = Problem { status: 400, message: message.clone(), fragment: String::new() };
        Answer { status, ..Answer::problem(&problem, now) }
    };
    Some(match fault {
        FaultKind::Status { code, body, headers } => {
            let mut answer = Answer::new(*code, "text/plain", body.as_str(), Delivery::AsIs);
            answer.headers.extend(headers.iter().cloned());
            answer
        }
        FaultKind::Redirect(code, location) => {
            let mut answer = Answer::new(*code, "text/html", "", Delivery::AsIs);
            answer.headers.push((LOCATION.to_string(), location.clone()));
            answer
        }
        FaultKind::ErrorFeed400(message) => error(400, message),
        FaultKind::ErrorFeed200(message) => error(200, message),
        FaultKind::EmptyBody => Answer::new(200, ATOM, "", Delivery::AsIs),
        FaultKind::Html => Answer::new(200, "text/html; charset=utf-8", HTML, Delivery::AsIs),
        FaultKind::Garbage => {
            let next = |state: &u32| Some(state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223));
            let noise = std::iter::successors(Some(1_u32), next).map(|state| state.to_be_bytes()[0]);
            Answer::new(200, ATOM, noise.take(4096).collect::<Vec<u8>>(), Delivery::AsIs)
        }
        _ => return None,
    })
}

fn feed<'a>(ask: &Ask, corpus: &'a Corpus, fault: Option<&FaultKind>, now: Timestamp) -> Feed<'a> {
    let mut hits = ask.hits(corpus);
    if let Some(fault) = fault {
        fault.spoil_hits(&mut hits);
    }
    let total = hits.len();
    let from = if matches!(fault, Some(FaultKind::WrongPage)) { 0 } else { ask.start };
    let size = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let mut records: Vec<_> = hits.into_iter().skip(size(from)).take(size(ask.max_results)).collect();
    if let Some(fault) = fault {
        fault.spoil_rows(&mut records);
    }
    Feed {
        canonical: ask.query.as_ref().map(|query| query.canonical.clone()).unwrap_or_default(),
        parsed: ask.query.as_ref().map(|query| query.expression.to_string()).unwrap_or_default(),
        id_list: ask.id_list.clone(),
        start: ask.start,
        max_results: ask.max_results,
        total,
        now,
        records,
    }
}

fn holding(
    chunks: impl futures_util::Stream<Item = io::Result<Bytes>> + Send + 'static,
    open: impl Send + 'static,
) -> Body {
    Body::from_stream(chunks.map(move |chunk| {
        let _ = &open;
        chunk
    }))
}

fn gzipped(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes)?;
    encoder.finish()
}
