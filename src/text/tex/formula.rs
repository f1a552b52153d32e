//! Formulas in the text: what stands between dollars, whether it is mathematics, and whether GitHub may render it.

use super::{Converter, Math, symbols};
use crate::text::sentinels;

/// Names that are ours or of text packages: GitHub's `MathJax` shows them as an error.
#[rustfmt::skip]
const UNKNOWN_TO_MATHJAX: &[&str] = &[
    "AA", "AE", "Alpha", "Beta", "Chi", "DH", "DJ", "Epsilon", "Eta", "Iota", "Kappa", "L", "LaTeX", "Mu", "NG", "Nu", "O",
    "OE", "Omicron", "P", "Rho", "S", "SS", "TH", "Tau", "TeX", "Zeta", "aa", "ae", "and", "argmax", "argmin", "checkmark",
    "coloneq", "coloneqq", "copyright", "cupdot", "dag", "ddag", "degree", "dh", "dj", "eqqcolon", "erf", "eth", "euro",
    "guillemotleft", "guillemotright", "hearts", "i", "j", "l", "lcm", "longhookrightarrow", "lparen", "mod", "ng", "o", "oe",
    "poly", "pounds", "rank", "rparen", "sign", "ss", "th", "tr", "upmu", "yen",
];

/// Commands beyond symbols, functions and accents that `MathJax` knows and that do no more than set type.
#[rustfmt::skip]
const SETTING: &[&str] = &[
    "Big", "Bigg", "Biggl", "Biggr", "Bigl", "Bigr", "big", "bigg", "biggl", "biggr", "bigl", "bigr", "binom", "bmod",
    "dfrac", "displaystyle", "frac", "left", "limits", "mathbb", "mathbf", "mathcal", "mathfrak", "mathit",
    "mathrm", "mathscr", "mathsf", "mathtt", "middle", "not", "operatorname", "overset", "pmod", "qquad", "quad", "right",
    "rm", "sqrt", "text", "textrm", "textstyle", "tfrac", "underset",
];

/// Whether what stands between two dollars is mathematics, and not prose between two prices. `after` is what follows the
/// second dollar.
fn is_math(content: &str, after: Option<char>) -> bool {
    let trimmed = content.trim();
    if trimmed.is_empty() {
        return false;
    }
    let tex = content.contains(['\\', '^', '_', '{', '=', '<', '>']);
    if trimmed.starts_with(|c: char| c.is_ascii_digit()) && !tex {
        let another_price = after.is_some_and(|c| c.is_ascii_digit());
        let goes_on = content.ends_with([' ', ',', '(']) || content.contains(", ");
        return !another_price && !goes_on && !trimmed.split(' ').skip(1).any(is_word);
    }
    let words = trimmed.split(' ').filter(|word| is_word(word)).count();
    let parted = content.starts_with(' ') || content.ends_with(' ');
    tex || words == 0 || words == 1 && !parted
}

fn is_word(word: &str) -> bool {
    let word = word.trim_end_matches([',', '.', ';', ':']);
    word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// The formula as it may stand on GitHub's pages whatever is around it; `None` if it may not, or if it says no more than
/// plain characters do.
///
/// What has a meaning in Markdown or HTML is written with TeX's own names: a pipe would end a table's cell.
fn for_github(content: &str) -> Option<String> {
    let content = content.trim();
    let number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '%' | '\\' | '+' | '-' | ' ');
    if content.is_empty() || content.chars().all(number) {
        return None;
    }
    let mut out = String::with_capacity(content.len() + 8);
    let mut depth = 0;
    let mut rest = content;
    while let Some(c) = rest.chars().next() {
        let mut length = c.len_utf8();
        match c {
            '\\' => {
                let name = super::name(&rest[1..]);
                if !renders(name) {
                    return None;
                }
                length = 1 + name.len();
                out.push_str(if name == "|" { "\\Vert " } else { &rest[..length] });
            }
            '|' => out.push_str("\\vert "),
            '<' => out.push_str("\\lt "),
            '>' => out.push_str("\\gt "),
            '`' | '&' | '#' | '%' | '$' | '"' => return None,
            c if c.is_control() || sentinels::is_sentinel(c) => return None,
            c => {
                depth += i32::from(c == '{') - i32::from(c == '}');
                if depth < 0 {
                    return None;
                }
                out.push(c);
            }
        }
        rest = &rest[length..];
    }
    out.truncate(out.trim_end().len());
    (depth == 0 && !out.ends_with(['^', '_', '\\'])).then_some(out)
}

/// Whether `MathJax` renders the command, and it does nothing else than set type: no link, no macro.
fn renders(name: &str) -> bool {
    let punctuation = [",", ";", ":", "!", " ", "{", "}", "|", "$", "%", "_", "#", "&"];
    let known = symbols::symbol(name).is_some() || symbols::is_function(name);
    punctuation.contains(&name)
        || known && !name.starts_with("text") && UNKNOWN_TO_MATHJAX.binary_search(&name).is_err()
        || symbols::math_accent(name).is_some()
        || SETTING.binary_search(&name).is_ok()
}

impl Converter<'_> {
    /// Writes what stands between dollars, or the dollar.
    pub(super) fn dollar(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        let sign = if rest.starts_with("$$") { "$$" } else { "$" };
        let content = &rest[sign.len()..];
        let mut escaped = false;
        let close = content.bytes().enumerate().find_map(|(at, byte)| {
            let found = byte == b'$' && !escaped && content[at..].starts_with(sign);
            escaped = byte == b'\\' && !escaped;
            found.then_some(at)
        });
        self.steps += close.unwrap_or(content.len());
        let after = close.and_then(|close| content[close + sign.len()..].chars().next());
        match close {
            Some(close) if is_math(&content[..close], after) => {
                self.steps += close;
                let begin = at + sign.len();
                self.span(begin, begin + close, after);
                begin + close + sign.len()
            }
            _ => {
                self.out.push_str(sign);
                at + sign.len()
            }
        }
    }

    /// Writes what stands between `\(` and `\)`, or `\[` and `\]`; the opening has been read.
    pub(super) fn formula(&mut self, begin: usize, display: bool) -> usize {
        let close = if display { "\\]" } else { "\\)" };
        let unclosed = &mut self.unclosed[usize::from(display)];
        let length = if *unclosed { None } else { self.text[begin..].find(close) };
        self.steps += length.unwrap_or(if *unclosed { 0 } else { self.text.len() - begin });
        *unclosed = length.is_none();
        let Some(length) = length else {
            self.out.push_str(&self.text[begin - 2..begin]);
            return begin;
        };
        let next = begin + length + close.len();
        self.span(begin, begin + length, self.text[next..].chars().next());
        next
    }

    /// Writes mathematics: marked for GitHub, where its signs would be seen as such, or in plain characters.
    pub(super) fn span(&mut self, begin: usize, end: usize, after: Option<char>) {
        self.steps += end - begin;
        // GitHub takes `` $`x`$ `` for mathematics unless a letter stands before it (github/markup#1742); a digit, or either
        // after it, is as bad with other renderers.
        let parted =
            |c: char| !c.is_alphanumeric() && !matches!(c, '$' | '`' | '\\') && !sentinels::is_sentinel(c);
        let alone = self.out.chars().next_back().is_none_or(parted) && after.is_none_or(parted);
        if self.math == Math::Keep
            && alone
            && let Some(formula) = for_github(&self.text[begin..end])
        {
            self.out.push(sentinels::MATH.0);
            self.out.push_str(&formula);
            self.out.push(sentinels::MATH.1);
        } else {
            let trimmed = self.text[begin..end].trim_start();
            let begin = end - trimmed.len();
            self.formula_at = self.out.len();
            self.math(begin, begin + trimmed.trim_end().len(), 0);
        }
    }
}
