//! Scores of single papers, and what they are worth over papers of ten topics.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde::Deserialize;

use super::corpus::float;
use super::text::Vocabulary;
use super::*;
use crate::samples::{at, id, keyword, paper};
use crate::state::List;

fakes::tests_over_shared!(score_ranks_better_than_plain_tf_idf);

#[derive(Deserialize)]
struct Labelled {
    topic: String,
    title: String,
    #[serde(rename = "abstract")]
    abstract_: String,
}

/// A way to score: how texts are read and weighed.
type Method = (&'static str, fn(&str, &str) -> Text, fn(&[Text]) -> Corpus, Weights);

const METHODS: [Method; 2] = [
    (
        "every word as written, plain TF-IDF",
        Text::plain,
        |texts| Corpus::with_vocabulary(texts, &Vocabulary::default()),
        Weights { count: |count| count, term: |with, all, _| (all / with).ln() },
    ),
    ("the score", Text::read, Corpus::new, Weights::DEFAULT),
];

/// A random number below a bound: the same sequence in every run.
struct Draws(u64);

impl Draws {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }

    /// Some of these.
    fn some(&mut self, of: &[usize], count: usize) -> Vec<usize> {
        let mut left = of.to_vec();
        (0..count).map(|_| left.swap_remove(self.below(left.len()))).collect()
    }
}

/// Whether a word is in the name of one of these topics, or its plural.
fn is_in_name(word: &str, topics: &[&str]) -> bool {
    let mut names = topics.iter().flat_map(|topic| topic.split([' ', '-'])).map(str::to_lowercase);
    names.any(|name| word == name || word == format!("{name}s") || format!("{word}s") == name)
}

/// The share of pairs of a wanted and another paper that are in order, and of the first five that are wanted.
fn judged(scores: &BTreeMap<usize, f64>, wanted: impl Fn(usize) -> bool) -> (f64, f64) {
    let (good, bad): (Vec<_>, Vec<_>) = scores.iter().partition::<Vec<_>, _>(|(paper, _)| wanted(**paper));
    let above: f64 = good
        .iter()
        .flat_map(|(_, good)| bad.iter().map(move |(_, bad)| (*good, *bad)))
        .map(|(good, bad)| match good.total_cmp(bad) {
            Ordering::Greater => 1.0,
            Ordering::Equal => 0.5,
            Ordering::Less => 0.0,
        })
        .sum();
    let mut ranked: Vec<_> = scores.iter().collect();
    ranked.sort_by(|a, b| b.1.total_cmp(a.1));
    let first = ranked.iter().take(5).filter(|(paper, _)| wanted(**paper)).count();
    (above / float(good.len() * bad.len()), float(first) / 5.0)
}

/// The mean AUC and the mean share of the first five, over groups of topics and ten draws of each.
fn measured(
    texts: &[Text],
    (_, _, corpus, weights): &Method,
    papers: &[Labelled],
    groups: &[Vec<&str>],
    liked_of_each: usize,
) -> (f64, f64) {
    let mut sum = (0.0, 0.0);
    for topics in groups {
        let texts: Vec<Text> =
            texts.iter().map(|text| text.without(|word| is_in_name(word, topics))).collect();
        let corpus = corpus(&texts);
        let vectors = corpus.vectors(weights);
        // The same draws for every method.
        let mut draws = Draws(7);
        for _ in 0..10 {
            let of =
                |topic: &str| (0..papers.len()).filter(|n| papers[*n].topic == topic).collect::<Vec<_>>();
            let liked: Vec<usize> =
                topics.iter().flat_map(|topic| draws.some(&of(topic), liked_of_each)).collect();
            let centre = corpus.centre(&liked.iter().map(|n| &vectors[*n]).collect::<Vec<_>>());
            let others = (0..papers.len()).filter(|n| !liked.contains(n));
            let scores = others.map(|n| (n, cosine(&centre, &vectors[n]))).collect();
            let (auc, five) = judged(&scores, |n| topics.contains(&papers[n].topic.as_str()));
            sum = (sum.0 + auc, sum.1 + five);
        }
    }
    let runs = float(10 * groups.len());
    (sum.0 / runs, sum.1 / runs)
}

/// Papers of ten topics, ranked by liked ones of one or two, without the words of the topics' names.
fn score_ranks_better_than_plain_tf_idf() {
    let papers: Vec<Labelled> =
        serde_json::from_slice(&fakes::shared::read("relevance/topics.json")).unwrap();
    let mut topics: Vec<&str> = papers.iter().map(|paper| paper.topic.as_str()).collect();
    topics.sort_unstable();
    topics.dedup();
    assert_eq!((papers.len(), topics.len()), (400, 10));
    let one: Vec<Vec<&str>> = topics.iter().map(|topic| vec![*topic]).collect();
    let two: Vec<Vec<&str>> = (0..10).map(|n| vec![topics[n], topics[(n + 3) % 10]]).collect();
    let texts = METHODS.map(|(_, read, ..)| {
        papers.iter().map(|paper| read(&paper.title, &paper.abstract_)).collect::<Vec<_>>()
    });
    for (title, groups, liked) in
        [("one topic, 8 liked papers", one, 8), ("two topics, 4 liked papers of each", two, 4)]
    {
        println!("{title:<36}   AUC   first five");
        let [plain, score] = [0, 1].map(|method| {
            let (name, ..) = METHODS[method];
            let (auc, five) = measured(&texts[method], &METHODS[method], &papers, &groups, liked);
            println!("{name:<36} {auc:.3}   {five:.3}");
            (auc, five)
        });
        assert!(score.0 >= plain.0 + 0.01 && score.1 >= plain.1 + 0.03, "{title}: {plain:?} {score:?}");
    }
}

fn liked(names: &[&str]) -> Liked {
    Liked::new(names.iter().map(|name| LikedPaper::from(&id(name))))
}

/// A data file with these papers, listed in this order.
fn state(papers: &[(&str, &str)]) -> State {
    let papers: Vec<_> = papers
        .iter()
        .map(|(number, words)| crate::paper::Paper {
            title: (*words).to_owned(),
            abstract_: String::new(),
            ..paper(number, "2026-11-20")
        })
        .collect();
    let day = "2026-11-24".parse().unwrap();
    let list = List {
        keyword: "k".to_owned(),
        definition: String::new(),
        through: None,
        complete: true,
        read: day,
        new: papers.iter().map(|paper| paper.id.clone()).collect(),
        revised: Vec::new(),
        left: [].into(),
        papers: papers.iter().map(|paper| (paper.id.clone(), day)).collect(),
    };
    State {
        changed: at("2026-11-24"),
        lists: vec![list],
        papers: papers.into_iter().map(|paper| (paper.id.clone(), paper.into())).collect(),
        ..State::default()
    }
}

const PAPERS: [(&str, &str); 4] = [
    ("2611.00004", "Protein folding with language models"),
    ("2611.00003", "Folded proteins and their language"),
    ("2611.00002", "Galaxy clusters at high redshift"),
    ("2611.00001", "Redshifts of the galaxy clusters"),
];

fn ids(state: &State) -> Vec<&str> {
    state.lists[0].papers.iter().map(|(id, _)| id.as_str()).collect()
}

#[test]
fn score_is_the_angle_to_liked_papers() {
    let state = state(&PAPERS);
    let ranking = Ranking::new(&state, &liked(&["2611.00001"]));
    let scores: Vec<f64> = PAPERS.iter().map(|(id, _)| ranking.score(id)).collect();
    // The words that only one paper has do not count.
    assert_eq!(scores, [0.0, 0.0, 100.0, 100.0]);
    let terms = ranking.shared_terms("2611.00002");
    let expected = ["clusters", "galaxy", "galaxy clusters", "redshift"];
    assert_eq!(terms.iter().map(|(term, _)| *term).collect::<Vec<_>>(), expected);
    assert!(terms.iter().all(|(_, points)| (points - 25.0).abs() < 0.1), "{terms:?}");
    assert_eq!(ranking.nearest("2611.00002"), [("2611.00001", 100.0)]);
    assert!(ranking.nearest("2611.00001").is_empty(), "it is itself the liked one");
    assert_eq!((ranking.score("2611.99999"), ranking.shared_terms("2611.99999").len()), (0.0, 0));
}

#[test]
fn view_orders_by_score_then_identifier() {
    let state = state(&PAPERS);
    let by_relevance = [Keyword { by_relevance: true, ..keyword("k") }];
    let ranking = Ranking::new(&state, &liked(&["2611.00001"]));
    let shown = ranking.view(&state, &by_relevance, 0);
    assert_eq!(ids(&shown), ["2611.00002", "2611.00001", "2611.00004", "2611.00003"]);
    assert_eq!(ids(&ranking.view(&state, &[keyword("k")], 0)), ids(&state));
    let hidden = ranking.view(&state, &by_relevance, 1);
    assert_eq!(ids(&hidden), ["2611.00002", "2611.00001"]);
    assert_eq!((hidden.papers.len(), hidden.lists[0].new.len()), (2, 2));
}

#[test]
fn nothing_is_hidden_without_a_known_liked_paper() {
    let state = state(&PAPERS);
    for liked in [Liked::default(), liked(&["2401.00001"])] {
        let ranking = Ranking::new(&state, &liked);
        assert_eq!(
            (ranking.has_scores(), ranking.view(&state, &[keyword("k")], 100)),
            (false, state.clone())
        );
    }
}

#[test]
fn liked_papers_without_texts_are_looked_up_once() {
    let listed = state(&PAPERS);
    let liked = liked(&["2611.00004", "2401.00001", "2401.00002"]);
    assert_eq!(liked.unknown(None).len(), 3);
    assert_eq!(liked.unknown(Some(&listed)), [id("2401.00001"), id("2401.00002")]);
    let found = std::sync::Arc::new(paper("2401.00001", "2024-01-01"));
    let looked_up = [(found.id.clone(), found)].into();
    let kept = liked.kept(&listed, Some(&listed), &looked_up);
    assert_eq!(kept.keys().map(ArxivId::as_str).collect::<Vec<_>>(), ["2401.00001"]);
    let next = State { liked: kept, ..listed.clone() };
    assert_eq!(liked.unknown(Some(&next)), [id("2401.00002")]);
    // A paper that leaves the lists keeps its text.
    let left = State { papers: BTreeMap::new(), ..State::default() };
    let kept = liked.kept(&left, Some(&next), &BTreeMap::new());
    assert_eq!(kept.len(), 2);
    let next = State::parse(State { liked: kept, ..left }.to_text().as_bytes(), "", "").unwrap();
    assert_eq!(liked.unknown(Some(&next)), [id("2401.00002")]);
}

#[test]
fn a_paper_is_liked_once() {
    let entry = |name: &str, id: Option<&str>, title: &str, abstract_: &str| LikedPaper {
        id: id.map(crate::samples::id),
        name: name.to_owned(),
        title: title.to_owned(),
        abstract_: abstract_.to_owned(),
    };
    let liked = Liked::new([
        LikedPaper::from(&id("2401.00001")),
        entry("a", Some("2401.00001"), "Sets", "On sets."),
        entry("b", None, "sets", ""),
        entry("c", None, "Maps", ""),
    ]);
    let names: Vec<String> = liked.known(&State::default()).into_iter().map(|paper| paper.name).collect();
    assert_eq!(names, ["a", "c"]);
    assert!(liked.unknown(None).is_empty(), "a bibliography has its abstract");
}
