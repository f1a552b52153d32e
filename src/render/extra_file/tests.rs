//! Every kind of file, read back by a parser of its kind: what it holds is what the papers hold, and nothing else.

use std::collections::BTreeSet;
use std::sync::Arc;

use biblatex::{Bibliography, ChunksExt as _};
use fakes::hostile;
use proptest::prelude::*;
use roxmltree::{Document, Node};
use serde_json::Value;

use super::*;
use crate::config::{ExtraFile, FileTemplate, OutputFormat};
use crate::keyword::Keyword;
use crate::notes::Notes;
use crate::paper::Category;
use crate::render::{Error, Renderer};
use crate::repo::RepoPath;
use crate::samples::{at, config, keyword, paper, urls};
use crate::state::{FetchedList, merge};
use crate::text::markdown::one_line;
use crate::text::sentinels;
use crate::text::tex::{self, Math};

/// Papers under two keywords, the last of them under both, on 24 November 2026.
fn world(papers: Vec<Paper>) -> (State, Config) {
    let keywords =
        ["graphs", "trees & <b>"].map(|name| Keyword { max_results: 500, ..keyword(name) }).to_vec();
    let papers: Vec<Arc<Paper>> = papers.into_iter().map(Arc::new).collect();
    let fresh = |papers: &[Arc<Paper>]| {
        let mut papers = papers.to_vec();
        Sort::Updated.order(&mut papers);
        Some(FetchedList { papers, complete: true, ..FetchedList::default() })
    };
    let lists = [fresh(&papers), fresh(&papers[papers.len() - 1..])];
    let state = merge(None, "daily-papers", &keywords, &lists, at("2026-11-24")).state;
    (state, config(keywords))
}

fn extra_file(path: &str, template: FileTemplate, format: OutputFormat) -> ExtraFile {
    ExtraFile { path: RepoPath::parse(path).unwrap(), template, format, title: None, weeks: None }
}

fn write((state, config): &(State, Config), extra_file: &ExtraFile) -> String {
    written(state, config, extra_file, None).unwrap()
}

fn written(
    state: &State,
    config: &Config,
    extra_file: &ExtraFile,
    source: Option<&str>,
) -> Result<String, Error> {
    let page = PageContext::new(state, config);
    let renderer = Renderer::for_extra_file(extra_file, source.map(str::as_bytes))?;
    renderer.file(&ExtraFileContext::new(state, config, &urls(), &page), extra_file)
}

fn atom(world: &(State, Config)) -> String {
    write(world, &extra_file("papers.atom", FileTemplate::Atom, OutputFormat::Xml))
}

fn bibtex(world: &(State, Config)) -> String {
    write(world, &extra_file("papers.bib", FileTemplate::Bibtex, OutputFormat::Bibtex))
}

/// Issue 19: only the data file was kept below what GitHub's API takes.
#[test]
fn oldest_papers_are_left_out_of_a_large_file() {
    let papers = (1..=28).map(|day| paper(&format!("2611.{day:05}"), &format!("2026-11-{day:02}"))).collect();
    let (state, config) = world(papers);
    let page = PageContext::new(&state, &config);
    let urls = urls();
    let context = ExtraFileContext::new(&state, &config, &urls, &page);
    let own = "{% for keyword in keywords %}{% for paper in keyword.papers %}{{ paper.id }}\n{% endfor %}{% endfor %}";
    for (template, format, source) in [
        (FileTemplate::Atom, OutputFormat::Xml, None),
        (FileTemplate::Bibtex, OutputFormat::Bibtex, None),
        (FileTemplate::Json, OutputFormat::Json, None),
        (FileTemplate::Page, OutputFormat::Html, None),
        (FileTemplate::File(RepoPath::parse("own.txt").unwrap()), OutputFormat::Text, Some(own)),
    ] {
        let file = extra_file("papers", template, format);
        let renderer = Renderer::for_extra_file(&file, source.map(str::as_bytes)).unwrap();
        let within = |max| renderer.file_within(max, &context, &file).unwrap();
        let (whole, 0) = within(usize::MAX).unwrap() else { panic!("{file:?}") };
        let (none, ids) = (within(0), |text: &str| {
            (1..=28).filter(|day| text.contains(&format!("2611.{day:05}"))).collect::<Vec<_>>()
        });
        assert_eq!((none.is_none(), ids(&whole).len()), (source.is_none(), 28), "{file:?}");
        let (text, left_out) = within(whole.len() - 10).unwrap();
        assert!(text.len() <= whole.len() - 10 && (1..28).contains(&left_out), "{file:?} {left_out}");
        assert_eq!(ids(&text), (left_out + 1..=28).collect::<Vec<_>>(), "{file:?}");
    }
}

/// A paper that has a text in every field.
fn made_of(text: &str, number: usize) -> Paper {
    Paper {
        title: text.to_owned(),
        authors: vec![text.to_owned(), "Ada Lovelace".to_owned()],
        abstract_: format!("{text} and {text}"),
        comment: text.to_owned(),
        journal_ref: text.to_owned(),
        dois: vec![text.to_owned()],
        categories: vec![Category::new("cs.LG"), Category::new(text)],
        ..paper(&format!("2611.{number:05}"), "2026-11-20")
    }
}

fn hostile_world() -> (State, Config) {
    let papers = hostile::TEXTS.iter().enumerate().map(|(number, text)| made_of(text, number + 1));
    world(papers.collect())
}

/// What XML can hold of a text, on one line.
fn in_xml(text: &str) -> String {
    one_line(&tex::to_page(text, Math::Text)).replace(['\u{fffe}', '\u{ffff}'], "")
}

#[test]
fn feed_holds_every_paper_once_newest_first() {
    let mut revised = paper("2611.00002", "2026-11-02");
    (revised.version, revised.updated) = (2, at("2026-11-23T10:11:12Z"));
    let world = world(vec![paper("2611.00001", "2026-11-01"), revised, paper("2611.00003", "2026-11-03")]);
    let text = atom(&world);
    let document = Document::parse(&text).unwrap();
    let feed = document.root_element();
    let child = |node: Node<'_, '_>, name: &str| {
        let found = node.children().find(|child| child.has_tag_name(("http://www.w3.org/2005/Atom", name)));
        found.and_then(|found| found.text()).unwrap_or_default().to_owned()
    };
    assert_eq!(child(feed, "updated"), "2026-11-24T12:00:00Z");
    assert_eq!(child(feed, "title"), "Papers on arXiv: graphs, trees & <b>");
    assert_eq!(child(feed, "id"), "urn:uuid:9057e0a9-e682-55c9-b14a-70c459850a0e");
    let entries: Vec<_> = feed.children().filter(|node| node.tag_name().name() == "entry").collect();
    let shown: Vec<_> = entries
        .iter()
        .map(|entry| [child(*entry, "id"), child(*entry, "updated"), child(*entry, "published")].join(" "))
        .collect();
    assert_eq!(
        shown,
        [
            "https://arxiv.org/abs/2611.00002 2026-11-23T10:11:12Z 2026-11-02T12:00:00Z",
            "https://arxiv.org/abs/2611.00003 2026-11-03T12:00:00Z 2026-11-03T12:00:00Z",
            "https://arxiv.org/abs/2611.00001 2026-11-01T12:00:00Z 2026-11-01T12:00:00Z",
        ]
    );
    let terms = |entry: Node<'_, '_>| {
        let terms = entry.children().filter_map(|child| child.attribute("term").map(str::to_owned));
        terms.collect::<Vec<_>>().join(", ")
    };
    assert_eq!(terms(entries[1]), "cs.LG, graphs, trees & <b>");
    assert!(text.contains("href=\"https://arxiv.org/abs/2611.00002v2\""), "the version's page");
}

#[test]
fn no_hostile_text_leaves_its_element() {
    let world = hostile_world();
    let text = atom(&world);
    let document = Document::parse(&text).unwrap();
    let names = |node: Node<'_, '_>| node.descendants().filter(Node::is_element).count();
    let entries: Vec<_> =
        document.root_element().children().filter(|node| node.tag_name().name() == "entry").collect();
    assert_eq!(entries.len(), hostile::TEXTS.len());
    let last = format!("2611.{:05}", hostile::TEXTS.len());
    for entry in entries {
        let of = |name: &str| {
            let found = entry.children().find(|child| child.tag_name().name() == name);
            let texts = found.into_iter().flat_map(|found| found.descendants()).filter(Node::is_text);
            texts.filter_map(|text| text.text()).collect::<String>()
        };
        let id = of("id");
        let paper = &world.0.papers[&ArxivId::parse(id.rsplit('/').next().unwrap()).unwrap()];
        assert_eq!(of("title"), in_xml(&paper.title));
        assert_eq!(of("summary"), in_xml(&paper.abstract_));
        assert_eq!(of("comment"), in_xml(&paper.comment));
        let under = 1 + usize::from(paper.id.as_str() == last);
        let scripts = |text: &str| {
            let scripts = tex::to_page(text, Math::Text).chars().filter(|c| sentinels::opens(*c)).count();
            scripts + usize::from(scripts > 0)
        };
        let elements = 17 + under + scripts(&paper.title) + scripts(&paper.abstract_);
        assert_eq!(names(entry), elements, "{}", paper.title);
    }
    assert!(!text.contains('\u{0}') && !text.contains("<script") && !text.contains("<!"), "{text}");
}

#[test]
fn bibliography_has_arxivs_fields_and_unique_keys() {
    let twins = ["2504.00001", "2504.00002"].map(|id| Paper {
        title: r"$\beta$-DARTS: a \emph{Fresh} look".to_owned(),
        authors: vec!["Ludwig van Beethoven".to_owned(), "ATLAS Collaboration".to_owned()],
        journal_ref: "Phys. Rev. D 1 (2026), 1–2".to_owned(),
        dois: vec!["10.1000/a_b".to_owned()],
        ..paper(id, "2025-04-25")
    });
    let text = bibtex(&world(twins.to_vec()));
    let expected = "\
@misc{beethoven2025dartsfreshlook,
  title         = {{$\\beta$}-{DARTS}: a Fresh look},
  author        = {Ludwig van Beethoven and {ATLAS Collaboration}},
  year          = {2025},
  eprint        = {2504.00001},
  archivePrefix = {arXiv},
  primaryClass  = {cs.LG},
  note          = {Phys. Rev. D 1 (2026), 1–2},
  doi           = {10.1000/a_b},
  url           = {https://arxiv.org/abs/2504.00001}
}
";
    assert!(text.contains(expected), "{text}");
    let bibliography = Bibliography::parse(&text).unwrap();
    let keys: Vec<&str> = bibliography.iter().map(|entry| entry.key.as_str()).collect();
    assert_eq!(keys, ["beethoven2025dartsfreshlook250400002", "beethoven2025dartsfreshlook"]);
}

#[test]
fn key_never_moves_to_another_paper() {
    let twin = |id: &str| Paper { title: "Graphs".to_owned(), ..paper(id, "2026-11-20") };
    let (mut state, config) = world(vec![twin("2611.00001"), twin("2611.00002")]);
    let keys_of =
        |state: &State| keys(state).into_iter().map(|(id, key)| format!("{id} {key}")).collect::<Vec<_>>();
    let first = ["2611.00001 lovelace2026graphs", "2611.00002 lovelace2026graphs261100002"];
    assert_eq!(keys_of(&state), first);
    state.keys = keys(&state);
    let mut state = State::parse(state.to_text().as_bytes(), "p", &config.page.section).unwrap();
    // The first one leaves, and its twin gets another title; a third comes.
    state.papers.remove(&ArxivId::parse("2611.00001").unwrap());
    let renamed = Paper { title: "Trees".to_owned(), ..twin("2611.00002") };
    state.papers.insert(renamed.id.clone(), renamed.into());
    state.papers.insert(ArxivId::parse("2611.00003").unwrap(), twin("2611.00003").into());
    assert_eq!(keys_of(&state)[..2], first);
    assert_eq!(keys_of(&state)[2], "2611.00003 lovelace2026graphs261100003");
}

#[test]
fn no_hostile_text_leaves_its_field() {
    let world = hostile_world();
    let text = bibtex(&world);
    let bibliography = Bibliography::parse(&text).unwrap();
    assert_eq!(bibliography.len(), hostile::TEXTS.len());
    let known = ["title", "author", "year", "eprint", "archiveprefix", "primaryclass", "note", "doi", "url"];
    for entry in bibliography.iter() {
        let fields: Vec<&str> = entry.fields.keys().map(String::as_str).collect();
        assert!(
            fields.iter().all(|field| known.contains(field) || ["eprinttype", "eprintclass"].contains(field)),
            "{fields:?}"
        );
        let id = entry.get("eprint").unwrap().format_verbatim();
        let paper = &world.0.papers[&ArxivId::parse(&id).unwrap()];
        // A formula stays TeX.
        if !paper.title.contains('$') && !paper.title.contains(r"\(") {
            let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
            assert_eq!(letters(&entry.title().unwrap().format_verbatim()), letters(&in_xml(&paper.title)));
        }
        assert_eq!(entry.author().unwrap().last().unwrap().name, "Lovelace", "{}", paper.title);
    }
    assert!(!text.contains("\\input") && !text.contains("\\write") && !text.contains("\\href"), "{text}");
}

#[test]
fn papers_for_scripts_are_json() {
    let world = hostile_world();
    let page = PageContext::new(&world.0, &world.1);
    let json = ExtraFileContext::new(&world.0, &world.1, &urls(), &page).papers_json();
    assert!(!json.contains(['<', '>', '&', '\u{2028}', '\u{2029}']), "{json}");
    let papers: Vec<Value> = serde_json::from_str(&json).unwrap();
    assert_eq!((papers.len(), json.lines().count()), (hostile::TEXTS.len(), hostile::TEXTS.len() + 2));
    for read in &papers {
        let paper = &world.0.papers[&ArxivId::parse(read["id"].as_str().unwrap()).unwrap()];
        // Of control characters those before the space are escaped; the others are dropped, as direction characters are.
        let dropped =
            |c: char| matches!(c, '\u{7f}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        let text = |text: &str| tex::to_text(text, Math::Text).replace(dropped, "");
        let with_scripts = |text: &str| tex::to_page(text, Math::Text).replace(dropped, "");
        assert_eq!(read["title"], with_scripts(&paper.title));
        assert_eq!(read["abstract"], with_scripts(&paper.abstract_));
        assert_eq!(read["authors"][0], text(&paper.authors[0]));
    }
    assert_eq!(papers[0]["keywords"], serde_json::json!([0, 1]), "the last identifier is under both");
    assert_eq!(papers[1]["keywords"], serde_json::json!([0]));
    assert!(papers[1].get("new").is_none(), "what is false or empty is not there");
}

#[test]
fn the_papers_for_a_script_mark_scripts() {
    let title = r"YBa$_2$Cu$_3$O$_{7-\delta}$ at 10$^{x-\alpha}$ <b>";
    let world = world(vec![Paper { title: title.to_owned(), ..paper("2611.00001", "2026-11-20") }]);
    let page = PageContext::new(&world.0, &world.1);
    let json = ExtraFileContext::new(&world.0, &world.1, &urls(), &page).papers_json();
    let expected = r#""YBa₂Cu₃O\ufdd47-δ\ufdd5 at 10\ufdd6x-α\ufdd7 \u003cb\u003e""#;
    assert!(json.contains(expected), "{json}");
}

#[test]
fn page_links_its_feed_and_bibliography() {
    let (state, mut config) = world(vec![paper("2611.00001", "2026-11-20")]);
    let page = extra_file("site/index.html", FileTemplate::Page, OutputFormat::Html);
    let alone = write(&(state.clone(), config.clone()), &page);
    assert!(!alone.contains("application/atom+xml") && !alone.contains(">Bibliography<"), "{alone}");
    config.extra_files = vec![
        page.clone(),
        extra_file("site/feeds/a b.atom", FileTemplate::Atom, OutputFormat::Xml),
        extra_file("papers.bib", FileTemplate::Bibtex, OutputFormat::Bibtex),
    ];
    let text = write(&(state, config), &page);
    for expected in [
        r#"<link rel="alternate" type="application/atom+xml" title="Feed" href="feeds/a%20b.atom">"#,
        r#"<a href="feeds/a%20b.atom">Feed</a>"#,
        r#"<a href="https://github.com/o/r/raw/HEAD/papers.bib">Bibliography</a>"#,
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
}

#[test]
fn page_and_feed_take_a_title() {
    let world = world(vec![paper("2611.00001", "2026-11-20")]);
    for (path, template, format) in [
        ("a.html", FileTemplate::Page, OutputFormat::Html),
        ("a.atom", FileTemplate::Atom, OutputFormat::Xml),
    ] {
        let titled =
            ExtraFile { title: Some("Graphs <& more>".to_owned()), ..extra_file(path, template, format) };
        let text = write(&world, &titled);
        assert!(text.contains("<title>Graphs &lt;&amp; more&gt;</title>"), "{path}: {text}");
    }
}

#[test]
fn feed_and_page_show_notes_as_text() {
    for text in hostile::TEXTS {
        let (state, config) = world(vec![paper("2611.00001", "2026-11-20")]);
        let document = serde_json::json!({ "2611.00001": {"summary": format!("{text} a"), "note": text, "tags": [text, "t"]} });
        let notes = Notes::read(Some(document.to_string().as_bytes()), "n").0;
        let note = notes.of("2611.00001");
        let page = PageContext::new(&state, &config);
        let (urls, atom) = (urls(), extra_file("papers.xml", FileTemplate::Atom, OutputFormat::Xml));
        let context = ExtraFileContext::new(&state, &config, &urls, &page).with_notes(&notes);
        let feed = Renderer::for_extra_file(&atom, None).unwrap().file(&context, &atom).unwrap();
        let document = Document::parse(&feed).unwrap();
        let of = |name: &'static str| {
            document
                .descendants()
                .filter(move |node| node.has_tag_name(("http://www.w3.org/2005/Atom", name)))
        };
        let paragraphs: Vec<String> = of("content")
            .flat_map(|content| {
                content.descendants().filter(|node| node.has_tag_name(("http://www.w3.org/1999/xhtml", "p")))
            })
            .map(|p| p.descendants().filter(Node::is_text).filter_map(|text| text.text()).collect())
            .collect();
        let words: Vec<String> = [&note.summary, &note.note].map(|text| in_xml(text)).into();
        let expected: Vec<&String> = words.iter().filter(|text| !text.is_empty()).collect();
        assert_eq!(paragraphs[..paragraphs.len() - 1].iter().collect::<Vec<_>>(), expected, "{feed}");
        let tags =
            of("category").filter(|node| node.attribute("scheme").is_some_and(|it| it.ends_with("#tags")));
        assert_eq!(tags.count(), note.tags.len(), "{feed}");

        let papers: Vec<Value> = serde_json::from_str(&context.papers_json()).unwrap();
        assert_eq!(papers[0]["tags"].as_array().map_or(0, Vec::len), note.tags.len());
        assert!(!context.papers_json().contains(['<', '>', '&']));
    }
}

#[test]
fn page_and_json_drop_control_and_direction_characters() {
    let world = world(vec![made_of("a\u{202e}b\u{2066}c\u{9b}d\u{7f}", 1)]);
    for (path, template, format) in [
        ("papers.html", FileTemplate::Page, OutputFormat::Html),
        ("papers.xml", FileTemplate::Atom, OutputFormat::Xml),
    ] {
        let text = write(&world, &extra_file(path, template, format));
        assert!(!text.contains(['\u{202e}', '\u{2066}', '\u{9b}']), "{path}");
    }
    let source = RepoPath::parse("t").unwrap();
    let file = extra_file("a.json", FileTemplate::File(source), OutputFormat::Json);
    let json =
        written(&world.0, &world.1, &file, Some("[{{ papers[0].title | json }}, \"{{ papers[0].title }}\"]"))
            .unwrap();
    assert!(!json.contains(['\u{202e}', '\u{2066}', '\u{9b}']), "{json}");
}

#[test]
fn chart_is_svg_without_script() {
    let text = write(&hostile_world(), &extra_file("papers.svg", FileTemplate::Chart, OutputFormat::Xml));
    let document = Document::parse(&text).unwrap();
    let names: BTreeSet<&str> =
        document.descendants().filter(Node::is_element).map(|node| node.tag_name().name()).collect();
    assert_eq!(
        names,
        ["defs", "desc", "g", "path", "pattern", "rect", "style", "svg", "text", "title"].into()
    );
    let texts: Vec<&str> = document
        .descendants()
        .filter(|node| node.tag_name().name() == "text")
        .filter_map(|node| node.text())
        .collect();
    assert!(
        texts.contains(&"trees & <b>") && texts.contains(&"by submission, 27 May 2026 to 24 November 2026"),
        "{texts:?}"
    );
}

#[test]
fn a_chart_says_what_it_does_not_show() {
    let (state, mut config) = world(vec![paper("2611.00001", "2026-11-20")]);
    config.keywords[0].max_results = 1;
    config.keywords.extend((0..25).map(|n| keyword(&format!("more {n}"))));
    let text = write(&(state, config), &extra_file("papers.svg", FileTemplate::Chart, OutputFormat::Xml));
    assert!(text.contains(">at least 1 paper</text>") && text.contains(">1 paper</text>"), "{text}");
    assert!(text.contains(">not read yet</text>") && text.contains("class=\"unknown\""), "{text}");
    assert!(text.contains(">Hatched: there may be more, since a list holds the newest papers only. 3 more keywords not shown.</text>"), "{text}");
    Document::parse(&text).unwrap();
}

/// The page's own tests are in `tests/browser`.
#[test]
fn page_never_shows_text_as_markup() {
    let text = write(&hostile_world(), &extra_file("papers.html", FileTemplate::Page, OutputFormat::Html));
    for own in ["<script>alert", "<img src=x", "<iframe", "<svg onload", "<base", "<!--<script>"] {
        assert!(!text.contains(own), "{own}");
    }
}

#[test]
fn extension_of_user_template_decides_escaping() {
    let text = r#"a<b> & {c} "d" *e* $f$ \g"#;
    let (state, config) = world(vec![Paper { title: text.to_owned(), ..paper("2611.00001", "2026-11-20") }]);
    let template = "{% for paper in papers %}{{ paper.title }}{% endfor %}";
    for (path, expected) in [
        ("a.html", "a&lt;b&gt; &amp; {c} &quot;d&quot; *e* $f$ \\g"),
        ("a.rss", "a&lt;b&gt; &amp; {c} &quot;d&quot; *e* $f$ \\g"),
        (
            "a.bib",
            r#"a\textless{}b\textgreater{} \& \textbraceleft{}c\textbraceright{} "d" *e* \$f\$ \textbackslash{}g"#,
        ),
        ("a.json", r#"a\u003cb\u003e \u0026 {c} \"d\" *e* $f$ \\g"#),
        ("a.txt", text),
        ("a.md", r"a&lt;b&gt; &amp; {c} &quot;d&quot; &#42;e&#42; <span>$</span>f<span>$</span> \g"),
    ] {
        let source = RepoPath::parse("mine.x").unwrap();
        let format = OutputFormat::of(&RepoPath::parse(path).unwrap()).unwrap();
        let file = extra_file(path, FileTemplate::File(source), format);
        assert_eq!(written(&state, &config, &file, Some(template)).unwrap(), expected, "{path}");
    }
    let file = extra_file("a.json", FileTemplate::File(RepoPath::parse("t").unwrap()), OutputFormat::Json);
    let json =
        written(&state, &config, &file, Some("{{ papers[0].title | json }} {{ papers[0].authors | json }}"));
    assert_eq!(json.unwrap(), r#""a\u003cb\u003e \u0026 {c} \"d\" *e* $f$ \\g" ["Ada Lovelace"]"#);
}

#[test]
fn user_template_may_include_the_built_in_one() {
    let (state, config) = world(vec![paper("2611.00001", "2026-11-20")]);
    let file = extra_file("a.md", FileTemplate::File(RepoPath::parse("t").unwrap()), OutputFormat::Markdown);
    let template = "{{ date }} {{ section }} {{ url | safe }} {{ page_url | safe }} {{ changed | safe }}\n{% include \"compact.md\" %}";
    let text = written(&state, &config, &file, Some(template)).unwrap();
    let addresses = "https://github.com/o/r/raw/HEAD/a.md https://github.com/o/r/blob/HEAD/README.md";
    assert!(
        text.starts_with(&format!("2026-11-24 daily-papers {addresses} 2026-11-24T12:00:00Z\n")),
        "{text}"
    );
    assert!(text.contains("## graphs\n"), "{text}");
    let feed = extra_file("a.rss", FileTemplate::File(RepoPath::parse("t").unwrap()), OutputFormat::Xml);
    assert!(written(&state, &config, &feed, Some("{% include \"atom.xml\" %}")).unwrap().contains("<feed"));
    let wrong = written(&state, &config, &feed, Some("{% include \"page.html\" %}")).unwrap_err();
    assert!(wrong.to_string().contains("page.html"), "{wrong}");
    let missing = written(&state, &config, &feed, None).unwrap_err();
    assert_eq!(missing.to_string(), "t: the template that `extra-files` names does not exist");
}

#[test]
fn a_file_has_one_name_for_good() {
    let file = extra_file("papers.atom", FileTemplate::Atom, OutputFormat::Xml);
    let url = urls().raw(&file.path);
    // As `python3 -c 'import uuid; print(uuid.uuid5(uuid.NAMESPACE_URL, …))'` says.
    assert_eq!(id(&url, &file, "s"), "urn:uuid:9057e0a9-e682-55c9-b14a-70c459850a0e");
    let here = id("", &file, "s");
    assert!(here != id("", &file, "t") && here.len() == 45, "{here}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_text_comes_back_from_feed_and_json(text in any::<String>()) {
        let world = world(vec![made_of(&text, 1)]);
        let feed = atom(&world);
        let document = Document::parse(&feed).unwrap();
        let title = document.descendants().filter(|node| node.tag_name().name() == "title").nth(1).unwrap();
        let shown: String = title.descendants().filter(Node::is_text).filter_map(|node| node.text()).collect();
        prop_assert_eq!(shown, in_xml(&text));
        prop_assert_eq!(Bibliography::parse(&bibtex(&world)).unwrap().len(), 1);
    }
}
