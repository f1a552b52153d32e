//! Bibliographies: the papers of a `.bib` file, as reference managers export it.

use biblatex::{RawBibliography, RawChunk, RawEntry};

use super::LikedPaper;
use crate::paper::ArxivId;

/// A library of some thousand papers with abstracts.
pub const MAX_BYTES: usize = 10_000_000;

/// What is read of a bibliography.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bibliography {
    pub papers: Vec<LikedPaper>,
    /// Entries that cannot be read.
    pub skipped: usize,
}

impl Bibliography {
    /// Reads each entry alone, so that a broken one costs only itself. Bytes that are not UTF-8 are replaced: few words have
    /// any.
    pub fn read(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let mut read = Self::default();
        for source in entries(&text) {
            match RawBibliography::parse(source) {
                Ok(parsed) => read.papers.extend(parsed.entries.iter().filter_map(|entry| paper(&entry.v))),
                Err(_) => read.skipped += 1,
            }
        }
        read
    }
}

/// The parts that begin with a line that begins with `@`.
fn entries(text: &str) -> Vec<&str> {
    let mut starts: Vec<usize> = text.match_indices("\n@").map(|(at, _)| at + 1).collect();
    if text.trim_start_matches('\u{feff}').starts_with('@') {
        starts.insert(0, 0);
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().zip(ends).map(|(start, end)| &text[*start..end]).collect()
}

/// A paper with a title or an identifier of arXiv.
fn paper(entry: &RawEntry<'_>) -> Option<LikedPaper> {
    let field = |name: &str| {
        let field = entry.fields.iter().find(|field| field.key.v.eq_ignore_ascii_case(name))?;
        let chunks = field.value.v.iter().filter_map(|chunk| match chunk.v {
            RawChunk::Normal(text) => Some(text),
            RawChunk::Abbreviation(_) => None,
        });
        let text = chunks.collect::<Vec<_>>().concat();
        let words: Vec<&str> = text.split_whitespace().collect();
        Some(words.join(" ")).filter(|text| !text.is_empty())
    };
    let id = field("arxivid")
        .or_else(|| field("eprint"))
        .and_then(|text| ArxivId::parse_as_copied(&text))
        .or_else(|| ArxivId::parse_as_copied(&field("url").filter(|url| url.contains("arxiv.org/"))?))
        .or_else(|| ArxivId::parse_as_copied(field("doi")?.to_lowercase().strip_prefix("10.48550/arxiv.")?));
    let title = field("title").unwrap_or_default();
    let name = id.as_ref().map_or_else(|| entry.key.v.to_owned(), ToString::to_string);
    let paper = LikedPaper { id, name, title, abstract_: field("abstract").unwrap_or_default() };
    (paper.id.is_some() || !paper.title.is_empty()).then_some(paper)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Entries as their keys or identifiers, with the first words of title and abstract.
    fn seen(bytes: &[u8]) -> Vec<String> {
        let start = |text: &str| text.chars().filter(|c| !"{}".contains(*c)).take(19).collect::<String>();
        let line = |paper: &LikedPaper| {
            format!("{}: {} | {}", paper.name, start(&paper.title), start(&paper.abstract_))
        };
        Bibliography::read(bytes).papers.iter().map(line).collect()
    }

    #[test]
    fn reads_exports_of_reference_managers() {
        for (export, key) in [
            (
                &include_bytes!("../../tests/fixtures/bibliographies/zotero-bibtex.bib")[..],
                "hopper_compilers_2023",
            ),
            (
                include_bytes!("../../tests/fixtures/bibliographies/better-biblatex.bib"),
                "hopperCompilersTears2023",
            ),
            (include_bytes!("../../tests/fixtures/bibliographies/mendeley.bib"), "Hopper2023"),
            (include_bytes!("../../tests/fixtures/bibliographies/jabref.bib"), "Hopper2023"),
        ] {
            let hopper = format!("{key}: Compilers Without T | ");
            assert_eq!(seen(export), ["2401.01234: Notes on Graph Netw | We show that graph ", &hopper]);
            assert_eq!(Bibliography::read(export).skipped, 0);
        }
    }

    #[test]
    fn broken_entries_are_skipped_and_counted() {
        let text = "\u{feff}@article{a, title = {A}}\n@article{b, title = {B\n@article{c title = C}\n@misc{d, year = 2020}\n\
                    @misc{e,\n title = \"E\", eprint = {hep-th/9901001}, archiveprefix = {arXiv}}\n";
        assert_eq!(seen(text.as_bytes()), ["a: A | ", "hep-th/9901001: E | "]);
        assert_eq!(Bibliography::read(text.as_bytes()).skipped, 2);
        // JabRef once wrote Latin-1.
        assert_eq!(seen(b"@book{m, title = {M\xfcller}}"), ["m: M\u{fffd}ller | "]);
    }

    #[test]
    fn anything_can_be_read() {
        let hostile = [
            "@",
            "@{",
            "@a{",
            "\n@a{b,c=",
            "@a{b,c={{{{",
            "@string{a=a}\n@a{b,title=a}",
            "@comment",
            "@a(b, c=1)",
        ];
        for text in hostile.map(str::as_bytes).into_iter().chain([&b"\0\xff\n@\xfe{"[..], b"%PDF-1.7 \x00"]) {
            assert!(Bibliography::read(text).papers.is_empty());
        }
        let deep = format!("@a{{b, title = {}x{}}}", "{".repeat(100_000), "}".repeat(100_000));
        assert_eq!(Bibliography::read(deep.as_bytes()).papers.len(), 1);
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(text in "(\n?[@a{}=,#\"\\\\%ü \n0-9.]){0,40}") {
            Bibliography::read(text.as_bytes());
        }
    }
}
