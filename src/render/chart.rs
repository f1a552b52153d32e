//! Papers per week and keyword up to the last change: what the template `chart.svg` draws. They are counted from the history
//! or, if there is none, from the lists.
//!
//! Small charts side by side, each with a scale of its own, say more than many colours in one. A week without papers is
//! zero; a week that a list or the history may not wholly reach back to is hatched.

use std::fmt::Write as _;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use serde::Serialize;

use crate::config::Config;
use crate::history::Index;
use crate::keyword::Keyword;
use crate::state::{List, State};

/// How many weeks there are without a history. The last ends with the day of the last change, UTC.
const WEEKS: usize = 26;
/// How many weeks there are with a history.
const HISTORY_WEEKS: usize = 52;
/// From this many weeks on, only years are named, and all panels are below each other.
const YEARS: usize = 105;
/// More panels are no picture any more.
const MAX_PANELS: usize = 24;
/// Up to this many keywords are below each other. More are in two columns.
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
/// The space for the name of a month or a year.
const LABEL: usize = 30;

/// What charts are counted from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Source<'a> {
    pub(super) state: &'a State,
    pub(super) config: &'a Config,
    /// The index of the history, if there is one.
    pub(super) index: Option<&'a Index>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Chart {
    /// In pixels.
    pub(super) width: usize,
    /// In pixels.
    pub(super) height: usize,
    pub(super) from: String,
    /// The last day: that of the last change.
    pub(super) to: String,
    /// One per keyword.
    pub(super) panels: Vec<Panel>,
    /// Keywords for which there is no room.
    pub(super) left_out: usize,
    /// Whether a list or the history does not reach back over all weeks.
    pub(super) cut: bool,
    /// Whether papers are counted from the history.
    pub(super) history: bool,
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
    /// The number of papers at the upper edge.
    pub(super) top: usize,
    /// The bars, as an SVG path.
    pub(super) bars: String,
    /// How far from the left edge the list may lack papers.
    pub(super) unknown: usize,
    /// Where months begin.
    pub(super) months: Vec<Month>,
}

/// The beginning of a month, or of a year.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Month {
    /// In pixels.
    pub(super) x: usize,
    /// `Jun`, or `2025`.
    pub(super) name: String,
}

/// What is known of each week, the first one first.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Weeks {
    /// Whether arXiv has answered for the keyword yet.
    read: bool,
    papers: Vec<usize>,
    /// Of so many of the first weeks it may lack papers.
    unknown: usize,
}

impl Chart {
    /// The chart of a data file and history, over this many weeks.
    pub(super) fn new(source: Source<'_>, weeks: Option<usize>) -> Self {
        let Source { state, config, index } = source;
        let weeks = weeks.unwrap_or(if index.is_some() { HISTORY_WEEKS } else { WEEKS });
        let last = TimeZone::UTC.to_datetime(state.changed).date();
        let first = last.saturating_sub(i64::try_from(weeks).unwrap_or_default().weeks());
        let first = first.saturating_add(1.day());
        let shown = config.keywords.len().min(MAX_PANELS);
        let columns = if shown > ONE_COLUMN && weeks < YEARS { 2 } else { 1 };
        let (step_x, step_y) = ((WIDTH - 2 * EDGE + GAP) / columns, NAME + PLOT + MONTHS + GAP);
        let panel = |(number, keyword): (usize, &Keyword)| {
            let corner = (EDGE + number % columns * step_x, HEAD + number / columns * step_y);
            let listed = state.list(&keyword.name);
            let weeks = match index {
                Some(index) => Weeks::of_history(index, keyword, listed.is_some(), first, weeks),
                None => Weeks::of_list(state, keyword, listed, first, weeks),
            };
            Panel::new(&keyword.name, &weeks, corner, step_x - GAP, first)
        };
        let panels: Vec<Panel> = config.keywords.iter().take(shown).enumerate().map(panel).collect();
        let cut = panels.iter().any(|panel| panel.unknown > 0);
        let left_out = config.keywords.len() - shown;
        let foot = if cut || left_out > 0 { FOOT } else { 0 };
        Self {
            width: WIDTH,
            height: HEAD + shown.div_ceil(columns) * step_y + foot,
            from: first.to_string(),
            to: last.to_string(),
            panels,
            left_out,
            cut,
            history: index.is_some(),
        }
    }
}

impl Weeks {
    fn of_list(state: &State, keyword: &Keyword, list: Option<&List>, first: Date, count: usize) -> Self {
        let mut weeks = Self { read: list.is_some(), papers: vec![0; count], unknown: 0 };
        let Some(list) = list else { return weeks };
        let papers = || state.papers_of(list).map(AsRef::as_ref);
        papers().for_each(|paper| weeks.add(days(first, paper.submitted), 1));
        // A list that is full, or was not read to its end, holds what is newer than its oldest paper. That is by date of
        // submission too: no paper is updated before it is submitted.
        let whole = list.complete && list.papers.len() < keyword.max_results;
        let oldest = papers().map(|paper| keyword.sort.date(paper)).min().filter(|_| !whole);
        weeks.unknown_before(oldest.map(|oldest| days(first, oldest) + 7));
        weeks
    }

    fn of_history(index: &Index, keyword: &Keyword, read: bool, first: Date, count: usize) -> Self {
        let mut weeks = Self { read, papers: vec![0; count], unknown: 0 };
        for (month, counts) in &index.months {
            let first_of_month = difference(first, month.first_day());
            let days = counts.days.get(&keyword.name).into_iter().flatten();
            (first_of_month..).zip(days).for_each(|(day, papers)| weeks.add(day, *papers));
        }
        let covered = index.covered.get(&keyword.name);
        // The day on which the history begins is not whole.
        weeks.unknown_before(covered.map(|covered| days(first, covered.since) + 7));
        if covered.is_none() {
            weeks.unknown = count;
        }
        weeks
    }

    /// Adds papers of a day, counted from the first.
    fn add(&mut self, day: i64, papers: usize) {
        let week = usize::try_from(day.div_euclid(7)).ok().and_then(|week| self.papers.get_mut(week));
        if let Some(week) = week {
            *week += papers;
        }
    }

    fn unknown_before(&mut self, day: Option<i64>) {
        let weeks = day.and_then(|day| usize::try_from(day.div_euclid(7)).ok()).unwrap_or_default();
        self.unknown = weeks.min(self.papers.len());
    }
}

/// On which day an instant lies, UTC, the first being 0.
fn days(first: Date, instant: Timestamp) -> i64 {
    difference(first, TimeZone::UTC.to_datetime(instant).date())
}

fn difference(first: Date, day: Date) -> i64 {
    day.duration_since(first).as_hours() / 24
}

impl Panel {
    fn new(name: &str, weeks: &Weeks, (left, above): (usize, usize), width: usize, first: Date) -> Self {
        let (x, y) = (left + SCALE, above + NAME);
        // Whole pixels keep edges sharp.
        let count = weeks.papers.len();
        let bar = ((width - SCALE) / count.max(1)).max(1);
        let space = if bar > 6 { 2 } else { bar / 3 };
        let (right, base) = (x + bar * count, y + PLOT);
        let most = weeks.papers.iter().copied().max().unwrap_or_default();
        let top = round_up(most);
        let mut bars = String::new();
        for (week, papers) in weeks.papers.iter().enumerate().filter(|(_, papers)| **papers > 0) {
            let height = (papers * PLOT).div_ceil(top);
            let (left, wide) = (x + bar * week + space / 2, bar - space);
            let _ = write!(bars, "M{left} {base}v-{height}h{wide}v{height}z");
        }
        Self {
            // The number of papers is on the right.
            name: shortened(name, (bar * count).saturating_sub(if weeks.unknown > 0 { 150 } else { 90 })),
            read: weeks.read,
            count: weeks.papers.iter().sum(),
            x,
            right,
            y,
            base,
            top,
            bars,
            unknown: weeks.unknown * bar,
            months: labels(first, x, bar, count),
        }
    }
}

/// The next number that is good for a scale: 2, 3, …, 8, 10, 20, …
fn round_up(most: usize) -> usize {
    let steps = std::iter::successors(Some(1_usize), |power| power.checked_mul(10));
    steps
        .flat_map(|power| [2, 3, 4, 5, 6, 8, 10].map(|step| step * power))
        .find(|top| *top >= most)
        .unwrap_or(most)
}

/// The months that begin in the weeks shown, or every second, third or sixth of them, or the years, as there is space.
fn labels(first: Date, x: usize, bar: usize, weeks: usize) -> Vec<Month> {
    let month = bar * 30 / 7;
    let apart = [1, 2, 3, 6].into_iter().find(|months| months * month >= LABEL).filter(|_| weeks < YEARS);
    let apart = i8::try_from(apart.unwrap_or(12)).unwrap_or(12);
    // A name that begins at the very end would stick out.
    let end = weeks.saturating_sub(LABEL.div_ceil(bar.max(1)));
    let days = first.series(1.day()).take(7 * end).enumerate();
    let days = days.filter(|(_, day)| day.day() == 1 && (day.month() - 1) % apart == 0);
    let format = if apart == 12 { "%Y" } else { "%b" };
    let name = |day| jiff::fmt::strtime::format(format, day).unwrap_or_default();
    days.map(|(n, day)| Month { x: x + bar * n / 7, name: name(day) }).collect()
}

/// A name, shortened to about this many pixels; the font is not known.
fn shortened(name: &str, most: usize) -> String {
    let wide = |c: char| match c {
        'M' | 'W' | '\u{1100}'.. => 13,
        'm' | 'w' => 11,
        'f' | 'i' | 'j' | 'l' | 'r' | 't' | ' ' | '.' | ',' | '-' => 5,
        c if c.is_uppercase() => 10,
        _ => 7,
    };
    let mut used = 0;
    let end = name.char_indices().find(|(_, c)| {
        used += wide(*c);
        used > most
    });
    match end {
        None => name.to_owned(),
        Some((end, _)) => name[..end].trim_end().to_owned() + "…",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use super::*;
    use crate::history::{self, Coverage, MonthCounts};
    use crate::samples::{at, config, keyword, paper, version};
    use crate::state::{FetchedList, merge};

    /// A list of papers submitted on these days, on 24 November 2026.
    fn state(keyword: &Keyword, days: &[&str], complete: bool) -> State {
        let papers = days.iter().enumerate().map(|(n, day)| Arc::new(paper(&format!("2611.{n:05}"), day)));
        let mut papers: Vec<_> = papers.collect();
        keyword.sort.order(&mut papers);
        let fresh = FetchedList { papers, complete, ..FetchedList::default() };
        merge(None, "s", std::slice::from_ref(keyword), &[Some(fresh)], at("2026-11-24")).state
    }

    fn weeks(keyword: &Keyword, days: &[&str], complete: bool) -> Weeks {
        let state = state(keyword, days, complete);
        of_list(&state, keyword)
    }

    fn of_list(state: &State, keyword: &Keyword) -> Weeks {
        Weeks::of_list(state, keyword, state.lists.first(), "2026-05-27".parse().unwrap(), WEEKS)
    }

    #[test]
    fn papers_count_in_their_submission_week() {
        let graphs = keyword("graphs");
        let days = [
            "2026-05-26T23:59:59Z",
            "2026-05-27T00:00:00Z",
            "2026-06-02T23:59:59Z",
            "2026-06-03T00:00:00Z",
            "2026-11-17",
            "2026-11-18",
            "2026-11-24T23:59:59Z",
        ];
        let found = weeks(&graphs, &days, true);
        assert_eq!((found.papers[..3].to_vec(), found.papers[23..].to_vec()), (vec![2, 1, 0], vec![0, 1, 2]));
        assert_eq!(found.unknown, 0, "all that there is was read, and there is room for more");
    }

    #[test]
    fn incomplete_list_says_so() {
        let mut graphs = keyword("graphs");
        let days = ["2026-11-24", "2026-11-10", "2026-11-03"];
        // Days 161 to 167 are the week of the oldest.
        assert_eq!(weeks(&graphs, &days, false).unknown, 23, "its oldest is in week 23");
        graphs.max_results = 3;
        assert_eq!(weeks(&graphs, &days, true).unknown, 23, "it is full");
        graphs.max_results = 4;
        assert_eq!(weeks(&graphs, &days, true).unknown, 0);
        assert_eq!(weeks(&graphs, &["2026-05-01"], false).unknown, 0, "it reaches back further");
        assert_eq!(weeks(&graphs, &["2026-11-24"], false).unknown, WEEKS, "but what is known is counted");
        assert_eq!(weeks(&graphs, &["2026-11-24"], false).papers[WEEKS - 1], 1);
    }

    /// A paper from before, revised now, says nothing of the weeks between.
    #[test]
    fn weeks_end_with_the_sorting_date() {
        let graphs = keyword("graphs");
        let mut state = state(&graphs, &["2026-06-01", "2026-11-20"], false);
        let old = state.papers.values().min_by_key(|paper| paper.submitted).unwrap();
        let revised = Arc::new(version(old, 2, "2026-11-24"));
        state.papers.insert(revised.id.clone(), revised);
        let found = of_list(&state, &graphs);
        assert_eq!((found.unknown, found.papers[0], found.papers[25]), (26, 1, 1));
    }

    #[test]
    fn many_keywords_fill_two_columns() {
        let keywords: Vec<_> = (0..30).map(|n| keyword(&format!("graphs {n}"))).collect();
        let state = state(&keywords[0], &["2026-11-24"], true);
        let config = config(keywords);
        let chart = Chart::new(Source { state: &state, config: &config, index: None }, None);
        assert_eq!((chart.panels.len(), chart.left_out), (24, 6));
        assert_eq!((chart.from.as_str(), chart.to.as_str()), ("2026-05-27", "2026-11-24"));
        let last = &chart.panels[23];
        assert!(last.base < chart.height && last.right <= chart.width && last.x > chart.panels[22].right);
        assert!(chart.panels[0].read && !last.read);
    }

    #[test]
    fn scales_and_names_fit() {
        for (most, top) in [(0, 2), (1, 2), (7, 8), (9, 10), (11, 20), (250, 300), (1000, 1000)] {
            assert_eq!(round_up(most), top);
        }
        assert_eq!(shortened("graphs", 40), "graphs");
        assert_eq!(shortened("graphs and trees", 60), "graphs an…");
        assert_eq!(shortened("図図図図", 40), "図図図…");
        let names = |bar, weeks| -> Vec<String> {
            let labels = labels("2026-05-27".parse().unwrap(), 0, bar, weeks);
            labels.into_iter().map(|label| label.name).collect()
        };
        assert_eq!(names(10, 26), ["Jun", "Jul", "Aug", "Sep", "Oct", "Nov"]);
        assert_eq!(names(6, 52), ["Jul", "Sep", "Nov", "Jan", "Mar"]);
        assert_eq!(names(3, 208), ["2027", "2028", "2029", "2030"]);
    }

    #[test]
    fn weeks_are_counted_from_the_history() {
        let (graphs, trees) = (keyword("graphs"), keyword("trees"));
        let mut months = BTreeMap::new();
        for (month, days) in [("2026-05", vec![0, 0, 4]), ("2026-11", vec![1, 0, 2, 5])] {
            let month = history::Month::parse(month).unwrap();
            let days = BTreeMap::from([("graphs".to_owned(), days)]);
            months.insert(month, MonthCounts { month, papers: 12, days });
        }
        let since = at("2026-10-31");
        let covered = Coverage { keyword: "graphs".to_owned(), definition: String::new(), since };
        let index = Index { months, covered: BTreeMap::from([("graphs".to_owned(), covered)]) };
        let first = "2026-05-03".parse().unwrap();
        let weeks = Weeks::of_history(&index, &graphs, true, first, 27);
        assert_eq!((weeks.papers[0], weeks.papers[25], weeks.papers[26]), (4, 0, 8));
        assert_eq!((weeks.papers.iter().sum::<usize>(), weeks.unknown), (12, 26));
        assert_eq!(Weeks::of_history(&index, &trees, false, first, 27).unknown, 27, "nothing is known");

        let state = state(&graphs, &["2026-11-04"], true);
        let config = config(vec![graphs]);
        let chart = |weeks| Chart::new(Source { state: &state, config: &config, index: Some(&index) }, weeks);
        assert_eq!((chart(None).from.as_str(), chart(None).panels[0].count), ("2025-11-26", 12));
        let years = chart(Some(520));
        assert!(years.panels[0].right <= years.width && years.from == "2016-12-07");
    }
}
