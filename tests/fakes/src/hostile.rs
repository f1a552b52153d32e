//! Texts that want to be more than text, and papers that are made of them: for every test of a place that shows what
//! someone else wrote.
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
    "[!NOTE] [!CAUTION] not ours",
    "> > > > > > > > > > > > deep",
    ">>>>>>>>>>>>>>>> deeper",
    "[^1]: a footnote of ours[^1]",
    "[a]: https://evil.example \"a\" [a] [a][] [b][a]",
    "- [ ] to do - [x] done",
    "=====",
    "-----",
    "a line\n=====\nanother\n-----\n***\n___",
    "***",
    "___ * * * - - -",
    ":-: | :-- | --:",
    "| --- | --- |",
    "a\n\nb\r\n# c\u{2028}d\te",
    "```\n# out of the fence\n```",
    "```math\n\\frac{1}{0}\n```",
    "```mermaid\ngraph TD; A-->B; click A \"https://evil.example\"\n```",
    "```geojson\n{}\n```\n```stl\nsolid\n```",
    "~~~\nout of the other fence\n~~~",
    "````diff\n- gone\n````",
    "ends with backslash \\",
    "ends with two \\\\",
    "ends with a pipe after one \\|",
    "ends with a !",
    "[ ] task [x] task",
    ":tada: :+1: :100:",
    ":shipit::-1::octocat: a:shipit:b :e-mail::1234:",
    "<",
    "&",
    "|",
    "\"quoted\" 'single'",
    "www.evil.example http://evil.example ftp://e.v mailto:a@b.example xmpp:a@b.example",
    "WWW.evil.example/x (www.evil.example) *www.evil.example HTTPS://evil.example HtTp://evil.example ftp://evil.example/x",
    "MAILTO:a@b.example XMPP:a@b.example/c tel:+123456789 sms:+1 a.b+c_d-e@sub.evil.example a@b.example.",
    "javascript:alert(1) data:text/html,<script>alert(1)</script> vbscript:msgbox(1) file:///etc/passwd",
    "<javascript:alert(1)> <data:text/html;base64,PHNjcmlwdD4=> <mailto:a@b.example> <a@b.example> <vbscript:x>",
    // Addresses that lead elsewhere than they look, or break out of their place.
    "https://user:pass@evil.example https://good.example\\@evil.example https://evil.example\\@good.example",
    "https://good.example%2F@evil.example https://good.example%00.evil.example https://good.example\u{ff0e}evil.example",
    "https://a.example/)[x](javascript:y) https://a.example/\"onmouseover=x https://a.example/'onmouseover='x",
    "https://a.example/&quot;onmouseover=x&#x20;y https://a.example/`x` https://a.example/|x|<b> https://a.example/x<!--",
    "https://xn--80ak6aa92e.example https://g\u{43e}\u{43e}d.example https://127.1/x https://[::1]/x https://0x7f.1/x",
    "https://a.example/*x*_y_~~z~~ https://a.example/{{x}}{%y%} https://a.example/$x$y$ https://a.example/:tada:x",
    "https://github.com/octo/papers/issues/1 https://github.com/octo/papers/commit/0123456 https://a.example/@octocat#1",
    "[https://a.example](https://evil.example) <a href=https://evil.example>https://a.example</a>",
    // HTML.
    "<b>bold</b> <script>alert(1)</script> <!-- daily-papers:end --> </details></td></tr>",
    "<!-- daily-papers:start --> x <!-- daily-papers:end -->",
    "<!--",
    "<!-- never closed\n\n# heading",
    "<!---> <!----> <!--> <!- -> --!> <! x> <? x ?> <![x]>",
    "<!-- daily-papers:issue section=daily-papers digest=0000 --> <!-- daily-papers:pull-request x -->",
    "--> x",
    "<details><summary>Show</summary><p>",
    "</summary></details></table><h1>owned</h1>",
    "<img src=x onerror=alert(1)>",
    "\"><svg onload=alert(1)>",
    "<svg onload=alert(1)><svg/onload=alert(1)//",
    "<b\nonclick=alert(1)\n>bold</b",
    "<math><mi//xlink:href=\"data:x,<script>alert(1)</script>\">",
    "<input type=checkbox checked><form action=//evil.example><textarea><plaintext>",
    "' onmouseover='alert(1)' x='",
    "<a href=\"jav&#x09;ascript:alert(1)\">x</a>",
    "<iframe src=//evil.example></iframe><base href=//evil.example>",
    "<style>*{display:none}</style><link rel=stylesheet href=//evil.example>",
    "</title><meta http-equiv=refresh content=0;url=//evil.example>",
    "&lt;b&gt; &amp; &#42; &copy; &#x3c;script&#x3e; R&D",
    "&amp;lt;b&amp;gt; &amp;amp;lt;b&amp;amp;gt; &amp;#60;b&amp;#62; &#38;lt;script&#38;gt;",
    "&#x3c;script&#x3e;alert(1)&#x3c;/script&#x3e; &#0; &#x0; &#xD800; &#x110000; &#99999999; &lt &ltb&gt &NewLine;# x",
    "&lbrack;x&rbrack;&lpar;https&colon;&sol;&sol;evil.example&rpar; &ast;&ast;b&ast;&ast; &vert; &Tab; &num;1 &colon;tada&colon;",
    // A script or a style sheet that holds data.
    "</script><script>alert(1)</script>",
    "</ScRiPt ><!--<script>",
    "\\u003cscript\\u003e `${alert(1)}` \\x3c",
    "*/ alert(1) /*",
    // Mentions and references.
    "@octocat @octo/team octo-org/repo#1 #2 GH-3 person@example.com",
    "fixes #1, closes octo/papers#2, resolves GH-3",
    "GH-1 gh-2 Gh-3 (GH-4) GH-5.",
    "owner/repo#1 owner/repo@0123456 octo-org@0123456789abcdef0123456789abcdef01234567 repo#1.",
    "0123456 ABCDEF0 fedcba9876543210fedcba9876543210fedcba98 FEDCBA9876543210FEDCBA9876543210FEDCBA98 (abcdef1) abcdef1...0123456",
    "@org/team @Octo-Cat, (@octocat) _@octocat \u{200b}@octocat @\u{200d}octocat a/@octocat .@octocat",
    "GHSA-abcd-1234-wxyz CVE-2026-12345 https://github.com/octo/papers/discussions/3#discussioncomment-1",
    "https://github.com/octo/papers/issues/1 https://github.com/octo/papers/pull/2",
    "0123456789abcdef0123456789abcdef01234567 octo/papers@0123456789abcdef0123456789abcdef01234567",
    "\u{ff20}octocat \u{fe6b}octocat &commat;octocat &#64;octocat",
    // A commit: words by which GitHub skips workflows, trailers.
    "[skip ci] [ci skip] [no ci] [skip actions] [actions skip] ***NO_CI***",
    "x\n\nskip-checks: true\nCo-authored-by: Evil <evil@evil.example>\nSigned-off-by: Evil <evil@evil.example>",
    "Co-authored-by: Evil <evil@evil.example>",
    "x\n\n\nBREAKING-CHANGE: x\nFixes: #1\nskip-checks:true",
    // Tera and Liquid.
    "{{ keywords }} {% for x in y %} {# gone #} {{ now() }}",
    "{{ get_env(name=\"INPUT_TOKEN\") }} {% include \"contents.md\" %} {% endfor %}",
    "{% raw %}{{{{ 7*7 }}}}{% endraw %} {{ site.github.token }}",
    "{{",
    "{%",
    "{",
    "{\n{ site.github.token }}",
    "{\u{0}{ x }} {\u{202e}% x %} {\u{fdd0}{ x }}",
    "---\nlayout: evil\npermalink: /owned\n---\n{{ content }}",
    "---",
    // The runner's commands, by every kind of line end it or a terminal knows.
    "::error::x ##[error]x",
    "::set-output name=changed::false",
    "::add-mask::papers",
    "::stop-commands::endtoken",
    "a\r::warning::after a return\r\n::error::x",
    "a\u{85}::error::next line\u{2028}::error::x\u{2029}::error::x",
    "\u{a0}\u{3000}\u{feff}::error::after odd spaces",
    "##[group]x ##[endgroup] ###[debug]y ##[add-path]/tmp",
    "%0A::error::decoded %25 %0D",
    "ghadelimiter_00000000000000000000000000000000\nchanged=true\nchanged<<EOF\ntrue\nEOF",
    "EOF",
    "x\nEOF\nchanged=true\npapers<<EOF",
    "ghadelimiter_",
    "::ERROR::x ::error file=x,line=1::y ::group::z ::endgroup:: ::notice::n ::add-path::/tmp ::save-state name=a::b",
    "#\u{202e}#[error]x #\u{0}#[error]y ##\u{200b}[error]z :\u{0}:error::x",
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
    "\u{e0001}\u{e0061}\u{e0062}\u{e007f} \u{180e}\u{feff}\u{2061}\u{2062}\u{2063}\u{206a}\u{206f}\u{fff9}\u{fffa}\u{fffb}",
    "\u{2066}\u{2067}\u{2068}x\u{2069} \u{200e}\u{200f}\u{61c} \u{202d}y\u{202b}",
    "\u{301}\u{20dd} \u{301}* \u{301}_x_",
    "under `\u{301} <\u{338}b>\u{338} &\u{301}amp; [\u{301}x](\u{301}y) @\u{301}octocat #\u{301}1 {\u{301}{ :\u{301}:error::x",
    "line\u{2028}separator\u{2029}and\u{85}next\u{b}vertical\u{c}form\u{1c}\u{1d}\u{1e}end",
    "\u{fffd}\u{ffff}\u{1fffe}\u{10ffff}\u{e000}",
    "\u{fdd0}x\u{fdd1} \u{fdd2}https://evil.example\u{fdd3} \u{fdd0} \u{fdef} \u{fffe}",
    "Z\u{30a}\u{321}\u{489}\u{488}\u{1ab0}a\u{300}\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}\u{308}\u{309}",
    // XML.
    "]]> <![CDATA[ x ]]> <!DOCTYPE x [<!ENTITY y SYSTEM \"file:///etc/passwd\">]> &y; <?php x ?>",
    // TeX and BibTeX.
    "\\begins \\_ \\* \\\\ $\\beta_1$ $x < y$",
    "$x$ costs $5 and $$a|b$$ \\(c\\) \\[d\\]",
    "$$",
    "$$ x $$ $`y`$ $``z``$ \\$w\\$ $ $",
    "$\\text{`}$ $a`b$ $\\unicode{x3c}$ $\\char`\\<$ $x\\$ y $\\html{<b>}$ $<b>x</b>$ $a&lt;b$",
    "\\(x^2\\) \\[y\\] \\begin{equation}z\\end{equation} \\ensuremath{w}",
    "\\href{javascript:alert(1)}{x} \\url{javascript:alert(1)} \\href{https://evil.example}{x}",
    "$\\require{html}\\href{javascript:alert(1)}{x}$ $\\class{x}{y}$ $\\style{display:none}{y}$",
    "\\input{/etc/passwd} \\write18{touch owned} \\def\\a{\\a\\a}\\a \\csname x\\endcsname",
    "}, author = {Owned}, note = {x\n}\n@article{x, title = {y",
    "{unbalanced \\{ % the rest of the line",
    "{{{{{{{{ }} \"#\" @comment @string",
    // A spreadsheet.
    "=HYPERLINK(\"https://evil.example\",\"x\") +1 -1 @SUM(A1)",
    "+1+1 =cmd|'/c calc'!A1",
    "@SUM(1+1)*cmd|'/c calc'!A1",
    "\t=1+1",
    // Paths.
    "../../../etc/passwd ..\\..\\x C:\\x /etc/passwd\u{2215}x",
];

/// Texts that are long: of what opens something, or might be looked at once for each of its characters.
pub fn long() -> Vec<String> {
    let opens = ["[", "*", "<", "_", "![", "&"].map(|text| text.repeat(5000));
    let opens = opens.into_iter().chain(["$", "{{", "\\"].map(|text| text.repeat(2000)));
    let more = ["> ".repeat(1000), ">".repeat(1000), "`".repeat(200), "~".repeat(200), "[x](".repeat(1000)];
    let more = more.into_iter().chain([
        "<!--".repeat(1000),
        "<b>".repeat(1000),
        "**a ".repeat(1000),
        "|".repeat(1000),
        "@a ".repeat(1000),
        ":a".repeat(1000),
        "https://a.example/(".repeat(200),
        "\u{301}".repeat(1000),
        "a".repeat(5000),
        "0".repeat(5000),
        "\\{".repeat(1000),
        "{\\bf ".repeat(1000),
        "##[".repeat(1000),
    ]);
    opens.chain(more).collect()
}

/// A paper for each text, which is in every field that holds text: first in its title, so that it begins a line where a
/// title does, and around the `subject`, by which a keyword finds it. XML cannot carry all of [`TEXTS`]: what is not a character
/// of it is left out on the way.
pub fn papers(subject: &str) -> Vec<Record> {
    papers_of(TEXTS, subject)
}

/// The same of some texts.
pub fn papers_of(texts: &[impl AsRef<str>], subject: &str) -> Vec<Record> {
    let newest = jiff::Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_hours(24 * 20_780);
    let paper = |(number, text): (i64, &str)| {
        let at = newest - jiff::SignedDuration::from_mins(number);
        Record {
            id: format!("2611.{:05}", 10_000 - number),
            version: 1,
            title: format!("{text} {subject}"),
            authors: vec![text.to_owned(), format!("{text} Jr."), "Ada Lovelace".to_owned()],
            abstract_: format!("{text} {subject} and {text}"),
            comment: text.to_owned(),
            journal_ref: text.to_owned(),
            dois: vec![text.to_owned()],
            categories: vec!["cs.LG".to_owned(), text.to_owned()],
            submitted: at,
            updated: at,
        }
    };
    (0..).zip(texts.iter().map(AsRef::as_ref)).map(paper).collect()
}
