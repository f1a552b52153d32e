//! What the documents promise, compared with the code: a document that is no longer true fails here.
#![expect(clippy::panic, reason = "a test that fails may panic; clippy.toml knows only `#[test]` functions")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use daily_papers::arxiv::error::RequestError;
use daily_papers::config::{Config, INPUTS, Input, Invocation, OUTPUTS, OutputFormat, RunTarget, Template};
use daily_papers::env::Env;
use daily_papers::error::{Error, Exit};
use daily_papers::github::{Rule, TokenKind};
use daily_papers::markers;
use daily_papers::paper::Paper;
use daily_papers::render::Renderer;
use daily_papers::render::context::{CountsContext, PageContext};
use daily_papers::render::extra_file::ExtraFileContext;
use daily_papers::render::issue::IssueContext;
use daily_papers::repo::{FileUrls, RepoPath};
use daily_papers::report::Report;
use daily_papers::state::{Error as DataError, List, State};
use daily_papers::store::Error as PublishError;
use daily_papers::text::slug::slug;
use daily_papers::text::tex::Math;
use saphyr_parser::{Event, Parser};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

/// Every document: the paths and their texts.
fn documents() -> Vec<(String, String)> {
    let mut paths: Vec<String> = [
        "README.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        "CHANGELOG.md",
        "examples/README.md",
        "tests/promises.md",
    ]
    .map(str::to_owned)
    .into();
    for entry in fs::read_dir(root().join("docs")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if Path::new(&name).extension().is_some_and(|extension| extension == "md") {
            paths.push(format!("docs/{name}"));
        }
    }
    paths.into_iter().map(|path| (path.clone(), read(&path))).collect()
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The fenced blocks of a language, without their indentation.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some(found) = line.trim_start().strip_prefix("```") else { continue };
        let indent = line.len() - line.trim_start().len();
        let inside = lines.by_ref().take_while(|line| line.trim() != "```");
        let inside: Vec<&str> = inside.map(|line| line.get(indent..).unwrap_or("")).collect();
        let block = inside.join("\n") + "\n";
        if found == language {
            blocks.push(block);
        }
    }
    blocks
}

/// The texts between single backquotes outside of fenced blocks.
fn spans(text: &str) -> Vec<String> {
    let mut fenced = false;
    let mut spans = Vec::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            spans.extend(line.split('`').skip(1).step_by(2).map(str::to_owned));
        }
    }
    spans
}

/// A YAML document as a JSON value, every scalar a text; without anchors and tags.
fn yaml(text: &str) -> Value {
    fn value(events: &mut dyn Iterator<Item = Event<'_>>) -> Option<Value> {
        match events.next()? {
            Event::Scalar(text, ..) => Some(Value::String(text.into_owned())),
            Event::SequenceStart(..) => Some(std::iter::from_fn(|| value(events)).collect()),
            Event::MappingStart(..) => {
                let mut map = Map::new();
                while let Some(key) = value(events) {
                    map.insert(key.as_str().unwrap().to_owned(), value(events).unwrap());
                }
                Some(Value::Object(map))
            }
            Event::StreamStart | Event::DocumentStart(..) => value(events),
            _ => None,
        }
    }
    value(&mut Parser::new_from_str(text).map(|event| event.unwrap().0)).unwrap()
}

fn config(inputs: &[(&str, &str)], file: Option<&str>) -> Config {
    let variable =
        |(name, value): &(&str, &str)| (format!("INPUT_{}", name.to_uppercase()), (*value).to_owned());
    let env = Env::new(inputs.iter().chain(&[("mode", "local")]).map(variable));
    let Invocation::Run(raw) = Invocation::read(&env).unwrap() else { panic!("no run") };
    let run_target = RunTarget::resolve(&raw, &env).unwrap();
    Config::resolve(&raw, file.map(str::as_bytes), &run_target).unwrap()
}

/// Two papers of the demo's corpus under one keyword, and a keyword that was not read.
fn sample() -> (State, Config) {
    let corpus: Vec<Paper> = serde_json::from_str(&read("examples/corpus.json")).unwrap();
    let listed = ["2504.20079", "1911.12126"];
    let papers: Vec<Paper> = listed
        .iter()
        .filter_map(|id| corpus.iter().find(|paper| paper.id.as_str() == *id))
        .cloned()
        .collect();
    let rows = papers.iter().map(|paper| (paper.id.clone(), "2026-11-24".parse().unwrap())).collect();
    let list = List {
        keyword: "DARTS".to_owned(),
        definition: String::new(),
        through: None,
        complete: true,
        read: "2026-11-24".parse().unwrap(),
        new: vec![papers[0].id.clone()],
        revised: Vec::new(),
        left: [].into(),
        papers: rows,
    };
    let state = State {
        section: "daily-papers".to_owned(),
        changed: crate::test_env::MORNING.parse().unwrap(),
        digest: String::new(),
        lists: vec![list],
        papers: papers.into_iter().map(|paper| (paper.id.clone(), std::sync::Arc::new(paper))).collect(),
        ..State::default()
    };
    (state, config(&[("keywords", "DARTS\nGraph Neural Networks")], None))
}

/// The keys of every object in a value.
fn keys(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| {
            found.insert(key.clone());
            keys(value, found);
        }),
        Value::Array(list) => list.iter().for_each(|value| keys(value, found)),
        _ => {}
    }
}

#[test]
fn the_documented_context_is_the_context() {
    let (state, config) = sample();
    let page = PageContext::new(&state, &config);
    let context = serde_json::to_string_pretty(&page).unwrap();
    let document = read("docs/templates.md");
    let part = document.split("<!-- context: ").nth(1).unwrap().split("<!-- end of the context -->").next();
    let documented = blocks(part.unwrap(), "json").concat();
    assert!(documented.trim() == context, "docs/templates.md should hold this context:\n{context}");

    let mut fields = BTreeSet::new();
    keys(&serde_json::to_value(&page).unwrap(), &mut fields);
    let counts =
        CountsContext { section: "", date: String::new(), new_count: 0, revised_count: 0, total_count: 0 };
    keys(&serde_json::to_value(&counts).unwrap(), &mut fields);
    let issue = IssueContext::new(&state, &config, String::new(), "", &[]);
    keys(&serde_json::to_value(&issue).unwrap(), &mut fields);
    keys(
        &serde_json::to_value(ExtraFileContext::new(&state, &config, &FileUrls::default(), &page)).unwrap(),
        &mut fields,
    );
    fields.extend(["papers_json", "months_json", "title", "feed", "bibliography"].map(str::to_owned));
    let described: BTreeSet<String> = document
        .lines()
        .filter_map(|line| Some(line.strip_prefix("| `")?.split_once('`')?.0.to_owned()))
        .collect();
    assert_eq!(described, fields, "the tables of docs/templates.md");
}

#[test]
fn the_documented_template_writes_what_is_documented() {
    let (state, config) = sample();
    let document = read("docs/templates.md");
    let template = Template::File(RepoPath::parse("papers.md").unwrap());
    let source = blocks(&document, "jinja").concat();
    let renderer = Renderer::new(&template, Some(source.as_bytes()), Math::Text).unwrap();
    let written = renderer.section(&PageContext::new(&state, &config)).unwrap();
    assert_eq!(written.trim(), blocks(&document, "markdown").concat().trim());

    let including =
        Renderer::new(&template, Some(b"A table:\n\n{% include \"table.md\" %}"), Math::Text).unwrap();
    let table = Renderer::new(&Template::Table, None, Math::Text).unwrap();
    let page = PageContext::new(&state, &config);
    assert_eq!(including.section(&page).unwrap(), format!("A table:\n\n{}", table.section(&page).unwrap()));
}

const NAMES: [&str; 12] = [
    "authors",
    "bibtex_authors",
    "bibtex_title",
    "bibtex_verbatim",
    "date",
    "json",
    "links",
    "html",
    "short_authors",
    "shorten",
    "slug",
    "tex",
];

#[test]
fn the_documented_filters_do_what_is_documented() {
    let (state, config) = sample();
    let document = read("docs/templates.md");
    let part =
        document.split("<!-- filters: ").nth(1).unwrap().split("<!-- end of the filters -->").next().unwrap();
    let spans = spans(part);
    let mut examples = 0;
    for pair in spans.windows(2).filter(|pair| pair[0].starts_with("{{")) {
        let template = Template::File(RepoPath::parse("papers.md").unwrap());
        let renderer = Renderer::new(&template, Some(pair[0].as_bytes()), Math::Text).unwrap();
        assert_eq!(renderer.section(&PageContext::new(&state, &config)).unwrap(), pair[1], "{}", pair[0]);
        examples += 1;
    }
    let named: BTreeSet<&str> =
        part.lines().filter_map(|line| line.strip_prefix("- **`")?.split('`').next()).collect();
    assert_eq!(named, NAMES.into());
    assert!(examples >= 14, "{examples}");
}

/// Nothing runs on the page but what the project wrote: <https://www.w3.org/TR/CSP3/#match-element-to-source-list>.
#[test]
fn page_policy_names_its_script_and_style() {
    let (state, _) = sample();
    let config =
        config(&[("keywords", "DARTS"), ("extra-files", "- {path: papers.html, template: page}")], None);
    let page = PageContext::new(&state, &config);
    let renderer = Renderer::for_extra_file(&config.extra_files[0], None).unwrap();
    let html = renderer
        .file(&ExtraFileContext::new(&state, &config, &FileUrls::default(), &page), &config.extra_files[0])
        .unwrap();
    let part =
        |begin: &str, end: &str| html.split_once(begin).unwrap().1.split_once(end).unwrap().0.to_owned();
    let policy = part("Content-Security-Policy\" content=\"", "\"");
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text));
    let (script, style) = (hash(&part("<script>", "</script>")), hash(&part("<style>", "</style>")));
    let wanted = format!(
        "default-src 'none'; script-src 'sha256-{script}'; style-src 'sha256-{style}'; img-src data:; base-uri 'none'; \
         form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    );
    assert_eq!(policy, wanted, "cargo run --example write-reference");
    assert_eq!(html.matches("<script").count(), 2, "the script and the papers");
}

#[test]
fn the_workflow_of_the_readme_is_one() {
    let blocks = blocks(&read("README.md"), "yaml");
    let workflow = blocks.iter().map(|block| yaml(block)).find(|block| block.get("jobs").is_some()).unwrap();
    assert_eq!(workflow["on"]["schedule"], json!([{"cron": "37 6 * * 1-5"}]));
    assert!(workflow["on"].get("workflow_dispatch").is_some());
    assert_eq!(workflow["permissions"], json!({"contents": "write"}));
    assert_eq!(workflow["concurrency"]["group"], "daily-papers");
    let step = &workflow["jobs"]["papers"]["steps"][0];
    assert!(step["uses"].as_str().unwrap().starts_with("OWNER/daily-papers@v"));
    let with: Vec<(&str, &str)> = step["with"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str().unwrap()))
        .collect();
    assert!(with.iter().all(|(name, _)| Input::named(name).is_some()), "{with:?}");
    assert_eq!(config(&with, None).keywords.len(), 2);
}

/// Every workflow that is shown: of `examples/`, and in the documents.
fn workflows() -> Vec<(String, Value)> {
    let directories = ["examples/workflows", "examples/template-repository/.github/workflows"];
    let files = directories.iter().flat_map(|directory| fs::read_dir(root().join(directory)).unwrap());
    let files = files.map(|file| file.unwrap().path());
    let files = files.map(|path| (path.display().to_string(), yaml(&fs::read_to_string(&path).unwrap())));
    let shown = documents().into_iter().flat_map(|(path, text)| {
        blocks(&text, "yaml").into_iter().map(move |block| (path.clone(), yaml(&block)))
    });
    files.chain(shown).filter(|(_, document)| document.get("jobs").is_some()).collect()
}

#[test]
fn workflows_have_inputs_that_are_taken() {
    let mut ours = 0;
    for (name, workflow) in workflows() {
        assert_eq!(workflow["concurrency"]["group"], "daily-papers", "{name}");
        // A workflow runs on a schedule and by hand, or on a push.
        if workflow["on"].get("push").is_none() {
            assert!(workflow["on"].get("workflow_dispatch").is_some(), "{name}");
            let cron = workflow["on"]["schedule"][0]["cron"].as_str().unwrap();
            assert!(cron == "37 6 * * 1-5" || name == "docs/migrate.md", "{name}");
        }
        let jobs = workflow["jobs"].as_object().unwrap().values();
        for step in jobs.flat_map(|job| job["steps"].as_array().unwrap()) {
            if step.get("uses").is_none_or(|uses| uses != "OWNER/daily-papers@v1") {
                continue;
            }
            ours += 1;
            let with = step.get("with").and_then(Value::as_object).into_iter().flatten();
            let with: Vec<(&str, &str)> =
                with.map(|(name, value)| (name.as_str(), value.as_str().unwrap())).collect();
            let input = |name: &str| Input::named(name).unwrap_or_else(|| panic!("there is no input {name}"));
            // An expression's value is not known here, and `config` sets the mode itself.
            let known = |(name, value): &&(&str, &str)| {
                let _: &Input = input(name);
                !value.contains("${{") && *name != "mode"
            };
            let given: Vec<(&str, &str)> = with.iter().filter(known).copied().collect();
            let file = given.iter().all(|(name, _)| *name != "keywords").then_some("keywords: graphs");
            assert!(!config(&given, file).keywords.is_empty(), "{name}");
        }
    }
    assert!(ours >= 10, "{ours} steps were checked");
}

#[test]
fn template_repository_is_an_empty_page() {
    let directory = root().join("examples/template-repository");
    let (mut directories, mut files) = (vec![directory.clone()], BTreeSet::new());
    while let Some(inside) = directories.pop() {
        for path in fs::read_dir(inside).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                directories.push(path);
            } else {
                files.insert(path.strip_prefix(&directory).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    let expected = [".github/daily-papers.yml", ".github/workflows/papers.yml", "README.md"];
    assert_eq!(files, expected.map(str::to_owned).into(), "and no data file");
    let readme = read("examples/template-repository/README.md");
    let section = markers::find(&readme, "daily-papers").unwrap();
    assert_eq!(readme[section].trim(), "");
    let file = read("examples/template-repository/.github/daily-papers.yml");
    assert!(!config(&[], Some(&file)).keywords.is_empty());
}

#[test]
fn notification_workflows_have_inputs_and_permissions() {
    let blocks = blocks(&read("docs/notifications.md"), "yaml");
    assert_eq!(blocks.len(), 2);
    for (block, permission) in blocks.iter().zip(["issues", "pull-requests"]) {
        let workflow = yaml(block);
        assert_eq!(workflow["permissions"], json!({"contents": "write", permission: "write"}));
        let with = workflow["jobs"]["papers"]["steps"][0]["with"].as_object().unwrap();
        assert!(with.keys().all(|name| Input::named(name).is_some()), "{with:?}");
    }
}

#[test]
fn documented_configurations_are_valid() {
    let mut valid = 0;
    for (path, text) in documents() {
        for block in blocks(&text, "yaml") {
            if yaml(&block).get("keywords").is_some() {
                assert!(!config(&[], Some(&block)).keywords.is_empty(), "{path}");
                valid += 1;
            }
        }
    }
    assert!(valid >= 8, "{valid} configurations were checked");
}

#[test]
fn the_files_of_the_documentation_are_valid() {
    let document = read("docs/extra-files.md");
    let file = blocks(&document, "yaml").concat();
    let templates: Vec<Option<&str>> = vec![None, None, None, None, Some(".github/papers.txt")];
    let found = config(&[], Some(&file)).extra_files;
    let own: Vec<Option<&str>> =
        found.iter().map(|file| file.template.source().map(RepoPath::as_str)).collect();
    assert_eq!(own, templates);
    for (_, endings) in OutputFormat::EXTENSIONS {
        let row = endings.iter().map(|ending| format!("`.{ending}`")).collect::<Vec<_>>().join(", ");
        assert!(document.contains(&format!("\n| {row} | ")), "docs/extra-files.md should hold {row}");
    }
}

/// What looks like `input: value` in the documents, and is a key of a workflow or of a keyword.
const OTHER_KEYS: &[&str] = &[
    "all",
    "any",
    "contents",
    "cron",
    "id-token",
    "issues",
    "models",
    "name",
    "pages",
    "permissions",
    "pull-requests",
    "query",
    "runs-on",
    "uses",
    "with",
];

#[test]
fn documents_name_inputs_that_exist() {
    let pages = documents().into_iter().filter(|(path, _)| path == "README.md" || path.starts_with("docs/"));
    for (path, text) in pages {
        for span in spans(&text) {
            let Some((name, _)) = span.split_once(": ") else { continue };
            let word = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
            let known = Input::named(name).is_some() || OTHER_KEYS.contains(&name);
            assert!(!word || known, "{path} has an input that does not exist: {span}");
        }
    }
}

#[test]
fn reference_has_every_input_output_and_exit_code() {
    let inputs = read("docs/inputs.md");
    let outputs: Vec<&str> = OUTPUTS.iter().map(|output| output.name).collect();
    for name in INPUTS.iter().map(|input| input.name).chain(outputs.iter().copied()) {
        assert!(inputs.contains(&format!("<a id=\"{name}\"></a>`{name}`")), "docs/inputs.md has no {name}");
    }
    let reported: Vec<&str> =
        Report::default().outputs().into_pairs().into_iter().map(|(name, _)| name).collect();
    assert_eq!(reported, outputs);

    let codes = [Exit::Done, Exit::Failed, Exit::WrongInput, Exit::Partial].map(|exit| exit as u8);
    let page = read("docs/command-line.md");
    let rows = page.lines().filter_map(|line| line.strip_prefix("| ")?.split(' ').next()?.parse::<u8>().ok());
    assert_eq!(rows.collect::<Vec<_>>(), codes, "the exit codes of docs/command-line.md");
}

#[test]
fn troubleshooting_quotes_the_errors() {
    let message = "Resource not accessible by integration".to_owned();
    let section = || "daily-papers".to_owned();
    let half = markers::find("\n\n<!-- daily-papers:start -->", "daily-papers").unwrap_err();
    let texts = [
        PublishError::Permission {
            action: "commit to",
            repository: "OWNER/NAME".to_owned(),
            token: TokenKind::Installation,
            message,
            needed: "contents: write".to_owned(),
        }
        .to_string(),
        PublishError::Rule {
            branch: "main".to_owned(),
            rule: Rule::PullRequest,
            message: "…".to_owned(),
            pull_request: false,
        }
        .to_string(),
        format!("README.md {}", markers::Error::Missing(section())),
        format!("README.md {half}"),
        DataError::Broken { path: ".github/daily-papers.json".to_owned(), reason: "…".to_owned() }
            .to_string(),
        Error::AllFailed(Vec::new()).to_string(),
        RequestError::Status(429).to_string(),
        RequestError::Rejected("…".to_owned()).to_string(),
        Error::NotCommitted { attempts: 5, last: "…".to_owned() }.to_string(),
        PublishError::NoWorkTree.to_string(),
        PublishError::PullRequestsForbidden {
            repository: "OWNER/NAME".to_owned(), message: "…".to_owned()
        }
        .to_string(),
        PublishError::BranchRenamed { repository: "OWNER/NAME".to_owned(), branch: "NAME".to_owned() }
            .to_string(),
        PublishError::IssuesDisabled { repository: "OWNER/NAME".to_owned() }.to_string(),
    ];
    let page = read("docs/troubleshooting.md");
    for text in texts {
        // The page quotes markers without their backquotes.
        let text = text.replace('`', "");
        assert!(page.contains(text.trim()), "docs/troubleshooting.md does not have the error {text:?}");
    }
}

#[test]
fn rust_versions_agree() {
    let manifest = read("Cargo.toml");
    let version = manifest.split("rust-version = \"").nth(1).unwrap().split('"').next().unwrap();
    for document in ["README.md", "CONTRIBUTING.md", "docs/command-line.md"] {
        assert!(read(document).contains(&format!("Rust {version} ")), "{document}: Rust {version}");
    }
    assert!(manifest.matches("rust-version.workspace = true").count() == 1);
    assert!(read("tests/fakes/Cargo.toml").contains("rust-version.workspace = true"));
    let dockerfile = read("Dockerfile");
    assert!(dockerfile.contains("ARG RUST=rust:1-alpine"), "the newest stable Rust, which is newer");
}

/// The anchors of a page's headings. Anchors that HTML gives are written `<a id="…">`.
fn anchors(page: &str) -> BTreeSet<String> {
    let mut fenced = false;
    let mut anchors: BTreeSet<String> =
        page.split("<a id=\"").skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect();
    for line in page.lines() {
        fenced ^= line.trim_start().starts_with("```");
        if !fenced && line.starts_with('#') {
            anchors.insert(slug(line.trim_start_matches('#')));
        }
    }
    anchors
}

#[test]
fn links_in_documents_lead_somewhere() {
    let mut checked = 0;
    for (document, text) in documents() {
        let directory = root().join(Path::new(&document).parent().unwrap());
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if link.contains("://") || link.contains("{{") {
                continue;
            }
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = if path.is_empty() { root().join(&document) } else { directory.join(path) };
            assert!(target.exists(), "{document} links to {path}");
            if !anchor.is_empty() {
                let page = fs::read_to_string(target).unwrap();
                assert!(
                    anchors(&page).contains(anchor),
                    "{document} links to {link}, which has no such heading"
                );
                checked += 1;
            }
        }
    }
    assert!(checked >= 15, "{checked} anchors were checked");
}

#[test]
fn paths_named_in_documents_exist() {
    let directories = ["src/", "docs/", "tests/", "examples/", "templates/", "benches/", ".ci/"];
    for (document, text) in documents() {
        for span in spans(&text) {
            if directories.iter().any(|directory| span.starts_with(directory))
                && !span.contains(['*', '{', ' ', '<'])
            {
                assert!(root().join(&span).exists(), "{document} names {span}");
            }
        }
    }
}
