//! All fakes, for a program that is not Rust: prints the environment of a step and then does what is asked for on
//! standard input. `serve 4` has a repository that looks for that many made-up subjects, 100 papers each;
//! `serve DIRECTORY PAPERS.JSON` one that holds the directory's files, and the papers of a corpus. Besides what a step's
//! environment holds, it prints `GIT_DIR`, where the repository is, and `SUMMARY_URL`, where the language model is. What may be
//! asked for, a line each:
//!
//! - `gaps`: prints the seconds from the end of each answer of arXiv's to the next request, separated by spaces, since the last
//!   time it was asked;
//! - `fault NAME`: spoils the next answer of the model (`no-text`, `length`, `refusal`, `filtered`, `overloaded`);
//! - `day`: arXiv has the papers of the next day (made-up subjects only).
//!
//! It ends when its standard input does.

#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a program of its own, which answers there"
)]

use std::error::Error;
use std::fs;
use std::io::BufRead as _;
use std::path::Path;

use fakes::arxiv::{Arxiv, Corpus, Record, gaps, subject, synthetic};
use fakes::github::GitHub;
use fakes::model::{Fault, Model};

const README: &str = "# Our lab\n\n<!-- daily-papers:start -->\n<!-- daily-papers:end -->\n";

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (subjects, papers, github) = match args.as_slice() {
        [directory, papers] => {
            (0, Corpus::from_json(&fs::read_to_string(papers)?)?, repository(Path::new(directory))?)
        }
        [subjects] => {
            let subjects = subjects.parse()?;
            (subjects, corpus(subjects, 0), synthetic_repository(subjects))
        }
        _ => return Err("usage: serve SUBJECTS, or serve DIRECTORY PAPERS.JSON".into()),
    };
    let servers = tokio::runtime::Runtime::new()?;
    let arxiv = servers.block_on(Arxiv::start(papers))?;
    let model = servers.block_on(Model::start())?;
    println!("GIT_DIR={}", github.path().display());
    println!("GITHUB_API_URL={}", github.api_url());
    println!("GITHUB_GRAPHQL_URL={}", github.graphql_url());
    println!("GITHUB_REPOSITORY={}", github.setup().repository);
    println!("GITHUB_TOKEN={}", github.setup().token);
    println!("INPUT_ARXIV-URL={}", arxiv.url());
    println!("SUMMARY_URL={}", model.url());
    println!();
    let (mut seen, mut day) = (0, 0);
    for line in std::io::stdin().lock().lines() {
        match line?.as_str() {
            "gaps" => {
                let requests = arxiv.requests();
                let gaps: Vec<String> =
                    gaps(&requests[seen..]).iter().map(|gap| gap.as_secs_f64().to_string()).collect();
                seen = requests.len();
                println!("{}", gaps.join(" "));
            }
            "day" => {
                day += 1;
                arxiv.set_corpus(corpus(subjects, day));
                println!();
            }
            other => match other.strip_prefix("fault ").and_then(Fault::named) {
                Some(fault) => {
                    model.fault(0, fault);
                    println!();
                }
                None => return Err(format!("what is `{other}`?").into()),
            },
        }
    }
    Ok(())
}

fn synthetic_repository(subjects: u32) -> GitHub {
    let keywords: Vec<String> = (0..subjects).map(|number| format!("  - {}\n", subject(number))).collect();
    let config = format!("keywords:\n{}", keywords.concat());
    GitHub::with_files(&[("README.md", README.as_bytes()), (".github/daily-papers.yml", config.as_bytes())])
}

/// A repository that holds a directory's files.
fn repository(root: &Path) -> Result<GitHub, Box<dyn Error>> {
    let (mut directories, mut files) = (vec![root.to_owned()], Vec::new());
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(directory)? {
            let path = entry?.path();
            if path.is_dir() {
                directories.push(path);
            } else {
                let name = path.strip_prefix(root)?.to_str().ok_or("a file's name is not UTF-8")?.to_owned();
                files.push((name, fs::read(&path)?));
            }
        }
    }
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    Ok(GitHub::with_files(&files))
}

fn corpus(subjects: u32, day: u32) -> Corpus {
    let records: Vec<Record> = (0..subjects).flat_map(|number| synthetic(number, 100, day)).collect();
    Corpus::new(records)
}
