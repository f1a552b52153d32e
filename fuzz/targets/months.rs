//! Whatever is in the files of a history: a month or an index, or an error; and what is written is read the same.
#![no_main]

use daily_papers::history::{Index, Month, MonthCounts, MonthFile};
use libfuzzer_sys::fuzz_target;

const SECTION: &str = "daily-papers";

fuzz_target!(|bytes: &[u8]| {
    if let Ok(index) = Index::parse(bytes, SECTION) {
        for counts in index.months.values() {
            assert!(counts.days.keys().all(|keyword| counts.of_keyword(keyword) <= 31_000_000));
        }
        assert_eq!(Index::parse(index.to_text(SECTION).as_bytes(), SECTION), Ok(index));
    }
    let Some(month) = Month::parse("2026-11") else { return };
    if let Ok(file) = MonthFile::parse(bytes, SECTION, month) {
        assert_eq!(MonthCounts::new(month, &file).papers, file.rows.len());
        for row in file.rows.values() {
            assert_eq!(row.to_paper().id, row.id);
        }
        assert_eq!(MonthFile::parse(file.to_text(SECTION, month).as_bytes(), SECTION, month), Ok(file));
    }
});
