//! Addresses in a text: where they are, and what they lead to.

use std::ops::Range;

use memchr::memmem;

use super::sentinels::{LINK, MATH};

/// The text with its https addresses marked, so that they become links to themselves. What only looks like an address (no
/// host with a dot, a name before an `@`) stays text.
pub fn mark(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let (mut done, mut seen, mut in_formula) = (0, 0, false);
    for address in addresses(text) {
        // What is in a formula is the formula's.
        let before = &text[seen..address.start];
        let (opened, closed) = (before.rfind(MATH.0), before.rfind(MATH.1));
        if opened != closed {
            in_formula = opened > closed;
        }
        seen = address.start;
        if in_formula {
            continue;
        }
        out.push_str(&text[done..address.start]);
        out.push(LINK.0);
        out.push_str(&text[address.clone()]);
        out.push(LINK.1);
        done = address.end;
    }
    out.push_str(&text[done..]);
    out
}

/// The https addresses in a text.
pub fn addresses(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    const SCHEME: &str = "https://";
    let mut from = 0;
    std::iter::from_fn(move || {
        while let Some(at) = memmem::find(&text.as_bytes()[from..], SCHEME.as_bytes()).map(|at| from + at) {
            let begins = !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '+');
            let run = SCHEME.len() + length(&text[at + SCHEME.len()..]);
            // Whether or not it is one, what it consists of begins no other.
            from = at + run;
            let address = &text[at..at + end_of(&text[at..at + run])];
            if begins && address.len() > SCHEME.len() && is_address(address) {
                return Some(at..at + address.len());
            }
        }
        None
    })
}

/// How many bytes may belong to an address. Characters that mean something to Markdown, HTML or TeX do not.
pub fn length(text: &str) -> usize {
    let belongs = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~:/?#@!&'()*+,;=%".contains(byte);
    text.bytes().take_while(|byte| belongs(byte)).count()
}

/// Where an address ends: the sentence's punctuation is not its own, nor is a bracket that it did not open.
fn end_of(address: &str) -> usize {
    let mut open = 0;
    let unopened = address.bytes().position(|byte| {
        open += i32::from(byte == b'(') - i32::from(byte == b')');
        open < 0
    });
    let mut end = next_sentence(&address[..unopened.unwrap_or(address.len())]);
    while let Some(last) = address[..end].bytes().last() {
        let ends = match last {
            b'(' | b'.' | b',' | b';' | b':' | b'!' | b'?' | b'\'' | b'*' | b'&' | b'_' => true,
            b')' => address[..end].matches(')').count() > address[..end].matches('(').count(),
            _ => false,
        };
        if !ends {
            break;
        }
        end -= 1;
    }
    end
}

/// Where the next sentence begins, without a space before it: `https://a.b/c.The`.
fn next_sentence(address: &str) -> usize {
    const WORDS: &[&str] = &[
        "A", "Accepted", "All", "An", "Both", "Code", "Data", "For", "In", "It", "Our", "Project", "The",
        "This", "These", "To", "We",
    ];
    let end = address.rfind('.').filter(|dot| WORDS.contains(&&address[dot + 1..]));
    end.unwrap_or(address.len())
}

/// Whether it has a host with a dot in it, and nothing that leads elsewhere than it looks.
fn is_address(address: &str) -> bool {
    let rest = &address["https://".len()..];
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.split_once(':').map_or(host, |(host, _)| host);
    let label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    host.contains('.') && host.split('.').all(label) && !rest.contains('@')
}

/// What a paper's own words lead to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resources {
    /// Where its code is, as an https address; empty if they do not say.
    pub code: String,
    /// Its own page; empty if they do not say.
    pub project: String,
}

/// Hosts of code: what follows them is an owner and a name.
const CODE_HOSTS: &[&str] =
    &["github.com/", "gitlab.com/", "bitbucket.org/", "codeberg.org/", "anonymous.4open.science/r/"];

/// Where code and project are, by the comment, else by the abstract.
pub fn resources(comment: &str, abstract_: &str) -> Resources {
    let mut found = Resources::default();
    for text in [comment, abstract_] {
        if found.code.is_empty() {
            found.code = code(text).unwrap_or_default();
        }
        if found.project.is_empty() {
            found.project = project(text).unwrap_or_default();
        }
    }
    found
}

/// The first repository that a text names, with scheme or without.
fn code(text: &str) -> Option<String> {
    // Each host ends in a slash.
    let (at, host) = text.match_indices('/').find_map(|(slash, _)| {
        let before = &text[..=slash];
        CODE_HOSTS.iter().find(|host| before.ends_with(*host)).map(|host| (slash + 1 - host.len(), *host))
    })?;
    // `notgithub.com` is another host.
    let whole = text[..at].trim_end_matches("www.");
    if whole.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | '@')) {
        return None;
    }
    let rest = text[at..].replace("\\_", "_");
    let path = &rest[..host.len() + end_of(&rest[host.len()..][..length(&rest[host.len()..])])];
    let path =
        path.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/').trim_end_matches(".git");
    let parts = path.split('/').count();
    let wanted = if host.ends_with("/r/") { 3 } else { 2 };
    (parts > wanted - usize::from(wanted == 3)
        && is_plain(path)
        && !path.ends_with(host.trim_end_matches('/')))
    .then(|| format!("https://{path}"))
}

/// The first page that is said to be the project's, or is of the kind that projects have.
fn project(text: &str) -> Option<String> {
    let said = |before: &str| {
        let start = before.char_indices().rev().nth(40).map_or(0, |(at, _)| at);
        let words = before[start..].to_ascii_lowercase();
        ["project", "page", "website", "webpage", "homepage", "demo"].iter().any(|word| words.contains(word))
    };
    addresses(text).find_map(|at| {
        let address = &text[at.clone()];
        let host = address["https://".len()..].split('/').next().unwrap_or_default();
        let code = CODE_HOSTS.iter().any(|code| code.starts_with(host));
        let project =
            host.ends_with(".github.io") || !code && !host.ends_with("arxiv.org") && said(&text[..at.start]);
        (project && is_plain(address)).then(|| address.to_owned())
    })
}

/// Whether it can be in a Markdown link as it is.
fn is_plain(address: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?#=%+,".contains(&byte);
    address.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        addresses(text).map(|at| &text[at]).collect()
    }

    #[test]
    fn addresses_end_where_the_sentence_goes_on() {
        for (text, expected) in [
            ("see https://a.b/c_d.", &["https://a.b/c_d"][..]),
            ("(https://a.b/c_(d))", &["https://a.b/c_(d)"]),
            ("https://a.b, https://c.d/~e?f=g&h#i!", &["https://a.b", "https://c.d/~e?f=g&h#i"]),
            ("“https://a.b/x”", &["https://a.b/x"]),
            ("https://a.b:8080/x", &["https://a.b:8080/x"]),
            ("https://a.b|https://c.d", &["https://a.b", "https://c.d"]),
            ("http://a.b https://localhost https:// https://.b https://a. xhttps://a.b", &[]),
            ("https://good.example@evil.example/x https://good.example:443@evil.example", &[]),
            ("https://a.b/https://c.d", &["https://a.b/https://c.d"]),
            ("https://a.b\\_c", &["https://a.b"]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn marks_go_around_addresses_only() {
        assert_eq!(mark("a https://a.b."), "a \u{fdd2}https://a.b\u{fdd3}.");
        assert_eq!(mark("nothing"), "nothing");
        let formula = "\u{fdd0}x https://a.b y\u{fdd1} https://c.d";
        assert_eq!(mark(formula), "\u{fdd0}x https://a.b y\u{fdd1} \u{fdd2}https://c.d\u{fdd3}");
    }

    #[test]
    fn code_and_project_are_found() {
        for (comment, abstract_, code, project) in [
            ("Code: https://github.com/a/b_c.", "", "https://github.com/a/b_c", ""),
            ("", "Available at \\url{http://www.github.com/a/b}.", "https://github.com/a/b", ""),
            ("github.com/a/b.git", "https://github.com/c/d", "https://github.com/a/b", ""),
            (
                "Project page: https://x.github.io/y/; code https://gitlab.com/a/b/c",
                "",
                "https://gitlab.com/a/b/c",
                "https://x.github.io/y/",
            ),
            ("", "Our website is at https://lab.example/p.", "", "https://lab.example/p"),
            ("https://anonymous.4open.science/r/x-1", "", "https://anonymous.4open.science/r/x-1", ""),
            ("https://youtu.be/x 12 pages", "https://notgithub.com/a/b https://github.com/only", "", ""),
            ("Project page: https://x.example/(y)", "", "", ""),
            ("", "", "", ""),
        ] {
            let found = resources(comment, abstract_);
            assert_eq!(
                (found.code.as_str(), found.project.as_str()),
                (code, project),
                "{comment} {abstract_}"
            );
        }
    }
}
