//! A runner's side of a step, by the rules of its source (`ActionCommand`, `OutputManager`, `FileCommandManager` in
//! <https://github.com/actions/runner>): which commands it finds in a stream, and what it reads from the file of outputs.

use std::collections::BTreeMap;

/// The commands it knows.
const REGISTERED: &[&str] = &[
    "add-mask",
    "add-matcher",
    "add-path",
    "debug",
    "echo",
    "endgroup",
    "error",
    "group",
    "notice",
    "remove-matcher",
    "save-state",
    "set-env",
    "set-output",
    "stop-commands",
    "warning",
];

/// A command in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Command {
    pub(crate) name: String,
    /// As written, e.g. `title=daily-papers`.
    pub(crate) properties: String,
    /// Decoded.
    pub(crate) data: String,
}

/// Every command in a stream. It ends a line at LF, at CR, and at both.
pub(crate) fn commands(stream: &str) -> Vec<Command> {
    stream.split(['\n', '\r']).filter_map(|line| at_start(line).or_else(|| anywhere(line))).collect()
}

/// `::name properties::data`, after any spaces.
fn at_start(line: &str) -> Option<Command> {
    let (info, data) = line.trim_start().strip_prefix("::")?.split_once("::")?;
    command(info, data, &[("%0D", "\r"), ("%0A", "\n"), ("%25", "%")])
}

/// `##[name properties]data`, the first in the line.
fn anywhere(line: &str) -> Option<Command> {
    let (info, data) = line.split_once("##[")?.1.split_once(']')?;
    command(info, data, &[("%3B", ";"), ("%0D", "\r"), ("%0A", "\n"), ("%5D", "]"), ("%25", "%")])
}

fn command(info: &str, data: &str, escapes: &[(&str, &str)]) -> Option<Command> {
    let (name, properties) = info.split_once(' ').unwrap_or((info, ""));
    let data = escapes.iter().fold(data.to_owned(), |data, (escape, text)| data.replace(escape, text));
    let command = Command { name: name.to_owned(), properties: properties.to_owned(), data };
    // It compares names without case.
    REGISTERED.contains(&name.to_lowercase().as_str()).then_some(command)
}

/// The outputs in a file: `name=value`, or `name<<delimiter`, the lines of the value, and the delimiter. Fails where the
/// runner does, and if one is named twice.
pub(crate) fn outputs(file: &str) -> Result<BTreeMap<String, String>, String> {
    // It ends lines at LF only.
    let mut lines = file.split('\n');
    let mut outputs = BTreeMap::new();
    while let Some(line) = lines.next() {
        if line.is_empty() {
            continue;
        }
        let (name, value) = match (line.find('='), line.find("<<")) {
            (Some(equals), heredoc) if heredoc.is_none_or(|heredoc| equals < heredoc) => {
                (&line[..equals], line[equals + 1..].to_owned())
            }
            (_, Some(heredoc)) => {
                let (name, delimiter) = (&line[..heredoc], &line[heredoc + 2..]);
                let mut value = Vec::new();
                loop {
                    match lines.next() {
                        Some(line) if line == delimiter => break,
                        Some(line) => value.push(line),
                        None => return Err(format!("no line `{delimiter}` ends `{name}`")),
                    }
                }
                if delimiter.is_empty() {
                    return Err(format!("no delimiter: {line}"));
                }
                (name, value.join("\n"))
            }
            _ => return Err(format!("neither a value nor the start of one: {line}")),
        };
        if name.is_empty() || outputs.insert(name.to_owned(), value).is_some() {
            return Err(format!("no name, or one that was there before: {line}"));
        }
    }
    Ok(outputs)
}

#[test]
fn the_runner_finds_commands_where_they_are() {
    let names = |text: &str| commands(text).into_iter().map(|command| command.name).collect::<Vec<_>>();
    assert_eq!(
        names("a\r ::error::b\n\u{a0}::Group::\r\nx ##[debug]y ##[error]z"),
        ["error", "Group", "debug"]
    );
    assert!(names("a ::error::b\n: :error::b\n## [error]c\n::nothing::\n::error:").is_empty());
    let command = &commands("::warning title=a,line=1::50 %25 of%0Ab %250A")[0];
    assert_eq!((command.properties.as_str(), command.data.as_str()), ("title=a,line=1", "50 % of\nb %0A"));
}

#[test]
fn the_runner_reads_outputs_or_fails() {
    let read = outputs("a=1<<2\nb<<E\nc=d\n\nb<<F\nE\n\nd=\n").unwrap();
    let read: Vec<_> = read.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(read, [("a", "1<<2"), ("b", "c=d\n\nb<<F"), ("d", "")]);
    for broken in ["a", "a<<E\nb", "a<<\nb\n\n", "=1", "a=1\na=2"] {
        assert!(outputs(broken).is_err(), "{broken}");
    }
}
