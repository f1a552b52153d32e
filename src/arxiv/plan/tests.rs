//! What a run asks for, and what it makes of the answers.

use super::*;

#[test]
fn keywords_without_a_list_come_first_then_those_read_longest_ago() {
    let read = |day: &str| Known { read: Some(day.parse().unwrap()), ..Known::default() };
    let known = [read("2026-11-23"), read("2026-11-20"), Known::default(), read("2026-11-22")];
    for day in 1..9 {
        assert_eq!(order(&known, Date::constant(2026, 11, day)), [2, 1, 3, 0]);
    }
    assert!(order(&[], Date::constant(2026, 11, 24)).is_empty());
}

#[test]
fn among_equals_each_has_its_day() {
    let known = vec![Known { read: Some(Date::constant(2026, 11, 20)), ..Known::default() }; 3];
    let first = |day| order(&known, Date::constant(2026, 11, day))[0];
    let mut firsts: Vec<usize> = (21..24).map(first).collect();
    firsts.sort_unstable();
    assert_eq!(firsts, [0, 1, 2]);
    assert_eq!(first(21), first(24));
}
