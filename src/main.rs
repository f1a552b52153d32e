//! The binary: captures the environment and the time, runs, and ends with the exit code.

use std::io;
use std::process::ExitCode;

use daily_papers::env::Env;
use daily_papers::http::Pace;

#[expect(clippy::disallowed_methods, reason = "the one reading of the clock")]
fn main() -> ExitCode {
    let now = jiff::Timestamp::now();
    let exit = daily_papers::run(
        &Env::capture(),
        Pace::default(),
        now,
        Box::new(io::stdout()),
        Box::new(io::stderr()),
    );
    ExitCode::from(exit as u8)
}
