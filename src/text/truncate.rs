//! Makes a text fit: into a budget by taking away more and more, and into a length at the end of a sentence.

use std::borrow::Cow;

use super::sentinels;

/// What GitHub shows of a README, in bytes
/// (<https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-readmes>:
/// 500 KiB).
pub const MAX_README_BYTES: usize = 512_000;

/// The least space that a section needs.
pub const MIN_SECTION_BYTES: usize = 20_000;

/// A larger job summary is dropped by the runner; a little is left for what other steps write.
pub const MAX_SUMMARY_BYTES: usize = 1_000_000;

/// Finds the first step whose result fits, or one whose result nearly fills the space: steps take away more and more, and the
/// last one takes away all.
///
/// `at` makes the result of a step, and says its size. That takes long for a page, so two tries are where the size would
/// fit if it went down in a straight line, and then every other; those between halve the rest. The last step is tried only if no
/// other fits: a template may need the papers that it takes away. Returns `None` if nothing fits.
pub fn fit<T, E>(
    last: usize,
    max_size: usize,
    mut at: impl FnMut(usize) -> Result<(usize, T), E>,
) -> Result<Option<T>, E> {
    let size = match at(0)? {
        (size, whole) if size <= max_size => return Ok(Some(whole)),
        (size, _) => size,
    };
    let mut best = None;
    // Each a step and its size.
    let (mut too_large, mut enough) = ((0, size), (last, 0));
    let mut tries = 0;
    while enough.0 - too_large.0 > 1 {
        tries += 1;
        let step = if tries > 1 && tries % 2 == 1 {
            usize::midpoint(too_large.0, enough.0)
        } else {
            on_a_line(too_large, enough, max_size - max_size / 128)
        };
        let (size, made) = at(step)?;
        if size > max_size {
            too_large = (step, size);
            continue;
        }
        (best, enough) = (Some(made), (step, size));
        if size >= max_size - max_size / 64 {
            break;
        }
    }
    if best.is_none() && last > 0 {
        let (size, made) = at(last)?;
        best = (size <= max_size).then_some(made);
    }
    Ok(best)
}

/// The step between two others that has a size if sizes go down in a straight line.
fn on_a_line(before: (usize, usize), after: (usize, usize), size: usize) -> usize {
    let steps = after.0 - before.0;
    before.0 + (steps * (before.1 - size) / (before.1 - after.1)).clamp(1, steps - 1)
}

/// The text, cut if it has more than `max_chars` characters: at the end of a sentence or word if there is one, else anywhere.
pub fn limited(text: &str, max_chars: usize) -> Cow<'_, str> {
    match shorten(text, max_chars) {
        Cow::Owned(short) if short == "…" => {
            Cow::Owned(text.chars().take(max_chars.saturating_sub(1)).chain(['…']).collect())
        }
        text => text,
    }
}

/// The text in at most `length` characters: its first sentences, or if the first one is longer, its first words. An ellipsis
/// shows that something is missing. Formulas and addresses stay whole.
pub fn shorten(text: &str, length: usize) -> Cow<'_, str> {
    // The ellipsis and the space before it.
    let room = length.saturating_sub(2);
    if text.len() <= length || text.chars().count() <= length {
        return Cow::Borrowed(text);
    }
    let mut spaces = Vec::new();
    let (mut marked, mut dollars) = (false, 0);
    for (count, (at, c)) in text.char_indices().enumerate() {
        if count > room {
            break;
        }
        let inside = marked || dollars % 2 == 1;
        if c == ' ' && !inside {
            spaces.push(at);
        }
        marked = if sentinels::is_sentinel(c) { sentinels::opens(c) } else { marked };
        dollars += usize::from(c == '$');
    }
    let word = spaces.last().copied().unwrap_or(0);
    let sentence = spaces.into_iter().rev().find(|at| ends_a_sentence(&text[..*at])).unwrap_or(0);
    let end = if sentence * 3 >= word { sentence } else { word };
    let short = text[..end].trim_end();
    if !short.is_empty() {
        return Cow::Owned(format!("{short} …"));
    }
    // Without a space, as in Chinese: any character may be the last, except within a formula.
    let is_accent = |c: char| ('\u{300}'..='\u{36f}').contains(&c);
    let end = text.char_indices().skip(room).find(|(_, c)| !is_accent(*c)).map_or(text.len(), |(at, _)| at);
    let short = &text[..end];
    let has_marks = short.contains(|c| c == '$' || sentinels::is_sentinel(c));
    Cow::Owned(if has_marks || room < 10 { "…".to_owned() } else { format!("{short}…") })
}

/// Whether a full stop or the like is at the end, and not an abbreviation's.
fn ends_a_sentence(text: &str) -> bool {
    let text = text.trim_end_matches([')', '"', '”', '\'', '’', '}']);
    let Some(before) = text.strip_suffix('.') else { return text.ends_with(['!', '?']) };
    let word = before.rsplit([' ', '(']).next().unwrap_or_default();
    let abbreviation =
        ["e.g", "i.e", "al", "vs", "cf", "resp", "Fig", "Figs", "Eq", "Sec", "approx", "i.i.d", "w.r.t"];
    !abbreviation.contains(&word) && word.chars().count() > 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;

    /// The step that is found for a budget, and the steps that were tried.
    fn fitted(sizes: &[usize], budget: usize) -> (Option<usize>, Vec<usize>) {
        let mut tried = Vec::new();
        let at = |step: usize| {
            tried.push(step);
            Ok::<_, Infallible>((sizes[step], step))
        };
        let step = fit(sizes.len() - 1, budget, at).unwrap();
        (step, tried)
    }

    #[test]
    fn finds_first_step_that_fits_or_nearly_fills() {
        let line: Vec<usize> = (0..=1000).map(|step| 100_000 - 100 * step).collect();
        // As a page's: abstracts are shortened, then left out, then whole rows.
        let bend: Vec<usize> =
            (0..=1000).map(|step| 125_000 - 150 * step.min(500) - 50 * step.max(500)).collect();
        let cliff: Vec<usize> =
            (0..=1000).map(|step| if step < 700 { 100_000 } else { 1000 - step }).collect();
        for (sizes, most) in [(&line, 4), (&bend, 6), (&cliff, 20)] {
            for budget in [100_000, 99_999, 60_000, 50_000, 1_000, 1] {
                let (step, tried) = fitted(sizes, budget);
                let step = step.unwrap();
                assert!(sizes[step] <= budget);
                assert!(
                    step == 0 || sizes[step] >= budget - budget / 64 || sizes[step - 1] > budget,
                    "{budget}: {step}"
                );
                assert!(tried.len() <= most, "{budget}: {tried:?}");
            }
        }
        assert_eq!(fitted(&[3, 2, 1], 0).0, None);
        assert_eq!(fitted(&[3], 0), (None, vec![0]));
    }

    #[test]
    fn last_step_is_tried_only_if_needed() {
        assert_eq!(fitted(&[9, 8, 7, 6], 7), (Some(2), vec![0, 1, 2]));
        assert_eq!(fitted(&[9, 8, 7, 6], 6), (Some(3), vec![0, 1, 2, 3]));
    }

    #[test]
    fn an_error_ends_the_search() {
        let at = |step| if step == 0 { Ok((9, ())) } else { Err("broken") };
        assert_eq!(fit(9, 1, at), Err("broken"));
    }

    #[test]
    fn texts_end_with_a_sentence() {
        let text = "We study e.g. graphs (Fig. 1). They are large. This is the end of it.";
        for (length, expected) in [
            (100, text),
            (69, text),
            (68, "We study e.g. graphs (Fig. 1). They are large. …"),
            (48, "We study e.g. graphs (Fig. 1). They are large. …"),
            (47, "We study e.g. graphs (Fig. 1). …"),
            (20, "We study e.g. …"),
            (3, "…"),
            (0, "…"),
        ] {
            assert_eq!(shorten(text, length), expected, "{length}");
        }
        assert_eq!(shorten("日本語 の 論文", 7), "日本語 の …");
        assert_eq!(shorten("A? B! C", 6), "A? …");
        assert_eq!(shorten("日本語の論文、十二ページ、図が三つ", 14), "日本語の論文、十二ページ…");
    }

    #[test]
    fn a_text_without_a_space_is_cut_anywhere() {
        assert_eq!(limited("日本語の論文", 6), "日本語の論文");
        assert_eq!(limited("日本語の論文です", 6), "日本語の論…");
        assert_eq!(limited("A short one. And more", 15), "A short one. …");
    }

    #[test]
    fn formulas_and_addresses_stay_whole() {
        let text = "See \u{fdd0}a. b c d\u{fdd1} and more words here";
        assert_eq!(shorten(text, 12), "See …");
        assert_eq!(shorten(text, 22), "See \u{fdd0}a. b c d\u{fdd1} and …");
        assert_eq!(shorten("a $x. y z$ b c d e f g", 9), "a …");
    }
}
