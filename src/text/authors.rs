//! Names of authors on one line, as papers cite each other.

/// How a long list is shortened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `Ada Lovelace, …, Alan Turing`: who did it, and whose group.
    FirstAndLast,
    /// `Ada Lovelace et al.`
    EtAl,
}

/// The most names of a short list, besides those to keep.
const MAX_SHOWN: usize = 3;

/// The names, shortened if there are more than `most`. A collaboration is named instead of its members.
pub fn authors(names: &[&str], most: usize, style: Style) -> String {
    if names.len() <= most.max(1) {
        return names.join(", ");
    }
    let collaborations: Vec<&str> =
        names.iter().copied().filter(|name| is_group(name)).map(|name| name.trim_end_matches(':')).collect();
    if !collaborations.is_empty() {
        let more = if collaborations.len() > MAX_SHOWN { " et al." } else { "" };
        return collaborations[..collaborations.len().min(MAX_SHOWN)].join(", ") + more;
    }
    match (style, names) {
        (Style::FirstAndLast, [first, .., last]) => format!("{first}, …, {last}"),
        _ => format!("{} et al.", names[..most.clamp(1, names.len())].join(", ")),
    }
}

/// The names that a short list needs, in order: the first ones, groups, and the last one.
pub fn most_important(names: &[String], most: usize) -> Vec<String> {
    let last = names.len().saturating_sub(1);
    let important = |(index, name): &(usize, &String)| *index + 1 < most || *index == last || is_group(name);
    let mut kept: Vec<String> =
        names.iter().enumerate().filter(important).map(|(_, name)| name.clone()).collect();
    kept.truncate(2 * most);
    kept
}

/// The names to show of a long list: the first, the last and those to keep, with `…` in place of others.
pub fn short_authors<'n>(names: &[&'n str], keep: &[&str]) -> Vec<&'n str> {
    if names.len() <= MAX_SHOWN {
        return names.to_vec();
    }
    let groups: Vec<usize> = (0..names.len()).filter(|index| is_group(names[*index])).collect();
    let (has_group, few) = (!groups.is_empty(), &groups[..groups.len().min(MAX_SHOWN)]);
    let mut shown = Vec::new();
    for (index, name) in names.iter().enumerate() {
        let is_end = !has_group && (index == 0 || index + 1 == names.len());
        if is_end || few.contains(&index) || keep.contains(name) {
            shown.push(if is_group(name) { name.trim_end_matches(':') } else { name });
        } else if (!has_group || is_group(name)) && shown.last() != Some(&"…") {
            shown.push("…");
        }
    }
    shown
}

/// What the names of groups end with.
const GROUPS: &[&str] = &[
    "collaboration",
    "collaborations",
    "committee",
    "community",
    "consortium",
    "foundation",
    "group",
    "initiative",
    "institute",
    "laboratory",
    "project",
    "team",
];

/// Whether it is the name of a group: `ATLAS Collaboration`, `Qwen Team`, `Team GLM`.
pub(crate) fn is_group(name: &str) -> bool {
    let mut words = name.trim_end_matches(':').split_whitespace();
    let (first, last) = (words.next().unwrap_or_default(), words.next_back().unwrap_or_default());
    GROUPS.iter().any(|word| last.eq_ignore_ascii_case(word))
        || !last.is_empty() && first.eq_ignore_ascii_case("team")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kept_names_are_shown_in_long_lists() {
        let five = ["A B", "C D", "E F", "G H", "I J"];
        for (names, keep, expected) in [
            (&five[..], &[][..], "A B, …, I J"),
            (&five[..], &["E F"][..], "A B, …, E F, …, I J"),
            (&five[..], &["A B", "C D"][..], "A B, C D, …, I J"),
            (&five[..3], &["C D"][..], "A B, C D, E F"),
            (&["A", "Qwen Team:", "B", "C"][..], &["C"][..], "Qwen Team, C"),
            (&["1 Team", "2 Team", "3 Team", "4 Team", "5 Team"][..], &[][..], "1 Team, 2 Team, 3 Team, …"),
            (&[][..], &[][..], ""),
        ] {
            assert_eq!(short_authors(names, keep).join(", "), expected);
        }
    }

    #[test]
    fn long_lists_are_shortened() {
        let four = ["A B", "C D", "E F", "G H"];
        for (names, most, style, expected) in [
            (&four[..], 3, Style::FirstAndLast, "A B, …, G H"),
            (&four[..], 2, Style::EtAl, "A B, C D et al."),
            (&four[..], 1, Style::EtAl, "A B et al."),
            (&four[..], 0, Style::EtAl, "A B et al."),
            (&four[..3], 3, Style::EtAl, "A B, C D, E F"),
            (&four[..1], 0, Style::EtAl, "A B"),
            (&[][..], 3, Style::EtAl, ""),
            (&["A", "B"][..], 1, Style::FirstAndLast, "A, …, B"),
            (
                &["The LIGO Scientific Collaboration", "A", "B", "C"][..],
                3,
                Style::FirstAndLast,
                "The LIGO Scientific Collaboration",
            ),
            (&["A", "ATLAS Collaboration:", "B", "C"][..], 3, Style::EtAl, "ATLAS Collaboration"),
            (&["Qwen Team", "A", "B", "C"][..], 3, Style::EtAl, "Qwen Team"),
            (&["1 Team", "2 Team", "3 Team", "4 Team"][..], 3, Style::EtAl, "1 Team, 2 Team, 3 Team et al."),
            (&["A", "Collaboration", "B", "C"][..], 3, Style::EtAl, "A, Collaboration, B et al."),
        ] {
            assert_eq!(authors(names, most, style), expected);
        }
    }
}
