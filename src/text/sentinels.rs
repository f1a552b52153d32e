//! Marks within a text on its way to a page: what is mathematics, what is an address.
//!
//! Filters put them in, the escaper ([`markdown`](super::markdown)) takes them out. They are characters that Unicode sets
//! apart for a program's own use (<https://www.unicode.org/faq/private_use.html#nonchar1>); no page ever shows one.

/// Begins and ends mathematics in TeX's notation, for GitHub to render.
pub const MATH: (char, char) = ('\u{fdd0}', '\u{fdd1}');

/// Begins and ends an https address.
pub const LINK: (char, char) = ('\u{fdd2}', '\u{fdd3}');

/// Whether the character is one of those set apart.
pub fn is_sentinel(c: char) -> bool {
    matches!(c, '\u{fdd0}'..='\u{fdef}')
}

/// The first mark in a text. Most texts have no byte of one.
pub fn find(text: &str) -> Option<usize> {
    let mut from = 0;
    // The first byte of all of them: U+FDD0 is `EF B7 90`.
    while let Some(at) = memchr::memchr(0xef, text.as_bytes().get(from..)?).map(|at| from + at) {
        if text[at..].starts_with(is_sentinel) {
            return Some(at);
        }
        // All characters that begin with this byte are of three.
        from = at + 3;
    }
    None
}

/// The text without characters that pass for marks.
pub fn strip(text: &str) -> std::borrow::Cow<'_, str> {
    if find(text).is_some() { text.replace(is_sentinel, "").into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_found_among_their_like() {
        assert_eq!(find("a\u{fb01}\u{fdcf}\u{fdf0}\u{ff01}b\u{fdd0}"), Some(14));
        assert_eq!((find("a\u{fb01}"), find(""), find("\u{fdef}")), (None, None, Some(0)));
        assert_eq!(strip("a\u{fdd0}b\u{fb01}\u{fdef}"), "ab\u{fb01}");
        assert!(matches!(strip("ab"), std::borrow::Cow::Borrowed("ab")));
    }
}
