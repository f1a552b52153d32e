//! YAML as a tree of words with line numbers.
//!
//! Built on the events of `saphyr-parser`: it hands scalars over as written (`NO`, `2025` and `1.10` are words), marks
//! lines, and adds one small crate, where `serde-saphyr` resolves types and adds about 1 MB. What a configuration does not
//! need (anchors, aliases, tags, several documents, deep nesting) is a clear error.

use saphyr_parser::{Event, Parser, ScalarStyle, Tag};

/// More bytes than any configuration needs.
const MAX_BYTES: usize = 1_000_000;
/// More levels than any configuration needs: the deepest has four.
const MAX_DEPTH: usize = 8;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Node {
    /// Its line; `None` if it was not read from lines.
    pub(super) line: Option<usize>,
    pub(super) kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Scalar {
        text: String,
        style: TextStyle,
    },
    List(Vec<Node>),
    /// A map, with its keys in order, repeated ones included.
    Map(Vec<Entry>),
}

/// How a text is written in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextStyle {
    /// Each of its lines is one of the file (`|`).
    Literal,
    /// Several lines of the file became one (`>`, or several lines without quotes).
    Folded,
    /// In one line, in quotes, or not in a file.
    Other,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) line: usize,
    pub(super) value: Node,
}

/// What is wrong with a text as YAML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct YamlError {
    pub(super) line: usize,
    /// A phrase, such as `is not valid YAML: …`.
    pub(super) reason: String,
}

impl Node {
    /// A text that does not come from lines.
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self { line: None, kind: Kind::Scalar { text: text.into(), style: TextStyle::Other } }
    }

    /// Whether it is empty, which counts as unset.
    pub(super) fn is_blank(&self) -> bool {
        match &self.kind {
            Kind::Scalar { text, .. } => text.trim().is_empty(),
            Kind::List(items) => items.is_empty(),
            Kind::Map(entries) => entries.is_empty(),
        }
    }
}

/// Reads a text; `None` if it holds nothing but comments.
pub(super) fn parse(text: &str) -> Result<Option<Node>, YamlError> {
    if text.len() > MAX_BYTES {
        return Err(YamlError { line: 1, reason: format!("is larger than {MAX_BYTES} bytes") });
    }
    let mut tree = Tree::default();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| syntax(text, error.marker().line(), error.info()))?;
        let (line, end) = (span.start.line(), span.end.line());
        tree.take(event, line, end).map_err(|reason| YamlError { line, reason: reason.to_owned() })?;
    }
    Ok(tree.root)
}

/// The line of an earlier entry with the same key as this one.
pub(super) fn earlier(entries: &[Entry], index: usize) -> Option<usize> {
    entries[..index].iter().find(|other| other.key == entries[index].key).map(|other| other.line)
}

/// What is wrong with a key that was there before.
pub(super) fn duplicate(first: usize) -> String {
    format!("is already in line {first}")
}

fn syntax(text: &str, line: usize, info: &str) -> YamlError {
    if info.contains("anchor") {
        return YamlError { line, reason: ANCHOR.to_owned() };
    }
    if info.contains("simple key expect") {
        // The parser notices in a later line, or at the end.
        let says = |text: &str| !text.trim().is_empty() && !text.trim_start().starts_with('#');
        let lines = text.lines().enumerate().take(line.saturating_sub(1));
        let line = lines.filter(|(_, text)| says(text)).last().map_or(line, |(index, _)| index + 1);
        let reason = "is not valid YAML: this line is neither `key: value` nor `- item` (with a space after the colon or \
                     the hyphen)";
        return YamlError { line, reason: reason.to_owned() };
    }
    if info.contains("tab") {
        // The parser sees the tab only when the line before it has ended.
        let tab = text.lines().position(|line| line.trim_start_matches(' ').starts_with('\t'));
        let line = tab.map_or(line, |index| index + 1);
        return YamlError {
            line,
            reason: "is not valid YAML: it is indented with a tab. Use spaces".to_owned(),
        };
    }
    let advice = if info.contains("block") {
        "; lines of one list or map begin in the same column"
    } else if info.contains("unexpected character") || info.contains("tag") {
        "; a value that starts with a special character needs quotes"
    } else if info.contains("mapping values are not allowed") {
        "; a value that contains `: ` needs quotes, and the colon of a key needs a space after it"
    } else {
        ""
    };
    YamlError { line, reason: format!("is not valid YAML: {info}{advice}") }
}

/// The part of the tree that is built.
#[derive(Default)]
struct Tree {
    root: Option<Node>,
    documents: usize,
    open: Vec<Frame>,
}

/// A list or map that has not ended.
struct Frame {
    line: usize,
    container: Container,
}

enum Container {
    List(Vec<Node>),
    Map(Vec<Entry>, Option<(String, usize)>),
}

impl Tree {
    fn take(&mut self, event: Event<'_>, line: usize, end: usize) -> Result<(), &'static str> {
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 { Err("has a second YAML document (`---`)") } else { Ok(()) }
            }
            Event::Alias(_) => Err(ANCHOR),
            Event::Scalar(text, style, anchor, tag) => {
                plain(anchor, tag.as_deref())?;
                let style = match style {
                    ScalarStyle::Literal => TextStyle::Literal,
                    ScalarStyle::Plain if end > line => TextStyle::Folded,
                    // Its end is marked in the line below.
                    ScalarStyle::Folded if end > line + 1 => TextStyle::Folded,
                    _ => TextStyle::Other,
                };
                // The parser marks the first line that is not empty.
                let empty_lines = match style {
                    TextStyle::Literal => text.bytes().take_while(|byte| *byte == b'\n').count(),
                    TextStyle::Folded | TextStyle::Other => 0,
                };
                let line = line.saturating_sub(empty_lines);
                self.put(Node { line: Some(line), kind: Kind::Scalar { text: text.into_owned(), style } })
            }
            Event::SequenceStart(anchor, tag) => {
                self.begin(line, Container::List(vec![]), anchor, tag.as_deref())
            }
            Event::MappingStart(anchor, tag) => {
                self.begin(line, Container::Map(vec![], None), anchor, tag.as_deref())
            }
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop() {
                None => Ok(()),
                Some(Frame { line, container }) => {
                    let kind = match container {
                        Container::List(items) => Kind::List(items),
                        Container::Map(entries, _) => Kind::Map(entries),
                    };
                    self.put(Node { line: Some(line), kind })
                }
            },
        }
    }

    fn begin(
        &mut self,
        line: usize,
        container: Container,
        anchor: usize,
        tag: Option<&Tag>,
    ) -> Result<(), &'static str> {
        plain(anchor, tag)?;
        if self.open.len() == MAX_DEPTH {
            return Err("is nested too deeply");
        }
        self.open.push(Frame { line, container });
        Ok(())
    }

    /// Puts a finished node where it belongs: into the list or map that is open, or at the root.
    fn put(&mut self, node: Node) -> Result<(), &'static str> {
        match self.open.last_mut().map(|open| &mut open.container) {
            None => self.root = Some(node),
            Some(Container::List(items)) => items.push(node),
            Some(Container::Map(entries, key)) => match (key.take(), node) {
                (Some((key, line)), value) => entries.push(Entry { key, line, value }),
                (None, Node { line: Some(line), kind: Kind::Scalar { text, .. } }) => {
                    *key = Some((text, line));
                }
                (None, _) => return Err("has a list or map as a key"),
            },
        }
        Ok(())
    }
}

const ANCHOR: &str =
    "uses an anchor or alias, which are not supported; a value that starts with `&` or `*` needs quotes";

fn plain(anchor: usize, tag: Option<&Tag>) -> Result<(), &'static str> {
    match tag {
        _ if anchor != 0 => Err(ANCHOR),
        Some(_) => Err("uses a tag, which is not supported; a value that starts with `!` needs quotes"),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The tree in one line: `{a@1: b@1, c@2: [d@3]}`.
    fn show(node: &Node) -> String {
        let line = node.line.unwrap();
        match &node.kind {
            Kind::Scalar { text, .. } => format!("{text:?}@{line}"),
            Kind::List(items) => {
                format!("[{}]@{line}", items.iter().map(show).collect::<Vec<_>>().join(", "))
            }
            Kind::Map(entries) => {
                let show = |entry: &Entry| format!("{}@{}: {}", entry.key, entry.line, show(&entry.value));
                format!("{{{}}}@{line}", entries.iter().map(show).collect::<Vec<_>>().join(", "))
            }
        }
    }

    #[track_caller]
    fn reads(text: &str, tree: &str) {
        assert_eq!(parse(text).unwrap().map_or(String::new(), |node| show(&node)), tree, "{text}");
    }

    #[track_caller]
    fn fails(text: &str, line: usize, reason: &str) {
        let error = parse(text).unwrap_err();
        assert!(error.line == line && error.reason.contains(reason), "{text}: {error:?}");
    }

    #[test]
    fn scalars_are_taken_as_written() {
        reads(
            "[NO, 2025, 1.10, 0x1F, ~, null]",
            r#"["NO"@1, "2025"@1, "1.10"@1, "0x1F"@1, "~"@1, "null"@1]@1"#,
        );
        reads("- 'it''s'\n- \"a\\tb\"\n- C++\n- C# # not C\n", r#"["it's"@1, "a\tb"@2, "C++"@3, "C#"@4]@1"#);
        reads("a:\nb: ''\n", r#"{a@1: ""@1, b@2: ""@2}@1"#);
    }

    #[test]
    fn reads_block_and_flow_styles() {
        reads("\u{feff}a: b\r\n# c\r\nd: |\r\n  x\r\n  y\r\n", r#"{a@1: "b"@1, d@3: "x\ny\n"@4}@1"#);
        reads("a: >-\n  x\n  y\nb: {c: [d,\n e]}\n", r#"{a@1: "x y"@2, b@4: {c@4: ["d"@4, "e"@5]@4}@4}@1"#);
        reads("%YAML 1.2\n---\na: b\n...\n", r#"{a@3: "b"@3}@3"#);
        reads("a: b\na: c\n", r#"{a@1: "b"@1, a@2: "c"@2}@1"#);
    }

    #[test]
    fn lines_that_became_one_are_known() {
        for (text, expected) in [
            ("a\nb\n", TextStyle::Folded),
            ("a\n\n# c\n\n", TextStyle::Other),
            ("a", TextStyle::Other),
            (">\n  a\n  b\n", TextStyle::Folded),
            (">\n  a b\n", TextStyle::Other),
            ("|\n  a\n  b\n", TextStyle::Literal),
            ("'a\n  b'\n", TextStyle::Other),
        ] {
            let Some(Node { kind: Kind::Scalar { style, .. }, .. }) = parse(text).unwrap() else { panic!() };
            assert_eq!(style, expected, "{text}");
        }
    }

    #[test]
    fn nothing_is_nothing() {
        for text in ["", "\n\n", "# a comment\n", "\u{feff}"] {
            reads(text, "");
        }
    }

    #[test]
    fn unsupported_yaml_is_an_error() {
        fails("a: &x b\n", 1, "anchor");
        fails("a: b\nc: &x\n  d: e\n", 2, "anchor");
        fails("a: &x b\nb: *x\n", 1, "anchor");
        fails("- a\n- *x\n", 2, "needs quotes");
        fails("a: !!str b\n", 1, "tag");
        fails("a: ! b\n", 1, "tag");
        fails("a: b\n---\nc: d\n", 2, "second YAML document");
        fails("? [a]\n: b\n", 1, "as a key");
        fails(&"[".repeat(9), 1, "nested too deeply");
        fails(&"- ".repeat(100_000), 1, "nested too deeply");
        fails(&"#".repeat(MAX_BYTES + 1), 1, "larger than");
    }

    #[test]
    fn broken_yaml_names_its_line() {
        fails("a:\n\t- b\n", 2, "Use spaces");
        fails("a:\n  - b\n - c\n", 3, "begin in the same column");
        fails("a: b\nc: d: e\n", 2, "a value that contains `: ` needs quotes");
        fails("a: b\nc:d\n", 2, "neither `key: value` nor");
        fails("a: b\nc\u{ff1a} d\n\n# e\n\n", 2, "neither `key: value`");
        fails("a:\n- b\n-c\n- d\n", 3, "nor `- item`");
        fails("a: b\nc:d\ne: f\n", 2, "neither `key: value`");
        fails("a: b\nc: @d\n", 2, "needs quotes");
        fails("a: b\nc: [d\n", 3, "not valid YAML");
        fails("a: b\n\0: c\n", 2, "not valid YAML");
    }

    proptest! {
        #[test]
        fn any_text_gives_the_same_result_twice(text in "(?s).{0,200}") {
            prop_assert_eq!(parse(&text), parse(&text));
        }

        /// Any item is in the line that it is said to be in.
        #[test]
        fn nodes_name_their_lines(words in prop::collection::vec("[a-z]{1,8}", 1..20)) {
            let text: String = words.iter().map(|word| format!("- {word}\n")).collect::<Vec<_>>().concat();
            let Some(Node { kind: Kind::List(items), .. }) = parse(&text).unwrap() else { panic!() };
            for (index, (item, word)) in items.iter().zip(&words).enumerate() {
                prop_assert_eq!(show(item), format!("{word:?}@{}", index + 1));
            }
        }
    }
}
