//! Commands in the text: content, characters, accents, addresses, references.

use super::{Converter, name as name_of, symbols};

/// References to what the reader of an abstract does not have.
#[rustfmt::skip]
const REFERENCES: &[&str] = &[
    "Cref", "autocite", "autoref", "cite", "citealp", "citealt", "citep", "citet", "cref", "eqref", "pageref", "parencite", "ref",
    "textcite",
];

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
    fn word_command(&mut self, name: &str, at: usize) -> usize {
        let group = if self.text[at..].starts_with('{') { self.pair(at) } else { None };
        match (name, group) {
            _ if REFERENCES.contains(&name) => return self.reference(at),
            ("url" | "nolinkurl" | "path", Some(close)) => return self.url(at + 1, close),
            ("href", Some(close)) => return self.href(at, close),
            ("hyperlink", Some(close)) if self.text[at + 1..].starts_with("http") => {
                return self.href(at, close);
            }
            ("footnote", Some(close)) => {
                self.push_space();
                self.out.push('(');
                self.at_close.push((close, ")".to_owned()));
            }
            ("textsuperscript", Some(_)) => return self.script('^', at, self.text.len(), 0),
            ("textsubscript", Some(_)) => return self.script('_', at, self.text.len(), 0),
            (
                "begin" | "end" | "label" | "color" | "textcolor" | "hspace" | "vspace" | "hyperlink",
                Some(close),
            ) => {
                self.after_command = close + 1;
                return self.skip_space(close + 1);
            }
            ("item", _) => self.out.push('•'),
            // The letters that are commands take the space after them: `\L ojasiewicz`.
            ("L" | "l" | "O" | "o" | "i" | "j" | "ss" | "AE" | "ae" | "OE" | "oe" | "AA" | "aa", _) => {
                self.out.push_str(symbols::symbol(name).unwrap_or_default());
                return if self.text[at..].starts_with(' ') { at + 1 } else { at };
            }
            ("eg" | "ie" | "etc" | "etal" | "cf" | "vs" | "wrt" | "aka", _) => {
                return self.abbreviation(name, at);
            }
            _ if symbols::is_function(name) => self.out.push_str(name),
            _ => {
                return self
                    .formula_command(name, at, group.is_some())
                    .unwrap_or_else(|| self.plain_command(name, at, group));
            }
        }
        at
    }

    /// Writes a command that has no arguments, or shows them as they are.
    fn plain_command(&mut self, name: &str, at: usize, group: Option<usize>) -> usize {
        if symbols::is_style(name) && !symbols::is_space(name) {
            return self.skip_space(at);
        }
        if symbols::is_space(name) {
            self.push_space();
            return self.skip_space(at);
        }
        match (symbols::symbol(name), group) {
            (Some(symbol), _) => self.out.push_str(symbol),
            // An author's own: its content, or its name, is all there is.
            (None, Some(close)) if close == at + 1 => self.out.push_str(name),
            (None, Some(_)) => (),
            // An argument that is not closed.
            (None, None) if self.text[at..].starts_with('{') => (),
            (None, None) => {
                if !self.is_macro(name, at) {
                    self.out.push('\\');
                }
                self.out.push_str(name);
            }
        }
        at
    }

    /// Whether a command without braces is an author's own (`\ours`), and not part of a path (`C:\work`) or a pattern (`\d+`).
    fn is_macro(&self, name: &str, at: usize) -> bool {
        let before = self.text[..at - name.len() - 1].chars().next_back();
        let after = self.text[at..].chars().next();
        name.len() > 2
            && before.is_none_or(|c| !c.is_alphanumeric() && !"\\:/".contains(c))
            && after.is_none_or(|c| c.is_alphanumeric() || " ~.,;:!?')-/}\"$’”".contains(c))
    }

    /// Writes a command of mathematics that is in the text without dollars; `None` if it is another.
    fn formula_command(&mut self, name: &str, at: usize, has_group: bool) -> Option<usize> {
        let takes_option = matches!(name, "SI" | "SIrange" | "ang" | "num" | "qty" | "si" | "sqrt" | "unit");
        let has_option = takes_option && self.text[at..].starts_with('[');
        if !has_group && !has_option {
            return None;
        }
        self.formula_at = self.out.len();
        self.with_arguments(name, at, self.text.len(), 0)
    }

    /// Writes `e.g.` and the like, with one full stop.
    fn abbreviation(&mut self, name: &str, at: usize) -> usize {
        let at = if self.text[at..].starts_with("{}") { at + 2 } else { at };
        self.out.push_str(symbols::symbol(name).unwrap_or_default());
        at + usize::from(self.text[at..].starts_with('.'))
    }

    /// Leaves out a reference, and the space or the brackets around it.
    fn reference(&mut self, at: usize) -> usize {
        let mut next = at + usize::from(self.text[at..].starts_with('*'));
        while self.text[next..].starts_with('[') {
            let length = self.text[next..].bytes().take(80).position(|byte| byte == b']');
            let Some(length) = length else { break };
            next += length + 1;
        }
        next = self.pair(next).filter(|close| *close > next).map_or(next, |close| close + 1);
        self.out.truncate(self.out.trim_end().len());
        let bracketed = self.out.ends_with(['(', '[']) && self.text[next..].starts_with([')', ']']);
        if bracketed {
            self.out.pop();
            self.out.truncate(self.out.trim_end().len());
            next += 1;
        }
        self.after_command = next;
        if self.out.is_empty() || self.out.ends_with(['(', '[']) {
            next + usize::from(self.text[next..].starts_with(' '))
        } else {
            next
        }
    }

    /// Writes an address, apart from the words around it.
    fn url(&mut self, begin: usize, end: usize) -> usize {
        if self.out.ends_with(|c: char| c.is_alphanumeric() || ".,;:)".contains(c)) {
            self.out.push(' ');
        }
        self.verbatim(begin, end);
        if self.text[end + 1..].starts_with(char::is_alphanumeric) {
            self.out.push(' ');
        }
        end + 1
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

    /// Writes `\href{address}{text}`: the text, and the address after it; of arXiv's own "this https URL" only the address.
    fn href(&mut self, at: usize, close: usize) -> usize {
        let text = if self.text[close + 1..].starts_with('{') { self.pair(close + 1) } else { None };
        let Some(end) = text else { return self.url(at + 1, close) };
        let label = &self.text[close + 2..end];
        if label.starts_with("this ") && label.ends_with("URL") && label.len() < 20 {
            self.url(at + 1, close);
            return end + 1;
        }
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
    fn accent(&mut self, name: &str, begin: usize, at: usize) -> usize {
        let letter = name.bytes().all(|byte| byte.is_ascii_alphabetic());
        if letter && !self.text[at..].starts_with('{') {
            return self.word_command(name, at);
        }
        let mark = symbols::accent(name).unwrap_or_default();
        // `T{\"}ulu`: the letter is outside the braces.
        if self.text[at..].starts_with('}')
            && let Some(base) = self.text[at + 1..].chars().next().filter(|c| c.is_alphabetic())
        {
            let start = self.out.len();
            self.out.push(base);
            self.combine(start, mark);
            return at + 1 + base.len_utf8();
        }
        if self.text[at..].starts_with("{}") {
            self.out.push_str(name);
            return at + 2;
        }
        let Some((inside, next)) = self.argument(at, self.text.len()) else {
            return self.no_accent(name, at);
        };
        let content = &self.text[inside.0..inside.1];
        if letter
            && content.len() < 12
            && let Some(symbol) = symbols::symbol(&format!("{}{content}", &self.text[begin..at]))
        {
            self.out.push_str(symbol);
            return next;
        }
        // A letter, or one in a group, or one without its dot: never long.
        if content.len() > 8 {
            return self.no_accent(name, at);
        }
        let base = match content.trim_matches(['{', '}', ' ']) {
            "\\i" => "i",
            "\\j" => "j",
            base => base,
        };
        let in_braces = self.text[at..].starts_with('{');
        let takes_accent = |c: char| c.is_alphabetic() || in_braces && c.is_ascii_digit();
        if base.chars().count() != 1 || !base.chars().all(takes_accent) {
            return self.no_accent(name, at);
        }
        let start = self.out.len();
        self.out.push_str(base);
        self.combine(start, mark);
        next
    }

    /// Writes what looks like an accent and has no letter: the sign, or the command as it is.
    fn no_accent(&mut self, name: &str, at: usize) -> usize {
        if name.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            self.out.push('\\');
        }
        self.out.push_str(name);
        at
    }
}
