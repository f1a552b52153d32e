//! Log output: annotations and safe lines for the runner, plain text for a person.
//!
//! Everything the program says goes through one [`Console`], which takes secrets out of it.

use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

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

/// A stream, shared.
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
        let inner = Arc::new(Mutex::new(Inner { out, err, secrets: given(env) }));
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

    /// Takes this out of everything that is said from now on.
    pub fn add_secret(&self, secret: &Secret) {
        self.with(|inner| inner.secrets.push(secret.clone()));
    }

    /// The text without secrets.
    pub fn redact(&self, text: &str) -> String {
        self.with(|inner| {
            let hidden = inner.secrets.iter().filter(|secret| !secret.expose().is_empty());
            hidden.fold(text.to_owned(), |text, secret| redact_secret(&text, secret.expose()))
        })
    }

    /// Shows a result: a difference, help. Several lines, whose colours (if any) are ours.
    pub fn print(&self, text: &str) {
        let text = self.redact(text);
        self.write(false, &text);
    }

    /// A subscriber for this program's own events; those of its libraries, which know about headers, are not listened to.
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

    /// Writes, with the bar out of the way. A stream that is gone is no reason to stop.
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

/// The secrets that the environment holds, whether or not they will be used: tokens, and the passwords of proxies.
fn given(env: &Env) -> Vec<Secret> {
    let tokens = [env.get("GITHUB_TOKEN"), env.input("token")].into_iter().flatten().map(str::trim);
    let proxies = [env.get("HTTPS_PROXY"), env.get("HTTP_PROXY")].into_iter().flatten();
    let passwords = proxies.filter_map(|url| {
        let user = url.split_once("://").map_or(url, |(_, rest)| rest).rsplit_once('@')?.0;
        // One of a few letters stands in too many words.
        user.split_once(':').map(|(_, password)| password).filter(|password| password.len() >= 4)
    });
    tokens.chain(passwords).map(Secret::new).collect()
}

/// The text without a secret, and without what is left of one where a text was cut.
fn redact_secret(text: &str, secret: &str) -> String {
    // What all tokens of a kind begin with is eleven characters at most.
    const PART: usize = 12;
    let mut text = text.replace(secret, "***");
    for start in 0..secret.len().saturating_sub(PART - 1) {
        let part = secret.get(start..start + PART);
        while let Some(at) = part.and_then(|part| text.find(part)) {
            let common = |(one, other): &(char, char)| one == other;
            let pairs = text[at..].chars().zip(secret[start..].chars());
            let length: usize = pairs.take_while(common).map(|(c, _)| c.len_utf8()).sum();
            text.replace_range(at..at + length, "***");
        }
    }
    text
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

/// An event's message; other fields are not used.
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

    fn said(variables: &[(&str, &str)], speak: impl FnOnce(&Console)) -> (String, String) {
        let env = Env::new(variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let (out, err) = (Buffer::default(), Buffer::default());
        let console = Console::new(&env, Box::new(out.clone()), Box::new(err.clone()));
        tracing::subscriber::with_default(console.subscriber(), || speak(&console));
        let text = |buffer: Buffer| String::from_utf8(buffer.0.lock().unwrap().clone()).unwrap();
        (text(out), text(err))
    }

    fn speak(console: &Console) {
        console.add_secret(&Secret::new("t0ken"));
        tracing::error!("broken: {}", "t0ken\n::warning::x");
        tracing::warn!("odd");
        tracing::info!("##[error]said");
        tracing::debug!("detail");
        tracing::info!(target: "hyper", "not ours: t0ken");
    }

    #[test]
    fn secrets_are_hidden_whole_and_in_part_before_anybody_knows_what_they_are_for() {
        let variables = [
            ("GITHUB_TOKEN", "ghs_0123456789abcdefghij"),
            ("INPUT_TOKEN", " github_pat_11AAAA0123456789 "),
            ("HTTPS_PROXY", "http://user:pass:w@rd@proxy.example:3128"),
            ("HTTP_PROXY", "user:x@proxy.example"),
        ];
        let text = "a ghs_0123456789abcdefghij b ghs_0123456789a… c 456789abcdefghij d github_pat_11AAAA012 \
                    e pass:w@rd f github_pat_ ghs_0123456 user x\n";
        let (out, err) = said(&variables, |console| {
            console.add_secret(&Secret::new("é".repeat(20)));
            console.print(text);
            tracing::info!("{}", "é".repeat(19));
        });
        assert_eq!(out, "a *** b ***… c *** d *** e *** f github_pat_ ghs_0123456 user x\n");
        assert_eq!(err, "***\n");
    }

    #[test]
    fn the_runner_gets_commands() {
        let (out, err) = said(&[("GITHUB_ACTIONS", "true")], speak);
        assert_eq!(
            out,
            "::error title=daily-papers::broken: ***%0A::warning::x\n::warning title=daily-papers::odd\n## [error]said\n"
        );
        assert_eq!(err, "");
        let (out, _) = said(&[("GITHUB_ACTIONS", "true"), ("RUNNER_DEBUG", "1")], speak);
        assert!(out.ends_with("::debug::detail\n"), "{out}");
    }

    #[test]
    fn a_person_gets_plain_text_on_standard_error() {
        let (out, err) = said(&[], speak);
        assert_eq!(err, "error: broken: ***\n: :warning::x\nwarning: odd\n## [error]said\n");
        assert_eq!(out, "");
        let (out, _) = said(&[], |console| console.print("diff\n"));
        assert_eq!(out, "diff\n");
    }
}
