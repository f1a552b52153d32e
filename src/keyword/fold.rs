//! Characters without what does not distinguish words: accents, ligatures, width, and the place of a small digit.
//!
//! Normalization is Unicode's, by `icu_normalizer`. `deunicode` and `any_ascii` go further: they write Greek and Chinese in
//! Latin letters.

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};

/// Writes a letter or digit as it is compared, in its case.
pub(super) fn push_folded(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(c);
    } else if is_cjk(c) {
        // Marks distinguish Japanese syllables, and Korean ones are made of letters.
        out.extend(ComposingNormalizerBorrowed::new_nfkc().normalize_iter(std::iter::once(c)));
    } else {
        for c in DecomposingNormalizerBorrowed::new_nfkd().normalize_iter(std::iter::once(c)) {
            match unaccented(c) {
                Some(letters) => out.push_str(letters),
                None if is_accent(c) => (),
                None => out.push(c),
            }
        }
    }
}

/// Letters with a stroke or of two letters, which Unicode does not take apart.
fn unaccented(c: char) -> Option<&'static str> {
    Some(match c {
        'ł' => "l",
        'Ł' => "L",
        'ø' => "o",
        'Ø' => "O",
        'đ' | 'ð' => "d",
        'Đ' | 'Ð' => "D",
        'ħ' | 'ℏ' => "h",
        'Ħ' => "H",
        'ı' => "i",
        'ȷ' => "j",
        'ß' => "ss",
        'ẞ' => "SS",
        'æ' => "ae",
        'Æ' => "AE",
        'œ' => "oe",
        'Œ' => "OE",
        'þ' => "th",
        'Þ' => "Th",
        _ => return None,
    })
}

/// Whether a character is an accent that Unicode keeps apart from its letter.
pub(super) fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// Whether a character is Chinese, Japanese or Korean, which are written without spaces.
pub(super) fn is_cjk(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3031}'..='\u{3035}'
        | '\u{3041}'..='\u{318f}' | '\u{31a0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ffdc}'
        | '\u{20000}'..='\u{3ffff}')
}

/// Whether a character is a digit above or below the line.
pub(super) fn is_small_digit(c: char) -> bool {
    matches!(c, '²' | '³' | '¹' | '⁰' | '⁴'..='⁹' | '₀'..='₉')
}

/// A Greek letter in its plain form: `ϵ` is `ε`.
pub(super) fn greek(c: char) -> Option<char> {
    if c.is_ascii() {
        return None;
    }
    let mut plain = DecomposingNormalizerBorrowed::new_nfkd().normalize_iter(std::iter::once(c));
    plain.next().filter(|c| matches!(c, 'Α'..='Ω' | 'α'..='ω'))
}

/// The name of a plain Greek letter, with a capital for a capital.
pub(super) fn greek_name(c: char) -> &'static str {
    const NAMES: &str = "Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda Mu Nu Xi Omicron Pi Rho . Sigma Tau \
                         Upsilon Phi Chi Psi Omega alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi \
                         omicron pi rho sigma sigma tau upsilon phi chi psi omega";
    let at = match c {
        'Α'..='Ω' => c as usize - 'Α' as usize,
        _ => (c as usize).wrapping_sub('α' as usize).wrapping_add(25),
    };
    NAMES.split(' ').nth(at).unwrap_or_default()
}

/// The symbol of a name in lowercase: a plain small Greek letter, or `∞`.
pub(super) fn symbol(name: &str) -> Option<char> {
    if name == "infinity" {
        return Some('∞');
    }
    ('α'..='ω').find(|letter| greek_name(*letter) == name)
}

/// A word in lowercase; the sigma that ends words is like any other.
pub(super) fn lower(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    word.chars()
        .flat_map(char::to_lowercase)
        .filter(|c| !is_accent(*c))
        .map(|c| if c == 'ς' { 'σ' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        let mut out = String::new();
        text.chars().for_each(|c| push_folded(c, &mut out));
        out
    }

    #[test]
    fn accents_and_width_do_not_count() {
        for (text, expected) in [
            ("Schrödinger", "Schrodinger"),
            ("Łojasiewicz", "Lojasiewicz"),
            ("Erdős", "Erdos"),
            ("classiﬁcation", "classification"),
            ("ＡＢ１", "AB1"),
            ("Mo₂", "Mo2"),
            ("ガ행", "ガ행"),
            ("e\u{301}", "e"),
            ("ℝ𝔼", "RE"),
        ] {
            assert_eq!(folded(text), expected);
        }
    }

    #[test]
    fn greek_letters_have_names() {
        for (letter, name) in [
            ('Λ', "Lambda"),
            ('α', "alpha"),
            ('ϵ', "epsilon"),
            ('ς', "sigma"),
            ('ω', "omega"),
            ('Σ', "Sigma"),
            ('µ', "mu"),
            ('ϕ', "phi"),
            ('𝛼', "alpha"),
        ] {
            assert_eq!(greek(letter).map(greek_name), Some(name));
        }
        assert_eq!((greek('a'), greek('é'), greek('я')), (None, None, None));
    }
}
