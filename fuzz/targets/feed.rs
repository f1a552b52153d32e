//! Whatever a server answers: papers, or an error; and every text of a paper is one line.
#![no_main]

use daily_papers::arxiv::feed::parse;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(feed) = parse(bytes) else { return };
    for paper in feed.papers {
        assert!(paper.version > 0);
        for text in [&paper.title, &paper.abstract_, &paper.comment, &paper.journal_ref] {
            assert!(!text.contains(['\n', '\r']) && text.trim() == text, "{text:?}");
        }
    }
});
