//! How close papers are to those that a user likes, by their words. Pure.
//!
//! A text is a vector of its terms: words, and pairs of neighbouring words. The weight of a term in a text is
//! `(1 + ln count) · ln((texts + 1) / (texts with it + 1))`: logarithmic term frequency and inverse document frequency
//! (Manning, Raghavan, Schütze: Introduction to Information Retrieval, 2008, §6.2 to §6.4,
//! <https://nlp.stanford.edu/IR-book/>). A term that only one text has is left out, because no two texts can share it. The
//! centre of the liked texts is the sum of their vectors, each of length 1 (there, §14.2). The score of a paper is 100 times
//! the cosine of the angle between its vector and the centre, to one decimal.

mod bibliography;
mod corpus;
mod liked;
mod text;

pub use bibliography::{Bibliography, MAX_BYTES as MAX_BIBLIOGRAPHY_BYTES};
pub use liked::{Liked, LikedPaper};

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::keyword::Keyword;
use crate::paper::ArxivId;
use crate::state::State;
use corpus::{Corpus, Vector, Weights, cosine};
use text::Text;

/// The texts of a data file's papers and of liked ones.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    corpus: Corpus,
    /// The number of each paper's text.
    papers: BTreeMap<String, usize>,
    /// The names of the liked papers, with the numbers of their texts.
    liked: Vec<(String, usize)>,
}

impl Texts {
    /// Reads all texts. Without a liked paper of known text there are none.
    pub fn read(state: &State, liked: &Liked) -> Self {
        let known = liked.known(state);
        if known.is_empty() {
            return Self::default();
        }
        let mut papers = BTreeMap::new();
        let mut texts = Vec::with_capacity(state.papers.len() + known.len());
        for (number, paper) in state.papers.values().enumerate() {
            papers.insert(paper.id.to_string(), number);
            texts.push(Text::read(&paper.title, &paper.abstract_));
        }
        let mut liked = Vec::with_capacity(known.len());
        for LikedPaper { id, name, title, abstract_ } in known {
            // The text of a paper that is listed counts once.
            let listed = id.and_then(|id| papers.get(id.as_str()).copied());
            liked.push((name, listed.unwrap_or(texts.len())));
            if listed.is_none() {
                texts.push(Text::read(&title, &abstract_));
            }
        }
        Self { corpus: Corpus::new(&texts), papers, liked }
    }
}

/// Papers with their scores.
#[derive(Debug, Default)]
pub struct Ranking {
    texts: Texts,
    vectors: Vec<Vector>,
    /// The weights of the centre, by the number of the term.
    centre: Vec<f64>,
    scores: BTreeMap<String, f64>,
}

impl Ranking {
    /// Scores the papers of a data file.
    pub fn new(state: &State, liked: &Liked) -> Self {
        Self::of(Texts::read(state, liked))
    }

    /// The same once the texts are read.
    pub fn of(texts: Texts) -> Self {
        let vectors = texts.corpus.vectors(&Weights::DEFAULT);
        let liked: Vec<&Vector> = texts.liked.iter().map(|(_, text)| &vectors[*text]).collect();
        let centre = texts.corpus.centre(&liked);
        let score = |(id, text): (&String, &usize)| (id.clone(), points(cosine(&centre, &vectors[*text])));
        let scores = texts.papers.iter().map(score).collect();
        Self { texts, vectors, centre, scores }
    }

    /// Whether there are scores.
    pub fn has_scores(&self) -> bool {
        !self.texts.liked.is_empty()
    }

    /// The score of a paper, from 0 to 100.
    pub fn score(&self, id: &str) -> f64 {
        self.scores.get(id).copied().unwrap_or_default()
    }

    /// The terms that a paper shares with liked ones, with what each adds to the score, the largest first.
    pub fn shared_terms(&self, id: &str) -> Vec<(&str, f64)> {
        let terms = self.vector(id).into_iter().flatten();
        let terms = terms.map(|(term, weight)| (self.texts.corpus.name(*term), self.centre[*term] * weight));
        let mut terms: Vec<_> = terms.filter(|(_, product)| *product > 0.0).collect();
        terms.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        terms.into_iter().map(|(name, product)| (name, points(product))).collect()
    }

    /// The liked papers that are closest to a paper, each with its score alone, the closest first.
    pub fn nearest(&self, id: &str) -> Vec<(&str, f64)> {
        let Some(vector) = self.vector(id) else { return Vec::new() };
        let alone = |text: usize| points(cosine(&self.texts.corpus.centre(&[&self.vectors[text]]), vector));
        let others = self.texts.liked.iter().filter(|(_, text)| self.texts.papers.get(id) != Some(text));
        let mut nearest: Vec<_> = others.map(|(name, text)| (name.as_str(), alone(*text))).collect();
        nearest.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        nearest
    }

    fn vector(&self, id: &str) -> Option<&Vector> {
        self.texts.papers.get(id).map(|text| &self.vectors[*text])
    }

    /// The papers below a score.
    pub fn below(&self, score: u32) -> BTreeSet<ArxivId> {
        let hidden = self.scores.iter().filter(|(_, points)| **points < f64::from(score));
        hidden.filter_map(|(id, _)| ArxivId::parse(id)).collect()
    }

    /// The lists as they are shown: in the order of their keywords, without the papers below a score.
    #[must_use]
    pub fn view(&self, state: &State, keywords: &[Keyword], min_relevance: u32) -> State {
        let mut view = state.clone();
        if !self.has_scores() {
            return view;
        }
        view.leave_out(&self.below(min_relevance));
        for list in &mut view.lists {
            if keywords.iter().any(|keyword| keyword.name == list.keyword && keyword.by_relevance) {
                list.papers
                    .sort_by_cached_key(|(id, _)| Reverse((tenths(self.score(id.as_str())), id.clone())));
            }
        }
        view
    }
}

/// A cosine from 0 to 100, to one decimal.
fn points(cosine: f64) -> f64 {
    (cosine * 1000.0).round() / 10.0
}

/// A score as a number that can be ordered.
#[expect(clippy::cast_possible_truncation, reason = "a score is at most 100")]
fn tenths(score: f64) -> i64 {
    (score * 10.0).round() as i64
}

#[cfg(test)]
mod tests;
