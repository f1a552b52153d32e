//! Text into JSON that can be in a script element of HTML: without `<`, `>`, `&`, and the line ends of JavaScript.

use std::io::{self, Write};

use super::sentinels;

/// JSON that means the same and cannot end a script element, nor begin a comment in one
/// (<https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements>). In JSON these
/// characters are in strings only.
pub fn neutralize(json: &str) -> String {
    let mut out = String::with_capacity(json.len() + json.len() / 64);
    for c in json.chars() {
        match c {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            // Control and direction characters, which other outputs drop, too.
            '\u{7f}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => (),
            c if sentinels::is_sentinel(c) => (),
            c => out.push(c),
        }
    }
    out
}

/// JSON that means the same, in which invisible characters that act on what is around them are escapes: controls, ends
/// of lines, and changes of direction. In JSON these characters are in strings only.
pub fn visible(json: String) -> String {
    let acts = |c: char| matches!(c, '\u{7f}'..='\u{9f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if json.is_ascii() && !json.contains('\u{7f}') || !json.contains(acts) {
        return json;
    }
    let escape = |c: char| if acts(c) { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() };
    json.chars().map(escape).collect()
}

/// Writes the text for between the quotes of a JSON string.
pub fn escape(text: &str, out: &mut dyn Write) -> io::Result<()> {
    let json = neutralize(&serde_json::to_string(text)?);
    out.write_all(&json.as_bytes()[1..json.len() - 1])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn characters_that_act_are_escapes() {
        let text = "a\u{7f}b\u{9b}c\u{2028}d\u{202e}e\u{2066}f é\u{200d}";
        let json = visible(serde_json::to_string(text).unwrap());
        assert_eq!(json, "\"a\\u007fb\\u009bc\\u2028d\\u202ee\\u2066f é\u{200d}\"");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        assert_eq!(visible("[\"é\"]".to_owned()), "[\"é\"]");
    }

    #[test]
    fn ends_of_scripts_are_escaped() {
        let json = "\"</script>&\u{2028}\u{2029}\u{fdd0}\"";
        assert_eq!(neutralize(json), r#""\u003c/script\u003e\u0026\u2028\u2029""#);
    }

    proptest! {
        #[test]
        fn any_text_survives_and_ends_no_script(text in any::<String>()) {
            let mut out = Vec::new();
            escape(&text, &mut out).unwrap();
            let json = format!("\"{}\"", String::from_utf8(out).unwrap());
            let dangerous = json.contains(['<', '>', '&', '\u{2028}', '\u{2029}', '\n']);
            prop_assert!(!dangerous);
            let read: String = serde_json::from_str(&json).unwrap();
            prop_assert_eq!(read, text.replace(sentinels::is_sentinel, ""));
        }
    }
}
