//! Text that looks like a credential. GitHub's push protection refuses a commit that holds one, no matter who wrote it, so such
//! text is written broken up: it reads the same, and no scanner of the file's bytes sees it.

use std::borrow::Cow;

/// What the credentials of well-known services begin with, wherever they are: by the first byte, as few words have any.
fn prefixes(first: u8) -> &'static [&'static str] {
    match first {
        b'A' => &["AIzaSy", "AKIA", "ASIA"],
        b'd' => &["dop_v1_"],
        b'g' => &["gho_", "ghp_", "ghr_", "ghs_", "ghu_", "github_pat_", "glpat-"],
        b'r' => &["rk_live_", "rk_test_"],
        b's' => &["shpat_", "shppa_", "sk-ant-", "sk-proj-", "sk_live_", "sk_test_"],
        b'x' => &["xapp-", "xoxa-", "xoxb-", "xoxp-", "xoxs-"],
        _ => &[],
    }
}

/// The same for what begins so only at the beginning of a word.
const WORD_PREFIXES: &[&str] = &["EAAC", "SG.", "eyJ", "hf_", "npm_", "pypi-", "sk-", "ya29."];

/// What a private key begins with.
const PRIVATE_KEY: &str = "-----BEGIN ";

/// A prefix is followed by at least this many characters of a token.
const MIN_TOKEN_CHARS: usize = 10;

/// A word of this many characters, letters and digits, may be a credential of a service that is not known here.
const MIN_SUSPICIOUS_CHARS: usize = 20;

/// The text with a character reference in each credential, for Markdown, HTML and XML.
pub fn broken_up_in_markup(text: &str) -> Cow<'_, str> {
    broken_up(text, |c| format!("&#{};", u32::from(c)))
}

/// JSON with an escape in each credential. Credentials can only be inside its strings.
pub fn broken_up_in_json(json: &str) -> Cow<'_, str> {
    broken_up(json, |c| format!("\\u{:04x}", u32::from(c)))
}

/// BibTeX with an empty group in each credential.
pub fn broken_up_in_bibtex(text: &str) -> Cow<'_, str> {
    broken_up(text, |c| format!("{c}{{}}"))
}

/// Plain text with a space of no width in each credential.
pub fn broken_up_in_text(text: &str) -> Cow<'_, str> {
    broken_up(text, |c| format!("{c}\u{200b}"))
}

/// Whether a text may hold a credential of any service.
pub fn is_suspicious(text: &str) -> bool {
    let long = |word: &[u8]| {
        word.len() >= MIN_SUSPICIOUS_CHARS
            && word.iter().any(u8::is_ascii_digit)
            && word.iter().any(u8::is_ascii_alphabetic)
    };
    !begins(text).is_empty() || text.as_bytes().split(|byte| !is_token(*byte)).any(long)
}

/// The text with the first character of each credential written in another way.
fn broken_up(text: &str, write: impl Fn(char) -> String) -> Cow<'_, str> {
    let mut out = String::new();
    let mut done = 0;
    for at in begins(text) {
        let c = text[at..].chars().next().unwrap_or_default();
        out.push_str(&text[done..at]);
        out.push_str(&write(c));
        done = at + c.len_utf8();
    }
    if done == 0 { Cow::Borrowed(text) } else { Cow::Owned(out + &text[done..]) }
}

/// Where credentials begin.
fn begins(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut start = 0;
    while let Some(word) = bytes.get(start..start + MIN_TOKEN_CHARS) {
        // Few words are so long, so most are passed over from their end.
        if let Some(gap) = word.iter().rposition(|byte| !is_token(*byte)) {
            start += gap + 1;
            continue;
        }
        let length = bytes[start..].iter().take_while(|byte| is_token(**byte)).count();
        let word = start..start + length;
        // In JSON the word may follow an escape: `\nghp_…`.
        let escaped = text[..start].ends_with('\\');
        let is_begin = |at: &usize| {
            let begins_word = *at == start || escaped && [start + 1, start + "u0000".len()].contains(at);
            is_credential(&text[*at..], word.end - at, begins_word)
        };
        found.extend((start..=word.end - MIN_TOKEN_CHARS).filter(is_begin));
        start = word.end + 1;
    }
    found
}

/// Whether a text begins with a credential, if this many bytes of it are of a word.
fn is_credential(text: &str, length: usize, begins_word: bool) -> bool {
    let begins_with = |prefix: &&str| length >= prefix.len() + MIN_TOKEN_CHARS && text.starts_with(prefix);
    prefixes(text.as_bytes()[0]).iter().any(begins_with)
        || begins_word && WORD_PREFIXES.iter().any(begins_with)
        || text.starts_with(PRIVATE_KEY)
}

fn is_token(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-' | b'.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_broken_up_and_nothing_else() {
        // Not written whole: these tests are pushed to GitHub, too.
        let token = ["gh", "p_", "0123456789abcdefghijABCDEFGHIJ012345"].concat();
        let text = format!("a {token}, task-oriented and {PRIVATE_KEY}RSA");
        assert_eq!(
            broken_up_in_markup(&text),
            format!("a &#103;{}, task-oriented and &#45;----BEGIN RSA", &token[1..])
        );
        assert_eq!(broken_up_in_json(&token), format!("\\u0067{}", &token[1..]));
        assert_eq!(broken_up_in_bibtex(&token), format!("g{{}}{}", &token[1..]));
        assert_eq!(broken_up_in_text(&token), format!("g\u{200b}{}", &token[1..]));
        for harmless in
            ["ghp_short", "A hf_ b", "Asymmetric", "日本語", "SGD", "a-----BEGIN", "task-oriented-dialogue-x"]
        {
            assert!(matches!(broken_up_in_markup(harmless), Cow::Borrowed(_)), "{harmless}");
        }
        let read: String = serde_json::from_str(&format!("\"{}\"", broken_up_in_json(&token))).unwrap();
        assert_eq!(read, token);
    }

    #[test]
    fn every_prefix_is_seen_in_a_text() {
        for prefix in (0..=u8::MAX).flat_map(prefixes).chain(WORD_PREFIXES).chain(&[PRIVATE_KEY]) {
            let text = format!("see {prefix}abcdefghij here");
            assert_eq!(begins(&text), [4], "{prefix}");
            assert_eq!(begins(&format!("see {prefix}abc")).is_empty(), *prefix != PRIVATE_KEY, "{prefix}");
        }
    }

    #[test]
    fn long_mixed_words_are_suspicious() {
        assert!(is_suspicious("see 0123456789abcdefghij here"));
        assert!(!is_suspicious("see 01234567890123456789 internationalization"));
    }
}
