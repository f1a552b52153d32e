//! The commands of `MathJax`: which of them may be in a formula, what they take, and what else is as good.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::symbols;

/// Commands of `MathJax` that define, refer, or move and cover what is next to them; and those in a formula that GitHub then
/// refuses as a whole ("The following macros are not allowed"): `\phantom`, `\mathchoice`, `\mmlToken`, and `\operatorname`
/// and `\unicode`, which are written otherwise.
#[rustfmt::skip]
const DENIED: &[&str] = &[
    "DeclareMathOperator", "Huge", "LARGE", "Large", "Rule", "Space", "Tiny", "above", "abovewithdelims", "array",
    "atopwithdelims", "buildrel", "cases", "cr", "displaylines", "eqalign", "eqalignno", "eqref", "framebox", "genfrac", "hbox",
    "hdashline", "hfil", "hfill", "hfilll", "hline", "hphantom", "huge", "label", "large", "leftroot", "leqalignno", "llap", "lower",
    "mathchoice", "matrix", "mmlToken", "moveleft", "moveright", "newline", "nonscript", "notChar", "overunderset", "overwithdelims", "phantom", "pmatrix",
    "raise", "ref", "rlap", "root", "rule", "shoveleft", "shoveright", "sideset", "skew", "stackbin", "tag", "uproot", "vcenter", "vphantom",
];

/// Commands that change nothing a reader needs, or are only allowed in some places.
#[rustfmt::skip]
pub(super) const DROPPED: &[&str] = &[
    "displaylimits", "ensuremath", "limits", "nolimits", "nonumber", "notag", "protect", "relax", "upshape", "xspace",
];

/// Commands that `MathJax` lacks, and what is as good.
#[rustfmt::skip]
pub(super) const ALIASES: &[(&str, &str)] = &[
    ("EuScript", "mathscr"), ("bm", "pmb"), ("bold", "mathbf"), ("boldsymbol", "pmb"), ("emph", "textit"), ("mathbbm", "mathbb"),
    ("mathbold", "pmb"), ("mathds", "mathbb"), ("mathpzc", "mathscr"), ("mbox", "text"), ("nicefrac", "frac"),
    ("sfrac", "frac"), ("textsc", "text"),
];

/// Environments that may be in a line, and what they are called there; of `array` only the simplest.
#[rustfmt::skip]
pub(super) const ENVIRONMENTS: &[(&str, &str)] = &[
    ("Bmatrix", "Bmatrix"), ("Vmatrix", "Vmatrix"), ("align", "aligned"), ("align*", "aligned"), ("aligned", "aligned"),
    ("array", "array"), ("bmatrix", "bmatrix"), ("cases", "cases"), ("eqnarray", "aligned"), ("eqnarray*", "aligned"),
    ("gather", "gathered"), ("gather*", "gathered"), ("gathered", "gathered"), ("matrix", "matrix"), ("pmatrix", "pmatrix"),
    ("smallmatrix", "smallmatrix"), ("split", "aligned"), ("vmatrix", "vmatrix"),
];

/// Commands with two arguments.
const TWO_ARGUMENTS: &[&str] =
    &["binom", "cfrac", "dbinom", "dfrac", "frac", "overset", "stackrel", "tbinom", "tfrac", "underset"];

/// Commands without a character that take no argument.
#[rustfmt::skip]
const NO_ARGUMENT: &[&str] = &[
    "LaTeX", "TeX", "bf", "bmod", "cal", "displaystyle", "dots", "enspace", "frak", "idotsint", "iff", "impliedby", "implies", "injlim", "it",
    "mathstrut", "mit", "negmedspace", "negthickspace", "negthinspace", "nobreakspace", "normalsize", "oldstyle", "projlim",
    "qquad", "quad", "rm", "scr", "scriptscriptstyle", "scriptsize", "scriptstyle", "sf", "small", "space", "strut", "textstyle",
    "thinspace", "tiny", "tt", "varinjlim", "varliminf", "varlimsup", "varprojlim",
];

/// Commands whose argument is text, in which no command means anything.
pub(super) const TEXTS: &[&str] =
    &["fbox", "mbox", "text", "textbf", "textit", "textnormal", "textrm", "textsf", "texttt", "textup"];

/// Commands before a bracket or bar.
#[rustfmt::skip]
pub(super) const SIZES: &[&str] = &[
    "Big", "Bigg", "Biggl", "Biggm", "Biggr", "Bigl", "Bigm", "Bigr", "big", "bigg", "biggl", "biggm", "biggr", "bigl", "bigm",
    "bigr", "left", "middle", "right",
];

/// Brackets and bars that are commands.
#[rustfmt::skip]
pub(super) const DELIMITERS: &[&str] = &[
    "Vert", "backslash", "downarrow", "gt", "lVert", "langle", "lbrace", "lbrack", "lceil", "lfloor", "lgroup", "lt", "lvert",
    "rVert", "rangle", "rbrace", "rbrack", "rceil", "rfloor", "rgroup", "rvert", "uparrow", "updownarrow", "vert", "{", "|", "}",
];

/// The commands that do no more than set type, and how many arguments each takes: one place to look for each command of each
/// formula.
pub(super) static ARGUMENTS: LazyLock<HashMap<&str, usize>> = LazyLock::new(|| {
    let arguments = |name| match name {
        _ if TWO_ARGUMENTS.contains(&name) => 2,
        _ if symbols::is_function(name) || NO_ARGUMENT.contains(&name) || symbols::symbol(name).is_some() => {
            0
        }
        _ => 1,
    };
    symbols::of_mathjax().filter(|name| sets_type(name)).map(|name| (name, arguments(name))).collect()
});

/// Whether a command of `MathJax` does no more than set type.
pub(super) fn sets_type(name: &str) -> bool {
    let has_delimiter = SIZES.contains(&name);
    has_delimiter
        || symbols::is_in_mathjax(name) && !DENIED.contains(&name) && !matches!(name, "begin" | "end")
}
