//! Runs a template, with limits on what it writes and how long it takes.

use std::io::{self, Write};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use tera::{Context, Tera};

use super::error::{Error, failure, whole};

/// More than any page needs, and soon written by a template in a loop.
const MAX_OUTPUT_BYTES: usize = 64 << 20;

/// Most pages are smaller, and do not have to be moved while they grow.
const USUAL_BYTES: usize = 1 << 20;

/// The largest page takes less than a second.
pub(super) const MAX_TIME: Duration = Duration::from_secs(30);

/// As much as the main thread has.
const STACK_BYTES: usize = 8 << 20;

/// Renders a template in a thread of its own. If it takes too long, the thread is left alone until the process ends.
pub(super) fn render(
    tera: &Arc<Tera>,
    name: &str,
    context: Context,
    max_time: Duration,
) -> Result<String, Error> {
    let (sender, receiver) = mpsc::channel();
    let (tera, template) = (Arc::clone(tera), name.to_owned());
    let rendered = move || {
        let mut out = LimitedWriter(Vec::with_capacity(USUAL_BYTES));
        let result =
            tera.render_to(&template, &context, &mut out).map_err(|error| failure(&error, &template));
        // If it took too long, no one waits for it.
        let _ = sender.send(result.map(|()| out.0));
    };
    let thread = thread::Builder::new().stack_size(STACK_BYTES).spawn(rendered);
    thread.map_err(|error| whole(name, format!("no thread can be started: {error}")))?;
    let bytes = receiver.recv_timeout(max_time).map_err(|_| {
        whole(
            name,
            format!("the template takes longer than {} seconds; look for a loop", max_time.as_secs_f32()),
        )
    })??;
    String::from_utf8(bytes).map_err(|_| whole(name, "the template writes something that is not text"))
}

/// A buffer with an end.
struct LimitedWriter(Vec<u8>);

impl Write for LimitedWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > MAX_OUTPUT_BYTES {
            return Err(io::Error::other(format!(
                "the template writes more than {} MB",
                MAX_OUTPUT_BYTES >> 20
            )));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
