//! Who comes from DailyArXiv gets the same page: its configuration in `docs/migrate.md` is run over the papers of a page
//! that a fork of DailyArXiv made (`../shared/seed`), and the pages are compared row by row.

use std::collections::BTreeSet;

use daily_papers::error::Exit;
use daily_papers::render::context::CountsContext;
use daily_papers::render::line;
use daily_papers::text::tex::{self, Math};
use fakes::arxiv::{Corpus, Record};

use crate::test_env::{TestEnv, record};

/// What differs in the rows, by heading: how many the seed page has, and which are below its last one here. DailyArXiv cut
/// at 100 hits and then dropped those outside of cs and stat; here every paper is in cs.LG, so that 100 hits stay, or all
/// there are. Besides, [`unescaped`] takes back the escaping and the links, and TeX,
/// which 45 of the papers have, is compared as text.
const BELOW: &[(&str, usize, &[&str])] = &[
    ("Differentiable Architecture Search", 98, &["1911.12126v4", "2006.09042v1"]),
    ("Neural Architecture Search", 99, &["2502.19657v1"]),
    ("DARTS", 54, &[]),
    (
        "NAS",
        29,
        &["2404.16218v1", "2011.11233v2", "2111.03892v4", "2106.11655v3", "2109.12425v1", "1912.10952v2"],
    ),
];

/// The first YAML block of the document.
fn documented() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/migrate.md");
    let document = std::fs::read_to_string(path).unwrap();
    let block = document.split("```yaml\n").nth(1).unwrap().split("```").next().unwrap();
    let lines: Vec<&str> = block.lines().map(|line| line.strip_prefix("   ").unwrap_or(line)).collect();
    lines.join("\n")
}

/// The same with other keywords, written by DailyArXiv's rule as the document has it.
fn configuration(names: &[&str]) -> String {
    let (keywords, rest) =
        documented().split_once("match: ").map(|(a, b)| (a.to_owned(), format!("match: {b}"))).unwrap();
    let item = |name: &str| {
        if name.contains(' ') {
            format!("  - {name}\n")
        } else {
            format!("  - name: {name}\n    fields: title-and-abstract\n")
        }
    };
    let without_comments: Vec<&str> =
        keywords.lines().map(|line| line.split("  #").next().unwrap().trim_end()).collect();
    let theirs: String = ["Time Series", "Trajectory", "Graph Neural Networks"].map(item).concat();
    assert_eq!(
        without_comments.join("\n"),
        format!("keywords:\n{}", theirs.trim_end()),
        "the rule is the document's"
    );
    let ours: String = names.iter().map(|name| item(name)).collect();
    format!("keywords:\n{ours}{rest}")
}

/// A page's sections: heading, the table's first two lines, its rows.
fn sections(page: &str) -> Vec<(&str, Vec<&str>, Vec<&str>)> {
    let sections = page.split("\n## ").skip(1);
    sections
        .map(|section| {
            let (name, rest) = section.split_once('\n').unwrap();
            let mut table: Vec<&str> = rest.lines().filter(|line| line.starts_with('|')).collect();
            let rows = table.split_off(2);
            (name, table, rows)
        })
        .collect()
}

/// A row without TeX: DailyArXiv wrote it as it came.
fn without_tex(row: &str) -> String {
    tex::to_text(row, Math::Text).into_owned()
}

/// A row without the label of its folded comment: DailyArXiv has the first five characters there.
fn without_label(row: &str) -> String {
    let Some((before, rest)) = row.rsplit_once("<summary>") else { return row.to_owned() };
    let (label, after) = rest.split_once("</summary>").unwrap();
    if label == "Show" { row.to_owned() } else { format!("{before}{after}") }
}

/// A row as DailyArXiv would have written it: without escaping, with the link of its time, addresses no links.
fn unescaped(row: &str) -> String {
    let row = row.replace("](https://arxiv.org/abs/", "](http://arxiv.org/abs/").replace("<!-- -->", "");
    let row = row.replace("$`", "$").replace("`$", "$").replace("<span>$</span>", "$").replace("</a>", "");
    let mut without_links = row.split("<a href=\"");
    let first = without_links.next().unwrap().to_owned();
    let row = without_links.fold(first, |row, link| row + link.split_once("\">").unwrap().1);
    let mut parts = row.split('&');
    let mut text = parts.next().unwrap().to_owned();
    for part in parts {
        let (reference, rest) = part.split_once(';').unwrap();
        text.push(match reference {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            number => char::from_u32(number.strip_prefix('#').unwrap().parse().unwrap()).unwrap(),
        });
        text.push_str(rest);
    }
    text
}

fn link(row: &str) -> &str {
    row.split_once("/abs/").unwrap().1.split_once(')').unwrap().0
}

fakes::tests_over_shared!(the_page_of_dailyarxiv_is_reproduced);

fn the_page_of_dailyarxiv_is_reproduced() {
    let papers = fakes::shared::read("seed/papers.json");
    let seed = fakes::shared::read("seed/daily-papers-2025-07-01.md");
    let (papers, seed) = (String::from_utf8(papers).unwrap(), String::from_utf8(seed).unwrap());
    let records: Vec<Record> = Corpus::from_seed(&papers).unwrap().records().cloned().collect();
    assert_eq!(records.len(), 262);
    let names: Vec<&str> = sections(&seed).iter().map(|(name, ..)| *name).collect();
    let config = configuration(&names);
    let readme = "# Daily Papers\nA page that DailyArXiv wrote.\n";
    let mut env = TestEnv::new(&[("README.md", readme), (".github/daily-papers.yml", &config)], records, "");
    // Half past midnight in Shanghai, the day before in UTC.
    env.now = "2025-06-30T16:31:00Z".parse().unwrap();
    env.run().expect(Exit::Done);

    assert_eq!(env.github.log()[0].message, "✏️ Update papers automatically.");
    let page = env.readme();
    assert!(page.starts_with("# Daily Papers\n") && !page.contains("DailyArXiv"), "the page was replaced");
    let date = |page: &str| page.lines().find(|line| line.starts_with("Last update: ")).map(str::to_owned);
    assert_eq!(date(&page), date(&seed));
    let ours = sections(&page);
    let mut with_tex = BTreeSet::new();
    assert_eq!(ours.iter().map(|(name, ..)| *name).collect::<Vec<_>>(), names);
    for (((name, header, rows), (_, their_header, their_rows)), (expected, count, below)) in
        ours.iter().zip(sections(&seed)).zip(BELOW)
    {
        assert_eq!((name, their_rows.len()), (expected, *count));
        // Spaces keep the dates below on one line.
        let header: Vec<String> = header.iter().map(|line| line.replace("&nbsp;", "")).collect();
        assert_eq!(header, their_header, "{name}");
        for (row, theirs) in rows.iter().zip(&their_rows) {
            assert_eq!(
                without_label(&without_tex(&unescaped(row))),
                without_label(&without_tex(theirs)),
                "{name}"
            );
            with_tex.extend((without_label(&unescaped(row)) != without_label(theirs)).then_some(link(row)));
        }
        let more: Vec<&str> = rows.iter().skip(their_rows.len()).map(|row| link(row)).collect();
        assert_eq!(more, *below, "{name}");
    }
    assert_eq!(with_tex.len(), 47, "papers whose TeX is made readable: {with_tex:?}");
}

/// It kept what is in an archive of cs or stat, cross-lists included.
#[test]
fn the_filter_of_dailyarxiv_is_reproduced() {
    let categories: [&[&str]; 6] = [
        &["cs.LG"],
        &["math.ST", "stat.TH"],
        &["eess.IV"],
        &["quant-ph", "cs.CC"],
        &["math.ST"],
        &["stat.ML"],
    ];
    let paper = |(number, categories): (usize, &&[&str])| {
        let mut paper = record(&format!("2506.0000{number}"), 1, "graphs", "2025-06-30T10:00:00Z");
        paper.categories = categories.iter().map(|name| (*name).to_owned()).collect();
        paper
    };
    let records = categories.iter().enumerate().map(paper).collect();
    let config = configuration(&["graphs"]);
    let mut env = TestEnv::new(&[(".github/daily-papers.yml", &config)], records, "");
    env.input("columns", "categories");
    env.run().expect(Exit::Done);
    let page = env.readme();
    let (_, _, rows) = sections(&page).remove(0);
    assert_eq!(rows, ["| stat.ML |", "| quant-ph, cs.CC |", "| math.ST, stat.TH |", "| cs.LG |"]);
}

/// DailyArXiv's dates: `August 05, 2026`.
#[test]
fn issue_title_is_that_of_dailyarxiv() {
    let document = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/migrate.md")).unwrap();
    let title = document.lines().find_map(|line| line.trim().strip_prefix("issue-title: '")).unwrap();
    let title = title.strip_suffix('\'').unwrap();
    let counts = CountsContext {
        section: "",
        date: "2026-08-05".to_owned(),
        new_count: 0,
        revised_count: 0,
        total_count: 0,
    };
    assert_eq!(line("issue-title", title, &counts).unwrap(), "Latest 15 Papers - August 05, 2026");
}
