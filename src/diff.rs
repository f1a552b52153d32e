//! What a dry run shows: a unified diff of each file, with colours for a terminal.

use std::fmt::{self, Write};

use imara_diff::{Algorithm, Diff, InternedInput, Interner, Token, UnifiedDiffConfig, UnifiedDiffPrinter};

use crate::actions::{indented_line, log_line};
use crate::store::{FileChange, Snapshot, TreeEntry};

const ADDED: &str = "\u{1b}[32m";
const REMOVED: &str = "\u{1b}[31m";
const PLACE: &str = "\u{1b}[36m";
const PLAIN: &str = "\u{1b}[0m";

/// The differences between a snapshot and the changes to it, as `git diff` would write them. Every line is safe for a
/// terminal and for the runner's log.
pub(crate) fn unified(snapshot: &Snapshot, changes: &[FileChange], color: bool) -> String {
    changes.iter().map(|change| file(snapshot, change, color)).collect()
}

fn file(snapshot: &Snapshot, change: &FileChange, color: bool) -> String {
    let old = match snapshot.entries.get(&change.path) {
        Some(TreeEntry::File { content, .. }) => Some(String::from_utf8_lossy(content)),
        _ => None,
    };
    let new = String::from_utf8_lossy(&change.content);
    let old_name = if old.is_some() { format!("a/{}", change.path) } else { "/dev/null".to_owned() };
    // A path may hold nearly anything.
    let out = format!("--- {}\n+++ {}\n", log_line(&old_name), log_line(&format!("b/{}", change.path)));
    let input = InternedInput::new(old.as_deref().unwrap_or_default(), &*new);
    let mut diff = Diff::compute(Algorithm::Histogram, &input);
    diff.postprocess_lines(&input);
    let printer = Printer { lines: &input.interner, color };
    out + &diff.unified_diff(&printer, UnifiedDiffConfig::default(), &input).to_string()
}

/// Writes hunks as `git diff` does.
struct Printer<'a> {
    lines: &'a Interner<&'a str>,
    color: bool,
}

impl Printer<'_> {
    fn write(&self, out: &mut impl Write, sign: char, with: &str, tokens: &[Token]) -> fmt::Result {
        tokens.iter().try_for_each(|token| {
            let text = self.lines[*token].trim_end_matches(['\n', '\r']);
            self.paint(out, with, &format!("{sign}{}", indented_line(text)))
        })
    }

    fn paint(&self, out: &mut impl Write, with: &str, line: &str) -> fmt::Result {
        let (with, plain) = if self.color && !with.is_empty() { (with, PLAIN) } else { ("", "") };
        writeln!(out, "{with}{line}{plain}")
    }
}

impl UnifiedDiffPrinter for Printer<'_> {
    fn display_header(
        &self,
        mut out: impl Write,
        start_before: u32,
        start_after: u32,
        len_before: u32,
        len_after: u32,
    ) -> fmt::Result {
        let (before, after) =
            (lines_of_hunk(start_before, len_before), lines_of_hunk(start_after, len_after));
        self.paint(&mut out, PLACE, &format!("@@ -{before} +{after} @@"))
    }

    fn display_context_token(&self, mut out: impl Write, token: Token) -> fmt::Result {
        self.write(&mut out, ' ', "", &[token])
    }

    fn display_hunk(&self, mut out: impl Write, before: &[Token], after: &[Token]) -> fmt::Result {
        self.write(&mut out, '-', REMOVED, before)?;
        self.write(&mut out, '+', ADDED, after)
    }
}

/// Lines are counted from 1; of no lines, the one before is named.
fn lines_of_hunk(start: u32, count: u32) -> String {
    match count {
        0 => format!("{start},0"),
        1 => format!("{}", start + 1),
        _ => format!("{},{count}", start + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repo::RepoPath;

    fn diff(old: Option<&str>, new: &str, color: bool) -> String {
        diff_of("docs/a.md", old, new, color)
    }

    fn diff_of(path: &str, old: Option<&str>, new: &str, color: bool) -> String {
        let path = RepoPath::parse(path).unwrap();
        let entry =
            old.map_or(TreeEntry::Absent, |old| TreeEntry::File { content: old.into(), executable: false });
        let snapshot = Snapshot { entries: [(path.clone(), entry)].into(), ..Snapshot::default() };
        unified(&snapshot, &[FileChange { path, content: new.into(), executable: false }], color)
    }

    #[test]
    fn differences_read_like_git() {
        assert_eq!(
            diff(Some("a\nb\nc\n"), "a\nB\nc\n", false),
            "--- a/docs/a.md\n+++ b/docs/a.md\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n"
        );
        let lines = |skip: &[u32]| {
            let lines: Vec<_> = (1..=20).filter(|n| !skip.contains(n)).map(|n| n.to_string()).collect();
            lines.join("\n") + "\n"
        };
        assert_eq!(
            diff(Some(&lines(&[12])), &lines(&[2, 20]), false),
            "--- a/docs/a.md\n+++ b/docs/a.md\n@@ -1,5 +1,4 @@\n 1\n-2\n 3\n 4\n 5\n@@ -9,6 +8,7 @@\n 9\n 10\n 11\n+12\n \
             13\n 14\n 15\n@@ -16,4 +16,3 @@\n 17\n 18\n 19\n-20\n"
        );
        assert_eq!(diff(None, "a\n", false), "--- /dev/null\n+++ b/docs/a.md\n@@ -0,0 +1 @@\n+a\n");
        assert!(diff(Some("a\n"), "b\n", true).contains("\u{1b}[31m-a\u{1b}[0m\n\u{1b}[32m+b\u{1b}[0m\n"));
    }

    #[test]
    fn what_is_shown_commands_nothing() {
        let shown = diff(Some(""), "\u{1b}[2Jx\r::error::y ##[error]z\n", false);
        assert!(!shown.contains('\u{1b}') && !shown.contains("##[") && !shown.contains('\r'), "{shown:?}");
        let shown = diff_of("##[error]a\u{202e}.md", Some("b"), "c", false);
        assert!(!shown.contains("##[") && !shown.contains('\u{202e}'), "{shown:?}");
    }
}
