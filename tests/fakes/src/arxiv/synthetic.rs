//! Papers that no one wrote, as many as one likes, for measuring: texts of the usual length and make, the same each time.

use jiff::{SignedDuration, Timestamp};

use super::atom::Feed;
use super::corpus::Record;

/// Words of abstracts, from frequent to rare; none is the first word of a subject.
const WORDS: &str = "the of and a to in we for that is with on this our by are as from can which an be models learning \
    method training data approach performance tasks results proposed using based existing demonstrate however propose \
    methods show high across between these while framework both such more different two novel state-of-the-art \
    information large experiments problem framework's neural features representation accuracy efficient time optimal \
    improves datasets algorithms achieve analysis parameters structure distribution system complexity understanding \
    properties significantly architectures generalization convergence optimization reinforcement classification \
    uncertainty trajectories benchmark's extensively outperforming conditional regularization hyperparameters \
    end-to-end low-rank pre-trained transformer-based computationally interpretability heterogeneous \
    Schrödinger's Erdős–Rényi naïve multi-modal LLMs CNN 3D GPUs ImageNet-1K BERT MCMC";

/// What else is in abstracts: TeX, numbers, what looks like markup, addresses.
const ODDITIES: &[&str] = &[
    r"$\mathcal{O}(n \log n)$",
    r"$\beta$-regularised",
    r"$x_{i+1} = f_\theta(x_i) + \epsilon$",
    r"\textbf{first}",
    r"\emph{a priori}",
    r"23.7\%",
    "(i.e., \"zero-shot\")",
    "R&D",
    "p(y|x)",
    "A* search",
    "pass@1",
    "~1.8M parameters",
    "<eos>",
    "[1, 2]",
    "snake_case",
    "Top-1/Top-5",
    "https://github.com/example/code_base",
    "``quoted''",
    "C++",
    "σ² ≤ 0.05",
];

const KINDS: [&str; 10] = [
    "Sparse",
    "Causal",
    "Federated",
    "Quantum",
    "Elastic",
    "Latent",
    "Robust",
    "Modular",
    "Spectral",
    "Adaptive",
];

const THINGS: [&str; 10] = [
    "Graph Networks",
    "Diffusion Models",
    "Architecture Search",
    "Policy Gradients",
    "Belief Propagation",
    "Tensor Sketching",
    "Code Generation",
    "Speech Recognition",
    "Protein Folding",
    "Contrastive Pretraining",
];

/// One of a hundred subjects: `Sparse Graph Networks`, `Causal Diffusion Models`, …
pub fn subject(number: u32) -> String {
    let (row, place) = (number / 10 % 10, number % 10);
    format!("{} {}", KINDS[place as usize], THINGS[((row + place) % 10) as usize])
}

/// The newest `count` papers about a subject on some day, newest first. Each day brings three more, and one is revised.
pub fn synthetic(number: u32, count: u32, day: u32) -> Vec<Record> {
    let newest = 3 * day + count;
    let mut records: Vec<Record> = (newest - count..newest).rev().map(|n| record(number, n)).collect();
    if let (1.., Some(revised)) = (day, records.get(count as usize / 2).cloned()) {
        let updated = records[0].updated + SignedDuration::from_mins(1);
        records.remove(count as usize / 2);
        records.insert(0, Record { version: 2, updated, ..revised });
    }
    records
}

/// The feed that answers a query whose hits these are.
pub fn feed(records: &[Record]) -> String {
    let feed = Feed {
        canonical: "all:synthetic".to_owned(),
        parsed: "all:synthetic".to_owned(),
        id_list: String::new(),
        start: 0,
        max_results: records.len() as u64,
        total: records.len(),
        now: start(),
        records: records.iter().collect(),
    };
    feed.to_xml()
}

fn start() -> Timestamp {
    // 2026-01-01T00:00:00Z.
    Timestamp::from_second(1_767_225_600).unwrap_or_default()
}

fn record(number: u32, n: u32) -> Record {
    let mut rng = Rng(u64::from(number) << 32 | u64::from(n));
    let subject = subject(number);
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let submitted =
        start() + SignedDuration::from_hours(7 * i64::from(n)) + SignedDuration::from_secs(number.into());
    // Half of what arXiv finds by a phrase has it in the abstract only.
    let about = if n.is_multiple_of(2) { subject.as_str() } else { rng.word(&words) };
    let title = format!("{}: {about} for {}", capital(rng.word(&words)), rng.words(&words, 6));
    let mut abstract_ = format!("{subject} {}. ", rng.words(&words, 12));
    while abstract_.len() < 1_200 {
        let length = 10 + rng.below(15);
        abstract_ = format!("{abstract_}{}. ", capital(&rng.words(&words, length)));
    }
    Record {
        id: format!("26{:02}.{:05}", 1 + n % 12, (number * 700 + n) % 100_000),
        version: 1,
        title,
        authors: (0..=rng.below(7)).map(|_| capital(rng.word(&words)) + " Example").collect(),
        abstract_: abstract_.trim_end().to_owned(),
        comment: if rng.below(2) == 0 {
            String::new()
        } else {
            "12 pages, 5 figures; accepted at a workshop".to_owned()
        },
        journal_ref: String::new(),
        dois: Vec::new(),
        categories: vec!["cs.LG".to_owned(), "stat.ML".to_owned()],
        submitted,
        updated: submitted,
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// `SplitMix64` (<https://prng.di.unimi.it/splitmix64.c>).
struct Rng(u64);

impl Rng {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let drawn = (mixed ^ (mixed >> 31)) % end as u64;
        usize::try_from(drawn).unwrap_or(0)
    }

    /// A word; frequent ones come first in the list and are drawn more often. One in 300 is an oddity: of
    /// the abstracts in arXiv's recorded feeds every fifth holds TeX, every twentieth a character that XML escapes.
    fn word<'w>(&mut self, words: &[&'w str]) -> &'w str {
        if self.below(300) == 0 {
            return ODDITIES[self.below(ODDITIES.len())];
        }
        let end = 1 + self.below(words.len());
        words[self.below(end)]
    }

    /// Words with a comma here and there.
    fn words(&mut self, words: &[&str], count: usize) -> String {
        let drawn: Vec<String> =
            (0..count).map(|n| self.word(words).to_owned() + if n % 7 == 6 { "," } else { "" }).collect();
        drawn.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn texts_have_usual_length_and_their_subject() {
        let records = synthetic(7, 100, 0);
        let mean = records.iter().map(|record| record.abstract_.len()).sum::<usize>() / records.len();
        assert!((1_200..1_400).contains(&mean), "{mean}");
        let titled = records.iter().filter(|record| record.title.contains(&subject(7))).count();
        assert!(titled == 50 && records.iter().all(|record| record.abstract_.contains(&subject(7))));
        assert_eq!(records, synthetic(7, 100, 0));
    }

    #[test]
    fn each_day_brings_papers_and_a_version() {
        let ids =
            |records: &[Record]| records.iter().map(|record| record.id.clone()).collect::<BTreeSet<_>>();
        let (before, after) = (synthetic(0, 100, 0), synthetic(0, 100, 1));
        assert_eq!(ids(&after).difference(&ids(&before)).count(), 3);
        assert_eq!(after.iter().filter(|record| record.version == 2).count(), 1);
        assert!(after.is_sorted_by(|a, b| a.updated >= b.updated));
    }

    #[test]
    fn subjects_and_papers_are_all_different() {
        let subjects: BTreeSet<String> = (0..100).map(subject).collect();
        assert_eq!(subjects.len(), 100);
        let papers = (0..100).flat_map(|number| synthetic(number, 100, 1));
        assert_eq!(papers.map(|paper| paper.id).collect::<BTreeSet<_>>().len(), 10_000);
    }
}
