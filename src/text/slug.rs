//! The anchor that GitHub gives to a heading.

/// The heading in lowercase, with hyphens for spaces and without other signs
/// (<https://docs.github.com/en/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#section-links>).
pub fn slug(heading: &str) -> String {
    let mut slug = String::with_capacity(heading.len());
    for c in heading.trim().chars().flat_map(char::to_lowercase) {
        match c {
            ' ' => slug.push('-'),
            '-' | '_' => slug.push(c),
            c if c.is_alphanumeric() => slug.push(c),
            _ => (),
        }
    }
    slug
}

/// The anchors of headings that come below others: one that is taken already gets a number.
pub fn anchors(above: &[String], headings: &[&str]) -> Vec<String> {
    let mut anchors: Vec<String> = Vec::new();
    for heading in above.iter().map(String::as_str).chain(headings.iter().copied()) {
        let slug = slug(heading);
        let mut anchor = slug.clone();
        let mut number = 0;
        while anchors.contains(&anchor) {
            number += 1;
            anchor = format!("{slug}-{number}");
        }
        anchors.push(anchor);
    }
    anchors.split_off(above.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_githubs() {
        for (heading, expected) in [
            ("Neural Architecture Search", "neural-architecture-search"),
            ("C++ & R&D: a_b", "c--rd-a_b"),
            ("Über 日本語", "über-日本語"),
            (" 3D ", "3d"),
        ] {
            assert_eq!(slug(heading), expected);
        }
        assert_eq!(anchors(&[], &["C++", "C#", "c", "D"]), ["c", "c-1", "c-2", "d"]);
        assert_eq!(anchors(&["Graphs".to_owned(), "D".to_owned()], &["graphs", "E"]), ["graphs-1", "e"]);
    }
}
