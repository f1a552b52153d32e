//! Text into BibTeX: the values of fields, the names of people, and keys.
//!
//! BibTeX counts braces, even escaped ones, and LaTeX then executes what it is given. So no part of a text is TeX but
//! formulas that a filter has marked ([`sentinels`]), and of those only what `is_allowed` knows. Everything else is text:
//! `tests/typeset` runs a real TeX over hostile texts.

use std::io::{self, Write};

use icu_normalizer::DecomposingNormalizerBorrowed;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::authors;
use super::markdown::one_line;
use super::sentinels;
use super::tex::{self, Math};

/// Writes the text for within the braces of a value.
pub fn escape(text: &str, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(escaped(text).as_bytes())
}

fn escaped(text: &str) -> String {
    around_formulas(text, plain)
}

/// The text with its formulas and scripts written as such, and what is around them as `words` writes it.
fn around_formulas(text: &str, words: fn(&str, &mut String)) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut rest = text;
    while let Some(at) = sentinels::find(rest) {
        words(&rest[..at], &mut out);
        let sentinel = rest[at..].chars().next().unwrap_or_default();
        rest = &rest[at + sentinel.len_utf8()..];
        let (close, write): (char, fn(&str, &mut String)) = match sentinel {
            c if c == sentinels::MATH.0 => (sentinels::MATH.1, math),
            c if c == sentinels::SUBSCRIPT.0 => {
                (sentinels::SUBSCRIPT.1, |text, out| script("sub", text, out))
            }
            c if c == sentinels::SUPERSCRIPT.0 => {
                (sentinels::SUPERSCRIPT.1, |text, out| script("super", text, out))
            }
            _ => continue,
        };
        let (inside, after) = rest.split_once(close).unwrap_or((rest, ""));
        write(inside, &mut out);
        rest = after;
    }
    words(rest, &mut out);
    out
}

fn script(kind: &str, text: &str, out: &mut String) {
    out.extend(["\\text", kind, "script{"]);
    plain(text, out);
    out.push('}');
}

/// A formula, in braces: styles change the case of letters that are not. One that holds anything else than is allowed is text.
fn math(formula: &str, out: &mut String) {
    // Names that only MathJax has.
    let formula = formula.replace("\\lt ", "<").replace("\\gt ", ">");
    if is_allowed(&formula) {
        out.extend(["{$", &formula, "$}"]);
    } else {
        plain(&tex::to_text(&format!("\\({formula}\\)"), Math::Text), out);
    }
}

/// Whether a formula holds nothing but ASCII that sets type: letters, digits, some signs, balanced braces, and commands that
/// `MathJax` and LaTeX know and that define, read and write nothing.
fn is_allowed(formula: &str) -> bool {
    let balanced = formula.bytes().try_fold(0_i32, |depth, byte| {
        let depth = depth + i32::from(byte == b'{') - i32::from(byte == b'}');
        (depth >= 0).then_some(depth)
    });
    let allowed = |c: char| c.is_ascii_alphanumeric() || " !'()*+,-./:;<=>?@[]^_{}|\\".contains(c);
    // TeX's own notation for any character: `^^5c` is a backslash.
    let is_plain = balanced == Some(0) && formula.chars().all(allowed) && !formula.contains("^^");
    is_plain && formula.split('\\').skip(1).all(tex::is_in_latex)
}

fn plain(text: &str, out: &mut String) {
    for c in one_line(text).chars() {
        match c {
            '\\' => out.push_str("\\textbackslash{}"),
            '{' => out.push_str("\\textbraceleft{}"),
            '}' => out.push_str("\\textbraceright{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '<' => out.push_str("\\textless{}"),
            '>' => out.push_str("\\textgreater{}"),
            '|' => out.push_str("\\textbar{}"),
            '$' | '%' | '&' | '#' | '_' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
}

/// A title as a value: words whose case means something are in braces, since styles write titles in lowercase.
pub fn title(title: &str) -> String {
    around_formulas(&tex::to_bibtex(title), protected)
}

/// Puts words and parts of words between braces that have a capital where no sentence has one: `{DARTS}`, `{X}-ray`,
/// `{iPhone}`, `{L2}`.
fn protected(text: &str, out: &mut String) {
    let mut rest = text;
    while !rest.is_empty() {
        let begin = rest.find(char::is_alphanumeric).unwrap_or(rest.len());
        plain(&rest[..begin], out);
        rest = &rest[begin..];
        let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        let capitals = word.chars().filter(|c| c.is_uppercase()).count();
        let alone = word.len() == 1 && after.starts_with('-');
        let number = word.chars().nth(1).is_some_and(char::is_numeric);
        if capitals > 1 || capitals == 1 && (alone || number || !word.starts_with(char::is_uppercase)) {
            out.push('{');
            plain(word, out);
            out.push('}');
        } else {
            plain(word, out);
        }
        rest = after;
    }
}

/// The names as the value of `author`. BibTeX itself distinguishes the parts of a name, `van` and `de la` by their lowercase
/// letters; what is not a person's name is in braces.
pub fn authors(names: &[&str]) -> String {
    // BibTeX has words of its own for those who are not named.
    let is_others = |text: &str| {
        let text = text.trim().to_ascii_lowercase();
        matches!(text.as_str(), "et al" | "et al." | "others" | "and others")
    };
    let mut written: Vec<String> = names
        .iter()
        .filter(|text| !is_others(text))
        .map(|text| name(text))
        .filter(|name| !name.is_empty())
        .collect();
    if !written.is_empty() && names.last().is_some_and(|text| is_others(text)) {
        written.push("others".to_owned());
    }
    written.join(" and ")
}

const SUFFIXES: &[&str] = &["Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV"];

fn name(name: &str) -> String {
    let text = tex::to_text(name, Math::Text);
    let text = one_line(&text);
    let words: Vec<&str> = text.split_whitespace().collect();
    if is_group(&words) {
        let name = escaped(&words.join(" "));
        return if name.is_empty() { name } else { format!("{{{name}}}") };
    }
    match words.as_slice() {
        [name @ .., suffix] if SUFFIXES.contains(suffix) && name.len() > 1 => {
            // `van Beethoven, III, Ludwig`: the family name begins with its particle.
            let family =
                name.iter().skip(1).position(|word| is_particle(word)).map_or(name.len() - 1, |at| at + 1);
            let (given, family) = name.split_at(family);
            let family = family.join(" ");
            escaped(&format!("{}, {suffix}, {}", family.trim_end_matches(','), given.join(" ")))
        }
        // All in lowercase letters, as some write themselves: to BibTeX the first would be a particle.
        [given @ .., last] if !given.is_empty() && words.iter().all(|word| is_particle(word)) => {
            escaped(&format!("{last}, {}", given.join(" ")))
        }
        _ => escaped(&words.join(" ")),
    }
}

/// Whether a word of a name is what BibTeX takes for a particle, such as `van`.
fn is_particle(word: &str) -> bool {
    word.starts_with(char::is_lowercase)
}

/// Whether these are not the names of one person, or BibTeX would take them apart wrongly.
fn is_group(words: &[&str]) -> bool {
    let odd = |word: &&str| {
        word.eq_ignore_ascii_case("and") || word.contains(|c: char| c.is_ascii_digit() || "(:;/".contains(c))
    };
    // A comma parts the last name from the first.
    let comma = words.iter().enumerate().any(|(at, word)| {
        word.contains(',') && !words.get(at + 1).is_some_and(|next| SUFFIXES.contains(next))
    });
    words.iter().any(odd)
        || comma
        || authors::is_group(&words.join(" "))
        || is_organization(words)
        || words.iter().any(|word| word.starts_with("others"))
}

/// Whether they name an organization: `Meta AI`, `University of Oxford`, `Gemini Team Google`.
fn is_organization(words: &[&str]) -> bool {
    const ANYWHERE: [&str; 6] =
        ["Team", "Collaboration", "Collaborations", "Consortium", "University", "Workshop"];
    const LAST: [&str; 6] = ["AI", "Labs", "Research", "Inc.", "Ltd.", "LLC"];
    let inside = words.get(1..words.len().saturating_sub(1)).unwrap_or_default();
    words.len() > 1
        && (words.iter().any(|word| ANYWHERE.contains(word))
            || words.last().is_some_and(|word| LAST.contains(word))
            || inside.iter().any(|word| ["of", "for", "at"].contains(word)))
}

/// The value of a field that BibTeX styles take letter by letter, such as a DOI: what could be TeX is encoded as in a URL.
pub fn verbatim(text: &str) -> String {
    const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'.')
        .remove(b'_')
        .remove(b';')
        .remove(b'(')
        .remove(b')')
        .remove(b'/')
        .remove(b':');
    utf8_percent_encode(text, PLAIN).to_string()
}

/// Words of a title that are not used in keys.
#[rustfmt::skip]
const STOP_WORDS: &[&str] = &[
    "a", "about", "all", "an", "and", "are", "as", "at", "be", "by", "can", "do", "does", "for", "from", "how", "if", "in",
    "into", "is", "it", "its", "not", "of", "on", "or", "our", "over", "so", "than", "that", "the", "their", "there", "this",
    "to", "toward", "towards", "under", "up", "using", "via", "we", "what", "when", "where", "which", "who", "why", "will",
    "with", "without", "you", "your",
];

/// A key as arXiv's own export forms them: the first author's last name, the year, the first four words of the title that
/// say something; all in lowercase ASCII letters and digits. `number` is for papers without such words.
pub fn key(first_author: &str, year: &str, title: &str, number: &str) -> String {
    let name = tex::to_text(first_author, Math::Text);
    let mut words: Vec<&str> = name.split_whitespace().collect();
    let is_group = is_group(&words);
    words.retain(|word| !SUFFIXES.contains(word));
    let says_something = |word: &&&str| {
        !["the", "team", "collaboration", "on", "behalf", "of", "university"]
            .iter()
            .any(|other| word.eq_ignore_ascii_case(other))
    };
    let last = if is_group { words.iter().find(says_something) } else { words.last() };
    let mut key =
        last.map(|word| ascii(word)).filter(|last| !last.is_empty()).unwrap_or_else(|| "arxiv".to_owned());
    key.push_str(year);
    let title = tex::to_text(title, Math::Text);
    let words = title.split_whitespace().map(ascii).filter(|word| word.len() < 40);
    let words: Vec<String> =
        words.filter(|word| !word.is_empty() && !STOP_WORDS.contains(&word.as_str())).take(4).collect();
    key + &if words.is_empty() { ascii(number) } else { words.concat() }
}

/// The letters and digits of a word, in lowercase and without accents. What has no ASCII form is left out.
pub fn ascii(word: &str) -> String {
    let mut out = String::new();
    for c in DecomposingNormalizerBorrowed::new_nfd().normalize(word).chars().flat_map(char::to_lowercase) {
        match c {
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'þ' => out.push_str("th"),
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            'đ' | 'ð' => out.push('d'),
            'ı' => out.push('i'),
            c if c.is_ascii_alphanumeric() => out.push(c),
            _ => (),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use biblatex::{Bibliography, ChunksExt as _, Person};
    use proptest::prelude::*;

    use super::*;

    /// What a parser reads from a value.
    fn read(value: &str) -> String {
        let bibliography =
            Bibliography::parse(&format!("@misc{{k, title = {{{value}}}, year = {{2026}}}}")).unwrap();
        assert_eq!(bibliography.len(), 1, "{value}");
        let entry = bibliography.get("k").unwrap();
        assert_eq!(entry.fields.len(), 2, "{value}");
        entry.title().unwrap().format_verbatim()
    }

    #[test]
    fn texts_come_back_from_a_parser() {
        for (text, shown) in [
            ("100% of R&D at $5, #1 snake_case", "100% of R&D at $5, #1 snake_case"),
            ("}, author = {Owned}", "}, author = {Owned}"),
            ("a\nb\u{0} \u{202e}Müller–Łoś", "a b Müller–Łoś"),
        ] {
            let read = read(&escaped(text));
            assert_eq!(read, shown, "{text}");
        }
    }

    #[test]
    fn characters_that_are_tex_become_their_names() {
        let names = r"a\textasciicircum{}b\textasciitilde{}\textless{}c\textgreater{}\textbar{}\textbackslash{}\_\textbraceleft{}\textbraceright{}";
        assert_eq!(escaped(r"a^b~<c>|\_{}"), names);
    }

    #[test]
    fn text_brings_no_command() {
        for text in [
            r"\input{/etc/passwd} \write18{touch owned}",
            r"\def\a{\a\a}\a \csname x\endcsname",
            r"$\input{x}$ $\def\a{b}$ $\href{javascript:x}{y}$ \url{x}",
        ] {
            for value in [escaped(text), title(text), authors(&[text])] {
                let names = value
                    .split('\\')
                    .skip(1)
                    .map(|rest| rest.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap());
                for name in names {
                    assert!(name.is_empty() || name.starts_with("text"), "{text}: {value}");
                }
            }
        }
    }

    #[test]
    fn formulas_hold_only_what_is_allowed() {
        for (text, expected) in [
            (r"$x^2 \leq \frac{a}{b}$", r"{$x^2 \leq \frac{a}{b}$}"),
            (r"L$^{2}$NAS", r"L{$^{2}$}{NAS}"),
            (r"$|x| < 1$", r"{$\vert x\vert  < 1$}"),
            (r"YBa$_2$O$_{7-\delta}$", r"{YBa}{$_2$}O{$_{7-\delta}$}"),
            (r"$x^^5cinput{secret}$", r"x\textasciicircum{}⁵cinputsecret"),
            (r"$\text{^^5cinput{secret}}$", r"\textasciicircum{}⁵cinputsecret"),
            (r"$\input{secret}$", "secret"),
            (r"$\symbf{x}$", "x"),
            ("$β$-x", "β-x"),
            (r"$\begin{matrix}a&b\end{matrix}$", "a b"),
        ] {
            assert_eq!(title(text), expected, "{text}");
        }
    }

    #[test]
    fn titles_keep_formulas_and_the_case_of_names() {
        for (text, expected) in [
            (r"$\beta$-DARTS: Beta-Decay for NAS", r"{$\beta$}-{DARTS}: Beta-Decay for {NAS}"),
            ("A Survey of X-ray and iPhone L2 GPUs", "A Survey of {X}-ray and {iPhone} {L2} {GPUs}"),
            (r"Erd\H{o}s--R\'enyi at O($n < m$)", r"Erdős–Rényi at {O}({$n < m$})"),
            ("Costs of $5 & 100%", r"Costs of \$5 \& 100\%"),
        ] {
            assert_eq!(title(text), expected.replace("{O}", "O"), "{text}");
        }
    }

    #[test]
    fn names_get_distinct_keys() {
        let names = [
            "Ada Lovelace",
            "Ludwig van Beethoven",
            "Juan de la Cruz",
            "John Smith Jr.",
            "John Smith, Jr",
            "danah boyd",
            "ATLAS Collaboration",
            "Smith and Wesson",
            "Plato",
            r#"G\"odel, K."#,
            r"Fran{\c{c}}ois Ol",
            "",
            "OpenAI: A, B",
            "Qwen Team",
            "Team GLM",
            "Ludwig van Beethoven III",
            "John von Neumann, Jr.",
        ];
        let text = authors(&names);
        let expected = "Ada Lovelace and Ludwig van Beethoven and Juan de la Cruz and Smith, Jr., John and Smith, Jr, John and \
                        boyd, danah and {ATLAS Collaboration} and {Smith and Wesson} and Plato and {Gödel, K.} and \
                        François Ol and {OpenAI: A, B} and {Qwen Team} and {Team GLM} and \
                        van Beethoven, III, Ludwig and von Neumann, Jr., John";
        assert_eq!(text, expected);
        let bibliography = Bibliography::parse(&format!("@misc{{k, author = {{{text}}}}}")).unwrap();
        let people: Vec<Person> = bibliography.get("k").unwrap().author().unwrap();
        let shown = |person: &Person| {
            [&person.prefix, &person.name, &person.suffix, &person.given_name].map(String::as_str).join("|")
        };
        let shown: Vec<String> = people.iter().map(shown).collect();
        assert_eq!(
            shown[..7],
            [
                "|Lovelace||Ada",
                "van|Beethoven||Ludwig",
                "de la|Cruz||Juan",
                "|Smith|Jr.|John",
                "|Smith|Jr|John",
                "|boyd||danah",
                "|ATLAS Collaboration||"
            ]
        );
        assert_eq!(
            shown[12..],
            ["|Qwen Team||", "|Team GLM||", "van|Beethoven|III|Ludwig", "von|Neumann|Jr.|John"]
        );
    }

    #[test]
    fn organizations_have_no_given_names() {
        for (names, expected) in [
            (&["Meta AI"][..], "{Meta AI}"),
            (&["Ai Weiwei", "Wei Ai"], "Ai Weiwei and Wei Ai"),
            (&["Gemini Team Google"], "{Gemini Team Google}"),
            (&["Collaboration ATLAS"], "{Collaboration ATLAS}"),
            (&["University of Oxford"], "{University of Oxford}"),
            (&["Allen Institute for AI"], "{Allen Institute for AI}"),
            (&["BigScience Workshop", "OpenAI"], "{BigScience Workshop} and OpenAI"),
            (&["Ada Lovelace", "et al."], "Ada Lovelace and others"),
            (&["Ada Lovelace", "others", "Alan Turing"], "Ada Lovelace and Alan Turing"),
            (&["et al."], ""),
        ] {
            assert_eq!(authors(names), expected);
        }
    }

    #[test]
    fn keys_are_as_arxiv_forms_them() {
        for (author, title, expected) in [
            (
                "Xuan Rao",
                "FX-DARTS: Designing Topology-unconstrained Architectures with",
                "rao2025fxdartsdesigningtopologyunconstrainedarchitectures",
            ),
            ("Ashish Vaswani", "Attention Is All You Need", "vaswani2025attentionneed"),
            ("Jörg Müßig Jr.", r"$\beta$-Łukasiewicz", "mussig2025lukasiewicz"),
            ("The LIGO Scientific Collaboration", "On It", "ligo2025250420079"),
            ("Qwen Team", "Qwen3", "qwen2025qwen3"),
            ("Team GLM", "Qwen3", "glm2025qwen3"),
            ("Ludwig van Beethoven III", "On It", "beethoven2025250420079"),
            ("on behalf of the LHCb collaboration", "On It", "lhcb2025250420079"),
            ("Collaboration ATLAS", "On It", "atlas2025250420079"),
            ("University of Oxford", "On It", "oxford2025250420079"),
            ("Allen Institute for AI", "On It", "allen2025250420079"),
            ("John von Neumann, Jr.", "On It", "neumann2025250420079"),
            ("李 明", "深度", "arxiv2025250420079"),
            ("", "", "arxiv2025250420079"),
        ] {
            assert_eq!(key(author, "2025", title, "2504.20079"), expected);
        }
    }

    proptest! {
        #[test]
        fn any_text_stays_in_its_field(text in any::<String>()) {
            for value in [escaped(&text), title(&text), authors(&[&text]), verbatim(&text)] {
                let _ = read(&value);
            }
            prop_assert!(key(&text, "2026", &text, "2611.00001").bytes().all(|byte| byte.is_ascii_alphanumeric()));
        }

        #[test]
        fn any_markup_stays_in_its_field(text in "[-a1B {}\\\\$%@#,\"=~^_&]{1,24}") {
            for value in [escaped(&text), title(&text), authors(&[&text]), verbatim(&text)] {
                let _ = read(&value);
            }
        }
    }
}
