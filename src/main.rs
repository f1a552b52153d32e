//! The binary: captures the environment and the time, runs, and ends with the exit code.

use std::io;
use std::process::ExitCode;

use daily_papers::env::Env;
use daily_papers::http::Timing;

#[expect(clippy::disallowed_methods, reason = "the one reading of the clock")]
fn main() -> ExitCode {
    let now = jiff::Timestamp::now();
    let env = Env::capture();
    daily_papers::install_panic_hook(env.clone());
    daily_papers::install_shutdown_watchdog();
    let exit =
        daily_papers::run(&env, Timing::default(), now, Box::new(io::stdout()), Box::new(io::stderr()));
    ExitCode::from(exit as u8)
}
