//! Commands in the text: those that give way to their content, those that stand for a character, accents, addresses.

use super::{Converter, name as name_of, symbols};

impl Converter<'_> {
    /// Writes a command whose backslash has been read.
    pub(super) fn command(&mut self, begin: usize) -> usize {
        let name = name_of(&self.text[begin..]);
        let at = begin + name.len();
        self.steps += name.len();
        self.after_command = at;
        match name {
            "%" | "&" | "_" | "#" | "$" | "{" | "}" => self.out.push_str(name),
            " " | "," | ";" | ":" | ">" | "\\" => {
                self.push_space();
                return self.skip_space(at);
            }
            "!" | "/" | "-" | "@" => (),
            "(" | "[" => return self.formula(at, name == "["),
            _ if symbols::accent(name).is_some() => return self.accent(name, begin, at),
            _ if name.bytes().all(|byte| byte.is_ascii_alphabetic()) && !name.is_empty() => {
                return self.word_command(name, at);
            }
            _ => {
                self.out.push('\\');
                self.out.push_str(name);
            }
        }
        at
    }

    /// Writes a command that has a name.
    pub(super) fn word_command(&mut self, name: &str, at: usize) -> usize {
        let group = if self.text[at..].starts_with('{') { self.pair(at) } else { None };
        match (name, group) {
            ("url" | "nolinkurl" | "path", Some(close)) => {
                self.verbatim(at + 1, close);
                return close + 1;
            }
            ("href", Some(close)) => return self.href(at, close),
            ("footnote" | "cite" | "citep" | "citet" | "ref" | "eqref", Some(close)) => {
                let (before, after) = if name == "footnote" { ('(', ")") } else { ('[', "]") };
                if name == "footnote" {
                    self.push_space();
                }
                self.out.push(before);
                self.at_close.push((close, after.to_owned()));
            }
            ("textsuperscript", Some(_)) => return self.script('^', at, self.text.len(), 0),
            ("textsubscript", Some(_)) => return self.script('_', at, self.text.len(), 0),
            ("begin" | "end" | "label" | "color" | "textcolor" | "hspace" | "vspace", Some(close)) => {
                self.after_command = close + 1;
                return self.skip_space(close + 1);
            }
            ("item", _) => self.out.push('•'),
            // The letters that are commands take the blank after them: `\L ojasiewicz`.
            ("L" | "l" | "O" | "o" | "i" | "j" | "ss" | "AE" | "ae" | "OE" | "oe" | "AA" | "aa", _) => {
                self.out.push_str(symbols::symbol(name).unwrap_or_default());
                return if self.text[at..].starts_with(' ') { at + 1 } else { at };
            }
            ("frac" | "dfrac" | "tfrac" | "nicefrac" | "sqrt" | "binom" | "mathbb", Some(_)) => {
                return self.formula_command(name, at);
            }
            _ if symbols::math_accent(name).is_some() && group.is_some() => {
                return self.formula_command(name, at);
            }
            _ if symbols::is_function(name) => self.out.push_str(name),
            _ if symbols::is_style(name) => return self.skip_space(at),
            _ if symbols::is_space(name) => {
                self.push_space();
                return self.skip_space(at);
            }
            _ => match (symbols::symbol(name), group) {
                (Some(symbol), _) => self.out.push_str(symbol),
                // An author's own: its content, or its name, is all there is.
                (None, Some(close)) if close == at + 1 => self.out.push_str(name),
                (None, Some(_)) => (),
                // Nobody closed its argument.
                (None, None) if self.text[at..].starts_with('{') => (),
                (None, None) => {
                    self.out.push('\\');
                    self.out.push_str(name);
                }
            },
        }
        at
    }

    /// Writes a command of mathematics that stands in the text without dollars.
    pub(super) fn formula_command(&mut self, name: &str, at: usize) -> usize {
        let begin = at - name.len() - 1;
        let mut end = at;
        let groups =
            if matches!(name, "sqrt" | "mathbb") || symbols::math_accent(name).is_some() { 1 } else { 2 };
        for _ in 0..groups {
            let close = if self.text[end..].starts_with('{') { self.pair(end) } else { None };
            end = close.map_or(end, |close| close + 1);
        }
        self.math(begin, end, 0);
        end
    }

    /// Writes a range as it is, less the backslashes that TeX wants before some characters.
    pub(super) fn verbatim(&mut self, begin: usize, end: usize) {
        self.steps += end - begin;
        let mut chars = self.text[begin..end].chars().peekable();
        while let Some(c) = chars.next() {
            if c != '\\' || !chars.peek().is_some_and(|next| "%&_#~$".contains(*next)) {
                self.out.push(c);
            }
        }
    }

    /// Writes `\href{address}{text}`: the text, and the address after it.
    pub(super) fn href(&mut self, at: usize, close: usize) -> usize {
        let text = if self.text[close + 1..].starts_with('{') { self.pair(close + 1) } else { None };
        let Some(end) = text else {
            self.verbatim(at + 1, close);
            return close + 1;
        };
        let start = self.out.len();
        self.verbatim(at + 1, close);
        let address = self.out.split_off(start);
        self.steps += address.len();
        if self.text[close + 2..end] != address {
            self.at_close.push((end, format!(" ({address})")));
        }
        // The brace of the text is the command's, too.
        self.after_command = close + 1;
        close + 1
    }

    /// Writes an accented letter; `\b{eta}` is what became of `\beta` on its way.
    pub(super) fn accent(&mut self, name: &str, begin: usize, at: usize) -> usize {
        let as_it_is = |converter: &mut Self| {
            converter.out.push('\\');
            converter.out.push_str(name);
            at
        };
        let letter = name.bytes().all(|byte| byte.is_ascii_alphabetic());
        let Some((inside, next)) = self.argument(at, self.text.len()) else { return as_it_is(self) };
        let content = &self.text[inside.0..inside.1];
        if letter && !self.text[at..].starts_with('{') {
            return self.word_command(name, at);
        }
        if letter
            && content.len() < 12
            && let Some(symbol) = symbols::symbol(&format!("{}{content}", &self.text[begin..at]))
        {
            self.out.push_str(symbol);
            return next;
        }
        // A letter, or one in a group, or one without its dot: never long.
        if content.len() > 8 {
            return as_it_is(self);
        }
        let base = match content.trim_matches(['{', '}', ' ']) {
            "\\i" => "i",
            "\\j" => "j",
            base => base,
        };
        if base.chars().count() != 1 || !base.chars().all(char::is_alphabetic) {
            return as_it_is(self);
        }
        let (start, mark) = (self.out.len(), symbols::accent(name).unwrap_or_default());
        self.out.push_str(base);
        self.combine(start, mark);
        next
    }
}
