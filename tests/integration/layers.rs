//! The order of the modules: each imports only those before it, and each external crate is used in its own place. The compiler
//! does not check this within one crate.

use std::fs;
use std::path::{Path, PathBuf};

/// Every module, layer by layer. A module imports those of lower layers, and those before it in its own. `lib` and the two files
/// that belong to it import anything.
const LAYERS: &[&[&str]] = &[
    &["env", "paper", "repo", "actions", "text", "markers", "secret", "progress", "http", "git", "keyword"],
    &[
        "select",
        "state",
        "rank",
        "history",
        "config",
        "notes",
        "log",
        "arxiv::query",
        "arxiv::error",
        "arxiv::retry",
        "arxiv::feed",
    ],
    &["arxiv::plan", "arxiv::client", "arxiv", "github", "store", "render", "summaries", "diff"],
    &["update", "notify", "error", "explain", "report", "pipeline"],
];

/// Where a crate (or a part of the standard library) may be used.
const PLACES: &[(&str, &[&str])] = &[
    ("biblatex", &["rank::bibliography"]),
    ("clap", &["config"]),
    ("icu_normalizer", &["keyword::fold", "keyword::scanner", "text::bibtex", "text::tex"]),
    ("indicatif", &["log", "progress"]),
    ("octocrab", &["github"]),
    ("pulldown_cmark", &["markers"]),
    ("reqwest", &["http", "arxiv", "github", "summaries", "pipeline", "lib"]),
    ("roxmltree", &["arxiv::feed"]),
    ("rustls", &["http"]),
    ("saphyr_parser", &["config"]),
    ("imara_diff", &["diff"]),
    ("std::env", &["env"]),
    ("std::fs", &["lib", "store::directory"]),
    ("tempfile", &["store::directory"]),
    ("tera", &["render"]),
    ("tracing_subscriber", &["log"]),
    ("webpki_roots", &["http"]),
];

struct Source {
    /// `arxiv::plan`; of `src/arxiv/mod.rs` `arxiv`, of `src/lib.rs` `lib`.
    module: String,
    /// The code without comments and without its tests.
    code: String,
}

fn files(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn rust_files(directories: &[&str]) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for directory in
        directories.iter().map(|directory| root.join(directory)).filter(|directory| directory.is_dir())
    {
        files(&directory, &mut found);
    }
    found.sort();
    found
}

/// The sources of the library, less what only its tests use.
fn sources() -> Vec<Source> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = Vec::new();
    for path in rust_files(&["src"]) {
        let name = path.strip_prefix(&src).unwrap().with_extension("").to_str().unwrap().replace('/', "::");
        if name == "main" || name == "samples" || name.split("::").any(|part| part == "tests") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("\n#[cfg(test)]\n").next().unwrap();
        let code: Vec<&str> = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        sources.push(Source { module: name.trim_end_matches("::mod").to_owned(), code: code.join("\n") });
    }
    sources
}

/// The paths that the code names after a prefix such as `crate::`, two segments each, groups taken apart.
fn paths(code: &str, prefix: &str) -> Vec<String> {
    let starts = code
        .match_indices(prefix)
        .filter(|(at, _)| !code[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':'));
    starts.flat_map(|(at, _)| tree(&code[at + prefix.len()..])).collect()
}

/// The paths of a use tree, or the one path, that the text begins with.
fn tree(text: &str) -> Vec<String> {
    let Some(group) = text.strip_prefix('{') else {
        let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
        let (name, rest) = text.split_at(end);
        return match rest.strip_prefix("::") {
            Some(rest) if rest.starts_with(|c: char| c == '{' || c.is_alphabetic()) => {
                tree(rest).into_iter().map(|path| format!("{name}::{path}")).collect()
            }
            _ => vec![name.to_owned()],
        };
    };
    let mut found = Vec::new();
    let mut depth = 0;
    let mut start = 0;
    for (at, c) in group.char_indices() {
        match c {
            '}' | ',' if depth == 0 => {
                let item = group[start..at].trim();
                found.extend(tree(item).into_iter().filter(|path| !path.is_empty()));
                start = at + 1;
                if c == '}' {
                    break;
                }
            }
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
    }
    found
}

/// Whether a path is in a module.
fn within(path: &str, module: &str) -> bool {
    path.strip_prefix(module).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// A module's place in the order: that of the longest name it is in.
fn place(path: &str) -> Option<usize> {
    let order = LAYERS.iter().copied().flatten().enumerate();
    order.filter(|(_, module)| within(path, module)).max_by_key(|(_, module)| module.len()).map(|(at, _)| at)
}

/// The modules of this library that a source names.
fn imports(source: &Source) -> Vec<String> {
    let parent = source.module.rsplit_once("::").map_or("", |(parent, _)| parent);
    let mut imports = paths(&source.code, "crate::");
    if !parent.is_empty() {
        imports.extend(paths(&source.code, "super::").into_iter().map(|path| format!("{parent}::{path}")));
    }
    imports
}

#[test]
fn paths_are_found() {
    let code = "use crate::a::{self, b::{C, D}, e};\nuse crate::{f, g::H};\nlet x = crate::i::j(1);\nkrate::no; y::crate::no;";
    assert_eq!(paths(code, "crate::"), ["a::self", "a::b::C", "a::b::D", "a::e", "f", "g::H", "i::j"]);
    assert_eq!(place("arxiv::plan::Search"), place("arxiv::plan"));
    assert!(place("arxiv::ask") > place("arxiv::client"));
    assert_eq!((place("lib"), place("nothing"), place("configuration")), (None, None, None));
}

#[test]
fn modules_import_only_lower_ones() {
    let mut seen = 0;
    for source in
        sources().iter().filter(|source| !["lib", "panic_hook", "shutdown"].contains(&source.module.as_str()))
    {
        let own = place(&source.module);
        assert!(own.is_some(), "{} has no place in LAYERS", source.module);
        for import in imports(source) {
            let other = place(&import);
            assert!(other.is_some(), "{} sees {import}, which has no place in LAYERS", source.module);
            assert!(other <= own, "{} must not see {import}", source.module);
            seen += 1;
        }
    }
    assert!(seen > 100, "{seen} imports were found: the search is broken");
}

#[test]
fn every_module_is_one_of_the_layers() {
    let sources = sources();
    for module in LAYERS.iter().copied().flatten() {
        assert!(sources.iter().any(|source| source.module == *module), "there is no module {module}");
    }
}

#[test]
fn arxiv_and_github_never_see_each_other() {
    for source in sources() {
        for (here, there) in
            [("arxiv", "github"), ("github", "arxiv"), ("store", "arxiv"), ("arxiv", "store")]
        {
            if within(&source.module, here) {
                let imports = imports(&source);
                assert!(!imports.iter().any(|path| within(path, there)), "{}: {imports:?}", source.module);
            }
        }
    }
}

#[test]
fn each_crate_is_used_in_its_place() {
    let sources = sources();
    for (name, places) in PLACES {
        let mut used = 0;
        for Source { module, code } in &sources {
            let named =
                !paths(code, &format!("{name}::")).is_empty() || code.contains(&format!("use {name};"));
            let allowed = places.iter().any(|place| within(module, place));
            assert!(!named || allowed, "{module} must not use {name}: only {places:?}");
            used += usize::from(named);
        }
        assert!(used > 0, "no module uses {name}: the search is broken, or the table is old");
    }
}

#[test]
fn every_file_says_what_it_is_for() {
    for path in rust_files(&["src", "examples", "benches", "tests"]) {
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("//! "), "{} does not begin with `//!`", path.display());
    }
}
