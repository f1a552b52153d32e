//! Names of authors on one line, as papers cite each other.

/// How a long list is shortened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `Ada Lovelace, …, Alan Turing`: who did it, and whose group.
    FirstAndLast,
    /// `Ada Lovelace et al.`
    EtAl,
}

/// The names, shortened if there are more than `most`. A collaboration is named instead of its members.
pub fn authors(names: &[&str], most: usize, style: Style) -> String {
    if names.len() <= most.max(1) {
        return names.join(", ");
    }
    let collaborations: Vec<&str> =
        names.iter().copied().filter(|name| is_group(name)).map(|name| name.trim_end_matches(':')).collect();
    if !collaborations.is_empty() {
        return collaborations.join(", ");
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
            (&["A", "Collaboration", "B", "C"][..], 3, Style::EtAl, "A, Collaboration, B et al."),
        ] {
            assert_eq!(authors(names, most, style), expected);
        }
    }
}
