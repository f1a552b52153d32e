//! Pages of other people's papers, for `tests/cmark`: `cargo run --example seed-page -- papers.json FOLDER` runs the real
//! program in local mode against the stand-in for arXiv, which answers from the file, and writes a page for each keyword
//! into a folder of its own (one page of all would be more than GitHub shows, and be cut).

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
const KEYWORDS: [&str; 4] =
    ["Neural Architecture Search", "Differentiable Architecture Search", "DARTS", "NAS"];

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(papers), Some(folder)) = (args.next(), args.next()) else {
        return Err("usage: seed-page PAPERS.JSON FOLDER".into());
    };
    let corpus = Corpus::from_seed(&std::fs::read_to_string(papers)?)?;
    let servers = tokio::runtime::Runtime::new()?;
    let arxiv = servers.block_on(Arxiv::start(corpus))?;
    for (number, keyword) in KEYWORDS.iter().enumerate() {
        let folder = PathBuf::from(&folder).join(number.to_string());
        std::fs::create_dir_all(&folder)?;
        write_page(keyword, arxiv.url(), folder)?;
    }
    Ok(())
}

fn write_page(keyword: &str, arxiv_url: String, folder: PathBuf) -> Result<(), Box<dyn Error>> {
    let variables = [
        ("INPUT_MODE", "local".to_owned()),
        ("INPUT_KEYWORDS", keyword.to_owned()),
        ("INPUT_MAX-RESULTS", "1000".to_owned()),
        // As the seed page was made: no matching of our own.
        ("INPUT_MATCH", "arxiv".to_owned()),
        ("INPUT_ARXIV-URL", arxiv_url),
    ];
    let mut env = Env::new(variables.map(|(name, value)| (name.to_owned(), value)));
    env.directory = folder;
    let pace = Pace { gap: Duration::from_millis(10), ..Pace::default() };
    let now = jiff::Timestamp::now();
    match daily_papers::run(&env, pace, now, Box::new(io::stdout()), Box::new(io::stderr())) {
        Exit::Done => Ok(()),
        exit => Err(format!("ended with {}", exit as u8).into()),
    }
}
