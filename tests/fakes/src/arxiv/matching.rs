//! Which words a text has, and when a query's term is among them: arXiv's index as far as its answers show it
//! (`facts/search-matching.md`; for the fields, `prepare.py` of <https://github.com/arXiv/arxiv-search>).

use frostem::{Algorithm, Stemmer};
use jiff::Timestamp;
use unicode_segmentation::UnicodeSegmentation as _;

use super::corpus::Document;
use super::query::{Expression, Field, Operator, Term};

/// Elasticsearch's (Lucene's) English stop words. They take a place in a phrase, but match any word there.
const STOP_WORDS: [&str; 33] = [
    "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "if", "in", "into", "is", "it", "no",
    "not", "of", "on", "or", "such", "that", "the", "their", "then", "there", "these", "they", "this", "to",
    "was", "will", "with",
];

/// A text as words, twice: in lower case, and stemmed with stop words left out.
#[derive(Clone, Debug, Default)]
pub(crate) struct Words {
    plain: Vec<String>,
    stems: Vec<Option<String>>,
}

impl Words {
    pub(crate) fn of(text: &str) -> Self {
        // Porter, not the newer English Snowball: only the older one makes `NAS` and `nA` the same word.
        let stemmer = Stemmer::new(Algorithm::Porter);
        let plain: Vec<String> = text.split_whitespace().flat_map(parts).collect();
        let stems = plain.iter().map(|word| {
            let word = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
            (!STOP_WORDS.contains(&word)).then(|| stemmer.stem(word).into_owned())
        });
        Self { stems: stems.collect(), plain }
    }

    /// Whether the words of `phrase` follow each other here, as written or stemmed.
    fn have_phrase(&self, phrase: &Self) -> bool {
        let as_written = self.plain.windows(phrase.plain.len().max(1)).any(|here| here == phrase.plain);
        as_written || (phrase.stems.iter().any(Option::is_some) && self.have_stems_in_a_row(&phrase.stems))
    }

    fn have_stems_in_a_row(&self, wanted: &[Option<String>]) -> bool {
        self.stems
            .windows(wanted.len())
            .any(|here| here.iter().zip(wanted).all(|(here, wanted)| wanted.is_none() || here == wanted))
    }

    /// Whether one word here has this stem, or is spelled like this with `*` and `?` standing for others.
    fn have_word(&self, word: &str, stem: Option<&String>) -> bool {
        stem.is_some_and(|stem| self.stems.iter().flatten().any(|here| here == stem))
            || self.plain.iter().any(|here| fits(word, here))
    }
}

/// The words of a piece of text without spaces. Punctuation splits words, hyphens, slashes and pluses included, but what
/// holds one of these right before a colon is one word (`FX-DARTS:`, `DARTS+:`, `HW-NAS-Bench:Hardware`).
fn parts(piece: &str) -> Vec<String> {
    let (whole, rest) = match piece.split_once(':') {
        Some((name, rest)) if name.contains(['-', '+', '/']) => (Some(name), rest),
        _ => (None, piece),
    };
    whole.into_iter().chain(rest.unicode_words()).map(str::to_lowercase).collect()
}

/// Whether a pattern with `*` (any characters) and `?` (any one) fits the whole text.
fn fits(pattern: &str, text: &str) -> bool {
    let mut rest = pattern.chars();
    match rest.next() {
        None => text.is_empty(),
        Some('*') => {
            text.char_indices().any(|(at, _)| fits(rest.as_str(), &text[at..])) || fits(rest.as_str(), "")
        }
        Some(wanted) => {
            let mut text = text.chars();
            text.next().is_some_and(|here| wanted == '?' || wanted == here)
                && fits(rest.as_str(), text.as_str())
        }
    }
}

/// Whether a paper is a hit.
pub(crate) fn is_hit(expression: &Expression, document: &Document) -> bool {
    match expression {
        Expression::Term(term) => has_term(term, document),
        Expression::Not(inner) => !is_hit(inner, document),
        Expression::Both { left, operator, right } => {
            let (left, right) = (is_hit(left, document), is_hit(right, document));
            match operator {
                Operator::And => left && right,
                Operator::Or => left || right,
                Operator::AndNot => left && !right,
            }
        }
    }
}

fn has_term(term: &Term, document: &Document) -> bool {
    let record = &document.record;
    if term.text.is_empty() {
        return true; // an empty term is an empty Elasticsearch query, which matches everything
    }
    match term.field {
        Field::Title => text_has(&[&document.title], term),
        Field::Abstract => text_has(&[&document.abstract_], term),
        Field::Comment => text_has(&[&document.comment], term),
        Field::JournalRef => text_has(&[&document.journal_ref], term),
        Field::Author => document.authors.iter().any(|name| text_has(&[name], term)),
        Field::Category => record.categories.iter().any(|category| fits(&term.text, category)),
        Field::Id => term.text == record.id || term.text == format!("{}v{}", record.id, record.version),
        Field::Doi => record.dois.iter().any(|doi| doi.eq_ignore_ascii_case(&term.text)),
        Field::ReportNumber => false, // no record has one
        Field::SubmittedDate => term.range.is_some_and(|range| within(record.submitted, range)),
        Field::All => {
            let texts = [&document.title, &document.abstract_, &document.comment, &document.journal_ref];
            let all: Vec<&Words> = texts.into_iter().chain(&document.authors).chain(&document.rest).collect();
            text_has(&all, term)
        }
    }
}

/// Quoted: the words in a row in one of the texts. Unquoted: each word somewhere in them.
fn text_has(texts: &[&Words], term: &Term) -> bool {
    if term.quoted {
        let phrase = Words::of(&term.text);
        return texts.iter().any(|text| text.have_phrase(&phrase));
    }
    if term.text.contains(['*', '?']) {
        let pattern = term.text.to_lowercase();
        return texts.iter().any(|text| text.have_word(&pattern, None));
    }
    let words = Words::of(&term.text);
    let wanted = words.plain.iter().zip(&words.stems).filter(|(_, stem)| stem.is_some());
    words.stems.iter().any(Option::is_some)
        && wanted.into_iter().all(|(word, stem)| texts.iter().any(|text| text.have_word(word, stem.as_ref())))
}

fn within(instant: Timestamp, (from, to): (Timestamp, Timestamp)) -> bool {
    (from..=to).contains(&instant)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phrase(text: &str, phrase: &str) -> bool {
        Words::of(text).have_phrase(&Words::of(phrase))
    }

    #[test]
    fn ignores_case_and_stems_quoted_words() {
        assert!(phrase("On the structure of (dart, odd hole)-free graphs", "DARTS"));
        assert!(phrase("A differential architecture search", "Differentiable Architecture Search"));
        assert!(phrase("A nA-Range Current Reference", "NAS"));
        assert!(phrase("Large LLM Agents", "LLM Agent"));
        assert!(phrase("NOAA's DART", "NOAA"));
        assert!(!phrase("DARTSRepair", "DARTS") && !phrase("search architecture", "architecture search"));
    }

    #[test]
    fn hyphens_split_words_except_before_a_colon() {
        for text in
            ["HW-NAS with devices", "Wide-Deep Learning (NAS-WD) for", "NAS/HPO", "NAS+", "NAS: a survey"]
        {
            assert!(phrase(text, "NAS"), "{text}");
        }
        for text in ["HW-NAS: a survey", "DDS-NAS: Dynamic", "NAS+: more", "HW-NAS-Bench:Hardware"] {
            assert!(!phrase(text, "NAS"), "{text}");
        }
        assert!(phrase("HW-NAS: a survey", "a survey") && phrase("HW-NAS-Bench:Hardware", "hardware"));
    }

    #[test]
    fn stop_words_keep_their_place() {
        assert!(phrase("the search for architectures", "search for architecture"));
        assert!(phrase("searching with architectures", "search for architecture"));
        assert!(!phrase("searching architectures", "search for architecture"));
        assert!(phrase("to be or not to be", "to be") && !phrase("a question", "to be"));
    }

    #[test]
    fn patterns() {
        assert!(fits("cs.*", "cs.LG") && fits("cs.L?", "cs.LG") && fits("*", "") && fits("neur*", "neural"));
        assert!(!fits("cs", "cs.LG") && !fits("cs.*", "math.CO") && !fits("cs.LG?", "cs.LG"));
    }
}
