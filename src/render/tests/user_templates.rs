//! What users' templates may get wrong, and what they are given.

use super::*;

/// What a user's template writes for one hostile paper.
fn user(source: &str) -> Result<String, Error> {
    let path = RepoPath::parse(".github/papers.md").unwrap();
    let config = config(vec![keyword("graphs")]);
    let papers = [hostile("a|*b*"), paper("2611.00002", "2026-11-19"), paper("2611.00003", "2026-11-20")];
    let renderer = Renderer::new(&Template::File(path), Some(source.as_bytes()), Math::Text)?;
    renderer.section(&PageContext::new(&state("graphs", &papers), &config))
}

#[test]
fn text_is_escaped_exactly_once() {
    let of = |expression: &str| {
        let source = format!("{{% set p = keywords[0].papers[0] %}}{{{{ {expression} }}}}");
        user(&source).unwrap_or_else(|error| panic!("{expression}: {error}"))
    };
    for (expression, expected) in [
        ("p.title", "a&#124;&#42;b&#42;"),
        ("p.authors[:2] | join(sep=\", \")", "a&#124;&#42;b&#42;, a&#124;&#42;b&#42; Jr."),
        ("p.authors | first", "a&#124;&#42;b&#42;"),
        ("p.title | upper", "A&#124;&#42;B&#42;"),
        ("p.title ~ p.title", "a&#124;&#42;b&#42;a&#124;&#42;b&#42;"),
        ("p.title | safe", "a|*b*"),
        ("\"<b>\"", "&lt;b&gt;"),
        ("p.title | truncate(length=2)", "a&#124;…"),
        ("p.title | replace(from=\"b\", to=\"<\")", "a&#124;&#42;&lt;&#42;"),
        ("p.version", "1"),
        ("p.new", "false"),
    ] {
        assert_eq!(of(expression), expected, "{expression}");
    }
}

#[test]
fn user_template_never_replaces_a_built_in_one() {
    let config = config(vec![keyword("graphs")]);
    let state = state("graphs", &[paper("2611.00001", "2026-11-20")]);
    for (name, source) in [("page.md", "mine"), ("table.md", "mine{% include \"table.md\" %}")] {
        let template = Template::File(RepoPath::parse(name).unwrap());
        let renderer = Renderer::new(&template, Some(source.as_bytes()), Math::Text).unwrap();
        let page = PageContext::new(&state, &config);
        assert!(renderer.section(&page).unwrap().starts_with("mine"));
        assert!(renderer.page(&page, "x").unwrap().starts_with("# Daily Papers\n"));
        let error = Renderer::new(&template, Some(b"{{"), Math::Text).unwrap_err().to_string();
        assert!(error.contains(&format!("{name}:1:")), "{error}");
    }
}

#[test]
fn an_include_and_a_loop_are_escaped_too() {
    let section = user("{% include \"compact.md\" %}").unwrap();
    assert!(section.contains("[a&#124;&#42;b&#42;](https://arxiv.org/abs/2611.00001v1)"), "{section}");
    assert_eq!(
        user("{% for a in keywords[0].papers[0].authors %}{{ a }};{% endfor %}").unwrap(),
        "a&#124;&#42;b&#42;;a&#124;&#42;b&#42; Jr.;Ada;Bob;"
    );
    assert_eq!(
        user("{% set x %}{{ keywords[0].papers[0].title }}{% endset %}{{ x }}").unwrap(),
        "a&#124;&#42;b&#42;"
    );
}

#[test]
fn groups_are_ordered_by_first_member() {
    let source = "{% for date, papers in keywords[0].papers | group_by(attribute=\"date\") %}{{ date }}: \
        {% for paper in papers %}{{ paper.id }} {% endfor %};{% endfor %}";
    for _ in 0..9 {
        assert_eq!(user(source).unwrap(), "2026-11-20: 2611.00001 2611.00003 ;2026-11-19: 2611.00002 ;");
    }
    let by_category = "{% for c, papers in keywords[0].papers | group_by(attribute=\"primary_category\") %}{{ c }}{% endfor %}";
    assert_eq!(user(by_category).unwrap(), "cs.LG");
    let by_number =
        "{% for v, papers in keywords[0].papers | group_by(attribute=\"version\") %}{{ v }}{% endfor %}";
    assert_eq!(user(by_number).unwrap(), "1");
    assert!(user("{{ keywords | group_by }}").is_err());
}

#[test]
fn template_error_has_line_and_column() {
    for (source, place) in [
        ("a\n{% if %}", ".github/papers.md:2:"),
        ("a\nb {{ nothing }}", ".github/papers.md:2:6: "),
        ("{{ keywords[0].nothing }}", ".github/papers.md:1:"),
        ("\n\n  {{ date | nothing }}", ".github/papers.md:3:"),
        ("{% for k in keywords %}", ".github/papers.md:1:"),
        ("x\n{{ date + 1 }}", ".github/papers.md:2:4: "),
        ("{% include \"other.md\" %}", ".github/papers.md:1:"),
        ("a\n {{ now() }}", ".github/papers.md:2:5: Unknown function `now`"),
        ("{% if date is strange %}{% endif %}", ".github/papers.md:1:"),
        ("{{ x | b }}\n{{ y | a }}", ".github/papers.md:1:8: "),
        ("{{ 1 / 0 }}", ".github/papers.md:1:"),
        ("{{ throw(message=\"x\") }}", ".github/papers.md:1:"),
        ("\n{{ date | tex(math=\"no\") }}", ".github/papers.md:2:"),
        ("\n{{ section | date }}", ".github/papers.md:2:"),
        ("\n{{ date | date(format=\"%!\") }}", ".github/papers.md:2:"),
        ("\n{{ keywords | authors(style=\"no\") }}", ".github/papers.md:2:"),
        ("\n{{ date | shorten(length=\"many\") }}", ".github/papers.md:2:"),
    ] {
        let error = user(source).unwrap_err().to_string();
        assert!(error.starts_with(place), "{source}: {error}");
        assert!(!error.contains('\n'), "{error}");
    }
    let missing =
        Renderer::new(&Template::File(RepoPath::parse("no.md").unwrap()), None, Math::Text).unwrap_err();
    assert_eq!(missing.to_string(), "no.md: the template that `template` names does not exist");
}

#[test]
fn a_template_that_never_ends_is_ended() {
    let endless = "{% for a in range(end=100000) %}{% for b in range(end=100000) %}0123456789012345678901234567890123456789\
        0123456789012345678901234567890123456789{% endfor %}{% endfor %}";
    let error = user(endless).unwrap_err().to_string();
    assert!(error.contains("more than 64 MB"), "{error}");
}

#[test]
fn looping_template_is_ended() {
    let source = "{% for a in range(end=100000) %}{% for b in range(end=100000) %}{% for c in range(end=100000) %}{% endfor %}\
                  {% endfor %}{% endfor %}";
    let mut tera = Tera::new();
    tera.add_raw_template("t", source).unwrap();
    let error = output::render(&tera.into(), "t", Context::new(), std::time::Duration::from_millis(50));
    assert!(error.unwrap_err().to_string().starts_with("t: the template takes longer than 0.05 seconds"));
}

#[test]
fn undefined_field_is_named_before_any_filter() {
    for filters in
        ["", " | safe", " | str", " | json", " | tex", " | upper", " | tex | safe", " | truncate(length=3)"]
    {
        let error = user(&format!("a\n{{{{ keywords[0].link{filters} }}}}")).unwrap_err().to_string();
        assert_eq!(error, ".github/papers.md:2:16: `link` is not defined", "{filters}");
    }
    for filters in ["", " | safe", " | tex"] {
        let source = format!("{{% for k in keywords %}}{{{{ k.link{filters} }}}}{{% endfor %}}");
        let error = user(&source).unwrap_err().to_string();
        assert!(error.contains("link` is not defined"), "{filters}: {error}");
    }
    assert_eq!(user("{{ keywords[0].link | default(value='none') | safe }}").unwrap(), "none");
}

#[test]
fn a_template_cannot_reach_outside() {
    for source in [
        "{{ get_env(name=\"HOME\") }}",
        "{% include \"/etc/passwd\" %}",
        "{% include \"../secret\" %}",
        "{{ now() }}",
    ] {
        assert!(user(source).is_err(), "{source}");
    }
}

#[test]
fn message_is_one_line_of_counts_and_dates() {
    let counts = CountsContext {
        section: "daily-papers",
        date: "2026-11-24".to_owned(),
        new_count: 2,
        revised_count: 1,
        total_count: 30,
    };
    let message =
        |template: &str| line("commit-message", template, &counts).map_err(|error| error.to_string());
    assert_eq!(
        message("Update papers: {{ new_count }} new, {{ revised_count }} revised").unwrap(),
        "Update papers: 2 new, 1 revised"
    );
    assert_eq!(
        message(" {{ section }}: {{ total_count }} & <{{ date }}>\n").unwrap(),
        "daily-papers: 30 & <2026-11-24>"
    );
    assert_eq!(message("{% if new_count > 1 %}many{% endif %}").unwrap(), "many");
    for (template, place) in [
        ("{{ title }}", "commit-message:1:4: "),
        ("{{ keywords }}", "commit-message:1:4: "),
        ("{{", "commit-message:1:"),
        ("{% if false %}x{% endif %}", "commit-message: is empty once rendered"),
    ] {
        let error = message(template).unwrap_err();
        assert!(error.starts_with(place), "{template}: {error}");
    }
}

#[test]
fn code_column_links_the_repository_of_a_paper() {
    let with_code = Paper {
        abstract_: "Code: https://github.com/o/graphs.".to_owned(),
        ..paper("2611.00001", "2026-11-20")
    };
    let without = paper("2611.00002", "2026-11-19");
    let config = with(config(vec![keyword("graphs")]), |config| config.page.columns = vec![Column::Code]);
    let section = written(&config, &state("graphs", &[with_code, without]));
    assert!(
        section.contains("| **Code** |\n| --- |\n| [Code](https://github.com/o/graphs) |\n|  |\n"),
        "{section}"
    );
}
