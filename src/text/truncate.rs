//! Making a text fit: into a budget, step by step; into a length, at the end of a sentence.

use std::borrow::Cow;

use super::sentinels;

/// What GitHub shows of a README, in bytes
/// (<https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-readmes>:
/// 500 KiB).
pub const MAX_README_BYTES: usize = 512_000;

/// Less than this is no room for a section.
pub const MIN_SECTION_BYTES: usize = 20_000;

/// A larger job summary is dropped by the runner; a little is left for what other steps write.
pub const MAX_SUMMARY_BYTES: usize = 1_000_000;

/// A size this much below the budget is near enough: a 43rd, a few abstracts of a page.
const SLACK: usize = 43;

/// A whole that is foreseen to be larger than the budget by this much of it, a tenth, is not measured: what is foreseen is seldom
/// off by a hundredth.
const SURELY: usize = 10;

/// A step whose size is within the budget, and by at most a 43rd of it unless step 0 fits or the step before does not;
/// `None` if even the last one's size is not.
///
/// `measure` gives the size after a step, and should not grow from step to step. `estimates` is only asked for if
/// step 0 does not fit: what is thought of the size after each step. It need not be true, only fall in the right places, so that
/// few steps are measured.
///
/// `foreseen` is the same, but meant to be true, where that is known: if it is far beyond the budget at step 0, and the step
/// that it leads to is where it should be, step 0 is not measured.
pub fn fit<E>(
    budget: usize,
    foreseen: Option<&[usize]>,
    estimates: impl FnOnce() -> Vec<usize>,
    mut measure: impl FnMut(usize) -> Result<usize, E>,
) -> Result<Option<usize>, E> {
    if let Some(sizes) = foreseen
        && let Some(step) = as_foreseen(budget, sizes, &mut measure)?
    {
        return Ok(Some(step));
    }
    let whole = measure(0)?;
    if whole <= budget {
        return Ok(Some(0));
    }
    let estimates = estimates();
    // The first step that is known to fit, if any is, and the last that is known not to.
    let (mut small, mut large) = (None, 0);
    // The latest measurement: what the others are judged by.
    let (mut size, mut at) = (whole, 0);
    for round in 0.. {
        let end = small.unwrap_or(estimates.len());
        if end - large <= 1 {
            break;
        }
        let step = if round < 6 {
            let true_fall = whole.saturating_sub(size).max(1);
            let thought_fall = (estimates[0] - estimates[at]).max(1);
            let scaled = |bytes: usize| if at == 0 { bytes } else { bytes * thought_fall / true_fall };
            let aim = budget - budget / (2 * SLACK);
            let wanted = (estimates[at] + scaled(aim.saturating_sub(size)))
                .saturating_sub(scaled(size.saturating_sub(aim)));
            estimates.partition_point(|estimate| *estimate > wanted).clamp(large + 1, end - 1)
        } else {
            large.midpoint(end)
        };
        (size, at) = (measure(step)?, step);
        if size > budget {
            large = step;
        } else if size >= budget - budget / SLACK {
            return Ok(Some(step));
        } else {
            small = Some(step);
        }
    }
    Ok(small)
}

/// The step at which the sizes that are foreseen are just within the budget, if it proves to be so.
fn as_foreseen<E>(
    budget: usize,
    sizes: &[usize],
    measure: &mut impl FnMut(usize) -> Result<usize, E>,
) -> Result<Option<usize>, E> {
    if sizes.first().is_none_or(|whole| *whole < budget + budget / SURELY) {
        return Ok(None);
    }
    let aim = budget - budget / (2 * SLACK);
    let mut wanted = aim;
    for _ in 0..2 {
        let step = sizes.partition_point(|size| *size > wanted).min(sizes.len() - 1);
        let size = measure(step)?;
        if (budget - budget / SLACK..=budget).contains(&size) {
            return Ok(Some(step));
        }
        if size.abs_diff(sizes[step]) > size / 10 {
            break;
        }
        wanted = (sizes[step] + aim).saturating_sub(size);
    }
    Ok(None)
}

/// The text in at most so many characters: its first sentences, or if the first one is longer, its first words. An ellipsis
/// shows that something is missing. Formulas and addresses stay whole.
pub fn shorten(text: &str, length: usize) -> Cow<'_, str> {
    // The ellipsis and the blank before it.
    let room = length.saturating_sub(2);
    if text.len() <= length || text.chars().count() <= length {
        return Cow::Borrowed(text);
    }
    let mut blanks = Vec::new();
    let (mut marked, mut dollars) = (false, 0);
    for (count, (at, c)) in text.char_indices().enumerate() {
        if count > room {
            break;
        }
        let inside = marked || dollars % 2 == 1;
        if c == ' ' && !inside {
            blanks.push(at);
        }
        marked =
            if sentinels::is_sentinel(c) { c == sentinels::MATH.0 || c == sentinels::LINK.0 } else { marked };
        dollars += usize::from(c == '$');
    }
    let word = blanks.last().copied().unwrap_or(0);
    let sentence = blanks.into_iter().rev().find(|at| ends_a_sentence(&text[..*at])).unwrap_or(0);
    let end = if sentence * 3 >= word { sentence } else { word };
    let short = text[..end].trim_end();
    Cow::Owned(if short.is_empty() { "…".to_owned() } else { format!("{short} …") })
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

    #[test]
    fn a_step_that_fits_is_found_with_few_measurements() {
        let sizes: Vec<usize> = (0..=1000).map(|step| 100_000 - 100 * step).collect();
        let scaled: Vec<usize> = sizes.iter().map(|size| size / 2).collect();
        let offset: Vec<usize> = sizes.iter().map(|size| size + 7_000).collect();
        let useless = vec![0; sizes.len()];
        for (estimates, most) in [(&sizes, 3), (&scaled, 5), (&offset, 3), (&useless, 20)] {
            for budget in [100_000, 99_999, 50_000, 12_345, 1_000] {
                let mut asked = 0;
                let measure = |step: usize| {
                    asked += 1;
                    Ok::<_, Infallible>(sizes[step])
                };
                let step = fit(budget, None, || estimates.clone(), measure).unwrap().unwrap();
                assert!(sizes[step] <= budget, "{budget}");
                assert!(
                    step == 0 || sizes[step] >= budget - budget / SLACK || sizes[step - 1] > budget,
                    "{budget} {step}"
                );
                assert!(asked <= most, "{budget}: {asked}");
            }
        }
    }

    #[test]
    fn what_is_foreseen_is_measured_once_and_what_is_foreseen_wrongly_is_found_all_the_same() {
        let sizes: Vec<usize> = (0..=1000).map(|step| 100_000 - 100 * step).collect();
        let near: Vec<usize> = sizes.iter().map(|size| size + size / 200).collect();
        let large: Vec<usize> = sizes.iter().map(|size| 3 * size).collect();
        let flat = vec![130_000; sizes.len()];
        for (foreseen, budget, most, expected) in [
            (&near, 50_000, 1, None),
            (&near, 80_000, 1, None),
            // Hardly too large.
            (&near, 95_000, 3, None),
            (&near, 100_000, 1, Some(0)),
            (&large, 50_000, 4, None),
            (&large, 99_990, 3, None),
            (&large, 100_000, 2, Some(0)),
            (&large, 150_000, 2, Some(0)),
            (&flat, 100_000, 2, Some(0)),
            (&flat, 50_000, 20, None),
        ] {
            let mut asked = Vec::new();
            let measure = |step: usize| {
                asked.push(step);
                Ok::<_, Infallible>(sizes[step])
            };
            let step = fit(budget, Some(foreseen), || sizes.clone(), measure).unwrap().unwrap();
            assert!(sizes[step] <= budget && asked.len() <= most, "{budget}: {asked:?}");
            assert!(sizes[step] >= budget - budget / SLACK || step <= 1, "{budget}: {asked:?}");
            assert!(expected.is_none_or(|expected| step == expected), "{budget}: {asked:?}");
        }
    }

    #[test]
    fn what_never_fits_or_cannot_be_measured_is_said() {
        let ten = |_| Ok::<_, Infallible>(10);
        assert_eq!(fit(9, None, || vec![3, 2, 1], ten).unwrap(), None);
        assert_eq!(fit(9, None, || vec![3], ten).unwrap(), None);
        assert_eq!(fit(9, None, Vec::new, ten).unwrap(), None);
        assert_eq!(fit(9, None, || vec![3, 2], |_| Err("broken")), Err("broken"));
    }

    #[test]
    fn what_does_not_shrink_evenly_fits_all_the_same() {
        let sizes = [900, 800, 820, 700, 705, 600, 100];
        for budget in [100, 599, 600, 705, 899] {
            let step = fit(budget, None, || sizes.to_vec(), |step| Ok::<_, Infallible>(sizes[step]))
                .unwrap()
                .unwrap();
            assert!(sizes[step] <= budget, "{budget} {step}");
        }
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
    }

    #[test]
    fn formulas_and_addresses_stay_whole() {
        let text = "See \u{fdd0}a. b c d\u{fdd1} and more words here";
        assert_eq!(shorten(text, 12), "See …");
        assert_eq!(shorten(text, 22), "See \u{fdd0}a. b c d\u{fdd1} and …");
        assert_eq!(shorten("a $x. y z$ b c d e f g", 9), "a …");
    }
}
