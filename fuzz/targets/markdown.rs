//! Escaping: a text comes back the same from a Markdown renderer, wherever it is.
#![no_main]

use comrak::{Options, markdown_to_html};
use daily_papers::text::markdown::{escaped, one_line};
use libfuzzer_sys::fuzz_target;

/// Every place, with the HTML around it.
const PLACES: &[(&str, &str)] = &[
    ("## \u{1}", "<h2>\u{1}</h2>"),
    ("- \u{1}", "<ul><li>\u{1}</li></ul>"),
    (
        "| a | b |\n| --- | --- |\n| [\u{1}](https://a.b) | <details><summary>Show</summary><p>\u{1}</p></details> |",
        "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td><a href=\"https://a.b\">\u{1}</a></td>\
         <td><details><summary>Show</summary><p>\u{1}</p></details></td></tr></tbody></table>",
    ),
];

fuzz_target!(|text: &str| {
    let text = one_line(text);
    let text = text.trim();
    if text.is_empty() {
        return;
    }
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.autolink = true;
    options.extension.strikethrough = true;
    options.extension.footnotes = true;
    options.extension.tasklist = true;
    options.render.r#unsafe = true;
    let shown = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    for (markdown, html) in PLACES {
        let rendered = markdown_to_html(&markdown.replace('\u{1}', &escaped(text)), &options);
        let rendered = rendered.replace("<!-- -->", "").replace("<span>$</span>", "$");
        assert_eq!(collapse(&rendered), collapse(&html.replace('\u{1}', &shown)));
    }
});

/// Spaces at the edges of a block do not count.
fn collapse(html: &str) -> String {
    html.split_whitespace().collect::<Vec<_>>().join(" ").replace("> ", ">").replace(" <", "<")
}
