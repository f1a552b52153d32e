//! Log output: annotations and safe lines for the runner, plain text for a person.
//!
//! All output goes through one [`Console`], which redacts secrets.

use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use indicatif::ProgressBar;
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::layer::{Context, Layer};
use tracing_subscriber::registry::Registry;

use crate::actions::{Annotation, annotation, log_line, log_lines};
use crate::env::Env;
use crate::progress;
use crate::secret::Secret;

pub type Stream = Box<dyn Write + Send>;

/// Where messages go. Clones write to the same streams.
#[derive(Clone)]
pub struct Console {
    in_actions: bool,
    debug: bool,
    color: bool,
    inner: Arc<Mutex<Inner>>,
    bar: Option<ProgressBar>,
}

struct Inner {
    out: Stream,
    err: Stream,
    secrets: Vec<Secret>,
}

impl std::fmt::Debug for Console {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Console").field("in_actions", &self.in_actions).finish_non_exhaustive()
    }
}

impl Console {
    /// A console over two streams. A bar is shown where standard error is a terminal.
    pub fn new(env: &Env, out: Stream, err: Stream) -> Self {
        let bar = (env.stderr_is_terminal && !env.in_actions()).then(progress::bar);
        let inner = Arc::new(Mutex::new(Inner { out, err, secrets: secrets_of(env) }));
        Self { in_actions: env.in_actions(), debug: env.debug(), color: env.color(), inner, bar }
    }

    /// The progress bar, where standard error is a terminal.
    pub fn bar(&self) -> Option<ProgressBar> {
        self.bar.clone()
    }

    /// Whether [`Self::print`] may colour.
    pub fn color(&self) -> bool {
        self.color
    }

    /// Redacts this in all output from now on.
    pub fn add_secret(&self, secret: &Secret) {
        self.with(|inner| inner.secrets.push(secret.clone()));
    }

    /// The text with every secret replaced, also where it is encoded in base64.
    pub fn redact(&self, text: &str) -> String {
        self.with(|inner| {
            let forms = inner.secrets.iter().flat_map(|secret| forms(secret.expose()));
            forms.fold(text.to_owned(), |text, form| text.replace(&form, "***"))
        })
    }

    /// Prints a result, such as a diff or help. Its lines must be safe for a terminal.
    pub fn print(&self, text: &str) {
        let text = self.redact(text);
        self.write(false, &text);
    }

    /// A subscriber for this program's own events. Events of its libraries, which may hold headers, are ignored.
    pub fn subscriber(&self) -> impl Subscriber + Send + Sync + use<> {
        Registry::default().with(self.clone())
    }

    fn say(&self, level: Level, message: &str) {
        let message = self.redact(message);
        let (to_err, line) = match (self.in_actions, level) {
            (true, Level::ERROR) => (false, annotation(Annotation::Error, &message)),
            (true, Level::WARN) => (false, annotation(Annotation::Warning, &message)),
            (true, Level::DEBUG) => (false, annotation(Annotation::Debug, &message)),
            (true, _) => (false, log_line(&message)),
            (false, Level::ERROR) => (true, format!("error: {}", log_lines(&message))),
            (false, Level::WARN) => (true, format!("warning: {}", log_lines(&message))),
            (false, _) => (true, log_lines(&message)),
        };
        self.write(to_err, &format!("{line}\n"));
    }

    /// Writes while the progress bar is hidden. A closed stream does not end the run.
    fn write(&self, to_err: bool, text: &str) {
        let write = || {
            self.with(|inner| {
                let stream = if to_err { &mut inner.err } else { &mut inner.out };
                let _ = stream.write_all(text.as_bytes()).and_then(|()| stream.flush());
            });
        };
        match &self.bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    fn with<T>(&self, f: impl FnOnce(&mut Inner) -> T) -> T {
        f(&mut self.inner.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

const MIN_SECRET_BYTES: usize = 4;

/// The secrets in the environment, whether or not they are used: tokens, and the passwords of proxies.
fn secrets_of(env: &Env) -> Vec<Secret> {
    let tokens = [env.get("GITHUB_TOKEN"), env.input("token"), env.input("summary-token")]
        .into_iter()
        .flatten()
        .map(str::trim);
    let proxies = [env.get("HTTPS_PROXY"), env.get("HTTP_PROXY")].into_iter().flatten();
    let passwords = proxies.filter_map(|url| {
        let user = url.split_once("://").map_or(url, |(_, rest)| rest).rsplit_once('@')?.0;
        user.split_once(':').map(|(_, password)| password)
    });
    // A few letters are no secret, and part of too many words.
    tokens.chain(passwords).filter(|secret| secret.len() >= MIN_SECRET_BYTES).map(Secret::new).collect()
}

/// A secret as it may appear in a text: as it is, and in base64 after 0, 1 or 2 other bytes of its first group of three.
fn forms(secret: &str) -> Vec<String> {
    // The base64 of a few bytes is part of too many texts.
    const MIN_ENCODED_BYTES: usize = 8;
    let encoded = [(0, 0), (1, 2), (2, 3)].into_iter().filter(|_| secret.len() >= MIN_ENCODED_BYTES);
    let encoded = encoded.map(|(before, digits)| {
        let bytes = [&b"\0\0"[..before], secret.as_bytes()].concat();
        // Only whole groups of three do not depend on what follows.
        STANDARD.encode(&bytes[..bytes.len() / 3 * 3]).split_off(digits)
    });
    encoded.chain([secret.to_owned()]).filter(|form| !form.is_empty()).collect()
}

impl<S: Subscriber> Layer<S> for Console {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let metadata = event.metadata();
        let own = metadata.target().starts_with("daily_papers");
        let loud = *metadata.level() <= Level::INFO || self.debug && *metadata.level() == Level::DEBUG;
        if own && loud {
            let mut message = Message(String::new());
            event.record(&mut message);
            self.say(*metadata.level(), &message.0);
        }
    }
}

/// An event's message. Other fields are ignored.
struct Message(String);

impl Visit for Message {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if field.name() == "message" {
            self.0 = format!("{value:?}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Default)]
    struct Buffer(Arc<Mutex<Vec<u8>>>);

    impl Write for Buffer {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    fn output(variables: &[(&str, &str)], act: impl FnOnce(&Console)) -> (String, String) {
        let env = Env::new(variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let (out, err) = (Buffer::default(), Buffer::default());
        let console = Console::new(&env, Box::new(out.clone()), Box::new(err.clone()));
        tracing::subscriber::with_default(console.subscriber(), || act(&console));
        let text = |buffer: Buffer| String::from_utf8(buffer.0.lock().unwrap().clone()).unwrap();
        (text(out), text(err))
    }

    fn log(console: &Console) {
        console.add_secret(&Secret::new("t0ken"));
        tracing::error!("broken: {}", "t0ken\n::warning::x");
        tracing::warn!("odd");
        tracing::info!("##[error]said");
        tracing::debug!("detail");
        tracing::info!(target: "hyper", "not ours: t0ken");
    }

    #[test]
    fn secrets_of_the_environment_are_redacted() {
        let variables = [
            ("GITHUB_TOKEN", "ghs_0123456789abcdefghij"),
            ("INPUT_TOKEN", " github_pat_11AAAA0123456789 "),
            ("HTTPS_PROXY", "http://user:pass:w@rd@proxy.example:3128"),
            ("HTTP_PROXY", "user:x@proxy.example"),
        ];
        let text =
            "a ghs_0123456789abcdefghij b github_pat_11AAAA0123456789 c pass:w@rd d github_pat_ user x\n";
        let (out, _) = output(&variables, |console| console.print(text));
        assert_eq!(out, "a *** b *** c *** d github_pat_ user x\n");
    }

    #[test]
    fn few_letters_are_no_secret() {
        for token in ["x", "-", "in", "abc"] {
            let (out, _) = output(&[("GITHUB_TOKEN", token)], |console| console.print("input abc x-\n"));
            assert_eq!(out, "input abc x-\n", "{token}");
        }
    }

    #[test]
    fn secrets_in_base64_are_redacted() {
        for before in ["", "a", "ab", "x-access-token:"] {
            let encoded = STANDARD.encode(format!("{before}ghs_0123456789abcdefghij:and more"));
            let (out, _) =
                output(&[("GITHUB_TOKEN", "ghs_0123456789abcdefghij")], |console| console.print(&encoded));
            assert!(out.contains("***") && out.len() < encoded.len() - 20, "{before}: {out}");
        }
    }

    #[test]
    fn the_runner_gets_commands() {
        let (out, err) = output(&[("GITHUB_ACTIONS", "true")], log);
        assert_eq!(
            out,
            "::error title=daily-papers::broken: ***%0A::warning::x\n::warning title=daily-papers::odd\n## [error]said\n"
        );
        assert_eq!(err, "");
        let (out, _) = output(&[("GITHUB_ACTIONS", "true"), ("RUNNER_DEBUG", "1")], log);
        assert!(out.ends_with("::debug::detail\n"), "{out}");
    }

    #[test]
    fn a_person_gets_plain_text() {
        let (out, err) = output(&[], log);
        assert_eq!(err, "error: broken: ***\n: :warning::x\nwarning: odd\n## [error]said\n");
        assert_eq!(out, "");
        let (out, _) = output(&[], |console| console.print("diff\n"));
        assert_eq!(out, "diff\n");
    }
}
