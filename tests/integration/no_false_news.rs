//! A change that brings many rows at once is not news: whole runs, with an issue for anything that were news. And what happens to withdrawn
//! papers, and of those under several keywords, on a page.

use daily_papers::error::Exit;
use fakes::arxiv::Record;

use crate::test_env::{RunOutput, TestEnv, papers, record};

const README: &str = "# Lab\n\n<!-- daily-papers:start -->\n<!-- daily-papers:end -->\n";

/// A page of the papers about graph networks, a first run ago, and the step that made it.
fn yesterday(records: &[Record], inputs: &[(&str, &str)]) -> TestEnv {
    let mut env = TestEnv::new(&[("README.md", README)], records.to_vec(), "graph networks");
    env.input("issue", "new");
    for (name, value) in inputs {
        env.input(name, value);
    }
    let first = env.run().expect(Exit::Done);
    assert_eq!((first.outputs["new-papers"].as_str(), first.outputs["revised-papers"].as_str()), ("0", "0"));
    assert!(!env.readme().contains("<sup>"), "nothing is marked on a first run: {}", env.readme());
    env.later(1);
    env
}

/// Forty papers about graph networks and thirty about zebras, all of these days.
fn all() -> Vec<Record> {
    let zebras = papers("zebras", 30).into_iter().enumerate();
    let zebras = zebras.map(|(n, paper)| Record { id: format!("2611.{:05}", 10_000 + n), ..paper });
    papers("graph networks", 40).into_iter().chain(zebras).collect()
}

/// One paper more.
fn fresh() -> Record {
    record("2611.30001", 1, "Fresh graph networks", "2026-11-24T09:00:00Z")
}

fn counts(ran: &RunOutput) -> [&str; 3] {
    ["new-papers", "revised-papers", "total-papers"].map(|name| ran.outputs[name].as_str())
}

/// The titles of the page's rows, with their marks.
fn rows(env: &TestEnv) -> Vec<String> {
    let readme = env.readme();
    let rows = readme.lines().filter_map(|line| line.strip_prefix("| **["));
    rows.map(|row| {
        let (title, rest) = row.split_once("](").unwrap();
        let (_, marks) = rest.split_once(")**").unwrap();
        format!("{title}{}", marks.split(" |").next().unwrap())
    })
    .collect()
}

/// A run that brings rows and no news, and one more a day later that brings one new paper, and that alone.
fn is_no_flood(env: &mut TestEnv, records: Vec<Record>, expected: [&str; 3]) {
    env.publish(records.clone());
    let ran = env.run().expect(Exit::Done);
    assert_eq!((counts(&ran), ran.outputs["changed"].as_str()), (expected, "true"));
    assert_eq!(env.github.issues(), [], "{}", ran.summary);
    assert!(!env.readme().contains("<sup>new</sup>"), "{}", env.readme());
    env.later(1).publish(records.into_iter().chain([fresh()]).collect());
    assert_eq!(env.run().expect(Exit::Done).outputs["new-papers"], "1");
    assert_eq!(env.github.issues().len(), 1);
    assert_eq!(env.readme().matches(")** <sup>new</sup>").count(), 1, "{}", env.readme());
}

#[test]
fn a_first_run_brings_no_news() {
    let env = yesterday(&all(), &[]);
    assert_eq!(env.github.issues(), []);
    assert_eq!(env.run().expect(Exit::Done).outputs["changed"], "false");
}

#[test]
fn a_new_keyword_brings_no_news() {
    let mut env = yesterday(&all(), &[]);
    env.input("keywords", "graph networks\nzebras");
    is_no_flood(&mut env, all(), ["0", "0", "70"]);
}

#[test]
fn a_changed_term_brings_no_news() {
    let mut env = yesterday(&all(), &[]);
    env.input("keywords", "- name: graph networks\n  any: [graph networks, zebras]");
    is_no_flood(&mut env, all(), ["0", "0", "70"]);
}

#[test]
fn a_higher_max_results_brings_no_news() {
    let mut env = yesterday(&all(), &[("max-results", "5")]);
    env.input("max-results", "50");
    is_no_flood(&mut env, all(), ["0", "0", "40"]);
}

#[test]
fn changing_withdrawn_input_brings_no_news() {
    let mut records = all();
    for record in &mut records[..10] {
        record.comment = "This paper has been withdrawn".to_owned();
    }
    let mut env = TestEnv::new(&[("README.md", README)], records.clone(), "graph networks");
    env.input("issue", "new").input("withdrawn", "drop");
    assert_eq!(env.run().expect(Exit::Done).outputs["total-papers"], "30");
    env.later(1).input("withdrawn", "mark");
    is_no_flood(&mut env, records, ["0", "0", "40"]);
    assert_eq!(env.readme().matches(")** <sup>withdrawn</sup>").count(), 10, "{}", env.readme());
}

/// A data file of the first rule, which went by stems: it lists "pre-trained" and has missed "pretraining".
#[test]
fn list_of_older_rule_is_rebuilt_without_news() {
    let paper = |id: &str, title: &str| record(id, 1, title, "2026-11-20T00:00:00Z");
    let kept = paper("2611.00001", "Pre-training of graphs");
    let stem = |title| paper("2611.00002", title);
    let records = vec![kept.clone(), stem("Pre-training of trees")];
    let mut env = TestEnv::new(&[("README.md", README)], records, "pre-training");
    env.input("issue", "new").run().expect(Exit::Done);

    let path = ".github/daily-papers.json";
    let data = String::from_utf8(env.github.read(path).unwrap()).unwrap();
    let (before, rest) = data.split_once("\"definition\":\"").unwrap();
    let (_, after) = rest.split_once('"').unwrap();
    let old = "any\npre-training\n\nall\n\n\nexclude\n\n\ncategories \nmax-results 100\nmatch smart\n\
               fields title-or-abstract\nsort updated";
    let old = daily_papers::state::hash(old);
    let data = format!("{before}\"definition\":\"{old:016x}\"{after}")
        .replace("Pre-training of trees", "Pre-trained trees");
    env.github.commit(&[(path, Some(data.as_bytes()))], "what the first rule wrote");

    let mut records = vec![kept, stem("Pre-trained trees"), paper("2611.00003", "Pretraining of walks")];
    env.later(1).publish(records.clone());
    let ran = env.run().expect(Exit::Done);
    assert_eq!((counts(&ran), ran.outputs["changed"].as_str()), (["0", "0", "2"], "true"));
    assert!(env.readme().contains("Pretraining of walks") && !env.readme().contains("trees"));
    assert_eq!(env.run().expect(Exit::Done).outputs["changed"], "false");
    records.push(record("2611.00004", 1, "Pretraining of new graphs", "2026-11-24T09:00:00Z"));
    env.later(1).publish(records);
    assert_eq!(counts(&env.run().expect(Exit::Done)), ["1", "0", "3"]);
    assert_eq!(env.github.issues().len(), 1);
}

/// The newest of five rows is withdrawn with other words, or has others from now on: whatever was below moves up. If that is
/// of these weeks it may be news, as it was never seen; if it is older, or was seen, it is not.
#[test]
fn row_that_moves_up_is_news_if_recent() {
    let gone = || Record {
        abstract_: "Nothing.".to_owned(),
        ..record("2611.20000", 2, "Nothing", "2026-11-24T10:00:00Z")
    };
    let old = |n: u32| record(&format!("2608.{n:05}"), 1, "Old graph networks", "2026-08-20T00:00:00Z");
    for (below, new) in
        [(old(1), "0"), (record("2611.10001", 1, "Late graph networks", "2026-11-20T00:00:00Z"), "1")]
    {
        let mut records: Vec<Record> =
            papers("graph networks", 4).into_iter().chain([below, old(2)]).collect();
        let mut env = yesterday(&records, &[("max-results", "4")]);
        records[0] = gone();
        env.publish(records.clone());
        let ran = env.run().expect(Exit::Done);
        assert_eq!(counts(&ran), [new, "0", "4"], "{}", ran.summary);
        // Its words come back: the row that moved up leaves, and when it moves up again it is known.
        records[0] = record("2611.20000", 3, "On graph networks again", "2026-11-25T10:00:00Z");
        env.later(1).publish(records.clone());
        assert_eq!(counts(&env.run().expect(Exit::Done))[0], "0");
        records[0] = Record { version: 4, updated: "2026-11-26T10:00:00Z".parse().unwrap(), ..gone() };
        env.later(1).publish(records);
        let ran = env.run().expect(Exit::Done);
        assert_eq!(counts(&ran), ["0", "0", "4"], "{}", ran.summary);
    }
}

#[test]
fn version_5_of_an_old_paper_is_revised() {
    let env = yesterday(&all(), &[]);
    let revised = Record {
        submitted: "2019-03-10T00:00:00Z".parse().unwrap(),
        ..record("1903.03894", 5, "Explaining graph networks", "2026-11-24T10:00:00Z")
    };
    env.publish(all().into_iter().chain([revised]).collect());
    assert_eq!(counts(&env.run().expect(Exit::Done)), ["0", "1", "41"]);
    assert_eq!(env.github.issues(), []);
    assert_eq!(rows(&env)[0], "Explaining graph networks <sup>revised</sup>");
}

#[test]
fn withdrawn_paper_is_marked_or_removed() {
    let mut records = papers("graph networks", 3);
    let mut env = yesterday(&records, &[]);
    records[1] = Record {
        comment: "This paper has been withdrawn by the authors".to_owned(),
        submitted: records[1].submitted,
        ..record("2611.19999", 2, "graph networks number 1", "2026-11-24T10:00:00Z")
    };
    env.publish(records);
    assert_eq!(counts(&env.run().expect(Exit::Done)), ["0", "1", "3"]);
    assert_eq!(rows(&env)[0], "graph networks number 1 <sup>revised</sup> <sup>withdrawn</sup>");
    // A setting, not a change of the lists: the date stays.
    env.later(1).input("withdrawn", "drop");
    let ran = env.run().expect(Exit::Done);
    assert_eq!((counts(&ran), ran.outputs["changed"].as_str()), (["0", "0", "2"], "true"));
    assert_eq!(rows(&env), ["graph networks number 0", "graph networks number 2"]);
    assert!(env.readme().contains("Last update: 2026-11-25\n"), "{}", env.readme());
    env.later(1);
    assert_eq!(env.run().expect(Exit::Done).outputs["changed"], "false");
}

#[test]
fn deduplicated_paper_stays_in_both_lists() {
    let both = record("2611.30002", 1, "Zebras in graph networks", "2026-11-23T13:00:00Z");
    let records: Vec<Record> = papers("graph networks", 2).into_iter().chain([both]).collect();
    let mut env = yesterday(&records, &[("keywords", "graph networks\nzebras")]);
    let data = || env.github.read(".github/daily-papers.json").unwrap();
    let before = data();
    env.input("duplicates", "first");
    let ran = env.run().expect(Exit::Done);
    assert_eq!((counts(&ran), ran.outputs["changed"].as_str()), (["0", "0", "3"], "true"));
    assert!(ran.summary.contains("| zebras | 1 | 0 | 0 |"), "the summary counts the list: {}", ran.summary);
    assert_eq!(rows(&env)[0], "Zebras in graph networks <sup>also in zebras</sup>");
    assert_eq!(
        (rows(&env).len(), env.readme().matches("1 paper is listed under a keyword above.").count()),
        (3, 1)
    );
    let lists = |data: &[u8]| {
        let data: serde_json::Value = serde_json::from_slice(data).unwrap();
        data["keywords"].as_array().unwrap().iter().map(|list| list["papers"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(lists(&before), lists(&env.github.read(".github/daily-papers.json").unwrap()));
}

#[test]
fn marks_stay_until_the_next_change() {
    let records = papers("graph networks", 3);
    let mut env = yesterday(&records, &[]);
    env.publish(records.iter().cloned().chain([fresh()]).collect());
    env.run().expect(Exit::Done);
    let readme = env.readme();
    assert!(
        readme.contains("Fresh graph networks](https://arxiv.org/abs/2611.30001v1)** <sup>new</sup> |"),
        "{readme}"
    );
    for _ in 0..3 {
        env.later(1);
        assert_eq!(env.run().expect(Exit::Done).outputs["changed"], "false");
    }
    assert_eq!(env.readme(), readme);
    let next = record("2611.30003", 1, "Later graph networks", "2026-11-27T09:00:00Z");
    env.publish(records.into_iter().chain([fresh(), next]).collect());
    env.run().expect(Exit::Done);
    assert_eq!(rows(&env)[..2], ["Later graph networks <sup>new</sup>", "Fresh graph networks"]);
}

#[test]
fn missing_listed_paper_is_looked_up() {
    let mut records = papers("graph networks", 5);
    let mut env = yesterday(&records, &[]);
    let looked_up = |env: &TestEnv| {
        let requests = env.arxiv.requests();
        requests.iter().filter(|request| request.parameters.iter().any(|(name, _)| name == "id_list")).count()
    };
    // arXiv has it no more, or has lost it for a while.
    let lost = records.remove(2);
    env.publish(records.clone());
    let ran = env.run().expect(Exit::Done);
    assert_eq!((ran.outputs["changed"].as_str(), looked_up(&env)), ("false", 1));
    assert!(ran.summary.contains("kept 1 listed paper that arXiv did not return"), "{}", ran.summary);
    // It has it, in words that the keyword does not have.
    let abstract_ = "Nothing.".to_owned();
    records.push(Record { abstract_, ..record(&lost.id, 2, "On nothing", "2026-11-24T10:00:00Z") });
    env.later(1).publish(records);
    let ran = env.run().expect(Exit::Done);
    assert_eq!((counts(&ran), looked_up(&env)), (["0", "0", "4"], 2));
    assert!(ran.summary.contains("removed 1 paper that no longer match"), "{}", ran.summary);
}
