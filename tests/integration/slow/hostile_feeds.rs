//! Answers made to do harm: refused with a clear word, or read, by the shipped binary in 256 MB of memory.

use fakes::arxiv::{Arxiv, Corpus, Fault, FaultKind};

use crate::test_env::{papers, shipped};

const HEAD: &str = "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:o='http://a9.com/-/spec/opensearch/1.1/' \
    xmlns:arxiv='http://arxiv.org/schemas/atom'><o:totalResults>1</o:totalResults><o:startIndex>0</o:startIndex>";

/// In kB, besides the binary itself, which is large unless it is built for release. What is limited is address space: more
/// than the memory that is used.
const MEMORY: u64 = 262_144;

/// At most: a program that hangs in a loop is killed.
const CPU_SECONDS: u64 = 60;

/// One entry, with this between its tags besides what every entry has.
fn entry(id: &str, more: &str) -> String {
    format!(
        "{HEAD}<entry><id>http://arxiv.org/abs/{id}</id><title>Graph networks</title><summary>We study graph \
         networks.</summary><published>2026-11-23T10:00:00Z</published><updated>2026-11-23T10:00:00Z</updated>\
         <category term='cs.LG'/>{more}</entry></feed>"
    )
}

/// The shipped binary's run against one answer: exit code, what it said, and the README if it wrote one.
fn run(fault: FaultKind) -> (Option<i32>, String, Option<String>) {
    let servers = tokio::runtime::Runtime::new().unwrap();
    let arxiv = servers.block_on(Arxiv::start(Corpus::new(papers("graph networks", 3)))).unwrap();
    arxiv.fault(Fault::forever(fault));
    let directory = tempfile::tempdir().unwrap();
    let binary = env!("CARGO_BIN_EXE_daily-papers");
    let limit = MEMORY + std::fs::metadata(binary).unwrap().len() / 1024;
    let output =
        shipped(&arxiv, directory.path(), &format!("ulimit -v {limit} && ulimit -t {CPU_SECONDS} &&"))
            .args(["--time-budget", "10s", "--columns", "title, authors"])
            .output()
            .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    (output.status.code(), said, std::fs::read_to_string(directory.path().join("README.md")).ok())
}

fn body(text: String) -> FaultKind {
    FaultKind::Status { code: 200, body: text, headers: Vec::new() }
}

#[test]
#[ignore = "slow"]
#[expect(clippy::too_many_lines, reason = "a table")]
fn harmful_answers_are_refused_with_a_word() {
    let entity = |n: u32| format!("<!ENTITY a{n} \"{}\">", format!("&a{};", n - 1).repeat(10));
    let bomb = (1..20).map(entity).collect::<Vec<_>>().concat();
    let attributes = (0..1_000_000).map(|n| format!(" a{n}=''")).collect::<Vec<_>>().concat();
    let few = format!("<a{}/>", (0..90).map(|n| format!(" a{n}=''")).collect::<Vec<_>>().concat());
    let declared = (0..5_000).map(|n| format!(" xmlns:a{n}='u'")).collect::<Vec<_>>();
    let namespaces =
        declared.chunks(90).map(|some| format!("<x{}>", some.concat())).collect::<Vec<_>>().concat();
    let long = |name: &str, text: &str| {
        let texts = text.repeat((2 << 20) / text.len());
        body(entry("2611.00001v1", "").replace(&format!("</{name}>"), &format!(" {texts}</{name}>")))
    };
    let cases = [
        ("words", long("title", "ab "), "is longer than any paper"),
        ("formulas", long("summary", "$x$ "), "is longer than any paper"),
        ("an identifier", long("id", "2"), "entries of arXiv's response cannot be read"),
        (
            "entities",
            body(format!("<!DOCTYPE feed [<!ENTITY a0 \"x\">{bomb}]>{HEAD}&a19;</feed>")),
            "not valid XML",
        ),
        (
            "a file's entity",
            body(format!(
                "<!DOCTYPE feed [<!ENTITY f SYSTEM \"file:///etc/hostname\">]>{}",
                entry("2611.00001v1", "<arxiv:comment>&f;</arxiv:comment>")
            )),
            "not valid XML",
        ),
        (
            "a DTD elsewhere",
            body(format!("<!DOCTYPE feed SYSTEM \"http://127.0.0.1:1/x.dtd\">{HEAD}</feed>")),
            "not valid XML",
        ),
        ("100 MB", FaultKind::Huge(100 << 20), "larger than 32 MB"),
        ("1 GB, gzipped", FaultKind::GzipBomb(1 << 30), "larger than 32 MB"),
        ("nesting", body(format!("{HEAD}{}", "<a>".repeat(3_000_000))), "not valid XML"),
        ("attributes", body(format!("<feed{attributes}/>")), "more attributes than any feed"),
        (
            "attributes in many elements",
            body(format!("{HEAD}{}</feed>", few.repeat(6_000))),
            "more attributes than any feed",
        ),
        (
            "namespaces",
            body(format!("{HEAD}{namespaces}{}</feed>", "<y xmlns:z='u'/>".repeat(100_000))),
            "more attributes than any feed",
        ),
        ("elements", body(format!("{HEAD}{}</feed>", "<a/>".repeat(3_000_000))), "not valid XML"),
        ("NUL", body(entry("2611.00001v1", "<arxiv:comment>\0</arxiv:comment>")), "not valid XML"),
        ("bytes that are not text", FaultKind::InvalidUtf8, "not UTF-8"),
        ("noise", FaultKind::Garbage, "not valid XML"),
    ];
    std::thread::scope(|scope| {
        for (name, fault, word) in cases {
            scope.spawn(move || {
                let (exit, said, readme) = run(fault);
                assert_eq!(exit, Some(1), "{name}: {said}");
                assert!(said.contains(word), "{name}: {said}");
                assert_eq!(readme, None, "{name}");
            });
        }
    });
}

#[test]
#[ignore = "slow"]
fn odd_answers_are_read_where_possible() {
    let authors = "<author><name>A. B</name></author>".repeat(100_000);
    let (exit, said, readme) = run(body(entry("2611.00001v1", &authors)));
    assert_eq!(exit, Some(0), "{said}");
    let readme = readme.unwrap();
    assert!(readme.contains("2611.00001") && readme.len() < 10_000, "{} bytes", readme.len());

    // A name from outside never becomes a path.
    let (exit, said, readme) = run(body(entry("../../../../etc/passwd", "")));
    assert_eq!(exit, Some(1), "{said}");
    assert!(said.contains("entries of arXiv's response cannot be read"), "{said}");
    assert_eq!(readme, None);
}
