//! Formulas that GitHub's `MathJax` renders: checked command by command, so that none shows an error or does more than set type.

use super::mathjax::{ALIASES, ARGUMENTS, DELIMITERS, DROPPED, ENVIRONMENTS, SIZES, TEXTS};
use super::{name as name_of, symbols};
use crate::text::sentinels;

/// The formula in a form that is safe anywhere on GitHub's pages; `None` if it may not, or if it says no more than plain
/// characters do.
pub(super) fn for_github(content: &str) -> Option<String> {
    let content = content.trim();
    let number = |c: char| c.is_ascii_digit() || " .,;:%\\+-–—~".contains(c);
    let is_name = |word: &str| word.bytes().all(|byte| byte.is_ascii_alphabetic());
    // `$a priori$` is two words, `$a b$` a product.
    let shortest = if content.split(' ').any(|word| word.len() > 3 && is_name(word)) { 1 } else { 2 };
    let prose = |word: &str| word.chars().all(number) || word.len() >= shortest && is_name(word);
    if content.chars().all(number)
        || content.contains(' ') && content.split(' ').all(prose)
        || is_one_text(content)
    {
        return None;
    }
    let out = String::with_capacity(content.len() + 16);
    let mut formula = Formula { rest: content, out, levels: vec![Level::new(Kind::Group)] };
    while let Some(c) = formula.rest.chars().next() {
        formula.rest = &formula.rest[c.len_utf8()..];
        formula.read(c)?;
    }
    formula.finish()
}

/// Whether all of a formula is one text, or one character: `\texttt{GPT-4}`.
fn is_one_text(content: &str) -> bool {
    let inside = content.strip_prefix('\\').and_then(|rest| rest.split_once('{'));
    let Some((name, inside)) = inside else { return false };
    if name == "unicode" {
        return inside.find('}') == Some(inside.len().saturating_sub(1));
    }
    let is_upright =
        TEXTS.contains(&name) || matches!(name, "mathrm" | "mathsf" | "mathtt" | "textsc" | "operatorname");
    is_upright
        && inside.len() > 2
        && inside.find(['{', '}', '\\', '^', '_']) == Some(inside.len() - 1)
        && inside.ends_with('}')
}

/// What a part of a formula is enclosed in.
#[derive(PartialEq, Eq)]
enum Kind {
    Group,
    Environment(&'static str),
    /// The argument of `\substack`, which has lines.
    Lines,
    /// That of `\operatorname`.
    Operator,
    /// `\left`, until `\right`.
    Fence,
}

/// A part of a formula, and what came last in it.
struct Level {
    kind: Kind,
    /// Whether what came last has a superscript, and a subscript.
    scripts: [bool; 2],
    /// How many arguments of a command are missing.
    arguments: usize,
    /// Whether the content of a script is missing.
    script: bool,
    /// Whether it has a command such as `\over`, of which there can be one.
    infix: bool,
}

impl Level {
    fn new(kind: Kind) -> Self {
        Self { kind, scripts: [false; 2], arguments: 0, script: false, infix: false }
    }

    /// Whether nothing is missing.
    fn is_complete(&self) -> bool {
        self.arguments == 0 && !self.script
    }

    /// Takes in a character, a group, or a command.
    fn unit(&mut self) {
        if self.arguments > 0 {
            self.arguments -= 1;
        } else if !std::mem::take(&mut self.script) {
            self.scripts = [false; 2];
        }
    }
}

/// What makes an operator of a group; without it `\operatorname{rank} A` shows as one word.
/// GitHub refuses `\operatorname` itself (github/markup#1688).
const OPERATOR: &str = "\\mathop{\\mathrm";

/// A formula that is read and written. The methods give `None` where `MathJax` would find an error.
struct Formula<'t> {
    rest: &'t str,
    out: String,
    levels: Vec<Level>,
}

impl<'t> Formula<'t> {
    fn level(&mut self) -> Option<&mut Level> {
        self.levels.last_mut()
    }

    fn finish(self) -> Option<String> {
        let [level] = self.levels.as_slice() else { return None };
        let out = self.out.trim();
        (level.is_complete() && out.chars().any(|c| !c.is_whitespace())).then(|| out.to_owned())
    }

    fn read(&mut self, c: char) -> Option<()> {
        match c {
            '\\' => return self.command(),
            '{' => {
                let command = self.out.trim_end();
                let kind = if command.ends_with("\\substack") {
                    Kind::Lines
                } else if command.ends_with(OPERATOR) {
                    Kind::Operator
                } else {
                    Kind::Group
                };
                self.levels.push(Level::new(kind));
            }
            '}' => match self.level()?.kind {
                Kind::Lines => self.close(&Kind::Lines)?,
                Kind::Operator => {
                    self.close(&Kind::Operator)?;
                    self.out.push('}');
                }
                _ => self.close(&Kind::Group)?,
            },
            '^' | '_' => {
                let level = self.level()?;
                let flag = &mut level.scripts[usize::from(c == '_')];
                if std::mem::replace(flag, true) || !level.is_complete() {
                    return None;
                }
                level.script = true;
            }
            '\'' => {
                let level = self.level()?;
                if level.scripts[0] || !level.is_complete() {
                    return None;
                }
            }
            '&' => {
                let level = self.level()?;
                if !matches!(level.kind, Kind::Environment(_)) || !level.is_complete() {
                    return None;
                }
                *level = Level::new(std::mem::replace(&mut level.kind, Kind::Group));
                // Before a space it begins no character reference.
                self.push_before_space("&");
                return Some(());
            }
            ' ' | '~' => (),
            '|' | '<' | '>' => {
                self.delimiter_of(c);
                self.level()?.unit();
                return Some(());
            }
            '`' | '#' | '%' | '$' | '"' => return None,
            c if c.is_control() || sentinels::is_sentinel(c) => return None,
            _ => self.level()?.unit(),
        }
        self.out.push(c);
        Some(())
    }

    /// Ends a part of the formula.
    fn close(&mut self, kind: &Kind) -> Option<()> {
        let level = self.levels.pop()?;
        if level.kind != *kind || !level.is_complete() {
            return None;
        }
        self.level()?.unit();
        Some(())
    }

    /// Writes a character that means something to Markdown or HTML by its name.
    fn delimiter_of(&mut self, c: char) {
        match c {
            '|' => self.out.push_str("\\vert "),
            '<' => self.out.push_str("\\lt "),
            '>' => self.out.push_str("\\gt "),
            c => self.out.push(c),
        }
    }

    fn command(&mut self) -> Option<()> {
        let name = name_of(self.rest);
        self.rest = &self.rest[name.len()..];
        match name {
            "" => return None,
            "," | ";" | ":" | "!" | " " | ">" | "/" => self.write(name),
            "\\" => return self.line_end(),
            "{" | "}" | "$" | "%" | "_" | "#" => {
                self.level()?.unit();
                self.write(name);
            }
            // What is next to it makes no character reference.
            "&" => {
                self.level()?.unit();
                self.push_before_space("\\&");
            }
            "|" => {
                self.level()?.unit();
                self.out.push_str("\\Vert ");
            }
            "begin" => return self.begin(),
            "end" => return self.end(),
            "unicode" => {
                let (symbol, length) = super::unicode(self.rest)?;
                self.rest = &self.rest[length..];
                self.level()?.unit();
                let symbol = Some(symbol).filter(|c| c.is_alphanumeric() || !c.is_ascii())?;
                // A letter would be part of a command's name.
                self.out.extend([' ', symbol]);
            }
            "kern" | "mkern" | "hskip" | "mskip" | "hspace" | "mspace" | "vspace" => {
                self.out.push(' ');
                self.rest = &self.rest[super::dimension(self.rest)..];
            }
            _ if SIZES.contains(&name) => return self.size(name),
            _ if DROPPED.contains(&name) => (),
            _ => return self.known(name),
        }
        Some(())
    }

    fn push_before_space(&mut self, sign: &str) {
        self.out.push_str(sign);
        if !self.rest.starts_with(' ') {
            self.out.push(' ');
        }
    }

    fn write(&mut self, name: &str) {
        self.out.push('\\');
        self.out.push_str(name);
    }

    /// Writes a command that has a name, or what is as good.
    fn known(&mut self, name: &'t str) -> Option<()> {
        if matches!(name, "operatorname" | "operatornamewithlimits") {
            return self.operator();
        }
        let alias = ALIASES.iter().find(|(known, _)| *known == name).map(|(_, alias)| *alias);
        let name = alias.unwrap_or(name);
        let level = self.level()?;
        if matches!(name, "over" | "atop" | "choose" | "brace" | "brack") {
            if !level.is_complete() || std::mem::replace(&mut level.infix, true) {
                return None;
            }
            level.scripts = [false; 2];
            self.write(name);
            return Some(());
        }
        let Some(&arguments) = ARGUMENTS.get(name) else {
            level.unit();
            return if symbols::is_in_mathjax(name) { None } else { self.write_unknown(name) };
        };
        // An argument of another command is a group, or one character: `\sqrt\frac12` is an error.
        if arguments > 0 && level.arguments > 0 {
            return None;
        }
        level.unit();
        level.arguments += arguments;
        self.write(name);
        if arguments == 1 && TEXTS.contains(&name) {
            return self.text();
        }
        if name == "sqrt" && self.rest.starts_with('[') {
            let degree = self.rest.split_inclusive(']').next()?;
            let plain = degree[1..].trim_end_matches(']').bytes().all(|byte| byte.is_ascii_alphanumeric());
            self.out.push_str(Some(degree).filter(|degree| plain && degree.ends_with(']'))?);
            self.rest = &self.rest[degree.len()..];
        }
        (arguments == 0 || !self.rest.trim_start().starts_with('[')).then_some(())
    }

    /// Writes the command for an operator, whose name follows.
    fn operator(&mut self) -> Option<()> {
        self.rest = self.rest.strip_prefix('*').unwrap_or(self.rest);
        let level = self.level()?;
        if level.arguments > 0 {
            return None;
        }
        level.unit();
        level.arguments = 1;
        self.out.push_str(OPERATOR);
        self.rest.starts_with('{').then_some(())
    }

    /// Writes a command that `MathJax` lacks: as its character, or upright.
    fn write_unknown(&mut self, name: &str) -> Option<()> {
        if symbols::is_function(name) {
            self.out.extend([OPERATOR, "{", name, "}}"]);
            return Some(());
        }
        let mut chars = symbols::symbol(name)?.chars();
        let symbol = chars.next().filter(|c| !c.is_ascii())?;
        self.out.push(symbol);
        chars.next().is_none().then_some(())
    }

    /// Copies a group of plain text.
    fn text(&mut self) -> Option<()> {
        let rest = self.rest.trim_start().strip_prefix('{')?;
        let length = rest.find('}')?;
        let text = &rest[..length];
        if text.contains(['\\', '{', '$', '|', '<', '>', '&', '`', '#', '%', '"', '~'])
            || text.chars().any(|c| c.is_control() || sentinels::is_sentinel(c))
        {
            return None;
        }
        self.out.push('{');
        self.out.push_str(text);
        self.out.push('}');
        self.rest = &rest[length + 1..];
        self.level()?.unit();
        Some(())
    }

    /// Ends a line of a table; elsewhere the lines are one.
    fn line_end(&mut self) -> Option<()> {
        let level = self.level()?;
        if !level.is_complete() || self.rest.trim_start().starts_with(['[', '*']) {
            return None;
        }
        let level = self.level()?;
        if matches!(level.kind, Kind::Environment(_) | Kind::Lines) {
            *level = Level::new(std::mem::replace(&mut level.kind, Kind::Group));
            self.push_before_space("\\\\");
        } else {
            self.out.push_str("\\ ");
        }
        Some(())
    }

    /// The name of an environment, in its braces.
    fn environment(&mut self) -> Option<&'static str> {
        let (name, rest) = self.rest.strip_prefix('{')?.split_once('}')?;
        self.rest = rest;
        ENVIRONMENTS.iter().find(|(known, _)| *known == name).map(|(_, inline)| *inline)
    }

    fn begin(&mut self) -> Option<()> {
        let name = self.environment()?;
        if !self.level()?.is_complete() || self.rest.trim_start().starts_with('[') {
            return None;
        }
        self.out.extend(["\\begin{", name, "}"]);
        if name == "array" {
            let (columns, rest) = self.rest.strip_prefix('{')?.split_once('}')?;
            if !columns.bytes().all(|column| b"clr".contains(&column)) {
                return None;
            }
            self.out.extend(["{", columns, "}"]);
            self.rest = rest;
        }
        self.levels.push(Level::new(Kind::Environment(name)));
        Some(())
    }

    fn end(&mut self) -> Option<()> {
        let name = self.environment()?;
        self.close(&Kind::Environment(name))?;
        self.out.extend(["\\end{", name, "}"]);
        Some(())
    }

    /// Writes a command for the size of a bracket, and the bracket.
    fn size(&mut self, name: &str) -> Option<()> {
        if name == "right" {
            self.close(&Kind::Fence)?;
        } else if !self.level()?.is_complete() || name == "middle" && self.level()?.kind != Kind::Fence {
            return None;
        }
        self.write(name);
        self.rest = self.rest.trim_start();
        let c = self.rest.chars().next()?;
        self.rest = &self.rest[c.len_utf8()..];
        if c == '\\' {
            let name = name_of(self.rest);
            self.rest = &self.rest[name.len()..];
            DELIMITERS.contains(&name).then(|| self.write(if name == "|" { "Vert " } else { name }))?;
        } else {
            "()[]/|.<>".contains(c).then(|| self.delimiter_of(c))?;
        }
        match name {
            "left" => self.levels.push(Level::new(Kind::Fence)),
            "right" => (),
            _ => self.level()?.unit(),
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(table: &[(&str, &str)]) {
        for (formula, expected) in table {
            assert_eq!(for_github(formula).as_deref().unwrap_or_default(), *expected, "{formula}");
        }
    }

    #[test]
    fn old_fonts_and_aliases_are_kept() {
        check(&[
            (r"{\cal N}=4", r"{\cal N}=4"),
            (r"{\bf x}+{\it y}", r"{\bf x}+{\it y}"),
            (r"\frak{g}_2", r"\frak{g}_2"),
            (r"\Bbb R^n", r"\Bbb R^n"),
            (r"\mathbbm{1}_A", r"\mathbb{1}_A"),
            (r"\EuScript{C}", r"\mathscr{C}"),
            (r"\boldsymbol{\theta}", r"\pmb{\theta}"),
            (r"\operatorname*{arg\,min}_x f", r"\mathop{\mathrm{arg\,min}}_x f"),
            (r"\argmax_x f", r"\mathop{\mathrm{argmax}}_x f"),
            (r"a \coloneqq b", "a ≔ b"),
            (r"\unicode{xC5}^2", "Å^2"),
            (r"a\kern-2mu b\hspace{1em}c", "a  b c"),
        ]);
    }

    #[test]
    fn commands_of_mathjax_are_kept() {
        for formula in [
            r"X \xrightarrow{f} Y",
            r"\sum_{\substack{a \in A}} a",
            r"{a \over b}",
            r"{n \choose k}",
            r"\smash{x}_2",
            r"\underline{x}",
            r"\Bbbk[x]",
            r"\begin{pmatrix}a & b\\ c & d\end{pmatrix}",
            r"\left( x^2 \right)_1",
            r"\sqrt[3]{x}",
            r"x^{a^b}_c",
            r"\overset{!}{=}",
            r"x'^2",
        ] {
            check(&[(formula, formula)]);
        }
        check(&[
            (r"\mbox{if }x", r"\text{if }x"),
            (r"\sum_{\substack{a\\b}} c", r"\sum_{\substack{a\\ b}} c"),
            (r"\mathcal{J}\&\mathcal{F}", r"\mathcal{J}\& \mathcal{F}"),
            (r"\begin{align*}a&=b\end{align*}", r"\begin{aligned}a& =b\end{aligned}"),
            (r"\left|x\right>", r"\left\vert x\right\gt"),
        ]);
    }

    #[test]
    fn errors_of_mathjax_are_refused() {
        for formula in [
            r"\frac{a}",
            r"\sqrt",
            r"x^",
            r"x^a^b",
            r"x_1_2",
            r"x^2'",
            r"\left( x",
            r"x \right)",
            r"\left a",
            "a & b",
            r"\begin{pmatrix} a",
            r"\begin{foo}\end{foo}",
            r"{a \over b \over c}",
            r"\sqrt\frac12",
            r"\hat",
            "{",
            "}",
            r"x^}",
            r"\begin{array}{c|c}a&b\end{array}",
            r"\text{a $b$}",
            r"\text{\alpha}",
            r"\middle|",
            r"x^^5c",
            "a`b",
            "a#b",
            "a%b",
        ] {
            check(&[(formula, "")]);
        }
    }

    #[test]
    fn commands_with_side_effects_are_refused() {
        for formula in [
            r"\href{https://evil.example}{x}",
            r"\def\x{y}\x",
            r"\newcommand{\x}{y}",
            r"\DeclareMathOperator{\x}{y}",
            r"\label{x}y",
            r"\ref{x}",
            r"\tag{1}x",
            r"\rule{100em}{100em}",
            r"\raise 100em x",
            r"\llap{x}",
            r"\phantom{x}y",
            r"\vphantom{x}y",
            r"\Huge x",
            r"\mmlToken{mi}{x}",
            r"\class{a}{x}",
            r"\style{a}{x}",
            r"\require{html}",
            r"\input{x}",
            r"\unknown{x}",
        ] {
            check(&[(formula, "")]);
        }
    }

    #[test]
    fn plain_text_needs_no_formula() {
        check(&[("47\\%", ""), ("", ""), (" ", ""), ("ab initio", ""), ("–", ""), ("n", "n")]);
    }
}
