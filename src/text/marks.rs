//! Marks within a text on its way to a page: what is mathematics, what is an address.
//!
//! Filters put them in, the escaper ([`markdown`](super::markdown)) takes them out. They are characters that Unicode sets
//! apart for a program's own use (<https://www.unicode.org/faq/private_use.html#nonchar1>); no page ever shows one.

/// Begins and ends mathematics in TeX's notation, for GitHub to render.
pub const MATH: (char, char) = ('\u{fdd0}', '\u{fdd1}');

/// Begins and ends an https address.
pub const LINK: (char, char) = ('\u{fdd2}', '\u{fdd3}');

/// Whether the character is one of those set apart.
pub fn is_mark(c: char) -> bool {
    matches!(c, '\u{fdd0}'..='\u{fdef}')
}

/// The text without characters that pass for marks.
pub fn without(text: &str) -> std::borrow::Cow<'_, str> {
    if text.contains(is_mark) { text.replace(is_mark, "").into() } else { text.into() }
}
