//! Whatever stands in the data file: an archive, or an error; and an archive that is written is read the same.
#![no_main]

use daily_papers::state::{self, Archive};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = state::changed(bytes);
    let Ok(archive) = Archive::parse(bytes, "papers.json", "daily-papers") else { return };
    for list in &archive.lists {
        assert_eq!(archive.papers_of(list).count(), list.papers.len());
    }
    let text = archive.to_text();
    match Archive::parse(text.as_bytes(), "papers.json", "daily-papers") {
        Ok(again) => assert_eq!(again.to_text(), text),
        Err(error) => panic!("{error}\n{text}"),
    }
});
