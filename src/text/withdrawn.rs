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

/// What is before that.
const THIS: &[&str] = &["current", "my", "our", "present", "the", "this"];

/// What is between a paper and `withdrawn`.
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

/// What is between them and `withdraw`.
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
    "need",
    "needs",
    "please",
    "request",
    "requests",
    "therefore",
    "to",
    "want",
    "wish",
    "wishes",
    "would",
];

/// What may follow `withdrawn` where little or nothing is before it.
const WHY: &[&str] = &["as", "because", "by", "due", "for", "owing", "pending", "see", "since", "superseded"];

/// Forms of "withdraw" as authors write them.
const WITHDRAW: &[&str] = &[
    "wihdrawn",
    "withdawn",
    "withdrwan",
    "witdrawn",
    "whitdrawn",
    "retract",
    "retracted",
    "retracting",
    "retraction",
    "retracts",
];

/// What, before the verb, says that something else is withdrawn, or nothing is.
const OTHER: &[&str] = &[
    "accidentally",
    "corrects",
    "earlier",
    "erroneously",
    "former",
    "inadvertently",
    "mistakenly",
    "never",
    "not",
    "old",
    "older",
    "previous",
    "previously",
    "prior",
    "reinstated",
    "replaces",
    "replacing",
    "supersedes",
    "unintentionally",
    "which",
    "wrongly",
];

/// Parts of a paper that are withdrawn without the paper.
const PARTS: &[&str] = &[
    "appendix",
    "assumption",
    "claim",
    "claims",
    "conjecture",
    "corollary",
    "figure",
    "lemma",
    "poster",
    "proposition",
    "remark",
    "result",
    "section",
    "table",
    "talk",
    "theorem",
];

/// Whether the comment, or else the abstract, has a notice of withdrawal: a sentence about this very paper. What was withdrawn
/// from a conference, or an earlier version, does not count.
pub fn is_withdrawn(comment: &str, abstract_: &str) -> bool {
    let (comment, abstract_) = (comment.to_lowercase(), abstract_.to_lowercase());
    if has_sign(&comment) && comment_sentences(&comment).any(|sentence| says_withdrawn(&sentence)) {
        return true;
    }
    // In prose few words may be about anything, except where it begins.
    let ends = |c: char| ".;:!?()[]{}—".contains(c);
    let in_prose =
        |(at, sentence): (usize, Vec<&str>)| is_notice(&sentence) || at == 0 && is_short_notice(&sentence);
    has_sign(&abstract_) && sentences(&abstract_, ends).any(in_prose)
}

/// Whether a notice can be in a text, as in few.
fn has_sign(text: &str) -> bool {
    ["withd", "ithdr", "witdr", "with drawn", "retract", "removed by ar"]
        .iter()
        .any(|sign| text.contains(sign))
}

/// The sentences of a comment: they end with a mark that a space follows. `arXiv:2101.00001` and `v1.2` end none.
fn comment_sentences(comment: &str) -> impl Iterator<Item = Vec<&str>> {
    let mut rest = comment;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let mark = |(at, c): &(usize, char)| {
            let ends = rest[at + c.len_utf8()..].chars().next().is_none_or(char::is_whitespace);
            matches!(c, ';' | '[' | ']' | '(' | ')' | '{' | '}' | '\u{2014}')
                || matches!(c, '.' | '!' | '?') && ends
        };
        let end = rest.char_indices().find(mark).map_or(rest.len(), |(at, c)| at + c.len_utf8());
        let sentence;
        (sentence, rest) = rest.split_at(end);
        Some(words(sentence))
    })
}

/// Whether a sentence of a comment says that the paper is withdrawn.
fn says_withdrawn(words: &[&str]) -> bool {
    let verb = words.iter().position(|word| word.starts_with("withdr") || WITHDRAW.contains(word));
    let verb = verb.or_else(|| words.windows(2).position(|pair| pair == ["with", "drawn"]));
    let Some(at) = verb else { return words.windows(3).any(|words| words == ["removed", "by", "arxiv"]) };
    let (before, after) = (&words[..at], &words[at + 1..]);
    if is_other(before, after) || from_elsewhere(after_object(after)) {
        return false;
    }
    match words[at] {
        "withdrawal" | "withdrawals" | "retraction" => return is_noun_of_notice(before, after),
        "withdrawn" | "retracted" if is_adjective(before, after) => {
            return before.iter().any(|word| ["this", "it"].contains(word));
        }
        _ => (),
    }
    let (_, is) = run_back(before, IS);
    let subject = run_back(is, PAPER).1;
    let is_paper = subject.len() < is.len() && run_back(subject, THIS).1.len() < subject.len();
    let of_paper = run_back(subject, THIS).1.last().is_some_and(|word| ["of", "in", "from"].contains(word));
    if is_paper && !of_paper {
        return true;
    }
    if before.iter().any(|word| PARTS.contains(word))
        && !words.iter().any(|word| ["authors", "author", "we", "i"].contains(word))
    {
        return false;
    }
    let speaks_of_paper = |word: &&str| {
        PAPER[3..].contains(word)
            || AUTHORS.contains(word) && *word != "the"
            || ["it", "this", "article"].contains(word)
    };
    is.is_empty()
        || before.is_empty()
        || run_back(is, DO).1.is_empty()
        || has_reason(&words[at..]) && is.len() < 3
        || words.iter().any(speaks_of_paper)
}

/// "Withdrawal requested by the authors", "we ask for the withdrawal of this paper", and not "withdrawal symptoms".
fn is_noun_of_notice(before: &[&str], after: &[&str]) -> bool {
    let of_paper = after_object(after.strip_prefix(&["of"]).unwrap_or(after)).len() < after.len();
    let is_next = |next: &&str| [WHY, THIS, &["notice", "requested"]].concat().contains(next);
    let begins = before.is_empty() && after.first().is_none_or(is_next);
    let asked = before.last().is_some_and(|word| word.starts_with("request"));
    begins || asked || of_paper && after.iter().take(4).any(|word| PAPER.contains(word))
}

/// "The withdrawn paper": a paper that is withdrawn, which may be another.
fn is_adjective(before: &[&str], after: &[&str]) -> bool {
    before.last().is_some_and(|word| ["a", "the"].contains(word))
        && after.first().is_some_and(|word| PAPER.contains(word))
}

/// Whether a sentence is about something else that is withdrawn, or was so by mistake.
fn is_other(before: &[&str], after: &[&str]) -> bool {
    let near = |word: &&str| ["erroneously", "mistakenly", "accidentally", "inadvertently"].contains(word);
    let mistake = after.iter().take(2).any(near)
        || after.starts_with(&["by", "mistake"])
        || after.starts_with(&["in", "error"]);
    let last_clause = &before[before.len().saturating_sub(8)..];
    let version = last_clause.windows(2).any(|pair| matches!(pair, ["version" | "v", number] if *number != "is" && number.bytes().all(|byte| byte.is_ascii_digit())))
        || last_clause.windows(2).any(|pair| matches!(pair, ["first" | "original" | "second", "version" | "submission"]))
        || last_clause.iter().any(|word| word.strip_prefix('v').is_some_and(|n| !n.is_empty() && n.bytes().all(|byte| byte.is_ascii_digit())));
    let object = after.iter().take(5).any(|word| ["previous", "earlier", "older", "old"].contains(word))
        && after.iter().take(6).any(|word| word.starts_with("version"));
    mistake || version || object || last_clause.iter().any(|word| OTHER.contains(word))
}

/// What follows the paper that is withdrawn.
fn after_object<'a, 'w>(after: &'a [&'w str]) -> &'a [&'w str] {
    let (_, rest) = run(after, THIS);
    run(rest, PAPER).1
}

/// The words that a text ends with and that are among some, and what precedes them.
fn run_back<'a, 'w>(words: &'a [&'w str], among: &[&str]) -> (&'a [&'w str], &'a [&'w str]) {
    let length = words.iter().rev().take_while(|word| among.contains(word)).count();
    let (before, run) = words.split_at(words.len() - length);
    (run, before)
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
    fn notices_anywhere_in_a_comment_are_known() {
        for comment in [
            "Due to an error in Lemma 2, this paper has been withdrawn",
            "12 pages; since Theorem 1 is wrong, the authors withdraw this paper",
            "As the proof contains a gap this manuscript is withdrawn by the authors",
            "The authors request the withdrawal of this paper",
            "Withdrawal requested by the authors",
            "We would like to request withdrawal of the paper because of an error in Section 3",
            "I am withdrawing this submission until the error is fixed",
            "We withdrew the paper after a reader found an error",
            "This article has been retracted",
            "The authors retract this paper because of an error in the data",
            "Paper has been retracted by the journal",
            "5 figures. Unfortunately the main result is false, so we have decided to withdraw the manuscript",
            "Withdrawn for further revision",
            "It has been withdrawn due to a conflict of interest",
            "This paper has been withdrawn since the proof of Theorem 2 is not correct",
            "The paper is being withdrawn because it overlaps with a previous paper of ours",
            "This paper is withdrawn and superseded by arXiv:2401.00001",
            "The manuscript has been withdrawed by the authors",
            "This paper has been withdrawl by the author",
            "this paper has been with drawn",
            "Accepted at a workshop, but withdrawn by the authors due to an error",
            "Submission withdrawn by the authors pending approval",
            "A mistake was found, therefore the paper must be withdrawn",
            "The author wishes to withdraw the paper",
            "Please disregard: this version has been withdrawn",
            "(withdrawn)",
            "20 pages, withdrawn",
            "Due to a dispute among the authors the article is retracted",
            "We have withdrawn the manuscript because the experiments could not be reproduced",
            "Withdrawn. The argument in Section 4 is wrong",
            "The authors have requested that this paper be withdrawn",
            "Because of a crucial sign error in equation (4) the paper has been withdrawn by the author",
            "We have found a serious flaw in the main argument and hence withdraw the paper",
            "If you have cited this paper please note that it has been withdrawn",
            "Need to withdraw: error in dataset split",
            "Request to withdraw due to authorship conflict",
            "The corresponding author requests withdrawal",
            "Retracted due to an error in the code",
            "Retraction: the main theorem is incorrect",
            "Withdrawal: the proof is incomplete",
            "The authors ask for the retraction of this article",
            "This is a withdrawn paper",
            "As pointed out by a referee, equation (7) is incorrect and the paper is withdrawn",
            "This draft has been withdrawn by its authors as it was submitted without consent of all co-authors",
            "Please withdraw this article, since the data were not cleared for release",
        ] {
            assert!(is_withdrawn(comment, "We study graphs."), "{comment}");
        }
    }

    #[test]
    fn other_withdrawals_in_a_comment_do_not_count() {
        for comment in [
            "Withdrawn from ICML 2025 and submitted to a journal",
            "This paper was withdrawn from the conference",
            "The previous version was withdrawn because of a wrong figure",
            "Previous version erroneously withdrawn",
            "This paper was erroneously withdrawn; this version restores it",
            "The paper was withdrawn by mistake and is reinstated",
            "Version 2 was withdrawn; this is version 3",
            "v2 has been withdrawn, v3 corrects the proof",
            "The original version of this paper was withdrawn",
            "An earlier version of the paper has been withdrawn",
            "We withdrew the earlier version of this article",
            "Lemma 4 has been withdrawn",
            "The claim of Section 5 is withdrawn",
            "Replaces our withdrawn paper arXiv:2101.00001",
            "Not withdrawn",
            "A note on deformation retractions, 12 pages",
            "12 pages; contains a section on absolute neighborhood retracts of manifolds",
            "This paper is not withdrawn, the notice of v1 was a mistake",
            "Supersedes arXiv:2101.00001, which was withdrawn by its authors",
            "We retract the previous version",
            "Drawn with a pen",
            "Correction of a paper that was previously withdrawn",
            "Submitted to a conference and withdrawn from it; 20 pages",
            "Comment on a retracted paper by N. N.",
            "Corrected form of the withdrawn article",
            "To appear in proceedings; talk withdrawn",
            "Simulates cash withdrawals",
            "Withdrawal symptoms in rats, 12 pages",
            "Previous title: Withdrawal of water from aquifers",
            "Data set of 4000 retracted articles",
            "A study of retractions in biomedicine",
        ] {
            assert!(!is_withdrawn(comment, "We study graphs."), "{comment}");
        }
    }

    #[test]
    fn mentioning_a_withdrawal_does_not_count() {
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
