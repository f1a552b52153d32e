//! The address of a heading within a page on GitHub.

use std::collections::BTreeMap;

/// The fragments of headings, in order: small letters, digits, hyphens and underscores stay, blanks become hyphens, and a
/// repeated one gets a number. As GitHub's own pages have them; its rule is that of
/// <https://github.com/gjtorikian/html-pipeline> (`TableOfContentsFilter`).
pub fn anchors(headings: &[&str]) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut unique = |heading: &str| {
        let anchor = anchor(heading);
        let times = seen.entry(anchor.clone()).and_modify(|times| *times += 1).or_default();
        if *times == 0 { anchor } else { format!("{anchor}-{times}") }
    };
    headings.iter().map(|heading| unique(heading)).collect()
}

fn anchor(heading: &str) -> String {
    let kept = |c: &char| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ');
    heading.to_lowercase().chars().filter(kept).map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_have_the_fragments_github_gives_them() {
        let headings = ["Neural Architecture Search", "C", "C++", "R&D, again_", "Émile"];
        assert_eq!(anchors(&headings), ["neural-architecture-search", "c", "c-1", "rd-again_", "émile"]);
    }
}
