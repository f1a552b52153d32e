//! From characters to words: what belongs to a word, and what is between two.

use std::iter::Peekable;
use std::str::CharIndices;

use super::fold;
use super::tokens::{Gap, Token, is_capitals};

/// Reads a text from left to right.
pub(super) struct Scanner<'t> {
    text: &'t str,
    chars: Peekable<CharIndices<'t>>,
    tokens: Vec<Token>,
    /// The word being read, and where it begins.
    word: String,
    start: usize,
    end: usize,
    gap: Gap,
    ends_small: bool,
    /// All of the word is the names of Greek letters.
    is_symbol: bool,
    /// A `+` or `#` was read: a letter begins a new word.
    is_complete: bool,
}

impl<'t> Scanner<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            chars: text.char_indices().peekable(),
            tokens: Vec::with_capacity(text.len() / 6),
            word: String::new(),
            start: 0,
            end: 0,
            gap: Gap::Other,
            ends_small: false,
            is_symbol: true,
            is_complete: false,
        }
    }

    pub(super) fn run(mut self) -> Vec<Token> {
        while let Some((at, c)) = self.chars.next() {
            self.read(at, c);
        }
        self.end_word();
        self.tokens
    }

    fn read(&mut self, at: usize, c: char) {
        let rest = &self.text[at + c.len_utf8()..];
        match c {
            _ if c.is_ascii_alphanumeric() => self.push(at, c),
            // The soft hyphen and characters without width.
            '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => (),
            _ if fold::is_accent(c) => (),
            '+' if !self.word.is_empty()
                && !rest.trim_start_matches('+').starts_with(char::is_alphabetic) =>
            {
                self.sign(at, c);
            }
            '#' if !self.word.is_empty() => self.sign(at, c),
            '*' if is_letter(&self.word) => self.sign(at, c),
            '*' if !self.word.is_empty() => {
                self.end_word();
                self.tokens.iter_mut().last().into_iter().for_each(|token| token.has_star = true);
                self.separate(Gap::Other);
            }
            '&' if self.word.ends_with(char::is_alphabetic) && rest.starts_with(char::is_alphabetic) => {
                self.push(at, c);
            }
            '_' | '^' if self.index(c, rest) => (),
            '\'' | '’' | '′' if self.apostrophe(rest) => (),
            c if c.is_whitespace() => self.separate(Gap::Space),
            '-' | '\u{2010}'..='\u{2013}' | '−' => self.separate(Gap::Hyphen),
            '⁻' => self.negative_power(),
            '∞' => self.infinity(at),
            c if fold::greek(c).is_some() => self.greek(at, c),
            c if fold::is_cjk(c) && c.is_alphanumeric() => {
                self.end_word();
                self.push(at, c);
                self.end_word();
            }
            c if c.is_alphanumeric() => self.push(at, c),
            // Marks of scripts that are not ours to take apart.
            c if !self.word.is_empty() && is_mark(c) => self.push(at, c),
            _ => self.separate(Gap::Other),
        }
    }

    fn push(&mut self, at: usize, c: char) {
        if self.is_complete {
            self.end_word();
        }
        self.begin(at);
        let small = fold::is_small_digit(c);
        self.ends_small = small || self.ends_small && c.is_ascii_digit();
        self.is_symbol = false;
        fold::push_folded(c, &mut self.word);
        self.end = at + c.len_utf8();
    }

    fn begin(&mut self, at: usize) {
        if self.word.is_empty() {
            self.start = at;
            (self.ends_small, self.is_symbol, self.is_complete) = (false, true, false);
        }
    }

    fn sign(&mut self, at: usize, c: char) {
        self.word.push(c);
        self.end = at + c.len_utf8();
        self.is_complete = true;
    }

    /// Whether `_` or `^` joins what follows to the word: a digit to anything, a letter to a letter or, below the line, to
    /// capitals.
    fn index(&mut self, sign: char, rest: &str) -> bool {
        if self.word.is_empty() || self.is_complete {
            return false;
        }
        let bracket = rest.starts_with(['{', '(']);
        let index = if bracket { &rest[1..] } else { rest };
        if index.starts_with(|c: char| c.is_ascii_digit()) {
            if bracket {
                self.chars.next();
            }
            self.ends_small = true;
            return true;
        }
        let length = rest.chars().take_while(|c| c.is_alphanumeric()).count();
        let takes_letter = is_letter(&self.word) || sign == '_' && is_capitals(&self.word);
        takes_letter && (length == 1 && rest.starts_with(char::is_alphabetic) || rest.starts_with('∞'))
    }

    /// Reads the digits of a negative power, to which no letter belongs: `h⁻¹Mpc` has the word `Mpc`.
    fn negative_power(&mut self) {
        self.separate(Gap::Other);
        while let Some((at, c)) = self.chars.next_if(|(_, c)| fold::is_small_digit(*c)) {
            self.push(at, c);
        }
        self.end_word();
    }

    /// Whether an apostrophe is only the end of a word: a possessive, which is left out, or a prime.
    fn apostrophe(&mut self, rest: &str) -> bool {
        if self.word.is_empty() {
            return false;
        }
        if let Some(after) = rest.strip_prefix('s')
            && !after.starts_with(char::is_alphanumeric)
        {
            self.chars.next();
            return true;
        }
        !rest.starts_with(char::is_alphanumeric)
    }

    /// Adds Greek letters: one or two are symbols with names, more are a Greek word.
    fn greek(&mut self, at: usize, first: char) {
        let mut letters = vec![first];
        let mut end = at + first.len_utf8();
        while let Some((at, c)) = self.chars.next_if(|(_, c)| fold::greek(*c).is_some()) {
            letters.push(c);
            end = at + c.len_utf8();
        }
        let plain: Vec<char> = letters.iter().filter_map(|c| fold::greek(*c)).collect();
        let stands_alone = self.word.is_empty() || self.word.bytes().all(|byte| byte.is_ascii_digit());
        if plain == ['μ'] && stands_alone && is_unit(&self.text[end..]) {
            return;
        }
        if self.is_complete {
            self.end_word();
        }
        self.begin(at);
        if plain.len() > 2 {
            self.is_symbol = false;
            self.word.extend(plain);
        } else {
            for c in plain {
                self.word.push_str(fold::greek_name(c));
            }
        }
        self.ends_small = false;
        self.end = end;
    }

    /// Adds `∞`, which is its name as a Greek letter is: without it an ∞-category is any category.
    fn infinity(&mut self, at: usize) {
        if self.is_complete {
            self.end_word();
        }
        self.begin(at);
        self.word.push_str("infinity");
        self.ends_small = false;
        self.end = at + '∞'.len_utf8();
    }

    fn separate(&mut self, gap: Gap) {
        self.end_word();
        self.gap = match (self.gap, gap) {
            (Gap::Nothing, gap) => gap,
            (Gap::Space, Gap::Space) => Gap::Space,
            _ => Gap::Other,
        };
    }

    fn end_word(&mut self) {
        if self.word.is_empty() {
            return;
        }
        let mut token = Token::new(self.word.clone(), self.gap, self.start..self.end);
        self.word.clear();
        (token.ends_small, token.is_symbol) = (self.ends_small, self.is_symbol);
        self.tokens.push(token);
        self.gap = Gap::Nothing;
        self.is_complete = false;
    }
}

fn is_letter(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
}

/// Combining marks beyond the accents, such as the vowel signs of Indian scripts.
fn is_mark(c: char) -> bool {
    let classes = icu_normalizer::properties::CanonicalCombiningClassMapBorrowed::new();
    classes.get_u8(c) != 0
}

/// Whether a text begins with a unit that takes a μ.
fn is_unit(text: &str) -> bool {
    const UNITS: [&str; 23] = [
        "m", "s", "g", "l", "L", "W", "A", "V", "F", "J", "T", "K", "N", "M", "C", "H", "Hz", "eV", "Pa",
        "as", "rad", "mol", "Gy",
    ];
    let length = text.bytes().take_while(u8::is_ascii_alphanumeric).count();
    UNITS.contains(&&text[..length])
}

#[cfg(test)]
mod tests {
    use crate::samples::words;

    #[test]
    fn punctuation_separates_words() {
        for (text, expected) in [
            ("FX-DARTS: a/b (c)", "FX DARTS a b c"),
            (r"a \textbf{fast} {\em neural} search, $\mathcal{O}(\log n)$", "a fast neural search O log n"),
            ("HW_NAS–Bench…x", "HW NAS Bench x"),
            ("Schrödinger’s cat's NAS's", "Schrodinger cat NAS"),
            ("O'Brien's d'Alembert", "O Brien d Alembert"),
            ("e\u{301}tale", "etale"),
            ("神经 搜索", "神 经 搜 索"),
            ("neu\u{ad}ral multi‑agent", "neural multi agent"),
            ("", ""),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn signs_belong_to_their_word() {
        for (text, expected) in [
            ("C++, C# and R&D", "C++ C# and R&D"),
            ("C++11 in F#.", "C++ 11 in F#"),
            ("BERT+LoRA", "BERT LoRA"),
            ("a + b # c & d", "a b c d"),
            ("#1 +x &y z&", "1 x y z"),
            ("DARTS+: x", "DARTS+ x"),
            ("AT&T&2", "AT&T 2"),
            ("routes by A* and $D^*$, **bold**", "routes by A* and D* bold"),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn formulas_are_words() {
        for (text, expected) in [
            (r"La$_3$Ni$_2$O$_{7-\delta}$ and La_4Ni_3O_\{10\}", "La3Ni2O7 delta and La4Ni3O10"),
            (r"$\beta$-VAE, $\Lambda$CDM, Ly$\alpha$", "beta VAE LambdaCDM Lyalpha"),
            (r"$t$-$t^\prime$-$J$, $T_c$, $T_j$, k_B", "t t J Tc Tj kB"),
            ("GL_n, $GL_n$, HW_NAS", "GLn GLn HW NAS"),
            (r"$\infty$-categories, $A_\infty$, (∞,1)", "infinity categories Ainfinity infinity 1"),
            (r"5 $\mu$m, $\mu$SR, 3 μs", "5 m muSR 3 s"),
            (r"8 $h^{-1}$Mpc, $10^{-3}$eV, $^{13}$CO", "8 h 1 Mpc 10 3 eV 13CO"),
            ("Μηχανική μάθηση", "Μηχανικη μαθηση"),
            ("autonomous_driving", "autonomous driving"),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }
}
