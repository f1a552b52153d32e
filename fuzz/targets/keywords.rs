//! Whatever is in `keywords`: a configuration, or a message; and a keyword that is accepted judges papers.
#![no_main]

use std::sync::LazyLock;

use daily_papers::arxiv::feed::{self, Feed};
use daily_papers::config::{Config, Invocation, RunTarget};
use daily_papers::env::Env;
use daily_papers::keyword::PaperTokens;
use libfuzzer_sys::fuzz_target;

static FEED: LazyLock<Feed> = LazyLock::new(|| {
    feed::parse(include_bytes!("../corpus/feed/one.xml")).unwrap_or_else(|error| panic!("one.xml: {error}"))
});

fuzz_target!(|text: &str| {
    let inputs = [("INPUT_KEYWORDS", text), ("INPUT_MODE", "local")];
    let env = Env::new(inputs.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let Ok(Invocation::Run(inputs)) = Invocation::read(&env) else { return };
    let Ok(run_target) = RunTarget::resolve(&inputs, &env) else { return };
    let Ok(config) = Config::resolve(&inputs, None, &run_target) else { return };
    assert!(!config.keywords.is_empty());
    for keyword in &config.keywords {
        assert!(!keyword.name.trim().is_empty());
        for paper in &FEED.papers {
            keyword.evaluate(&PaperTokens::new(paper));
        }
    }
});
