//! `git cat-file --batch`: one process that is asked for many objects, since starting git takes milliseconds.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, ChildStdout, Command, Stdio};

/// The process. It ends when dropped.
#[derive(Debug)]
pub(super) struct Reader {
    process: Child,
    said: BufReader<ChildStdout>,
}

impl Reader {
    /// Starts `git cat-file` as the command is set up otherwise.
    pub(super) fn start(command: &mut Command) -> Option<Self> {
        let command = command.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn().ok()?;
        let said = BufReader::new(process.stdout.take()?);
        Some(Self { process, said })
    }

    /// An object by a name as git knows them: what it is, and its bytes.
    pub(super) fn object(&mut self, name: &str) -> Option<(String, Vec<u8>)> {
        if name.contains('\n') {
            return None;
        }
        let stdin = self.process.stdin.as_mut()?;
        stdin.write_all(format!("{name}\n").as_bytes()).ok()?;
        stdin.flush().ok()?;
        let mut head = String::new();
        self.said.read_line(&mut head).ok()?;
        // `OID KIND SIZE`, or the name and why there is none.
        let mut words = head.trim_end().rsplit(' ');
        let (size, kind) = (words.next()?.parse().ok()?, words.next()?.to_owned());
        let mut bytes = vec![0; size];
        self.said.read_exact(&mut bytes).ok()?;
        self.said.read_exact(&mut [0]).ok()?;
        Some((kind, bytes))
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

/// The entries of a tree's bytes: mode, name and object id
/// (<https://git-scm.com/book/en/v2/Git-Internals-Git-Objects>).
pub(super) fn entries(mut tree: &[u8]) -> impl Iterator<Item = (u32, &str, String)> {
    std::iter::from_fn(move || {
        let end = tree.iter().position(|byte| *byte == 0)?;
        let (mode, name) = std::str::from_utf8(&tree[..end]).ok()?.split_once(' ')?;
        let mut hex = String::new();
        for byte in tree.get(end + 1..end + 21)? {
            let _ = write!(hex, "{byte:02x}");
        }
        tree = &tree[end + 21..];
        Some((u32::from_str_radix(mode, 8).ok()?, name, hex))
    })
}
