//! Workflow commands, the outputs file, and text made safe for the runner's log. Pure.
//!
//! The runner reads both streams of a step line by line. It executes `::command::` at the start of a line and `##[command]`
//! anywhere in it, and ends a line at CR as well as at LF. See
//! <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>.

use std::fmt::Write as _;

/// The runner cuts annotations at 4,096 characters.
const MAX_LINE_CHARS: usize = 4_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Annotation {
    /// Shown with the run. It does not fail the step.
    Error,
    /// Shown with the run.
    Warning,
    /// In the log, with debug logging only.
    Debug,
}

/// The command for an annotation. The message may have several lines.
pub(crate) fn annotation(kind: Annotation, message: &str) -> String {
    let command = match kind {
        Annotation::Error => "error title=daily-papers",
        Annotation::Warning => "warning title=daily-papers",
        Annotation::Debug => "debug",
    };
    let message: String =
        message.chars().filter(|c| *c == '\n' || !is_control(*c)).take(MAX_LINE_CHARS).collect();
    // The runner looks for `##[` in the undecoded line too.
    let data = message.replace('%', "%25").replace('\n', "%0A").replace("##[", "## [");
    format!("::{command}::{data}")
}

/// A text as one line of the log without commands.
pub(crate) fn log_line(text: &str) -> String {
    let line: String =
        text.chars().map(|c| if is_control(c) { ' ' } else { c }).take(MAX_LINE_CHARS).collect();
    let line = line.trim_start().replace("##[", "## [");
    match line.strip_prefix("::") {
        Some(rest) => format!(": :{rest}"),
        None => line,
    }
}

/// The same with its indentation.
pub(crate) fn indented_line(text: &str) -> String {
    let indentation = text.len() - text.trim_start_matches(' ').len();
    format!("{}{}", &text[..indentation], log_line(text))
}

/// Several lines, each without commands, for the log or a terminal.
pub(crate) fn log_lines(text: &str) -> String {
    text.lines().map(indented_line).collect::<Vec<_>>().join("\n")
}

/// JSON without commands and control characters, and with the same value.
pub(crate) fn log_json(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    for c in json.replace("##[", "#\\u0023[").chars() {
        // Outside strings, JSON has no control characters but line feeds.
        if c != '\n' && is_control(c) {
            let _ = write!(safe, "\\u{:04x}", u32::from(c));
        } else {
            safe.push(c);
        }
    }
    safe
}

/// C0, C1, separators that some programs read as line ends, and bidirectional controls.
fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The lines for the file that `GITHUB_OUTPUT` names. `random` must be unpredictable, so that no value can end its own block.
pub(crate) fn outputs(values: &[(&str, String)], random: u128) -> String {
    let mut file = String::new();
    for (name, value) in values {
        let mut delimiter = format!("ghadelimiter_{random:032x}");
        while value.contains(&delimiter) {
            delimiter.push('_');
        }
        let _ = writeln!(file, "{name}<<{delimiter}\n{value}\n{delimiter}");
    }
    file
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The commands the runner would find in a text, by its own rules.
    fn commands(text: &str) -> Vec<&str> {
        let lines = text.split(['\n', '\r']);
        lines.filter(|line| line.trim_start().starts_with("::") || line.contains("##[")).collect()
    }

    #[test]
    fn json_keeps_its_value_without_commands() {
        let text = "##[group]x ###[y \u{9b}\u{2028}\u{202e}";
        let json = log_json(&format!("[\n\"{text}\"\n]"));
        assert!(!json.contains("##[") && json.is_ascii(), "{json}");
        assert_eq!(serde_json::from_str::<Vec<String>>(&json).unwrap(), [text]);
        assert_eq!(log_lines("a\n  - b\n  ::error::c\n##[d]"), "a\n  - b\n  : :error::c\n## [d]");
    }

    #[test]
    fn a_log_line_holds_no_command() {
        for hostile in [
            "::error::x",
            "  ::set-output name=a::b",
            "a\r::warning::x",
            "x ##[error]y",
            "\u{85}::debug::",
            "\u{a0}::x::",
        ] {
            let line = log_line(hostile);
            assert!(commands(&line).is_empty(), "{line:?}");
        }
        assert_eq!(log_line("plain 100 % : text"), "plain 100 % : text");
        assert_eq!(log_lines("a\n::b::"), "a\n: :b::");
    }

    #[test]
    fn an_annotation_is_one_command() {
        let command = annotation(Annotation::Error, "50 % of\n::warning::x\r##[error]y");
        assert_eq!(command, "::error title=daily-papers::50 %25 of%0A::warning::x## [error]y");
        assert_eq!(commands(&command).len(), 1);
    }

    #[test]
    fn no_value_ends_its_block() {
        let guessed = format!("ghadelimiter_{:032x}", 7);
        let value = format!("{guessed}\nchanged=true\n{guessed}_\n{guessed}__x");
        let values = [("a", value), ("b", "c".to_owned())];
        let expected: Vec<_> =
            values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        assert_eq!(read(&outputs(&values, 7)), expected);
    }

    /// Reads an outputs file as the runner does.
    fn read(file: &str) -> Vec<(String, String)> {
        let mut lines = file.lines();
        let mut found = Vec::new();
        while let Some(head) = lines.next() {
            let (name, delimiter) = head.split_once("<<").unwrap();
            let value: Vec<&str> = lines.by_ref().take_while(|line| *line != delimiter).collect();
            found.push((name.to_owned(), value.join("\n")));
        }
        found
    }

    proptest! {
        #[test]
        fn no_text_makes_a_command(text in "(::|##\\[|\\PC|\r|\n| |\u{85}){0,20}") {
            prop_assert!(commands(&log_lines(&text)).is_empty());
            prop_assert_eq!(commands(&annotation(Annotation::Warning, &text)).len(), 1);
        }

        #[test]
        fn outputs_are_read_back_unchanged(value in "([a-z<=_ ]|\n){0,30}", other in "\\PC{0,10}") {
            let values = [("a", value.trim_end().to_owned()), ("b-c", other)];
            let expected: Vec<_> = values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
            prop_assert_eq!(read(&outputs(&values, 7)), expected);
        }
    }
}
