//! Writes every kind of extra file, for tests and pictures: `cargo run --example publications -- DIRECTORY WHAT [HISTORY]` runs the real
//! program in local mode against the fake arXiv. WHAT is a number of made-up papers, `hostile` for papers whose texts try to
//! act as code, a file of real papers (`../shared/seed/papers.json`), or a directory of recorded answers
//! (`../shared/arxiv-feeds/recorded`).

#![expect(clippy::disallowed_methods, reason = "an example reads its arguments")]

use std::error::Error;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use daily_papers::env::Env;
use daily_papers::error::Exit;
use daily_papers::http::Timing;
use fakes::arxiv::{Arxiv, Corpus, subject, synthetic};
use fakes::hostile;

/// How many keywords share the made-up papers.
const SUBJECTS: u32 = 5;

const EXTRA_FILES: &str = "
- {path: papers.atom, template: atom}
- {path: papers.bib, template: bibtex}
- {path: papers.html, template: page}
- {path: papers.json, template: json}
- {path: papers.svg, template: chart}
";

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(directory), Some(what)) = (args.next(), args.next()) else {
        return Err("usage: publications DIRECTORY COUNT|hostile|PAPERS.JSON|RECORDINGS [HISTORY]".into());
    };
    let (corpus, keywords, now) = match what.parse::<u32>() {
        Ok(count) => {
            let papers: Vec<_> =
                (0..SUBJECTS).flat_map(|number| synthetic(number, count / SUBJECTS, 0)).collect();
            let subjects: Vec<_> = (0..SUBJECTS).map(subject).collect();
            let newest = papers.iter().map(|paper| paper.updated).max().unwrap_or_default();
            (Corpus::new(papers), subjects.join("\n"), newest.to_string())
        }
        Err(_) if what == "hostile" => {
            let corpus = Corpus::new(hostile::papers("Graph Networks"));
            (corpus, "Graph Networks".to_owned(), "2026-11-24T06:37:00Z".to_owned())
        }
        Err(_) if Path::new(&what).is_dir() => {
            let keywords =
                "Language Models\nAgents\nReinforcement Learning\nGraphs\nDiffusion Models\nTheorem";
            (Corpus::from_recordings(&what)?, keywords.to_owned(), "2026-11-24T06:37:00Z".to_owned())
        }
        Err(_) => {
            let corpus = Corpus::from_seed(&std::fs::read_to_string(what)?)?;
            let keywords = "Neural Architecture Search\nDifferentiable Architecture Search\nDARTS\nNAS";
            (corpus, keywords.to_owned(), "2025-07-01T06:37:00Z".to_owned())
        }
    };
    let history = args.next().unwrap_or_default();
    let servers = tokio::runtime::Runtime::new()?;
    let arxiv = servers.block_on(Arxiv::start(corpus))?;
    let inputs = [
        ("KEYWORDS", keywords),
        ("MAX-RESULTS", "1000".to_owned()),
        ("EXTRA-FILES", EXTRA_FILES.to_owned()),
        ("MODE", "local".to_owned()),
        ("HISTORY", history),
        ("REPOSITORY", "octo/papers".to_owned()),
        ("ARXIV-URL", arxiv.url()),
    ];
    let mut env = Env::new(inputs.map(|(name, value)| (format!("INPUT_{name}"), value)));
    std::fs::create_dir_all(&directory)?;
    env.directory = PathBuf::from(directory);
    let timing = Timing { min_interval: Duration::from_millis(10), ..Timing::default() };
    match daily_papers::run(&env, timing, now.parse()?, Box::new(io::stdout()), Box::new(io::stderr())) {
        Exit::Done => Ok(()),
        exit => Err(format!("ended with {}", exit as u8).into()),
    }
}
