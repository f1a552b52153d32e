//! How a run behaves when arXiv asks for patience, refuses access, or sends less or other data than it should.

use std::time::Duration;

use daily_papers::error::Exit;
use fakes::arxiv::{Fault, FaultKind, Record};

use crate::test_env::{RunOutput, TestEnv, papers, record};

const README: &str = "# Lab\n\n<!-- daily-papers:start -->\n<!-- daily-papers:end -->\n";

fn env(records: Vec<Record>, keywords: &str) -> TestEnv {
    TestEnv::new(&[("README.md", README)], records, keywords)
}

fn busy(retry_after: &str) -> FaultKind {
    FaultKind::rate_exceeded()
        .with_header("Date", "Tue, 24 Nov 2026 06:37:00 GMT")
        .with_header("Retry-After", retry_after)
}

fn warnings(ran: &RunOutput) -> String {
    ran.annotations("warning").join("\n")
}

#[test]
fn retry_after_is_honoured_in_both_forms() {
    for retry_after in ["1", "Tue, 24 Nov 2026 06:37:01 GMT"] {
        let env = env(papers("graph networks", 3), "graph networks");
        env.arxiv.fault(Fault::once(busy(retry_after)));
        env.run().expect(Exit::Done);
        let requests = env.arxiv.requests();
        assert_eq!(requests.len(), 2, "{retry_after}");
        let gap = requests[1].arrived - requests[0].arrived;
        assert!(gap >= Duration::from_secs(1), "{retry_after}: {gap:?}");
    }
}

/// A redirect that is followed may ask for a wait too.
#[test]
fn retry_after_of_a_redirect_is_honoured() {
    for (retry_after, requests) in [("1", 2), ("3600", 1)] {
        let env = env(papers("graph networks", 3), "graph networks");
        let elsewhere = FaultKind::status(301, "")
            .with_header("Location", &format!("{}?again", env.arxiv.url()))
            .with_header("Retry-After", retry_after);
        env.arxiv.fault(Fault::once(elsewhere));
        let ran = env.run();
        let sent = env.arxiv.requests();
        assert_eq!(sent.len(), requests, "{retry_after}: {}", ran.out);
        let waited =
            |pair: &[fakes::arxiv::Request]| pair[1].arrived - pair[0].arrived >= Duration::from_secs(1);
        assert!(sent.windows(2).all(waited), "{sent:?}");
        assert_eq!(ran.out.contains("asked for a wait of 60 min"), requests == 1, "{}", ran.out);
    }
}

#[test]
fn too_long_a_retry_after_ends_the_requests() {
    for retry_after in ["3600", "99999999999999999999", "Tue, 24 Nov 2026 07:37:00 GMT"] {
        let env = env(papers("graph networks", 3), "graph networks\nzebras\nlions");
        env.arxiv.fault(Fault::forever(busy(retry_after)));
        let ran = env.run().expect(Exit::Failed);
        assert_eq!(env.arxiv.requests().len(), 1, "{retry_after}");
        assert!(ran.out.contains("asked for a wait of"), "{}", ran.out);
    }
}

#[test]
fn the_same_refusal_twice_ends_the_requests() {
    let keywords: Vec<String> = (1..=8).map(|n| format!("keyword {n}")).collect();
    let elsewhere = FaultKind::Redirect(301, "https://elsewhere.example/api".to_owned());
    for (refusal, requests) in [
        (FaultKind::status(404, "Not Found"), 2),
        (FaultKind::status(410, "Gone"), 2),
        // Each is tried a second time.
        (FaultKind::denied(), 4),
        (elsewhere, 2),
        // This one is about a single query.
        (FaultKind::status(400, "Bad Request"), 8),
    ] {
        let env = env(Vec::new(), &keywords.join("\n"));
        env.arxiv.fault(Fault::forever(refusal.clone()));
        let ran = env.run().expect(Exit::Failed);
        assert_eq!(env.arxiv.requests().len(), requests, "{refusal:?}");
        assert_eq!(ran.out.contains("not requested, because"), requests < 8, "{refusal:?}: {}", ran.out);
    }
}

#[test]
fn malformed_query_is_given_up_and_named() {
    let keywords = "- graph networks\n- name: mine\n  query: 'ti:mamba'\n";
    let env = env(papers("graph networks", 3), keywords);
    env.arxiv.fault(Fault::forever(FaultKind::internal()).matching("ti:mamba"));
    let ran = env.run().expect(Exit::Done);
    let asked = env.arxiv.requests().iter().filter(|request| request.query.contains("mamba")).count();
    assert_eq!(asked, 3);
    assert!(warnings(&ran).contains("This query may be malformed"), "{}", ran.out);
}

/// One paper dated 2036 under one of two keywords that share a search.
#[test]
fn date_in_the_future_hides_no_paper() {
    let future = record("2611.30001", 1, "Graph networks of tomorrow", "2036-01-01T00:00:00Z");
    let first: Vec<Record> = papers("graph networks", 3).into_iter().chain([future]).collect();
    let mut env = env(first.clone(), "graph networks\nzebras");
    env.input("max-results", "500");
    let ran = env.run().expect(Exit::Done);
    assert!(warnings(&ran).contains("arXiv dates 1 paper after today, such as 2611.30001"), "{}", ran.out);
    let zebras = (0..150).map(|n| {
        let at = format!("2026-11-24T{:02}:{:02}:00Z", 10 + n / 60, n % 60);
        record(&format!("2611.4{n:04}"), 1, &format!("Zebras {n}"), &at)
    });
    let graphs = record("2611.30002", 1, "New graph networks", "2026-11-24T09:00:00Z");
    env.later(1).publish(first.into_iter().chain(zebras).chain([graphs]).collect());
    let ran = env.run().expect(Exit::Done);
    assert_eq!(
        (ran.outputs["total-papers"].as_str(), ran.outputs["new-papers"].as_str()),
        ("155", "151"),
        "{}",
        ran.summary
    );
}

#[test]
fn vanished_fields_keep_their_values() {
    let whole = |n: u32| Record {
        comment: format!("{n} pages, NeurIPS"),
        ..record(&format!("2611.2000{n}"), 1, &format!("Graph networks {n}"), "2026-11-23T10:00:00Z")
    };
    let bare = |record: Record| Record {
        abstract_: String::new(),
        authors: Vec::new(),
        categories: Vec::new(),
        comment: String::new(),
        ..record
    };
    let mut env = env((1..=5).map(whole).collect(), "graph networks");
    env.input("columns", "title, authors, categories, abstract, comment");
    env.run().expect(Exit::Done);
    let rows = |env: &TestEnv| {
        let readme = env.readme();
        readme.lines().filter(|line| line.contains("2611.2000")).map(str::to_owned).collect::<Vec<_>>()
    };
    let before = rows(&env);
    let new = record("2611.30001", 1, "New graph networks", "2026-11-24T09:00:00Z");
    env.later(1).publish((1..=5).map(whole).chain([new]).map(bare).collect());
    let ran = env.run().expect(Exit::Done);
    assert_eq!(rows(&env), before);
    assert_eq!(ran.outputs["new-papers"], "1", "{}", ran.summary);
    let warnings = warnings(&ran);
    for text in ["the authors of 6 of 6", "the abstract of 6 of 6", "the comment of 5 of 5"] {
        assert!(warnings.contains(text), "{text}: {warnings}");
    }
}
