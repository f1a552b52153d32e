//! Papers per week and keyword over the half year before the last change: what the template `chart.svg` draws.
//!
//! Small charts side by side, each with a scale of its own, say more than many colours in one. A week without papers is
//! zero; a week that a list may not wholly reach back to is hatched.

use std::fmt::Write as _;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use serde::Serialize;

use crate::archive::{Archive, List};
use crate::config::Config;
use crate::keyword::Keyword;

/// How many weeks there are; the last ends with the day of the last change, UTC.
const WEEKS: usize = 26;
/// More panels are no picture any more.
const MOST_PANELS: usize = 24;
/// Up to so many stand below each other, more in two columns.
const ONE_COLUMN: usize = 3;

// In the picture's own pixels.
const WIDTH: usize = 768;
const EDGE: usize = 24;
const HEAD: usize = 64;
const FOOT: usize = 20;
/// What a panel has beside its plot: the scale's numbers on the left, name and months above and below.
const SCALE: usize = 34;
const NAME: usize = 26;
const MONTHS: usize = 14;
const PLOT: usize = 84;
const GAP: usize = 28;

/// The picture.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Chart {
    /// In pixels.
    pub(super) width: usize,
    /// In pixels.
    pub(super) height: usize,
    /// The first day.
    pub(super) from: String,
    /// The last day: that of the last change.
    pub(super) to: String,
    /// A panel a keyword.
    pub(super) panels: Vec<Panel>,
    /// Keywords for which there is no room.
    pub(super) left_out: usize,
    /// Whether a list does not reach back over all weeks.
    pub(super) cut: bool,
}

/// A keyword's chart: places are those in the picture.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Panel {
    /// The keyword's name, shortened.
    pub(super) name: String,
    /// Whether arXiv has answered for it yet.
    pub(super) read: bool,
    /// Papers in all weeks.
    pub(super) count: usize,
    /// The left edge of the plot.
    pub(super) x: usize,
    /// Its right edge.
    pub(super) right: usize,
    /// Its upper edge.
    pub(super) y: usize,
    /// Its base line.
    pub(super) base: usize,
    /// What the upper edge stands for.
    pub(super) top: usize,
    /// The bars, as an SVG path.
    pub(super) bars: String,
    /// How far from the left edge the list may lack papers.
    pub(super) unknown: usize,
    /// Where months begin.
    pub(super) months: Vec<Month>,
}

/// The beginning of a month.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Month {
    /// Its place.
    pub(super) x: usize,
    /// `Jun`.
    pub(super) name: String,
}

/// What a list says of each week, the first one first.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Weeks {
    /// Whether there is a list.
    read: bool,
    papers: [usize; WEEKS],
    /// Of so many of the first weeks it may lack papers.
    unknown: usize,
}

impl Chart {
    /// The chart of an archive that last changed at that instant.
    pub(super) fn new(archive: &Archive, config: &Config, changed: Timestamp) -> Self {
        let last = TimeZone::UTC.to_datetime(changed).date();
        let first = last.saturating_sub(26.weeks()).saturating_add(1.day());
        let shown = config.keywords.len().min(MOST_PANELS);
        let columns = if shown > ONE_COLUMN { 2 } else { 1 };
        let (step_x, step_y) = ((WIDTH - 2 * EDGE + GAP) / columns, NAME + PLOT + MONTHS + GAP);
        let panel = |(index, keyword): (usize, &Keyword)| {
            let corner = (EDGE + index % columns * step_x, HEAD + index / columns * step_y);
            let weeks = Weeks::of(archive, keyword, archive.list(&keyword.name), first);
            Panel::new(&keyword.name, &weeks, corner, step_x - GAP, first)
        };
        let panels: Vec<Panel> = config.keywords.iter().take(shown).enumerate().map(panel).collect();
        let cut = panels.iter().any(|panel| panel.unknown > 0);
        let left_out = config.keywords.len() - shown;
        let lines = usize::from(cut) + usize::from(left_out > 0);
        Self {
            width: WIDTH,
            height: HEAD + shown.div_ceil(columns) * step_y + lines * FOOT,
            from: first.to_string(),
            to: last.to_string(),
            panels,
            left_out,
            cut,
        }
    }
}

impl Weeks {
    fn of(archive: &Archive, keyword: &Keyword, list: Option<&List>, first: Date) -> Self {
        let Some(list) = list else { return Self { read: false, papers: [0; WEEKS], unknown: 0 } };
        let papers = || archive.papers_of(list).map(AsRef::as_ref);
        let week = |instant| days(first, instant).div_euclid(7);
        let mut weeks = [0; WEEKS];
        for paper in papers() {
            let week = usize::try_from(week(paper.submitted)).ok().and_then(|week| weeks.get_mut(week));
            if let Some(papers) = week {
                *papers += 1;
            }
        }
        // A list that is full, or was not read to its end, holds what is newer than its oldest paper. That is by date of
        // submission too: no paper is updated before it is submitted.
        let whole = list.complete && list.papers.len() < keyword.max_results;
        let oldest = papers().map(|paper| keyword.sort.date(paper)).min().filter(|_| !whole);
        let unknown = oldest.and_then(|oldest| usize::try_from(week(oldest) + 1).ok()).unwrap_or_default();
        Self { read: true, papers: weeks, unknown: unknown.min(WEEKS) }
    }
}

/// On which day an instant lies, UTC, the first being 0.
fn days(first: Date, instant: Timestamp) -> i64 {
    TimeZone::UTC.to_datetime(instant).date().duration_since(first).as_hours() / 24
}

impl Panel {
    fn new(name: &str, weeks: &Weeks, (left, above): (usize, usize), width: usize, first: Date) -> Self {
        let (x, y) = (left + SCALE, above + NAME);
        // Whole pixels keep edges sharp.
        let bar = (width - SCALE) / WEEKS;
        let (right, base) = (x + bar * WEEKS, y + PLOT);
        let most = weeks.papers.iter().copied().max().unwrap_or_default();
        let top = round_up(most);
        let mut bars = String::new();
        for (week, papers) in weeks.papers.iter().enumerate().filter(|(_, papers)| **papers > 0) {
            let height = (papers * PLOT).div_ceil(top);
            let _ = write!(bars, "M{} {base}v-{height}h{}v{height}z", x + bar * week + 1, bar - 2);
        }
        Self {
            name: shortened(name, width / 11),
            read: weeks.read,
            count: weeks.papers.iter().sum(),
            x,
            right,
            y,
            base,
            top,
            bars,
            unknown: weeks.unknown * bar,
            months: months(first, x, bar),
        }
    }
}

/// The next number that is good for a scale: 2, 5, 10, 20, 50, …
fn round_up(most: usize) -> usize {
    let steps = std::iter::successors(Some(1_usize), |power| power.checked_mul(10));
    steps.flat_map(|power| [2, 5, 10].map(|step| step * power)).find(|top| *top >= most).unwrap_or(most)
}

/// The months that begin in the weeks shown.
fn months(first: Date, x: usize, bar: usize) -> Vec<Month> {
    // A name that begins in the last two weeks would stick out.
    let days = first.series(1.day()).take(7 * (WEEKS - 2)).enumerate().filter(|(_, day)| day.day() == 1);
    let name = |day| jiff::fmt::strtime::format("%b", day).unwrap_or_default();
    days.map(|(n, day)| Month { x: x + bar * n / 7, name: name(day) }).collect()
}

/// A name that takes no more room than so many letters; those of East Asia are twice as wide.
fn shortened(name: &str, most: usize) -> String {
    let wide = |c: char| if c >= '\u{1100}' { 2 } else { 1 };
    if name.chars().map(wide).sum::<usize>() <= most {
        return name.to_owned();
    }
    let mut room = most - 1;
    let fits = |c: &char| {
        let left = room.checked_sub(wide(*c));
        room = left.unwrap_or(0);
        left.is_some()
    };
    name.chars().take_while(fits).collect::<String>().trim_end().to_owned() + "…"
}
