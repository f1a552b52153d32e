//! Keeps a repository's README filled with the newest arXiv papers on its owner's keywords.
//!
//! [`run`] is the whole program. Data flows one way: environment → [`config`] → what the repository holds ([`publish`]) →
//! arXiv ([`arxiv`]) → the lists ([`select`], [`archive`]) → the files ([`edition`]: [`render`], [`splice`]) → one commit →
//! what is told of it ([`report`]). `docs/architecture.md` has the picture.

pub mod actions;
pub mod arxiv;
pub mod config;
pub mod diff;
pub mod env;
pub mod error;
pub mod explain;
pub mod github;
pub mod http;
pub mod keyword;
pub mod log;
pub mod markers;
pub mod notify;
pub mod paper;
mod pipeline;
pub mod progress;
pub mod render;
pub mod repo;
pub mod report;
pub mod secret;
pub mod select;
pub mod state;
pub mod store;
pub mod text;
pub mod update;

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::PathBuf;

use jiff::Timestamp;

use arxiv::client;
use config::{Command, Config, Invocation, Mode, RawInputs, RunTarget};
use env::Env;
use error::{Error, Exit};
use github::{Connection, PullRequest, Repository, Section};
use http::Timing;
use log::{Console, Stream};
use pipeline::Pipeline;
use progress::Progress;
use report::Report;
use store::directory::Directory;
use store::{Snapshot, Target};

/// Runs the program: everything it knows of the world comes in here, everything it says goes to the two streams, the
/// files the runner names, and the repository.
pub fn run(env: &Env, timing: Timing, now: Timestamp, out: Stream, err: Stream) -> Exit {
    let console = Console::new(env, out, err);
    let _guard = tracing::subscriber::set_default(console.subscriber());
    let mut report = Report::default();
    let result = match Invocation::read(env) {
        Ok(Invocation::Print(text)) => {
            console.print(&text);
            return Exit::Done;
        }
        Ok(Invocation::Run(inputs)) => Job { env, timing, now, console: &console }.run(&inputs, &mut report),
        Err(wrong) => Err(wrong.into()),
    };
    report_outcome(env, &console, &report, result.err().as_ref())
}

/// From now on a panic in any thread is told like an error: escaped for the log, without secrets, with outputs and a summary.
/// Then the process ends, by an exit and not an abort: a container's process 1 does not die of its own signal.
pub fn install_panic_hook(env: Env) {
    std::panic::set_hook(Box::new(move |panic| {
        // Not the run's console: whoever panicked may be holding it.
        let console = Console::new(&env, Box::new(io::stdout()), Box::new(io::stderr()));
        let _guard = tracing::subscriber::set_default(console.subscriber());
        let error = Error::Bug(panic.to_string());
        let exit = report_outcome(&env, &console, &Report::default(), Some(&error));
        #[expect(clippy::exit, clippy::disallowed_methods, reason = "there is nothing to return to")]
        std::process::exit(exit as i32)
    }));
}

/// Tells everybody how it went, and with which exit code.
fn report_outcome(env: &Env, console: &Console, report: &Report, error: Option<&Error>) -> Exit {
    for keyword in report.keywords.iter().filter(|keyword| keyword.failed() && error.is_none()) {
        let kept = if keyword.has_list { "its last good list stays" } else { "it has no list yet" };
        let text = format!("{}: {}; {kept}", keyword.name, keyword.note());
        if keyword.rejected() { tracing::error!("{text}") } else { tracing::warn!("{text}") }
    }
    match error {
        Some(error) => tracing::error!("{}", report::message(error)),
        None => tracing::info!("{}", report.headline(None)),
    }
    let mut exit = report.exit(error);
    let outputs = actions::outputs(&report.outputs(), random());
    let summary = report.summary(error).unwrap_or_else(|_| report.first_line(error));
    for (variable, text) in [("GITHUB_OUTPUT", outputs), ("GITHUB_STEP_SUMMARY", summary)] {
        let Some(path) = env.get(variable) else { continue };
        let text = console.redact(&text);
        let file = OpenOptions::new().append(true).create(true).open(path);
        if let Err(error) = file.and_then(|mut file| file.write_all(text.as_bytes())) {
            tracing::error!("{variable} ({path}) cannot be written: {error}");
            exit = exit.max(Exit::Failed);
        }
    }
    exit
}

/// Not to be guessed by whoever writes papers.
fn random() -> u128 {
    use std::hash::{BuildHasher as _, RandomState};
    let half = || u128::from(RandomState::new().hash_one(()));
    half() << 64 | half()
}

/// Ends when the runner cancels the job (SIGTERM) or a person presses Ctrl-C.
async fn shutdown_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    match (signal(SignalKind::terminate()), signal(SignalKind::interrupt())) {
        (Ok(mut terminate), Ok(mut interrupt)) => {
            tokio::select! { _ = terminate.recv() => (), _ = interrupt.recv() => () }
        }
        // Without handlers the signals do what they do by default.
        _ => std::future::pending().await,
    }
}

/// One run.
struct Job<'a> {
    env: &'a Env,
    timing: Timing,
    now: Timestamp,
    console: &'a Console,
}

impl Job<'_> {
    fn run(&self, inputs: &RawInputs, report: &mut Report) -> Result<(), Error> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| http::Error::Build(error.to_string()))?;
        runtime.block_on(async {
            // As process 1 of a container there is no default action: without this, a cancelled job would wait to be killed.
            tokio::select! {
                result = self.work(inputs, report) => result,
                () = shutdown_signal() => Err(Error::Cancelled),
            }
        })
    }

    async fn work(&self, inputs: &RawInputs, report: &mut Report) -> Result<(), Error> {
        if let Some(token) = inputs.secret(self.env) {
            self.console.add_secret(&token);
        }
        let run_target = RunTarget::resolve(inputs, self.env)?;
        let http = http::client(self.env, &self.timing)?;
        let (Some(repository), Some(token)) = (&run_target.repository, &run_target.token) else {
            let target = self.directory(run_target.mode)?;
            let (snapshot, config) = self.configure(&target, &run_target, inputs, report).await?;
            return self.publish(&target, snapshot, &http, &run_target, &config, report).await;
        };
        let connection = Connection {
            api_url: run_target.api_url.clone(),
            graphql_url: run_target.graphql_url.clone(),
            repository: repository.clone(),
            branch: run_target.branch.clone(),
            token: token.clone(),
            timing: self.timing,
        };
        let target = Repository::new(&http, connection)?;
        let (snapshot, config) = self.configure(&target, &run_target, inputs, report).await?;
        if run_target.mode != Mode::PullRequest {
            return self.publish(&target, snapshot, &http, &run_target, &config, report).await;
        }
        let target = PullRequest::new(target, Section::from(&config));
        self.publish(
            &target,
            target.overlay_pull_request(snapshot).await?,
            &http,
            &run_target,
            &config,
            report,
        )
        .await
    }

    /// The working directory: the runner's workspace, which needs a checkout to be written to.
    fn directory(&self, mode: Mode) -> Result<Directory, Error> {
        let workspace = self.env.get("GITHUB_WORKSPACE").filter(|_| self.env.in_actions()).map(PathBuf::from);
        let root = workspace.unwrap_or_else(|| self.env.directory.clone());
        if mode == Mode::Local && self.env.in_actions() && !Directory::work_tree(&root) {
            return Err(store::Error::NoWorkTree.into());
        }
        Ok(Directory { root })
    }

    /// Reads the repository, and the configuration in it.
    async fn configure<T: Target>(
        &self,
        target: &T,
        run_target: &RunTarget,
        inputs: &RawInputs,
        report: &mut Report,
    ) -> Result<(Snapshot, Config), Error> {
        let mut snapshot = target.read(&run_target.candidate_paths(inputs)).await?;
        let publishes = matches!(run_target.mode, Mode::Commit | Mode::PullRequest);
        if let (true, true, Some(repository)) = (snapshot.archived, publishes, &run_target.repository) {
            return Err(store::Error::Archived { repository: repository.to_string() }.into());
        }
        let file = update::file(&snapshot, &run_target.config)?.map(|file| file.content);
        let config = Config::resolve(inputs, file, run_target)?;
        config.warnings.iter().for_each(|warning| report.warn(warning.clone()));
        report.config = Some(config.clone());
        let unread: Vec<_> = pipeline::paths(&config)
            .into_iter()
            .filter(|path| !snapshot.entries.contains_key(path))
            .collect();
        if !unread.is_empty() {
            target.read_more(&mut snapshot, &unread).await?;
        }
        Ok((snapshot, config))
    }

    /// Hands over to the session, which asks arXiv and writes.
    async fn publish<T: Target>(
        &self,
        target: &T,
        snapshot: Snapshot,
        http: &reqwest::Client,
        run_target: &RunTarget,
        config: &Config,
        report: &mut Report,
    ) -> Result<(), Error> {
        let session = Pipeline {
            target,
            config,
            urls: run_target.file_urls(),
            console: self.console,
            timing: self.timing,
            now: self.now,
            dry_run: run_target.mode == Mode::DryRun,
            context: run_target.command == Command::PrintContext,
        };
        // A template that does not parse is found out before arXiv is asked for anything.
        session.message(report)?;
        let progress = Progress::new(self.console.bar(), config.keywords.len());
        let endpoint = client::endpoint(&run_target.arxiv_url)?;
        let (contact, budget) = (config.run.contact.clone(), config.run.time_budget);
        let settings = client::Settings { endpoint, contact, timing: self.timing, budget, now: self.now };
        let mut arxiv = client::Client::new(http.clone(), settings, &progress);
        if let Command::Explain(id) = &run_target.command {
            return session.explain(&snapshot, &mut arxiv, id).await;
        }
        session.publish(snapshot, &mut arxiv, &progress, report).await
    }
}

#[cfg(test)]
mod samples;
