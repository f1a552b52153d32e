//! How many formulas a page may have for GitHub to render them.

use std::ops::Range;

use memchr::memmem;

use super::markdown::escaped;
use super::tex::{self, Math};

/// What GitHub renders of a page's formulas: each costs 1, and 1 for each opening brace. When a page's formulas have cost more, all that
/// follow show "Unable to render expression" (the script of its element `math-renderer`, in 2026).
const MAX_FORMULAS: usize = 2_000;

/// The page with the formulas that GitHub would no longer render written as text.
pub fn within_limit(page: String) -> String {
    let mut cost = 0;
    let too_many = formulas(&page).find(|formula| {
        cost += 1 + page[formula.clone()].matches('{').count();
        cost > MAX_FORMULAS
    });
    let Some(first) = too_many else { return page };
    let mut out = page[..first.start - 2].to_owned();
    let mut done = first.start - 2;
    for formula in formulas(&page).filter(|formula| formula.start >= first.start) {
        out.push_str(&page[done..formula.start - 2]);
        out.push_str(&escaped(&tex::to_page(&format!("\\({}\\)", &page[formula.clone()]), Math::Text)));
        done = formula.end + 2;
    }
    out.push_str(&page[done..]);
    out
}

/// Where the formulas are in a page: what is in `` $`…`$ ``.
fn formulas(page: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut from = 0;
    std::iter::from_fn(move || {
        let begin = from + memmem::find(&page.as_bytes()[from..], b"$`")? + 2;
        let end = begin + memmem::find(&page.as_bytes()[begin..], b"`$")?;
        from = end + 2;
        Some(begin..end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_after_githubs_limit_are_text() {
        let page = |formulas: usize| "| $`x_{1}`$ and $`\\vert y\\vert \\lt  z`$ |\n".repeat(formulas);
        // Each row costs three.
        assert_eq!(within_limit(page(666)), page(666));
        let limited = within_limit(page(670));
        let (kept, rest) = limited.split_at(page(666).len());
        assert_eq!(kept, page(666));
        let text = "| x₁ and &#124;y&#124;&lt;z |\n";
        assert_eq!(rest, format!("| $`x_{{1}}`$ and &#124;y&#124;&lt;z |\n{}", text.repeat(3)));
        assert_eq!(within_limit("a $` b".to_owned()), "a $` b");
    }
}
