//! The arXiv fake over the wire: it answers as arXiv does, and fails as asked.
#![expect(clippy::unwrap_used, reason = "a test's own client may stop at what it did not expect")]

use std::io::Read as _;
use std::time::{Duration, Instant};

use fakes::arxiv::{Arxiv, Corpus, Fault, FaultKind, Record, gaps};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// An answer as bytes.
struct Answer {
    /// Status line and headers.
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn status(&self) -> u16 {
        self.head.split(' ').nth(1).unwrap().parse().unwrap()
    }

    fn header(&self, name: &str) -> Option<&str> {
        let named = |line: &&str| line.to_lowercase().starts_with(&format!("{name}: "));
        Some(self.head.lines().find(named)?.split_once(": ")?.1)
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// The ids of the entries, with version, in order. Panics if the XML is malformed.
    fn ids(&self) -> Vec<String> {
        let document = roxmltree::Document::parse(self.text()).unwrap();
        let entries = document.root_element().children().filter(|node| node.has_tag_name("entry"));
        let id = |entry: roxmltree::Node<'_, '_>| {
            let id = entry.children().find(|node| node.has_tag_name("id")).unwrap().text().unwrap();
            id.strip_prefix("http://arxiv.org/abs/").unwrap().to_owned()
        };
        entries.map(id).collect()
    }

    fn number(&self, name: &str) -> usize {
        let document = roxmltree::Document::parse(self.text()).unwrap();
        let node = document.descendants().find(|node| node.tag_name().name() == name).unwrap();
        node.text().unwrap().parse().unwrap()
    }

    fn total(&self) -> usize {
        self.number("totalResults")
    }
}

async fn connect(arxiv: &Arxiv) -> TcpStream {
    let address = arxiv.url().replace("http://", "").replace("/api/query", "");
    TcpStream::connect(address).await.unwrap()
}

async fn send(stream: &mut TcpStream, parameters: &str, headers: &str) {
    let request = format!("GET /api/query?{parameters} HTTP/1.1\r\nHost: arxiv\r\n{headers}\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
}

/// Asks over a connection of its own, with more headers, and reads to the end of the connection.
async fn ask_with(arxiv: &Arxiv, parameters: &str, headers: &str) -> std::io::Result<Answer> {
    let mut stream = connect(arxiv).await;
    send(&mut stream, parameters, &format!("Connection: close\r\n{headers}")).await;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await?;
    let end = bytes.windows(4).position(|bytes| bytes == b"\r\n\r\n").unwrap();
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let body = &bytes[end + 4..];
    let chunked = head.to_lowercase().contains("transfer-encoding: chunked");
    Ok(Answer { head, body: if chunked { unchunked(body) } else { body.to_vec() } })
}

fn unchunked(mut body: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    loop {
        let line = body.windows(2).position(|bytes| bytes == b"\r\n").unwrap();
        let size = usize::from_str_radix(std::str::from_utf8(&body[..line]).unwrap(), 16).unwrap();
        if size == 0 {
            return whole;
        }
        whole.extend(&body[line + 2..line + 2 + size]);
        body = &body[line + 2 + size + 2..];
    }
}

async fn ask(arxiv: &Arxiv, parameters: &str) -> Answer {
    ask_with(arxiv, parameters, "").await.unwrap()
}

fn query(search_query: &str, rest: &str) -> String {
    let query: String = form_urlencoded::byte_serialize(search_query.as_bytes()).collect();
    format!("search_query={query}{rest}")
}

/// A paper numbered `n`, a minute newer than the one before, of odd or even title.
fn paper(n: usize) -> Record {
    let word = if n.is_multiple_of(2) { "even" } else { "odd" };
    let instant = format!("2025-01-01T{:02}:{:02}:00Z", n / 60, n % 60);
    let json = serde_json::json!({
        "id": format!("2501.{n:05}"), "version": 1, "title": format!("Paper {word}"), "authors": ["Grace Hopper"],
        "abstract": "About numbers.", "categories": ["cs.LG", "stat.ML"], "submitted": instant, "updated": instant,
    });
    serde_json::from_value(json).unwrap()
}

async fn start(papers: usize) -> Arxiv {
    Arxiv::start(Corpus::new((0..papers).map(paper))).await.unwrap()
}

const NEWEST: &str = "&sortBy=lastUpdatedDate&sortOrder=descending";

#[tokio::test]
async fn pages_follow_one_another() {
    let arxiv = start(25).await;
    let mut ids = Vec::new();
    for start in [0, 10, 20, 30] {
        let page = ask(&arxiv, &query("ti:paper", &format!("{NEWEST}&start={start}"))).await;
        assert_eq!((page.status(), page.total(), page.number("startIndex")), (200, 25, start));
        assert_eq!(page.number("itemsPerPage"), 10, "the default, whatever is returned");
        ids.extend(page.ids());
    }
    let newest_first: Vec<_> = (0..25).rev().map(|n| format!("2501.{n:05}v1")).collect();
    assert_eq!(ids, newest_first);
    let page =
        ask(&arxiv, &query("ti:odd AND cat:stat.*", "&sortBy=submittedDate&sortOrder=ascending")).await;
    assert_eq!((page.total(), &*page.ids()[0]), (12, "2501.00001v1"));
    assert_eq!(page.header("content-type"), Some("application/atom+xml; charset=utf-8"));
    let title = "<title>arXiv Query: search_query=ti:odd AND cat:stat.*&amp;id_list=&amp;start=0&amp;max_results=10</title>";
    assert!(page.text().contains(title), "{}", page.text());
}

#[tokio::test]
async fn identifiers_and_fields_select() {
    let arxiv = start(25).await;
    let ids = async |parameters: String| ask(&arxiv, &parameters).await.ids();
    assert_eq!(ids("id_list=2501.00003,2501.99999".into()).await, ["2501.00003v1"]);
    assert!(ids("id_list=2501.00003v2".into()).await.is_empty());
    assert_eq!(ids(query("ti:odd", "&id_list=2501.00002,2501.00003")).await, ["2501.00003v1"]);
    assert_eq!(
        ids(query("submittedDate:[202501010005 TO 202501010006]", NEWEST)).await,
        ["2501.00006v1", "2501.00005v1"]
    );
    assert_eq!(ids(query("id:2501.00007", "")).await, ["2501.00007v1"]);
    for (search_query, total) in [
        ("au:\"grace hopper\"", 25),
        ("abs:number", 25),
        ("abs:\"about number\"", 25),
        ("abs:odd", 0),
        ("all:hopper", 25),
        ("all:\"hopper grace\"", 0),
        ("cat:stat", 0),
        ("ti:pap*", 25),
        ("ti:paper ANDNOT ti:odd", 13),
        ("ANDNOT ti:odd", 13),
        ("ti:\"\"", 25),
        ("co:x OR jr:x OR rn:x OR doi:x", 0),
    ] {
        assert_eq!(ask(&arxiv, &query(search_query, "")).await.total(), total, "{search_query}");
    }
}

#[tokio::test]
async fn mistakes_are_answered_with_an_error_feed() {
    let arxiv = start(1).await;
    let answer = ask(&arxiv, &query("(ti:a", "")).await;
    assert_eq!(answer.status(), 400);
    assert!(answer.text().contains("<id>https://arxiv.org/api/errors</id>"));
    assert!(answer.text().contains("<summary>Invalid query string: '(ti:a'</summary>"), "{}", answer.text());
    let answer = ask(&arxiv, "id_list=abc").await;
    assert!(answer.text().contains("<id>https://arxiv.org/api/errors#incorrect_id_format_for_abc</id>"));
    assert_eq!(ask(&arxiv, &query("ti:a", "&max_results=0")).await.status(), 500);
}

/// Every fault that spoils the rows and leaves a good feed: what is left of 25 hits, and which comes first.
#[tokio::test]
async fn faults_spoil_rows() {
    let arxiv = start(25).await;
    let instant = "2025-01-01T00:19:00Z".parse().unwrap();
    for (kind, start, total, rows, first) in [
        (FaultKind::EmptyFeed, 0, 0, 0, None),
        (FaultKind::NoRows, 0, 25, 0, None),
        (FaultKind::OneRow, 0, 25, 1, Some("2501.00024v1")),
        (FaultKind::ShortPage(3), 0, 25, 7, Some("2501.00024v1")),
        (FaultKind::SortIgnored, 0, 25, 10, Some("2501.00000v1")),
        (FaultKind::WrongPage, 10, 25, 10, Some("2501.00024v1")),
        (FaultKind::Stale(instant), 0, 20, 10, Some("2501.00019v1")),
        (FaultKind::Slow(Duration::from_millis(1)), 0, 25, 10, Some("2501.00024v1")),
    ] {
        let parameters = query("ti:paper", &format!("{NEWEST}&start={start}"));
        arxiv.fault(Fault::once(kind.clone()));
        let page = ask(&arxiv, &parameters).await;
        let ids = page.ids();
        let seen = (page.status(), page.total(), ids.len(), ids.first().map(String::as_str));
        assert_eq!(seen, (200, total, rows, first), "{kind:?}");
        assert_eq!(page.number("startIndex"), start, "{kind:?}");
        assert_eq!(ask(&arxiv, &parameters).await.ids().len(), 10, "after {kind:?}");
    }
}

/// Every fault that answers with something else than the feed.
#[tokio::test]
async fn faults_answer_something_else() {
    let arxiv = start(3).await;
    let whole = ask(&arxiv, &query("ti:paper", "")).await;
    let answer = async |kind: FaultKind| {
        arxiv.fault(Fault::once(kind));
        ask(&arxiv, &query("ti:paper", "")).await
    };
    for (kind, status, body) in [
        (FaultKind::rate_exceeded(), 429, "Rate exceeded."),
        (FaultKind::unavailable(), 503, "first byte timeout"),
        (FaultKind::not_acceptable(), 406, "Not Acceptable"),
        (FaultKind::internal(), 500, "Internal Server Error"),
        (FaultKind::denied(), 403, "Access denied"),
        (FaultKind::EmptyBody, 200, ""),
    ] {
        let answer = answer(kind).await;
        assert_eq!((answer.status(), answer.text()), (status, body));
    }
    let busy = answer(FaultKind::rate_exceeded().with_header("Retry-After", "7")).await;
    assert_eq!(busy.header("retry-after"), Some("7"));
    for (kind, status) in
        [(FaultKind::ErrorFeed400("no".into()), 400), (FaultKind::ErrorFeed200("no".into()), 200)]
    {
        let answer = answer(kind).await;
        assert_eq!(answer.status(), status);
        assert!(answer.text().contains("<summary>no</summary>") && answer.text().contains("api/errors"));
    }
    let moved = answer(FaultKind::Redirect(301, "https://arxiv.example/x".into())).await;
    assert_eq!((moved.status(), moved.header("location")), (301, Some("https://arxiv.example/x")));
    let html = answer(FaultKind::Html).await;
    assert!(html.text().contains("<html>") && html.header("content-type").unwrap().starts_with("text/html"));
    assert!(roxmltree::Document::parse(html.text()).is_err());
    let mislabelled = answer(FaultKind::WrongContentType).await;
    assert_eq!((mislabelled.header("content-type"), mislabelled.ids().len()), (Some("text/plain"), 3));
    let half = answer(FaultKind::HalfBody).await;
    assert_eq!(half.header("content-length"), Some(&*half.body.len().to_string()));
    assert!(whole.text()[..300] == half.text()[..300] && half.body.len() * 2 <= whole.body.len());
    let two = answer(FaultKind::TwoFeeds).await;
    assert!(two.text().matches("<?xml").count() == 2 && two.body.len() == 2 * whole.body.len());
    assert!(std::str::from_utf8(&answer(FaultKind::Garbage).await.body).is_err());
    let wrong = answer(FaultKind::InvalidUtf8).await;
    assert!(String::from_utf8_lossy(&wrong.body).replace('\u{fffd}', "").contains("<title>arXiv Query:"));
    assert!(std::str::from_utf8(&wrong.body).is_err());
}

#[tokio::test]
async fn faults_break_the_connection() {
    let arxiv = start(3).await;
    arxiv.fault(Fault::once(FaultKind::CloseBefore));
    let error = ask_with(&arxiv, "id_list=2501.00001", "").await.err().unwrap();
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
    arxiv.fault(Fault::once(FaultKind::CloseMiddle));
    let cut = ask(&arxiv, "id_list=2501.00001").await;
    let declared: usize = cut.header("content-length").unwrap().parse().unwrap();
    assert!(cut.body.len() == declared / 2 && declared > 1000, "{} of {declared}", cut.body.len());
    arxiv.fault(Fault::once(FaultKind::Slow(Duration::from_millis(150))));
    let before = Instant::now();
    assert_eq!(ask(&arxiv, "id_list=2501.00001").await.ids().len(), 1);
    assert!(before.elapsed() >= Duration::from_millis(150));
}

#[tokio::test]
async fn faults_flood() {
    let arxiv = start(1).await;
    arxiv.fault(Fault::once(FaultKind::Huge(3_000_000)));
    let huge = ask(&arxiv, "id_list=2501.00000").await;
    assert!(huge.body.len() > 3_000_000 && huge.header("content-length").is_none());
    arxiv.fault(Fault::once(FaultKind::GzipBomb(3_000_000)));
    let bomb = ask_with(&arxiv, "id_list=2501.00000", "").await.unwrap();
    assert!(
        bomb.header("content-encoding") == Some("gzip") && bomb.body.len() < 60_000,
        "{}",
        bomb.body.len()
    );
    let mut text = String::new();
    flate2::read::GzDecoder::new(&*bomb.body).read_to_string(&mut text).unwrap();
    assert_eq!(text.len(), huge.body.len());
    assert!(roxmltree::Document::parse(&text).is_ok(), "too much, but a feed");
    // What is made as it is read costs nothing if the client stops reading.
    arxiv.fault(Fault::once(FaultKind::GzipBomb(u64::MAX)));
    let mut stream = connect(&arxiv).await;
    send(&mut stream, "id_list=2501.00000", "").await;
    stream.read_exact(&mut [0; 1000]).await.unwrap();
    drop(stream);
    assert_eq!(ask(&arxiv, "id_list=2501.00000").await.ids().len(), 1);
}

#[tokio::test]
async fn answers_are_gzipped_for_those_who_accept_it() {
    let arxiv = start(3).await;
    let plain = ask(&arxiv, "id_list=2501.00001").await;
    let zipped = ask_with(&arxiv, "id_list=2501.00001", "Accept-Encoding: gzip\r\n").await.unwrap();
    assert_eq!((plain.header("content-encoding"), zipped.header("content-encoding")), (None, Some("gzip")));
    let mut text = String::new();
    flate2::read::GzDecoder::new(&*zipped.body).read_to_string(&mut text).unwrap();
    assert_eq!(text.lines().count(), plain.text().lines().count());
}

/// Reads one answer off a connection that stays open.
async fn read_one(stream: &mut TcpStream) {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"</feed>\n") {
        assert!(stream.read_buf(&mut bytes).await.unwrap() > 0);
    }
}

#[tokio::test]
async fn requests_are_recorded_with_their_times_and_connections() {
    let arxiv = start(3).await;
    let mut one = connect(&arxiv).await;
    let headers = "User-Agent: daily-papers/1\r\nAccept: application/atom+xml\r\n";
    send(&mut one, &query("ti:\"paper odd\"", "&start=1&max_results=2&sortBy=lastUpdatedDate"), headers)
        .await;
    read_one(&mut one).await;
    tokio::time::sleep(Duration::from_millis(60)).await;
    send(&mut one, "id_list=2501.00001", "").await;
    read_one(&mut one).await;
    arxiv.fault(Fault::once(FaultKind::Slow(Duration::from_millis(200))));
    let mut two = connect(&arxiv).await;
    send(&mut one, "id_list=2501.00001", "").await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    send(&mut two, "id_list=2501.00001", "").await;
    read_one(&mut one).await;
    read_one(&mut two).await;

    let requests = arxiv.requests();
    let first = &requests[0];
    assert_eq!((&*first.query, first.start, first.max_results), ("ti:\"paper odd\"", 1, 2));
    assert_eq!((&*first.sort_by, &*first.sort_order), ("lastUpdatedDate", ""));
    assert_eq!(
        (first.header("user-agent"), first.header("accept")),
        ("daily-papers/1", "application/atom+xml")
    );
    let open = |n: usize| (requests[n].connection, requests[n].open_connections, requests[n].open_requests);
    assert_eq!([open(0), open(1), open(3)], [(0, 1, 1), (0, 1, 1), (1, 2, 2)]);
    let gaps = gaps(&requests);
    // The end of an answer may be noted after it was read, when the machine is busy.
    assert!(gaps[0] > Duration::ZERO && gaps[0] <= requests[1].arrived - first.arrived, "{gaps:?}");
    assert_eq!(gaps[2], Duration::ZERO, "the third was still being answered");
    assert!(requests[2].ended.unwrap() - requests[2].arrived >= Duration::from_millis(200));
}

#[tokio::test]
async fn papers_and_layout_can_change_while_it_runs() {
    let arxiv = start(3).await;
    arxiv.set_corpus(Corpus::new((0..5).map(paper)));
    assert_eq!(ask(&arxiv, &query("ti:paper", "")).await.total(), 5);
    arxiv.set_legacy(true);
    let legacy = ask(&arxiv, "id_list=2501.00001").await;
    assert_eq!(legacy.ids(), ["2501.00001v1"]);
    assert_eq!(legacy.header("content-type"), Some("application/atom+xml; charset=UTF-8"));
    assert!(legacy.text().contains("    <summary>  About numbers.\n</summary>\n"));
    let url = arxiv.url().replace("http://", "").replace("/api/query", "");
    drop(arxiv);
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(TcpStream::connect(url).await.is_err(), "it stops when dropped");
}

#[tokio::test]
async fn hostile_text_stays_text() {
    let hostile = "]]> <b a='1'> &amp; & \" \u{0} \u{8} \u{ffff} \u{1F600} é \t ${x} {{ x }} </feed> \r\n";
    let json = serde_json::json!({
        "id": "2501.00001", "version": 1, "title": hostile, "authors": [hostile], "abstract": hostile, "comment": hostile,
        "journal_ref": hostile, "dois": [hostile], "categories": [hostile], "submitted": "2025-01-01T00:00:00Z",
        "updated": "2025-01-01T00:00:00Z",
    });
    let arxiv = Arxiv::start(Corpus::new([serde_json::from_value::<Record>(json).unwrap()])).await.unwrap();
    for legacy in [false, true] {
        arxiv.set_legacy(legacy);
        let parameters = query("ti:\"<b a='1'>\" ANDNOT co:\"& <\u{7}\"", "");
        let answer = ask(&arxiv, &parameters).await;
        assert_eq!(answer.ids(), ["2501.00001v1"]);
        let document = roxmltree::Document::parse(answer.text()).unwrap();
        let title =
            document.descendants().filter(|node| node.has_tag_name("title")).nth(1).unwrap().text().unwrap();
        let kept = hostile.replace(['\u{0}', '\u{8}', '\u{ffff}'], "");
        assert_eq!(title.split_whitespace().collect::<Vec<_>>(), kept.split_whitespace().collect::<Vec<_>>());
    }
}

/// The ids of a heading's rows on the seed page, with version, in order.
fn heading(page: &str, name: &str) -> Vec<String> {
    let section = page.split("\n## ").find(|section| section.starts_with(&format!("{name}\n"))).unwrap();
    let rows = section.lines().filter(|line| line.starts_with("| **["));
    rows.map(|row| row.split_once("](http://arxiv.org/abs/").unwrap().1.split_once(')').unwrap().0.to_owned())
        .collect()
}

fakes::tests_over_shared!(the_seed_page_is_reproduced);

/// Runs the queries that made the seed page over its papers (`facts/search-matching.md`).
#[tokio::main]
async fn the_seed_page_is_reproduced() {
    let read = |name: &str| String::from_utf8(fakes::shared::read(name)).unwrap();
    let (papers, page) = (read("seed/papers.json"), read("seed/daily-papers-2025-07-01.md"));
    let arxiv = Arxiv::start(Corpus::from_seed(&papers).unwrap()).await.unwrap();
    let found = async |search_query: &str| {
        let answer = ask(&arxiv, &query(search_query, &format!("{NEWEST}&max_results=300"))).await;
        answer.ids()
    };
    for (name, operator) in
        [("Differentiable Architecture Search", "OR"), ("Neural Architecture Search", "OR"), ("NAS", "AND")]
    {
        let rows = heading(&page, name);
        let hits = found(&format!("ti:\"{name}\" {operator} abs:\"{name}\"")).await;
        // These were cut at 100 hits before the page dropped other fields: more of its papers answer, but older ones.
        assert!(rows.len() > 20 && hits.len() > rows.len());
        assert_eq!(hits[..rows.len()], rows, "{name}");
    }
    let rows = heading(&page, "DARTS");
    assert_eq!(found("ti:\"DARTS\" AND abs:\"DARTS\"").await, rows);
    assert_eq!(rows.len(), 54);
}

#[test]
fn the_demos_corpus_is_sound() {
    let json = include_str!("../../../examples/corpus.json");
    let corpus = Corpus::from_json(json).unwrap();
    let records: Vec<_> = corpus.records().collect();
    let some =
        |what: &str, is: &dyn Fn(&Record) -> bool| assert!(records.iter().any(|record| is(record)), "{what}");
    assert!(records.len() >= 20 && records.len() == json.matches("\"id\"").count(), "no paper twice");
    some("an old identifier", &|record| record.id.contains('/'));
    some("math in a title", &|record| record.title.matches('$').count() >= 2);
    some("an accent", &|record| {
        !record.title.is_ascii() || record.authors.iter().any(|name| !name.is_ascii())
    });
    some("a hyphenated name before a colon", &|record| record.title.starts_with("FX-DARTS: "));
    for record in records {
        assert!(
            !record.authors.is_empty() && !record.authors.iter().any(|name| name.contains("et al")),
            "{}",
            record.id
        );
        assert!(record.submitted <= record.updated, "{}", record.id);
        assert!(record.version > 1 || record.submitted == record.updated, "{}", record.id);
        assert!((20..500).contains(&record.abstract_.len()), "{}", record.id);
    }
}
