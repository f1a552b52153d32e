//! Text into XML and HTML that shows exactly that text: between tags, and in attributes with quotes around them.

use std::io::{self, Write};

use super::markdown::one_line;
use super::sentinels;

/// Writes the text escaped, on one line, without control characters, sentinels and what XML does not allow at all
/// (<https://www.w3.org/TR/xml/#charsets>).
pub fn escape(text: &str, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(escaped(text).as_bytes())
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for c in one_line(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{fffe}' | '\u{ffff}' => (),
            c => out.push(c),
        }
    }
    out
}

/// The text escaped for between tags, with elements for its subscripts and superscripts.
pub fn with_scripts(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find([sentinels::SUBSCRIPT.0, sentinels::SUPERSCRIPT.0]) {
        out.push_str(&escaped(&rest[..at]));
        let (close, tag) = if rest[at..].starts_with(sentinels::SUBSCRIPT.0) {
            (sentinels::SUBSCRIPT.1, "sub")
        } else {
            (sentinels::SUPERSCRIPT.1, "sup")
        };
        let inside = &rest[at + close.len_utf8()..];
        let Some((script, after)) = inside.split_once(close) else {
            rest = inside;
            continue;
        };
        out.extend(["<", tag, ">", &escaped(script), "</", tag, ">"]);
        rest = after;
    }
    out + &escaped(rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn markup_becomes_references_and_what_xml_forbids_goes() {
        assert_eq!(escaped("a<b> & \"c\" 'd'"), "a&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;");
        assert_eq!(escaped("a\u{0}\u{b}b\u{fffe}\u{ffff}c\nd\u{fdd0}e\u{202e}"), "a bc de");
    }

    #[test]
    fn scripts_become_elements_that_are_closed() {
        for (text, expected) in [
            ("O\u{fdd4}7-δ\u{fdd5} & T\u{fdd6}<c>\u{fdd7}", "O<sub>7-δ</sub> &amp; T<sup>&lt;c&gt;</sup>"),
            ("a\u{fdd4}b", "ab"),
            ("a\u{fdd4}b\u{fdd7}c\u{fdd5}d", "a<sub>bc</sub>d"),
            ("", ""),
        ] {
            assert_eq!(with_scripts(text), expected);
        }
    }

    proptest! {
        #[test]
        fn any_text_comes_back_from_a_parser(text in any::<String>()) {
            let xml = format!("<a b=\"{0}\" c='{0}'>x{0}</a>", escaped(&text));
            let document = roxmltree::Document::parse(&xml).unwrap();
            let expected = one_line(&text).replace(['\u{fffe}', '\u{ffff}'], "");
            let root = document.root_element();
            prop_assert_eq!(root.text().unwrap_or_default(), format!("x{expected}"));
            prop_assert_eq!(root.attribute("b"), Some(expected.as_str()));
            prop_assert_eq!(root.attribute("c"), Some(expected.as_str()));
        }
    }
}
