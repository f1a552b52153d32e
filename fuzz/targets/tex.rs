//! TeX to text: no text breaks it, and what comes out holds marks only where they belong.
#![no_main]

use daily_papers::text::tex::{Math, to_text};
use daily_papers::text::{limits, link, markdown, marks};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let plain = to_text(text, Math::Text);
    assert!(!plain.contains(marks::is_mark));
    let kept = to_text(text, Math::Keep);
    // `_(…)` and the like add brackets, and `\frac` a few more; nothing is written twice.
    assert!(kept.len() <= 12 * text.len() + 16, "{} bytes of {}", kept.len(), text.len());
    let marked = link::mark(&kept);
    let short = limits::shorten(&marked, text.len() / 2);
    for text in [&*kept, &*marked, &*short] {
        let mut open = None;
        for c in text.chars().filter(|c| marks::is_mark(*c)) {
            match open {
                None => assert!(c == marks::MATH.0 || c == marks::LINK.0),
                Some(begin) => assert!((begin, c) == marks::MATH || (begin, c) == marks::LINK),
            }
            open = if open.is_none() { Some(c) } else { None };
        }
        assert!(open.is_none());
    }
    markdown::escaped(&marked);
});
