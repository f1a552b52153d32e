//! Both stand-ins, for a program that is not Rust: prints the environment of a step that looks for the given number of
//! made-up subjects, 100 papers each, then does what is asked for on standard input, a line each:
//!
//! - `gaps`: prints the seconds from the end of each answer of arXiv's to the next request, blank apart, since the last
//!   time it was asked;
//! - `day`: arXiv has the papers of the next day.
//!
//! It ends when its standard input does.

#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a program of its own, which answers there"
)]

use std::error::Error;
use std::io::BufRead as _;

use stand_ins::arxiv::{Arxiv, Corpus, Record, gaps, made_up, subject};
use stand_ins::github::GitHub;

const README: &str = "# Our lab\n\n<!-- daily-papers:start -->\n<!-- daily-papers:end -->\n";

fn main() -> Result<(), Box<dyn Error>> {
    let subjects: u32 = std::env::args().nth(1).ok_or("how many subjects?")?.parse()?;
    let servers = tokio::runtime::Runtime::new()?;
    let arxiv = servers.block_on(Arxiv::start(corpus(subjects, 0)))?;
    let keywords: Vec<String> = (0..subjects).map(|number| format!("  - {}\n", subject(number))).collect();
    let config = format!("keywords:\n{}", keywords.concat());
    let github = GitHub::with_files(&[
        ("README.md", README.as_bytes()),
        (".github/daily-papers.yml", config.as_bytes()),
    ]);
    println!("GITHUB_API_URL={}", github.api_url());
    println!("GITHUB_GRAPHQL_URL={}", github.graphql_url());
    println!("GITHUB_REPOSITORY={}", github.setup().repository);
    println!("GITHUB_TOKEN={}", github.setup().token);
    println!("INPUT_ARXIV-URL={}", arxiv.url());
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
            other => return Err(format!("what is `{other}`?").into()),
        }
    }
    Ok(())
}

fn corpus(subjects: u32, day: u32) -> Corpus {
    let records: Vec<Record> = (0..subjects).flat_map(|number| made_up(number, 100, day)).collect();
    Corpus::new(records)
}
