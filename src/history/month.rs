//! A month of the calendar, which names a file.

use std::fmt;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use serde::{Deserialize, Serialize};

use crate::paper::{ArxivId, Paper};

/// A month: `2026-11`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month(Date);

impl Month {
    /// The month of a day.
    pub fn of(day: Date) -> Self {
        Self(day.first_of_month())
    }

    /// Reads `2026-11`.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let digits =
            |part: &str, count| part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(year, 4) || !digits(month, 2) {
            return None;
        }
        Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok().map(Self)
    }

    /// The month of a run.
    pub fn now(now: Timestamp) -> Self {
        Self::of(TimeZone::UTC.to_datetime(now).date())
    }

    /// The month that a paper belongs to: that of its first submission. If that is after now, it is the month in its
    /// identifier. `None` if both are after now: then the paper or the clock is wrong, and the paper waits.
    pub fn of_paper(paper: &Paper, now: Timestamp) -> Option<Self> {
        let submitted = Self::now(paper.submitted);
        [Some(submitted), Self::of_identifier(&paper.id)]
            .into_iter()
            .flatten()
            .find(|month| *month <= Self::now(now))
    }

    /// The month in an identifier: `2504.20079`, `astro-ph/0601001`.
    fn of_identifier(id: &ArxivId) -> Option<Self> {
        let number = id.as_str().rsplit('/').next()?;
        let (year, month): (i16, i8) = (number.get(..2)?.parse().ok()?, number.get(2..4)?.parse().ok()?);
        // The first identifiers are of 1991; this scheme ends in 2090.
        let century = if year > 90 { 1900 } else { 2000 };
        Date::new(century + year, month, 1).ok().map(Self)
    }

    /// The first day.
    pub fn first_day(self) -> Date {
        self.0
    }

    /// The first instant, UTC.
    pub fn begin(self) -> Timestamp {
        TimeZone::UTC.to_timestamp(self.0.at(0, 0, 0, 0)).unwrap_or(Timestamp::MIN)
    }

    /// The last day.
    pub fn last_day(self) -> Date {
        self.0.last_of_month()
    }

    /// The month before.
    #[must_use]
    pub fn previous(self) -> Self {
        Self::of(self.0.saturating_sub(1.day()))
    }

    /// Every month from this one to another.
    pub fn through(self, last: Self) -> impl Iterator<Item = Self> {
        self.0.series(1.month()).map(Self).take_while(move |month| *month <= last)
    }

    /// `November 2026`.
    pub fn name(self) -> String {
        jiff::fmt::strtime::format("%B %Y", self.0).unwrap_or_default()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.year(), self.0.month())
    }
}

impl TryFrom<String> for Month {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("`{text}` is not a month such as 2026-11"))
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{at, paper};

    #[test]
    fn months_are_written_with_four_and_two_digits() {
        assert_eq!(Month::parse("2026-01").unwrap().to_string(), "2026-01");
        for bad in ["", "2026", "2026-13", "2026-00", "26-01", "2026-1", "2026-01-01", "+026-01", "2026-٠1"]
        {
            assert_eq!(Month::parse(bad), None, "{bad}");
        }
        let months = Month::parse("2025-11").unwrap().through(Month::parse("2026-02").unwrap());
        let months: Vec<String> = months.map(|month| month.to_string()).collect();
        assert_eq!(months, ["2025-11", "2025-12", "2026-01", "2026-02"]);
        let march = Month::parse("2026-03").unwrap();
        assert_eq!(
            (march.previous().to_string(), march.name()),
            ("2026-02".to_owned(), "March 2026".to_owned())
        );
        assert_eq!(march.last_day().to_string(), "2026-03-31");
    }

    #[test]
    fn month_of_paper_is_never_after_now() {
        let month = |id, submitted, now| {
            Month::of_paper(&paper(id, submitted), at(now)).map(|month| month.to_string())
        };
        assert_eq!(month("2611.00001", "2026-10-31", "2026-11-24").as_deref(), Some("2026-10"));
        assert_eq!(month("2611.00001", "2031-01-01", "2026-11-24").as_deref(), Some("2026-11"));
        assert_eq!(month("astro-ph/9901001", "2031-01-01", "2026-11-24").as_deref(), Some("1999-01"));
        assert_eq!(month("2611.00001", "2026-11-24", "2020-01-01"), None, "the clock is wrong");
        assert_eq!(month("9999.00001", "2031-01-01", "2026-11-24"), None, "no such month");
    }
}
