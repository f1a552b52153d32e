//! Keeps a repository's README filled with the newest arXiv papers on its owner's keywords.
//!
//! [`run`] is the whole program. Data flows one way: environment → [`config`] → what the repository has ([`store`]) →
//! arXiv ([`arxiv`]) → the lists ([`select`], [`state`]) → the files ([`update`]: [`render`], [`markers`]) → one commit →
//! issue or pull request (`notify`) → log, outputs and summary ([`report`]). `docs/architecture.md` has the picture.

pub mod env;
pub mod error;
pub mod http;
pub mod log;

// Public only for the integration tests, the benchmarks and the fuzz targets: nothing here is a stable interface.
#[doc(hidden)]
pub mod arxiv;
#[doc(hidden)]
pub mod config;
#[doc(hidden)]
pub mod git;
#[doc(hidden)]
pub mod github;
#[doc(hidden)]
pub mod history;
#[doc(hidden)]
pub mod keyword;
#[doc(hidden)]
pub mod markers;
#[doc(hidden)]
pub mod notes;
#[doc(hidden)]
pub mod paper;
#[doc(hidden)]
pub mod rank;
#[doc(hidden)]
pub mod render;
#[doc(hidden)]
pub mod repo;
#[doc(hidden)]
pub mod report;
#[doc(hidden)]
pub mod secret;
#[doc(hidden)]
pub mod select;
#[doc(hidden)]
pub mod state;
#[doc(hidden)]
pub mod store;
#[doc(hidden)]
pub mod summaries;
#[doc(hidden)]
pub mod text;
#[doc(hidden)]
pub mod update;

mod actions;
mod diff;
mod explain;
mod notify;
mod panic_hook;
mod pipeline;
mod progress;
mod shutdown;

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::PathBuf;
use std::rc::Rc;

use jiff::Timestamp;

use arxiv::client;
use config::{Command, Config, Invocation, Mode, OnMissingMarker, RawInputs, RunTarget};
use env::Env;
use error::{Error, Exit};
use github::{Client, Connection};
use history::Month;
use http::Timing;
use log::{Console, Stream};
use notify::github::Notifier;
use pipeline::Pipeline;
use progress::Progress;
use report::Report;
use store::directory::Directory;
use store::pull_request::{PullRequestStore, Section};
use store::repository::Repository;
use store::{Snapshot, Store};

pub use panic_hook::install_panic_hook;
pub use shutdown::install_shutdown_watchdog;

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

/// Reports how it went, in the log, the outputs and the summary; the exit code.
fn report_outcome(env: &Env, console: &Console, report: &Report, error: Option<&Error>) -> Exit {
    for keyword in report.keywords.iter().filter(|keyword| keyword.failed() && error.is_none()) {
        let kept = if keyword.has_list { "its last good list stays" } else { "it has no list yet" };
        let text = format!("{}: {}; {kept}", keyword.name, keyword.note());
        if keyword.rejected() { tracing::error!("{text}") } else { tracing::warn!("{text}") }
    }
    if let Some(summaries) = report.summaries {
        tracing::info!("{}", summaries.sentence());
    }
    match error {
        Some(error) => tracing::error!("{}", report::message(error)),
        None => tracing::info!("{}", report.headline(None)),
    }
    let mut exit = report.exit(error);
    let outputs = match random() {
        Ok(delimiter) => actions::outputs(&report.outputs().into_pairs(), delimiter),
        Err(error) => {
            tracing::error!("the outputs cannot be written: the system has no random numbers ({error})");
            exit = exit.max(Exit::Failed);
            String::new()
        }
    };
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

/// The delimiter of outputs: the author of a paper's title must not be able to guess it.
fn random() -> Result<u128, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(u128::from_ne_bytes(bytes))
}

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
                () = shutdown::signal() => Err(Error::Cancelled),
            }
        })
    }

    async fn work(&self, inputs: &RawInputs, report: &mut Report) -> Result<(), Error> {
        if let Some(token) = inputs.secret(self.env) {
            self.console.add_secret(&token);
        }
        let run_target = RunTarget::resolve(inputs, self.env)?;
        tracing::info!("reading {}", run_target.source());
        let http = http::client(self.env, &self.timing)?;
        let Some(client) = self.client(&http, &run_target)? else {
            let store = self.directory(run_target.mode)?;
            let (snapshot, config) = self.configure(&store, &run_target, inputs, report).await?;
            return self.publish((&store, None), snapshot, &http, &run_target, &config, report).await;
        };
        let store = Repository::new(client.clone(), run_target.branch.clone());
        let (snapshot, config) = self.configure(&store, &run_target, inputs, report).await?;
        let notifier = Some(Notifier::new(client, config.run.pull_request_branch.clone()));
        if run_target.mode != Mode::PullRequest {
            return self.publish((&store, notifier), snapshot, &http, &run_target, &config, report).await;
        }
        let store = PullRequestStore::new(store, section(&config));
        let snapshot = store.overlay(snapshot).await?;
        self.publish((&store, notifier), snapshot, &http, &run_target, &config, report).await
    }

    /// The client of GitHub's API; `None` without a token.
    fn client(&self, http: &reqwest::Client, run_target: &RunTarget) -> Result<Option<Rc<Client>>, Error> {
        let (Some(repository), Some(token)) = (&run_target.repository, &run_target.token) else {
            return Ok(None);
        };
        let connection = Connection {
            api_url: run_target.api_url.clone(),
            graphql_url: run_target.graphql_url.clone(),
            repository: repository.clone(),
            token: token.clone(),
            timing: self.timing,
        };
        Ok(Some(Rc::new(Client::new(http, connection).map_err(store::Error::from)?)))
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
    async fn configure<S: Store>(
        &self,
        store: &S,
        run_target: &RunTarget,
        inputs: &RawInputs,
        report: &mut Report,
    ) -> Result<(Snapshot, Config), Error> {
        let mut snapshot = store.read(&run_target.candidate_paths(inputs), None).await?;
        let publishes = matches!(run_target.mode, Mode::Commit | Mode::PullRequest);
        if let (true, true, Some(repository)) = (snapshot.archived, publishes, &run_target.repository) {
            return Err(store::Error::Archived { repository: repository.to_string() }.into());
        }
        let mut run_target = run_target.clone();
        for path in run_target.config_paths() {
            if update::file(&snapshot, &path)?.is_some() {
                run_target.config = path;
                break;
            }
        }
        for other in run_target.other_configs(&snapshot.files) {
            let read = &run_target.config;
            report.warn(format!(
                "{other} is not read: the configuration file is {read}. Put it there, or name it with `config`"
            ));
        }
        let readme = update::shown_readme(&snapshot.files);
        if let Ok(readme) = &readme {
            run_target.readme.clone_from(readme);
        }
        let file = update::file(&snapshot, &run_target.config)?.map(|file| file.content);
        let config = Config::resolve(inputs, file, &run_target)?;
        config.ensure_history_begins_by(Month::now(self.now), inputs)?;
        if !config.page.readme_named {
            readme?;
        }
        if snapshot.branch_missing && publishes {
            report.warn(missing_branch(&snapshot));
        }
        config.warnings.iter().for_each(|warning| report.warn(warning.clone()));
        report.configure(&config);
        let unread: Vec<_> = pipeline::paths(&config)
            .into_iter()
            .filter(|path| !snapshot.entries.contains_key(path))
            .collect();
        if !unread.is_empty() {
            snapshot = store.read(&unread, Some(snapshot)).await?;
        }
        Ok((snapshot, config))
    }

    /// Hands over to the pipeline, which asks arXiv, writes and notifies.
    async fn publish<S: Store>(
        &self,
        (store, notifier): (&S, Option<Notifier>),
        snapshot: Snapshot,
        http: &reqwest::Client,
        run_target: &RunTarget,
        config: &Config,
        report: &mut Report,
    ) -> Result<(), Error> {
        let pipeline = Pipeline {
            store,
            notifier,
            config,
            urls: run_target.file_urls(),
            console: self.console,
            timing: self.timing,
            now: self.now,
            dry_run: run_target.mode == Mode::DryRun,
            context: run_target.command == Command::PrintContext,
            offline: run_target.offline,
            http: http.clone(),
        };
        // A template that does not parse is found out before arXiv is asked for anything.
        pipeline.message(report)?;
        let progress = Progress::new(self.console.bar(), config.keywords.len());
        let endpoint = client::endpoint(&run_target.arxiv_url)?;
        let (contact, budget) = (config.run.contact.clone(), config.run.time_budget);
        let settings = client::Settings { endpoint, contact, timing: self.timing, budget, now: self.now };
        let mut arxiv = client::Client::new(http.clone(), settings, &progress);
        if let Command::Explain(id) = &run_target.command {
            return pipeline.explain(&snapshot, &mut arxiv, id, report).await;
        }
        pipeline.publish(snapshot, &mut arxiv, &progress, report).await
    }
}

/// A branch that does not exist may be one that is spelled wrong.
fn missing_branch(snapshot: &Snapshot) -> String {
    let branch = &snapshot.branch;
    let default = snapshot.default_branch.as_deref().unwrap_or_default();
    let alike = strsim::damerau_levenshtein(branch, default) <= 2;
    let hint = if alike { format!(". Did you mean `{default}`?") } else { String::new() };
    format!("`branch: {branch}` does not exist, so it is created from the default branch `{default}`{hint}")
}

/// What belongs to the section that a pull request changes.
fn section(config: &Config) -> Section {
    let files = config.history.as_ref().map(|history| &history.files);
    let index = files.map(|files| [files.index(), files.index_page(), files.chart()]);
    Section {
        branch: config.run.pull_request_branch.clone(),
        name: config.page.section.clone(),
        readme: config.page.readme.clone(),
        data: config.page.data_file.clone(),
        files: config
            .extra_files
            .iter()
            .map(|file| file.path.clone())
            .chain(index.into_iter().flatten())
            .collect(),
        history: files.cloned(),
        notes: config.notes.path.clone().filter(|_| config.notes.summaries.is_some()),
        may_append: config.page.on_missing_marker == OnMissingMarker::Append,
    }
}

#[cfg(test)]
mod samples;
