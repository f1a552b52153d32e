//! TeX to text: no text breaks it, and what comes out holds marks only where they belong.
#![no_main]

use daily_papers::text::tex::{Math, to_text};
use daily_papers::text::{truncate, link, markdown, sentinels};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let plain = to_text(text, Math::Text);
    assert!(!plain.contains(sentinels::is_sentinel));
    let kept = to_text(text, Math::Keep);
    // `_(…)` and the like add brackets, and `\frac` a few more; nothing is written twice.
    assert!(kept.len() <= 12 * text.len() + 16, "{} bytes of {}", kept.len(), text.len());
    let marked = link::mark(&kept);
    let short = truncate::shorten(&marked, text.len() / 2);
    for text in [&*kept, &*marked, &*short] {
        let mut open = None;
        for c in text.chars().filter(|c| sentinels::is_sentinel(*c)) {
            match open {
                None => assert!(c == sentinels::MATH.0 || c == sentinels::LINK.0),
                Some(begin) => assert!((begin, c) == sentinels::MATH || (begin, c) == sentinels::LINK),
            }
            open = if open.is_none() { Some(c) } else { None };
        }
        assert!(open.is_none());
    }
    markdown::escaped(&marked);
});
