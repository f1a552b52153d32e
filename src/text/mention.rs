//! What GitHub brings to life in issues and pull requests, and how it is kept from that: mentions mail people, references
//! leave a trace in other repositories.
//!
//! GitHub looks for these in the finished text, so that neither a backslash nor a character reference helps: what does is a
//! character without width in their midst (<https://github.com/dependabot/dependabot-core/issues/3157>).

use std::borrow::Cow;

/// Zero width space: shows nothing, and ends every word.
const GAP: char = '\u{200b}';

/// The length of a commit's name; any shorter one is taken for one only where such a commit exists.
const OID: usize = 40;

/// The parts of an address of an issue, a pull request, a discussion or a commit, on any server.
const ADDRESSES: &[&str] = &["/issues/", "/pull/", "/pulls/", "/discussions/", "/commit/"];

/// The text with a gap in everything that GitHub would make a mention or a reference.
pub fn inert(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let gaps: Vec<usize> = (0..bytes.len()).filter(|at| needs_gap(bytes, *at)).collect();
    if gaps.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut inert = String::with_capacity(text.len() + gaps.len() * GAP.len_utf8());
    let mut done = 0;
    for at in gaps {
        inert.push_str(&text[done..=at]);
        inert.push(GAP);
        done = at + 1;
    }
    inert.push_str(&text[done..]);
    Cow::Owned(inert)
}

/// Whether a gap belongs after the byte, which then is an ASCII one.
fn needs_gap(text: &[u8], at: usize) -> bool {
    let before = &text[..=at];
    match text[at] {
        b'@' | b'#' => true,
        b'-' => at >= 2 && before[at - 2..at].eq_ignore_ascii_case(b"GH"),
        b'/' => ADDRESSES.iter().any(|part| before.ends_with(part.as_bytes())),
        byte if byte.is_ascii_hexdigit() => names_a_commit(text, at),
        _ => false,
    }
}

/// Whether a commit's name begins here.
fn names_a_commit(text: &[u8], at: usize) -> bool {
    let starts = at.checked_sub(1).is_none_or(|before| !text[before].is_ascii_alphanumeric());
    starts && text[at..].iter().take_while(|byte| byte.is_ascii_hexdigit()).count() >= OID
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn mentions_and_references_are_parted() {
        for (text, inert_) in [
            ("@octocat and @octo/team", "@_octocat and @_octo/team"),
            ("fixes #12, octo/papers#3", "fixes #_12, octo/papers#_3"),
            ("GH-7 gh-8 a GHz-9", "GH-_7 gh-_8 a GHz-9"),
            ("https://github.com/o/r/issues/1", "https://github.com/o/r/issues/_1"),
            ("https://ghes.example/o/r/pull/2#x", "https://ghes.example/o/r/pull/_2#_x"),
            ("o/r/discussions/3 o/r/commit/4", "o/r/discussions/_3 o/r/commit/_4"),
            ("0123456789abcdef0123456789abcdef01234567", "0_123456789abcdef0123456789abcdef01234567"),
            ("a 0123456789abcdef", "a 0123456789abcdef"),
            ("https://github.com/octo/papers", "https://github.com/octo/papers"),
            ("caf\u{e9} \u{2014} C#", "caf\u{e9} \u{2014} C#_"),
        ] {
            assert_eq!(inert(text).replace(GAP, "_"), inert_);
        }
    }

    proptest! {
        #[test]
        fn nothing_but_gaps_is_added(text in "[@#a-fGgHh0-9/ é.-]{0,60}") {
            let inert = inert(&text);
            prop_assert_eq!(inert.replace(GAP, ""), text.as_str());
            let next = |sign: char| inert.split(sign).skip(1).all(|rest| rest.starts_with(GAP));
            prop_assert!(next('@') && next('#'), "{}", inert);
        }
    }
}
