//! What TeX's commands stand for.

/// Commands that stand for a character, sorted by name. The Greek letters that look the same in Latin are not TeX's, but
/// papers use them.
#[rustfmt::skip]
const SYMBOLS: &[(&str, &str)] = &[
    ("AA", "Å"), ("AE", "Æ"), ("Alpha", "Α"), ("Beta", "Β"), ("Box", "□"), ("Cap", "⋒"), ("Chi", "Χ"),
    ("Cup", "⋓"), ("DH", "Ð"), ("DJ", "Đ"), ("Delta", "Δ"), ("Diamond", "◇"), ("Downarrow", "⇓"),
    ("Epsilon", "Ε"), ("Eta", "Η"), ("Gamma", "Γ"), ("Im", "ℑ"), ("Iota", "Ι"), ("Kappa", "Κ"), ("L", "Ł"),
    ("LaTeX", "LaTeX"), ("Lambda", "Λ"), ("Leftarrow", "⇐"), ("Leftrightarrow", "⇔"),
    ("Longleftarrow", "⟸"), ("Longleftrightarrow", "⟺"), ("Longrightarrow", "⟹"), ("Mu", "Μ"), ("NG", "Ŋ"),
    ("Nu", "Ν"), ("O", "Ø"), ("OE", "Œ"), ("Omega", "Ω"), ("Omicron", "Ο"), ("P", "¶"), ("Phi", "Φ"),
    ("Pi", "Π"), ("Psi", "Ψ"), ("Re", "ℜ"), ("Rho", "Ρ"), ("Rightarrow", "⇒"), ("S", "§"), ("SS", "ẞ"),
    ("Sigma", "Σ"), ("TH", "Þ"), ("Tau", "Τ"), ("TeX", "TeX"), ("Theta", "Θ"), ("Uparrow", "⇑"),
    ("Upsilon", "Υ"), ("Vdash", "⊩"), ("Vert", "‖"), ("Xi", "Ξ"), ("Zeta", "Ζ"), ("aa", "å"), ("ae", "æ"),
    ("aleph", "ℵ"), ("alpha", "α"), ("amalg", "⨿"), ("and", "·"), ("angle", "∠"), ("approx", "≈"),
    ("approxeq", "≊"), ("ast", "∗"), ("asymp", "≍"), ("backslash", "\\"), ("because", "∵"), ("beta", "β"),
    ("beth", "ℶ"), ("bigcap", "⋂"), ("bigcirc", "◯"), ("bigcup", "⋃"), ("bigodot", "⨀"), ("bigoplus", "⨁"),
    ("bigotimes", "⨂"), ("bigsqcup", "⨆"), ("bigstar", "★"), ("bigtriangledown", "▽"),
    ("bigtriangleup", "△"), ("biguplus", "⨄"), ("bigvee", "⋁"), ("bigwedge", "⋀"), ("blacklozenge", "⧫"),
    ("blacksquare", "■"), ("blacktriangle", "▲"), ("bot", "⊥"), ("bowtie", "⋈"), ("boxplus", "⊞"),
    ("boxtimes", "⊠"), ("bullet", "•"), ("cap", "∩"), ("cdot", "·"), ("cdotp", "·"), ("cdots", "⋯"),
    ("checkmark", "✓"), ("chi", "χ"), ("circ", "∘"), ("circledR", "®"), ("clubsuit", "♣"), ("colon", ":"),
    ("coloneq", "≔"), ("coloneqq", "≔"), ("complement", "∁"), ("cong", "≅"), ("coprod", "∐"),
    ("copyright", "©"), ("cup", "∪"), ("cupdot", "⊍"), ("curlyvee", "⋎"), ("curlywedge", "⋏"), ("dag", "†"),
    ("dagger", "†"), ("dashv", "⊣"), ("ddag", "‡"), ("ddagger", "‡"), ("ddots", "⋱"), ("deg", "°"),
    ("degree", "°"), ("delta", "δ"), ("dh", "ð"), ("diamond", "⋄"), ("diamondsuit", "♢"), ("digamma", "ϝ"),
    ("div", "÷"), ("dj", "đ"), ("doteq", "≐"), ("dotplus", "∔"), ("dots", "…"), ("dotsb", "⋯"),
    ("dotsc", "…"), ("dotsm", "⋯"), ("dotso", "…"), ("downarrow", "↓"), ("ell", "ℓ"), ("emptyset", "∅"),
    ("epsilon", "ϵ"), ("eqqcolon", "≕"), ("eqsim", "≂"), ("equiv", "≡"), ("eta", "η"), ("eth", "ð"),
    ("euro", "€"), ("exists", "∃"), ("flat", "♭"), ("forall", "∀"), ("frown", "⌢"), ("gamma", "γ"),
    ("ge", "≥"), ("geq", "≥"), ("geqq", "≧"), ("geqslant", "≥"), ("gets", "←"), ("gg", "≫"), ("ggg", "⋙"),
    ("gimel", "ℷ"), ("gt", ">"), ("gtrapprox", "⪆"), ("gtrless", "≷"), ("gtrsim", "≳"),
    ("guillemotleft", "«"), ("guillemotright", "»"), ("hbar", "ℏ"), ("hearts", "♥"), ("heartsuit", "♡"),
    ("hookleftarrow", "↩"), ("hookrightarrow", "↪"), ("hslash", "ℏ"), ("i", "ı"), ("iff", "⇔"),
    ("iiint", "∭"), ("iint", "∬"), ("imath", "ı"), ("impliedby", "⇐"), ("implies", "⇒"), ("in", "∈"),
    ("infty", "∞"), ("int", "∫"), ("intercal", "⊺"), ("iota", "ι"), ("j", "ȷ"), ("jmath", "ȷ"),
    ("kappa", "κ"), ("l", "ł"), ("lVert", "‖"), ("lambda", "λ"), ("land", "∧"), ("langle", "⟨"),
    ("lbrace", "{"), ("lbrack", "["), ("lceil", "⌈"), ("ldots", "…"), ("le", "≤"), ("leadsto", "⇝"),
    ("leftarrow", "←"), ("leftrightarrow", "↔"), ("leq", "≤"), ("leqq", "≦"), ("leqslant", "≤"),
    ("lesseqgtr", "⋚"), ("lessgtr", "≶"), ("lesssim", "≲"), ("lfloor", "⌊"), ("ll", "≪"), ("lll", "⋘"),
    ("lnot", "¬"), ("longhookrightarrow", "↪"), ("longleftarrow", "⟵"), ("longleftrightarrow", "⟷"),
    ("longmapsto", "⟼"), ("longrightarrow", "⟶"), ("lor", "∨"), ("lozenge", "◊"), ("lt", "<"),
    ("ltimes", "⋉"), ("lvert", "|"), ("mapsto", "↦"), ("measuredangle", "∡"), ("mho", "℧"), ("mid", "∣"),
    ("models", "⊨"), ("mp", "∓"), ("mu", "μ"), ("nabla", "∇"), ("natural", "♮"), ("ne", "≠"),
    ("nearrow", "↗"), ("neg", "¬"), ("neq", "≠"), ("nexists", "∄"), ("ng", "ŋ"), ("ni", "∋"), ("nmid", "∤"),
    ("notin", "∉"), ("nparallel", "∦"), ("nsubseteq", "⊈"), ("nu", "ν"), ("nwarrow", "↖"), ("o", "ø"),
    ("odot", "⊙"), ("oe", "œ"), ("oint", "∮"), ("omega", "ω"), ("ominus", "⊖"), ("oplus", "⊕"),
    ("oslash", "⊘"), ("otimes", "⊗"), ("parallel", "∥"), ("partial", "∂"), ("perp", "⊥"), ("phi", "ϕ"),
    ("pi", "π"), ("pm", "±"), ("pounds", "£"), ("prec", "≺"), ("preceq", "⪯"), ("prime", "′"),
    ("prod", "∏"), ("propto", "∝"), ("psi", "ψ"), ("rVert", "‖"), ("rangle", "⟩"), ("rbrace", "}"),
    ("rbrack", "]"), ("rceil", "⌉"), ("rfloor", "⌋"), ("rho", "ρ"), ("rightarrow", "→"),
    ("rightharpoonup", "⇀"), ("rightleftharpoons", "⇌"), ("rightrightarrows", "⇉"),
    ("rightsquigarrow", "⇝"), ("rtimes", "⋊"), ("rvert", "|"), ("searrow", "↘"), ("setminus", "∖"),
    ("sharp", "♯"), ("sigma", "σ"), ("sim", "∼"), ("simeq", "≃"), ("smallsetminus", "∖"), ("smile", "⌣"),
    ("spadesuit", "♠"), ("sphericalangle", "∢"), ("sqcap", "⊓"), ("sqcup", "⊔"), ("sqsubset", "⊏"),
    ("sqsubseteq", "⊑"), ("square", "□"), ("ss", "ß"), ("star", "⋆"), ("subset", "⊂"), ("subseteq", "⊆"),
    ("subsetneq", "⊊"), ("succ", "≻"), ("succeq", "⪰"), ("sum", "∑"), ("supset", "⊃"), ("supseteq", "⊇"),
    ("supsetneq", "⊋"), ("surd", "√"), ("swarrow", "↙"), ("tau", "τ"), ("textasciicircum", "^"),
    ("textasciitilde", "~"), ("textbackslash", "\\"), ("textbar", "|"), ("textbullet", "•"),
    ("textcopyright", "©"), ("textdegree", "°"), ("textemdash", "—"), ("textendash", "–"),
    ("texteuro", "€"), ("textgreater", ">"), ("textless", "<"), ("textmu", "µ"), ("textquotedblleft", "“"),
    ("textquotedblright", "”"), ("textquoteleft", "‘"), ("textquoteright", "’"), ("textregistered", "®"),
    ("textsterling", "£"), ("texttrademark", "™"), ("textunderscore", "_"), ("th", "þ"), ("therefore", "∴"),
    ("theta", "θ"), ("times", "×"), ("to", "→"), ("top", "⊤"), ("triangle", "△"), ("triangledown", "▽"),
    ("triangleleft", "◁"), ("triangleq", "≜"), ("triangleright", "▷"), ("twoheadrightarrow", "↠"),
    ("uparrow", "↑"), ("updownarrow", "↕"), ("uplus", "⊎"), ("upmu", "µ"), ("upsilon", "υ"), ("vDash", "⊨"),
    ("varDelta", "Δ"), ("varGamma", "Γ"), ("varOmega", "Ω"), ("varTheta", "Θ"), ("varepsilon", "ε"),
    ("varkappa", "ϰ"), ("varnothing", "∅"), ("varphi", "φ"), ("varpi", "ϖ"), ("varrho", "ϱ"),
    ("varsigma", "ς"), ("vartheta", "ϑ"), ("vdash", "⊢"), ("vdots", "⋮"), ("vee", "∨"), ("vert", "|"),
    ("wedge", "∧"), ("wp", "℘"), ("wr", "≀"), ("xi", "ξ"), ("yen", "¥"), ("zeta", "ζ"),
];

/// Commands that print their own name, upright: functions. Sorted.
#[rustfmt::skip]
const FUNCTIONS: &[&str] = &[
    "Pr", "arccos", "arcsin", "arctan", "arg", "argmax", "argmin", "cos", "cosh", "cot", "csc", "det", "dim", "erf", "exp", "gcd", "hom", "inf", "ker", "lcm", "lg", "lim", "liminf", "limsup", "ln", "log", "max", "min", "mod", "poly", "rank", "sec", "sign", "sin", "sinh", "sup", "tan", "tanh", "tr",
];

/// Commands that change how what follows looks or is laid out, and print nothing themselves. Sorted.
#[rustfmt::skip]
const STYLES: &[&str] = &[
    "Big", "Bigg", "Biggl", "Biggm", "Biggr", "Bigl", "Bigm", "Bigr", "Huge", "LARGE", "Large", "balance",
    "bf", "bfseries", "big", "bigg", "biggl", "biggm", "biggr", "bigl", "bigm", "bigr", "bigskip", "bm",
    "boldmath", "boldsymbol", "boxed", "centering", "clearpage", "displaystyle", "em", "emph", "ensuremath",
    "footnotesize", "hfill", "huge", "hyphenation", "it", "itshape", "large", "leavevmode", "left",
    "limits", "mathbf", "mathbin", "mathcal", "mathfrak", "mathit", "mathnormal", "mathop", "mathord",
    "mathrel", "mathrm", "mathscr", "mathsf", "mathtt", "mbox", "mdseries", "medskip", "middle", "newpage",
    "noindent", "nolimits", "nonumber", "normalfont", "normalsize", "operatorname",
    "operatornamewithlimits", "overbrace", "par", "pmb", "protect", "relax", "right", "rm", "rmfamily",
    "sc", "scriptscriptstyle", "scriptsize", "scriptstyle", "scshape", "sf", "sffamily", "sl", "slshape",
    "small", "smallskip", "so", "sout", "st", "text", "textbf", "textemph", "textit", "textmd",
    "textnormal", "textrm", "textsc", "textsf", "textsl", "textstyle", "texttt", "textup", "tiny", "tt",
    "ttfamily", "ul", "uline", "underbrace", "underline", "upshape", "xspace",
];

/// Blanks of any width. Sorted.
const SPACES: &[&str] =
    &["enspace", "hspace", "linebreak", "newline", "qquad", "quad", "space", "thinspace", "vspace"];

/// What follows `\mathbb`, as far as Unicode has it outside the mathematical alphabets, which many fonts lack.
const DOUBLE_STRUCK: &[(char, char)] = &[
    ('C', 'ℂ'),
    ('E', '𝔼'),
    ('F', '𝔽'),
    ('H', 'ℍ'),
    ('I', '𝕀'),
    ('N', 'ℕ'),
    ('P', 'ℙ'),
    ('Q', 'ℚ'),
    ('R', 'ℝ'),
    ('S', '𝕊'),
    ('T', '𝕋'),
    ('Z', 'ℤ'),
    ('1', '𝟙'),
];

/// Characters with a superscript form in Unicode.
const SUPERSCRIPTS: &[(char, char)] = &[
    ('0', '⁰'),
    ('1', '¹'),
    ('2', '²'),
    ('3', '³'),
    ('4', '⁴'),
    ('5', '⁵'),
    ('6', '⁶'),
    ('7', '⁷'),
    ('8', '⁸'),
    ('9', '⁹'),
    ('+', '⁺'),
    ('-', '⁻'),
    ('−', '⁻'),
    ('=', '⁼'),
    ('(', '⁽'),
    (')', '⁾'),
    ('a', 'ᵃ'),
    ('b', 'ᵇ'),
    ('c', 'ᶜ'),
    ('d', 'ᵈ'),
    ('e', 'ᵉ'),
    ('f', 'ᶠ'),
    ('g', 'ᵍ'),
    ('h', 'ʰ'),
    ('i', 'ⁱ'),
    ('j', 'ʲ'),
    ('k', 'ᵏ'),
    ('l', 'ˡ'),
    ('m', 'ᵐ'),
    ('n', 'ⁿ'),
    ('o', 'ᵒ'),
    ('p', 'ᵖ'),
    ('r', 'ʳ'),
    ('s', 'ˢ'),
    ('t', 'ᵗ'),
    ('u', 'ᵘ'),
    ('v', 'ᵛ'),
    ('w', 'ʷ'),
    ('x', 'ˣ'),
    ('y', 'ʸ'),
    ('z', 'ᶻ'),
    ('A', 'ᴬ'),
    ('B', 'ᴮ'),
    ('D', 'ᴰ'),
    ('E', 'ᴱ'),
    ('G', 'ᴳ'),
    ('H', 'ᴴ'),
    ('I', 'ᴵ'),
    ('J', 'ᴶ'),
    ('K', 'ᴷ'),
    ('L', 'ᴸ'),
    ('M', 'ᴹ'),
    ('N', 'ᴺ'),
    ('O', 'ᴼ'),
    ('P', 'ᴾ'),
    ('R', 'ᴿ'),
    ('T', 'ᵀ'),
    ('U', 'ᵁ'),
    ('V', 'ⱽ'),
    ('W', 'ᵂ'),
    ('⊤', 'ᵀ'),
    ('∘', '°'),
    ('°', '°'),
    ('′', '′'),
    ('†', '†'),
    ('∗', '*'),
    ('*', '*'),
];

/// Characters with a subscript form in Unicode.
const SUBSCRIPTS: &[(char, char)] = &[
    ('0', '₀'),
    ('1', '₁'),
    ('2', '₂'),
    ('3', '₃'),
    ('4', '₄'),
    ('5', '₅'),
    ('6', '₆'),
    ('7', '₇'),
    ('8', '₈'),
    ('9', '₉'),
    ('+', '₊'),
    ('-', '₋'),
    ('−', '₋'),
    ('=', '₌'),
    ('(', '₍'),
    (')', '₎'),
    ('a', 'ₐ'),
    ('e', 'ₑ'),
    ('h', 'ₕ'),
    ('i', 'ᵢ'),
    ('j', 'ⱼ'),
    ('k', 'ₖ'),
    ('l', 'ₗ'),
    ('m', 'ₘ'),
    ('n', 'ₙ'),
    ('o', 'ₒ'),
    ('p', 'ₚ'),
    ('r', 'ᵣ'),
    ('s', 'ₛ'),
    ('t', 'ₜ'),
    ('u', 'ᵤ'),
    ('v', 'ᵥ'),
    ('x', 'ₓ'),
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

/// The character a command stands for.
pub(super) fn symbol(name: &str) -> Option<&'static str> {
    SYMBOLS.binary_search_by_key(&name, |(name, _)| name).ok().map(|at| SYMBOLS[at].1)
}

/// Whether the command is a function, which prints its own name.
pub(super) fn is_function(name: &str) -> bool {
    FUNCTIONS.binary_search(&name).is_ok()
}

/// Whether the command prints nothing itself.
pub(super) fn is_style(name: &str) -> bool {
    STYLES.binary_search(&name).is_ok()
}

/// Whether the command is a blank.
pub(super) fn is_space(name: &str) -> bool {
    SPACES.binary_search(&name).is_ok()
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
    of(SUPERSCRIPTS, c)
}

/// The subscript form of a character.
pub(super) fn subscript(c: char) -> Option<char> {
    of(SUBSCRIPTS, c)
}

/// The character with a double stroke; itself if there is none.
pub(super) fn double_struck(c: char) -> char {
    of(DOUBLE_STRUCK, c).unwrap_or(c)
}

fn of(table: &[(char, char)], c: char) -> Option<char> {
    table.iter().find(|(plain, _)| *plain == c).map(|(_, other)| *other)
}

/// Whether the character is a relation or an arrow, which has a blank on either side.
pub(super) fn is_relation(symbol: &str) -> bool {
    let relation =
        |c: char| "∈∉∋≤≥≪≫≈≃≅≡≠∝⊂⊃⊆⊇⊊⊋≺≻⪯⪰≲≳⊢⊨∼≍≔≐".contains(c) || matches!(c, '←'..='⇿' | '⟵'..='⟿');
    symbol.chars().next().is_some_and(relation)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted_and_their_names_are_in_one_only() {
        assert!(SYMBOLS.is_sorted_by_key(|(name, _)| name));
        assert!(FUNCTIONS.is_sorted() && STYLES.is_sorted() && SPACES.is_sorted());
        let symbols = SYMBOLS.iter().map(|(name, _)| *name);
        let math_accents = MATH_ACCENTS.iter().map(|(name, _)| *name);
        let mut names: Vec<&str> = symbols.chain(math_accents).collect();
        names.extend([FUNCTIONS, STYLES, SPACES].concat());
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
        assert_eq!(symbol("alpha"), Some("α"));
        assert_eq!((symbol("alph"), superscript('2'), subscript('q')), (None, Some('²'), None));
    }
}
