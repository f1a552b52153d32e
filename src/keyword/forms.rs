//! The forms of an English word that mean the same here: singular and plural, British and American.
//!
//! Two words are the same if they have a form in common. A form need not be a word ("boxe" of "boxes"), as long as it is
//! no other word. All words are in lowercase and without accents.

use super::tables::{
    AE_OE_PARTS, DOUBLE_L_STEMS, ICS_PLURALS, IRREGULAR_PLURALS, NOT_PLURALS, OUR_STEMS, SPELLINGS,
};

/// Words in `-s` whose plural is in `-ses`, if the plural is in use: gases.
#[rustfmt::skip]
const PLURAL_IN_SES: &[&str] = &[
    "alias", "apparatus", "atlas", "bias", "bonus", "bus", "campus", "canvas", "census", "chorus", "circus", "consensus", "focus",
    "gas", "iris", "lens", "locus", "nexus", "sinus", "status", "surplus", "syllabus", "virus", "walrus",
];

/// Verbs whose `-ing` form is another word, or says nothing: "tool use" is not "tools using".
const NO_ING_NOUN: &[&str] = &[
    "base", "be", "even", "find", "follow", "give", "go", "have", "hear", "include", "make", "mean", "morn",
    "off", "rate", "set", "str", "take", "th", "use", "will",
];

/// What may follow `-is-` or `-iz-` in a verb and the words made of it.
const AFTER_IZ: &[&str] =
    &["e", "ed", "es", "ing", "er", "ers", "able", "ability", "ation", "ations", "ational"];

/// The word's forms: itself and its singular, each as an American writes it.
pub(super) fn forms(word: &str) -> Vec<String> {
    let mut forms = vec![american(word)];
    let mut add = |form: String| {
        if !forms.contains(&form) {
            forms.push(form);
        }
    };
    irregular_singulars(word).for_each(|singular| add(american(&singular)));
    for singular in regular_singulars(word) {
        add(american(&singular));
    }
    forms
}

/// The forms of a word in capitals: an irregular plural is another word there (MICE), and a capital `S` belongs to a
/// short word (GPS).
pub(super) fn forms_of_capitals(word: &str) -> Vec<String> {
    const MIN_LONG: usize = 6;
    let mut forms = vec![american(word)];
    if word.len() >= MIN_LONG {
        forms.extend(regular_singulars(word).iter().map(|singular| american(singular)));
    }
    forms
}

/// An irregular plural of at least this many letters is also the end of longer words: presheaves, pseudospectra. Shorter ones
/// are not: "databases" are no "bases" of something.
const MIN_ENDING: usize = 6;

/// How irregular plurals end. Most words do not, and are not looked up.
const PLURAL_ENDINGS: [&str; 11] = ["a", "ae", "ce", "en", "es", "eet", "eeth", "i", "se", "ux", "ze"];

/// The singulars of an irregular plural: of "axes", "axis".
pub(super) fn irregular_singulars(word: &str) -> impl Iterator<Item = String> {
    let may_be_one = PLURAL_ENDINGS.iter().any(|end| word.ends_with(end));
    may_be_one.then(|| replaced_endings(word, |(plural, singular)| (plural, singular))).into_iter().flatten()
}

/// The plurals of a word that has irregular ones.
pub(super) fn irregular_plurals(word: &str) -> impl Iterator<Item = String> {
    replaced_endings(word, |(plural, singular)| (singular, plural))
}

/// The word, or its ending, as another number than `from`.
fn replaced_endings(
    word: &str,
    from_to: fn((&'static str, &'static str)) -> (&'static str, &'static str),
) -> impl Iterator<Item = String> {
    IRREGULAR_PLURALS.iter().filter_map(move |pair| {
        let (from, to) = from_to(*pair);
        let before = word.strip_suffix(from)?;
        (before.is_empty() || pair.0.len() >= MIN_ENDING).then(|| format!("{before}{to}"))
    })
}

/// Whether a word in `-s` has a plural in `-ses`, which Porter's stemmer keeps apart.
pub(super) fn has_plural_in_ses(word: &str) -> bool {
    PLURAL_IN_SES.binary_search(&word).is_ok()
}

/// What the word may be the regular plural of.
fn regular_singulars(word: &str) -> Vec<String> {
    let Some(without_s) = word.strip_suffix('s') else { return Vec::new() };
    let may_be_plural = without_s.chars().count() >= 2
        && !without_s.ends_with('s')
        && NOT_PLURALS.binary_search(&word).is_err()
        && (!word.ends_with("ics") || ICS_PLURALS.binary_search(&word).is_ok());
    if !may_be_plural {
        return Vec::new();
    }
    let mut singulars = vec![without_s.to_owned()];
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() >= 2) {
        singulars.push(format!("{stem}y"));
    }
    if let Some(stem) = word.strip_suffix("es") {
        let hisses = ["ch", "sh", "ss", "x", "z", "o"].iter().any(|end| stem.ends_with(end));
        let in_us = stem.ends_with("us") && stem.len() >= 5;
        if hisses && stem != "ax" || in_us || has_plural_in_ses(stem) {
            singulars.push(stem.to_owned());
        }
    }
    singulars
}

/// The word as an American writes it, or as no one does ("precize"): the same is done to both words that are compared.
pub(super) fn american(word: &str) -> String {
    if let Ok(at) = SPELLINGS.binary_search_by_key(&word, |(british, _)| british) {
        return SPELLINGS[at].1.to_owned();
    }
    let mut word = word.to_owned();
    if word.contains("our") {
        for stem in OUR_STEMS.iter().filter_map(|stem| stem.strip_suffix("our")) {
            word = word.replace(&format!("{stem}our"), &format!("{stem}or"));
        }
    }
    if word.contains("ll") {
        for stem in DOUBLE_L_STEMS {
            for ending in ["ed", "ing", "er"] {
                word = word.replace(&format!("{stem}l{ending}"), &format!("{stem}{ending}"));
            }
        }
    }
    if word.contains("ae") || word.contains("oe") {
        for (british, american) in AE_OE_PARTS {
            word = word.replace(british, american);
        }
    }
    if let Some(at) = suffix_after(&word, "is", AFTER_IZ) {
        word.replace_range(at..at + 2, "iz");
    }
    word
}

/// Where `part` is in a word if one of the endings follows, and at least three letters precede.
fn suffix_after(word: &str, part: &str, endings: &[&str]) -> Option<usize> {
    let ends_well = |at: &usize| *at >= 3 && endings.contains(&&word[at + part.len()..]);
    word.rmatch_indices(part).map(|(at, _)| at).find(ends_well)
}

/// The word as a Briton writes it, if that differs.
pub(super) fn british(word: &str) -> Option<String> {
    if let Some((british, _)) = SPELLINGS.iter().find(|(_, american)| *american == word) {
        return Some((*british).to_owned());
    }
    let stems = OUR_STEMS.iter().filter_map(|stem| stem.strip_suffix("our"));
    for stem in stems {
        if let Some(rest) = word.strip_prefix(&format!("{stem}or")) {
            return Some(format!("{stem}our{rest}"));
        }
    }
    for (british, american) in AE_OE_PARTS.iter().filter(|(_, american)| american.len() >= 5) {
        if let Some(rest) = word.strip_prefix(american) {
            return Some(format!("{british}{rest}"));
        }
    }
    let at = suffix_after(word, "iz", AFTER_IZ).filter(|at| !word[..*at].ends_with('s'))?;
    Some(format!("{}is{}", &word[..at], &word[at + 2..]))
}

/// Whether one word is the `-ing` noun of the other, or of its plural: caching and cache, splatting and splats.
pub(super) fn is_ing_noun_of(one: &str, other: &str) -> bool {
    let (ing, base) = match (one.ends_with("ing"), other.ends_with("ing")) {
        (true, false) => (one, other),
        (false, true) => (other, one),
        _ => return false,
    };
    let ing = american(ing);
    let Some(stem) = ing.strip_suffix("ing").filter(|stem| stem.len() >= 2) else { return false };
    let single = stem.char_indices().next_back().map(|(at, _)| &stem[..at]).filter(|short| {
        short.chars().next_back() == stem.chars().next_back()
            && !stem.ends_with(['s', 'a', 'e', 'i', 'o', 'u'])
    });
    forms(base).iter().any(|base| {
        let same = base == stem || base.strip_suffix('e') == Some(stem) || Some(base.as_str()) == single;
        same && !NO_ING_NOUN.contains(&base.as_str())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(one: &str, other: &str) -> bool {
        let other = forms(other);
        forms(one).iter().any(|form| other.contains(form))
    }

    #[test]
    fn tables_are_sorted() {
        assert!(IRREGULAR_PLURALS.is_sorted() && NOT_PLURALS.is_sorted() && ICS_PLURALS.is_sorted());
        assert!(SPELLINGS.is_sorted());
    }

    #[test]
    fn every_irregular_plural_is_looked_up() {
        for (plural, singular) in IRREGULAR_PLURALS {
            assert!(irregular_singulars(plural).any(|other| other == *singular), "{plural}");
            assert!(irregular_plurals(singular).any(|other| other == *plural), "{singular}");
        }
    }

    #[test]
    fn plurals_are_their_singular() {
        for pair in [
            "matrix matrices",
            "lens lenses",
            "gas gases",
            "bias biases",
            "bus buses",
            "virus viruses",
            "policy policies",
            "movie movies",
            "box boxes",
            "cache caches",
            "patch patches",
            "hero heroes",
            "pose poses",
            "phase phases",
            "quiz quizzes",
            "class classes",
            "database databases",
            "house houses",
            "axis axes",
            "axe axes",
            "criterion criteria",
            "analysis analyses",
            "topic topics",
            "metric metrics",
            "key keys",
            "tie ties",
            "fibre fibers",
            "centre centers",
            "process processes",
            "ansatz ansatze",
            "presheaf presheaves",
            "pseudospectrum pseudospectra",
            "hypothesis hypotheses",
            "cilium cilia",
            "tree trees",
            "flow flows",
            "dataset datasets",
        ] {
            let (singular, plural) = pair.split_once(' ').unwrap();
            assert!(same(singular, plural) && same(plural, singular), "{pair}");
        }
    }

    #[test]
    fn other_words_in_s_are_not_plurals() {
        for pair in [
            "news new",
            "semantics semantic",
            "means mean",
            "gas ga",
            "bias bia",
            "physics physic",
            "species specie",
            "ax axes",
            "phase emphases",
            "pass pas",
            "gps gp",
            "data datum",
            "plasma plasmon",
            "media mediums",
            "us use",
            "analysis analyst",
            "does doe",
            "databases databasis",
        ] {
            let (one, other) = pair.split_once(' ').unwrap();
            assert!(!same(one, other) && !same(other, one), "{pair}");
        }
    }

    #[test]
    fn spellings_are_one_word() {
        for pair in [
            "optimisation optimization",
            "localised localized",
            "behaviour behavior",
            "behavioural behavioral",
            "colours color",
            "modelling modeling",
            "labelled labeled",
            "tumours tumor",
            "paediatric pediatric",
            "analysing analyzing",
            "centres centers",
            "catalogue catalog",
            "towards toward",
            "organisations organization",
            "neighbourhood neighborhood",
            "generalisable generalizable",
            "fibres fiber",
            "haemoglobin hemoglobin",
            "manoeuvres maneuver",
            "encyclopaedia encyclopedia",
            "oedemas edema",
        ] {
            let (british, american) = pair.split_once(' ').unwrap();
            assert!(same(british, american), "{pair}");
        }
        for pair in ["four for", "hour hor", "filling filing", "totally totaly", "prise prize", "tour tor"] {
            let (one, other) = pair.split_once(' ').unwrap();
            assert!(!same(one, other), "{pair}");
        }
    }

    #[test]
    fn british_spellings_are_found() {
        for (american, expected) in [
            ("optimization", Some("optimisation")),
            ("behavioral", Some("behavioural")),
            ("pediatric", Some("paediatric")),
            ("fiber", Some("fibre")),
            ("size", None),
            ("resize", None),
            ("chemistry", None),
            ("transformer", None),
        ] {
            assert_eq!(british(american).as_deref(), expected, "{american}");
        }
    }

    #[test]
    fn ing_nouns_go_with_their_verb() {
        for pair in [
            "cache caching",
            "splatting splats",
            "plan planning",
            "model modelling",
            "editing edit",
            "policing police",
        ] {
            let (one, other) = pair.split_once(' ').unwrap();
            assert!(is_ing_noun_of(one, other) && is_ing_noun_of(other, one), "{pair}");
        }
        for pair in [
            "use using",
            "base basing",
            "set setting",
            "thing th",
            "pass pasing",
            "caching caching",
            "string str",
        ] {
            let (one, other) = pair.split_once(' ').unwrap();
            assert!(!is_ing_noun_of(one, other), "{pair}");
        }
    }
}
