//! A page of other people's papers, for `tests/cmark`: `cargo run --example seed-page -- papers.json FOLDER` runs the real
//! program in local mode against the stand-in for arXiv, which answers from the file, and writes into the folder.

#![expect(clippy::disallowed_methods, reason = "an example reads its arguments and the clock")]

use std::error::Error;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use daily_papers::env::Env;
use daily_papers::error::Exit;
use daily_papers::http::Pace;
use stand_ins::arxiv::{Arxiv, Corpus};

/// The seed page's own headings.
const KEYWORDS: &str = "Neural Architecture Search\nDifferentiable Architecture Search\nDARTS\nNAS";

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(papers), Some(folder)) = (args.next(), args.next()) else {
        return Err("usage: seed-page PAPERS.JSON FOLDER".into());
    };
    let corpus = Corpus::from_seed(&std::fs::read_to_string(papers)?)?;
    let servers = tokio::runtime::Runtime::new()?;
    let arxiv = servers.block_on(Arxiv::start(corpus))?;
    let variables = [
        ("INPUT_MODE", "local".to_owned()),
        ("INPUT_KEYWORDS", KEYWORDS.to_owned()),
        ("INPUT_MAX-RESULTS", "1000".to_owned()),
        // As the seed page was made: no matching of our own.
        ("INPUT_MATCH", "arxiv".to_owned()),
        ("INPUT_ARXIV-URL", arxiv.url()),
    ];
    let mut env = Env::new(variables.map(|(name, value)| (name.to_owned(), value)));
    env.directory = PathBuf::from(folder);
    let pace = Pace { gap: Duration::from_millis(10), ..Pace::default() };
    let now = jiff::Timestamp::now();
    match daily_papers::run(&env, pace, now, Box::new(io::stdout()), Box::new(io::stderr())) {
        Exit::Done => Ok(()),
        exit => Err(format!("ended with {}", exit as u8).into()),
    }
}
