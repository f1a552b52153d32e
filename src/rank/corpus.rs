//! Texts as vectors of weighted terms.

use std::collections::HashMap;

use super::text::{Text, Vocabulary};

/// A text as weights of terms, by the number of the term. Its length is 1, or 0 if it shares no term with another text.
pub(super) type Vector = Vec<(usize, f64)>;

/// Texts as counts of terms.
#[derive(Clone, Debug, Default)]
pub(super) struct Corpus {
    /// The words of each term, by its number.
    names: Vec<String>,
    /// For each text the numbers of its terms, with how often it has them.
    texts: Vec<Vec<(usize, f64)>>,
}

/// How terms are weighed: the product of two numbers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Weights {
    /// By how often the text has the term.
    pub(super) count: fn(f64) -> f64,
    /// By how many texts have it, how many texts there are, and whether it is a pair of words.
    pub(super) term: fn(f64, f64, bool) -> f64,
}

impl Weights {
    pub(super) const DEFAULT: Self = Self {
        count: |count| 1.0 + count.ln(),
        term: |texts_with_it, texts, _| {
            if texts_with_it > 1.0 { ((texts + 1.0) / (texts_with_it + 1.0)).ln() } else { 0.0 }
        },
    };
}

impl Corpus {
    pub(super) fn new(texts: &[Text]) -> Self {
        Self::with_vocabulary(texts, &Vocabulary::new(texts))
    }

    pub(super) fn with_vocabulary(texts: &[Text], vocabulary: &Vocabulary) -> Self {
        let mut numbers: HashMap<String, usize> = HashMap::new();
        let mut names = Vec::new();
        let mut count = |text: &Text| {
            let mut terms: Vec<usize> = Vec::new();
            for term in text.terms(vocabulary) {
                terms.push(*numbers.entry(term).or_insert_with_key(|term| {
                    names.push(term.clone());
                    names.len() - 1
                }));
            }
            terms.sort_unstable();
            terms.chunk_by(|a, b| a == b).map(|same| (same[0], float(same.len()))).collect()
        };
        let texts = texts.iter().map(&mut count).collect();
        Self { names, texts }
    }

    pub(super) fn name(&self, term: usize) -> &str {
        &self.names[term]
    }

    /// The texts as vectors, in their order.
    pub(super) fn vectors(&self, weights: &Weights) -> Vec<Vector> {
        let mut texts_with = vec![0.0; self.names.len()];
        self.texts.iter().flatten().for_each(|(term, _)| texts_with[*term] += 1.0);
        let all = float(self.texts.len());
        let weight = |(name, with): (&String, f64)| (weights.term)(with, all, name.contains(' '));
        let term_weights: Vec<f64> = self.names.iter().zip(texts_with).map(weight).collect();
        let vector = |text: &Vec<(usize, f64)>| {
            let terms = text.iter().filter(|(term, _)| term_weights[*term] > 0.0);
            let mut vector: Vector =
                terms.map(|(term, count)| (*term, (weights.count)(*count) * term_weights[*term])).collect();
            let length = length(vector.iter().map(|(_, weight)| *weight));
            for (_, weight) in &mut vector {
                *weight /= length;
            }
            vector
        };
        self.texts.iter().map(vector).collect()
    }

    /// The sum of some vectors, with length 1, by the number of the term.
    pub(super) fn centre(&self, vectors: &[&Vector]) -> Vec<f64> {
        let mut centre = vec![0.0; self.names.len()];
        for (term, weight) in vectors.iter().copied().flatten() {
            centre[*term] += weight;
        }
        let length = length(centre.iter().copied());
        for weight in &mut centre {
            *weight /= length;
        }
        centre
    }
}

/// The cosine of the angle between a text and the centre.
pub(super) fn cosine(centre: &[f64], text: &Vector) -> f64 {
    text.iter().map(|(term, weight)| centre[*term] * weight).sum()
}

/// The length of a vector; 1 if it has none, so that it can be divided by.
fn length(weights: impl Iterator<Item = f64>) -> f64 {
    let length = weights.map(|weight| weight * weight).sum::<f64>().sqrt();
    if length > 0.0 { length } else { 1.0 }
}

#[expect(clippy::cast_precision_loss, reason = "there are never so many texts or words")]
pub(super) fn float(count: usize) -> f64 {
    count as f64
}
