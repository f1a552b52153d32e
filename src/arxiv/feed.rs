//! An Atom feed of arXiv's API into papers.
//!
//! Reads the layout of the present server and of the one before November 2025; see
//! <https://info.arxiv.org/help/api/user-manual.html>. Elements are found by their local names, so that a change of a
//! namespace loses no field. Everything else is refused: an error page must never become a paper.

use std::collections::BTreeSet;

use jiff::Timestamp;
use memchr::{memchr_iter, memmem};
use roxmltree::{Document, Node, ParsingOptions};

use super::error::RequestError;
use crate::paper::{ArxivId, Category, Paper};
use crate::text::sentinels;

/// XML nodes of a response: 2,000 entries have 130,000.
const MAX_NODES: u32 = 500_000;

/// Equals signs between one `<` and the next, and with them the attributes of an element.
const MAX_EQUALS_SIGNS: usize = 300;

/// Different prefixes of namespaces in a response: arXiv's feeds have three.
const MAX_PREFIXES: usize = 32;

/// Categories of a paper, legacy classes included: arXiv has about 150.
const MAX_CATEGORIES: usize = 500;

/// Bytes of a paper's title, abstract and other texts: arXiv takes 1,920 characters of abstract. What the page makes of a
/// text is many times as large.
const MAX_TEXT_BYTES: usize = 100_000;

/// The same with all its authors: the longest lists have three thousand.
const MAX_ENTRY_BYTES: usize = 1_000_000;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    /// How many hits the query has in all.
    pub hits: u64,
    /// The index of the first entry among them, from 0.
    pub start: u64,
    /// The entries that could be read, in order. What an entry lacks besides identifier, title and dates is empty.
    pub papers: Vec<Paper>,
    /// Why entries could not be read, one text each.
    pub unreadable: Vec<String>,
}

impl Feed {
    /// How many entries the page has, readable or not.
    pub fn rows(&self) -> usize {
        self.papers.len() + self.unreadable.len()
    }
}

/// Reads the body of a response with any status: error feeds have come with status 200 too.
pub fn parse(body: &[u8]) -> Result<Feed, RequestError> {
    let not_xml = |reason: &str| RequestError::NotXml(reason.to_owned());
    let text = std::str::from_utf8(body).map_err(|_| not_xml("it is not UTF-8"))?;
    if text.trim().is_empty() {
        return Err(not_xml("it is empty"));
    }
    if exceeds_limits(text) {
        return Err(not_xml("it has more attributes than any feed"));
    }
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text.trim_start_matches('\u{feff}').trim_start(), options)
        .map_err(|error| not_xml(&error.to_string()))?;
    let feed = document.root_element();
    if feed.tag_name().name() != "feed" {
        return Err(RequestError::NotAFeed("its root is not an Atom feed"));
    }
    if let Some(message) = rejection(feed) {
        return Err(RequestError::Rejected(message));
    }
    let number = |name| child_text(feed, name)?.parse::<u64>().ok();
    let hits = number("totalResults").ok_or(RequestError::NotAFeed("it has no hit count"))?;
    let start = number("startIndex").ok_or(RequestError::NotAFeed("it has no start index"))?;
    let (mut papers, mut unreadable) = (Vec::new(), Vec::new());
    for entry in children(feed, "entry") {
        match paper(entry) {
            Ok(paper) => papers.push(paper),
            Err(reason) => unreadable.push(reason),
        }
    }
    Ok(Feed { hits, start, papers, unreadable })
}

/// Whether a text has more attributes or prefixes than the parser should be given. It compares each attribute with all others
/// of its element, and copies all prefixes in scope to each element that declares one; its limit of nodes counts neither. A
/// million attributes in one element take hours, and 60,000 prefixes take gigabytes.
fn exceeds_limits(text: &str) -> bool {
    let equals_signs = |piece: &str| memchr_iter(b'=', piece.as_bytes()).count();
    let mut prefixes = BTreeSet::new();
    let mut declared =
        memmem::find_iter(text.as_bytes(), "xmlns:").filter_map(|at| text[at..].split('=').next());
    // The XML reader takes memory for each `<` before it counts nodes.
    text.matches('<').count() > 2 * MAX_NODES as usize
        || equals_signs(text) > MAX_NODES as usize
        || text.split('<').any(|piece| equals_signs(piece) > MAX_EQUALS_SIGNS)
        || declared.any(|prefix| prefixes.insert(prefix) && prefixes.len() > MAX_PREFIXES)
}

/// The message of an error feed: the id of its one entry is below `/api/errors`.
fn rejection(feed: Node<'_, '_>) -> Option<String> {
    let entry = children(feed, "entry").next()?;
    let is_error = child_text(entry, "id")?.contains("/api/errors");
    is_error.then(|| child_text(entry, "summary").map_or("no reason given".to_owned(), |text| short(&text)))
}

fn paper(entry: Node<'_, '_>) -> Result<Paper, String> {
    let text = |name| child_text(entry, name).filter(|text| !text.is_empty());
    let texts = |name| children(entry, name).map(content).filter(|text| !text.is_empty()).collect();
    let url = text("id").ok_or("an entry without an id")?;
    let (id, version) = ArxivId::parse_abs_url(&url)
        .ok_or_else(|| format!("an entry whose id is not an abs URL with a version: {}", short(&url)))?;
    // Which of the two counts is unknown.
    if let Some(name) = ["id", "title", "summary", "published", "updated"]
        .into_iter()
        .find(|name| children(entry, name).nth(1).is_some())
    {
        return Err(format!("{id}v{version} has `{name}` twice"));
    }
    let missing = |name| format!("{id}v{version} has no {name}");
    let instant = |name| text(name)?.parse::<Timestamp>().ok();
    let authors = children(entry, "author").filter_map(|author| child_text(author, "name"));
    let terms = children(entry, "primary_category").chain(children(entry, "category"));
    let paper = Paper {
        version,
        title: text("title").ok_or_else(|| missing("title"))?,
        abstract_: text("summary").unwrap_or_default(),
        authors: authors.filter(|name| !name.is_empty()).collect(),
        comment: text("comment").unwrap_or_default(),
        journal_ref: text("journal_ref").unwrap_or_default(),
        dois: texts("doi"),
        categories: arxiv_categories(
            &terms.filter_map(|category| category.attribute("term")).collect::<Vec<_>>(),
        ),
        submitted: instant("published").ok_or_else(|| missing("submission date"))?,
        updated: instant("updated").ok_or_else(|| missing("update date"))?,
        id,
    };
    if is_too_long(&paper) {
        return Err(format!("{}v{version} is longer than any paper's description", paper.id));
    }
    Ok(paper)
}

fn is_too_long(paper: &Paper) -> bool {
    let texts = [&paper.title, &paper.abstract_, &paper.comment, &paper.journal_ref];
    let words = paper.categories.iter().map(Category::as_str).chain(paper.dois.iter().map(String::as_str));
    let texts: usize = texts.into_iter().map(String::len).sum::<usize>() + words.map(str::len).sum::<usize>();
    texts > MAX_TEXT_BYTES || texts + paper.authors.iter().map(String::len).sum::<usize>() > MAX_ENTRY_BYTES
}

/// The beginning of a text from outside, for a message.
fn short(text: &str) -> String {
    text.chars().take(500).collect()
}

/// The primary category, then the cross-lists. Legacy feeds list MSC and ACM classes among them, which are left out.
fn arxiv_categories(terms: &[&str]) -> Vec<Category> {
    let mut found: Vec<Category> = Vec::new();
    for &term in terms.iter().take(MAX_CATEGORIES) {
        let is_arxiv =
            !term.is_empty() && term.bytes().all(|b| b.is_ascii_alphabetic() || matches!(b, b'.' | b'-'));
        if is_arxiv && !found.iter().any(|known| known.as_str() == term) {
            found.push(Category::new(term));
        }
    }
    found
}

fn children<'a, 'input: 'a>(
    node: Node<'a, 'input>,
    name: &'static str,
) -> impl Iterator<Item = Node<'a, 'input>> {
    node.children().filter(move |child| child.tag_name().name() == name)
}

fn child_text(node: Node<'_, '_>, name: &'static str) -> Option<String> {
    children(node, name).next().map(content)
}

/// The text of an element on one line: arXiv breaks lines inside titles and abstracts.
fn content(node: Node<'_, '_>) -> String {
    let text: String = node.descendants().filter(Node::is_text).filter_map(|node| node.text()).collect();
    sentinels::strip(&text).split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "<?xml version='1.0' encoding='UTF-8'?><feed xmlns:o=\"http://a9.com/-/spec/opensearch/1.1/\" \
        xmlns:arxiv=\"http://arxiv.org/schemas/atom\" xmlns=\"http://www.w3.org/2005/Atom\">\
        <o:totalResults>7</o:totalResults><o:startIndex>2</o:startIndex>";

    fn entry(id: &str, title: &str) -> String {
        format!(
            "<entry><id>{id}</id><title>{title}</title><updated>2025-01-02T03:04:05Z</updated>\
             <published>2025-01-01T00:00:00Z</published><summary>S</summary></entry>"
        )
    }

    fn feed(entries: &str) -> Result<Feed, RequestError> {
        parse(format!("{HEAD}{entries}</feed>").as_bytes())
    }

    #[test]
    fn keeps_papers_next_to_unreadable_entries() {
        let good = entry("http://arxiv.org/abs/2104.12255v1", "0");
        let evil = entry("http://arxiv.org/abs/../../etc/2104.12255v1", "x");
        let feed = feed(&format!("{evil}{good}<entry/>")).unwrap();
        assert_eq!((feed.hits, feed.start, feed.rows()), (7, 2, 3));
        assert_eq!(feed.papers[0].title, "0");
        assert_eq!(feed.unreadable.len(), 2);
    }

    #[test]
    fn texts_are_one_line_with_entities_read() {
        let feed =
            feed(&entry("http://arxiv.org/abs/2104.12255v3", " A\n  &lt;b&gt; &amp;amp; <![CDATA[<c>]]>\t"))
                .unwrap();
        assert_eq!(feed.papers[0].title, "A <b> &amp; <c>");
        assert_eq!(feed.papers[0].version, 3);
    }

    #[test]
    fn anything_but_a_feed_is_refused() {
        let not_xml = |body: &[u8]| matches!(parse(body), Err(RequestError::NotXml(_)));
        assert!(
            not_xml(b"") && not_xml(b"Rate exceeded.") && not_xml(b"\xff\xfe<") && not_xml(HEAD.as_bytes())
        );
        let bomb = format!("<!DOCTYPE x [<!ENTITY a \"aaaa\">]>{}", &HEAD[38..]);
        assert!(not_xml(format!("{bomb}</feed>").as_bytes()));
        let not_answer = |body: &str| matches!(parse(body.as_bytes()), Err(RequestError::NotAFeed(_)));
        assert!(not_answer("<html/>") && not_answer("<feed xmlns=\"http://www.w3.org/2005/Atom\"/>"));
    }

    #[test]
    fn an_error_feed_is_a_rejection() {
        let entries = "<entry><id>https://arxiv.org/api/errors#x</id><summary>Invalid query string: 'a('</summary></entry>";
        assert_eq!(feed(entries), Err(RequestError::Rejected("Invalid query string: 'a('".to_owned())));
    }

    #[test]
    fn an_overlong_entry_is_unreadable() {
        let paper = |more: &str| {
            let entry = entry("http://arxiv.org/abs/2104.12255v1", "T");
            feed(&entry.replace("</entry>", &format!("{more}</entry>"))).unwrap()
        };
        let longest = "x".repeat(MAX_TEXT_BYTES - 2);
        let author = format!("<author><name>{}</name></author>", "y".repeat(1_000));
        let authors = author.repeat(900);
        for (more, readable) in [
            (format!("<arxiv:comment>{longest}</arxiv:comment>{authors}"), true),
            (format!("<arxiv:comment>{longest}x</arxiv:comment>"), false),
            (format!("<arxiv:doi>{longest}x</arxiv:doi>"), false),
            (format!("<category term='{longest}x'/>"), false),
            (author.repeat(1_000), false),
        ] {
            let feed = paper(&more);
            assert_eq!((feed.papers.len(), feed.rows()), (usize::from(readable), 1), "{:?}", feed.unreadable);
        }
        let id = feed(&entry(&"/".repeat(1_000_000), "T")).unwrap().unreadable[0].len();
        assert!(id < 1_000, "{id}");
    }

    #[test]
    fn floods_of_attributes_and_prefixes_are_refused() {
        let refused = |feed: Result<Feed, RequestError>| matches!(feed, Err(RequestError::NotXml(reason)) if reason.contains("attributes"));
        let attributes = |count: usize| (0..count).map(|n| format!(" a{n}='>'")).collect::<Vec<_>>().concat();
        assert!(refused(feed(&format!("<entry{}/>", attributes(500_000)))));
        assert!(refused(parse(HEAD.replace("<feed", &format!("<feed{}", attributes(500_000))).as_bytes())));
        assert!(!refused(feed(&format!("<x{}/>", attributes(MAX_EQUALS_SIGNS)))));
        assert!(refused(feed(&format!("<x{}/>", attributes(MAX_EQUALS_SIGNS + 1)))));
        assert!(refused(feed(&format!("<x{}/>", attributes(250)).repeat(2_001))));
        let prefixes =
            |count: usize| (0..count).map(|n| format!("<x xmlns:p{n}='u'/>")).collect::<Vec<_>>().concat();
        // Two are in the feed's own head.
        assert!(!refused(feed(&prefixes(MAX_PREFIXES - 2).repeat(100))));
        assert!(refused(feed(&prefixes(MAX_PREFIXES - 1))));
    }

    #[test]
    fn namespaces_may_change() {
        let entry = entry("http://arxiv.org/abs/2104.12255v1", "T")
            .replace("</entry>", "<arxiv:comment>12 pages</arxiv:comment></entry>");
        let text = format!("{HEAD}{entry}</feed>");
        let read = |text: &str| parse(text.as_bytes()).unwrap().papers.remove(0);
        let expected = read(&text);
        assert_eq!(expected.comment, "12 pages");
        assert_eq!(read(&text.replace("http://arxiv.org/schemas", "https://arxiv.org/schemas")), expected);
        assert_eq!(read(&text.replace("http://www.w3.org", "https://www.w3.org")), expected);
        assert_eq!(read(&text.replace("http://a9.com/-/", "https://a9.com/")), expected);
    }

    #[test]
    fn papers_may_lack_fields() {
        let bare = entry("http://arxiv.org/abs/2104.12255v1", "T").replace("<summary>S</summary>", "");
        let paper = feed(&bare).unwrap().papers.remove(0);
        assert!(paper.abstract_.is_empty() && paper.authors.is_empty() && paper.categories.is_empty());
        let without_title = bare.replace("<title>T</title>", "");
        assert_eq!(feed(&without_title).unwrap().unreadable, ["2104.12255v1 has no title"]);
    }

    #[test]
    fn fields_given_twice_are_not_believed() {
        let whole = entry("http://arxiv.org/abs/2104.12255v1", "T");
        for (name, value) in [("title", "U"), ("summary", "U"), ("published", "1999-01-01T00:00:00Z")] {
            let twice = whole.replace("</entry>", &format!("<{name}>{value}</{name}></entry>"));
            let says = format!("2104.12255v1 has `{name}` twice");
            assert_eq!(feed(&twice).unwrap().unreadable, [says]);
        }
    }

    #[test]
    fn only_utf_8_is_read() {
        let text = format!("{HEAD}{}</feed>", entry("http://arxiv.org/abs/2104.12255v1", "é"));
        let utf_16 = |of: fn(u16) -> [u8; 2], mark: [u8; 2]| {
            [mark.to_vec(), text.encode_utf16().flat_map(of).collect()].concat()
        };
        for bytes in [
            utf_16(u16::to_le_bytes, [0xff, 0xfe]),
            utf_16(u16::to_be_bytes, [0xfe, 0xff]),
            text.chars().map(|c| c as u8).collect(),
            text.replace('é', "\0").into_bytes(),
            text.replace('é', "&#0;").into_bytes(),
        ] {
            assert!(matches!(parse(&bytes), Err(RequestError::NotXml(_))), "{bytes:?}");
        }
    }

    #[test]
    fn deep_nesting_does_not_overflow_the_stack() {
        let deep = format!("{HEAD}{}{}</feed>", "<a>".repeat(100_000), "</a>".repeat(100_000));
        let _ = parse(deep.as_bytes());
    }
}
