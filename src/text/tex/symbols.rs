//! The meaning of TeX's commands: our own tables first, then what `MathJax` knows.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Commands for characters, sorted by name: those that `MathJax` lacks, and those for which another character is found
/// in more fonts than `MathJax`'s own.
#[rustfmt::skip]
const SYMBOLS: &[(&str, &str)] = &[
    ("AA", "Å"), ("AE", "Æ"), ("Alpha", "Α"), ("Bbbk", "𝕜"), ("Beta", "Β"), ("Box", "□"), ("Chi", "Χ"), ("DH", "Ð"),
    ("DJ", "Đ"), ("Diamond", "◇"), ("Epsilon", "Ε"), ("Eta", "Η"), ("Iota", "Ι"), ("Kappa", "Κ"), ("L", "Ł"),
    ("LCDM", "ΛCDM"), ("LaTeX", "LaTeX"), ("LambdaCDM", "ΛCDM"), ("Mu", "Μ"), ("NG", "Ŋ"), ("Nu", "Ν"), ("O", "Ø"),
    ("OE", "Œ"), ("Omicron", "Ο"), ("P", "¶"), ("Rho", "Ρ"), ("SS", "ẞ"), ("TH", "Þ"), ("Tau", "Τ"), ("TeX", "TeX"),
    ("Zeta", "Ζ"), ("aa", "å"), ("ae", "æ"), ("aka", "a.k.a."), ("and", "·"), ("angstrom", "Å"), ("arcdeg", "°"),
    ("arcmin", "′"), ("arcsec", "″"), ("atop", "/"), ("backslash", "\\"), ("blacksquare", "■"),
    ("blacktriangle", "▲"), ("brace", "/"), ("brack", "/"), ("bullet", "•"), ("cdot", "·"), ("cdotp", "·"),
    ("celsius", "°C"), ("cf", "cf."), ("choose", " choose "), ("coloneq", "≔"), ("coloneqq", "≔"),
    ("colonequals", "≔"), ("copyright", "©"), ("cupdot", "⊍"), ("dag", "†"), ("ddag", "‡"), ("deg", "°"),
    ("degr", "°"), ("degree", "°"), ("dh", "ð"), ("dj", "đ"), ("dots", "…"), ("eg", "e.g."), ("eqdef", "≝"),
    ("eqqcolon", "≕"), ("etal", "et al."), ("etc", "etc."), ("euro", "€"), ("farcm", "′."), ("farcs", "″."),
    ("fdg", "°."), ("fg", "»"), ("geqslant", "≥"), ("glqq", "„"), ("grqq", "“"), ("guillemetleft", "«"),
    ("guillemetright", "»"), ("guillemotleft", "«"), ("guillemotright", "»"), ("hearts", "♥"), ("i", "ı"),
    ("idotsint", "∫⋯∫"), ("ie", "i.e."), ("iff", "⇔"), ("impliedby", "⇐"), ("implies", "⇒"), ("injlim", "inj lim"),
    ("j", "ȷ"), ("l", "ł"), ("lcdm", "ΛCDM"), ("leqslant", "≤"), ("longhookrightarrow", "↪"), ("lq", "‘"),
    ("mathellipsis", "…"), ("micro", "µ"), ("micron", "µm"), ("ng", "ŋ"), ("o", "ø"), ("oe", "œ"), ("og", "«"),
    ("ohm", "Ω"), ("over", "/"), ("permil", "‰"), ("pounds", "£"), ("projlim", "proj lim"), ("quotedblbase", "„"),
    ("quotesinglbase", "‚"), ("rq", "’"), ("slash", "/"), ("square", "□"), ("ss", "ß"), ("textalpha", "α"),
    ("textasciicircum", "^"), ("textasciigrave", "`"), ("textasciitilde", "~"), ("textbackslash", "\\"),
    ("textbar", "|"), ("textbeta", "β"), ("textbullet", "•"), ("textcelsius", "°C"), ("textcopyright", "©"),
    ("textdagger", "†"), ("textdegree", "°"), ("textdollar", "$"), ("textellipsis", "…"), ("textemdash", "—"),
    ("textendash", "–"), ("texteuro", "€"), ("textgamma", "γ"), ("textgreater", ">"), ("textless", "<"),
    ("textminus", "−"), ("textmu", "µ"), ("textmugreek", "µ"), ("textohm", "Ω"), ("textonehalf", "½"),
    ("textparagraph", "¶"), ("textperiodcentered", "·"), ("textpertenthousand", "‱"), ("textperthousand", "‰"),
    ("textpm", "±"), ("textquotedblleft", "“"), ("textquotedblright", "”"), ("textquoteleft", "‘"),
    ("textquoteright", "’"), ("textquotesingle", "'"), ("textregistered", "®"), ("textsection", "§"),
    ("textsterling", "£"), ("texttildelow", "~"), ("texttimes", "×"), ("texttrademark", "™"), ("textunderscore", "_"),
    ("th", "þ"), ("triangleleft", "◁"), ("triangleright", "▷"), ("upmu", "µ"), ("vs", "vs."), ("wrt", "w.r.t."),
];

/// Functions: commands that print their own name, upright. Sorted.
#[rustfmt::skip]
const FUNCTIONS: &[&str] = &[
    "Pr", "arccos", "arcsin", "arctan", "arg", "argmax", "argmin", "cos", "cosh", "cot", "csc", "det", "dim", "erf", "exp", "gcd", "hom", "inf", "ker", "lcm", "lg", "lim", "liminf", "limsup", "ln", "log", "max", "min", "mod", "poly", "rank", "sec", "sign", "sin", "sinh", "sup", "tan", "tanh", "tr",
];

/// Commands that change style or layout, print nothing themselves and are unknown to `MathJax`. Sorted.
#[rustfmt::skip]
const STYLES: &[&str] = &[
    "EuScript", "allowbreak", "balance", "bbm", "bfit", "bfseries", "bigskip", "bm", "bold", "boldmath",
    "boldsymbol", "break", "centering", "clearpage", "displaylimits", "em", "emph", "enquote", "ensuremath",
    "footnotesize", "hl", "hyphenation", "itshape", "leavevmode", "maketitle", "mathbbm", "mathbbmss", "mathbold",
    "mathclap", "mathds", "mathlarger", "mathllap", "mathpzc", "mathrlap", "mathsl", "mathsmaller", "mdseries",
    "medskip", "newpage", "nobreak", "noindent", "normalfont", "operatornamewithlimits", "pagebreak", "par",
    "protect", "relax", "rmfamily", "sc", "scshape", "selectfont", "sffamily", "sl", "sloppy", "slshape",
    "smallskip", "so", "sout", "st", "textemph", "textgreek", "textmd", "textquote", "textsc", "textsl",
    "thispagestyle", "ttfamily", "ul", "uline", "upshape", "vfill", "xspace",
];

/// Spaces of any width. Sorted.
const SPACES: &[&str] =
    &["enspace", "hspace", "linebreak", "newline", "qquad", "quad", "space", "thinspace", "vspace"];

/// Letters after `\mathbb`. Many fonts lack the rest of the mathematical alphabets.
const DOUBLE_STRUCK: (&str, &str) = ("CEFHINPQRSTZ1", "ℂ𝔼𝔽ℍ𝕀ℕℙℚℝ𝕊𝕋ℤ𝟙");

/// Characters with a superscript form in Unicode.
const SUPERSCRIPTS: (&str, &str) = (
    "0123456789+-−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW⊤∘°′†∗*",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵀ°°′†**",
);

/// Characters with a subscript form in Unicode.
const SUBSCRIPTS: (&str, &str) = ("0123456789+-−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ");

/// Commands that write brackets or bars around their argument.
#[rustfmt::skip]
const BRACKETS: &[(&str, &str, &str)] = &[
    ("Bra", "⟨", "|"), ("Ket", "|", "⟩"), ("abs", "|", "|"), ("bra", "⟨", "|"), ("braket", "⟨", "⟩"), ("ceil", "⌈", "⌉"),
    ("expval", "⟨", "⟩"), ("floor", "⌊", "⌋"), ("ket", "|", "⟩"), ("norm", "‖", "‖"),
];

/// Accents, in text and in mathematics, and the combining character of each. In text those of a letter take braces.
const ACCENTS: &[(&str, char)] = &[
    ("'", '\u{301}'),
    ("`", '\u{300}'),
    ("\"", '\u{308}'),
    ("^", '\u{302}'),
    ("~", '\u{303}'),
    ("=", '\u{304}'),
    (".", '\u{307}'),
    ("u", '\u{306}'),
    ("v", '\u{30c}'),
    ("H", '\u{30b}'),
    ("c", '\u{327}'),
    ("d", '\u{323}'),
    ("b", '\u{331}'),
    ("k", '\u{328}'),
    ("r", '\u{30a}'),
    ("t", '\u{361}'),
];
const MATH_ACCENTS: &[(&str, char)] = &[
    ("acute", '\u{301}'),
    ("bar", '\u{304}'),
    ("breve", '\u{306}'),
    ("check", '\u{30c}'),
    ("ddot", '\u{308}'),
    ("dot", '\u{307}'),
    ("grave", '\u{300}'),
    ("hat", '\u{302}'),
    ("mathring", '\u{30a}'),
    ("overline", '\u{304}'),
    ("tilde", '\u{303}'),
    ("vec", '\u{20d7}'),
    ("widehat", '\u{302}'),
    ("widetilde", '\u{303}'),
];

/// The characters that a command prints.
pub(super) fn symbol(name: &str) -> Option<&'static str> {
    let own = SYMBOLS.binary_search_by_key(&name, |(name, _)| name).ok().map(|at| SYMBOLS[at].1);
    own.or_else(|| MATHJAX.get(name).copied().filter(|symbol| !symbol.is_empty()))
}

/// Commands of `MathJax` that LaTeX with amsmath and amssymb lacks, as a TeX of 2022 said. Sorted.
#[rustfmt::skip]
const NOT_IN_LATEX: &[&str] = &[
    "Rule", "Space", "Tiny", "bbFont", "divsymbol", "eqalign", "eqalignno", "gt", "hdashline", "hfilll", "leqalignno", "lt",
    "mathbfcal", "mathbffrak", "mathbfit", "mathbfscr", "mathbfsf", "mathbfsfit", "mathbfsfup", "mathbfup", "mathscr", "mathsfit",
    "mathsfup", "mathup", "mmlToken", "notChar", "oldstyle", "omicron", "overparen", "scr", "stackbin", "symbb", "symbf",
    "symbfcal", "symbffrak", "symbfit", "symbfscr", "symbfsf", "symbfsfit", "symbfsfup", "symbfup", "symcal", "symfrak", "symit",
    "symnormal", "symrm", "symscr", "symsf", "symsfit", "symsfup", "symtt", "symup", "underparen",
];

/// Whether LaTeX has the command too.
pub(super) fn is_in_latex(name: &str) -> bool {
    is_in_mathjax(name) && NOT_IN_LATEX.binary_search(&name).is_err()
}

/// The commands of `MathJax`, and the character of each that prints one.
static MATHJAX: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    let lines = include_str!("mathjax.txt").lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split_once(' ').unwrap_or((line, ""))).collect()
});

/// The names of the commands that `MathJax` knows.
pub(super) fn of_mathjax() -> impl Iterator<Item = &'static str> {
    MATHJAX.keys().copied()
}

/// Whether `MathJax` knows the command.
pub(super) fn is_in_mathjax(name: &str) -> bool {
    MATHJAX.contains_key(name)
}

/// Whether the command is a function, which prints its own name.
pub(super) fn is_function(name: &str) -> bool {
    FUNCTIONS.binary_search(&name).is_ok()
}

/// Whether the command prints nothing itself: it is a style, or `MathJax` knows it and has no character for it.
pub(super) fn is_style(name: &str) -> bool {
    STYLES.binary_search(&name).is_ok() || is_in_mathjax(name) && symbol(name).is_none()
}

/// Whether the command is a space.
pub(super) fn is_space(name: &str) -> bool {
    SPACES.binary_search(&name).is_ok()
}

/// What is written around the argument of a command.
pub(super) fn brackets(name: &str) -> Option<(&'static str, &'static str)> {
    BRACKETS.iter().find(|(known, ..)| *known == name).map(|(_, open, close)| (*open, *close))
}

/// The combining character of an accent of texts.
pub(super) fn accent(name: &str) -> Option<char> {
    ACCENTS.iter().find(|(accent, _)| *accent == name).map(|(_, mark)| *mark)
}

/// The combining character of an accent of mathematics.
pub(super) fn math_accent(name: &str) -> Option<char> {
    MATH_ACCENTS.iter().find(|(accent, _)| *accent == name).map(|(_, mark)| *mark)
}

/// The superscript form of a character.
pub(super) fn superscript(c: char) -> Option<char> {
    mapped(SUPERSCRIPTS, c)
}

/// The subscript form of a character.
pub(super) fn subscript(c: char) -> Option<char> {
    mapped(SUBSCRIPTS, c)
}

/// The character with a double stroke; itself if there is none.
pub(super) fn double_struck(c: char) -> char {
    mapped(DOUBLE_STRUCK, c).unwrap_or(c)
}

fn mapped((from, to): (&str, &str), c: char) -> Option<char> {
    from.chars().zip(to.chars()).find(|(plain, _)| *plain == c).map(|(_, other)| other)
}

/// Whether the character is a relation or an arrow, which has a space on either side.
pub(super) fn is_relation(symbol: &str) -> bool {
    let relation =
        |c: char| "∈∉∋≤≥≪≫≈≃≅≡≠∝⊂⊃⊆⊇⊊⊋≺≻⪯⪰≲≳⊢⊨∼≍≔≐".contains(c) || matches!(c, '←'..='⇿' | '⟵'..='⟿');
    symbol.chars().next().is_some_and(relation)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted_without_duplicates() {
        assert!(SYMBOLS.is_sorted_by(|a, b| a.0 < b.0));
        for names in [FUNCTIONS, STYLES, SPACES] {
            assert!(names.is_sorted_by(|a, b| a < b), "{names:?}");
        }
        for (from, to) in [SUPERSCRIPTS, SUBSCRIPTS, DOUBLE_STRUCK] {
            assert_eq!(from.chars().count(), to.chars().count());
        }
    }

    #[test]
    fn own_symbols_come_before_those_of_mathjax() {
        assert_eq!((symbol("alpha"), symbol("alph"), symbol("frac")), (Some("α"), None, None));
        assert_eq!((symbol("cdot"), symbol("geqslant")), (Some("·"), Some("≥")));
        assert_eq!((superscript('2'), subscript('q')), (Some('²'), None));
        assert!(is_style("mathcal") && is_style("emph") && !is_style("alpha") && !is_style("ours"));
    }
}
