//! The binary itself, as a person or a runner starts it.

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use daily_papers::env::Env;
use fakes::arxiv::{Arxiv, Corpus, Fault, FaultKind};

use crate::runner;
use crate::test_env::papers;

/// The binary in a directory, with nothing of this process's environment.
fn binary(directory: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_daily-papers"));
    command.env_clear().current_dir(directory).stdin(Stdio::null());
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn run(args: &[&str], directory: &Path) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = binary(directory).args(args).output().unwrap();
    (status.code(), text(&stdout), text(&stderr))
}

#[test]
fn help_and_version_go_to_standard_output() {
    let directory = tempfile::tempdir().unwrap();
    let (code, out, err) = run(&["--version"], directory.path());
    assert_eq!(
        (code, out, err),
        (Some(0), format!("daily-papers {}\n", env!("CARGO_PKG_VERSION")), String::new())
    );
    let (code, out, _) = run(&["--help"], directory.path());
    assert_eq!(code, Some(0));
    assert!(out.contains("--max-results <N>") && out.contains("Commands:"), "{out}");
}

#[test]
fn invalid_flags_end_with_2() {
    let directory = tempfile::tempdir().unwrap();
    let (code, out, err) = run(&["--max-result", "5"], directory.path());
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(err.starts_with("error: ") && err.contains("--max-results"), "{err}");
    let (code, _, err) = run(&["--mode", "local", "--max-results", "none"], directory.path());
    assert_eq!(code, Some(2));
    assert!(err.contains("`max-results` (flag): `none`"), "{err}");
    assert!(err.contains("`keywords`"), "{err}");
}

#[tokio::test(flavor = "multi_thread")]
async fn context_is_printed_and_nothing_written() {
    let arxiv = Arxiv::start(Corpus::new(papers("graph networks", 2))).await.unwrap();
    let directory = tempfile::tempdir().unwrap();
    let args = ["context", "--keywords", "graph networks", "--arxiv-url", &arxiv.url()];
    let (code, out, err) = run(&args, directory.path());
    assert_eq!(code, Some(0), "{err}");
    assert!(err.starts_with("reading the working directory\n"), "{err}");
    let context: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(context["keywords"][0]["name"], "graph networks");
    assert_eq!(context["keywords"][0]["papers"][1]["title"], "graph networks number 1");
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn explain_prints_reason_and_writes_nothing() {
    let hits = papers("graph networks", 2);
    let id = hits[1].id.clone();
    let arxiv = Arxiv::start(Corpus::new(hits)).await.unwrap();
    let directory = tempfile::tempdir().unwrap();
    let explain = |id: &str| {
        let keywords = "graph networks\nDARTS";
        run(&["explain", id, "--keywords", keywords, "--arxiv-url", &arxiv.url()], directory.path())
    };
    let (code, out, err) = explain(&format!("{id}v7"));
    assert_eq!(code, Some(0), "{err}");
    assert!(out.starts_with(&format!("{id}v1 graph networks number 1\n")), "{out}");
    assert!(out.contains("\ngraph networks: in, `graph networks` matches"), "{out}");
    assert!(out.contains("\nDARTS: out, no match for `DARTS`"), "{out}");
    assert_eq!(arxiv.requests().len(), 1);
    let (code, _, err) = explain("2504");
    assert_eq!(code, Some(2));
    assert!(err.contains("`2504` is not an arXiv identifier"), "{err}");
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
}

/// The shipped binary keeps arXiv's three seconds after the end of an answer, on loopback too.
#[tokio::test(flavor = "multi_thread")]
async fn three_seconds_pass_between_requests() {
    let arxiv = Arxiv::start(Corpus::new(papers("graph networks", 2))).await.unwrap();
    let answer = Duration::from_millis(500);
    arxiv.fault(Fault::once(FaultKind::Slow(answer)));
    let directory = tempfile::tempdir().unwrap();
    let args = [
        "--mode",
        "local",
        "--keywords",
        "graph networks\nnetworks",
        "--arxiv-url",
        &arxiv.url(),
        "--contact",
        "me@lab.example",
    ];
    let mut command = binary(directory.path());
    command.args(args);
    let Output { status, stderr, .. } =
        tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
    let said = text(&stderr);
    assert!(status.success(), "{said}");
    let requests = arxiv.requests();
    assert_eq!(requests.len(), 2);
    let gap = requests[1].arrived - requests[0].arrived;
    assert!(gap >= answer + Duration::from_secs(3), "{gap:?}");
    let user_agent = format!("daily-papers/{} (me@lab.example)", env!("CARGO_PKG_VERSION"));
    for request in &requests {
        assert_eq!(request.header("user-agent"), user_agent);
        assert_eq!(request.header("accept"), "application/atom+xml, */*");
        assert!(request.header("accept-encoding").contains("gzip"));
        assert_eq!(request.open_connections, 1);
    }
    assert!(said.contains("asking arXiv for graph networks, from row 1\n"), "a line a request: {said}");
    assert!(said.ends_with("2 papers listed, 0 new, 0 revised.\n"), "{said}");
    let readme = std::fs::read_to_string(directory.path().join("README.md")).unwrap();
    assert!(readme.contains("graph networks number 1"));
}

/// A cancelled job ends at once, reports what it knows, and has written nothing.
#[tokio::test(flavor = "multi_thread")]
async fn sigterm_ends_promptly_and_writes_nothing() {
    let arxiv = Arxiv::start(Corpus::new(papers("graph networks", 2))).await.unwrap();
    let directory = tempfile::tempdir().unwrap();
    let output = directory.path().join("output");
    let mut command = binary(directory.path());
    command.args(["--mode", "local", "--keywords", "graph networks\nnetworks", "--arxiv-url", &arxiv.url()]);
    command.env("GITHUB_OUTPUT", &output).stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    while arxiv.requests().is_empty() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(Command::new("kill").arg(child.id().to_string()).status().unwrap().success());
    let done = tokio::task::spawn_blocking(|| child.wait_with_output()).await.unwrap().unwrap();
    assert_eq!(arxiv.requests().len(), 1, "it waited out the three seconds and asked again");
    assert_eq!(done.status.code(), Some(1));
    assert!(text(&done.stderr).contains("cancelled"), "{}", text(&done.stderr));
    assert!(std::fs::read_to_string(output).unwrap().contains("changed<<"));
    assert!(!directory.path().join("README.md").exists());
}

/// The template holds the run's own thread for half a minute. The runner kills a job ten seconds after it asked it to end.
#[tokio::test(flavor = "multi_thread")]
async fn sigterm_ends_a_template_in_a_loop() {
    let arxiv = Arxiv::start(Corpus::new(papers("graph networks", 2))).await.unwrap();
    let directory = tempfile::tempdir().unwrap();
    let endless = "{% for a in range(end=90000) %}{% for b in range(end=90000) %}{% endfor %}{% endfor %}";
    std::fs::write(directory.path().join("loop.md"), endless).unwrap();
    let mut command = binary(directory.path());
    command.args(["--mode", "local", "--keywords", "graph networks", "--arxiv-url", &arxiv.url()]);
    let child = command.args(["--template", "loop.md"]).stderr(Stdio::piped()).spawn().unwrap();
    while arxiv.requests().is_empty() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    let begin = Instant::now();
    assert!(Command::new("kill").arg(child.id().to_string()).status().unwrap().success());
    let done = tokio::task::spawn_blocking(|| child.wait_with_output()).await.unwrap().unwrap();
    assert!(begin.elapsed() < Duration::from_secs(10), "{:?}", begin.elapsed());
    assert_eq!(done.status.code(), Some(1), "{}", text(&done.stderr));
    assert!(!directory.path().join("README.md").exists());
}

/// This test starts itself: the child panics, as the binary never should.
#[test]
fn panic_is_reported_like_an_error() {
    const WORDS: &str = "t0ken-0123456789 \u{1b}[31m\r::set-output name=x::y\n::warning::z ##[error]w";
    let env = Env::capture();
    if env.input("token").is_some() {
        daily_papers::install_panic_hook(env);
        std::thread::spawn(|| panic!("{WORDS}")).join().unwrap();
    }
    let directory = tempfile::tempdir().unwrap();
    let [outputs, summary] = ["outputs", "summary"].map(|name| directory.path().join(name));
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "cli::panic_is_reported_like_an_error", "--nocapture"])
        .envs([("GITHUB_ACTIONS", "true"), ("INPUT_TOKEN", "t0ken-0123456789")])
        .envs([("GITHUB_OUTPUT", &outputs), ("GITHUB_STEP_SUMMARY", &summary)])
        .output()
        .unwrap();
    let (out, err) = (text(&child.stdout), text(&child.stderr));
    assert_eq!(child.status.code(), Some(1), "{out}{err}");
    let commands = runner::commands(&out);
    let [error] = commands.as_slice() else { panic!("{commands:?}") };
    assert!(
        error.name == "error" && error.data.contains("internal error: panicked at tests/integration/cli.rs"),
        "{error:?}"
    );
    assert_eq!((runner::commands(&err), err.as_str()), (vec![], ""));
    let summary = std::fs::read_to_string(summary).unwrap();
    assert!(
        summary.starts_with(
            "**daily-papers: failed** The run ended with an internal error. A commit may have been"
        ),
        "{summary}"
    );
    let outputs = std::fs::read_to_string(outputs).unwrap();
    assert_eq!(runner::outputs(&outputs).unwrap()["changed"], "false");
    for said in [out, summary, outputs] {
        assert!(!said.contains("t0ken") && !said.contains('\u{1b}'), "{said}");
    }
}
