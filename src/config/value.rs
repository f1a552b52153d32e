//! From one word to one value: what each input takes, as pure functions. An error is a phrase that follows the value in a
//! message: `is not between 1 and 1000`.

use std::net::IpAddr;
use std::time::Duration;

use http::Uri;
use jiff::SignedDuration;
use jiff::tz::TimeZone;

use super::{Column, Duplicates, FailOn, IssueWhen, Mode, OnMissingMarker, Template};
use crate::keyword::{CategoryError, CategoryPattern, Fields, MatchMode, Sort, Term, Withdrawn, expression};
use crate::repo::{RepoName, RepoPath};
use crate::text::tex::Math;

/// A value, or what is wrong with the text.
pub(super) type Parsed<T> = Result<T, String>;

/// The longest name, term or contact, in characters.
const LONGEST: usize = 200;

/// The words of an input that takes one of a few.
type Choices<T> = [(&'static str, T)];

pub(super) fn fields(text: &str) -> Parsed<Fields> {
    choice(text, Fields::NAMES)
}

pub(super) fn match_mode(text: &str) -> Parsed<MatchMode> {
    choice(text, MatchMode::NAMES)
}

pub(super) fn sort(text: &str) -> Parsed<Sort> {
    choice(text, Sort::NAMES)
}

pub(super) fn withdrawn(text: &str) -> Parsed<Withdrawn> {
    choice(text, Withdrawn::NAMES)
}

pub(super) fn duplicates(text: &str) -> Parsed<Duplicates> {
    choice(text, &[("all", Duplicates::All), ("first", Duplicates::First)])
}

pub(super) fn on_missing_marker(text: &str) -> Parsed<OnMissingMarker> {
    const CHOICES: &Choices<OnMissingMarker> = &[
        ("append", OnMissingMarker::Append),
        ("replace", OnMissingMarker::Replace),
        ("fail", OnMissingMarker::Fail),
    ];
    choice(text, CHOICES)
}

pub(super) fn fail_on(text: &str) -> Parsed<FailOn> {
    choice(text, &[("error", FailOn::Error), ("partial", FailOn::Partial), ("never", FailOn::Never)])
}

pub(super) fn math(text: &str) -> Parsed<Math> {
    choice(text, &[("keep", Math::Keep), ("text", Math::Text)])
}

pub(super) fn mode(text: &str) -> Parsed<Mode> {
    const CHOICES: &Choices<Mode> = &[
        ("commit", Mode::Commit),
        ("pull-request", Mode::PullRequest),
        ("local", Mode::Local),
        ("dry-run", Mode::DryRun),
    ];
    choice(text, CHOICES)
}

pub(super) fn issue(text: &str) -> Parsed<IssueWhen> {
    choice(text, &[("none", IssueWhen::None), ("new", IssueWhen::New), ("always", IssueWhen::Always)])
}

pub(super) fn boolean(text: &str) -> Parsed<bool> {
    choice(text, &[("true", true), ("false", false)])
}

/// The name of a label; GitHub takes 50 characters.
pub(super) fn label(text: &str) -> Parsed<String> {
    one_line(text, 50).map(str::to_owned)
}

pub(super) fn column(text: &str) -> Parsed<Column> {
    const CHOICES: &Choices<Column> = &[
        ("title", Column::Title),
        ("date", Column::Date),
        ("abstract", Column::Abstract),
        ("comment", Column::Comment),
        ("authors", Column::Authors),
        ("categories", Column::Categories),
        ("venue", Column::Venue),
    ];
    choice(text, CHOICES)
}

fn choice<T: Copy>(text: &str, choices: &Choices<T>) -> Parsed<T> {
    if let Some((_, value)) = choices.iter().find(|(word, _)| *word == text) {
        return Ok(*value);
    }
    let words: Vec<_> = choices.iter().map(|(word, _)| format!("`{word}`")).collect();
    Err(format!("is none of {}", words.join(", ")))
}

/// Rows kept per keyword.
pub(super) fn max_results(text: &str) -> Parsed<usize> {
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    let number = text.parse().ok().filter(|number| digits && (1..=1000).contains(number));
    number.ok_or_else(|| "is not a whole number between 1 and 1000".to_owned())
}

pub(super) fn path(text: &str) -> Parsed<RepoPath> {
    RepoPath::parse(text).map_err(|reason| format!("{reason} (a path in the repository is expected)"))
}

/// The path of a file that is written.
pub(super) fn written_path(text: &str) -> Parsed<RepoPath> {
    let path = path(text)?;
    if path.is_workflow() {
        return Err("is the path of a workflow, which a workflow's token may not write".to_owned());
    }
    Ok(path)
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

pub(super) fn template(text: &str) -> Parsed<Template> {
    Ok(match text {
        "table" => Template::Table,
        "list" => Template::List,
        "compact" => Template::Compact,
        _ => {
            let advice = did_you_mean(text, &["table", "list", "compact"]);
            if !advice.is_empty() && !text.contains(['.', '/']) {
                return Err(format!(
                    "is none of `table`, `list`, `compact`, nor the path of a template{advice}"
                ));
            }
            Template::File(path(text)?)
        }
    })
}

pub(super) fn section(text: &str) -> Parsed<String> {
    let fits = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if fits { Ok(text.to_owned()) } else { Err("may only hold `a` to `z`, `0` to `9` and `-`".to_owned()) }
}

pub(super) fn category(text: &str) -> Parsed<CategoryPattern> {
    // Else `all` would be an archive that nobody knows, and nothing would be found.
    if text == "*" || text.eq_ignore_ascii_case("all") {
        return Err("is no arXiv category; leave `categories` out to keep all of them".to_owned());
    }
    CategoryPattern::parse(text).map_err(|reason| match reason {
        CategoryError::Archive(archive) => format!("is a whole archive; did you mean `{archive}.*`?"),
        CategoryError::Form => {
            "is no arXiv category; they look like `cs.LG`, `hep-th` or, for a whole archive, `cs.*`"
                .to_owned()
        }
    })
}

/// A keyword's name, which is a heading and may be a term.
pub(super) fn name(text: &str) -> Parsed<String> {
    one_line(text, LONGEST).map(str::to_owned)
}

pub(super) fn term(text: &str) -> Parsed<Term> {
    let text = one_line(text, LONGEST).map_err(|reason| match expression::advice(text) {
        Some(advice) => format!("{reason}; it {advice}"),
        None => reason,
    })?;
    Term::parse(text).map_err(|reason| reason.to_string())
}

/// An expression in arXiv's query language.
pub(super) fn query(text: &str) -> Parsed<String> {
    // Ten times a term: far from what a URL holds, but enough for a long list of alternatives.
    one_line(&expression::decode_query(text), 10 * LONGEST).map(str::to_owned)
}

fn one_line(text: &str, longest: usize) -> Parsed<&str> {
    if text.contains(char::is_control) {
        return Err("holds a line break, a tab or another control character".to_owned());
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
    let names: Vec<_> = jiff::tz::db().available().collect();
    let advice = did_you_mean(text, &names.iter().map(jiff::tz::TimeZoneName::as_str).collect::<Vec<_>>());
    Err(format!("is no IANA time zone, such as `UTC` or `Asia/Shanghai`{advice}"))
}

pub(super) fn time_budget(text: &str) -> Parsed<Duration> {
    let (shortest, longest) = (Duration::from_secs(10), Duration::from_secs(6 * 60 * 60));
    let duration = text.parse::<SignedDuration>().ok().and_then(|duration| Duration::try_from(duration).ok());
    duration
        .filter(|duration| (shortest..=longest).contains(duration))
        .ok_or_else(|| "is not a duration from 10s to 6h, such as `90s`, `20m` or `1h30m`".to_owned())
}

/// An address or URL that becomes a comment, in parentheses, of the User-Agent header.
pub(super) fn contact(text: &str) -> Parsed<String> {
    let fits = |c: char| (c == ' ' || c.is_ascii_graphic()) && !matches!(c, '(' | ')' | '\\');
    if text.len() > LONGEST || !text.chars().all(fits) {
        return Err(format!(
            "is not one line of at most {LONGEST} ASCII characters without parentheses and backslashes"
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
        return Err(format!("is a full reference; did you mean `{short}`?"));
    }
    let bad_char = |c: char| c.is_control() || c.is_whitespace() || "~^:?*[\\".contains(c);
    let bad_part = |part: &str| {
        let lock = part.rsplit_once('.').is_some_and(|(_, end)| end == "lock");
        part.is_empty() || part.starts_with('.') || part.ends_with('.') || lock
    };
    let reason = text.contains(bad_char)
        || text.contains("..")
        || text.contains("@{")
        || text == "@"
        || text.starts_with('-')
        || text.starts_with("refs/")
        || text.split('/').any(bad_part);
    if reason { Err("is no name of a branch".to_owned()) } else { Ok(text.to_owned()) }
}

/// `; did you mean …?` if one of the words is close.
pub(super) fn did_you_mean(word: &str, words: &[&str]) -> String {
    let near = |other: &str| strsim::jaro(&word.to_lowercase(), &other.to_lowercase());
    let nearest = words.iter().map(|other| (near(other), other)).max_by(|a, b| a.0.total_cmp(&b.0));
    match nearest {
        Some((likeness, other)) if likeness > 0.8 => format!("; did you mean `{other}`?"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn all<T: std::fmt::Debug>(
        parse: impl Fn(&str) -> Parsed<T>,
        good: &[&str],
        bad: &[&str],
        allowed: &str,
    ) {
        for text in good {
            assert!(parse(text).is_ok(), "{text}: {:?}", parse(text));
        }
        for text in bad {
            let reason = parse(text).expect_err(text);
            assert!(reason.contains(allowed), "{text}: {reason}");
        }
    }

    #[test]
    fn numbers() {
        all(
            max_results,
            &["1", "100", "1000", "007"],
            &["0", "1001", "-1", "+5", "1.5", "ten", "1_000", "99999999999999999999"],
            "between 1 and 1000",
        );
    }

    #[test]
    fn choices_are_taken_as_written_and_listed_when_wrong() {
        all(
            fields,
            &["title-or-abstract", "title", "abstract", "title-and-abstract", "all"],
            &["Title"],
            "`all`",
        );
        all(match_mode, &["smart", "exact", "arxiv"], &["fuzzy"], "none of `smart`, `exact`, `arxiv`");
        all(sort, &["updated", "submitted"], &["relevance"], "`submitted`");
        all(on_missing_marker, &["append", "replace", "fail"], &["ignore"], "`append`, `replace`, `fail`");
        all(fail_on, &["error", "partial", "never"], &["always"], "`partial`");
        all(mode, &["commit", "local", "dry-run"], &["push"], "`dry-run`");
        all(mode, &["commit", "pull-request", "local", "dry-run"], &["pr"], "none of");
        all(issue, &["none", "new", "always"], &["true"], "none of");
        all(boolean, &["true", "false"], &["yes"], "none of");
        all(label, &["good first issue", "&#"], &["a\tb"], "control character");
        all(label, &[], &[&"x".repeat(51)], "longer than 50");
        all(
            column,
            &["title", "date", "abstract", "comment", "authors", "categories", "venue"],
            &["id"],
            "`venue`",
        );
    }

    #[test]
    fn paths() {
        all(path, &["README.md", ".github/workflows/x.yml"], &["/etc/x", "../x"], "a path in the repository");
        all(written_path, &["docs/papers.md"], &[".github/workflows/x.yml"], "workflow");
        assert_eq!(template("list"), Ok(Template::List));
        assert_eq!(template("a.md"), Ok(Template::File(RepoPath::parse("a.md").unwrap())));
        all(template, &["table", "compact", "papers/mine", "mine"], &["../a.md"], "path");
        all(template, &[], &["tabel"], "nor the path of a template; did you mean `table`?");
    }

    #[test]
    fn names_terms_and_queries() {
        let long = "é".repeat(LONGEST);
        all(name, &["DARTS", "a | b", "#", &long], &["a\tb", "a\nb"], "control character");
        all(name, &[], &[&(long + "x")], "longer than 200");
        all(term, &["C++", "\"; DROP"], &["++", "…"], "no letter or digit");
        all(query, &[r#"ti:"diffusion model" ANDNOT cat:eess.IV"#], &["a\nb"], "line break");
        all(section, &["daily-papers", "a", "-", "2"], &["A", "a b", "a_b", "é"], "`a` to `z`");
    }

    #[test]
    fn categories() {
        all(category, &["cs.LG", "cs.*", "hep-th", "cs.XX"], &["cs"], "did you mean `cs.*`?");
        all(category, &[], &["c", "cs.LG.X", "cs LG"], "look like `cs.LG`");
        all(category, &[], &["all", "All", "*"], "leave `categories` out");
    }

    #[test]
    fn time() {
        all(
            time_budget,
            &["10s", "90s", "20m", "1h", "1h30m", "6h", "20 minutes"],
            &["20", "9s", "6h1s", "-20m", "20m ago", "x", "1d"],
            "10s to 6h",
        );
        assert_eq!(time_budget("1h30m"), Ok(Duration::from_secs(5400)));
        all(timezone, &["UTC", "Asia/Shanghai", "europe/berlin"], &["Local", "+02:00", "/etc/x"], "IANA");
        all(timezone, &[], &["Asia/Shangai"], "did you mean `Asia/Shanghai`?");
        assert_eq!(timezone("europe/berlin").unwrap().iana_name(), Some("Europe/Berlin"));
    }

    #[test]
    fn addresses() {
        all(
            contact,
            &["me@example.org", "https://example.org/me?a=b"],
            &["a (b)", "a\nb", "é", "a\\b"],
            "one line",
        );
        all(
            arxiv_url,
            &[
                "https://export.arxiv.org/api/query",
                "http://127.0.0.1:8080/api",
                "http://[::1]:1/",
                "http://localhost",
            ],
            &[
                "http://export.arxiv.org/api/query",
                "http://localhost.example.org/",
                "ftp://127.0.0.1/",
                "https://a/?b",
                "https://a/#b",
                "https://a@b/",
                "https:///x",
                "export.arxiv.org",
                "/x",
                "https://a b/",
            ],
            "https",
        );
        assert_eq!(
            github_url("https://github.example.org/api/v3/").unwrap(),
            "https://github.example.org/api/v3"
        );
        all(github_url, &["http://ghes.local"], &["api.github.com", "https://t@x/", "file:///etc"], "https");
        all(repository, &["a/b"], &["a", "https://github.com/a/b"], "owner/name");
    }

    #[test]
    fn branches() {
        all(
            branch,
            &["main", "a/b", "feature-1", "ü", "a.b", "@a"],
            &[
                "a b",
                "a..b",
                "a~",
                "a^",
                "a:b",
                "a?",
                "a*",
                "[a",
                "a\\b",
                "@",
                "a@{b",
                "/a",
                "a/",
                "a//b",
                ".a",
                "a/.b",
                "a.lock",
                "a.lock/b",
                "a.",
                "-a",
                "a\tb",
                "refs/tags/v1",
            ],
            "no name of a branch",
        );
        all(branch, &[], &["refs/heads/main"], "did you mean `main`?");
    }
}
