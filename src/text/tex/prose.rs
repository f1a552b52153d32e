//! Braces, ties, dashes and quotes, where the author meant them as TeX.

use super::Converter;

impl Converter<'_> {
    pub(super) fn open(&mut self, at: usize) -> usize {
        match self.pair(at) {
            Some(close) if self.is_tex_group(at, close) => (),
            Some(close) => {
                self.out.push('{');
                self.at_close.push((close, "}".to_owned()));
            }
            // A command's argument that is not closed.
            None if self.after_command == at && at > 0 => (),
            None => self.out.push('{'),
        }
        at + 1
    }

    pub(super) fn close(&mut self, at: usize) -> usize {
        if self.pair(at).is_none() {
            self.out.push('}');
        }
        while let Some((_, text)) = self.at_close.pop_if(|(close, _)| *close == at) {
            self.out.push_str(&text);
        }
        at + 1
    }

    /// Whether braces are TeX's, which prints none, and not the author's (`the {10,3} lattice`).
    pub(super) fn is_tex_group(&mut self, open: usize, close: usize) -> bool {
        let inside = &self.text[open + 1..close];
        let joined = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let before = joined(self.text[..open].chars().next_back());
        if self.after_command == open && open > 0 || before || joined(self.text[close + 1..].chars().next()) {
            return true;
        }
        let prose =
            |byte: &u8| byte.is_ascii_alphanumeric() || !byte.is_ascii() || b" ,.;:'()-\\".contains(byte);
        let length = inside.bytes().take_while(prose).count();
        self.steps += length;
        // `{11\={2}0}`: an accent is TeX's.
        let accent =
            inside[..length].ends_with('\\') && inside[length..].starts_with(['=', '"', '^', '~', '`']);
        let begins = inside.starts_with('\\') || inside.is_empty() || accent;
        let words =
            inside.as_bytes().windows(2).take(length).any(|pair| pair.iter().all(u8::is_ascii_alphabetic));
        begins || length == inside.len() && words && inside.starts_with(char::is_alphabetic)
    }

    /// Whether the tilde is a space that does not break, and not "about" (`~0.6%`) or part of a path.
    pub(super) fn is_tie(&self, at: usize) -> bool {
        let before = &self.text[..at];
        let after = &self.text[at + 1..];
        // `$n$~=~3`, and not the `~=` of a program.
        if after.starts_with("=~") || before.ends_with("~=") {
            return true;
        }
        if before.is_empty()
            || before.ends_with([' ', '/', '(', '~', '=', '"'])
            || after.is_empty()
            || after.starts_with([' ', '~', '/', '='])
        {
            return false;
        }
        let number = after.bytes().take_while(u8::is_ascii_digit).count();
        let word = before
            .strip_suffix('.')
            .unwrap_or(before)
            .bytes()
            .rev()
            .take_while(u8::is_ascii_alphabetic)
            .count();
        // `Gemini~2.5` and `Sec.~3.2` are ties. `z~0.7`, `5~7` and `M~10^8` mean "about".
        let power = after[number..].starts_with('^');
        let fraction = after[number..].starts_with(['%', 'x', '.'])
            && !after[number..].starts_with(". ")
            && after[number..] != *".";
        !(number > 0 && (word == 1 || power || fraction && word == 0))
    }

    /// Writes dashes: two in a row are one of medium length, three are a long one; those of a command line stay.
    pub(super) fn dash(&mut self, at: usize) -> usize {
        let length = self.text[at..].bytes().take_while(|byte| *byte == b'-').count();
        self.steps += length;
        let before = self.text[..at].chars().next_back();
        let after = self.text[at + length..].chars().next();
        let option = before.is_none_or(|c| !c.is_alphanumeric() && c != ')')
            && after.is_some_and(char::is_alphanumeric);
        match length {
            2 if !option => self.out.push('–'),
            3 => self.out.push('—'),
            _ => self.out.push_str(&self.text[at..at + length]),
        }
        at + length
    }

    /// Writes quotes. Two backquotes begin a quotation, one does if an apostrophe ends it; otherwise it is Markdown. Some begin one
    /// with two apostrophes.
    pub(super) fn quote(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        let backquotes = rest.bytes().take_while(|byte| *byte == b'`').count();
        if backquotes == 2 {
            self.quoted = true;
            self.out.push('“');
            return at + 2;
        }
        if backquotes > 2 {
            self.steps += backquotes;
            self.out.push_str(&rest[..backquotes]);
            return at + backquotes;
        }
        if !self.quoted && rest.starts_with("''") && self.begins_quotation(at) {
            self.quoted = true;
            self.out.push('“');
            return at + 2;
        }
        if self.quoted && (rest.starts_with("''") || rest.starts_with('"')) {
            self.quoted = false;
            self.out.push('”');
            return at + if rest.starts_with('"') { 1 } else { 2 };
        }
        if backquotes == 1 {
            let inside = rest[1..].bytes().take(80).take_while(|byte| !matches!(byte, b'`' | b'\'')).count();
            self.steps += inside;
            let after = rest.get(1 + inside..).and_then(|rest| rest.strip_prefix('\''));
            if inside > 0 && after.is_some_and(|after| !after.starts_with(char::is_alphanumeric)) {
                self.quote_end = at + 1 + inside;
                self.out.push('‘');
                return at + 1;
            }
        }
        if at == self.quote_end && at > 0 {
            self.out.push('’');
            return at + 1;
        }
        self.out.push_str(&rest[..1]);
        at + 1
    }

    /// Whether two apostrophes are before a word that two others end.
    fn begins_quotation(&mut self, at: usize) -> bool {
        let opens = self.text[..at].chars().next_back().is_none_or(|c| c == ' ' || c == '(');
        let inside = &self.text[at + 2..];
        if !opens || !inside.starts_with(|c: char| c.is_alphanumeric() || c == '\\' || c == '$') {
            return false;
        }
        let length = inside.bytes().take(120).take_while(|byte| !matches!(byte, b'\'' | b'`')).count();
        self.steps += length;
        inside.get(length..).is_some_and(|rest| rest.starts_with("''"))
    }
}
