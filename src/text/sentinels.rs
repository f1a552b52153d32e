//! Sentinels: characters that mark formulas, addresses and scripts within a text on its way to a page.
//!
//! Filters put them in, escapers ([`markdown`](super::markdown), [`bibtex`](super::bibtex)) take them out. Unicode reserves these
//! characters for a program's own use (<https://www.unicode.org/faq/private_use.html#nonchar1>); no page ever shows one.

use std::borrow::Cow;

use serde::{Serialize as _, Serializer};

/// Around mathematics in TeX's notation, for GitHub to render.
pub const MATH: (char, char) = ('\u{fdd0}', '\u{fdd1}');

/// Around an https address.
pub const LINK: (char, char) = ('\u{fdd2}', '\u{fdd3}');

/// Around a subscript that Unicode has no characters for.
pub const SUBSCRIPT: (char, char) = ('\u{fdd4}', '\u{fdd5}');

/// Around a superscript that Unicode has no characters for.
pub const SUPERSCRIPT: (char, char) = ('\u{fdd6}', '\u{fdd7}');

/// Whether the character is one of those reserved.
pub fn is_sentinel(c: char) -> bool {
    matches!(c, '\u{fdd0}'..='\u{fdef}')
}

/// Whether the character is the first of a pair.
pub fn opens(c: char) -> bool {
    [MATH, LINK, SUBSCRIPT, SUPERSCRIPT].iter().any(|(open, _)| *open == c)
}

/// The first sentinel in a text.
pub fn find(text: &str) -> Option<usize> {
    // All of them begin with this byte, which most texts lack.
    memchr::memchr_iter(0xef, text.as_bytes()).find(|at| text[*at..].starts_with(is_sentinel))
}

/// The text without sentinels.
pub fn strip(text: &str) -> Cow<'_, str> {
    if find(text).is_some() { text.replace(is_sentinel, "").into() } else { text.into() }
}

/// Serializes a text without sentinels: so none from outside reaches a template.
pub fn serialize_stripped<S: Serializer>(text: &impl AsRef<str>, serializer: S) -> Result<S::Ok, S::Error> {
    strip(text.as_ref()).serialize(serializer)
}

/// The same for several texts.
pub fn serialize_all_stripped<S: Serializer>(
    texts: &[impl AsRef<str>],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(texts.iter().map(|text| strip(text.as_ref())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentinels_differ_from_neighbouring_characters() {
        assert_eq!(find("a\u{fb01}\u{fdcf}\u{fdf0}\u{ff01}b\u{fdd0}"), Some(14));
        assert_eq!((find("a\u{fb01}"), find(""), find("\u{fdef}")), (None, None, Some(0)));
        assert_eq!(strip("a\u{fdd0}b\u{fb01}\u{fdef}"), "ab\u{fb01}");
        assert!(matches!(strip("ab"), Cow::Borrowed("ab")));
        assert!(opens(MATH.0) && opens(SUBSCRIPT.0) && !opens(MATH.1) && !opens('a'));
    }
}
