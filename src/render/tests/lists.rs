//! What the built-in templates show: lists, marks, counts, the page and the summary.

use super::*;

#[test]
fn the_table_looks_like_the_seed() {
    let papers = [
        Paper { comment: "12 pages, 3 figures, 2 tables".to_owned(), ..paper("2611.00003", "2026-11-20") },
        Paper { comment: "exactly 20 character".to_owned(), ..paper("2611.00002", "2026-11-19") },
        paper("2611.00001", "2026-11-18"),
    ];
    let config = config(vec![keyword("graphs"), keyword("zebras")]);
    let section = written(&config, &state("graphs", &papers));
    let expected = "Last update: 2026-11-24\n\n\
        - [graphs](#graphs) (3)\n\
        - [zebras](#zebras)\n\n\
        ## graphs\n\n\
        | **Title** | &nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;**Date**&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp; | **Abstract** | **Comment** |\n\
        | --- | --- | --- | --- |\n\
        | **[Graphs 2611.00003](https://arxiv.org/abs/2611.00003v1)** | 2026-11-20 | <details><summary>Show</summary><p>We \
        study graphs.</p></details> | <details><summary>12 pages, 3 figures, 2 …</summary><p>12 pages, 3 figures, 2 tables</p></details> |\n\
        | **[Graphs 2611.00002](https://arxiv.org/abs/2611.00002v1)** | 2026-11-19 | <details><summary>Show</summary><p>We \
        study graphs.</p></details> | exactly 20 character |\n\
        | **[Graphs 2611.00001](https://arxiv.org/abs/2611.00001v1)** | 2026-11-18 | <details><summary>Show</summary><p>We \
        study graphs.</p></details> |  |\n\n\
        ## zebras\n\n\
        Not read yet.\n\n";
    assert_eq!(section.trim_end(), expected.trim_end());
}

#[test]
fn new_papers_are_counted_and_marked() {
    let papers = [
        Paper {
            comment: "Code: https://github.com/a/b; project page https://a.github.io/b".to_owned(),
            authors: vec!["ATLAS Collaboration".to_owned(), "A".to_owned(), "B".to_owned(), "C".to_owned()],
            ..paper("2611.00002", "2026-11-20")
        },
        paper("hep-ph/0601001", "2006-01-19"),
    ];
    let mut state = state("graphs", &papers);
    state.lists[0].new = vec![papers[0].id.clone()];
    state.lists[0].revised = vec![papers[1].id.clone()];
    let written = |template| {
        let config = with(config(vec![keyword("graphs"), keyword("C++"), keyword("C#")]), |config| {
            config.page.template = template;
        });
        written(&config, &state)
    };
    let contents = "\n- [graphs](#graphs) (2, 1 new)\n- [C++](#c)\n- [C#](#c-1)\n";
    for template in [Template::Table, Template::List, Template::Compact] {
        let section = written(template);
        assert!(section.contains(contents), "{section}");
    }
    let list = written(Template::List);
    assert!(list.contains("\n  ATLAS Collaboration · 2026-11-20 · cs.LG<br>\n"), "{list}");
    assert!(list.contains("[HTML](https://arxiv.org/html/2611.00002v1) · [Code](https://github.com/a/b) · [Project](https://a.github.io/b)"));
    assert!(list.contains("[abs](https://arxiv.org/abs/hep-ph/0601001v1) · [PDF](https://arxiv.org/pdf/hep-ph/0601001v1) <details>"));
    let marked = [
        "[Graphs 2611.00002](https://arxiv.org/abs/2611.00002v1)** <sup>new</sup>",
        "[Graphs hep-ph/0601001](https://arxiv.org/abs/hep-ph/0601001v1)** <sup>revised</sup>",
    ];
    for (template, after) in [(Template::Table, " |"), (Template::List, "<br>\n"), (Template::Compact, " · ")]
    {
        let section = written(template.clone());
        for mark in marked {
            let mark = if template == Template::Compact { mark.replace("**", "") } else { mark.to_owned() };
            assert!(section.contains(&format!("{mark}{after}")), "{mark}{after}\n{section}");
        }
        assert_eq!(section.matches("<sup>").count(), 2, "{section}");
    }
}

/// Two lists that share a paper, which is new in the second and withdrawn; the third has nothing else.
fn shared() -> State {
    let gone = Paper {
        comment: "This paper has been withdrawn by the authors".to_owned(),
        ..paper("2611.00001", "2026-11-18")
    };
    let papers = [paper("2611.00003", "2026-11-20"), gone, paper("2611.00002", "2026-11-19")];
    let mut state = state("graphs", &papers[..2]);
    let list = state.lists[0].clone();
    let rows =
        |papers: &[Paper]| papers.iter().map(|paper| (paper.id.clone(), list.read)).collect::<Vec<_>>();
    let new = vec![papers[1].id.clone()];
    let second = List { keyword: "A*B".to_owned(), new, papers: rows(&papers[1..]), ..list.clone() };
    state.lists.push(second);
    state.lists.push(List { keyword: "C++".to_owned(), papers: rows(&papers[1..2]), ..list.clone() });
    let revised =
        List { keyword: "D".to_owned(), revised: vec![papers[1].id.clone()], ..state.lists[2].clone() };
    state.lists.push(revised);
    state.papers = papers.into_iter().map(|paper| (paper.id.clone(), Arc::new(paper))).collect();
    state
}

#[test]
fn duplicates_are_shown_under_all_or_first() {
    let state = shared();
    let keywords = || vec![keyword("graphs"), named("A*B"), keyword("C++"), keyword("D")];
    let url = "(https://arxiv.org/abs/2611.00001v1)";
    for template in [Template::Table, Template::List, Template::Compact] {
        let all = with(config(keywords()), |config| config.page.template = template.clone());
        let section = written(&all, &state);
        assert_eq!(section.matches(url).count(), if template == Template::List { 8 } else { 4 }, "{section}");
        assert_eq!(section.matches("<sup>withdrawn</sup>").count(), 4);
        assert!(section.contains("(2)\n- [A&#42;B](#ab) (2, 1 new)\n"), "{section}");
        assert!(!section.contains("also in") && !section.contains("above"));

        let first = with(all, |config| config.page.duplicates = Duplicates::First);
        let section = written(&first, &state);
        assert_eq!(section.matches(url).count(), if template == Template::List { 2 } else { 1 }, "{section}");
        let marks = " <sup>new</sup> <sup>withdrawn</sup> <sup>also in A&#42;B, C++, D</sup>";
        assert!(section.contains(marks), "{section}");
        let contents =
            "- [graphs](#graphs) (2, 1 new)\n- [A&#42;B](#ab) (1)\n- [C++](#c) (0)\n- [D](#d) (0)\n";
        assert!(section.contains(contents), "{section}");
        let html = html(&section);
        assert!(html.contains("<sup>also in A*B, C++, D</sup>"), "{html}");
        // A keyword whose papers are all listed above does not say that it has none.
        assert!(
            html.contains("<h2>C++</h2><p>1 paper is listed under a keyword above.</p><h2>D</h2>"),
            "{html}"
        );
    }
}

#[test]
fn counts_follow_lists_or_shown_papers() {
    let state = shared();
    let keywords = vec![keyword("graphs"), named("A*B"), keyword("C++"), keyword("D")];
    for (duplicates, expected) in [
        (Duplicates::All, [(0, 0, 0, 2), (1, 0, 0, 2), (0, 0, 0, 1), (0, 1, 0, 1)]),
        (Duplicates::First, [(1, 0, 0, 2), (0, 0, 1, 1), (0, 0, 1, 0), (0, 0, 1, 0)]),
    ] {
        let config = with(config(keywords.clone()), |config| config.page.duplicates = duplicates);
        let page = PageContext::new(&state, &config);
        // Each paper counts once, and as new rather than revised.
        assert_eq!((page.new_count, page.revised_count, page.total_count), (1, 0, 3));
        let counts = page.keywords.iter().map(|keyword| {
            (keyword.new_count, keyword.revised_count, keyword.elsewhere, keyword.papers.len())
        });
        assert_eq!(counts.collect::<Vec<_>>(), expected);
    }
}

#[test]
fn issue_marks_and_removes_duplicates() {
    let mut state = shared();
    let new = state.lists[1].new.clone();
    state.lists[2].new = new;
    let keywords = || vec![keyword("graphs"), named("A*B"), keyword("C++"), keyword("D")];
    let issue = |when, duplicates| {
        let mut config = with(config(keywords()), |config| config.page.duplicates = duplicates);
        (config.notify.when, config.notify.max_results) = (when, 1);
        let page = IssueContext::new(&state, &config, "2026-11-24".to_owned(), "https://p", &[]);
        Renderer::for_issues(None, None).unwrap().issue(&page).unwrap()
    };
    let url = "(https://arxiv.org/abs/2611.00001v1)**";
    // Under `new` all are, and the first of those where it is new shows it.
    let new = issue(IssueWhen::New, Duplicates::All);
    assert_eq!(new.matches(&format!("{url} <sup>withdrawn</sup><br>")).count(), 2, "{new}");
    let new = issue(IssueWhen::New, Duplicates::First);
    assert!(new.contains(&format!("{url} <sup>withdrawn</sup> <sup>also in C++</sup><br>")), "{new}");
    assert_eq!((new.matches("\n## ").count(), new.matches(url).count()), (1, 1), "{new}");
    // Under `always` the latest of each: the first keyword has room for another one only.
    let always = issue(IssueWhen::Always, Duplicates::First);
    let marks = " <sup>new</sup> <sup>withdrawn</sup> <sup>also in C++, D</sup><br>";
    assert!(always.contains(&format!("{url}{marks}")), "{always}");
    assert_eq!((always.matches("\n## ").count(), always.matches(url).count()), (4, 1), "{always}");
    assert_eq!(always.matches("1 paper is listed under a keyword above.").count(), 2, "{always}");
    assert!(!always.contains("No papers yet."));
}

#[test]
fn input_decides_whether_formulas_are_kept() {
    let text = "On $x_i^2$".to_owned();
    let paper = Paper { title: text.clone(), abstract_: text, ..paper("2611.00002", "2026-11-20") };
    let state = state("graphs", &[paper]);
    for (math, shown) in [(Math::Keep, "<p>On $`x_i^2`$</p>"), (Math::Text, "<p>On xᵢ²</p>")] {
        let section =
            written(&with(config(vec![keyword("graphs")]), |config| config.page.math = math), &state);
        assert!(section.contains("[On xᵢ²](") && section.contains(shown), "{section}");
    }
}

#[test]
fn page_has_no_more_formulas_than_github_renders() {
    let abstract_ = "a $x_{i}^{2}$ b ".repeat(240);
    let papers = ["1", "2", "3"].map(|number| Paper {
        abstract_: abstract_.clone(),
        ..paper(&format!("2611.0000{number}"), "2026-11-20")
    });
    let section = written(&config(vec![keyword("graphs")]), &state("graphs", &papers));
    // Each costs three of two thousand.
    assert_eq!((section.matches("$`").count(), section.matches("xᵢ²").count()), (666, 54));
}

#[test]
fn empty_lists_say_so() {
    for template in [Template::Table, Template::List, Template::Compact] {
        let config = with(config(vec![keyword("graphs"), keyword("zebras")]), |config| {
            config.page.template = template;
        });
        let html = html(&written(&config, &state("graphs", &[])));
        let expected = "<p>Last update: 2026-11-24</p><ul><li><a href=\"#graphs\">graphs</a>(0)</li><li>\
             <a href=\"#zebras\">zebras</a></li></ul><h2>graphs</h2><p>No papers yet.</p><h2>zebras</h2><p>Not read yet.</p>";
        assert_eq!(html, expected);
    }
}

#[test]
fn characters_are_counted_as_people_count_them() {
    // A letter and its accent are one, and are not separated.
    let accented = "e\u{301}".repeat(21);
    let label = format!("{}…", "e\u{301}".repeat(12));
    for (comment, summary) in [
        (
            "日本語の論文、十二ページ、図が三つあります。".to_owned(),
            Some("日本語の論文、十二ページ、図が三つあります。"),
        ),
        (accented[..60].to_owned(), None),
        (accented.clone(), Some(label.as_str())),
    ] {
        let paper = Paper { comment, ..paper("2611.00001", "2026-11-20") };
        let section = written(&config(vec![keyword("graphs")]), &state("graphs", &[paper]));
        assert_eq!(section.matches("<summary>").count(), if summary.is_some() { 2 } else { 1 }, "{section}");
        assert!(
            summary.is_none_or(|summary| section.contains(&format!("<summary>{summary}</summary>"))),
            "{section}"
        );
    }
}

#[test]
fn the_built_in_page_frames_the_section() {
    let config = config(vec![keyword("graphs")]);
    let state = state("graphs", &[hostile("<!-- daily-papers:end -->")]);
    let renderer = Renderer::new(&Template::Table, None, Math::Text).unwrap();
    let page = PageContext::new(&state, &config);
    let section = renderer.section(&page).unwrap();
    let text = renderer.page(&page, &markers::with_markers("daily-papers", &section)).unwrap();
    assert!(text.starts_with("# Daily Papers\n\n") && text.ends_with("interoperability.\n"), "{text}");
    assert!(!text.contains("Watch"), "{text}");
    assert_eq!(text[markers::find(&text, "daily-papers").unwrap()].trim(), section.trim());
    let watched = renderer.page(&PageContext { watch: true, ..page }, "x").unwrap();
    assert!(watched.contains("\n\nWatch this repository"), "{watched}");
}

#[test]
fn the_summary_shows_every_text_as_text() {
    for text in TEXTS {
        let (paper, words) = (hostile(text), unmarked(text));
        let texts = [words.clone(), "another".to_owned()];
        let row = KeywordSummaryContext {
            name: &words,
            listed: 3,
            new_count: 1,
            revised_count: 0,
            newest: Some(PaperContext::new(&paper, Sort::Updated)),
            note: words.clone(),
        };
        let summary = SummaryContext {
            state: "news",
            headline: "h".to_owned(),
            error: Some(words.clone()),
            error_details: vec![words.clone()],
            help: None,
            reasons: vec![words.clone()],
            warnings: &texts,
            keywords: vec![row],
            new_papers: vec![PaperContext::new(&paper, Sort::Submitted)],
            left_out: 0,
            diff_left_out: false,
            links: Vec::new(),
            explanation: None,
            diff: None,
        };
        let html =
            html(&Renderer::new(&Template::Table, None, Math::Text).unwrap().summary(&summary).unwrap());
        let shown = shown(text);
        let link =
            format!("2026-11-20<a href=\"{}\">{}</a>", paper.abs_url(), typeset(text, Math::Text, false));
        for part in [
            format!("<p>{shown}</p><ul><li>{shown}</li></ul>"),
            collapse(&format!(
                "<td>{shown}</td><td align=\"right\">3</td><td align=\"right\">1</td><td align=\"right\">0</td><td>{link}</td><td>{shown}</td></tr>"
            )),
            format!("<li>{link}</li></ul>"),
            format!("</table><p>{shown}</p>"),
            format!("<p><strong>Warnings</strong></p><ul><li>{shown}</li>"),
        ] {
            assert!(html.contains(&part), "{part}\n{html}");
        }
    }
}
