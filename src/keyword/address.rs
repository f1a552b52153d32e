//! Web addresses in a text: their words are not the text's.

use std::ops::Range;

use crate::text::link;

/// The text with a space in place of each web address.
pub(super) fn without_addresses(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for piece in text.split_inclusive(char::is_whitespace) {
        match address(piece) {
            Some(range) => {
                out.push_str(&piece[..range.start]);
                out.push(' ');
                out.push_str(&piece[range.end..]);
            }
            None => out.push_str(piece),
        }
    }
    out
}

/// Where a web address is in a piece of text without spaces: with a scheme, or a host and a path.
fn address(piece: &str) -> Option<Range<usize>> {
    const SITES: [&str; 3] = [".github.io", ".gitlab.io", ".readthedocs.io"];
    let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let to_end = |start: usize| start..start + link::length(&piece[start..]).max(1);
    // Most pieces are words.
    if !piece.trim_end().trim_end_matches('.').contains(['.', '/']) {
        return None;
    }
    if let Some(at) = piece.find("://") {
        let scheme = piece[..at].bytes().rev().take_while(u8::is_ascii_alphabetic).count();
        return Some(to_end(at - scheme));
    }
    let start = piece.find(char::is_alphanumeric)?;
    let host: &str = &piece[start..];
    let host = &host[..host.find(|c| !is_host(c)).unwrap_or(host.len())];
    let (name, top) = host.trim_end_matches('.').rsplit_once('.')?;
    let is_top = (2..=6).contains(&top.len()) && top.bytes().all(|byte| byte.is_ascii_lowercase());
    let has_path = piece[start + host.len()..].starts_with('/') && name.len() >= 2;
    let known = SITES.iter().any(|site| host.ends_with(site)) || host.starts_with("www.");
    (is_top && (has_path || known)).then(|| to_end(start))
}

#[cfg(test)]
mod tests {
    use crate::samples::words;

    #[test]
    fn addresses_are_left_out() {
        for (text, expected) in [
            ("Code at https://github.com/ICL-LAB/tool.", "Code at"),
            ("see (github.com/EIT-NLP/x), or x.github.io", "see or"),
            ("e.g. and/or v1.5/v2.0, U.S./China", "e g and or v1 5 v2 0 U S China"),
            ("www.univa.online", ""),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }
}
