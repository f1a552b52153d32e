//! Writes pages of real papers, for `tests/cmark` and `docs/screenshots/make`: `cargo run --example seed-page -- PAPERS.JSON
//! DIRECTORY` runs the real program in local mode against the fake arXiv, which answers from the file. It writes one page for
//! each keyword, because GitHub would not show all of them in one. With a directory of recorded answers instead of the file,
//! and the name of a template as third argument, it writes one page with that template.

#![expect(clippy::disallowed_methods, reason = "an example reads its arguments and the clock")]

use std::error::Error;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use daily_papers::env::Env;
use daily_papers::error::Exit;
use daily_papers::http::Timing;
use fakes::arxiv::{Arxiv, Corpus};

/// The keywords of the pictures.
const PICTURED: &str = "Distribution Testing\nLanguage Models\nAgents";

/// The headings of the seed page.
const KEYWORDS: [&str; 4] =
    ["Neural Architecture Search", "Differentiable Architecture Search", "DARTS", "NAS"];

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(papers), Some(directory)) = (args.next(), args.next()) else {
        return Err("usage: seed-page PAPERS.JSON DIRECTORY [TEMPLATE]".into());
    };
    let template = args.next();
    let corpus = if template.is_some() {
        Corpus::from_recordings(&papers)?
    } else {
        Corpus::from_seed(&std::fs::read_to_string(papers)?)?
    };
    let servers = tokio::runtime::Runtime::new()?;
    let arxiv = servers.block_on(Arxiv::start(corpus))?;
    if let Some(template) = template {
        std::fs::create_dir_all(&directory)?;
        let inputs =
            [("INPUT_KEYWORDS", PICTURED), ("INPUT_TEMPLATE", &template), ("INPUT_MAX-RESULTS", "25")];
        return write_page(&inputs, arxiv.url(), PathBuf::from(directory));
    }
    for (number, keyword) in KEYWORDS.iter().enumerate() {
        let directory = PathBuf::from(&directory).join(number.to_string());
        std::fs::create_dir_all(&directory)?;
        // The seed page was made without matching rules of our own.
        let inputs = [("INPUT_KEYWORDS", *keyword), ("INPUT_MATCH", "arxiv"), ("INPUT_MAX-RESULTS", "1000")];
        write_page(&inputs, arxiv.url(), directory)?;
    }
    Ok(())
}

fn write_page(inputs: &[(&str, &str)], arxiv_url: String, directory: PathBuf) -> Result<(), Box<dyn Error>> {
    let variables = inputs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let others = [("INPUT_MODE", "local".to_owned()), ("INPUT_ARXIV-URL", arxiv_url)];
    let mut env = Env::new(variables.chain(others.map(|(name, value)| (name.to_owned(), value))));
    env.directory = directory;
    let timing = Timing { min_interval: Duration::from_millis(10), ..Timing::default() };
    let now = jiff::Timestamp::now();
    match daily_papers::run(&env, timing, now, Box::new(io::stdout()), Box::new(io::stderr())) {
        Exit::Done => Ok(()),
        exit => Err(format!("ended with {}", exit as u8).into()),
    }
}
