//! Where a paper was published, by its own comment and journal reference.

use std::cmp::Reverse;

/// How authors say it in a comment, in lowercase.
const SAID: &[&str] = &[
    "accepted for publication in ",
    "accepted for presentation at ",
    "accepted as a conference paper at ",
    "accepted to appear in ",
    "accepted at ",
    "accepted by ",
    "accepted in ",
    "accepted to ",
    "accepted for ",
    "published as a conference paper at ",
    "published at ",
    "published in ",
    "presented at ",
    "to appear at ",
    "to appear in ",
];

/// The journal reference, else what the comment names after "Accepted at" and the like, up to the end of that clause;
/// empty if neither says.
pub fn venue<'t>(journal_ref: &'t str, comment: &'t str) -> &'t str {
    if !journal_ref.is_empty() {
        return journal_ref;
    }
    // ASCII lowercase keeps every offset.
    let lower = comment.to_ascii_lowercase();
    let said = SAID.iter().filter_map(|said| lower.find(said).map(|at| (at, said.len())));
    // The first; of those that begin together the longest.
    let Some((at, length)) = said.min_by_key(|(at, length)| (*at, Reverse(*length))) else { return "" };
    let rest = &comment[at + length..];
    let end = rest
        .char_indices()
        .find(|(at, c)| match c {
            ';' | '(' | ')' => true,
            ',' => !names_on(&rest[at + 1..]),
            // A full stop ends the clause before a space or the end, not inside `Proc.` or a number.
            '.' => rest[at + 1..].is_empty() || rest[at + 1..].starts_with(' ') && *at > 5,
            _ => false,
        })
        .map_or(rest.len(), |(at, _)| at);
    let venue = rest[..end].trim();
    venue.strip_prefix("the ").unwrap_or(venue)
}

/// Whether a name goes on after a comma (`Fairness, Accountability, and Transparency`), rather than a remark or a year.
fn names_on(after: &str) -> bool {
    let after = after.trim_start();
    after.starts_with("and ") || after.starts_with(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_name_venues() {
        for (comment, expected) in [
            ("Accepted at NeurIPS 2024", "NeurIPS 2024"),
            ("Published in CVPR-NAS 2024 workshop", "CVPR-NAS 2024 workshop"),
            ("12 pages, 3 figures. Accepted to ICML 2025; code available", "ICML 2025"),
            ("Accepted for publication in IEEE Transactions on X, 2023", "IEEE Transactions on X"),
            ("Accepted by AAAI (oral). 9 pages", "AAAI"),
            ("accepted for presentation at the Z conference.", "Z conference"),
            (
                "Accepted in the Conference on Fairness, Accountability, and Transparency (FAccT) 2026",
                "Conference on Fairness, Accountability, and Transparency",
            ),
            ("Ünï — to appear in Ämter", "Ämter"),
            ("12 pages", ""),
            ("", ""),
        ] {
            assert_eq!(venue("", comment), expected, "{comment}");
        }
        assert_eq!(venue("Phys. Rev. D 1 (2020)", "Accepted at X"), "Phys. Rev. D 1 (2020)");
    }
}
