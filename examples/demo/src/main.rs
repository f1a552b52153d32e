//! The whole job, offline: the real program against a fake arXiv and a fake GitHub on loopback. A crate of its own, so that it
//! does not compile what only tests and benchmarks need.
//!
//! `cargo run -p demo` uses a small corpus of real papers; `cargo run -p demo -- corpus.json` another one.

#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a demonstration talks and reads the clock"
)]

use std::error::Error;
use std::io;
use std::process::Command;
use std::time::Duration;

use daily_papers::env::Env;
use daily_papers::error::Exit;
use daily_papers::http::Timing;
use fakes::arxiv::{Arxiv, Corpus};
use fakes::github::GitHub;

const README: &str = "# Our lab\n\nWhat we read:\n\n<!-- daily-papers:start -->\n<!-- daily-papers:end -->\n";
const REFERENCES: &str = include_str!("../refs.bib");
const CONFIG: &str = "\
keywords:
  - Neural Architecture Search
  - name: DARTS
    exclude: [dart game]
  - Graph Neural Networks
columns: title, date, relevance, authors, abstract, comment
like: refs.bib
sort: relevance
extra-files:
  - {path: papers.atom, template: atom}
  - {path: papers.bib, template: bibtex}
  - {path: papers.html, template: page}
  - {path: papers.svg, template: chart}
";

fn main() -> Result<(), Box<dyn Error>> {
    let corpus = match std::env::args().nth(1) {
        Some(path) => std::fs::read_to_string(path)?,
        None => include_str!("../../corpus.json").to_owned(),
    };
    let servers = tokio::runtime::Runtime::new()?;
    let arxiv = servers.block_on(Arxiv::start(Corpus::from_json(&corpus)?))?;
    let config = CONFIG.as_bytes();
    let github = GitHub::with_files(&[
        ("README.md", README.as_bytes()),
        ("refs.bib", REFERENCES.as_bytes()),
        (".github/daily-papers.yml", config),
    ]);

    println!(
        "A repository on a fake GitHub, with markers in its README, a bibliography refs.bib and this \
         .github/daily-papers.yml:\n"
    );
    println!("{CONFIG}");
    for time in ["The first run", "A second run, with nothing new at arXiv"] {
        println!("{time}:");
        let exit = daily_papers::run(
            &environment(&arxiv, &github),
            timing(),
            jiff::Timestamp::now(),
            stdout(),
            stdout(),
        );
        println!("  exit code {}\n", exit as u8);
        if exit != Exit::Done {
            return Err("the demo should have ended with 0".into());
        }
    }
    let readme = github.read("README.md").ok_or("the README is gone")?;
    println!("The top of the README now:\n");
    for line in String::from_utf8_lossy(&readme).lines().take(16) {
        println!("  {}", line.chars().take(110).collect::<String>());
    }

    // The repository is kept, so that it can be inspected.
    let directory = tempfile::Builder::new().prefix("daily-papers-demo-").tempdir()?.keep();
    let status =
        Command::new("git").args(["clone", "--quiet"]).arg(github.path()).arg(&directory).status()?;
    if !status.success() {
        return Err("git could not clone the demo's repository".into());
    }
    println!(
        "\nLook at the commits, the page, and the extra files:\n\n  git -C {} show --stat",
        directory.display()
    );
    for file in ["README.md", "papers.atom", "papers.bib", "papers.html", "papers.svg"] {
        println!("  less {}", directory.join(file).display());
    }
    Ok(())
}

/// What a runner would pass, with the fakes in place of arXiv and GitHub.
fn environment(arxiv: &Arxiv, github: &GitHub) -> Env {
    let variables = [
        ("GITHUB_API_URL", github.api_url()),
        ("GITHUB_GRAPHQL_URL", github.graphql_url()),
        ("GITHUB_REPOSITORY", github.setup().repository.clone()),
        ("INPUT_ARXIV-URL", arxiv.url()),
        ("INPUT_TOKEN", github.setup().token.clone()),
    ];
    Env::new(variables.map(|(name, value)| (name.to_owned(), value)))
}

/// The fake arXiv needs no pauses between requests.
fn timing() -> Timing {
    Timing { min_interval: Duration::from_millis(10), ..Timing::default() }
}

/// Indents the output of the program, to distinguish it from the output of the demo.
fn stdout() -> Box<dyn io::Write + Send> {
    struct Indented;
    impl io::Write for Indented {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            for line in String::from_utf8_lossy(bytes).lines() {
                writeln!(io::stdout(), "  {line}")?;
            }
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            io::stdout().flush()
        }
    }
    Box::new(Indented)
}
