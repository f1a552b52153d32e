//! Progress while arXiv is asked: a bar for a person, a log line for each request elsewhere.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::actions::log_line;

/// Shows which request is sent and how many keywords are done.
#[derive(Debug)]
pub struct Progress {
    bar: Option<ProgressBar>,
}

impl Progress {
    /// Progress over a number of keywords, in a bar if there is one.
    pub fn new(bar: Option<ProgressBar>, keywords: usize) -> Self {
        if let Some(bar) = &bar {
            bar.set_length(keywords as u64);
            bar.enable_steady_tick(Duration::from_millis(120));
        }
        Self { bar }
    }

    /// Without a bar.
    pub fn quiet() -> Self {
        Self { bar: None }
    }

    /// A request is sent.
    pub fn asking(&self, what: &str) {
        let what = format!("asking arXiv for {what}");
        if let Some(bar) = &self.bar {
            bar.set_message(log_line(&what));
        } else {
            tracing::info!("{what}");
        }
    }

    /// The next request waits.
    pub fn waiting(&self, wait: Duration, why: &str) {
        if let Some(bar) = self.bar.as_ref().filter(|_| !wait.is_zero()) {
            bar.set_prefix(format!("({why}, {:.0} s) ", wait.as_secs_f64().ceil()));
        }
    }

    /// The wait is over.
    pub fn waited(&self) {
        if let Some(bar) = &self.bar {
            bar.set_prefix("");
        }
    }

    /// So many keywords have an outcome.
    pub fn done(&self, keywords: usize) {
        if let Some(bar) = &self.bar {
            bar.set_position(keywords as u64);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// An empty bar.
pub(crate) fn bar() -> ProgressBar {
    let style = ProgressStyle::with_template("{spinner} {bar:24} {pos}/{len} keywords  {prefix}{wide_msg}");
    ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
