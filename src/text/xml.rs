//! Text into XML and HTML that shows exactly that text: between tags, and in attributes with quotes around them.

use std::io::{self, Write};

use super::markdown::one_line;

/// Writes the text escaped, on one line, without control characters, marks and what XML has no room for at all
/// (<https://www.w3.org/TR/xml/#charsets>).
pub fn escape(text: &str, out: &mut dyn Write) -> io::Result<()> {
    let text = one_line(text);
    let mut done = 0;
    for (at, c) in text.char_indices() {
        let reference = match c {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            '\'' => "&#39;",
            '\u{fffe}' | '\u{ffff}' => "",
            _ => continue,
        };
        out.write_all(&text.as_bytes()[done..at])?;
        out.write_all(reference.as_bytes())?;
        done = at + c.len_utf8();
    }
    out.write_all(&text.as_bytes()[done..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn escaped(text: &str) -> String {
        let mut out = Vec::new();
        escape(text, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn markup_becomes_references_and_what_xml_forbids_goes() {
        assert_eq!(escaped("a<b> & \"c\" 'd'"), "a&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;");
        assert_eq!(
            escaped("a\u{0}\u{b}b\u{fffe}\u{ffff}c\nd\u{fdd0}e\u{202e}"),
            "a bc dec".replace("dec", "de")
        );
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
