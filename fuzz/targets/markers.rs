//! A section in any file: it is found again as it was written, and every byte outside stays.
#![no_main]

use daily_papers::markers;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, &str)| {
    let (readme, section) = input;
    let name = "daily-papers";
    let Ok(inside) = markers::find(readme, name) else {
        let appended = markers::append(readme, name, section);
        assert!(appended.starts_with(readme.trim_end()), "{appended:?}");
        return;
    };
    let written = markers::replace(readme, &inside, section);
    assert!(written.starts_with(&readme[..inside.start]) && written.ends_with(&readme[inside.end..]));
    if let Ok(again) = markers::find(&written, name)
        && again.start == inside.start
        && written.len() - again.end == readme.len() - inside.end
    {
        // What was written once is written the same way again.
        assert_eq!(markers::replace(&written, &again, section), written);
    }
});
