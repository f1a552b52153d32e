//! Feeds in the layout of the server in use since November 2025, byte for byte (`facts/arxiv-api.md` §1, §3).

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use jiff::Timestamp;
use sha1::{Digest as _, Sha1};

use super::corpus::Record;

/// An answer, before it is written in one layout or the other.
#[derive(Clone, Debug)]
pub(crate) struct Feed<'a> {
    /// The query, its words put in order; empty if there is none.
    pub(crate) canonical: String,
    /// The query with the brackets it was parsed with.
    pub(crate) parsed: String,
    /// As it was sent.
    pub(crate) id_list: String,
    pub(crate) start: u64,
    pub(crate) max_results: u64,
    pub(crate) total: usize,
    pub(crate) now: Timestamp,
    pub(crate) records: Vec<&'a Record>,
}

/// What is wrong with a request, as the server says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    /// 400 or 500.
    pub(crate) status: u16,
    pub(crate) message: String,
    /// The part of the error's id after `#`; empty if it has none.
    pub(crate) fragment: String,
}

const OPENING: &str = "<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch=\"http://a9.com/-/spec/opensearch/1.1/\" xmlns:arxiv=\"http://arxiv.org/schemas/atom\" \
xmlns=\"http://www.w3.org/2005/Atom\">
";

impl Feed<'_> {
    /// The query as the title shows it and the feed's id digests it. Sorting is not part of it.
    pub(crate) fn request(&self) -> String {
        let Self { canonical, id_list, start, max_results, .. } = self;
        format!("search_query={canonical}&id_list={id_list}&start={start}&max_results={max_results}")
    }

    /// The feed as XML.
    pub(crate) fn to_xml(&self) -> String {
        let Self { start, max_results, total, now, .. } = self;
        let link = format!(
            "https://arxiv.org/api/query?search_query={}&start={start}&max_results={max_results}&id_list={}",
            encode(&self.parsed),
            encode(&self.id_list),
        );
        let mut xml = OPENING.to_owned();
        element(&mut xml, 1, "id", &format!("https://arxiv.org/api/{}", digest(&self.request())));
        element(&mut xml, 1, "title", &format!("arXiv Query: {}", self.request()));
        element(&mut xml, 1, "updated", &seconds(*now));
        empty(&mut xml, 1, "link", &[("href", &link), ("type", "application/atom+xml")]);
        element(&mut xml, 1, "opensearch:itemsPerPage", &max_results.to_string());
        element(&mut xml, 1, "opensearch:totalResults", &total.to_string());
        element(&mut xml, 1, "opensearch:startIndex", &start.to_string());
        for record in &self.records {
            entry(&mut xml, record);
        }
        xml.push_str("</feed>\n");
        xml
    }
}

impl Problem {
    /// The error as a feed of one entry that is not a paper.
    pub(crate) fn to_xml(&self, now: Timestamp) -> String {
        let hash = if self.fragment.is_empty() { "" } else { "#" };
        let id = format!("https://arxiv.org/api/errors{hash}{}", self.fragment);
        let mut xml = OPENING.to_owned();
        element(&mut xml, 1, "id", "https://arxiv.org/");
        element(&mut xml, 1, "title", "arXiv Search Results");
        element(&mut xml, 1, "updated", &seconds(now));
        element(&mut xml, 1, "opensearch:itemsPerPage", "1");
        element(&mut xml, 1, "opensearch:totalResults", "1");
        element(&mut xml, 1, "opensearch:startIndex", "0");
        xml.push_str("  <entry>\n");
        element(&mut xml, 2, "id", &id);
        element(&mut xml, 2, "title", "Error");
        element(&mut xml, 2, "updated", &seconds(now));
        empty(&mut xml, 2, "link", &[("href", &id), ("rel", "alternate"), ("type", "text/html")]);
        element(&mut xml, 2, "summary", &self.message);
        author(&mut xml, "arXiv api core");
        xml.push_str("  </entry>\n</feed>\n");
        xml
    }
}

fn entry(xml: &mut String, record: &Record) {
    let scheme = ("scheme", "http://arxiv.org/schemas/atom");
    let page = |kind: &str| format!("https://arxiv.org/{kind}/{}v{}", record.id, record.version);
    let (abs, pdf) = (page("abs"), page("pdf"));
    let pdf_link = [("href", &*pdf), ("rel", "related"), ("type", "application/pdf"), ("title", "pdf")];
    xml.push_str("  <entry>\n");
    element(xml, 2, "id", &format!("http://arxiv.org/abs/{}v{}", record.id, record.version));
    element(xml, 2, "title", &record.title);
    element(xml, 2, "updated", &seconds(record.updated));
    empty(xml, 2, "link", &[("href", &abs), ("rel", "alternate"), ("type", "text/html")]);
    empty(xml, 2, "link", &pdf_link);
    element(xml, 2, "summary", &record.abstract_);
    for category in &record.categories {
        empty(xml, 2, "category", &[("term", category), scheme]);
    }
    element(xml, 2, "published", &seconds(record.submitted));
    if !record.comment.is_empty() {
        element(xml, 2, "arxiv:comment", &record.comment);
    }
    if let Some(primary) = record.categories.first() {
        empty(xml, 2, "arxiv:primary_category", &[("term", primary)]);
    }
    if !record.journal_ref.is_empty() {
        element(xml, 2, "arxiv:journal_ref", &record.journal_ref);
    }
    for name in &record.authors {
        author(xml, name);
    }
    for doi in &record.dois {
        element(xml, 2, "arxiv:doi", doi);
        let href = format!("https://doi.org/{doi}");
        empty(xml, 2, "link", &[("rel", "related"), ("href", &href), ("title", "doi")]);
    }
    xml.push_str("  </entry>\n");
}

fn author(xml: &mut String, name: &str) {
    xml.push_str("    <author>\n");
    element(xml, 3, "name", name);
    xml.push_str("    </author>\n");
}

pub(crate) fn element(xml: &mut String, depth: usize, name: &str, text: &str) {
    let (indent, plain) = ("  ".repeat(depth), name.split(' ').next().unwrap_or(name));
    let _ = writeln!(xml, "{indent}<{name}>{}</{plain}>", escape(text));
}

pub(crate) fn empty(xml: &mut String, depth: usize, name: &str, attributes: &[(&str, &str)]) {
    let _ = write!(xml, "{}<{name}", "  ".repeat(depth));
    for (name, value) in attributes {
        let _ = write!(xml, " {name}=\"{}\"", escape(value).replace('"', "&quot;").replace('\n', "&#10;"));
    }
    xml.push_str("/>\n");
}

/// Text made fit for XML: characters that XML 1.0 cannot hold are left out.
pub(crate) fn escape(text: &str) -> String {
    let allowed = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
    let text: String = text.chars().filter(allowed).collect();
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\r', "&#13;")
}

/// base64(sha1(request)) without padding, as both servers made their feeds' ids.
pub(crate) fn digest(request: &str) -> String {
    STANDARD_NO_PAD.encode(Sha1::digest(request))
}

pub(crate) fn seconds(instant: Timestamp) -> String {
    instant.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Percent-encoding as in the feed's link: spaces as `+`, the brackets left alone.
fn encode(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        match byte {
            b' ' => encoded.push('+'),
            byte if byte.is_ascii_alphanumeric() || b"-._~!$'()*,/:;?@".contains(&byte) => {
                encoded.push(char::from(byte));
            }
            byte => {
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
        encoded
    })
}
