//! Runs that get into each other's way, and runs that are cut off: nothing is lost, nothing is half written.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Barrier;
use std::time::{Duration, Instant};

use daily_papers::env::Env;
use daily_papers::error::Exit;
use daily_papers::state::State;
use fakes::arxiv::{Arxiv, Corpus};

use crate::test_env::{TestEnv, papers, quick, record, shipped};

/// Numbers in no order, the same every time.
struct Rng(u64);

impl Rng {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

const ROUNDS: u32 = 50;

/// Two runs at the same time, the second after a while: one of the env's own, the other with these inputs added to its own.
fn at_once(env: &TestEnv, wait: u64, inputs: &[(&str, &str)]) -> [Exit; 2] {
    let start = Barrier::new(2);
    std::thread::scope(|scope| {
        let runs = [(0, &[][..]), (wait, inputs)].map(|(wait, inputs)| {
            let start = &start;
            scope.spawn(move || {
                let mut variables = env.variables.clone();
                variables
                    .retain(|name, _| !["GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"].contains(&name.as_str()));
                variables.extend(
                    inputs.iter().map(|(name, value)| (format!("INPUT_{name}"), (*value).to_owned())),
                );
                let process_env = Env::new(variables);
                start.wait();
                std::thread::sleep(Duration::from_millis(wait));
                let nowhere = || Box::new(std::io::sink());
                daily_papers::run(&process_env, quick(), env.now, nowhere(), nowhere())
            })
        });
        runs.map(|run| run.join().unwrap())
    })
}

/// The second section that some of the runs keep, on the same page.
const OTHER: &[(&str, &str)] = &[("SECTION", "other"), ("KEYWORDS", "zebras")];

/// The page and both data files are whole, with this many papers.
fn are_whole(env: &TestEnv, counts: [u32; 2]) {
    let readme = env.readme();
    assert!(readme.starts_with("# Lab\n"), "{readme}");
    for (section, count) in ["daily-papers", "other"].into_iter().zip(counts) {
        let data = env.github.read(&format!(".github/{section}.json")).unwrap();
        let archive = State::parse(&data, "data", section).unwrap();
        assert_eq!(archive.papers.len(), count as usize, "{section}");
        let (start, end) = (format!("<!-- {section}:start -->"), format!("<!-- {section}:end -->"));
        assert!(readme.matches(&start).count() == 1 && readme.matches(&end).count() == 1, "{readme}");
        let list = readme.split_once(&start).unwrap().1.split_once(&end).unwrap().0;
        assert_eq!(list.matches("https://arxiv.org/abs/").count(), count as usize, "{section}: {list}");
        assert!(archive.papers.keys().all(|id| list.contains(id.as_str())), "{section}: {list}");
    }
}

#[test]
#[ignore = "slow"]
fn two_simultaneous_runs_lose_nothing() {
    let published = |graphs, zebras| {
        let mut records = papers("graph networks", graphs);
        let zebra = |n| record(&format!("2611.3{n:04}"), 1, &format!("Zebras {n}"), "2026-11-23T12:00:00Z");
        records.extend((0..zebras).map(zebra));
        records
    };
    let mut env = TestEnv::new(&[("README.md", "# Lab\n")], published(3, 3), "graph networks");
    assert_eq!(at_once(&env, 0, OTHER), [Exit::Done, Exit::Done]);
    let mut rng = Rng(7);
    let (mut before, mut counts) = (env.github.log().len(), [3, 3]);
    for round in 1..=ROUNDS {
        // Every other time the two have different news to commit to the same page, else the same.
        let differ = round % 2 == 0;
        counts = [counts[0] + 1, counts[1] + u32::from(differ)];
        env.later(1).publish(published(counts[0], counts[1]));
        env.github.set_time(env.now);
        let exits = at_once(&env, rng.below(30), if differ { OTHER } else { &[] });
        assert_eq!(exits, [Exit::Done, Exit::Done], "round {round}");
        let commits = env.github.log().len() - before;
        assert_eq!(commits, if differ { 2 } else { 1 }, "round {round}");
        before += commits;
        are_whole(&env, counts);
    }
    let tried = env.github.names().iter().filter(|name| *name == "graphql commit").count();
    println!("{ROUNDS} rounds; {tried} commits were tried for {} that were made", before - 1);
    assert!(tried > before, "they hardly ever got into each other's way: {tried} tries");
    assert!(!env.run().expect(Exit::Done).outputs["changed"].contains("true"));
}

/// The files of a directory, as they are.
fn files(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for directory in [directory.to_owned(), directory.join(".github")] {
        for entry in std::fs::read_dir(&directory).into_iter().flatten().map(Result::unwrap) {
            if entry.file_type().unwrap().is_file() {
                let name = entry.path().strip_prefix(&directory).unwrap().to_str().unwrap().to_owned();
                found.insert(name, std::fs::read(entry.path()).unwrap());
            }
        }
    }
    found
}

/// A directory as a complete first run leaves it, arXiv with more papers since, and how long that run took.
fn yesterday() -> (tokio::runtime::Runtime, Arxiv, tempfile::TempDir, Duration) {
    let servers = tokio::runtime::Runtime::new().unwrap();
    let arxiv = servers.block_on(Arxiv::start(Corpus::new(papers("graph networks", 60)))).unwrap();
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("README.md"), "# Lab\n").unwrap();
    let begun = Instant::now();
    assert!(shipped(&arxiv, directory.path(), "").status().unwrap().success());
    let took = begun.elapsed();
    arxiv.set_corpus(Corpus::new(papers("graph networks", 90)));
    (servers, arxiv, directory, took)
}

#[test]
#[ignore = "slow"]
fn a_run_that_is_killed_leaves_whole_files() {
    let (_servers, arxiv, directory, whole) = yesterday();
    let old = files(directory.path());
    assert!(old.contains_key("README.md") && old.contains_key("daily-papers.json"), "{:?}", old.keys());
    let mut rng = Rng(11);
    let (mut cut, mut left) = (0, 0);
    for round in 0..100 {
        let signal = if round % 2 == 0 { "KILL" } else { "TERM" };
        let mut run = shipped(&arxiv, directory.path(), "").spawn().unwrap();
        std::thread::sleep(whole.mul_f64(f64::from(u32::try_from(rng.below(100)).unwrap()) / 100.0));
        let pid = run.id().to_string();
        // It may have ended by itself: then there is no one to kill.
        let _ =
            Command::new("kill").args([&format!("-{signal}"), &pid]).stderr(Stdio::null()).status().unwrap();
        let ended = run.wait().unwrap();
        cut += usize::from(!ended.success());
        let now = files(directory.path());
        let readme = String::from_utf8(now["README.md"].clone()).unwrap();
        assert!(
            readme.starts_with("# Lab\n") && readme.trim_end().ends_with("<!-- daily-papers:end -->"),
            "round {round}"
        );
        let rows = readme.matches("https://arxiv.org/abs/").count();
        assert!(rows == 60 || rows == 90, "round {round}: {rows} rows");
        let archive = State::parse(&now["daily-papers.json"], "data", "daily-papers").unwrap();
        assert!([60, 90].contains(&archive.papers.len()), "round {round}");
        let others = now.len() - old.len();
        assert!(signal == "KILL" || others == left, "round {round}: {:?}", now.keys());
        left = others;
        if archive.papers.len() == 90 {
            for (name, bytes) in
                [("README.md", &old["README.md"]), (".github/daily-papers.json", &old["daily-papers.json"])]
            {
                std::fs::write(directory.path().join(name), bytes).unwrap();
            }
        }
    }
    println!("100 runs, {cut} cut off, {left} files left behind by SIGKILL");
    assert!(cut >= 10, "{cut} of 100 were cut off");
    assert!(shipped(&arxiv, directory.path(), "").status().unwrap().success());
    let now = files(directory.path());
    let archive = State::parse(&now["daily-papers.json"], "data", "daily-papers").unwrap();
    assert_eq!(archive.papers.len(), 90);
}

#[test]
#[ignore = "slow"]
fn a_full_disk_leaves_the_old_files() {
    let (_servers, arxiv, directory, _) = yesterday();
    let old = files(directory.path());
    // No file may be larger than a few blocks, and the signal for it is ignored: writing fails as on a full disk.
    let ended = shipped(&arxiv, directory.path(), "trap '' XFSZ; ulimit -f 4;").output().unwrap();
    let said = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(1), "{said}");
    assert!(said.contains("too large") || said.contains("No space"), "{said}");
    assert_eq!(files(directory.path()), old, "{said}");
    assert!(shipped(&arxiv, directory.path(), "").status().unwrap().success());
    assert_ne!(files(directory.path()), old);
}
