//! Whatever is in the configuration file: a configuration, or a message that names each problem; the same every time.
#![no_main]

use daily_papers::config::{Config, Invocation, RunTarget};
use daily_papers::env::Env;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let env = Env::new([("INPUT_MODE".to_owned(), "local".to_owned())]);
    let Ok(Invocation::Run(inputs)) = Invocation::read(&env) else { return };
    let Ok(run_target) = RunTarget::resolve(&inputs, &env) else { return };
    match Config::resolve(&inputs, Some(bytes), &run_target) {
        Ok(config) => {
            assert!(!config.keywords.is_empty() && !config.page.columns.is_empty() && !config.page.section.is_empty());
            let rows = config.keywords.iter().map(|keyword| keyword.max_results);
            assert!(rows.chain([config.notify.max_results]).all(|rows| (1..=1000).contains(&rows)));
        }
        Err(wrong) => {
            let message = wrong.to_string();
            assert!(!message.trim().is_empty());
            let again = Config::resolve(&inputs, Some(bytes), &run_target).map(|_| ());
            assert_eq!(again.map_err(|wrong| wrong.to_string()), Err(message));
        }
    }
});
