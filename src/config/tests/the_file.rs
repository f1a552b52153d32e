//! The configuration file itself.

use super::*;

#[test]
fn may_be_missing_at_its_default_path_only() {
    User::new().config();
    let problem = User::new().flag("config", "papers.yml").problem();
    assert_eq!(problem, "`config` (flag): `papers.yml` does not exist");
    let user = User::bare().flag("config", "papers.yml").file("max-results: 0\nkeywords: A\n");
    assert!(user.problem().starts_with("`max-results` (in papers.yml, line 1): `0`"));
}

#[test]
fn may_be_empty() {
    for text in ["", "# nothing\n", "---\n", "{}", "\u{feff}\n"] {
        assert_eq!(User::new().file(text).config().keywords[0].name, "DARTS", "{text}");
    }
}

#[test]
fn may_have_windows_line_ends_and_a_mark() {
    let config = User::bare().file("\u{feff}max-results: 5\r\nkeywords: |\r\n  A b\r\n  C\r\n").config();
    assert_eq!(config.keywords.len(), 2);
    assert_eq!((config.keywords[0].name.as_str(), config.keywords[1].max_results), ("A b", 5));
}

#[test]
fn holds_no_token_and_no_location() {
    for name in INPUTS.iter().filter(|input| !input.in_file).map(|input| input.name) {
        let problem = User::new().file(format!("max-results: 5\n{name}: t0ken\n")).problem();
        let start = format!("`{name}` (in .github/daily-papers.yml, line 2): must not be in ");
        assert!(problem.starts_with(&start), "{problem}");
        assert_eq!(problem.contains("Revoke"), name.ends_with("token"), "{problem}");
    }
}

#[test]
fn names_unknown_and_repeated_keys_with_their_lines() {
    let problem = User::new().file("\n\nmax_results: 5\n").problem();
    assert_eq!(
        problem,
        "`max_results` (in .github/daily-papers.yml, line 3): is not an input; did you mean `max-results`?"
    );
    let problem = User::new().file("data: a.json\n").problem();
    assert!(problem.contains("line 1)") && problem.ends_with("its name is `data-file`"), "{problem}");
    let problem = User::new().file("zebra: 5\n").problem();
    assert!(problem.ends_with("is not an input"), "{problem}");
    let problem = User::bare().file("keywords:\n- a\nkeywords:\n- b\n").problem();
    assert!(problem.ends_with("line 3): is already in line 1"), "{problem}");
    let problem = User::new().file("sort: updated\nreadme: a.md\nsort: submitted\n").problem();
    assert_eq!(problem, "`sort` (in .github/daily-papers.yml, line 3): is already in line 1");
}

#[test]
fn is_refused_as_a_whole_with_a_line() {
    for (text, line, says) in [
        (&b"readme: a\nsort: \xff\n"[..], 2, "is not UTF-8"),
        (b"\xff", 1, "is not UTF-8"),
        (b"readme: a\nexclude:\n\t- b\n", 3, "not valid YAML"),
        (b"readme: &a b\n", 1, "anchor"),
        (b"readme: !b c\n", 1, "tag"),
        (b"readme: a\n---\nreadme: b\n", 2, "second YAML document"),
        (b"- DARTS\n", 1, "has no `input: value` lines"),
        (b"max-results:5\n", 1, "with a space after the colon"),
        (b"max-results: 5: 6\n", 1, "not valid YAML"),
    ] {
        let text = [text, b""].concat();
        // The other inputs are checked all the same, but missing keywords are not reported, as they may be in the file.
        let problems = User::bare().flag("max-results", "0").file(&text).problems();
        assert_eq!(problems.len(), 2, "{problems:#?}");
        let start = format!("`config` (in .github/daily-papers.yml, line {line}): ");
        assert!(problems[0].starts_with(&start) && problems[0].contains(says), "{problems:#?}");
    }
}

#[test]
fn gives_one_value_where_one_is_taken() {
    let problem = User::new().file("max-results: [1, 2]\n").problem();
    assert_eq!(
        problem,
        "`max-results` (in .github/daily-papers.yml, line 1): must be one value, not a list or a map"
    );
    let problem = User::new().file("categories:\n  cs: LG\n").problem();
    assert!(problem.contains("must be a list or a text, not a map"), "{problem}");
    let problem = User::new().file("exclude:\n- a\n- [b]\n").problem();
    assert!(problem.contains("line 3): must be one value"), "{problem}");
}

proptest! {
    #[test]
    fn of_any_words_gives_the_same_result_twice(
        parts in prop::collection::vec(prop::sample::select(&[
            "keywords:", "exclude: ", "name: ", "any: ", "max-results: ", "cs.LG", "A", "5", "- ", "\n", "\n  ",
            "\n    ", "[", "]", "{", "}", ", ", "|\n", ">\n", "#", "'", "\"", "token: ", "none", "\t",
        ][..]), 0..30),
    ) {
        let user = User::bare().file(parts.concat());
        let result = || user.resolve().map(|(config, _)| format!("{config:?}")).map_err(|error| error.to_string());
        prop_assert_eq!(result(), result());
    }
}
