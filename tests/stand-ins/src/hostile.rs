//! Texts that want to be more than text, and papers that are made of them: for every test of a place that shows what
//! somebody else wrote.
//!
//! Each text tries one consumer: GitHub's Markdown and HTML, its mentions and references, git, Tera and Jekyll's Liquid, the
//! runner's commands, YAML, JSON, XML, a shell, a terminal, BibTeX, TeX, a spreadsheet, a browser's script.

use crate::arxiv::Record;

/// The texts.
pub const TEXTS: &[&str] = &[
    // Markdown.
    "a | b || c \\| d",
    "**bold** *em* __strong__ _em_ ~~gone~~ ~one~",
    "[link](https://evil.example) ![image](x.png) [^1] [ref] <https://evil.example>",
    "[click](javascript:alert(1)) [x]: https://evil.example",
    "`code` ``code`` ``` ~~~",
    "# heading",
    "- item",
    "1. item",
    "12) item",
    "> quote",
    "> [!WARNING]\n> not ours",
    "=====",
    "-----",
    "| --- | --- |",
    "a\n\nb\r\n# c\u{2028}d\te",
    "```\n# out of the fence\n```",
    "````diff\n- gone\n````",
    "ends with backslash \\",
    "ends with a !",
    "[ ] task [x] task",
    ":tada: :+1: :100:",
    "<",
    "&",
    "|",
    "\"quoted\" 'single'",
    "www.evil.example http://evil.example ftp://e.v mailto:a@b.example xmpp:a@b.example",
    // HTML.
    "<b>bold</b> <script>alert(1)</script> <!-- daily-papers:end --> </details></td></tr>",
    "<!-- daily-papers:start --> x <!-- daily-papers:end -->",
    "<!--",
    "--> x",
    "<details><summary>Show</summary><p>",
    "</summary></details></table><h1>owned</h1>",
    "<img src=x onerror=alert(1)>",
    "\"><svg onload=alert(1)>",
    "' onmouseover='alert(1)' x='",
    "<a href=\"jav&#x09;ascript:alert(1)\">x</a>",
    "<iframe src=//evil.example></iframe><base href=//evil.example>",
    "<style>*{display:none}</style><link rel=stylesheet href=//evil.example>",
    "</title><meta http-equiv=refresh content=0;url=//evil.example>",
    "&lt;b&gt; &amp; &#42; &copy; &#x3c;script&#x3e; R&D",
    // A script or a style sheet that holds data.
    "</script><script>alert(1)</script>",
    "</ScRiPt ><!--<script>",
    "\\u003cscript\\u003e `${alert(1)}` \\x3c",
    "*/ alert(1) /*",
    // Mentions and references.
    "@octocat @octo/team octo-org/repo#1 #2 GH-3 person@example.com",
    "fixes #1, closes octo/papers#2, resolves GH-3",
    "https://github.com/octo/papers/issues/1 https://github.com/octo/papers/pull/2",
    "0123456789abcdef0123456789abcdef01234567 octo/papers@0123456789abcdef0123456789abcdef01234567",
    "\u{ff20}octocat \u{fe6b}octocat &commat;octocat &#64;octocat",
    // A commit: words by which GitHub skips workflows, trailers.
    "[skip ci] [ci skip] [no ci] [skip actions] [actions skip] ***NO_CI***",
    "x\n\nskip-checks: true\nCo-authored-by: Evil <evil@evil.example>\nSigned-off-by: Evil <evil@evil.example>",
    // Tera and Liquid.
    "{{ keywords }} {% for x in y %} {# gone #} {{ now() }}",
    "{{ get_env(name=\"INPUT_TOKEN\") }} {% include \"contents.md\" %} {% endfor %}",
    "{% raw %}{{{{ 7*7 }}}}{% endraw %} {{ site.github.token }}",
    // The runner's commands, by every kind of line end it or a terminal knows.
    "::error::x ##[error]x",
    "::set-output name=changed::false",
    "::add-mask::papers",
    "::stop-commands::endtoken",
    "a\r::warning::after a return\r\n::error::x",
    "a\u{85}::error::next line\u{2028}::error::x\u{2029}::error::x",
    "\u{a0}\u{3000}\u{feff}::error::after odd blanks",
    "##[group]x ##[endgroup] ###[debug]y ##[add-path]/tmp",
    "%0A::error::decoded %25 %0D",
    "ghadelimiter_00000000000000000000000000000000\nchanged=true\nchanged<<EOF\ntrue\nEOF",
    // YAML and JSON.
    "--- !!python/object/apply:os.system [id]",
    "key: value # comment",
    "&anchor *alias !tag ? - : , [ ] { } @ % `",
    "\", \"mode\": \"x\", \"\": \"",
    "\\\", \\u0022 \\",
    "]} , null",
    // A shell.
    "$(touch owned) `touch owned` ; touch owned & | > < ' \" \\",
    "${INPUT_TOKEN} $GITHUB_TOKEN !! ~ *",
    "-rf --help",
    // A terminal: seven-bit and eight-bit escapes, backspaces, a link.
    "\u{1b}[31mred\u{1b}[0m \u{1b}]8;;https://evil.example\u{7}x\u{1b}]8;;\u{7}",
    "\u{9b}2J\u{9d}0;title\u{9c} \u{8}\u{8}\u{8}gone \u{7f}",
    "\u{0}\u{1}\u{b}\u{c}\u{1f}",
    // Direction, invisible characters, and those that this program sets apart for its own use.
    "\u{202e}gnp.exe \u{2066}x\u{2069} \u{202a}\u{202c}",
    "\u{200b}\u{200c}\u{200d}\u{2060}\u{ad}\u{fe0f}\u{e0041}",
    "\u{fdd0}x\u{fdd1} \u{fdd2}https://evil.example\u{fdd3} \u{fdd0} \u{fdef} \u{fffe}",
    "Z\u{30a}\u{321}\u{489}\u{488}\u{1ab0}a\u{300}\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}\u{308}\u{309}",
    // XML.
    "]]> <![CDATA[ x ]]> <!DOCTYPE x [<!ENTITY y SYSTEM \"file:///etc/passwd\">]> &y; <?php x ?>",
    // TeX and BibTeX.
    "\\begins \\_ \\* \\\\ $\\beta_1$ $x < y$",
    "$x$ costs $5 and $$a|b$$ \\(c\\) \\[d\\]",
    "\\href{javascript:alert(1)}{x} \\url{javascript:alert(1)} \\href{https://evil.example}{x}",
    "$\\require{html}\\href{javascript:alert(1)}{x}$ $\\class{x}{y}$ $\\style{display:none}{y}$",
    "\\input{/etc/passwd} \\write18{touch owned} \\def\\a{\\a\\a}\\a \\csname x\\endcsname",
    "}, author = {Owned}, note = {x\n}\n@article{x, title = {y",
    "{unbalanced \\{ % the rest of the line",
    "{{{{{{{{ }} \"#\" @comment @string",
    // A spreadsheet.
    "=HYPERLINK(\"https://evil.example\",\"x\") +1 -1 @SUM(A1)",
    // Paths.
    "../../../etc/passwd ..\\..\\x C:\\x /etc/passwd\u{2215}x",
];

/// A paper for each text, which stands in every field that holds text: first in its title, so that it begins a line where a
/// title does, and around the `subject`, by which a keyword finds it. XML cannot carry all of [`TEXTS`]: what is no character
/// of it is left out on the way.
pub fn papers(subject: &str) -> Vec<Record> {
    let newest = jiff::Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_hours(24 * 20_780);
    let paper = |(number, text): (i64, &&str)| {
        let at = newest - jiff::SignedDuration::from_mins(number);
        Record {
            id: format!("2611.{:05}", 10_000 - number),
            version: 1,
            title: format!("{text} {subject}"),
            authors: vec![(*text).to_owned(), format!("{text} Jr."), "Ada Lovelace".to_owned()],
            abstract_: format!("{text} {subject} and {text}"),
            comment: (*text).to_owned(),
            journal_ref: (*text).to_owned(),
            dois: vec![(*text).to_owned()],
            categories: vec!["cs.LG".to_owned(), (*text).to_owned()],
            submitted: at,
            updated: at,
        }
    };
    (0..).zip(TEXTS).map(paper).collect()
}
