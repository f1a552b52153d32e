//! Commands in the text: content, characters, accents, addresses, references.

use icu_normalizer::properties::CanonicalCompositionBorrowed;

use super::{Converter, dimension, name as name_of, symbols};

/// References to what the reader of an abstract does not have.
#[rustfmt::skip]
const REFERENCES: &[&str] = &[
    "Cref", "autocite", "autoref", "cite", "citealp", "citealt", "citep", "citet", "cref", "eqref", "pageref", "parencite", "ref",
    "textcite",
];

/// Signs before a word, which take the space after them: `\textless 5`.
const JOINING: &[&str] = &[
    "fdg",
    "farcm",
    "farcs",
    "glqq",
    "lq",
    "textasciicircum",
    "textasciitilde",
    "textbackslash",
    "textless",
    "textquotedblleft",
    "textquoteleft",
    "texttildelow",
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
        if REFERENCES.contains(&name) {
            return self.reference(at);
        }
        let links = name == "hyperlink" && self.text[at..].starts_with("{http");
        if !links && let Some(next) = self.command_without_text(name, at) {
            self.after_command = next;
            return self.skip_space(next);
        }
        // `\section*{x}`: a form of the command.
        let at = at + usize::from(self.text[at..].starts_with("*{"));
        self.after_command = at;
        let group = if self.text[at..].starts_with('{') { self.pair(at) } else { None };
        match (name, group) {
            ("url" | "nolinkurl" | "path", Some(close)) => return self.url(at + 1, close),
            ("href" | "hyperlink", Some(close)) => return self.href(at, close),
            ("footnote", Some(close)) => {
                self.push_space();
                self.out.push('(');
                self.at_close.push((close, ")".to_owned()));
            }
            ("textsuperscript", Some(_)) => return self.script('^', at, self.text.len(), 0),
            ("textsubscript", Some(_)) => return self.script('_', at, self.text.len(), 0),
            ("ion", Some(close)) => self.at_close.push((close, " ".to_owned())),
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

    /// Where to go on after a command that shows nothing, and its arguments; `None` if it is another. What is in braces after that is
    /// text: `\textcolor{red}{x}`.
    fn command_without_text(&self, name: &str, at: usize) -> Option<usize> {
        let end = self.text.len();
        let group = |at: usize| self.pair(at).filter(|close| *close > at).map(|close| close + 1);
        match name {
            "begin" | "bibliography" | "color" | "colorbox" | "end" | "hyperlink" | "index" | "label"
            | "pagestyle" | "raisebox" | "rotatebox" | "scalebox" | "textcolor" | "thispagestyle" => {
                group(at)
            }
            "resizebox" => group(group(at)?),
            "includegraphics" => group(self.option(at, end).1),
            "DeclareMathOperator" | "def" | "newcommand" | "providecommand" | "renewcommand" => {
                self.definition(at, end)
            }
            "hskip" | "hspace" | "kern" | "lower" | "raise" | "vskip" | "vspace" => {
                Some(at + dimension(&self.text[at..])).filter(|next| *next > at)
            }
            _ => None,
        }
    }

    /// Writes a command that has no arguments, or shows them as they are.
    fn plain_command(&mut self, name: &str, at: usize, group: Option<usize>) -> usize {
        if symbols::is_style(name) && !symbols::is_space(name) {
            // `{\it Planck}`: the space ends the command's name. `H{\sc i}` is read as "H i".
            let begins_group = name != "sc" && self.text[..at - name.len() - 1].ends_with('{');
            if begins_group && self.text[at..].starts_with(' ') {
                return at + 1;
            }
            return self.skip_space(at);
        }
        if symbols::is_space(name) {
            self.push_space();
            return self.skip_space(at);
        }
        match (symbols::symbol(name), group) {
            (Some(symbol), _) => {
                self.out.push_str(symbol);
                return at + usize::from(JOINING.contains(&name) && self.text[at..].starts_with(' '));
            }
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
        name.len() > 1
            && before.is_none_or(|c| !c.is_alphanumeric() && !"\\:/".contains(c))
            && (self.text[at..].starts_with("\\ ")
                || after.is_none_or(|c| c.is_alphanumeric() || " ~.,;:!?')-/}\"$’”".contains(c)))
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
        // Of `Ref.~\cite{a}.` one full stop is enough.
        next += usize::from(self.out.ends_with('.') && self.text[next..].starts_with('.'));
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
        let mark = symbols::accent(name).unwrap_or_default();
        if letter && !self.text[at..].starts_with('{') {
            return self.accent_after_space(mark, begin, at).unwrap_or_else(|| self.word_command(name, at));
        }
        if name == "\"" && self.is_escaped_quote(begin, at) {
            self.out.push('"');
            return at;
        }
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

    /// Writes an accent whose letter is after a space: `Fran\c cois`, `{\v C}ech`; `None` if it may be a path or a pattern.
    fn accent_after_space(&mut self, mark: char, begin: usize, at: usize) -> Option<usize> {
        let letter = self.text[at..].strip_prefix(' ')?.chars().next().filter(|c| c.is_alphabetic())?;
        let before = self.text[..begin - 1].chars().next_back();
        let in_word = before.is_some_and(|c| c.is_alphabetic() || c == '{') || letter.is_uppercase();
        let composed = CanonicalCompositionBorrowed::new().compose(letter, mark).filter(|_| in_word)?;
        self.out.push(composed);
        Some(at + 1 + letter.len_utf8())
    }

    /// Whether `\"` is a quotation mark of a text in which backslashes are before them: it begins or ends a word, as another does.
    fn is_escaped_quote(&mut self, begin: usize, at: usize) -> bool {
        let in_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || "{}\\".contains(c));
        let before = self.text[..begin - 1].chars().next_back();
        let after = self.text[at..].chars().next();
        if after == Some(' ') {
            return true;
        }
        if in_word(before) || !in_word(after) || after == Some('{') {
            return false;
        }
        let near = &self.text.as_bytes()[at..self.text.len().min(at + 80)];
        let length = near.windows(2).position(|pair| pair == b"\\\"");
        self.steps += length.unwrap_or(near.len());
        let next = length.map(|length| at + length + 2);
        next.is_some_and(|next| !in_word(self.text[next..].chars().next()))
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
