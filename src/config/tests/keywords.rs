//! Keywords, as lines, lists and maps.

use super::*;

fn names(config: &Config) -> Vec<&str> {
    config.keywords.iter().map(|keyword| keyword.name.as_str()).collect()
}

fn terms(keyword: &Keyword) -> (Vec<&str>, Vec<&str>) {
    let Query::Terms { any, all } = &keyword.query else { panic!("{keyword:?}") };
    (any.iter().map(Term::text).collect(), all.iter().map(Term::text).collect())
}

fn indent(text: &str, by: &str) -> String {
    text.lines().flat_map(|line| [by, line, "\n"]).collect()
}

#[test]
fn are_required() {
    let problem = User::bare().problem();
    assert!(
        problem.starts_with("`keywords`: is missing. ") && problem.contains("one keyword per line"),
        "{problem}"
    );
    User::bare().file("max-results: 5\n").problem();
}

#[test]
fn are_lines() {
    let config = User::bare().input("keywords", "\n  Neural Architecture Search \r\n\n\tDARTS\n").config();
    assert_eq!(names(&config), ["Neural Architecture Search", "DARTS"]);
    assert_eq!(terms(&config.keywords[0]), (vec!["Neural Architecture Search"], vec![]));
    assert_eq!(config.warnings, [""; 0]);
}

#[test]
fn may_hold_any_character() {
    let text = "C++ & C#\n\"quoted\" (or) x:y\n#hashtag\n-minus\n{{ x }}|`y` <z>\nü 3D 中文\nkey: value";
    let config = User::bare().input("keywords", text).config();
    assert_eq!(names(&config), text.lines().collect::<Vec<_>>());
    assert_eq!(config.warnings, [""; 0]);
}

#[test]
fn like_an_expression_get_a_warning() {
    for text in ["LLM OR robot", "ti:mamba", "1. graphs", "graphs, DARTS", "- {name: a, all: [b, c OR d]}"] {
        let config = User::bare().input("keywords", text).config();
        let [warning] = &config.warnings[..] else { panic!("{text}: {:?}", config.warnings) };
        assert!(warning.starts_with("keyword `") && warning.contains("; "), "{warning}");
    }
}

#[test]
fn of_workflow_replace_those_of_file_with_warning() {
    let user = User::bare().file("keywords: A\n").input("keywords", "B");
    let config = user.config();
    assert_eq!(names(&config), ["B"]);
    assert!(
        config.warnings[0].contains("input `keywords` of the workflow replaces"),
        "{:?}",
        config.warnings
    );
}

#[test]
fn of_cv_arxiv_daily_get_the_right_form() {
    let file =
        "base_url: x\nuser_name: me\nkeywords:\n  \"SLAM\":\n    filters: [\"SLAM\", \"Visual Odometry\"]\n";
    let problem = User::bare().file(file).problem();
    assert!(problem.starts_with("`config` (in .github/daily-papers.yml, line 3): looks like"), "{problem}");
    assert!(problem.contains("`- {name: SLAM, any: [SLAM, …]}`"), "{problem}");
}

#[test]
fn warn_of_lines_like_lists_or_comments() {
    let config = User::bare().input("keywords", "# my words\nDARTS\n- name: x").config();
    assert_eq!(names(&config), ["# my words", "DARTS", "- name: x"]);
    assert_eq!(config.warnings.len(), 2, "{:?}", config.warnings);
}

#[test]
fn are_warned_of_one_that_looks_like_several() {
    for (text, name, says) in [
        ("keywords:\n  graphs\n  DARTS\n", "graphs DARTS", "`keywords: |`"),
        ("keywords: >\n  graphs\n  DARTS\n", "graphs DARTS", "`keywords: |`"),
    ] {
        let config = User::bare().file(text).config();
        assert_eq!(names(&config), [name]);
        let [warning] = &config.warnings[..] else { panic!("{:?}", config.warnings) };
        assert!(warning.contains(&format!("`{name}` is read as one keyword")), "{warning}");
        assert!(warning.contains(says), "{warning}");
    }
    for text in ["keywords: |\n  a b\n  c\n", "keywords: >\n\n  a b\n"] {
        assert_eq!(User::bare().file(text).config().warnings, [""; 0], "{text}");
    }
}

#[test]
fn explain_that_a_colon_needs_quotes() {
    let problems = User::bare().file("keywords:\n  - AI: a survey\n").problems();
    assert!(problems[0].contains("a keyword that contains `: ` needs quotes"), "{problems:?}");
    let problems = User::bare().file("keywords:\n  - {nam: a, any: b}\n").problems();
    assert!(problems[0].contains("did you mean `name`?"), "{problems:?}");
}

#[test]
fn are_a_yaml_list_in_text_or_file() {
    let list = "- NO\n- 2025\n- 1.10\n- 'C#' # language\n- \"a: b\"\n- >-\n  folded\n  words\n";
    let expected = ["NO", "2025", "1.10", "C#", "a: b", "folded words"];
    let indented = indent(list, "  ");
    for user in [
        User::bare().input("keywords", list),
        User::bare().flag("keywords", &indented),
        User::bare().flag("keywords", &format!("\n{indented}")),
        User::bare().file(format!("keywords:\n{list}")),
        User::bare().file(format!("keywords: |\n{indented}")),
        User::bare().input("keywords", "[NO, 2025, 1.10, 'C#',\n 'a: b', folded words]"),
        User::bare().file("keywords: [NO, 2025, 1.10, 'C#', 'a: b', folded words]"),
        User::bare().file("keywords: '[NO, 2025, 1.10, C#, \"a: b\", folded words]'"),
    ] {
        assert_eq!(names(&user.config()), expected);
    }
}

/// The example of the contract.
#[test]
fn say_more_in_a_map() {
    let text = "\
- Neural Architecture Search
- name: DARTS                      # the heading
  any: [DARTS, Differentiable Architecture Search]
  all: [image classification]
  exclude: [dart game]
  categories: [cs.LG, cs.CV]
  max-results: 50
  match: exact
  fields: title
  sort: submitted
  withdrawn: drop
  cross-lists: false
- name: Diffusion
  query: 'ti:\"diffusion model\" ANDNOT cat:eess.IV'
- name: NAS
  max-results:
- name: People I follow
  authors: [Ada Lovelace, G. Hopper]
- name: At ICML
  any: [diffusion model]
  venues: [ICML, NeurIPS]
";
    let globals = "exclude: survey\ncategories: stat.ML\nmatch: arxiv\nfields: all\nmax-results: 7\n";
    for user in [User::bare().input("keywords", text), User::bare().flag("keywords", text)] {
        let config = user.file(globals).config();
        let [plain, darts, diffusion, nas, people, icml] = config.keywords.as_slice() else {
            panic!("{config:?}")
        };
        assert_eq!(terms(plain), (vec!["Neural Architecture Search"], vec![]));
        let any = vec!["DARTS", "Differentiable Architecture Search"];
        assert_eq!(terms(darts), (any, vec!["image classification"]));
        let excluded: Vec<_> = darts.exclude.iter().map(Term::text).collect();
        assert_eq!(excluded, ["survey", "dart game"], "adds to the global list");
        let categories: Vec<_> = darts.categories.iter().map(ToString::to_string).collect();
        assert_eq!(categories, ["cs.LG", "cs.CV"], "replaces the global list");
        assert_eq!((darts.max_results, darts.match_mode), (50, MatchMode::Exact));
        assert_eq!((darts.fields, darts.sort), (Fields::Title, Sort::Submitted));
        assert_eq!((darts.withdrawn, nas.withdrawn), (Withdrawn::Drop, Withdrawn::Mark));
        assert_eq!(diffusion.query, Query::Raw(r#"ti:"diffusion model" ANDNOT cat:eess.IV"#.to_owned()));
        assert_eq!(terms(nas), (vec!["NAS"], vec![]), "the name is the term where none is given");
        assert_eq!((darts.cross_lists, nas.cross_lists), (false, true));
        assert_eq!(terms(people), (vec![], vec![]), "no name of a keyword is a term beside authors");
        let authors: Vec<_> = people.authors.iter().map(Author::text).collect();
        assert_eq!(authors, ["Ada Lovelace", "G. Hopper"]);
        let venues: Vec<_> = icml.venues.iter().map(Venue::text).collect();
        assert_eq!((terms(icml), venues), ((vec!["diffusion model"], vec![]), vec!["ICML", "NeurIPS"]));
        for keyword in [plain, diffusion, nas] {
            assert_eq!((keyword.exclude.len(), keyword.categories[0].to_string()), (1, "stat.ML".to_owned()));
            assert_eq!((keyword.max_results, keyword.fields), (7, Fields::All));
            assert_eq!(keyword.match_mode, MatchMode::Arxiv);
        }
    }
}

#[test]
fn warns_of_useless_authors_and_cross_lists() {
    let text = "- name: a\n  authors: |\n    Hinton\n    Lovelace, Ada\n- name: b\n  cross-lists: false\n";
    let warnings = User::bare().input("keywords", text).config().warnings.join("\n");
    assert!(warnings.contains("`Hinton` matches only authors who have no other name"), "{warnings}");
    assert!(!warnings.contains("Lovelace"), "{warnings}");
    assert!(warnings.contains("`cross-lists: false` has no effect without `categories`"), "{warnings}");
}

#[test]
fn take_one_scalar_for_a_list() {
    let text = "- name: a\n  any: |\n    x y\n    z\n  categories: cs.LG, cs.CV\n  exclude: u\n- name: '…'\n  all: v\n";
    let config = User::bare().input("keywords", text).config();
    assert_eq!(terms(&config.keywords[0]), (vec!["x y", "z"], vec![]));
    assert_eq!(config.keywords[0].categories.len(), 2);
    assert_eq!(
        terms(&config.keywords[1]),
        (vec![], vec!["v"]),
        "a name need not be a term where one is given"
    );
}

/// The text of the list, and the problem with it in the line counted from 1.
#[rustfmt::skip]
const WRONG: &[(&str, usize, &str, &str)] = &[
    ("- a\n- '++'", 2, "`keywords` of keyword 2", "`++` has no letter or digit"),
    ("- a\n-\n- b", 2, "`keywords` of keyword 2", "no letter or digit"),
    ("- a\n- [b]", 2, "`keywords` of keyword 2", "is a list inside the list"),
    ("- a\n- any: b", 2, "`name` of keyword 2", "is missing"),
    ("- a\n- name:\n  any: b", 2, "`name` of keyword 2", "is missing"),
    ("- name: [a]", 1, "`name` of keyword 1", "must be one value"),
    ("- name: \"a\\nb\"", 1, "`name` of keyword 1", "line break"),
    ("- name: '++'", 1, "`keywords` of keyword `++`", "no letter or digit"),
    ("- a\n- name: a", 2, "`keywords`", "`a` is already the name of a keyword"),
    ("- ' a '\n- a", 2, "`keywords`", "already the name"),
    ("- name: a\n  sort: x", 2, "`sort` of keyword `a`", "`x` must be one of `updated`, `submitted`"),
    ("- name: a\n  withdrawn: x", 2, "`withdrawn` of keyword `a`", "`mark`, `drop`"),
    ("- name: a\n  duplicates: first", 2, "`duplicates` of keyword 1", "is not a key of a keyword"),
    ("- name: a\n  authors: ['…']", 2, "`authors` of keyword `a`", "no letter"),
    ("- name: a\n  venues: ['…']", 2, "`venues` of keyword `a`", "no letter or digit"),
    ("- name: a\n  cross-lists: x", 2, "`cross-lists` of keyword `a`", "`true`, `false`"),
    ("- name: a\n  max-results: 0", 2, "`max-results` of keyword `a`", "from 1 to 1000"),
    ("- name: a\n  match: x", 2, "`match` of keyword `a`", "`smart`, `exact`, `arxiv`"),
    ("- name: a\n  fields: x", 2, "`fields` of keyword `a`", "`title-or-abstract`"),
    ("- name: a\n  categories: [cs.LG,\n   cs]", 3, "`categories` of keyword `a`", "did you mean `cs.*`?"),
    ("- name: a\n  exclude: [b,\n   '+']", 3, "`exclude` of keyword `a`", "no letter or digit"),
    ("- name: a\n  any: ['+']", 2, "`any` of keyword `a`", "no letter or digit"),
    ("- name: a\n  any: {b: c}", 2, "`any` of keyword `a`", "not a map"),
    ("- name: a\n  excludes: b", 2, "`excludes` of keyword 1", "is not a key of a keyword; did you mean `exclude`?"),
    ("- name: a\n  any: b\n  any: c", 3, "`any` of keyword 1", "is already in line "),
    ("- name: a\n  query: b\n  any: c", 2, "`query` of keyword `a`", "cannot be combined with `any` or `all`"),
    ("- name: a\n  query: b\n  all: c", 2, "`query` of keyword `a`", "cannot be combined with `any` or `all`"),
    ("- name: a\n  filters: [b]", 2, "`filters` of keyword 1", "did you mean `any`?"),
    ("- name: a\n  query: (b", 2, "`query` of keyword `a`", "opening parenthesis"),
    ("- name: a\n  query: \"b\\nc\"", 2, "`query` of keyword `a`", "line break"),
    ("[a, b]\nc", 2, "`keywords`", "a keyword that starts with `[` needs quotes"),
    ("[a] b", 1, "`keywords`", "a keyword that starts with `[` needs quotes"),
    ("- a\n- *b", 2, "`keywords`", "starts with `&` or `*` needs quotes"),
    ("- a\n- &b c", 2, "`keywords`", "starts with `&` or `*` needs quotes"),
    ("- a\n- b: c: d", 2, "`keywords`", "not valid YAML"),
];

#[test]
fn that_are_wrong_name_keyword_key_and_line() {
    for &(text, line, context, says) in WRONG {
        let check = |user: User, origin: String| {
            let problem = user.problem();
            let names = problem.starts_with(context) && problem.contains(&format!("({origin}): "));
            assert!(names && problem.contains(says), "{text:?}\n{problem}\n{context} ({origin}): … {says}");
        };
        check(User::bare().input("keywords", text), format!("input, line {line}"));
        check(User::bare().flag("keywords", &format!("\n\n{text}")), format!("flag, line {}", line + 2));
        let indented = indent(text, "    ");
        let origin = |before| format!("in .github/daily-papers.yml, line {}", line + before);
        check(User::bare().file(format!("# c\nkeywords: |\n{indented}sort: updated\n")), origin(2));
    }
}

#[test]
fn in_the_file_report_the_line() {
    let user = User::bare().file("keywords:\n- a\n- name: b\n  sort: x\n- '+'\n");
    let problems = user.problems();
    assert!(problems[0].starts_with("`sort` of keyword `b` (in .github/daily-papers.yml, line 4): `x`"));
    assert!(problems[1].starts_with("`keywords` of keyword 3 (in .github/daily-papers.yml, line 5): `+`"));
    let problem = User::bare().file("keywords:\n  a: b\n").problem();
    assert!(problem.contains("must be a list, not a map"), "{problem}");
    let problem = User::bare().file("keywords: \"a\\n+\"\n").problem();
    assert!(problem.contains("keyword 2 (in .github/daily-papers.yml, line 1)"), "{problem}");
    let problem = User::bare().file("sort: updated\nkeywords: |\n\n\n  a\n  +\n").problem();
    assert!(problem.contains("line 6)"), "{problem}");
    let problem = User::bare().file("keywords: >\n\n  - '+'\n").problem();
    assert!(problem.contains("of keyword 1 (in .github/daily-papers.yml, line "), "{problem}");
}

#[test]
fn report_every_problem_at_once() {
    let text = "- sort: x\n  any: '+'\n- name: b\n  query: c\n  any: d\n  fields: y\n  max-results: z";
    let problems = User::bare().input("keywords", text).problems();
    assert_eq!(problems.len(), 6, "{problems:#?}");
}

#[test]
fn number_is_limited() {
    let problem = User::bare().input("keywords", "[]").problem();
    assert!(problem.contains("has 0 keywords; allowed are 1 to 200"), "{problem}");
    let many = |n: usize| (0..n).map(|i| format!("k{i}")).collect::<Vec<_>>().join("\n");
    assert_eq!(User::bare().input("keywords", &many(200)).config().keywords.len(), 200);
    let problem = User::bare().input("keywords", &many(201)).problem();
    assert!(problem.contains("has 201 keywords"), "{problem}");
    let problem = User::bare().input("keywords", &"x".repeat(201)).problem();
    assert!(problem.contains("longer than 200 characters"), "{problem}");
}

#[test]
fn differing_in_case_only_get_a_warning() {
    let config = User::bare().input("keywords", "DARTS\ndarts").config();
    assert_eq!(names(&config), ["DARTS", "darts"]);
    assert!(config.warnings[0].contains("`DARTS` and `darts` differ only in case"), "{:?}", config.warnings);
    let problem = User::bare().input("keywords", "DARTS\n DARTS ").problem();
    assert!(problem.contains("line 2): `DARTS` is already the name of a keyword"), "{problem}");
}

#[test]
fn warn_of_unknown_categories_and_useless_rules() {
    let text = "- name: a\n  categories: cs.ZZ\n- name: b\n  query: c\n  match: exact\n";
    let config = User::bare().input("keywords", text).input("categories", "cs.LG xx.YY").config();
    assert_eq!(config.warnings.len(), 3, "{:?}", config.warnings);
    assert!(config.warnings[0].contains("`xx.YY`") && config.warnings[1].contains("keyword `a`"));
    assert!(config.warnings[2].contains("keyword `b`: `match` and `fields` have no effect"));
}

#[test]
fn of_the_reference_are_as_it_says() {
    let page = reference();
    let examples: Vec<_> =
        page.split("```yaml\nkeywords").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert_eq!(examples.len(), 2);
    let config = |example: &str| User::bare().file(format!("keywords{example}")).config();
    assert_eq!(names(&config(examples[0])), ["Neural Architecture Search", "DARTS"]);
    let config = config(examples[1]);
    assert_eq!(
        names(&config),
        ["Neural Architecture Search", "DARTS", "People I follow", "At ICML", "Diffusion"]
    );
}

proptest! {
    #[test]
    fn of_any_line_become_term_or_clear_error(line in "[^\n]{1,30}") {
        let first = line.trim().chars().next();
        prop_assume!(first.is_some_and(|c| c != '[' && c != '-'));
        match User::bare().input("keywords", &line).resolve() {
            Ok((config, _)) => {
                prop_assert_eq!(names(&config), [line.trim()]);
                prop_assert_eq!(terms(&config.keywords[0]), (vec![line.trim()], vec![]));
            }
            Err(reason) => {
                let text = reason.to_string();
                prop_assert!(text.starts_with("`keywords` of keyword 1 (input, line 1): "), "{}", text);
                prop_assert!(!text.contains('\n'));
            }
        }
    }

    #[test]
    fn of_any_text_in_quotes_are_that_text(text in "[^\\p{C}\u{2028}\u{2029}]{1,30}") {
        prop_assume!(Term::parse(text.trim()).is_ok());
        let quoted = format!("- '{}'", text.replace('\'', "''"));
        let config = User::bare().input("keywords", &quoted).config();
        prop_assert_eq!(names(&config), [text.trim()]);
    }
}
