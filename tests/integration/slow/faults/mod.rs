//! Every fault, at every request of a run, once and forever: how the run ends, and that nothing is lost.
//!
//! The requests are those that a healthy run makes, so that a new one is covered without a change here. Each cell is
//! a day of an environment that goes on: its papers come out, the fault strikes, the run is judged, the fault ends, and the next run
//! must repair everything. The results are compared with tests/fault-matrix.md.

mod arxiv;
mod github;
mod summaries;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::test_env::RunOutput;

/// A run that takes longer hangs: at the tests' pace it takes a second, on a busy machine some more.
const MAX_DURATION: Duration = Duration::from_secs(120);

/// For how long a connection is refused that is refused once; longer, if the run was too slow to notice.
const REFUSED: Duration = Duration::from_millis(20);

/// Whether a run's messages say that a connection was refused.
fn was_refused(ran: &RunOutput) -> bool {
    ran.out.contains("Connection refused") || ran.err.contains("Connection refused")
}

/// What became of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// It did everything.
    Done,
    /// Exit code 0: the keyword that was struck keeps its last good list, and the others are of the day.
    Kept,
    /// The same with exit code 3: the query must be corrected.
    Refused,
    /// Exit code 1, and everything as before.
    Nothing,
    /// Exit code 1: the page is as it is to be, what follows it is missing.
    Page,
    /// Exit code 1, though everything was done.
    Unsure,
}

impl Outcome {
    fn sign(self) -> &'static str {
        match self {
            Self::Done => "✓",
            Self::Kept => "kept",
            Self::Refused => "kept, 3",
            Self::Nothing => "✗",
            Self::Page => "½",
            Self::Unsure => "(✓)",
        }
    }
}

/// A request to strike.
#[derive(Clone, Debug)]
struct Step {
    /// The number of the scenario in which it is struck.
    scenario: usize,
    /// Its own number in the run.
    number: usize,
    /// `GET issues`, `GET issues (2)`.
    name: String,
}

/// Days on which one fault struck one request.
struct Cell {
    fault: &'static str,
    once: Outcome,
    forever: Outcome,
}

/// A request, struck in every way: what is right, and what is not.
#[derive(Default)]
struct Row {
    cells: Vec<Cell>,
    wrong: Vec<String>,
}

impl Row {
    /// Notes what came of a fault that struck once and forever, if that is good.
    fn note(&mut self, step: &Step, fault: &'static str, outcomes: [Result<Outcome, String>; 2]) {
        match outcomes {
            [Ok(once), Ok(forever)] => self.cells.push(Cell { fault, once, forever }),
            outcomes => {
                let wrong = outcomes.into_iter().filter_map(Result::err);
                self.wrong.extend(wrong.map(|wrong| format!("{} · {fault}: {wrong}", step.name)));
            }
        }
    }
}

/// Strikes every request, several at a time, and compares what comes of it with the part of tests/fault-matrix.md.
fn compare(
    part: &str,
    titles: &[&str],
    steps: &[Step],
    faults: &[&str],
    strike: impl Fn(&Step) -> Row + Sync,
) {
    let rows = Mutex::new(BTreeMap::new());
    let next = AtomicUsize::new(0);
    std::thread::scope(|threads| {
        for _ in 0..6 {
            threads.spawn(|| {
                while let Some((number, step)) =
                    steps.iter().enumerate().nth(next.fetch_add(1, Ordering::Relaxed))
                {
                    let row = strike(step);
                    rows.lock().unwrap().insert(number, row);
                }
            });
        }
    });
    let rows: Vec<Row> = rows.into_inner().unwrap().into_values().collect();
    let wrong: Vec<&str> = rows.iter().flat_map(|row| &row.wrong).map(String::as_str).collect();
    assert!(wrong.is_empty(), "{} cells are wrong:\n{}", wrong.len(), wrong.join("\n\n"));
    assert_document(part, &tables(titles, steps, faults, &rows));
}

/// A table a scenario. Faults with the same consequences share a line.
fn tables(titles: &[&str], steps: &[Step], faults: &[&str], rows: &[Row]) -> String {
    let cells: usize = rows.iter().map(|row| row.cells.len() * 2).sum();
    let mut text = format!("{} requests, {} faults, {cells} cells.\n", steps.len(), faults.len());
    for (number, title) in titles.iter().enumerate() {
        let columns: Vec<(&Step, &Row)> =
            steps.iter().zip(rows).filter(|(step, _)| step.scenario == number).collect();
        if columns.is_empty() {
            continue;
        }
        let names: Vec<&str> = columns.iter().map(|(step, _)| step.name.as_str()).collect();
        let rule = " --- |".repeat(names.len());
        let _ = writeln!(text, "\n**{title}**\n\n| | {} |\n| --- |{rule}", names.join(" | "));
        let mut lines: Vec<(String, Vec<&str>)> = Vec::new();
        for &fault in faults {
            let cells: Vec<String> = columns.iter().map(|(_, row)| sign(row, fault)).collect();
            let cells = cells.join(" | ");
            match lines.iter_mut().find(|(other, _)| *other == cells) {
                _ if cells.chars().all(|c| " |".contains(c)) => {}
                Some((_, faults)) => faults.push(fault),
                None => lines.push((cells, vec![fault])),
            }
        }
        for (cells, faults) in lines {
            let _ = writeln!(text, "| {} | {cells} |", faults.join(", "));
        }
    }
    text
}

fn sign(row: &Row, fault: &str) -> String {
    match row.cells.iter().find(|cell| cell.fault == fault) {
        Some(Cell { once, forever, .. }) if once == forever => once.sign().to_owned(),
        Some(Cell { once, forever, .. }) => format!("{} / {}", once.sign(), forever.sign()),
        None => String::new(),
    }
}

/// Compares a part of tests/fault-matrix.md.
fn assert_document(part: &str, tables: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fault-matrix.md");
    let document = std::fs::read_to_string(path).unwrap();
    let (begin, end) = (format!("<!-- {part}: generated -->\n"), format!("<!-- {part}: end -->"));
    let (before, rest) = document.split_once(&begin).unwrap();
    let (_, after) = rest.split_once(&end).unwrap();
    let expected = format!("{before}{begin}{tables}{end}{after}");
    if document != expected {
        std::fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join("fault-matrix.md"), &expected).unwrap();
    }
    assert!(
        document == expected,
        "tests/fault-matrix.md differs; if the new results are right: cp target/tmp/fault-matrix.md tests/"
    );
}
