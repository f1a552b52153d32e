//! Feeds in the layout of the server in use until November 2025 (`facts/arxiv-api.md` §1; recordings `legacy-*`).

use std::fmt::Write as _;

use super::atom::{Feed, digest, element, empty, escape, seconds};
use super::corpus::Record;

const ARXIV: &str = "xmlns:arxiv=\"http://arxiv.org/schemas/atom\"";
const OPENSEARCH: &str = "xmlns:opensearch=\"http://a9.com/-/spec/opensearch/1.1/\"";
const SCHEME: (&str, &str) = ("scheme", "http://arxiv.org/schemas/atom");

/// The feed as XML.
pub(crate) fn to_xml(feed: &Feed<'_>) -> String {
    let request = feed.request();
    let encoded: String = form_urlencoded::byte_serialize(request.as_bytes()).collect();
    let href = format!("http://arxiv.org/api/query?{}", encoded.replace('+', "%20"));
    let link = [("href", &*href), ("rel", "self"), ("type", "application/atom+xml")];
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n",
    );
    empty(&mut xml, 1, "link", &link);
    element(&mut xml, 1, "title type=\"html\"", &format!("ArXiv Query: {request}"));
    element(&mut xml, 1, "id", &format!("http://arxiv.org/api/{}", digest(&request)));
    element(&mut xml, 1, "updated", &feed.now.strftime("%Y-%m-%dT00:00:00-04:00").to_string());
    let number = |name: &str| format!("opensearch:{name} {OPENSEARCH}");
    element(&mut xml, 1, &number("totalResults"), &feed.total.to_string());
    element(&mut xml, 1, &number("startIndex"), &feed.start.to_string());
    element(&mut xml, 1, &number("itemsPerPage"), &feed.max_results.to_string());
    for record in &feed.records {
        entry(&mut xml, record);
    }
    xml.push_str("</feed>\n");
    xml
}

fn entry(xml: &mut String, record: &Record) {
    let page = |kind: &str| format!("http://arxiv.org/{kind}/{}v{}", record.id, record.version);
    let (abs, pdf) = (page("abs"), page("pdf"));
    xml.push_str("  <entry>\n");
    element(xml, 2, "id", &abs);
    element(xml, 2, "updated", &seconds(record.updated));
    element(xml, 2, "published", &seconds(record.submitted));
    element(xml, 2, "title", &wrap(&record.title, "\n  "));
    let _ = write!(xml, "    <summary>  {}\n</summary>\n", escape(&wrap(&record.abstract_, "\n")));
    for name in &record.authors {
        xml.push_str("    <author>\n");
        element(xml, 3, "name", name);
        xml.push_str("    </author>\n");
    }
    for doi in &record.dois {
        element(xml, 2, &format!("arxiv:doi {ARXIV}"), doi);
        let href = format!("http://dx.doi.org/{doi}");
        empty(xml, 2, "link", &[("title", "doi"), ("href", &href), ("rel", "related")]);
    }
    for (name, text) in [("comment", &record.comment), ("journal_ref", &record.journal_ref)] {
        if !text.is_empty() {
            element(xml, 2, &format!("arxiv:{name} {ARXIV}"), &wrap(text, "\n  "));
        }
    }
    empty(xml, 2, "link", &[("href", &abs), ("rel", "alternate"), ("type", "text/html")]);
    let link = [("title", "pdf"), ("href", &*pdf), ("rel", "related"), ("type", "application/pdf")];
    empty(xml, 2, "link", &link);
    if let Some(primary) = record.categories.first() {
        empty(xml, 2, &format!("arxiv:primary_category {ARXIV}"), &[("term", primary), SCHEME]);
    }
    for category in &record.categories {
        empty(xml, 2, "category", &[("term", category), SCHEME]);
    }
    xml.push_str("  </entry>\n");
}

/// Breaks a text into lines of at most 79 characters, longer words excepted.
fn wrap(text: &str, line_break: &str) -> String {
    let mut wrapped = String::new();
    let mut width = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if width > 0 && width + 1 + length > 79 {
            wrapped.push_str(line_break);
            width = line_break.len() - 1;
        } else if width > 0 {
            wrapped.push(' ');
            width += 1;
        }
        wrapped.push_str(word);
        width += length;
    }
    wrapped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_at_spaces() {
        let text = "word ".repeat(40);
        let wrapped = wrap(&text, "\n  ");
        assert!(wrapped.lines().count() == 3 && wrapped.lines().all(|line| line.len() <= 79), "{wrapped}");
        assert_eq!(
            wrapped.split_whitespace().collect::<Vec<_>>(),
            text.split_whitespace().collect::<Vec<_>>()
        );
    }
}
