//! An environment for the program to run in: arXiv and GitHub on loopback, and a runner's environment and files.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use daily_papers::env::Env;
use daily_papers::error::Exit;
use daily_papers::http::Timing;
use fakes::arxiv::{Arxiv, Corpus, Record};
use fakes::github::GitHub;
use fakes::model::{MODEL, Model};
use jiff::Timestamp;
use tokio::runtime::Runtime;

use crate::runner;

/// The morning on which runs take place, unless a test says otherwise.
pub(crate) const MORNING: &str = "2026-11-24T06:37:00Z";

/// Waits short enough for a test, long enough to be seen.
pub(crate) fn quick() -> Timing {
    Timing {
        min_interval: Duration::from_millis(5),
        arxiv_retry: Duration::from_millis(5),
        github_retry: Duration::from_millis(1),
        github_write: Duration::from_millis(1),
        connect_timeout: Duration::from_secs(5),
        request_timeout: Duration::from_secs(5),
        github_timeout: Duration::from_secs(5),
        summary_timeout: Duration::from_millis(500),
        summaries_time: Duration::from_secs(10),
    }
}

/// A paper of the fake's corpus: everything but what matters is filled in.
pub(crate) fn record(id: &str, version: u32, title: &str, updated: &str) -> Record {
    let submitted = if version == 1 { updated } else { "2026-10-01T00:00:00Z" };
    serde_json::from_value(serde_json::json!({
        "id": id, "version": version, "title": title, "abstract": format!("We study {title}."),
        "authors": ["Ada Lovelace", "Alan Turing"], "comment": "", "journal_ref": "", "dois": [],
        "categories": ["cs.LG"], "submitted": submitted, "updated": updated,
    }))
    .unwrap()
}

/// `count` papers about a subject, the newest first, one an hour.
pub(crate) fn papers(subject: &str, count: u32) -> Vec<Record> {
    let newest: Timestamp = "2026-11-23T12:00:00Z".parse().unwrap();
    let paper = |n: u32| {
        let at = newest - jiff::SignedDuration::from_hours(i64::from(n));
        record(&format!("2611.{:05}", 20_000 - n), 1, &format!("{subject} number {n}"), &at.to_string())
    };
    (0..count).map(paper).collect()
}

/// Whether a text reveals a secret: as it is, or in base64, whatever was encoded before and after it.
pub(crate) fn reveals(secret: &str, text: &str) -> bool {
    // How many bytes precede it in its first group of three, and how many digits these take part in.
    let encoded = [(0, 0), (1, 2), (2, 3)].map(|(before, digits)| {
        let bytes = [&b"\0\0"[..before], secret.as_bytes()].concat();
        STANDARD.encode(&bytes[..bytes.len() / 3 * 3]).split_off(digits)
    });
    text.contains(secret) || encoded.iter().any(|encoded| text.contains(encoded))
}

#[test]
fn detects_secret_inside_any_text() {
    for around in ["", "a", "ab", "x-access-token:"] {
        let text = format!("basic {}", STANDARD.encode(format!("{around}t0ken-of-ours{around}")));
        assert!(reveals("t0ken-of-ours", &text) && !reveals("t0ken-of-yours", &text), "{text}");
    }
}

/// The shipped binary over a directory, in `local` mode, with something before it in the shell, such as a limit. One keyword
/// with few papers is one request: no waits.
pub(crate) fn shipped(arxiv: &Arxiv, directory: &Path, before: &str) -> Command {
    let mut command = Command::new("sh");
    command
        .args(["-c", &format!("{before} exec \"$0\" \"$@\""), env!("CARGO_BIN_EXE_daily-papers")])
        .args(["--mode", "local", "--keywords", "graph networks", "--arxiv-url", &arxiv.url()])
        .env_clear()
        .current_dir(directory)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    command
}

/// A fake arXiv, a fake GitHub, and the environment and files of a runner.
pub(crate) struct TestEnv {
    pub(crate) arxiv: Arxiv,
    pub(crate) github: GitHub,
    pub(crate) now: Timestamp,
    pub(crate) timing: Timing,
    pub(crate) variables: BTreeMap<String, String>,
    /// The command line.
    pub(crate) args: Vec<String>,
    directory: tempfile::TempDir,
    servers: Runtime,
}

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct RunOutput {
    pub(crate) exit: Exit,
    pub(crate) out: String,
    pub(crate) err: String,
    pub(crate) outputs: BTreeMap<String, String>,
    pub(crate) summary: String,
}

impl TestEnv {
    /// A repository with these files, arXiv with these papers, and a step whose `keywords` are these.
    pub(crate) fn new(files: &[(&str, &str)], records: Vec<Record>, keywords: &str) -> Self {
        let servers = Runtime::new().unwrap();
        let arxiv = servers.block_on(Arxiv::start(Corpus::new(records))).unwrap();
        let files: Vec<(&str, &[u8])> = files.iter().map(|(path, text)| (*path, text.as_bytes())).collect();
        let github = GitHub::with_files(&files);
        Self::with(servers, arxiv, github, keywords)
    }

    /// The same over a repository made before.
    pub(crate) fn over(github: GitHub, records: Vec<Record>, keywords: &str) -> Self {
        let servers = Runtime::new().unwrap();
        let arxiv = servers.block_on(Arxiv::start(Corpus::new(records))).unwrap();
        Self::with(servers, arxiv, github, keywords)
    }

    fn with(servers: Runtime, arxiv: Arxiv, github: GitHub, keywords: &str) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let path = |name: &str| directory.path().join(name).to_str().unwrap().to_owned();
        std::fs::create_dir(directory.path().join("workspace")).unwrap();
        let variables = [
            ("GITHUB_ACTIONS", "true".to_owned()),
            ("GITHUB_API_URL", github.api_url()),
            ("GITHUB_GRAPHQL_URL", github.graphql_url()),
            ("GITHUB_SERVER_URL", "https://github.com".to_owned()),
            ("GITHUB_REPOSITORY", github.setup().repository.clone()),
            ("GITHUB_OUTPUT", path("output")),
            ("GITHUB_STEP_SUMMARY", path("summary")),
            ("GITHUB_WORKSPACE", path("workspace")),
            ("INPUT_ARXIV-URL", arxiv.url()),
            ("INPUT_TOKEN", github.setup().token.clone()),
            ("INPUT_KEYWORDS", keywords.to_owned()),
        ];
        let variables = variables.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let now = MORNING.parse().unwrap();
        Self { arxiv, github, now, timing: quick(), variables, args: Vec::new(), directory, servers }
    }

    /// Sets an input of the step.
    pub(crate) fn input(&mut self, name: &str, value: &str) -> &mut Self {
        self.variables.insert(format!("INPUT_{}", name.to_ascii_uppercase()), value.to_owned());
        self
    }

    /// The runner's workspace.
    pub(crate) fn workspace(&self) -> PathBuf {
        self.directory.path().join("workspace")
    }

    /// Another day.
    pub(crate) fn later(&mut self, days: i64) -> &mut Self {
        self.now += jiff::SignedDuration::from_hours(24 * days);
        self
    }

    /// Puts other papers into arXiv.
    pub(crate) fn publish(&self, records: Vec<Record>) {
        self.arxiv.set_corpus(Corpus::new(records));
    }

    /// A fake language model, which the step is to ask for summaries.
    pub(crate) fn model(&mut self) -> Model {
        let model = self.servers.block_on(Model::start()).unwrap();
        self.input("summary-url", &model.url()).input("summary-model", MODEL);
        model
    }

    /// The README at the head.
    pub(crate) fn readme(&self) -> String {
        String::from_utf8(self.github.read("README.md").unwrap()).unwrap()
    }

    /// One run of the program.
    pub(crate) fn run(&self) -> RunOutput {
        self.github.set_time(self.now);
        let mut env = Env::new(self.variables.clone());
        env.directory = self.workspace();
        env.args.clone_from(&self.args);
        let (out, err) = (Buffer::default(), Buffer::default());
        let exit =
            daily_papers::run(&env, self.timing, self.now, Box::new(out.clone()), Box::new(err.clone()));
        let take = |name: &str| {
            let path = self.directory.path().join(name);
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            let _ = std::fs::remove_file(path);
            text
        };
        RunOutput {
            exit,
            out: out.text(),
            err: err.text(),
            outputs: runner::outputs(&take("output")).unwrap(),
            summary: take("summary"),
        }
    }
}

impl RunOutput {
    /// Asserts the exit code, with everything that was said if it is another.
    pub(crate) fn expect(self, exit: Exit) -> Self {
        assert_eq!(self.exit, exit, "{self:#?}");
        self
    }

    /// The annotations of a kind.
    pub(crate) fn annotations(&self, kind: &str) -> Vec<&str> {
        let start = format!("::{kind} title=daily-papers::");
        self.out.lines().filter_map(|line| line.strip_prefix(&start)).collect()
    }
}

#[derive(Clone, Default)]
struct Buffer(Arc<Mutex<Vec<u8>>>);

impl Buffer {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
