//! Mentions and references, which GitHub acts on in issues and pull requests: mentions send mail, references leave a trace in
//! other repositories.
//!
//! GitHub looks for these in the finished text, so neither a backslash nor a character reference helps. A character without
//! width inside them does (<https://github.com/dependabot/dependabot-core/issues/3157>).

use std::borrow::Cow;

/// Zero width space: shows nothing, and ends every word.
const GAP: char = '\u{200b}';

/// The shortest beginning of a commit's name that GitHub makes a link of, if there is such a commit.
const MIN_OID_LENGTH: usize = 7;

/// The length of a whole one: longer runs may hold one.
const OID_LENGTH: usize = 40;

/// The parts of an address of an issue, a pull request, a discussion or a commit, on any server.
const ADDRESSES: &[&str] = &["/issues/", "/pull/", "/pulls/", "/discussions/", "/commit/"];

/// The text with a gap in everything that GitHub would make a mention or a reference.
pub fn neutralize(text: &str) -> Cow<'_, str> {
    let gaps = gaps(text.as_bytes());
    if gaps.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut neutralize = String::with_capacity(text.len() + gaps.len() * GAP.len_utf8());
    let mut done = 0;
    for at in gaps {
        neutralize.push_str(&text[done..=at]);
        neutralize.push(GAP);
        done = at + 1;
    }
    neutralize.push_str(&text[done..]);
    Cow::Owned(neutralize)
}

/// The bytes, all of them ASCII, after which a gap belongs.
fn gaps(text: &[u8]) -> Vec<usize> {
    let (mut gaps, mut at) = (Vec::new(), 0);
    while at < text.len() {
        let digits = names_a_commit(text, at);
        // What is left of a commit's name must not be the beginning of one.
        gaps.extend((at..at + digits).step_by(MIN_OID_LENGTH - 1));
        if digits == 0 && needs_gap(text, at) {
            gaps.push(at);
        }
        at += digits.max(1);
    }
    gaps
}

fn needs_gap(text: &[u8], at: usize) -> bool {
    let before = &text[..=at];
    match text[at] {
        b'@' | b'#' => true,
        b'-' => at >= 2 && before[at - 2..at].eq_ignore_ascii_case(b"GH"),
        b'/' => ADDRESSES.iter().any(|part| before.ends_with(part.as_bytes())),
        _ => false,
    }
}

/// The length of the commit's name that begins here; 0 if none does.
fn names_a_commit(text: &[u8], at: usize) -> usize {
    if at.checked_sub(1).is_some_and(|before| text[before].is_ascii_alphanumeric()) {
        return 0;
    }
    let digits = text[at..].iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
    let ends = text.get(at + digits).is_none_or(|after| !after.is_ascii_alphanumeric());
    if digits >= OID_LENGTH || digits >= MIN_OID_LENGTH && ends { digits } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn mentions_and_references_are_neutralized() {
        for (text, expected) in [
            ("@octocat and @octo/team", "@_octocat and @_octo/team"),
            ("fixes #12, octo/papers#3", "fixes #_12, octo/papers#_3"),
            ("GH-7 gh-8 a GHz-9", "GH-_7 gh-_8 a GHz-9"),
            ("https://github.com/o/r/issues/1", "https://github.com/o/r/issues/_1"),
            ("https://ghes.example/o/r/pull/2#x", "https://ghes.example/o/r/pull/_2#_x"),
            ("o/r/discussions/3 o/r/commit/4", "o/r/discussions/_3 o/r/commit/_4"),
            ("0123456789abcdef0123456789abcdef01234567", "0_123456_789abc_def012_345678_9abcde_f01234_567"),
            ("a 0123456789abcdef (abc1234)", "a 0_123456_789abc_def (a_bc1234_)"),
            ("abc123 abc1234x 2611.00001 0.123456", "abc123 abc1234x 2611.00001 0.123456"),
            ("https://github.com/octo/papers", "https://github.com/octo/papers"),
            ("caf\u{e9} \u{2014} C#", "caf\u{e9} \u{2014} C#_"),
        ] {
            assert_eq!(neutralize(text).replace(GAP, "_"), expected);
        }
    }

    proptest! {
        #[test]
        fn nothing_but_gaps_is_added(text in "[@#a-fGgHh0-9/ é.-]{0,60}") {
            let neutralize = neutralize(&text);
            prop_assert_eq!(neutralize.replace(GAP, ""), text.as_str());
            let next = |sign: char| neutralize.split(sign).skip(1).all(|rest| rest.starts_with(GAP));
            prop_assert!(next('@') && next('#'), "{}", neutralize);
        }
    }
}
