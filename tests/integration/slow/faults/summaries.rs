//! Every fault of a language model's API, at every request of a run, once and forever.

use std::time::Duration;

use daily_papers::error::Exit;
use fakes::model::{Fault, Model, summary};
use serde_json::{Value, json};

use crate::test_env::{TestEnv, papers};

const README: &str = "# Lab\n\n<!-- daily-papers:start -->\n<!-- daily-papers:end -->\n";
const NOTES: &str = ".github/daily-papers-notes.json";
const FILES: &str = "[{path: p.html, template: page}, {path: p.xml, template: atom}]";

/// One of them has a summary of the user's.
const PAPERS: u32 = 5;
const OWN: &str = r#"{"2611.19998": {"summary": "Mine."}}"#;

fn faults() -> Vec<Fault> {
    vec![
        Fault::Status(401, None),
        Fault::Status(404, None),
        Fault::Status(429, Some(3_600)),
        Fault::Status(503, Some(u64::MAX)),
        Fault::Status(500, None),
        Fault::Slow(Duration::from_millis(800)),
        Fault::Cut,
        Fault::Html,
        Fault::WrongJson,
        Fault::HiddenError,
        Fault::NoChoice,
        Fault::NoText,
        Fault::Length,
        Fault::Refusal,
        Fault::Filtered,
        Fault::Redirect("http://127.0.0.1:1/".to_owned()),
        Fault::Large,
        Fault::Text("a".repeat(100_000)),
    ]
}

/// An environment with these notes. Without a model, it is what a page is compared with.
fn env(notes: &str) -> TestEnv {
    let files = [("README.md", README), (NOTES, notes)];
    let mut env = TestEnv::new(&files, papers("graph networks", PAPERS), "graph networks");
    env.input("columns", "title, summary").input("extra-files", FILES).input("notes", NOTES);
    env
}

fn pages(env: &TestEnv) -> Vec<String> {
    let read = |path: &str| String::from_utf8(env.github.read(path).unwrap()).unwrap();
    ["README.md", "p.html", "p.xml"].map(read).to_vec()
}

fn notes(env: &TestEnv) -> String {
    String::from_utf8(env.github.read(NOTES).unwrap()).unwrap()
}

/// A run with a fault, and the next run without it.
fn strike(what: &str, fault: impl Fn(&Model)) -> TestEnv {
    let mut env = env(OWN);
    let model = env.model();
    fault(&model);
    let ran = env.run().expect(Exit::Done);
    assert!(!ran.annotations("warning").is_empty(), "{what}: {ran:#?}");
    assert_eq!(ran.outputs["total-papers"], PAPERS.to_string(), "{what}");
    let control = self::env(&notes(&env));
    control.run().expect(Exit::Done);
    assert_eq!(pages(&env), pages(&control), "{what}: it is the page of these notes");
    model.always(None);
    let ran = env.later(1).run().expect(Exit::Done);
    assert!(ran.annotations("warning").is_empty(), "{what}: {ran:#?}");
    let notes: Value = serde_json::from_str(&notes(&env)).unwrap();
    assert_eq!(notes["2611.19998"], json!({"summary": "Mine."}), "{what}");
    for number in [0, 1, 3, 4] {
        let id = format!("2611.{:05}", 20_000 - number);
        assert_eq!(notes[&id]["summary"], summary(&format!("graph networks number {number}")), "{what}");
    }
    control
}

#[test]
#[ignore = "slow"]
fn every_fault_of_model_costs_summaries_only() {
    let without = env(OWN);
    without.run().expect(Exit::Done);
    let (without, faults) = (pages(&without), faults());
    std::thread::scope(|threads| {
        for faults in faults.chunks(3) {
            let without = &without;
            threads.spawn(move || {
                for fault in faults {
                    let name = format!("{fault:?}").chars().take(40).collect::<String>();
                    for request in 0..PAPERS as usize - 1 {
                        strike(&format!("{name} at {request}"), |model| model.fault(request, fault.clone()));
                    }
                    let control = strike(&name, |model| model.always(Some(fault.clone())));
                    assert_eq!(pages(&control), *without, "{name}: nothing was kept");
                }
            });
        }
    });
}
