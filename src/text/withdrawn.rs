//! Whether a paper is withdrawn. arXiv's answers do not mark it: a withdrawal is a new version with a notice in its comment,
//! sometimes in its abstract. Notices have many wordings.

/// What a paper is called.
const PAPER: &[&str] = &[
    "article",
    "document",
    "e",
    "eprint",
    "letter",
    "manuscript",
    "note",
    "paper",
    "papers",
    "preprint",
    "print",
    "report",
    "submission",
    "thesis",
    "version",
    "work",
];

/// What comes before that.
const THIS: &[&str] = &["current", "my", "our", "present", "the", "this"];

/// What comes between a paper and `withdrawn`.
const IS: &[&str] = &[
    "been",
    "being",
    "has",
    "have",
    "hereby",
    "is",
    "now",
    "temporarily",
    "therefore",
    "voluntarily",
    "was",
];

/// Who withdraws.
const AUTHORS: &[&str] = &["author", "authors", "i", "the", "we"];

/// What comes between them and `withdraw`.
const DO: &[&str] = &[
    "am",
    "are",
    "decided",
    "has",
    "have",
    "hereby",
    "is",
    "like",
    "must",
    "therefore",
    "to",
    "want",
    "wish",
    "wishes",
    "would",
];

/// What may follow `withdrawn` where little or nothing is before it.
const WHY: &[&str] = &["as", "because", "by", "due", "for", "owing", "pending", "see", "since", "superseded"];

/// Whether the comment, or else the abstract, holds a notice of withdrawal: a sentence of its own about this very paper.
/// That something was withdrawn from a conference, or another paper was, is not a notice.
pub fn is_withdrawn(comment: &str, abstract_: &str) -> bool {
    let in_comment = |(_, sentence): (usize, Vec<&str>)| is_notice(&sentence) || is_short_notice(&sentence);
    // In prose a comma ends nothing, and few words may be about anything, except where it begins.
    let in_prose =
        |(at, sentence): (usize, Vec<&str>)| is_notice(&sentence) || at == 0 && is_short_notice(&sentence);
    let ends = |c: char| ".;:!?()[]{}—".contains(c);
    let (comment, abstract_) = (candidate(comment), candidate(abstract_));
    sentences(&comment, |c| ends(c) || c == ',').any(in_comment) || sentences(&abstract_, ends).any(in_prose)
}

/// A text in lowercase; empty if it cannot hold a notice, as nearly all.
fn candidate(text: &str) -> String {
    let signs = ["ithdr", "ITHDR", "emoved by ar", "EMOVED BY AR"];
    if signs.iter().any(|sign| text.contains(sign)) { text.to_lowercase() } else { String::new() }
}

/// The words of each sentence that has some, numbered.
fn sentences(text: &str, ends: impl Fn(char) -> bool) -> impl Iterator<Item = (usize, Vec<&str>)> {
    text.split(ends).map(words).filter(|words| !words.is_empty()).enumerate()
}

fn words(sentence: &str) -> Vec<&str> {
    sentence.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
}

/// `This paper has been withdrawn …`, `The authors have withdrawn this paper …`.
fn is_notice(words: &[&str]) -> bool {
    let (this, rest) = run(words, THIS);
    let (paper, rest) = run(rest, PAPER);
    let (is, rest) = run(rest, IS);
    if !this.is_empty() && !is.is_empty() && is_done(rest) && (!paper.is_empty() || has_reason(rest)) {
        return true;
    }
    let (authors, rest) = run(words, AUTHORS);
    let (_, rest) = run(rest, DO);
    let Some((verb, rest)) = rest.split_first() else { return false };
    let (this, rest) = run(rest, THIS);
    let (paper, rest) = run(rest, PAPER);
    !authors.is_empty()
        && ["withdraw", "withdraws", "withdrew", "withdrawn", "withdrawing"].contains(verb)
        && this.iter().any(|word| *word != "the")
        && !paper.is_empty()
        && !from_elsewhere(rest)
}

/// `Withdrawn`, `Paper withdrawn by the author`, `Withdrawn due to …`.
fn is_short_notice(words: &[&str]) -> bool {
    let (_, rest) = run(words, THIS);
    let (_, rest) = run(rest, PAPER);
    is_done(rest) && has_reason(rest)
}

/// Whether a verb is the last word, or is followed by a reason.
fn has_reason(words: &[&str]) -> bool {
    words.get(1).is_none_or(|next| WHY.contains(next) || *next == "from")
}

/// `withdrawn …`, or `removed by arXiv …`.
fn is_done(words: &[&str]) -> bool {
    match words {
        ["withdrawn" | "withdrawed", rest @ ..] => !from_elsewhere(rest),
        ["removed", "by", "arxiv", ..] => true,
        _ => false,
    }
}

/// `from …`, which is not from arXiv.
fn from_elsewhere(words: &[&str]) -> bool {
    let ["from", rest @ ..] = words else { return false };
    !rest.iter().take(2).any(|word| *word == "arxiv")
}

/// The words that a text begins with and that are among some, and the rest.
fn run<'a, 'w>(words: &'a [&'w str], among: &[&str]) -> (&'a [&'w str], &'a [&'w str]) {
    words.split_at(words.iter().take_while(|word| among.contains(word)).count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notices_are_known() {
        for comment in [
            // As arXiv's own tests have them.
            "This paper has been withdrawn by the author due to a crucial error in equation 3",
            "This papers has been withdrawn",
            "This has been withdrawn by arXiv administrators due to an unresolvable authorship dispute",
            "Withdrawn; superseded by arXiv:0704.0001",
            // And as authors write.
            "This paper has been withdrawn",
            "this paper is withdrawn.",
            "12 pages, 3 figures, this paper has been temporarily withdrawn by the authors",
            "12 pages. This article was withdrawn because of an error in Lemma 2",
            "[Withdrawn]",
            "WITHDRAWN",
            "Withdrawn by the authors",
            "Withdrawn due to errors in the proof",
            "Withdrawn from arXiv by the authors",
            "Paper withdrawn",
            "Paper withdrawn; see arXiv:2101.00001",
            "The paper has been withdrawn from the arXiv",
            "This submission has been withdrawn by arXiv administrators because of disputed authorship",
            "arXiv admin note: This version has been removed by arXiv administrators as the submitter did not hold the rights",
            "This e-print is being withdrawn",
            "***This manuscript has been withdrawn***",
            r"\textbf{This paper has been withdrawn}",
            "The authors have withdrawn this paper due to a mistake",
            "The author has decided to withdraw this submission",
            "We withdraw this paper",
            "We are withdrawing our manuscript, as it needs more work",
            "I would like to withdraw my paper",
        ] {
            assert!(is_withdrawn(comment, "We study graphs."), "{comment}");
        }
        for abstract_ in [
            "This paper has been withdrawn by the author.",
            "Withdrawn.",
            "Paper withdrawn due to an error.",
            "We study graphs, and walks on them. This paper has been withdrawn, as Theorem 2 is wrong.",
        ] {
            assert!(is_withdrawn("", abstract_), "{abstract_}");
        }
    }

    #[test]
    fn what_only_speaks_of_withdrawing_is_no_notice() {
        for comment in [
            "",
            "12 pages, 3 figures",
            "Withdrawn from ICLR 2026",
            "This paper was withdrawn from CVPR; accepted at ECCV",
            "We have withdrawn this paper from NeurIPS",
            "A previous version has been withdrawn",
            "The first version of this paper has been withdrawn",
            "Replaces arXiv:2101.00001, which has been withdrawn",
            "This paper has not been withdrawn",
            "Corollary 3 is withdrawn",
            "Theorem 2 of this paper has been withdrawn",
            "Supersedes the withdrawn paper arXiv:2101.00001",
            "arXiv admin note: text overlap with arXiv:2101.00001",
            "Typos removed by the authors",
        ] {
            assert!(!is_withdrawn(comment, "We study graphs."), "{comment}");
        }
        for abstract_ in [
            "We ask why a paper that has been withdrawn is still cited.",
            "Withdrawn papers are cited for years.",
            "Withdrawn energy is bounded by the charge.",
            "A card is withdrawn from the deck.",
            "Cash is deposited, withdrawn, or lent.",
            "Authors withdraw papers for many reasons. We withdraw the assumption of convexity.",
            "The authors withdrew the drug from one group.",
            "When a claim fails, the paper is withdrawn by its authors.",
            "Notices such as \"this paper has been withdrawn\" are short. We classify them.",
            "We study graphs. Withdrawn nodes are replaced.",
            "The heat withdrawn by the sink grows.",
            "This is withdrawn-energy analysis.",
        ] {
            assert!(!is_withdrawn("12 pages", abstract_), "{abstract_}");
        }
    }
}
