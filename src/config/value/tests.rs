//! What each input takes and refuses.

use super::*;

#[track_caller]
fn all<T: std::fmt::Debug>(parse: impl Fn(&str) -> Parsed<T>, good: &[&str], bad: &[&str], allowed: &str) {
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
        "from 1 to 1000",
    );
}

#[test]
fn invalid_choice_lists_the_choices() {
    all(
        fields,
        &["title-or-abstract", "title", "abstract", "title-and-abstract", "all"],
        &["Title"],
        "`all`",
    );
    all(match_mode, &["smart", "exact", "arxiv"], &["fuzzy"], "one of `smart`, `exact`, `arxiv`");
    all(sort, &["updated", "submitted", "relevance"], &["date"], "`submitted`");
    all(min_relevance, &["0", "100"], &["101", "-1", "1.5", "high"], "from 0 to 100");
    all(on_missing_marker, &["append", "replace", "fail"], &["ignore"], "`append`, `replace`, `fail`");
    all(fail_on, &["error", "partial", "never"], &["always"], "`partial`");
    all(mode, &["commit", "local", "dry-run"], &["push"], "`dry-run`");
    all(mode, &["commit", "pull-request", "local", "dry-run"], &["pr"], "must be one of");
    all(mode, &[], &["pr", "pull_request", "PR"], "did you mean `pull-request`?");
    all(column, &[], &["PDF"], "did you mean `pdf`?");
    all(issue, &["none", "new", "always"], &["true"], "must be one of");
    all(boolean, &["true", "false"], &["yes"], "must be one of");
    all(label, &["good first issue", "&#"], &["a\tb"], "control character");
    all(label, &[], &[&"x".repeat(51)], "longer than 50");
    all(
        column,
        &["title", "date", "abstract", "comment", "authors", "categories", "venue", "pdf", "code"],
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
    all(template, &[], &["tabel"], "or the path of a template; did you mean `table`?");
}

#[test]
fn names_terms_and_queries() {
    let long = "é".repeat(MAX_CHARS);
    all(name, &["DARTS", "a | b", "#", &long], &["a\tb", "a\nb"], "control character");
    all(name, &[], &[&(long + "x")], "longer than 200");
    all(term, &["C++", "\"; DROP"], &["++", "…"], "no letter or digit");
    let good = [r#"ti:"diffusion model" ANDNOT cat:eess.IV"#, r#"(ti:a OR (abs:"b)" AND c))"#];
    all(query, &good, &["a\nb"], "line break");
    all(query, &[], &["(ti:a OR abs:b"], "opening parenthesis");
    all(query, &[], &["ti:a)", ")("], "closing parenthesis");
    all(query, &[], &["(ti:\"a)"], "quotation mark");
    all(section, &["daily-papers", "a", "-", "2"], &["A", "a b", "a_b", "é"], "lowercase letters");
}

#[test]
fn categories() {
    all(category, &["cs.LG", "cs.*", "hep-th", "cs.XX", "xx.YY"], &["cs"], "did you mean `cs.*`?");
    all(category, &[], &["c", "cs.LG.X", "cs LG"], "such as `cs.LG`");
    all(category, &[], &["CV", "cv"], "did you mean `cs.CV`");
    all(category, &[], &["AI"], "did you mean `cs.AI`");
    all(category, &[], &["ML"], "`stat.ML`");
    all(category, &[], &["cs.ML"], "did you mean `stat.ML`");
    all(category, &[], &["hep-tj"], "did you mean `hep-th`?");
    all(category, &[], &["all", "All", "*"], "Remove `categories`");
}

#[test]
fn time() {
    all(
        time_budget,
        &["10s", "90s", "20m", "1h", "1h30m", "6h", "20 minutes"],
        &["20", "9s", "6h1s", "-20m", "20m ago", "x", "1d"],
        "`10s` to `6h`",
    );
    assert_eq!(time_budget("1h30m"), Ok(Duration::from_secs(5400)));
    all(timezone, &["UTC", "Asia/Shanghai", "europe/berlin"], &["Local", "+02:00", "/etc/x"], "IANA");
    all(timezone, &[], &["Asia/Shangai"], "did you mean `Asia/Shanghai`?");
    all(timezone, &[], &["Berlin", "berlin"], "did you mean `Europe/Berlin`?");
    all(timezone, &[], &["New York"], "did you mean `America/New_York`?");
    all(timezone, &[], &["UTC+1", "GMT+8"], "an offset is not a time zone");
    all(timezone, &[], &["CEST", "JST"], "an abbreviation is not a time zone");
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
        "not a valid branch name",
    );
    all(branch, &[], &["refs/heads/main"], "did you mean `main`?");
}

#[test]
fn summaries_are_asked_for_over_encryption_or_nearby() {
    let taken = [
        ("https://api.openai.com/v1", false),
        ("http://localhost:11434/v1", false),
        ("http://127.0.0.1:1/v1", false),
        ("http://[::1]:1/v1", false),
        ("http://192.168.1.2/v1", true),
        ("http://[fd00::1]/v1", true),
        ("http://ollama:11434/v1", true),
    ];
    for (url, open) in taken {
        assert_eq!((summary_url(url).as_deref(), is_open(url)), (Ok(url), open), "{url}");
    }
    for url in [
        "http://api.example.org/v1",
        "http://8.8.8.8/v1",
        "http://169.254.169.254/v1",
        "https://user:password@api.example.org/v1",
        "https://api.example.org/v1?key=1",
        "ftp://localhost",
        "api.example.org/v1",
        "https://",
    ] {
        assert!(summary_url(url).is_err(), "{url}");
    }
}

#[test]
fn prompt_is_text_or_path() {
    assert_eq!(prompt("Be brief."), Ok(PromptSource::Text("Be brief.".to_owned())));
    assert_eq!(prompt("Brief"), Ok(PromptSource::Text("Brief".to_owned())));
    assert!(matches!(prompt(".github/prompt.txt"), Ok(PromptSource::File(_))));
    assert!(prompt("../prompt.txt").is_err() && prompt(&"a ".repeat(2_000)).is_err());
}
