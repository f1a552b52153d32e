//! Whatever is in the data file: a data file, or an error; and a data file that is written is read the same.
#![no_main]

use daily_papers::state::{self, State};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = state::changed(bytes);
    let Ok(state) = State::parse(bytes, "papers.json", "daily-papers") else { return };
    for list in &state.lists {
        assert_eq!(state.papers_of(list).count(), list.papers.len());
    }
    let text = state.to_text();
    match State::parse(text.as_bytes(), "papers.json", "daily-papers") {
        Ok(again) => assert_eq!(again.to_text(), text),
        Err(error) => panic!("{error}\n{text}"),
    }
});
