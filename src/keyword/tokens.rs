//! Text into words, the same way for keywords and for papers.
//!
//! Letters and digits make words; hyphens, slashes and all other punctuation part them. The name of a TeX command is no word
//! where it only says how text looks (`\textbf{DARTS}`, `{\em DARTS}`), and one where it stands for a sign (`\beta`).
//! `+` and `#` directly after a letter or digit belong to the word (`C++`, `C#`), `&` between letters does (`R&D`), and a
//! possessive `'s` is dropped.

use frostem::{Algorithm, Stemmer};

/// A word that is looked for, in the forms it is compared in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TermTokens {
    lower: String,
    stem: String,
    /// For a word all in capitals and digits: itself without a plural `s` (`LLMs` is `LLM`).
    acronym: Option<String>,
}

impl TermTokens {
    pub(super) fn new(word: &str) -> Self {
        let lower: String = lower(word).collect();
        Self { stem: stem(&lower), lower, acronym: acronym(word).map(str::to_owned) }
    }

    /// Whether a word of a text is the same word without regard to case.
    pub(super) fn matches_exact(&self, word: &str) -> bool {
        self.lower.chars().eq(lower(word))
    }

    /// Whether a word of a text is the same acronym, in its case, or else has the same stem.
    pub(super) fn matches_smart(&self, word: &str) -> bool {
        match &self.acronym {
            Some(wanted) => {
                word == wanted
                    || wanted.len() > 1 && word.strip_suffix('s').is_some_and(|word| word == wanted)
            }
            None => self.matches_stem(word),
        }
    }

    /// Whether a word of a text has the same stem. Stemming is the dearest step of all, and leaves the beginning of a word
    /// as it is (but for `dying`, which becomes `die`): most words need not be stemmed to be told apart, or to be the same.
    pub(super) fn matches_stem(&self, word: &str) -> bool {
        begins_like(word, &self.stem)
            && (self.matches_exact(word) || stem(&lower(word).collect::<String>()) == self.stem)
    }
}

/// A word in lower case, letter by letter: the sigma that ends words is like any other.
fn lower(word: &str) -> impl Iterator<Item = char> {
    word.chars().flat_map(char::to_lowercase).map(|c| if c == 'ς' { 'σ' } else { c })
}

/// Whether a word could have this stem, by its first two letters.
fn begins_like(word: &str, stem: &str) -> bool {
    if let (Some(one @ b'a'..=b'x'), Some(other)) = (stem.bytes().next(), word.bytes().next())
        && other.is_ascii()
        && other.to_ascii_lowercase() != one
        && (one, other.to_ascii_lowercase()) != (b'i', b'y')
    {
        return false;
    }
    let letter = |c| if c == 'y' { 'i' } else { c };
    stem.chars().take(2).zip(lower(word)).all(|(one, other)| letter(one) == letter(other))
}

/// The Snowball English stem of a word in lower case. It parts `analyses` from `analysis`: such a plural is read as its
/// singular.
fn stem(lower: &str) -> String {
    let stemmer = Stemmer::new(Algorithm::English);
    match lower.strip_suffix("es").filter(|_| is_plural_of_sis(lower)) {
        Some(start) => stemmer.stem(&format!("{start}is")).into_owned(),
        None => stemmer.stem(lower).into_owned(),
    }
}

/// Endings and words in `-ses` whose singular ends in `-sis`. Not `bases`, which is as often that of `base`.
fn is_plural_of_sis(lower: &str) -> bool {
    const ENDINGS: [&str; 4] = ["lyses", "theses", "gnoses", "stases"];
    const WORDS: [&str; 13] = [
        "apoptoses",
        "crises",
        "emphases",
        "fibroses",
        "geneses",
        "metamorphoses",
        "neuroses",
        "oases",
        "psychoses",
        "stenoses",
        "symbioses",
        "synopses",
        "thromboses",
    ];
    ENDINGS.iter().any(|ending| lower.ends_with(ending)) || WORDS.contains(&lower)
}

/// The words of a text as they are written, in order.
pub fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::with_capacity(text.len() / 6);
    let mut at = 0;
    while let Some(byte) = text.as_bytes().get(at) {
        // What parts nearly all words.
        if *byte == b' ' {
            at += 1;
            continue;
        }
        let word = word_len(&text[at..]);
        if word > 0 {
            words.push(&text[at..at + word]);
            at += word + possessive(&text[at + word..]);
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
            at += if *byte == b'\\' { markup_len(&text[at..]) } else { 0 };
        }
    }
    words
}

/// How many bytes the name of a TeX command takes that is markup: one with an argument in braces, or a change of font.
fn markup_len(text: &str) -> usize {
    const FONTS: [&str; 9] = ["bf", "em", "it", "rm", "sc", "sf", "sl", "tt", "cal"];
    let len = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    if text[len..].starts_with('{') || FONTS.contains(&&text[..len]) { len } else { 0 }
}

/// How many bytes the word takes that the text begins with; 0 if it begins with none.
fn word_len(text: &str) -> usize {
    let mut at = 0;
    loop {
        // Nearly all of them, and cheaper than characters.
        at += text.as_bytes()[at..].iter().take_while(|byte| ALPHANUMERIC[usize::from(**byte)]).count();
        if matches!(text.as_bytes().get(at), None | Some(b' ')) {
            return at;
        }
        let mut rest = text[at..].chars();
        match rest.next() {
            Some(c) if is_word(c) => at += c.len_utf8(),
            _ if at == 0 => return 0,
            // After `C++` or `C#` a letter begins a new word.
            Some(sign @ ('+' | '#')) => return at + 1 + rest.take_while(|c| *c == sign).count(),
            Some('&') if joins(&text[..at], rest.next()) => at += 1,
            _ => return at,
        }
    }
}

/// ASCII letters and digits.
const ALPHANUMERIC: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0_u8;
    while byte.is_ascii() {
        table[byte as usize] = byte.is_ascii_alphanumeric();
        byte += 1;
    }
    table
};

/// Whether an `&` stands between letters.
fn joins(before: &str, after: Option<char>) -> bool {
    before.ends_with(char::is_alphabetic) && after.is_some_and(char::is_alphabetic)
}

/// How many bytes to leave out after a word: an apostrophe and an `s` that end it.
fn possessive(after: &str) -> usize {
    let Some(rest) = after.strip_prefix(['\'', '’']) else { return 0 };
    let ends = rest.strip_prefix('s').is_some_and(|rest| !rest.starts_with(is_word));
    if ends { after.len() - rest.len() + 1 } else { 0 }
}

/// Letters, digits, and the accents that Unicode keeps apart from their letter.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}')
}

/// The acronym a word is, without its plural `s`: capitals and digits only, at least one capital.
fn acronym(word: &str) -> Option<&str> {
    let singular = word.strip_suffix('s').filter(|rest| rest.chars().nth(1).is_some()).unwrap_or(word);
    let all = |fits: fn(char) -> bool| !singular.chars().any(|c| c.is_alphabetic() && !fits(c));
    (all(char::is_uppercase) && singular.chars().any(char::is_uppercase)).then_some(singular)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punctuation_parts_words() {
        for (text, expected) in [
            ("FX-DARTS: a/b (c)", "FX DARTS a b c"),
            (r"$\beta$-DARTS and L$^{2}$NAS", "beta DARTS and L 2 NAS"),
            (r"a \textbf{fast} {\em neural} search, $\mathcal{O}(\log n)$", "a fast neural search O log n"),
            ("HW_NAS–Bench…x", "HW NAS Bench x"),
            ("Schrödinger’s cat's NAS's", "Schrödinger cat NAS"),
            ("O'Brien's d'Alembert", "O Brien d Alembert"),
            ("e\u{301}tale", "e\u{301}tale"),
            ("神经 搜索", "神经 搜索"),
            ("", ""),
        ] {
            assert_eq!(words(text).join(" "), expected, "{text}");
        }
    }

    #[test]
    fn plus_sharp_and_ampersand_belong_to_their_word() {
        for (text, expected) in [
            ("C++, C# and R&D", "C++ C# and R&D"),
            ("C++11 in F#.", "C++ 11 in F#"),
            ("a + b # c & d", "a b c d"),
            ("#1 +x &y z&", "1 x y z"),
            ("DARTS+: x", "DARTS+ x"),
            ("AT&T&2", "AT&T 2"),
        ] {
            assert_eq!(words(text).join(" "), expected, "{text}");
        }
    }

    #[test]
    fn acronyms() {
        for (word, expected) in [
            ("DARTS", Some("DARTS")),
            ("LLMs", Some("LLM")),
            ("3D", Some("3D")),
            ("R&D", Some("R&D")),
            ("C++", Some("C++")),
            ("A", Some("A")),
            ("As", None),
            ("2025", None),
            ("2025s", None),
            ("LaTeX", None),
            ("ResNets", None),
            ("darts", None),
            ("神经", None),
        ] {
            assert_eq!(acronym(word), expected, "{word}");
        }
    }

    #[test]
    fn what_the_stemmer_does_to_a_beginning() {
        for (word, stemmed) in [("dying", "die"), ("skies", "sky"), ("ugly", "ugli"), ("Yes", "yes")] {
            assert_eq!(stem(&word.to_lowercase()), stemmed);
            assert!(begins_like(word, stemmed), "{word}");
        }
        assert!(TermTokens::new("Dying").matches_stem("dies"));
    }

    #[test]
    fn plurals_in_ses_are_their_singular_in_sis() {
        for (singular, plural) in [
            ("analysis", "analyses"),
            ("Hypothesis", "hypotheses"),
            ("synthesis", "syntheses"),
            ("thesis", "theses"),
            ("crisis", "crises"),
            ("diagnosis", "diagnoses"),
            ("emphasis", "emphases"),
            ("metastasis", "metastases"),
            ("synopsis", "synopses"),
        ] {
            assert!(TermTokens::new(singular).matches_smart(plural), "{plural}");
            assert!(TermTokens::new(plural).matches_smart(singular), "{singular}");
        }
        for (singular, plural) in [
            ("dose", "doses"),
            ("phase", "phases"),
            ("pose", "poses"),
            ("database", "databases"),
            ("case", "cases"),
        ] {
            assert!(TermTokens::new(singular).matches_smart(plural), "{plural}");
        }
        assert!(!TermTokens::new("phase").matches_smart("emphases"));
    }

    proptest::proptest! {
        /// Else a word could be passed over that has the stem.
        #[test]
        fn stemming_keeps_the_beginning(word in "[a-z]{1,8}(ies|ing|ed|s|ly|ness|ational)?|[a-zà-ÿα-ω0-9+]{1,6}") {
            let lower: String = lower(&word).collect();
            proptest::prop_assert!(begins_like(&word, &stem(&lower)), "{} is {}", lower, stem(&lower));
        }
    }
}
