//! Text into Markdown that shows exactly that text.
//!
//! The escaper does not know where its result is used: a table cell, a heading, the text of a link, a list item, inside
//! `<details>`. So it writes what means the same in all of them, character references, and only for the characters that
//! could be taken for markup where they are. What GitHub makes of it is <https://github.github.com/gfm/>.
//!
//! Where a filter has put [`sentinels`], an https address becomes a link to itself, a script becomes `<sub>` or `<sup>`, and
//! mathematics is written `` $`…`$ ``, GitHub's notation for what overlaps with Markdown
//! (<https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/writing-mathematical-expressions>).
//! Every other dollar is written so that it begins no mathematics.

use std::borrow::Cow;
use std::io::{self, Write};

use super::sentinels;
use super::tex::{self, Math};

/// The bytes that [`reference()`] may escape, in any place. At the start of a text there are more. Without this
/// table a page takes three times as long to escape.
const MARKUP: [bool; 256] = {
    let mut markup = [false; 256];
    let bytes = b"&<>\"|*~`${[:]\\_#.)!@";
    let mut at = 0;
    while at < bytes.len() {
        markup[bytes[at] as usize] = true;
        at += 1;
    }
    markup
};

/// Writes the text escaped. Line breaks and tabs become spaces (a row is one line); control characters and those that
/// change the direction of what follows are left out.
pub fn escape(text: &str, out: &mut dyn Write) -> io::Result<()> {
    if sentinels::find(text).is_none() {
        return plain(text, true, out);
    }
    let text = &*without_unsafe_formulas(text);
    let (mut done, mut from) = (0, 0);
    while let Some(at) = sentinels::find(&text[from..]).map(|at| from + at) {
        let sentinel = text[at..].chars().next().unwrap_or_default();
        from = at + sentinel.len_utf8();
        let Some((_, close)) = PAIRS.into_iter().find(|(open, _)| *open == sentinel) else { continue };
        let Some(end) = text[from..].find(close).map(|end| from + end) else { break };
        let marked = &text[from..end];
        from = end + close.len_utf8();
        // What is empty, or not a link, separates nothing: the text on both sides of it could make markup together.
        if marked.trim().is_empty() || sentinel == sentinels::LINK.0 && !is_address(marked) {
            continue;
        }
        plain(&text[done..at], done == 0, out)?;
        match (sentinel, close) {
            sentinels::LINK => link(marked, out)?,
            sentinels::MATH => math(marked, out)?,
            _ => script(marked, if sentinel == sentinels::SUBSCRIPT.0 { "sub" } else { "sup" }, out)?,
        }
        done = from;
    }
    plain(&text[done..], done == 0, out)
}

const PAIRS: [(char, char); 4] =
    [sentinels::MATH, sentinels::LINK, sentinels::SUBSCRIPT, sentinels::SUPERSCRIPT];

fn script(text: &str, tag: &str, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "<{tag}>")?;
    plain(text, false, out)?;
    write!(out, "</{tag}>")
}

/// Whether all of a formula would stay in its place.
fn is_formula(formula: &str) -> bool {
    let stays = |c: char| {
        !matches!(c, '`' | '|' | '<' | '>' | '&' | '$') && !c.is_control() && !sentinels::is_sentinel(c)
    };
    // Before a space an ampersand begins no character reference.
    formula.trim() == formula && formula.replace("\\$", "").replace("& ", "").chars().all(stays)
}

/// The text with formulas that would not stay whole written as text.
fn without_unsafe_formulas(text: &str) -> Cow<'_, str> {
    let (open, close) = sentinels::MATH;
    let mut formulas = text.split(open).skip(1).filter_map(|rest| rest.split_once(close));
    if formulas.all(|(formula, _)| is_formula(formula)) {
        return Cow::Borrowed(text);
    }
    let mut parts = text.split(open);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once(close) {
            Some((formula, _)) if is_formula(formula) => out.extend([open.encode_utf8(&mut [0; 4]), part]),
            Some((formula, after)) => {
                out.extend([&tex::to_text(&format!("\\({formula}\\)"), Math::Text), after]);
            }
            None => out.push_str(part),
        }
    }
    Cow::Owned(out)
}

fn math(formula: &str, out: &mut dyn Write) -> io::Result<()> {
    // With a space between them two braces are the same to TeX, and are not Liquid's to Jekyll.
    write!(out, "$`{}`$", formula.replace("{{", "{ {").replace("{{", "{ {").replace("{%", "{ %"))
}

/// Whether it is an https address, all of which would stay in its place.
fn is_address(address: &str) -> bool {
    let stays = |byte: u8| byte.is_ascii_graphic() && !b"<>\"`|\\[]{}^$".contains(&byte);
    address.starts_with("https://") && address.bytes().all(stays)
}

/// Writes an https address as a link to itself, in HTML: that is one in raw HTML too.
fn link(address: &str, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "<a href=\"{}\">", address.replace('&', "&amp;"))?;
    plain(address, false, out)?;
    write!(out, "</a>")
}

/// Writes text in which no sentinel means anything; `starts` unless something was written before it.
fn plain(text: &str, starts: bool, out: &mut dyn Write) -> io::Result<()> {
    let text = one_line(text);
    let bytes = text.as_bytes();
    let (mut done, mut next) = (0, (!bytes.is_empty()).then_some(0));
    while let Some(at) = next {
        if let Some(reference) = reference(bytes, at, starts) {
            out.write_all(&bytes[done..at])?;
            out.write_all(reference.as_bytes())?;
            done = at + 1;
        }
        next = bytes[at + 1..].iter().position(|byte| MARKUP[usize::from(*byte)]).map(|next| at + 1 + next);
    }
    out.write_all(&bytes[done..])
}

pub fn escaped(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len() + text.len() / 8);
    // Writing into memory does not fail, and only whole characters are replaced.
    let _ = escape(text, &mut out);
    String::from_utf8(out).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// The text without line breaks, control and direction characters, and without sentinels.
pub fn one_line(text: &str) -> Cow<'_, str> {
    let breaks =
        |c: char| matches!(c, '\t' | '\n' | '\u{b}' | '\u{c}' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
    let directs =
        |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') || sentinels::is_sentinel(c);
    let unwanted = |c: char| breaks(c) || directs(c) || c.is_control();
    // Besides those of ASCII, U+0080 to U+009F begin with the byte C2, those around U+2028 with E2, the sentinels with EF.
    let mut others = memchr::memchr3_iter(0xc2, 0xe2, 0xef, text.as_bytes());
    let special = text.bytes().filter(u8::is_ascii_control).count();
    if special == 0 && !others.any(|at| text[at..].starts_with(unwanted)) {
        return Cow::Borrowed(text);
    }
    let line = text.chars().map(|c| if breaks(c) { ' ' } else { c });
    Cow::Owned(line.filter(|c| !c.is_control() && !directs(*c)).collect())
}

/// What to write for the byte at a place, if not itself.
fn reference(text: &[u8], at: usize, starts: bool) -> Option<&'static str> {
    let before = at.checked_sub(1).map(|before| text[before]);
    let after = text.get(at + 1).copied();
    let plain = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric());
    let first = starts && at == 0;
    Some(match text[at] {
        b'&' => "&amp;",
        b'<' => "&lt;",
        b'>' => "&gt;",
        b'"' => "&quot;",
        b'|' => "&#124;",
        b'*' => "&#42;",
        b'~' => "&#126;",
        b'`' => "&#96;",
        // To GitHub it is a brace, but Jekyll, which makes a README a web site, takes two for Liquid's.
        b'{' if matches!(after, Some(b'{' | b'%')) => "&#123;",
        // On a line with mathematics, GitHub wants any other dollar in an element of its own.
        b'$' => "<span>$</span>",
        // GitHub looks for check boxes and emoji (`:100:`) in the finished text: an empty comment splits it.
        b'[' if begins_a_task(text, at) => "&#91;<!-- -->",
        b':' if names_an_emoji(&text[at + 1..]) => "&#58;<!-- -->",
        b'[' => "&#91;",
        b']' => "&#93;",
        // Before a letter or digit a backslash is itself: `\alpha`.
        b'\\' if !plain(after) => "&#92;",
        // Inside a word it is not emphasis.
        b'_' if !(plain(before) && plain(after)) => "&#95;",
        b'#' if !plain(before) => "&#35;",
        b':' if first || text[at..].starts_with(b"://") || addresses(&text[..at]) => "&#58;",
        b'.' if text[..at].ends_with(b"www") => "&#46;",
        // An item of a list, unless more follows: `1.5`.
        b'.' if numbers(&text[..at]) && after.is_none_or(|byte| byte == b' ') => "&#46;",
        b')' if numbers(&text[..at]) && after.is_none_or(|byte| byte == b' ') => "&#41;",
        b'-' if first => "&#45;",
        b'+' if first => "&#43;",
        b'=' if first => "&#61;",
        b'^' if first => "&#94;",
        b' ' if first => "&#32;",
        // Before a template's own `[` it would make an image of a link.
        b'!' if after.is_none() => "&#33;",
        // GitHub finds e-mail addresses in the finished text: an empty comment keeps the halves apart.
        b'@' if is_email(text, at) => "@<!-- -->",
        _ => return None,
    })
}

/// Whether the text is a number: then a dot or bracket after it begins a list.
fn numbers(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(u8::is_ascii_digit)
}

/// Whether the bracket begins what is a check box at the start of a list item: `[ ]`, `[x]`.
fn begins_a_task(text: &[u8], at: usize) -> bool {
    let mark =
        text[at..].starts_with(b"[ ]") || text[at..].starts_with(b"[x]") || text[at..].starts_with(b"[X]");
    mark && text[..at].trim_ascii().is_empty()
}

/// Whether what follows a colon could be the name of an emoji and its second colon.
fn names_an_emoji(after: &[u8]) -> bool {
    let in_name = |byte: &u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'+' | b'-');
    let length = after.iter().take_while(|byte| in_name(byte)).count();
    length > 0 && after.get(length) == Some(&b':')
}

/// Whether the text ends in a scheme that makes a link without slashes.
fn addresses(text: &[u8]) -> bool {
    text.ends_with(b"mailto") || text.ends_with(b"xmpp")
}

/// Whether the `@` is in what GitHub takes for an e-mail address.
fn is_email(text: &[u8], at: usize) -> bool {
    // The colon is that of `mailto:` and `xmpp:`, after which nothing is needed before the `@`.
    let local = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'+' | b'-' | b'_' | b':');
    let domain = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'/');
    let has_local = at.checked_sub(1).is_some_and(|before| local(text[before]));
    has_local && text[at + 1..].iter().take_while(domain).any(|byte| *byte == b'.')
}

#[cfg(test)]
mod tests {
    use super::*;
    use comrak::{Options, markdown_to_html};
    use proptest::prelude::*;

    /// Every place a text can land in, with the HTML around it.
    const PLACES: &[(&str, &str)] = &[
        ("@", "<p>@</p>\n"),
        (
            "**[@](https://arxiv.org/abs/1)**",
            "<p><strong><a href=\"https://arxiv.org/abs/1\">@</a></strong></p>\n",
        ),
        ("## @", "<h2>@</h2>\n"),
        ("## @ #", "<h2>@</h2>\n"),
        ("- @", "<ul>\n<li>@</li>\n</ul>\n"),
        ("1. @ and @.", "<ol>\n<li>@ and @.</li>\n</ol>\n"),
        ("a\n@\nb", "<p>a\n@\nb</p>\n"),
        ("> @", "<blockquote>\n<p>@</p>\n</blockquote>\n"),
        (
            "| a | b |\n| --- | --- |\n| @ | <details><summary>Show</summary><p>@</p></details> |",
            "<table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>@</td>\n\
             <td><details><summary>Show</summary><p>@</p></details></td>\n</tr>\n</tbody>\n</table>\n",
        ),
        ("@[pdf](https://x.y)", "<p>@<a href=\"https://x.y\">pdf</a></p>\n"),
    ];

    fn options() -> Options<'static> {
        let mut options = Options::default();
        options.extension.table = true;
        options.extension.autolink = true;
        options.extension.strikethrough = true;
        options.extension.footnotes = true;
        options.extension.tasklist = true;
        options.render.r#unsafe = true;
        options
    }

    /// Renders the text in every place and compares with the text itself.
    fn check(text: &str) -> Result<(), TestCaseError> {
        let escaped = escaped(text);
        let shown = one_line(text)
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('"', "&quot;");
        for (markdown, html) in PLACES {
            let rendered = markdown_to_html(&markdown.replace('@', &escaped), &options())
                .replace("<!-- -->", "")
                .replace("<span>$</span>", "$");
            let expected = html.replace('@', &shown);
            // Spaces at the edges of a block do not show.
            let spaces = |html: &str| {
                html.split_whitespace().collect::<Vec<_>>().join(" ").replace("> ", ">").replace(" <", "<")
            };
            prop_assert_eq!(
                spaces(&rendered),
                spaces(&expected),
                "{:?} as {:?} in {:?}",
                text,
                escaped,
                markdown
            );
        }
        Ok(())
    }

    #[test]
    fn hard_texts_come_back_the_same() {
        for text in [
            "Fed-DART and ~1.8M params, ~0.6% | a|b \\| c",
            "**bold** _em_ snake_case __x__ `code` ``",
            "[link](https://evil.example) ![img](x) [^1] [ ] <b>hi</b> <!-- x --> &amp; &#42;",
            "[ ] to do",
            " [X] done",
            ":100: 1:100:1 :+1: :: a:b",
            "- list",
            "+ list",
            "12. list",
            "3) list",
            "# heading",
            "=====",
            "-----",
            "> quote",
            "    code",
            "^1",
            ":--",
            "1.5 times",
            "http://a.b https://a.b/c_d_e www.evil.example mailto:a@b.cd xmpp:a@b.cd a.b-c@d.example pass@1 @user #12 GH-1",
            "xmpp:@b.cd",
            "mailto:@b.cd xmpp:a@b/c.d",
            r"$\beta$-DARTS and \textbf{DART} \_ \\ \( L$^{2}$NAS trailing \",
            "ends with !",
            "ends with #",
            "C#",
            "a & b; R&D &copy",
            "<details><summary>Show</summary></details>",
            "<!-- daily-papers:end -->",
            "a\nb\tc\r\nd\u{2028}e",
            "\u{202e}gnp.exe",
            "\u{0}\u{7}bell",
            "日本語 | “quotes” ‘x’ — …",
        ] {
            check(text).unwrap();
        }
    }

    #[test]
    fn tasks_emoji_and_addresses_are_split() {
        for (text, escaped_text) in [
            ("[ ] x", "&#91;<!-- --> &#93; x"),
            ("[x]", "&#91;<!-- -->x&#93;"),
            ("a [x]", "a &#91;x&#93;"),
            ("1:100:2", "1&#58;<!-- -->100:2"),
            (":a_b-c+1:", "&#58;<!-- -->a_b-c+1:"),
            ("FX-DARTS: a: b", "FX-DARTS: a: b"),
            ("a@b.cd", "a@<!-- -->b.cd"),
            ("xmpp:@b.cd", "xmpp&#58;@<!-- -->b.cd"),
            ("xmpp:a@b/c.d", "xmpp&#58;a@<!-- -->b/c.d"),
            ("pass@1", "pass@1"),
            (
                r"{{ x }} $y_{{\rm e}}$ {% z %}{",
                r"&#123;{ x }} <span>$</span>y&#95;&#123;{\rm e}}<span>$</span> &#123;% z %}{",
            ),
        ] {
            assert_eq!(escaped(text), escaped_text);
        }
    }

    #[test]
    fn few_characters_are_touched() {
        for same in [
            "Robust and Efficient Transfer Learning (2nd ed.), a/b: 23.7% x_i = 5!?",
            r"\alpha and snake_case C# + - 'x' {y}",
            "2504.20079",
        ] {
            assert_eq!(escaped(same), same);
        }
        assert_eq!(escaped("R&D | *x*"), "R&amp;D &#124; &#42;x&#42;");
        assert_eq!(escaped("$5"), "<span>$</span>5");
    }

    #[test]
    fn marked_formulas_and_links_are_written() {
        let math =
            |formula: &str| escaped(&format!("a {}{formula}{} b", sentinels::MATH.0, sentinels::MATH.1));
        let link =
            |address: &str| escaped(&format!("a {}{address}{} b", sentinels::LINK.0, sentinels::LINK.1));
        assert_eq!(math(r"\alpha_1 * \$5"), r"a $`\alpha_1 * \$5`$ b");
        assert_eq!(math(r"{{{x}}} {%"), r"a $`{ { {x}}} { %`$ b");
        assert_eq!(
            link("https://a.b/c_d?e=f&g"),
            "a <a href=\"https://a.b/c_d?e=f&amp;g\">https&#58;//a.b/c_d?e=f&amp;g</a> b"
        );
        // Nothing else is, even if it is marked.
        for wrong in ["a`b", "a|b", "a<b>", "a&b", "$", " x", "x ", "", "a\nb", "a\u{fdd2}b"] {
            assert!(!math(wrong).contains("$`"), "{wrong}");
        }
        for wrong in
            ["http://a.b", "javascript:x", "https://a.b\"x", "https://a.b<x>", "https://a.b|c", "https://a b"]
        {
            assert!(!link(wrong).contains("<a"), "{wrong}");
        }
        assert_eq!(escaped("a \u{fdd0}b *c*"), "a b &#42;c&#42;");
        // A sentinel around nothing separates nothing.
        for (text, same) in [
            ("{\u{fdd0}{ x }} {\u{fdef}% y %}", "{{ x }} {% y %}"),
            ("{\u{fdd0}\u{fdd1}{ {\u{fdd0}{|\u{fdd1}", "{{ {|"),
            ("{\u{fdd2}\u{fdd3}{ \u{fdd2}www\u{fdd3}.evil.example", "{{ www.evil.example"),
            (":\u{fdd4}tada: mailto\u{fdd1}:a@b.example", ":tada: mailto:a@b.example"),
            ("\u{fdd1}- item", "- item"),
            ("[\u{fdd0} ] task", "[ ] task"),
        ] {
            assert_eq!(escaped(text), escaped(same), "{text:?}");
        }
        assert_eq!(escaped("\u{fdd1}\u{fdd3}a\u{fdef}"), "a");
    }

    #[test]
    fn formula_and_link_survive_in_every_place() {
        let text = escaped("x \u{fdd0}a_b*c \\vert <\u{fdd1}");
        assert!(!text.contains('<'), "{text}");
        let text =
            escaped(r"see \u{fdd0}x".replace(r"\u{fdd0}", "\u{fdd0}a_b*c*d\\vert \\{e\\}\u{fdd1} ").as_str());
        for (markdown, html) in PLACES {
            let rendered = markdown_to_html(&markdown.replace('@', &text), &options());
            let shown = r"see $<code>a_b*c*d\vert \{e\}</code>$ x";
            let expected = html.replace('@', shown);
            assert_eq!(
                rendered.replace("</code>$", "</code>$ ").split_whitespace().collect::<Vec<_>>(),
                expected.replace("</code>$", "</code>$ ").split_whitespace().collect::<Vec<_>>()
            );
        }
        let text = escaped(&super::super::link::mark("see https://a.b/c_d_(e)*f, so"));
        for (markdown, html) in PLACES.iter().filter(|(markdown, _)| !markdown.contains("**[@]")) {
            let rendered = markdown_to_html(&markdown.replace('@', &text), &options());
            let shown = "see <a href=\"https://a.b/c_d_(e)*f\">https://a.b/c_d_(e)*f</a>, so";
            assert_eq!(rendered, html.replace('@', shown));
        }
    }

    proptest! {
        #[test]
        fn any_text_comes_back_the_same(text in "\\PC{0,40}") {
            prop_assume!(!text.trim().is_empty());
            check(text.trim())?;
        }

        #[test]
        fn any_string_comes_back_the_same(text in any::<String>()) {
            let text = one_line(&text);
            prop_assume!(!text.trim().is_empty());
            check(text.trim())?;
        }

        #[test]
        fn any_markup_comes_back_the_same(text in "[-a1 w.:/@#!*_~`|<>&;\\[\\](){}\\\\\"'^=+$xhtps]{1,24}") {
            prop_assume!(!text.trim().is_empty());
            check(text.trim())?;
        }
    }
}
