//! Mathematics in plain characters, on one line.

use icu_normalizer::properties::CanonicalCompositionBorrowed;

use super::Converter;
use super::symbols;

/// Arguments within arguments are transformed (raised, put over a line) up to this depth: beyond it nobody can read them on
/// one line, and each level costs another look at its text.
const MAX_DEPTH: usize = 4;

impl Converter<'_> {
    /// Writes a range of the text as mathematics in plain characters.
    pub(super) fn math(&mut self, mut at: usize, end: usize, depth: usize) {
        while at < end {
            self.steps += 1;
            let c = self.char_at(at);
            at += c.len_utf8();
            match c {
                '\\' => at = self.math_command(at, end, depth),
                '^' | '_' => at = self.script(c, at, end, depth),
                '{' | '}' | '$' => (),
                ' ' | '~' | '&' => self.push_space(),
                '\'' => self.out.push('′'),
                '=' | '<' | '>' => self.relation(c.encode_utf8(&mut [0; 4]), at),
                c => self.out.push(c),
            }
        }
    }

    /// Writes the command whose name begins at a place; where to go on.
    fn math_command(&mut self, begin: usize, end: usize, depth: usize) -> usize {
        let name = super::name(&self.text[begin..end]);
        let at = begin + name.len();
        self.steps += name.len();
        if depth < MAX_DEPTH
            && let Some(next) = self.with_arguments(name, at, end, depth)
        {
            return next;
        }
        match name {
            "," | ";" | ":" | " " | ">" | "\\" => self.push_space(),
            "!" | "/" | "" => (),
            "|" => self.out.push('‖'),
            "left" | "right" => return if self.text[at..end].starts_with('.') { at + 1 } else { at },
            "bmod" | "mod" | "pmod" => self.word("mod", at, end),
            name if symbols::is_function(name) => self.word(name, at, end),
            name if symbols::is_style(name) || symbols::math_accent(name).is_some() => {
                return if self.text[at..end].starts_with(' ') { at + 1 } else { at };
            }
            name if symbols::is_space(name) => self.push_space(),
            name => match symbols::symbol(name) {
                Some(symbol) if symbols::is_relation(symbol) => self.relation(symbol, at),
                Some(symbol) => self.out.push_str(symbol),
                None => self.out.push_str(name),
            },
        }
        at
    }

    /// Writes a command that does something to its arguments; `None` if it is no such command, or has none.
    fn with_arguments(&mut self, name: &str, at: usize, end: usize, depth: usize) -> Option<usize> {
        let start = self.out.len();
        match name {
            "frac" | "dfrac" | "tfrac" | "cfrac" | "nicefrac" | "sfrac" | "binom" | "tbinom" | "dbinom" => {
                let (above, next) = self.argument(at, end)?;
                let (below, next) = self.argument(next, end)?;
                let choose = name.ends_with("binom");
                self.math(above.0, above.1, depth + 1);
                self.enclose(start);
                self.out.push_str(if choose { " choose " } else { "/" });
                let middle = self.out.len();
                self.math(below.0, below.1, depth + 1);
                self.enclose(middle);
                if choose {
                    self.out.insert(start, '(');
                    self.out.push(')');
                }
                Some(next)
            }
            "sqrt" => self.root(at, end, depth),
            "pmod" => {
                let (inside, next) = self.argument(at, end)?;
                self.push_space();
                self.out.push_str("(mod ");
                self.math(inside.0, inside.1, depth + 1);
                self.out.push(')');
                Some(next)
            }
            "not" => {
                let (inside, next) = self.argument(at, end)?;
                self.math(inside.0, inside.1, depth + 1);
                self.combine(start, '\u{338}');
                Some(next)
            }
            "mathbb" => {
                let (inside, next) = self.argument(at, end)?;
                self.math(inside.0, inside.1, depth + 1);
                let struck: String = self.cut(start).chars().map(symbols::double_struck).collect();
                self.out.push_str(&struck);
                Some(next)
            }
            "begin" | "end" => self.argument(at, end).map(|(_, next)| next),
            name => {
                let mark = symbols::math_accent(name)?;
                let (inside, next) = self.argument(at, end)?;
                self.math(inside.0, inside.1, depth + 1);
                self.combine(start, mark);
                Some(next)
            }
        }
    }

    fn root(&mut self, at: usize, end: usize, depth: usize) -> Option<usize> {
        let mut begin = at;
        if self.text[at..end].starts_with('[') {
            // Nobody writes a long degree.
            let close = self.text.as_bytes()[at..end].iter().take(8).position(|byte| *byte == b']')?;
            let start = self.out.len();
            self.math(at + 1, at + close, depth + 1);
            self.raise(start, symbols::superscript, '^');
            begin = at + close + 1;
        }
        let (inside, next) = self.argument(begin, end)?;
        self.out.push('√');
        let start = self.out.len();
        self.math(inside.0, inside.1, depth + 1);
        self.enclose(start);
        Some(next)
    }

    /// Writes a superscript or subscript; `sign` is `^` or `_`, and has been read.
    pub(super) fn script(&mut self, sign: char, at: usize, end: usize, depth: usize) -> usize {
        let Some((inside, next)) = self.argument(at, end).filter(|_| depth < MAX_DEPTH) else {
            self.out.push(sign);
            return at;
        };
        let start = self.out.len();
        self.math(inside.0, inside.1, depth + 1);
        self.raise(start, if sign == '^' { symbols::superscript } else { symbols::subscript }, sign);
        next
    }

    /// Raises (or lowers) what was written from a place on, or says so with a sign where Unicode cannot.
    fn raise(&mut self, start: usize, map: fn(char) -> Option<char>, sign: char) {
        let text = self.cut(start);
        match text.chars().filter(|c| *c != ' ').map(map).collect::<Option<String>>() {
            Some(mapped) => self.out.push_str(&mapped),
            None => {
                self.out.push(sign);
                let start = self.out.len();
                self.out.push_str(&text);
                self.enclose(start);
            }
        }
    }

    /// Puts what was written from a place on into brackets, unless it is one thing.
    fn enclose(&mut self, start: usize) {
        let text = self.cut(start);
        let simple =
            text.chars().all(|c| c.is_alphanumeric() || !c.is_ascii() && !c.is_whitespace() || c == '.');
        let enclosed = text.starts_with('(') && text.find(')') == Some(text.len() - 1);
        let digits_then_letters = text.starts_with(|c: char| c.is_ascii_digit())
            && text.contains(|c: char| c.is_alphabetic())
            && !self.out.is_empty();
        if simple && !digits_then_letters || enclosed {
            self.out.push_str(&text);
        } else {
            self.out.push('(');
            self.out.push_str(&text);
            self.out.push(')');
        }
    }

    /// Takes away what was written from a place on.
    fn cut(&mut self, start: usize) -> String {
        self.steps += self.out.len() - start;
        self.out.split_off(start)
    }

    /// Puts a combining character on what was written from a place on, if that is one character.
    pub(super) fn combine(&mut self, start: usize, mark: char) {
        let text = self.cut(start);
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (Some(letter), None) => {
                let composed = CanonicalCompositionBorrowed::new().compose(letter, mark);
                self.out.push(composed.unwrap_or(letter));
                if composed.is_none() {
                    self.out.push(mark);
                }
            }
            _ => self.out.push_str(&text),
        }
    }

    /// Writes a name, and a blank before what would look like its end.
    fn word(&mut self, name: &str, at: usize, end: usize) {
        if self.out.ends_with(char::is_alphanumeric) {
            self.out.push(' ');
        }
        self.out.push_str(name);
        if self.text[at..end].starts_with(|c: char| c.is_alphanumeric() || c == '{' || c == '\\') {
            self.out.push(' ');
        }
    }

    /// Writes a relation, with blanks around it unless it stands before a number alone (`≥3`).
    fn relation(&mut self, symbol: &str, at: usize) {
        let alone = self.out.len() <= self.formula_at || self.out.ends_with([' ', '(', '[', '{', ',']);
        if !alone && !self.out.ends_with('/') && !symbol.is_ascii() {
            self.out.push(' ');
        }
        self.out.push_str(symbol);
        let end_follows = self.text[at..].starts_with(['$', ' ', '}', ')']) || at == self.text.len();
        if !alone && !end_follows && !symbol.is_ascii() {
            self.out.push(' ');
        }
    }

    /// The argument at a place (its inside), and where it ends: a group, a command with its groups, or one character.
    pub(super) fn argument(&self, mut at: usize, end: usize) -> Option<((usize, usize), usize)> {
        while self.text[at..end].starts_with(' ') {
            at += 1;
        }
        let c = self.text[at..end].chars().next()?;
        match c {
            '{' => {
                let close = self.pair(at).filter(|close| *close < end)?;
                Some(((at + 1, close), close + 1))
            }
            '}' | '$' | '^' | '_' => None,
            '\\' => {
                let mut next = at + 1 + super::name(&self.text[at + 1..end]).len();
                for _ in 0..2 {
                    let open = self.text[next..end].starts_with('{');
                    let close = if open { self.pair(next).filter(|close| *close < end) } else { None };
                    next = close.map_or(next, |close| close + 1);
                }
                Some(((at, next), next))
            }
            c => Some(((at, at + c.len_utf8()), at + c.len_utf8())),
        }
    }
}
