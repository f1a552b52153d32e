//! What a dry run shows: a unified diff of each file, with colours for a terminal.

use similar::{ChangeTag, TextDiff};

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
    let mut out = format!("--- {}\n+++ {}\n", log_line(&old_name), log_line(&format!("b/{}", change.path)));
    let diff = TextDiff::from_lines(old.as_deref().unwrap_or_default(), &new);
    for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
        paint(&mut out, color, PLACE, &hunk.header().to_string());
        for line in hunk.iter_changes() {
            let (sign, paint_with) = match line.tag() {
                ChangeTag::Insert => ('+', ADDED),
                ChangeTag::Delete => ('-', REMOVED),
                ChangeTag::Equal => (' ', ""),
            };
            let text = line.value().trim_end_matches(['\n', '\r']);
            paint(&mut out, color, paint_with, &format!("{sign}{}", indented_line(text)));
        }
    }
    out
}

fn paint(out: &mut String, color: bool, with: &str, line: &str) {
    let (with, plain) = if color && !with.is_empty() { (with, PLAIN) } else { ("", "") };
    out.extend([with, line, plain, "\n"]);
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
