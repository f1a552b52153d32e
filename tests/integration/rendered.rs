//! Markdown as GitHub renders it, judged: no text may become markup that a template did not write.

use comrak::{Options, markdown_to_html};
use roxmltree::{Document, Node};

/// A page as HTML, which is well-formed XML too unless someone's text became a part of it.
pub(crate) struct Rendered(String);

impl Rendered {
    /// Renders Markdown, raw HTML in it included.
    pub(crate) fn of(markdown: &str) -> Self {
        let mut options = Options::default();
        options.extension.table = true;
        options.extension.autolink = true;
        options.extension.strikethrough = true;
        options.extension.footnotes = true;
        options.extension.tasklist = true;
        options.extension.alerts = true;
        options.render.r#unsafe = true;
        let html = markdown_to_html(markdown, &options);
        // XML knows no element that is not closed, and has no such character.
        Self(format!("<page>{}</page>", html.replace("<br>", "<br/>").replace(['\u{fffe}', '\u{ffff}'], "")))
    }

    pub(crate) fn document(&self) -> Document<'_> {
        let document = Document::parse(&self.0);
        document.map_err(|error| format!("some text became a part of the page: {error}\n{}", self.0)).unwrap()
    }

    /// Asserts that there are no elements but these, with no attributes but those the renderer writes; that every link is
    /// one of `ours`, or an https address that leads to itself; and that no text is an emoji's name.
    pub(crate) fn holds_only(&self, elements: &[&str], ours: impl Fn(&str) -> bool) -> &Self {
        let document = self.document();
        for node in document.root_element().descendants().skip(1) {
            if node.is_element() {
                let name = node.tag_name().name();
                assert!(elements.contains(&name), "<{name}> in {}", source(node));
                let known = |attribute: &str| match name {
                    "a" => attribute == "href",
                    "th" | "td" => attribute == "align",
                    "code" => attribute == "class",
                    _ => false,
                };
                assert!(node.attributes().all(|attribute| known(attribute.name())), "{}", source(node));
                if matches!(name, "sub" | "sup") {
                    let holds_text =
                        node.children().all(|child| !child.is_element() || child.has_tag_name("span"));
                    assert!(holds_text, "{}", source(node));
                }
                if name == "a" {
                    let href = node.attribute("href").unwrap();
                    let to_itself = href.starts_with("https://") && href == text(node);
                    assert!(ours(href) || to_itself, "{}", source(node));
                }
            } else if node.is_text() && !in_code(node) {
                let parts: Vec<&str> = node.text().unwrap_or_default().split(':').collect();
                let emoji = |part: &&str| {
                    !part.is_empty()
                        && part
                            .bytes()
                            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_+-".contains(&b))
                };
                let between = parts.get(1..parts.len() - 1).unwrap_or_default();
                assert!(!between.iter().any(emoji), "{:?}", node.text());
            }
        }
        self
    }

    /// Asserts that no one is mentioned and nothing is referred to, by GitHub's rules for issues and pull requests.
    pub(crate) fn mentions_nobody(&self) -> &Self {
        let document = self.document();
        for node in document.descendants().filter(|node| node.is_text() && !in_code(*node)) {
            let text = node.text().unwrap_or_default();
            // A character without width follows each.
            for sign in ['@', '#'] {
                let is_harmless =
                    text.split(sign).skip(1).all(|rest| rest.is_empty() || rest.starts_with('\u{200b}'));
                assert!(is_harmless, "{text}");
            }
            let lower = text.to_lowercase();
            let digit = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
            for part in ["gh-", "/issues/", "/pull/", "/discussions/", "/commit/"] {
                assert!(!lower.split(part).skip(1).any(digit), "{text}");
            }
            let names_a_commit = |word: &str| word.len() >= 7 && word.bytes().all(|b| b.is_ascii_hexdigit());
            assert!(!text.split(|c: char| !c.is_ascii_alphanumeric()).any(names_a_commit), "{text}");
        }
        self
    }

    /// The comments that are not empty.
    pub(crate) fn comments(&self) -> Vec<String> {
        let document = self.document();
        let comments = document.descendants().filter(Node::is_comment);
        let comments = comments.filter_map(|comment| comment.text()).map(|text| text.trim().to_owned());
        comments.filter(|text| !text.is_empty()).collect()
    }
}

/// All the text in a node.
pub(crate) fn text(node: Node<'_, '_>) -> String {
    node.descendants().filter(Node::is_text).filter_map(|text| text.text()).collect()
}

/// The elements of a name in a node.
pub(crate) fn elements<'a, 'i: 'a>(node: Node<'a, 'i>, name: &str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.descendants().filter(move |child| child.has_tag_name(name))
}

fn in_code(node: Node<'_, '_>) -> bool {
    node.ancestors().any(|above| above.has_tag_name("code") || above.has_tag_name("pre"))
}

fn source(node: Node<'_, '_>) -> String {
    let around = node.parent_element().unwrap_or(node);
    node.document().input_text()[around.range()].chars().take(2000).collect()
}

#[test]
fn what_came_to_life_is_seen() {
    let fine = Rendered::of("a [b](https://arxiv.org/abs/1) &#42;c&#42; <https://x.y>");
    fine.holds_only(&["p", "a"], |href| href.starts_with("https://arxiv.org/")).mentions_nobody();
    let wrong = |markdown: &str| {
        let rendered = Rendered::of(markdown);
        let judge = || _ = rendered.holds_only(&["p", "a"], |_| false).mentions_nobody();
        std::panic::catch_unwind(judge).is_err()
    };
    let script = Rendered::of("a<sub>[b](https://arxiv.org/abs/1)</sub>");
    let judge = || _ = script.holds_only(&["p", "a", "sub"], |_| true);
    assert!(std::panic::catch_unwind(judge).is_err(), "a script holds nothing but text");
    for markdown in [
        "*a*",
        "<b>a</b>",
        "<b>",
        "[a](https://x.y)",
        "[a](javascript:b)",
        "www.x.y",
        "a :tada: b",
        "- [ ] a",
        "> [!NOTE]\n> a",
        "# a",
        "@a",
        "a/b#1",
        "GH-1",
        "https&#58;//github.com/a/b/issues/1",
        "0123456789abcdef0123456789abcdef01234567",
        "see abc1234.",
        "<p onclick=\"a\">b</p>",
    ] {
        assert!(wrong(markdown), "{markdown}");
    }
    assert!(!wrong("a @\u{200b}b"));
}
