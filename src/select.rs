//! Which of the papers that arXiv proposed are listed under a keyword: filtered, each once, newest first, cut last.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::keyword::{Keyword, PaperTokens, Query, Verdict};
use crate::paper::{ArxivId, Paper};

/// How many proposed papers each rule dropped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RejectionCounts {
    /// In none of the keyword's categories.
    pub category: usize,
    /// An excluded term in title or abstract.
    pub excluded: usize,
    /// Without the terms, in the required fields.
    pub terms: usize,
    /// By none of the keyword's authors.
    pub authors: usize,
    /// At none of the keyword's venues.
    pub venues: usize,
    pub withdrawn: usize,
    /// If most papers were dropped because they have another form of a word: the commonest, and what to write.
    pub other_forms: Option<OtherForms>,
}

/// Forms of a term's words that papers have and the term does not match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherForms {
    /// The commonest, at most three, each with its papers.
    pub commonest: Vec<(String, usize)>,
    /// A term that matches the commonest.
    pub write: String,
}

/// A paper first submitted longer than this before the newest of its list is not news, however late it appears.
const MAX_NEWS_AGE: SignedDuration = SignedDuration::from_hours(30 * 24);

/// From when on a submission is news, in a list whose newest paper is of this instant. A date after now counts as now.
pub fn news_from(newest: Timestamp, now: Timestamp) -> Timestamp {
    newest.min(now).checked_sub(MAX_NEWS_AGE).unwrap_or(Timestamp::MIN)
}

/// Puts papers in the keyword's order and keeps at most `max_rows`: first those whose submission is news, so that
/// revisions of older papers never hide a new one.
pub fn order_and_cut(keyword: &Keyword, papers: &mut Vec<Arc<Paper>>, max_rows: usize, now: Timestamp) {
    keyword.sort.order(papers);
    let Some(newest) = papers.first().filter(|_| papers.len() > max_rows) else { return };
    let since = news_from(keyword.sort.date(newest), now);
    // A stable sort: each part stays in order.
    papers.sort_by_key(|paper| paper.submitted < since);
    papers.truncate(max_rows);
    keyword.sort.order(papers);
}

/// A list in the making.
#[derive(Debug)]
pub struct Selection<'k> {
    keyword: &'k Keyword,
    kept: BTreeMap<ArxivId, Arc<Paper>>,
    /// Every paper judged, in its highest version so far.
    proposed: BTreeMap<ArxivId, Arc<Paper>>,
    rejected: RejectionCounts,
    /// Near misses of the papers without the terms: what to write, and in how many.
    misses: BTreeMap<String, (String, usize)>,
    /// The short forms that papers introduce for the keyword's terms.
    short_forms: BTreeMap<ArxivId, String>,
}

impl<'k> Selection<'k> {
    pub fn new(keyword: &'k Keyword) -> Self {
        Self {
            keyword,
            kept: BTreeMap::new(),
            proposed: BTreeMap::new(),
            rejected: RejectionCounts::default(),
            misses: BTreeMap::new(),
            short_forms: BTreeMap::new(),
        }
    }

    pub fn keyword(&self) -> &'k Keyword {
        self.keyword
    }

    /// Judges a paper by its words. Pages may repeat one: the highest version counts.
    pub fn propose(&mut self, paper: &Arc<Paper>, words: &PaperTokens<'_>) {
        if self.proposed.get(&paper.id).is_some_and(|known| known.version >= paper.version) {
            return;
        }
        self.proposed.insert(paper.id.clone(), Arc::clone(paper));
        self.kept.remove(&paper.id);
        self.short_forms.remove(&paper.id);
        match self.keyword.evaluate(words) {
            Verdict::Kept => {
                self.kept.insert(paper.id.clone(), Arc::clone(paper));
                self.short_forms.extend(self.keyword.short_form(words).map(|form| (paper.id.clone(), form)));
            }
            Verdict::Category => self.rejected.category += 1,
            Verdict::Excluded(_) => self.rejected.excluded += 1,
            Verdict::Terms => self.rejected.terms += 1,
            Verdict::Authors => self.rejected.authors += 1,
            Verdict::Venues => self.rejected.venues += 1,
            Verdict::Withdrawn => self.rejected.withdrawn += 1,
        }
    }

    /// Counts the words that come near to the terms in a paper without them: if the keyword is searched for alone, they
    /// are why arXiv returned it.
    pub fn count_miss(&mut self, words: &PaperTokens<'_>) {
        let Query::Terms { any, all } = &self.keyword.query else { return };
        if self.keyword.evaluate(words) != Verdict::Terms {
            return;
        }
        let miss = any.iter().chain(all).find_map(|term| self.keyword.nearest_miss(term, words));
        if let Some((form, write)) = miss {
            self.misses.entry(form.to_lowercase()).or_insert((write, 0)).1 += 1;
        }
    }

    /// How many were kept so far.
    pub fn kept(&self) -> usize {
        self.kept.len()
    }

    /// Whether arXiv proposed this paper, kept or not.
    pub fn has_seen(&self, id: &ArxivId) -> bool {
        self.proposed.contains_key(id)
    }

    /// The papers that arXiv proposed and the keyword's rules dropped.
    pub fn rejected_ids(&self) -> BTreeSet<ArxivId> {
        self.proposed.keys().filter(|id| !self.kept.contains_key(*id)).cloned().collect()
    }

    /// Whether arXiv proposed anything.
    pub fn is_empty(&self) -> bool {
        self.proposed.is_empty()
    }

    /// The list, in order and cut.
    pub fn list(&self) -> Vec<Arc<Paper>> {
        let mut papers: Vec<Arc<Paper>> = self.kept.values().cloned().collect();
        order_and_cut(self.keyword, &mut papers, self.keyword.max_results, Timestamp::MAX);
        papers
    }

    /// Every paper that matches, and every other that arXiv proposed.
    pub fn seen(&self) -> (Vec<Arc<Paper>>, Vec<Arc<Paper>>) {
        self.proposed.values().cloned().partition(|paper| self.kept.contains_key(&paper.id))
    }

    pub fn rejected(&self) -> RejectionCounts {
        RejectionCounts { other_forms: self.other_forms(), ..self.rejected.clone() }
    }

    /// The short form that papers of a list introduce for the keyword's terms, and how many do, if that is beyond doubt.
    pub fn short_form(&self, list: &[Arc<Paper>]) -> Option<(String, usize)> {
        const MIN_PAPERS: usize = 5;
        let mut papers: BTreeMap<&str, usize> = BTreeMap::new();
        for form in list.iter().filter_map(|paper| self.short_forms.get(&paper.id)) {
            *papers.entry(form).or_default() += 1;
        }
        let (form, papers) = papers.into_iter().max_by_key(|(_, papers)| *papers)?;
        (papers >= MIN_PAPERS && 4 * papers >= list.len()).then(|| (form.to_owned(), papers))
    }

    /// The commonest forms that were missed, if more than half of the papers were dropped for them.
    fn other_forms(&self) -> Option<OtherForms> {
        const MAX_FORMS: usize = 3;
        let missed: usize = self.misses.values().map(|(_, papers)| papers).sum();
        if missed * 2 <= self.proposed.len() {
            return None;
        }
        let mut forms: Vec<_> = self.misses.iter().collect();
        forms.sort_by_key(|(_, (_, papers))| std::cmp::Reverse(*papers));
        let write = forms.first()?.1.0.clone();
        let commonest = forms.into_iter().take(MAX_FORMS).map(|(form, (_, papers))| (form.clone(), *papers));
        Some(OtherForms { commonest: commonest.collect(), write })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keyword::{Author, CategoryPattern, Fields, MatchMode, Sort, Term, Venue, Withdrawn};
    use crate::paper::Category;
    use crate::samples::{keyword, paper, version};

    fn terms(texts: &[&str]) -> Vec<Term> {
        texts.iter().map(|text| Term::parse(text).unwrap()).collect()
    }

    fn propose(selection: &mut Selection<'_>, paper: Paper) {
        let paper = Arc::new(paper);
        selection.propose(&paper, &PaperTokens::new(&paper));
    }

    fn list(keyword: &Keyword, papers: &[Paper]) -> Vec<String> {
        let mut selection = Selection::new(keyword);
        for paper in papers {
            propose(&mut selection, paper.clone());
        }
        selection.list().iter().map(|paper| format!("{}v{}", paper.id, paper.version)).collect()
    }

    /// A paper with every text of its own.
    fn written() -> Paper {
        Paper {
            title: "Titular zebras".to_owned(),
            abstract_: "Abstract zebras, DART in hand.".to_owned(),
            comment: "Remarkable zebras".to_owned(),
            journal_ref: "J. Zebras 1".to_owned(),
            authors: vec!["Zoe Quagga".to_owned(), "Mann Lion".to_owned()],
            categories: vec![Category::new("cs.LG"), Category::new("q-bio.PE")],
            ..paper("2611.00001", "2026-11-01")
        }
    }

    #[test]
    fn term_must_match_in_the_chosen_fields() {
        for (term, fields) in [
            ("titular", &[Fields::TitleOrAbstract, Fields::Title, Fields::All][..]),
            ("abstract", &[Fields::TitleOrAbstract, Fields::Abstract, Fields::All]),
            (
                "zebra",
                &[
                    Fields::TitleOrAbstract,
                    Fields::Title,
                    Fields::Abstract,
                    Fields::TitleAndAbstract,
                    Fields::All,
                ],
            ),
            ("remarkable", &[Fields::All]),
            ("J Zebras", &[Fields::All]),
            ("quagga", &[Fields::All]),
            // From one author, or one field, into the next, words do not make a phrase.
            ("quagga mann", &[]),
            ("zebras abstract", &[]),
            ("darts", &[Fields::TitleOrAbstract, Fields::Abstract, Fields::All]),
            ("DARTS", &[]),
            ("Dart", &[Fields::TitleOrAbstract, Fields::Abstract, Fields::All]),
            ("lion hunt", &[]),
        ] {
            for (name, field) in Fields::NAMES {
                let keyword = Keyword { fields: *field, ..keyword(term) };
                let found = !list(&keyword, &[written()]).is_empty();
                assert_eq!(found, fields.contains(field), "{term} in {name}");
            }
        }
    }

    #[test]
    fn any_all_and_exclude_go_together() {
        for (any, all, exclude, kept) in [
            (&["lion", "zebra"][..], &[][..], &[][..], true),
            (&["lion", "tiger"], &[], &[], false),
            (&[], &["titular", "dart"], &[], true),
            (&["zebra"], &["titular", "lion"], &[], false),
            (&["zebra"], &[], &["DART in hand"], false),
            // Only title and abstract exclude.
            (&["zebra"], &[], &["remarkable", "quagga"], true),
        ] {
            let keyword = Keyword {
                query: Query::Terms { any: terms(any), all: terms(all) },
                exclude: terms(exclude),
                ..keyword("k")
            };
            assert_eq!(!list(&keyword, &[written()]).is_empty(), kept, "{any:?} {all:?} {exclude:?}");
        }
    }

    #[test]
    fn results_of_raw_queries_are_still_filtered() {
        let query = Keyword { query: Query::Raw("all:lion".to_owned()), ..keyword("k") };
        let trusted = Keyword { match_mode: MatchMode::Arxiv, ..keyword("lion") };
        for keyword in [query, trusted] {
            assert_eq!(list(&keyword, &[written()]).len(), 1);
            let excluding = Keyword { exclude: terms(&["Zebra"]), ..keyword.clone() };
            assert!(list(&excluding, &[written()]).is_empty());
            let elsewhere =
                Keyword { categories: vec![CategoryPattern::parse("hep-th").unwrap()], ..keyword };
            assert!(list(&elsewhere, &[written()]).is_empty());
        }
    }

    #[test]
    fn withdrawn_paper_is_dropped_for_raw_queries_too() {
        let gone = Paper { comment: "This paper has been withdrawn".to_owned(), ..written() };
        let query = Query::Raw("all:zebra".to_owned());
        for keyword in [keyword("zebra"), Keyword { query, ..keyword("k") }] {
            assert_eq!(list(&keyword, std::slice::from_ref(&gone)).len(), 1);
            let dropping = Keyword { withdrawn: Withdrawn::Drop, ..keyword };
            assert!(list(&dropping, std::slice::from_ref(&gone)).is_empty());
            assert_eq!(list(&dropping, &[written()]).len(), 1);
            // The version that is withdrawn counts, in whichever order they come.
            let gone = version(&gone, 2, "2026-11-03");
            assert!(list(&dropping, &[gone.clone(), written()]).is_empty());
            assert!(list(&dropping, &[written(), gone]).is_empty());
        }
    }

    #[test]
    fn cross_lists_count() {
        for (category, kept) in [("cs.LG", true), ("q-bio.PE", true), ("q-bio.*", true), ("cs.CV", false)] {
            let categories = vec![CategoryPattern::parse(category).unwrap()];
            let keyword = Keyword { categories, ..keyword("zebra") };
            assert_eq!(!list(&keyword, &[written()]).is_empty(), kept, "{category}");
        }
    }

    #[test]
    fn paper_counts_once_in_its_highest_version() {
        let keyword = keyword("graphs");
        let first = paper("2611.00001", "2026-11-01");
        let second = version(&first, 2, "2026-11-03");
        assert_eq!(list(&keyword, &[first.clone(), second.clone(), first.clone()]), ["2611.00001v2"]);
        let elsewhere =
            Paper { title: "Zebras".to_owned(), abstract_: "Of zebras.".to_owned(), ..second.clone() };
        assert!(
            list(&keyword, &[first.clone(), elsewhere.clone()]).is_empty(),
            "the second does not match any more"
        );
        assert!(list(&keyword, &[elsewhere.clone(), first]).is_empty());
        let third = version(&second, 3, "2026-11-04");
        assert_eq!(list(&keyword, &[elsewhere, third]), ["2611.00001v3"]);
    }

    #[test]
    fn cross_lists_count_by_default() {
        let keyword = |pattern: &str, cross_lists| Keyword {
            categories: vec![CategoryPattern::parse(pattern).unwrap()],
            cross_lists,
            ..keyword("zebra")
        };
        for (pattern, cross_lists, kept) in [
            ("q-bio.PE", true, true),
            ("q-bio.PE", false, false),
            ("cs.LG", false, true),
            ("cs.*", false, true),
        ] {
            let found = !list(&keyword(pattern, cross_lists), &[written()]).is_empty();
            assert_eq!(found, kept, "{pattern} {cross_lists}");
        }
    }

    #[test]
    fn authors_and_venues_narrow_a_keyword() {
        let authors = |names: &[&str]| names.iter().map(|name| Author::parse(name).unwrap()).collect();
        let venues = |names: &[&str]| names.iter().map(|name| Venue::parse(name).unwrap()).collect();
        let all = Query::Terms { any: Vec::new(), all: Vec::new() };
        for (query, names, places, kept) in [
            (&keyword("zebra").query, &["Z. Quagga"][..], &[][..], true),
            (&keyword("zebra").query, &["Ada Lovelace"], &[], false),
            (&keyword("lions").query, &["Z. Quagga"], &[], false),
            (&all, &["Ada Lovelace", "Quagga, Zoe"], &[], true),
            (&all, &["Ada Lovelace"], &[], false),
            (&keyword("zebra").query, &[], &["ICML", "J. Zebras"], true),
            (&keyword("zebra").query, &[], &["ICML"], false),
            (&keyword("zebra").query, &[], &["An unknown journal"], false),
            (&all, &["Zoe Quagga"], &["ICML"], false),
        ] {
            let keyword = Keyword {
                query: query.clone(),
                authors: authors(names),
                venues: venues(places),
                ..keyword("k")
            };
            let found = !list(&keyword, &[written()]).is_empty();
            assert_eq!(found, kept, "{query:?} {names:?} {places:?}");
        }
    }

    #[test]
    fn list_is_cut_after_all_filters() {
        let other =
            Paper { title: "Z".to_owned(), abstract_: "Z".to_owned(), ..paper("2611.00009", "2026-11-09") };
        let tied = [paper("2611.00002", "2026-11-02"), paper("2611.00003", "2026-11-02")];
        let revised = version(&paper("2610.00001", "2026-10-30"), 2, "2026-11-03");
        let papers = [other, tied[0].clone(), revised, tied[1].clone()];
        let short = Keyword { max_results: 3, ..keyword("graphs") };
        assert_eq!(list(&short, &papers), ["2610.00001v2", "2611.00003v1", "2611.00002v1"]);
        let by_submission = Keyword { sort: Sort::Submitted, max_results: 2, ..keyword("graphs") };
        assert_eq!(list(&by_submission, &papers), ["2611.00003v1", "2611.00002v1"]);
    }

    #[test]
    fn common_short_form_is_named() {
        let keyword = keyword("large language model");
        let mut selection = Selection::new(&keyword);
        for n in 0..20 {
            let short = if n < 5 { " (LLMs)" } else { "" };
            let text = format!("We train Large Language Models{short} here.");
            propose(
                &mut selection,
                Paper { abstract_: text, ..paper(&format!("2611.{n:05}"), "2026-11-01") },
            );
        }
        let list = selection.list();
        assert_eq!(selection.short_form(&list), Some(("LLM".to_owned(), 5)));
        assert_eq!(selection.short_form(&list[..16]), None, "four are too few");
    }

    #[test]
    fn commonest_forms_are_named() {
        let keyword = keyword("superconduct");
        let mut selection = Selection::new(&keyword);
        for (n, title) in
            ["Superconductivity", "superconductivity in films", "A superconducting diode"].iter().enumerate()
        {
            let paper = Paper {
                title: (*title).to_owned(),
                abstract_: "x".to_owned(),
                ..paper(&format!("2611.0000{n}"), "2026-11-01")
            };
            propose(&mut selection, paper.clone());
            selection.count_miss(&PaperTokens::new(&paper));
        }
        let forms = selection.rejected().other_forms.unwrap();
        assert_eq!(forms.write, "superconduct*");
        assert_eq!(forms.commonest, [("superconductivity".to_owned(), 2), ("superconducting".to_owned(), 1)]);
    }

    #[test]
    fn revisions_of_old_papers_hide_no_new_one() {
        let old = |n: u32| version(&paper(&format!("1901.{n:05}"), "2019-01-01"), 2, "2026-11-09");
        let mut papers: Vec<Paper> = (1..=7).map(old).collect();
        papers.push(paper("2611.00001", "2026-11-01"));
        papers.push(paper("2609.00001", "2026-09-01"));
        let keyword = Keyword { max_results: 3, ..keyword("graphs") };
        assert_eq!(list(&keyword, &papers), ["1901.00007v2", "1901.00006v2", "2611.00001v1"]);
    }

    #[test]
    fn a_date_after_now_counts_as_now() {
        let at = |day: &str| format!("{day}T00:00:00Z").parse::<Timestamp>().unwrap();
        assert_eq!(news_from(at("2031-01-01"), at("2026-11-30")), at("2026-10-31"));
        assert_eq!(news_from(at("2026-11-01"), at("2026-11-30")), at("2026-10-02"));
    }

    #[test]
    fn what_was_dropped_is_counted_by_rule() {
        let keyword = Keyword {
            categories: vec![CategoryPattern::parse("cs.*").unwrap()],
            exclude: terms(&["dull"]),
            withdrawn: Withdrawn::Drop,
            ..keyword("graphs")
        };
        let mut selection = Selection::new(&keyword);
        let paper = |n: u32| paper(&format!("2611.{n:05}"), "2026-11-01");
        propose(&mut selection, paper(1));
        propose(&mut selection, Paper { categories: vec![Category::new("math.CO")], ..paper(2) });
        propose(&mut selection, Paper { abstract_: "Dull graphs.".to_owned(), ..paper(3) });
        propose(&mut selection, Paper { title: "Z".to_owned(), abstract_: "Z".to_owned(), ..paper(4) });
        propose(&mut selection, Paper { title: "Z".to_owned(), abstract_: "Z".to_owned(), ..paper(4) });
        propose(&mut selection, Paper { comment: "Withdrawn".to_owned(), ..paper(5) });
        assert_eq!(
            selection.rejected(),
            RejectionCounts {
                category: 1,
                excluded: 1,
                terms: 1,
                withdrawn: 1,
                ..RejectionCounts::default()
            }
        );
        assert_eq!((selection.kept(), selection.is_empty()), (1, false));
        assert!(selection.has_seen(&paper(4).id) && !selection.has_seen(&paper(6).id));
    }
}
