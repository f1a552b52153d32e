//! From one text to one value: what each input takes, as pure functions. An error is a phrase that follows the value in a
//! message: `is not a whole number from 1 to 1000`.

mod choices;

use std::net::IpAddr;
use std::time::Duration;

use http::Uri;
use jiff::SignedDuration;
use jiff::tz::TimeZone;

use super::{PromptSource, Template};
use crate::history::{self, Month};
use crate::keyword::{Author, CategoryError, CategoryPattern, Term, Venue, expression};
use crate::repo::{RepoName, RepoPath};

pub(super) use choices::{
    boolean, column, duplicates, fail_on, fields, issue, match_mode, math, mode, on_missing_marker, quoted,
    sort, withdrawn,
};

/// A value, or the reason why the text is invalid.
pub(super) type Parsed<T> = Result<T, String>;

/// Of a name, a term or a contact.
const MAX_CHARS: usize = 200;

/// The name of a label; GitHub takes 50 characters.
pub(super) fn label(text: &str) -> Parsed<String> {
    one_line(text, 50).map(str::to_owned)
}

/// Rows kept per keyword.
pub(super) fn max_results(text: &str) -> Parsed<usize> {
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    let number = text.parse().ok().filter(|number| digits && (1..=1000).contains(number));
    number.ok_or_else(|| "is not a whole number from 1 to 1000".to_owned())
}

/// Weeks of a chart. More would be less than a pixel each.
pub(super) fn weeks(text: &str) -> Parsed<usize> {
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    let number = text.parse().ok().filter(|number| digits && (4..=520).contains(number));
    number.ok_or_else(|| "is not a whole number from 4 to 520".to_owned())
}

/// A score.
pub(super) fn min_relevance(text: &str) -> Parsed<u32> {
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    let number = text.parse().ok().filter(|number| digits && *number <= 100);
    number.ok_or_else(|| "is not a whole number from 0 to 100".to_owned())
}

pub(super) fn path(text: &str) -> Parsed<RepoPath> {
    RepoPath::parse(text).map_err(|reason| format!("{reason}; it must be a path in the repository"))
}

/// The path of a file that is written.
pub(super) fn written_path(text: &str) -> Parsed<RepoPath> {
    let path = path(text)?;
    if path.is_workflow() {
        return Err("is the path of a workflow, which the token of a workflow must not write".to_owned());
    }
    Ok(path)
}

/// A month of arXiv.
pub(super) fn month(text: &str) -> Parsed<Month> {
    let month = Month::parse(text).ok_or("is not a month such as `2024-01`")?;
    let first = Month::now(history::BEGIN);
    if month < first { Err(format!("is before arXiv began: at least `{first}`")) } else { Ok(month) }
}

/// A directory that files are written to; `None` for `none`.
pub(super) fn directory(text: &str) -> Parsed<Option<RepoPath>> {
    if text == "none" {
        return Ok(None);
    }
    let path = text.strip_suffix('/').unwrap_or(text);
    if [".md", ".json"].iter().any(|extension| path.ends_with(extension)) {
        return Err("looks like a file; it must be a directory in the repository".to_owned());
    }
    if path == ".github" {
        return Err(
            "would get a `README.md` that GitHub shows instead of the repository's; name a directory in it"
                .to_owned(),
        );
    }
    written_path(path).map(Some)
}

/// The path of the data file.
pub(super) fn data_file(text: &str) -> Parsed<RepoPath> {
    if text == "none" {
        return Err("is no longer allowed: the data file cannot be turned off, because a run compares with it to find new \
                    papers and to keep the last good list. Name a path, or remove `data-file`"
            .to_owned());
    }
    written_path(text)
}

/// The path of the notes file; `None` for `none`.
pub(super) fn notes(text: &str) -> Parsed<Option<RepoPath>> {
    if text == "none" { Ok(None) } else { written_path(text).map(Some) }
}

pub(super) fn template(text: &str) -> Parsed<Template> {
    Ok(match text {
        "table" => Template::Table,
        "list" => Template::List,
        "compact" => Template::Compact,
        _ => {
            let words = ["table", "list", "compact"];
            let advice = did_you_mean(text, &words);
            if !advice.is_empty() && !text.contains(['.', '/']) {
                return Err(format!("must be one of {}, or the path of a template{advice}", quoted(&words)));
            }
            Template::File(path(text)?)
        }
    })
}

pub(super) fn section(text: &str) -> Parsed<String> {
    let fits = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if fits {
        Ok(text.to_owned())
    } else {
        Err("may only contain lowercase letters `a` to `z`, digits and `-`".to_owned())
    }
}

pub(super) fn category(text: &str) -> Parsed<CategoryPattern> {
    // Otherwise `all` would be an unknown archive, and nothing would be found.
    if text == "*" || text.eq_ignore_ascii_case("all") {
        return Err("is not an arXiv category. Remove `categories` to keep all of them".to_owned());
    }
    let suggestion = || {
        let alike = CategoryPattern::suggestions(text);
        if alike.is_empty() { String::new() } else { format!("; did you mean {}?", alike.join(" or ")) }
    };
    let pattern = CategoryPattern::parse(text).map_err(|error| match error {
        CategoryError::Archive(archive) => format!("is a whole archive; did you mean `{archive}.*`?"),
        CategoryError::Form => format!(
            "is not an arXiv category, such as `cs.LG`, `hep-th` or, for a whole archive, `cs.*`{}",
            suggestion()
        ),
    })?;
    match suggestion() {
        advice if !pattern.is_known() && !advice.is_empty() => {
            Err(format!("is not an arXiv category{advice}"))
        }
        _ => Ok(pattern),
    }
}

/// A keyword's name, which is a heading and may be a term.
pub(super) fn name(text: &str) -> Parsed<String> {
    one_line(text, MAX_CHARS).map(str::to_owned)
}

pub(super) fn term(text: &str) -> Parsed<Term> {
    let text = one_line(text, MAX_CHARS).map_err(|reason| match expression::advice(text) {
        Some(advice) => format!("{reason}; it {advice}"),
        None => reason,
    })?;
    Term::parse(text).map_err(|reason| reason.to_string())
}

/// An author's name.
pub(super) fn author(text: &str) -> Parsed<Author> {
    Author::parse(one_line(text, MAX_CHARS)?).ok_or_else(|| "has no letter; write `Ada Lovelace`".to_owned())
}

/// A venue's name.
pub(super) fn venue(text: &str) -> Parsed<Venue> {
    Venue::parse(one_line(text, MAX_CHARS)?).ok_or_else(|| "has no letter or digit".to_owned())
}

/// An expression in arXiv's query language.
pub(super) fn query(text: &str) -> Parsed<String> {
    // Ten times a term is enough for many alternatives, and far less than a URL may hold.
    let text = expression::decode_query(text);
    let text = one_line(&text, 10 * MAX_CHARS)?;
    let (mut quoted, mut depth) = (false, 0_usize);
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => {
                depth = depth.checked_sub(1).ok_or("has a closing parenthesis without an opening one")?;
            }
            _ => {}
        }
    }
    match (quoted, depth) {
        (true, _) => Err("has a quotation mark (`\"`) without its pair".to_owned()),
        (false, 1..) => Err("has an opening parenthesis without a closing one".to_owned()),
        (false, 0) => Ok(text.to_owned()),
    }
}

fn one_line(text: &str, longest: usize) -> Parsed<&str> {
    if text.contains(char::is_control) {
        return Err("contains a line break, a tab or another control character".to_owned());
    }
    if text.chars().nth(longest).is_some() {
        return Err(format!("is longer than {longest} characters"));
    }
    Ok(text)
}

/// An IANA time zone, from the table that is compiled in.
pub(super) fn timezone(text: &str) -> Parsed<TimeZone> {
    if let Ok(zone) = TimeZone::get(text)
        && zone.iana_name().is_some()
    {
        return Ok(zone);
    }
    let names: Vec<String> = jiff::tz::db().available().map(|name| name.to_string()).collect();
    Err(format!("is not an IANA time zone, such as `UTC` or `Asia/Shanghai`{}", zone_like(text, &names)))
}

/// `; did you mean …?` for a city without its continent, or a misspelt name.
fn zone_like(text: &str, names: &[String]) -> String {
    let city = text.replace(' ', "_");
    let is_city = |name: &&String| {
        let place = name.rsplit_once('/').filter(|(region, _)| *region != "Etc");
        place.is_some_and(|(_, last)| last.eq_ignore_ascii_case(&city))
    };
    if let Some(name) = names.iter().find(is_city) {
        return format!("; did you mean `{name}`?");
    }
    // `UTC+1` resembles `UTC`, which it does not mean, and the hours of `Etc/GMT+8` are west of London.
    if text.contains(|c: char| c.is_ascii_digit()) {
        return "; an offset is not a time zone: write that of a city".to_owned();
    }
    if text.chars().all(|c| c.is_ascii_uppercase()) {
        return "; an abbreviation is not a time zone: write that of a city".to_owned();
    }
    did_you_mean(
        text,
        &names.iter().map(String::as_str).filter(|name| name.contains('/')).collect::<Vec<_>>(),
    )
}

pub(super) fn time_budget(text: &str) -> Parsed<Duration> {
    let (shortest, longest) = (Duration::from_secs(10), Duration::from_secs(6 * 60 * 60));
    let duration = text.parse::<SignedDuration>().ok().and_then(|duration| Duration::try_from(duration).ok());
    duration
        .filter(|duration| (shortest..=longest).contains(duration))
        .ok_or_else(|| "is not a duration from `10s` to `6h`, such as `90s`, `20m` or `1h30m`".to_owned())
}

/// An address or URL that becomes a comment, in parentheses, of the User-Agent header.
pub(super) fn contact(text: &str) -> Parsed<String> {
    let fits = |c: char| (c == ' ' || c.is_ascii_graphic()) && !matches!(c, '(' | ')' | '\\');
    if text.len() > MAX_CHARS || !text.chars().all(fits) {
        return Err(format!(
            "is not one line of at most {MAX_CHARS} ASCII characters without parentheses and backslashes"
        ));
    }
    Ok(text.to_owned())
}

/// The address of arXiv's API, to which a query is added.
pub(super) fn arxiv_url(text: &str) -> Parsed<String> {
    let reason =
        || "is not an https address without user, query and fragment (http only on loopback)".to_owned();
    let url = url(text).ok_or_else(reason)?;
    let host = url.host().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    let loopback = host == "localhost" || address.is_ok_and(|address| address.is_loopback());
    if url.scheme_str() == Some("https") || loopback { Ok(text.to_owned()) } else { Err(reason()) }
}

/// The base address of an OpenAI-compatible API: https, or http to a private or loopback address.
pub(super) fn summary_url(text: &str) -> Parsed<String> {
    let reason = "is not an https address without user, query and fragment (http only to a private address)";
    let url = url(text).ok_or(reason)?;
    let private = host_address(&url).is_some_and(|address| match address {
        IpAddr::V4(address) => address.is_private() || address.is_loopback(),
        IpAddr::V6(address) => address.is_unique_local() || address.is_loopback(),
    });
    // A name without a dot is one of the local network, such as that of a service of the job.
    let local = url.host().is_some_and(|host| !host.contains(['.', ':']));
    if url.scheme_str() == Some("https") || private || local {
        Ok(text.to_owned())
    } else {
        Err(reason.to_owned())
    }
}

/// Whether a token sent to the address could be read on its way.
pub(super) fn is_open(text: &str) -> bool {
    let Some(url) = url(text) else { return true };
    let loopback =
        url.host() == Some("localhost") || host_address(&url).is_some_and(|address| address.is_loopback());
    url.scheme_str() != Some("https") && !loopback
}

fn host_address(url: &Uri) -> Option<IpAddr> {
    url.host()?.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

/// A prompt: the path of a template if it is one word with a dot or a slash, else instructions.
pub(super) fn prompt(text: &str) -> Parsed<PromptSource> {
    if !text.contains(char::is_whitespace) && text.contains(['.', '/']) {
        return path(text).map(PromptSource::File);
    }
    if text.chars().nth(10 * MAX_CHARS).is_some() {
        return Err(format!("is longer than {} characters", 10 * MAX_CHARS));
    }
    Ok(PromptSource::Text(text.to_owned()))
}

/// One of GitHub's addresses, as the runner gives them; without a slash at its end.
pub(super) fn github_url(text: &str) -> Parsed<String> {
    url(text).ok_or_else(|| "is not an address such as `https://api.github.com`".to_owned())?;
    Ok(text.trim_end_matches('/').to_owned())
}

/// An absolute http(s) address of a host, with nothing else in it than a path.
fn url(text: &str) -> Option<Uri> {
    let url: Uri = text.parse().ok()?;
    let plain = !text.contains(['?', '#', '@']) && url.host().is_some_and(|host| !host.is_empty());
    (plain && matches!(url.scheme_str(), Some("https" | "http"))).then_some(url)
}

pub(super) fn repository(text: &str) -> Parsed<RepoName> {
    RepoName::parse(text).ok_or_else(|| "is not of the form `owner/name`".to_owned())
}

/// A branch, by git's rules for names (<https://git-scm.com/docs/git-check-ref-format>).
pub(super) fn branch(text: &str) -> Parsed<String> {
    if let Some(short) = text.strip_prefix("refs/heads/") {
        return Err(format!("is a full ref; did you mean `{short}`?"));
    }
    let bad_char = |c: char| c.is_control() || c.is_whitespace() || "~^:?*[\\".contains(c);
    let bad_part = |part: &str| {
        let lock = part.rsplit_once('.').is_some_and(|(_, end)| end == "lock");
        part.is_empty() || part.starts_with('.') || part.ends_with('.') || lock
    };
    let reason = text.contains(bad_char)
        || text.contains("..")
        || text.contains("@{")
        || matches!(text, "@" | "HEAD")
        || text.starts_with('-')
        || text.starts_with("refs/")
        || text.split('/').any(bad_part);
    if reason { Err("is not a valid branch name".to_owned()) } else { Ok(text.to_owned()) }
}

/// `; did you mean …?` if one of the words is close, or begins like `pull-request` for `pr`.
pub(super) fn did_you_mean(word: &str, words: &[&str]) -> String {
    let word = word.to_lowercase().replace('_', "-");
    let initials = |other: &str| other.split('-').filter_map(|part| part.chars().next()).collect::<String>();
    let near = |other: &str| {
        let same = word.chars().count() > 1 && initials(other) == word;
        if same { 1.0 } else { strsim::jaro(&word, &other.to_lowercase()) }
    };
    let nearest = words.iter().map(|other| (near(other), other)).max_by(|a, b| a.0.total_cmp(&b.0));
    match nearest {
        Some((likeness, other)) if likeness > 0.8 => format!("; did you mean `{other}`?"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests;
