//! Editions of a repository that is a map of files, day after day.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;

use super::current::is_empty;
use super::*;
use crate::config::{Column, OnMissingMarker, Template};
use crate::keyword::{Keyword, Term};
use crate::paper::Paper;
use crate::samples::{at, config, keyword, paper, urls, with};
use crate::store::{Snapshot, TreeEntry};

const README: &str = "README.md";
const DATA: &str = ".github/daily-papers.json";
const OTHER_DATA: &str = ".github/other.json";
const TEMPLATE: &str = ".github/papers.md";
const START: &str = "<!-- daily-papers:start -->";
const END: &str = "<!-- daily-papers:end -->";

/// A repository, as far as an update sees it.
#[derive(Clone, Debug, Default, PartialEq)]
struct Repo(BTreeMap<String, Vec<u8>>);

impl Repo {
    fn with(files: &[(&str, &str)]) -> Self {
        Self(files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect())
    }

    fn readme(&self) -> &str {
        std::str::from_utf8(&self.0[README]).unwrap()
    }

    fn snapshot(&self) -> Snapshot {
        let entry = |path: &str| match self.0.get(path) {
            Some(content) => TreeEntry::File { content: content.clone(), executable: false },
            None => TreeEntry::Absent,
        };
        let entries =
            [README, DATA, OTHER_DATA, TEMPLATE].map(|path| (RepoPath::parse(path).unwrap(), entry(path)));
        Snapshot { branch: "main".to_owned(), entries: entries.into(), ..Snapshot::default() }
    }

    /// One run; what it writes is written. The paths it wrote.
    fn run(
        &mut self,
        config: &Config,
        fetched: &[Option<FetchedList>],
        now: &str,
    ) -> Result<Vec<String>, Error> {
        let update = || {
            Update::new(
                config,
                &urls(),
                &CurrentState::read(config, &self.snapshot())?,
                answers(fetched),
                at(now),
            )
        };
        let (one, other) = (update()?, update()?);
        assert_eq!(one.changes, other.changes, "the same inputs give the same bytes");
        let mut written = Vec::new();
        for change in one.changes {
            written.push(change.path.to_string());
            self.0.insert(change.path.to_string(), change.content);
        }
        Ok(written)
    }
}

fn answers(fetched: &[Option<FetchedList>]) -> Answers<'_> {
    Answers { fetched, filled: &[] }
}

#[expect(clippy::unnecessary_wraps, reason = "an update takes an option a keyword")]
fn found(papers: &[Paper]) -> Option<FetchedList> {
    let mut papers: Vec<_> = papers.iter().cloned().map(Arc::new).collect();
    crate::keyword::Sort::Updated.order(&mut papers);
    Some(FetchedList { papers, complete: true, ..FetchedList::default() })
}

fn graphs() -> Config {
    config(vec![keyword("graphs")])
}

fn some() -> Vec<Paper> {
    vec![paper("2611.00002", "2026-11-20"), paper("2611.00001", "2026-11-19")]
}

fn with_template(source: &str) -> (Config, Repo) {
    let template = Template::File(RepoPath::parse(TEMPLATE).unwrap());
    let readme = format!("# T\n\n{START}\n{END}\n\ntail\n");
    (
        with(graphs(), |config| config.page.template = template),
        Repo::with(&[(README, &readme), (TEMPLATE, source)]),
    )
}

#[test]
fn missing_readme_becomes_the_built_in_page() {
    let mut expected = Repo::default();
    expected.run(&graphs(), &[found(&some())], "2026-11-24").unwrap();
    assert!(expected.readme().starts_with("# Daily Papers\n"), "{}", expected.readme());
    for empty in ["", "\n", " \r\n\t\n", "\u{feff}", "\u{feff}\n"] {
        for on_missing_marker in [OnMissingMarker::Append, OnMissingMarker::Replace, OnMissingMarker::Fail] {
            let config = with(graphs(), |config| config.page.on_missing_marker = on_missing_marker);
            let mut repo = Repo::with(&[(README, empty)]);
            assert_eq!(repo.run(&config, &[found(&some())], "2026-11-24").unwrap(), [README, DATA]);
            assert_eq!(repo, expected, "{empty:?}");
        }
    }
}

#[test]
fn readme_without_markers_follows_the_input() {
    let files = [(README, "# Mine\n")];
    let run = |on_missing_marker| {
        let mut repo = Repo::with(&files);
        let result = repo.run(
            &with(graphs(), |config| config.page.on_missing_marker = on_missing_marker),
            &[found(&some())],
            "2026-11-24",
        );
        result.map(|_| repo)
    };
    let appended = run(OnMissingMarker::Append).unwrap();
    assert!(appended.readme().starts_with(&format!("# Mine\n\n{START}\n\nLast update: 2026-11-24\n")));
    assert!(appended.readme().ends_with(&format!("\n\n{END}\n")), "{}", appended.readme());
    let replaced = run(OnMissingMarker::Replace).unwrap();
    assert!(replaced.readme().starts_with("# Daily Papers\n"));
    let refused = run(OnMissingMarker::Fail).unwrap_err();
    assert_eq!(refused.to_string(), format!("README.md has no markers `{START}` and `{END}`"));
    assert!(refused.help().unwrap().contains("on-missing-marker: append"));
    // Whichever it was, a second run finds the markers and has nothing to do.
    for (mut repo, on_missing_marker) in
        [(appended, OnMissingMarker::Append), (replaced, OnMissingMarker::Replace)]
    {
        let config = with(graphs(), |config| config.page.on_missing_marker = on_missing_marker);
        assert!(repo.run(&config, &[found(&some())], "2026-11-25").unwrap().is_empty());
    }
}

#[test]
fn changed_setting_writes_with_the_old_date() {
    let mut repo = Repo::with(&[(README, "# T\n")]);
    repo.run(&graphs(), &[found(&some())], "2026-11-24").unwrap();
    assert!(repo.run(&graphs(), &[found(&some())], "2026-11-25").unwrap().is_empty());
    assert!(repo.run(&graphs(), &[None], "2026-11-25").unwrap().is_empty(), "nor does a failure");

    let narrow = with(graphs(), |config| config.page.columns = vec![Column::Title]);
    assert_eq!(repo.run(&narrow, &[found(&some())], "2026-11-26").unwrap(), [README, DATA]);
    assert!(repo.readme().contains("Last update: 2026-11-24\n"), "{}", repo.readme());

    // Without visible effect, but the next day must know it.
    let excluding = Keyword { exclude: vec![Term::parse("zebra").unwrap()], ..keyword("graphs") };
    let excluding = with(narrow, |config| config.keywords = vec![excluding]);
    assert_eq!(repo.run(&excluding, &[found(&some())], "2026-11-27").unwrap(), [DATA]);
    assert!(repo.run(&excluding, &[found(&some())], "2026-11-28").unwrap().is_empty());
}

#[test]
fn edited_section_is_restored_with_old_date() {
    let mut repo = Repo::default();
    repo.run(&graphs(), &[found(&some())], "2026-11-24").unwrap();
    let good = repo.readme().to_owned();
    repo.0.insert(README.to_owned(), good.replace("Graphs 2611", "Grafs 2611").into_bytes());
    assert_eq!(repo.run(&graphs(), &[found(&some())], "2026-11-25").unwrap()[0], README);
    assert_eq!(repo.readme(), good);
}

#[test]
fn template_may_have_windows_line_endings() {
    let unix = "Hello\n{% for keyword in keywords %}\n## {{ keyword.name }}\n{% endfor %}\nend\n";
    for (source, eol) in
        [(unix.to_owned(), "\n"), (unix.replace('\n', "\r\n"), "\n"), (unix.replace('\n', "\r\n"), "\r\n")]
    {
        let (config, mut repo) = with_template(&source);
        let readme = repo.readme().replace('\n', eol);
        repo.0.insert(README.to_owned(), readme.into_bytes());
        repo.run(&config, &[found(&some())], "2026-11-24").unwrap();
        let expected =
            format!("# T\n\n{START}\n\nHello\n\n## graphs\n\nend\n\n{END}\n\ntail\n").replace('\n', eol);
        assert_eq!(repo.readme(), expected);
        assert!(repo.run(&config, &[found(&some())], "2026-11-25").unwrap().is_empty());
    }
}

#[test]
fn template_that_breaks_markers_is_refused() {
    for source in [
        "```\nan open block\n",
        "~~~~\nan open block\n~~~\n",
        "<!-- an open comment\n",
        "<!-- daily-papers:start -->",
        "a\n\n<!-- daily-papers:end -->\n\nb",
        "<!-- other:start --><!-- other:end -->",
    ] {
        let (config, mut repo) = with_template(source);
        let before = repo.clone();
        let error = repo.run(&config, &[found(&some())], "2026-11-24").unwrap_err();
        assert!(error.to_string().starts_with("README.md would hide the markers"), "{source}: {error}");
        assert_eq!(repo, before);
    }
    for source in [
        "",
        "  \n",
        "```\nclosed\n```",
        "`<!-- daily-papers:end -->`",
        "<details>\nopen",
        "- list\n  - deeper",
    ] {
        let (config, mut repo) = with_template(source);
        repo.run(&config, &[found(&some())], "2026-11-24").unwrap();
        assert!(repo.run(&config, &[found(&some())], "2026-11-25").unwrap().is_empty(), "{source}");
    }
}

#[test]
fn readme_with_an_open_block_is_refused() {
    for open in ["```\nopen\n", "<!-- open\n"] {
        let mut repo = Repo::with(&[(README, open)]);
        let error = repo.run(&graphs(), &[found(&some())], "2026-11-24").unwrap_err();
        assert!(error.to_string().starts_with("README.md would hide"), "{error}");
    }
}

/// Many papers of a keyword, a day each.
fn many(keyword: usize, papers: usize, sentences: usize) -> Vec<Paper> {
    let paper = |number: usize| {
        let day = jiff::civil::date(2026, 11, 20)
            .saturating_sub(jiff::Span::new().days(i64::try_from(number).unwrap()));
        let number = format!("2611.{:05}", 1000 * keyword + number);
        let abstract_ =
            "This sentence on graphs is not the first one, and has a formula $x_i$. ".repeat(sentences);
        let comment = "Accepted at a place, 12 pages. ".repeat(4).trim().to_owned();
        Paper { abstract_: abstract_.trim().to_owned(), comment, ..paper(&number, &day.to_string()) }
    };
    (0..papers).map(paper).collect()
}

fn update(
    config: &Config,
    repo: &Repo,
    fetched: &[Option<FetchedList>],
) -> Result<(String, Option<Truncation>), Error> {
    let snapshot = repo.snapshot();
    let update = Update::new(
        config,
        &urls(),
        &CurrentState::read(config, &snapshot)?,
        answers(fetched),
        at("2026-11-24"),
    )?;
    let readme = update.changes.iter().find(|change| change.path.as_str() == README).unwrap();
    Ok((String::from_utf8(readme.content.clone()).unwrap(), update.truncation))
}

/// All papers are kept.
fn unlimited(mut config: Config) -> Config {
    config.keywords.iter_mut().for_each(|keyword| keyword.max_results = 1000);
    config
}

#[test]
fn thirty_keywords_of_a_hundred_papers_fit() {
    let names: Vec<String> = (0..30).map(|number| format!("Keyword {number} & so on")).collect();
    let config = config(names.iter().map(|name| keyword(name)).collect());
    let fetched: Vec<_> = (0..30).map(|number| found(&many(number, 100, 18))).collect();
    let (readme, left_out) = update(&config, &Repo::default(), &fetched).unwrap();
    let left_out = left_out.unwrap();
    assert!((500_000..=512_000).contains(&readme.len()), "{}", readme.len());
    assert!(left_out.bytes > 3_000_000 && left_out.rows > 100 && left_out.rows < 2000, "{left_out:?}");
    for number in 0..30 {
        assert!(readme.contains(&format!("\n## Keyword {number} &amp; so on\n\n| **Title**")), "{number}");
        assert!(readme.contains(&format!("[Graphs 2611.{:05}]", 1000 * number)), "the newest of {number}");
    }
    let said = format!("and so are the oldest papers ({})", left_out.rows);
    assert!(readme.contains(&said), "{said}");
    assert!(left_out.to_string().contains("Lower `max-results`, or use `template: compact`"));
    // The same once more: nothing depends on chance.
    assert_eq!(update(&config, &Repo::default(), &fetched).unwrap().0, readme);
}

#[test]
fn template_that_needs_every_row_gets_them() {
    let source =
        "{{ keywords[0].papers[499].id }}{% for p in keywords[0].papers %}{{ p.abstract }}{% endfor %}";
    let (config, repo) = with_template(source);
    let (readme, left_out) = update(&unlimited(config), &repo, &[found(&many(0, 500, 18))]).unwrap();
    assert!(
        (500_000..=512_000).contains(&readme.len()) && left_out.as_ref().unwrap().shortened > 0,
        "{left_out:?}"
    );
}

#[test]
fn oldest_abstracts_are_shortened_first() {
    let config = unlimited(graphs());
    let fetched = [found(&many(0, 500, 14))];
    let (whole, left_out) = update(&config, &Repo::default(), &[found(&many(0, 350, 14))]).unwrap();
    assert!(left_out.is_none() && whole.len() > 400_000, "{}", whole.len());
    let (readme, left_out) = update(&config, &Repo::default(), &fetched).unwrap();
    let left_out = left_out.unwrap();
    assert!((500_000..=512_000).contains(&readme.len()), "{}", readme.len());
    assert!(left_out.shortened > 0 && left_out.without_abstract + left_out.rows == 0, "{left_out:?}");
    let rows: Vec<&str> = readme.lines().filter(|line| line.starts_with("| **[")).collect();
    let short: Vec<bool> = rows.iter().map(|row| row.contains(" …</p>")).collect();
    assert!(short.is_sorted() && short.iter().filter(|short| **short).count() == left_out.shortened);
    // A long README around it leaves less room, whatever its line endings.
    let around = format!("# Mine\r\n\r\n{}\r\n{START}\r\n{END}\r\n", "x".repeat(300_000));
    let (readme, left_out) = update(&config, &Repo::with(&[(README, &around)]), &fetched).unwrap();
    assert!((500_000..=512_000).contains(&readme.len()), "{}", readme.len());
    assert!(left_out.unwrap().without_abstract > 0 && readme.contains("\r\n| **["));
}

#[test]
fn full_file_or_long_template_is_refused() {
    let around = format!("{}\n{START}\n{END}\n", "x".repeat(492_000));
    let error = update(&graphs(), &Repo::with(&[(README, &around)]), &[found(&some())]).unwrap_err();
    assert!(
        error.to_string().starts_with("README.md has no room for its section: the text outside"),
        "{error}"
    );
    assert!(error.help().unwrap().contains("`readme`"));
    assert_eq!(crate::error::Error::from(error).exit() as u8, 1);
    let (config, repo) = with_template("{% for n in range(end=60000) %}0123456789{% endfor %}");
    let error = update(&config, &repo, &[found(&some())]).unwrap_err().to_string();
    assert!(error.contains("without any paper it has 600"), "{error}");
    // One that takes no notice of the abstracts loses rows, and stays within.
    let (config, repo) = with_template(
        "{% for p in keywords[0].papers %}{{ p.id }}{% for n in range(end=99) %}0123456789{% endfor %}{% endfor %}",
    );
    let (readme, left_out) = update(&unlimited(config), &repo, &[found(&many(0, 900, 1))]).unwrap();
    assert!(readme.len() <= 512_000 && left_out.as_ref().unwrap().rows > 300, "{left_out:?}");
}

#[test]
fn one_long_row_never_empties_the_page() {
    let long = |n: usize| Paper { comment: "$ ".repeat(37_000), ..many(0, n + 1, 3).remove(n) };
    let mut papers = many(0, 60, 3);
    (papers[0], papers[30]) = (long(0), long(30));
    let (readme, truncation) = update(&graphs(), &Repo::default(), &[found(&papers)]).unwrap();
    assert_eq!(readme.lines().filter(|line| line.starts_with("| **[")).count(), 60);
    assert_eq!(truncation, None);
}

#[test]
fn row_that_cannot_fit_is_named() {
    let source = "{% for paper in keywords[0].papers %}- {{ paper.id }} {{ paper.comment | replace(from='x', to='0123456789') }}\n\
                  {% endfor %}";
    let (config, mut repo) = with_template(source);
    let around = "y".repeat(490_000);
    repo.0.insert(README.to_owned(), format!("{around}\n\n{START}\n{END}\n").into_bytes());
    let mut papers = many(0, 60, 1);
    papers[0].comment = "x".repeat(900).clone();
    papers[1].comment = "xxxxxxxxxxxxxxxxxx ".repeat(52);
    let config = with(config, |config| config.page.columns = vec![Column::Title]);
    let source = source.replace("0123456789", &"0123456789".repeat(3));
    repo.0.insert(TEMPLATE.to_owned(), source.into_bytes());
    let (readme, truncation) = update(&config, &repo, &[found(&papers)]).unwrap();
    let truncation = truncation.unwrap();
    assert_eq!(truncation.too_long, [papers[0].id.as_str(), papers[1].id.as_str()]);
    assert!(truncation.to_string().contains(papers[0].id.as_str()), "{truncation}");
    assert!(readme.len() <= 512_000 && readme.contains(papers[2].id.as_str()), "{truncation}");
}

#[test]
fn text_like_a_secret_is_broken_up() {
    let token = ["gh", "p_", "0123456789abcdefghijABCDEFGHIJ012345"].concat();
    let text = format!("See {token}");
    let paper = Paper { title: text.clone(), comment: text.clone(), abstract_: text, ..some().remove(0) };
    let file = |path: &str, template: FileTemplate| {
        let path = RepoPath::parse(path).unwrap();
        ExtraFile {
            format: crate::config::OutputFormat::of(&path).unwrap(),
            path,
            template,
            title: None,
            weeks: None,
        }
    };
    let config = with(graphs(), |config| {
        config.extra_files = vec![
            file("a.atom", FileTemplate::Atom),
            file("a.bib", FileTemplate::Bibtex),
            file("a.html", FileTemplate::Page),
        ];
    });
    let snapshot = Repo::default().snapshot();
    let current = CurrentState::read(&config, &snapshot).unwrap();
    let update = Update::new(
        &config,
        &urls(),
        &current,
        answers(&[found(std::slice::from_ref(&paper))]),
        at("2026-11-24"),
    )
    .unwrap();
    assert_eq!(update.changes.len(), 5);
    for change in &update.changes {
        let written = String::from_utf8(change.content.clone()).unwrap();
        assert!(!written.contains(&token) && written.contains(&token[4..20]), "{}: {written}", change.path);
    }
    assert_eq!(update.merge.state.papers[&paper.id].title, paper.title);
    assert_eq!(update.suspects(None), [paper.id.clone()].into());
    let mut list = found(&[paper.clone(), some().remove(1)]).unwrap();
    list.leave_out(&update.suspects(None));
    assert_eq!(list.papers.len(), 1);
}

/// The run's README and its warnings.
fn warned(config: &Config, repo: &Repo) -> (String, Vec<String>) {
    let snapshot = repo.snapshot();
    let current = CurrentState::read(config, &snapshot).unwrap();
    let update =
        Update::new(config, &urls(), &current, answers(&[found(&some()), found(&some())]), at("2026-11-24"))
            .unwrap();
    (String::from_utf8(update.changes[0].content.clone()).unwrap(), update.warnings)
}

#[test]
fn warns_of_mistyped_markers_and_renamed_section() {
    let repo = Repo::with(&[(README, "# T\n\n<!-- daily-paper:start -->\n<!-- daily-papers: end -->\n")]);
    let (_, warnings) = warned(&graphs(), &repo);
    assert_eq!(warnings.len(), 2, "{warnings:?}");
    assert!(
        warnings[0].starts_with("README.md:3: `<!-- daily-paper:start -->` looks like a marker"),
        "{warnings:?}"
    );
    let (_, warnings) =
        warned(&graphs(), &Repo::with(&[(README, "<!-- arxiv:start -->\n<!-- arxiv:end -->\n")]));
    assert!(
        warnings[0].starts_with("README.md has the section `arxiv` and gets a new one, `daily-papers`"),
        "{warnings:?}"
    );
    let (_, warnings) = warned(&graphs(), &Repo::with(&[(README, &format!("# T\n\n{START}\n{END}\n"))]));
    assert_eq!(warnings, [""; 0]);
}

#[test]
fn contents_link_to_headings_of_the_section() {
    let config = config(vec![keyword("graphs"), keyword("Daily Papers")]);
    let (readme, _) = warned(&config, &Repo::with(&[(README, &format!("# Graphs\n\n{START}\n{END}\n"))]));
    assert!(readme.contains("- [graphs](#graphs-1)") && readme.contains("(#daily-papers)"), "{readme}");
    let (readme, _) = warned(&config, &Repo::default());
    assert!(readme.contains("- [graphs](#graphs)") && readme.contains("(#daily-papers-1)"), "{readme}");
    assert!(readme.starts_with("# Daily Papers\n"));
}

#[test]
fn other_sections_in_the_file_stay() {
    let mut repo = Repo::default();
    repo.run(&graphs(), &[found(&some())], "2026-11-24").unwrap();
    let other = with(config(vec![keyword("study")]), |config| {
        config.page.section = "other".to_owned();
        config.page.data_file = RepoPath::parse(OTHER_DATA).unwrap();
    });
    let first = repo.readme().to_owned();
    repo.run(&other, &[found(&some())], "2026-11-24").unwrap();
    assert!(repo.readme().starts_with(&first), "{}", repo.readme());
    let both = repo.readme().to_owned();
    assert!(repo.run(&graphs(), &[found(&some())], "2026-11-25").unwrap().is_empty());
    assert!(repo.run(&other, &[found(&some())], "2026-11-25").unwrap().is_empty());
    assert_eq!(repo.readme(), both);
}

#[test]
fn unreadable_files_are_refused_first() {
    let wrong = |bytes: &[u8], path: &str| {
        let mut repo = Repo::with(&[(README, "# T\n")]);
        repo.0.insert(path.to_owned(), bytes.to_vec());
        let (config, _) = with_template("");
        let config = if path == TEMPLATE { config } else { graphs() };
        CurrentState::read(&config, &repo.snapshot()).unwrap_err().to_string()
    };
    assert_eq!(wrong(b"ab\xff", README), "README.md is not UTF-8 text (byte 2)");
    assert_eq!(wrong(b"\xff", TEMPLATE), ".github/papers.md: the template is not UTF-8 text");
    assert!(wrong(b"{% if %}", TEMPLATE).starts_with(".github/papers.md:1:"));
    assert!(wrong(b"{", DATA).starts_with("the data file .github/daily-papers.json cannot be read"));
    assert!(wrong(format!("{START}\n").as_bytes(), README).contains("but not"));
    assert!(wrong(format!("{END}\n{START}\n").as_bytes(), README).contains("before"));
    assert!(wrong(format!("{START}\n{START}\n{END}").as_bytes(), README).contains("more than once"));
}

proptest! {
    /// What is around the markers stays, byte for byte.
    #[test]
    fn every_byte_outside_stays(
        bom in any::<bool>(),
        crlf in any::<bool>(),
        head in "[a-z#>*`~ <!\\-\\[\\]|\n\t]{0,60}",
        tail in "[a-z#>*`~ <!\\-\\[\\]|\n\t]{0,60}",
    ) {
        let text = format!("{}{head}\n\n{START}\nold\n{END}{tail}", if bom { "\u{feff}" } else { "" });
        let text = if crlf { text.replace('\n', "\r\n") } else { text };
        let mut repo = Repo::with(&[(README, &text)]);
        let config = with(graphs(), |config| config.page.on_missing_marker = OnMissingMarker::Fail);
        if repo.run(&config, &[found(&some())], "2026-11-24").is_ok() {
            // The markers may also be in the head's own code; then it is refused above.
            let at = text.find(START).unwrap() + START.len();
            prop_assert!(repo.readme().starts_with(&text[..at]));
            prop_assert!(repo.readme().ends_with(&text[text.find(END).unwrap()..]));
            prop_assert!(repo.run(&config, &[found(&some())], "2026-11-25").unwrap().is_empty());
        } else {
            prop_assert_eq!(repo.readme(), &text);
        }
    }

    /// Whatever the file holds: appended to or refused, and the second run has nothing to do.
    #[test]
    fn appending_keeps_every_byte(text in "[a-z#>*`~ <!\\-\\[\\]|\r\n\t]{1,80}") {
        let mut repo = Repo::with(&[(README, &text)]);
        let written = repo.run(&graphs(), &[found(&some())], "2026-11-24");
        match written {
            Ok(_) => {
                prop_assert!(is_empty(&text) || repo.readme().starts_with(&text));
                prop_assert!(repo.run(&graphs(), &[found(&some())], "2026-11-25").unwrap().is_empty());
            }
            Err(_) => prop_assert_eq!(repo.readme(), &text),
        }
    }
}
