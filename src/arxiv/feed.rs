//! An Atom answer of arXiv's API into papers.
//!
//! Reads the layout of the present server and of the one before November 2025; see
//! <https://info.arxiv.org/help/api/user-manual.html>. Refuses everything else: an error page must never become a paper.

use jiff::Timestamp;
use roxmltree::{Document, Node, ParsingOptions};

use crate::paper::{ArxivId, Category, Paper};
use crate::text::{has_byte, sentinels};

const ATOM: &str = "http://www.w3.org/2005/Atom";
const ARXIV: &str = "http://arxiv.org/schemas/atom";
const OPENSEARCH: &str = "http://a9.com/-/spec/opensearch/1.1/";

/// No answer has this many XML nodes: 2,000 entries have 130,000.
const MAX_NODES: u32 = 500_000;

/// No element of an answer has this many attributes, nor all of them together as many as it may have nodes. The parser compares
/// each with all before it in its element: a million in one would keep it busy for hours.
const MAX_ATTRIBUTES: usize = 100;

/// No answer declares this many prefixes of namespaces. The parser hands all that are declared above an element down to it: with
/// sixty thousand, a million elements are a hundred gigabytes.
const MAX_PREFIXES: usize = 32;

/// No paper is in as many categories, legacy classes included: arXiv has about 150.
const MAX_CATEGORIES: usize = 500;

/// No paper has this many bytes of title, abstract and other texts: arXiv takes 1,920 characters of abstract. What is made of a
/// text is many times as large.
const MAX_TEXT_BYTES: usize = 100_000;

/// Nor as many with all its names: the longest lists have three thousand.
const MAX_ENTRY_BYTES: usize = 1_000_000;

/// One page of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    /// How many hits the query has in all.
    pub hits: u64,
    /// The index of the first entry among them, from 0.
    pub start: u64,
    /// The entries that could be read, in order.
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

/// Why a body is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// arXiv at fault, usually under load: the body is no well-formed XML, or cut off.
    #[error("the answer is no XML ({0})")]
    NotXml(String),
    /// arXiv at fault: XML, but not an answer of the search API.
    #[error("the answer is not arXiv's search feed ({0})")]
    NotAnAnswer(&'static str),
    /// Whoever wrote the query: arXiv's own words on what is wrong with it.
    #[error("arXiv rejected the query: {0}")]
    Rejected(String),
}

/// Reads the body of an answer, whatever its status was: error feeds have come with status 200 too.
pub fn parse(body: &[u8]) -> Result<Feed, Error> {
    let text = std::str::from_utf8(body).map_err(|_| Error::NotXml("it is not UTF-8".to_owned()))?;
    if text.trim().is_empty() {
        return Err(Error::NotXml("it is empty".to_owned()));
    }
    if let Some(flood) = flood(text) {
        return Err(Error::NotXml(flood));
    }
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text.trim_start_matches('\u{feff}').trim_start(), options)
        .map_err(|error| Error::NotXml(error.to_string()))?;
    let feed = document.root_element();
    if !feed.has_tag_name((ATOM, "feed")) {
        return Err(Error::NotAnAnswer("its root is not an Atom feed"));
    }
    if let Some(message) = rejection(feed) {
        return Err(Error::Rejected(message));
    }
    let number = |name| child_text(feed, (OPENSEARCH, name)).and_then(|text| text.parse::<u64>().ok());
    let hits = number("totalResults").ok_or(Error::NotAnAnswer("it names no hit count"))?;
    let start = number("startIndex").ok_or(Error::NotAnAnswer("it names no start index"))?;
    let (mut papers, mut unreadable) = (Vec::new(), Vec::new());
    for entry in children(feed, (ATOM, "entry")) {
        match paper(entry) {
            Ok(paper) => papers.push(paper),
            Err(what) => unreadable.push(what),
        }
    }
    Ok(Feed { hits, start, papers, unreadable })
}

/// What there is more of than the parser should be given.
fn flood(text: &str) -> Option<String> {
    let (most, all) = if may_have_many_attributes(text.as_bytes()) { attributes(text) } else { (0, 0) };
    if most > MAX_ATTRIBUTES {
        return Some(format!("an element has more than {MAX_ATTRIBUTES} attributes"));
    }
    if all > MAX_NODES as usize {
        return Some(format!("it has more than {MAX_NODES} attributes"));
    }
    let prefixes = prefixes(text) > MAX_PREFIXES;
    prefixes.then(|| format!("it has more than {MAX_PREFIXES} prefixes of namespaces"))
}

/// Whether they are worth counting: an attribute takes five bytes (` a=''`), and none holds a `<` that the parser would read past.
fn may_have_many_attributes(text: &[u8]) -> bool {
    let may_have =
        |piece: &[u8], most| piece.len() > 5 * most && memchr::memchr_iter(b'=', piece).count() > most;
    let mut begin = 0;
    let ends = memchr::memchr_iter(b'<', text).chain([text.len()]);
    let mut pieces = ends.map(|end| &text[std::mem::replace(&mut begin, end)..end]);
    pieces.any(|piece| may_have(piece, MAX_ATTRIBUTES)) || may_have(text, MAX_NODES as usize)
}

/// How many prefixes of namespaces a text declares, wherever it seems to; one more than allowed stands for all beyond.
fn prefixes(text: &str) -> usize {
    // No prefix is this long; one that is counts each time.
    const LONGEST: usize = 64;
    let (mut known, mut long): (Vec<&[u8]>, usize) = (Vec::new(), 0);
    for at in memchr::memmem::find_iter(text.as_bytes(), "xmlns:") {
        let rest = &text.as_bytes()[at + "xmlns:".len()..];
        let rest = &rest[..rest.len().min(LONGEST)];
        match rest.iter().position(|byte| *byte == b'=' || byte.is_ascii_whitespace()) {
            None => long += 1,
            Some(end) if known.contains(&&rest[..end]) => (),
            Some(end) => known.push(&rest[..end]),
        }
        if known.len() + long > MAX_PREFIXES {
            break;
        }
    }
    known.len() + long
}

/// How many attributes the element with the most of them has, and all together, as far as a text is well formed.
fn attributes(text: &str) -> (usize, usize) {
    // What may hold quotes that are no attribute's.
    const OPAQUE: [(&str, &str); 3] = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")];
    let (mut rest, mut most, mut all) = (text, 0, 0);
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        rest = &rest[at..];
        if let Some((_, closes)) = OPAQUE.iter().find(|(opens, _)| rest.starts_with(opens)) {
            rest = rest.find(closes).map_or("", |end| &rest[end..]);
            continue;
        }
        let mut attributes = 0;
        loop {
            let tag = memchr::memchr3(b'>', b'"', b'\'', rest.as_bytes());
            // One without an end is the last.
            let Some(at) = tag else { return (most.max(attributes), all + attributes) };
            let quote = rest.as_bytes()[at];
            rest = &rest[at + 1..];
            if quote == b'>' {
                break;
            }
            attributes += 1;
            rest = memchr::memchr(quote, rest.as_bytes()).map_or("", |end| &rest[end + 1..]);
        }
        most = most.max(attributes);
        all += attributes;
    }
    (most, all)
}

/// The message of an error feed: its one entry's id lies under `/api/errors`.
fn rejection(feed: Node<'_, '_>) -> Option<String> {
    let entry = children(feed, (ATOM, "entry")).next()?;
    let id = child_text(entry, (ATOM, "id"))?;
    id.contains("/api/errors").then(|| {
        child_text(entry, (ATOM, "summary")).map_or_else(|| "no reason given".to_owned(), |text| short(&text))
    })
}

fn paper(entry: Node<'_, '_>) -> Result<Paper, String> {
    let [mut url, mut title, mut summary, mut published, mut updated, mut comment, mut journal_ref] =
        [const { None::<String> }; 7];
    let (mut authors, mut dois, mut primary, mut categories) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    // All in one walk: an entry has dozens of children. Of what should be there once the first counts.
    for child in entry.children() {
        let first = |field: &mut Option<String>| _ = field.get_or_insert_with(|| content(child));
        match (child.tag_name().name(), child.tag_name().namespace()) {
            ("id", Some(ATOM)) => first(&mut url),
            ("title", Some(ATOM)) => first(&mut title),
            ("summary", Some(ATOM)) => first(&mut summary),
            ("published", Some(ATOM)) => first(&mut published),
            ("updated", Some(ATOM)) => first(&mut updated),
            ("author", Some(ATOM)) => authors.extend(child_text(child, (ATOM, "name"))),
            ("category", Some(ATOM)) => categories.extend(child.attribute("term")),
            ("primary_category", Some(ARXIV)) => primary.extend(child.attribute("term")),
            ("comment", Some(ARXIV)) => first(&mut comment),
            ("journal_ref", Some(ARXIV)) => first(&mut journal_ref),
            ("doi", Some(ARXIV)) => dois.push(content(child)),
            _ => {}
        }
    }
    let url = url.ok_or("an entry without id")?;
    let (id, version) = ArxivId::parse_abs_url(&url)
        .ok_or_else(|| format!("an entry whose id is no abs URL with version: {}", short(&url)))?;
    let missing = |what| format!("{id}v{version} has no {what}");
    let text = |text: Option<String>, name| text.filter(|text| !text.is_empty()).ok_or_else(|| missing(name));
    let instant = |at, name| text(at, name)?.parse::<Timestamp>().map_err(|_| missing(name));
    authors.retain(|name| !name.is_empty());
    dois.retain(|doi| !doi.is_empty());
    let paper = Paper {
        version,
        title: text(title, "title")?,
        abstract_: text(summary, "summary")?,
        authors,
        comment: comment.unwrap_or_default(),
        journal_ref: journal_ref.unwrap_or_default(),
        dois,
        categories: arxiv_categories([primary, categories].concat()),
        submitted: instant(published, "published")?,
        updated: instant(updated, "updated")?,
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

/// As much of somebody's words as a message has room for.
fn short(text: &str) -> String {
    text.chars().take(500).collect()
}

/// The primary category, then the cross-lists. Legacy answers list MSC and ACM classes among them, which are left out.
fn arxiv_categories(terms: Vec<&str>) -> Vec<Category> {
    let mut found: Vec<Category> = Vec::new();
    for term in terms.into_iter().take(MAX_CATEGORIES) {
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
    (namespace, name): (&'static str, &'static str),
) -> impl Iterator<Item = Node<'a, 'input>> {
    // `has_tag_name` compares namespaces first, which are long and nearly all the same.
    node.children().filter(move |child| {
        let found = child.tag_name();
        found.name() == name && found.namespace() == Some(namespace)
    })
}

fn child_text(node: Node<'_, '_>, name: (&'static str, &'static str)) -> Option<String> {
    children(node, name).next().map(content)
}

/// The text of an element, on one line: arXiv breaks lines inside titles and abstracts. Marks are this program's own.
fn content(node: Node<'_, '_>) -> String {
    let mut texts = node.descendants().filter_map(|text| text.text().filter(|_| text.is_text()));
    let first = texts.next().unwrap_or_default();
    match texts.next() {
        None => one_line(&sentinels::strip(first)),
        Some(second) => {
            one_line(&sentinels::strip(&[first, second].into_iter().chain(texts).collect::<String>()))
        }
    }
}

fn one_line(text: &str) -> String {
    let breaks = has_byte(text, |byte| byte < b' ');
    if !breaks
        && !text.starts_with(' ')
        && !text.ends_with(' ')
        && memchr::memmem::find(text.as_bytes(), b"  ").is_none()
    {
        return text.to_owned();
    }
    let mut line = String::with_capacity(text.len());
    for word in text.split_ascii_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
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

    fn feed(entries: &str) -> Result<Feed, Error> {
        parse(format!("{HEAD}{entries}</feed>").as_bytes())
    }

    #[test]
    fn one_unreadable_entry_does_not_hide_the_others() {
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
    fn what_is_no_answer_is_refused() {
        let not_xml = |body: &[u8]| matches!(parse(body), Err(Error::NotXml(_)));
        assert!(
            not_xml(b"") && not_xml(b"Rate exceeded.") && not_xml(b"\xff\xfe<") && not_xml(HEAD.as_bytes())
        );
        let bomb = format!("<!DOCTYPE x [<!ENTITY a \"aaaa\">]>{}", &HEAD[38..]);
        assert!(not_xml(format!("{bomb}</feed>").as_bytes()));
        let not_answer = |body: &str| matches!(parse(body.as_bytes()), Err(Error::NotAnAnswer(_)));
        assert!(not_answer("<html/>") && not_answer("<feed xmlns=\"http://www.w3.org/2005/Atom\"/>"));
    }

    #[test]
    fn an_error_feed_speaks_for_itself() {
        let entries = "<entry><id>https://arxiv.org/api/errors#x</id><summary>Invalid query string: 'a('</summary></entry>";
        assert_eq!(feed(entries), Err(Error::Rejected("Invalid query string: 'a('".to_owned())));
    }

    #[test]
    fn attributes_are_counted_where_they_are_some() {
        for (text, count) in [
            ("", (0, 0)),
            ("<a b='1' c=\"'>'\"><d/><e f=''/></a>", (2, 3)),
            ("<?xml version='1.0' encoding='UTF-8'?><a x='1'/>", (1, 1)),
            ("<!-- isn't 'one' \"x\" > --><![CDATA[<b c='d' e='f'>]]>", (0, 0)),
            ("<a b='", (1, 1)),
            ("<a b='1'/><a b=''", (1, 2)),
            ("a > b \" <", (0, 0)),
        ] {
            assert_eq!(attributes(text), count, "{text}");
        }
    }

    #[test]
    fn prefixes_are_counted_once_each() {
        let many = |name: fn(usize) -> String, count: usize| {
            (0..count).map(|n| format!("<a xmlns:{}='u'/>", name(n))).collect::<Vec<_>>().concat()
        };
        assert_eq!(prefixes("<a xmlns='u' xmlns:b='u' xmlns:c\n='u'><d xmlns:b='v'/>xmlns:"), 3);
        assert_eq!(prefixes(&many(|_| "b".to_owned(), 1_000)), 1);
        for name in [|n| format!("b{n}"), |n| format!("{}{n}", "b".repeat(100))] {
            assert_eq!(prefixes(&many(name, MAX_PREFIXES)), MAX_PREFIXES);
            assert_eq!(prefixes(&many(name, 1_000)), MAX_PREFIXES + 1);
        }
    }

    #[test]
    fn a_description_longer_than_any_is_no_papers() {
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
    fn an_element_with_very_many_attributes_is_refused_at_once() {
        let attributes = (0..500_000).map(|n| format!(" a{n}='>'")).collect::<Vec<_>>().concat();
        let refused = |feed: Result<Feed, Error>| matches!(feed, Err(Error::NotXml(reason)) if reason.contains("100 attributes"));
        assert!(refused(feed(&format!("<entry{attributes}/>"))));
        assert!(refused(parse(HEAD.replace("<feed", &format!("<feed{attributes}")).as_bytes())));
        // The shortest that there are.
        let names = ('a'..='z').chain('A'..='Z').chain('\u{c0}'..='\u{d6}').chain('\u{d8}'..='\u{f6}');
        let shortest: Vec<String> = names.map(|name| format!(" {name}=''")).collect();
        assert!(!refused(feed(&format!("<x{}/>", shortest[..MAX_ATTRIBUTES].concat()))));
        assert!(refused(feed(&format!("<x{}/>", shortest[..=MAX_ATTRIBUTES].concat()))));
    }

    #[test]
    fn no_encoding_but_utf_8_is_read() {
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
            assert!(matches!(parse(&bytes), Err(Error::NotXml(_))), "{bytes:?}");
        }
    }

    #[test]
    fn deep_nesting_ends_in_an_error_or_an_answer_but_ends() {
        let deep = format!("{HEAD}{}{}</feed>", "<a>".repeat(100_000), "</a>".repeat(100_000));
        let _ = parse(deep.as_bytes());
    }
}
