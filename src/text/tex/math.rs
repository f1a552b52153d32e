//! Mathematics in plain characters, on one line.

use super::{Converter, dimension, symbols, unicode};

/// Arguments within arguments are transformed (raised, put over a line) up to this depth. Deeper ones cannot be read on one line,
/// and each level costs another look at its text.
pub(super) const MAX_DEPTH: usize = 4;

/// What an environment, or the command of its name, has on either side.
fn environment_brackets(name: &str) -> (&'static str, &'static str) {
    match name {
        "pmatrix" => ("(", ")"),
        "bmatrix" => ("[", "]"),
        "Bmatrix" => ("{", "}"),
        "vmatrix" => ("|", "|"),
        "Vmatrix" => ("‖", "‖"),
        "cases" => ("{", ""),
        _ => ("", ""),
    }
}

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
                ':' => at = self.address(at - 1, end),
                '=' | '<' | '>' => self.relation(c.encode_utf8(&mut [0; 4]), at),
                c => self.out.push(c),
            }
        }
    }

    /// Writes the command whose name begins at a place; where to go on.
    fn math_command(&mut self, begin: usize, end: usize, depth: usize) -> usize {
        let name = super::name(&self.text[begin..end]);
        let mut at = begin + name.len();
        self.steps += name.len();
        // `\operatorname*{arg}`: a form of the command.
        if self.text[at..end].starts_with("*{") && symbols::symbol(name).is_none() {
            at += 1;
        }
        if depth < MAX_DEPTH
            && let Some(next) = self.with_arguments(name, at, end, depth)
        {
            return next;
        }
        match name {
            "\\" | "cr" if !self.environments.is_empty() => {
                self.out.truncate(self.out.trim_end().len());
                self.out.push_str("; ");
            }
            // The lines of `\substack`.
            "\\" if self.in_script => {
                self.out.truncate(self.out.trim_end().len());
                self.out.push_str(", ");
            }
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
                Some(symbol) => return self.sign(symbol, at, end),
                // An author's own: its content, or its name, is all there is.
                None if self.text[at..end].starts_with('{') && !self.text[at..end].starts_with("{}") => (),
                None if name.starts_with(|c: char| c.is_ascii_alphabetic()) => self.word(name, at, end),
                None => self.out.push_str(name),
            },
        }
        at
    }

    /// Writes a command that does something to its arguments; `None` if it is another, or has none.
    pub(super) fn with_arguments(
        &mut self,
        name: &str,
        at: usize,
        end: usize,
        depth: usize,
    ) -> Option<usize> {
        let start = self.out.len();
        match name {
            "frac" | "dfrac" | "tfrac" | "cfrac" | "nicefrac" | "sfrac" => self.fraction("/", at, end, depth),
            "binom" | "tbinom" | "dbinom" => {
                let next = self.fraction(" choose ", at, end, depth)?;
                self.out.insert(start, '(');
                self.out.push(')');
                Some(next)
            }
            "sqrt" => self.root(at, end, depth),
            "overset" | "stackrel" | "underset" => {
                let (above, next) = self.argument(at, end)?;
                let (base, next) = self.argument(next, end)?;
                self.math(base.0, base.1, depth + 1);
                self.write_script(if name == "underset" { '_' } else { '^' }, above, next, depth);
                Some(next)
            }
            "pmod" => {
                self.push_space();
                self.surrounded("(mod ", ")", at, end, depth)
            }
            "href" | "hyperlink" | "url" | "nolinkurl" => self.link_in_formula(at, end, depth),
            "begin" | "end" => self.environment(name == "begin", at, end),
            "phantom" | "hphantom" | "vphantom" | "label" | "tag" | "color" | "textcolor" | "cite"
            | "ref" | "eqref" => self.argument(at, end).map(|(_, next)| next),
            "newcommand" | "renewcommand" | "providecommand" | "DeclareMathOperator" | "def" => {
                self.definition(at, end)
            }
            "raisebox" | "scalebox" | "rotatebox" => self.argument(at, end).map(|(_, next)| next),
            "kern" | "mkern" | "hskip" | "mskip" | "vskip" | "hspace" | "mspace" | "vspace" | "raise"
            | "lower" => Some(at + dimension(&self.text[at..end])),
            "unicode" => {
                let (symbol, length) = unicode(&self.text[at..end])?;
                self.out.push(symbol);
                Some(at + length)
            }
            _ => match symbols::brackets(name) {
                Some((open, close)) if !(name == "braket" && self.has_two_groups(at, end)) => {
                    self.surrounded(open, close, at, end, depth)
                }
                _ => self
                    .arranged(name, at, end, depth)
                    .or_else(|| self.quantity(name, at, end))
                    .or_else(|| self.transformed(name, at, end, depth)),
            },
        }
    }

    /// Writes a command that arranges its arguments around an arrow or between brackets; `None` if it is another.
    fn arranged(&mut self, name: &str, at: usize, end: usize, depth: usize) -> Option<usize> {
        match name {
            "xrightarrow" | "xleftarrow" => {
                let (below, at) = self.option(at, end);
                let (above, next) = self.argument(at, end)?;
                self.relation(if name == "xrightarrow" { "→" } else { "←" }, at);
                self.out.truncate(self.out.trim_end().len());
                if let Some(below) = below {
                    self.write_script('_', below, at, depth);
                }
                self.write_script('^', above, next, depth);
                self.push_space();
                Some(next)
            }
            "matrix" | "pmatrix" | "cases" => {
                let (inside, next) = self.argument(at, end)?;
                let (open, close) = environment_brackets(name);
                self.out.push_str(open);
                self.environments.push(close);
                self.math(inside.0, inside.1, depth + 1);
                self.environments.pop();
                self.out.push_str(close);
                Some(next)
            }
            "ketbra" | "dyad" | "outerproduct" => {
                let next = self.surrounded("|", "⟩", at, end, depth)?;
                self.surrounded("⟨", "|", next, end, depth).or(Some(next))
            }
            "braket" | "innerproduct" | "ip" if self.has_two_groups(at, end) => {
                let next = self.surrounded("⟨", "|", at, end, depth)?;
                self.surrounded("", "⟩", next, end, depth)
            }
            _ => None,
        }
    }

    /// Writes a command that changes the characters of its argument.
    fn transformed(&mut self, name: &str, at: usize, end: usize, depth: usize) -> Option<usize> {
        let double_struck = matches!(name, "mathbb" | "Bbb" | "mathbbm" | "mathbbmss" | "mathds");
        let mark = if name == "not" { Some('\u{338}') } else { symbols::math_accent(name) };
        if !double_struck && mark.is_none() {
            return None;
        }
        let (inside, next) = self.argument(at, end)?;
        let start = self.out.len();
        self.math(inside.0, inside.1, depth + 1);
        if let Some(mark) = mark {
            self.combine(start, mark);
        } else {
            let struck: String = self.cut(start).chars().map(symbols::double_struck).collect();
            self.out.push_str(&struck);
        }
        Some(next)
    }

    /// Writes two arguments on one line.
    fn fraction(&mut self, sign: &str, at: usize, end: usize, depth: usize) -> Option<usize> {
        let (above, next) = self.argument(at, end)?;
        let (below, next) = self.argument(next, end)?;
        for (sign, part) in [("", above), (sign, below)] {
            self.out.push_str(sign);
            let start = self.out.len();
            self.math(part.0, part.1, depth + 1);
            self.enclose(start);
        }
        Some(next)
    }

    /// Writes the argument between brackets or bars.
    fn surrounded(&mut self, open: &str, close: &str, at: usize, end: usize, depth: usize) -> Option<usize> {
        let (inside, next) = self.argument(at, end)?;
        self.out.push_str(open);
        self.math(inside.0, inside.1, depth + 1);
        self.out.push_str(close);
        Some(next)
    }

    /// Writes the text of a link, and its address after it.
    fn link_in_formula(&mut self, at: usize, end: usize, depth: usize) -> Option<usize> {
        let (address, next) = self.argument(at, end)?;
        match self.argument(next, end).filter(|_| self.text[next..].starts_with('{')) {
            Some((label, next)) => {
                self.math(label.0, label.1, depth + 1);
                self.out.push_str(" (");
                self.verbatim(address.0, address.1);
                self.out.push(')');
                Some(next)
            }
            None => {
                self.verbatim(address.0, address.1);
                Some(next)
            }
        }
    }

    /// Writes the bracket that begins or ends an environment.
    fn environment(&mut self, begins: bool, at: usize, end: usize) -> Option<usize> {
        let (name, mut next) = self.argument(at, end)?;
        let name = &self.text[name.0..name.1];
        let (open, close) = environment_brackets(name);
        if begins {
            if name == "array" {
                next = self.argument(next, end).map_or(next, |(_, next)| next);
            }
            self.out.push_str(open);
            self.environments.push(close);
            while self.text[next..end].starts_with(' ') {
                next += 1;
            }
        } else if let Some(close) = self.environments.pop() {
            self.out.truncate(self.out.trim_end_matches([' ', ';']).len());
            self.out.push_str(close);
        }
        Some(next)
    }

    fn root(&mut self, at: usize, end: usize, depth: usize) -> Option<usize> {
        let mut begin = at;
        if self.text[at..end].starts_with('[') {
            // A degree is short.
            let close = self.text.as_bytes()[at..end].iter().take(8).position(|byte| *byte == b']')?;
            let start = self.out.len();
            self.math(at + 1, at + close, depth + 1);
            self.raise(start, '^', begin);
            begin = at + close + 1;
        }
        let (inside, next) = self.argument(begin, end)?;
        self.out.push('√');
        let start = self.out.len();
        self.math(inside.0, inside.1, depth + 1);
        self.enclose(start);
        Some(next)
    }

    /// Writes a name, and a space before what would look like its end.
    fn word(&mut self, name: &str, at: usize, end: usize) {
        if self.out.ends_with(char::is_alphanumeric) {
            self.out.push(' ');
        }
        self.out.push_str(name);
        if self.text[at..end].starts_with(|c: char| c.is_alphanumeric() || c == '{' || c == '\\') {
            self.out.push(' ');
        }
    }

    /// Writes a character; where to go on. The space that ends a command's name is not shown after a sign that has none before it.
    fn sign(&mut self, symbol: &str, at: usize, end: usize) -> usize {
        // A backslash before a letter would look like a command.
        let joins = !symbol.contains(|c: char| c.is_alphanumeric() || c == '\\')
            && (self.out.len() <= self.formula_at || !self.out.ends_with(' '));
        self.out.push_str(symbol);
        let spaces = self.text[at..end].bytes().take_while(|byte| *byte == b' ').count();
        at + if joins { spaces } else { 0 }
    }

    /// Writes a relation, with spaces around it unless it is alone before a number (`≥3`).
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

    /// The short argument in square brackets at a place, if there is one, and where to go on.
    pub(super) fn option(&self, at: usize, end: usize) -> (Option<(usize, usize)>, usize) {
        let close = self.text[at..end].bytes().take(40).position(|byte| byte == b']');
        match close.filter(|_| self.text[at..end].starts_with('[')) {
            Some(close) => (Some((at + 1, at + close)), at + close + 1),
            None => (None, at),
        }
    }

    /// Where a definition ends, whose command ends at a place: `\newcommand{\x}[1]{y}`, `\def\x#1{y}`.
    pub(super) fn definition(&self, at: usize, end: usize) -> Option<usize> {
        let group = |at| self.pair(at).filter(|close| at < *close && *close < end);
        let mut next = at + usize::from(self.text[at..end].starts_with('*'));
        next = match self.text[next..end].strip_prefix('\\') {
            Some(rest) => next + 1 + super::name(rest).len(),
            None => group(next)? + 1,
        };
        (_, next) = self.option(next, end);
        while self.text[next..end].starts_with('#') {
            next = (next + 2).min(end);
        }
        group(next).map(|close| close + 1)
    }

    fn has_two_groups(&self, at: usize, end: usize) -> bool {
        let first = self.pair(at).filter(|close| at < *close && *close < end);
        first.is_some_and(|close| self.text[close + 1..end].starts_with('{'))
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
